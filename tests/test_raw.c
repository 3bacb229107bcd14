/* Raw SQL: statements, arguments, cursors, models read by column name, and streams in constant memory. */
#include "harness.h"

#define BOOK_MODEL(X)                                       \
    X(key,   int64,      id,    .auto_increment = true)     \
    X(field, text,       title)                             \
    X(field, opt(int32), pages, .column = "number of pages") \
    X(field, opt(blob),  cover)
ORM_MODEL(Book, Books, BOOK_MODEL);

/* ---- the database of a test ------------------------------------------------------------------------------------------------------ */
static orm_db *db;
static orm_session *s;

static void start_with(const char *url, const orm_options *options) {
    db = test_open_with(url, options);
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Book), NULL));
}
static void start(void) { start_with(test_url(false), NULL); }
static void start_books(void) {
    start();
    Book rows[3] = { { .title = "Emma", .pages = ORM_SOME(400) }, { .title = "Ulysses", .pages = ORM_SOME(700) }, { .title = "Poems" } };
    assert_ok(s, Book_insert_all(s, rows, 3));
    if (test_on("mysql")) assert_int_equal(orm_exec(s, "SET sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES,PIPES_AS_CONCAT')", orm_args()), 0); /* SQL as the standard has it */
}
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static int64_t integer_of(orm_rows r) {
    assert_session(s, ORM_OK);
    assert_true(orm_next(&r));
    const int64_t v = orm_int(&r, 0);
    assert_session(s, ORM_OK);
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    return v;
}

/* ---- statements and arguments ------------------------------------------------------------------------------------------------------- */
static void test_exec_says_how_many_rows(void **state) {
    (void)state;
    start_books();
    assert_int_equal(orm_exec(s, "UPDATE books SET title = title || ? WHERE id < ?", orm_args("!", 3)), 2);
    assert_int_equal(orm_exec(s, "UPDATE books SET title = ? WHERE id = 99", orm_args("x")), 0);
    assert_session(s, ORM_OK);
    assert_int_equal(orm_exec(s, "CREATE TABLE other (a INTEGER)", orm_args()), 0);
    assert_int_equal(orm_exec(s, "SELECT 1", orm_args()), 0);
    assert_int_equal(orm_exec(s, "INSERT INTO other VALUES (1), (2), (3)", orm_args()), 3);
    assert_int_equal(orm_exec(s, "DELETE FROM other", orm_args()), 3);
    char text[60];
    snprintf(text, sizeof text, "DELETE FROM %s WHERE id = ?", "books");
    assert_int_equal(orm_exec_text(s, text, orm_args(1)), 1);
    assert_int_equal(Book_count(s, NULL), 2);
    finish();
}
static void test_sqlite_scalar_gives_one_value(void **state) {
    (void)state;
    start_books();
    assert_int_equal(orm_value_int(orm_scalar_sql(s, "SELECT COUNT(*) FROM books", orm_args())), 3);
    orm_value v = orm_scalar_sql(s, "SELECT title FROM books WHERE id = ?", orm_args(2));
    assert_string_equal(orm_value_text(v), "Ulysses"); /* kept in the session */
    v = orm_scalar_sql(s, "SELECT title FROM books WHERE id = ?", orm_args(99));
    assert_session(s, ORM_NOT_FOUND);
    assert_true(orm_value_is_null(v));
    v = orm_scalar_sql(s, "SELECT NULL", orm_args());
    assert_session(s, ORM_OK);
    assert_true(orm_value_is_null(v));
    v = orm_scalar_sql(s, "SELECT 0.5", orm_args());
    assert_true(orm_value_double(v) == 0.5);
    orm_scalar_sql(s, "SELECT CAST(x'ff' AS TEXT)", orm_args());
    assert_session(s, ORM_INVALID);
    finish();
}
static void test_placeholders_by_place_and_by_name(void **state) {
    (void)state;
    start_books();
    assert_int_equal(integer_of(orm_sql(s, "SELECT ? - ?", orm_args(10, 4))), 6);
    assert_int_equal(integer_of(orm_sql(s, "SELECT :a * :b + :a", orm_args(3, 5))), 18); /* in order of first appearance, each once */
    assert_int_equal(integer_of(orm_sql(s, "SELECT COUNT(*) FROM books WHERE title <> '?' AND title <> ':no' /* ? :no */ AND id > ? -- ?\n", orm_args(1))), 2);
    orm_rows r = orm_sql(s, "SELECT \"number of pages\" AS \"what?\" FROM books WHERE id = :id", orm_args(1));
    assert_true(orm_next(&r));
    assert_string_equal(orm_column_name(&r, 0), "what?");
    assert_int_equal(orm_int(&r, 0), 400);
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    char text[40];
    snprintf(text, sizeof text, "SELECT %d + ?", 2);
    assert_int_equal(integer_of(orm_sql_text(s, text, orm_args(3))), 5);
    finish();
}
static void refused(const char *sql, orm_arg_list args, orm_status status, int line) {
    orm_rows r = orm_sql_text(s, sql, args);
    if (orm_status_of(s) != status) fail_msg("line %d: orm_sql gave %s: %s", line, orm_status_name(orm_status_of(s)), orm_error_of(s)->message);
    if (orm_next(&r)) fail_msg("line %d: there is a row", line);
    if (orm_exec_text(s, sql, args) != -1 || orm_status_of(s) != status) fail_msg("line %d: orm_exec gave %s", line, orm_status_name(orm_status_of(s)));
    if (Book_sql(s, sql, args).items || orm_status_of(s) != status) fail_msg("line %d: Book_sql gave %s", line, orm_status_name(orm_status_of(s)));
}
static void test_wrong_arguments_are_misuse(void **state) {
    (void)state;
    start_books();
    int number = 0;
    refused("SELECT ?, ?", orm_args(1), ORM_MISUSE, __LINE__);
    assert_message(s, "2 placeholder(s), orm_args holds 1");
    refused("SELECT ?", orm_args(1, 2), ORM_MISUSE, __LINE__);
    refused("SELECT ?", orm_args(), ORM_MISUSE, __LINE__);
    refused("SELECT 1", orm_args(1), ORM_MISUSE, __LINE__);
    refused("SELECT :a + :b + :a", orm_args(1, 2, 3), ORM_MISUSE, __LINE__);
    refused("SELECT ? + :a", orm_args(1, 2), ORM_MISUSE, __LINE__);
    refused("SELECT ?", orm_args(Books.title), ORM_MISUSE, __LINE__);
    refused("SELECT ?", orm_args(orm_add(Books.id, 1)), ORM_MISUSE, __LINE__);
    refused("SELECT ?", orm_args((void *)&number), ORM_MISUSE, __LINE__);
    refused(NULL, orm_args(), ORM_MISUSE, __LINE__);
    refused("SELECT 'open", orm_args(), ORM_MISUSE, __LINE__);
    refused("SELECT 1; SELECT 2", orm_args(), ORM_MISUSE, __LINE__);
    refused("SELECT ?", orm_args("\xff"), ORM_INVALID, __LINE__);
    refused("SELECT nosuch FROM books", orm_args(), ORM_SQL, __LINE__);
    refused("SELEC 1", orm_args(), ORM_SQL, __LINE__);
    assert_string_equal(orm_error_of(s)->sql, "SELEC 1");
    assert_int_equal(integer_of(orm_sql(s, "SELECT 1; -- and no more", orm_args())), 1);
    finish();
}
static void test_transaction_words_are_refused(void **state) {
    (void)state;
    start_books();
    const char *const words[] = { "BEGIN", "begin immediate", "  COMMIT", "\n\tRollback", "END", "SAVEPOINT a", "RELEASE a", "ROLLBACK TO a", "START TRANSACTION", "/* so */ BEGIN", "-- so\nCOMMIT", "; END",
                                  "/**/ /* twice */ COMMIT" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) refused(words[i], orm_args(), ORM_MISUSE, __LINE__);
    assert_message(s, "orm_begin");
    assert_int_equal(orm_exec(s, "CREATE TABLE commits (beginning INTEGER)", orm_args()), 0);
    assert_int_equal(integer_of(orm_sql(s, "WITH ending(a) AS (SELECT 1) SELECT a FROM ending", orm_args())), 1);
    assert_ok(s, orm_begin(s));
    assert_int_equal(orm_exec(s, "COMMIT", orm_args()), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(orm_depth(s), 1);
    assert_ok(s, orm_rollback(s));
    finish();
}
static void test_many_arguments(void **state) {
    (void)state;
    start();
    char sql[400] = "SELECT ?";
    for (int i = 1; i < 64; i++) strcat(sql, "+?");
    assert_int_equal(integer_of(orm_sql_text(s, sql, orm_args(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44,
                                                                45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64))), 2080);
    for (int i = 64; i < 128; i++) strcat(sql, "+?");
#define FOUR 1, 2, 3, 4
#define SIXTEEN FOUR, FOUR, FOUR, FOUR
#define SIXTY_FOUR SIXTEEN, SIXTEEN, SIXTEEN, SIXTEEN
    assert_int_equal(integer_of(orm_sql_text(s, sql, orm_args(SIXTY_FOUR, SIXTY_FOUR))), 320);
    refused(sql, orm_args(SIXTY_FOUR), ORM_MISUSE, __LINE__);
    finish();
}
static void test_arguments_of_every_type(void **state) {
    (void)state;
    start();
    const char *no_text = NULL;
    const orm_opt_int32 none = ORM_NONE, some = ORM_SOME(7);
    const orm_uuid uuid = { { 1, 2 } };
    const orm_blob blob = { "a\0b", 3 }, empty = { "", 0 };
    const unsigned char byte = 200;
    orm_rows r = orm_sql(s, "SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?", orm_args(true, -3, INT64_MIN, 0.1, 'x', byte, "t\xC3\xA4xt", no_text, ORM_NULL, none, some, ORM_DEC("1.50"), blob, empty));
    assert_session(s, ORM_OK);
    assert_true(orm_next(&r));
    assert_int_equal(orm_int(&r, 0), 1);
    assert_int_equal(orm_int(&r, 1), -3);
    assert_true(orm_int(&r, 2) == INT64_MIN);
    assert_true(orm_double(&r, 3) == 0.1);
    assert_int_equal(orm_int(&r, 4), 'x');
    assert_int_equal(orm_int(&r, 5), 200);
    assert_string_equal(orm_text(&r, 6), "t\xC3\xA4xt");
    for (int i = 7; i <= 9; i++) assert_true(orm_null(&r, i));
    assert_int_equal(orm_int(&r, 10), 7);
    assert_string_equal(orm_text(&r, 11), "1.50");
    assert_int_equal(orm_blob(&r, 12).size, 3);
    assert_memory_equal(orm_blob(&r, 12).data, "a\0b", 3);
    assert_false(orm_null(&r, 13));
    assert_non_null(orm_blob(&r, 13).data);
    assert_int_equal(orm_blob(&r, 13).size, 0);
    assert_false(orm_next(&r));
    r = orm_sql(s, "SELECT ?", orm_args(uuid));
    assert_true(orm_next(&r));
    assert_int_equal(orm_blob(&r, 0).size, 16);
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    const orm_value again = orm_scalar_sql(s, "SELECT ?", orm_args("again"));
    assert_int_equal(integer_of(orm_sql(s, "SELECT length(?)", orm_args(again))), 5); /* a value that came from the database */
    finish();
}

/* ---- reading values ------------------------------------------------------------------------------------------------------------------- */
static void test_sqlite_values_are_converted_when_that_is_exact(void **state) {
    (void)state;
    start();
    orm_rows r = orm_sql(s, "SELECT '12', 3.0, -7, 2.5, x'0041', 'abc', NULL, '1e2'", orm_args());
    assert_true(orm_next(&r));
    assert_int_equal(orm_column_count(&r), 8);
    assert_int_equal(orm_int(&r, 0), 12);
    assert_int_equal(orm_int(&r, 1), 3);
    assert_true(orm_double(&r, 0) == 12);
    assert_true(orm_double(&r, 2) == -7);
    assert_true(orm_double(&r, 7) == 100);
    assert_string_equal(orm_text(&r, 2), "-7");
    assert_string_equal(orm_text(&r, 3), "2.5");
    assert_int_equal(orm_blob(&r, 4).size, 2);
    assert_int_equal(orm_blob(&r, 5).size, 3);
    assert_int_equal(orm_value_of(&r, 2).type, ORM_INT64);
    assert_string_equal(orm_value_text(orm_value_of(&r, 5)), "abc");
    assert_int_equal(orm_int(&r, 6), 0);
    assert_session(s, ORM_OK);
    assert_true(orm_double(&r, 6) == 0);
    assert_null(orm_text(&r, 6));
    assert_null(orm_blob(&r, 6).data);
    assert_true(orm_value_is_null(orm_value_of(&r, 6)));
    assert_session(s, ORM_OK);
    assert_true(orm_null(&r, 6));
    assert_false(orm_null(&r, 5));
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    finish();
}
static void test_sqlite_inexact_conversions_are_refused(void **state) {
    (void)state;
    start();
    orm_rows r = orm_sql(s, "SELECT 'abc', 2.5, x'00', 1e300, '99999999999999999999', ' 5', '5 ', '', 9007199254740993, CAST(x'61ff' AS TEXT), x'610062', 'inf', '0x10'", orm_args());
    assert_true(orm_next(&r));
    const int no_integers[] = { 0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 12 }, no_numbers[] = { 0, 2, 5, 6, 7, 8, 9, 11, 12 }, no_texts[] = { 9, 10 }, no_blobs[] = { 1, 3, 8 };
    for (size_t i = 0; i < sizeof no_integers / sizeof *no_integers; i++) {
        assert_int_equal(orm_int(&r, no_integers[i]), 0);
        assert_session(s, ORM_INVALID);
    }
    for (size_t i = 0; i < sizeof no_numbers / sizeof *no_numbers; i++) {
        assert_true(orm_double(&r, no_numbers[i]) == 0);
        assert_session(s, ORM_INVALID);
    }
    for (size_t i = 0; i < sizeof no_texts / sizeof *no_texts; i++) {
        assert_null(orm_text(&r, no_texts[i]));
        assert_session(s, ORM_INVALID);
    }
    for (size_t i = 0; i < sizeof no_blobs / sizeof *no_blobs; i++) {
        assert_null(orm_blob(&r, no_blobs[i]).data);
        assert_session(s, ORM_INVALID);
    }
    assert_int_equal(orm_int(&r, 13), 0);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(orm_int(&r, -1), 0);
    assert_session(s, ORM_MISUSE);
    assert_null(orm_column_name(&r, 13));
    assert_int_equal(orm_int(&r, 8), INT64_C(9007199254740993)); /* a refusal ends nothing */
    assert_session(s, ORM_OK);
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    finish();
}

/* ---- the life of a cursor --------------------------------------------------------------------------------------------------------------- */
static void test_cursor_ends_once(void **state) {
    (void)state;
    start_books();
    orm_rows r = orm_sql(s, "SELECT id FROM books ORDER BY id", orm_args());
    assert_int_equal(orm_int(&r, 0), 0);
    assert_session(s, ORM_MISUSE); /* before the first row */
    int n = 0;
    while (orm_next(&r)) assert_int_equal(orm_int(&r, 0), ++n);
    assert_session(s, ORM_OK);
    assert_int_equal(n, 3);
    assert_false(orm_next(&r));
    assert_int_equal(orm_int(&r, 0), 0);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    r = orm_sql(s, "SELECT id FROM books", orm_args());
    assert_true(orm_next(&r));
    assert_int_equal(orm_rows_close(&r), ORM_OK); /* early */
    assert_false(orm_next(&r));
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    orm_rows never = { NULL, 0, 0 };
    assert_false(orm_next(&never));
    assert_false(orm_next(NULL));
    assert_int_equal(orm_rows_close(&never), ORM_MISUSE);
    assert_int_equal(orm_column_count(&never), 0);
    finish();
}
static void test_stale_cursor_does_not_read_anothers_rows(void **state) {
    (void)state;
    start_books();
    orm_rows old = orm_sql(s, "SELECT 1", orm_args()), copy = old;
    assert_true(orm_next(&old));
    assert_int_equal(orm_rows_close(&old), ORM_OK);
    orm_rows r = orm_sql(s, "SELECT 2 UNION ALL SELECT 3", orm_args()); /* in the same place */
    assert_false(orm_next(&copy));
    assert_int_equal(orm_rows_close(&copy), ORM_OK);
    assert_true(orm_next(&r));
    assert_int_equal(orm_int(&copy, 0), 0);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(orm_int(&r, 0), 2);
    assert_true(orm_next(&r));
    assert_false(orm_next(&r));
    finish();
}
static void test_other_statements_run_while_a_cursor_is_open(void **state) {
    (void)state;
    start_books();
    assert_ok(s, orm_begin(s));
    orm_rows r = orm_sql(s, "SELECT id FROM books ORDER BY id", orm_args());
    int n = 0;
    while (orm_next(&r)) {
        const int64_t id = orm_int(&r, 0);
        Book *b = Book_get(s, id);
        assert_non_null(b);
        assert_int_equal(integer_of(orm_sql(s, "SELECT COUNT(*) FROM books WHERE id <= ?", orm_args(id))), id);
        n++;
    }
    assert_int_equal(n, 3);
    assert_ok(s, orm_commit(s));
    finish();
}
static void test_sixteen_cursors_may_be_open(void **state) {
    (void)state;
    start_books();
    orm_rows open[16];
    if (test_on("mysql")) assert_ok(s, orm_begin(s)); /* outside of a transaction each open result would hold a connection of its own there */
    for (int i = 0; i < 16; i++) {
        open[i] = orm_sql(s, "SELECT ? UNION ALL SELECT -1", orm_args(i));
        assert_session(s, ORM_OK);
    }
    orm_rows more = orm_sql(s, "SELECT 1", orm_args());
    assert_session(s, ORM_MISUSE);
    assert_false(orm_next(&more));
    Book_cursor c = Book_stream(s, NULL);
    assert_session(s, ORM_MISUSE);
    assert_null(Book_next(&c));
    assert_fails(s, orm_session_reset(s), ORM_MISUSE); /* cursors are open */
    assert_int_equal(orm_rows_close(&open[5]), ORM_OK);
    more = orm_sql(s, "SELECT 77", orm_args());
    assert_true(orm_next(&more));
    assert_int_equal(orm_int(&more, 0), 77);
    assert_int_equal(orm_rows_close(&more), ORM_OK);
    for (int i = 0; i < 16; i++) {
        if (i == 5) continue;
        assert_true(orm_next(&open[i]));
        assert_int_equal(orm_int(&open[i], 0), i);
        assert_int_equal(orm_rows_close(&open[i]), ORM_OK);
    }
    if (test_on("mysql")) assert_ok(s, orm_commit(s));
    assert_ok(s, orm_session_reset(s));
    finish();
}
static void test_end_of_a_transaction_ends_cursors(void **state) {
    (void)state;
    start_books();
    for (int i = 0; i < 2; i++) {
        assert_ok(s, orm_begin(s));
        orm_rows r = orm_sql(s, "SELECT id FROM books", orm_args());
        Book_cursor c = Book_stream(s, NULL);
        assert_true(orm_next(&r));
        assert_non_null(Book_next(&c));
        assert_ok(s, i ? orm_commit(s) : orm_rollback(s));
        assert_false(orm_next(&r));
        assert_null(Book_next(&c));
        assert_int_equal(orm_int(&r, 0), 0);
        assert_session(s, ORM_MISUSE);
    }
    assert_ok(s, orm_session_reset(s));
    finish();
}
static void test_sqlite_error_in_a_later_row_surfaces(void **state) {
    (void)state;
    start();
    orm_rows r = orm_sql(s, "SELECT abs(x) FROM (SELECT 1 AS x UNION ALL SELECT -9223372036854775807 - 1)", orm_args());
    assert_session(s, ORM_OK);
    assert_true(orm_next(&r));
    assert_int_equal(orm_int(&r, 0), 1);
    assert_false(orm_next(&r));
    assert_session(s, ORM_SQL);
    assert_message(s, "overflow");
    finish();
}
/* A write that fails makes its block roll back; the library's own refusals do too. */
static void test_sqlite_failing_raw_write_rolls_its_block_back(void **state) {
    (void)state;
    start_books();
    orm_transaction(s) {
        assert_int_equal(orm_exec(s, "DELETE FROM books", orm_args()), 3);
        assert_int_equal(orm_exec(s, "UPDATE books SET title = ?", orm_args()), -1);
    }
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Book_count(s, NULL), 3);
    orm_transaction(s) {
        assert_int_equal(orm_exec(s, "DELETE FROM books", orm_args()), 3);
        orm_rows r = orm_sql(s, "INSERT INTO books (id) VALUES (1)", orm_args());
        assert_false(orm_next(&r));
    }
    assert_session(s, ORM_CONFLICT_NOT_NULL);
    assert_int_equal(Book_count(s, NULL), 3);
    orm_transaction(s) { /* the rows were written when what they return turned out to be no use */
        assert_null(Book_sql(s, "DELETE FROM books RETURNING id, title, cover, 'many' AS \"number of pages\"", orm_args()).items);
    }
    assert_session(s, ORM_INVALID);
    assert_int_equal(Book_count(s, NULL), 3);
    orm_transaction(s) orm_scalar_sql(s, "DELETE FROM books RETURNING CAST(x'ff' AS TEXT)", orm_args());
    assert_session(s, ORM_INVALID);
    assert_int_equal(Book_count(s, NULL), 3);
    finish();
}

/* ---- models from SQL -------------------------------------------------------------------------------------------------------------------- */
static void test_model_from_sql_matches_by_name(void **state) {
    (void)state;
    start_books();
    Book_list l = Book_sql(s, "SELECT cover, title, id, \"number of pages\" FROM books WHERE id > ? ORDER BY id DESC", orm_args(1));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_string_equal(l.items[0].title, "Poems");
    assert_false(l.items[0].pages.has);
    assert_int_equal(l.items[1].pages.value, 700);
    l.items[1].title = "Ulysses II";
    assert_ok(s, Book_update(s, &l.items[1])); /* they are stored rows */
    l = Book_sql(s, "SELECT * FROM books", orm_args());
    assert_int_equal(l.count, 3);
    l = Book_sql(s, "SELECT * FROM books WHERE id = :none", orm_args(99));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 0);
    finish();
}
static void test_missing_and_extra_columns_are_errors_unless_allowed(void **state) {
    (void)state;
    start_books();
    assert_null(Book_sql(s, "SELECT id, title FROM books", orm_args()).items);
    assert_session(s, ORM_INVALID);
    assert_message(s, "number of pages");
    assert_null(Book_sql(s, "SELECT *, 1 AS extra FROM books", orm_args()).items);
    assert_session(s, ORM_INVALID);
    assert_message(s, "extra");
    Book_list l = Book_sql_match(s, "SELECT title, id FROM books ORDER BY id", orm_args(), ORM_ALLOW_MISSING);
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 3);
    assert_string_equal(l.items[0].title, "Emma");
    assert_true(orm_is_loaded(&l.items[0], Books.title));
    assert_false(orm_is_loaded(&l.items[0], Books.pages));
    l.items[0].title = "Emma II";
    assert_ok(s, Book_update(s, &l.items[0]));
    assert_int_equal(Book_get(s, 1)->pages.value, 400); /* what was not read is not written */
    l = Book_sql_match(s, "SELECT *, 1 AS extra FROM books", orm_args(), ORM_ALLOW_EXTRA);
    assert_int_equal(l.count, 3);
    assert_true(orm_is_loaded(&l.items[0], Books.cover));
    l = Book_sql_match(s, "SELECT 1 AS a, title, 2 AS b, id FROM books WHERE id = 2", orm_args(), (orm_match)(ORM_ALLOW_MISSING | ORM_ALLOW_EXTRA));
    assert_int_equal(l.count, 1);
    assert_string_equal(l.items[0].title, "Ulysses");
    assert_false(orm_is_loaded(&l.items[0], Books.pages));
    assert_false(orm_is_loaded(&l.items[0], Books.cover));
    assert_null(Book_sql(s, "SELECT *, title FROM books", orm_args()).items); /* twice */
    assert_session(s, ORM_INVALID);
    assert_null(Book_sql_match(s, "SELECT id, id FROM books", orm_args(), ORM_ALLOW_MISSING).items);
    assert_session(s, ORM_INVALID);
    assert_null(Book_sql(s, "DELETE FROM books", orm_args()).items);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Book_count(s, NULL), 3);
    finish();
}
static void test_value_that_does_not_fit_the_field_is_an_error(void **state) {
    (void)state;
    start_books();
    assert_null(Book_sql(s, "SELECT id, title, 'many' AS \"number of pages\", cover FROM books", orm_args()).items);
    assert_session(s, ORM_INVALID);
    assert_null(Book_sql(s, "SELECT id, NULL AS title, 3 AS \"number of pages\", cover FROM books", orm_args()).items);
    assert_int_not_equal(orm_status_of(s), ORM_OK);
    assert_null(Book_sql(s, "SELECT id, title, 3000000000 AS \"number of pages\", cover FROM books", orm_args()).items);
    assert_session(s, ORM_INVALID);
    finish();
}
static void test_sqlite_returning_gives_rows(void **state) {
    (void)state;
    start_books();
    Book_list l = Book_sql(s, "UPDATE books SET title = title || '!' WHERE id < 3 RETURNING *", orm_args());
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_int_equal(integer_of(orm_sql(s, "INSERT INTO books (title) VALUES (?) RETURNING id", orm_args("New"))), 4);
    assert_int_equal(orm_value_int(orm_scalar_sql(s, "DELETE FROM books WHERE id = 4 RETURNING id", orm_args())), 4);
    assert_int_equal(Book_count(s, orm_q(.where = orm_endswith(Books.title, "!"))), 2);
    assert_int_equal(Book_count(s, NULL), 3);
    finish();
}

/* ---- streams ------------------------------------------------------------------------------------------------------------------------------ */
enum { MANY = 100000 };
static void fill(void) {
    assert_true(orm_exec(s, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO books (title, cover) SELECT 'title ' || printf('%0100d', i), zeroblob(50) FROM n", orm_args(MANY)) == MANY);
}
static void test_sqlite_stream_takes_constant_memory(void **state) {
    (void)state;
    test_memory memory = { .calls = 0 };
    start_with(test_url(false), &(orm_options){ .allocator = { test_resize, &memory } });
    fill();
    Book_cursor c = Book_stream(s, orm_q(.order_by = { orm_asc(Books.id) }));
    const Book *first = Book_next(&c);
    assert_non_null(first);
    for (int i = 2; i <= 100; i++) assert_ptr_equal(Book_next(&c), first); /* the one row is used again and again */
    const long bytes = memory.live_bytes, calls = memory.calls;
    int64_t n = 100;
    for (const Book *b; (b = Book_next(&c));) {
        n++;
        if (b->id != n || strtol(b->title + 6, NULL, 10) != n) fail_msg("row %lld is %s", (long long)n, b->title);
    }
    assert_session(s, ORM_OK);
    assert_int_equal(n, MANY);
    assert_true(memory.live_bytes <= bytes);
    assert_int_equal(memory.calls, calls); /* no allocation per row */
    orm_rows r = orm_sql(s, "SELECT title FROM books", orm_args());
    for (int i = 0; i < 100; i++) assert_true(orm_next(&r) && orm_text(&r, 0));
    const long before = memory.calls;
    for (n = 100; orm_next(&r); n++) assert_non_null(orm_text(&r, 0));
    assert_int_equal(n, MANY);
    assert_int_equal(memory.calls, before);
    finish();
    assert_int_equal(memory.live, 0);
    assert_int_equal(memory.live_bytes, 0);
}
static void test_stream_ends_early_and_late(void **state) {
    (void)state;
    start_books();
    Book_cursor c = Book_stream(s, orm_q(.order_by = { orm_desc(Books.id) }, .limit = 2));
    assert_session(s, ORM_OK);
    assert_int_equal(Book_next(&c)->id, 3);
    assert_fails(s, orm_session_reset(s), ORM_MISUSE);
    assert_int_equal(Book_next(&c)->id, 2);
    assert_null(Book_next(&c));
    assert_session(s, ORM_OK);
    assert_null(Book_next(&c));
    assert_int_equal(Book_stop(&c), ORM_OK);
    assert_ok(s, orm_session_reset(s));
    c = Book_stream(s, NULL);
    assert_non_null(Book_next(&c));
    assert_int_equal(Book_stop(&c), ORM_OK);
    assert_null(Book_next(&c));
    Book_cursor stale = c;
    c = Book_stream(s, NULL);
    assert_null(Book_next(&stale));
    assert_non_null(Book_next(&c));
    assert_int_equal(Book_stop(&c), ORM_OK);
    assert_null(Book_next(NULL));
    assert_int_equal(Book_stop(NULL), ORM_MISUSE);
    c = Book_stream(s, orm_q(.limit = -1));
    assert_session(s, ORM_MISUSE);
    assert_null(Book_next(&c));
    finish();
}
static void test_stream_beside_other_calls(void **state) {
    (void)state;
    start_with(test_url(true), NULL);
    Book rows[5] = { { .title = "a" }, { .title = "b" }, { .title = "c" }, { .title = "d" }, { .title = "e" } };
    assert_ok(s, Book_insert_all(s, rows, 5));
    Book_cursor outer = Book_stream(s, orm_q(.order_by = { orm_asc(Books.id) }));
    int pairs = 0;
    for (Book *b; (b = Book_next(&outer));) {
        Book *kept = Book_copy(s, b);
        Book_cursor inner = Book_stream(s, orm_q(.where = orm_lt(Books.id, b->id)));
        while (Book_next(&inner)) pairs++;
        assert_int_equal(Book_count(s, NULL), 5);
        kept->pages = (orm_opt_int32)ORM_SOME(pairs);
        assert_ok(s, Book_update(s, kept)); /* a write while the stream reads */
    }
    assert_session(s, ORM_OK);
    assert_int_equal(pairs, 10);
    assert_int_equal(Book_get(s, rows[4].id)->pages.value, 10);
    Book_cursor open = Book_stream(s, NULL); /* closing the session ends it */
    assert_non_null(Book_next(&open));
    finish();
}
static void test_sqlite_error_in_a_stream_surfaces(void **state) {
    (void)state;
    start_books();
    assert_int_equal(orm_exec(s, "UPDATE books SET \"number of pages\" = 'many' WHERE id = 2", orm_args()), 1);
    Book_cursor c = Book_stream(s, orm_q(.order_by = { orm_asc(Books.id) }));
    assert_non_null(Book_next(&c));
    assert_null(Book_next(&c));
    assert_session(s, ORM_INVALID);
    assert_message(s, "many");
    assert_null(Book_all(s, NULL).items);
    assert_session(s, ORM_INVALID);
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exec_says_how_many_rows),
        cmocka_unit_test(test_sqlite_scalar_gives_one_value),
        cmocka_unit_test(test_placeholders_by_place_and_by_name),
        cmocka_unit_test(test_wrong_arguments_are_misuse),
        cmocka_unit_test(test_transaction_words_are_refused),
        cmocka_unit_test(test_many_arguments),
        cmocka_unit_test(test_arguments_of_every_type),
        cmocka_unit_test(test_sqlite_values_are_converted_when_that_is_exact),
        cmocka_unit_test(test_sqlite_inexact_conversions_are_refused),
        cmocka_unit_test(test_cursor_ends_once),
        cmocka_unit_test(test_stale_cursor_does_not_read_anothers_rows),
        cmocka_unit_test(test_other_statements_run_while_a_cursor_is_open),
        cmocka_unit_test(test_sixteen_cursors_may_be_open),
        cmocka_unit_test(test_end_of_a_transaction_ends_cursors),
        cmocka_unit_test(test_sqlite_error_in_a_later_row_surfaces),
        cmocka_unit_test(test_sqlite_failing_raw_write_rolls_its_block_back),
        cmocka_unit_test(test_model_from_sql_matches_by_name),
        cmocka_unit_test(test_missing_and_extra_columns_are_errors_unless_allowed),
        cmocka_unit_test(test_value_that_does_not_fit_the_field_is_an_error),
        cmocka_unit_test(test_sqlite_returning_gives_rows),
        cmocka_unit_test(test_sqlite_stream_takes_constant_memory),
        cmocka_unit_test(test_stream_ends_early_and_late),
        cmocka_unit_test(test_stream_beside_other_calls),
        cmocka_unit_test(test_sqlite_error_in_a_stream_surfaces),
    };
    return run_all(tests);
}
