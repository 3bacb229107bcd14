/* Results that stay open - User_stream, orm_sql, orm_select -: constant memory, left early, errors in their middle, and other statements meanwhile. */
#include "harness.h"
#include <threads.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define ITEM_MODEL(X)                                         \
    X(key,   int64, id, .auto_increment = true)               \
    X(field, int64, n)                                        \
    X(field, text,  body)
ORM_MODEL(Item, Items, ITEM_MODEL, .table = "stream_items");

#define BODY "a text of about a hundred bytes, so that rows are not smaller than what programs usually read in streams, at all"
#define LARGE 200000
#define ENOUGH 5000 /* rows: more than any driver reads ahead, and more than fit into what sockets hold */

typedef struct place { orm_db *db; orm_session *s; } place;
static place open_place(const orm_options *options, int64_t rows) {
    place p = { .db = test_open_with(test_url(options != NULL), options) };
    p.s = orm_session_open(p.db);
    assert_non_null(p.s);
    assert_ok(p.s, orm_create_tables(p.s, ORM_MODELS(Item), NULL));
    Item first[100];
    for (int i = 0; i < 100; i++) first[i] = (Item){ .n = i + 1, .body = BODY };
    if (rows) assert_ok(p.s, Item_insert_all(p.s, first, 100));
    for (int64_t have = 100; have < rows; have *= 2) { /* twice as many each time, up to the number */
        const int64_t more = rows - have < have ? rows - have : have;
        assert_int_equal(orm_exec(p.s, "INSERT INTO stream_items (n, body) SELECT n + ?, body FROM stream_items WHERE n <= ?", orm_args(have, more)), more);
    }
    return p;
}
static void close_place(place p) {
    const orm_pool pool = orm_pool_stats(p.db);
    assert_true(pool.in_use <= 0 || test_on("sqlite") || orm_depth(p.s));
    assert_int_equal(orm_session_close(p.s), ORM_OK);
    assert_int_equal(orm_pool_stats(p.db).in_use, 0);
    assert_int_equal(orm_close(p.db), ORM_OK);
}
static const orm_options several = { .pool_max = 4 };
static const orm_query *in_order(void) {
    static orm_query q;
    q = (orm_query){ .order_by = { orm_asc(Items.n) } };
    return &q;
}
static int64_t milliseconds(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- rows ------------------------------------------------------------------------------------------------------------------------------ */
static void read_all(orm_session *s, int64_t rows) {
    int64_t n = 0;
    Item_cursor c = Item_stream(s, in_order());
    assert_session(s, ORM_OK);
    for (const Item *item; (item = Item_next(&c));) {
        assert_int_equal(item->n, ++n);
        assert_string_equal(item->body, BODY);
    }
    assert_session(s, ORM_OK);
    assert_int_equal(n, rows);
    n = 0;
    orm_rows r = orm_sql(s, "SELECT n, body FROM stream_items WHERE n > ? ORDER BY n", orm_args(0));
    while (orm_next(&r)) assert_int_equal(orm_int(&r, 0), ++n);
    assert_session(s, ORM_OK);
    assert_int_equal(n, rows);
    n = 0;
    r = orm_select(s, &(orm_query){ .from = ORM_FROM(Item), .select = { orm_col(Items.n) }, .order_by = { orm_asc(Items.n) } });
    while (orm_next(&r)) assert_int_equal(orm_int(&r, 0), ++n);
    assert_session(s, ORM_OK);
    assert_int_equal(n, rows);
}
static void test_stream_gives_every_row_in_order(void **state) {
    (void)state;
    static const int64_t counts[] = { 0, 100, ENOUGH };
    for (size_t i = 0; i < 3; i++) {
        place p = open_place(&several, counts[i]);
        read_all(p.s, counts[i]);
        assert_ok(p.s, orm_begin(p.s));
        read_all(p.s, counts[i]);
        assert_ok(p.s, orm_commit(p.s));
        close_place(p);
    }
}
/* Around the numbers of rows that drivers take at a time: nothing is lost or doubled there. */
static void test_stream_of_every_small_length(void **state) {
    (void)state;
    place p = open_place(&several, 400);
    for (int inside = 0; inside < 2; inside++) {
        if (inside) assert_ok(p.s, orm_begin(p.s));
        for (int length = 1; length < 400; length += length < 90 ? 1 : 37) {
            int64_t n = 0;
            Item_cursor c = Item_stream(p.s, orm_q(.where = orm_le(Items.n, length), .order_by = { orm_asc(Items.n) }));
            for (const Item *item; (item = Item_next(&c));) assert_int_equal(item->n, ++n);
            assert_session(p.s, ORM_OK);
            assert_int_equal(n, length);
        }
        if (inside) assert_ok(p.s, orm_commit(p.s));
    }
    close_place(p);
}

/* ---- memory ---------------------------------------------------------------------------------------------------------------------------- */
/* In kilobytes; 0 where it cannot be had. */
static long resident(void) {
    long pages = 0, ignored;
    FILE *f = fopen("/proc/self/statm", "r");
    if (!f) return 0;
    if (fscanf(f, "%ld %ld", &ignored, &pages) != 2) pages = 0;
    fclose(f);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}
static long stream_some(orm_session *s, int64_t rows) {
    int64_t seen = 0;
    long most = 0;
    Item_cursor c = Item_stream(s, orm_q(.where = orm_le(Items.n, rows)));
    while (Item_next(&c))
        if (++seen % 5000 == 0 && resident() > most) most = resident();
    assert_session(s, ORM_OK);
    orm_rows r = orm_sql(s, "SELECT n, body FROM stream_items WHERE n <= ?", orm_args(rows));
    while (orm_next(&r)) {
        assert_non_null(orm_text(&r, 1));
        if (++seen % 5000 == 0 && resident() > most) most = resident();
    }
    assert_session(s, ORM_OK);
    assert_int_equal(seen, 2 * rows);
    return most;
}
static void test_stream_memory_does_not_grow(void **state) {
    (void)state;
    test_memory memory = { .fail_at = 0 };
    const orm_options options = { .allocator = { test_resize, &memory }, .pool_max = 4 };
    place p = open_place(&options, LARGE);
    for (int inside = 0; inside < 2; inside++) {
        assert_ok(p.s, orm_session_reset(p.s));
        if (inside) assert_ok(p.s, orm_begin(p.s));
        const long less = stream_some(p.s, LARGE / 10), live = memory.live_bytes;
        const long more = stream_some(p.s, LARGE);
        assert_between(memory.live_bytes, 0, live + 65536);
        if (!SANITIZED && more > less + 2048) fail_msg("resident memory grew from %ld to %ld kB", less, more); /* what a sanitizer keeps of freed blocks is its own */
        if (inside) assert_ok(p.s, orm_commit(p.s));
    }
    close_place(p);
    assert_int_equal(memory.live, 0);
}

/* ---- other statements meanwhile ---------------------------------------------------------------------------------------------------------- */
static void statements_beside(orm_session *s, bool writes) {
    int64_t n = 0;
    Item_cursor c = Item_stream(s, in_order());
    for (const Item *item; (item = Item_next(&c));) {
        assert_int_equal(item->n, ++n);
        if (n % 500) continue;
        const Item *same = Item_get(s, item->id);
        assert_non_null(same);
        assert_int_equal(same->n, n);
        if (writes) assert_int_equal(Item_update_where(s, orm_q(.where = orm_eq(Items.id, item->id)), ORM_SET(orm_set(Items.body, "seen"))), 1);
        Item_cursor inner = Item_stream(s, in_order()); /* the same text */
        for (int64_t i = 1; i <= 200; i++) {
            const Item *other = Item_next(&inner);
            assert_non_null(other);
            assert_int_equal(other->n, i);
        }
        assert_ok(s, Item_stop(&inner));
        assert_int_equal(orm_value_int(orm_scalar_sql(s, "SELECT COUNT(*) FROM stream_items", orm_args())), ENOUGH);
    }
    assert_session(s, ORM_OK);
    assert_int_equal(n, ENOUGH);
    assert_int_equal(Item_count(s, orm_q(.where = orm_eq(Items.body, "seen"))), writes ? ENOUGH / 500 : 0);
}
static void test_stream_beside_other_statements(void **state) {
    (void)state;
    place p = open_place(&several, ENOUGH);
    statements_beside(p.s, false);
    close_place(p);
}
static void test_stream_beside_other_statements_in_a_transaction(void **state) {
    (void)state;
    place p = open_place(&several, ENOUGH);
    assert_ok(p.s, orm_begin(p.s));
    statements_beside(p.s, true);
    assert_ok(p.s, orm_commit(p.s));
    close_place(p);
}
/* One result of each kind, read in turn. */
static void test_streams_in_turn(void **state) {
    (void)state;
    place p = open_place(&several, ENOUGH);
    for (int inside = 0; inside < 2; inside++) {
        if (inside) assert_ok(p.s, orm_begin(p.s));
        Item_cursor c = Item_stream(p.s, in_order());
        orm_rows r = orm_sql(p.s, "SELECT n FROM stream_items ORDER BY n DESC", orm_args());
        for (int64_t i = 1; i <= ENOUGH; i++) {
            const Item *item = Item_next(&c);
            assert_non_null(item);
            assert_int_equal(item->n, i);
            assert_true(orm_next(&r));
            assert_int_equal(orm_int(&r, 0), ENOUGH + 1 - i);
        }
        assert_null(Item_next(&c));
        assert_session(p.s, ORM_OK);
        assert_false(orm_next(&r));
        assert_session(p.s, ORM_OK);
        if (inside) assert_ok(p.s, orm_commit(p.s));
    }
    close_place(p);
}
/* The servers lend a stream its connection: when it is the only one, the statement that finds none says which stream has it, at once. */
static void test_stream_holds_the_only_connection(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1, .pool_wait_ms = 20000 }, ENOUGH);
    Item_cursor c = Item_stream(p.s, in_order());
    assert_non_null(Item_next(&c));
    const int64_t began = milliseconds();
    const int64_t count = Item_count(p.s, NULL);
    if (test_on("sqlite")) {
        assert_int_equal(count, ENOUGH);
    } else {
        assert_session(p.s, ORM_MISUSE);
        assert_message(p.s, "Item_stream");
        assert_message(p.s, "Model_stop");
        assert_message(p.s, "pool_max");
        assert_between(milliseconds() - began, 0, 2000);
        assert_non_null(Item_next(&c)); /* the stream is not hurt */
    }
    assert_ok(p.s, Item_stop(&c));
    assert_int_equal(Item_count(p.s, NULL), ENOUGH);
    /* inside a transaction one is enough */
    assert_ok(p.s, orm_begin(p.s));
    c = Item_stream(p.s, in_order());
    assert_non_null(Item_next(&c));
    assert_int_equal(Item_count(p.s, NULL), ENOUGH);
    assert_ok(p.s, orm_commit(p.s));
    close_place(p);
}
/* A transaction that begins beside a stream has another connection; its end ends all streams, as reset does. */
static void test_stream_then_transaction(void **state) {
    (void)state;
    place p = open_place(&several, ENOUGH);
    Item_cursor c = Item_stream(p.s, in_order());
    assert_non_null(Item_next(&c));
    assert_fails(p.s, orm_session_reset(p.s), ORM_MISUSE);
    Item extra = { .n = ENOUGH + 1, .body = "extra" };
    assert_ok(p.s, orm_begin(p.s));
    if (!test_on("sqlite")) assert_ok(p.s, Item_insert(p.s, &extra));
    assert_non_null(Item_next(&c));
    assert_ok(p.s, orm_commit(p.s));
    assert_null(Item_next(&c));
    assert_int_equal(Item_count(p.s, NULL), ENOUGH + !test_on("sqlite"));
    c = Item_stream(p.s, in_order());
    assert_non_null(Item_next(&c));
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, orm_rollback(p.s));
    assert_null(Item_next(&c));
    close_place(p);
}
/* A statement that must have the table for itself would wait for the session's own stream, and nobody but us can know. */
static void test_stream_is_in_the_way_of_its_table(void **state) {
    (void)state;
    place p = open_place(&several, ENOUGH);
    Item_cursor c = Item_stream(p.s, in_order());
    assert_non_null(Item_next(&c));
    assert_fails(p.s, orm_drop_tables(p.s, ORM_MODELS(Item), NULL), ORM_MISUSE);
    assert_message(p.s, "open");
    assert_ok(p.s, Item_stop(&c));
    c = Item_stream(p.s, in_order());
    assert_non_null(Item_next(&c));
    if (!test_on("sqlite")) {
        assert_int_equal(orm_exec(p.s, "ALTER TABLE stream_items ADD COLUMN more int", orm_args()), -1);
        assert_session(p.s, ORM_MISUSE);
        assert_message(p.s, "Item_stream");
        assert_non_null(Item_next(&c));
    }
    assert_ok(p.s, Item_stop(&c));
    assert_ok(p.s, orm_drop_tables(p.s, ORM_MODELS(Item), NULL));
    close_place(p);
}

/* ---- left early --------------------------------------------------------------------------------------------------------------------------- */
/* The connection is usable at once, and what ended the stream never ends the next statement. */
static void leave_often(orm_session *s, int times) {
    for (int i = 0; i < times; i++) {
        if (i % 3 == 0) {
            Item_cursor c = Item_stream(s, NULL);
            assert_non_null(Item_next(&c));
            assert_ok(s, Item_stop(&c));
            assert_ok(s, Item_stop(&c)); /* again: nothing */
            assert_null(Item_next(&c));
        } else {
            orm_rows r = i % 3 == 1 ? orm_sql(s, "SELECT n, body FROM stream_items", orm_args()) : orm_select(s, &(orm_query){ .from = ORM_FROM(Item), .select = { orm_col(Items.n) } });
            assert_true(orm_next(&r));
            assert_int_equal(orm_rows_close(&r), ORM_OK);
            assert_false(orm_next(&r));
        }
        assert_int_equal(Item_count(s, orm_q(.where = orm_le(Items.n, 1000))), 1000);
    }
}
static void test_stream_left_early(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1 }, LARGE);
    const int64_t began = milliseconds();
    leave_often(p.s, 30);
    assert_ok(p.s, orm_begin(p.s));
    leave_often(p.s, 30);
    assert_ok(p.s, orm_commit(p.s));
    assert_between(milliseconds() - began, 0, 20000);
    assert_int_equal(orm_pool_stats(p.db).opened, 1); /* and it is the same one */
    close_place(p);
}
/* A session that is closed with its streams open gives back all it held. */
static void test_stream_left_by_closing_the_session(void **state) {
    (void)state;
    place p = open_place(&several, LARGE);
    for (int i = 0; i < 10; i++) {
        orm_session *s = orm_session_open(p.db);
        if (i % 2) assert_ok(s, orm_begin(s));
        Item_cursor one = Item_stream(s, NULL), two = Item_stream(s, NULL);
        orm_rows r = orm_sql(s, "SELECT n FROM stream_items", orm_args());
        assert_non_null(Item_next(&one));
        assert_non_null(Item_next(&two));
        assert_true(orm_next(&r));
        assert_int_equal(orm_session_close(s), ORM_OK);
        assert_int_equal(orm_pool_stats(p.db).in_use, 0);
    }
    assert_int_equal(Item_count(p.s, NULL), LARGE);
    close_place(p);
}
/* A write that returns rows is done whole, however many of them are looked at. */
static void test_write_that_returns_rows_left_early(void **state) {
    (void)state;
    place p = open_place(&several, 1000);
    for (int inside = 0; inside < 2; inside++) {
        if (inside) assert_ok(p.s, orm_begin(p.s));
        orm_rows r = orm_sql(p.s, "INSERT INTO stream_items (n, body) SELECT n + 1000000, body FROM stream_items WHERE n <= 1000 RETURNING id", orm_args());
        if (orm_dialect_of(p.db) == ORM_DIALECT_MYSQL) { /* it knows no RETURNING */
            assert_session(p.s, ORM_SQL);
            assert_int_equal(Item_count(p.s, NULL), 1000);
            close_place(p);
            return;
        }
        assert_session(p.s, ORM_OK);
        assert_true(orm_next(&r));
        assert_int_equal(orm_rows_close(&r), ORM_OK);
        if (inside) assert_ok(p.s, orm_commit(p.s));
        assert_int_equal(Item_count(p.s, NULL), 2000 + 1000 * inside);
    }
    close_place(p);
}

/* ---- errors and limits --------------------------------------------------------------------------------------------------------------------- */
/* abs() of the smallest integer is an error everywhere. */
#define FAILS_AT "SELECT n, abs(CASE WHEN n = ? THEN -9223372036854775807 - 1 ELSE n END) FROM stream_items WHERE n <= 3000 ORDER BY n"
static void test_stream_error_in_the_middle(void **state) {
    (void)state;
    static const int64_t places[] = { 1, 2, 40, 2500 };
    place p = open_place(&(orm_options){ .pool_max = 1 }, ENOUGH);
    assert_int_equal(orm_exec(p.s, "CREATE INDEX stream_items_n ON stream_items (n)", orm_args()), 0);
    for (size_t i = 0; i < 4; i++) {
        int64_t n = 0;
        orm_rows r = orm_sql(p.s, FAILS_AT, orm_args(places[i]));
        while (orm_next(&r)) assert_int_equal(orm_int(&r, 1), ++n);
        assert_true(orm_status_of(p.s) == ORM_SQL || orm_status_of(p.s) == ORM_INVALID);
        assert_true(n < places[i]);
        assert_true(orm_error_of(p.s)->message[0] && orm_error_of(p.s)->outcome == ORM_NOT_APPLIED);
        assert_int_equal(Item_count(p.s, NULL), ENOUGH);
        /* inside a transaction it poisons */
        assert_ok(p.s, orm_begin(p.s));
        r = orm_sql(p.s, FAILS_AT, orm_args(places[i]));
        while (orm_next(&r)) {}
        assert_true(orm_status_of(p.s) == ORM_SQL || orm_status_of(p.s) == ORM_INVALID);
        assert_int_equal(Item_count(p.s, NULL), -1);
        assert_session(p.s, ORM_TRANSACTION);
        assert_ok(p.s, orm_rollback(p.s));
    }
    close_place(p);
}
/* A row that cannot be read ends the stream, and nothing else. */
static void test_stream_row_that_cannot_be_read(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1 }, ENOUGH);
    int64_t seen = 0;
    orm_rows r = orm_sql(p.s, "SELECT n, body FROM stream_items ORDER BY n", orm_args());
    while (orm_next(&r) && seen < 3000) seen++;
    assert_int_equal(orm_int(&r, 1), 0);
    assert_session(p.s, ORM_INVALID); /* a text that is no number */
    assert_int_equal(orm_int(&r, 0), 3001);
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    assert_int_equal(Item_count(p.s, NULL), ENOUGH);
    close_place(p);
}
/* The deadline is each call's: a slow reader is not late. */
static void test_stream_deadline_is_of_each_call(void **state) {
    (void)state;
    place p = open_place(&several, ENOUGH);
    assert_ok(p.s, orm_deadline(p.s, 600));
    int64_t n = 0;
    Item_cursor c = Item_stream(p.s, in_order());
    for (const Item *item; (item = Item_next(&c));) {
        assert_int_equal(item->n, ++n);
        if (n % 1000 == 100) thrd_sleep(&(struct timespec){ .tv_nsec = 200000000 }, NULL);
    }
    assert_session(p.s, ORM_OK);
    assert_int_equal(n, ENOUGH);
    close_place(p);
}
static bool out_of_memory(orm_session *s) {
    if (orm_status_of(s) != ORM_OK && orm_status_of(s) != ORM_TRANSACTION) assert_session(s, ORM_NO_MEMORY);
    return orm_status_of(s) != ORM_OK;
}
/* Every allocation fails once, with streams open beside each other: the call says so or is not hurt, nothing leaks. */
static void test_stream_no_memory(void **state) {
    (void)state;
    orm_error err;
    const char *url = test_url(true);
    place p = { .db = test_open_with(url, NULL) };
    p.s = orm_session_open(p.db);
    assert_ok(p.s, orm_create_tables(p.s, ORM_MODELS(Item), NULL));
    Item rows[200];
    for (int i = 0; i < 200; i++) rows[i] = (Item){ .n = i, .body = BODY };
    assert_ok(p.s, Item_insert_all(p.s, rows, 200));
    for (long fail_at = 1; fail_at < 500; fail_at++) {
        test_memory memory = { .fail_at = fail_at };
        orm_db *db = orm_open(url, &(orm_options){ .allocator = { test_resize, &memory } }, &err);
        if (!db) assert_int_equal(err.status, ORM_NO_MEMORY);
        orm_session *s = db ? orm_session_open(db) : NULL;
        for (int inside = 0; s && inside < 2; inside++) {
            if (inside && orm_begin(s) != ORM_OK) break;
            Item_cursor c = Item_stream(s, NULL);
            bool told = out_of_memory(s);
            orm_rows r = orm_sql(s, "SELECT n FROM stream_items", orm_args());
            told = out_of_memory(s) || told;
            int seen = 0;
            for (; !told && orm_next(&r) && Item_next(&c); seen++) {}
            assert_true(told || out_of_memory(s) || seen == 200);
        }
        orm_session_close(s);
        assert_int_equal(orm_close(db), ORM_OK);
        assert_int_equal(memory.live, 0);
        assert_int_equal(memory.live_bytes, 0);
        if (!memory.failed) {
            close_place(p);
            return;
        }
    }
    fail_msg("the sweep did not end");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stream_gives_every_row_in_order),
        cmocka_unit_test(test_stream_of_every_small_length),
        cmocka_unit_test(test_stream_memory_does_not_grow),
        cmocka_unit_test(test_stream_beside_other_statements),
        cmocka_unit_test(test_stream_beside_other_statements_in_a_transaction),
        cmocka_unit_test(test_streams_in_turn),
        cmocka_unit_test(test_stream_holds_the_only_connection),
        cmocka_unit_test(test_stream_then_transaction),
        cmocka_unit_test(test_stream_is_in_the_way_of_its_table),
        cmocka_unit_test(test_stream_left_early),
        cmocka_unit_test(test_stream_left_by_closing_the_session),
        cmocka_unit_test(test_write_that_returns_rows_left_early),
        cmocka_unit_test(test_stream_error_in_the_middle),
        cmocka_unit_test(test_stream_row_that_cannot_be_read),
        cmocka_unit_test(test_stream_deadline_is_of_each_call),
        cmocka_unit_test(test_stream_no_memory),
    };
    return run_all(tests);
}
