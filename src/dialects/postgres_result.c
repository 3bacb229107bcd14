/* postgres_result: results are collected; what runs is brought to its end, and it is judged what became of it. */
#include "postgres.h"
#ifdef ORM_POSTGRES
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <pthread.h>

/* ---- results --------------------------------------------------------------------------------------------------------------------------- */
/* A pipeline sends several statements in one go; results of the next one follow the NULL behind those of the one before, and Sync is the last. */
ORM__PRIVATE bool orm__pg_piped(const PGconn *link) {
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
ORM__PRIVATE bool orm__pg_is_copy(ExecStatusType status) { return status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH; }

/* All results of what was sent, or of the rest of it; the last one, or the first error. */
ORM__PRIVATE orm__waited orm__pg_results(PGconn *link, int64_t deadline, const int *cancelled, PGresult **kept) {
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
ORM__PRIVATE bool orm__pg_interrupt_until(orm__conn *c, int64_t deadline) {
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
ORM__PRIVATE bool orm__pg_interrupt_until(orm__conn *c, int64_t deadline) { return orm__pg_of(c)->cancellable ? orm__pg_interrupt_process(c, deadline) : orm__pg_interrupt_pooled(c, deadline); }
#endif
/* The order and what comes of it share the time: a call is at most half a second late.  The order is given again when nothing comes of it, because a server that is
 * just loading its compiler (JIT, in the first large statement of a process) forgets it. */
ORM__PRIVATE orm__waited orm__pg_end_it(orm__conn *c, PGresult **r) {
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
ORM__PRIVATE orm_status orm__pg_settled(orm__conn *c) {
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
ORM__PRIVATE orm_status orm__pg_judge(orm__conn *c, PGresult *r, orm_status why) {
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
ORM__PRIVATE orm_status orm__pg_collect(orm__conn *c, int64_t deadline, const int *cancelled, PGresult **out) {
    c->trips++;
    return orm__pg_collect_rest(c, deadline, cancelled, out);
}
ORM__PRIVATE orm_status orm__pg_not_sent(orm__conn *c) {
    orm__pg *p = orm__pg_of(c);
    char message[400];
    if (!p->link || PQstatus(p->link) == CONNECTION_BAD || orm__pg_piped(p->link)) return orm__pg_lost(c, ORM_OK); /* half a pipeline cannot be taken back */
    orm__driver_clean(c->db, PQerrorMessage(p->link), message, sizeof message);
    return orm__driver_fail(c, ORM_SQL, 1, "PostgreSQL: %s", message);
}
ORM__PRIVATE orm_status orm__pg_query(orm__conn *c, const char *sql, int64_t deadline, const int *cancelled, PGresult **out) {
    const orm__pg *p = orm__pg_of(c);
    if (!p->link || !PQsendQuery(p->link, sql)) return orm__pg_not_sent(c);
    return orm__pg_collect(c, deadline, cancelled, out);
}
#endif
