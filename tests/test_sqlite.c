/* build: dialects: sqlite */
/* SQLite: URLs and options, defaults, files that cannot be used, adopted connections, in-memory databases, parallel readers. */
#include "harness.h"
#include <pthread.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define ROW_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, name)
ORM_MODEL(Row, Rows, ROW_MODEL, .table = "rows");

static orm_error err;
static char path[600];

static const char *fresh_path(void) {
    snprintf(path, sizeof path, "%s", test_url(true) + strlen("sqlite:///"));
    return path;
}
static const char *url_of(const char *format, const char *file) {
    static char url[1000];
    snprintf(url, sizeof url, format, file);
    return url;
}
typedef struct fixture { orm_db *db; orm_session *s; } fixture;
static fixture open_at(const char *url, const orm_options *options) {
    fixture f = { test_open_with(url, options), NULL };
    f.s = orm_session_open(f.db);
    assert_non_null(f.s);
    return f;
}
static void close_one(fixture f) {
    assert_int_equal(orm_session_close(f.s), ORM_OK);
    assert_int_equal(orm_close(f.db), ORM_OK);
}
static void create(fixture f) { assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Row), &(orm_create_options){ .if_not_exists = true })); }
static orm_status insert(orm_session *s, const char *name) {
    Row r = { .name = name };
    return Row_insert(s, &r);
}
/* A pragma's value as text. */
static const char *pragma(fixture f, const char *sql) {
    static char value[100];
    orm_rows r = orm_sql_text(f.s, sql, orm_args());
    value[0] = 0;
    if (orm_next(&r)) snprintf(value, sizeof value, "%s", orm_text(&r, 0));
    assert_session(f.s, ORM_OK);
    orm_rows_close(&r);
    return value;
}
static void refused(const char *url, const orm_options *options, orm_status status, const char *words) {
    orm_db *db = orm_open(url, options, &err);
    if (db) fail_msg("%s was accepted", url);
    if (err.status != status) fail_msg("%s: %s: %s", url ? url : "(null)", orm_status_name(err.status), err.message);
    assert_has_text(err.message, words, __FILE__, __LINE__);
}

/* ---- URLs --------------------------------------------------------------------------------------------------------------------------------- */
static void test_sqlite_url_spellings_in_memory(void **state) {
    (void)state;
    const char *const urls[] = { "sqlite::memory:", ":memory:", "sqlite:///:memory:", "sqlite3::memory:", "SQLite::memory:", "sqlite+aiosqlite:///:memory:", "sqlite::memory:?busy_timeout=100", "sqlite:any?mode=memory" };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        fixture f = open_at(urls[i], NULL);
        create(f);
        assert_ok(f.s, insert(f.s, "x"));
        assert_int_equal(Row_count(f.s, NULL), 1);
        assert_int_equal(orm_dialect_of(f.db), ORM_DIALECT_SQLITE);
        assert_true(orm_server_version(f.db) > 3000000);
        close_one(f);
    }
    assert_int_not_equal(access("any", F_OK), 0); /* no file was made */
}
static void test_sqlite_url_spellings_of_a_file(void **state) {
    (void)state;
    char folder[600];
    fresh_path();
    assert_non_null(getcwd(folder, sizeof folder));
    assert_int_equal(chdir(test_folder()), 0);
    const char *const urls[] = { "sqlite:same.db", "sqlite:///same.db", "sqlite:///./same.db", "sqlite3:///same.db", "sqlite+pysqlite:///same.db", "sqlite:///s%61me.db", "sqlite:same.db?mode=rw" };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        fixture f = open_at(urls[i], NULL);
        create(f);
        assert_ok(f.s, insert(f.s, "x"));
        assert_int_equal(Row_count(f.s, NULL), (int64_t)i + 1); /* all are one file */
        close_one(f);
    }
    remove("same.db");
    assert_int_equal(chdir(folder), 0);
    if (test_folder()[0] == '/') {
        fixture f = open_at(url_of("sqlite:////%s", path + 1), NULL); /* four slashes: an absolute path */
        create(f);
        close_one(f);
        assert_int_equal(access(path, F_OK), 0);
    }
}
static void test_sqlite_unknown_options_are_refused(void **state) {
    (void)state;
    refused("sqlite::memory:?speed=fast", NULL, ORM_CONFIG, "speed");
    assert_has_text(err.message, "busy_timeout", __FILE__, __LINE__); /* and says which there are */
    assert_has_text(err.message, "foreign_keys", __FILE__, __LINE__);
    refused("sqlite::memory:?Mode=ro", NULL, ORM_CONFIG, "Mode");
    const struct { const char *url, *option, *allowed; } wrong[] = {
        { "sqlite::memory:?mode=fast", "mode", "rwc" }, { "sqlite::memory:?journal=yes", "journal", "wal" }, { "sqlite::memory:?synchronous=1", "synchronous", "normal" },
        { "sqlite::memory:?foreign_keys=1", "foreign_keys", "on or off" }, { "sqlite::memory:?strict=maybe", "strict", "on or off" }, { "sqlite::memory:?cache=shared", "cache", "private" },
        { "sqlite::memory:?busy_timeout=soon", "busy_timeout", "milliseconds" }, { "sqlite::memory:?busy_timeout=-1", "busy_timeout", "milliseconds" },
        { "sqlite::memory:?busy_timeout=", "busy_timeout", "milliseconds" }, { "sqlite::memory:?busy_timeout=99999999999", "busy_timeout", "milliseconds" } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refused(wrong[i].url, NULL, ORM_CONFIG, wrong[i].option);
        assert_has_text(err.message, wrong[i].allowed, __FILE__, __LINE__);
    }
    refused("sqlite::memory:", &(orm_options){ .journal = "often" }, ORM_CONFIG, "journal");
    refused("sqlite::memory:", &(orm_options){ .mode = "" }, ORM_CONFIG, "mode");
    refused("sqlite::memory:", &(orm_options){ .busy_timeout = -2 }, ORM_CONFIG, "busy_timeout");
    refused(NULL, NULL, ORM_CONFIG, "NULL");
    refused("", NULL, ORM_CONFIG, "");
    refused("oracle://x/y", NULL, ORM_CONFIG, "");
#ifndef ORM_POSTGRES /* tools/check_dialects.sh tries the combinations */
    refused("postgresql://u:s3cr3t-marker@h/x", NULL, ORM_CONFIG, "ORM_POSTGRES");
#endif
    assert_null(strstr(err.message, "s3cr3t"));
}
static void test_sqlite_options_come_from_url_and_struct(void **state) {
    (void)state;
    fresh_path();
    fixture f = open_at(url_of("sqlite:///%s?journal=delete&synchronous=extra&foreign_keys=off&busy_timeout=123", path), &(orm_options){ .journal = "wal", .foreign_keys = "on", .busy_timeout = 7 });
    assert_string_equal(pragma(f, "PRAGMA journal_mode"), "delete"); /* the URL's come first */
    assert_string_equal(pragma(f, "PRAGMA synchronous"), "3");
    assert_string_equal(pragma(f, "PRAGMA foreign_keys"), "0");
    close_one(f);
    char mode[] = "off"; /* the struct's texts are copied */
    f = (fixture){ test_open_with(url_of("sqlite:///%s", path), &(orm_options){ .foreign_keys = mode, .journal = "truncate", .pool_max = 3 }), NULL };
    memset(mode, 'x', 3);
    orm_session *s[3];
    for (int i = 0; i < 3; i++) {
        s[i] = orm_session_open(f.db);
        assert_ok(s[i], orm_begin_with(s[i], &(orm_tx){ .read_only = true })); /* each has a connection */
        assert_int_equal(orm_value_int(orm_scalar_sql(s[i], "PRAGMA foreign_keys", orm_args())), 0);
    }
    for (int i = 0; i < 3; i++) orm_session_close(s[i]);
    assert_int_equal(orm_close(f.db), ORM_OK);
}
static void test_sqlite_defaults(void **state) {
    (void)state;
    fresh_path();
    fixture f = open_at(url_of("sqlite:///%s", path), NULL);
    create(f);
    assert_string_equal(pragma(f, "PRAGMA foreign_keys"), "1");
    assert_string_equal(pragma(f, "PRAGMA journal_mode"), "wal");
    assert_string_equal(pragma(f, "PRAGMA synchronous"), "1"); /* normal */
    assert_string_equal(pragma(f, "PRAGMA trusted_schema"), "0");
    orm_rows r = orm_sql(f.s, "SELECT \"nosuch\"", orm_args()); /* no string in double quotes */
    assert_false(orm_next(&r));
    assert_session(f.s, ORM_SQL);
    assert_message(f.s, "nosuch");
    assert_int_equal(orm_exec(f.s, "CREATE TABLE t (a TEXT DEFAULT \"nosuch\", CHECK (a <> \"nosuch\"))", orm_args()), -1);
    assert_session(f.s, ORM_SQL);
    assert_int_equal(orm_exec(f.s, "PRAGMA writable_schema = on", orm_args()) >= 0 ? orm_exec(f.s, "UPDATE sqlite_master SET sql = ''", orm_args()) : -1, -1); /* defensive */
    assert_true(orm_status_of(f.s) != ORM_OK);
    close_one(f);
    f = open_at("sqlite::memory:", NULL);
    assert_string_equal(pragma(f, "PRAGMA foreign_keys"), "1");
    assert_string_equal(pragma(f, "PRAGMA journal_mode"), "memory");
    close_one(f);
}
static void test_sqlite_begin_takes_the_write_lock(void **state) {
    (void)state;
    fresh_path();
    fixture a = open_at(url_of("sqlite:///%s", path), NULL), b = open_at(url_of("sqlite:///%s", path), &(orm_options){ .busy_timeout = -1 });
    create(a);
    assert_ok(a.s, orm_begin(a.s));
    assert_fails(b.s, orm_begin(b.s), ORM_BUSY); /* at once, not at the first write */
    assert_message(b.s, "lock");
    assert_ok(b.s, orm_begin_with(b.s, &(orm_tx){ .read_only = true })); /* readers are not kept out */
    assert_int_equal(Row_count(b.s, NULL), 0);
    assert_ok(b.s, orm_commit(b.s));
    assert_ok(a.s, orm_commit(a.s));
    close_one(a);
    close_one(b);
}
static int64_t now_ms(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
static void test_sqlite_busy_timeout_waits_so_long(void **state) {
    (void)state;
    fresh_path();
    fixture a = open_at(url_of("sqlite:///%s", path), NULL), b = open_at(url_of("sqlite:///%s?busy_timeout=150", path), NULL);
    assert_ok(a.s, orm_begin(a.s));
    const int64_t start = now_ms();
    assert_fails(b.s, orm_begin(b.s), ORM_BUSY);
    const int64_t took = now_ms() - start;
    assert_true(took >= 120 && took < 2000);
    assert_message(b.s, "150 ms");
    assert_true(orm_error_of(b.s)->retryable);
    close_one(a);
    close_one(b);
}

/* ---- files ---------------------------------------------------------------------------------------------------------------------------------- */
static void test_sqlite_mode(void **state) {
    (void)state;
    fresh_path();
    refused(url_of("sqlite:///%s?mode=ro", path), NULL, ORM_CONNECTION, path);
    refused(url_of("sqlite:///%s?mode=rw", path), NULL, ORM_CONNECTION, path);
    assert_int_not_equal(access(path, F_OK), 0); /* neither made it */
    fixture f = open_at(url_of("sqlite:///%s", path), NULL);
    create(f);
    assert_ok(f.s, insert(f.s, "x"));
    close_one(f);
    f = open_at(url_of("sqlite:///%s?mode=ro", path), NULL);
    assert_int_equal(Row_count(f.s, NULL), 1);
    assert_fails(f.s, insert(f.s, "y"), ORM_READ_ONLY);
    assert_int_equal(Row_count(f.s, NULL), 1);
    assert_ok(f.s, orm_begin_with(f.s, &(orm_tx){ .read_only = true }));
    assert_int_equal(Row_count(f.s, NULL), 1);
    assert_ok(f.s, orm_commit(f.s));
    close_one(f);
    f = open_at(url_of("sqlite:///%s", path), &(orm_options){ .mode = "rw" });
    assert_ok(f.s, insert(f.s, "y"));
    close_one(f);
}
static void test_sqlite_missing_folder(void **state) {
    (void)state;
    char missing[700];
    snprintf(missing, sizeof missing, "sqlite:///%s/no/such/folder/x.db", test_folder());
    refused(missing, NULL, ORM_CONNECTION, "folder");
    assert_has_text(err.message, "no/such/folder", __FILE__, __LINE__);
    assert_int_not_equal(err.native_code, 0);
    refused(url_of("sqlite:///%s", test_folder()), NULL, ORM_CONNECTION, test_folder()); /* a folder is no file */
}
static void test_sqlite_not_a_database_file(void **state) {
    (void)state;
    fresh_path();
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    for (int i = 0; i < 500; i++) fputs("this is a letter, and no database\n", f);
    fclose(f);
    refused(url_of("sqlite:///%s", path), NULL, ORM_CORRUPT, "not a database");
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_size, 500 * 34); /* untouched */
    fixture g = { orm_open(url_of("sqlite:///%s?mode=ro", path), NULL, &err), NULL };
    if (g.db) { /* read-only it is read with the first statement */
        g.s = orm_session_open(g.db);
        assert_int_equal(Row_count(g.s, NULL), -1);
        assert_session(g.s, ORM_CORRUPT);
        close_one(g);
    } else {
        assert_int_equal(err.status, ORM_CORRUPT);
    }
}
static void test_sqlite_read_only_file(void **state) {
    (void)state;
    fresh_path();
    fixture f = open_at(url_of("sqlite:///%s?journal=delete", path), NULL);
    create(f);
    assert_ok(f.s, insert(f.s, "x"));
    close_one(f);
    if (geteuid() == 0) { /* root may write to anything: a file that says so itself will do */
        f = open_at(url_of("sqlite:///%s?journal=delete", path), NULL);
        assert_string_equal(pragma(f, "PRAGMA query_only = on"), "");
    } else {
        assert_int_equal(chmod(path, 0444), 0);
        f = open_at(url_of("sqlite:///%s?journal=delete", path), NULL);
    }
    assert_int_equal(Row_count(f.s, NULL), 1);
    assert_fails(f.s, insert(f.s, "y"), ORM_READ_ONLY);
    assert_fails(f.s, orm_create_tables(f.s, ORM_MODELS(Row), NULL), ORM_READ_ONLY);
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(Row_count(f.s, NULL), 1);
    close_one(f);
}
static void test_sqlite_full_disk(void **state) {
    (void)state;
    fresh_path();
    fixture f = open_at(url_of("sqlite:///%s", path), &(orm_options){ .pool_max = 1 });
    create(f);
    assert_int_equal(orm_exec(f.s, "PRAGMA max_page_count = 12", orm_args()), 0);
    static char big[3001];
    memset(big, 'x', sizeof big - 1);
    int64_t stored = 0;
    orm_status status = ORM_OK;
    for (; stored < 100 && (status = insert(f.s, big)) == ORM_OK; stored++) {}
    assert_int_equal(status, ORM_FULL);
    assert_true(stored > 0);
    assert_string_equal(orm_error_of(f.s)->model, "Row");
    assert_int_equal(Row_count(f.s, NULL), stored);
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, insert(f.s, "small"));
    assert_fails(f.s, insert(f.s, big), ORM_FULL); /* SQLite may roll back all of it by itself */
    assert_fails(f.s, insert(f.s, "small"), ORM_TRANSACTION);
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(Row_count(f.s, NULL), stored);
    Row many[30];
    for (int i = 0; i < 30; i++) many[i] = (Row){ .name = big };
    assert_fails(f.s, Row_insert_all(f.s, many, 30), ORM_FULL);
    assert_int_equal(Row_count(f.s, NULL), stored);
    assert_true(Row_delete_where(f.s, orm_q(.all_rows = true)) == stored);
    assert_ok(f.s, insert(f.s, "room again"));
    close_one(f);
}
static void test_sqlite_damaged_file(void **state) {
    (void)state;
    fresh_path();
    fixture f = open_at(url_of("sqlite:///%s?journal=delete", path), NULL);
    create(f);
    assert_int_equal(orm_exec(f.s, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO rows (name) SELECT 'a name of some length ' || i FROM n", orm_args()), 2000);
    close_one(f);
    FILE *file = fopen(path, "r+b");
    assert_non_null(file);
    fseek(file, 4096 * 3, SEEK_SET);
    for (int i = 0; i < 4096 * 8; i++) fputc(0xEE, file);
    fclose(file);
    f = open_at(url_of("sqlite:///%s?journal=delete", path), NULL);
    assert_int_equal(Row_all(f.s, NULL).count, 0);
    assert_session(f.s, ORM_CORRUPT);
    assert_true(orm_error_of(f.s)->native_code != 0);
    close_one(f);
}

/* ---- adopted connections ----------------------------------------------------------------------------------------------------------------------- */
static sqlite3 *open_native(const char *file) {
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(file, &db), SQLITE_OK);
    return db;
}
static void exec_native(sqlite3 *db, const char *sql) { assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK); }
static int count_native(sqlite3 *db, const char *sql) {
    sqlite3_stmt *st;
    assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &st, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(st), SQLITE_ROW);
    const int n = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    return n;
}
static void test_sqlite_adopt_a_connection(void **state) {
    (void)state;
    sqlite3 *native = open_native(":memory:");
    exec_native(native, "CREATE TEMP TABLE mine (a); INSERT INTO mine VALUES (5)");
    const char *const urls[] = { NULL, "sqlite:", "sqlite::memory:" };
    for (size_t i = 0; i < 3; i++) {
        orm_db *db = orm_open(urls[i], &(orm_options){ .sqlite = native }, &err);
        if (!db && urls[i] && strcmp(urls[i], "sqlite:") == 0) fail_msg("sqlite: %s", err.message);
        if (!db) fail_msg("%s: %s", urls[i] ? urls[i] : "NULL", err.message);
        fixture f = { db, orm_session_open(db) };
        create(f);
        assert_ok(f.s, insert(f.s, "adopted"));
        assert_int_equal(orm_value_int(orm_scalar_sql(f.s, "SELECT a FROM mine", orm_args())), 5);
        orm_transaction(f.s) assert_ok(f.s, insert(f.s, "adopted"));
        assert_session(f.s, ORM_OK);
        close_one(f);
        assert_int_equal(count_native(native, "SELECT COUNT(*) FROM rows"), 2 * (int)(i + 1)); /* the caller keeps it, and it is usable */
    }
    assert_int_equal(sqlite3_close(native), SQLITE_OK); /* no statement was left */
}
static void test_sqlite_adopted_transaction_is_refused(void **state) {
    (void)state;
    sqlite3 *native = open_native(":memory:");
    fixture f = open_at(NULL, &(orm_options){ .sqlite = native });
    create(f);
    exec_native(native, "BEGIN");
    assert_fails(f.s, orm_begin(f.s), ORM_MISUSE);
    assert_message(f.s, "adopted");
    assert_int_equal(orm_depth(f.s), 0);
    assert_ok(f.s, insert(f.s, "inside the caller's transaction"));
    Row two[2] = { { .name = "a" }, { .name = "b" } }, same[2] = { { .id = 70, .name = "c" }, { .id = 70, .name = "d" } };
    assert_ok(f.s, Row_insert_all(f.s, two, 2)); /* what must be all or nothing is a savepoint there */
    assert_fails(f.s, Row_insert_all(f.s, same, 2), ORM_CONFLICT_UNIQUE);
    assert_int_equal(Row_count(f.s, NULL), 3);
    assert_false(sqlite3_get_autocommit(native));
    exec_native(native, "ROLLBACK");
    assert_int_equal(Row_count(f.s, NULL), 0);
    for (int i = 0; i < 2; i++) two[i] = (Row){ .name = two[i].name }; /* the library does not know that they are gone */
    assert_ok(f.s, Row_insert_all(f.s, two, 2));
    close_one(f);
    assert_int_equal(sqlite3_close(native), SQLITE_OK);
}
/* Columns are qualified, so that a name that is not there is no string even where double quotes may be strings. */
static void test_sqlite_adopted_needs_no_strict_quotes(void **state) {
    (void)state;
    sqlite3 *native = open_native(":memory:");
    sqlite3_db_config(native, SQLITE_DBCONFIG_DQS_DML, 1, NULL);
    exec_native(native, "CREATE TABLE rows (id INTEGER PRIMARY KEY)");
    fixture f = open_at(NULL, &(orm_options){ .sqlite = native });
    assert_int_equal(Row_count(f.s, orm_q(.where = orm_eq(Rows.name, "name"))), -1);
    assert_session(f.s, ORM_SQL);
    assert_int_equal(Row_all(f.s, NULL).count, 0);
    assert_session(f.s, ORM_SQL);
    assert_int_equal(Row_all(f.s, orm_q(.only = ORM_COLS(Rows.id), .order_by = { orm_asc(Rows.name) })).count, 0);
    assert_session(f.s, ORM_SQL);
    close_one(f);
    assert_int_equal(sqlite3_close(native), SQLITE_OK);
}
static void test_sqlite_adopted_obeys_limits(void **state) {
    (void)state;
    sqlite3 *native = open_native(":memory:");
    fixture f = open_at(NULL, &(orm_options){ .sqlite = native });
    assert_ok(f.s, orm_deadline(f.s, 50));
    assert_true(orm_value_is_null(orm_scalar_sql(f.s, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000000) SELECT COUNT(*) FROM n", orm_args())));
    assert_session(f.s, ORM_TIMEOUT);
    const char *const counting = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) SELECT COUNT(*) FROM n";
    assert_int_equal(count_native(native, counting), 100000); /* the program's own statements are not ended, now or inside a transaction */
    assert_ok(f.s, orm_begin(f.s));
    const int64_t start = now_ms();
    while (now_ms() < start + 60) {}
    assert_int_equal(count_native(native, counting), 100000);
    assert_ok(f.s, orm_rollback(f.s));
    close_one(f);
    assert_int_equal(count_native(native, counting), 100000);
    assert_int_equal(sqlite3_close(native), SQLITE_OK);
    fresh_path();
    fixture holder = open_at(url_of("sqlite:///%s", path), NULL);
    native = open_native(path);
    sqlite3_busy_timeout(native, 3000);
    f = open_at("sqlite:", &(orm_options){ .sqlite = native });
    assert_ok(holder.s, orm_begin(holder.s));
    assert_ok(f.s, orm_deadline(f.s, 50));
    const int64_t begun = now_ms();
    assert_fails(f.s, orm_begin(f.s), ORM_TIMEOUT); /* while it waits for a lock, too */
    assert_true(now_ms() - begun < 2000);
    close_one(f);
    assert_int_equal(count_native(native, "PRAGMA busy_timeout"), 3000);
    assert_int_equal(sqlite3_close(native), SQLITE_OK);
    close_one(holder);
}
static void test_sqlite_adopted_takes_no_other_database(void **state) {
    (void)state;
    sqlite3 *native = open_native(":memory:");
    fresh_path();
    refused(url_of("sqlite:///%s", path), &(orm_options){ .sqlite = native }, ORM_CONFIG, "sqlite");
    assert_int_not_equal(access(path, F_OK), 0);
    refused("sqlite::memory:?journal=wal", &(orm_options){ .sqlite = native }, ORM_CONFIG, "adopted"); /* its settings are the caller's */
    refused(NULL, &(orm_options){ .sqlite = native, .foreign_keys = "on" }, ORM_CONFIG, "adopted");
    assert_int_equal(sqlite3_close(native), SQLITE_OK);
}

/* ---- in memory, in parallel ------------------------------------------------------------------------------------------------------------------------ */
static void test_sqlite_in_memory_is_one_connection(void **state) {
    (void)state;
    fixture f = open_at("sqlite::memory:", &(orm_options){ .pool_max = 8, .pool_min = 4, .pool_wait_ms = 60 });
    orm_session *second = orm_session_open(f.db);
    create(f);
    assert_ok(f.s, insert(f.s, "x"));
    assert_int_equal(Row_count(second, NULL), 1); /* sessions take turns on it */
    assert_ok(f.s, orm_begin(f.s));
    assert_int_equal(Row_count(second, NULL), -1);
    assert_session(second, ORM_TIMEOUT);
    assert_message(second, "in-memory database is one connection");
    assert_message(second, "use a file");
    assert_ok(f.s, orm_commit(f.s));
    assert_int_equal(Row_count(second, NULL), 1);
    Row_cursor c = Row_stream(f.s, NULL);
    assert_non_null(Row_next(&c));
    assert_int_equal(Row_count(f.s, NULL), 1); /* a second statement of the session that holds it works */
    assert_int_equal(Row_count(second, NULL), -1);
    assert_session(second, ORM_TIMEOUT);
    assert_int_equal(Row_stop(&c), ORM_OK);
    assert_int_equal(Row_count(second, NULL), 1);
    orm_session_close(second);
    close_one(f);
}
static void test_sqlite_pool_wait_not_at_all(void **state) {
    (void)state;
    fresh_path();
    fixture f = open_at(url_of("sqlite:///%s", path), &(orm_options){ .pool_max = 2, .pool_wait_ms = -1 });
    orm_session *b = orm_session_open(f.db), *c = orm_session_open(f.db);
    assert_ok(f.s, orm_begin_with(f.s, &(orm_tx){ .read_only = true }));
    assert_ok(b, orm_begin_with(b, &(orm_tx){ .read_only = true }));
    const int64_t start = now_ms();
    assert_fails(c, orm_begin(c), ORM_TIMEOUT);
    assert_true(now_ms() - start < 500);
    assert_message(c, "all 2 are in use");
    assert_ok(b, orm_commit(b));
    assert_ok(c, orm_begin(c));
    orm_session_close(b);
    orm_session_close(c);
    close_one(f);
}
/* Readers see the state before the writer's COMMIT, and none waits for another. */
typedef struct reader { orm_db *db; int64_t seen; orm_status status; } reader;
static void *read_all(void *data) {
    reader *r = data;
    orm_session *s = orm_session_open(r->db);
    for (int i = 0; i < 20; i++) {
        r->seen = Row_count(s, NULL);
        r->status = orm_status_of(s);
        if (r->status != ORM_OK) break;
    }
    orm_session_close(s);
    return NULL;
}
static void test_sqlite_readers_while_one_writes(void **state) {
    (void)state;
    fresh_path();
    fixture f = open_at(url_of("sqlite:///%s", path), NULL);
    create(f);
    assert_ok(f.s, insert(f.s, "before"));
    assert_ok(f.s, orm_begin(f.s));
    for (int i = 0; i < 100; i++) assert_ok(f.s, insert(f.s, "not yet"));
    reader r[4];
    pthread_t threads[4];
    for (int i = 0; i < 4; i++) {
        r[i] = (reader){ .db = f.db };
        assert_int_equal(pthread_create(&threads[i], NULL, read_all, &r[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(r[i].status, ORM_OK);
        assert_int_equal(r[i].seen, 1);
    }
    assert_ok(f.s, orm_commit(f.s));
    assert_int_equal(Row_count(f.s, NULL), 101);
    close_one(f);
}
static void test_sqlite_the_file_is_gone_meanwhile(void **state) {
    (void)state;
    fresh_path();
    fixture f = open_at(url_of("sqlite:///%s", path), NULL);
    create(f);
    assert_ok(f.s, insert(f.s, "x"));
    remove(path);
    const int64_t count = Row_count(f.s, NULL); /* the connection still has it, or says that it cannot read it */
    assert_int_equal(count == 1, orm_status_of(f.s) == ORM_OK);
    close_one(f);
}

/* SQLite locks a table that an own result is still reading: waiting would not help, closing the result does. */
static void test_sqlite_own_open_result_is_named(void **state) {
    (void)state;
    fixture f = open_at("sqlite::memory:", NULL);
    create(f);
    assert_int_equal(insert(f.s, "a"), ORM_OK);
    assert_int_equal(insert(f.s, "b"), ORM_OK);
    Row_cursor c = Row_stream(f.s, NULL);
    assert_non_null(Row_next(&c));
    assert_int_equal(orm_exec(f.s, "DROP TABLE rows", orm_args()), -1);
    assert_session(f.s, ORM_MISUSE);
    assert_message(f.s, "still open");
    assert_ok(f.s, Row_stop(&c));
    assert_int_equal(orm_exec(f.s, "DROP TABLE rows", orm_args()), 0);
    close_one(f);
}
int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sqlite_url_spellings_in_memory), cmocka_unit_test(test_sqlite_url_spellings_of_a_file), cmocka_unit_test(test_sqlite_unknown_options_are_refused),
        cmocka_unit_test(test_sqlite_options_come_from_url_and_struct), cmocka_unit_test(test_sqlite_defaults), cmocka_unit_test(test_sqlite_begin_takes_the_write_lock),
        cmocka_unit_test(test_sqlite_busy_timeout_waits_so_long), cmocka_unit_test(test_sqlite_mode), cmocka_unit_test(test_sqlite_missing_folder), cmocka_unit_test(test_sqlite_not_a_database_file),
        cmocka_unit_test(test_sqlite_read_only_file), cmocka_unit_test(test_sqlite_full_disk), cmocka_unit_test(test_sqlite_damaged_file), cmocka_unit_test(test_sqlite_adopt_a_connection),
        cmocka_unit_test(test_sqlite_adopted_transaction_is_refused), cmocka_unit_test(test_sqlite_adopted_needs_no_strict_quotes), cmocka_unit_test(test_sqlite_adopted_obeys_limits),
        cmocka_unit_test(test_sqlite_adopted_takes_no_other_database), cmocka_unit_test(test_sqlite_in_memory_is_one_connection), cmocka_unit_test(test_sqlite_pool_wait_not_at_all),
        cmocka_unit_test(test_sqlite_own_open_result_is_named), cmocka_unit_test(test_sqlite_readers_while_one_writes), cmocka_unit_test(test_sqlite_the_file_is_gone_meanwhile),
    };
    return run_all(tests);
}
