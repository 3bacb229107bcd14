/* build: libs: -lsqlite3 */
/* The Chinook sample database, 15,607 rows in 11 tables: inserted and read back through typed verbs, read out of tables that other programs made, and asked
 * questions whose answers are known or are asked of SQLite itself: on the same file, or where the tests run on a server on a database of the same rows, so that
 * every database gives SQLite's answers.  The data is third-party: without it the tests skip. */
#include "harness.h"
#include "chinook_data.h"
#include <sqlite3.h>

/* A field as the data file writes it (numbers in decimal, moments to the second), or NULL. */
static const char *field_text(const orm_column *c, const void *row, char buffer[40]) {
    const char *at = (const char *)row + c->offset;
    const orm_opt_int64 *opt64 = (const void *)at;
    const orm_opt_int32 *opt32 = (const void *)at;
    int64_t moment;
    switch (c->type) {
    case ORM_INT64:
        if (c->nullable && !opt64->has) return NULL;
        snprintf(buffer, 40, "%lld", (long long)(c->nullable ? opt64->value : *(const int64_t *)(const void *)at));
        return buffer;
    case ORM_INT32:
        if (c->nullable && !opt32->has) return NULL;
        snprintf(buffer, 40, "%d", (int)(c->nullable ? opt32->value : *(const int32_t *)(const void *)at));
        return buffer;
    case ORM_TIMESTAMP:
        if (c->nullable && !((const orm_opt_timestamp *)(const void *)at)->has) return NULL;
        moment = c->nullable ? ((const orm_opt_timestamp *)(const void *)at)->value : *(const int64_t *)(const void *)at;
        assert_int_equal(orm_timestamp_text(moment, buffer, 40), 26);
        assert_string_equal(buffer + 19, ".000000");
        buffer[19] = 0;
        return buffer;
    case ORM_DECIMAL: return ((const orm_decimal *)(const void *)at)->text;
    default: return *(const char *const *)(const void *)at;
    }
}

/* ---- the data and the two databases, made when a test first asks for them ------------------------------------------------------------------- */
static struct shop { orm_db *db; orm_session *s; sqlite3 *plain; char path[1000]; bool filled; } own, found;

static void shop_open(struct shop *shop) {
    snprintf(shop->path, sizeof shop->path, "%s", test_url(true));
    shop->db = test_open_with(shop->path, NULL);
    shop->s = orm_session_open(shop->db);
    assert_non_null(shop->s);
}
static void shop_close(struct shop *shop) {
    sqlite3_close(shop->plain);
    orm_session_close(shop->s);
    orm_close(shop->db);
    if (test_on("sqlite") && shop->path[0]) remove(shop->path + strlen("sqlite:///"));
    *shop = (struct shop){ .db = NULL };
}
/* The database of our own tables; skips the test when there is no data. */
static orm_session *own_shop(void) {
    if (!data_read()) skip();
    while (own.s && orm_depth(own.s)) orm_rollback(own.s); /* of a test that failed */
    if (own.filled) return own.s;
    shop_open(&own);
    assert_ok(own.s, orm_create_tables(own.s, CHINOOK_MODELS, NULL));
    shop_fill(own.s);
    own.filled = true;
    return own.s;
}
static void plain_run(sqlite3 *db, const char *sql) {
    char *message = NULL;
    if (sqlite3_exec(db, sql, NULL, NULL, &message) != SQLITE_OK) fail_msg("%s", message);
}
static void plain_run_file(sqlite3 *db, const char *name) {
    const char *path = test_data(name);
    if (!path) skip();
    char *sql = file_text(path);
    plain_run(db, sql);
    free(sql);
}
/* The tables as SQLite makes them from its own schema file: NUMERIC prices, text moments. */
static void plain_fill(sqlite3 *db) {
    plain_run_file(db, "chinook/portable/schema_sqlite.sql");
    plain_run(db, "BEGIN");
    plain_run_file(db, "chinook/portable/data.sql");
    plain_run(db, "COMMIT");
}
/* SQLite itself, beside the library: on the shop's file, or where the shop is on a server in memory, with the same rows in the forms the questions speak of. */
static void plain_open(struct shop *shop) {
    if (shop->plain) return;
    assert_int_equal(sqlite3_open(test_on("sqlite") ? shop->path + strlen("sqlite:///") : ":memory:", &shop->plain), SQLITE_OK);
    sqlite3_busy_timeout(shop->plain, 5000);
    if (test_on("sqlite")) return;
    plain_fill(shop->plain);
    if (shop == &own)
        plain_run(shop->plain, "UPDATE track SET unit_price = CAST(round(unit_price * 100) AS INTEGER); UPDATE invoice_line SET unit_price = CAST(round(unit_price * 100) AS INTEGER);"
                               "UPDATE invoice SET total = CAST(round(total * 100) AS INTEGER), invoice_date = invoice_date || '.000000';"
                               "UPDATE employee SET birth_date = birth_date || '.000000', hire_date = hire_date || '.000000'");
}
/* Statements that end in ";" and a new line, and lines of comment, through the library. */
static void run_file(orm_session *s, const char *name) {
    const char *path = test_data(name);
    if (!path) skip();
    char *sql = file_text(path), *end;
    for (char *from = sql; *from; from = end) {
        if (strncmp(from, "--", 2) == 0 || *from == '\n') {
            end = from + strcspn(from, "\n");
            end += *end == '\n';
            continue;
        }
        end = strstr(from, ";\n");
        assert_non_null(end);
        *end = 0;
        end += 2;
        if (orm_exec_text(s, from, orm_args()) < 0) fail_msg("%s: %s: %.200s", name, orm_error_of(s)->message, from);
    }
    free(sql);
}
/* The database whose tables and rows were made by the files of SQL for this database. */
static orm_session *found_shop(void) {
    if (!data_read()) skip();
    while (found.s && orm_depth(found.s)) orm_rollback(found.s);
    if (found.filled) return found.s;
    if (test_on("sqlite")) {
        snprintf(found.path, sizeof found.path, "%s", test_url(true));
        plain_open(&found);
        plain_fill(found.plain);
        found.db = test_open_with(found.path, NULL);
        found.s = orm_session_open(found.db);
    } else {
        found.db = test_open_with(test_url(true), &(orm_options){ .pool_max = 1 });
        found.s = orm_session_open(found.db);
        run_file(found.s, test_on("postgres") ? "chinook/portable/schema_postgres.sql" : "chinook/portable/schema_mariadb.sql");
        if (test_on("mysql")) assert_true(orm_exec(found.s, "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')", orm_args()) >= 0);
        run_file(found.s, "chinook/portable/data.sql");
        run_file(found.s, "chinook/portable/constraints.sql");
    }
    found.filled = true;
    return found.s;
}
static int close_all(void **state) {
    (void)state;
    shop_close(&own);
    shop_close(&found);
    data_free();
    return 0;
}

/* ---- asking ---------------------------------------------------------------------------------------------------------------------------- */
/* SQLite's own answer, columns split by |, a line for each row. */
static const char *plain_answer(struct shop *shop, const char *sql) {
    text *t = text_new(0);
    sqlite3_stmt *st = NULL;
    plain_open(shop);
    if (sqlite3_prepare_v2(shop->plain, sql, -1, &st, NULL) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(shop->plain));
    while (sqlite3_step(st) == SQLITE_ROW) {
        for (int i = 0; i < sqlite3_column_count(st); i++) {
            const char *cell = (const char *)sqlite3_column_text(st, i);
            put(t, i ? "|%s" : "%s", cell ? cell : "NULL");
        }
        put(t, "\n");
    }
    if (sqlite3_finalize(st) != SQLITE_OK) fail_msg("%s: %s", sql, sqlite3_errmsg(shop->plain));
    return t->bytes;
}
/* The same through the library's cursor. */
static const char *orm_answer(orm_rows rows) {
    text *t = text_new(1);
    while (orm_next(&rows)) {
        for (int i = 0; i < orm_column_count(&rows); i++) {
            const char *cell = orm_text(&rows, i);
            put(t, i ? "|%s" : "%s", cell ? cell : "NULL");
        }
        put(t, "\n");
    }
    assert_session(rows.session_, ORM_OK);
    return t->bytes;
}
#define assert_answer(shop, got, sql) assert_same((got), plain_answer((shop), (sql)), (sql))
#define INT(n) ((long long)(n))
static const char *or_null(const char *value) { return value ? value : "NULL"; }

/* ---- the reader itself ------------------------------------------------------------------------------------------------------------------- */
static void test_chinook_reader_reads_inserts(void **state) {
    (void)state;
    inserts in;
    char error[120];
    assert_true(inserts_read(&in, "-- first\nINSERT INTO t (a, b) VALUES\n(1, 'it''s; (x), --y'),\n(-2.50,NULL);\n--c\nINSERT INTO u (c) VALUES ('');INSERT INTO t (a, b) VALUES (3, '\\n''');", error));
    assert_int_equal(in.table_count, 2);
    const table *t = &in.tables[0], *u = &in.tables[1];
    assert_string_equal(t->name, "t");
    assert_string_equal(t->columns[1], "b");
    assert_int_equal(t->cell_count, 6);
    const char *const wanted[] = { "1", "it's; (x), --y", "-2.50", NULL, "3", "\\n'" };
    for (size_t i = 0; i < 6; i++) {
        if (wanted[i]) assert_string_equal(t->cells[i], wanted[i]);
        else assert_null(t->cells[i]);
    }
    assert_int_equal(u->cell_count, 1);
    assert_string_equal(u->cells[0], "");
    inserts_free(&in);
    static const char *const broken[] = { "INSERT INTO t (a) VALUES ('x", "INSERT INTO t (a) VALUES (1)", "INSERT INTO t (a) VALUES (1, 2);", "INSERT INTO t (a, b) VALUES (1);",
                                          "DELETE FROM t;", "INSERT INTO t (a) VALUES (1); INSERT INTO t (b) VALUES (1);", "INSERT INTO t (a) VALUES (x);", "INSERT INTO t () VALUES ();" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        assert_false(inserts_read(&in, broken[i], error));
        assert_true(strstr(error, "at byte") != NULL);
        inserts_free(&in);
    }
}

/* ---- inserting and reading back ------------------------------------------------------------------------------------------------------------ */
static void test_chinook_insert_all_counts(void **state) {
    (void)state;
    orm_session *s = own_shop();
    int64_t total = 0;
#define COUNT(Row, Table, name, LIST, rows)          \
    assert_int_equal(Row##_count(s, NULL), rows);    \
    total += Row##_count(s, NULL);
    CHINOOK_TABLES(COUNT)
#undef COUNT
    assert_int_equal(total, 15607);
    /* keys go on behind the highest one */
    assert_ok(s, orm_begin(s));
    Artist artist = { .name = "One more" };
    assert_ok(s, Artist_insert(s, &artist));
    assert_int_equal(artist.artist_id, 276);
    assert_ok(s, orm_rollback(s));
    assert_int_equal(Artist_count(s, NULL), 275);
}
/* The data's rows in the order of the key. */
static int64_t cell_number(const table *t, size_t row, size_t column) { return strtoll(t->cells[row * t->column_count + column], NULL, 10); }
static const table *sorted_table;
static size_t sorted_keys;
static int by_key(const void *a, const void *b) {
    for (size_t k = 0; k < sorted_keys; k++) {
        const int64_t left = cell_number(sorted_table, *(const size_t *)a, k), right = cell_number(sorted_table, *(const size_t *)b, k);
        if (left != right) return left < right ? -1 : 1;
    }
    return 0;
}
static size_t *key_order(const table *t, const orm_model *m) {
    size_t n = t->cell_count / t->column_count, *order = malloc(n * sizeof *order);
    assert_non_null(order);
    for (size_t i = 0; i < n; i++) order[i] = i;
    sorted_table = t;
    for (sorted_keys = 0; sorted_keys < m->column_count && m->columns[sorted_keys].key;) sorted_keys++;
    for (size_t k = 0; k < sorted_keys; k++) assert_string_equal(m->columns[k].name, t->columns[k]);
    qsort(order, n, sizeof *order, by_key);
    return order;
}
static void assert_rows_are_data(const orm_model *m, const char *name, const void *items, size_t count) {
    const table *t = data_of(name);
    char buffer[40];
    assert_int_equal(count * t->column_count, t->cell_count);
    size_t *order = key_order(t, m), row = 0, column = 0;
    const char *got = NULL, *wanted = NULL;
    bool same = true;
    for (row = 0; row < count && same; row++) {
        for (column = 0; column < t->column_count && same; column++) {
            got = field_text(orm_find_column(m, t->columns[column]), (const char *)items + row * m->row_size, buffer);
            wanted = t->cells[order[row] * t->column_count + column];
            same = got && wanted ? !strcmp(got, wanted) : got == wanted;
        }
    }
    free(order);
    if (!same) fail_msg("%s row %zu %s: got %s, wanted %s", name, row, t->columns[column - 1], or_null(got), or_null(wanted));
}
/* A query for all rows in the order of the key. */
static orm_query in_key_order(const orm_model *m) {
    orm_query q = { .limit = 0 };
    for (size_t k = 0; k < m->column_count && m->columns[k].key; k++) q.order_by[k] = (orm_order){ .by = &m->columns[k] };
    return q;
}
static void test_chinook_read_back_byte_by_byte(void **state) {
    (void)state;
    orm_session *s = own_shop();
#define COMPARE(Row, Table, name, LIST, rows)                           \
    const orm_query name##_query = in_key_order(ORM_FROM(Row));         \
    const Row##_list name##_list = Row##_all(s, &name##_query);         \
    assert_session(s, ORM_OK);                                          \
    assert_rows_are_data(ORM_FROM(Row), #name, name##_list.items, name##_list.count);
    CHINOOK_TABLES(COMPARE)
#undef COMPARE
    orm_session_reset(s);
}
static void test_chinook_moments_are_what_the_calendar_says(void **state) {
    (void)state;
    if (!data_read()) skip();
    const table *t = data_of("invoice");
    int64_t moment;
    for (size_t i = 0; i < t->cell_count; i += t->column_count) {
        assert_true(orm_timestamp_parse(t->cells[i + 2], SIZE_MAX, &moment));
        assert_int_equal(moment, moment_of(t->cells[i + 2]));
    }
}
/* What stands in the file: prices as scaled integers, moments as text of fixed width. */
static void test_sqlite_chinook_stored_forms(void **state) {
    (void)state;
    own_shop();
    assert_same(plain_answer(&own, "SELECT DISTINCT typeof(unit_price) FROM track UNION ALL SELECT DISTINCT typeof(total) FROM invoice UNION ALL SELECT DISTINCT typeof(unit_price) FROM invoice_line"),
                "integer\ninteger\ninteger\n", "decimals");
    assert_same(plain_answer(&own, "SELECT invoice_date, total FROM invoice WHERE invoice_id = 1"), "2021-01-01 00:00:00.000000|198\n", "invoice 1");
    assert_same(plain_answer(&own, "SELECT DISTINCT typeof(birth_date), length(birth_date) FROM employee"), "text|26\n", "moments");
    assert_same(plain_answer(&own, "PRAGMA foreign_key_check"), "", "foreign keys");
    assert_same(plain_answer(&own, "SELECT COUNT(*) FROM sqlite_master m, pragma_foreign_key_list(m.name)"), "11\n", "eleven foreign keys");
}

/* ---- tables that others made ----------------------------------------------------------------------------------------------------------------- */
static void assert_same_rows(const orm_model *a, const void *a_rows, const orm_model *b, const void *b_rows, size_t count) {
    char a_buffer[40], b_buffer[40];
    assert_int_equal(a->column_count, b->column_count);
    for (size_t row = 0; row < count; row++) {
        for (size_t i = 0; i < a->column_count; i++) {
            const char *left = field_text(&a->columns[i], (const char *)a_rows + row * a->row_size, a_buffer);
            const char *right = field_text(&b->columns[i], (const char *)b_rows + row * b->row_size, b_buffer);
            if (left && right ? strcmp(left, right) != 0 : left != right) fail_msg("%s row %zu %s: %s and %s", a->name, row, a->columns[i].name, or_null(left), or_null(right));
        }
    }
}
#define SAME_TABLE(Row, FoundRow)                                                                                       \
    do {                                                                                                                \
        const orm_query q = in_key_order(ORM_FROM(Row)), found_q = in_key_order(ORM_FROM(FoundRow));                    \
        const Row##_list a = Row##_all(mine, &q);                                                                       \
        const FoundRow##_list b = FoundRow##_all(theirs, &found_q);                                                     \
        assert_session(mine, ORM_OK);                                                                                   \
        assert_session(theirs, ORM_OK);                                                                                 \
        assert_int_equal(a.count, b.count);                                                                             \
        assert_same_rows(ORM_FROM(Row), a.items, ORM_FROM(FoundRow), b.items, a.count);                                 \
        rows += a.count;                                                                                                \
    } while (0)
static void test_chinook_found_tables_read_the_same(void **state) {
    (void)state;
    orm_session *mine = own_shop(), *theirs = found_shop();
    size_t rows = 0;
    if (test_on("sqlite")) assert_same(plain_answer(&found, "SELECT typeof(unit_price), COUNT(*) FROM track GROUP BY 1"), "real|3503\n", "their prices are floating-point numbers");
    SAME_TABLE(Artist, Artist);
    SAME_TABLE(Album, Album);
    SAME_TABLE(Employee, FoundEmployee);
    SAME_TABLE(Customer, Customer);
    SAME_TABLE(Genre, Genre);
    SAME_TABLE(Invoice, FoundInvoice);
    SAME_TABLE(MediaType, MediaType);
    SAME_TABLE(Playlist, Playlist);
    SAME_TABLE(Track, FoundTrack);
    SAME_TABLE(InvoiceLine, FoundInvoiceLine);
    SAME_TABLE(PlaylistTrack, PlaylistTrack);
    assert_int_equal(rows, 15607);
    assert_int_equal(FoundInvoiceLine_count(theirs, NULL), 2240);
    orm_session_reset(mine);
    orm_session_reset(theirs);
}
static void put_decimal(text *t, orm_value v) { put(t, "%s", v.null ? "NULL" : or_null(orm_value_text(v))); }

static void test_chinook_found_decimals_compare(void **state) {
    (void)state;
    orm_session *s = found_shop();
    text *t = text_new(2);
    put(t, "%lld|", INT(FoundTrack_count(s, orm_q(.where = orm_eq(FoundTracks.unit_price, ORM_DEC("0.99"))))));
    put(t, "%lld|", INT(FoundTrack_count(s, orm_q(.where = orm_gt(FoundTracks.unit_price, ORM_DEC("0.990"))))));
    put(t, "%lld|", INT(FoundInvoice_count(s, orm_q(.where = orm_in(FoundInvoices.total, ORM_DEC("1.98"), ORM_DEC("13.86"))))));
    put(t, "%lld|", INT(FoundInvoice_count(s, orm_q(.where = orm_between(FoundInvoices.total, ORM_DEC("8.91"), 10)))));
    put(t, "%lld|", INT(FoundInvoice_count(s, orm_q(.where = orm_ge(orm_mul(FoundInvoices.total, 2), ORM_DEC("17.82"))))));
    put(t, "%lld|", INT(FoundInvoice_count(s, orm_q(.where = orm_lt(orm_add(FoundInvoices.total, ORM_DEC("1.00")), ORM_DEC("3.00"))))));
    put(t, "%lld\n", INT(FoundInvoice_count(s, orm_q(.where = orm_lt(FoundInvoices.total, 2)))));
    assert_session(s, ORM_OK);
    assert_answer(&found, t->bytes, "SELECT (SELECT COUNT(*) FROM track WHERE unit_price = 0.99), (SELECT COUNT(*) FROM track WHERE unit_price > 0.99),"
                                    " (SELECT COUNT(*) FROM invoice WHERE total IN (1.98, 13.86)), (SELECT COUNT(*) FROM invoice WHERE total BETWEEN 8.91 AND 10),"
                                    " (SELECT COUNT(*) FROM invoice WHERE total * 2 >= 17.82), (SELECT COUNT(*) FROM invoice WHERE total + 1 < 3), (SELECT COUNT(*) FROM invoice WHERE total < 2)");
}
static void test_chinook_found_moments_compare(void **state) {
    (void)state;
    orm_session *s = found_shop();
    const int64_t from = moment_of("2023-01-02 00:00:00"), to = moment_of("2023-06-05 00:00:00");
    text *t = text_new(2);
    put(t, "%lld|", INT(FoundInvoice_count(s, orm_q(.where = orm_eq(FoundInvoices.invoice_date, from)))));
    put(t, "%lld|", INT(FoundInvoice_count(s, orm_q(.where = orm_ge(FoundInvoices.invoice_date, from)))));
    put(t, "%lld|", INT(FoundInvoice_count(s, orm_q(.where = orm_le(FoundInvoices.invoice_date, from)))));
    put(t, "%lld|", INT(FoundInvoice_count(s, orm_q(.where = orm_between(FoundInvoices.invoice_date, from, to)))));
    put(t, "%lld|", INT(FoundInvoice_count(s, orm_q(.where = orm_in(FoundInvoices.invoice_date, from, to)))));
    put(t, "%lld\n", INT(FoundEmployee_count(s, orm_q(.where = orm_gt(FoundEmployees.hire_date, FoundEmployees.birth_date)))));
    assert_session(s, ORM_OK);
    assert_answer(&found, t->bytes,
                  "SELECT (SELECT COUNT(*) FROM invoice WHERE invoice_date = '2023-01-02 00:00:00'), (SELECT COUNT(*) FROM invoice WHERE invoice_date >= '2023-01-02 00:00:00'),"
                  " (SELECT COUNT(*) FROM invoice WHERE invoice_date <= '2023-01-02 00:00:00'), (SELECT COUNT(*) FROM invoice WHERE invoice_date BETWEEN '2023-01-02 00:00:00' AND '2023-06-05 00:00:00'),"
                  " (SELECT COUNT(*) FROM invoice WHERE invoice_date IN ('2023-01-02 00:00:00', '2023-06-05 00:00:00')), (SELECT COUNT(*) FROM employee WHERE hire_date > birth_date)");
}
/* The same moments written in other forms are the same moments to filters, orders and aggregates. */
static void test_sqlite_chinook_found_moments_in_any_form(void **state) {
    (void)state;
    orm_session *s = found_shop();
    const int64_t from = moment_of("2023-01-02 00:00:00"), to = moment_of("2023-06-05 00:00:00");
    text *t = text_new(2);
    assert_ok(s, orm_begin(s));
    assert_int_equal(orm_exec(s, "UPDATE invoice SET invoice_date = CASE invoice_id % 5 WHEN 0 THEN replace(invoice_date, ' ', 'T') || 'Z' WHEN 1 THEN CAST(strftime('%s', invoice_date) AS INTEGER)"
                                 " WHEN 2 THEN invoice_date || '.000' WHEN 3 THEN datetime(invoice_date, '+2 hours') || '+02:00' ELSE date(invoice_date) END", orm_args()), 412);
    const orm_query *q = orm_q(.where = orm_between(FoundInvoices.invoice_date, from, to), .order_by = { orm_desc(FoundInvoices.invoice_date), orm_asc(FoundInvoices.invoice_id) });
    const FoundInvoice_list l = FoundInvoice_all(s, q);
    orm_foreach(FoundInvoice, i, l) put(t, "%lld\n", INT(i->invoice_id));
    put(t, "%lld\n", INT(orm_value_int(FoundInvoice_aggregate(s, NULL, orm_max(FoundInvoices.invoice_date)))));
    put(t, "%lld\n", INT(orm_value_int(FoundInvoice_aggregate(s, NULL, orm_count_distinct(FoundInvoices.invoice_date)))));
    assert_session(s, ORM_OK);
    assert_ok(s, orm_rollback(s));
    text *wanted = text_new(3);
    put(wanted, "%s", plain_answer(&found, "SELECT invoice_id FROM invoice WHERE invoice_date BETWEEN '2023-01-02 00:00:00' AND '2023-06-05 00:00:00' ORDER BY invoice_date DESC, invoice_id"));
    put(wanted, "%s", plain_answer(&found, "SELECT strftime('%s', MAX(invoice_date)) * 1000000 FROM invoice"));
    put(wanted, "%s", plain_answer(&found, "SELECT COUNT(DISTINCT invoice_date) FROM invoice"));
    assert_same(t->bytes, wanted->bytes, "moments in five forms");
}
/* The rows after one, in an order of found columns: the value to go on from is compared in the form the column has. */
static void test_chinook_found_keyset_walk(void **state) {
    (void)state;
    orm_session *s = found_shop();
    text *t = text_new(2);
    const orm_query *q = orm_q(.order_by = { orm_desc(FoundInvoices.total), orm_asc(FoundInvoices.invoice_date) }, .limit = 25);
    size_t pages = 0;
    for (FoundInvoice_list l = FoundInvoice_after(s, q, NULL); l.count; l = FoundInvoice_after(s, q, &l.items[l.count - 1]), pages++)
        orm_foreach(FoundInvoice, i, l) put(t, "%lld\n", INT(i->invoice_id));
    assert_session(s, ORM_OK);
    assert_int_equal(pages, 17);
    assert_answer(&found, t->bytes, "SELECT invoice_id FROM invoice ORDER BY total DESC, invoice_date, invoice_id");
}
static void test_chinook_found_aggregates(void **state) {
    (void)state;
    orm_session *s = found_shop();
    const orm_value least = FoundInvoice_aggregate(s, NULL, orm_min(FoundInvoices.total)), most = FoundInvoice_aggregate(s, NULL, orm_max(FoundInvoices.total));
    assert_string_equal(orm_value_decimal(least).text, "0.99");
    assert_string_equal(orm_value_decimal(most).text, "25.86");
    const orm_value last = FoundInvoice_aggregate(s, NULL, orm_max(FoundInvoices.invoice_date));
    assert_int_equal(last.type, ORM_TIMESTAMP);
    assert_int_equal(orm_value_int(last), moment_of("2025-12-22 00:00:00"));
    assert_int_equal(orm_value_int(FoundInvoice_aggregate(s, NULL, orm_count_distinct(FoundInvoices.total))), 23);
    /* the sum of floating-point numbers is the database's own: near the exact one that our storage gives */
    const orm_value near_sum = FoundInvoice_aggregate(s, NULL, orm_sum(FoundInvoices.total));
    assert_true(orm_value_double(near_sum) > 2328.599 && orm_value_double(near_sum) < 2328.601);
    assert_string_equal(orm_value_decimal(Invoice_aggregate(own_shop(), NULL, orm_sum(Invoices.total))).text, "2328.60");
}
/* Written with our verbs, a found table keeps the forms that its other programs know. */
static void test_sqlite_chinook_found_tables_are_written_in_their_forms(void **state) {
    (void)state;
    orm_session *s = found_shop();
    FoundInvoice invoice = { .customer_id = 2, .invoice_date = moment_of("2026-01-31 23:59:59"), .total = ORM_DEC("5.5") };
    assert_ok(s, orm_begin(s));
    assert_ok(s, FoundInvoice_insert(s, &invoice));
    assert_int_equal(invoice.invoice_id, 413);
    assert_same(orm_answer(orm_sql(s, "SELECT typeof(total), total = 5.5, typeof(invoice_date), datetime(invoice_date) = '2026-01-31 23:59:59' FROM invoice WHERE invoice_id = 413", orm_args())),
                "real|1|text|1\n", "the row as it is stored");
    assert_int_equal(FoundInvoice_update_where(s, orm_q(.where = orm_eq(FoundInvoices.invoice_date, invoice.invoice_date)), ORM_SET(orm_set(FoundInvoices.total, orm_add(FoundInvoices.total, ORM_DEC("0.25"))))), 1);
    assert_ok(s, FoundInvoice_refresh(s, &invoice));
    assert_string_equal(invoice.total.text, "5.75");
    assert_ok(s, orm_rollback(s));
    assert_int_equal(FoundInvoice_count(s, NULL), 412);
}

/* ---- the known answers ---------------------------------------------------------------------------------------------------------------------- */
static const char *const known_1 = "Iron Maiden|213\nU2|135\nLed Zeppelin|114\nMetallica|112\nDeep Purple|92\n";
static const char *const known_2 = "USA|91|52306\nCanada|56|30396\nFrance|35|19510\nBrazil|35|19010\nGermany|28|15648\n";
static const char *const known_3 = "0|1\n1|2\n2|5\n";
static const char *const known_4 = "3503|2526|853\n";
static const char *const known_5 = "1|Music|3290\n2|Movies|0\n3|TV Shows|213\n4|Audiobooks|0\n5|90\xE2\x80\x99s Music|1477\n6|Audiobooks|0\n7|Movies|0\n8|Music|3290\n9|Music Videos|1\n10|TV Shows|213\n"
                                   "11|Brazilian Music|39\n12|Classical|75\n13|Classical 101 - Deep Cuts|25\n14|Classical 101 - Next Steps|25\n15|Classical 101 - The Basics|25\n16|Grunge|15\n"
                                   "17|Heavy Metal Classic|26\n18|On-The-Go 1|1\n";
static const char *const known_6 = "4\n";
static const char *const known_7 = "0\n";
static const char *const known_8 = "1|327|1\n2|12|1\n3|110|1\n";

/* Those that need no arithmetic with prices; the same text on every database.  MariaDB's own default for text takes two composers for one. */
static void known_answers(orm_session *s, bool by_bytes) {
    assert_same(orm_answer(orm_sql(s, "SELECT ar.name, COUNT(*) AS n FROM artist ar JOIN album al ON al.artist_id=ar.artist_id JOIN track t ON t.album_id=al.album_id"
                                      " GROUP BY ar.artist_id, ar.name ORDER BY n DESC, ar.name LIMIT 5", orm_args())), known_1, "Q1");
    assert_same(orm_answer(orm_sql(s, "WITH RECURSIVE r(id,depth) AS (SELECT employee_id,0 FROM employee WHERE reports_to IS NULL UNION ALL"
                                      " SELECT e.employee_id, r.depth+1 FROM employee e JOIN r ON e.reports_to=r.id) SELECT depth, COUNT(*) FROM r GROUP BY depth ORDER BY depth", orm_args())), known_3, "Q3");
    if (by_bytes) assert_same(orm_answer(orm_sql(s, "SELECT COUNT(*), COUNT(composer), COUNT(DISTINCT composer) FROM track", orm_args())), known_4, "Q4");
    assert_same(orm_answer(orm_sql(s, "SELECT p.playlist_id, p.name, COUNT(pt.track_id) FROM playlist p LEFT JOIN playlist_track pt ON pt.playlist_id=p.playlist_id"
                                      " GROUP BY p.playlist_id, p.name ORDER BY p.playlist_id", orm_args())), known_5, "Q5");
    assert_same(orm_answer(orm_sql(s, "SELECT COUNT(*) FROM track WHERE name LIKE '%\\%' ESCAPE '!'", orm_args())), known_6, "Q6");
    assert_same(orm_answer(orm_sql(s, "SELECT COUNT(*) FROM customer WHERE company NOT IN (SELECT company FROM customer WHERE country='Brazil')", orm_args())), known_7, "Q7");
    assert_same(orm_answer(orm_sql(s, "SELECT customer_id, invoice_id, rn FROM (SELECT customer_id, invoice_id, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY total DESC, invoice_id) AS rn"
                                      " FROM invoice) w WHERE rn=1 ORDER BY customer_id LIMIT 3", orm_args())), known_8, "Q8");
}
static void test_chinook_known_answers_raw(void **state) {
    (void)state;
    known_answers(own_shop(), true);
}
static void test_chinook_known_answers_raw_on_found_tables(void **state) {
    (void)state;
    orm_session *s = found_shop();
    known_answers(s, !test_on("mysql"));
    assert_same(orm_answer(orm_sql(s, "SELECT billing_country, COUNT(*) AS n, CAST(ROUND(SUM(total)*100) AS DECIMAL(10)) AS cents FROM invoice"
                                      " GROUP BY billing_country ORDER BY cents DESC, billing_country LIMIT 5", orm_args())), known_2, "Q2");
}
/* The same questions through typed verbs; where one statement needs joins, several do. */
typedef struct ranked { const char *name; int64_t n, cents; } ranked;
static int by_cents(const void *a, const void *b) {
    const ranked *left = a, *right = b;
    if (left->cents != right->cents) return left->cents < right->cents ? 1 : -1;
    return strcmp(left->name, right->name);
}
static int64_t *ids_of_albums(orm_session *s, int64_t artist_id, size_t *count) {
    const Album_list l = Album_all(s, orm_q(.where = orm_eq(Albums.artist_id, artist_id), .only = ORM_COLS(Albums.album_id)));
    int64_t *ids = orm_session_alloc(s, (l.count + 1) * sizeof *ids);
    assert_non_null(ids);
    for (size_t i = 0; i < l.count; i++) ids[i] = l.items[i].album_id;
    *count = l.count;
    return ids;
}
static void test_chinook_known_answer_1_typed(void **state) {
    (void)state;
    orm_session *s = own_shop();
    ranked list[275];
    size_t n = 0, albums;
    const Artist_list artists = Artist_all(s, NULL);
    assert_int_equal(artists.count, 275);
    orm_foreach(Artist, a, artists) {
        const int64_t *ids = ids_of_albums(s, a->artist_id, &albums);
        list[n++] = (ranked){ a->name, 0, Track_count(s, orm_q(.where = orm_in_array(Tracks.album_id, ids, albums))) };
        assert_session(s, ORM_OK);
    }
    qsort(list, n, sizeof *list, by_cents);
    text *t = text_new(2);
    for (size_t i = 0; i < 5; i++) put(t, "%s|%lld\n", list[i].name, INT(list[i].cents));
    assert_same(t->bytes, known_1, "Q1");
    orm_session_reset(s);
}
static void test_chinook_known_answer_2_typed(void **state) {
    (void)state;
    orm_session *s = own_shop();
    ranked list[60];
    size_t n = 0;
    orm_rows countries = orm_select(s, orm_q(.from = ORM_FROM(Invoice), .select = { orm_col(Invoices.billing_country) }, .distinct = true));
    while (orm_next(&countries)) {
        const orm_query *q = orm_q(.where = orm_eq(Invoices.billing_country, orm_text(&countries, 0)));
        int64_t cents;
        assert_true(orm_decimal_scaled(orm_value_decimal(Invoice_aggregate(s, q, orm_sum(Invoices.total))), 2, &cents));
        const Invoice *any = Invoice_first(s, q);
        assert_non_null(any);
        list[n++] = (ranked){ any->billing_country, Invoice_count(s, q), cents };
        assert_session(s, ORM_OK);
    }
    qsort(list, n, sizeof *list, by_cents);
    text *t = text_new(2);
    for (size_t i = 0; i < 5; i++) put(t, "%s|%lld|%lld\n", list[i].name, INT(list[i].n), INT(list[i].cents));
    assert_same(t->bytes, known_2, "Q2");
    orm_session_reset(s);
}
static void test_chinook_known_answer_3_typed(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    Employee_list level = Employee_all(s, orm_q(.where = orm_is_null(Employees.reports_to)));
    for (int depth = 0; level.count; depth++) {
        int64_t ids[8];
        assert_between(level.count, 1, 8);
        put(t, "%d|%zu\n", depth, level.count);
        for (size_t i = 0; i < level.count; i++) ids[i] = level.items[i].employee_id;
        level = Employee_all(s, orm_q(.where = orm_in_array(Employees.reports_to, ids, level.count)));
    }
    assert_session(s, ORM_OK);
    assert_same(t->bytes, known_3, "Q3");
}
static void test_chinook_known_answer_4_typed(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    put(t, "%lld|%lld|%lld\n", INT(orm_value_int(Track_aggregate(s, NULL, orm_count_all()))), INT(orm_value_int(Track_aggregate(s, NULL, orm_count(Tracks.composer)))),
        INT(orm_value_int(Track_aggregate(s, NULL, orm_count_distinct(Tracks.composer)))));
    assert_same(t->bytes, known_4, "Q4");
}
static void test_chinook_known_answer_5_typed(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const Playlist_list playlists = Playlist_all(s, orm_q(.order_by = { orm_asc(Playlists.playlist_id) }));
    orm_foreach(Playlist, p, playlists)
        put(t, "%lld|%s|%lld\n", INT(p->playlist_id), p->name, INT(PlaylistTrack_count(s, orm_q(.where = orm_eq(PlaylistTracks.playlist_id, p->playlist_id)))));
    assert_session(s, ORM_OK);
    assert_same(t->bytes, known_5, "Q5");
}
static void test_chinook_known_answer_6_typed(void **state) {
    (void)state;
    orm_session *s = own_shop();
    assert_int_equal(Track_count(s, orm_q(.where = orm_contains(Tracks.name, "\\"))), 4);
    assert_int_equal(Track_count(s, orm_q(.where = orm_icontains(Tracks.name, "\\"))), 4);
    assert_int_equal(Track_count(s, orm_q(.where = orm_like(Tracks.name, "%\\%"))), 4);
    orm_session *theirs = found_shop();
    assert_int_equal(FoundTrack_count(theirs, orm_q(.where = orm_contains(FoundTracks.name, "\\"))), 4);
}
/* NOT IN a list with a NULL matches nothing, which nobody means: the typed list refuses the NULL. */
static void test_chinook_known_answer_7_typed(void **state) {
    (void)state;
    orm_session *s = own_shop();
    const char *companies[8];
    size_t n = 0, nulls = 0;
    const Customer_list brazil = Customer_all(s, orm_q(.where = orm_eq(Customers.country, "Brazil")));
    assert_int_equal(brazil.count, 5);
    orm_foreach(Customer, c, brazil) {
        nulls += !c->company;
        companies[n++] = c->company;
    }
    assert_int_equal(nulls, 1);
    assert_int_equal(Customer_count(s, orm_q(.where = orm_not_in_array(Customers.company, companies, n))), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Customer_count(s, orm_q(.where = orm_and(orm_eq(Customers.country, "Brazil"), orm_is_null(Customers.company)))), 1);
}
static void test_chinook_known_answer_8_typed(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const Customer_list customers = Customer_all(s, orm_q(.order_by = { orm_asc(Customers.customer_id) }, .limit = 3));
    orm_foreach(Customer, c, customers) {
        const Invoice *best = Invoice_first(s, orm_q(.where = orm_eq(Invoices.customer_id, c->customer_id), .order_by = { orm_desc(Invoices.total), orm_asc(Invoices.invoice_id) }));
        assert_non_null(best);
        put(t, "%lld|%lld|1\n", INT(c->customer_id), INT(best->invoice_id));
    }
    assert_same(t->bytes, known_8, "Q8");
}

/* ---- more questions, answered by typed verbs and by SQLite on the same file -------------------------------------------------------------------- */
static void test_chinook_question_01_longest_dear_tracks(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const Track_list l = Track_all(s, orm_q(.where = orm_gt(Tracks.unit_price, ORM_DEC("0.99")), .order_by = { orm_desc(Tracks.milliseconds), orm_asc(Tracks.name) }, .limit = 10));
    orm_foreach(Track, k, l) put(t, "%lld|%s|%s\n", INT(k->track_id), k->name, k->unit_price.text);
    assert_int_equal(l.count, 10);
    assert_answer(&own, t->bytes, "SELECT track_id, name, printf('%d.%02d', unit_price / 100, unit_price % 100) FROM track WHERE unit_price > 99 ORDER BY milliseconds DESC, name LIMIT 10");
}
static void test_chinook_question_02_rock_and_metal_without_composer(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const Track_list l = Track_all(s, orm_q(.where = orm_and(orm_is_null(Tracks.composer), orm_in(Tracks.genre_id, 1, 3), orm_not(orm_between(Tracks.milliseconds, 120000, 300000))),
                                            .order_by = { orm_asc(Tracks.bytes) }));
    orm_foreach(Track, k, l) put(t, "%lld|%lld|%d\n", INT(k->track_id), INT(k->genre_id.value), k->bytes.value);
    assert_true(l.count > 20);
    assert_answer(&own, t->bytes, "SELECT track_id, genre_id, bytes FROM track WHERE composer IS NULL AND genre_id IN (1, 3) AND NOT milliseconds BETWEEN 120000 AND 300000 ORDER BY bytes");
}
static void test_chinook_question_03_who_exists(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    put(t, "%d", Customer_exists(s, orm_q(.where = orm_and(orm_eq(Customers.country, "Brazil"), orm_is_not_null(Customers.company)))));
    put(t, "|%d", Invoice_exists(s, orm_q(.where = orm_gt(Invoices.total, ORM_DEC("25.85")))));
    put(t, "|%d", Invoice_exists(s, orm_q(.where = orm_gt(Invoices.total, ORM_DEC("25.86")))));
    put(t, "|%d\n", PlaylistTrack_exists(s, orm_q(.where = orm_and(orm_eq(PlaylistTracks.playlist_id, 18), orm_eq(PlaylistTracks.track_id, 597)))));
    assert_session(s, ORM_OK);
    assert_answer(&own, t->bytes,
                  "SELECT EXISTS (SELECT 1 FROM customer WHERE country = 'Brazil' AND company IS NOT NULL), EXISTS (SELECT 1 FROM invoice WHERE total > 2585), EXISTS (SELECT 1 FROM invoice WHERE total > 2586),"
                  " EXISTS (SELECT 1 FROM playlist_track WHERE playlist_id = 18 AND track_id = 597)");
}
static void test_chinook_question_04_sizes_of_tracks(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const orm_query *rock = orm_q(.where = orm_eq(Tracks.genre_id, 1));
    put(t, "%lld|%lld|%lld|%lld|%.3f\n", INT(orm_value_int(Track_aggregate(s, rock, orm_sum(Tracks.milliseconds)))), INT(orm_value_int(Track_aggregate(s, rock, orm_min(Tracks.milliseconds)))),
        INT(orm_value_int(Track_aggregate(s, rock, orm_max(Tracks.bytes)))), INT(orm_value_int(Track_aggregate(s, rock, orm_count_distinct(Tracks.album_id)))),
        orm_value_double(Track_aggregate(s, rock, orm_avg(Tracks.milliseconds))));
    put(t, "%s|%s\n", orm_value_text(Track_aggregate(s, rock, orm_min(Tracks.name))), orm_value_text(Track_aggregate(s, rock, orm_max(Tracks.composer))));
    assert_session(s, ORM_OK);
    text *both = text_new(3);
    put(both, "%s", plain_answer(&own, "SELECT SUM(milliseconds), MIN(milliseconds), MAX(bytes), COUNT(DISTINCT album_id), printf('%.3f', AVG(milliseconds)) FROM track WHERE genre_id = 1"));
    put(both, "%s", plain_answer(&own, "SELECT MIN(name), MAX(composer) FROM track WHERE genre_id = 1"));
    assert_same(t->bytes, both->bytes, "sizes");
}
static void test_chinook_question_05_turnover_of_a_year(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const orm_query *year = orm_q(.where = orm_and(orm_ge(Invoices.invoice_date, moment_of("2023-01-01 00:00:00")), orm_lt(Invoices.invoice_date, moment_of("2024-01-01 00:00:00"))));
    put_decimal(t, Invoice_aggregate(s, year, orm_sum(Invoices.total)));
    put(t, "|");
    put_decimal(t, Invoice_aggregate(s, year, orm_max(Invoices.total)));
    put(t, "|%lld\n", INT(Invoice_count(s, year)));
    const orm_decimal average = orm_value_decimal(Invoice_aggregate(s, year, orm_avg(Invoices.total)));
    assert_non_null(average.text);
    const double exact = strtod(average.text, NULL), plain = strtod(plain_answer(&own, "SELECT printf('%.12f', AVG(total) / 100.0) FROM invoice WHERE strftime('%Y', invoice_date) = '2023'"), NULL);
    assert_true(exact - plain < 1e-7 && plain - exact < 1e-7);
    assert_answer(&own, t->bytes, "SELECT printf('%d.%02d', SUM(total) / 100, SUM(total) % 100), printf('%d.%02d', MAX(total) / 100, MAX(total) % 100), COUNT(*) FROM invoice WHERE strftime('%Y', invoice_date) = '2023'");
}
static void test_chinook_question_06_a_page_of_tracks(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const orm_query *q = orm_q(.where = orm_ne(Tracks.media_type_id, 1), .order_by = { orm_asc(Tracks.name), orm_desc(Tracks.track_id) });
    const Track_page page = Track_paginate(s, q, 10, 50);
    assert_session(s, ORM_OK);
    for (size_t i = 0; i < page.count; i++) put(t, "%lld|%s\n", INT(page.items[i].track_id), page.items[i].name);
    assert_int_equal(page.count, 19);
    assert_true(page.has_previous && !page.has_next);
    assert_int_equal(page.number, 10);
    assert_int_equal(page.start_index, 451);
    assert_int_equal(page.end_index, 469);
    assert_answer(&own, t->bytes, "SELECT track_id, name FROM track WHERE media_type_id <> 1 ORDER BY name, track_id DESC LIMIT 50 OFFSET 450");
    text *numbers = text_new(3);
    put(numbers, "%lld|%lld\n", INT(page.total_count), INT(page.total_pages));
    assert_answer(&own, numbers->bytes, "SELECT COUNT(*), (COUNT(*) + 49) / 50 FROM track WHERE media_type_id <> 1");
}
static void test_chinook_question_07_walk_by_keyset(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const orm_query *q = orm_q(.order_by = { orm_nulls_last(orm_asc(Tracks.composer)), orm_desc(Tracks.milliseconds) }, .limit = 500);
    for (Track_list l = Track_after(s, q, NULL); l.count; l = Track_after(s, q, &l.items[l.count - 1]))
        orm_foreach(Track, k, l) put(t, "%lld\n", INT(k->track_id));
    assert_session(s, ORM_OK);
    assert_answer(&own, t->bytes, "SELECT track_id FROM track ORDER BY composer IS NULL, composer, milliseconds DESC, track_id");
    t = text_new(2);
    q = orm_q(.order_by = { orm_nulls_first(orm_desc(Tracks.composer)), orm_asc(Tracks.unit_price) }, .limit = 700);
    for (Track_list l = Track_after(s, q, NULL); l.count; l = Track_after(s, q, &l.items[l.count - 1]))
        orm_foreach(Track, k, l) put(t, "%lld\n", INT(k->track_id));
    assert_session(s, ORM_OK);
    assert_answer(&own, t->bytes, "SELECT track_id FROM track ORDER BY composer IS NULL DESC, composer DESC, unit_price, track_id");
    orm_session_reset(s);
}
static void test_chinook_question_08_stream_by_media_type(void **state) {
    (void)state;
    orm_session *s = own_shop();
    int64_t rows[6] = { 0 }, length[6] = { 0 };
    Track_cursor cursor = Track_stream(s, orm_q(.where = orm_lt(Tracks.milliseconds, 600000)));
    for (Track *k; (k = Track_next(&cursor)) != NULL;) {
        assert_between(k->media_type_id, 1, 5);
        rows[k->media_type_id]++;
        length[k->media_type_id] += k->milliseconds;
    }
    assert_session(s, ORM_OK);
    text *t = text_new(2);
    for (int i = 1; i < 6; i++) put(t, "%d|%lld|%lld\n", i, INT(rows[i]), INT(length[i]));
    assert_answer(&own, t->bytes, "SELECT media_type_id, COUNT(*), SUM(milliseconds) FROM track WHERE milliseconds < 600000 GROUP BY media_type_id ORDER BY media_type_id");
}
static void test_chinook_question_09_a_raise_that_is_taken_back(void **state) {
    (void)state;
    orm_session *s = own_shop();
    const orm_query *jazz = orm_q(.where = orm_eq(Tracks.genre_id, 2));
    text *before = text_new(2), *raised = text_new(3);
    put(before, "%s", plain_answer(&own, "SELECT SUM(unit_price), COUNT(*) FROM track WHERE genre_id = 2"));
    put(raised, "%s", plain_answer(&own, "SELECT printf('%d.%02d', SUM(unit_price + 11) / 100, SUM(unit_price + 11) % 100), COUNT(*) FROM track WHERE genre_id = 2"));
    orm_transaction(s) {
        text *t = text_new(4);
        const int64_t changed = Track_update_where(s, jazz, ORM_SET(orm_set(Tracks.unit_price, orm_add(Tracks.unit_price, ORM_DEC("0.11"))), orm_set(Tracks.composer, ORM_NULL)));
        put_decimal(t, Track_aggregate(s, jazz, orm_sum(Tracks.unit_price)));
        put(t, "|%lld\n", INT(changed));
        assert_same(t->bytes, raised->bytes, "after the raise");
        assert_int_equal(orm_value_int(Track_aggregate(s, jazz, orm_count(Tracks.composer))), 0);
        orm_abort(s);
    }
    assert_answer(&own, before->bytes, "SELECT SUM(unit_price), COUNT(*) FROM track WHERE genre_id = 2");
    assert_true(orm_value_int(Track_aggregate(s, jazz, orm_count(Tracks.composer))) > 0);
}
static void test_chinook_question_10_a_deletion_that_is_taken_back(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    assert_ok(s, orm_begin(s));
    const int64_t gone = PlaylistTrack_delete_where(s, orm_q(.where = orm_or(orm_eq(PlaylistTracks.playlist_id, 5), orm_lt(PlaylistTracks.track_id, 100))));
    put(t, "%lld|%lld\n", INT(gone), INT(PlaylistTrack_count(s, NULL)));
    /* rows that others refer to stay, and a savepoint survives the attempt */
    assert_ok(s, orm_begin(s));
    assert_int_equal(Artist_delete_where(s, orm_q(.where = orm_eq(Artists.artist_id, 1))), -1);
    assert_session(s, ORM_CONFLICT_FOREIGN_KEY);
    assert_ok(s, orm_rollback(s));
    assert_ok(s, orm_rollback(s));
    assert_answer(&own, t->bytes, "SELECT (SELECT COUNT(*) FROM playlist_track WHERE playlist_id = 5 OR track_id < 100), COUNT(*) FROM playlist_track WHERE playlist_id <> 5 AND track_id >= 100");
    assert_int_equal(PlaylistTrack_count(s, NULL), 8715);
}
static void test_chinook_question_11_names_by_pattern(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    put(t, "%lld|", INT(Track_count(s, orm_q(.where = orm_icontains(Tracks.name, "LOVE")))));
    put(t, "%lld|", INT(Track_count(s, orm_q(.where = orm_contains(Tracks.name, "Love")))));
    put(t, "%lld|", INT(Track_count(s, orm_q(.where = orm_startswith(Tracks.name, "The ")))));
    put(t, "%lld|", INT(Track_count(s, orm_q(.where = orm_istartswith(Tracks.name, "the ")))));
    put(t, "%lld|", INT(Track_count(s, orm_q(.where = orm_endswith(Tracks.name, "?")))));
    put(t, "%lld|", INT(Track_count(s, orm_q(.where = orm_like(Tracks.name, "S_n%")))));
    put(t, "%lld|", INT(Track_count(s, orm_q(.where = orm_not(orm_ilike(Tracks.composer, "%a%"))))));
    put(t, "%lld\n", INT(Customer_count(s, orm_q(.where = orm_icontains(Customers.city, "S\xC3\x83O")))));
    assert_session(s, ORM_OK);
    assert_answer(&own, t->bytes,
                  "SELECT (SELECT COUNT(*) FROM track WHERE name LIKE '%love%'), (SELECT COUNT(*) FROM track WHERE instr(name, 'Love')), (SELECT COUNT(*) FROM track WHERE substr(name, 1, 4) = 'The '),"
                  " (SELECT COUNT(*) FROM track WHERE name LIKE 'the %'), (SELECT COUNT(*) FROM track WHERE substr(name, -1) = '?'), (SELECT COUNT(*) FROM track WHERE name GLOB 'S?n*'),"
                  " (SELECT COUNT(*) FROM track WHERE composer NOT LIKE '%a%'), (SELECT COUNT(*) FROM customer WHERE instr(city, 'S\xC3\xA3o'))");
}
static void test_chinook_question_12_countries_once(void **state) {
    (void)state;
    orm_session *s = own_shop();
    const orm_query *q = orm_q(.from = ORM_FROM(Customer), .select = { orm_col(Customers.country), orm_col(Customers.support_rep_id) }, .distinct = true,
                               .order_by = { orm_asc(Customers.country), orm_desc(Customers.support_rep_id) });
    assert_answer(&own, orm_answer(orm_select(s, q)), "SELECT DISTINCT country, support_rep_id FROM customer ORDER BY country, support_rep_id DESC");
}
static void test_chinook_question_13_single_rows(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const orm_query *q = orm_q(.where = orm_eq(Invoices.billing_country, "Germany"), .order_by = { orm_asc(Invoices.total), orm_asc(Invoices.invoice_id) });
    const Invoice *first = Invoice_first(s, q), *last = Invoice_last(s, q);
    assert_non_null(first);
    assert_non_null(last);
    const Employee *boss = Employee_one(s, orm_q(.where = orm_is_null(Employees.reports_to)));
    assert_non_null(boss);
    const PlaylistTrack *pair = PlaylistTrack_get(s, 9, 3402);
    assert_non_null(pair);
    put(t, "%lld|%lld|%s|%lld\n", INT(first->invoice_id), INT(last->invoice_id), boss->email, INT(pair->track_id));
    assert_answer(&own, t->bytes,
                  "SELECT (SELECT invoice_id FROM invoice WHERE billing_country = 'Germany' ORDER BY total, invoice_id LIMIT 1), (SELECT invoice_id FROM invoice WHERE billing_country = 'Germany' ORDER BY total DESC,"
                  " invoice_id DESC LIMIT 1), (SELECT email FROM employee WHERE reports_to IS NULL), (SELECT track_id FROM playlist_track WHERE playlist_id = 9 AND track_id = 3402)");
    assert_null(Employee_one(s, orm_q(.where = orm_eq(Employees.reports_to, 2))));
    assert_session(s, ORM_MULTIPLE_ROWS);
    assert_null(PlaylistTrack_get(s, 9, 1));
    assert_session(s, ORM_NOT_FOUND);
}
static void test_chinook_question_14_a_slice_of_employees(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    orm_query q = { .order_by = { orm_nulls_last(orm_desc(Employees.reports_to)), orm_asc(Employees.hire_date), orm_asc(Employees.employee_id) } };
    assert_ok(s, orm_slice(s, &q, 2, 8));
    assert_ok(s, orm_slice(s, &q, 1, 5));
    const Employee_list l = Employee_all(s, &q);
    char hired[ORM_TIMESTAMP_TEXT_SIZE];
    orm_foreach(Employee, e, l) {
        assert_true(e->hire_date.has && orm_timestamp_text(e->hire_date.value, hired, sizeof hired));
        put(t, "%s|%s\n", e->last_name, hired);
    }
    assert_int_equal(l.count, 4);
    assert_int_equal(Employee_count(s, &q), 4);
    assert_answer(&own, t->bytes, "SELECT last_name, hire_date FROM employee ORDER BY reports_to IS NULL, reports_to DESC, hire_date, employee_id LIMIT 4 OFFSET 3");
}
static void test_chinook_question_15_customers_elsewhere(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const char *const home[] = { "USA", "Canada", "Brazil" };
    orm_query q = { .order_by = { orm_asc(Customers.country), orm_desc(Customers.last_name) } };
    assert_ok(s, orm_where(s, &q, orm_not_in_array(Customers.country, home, 3)));
    assert_ok(s, orm_where(s, &q, orm_or(orm_is_not_null(Customers.company), orm_and(orm_is_not_null(Customers.fax), orm_ne(Customers.support_rep_id, 3)), orm_startswith(Customers.email, "m"))));
    const Customer_list l = Customer_all(s, &q);
    orm_foreach(Customer, c, l) put(t, "%lld|%s|%s\n", INT(c->customer_id), c->country, or_null(c->company));
    assert_true(l.count > 2);
    assert_answer(&own, t->bytes,
                  "SELECT customer_id, country, company FROM customer WHERE country NOT IN ('USA', 'Canada', 'Brazil') AND (company IS NOT NULL OR (fax IS NOT NULL AND support_rep_id <> 3) OR email GLOB 'm*')"
                  " ORDER BY country, last_name DESC");
}
static void test_chinook_question_16_dense_recordings(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const orm_query *q = orm_q(.where = orm_and(orm_gt(Tracks.bytes, orm_mul(Tracks.milliseconds, 200)), orm_not(orm_same(Tracks.name, Tracks.composer))), .only = ORM_COLS(Tracks.name, Tracks.bytes),
                               .order_by = { orm_desc(orm_sub(Tracks.bytes, Tracks.milliseconds)), orm_asc(Tracks.track_id) }, .limit = 40, .offset = 3);
    const Track_list l = Track_all(s, q);
    orm_foreach(Track, k, l) {
        assert_true(orm_is_loaded(k, Tracks.name) && orm_is_loaded(k, Tracks.track_id));
        assert_false(orm_is_loaded(k, Tracks.composer));
        put(t, "%lld|%s|%d\n", INT(k->track_id), k->name, k->bytes.value);
    }
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 40);
    assert_answer(&own, t->bytes, "SELECT track_id, name, bytes FROM track WHERE bytes > milliseconds * 200 AND name IS NOT composer ORDER BY bytes - milliseconds DESC, track_id LIMIT 40 OFFSET 3");
}
static void test_chinook_question_17_sums_of_a_slice(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    const orm_query *dearest = orm_q(.where = orm_is_not_null(Invoices.billing_state), .order_by = { orm_desc(Invoices.total), orm_asc(Invoices.invoice_id) }, .limit = 20, .offset = 5);
    put_decimal(t, Invoice_aggregate(s, dearest, orm_sum(Invoices.total)));
    put(t, "|%lld|%lld\n", INT(Invoice_count(s, dearest)), INT(orm_value_int(Invoice_aggregate(s, dearest, orm_min(Invoices.invoice_id)))));
    assert_answer(&own, t->bytes,
                  "SELECT printf('%d.%02d', SUM(total) / 100, SUM(total) % 100), COUNT(*), MIN(invoice_id) FROM (SELECT total, invoice_id FROM invoice WHERE billing_state IS NOT NULL ORDER BY total DESC, invoice_id LIMIT 20 OFFSET 5)");
}
static void test_chinook_question_18_rows_written_by_the_way(void **state) {
    (void)state;
    orm_session *s = own_shop();
    text *t = text_new(2);
    bool created = true, inserted = true;
    assert_ok(s, orm_begin(s));
    const Genre rock = { .name = "Rock" }, polka = { .name = "Polka" };
    const Genre *known = Genre_get_or_create(s, orm_q(.where = orm_eq(Genres.name, "Rock")), &rock, &created);
    assert_non_null(known);
    put(t, "%lld|%d", INT(known->genre_id), created);
    const Genre *made = Genre_get_or_create(s, orm_q(.where = orm_eq(Genres.name, "Polka")), &polka, &created);
    assert_non_null(made);
    put(t, "|%lld|%d", INT(made->genre_id), created);
    Genre jazz = { .genre_id = 2, .name = "Jazz and more" };
    assert_ok(s, Genre_upsert(s, &jazz, &(orm_conflict){ .inserted = &inserted }));
    assert_string_equal(Genre_get(s, 2)->name, "Jazz and more");
    put(t, "|%lld|%d\n", INT(Genre_count(s, NULL)), inserted);
    assert_ok(s, orm_rollback(s));
    assert_answer(&own, t->bytes, "SELECT (SELECT genre_id FROM genre WHERE name = 'Rock'), 0, MAX(genre_id) + 1, 1, COUNT(*) + 1, 0 FROM genre");
    assert_string_equal(Genre_get(s, 2)->name, "Jazz");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chinook_reader_reads_inserts),
        cmocka_unit_test(test_chinook_insert_all_counts),
        cmocka_unit_test(test_chinook_read_back_byte_by_byte),
        cmocka_unit_test(test_chinook_moments_are_what_the_calendar_says),
        cmocka_unit_test(test_sqlite_chinook_stored_forms),
        cmocka_unit_test(test_chinook_found_tables_read_the_same),
        cmocka_unit_test(test_chinook_found_decimals_compare),
        cmocka_unit_test(test_chinook_found_moments_compare),
        cmocka_unit_test(test_sqlite_chinook_found_moments_in_any_form),
        cmocka_unit_test(test_chinook_found_keyset_walk),
        cmocka_unit_test(test_chinook_found_aggregates),
        cmocka_unit_test(test_sqlite_chinook_found_tables_are_written_in_their_forms),
        cmocka_unit_test(test_chinook_known_answers_raw),
        cmocka_unit_test(test_chinook_known_answers_raw_on_found_tables),
        cmocka_unit_test(test_chinook_known_answer_1_typed),
        cmocka_unit_test(test_chinook_known_answer_2_typed),
        cmocka_unit_test(test_chinook_known_answer_3_typed),
        cmocka_unit_test(test_chinook_known_answer_4_typed),
        cmocka_unit_test(test_chinook_known_answer_5_typed),
        cmocka_unit_test(test_chinook_known_answer_6_typed),
        cmocka_unit_test(test_chinook_known_answer_7_typed),
        cmocka_unit_test(test_chinook_known_answer_8_typed),
        cmocka_unit_test(test_chinook_question_01_longest_dear_tracks),
        cmocka_unit_test(test_chinook_question_02_rock_and_metal_without_composer),
        cmocka_unit_test(test_chinook_question_03_who_exists),
        cmocka_unit_test(test_chinook_question_04_sizes_of_tracks),
        cmocka_unit_test(test_chinook_question_05_turnover_of_a_year),
        cmocka_unit_test(test_chinook_question_06_a_page_of_tracks),
        cmocka_unit_test(test_chinook_question_07_walk_by_keyset),
        cmocka_unit_test(test_chinook_question_08_stream_by_media_type),
        cmocka_unit_test(test_chinook_question_09_a_raise_that_is_taken_back),
        cmocka_unit_test(test_chinook_question_10_a_deletion_that_is_taken_back),
        cmocka_unit_test(test_chinook_question_11_names_by_pattern),
        cmocka_unit_test(test_chinook_question_12_countries_once),
        cmocka_unit_test(test_chinook_question_13_single_rows),
        cmocka_unit_test(test_chinook_question_14_a_slice_of_employees),
        cmocka_unit_test(test_chinook_question_15_customers_elsewhere),
        cmocka_unit_test(test_chinook_question_16_dense_recordings),
        cmocka_unit_test(test_chinook_question_17_sums_of_a_slice),
        cmocka_unit_test(test_chinook_question_18_rows_written_by_the_way),
    };
    return run_all_with(tests, NULL, close_all);
}
