/* What the test programs share: databases to test on, assertions that show the library's message, golden files, a counting allocator.
 * A test program includes this file first, defines models and tests, and ends with  int main(void) { return run_all(tests); } .
 *
 * The run is for one dialect, ORM_TEST_DIALECT: sqlite (default), postgres, or mysql, which is whichever of MySQL and MariaDB the URL reaches.  A test runs on all of
 * them, unless its name says whose it is (test_sqlite_..., test_postgres_..., test_mysql_..., or test_server_... for the latter two) or tests/dialect_exceptions.txt names it
 * with its reason.
 * ORM_TEST_POSTGRES_URL and ORM_TEST_MYSQL_URL name the servers, ORM_TEST_ONLY=pattern one test. */
#ifndef HARNESS_H
#define HARNESS_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "orm.h"

#define HARNESS_UNUSED __attribute__((unused))

/* The dialect this run is for: "sqlite", "postgres" or "mysql". */
HARNESS_UNUSED static const char *test_dialect(void) {
    const char *dialect = getenv("ORM_TEST_DIALECT");
    return dialect && *dialect ? dialect : "sqlite";
}
HARNESS_UNUSED static bool test_on(const char *dialect) { return strcmp(test_dialect(), dialect) == 0; }
/* A folder of this run's own; emptied by the runner. */
HARNESS_UNUSED static const char *test_folder(void) {
    const char *folder = getenv("ORM_TEST_TMP");
    return folder && *folder ? folder : "/tmp";
}
/* Third-party data that the repository does not contain; NULL (and a line that says so) when it is absent. */
HARNESS_UNUSED static const char *test_data(const char *name) {
    static char path[512];
    const char *folder = getenv("ORM_TEST_DATA");
    snprintf(path, sizeof path, "%s/%s", folder && *folder ? folder : "../shared/data", name);
    FILE *f = fopen(path, "rb");
    if (f) {
        fclose(f);
        return path;
    }
    printf("absent: %s (set ORM_TEST_DATA to the folder that holds it)\n", path);
    return NULL;
}

/* ---- places ---------------------------------------------------------------------------------------------------------------------------------
 * Where a test works: on SQLite a database in memory or in a file, on PostgreSQL a schema in a database that this program creates and drops, on MySQL a
 * database.  Everything goes through the library itself, over one session that is opened with the first place and closed by run_all. */
typedef struct harness_places { orm_db *db; orm_session *s; int databases, schemas; char program[60]; } harness_places;
HARNESS_UNUSED static harness_places *harness_admin(void) {
    static harness_places places;
    return &places;
}
HARNESS_UNUSED static const char *harness_server_url(void) {
    const char *name = test_on("postgres") ? "ORM_TEST_POSTGRES_URL" : test_on("mysql") ? "ORM_TEST_MYSQL_URL" : NULL;
    if (!name) fail_msg("ORM_TEST_DIALECT is \"%s\": it must be sqlite, postgres or mysql", test_dialect());
    const char *url = getenv(name ? name : "");
    if (!url || !*url) fail_msg("%s is not set: it names the server to test on (tools/with_servers.sh starts one)", name);
    return url;
}
/* The server's URL with this database (NULL: its own) and one more option (NULL: none).  The text is good for the next fifteen calls. */
HARNESS_UNUSED static const char *harness_url(const char *database, const char *option) {
    static char texts[16][1000];
    static int next;
    char *out = texts[next++ % 16];
    const char *url = harness_server_url(), *begin = strstr(url, "://");
    if (!begin) fail_msg("the URL of the test server has no \"://\"");
    const size_t server = (size_t)(begin - url) + 3 + strcspn(begin + 3, "/?"); /* up to the database */
    const char *query = strchr(url + server, '?');
    const int name = (int)strcspn(url + server, "?");
    const int n = database ? snprintf(out, sizeof texts[0], "%.*s/%s%s", (int)server, url, database, query ? query : "")
                           : snprintf(out, sizeof texts[0], "%.*s%.*s%s", (int)server, url, name, url + server, query ? query : "");
    if (n < 0 || (size_t)n >= sizeof texts[0] - 200) fail_msg("the URL of the test server is too long");
    if (option) snprintf(out + n, sizeof texts[0] - (size_t)n, "%s%s", query ? "&" : "?", option);
    return out;
}
HARNESS_UNUSED static bool harness_connect(const char *url) {
    harness_places *p = harness_admin();
    orm_error err;
    p->db = orm_open(url, &(orm_options){ .pool_max = 1 }, &err);
    p->s = p->db ? orm_session_open(p->db) : NULL;
    if (!p->s) printf("the test server cannot be used: %s\n", err.message);
    return p->s != NULL;
}
HARNESS_UNUSED static void harness_disconnect(void) {
    harness_places *p = harness_admin();
    orm_session_close(p->s);
    orm_close(p->db);
    p->s = NULL;
    p->db = NULL;
}
HARNESS_UNUSED static bool harness_run(const char *sql, const char *name) {
    harness_places *p = harness_admin();
    char text[200];
    snprintf(text, sizeof text, sql, name);
    const bool ok = orm_exec_text(p->s, text, orm_args()) >= 0;
    if (!ok) printf("%s: %s\n", text, orm_error_of(p->s)->message);
    orm_session_reset(p->s);
    return ok;
}
/* Makes a database that no other program has; harness_end drops it.  NULL: failed. */
HARNESS_UNUSED static const char *harness_database(void) {
    static char name[60];
    snprintf(name, sizeof name, "orm_test_%ld_%d", (long)getpid(), harness_admin()->databases++);
    return harness_run("CREATE DATABASE %s", name) ? name : NULL;
}
HARNESS_UNUSED static void harness_begin(void) {
    harness_places *p = harness_admin();
    if (p->s) return;
    if (!harness_connect(harness_url(NULL, NULL))) fail();
    if (!test_on("postgres")) return;
    const char *name = harness_database();
    harness_disconnect();
    if (!name) fail();
    snprintf(p->program, sizeof p->program, "%s", name);
    if (!harness_connect(harness_url(p->program, NULL))) fail();
    /* where every place's search path finds them; a server without them is told of by the tests that need them */
    orm_exec(p->s, "CREATE EXTENSION IF NOT EXISTS hstore", orm_args());
    orm_exec(p->s, "CREATE EXTENSION IF NOT EXISTS vector", orm_args());
}
/* Whether columns of type vector can be had: on PostgreSQL with pgvector only. */
HARNESS_UNUSED static bool test_has_vectors(void) {
    if (!test_on("postgres")) return true;
    harness_begin();
    const orm_value v = orm_scalar_sql(harness_admin()->s, "SELECT count(*) FROM pg_extension WHERE extname = 'vector'", orm_args());
    return orm_value_int(v) == 1;
}
/* Drops what the program made; connections that a failed test left open are cut. */
HARNESS_UNUSED static int harness_end(void) {
    harness_places *p = harness_admin();
    char name[60];
    int failed = 0;
    if (!p->s) return 0;
    const bool postgres = test_on("postgres");
    if (postgres) {
        harness_disconnect();
        if (!harness_connect(harness_url(NULL, NULL))) return 1;
    } else {
        harness_run("SET lock_wait_timeout = 5", "");
    }
    for (int i = 0; i < p->databases; i++) {
        snprintf(name, sizeof name, "orm_test_%ld_%d", (long)getpid(), i);
        failed += !harness_run(postgres ? "DROP DATABASE IF EXISTS %s WITH (FORCE)" : "DROP DATABASE IF EXISTS %s", name);
    }
    harness_disconnect();
    return failed;
}
HARNESS_UNUSED static const char *test_url(bool file);
/* A whole database, for tests that need more than a schema; slower on PostgreSQL. */
HARNESS_UNUSED static const char *test_database_url(void) {
    if (test_on("sqlite")) return test_url(true);
    harness_begin();
    const char *name = harness_database();
    if (!name) fail();
    return harness_url(name, NULL);
}
/* The URL of an empty place of its own: a database in memory (SQLite only), or one for several connections: a file, a schema, a database. */
HARNESS_UNUSED static const char *test_url(bool file) {
    static char url[600];
    static int number;
    char schema[40], option[120];
    if (test_on("sqlite")) {
        if (!file) return "sqlite::memory:";
        snprintf(url, sizeof url, "sqlite:///%s/test_%d_%d.db", test_folder(), number++, rand() % 100000);
        remove(url + strlen("sqlite:///"));
        return url;
    }
    if (test_on("mysql") || strstr(harness_server_url(), "pooler=transaction")) return test_database_url(); /* a pooler takes no search_path */
    harness_begin();
    snprintf(schema, sizeof schema, "place_%d", harness_admin()->schemas++);
    if (!harness_run("CREATE SCHEMA %s", schema)) fail();
    snprintf(option, sizeof option, "options=-csearch_path%%3D%s,public", schema);
    return harness_url(harness_admin()->program, option);
}
HARNESS_UNUSED static orm_db *test_open_with(const char *url, const orm_options *options) {
    orm_error err;
    orm_db *db = orm_open(url, options, &err);
    if (!db) fail_msg("orm_open: %s", err.message);
    return db;
}
HARNESS_UNUSED static orm_db *test_open(void) { return test_open_with(test_url(false), NULL); }

/* assert_ok(s, Task_insert(s, &task)); */
#define assert_ok(s, call) assert_orm_status((s), (call), ORM_OK, #call, __FILE__, __LINE__)
#define assert_fails(s, call, status) assert_orm_status((s), (call), (status), #call, __FILE__, __LINE__)
HARNESS_UNUSED static void assert_orm_status(orm_session *s, orm_status got, orm_status wanted, const char *call, const char *file, int line) {
    if (got == wanted && orm_status_of(s) == wanted) return;
    printf("%s:%d: %s gave %s, wanted %s: %s\n", file, line, call, orm_status_name(got), orm_status_name(wanted), orm_error_of(s)->message);
    _fail(file, line);
}
/* After a verb that returns something else. */
#define assert_session(s, status) assert_orm_status((s), orm_status_of(s), (status), "the last call", __FILE__, __LINE__)
/* The error's message holds this text. */
#define assert_message(s, text) assert_has_text(orm_error_of(s)->message, (text), __FILE__, __LINE__)
HARNESS_UNUSED static void assert_has_text(const char *whole, const char *part, const char *file, int line) {
    if (whole && strstr(whole, part)) return;
    printf("%s:%d: \"%s\" does not hold \"%s\"\n", file, line, whole ? whole : "(null)", part);
    _fail(file, line);
}

/* Both bounds are allowed.  (What cmocka has for this goes by another name in each of its versions.) */
#define assert_between(value, low, high) assert_bounds((int64_t)(value), (int64_t)(low), (int64_t)(high), #value, __FILE__, __LINE__)
HARNESS_UNUSED static void assert_bounds(int64_t value, int64_t low, int64_t high, const char *what, const char *file, int line) {
    if (value >= low && value <= high) return;
    printf("%s:%d: %s is %lld, wanted %lld to %lld\n", file, line, what, (long long)value, (long long)low, (long long)high);
    _fail(file, line);
}

/* ---- what a database holds, asked of its catalogue ------------------------------------------------------------------------------------------------ */
HARNESS_UNUSED static int64_t harness_ask(orm_session *s, const char *sqlite, const char *postgres, const char *mysql, orm_arg_list values) {
    const orm_value v = orm__scalar_at(s, test_on("sqlite") ? sqlite : test_on("postgres") ? postgres : mysql, values, __FILE__, __LINE__);
    if (orm_status_of(s) != ORM_OK) fail_msg("%s", orm_error_of(s)->message);
    return orm_value_int(v);
}
HARNESS_UNUSED static bool harness_has_table(orm_session *s, const char *name) {
    return harness_ask(s, "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?",
                       "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = ?",
                       "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = ?", orm_args(name)) == 1;
}
HARNESS_UNUSED static int64_t harness_column_count(orm_session *s, const char *table) {
    return harness_ask(s, "SELECT COUNT(*) FROM pragma_table_info(?)",
                       "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = ?",
                       "SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?", orm_args(table));
}
/* Without that of the primary key; name NULL: all of them. */
HARNESS_UNUSED static int64_t harness_index_count(orm_session *s, const char *table, const char *name) {
    const char *like = name ? name : "%";
    return harness_ask(s, "SELECT COUNT(*) FROM pragma_index_list(?) WHERE origin <> 'pk' AND name LIKE ?",
                       "SELECT COUNT(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE NOT indisprimary AND i.indrelid = to_regclass(quote_ident(?)) AND c.relname LIKE ?",
                       "SELECT COUNT(DISTINCT index_name) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name <> 'PRIMARY' AND index_name LIKE ?",
                       orm_args(table, like));
}
/* A query that runs until it is stopped. */
HARNESS_UNUSED static const char *harness_endless(void) {
    if (test_on("mysql")) return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT COUNT(*) FROM n a, n b, n c, n d WHERE (a.i + b.i + c.i + d.i) % 7 = 1";
    return test_on("postgres") ? "SELECT COUNT(*) FROM generate_series(1, 1000000000000::bigint)" : "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) FROM n";
}
/* JSON that says the same in the same order: the servers put blanks between its parts, or take them away. */
HARNESS_UNUSED static void harness_pack_json(const char *json, char *out, size_t size) {
    size_t used = 0;
    bool quoted = false;
    for (; json && *json && used + 2 < size; json++) {
        if (!quoted && strchr(" \t\r\n", *json)) continue;
        out[used++] = *json;
        if (quoted && *json == '\\' && json[1]) out[used++] = *++json;
        else if (*json == '"') quoted = !quoted;
    }
    out[used] = 0;
}
HARNESS_UNUSED static void assert_json(const char *got, const char *wanted) {
    char a[4000], b[4000];
    harness_pack_json(got, a, sizeof a);
    harness_pack_json(wanted, b, sizeof b);
    assert_string_equal(a, b);
}

/* Golden files: tests/golden/NAME.txt holds the text; BLESS=1 writes it. */
HARNESS_UNUSED static void assert_golden(const char *name, const char *text) {
    char path[300];
    snprintf(path, sizeof path, "tests/golden/%s", name);
    const char *bless = getenv("BLESS");
    if (bless && *bless == '1') {
        FILE *f = fopen(path, "wb");
        if (!f) fail_msg("cannot write %s", path);
        fputs(text, f);
        fclose(f);
        return;
    }
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("no golden file %s: look at the text and run with BLESS=1\n%s", path, text);
    static char wanted[1 << 16];
    const size_t n = fread(wanted, 1, sizeof wanted - 1, f);
    fclose(f);
    wanted[n] = 0;
    if (strcmp(wanted, text) != 0) fail_msg("%s differs: wanted\n%s\ngot\n%s", path, wanted, text);
}

/* An allocator that counts, fails on demand and notices leaks and wrong sizes. */
typedef struct test_memory { long calls, live, live_bytes; long fail_at; /* 1: the first call fails; 0: none */ bool sticky; long failed; } test_memory;
HARNESS_UNUSED static void *test_resize(void *context, void *block, size_t old_size, size_t new_size) {
    test_memory *m = context;
    if (!new_size) {
        if (block) __atomic_fetch_sub(&m->live, 1, __ATOMIC_RELAXED), __atomic_fetch_sub(&m->live_bytes, (long)old_size, __ATOMIC_RELAXED);
        free(block);
        return NULL;
    }
    const long call = __atomic_add_fetch(&m->calls, 1, __ATOMIC_RELAXED);
    if (m->fail_at && (call == m->fail_at || (m->sticky && call > m->fail_at))) {
        __atomic_fetch_add(&m->failed, 1, __ATOMIC_RELAXED);
        return NULL;
    }
    void *fresh = realloc(block, new_size);
    if (!fresh) return NULL;
    if (!block) __atomic_fetch_add(&m->live, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&m->live_bytes, (long)new_size - (long)(block ? old_size : 0), __ATOMIC_RELAXED);
    return fresh;
}

/* ---- which tests run ------------------------------------------------------------------------------------------------------------------------ */
/* tests/dialect_exceptions.txt: lines of a test's name, the dialects it runs on (joined by commas), and the reason. */
HARNESS_UNUSED static bool harness_excepted(const char *test) {
    char line[400], name[120], dialects[60];
    bool excepted = false;
    FILE *f = fopen("tests/dialect_exceptions.txt", "r");
    if (!f) return false;
    while (fgets(line, sizeof line, f)) {
        if (line[0] == '#' || sscanf(line, "%119s %59s", name, dialects) != 2 || strcmp(name, test) != 0) continue;
        excepted = true;
        for (char *one = strtok(dialects, ","); one; one = strtok(NULL, ",")) excepted = excepted && !test_on(one);
    }
    fclose(f);
    return excepted;
}
HARNESS_UNUSED static bool harness_wanted(const char *test) {
    static const char *const dialects[] = { "sqlite", "postgres", "mysql" };
    for (size_t i = 0; i < 3; i++) {
        const size_t n = strlen(dialects[i]);
        if (strncmp(test, "test_", 5) == 0 && strncmp(test + 5, dialects[i], n) == 0 && test[5 + n] == '_') return test_on(dialects[i]);
    }
    if (strncmp(test, "test_server_", 12) == 0) return !test_on("sqlite");
    return !harness_excepted(test);
}
HARNESS_UNUSED static int harness_run_all(const char *name, const struct CMUnitTest *list, size_t count, CMFixtureFunction first, CMFixtureFunction last) {
    struct CMUnitTest *chosen = calloc(count + 1, sizeof *chosen);
    const char *only = getenv("ORM_TEST_ONLY");
    size_t n = 0;
    if (!chosen) return 1;
    for (size_t i = 0; i < count; i++)
        if (harness_wanted(list[i].name)) chosen[n++] = list[i];
    if (only && *only) cmocka_set_test_filter(only);
    setvbuf(stdout, NULL, _IOLBF, 0); /* what was printed before a crash is seen */
    if (!n) printf("[ NO TESTS ] none of this program's is for %s\n", test_dialect());
    const int failed = n ? _cmocka_run_group_tests(name, chosen, n, first, last) : 0;
    free(chosen);
    return failed ? failed : harness_end();
}
#define run_all_with(list, first, last) harness_run_all(#list, list, sizeof(list) / sizeof *(list), (first), (last))
#define run_all(list) run_all_with(list, NULL, NULL)
#endif
