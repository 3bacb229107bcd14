/* What the tests of networks and outages share: a place that is reached directly and through a proxy, and what a server still does for it. */
#ifndef NETWORK_H
#define NETWORK_H
#include "harness.h"
#include "proxy.h"

#define NETWORK_COUNT(array) (sizeof(array) / sizeof *(array))
#define NETWORK_URL 1200

typedef struct place { proxy *p; char direct_url[NETWORK_URL], url[NETWORK_URL]; orm_db *direct; orm_session *check; } place;

/* ORM_TEST_LONG=1: every byte, every mode. */
HARNESS_UNUSED static bool network_long(void) {
    const char *given = getenv("ORM_TEST_LONG");
    return given && *given == '1';
}
HARNESS_UNUSED static int64_t network_ms(void) { return proxy_now_us() / 1000; }
HARNESS_UNUSED static void network_sleep(int ms) { poll(NULL, 0, ms); }

/* ---- addresses --------------------------------------------------------------------------------------------------------------------------- */
/* One option of a URL, percent-decoded as far as a path needs it. */
static bool network_option(const char *url, const char *key, char *out, size_t size) {
    const char *at = strchr(url, '?');
    size_t n = 0;
    for (; at; at = strchr(at + 1, '&')) {
        if (strncmp(at + 1, key, strlen(key)) != 0 || at[1 + strlen(key)] != '=') continue;
        for (const char *v = at + 2 + strlen(key); *v && *v != '&' && n + 1 < size; v++) {
            unsigned code;
            if (*v == '%' && sscanf(v + 1, "%2x", &code) == 1) {
                out[n++] = (char)code;
                v += 2;
            } else {
                out[n++] = *v;
            }
        }
        out[n] = 0;
        return true;
    }
    return false;
}
/* Where the server of this URL listens, as proxy_open takes it. */
HARNESS_UNUSED static void network_server(const char *url, char *out, size_t size) {
    char path[93] = "";
    const char *host = strstr(url, "://") + 3;
    const size_t authority = strcspn(host, "/?");
    const char *at = memchr(host, '@', authority);
    const int length = (int)(at ? authority - (size_t)(at + 1 - host) : authority);
    if (network_option(url, "socket", path, sizeof path) || (network_option(url, "host", path, sizeof path) && path[0] == '/' && test_on("mysql"))) snprintf(out, size, "%s", path);
    else if (path[0] == '/') snprintf(out, size, "%s/.s.PGSQL.5432", path);
    else snprintf(out, size, "%.*s%s", length, at ? at + 1 : host, memchr(at ? at + 1 : host, ':', (size_t)length) ? "" : test_on("mysql") ? ":3306" : ":5432");
}
/* The same database, reached through this port of 127.0.0.1, with one more option. */
HARNESS_UNUSED static void network_through(const char *url, int port, const char *option, char *out, size_t size) {
    const char *host = strstr(url, "://") + 3;
    const size_t authority = strcspn(host, "/?"), database = strcspn(host + authority, "?");
    const char *at = memchr(host, '@', authority), *query = strchr(url, '?');
    size_t n = (size_t)snprintf(out, size, "%.*s%.*s127.0.0.1:%d%.*s", (int)(host - url), url, (int)(at ? at + 1 - host : 0), host, port, (int)database, host + authority);
    const char *separator = "?";
    while (query && n < size) {
        const size_t length = strcspn(query + 1, "&");
        if (strncmp(query + 1, "host=", 5) != 0 && strncmp(query + 1, "socket=", 7) != 0) {
            n += (size_t)snprintf(out + n, size - n, "%s%.*s", separator, (int)length, query + 1);
            separator = "&";
        }
        query = query[1 + length] ? query + 1 + length : NULL;
    }
    if (option && n < size) snprintf(out + n, size - n, "%s%s", separator, option);
}
/* An empty place. */
HARNESS_UNUSED static place network_place_at(const char *url) {
    place n = { .p = NULL };
    char server[108];
    snprintf(n.direct_url, sizeof n.direct_url, "%s", url);
    network_server(n.direct_url, server, sizeof server);
    n.p = proxy_open(server);
    if (!n.p) fail_msg("no proxy");
    network_through(n.direct_url, n.p->port, test_on("postgres") ? "application_name=orm_network" : "sslmode=disable", n.url, sizeof n.url);
    n.direct = test_open_with(n.direct_url, &(orm_options){ .pool_max = 1 });
    n.check = orm_session_open(n.direct);
    if (!n.check) fail_msg("no session");
    return n;
}
HARNESS_UNUSED static place network_place(void) { return network_place_at(test_database_url()); }
HARNESS_UNUSED static void network_leave(place *n) {
    proxy_close(n->p);
    assert_int_equal(orm_session_close(n->check), ORM_OK);
    assert_int_equal(orm_close(n->direct), ORM_OK);
}
HARNESS_UNUSED static orm_db *network_open(const place *n, const orm_options *options) { return test_open_with(n->url, options); }

/* ---- what the server does ------------------------------------------------------------------------------------------------------------------- */
HARNESS_UNUSED static int64_t network_ask(place *n, const char *postgres, const char *mysql) {
    int64_t value = -1;
    orm_rows r = orm_sql_text(n->check, test_on("mysql") ? mysql : postgres, orm_args());
    if (orm_next(&r)) value = orm_int(&r, 0);
    const orm_status status = orm_rows_close(&r);
    if (status != ORM_OK) printf("asking the server: %s\n", orm_error_of(n->check)->message);
    orm_session_reset(n->check);
    return value;
}
/* Other connections to the place's database, and those of them that run something. */
HARNESS_UNUSED static int64_t network_sessions(place *n) {
    return network_ask(n, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
                       "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()");
}
HARNESS_UNUSED static int64_t network_running(place *n) {
    return network_ask(n, "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active' AND backend_type = 'client backend'",
                       "SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID() AND command <> 'Sleep'");
}
/* Until the number is at most this; false: it was not so after `ms`. */
HARNESS_UNUSED static bool network_until(place *n, int64_t (*number)(place *), int64_t most, int ms) {
    for (const int64_t end = network_ms() + ms; number(n) > most; network_sleep(1))
        if (network_ms() > end) return false;
    return true;
}
#endif
