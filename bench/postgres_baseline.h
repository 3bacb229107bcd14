/* postgres_baseline: the same work in C on libpq, as fast as we can write it by hand: statements prepared once, binary both ways, texts into memory that is kept,
 * batches by COPY in binary form with keys drawn from the sequence in one call.  And the naive way: text both ways, nothing prepared, row by row. */
#ifndef BENCH_POSTGRES_BASELINE_H
#define BENCH_POSTGRES_BASELINE_H
#include "person.h"
#if defined(__has_include) && !__has_include(<libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

#define SERVER_NAME "PostgreSQL"
#define BASE_URL "ORM_TEST_POSTGRES_URL"
#define BASE_COPY_TABLE "CREATE TABLE %s (LIKE %s INCLUDING ALL)"
#define BASE_TRUNCATE "TRUNCATE %s RESTART IDENTITY"
#define BASE_CHUNK 500

typedef struct base {
    PGconn *link;
    char table[32];
    arena texts, single;
    person *rows;
    size_t row_count, row_room;
    char *buffer; /* of COPY */
    size_t used;
} base;

#define COPY_BUFFER (1 << 16)

static PGresult *base_checked(base *b, PGresult *r, const char *what)
{
    const ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) die(what, PQerrorMessage(b->link));
    return r;
}
static void base_run(base *b, const char *sql) { PQclear(base_checked(b, PQexec(b->link, sql), sql)); }
static void base_prepare(base *b, const char *name, const char *format)
{
    char sql[800];
    snprintf(sql, sizeof sql, format, b->table);
    PQclear(base_checked(b, PQprepare(b->link, name, sql, 0, NULL), sql));
}
static void base_prepare_chunk(base *b)
{
    char *sql = malloc(200 + BASE_CHUNK * 64), *at = sql;
    if (!sql) die("memory", "none left");
    at += sprintf(at, "INSERT INTO %s (id, name, email, bio, age, score, active, visits) VALUES ", b->table);
    for (int i = 0; i < BASE_CHUNK; i++) {
        at += sprintf(at, i ? ", (" : "(");
        for (int k = 1; k <= 8; k++) at += sprintf(at, k > 1 ? ", $%d" : "$%d", i * 8 + k);
        *at++ = ')';
    }
    *at = 0;
    PQclear(base_checked(b, PQprepare(b->link, "chunk", sql, 0, NULL), "chunk"));
    free(sql);
}
static void base_open(base *b, const char *url, const char *table)
{
    memset(b, 0, sizeof *b);
    snprintf(b->table, sizeof b->table, "%s", table);
    b->link = PQconnectdb(url);
    if (PQstatus(b->link) != CONNECTION_OK) die(url, PQerrorMessage(b->link));
    base_run(b, "SET client_min_messages = warning");
    b->buffer = malloc(COPY_BUFFER);
    if (!b->buffer) die("memory", "none left");
}
/* Once the tables are there. */
static void base_ready(base *b, bool makes_keys)
{
    base_prepare(b, "get", "SELECT id, name, email, bio, age, score, active, visits FROM %s WHERE id = $1");
    base_prepare(b, "all", "SELECT id, name, email, bio, age, score, active, visits FROM %s");
    base_prepare(b, "update", "UPDATE %s SET name = $1, email = $2, bio = $3, age = $4, score = $5, active = $6, visits = $7 WHERE id = $8");
    char sql[400];
    base_prepare_chunk(b);
    if (!makes_keys) return;
    snprintf(sql, sizeof sql, "SELECT pg_get_serial_sequence('%s', 'id')", b->table); /* asked for once: it costs more than the number itself */
    PGresult *r = base_checked(b, PQexec(b->link, sql), sql);
    snprintf(sql, sizeof sql, "SELECT array_agg(nextval('%s')) FROM generate_series(1, $1)", PQgetvalue(r, 0, 0));
    PQclear(r);
    PQclear(base_checked(b, PQprepare(b->link, "keys", sql, 0, NULL), sql));
}
static void base_close(base *b)
{
    PQfinish(b->link);
    arena_free(&b->texts);
    arena_free(&b->single);
    free(b->rows);
    free(b->buffer);
}

/* ---- values ------------------------------------------------------------------------------------------------------------------------------------ */
ALWAYS uint64_t wire_get8(const char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return __builtin_bswap64(v);
}
ALWAYS uint32_t wire_get4(const char *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return __builtin_bswap32(v);
}
ALWAYS void wire_put8(char *p, uint64_t v)
{
    v = __builtin_bswap64(v);
    memcpy(p, &v, 8);
}
ALWAYS void wire_put4(char *p, uint32_t v)
{
    v = __builtin_bswap32(v);
    memcpy(p, &v, 4);
}
ALWAYS void wire_put2(char *p, uint16_t v)
{
    v = __builtin_bswap16(v);
    memcpy(p, &v, 2);
}
ALWAYS uint64_t double_bits(double v)
{
    uint64_t bits;
    memcpy(&bits, &v, 8);
    return bits;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------------------------- */
ALWAYS bool read_text(const PGresult *r, int row, int i, bool nullable, arena *texts, const char **out)
{
    if (PQgetisnull(r, row, i)) {
        *out = NULL;
        return nullable;
    }
    const size_t size = (size_t)PQgetlength(r, row, i);
    char *copy = arena_take(texts, size + 1);
    if (!copy) return false;
    *out = copy;
    copy[size] = 0;
    return copy_checked(copy, PQgetvalue(r, row, i), size);
}
ALWAYS bool read_person(const PGresult *r, int row, arena *texts, person *p)
{
    if (PQgetisnull(r, row, 0) || PQgetisnull(r, row, 4) || PQgetisnull(r, row, 5) || PQgetisnull(r, row, 6)) return false;
    p->id = (int64_t)wire_get8(PQgetvalue(r, row, 0));
    if (!read_text(r, row, 1, false, texts, &p->name) || !read_text(r, row, 2, false, texts, &p->email) || !read_text(r, row, 3, true, texts, &p->bio)) return false;
    p->age = (int32_t)wire_get4(PQgetvalue(r, row, 4));
    const uint64_t score = wire_get8(PQgetvalue(r, row, 5));
    memcpy(&p->score, &score, 8);
    p->active = *PQgetvalue(r, row, 6) != 0;
    p->has_visits = !PQgetisnull(r, row, 7);
    p->visits = p->has_visits ? (int64_t)wire_get8(PQgetvalue(r, row, 7)) : 0;
    return true;
}
/* The types are those that are read. */
static void check_types(const PGresult *r)
{
    static const Oid types[PERSON_COLUMNS] = { 20, 25, 25, 25, 23, 701, 16, 20 };
    for (int i = 0; i < PERSON_COLUMNS; i++)
        if (PQftype(r, i) != types[i]) die("types", "a column has another one");
}
static const person *base_get(base *b, int64_t id)
{
    char key[8];
    const char *values[] = { key };
    const int sizes[] = { 8 }, formats[] = { 1 };
    wire_put8(key, (uint64_t)id);
    PGresult *r = base_checked(b, PQexecPrepared(b->link, "get", 1, values, sizes, formats, 1), "get");
    person *p = NULL;
    if (PQntuples(r) == 1) {
        check_types(r);
        p = arena_take(&b->single, sizeof *p);
        if (!p || !read_person(r, 0, &b->texts, p)) die("get", "a value is not valid");
    }
    PQclear(r);
    return p;
}
static void base_all(base *b)
{
    PGresult *r = base_checked(b, PQexecPrepared(b->link, "all", 0, NULL, NULL, NULL, 1), "all");
    b->row_count = (size_t)PQntuples(r);
    if (b->row_count > b->row_room) {
        b->row_room = b->row_count;
        b->rows = realloc(b->rows, b->row_room * sizeof *b->rows);
        if (!b->rows) die("memory", "none left");
    }
    check_types(r);
    for (size_t i = 0; i < b->row_count; i++)
        if (!read_person(r, (int)i, &b->texts, &b->rows[i])) die("all", "a value is not valid");
    PQclear(r);
}
static void base_free_rows(base *b)
{
    arena_reset(&b->texts);
    arena_reset(&b->single);
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------------------------- */
typedef struct bound {
    const char *values[BASE_CHUNK * PERSON_COLUMNS];
    int sizes[BASE_CHUNK * PERSON_COLUMNS], formats[BASE_CHUNK * PERSON_COLUMNS];
    char room[BASE_CHUNK][5][8];
} bound;
ALWAYS void bind_value(bound *t, size_t at, const char *value, size_t size)
{
    t->values[at] = value;
    t->sizes[at] = (int)size;
    t->formats[at] = 1;
}
ALWAYS void bind_text(bound *t, size_t at, const char *text, bool nullable)
{
    const size_t size = text ? strlen(text) : 0;
    if (text ? !check_text(text, size) : !nullable) die("insert", "a value is not valid");
    bind_value(t, at, text, size);
}
/* From `at` on name, email, bio, age, score, active, visits. */
ALWAYS void bind_person(bound *t, size_t at, const person *p, char (*room)[8])
{
    bind_text(t, at, p->name, false);
    bind_text(t, at + 1, p->email, false);
    bind_text(t, at + 2, p->bio, true);
    wire_put4(room[0], (uint32_t)p->age);
    bind_value(t, at + 3, room[0], 4);
    wire_put8(room[1], double_bits(p->score));
    bind_value(t, at + 4, room[1], 8);
    room[2][0] = p->active;
    bind_value(t, at + 5, room[2], 1);
    wire_put8(room[3], (uint64_t)p->visits);
    bind_value(t, at + 6, p->has_visits ? room[3] : NULL, 8);
}
static void base_update(base *b, const person *p)
{
    static bound t;
    bind_person(&t, 0, p, t.room[0]);
    wire_put8(t.room[0][4], (uint64_t)p->id);
    bind_value(&t, 7, t.room[0][4], 8);
    PGresult *r = base_checked(b, PQexecPrepared(b->link, "update", 8, t.values, t.sizes, t.formats, 1), "update");
    if (strcmp(PQcmdTuples(r), "1") != 0) die("update", "no such row");
    PQclear(r);
}
/* The same, all sent before the first answer is read. */
static void base_update_many(base *b, person *const *rows, size_t n)
{
    static bound t;
    base_run(b, "BEGIN");
    if (!PQenterPipelineMode(b->link)) die("pipeline", PQerrorMessage(b->link));
    for (size_t i = 0; i < n; i++) {
        bind_person(&t, 0, rows[i], t.room[0]);
        wire_put8(t.room[0][4], (uint64_t)rows[i]->id);
        bind_value(&t, 7, t.room[0][4], 8);
        if (!PQsendQueryPrepared(b->link, "update", 8, t.values, t.sizes, t.formats, 1)) die("update", PQerrorMessage(b->link));
    }
    if (!PQpipelineSync(b->link)) die("pipeline", PQerrorMessage(b->link));
    for (size_t i = 0; i < n; i++) {
        PGresult *r = base_checked(b, PQgetResult(b->link), "update");
        if (strcmp(PQcmdTuples(r), "1") != 0) die("update", "no such row");
        PQclear(r);
        if (PQgetResult(b->link)) die("pipeline", "more results than statements");
    }
    PQclear(PQgetResult(b->link)); /* of the sync */
    if (!PQexitPipelineMode(b->link)) die("pipeline", PQerrorMessage(b->link));
    base_run(b, "COMMIT");
}
static void copy_flush(base *b)
{
    if (b->used && PQputCopyData(b->link, b->buffer, (int)b->used) != 1) die("copy", PQerrorMessage(b->link));
    b->used = 0;
}
ALWAYS char *copy_room(base *b, size_t size)
{
    if (COPY_BUFFER - b->used < size) copy_flush(b);
    char *at = b->buffer + b->used;
    b->used += size;
    return at;
}
ALWAYS void copy_text(base *b, const char *text, bool nullable)
{
    if (!text) {
        if (!nullable) die("copy", "a value is missing");
        wire_put4(copy_room(b, 4), UINT32_MAX);
        return;
    }
    const size_t size = strlen(text);
    char *at = copy_room(b, 4 + size); /* no text of this data is longer than the buffer */
    wire_put4(at, (uint32_t)size);
    if (!copy_checked(at + 4, text, size)) die("copy", "a text is not valid");
}
ALWAYS void copy_person(base *b, const person *p, int64_t id)
{
    char *at = copy_room(b, 14);
    wire_put2(at, PERSON_COLUMNS);
    wire_put4(at + 2, 8);
    wire_put8(at + 6, (uint64_t)id);
    copy_text(b, p->name, false);
    copy_text(b, p->email, false);
    copy_text(b, p->bio, true);
    at = copy_room(b, 8 + 12 + 5);
    wire_put4(at, 4);
    wire_put4(at + 4, (uint32_t)p->age);
    wire_put4(at + 8, 8);
    wire_put8(at + 12, double_bits(p->score));
    wire_put4(at + 20, 1);
    at[24] = p->active;
    at = copy_room(b, p->has_visits ? 12 : 4);
    wire_put4(at, p->has_visits ? 8 : UINT32_MAX);
    if (p->has_visits) wire_put8(at + 4, (uint64_t)p->visits);
}
static void draw_keys(base *b, int64_t *keys, size_t n)
{
    char count[4];
    const char *values[] = { count };
    const int sizes[] = { 4 }, formats[] = { 1 };
    wire_put4(count, (uint32_t)n);
    PGresult *r = base_checked(b, PQexecPrepared(b->link, "keys", 1, values, sizes, formats, 1), "keys");
    const char *at = PQgetvalue(r, 0, 0);
    if ((size_t)PQgetlength(r, 0, 0) != 20 + 12 * n || wire_get4(at + 8) != 20 || wire_get4(at + 12) != n) die("keys", "not as many as wanted");
    for (size_t i = 0; i < n; i++) keys[i] = (int64_t)wire_get8(at + 24 + 12 * i);
    PQclear(r);
}
static void insert_by_copy(base *b, person *rows, size_t n, bool draw)
{
    static int64_t keys[ROWS];
    char sql[200];
    snprintf(sql, sizeof sql, "COPY %s (id, name, email, bio, age, score, active, visits) FROM STDIN (FORMAT binary)", b->table);
    base_run(b, "BEGIN");
    if (draw) draw_keys(b, keys, n);
    PQclear(base_checked(b, PQexec(b->link, sql), sql));
    b->used = 0;
    memcpy(copy_room(b, 19), "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    for (size_t i = 0; i < n; i++) copy_person(b, &rows[i], draw ? keys[i] : rows[i].id);
    wire_put2(copy_room(b, 2), UINT16_MAX);
    copy_flush(b);
    if (PQputCopyEnd(b->link, NULL) != 1) die("copy", PQerrorMessage(b->link));
    PQclear(base_checked(b, PQgetResult(b->link), "copy"));
    if (PQgetResult(b->link)) die("copy", "more results than statements");
    base_run(b, "COMMIT");
    for (size_t i = 0; i < n && draw; i++) rows[i].id = keys[i];
}
static void insert_by_values(base *b, person *rows, size_t n, bool draw)
{
    static int64_t keys[ROWS];
    static bound t;
    base_run(b, "BEGIN");
    if (draw) draw_keys(b, keys, n);
    for (size_t i = 0; i < n;) {
        for (size_t k = 0; k < BASE_CHUNK; k++, i++) {
            wire_put8(t.room[k][4], (uint64_t)(draw ? keys[i] : rows[i].id));
            bind_value(&t, 8 * k, t.room[k][4], 8);
            bind_person(&t, 8 * k + 1, &rows[i], t.room[k]);
        }
        PQclear(base_checked(b, PQexecPrepared(b->link, "chunk", BASE_CHUNK * 8, t.values, t.sizes, t.formats, 1), "insert"));
    }
    base_run(b, "COMMIT");
    for (size_t i = 0; i < n && draw; i++) rows[i].id = keys[i];
}
typedef void insert_way(base *b, person *rows, size_t n, bool draw);
static const struct { const char *name; insert_way *insert; } insert_ways[] = { { "COPY in binary form", insert_by_copy }, { "500 rows in one INSERT", insert_by_values } };

/* ---- the naive way --------------------------------------------------------------------------------------------------------------------------------- */
static char *naive_text(arena *texts, const PGresult *r, int row, int i)
{
    if (PQgetisnull(r, row, i)) return NULL;
    const size_t size = (size_t)PQgetlength(r, row, i);
    char *copy = arena_take(texts, size + 1);
    if (!copy) die("memory", "none left");
    return memcpy(copy, PQgetvalue(r, row, i), size + 1);
}
static void naive_person(const PGresult *r, int row, arena *texts, person *p)
{
    p->id = strtoll(PQgetvalue(r, row, 0), NULL, 10);
    p->name = naive_text(texts, r, row, 1);
    p->email = naive_text(texts, r, row, 2);
    p->bio = naive_text(texts, r, row, 3);
    p->age = atoi(PQgetvalue(r, row, 4));
    p->score = strtod(PQgetvalue(r, row, 5), NULL);
    p->active = *PQgetvalue(r, row, 6) == 't';
    p->has_visits = !PQgetisnull(r, row, 7);
    p->visits = p->has_visits ? strtoll(PQgetvalue(r, row, 7), NULL, 10) : 0;
}
static bool naive_get(base *b, int64_t id)
{
    char sql[200], key[24];
    const char *values[] = { key };
    snprintf(sql, sizeof sql, "SELECT id, name, email, bio, age, score, active, visits FROM %s WHERE id = $1", b->table);
    snprintf(key, sizeof key, "%lld", (long long)id);
    PGresult *r = base_checked(b, PQexecParams(b->link, sql, 1, NULL, values, NULL, NULL, 0), "get");
    const bool found = PQntuples(r) == 1;
    person p;
    if (found) naive_person(r, 0, &b->texts, &p);
    PQclear(r);
    return found;
}
static size_t naive_all(base *b)
{
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT id, name, email, bio, age, score, active, visits FROM %s", b->table);
    PGresult *r = base_checked(b, PQexec(b->link, sql), "all");
    const size_t n = (size_t)PQntuples(r);
    person p;
    for (size_t i = 0; i < n; i++) naive_person(r, (int)i, &b->texts, &p);
    PQclear(r);
    return n;
}
static void naive_values(const person *p, const char **values, char (*room)[32])
{
    values[0] = p->name;
    values[1] = p->email;
    values[2] = p->bio;
    snprintf(room[0], 32, "%d", p->age);
    snprintf(room[1], 32, "%.17g", p->score);
    snprintf(room[2], 32, "%lld", (long long)p->visits);
    snprintf(room[3], 32, "%lld", (long long)p->id);
    values[3] = room[0];
    values[4] = room[1];
    values[5] = p->active ? "t" : "f";
    values[6] = p->has_visits ? room[2] : NULL;
    values[7] = room[3];
}
static void naive_update(base *b, const person *p)
{
    char sql[300], room[4][32];
    const char *values[8];
    snprintf(sql, sizeof sql, "UPDATE %s SET name = $1, email = $2, bio = $3, age = $4, score = $5, active = $6, visits = $7 WHERE id = $8", b->table);
    naive_values(p, values, room);
    PQclear(base_checked(b, PQexecParams(b->link, sql, 8, NULL, values, NULL, NULL, 0), "update"));
}
static void naive_insert(base *b, person *rows, size_t n, bool draw)
{
    char sql[300], room[4][32];
    const char *values[8];
    snprintf(sql, sizeof sql, "INSERT INTO %s (name, email, bio, age, score, active, visits%s) VALUES ($1, $2, $3, $4, $5, $6, $7%s)%s", b->table, draw ? "" : ", id", draw ? "" : ", $8",
             draw ? " RETURNING id" : "");
    base_run(b, "BEGIN");
    for (size_t i = 0; i < n; i++) {
        naive_values(&rows[i], values, room);
        PGresult *r = base_checked(b, PQexecParams(b->link, sql, draw ? 7 : 8, NULL, values, NULL, NULL, 0), "insert");
        if (draw) rows[i].id = strtoll(PQgetvalue(r, 0, 0), NULL, 10);
        PQclear(r);
    }
    base_run(b, "COMMIT");
}
#endif
