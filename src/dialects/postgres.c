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
#include "wait.h"
#if defined(__has_include) && !__has_include(<libpq-fe.h>) && __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORM__PG_GRACE_US INT64_C(2000000)   /* for ending a statement that was cancelled or is late */
#define ORM__PG_LEAST_VERSION 100000        /* identity columns */

typedef struct orm__pg {
    PGconn *link;              /* NULL: lost */
    bool cancellable;          /* the process that libpq knows is the one that works: no pooler in between */
    uint64_t names;            /* of statements, counted */
    int64_t changes;
    orm__buffer unused;        /* DEALLOCATE ...; for statements that are gone */
} orm__pg;

typedef enum orm__pg_refusal { ORM__PG_TAKEN, ORM__PG_WRONG_TYPE, ORM__PG_OUT_OF_RANGE, ORM__PG_NO_MEMORY } orm__pg_refusal;

typedef struct orm__pg_stmt {
    char name[24];
    int parameters, columns, rows, row, column, refused_at;
    bool binary, no_memory, damaged, stale; /* stale: it must be prepared again */
    orm__pg_refusal refusal;
    PGresult *described, *result;
    orm__arena texts;          /* of values on their way, and of the current row's */
    uint8_t *parameter_kinds, *column_kinds;
    const char **values; int *sizes, *formats;
    char (*room)[16];          /* of values of a fixed size */
    size_t size;               /* of this block */
} orm__pg_stmt;

static orm__pg *orm__pg_of(const orm__conn *c) { return c->native; }

/* ---- errors ------------------------------------------------------------------------------------------------------------------------ */
static orm_status orm__pg_status(const char *state) {
    static const struct { const char *state; orm_status status; } states[] = { /* whole codes before classes */
        { "23505", ORM_CONFLICT_UNIQUE }, { "23P01", ORM_CONFLICT_UNIQUE }, { "23503", ORM_CONFLICT_FOREIGN_KEY }, { "23001", ORM_CONFLICT_FOREIGN_KEY }, { "23514", ORM_CONFLICT_CHECK },
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
    if (p->link) PQfinish(p->link);
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
/* Until the connection stands.  The socket may be another one after each step. */
static orm__waited orm__pg_wait_connected(PGconn *link, int64_t deadline, const int *cancelled) {
    PostgresPollingStatusType next = PGRES_POLLING_WRITING;
    while (next == PGRES_POLLING_READING || next == PGRES_POLLING_WRITING) {
        const orm__waited waited = orm__wait(PQsocket(link), next == PGRES_POLLING_READING ? ORM__WAIT_READ : ORM__WAIT_WRITE, deadline, cancelled);
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
        host += (size_t)snprintf(s->hosts + host, sizeof s->hosts - host, "%s%s", i ? "," : "", url->hosts[i].host);
        if (url->hosts[i].port) port += (size_t)snprintf(s->ports + port, sizeof s->ports - port, "%s%u", i ? "," : "", (unsigned)url->hosts[i].port);
        else port += (size_t)snprintf(s->ports + port, sizeof s->ports - port, "%s", i ? "," : "");
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
/* What libpq is given: parts of the URL, never a text that it would parse again and could print. */
static orm_status orm__pg_settings_of(orm__conn *c, const orm__url *url, const orm_options *o, orm__pg_settings *s) {
    static const char *const refused[] = { "user", "dbname", "database", "client_encoding", "replication", "fallback_application_name" };
    *s = (orm__pg_settings){ .connect_ms = o->connect_ms };
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
        } else {
            orm__pg_set(s, key, value);
        }
    }
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
static orm_status orm__pg_refused(orm__conn *c, PGconn *link, orm__waited waited, int connect_ms) {
    char raw[1000], message[500], state[6];
    if (waited == ORM__WAIT_CANCELLED) return orm__driver_fail(c, ORM_CANCELLED, 1, "cancelled while connecting");
    if (waited == ORM__WAIT_TIMEOUT) return orm__driver_fail(c, ORM_TIMEOUT, 1, "the PostgreSQL server did not answer in time while connecting (connect_ms is %d)", connect_ms);
    snprintf(raw, sizeof raw, "%s", PQerrorMessage(link));
    orm__pg_take_state(raw, state);
    orm__pg_clean(c, raw, message, sizeof message);
    const bool settings = PQsocket(link) < 0 && strncmp(raw, "invalid ", 8) == 0; /* found out before anything was sent */
    const bool password = PQconnectionNeedsPassword(link) || (!state[0] && PQconnectionUsedPassword(link) && strstr(message, "password"));
    const orm_status status = settings || password ? ORM_CONFIG : state[0] ? orm__pg_status(state) : ORM_CONNECTION;
    return orm__pg_fail(c, status == ORM_SQL ? ORM_CONFIG : status, state, message[0] ? message : "the connection to the PostgreSQL server failed");
}
static orm_status orm__pg_connect(orm__conn *c, const orm__url *url, const orm_options *o, int64_t deadline, const int *cancelled, PGconn **out) {
    orm__pg_settings s;
    *out = NULL;
    const orm_status status = orm__pg_settings_of(c, url, o, &s);
    if (status != ORM_OK) return status;
    const int64_t limit = orm__monotonic() + (int64_t)s.connect_ms * 1000;
    PGconn *link = PQconnectStartParams(s.keys, s.values, 0);
    if (!link) return orm__driver_fail(c, ORM_NO_MEMORY, 1, "PostgreSQL: out of memory");
    PQsetErrorVerbosity(link, PQERRORS_VERBOSE); /* libpq tells the SQLSTATE of a refused connection in no other way */
    PQsetNoticeProcessor(link, orm__pg_notice, c);
    orm__waited waited = PQstatus(link) == CONNECTION_BAD ? ORM__WAIT_FAILED : orm__pg_wait_connected(link, deadline && deadline < limit ? deadline : limit, cancelled);
    if (waited == ORM__WAIT_READY && PQsetnonblocking(link, 1) == 0) {
        PQsetErrorVerbosity(link, PQERRORS_DEFAULT);
        *out = link;
        return ORM_OK;
    }
    orm__pg_refused(c, link, waited, s.connect_ms);
    PQfinish(link);
    return c->error->status;
}

/* ---- results --------------------------------------------------------------------------------------------------------------------------- */
/* All results of what was sent; the last one, or the first error. */
static orm__waited orm__pg_results(PGconn *link, int64_t deadline, const int *cancelled, PGresult **kept) {
    for (;;) {
        const orm__waited waited = orm__pg_wait(link, deadline, cancelled);
        if (waited != ORM__WAIT_READY) return waited;
        PGresult *r = PQgetResult(link);
        if (!r) return ORM__WAIT_READY;
        const ExecStatusType status = PQresultStatus(r);
        if (*kept && PQresultStatus(*kept) == PGRES_FATAL_ERROR) {
            PQclear(r);
        } else {
            PQclear(*kept);
            *kept = r;
        }
        if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) return ORM__WAIT_READY; /* the caller ends the connection */
    }
}
/* Asks the server, over a connection of its own, to end what runs: libpq 15 has no cancel that does not wait. */
static bool orm__pg_interrupt(orm__conn *c) {
    const orm__pg *p = orm__pg_of(c);
    const int64_t deadline = orm__monotonic() + ORM__PG_GRACE_US;
    orm_error ignored;
    orm_error *const told = c->error;
    PGconn *link = NULL;
    PGresult *r = NULL;
    char sql[64];
    if (!p->cancellable) return false;
    c->error = &ignored;
    orm__pg_connect(c, &c->db->url, &c->db->options, deadline, NULL, &link);
    c->error = told;
    if (!link) return false;
    snprintf(sql, sizeof sql, "SELECT pg_cancel_backend(%d)", PQbackendPID(p->link));
    const bool done = PQsendQuery(link, sql) && orm__pg_results(link, deadline, NULL, &r) == ORM__WAIT_READY && r && PQresultStatus(r) == PGRES_TUPLES_OK;
    PQclear(r);
    PQfinish(link);
    return done;
}
/* The outcome of what was sent.  A statement that is late or cancelled is ended by the server; should it have succeeded meanwhile, it has. */
static orm_status orm__pg_collect(orm__conn *c, int64_t deadline, const int *cancelled, PGresult **out) {
    orm__pg *p = orm__pg_of(c);
    orm_status why = ORM_OK;
    PGresult *r = NULL;
    orm__waited waited = orm__pg_results(p->link, deadline, cancelled, &r);
    if (waited == ORM__WAIT_TIMEOUT || waited == ORM__WAIT_CANCELLED) {
        why = waited == ORM__WAIT_TIMEOUT ? ORM_TIMEOUT : ORM_CANCELLED;
        waited = orm__pg_interrupt(c) ? orm__pg_results(p->link, orm__monotonic() + ORM__PG_GRACE_US, NULL, &r) : ORM__WAIT_TIMEOUT;
    }
    const ExecStatusType status = r ? PQresultStatus(r) : PGRES_FATAL_ERROR;
    orm_status result = ORM_OK;
    if (waited != ORM__WAIT_READY) {
        result = orm__pg_lost(c, waited == ORM__WAIT_FAILED ? ORM_OK : why);
    } else if (!r || PQstatus(p->link) == CONNECTION_BAD) {
        result = orm__pg_lost(c, ORM_OK);
    } else if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
        orm__pg_lost(c, ORM_OK);
        result = orm__driver_fail(c, ORM_UNSUPPORTED, 1, "PostgreSQL: COPY is not supported through SQL text; the connection was closed");
    } else if (status == PGRES_EMPTY_QUERY) {
        result = orm__driver_fail(c, ORM_MISUSE, 0, "the SQL holds no statement");
    } else if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        result = orm__pg_failed(c, r, why);
    }
    if (result == ORM_OK) *out = r;
    else PQclear(r);
    return result;
}
static orm_status orm__pg_not_sent(orm__conn *c) {
    orm__pg *p = orm__pg_of(c);
    char message[400];
    if (!p->link || PQstatus(p->link) == CONNECTION_BAD) return orm__pg_lost(c, ORM_OK);
    orm__pg_clean(c, PQerrorMessage(p->link), message, sizeof message);
    return orm__driver_fail(c, ORM_SQL, 1, "PostgreSQL: %s", message);
}
static orm_status orm__pg_query(orm__conn *c, const char *sql, int64_t deadline, const int *cancelled, PGresult **out) {
    const orm__pg *p = orm__pg_of(c);
    if (!p->link || !PQsendQuery(p->link, sql)) return orm__pg_not_sent(c);
    return orm__pg_collect(c, deadline, cancelled, out);
}

/* ---- opening --------------------------------------------------------------------------------------------------------------------------- */
/* How values look in this session, whatever the server, the role or the database say; and who works for us. */
static orm_status orm__pg_set_up(orm__conn *c, int64_t deadline) {
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    const orm_status status = orm__pg_query(c, "SET TimeZone='UTC';SET DateStyle='ISO, YMD';SET IntervalStyle='iso_8601';SET bytea_output='hex';SET extra_float_digits=3;"
                                               "SET standard_conforming_strings=on;SELECT pg_backend_pid()", deadline, c->cancelled, &r);
    if (status != ORM_OK) return status;
    p->cancellable = PQntuples(r) == 1 && atoi(PQgetvalue(r, 0, 0)) == PQbackendPID(p->link);
    PQclear(r);
    if (PQserverVersion(p->link) >= ORM__PG_LEAST_VERSION) return ORM_OK;
    return orm__driver_fail(c, ORM_UNSUPPORTED, 0, "PostgreSQL %d is too old: version 10 or newer is needed", PQserverVersion(p->link));
}
static void orm__pg_close(orm__conn *c) {
    orm__pg *p = orm__pg_of(c);
    if (p->link) PQfinish(p->link);
    orm__buffer_free(&p->unused);
    orm__free(&c->db->allocator, p, sizeof *p);
    c->native = NULL;
}
static orm_status orm__pg_open(orm__conn *c, const orm__url *url, const orm_options *options) {
    orm__pg *p = orm__alloc(&c->db->allocator, sizeof *p);
    if (!p) return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    p->unused.allocator = &c->db->allocator;
    c->native = p;
    if (options->sqlite) orm__driver_fail(c, ORM_CONFIG, 0, "orm_options.sqlite is set, but the URL is for PostgreSQL");
    else if (orm__pg_connect(c, url, options, c->deadline, c->cancelled, &p->link) == ORM_OK)
        if (orm__pg_set_up(c, c->deadline ? c->deadline : orm__monotonic() + (int64_t)options->connect_ms * 1000) == ORM_OK) return ORM_OK;
    orm__pg_close(c);
    return c->error->status;
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
    const size_t size = sizeof(orm__pg_stmt) + n * (16 + sizeof(char *) + 2 * sizeof(int) + 1) + m + 16 * 7;
    orm__pg_stmt *native = orm__alloc(a, size);
    if (!native) return NULL;
    char *at = (char *)native;
    orm__pg_part(&at, sizeof *native);
    native->room = orm__pg_part(&at, n * 16);
    native->values = orm__pg_part(&at, n * sizeof *native->values);
    native->sizes = orm__pg_part(&at, n * sizeof *native->sizes);
    native->formats = orm__pg_part(&at, n * sizeof *native->formats);
    native->parameter_kinds = orm__pg_part(&at, n);
    native->column_kinds = orm__pg_part(&at, m);
    native->size = size;
    native->parameters = parameters;
    native->columns = columns;
    native->texts.allocator = a;
    return native;
}
/* Statements of evicted cache entries; not inside a failed transaction, where the server takes nothing but its end. */
static orm_status orm__pg_deallocate(orm__conn *c) {
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    if (!p->unused.length || PQtransactionStatus(p->link) == PQTRANS_INERROR) return ORM_OK;
    const orm_status status = orm__pg_query(c, p->unused.text, c->deadline, c->cancelled, &r);
    PQclear(r);
    p->unused.length = 0;
    return status;
}
static orm_status orm__pg_describe(orm__conn *c, orm__stmt *st, const char *name) {
    const orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    if (!PQsendDescribePrepared(p->link, name)) return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &r);
    if (status != ORM_OK) return status;
    orm__pg_stmt *n = orm__pg_stmt_new(&c->db->allocator, PQnparams(r), PQnfields(r));
    if (!n) {
        PQclear(r);
        return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    }
    n->described = r;
    n->binary = true;
    for (int i = 0; i < n->parameters; i++) n->parameter_kinds[i] = (uint8_t)orm__pg_kind_of(PQparamtype(r, i));
    for (int i = 0; i < n->columns; i++) {
        n->column_kinds[i] = (uint8_t)orm__pg_kind_of(PQftype(r, i));
        n->binary = n->binary && n->column_kinds[i] != ORM__PG_OTHER;
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
static orm_status orm__pg_prepare(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    char name[24];
    if (!p->link) return orm__pg_not_sent(c);
    orm_status status = orm__pg_deallocate(c);
    if (status != ORM_OK) return status;
    snprintf(name, sizeof name, "orm_%llu", (unsigned long long)++p->names);
    if (!PQsendPrepare(p->link, name, st->sql, 0, NULL)) return orm__pg_not_sent(c);
    status = orm__pg_collect(c, c->deadline, c->cancelled, &r);
    if (status != ORM_OK) return status;
    PQclear(r);
    status = orm__pg_describe(c, st, name);
    if (status != ORM_OK) orm__pg_forget(p, name);
    return status;
}
static void orm__pg_finalize(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    orm__pg_forget(orm__pg_of(st->conn), n->name);
    PQclear(n->described);
    PQclear(n->result);
    orm__arena_free(&n->texts);
    orm__free(&st->conn->db->allocator, n, n->size);
    st->native = NULL;
}
static orm_status orm__pg_reset(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    PQclear(n->result);
    n->result = NULL;
    n->rows = n->row = 0;
    n->no_memory = n->damaged = false;
    for (int i = 0; i < n->parameters; i++) n->values[i] = NULL;
    orm__arena_reset(&n->texts);
    return n->stale ? ORM_SERIALIZATION : ORM_OK;
}
/* Rows that were inserted, updated or deleted: the number that SELECT gives is another one. */
static int64_t orm__pg_count_changes(PGresult *r) {
    const char *tag = PQcmdStatus(r);
    const bool writes = !strncmp(tag, "INSERT", 6) || !strncmp(tag, "UPDATE", 6) || !strncmp(tag, "DELETE", 6) || !strncmp(tag, "MERGE", 5);
    return writes ? strtoll(PQcmdTuples(r), NULL, 10) : 0;
}
static orm_status orm__pg_execute(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    orm__pg_stmt *n = st->native;
    p->changes = 0;
    if (!p->link || !PQsendQueryPrepared(p->link, n->name, n->parameters, n->values, n->sizes, n->formats, n->binary)) return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &n->result);
    if (status != ORM_OK) { /* 0A000: a table was changed; 26000: it is not there, because somebody ran DISCARD */
        n->stale = !strcmp(c->error->sqlstate, "26000") || (status == ORM_SERIALIZATION && !strcmp(c->error->sqlstate, "0A000"));
        return status;
    }
    n->rows = PQntuples(n->result);
    n->row = -1;
    p->changes = orm__pg_count_changes(n->result);
    n->stale = PQresultStatus(n->result) == PGRES_TUPLES_OK && PQnfields(n->result) != n->columns;
    if (!n->stale) return ORM_OK;
    return orm__driver_fail(c, ORM_SERIALIZATION, 1, "the result has other columns than when the statement was prepared: a table was changed meanwhile");
}
static orm__step orm__pg_step(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    if (n->row + 1 >= n->rows) {
        n->row = n->rows;
        return ORM__STEP_DONE;
    }
    n->row++;
    orm__arena_reset(&n->texts);
    return ORM__STEP_ROW;
}

/* ---- reading --------------------------------------------------------------------------------------------------------------------------------- */
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
    if (n->binary || wire == ORM__WIRE_INTEGER || wire == ORM__WIRE_REAL) return wire;
    return n->column_kinds[n->column] == ORM__PG_BYTEA ? ORM__WIRE_BLOB : ORM__WIRE_TEXT;
}
static int64_t orm__pg_integer(const void *value) {
    orm__pg_stmt *n = orm__pg_at(value);
    const char *bytes = PQgetvalue(n->result, n->row, n->column);
    bool ok = true;
    if (!n->binary) return n->column_kinds[n->column] == ORM__PG_BOOL ? *bytes == 't' : strtoll(bytes, NULL, 10);
    const int64_t v = orm__pg_read_integer((orm__pg_kind)n->column_kinds[n->column], bytes, (size_t)PQgetlength(n->result, n->row, n->column), &ok);
    if (!ok) n->damaged = true;
    return v;
}
static double orm__pg_real(const void *value) {
    orm__pg_stmt *n = orm__pg_at(value);
    const char *bytes = PQgetvalue(n->result, n->row, n->column);
    bool ok = true;
    double in_text;
    if (!n->binary) /* strtod() would go by the program's locale; it is needed for NaN and Infinity alone */
        return orm__json_to_double(bytes, (size_t)PQgetlength(n->result, n->row, n->column), &in_text) ? in_text : strtod(bytes, NULL);
    const double v = orm__pg_read_real((orm__pg_kind)n->column_kinds[n->column], bytes, (size_t)PQgetlength(n->result, n->row, n->column), &ok);
    if (!ok) n->damaged = true;
    return v;
}
/* "\x0aff" of a result in text form. */
static const char *orm__pg_unhex(orm__pg_stmt *n, const char *bytes, size_t *size) {
    static const char digits[] = "0123456789abcdef";
    const size_t length = *size < 2 ? 0 : (*size - 2) / 2;
    char *out = orm__arena_take(&n->texts, length + 1, 1);
    n->no_memory = n->no_memory || !out;
    for (size_t i = 0; out && i < length; i++) out[i] = (char)((strchr(digits, bytes[2 + 2 * i]) - digits) << 4 | (strchr(digits, bytes[3 + 2 * i]) - digits));
    *size = length;
    return out;
}
static const char *orm__pg_bytes(const void *value, orm__wire wire, size_t *size) {
    orm__pg_stmt *n = orm__pg_at(value);
    (void)wire;
    const orm__pg_kind kind = (orm__pg_kind)n->column_kinds[n->column];
    const char *bytes = PQgetvalue(n->result, n->row, n->column);
    bool ok = true;
    *size = (size_t)PQgetlength(n->result, n->row, n->column);
    if (kind == ORM__PG_BPCHAR) /* the server fills such texts up with blanks */
        while (*size && bytes[*size - 1] == ' ') --*size;
    if (!n->binary) {
        if (kind == ORM__PG_BYTEA) bytes = orm__pg_unhex(n, bytes, size);
    } else if (kind == ORM__PG_JSONB) { /* one byte of version */
        ok = *size > 0 && *bytes == 1;
        if (ok) bytes++, --*size;
    } else if (kind == ORM__PG_NUMERIC || kind == ORM__PG_INTERVAL || kind == ORM__PG_INET || kind == ORM__PG_MACADDR || kind == ORM__PG_POINT) {
        bytes = orm__pg_read_text(kind, bytes, *size, &n->texts, size, &ok);
        n->no_memory = n->no_memory || (ok && !bytes);
    }
    if (!ok) n->damaged = true;
    if (bytes && ok) return bytes;
    *size = 0;
    return "";
}
static const orm__cell_reader orm__pg_reader = { orm__pg_value, orm__pg_wire, orm__pg_integer, orm__pg_real, orm__pg_bytes };

/* What a reader could not tell the codec. */
static orm_status orm__pg_read_failed(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    if (n->no_memory) return orm__driver_fail(st->conn, ORM_NO_MEMORY, 0, "out of memory while reading a value");
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "the server sent a value of column \"%.80s\" in a form that is not known", PQfname(n->described, n->column));
}
static orm_status orm__pg_fetch_row(orm__stmt *st, const orm__field *const *fields, size_t count, void *row, orm__decoding *to) {
    const orm__pg_stmt *n = st->native;
    const orm_status status = orm__decode_row(&orm__pg_reader, st->native, fields, count, row, to);
    return n->no_memory || n->damaged ? orm__pg_read_failed(st) : status;
}
/* Cursors get what SQLite would have: dates and times are texts there, and a whole number is an integer. */
static orm_status orm__pg_plain(orm__pg_stmt *n, orm__cell *cell) {
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    size_t length = 0;
    int64_t whole;
    if (cell->wire == ORM__WIRE_TEXT && n->binary && n->column_kinds[n->column] == ORM__PG_NUMERIC && cell->size < 20 && orm__json_to_int64(cell->bytes, cell->size, &whole)) {
        *cell = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = whole };
        return ORM_OK;
    }
    if (cell->wire <= ORM__WIRE_BLOB) return ORM_OK;
    if (cell->wire == ORM__WIRE_TIMESTAMP) length = orm_timestamp_text(cell->integer, text, sizeof text);
    else if (cell->wire == ORM__WIRE_TIME) length = orm_time_text(cell->integer, text, sizeof text);
    else if (cell->integer >= ORM_DATE_MIN && cell->integer <= ORM_DATE_MAX) length = orm_date_text((int32_t)cell->integer, text, sizeof text);
    if (!length) {
        n->damaged = true; /* infinity, or outside of the years 1 to 9999 */
        return ORM_OK;
    }
    *cell = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = orm__arena_text(&n->texts, text, length), .size = length };
    n->no_memory = n->no_memory || !cell->bytes;
    return ORM_OK;
}
static orm_status orm__pg_cell(orm__stmt *st, int column, orm__cell *out) {
    orm__pg_stmt *n = st->native;
    const void *value = orm__pg_value(n, column);
    orm__read_cell(&orm__pg_reader, value, orm__pg_wire(value), out);
    if (!n->no_memory && !n->damaged) orm__pg_plain(n, out);
    if (!n->no_memory && !n->damaged) return ORM_OK;
    out->wire = ORM__WIRE_NULL;
    const orm_status status = orm__pg_read_failed(st);
    n->no_memory = n->damaged = false;
    return status;
}
static const char *orm__pg_column_name(orm__stmt *st, int column) { return PQfname(((orm__pg_stmt *)st->native)->described, column); }

/* ---- writing --------------------------------------------------------------------------------------------------------------------------------- */
static int orm__pg_refuse(orm__pg_stmt *n, int at, orm__pg_refusal why) {
    n->refusal = why;
    n->refused_at = at;
    return (int)why;
}
static int orm__pg_give(orm__pg_stmt *n, int at, const char *bytes, size_t size, bool binary) {
    if (!bytes) return orm__pg_refuse(n, at, ORM__PG_NO_MEMORY);
    if (size > INT32_MAX) return orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE);
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
    case ORM__PG_BYTEA: case ORM__PG_UUID: case ORM__PG_TIMESTAMP: case ORM__PG_DATE: case ORM__PG_TIME: case ORM__PG_INTERVAL: return orm__pg_refuse(n, at, ORM__PG_WRONG_TYPE);
    default: return orm__pg_give_text(n, at, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)v));
    }
}
static int orm__pg_bind_real(void *native, int at, double v) {
    orm__pg_stmt *n = native;
    char text[ORM__DOUBLE_TEXT_SIZE];
    int64_t whole;
    switch ((orm__pg_kind)n->parameter_kinds[at - 1]) {
    case ORM__PG_FLOAT8: return orm__pg_give_real(n, at, v, false);
    case ORM__PG_FLOAT4: return orm__pg_give_real(n, at, v, true);
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
    /* the text of a bytea would be read for its escapes: its bytes are meant */
    return orm__pg_give(n, at, bytes, size, kind == ORM__PG_TEXT || kind == ORM__PG_BPCHAR || kind == ORM__PG_BYTEA);
}
static int orm__pg_bind_blob(void *native, int at, const void *bytes, size_t size) {
    orm__pg_stmt *n = native;
    const orm__pg_kind kind = (orm__pg_kind)n->parameter_kinds[at - 1];
    if (kind != ORM__PG_BYTEA && !(kind == ORM__PG_UUID && size == 16)) return orm__pg_refuse(n, at, ORM__PG_WRONG_TYPE);
    return orm__pg_give(n, at, bytes ? bytes : "", size, true);
}
static int orm__pg_bind_moment(void *native, int at, const orm__cell *v) {
    orm__pg_stmt *n = native;
    const orm__pg_kind kind = (orm__pg_kind)n->parameter_kinds[at - 1];
    char text[ORM_TIMESTAMP_TEXT_SIZE] = "";
    if (v->wire == ORM__WIRE_TIMESTAMP && kind == ORM__PG_TIMESTAMP) return orm__pg_give_number(n, at, (uint64_t)orm__pg_from_timestamp(v->integer), 8);
    if (v->wire == ORM__WIRE_DATE && kind == ORM__PG_DATE) return orm__pg_give_number(n, at, (uint64_t)(int64_t)orm__pg_from_date(v->integer), 4);
    if (v->wire == ORM__WIRE_TIME && kind == ORM__PG_TIME) return orm__pg_give_number(n, at, (uint64_t)v->integer, 8);
    size_t length;
    if (v->wire == ORM__WIRE_TIMESTAMP) length = orm_timestamp_text(v->integer, text, sizeof text);
    else if (v->wire == ORM__WIRE_DATE) length = orm_date_text((int32_t)v->integer, text, sizeof text);
    else length = orm_time_text(v->integer, text, sizeof text);
    return length ? orm__pg_give_text(n, at, text, length) : orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE);
}
static const orm__value_writer orm__pg_writer = { orm__pg_bind_null, orm__pg_bind_integer, orm__pg_bind_real, orm__pg_bind_text, orm__pg_bind_blob, orm__pg_bind_moment };

static orm_status orm__pg_bind_refused(orm__stmt *st) {
    const orm__pg_stmt *n = st->native;
    static const char *const names[ORM__PG_KIND_COUNT] = { "a value of a type that is not known here", "boolean", "smallint", "integer", "bigint", "oid", "real", "double precision", "numeric", "text",
        "char", "json", "jsonb", "bytea", "uuid", "timestamp", "date", "time", "interval", "inet", "macaddr", "point", "void" };
    if (n->refusal == ORM__PG_NO_MEMORY) return orm__driver_fail(st->conn, ORM_NO_MEMORY, 0, "out of memory while writing a value");
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "value %d of the statement %s what PostgreSQL takes there: %s; give another value, or write a cast into raw SQL, like ?::bigint", n->refused_at,
                            n->refusal == ORM__PG_WRONG_TYPE ? "is of another type than" : "does not fit", names[n->parameter_kinds[n->refused_at - 1]]);
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

ORM__UNUSED static const orm__driver orm__pg_driver = {
    .dialect = ORM_DIALECT_POSTGRES, .name = "libpq", .open = orm__pg_open, .close = orm__pg_close, .capabilities = orm__pg_capabilities, .version = orm__pg_version,
    .run = orm__pg_run, .prepare = orm__pg_prepare, .finalize = orm__pg_finalize, .bind = orm__pg_bind, .bind_row = orm__pg_bind_row, .execute = orm__pg_execute,
    .step = orm__pg_step, .fetch_row = orm__pg_fetch_row, .cell = orm__pg_cell, .column_name = orm__pg_column_name, .reset = orm__pg_reset, .changes = orm__pg_changes,
    .in_transaction = orm__pg_in_transaction, .read_only = orm__pg_read_only,
};
#endif
