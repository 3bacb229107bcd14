/* build: flags: -DORM_POSTGRES -DORM_SQLITE; libs: -lpq -lsqlite3; dialects: postgres */
/* PostgreSQL behind a pooler that lends a connection for one transaction (?pooler=transaction): nothing is prepared on it, nothing set, and all answers are what they
 * are without it.  ORM_TEST_PGBOUNCER_URL names the pooler, ORM_TEST_POSTGRES_URL the server behind it: `tools/with_postgres.sh tools/with_pgbouncer.sh COMMAND`. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include "harness.h"
#include <pthread.h>
#include <threads.h>
#include <time.h>

#define THING_MODEL(X)                                        \
    X(key,   int64,         id,   .auto_increment = true)     \
    X(field, text,          name)                             \
    X(field, opt(int32),    n)                                \
    X(field, opt(timestamp), at)                              \
    X(field, opt(blob),     raw)
ORM_MODEL(Thing, Things, THING_MODEL, .table = "pooled_things");

/* A database whose settings are the worst there are: none of them may show. */
#define DATABASE "orm_pooled"
static const char *const settings[] = { "TimeZone = 'Asia/Tokyo'", "DateStyle = 'German'", "IntervalStyle = 'postgres_verbose'", "bytea_output = 'escape'", "extra_float_digits = -15" };

/* The pooler's or the server's URL, with another database. */
static const char *url_of(const char *variable, const char *database) {
    static char urls[4][700];
    static int next;
    const char *given = getenv(variable), *options = given ? strchr(given, '?') : NULL;
    if (!options) return NULL;
    char *out = urls[next++ % 4];
    snprintf(out, sizeof urls[0], "postgresql://orm@/%s%s", database, options);
    return out;
}
typedef struct place { orm_db *db; orm_session *s; } place;
static place open_url(const char *url, const orm_options *options) {
    place p = { .db = test_open_with(url, options) };
    p.s = orm_session_open(p.db);
    assert_non_null(p.s);
    return p;
}
static place open_pooled(const orm_options *options) { return open_url(url_of("ORM_TEST_PGBOUNCER_URL", DATABASE), options); }
static void close_place(place p) {
    assert_int_equal(orm_session_close(p.s), ORM_OK);
    assert_int_equal(orm_close(p.db), ORM_OK);
}
static void skip_without_pooler(void) {
    if (url_of("ORM_TEST_PGBOUNCER_URL", DATABASE) && url_of("ORM_TEST_POSTGRES_URL", DATABASE)) return;
    printf("skipped: ORM_TEST_PGBOUNCER_URL is not set: run this under tools/with_postgres.sh tools/with_pgbouncer.sh\n");
    skip();
}
static void execute(orm_session *s, const char *sql) {
    if (orm_exec_text(s, sql, orm_args()) < 0) fail_msg("%s: %s", sql, orm_error_of(s)->message);
}
static int make_database(void **state) {
    (void)state;
    char sql[200];
    const char *direct = url_of("ORM_TEST_POSTGRES_URL", "postgres");
    if (!direct || !getenv("ORM_TEST_PGBOUNCER_URL")) return 0;
    place p = open_url(direct, NULL);
    execute(p.s, "DROP DATABASE IF EXISTS " DATABASE " WITH (FORCE)");
    execute(p.s, "CREATE DATABASE " DATABASE);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        snprintf(sql, sizeof sql, "ALTER DATABASE " DATABASE " SET %s", settings[i]);
        execute(p.s, sql);
    }
    close_place(p);
    return 0;
}
static int drop_database(void **state) {
    (void)state;
    const char *direct = url_of("ORM_TEST_POSTGRES_URL", "postgres");
    if (!direct || !getenv("ORM_TEST_PGBOUNCER_URL")) return 0;
    place p = open_url(direct, NULL);
    execute(p.s, "DROP DATABASE IF EXISTS " DATABASE " WITH (FORCE)");
    close_place(p);
    return 0;
}
static place open_things(const orm_options *options) {
    skip_without_pooler();
    place p = open_pooled(options);
    assert_ok(p.s, orm_drop_tables(p.s, ORM_MODELS(Thing), NULL));
    assert_ok(p.s, orm_create_tables(p.s, ORM_MODELS(Thing), NULL));
    return p;
}
static int64_t milliseconds(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- options -------------------------------------------------------------------------------------------------------------------------- */
static void test_postgres_pooler_option(void **state) {
    (void)state;
    skip_without_pooler();
    orm_error err;
    assert_null(orm_open(url_of("ORM_TEST_POSTGRES_URL", DATABASE), &(orm_options){ .pooler = "sometimes" }, &err));
    assert_int_equal(err.status, ORM_CONFIG);
    assert_has_text(err.message, "transaction", __FILE__, __LINE__);
    place p = open_url(url_of("ORM_TEST_POSTGRES_URL", DATABASE), &(orm_options){ .pooler = "transaction" }); /* without a pooler it works as well */
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT ?::int8", orm_args(5))), 5);
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT count(*) FROM pg_prepared_statements", orm_args())), 0);
    close_place(p);
    p = open_url(url_of("ORM_TEST_POSTGRES_URL", DATABASE), &(orm_options){ .pooler = "none" });
    assert_true(orm_value_int(orm_scalar_sql(p.s, "SELECT count(*) FROM pg_prepared_statements", orm_args())) > 0);
    close_place(p);
}

/* ---- answers --------------------------------------------------------------------------------------------------------------------------- */
/* In binary form, in text form (a range makes the whole row text), and made to text by the server itself. */
#define PROBE "SELECT TIMESTAMPTZ '2026-01-31 12:00:00.5+00', '\\x00ff41'::bytea, INTERVAL '1 year -2 days 3 seconds', 0.1::float8 + 0.2::float8, DATE '2026-02-01', " \
              "(TIMESTAMPTZ '2026-01-31 20:00:00+00')::date::text, (TIMESTAMPTZ '2026-01-31 12:00:00+00')::text"
static void check_probe(orm_rows r, orm_session *s) {
    if (!orm_next(&r)) fail_msg("%s", orm_error_of(s)->message);
    assert_string_equal(orm_text(&r, 0), "2026-01-31 12:00:00.500000");
    assert_int_equal(orm_blob(&r, 1).size, 3);
    assert_memory_equal(orm_blob(&r, 1).data, "\0\xff""A", 3);
    assert_string_equal(orm_text(&r, 2), "P1Y-2DT3S");
    assert_true(orm_double(&r, 3) > 0.3 && orm_double(&r, 3) < 0.3000000000000001);
    assert_string_equal(orm_text(&r, 4), "2026-02-01");
    assert_string_equal(orm_text(&r, 5), "2026-01-31");
    assert_string_equal(orm_text(&r, 6), "2026-01-31 12:00:00+00");
    assert_false(orm_next(&r));
    assert_session(s, ORM_OK);
}
static void test_postgres_pooler_settings_do_not_show(void **state) {
    (void)state;
    place p = open_things(NULL);
    for (int inside = 0; inside < 2; inside++) {
        if (inside) assert_ok(p.s, orm_begin(p.s));
        for (int again = 0; again < 3; again++) {
            check_probe(orm_sql(p.s, PROBE, orm_args()), p.s);
            check_probe(orm_sql(p.s, PROBE ", int4range(1, 5)", orm_args()), p.s);
            assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT ?::timestamptz::text", orm_args("2026-01-31 12:00:00"))), "2026-01-31 12:00:00+00");
            Thing thing = { .name = "t", .n = ORM_SOME(1), .at = ORM_SOME(INT64_C(1769860800500000)), .raw = { "\0\xff", 2 } };
            assert_ok(p.s, Thing_insert(p.s, &thing));
            const Thing *stored = Thing_get(p.s, thing.id);
            assert_non_null(stored);
            assert_true(stored->at.has && stored->at.value == thing.at.value);
            assert_memory_equal(stored->raw.data, "\0\xff", 2);
            assert_int_equal(Thing_count(p.s, orm_q(.where = orm_and(orm_eq(Things.id, thing.id), orm_eq(Things.at, thing.at.value)))), 1);
        }
        if (inside) assert_ok(p.s, orm_commit(p.s));
    }
    /* what cannot stand beside another statement */
    execute(p.s, "VACUUM pooled_things");
    execute(p.s, "CREATE INDEX CONCURRENTLY pooled_index ON pooled_things (n)");
    close_place(p);
}
/* What a large result needs in several pieces. */
static void test_postgres_pooler_streams(void **state) {
    (void)state;
    place p = open_things(NULL);
    execute(p.s, "INSERT INTO pooled_things (name, at) SELECT repeat('x', 100), TIMESTAMPTZ '2026-01-31 12:00:00+00' FROM generate_series(1, 20000)");
    for (int inside = 0; inside < 2; inside++) {
        int64_t seen = 0;
        if (inside) assert_ok(p.s, orm_begin(p.s));
        Thing_cursor c = Thing_stream(p.s, orm_q(.order_by = { orm_asc(Things.id) }));
        for (const Thing *t; (t = Thing_next(&c)); seen++)
            if (seen % 5000 == 0) assert_non_null(Thing_get(p.s, t->id));
        assert_session(p.s, ORM_OK);
        assert_int_equal(seen, 20000);
        orm_rows r = orm_sql(p.s, "SELECT at::text, int4range(1, 5) FROM pooled_things", orm_args());
        for (seen = 0; orm_next(&r); seen++) assert_string_equal(orm_text(&r, 0), "2026-01-31 12:00:00+00");
        assert_session(p.s, ORM_OK);
        assert_int_equal(seen, 20000);
        for (int i = 0; i < 5; i++) { /* left early */
            r = orm_sql(p.s, "SELECT name FROM pooled_things", orm_args());
            assert_true(orm_next(&r));
            assert_int_equal(orm_rows_close(&r), ORM_OK);
            assert_int_equal(Thing_count(p.s, NULL), 20000);
        }
        if (inside) assert_ok(p.s, orm_commit(p.s));
    }
    close_place(p);
}
static void test_postgres_pooler_errors(void **state) {
    (void)state;
    place p = open_things(&(orm_options){ .pool_max = 1 });
    Thing one = { .id = 1, .name = "one" }, same = { .id = 1, .name = "same" };
    assert_ok(p.s, Thing_insert(p.s, &one));
    for (int i = 0; i < 3; i++) {
        assert_fails(p.s, Thing_insert(p.s, &same), ORM_CONFLICT_UNIQUE);
        assert_int_equal(Thing_count(p.s, NULL), 1);
        orm_scalar_sql(p.s, "SELECT 1 / (n - ?) FROM generate_series(1, 1000) n", orm_args(i ? 900 : 1));
        assert_session(p.s, ORM_INVALID);
        orm_rows r = orm_sql(p.s, "SELECT 1 / (n - ?) FROM generate_series(1, 1000) n", orm_args(i ? 900 : 1));
        while (orm_next(&r)) {}
        assert_session(p.s, ORM_INVALID);
        orm_scalar_sql(p.s, "SELECT nonsense FROM nowhere", orm_args());
        assert_session(p.s, ORM_SQL);
        assert_ok(p.s, orm_begin(p.s));
        assert_fails(p.s, Thing_insert(p.s, &same), ORM_CONFLICT_UNIQUE);
        assert_fails(p.s, orm_commit(p.s), ORM_TRANSACTION);
        assert_ok(p.s, orm_rollback(p.s));
    }
    assert_int_equal(orm_pool_stats(p.db).opened, 1);
    close_place(p);
}
/* Nothing is prepared, so that nothing is out of date - but what is known of a statement's types may be. */
static void test_postgres_pooler_changed_table(void **state) {
    (void)state;
    place p = open_things(&(orm_options){ .pool_max = 1 }), other = open_pooled(NULL);
    Thing thing = { .name = "kept", .n = ORM_SOME(5) };
    assert_ok(p.s, Thing_insert(p.s, &thing));
    static const char *const changes[] = { "ALTER TABLE pooled_things ALTER COLUMN name TYPE varchar(50)", "ALTER TABLE pooled_things ADD COLUMN more int", "ALTER TABLE pooled_things ALTER COLUMN n TYPE bigint",
        "ALTER TABLE pooled_things ALTER COLUMN n TYPE text" };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        orm_rows r = orm_sql(p.s, "SELECT * FROM pooled_things", orm_args());
        assert_true(orm_next(&r));
        assert_int_equal(orm_column_count(&r), i < 2 ? 5 : 6);
        assert_int_equal(orm_rows_close(&r), ORM_OK);
        assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT count(*) FROM pooled_things WHERE n = ?", orm_args(5))), 1);
        assert_non_null(Thing_get(p.s, thing.id));
        execute(other.s, changes[i]);
        r = orm_sql(p.s, "SELECT * FROM pooled_things", orm_args());
        if (!orm_next(&r)) fail_msg("%s: %s", changes[i], orm_error_of(p.s)->message);
        assert_int_equal(orm_column_count(&r), i < 1 ? 5 : 6);
        assert_string_equal(orm_text(&r, 1), "kept");
        assert_int_equal(orm_rows_close(&r), ORM_OK);
        assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT count(*) FROM pooled_things WHERE n = ?", orm_args(5))), 1);
        assert_session(p.s, ORM_OK);
        if (i < 3) assert_non_null(Thing_get(p.s, thing.id));
    }
    close_place(other);
    close_place(p);
}

/* ---- what stays behind --------------------------------------------------------------------------------------------------------------------- */
/* Each server connection that the pooler has, by holding transactions on all of them at once: nothing is prepared, no setting is other than at its beginning. */
static void check_servers_are_clean(void) {
    static const char *const urls[] = { "SELECT count(*) FROM pg_prepared_statements", "SELECT count(*) FROM pg_cursors WHERE name <> ''", "SELECT count(*) FROM pg_settings WHERE source = 'session' AND name NOT IN ('application_name', 'client_encoding')" };
    PGconn *links[4];
    char text[700];
    const char *options = strstr(getenv("ORM_TEST_PGBOUNCER_URL"), "host="); /* libpq's own connections: the library would set what it looks for */
    snprintf(text, sizeof text, "dbname=" DATABASE " user=orm port=6432 host=%.*s", (int)strcspn(options + 5, "&"), options + 5);
    for (int i = 0; i < 4; i++) {
        links[i] = PQconnectdb(text);
        if (PQstatus(links[i]) != CONNECTION_OK) fail_msg("%s", PQerrorMessage(links[i]));
        PQclear(PQexec(links[i], "BEGIN"));
        for (size_t k = 0; k < sizeof urls / sizeof *urls; k++) {
            PGresult *r = PQexec(links[i], urls[k]);
            if (PQresultStatus(r) != PGRES_TUPLES_OK) fail_msg("%s", PQerrorMessage(links[i]));
            if (strcmp(PQgetvalue(r, 0, 0), "0") != 0) fail_msg("server connection %d: %s gives %s", i, urls[k], PQgetvalue(r, 0, 0));
            PQclear(r);
        }
    }
    for (int i = 0; i < 4; i++) {
        PQclear(PQexec(links[i], "COMMIT"));
        PQfinish(links[i]);
    }
}
/* Two sessions take turns, inside and outside of transactions, over the same few server connections. */
static void test_postgres_pooler_sessions_take_turns(void **state) {
    (void)state;
    place a = open_things(&(orm_options){ .pool_max = 3 }), b = open_pooled(&(orm_options){ .pool_max = 3 });
    for (int round = 0; round < 20; round++) {
        Thing of_a = { .name = "a", .n = ORM_SOME(round) }, of_b = { .name = "b" };
        if (round % 2) assert_ok(a.s, orm_begin(a.s));
        assert_ok(a.s, Thing_insert(a.s, &of_a));
        assert_ok(b.s, Thing_insert(b.s, &of_b));
        assert_int_equal(Thing_count(b.s, orm_q(.where = orm_eq(Things.name, "a"))), round % 2 ? round : round + 1);
        Thing_cursor of_both = Thing_stream(a.s, orm_q(.order_by = { orm_asc(Things.id) }));
        assert_non_null(Thing_next(&of_both));
        assert_ok(b.s, orm_begin(b.s));
        assert_int_equal(Thing_update_where(b.s, orm_q(.where = orm_eq(Things.id, of_b.id)), ORM_SET(orm_set(Things.name, "changed"))), 1);
        assert_non_null(Thing_get(a.s, of_a.id));
        assert_string_equal(Thing_get(a.s, of_b.id)->name, "b");
        assert_ok(b.s, orm_rollback(b.s));
        while (Thing_next(&of_both)) {}
        assert_session(a.s, ORM_OK);
        if (round % 2) assert_ok(a.s, orm_commit(a.s));
        orm_session_reset(a.s);
        orm_session_reset(b.s);
    }
    assert_int_equal(Thing_count(a.s, orm_q(.where = orm_eq(Things.name, "changed"))), 0);
    check_servers_are_clean();
    close_place(b);
    close_place(a);
    check_servers_are_clean();
}
typedef struct worker { int number; int failures; } worker;
static void *work(void *context) {
    worker *w = context;
    orm_db *db = orm_open(url_of("ORM_TEST_PGBOUNCER_URL", DATABASE), &(orm_options){ .pool_max = 2 }, NULL);
    orm_session *s = db ? orm_session_open(db) : NULL;
    for (int i = 0; s && i < 40; i++) {
        Thing thing = { .name = "of a thread", .n = ORM_SOME(w->number) };
        orm_retry(s, 5) {
            Thing_insert(s, &thing);
            const Thing *stored = Thing_get(s, thing.id);
            if (!stored || stored->n.value != w->number) w->failures++;
        }
        if (orm_status_of(s) != ORM_OK || Thing_count(s, orm_q(.where = orm_eq(Things.n, w->number))) != i + 1) w->failures++;
        orm_session_reset(s);
    }
    if (!s) w->failures++;
    orm_session_close(s);
    orm_close(db);
    return NULL;
}
static void test_postgres_pooler_threads(void **state) {
    (void)state;
    place p = open_things(NULL);
    pthread_t threads[6];
    worker workers[6];
    for (int i = 0; i < 6; i++) {
        workers[i] = (worker){ 100 + i, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    for (int i = 0; i < 6; i++) pthread_join(threads[i], NULL);
    for (int i = 0; i < 6; i++) assert_int_equal(workers[i].failures, 0);
    assert_int_equal(Thing_count(p.s, NULL), 240);
    close_place(p);
    check_servers_are_clean();
}

/* ---- limits --------------------------------------------------------------------------------------------------------------------------------- */
typedef struct sleeper { orm_session *s; orm_status status; int asleep; } sleeper;
static void *sleep_long(void *context) {
    sleeper *w = context;
    __atomic_store_n(&w->asleep, 1, __ATOMIC_RELEASE);
    orm_scalar_sql(w->s, "SELECT 1 FROM pg_sleep(1)", orm_args());
    w->status = orm_status_of(w->s);
    return NULL;
}
/* What is ended is our own statement, whichever process runs it, and never somebody else's, nor our next one. */
static void test_postgres_pooler_deadline(void **state) {
    (void)state;
    place p = open_things(&(orm_options){ .pool_max = 1 }), other = open_pooled(NULL);
    sleeper w = { .s = other.s };
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, sleep_long, &w), 0);
    for (int i = 0; i < 5; i++) {
        assert_ok(p.s, orm_deadline(p.s, 100));
        const int64_t began = milliseconds();
        orm_scalar_sql(p.s, "SELECT 1 FROM pg_sleep(30)", orm_args());
        assert_session(p.s, ORM_TIMEOUT);
        assert_between(milliseconds() - began, 90, 1500);
        assert_ok(p.s, orm_deadline(p.s, 0));
        assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT 1 FROM pg_sleep(0.02)", orm_args())), 1);
    }
    assert_int_equal(orm_pool_stats(p.db).opened, 1); /* the connection was whole each time */
    pthread_join(thread, NULL);
    assert_int_equal(w.status, ORM_OK);
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state = 'active' AND pid <> pg_backend_pid()", orm_args())), 0);
    close_place(other);
    close_place(p);
}
static uint64_t trips_of(orm_db *db) {
    uint64_t trips = 0;
    for (const orm__conn *c = db->connections; c; c = c->next) trips += c->trips;
    return trips;
}
/* One for each call, and one more for the types when a statement is met for the first time. */
static void test_postgres_pooler_round_trips(void **state) {
    (void)state;
    place p = open_things(&(orm_options){ .pool_max = 1 });
    for (int first = 1; first >= 0; first--) {
        Thing thing = { .name = "t" };
        const uint64_t before = trips_of(p.db);
        assert_ok(p.s, Thing_insert(p.s, &thing));
        assert_non_null(Thing_get(p.s, thing.id));
        assert_ok(p.s, Thing_update(p.s, &thing));
        assert_int_equal(Thing_count(p.s, NULL), 1);
        assert_ok(p.s, Thing_delete(p.s, &thing));
        assert_int_equal(trips_of(p.db) - before, 5 + 5 * first);
        const uint64_t then = trips_of(p.db);
        assert_ok(p.s, orm_begin(p.s));
        thing = (Thing){ .name = "t" };
        assert_ok(p.s, Thing_insert(p.s, &thing));
        assert_ok(p.s, Thing_delete(p.s, &thing));
        assert_ok(p.s, orm_commit(p.s));
        assert_int_equal(trips_of(p.db) - then, 4);
    }
    close_place(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_postgres_pooler_option),
        cmocka_unit_test(test_postgres_pooler_settings_do_not_show),
        cmocka_unit_test(test_postgres_pooler_streams),
        cmocka_unit_test(test_postgres_pooler_errors),
        cmocka_unit_test(test_postgres_pooler_changed_table),
        cmocka_unit_test(test_postgres_pooler_sessions_take_turns),
        cmocka_unit_test(test_postgres_pooler_threads),
        cmocka_unit_test(test_postgres_pooler_deadline),
        cmocka_unit_test(test_postgres_pooler_round_trips),
    };
    return cmocka_run_group_tests(tests, make_database, drop_database);
}
