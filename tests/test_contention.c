/* build: tsan: yes */
/* Transactions that get in each other's way on a server: deadlocks, serialization failures, lock timeouts; what they leave behind, and that orm_retry and loops like
 * it do each piece of work exactly once. */
#define _GNU_SOURCE /* barriers and the proxy need more of the system than C11 has */
#include "network.h"

#define TALLY_MODEL(X) X(key, int64, id) X(field, int64, value)
ORM_MODEL(Tally, Tallies, TALLY_MODEL, .table = "tallies");
#define THREADS 8
#define ROUNDS 200

typedef struct arena { char url[NETWORK_URL]; orm_db *db; orm_session *s; pthread_barrier_t barrier; int64_t runs, failures; } arena;
typedef struct fighter { arena *a; int number; int64_t runs, done, retries; char problem[400]; } fighter;

/* A database with two tallies; PostgreSQL looks for deadlocks after a second, which is long for a test. */
static arena arena_open(const char *postgres_options) {
    arena a = { .db = NULL };
    char option[300];
    snprintf(option, sizeof option, "options=-c%%20deadlock_timeout%%3D3ms%s", postgres_options);
    const char *url = test_database_url();
    snprintf(a.url, sizeof a.url, "%s%s%s", url, test_on("postgres") ? strchr(url, '?') ? "&" : "?" : "", test_on("postgres") ? option : "");
    a.db = test_open_with(a.url, &(orm_options){ .pool_max = THREADS + 2 });
    a.s = orm_session_open(a.db);
    assert_non_null(a.s);
    assert_ok(a.s, orm_create_tables(a.s, ORM_MODELS(Tally), NULL));
    for (int64_t id = 1; id <= 2; id++) assert_ok(a.s, Tally_insert(a.s, &(Tally){ .id = id }));
    return a;
}
static void arena_close(arena *a) {
    assert_int_equal(orm_session_close(a->s), ORM_OK);
    assert_int_equal(orm_close(a->db), ORM_OK);
}
static int64_t value_of(arena *a, int64_t id) {
    const Tally *t = Tally_get(a->s, id);
    assert_non_null(t);
    return t->value;
}
static void problem(fighter *f, const orm_session *s, const char *where) {
    if (!f->problem[0]) snprintf(f->problem, sizeof f->problem, "%s: %s: %.300s", where, orm_status_name(orm_status_of(s)), orm_error_of(s)->message);
}
static int64_t add_one(orm_session *s, int64_t id) { return Tally_update_where(s, orm_q(.where = orm_eq(Tallies.id, id)), ORM_SET(orm_set(Tallies.value, orm_add(Tallies.value, 1)))); }
static void fight(arena *a, void *(*how)(void *), fighter *f, int count) {
    pthread_t threads[THREADS];
    pthread_barrier_init(&a->barrier, NULL, (unsigned)count);
    for (int i = 0; i < count; i++) {
        f[i] = (fighter){ .a = a, .number = i };
        assert_int_equal(pthread_create(&threads[i], NULL, how, &f[i]), 0);
    }
    for (int i = 0; i < count; i++) pthread_join(threads[i], NULL);
    pthread_barrier_destroy(&a->barrier);
    for (int i = 0; i < count; i++)
        if (f[i].problem[0]) fail_msg("thread %d: %s", i, f[i].problem);
}

/* ---- deadlock ------------------------------------------------------------------------------------------------------------------------------ */
/* Two transactions, each with a lock that the other one wants next. */
static void *cross(void *context) {
    fighter *f = context;
    orm_session *s = orm_session_open(f->a->db);
    const int64_t first = f->number ? 2 : 1;
    orm_retry(s, 5) {
        f->runs++;
        add_one(s, first);
        if (f->runs == 1) pthread_barrier_wait(&f->a->barrier);
        add_one(s, 3 - first);
        if (orm_status_of(s) == ORM_DEADLOCK) f->retries++;
    }
    if (orm_status_of(s) != ORM_OK) problem(f, s, "cross");
    orm_session_close(s);
    return NULL;
}
static void test_server_deadlock_is_resolved_by_retry(void **state) {
    (void)state;
    arena a = arena_open("");
    fighter f[2];
    fight(&a, cross, f, 2);
    assert_int_equal(f[0].retries + f[1].retries, 1); /* one of them was the victim */
    assert_int_equal(f[0].runs + f[1].runs, 3);
    assert_int_equal(value_of(&a, 1), 2);
    assert_int_equal(value_of(&a, 2), 2);
    arena_close(&a);
}
/* The victim's transaction is over on the server; MySQL would take its next statement and commit it on its own. */
static void *cross_and_go_on(void *context) {
    fighter *f = context;
    orm_session *s = orm_session_open(f->a->db);
    const int64_t first = f->number ? 2 : 1;
    if (orm_begin(s) != ORM_OK || add_one(s, first) != 1) problem(f, s, "first");
    pthread_barrier_wait(&f->a->barrier);
    add_one(s, 3 - first);
    const orm_error e = *orm_error_of(s);
    if (e.status == ORM_OK) {
        if (orm_commit(s) != ORM_OK) problem(f, s, "commit");
        f->done++;
    } else {
        f->retries++;
        if (e.status != ORM_DEADLOCK || !e.retryable || e.outcome != ORM_NOT_APPLIED) problem(f, s, "no deadlock");
        for (int i = 0; i < 3; i++)
            if (add_one(s, first) != -1 || orm_status_of(s) != ORM_TRANSACTION) problem(f, s, "it went on");
        if (orm_commit(s) != ORM_TRANSACTION || orm_depth(s) != 1) problem(f, s, "commit of the victim");
        if (orm_rollback(s) != ORM_OK) problem(f, s, "rollback");
        if (add_one(s, 1) != 1) problem(f, s, "after it");
    }
    orm_session_close(s);
    return NULL;
}
static void test_server_deadlock_victim_does_nothing_more(void **state) {
    (void)state;
    arena a = arena_open("");
    fighter f[2];
    fight(&a, cross_and_go_on, f, 2);
    assert_int_equal(f[0].done + f[1].done, 1);
    assert_int_equal(f[0].retries + f[1].retries, 1);
    assert_int_equal(value_of(&a, 1), 2); /* the survivor's, and the one after the rollback */
    assert_int_equal(value_of(&a, 2), 1);
    arena_close(&a);
}

/* ---- counters: each unit of work exactly once ---------------------------------------------------------------------------------------------------- */
static void *count_both(void *context) {
    fighter *f = context;
    orm_session *s = orm_session_open(f->a->db);
    const int64_t first = 1 + f->number % 2;
    for (int i = 0; i < ROUNDS; i++) {
        orm_retry(s, 100) {
            f->runs++;
            add_one(s, first);
            add_one(s, 3 - first);
        }
        if (orm_status_of(s) == ORM_OK) f->done++;
        else problem(f, s, "count");
        orm_session_reset(s);
    }
    orm_session_close(s);
    return NULL;
}
static void total(arena *a, const fighter *f, int64_t rows) {
    int64_t done = 0, runs = 0;
    for (int i = 0; i < THREADS; i++) done += f[i].done, runs += f[i].runs;
    printf("%lld units of work in %lld attempts\n", (long long)done, (long long)runs);
    assert_int_equal(done, THREADS * ROUNDS);
    for (int64_t id = 1; id <= rows; id++) assert_int_equal(value_of(a, id), THREADS * ROUNDS);
}
static void test_server_counters_with_deadlocks(void **state) {
    (void)state;
    arena a = arena_open("");
    fighter f[THREADS];
    fight(&a, count_both, f, THREADS);
    total(&a, f, 2);
    arena_close(&a);
}
/* Reads, then writes what it makes of that: right only because of the isolation level. */
static orm_status read_and_add(orm_session *s) {
    const Tally *t = Tally_get(s, 1);
    if (!t) return orm_status_of(s);
    return Tally_update_only(s, &(Tally){ .id = 1, .value = t->value + 1 }, ORM_COLS(Tallies.value));
}
static void *count_serializable(void *context) {
    fighter *f = context;
    orm_session *s = orm_session_open(f->a->db);
    while (f->done < ROUNDS && f->runs < 200 * ROUNDS && !f->problem[0]) {
        f->runs++;
        orm_status status = orm_begin_with(s, &(orm_tx){ .isolation = ORM_SERIALIZABLE });
        if (status == ORM_OK) status = read_and_add(s);
        if (status == ORM_OK) status = orm_commit(s);
        const orm_error e = *orm_error_of(s);
        if (status == ORM_OK) f->done++;
        else if (!e.retryable || e.outcome != ORM_NOT_APPLIED) problem(f, s, "serializable");
        else if (e.status != ORM_SERIALIZATION && e.status != ORM_DEADLOCK) problem(f, s, "the wrong status");
        if (orm_depth(s) && orm_rollback(s) != ORM_OK) problem(f, s, "rollback");
        orm_session_reset(s);
    }
    orm_session_close(s);
    return NULL;
}
static void test_server_counter_serializable(void **state) {
    (void)state;
    arena a = arena_open("");
    fighter f[THREADS];
    fight(&a, count_serializable, f, THREADS);
    total(&a, f, 1);
    arena_close(&a);
}
/* With orm_retry, where the level is the connection's default. */
static void *count_with_retry(void *context) {
    fighter *f = context;
    orm_session *s = orm_session_open(f->a->db);
    for (int i = 0; i < ROUNDS; i++) {
        orm_retry(s, 500) {
            f->runs++;
            read_and_add(s);
        }
        if (orm_status_of(s) == ORM_OK) f->done++;
        else problem(f, s, "retry");
        orm_session_reset(s);
    }
    orm_session_close(s);
    return NULL;
}
static void test_postgres_counter_serializable_with_retry(void **state) {
    (void)state;
    arena a = arena_open("%20-c%20default_transaction_isolation%3Dserializable");
    fighter f[THREADS];
    fight(&a, count_with_retry, f, THREADS);
    total(&a, f, 1);
    arena_close(&a);
}

/* ---- lock timeouts --------------------------------------------------------------------------------------------------------------------------------- */
static void short_lock_wait(orm_session *s) {
    if (test_on("mysql")) assert_true(orm_exec(s, "SET SESSION innodb_lock_wait_timeout = 1", orm_args()) >= 0);
    else assert_true(orm_exec(s, "SET LOCAL lock_timeout = '50ms'", orm_args()) >= 0);
}
/* MySQL rolls back the statement alone: without poison the rest would be committed as half of the work. */
static void test_server_lock_timeout_poisons(void **state) {
    (void)state;
    arena a = arena_open("");
    orm_session *other = orm_session_open(a.db);
    assert_ok(other, orm_begin(other));
    assert_int_equal(add_one(other, 2), 1);
    assert_ok(a.s, orm_begin(a.s));
    short_lock_wait(a.s);
    assert_int_equal(add_one(a.s, 1), 1);
    assert_int_equal(add_one(a.s, 2), -1);
    assert_session(a.s, ORM_BUSY);
    assert_true(orm_error_of(a.s)->retryable);
    assert_int_equal(orm_error_of(a.s)->outcome, ORM_NOT_APPLIED);
    assert_int_equal(add_one(a.s, 1), -1);
    assert_session(a.s, ORM_TRANSACTION);
    assert_fails(a.s, orm_commit(a.s), ORM_TRANSACTION);
    assert_ok(a.s, orm_rollback(a.s));
    assert_ok(other, orm_rollback(other));
    assert_int_equal(value_of(&a, 1), 0);
    assert_int_equal(value_of(&a, 2), 0);
    /* in a nested transaction only that is lost */
    assert_ok(other, orm_begin(other));
    assert_int_equal(add_one(other, 2), 1);
    assert_ok(a.s, orm_begin(a.s));
    short_lock_wait(a.s);
    assert_int_equal(add_one(a.s, 1), 1);
    assert_ok(a.s, orm_begin(a.s));
    assert_int_equal(add_one(a.s, 1), 1);
    assert_int_equal(add_one(a.s, 2), -1);
    assert_session(a.s, ORM_BUSY);
    assert_ok(a.s, orm_rollback(a.s));
    assert_ok(a.s, orm_commit(a.s));
    assert_ok(other, orm_rollback(other));
    assert_int_equal(value_of(&a, 1), 1);
    assert_int_equal(orm_session_close(other), ORM_OK);
    arena_close(&a);
}
typedef struct pauses { int count, ms[16]; } pauses;
static void note_pause(void *context, int milliseconds) {
    pauses *p = context;
    if (p->count < 16) p->ms[p->count] = milliseconds;
    p->count++;
}
/* Another go for so many times, each after a longer pause; then the failure is told. */
static void test_server_retry_gives_up(void **state) {
    (void)state;
    pauses p = { .count = 0 };
    arena a = arena_open("");
    orm_db *db = test_open_with(a.url, &(orm_options){ .sleep = note_pause, .sleep_context = &p });
    orm_session *s = orm_session_open(db);
    int runs = 0;
    assert_ok(a.s, orm_begin(a.s));
    assert_int_equal(add_one(a.s, 1), 1);
    orm_retry(s, 3) {
        runs++;
        short_lock_wait(s);
        add_one(s, 2);
        add_one(s, 1);
    }
    assert_session(s, ORM_BUSY);
    assert_int_equal(runs, 3);
    assert_int_equal(p.count, 2);
    for (int i = 0; i < 2; i++) assert_between(p.ms[i], 2 << i, 4 << i);
    assert_ok(a.s, orm_rollback(a.s));
    assert_int_equal(value_of(&a, 2), 0);
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
    arena_close(&a);
}

/* ---- the network in the middle of a block ------------------------------------------------------------------------------------------------------------ */
/* A block whose connection was lost before COMMIT is run again; one whose COMMIT was sent is not. */
static void test_server_retry_after_a_cut(void **state) {
    (void)state;
    place n = network_place();
    orm_db *db = network_open(&n, &(orm_options){ .pool_max = 1 });
    orm_session *s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Tally), NULL));
    assert_ok(s, Tally_insert(s, &(Tally){ .id = 1 }));
    int64_t before_commit = 0;
    for (int wanted = 1; wanted <= 4; wanted++) {
        const bool at_commit = wanted == 4;
        int runs = 0;
        /* the first block warms up; the second is measured; the third is cut at its update, the fourth when all of COMMIT has arrived */
        const int64_t at = wanted < 3 ? INT64_MAX : at_commit ? proxy_count(n.p).bytes[0] : before_commit - 1;
        proxy_arm(n.p, PROXY_FROM_CLIENT, at, wanted < 3 ? PROXY_PASS : PROXY_CUT, 0);
        orm_retry(s, 3) {
            runs++;
            add_one(s, 1);
            if (wanted == 2) before_commit = proxy_count(n.p).bytes[0];
        }
        const orm_status status = orm_status_of(s);
        if (wanted == 2) assert_true(before_commit > 20);
        assert_int_equal(status, at_commit ? ORM_COMMIT_UNKNOWN : ORM_OK);
        assert_int_equal(runs, wanted == 3 ? 2 : 1);
        if (wanted == 3) { /* its bytes were counted over two connections: once more, for the number that the fourth needs */
            proxy_count_anew(n.p);
            orm_retry(s, 3) { add_one(s, 1); }
            assert_session(s, ORM_OK);
        } else if (at_commit) {
            proxy_heal(n.p);
        }
    }
    assert_true(network_until(&n, network_sessions, 0, 2000));
    assert_int_equal(orm_value_int(orm_scalar_sql(n.check, "SELECT value FROM tallies WHERE id = 1", orm_args())), 5); /* each block once, the last one too */
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
    network_leave(&n);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server_deadlock_is_resolved_by_retry),
        cmocka_unit_test(test_server_deadlock_victim_does_nothing_more),
        cmocka_unit_test(test_server_counters_with_deadlocks),
        cmocka_unit_test(test_server_counter_serializable),
        cmocka_unit_test(test_postgres_counter_serializable_with_retry),
        cmocka_unit_test(test_server_lock_timeout_poisons),
        cmocka_unit_test(test_server_retry_gives_up),
        cmocka_unit_test(test_server_retry_after_a_cut),
    };
    return run_all(tests);
}
