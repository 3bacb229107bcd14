/* mysql_call: calls to the server, each of them watched, and what became of the transaction. */
#include "mysql.h"
#ifdef ORM_MYSQL
#include <stdio.h>

/* ---- calls to the server ------------------------------------------------------------------------------------------------------------ */
static orm_status orm__my_refuse_call(orm__conn *c, orm_status why) {
    switch (why) {
    case ORM_TIMEOUT: return orm__driver_fail(c, why, 1, "the deadline passed before the statement was sent");
    case ORM_CANCELLED: return orm__driver_fail(c, why, 1, "cancelled by orm_cancel before the statement was sent");
    default: return orm__driver_fail(c, why, 0, "no thread could be had to watch the deadline of the statement");
    }
}
ORM__PRIVATE orm_status orm__my_watched(orm__conn *c, int64_t deadline, const int *cancelled) {
    orm__my *p = orm__my_of(c);
    if (p->doubtful) return orm__my_lost(c, c->occupied ? p->watch.why : ORM_OK, 2006, "HY000", "a statement that was interrupted may not have ended"); /* occupied: it is that one */
    if (!p->link) return orm__my_lost(c, ORM_OK, 2006, "HY000", "");
    p->watch.deadline = deadline;
    p->watch.cancelled = cancelled;
    p->watch.socket = orm__my_socket(p->link);
    const orm_status why = orm__watch_begin(&p->watch);
    return why == ORM_OK ? ORM_OK : orm__my_refuse_call(c, why);
}
ORM__PRIVATE orm_status orm__my_call_until(orm__conn *c, int64_t deadline, const int *cancelled) {
    c->trips++;
    return orm__my_watched(c, deadline, cancelled);
}
/* Before a call to the server: nothing was sent when it fails. */
ORM__PRIVATE orm_status orm__my_call(orm__conn *c) { return orm__my_call_until(c, c->deadline, c->cancelled); }
/* KILL has been sent, and the statement has ended without it: something that does nothing takes what may still come. */
static void orm__my_absorb(orm__conn *c) {
    orm__my *p = orm__my_of(c);
    p->watch.deadline = orm__monotonic() + ORM__WATCH_GRACE_US;
    p->watch.cancelled = NULL;
    const orm_status begun = orm__watch_begin(&p->watch);
    if (begun == ORM_OK) {
        const bool failed = mysql_query(p->link, "DO 0") != 0;
        orm__watch_end(&p->watch);
        p->doubtful = p->watch.shut || p->watch.why != ORM_OK || (failed && orm__my_is_lost(mysql_errno(p->link)));
    } else {
        p->doubtful = true;
    }
}
/* After one.  code 0: it succeeded - if it was interrupted meanwhile, it has succeeded nevertheless. */
ORM__PRIVATE orm_status orm__my_done(orm__conn *c, unsigned code, const char *state, const char *reason) {
    orm__my *p = orm__my_of(c);
    char kept_state[6], kept_reason[512];
    kept_state[0] = kept_reason[0] = 0;
    if (code) { /* they are the library's, and the next call to it overwrites them */
        snprintf(kept_state, sizeof kept_state, "%s", state);
        snprintf(kept_reason, sizeof kept_reason, "%s", reason);
    }
    orm__watch_end(&p->watch);
    const orm_status why = p->watch.why;
    p->interrupted = p->watch.killing == ORM__KILL_DONE || p->watch.killing == ORM__KILL_UNKNOWN ? why : ORM_OK;
    if (p->watch.shut && code) return orm__my_lost(c, why, 0, "", "");
    if (!code) p->in_transaction = p->link->server_status & SERVER_STATUS_IN_TRANS;
    const bool pending = p->watch.killing == ORM__KILL_DONE && orm__my_status(code, kept_state) != ORM_CANCELLED && !orm__my_is_lost(code);
    if (p->watch.shut || p->watch.killing == ORM__KILL_UNKNOWN || (pending && c->occupied)) p->doubtful = true;
    else if (pending) orm__my_absorb(c);
    if (p->doubtful) c->broken = !c->adopted;
    return code ? orm__my_failed(c, why, code, kept_state, kept_reason) : ORM_OK;
}
ORM__PRIVATE orm_status orm__my_done_link(orm__conn *c, bool failed) {
    MYSQL *link = orm__my_of(c)->link;
    return failed ? orm__my_done(c, mysql_errno(link) ? mysql_errno(link) : 2000, mysql_sqlstate(link), mysql_error(link)) : orm__my_done(c, 0, "", "");
}
ORM__PRIVATE orm_status orm__my_query_watched(orm__conn *c, const char *sql, int64_t deadline, const int *cancelled) {
    const orm_status status = orm__my_call_until(c, deadline, cancelled);
    return status == ORM_OK ? orm__my_done_link(c, mysql_query(orm__my_of(c)->link, sql) != 0) : status;
}
/* What became of the transaction is not in the server's errors.  A deadlock takes it along; after some others it depends: the server is asked. */
ORM__PRIVATE void orm__my_transaction_after(orm__conn *c) {
    orm__my *p = orm__my_of(c);
    const int code = c->error->native_code;
    if (!p->link || !p->in_transaction) return;
    if (code == 1213 || code == 1614) p->in_transaction = p->begun = false; /* the core sees it, and sends no ROLLBACK */
    if (code != 1205 && code != 1020 && code != 1180 && code != 1317 && code != 1969 && code != 3024 && code != 3101 && code != 1637) return;
    const orm_error told = *c->error;
    if (orm__my_call_until(c, orm__monotonic() + ORM__WATCH_GRACE_US, NULL) == ORM_OK) orm__my_done_link(c, mysql_ping(p->link) != 0);
    if (!p->in_transaction) p->begun = false;
    *c->error = told;
}
/* The core thinks that it is in a transaction. */
ORM__PRIVATE orm_status orm__my_check_transaction(orm__conn *c) {
    orm__my *p = orm__my_of(c);
    if (!p->begun || p->in_transaction) return ORM_OK;
    p->begun = false;
    return orm__driver_fail(c, ORM_TRANSACTION, 1, "the statement has ended the transaction by itself, and all that was done in it is committed: %s does so for statements like CREATE, ALTER and DROP, "
                            "and for procedures that hold them; run it outside of transactions", orm__my_name(c));
}
/* DDL: the server would commit what there is, and then nothing could be rolled back any more. */
ORM__PRIVATE orm_status orm__my_refuse_commit(orm__conn *c, const char *sql) {
    char words[64];
    if (!orm__my_of(c)->in_transaction || !orm__my_commits(sql, words, sizeof words)) return ORM_OK;
    return orm__driver_fail(c, ORM_MISUSE, 0, "%s would commit the open transaction on %s: run it outside of transactions, before orm_begin or after orm_commit (CREATE TEMPORARY TABLE and "
                            "DROP TEMPORARY TABLE are fine inside)", words, orm__my_name(c));
}
#endif
