/* baseline: the same work in C on the sqlite3 API, as fast as we can write it by hand: no mutex, prepared statements, text bound without a copy, many rows per
 * INSERT, memory that is kept between runs, columns by number.
 *
 * Each function exists twice: checked, which refuses what the library's verb refuses (text that is not UTF-8 or holds NUL, numbers out of range, NULL
 * where none belongs), and unchecked.  `checked` and `access` are constants where the functions are called, so that the compiler makes two of each. */
#ifndef BENCH_BASELINE_H
#define BENCH_BASELINE_H
#include "person.h"
#include <sqlite3.h>

/* ---- a connection --------------------------------------------------------------------------------------------------------------------------------- */
enum { BY_COLUMN, BY_VALUE, MIXED, ACCESSES }; /* sqlite3_column_x; sqlite3_column_value with sqlite3_value_x; values for texts and what may be NULL */
static const char *const access_names[ACCESSES] = { "sqlite3_column_*", "sqlite3_value_*", "both mixed" };

#define MAX_CHUNK 1000
typedef struct base {
    sqlite3 *db;
    sqlite3_stmt *get, *all, *filter, *count, *count_active, *update, *highest, *sequence, *insert[2][MAX_CHUNK + 1]; /* [with ids given] */
    arena texts, single; /* single: rows read one by one */
    person *rows;
    size_t row_count, row_room;
} base;

static void base_check(base *b, int code, const char *what)
{
    if (code != SQLITE_OK && code != SQLITE_ROW && code != SQLITE_DONE) die(what, sqlite3_errmsg(b->db));
}
static void base_run(base *b, const char *sql) { base_check(b, sqlite3_exec(b->db, sql, NULL, NULL, NULL), sql); }
static sqlite3_stmt *base_prepare(base *b, const char *sql)
{
    sqlite3_stmt *st = NULL;
    base_check(b, sqlite3_prepare_v3(b->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st, NULL), sql);
    return st;
}
#define PERSON_LIST "\"id\", \"name\", \"email\", \"bio\", \"age\", \"score\", \"active\", \"visits\""
/* The connection as the library opens it. */
static void base_open(base *b, const char *path, const char *schema, bool file)
{
    memset(b, 0, sizeof *b);
    base_check(b, sqlite3_open_v2(path, &b->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL), path);
    sqlite3_extended_result_codes(b->db, 1);
    sqlite3_busy_timeout(b->db, 5000);
    sqlite3_db_config(b->db, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
    if (file) base_run(b, "PRAGMA journal_mode=wal; PRAGMA synchronous=normal");
    base_run(b, schema);
    b->get = base_prepare(b, "SELECT " PERSON_LIST " FROM \"people\" WHERE \"id\" = ?");
    b->all = base_prepare(b, "SELECT " PERSON_LIST " FROM \"people\"");
    b->filter = base_prepare(b, "SELECT " PERSON_LIST " FROM \"people\" WHERE \"age\" = ? AND \"score\" < ? AND \"active\" = ? ORDER BY \"score\" DESC LIMIT ?");
    b->count = base_prepare(b, "SELECT COUNT(*) FROM \"people\"");
    b->count_active = base_prepare(b, "SELECT COUNT(*) FROM \"people\" WHERE \"active\" = ?");
    b->update = base_prepare(b, "UPDATE \"people\" SET \"name\" = ?, \"email\" = ?, \"bio\" = ?, \"age\" = ?, \"score\" = ?, \"active\" = ?, \"visits\" = ? WHERE \"id\" = ?");
    b->highest = base_prepare(b, "SELECT MAX(\"id\") FROM \"people\"");
    b->sequence = base_prepare(b, "SELECT \"seq\" FROM \"sqlite_sequence\" WHERE \"name\" = 'people'");
}
static void base_close(base *b)
{
    for (sqlite3_stmt *st; (st = sqlite3_next_stmt(b->db, NULL));) sqlite3_finalize(st);
    sqlite3_close(b->db);
    arena_free(&b->texts);
    arena_free(&b->single);
    free(b->rows);
}
static sqlite3_stmt *base_insert_statement(base *b, size_t rows, bool with_ids)
{
    sqlite3_stmt **st = &b->insert[with_ids][rows];
    if (*st) return *st;
    char *sql = malloc(200 + rows * 32);
    if (!sql) die("memory", "none left");
    size_t n = (size_t)sprintf(sql, "INSERT INTO \"people\" (%s\"name\", \"email\", \"bio\", \"age\", \"score\", \"active\", \"visits\") VALUES ", with_ids ? "\"id\", " : "");
    for (size_t i = 0; i < rows; i++) n += (size_t)sprintf(sql + n, "%s(%s?, ?, ?, ?, ?, ?, ?)", i ? ", " : "", with_ids ? "?, " : "");
    *st = base_prepare(b, sql);
    free(sql);
    return *st;
}

/* ---- reading -------------------------------------------------------------------------------------------------------------------------------------- */
ALWAYS int64_t read_integer(sqlite3_stmt *st, int i, int access) { return access == BY_VALUE ? sqlite3_value_int64(sqlite3_column_value(st, i)) : sqlite3_column_int64(st, i); }
ALWAYS double read_real(sqlite3_stmt *st, int i, int access) { return access == BY_VALUE ? sqlite3_value_double(sqlite3_column_value(st, i)) : sqlite3_column_double(st, i); }
ALWAYS bool read_text(sqlite3_stmt *st, int i, int access, bool checked, bool nullable, arena *texts, const char **out)
{
    const char *text;
    size_t size;
    if (access == BY_COLUMN) {
        text = (const char *)sqlite3_column_text(st, i);
        size = (size_t)sqlite3_column_bytes(st, i);
    } else {
        sqlite3_value *value = sqlite3_column_value(st, i);
        text = (const char *)sqlite3_value_text(value);
        size = (size_t)sqlite3_value_bytes(value);
    }
    if (!text) {
        *out = NULL;
        return nullable || !checked;
    }
    char *copy = arena_take(texts, size + 1);
    if (!copy) return false;
    *out = copy;
    copy[size] = 0;
    if (checked) return copy_checked(copy, text, size);
    memcpy(copy, text, size);
    return true;
}
ALWAYS bool read_person(sqlite3_stmt *st, arena *texts, person *p, int access, bool checked)
{
    p->id = read_integer(st, 0, access);
    if (!read_text(st, 1, access, checked, false, texts, &p->name)) return false;
    if (!read_text(st, 2, access, checked, false, texts, &p->email)) return false;
    if (!read_text(st, 3, access, checked, true, texts, &p->bio)) return false;
    const int64_t age = read_integer(st, 4, access);
    if (checked && (age < INT32_MIN || age > INT32_MAX)) return false;
    p->age = (int32_t)age;
    p->score = read_real(st, 5, access);
    const int64_t active = read_integer(st, 6, access);
    if (checked && (active & ~INT64_C(1))) return false;
    p->active = active != 0;
    if (access == BY_COLUMN) {
        p->has_visits = sqlite3_column_type(st, 7) != SQLITE_NULL;
        p->visits = p->has_visits ? sqlite3_column_int64(st, 7) : 0;
    } else {
        sqlite3_value *value = sqlite3_column_value(st, 7);
        p->has_visits = sqlite3_value_type(value) != SQLITE_NULL;
        p->visits = p->has_visits ? sqlite3_value_int64(value) : 0;
    }
    return true;
}
ALWAYS const person *base_get(base *b, int64_t id, int access, bool checked)
{
    sqlite3_stmt *st = b->get;
    person *p = NULL;
    sqlite3_bind_int64(st, 1, id);
    const int code = sqlite3_step(st);
    if (code == SQLITE_ROW) {
        p = arena_take(&b->single, sizeof *p);
        if (!p || !read_person(st, &b->texts, p, access, checked)) die("get", "a value is not valid");
    } else {
        base_check(b, code, "get");
    }
    sqlite3_reset(st);
    return p;
}
/* Steps a statement to its end and keeps every row in b->rows. */
ALWAYS void base_rows(base *b, sqlite3_stmt *st, int access, bool checked)
{
    int code;
    b->row_count = 0;
    while ((code = sqlite3_step(st)) == SQLITE_ROW) {
        if (b->row_count == b->row_room) {
            b->row_room = b->row_room ? 2 * b->row_room : 64;
            b->rows = realloc(b->rows, b->row_room * sizeof *b->rows);
            if (!b->rows) die("memory", "none left");
        }
        if (!read_person(st, &b->texts, &b->rows[b->row_count++], access, checked)) die("rows", "a value is not valid");
    }
    base_check(b, code, "rows");
    sqlite3_reset(st);
}
ALWAYS void base_bind_filter(base *b, int32_t age, double score, bool active, int64_t limit)
{
    sqlite3_bind_int(b->filter, 1, age);
    sqlite3_bind_double(b->filter, 2, score);
    sqlite3_bind_int(b->filter, 3, active);
    sqlite3_bind_int64(b->filter, 4, limit);
}
static int64_t base_integer(base *b, sqlite3_stmt *st)
{
    const int code = sqlite3_step(st);
    const int64_t n = code == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    base_check(b, code, "integer");
    sqlite3_reset(st);
    return n;
}

/* ---- writing -------------------------------------------------------------------------------------------------------------------------------------- */
ALWAYS bool bind_text(sqlite3_stmt *st, int at, const char *text, bool checked, bool nullable)
{
    if (!text) {
        sqlite3_bind_null(st, at);
        return nullable || !checked;
    }
    const size_t size = strlen(text);
    sqlite3_bind_text(st, at, text, (int)size, SQLITE_STATIC);
    return !checked || check_text(text, size);
}
ALWAYS bool bind_person(sqlite3_stmt *st, int at, const person *p, bool checked)
{
    if (!bind_text(st, at, p->name, checked, false) || !bind_text(st, at + 1, p->email, checked, false) || !bind_text(st, at + 2, p->bio, checked, true)) return false;
    sqlite3_bind_int(st, at + 3, p->age);
    if (checked && p->score != p->score) return false; /* SQLite would store NULL for NaN */
    sqlite3_bind_double(st, at + 4, p->score);
    sqlite3_bind_int(st, at + 5, p->active);
    if (p->has_visits) sqlite3_bind_int64(st, at + 6, p->visits);
    else sqlite3_bind_null(st, at + 6);
    return true;
}
/* All rows in one transaction.  The keys are known: nobody else can take one meanwhile, so they are those above the highest that ever was. */
ALWAYS void base_insert_all(base *b, person *rows, size_t n, size_t chunk, bool with_ids, bool checked)
{
    base_run(b, "BEGIN IMMEDIATE");
    const int64_t highest = base_integer(b, b->highest), sequence = base_integer(b, b->sequence);
    int64_t next = (highest > sequence ? highest : sequence) + 1;
    for (size_t done = 0; done < n;) {
        const size_t count = n - done < chunk ? n - done : chunk;
        sqlite3_stmt *st = base_insert_statement(b, count, with_ids);
        int at = 1;
        for (size_t i = done; i < done + count; i++, at += PERSON_COLUMNS - 1) {
            if (with_ids) sqlite3_bind_int64(st, at++, next + (int64_t)i);
            if (!bind_person(st, at, &rows[i], checked)) die("insert", "a value is not valid");
        }
        base_check(b, sqlite3_step(st), "insert");
        sqlite3_reset(st);
        done += count;
        if (checked && sqlite3_last_insert_rowid(b->db) != next + (int64_t)done - 1) die("insert", "the keys are not those that were assigned");
    }
    base_run(b, "COMMIT");
    for (size_t i = 0; i < n; i++) rows[i].id = next + (int64_t)i;
}
ALWAYS void base_update(base *b, const person *p, bool checked)
{
    sqlite3_stmt *st = b->update;
    if (!bind_person(st, 1, p, checked)) die("update", "a value is not valid");
    sqlite3_bind_int64(st, PERSON_COLUMNS, p->id);
    const int code = sqlite3_step(st);
    sqlite3_reset(st);
    base_check(b, code, "update");
    if (checked && sqlite3_changes(b->db) != 1) die("update", "no such row");
}
#endif
