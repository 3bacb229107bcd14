/* postgres_connect: waiting for libpq, and from a URL to a connection: settings, hosts, TLS. */
#include "postgres.h"
#ifdef ORM_POSTGRES
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- waiting ------------------------------------------------------------------------------------------------------------------------- */
/* Until what was sent is out and a result has come. */
ORM__PRIVATE orm__waited orm__pg_wait(PGconn *link, int64_t deadline, const int *cancelled) {
    for (;;) {
        const int unsent = PQflush(link);
        if (unsent < 0) return ORM__WAIT_FAILED;
        if (!unsent && !PQisBusy(link)) return ORM__WAIT_READY;
        const orm__waited waited = orm__wait(PQsocket(link), ORM__WAIT_READ | (unsent ? (unsigned)ORM__WAIT_WRITE : 0u), deadline, cancelled);
        if (waited != ORM__WAIT_READY) return waited;
        if (!PQconsumeInput(link)) return ORM__WAIT_FAILED;
    }
}
/* Until the connection stands.  The socket may be another one after each step.  libpq goes on to the next host by itself when one refuses, but knows no time limit
 * here: each of the `hosts` gets its share of the time, so that one that does not answer leaves some for the others. */
static orm__waited orm__pg_wait_connected(PGconn *link, size_t hosts, int64_t limit, const int *cancelled) {
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    const char *host = NULL, *port = NULL;
    int64_t share = limit;
    while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
        if (hosts > 1 && (host != PQhost(link) || port != PQport(link))) {
            const int64_t now = orm__monotonic();
            if (host) hosts--;
            share = hosts > 1 ? now + (limit - now) / (int64_t)hosts : limit;
            host = PQhost(link), port = PQport(link);
        }
        const orm__waited waited = orm__wait(PQsocket(link), next == PGRES_POLLING_READING ? ORM__WAIT_READ : ORM__WAIT_WRITE, share, cancelled);
        if (waited != ORM__WAIT_READY) return waited;
        next = PQconnectPoll(link);
    }
    return next == PGRES_POLLING_OK ? ORM__WAIT_READY : ORM__WAIT_FAILED;
}

/* ---- connecting ------------------------------------------------------------------------------------------------------------------------ */

ORM__PRIVATE void orm__pg_set(orm__pg_settings *s, const char *key, const char *value) {
    if (!value) return;
    s->keys[s->count] = key;
    s->values[s->count++] = value;
}
static void orm__pg_set_hosts(orm__pg_settings *s, const orm__url *url) {
    size_t host = 0, port = 0;
    bool hosts = false, ports = false;
    for (size_t i = 0; i < url->host_count; i++) {
        if (s->skipped >> i & 1) continue;
        const char *comma = s->tried++ ? "," : "";
        host += (size_t)snprintf(s->hosts + host, sizeof s->hosts - host, "%s%s", comma, url->hosts[i].host);
        if (url->hosts[i].port) port += (size_t)snprintf(s->ports + port, sizeof s->ports - port, "%s%u", comma, (unsigned)url->hosts[i].port);
        else port += (size_t)snprintf(s->ports + port, sizeof s->ports - port, "%s", comma);
        hosts = hosts || url->hosts[i].host[0];
        ports = ports || url->hosts[i].port;
    }
    if (hosts) orm__pg_set(s, "host", s->hosts);
    if (ports) orm__pg_set(s, "port", s->ports);
}
static bool orm__pg_has(const orm__pg_settings *s, const char *key) {
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->keys[i], key) == 0) return true;
    return false;
}
static orm_status orm__pg_connect_timeout(orm__conn *c, orm__pg_settings *s, const char *value) {
    char *end;
    const long seconds = strtol(value, &end, 10);
    if (!*value || *end || seconds < 0 || seconds > 1000000) return orm__driver_fail(c, ORM_CONFIG, 0, "the PostgreSQL option connect_timeout is no number of seconds");
    if (seconds) s->connect_ms = (int)seconds * 1000;
    return ORM_OK;
}
static bool orm__pg_in_environment(const char *name) {
    const char *value = getenv(name);
    return value && *value;
}
static bool orm__pg_is_local(const orm__pg_settings *s, const orm__url *url) {
    orm__url named = { .option_count = 0 };
    if (!orm__url_is_local(url)) return false;
    if (orm__pg_has(s, "host") || orm__pg_has(s, "hostaddr")) return true;
    if (orm__pg_in_environment("PGHOST")) named.options[named.option_count++] = (orm__url_pair){ "host", getenv("PGHOST") };
    if (orm__pg_in_environment("PGHOSTADDR")) named.options[named.option_count++] = (orm__url_pair){ "hostaddr", getenv("PGHOSTADDR") };
    return orm__url_is_local(&named);
}
/* libpq's own default speaks in clear when the server, or somebody who says that he is the server, likes that better.  A server elsewhere must show who it is,
 * unless the URL or PGSSLMODE say otherwise. */
static void orm__pg_set_tls(orm__pg_settings *s, const orm__url *url) {
    char path[1024];
    const char *home = getenv("HOME");
    if (orm__pg_has(s, "sslmode") || orm__pg_has(s, "service") || orm__pg_in_environment("PGSSLMODE") || orm__pg_in_environment("PGSERVICE") || orm__pg_is_local(s, url)) return;
    orm__pg_set(s, "sslmode", "verify-full");
    s->checked_by_default = true;
    if (PQlibVersion() < 160000 || orm__pg_has(s, "sslrootcert") || orm__pg_in_environment("PGSSLROOTCERT")) return;
    const int n = snprintf(path, sizeof path, "%s/.postgresql/root.crt", home ? home : "");
    if (!home || n >= (int)sizeof path || access(path, R_OK) != 0) orm__pg_set(s, "sslrootcert", "system");
}
/* What libpq is given: parts of the URL, never a text that it would parse again and could print. */
static orm_status orm__pg_settings_of(orm__conn *c, const orm__url *url, const orm_options *o, unsigned skipped, orm__pg_settings *s) {
    static const char *const refused[] = { "user", "dbname", "database", "client_encoding", "replication", "fallback_application_name" };
    *s = (orm__pg_settings){ .connect_ms = o->connect_ms, .skipped = skipped };
    orm__pg_set_hosts(s, url);
    orm__pg_set(s, "user", url->user);
    orm__pg_set(s, "password", url->password);
    orm__pg_set(s, "dbname", url->database);
    orm__pg_set(s, "client_encoding", "UTF8");
    orm__pg_set(s, "fallback_application_name", "orm.h");
    for (size_t i = 0; i < url->option_count; i++) {
        const char *key = url->options[i].key, *value = url->options[i].value;
        for (size_t k = 0; k < sizeof refused / sizeof *refused; k++)
            if (strcmp(key, refused[k]) == 0) return orm__driver_fail(c, ORM_CONFIG, 0, "the PostgreSQL URL has an option \"%s\": it is a part of the URL, or the library sets it itself", key);
        if (orm__pg_has(s, key)) return orm__driver_fail(c, ORM_CONFIG, 0, "the PostgreSQL URL gives the %s twice: before the \"?\" and as an option", key);
        if (strcmp(key, "connect_timeout") == 0) {
            const orm_status status = orm__pg_connect_timeout(c, s, value);
            if (status != ORM_OK) return status;
        } else if (strcmp(key, "pooler") != 0) { /* ours */
            orm__pg_set(s, key, value);
        }
    }
    orm__pg_set_tls(s, url);
    return ORM_OK;
}
static void orm__pg_notice(void *context, const char *message) {
    const orm__conn *c = context;
    char line[400];
    orm__driver_clean(c->db, message, line, sizeof line);
    orm__log(c->db, ORM_LOG_INFO, "PostgreSQL: %s", line);
}
/* "... FATAL:  28P01: password authentication failed" -> the code, which is taken out of the message together with what follows the line. */
static void orm__pg_take_state(char *message, char *state) {
    state[0] = 0;
    for (char *p = strstr(message, ":  "); p; p = strstr(p + 1, ":  ")) {
        if (strspn(p + 3, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 5 || p[8] != ':') continue;
        memcpy(state, p + 3, 5);
        state[5] = 0;
        char *line_end = strchr(p, '\n');
        if (line_end) *line_end = 0;
        memmove(p + 2, p + 10, strlen(p + 10) + 1);
        return;
    }
}
/* What to do about a refusal that libpq words itself; NULL: it has nothing to do with TLS, or is a broken line. */
static const char *orm__pg_tls_mend(const char *message) {
    static const struct { const char *words, *mend; } mends[] = {
        { "certificate verify failed", "the certificate must be signed by an authority in sslrootcert=FILE, and be neither expired nor revoked" },
        { "does not match host name", "connect by a name that the certificate holds, or have one made for this name" },
        { "could not get server's host name", "connect by a name that the certificate holds" },
        { "root certificate file", "give sslrootcert=FILE, the authority that signed the server's certificate; sslmode=require encrypts without looking who answers" },
        { "sslrootcert", "sslmode=verify-full goes with it" },
        { "does not support SSL", "switch TLS on at the server; sslmode=disable speaks in clear, which everybody in between can read" },
        { "certificate", "check sslrootcert, sslcert and sslkey" },
        { "sslmode", "it may be disable, allow, prefer, require, verify-ca or verify-full" } };
    for (size_t i = 0; i < sizeof mends / sizeof *mends; i++)
        if (strstr(message, mends[i].words)) return mends[i].mend;
    return NULL;
}
/* What to do when the server itself refuses. */
static const char *orm__pg_state_mend(const char *state) {
    static const struct { const char *state, *mend; } mends[] = {
        { "28", ": check the user and the password in the URL, and the server's pg_hba.conf" },
        { "3D000", ": create the database, or name another one in the URL" },
        { "53300", ": lower orm_options.pool_max, or raise the server's max_connections (the role's CONNECTION LIMIT)" },
        { "57P03", ": it is starting or stopping; try again soon" } };
    for (size_t i = 0; i < sizeof mends / sizeof *mends; i++)
        if (strncmp(state, mends[i].state, strlen(mends[i].state)) == 0) return mends[i].mend;
    return "";
}
static orm_status orm__pg_refused(orm__conn *c, PGconn *link, orm__waited waited, const orm__pg_settings *s) {
    char raw[1000], message[500], state[6];
    if (waited == ORM__WAIT_CANCELLED) return orm__driver_fail(c, ORM_CANCELLED, 1, "cancelled while connecting");
    if (waited == ORM__WAIT_TIMEOUT) return orm__driver_fail(c, ORM_TIMEOUT, 1, "the PostgreSQL server did not answer in time while connecting (connect_ms is %d)", s->connect_ms);
    snprintf(raw, sizeof raw, "%s", PQerrorMessage(link));
    orm__pg_take_state(raw, state);
    orm__driver_clean(c->db, raw, message, sizeof message);
    const char *mend = state[0] ? NULL : orm__pg_tls_mend(raw);
    const bool settings = mend || (PQsocket(link) < 0 && strncmp(raw, "invalid ", 8) == 0); /* found out before anything was sent */
    const bool password = PQconnectionNeedsPassword(link) || (!state[0] && PQconnectionUsedPassword(link) && strstr(message, "password"));
    const orm_status status = settings || password ? ORM_CONFIG : state[0] ? orm__pg_status(state) : ORM_CONNECTION;
    if (!message[0]) snprintf(message, sizeof message, "the connection to the PostgreSQL server failed");
    const size_t length = strlen(message);
    if (state[0] || password) snprintf(message + length, sizeof message - length, "%s", orm__pg_state_mend(state[0] ? state : "28"));
    orm__pg_fail(c, status == ORM_SQL ? ORM_CONFIG : status, state, message);
    if (mend) orm__driver_fail(c, ORM_CONFIG, 1, "%.300s: %s%s", message, mend, s->checked_by_default ? " (of servers elsewhere the certificate is checked unless sslmode says otherwise)" : "");
    return c->error->status;
}
/* The host that did not answer, as a bit. */
static unsigned orm__pg_host_of(const PGconn *link, const orm__url *url, unsigned skipped) {
    for (size_t i = 0; i < url->host_count; i++) {
        char port[8];
        snprintf(port, sizeof port, "%u", url->hosts[i].port ? (unsigned)url->hosts[i].port : 5432u);
        if (!(skipped >> i & 1) && strcmp(PQhost(link), url->hosts[i].host) == 0 && strcmp(PQport(link), port) == 0) return 1u << i;
    }
    return 0;
}
ORM__PRIVATE orm_status orm__pg_connect_with(orm__conn *c, const orm__pg_settings *s, int64_t limit, const int *cancelled, orm__waited *waited, PGconn **out) {
    PGconn *link = PQconnectStartParams(s->keys, s->values, 0);
    *out = NULL;
    if (!link) return orm__driver_fail(c, ORM_NO_MEMORY, 1, "PostgreSQL: out of memory");
    PQsetErrorVerbosity(link, PQERRORS_VERBOSE); /* libpq tells the SQLSTATE of a refused connection in no other way */
    PQsetNoticeProcessor(link, orm__pg_notice, c);
    *waited = PQstatus(link) == CONNECTION_BAD ? ORM__WAIT_FAILED : orm__pg_wait_connected(link, s->tried, limit, cancelled);
    *out = link;
    if (*waited != ORM__WAIT_READY || PQsetnonblocking(link, 1) != 0) return orm__pg_refused(c, link, *waited, s);
    PQsetErrorVerbosity(link, PQERRORS_DEFAULT);
    return ORM_OK;
}
/* Asks for the names of hosts before libpq does; of several, those that no name server answers for in their share of the time are left out. */
static orm_status orm__pg_look_up(orm__conn *c, const orm__url *url, unsigned *skipped, int64_t limit, const int *cancelled) {
    size_t left = 0;
    if (orm__url_option(url, "hostaddr")) return ORM_OK;
    for (size_t i = 0; i < url->host_count; i++) left += !(*skipped >> i & 1);
    for (size_t i = 0, others = left; i < url->host_count; i++) {
        const char *host = url->hosts[i].host[0] ? url->hosts[i].host : orm__url_option(url, "host");
        if (*skipped >> i & 1) continue;
        const int64_t now = orm__monotonic();
        const orm__waited waited = orm__wait_for_name(host, now + (limit - now) / (int64_t)left--, cancelled);
        if (waited == ORM__WAIT_CANCELLED) return orm__driver_fail(c, ORM_CANCELLED, 1, "cancelled while connecting");
        if (waited == ORM__WAIT_FAILED) return orm__driver_fail(c, ORM_NO_MEMORY, 1, "out of memory, or no thread can be had, to look the name of the server up");
        if (waited == ORM__WAIT_READY) continue;
        if (!--others) return orm__driver_fail(c, ORM_TIMEOUT, 1, "no name server told in time where the host \"%.200s\" is: check the name and the network, or give an address", host);
        *skipped |= 1u << i;
    }
    return ORM_OK;
}
ORM__PRIVATE orm_status orm__pg_connect(orm__conn *c, const orm__url *url, const orm_options *o, int64_t deadline, const int *cancelled, PGconn **out) {
    orm__pg_settings s;
    int64_t limit = 0;
    unsigned skipped = 0;
    for (*out = NULL;;) {
        orm__waited waited = ORM__WAIT_FAILED;
        PGconn *link;
        orm_status status = orm__pg_settings_of(c, url, o, skipped, &s);
        if (status != ORM_OK) return status;
        if (!limit) limit = orm__monotonic() + (int64_t)s.connect_ms * 1000;
        if (deadline && deadline < limit) limit = deadline;
        const unsigned named = skipped;
        status = orm__pg_look_up(c, url, &skipped, limit, cancelled);
        if (status == ORM_OK && skipped != named) status = orm__pg_settings_of(c, url, o, skipped, &s);
        if (status != ORM_OK) return status;
        status = orm__pg_connect_with(c, &s, limit, cancelled, &waited, &link);
        if (status == ORM_OK) {
            *out = link;
            return ORM_OK;
        }
        const unsigned silent = link && waited == ORM__WAIT_TIMEOUT && orm__monotonic() < limit ? orm__pg_host_of(link, url, skipped) : 0;
        if (link) PQfinish(link);
        if (!silent || s.tried < 2) return status;
        skipped |= silent; /* the others have time left */
    }
}
#endif
