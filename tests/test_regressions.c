/* build: libs: -lsqlite3 */
/* Bugs that were found by reading the code, one function for each; the comment says what happened. */
#include "harness.h"
#include <locale.h>
#include <sqlite3.h>

static bool tag_encode(const void *field, orm_stored *out) {
    const char *text = *(const char *const *)field;
    out->null = !text;
    out->text = text;
    out->size = text ? strlen(text) : 0;
    return true;
}
static bool tag_decode(const orm_stored *in, void *field) {
    memcpy(field, &in->text, sizeof in->text);
    return true;
}
static const orm_codec tag_codec = { .name = "tag", .stored_as = ORM_TEXT, .encode = tag_encode, .decode = tag_decode };
#define ORM_TYPE_tag const char *
#define ORM_HANDLE_tag orm_custom_col
#define ORM_META_tag .type = ORM_CUSTOM, .codec = &tag_codec

#define NOTE_MODEL(X)                                  \
    X(key,   int64,     id,    .auto_increment = true) \
    X(field, text,      title)                         \
    X(field, int32,     n)                             \
    X(field, timestamp, at)                            \
    X(field, uuid,      code)
ORM_MODEL(Note, Notes, NOTE_MODEL, .table = "notes");

#define SUM_MODEL(X)                                   \
    X(key,   int64,         id, .auto_increment = true) \
    X(field, int16,         small)                     \
    X(field, int64,         whole)                     \
    X(field, uint64,        large)                     \
    X(field, double,        real)                      \
    X(field, decimal(10,2), price)                     \
    X(field, text,          name)
ORM_MODEL(Sum, Sums, SUM_MODEL, .table = "sums");

#define LABEL_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, tag, tag) X(field, timestamp, changed, .auto_now = true)
ORM_MODEL(Label, Labels, LABEL_MODEL, .table = "labels");

#define PIECE_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, blob, data) X(field, point, place)
ORM_MODEL(Piece, Pieces, PIECE_MODEL, .table = "pieces");

#define CUT_MODEL(X) X(key, int64, id) X(field, uint64, large, .default_value = "99999999999999999999")
ORM_MODEL(Cut, Cuts, CUT_MODEL, .table = "cuts");

static orm_db *db;
static orm_session *s;
static void start_with(const orm_options *options) {
    db = test_open_with(test_url(false), options);
    s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Note, Sum, Label, Piece), NULL));
}
static void start(void) { start_with(NULL); }
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static void add_notes(void) {
    Note notes[6] = { { .title = "even", .n = 0 }, { .title = "odd", .n = 1 }, { .title = "even", .n = 2 }, { .title = "odd", .n = 3 }, { .title = "even", .n = 4 }, { .title = "odd", .n = 5 } };
    for (int i = 0; i < 6; i++) notes[i].at = 1000000, notes[i].code = (orm_uuid){ { 7 } };
    assert_ok(s, Note_insert_all(s, notes, 6));
}

/* ---- memory --------------------------------------------------------------------------------------------------------------------------- */
/* A stream's values were bound in place: in the program's memory, or in the session's scratch memory, which other calls overwrote. */
static void test_regression_stream_keeps_its_values(void **state) {
    (void)state;
    start();
    add_notes();
    char *word = malloc(4);
    assert_non_null(word);
    memcpy(word, "odd", 4);
    Note_cursor by_text = Note_stream(s, orm_q(.where = orm_eq(Notes.title, word)));
    memset(word, 'x', 3);
    free(word);
    Note_cursor by_format = Note_stream(s, orm_q(.where = orm_and(orm_eq(Notes.at, INT64_C(1000000)), orm_eq(Notes.code, ((orm_uuid){ { 7 } })))));
    int texts = 0, formats = 0;
    for (;;) {
        assert_int_equal(Note_count(s, orm_q(.where = orm_and(orm_eq(Notes.at, INT64_C(99000000)), orm_eq(Notes.code, ((orm_uuid){ { 8 } })), orm_ne(Notes.title, "something longer than what was there")))), 0);
        const bool text = Note_next(&by_text) != NULL, format = Note_next(&by_format) != NULL;
        texts += text;
        formats += format;
        if (!text && !format) break;
    }
    assert_int_equal(texts, 3);
    assert_int_equal(formats, 6);
    finish();
}
/* The same with cursors of raw SQL and of built queries. */
static void test_regression_cursor_keeps_its_values(void **state) {
    (void)state;
    start();
    add_notes();
    char *word = malloc(4);
    assert_non_null(word);
    memcpy(word, "odd", 4);
    orm_rows raw = orm_sql(s, "SELECT n FROM notes WHERE title = ?", orm_args(word));
    orm_rows built = orm_select(s, orm_q(.from = ORM_FROM(Note), .select = { orm_col(Notes.n) }, .where = orm_eq(Notes.title, word)));
    memset(word, 'x', 3);
    free(word);
    int raws = 0, builts = 0;
    while (orm_next(&raw)) raws++;
    while (orm_next(&built)) builts++;
    assert_int_equal(raws, 3);
    assert_int_equal(builts, 3);
    finish();
}
/* Sizes near SIZE_MAX wrapped round: a pointer into a block of 4 KB came back and was zeroed to the end of the address space. */
static void test_regression_huge_alloc(void **state) {
    (void)state;
    start();
    assert_null(orm_session_alloc(s, SIZE_MAX - 5));
    assert_session(s, ORM_NO_MEMORY);
    assert_null(orm_session_alloc(s, SIZE_MAX - 70));
    assert_session(s, ORM_NO_MEMORY);
    finish();
}
static size_t largest;
static void *watch_resize(void *context, void *block, size_t old_size, size_t new_size) {
    (void)context, (void)old_size;
    if (new_size > largest) largest = new_size;
    if (new_size) return realloc(block, new_size);
    free(block);
    return NULL;
}
/* After one huge value the next small one asked for a block of twice its size. */
static void test_regression_small_values_after_a_huge_one(void **state) {
    (void)state;
    const size_t size = (size_t)20 << 20;
    start_with(&(orm_options){ .allocator = { watch_resize, NULL } });
    char *bytes = calloc(1, size);
    assert_non_null(bytes);
    Piece huge = { .data = { bytes, size } }, small = { .data = { "x", 1 } };
    assert_ok(s, Piece_insert(s, &huge));
    assert_ok(s, Piece_insert(s, &small));
    free(bytes);
    assert_ok(s, orm_session_reset(s));
    assert_non_null(Piece_get(s, huge.id));
    largest = 0;
    for (int i = 0; i < 500; i++) assert_non_null(Piece_get(s, small.id));
    assert_true(largest < size);
    finish();
}
/* A mark from before a reset was accepted when as much had been handed out again, and took memory away under rows in use. */
static void test_regression_mark_older_than_a_reset(void **state) {
    (void)state;
    start();
    add_notes();
    assert_non_null(orm_session_alloc(s, 10));
    const orm_mark mark = orm_session_mark(s);
    assert_non_null(Note_get(s, 1));
    assert_ok(s, orm_session_reset(s));
    const Note_list all = Note_all(s, NULL);
    assert_int_equal(all.count, 6);
    assert_fails(s, orm_session_release(s, mark), ORM_MISUSE);
    assert_non_null(Note_get(s, 2));
    assert_string_equal(all.items[0].title, "even");
    finish();
}
/* Copying a row left what a custom type points at in the old session's memory. */
static void test_regression_copy_of_a_custom_value(void **state) {
    (void)state;
    start();
    Label label = { .tag = "kept" };
    assert_ok(s, Label_insert(s, &label));
    orm_session *other = orm_session_open(db);
    const Label *loaded = Label_get(s, label.id);
    assert_non_null(loaded);
    const Label *copy = Label_copy(other, loaded);
    assert_non_null(copy);
    assert_int_equal(orm_session_close(s), ORM_OK);
    s = other;
    assert_string_equal(copy->tag, "kept");
    const Label empty = { 0 };
    assert_non_null(Label_copy(s, &empty)); /* the codec is not asked about what was never set */
    finish();
}

/* ---- connections and statements --------------------------------------------------------------------------------------------------------- */
/* A file that could not be opened (ATTACH, VACUUM INTO) was taken for a lost connection: the in-memory database was opened afresh, and was empty. */
static void test_sqlite_regression_memory_database_survives_a_failed_attach(void **state) {
    (void)state;
    start();
    add_notes();
    assert_int_equal(orm_exec(s, "ATTACH '/nonexistent/folder/x.db' AS other", orm_args()), -1);
    assert_session(s, ORM_CONNECTION);
    assert_int_equal(Note_count(s, NULL), 6);
    assert_int_equal(orm_exec(s, "VACUUM INTO '/nonexistent/folder/x.db'", orm_args()), -1);
    assert_int_equal(Note_count(s, NULL), 6);
    finish();
}
/* A cached SELECT * took its columns' names from before the table was made anew, and its values from after. */
static void test_sqlite_regression_columns_after_a_schema_change(void **state) {
    (void)state;
    start();
    add_notes();
    static const char sql[] = "SELECT * FROM notes ORDER BY id";
    assert_int_equal(Note_sql(s, sql, orm_args()).count, 6);
    assert_int_equal(orm_exec(s, "DROP TABLE notes", orm_args()), 0);
    assert_int_equal(orm_exec(s, "CREATE TABLE notes (code BLOB, at TEXT, n INTEGER, id INTEGER PRIMARY KEY, title TEXT)", orm_args()), 0);
    assert_int_equal(orm_exec(s, "INSERT INTO notes VALUES (zeroblob(16), '2026-01-31 00:00:00.000000', 7, 1, 'seven')", orm_args()), 1);
    Note_list list = Note_sql(s, sql, orm_args());
    assert_session(s, ORM_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(list.items[0].id, 1);
    assert_int_equal(list.items[0].n, 7);
    assert_string_equal(list.items[0].title, "seven");
    assert_int_equal(orm_exec(s, "ALTER TABLE notes ADD COLUMN more TEXT", orm_args()), 0);
    assert_int_equal(Note_sql(s, sql, orm_args()).count, 0);
    assert_session(s, ORM_INVALID);
    assert_message(s, "more");
    finish();
}
/* Statements that change no rows by their nature reported the number of the statement before them. */
static void test_regression_ddl_changes_no_rows(void **state) {
    (void)state;
    start();
    add_notes();
    assert_int_equal(orm_exec(s, "UPDATE notes SET n = n + 1", orm_args()), 6);
    assert_int_equal(orm_exec(s, "CREATE TABLE other (a INTEGER)", orm_args()), 0);
    assert_int_equal(orm_exec(s, "DROP TABLE other", orm_args()), 0);
    finish();
}
static orm_session *hooked;
static orm_status in_hook;
static void insert_in_hook(void *context, const orm_trace *trace) {
    (void)context, (void)trace;
    if (!hooked) return;
    orm_session *own = hooked;
    hooked = NULL;
    Note note = { .title = "from the hook" };
    in_hook = Note_insert(own, &note);
}
/* A call on a session that was in a call already returned that one's status, which was ORM_OK, and did nothing. */
static void test_regression_call_inside_a_call_is_told(void **state) {
    (void)state;
    start_with(&(orm_options){ .trace = insert_in_hook });
    in_hook = ORM_OK;
    hooked = s;
    Note note = { .title = "outer" };
    assert_int_equal(Note_insert(s, &note), ORM_MISUSE);
    assert_int_equal(in_hook, ORM_MISUSE);
    finish();
}
/* A read-only transaction on the program's own connection switched off its query_only. */
static void test_sqlite_regression_adopted_connection_stays_read_only(void **state) {
    (void)state;
    sqlite3 *own = NULL;
    sqlite3_stmt *ask = NULL;
    assert_int_equal(sqlite3_open(":memory:", &own), SQLITE_OK);
    start_with(&(orm_options){ .sqlite = own });
    assert_int_equal(sqlite3_exec(own, "PRAGMA query_only=ON", NULL, NULL, NULL), SQLITE_OK);
    assert_ok(s, orm_begin_with(s, &(orm_tx){ .read_only = true }));
    assert_int_equal(Note_count(s, NULL), 0);
    assert_ok(s, orm_rollback(s));
    assert_int_equal(sqlite3_prepare_v2(own, "PRAGMA query_only", -1, &ask, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(ask), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(ask, 0), 1);
    sqlite3_finalize(ask);
    finish();
    assert_int_equal(sqlite3_close(own), SQLITE_OK);
}

/* ---- queries ------------------------------------------------------------------------------------------------------------------------------- */
/* The page's start was added to an offset near INT64_MAX before it was known whether there are rows. */
static void test_regression_page_behind_a_huge_offset(void **state) {
    (void)state;
    start();
    add_notes();
    const Note_page page = Note_paginate(s, orm_q(.offset = INT64_MAX), 3, 10);
    assert_session(s, ORM_OK);
    assert_int_equal(page.count, 0);
    assert_int_equal(page.total_count, 0);
    finish();
}
/* A result with as many columns as the model has fields, but not the same ones, counted as loaded in full: the next update blanked a column. */
static void test_regression_matched_columns_are_counted_by_name(void **state) {
    (void)state;
    start();
    add_notes();
    Note_list list = Note_sql_match(s, "SELECT id, title, at, code, 5 AS extra FROM notes WHERE id = 6", orm_args(), ORM_ALLOW_EXTRA | ORM_ALLOW_MISSING);
    assert_session(s, ORM_OK);
    assert_int_equal(list.count, 1);
    assert_true(orm_is_loaded(&list.items[0], Notes.title));
    assert_false(orm_is_loaded(&list.items[0], Notes.n));
    assert_ok(s, Note_update(s, &list.items[0]));
    assert_int_equal(Note_get(s, 6)->n, 5);
    finish();
}
/* An aggregate over a limited query with .only named a column that the inner query had left out. */
static void test_regression_aggregate_over_a_choice_of_columns(void **state) {
    (void)state;
    start();
    add_notes();
    const orm_value sum = Note_aggregate(s, orm_q(.only = ORM_COLS(Notes.title), .order_by = { orm_asc(Notes.id) }, .limit = 3), orm_sum(Notes.n));
    assert_session(s, ORM_OK);
    assert_int_equal(orm_value_int(sum), 3);
    assert_int_equal(Note_count(s, orm_q(.defer = ORM_COLS(Notes.title), .limit = 2)), 2);
    finish();
}
/* With .only the row was loaded in part, so only a part of it was written, while the row returned claimed all. */
static void test_regression_update_or_create_of_a_choice_of_columns(void **state) {
    (void)state;
    start();
    add_notes();
    bool created = true;
    Note *note = Note_update_or_create(s, orm_q(.where = orm_eq(Notes.id, 1), .only = ORM_COLS(Notes.id)), &(Note){ .title = "new", .n = 77 }, &created);
    assert_non_null(note);
    assert_false(created);
    const Note *stored = Note_get(s, 1);
    assert_string_equal(stored->title, "new");
    assert_int_equal(stored->n, 77);
    finish();
}
/* An expression kept beyond its block can come to hold itself: finding its type never ended. */
static void test_regression_expression_that_holds_itself(void **state) {
    (void)state;
    start();
    orm_node node;
    memcpy(&node, orm_add(Notes.n, 1), sizeof node);
    node.of.operand[0] = node.of.operand[1] = &node;
    assert_int_equal(Note_count(s, orm_q(.where = orm_gt((orm_expr)&node, 5))), -1);
    assert_session(s, ORM_MISUSE);
    node.of.operand[0] = Notes.n;
    assert_int_equal(Note_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Notes.n, (orm_expr)&node))), -1);
    assert_session(s, ORM_MISUSE);
    finish();
}
static int64_t count_not(orm_expr e, int depth) { return depth ? count_not(orm_not(e), depth - 1) : Note_count(s, orm_q(.where = e)); }
/* NOT was the one condition whose depth nobody watched. */
static void test_regression_deep_not(void **state) {
    (void)state;
    start();
    assert_int_equal(count_not(orm_eq(Notes.n, 1), 1000), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(count_not(orm_eq(Notes.n, 1), 30), 0);
    finish();
}
/* Numbers of a cursor that do not fit were cut to INT64_MAX or rounded. */
static void test_regression_cursor_numbers_are_exact(void **state) {
    (void)state;
    start();
    orm_rows r = orm_sql(s, "SELECT '99999999999999999999', 9007199254740993, 9007199254740992, '-12'", orm_args());
    assert_true(orm_next(&r));
    assert_int_equal(orm_int(&r, 0), 0);
    assert_session(s, ORM_INVALID);
    assert_true(orm_double(&r, 1) == 0);
    assert_session(s, ORM_INVALID);
    assert_true(orm_double(&r, 2) == 9007199254740992.0);
    assert_session(s, ORM_OK);
    assert_int_equal(orm_int(&r, 3), -12);
    assert_ok(s, orm_rows_close(&r));
    finish();
}
/* Under a locale with a decimal comma, orm_text of a REAL and a printed row had one. */
static void test_regression_numbers_in_a_locale_with_commas(void **state) {
    (void)state;
    static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "fr_FR.utf8" };
    bool set = false;
    for (size_t i = 0; i < sizeof names / sizeof *names && !set; i++) set = setlocale(LC_NUMERIC, names[i]) != NULL;
    start();
    orm_rows r = orm_sql(s, "SELECT 2.5", orm_args());
    assert_true(orm_next(&r));
    assert_string_equal(orm_text(&r, 0), "2.5");
    assert_ok(s, orm_rows_close(&r));
    char line[200];
    const Piece piece = { .data = { "x", 1 }, .place = { 1.5, 2.25 } };
    Piece_print(&piece, line, sizeof line);
    assert_non_null(strstr(line, "(1.5,2.25)"));
    finish();
    setlocale(LC_NUMERIC, "C");
}

/* ---- what SQLite would store or calculate wrongly -------------------------------------------------------------------------------------------- */
static Sum add_sum(void) {
    Sum sum = { .small = 30000, .whole = INT64_MAX, .large = UINT64_MAX, .real = 1.5, .price = ORM_DEC("12.50"), .name = "a" };
    assert_ok(s, Sum_insert(s, &sum));
    return sum;
}
/* A calculation that left an integer column's range stored a REAL, or a number too large for the field: the row could not be read again. */
static void test_sqlite_regression_calculated_integers_stay_in_range(void **state) {
    (void)state;
    start();
    const Sum sum = add_sum();
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.whole, orm_add(Sums.whole, 1)))), -1);
    assert_session(s, ORM_INVALID);
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.small, orm_add(Sums.small, 10000)))), -1);
    assert_session(s, ORM_INVALID);
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.small, Sums.whole))), -1);
    assert_session(s, ORM_INVALID);
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.large, orm_sub(Sums.large, 1)))), -1);
    assert_session(s, ORM_INVALID);
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.small, orm_add(Sums.small, 1)))), 1);
    const Sum *stored = Sum_get(s, sum.id);
    assert_non_null(stored);
    assert_int_equal(stored->small, 30001);
    assert_true(stored->whole == INT64_MAX && stored->large == UINT64_MAX);
    finish();
}
/* A fraction was stored in an integer column as it was. */
static void test_sqlite_regression_no_fraction_in_an_integer_column(void **state) {
    (void)state;
    start();
    add_sum();
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.small, orm_mul(Sums.small, 1.5)))), -1);
    assert_session(s, ORM_UNSUPPORTED);
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.whole, orm_col(Sums.real)))), -1);
    assert_session(s, ORM_UNSUPPORTED);
    finish();
}
/* The product of two decimals, which are scaled integers, was a hundred times too large. */
static void test_sqlite_regression_product_of_decimals(void **state) {
    (void)state;
    start();
    const Sum sum = add_sum();
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.price, orm_mul(Sums.price, Sums.price)))), 1);
    assert_string_equal(Sum_get(s, sum.id)->price.text, "156.25");
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.price, orm_mul(ORM_DEC("0.08"), Sums.price)))), 1);
    assert_string_equal(Sum_get(s, sum.id)->price.text, "12.50");
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.price, orm_mul(Sums.price, Sums.real)))), 1);
    assert_string_equal(Sum_get(s, sum.id)->price.text, "18.75");
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.price, ORM_DEC("12.50")))), 1);
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.price, orm_mul(Sums.price, INT64_MAX)))), -1);
    assert_session(s, ORM_INVALID);
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.price, orm_mul(Sums.price, 3)))), 1);
    assert_string_equal(Sum_get(s, sum.id)->price.text, "37.50");
    finish();
}
/* The sum of texts was 0, and that of numbers above INT64_MAX a rounded REAL. */
static void test_sqlite_regression_sums_are_exact_or_refused(void **state) {
    (void)state;
    start();
    add_sum();
    assert_true(orm_value_is_null(Sum_aggregate(s, NULL, orm_sum(Sums.name))));
    assert_session(s, ORM_UNSUPPORTED);
    orm_value v = Sum_aggregate(s, NULL, orm_sum(Sums.large));
    assert_session(s, ORM_OK);
    assert_int_equal(v.type, ORM_UINT64);
    assert_true(v.as.uinteger == UINT64_MAX);
    Sum more = { .price = ORM_DEC("1"), .large = 1, .name = "b" };
    assert_ok(s, Sum_insert(s, &more));
    v = Sum_aggregate(s, NULL, orm_sum(Sums.large));
    assert_int_equal(v.type, ORM_DECIMAL);
    assert_string_equal(orm_value_decimal(v).text, "18446744073709551616");
    assert_int_equal(orm_value_int(Sum_aggregate(s, orm_q(.where = orm_eq(Sums.name, "b")), orm_sum(Sums.large))), 1);
    finish();
}

/* ---- models ------------------------------------------------------------------------------------------------------------------------------------ */
/* A second .c file's copy of a model, made by hand. */
static orm_column twin_columns[sizeof Label__columns / sizeof *Label__columns];
static orm_model twin_model;
static void make_twin(void) {
    memcpy(twin_columns, Label__columns, sizeof twin_columns);
    memcpy(&twin_model, &Label__model, sizeof twin_model);
    twin_model.columns = twin_columns;
    for (size_t i = 0; i < sizeof twin_columns / sizeof *twin_columns; i++) twin_columns[i].model = &twin_model;
}
/* ORM_SET compared columns by address: a column from another file was set twice, the last time by auto_now. */
static void test_regression_set_of_another_files_column(void **state) {
    (void)state;
    start();
    make_twin();
    Label label = { .tag = "a" };
    assert_ok(s, Label_insert(s, &label));
    const orm_timestamp_col changed = (orm_timestamp_col)(const void *)&twin_columns[2];
    assert_int_equal(Label_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(changed, INT64_C(1000000)))), 1);
    assert_true(Label_get(s, label.id)->changed == 1000000);
    assert_int_equal(Label_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(changed, INT64_C(1)), orm_set(Labels.changed, INT64_C(2)))), -1);
    assert_session(s, ORM_MISUSE);
    finish();
}
/* Two declarations that differ in what writing does (auto_now, defaults, codec, the names of an enum) counted as one model. */
static void test_regression_same_model_with_other_options(void **state) {
    (void)state;
    start();
    make_twin();
    assert_ok(s, orm_check_models(s, (const orm_model *const[]){ &twin_model, NULL }));
    twin_columns[2].auto_now = false;
    orm_session *fresh = orm_session_open(db); /* this one has not seen it yet */
    assert_fails(fresh, orm__truncate(fresh, &twin_model), ORM_CONFIG);
    assert_int_equal(orm_session_close(fresh), ORM_OK);
    finish();
}
/* A default above what a uint64 holds was cut to its largest value. */
static void test_regression_default_out_of_range(void **state) {
    (void)state;
    start();
    assert_fails(s, orm_check_models(s, ORM_MODELS(Cut)), ORM_CONFIG);
    assert_message(s, "99999999999999999999");
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_regression_stream_keeps_its_values),
        cmocka_unit_test(test_regression_cursor_keeps_its_values),
        cmocka_unit_test(test_regression_huge_alloc),
        cmocka_unit_test(test_regression_small_values_after_a_huge_one),
        cmocka_unit_test(test_regression_mark_older_than_a_reset),
        cmocka_unit_test(test_regression_copy_of_a_custom_value),
        cmocka_unit_test(test_sqlite_regression_memory_database_survives_a_failed_attach),
        cmocka_unit_test(test_sqlite_regression_columns_after_a_schema_change),
        cmocka_unit_test(test_regression_ddl_changes_no_rows),
        cmocka_unit_test(test_regression_call_inside_a_call_is_told),
        cmocka_unit_test(test_sqlite_regression_adopted_connection_stays_read_only),
        cmocka_unit_test(test_regression_page_behind_a_huge_offset),
        cmocka_unit_test(test_regression_matched_columns_are_counted_by_name),
        cmocka_unit_test(test_regression_aggregate_over_a_choice_of_columns),
        cmocka_unit_test(test_regression_update_or_create_of_a_choice_of_columns),
        cmocka_unit_test(test_regression_expression_that_holds_itself),
        cmocka_unit_test(test_regression_deep_not),
        cmocka_unit_test(test_regression_cursor_numbers_are_exact),
        cmocka_unit_test(test_regression_numbers_in_a_locale_with_commas),
        cmocka_unit_test(test_sqlite_regression_calculated_integers_stay_in_range),
        cmocka_unit_test(test_sqlite_regression_no_fraction_in_an_integer_column),
        cmocka_unit_test(test_sqlite_regression_product_of_decimals),
        cmocka_unit_test(test_sqlite_regression_sums_are_exact_or_refused),
        cmocka_unit_test(test_regression_set_of_another_files_column),
        cmocka_unit_test(test_regression_same_model_with_other_options),
        cmocka_unit_test(test_regression_default_out_of_range),
    };
    return run_all(tests);
}
