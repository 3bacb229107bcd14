/* postgres_session: connections as the pool has them: opened, adopted, asked whether they live, put back as they were. */
#include "postgres.h"
#ifdef ORM_POSTGRES
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- opening --------------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__pg_check_version(orm__conn *c) {
    const orm__pg *p = orm__pg_of(c);
    if (PQserverVersion(p->link) >= ORM__PG_LEAST_VERSION) return ORM_OK;
    return orm__driver_fail(c, ORM_UNSUPPORTED, 0, "PostgreSQL %d is too old: version 10 or newer is needed", PQserverVersion(p->link));
}
/* Behind a pooler a setting would be another client's, or lost, after the next statement.  What is read and written in binary form depends on none; what the
 * server itself makes of a time zone, and values in text form, do: for them the settings go with each transaction, or with the statement (orm__pg_send). */
ORM__PRIVATE bool orm__pg_is_utc(const PGconn *link) {
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
ORM__PRIVATE orm_status orm__pg_ready(orm__conn *c) {
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
ORM__PRIVATE void orm__pg_close(orm__conn *c) {
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
ORM__PRIVATE orm_status orm__pg_open(orm__conn *c, const orm__url *url, const orm_options *options) {
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
ORM__PRIVATE int orm__pg_socket(orm__conn *c) { return orm__pg_of(c)->link ? PQsocket(orm__pg_of(c)->link) : -1; }
/* There is something to read on an unused connection: a notice or a changed setting, or the server's farewell. */
ORM__PRIVATE bool orm__pg_alive(orm__conn *c) {
    PGconn *link = orm__pg_of(c)->link;
    for (int i = 0; i < 8; i++) { /* the end comes after the message that explains it */
        if (!link || !PQconsumeInput(link) || PQisBusy(link) || PQstatus(link) != CONNECTION_OK) return false;
        for (PGnotify *n; (n = PQnotifies(link));) PQfreemem(n); /* nobody listens */
        if (orm__wait(PQsocket(link), ORM__WAIT_READ, orm__monotonic(), NULL) != ORM__WAIT_READY) return true;
    }
    return false;
}
ORM__PRIVATE orm_status orm__pg_ping(orm__conn *c) {
    PGresult *r = NULL;
    const orm_status status = orm__pg_query(c, "SELECT 1", c->deadline, c->cancelled, &r);
    PQclear(r);
    return status;
}
ORM__PRIVATE orm_status orm__pg_clean_up(orm__conn *c) {
    const PGconn *link = orm__pg_of(c)->link;
    PGresult *r = NULL;
    if (link && PQtransactionStatus(link) != PQTRANS_ACTIVE) return ORM_OK;
    if (!link || orm__pg_results(orm__pg_of(c)->link, orm__monotonic() + ORM__PG_GRACE_US, NULL, &r) != ORM__WAIT_READY) return ORM_CONNECTION;
    PQclear(r);
    return PQtransactionStatus(link) == PQTRANS_ACTIVE ? ORM_CONNECTION : ORM_OK;
}
ORM__PRIVATE int orm__pg_version(orm__conn *c) { return PQserverVersion(orm__pg_of(c)->link); }
ORM__PRIVATE void orm__pg_capabilities(orm__conn *c, int version, orm__capabilities *out) {
    (void)c;
    *out = (orm__capabilities){ .version = version, .returning = true, .upsert = true, .nulls_order = true, .max_parameters = 65535 };
}
#endif
