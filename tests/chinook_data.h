/* The Chinook rows: read from the portable data file (shared by the tests that need them), turned into rows of the models, inserted.
 * A program that includes this frees it all with data_free. */
#ifndef CHINOOK_DATA_H
#define CHINOOK_DATA_H
#include "harness.h"
#include "chinook_models.h"

/* ---- a text that grows ------------------------------------------------------------------------------------------------------------- */
typedef struct text { char *bytes; size_t length, size; } text;
#define TEXT_MAX 8
static text texts[TEXT_MAX]; /* freed at the end, so that a failed assertion leaks nothing */

HARNESS_UNUSED static text *text_new(size_t slot) {
    texts[slot].length = 0;
    if (!texts[slot].bytes) texts[slot].bytes = malloc(texts[slot].size = 4096);
    assert_non_null(texts[slot].bytes);
    texts[slot].bytes[0] = 0;
    return &texts[slot];
}
HARNESS_UNUSED static void put(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));
HARNESS_UNUSED static void put(text *t, const char *format, ...) {
    va_list list, again;
    va_start(list, format);
    va_copy(again, list);
    const int wanted = vsnprintf(t->bytes + t->length, t->size - t->length, format, list);
    va_end(list);
    if (t->length + (size_t)wanted >= t->size) {
        while (t->length + (size_t)wanted >= t->size) t->size *= 2;
        t->bytes = realloc(t->bytes, t->size);
        assert_non_null(t->bytes);
        vsnprintf(t->bytes + t->length, t->size - t->length, format, again);
    }
    va_end(again);
    t->length += (size_t)wanted;
}
/* Long texts: only the first line that differs is told. */
HARNESS_UNUSED static void assert_same(const char *got, const char *wanted, const char *what) {
    size_t line = 1, start = 0, i = 0;
    for (; got[i] == wanted[i]; i++) {
        if (!got[i]) return;
        if (got[i] == '\n') line++, start = i + 1;
    }
    fail_msg("%s: line %zu is\n%.*s\nwanted\n%.*s", what, line, (int)strcspn(got + start, "\n"), got + start, (int)strcspn(wanted + start, "\n"), wanted + start);
}

/* ---- reading INSERT statements --------------------------------------------------------------------------------------------------------
 * INSERT INTO name (columns) VALUES (values), (values) ...;  with `--` comments.  A value is NULL, a number or 'a string', in which '' is a quote. */
#define COLUMNS_MAX 16
typedef struct table { char name[40], columns[COLUMNS_MAX][40]; size_t column_count, cell_count, size; const char **cells; /* NULL for NULL */ } table;
#define TABLES_MAX 16
typedef struct inserts { table tables[TABLES_MAX]; size_t table_count; char *store; } inserts;
typedef struct reader { const char *start, *p; char *out; inserts *into; char error[120]; } reader;

HARNESS_UNUSED static bool read_fails(reader *r, const char *why) {
    if (!r->error[0]) snprintf(r->error, sizeof r->error, "%s at byte %zu", why, (size_t)(r->p - r->start));
    return false;
}
HARNESS_UNUSED static void read_blanks(reader *r) {
    for (;;) {
        r->p += strspn(r->p, " \t\r\n");
        if (r->p[0] != '-' || r->p[1] != '-') return;
        r->p += strcspn(r->p, "\n");
    }
}
HARNESS_UNUSED static bool read_is(reader *r, const char *token) {
    read_blanks(r);
    const size_t n = strlen(token);
    if (strncmp(r->p, token, n) != 0) return false;
    r->p += n;
    return true;
}
HARNESS_UNUSED static bool read_name(reader *r, char name[40]) {
    read_blanks(r);
    const size_t n = strspn(r->p, "abcdefghijklmnopqrstuvwxyz_0123456789");
    if (!n || n >= 40) return read_fails(r, "no name");
    memcpy(name, r->p, n);
    name[n] = 0;
    r->p += n;
    return true;
}
/* The value's text goes to the store, which is as large as the whole input: a value never takes more than it stands there with its separator. */
HARNESS_UNUSED static bool read_value(reader *r, const char **value) {
    *value = r->out;
    if (read_is(r, "NULL")) {
        *value = NULL;
        return true;
    }
    if (*r->p == '\'') {
        for (r->p++; *r->p != '\'' || r->p[1] == '\''; r->p++) {
            if (!*r->p) return read_fails(r, "a string without end");
            if (*r->p == '\'') r->p++;
            *r->out++ = *r->p;
        }
        r->p++;
    } else {
        const size_t n = strspn(r->p, "+-.0123456789eE");
        if (!n) return read_fails(r, "no value");
        memcpy(r->out, r->p, n);
        r->out += n;
        r->p += n;
    }
    *r->out++ = 0;
    return true;
}
HARNESS_UNUSED static bool read_row(reader *r, table *t) {
    if (t->cell_count + t->column_count > t->size) {
        t->size = t->size ? 2 * t->size : 1024;
        const char **cells = realloc(t->cells, t->size * sizeof *cells);
        if (!cells) return read_fails(r, "no memory");
        t->cells = cells;
    }
    if (!read_is(r, "(")) return read_fails(r, "no row");
    for (size_t i = 0; i < t->column_count; i++) {
        if (i && !read_is(r, ",")) return read_fails(r, "too few values");
        if (!read_value(r, &t->cells[t->cell_count++])) return false;
    }
    return read_is(r, ")") || read_fails(r, "too many values");
}
HARNESS_UNUSED static bool read_statement(reader *r) {
    table head = { .name = "" }, *t = NULL;
    if (!read_is(r, "INSERT INTO") || !read_name(r, head.name) || !read_is(r, "(")) return read_fails(r, "no INSERT INTO name (");
    do {
        if (head.column_count == COLUMNS_MAX || !read_name(r, head.columns[head.column_count++])) return read_fails(r, "too many columns");
    } while (read_is(r, ","));
    if (!read_is(r, ")") || !read_is(r, "VALUES")) return read_fails(r, "no ) VALUES");
    for (size_t i = 0; i < r->into->table_count; i++)
        if (!strcmp(r->into->tables[i].name, head.name)) t = &r->into->tables[i];
    if (t && (t->column_count != head.column_count || memcmp(t->columns, head.columns, sizeof t->columns) != 0)) return read_fails(r, "the same table with other columns");
    if (!t && r->into->table_count == TABLES_MAX) return read_fails(r, "too many tables");
    if (!t) *(t = &r->into->tables[r->into->table_count++]) = head;
    do {
        if (!read_row(r, t)) return false;
    } while (read_is(r, ","));
    return read_is(r, ";") || read_fails(r, "no ;");
}
HARNESS_UNUSED static void inserts_free(inserts *in) {
    for (size_t i = 0; i < in->table_count; i++) free(in->tables[i].cells);
    free(in->store);
    *in = (inserts){ .table_count = 0 };
}
HARNESS_UNUSED static bool inserts_read(inserts *in, const char *sql, char error[120]) {
    reader r = { .start = sql, .p = sql, .into = in };
    *in = (inserts){ .store = malloc(strlen(sql) + 1) };
    r.out = in->store;
    for (read_blanks(&r); r.out && *r.p; read_blanks(&r))
        if (!read_statement(&r)) break;
    memcpy(error, r.error, sizeof r.error);
    return r.out && !r.error[0];
}
HARNESS_UNUSED static char *file_text(const char *path) {
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    fseek(f, 0, SEEK_END);
    const long size = ftell(f);
    assert_true(size > 0);
    rewind(f);
    char *bytes = malloc((size_t)size + 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)size, f), size);
    fclose(f);
    bytes[size] = 0;
    return bytes;
}

/* ---- rows <-> texts, by the columns of the model ------------------------------------------------------------------------------------------ */
/* Days since 1970 by counting, so that the library's own calendar is checked and not believed. */
HARNESS_UNUSED static int64_t days_of(int year, int month, int day) {
    static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    const int leap_years = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return (int64_t)(year - 1) * 365 + leap_years + before[month - 1] + (leap && month > 2) + day - 1 - 719162;
}
HARNESS_UNUSED static int64_t moment_of(const char *s) {
    int year, month, day, hour, minute, second;
    assert_int_equal(sscanf(s, "%4d-%2d-%2d %2d:%2d:%2d", &year, &month, &day, &hour, &minute, &second), 6);
    return (((days_of(year, month, day) * 24 + hour) * 60 + minute) * 60 + second) * INT64_C(1000000);
}
HARNESS_UNUSED static void set_field(const orm_column *c, void *row, const char *cell) {
    char *at = (char *)row + c->offset;
    if (!cell) {
        assert_true(c->nullable);
        return;
    }
    switch (c->type) {
    case ORM_INT64:
        if (c->nullable) *(orm_opt_int64 *)(void *)at = (orm_opt_int64)ORM_SOME(strtoll(cell, NULL, 10));
        else *(int64_t *)(void *)at = strtoll(cell, NULL, 10);
        break;
    case ORM_INT32:
        if (c->nullable) *(orm_opt_int32 *)(void *)at = (orm_opt_int32)ORM_SOME((int32_t)strtol(cell, NULL, 10));
        else *(int32_t *)(void *)at = (int32_t)strtol(cell, NULL, 10);
        break;
    case ORM_TIMESTAMP:
        if (c->nullable) *(orm_opt_timestamp *)(void *)at = (orm_opt_timestamp)ORM_SOME(moment_of(cell));
        else *(int64_t *)(void *)at = moment_of(cell);
        break;
    case ORM_DECIMAL: *(orm_decimal *)(void *)at = (orm_decimal){ cell }; break;
    default:
        assert_int_equal(c->type, ORM_VARCHAR);
        *(const char **)(void *)at = cell;
    }
}
/* ---- the data ------------------------------------------------------------------------------------------------------------------------- */
static inserts data;

HARNESS_UNUSED static const table *data_of(const char *name) {
    for (size_t i = 0; i < data.table_count; i++)
        if (!strcmp(data.tables[i].name, name)) return &data.tables[i];
    fail_msg("the data has no table %s", name);
    return NULL;
}
/* False: absent. */
HARNESS_UNUSED static bool data_read(void) {
    char error[120];
    if (data.table_count) return true;
    const char *path = test_data("chinook/portable/data.sql");
    if (!path) return false;
    char *sql = file_text(path);
    const bool read = inserts_read(&data, sql, error);
    free(sql);
    if (!read) fail_msg("data.sql: %s", error);
    return true;
}
/* All rows of a table as the model's structs, in the order of the data; freed by the caller. */
HARNESS_UNUSED static void *rows_of(const orm_model *m, const char *name, size_t *count) {
    const table *t = data_of(name);
    assert_int_equal(m->column_count, t->column_count);
    *count = t->cell_count / t->column_count;
    char *rows = calloc(*count, m->row_size);
    assert_non_null(rows);
    for (size_t i = 0; i < t->column_count; i++) {
        const orm_column *c = orm_find_column(m, t->columns[i]);
        assert_non_null(c);
        for (size_t k = 0; k < *count; k++) set_field(c, rows + k * m->row_size, t->cells[k * t->column_count + i]);
    }
    return rows;
}
/* Inserts every row of every table through its typed verb, in one transaction. */
HARNESS_UNUSED static void shop_fill(orm_session *s) {
    size_t n;
    orm_transaction(s) {
#define FILL(Row, Table, name, LIST, rows)                          \
        Row *name##_rows = rows_of(ORM_FROM(Row), #name, &n);       \
        const orm_status name##_status = Row##_insert_all(s, name##_rows, n); \
        free(name##_rows);                                          \
        assert_int_equal(n, rows);                                  \
        assert_ok(s, name##_status);
        CHINOOK_TABLES(FILL)
#undef FILL
    }
    assert_session(s, ORM_OK);
}
HARNESS_UNUSED static void data_free(void) {
    inserts_free(&data);
    for (size_t i = 0; i < TEXT_MAX; i++) free(texts[i].bytes);
}
#endif
