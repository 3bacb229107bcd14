/* Faults of the database: in every scenario, every call of the driver fails once, in every way.  The status is right, nothing leaks, the one connection of
 * the pool comes back usable, the database holds what it held or all of what was wanted. */
#define ORM_IMPLEMENTATION
#define ORM__TEST_DRIVER
#include "harness.h"
#include "faulty.h"
#include "scenarios.h"

static test_memory memory;
static long problems;        /* a sweep tells all that it finds, and fails at its end */
#define problem(...) (print_message(__VA_ARGS__), print_message("\n"), problems++)
static char file[600];
static char *image;          /* the filled database */
static size_t image_size;

static void read_image(void) {
    FILE *f = fopen(file, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    image_size = (size_t)ftell(f);
    rewind(f);
    image = malloc(image_size);
    assert_non_null(image);
    assert_int_equal(fread(image, 1, image_size, f), image_size);
    fclose(f);
}
static void world_open(world *w) {
    char url[1000];
    orm_options o = { .allocator = { test_resize, &memory } };
    *w = (world){ .db = NULL };
    scenario_options(&o);
    if (!test_on("sqlite")) {
        scenario_place_restore();
        w->db = test_open_with(scenario_place.url, &o);
        w->s = orm_session_open(w->db);
        assert_non_null(w->s);
        return;
    }
    if (image) {
        FILE *f = fopen(file, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(image, 1, image_size, f), image_size);
        fclose(f);
    }
    snprintf(url, sizeof url, "sqlite:///%s?journal=memory&synchronous=off", file);
    w->db = test_open_with(url, &o);
    w->s = orm_session_open(w->db);
    assert_non_null(w->s);
}
static void world_close(world *w) {
    assert_int_equal(orm_session_close(w->s), ORM_OK);
    assert_int_equal(orm_close(w->db), ORM_OK);
    assert_int_equal(memory.live, 0);
    assert_int_equal(memory.live_bytes, 0);
    assert_int_equal(faulty.opens, faulty.closes);
}
static int fill(void **state) {
    (void)state;
    world w;
    if (!test_on("sqlite")) {
        scenario_place_fill();
        return 0;
    }
    snprintf(file, sizeof file, "%s/faults.db", test_folder());
    remove(file);
    world_open(&w);
    scenario_fill(w.s);
    world_close(&w);
    read_image();
    return 0;
}
static int forget(void **state) {
    (void)state;
    if (!test_on("sqlite")) scenario_place_forget();
    free(image);
    remove(file);
    return 0;
}

static int start(void **state) {
    (void)state;
    memory = (test_memory){ .calls = 0 };
    faulty = (faulty_state){ .at = 0 };
    problems = 0;
    return 0;
}
/* What a scenario does when nothing fails. */
typedef struct expected { uint64_t before, after; long calls[FAULTY_COUNT]; } expected;
static expected undisturbed(const scenario *sc) {
    expected e;
    world w;
    world_open(&w);
    e.before = scenario_digest(w.s);
    scenario_name = sc->name;
    sc->prepare(&w);
    faulty_clear();
    const orm_status status = sc->run(&w);
    memcpy(e.calls, faulty.calls, sizeof e.calls);
    if (status != ORM_OK) fail_msg("%s: %s: %s", sc->name, orm_status_name(status), orm_error_of(w.s)->message);
    scenario_settle(&w);
    e.after = scenario_digest(w.s);
    scenario_place.damage = scenario_changes_tables(sc) ? SCENARIO_TABLES : e.after != e.before ? SCENARIO_ROWS : SCENARIO_INTACT;
    world_close(&w);
    return e;
}
typedef struct fault { faulty_function function; long at; orm_status status; bool after; } fault;

static bool is_right_status(const fault *f, orm_status got) {
    if (got == f->status) return true;
    if (f->function == FAULTY_COLUMN_NAME) return got == ORM_NO_MEMORY;
    return f->status == ORM_CONNECTION && f->function == FAULTY_RUN && got == ORM_COMMIT_UNKNOWN;
}
static void check_outcome(const scenario *sc, const fault *f, orm_status got, orm_outcome outcome, uint64_t digest, const expected *e) {
    char what[200];
    snprintf(what, sizeof what, "%s: %s number %ld fails with %s%s", sc->name, faulty_names[f->function], f->at, orm_status_name(f->status), f->after ? " after the work" : "");
    if (got != ORM_OK && !is_right_status(f, got)) problem("%s: the status is %s", what, orm_status_name(got));
    if (digest != e->before && digest != e->after && !scenario_may_stay_half(sc)) problem("%s (%s): the database holds a part of the work", what, orm_status_name(got));
    if (got == ORM_OK && digest != e->after) problem("%s: the status is ORM_OK, and the work is not done", what);
    if (got != ORM_OK && outcome == ORM_NOT_APPLIED && digest != e->before && !scenario_may_stay_half(sc)) problem("%s: %s and not applied, and the work is done", what, orm_status_name(got));
    if (got != ORM_OK && outcome == ORM_APPLIED && digest != e->after) problem("%s: %s and applied, and the work is not done", what, orm_status_name(got));
}
/* The session goes on, and a new one too: the pool has one connection only. */
static void check_usable(const scenario *sc, world *w, const expected *e, bool again) {
    if (orm_value_int(orm_scalar_sql(w->s, "SELECT 40 + 2", orm_args())) != 42) problem("%s: the session is unusable: %s", sc->name, orm_error_of(w->s)->message);
    assert_ok(w->s, orm_begin(w->s));
    assert_ok(w->s, orm_commit(w->s));
    orm_session *other = orm_session_open(w->db);
    assert_int_equal(orm_value_int(orm_scalar_sql(other, "SELECT 40 + 2", orm_args())), 42);
    assert_int_equal(orm_session_close(other), ORM_OK);
    if (!again) return;
    sc->prepare(w);
    if (sc->run(w) != ORM_OK) problem("%s fails when it is run again: %s", sc->name, orm_error_of(w->s)->message);
    scenario_settle(w);
    if (scenario_digest(w->s) != e->after) problem("%s gives something else when it is run again", sc->name);
}
static bool fail_once(const scenario *sc, const fault *f, const expected *e) {
    world w;
    world_open(&w);
    scenario_name = sc->name;
    sc->prepare(&w);
    faulty_fail(f->function, f->at, f->status, NULL);
    faulty.after = f->after;
    const orm_status got = sc->run(&w);
    const bool hit = faulty.hits > 0;
    const orm_outcome outcome = orm_error_of(w.s)->outcome;
    faulty_clear();
    scenario_settle(&w);
    const uint64_t digest = scenario_digest(w.s);
    check_outcome(sc, f, got, outcome, digest, e);
    check_usable(sc, &w, e, digest == e->before);
    scenario_place.damage = scenario_changes_tables(sc) ? SCENARIO_TABLES : e->after != e->before ? SCENARIO_ROWS : SCENARIO_INTACT;
    world_close(&w);
    return hit;
}
static const orm_status kinds[] = { ORM_SQL, ORM_BUSY, ORM_CONNECTION, ORM_DEADLOCK, ORM_NO_MEMORY, ORM_FULL, ORM_TIMEOUT };

/* On a server, where each fault takes some milliseconds, a sample: a lost connection and one more. */
static bool is_sampled(size_t kind, long at) {
    return test_on("sqlite") || getenv("ORM_TEST_LONG") || kinds[kind] == ORM_CONNECTION || (long)kind == at % (long)(sizeof kinds / sizeof *kinds);
}
static void sweep(const faulty_function *functions, size_t count) {
    long hits = 0;
    for (size_t i = 0; i < SCENARIO_COUNT; i++) {
        const scenario *sc = &scenarios[i];
        const expected e = undisturbed(sc);
        for (size_t k = 0; k < count; k++)
            for (long at = 1; at <= e.calls[functions[k]]; at++)
                for (size_t s = 0; s < sizeof kinds / sizeof *kinds; s++) {
                    const fault f = { functions[k], at, kinds[s], false };
                    if (!is_sampled(s, at)) continue;
                    hits += fail_once(sc, &f, &e);
                    if (functions[k] == FAULTY_RESET) break; /* one way to fail is enough */
                }
    }
    print_message("%ld faults\n", hits);
    assert_true(hits > 0);
    assert_int_equal(problems, 0);
}
#define SWEEP(name, ...)                                                       \
    static void name(void **state) {                                           \
        (void)state;                                                           \
        static const faulty_function functions[] = { __VA_ARGS__ };            \
        sweep(functions, sizeof functions / sizeof *functions);                \
    }
SWEEP(test_faults_of_prepare_and_bind, FAULTY_PREPARE, FAULTY_BIND, FAULTY_BIND_ROW)
SWEEP(test_faults_of_execute_and_step, FAULTY_EXECUTE, FAULTY_STEP)
SWEEP(test_faults_of_transaction_statements, FAULTY_RUN)
SWEEP(test_faults_of_fetching, FAULTY_FETCH_ROW, FAULTY_CELL, FAULTY_COLUMN_NAME)
SWEEP(test_faults_of_reset, FAULTY_RESET)

/* The answer is lost, the work is done: what was sent outside of a transaction, and COMMIT. */
static void test_faults_of_lost_answers(void **state) {
    (void)state;
    for (size_t i = 0; i < SCENARIO_COUNT; i++) {
        const expected e = undisturbed(&scenarios[i]);
        for (long at = 1; at <= e.calls[FAULTY_STEP]; at++) fail_once(&scenarios[i], &(fault){ FAULTY_STEP, at, ORM_CONNECTION, true }, &e);
        for (long at = 1; at <= e.calls[FAULTY_RUN]; at++) fail_once(&scenarios[i], &(fault){ FAULTY_RUN, at, ORM_CONNECTION, true }, &e);
    }
    assert_int_equal(problems, 0);
}
static void test_faults_of_open(void **state) {
    (void)state;
    for (size_t s = 0; s < sizeof kinds / sizeof *kinds; s++) {
        char url[1000];
        orm_error err;
        if (test_on("sqlite")) snprintf(url, sizeof url, "sqlite:///%s?journal=memory", file);
        else snprintf(url, sizeof url, "%s", scenario_place.url);
        faulty_fail(FAULTY_OPEN, 1, kinds[s], NULL);
        assert_null(orm_open(url, &(orm_options){ .allocator = { test_resize, &memory } }, &err));
        assert_int_equal(err.status, kinds[s]);
        assert_has_text(err.message, "injected", __FILE__, __LINE__);
        faulty_fail(FAULTY_OPEN, 3, kinds[s], NULL); /* the third of three */
        assert_null(orm_open(url, &(orm_options){ .allocator = { test_resize, &memory }, .pool_min = 3 }, &err));
        assert_int_equal(err.status, kinds[s]);
        assert_int_equal(memory.live, 0);
        assert_int_equal(faulty.opens, faulty.closes);
    }
    faulty_clear();
}
/* The connection cannot be made again at first: the calls say so, and it works as soon as it can. */
static void test_faults_of_connecting_again(void **state) {
    (void)state;
    world w;
    world_open(&w);
    faulty_fail(FAULTY_STEP, 1, ORM_CONNECTION, NULL);
    assert_int_equal(Thing_count(w.s, NULL), -1);
    assert_session(w.s, ORM_CONNECTION);
    faulty_fail(FAULTY_OPEN, 1, ORM_CONNECTION, NULL);
    assert_int_equal(Thing_count(w.s, NULL), -1);
    assert_session(w.s, ORM_CONNECTION);
    assert_message(w.s, "injected");
    faulty_fail(FAULTY_OPEN, 1, ORM_TIMEOUT, NULL);
    assert_fails(w.s, orm_begin(w.s), ORM_TIMEOUT);
    assert_int_equal(orm_depth(w.s), 0);
    faulty_clear();
    assert_int_equal(Thing_count(w.s, NULL), 3);
    world_close(&w);
}
/* Three attempts insert one row: it is new again each time, and it is there once. */
static void test_faults_retry_inserts_one_row_in_three_attempts(void **state) {
    (void)state;
    const orm_status retryable[] = { ORM_BUSY, ORM_DEADLOCK, ORM_SERIALIZATION, ORM_CONNECTION };
    for (size_t i = 0; i < sizeof retryable / sizeof *retryable; i++) {
        world w;
        int runs = 0;
        scenario_place.damage = SCENARIO_ROWS;
        world_open(&w);
        Thing row = scenario_thing("retried");
        orm_retry(w.s, 3) {
            faulty_clear();
            assert_ok(w.s, Thing_insert(w.s, &row));
            assert_int_not_equal(row.id, 0);
            if (++runs < 3) faulty_fail(FAULTY_STEP, 1, retryable[i], "UPDATE");
            orm_exec(w.s, "UPDATE things SET amount = 8 WHERE name = 'retried'", orm_args());
        }
        assert_session(w.s, ORM_OK);
        assert_int_equal(runs, 3);
        assert_int_equal(Thing_count(w.s, orm_q(.where = orm_and(orm_eq(Things.name, "retried"), orm_eq(Things.amount, 8)))), 1);
        row.note = "stored";
        assert_ok(w.s, Thing_save(w.s, &row)); /* it knows that it is stored: this updates */
        assert_int_equal(Thing_count(w.s, NULL), 4);
        runs = 0;
        faulty_clear();
        orm_retry(w.s, 3) {
            runs++;
            faulty_fail(FAULTY_STEP, 1, retryable[i], "UPDATE");
            orm_exec(w.s, "UPDATE things SET amount = 9", orm_args());
        }
        assert_session(w.s, retryable[i]); /* gives up */
        assert_int_equal(runs, 3);
        faulty_clear();
        world_close(&w);
    }
}

#define T(name) cmocka_unit_test_setup(name, start)
int main(void) {
    const struct CMUnitTest tests[] = {
        T(test_faults_of_prepare_and_bind), T(test_faults_of_execute_and_step), T(test_faults_of_transaction_statements),
        T(test_faults_of_fetching), T(test_faults_of_reset), T(test_faults_of_lost_answers), T(test_faults_of_open),
        T(test_faults_of_connecting_again), T(test_faults_retry_inserts_one_row_in_three_attempts),
    };
    return run_all_with(tests, fill, forget);
}
