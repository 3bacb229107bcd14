/* postgres: the PostgreSQL driver, over libpq's calls that do not wait.  What waits is orm__wait() alone, with the call's deadline and the cancel flag.
 *
 * A statement is prepared without types: the server finds the types of its parameters, and each value is sent in the binary form of the type found, or as text
 * where the server's own input function shall read it.  Results are fetched whole, in binary form when all their types are known here. */
#include "../orm/codec.h"
#if defined(ORM_POSTGRES) && !defined(ORM__POSTGRES_C) /* drivers.c includes it when it is compiled alone */
#define ORM__POSTGRES_C
#include "../orm/json.h"
#include "../orm/text.h"
#include "postgres_values.h"
#include "postgres_copy.h"
#include "wait.h"
#if defined(__has_include) && !__has_include(<libpq-fe.h>) && __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <pthread.h>

#define ORM__PG_GRACE_US INT64_C(400000)    /* for ending a statement that was cancelled or is late: calls are at most half a second late */
#define ORM__PG_PATIENCE_US INT64_C(3000)    /* so long a stream is read on when its first row has come, and when it is left, before its end is asked for, which takes as long */
#define ORM__PG_LEAST_VERSION 100000        /* identity columns */
#define ORM__PG_AHEAD 64                    /* rows of a stream that are read ahead: when its end is among them, the connection is free at once */
#define ORM__PG_AHEAD_BYTES 262144          /* unless they are that large; a batch of a cursor is about as large, too */
#if defined(LIBPQ_HAS_PIPELINING) && !defined(ORM__PG_NO_PIPELINE) /* libpq 14 */
#define ORM__PG_PIPELINE 1
#endif

typedef struct orm__pg {
    PGconn *link;              /* NULL: lost */
    bool cancellable;          /* the process that libpq knows is the one that works: no pooler in between */
    bool copies;               /* a COPY of our own begins */
    bool unsynced; size_t queued; orm_status late; int64_t end; /* of executions in a queue: the server was not told that these are all; bytes since some went out */
    bool pooled;               /* through a pooler that lends the server's process for one transaction: nothing may be left in it */
    uint64_t names;            /* of statements and cursors, counted */
    uint64_t epoch;            /* counts what takes all prepared statements away: DISCARD ALL */
    int64_t changes;
    orm__buffer unused;        /* DEALLOCATE ...; for statements that are gone */
    orm__pg_types types;       /* of this database, met so far */
    PGresult *found;           /* of an adopted connection: the settings that it came with */
    bool found_blocking;
} orm__pg;

#define ORM__PG_MOST (((size_t)1 << 30) - ((size_t)1 << 20)) /* bytes of values in one statement: of a message of 1 GB the server closes the connection */

typedef struct orm__pg_stmt {
    char name[24];
    int parameters, columns, rows, row, column, refused_at, unreadable; /* unreadable: the first column that was */
    bool binary, no_memory, damaged, nested;
    bool ran;                  /* it has fitted once: what does not fit now has changed */
    bool more;                 /* the result goes on at the server */
    uint8_t mode;              /* orm__mode, of the result */
    uint64_t epoch;            /* when it was prepared */
    char cursor[24];           /* the name of the open one, or "" */
    int batch;                 /* rows to fetch from it */
    PGresult *ahead[ORM__PG_AHEAD]; int ahead_count, ahead_at; /* of a stream: single rows, and perhaps an error as the last of them */
    orm__pg_refusal refusal;
    PGresult *described, *result;
    orm__arena texts;          /* of values on their way, and of the current row's */
    uint8_t *parameter_kinds, *column_kinds;
    orm__pg_type *parameter_types, *column_types;
    const orm__pg_types *types;
    size_t bound;              /* bytes of the values */
    const char **values; int *sizes, *formats; Oid *oids;
    char (*room)[16];          /* of values of a fixed size */
    size_t size;               /* of this block */
} orm__pg_stmt;

static orm__pg *orm__pg_of(const orm__conn *c) { return c->native; }

/* ---- errors ------------------------------------------------------------------------------------------------------------------------ */
static orm_status orm__pg_status(const char *state) {
    static const struct { const char *state; orm_status status; } states[] = { /* whole codes before classes */
        { "23505", ORM_CONFLICT_UNIQUE }, { "23P01", ORM_CONFLICT_UNIQUE }, { "23503", ORM_CONFLICT_FOREIGN_KEY }, { "23001", ORM_CONFLICT_FOREIGN_KEY }, { "2BP01", ORM_CONFLICT_FOREIGN_KEY }, { "23514", ORM_CONFLICT_CHECK },
        { "23502", ORM_CONFLICT_NOT_NULL }, { "40001", ORM_SERIALIZATION }, { "40P01", ORM_DEADLOCK }, { "55P03", ORM_BUSY }, { "57014", ORM_CANCELLED }, { "25P02", ORM_TRANSACTION },
        { "25006", ORM_READ_ONLY }, { "25P03", ORM_CONNECTION }, { "57P01", ORM_CONNECTION }, { "57P02", ORM_CONNECTION }, { "57P03", ORM_CONNECTION }, { "57P05", ORM_CONNECTION },
        { "53100", ORM_FULL }, { "53200", ORM_NO_MEMORY }, { "53300", ORM_CONNECTION }, { "XX001", ORM_CORRUPT }, { "XX002", ORM_CORRUPT }, { "08", ORM_CONNECTION }, { "22", ORM_INVALID },
        { "0A", ORM_UNSUPPORTED }, { "28", ORM_CONFIG }, { "3D", ORM_CONFIG } };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strncmp(state, states[i].state, strlen(states[i].state)) == 0) return states[i].status;
    return ORM_SQL;
}
/* A SQLSTATE as the server itself keeps it: six bits for each character.  1: there is none. */
static int orm__pg_code(const char *state) {
    int code = 0;
    for (int i = 0; i < 5 && state[i]; i++) code |= ((state[i] - '0') & 0x3f) << (6 * i);
    return code ? code : 1;
}
/* libpq's message in one line, and never with the password in it, whatever made it. */
static void orm__pg_clean(const orm__conn *c, const char *message, char *out, size_t size) {
    const char *secret = c->db->url.password;
    const size_t length = secret ? strlen(secret) : 0;
    size_t n = 0;
    for (const char *p = message ? message : ""; *p && n + 4 < size;) {
        if (length && strncmp(p, secret, length) == 0) {
            memcpy(out + n, "***", 3);
            n += 3;
            p += length;
        } else if (*p == '\n' || *p == '\t' || *p == '\r') {
            if (n && out[n - 1] != ' ') out[n++] = ' ';
            p++;
        } else {
            out[n++] = *p++;
        }
    }
    while (n && out[n - 1] == ' ') n--;
    out[n] = 0;
}
static orm_status orm__pg_fail(orm__conn *c, orm_status status, const char *state, const char *message) {
    orm__driver_fail(c, status, orm__pg_code(state), "%s", message);
    memcpy(c->error->sqlstate, state, strlen(state) < 6 ? strlen(state) + 1 : 0);
    return status;
}
/* The columns of a violated constraint: of "Key (email)=(a@b.c) already exists." in any language, what stands in the first parentheses. */
static void orm__pg_name_columns(orm_error *error, const PGresult *r) {
    const char *column = PQresultErrorField(r, PG_DIAG_COLUMN_NAME), *detail = PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL);
    if (column) {
        orm__cut_text(error->column, sizeof error->column, column);
        return;
    }
    if (error->status != ORM_CONFLICT_UNIQUE && error->status != ORM_CONFLICT_FOREIGN_KEY) return;
    const char *from = detail ? strchr(detail, '(') : NULL, *to = from ? strstr(from, ")=(") : NULL;
    if (!to) return;
    char list[sizeof error->column];
    size_t n = 0;
    for (from++; from < to && n + 1 < sizeof list; from++)
        if (*from != '"') list[n++] = *from; /* a name that needs quotes stands in them */
    list[n] = 0;
    orm__cut_text(error->column, sizeof error->column, list);
}
/* Fills the error from a failed result. */
static orm_status orm__pg_failed(orm__conn *c, const PGresult *r, orm_status why) {
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE), *primary = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY), *name = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
    const char *function = PQresultErrorField(r, PG_DIAG_SOURCE_FUNCTION);
    char message[sizeof c->error->message];
    if (!state) state = "";
    orm__pg_clean(c, primary ? primary : PQresultErrorMessage(r), message, sizeof message);
    orm_status status = *state ? orm__pg_status(state) : ORM_SQL;
    if (status == ORM_CANCELLED && why == ORM_OK && strstr(message, "timeout")) why = ORM_TIMEOUT; /* the server's own limit */
    if (status == ORM_CANCELLED && why != ORM_OK) status = why;
    /* a table of a prepared statement was changed: prepared again it runs */
    if (status == ORM_UNSUPPORTED && function && strcmp(function, "RevalidateCachedQuery") == 0) status = ORM_SERIALIZATION;
    if (status == ORM_TIMEOUT && why == ORM_TIMEOUT && c->deadline) snprintf(message, sizeof message, "the statement ran into its deadline and was ended");
    if (status == ORM_CANCELLED && why == ORM_CANCELLED) snprintf(message, sizeof message, "cancelled by orm_cancel");
    orm__pg_fail(c, status, state, message);
    if (name) orm__cut_text(c->error->constraint, sizeof c->error->constraint, name);
    orm__pg_name_columns(c->error, r);
    return status;
}
/* The connection is of no use any more; it is closed at once, so that the server ends what runs on it. */
static orm_status orm__pg_lost(orm__conn *c, orm_status why) {
    orm__pg *p = orm__pg_of(c);
    char message[400];
    orm__pg_clean(c, p->link ? PQerrorMessage(p->link) : "it was closed after an earlier failure", message, sizeof message);
    if (p->link && !c->adopted) PQfinish(p->link); /* the program's own is left to it */
    p->link = NULL;
    c->broken = !c->adopted;
    if (why == ORM_TIMEOUT) orm__driver_fail(c, why, 1, "the deadline passed and the server did not answer when it was told to stop: the connection was closed");
    else if (why == ORM_CANCELLED) orm__driver_fail(c, why, 1, "cancelled by orm_cancel; the server did not answer when it was told to stop: the connection was closed");
    else orm__driver_fail(c, ORM_CONNECTION, 1, "the connection to the server was lost: %s", message[0] ? message : "no reason was given");
    return c->error->status;
}

/* ---- waiting ------------------------------------------------------------------------------------------------------------------------- */
/* Until what was sent is out and a result has come. */
static orm__waited orm__pg_wait(PGconn *link, int64_t deadline, const int *cancelled) {
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
#define ORM__PG_SETTINGS (ORM__URL_OPTIONS_MAX + 10)
typedef struct orm__pg_settings {
    const char *keys[ORM__PG_SETTINGS + 1], *values[ORM__PG_SETTINGS + 1];
    size_t count;
    int connect_ms;
    unsigned skipped;          /* bits of hosts that did not answer */
    size_t tried;              /* how many hosts are left */
    bool checked_by_default;   /* nobody asked for sslmode=verify-full */
    char hosts[ORM__URL_TEXT_MAX + ORM__URL_HOSTS_MAX], ports[8 * ORM__URL_HOSTS_MAX];
} orm__pg_settings;

static void orm__pg_set(orm__pg_settings *s, const char *key, const char *value) {
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
    orm__pg_clean(c, message, line, sizeof line);
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
    orm__pg_clean(c, raw, message, sizeof message);
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
static orm_status orm__pg_connect_with(orm__conn *c, const orm__pg_settings *s, int64_t limit, const int *cancelled, orm__waited *waited, PGconn **out) {
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
static orm_status orm__pg_connect(orm__conn *c, const orm__url *url, const orm_options *o, int64_t deadline, const int *cancelled, PGconn **out) {
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

/* ---- results --------------------------------------------------------------------------------------------------------------------------- */
/* A pipeline sends several statements in one go; results of the next one follow the NULL behind those of the one before, and Sync is the last. */
static bool orm__pg_piped(const PGconn *link) {
#ifdef ORM__PG_PIPELINE
    return PQpipelineStatus(link) != PQ_PIPELINE_OFF;
#else
    (void)link;
    return false;
#endif
}
static bool orm__pg_is_sync(ExecStatusType status) {
#ifdef ORM__PG_PIPELINE
    return status == PGRES_PIPELINE_SYNC;
#else
    (void)status;
    return false;
#endif
}
static bool orm__pg_is_copy(ExecStatusType status) { return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH; }

/* All results of what was sent, or of the rest of it; the last one, or the first error. */
static orm__waited orm__pg_results(PGconn *link, int64_t deadline, const int *cancelled, PGresult **kept) {
    for (;;) {
        const orm__waited waited = orm__pg_wait(link, deadline, cancelled);
        if (waited != ORM__WAIT_READY) return waited;
        PGresult *r = PQgetResult(link);
        if (!r && orm__pg_piped(link) && PQstatus(link) == CONNECTION_OK) continue;
        if (!r) return ORM__WAIT_READY;
        const ExecStatusType status = PQresultStatus(r);
        const bool sync = orm__pg_is_sync(status);
        if (sync || (*kept && PQresultStatus(*kept) == PGRES_FATAL_ERROR)) {
            PQclear(r);
        } else {
            PQclear(*kept);
            *kept = r;
        }
        if (sync || orm__pg_is_copy(status)) return ORM__WAIT_READY; /* the caller ends a connection that is to copy */
    }
}
/* ---- ending what runs -------------------------------------------------------------------------------------------------------------------
 * However it is done, it is over when this returns true: a server takes note of it while the statement runs, or finds nothing to end, and what is sent
 * afterwards is safe.  Without an answer in time the caller closes the connection. */
#ifdef LIBPQ_HAS_ASYNC_CANCEL /* libpq 17 */
static bool orm__pg_interrupt_until(orm__conn *c, int64_t deadline) {
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    PGcancelConn *cancel = PQcancelCreate(orm__pg_of(c)->link);
    bool under_way = cancel && PQcancelStart(cancel);
    while (under_way && (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING)) {
        under_way = orm__wait(PQcancelSocket(cancel), next == PGRES_POLLING_READING ? ORM__WAIT_READ : ORM__WAIT_WRITE, deadline, NULL) == ORM__WAIT_READY;
        if (under_way) next = PQcancelPoll(cancel);
    }
    PQcancelFinish(cancel);
    return under_way && next == PGRES_POLLING_OK;
}
#else
/* A second connection to where an adopted one goes, with what it was made of. */
static void orm__pg_connect_like(orm__conn *c, PGconn *adopted, int64_t deadline, PGconn **out) {
    orm__pg_settings s = { .tried = 1 };
    orm__waited waited = ORM__WAIT_FAILED;
    PQconninfoOption *info = PQconninfo(adopted);
    *out = NULL;
    for (const PQconninfoOption *i = info; i && i->keyword && s.count < ORM__PG_SETTINGS; i++)
        if (i->val && *i->val && strcmp(i->keyword, "host") && strcmp(i->keyword, "hostaddr") && strcmp(i->keyword, "port")) orm__pg_set(&s, i->keyword, i->val);
    if (info && s.count + 2 <= ORM__PG_SETTINGS) {
        orm__pg_set(&s, "host", PQhost(adopted)); /* the one of several that it is */
        orm__pg_set(&s, "port", PQport(adopted));
        if (orm__pg_connect_with(c, &s, deadline, NULL, &waited, out) != ORM_OK && *out) {
            PQfinish(*out);
            *out = NULL;
        }
    }
    PQconninfoFree(info);
}
/* Over a connection of its own, by the number of the process. */
static bool orm__pg_interrupt_process(orm__conn *c, int64_t deadline) {
    const orm__pg *p = orm__pg_of(c);
    orm_error ignored;
    orm_error *const told = c->error;
    PGconn *link = NULL;
    PGresult *r = NULL;
    char sql[64];
    c->error = &ignored;
    if (c->adopted) orm__pg_connect_like(c, p->link, deadline, &link);
    else orm__pg_connect(c, &c->db->url, &c->db->options, deadline, NULL, &link);
    c->error = told;
    if (!link) return false;
    snprintf(sql, sizeof sql, "SELECT pg_cancel_backend(%d)", PQbackendPID(p->link));
    const bool done = PQsendQuery(link, sql) && orm__pg_results(link, deadline, NULL, &r) == ORM__WAIT_READY && r && PQresultStatus(r) == PGRES_TUPLES_OK;
    PQclear(r);
    PQfinish(link);
    return done;
}
/* A pooler knows which process works for us, and is asked by the protocol's own way.  libpq has nothing for that which does not wait, so a thread waits; it may
 * outlive the call, and owns what it needs. */
typedef struct orm__pg_ticket { PGcancel *cancel; int ends[2]; int holders; } orm__pg_ticket;
/* The second one to leave clears up. */
static void orm__pg_leave_ticket(orm__pg_ticket *t) {
    if (__atomic_sub_fetch(&t->holders, 1, __ATOMIC_ACQ_REL)) return;
    close(t->ends[0]);
    close(t->ends[1]);
    PQfreeCancel(t->cancel);
    free(t);
}
static void *orm__pg_hand_in(void *context) {
    orm__pg_ticket *t = context;
    char message[256];
    const char done = (char)PQcancel(t->cancel, message, sizeof message);
    const ssize_t told = write(t->ends[1], &done, 1);
    (void)told;
    orm__pg_leave_ticket(t);
    return NULL;
}
static orm__pg_ticket *orm__pg_new_ticket(PGconn *link) {
    orm__pg_ticket *t = malloc(sizeof *t);
    if (!t || pipe(t->ends) != 0) {
        free(t);
        return NULL;
    }
    t->cancel = PQgetCancel(link);
    t->holders = 2;
    return t;
}
static bool orm__pg_interrupt_pooled(orm__conn *c, int64_t deadline) {
    orm__pg_ticket *t = orm__pg_new_ticket(orm__pg_of(c)->link);
    pthread_t thread;
    char done = 0;
    if (!t) return false;
    if (t->cancel && pthread_create(&thread, NULL, orm__pg_hand_in, t) == 0) {
        pthread_detach(thread);
        if (orm__wait(t->ends[0], ORM__WAIT_READ, deadline, NULL) != ORM__WAIT_READY || read(t->ends[0], &done, 1) != 1) done = 0;
    } else {
        orm__pg_leave_ticket(t);
    }
    orm__pg_leave_ticket(t);
    return done;
}
static bool orm__pg_interrupt_until(orm__conn *c, int64_t deadline) { return orm__pg_of(c)->cancellable ? orm__pg_interrupt_process(c, deadline) : orm__pg_interrupt_pooled(c, deadline); }
#endif
/* The order and what comes of it share the time: a call is at most half a second late.  The order is given again when nothing comes of it, because a server that is
 * just loading its compiler (JIT, in the first large statement of a process) forgets it. */
static orm__waited orm__pg_end_it(orm__conn *c, PGresult **r) {
    const int64_t end = orm__monotonic() + ORM__PG_GRACE_US;
    for (;;) {
        if (!orm__pg_interrupt_until(c, end)) return ORM__WAIT_TIMEOUT;
        const int64_t again = orm__monotonic() + ORM__PG_GRACE_US / 8, until = again < end ? again : end;
        const orm__waited waited = orm__pg_results(orm__pg_of(c)->link, until, NULL, r);
        if (waited != ORM__WAIT_TIMEOUT || until == end) return waited;
    }
}

/* ---- outcomes ------------------------------------------------------------------------------------------------------------------------- */
/* All was read: out of the pipeline again. */
static orm_status orm__pg_settled(orm__conn *c) {
#ifdef ORM__PG_PIPELINE
    PGconn *link = orm__pg_of(c)->link;
    if (orm__pg_piped(link) && !PQexitPipelineMode(link)) return orm__pg_lost(c, ORM_OK);
#endif
    (void)c;
    return ORM_OK;
}
/* What takes our statements away behind our back. */
static void orm__pg_note_discard(orm__pg *p, PGresult *r) {
    const char *tag = PQcmdStatus(r);
    if (tag[0] != 'D' || (strcmp(tag, "DISCARD ALL") != 0 && strcmp(tag, "DEALLOCATE ALL") != 0)) return;
    p->epoch++;
    p->unused.length = 0;
}
/* What one result, the last one, means. */
static orm_status orm__pg_judge(orm__conn *c, PGresult *r, orm_status why) {
    const ExecStatusType status = PQresultStatus(r);
    if (status == PGRES_COPY_IN && orm__pg_of(c)->copies) return ORM_OK; /* the rows come next */
    if (orm__pg_is_copy(status)) {
        orm__pg_lost(c, ORM_OK);
        return orm__driver_fail(c, ORM_UNSUPPORTED, 1, "PostgreSQL: COPY is not supported through SQL text; the connection was closed");
    }
    if (status == PGRES_EMPTY_QUERY) return orm__driver_fail(c, ORM_MISUSE, 0, "the SQL holds no statement");
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return orm__pg_failed(c, r, why);
    orm__pg_note_discard(orm__pg_of(c), r);
    return ORM_OK;
}
/* The outcome of what was sent, or of the rest of it.  A statement that is late or cancelled is ended by the server; should it have succeeded meanwhile, it has.
 * What nobody can cancel, like ROLLBACK, is not worth that: its connection is closed. */
static orm_status orm__pg_collect_rest(orm__conn *c, int64_t deadline, const int *cancelled, PGresult **out) {
    orm__pg *p = orm__pg_of(c);
    orm_status why = ORM_OK;
    PGresult *r = NULL;
    orm__waited waited = orm__pg_results(p->link, deadline, cancelled, &r);
    if (waited == ORM__WAIT_TIMEOUT || waited == ORM__WAIT_CANCELLED) {
        why = waited == ORM__WAIT_TIMEOUT ? ORM_TIMEOUT : ORM_CANCELLED;
        if (cancelled) waited = orm__pg_end_it(c, &r);
    }
    orm_status result;
    if (waited != ORM__WAIT_READY) result = orm__pg_lost(c, waited == ORM__WAIT_FAILED ? ORM_OK : why);
    else if (!r || PQstatus(p->link) == CONNECTION_BAD) result = orm__pg_lost(c, ORM_OK);
    else if ((result = orm__pg_settled(c)) == ORM_OK) result = orm__pg_judge(c, r, why);
    if (result == ORM_OK) *out = r;
    else PQclear(r);
    return result;
}
static orm_status orm__pg_collect(orm__conn *c, int64_t deadline, const int *cancelled, PGresult **out) {
    c->trips++;
    return orm__pg_collect_rest(c, deadline, cancelled, out);
}
static orm_status orm__pg_not_sent(orm__conn *c) {
    orm__pg *p = orm__pg_of(c);
    char message[400];
    if (!p->link || PQstatus(p->link) == CONNECTION_BAD || orm__pg_piped(p->link)) return orm__pg_lost(c, ORM_OK); /* half a pipeline cannot be taken back */
    orm__pg_clean(c, PQerrorMessage(p->link), message, sizeof message);
    return orm__driver_fail(c, ORM_SQL, 1, "PostgreSQL: %s", message);
}
static orm_status orm__pg_query(orm__conn *c, const char *sql, int64_t deadline, const int *cancelled, PGresult **out) {
    const orm__pg *p = orm__pg_of(c);
    if (!p->link || !PQsendQuery(p->link, sql)) return orm__pg_not_sent(c);
    return orm__pg_collect(c, deadline, cancelled, out);
}

/* ---- opening --------------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__pg_check_version(orm__conn *c) {
    const orm__pg *p = orm__pg_of(c);
    if (PQserverVersion(p->link) >= ORM__PG_LEAST_VERSION) return ORM_OK;
    return orm__driver_fail(c, ORM_UNSUPPORTED, 0, "PostgreSQL %d is too old: version 10 or newer is needed", PQserverVersion(p->link));
}
/* Behind a pooler a setting would be another client's, or lost, after the next statement.  What is read and written in binary form depends on none; what the
 * server itself makes of a time zone, and values in text form, do: for them the settings go with each transaction, or with the statement (orm__pg_send). */
#define ORM__PG_LOCAL_SETTINGS ";SET LOCAL TimeZone='UTC';SET LOCAL DateStyle='ISO, YMD';SET LOCAL IntervalStyle='iso_8601';SET LOCAL bytea_output='hex';SET LOCAL extra_float_digits=3"
#define ORM__PG_SETTINGS_OF_ONE "SELECT pg_catalog.set_config('TimeZone','UTC',true),pg_catalog.set_config('DateStyle','ISO, YMD',true),pg_catalog.set_config('IntervalStyle','iso_8601',true)," \
                                "pg_catalog.set_config('bytea_output','hex',true),pg_catalog.set_config('extra_float_digits','3',true)"
static bool orm__pg_is_utc(const PGconn *link) {
    const char *zone = PQparameterStatus(link, "TimeZone");
    return zone && (strcmp(zone, "UTC") == 0 || strcmp(zone, "Etc/UTC") == 0);
}
static orm_status orm__pg_set_up_pooled(orm__conn *c) {
    const PGconn *link = orm__pg_of(c)->link;
    const char *strings = PQparameterStatus(link, "standard_conforming_strings");
    if (strings && strcmp(strings, "on") != 0)
        return orm__driver_fail(c, ORM_CONFIG, 0, "pooler=transaction, and standard_conforming_strings is off by default: switch it on for the role, ALTER ROLE ... SET standard_conforming_strings = on");
#ifndef ORM__PG_PIPELINE
    if (!orm__pg_is_utc(link))
        return orm__driver_fail(c, ORM_CONFIG, 0, "pooler=transaction with a libpq before 14 needs UTC as the time zone that the role begins with: ALTER ROLE ... SET TimeZone = 'UTC'");
#endif
    return orm__pg_check_version(c);
}
/* How values look in this session, whatever the server, the role or the database say; and who works for us. */
static orm_status orm__pg_set_up(orm__conn *c, int64_t deadline) {
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    if (p->pooled) return orm__pg_set_up_pooled(c);
    const orm_status status = orm__pg_query(c, "SET TimeZone='UTC';SET DateStyle='ISO, YMD';SET IntervalStyle='iso_8601';SET bytea_output='hex';SET extra_float_digits=3;"
                                               "SET standard_conforming_strings=on;SELECT pg_backend_pid()", deadline, c->cancelled, &r);
    if (status != ORM_OK) return status;
    p->cancellable = PQntuples(r) == 1 && atoi(PQgetvalue(r, 0, 0)) == PQbackendPID(p->link);
    PQclear(r);
    return orm__pg_check_version(c);
}
/* ---- adopted connections: the program's own, with what decoding needs set as long as we have it ------------------------------------------------- */
#define ORM__PG_NEEDED_LIST(S)                                                                                              \
    S("TimeZone", "UTC", true) S("DateStyle", "ISO, YMD", true) S("IntervalStyle", "iso_8601", true) S("client_encoding", "UTF8", true) \
    S("standard_conforming_strings", "on", true) S("bytea_output", "hex", false) S("extra_float_digits", "3", false)
typedef struct orm__pg_setting { const char *name, *value; bool reported; } orm__pg_setting; /* reported: libpq knows it without asking */
#define ORM__PG_SETTING(name, value, reported) { name, value, reported },
static const orm__pg_setting orm__pg_needed[] = { ORM__PG_NEEDED_LIST(ORM__PG_SETTING) };
#undef ORM__PG_SETTING
enum { ORM__PG_NEEDED = sizeof orm__pg_needed / sizeof *orm__pg_needed };

static bool orm__pg_has_needed(const PGconn *link) {
    for (size_t i = 0; i < ORM__PG_NEEDED; i++) {
        const char *value = orm__pg_needed[i].reported ? PQparameterStatus(link, orm__pg_needed[i].name) : NULL;
        if (orm__pg_needed[i].reported && (!value || strcmp(value, orm__pg_needed[i].value) != 0)) return false;
    }
    return true;
}
static orm_status orm__pg_idle(orm__conn *c) {
    const PGconn *link = orm__pg_of(c)->link;
    bool piped = false;
#ifdef LIBPQ_HAS_PIPELINING
    piped = link && PQpipelineStatus(link) != PQ_PIPELINE_OFF;
#endif
    if (!link || PQstatus(link) != CONNECTION_OK) return orm__driver_fail(c, ORM_CONNECTION, 1, "the adopted connection is closed or lost: open another one, and a database with it");
    if (PQtransactionStatus(link) != PQTRANS_ACTIVE && !piped) return ORM_OK;
    return orm__driver_fail(c, ORM_MISUSE, 0, "the adopted connection is at work for the program: read its results to the end (PQgetResult) and leave pipeline mode first");
}
/* SET for what is needed, or for what was found.  In memory of its own: giving back what was lent does not fail for want of ours. */
static orm_status orm__pg_set_settings(orm__conn *c, const PGresult *found, int64_t deadline) {
    const orm__pg *p = orm__pg_of(c);
    char sql[2000];
    size_t n = 0;
    PGresult *r = NULL;
    for (int i = 0; i < ORM__PG_NEEDED; i++) {
        const char *value = found ? PQgetvalue(found, 0, i) : orm__pg_needed[i].value;
        char *literal = PQescapeLiteral(p->link, value, strlen(value));
        const int added = literal ? snprintf(sql + n, sizeof sql - n, "SET %s=%s;", orm__pg_needed[i].name, literal) : -1;
        PQfreemem(literal);
        if (added < 0 || (size_t)added >= sizeof sql - n) return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
        n += (size_t)added;
    }
    const orm_status status = orm__pg_query(c, sql, deadline, c->cancelled, &r);
    PQclear(r);
    return status;
}
static orm_status orm__pg_ready(orm__conn *c) {
    const orm_status status = orm__pg_idle(c);
    const PGconn *link = orm__pg_of(c)->link;
    if (status != ORM_OK || PQtransactionStatus(link) == PQTRANS_INERROR || orm__pg_of(c)->pooled || orm__pg_has_needed(link)) return status; /* in a failed transaction the statement says so */
    return orm__pg_set_settings(c, NULL, c->deadline);
}
static orm_status orm__pg_look_at(orm__conn *c, int64_t deadline) {
#define ORM__PG_ASK(name, value, reported) "current_setting('" name "'), "
    orm__pg *p = orm__pg_of(c);
    const orm_status status = orm__pg_query(c, "SELECT " ORM__PG_NEEDED_LIST(ORM__PG_ASK) "pg_backend_pid()", deadline, c->cancelled, &p->found);
#undef ORM__PG_ASK
    if (status == ORM_OK) p->cancellable = atoi(PQgetvalue(p->found, 0, ORM__PG_NEEDED)) == PQbackendPID(p->link);
    return status;
}
static orm_status orm__pg_adopt(orm__conn *c, const orm__url *url, const orm_options *o, int64_t deadline) {
    orm__pg *p = orm__pg_of(c);
    if (url->hosts[0].host[0] || url->host_count > 1 || url->user || url->password || url->database || url->option_count)
        return orm__driver_fail(c, ORM_CONFIG, 0, "orm_options.postgres is an open connection, and the URL says where to connect: give one of them (with orm_options.postgres the URL is NULL or \"postgresql:\")");
    c->adopted = true;
    p->link = o->postgres;
    p->names = (uint64_t)orm__monotonic(); /* no name that an earlier owner of the connection may have left */
    orm_status status = orm__pg_idle(c);
    if (status == ORM_OK && PQtransactionStatus(p->link) == PQTRANS_INERROR) status = orm__driver_fail(c, ORM_MISUSE, 0, "the adopted connection is in a transaction that failed: roll it back first");
    if (status != ORM_OK) return status;
    p->found_blocking = !PQisnonblocking(p->link);
    if (PQsetnonblocking(p->link, 1) != 0) return orm__pg_not_sent(c);
    if (p->pooled) return orm__pg_set_up_pooled(c);
    status = orm__pg_look_at(c, deadline);
    return status == ORM_OK ? orm__pg_set_settings(c, NULL, deadline) : status;
}
/* As it came: the settings, no statement of ours, and waiting again if it did. */
static void orm__pg_hand_back(orm__conn *c) {
    orm__pg *p = orm__pg_of(c);
    const int64_t deadline = orm__monotonic() + ORM__PG_GRACE_US;
    const PGTransactionStatusType now = p->link ? PQtransactionStatus(p->link) : PQTRANS_UNKNOWN;
    orm_error *const told = c->error;
    orm_error ignored;
    PGresult *r = NULL;
    c->error = &ignored;
    c->cancelled = NULL;
    if (p->found && (now == PQTRANS_IDLE || now == PQTRANS_INTRANS)) {
        if (p->unused.length && orm__pg_query(c, p->unused.text, deadline, NULL, &r) == ORM_OK) PQclear(r);
        orm__pg_set_settings(c, p->found, deadline);
    }
    if (p->link && p->found_blocking) PQsetnonblocking(p->link, 0);
    p->link = NULL;
    c->error = told;
}
static void orm__pg_close(orm__conn *c) {
    orm__pg *p = orm__pg_of(c);
    if (c->adopted) orm__pg_hand_back(c);
    if (p->link) PQfinish(p->link);
    PQclear(p->found);
    orm__buffer_free(&p->unused);
    orm__pg_types_free(&p->types);
    orm__free(&c->db->allocator, p, sizeof *p);
    c->native = NULL;
}
static orm_status orm__pg_find_pooler(orm__conn *c, const orm__url *url, const orm_options *options) {
    const char *pooler = orm__url_option(url, "pooler");
    if (!pooler) pooler = options->pooler;
    if (!pooler || strcmp(pooler, "none") == 0 || strcmp(pooler, "session") == 0) return ORM_OK;
    orm__pg_of(c)->pooled = strcmp(pooler, "transaction") == 0;
    return orm__pg_of(c)->pooled ? ORM_OK : orm__driver_fail(c, ORM_CONFIG, 0, "the option pooler is none, session or transaction: how a pooler between here and the server lends connections, if there is one");
}
static orm_status orm__pg_open(orm__conn *c, const orm__url *url, const orm_options *options) {
    orm__pg *p = orm__alloc(&c->db->allocator, sizeof *p);
    if (!p) return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    const int64_t deadline = c->deadline ? c->deadline : orm__monotonic() + (int64_t)options->connect_ms * 1000;
    p->unused.allocator = p->types.allocator = &c->db->allocator;
    c->native = p;
    orm_status status = orm__pg_find_pooler(c, url, options);
    if (status == ORM_OK && options->postgres) status = orm__pg_adopt(c, url, options, deadline);
    else if (status == ORM_OK && (status = orm__pg_connect(c, url, options, c->deadline, c->cancelled, &p->link)) == ORM_OK) status = orm__pg_set_up(c, deadline);
    if (status == ORM_OK) return ORM_OK;
    orm__pg_close(c);
    return c->error->status;
}

/* ---- the pool's questions -------------------------------------------------------------------------------------------------------------------- */
static int orm__pg_socket(orm__conn *c) { return orm__pg_of(c)->link ? PQsocket(orm__pg_of(c)->link) : -1; }
/* There is something to read on an unused connection: a notice or a changed setting, or the server's farewell. */
static bool orm__pg_alive(orm__conn *c) {
    PGconn *link = orm__pg_of(c)->link;
    for (int i = 0; i < 8; i++) { /* the end comes after the message that explains it */
        if (!link || !PQconsumeInput(link) || PQisBusy(link) || PQstatus(link) != CONNECTION_OK) return false;
        for (PGnotify *n; (n = PQnotifies(link));) PQfreemem(n); /* nobody listens */
        if (orm__wait(PQsocket(link), ORM__WAIT_READ, orm__monotonic(), NULL) != ORM__WAIT_READY) return true;
    }
    return false;
}
static orm_status orm__pg_ping(orm__conn *c) {
    PGresult *r = NULL;
    const orm_status status = orm__pg_query(c, "SELECT 1", c->deadline, c->cancelled, &r);
    PQclear(r);
    return status;
}
static orm_status orm__pg_clean_up(orm__conn *c) {
    const PGconn *link = orm__pg_of(c)->link;
    PGresult *r = NULL;
    if (link && PQtransactionStatus(link) != PQTRANS_ACTIVE) return ORM_OK;
    if (!link || orm__pg_results(orm__pg_of(c)->link, orm__monotonic() + ORM__PG_GRACE_US, NULL, &r) != ORM__WAIT_READY) return ORM_CONNECTION;
    PQclear(r);
    return PQtransactionStatus(link) == PQTRANS_ACTIVE ? ORM_CONNECTION : ORM_OK;
}
static int orm__pg_version(orm__conn *c) { return PQserverVersion(orm__pg_of(c)->link); }
static void orm__pg_capabilities(orm__conn *c, int version, orm__capabilities *out) {
    (void)c;
    *out = (orm__capabilities){ .version = version, .returning = true, .upsert = true, .nulls_order = true, .max_parameters = 65535 };
}

/* ---- statements ---------------------------------------------------------------------------------------------------------------------------- */
/* ROLLBACK must go through, also when the call's time is over. */
static orm_status orm__pg_run(orm__conn *c, const char *sql) {
    PGresult *r = NULL;
    const bool rollback = strncmp(sql, "ROLLBACK", 8) == 0;
    const int64_t grace = orm__monotonic() + ORM__PG_GRACE_US;
    const int64_t deadline = rollback && c->deadline && c->deadline < grace ? grace : c->deadline;
    char begin[400];
    if (orm__pg_of(c)->pooled && strncmp(sql, "BEGIN", 5) == 0 && (size_t)snprintf(begin, sizeof begin, "%s" ORM__PG_LOCAL_SETTINGS, sql) < sizeof begin) sql = begin;
    orm_status status = orm__pg_query(c, sql, deadline, rollback ? NULL : c->cancelled, &r);
    const bool commit = strcmp(sql, "COMMIT") == 0;
    if (commit && status != ORM_OK && !orm__pg_of(c)->link) { /* late or not: what became of it is not known */
        char message[sizeof c->error->message];
        memcpy(message, c->error->message, sizeof message);
        return orm__driver_fail(c, ORM_CONNECTION, 1, "%s", message);
    }
    if (status != ORM_OK) return status;
    /* COMMIT of a transaction that failed "succeeds" as a rollback */
    if (commit && strcmp(PQcmdStatus(r), "ROLLBACK") == 0) status = orm__driver_fail(c, ORM_TRANSACTION, 1, "the server rolled the transaction back instead of committing it");
    PQclear(r);
    return status;
}
static void *orm__pg_part(char **at, size_t size) {
    void *part = *at;
    *at += (size + 15) & ~(size_t)15;
    return part;
}
static orm__pg_stmt *orm__pg_stmt_new(const orm_allocator *a, int parameters, int columns) {
    const size_t n = (size_t)parameters + 1, m = (size_t)columns + 1;
    const size_t size = sizeof(orm__pg_stmt) + n * (16 + sizeof(char *) + 2 * sizeof(int) + sizeof(Oid) + 1) + m + (n + m) * sizeof(orm__pg_type) + 16 * 10;
    orm__pg_stmt *native = orm__alloc(a, size);
    if (!native) return NULL;
    char *at = (char *)native;
    orm__pg_part(&at, sizeof *native);
    native->room = orm__pg_part(&at, n * 16);
    native->values = orm__pg_part(&at, n * sizeof *native->values);
    native->sizes = orm__pg_part(&at, n * sizeof *native->sizes);
    native->formats = orm__pg_part(&at, n * sizeof *native->formats);
    native->oids = orm__pg_part(&at, n * sizeof *native->oids);
    native->parameter_kinds = orm__pg_part(&at, n);
    native->column_kinds = orm__pg_part(&at, m);
    native->parameter_types = orm__pg_part(&at, n * sizeof *native->parameter_types);
    native->column_types = orm__pg_part(&at, m * sizeof *native->column_types);
    native->size = size;
    native->parameters = parameters;
    native->columns = columns;
    native->texts.allocator = a;
    return native;
}
/* Types of a statement whose numbers are this database's own: the catalogue tells how their values are sent. */
static void orm__pg_put_unknown(const orm__pg *p, const PGresult *described, orm__buffer *list) {
    orm__pg_type type;
    for (int i = 0; i < PQnparams(described) + PQnfields(described); i++) {
        const Oid oid = i < PQnparams(described) ? PQparamtype(described, i) : PQftype(described, i - PQnparams(described));
        if (!orm__pg_find_type(&p->types, oid, &type)) orm__put_format(list, "%s%u", list->length ? "," : "", (unsigned)oid);
    }
}
static orm_status orm__pg_learn(orm__conn *c, const PGresult *described) {
    orm__pg *p = orm__pg_of(c);
    orm__buffer list = { .allocator = &c->db->allocator }, sql = { .allocator = &c->db->allocator };
    PGresult *r = NULL;
    orm_status status = ORM_OK;
    orm__pg_put_unknown(p, described, &list);
    if (list.length || list.failed) {
        orm__put_format(&sql, "SELECT t.oid, coalesce(s.proname, ''), t.typelem FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_proc s ON s.oid = t.typsend WHERE t.oid IN (%s) OR t.oid IN "
                              "(SELECT e.typelem FROM pg_catalog.pg_type e WHERE e.oid IN (%s))", list.failed ? "" : list.text, list.failed ? "" : list.text);
        status = list.failed || sql.failed ? orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory") : orm__pg_query(c, sql.text, c->deadline, c->cancelled, &r);
        for (int i = 0; status == ORM_OK && i < PQntuples(r); i++) {
            const uint32_t oid = (uint32_t)strtoul(PQgetvalue(r, i, 0), NULL, 10), element = (uint32_t)strtoul(PQgetvalue(r, i, 2), NULL, 10);
            orm__pg_type known;
            if (!orm__pg_find_type(&p->types, oid, &known) && !orm__pg_learn_type(&p->types, oid, PQgetvalue(r, i, 1), element)) status = orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
        }
        PQclear(r);
    }
    orm__buffer_free(&list);
    orm__buffer_free(&sql);
    return status;
}
/* From what the server says of it. */
static orm_status orm__pg_describe(orm__conn *c, orm__stmt *st, const char *name, PGresult *r) {
    const orm__pg *p = orm__pg_of(c);
    const orm_status status = orm__pg_learn(c, r);
    if (status != ORM_OK) {
        PQclear(r);
        return status;
    }
    orm__pg_stmt *n = orm__pg_stmt_new(&c->db->allocator, PQnparams(r), PQnfields(r));
    if (!n) {
        PQclear(r);
        return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    }
    n->described = r;
    n->binary = true;
    n->types = &p->types;
    n->epoch = p->epoch;
    for (int i = 0; i < n->parameters; i++) {
        n->oids[i] = PQparamtype(r, i);
        orm__pg_find_type(&p->types, n->oids[i], &n->parameter_types[i]);
        n->parameter_kinds[i] = n->parameter_types[i].kind;
    }
    for (int i = 0; i < n->columns; i++) {
        const orm__pg_type *type = &n->column_types[i];
        orm__pg_find_type(&p->types, PQftype(r, i), &n->column_types[i]);
        n->column_kinds[i] = type->kind;
        n->binary = n->binary && type->kind != ORM__PG_OTHER && (type->kind != ORM__PG_ARRAY || type->element_kind != ORM__PG_OTHER);
    }
    memcpy(n->name, name, sizeof n->name);
    st->native = n;
    st->parameters = n->parameters;
    st->columns = n->columns;
    return ORM_OK;
}
static void orm__pg_forget(orm__pg *p, const char *name) {
    orm__put_format(&p->unused, "DEALLOCATE %s;", name);
    p->unused.failed = false; /* without memory the statement stays with the server until the connection ends */
}
#ifdef ORM__PG_PIPELINE
/* Statements of evicted cache entries; not inside a failed transaction, where the server takes nothing but its end.  They are gone from the list when they were
 * sent: what does not go then goes with the connection. */
static bool orm__pg_send_deallocate(orm__pg *p) {
    bool sent = true;
    for (char *at = p->unused.text, *end; sent && at < p->unused.text + p->unused.length; at = end + 1) {
        end = strchr(at, ';');
        *end = 0;
        sent = PQsendQueryParams(p->link, at, 0, NULL, NULL, NULL, NULL, 0);
    }
    p->unused.length = 0;
    return sent && PQpipelineSync(p->link);
}
/* In one round trip: what is to be forgotten, the statement, and what the server says of it. */
static orm_status orm__pg_prepare_and_describe(orm__conn *c, const char *name, const char *sql, int types, const Oid *oids, PGresult **described) {
    orm__pg *p = orm__pg_of(c);
    const bool forget = p->unused.length && PQtransactionStatus(p->link) != PQTRANS_INERROR;
    PGresult *forgotten = NULL;
    if (!PQenterPipelineMode(p->link) || (forget && !orm__pg_send_deallocate(p)) || !PQsendPrepare(p->link, name, sql, types, oids) || !PQsendDescribePrepared(p->link, name) || !PQpipelineSync(p->link))
        return orm__pg_not_sent(c);
    if (forget) orm__pg_results(p->link, c->deadline, c->cancelled, &forgotten); /* what went wrong shows below, or did not matter */
    PQclear(forgotten);
    return orm__pg_collect(c, c->deadline, c->cancelled, described);
}
#else
static orm_status orm__pg_prepare_and_describe(orm__conn *c, const char *name, const char *sql, int types, const Oid *oids, PGresult **described) {
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    orm_status status = ORM_OK;
    const bool apart = p->pooled && PQtransactionStatus(p->link) == PQTRANS_IDLE; /* the second trip must reach the same process */
    if (p->unused.length && PQtransactionStatus(p->link) != PQTRANS_INERROR) {
        status = orm__pg_query(c, p->unused.text, c->deadline, c->cancelled, &r);
        p->unused.length = 0;
        PQclear(r);
        r = NULL;
        if (status != ORM_OK && p->link && PQtransactionStatus(p->link) == PQTRANS_IDLE) { /* somebody else has done it */
            orm__error_clear(c->error);
            status = ORM_OK;
        }
    }
    if (status == ORM_OK && apart) status = orm__pg_run(c, "BEGIN");
    if (status == ORM_OK) status = PQsendPrepare(p->link, name, sql, types, oids) ? orm__pg_collect(c, c->deadline, c->cancelled, &r) : orm__pg_not_sent(c);
    PQclear(r);
    if (status == ORM_OK) status = PQsendDescribePrepared(p->link, name) ? orm__pg_collect(c, c->deadline, c->cancelled, described) : orm__pg_not_sent(c);
    if (apart && p->link && PQtransactionStatus(p->link) != PQTRANS_IDLE) {
        const orm_error told = *c->error;
        if (orm__pg_run(c, "ROLLBACK") != ORM_OK) orm__pg_lost(c, ORM_OK);
        *c->error = told;
    }
    return status;
}
#endif
/* The types of what raw SQL was given, for where nothing else tells them. */
static Oid orm__pg_oid_of(const orm_value *v) {
    static const uint16_t oids[ORM_TYPE_COUNT] = { [ORM_BOOL] = 16, [ORM_INT64] = 20, [ORM_UINT64] = 1700, [ORM_DOUBLE] = 701, [ORM_TEXT] = 25, [ORM_DECIMAL] = 1700, [ORM_BLOB] = 17, [ORM_UUID] = 2950,
        [ORM_TIMESTAMP] = 1184, [ORM_DATE] = 1082, [ORM_TIME] = 1083, [ORM_INTERVAL] = 1186 };
    return v->type < ORM_TYPE_COUNT ? oids[v->type] : 0;
}
/* Where nothing stands beside a parameter the server takes it for a text, and would compare numbers by their digits.  False: there is no such one.  With
 * `integers` 0 it only looks, else they are given the type of that number. */
#define ORM__PG_TEXT_OID 25
static bool orm__pg_is_taken_for_text(const orm__parameters *given, const PGresult *described, Oid integers, Oid *oids) {
    bool any = false;
    for (int i = 0; i < PQnparams(described); i++) {
        const orm_value *v = &given->items[i].value;
        const Oid found = PQparamtype(described, i), own = orm__pg_oid_of(v);
        const bool other = found == ORM__PG_TEXT_OID && own && own != ORM__PG_TEXT_OID;
        oids[i] = !other ? found : v->type == ORM_INT64 ? integers : own;
        any = any || other;
    }
    return any;
}
/* Prepares it with types.  Refused for the types' sake, *refused: the error is told, and the transaction goes on. */
static orm_status orm__pg_try_types(orm__conn *c, const char *name, const orm__stmt *st, const Oid *oids, bool guarded, bool *refused, PGresult **described) {
    const orm__pg *p = orm__pg_of(c);
    orm_status status = orm__pg_prepare_and_describe(c, name, st->sql, oids ? (int)st->given->count : 0, oids, described);
    *refused = status != ORM_OK && p->link && strncmp(c->error->sqlstate, "42", 2) == 0;
    if (!*refused || !guarded) return status;
    const orm_error told = *c->error;
    orm__error_clear(c->error);
    const orm_status back = orm__pg_run(c, "ROLLBACK TO SAVEPOINT orm_prepare");
    if (back != ORM_OK) return *refused = false, back;
    *c->error = told;
    return status;
}
static const Oid orm__pg_integers[] = { 20, 23 }; /* bigint; integer, which is what some operators and functions want */

/* When the server does not like the types the statement stays as it was. */
static orm_status orm__pg_prepare_as_given(orm__conn *c, char name[24], const orm__stmt *st, Oid *oids, bool guarded, PGresult **described) {
    orm__pg *p = orm__pg_of(c);
    for (size_t i = 0; i < 2 && orm__pg_is_taken_for_text(st->given, *described, orm__pg_integers[i], oids); i++) {
        char other[24] = "";
        PGresult *r = NULL;
        bool refused;
        if (name[0]) snprintf(other, sizeof other, "orm_%llu", (unsigned long long)++p->names);
        const orm_status status = orm__pg_try_types(c, other, st, oids, guarded, &refused, &r);
        if (status != ORM_OK && !refused) return status;
        orm__error_clear(c->error);
        if (refused) continue;
        if (name[0]) orm__pg_forget(p, name);
        memcpy(name, other, sizeof other);
        PQclear(*described);
        *described = r;
        break;
    }
    return ORM_OK;
}
/* The server finds the types of a statement's parameters by what stands beside them.  Of "? + ?" it cannot: then the values' own types are given. */
static orm_status orm__pg_prepare_typed(orm__conn *c, char name[24], const orm__stmt *st, Oid *oids, bool guarded, PGresult **described) {
    const int count = (int)st->given->count;
    bool refused;
    orm_status status = orm__pg_try_types(c, name, st, NULL, guarded, &refused, described);
    if (status == ORM_OK) return PQnparams(*described) == count ? orm__pg_prepare_as_given(c, name, st, oids, guarded, described) : ORM_OK;
    if (!refused || (strcmp(c->error->sqlstate, "42725") != 0 && strcmp(c->error->sqlstate, "42P18") != 0)) return status; /* an operator is not unique, a type not known */
    for (size_t i = 0; i < 2 && refused; i++) {
        for (int k = 0; k < count; k++) oids[k] = st->given->items[k].value.type == ORM_INT64 ? orm__pg_integers[i] : orm__pg_oid_of(&st->given->items[k].value);
        orm__error_clear(c->error);
        status = orm__pg_try_types(c, name, st, oids, guarded, &refused, described);
    }
    return status;
}
/* A refusal in a transaction would be its end, so a savepoint is set before raw SQL is shown to the server for the first time. */
static orm_status orm__pg_prepare_given(orm__conn *c, char name[24], const orm__stmt *st, PGresult **described) {
    const orm__pg *p = orm__pg_of(c);
    const size_t count = st->given ? st->given->count : 0;
    if (!count) return orm__pg_prepare_and_describe(c, name, st->sql, 0, NULL, described);
    const bool guarded = PQtransactionStatus(p->link) == PQTRANS_INTRANS;
    Oid *oids = orm__alloc(&c->db->allocator, count * sizeof *oids);
    if (!oids) return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    orm_status status = guarded ? orm__pg_run(c, "SAVEPOINT orm_prepare") : ORM_OK;
    if (status == ORM_OK) status = orm__pg_prepare_typed(c, name, st, oids, guarded, described);
    if (status == ORM_OK && guarded) status = orm__pg_run(c, "RELEASE SAVEPOINT orm_prepare");
    if (status != ORM_OK) {
        PQclear(*described);
        *described = NULL;
    }
    orm__free(&c->db->allocator, oids, count * sizeof *oids);
    return status;
}
/* Behind a pooler nothing is prepared: the server is asked for the types, once, and forgets the statement. */
static orm_status orm__pg_prepare(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    char name[24] = "";
    if (!p->link) return orm__pg_not_sent(c);
    if (!p->pooled) snprintf(name, sizeof name, "orm_%llu", (unsigned long long)++p->names);
    orm_status status = orm__pg_prepare_given(c, name, st, &r);
    if (status == ORM_OK && (status = orm__pg_describe(c, st, name, r)) != ORM_OK && name[0]) orm__pg_forget(p, name);
    return status;
}
/* After DISCARD ALL, which we saw: nothing of ours is left, and the same names are free. */
static orm_status orm__pg_prepare_again(orm__conn *c, orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    if (p->pooled || n->epoch == p->epoch) return ORM_OK;
    if (!PQsendPrepare(p->link, n->name, st->sql, n->parameters, n->oids)) return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &r);
    PQclear(r);
    if (status == ORM_OK) n->epoch = p->epoch;
    return status;
}
static void orm__pg_drop_result(orm__pg_stmt *n) {
    PQclear(n->result);
    n->result = NULL;
    while (n->ahead_at < n->ahead_count) PQclear(n->ahead[n->ahead_at++]);
    n->ahead_at = n->ahead_count = 0;
    n->rows = n->row = 0;
}
static void orm__pg_finalize(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    orm__pg *p = orm__pg_of(st->conn);
    if (n->name[0] && n->epoch == p->epoch) orm__pg_forget(p, n->name);
    orm__pg_drop_result(n);
    PQclear(n->described);
    orm__arena_free(&n->texts);
    orm__free(&st->conn->db->allocator, n, n->size);
    st->native = NULL;
}

/* ---- results that stay open -------------------------------------------------------------------------------------------------------------------
 * A stream has the connection for itself: rows come one by one as libpq takes them in, and the server waits for us when we do not read.  A cursor lives in its
 * transaction and is asked for batches, between which other statements run. */
static void orm__pg_stream_ended(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    n->more = false;
    if (st->conn->occupied == st) st->conn->occupied = NULL;
}
/* Left before its end.  What has come already is thrown away; when that was not all, a statement that only reads is ended, another one is read to its end. */
static void orm__pg_leave(orm__stmt *st) {
    orm__conn *c = st->conn;
    const orm__pg *p = orm__pg_of(c);
    orm_error *const told = c->error;
    orm_error ignored;
    PGresult *r = NULL;
    c->error = &ignored;
    orm__waited waited = orm__pg_results(p->link, orm__monotonic() + ORM__PG_PATIENCE_US, NULL, &r);
    if (waited == ORM__WAIT_TIMEOUT && !st->reads) waited = orm__pg_results(p->link, c->deadline, c->cancelled, &r);
    else if (waited == ORM__WAIT_TIMEOUT) waited = orm__pg_end_it(c, &r);
    PQclear(r);
    if (waited != ORM__WAIT_READY || PQstatus(p->link) == CONNECTION_BAD) orm__pg_lost(c, ORM_OK);
    else orm__pg_settled(c);
    c->error = told;
    orm__pg_stream_ended(st);
}
static void orm__pg_close_cursor(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(c);
    const int64_t grace = orm__monotonic() + ORM__PG_GRACE_US;
    orm_error *const told = c->error;
    orm_error ignored;
    PGresult *r = NULL;
    char sql[40];
    snprintf(sql, sizeof sql, "CLOSE %s", n->cursor);
    n->cursor[0] = 0;
    if (!p->link || PQtransactionStatus(p->link) != PQTRANS_INTRANS) return; /* it went with its transaction, or will */
    c->error = &ignored;
    orm__pg_query(c, sql, c->deadline && c->deadline < grace ? grace : c->deadline, NULL, &r);
    PQclear(r);
    c->error = told;
}
static orm_status orm__pg_reset(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    if (st->conn->occupied == st && orm__pg_of(st->conn)->link) orm__pg_leave(st);
    orm__pg_stream_ended(st);
    if (n->cursor[0]) orm__pg_close_cursor(st);
    orm__pg_drop_result(n);
    n->no_memory = n->damaged = n->nested = false;
    n->mode = ORM__MODE_WHOLE;
    n->bound = 0;
    for (int i = 0; i < n->parameters; i++) n->values[i] = NULL;
    orm__arena_reset(&n->texts);
    return st->stale ? ORM_SERIALIZATION : ORM_OK;
}
/* Rows that were inserted, updated or deleted: the number that SELECT gives is another one. */
static int64_t orm__pg_count_changes(PGresult *r) {
    const char *tag = PQcmdStatus(r);
    if (*tag == 'S') return 0; /* nearly always */
    const bool writes = !strncmp(tag, "INSERT", 6) || !strncmp(tag, "UPDATE", 6) || !strncmp(tag, "DELETE", 6) || !strncmp(tag, "MERGE", 5);
    return writes ? strtoll(PQcmdTuples(r), NULL, 10) : 0;
}
/* Behind a pooler the columns may be others than they were when it was asked: nothing there is prepared, so nothing complains. */
static bool orm__pg_same_columns(const orm__pg_stmt *n, const PGresult *r) {
    if (PQnfields(r) != n->columns) return false;
    for (int i = 0; i < n->columns; i++)
        if (PQftype(r, i) != PQftype(n->described, i)) return false;
    return true;
}
static orm_status orm__pg_check_columns(orm__stmt *st, const PGresult *r) {
    const orm__pg_stmt *n = st->native;
    const bool prepared = !orm__pg_of(st->conn)->pooled && n->mode != ORM__MODE_CURSOR;
    if (prepared ? PQnfields(r) == n->columns : orm__pg_same_columns(n, r)) return ORM_OK;
    st->stale = true;
    return orm__driver_fail(st->conn, ORM_SERIALIZATION, 1, "the result has other columns than before: a table was changed meanwhile");
}
/* The codes of a statement that was prepared for something else than there is now.  Nothing was done.  Prepared again it runs; inside a transaction that is over,
 * so that the transaction must be run again. */
static orm_status orm__pg_find_stale(orm__stmt *st, orm_status status) {
    static const char *const changed[] = { "22P03", "08P01", "42804", "42883", "42846" }; /* its values or operators are of other types */
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    char state[6], message[sizeof c->error->message];
    memcpy(state, c->error->sqlstate, sizeof state);
    if (strcmp(state, "26000") == 0) { /* somebody has taken it away, and others too: nothing is there to be forgotten */
        n->name[0] = 0;
        orm__pg_of(c)->unused.length = 0;
    }
    st->stale = !strcmp(state, "26000") || (status == ORM_SERIALIZATION && !strcmp(state, "0A000"));
    for (size_t i = 0; n->ran && i < sizeof changed / sizeof *changed; i++) st->stale = st->stale || !strcmp(state, changed[i]);
    if (!st->stale || status == ORM_SERIALIZATION || !orm__pg_of(c)->link) return status;
    memcpy(message, c->error->message, sizeof message);
    return orm__pg_fail(c, ORM_SERIALIZATION, state, message);
}
/* Statements in whose results or conditions a setting may show, sent outside of a transaction: the settings are sent along, for this one. */
static bool orm__pg_takes_settings(const orm__conn *c, const orm__stmt *st) {
#ifdef ORM__PG_PIPELINE
    static const char *const words[] = { "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "TABLE" };
    const orm__pg *p = orm__pg_of(c);
    if (!p->pooled || PQtransactionStatus(p->link) != PQTRANS_IDLE || (((orm__pg_stmt *)st->native)->binary && orm__pg_is_utc(p->link))) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (orm__sql_begins(st->sql, words[i])) return true;
#else
    (void)c, (void)st;
#endif
    return false;
}
static int orm__pg_send_params(PGconn *link, const orm__pg_stmt *n, const char *sql, bool binary) {
    return PQsendQueryParams(link, sql, n->parameters, n->oids, n->values, n->sizes, n->formats, binary);
}
static bool orm__pg_send(orm__stmt *st, bool with_settings) {
    const orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(st->conn);
    (void)with_settings;
    if (!p->pooled) return PQsendQueryPrepared(p->link, n->name, n->parameters, n->values, n->sizes, n->formats, n->binary);
#ifdef ORM__PG_PIPELINE
    if (with_settings)
        return PQenterPipelineMode(p->link) && PQsendQueryParams(p->link, ORM__PG_SETTINGS_OF_ONE, 0, NULL, NULL, NULL, NULL, 0) && orm__pg_send_params(p->link, n, st->sql, n->binary) &&
               PQpipelineSync(p->link);
#endif
    return orm__pg_send_params(p->link, n, st->sql, n->binary);
}
static bool orm__pg_row_by_row(PGconn *link) {
#ifdef LIBPQ_HAS_CHUNK_MODE /* libpq 17 */
    return PQsetChunkedRowsMode(link, ORM__PG_AHEAD);
#else
    return PQsetSingleRowMode(link);
#endif
}
static bool orm__pg_is_part(ExecStatusType status) {
#ifdef LIBPQ_HAS_CHUNK_MODE
    if (status == PGRES_TUPLES_CHUNK) return true;
#endif
    return status == PGRES_SINGLE_TUPLE;
}
/* Late, cancelled or lost in the middle of a stream: what came of it is gone, too. */
static orm_status orm__pg_stream_broken(orm__stmt *st, orm__waited waited) {
    orm__conn *c = st->conn;
    const orm__pg *p = orm__pg_of(c);
    const orm_status why = waited == ORM__WAIT_TIMEOUT ? ORM_TIMEOUT : waited == ORM__WAIT_CANCELLED ? ORM_CANCELLED : ORM_OK;
    PGresult *r = NULL;
    orm_status status;
    if (waited == ORM__WAIT_FAILED || orm__pg_end_it(c, &r) != ORM__WAIT_READY || PQstatus(p->link) == CONNECTION_BAD)
        status = orm__pg_lost(c, why);
    else if ((status = orm__pg_settled(c)) == ORM_OK && r && PQresultStatus(r) == PGRES_FATAL_ERROR)
        status = orm__pg_failed(c, r, why);
    else if (status == ORM_OK) /* the end came before the order */
        status = orm__driver_fail(c, why, 1, why == ORM_TIMEOUT ? "the statement ran into its deadline and was ended" : "cancelled by orm_cancel");
    PQclear(r);
    orm__pg_stream_ended(st);
    return status;
}
/* The next part: a row (or some), or the end, or an error, which waits behind the rows before it. */
static orm_status orm__pg_stream_next(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    orm__pg_stmt *n = st->native;
    const orm__waited waited = orm__pg_wait(p->link, c->deadline, c->cancelled);
    if (waited != ORM__WAIT_READY) return orm__pg_stream_broken(st, waited);
    PGresult *r = PQgetResult(p->link), *rest = NULL;
    const ExecStatusType status = r ? PQresultStatus(r) : PGRES_FATAL_ERROR;
    if (orm__pg_is_part(status)) {
        n->ahead[n->ahead_count++] = r;
        return ORM_OK;
    }
    const bool over = r && (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK);
    if (over) p->changes = orm__pg_count_changes(r);
    if (!r || orm__pg_is_copy(status) || orm__pg_results(p->link, orm__monotonic() + ORM__PG_GRACE_US, NULL, &rest) != ORM__WAIT_READY || PQstatus(p->link) == CONNECTION_BAD) {
        PQclear(r);
        PQclear(rest);
        orm__pg_stream_ended(st);
        return orm__pg_lost(c, ORM_OK);
    }
    PQclear(rest);
    orm__pg_stream_ended(st);
    const orm_status settled = orm__pg_settled(c);
    if (over && !n->ahead_count && n->row < 0 && settled == ORM_OK) { /* no row at all: the columns are known from here */
        const orm_status same = orm__pg_check_columns(st, r);
        PQclear(r);
        return same;
    }
    if (over || settled != ORM_OK) PQclear(r);
    else n->ahead[n->ahead_count++] = r;
    return settled;
}
static orm_status orm__pg_read_ahead(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    orm_status status = ORM_OK;
    size_t bytes = 0;
    int64_t patience = 0;
    n->row = -1;
    while (status == ORM_OK && n->more && n->ahead_count < ORM__PG_AHEAD && bytes < ORM__PG_AHEAD_BYTES) {
        const int before = n->ahead_count;
        if (before == 1) patience = orm__monotonic() + ORM__PG_PATIENCE_US; /* the first row does not wait for others that take their time */
        if (before && orm__pg_wait(orm__pg_of(st->conn)->link, patience, st->conn->cancelled) == ORM__WAIT_TIMEOUT) break;
        status = orm__pg_stream_next(st);
        if (n->ahead_count > before) bytes += PQresultMemorySize(n->ahead[before]);
    }
    if (status != ORM_OK || !n->ahead_count) return status;
    const PGresult *first = n->ahead[0];
    if (orm__pg_is_part(PQresultStatus(first))) return orm__pg_check_columns(st, first);
    return orm__pg_failed(st->conn, first, ORM_OK); /* nothing came before the error */
}
static orm_status orm__pg_execute_stream(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    PGconn *link = orm__pg_of(c)->link;
    const bool settings = orm__pg_takes_settings(c, st);
    if (!orm__pg_send(st, settings)) return orm__pg_not_sent(c);
    c->trips++;
    n->more = true;
    c->occupied = st;
    if (settings) { /* their row, and the NULL behind it */
        for (int i = 0; i < 2; i++) {
            const orm__waited waited = orm__pg_wait(link, c->deadline, c->cancelled);
            if (waited != ORM__WAIT_READY) return orm__pg_stream_broken(st, waited);
            PGresult *r = PQgetResult(link);
            if (r && PQresultStatus(r) != PGRES_TUPLES_OK) {
                n->ahead[n->ahead_count++] = r;
                r = NULL;
                orm__pg_results(link, orm__monotonic() + ORM__PG_GRACE_US, NULL, &r);
                PQclear(r);
                orm__pg_stream_ended(st);
                return orm__pg_settled(c) == ORM_OK ? orm__pg_failed(c, n->ahead[0], ORM_OK) : c->error->status;
            }
            PQclear(r);
        }
    }
    if (!orm__pg_row_by_row(link)) return orm__pg_lost(c, ORM_OK);
    return orm__pg_read_ahead(st);
}
static void orm__pg_put_fetch(const orm__pg_stmt *n, char *sql, size_t size) { snprintf(sql, size, "FETCH FORWARD %d FROM %s", n->batch, n->cursor); }
/* A batch has come: is there more, and how many rows shall the next one have? */
static orm_status orm__pg_take_batch(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    const size_t bytes = PQresultMemorySize(n->result);
    n->rows = PQntuples(n->result);
    n->row = -1;
    n->more = n->rows == n->batch;
    if (bytes < ORM__PG_AHEAD_BYTES / 4 && n->batch < 1024) n->batch *= 4;
    else if (bytes > ORM__PG_AHEAD_BYTES && n->batch > 1) n->batch /= 2;
    return orm__pg_check_columns(st, n->result);
}
static orm_status orm__pg_fetch_batch(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(c);
    char sql[64];
    PQclear(n->result);
    n->result = NULL;
    orm__pg_put_fetch(n, sql, sizeof sql);
    if (!p->link || !PQsendQueryParams(p->link, sql, 0, NULL, NULL, NULL, NULL, n->binary)) return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &n->result);
    return status == ORM_OK ? orm__pg_take_batch(st) : status;
}
static orm_status orm__pg_declare(orm__stmt *st, const char *declare) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(c);
#ifdef ORM__PG_PIPELINE
    char fetch[64];
    orm__pg_put_fetch(n, fetch, sizeof fetch);
    if (!PQenterPipelineMode(p->link) || !orm__pg_send_params(p->link, n, declare, false) || !PQsendQueryParams(p->link, fetch, 0, NULL, NULL, NULL, NULL, n->binary) || !PQpipelineSync(p->link))
        return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &n->result);
    return status == ORM_OK ? orm__pg_take_batch(st) : status;
#else
    PGresult *r = NULL;
    const orm_status status = orm__pg_send_params(p->link, n, declare, false) ? orm__pg_collect(c, c->deadline, c->cancelled, &r) : orm__pg_not_sent(c);
    PQclear(r);
    return status == ORM_OK ? orm__pg_fetch_batch(st) : status;
#endif
}
static orm_status orm__pg_execute_cursor(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    orm__buffer sql = { .allocator = &c->db->allocator };
    snprintf(n->cursor, sizeof n->cursor, "orm_c%llu", (unsigned long long)++orm__pg_of(c)->names);
    n->batch = 16;
    orm__put_format(&sql, "DECLARE %s NO SCROLL CURSOR FOR ", n->cursor);
    orm__put_text(&sql, st->sql); /* behind its end may stand more */
    const orm_status status = sql.failed ? orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory") : orm__pg_declare(st, sql.text);
    if (status != ORM_OK) n->cursor[0] = 0; /* there is none, or it goes with the transaction */
    orm__buffer_free(&sql);
    return status;
}
static orm_status orm__pg_whole_result(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    n->rows = PQntuples(n->result);
    n->row = -1;
    orm__pg_of(st->conn)->changes = orm__pg_count_changes(n->result);
    return PQresultStatus(n->result) == PGRES_TUPLES_OK ? orm__pg_check_columns(st, n->result) : ORM_OK;
}
static orm_status orm__pg_execute_whole(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    if (!orm__pg_send(st, orm__pg_takes_settings(c, st))) return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &n->result);
    return status == ORM_OK ? orm__pg_whole_result(st) : status;
}
static orm_status orm__pg_execute(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    orm__pg_stmt *n = st->native;
    p->changes = 0;
    st->stale = false;
    if (!p->link) return orm__pg_not_sent(c);
    orm_status status = orm__pg_prepare_again(c, st);
    n->mode = st->mode;
    if (status == ORM_OK) status = st->mode == ORM__MODE_STREAM ? orm__pg_execute_stream(st) : st->mode == ORM__MODE_CURSOR ? orm__pg_execute_cursor(st) : orm__pg_execute_whole(st);
    if (status == ORM_OK) n->ran = true;
    return status == ORM_OK || st->stale ? status : orm__pg_find_stale(st, status);
}
/* The rows that are here have been given out. */
static orm_status orm__pg_next_part(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    orm_status status = ORM_OK;
    if (n->mode == ORM__MODE_CURSOR) return n->more ? orm__pg_fetch_batch(st) : ORM_OK;
    if (n->mode != ORM__MODE_STREAM) return ORM_OK;
    PQclear(n->result);
    n->result = NULL;
    n->rows = 0;
    n->row = 0;
    if (n->ahead_at == n->ahead_count) {
        n->ahead_at = n->ahead_count = 0;
        if (n->more) status = orm__pg_stream_next(st);
    }
    if (status != ORM_OK || n->ahead_at == n->ahead_count) return status;
    n->result = n->ahead[n->ahead_at++];
    if (!orm__pg_is_part(PQresultStatus(n->result))) return orm__pg_failed(st->conn, n->result, ORM_OK);
    n->rows = PQntuples(n->result);
    n->row = -1;
    return ORM_OK;
}
static orm__step orm__pg_step(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    if (n->row + 1 >= n->rows) {
        if (orm__pg_next_part(st) != ORM_OK) return ORM__STEP_FAILED;
        if (n->row + 1 >= n->rows) {
            n->row = n->rows;
            return ORM__STEP_DONE;
        }
    }
    n->row++;
    orm__arena_reset(&n->texts);
    return ORM__STEP_ROW;
}

/* ---- reading --------------------------------------------------------------------------------------------------------------------------------- */
static const orm__cells orm__pg_no_cells = { .items = NULL };
/* "Value" is the statement, looking at one column. */
static const void *orm__pg_value(void *native, int column) {
    ((orm__pg_stmt *)native)->column = column;
    return native;
}
static orm__pg_stmt *orm__pg_at(const void *value) { return (orm__pg_stmt *)(uintptr_t)value; }
static orm__wire orm__pg_wire(const void *value) {
    const orm__pg_stmt *n = value;
    if (PQgetisnull(n->result, n->row, n->column)) return ORM__WIRE_NULL;
    const orm__wire wire = orm__pg_wire_of((orm__pg_kind)n->column_kinds[n->column]);
    if (n->binary || wire == ORM__WIRE_INTEGER || wire == ORM__WIRE_REAL || wire == ORM__WIRE_LIST) return wire;
    return n->column_kinds[n->column] == ORM__PG_BYTEA || n->column_kinds[n->column] == ORM__PG_VECTOR ? ORM__WIRE_BLOB : ORM__WIRE_TEXT;
}
/* What could not be read; the row's call tells it at its end. */
static bool orm__pg_readable(orm__pg_stmt *n, orm__pg_found found) {
    if (found != ORM__PG_FOUND && !n->damaged && !n->no_memory) n->unreadable = n->column;
    if (found == ORM__PG_SHORT_MEMORY) n->no_memory = true;
    else if (found != ORM__PG_FOUND) n->damaged = true;
    n->nested = n->nested || found == ORM__PG_NESTED;
    return found == ORM__PG_FOUND;
}
static bool orm__pg_read_value(orm__pg_stmt *n, orm__cell *cell) {
    return orm__pg_readable(n, orm__pg_read_cell(n->types, &n->column_types[n->column], n->binary, PQgetvalue(n->result, n->row, n->column), (size_t)PQgetlength(n->result, n->row, n->column), &n->texts, cell));
}
static int64_t orm__pg_integer(const void *value) {
    orm__pg_stmt *n = orm__pg_at(value);
    orm__cell cell;
    bool ok = true;
    if (!n->binary) return orm__pg_read_value(n, &cell) ? cell.integer : 0;
    const int64_t v = orm__pg_read_integer((orm__pg_kind)n->column_kinds[n->column], PQgetvalue(n->result, n->row, n->column), (size_t)PQgetlength(n->result, n->row, n->column), &ok);
    if (!ok) orm__pg_readable(n, ORM__PG_DAMAGED);
    return v;
}
static double orm__pg_real(const void *value) {
    orm__pg_stmt *n = orm__pg_at(value);
    orm__cell cell;
    bool ok = true;
    if (!n->binary) return orm__pg_read_value(n, &cell) ? cell.real : 0;
    const double v = orm__pg_read_real((orm__pg_kind)n->column_kinds[n->column], PQgetvalue(n->result, n->row, n->column), (size_t)PQgetlength(n->result, n->row, n->column), &ok);
    if (!ok) orm__pg_readable(n, ORM__PG_DAMAGED);
    return v;
}
static const char *orm__pg_bytes(const void *value, orm__wire wire, size_t *size) {
    orm__pg_stmt *n = orm__pg_at(value);
    const orm__pg_kind kind = (orm__pg_kind)n->column_kinds[n->column];
    const char *bytes = PQgetvalue(n->result, n->row, n->column);
    orm__cell cell;
    *size = (size_t)PQgetlength(n->result, n->row, n->column);
    if (n->binary && wire != ORM__WIRE_LIST) {
        if (kind == ORM__PG_TEXT || orm__pg_readable(n, orm__pg_read_bytes(kind, bytes, *size, &n->texts, &bytes, size))) return bytes;
    } else if (orm__pg_read_value(n, &cell)) {
        *size = cell.size;
        return cell.bytes;
    }
    *size = 0;
    return wire == ORM__WIRE_LIST ? (const char *)&orm__pg_no_cells : "";
}
static const orm__cell_reader orm__pg_reader = { orm__pg_value, orm__pg_wire, orm__pg_integer, orm__pg_real, orm__pg_bytes };

/* What a reader could not tell the codec. */
static orm_status orm__pg_read_failed(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    const bool no_memory = n->no_memory, nested = n->nested;
    const char *name = PQfname(n->described, n->unreadable);
    n->no_memory = n->damaged = n->nested = false; /* the next row may be sound */
    if (no_memory) return orm__driver_fail(st->conn, ORM_NO_MEMORY, 0, "out of memory while reading a value");
    if (nested) return orm__driver_fail(st->conn, ORM_INVALID, 0, "column \"%.80s\" holds an array of more than one dimension, which no array(T) can hold: read it with orm_sql, as JSON", name);
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "the server sent a value of column \"%.80s\" in a form that is not known", name);
}
/* The usual pairs of a column's type and a field's form, with as few calls of libpq as can be.  False: the codec has to look at it. */
ORM__INLINE uint32_t orm__pg_number4(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | (uint32_t)b[3];
}
ORM__INLINE uint64_t orm__pg_number8(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 | (uint64_t)b[2] << 40 | (uint64_t)b[3] << 32 | (uint64_t)b[4] << 24 | (uint64_t)b[5] << 16 | (uint64_t)b[6] << 8 | (uint64_t)b[7];
}
ORM__INLINE bool orm__pg_fetch_usual(const PGresult *r, int at, int column, uint8_t kind, const orm__field *f, char *row, const orm__decoding *to) {
    const int size = PQgetlength(r, at, column); /* of a NULL: 0 */
    if (!size) return f->nullable && PQgetisnull(r, at, column); /* the row is zeroed: no value */
    const char *bytes = PQgetvalue(r, at, column);
    void *out = row + f->value_offset;
    switch (kind) {
    case ORM__PG_INT8:
        if (size != 8 || f->form != ORM__FORM_INT64) return false;
        *(int64_t *)out = (int64_t)orm__pg_number8(bytes);
        break;
    case ORM__PG_INT4:
        if (size != 4 || f->form != ORM__FORM_INT32) return false;
        *(int32_t *)out = (int32_t)orm__pg_number4(bytes);
        break;
    case ORM__PG_BOOL:
        if (size != 1 || f->form != ORM__FORM_BOOL) return false;
        *(bool *)out = *bytes != 0;
        break;
    case ORM__PG_FLOAT8: {
        if (size != 8 || f->form != ORM__FORM_DOUBLE) return false;
        const uint64_t bits = orm__pg_number8(bytes);
        memcpy(out, &bits, 8);
        break;
    }
    case ORM__PG_TEXT: {
        const char *copy = f->form == ORM__FORM_TEXT ? orm__decode_text(bytes, (size_t)size, to) : NULL;
        if (!copy) return false;
        *(const char **)out = copy;
        return true;
    }
    default: return false;
    }
    if (f->wrapped) row[f->offset] = true;
    return true;
}
static orm_status orm__pg_fetch_row(orm__stmt *st, const orm__field *const *fields, size_t count, void *row, orm__decoding *to) {
    const orm__pg_stmt *n = st->native;
    const PGresult *r = n->result;
    const uint8_t *kinds = n->column_kinds;
    const bool binary = n->binary;
    const int at = n->row;
    orm_status status = ORM_OK;
    for (size_t i = 0; i < count && status == ORM_OK; i++) {
        if (!fields[i] || (binary && orm__pg_fetch_usual(r, at, (int)i, kinds[i], fields[i], row, to))) continue;
        status = orm__decode_other(&orm__pg_reader, orm__pg_value(st->native, (int)i), fields[i], row, to);
    }
    return n->no_memory || n->damaged ? orm__pg_read_failed(st) : status;
}
/* Cursors get what SQLite would have: dates and times are texts there, arrays and maps are JSON, and a whole number is an integer. */
static void orm__pg_plain(orm__pg_stmt *n, orm__cell *cell) {
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    const orm__pg_kind kind = (orm__pg_kind)n->column_kinds[n->column];
    size_t length = 0;
    int64_t whole;
    if (cell->wire == ORM__WIRE_TEXT && kind == ORM__PG_NUMERIC && cell->size < 20 && orm__json_to_int64(cell->bytes, cell->size, &whole)) {
        *cell = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = whole };
        return;
    }
    if (cell->wire == ORM__WIRE_TEXT && !n->binary && kind == ORM__PG_TIMESTAMP && orm_timestamp_parse(cell->bytes, cell->size, &whole)) *cell = (orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = whole };
    if (cell->wire <= ORM__WIRE_BLOB) return;
    if (cell->wire == ORM__WIRE_TIMESTAMP) length = orm_timestamp_text(cell->integer, text, sizeof text);
    else if (cell->wire == ORM__WIRE_TIME) length = orm_time_text(cell->integer, text, sizeof text);
    else if (cell->integer >= ORM_DATE_MIN && cell->integer <= ORM_DATE_MAX) length = orm_date_text((int32_t)cell->integer, text, sizeof text);
    if (!length) {
        orm__pg_readable(n, ORM__PG_DAMAGED); /* infinity, or outside of the years 1 to 9999 */
        return;
    }
    *cell = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = orm__arena_text(&n->texts, text, length), .size = length };
    n->no_memory = n->no_memory || !cell->bytes;
}
static orm_status orm__pg_cell(orm__stmt *st, int column, orm__cell *out) {
    orm__pg_stmt *n = st->native;
    const void *value = orm__pg_value(n, column);
    const orm__wire wire = orm__pg_wire(value);
    if (wire == ORM__WIRE_LIST) {
        orm__pg_readable(n, orm__pg_read_json(n->types, &n->column_types[column], n->binary, PQgetvalue(n->result, n->row, column), (size_t)PQgetlength(n->result, n->row, column), &n->texts, out));
    } else {
        orm__read_cell(&orm__pg_reader, value, wire, out);
        if (!n->no_memory && !n->damaged) orm__pg_plain(n, out);
    }
    if (!n->no_memory && !n->damaged) return ORM_OK;
    out->wire = ORM__WIRE_NULL;
    return orm__pg_read_failed(st);
}
static const char *orm__pg_column_name(orm__stmt *st, int column) { return PQfname(((orm__pg_stmt *)st->native)->described, column); }
static orm__told orm__pg_told(orm__pg_kind kind) {
    static const uint8_t kinds[ORM__PG_KIND_COUNT] = {
        [ORM__PG_BOOL] = ORM__TOLD_BOOL, [ORM__PG_INT2] = ORM__TOLD_INTEGER, [ORM__PG_INT4] = ORM__TOLD_INTEGER, [ORM__PG_INT8] = ORM__TOLD_INTEGER, [ORM__PG_OID] = ORM__TOLD_INTEGER,
        [ORM__PG_FLOAT4] = ORM__TOLD_REAL, [ORM__PG_FLOAT8] = ORM__TOLD_REAL, [ORM__PG_NUMERIC] = ORM__TOLD_DECIMAL, [ORM__PG_TEXT] = ORM__TOLD_TEXT, [ORM__PG_LETTER] = ORM__TOLD_TEXT,
        [ORM__PG_BPCHAR] = ORM__TOLD_TEXT, [ORM__PG_JSON] = ORM__TOLD_JSON, [ORM__PG_JSONB] = ORM__TOLD_JSON, [ORM__PG_BYTEA] = ORM__TOLD_BLOB, [ORM__PG_UUID] = ORM__TOLD_UUID,
        [ORM__PG_TIMESTAMP] = ORM__TOLD_MOMENT, [ORM__PG_DATE] = ORM__TOLD_MOMENT, [ORM__PG_TIME] = ORM__TOLD_TIME, [ORM__PG_INTERVAL] = ORM__TOLD_INTERVAL, [ORM__PG_INET] = ORM__TOLD_NET,
        [ORM__PG_MACADDR] = ORM__TOLD_NET, [ORM__PG_POINT] = ORM__TOLD_POINT, [ORM__PG_BIT] = ORM__TOLD_TEXT, [ORM__PG_ARRAY] = ORM__TOLD_LIST, [ORM__PG_HSTORE] = ORM__TOLD_LIST,
        [ORM__PG_VECTOR] = ORM__TOLD_BLOB };
    return (orm__told){ (orm__told_kind)kinds[kind], orm__pg_kind_name(kind), false };
}
static orm__told orm__pg_column_told(orm__stmt *st, int column) {
    const orm__pg_stmt *n = st->native;
    orm__told told = orm__pg_told((orm__pg_kind)n->column_kinds[column]);
    told.may_be_null_only = told.kind == ORM__TOLD_TEXT && !PQftable(n->described, column);
    return told;
}
static orm__told orm__pg_parameter_told(orm__stmt *st, int at) {
    const orm__pg_stmt *n = st->native;
    return orm__pg_told(at <= n->parameters ? (orm__pg_kind)n->parameter_kinds[at - 1] : ORM__PG_OTHER);
}

/* ---- writing --------------------------------------------------------------------------------------------------------------------------------- */
static int orm__pg_refuse(orm__pg_stmt *n, int at, orm__pg_refusal why) {
    n->refusal = why;
    n->refused_at = at;
    return (int)why;
}
static int orm__pg_give(orm__pg_stmt *n, int at, const char *bytes, size_t size, bool binary) {
    if (!bytes) return orm__pg_refuse(n, at, ORM__PG_NO_MEMORY);
    if (size > ORM__PG_MOST || n->bound + size > ORM__PG_MOST) return orm__pg_refuse(n, at, ORM__PG_TOO_LARGE);
    n->bound += size;
    n->values[at - 1] = bytes;
    n->sizes[at - 1] = (int)size;
    n->formats[at - 1] = binary;
    return 0;
}
static int orm__pg_give_number(orm__pg_stmt *n, int at, uint64_t bits, size_t size) {
    orm__pg_write(n->room[at - 1], bits, size);
    return orm__pg_give(n, at, n->room[at - 1], size, true);
}
static int orm__pg_give_real(orm__pg_stmt *n, int at, double value, bool single) {
    const float narrow = (float)value;
    uint32_t bits;
    uint64_t wide;
    memcpy(&bits, &narrow, sizeof bits);
    memcpy(&wide, &value, sizeof wide);
    return single ? orm__pg_give_number(n, at, bits, 4) : orm__pg_give_number(n, at, wide, 8);
}
/* As text, for the server's input function of whatever type it is. */
static int orm__pg_give_text(orm__pg_stmt *n, int at, const char *text, size_t length) { return orm__pg_give(n, at, orm__arena_text(&n->texts, text, length), length, false); }
static int orm__pg_give_as_text(orm__pg_stmt *n, int at, const orm__cell *v) {
    const char *text = NULL;
    size_t size = 0;
    const orm__pg_refusal refusal = orm__pg_encode_text(&n->parameter_types[at - 1], v, &n->texts, &text, &size);
    return refusal == ORM__PG_TAKEN ? orm__pg_give(n, at, text, size, false) : orm__pg_refuse(n, at, refusal);
}
static int orm__pg_give_encoded(orm__pg_stmt *n, int at, const orm__cell *v) {
    const orm__pg_type *type = &n->parameter_types[at - 1];
    const size_t most = orm__pg_room(type, v);
    size_t size = 0;
    char *bytes = most <= sizeof *n->room ? n->room[at - 1] : orm__arena_take(&n->texts, most, 8);
    if (!bytes) return orm__pg_refuse(n, at, ORM__PG_NO_MEMORY);
    const orm__pg_refusal refusal = orm__pg_encode(type, v, bytes, &size);
    return refusal == ORM__PG_TAKEN ? orm__pg_give(n, at, bytes, size, true) : orm__pg_refuse(n, at, refusal);
}

static int orm__pg_bind_null(void *native, int at) {
    ((orm__pg_stmt *)native)->values[at - 1] = NULL;
    return 0;
}
static int orm__pg_bind_integer(void *native, int at, int64_t v) {
    orm__pg_stmt *n = native;
    char text[24];
    switch ((orm__pg_kind)n->parameter_kinds[at - 1]) {
    case ORM__PG_INT8: return orm__pg_give_number(n, at, (uint64_t)v, 8);
    case ORM__PG_INT4: return v < INT32_MIN || v > INT32_MAX ? orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE) : orm__pg_give_number(n, at, (uint64_t)v, 4);
    case ORM__PG_INT2: return v < INT16_MIN || v > INT16_MAX ? orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE) : orm__pg_give_number(n, at, (uint64_t)v, 2);
    case ORM__PG_OID: return v < 0 || v > UINT32_MAX ? orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE) : orm__pg_give_number(n, at, (uint64_t)v, 4);
    case ORM__PG_BOOL: return v != 0 && v != 1 ? orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE) : orm__pg_give_number(n, at, (uint64_t)v, 1);
    case ORM__PG_FLOAT4: return orm__pg_give_real(n, at, (double)v, true);
    case ORM__PG_FLOAT8: return orm__pg_give_real(n, at, (double)v, false);
    case ORM__PG_BYTEA: case ORM__PG_UUID: case ORM__PG_TIMESTAMP: case ORM__PG_DATE: case ORM__PG_TIME: case ORM__PG_INTERVAL:
    case ORM__PG_POINT: case ORM__PG_ARRAY: case ORM__PG_HSTORE: case ORM__PG_VECTOR: return orm__pg_refuse(n, at, ORM__PG_WRONG_TYPE);
    default: return orm__pg_give_text(n, at, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)v));
    }
}
static int orm__pg_bind_real(void *native, int at, double v) {
    orm__pg_stmt *n = native;
    char text[ORM__DOUBLE_TEXT_SIZE];
    int64_t whole;
    switch ((orm__pg_kind)n->parameter_kinds[at - 1]) {
    case ORM__PG_FLOAT8: return orm__pg_give_real(n, at, v, false);
    case ORM__PG_FLOAT4: return orm__pg_give_encoded(n, at, &(orm__cell){ .wire = ORM__WIRE_REAL, .real = v });
    case ORM__PG_INT2: case ORM__PG_INT4: case ORM__PG_INT8: case ORM__PG_OID:
        return orm__whole_number(v, &whole) ? orm__pg_bind_integer(n, at, whole) : orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE);
    case ORM__PG_NUMERIC: case ORM__PG_TEXT: case ORM__PG_BPCHAR: case ORM__PG_JSON: case ORM__PG_JSONB: case ORM__PG_OTHER: {
        const size_t length = orm__double_text(v, text, sizeof text);
        return length ? orm__pg_give_text(n, at, text, length) : orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE);
    }
    default: return orm__pg_refuse(n, at, ORM__PG_WRONG_TYPE);
    }
}
static int orm__pg_bind_text(void *native, int at, const char *bytes, size_t size) {
    orm__pg_stmt *n = native;
    const orm__pg_kind kind = (orm__pg_kind)n->parameter_kinds[at - 1];
    const orm__cell v = { .wire = ORM__WIRE_TEXT, .bytes = bytes, .size = size };
    orm_interval span;
    if (kind == ORM__PG_INTERVAL && orm_interval_parse(bytes, size, &span)) return orm__pg_give_encoded(n, at, &v); /* exactly: the server's reader goes by doubles */
    /* the text of a bytea would be read for its escapes: its bytes are meant */
    return orm__pg_give(n, at, bytes, size, kind == ORM__PG_TEXT || kind == ORM__PG_BPCHAR || kind == ORM__PG_BYTEA);
}
static int orm__pg_bind_blob(void *native, int at, const void *bytes, size_t size) {
    orm__pg_stmt *n = native;
    const orm__pg_kind kind = (orm__pg_kind)n->parameter_kinds[at - 1];
    const orm__cell v = { .wire = ORM__WIRE_BLOB, .bytes = bytes ? bytes : "", .size = size };
    if (kind == ORM__PG_BYTEA || (kind == ORM__PG_UUID && size == 16)) return orm__pg_give(n, at, v.bytes, size, true);
    return kind == ORM__PG_VECTOR ? orm__pg_give_encoded(n, at, &v) : orm__pg_refuse(n, at, ORM__PG_WRONG_TYPE);
}
static int orm__pg_bind_list(orm__pg_stmt *n, int at, const orm__cell *v) {
    const orm__pg_type *type = &n->parameter_types[at - 1];
    const bool binary = type->kind == ORM__PG_HSTORE || (type->kind == ORM__PG_ARRAY && type->element_kind != ORM__PG_OTHER && type->element_kind != ORM__PG_ARRAY);
    return binary ? orm__pg_give_encoded(n, at, v) : orm__pg_give_as_text(n, at, v);
}
static int orm__pg_bind_moment(void *native, int at, const orm__cell *v) {
    orm__pg_stmt *n = native;
    const orm__pg_kind kind = (orm__pg_kind)n->parameter_kinds[at - 1];
    if (v->wire == ORM__WIRE_LIST) return orm__pg_bind_list(n, at, v);
    if (kind == ORM__PG_TIMESTAMP || kind == ORM__PG_DATE || kind == ORM__PG_TIME) return orm__pg_give_encoded(n, at, v);
    return orm__pg_give_as_text(n, at, v);
}
static const orm__value_writer orm__pg_writer = { orm__pg_bind_null, orm__pg_bind_integer, orm__pg_bind_real, orm__pg_bind_text, orm__pg_bind_blob, orm__pg_bind_moment };

static orm_status orm__pg_bind_refused(orm__stmt *st) {
    const orm__pg_stmt *n = st->native;
    if (n->refusal == ORM__PG_NO_MEMORY) return orm__driver_fail(st->conn, ORM_NO_MEMORY, 0, "out of memory while writing a value");
    if (n->refusal == ORM__PG_TOO_LARGE) return orm__driver_fail(st->conn, ORM_INVALID, 0, "the values of the statement are larger than the 1 GB that PostgreSQL takes at once: write them in parts");
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "value %d of the statement %s what PostgreSQL takes there: %s; give another value, or write a cast into raw SQL, like ?::bigint", n->refused_at,
                            n->refusal == ORM__PG_WRONG_TYPE ? "is of another type than" : "does not fit", orm__pg_kind_name((orm__pg_kind)n->parameter_kinds[n->refused_at - 1]));
}
static orm_status orm__pg_bind(orm__stmt *st, int at, const orm__cell *value) { return orm__write_cell(&orm__pg_writer, st->native, at, value) ? orm__pg_bind_refused(st) : ORM_OK; }
static orm_status orm__pg_bind_row(orm__stmt *st, int at, const orm__field *const *fields, size_t count, const void *row, orm__decoding *scratch) {
    const orm_status status = orm__encode_row(&orm__pg_writer, st->native, at, fields, count, row, scratch);
    return status == ORM_STATUS_COUNT ? orm__pg_bind_refused(st) : status;
}

static int64_t orm__pg_changes(orm__conn *c) { return orm__pg_of(c)->changes; }
static bool orm__pg_in_transaction(orm__conn *c) {
    const PGconn *link = orm__pg_of(c)->link;
    const PGTransactionStatusType status = link ? PQtransactionStatus(link) : PQTRANS_UNKNOWN;
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}
static bool orm__pg_read_only(orm__stmt *st) { /* a SELECT may call a function that writes */
    (void)st;
    return false;
}

#ifdef ORM__PG_PIPELINE /* postgres_copy.c */
ORM__PRIVATE orm_status orm__pg_queue(orm__stmt *stmt);
ORM__PRIVATE orm_status orm__pg_collect_queued(orm__stmt *stmt);
ORM__PRIVATE orm_status orm__pg_queue_end(orm__stmt *stmt);
#endif
ORM__UNUSED static const orm__driver orm__pg_driver = {
    .dialect = ORM_DIALECT_POSTGRES, .name = "libpq", .open = orm__pg_open, .close = orm__pg_close, .capabilities = orm__pg_capabilities, .version = orm__pg_version,
    .run = orm__pg_run, .prepare = orm__pg_prepare, .finalize = orm__pg_finalize, .bind = orm__pg_bind, .bind_row = orm__pg_bind_row, .execute = orm__pg_execute,
    .step = orm__pg_step, .fetch_row = orm__pg_fetch_row, .cell = orm__pg_cell, .column_name = orm__pg_column_name, .column_told = orm__pg_column_told, .parameter_told = orm__pg_parameter_told, .reset = orm__pg_reset, .changes = orm__pg_changes,
    .in_transaction = orm__pg_in_transaction, .read_only = orm__pg_read_only, .streams = true, .socket = orm__pg_socket, .alive = orm__pg_alive, .ping = orm__pg_ping,
    .clean = orm__pg_clean_up, .ready = orm__pg_ready, .bulk_takes = orm__pg_bulk_takes, .parse = orm__pg_parse, .bulk = orm__pg_bulk, .draw = orm__pg_draw,
#ifdef ORM__PG_PIPELINE
    .queue = orm__pg_queue, .collect = orm__pg_collect_queued, .queue_end = orm__pg_queue_end,
#endif
};
#endif
