/* Sessions: misuse, memory, hooks, limits, the statement cache, and what a session leaves behind in the database: nothing. */
#include "harness.h"
#include <pthread.h>
#include <threads.h>
#include <time.h>

#define ITEM_MODEL(X)                                        \
    X(key,   int64, id,     .auto_increment = true)          \
    X(field, text,  name)                                    \
    X(field, opt(text), note)                                \
    X(field, double, price)                                  \
    X(field, int32, stock)                                   \
    X(field, bool,  active)
ORM_MODEL(Item, Items, ITEM_MODEL, .table = "items");
#define STRANGER_MODEL(X) X(key, int64, id) X(field, text, name)
ORM_MODEL(Stranger, Strangers, STRANGER_MODEL, .table = "strangers");

typedef struct fixture { orm_db *db; orm_session *s; } fixture;
static fixture open_at(const char *url, const orm_options *options) {
    fixture f = { test_open_with(url, options), NULL };
    f.s = orm_session_open(f.db);
    assert_non_null(f.s);
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Item), &(orm_create_options){ .if_not_exists = true }));
    return f;
}
static fixture open_one(void) { return open_at(test_url(false), NULL); }
static void close_one(fixture f) {
    assert_int_equal(orm_session_close(f.s), ORM_OK);
    assert_int_equal(orm_close(f.db), ORM_OK);
}
static Item item(const char *name) { return (Item){ .name = name, .note = "a note", .price = 1.5, .stock = 3, .active = true }; }
static void insert_many(orm_session *s, int64_t n) {
    typedef char text[40];
    Item *rows = calloc((size_t)n, sizeof *rows);
    text *texts = calloc((size_t)n, 2 * sizeof *texts);
    assert_true(rows && texts);
    for (int64_t i = 1; i <= n; i++) {
        char *name = texts[2 * i - 2], *note = texts[2 * i - 1];
        snprintf(name, sizeof *texts, "item number %lld", (long long)i);
        snprintf(note, sizeof *texts, "note %lld", (long long)i);
        rows[i - 1] = (Item){ .name = name, .note = i % 3 ? note : NULL, .price = (double)i * 0.5, .stock = (int32_t)(i % 100), .active = i % 2 };
    }
    assert_ok(s, Item_insert_all(s, rows, (size_t)n));
    free(rows);
    free(texts);
}
static int64_t milliseconds(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- misuse ------------------------------------------------------------------------------------------------------------------------------ */
/* Every call of a session that cannot be used says ORM_MISUSE and does nothing. */
static void check_unusable(orm_session *s) {
    Item row = item("x"), *none = NULL;
    bool created;
    orm_query q = { .limit = 0 };
    orm_rows r = { .session_ = s };
    assert_int_equal(Item_insert(s, &row), ORM_MISUSE);
    assert_int_equal(Item_insert_all(s, &row, 1), ORM_MISUSE);
    assert_int_equal(Item_update(s, &row), ORM_MISUSE);
    assert_int_equal(Item_update_all(s, &row, 1), ORM_MISUSE);
    assert_int_equal(Item_update_only(s, &row, ORM_COLS(Items.name)), ORM_MISUSE);
    assert_int_equal(Item_save(s, &row), ORM_MISUSE);
    assert_int_equal(Item_delete(s, &row), ORM_MISUSE);
    assert_int_equal(Item_delete_all(s, &row, 1), ORM_MISUSE);
    assert_int_equal(Item_refresh(s, &row), ORM_MISUSE);
    assert_int_equal(Item_upsert(s, &row, NULL), ORM_MISUSE);
    assert_int_equal(Item_upsert_all(s, &row, 1, NULL), ORM_MISUSE);
    assert_int_equal(Item_truncate(s), ORM_MISUSE);
    assert_null(Item_get(s, 1));
    assert_null(Item_first(s, NULL));
    assert_null(Item_last(s, NULL));
    assert_null(Item_one(s, NULL));
    assert_null(Item_get_or_create(s, orm_q(.where = orm_eq(Items.id, 1)), &row, &created));
    assert_null(Item_update_or_create(s, orm_q(.where = orm_eq(Items.id, 1)), &row, &created));
    assert_int_equal(Item_all(s, NULL).count, 0);
    assert_int_equal(Item_after(s, NULL, NULL).count, 0);
    assert_int_equal(Item_sql(s, "SELECT * FROM items", orm_args()).count, 0);
    assert_int_equal(Item_sql_match(s, "SELECT * FROM items", orm_args(), ORM_ALLOW_EXTRA).count, 0);
    Item_cursor c = Item_stream(s, NULL);
    assert_null(Item_next(&c));
    assert_int_equal(Item_stop(&c), ORM_MISUSE);
    assert_int_equal(Item_count(s, NULL), -1);
    assert_false(Item_exists(s, NULL));
    assert_int_equal(Item_update_where(s, NULL, ORM_SET(orm_set(Items.name, "x"))), -1);
    assert_int_equal(Item_delete_where(s, NULL), -1);
    assert_true(orm_value_is_null(Item_aggregate(s, NULL, orm_max(Items.id))));
    assert_int_equal(Item_paginate(s, NULL, 1, 1).total_count, 0);
    assert_null(Item_copy(s, &row));
    assert_null(Item_copy(s, none));
    r = orm_sql(s, "SELECT 1", orm_args());
    assert_false(orm_next(&r));
    assert_int_equal(orm_rows_close(&r), ORM_MISUSE);
    assert_int_equal(orm_int(&r, 0), 0);
    assert_null(orm_text(&r, 0));
    assert_int_equal(orm_column_count(&r), 0);
    assert_null(orm_column_name(&r, 0));
    r = orm_select(s, orm_q(.from = ORM_FROM(Item)));
    assert_false(orm_next(&r));
    assert_int_equal(orm_exec(s, "DELETE FROM items", orm_args()), -1);
    assert_true(orm_value_is_null(orm_scalar_sql(s, "SELECT 1", orm_args())));
    assert_int_equal(orm_create_tables(s, ORM_MODELS(Item), NULL), ORM_MISUSE);
    assert_int_equal(orm_drop_tables(s, ORM_MODELS(Item), NULL), ORM_MISUSE);
    assert_int_equal(orm_check_models(s, ORM_MODELS(Item)), ORM_MISUSE);
    assert_int_equal(orm_begin(s), ORM_MISUSE);
    assert_int_equal(orm_begin_with(s, &(orm_tx){ .read_only = true }), ORM_MISUSE);
    assert_int_equal(orm_commit(s), ORM_MISUSE);
    assert_int_equal(orm_rollback(s), ORM_MISUSE);
    assert_int_equal(orm_abort(s), ORM_MISUSE);
    assert_int_equal(orm_after_commit(s, NULL, NULL), ORM_MISUSE);
    assert_int_equal(orm_depth(s), 0);
    assert_int_equal(orm_where(s, &q, orm_eq(Items.id, 1)), ORM_MISUSE);
    q = (orm_query){ .limit = 0 };
    assert_int_equal(orm_slice(s, &q, 0, 1), ORM_MISUSE);
    assert_int_equal(orm_order_by_name(s, &q, ORM_FROM(Item), "name"), ORM_MISUSE);
    assert_int_equal(orm_session_reset(s), ORM_MISUSE);
    assert_int_equal(orm_session_release(s, orm_session_mark(s)), ORM_MISUSE);
    assert_null(orm_session_alloc(s, 10));
    assert_int_equal(orm_deadline(s, 10), ORM_MISUSE);
    assert_int_equal(orm_cancel(s), ORM_MISUSE);
    assert_ptr_equal(ORM_HERE(s), s);
    assert_int_equal(orm_status_of(s), ORM_MISUSE);
    assert_true(orm_error_of(s)->message[0] != 0);
}
static void test_session_null_everywhere(void **state) {
    (void)state;
    check_unusable(NULL);
    assert_has_text(orm_error_of(NULL)->message, "NULL", __FILE__, __LINE__);
    assert_int_equal(orm_session_close(NULL), ORM_OK);
    assert_int_equal(orm_close(NULL), ORM_OK);
    assert_null(orm_session_open(NULL));
    assert_int_equal(orm_rows_close(NULL), ORM_MISUSE);
    assert_false(orm_next(NULL));
    assert_int_equal(orm_column_count(NULL), 0);
    assert_null(orm_column_name(NULL, 0));
    assert_int_equal(orm_server_version(NULL), 0);
    assert_null(Item_next(NULL));
    assert_int_equal(Item_stop(NULL), ORM_MISUSE);
    assert_int_equal(Item_as_new(NULL), ORM_MISUSE);
    assert_int_equal(Item_assume_stored(NULL), ORM_MISUSE);
    assert_false(orm_is_loaded(NULL, Items.name));
    orm_limit(NULL, 5);
    assert_null(orm_find_column(NULL, "x"));
}
static void test_session_closed_is_noticed(void **state) {
    (void)state;
    fixture f = open_one();
    orm_session *closed = orm_session_open(f.db);
    assert_int_equal(orm_session_close(closed), ORM_OK);
    check_unusable(closed);
    assert_has_text(orm_error_of(closed)->message, "closed", __FILE__, __LINE__);
    assert_int_equal(orm_session_close(closed), ORM_MISUSE); /* twice */
    for (int i = 0; i < 50; i++) orm_session_close(orm_session_open(f.db)); /* and a while later, too */
    assert_int_equal(orm_status_of(closed), ORM_MISUSE);
    assert_int_equal(Item_count(f.s, NULL), 0);
    close_one(f);
}
static void test_session_null_arguments(void **state) {
    (void)state;
    fixture f = open_one();
    Item row = item("x");
    bool created;
    orm_query q = { .limit = 0 };
    assert_fails(f.s, Item_insert(f.s, NULL), ORM_MISUSE);
    assert_message(f.s, "Item_insert");
    assert_fails(f.s, Item_insert_all(f.s, NULL, 2), ORM_MISUSE);
    assert_ok(f.s, Item_insert_all(f.s, NULL, 0));
    assert_fails(f.s, Item_update(f.s, NULL), ORM_MISUSE);
    assert_fails(f.s, Item_update_all(f.s, NULL, 2), ORM_MISUSE);
    assert_fails(f.s, Item_update_only(f.s, NULL, ORM_COLS(Items.name)), ORM_MISUSE);
    assert_fails(f.s, Item_update_only(f.s, &row, (orm_columns){ NULL, 0 }), ORM_MISUSE);
    assert_fails(f.s, Item_save(f.s, NULL), ORM_MISUSE);
    assert_fails(f.s, Item_delete(f.s, NULL), ORM_MISUSE);
    assert_fails(f.s, Item_delete_all(f.s, NULL, 2), ORM_MISUSE);
    assert_fails(f.s, Item_refresh(f.s, NULL), ORM_MISUSE);
    assert_fails(f.s, Item_upsert(f.s, NULL, NULL), ORM_MISUSE);
    assert_fails(f.s, Item_upsert_all(f.s, NULL, 2, NULL), ORM_MISUSE);
    assert_null(Item_get_or_create(f.s, orm_q(.where = orm_eq(Items.id, 1)), NULL, &created));
    assert_session(f.s, ORM_MISUSE);
    assert_null(Item_get_or_create(f.s, NULL, &row, &created));
    assert_session(f.s, ORM_MISUSE);
    assert_null(Item_update_or_create(f.s, NULL, &row, NULL));
    assert_session(f.s, ORM_MISUSE);
    assert_null(Item_copy(f.s, NULL));
    assert_session(f.s, ORM_MISUSE);
    assert_int_equal(Item_sql(f.s, NULL, orm_args()).count, 0);
    assert_session(f.s, ORM_MISUSE);
    assert_int_equal(orm_exec_text(f.s, NULL, orm_args()), -1);
    assert_session(f.s, ORM_MISUSE);
    assert_int_equal(orm_exec_text(f.s, "", orm_args()), -1);
    assert_session(f.s, ORM_MISUSE);
    orm_rows r = orm_select(f.s, NULL);
    assert_false(orm_next(&r));
    assert_session(f.s, ORM_MISUSE);
    assert_fails(f.s, orm_create_tables(f.s, NULL, NULL), ORM_MISUSE);
    assert_fails(f.s, orm_drop_tables(f.s, NULL, NULL), ORM_MISUSE);
    assert_fails(f.s, orm_check_models(f.s, NULL), ORM_MISUSE);
    assert_fails(f.s, orm_where(f.s, NULL, orm_eq(Items.id, 1)), ORM_MISUSE);
    assert_fails(f.s, orm_where(f.s, &q, NULL), ORM_MISUSE);
    assert_int_equal(Item_count(f.s, &q), -1); /* broken: it must not touch more than was meant */
    assert_session(f.s, ORM_MISUSE);
    assert_fails(f.s, orm_slice(f.s, NULL, 0, 1), ORM_MISUSE);
    assert_fails(f.s, orm_order_by_name(f.s, NULL, ORM_FROM(Item), "name"), ORM_MISUSE);
    q = (orm_query){ .limit = 0 };
    assert_fails(f.s, orm_order_by_name(f.s, &q, NULL, "name"), ORM_MISUSE);
    assert_fails(f.s, orm_deadline(f.s, -1), ORM_MISUSE);
    assert_int_equal(Item_count(f.s, NULL), 0);
    close_one(f);
}
static void test_session_garbage_rows_are_noticed(void **state) {
    (void)state;
    fixture f = open_one();
    Item row;
    memset(&row, 0xA5, sizeof row);
    row.name = "x", row.note = NULL;
    assert_fails(f.s, Item_insert(f.s, &row), ORM_MISUSE);
    assert_message(f.s, "garbage");
    assert_fails(f.s, Item_update(f.s, &row), ORM_MISUSE);
    assert_fails(f.s, Item_save(f.s, &row), ORM_MISUSE);
    assert_fails(f.s, Item_delete(f.s, &row), ORM_MISUSE);
    assert_fails(f.s, Item_refresh(f.s, &row), ORM_MISUSE);
    assert_fails(f.s, Item_upsert(f.s, &row, NULL), ORM_MISUSE);
    assert_null(Item_copy(f.s, &row));
    assert_session(f.s, ORM_MISUSE);
    assert_int_equal(Item_assume_stored(&row), ORM_MISUSE);
    assert_int_equal(Item_count(f.s, NULL), 0);
    close_one(f);
}
static void test_session_garbage_options_are_noticed(void **state) {
    (void)state;
    orm_error err;
    orm_options o;
    memset(&o, 0x5A, sizeof o);
    assert_null(orm_open("sqlite::memory:", &o, &err));
    assert_int_equal(err.status, ORM_CONFIG);
    memset(&o, 0, sizeof o);
    o.end_ = 1;
    assert_null(orm_open("sqlite::memory:", &o, &err));
    assert_int_equal(err.status, ORM_CONFIG);
    assert_has_text(err.message, "not initialised", __FILE__, __LINE__);
    assert_null(orm_open("sqlite::memory:", &(orm_options){ .pool_max = -1 }, &err));
    assert_has_text(err.message, "pool_max", __FILE__, __LINE__);
    assert_null(orm_open("sqlite::memory:", &(orm_options){ .pool_min = 5, .pool_max = 2 }, &err));
    assert_has_text(err.message, "pool_min", __FILE__, __LINE__);
    assert_null(orm_open("sqlite::memory:", &(orm_options){ .statement_ms = -5 }, NULL)); /* err may be NULL */
    fixture f = open_one();
    orm_create_options c = { .end_ = 7 };
    assert_fails(f.s, orm_create_tables(f.s, ORM_MODELS(Item), &c), ORM_MISUSE);
    orm_drop_options d = { .end_ = 7 };
    assert_fails(f.s, orm_drop_tables(f.s, ORM_MODELS(Item), &d), ORM_MISUSE);
    Item row = item("x");
    assert_fails(f.s, Item_upsert(f.s, &row, &(orm_conflict){ .end_ = 7 }), ORM_MISUSE);
    close_one(f);
}
static void test_session_query_for_another_model(void **state) {
    (void)state;
    fixture f = open_one();
    assert_int_equal(Item_count(f.s, orm_q(.from = ORM_FROM(Stranger))), -1);
    assert_session(f.s, ORM_MISUSE);
    assert_message(f.s, "Stranger");
    assert_int_equal(Item_all(f.s, orm_q(.where = orm_eq(Strangers.name, "x"))).count, 0);
    assert_session(f.s, ORM_MISUSE);
    assert_message(f.s, "Stranger");
    assert_int_equal(Item_delete_where(f.s, orm_q(.where = orm_eq(Strangers.id, 1))), -1);
    assert_session(f.s, ORM_MISUSE);
    close_one(f);
}
/* Two threads at once: the call that comes second is refused, the one under way is told at its end. */
typedef struct clash { orm_session *s; int stop, refused; } clash;
static void *clash_with(void *data) {
    clash *c = data;
    while (!__atomic_load_n(&c->stop, __ATOMIC_ACQUIRE))
        if (orm_deadline(c->s, 0) == ORM_MISUSE) c->refused++;
    return NULL;
}
static void test_session_two_threads_at_once(void **state) {
    (void)state;
    fixture f = open_one();
    clash c = { .s = f.s };
    pthread_t thread;
    int refused = 0;
    assert_int_equal(pthread_create(&thread, NULL, clash_with, &c), 0);
    for (int i = 0; i < 1000 && !refused; i++)
        refused += orm_exec(f.s, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT COUNT(*) FROM n", orm_args()) == -1;
    __atomic_store_n(&c.stop, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    assert_true(refused > 0);
    assert_true(c.refused > 0);
    assert_int_equal(Item_count(f.s, NULL), 0); /* used by one thread, it works */
    close_one(f);
}
static void test_session_close_refuses_with_open_sessions(void **state) {
    (void)state;
    fixture f = open_one();
    orm_session *second = orm_session_open(f.db);
    assert_int_equal(orm_close(f.db), ORM_MISUSE);
    assert_int_equal(orm_session_close(second), ORM_OK);
    assert_int_equal(orm_close(f.db), ORM_MISUSE);
    assert_int_equal(Item_count(f.s, NULL), 0); /* nothing was closed */
    close_one(f);
}
static void test_session_too_many_open_results(void **state) {
    (void)state;
    fixture f = open_at(test_url(false), &(orm_options){ .pool_max = 20 }); /* each may take a connection */
    orm_rows r[17];
    for (int i = 0; i < 16; i++) {
        r[i] = orm_sql(f.s, "SELECT 1 UNION SELECT 2", orm_args());
        assert_session(f.s, ORM_OK);
    }
    r[16] = orm_sql_text(f.s, test_on("mysql") ? "SELECT GET_LOCK('x', 0)" : "INSERT INTO items (name, price, stock, active) VALUES ('x', 1, 1, TRUE) RETURNING id", orm_args());
    assert_session(f.s, ORM_MISUSE);
    assert_message(f.s, "16");
    assert_false(orm_next(&r[16]));
    assert_int_equal(Item_count(f.s, NULL), 0); /* it was not run */
    for (int i = 0; i < 16; i++) {
        assert_true(orm_next(&r[i]));
        assert_ok(f.s, orm_rows_close(&r[i]));
        assert_ok(f.s, orm_rows_close(&r[i])); /* twice is fine */
        assert_false(orm_next(&r[i]));
    }
    orm_rows again = orm_sql(f.s, "SELECT 7", orm_args());
    assert_false(orm_next(&r[0])); /* an old handle does not reach the new result in its place */
    assert_true(orm_next(&again));
    assert_int_equal(orm_int(&again, 0), 7);
    close_one(f);
}

/* ---- memory --------------------------------------------------------------------------------------------------------------------------------- */
static void test_session_reset_and_marks(void **state) {
    (void)state;
    fixture f = open_one();
    insert_many(f.s, 100);
    const Item *kept = Item_get(f.s, 7);
    const orm_mark m = orm_session_mark(f.s);
    for (int i = 0; i < 20; i++) assert_int_equal(Item_all(f.s, NULL).count, 100);
    assert_ok(f.s, orm_session_release(f.s, m));
    assert_string_equal(kept->name, "item number 7"); /* handed out before the mark: still there */
    char *mine = orm_session_alloc(f.s, 5000);
    for (int i = 0; i < 5000; i++) assert_int_equal(mine[i], 0);
    assert_int_equal((uintptr_t)mine % 16, 0);
    assert_non_null(orm_session_alloc(f.s, 0));
    const orm_mark old = orm_session_mark(f.s);
    assert_ok(f.s, orm_session_reset(f.s));
    assert_non_null(orm_session_alloc(f.s, 100000));
    assert_fails(f.s, orm_session_release(f.s, old), ORM_MISUSE); /* older than the reset */
    orm_session *other = orm_session_open(f.db);
    assert_non_null(orm_session_alloc(other, 16));
    const orm_mark small = orm_session_mark(other);
    assert_ok(other, orm_session_reset(other));
    assert_non_null(orm_session_alloc(other, 2000));
    assert_fails(other, orm_session_release(other, small), ORM_MISUSE); /* though the place it marks is in use again */
    assert_fails(other, orm_session_release(other, orm_session_mark(f.s)), ORM_MISUSE); /* of another session */
    assert_fails(other, orm_session_release(other, (orm_mark){ .session = 0 }), ORM_MISUSE);
    orm_session_close(other);
    assert_null(orm_session_alloc(f.s, SIZE_MAX - 3));
    assert_session(f.s, ORM_NO_MEMORY);
    assert_null(orm_session_alloc(f.s, SIZE_MAX / 2));
    assert_session(f.s, ORM_NO_MEMORY);
    close_one(f);
}
static void test_session_reset_refused(void **state) {
    (void)state;
    fixture f = open_one();
    insert_many(f.s, 5);
    const orm_mark m = orm_session_mark(f.s);
    assert_ok(f.s, orm_begin(f.s));
    assert_fails(f.s, orm_session_reset(f.s), ORM_MISUSE);
    assert_message(f.s, "transaction");
    assert_ok(f.s, orm_rollback(f.s));
    Item_cursor c = Item_stream(f.s, NULL);
    assert_non_null(Item_next(&c));
    assert_fails(f.s, orm_session_reset(f.s), ORM_MISUSE);
    assert_message(f.s, "Model_stop");
    assert_fails(f.s, orm_session_release(f.s, m), ORM_MISUSE);
    assert_non_null(Item_next(&c)); /* the stream goes on */
    assert_int_equal(Item_stop(&c), ORM_OK);
    assert_ok(f.s, orm_session_reset(f.s));
    orm_rows r = orm_sql(f.s, "SELECT id FROM items", orm_args());
    assert_true(orm_next(&r));
    assert_fails(f.s, orm_session_reset(f.s), ORM_MISUSE);
    while (orm_next(&r)) {}
    assert_ok(f.s, orm_session_reset(f.s)); /* read to its end it is closed */
    close_one(f);
}
static void test_session_rows_outlive_reset_as_copies(void **state) {
    (void)state;
    fixture f = open_one();
    insert_many(f.s, 3);
    orm_session *keeper = orm_session_open(f.db);
    const Item *copy = Item_copy(keeper, Item_get(f.s, 2));
    assert_ok(f.s, orm_session_reset(f.s));
    memset(orm_session_alloc(f.s, 3000), 'x', 3000);
    assert_string_equal(copy->name, "item number 2");
    assert_string_equal(copy->note, "note 2");
    orm_session_close(keeper);
    close_one(f);
}
/* The allocator hook: right old sizes, everything freed, and nothing taken for rows once the session has its memory. */
static void test_session_allocator_sizes_and_leaks(void **state) {
    (void)state;
    test_memory m = { .calls = 0 };
    fixture f = open_at(test_url(true), &(orm_options){ .allocator = { test_resize, &m }, .pool_min = 3 });
    insert_many(f.s, 500);
    for (int i = 0; i < 3; i++) {
        Item a[40];
        for (int k = 0; k < 40; k++) a[k] = item("bulk");
        assert_ok(f.s, Item_insert_all(f.s, a, 40));
        assert_true(Item_all(f.s, orm_q(.where = orm_contains(Items.name, "number"))).count == 500);
        assert_ok(f.s, orm_session_reset(f.s));
    }
    orm_session *second = orm_session_open(f.db);
    assert_int_equal(Item_count(second, NULL), 620);
    orm_session_close(second);
    assert_true(m.live > 0);
    close_one(f);
    assert_int_equal(m.live, 0);
    assert_int_equal(m.live_bytes, 0); /* every old size was right */
}
static void test_session_no_allocation_per_row(void **state) {
    (void)state;
    test_memory m = { .calls = 0 };
    fixture f = open_at(test_url(false), &(orm_options){ .allocator = { test_resize, &m } });
    insert_many(f.s, 10000);
    const orm_query *all = orm_q(.where = orm_ge(Items.id, 0), .order_by = { orm_asc(Items.id) });
    for (int round = 0; round < 3; round++) {
        const long before = m.calls;
        assert_int_equal(Item_all(f.s, all).count, 10000);
        if (round == 1) assert_true(m.calls - before < 40);
        if (round == 2) assert_int_equal(m.calls - before, 0); /* 10,000 rows, not one call */
        assert_ok(f.s, orm_session_reset(f.s));
    }
    long before = m.calls;
    for (int64_t id = 1; id <= 200; id++) {
        if (id == 3) before = m.calls;
        assert_non_null(Item_get(f.s, id));
        assert_ok(f.s, orm_session_reset(f.s));
    }
    assert_int_equal(m.calls - before, 0);
    int64_t seen = 0;
    for (int round = 0; round < 2; round++) {
        before = m.calls;
        Item_cursor c = Item_stream(f.s, all);
        for (const Item *i; (i = Item_next(&c));) seen += i->id;
        assert_ok(f.s, orm_session_reset(f.s));
    }
    assert_int_equal(m.calls - before, 0);
    assert_int_equal(seen, 2 * orm_value_int(Item_aggregate(f.s, NULL, orm_sum(Items.id))));
    close_one(f);
    assert_int_equal(m.live, 0);
}
static void test_session_stream_takes_constant_memory(void **state) {
    (void)state;
    test_memory m = { .calls = 0 };
    fixture f = open_at(test_url(false), &(orm_options){ .allocator = { test_resize, &m } });
    insert_many(f.s, 20000);
    Item_cursor c = Item_stream(f.s, NULL);
    const Item *first = Item_next(&c);
    const long live = m.live_bytes;
    int64_t count = 1;
    for (const Item *i; (i = Item_next(&c)); count++) assert_ptr_equal(i, first);
    assert_int_equal(count, 20000);
    assert_true(m.live_bytes <= live + 4096);
    close_one(f);
}

/* ---- hooks ------------------------------------------------------------------------------------------------------------------------------------ */
typedef struct traced { int count; orm_trace last; char sql[600], model[64], verb[32], file[200], values[300]; } traced;
static void keep_trace(void *context, const orm_trace *t) {
    traced *k = context;
    k->count++;
    k->last = *t;
    snprintf(k->sql, sizeof k->sql, "%s", t->sql);
    snprintf(k->model, sizeof k->model, "%s", t->model);
    snprintf(k->verb, sizeof k->verb, "%s", t->verb);
    snprintf(k->file, sizeof k->file, "%s", t->file ? t->file : "");
    snprintf(k->values, sizeof k->values, "%s", t->values);
}
static void test_session_trace(void **state) {
    (void)state;
    for (int shown = 0; shown < 2; shown++) {
        traced t = { .count = 0 };
        fixture f = open_at(test_url(false), &(orm_options){ .trace = keep_trace, .trace_context = &t, .trace_values = shown });
        Item row = item("MARKER-secret");
        const int before = t.count;
        assert_ok(f.s, Item_insert(ORM_HERE(f.s), &row)); const int insert_line = __LINE__;
        assert_int_equal(t.count, before + 1);
        assert_has_text(t.sql, test_on("mysql") ? "INSERT INTO `items`" : "INSERT INTO \"items\"", __FILE__, __LINE__);
        assert_string_equal(t.model, "Item");
        assert_string_equal(t.verb, "insert");
        assert_true(strstr(t.file, "test_session.c") != NULL);
        assert_int_equal(t.last.line, insert_line);
        assert_int_equal(t.last.rows, 1);
        assert_int_equal(t.last.status, ORM_OK);
        assert_true(t.last.nanoseconds >= 0 && t.last.nanoseconds < INT64_C(10000000000));
        assert_true(t.last.session != 0);
        assert_null(strstr(t.sql, "MARKER"));
        assert_int_equal(Item_all(f.s, orm_q(.where = orm_and(orm_eq(Items.name, "MARKER-secret"), orm_gt(Items.stock, 2)))).count, 1); const int query_line = __LINE__;
        assert_string_equal(t.verb, "all");
        assert_int_equal(t.last.rows, 1);
        assert_int_equal(t.last.line, query_line);
        assert_int_equal(t.last.value_count, 2);
        assert_string_equal(t.values, shown ? "'MARKER-secret', 2" : "?, ?");
        assert_int_equal(orm_exec(f.s, "UPDATE items SET note = ?", orm_args("MARKER")), 1); const int exec_line = __LINE__;
        assert_string_equal(t.model, "");
        assert_string_equal(t.verb, "exec");
        assert_int_equal(t.last.line, exec_line);
        assert_string_equal(t.values, shown ? "'MARKER'" : "?");
        assert_int_equal(orm_exec(f.s, "UPDATE nowhere SET x = 1", orm_args()), -1);
        assert_int_equal(t.last.status, ORM_SQL);
        assert_int_equal(Item_count(f.s, NULL), 1);
        assert_int_equal(t.last.line, 0); /* no place was noted for this one */
        orm_transaction(f.s) assert_ok(f.s, Item_update(f.s, &row));
        assert_string_equal(t.sql, "COMMIT");
        close_one(f);
    }
}
static char logged[2000];
static int logged_level = -1;
static void keep_log(void *context, orm_log_level level, const char *message) {
    (void)context;
    logged_level = (int)level;
    snprintf(logged, sizeof logged, "%s", message);
}
static void test_session_log(void **state) {
    (void)state;
    fixture f = open_at(test_url(false), &(orm_options){ .log = keep_log });
    logged[0] = 0;
    assert_int_equal(orm_close(f.db), ORM_MISUSE);
    assert_has_text(logged, "1 session", __FILE__, __LINE__);
    assert_int_equal(logged_level, ORM_LOG_ERROR);
    close_one(f);
}

/* ---- limits ------------------------------------------------------------------------------------------------------------------------------------- */
static void test_session_deadline_ends_a_long_query(void **state) {
    (void)state;
    fixture f = open_one();
    assert_ok(f.s, orm_deadline(f.s, 100));
    const int64_t start = milliseconds();
    assert_true(orm_value_is_null(orm__scalar_at(f.s, harness_endless(), orm_args(), __FILE__, __LINE__)));
    const int64_t took = milliseconds() - start;
    assert_session(f.s, ORM_TIMEOUT);
    assert_true(took >= 90 && took < 600);
    assert_int_equal(Item_count(f.s, NULL), 0); /* each call has its own time */
    static const char *const slow[3] = { /* a server sends rows in packets of some kilobytes */
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i = 1 OR i > 1000000000",
        "SELECT n, repeat('x', 5000) FROM generate_series(1, 200) n UNION ALL SELECT COUNT(*), 'x' FROM generate_series(1, 1000000000000::bigint)", /* and libpq gives them in chunks */
        "SELECT i, REPEAT('x', 100000), BENCHMARK(IF(i < 3, 0, 4000000000), SHA2(i, 256)) FROM (SELECT 1 AS i UNION ALL SELECT 2 UNION ALL SELECT 3) three" }; /* MySQL's SLEEP gives its row when it is ended */
    orm_rows r = orm_sql_text(f.s, slow[test_on("sqlite") ? 0 : test_on("postgres") ? 1 : 2], orm_args());
    int rows = 0;
    while (orm_next(&r)) rows++;
    if (rows < 1 || rows > (test_on("postgres") ? 200 : 2)) fail_msg("%d rows: %s", rows, orm_error_of(f.s)->message); /* the first comes at once, the last never */
    assert_session(f.s, ORM_TIMEOUT);
    assert_ok(f.s, orm_deadline(f.s, 0));
    assert_int_equal(orm_value_int(orm_scalar_sql(f.s, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT COUNT(*) FROM n", orm_args())), 500);
    close_one(f);
    f = open_at(test_url(false), &(orm_options){ .statement_ms = 50 });
    orm_exec_text(f.s, harness_endless(), orm_args());
    assert_session(f.s, ORM_TIMEOUT);
    close_one(f);
}
static void test_session_deadline_in_a_transaction_poisons(void **state) {
    (void)state;
    fixture f = open_one();
    Item row = item("x");
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, Item_insert(f.s, &row));
    assert_ok(f.s, orm_deadline(f.s, 50));
    orm_exec_text(f.s, harness_endless(), orm_args());
    assert_session(f.s, ORM_TIMEOUT);
    assert_int_equal(Item_count(f.s, NULL), -1);
    assert_session(f.s, ORM_TRANSACTION);
    assert_ok(f.s, orm_rollback(f.s)); /* also past a deadline */
    assert_int_equal(Item_count(f.s, NULL), 0);
    close_one(f);
}
static void test_session_lock_wait_respects_the_deadline(void **state) {
    (void)state;
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    fixture a = open_at(url, NULL), b = open_at(url, NULL); /* busy_timeout: 5 s */
    Item row = item("x"), other = item("y");
    assert_ok(a.s, Item_insert(a.s, &row));
    Item seen = *Item_get(b.s, row.id);
    assert_ok(a.s, orm_begin(a.s));
    assert_ok(a.s, Item_update(a.s, &row));
    assert_ok(b.s, orm_deadline(b.s, 100));
    int64_t start = milliseconds();
    if (test_on("sqlite")) assert_fails(b.s, orm_begin(b.s), ORM_TIMEOUT); /* the whole file is locked, the row elsewhere */
    assert_true(milliseconds() - start < 600);
    start = milliseconds();
    assert_fails(b.s, Item_update(b.s, &seen), ORM_TIMEOUT);
    assert_true(milliseconds() - start < 600);
    assert_int_equal(orm_depth(b.s), 0);
    assert_ok(a.s, orm_commit(a.s));
    assert_ok(b.s, Item_update(b.s, &seen));
    assert_ok(b.s, Item_insert(b.s, &other));
    close_one(a);
    close_one(b);
}
static void test_session_pool_wait_respects_the_deadline(void **state) {
    (void)state;
    fixture f = open_at(test_url(true), &(orm_options){ .pool_max = 1 });
    orm_session *second = orm_session_open(f.db);
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(second, orm_deadline(second, 80));
    const int64_t start = milliseconds();
    assert_int_equal(Item_count(second, NULL), -1);
    assert_session(second, ORM_TIMEOUT);
    assert_message(second, "deadline");
    assert_true(milliseconds() - start < 600);
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(Item_count(second, NULL), 0);
    orm_session_close(second);
    close_one(f);
}
typedef struct canceller { orm_session *s; int done; } canceller;
static void *cancel_until_done(void *data) {
    canceller *c = data;
    while (!__atomic_load_n(&c->done, __ATOMIC_ACQUIRE)) {
        assert_int_equal(orm_cancel(c->s), ORM_OK);
        thrd_sleep(&(struct timespec){ .tv_nsec = 5000000 }, NULL);
    }
    return NULL;
}
static void test_session_cancel_from_another_thread(void **state) {
    (void)state;
    fixture f = open_one();
    assert_int_equal(orm_cancel(f.s), ORM_OK); /* in no call: nothing happens */
    assert_int_equal(Item_count(f.s, NULL), 0);
    canceller c = { .s = f.s };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel_until_done, &c), 0);
    const int64_t start = milliseconds();
    orm_exec_text(f.s, harness_endless(), orm_args());
    const orm_status status = orm_status_of(f.s);
    __atomic_store_n(&c.done, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    assert_int_equal(status, ORM_CANCELLED);
    assert_true(milliseconds() - start < 5000);
    assert_int_equal(Item_count(f.s, NULL), 0); /* the next call is not cancelled */
    close_one(f);
}
static void test_session_cancel_while_waiting(void **state) {
    (void)state;
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    fixture f = open_at(url, &(orm_options){ .pool_max = 1 }), g = open_at(url, NULL);
    orm_session *second = orm_session_open(f.db);
    Item row = item("x");
    assert_ok(f.s, Item_insert(f.s, &row));
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, Item_update(f.s, &row));
    for (int lock = 0; lock < 2; lock++) { /* for a connection of the pool, then for the lock of the file or row */
        orm_session *waiting = lock ? g.s : second;
        canceller c = { .s = waiting };
        pthread_t thread;
        assert_int_equal(pthread_create(&thread, NULL, cancel_until_done, &c), 0);
        const int64_t start = milliseconds();
        if (lock && !test_on("sqlite")) orm_exec(waiting, "UPDATE items SET stock = 7", orm_args());
        else orm_begin(waiting);
        const orm_status status = orm_status_of(waiting);
        __atomic_store_n(&c.done, 1, __ATOMIC_RELEASE);
        pthread_join(thread, NULL);
        assert_int_equal(status, ORM_CANCELLED);
        assert_true(milliseconds() - start < 2000);
        assert_int_equal(orm_depth(waiting), 0);
    }
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(Item_count(second, NULL), 1);
    orm_session_close(second);
    close_one(f);
    close_one(g);
}

/* ---- statements ------------------------------------------------------------------------------------------------------------------------------------ */
static void test_session_statement_cache_is_bounded(void **state) {
    (void)state;
    test_memory m = { .calls = 0 };
    fixture f = open_at(test_url(false), &(orm_options){ .allocator = { test_resize, &m }, .statement_cache = 10 });
    char sql[100];
    long live = 0;
    for (int i = 0; i < 300; i++) {
        snprintf(sql, sizeof sql, "SELECT %d + COUNT(*) FROM items", i);
        orm_rows r = orm_sql_text(f.s, sql, orm_args());
        assert_true(orm_next(&r));
        assert_int_equal(orm_int(&r, 0), i);
        orm_rows_close(&r);
        if (i == 50) live = m.live;
    }
    assert_int_equal(m.live, live); /* as many blocks after 300 statements as after 50 */
    close_one(f);
    f = open_at(test_url(false), &(orm_options){ .statement_cache = -1 }); /* none is kept */
    for (int i = 0; i < 20; i++) assert_int_equal(Item_count(f.s, NULL), 0);
    close_one(f);
}
static void test_session_the_same_statement_twice_at_once(void **state) {
    (void)state;
    fixture f = open_one();
    insert_many(f.s, 10);
    Item_cursor a = Item_stream(f.s, NULL), b = Item_stream(f.s, NULL);
    for (int64_t i = 1; i <= 10; i++) {
        const Item *x = Item_next(&a);
        assert_int_equal(x->id, i);
        if (i % 2) assert_int_equal(Item_next(&b)->id, i / 2 + 1);
    }
    assert_null(Item_next(&a));
    assert_session(f.s, ORM_OK);
    assert_int_equal(Item_stop(&b), ORM_OK);
    close_one(f);
}
static void test_session_statement_cache_heals_after_alter_table(void **state) {
    (void)state;
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    fixture a = open_at(url, NULL), b = open_at(url, NULL);
    insert_many(a.s, 3);
    orm_rows r = orm_sql(a.s, "SELECT * FROM items ORDER BY id", orm_args());
    assert_int_equal(orm_column_count(&r), 6);
    orm_rows_close(&r);
    assert_int_equal(Item_all(a.s, NULL).count, 3);
    assert_int_equal(orm_exec(b.s, "ALTER TABLE items ADD COLUMN extra VARCHAR(9) DEFAULT 'new'", orm_args()), 0);
    assert_int_equal(Item_all(a.s, NULL).count, 3);
    assert_non_null(Item_get(a.s, 2));
    Item row = item("after");
    assert_ok(a.s, Item_insert(a.s, &row));
    r = orm_sql(a.s, "SELECT * FROM items ORDER BY id", orm_args());
    assert_session(a.s, ORM_OK);
    assert_true(orm_next(&r));
    assert_int_equal(orm_column_count(&r), 7); /* the cached statement knows the new column */
    assert_string_equal(orm_text(&r, 6), "new");
    orm_rows_close(&r);
    orm_exec(b.s, "DROP TABLE items", orm_args());
    assert_session(b.s, ORM_OK);
    assert_int_equal(Item_count(a.s, NULL), -1);
    assert_session(a.s, ORM_SQL);
    assert_ok(b.s, orm_create_tables(b.s, ORM_MODELS(Item), NULL));
    assert_int_equal(Item_count(a.s, NULL), 0);
    close_one(a);
    close_one(b);
}
/* After use every cursor is reset: no read lock stays behind that would stop a writer or a checkpoint. */
static void check_no_lock_left(fixture a, fixture b) {
    orm_rows r = orm_sql(b.s, "PRAGMA wal_checkpoint(TRUNCATE)", orm_args());
    assert_true(orm_next(&r));
    assert_int_equal(orm_int(&r, 0), 0); /* not busy */
    orm_rows_close(&r);
    Item row = item("w");
    assert_ok(b.s, Item_insert(b.s, &row));
    assert_ok(b.s, Item_delete(b.s, &row));
    assert_int_equal(orm_depth(a.s), 0);
}
static void test_sqlite_cursors_leave_no_lock(void **state) {
    (void)state;
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    fixture a = open_at(url, NULL), b = open_at(url, &(orm_options){ .busy_timeout = -1 });
    insert_many(a.s, 50);
    Item_cursor c = Item_stream(a.s, NULL);
    assert_non_null(Item_next(&c));
    assert_int_equal(Item_stop(&c), ORM_OK);
    check_no_lock_left(a, b);
    orm_rows r = orm_sql(a.s, "SELECT * FROM items", orm_args());
    assert_true(orm_next(&r));
    orm_rows_close(&r);
    check_no_lock_left(a, b);
    assert_non_null(Item_first(a.s, NULL));
    assert_true(Item_exists(a.s, NULL));
    assert_null(Item_one(a.s, NULL));
    check_no_lock_left(a, b);
    assert_int_equal(orm_value_int(orm_scalar_sql(a.s, "SELECT id FROM items", orm_args())), 1);
    check_no_lock_left(a, b);
    assert_int_equal(Item_sql(a.s, "SELECT id, 'no number' AS price, * FROM items", orm_args()).count, 0);
    assert_true(orm_status_of(a.s) != ORM_OK);
    check_no_lock_left(a, b);
    assert_int_equal(orm_exec(a.s, "UPDATE items SET price = 'dear' WHERE id = 20", orm_args()), 1);
    assert_int_equal(Item_all(a.s, NULL).count, 0); /* fails at row 20 */
    assert_session(a.s, ORM_INVALID);
    check_no_lock_left(a, b);
    c = Item_stream(a.s, NULL);
    while (Item_next(&c)) {}
    assert_session(a.s, ORM_INVALID);
    check_no_lock_left(a, b);
    close_one(a);
    close_one(b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_session_null_everywhere), cmocka_unit_test(test_session_closed_is_noticed), cmocka_unit_test(test_session_null_arguments),
        cmocka_unit_test(test_session_garbage_rows_are_noticed), cmocka_unit_test(test_session_garbage_options_are_noticed), cmocka_unit_test(test_session_query_for_another_model),
        cmocka_unit_test(test_session_two_threads_at_once), cmocka_unit_test(test_session_close_refuses_with_open_sessions), cmocka_unit_test(test_session_too_many_open_results),
        cmocka_unit_test(test_session_reset_and_marks), cmocka_unit_test(test_session_reset_refused), cmocka_unit_test(test_session_rows_outlive_reset_as_copies),
        cmocka_unit_test(test_session_allocator_sizes_and_leaks), cmocka_unit_test(test_session_no_allocation_per_row), cmocka_unit_test(test_session_stream_takes_constant_memory),
        cmocka_unit_test(test_session_trace), cmocka_unit_test(test_session_log), cmocka_unit_test(test_session_deadline_ends_a_long_query),
        cmocka_unit_test(test_session_deadline_in_a_transaction_poisons), cmocka_unit_test(test_session_lock_wait_respects_the_deadline), cmocka_unit_test(test_session_pool_wait_respects_the_deadline),
        cmocka_unit_test(test_session_cancel_from_another_thread), cmocka_unit_test(test_session_cancel_while_waiting), cmocka_unit_test(test_session_statement_cache_is_bounded),
        cmocka_unit_test(test_session_the_same_statement_twice_at_once), cmocka_unit_test(test_session_statement_cache_heals_after_alter_table), cmocka_unit_test(test_sqlite_cursors_leave_no_lock),
    };
    return run_all(tests);
}
