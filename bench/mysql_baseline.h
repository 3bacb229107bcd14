/* mysql_baseline: the same work in C on MariaDB Connector/C, as fast as we can write it by hand: statements prepared once, binary both ways, buffers that grow, texts
 * into memory that is kept, batches by array binding or many rows in one statement.  And the naive way: text both ways, nothing prepared, row by row. */
#ifndef BENCH_MYSQL_BASELINE_H
#define BENCH_MYSQL_BASELINE_H
#include "person.h"
#if defined(__has_include) && __has_include(<mariadb/mysql.h>)
#include <mariadb/mysql.h>
#else
#include <mysql.h>
#endif

#define SERVER_NAME "MariaDB"
#define BASE_URL "ORM_TEST_MYSQL_URL"
#define BASE_COPY_TABLE "CREATE TABLE %s LIKE %s"
#define BASE_TRUNCATE "TRUNCATE TABLE %s"
#define BASE_CHUNK 500
#define BASE_ARRAY 1000

typedef struct cell {
    union {
        long long integer;
        double real;
    } value;
    char *bytes;
    unsigned long room, length;
    my_bool null, cut;
} cell;
typedef struct base {
    MYSQL *link;
    char table[32];
    MYSQL_STMT *get, *all, *update, *array[2], *chunk[2]; /* [keys are made by the database] */
    MYSQL_BIND results[PERSON_COLUMNS];
    cell cells[PERSON_COLUMNS];
    arena texts, single;
    person *rows;
    size_t row_count, row_room;
} base;

static void base_run(base *b, const char *sql)
{
    if (mysql_query(b->link, sql)) die(sql, mysql_error(b->link));
}
static void base_check(MYSQL_STMT *st, bool failed, const char *what)
{
    if (failed) die(what, mysql_stmt_error(st));
}
static MYSQL_STMT *base_prepare_text(base *b, const char *sql)
{
    MYSQL_STMT *st = mysql_stmt_init(b->link);
    if (!st) die("memory", "none left");
    base_check(st, mysql_stmt_prepare(st, sql, (unsigned long)strlen(sql)), sql);
    return st;
}
static MYSQL_STMT *base_prepare(base *b, const char *format)
{
    char sql[600];
    snprintf(sql, sizeof sql, format, b->table);
    return base_prepare_text(b, sql);
}
static MYSQL_STMT *base_prepare_chunk(base *b, bool draw)
{
    char *sql = malloc(300 + BASE_CHUNK * 32), *at = sql;
    if (!sql) die("memory", "none left");
    at += sprintf(at, "INSERT INTO %s (name, email, bio, age, score, active, visits%s) VALUES ", b->table, draw ? "" : ", id");
    for (int i = 0; i < BASE_CHUNK; i++) at += sprintf(at, "%s(?, ?, ?, ?, ?, ?, ?%s)", i ? ", " : "", draw ? "" : ", ?");
    if (draw) strcpy(at, " RETURNING id");
    MYSQL_STMT *st = base_prepare_text(b, sql);
    free(sql);
    return st;
}
static void base_open(base *b, const char *url, const char *table)
{
    char socket[200];
    const char *from = strstr(url, "socket=");
    memset(b, 0, sizeof *b);
    snprintf(b->table, sizeof b->table, "%s", table);
    if (!from) die(url, "the server must be one on a socket: ?socket=/path");
    snprintf(socket, sizeof socket, "%.*s", (int)strcspn(from + 7, "&"), from + 7);
    const char *user = strstr(url, "://") + 3, *database = strchr(user, '/') + 1;
    char user_name[60], database_name[60];
    snprintf(user_name, sizeof user_name, "%.*s", (int)strcspn(user, "@:/"), user);
    snprintf(database_name, sizeof database_name, "%.*s", (int)strcspn(database, "?"), database);
    b->link = mysql_init(NULL);
    mysql_options(b->link, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    if (!mysql_real_connect(b->link, "localhost", user_name, NULL, database_name, 0, socket, CLIENT_FOUND_ROWS)) die(url, mysql_error(b->link));
}
/* How a row comes. */
static void base_results(base *b)
{
    static const enum enum_field_types types[PERSON_COLUMNS] = { MYSQL_TYPE_LONGLONG, MYSQL_TYPE_STRING, MYSQL_TYPE_STRING, MYSQL_TYPE_STRING, MYSQL_TYPE_LONGLONG, MYSQL_TYPE_DOUBLE,
                                                                 MYSQL_TYPE_LONGLONG, MYSQL_TYPE_LONGLONG };
    for (int i = 0; i < PERSON_COLUMNS; i++) {
        cell *c = &b->cells[i];
        MYSQL_BIND *r = &b->results[i];
        const bool text = types[i] == MYSQL_TYPE_STRING;
        if (text && !c->bytes) {
            c->room = 256;
            c->bytes = malloc(c->room);
            if (!c->bytes) die("memory", "none left");
        }
        *r = (MYSQL_BIND){ .buffer_type = types[i], .buffer = text ? (void *)c->bytes : (void *)&c->value, .buffer_length = text ? c->room : 8, .length = &c->length, .is_null = &c->null, .error = &c->cut };
    }
}
static void base_ready(base *b, bool makes_keys)
{
    (void)makes_keys;
    b->get = base_prepare(b, "SELECT id, name, email, bio, age, score, active, visits FROM %s WHERE id = ?");
    b->all = base_prepare(b, "SELECT id, name, email, bio, age, score, active, visits FROM %s");
    b->update = base_prepare(b, "UPDATE %s SET name = ?, email = ?, bio = ?, age = ?, score = ?, active = ?, visits = ? WHERE id = ?");
    b->array[false] = base_prepare(b, "INSERT INTO %s (name, email, bio, age, score, active, visits, id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    b->array[true] = base_prepare(b, "INSERT INTO %s (name, email, bio, age, score, active, visits) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id");
    for (int draw = 0; draw < 2; draw++) b->chunk[draw] = base_prepare_chunk(b, draw);
    base_results(b);
}
static void base_close(base *b)
{
    MYSQL_STMT *all[] = { b->get, b->all, b->update, b->array[0], b->array[1], b->chunk[0], b->chunk[1] };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) mysql_stmt_close(all[i]);
    for (int i = 0; i < PERSON_COLUMNS; i++) free(b->cells[i].bytes);
    mysql_close(b->link);
    arena_free(&b->texts);
    arena_free(&b->single);
    free(b->rows);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------------------------- */
/* A text that was longer than its room: it is fetched once more, and there is room for the next one. */
static void base_grow(base *b, MYSQL_STMT *st)
{
    for (unsigned i = 1; i <= 3; i++) {
        cell *c = &b->cells[i];
        if (c->null || c->length <= c->room) continue;
        c->room = 2 * c->length;
        c->bytes = realloc(c->bytes, c->room);
        if (!c->bytes) die("memory", "none left");
        base_results(b);
        base_check(st, mysql_stmt_fetch_column(st, &b->results[i], i, 0), "fetch");
    }
    base_check(st, mysql_stmt_bind_result(st, b->results), "bind");
}
ALWAYS bool read_text(const cell *c, bool nullable, arena *texts, const char **out)
{
    if (c->null) {
        *out = NULL;
        return nullable;
    }
    char *copy = arena_take(texts, c->length + 1);
    if (!copy) return false;
    *out = copy;
    copy[c->length] = 0;
    return copy_checked(copy, c->bytes, c->length);
}
ALWAYS bool read_person(const cell *c, arena *texts, person *p)
{
    if (c[0].null || c[4].null || c[5].null || c[6].null) return false;
    p->id = c[0].value.integer;
    if (!read_text(&c[1], false, texts, &p->name) || !read_text(&c[2], false, texts, &p->email) || !read_text(&c[3], true, texts, &p->bio)) return false;
    if (c[4].value.integer < INT32_MIN || c[4].value.integer > INT32_MAX || (c[6].value.integer & ~1LL)) return false;
    p->age = (int32_t)c[4].value.integer;
    p->score = c[5].value.real;
    p->active = c[6].value.integer != 0;
    p->has_visits = !c[7].null;
    p->visits = p->has_visits ? c[7].value.integer : 0;
    return true;
}
/* The next row, or false. */
ALWAYS bool fetch(base *b, MYSQL_STMT *st)
{
    const int got = mysql_stmt_fetch(st);
    if (got == MYSQL_DATA_TRUNCATED) base_grow(b, st);
    base_check(st, got == 1, "fetch");
    return got != MYSQL_NO_DATA;
}
static const person *base_get(base *b, int64_t id)
{
    MYSQL_STMT *st = b->get;
    MYSQL_BIND key = { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &id };
    person *p = NULL;
    base_check(st, mysql_stmt_bind_param(st, &key) || mysql_stmt_execute(st) || mysql_stmt_bind_result(st, b->results) || mysql_stmt_store_result(st), "get");
    if (fetch(b, st)) {
        p = arena_take(&b->single, sizeof *p);
        if (!p || !read_person(b->cells, &b->texts, p)) die("get", "a value is not valid");
    }
    mysql_stmt_free_result(st);
    return p;
}
/* The rows as they come: nothing is kept but what is made of them. */
static void base_all(base *b)
{
    MYSQL_STMT *st = b->all;
    b->row_count = 0;
    base_check(st, mysql_stmt_execute(st) || mysql_stmt_bind_result(st, b->results), "all");
    while (fetch(b, st)) {
        if (b->row_count == b->row_room) {
            b->row_room = b->row_room ? 2 * b->row_room : 64;
            b->rows = realloc(b->rows, b->row_room * sizeof *b->rows);
            if (!b->rows) die("memory", "none left");
        }
        if (!read_person(b->cells, &b->texts, &b->rows[b->row_count++])) die("all", "a value is not valid");
    }
    mysql_stmt_free_result(st);
}
static void base_free_rows(base *b)
{
    arena_reset(&b->texts);
    arena_reset(&b->single);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------------------------- */
static size_t checked_size(const char *text, bool nullable)
{
    const size_t size = text ? strlen(text) : 0;
    if (text ? !check_text(text, size) : !nullable) die("insert", "a value is not valid");
    return size;
}
typedef struct bound {
    long long numbers[3]; /* age, active, visits */
    double score;
    long long id;
    unsigned long lengths[3];
    my_bool null[2]; /* bio, visits */
} bound;
/* name, email, bio, age, score, active, visits, and the id behind them. */
ALWAYS void bind_person(MYSQL_BIND *at, bound *t, const person *p)
{
    const char *texts[3] = { p->name, p->email, p->bio };
    for (int i = 0; i < 3; i++) {
        t->lengths[i] = (unsigned long)checked_size(texts[i], i == 2);
        at[i].buffer_type = MYSQL_TYPE_STRING;
        at[i].buffer = (void *)(uintptr_t)texts[i];
        at[i].length = &t->lengths[i];
    }
    t->null[0] = !p->bio;
    at[2].is_null = &t->null[0];
    t->numbers[0] = p->age;
    t->numbers[1] = p->active;
    t->numbers[2] = p->visits;
    t->score = p->score;
    t->id = p->id;
    at[3] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &t->numbers[0] };
    at[4] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_DOUBLE, .buffer = &t->score };
    at[5] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &t->numbers[1] };
    t->null[1] = !p->has_visits;
    at[6] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &t->numbers[2], .is_null = &t->null[1] };
}
static void base_update(base *b, const person *p)
{
    bound t;
    MYSQL_BIND binds[8];
    memset(binds, 0, sizeof binds);
    bind_person(binds, &t, p);
    binds[7] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &t.id };
    base_check(b->update, mysql_stmt_bind_param(b->update, binds) || mysql_stmt_execute(b->update), "update");
    if (mysql_stmt_affected_rows(b->update) != 1) die("update", "no such row");
}
static void base_update_many(base *b, person *const *rows, size_t n)
{
    base_run(b, "BEGIN");
    for (size_t i = 0; i < n; i++) base_update(b, rows[i]);
    base_run(b, "COMMIT");
}
/* What RETURNING gives; the keys of one statement grow in the order of its rows. */
static void take_keys(MYSQL_STMT *st, person *rows, size_t n)
{
    long long id = 0, before = 0;
    MYSQL_BIND key = { .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &id };
    base_check(st, mysql_stmt_bind_result(st, &key) || mysql_stmt_store_result(st), "keys");
    for (size_t i = 0; i < n; i++, before = id) {
        if (mysql_stmt_fetch(st) || id <= before) die("keys", "they do not grow");
        rows[i].id = id;
    }
    mysql_stmt_free_result(st);
}
typedef struct arrays {
    const char *texts[3][BASE_ARRAY];
    unsigned long lengths[3][BASE_ARRAY];
    char null[2][BASE_ARRAY];
    long long numbers[3][BASE_ARRAY], ids[BASE_ARRAY];
    double scores[BASE_ARRAY];
} arrays;
static void fill_arrays(arrays *a, const person *rows, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const person *p = &rows[i];
        a->texts[0][i] = p->name;
        a->texts[1][i] = p->email;
        a->texts[2][i] = p->bio;
        for (int k = 0; k < 3; k++) a->lengths[k][i] = (unsigned long)checked_size(a->texts[k][i], k == 2);
        a->null[0][i] = p->bio ? STMT_INDICATOR_NONE : STMT_INDICATOR_NULL;
        a->null[1][i] = p->has_visits ? STMT_INDICATOR_NONE : STMT_INDICATOR_NULL;
        a->numbers[0][i] = p->age;
        a->numbers[1][i] = p->active;
        a->numbers[2][i] = p->visits;
        a->scores[i] = p->score;
        a->ids[i] = p->id;
    }
}
static void insert_by_array(base *b, person *rows, size_t n, bool draw)
{
    static arrays a;
    MYSQL_STMT *st = b->array[draw];
    MYSQL_BIND binds[8];
    memset(binds, 0, sizeof binds);
    for (int k = 0; k < 3; k++) binds[k] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_STRING, .buffer = (void *)a.texts[k], .length = a.lengths[k] };
    binds[2].u.indicator = a.null[0];
    binds[3] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = a.numbers[0] };
    binds[4] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_DOUBLE, .buffer = a.scores };
    binds[5] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = a.numbers[1] };
    binds[6] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = a.numbers[2] };
    binds[6].u.indicator = a.null[1];
    binds[7] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = a.ids };
    base_run(b, "BEGIN");
    for (size_t done = 0; done < n; done += BASE_ARRAY) {
        const unsigned count = (unsigned)(n - done < BASE_ARRAY ? n - done : BASE_ARRAY);
        fill_arrays(&a, rows + done, count);
        mysql_stmt_attr_set(st, STMT_ATTR_ARRAY_SIZE, &count);
        base_check(st, mysql_stmt_bind_param(st, binds) || mysql_stmt_execute(st), "insert");
        if (draw) take_keys(st, rows + done, count);
    }
    base_run(b, "COMMIT");
}
static void insert_by_values(base *b, person *rows, size_t n, bool draw)
{
    static MYSQL_BIND binds[8 * BASE_CHUNK];
    static bound t[BASE_CHUNK];
    MYSQL_STMT *st = b->chunk[draw];
    const size_t columns = draw ? 7 : 8;
    base_run(b, "BEGIN");
    for (size_t done = 0; done < n; done += BASE_CHUNK) {
        memset(binds, 0, sizeof binds);
        for (size_t i = 0; i < BASE_CHUNK; i++) {
            bind_person(&binds[i * columns], &t[i], &rows[done + i]);
            if (!draw) binds[i * columns + 7] = (MYSQL_BIND){ .buffer_type = MYSQL_TYPE_LONGLONG, .buffer = &t[i].id };
        }
        base_check(st, mysql_stmt_bind_param(st, binds) || mysql_stmt_execute(st), "insert");
        if (draw) take_keys(st, rows + done, BASE_CHUNK);
    }
    base_run(b, "COMMIT");
}
typedef void insert_way(base *b, person *rows, size_t n, bool draw);
static const struct {
    const char *name;
    insert_way *insert;
} insert_ways[] = { { "arrays of 1000 rows", insert_by_array }, { "500 rows in one INSERT", insert_by_values } };

/* ---- the naive way --------------------------------------------------------------------------------------------------------------------------------- */
static char *naive_text(arena *texts, const char *text)
{
    if (!text) return NULL;
    char *copy = arena_take(texts, strlen(text) + 1);
    if (!copy) die("memory", "none left");
    return strcpy(copy, text);
}
static void naive_person(MYSQL_ROW row, arena *texts, person *p)
{
    p->id = strtoll(row[0], NULL, 10);
    p->name = naive_text(texts, row[1]);
    p->email = naive_text(texts, row[2]);
    p->bio = naive_text(texts, row[3]);
    p->age = atoi(row[4]);
    p->score = strtod(row[5], NULL);
    p->active = atoi(row[6]);
    p->has_visits = row[7] != NULL;
    p->visits = row[7] ? strtoll(row[7], NULL, 10) : 0;
}
static size_t naive_select(base *b, const char *condition)
{
    char sql[200];
    person p;
    size_t n = 0;
    snprintf(sql, sizeof sql, "SELECT id, name, email, bio, age, score, active, visits FROM %s%s", b->table, condition);
    base_run(b, sql);
    MYSQL_RES *r = mysql_store_result(b->link);
    if (!r) die(sql, mysql_error(b->link));
    for (MYSQL_ROW row; (row = mysql_fetch_row(r)); n++) naive_person(row, &b->texts, &p);
    mysql_free_result(r);
    return n;
}
static bool naive_get(base *b, int64_t id)
{
    char condition[60];
    snprintf(condition, sizeof condition, " WHERE id = %lld", (long long)id);
    return naive_select(b, condition) == 1;
}
static size_t naive_all(base *b) { return naive_select(b, ""); }
/* 'text' with what must be escaped, or NULL */
static char *put_text(base *b, char *at, const char *text)
{
    if (!text) return at + sprintf(at, "NULL");
    *at++ = '\'';
    at += mysql_real_escape_string(b->link, at, text, (unsigned long)strlen(text));
    *at++ = '\'';
    return at;
}
static char *put_visits(char *at, const person *p) { return at + (p->has_visits ? sprintf(at, "%lld", (long long)p->visits) : sprintf(at, "NULL")); }
static void naive_update(base *b, const person *p)
{
    char sql[2000], *at = sql + sprintf(sql, "UPDATE %s SET name = ", b->table);
    at = put_text(b, at, p->name);
    at = put_text(b, at + sprintf(at, ", email = "), p->email);
    at = put_text(b, at + sprintf(at, ", bio = "), p->bio);
    at += sprintf(at, ", age = %d, score = %.17g, active = %d, visits = ", p->age, p->score, p->active);
    at = put_visits(at, p);
    sprintf(at, " WHERE id = %lld", (long long)p->id);
    base_run(b, sql);
}
static void naive_insert(base *b, person *rows, size_t n, bool draw)
{
    base_run(b, "BEGIN");
    for (size_t i = 0; i < n; i++) {
        const person *p = &rows[i];
        char sql[2000], *at = sql + sprintf(sql, "INSERT INTO %s (name, email, bio, age, score, active, visits%s) VALUES (", b->table, draw ? "" : ", id");
        at = put_text(b, at, p->name);
        *at++ = ',';
        at = put_text(b, at, p->email);
        *at++ = ',';
        at = put_text(b, at, p->bio);
        at += sprintf(at, ",%d,%.17g,%d,", p->age, p->score, p->active);
        at = put_visits(at, p);
        if (draw) sprintf(at, ")");
        else sprintf(at, ",%lld)", (long long)p->id);
        base_run(b, sql);
        if (draw) rows[i].id = (int64_t)mysql_insert_id(b->link);
    }
    base_run(b, "COMMIT");
}
#endif
