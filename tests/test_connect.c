/* Connecting: the environment, addresses, connections that the program lends, several hosts, TLS, and that no password gets out on any way that fails. */
#define _POSIX_C_SOURCE 200809L
#include "harness.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <time.h>
#ifdef ORM_POSTGRES
#if defined(__has_include) && !__has_include(<libpq-fe.h>) && __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif
#endif

#define NOTE_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, body) X(field, timestamp, at)
ORM_MODEL(Note, Notes, NOTE_MODEL, .table = "notes");
#define MARKER "s3cr3t-marker"

static orm_error err;
#ifdef ORM_POSTGRES
static int64_t now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
static void sleep_ms(int milliseconds) { nanosleep(&(struct timespec){ milliseconds / 1000, milliseconds % 1000 * 1000000L }, NULL); }
#endif
static orm_session *session(orm_db *db) {
    if (!db) fail_msg("%s", err.message);
    orm_session *s = orm_session_open(db);
    assert_non_null(s);
    return s;
}
/* One row goes in and comes out. */
static void check_works(orm_db *db) {
    orm_session *s = session(db);
    Note note = { .body = "h\xc3\xa9llo", .at = 1700000000123456 };
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Note), &(orm_create_options){ .if_not_exists = true }));
    assert_ok(s, Note_insert(s, &note));
    const Note *found = Note_get(s, note.id);
    assert_non_null(found);
    assert_string_equal(found->body, "h\xc3\xa9llo");
    assert_int_equal(found->at, 1700000000123456);
    assert_int_equal(orm_session_close(s), ORM_OK);
}
static void check_open_and_close(orm_db *db) {
    check_works(db);
    assert_int_equal(orm_close(db), ORM_OK);
}
static void check_refused(orm_db *db, orm_status status, const char *words) {
    if (db) fail_msg("it was opened, and should have been refused: %s", words);
    if (err.status != status) fail_msg("%s instead of %s: %s", orm_status_name(err.status), orm_status_name(status), err.message);
    assert_has_text(err.message, words, __FILE__, __LINE__);
}

/* ---- the environment ------------------------------------------------------------------------------------------------------------------------- */
static void test_open_env(void **state) {
    (void)state;
    setenv("ORM_TEST_CONNECT", test_url(true), 1);
    check_open_and_close(orm_open_env("ORM_TEST_CONNECT", NULL, &err));
    check_open_and_close(orm_open_env("ORM_TEST_CONNECT", &(orm_options){ .pool_max = 2 }, NULL));
    unsetenv("ORM_TEST_CONNECT");
    check_refused(orm_open_env("ORM_TEST_CONNECT", NULL, &err), ORM_CONFIG, "ORM_TEST_CONNECT is not set");
    setenv("ORM_TEST_CONNECT", "", 1);
    check_refused(orm_open_env("ORM_TEST_CONNECT", NULL, &err), ORM_CONFIG, "ORM_TEST_CONNECT is empty");
    setenv("ORM_TEST_CONNECT", "postgres:" MARKER "@db.example.org", 1);
    check_refused(orm_open_env("ORM_TEST_CONNECT", NULL, &err), ORM_CONFIG, "ORM_TEST_CONNECT: postgresql URL");
    assert_null(strstr(err.message, MARKER));
    unsetenv("ORM_TEST_CONNECT");
    check_refused(orm_open_env(NULL, NULL, &err), ORM_CONFIG, "environment variable");
    check_refused(orm_open_env("", NULL, &err), ORM_CONFIG, "environment variable");
    assert_null(orm_open_env("ORM_TEST_CONNECT", NULL, NULL));
}

/* ---- addresses --------------------------------------------------------------------------------------------------------------------------------- */
static void test_sqlite_open_with_an_address(void **state) {
    (void)state;
    const char *file = test_url(true) + strlen("sqlite:///");
    check_open_and_close(orm_open_with(&(orm_address){ .database = ":memory:" }, NULL, &err));
    check_open_and_close(orm_open_with(&(orm_address){ .dialect = ORM_DIALECT_SQLITE, .database = file, .options = "busy_timeout=100&journal=delete" }, NULL, &err));
    check_refused(orm_open_with(&(orm_address){ .database = file, .options = "mode=wrong" }, NULL, &err), ORM_CONFIG, "mode");
    check_refused(orm_open_with(&(orm_address){ .host = "db.example.org", .database = "shop" }, NULL, &err), ORM_CONFIG, "set .dialect");
    check_refused(orm_open_with(&(orm_address){ .options = "mode=ro" }, NULL, &err), ORM_CONFIG, "is missing");
    check_refused(orm_open_with(&(orm_address){ .dialect = (orm_dialect)77, .database = "x" }, NULL, &err), ORM_CONFIG, "the dialect");
    check_refused(orm_open_with(&(orm_address){ .database = "x", .end_ = 5 }, NULL, &err), ORM_CONFIG, "not initialised");
    check_refused(orm_open_with(NULL, NULL, &err), ORM_CONFIG, "NULL");
}
/* The socket of the test server and the name of a database, out of URLs like mysql://orm@localhost/name?socket=/path. */
static bool part_of(const char *url, const char *begin, const char *end, char *out, size_t size) {
    const char *from = strstr(url, begin);
    if (!from) return false;
    from += strlen(begin);
    snprintf(out, size, "%.*s", (int)strcspn(from, end), from);
    return true;
}
static void test_mysql_open_with_an_address(void **state) {
    (void)state;
    char socket[200], database[100];
    const char *url = test_url(true);
    if (!part_of(url, "socket=", "&", socket, sizeof socket) || !part_of(strstr(url, "://") + 3, "/", "?", database, sizeof database)) fail_msg("the test server has no socket");
    check_open_and_close(orm_open_with(&(orm_address){ .dialect = ORM_DIALECT_MYSQL, .host = socket, .user = "orm", .database = database }, NULL, &err));
    char options[300];
    snprintf(options, sizeof options, "socket=%s", socket);
    check_open_and_close(orm_open_with(&(orm_address){ .dialect = ORM_DIALECT_MARIADB, .user = "orm", .database = database, .options = options }, NULL, &err));
    check_refused(orm_open_with(&(orm_address){ .dialect = ORM_DIALECT_MYSQL, .host = socket, .user = "orm", .options = options }, NULL, &err), ORM_CONFIG, "given twice");
}

/* ---- secrets ------------------------------------------------------------------------------------------------------------------------------------- */
static char heard[20000];
static void listen_log(void *context, orm_log_level level, const char *message) {
    (void)context, (void)level;
    const size_t n = strlen(heard);
    snprintf(heard + n, sizeof heard - n, "%s\n", message);
}
static void listen_trace(void *context, const orm_trace *t) {
    (void)context;
    const size_t n = strlen(heard);
    snprintf(heard + n, sizeof heard - n, "%s %s\n", t->sql, t->values);
}
static const orm_options listening = { .log = listen_log, .trace = listen_trace, .connect_ms = 2000 };
static bool holds(const void *memory, size_t size, const char *secret) {
    const size_t n = strlen(secret);
    for (size_t i = 0; i + n <= size; i++)
        if (memcmp((const char *)memory + i, secret, n) == 0) return true;
    return false;
}
static void check_nothing_heard(const char *of) {
    char printed[4000];
    orm_error_print(&err, printed, sizeof printed);
    if (holds(&err, sizeof err, MARKER) || strstr(printed, MARKER)) fail_msg("%s: the error holds the password: %s", of, printed);
    if (strstr(heard, MARKER)) fail_msg("%s: log or trace hold the password", of);
}
static void check_secret_kept(const char *url) {
    memset(&err, 0, sizeof err);
    heard[0] = 0;
    orm_db *db = orm_open(url, &listening, &err);
    if (db) fail_msg("%s was opened", url);
    assert_int_not_equal(err.status, ORM_OK);
    assert_true(strlen(err.message) > 10);
    check_nothing_heard(url);
}
static void test_password_never_gets_out(void **state) {
    (void)state;
    static const char *const urls[] = {
        "postgresql://u:" MARKER "@[::1", "postgresql://u:" MARKER "%zz@h/x", "postgresql://u:" MARKER "@h:port/x", "postgresql://u:" MARKER "@h:99999/x", "postgresql:u:" MARKER "@h/x",
        "postgresql://u:" MARKER "/a@h/x", "postgresql://u:" MARKER "?a@h/x", "postgresql://u:" MARKER "#a@h/x", "postgresql://u:" MARKER "@h/a/b", "postgresql://" MARKER "@h@h/x",
        "mysql://u:" MARKER "@h@h/x", "mysql://u:" MARKER "%0a@h/x", "mariadb://u:" MARKER "@[h]/x", "oracle://u:" MARKER "@h/x", MARKER, "sqlite:" MARKER "?" MARKER, "sqlite:x.db?mode=" MARKER "&" MARKER,
        "postgresql://u:" MARKER "@127.0.0.1:1/x", "mysql://u:" MARKER "@127.0.0.1:1/x", "postgresql://u@127.0.0.1:1/x?password=" MARKER, "postgresql://u:" MARKER "@127.0.0.1:1/x?password=" MARKER,
        "postgresql://u:" MARKER "@127.0.0.1:1/x?sslmode=" "wrong", "postgresql://u:" MARKER "@127.0.0.1:1/x?sslpassword=" MARKER "&sslcert=/nowhere", "postgresql://u:" MARKER "@127.0.0.1:1/x?unknown=1",
        "mysql://u:" MARKER "@127.0.0.1:1/x?unknown=1", "mysql://u:" MARKER "@127.0.0.1:1/x?connect_timeout=x", "postgresql://u:" MARKER "@127.0.0.1:1/x?connect_timeout=x" };
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) check_secret_kept(urls[i]);
    const orm_address wrong[] = { { .dialect = ORM_DIALECT_POSTGRES, .host = "127.0.0.1", .port = 1, .user = "u", .password = MARKER }, { .dialect = ORM_DIALECT_MYSQL, .host = "127.0.0.1", .port = 1, .user = "u", .password = MARKER "\n" },
                                  { .dialect = ORM_DIALECT_POSTGRES, .host = "host:1:2", .password = MARKER }, { .dialect = ORM_DIALECT_POSTGRES, .host = "h", .port = -1, .password = MARKER },
                                  { .database = "x.db", .password = MARKER } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        memset(&err, 0, sizeof err);
        heard[0] = 0;
        assert_null(orm_open_with(&wrong[i], &listening, &err));
        check_nothing_heard("an address");
    }
}
/* On the test server: a wrong password, a database that is not there, a role that is not there. */
static void check_server_keeps_secrets(void) {
    char url[1200], query[600];
    const char *server = harness_server_url(), *scheme = test_on("postgres") ? "postgresql" : "mysql";
    snprintf(query, sizeof query, "%s", strchr(server, '?') ? strchr(server, '?') : "");
    const char *const users[] = { "word:" MARKER, "nobody_here:" MARKER, "word:" MARKER "%20%00" };
    for (size_t i = 0; i < 3; i++) {
        snprintf(url, sizeof url, "%s://%s@%s/no_such_database%s", scheme, users[i], test_on("mysql") ? "localhost" : "", query);
        check_secret_kept(url);
    }
}
static void test_postgres_password_never_gets_out(void **state) {
    (void)state;
    check_server_keeps_secrets();
}
static void test_mysql_password_never_gets_out(void **state) {
    (void)state;
    check_server_keeps_secrets();
}
/* Blocks that go back to the allocator hold no password: neither after a failure nor after orm_close. */
static int dirty;
static void *look_resize(void *context, void *block, size_t old_size, size_t new_size) {
    (void)context;
    if (block && !new_size && (holds(block, old_size, MARKER) || holds(block, old_size, "s3cr3t word"))) dirty++;
    if (!new_size) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}
static void test_password_is_wiped(void **state) {
    (void)state;
    const orm_options looking = { .allocator = { look_resize, NULL }, .connect_ms = 2000 };
    char url[1200];
    dirty = 0;
    assert_null(orm_open("postgresql://u:" MARKER "@127.0.0.1:1/x?password=" MARKER, &looking, &err));
    assert_null(orm_open("mysql://u:" MARKER "@127.0.0.1:1/x", &looking, &err));
    assert_null(orm_open_with(&(orm_address){ .dialect = ORM_DIALECT_POSTGRES, .host = "127.0.0.1", .port = 1, .password = MARKER }, &looking, &err));
    if (!test_on("sqlite")) {
        const char *server = harness_server_url(), *rest = strchr(strstr(server, "://") + 3, '@');
        if (!rest) fail_msg("the URL of the test server has no user");
        snprintf(url, sizeof url, "%.*s://word:s3cr3t%%20word%s", (int)strcspn(server, ":"), server, rest);
        orm_db *db = orm_open(url, &looking, &err);
        if (!db) fail_msg("%s", err.message);
        assert_int_equal(orm_close(db), ORM_OK);
    }
    assert_int_equal(dirty, 0);
}

#ifdef ORM_POSTGRES
/* ---- a server that speaks TLS ------------------------------------------------------------------------------------------------------------------------ */
/* It ends with this program, however that ends. */
typedef struct tls_server { FILE *pipe; char folder[60]; int port; } tls_server;
static tls_server tls;
static void tls_end(void) {
    if (tls.pipe) pclose(tls.pipe);
    tls.pipe = NULL;
}
static void tls_begin(void) {
    char command[200], path[120];
    if (tls.pipe) return;
    snprintf(tls.folder, sizeof tls.folder, "/tmp/orm-tls.XXXXXX"); /* a short path: a socket's may have 107 bytes */
    if (!mkdtemp(tls.folder)) fail_msg("no temporary folder");
    snprintf(command, sizeof command, "exec tests/postgres_tls.sh run %s", tls.folder);
    tls.pipe = popen(command, "w");
    assert_non_null(tls.pipe);
    snprintf(path, sizeof path, "%s/port", tls.folder);
    for (int i = 0; i < 600 && !tls.port; i++) {
        FILE *f = fopen(path, "r");
        if (f && fscanf(f, "%d", &tls.port) != 1) tls.port = 0;
        if (f) fclose(f);
        if (!tls.port) sleep_ms(50);
    }
    if (!tls.port) fail_msg("the server that speaks TLS did not start");
}
static void tls_show(const char *certificate) {
    char command[200];
    snprintf(command, sizeof command, "tests/postgres_tls.sh certificate %s %s", tls.folder, certificate);
    assert_int_equal(system(command), 0);
    sleep_ms(300); /* the server reads it anew */
}
/* "%P" is the port, "%F" the folder. */
static const char *tls_url(const char *format) {
    static char url[1000];
    size_t n = 0;
    for (const char *p = format; *p; p++) {
        if (p[0] == '%' && p[1] == 'P') n += (size_t)snprintf(url + n, sizeof url - n, "%d", tls.port), p++;
        else if (p[0] == '%' && p[1] == 'F') n += (size_t)snprintf(url + n, sizeof url - n, "%s", tls.folder), p++;
        else url[n++] = *p;
    }
    url[n] = 0;
    return url;
}
static void check_encrypted(const char *format, bool encrypted) {
    heard[0] = 0;
    orm_db *db = orm_open(tls_url(format), &listening, &err);
    if (!db) fail_msg("%s: %s", format, err.message);
    orm_session *s = session(db);
    assert_int_equal(orm_value_bool(orm_scalar_sql(s, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()", orm_args())), encrypted);
    assert_session(s, ORM_OK);
    orm_session_close(s);
    orm_close(db);
    check_nothing_heard(format);
}
static void check_tls_refused(const char *format, const char *words) {
    memset(&err, 0, sizeof err);
    heard[0] = 0;
    orm_db *db = orm_open(tls_url(format), &listening, &err);
    if (db) fail_msg("%s was opened", format);
    if (err.status != ORM_CONFIG) fail_msg("%s: %s: %s", format, orm_status_name(err.status), err.message);
    if (!strstr(err.message, words)) fail_msg("%s: \"%s\" has no \"%s\"", format, err.message, words);
    assert_false(err.retryable);
    check_nothing_heard(format);
}
#define AT_TLS "postgresql://tls:" MARKER "@127.0.0.1:%P/postgres?"
static void test_postgres_tls_modes(void **state) {
    (void)state;
    tls_begin();
    tls_show("good");
    check_encrypted(AT_TLS "sslmode=verify-full&sslrootcert=%F/ca.pem", true);
    check_encrypted("postgresql://tls:" MARKER "@localhost:%P/postgres?sslmode=verify-full&sslrootcert=%F/ca.pem", true);
    check_encrypted(AT_TLS "sslmode=verify-ca&sslrootcert=%F/ca.pem", true);
    check_encrypted(AT_TLS "sslmode=require", true);
    check_encrypted(AT_TLS "sslmode=prefer", true);
    check_encrypted(AT_TLS, true); /* this machine: libpq's own default */
    check_encrypted("postgresql://clear:" MARKER "@127.0.0.1:%P/postgres?sslmode=disable", false);
    check_encrypted("postgresql://orm@/postgres?host=%F&port=%P&sslmode=require", false); /* a socket needs none */
    check_tls_refused(AT_TLS "sslmode=disable", "pg_hba.conf");
    check_tls_refused("postgresql://clear:" MARKER "@127.0.0.1:%P/postgres?sslmode=require", "pg_hba.conf");
    check_tls_refused(AT_TLS "sslmode=verify-full&sslrootcert=%F/other.pem", "sslrootcert=FILE");
    check_tls_refused(AT_TLS "sslmode=verify-ca&sslrootcert=%F/other.pem", "sslrootcert=FILE");
    check_tls_refused(AT_TLS "sslmode=verify-full&sslrootcert=%F/nowhere.pem", "sslrootcert=FILE");
    check_tls_refused(AT_TLS "sslmode=no-such-mode", "sslmode");
    check_tls_refused("postgresql://tls:wrong-" MARKER "@127.0.0.1:%P/postgres?sslmode=verify-full&sslrootcert=%F/ca.pem", "password");
    tls_show("elsewhere");
    check_tls_refused(AT_TLS "sslmode=verify-full&sslrootcert=%F/ca.pem", "a name that the certificate holds");
    check_encrypted(AT_TLS "sslmode=verify-ca&sslrootcert=%F/ca.pem", true);
    tls_show("expired");
    check_tls_refused(AT_TLS "sslmode=verify-full&sslrootcert=%F/ca.pem", "neither expired");
    check_tls_refused(AT_TLS "sslmode=verify-ca&sslrootcert=%F/ca.pem", "neither expired");
    check_encrypted(AT_TLS "sslmode=require", true);
    tls_show("good");
}
/* A server that is not on this machine shows a certificate for the name by which it was asked for, or hears no password. */
static void test_postgres_tls_is_checked_elsewhere(void **state) {
    (void)state;
    tls_begin();
    setenv("HOME", tls.folder, 1); /* with no ~/.postgresql/root.crt */
    tls_show("elsewhere");
#define ELSEWHERE "postgresql://tls:" MARKER "@db.example.org:%P/postgres?hostaddr=127.0.0.1"
    check_encrypted(ELSEWHERE "&sslrootcert=%F/ca.pem", true);
    check_tls_refused(ELSEWHERE, PQlibVersion() < 160000 ? "sslrootcert=FILE" : "certificate");
    assert_has_text(err.message, "unless sslmode says otherwise", __FILE__, __LINE__);
    check_tls_refused(ELSEWHERE "&sslrootcert=%F/other.pem", "sslrootcert=FILE");
    check_encrypted(ELSEWHERE "&sslmode=require", true); /* said by the program */
    setenv("PGSSLMODE", "require", 1); /* or by its environment */
    check_encrypted(ELSEWHERE, true);
    unsetenv("PGSSLMODE");
    setenv("PGHOST", "db.example.org", 1);
    setenv("PGHOSTADDR", "127.0.0.1", 1);
    check_tls_refused("postgresql://tls:" MARKER "@:%P/postgres?sslrootcert=%F/other.pem", "sslrootcert=FILE");
    unsetenv("PGHOST");
    unsetenv("PGHOSTADDR");
    tls_show("good");
    check_tls_refused(ELSEWHERE "&sslrootcert=%F/ca.pem", "a name that the certificate holds");
    char root[100], options[200];
    snprintf(root, sizeof root, "%s/ca.pem", tls.folder);
    snprintf(options, sizeof options, "hostaddr=127.0.0.1&sslrootcert=%s", root);
    const orm_address address = { .dialect = ORM_DIALECT_POSTGRES, .host = "db.example.org", .port = tls.port, .user = "tls", .password = MARKER, .database = "postgres", .options = options };
    check_refused(orm_open_with(&address, NULL, &err), ORM_CONFIG, "a name that the certificate holds");
}
/* Answers "no TLS here" and nothing else, or does not even accept. */
typedef struct mute_server { int listener, port; bool answers; pthread_t thread; } mute_server;
static void *refuse_tls(void *context) {
    const mute_server *m = context;
    char request[8];
    const int fd = accept(m->listener, NULL, NULL);
    if (fd < 0) return NULL;
    if (recv(fd, request, sizeof request, MSG_WAITALL) == 8) (void)!write(fd, "N", 1);
    while (recv(fd, request, sizeof request, 0) > 0) {}
    close(fd);
    return NULL;
}
static void mute_begin(mute_server *m, bool answers) {
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    *m = (mute_server){ .listener = socket(AF_INET, SOCK_STREAM, 0), .answers = answers };
    assert_int_equal(bind(m->listener, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(m->listener, 16), 0);
    assert_int_equal(getsockname(m->listener, (struct sockaddr *)&address, &size), 0);
    m->port = ntohs(address.sin_port);
    if (answers) assert_int_equal(pthread_create(&m->thread, NULL, refuse_tls, m), 0);
}
static void mute_end(mute_server *m) {
    if (m->answers) pthread_join(m->thread, NULL);
    close(m->listener);
}
static void test_postgres_server_without_tls(void **state) {
    (void)state;
    char url[200];
    mute_server m;
    mute_begin(&m, true);
    snprintf(url, sizeof url, "postgresql://u:" MARKER "@127.0.0.1:%d/x?sslmode=require", m.port);
    check_tls_refused(url, "switch TLS on");
    mute_end(&m);
}

/* ---- addresses and hosts ------------------------------------------------------------------------------------------------------------------------------- */
static void test_postgres_open_with_an_address(void **state) {
    (void)state;
    tls_begin();
    orm_address a = { .dialect = ORM_DIALECT_POSTGRES, .host = tls.folder, .port = tls.port, .user = "orm", .database = "postgres", .options = "options=-cdefault_transaction_read_only%3Doff" };
    orm_db *db = orm_open_with(&a, NULL, &err);
    check_works(db);
    orm_session *s = session(db); /* a password of every byte there is, but NUL */
    static const char password[] = "\x01\n\t @:/?#&=%41%zz'\"\\$\x7f\xc3\xa9+ []";
    assert_int_equal(orm_exec_text(s, "DROP ROLE IF EXISTS strange", orm_args()), 0);
    assert_int_equal(orm_exec_text(s, "CREATE ROLE strange LOGIN PASSWORD E'\\x01\\n\\t @:/?#&=%41%zz''\"\\\\$\\x7f\xc3\xa9+ []'", orm_args()), 0);
    orm_session_close(s);
    orm_close(db);
    char command[300];
    snprintf(command, sizeof command, "printf 'local all strange scram-sha-256\\nlocal all all trust\\nhostssl all tls 127.0.0.1/32 scram-sha-256\\nhostnossl all clear 127.0.0.1/32 scram-sha-256\\n' > %s/data/pg_hba.conf", tls.folder);
    assert_int_equal(system(command), 0);
    tls_show("good");
    a.user = "strange";
    a.password = password;
    db = orm_open_with(&a, NULL, &err);
    s = session(db);
    assert_string_equal(orm_value_text(orm_scalar_sql(s, "SELECT current_user::text", orm_args())), "strange");
    orm_session_close(s);
    orm_close(db);
    a.password = "\x01\n\t @:/?#&=%41%zz'\"\\$\x7f\xc3\xa9+ [";
    check_refused(orm_open_with(&a, NULL, &err), ORM_CONFIG, "password");
    a = (orm_address){ .dialect = ORM_DIALECT_POSTGRES, .host = "127.0.0.1:1,127.0.0.1", .port = tls.port, .user = "tls", .password = MARKER, .database = "postgres", .options = "sslmode=require" };
    db = orm_open_with(&a, NULL, &err);
    if (!db) fail_msg("%s", err.message);
    orm_close(db);
}
/* The test server's own socket and port. */
static void test_server_place(char *folder, size_t size, int *port) {
    orm_db *db = orm_open(harness_server_url(), NULL, &err);
    orm_session *s = session(db);
    const char *root = getenv("ORM_POSTGRES_ROOT"); /* the server is that of a system in a folder: its paths begin there */
    snprintf(folder, size, "%s%s", root ? root : "", orm_value_text(orm_scalar_sql(s, "SELECT split_part(current_setting('unix_socket_directories'), ',', 1)", orm_args())));
    *port = (int)orm_value_int(orm_scalar_sql(s, "SELECT current_setting('port')::int", orm_args()));
    assert_session(s, ORM_OK);
    orm_session_close(s);
    orm_close(db);
}
static int port_reached(const char *url) {
    orm_db *db = orm_open(url, &(orm_options){ .connect_ms = 2000 }, &err);
    orm_session *s = session(db);
    const int port = (int)orm_value_int(orm_scalar_sql(s, "SELECT current_setting('port')::int + CASE WHEN pg_is_in_recovery() THEN 100000 ELSE 0 END", orm_args()));
    assert_session(s, ORM_OK);
    orm_session_close(s);
    orm_close(db);
    return port;
}
/* The one that speaks TLS takes no writes, the other does. */
static void test_postgres_several_hosts(void **state) {
    (void)state;
    char folder[100], url[500], encoded[200] = "";
    int port;
    tls_begin();
    test_server_place(folder, sizeof folder, &port);
    for (const char *p = folder; *p; p++) snprintf(encoded + strlen(encoded), sizeof encoded - strlen(encoded), *p == '/' ? "%%2F" : "%c", *p);
    const struct { const char *attributes; bool second; } wanted[] = { { "any", false }, { "read-only", false }, { "read-write", true }, { "primary", false } };
    for (size_t i = 0; i < 4; i++) {
        snprintf(url, sizeof url, "postgresql://orm@127.0.0.1:1,%%2Ftmp%%2F%s:%d,%s:%d/postgres?target_session_attrs=%s", tls.folder + 5, tls.port, encoded, port, wanted[i].attributes);
        assert_int_equal(port_reached(url), wanted[i].second ? port : tls.port);
    }
    snprintf(url, sizeof url, "postgresql://orm@/postgres?host=%s,%s&port=%d,%d&target_session_attrs=read-write", tls.folder, folder, tls.port, port); /* as options */
    assert_int_equal(port_reached(url), port);
    snprintf(url, sizeof url, "postgresql://orm@127.0.0.1:1,%%2Ftmp%%2F%s:%d/postgres?target_session_attrs=read-write", tls.folder + 5, tls.port);
    check_refused(orm_open(url, NULL, &err), ORM_CONNECTION, "read-only");
}
/* A host that takes the connection and says nothing leaves time for the others. */
static void test_postgres_silent_hosts(void **state) {
    (void)state;
    char url[500];
    mute_server m, n;
    tls_begin();
    mute_begin(&m, false);
    mute_begin(&n, false);
    int64_t start = now_us();
    snprintf(url, sizeof url, "postgresql://orm@127.0.0.1:%d,127.0.0.1:%d,%%2Ftmp%%2F%s:%d/postgres", m.port, n.port, tls.folder + 5, tls.port);
    assert_int_equal(port_reached(url), tls.port);
    assert_true(now_us() - start < 2500000);
    snprintf(url, sizeof url, "postgresql://orm@127.0.0.1:%d,127.0.0.1:%d/postgres", m.port, n.port);
    start = now_us();
    check_refused(orm_open(url, &(orm_options){ .connect_ms = 300 }, &err), ORM_TIMEOUT, "connect_ms is 300");
    assert_true(now_us() - start >= 290000 && now_us() - start < 800000);
    mute_end(&m);
    mute_end(&n);
}
static void test_postgres_refused_port(void **state) {
    (void)state;
    check_refused(orm_open("postgresql://u:" MARKER "@127.0.0.1:1/x", NULL, &err), ORM_CONNECTION, "refused");
    assert_true(err.retryable);
    assert_null(strstr(err.message, MARKER));
}

/* ---- the program's own connection -------------------------------------------------------------------------------------------------------------------------- */
static void be_silent(void *context, const char *message) { (void)context, (void)message; }
static PGconn *own_connection(void) {
    PGconn *link = PQconnectdb(test_url(true));
    if (PQstatus(link) != CONNECTION_OK) fail_msg("%s", PQerrorMessage(link));
    PQsetNoticeProcessor(link, be_silent, NULL);
    return link;
}
static void own_exec(PGconn *link, const char *sql) {
    PGresult *r = PQexec(link, sql);
    if (PQresultStatus(r) != PGRES_COMMAND_OK && PQresultStatus(r) != PGRES_TUPLES_OK) fail_msg("%s: %s", sql, PQerrorMessage(link));
    PQclear(r);
}
static const char *own_ask(PGconn *link, const char *sql) {
    static char text[300];
    PGresult *r = PQexec(link, sql);
    if (PQresultStatus(r) != PGRES_TUPLES_OK || PQntuples(r) != 1) fail_msg("%s: %s", sql, PQerrorMessage(link));
    snprintf(text, sizeof text, "%s", PQgetvalue(r, 0, 0));
    PQclear(r);
    return text;
}
static const char settings_sql[] = "SELECT concat_ws('|', current_setting('TimeZone'), current_setting('DateStyle'), current_setting('IntervalStyle'), current_setting('client_encoding'), "
                                   "current_setting('standard_conforming_strings'), current_setting('bytea_output'), current_setting('extra_float_digits'))";
static void test_postgres_adopt_a_connection(void **state) {
    (void)state;
    PGconn *link = own_connection();
    char before[300];
    own_exec(link, "SET TimeZone='Asia/Tokyo';SET DateStyle='SQL, DMY';SET IntervalStyle='postgres';SET client_encoding='LATIN1';SET bytea_output='escape';SET extra_float_digits=0;CREATE TEMP TABLE mine (a int)");
    snprintf(before, sizeof before, "%s", own_ask(link, settings_sql));
    const char *const urls[] = { NULL, "postgresql:", "postgres:", "postgresql://" };
    for (size_t i = 0; i < 4; i++) {
        orm_db *db = orm_open(urls[i], &(orm_options){ .postgres = link, .pool_max = 5, .pool_min = 3 }, &err);
        check_works(db);
        assert_int_equal(orm_pool_stats(db).most, 1);
        assert_int_equal(orm_pool_stats(db).opened, 1);
        orm_session *s = session(db);
        assert_int_equal(orm_value_int(orm_scalar_sql(s, "SELECT COUNT(*) FROM mine", orm_args())), 0);
        own_exec(link, "SET TimeZone='Europe/Paris'"); /* in between, by the program */
        assert_string_equal(orm_value_text(orm_scalar_sql(s, "SELECT current_setting('TimeZone')", orm_args())), "UTC");
        orm_transaction(s) {
            Note note = { .body = "in a transaction", .at = 1 };
            assert_ok(s, Note_insert(s, &note));
        }
        assert_session(s, ORM_OK);
        orm_session_close(s);
        assert_int_equal(orm_close(db), ORM_OK);
        assert_string_equal(own_ask(link, settings_sql), before);
        assert_string_equal(own_ask(link, "SELECT COUNT(*) FROM pg_prepared_statements"), "0");
        assert_int_equal(PQisnonblocking(link), 0);
        assert_int_equal(PQtransactionStatus(link), PQTRANS_IDLE);
    }
    assert_string_equal(own_ask(link, "SELECT COUNT(*) FROM notes"), "8");
    PQfinish(link);
}
static void test_postgres_adopted_transaction(void **state) {
    (void)state;
    PGconn *link = own_connection();
    orm_db *db = orm_open(NULL, &(orm_options){ .postgres = link }, &err);
    check_works(db);
    orm_session *s = session(db);
    own_exec(link, "BEGIN");
    assert_fails(s, orm_begin(s), ORM_MISUSE);
    assert_message(s, "adopted");
    Note two[2] = { { .body = "a", .at = 1 }, { .body = "b", .at = 2 } }, same[2] = { { .id = 70, .body = "c" }, { .id = 70, .body = "d" } };
    assert_ok(s, Note_insert_all(s, two, 2));
    assert_fails(s, Note_insert_all(s, same, 2), ORM_CONFLICT_UNIQUE); /* a savepoint takes the failure */
    assert_int_equal(Note_count(s, NULL), 3);
    assert_int_equal(PQtransactionStatus(link), PQTRANS_INTRANS);
    own_exec(link, "ROLLBACK");
    assert_int_equal(Note_count(s, NULL), 1);
    assert_fails(s, Note_insert_all(s, same, 2), ORM_CONFLICT_UNIQUE);
    assert_int_equal(PQtransactionStatus(link), PQTRANS_IDLE);
    own_exec(link, "BEGIN");
    PQclear(PQexec(link, "SELECT 1/0")); /* the program's own transaction fails: it is the program's to end it */
    assert_int_equal(Note_count(s, NULL), -1);
    assert_session(s, ORM_TRANSACTION);
    assert_int_equal(PQtransactionStatus(link), PQTRANS_INERROR);
    own_exec(link, "ROLLBACK");
    assert_int_equal(Note_count(s, NULL), 1);
    orm_session_close(s);
    assert_int_equal(orm_close(db), ORM_OK);
    own_exec(link, "BEGIN"); /* adopted inside of one: at the end it is still open */
    db = orm_open(NULL, &(orm_options){ .postgres = link }, &err);
    check_works(db);
    assert_int_equal(orm_close(db), ORM_OK);
    assert_int_equal(PQtransactionStatus(link), PQTRANS_INTRANS);
    own_exec(link, "ROLLBACK");
    assert_string_equal(own_ask(link, "SELECT COUNT(*) FROM notes"), "1");
    PQfinish(link);
}
static void test_postgres_adopting_is_refused(void **state) {
    (void)state;
    PGconn *link = own_connection();
    const orm_options own = { .postgres = link };
    check_refused(orm_open("postgresql://orm@db.example.org/shop", &own, &err), ORM_CONFIG, "give one of them");
    check_refused(orm_open("sqlite::memory:", &own, &err), ORM_CONFIG, "orm_options.postgres");
    check_refused(orm_open("mysql://h/x", &own, &err), ORM_CONFIG, "orm_options.postgres");
    check_refused(orm_open(NULL, &(orm_options){ .postgres = link, .mysql = link }, &err), ORM_CONFIG, "exclude each other");
    assert_int_equal(PQsendQuery(link, "SELECT generate_series(1, 3)"), 1);
    check_refused(orm_open(NULL, &own, &err), ORM_MISUSE, "at work");
    for (PGresult *r; (r = PQgetResult(link));) PQclear(r);
    own_exec(link, "BEGIN");
    PQclear(PQexec(link, "SELECT 1/0"));
    check_refused(orm_open(NULL, &own, &err), ORM_MISUSE, "roll it back");
    own_exec(link, "ROLLBACK");
    own_exec(link, "SET TimeZone='Asia/Tokyo'");
    for (long fail_at = 1, failed = 1; failed; fail_at++) { /* no memory, anywhere: it is as it was */
        test_memory memory = { .fail_at = fail_at, .sticky = true };
        orm_db *db = orm_open(NULL, &(orm_options){ .postgres = link, .allocator = { test_resize, &memory } }, &err);
        failed = memory.failed;
        if (failed) check_refused(db, ORM_NO_MEMORY, "memory");
        else assert_int_equal(orm_close(db), ORM_OK);
        assert_int_equal(memory.live, 0);
        assert_string_equal(own_ask(link, "SHOW TimeZone"), "Asia/Tokyo");
        assert_true(fail_at < 100);
    }
    assert_int_equal(PQisnonblocking(link), 0);
    assert_string_equal(own_ask(link, "SELECT 5"), "5");
    PQfinish(link);
}
static void test_postgres_adopted_obeys_limits(void **state) {
    (void)state;
    PGconn *link = own_connection();
    orm_db *db = orm_open(NULL, &(orm_options){ .postgres = link }, &err);
    orm_session *s = session(db);
    assert_ok(s, orm_deadline(s, 100));
    const int64_t start = now_us();
    orm_scalar_sql(s, "SELECT pg_sleep(20)", orm_args());
    assert_session(s, ORM_TIMEOUT);
    assert_true(now_us() - start < 600000);
    assert_ok(s, orm_deadline(s, 0));
    assert_int_equal(orm_value_int(orm_scalar_sql(s, "SELECT 5", orm_args())), 5); /* the server ended the statement, not the connection */
    assert_session(s, ORM_OK);
    own_exec(link, "SELECT 1");
    assert_int_equal(PQsendQuery(link, "SELECT generate_series(1, 3)"), 1); /* at work for the program */
    orm_scalar_sql(s, "SELECT 5", orm_args());
    assert_session(s, ORM_MISUSE);
    for (PGresult *r; (r = PQgetResult(link));) PQclear(r);
    assert_int_equal(orm_value_int(orm_scalar_sql(s, "SELECT 5", orm_args())), 5);
    orm_session_close(s);
    orm_close(db);
    PQfinish(link);
}
/* It is never opened afresh, and never closed by the library. */
static void test_postgres_adopted_and_lost(void **state) {
    (void)state;
    PGconn *link = own_connection();
    orm_db *db = orm_open(NULL, &(orm_options){ .postgres = link }, &err), *admin = orm_open(harness_server_url(), NULL, &err);
    orm_session *s = session(db), *by = session(admin);
    orm_scalar_sql(by, "SELECT pg_terminate_backend(?::int, 5000)", orm_args(PQbackendPID(link)));
    assert_session(by, ORM_OK);
    for (int i = 0; i < 3; i++) {
        orm_scalar_sql(s, "SELECT 5", orm_args());
        assert_session(s, ORM_CONNECTION);
    }
    assert_int_equal(orm_pool_stats(db).opened, 1);
    orm_session_close(s);
    orm_session_close(by);
    assert_int_equal(orm_close(db), ORM_OK);
    orm_close(admin);
    assert_int_equal(PQstatus(link), CONNECTION_BAD);
    PQfinish(link);
}
/* The server repeats the password in a notice: the log has stars. */
static void test_postgres_notices_hold_no_password(void **state) {
    (void)state;
    char url[600];
    tls_begin();
    heard[0] = 0;
    snprintf(url, sizeof url, "postgresql://tls:" MARKER "@127.0.0.1:%d/postgres?sslmode=require", tls.port);
    orm_db *db = orm_open(url, &listening, &err);
    orm_session *s = session(db);
    orm_exec(s, "DO $$ BEGIN RAISE NOTICE 'it is %', 's3cr3t' || '-marker'; END $$", orm_args());
    assert_session(s, ORM_OK);
    assert_has_text(heard, "it is ***", __FILE__, __LINE__);
    orm_exec(s, "DO $$ BEGIN RAISE 'it is %', 's3cr3t' || '-marker'; END $$", orm_args());
    assert_session(s, ORM_SQL);
    assert_message(s, "it is ***");
    assert_null(strstr(heard, MARKER));
    orm_session_close(s);
    orm_close(db);
}
#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_open_env), cmocka_unit_test(test_sqlite_open_with_an_address), cmocka_unit_test(test_mysql_open_with_an_address), cmocka_unit_test(test_password_never_gets_out),
        cmocka_unit_test(test_postgres_password_never_gets_out), cmocka_unit_test(test_mysql_password_never_gets_out), cmocka_unit_test(test_password_is_wiped),
#ifdef ORM_POSTGRES
        cmocka_unit_test(test_postgres_tls_modes), cmocka_unit_test(test_postgres_tls_is_checked_elsewhere), cmocka_unit_test(test_postgres_server_without_tls),
        cmocka_unit_test(test_postgres_open_with_an_address), cmocka_unit_test(test_postgres_several_hosts), cmocka_unit_test(test_postgres_silent_hosts), cmocka_unit_test(test_postgres_refused_port),
        cmocka_unit_test(test_postgres_adopt_a_connection), cmocka_unit_test(test_postgres_adopted_transaction), cmocka_unit_test(test_postgres_adopting_is_refused),
        cmocka_unit_test(test_postgres_adopted_obeys_limits), cmocka_unit_test(test_postgres_adopted_and_lost), cmocka_unit_test(test_postgres_notices_hold_no_password),
#endif
    };
    const int failed = run_all(tests);
#ifdef ORM_POSTGRES
    tls_end();
#endif
    return failed;
}
