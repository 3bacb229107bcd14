/* build: dialects: mysql; configs: gcc-asan */
/* The driver of MySQL and MariaDB: connecting, statements, values, errors, transactions, limits.  On a server that ORM_TEST_MYSQL_URL names, whose user may do
 * everything; `tools/with_mariadb.sh COMMAND` and `tools/with_mysql.sh COMMAND` provide one.  What only one of the two servers has is tested where it is met. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include "harness.h"
#include "proxy.h"
#include <math.h>

#define MOOD(X) X(MOOD_GOOD, "good") X(MOOD_BAD, "bad")
ORM_ENUM(Mood, MOOD);

#define LAYOUT_MODEL(X)                                       \
    X(key,   int64,           id,    .auto_increment = true)  \
    X(field, bool,            flag)                           \
    X(field, int16,           small)                          \
    X(field, int32,           medium)                         \
    X(field, uint32,          medium_u)                       \
    X(field, uint64,          large_u)                        \
    X(field, float,           single)                         \
    X(field, double,          wide)                           \
    X(field, text,            body)                           \
    X(field, varchar(20),     label)                          \
    X(field, char_(5),        code)                           \
    X(field, json,            doc)                            \
    X(field, inet,            address)                        \
    X(field, cidr,            network)                        \
    X(field, macaddr,         card)                           \
    X(field, decimal(30, 10), exact)                          \
    X(field, timestamp,       at)                             \
    X(field, date,            day)                            \
    X(field, time,            hour)                           \
    X(field, interval,        span)                           \
    X(field, uuid,            tag)                            \
    X(field, blob,            raw)                            \
    X(field, point,           place)                          \
    X(field, enum(Mood),      mood)

#define MAYBE_MODEL(X)                                        \
    X(key,   int64,                id, .auto_increment = true) \
    X(field, opt(bool),            flag)                      \
    X(field, opt(int32),           medium)                    \
    X(field, opt(double),          wide)                      \
    X(field, opt(text),            body)                      \
    X(field, opt(decimal(10, 2)),  exact)                     \
    X(field, opt(timestamp),       at)                        \
    X(field, opt(date),            day)                       \
    X(field, opt(uuid),            tag)                       \
    X(field, opt(blob),            raw)                       \
    X(field, opt(enum(Mood)),      mood)

#define PERSON_MODEL(X)                                                                    \
    X(key,   int64,        id,    .auto_increment = true)                                  \
    X(field, varchar(100), name,  .column = "full name")                                   \
    X(field, varchar(200), email, .unique = true)                                          \
    X(field, opt(int32),   age,   .check = "age > 0")                                      \
    X(field, int64,        views)                                                          \
    X(field, text,         state, .default_sql = "'new'")                                  \
    X(field, opt(int64),   boss,  .references = ORM_REF(Person, id))                       \
    X(unique, (name, age), .name = "person_name_age")

ORM_DECLARE(Person);
ORM_MODEL(Layout, Layouts, LAYOUT_MODEL, .table = "slice_layouts");
ORM_MODEL(Maybe, Maybes, MAYBE_MODEL, .table = "slice_maybes");
ORM_MODEL(Person, People, PERSON_MODEL, .table = "slice_people");

#define ALL_MODELS ORM_MODELS(Layout, Maybe, Person)
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the server ------------------------------------------------------------------------------------------------------------------ */
static const char *server_url(void) {
    const char *url = getenv("ORM_TEST_MYSQL_URL");
    return url && *url ? url : NULL;
}
static void skip_without_server(void) {
    if (server_url()) return;
    printf("skipped: ORM_TEST_MYSQL_URL is not set: run this under tools/with_mariadb.sh\n");
    skip();
}
/* The server's URL with another scheme, user part (NULL: its own) and database, and with these options more. */
static const char *url_with(const char *scheme, const char *user, const char *database, const char *more) {
    static char urls[8][1000];
    static int next;
    char *out = urls[next++ % 8];
    const char *given = server_url(), *rest = strstr(given, "://") + 3, *slash = strchr(rest, '/'), *at = strchr(rest, '@'), *query = strchr(rest, '?');
    const char *host = at && at < slash ? at + 1 : rest;
    snprintf(out, sizeof urls[0], "%s://%.*s%s%.*s/%s%s%s%s", scheme, user || !at ? 0 : (int)(at - rest + 1), rest, user ? user : "", (int)(slash - host), host, database, query ? query : "",
             *more && !query ? "?" : *more ? "&" : "", more);
    return out;
}
static const char *database_of(void) {
    static char name[100];
    const char *rest = strstr(server_url(), "://") + 3, *slash = strchr(rest, '/');
    snprintf(name, sizeof name, "%.*s", (int)strcspn(slash + 1, "?"), slash + 1);
    return name;
}
typedef struct place { orm_db *db; orm_session *s; } place;
static place open_place(const orm_options *options) {
    skip_without_server();
    place p = { .db = test_open_with(server_url(), options) };
    p.s = orm_session_open(p.db);
    assert_non_null(p.s);
    return p;
}
/* With fresh tables. */
static place open_tables(const orm_options *options) {
    place p = open_place(options);
    assert_ok(p.s, orm_drop_tables(p.s, ALL_MODELS, NULL));
    assert_ok(p.s, orm_create_tables(p.s, ALL_MODELS, NULL));
    return p;
}
static void close_place(place p) {
    assert_int_equal(orm_session_close(p.s), ORM_OK);
    assert_int_equal(orm_close(p.db), ORM_OK);
}
static bool is_mariadb(place p) { return orm_dialect_of(p.db) == ORM_DIALECT_MARIADB; }
static Person person(const char *name, const char *email) { return (Person){ .name = name, .email = email, .state = "set" }; }
static int64_t milliseconds(void) { return proxy_now_us() / 1000; }
static int64_t scalar_with(orm_session *s, const char *sql, orm_arg_list args) {
    orm_rows r = orm_sql_text(s, sql, args);
    const int64_t v = orm_next(&r) ? orm_int(&r, 0) : -1;
    orm_rows_close(&r);
    return v;
}
static int64_t scalar(orm_session *s, const char *sql) { return scalar_with(s, sql, orm_args()); }
static int64_t thread_of(orm_session *s) { return scalar(s, "SELECT CONNECTION_ID()"); }
static void kill_of(orm_session *killer, orm_session *victim) {
    char sql[60];
    snprintf(sql, sizeof sql, "KILL %lld", (long long)thread_of(victim));
    if (orm_exec_text(killer, sql, orm_args()) < 0) fail_msg("%s: %s", sql, orm_error_of(killer)->message);
    poll(NULL, 0, 20);
}
static void run_sql(orm_session *s, const char *sql) {
    if (orm_exec_text(s, sql, orm_args()) < 0) fail_msg("%s: %s", sql, orm_error_of(s)->message);
}
/* A proxy before the server, and the URL through it. */
static proxy *open_proxy(const char **url, const char *more) {
    static char text[1000];
    char server[200];
    place p = open_place(NULL);
    snprintf(server, sizeof server, "%s", orm_value_text(orm_scalar_sql(p.s, "SELECT @@socket", orm_args())));
    const char *socket = strstr(server_url(), "socket=");
    if (socket) snprintf(server, sizeof server, "%.*s", (int)strcspn(socket + 7, "&"), socket + 7);
    close_place(p);
    proxy *x = proxy_open(server);
    assert_non_null(x);
    const char *rest = strstr(server_url(), "://") + 3, *at = strchr(rest, '@');
    snprintf(text, sizeof text, "mysql://%.*s@127.0.0.1:%d/%s?sslmode=disable&get_server_public_key=on%s", at ? (int)(at - rest) : 0, rest, x->port, database_of(), more);
    *url = text;
    return x;
}

/* ---- connecting --------------------------------------------------------------------------------------------------------------------- */
static void refuse_open_with(const char *url, const orm_options *options, orm_status status, const char *says, const char *secret) {
    orm_error err;
    orm_db *db = orm_open(url, options, &err);
    if (db) fail_msg("%s was opened", url);
    if (err.status != status) fail_msg("%s instead of %s: %s", orm_status_name(err.status), orm_status_name(status), err.message);
    assert_has_text(err.message, says, __FILE__, __LINE__);
    if (secret && strstr(err.message, secret)) fail_msg("the message holds the password: %s", err.message);
}
static void refuse_open(const char *url, orm_status status, const char *says, const char *secret) { refuse_open_with(url, NULL, status, says, secret); }
static void test_mysql_open(void **state) {
    (void)state;
    skip_without_server();
    static const char *const schemes[] = { "mysql", "mariadb", "mysql+pymysql" };
    for (size_t i = 0; i < COUNT(schemes); i++) {
        orm_db *db = test_open_with(url_with(schemes[i], NULL, database_of(), ""), NULL);
        orm_session *s = orm_session_open(db);
        const char *version = orm_value_text(orm_scalar_sql(s, "SELECT VERSION()", orm_args()));
        const bool mariadb = strstr(version, "MariaDB") != NULL;
        assert_int_equal(orm_dialect_of(db), mariadb ? ORM_DIALECT_MARIADB : ORM_DIALECT_MYSQL); /* the server says which, not the URL */
        int major = 0, minor = 0, patch = 0;
        assert_int_equal(sscanf(version, "%d.%d.%d", &major, &minor, &patch), 3);
        assert_int_equal(orm_server_version(db), major * 10000 + minor * 100 + patch);
        orm_session_close(s);
        orm_close(db);
    }
}
static void test_mysql_session_settings(void **state) {
    (void)state;
    place p = open_place(NULL);
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT @@session.time_zone", orm_args())), "+00:00");
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT @@session.character_set_client", orm_args())), "utf8mb4");
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT @@session.character_set_results", orm_args())), "utf8mb4");
    assert_int_equal(scalar(p.s, "SELECT @@session.autocommit"), 1);
    const char *mode = orm_value_text(orm_scalar_sql(p.s, "SELECT @@session.sql_mode", orm_args()));
    static const char *const modes[] = { "STRICT_ALL_TABLES", "STRICT_TRANS_TABLES", "NO_ZERO_DATE", "NO_ZERO_IN_DATE", "ERROR_FOR_DIVISION_BY_ZERO", "NO_ENGINE_SUBSTITUTION", "NO_AUTO_VALUE_ON_ZERO",
                                         "ONLY_FULL_GROUP_BY" };
    for (size_t i = 0; i < COUNT(modes); i++) assert_has_text(mode, modes[i], __FILE__, __LINE__);
    assert_null(strstr(mode, "ANSI_QUOTES"));
    /* bytes are compared, in values that no column is beside, too */
    assert_int_equal(scalar(p.s, "SELECT 'a' = 'A'"), 0);
    assert_int_equal(scalar(p.s, "SELECT 'a' = 'a '"), 0);
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT ? = ?", orm_args("😀", "😁"))), 0);
    /* matched rows are counted, not changed ones */
    run_sql(p.s, "CREATE TEMPORARY TABLE slice_matched (id INT PRIMARY KEY, v INT)");
    run_sql(p.s, "INSERT INTO slice_matched VALUES (1, 5), (2, 6)");
    assert_int_equal(orm_exec(p.s, "UPDATE slice_matched SET v = 5", orm_args()), 2);
    orm_exec(p.s, "LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE slice_matched", orm_args());
    assert_true(orm_status_of(p.s) != ORM_OK);
    close_place(p);
}
static void test_mysql_server_version(void **state) {
    (void)state;
    place p = open_place(NULL);
    const bool mariadb = is_mariadb(p);
    close_place(p);
    p = open_place(&(orm_options){ .server_version = mariadb ? 100700 : 80100 });
    assert_int_equal(orm_server_version(p.db), mariadb ? 100700 : 80100);
    close_place(p);
    refuse_open_with(server_url(), &(orm_options){ .server_version = 50700 }, ORM_UNSUPPORTED, mariadb ? "MariaDB 10.6" : "MySQL 8.0", NULL);
}
static void test_mysql_password(void **state) {
    (void)state;
    place p = open_place(NULL);
    run_sql(p.s, "DROP USER IF EXISTS slice_word");
    run_sql(p.s, "CREATE USER slice_word IDENTIFIED BY 's3cr3t: w/rd@'");
    run_sql(p.s, "GRANT SELECT ON *.* TO slice_word");
    refuse_open(url_with("mysql", "slice_word:hunter2hunter2@", database_of(), ""), ORM_CONFIG, "slice_word", "hunter2");
    refuse_open(url_with("mysql", "slice_word@", database_of(), ""), ORM_CONFIG, "slice_word", NULL);
    orm_close(test_open_with(url_with("mysql", "slice_word:s3cr3t%3a%20w%2frd%40@", database_of(), ""), NULL));
    run_sql(p.s, "DROP USER slice_word");
    close_place(p);
}
static void test_mysql_refused_port(void **state) {
    (void)state;
    refuse_open("mysql://orm:hunter2hunter2@127.0.0.1:1/orm", ORM_CONNECTION, "127.0.0.1", "hunter2");
    refuse_open("mysql://orm:hunter2hunter2@localhost:1/orm", ORM_CONNECTION, "localhost", "hunter2"); /* with a port it is TCP */
    refuse_open("mysql://orm:hunter2hunter2@localhost/orm?socket=/nowhere/at/all", ORM_CONNECTION, "/nowhere/at/all", "hunter2");
    refuse_open("mysql://orm:hunter2hunter2@%2fnowhere%2fat%2fall/orm", ORM_CONNECTION, "/nowhere/at/all", "hunter2");
    refuse_open("mysql://orm@name.invalid/orm", ORM_CONNECTION, "name.invalid", NULL);
}
static void test_mysql_unknown_database(void **state) {
    (void)state;
    skip_without_server();
    refuse_open(url_with("mysql", NULL, "no_such_base", ""), ORM_CONFIG, "no_such_base", NULL);
}
static void test_mysql_options(void **state) {
    (void)state;
    refuse_open("mysql://orm:hunter2hunter2@127.0.0.1:1/orm?nonsense=1", ORM_CONFIG, "nonsense", "hunter2");
    refuse_open("mysql://orm@127.0.0.1:1/orm?sslmode=perhaps", ORM_CONFIG, "sslmode", NULL);
    refuse_open("mysql://orm@127.0.0.1:1/orm?charset=latin1", ORM_CONFIG, "utf8mb4", NULL);
    refuse_open("mysql://orm@127.0.0.1:1/orm?connect_timeout=soon", ORM_CONFIG, "connect_timeout", NULL);
    refuse_open("mysql://orm@127.0.0.1:1/orm?get_server_public_key=perhaps", ORM_CONFIG, "get_server_public_key", NULL);
    refuse_open("mysql://orm@127.0.0.1:1/orm?socket=/tmp/x", ORM_CONFIG, "socket", NULL);
    refuse_open("mysql://orm@localhost/orm?socket=", ORM_CONFIG, "socket", NULL);
    refuse_open("mysql://orm@127.0.0.1:1/orm?sslmode=verify-ca", ORM_CONFIG, "ssl_ca", NULL);
    refuse_open("mysql://orm@127.0.0.1:1/orm?ssl_ca=/tmp/ca.pem", ORM_CONFIG, "verify-full", NULL);
    refuse_open("mysql://orm@127.0.0.1:1/orm?ssl_cert=/tmp/cert.pem", ORM_CONFIG, "ssl_key", NULL);
}
/* A server that takes the connection and never says a word: on a socket, and in the middle of shaking hands. */
static void test_mysql_silent_server(void **state) {
    (void)state;
    char url[200], folder[] = "/tmp/orm-silent-XXXXXX";
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    assert_non_null(mkdtemp(folder));
    snprintf(address.sun_path, sizeof address.sun_path, "%s/s", folder);
    const int server = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(server, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(server, 1), 0);
    snprintf(url, sizeof url, "mysql://orm@localhost/orm?socket=%s", address.sun_path);
    const int64_t began = milliseconds();
    refuse_open_with(url, &(orm_options){ .connect_ms = 200 }, ORM_TIMEOUT, address.sun_path, NULL);
    assert_between(milliseconds() - began, 150, 700);
    close(server);
    unlink(address.sun_path);
    rmdir(folder);
}
static void test_mysql_silent_while_connecting(void **state) {
    (void)state;
    const char *url;
    proxy *x = open_proxy(&url, "");
    for (int64_t after = 0; after < 300; after += 37) {
        for (int side = PROXY_FROM_CLIENT; side <= PROXY_FROM_SERVER; side++) {
            proxy_heal(x);
            proxy_arm(x, side, after, PROXY_HOLE, 0);
            orm_error err;
            const int64_t began = milliseconds();
            orm_db *db = orm_open(url, &(orm_options){ .connect_ms = 200 }, &err);
            const int64_t took = milliseconds() - began;
            if (!db) assert_int_equal(err.status, ORM_TIMEOUT);
            assert_between(took, 0, 700);
            proxy_heal(x);
            orm_close(db);
        }
    }
    proxy_close(x);
}
static void test_mysql_several_hosts(void **state) {
    (void)state;
    const char *url;
    proxy *x = open_proxy(&url, "");
    char several[400];
    const char *rest = strstr(url, "://") + 3, *at = strchr(rest, '@');
    snprintf(several, sizeof several, "mysql://%.*s@127.0.0.1:1,127.0.0.1:%d,127.0.0.1:2/%s?sslmode=disable&get_server_public_key=on", (int)(at - rest), rest, x->port, database_of());
    orm_db *db = test_open_with(several, NULL);
    orm_session *s = orm_session_open(db);
    assert_int_equal(scalar(s, "SELECT 7"), 7);
    orm_session_close(s);
    orm_close(db);
    /* one that does not answer leaves time for the others; one that refuses the password is the last */
    proxy *silent = proxy_open("127.0.0.1:1");
    proxy_arm(silent, PROXY_FROM_CLIENT, 0, PROXY_HOLE, 0);
    snprintf(several, sizeof several, "mysql://%.*s@127.0.0.1:%d,127.0.0.1:%d/%s?sslmode=disable&get_server_public_key=on", (int)(at - rest), rest, silent->port, x->port, database_of());
    db = test_open_with(several, &(orm_options){ .connect_ms = 600 });
    orm_close(db);
    snprintf(several, sizeof several, "mysql://nobody:hunter2hunter2@127.0.0.1:%d,127.0.0.1:1/%s?sslmode=disable&get_server_public_key=on", x->port, database_of());
    refuse_open(several, ORM_CONFIG, "nobody", "hunter2");
    proxy_close(silent);
    proxy_close(x);
}
/* With the server of tools/with_mariadb.sh or with_mysql.sh, whose certificate is for 127.0.0.1. */
static void test_mysql_tls(void **state) {
    (void)state;
    const char *authority = getenv("ORM_TEST_MYSQL_CA"), *port = getenv("ORM_TEST_MYSQL_PORT");
    if (!authority || !port) skip();
    char url[600];
    const struct { const char *host, *options; orm_status status; const char *says; } cases[] = {
        { "127.0.0.1", "sslmode=disable&get_server_public_key=on", ORM_OK, "" }, { "127.0.0.1", "sslmode=prefer", ORM_OK, "TLS" }, { "127.0.0.1", "", ORM_OK, "TLS" }, { "127.0.0.1", "sslmode=require", ORM_OK, "TLS" },
        { "127.0.0.1", "sslmode=verify-ca&ssl_ca=%s", ORM_OK, "TLS" }, { "127.0.0.1", "sslmode=verify-full&ssl_ca=%s", ORM_OK, "TLS" },
        { "127.0.0.1", "sslmode=verify-full", ORM_CONFIG, "certificate" }, { "localhost", "sslmode=verify-full&ssl_ca=%s", ORM_CONFIG, "certificate" },
        { "localhost", "sslmode=verify-ca&ssl_ca=%s", ORM_OK, "TLS" }, { "127.0.0.1", "sslmode=verify-ca&ssl_ca=/etc/passwd", ORM_CONFIG, "" } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        orm_error err;
        char options[400];
        snprintf(options, sizeof options, cases[i].options, authority);
        snprintf(url, sizeof url, "mysql://word:s3cr3t%%20word@%s:%s/orm?%s", cases[i].host, port, options);
        if (!*options) url[strlen(url) - 1] = 0;
        orm_db *db = orm_open(url, NULL, &err);
        if (err.status != cases[i].status) fail_msg("%s: %s: %s", url, orm_status_name(err.status), err.message);
        if (!db) {
            assert_has_text(err.message, cases[i].says, __FILE__, __LINE__);
            continue;
        }
        orm_session *s = orm_session_open(db);
        orm_rows r = orm_sql(s, "SHOW SESSION STATUS LIKE 'Ssl_version'", orm_args());
        assert_true(orm_next(&r));
        assert_has_text(orm_text(&r, 1), cases[i].says, __FILE__, __LINE__);
        if (!*cases[i].says) assert_string_equal(orm_text(&r, 1), "");
        orm_rows_close(&r);
        /* what runs too long is ended over TLS, too */
        assert_ok(s, orm_deadline(s, 100));
        const int64_t began = milliseconds();
        orm_exec(s, "SELECT SLEEP(20)", orm_args());
        assert_session(s, ORM_TIMEOUT);
        assert_between(milliseconds() - began, 90, 600);
        orm_session_close(s);
        orm_close(db);
    }
}
/* A password goes in clear only as a hash.  MySQL wants it whole, under its key, until it has seen it once: without TLS whoever answers could give a key of his own, so that must be asked for. */
static void test_mysql_password_without_tls(void **state) {
    (void)state;
    const char *port = getenv("ORM_TEST_MYSQL_PORT");
    if (!port) skip();
    char url[300];
    place p = open_place(NULL);
    for (int asked = 0; asked < 2; asked++) {
        run_sql(p.s, "DROP USER IF EXISTS slice_clear@'127.0.0.1'");
        run_sql(p.s, "CREATE USER slice_clear@'127.0.0.1' IDENTIFIED BY 'hunter2hunter2'");
        run_sql(p.s, "GRANT SELECT ON *.* TO slice_clear@'127.0.0.1'");
        snprintf(url, sizeof url, "mysql://slice_clear:hunter2hunter2@127.0.0.1:%s/orm?sslmode=disable%s", port, asked ? "&get_server_public_key=on" : "");
        if (asked || is_mariadb(p)) orm_close(test_open_with(url, NULL));
        else refuse_open(url, ORM_CONFIG, "get_server_public_key", "hunter2");
    }
    snprintf(url, sizeof url, "mysql://slice_clear:wrongwrong@127.0.0.1:%s/orm?sslmode=disable&get_server_public_key=on", port);
    refuse_open(url, ORM_CONFIG, "slice_clear", "wrong");
    run_sql(p.s, "DROP USER slice_clear@'127.0.0.1'");
    close_place(p);
}
/* A server that knows no TLS, or of which somebody in the middle says so: not a byte is told to it. */
typedef struct bare_server { int listener, port; size_t heard; } bare_server;
static void *bare_serve(void *context) {
    static const unsigned char greeting[] = { 0x4a, 0, 0, 0, 10, '8', '.', '0', '.', '4', '0', 0, 1, 0, 0, 0, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 0, 0xff, 0xf7, 0xff, 2, 0, 0xff, 0x81, 21,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 'i', 'j', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 0, 'm', 'y', 's', 'q', 'l', '_', 'n', 'a', 't', 'i', 'v', 'e', '_', 'p', 'a', 's', 's', 'w', 'o', 'r', 'd', 0 };
    bare_server *b = context;
    char bytes[500];
    const int fd = accept(b->listener, NULL, NULL);
    for (size_t sent = 0; sent < sizeof greeting; sent += 11) { /* in pieces */
        const size_t left = sizeof greeting - sent;
        if (send(fd, greeting + sent, left < 11 ? left : 11, MSG_NOSIGNAL) < 0) break;
        poll(NULL, 0, 2);
    }
    for (ssize_t n; (n = recv(fd, bytes, sizeof bytes, 0)) > 0;) b->heard += (size_t)n;
    close(fd);
    return NULL;
}
static void test_mysql_tls_is_required(void **state) {
    (void)state;
    static const char *const modes[] = { "require", "verify-ca&ssl_ca=%s", "verify-full&ssl_ca=%s", "disable" };
    const char *authority = getenv("ORM_TEST_MYSQL_CA");
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
        socklen_t size = sizeof address;
        bare_server b = { .listener = socket(AF_INET, SOCK_STREAM, 0) };
        pthread_t thread;
        char options[300], url[500];
        if (i && i < 3 && !authority) continue;
        assert_int_equal(bind(b.listener, (const struct sockaddr *)&address, size), 0);
        assert_int_equal(listen(b.listener, 5), 0);
        getsockname(b.listener, (struct sockaddr *)&address, &size);
        assert_int_equal(pthread_create(&thread, NULL, bare_serve, &b), 0);
        snprintf(options, sizeof options, modes[i], authority);
        snprintf(url, sizeof url, "mysql://orm:hunter2hunter2@127.0.0.1:%d/orm?sslmode=%s", ntohs(address.sin_port), options);
        if (i < 3) refuse_open_with(url, &(orm_options){ .connect_ms = 2000 }, ORM_CONFIG, i ? "" : "TLS", "hunter2");
        else refuse_open_with(url, &(orm_options){ .connect_ms = 300 }, ORM_TIMEOUT, "127.0.0.1", "hunter2");
        pthread_join(thread, NULL);
        if (i < 3) assert_int_equal(b.heard, 0);
        else assert_true(b.heard > 0);
        close(b.listener);
    }
}
/* Nothing comes any more in the middle of shaking hands, which Connector/C does in one step that waits. */
static void test_mysql_tls_silence(void **state) {
    (void)state;
    static const char *const modes[] = { "require", "prefer" };
    if (!getenv("ORM_TEST_MYSQL_CA")) skip();
    char server[64], url[600];
    snprintf(server, sizeof server, "127.0.0.1:%s", getenv("ORM_TEST_MYSQL_PORT"));
    proxy *x = proxy_open(server);
    assert_non_null(x);
    for (size_t i = 0; i < COUNT(modes); i++) {
        snprintf(url, sizeof url, "mysql://word:hunter2hunter2@127.0.0.1:%d/orm?sslmode=%s", x->port, modes[i]);
        for (int64_t after = 60; after < 400; after += 61) {
            proxy_heal(x);
            proxy_arm(x, PROXY_FROM_CLIENT, after, PROXY_HOLE, 0);
            const int64_t began = milliseconds();
            refuse_open_with(url, &(orm_options){ .connect_ms = 200 }, ORM_TIMEOUT, "connect_ms", "hunter2");
            assert_between(milliseconds() - began, 150, 700);
        }
    }
    proxy_close(x);
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------- */
static void test_mysql_insert_key(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person one = person("One", "one@x"), two = person("Two", "two@x");
    assert_ok(p.s, Person_insert(p.s, &one));
    assert_ok(p.s, Person_insert(p.s, &two));
    assert_true(one.id > 0 && two.id > one.id);
    Person given = person("Given", "given@x");
    given.id = 1000;
    assert_ok(p.s, Person_insert(p.s, &given));
    assert_int_equal(given.id, 1000);
    Person many[5];
    for (int i = 0; i < 5; i++) many[i] = person("Many", i == 0 ? "a" : i == 1 ? "b" : i == 2 ? "c" : i == 3 ? "d" : "e"), many[i].age = (orm_opt_int32)ORM_SOME(i + 1);
    assert_ok(p.s, Person_insert_all(p.s, many, 5));
    for (int i = 0; i < 5; i++) {
        const Person *stored = Person_get(p.s, many[i].id);
        assert_non_null(stored);
        assert_string_equal(stored->email, many[i].email);
    }
    assert_int_equal(Person_count(p.s, NULL), 8);
    close_place(p);
}
static void test_mysql_query(void **state) {
    (void)state;
    place p = open_tables(NULL);
    const struct { const char *name; int32_t age; int64_t views; } people[] = { { "Ann", 20, 5 }, { "Bob", 30, 6 }, { "Cid", 40, 7 }, { "Dan", 50, 8 } };
    for (size_t i = 0; i < COUNT(people); i++) {
        Person row = person(people[i].name, people[i].name);
        row.age = (orm_opt_int32)ORM_SOME(people[i].age), row.views = people[i].views;
        assert_ok(p.s, Person_insert(p.s, &row));
    }
    const Person_list l = Person_all(p.s, orm_q(.where = orm_and(orm_gt(People.age, 20), orm_like(People.name, "%n"), orm_in(People.views, 6, 7, 8)),
                                                .order_by = { orm_desc(People.age) }, .limit = 3));
    assert_session(p.s, ORM_OK);
    assert_int_equal(l.count, 1);
    assert_string_equal(l.items[0].name, "Dan");
    assert_int_equal(Person_count(p.s, orm_q(.where = orm_gt(orm_mul(People.views, 1.5), 10.0))), 2);
    assert_int_equal(Person_update_where(p.s, orm_q(.where = orm_le(People.age, 30)), ORM_SET(orm_set(People.views, orm_add(People.views, INT64_C(5000000000))))), 2);
    assert_int_equal(orm_value_int(Person_aggregate(p.s, NULL, orm_sum(People.views))), INT64_C(10000000026));
    assert_int_equal(Person_delete_where(p.s, orm_q(.where = orm_eq(People.name, "Cid"))), 1);
    assert_int_equal(Person_count(p.s, NULL), 3);
    close_place(p);
}

/* ---- values --------------------------------------------------------------------------------------------------------------------------- */
static Layout sample_layout(void) {
    return (Layout){ .flag = true, .small = INT16_MIN, .medium = INT32_MIN, .medium_u = UINT32_MAX, .large_u = UINT64_MAX, .single = 1.5e-40f, .wide = -1.7976931348623157e308,
                     .body = "Grüße 😀 'quoted' \"double\" \\ and\nlines", .label = "käse", .code = "ab", .doc = "{\"a\": [1, null, \"x\"]}", .address = "2001:db8::1",
                     .network = "10.1.0.0/16", .card = "08:00:2b:01:02:03", .exact = ORM_DEC("-12345678901234567890.0000000001"), .at = ORM_TIMESTAMP_MAX, .day = ORM_DATE_MIN,
                     .hour = INT64_C(86399999999), .span = { 14, -3, 4000001 }, .tag = { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255 } }, .raw = { "\0\x01\xff\\", 4 },
                     .place = { 0.1, -2.5e300 }, .mood = MOOD_BAD };
}
static void assert_same_layout(const Layout *a, const Layout *b) {
    assert_true(a->flag == b->flag && a->small == b->small && a->medium == b->medium && a->medium_u == b->medium_u && a->large_u == b->large_u);
    assert_true(!(a->single < b->single) && !(a->single > b->single) && !(a->wide < b->wide) && !(a->wide > b->wide));
    assert_string_equal(a->body, b->body);
    assert_string_equal(a->label, b->label);
    assert_string_equal(a->code, b->code);
    assert_string_equal(a->doc, b->doc);
    assert_string_equal(a->address, b->address);
    assert_string_equal(a->network, b->network);
    assert_string_equal(a->card, b->card);
    assert_string_equal(a->exact.text, b->exact.text);
    assert_true(a->at == b->at && a->day == b->day && a->hour == b->hour);
    assert_true(a->span.months == b->span.months && a->span.days == b->span.days && a->span.microseconds == b->span.microseconds);
    assert_memory_equal(a->tag.bytes, b->tag.bytes, 16);
    assert_int_equal(a->raw.size, b->raw.size);
    assert_memory_equal(a->raw.data, b->raw.data, a->raw.size);
    assert_true(!(a->place.x < b->place.x) && !(a->place.x > b->place.x) && !(a->place.y < b->place.y) && !(a->place.y > b->place.y));
    assert_int_equal(a->mood, b->mood);
}
static void test_mysql_values(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Layout rows[3] = { sample_layout(), sample_layout(), sample_layout() };
    rows[1].large_u = 7, rows[1].exact = ORM_DEC("0.0001000000"), rows[1].at = -1, rows[1].day = 0, rows[1].hour = 0, rows[1].span = (orm_interval){ 0, 0, 0 }, rows[1].raw = (orm_blob){ "", 0 };
    rows[1].address = "192.168.0.5/24", rows[1].body = "";
    rows[2].exact = ORM_DEC("10000000000000000000.0000000000"), rows[2].at = ORM_TIMESTAMP_MIN, rows[2].day = ORM_DATE_MAX, rows[2].wide = 4.9e-324;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_ok(p.s, Layout_insert(p.s, &rows[i]));
        const Layout *stored = Layout_get(p.s, rows[i].id);
        if (!stored) fail_msg("row %zu: %s", i, orm_error_of(p.s)->message);
        assert_same_layout(stored, &rows[i]);
    }
    /* the same values as conditions */
    const Layout *r = &rows[0];
    assert_int_equal(Layout_count(p.s, orm_q(.where = orm_and(orm_eq(Layouts.at, r->at), orm_eq(Layouts.day, r->day), orm_eq(Layouts.hour, r->hour), orm_eq(Layouts.large_u, r->large_u)))), 1);
    assert_int_equal(Layout_count(p.s, orm_q(.where = orm_and(orm_eq(Layouts.exact, r->exact), orm_eq(Layouts.body, r->body), orm_eq(Layouts.mood, MOOD_BAD), orm_eq(Layouts.single, r->single)))), 1);
    assert_int_equal(Layout_count(p.s, orm_q(.where = orm_and(orm_eq(Layouts.tag, r->tag), orm_eq(Layouts.raw, r->raw), orm_eq(Layouts.address, r->address), orm_eq(Layouts.flag, true)))), 2);
    assert_string_equal(orm_value_decimal(Layout_aggregate(p.s, NULL, orm_sum(Layouts.exact))).text, "-2345678901234567889.9999000001");
    assert_true(Layout_aggregate(p.s, NULL, orm_max(Layouts.at)).as.integer == ORM_TIMESTAMP_MAX);
    close_place(p);
}
static void test_mysql_nulls(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Maybe none = { .id = 0 }, some = { .flag = ORM_SOME(false), .medium = ORM_SOME(0), .wide = ORM_SOME(0.0), .body = "", .exact = ORM_DEC("0.00"), .at = ORM_SOME(0), .day = ORM_SOME(0),
                                       .tag = { .has = true }, .raw = { "", 0 }, .mood = ORM_SOME(MOOD_GOOD) };
    assert_ok(p.s, Maybe_insert(p.s, &none));
    assert_ok(p.s, Maybe_insert(p.s, &some));
    const Maybe *n = Maybe_get(p.s, none.id), *v = Maybe_get(p.s, some.id);
    assert_true(n && v);
    assert_false(n->flag.has || n->medium.has || n->wide.has || n->body || n->exact.text || n->at.has || n->day.has || n->tag.has || n->raw.data || n->mood.has);
    assert_true(v->flag.has && v->medium.has && v->wide.has && v->at.has && v->day.has && v->tag.has && v->mood.has && v->raw.data);
    assert_string_equal(v->body, "");
    assert_string_equal(v->exact.text, "0.00");
    assert_int_equal(Maybe_count(p.s, orm_q(.where = orm_is_null(Maybes.at))), 1);
    assert_int_equal(Maybe_count(p.s, orm_q(.where = orm_eq(Maybes.medium, 0))), 1);
    close_place(p);
}
/* Cursors see what they would see on SQLite. */
static void test_mysql_raw_values(void **state) {
    (void)state;
    place p = open_place(NULL);
    orm_rows r = orm_sql(p.s, "SELECT CAST('2026-01-31 23:59:59.5' AS DATETIME(6)), DATE '1999-12-31', CAST(12.50 AS DECIMAL(5,2)), CAST(7 AS DECIMAL(5,0)), TRUE, 2.5e0, X'00ff', NULL, TIME '10:11:12.25', "
                              "CAST(-5 AS SIGNED), CAST(18446744073709551615 AS UNSIGNED), CAST(5 AS UNSIGNED), 'x', b'101' + 0", orm_args());
    assert_true(orm_next(&r));
    assert_string_equal(orm_text(&r, 0), "2026-01-31 23:59:59.500000");
    assert_string_equal(orm_text(&r, 1), "1999-12-31");
    assert_string_equal(orm_text(&r, 2), "12.50");
    assert_int_equal(orm_int(&r, 3), 7);
    assert_int_equal(orm_int(&r, 4), 1);
    assert_true(orm_double(&r, 5) == 2.5);
    assert_int_equal(orm_blob(&r, 6).size, 2);
    assert_true(orm_null(&r, 7));
    assert_string_equal(orm_text(&r, 8), "10:11:12.250000");
    assert_int_equal(orm_int(&r, 9), -5);
    assert_string_equal(orm_text(&r, 10), "18446744073709551615");
    assert_int_equal(orm_int(&r, 11), 5);
    assert_string_equal(orm_text(&r, 12), "x");
    assert_int_equal(orm_int(&r, 13), 5);
    assert_false(orm_next(&r));
    assert_session(p.s, ORM_OK);
    close_place(p);
}
static void test_mysql_foreign_columns(void **state) {
    (void)state;
    place p = open_place(NULL);
    run_sql(p.s, "CREATE TEMPORARY TABLE slice_foreign (tiny TINYINT, tinyu TINYINT UNSIGNED, small SMALLINT, medium MEDIUMINT, mediumu MEDIUMINT UNSIGNED, big BIGINT UNSIGNED, bits BIT(20), all_bits BIT(64), "
                 "f FLOAT, y YEAR, z INT(8) ZEROFILL, e ENUM('one','zwö'), s SET('a','b'), c CHAR(5), v VARBINARY(5), t TINYTEXT, j JSON, ts TIMESTAMP(6), d0 DATETIME)");
    run_sql(p.s, "INSERT INTO slice_foreign VALUES (-128, 255, -32768, -8388608, 16777215, 18446744073709551615, b'10101', b'1111111111111111111111111111111111111111111111111111111111111111', "
                 "0.1, 2024, 42, 'zwö', 'a,b', 'ab', X'00ff', 'täg', '{\"k\": 1}', '2026-01-02 03:04:05.678901', '2026-01-02 03:04:05')");
    orm_rows r = orm_sql(p.s, "SELECT * FROM slice_foreign", orm_args());
    assert_true(orm_next(&r));
    static const int64_t numbers[] = { -128, 255, -32768, -8388608, 16777215 };
    for (int i = 0; i < 5; i++) assert_true(orm_int(&r, i) == numbers[i]);
    assert_string_equal(orm_text(&r, 5), "18446744073709551615");
    assert_int_equal(orm_int(&r, 6), 21);
    assert_string_equal(orm_text(&r, 7), "18446744073709551615");
    assert_true(orm_double(&r, 8) == (double)0.1f);
    assert_int_equal(orm_int(&r, 9), 2024);
    assert_int_equal(orm_int(&r, 10), 42);
    assert_string_equal(orm_text(&r, 11), "zwö");
    assert_string_equal(orm_text(&r, 12), "a,b");
    assert_string_equal(orm_text(&r, 13), "ab");
    assert_int_equal(orm_blob(&r, 14).size, 2);
    assert_string_equal(orm_text(&r, 15), "täg");
    assert_string_equal(orm_text(&r, 16), "{\"k\": 1}");
    assert_string_equal(orm_text(&r, 17), "2026-01-02 03:04:05.678901");
    assert_string_equal(orm_text(&r, 18), "2026-01-02 03:04:05.000000");
    assert_false(orm_next(&r));
    assert_session(p.s, ORM_OK);
    close_place(p);
}
/* What the server keeps and no C value is: told, and never changed. */
static void test_mysql_dates_that_are_none(void **state) {
    (void)state;
    place p = open_tables(NULL);
    run_sql(p.s, "SET SESSION sql_mode = ''");
    run_sql(p.s, "INSERT INTO slice_maybes (at, day) VALUES ('0000-00-00 00:00:00', NULL), ('2024-05-06 07:08:09', '2024-02-00')");
    Maybe_all(p.s, orm_q(.where = orm_is_null(Maybes.day)));
    assert_session(p.s, ORM_INVALID);
    assert_message(p.s, "at");
    Maybe_all(p.s, orm_q(.where = orm_not(orm_is_null(Maybes.day))));
    assert_session(p.s, ORM_INVALID);
    assert_message(p.s, "day");
    orm_scalar_sql(p.s, "SELECT at FROM slice_maybes ORDER BY id LIMIT 1", orm_args());
    assert_session(p.s, ORM_INVALID);
    orm_scalar_sql(p.s, "SELECT TIME '25:00:00'", orm_args());
    assert_session(p.s, ORM_INVALID);
    orm_scalar_sql(p.s, "SELECT TIME '-01:00:00'", orm_args());
    assert_session(p.s, ORM_INVALID);
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT TIME '23:59:59'", orm_args())), "23:59:59.000000");
    close_place(p);
}
static void test_mysql_raw_arguments(void **state) {
    (void)state;
    place p = open_place(NULL);
    orm_rows r = orm_sql(p.s, "SELECT ? + 1, ?, ?, CAST(? AS DATETIME(6)), ?, ? = 18446744073709551615, ? > 9999999999999999.98", orm_args(41, "text 😀", ((orm_blob){ "\0\1", 2 }), "2026-01-31", 0.5, UINT64_MAX,
                         ORM_DEC("9999999999999999.99")));
    if (!orm_next(&r)) fail_msg("%s", orm_error_of(p.s)->message);
    assert_int_equal(orm_int(&r, 0), 42);
    assert_string_equal(orm_text(&r, 1), "text 😀");
    assert_memory_equal(orm_blob(&r, 2).data, "\0\1", 2);
    assert_string_equal(orm_text(&r, 3), "2026-01-31 00:00:00.000000");
    assert_true(orm_double(&r, 4) == 0.5);
    assert_int_equal(orm_int(&r, 5), 1); /* as an unsigned number, not as a text */
    assert_int_equal(orm_int(&r, 6), 1); /* as a decimal: as doubles they are equal */
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    /* what the database has no value for is refused before it is sent, so that a transaction survives it */
    assert_ok(p.s, orm_begin(p.s));
    orm_scalar_sql(p.s, "SELECT ?", orm_args((double)NAN));
    assert_session(p.s, ORM_INVALID);
    assert_message(p.s, is_mariadb(p) ? "MariaDB" : "MySQL");
    orm_scalar_sql(p.s, "SELECT ?", orm_args((double)INFINITY));
    assert_session(p.s, ORM_INVALID);
    assert_message(p.s, is_mariadb(p) ? "MariaDB" : "MySQL");
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT ?", orm_args(2))), 2);
    assert_ok(p.s, orm_commit(p.s));
    close_place(p);
}
/* Buffers begin small and grow; a long value is followed by short ones, and by NULL. */
static void test_mysql_long_values(void **state) {
    (void)state;
    place p = open_tables(NULL);
    static const size_t sizes[] = { 0, 1, 63, 64, 65, 127, 128, 5000, 3, 65535, 65536, 1048577, 2, 5000000, 10 };
    char *text = malloc(5000001);
    for (size_t i = 0; i < 5000000; i++) text[i] = (char)('a' + i % 23);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        const char kept = text[sizes[i]];
        text[sizes[i]] = 0;
        Maybe row = { .body = text, .raw = { text, sizes[i] } };
        assert_ok(p.s, Maybe_insert(p.s, &row));
        text[sizes[i]] = i + 1 < COUNT(sizes) || sizes[i] < 5000000 ? kept : 0;
        const Maybe *back = Maybe_get(p.s, row.id);
        assert_non_null(back);
        assert_int_equal(strlen(back->body), sizes[i]);
        assert_memory_equal(back->body, text, sizes[i]);
        assert_int_equal(back->raw.size, sizes[i]);
        assert_memory_equal(back->raw.data, text, sizes[i]);
        orm_session_reset(p.s);
    }
    Maybe none = { .id = 0 };
    assert_ok(p.s, Maybe_insert(p.s, &none));
    Maybe_cursor c = Maybe_stream(p.s, orm_q(.order_by = { orm_asc(Maybes.id) }));
    size_t seen = 0;
    for (const Maybe *m; (m = Maybe_next(&c)); seen++) {
        if (seen == COUNT(sizes)) assert_true(!m->body && !m->raw.data);
        else assert_true(strlen(m->body) == sizes[seen] && m->raw.size == sizes[seen] && memcmp(m->raw.data, text, sizes[seen]) == 0);
    }
    assert_session(p.s, ORM_OK);
    assert_int_equal(seen, COUNT(sizes) + 1);
    free(text);
    close_place(p);
}
static void test_mysql_too_large(void **state) {
    (void)state;
    place p = open_tables(NULL);
    const size_t packet = (size_t)scalar(p.s, "SELECT @@max_allowed_packet");
    char *bytes = calloc(1, packet + 1);
    assert_non_null(bytes);
    Maybe row = { .raw = { bytes, packet } }, small = { .raw = { bytes, packet - 2000 } };
    assert_ok(p.s, orm_begin(p.s));
    assert_fails(p.s, Maybe_insert(p.s, &row), ORM_INVALID);
    assert_message(p.s, "max_allowed_packet");
    assert_ok(p.s, Maybe_insert(p.s, &small));
    assert_ok(p.s, orm_rollback(p.s));
    memset(bytes, 'x', packet);
    orm_exec_text(p.s, bytes, orm_args());
    assert_session(p.s, ORM_INVALID);
    assert_int_equal(Maybe_count(p.s, NULL), 0);
    free(bytes);
    close_place(p);
}

/* ---- errors ------------------------------------------------------------------------------------------------------------------------------- */
static void assert_conflict(orm_session *s, orm_status got, orm_status wanted, const char *column, const char *constraint) {
    const orm_error *e = orm_error_of(s);
    if (got != wanted) fail_msg("%s instead of %s: %s", orm_status_name(got), orm_status_name(wanted), e->message);
    if (strcmp(e->column, column) != 0) fail_msg("column \"%s\" instead of \"%s\": %s", e->column, column, e->message);
    assert_has_text(e->constraint, constraint, __FILE__, __LINE__);
    assert_string_equal(e->model, "Person");
    assert_true(e->native_code > 1000);
    assert_int_equal(strlen(e->sqlstate), 5);
    assert_false(e->retryable);
}
static void test_mysql_conflicts(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person one = person("One", "one@x"), same = person("Other", "one@x"), both = person("One", "for key 'x' two@x"), orphan = person("Orphan", "three@x"), young = person("Young", "four@x"), key = person("K", "k@x");
    one.age = both.age = (orm_opt_int32)ORM_SOME(5);
    assert_ok(p.s, Person_insert(p.s, &one));
    assert_conflict(p.s, Person_insert(p.s, &same), ORM_CONFLICT_UNIQUE, "email", "email");
    assert_conflict(p.s, Person_insert(p.s, &both), ORM_CONFLICT_UNIQUE, "name, age", "person_name_age");
    key.id = one.id;
    assert_conflict(p.s, Person_insert(p.s, &key), ORM_CONFLICT_UNIQUE, "id", "PRIMARY");
    orphan.boss = (orm_opt_int64)ORM_SOME(4711);
    assert_conflict(p.s, Person_insert(p.s, &orphan), ORM_CONFLICT_FOREIGN_KEY, "boss", "boss");
    orphan.boss = (orm_opt_int64)ORM_SOME(one.id);
    assert_ok(p.s, Person_insert(p.s, &orphan));
    assert_conflict(p.s, Person_delete(p.s, &one), ORM_CONFLICT_FOREIGN_KEY, "id", "boss");
    young.age = (orm_opt_int32)ORM_SOME(-1);
    assert_conflict(p.s, Person_insert(p.s, &young), ORM_CONFLICT_CHECK, "", "");
    assert_int_equal(orm_exec(p.s, "INSERT INTO slice_people (email, views, state) VALUES ('e', 0, 's')", orm_args()), -1);
    assert_session(p.s, ORM_CONFLICT_NOT_NULL);
    assert_string_equal(orm_error_of(p.s)->column, "full name");
    orm_exec(p.s, "INSERT INTO slice_people (`full name`, email, views, state) VALUES (NULL, 'e', 0, 's')", orm_args());
    assert_session(p.s, ORM_CONFLICT_NOT_NULL);
    assert_string_equal(orm_error_of(p.s)->column, "full name");
    orm_exec(p.s, "INSERT INTO slice_people (`full name`, email, views, state, age) VALUES ('x', 'e', 0, 's', 99999999999)", orm_args());
    assert_session(p.s, ORM_INVALID);
    assert_string_equal(orm_error_of(p.s)->column, "age");
    assert_int_equal(same.id, 0);
    orm_exec(p.s, "SELECT nonsense FROM nowhere", orm_args());
    assert_session(p.s, ORM_SQL);
    assert_int_equal(orm_error_of(p.s)->native_code, 1146);
    assert_string_equal(orm_error_of(p.s)->sqlstate, "42S02");
    close_place(p);
}
/* What was prepared for a table as it was is prepared again, and run once more, by itself. */
static void test_mysql_changed_table_heals(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 1 });
    Maybe row = { .body = "kept", .medium = ORM_SOME(5) };
    assert_ok(p.s, Maybe_insert(p.s, &row));
    static const char *const changes[] = { "ALTER TABLE slice_maybes MODIFY medium BIGINT", "ALTER TABLE slice_maybes ADD COLUMN more INT", "ALTER TABLE slice_maybes MODIFY body VARCHAR(70)",
                                           "ALTER TABLE slice_maybes MODIFY medium VARCHAR(20)", "ALTER TABLE slice_maybes DROP COLUMN more, ADD COLUMN less INT FIRST", "ALTER TABLE slice_maybes DROP COLUMN less",
                                           "FLUSH TABLES" };
    for (size_t i = 0; i < COUNT(changes); i++) {
        orm_scalar_sql(p.s, "SELECT * FROM slice_maybes", orm_args());
        assert_session(p.s, ORM_OK);
        assert_int_equal(Maybe_count(p.s, orm_q(.where = orm_eq(Maybes.medium, 5))), 1);
        run_sql(p.s, changes[i]);
        const Maybe *found = Maybe_get(p.s, row.id);
        if (!found) fail_msg("%s: %s", changes[i], orm_error_of(p.s)->message);
        assert_string_equal(found->body, "kept");
        assert_int_equal(found->medium.value, 5);
        orm_rows r = orm_sql(p.s, "SELECT * FROM slice_maybes", orm_args());
        if (!orm_next(&r)) fail_msg("%s: %s", changes[i], orm_error_of(p.s)->message);
        if (strstr(changes[i], "FIRST")) assert_string_equal(orm_column_name(&r, 0), "less");
        for (int k = 0; k < orm_column_count(&r); k++)
            if (!strcmp(orm_column_name(&r, k), "body")) assert_string_equal(orm_text(&r, k), "kept");
        assert_int_equal(orm_rows_close(&r), ORM_OK);
        Maybe another = { .body = "another" };
        assert_ok(p.s, Maybe_insert(p.s, &another));
        assert_ok(p.s, Maybe_delete(p.s, &another));
    }
    close_place(p);
}
typedef struct assassin { orm_session *s; char sql[60]; } assassin;
static void *kill_soon(void *context) {
    assassin *a = context;
    poll(NULL, 0, 100);
    orm_exec_text(a->s, a->sql, orm_args());
    return NULL;
}
static void test_mysql_lost_connection(void **state) {
    (void)state;
    place p = open_tables(NULL), killer = open_place(NULL);
    assert_ok(p.s, orm_begin(p.s));
    Person row = person("Lost", "lost@x"), next = person("Next", "next@x");
    assert_ok(p.s, Person_insert(p.s, &row));
    kill_of(killer.s, p.s);
    assert_fails(p.s, Person_insert(p.s, &next), ORM_CONNECTION);
    assert_true(orm_error_of(p.s)->retryable);
    assert_fails(p.s, orm_commit(p.s), ORM_TRANSACTION);
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    assert_ok(p.s, Person_insert(p.s, &row)); /* new again */
    /* in the middle of a write, outside of a transaction: nobody knows */
    assassin a = { .s = killer.s };
    snprintf(a.sql, sizeof a.sql, "KILL %lld", (long long)thread_of(p.s));
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, kill_soon, &a), 0);
    orm_exec(p.s, "UPDATE slice_people SET views = 1 WHERE SLEEP(5) = 0", orm_args());
    pthread_join(thread, NULL);
    assert_session(p.s, ORM_CONNECTION);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_OUTCOME_UNKNOWN);
    assert_int_equal(Person_count(p.s, NULL), 1);
    close_place(killer);
    close_place(p);
}
static void test_mysql_commit_unknown(void **state) {
    (void)state;
    place p = open_tables(NULL), killer = open_place(NULL);
    Person row = person("Lost", "lost@x");
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &row));
    kill_of(killer.s, p.s);
    assert_fails(p.s, orm_commit(p.s), ORM_COMMIT_UNKNOWN);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_OUTCOME_UNKNOWN);
    assert_false(orm_error_of(p.s)->retryable);
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    close_place(killer);
    close_place(p);
}
/* Every allocation of the library's fails once: each call says so or is not hurt, nothing leaks, and the next one works. */
static void test_mysql_no_memory(void **state) {
    (void)state;
    orm_error err;
    close_place(open_tables(NULL));
    for (long fail_at = 1; fail_at < 500; fail_at++) {
        test_memory memory = { .fail_at = fail_at };
        orm_db *db = orm_open(server_url(), &(orm_options){ .allocator = { test_resize, &memory }, .statement_cache = 1 }, &err);
        if (!db) assert_int_equal(err.status, ORM_NO_MEMORY);
        orm_session *s = db ? orm_session_open(db) : NULL;
        if (s) {
            char body[300] = "";
            memset(body, 'b', sizeof body - 1);
            Maybe row = { .exact = ORM_DEC("12.34"), .at = ORM_SOME(5), .body = body };
            const orm_status status = Maybe_insert(s, &row);
            if (status != ORM_OK && status != ORM_NO_MEMORY) fail_msg("allocation %ld: %s", fail_at, orm_error_of(s)->message);
            const Maybe *stored = status == ORM_OK ? Maybe_get(s, row.id) : NULL;
            if (status == ORM_OK && !stored) assert_session(s, ORM_NO_MEMORY);
            if (stored) assert_string_equal(stored->exact.text, "12.34");
            if (stored) assert_string_equal(stored->body, body);
            assert_true(Maybe_count(s, NULL) >= 0 || orm_status_of(s) == ORM_NO_MEMORY);
            orm_deadline(s, 60);
            orm_exec(s, "SELECT SLEEP(1)", orm_args());
            if (orm_status_of(s) != ORM_NO_MEMORY) assert_session(s, ORM_TIMEOUT);
            orm_session_close(s);
        }
        assert_int_equal(orm_close(db), ORM_OK);
        assert_int_equal(memory.live, 0);
        assert_int_equal(memory.live_bytes, 0);
        if (!memory.failed) return;
    }
    fail_msg("the sweep did not end");
}

/* ---- transactions ---------------------------------------------------------------------------------------------------------------------------- */
static void test_mysql_transaction(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person kept = person("Kept", "kept@x"), gone = person("Gone", "gone@x"), inner = person("Inner", "inner@x"), twice = person("Twice", "kept@x");
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &gone));
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &kept));
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &inner));
    assert_fails(p.s, Person_insert(p.s, &twice), ORM_CONFLICT_UNIQUE);
    assert_int_equal(Person_count(p.s, NULL), -1);
    assert_session(p.s, ORM_TRANSACTION);
    assert_ok(p.s, orm_rollback(p.s));
    assert_ok(p.s, Person_insert(p.s, &gone)); /* its first transaction was rolled back: it is new */
    assert_ok(p.s, orm_commit(p.s));
    assert_int_equal(Person_count(p.s, NULL), 2);
    close_place(p);
}
static void test_mysql_transaction_options(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person row = person("R", "r@x");
    for (int i = ORM_ISOLATION_DEFAULT; i <= ORM_SERIALIZABLE; i++) {
        assert_ok(p.s, orm_begin_with(p.s, &(orm_tx){ .isolation = (orm_isolation)i }));
        assert_int_equal(Person_count(p.s, NULL), 0);
        assert_ok(p.s, orm_commit(p.s));
    }
    assert_ok(p.s, orm_begin_with(p.s, &(orm_tx){ .isolation = ORM_SERIALIZABLE, .read_only = true }));
    assert_fails(p.s, Person_insert(p.s, &row), ORM_READ_ONLY);
    assert_ok(p.s, orm_rollback(p.s));
    assert_ok(p.s, Person_insert(p.s, &row));
    close_place(p);
}
/* DDL would commit what there is: refused before it is sent.  What commits in a way that only the server can know is told, and nothing more is done. */
static void test_mysql_ddl_in_a_transaction(void **state) {
    (void)state;
    place p = open_tables(NULL);
    static const char *const refused[] = { "CREATE TABLE slice_more (a INT)", "  create /* x */ table slice_more (a INT)", "DROP TABLE slice_maybes", "ALTER TABLE slice_maybes ADD COLUMN x INT",
        "TRUNCATE slice_maybes", "RENAME TABLE slice_maybes TO slice_others", "CREATE INDEX slice_ix ON slice_maybes (id)", "/*! CREATE TABLE slice_more (a INT) */", "LOCK TABLES slice_maybes READ",
        "CREATE OR REPLACE VIEW slice_view AS SELECT 1", "OPTIMIZE TABLE slice_maybes", "ANALYZE TABLE slice_maybes", "GRANT SELECT ON *.* TO nobody", "FLUSH TABLES", "SET PASSWORD = 'x'" };
    Maybe row = { .body = "x" };
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Maybe_insert(p.s, &row));
    for (size_t i = 0; i < COUNT(refused); i++) {
        orm_exec_text(p.s, refused[i], orm_args());
        if (orm_status_of(p.s) != ORM_MISUSE) fail_msg("%s: %s: %s", refused[i], orm_status_name(orm_status_of(p.s)), orm_error_of(p.s)->message);
        assert_message(p.s, "commit");
    }
    run_sql(p.s, "CREATE TEMPORARY TABLE slice_inside (a INT)");
    run_sql(p.s, "INSERT INTO slice_inside VALUES (1)");
    run_sql(p.s, "DROP TEMPORARY TABLE slice_inside");
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Maybe_count(p.s, NULL), 0);

    run_sql(p.s, "DROP PROCEDURE IF EXISTS slice_commits");
    run_sql(p.s, "CREATE PROCEDURE slice_commits() BEGIN COMMIT; END");
    assert_ok(p.s, orm_begin(p.s));
    row = (Maybe){ .body = "y" };
    assert_ok(p.s, Maybe_insert(p.s, &row));
    orm_exec(p.s, "CALL slice_commits()", orm_args());
    assert_session(p.s, ORM_TRANSACTION);
    Maybe later = { .body = "z" };
    assert_fails(p.s, Maybe_insert(p.s, &later), ORM_TRANSACTION);
    assert_fails(p.s, orm_commit(p.s), ORM_TRANSACTION);
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Maybe_count(p.s, NULL), 1); /* it was told that the first one is committed */
    run_sql(p.s, "DROP PROCEDURE slice_commits");
    close_place(p);
}
typedef struct locker { place p; int64_t first, second; orm_status status; bool open; int *waiting; } locker;
static void *lock_two(void *context) {
    locker *l = context;
    if (orm_exec(l->p.s, "UPDATE slice_people SET views = views + 1 WHERE id = ?", orm_args(l->first)) != 1) return NULL;
    __atomic_add_fetch(l->waiting, 1, __ATOMIC_SEQ_CST);
    while (__atomic_load_n(l->waiting, __ATOMIC_SEQ_CST) < 2) poll(NULL, 0, 1);
    orm_exec(l->p.s, "UPDATE slice_people SET views = views + 1 WHERE id = ?", orm_args(l->second));
    l->status = orm_status_of(l->p.s);
    return NULL;
}
/* The victim goes on in autocommit on the server: here everything is refused until it has been rolled back. */
static void test_mysql_deadlock(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person a = person("A", "a@x"), b = person("B", "b@x");
    assert_ok(p.s, Person_insert(p.s, &a));
    assert_ok(p.s, Person_insert(p.s, &b));
    int waiting = 0;
    locker one = { .p = open_place(NULL), .first = a.id, .second = b.id, .waiting = &waiting }, two = { .p = open_place(NULL), .first = b.id, .second = a.id, .waiting = &waiting };
    assert_ok(one.p.s, orm_begin(one.p.s));
    assert_ok(two.p.s, orm_begin(two.p.s));
    assert_ok(two.p.s, orm_begin(two.p.s)); /* a savepoint inside: it is gone as well */
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, lock_two, &one), 0);
    lock_two(&two);
    pthread_join(thread, NULL);
    locker *victim = one.status == ORM_DEADLOCK ? &one : &two, *winner = victim == &one ? &two : &one;
    assert_int_equal(victim->status, ORM_DEADLOCK);
    assert_int_equal(winner->status, ORM_OK);
    assert_true(orm_error_of(victim->p.s)->retryable);
    Person c = person("C", "c@x");
    assert_fails(victim->p.s, Person_insert(victim->p.s, &c), ORM_TRANSACTION);
    while (orm_depth(victim->p.s)) assert_ok(victim->p.s, orm_rollback(victim->p.s));
    while (orm_depth(winner->p.s)) assert_ok(winner->p.s, orm_commit(winner->p.s));
    assert_int_equal(Person_count(p.s, NULL), 2);
    const Person *stored = Person_get(p.s, a.id);
    assert_int_equal(stored->views, 1);
    close_place(one.p);
    close_place(two.p);
    close_place(p);
}
static void test_mysql_lock_timeout(void **state) {
    (void)state;
    place p = open_tables(NULL), other = open_place(NULL);
    Person a = person("A", "a@x"), b = person("B", "b@x");
    assert_ok(p.s, Person_insert(p.s, &a));
    assert_ok(other.s, orm_begin(other.s));
    assert_int_equal(orm_exec(other.s, "UPDATE slice_people SET views = 5 WHERE id = ?", orm_args(a.id)), 1);
    assert_ok(p.s, orm_begin(p.s));
    run_sql(p.s, "SET SESSION innodb_lock_wait_timeout = 1");
    assert_ok(p.s, Person_insert(p.s, &b));
    a.views = 9;
    assert_fails(p.s, Person_update(p.s, &a), ORM_BUSY);
    assert_true(orm_error_of(p.s)->retryable);
    assert_fails(p.s, orm_commit(p.s), ORM_TRANSACTION); /* never half of it */
    assert_ok(p.s, orm_rollback(p.s));
    orm_exec(p.s, "SELECT * FROM slice_people FOR UPDATE NOWAIT", orm_args());
    assert_session(p.s, ORM_BUSY);
    assert_ok(other.s, orm_rollback(other.s));
    assert_int_equal(Person_count(p.s, NULL), 1);
    close_place(other);
    close_place(p);
}

/* ---- results and statements ----------------------------------------------------------------------------------------------------------------------- */
static void test_mysql_procedures(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1 });
    run_sql(p.s, "DROP PROCEDURE IF EXISTS slice_results");
    run_sql(p.s, "CREATE PROCEDURE slice_results(n INT) BEGIN DO 1; SELECT n AS first, 'x' AS word UNION ALL SELECT n + 1, 'y'; SELECT 1, 2, 3; SET @slice_done = n; END");
    for (int i = 0; i < 3; i++) {
        orm_rows r = orm_sql(p.s, "CALL slice_results(?)", orm_args(10 * i));
        if (!orm_next(&r)) fail_msg("%s", orm_error_of(p.s)->message);
        assert_int_equal(orm_int(&r, 0), 10 * i);
        assert_string_equal(orm_text(&r, 1), "x");
        if (i != 1) assert_true(orm_next(&r)); /* left early it has been run to its end nevertheless */
        assert_int_equal(orm_rows_close(&r), ORM_OK);
        assert_int_equal(scalar(p.s, "SELECT @slice_done"), 10 * i);
        assert_true(orm_exec(p.s, "CALL slice_results(?)", orm_args(5)) >= 0);
        assert_int_equal(scalar(p.s, "SELECT @slice_done"), 5);
    }
    /* inside a transaction everything goes over one connection */
    assert_ok(p.s, orm_begin(p.s));
    orm_rows open = orm_sql(p.s, "CALL slice_results(?)", orm_args(7));
    assert_true(orm_next(&open));
    const orm_value one = orm_scalar_sql(p.s, "SELECT 1", orm_args());
    assert_session(p.s, ORM_OK);
    assert_int_equal(orm_value_int(one), 1);
    orm_rows second = orm_sql(p.s, "SELECT 2 UNION ALL SELECT 3", orm_args());
    if (!orm_next(&second)) fail_msg("%s", orm_error_of(p.s)->message);
    assert_int_equal(orm_int(&second, 0), 2);
    assert_int_equal(orm_rows_close(&second), ORM_OK);
    assert_true(orm_next(&open));
    assert_int_equal(orm_int(&open, 0), 8);
    assert_string_equal(orm_text(&open, 1), "y");
    assert_false(orm_next(&open));
    assert_int_equal(orm_rows_close(&open), ORM_OK);
    assert_ok(p.s, orm_rollback(p.s));
    run_sql(p.s, "DROP PROCEDURE slice_results");
    /* one that fails behind its first result has failed */
    run_sql(p.s, "DROP PROCEDURE IF EXISTS slice_fails");
    run_sql(p.s, "CREATE PROCEDURE slice_fails() BEGIN SELECT 1; SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'on purpose'; END");
    open = orm_sql(p.s, "CALL slice_fails()", orm_args());
    assert_false(orm_next(&open));
    assert_session(p.s, ORM_SQL);
    assert_message(p.s, "on purpose");
    assert_int_equal(scalar(p.s, "SELECT 1"), 1);
    run_sql(p.s, "DROP PROCEDURE slice_fails");
    close_place(p);
}
static void test_mysql_streams(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 2 });
    Maybe rows[10] = { { .id = 0 } };
    assert_ok(p.s, Maybe_insert_all(p.s, rows, 10));
    for (int inside = 0; inside < 2; inside++) {
        if (inside) assert_ok(p.s, orm_begin(p.s));
        int seen = 0;
        Maybe_cursor outer = Maybe_stream(p.s, orm_q(.order_by = { orm_asc(Maybes.id) }));
        for (const Maybe *m; (m = Maybe_next(&outer)); seen++) assert_non_null(Maybe_get(p.s, m->id));
        assert_session(p.s, ORM_OK);
        assert_int_equal(seen, 10);
        if (inside) assert_ok(p.s, orm_commit(p.s));
    }
    close_place(p);
}
/* A large result that is left early: the connection is soon of use again. */
static void test_mysql_stream_left_early(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1 });
    const int64_t thread = thread_of(p.s);
    static const char many[] = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT a.i, b.i, REPEAT('x', 500) FROM n a, n b, n c";
    for (int inside = 0; inside < 2; inside++) {
        if (inside) assert_ok(p.s, orm_begin(p.s));
        orm_rows r = inside ? orm_sql(p.s, "SELECT i FROM (WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT i FROM n) t", orm_args()) : orm_sql_text(p.s, many, orm_args());
        for (int i = 0; i < 3; i++)
            if (!orm_next(&r)) fail_msg("%s", orm_error_of(p.s)->message);
        const int64_t began = milliseconds();
        assert_int_equal(orm_rows_close(&r), ORM_OK);
        assert_between(milliseconds() - began, 0, 600);
        assert_int_equal(thread_of(p.s), thread);
        assert_session(p.s, ORM_OK);
        if (inside) assert_ok(p.s, orm_commit(p.s));
    }
    close_place(p);
}
static void test_mysql_statement_cache(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1, .statement_cache = 3 });
    char sql[60];
    for (int i = 0; i < 20; i++) {
        snprintf(sql, sizeof sql, "SELECT %d", i % 10);
        assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT ?", orm_args(i))), i);
        assert_int_equal(scalar(p.s, sql), i % 10);
    }
    close_place(p);
}

/* ---- limits -------------------------------------------------------------------------------------------------------------------------------------- */
static void test_mysql_deadline(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 1 });
    const int64_t thread = thread_of(p.s);
    assert_ok(p.s, orm_deadline(p.s, 150));
    for (int i = 0; i < 3; i++) {
        const int64_t began = milliseconds();
        orm_exec_text(p.s, i == 1 ? "DO SLEEP(30)" : "SELECT SLEEP(30)", orm_args());
        assert_session(p.s, ORM_TIMEOUT);
        assert_message(p.s, "deadline");
        assert_between(milliseconds() - began, 140, 600);
        assert_int_equal(thread_of(p.s), thread); /* the connection is whole */
    }
    /* in a transaction: it is over, and rolled back */
    Person row = person("T", "t@x");
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &row));
    orm_exec(p.s, "SELECT SLEEP(30)", orm_args());
    assert_session(p.s, ORM_TIMEOUT);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_NOT_APPLIED);
    assert_fails(p.s, orm_commit(p.s), ORM_TRANSACTION);
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    assert_int_equal(thread_of(p.s), thread);
    close_place(p);
}
static void *cancel_soon(void *context) {
    poll(NULL, 0, 100);
    orm_cancel(context);
    return NULL;
}
static void test_mysql_cancel(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1 });
    const int64_t thread = thread_of(p.s);
    for (int with_deadline = 0; with_deadline < 2; with_deadline++) {
        pthread_t canceller;
        if (with_deadline) assert_ok(p.s, orm_deadline(p.s, 20000));
        assert_int_equal(pthread_create(&canceller, NULL, cancel_soon, p.s), 0);
        const int64_t began = milliseconds();
        orm_exec(p.s, "SELECT SLEEP(30)", orm_args());
        pthread_join(canceller, NULL);
        assert_session(p.s, ORM_CANCELLED);
        assert_between(milliseconds() - began, 90, 500);
        assert_int_equal(thread_of(p.s), thread);
    }
    close_place(p);
}
/* Nothing comes through any more, no KILL either: the call returns nevertheless, and the connection is given up. */
static void test_mysql_black_hole(void **state) {
    (void)state;
    const char *url;
    proxy *x = open_proxy(&url, "");
    orm_db *db = test_open_with(url, &(orm_options){ .pool_max = 1, .connect_ms = 200 });
    orm_session *s = orm_session_open(db);
    assert_int_equal(scalar(s, "SELECT 1"), 1);
    assert_ok(s, orm_deadline(s, 100));
    proxy_arm(x, PROXY_FROM_SERVER, 0, PROXY_HOLE, 0);
    int64_t began = milliseconds();
    orm_scalar_sql(s, "SELECT 1", orm_args());
    assert_session(s, ORM_TIMEOUT);
    assert_between(milliseconds() - began, 90, 600);
    /* a new connection cannot be had either */
    assert_ok(s, orm_deadline(s, 150));
    began = milliseconds();
    orm_scalar_sql(s, "SELECT 1", orm_args());
    assert_session(s, ORM_TIMEOUT);
    assert_between(milliseconds() - began, 100, 650);
    proxy_heal(x);
    assert_ok(s, orm_deadline(s, 0));
    assert_int_equal(scalar(s, "SELECT 2"), 2);
    /* in a COMMIT: nobody knows */
    assert_ok(s, orm_begin(s));
    run_sql(s, "DO 1");
    assert_ok(s, orm_deadline(s, 100));
    proxy_arm(x, PROXY_FROM_SERVER, 0, PROXY_HOLE, 0);
    began = milliseconds();
    assert_fails(s, orm_commit(s), ORM_COMMIT_UNKNOWN);
    assert_between(milliseconds() - began, 90, 600);
    proxy_heal(x);
    assert_ok(s, orm_rollback(s));
    assert_ok(s, orm_deadline(s, 0));
    assert_int_equal(scalar(s, "SELECT 3"), 3);
    orm_session_close(s);
    orm_close(db);
    proxy_close(x);
}
/* A KILL that comes when its statement has just ended must not meet the next one. */
static void test_mysql_late_kill(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1 });
    int ended = 0;
    for (int i = 0; i < 150; i++) {
        assert_ok(p.s, orm_deadline(p.s, 10));
        char sql[60];
        snprintf(sql, sizeof sql, "SELECT SLEEP(%.4f)", 0.0085 + 0.00003 * (i % 100));
        orm_exec_text(p.s, sql, orm_args());
        const orm_status status = orm_status_of(p.s);
        if (status == ORM_TIMEOUT) ended++;
        else if (status != ORM_OK) fail_msg("%s: %s", orm_status_name(status), orm_error_of(p.s)->message);
        assert_ok(p.s, orm_deadline(p.s, 0));
        for (int k = 0; k < 3; k++) {
            if (orm_value_int(orm_scalar_sql(p.s, "SELECT ?", orm_args(k))) != k) fail_msg("after %s: %s", orm_status_name(status), orm_error_of(p.s)->message);
        }
        orm_session_reset(p.s);
    }
    assert_true(ended > 0);
    close_place(p);
}
typedef struct worker { orm_db *db; int number, failed; } worker;
static void *work(void *context) {
    worker *w = context;
    orm_session *s = orm_session_open(w->db);
    for (int i = 0; i < 60 && s; i++) {
        orm_deadline(s, i % 7 == 0 ? 30 : 5000);
        if (i % 7 == 0) orm_exec(s, "SELECT id FROM slice_maybes FOR UPDATE", orm_args()); /* of SLEEP()s MariaDB kills one at a time, slowly */
        else orm_scalar_sql(s, "SELECT ? * 2", orm_args(i));
        const orm_status wanted = i % 7 == 0 ? ORM_TIMEOUT : ORM_OK;
        if (orm_status_of(s) != wanted) {
            printf("worker %d: %s: %s\n", w->number, orm_status_name(orm_status_of(s)), orm_error_of(s)->message);
            w->failed++;
        }
        orm_session_reset(s);
    }
    orm_session_close(s);
    return NULL;
}
static void test_mysql_threads(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 9 });
    Maybe locked = { .id = 0 };
    assert_ok(p.s, Maybe_insert(p.s, &locked));
    assert_ok(p.s, orm_begin(p.s));
    assert_int_equal(orm_exec(p.s, "UPDATE slice_maybes SET body = 'locked'", orm_args()), 1);
    pthread_t threads[8];
    worker workers[8];
    for (int i = 0; i < 8; i++) {
        workers[i] = (worker){ p.db, i, 0 };
        assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
    }
    int failed = 0;
    for (int i = 0; i < 8; i++) {
        pthread_join(threads[i], NULL);
        failed += workers[i].failed;
    }
    assert_int_equal(failed, 0);
    assert_ok(p.s, orm_rollback(p.s));
    close_place(p);
}

/* ---- adopting ------------------------------------------------------------------------------------------------------------------------------------ */
static MYSQL *plain_connection(unsigned long flags) {
    static orm__url url;
    char message[200];
    assert_true(orm__url_parse(server_url(), &url, message, sizeof message));
    orm__my_settings settings;
    const orm_options options = { .connect_ms = 10000 };
    assert_true(orm__my_settings_of(&url, &options, &settings, message, sizeof message));
    const orm__my_target t = orm__my_target_of(&url, &settings, 0, NULL);
    MYSQL *link = mysql_init(NULL);
    if (!mysql_real_connect(link, t.host, t.user, t.password, t.database, t.port, t.socket, flags)) fail_msg("%s", mysql_error(link));
    return link;
}
static void plain_value(MYSQL *link, const char *sql, char *out, size_t size) {
    assert_int_equal(mysql_query(link, sql), 0);
    MYSQL_RES *r = mysql_store_result(link);
    MYSQL_ROW row = mysql_fetch_row(r);
    snprintf(out, size, "%s", row[0] ? row[0] : "NULL");
    mysql_free_result(r);
}
static void test_mysql_adopt(void **state) {
    (void)state;
    skip_without_server();
    char before[500], after[500];
    static const char settings[] = "SELECT CONCAT_WS('|', @@time_zone, @@sql_mode, @@character_set_client, @@character_set_results, @@collation_connection, @@lc_messages, @@autocommit)";
    MYSQL *link = plain_connection(CLIENT_FOUND_ROWS);
    assert_int_equal(mysql_query(link, "SET time_zone = '+05:30', sql_mode = 'ANSI_QUOTES'"), 0);
    plain_value(link, settings, before, sizeof before);
    orm_error err;
    orm_db *db = orm_open(NULL, &(orm_options){ .mysql = link }, &err);
    if (!db) fail_msg("%s", err.message);
    orm_session *s = orm_session_open(db);
    assert_string_equal(orm_value_text(orm_scalar_sql(s, "SELECT @@time_zone", orm_args())), "+00:00");
    assert_int_equal(thread_of(s), (int64_t)mysql_thread_id(link));
    assert_ok(s, orm_begin(s));
    assert_ok(s, orm_rollback(s));
    assert_int_equal(thread_of(s), (int64_t)mysql_thread_id(link));
    orm_session_close(s);
    assert_int_equal(orm_close(db), ORM_OK);
    plain_value(link, settings, after, sizeof after);
    assert_string_equal(after, before);
    /* what runs too long is ended over another connection, as the same user; on a machine that is very busy that may not be in time, and the connection is given up */
    bool kept = false;
    for (int tries = 0; tries < 5 && !kept; tries++) {
        db = test_open_with("mysql:", &(orm_options){ .mysql = link });
        s = orm_session_open(db);
        assert_ok(s, orm_deadline(s, 100));
        const int64_t began = milliseconds();
        orm_exec(s, "SELECT SLEEP(20)", orm_args());
        assert_session(s, ORM_TIMEOUT);
        assert_between(milliseconds() - began, 90, 600);
        assert_ok(s, orm_deadline(s, 0));
        kept = orm_value_int(orm_scalar_sql(s, "SELECT CONNECTION_ID()", orm_args())) == (int64_t)mysql_thread_id(link);
        if (!kept) assert_session(s, ORM_CONNECTION);
        orm_session_close(s);
        assert_int_equal(orm_close(db), ORM_OK);
        if (kept) continue;
        mysql_close(link);
        link = plain_connection(CLIENT_FOUND_ROWS);
    }
    assert_true(kept);
    /* what cannot be mended is refused */
    assert_int_equal(mysql_query(link, "BEGIN"), 0);
    assert_null(orm_open("mysql:", &(orm_options){ .mysql = link }, &err));
    assert_int_equal(err.status, ORM_MISUSE);
    assert_int_equal(mysql_query(link, "ROLLBACK"), 0);
    assert_null(orm_open("mysql://elsewhere/base", &(orm_options){ .mysql = link }, &err));
    assert_int_equal(err.status, ORM_CONFIG);
    mysql_close(link);
    link = plain_connection(0);
    assert_null(orm_open(NULL, &(orm_options){ .mysql = link }, &err));
    assert_int_equal(err.status, ORM_CONFIG);
    assert_has_text(err.message, "CLIENT_FOUND_ROWS", __FILE__, __LINE__);
    mysql_close(link);
    link = mysql_init(NULL);
    assert_null(orm_open(NULL, &(orm_options){ .mysql = link }, &err));
    assert_int_equal(err.status, ORM_CONFIG);
    assert_has_text(err.message, "mysql_real_connect", __FILE__, __LINE__);
    mysql_close(link);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mysql_open), cmocka_unit_test(test_mysql_session_settings), cmocka_unit_test(test_mysql_server_version), cmocka_unit_test(test_mysql_password),
        cmocka_unit_test(test_mysql_refused_port), cmocka_unit_test(test_mysql_unknown_database), cmocka_unit_test(test_mysql_options), cmocka_unit_test(test_mysql_silent_server),
        cmocka_unit_test(test_mysql_silent_while_connecting), cmocka_unit_test(test_mysql_several_hosts), cmocka_unit_test(test_mysql_tls), cmocka_unit_test(test_mysql_password_without_tls), cmocka_unit_test(test_mysql_tls_is_required), cmocka_unit_test(test_mysql_tls_silence),
        cmocka_unit_test(test_mysql_insert_key), cmocka_unit_test(test_mysql_query), cmocka_unit_test(test_mysql_values), cmocka_unit_test(test_mysql_nulls), cmocka_unit_test(test_mysql_raw_values),
        cmocka_unit_test(test_mysql_foreign_columns), cmocka_unit_test(test_mysql_dates_that_are_none), cmocka_unit_test(test_mysql_raw_arguments), cmocka_unit_test(test_mysql_long_values),
        cmocka_unit_test(test_mysql_too_large), cmocka_unit_test(test_mysql_conflicts), cmocka_unit_test(test_mysql_changed_table_heals), cmocka_unit_test(test_mysql_lost_connection),
        cmocka_unit_test(test_mysql_commit_unknown), cmocka_unit_test(test_mysql_no_memory), cmocka_unit_test(test_mysql_transaction), cmocka_unit_test(test_mysql_transaction_options),
        cmocka_unit_test(test_mysql_ddl_in_a_transaction), cmocka_unit_test(test_mysql_deadlock), cmocka_unit_test(test_mysql_lock_timeout), cmocka_unit_test(test_mysql_procedures),
        cmocka_unit_test(test_mysql_streams), cmocka_unit_test(test_mysql_stream_left_early), cmocka_unit_test(test_mysql_statement_cache),
        cmocka_unit_test(test_mysql_deadline), cmocka_unit_test(test_mysql_cancel), cmocka_unit_test(test_mysql_black_hole), cmocka_unit_test(test_mysql_late_kill), cmocka_unit_test(test_mysql_threads),
        cmocka_unit_test(test_mysql_adopt),
    };
    return run_all(tests);
}
