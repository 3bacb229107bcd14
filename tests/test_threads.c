/* build: tsan: yes */
/* Threads: sessions of one database used by eight threads at once; no update is lost, and no error but those that are documented. */
#include "harness.h"
#include <pthread.h>
#include <threads.h>
#include <time.h>

#define COUNTER_MODEL(X) X(key, int64, id) X(field, text, name) X(field, int64, value) X(field, int64, version, .version = true)
ORM_MODEL(Counter, Counters, COUNTER_MODEL, .table = "counters");
#define EVENT_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, int32, thread) X(field, int32, number) X(field, text, text) X(unique, (thread, number))
ORM_MODEL(Event, Events, EVENT_MODEL, .table = "events");
#define THREADS 8
#define COUNTERS 10

typedef struct worker { orm_db *db; int number, rounds; uint32_t seed; int64_t added, inserted, deleted, read, retries; char problem[400]; } worker;

static uint32_t next_random(worker *w) { return w->seed = w->seed * 1664525u + 1013904223u, w->seed >> 8; }
static bool allowed(orm_status status) { return status == ORM_OK || status == ORM_BUSY || status == ORM_STALE; }
static void note_problem(worker *w, orm_session *s, const char *where) {
    if (!w->problem[0] && !allowed(orm_status_of(s))) snprintf(w->problem, sizeof w->problem, "%s: %s: %.300s", where, orm_status_name(orm_status_of(s)), orm_error_of(s)->message);
}

/* ---- what a thread does -------------------------------------------------------------------------------------------------------------------- */
static void add_in_sql(worker *w, orm_session *s) {
    const int64_t id = next_random(w) % COUNTERS;
    if (Counter_update_where(s, orm_q(.where = orm_eq(Counters.id, id)), ORM_SET(orm_set(Counters.value, orm_add(Counters.value, 1)))) == 1) w->added++;
    note_problem(w, s, "update_where");
}
static void add_in_a_transaction(worker *w, orm_session *s) {
    const int64_t id = next_random(w) % COUNTERS;
    orm_retry(s, 50) {
        Counter *c = Counter_get(s, id);
        if (c) c->value += 2;
        if (!c || Counter_update(s, c) != ORM_OK) w->retries++;
    }
    if (orm_status_of(s) == ORM_OK) w->added += 2;
    note_problem(w, s, "retry");
}
/* Without a transaction: another thread may come in between, which the version tells. */
static void add_with_a_version(worker *w, orm_session *s) {
    const int64_t id = next_random(w) % COUNTERS;
    for (int i = 0; i < 100; i++) {
        Counter *c = Counter_get(s, id);
        note_problem(w, s, "get");
        if (!c) return;
        c->value += 3;
        const orm_status status = Counter_update(s, c);
        note_problem(w, s, "update");
        if (status == ORM_OK) w->added += 3;
        if (status != ORM_STALE) return;
        w->retries++;
    }
}
static void insert_one(worker *w, orm_session *s, int number) {
    Event e = { .thread = w->number, .number = number, .text = "an event" };
    if (Event_insert(s, &e) == ORM_OK) w->inserted++;
    note_problem(w, s, "insert");
}
static void insert_some_and_abort(worker *w, orm_session *s, int number) {
    Event some[3];
    for (int i = 0; i < 3; i++) some[i] = (Event){ .thread = w->number + 100, .number = 3 * number + i, .text = "never seen" };
    orm_transaction(s) {
        Event_insert_all(s, some, 3);
        orm_abort(s);
    }
    note_problem(w, s, "abort");
}
static void read_some(worker *w, orm_session *s) {
    const Event_list l = Event_all(s, orm_q(.where = orm_eq(Events.thread, (int32_t)(next_random(w) % THREADS)), .order_by = { orm_desc(Events.id) }, .limit = 20));
    for (size_t i = 0; i < l.count; i++) w->read += strcmp(l.items[i].text, "an event") == 0;
    note_problem(w, s, "all");
}
static void stream_some(worker *w, orm_session *s) {
    Counter_cursor c = Counter_stream(s, orm_q(.order_by = { orm_asc(Counters.id) }));
    for (int i = 0; i < 5 && Counter_next(&c); i++) w->read++;
    note_problem(w, s, "stream");
    Counter_stop(&c);
}
static void delete_own(worker *w, orm_session *s, int number) {
    const int64_t gone = Event_delete_where(s, orm_q(.where = orm_and(orm_eq(Events.thread, w->number), orm_lt(Events.number, number - 50))));
    if (gone > 0) w->deleted += gone;
    note_problem(w, s, "delete_where");
}
static void *work(void *data) {
    worker *w = data;
    orm_session *s = orm_session_open(w->db);
    for (int i = 0; i < w->rounds; i++) {
        switch (next_random(w) % 10) {
        case 0: add_in_sql(w, s); break;
        case 1: add_in_a_transaction(w, s); break;
        case 2: add_with_a_version(w, s); break;
        case 3: case 4: insert_one(w, s, i); break;
        case 5: insert_some_and_abort(w, s, i); break;
        case 6: stream_some(w, s); break;
        case 7: if (i % 10 == 0) delete_own(w, s, i); else read_some(w, s); break;
        default: read_some(w, s); break;
        }
        if (i % 50 == 49) {
            orm_session_close(s);
            s = orm_session_open(w->db);
        } else if (i % 10 == 9) {
            orm_session_reset(s);
        }
    }
    orm_session_close(s);
    return NULL;
}
static void run_workers(const orm_options *options, int rounds) {
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    orm_db *db = test_open_with(url, options);
    orm_session *s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Counter, Event), NULL));
    for (int64_t i = 0; i < COUNTERS; i++) {
        Counter c = { .id = i, .name = "counter" };
        assert_ok(s, Counter_insert(s, &c));
    }
    static worker workers[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){ .db = db, .number = i, .rounds = rounds, .seed = 77u * (uint32_t)(i + 1) };
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    worker sum = { .number = 0 };
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        if (workers[i].problem[0]) fail_msg("thread %d: %s", i, workers[i].problem);
        sum.added += workers[i].added, sum.inserted += workers[i].inserted, sum.deleted += workers[i].deleted, sum.read += workers[i].read, sum.retries += workers[i].retries;
    }
    assert_int_equal(orm_value_int(Counter_aggregate(s, NULL, orm_sum(Counters.value))), sum.added);
    assert_int_equal(Event_count(s, NULL), sum.inserted - sum.deleted);
    assert_int_equal(Event_count(s, orm_q(.where = orm_eq(Events.text, "never seen"))), 0);
    assert_true(sum.added > 0 && sum.inserted > 0 && sum.read > 0);
    if (test_on("sqlite")) assert_string_equal(orm_value_text(orm_scalar_sql(s, "PRAGMA integrity_check", orm_args())), "ok");
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}

static void test_threads_mixed_reads_and_writes(void **state) {
    (void)state;
    run_workers(&(orm_options){ .synchronous = "off", .busy_timeout = 60000 }, 10000 / THREADS);
}
static void test_threads_pool_of_two(void **state) {
    (void)state;
    run_workers(&(orm_options){ .synchronous = "off", .busy_timeout = 60000, .pool_max = 2, .pool_min = 2 }, 150);
}
static void test_threads_small_statement_cache(void **state) {
    (void)state;
    run_workers(&(orm_options){ .synchronous = "off", .busy_timeout = 60000, .pool_max = 3, .statement_cache = 2 }, 60);
}
/* All sessions of an in-memory database take turns; those of a pool of one too. */
static void *count_up(void *data) {
    worker *w = data;
    orm_session *s = orm_session_open(w->db);
    for (int i = 0; i < w->rounds; i++) {
        orm_transaction(s) {
            Counter *c = Counter_get(s, 1);
            if (c) c->value++;
            if (c) Counter_update(s, c);
        }
        note_problem(w, s, "transaction");
        orm_session_reset(s);
    }
    orm_session_close(s);
    return NULL;
}
static void test_threads_share_one_connection(void **state) {
    (void)state;
    orm_db *db = test_open_with(test_url(false), test_on("sqlite") ? NULL : &(orm_options){ .pool_max = 1 });
    orm_session *s = orm_session_open(db);
    Counter one = { .id = 1, .name = "one" };
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Counter), NULL));
    assert_ok(s, Counter_insert(s, &one));
    worker workers[THREADS];
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++) {
        workers[i] = (worker){ .db = db, .number = i, .rounds = 100 };
        assert_int_equal(pthread_create(&threads[i], NULL, count_up, &workers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        if (workers[i].problem[0]) fail_msg("thread %d: %s", i, workers[i].problem);
    }
    assert_ok(s, Counter_refresh(s, &one));
    assert_int_equal(one.value, THREADS * 100);
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
/* The first use of a model by many threads at once: it is checked once, and all see it. */
static void *first_use(void *data) {
    worker *w = data;
    orm_session *s = orm_session_open(w->db);
    w->read = Event_count(s, NULL);
    note_problem(w, s, "first use");
    orm_session_close(s);
    return NULL;
}
static void test_threads_first_use_of_a_model(void **state) {
    (void)state;
    for (int round = 0; round < 10; round++) {
        char url[1000];
        snprintf(url, sizeof url, "%s", test_url(true));
        orm_db *db = test_open_with(url, NULL);
        orm_session *s = orm_session_open(db);
        assert_int_equal(orm_exec(s, "CREATE TABLE events (id BIGINT PRIMARY KEY, thread INTEGER, number INTEGER, text TEXT)", orm_args()), 0);
        worker workers[THREADS];
        pthread_t threads[THREADS];
        for (int i = 0; i < THREADS; i++) {
            workers[i] = (worker){ .db = db, .number = i, .read = -1 };
            assert_int_equal(pthread_create(&threads[i], NULL, first_use, &workers[i]), 0);
        }
        for (int i = 0; i < THREADS; i++) {
            pthread_join(threads[i], NULL);
            if (workers[i].problem[0]) fail_msg("thread %d: %s", i, workers[i].problem);
            assert_int_equal(workers[i].read, 0);
        }
        assert_int_equal(orm_session_close(s), ORM_OK);
        assert_int_equal(orm_close(db), ORM_OK);
    }
}
/* Cancelled by a thread while another works, at any moment: the call ends as cancelled or is done, and nothing else. */
typedef struct target { orm_session *s; int stop; } target;
static void *cancel_often(void *data) {
    target *t = data;
    while (!__atomic_load_n(&t->stop, __ATOMIC_ACQUIRE)) {
        orm_cancel(t->s);
        thrd_sleep(&(struct timespec){ .tv_nsec = 200000 }, NULL);
    }
    return NULL;
}
static void test_threads_cancel_at_any_moment(void **state) {
    (void)state;
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    orm_db *db = test_open_with(url, &(orm_options){ .synchronous = "off" });
    target t = { .s = orm_session_open(db) };
    assert_ok(t.s, orm_create_tables(t.s, ORM_MODELS(Event), NULL));
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel_often, &t), 0);
    int64_t done = 0, cancelled = 0;
    for (int i = 0; i < 300; i++) {
        orm_exec(t.s, "INSERT INTO events (thread, number, text) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) SELECT ?, i, 'x' FROM n", orm_args(i));
        const orm_status status = orm_status_of(t.s);
        done += status == ORM_OK;
        cancelled += status == ORM_CANCELLED;
        if (status != ORM_OK && status != ORM_CANCELLED) fail_msg("%s: %s", orm_status_name(status), orm_error_of(t.s)->message);
    }
    __atomic_store_n(&t.stop, 1, __ATOMIC_RELEASE);
    pthread_join(thread, NULL);
    assert_int_equal(done + cancelled, 300);
    assert_int_equal(Event_count(t.s, NULL), done * 300);
    assert_int_equal(orm_session_close(t.s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_threads_mixed_reads_and_writes), cmocka_unit_test(test_threads_pool_of_two), cmocka_unit_test(test_threads_small_statement_cache),
        cmocka_unit_test(test_threads_share_one_connection), cmocka_unit_test(test_threads_first_use_of_a_model), cmocka_unit_test(test_threads_cancel_at_any_moment),
    };
    return run_all(tests);
}
