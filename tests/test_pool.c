/* build: tsan: yes */
/* The pool: the order of the line, its limits, connections that are idle, old or dead, what a child of fork() may do, and that no connection gets lost. */
#define _GNU_SOURCE /* the proxy needs more of the system than C11 has */
#include "harness.h"
#include "proxy.h"
#include <pthread.h>
#include <sys/wait.h>
#include <threads.h>
#include <time.h>

#define SLOT_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, name) X(field, int64, count)
ORM_MODEL(Slot, Slots, SLOT_MODEL, .table = "slots");
#define OWNER_MODEL(X) X(key, int64, id)
ORM_MODEL(Owner, Owners, OWNER_MODEL, .table = "owners");

/* ---- help ------------------------------------------------------------------------------------------------------------------------------- */
static int64_t now_us(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
static void sleep_ms(int milliseconds) { thrd_sleep(&(struct timespec){ milliseconds / 1000, milliseconds % 1000 * 1000000L }, NULL); }

/* A database of several connections with the table of slots. */
static orm_db *open_pool(const orm_options *options) {
    orm_db *db = test_open_with(test_url(true), options);
    orm_session *s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Slot), NULL));
    assert_int_equal(orm_session_close(s), ORM_OK);
    return db;
}
static void close_pool(orm_db *db) {
    const orm_pool p = orm_pool_stats(db);
    assert_int_equal(p.in_use, 0);
    assert_int_equal(p.waiting, 0);
    assert_int_equal(p.open, p.idle);
    assert_int_equal(p.open, p.opened - p.closed);
    assert_int_equal(orm_close(db), ORM_OK);
}
static orm_session *session(orm_db *db) {
    orm_session *s = orm_session_open(db);
    assert_non_null(s);
    return s;
}
/* Takes a connection until its transaction ends.  A reading one: SQLite has but one that writes. */
static void hold(orm_session *s) {
    assert_ok(s, orm_begin_with(s, &(orm_tx){ .read_only = true }));
    assert_int_equal(Slot_count(s, NULL), 0);
}
static void wait_until_waiting(orm_db *db, int count) {
    for (int i = 0; i < 5000 && orm_pool_stats(db).waiting != count; i++) sleep_ms(1);
    assert_int_equal(orm_pool_stats(db).waiting, count);
}
/* Which connection of the server's it is; of SQLite there is no number. */
static int64_t connection_id(orm_session *s) { return harness_ask(s, "SELECT 0", "SELECT pg_backend_pid()", "SELECT CONNECTION_ID()", orm_args()); }

/* ---- statistics -------------------------------------------------------------------------------------------------------------------------- */
static void test_pool_statistics(void **state) {
    (void)state;
    orm_db *db = open_pool(&(orm_options){ .pool_min = 2, .pool_max = 3 });
    orm_pool p = orm_pool_stats(db);
    assert_int_equal(p.least, 2);
    assert_int_equal(p.most, 3);
    assert_int_equal(p.open, 2);
    assert_int_equal(p.idle, 2);
    assert_int_equal(p.opened, 2);
    orm_session *s[3] = { session(db), session(db), session(db) };
    for (int i = 0; i < 3; i++) hold(s[i]);
    p = orm_pool_stats(db);
    assert_int_equal(p.open, 3);
    assert_int_equal(p.in_use, 3);
    assert_int_equal(p.idle, 0);
    assert_int_equal(p.opened, 3);
    assert_int_equal(p.closed + p.replaced + p.waits + p.timeouts, 0);
    for (int i = 0; i < 3; i++) orm_session_close(s[i]);
    p = orm_pool_stats(db);
    assert_int_equal(p.idle, 3);
    assert_int_equal(orm_pool_stats(NULL).most, 0);
    close_pool(db);
}
/* More than pool_min are opened only when there is need: sessions that take turns share one. */
static void test_pool_opens_no_more_than_needed(void **state) {
    (void)state;
    orm_db *db = open_pool(&(orm_options){ .pool_max = 8 });
    for (int i = 0; i < 20; i++) {
        orm_session *s = session(db);
        assert_int_equal(Slot_count(s, NULL), 0);
        orm_session_close(s);
    }
    assert_int_equal(orm_pool_stats(db).opened, 1);
    close_pool(db);
}
static void test_pool_options_are_checked(void **state) {
    (void)state;
    orm_error err;
    const struct { orm_options options; const char *name; } wrong[] = {
        { { .pool_idle_ms = -2 }, "pool_idle_ms" }, { { .pool_max_age_ms = -2 }, "pool_max_age_ms" }, { { .pool_ping_ms = -5 }, "pool_ping_ms" }, { { .pool_min = 5, .pool_max = 4 }, "pool_min" } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_null(orm_open("sqlite::memory:", &wrong[i].options, &err));
        assert_int_equal(err.status, ORM_CONFIG);
        assert_has_text(err.message, wrong[i].name, __FILE__, __LINE__);
    }
}

/* ---- the line ------------------------------------------------------------------------------------------------------------------------------ */
typedef struct in_line { orm_db *db; orm_session *s; pthread_t thread; int number, *served; orm_status status; int64_t waited_us; char message[200]; } in_line;

/* Counts itself while it holds the only connection: nobody else does meanwhile. */
static void *stand_in_line(void *context) {
    in_line *l = context;
    const int64_t start = now_us();
    l->status = orm_begin_with(l->s, &(orm_tx){ .read_only = true });
    l->waited_us = now_us() - start;
    snprintf(l->message, sizeof l->message, "%.190s", orm_error_of(l->s)->message);
    if (l->status == ORM_OK) {
        l->served[l->served[0]++ + 1] = l->number;
        orm_rollback(l->s);
    }
    return NULL;
}
static void test_pool_first_come_first_served(void **state) {
    (void)state;
    enum { LINE = 12 };
    orm_db *db = open_pool(&(orm_options){ .pool_max = 1 });
    orm_session *holder = session(db);
    int served[LINE + 1] = { 0 };
    in_line line[LINE];
    hold(holder);
    for (int i = 0; i < LINE; i++) {
        line[i] = (in_line){ .db = db, .s = session(db), .number = i, .served = served };
        assert_int_equal(pthread_create(&line[i].thread, NULL, stand_in_line, &line[i]), 0);
        wait_until_waiting(db, i + 1);
    }
    assert_ok(holder, orm_rollback(holder));
    for (int i = 0; i < LINE; i++) {
        pthread_join(line[i].thread, NULL);
        assert_int_equal(line[i].status, ORM_OK);
        orm_session_close(line[i].s);
    }
    for (int i = 0; i < LINE; i++) assert_int_equal(served[i + 1], i);
    const orm_pool p = orm_pool_stats(db);
    assert_int_equal(p.waits, LINE);
    assert_int_equal(p.timeouts, 0);
    assert_true(p.wait_us >= p.wait_us_max && p.wait_us_max > 0);
    orm_session_close(holder);
    close_pool(db);
}
/* Whoever just gave it back stands behind those who wait. */
static void *take_again_and_again(void *context) {
    in_line *l = context;
    for (int i = 0; i < 50; i++) {
        if (orm_begin_with(l->s, &(orm_tx){ .read_only = true }) != ORM_OK) l->status = orm_status_of(l->s);
        thrd_sleep(&(struct timespec){ 0, 100000 }, NULL);
        const int last = __atomic_exchange_n(l->served, l->number, __ATOMIC_SEQ_CST);
        if (last != l->number) l->waited_us++; /* turns taken after another */
        orm_rollback(l->s);
    }
    return NULL;
}
static void test_pool_nobody_takes_two_turns_in_a_row(void **state) {
    (void)state;
    enum { THREADS = 4 };
    orm_db *db = open_pool(&(orm_options){ .pool_max = 1 });
    in_line line[THREADS];
    int last = -1;
    for (int i = 0; i < THREADS; i++) line[i] = (in_line){ .db = db, .s = session(db), .number = i, .served = &last };
    for (int i = 0; i < THREADS; i++) assert_int_equal(pthread_create(&line[i].thread, NULL, take_again_and_again, &line[i]), 0);
    int64_t turns = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(line[i].thread, NULL);
        assert_int_equal(line[i].status, ORM_OK);
        turns += line[i].waited_us;
        orm_session_close(line[i].s);
    }
    assert_true(turns > THREADS * 50 * 3 / 4); /* but for the first and the last ones, which are alone */
    close_pool(db);
}
/* Wait limits are kept to 20 ms; a machine that is busy elsewhere may be late now and then, never early. */
static void test_pool_wait_limit_is_exact(void **state) {
    (void)state;
    orm_db *db = open_pool(&(orm_options){ .pool_max = 1, .pool_wait_ms = 80 });
    orm_session *holder = session(db), *s = session(db);
    hold(holder);
    int64_t best = INT64_MAX;
    for (int i = 0; i < 8 && best > 100000; i++) {
        const int64_t start = now_us();
        assert_int_equal(Slot_count(s, NULL), -1);
        const int64_t waited = now_us() - start;
        assert_session(s, ORM_TIMEOUT);
        assert_message(s, "waited 80 ms");
        assert_message(s, "pool_max");
        assert_true(waited >= 79000);
        if (waited < best) best = waited;
        assert_int_equal(orm_pool_stats(db).timeouts, i + 1);
    }
    assert_true(best <= 100000);
    assert_ok(holder, orm_rollback(holder));
    assert_int_equal(Slot_count(s, NULL), 0);
    orm_session_close(s);
    orm_session_close(holder);
    close_pool(db);
}
static void test_pool_wait_not_at_all(void **state) {
    (void)state;
    orm_db *db = open_pool(&(orm_options){ .pool_max = 1, .pool_wait_ms = -1 });
    orm_session *holder = session(db), *s = session(db);
    hold(holder);
    const int64_t start = now_us();
    assert_int_equal(Slot_count(s, NULL), -1);
    assert_session(s, ORM_TIMEOUT);
    assert_true(now_us() - start < 1000000);
    orm_session_close(holder);
    assert_int_equal(Slot_count(s, NULL), 0);
    orm_session_close(s);
    close_pool(db);
}
static void test_pool_wait_ends_at_the_deadline(void **state) {
    (void)state;
    orm_db *db = open_pool(&(orm_options){ .pool_max = 1 });
    orm_session *holder = session(db), *s = session(db);
    hold(holder);
    assert_ok(s, orm_deadline(s, 60));
    const int64_t start = now_us();
    assert_int_equal(Slot_count(s, NULL), -1);
    const int64_t waited = now_us() - start;
    assert_session(s, ORM_TIMEOUT);
    assert_message(s, "deadline");
    assert_true(waited >= 59000 && waited < 560000);
    orm_session_close(holder);
    orm_session_close(s);
    close_pool(db);
}
/* One in the middle of the line goes; those behind him move up. */
static void test_pool_wait_is_cancelled(void **state) {
    (void)state;
    orm_db *db = open_pool(&(orm_options){ .pool_max = 1 });
    orm_session *holder = session(db);
    int served[4] = { 0 };
    in_line line[3];
    hold(holder);
    for (int i = 0; i < 3; i++) {
        line[i] = (in_line){ .db = db, .s = session(db), .number = i, .served = served };
        assert_int_equal(pthread_create(&line[i].thread, NULL, stand_in_line, &line[i]), 0);
        wait_until_waiting(db, i + 1);
    }
    assert_int_equal(orm_cancel(line[1].s), ORM_OK);
    pthread_join(line[1].thread, NULL);
    assert_int_equal(line[1].status, ORM_CANCELLED);
    assert_has_text(line[1].message, "waiting for a free connection", __FILE__, __LINE__);
    assert_int_equal(orm_pool_stats(db).waiting, 2);
    assert_ok(holder, orm_rollback(holder));
    pthread_join(line[0].thread, NULL);
    pthread_join(line[2].thread, NULL);
    assert_int_equal(served[1], 0);
    assert_int_equal(served[2], 2);
    for (int i = 0; i < 3; i++) orm_session_close(line[i].s);
    orm_session_close(holder);
    close_pool(db);
}

/* ---- many threads -------------------------------------------------------------------------------------------------------------------------- */
typedef struct worker { orm_db *db; pthread_t thread; int number, rounds; int *inside, most; int64_t done, longest_us, sum_us; char problem[300]; } worker;

static void note(worker *w, orm_session *s) {
    if (orm_status_of(s) != ORM_OK && !w->problem[0]) snprintf(w->problem, sizeof w->problem, "%s: %.250s", orm_status_name(orm_status_of(s)), orm_error_of(s)->message);
}
static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER; /* closed until all threads are there */
static void *check_out(void *context) {
    worker *w = context;
    orm_session *s = orm_session_open(w->db);
    pthread_mutex_lock(&gate);
    pthread_mutex_unlock(&gate);
    for (int i = 0; i < w->rounds; i++) {
        const int64_t start = now_us();
        orm_begin_with(s, &(orm_tx){ .read_only = true });
        const int64_t waited = now_us() - start;
        note(w, s);
        const int inside = __atomic_add_fetch(w->inside, 1, __ATOMIC_SEQ_CST);
        if (inside > w->most) w->most = inside;
        Slot_count(s, NULL);
        note(w, s);
        thrd_sleep(&(struct timespec){ 0, 100000 }, NULL); /* so that the others come to stand in line */
        __atomic_sub_fetch(w->inside, 1, __ATOMIC_SEQ_CST);
        orm_rollback(s);
        w->sum_us += waited;
        if (waited > w->longest_us) w->longest_us = waited;
        w->done++;
    }
    orm_session_close(s);
    return NULL;
}
/* A connection is never lent twice, none is lost, and nobody waits much longer than the others. */
static void test_pool_64_threads_on_8_connections(void **state) {
    (void)state;
    enum { THREADS = 64 };
    orm_db *db = open_pool(&(orm_options){ .pool_max = 8 });
    worker *w = calloc(THREADS, sizeof *w);
    int inside = 0;
    assert_non_null(w);
    pthread_mutex_lock(&gate);
    for (int i = 0; i < THREADS; i++) {
        w[i] = (worker){ .db = db, .number = i, .rounds = 40, .inside = &inside };
        assert_int_equal(pthread_create(&w[i].thread, NULL, check_out, &w[i]), 0);
    }
    pthread_mutex_unlock(&gate);
    int64_t done = 0, longest = 0, sum = 0, least = INT64_MAX, most = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(w[i].thread, NULL);
        if (w[i].problem[0]) fail_msg("%s", w[i].problem);
        assert_true(w[i].most <= 8);
        done += w[i].done;
        sum += w[i].sum_us;
        if (w[i].longest_us > longest) longest = w[i].longest_us;
        if (w[i].sum_us < least) least = w[i].sum_us;
        if (w[i].sum_us > most) most = w[i].sum_us;
    }
    assert_int_equal(done, THREADS * 40);
    const orm_pool p = orm_pool_stats(db);
    assert_true(p.waits > 0);
    assert_int_equal(p.timeouts, 0);
    assert_int_equal(p.opened, p.open);
    assert_true(p.open <= 8);
    if (longest > 10 * (sum / done) + 100000) fail_msg("the longest wait was %lld us, the mean one %lld us (threads in sum: %lld to %lld us)", (long long)longest, (long long)(sum / done), (long long)least, (long long)most);
    free(w);
    close_pool(db);
}
static void *mixed_work(void *context) {
    worker *w = context;
    orm_session *s = orm_session_open(w->db);
    Slot own = { .name = "own" };
    Slot_insert(s, &own);
    note(w, s);
    for (int i = 0; i < w->rounds; i++) {
        if (i % 8 == 0) {
            orm_retry(s, 50) Slot_update_where(s, orm_q(.where = orm_eq(Slots.id, own.id)), ORM_SET(orm_set(Slots.count, orm_add(Slots.count, 1))));
        } else if (i % 64 == 1) {
            Slot_cursor c = Slot_stream(s, orm_q(.order_by = { orm_asc(Slots.id) }));
            while (Slot_next(&c)) {}
        } else if (i % 64 == 2) {
            orm_transaction(s) {
                Slot_get(s, own.id);
                orm_abort(s);
            }
        } else {
            Slot_get(s, own.id);
        }
        note(w, s);
        w->done++;
        if (i % 100 == 99) orm_session_reset(s);
    }
    Slot *last = Slot_get(s, own.id);
    if (!last || last->count != (w->rounds + 7) / 8) snprintf(w->problem, sizeof w->problem, "the counter is %lld", last ? (long long)last->count : -1);
    orm_session_close(s);
    return NULL;
}
static void test_pool_8_threads_by_10000_operations(void **state) {
    (void)state;
    enum { THREADS = 8 };
    const char *config = getenv("ORM_TEST_CONFIG");
    const int rounds = config && strcmp(config, "clang-O2") == 0 ? 10000 : 300; /* the sanitizers need no more to see what they see */
    orm_db *db = open_pool(&(orm_options){ .pool_max = 4 });
    worker w[THREADS];
    memset(w, 0, sizeof w);
    for (int i = 0; i < THREADS; i++) {
        w[i] = (worker){ .db = db, .number = i, .rounds = rounds };
        assert_int_equal(pthread_create(&w[i].thread, NULL, mixed_work, &w[i]), 0);
    }
    int64_t done = 0;
    for (int i = 0; i < THREADS; i++) {
        pthread_join(w[i].thread, NULL);
        if (w[i].problem[0]) fail_msg("%s", w[i].problem);
        done += w[i].done;
    }
    assert_int_equal(done, THREADS * rounds);
    assert_true(orm_pool_stats(db).open <= 4);
    close_pool(db);
}

/* ---- no connection is lost ------------------------------------------------------------------------------------------------------------------ */
/* With one connection and no waiting every slot that is not given back is noticed by the next call. */
static void test_pool_gives_every_connection_back(void **state) {
    (void)state;
    orm_db *db = open_pool(&(orm_options){ .pool_max = 1, .pool_wait_ms = -1 });
    orm_session *s = session(db), *next = session(db);
    Slot rows[3] = { { .name = "a" }, { .name = "b" }, { .name = "c" } };
    assert_ok(s, Slot_insert_all(s, rows, 3));
    assert_ok(s, orm_begin(s)); /* closed in the middle of nested transactions */
    assert_ok(s, orm_begin(s));
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(Slot_count(next, NULL), 3);
    s = session(db); /* closed in the middle of a stream */
    Slot_cursor c = Slot_stream(s, orm_q(.order_by = { orm_asc(Slots.id) }));
    assert_non_null(Slot_next(&c));
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(Slot_count(next, NULL), 3);
    s = session(db); /* statements that fail: unknown table, no such column, value refused */
    assert_int_equal(orm_exec(s, "DELETE FROM nowhere_at_all", orm_args()), -1);
    assert_int_equal(Owner_count(s, NULL), -1);
    Slot twice = { .id = rows[0].id, .name = "twice" };
    assert_int_not_equal(Slot_insert(s, &twice), ORM_OK);
    assert_int_equal(Slot_count(next, NULL), 3);
    orm_transaction(s) Slot_insert(s, &twice); /* a transaction that fails */
    assert_int_not_equal(orm_status_of(s), ORM_OK);
    assert_int_equal(Slot_count(next, NULL), 3);
    for (int i = 0; i < 3; i++) { /* left by break */
        orm_transaction(s) {
            Slot_count(s, NULL);
            break;
        }
    }
    assert_int_equal(Slot_count(next, NULL), 3);
    orm_session_close(s);
    orm_session_close(next);
    close_pool(db);
}
/* A COMMIT that fails: the check of a foreign key waits for it. */
static void check_commit_that_fails(void) {
    orm_db *db = open_pool(&(orm_options){ .pool_max = 1, .pool_wait_ms = -1 });
    orm_session *s = session(db), *next = session(db);
    if (orm_exec(s, "CREATE TABLE owners (id BIGINT PRIMARY KEY)", orm_args()) < 0) fail_msg("%s", orm_error_of(s)->message);
    if (orm_exec(s, "CREATE TABLE owned (id BIGINT, FOREIGN KEY (id) REFERENCES owners (id) DEFERRABLE INITIALLY DEFERRED)", orm_args()) < 0) fail_msg("%s", orm_error_of(s)->message);
    for (int i = 0; i < 3; i++) {
        assert_ok(s, orm_begin(s));
        assert_int_equal(orm_exec(s, "INSERT INTO owned VALUES (77)", orm_args()), 1);
        assert_fails(s, orm_commit(s), ORM_CONFLICT_FOREIGN_KEY);
        if (orm_depth(s)) assert_ok(s, orm_rollback(s));
        assert_int_equal(Slot_count(next, NULL), 0);
    }
    orm_transaction(s) orm_exec(s, "INSERT INTO owned VALUES (78)", orm_args());
    assert_session(s, ORM_CONFLICT_FOREIGN_KEY);
    assert_int_equal(Slot_count(next, NULL), 0);
    assert_int_equal(orm_value_int(orm_scalar_sql(next, "SELECT COUNT(*) FROM owned", orm_args())), 0);
    orm_session_close(s);
    orm_session_close(next);
    close_pool(db);
}
static void test_sqlite_pool_commit_that_fails(void **state) {
    (void)state;
    check_commit_that_fails();
}
static void test_postgres_pool_commit_that_fails(void **state) {
    (void)state;
    check_commit_that_fails();
}
/* No memory, anywhere in a call that has to open a connection: it says so, and the place in the pool is free again. */
static void test_pool_opening_that_fails_gives_the_place_back(void **state) {
    (void)state;
    const char *url = test_url(true);
    for (long fail_at = 1, reached = 1; reached; fail_at++) {
        test_memory memory = { .fail_at = 0 };
        orm_db *db = test_open_with(url, &(orm_options){ .pool_max = 2, .pool_wait_ms = -1, .allocator = { test_resize, &memory } });
        orm_session *holder = session(db), *s = session(db);
        if (fail_at == 1) assert_ok(holder, orm_create_tables(holder, ORM_MODELS(Slot), NULL));
        hold(holder);
        memory.fail_at = memory.calls + fail_at;
        const bool failed = Slot_count(s, NULL) < 0;
        reached = memory.failed;
        if (failed) assert_session(s, ORM_NO_MEMORY);
        memory.fail_at = 0;
        assert_int_equal(orm_pool_stats(db).in_use, 1);
        assert_int_equal(Slot_count(s, NULL), 0);
        orm_session_close(s);
        orm_session_close(holder);
        close_pool(db);
        assert_int_equal(memory.live, 0);
        assert_true(fail_at < 1000);
    }
}

/* ---- idle and old ones ----------------------------------------------------------------------------------------------------------------------- */
static void use_at_once(orm_db *db, int count) {
    orm_session *s[8];
    for (int i = 0; i < count; i++) hold(s[i] = session(db));
    for (int i = 0; i < count; i++) orm_session_close(s[i]);
}
static void test_pool_idle_connections_are_closed(void **state) {
    (void)state;
    orm_db *db = open_pool(&(orm_options){ .pool_min = 2, .pool_max = 6, .pool_idle_ms = 50 });
    orm_session *s = session(db), *held = session(db);
    use_at_once(db, 6);
    assert_int_equal(orm_pool_stats(db).open, 6);
    hold(held); /* one that is in use stays, however long */
    sleep_ms(80);
    assert_int_equal(Slot_count(s, NULL), 0); /* nobody but a call closes them */
    orm_pool p = orm_pool_stats(db);
    assert_int_equal(p.open, 2);
    assert_int_equal(p.closed, 4);
    assert_int_equal(p.replaced, 0);
    assert_int_equal(Slot_count(held, NULL), 0);
    assert_ok(held, orm_rollback(held));
    use_at_once(db, 5); /* and they come again */
    assert_int_equal(orm_pool_stats(db).open, 5);
    orm_session_close(held);
    orm_session_close(s);
    close_pool(db);
}
static void test_pool_idle_limit_can_be_off(void **state) {
    (void)state;
    orm_db *db = open_pool(&(orm_options){ .pool_max = 4, .pool_idle_ms = -1 });
    use_at_once(db, 4);
    sleep_ms(30);
    use_at_once(db, 1);
    assert_int_equal(orm_pool_stats(db).open, 4);
    close_pool(db);
}
static int random_calls;
static bool counted_random(void *context, void *bytes, size_t count) {
    (void)context;
    __atomic_add_fetch(&random_calls, 1, __ATOMIC_RELAXED);
    memset(bytes, 0xff, count);
    return true;
}
static void test_pool_old_connections_are_replaced(void **state) {
    (void)state;
    random_calls = 0;
    orm_db *db = open_pool(&(orm_options){ .pool_max = 2, .pool_max_age_ms = 300, .random = counted_random });
    orm_session *s = session(db);
    assert_int_equal(random_calls, 1); /* each connection has a limit of its own, a little below that */
    hold(s);
    const int64_t id = connection_id(s);
    sleep_ms(330);
    assert_int_equal(connection_id(s), id); /* never in the middle of a transaction */
    assert_session(s, ORM_OK);
    assert_int_equal(orm_pool_stats(db).replaced, 0);
    assert_ok(s, orm_rollback(s));
    assert_int_equal(Slot_count(s, NULL), 0);
    orm_pool p = orm_pool_stats(db);
    assert_int_equal(p.replaced, 1);
    assert_int_equal(p.opened, 2);
    assert_int_equal(p.open, 1);
    assert_int_equal(random_calls, 2);
    if (id) assert_int_not_equal(connection_id(s), id);
    orm_session_close(s);
    close_pool(db);
}
/* What is in memory or the program's own would be another one if it were opened afresh. */
static void test_sqlite_pool_keeps_what_is_in_memory(void **state) {
    (void)state;
    orm_db *db = test_open_with("sqlite::memory:", &(orm_options){ .pool_max_age_ms = 1, .pool_idle_ms = 1, .pool_ping_ms = 1 });
    orm_session *s = session(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Slot), NULL));
    sleep_ms(20);
    assert_int_equal(Slot_count(s, NULL), 0);
    assert_int_equal(orm_pool_stats(db).opened, 1);
    orm_session_close(s);
    close_pool(db);
}

/* ---- dead ones ------------------------------------------------------------------------------------------------------------------------------- */
static char logged[2000];
static void keep_log(void *context, orm_log_level level, const char *message) {
    (void)context;
    (void)level;
    const size_t n = strlen(logged);
    snprintf(logged + n, sizeof logged - n, "%s\n", message);
}
/* The server ends the connection with this number, and has done so when it returns. */
static void end_connection(orm_session *by, int64_t id) {
    char kill[40]; /* MySQL takes no parameter there */
    snprintf(kill, sizeof kill, "KILL %lld", (long long)id);
    if (test_on("postgres")) orm_scalar_sql(by, "SELECT pg_terminate_backend(?::int, 5000)", orm_args(id));
    else orm_exec_text(by, kill, orm_args());
    assert_session(by, ORM_OK);
    for (int i = 0; i < 500; i++) {
        if (!harness_ask(by, "", "SELECT COUNT(*) FROM pg_stat_activity WHERE pid = ?", "SELECT COUNT(*) FROM information_schema.processlist WHERE id = ?", orm_args(id))) break;
        sleep_ms(5);
    }
    sleep_ms(20);
}
/* While it was unused: it is replaced, and nobody hears of it but the log. */
static void check_dead_while_idle(void) {
    logged[0] = 0;
    orm_db *db = open_pool(&(orm_options){ .pool_max = 3, .log = keep_log });
    orm_db *admin = test_open_with(harness_server_url(), NULL);
    orm_session *s = session(db), *by = session(admin);
    for (int i = 0; i < 3; i++) {
        const int64_t id = connection_id(s);
        end_connection(by, id);
        assert_int_equal(Slot_count(s, NULL), 0);
        assert_session(s, ORM_OK);
        assert_int_equal(orm_pool_stats(db).replaced, i + 1);
        assert_int_not_equal(connection_id(s), id);
    }
    assert_has_text(logged, "closed by the server", __FILE__, __LINE__);
    orm_session_close(s);
    orm_session_close(by);
    orm_close(admin);
    close_pool(db);
}
/* In a call's hands: that call says ORM_CONNECTION, and the next one has another connection. */
static void check_dead_in_a_transaction(void) {
    orm_db *db = open_pool(&(orm_options){ .pool_max = 1 });
    orm_db *admin = test_open_with(harness_server_url(), NULL);
    orm_session *s = session(db), *by = session(admin);
    Slot row = { .name = "lost" };
    assert_ok(s, orm_begin(s));
    assert_ok(s, Slot_insert(s, &row));
    end_connection(by, connection_id(s));
    Slot second = { .name = "met it" };
    assert_fails(s, Slot_insert(s, &second), ORM_CONNECTION);
    assert_fails(s, Slot_insert(s, &second), ORM_TRANSACTION);
    assert_ok(s, orm_rollback(s));
    assert_int_equal(Slot_count(s, NULL), 0);
    assert_session(s, ORM_OK);
    assert_ok(s, Slot_insert(s, &row)); /* new again */
    const orm_pool p = orm_pool_stats(db);
    assert_int_equal(p.opened, 2);
    assert_int_equal(p.open, 1);
    orm_session_close(s);
    orm_session_close(by);
    orm_close(admin);
    close_pool(db);
}
static void test_postgres_pool_dead_connections(void **state) {
    (void)state;
    check_dead_while_idle();
    check_dead_in_a_transaction();
}
static void test_mysql_pool_dead_connections(void **state) {
    (void)state;
    check_dead_while_idle();
    check_dead_in_a_transaction();
}

/* A proxy before the test server, and the URL of a fresh database through it. */
static proxy *open_proxy(char *url, size_t size) {
    char server[108];
    const char *begin = strstr(harness_server_url(), test_on("postgres") ? "host=" : "socket="), *whole = test_database_url(), *name = strstr(whole, "://") + 3;
    if (!begin) fail_msg("the test server has no socket");
    begin = strchr(begin, '=') + 1;
    name += strcspn(name, "/?") + (name[strcspn(name, "/?")] == '/');
    snprintf(server, sizeof server, "%.*s%s", (int)strcspn(begin, "&"), begin, test_on("postgres") ? "/.s.PGSQL.5432" : "");
    proxy *p = proxy_open(server);
    assert_non_null(p);
    snprintf(url, size, "%.*s://orm@127.0.0.1:%d/%.*s", (int)strcspn(whole, ":"), whole, p->port, (int)strcspn(name, "?"), name);
    return p;
}
/* One that was unused for long is asked; one that was used just now is not, and whether the server closed it is seen without asking. */
static void check_pings(void) {
    char url[300];
    proxy *p = open_proxy(url, sizeof url);
    orm_db *db = test_open_with(url, &(orm_options){ .pool_ping_ms = 60, .connect_ms = 800 });
    orm_session *s = session(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Slot), NULL));
    assert_int_equal(Slot_count(s, NULL), 0);
    proxy_count_anew(p);
    assert_int_equal(Slot_count(s, NULL), 0);
    const int64_t without = proxy_count(p).trips;
    assert_int_equal(without, 1);
    sleep_ms(90);
    proxy_count_anew(p);
    assert_int_equal(Slot_count(s, NULL), 0);
    assert_int_equal(proxy_count(p).trips, without + 1);
    assert_int_equal(orm_pool_stats(db).replaced, 0);
    sleep_ms(90);
    proxy_arm(p, PROXY_FROM_CLIENT, 0, PROXY_HOLE, 0); /* nothing comes back any more, and nobody says so */
    int64_t start = now_us();
    assert_int_equal(Slot_count(s, NULL), -1);
    assert_true(orm_status_of(s) == ORM_TIMEOUT || orm_status_of(s) == ORM_CONNECTION);
    assert_true(now_us() - start < 800000 + 800000 + 500000); /* the ping's time, the connect's, and some for a busy machine */
    assert_int_equal(orm_pool_stats(db).replaced, 1);
    assert_int_equal(orm_pool_stats(db).in_use, 0);
    proxy_heal(p);
    if (Slot_count(s, NULL)) fail_msg("%s", orm_error_of(s)->message);
    assert_ok(s, orm_deadline(s, 100)); /* the deadline is for all of it: wait, ping, connecting, statement */
    sleep_ms(90);
    proxy_arm(p, PROXY_FROM_CLIENT, 0, PROXY_HOLE, 0);
    start = now_us();
    assert_int_equal(Slot_count(s, NULL), -1);
    assert_session(s, ORM_TIMEOUT);
    assert_true(now_us() - start < 100000 + 500000);
    proxy_heal(p);
    assert_ok(s, orm_deadline(s, 0));
    assert_int_equal(Slot_count(s, NULL), 0);
    orm_session_close(s);
    close_pool(db);
    proxy_close(p);
}
static void test_postgres_pool_pings(void **state) {
    (void)state;
    check_pings();
}
static void test_mysql_pool_pings(void **state) {
    (void)state;
    check_pings();
}
/* The server is away for a while: each call says so, no place in the pool is lost, and when it is back everything works. */
static void check_server_away(void) {
    char url[300];
    proxy *p = open_proxy(url, sizeof url);
    orm_db *db = test_open_with(url, &(orm_options){ .pool_max = 2, .pool_wait_ms = -1, .connect_ms = 2000 });
    orm_session *s = session(db), *second = session(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Slot), NULL));
    hold(s);
    hold(second);
    proxy_refuse(p);
    proxy_arm(p, PROXY_FROM_CLIENT, 0, PROXY_CUT, 0);
    assert_int_equal(Slot_count(s, NULL), -1);
    assert_session(s, ORM_CONNECTION);
    assert_ok(s, orm_rollback(s));
    for (int i = 0; i < 5; i++) {
        assert_int_equal(Slot_count(s, NULL), -1);
        assert_session(s, ORM_CONNECTION);
        assert_int_equal(orm_pool_stats(db).in_use, 1);
        assert_int_equal(orm_pool_stats(db).open, 1); /* the one in the other's transaction, who does not know yet */
    }
    proxy_arm(p, PROXY_FROM_CLIENT, 0, PROXY_CUT, 0);
    assert_int_equal(orm_session_close(second), ORM_OK);
    assert_int_equal(orm_pool_stats(db).in_use, 0);
    assert_int_equal(orm_pool_stats(db).open, 0);
    proxy_heal(p);
    second = session(db);
    hold(s);
    hold(second);
    orm_session_close(s);
    orm_session_close(second);
    close_pool(db);
    proxy_close(p);
}
static void test_postgres_pool_server_away(void **state) {
    (void)state;
    check_server_away();
}
static void test_mysql_pool_server_away(void **state) {
    (void)state;
    check_server_away();
}

/* ---- fork ------------------------------------------------------------------------------------------------------------------------------------- */
/* 0: everything was refused as it should be; else the number of the check that failed. */
static int in_a_child(orm_db *db, orm_session *idle, orm_session *busy) {
    if (Slot_count(idle, NULL) != -1 || orm_status_of(idle) != ORM_MISUSE) return 1;
    if (!strstr(orm_error_of(idle)->message, "fork")) return 2;
    Slot row = { .name = "from the child" };
    if (Slot_insert(busy, &row) != ORM_MISUSE || orm_commit(busy) != ORM_MISUSE || orm_rollback(busy) != ORM_MISUSE) return 3;
    if (orm_session_open(db) != NULL) return 4;
    if (orm_cancel(busy) != ORM_OK || orm_pool_stats(db).open != 0) return 5;
    if (orm_close(db) != ORM_MISUSE) return 6; /* its sessions first, as ever */
    if (orm_session_close(busy) != ORM_OK || orm_session_close(idle) != ORM_OK) return 7;
    if (orm_close(db) != ORM_OK) return 8;
    return 0;
}
/* ThreadSanitizer ends a child that starts threads, as a client library may when it connects. */
#if defined(__SANITIZE_THREAD__)
#define CHILD_MAY_OPEN false
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CHILD_MAY_OPEN false
#endif
#endif
#ifndef CHILD_MAY_OPEN
#define CHILD_MAY_OPEN true
#endif
/* A child that has the parent's pool disturbs nothing: not the open transaction, not the statements, not the connections that are free. */
static void test_pool_of_the_parent_is_refused_in_a_child(void **state) {
    (void)state;
    const char *url = test_url(true);
    orm_db *db = test_open_with(url, &(orm_options){ .pool_min = 2, .pool_max = 2 });
    orm_session *idle = session(db), *busy = session(db);
    assert_ok(idle, orm_create_tables(idle, ORM_MODELS(Slot), NULL));
    assert_int_equal(Slot_count(idle, NULL), 0);
    Slot row = { .name = "from the parent" };
    assert_ok(busy, orm_begin(busy));
    assert_ok(busy, Slot_insert(busy, &row));
    const pid_t child = fork();
    if (child == 0) {
        int failed = in_a_child(db, idle, busy);
        orm_error err; /* one of its own works */
        orm_db *own = failed || !CHILD_MAY_OPEN ? NULL : orm_open(url, NULL, &err);
        orm_session *s = orm_session_open(own);
        if (CHILD_MAY_OPEN && !failed && Slot_count(s, NULL) != 0) failed = 20;
        orm_session_close(s);
        orm_close(own);
        _exit(failed);
    }
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    if (!WIFEXITED(status) || WEXITSTATUS(status)) fail_msg("the child's check %d failed", WIFEXITED(status) ? WEXITSTATUS(status) : -1);
    row.name = "changed";
    assert_ok(busy, Slot_update(busy, &row));
    assert_ok(busy, orm_commit(busy));
    assert_int_equal(Slot_count(idle, NULL), 1);
    assert_string_equal(Slot_get(idle, row.id)->name, "changed");
    assert_int_equal(orm_pool_stats(db).replaced, 0);
    assert_int_equal(orm_pool_stats(db).open, 2);
    orm_session_close(idle);
    orm_session_close(busy);
    close_pool(db);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pool_statistics), cmocka_unit_test(test_pool_opens_no_more_than_needed), cmocka_unit_test(test_pool_options_are_checked),
        cmocka_unit_test(test_pool_first_come_first_served), cmocka_unit_test(test_pool_nobody_takes_two_turns_in_a_row), cmocka_unit_test(test_pool_wait_limit_is_exact),
        cmocka_unit_test(test_pool_wait_not_at_all), cmocka_unit_test(test_pool_wait_ends_at_the_deadline), cmocka_unit_test(test_pool_wait_is_cancelled),
        cmocka_unit_test(test_pool_64_threads_on_8_connections), cmocka_unit_test(test_pool_8_threads_by_10000_operations),
        cmocka_unit_test(test_pool_gives_every_connection_back), cmocka_unit_test(test_sqlite_pool_commit_that_fails), cmocka_unit_test(test_postgres_pool_commit_that_fails),
        cmocka_unit_test(test_pool_opening_that_fails_gives_the_place_back), cmocka_unit_test(test_pool_idle_connections_are_closed), cmocka_unit_test(test_pool_idle_limit_can_be_off),
        cmocka_unit_test(test_pool_old_connections_are_replaced), cmocka_unit_test(test_sqlite_pool_keeps_what_is_in_memory), cmocka_unit_test(test_postgres_pool_dead_connections),
        cmocka_unit_test(test_mysql_pool_dead_connections), cmocka_unit_test(test_postgres_pool_pings), cmocka_unit_test(test_mysql_pool_pings),
        cmocka_unit_test(test_postgres_pool_server_away), cmocka_unit_test(test_mysql_pool_server_away), cmocka_unit_test(test_pool_of_the_parent_is_refused_in_a_child),
    };
    return run_all(tests);
}
