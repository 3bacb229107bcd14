/* build: libs: -lsqlite3 */
/* Memory that runs out: in every public function, every allocation fails once (n = 1, 2, ...), and then all from the n-th on.  The status is
 * ORM_NO_MEMORY, or the call has done its work; nothing leaks; the database holds what it held; the session goes on.  What the sweep met is printed by
 * function.  A function that allocates without being met, or a public function that has no scenario, fails the test. */
#define _POSIX_C_SOURCE 200809L /* setenv */
#include <stdlib.h>
#include <stddef.h>
static void *offline_realloc(void *block, size_t size); /* what works without a database has no allocator of the program's */
#define realloc(block, size) offline_realloc((block), (size))
#define ORM_IMPLEMENTATION
#include "harness.h"
#include <sqlite3.h>
#undef realloc
#include "scenarios.h"

static long offline_calls, offline_fail_at;
static void *offline_realloc(void *block, size_t size) {
    if (offline_fail_at && ++offline_calls == offline_fail_at) return NULL;
    return realloc(block, size);
}

static test_memory memory;
static long problems;
#define problem(...) (print_message(__VA_ARGS__), print_message("\n"), problems++)

/* ---- what is known to allocate nothing -------------------------------------------------------------------------------------------------- */
static const char *const without[] = {
    "orm_status_name", "orm_status_text", "orm_dialect_name", "orm_version", "orm_error_print", "orm_error_of", "orm_status_of", "orm_dialect_of", "orm_server_version", "orm_depth", "orm_pool_stats",
    "orm_limit", "orm_find_column", "orm_enum_name", "orm_enum_value", "orm_type_name", "orm_close", "orm_is_loaded", "orm_use_defaults",
    "orm_timestamp_text", "orm_timestamp_parse", "orm_date_text", "orm_date_parse", "orm_time_text", "orm_time_parse", "orm_interval_text", "orm_interval_parse", "orm_uuid_text",
    "orm_uuid_parse", "orm_uuid_v4", "orm_uuid_v7", "orm_decimal_canonical", "orm_decimal_compare", "orm_decimal_from_scaled", "orm_decimal_scaled",
    "orm_value_bool", "orm_value_decimal", "orm_value_double", "orm_value_int", "orm_value_is_null", "orm_value_text",
    "Row_init", "Row_as_new", "Row_assume_stored", "Row_print",
    /* these have a scenario, which proves it */
    "orm_session_close", "orm_session_reset", "orm_session_mark", "orm_session_release", "orm_deadline", "orm_cancel", "orm_begin", "orm_commit", "orm_rollback", "orm_abort",
    "orm_slice", "orm_order_by_name", "orm_rows_close", "orm_column_count", "orm_column_type", "orm_column_name", "orm_int", "orm_double", "orm_blob", "orm_null", "orm_next", "Row_stop",
};
static bool is_without(const char *function) {
    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        if (strcmp(without[i], function) == 0) return true;
    return false;
}

/* ---- worlds --------------------------------------------------------------------------------------------------------------------------------- */
static sqlite3 *native;
static void world_open(world *w) {
    orm_options o = { .allocator = { test_resize, &memory } };
    *w = (world){ .db = NULL };
    memory = (test_memory){ .calls = 0 };
    scenario_options(&o);
    o.sqlite = native; /* one filled database for all: each scenario is undone */
    w->db = test_open_with(native ? NULL : scenario_place.url, &o);
    w->s = orm_session_open(w->db);
    assert_non_null(w->s);
}
static void world_close(world *w, const char *what) {
    assert_int_equal(orm_session_close(w->s), ORM_OK);
    assert_int_equal(orm_close(w->db), ORM_OK);
    if (memory.live || memory.live_bytes) problem("%s: %ld blocks, %ld bytes are lost", what, memory.live, memory.live_bytes);
}
/* The stored database, to go back to. */
static unsigned char *image;
static sqlite3_int64 image_size;
static void restore(void) {
    if (!test_on("sqlite")) {
        scenario_place_restore();
        return;
    }
    assert_int_equal(sqlite3_open(":memory:", &native), SQLITE_OK);
    unsigned char *copy = sqlite3_malloc64((sqlite3_uint64)image_size);
    assert_non_null(copy);
    memcpy(copy, image, (size_t)image_size);
    assert_int_equal(sqlite3_deserialize(native, "main", copy, image_size, image_size, SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE), SQLITE_OK);
    assert_int_equal(sqlite3_exec(native, "PRAGMA foreign_keys = on", NULL, NULL, NULL), SQLITE_OK);
}
static void drop(const scenario *sc, bool changes) {
    scenario_place.damage = sc && scenario_changes_tables(sc) ? SCENARIO_TABLES : changes ? SCENARIO_ROWS : SCENARIO_INTACT;
    if (!native) return;
    assert_int_equal(sqlite3_close(native), SQLITE_OK); /* refused while a statement is left */
    native = NULL;
}
static int fill(void **state) {
    (void)state;
    world w;
    if (!test_on("sqlite")) {
        scenario_place_fill();
        return 0;
    }
    assert_int_equal(sqlite3_open(":memory:", &native), SQLITE_OK);
    world_open(&w);
    scenario_fill(w.s);
    world_close(&w, "filling");
    unsigned char *serial = sqlite3_serialize(native, "main", &image_size, 0);
    assert_non_null(serial);
    image = malloc((size_t)image_size);
    assert_non_null(image);
    memcpy(image, serial, (size_t)image_size);
    sqlite3_free(serial);
    drop(NULL, false);
    return 0;
}
static int forget(void **state) {
    (void)state;
    if (!test_on("sqlite")) scenario_place_forget();
    free(image);
    return 0;
}
static int start(void **state) {
    (void)state;
    problems = 0;
    return 0;
}

typedef struct expected { uint64_t before, after; long calls; } expected;
static expected undisturbed(const scenario *sc) {
    expected e;
    world w;
    restore();
    world_open(&w);
    e.before = scenario_digest(w.s);
    world_close(&w, sc->name);
    world_open(&w);
    scenario_name = sc->name;
    sc->prepare(&w);
    const long calls = memory.calls;
    const orm_status status = sc->run(&w);
    if (status != ORM_OK) fail_msg("%s: %s: %s", sc->name, orm_status_name(status), orm_error_of(w.s)->message);
    e.calls = memory.calls - calls;
    scenario_settle(&w);
    e.after = scenario_digest(w.s);
    world_close(&w, sc->name);
    drop(sc, e.after != e.before);
    return e;
}
static void check(const scenario *sc, long n, bool sticky, orm_status got, orm_outcome outcome, uint64_t digest, const expected *e) {
    char what[200];
    snprintf(what, sizeof what, "%s, allocation %ld%s", sc->name, n, sticky ? " and all later ones" : "");
    if (got != ORM_OK && got != ORM_NO_MEMORY) problem("%s: the status is %s", what, orm_status_name(got));
    const uint64_t wanted = got == ORM_OK || outcome == ORM_APPLIED ? e->after : e->before;
    const bool either = (outcome == ORM_OUTCOME_UNKNOWN && digest == e->after) || scenario_may_stay_half(sc);
    if (digest != wanted && !either) problem("%s: %s, and the database holds %s", what, orm_status_name(got), digest == e->before ? "what it held" : digest == e->after ? "the new rows" : "a part of the work");
}
/* One run whose n-th allocation fails; false: there is no such allocation any more. */
static bool fail_once(const scenario *sc, long n, bool sticky, const expected *e) {
    world w;
    restore();
    world_open(&w);
    scenario_name = sc->name;
    sc->prepare(&w);
    memory.fail_at = memory.calls + n;
    memory.sticky = sticky;
    const orm_status got = sc->run(&w);
    memory.fail_at = 0;
    const bool hit = memory.failed > 0;
    const orm_outcome outcome = orm_error_of(w.s)->outcome;
    scenario_settle(&w);
    const uint64_t digest = scenario_digest(w.s);
    check(sc, n, sticky, got, outcome, digest, e);
    if (hit && digest == e->before) { /* the session goes on: the same again works */
        scenario_name = sc->name;
    sc->prepare(&w);
        if (sc->run(&w) != ORM_OK) problem("%s, allocation %ld: fails when it is run again: %s", sc->name, n, orm_error_of(w.s)->message);
        scenario_settle(&w);
        if (scenario_digest(w.s) != e->after) problem("%s, allocation %ld: gives something else when it is run again", sc->name, n);
    }
    world_close(&w, sc->name);
    drop(sc, e->after != e->before);
    return hit;
}

/* ---- the sweep -------------------------------------------------------------------------------------------------------------------------------- */
typedef struct tally { const char *function; long calls, met; } tally;
static tally tallies[SCENARIO_COUNT + 8];
static size_t tally_count;
static tally *tally_of(const char *function) {
    for (size_t i = 0; i < tally_count; i++)
        if (strcmp(tallies[i].function, function) == 0) return &tallies[i];
    tallies[tally_count] = (tally){ function, 0, 0 };
    return &tallies[tally_count++];
}
static void test_memory_every_allocation_fails_once(void **state) {
    (void)state;
    for (size_t i = 0; i < SCENARIO_COUNT; i++) {
        const scenario *sc = &scenarios[i];
        const expected e = undisturbed(sc);
        tally *t = tally_of(sc->function);
        t->calls += e.calls;
        for (long n = 1; fail_once(sc, n, false, &e); n++) t->met++;
        for (long n = 1; n <= e.calls; n++)
            if (test_on("sqlite") || getenv("ORM_TEST_LONG") || n % 4 == 1) fail_once(sc, n, true, &e); /* on a server a sample: each takes some milliseconds */
    }
    assert_int_equal(problems, 0);
}
/* How a database is opened: by its URL, by the variable that holds it, by its parts. */
static orm_db *open_by(int way, const char *url, const orm_options *o, orm_error *err) {
    if (way == 0) return orm_open(url, o, err);
    if (way == 1) return orm_open_env("ORM_TEST_MEMORY_URL", o, err);
    return orm_open_with(&(orm_address){ .dialect = ORM_DIALECT_SQLITE, .database = ":memory:" }, o, err);
}
static void test_memory_opening_fails_at_every_allocation(void **state) {
    (void)state;
    static const char *const functions[] = { "orm_open", "orm_open_env", "orm_open_with" };
    const bool sqlite = test_on("sqlite");
    const char *url = sqlite ? "sqlite::memory:" : scenario_place.url;
    assert_int_equal(setenv("ORM_TEST_MEMORY_URL", url, 1), 0);
    for (int way = 0; way < (sqlite ? 3 : 2); way++) { /* the parts of a server's URL differ from run to run; what is made of them is a URL */
        tally *t = tally_of(functions[way]);
        for (long n = 1;; n++) {
            orm_error err;
            memory = (test_memory){ .fail_at = n };
            orm_db *db = open_by(way, url, &(orm_options){ .allocator = { test_resize, &memory }, .mode = sqlite ? "memory" : NULL, .foreign_keys = "on", .synchronous = "off", .strict = "off" }, &err);
            if (db) {
                assert_int_equal(orm_close(db), ORM_OK);
                assert_int_equal(memory.live, 0);
                t->calls = n - 1;
                break;
            }
            t->met++;
            assert_int_equal(err.status, ORM_NO_MEMORY);
            assert_int_equal(memory.live, 0);
            assert_int_equal(memory.live_bytes, 0);
        }
        assert_true(t->met > 0);
    }
}
/* What prints SQL without a database uses malloc. */
static size_t offline_schema(char *buffer, size_t size) { return orm_schema_sql(ORM_DIALECT_POSTGRES, ORM_MODELS(Thing, Part, Spare), buffer, size); }
static size_t offline_query(char *buffer, size_t size) {
    return orm_query_sql(ORM_DIALECT_MYSQL, ORM_FROM(Thing), orm_q(.where = orm_and(orm_icontains(Things.name, "x"), orm_in(Things.amount, 1, 2, 3)), .order_by = { orm_desc(Things.price) }), buffer, size);
}
static void test_memory_printing_sql_fails_at_every_allocation(void **state) {
    (void)state;
    const struct { const char *function; size_t (*print)(char *, size_t); } calls[] = { { "orm_schema_sql", offline_schema }, { "orm_query_sql", offline_query } };
    static char whole[20000], text[20000];
    for (size_t i = 0; i < 2; i++) {
        tally *t = tally_of(calls[i].function);
        const size_t length = calls[i].print(whole, sizeof whole);
        assert_true(length > 0 && length < sizeof whole);
        for (long n = 1; n < 10000; n++) {
            offline_calls = 0;
            offline_fail_at = n;
            const size_t got = calls[i].print(text, sizeof text);
            const bool hit = offline_calls >= n;
            offline_fail_at = 0;
            if (!hit) break;
            t->calls++, t->met++;
            if (got == SIZE_MAX) assert_has_text(text, "memory", __FILE__, __LINE__);
            else assert_string_equal(text, whole);
        }
        assert_true(t->met > 0);
    }
}

/* ---- is every public function there? ------------------------------------------------------------------------------------------------------------- */
static bool in_scenarios(const char *function) {
    for (size_t i = 0; i < SCENARIO_COUNT; i++)
        if (strcmp(scenarios[i].function, function) == 0) return true;
    return false;
}
static void check_public(const char *function) {
    const bool swept = in_scenarios(function) || strncmp(function, "orm_open", 8) == 0 || !strcmp(function, "orm_schema_sql") || !strcmp(function, "orm_query_sql");
    if (!swept && !is_without(function)) problem("%s is public and has no scenario in scenarios.h", function);
}
/* A name that begins at `text`, when an opening parenthesis follows. */
static bool read_name(const char *text, char *name, size_t size) {
    const size_t n = strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789");
    if (!n || n >= size || text[n] != '(') return false;
    memcpy(name, text, n);
    name[n] = 0;
    return true;
}
static void test_memory_every_public_function_has_a_scenario(void **state) {
    (void)state;
    char line[4000], name[100], function[120];
    long found = 0;
    FILE *f = fopen("orm.h", "rb");
    assert_non_null(f);
    while (fgets(line, sizeof line, f)) {
        if (strstr(line, "ORM_IMPLEMENTATION_DONE")) break;
        if (strncmp(line, "ORM_API ", 8) == 0) {
            for (const char *p = line; (p = strstr(p, "orm_")); p += 4)
                if ((p[-1] == ' ' || p[-1] == '*') && p[4] != '_' && read_name(p, name, sizeof name)) {
                    check_public(name);
                    found++;
                    break;
                }
        }
        for (const char *verb = strncmp(line, "    ORM__V ", 11) == 0 ? strstr(line, "Row##_") : NULL; verb; verb = strstr(verb + 1, "Row##_")) {
            if ((verb[-1] != ' ' && verb[-1] != '*') || !read_name(verb + 6, name, sizeof name)) continue;
            snprintf(function, sizeof function, "Row_%s", name);
            check_public(function);
            found++;
            break;
        }
    }
    fclose(f);
    assert_true(found > 100); /* they were recognised */
    const char *const macros[] = { "orm_sql", "orm_sql_text", "orm_exec", "orm_exec_text", "orm_scalar_sql", "orm_transaction", "orm_retry", "orm_blob", "orm_use_defaults", "orm_is_loaded" };
    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++) check_public(macros[i]);
    assert_int_equal(problems, 0);
}
static void test_memory_failure_points_by_function(void **state) {
    (void)state;
    for (size_t i = 0; i < tally_count; i++) {
        const tally *t = &tallies[i];
        print_message("%-24s %4ld failure points\n", t->function, t->met);
        if (t->calls && !t->met) problem("%s allocates, and no allocation failed in it", t->function);
        const bool elsewhere = strcmp(t->function, test_on("sqlite") ? "orm_advisory_lock" : "orm_begin_with") == 0; /* it does on the other databases */
        if (!t->calls && !is_without(t->function) && !elsewhere) problem("%s has not allocated: its scenario does too little, or it belongs to those that do not", t->function);
        const bool converts = !test_on("sqlite") && (strcmp(t->function, "orm_double") == 0 || strcmp(t->function, "orm_null") == 0); /* decimals come as text, long values when they are asked for */
        if (t->calls && is_without(t->function) && !converts) problem("%s allocates after all", t->function);
    }
    assert_true(tally_count > 60);
    assert_int_equal(problems, 0);
}

/* ---- SQLite's own memory ------------------------------------------------------------------------------------------------------------------------- */
static sqlite3_mem_methods real_methods;
static long sqlite_calls, sqlite_fail_at;
static bool sqlite_sticky;
static bool sqlite_fails(void) { return sqlite_fail_at && (++sqlite_calls == sqlite_fail_at || (sqlite_sticky && sqlite_calls > sqlite_fail_at)); }
static void *sqlite_malloc(int size) { return sqlite_fails() ? NULL : real_methods.xMalloc(size); }
static void *sqlite_realloc(void *block, int size) { return sqlite_fails() ? NULL : real_methods.xRealloc(block, size); }
static void wrap_sqlite(bool wrap) {
    assert_int_equal(sqlite3_shutdown(), SQLITE_OK);
    if (wrap) {
        assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_methods), SQLITE_OK);
        sqlite3_mem_methods wrapped = real_methods;
        wrapped.xMalloc = sqlite_malloc;
        wrapped.xRealloc = sqlite_realloc;
        assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &wrapped), SQLITE_OK);
        assert_int_equal(sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 0, 0), SQLITE_OK); /* every allocation is seen */
    } else {
        assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &real_methods), SQLITE_OK);
    }
    assert_int_equal(sqlite3_initialize(), SQLITE_OK);
}
static bool sqlite_fail_once(const scenario *sc, long n, bool sticky, const expected *e) {
    world w;
    restore();
    world_open(&w);
    scenario_name = sc->name;
    sc->prepare(&w);
    sqlite_calls = 0, sqlite_fail_at = n, sqlite_sticky = sticky;
    const orm_status got = sc->run(&w);
    const bool hit = sqlite_calls >= n;
    sqlite_fail_at = 0;
    const orm_outcome outcome = orm_error_of(w.s)->outcome;
    scenario_settle(&w);
    check(sc, n, sticky, got, outcome, scenario_digest(w.s), e);
    world_close(&w, sc->name);
    drop(sc, e->after != e->before);
    return hit;
}
static void test_sqlite_out_of_its_own_memory(void **state) {
    (void)state;
    const bool long_run = getenv("ORM_TEST_LONG") != NULL;
    const long step = long_run ? 1 : 5; /* a sample: of each scenario every fifth allocation, for every other one of them all later ones, too */
    long met = 0;
    wrap_sqlite(true);
    for (size_t i = 0; i < SCENARIO_COUNT; i++) {
        const expected e = undisturbed(&scenarios[i]);
        for (long n = 1 + (long)i % step; sqlite_fail_once(&scenarios[i], n, (n / step) % 2, &e); n += step) met++;
    }
    wrap_sqlite(false);
    print_message("%ld failures of SQLite's allocator\n", met);
    assert_true(met > 500);
    assert_int_equal(problems, 0);
}

#define T(name) cmocka_unit_test_setup(name, start)
int main(void) {
    const struct CMUnitTest tests[] = {
        T(test_memory_every_allocation_fails_once), T(test_memory_opening_fails_at_every_allocation), T(test_memory_printing_sql_fails_at_every_allocation),
        T(test_memory_every_public_function_has_a_scenario), T(test_memory_failure_points_by_function), T(test_sqlite_out_of_its_own_memory),
    };
    return run_all_with(tests, fill, forget);
}
