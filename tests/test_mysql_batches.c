/* MySQL and MariaDB: how batches are sent - arrays, rows in one statement, statements one by one - and what they do at the server's limits and beside triggers. */
#include "harness.h"

#define NOTE_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, body) X(field, opt(uint64), size)
ORM_MODEL(Note, Notes, NOTE_MODEL);
#define PAGE_MODEL(X) X(key, int64, id) X(field, opt(blob), raw)
ORM_MODEL(Page, Pages, PAGE_MODEL);

static orm_db *db;
static orm_session *s;
static char log_[1 << 16];
static int statements;

static void trace_hook(void *context, const orm_trace *t) {
    (void)context;
    const size_t n = strlen(log_);
    statements += !strncmp(t->sql, "INSERT ", 7);
    snprintf(log_ + n, sizeof log_ - n, "%.200s -- %lld rows\n", t->sql, (long long)t->rows);
}
static void start(void) {
    db = test_open_with(test_url(true), &(orm_options){ .trace = trace_hook });
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Note, Page), NULL));
    log_[0] = 0;
    statements = 0;
}
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static void run(const char *sql) {
    if (orm_exec_text(s, sql, orm_args()) < 0) fail_msg("%s: %s", sql, orm_error_of(s)->message);
}
static bool on_mariadb(void) { return orm_dialect_of(db) == ORM_DIALECT_MARIADB; }
/* Over MariaDB's own library: the other one has no arrays. */
static bool has_arrays(void) {
    Note two[2] = { { .body = "a" }, { .body = "b" } };
    if (!on_mariadb()) return false;
    statements = 0;
    assert_ok(s, Note_insert_all(s, two, 2));
    assert_ok(s, Note_truncate(s));
    return statements == 1;
}
#define N 2500
static Note *notes(void) {
    static Note rows[N];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < N; i++) {
        char *body = orm_session_alloc(s, 20);
        assert_non_null(body);
        snprintf(body, 20, "note %d", i);
        rows[i] = (Note){ .body = body, .size = ORM_SOME((uint64_t)i) };
    }
    log_[0] = 0;
    statements = 0;
    return rows;
}
static void check_notes(const Note *rows, int n) {
    const Note_list all = Note_all(s, orm_q(.order_by = { orm_asc(Notes.size) }));
    assert_int_equal(all.count, n);
    for (int i = 0; i < n; i++) {
        assert_int_equal(all.items[i].id, rows[i].id);
        assert_string_equal(all.items[i].body, rows[i].body);
    }
}

static void test_mysql_statements_of_a_batch(void **state) {
    (void)state;
    start();
    const bool arrays = has_arrays();
    Note *rows = notes();
    assert_ok(s, Note_insert_all(s, rows, N));
    check_notes(rows, N);
    assert_int_equal(statements, arrays ? 3 : N); /* a thousand rows at a time, or one: nothing tells the keys of several */
    Page pages[40];
    memset(pages, 0, sizeof pages);
    for (int i = 0; i < 40; i++) pages[i].id = i + 1;
    log_[0] = 0;
    statements = 0;
    assert_ok(s, Page_insert_all(s, pages, 40));
    assert_golden(arrays ? "bulk.mariadb.sql" : "bulk.mysql.sql", log_);
    assert_int_equal(Page_count(s, NULL), 40);
    finish();
}
/* What a trigger makes of keys is told as it is. */
static void test_mysql_triggers_may_choose_keys(void **state) {
    (void)state;
    static const char *const triggers[] = { "SET NEW.id = 100000 - NEW.size", "SET NEW.id = 100000 + NEW.size * 10", "SET NEW.id = 100000 + (NEW.size * 7919) MOD 10007" };
    start();
    for (size_t i = 0; i < 3; i++) {
        char sql[200];
        snprintf(sql, sizeof sql, "CREATE TRIGGER choose BEFORE INSERT ON notes FOR EACH ROW %s", triggers[i]);
        run(sql);
        Note *rows = notes(), one = { .body = "alone", .size = ORM_SOME(9999) };
        assert_ok(s, Note_insert(s, &one));
        const Note *alone = Note_one(s, NULL);
        assert_non_null(alone);
        assert_int_equal(alone->id, one.id);
        assert_ok(s, Note_delete(s, &one));
        assert_ok(s, Note_insert_all(s, rows, 300));
        check_notes(rows, 300);
        assert_ok(s, Note_truncate(s));
        run("DROP TRIGGER choose");
    }
    finish();
}
/* Other steps of the counter, and one whose values are spread over several servers. */
static void test_mysql_keys_in_other_steps(void **state) {
    (void)state;
    start();
    run("SET SESSION auto_increment_increment = 7, SESSION auto_increment_offset = 3");
    assert_ok(s, orm_begin(s)); /* on this connection */
    run("SET SESSION auto_increment_increment = 7, SESSION auto_increment_offset = 3");
    Note *rows = notes();
    assert_ok(s, Note_insert_all(s, rows, 1500));
    for (int i = 0; i < 1500; i++) assert_int_equal(rows[i].id % 7, 3);
    run("SET SESSION auto_increment_increment = 1, SESSION auto_increment_offset = 1");
    assert_ok(s, orm_commit(s));
    check_notes(rows, 1500);
    finish();
}
/* An unsigned column's values above what a signed one holds, in one array with small ones and NULLs. */
static void test_mysql_unsigned_values_in_a_batch(void **state) {
    (void)state;
    start();
    Note *rows = notes();
    for (int i = 0; i < 200; i++) {
        if (i % 3 == 0) rows[i].size.value = UINT64_MAX - (uint64_t)i;
        if (i % 3 == 1) rows[i].size.has = false;
    }
    assert_ok(s, Note_insert_all(s, rows, 200));
    for (int i = 0; i < 200; i++) {
        const Note *stored = Note_get(s, rows[i].id);
        assert_non_null(stored);
        assert_int_equal(stored->size.has, i % 3 != 1);
        if (i % 3 != 1) assert_true(stored->size.value == (i % 3 ? (uint64_t)i : UINT64_MAX - (uint64_t)i));
    }
    finish();
}
/* Rows that together are larger than a packet go in several; one that is too large by itself is refused before it is sent, and nothing happened. */
static void test_mysql_batches_and_the_largest_packet(void **state) {
    (void)state;
    start();
    orm_rows r = orm_sql(s, "SELECT @@max_allowed_packet", orm_args());
    assert_true(orm_next(&r));
    const size_t packet = (size_t)orm_int(&r, 0), size = packet / 8;
    orm_rows_close(&r);
    char *bytes = calloc(packet + 100, 1);
    assert_non_null(bytes);
    Page pages[24];
    memset(pages, 0, sizeof pages);
    for (int i = 0; i < 24; i++) pages[i] = (Page){ .id = i + 1, .raw = { bytes, i == 12 ? packet / 8 * 7 : size } };
    assert_ok(s, Page_insert_all(s, pages, 24));
    assert_int_equal(Page_count(s, NULL), 24);
    assert_int_equal(Page_get(s, 13)->raw.size, packet / 8 * 7);
    orm_session_reset(s);
    assert_ok(s, Page_truncate(s));
    for (int i = 0; i < 24; i++) pages[i] = (Page){ .id = i + 1, .raw = { bytes, i == 12 ? packet : 10 } };
    assert_ok(s, orm_begin(s));
    assert_fails(s, Page_insert_all(s, pages, 24), ORM_INVALID);
    assert_message(s, "max_allowed_packet");
    assert_int_equal(Page_count(s, NULL), 0);
    pages[12].raw.size = 10;
    assert_ok(s, Page_insert_all(s, pages, 24)); /* the transaction and the connection are sound */
    assert_ok(s, orm_commit(s));
    assert_int_equal(Page_count(s, NULL), 24);
    free(bytes);
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mysql_statements_of_a_batch),
        cmocka_unit_test(test_mysql_triggers_may_choose_keys),
        cmocka_unit_test(test_mysql_keys_in_other_steps),
        cmocka_unit_test(test_mysql_unsigned_values_in_a_batch),
        cmocka_unit_test(test_mysql_batches_and_the_largest_packet),
    };
    return run_all(tests);
}
