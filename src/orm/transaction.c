/* transaction: begin, commit, rollback, blocks, poison, and what a rolled-back transaction had stored. */
#include "internal.h"
#include <stdio.h>
#include <string.h>

static orm__level *orm__innermost(orm_session *s) { return s->depth ? &s->levels[s->depth - 1] : NULL; }

/* ---- poison --------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE orm_status orm__usable(orm_session *s) {
    const orm__level *level = orm__innermost(s);
    if (!level || !level->poisoned || s->ending) return ORM_OK;
    return orm__fail(s, ORM_TRANSACTION, "an earlier error (%s) ended this %s: call orm_rollback first; to survive a conflict, put the statement into a transaction of its own inside this one",
                     orm_status_name(level->first_failure), s->depth > 1 ? "savepoint" : "transaction");
}
/* The calls that come after it in the block overwrite the session's error.  One is kept: that of the outermost level that failed. */
static void orm__keep_first(orm_session *s, orm_status status) {
    if (s->error.status != status || (s->first_depth && s->first_depth < s->depth)) return;
    s->first_error = s->error;
    s->first_depth = s->depth;
}
ORM__PRIVATE void orm__poison(orm_session *s, orm_status status) {
    orm__level *level = orm__innermost(s);
    if (!level) return;
    if (!level->poisoned && !level->failed) {
        level->first_failure = status;
        orm__keep_first(s, status);
    }
    level->poisoned = true;
    orm__conn *c = s->apart ? s->set_aside : s->conn; /* a result that was opened before has another one */
    if (c && !c->driver->in_transaction(c)) { /* the database has rolled everything back by itself */
        for (int i = 0; i < s->depth; i++) {
            if (!s->levels[i].poisoned && !s->levels[i].failed) s->levels[i].first_failure = status;
            s->levels[i].poisoned = true;
        }
    }
}
ORM__PRIVATE void orm__write_failed(orm_session *s) {
    orm__level *level = orm__innermost(s);
    if (!level || level->failed || level->poisoned) return;
    level->failed = true;
    level->first_failure = s->error.status;
    orm__keep_first(s, s->error.status);
}

/* ---- ids ---------------------------------------------------------------------------------------------------------------------------
 * A row remembers in which transaction it was stored.  Ids are given only to transactions that store something, and the ranges of those rolled back are
 * kept with the database, neighbours merged: 16 bytes for each, so that a row is new again wherever it is used next. */
static bool orm__reserve_range(orm_db *db) {
    if (db->rolled_back_count + db->ids_open < db->rolled_back_size) return true;
    orm__id_range *ranges = orm__grow(&db->allocator, db->rolled_back, &db->rolled_back_size, sizeof *ranges, 64);
    if (ranges) db->rolled_back = ranges;
    return ranges != NULL;
}
static bool orm__reserve_id(orm_session *s) {
    if (s->id_count < s->id_size) return true;
    uint64_t *ids = orm__grow(&s->db->allocator, s->ids, &s->id_size, sizeof *ids, 16);
    if (ids) s->ids = ids;
    return ids != NULL;
}
/* Room for the record of its rollback is there before anything is stored: a rollback cannot fail for want of memory. */
ORM__PRIVATE uint64_t orm__transaction_id(orm_session *s) {
    orm__level *level = orm__innermost(s);
    if (!level) return 0;
    if (level->id) return level->id;
    if (!orm__reserve_id(s)) return UINT64_MAX;
    pthread_mutex_lock(&s->db->lock);
    if (orm__reserve_range(s->db)) {
        s->db->ids_open++;
        level->id = ++s->db->next_transaction;
    }
    pthread_mutex_unlock(&s->db->lock);
    if (!level->id) return UINT64_MAX;
    return s->ids[s->id_count++] = level->id;
}
/* Called with the lock held.  The list is sorted; ids come mostly in order, so the place is near the end. */
static void orm__record_rollback(orm_db *db, uint64_t id) {
    orm__id_range *list = db->rolled_back;
    size_t at = db->rolled_back_count;
    while (at && list[at - 1].first > id) at--;
    if (at && list[at - 1].last + 1 == id) {
        list[at - 1].last = id;
    } else if (at < db->rolled_back_count && list[at].first == id + 1) {
        list[at].first = id;
    } else {
        memmove(list + at + 1, list + at, (db->rolled_back_count - at) * sizeof *list);
        list[at] = (orm__id_range){ id, id };
        db->rolled_back_count++;
    }
}
/* The ids of the innermost level are done with: rolled back, or (outermost) committed. */
static void orm__ids_done(orm_session *s, size_t from, bool rolled_back) {
    if (s->id_count == from) return;
    pthread_mutex_lock(&s->db->lock);
    for (size_t i = from; rolled_back && i < s->id_count; i++) orm__record_rollback(s->db, s->ids[i]);
    s->db->ids_open -= s->id_count - from;
    if (rolled_back) __atomic_store_n(&s->db->rolled_back_any, 1, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&s->db->lock);
    s->id_count = from;
}
ORM__PRIVATE bool orm__was_rolled_back(orm_db *db, uint64_t id) {
    if (!id || !__atomic_load_n(&db->rolled_back_any, __ATOMIC_ACQUIRE)) return false;
    pthread_mutex_lock(&db->lock);
    size_t low = 0, high = db->rolled_back_count;
    while (low < high) {
        const size_t middle = (low + high) / 2;
        if (db->rolled_back[middle].last < id) low = middle + 1;
        else high = middle;
    }
    const bool found = low < db->rolled_back_count && db->rolled_back[low].first <= id;
    pthread_mutex_unlock(&db->lock);
    return found;
}
/* Ended by COMMIT and ROLLBACK; everything else is a savepoint. */
static bool orm__is_outermost(const orm_session *s) { return s->depth == 1 && !s->levels[0].guest; }

/* ---- statements --------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__refuse_begin(orm_session *s, const orm_tx *o) {
    const bool sqlite = s->db->dialect->id == ORM_DIALECT_SQLITE;
    if (o->end_) return orm__fail(s, ORM_MISUSE, "orm_tx: the struct is not initialised; write &(orm_tx){ .read_only = true }");
    if ((unsigned)o->isolation > ORM_SERIALIZABLE) return orm__fail(s, ORM_MISUSE, "orm_tx.isolation is %d, which is no isolation level", (int)o->isolation);
    if (s->depth >= ORM__MAX_DEPTH) return orm__fail(s, ORM_MISUSE, "transactions nest deeper than %d", ORM__MAX_DEPTH);
    if (s->depth && (o->isolation || o->read_only || o->deferrable))
        return orm__fail(s, ORM_MISUSE, "a transaction inside another is a savepoint: isolation, read_only and deferrable cannot change there");
    if (sqlite && o->isolation == ORM_READ_UNCOMMITTED)
        return orm__fail(s, ORM_UNSUPPORTED, "SQLite %d: READ UNCOMMITTED exists only between connections that share a cache; every SQLite transaction is serializable", s->db->capabilities.version);
    if (o->deferrable && (s->db->dialect->id == ORM_DIALECT_MYSQL || s->db->dialect->id == ORM_DIALECT_MARIADB))
        return orm__fail(s, ORM_UNSUPPORTED, "%s %d has no DEFERRABLE transactions, which wait for a moment where no serialization failure can come: leave out .deferrable", s->db->dialect->name, s->db->capabilities.version);
    return ORM_OK;
}
/* What stands before BEGIN holds for the next transaction: when there is none, the connection is not for the next one. */
static orm_status orm__run_begin_sql(orm_session *s, const orm_tx *o) {
    char room[96];
    const orm__dialect *d = s->db->dialect;
    const char *before = d->before_begin ? d->before_begin(o) : NULL;
    orm_status status = before ? orm__run_simple(s, before) : ORM_OK;
    if (status != ORM_OK) return status;
    status = orm__run_simple(s, d->begin(o, room, sizeof room));
    if (status != ORM_OK && before) orm__conn_suspect(s->conn);
    return status;
}
static orm_status orm__begin_outer(orm_session *s, const orm_tx *o) {
    orm_status status = orm__take_connection(s); /* kept until the transaction ends */
    if (status != ORM_OK) return status;
    if (s->conn->adopted && s->conn->driver->in_transaction(s->conn)) {
        status = orm__fail(s, ORM_MISUSE, "the adopted connection is inside a transaction that the program began itself: end it first, or go on without orm_begin");
    } else {
        status = orm__run_begin_sql(s, o);
    }
    if (status != ORM_OK) orm__give_connection(s);
    return status;
}
static orm_status orm__begin_savepoint(orm_session *s) {
    char sql[40];
    snprintf(sql, sizeof sql, "SAVEPOINT orm_%d", s->depth);
    return orm__run_simple(s, sql);
}
static void orm__level_add(orm_session *s, bool read_only) {
    s->levels[s->depth++] = (orm__level){ .read_only = read_only, .after_count = s->after_count, .ids_from = s->id_count };
    if (s->first_depth >= s->depth) s->first_depth = 0; /* that of a level that is gone */
}
/* A connection that the program lent us may be read-only already: then it stays so. */
static orm_status orm__make_read_only(orm_session *s) {
    const orm__dialect *d = s->db->dialect;
    orm__cell cell = { .wire = ORM__WIRE_NULL };
    if (s->conn->adopted) {
        orm__run run;
        orm__parameters_clear(s);
        if (orm__run_begin(s, orm__slice(d->read_only_ask, strlen(d->read_only_ask)), &run) != ORM_OK) return s->error.status;
        if (orm__run_step(s, &run) == ORM__STEP_ROW) s->conn->driver->cell(run.stmt, 0, &cell);
        orm__run_end(s, &run);
    }
    if (s->error.status == ORM_OK && cell.wire == ORM__WIRE_INTEGER && cell.integer) s->levels[s->depth - 1].read_only = false; /* nothing to take back */
    else if (s->error.status == ORM_OK) orm__run_simple(s, d->read_only_on);
    return s->error.status;
}
ORM__PRIVATE orm_status orm__begin_inside(orm_session *s, const orm_tx *options) {
    const orm_tx none = { .end_ = 0 };
    const orm_tx *o = options ? options : &none;
    orm_status status = orm__refuse_begin(s, o);
    if (status == ORM_OK) status = orm__usable(s);
    if (status == ORM_OK) status = s->depth ? orm__begin_savepoint(s) : orm__begin_outer(s, o);
    if (status != ORM_OK) return status;
    orm__level_add(s, o->read_only);
    if (o->read_only && s->db->dialect->read_only_on) status = orm__make_read_only(s);
    if (status != ORM_OK) orm__rollback_inside(s); /* what could not be made read-only has not begun */
    return status;
}
static void orm__level_gone(orm_session *s) {
    const bool was_read_only = s->levels[s->depth - 1].read_only && s->depth == 1;
    if (was_read_only && s->db->dialect->read_only_off) {
        const orm_error before = s->error;
        if (s->conn->driver->run(s->conn, s->db->dialect->read_only_off) != ORM_OK) orm__conn_suspect(s->conn); /* not for the next one */
        s->error = before;
    }
    if (s->depth == 1) orm__advisory_release(s);
    if (--s->depth == 0) orm__give_connection(s);
}
/* SQL that ends a level, on the connection as it is, poisoned or not. */
static orm_status orm__end_with(orm_session *s, const char *format) {
    char sql[64];
    snprintf(sql, sizeof sql, format, s->depth - 1);
    s->ending = true;
    const orm_status status = orm__run_simple(s, sql);
    s->ending = false;
    return status;
}
/* Nobody may go on with the work that should be gone. */
static void orm__rollback_failed(orm_session *s) {
    orm__conn_suspect(s->conn);
    s->conn->unfinished = orm__is_outermost(s) && !s->conn->broken;
}
/* Rolls back the innermost level: rows it stored are new again, its callbacks are forgotten. */
ORM__PRIVATE orm_status orm__rollback_inside(orm_session *s) {
    const orm__level level = s->levels[s->depth - 1];
    const orm_error before = s->error;
    orm_status status = ORM_OK;
    orm__open_rows_end_all(s);
    if (s->conn->driver->in_transaction(s->conn)) { /* else the database has done it by itself */
        if (orm__is_outermost(s)) status = orm__end_with(s, "ROLLBACK");
        else {
            status = orm__end_with(s, "ROLLBACK TO SAVEPOINT orm_%d");
            if (status == ORM_OK) status = orm__end_with(s, "RELEASE SAVEPOINT orm_%d");
        }
    }
    orm__ids_done(s, level.ids_from, true);
    s->after_count = level.after_count;
    if (status == ORM_OK) s->error = before;
    else orm__rollback_failed(s);
    orm__level_gone(s);
    if (status != ORM_OK) orm__poison(s, status); /* what is around it holds work that should be gone */
    return status;
}
static orm_status orm__commit_refused(orm_session *s, const orm__level *level) {
    if (level->poisoned) return orm__usable(s);
    if (s->conn->driver->in_transaction(s->conn)) return ORM_OK;
    return orm__fail(s, ORM_TRANSACTION, "the database has rolled this transaction back by itself: roll back and begin again");
}
/* It stays open until it is rolled back; only one that met a lock may be committed again.  When the connection went away nobody knows whether COMMIT arrived:
 * its rows keep their keys, so that the program can look for them. */
static orm_status orm__commit_failed(orm_session *s, orm_status status) {
    const bool open = s->conn->driver->in_transaction(s->conn);
    if (orm__is_outermost(s) && status == ORM_CONNECTION && !open) {
        const orm_error before = s->error;
        status = orm__error_set(&s->error, ORM_COMMIT_UNKNOWN, "the connection was lost after COMMIT was sent: the transaction may have been committed or not; look for its work before doing it again (%.300s)", before.message);
        s->error.native_code = before.native_code;
        memcpy(s->error.sqlstate, before.sqlstate, sizeof before.sqlstate);
        memcpy(s->error.sql, before.sql, sizeof before.sql);
        orm__ids_done(s, 0, false);
    }
    if (status != ORM_BUSY || !open) orm__poison(s, status);
    return status;
}
ORM__PRIVATE orm_status orm__commit_inside(orm_session *s) {
    orm__level *level = orm__innermost(s);
    orm_status status = orm__commit_refused(s, level);
    if (status != ORM_OK) return status;
    if (s->depth == 1) orm__open_rows_end_all(s);
    if (s->error.status != ORM_OK) return s->error.status; /* a write among them failed at its end */
    status = orm__end_with(s, orm__is_outermost(s) ? "COMMIT" : "RELEASE SAVEPOINT orm_%d");
    if (status != ORM_OK) return orm__commit_failed(s, status);
    if (s->depth == 1) orm__ids_done(s, 0, false);
    orm__level_gone(s);
    return ORM_OK;
}

/* ---- units: what a bulk verb needs to be all or nothing ------------------------------------------------------------------------------ */
/* A transaction of the call's own; in one that the program began itself on the connection that it lent us, a savepoint. */
static orm_status orm__unit_begin_outer(orm_session *s) {
    if (!s->db->adopted) return orm__begin_inside(s, NULL);
    orm_status status = orm__take_connection(s);
    if (status != ORM_OK) return status;
    const bool guest = s->conn->driver->in_transaction(s->conn);
    status = guest ? orm__begin_savepoint(s) : orm__begin_inside(s, NULL);
    if (!guest || status != ORM_OK) orm__give_connection(s);
    if (!guest || status != ORM_OK) return status;
    orm__level_add(s, false);
    s->levels[0].guest = true;
    return ORM_OK;
}
/* Inside a transaction it is a savepoint: a failure that does not end the transaction (a row that is not there) must leave nothing half done either. */
ORM__PRIVATE orm_status orm__unit_begin(orm_session *s, bool *own) {
    *own = false;
    const uint64_t id = s->depth ? orm__transaction_id(s) : 0;
    if (id == UINT64_MAX) return orm__no_memory(s);
    orm_status status = id ? orm__usable(s) : orm__unit_begin_outer(s);
    if (status == ORM_OK && id) status = orm__begin_savepoint(s);
    if (status != ORM_OK) return status;
    if (id) {
        orm__level_add(s, false);
        s->levels[s->depth - 1].id = id; /* rows belong to the program's transaction: they are written back when the savepoint is gone */
    }
    *own = true;
    return ORM_OK;
}
/* For what is one write and needs no more than that nobody comes in between. */
ORM__PRIVATE orm_status orm__unit_begin_alone(orm_session *s, bool *own) {
    *own = false;
    return s->depth ? orm__usable(s) : orm__unit_begin(s, own);
}
ORM__PRIVATE orm_status orm__unit_end(orm_session *s, bool own, orm_status status) {
    if (!own) return status;
    if (status == ORM_OK) status = orm__commit_inside(s);
    if (status == ORM_OK || !s->depth) return status;
    const orm__level level = s->levels[s->depth - 1];
    orm__rollback_inside(s);
    if (s->error.outcome == ORM_APPLIED) s->error.outcome = ORM_NOT_APPLIED; /* it was, and is no longer */
    if (level.poisoned) orm__poison(s, level.first_failure); /* the savepoint is ours: what ends a transaction ends the program's */
    return status;
}

/* ---- public ------------------------------------------------------------------------------------------------------------------------------ */
orm_status orm_begin_with(orm_session *s, const orm_tx *options) {
    const orm_status status = orm__enter(s, "begin", NULL);
    if (status != ORM_OK) return status;
    orm__begin_inside(s, options);
    return orm__leave(s);
}
orm_status orm_begin(orm_session *s) { return orm_begin_with(s, NULL); }

/* Callbacks run outside of the call, so that they may use the session; the list is taken off it first, because a callback's own transactions end too. */
static void orm__run_after(orm_session *s) {
    const orm_error before = s->error;
    orm_db *db = s->db;
    orm__callback *list = s->after;
    const size_t count = s->after_count, size = s->after_size;
    s->after = NULL;
    s->after_count = s->after_size = 0;
    for (size_t i = 0; i < count; i++) list[i].function(s, list[i].data);
    if (s->magic == ORM__SESSION_MAGIC && !s->after) {
        s->after = list;
        s->after_size = size;
    } else {
        orm__free(&db->allocator, list, size * sizeof *list);
    }
    s->error = before;
}
orm_status orm_commit(orm_session *s) {
    const orm_status status = orm__enter(s, "commit", NULL);
    if (status != ORM_OK) return status;
    if (!s->depth) orm__fail(s, ORM_MISUSE, "orm_commit without a transaction: call orm_begin first");
    else orm__commit_inside(s);
    const orm_status ended = orm__leave(s);
    if (ended == ORM_OK && !s->depth && s->after_count) orm__run_after(s);
    return ended;
}
orm_status orm_rollback(orm_session *s) {
    const orm_status status = orm__enter(s, "rollback", NULL);
    if (status != ORM_OK) return status;
    if (!s->depth) orm__fail(s, ORM_MISUSE, "orm_rollback without a transaction: call orm_begin first");
    else orm__rollback_inside(s);
    return orm__leave(s);
}
int orm_depth(const orm_session *s) { return s && s->magic == ORM__SESSION_MAGIC ? s->depth : 0; }
orm_status orm_abort(orm_session *s) {
    const orm_status status = orm__enter(s, "abort", NULL);
    if (status != ORM_OK) return status;
    if (!s->depth) orm__fail(s, ORM_MISUSE, "orm_abort without a transaction");
    else s->levels[s->depth - 1].aborted = true;
    return orm__leave(s);
}
orm_status orm_after_commit(orm_session *s, void (*function)(orm_session *, void *), void *data) {
    orm_status status = orm__enter(s, "after_commit", NULL);
    if (status != ORM_OK) return status;
    if (!function) orm__fail(s, ORM_MISUSE, "orm_after_commit: the function is NULL");
    else if (s->depth && s->after_count == s->after_size) {
        orm__callback *after = orm__grow(&s->db->allocator, s->after, &s->after_size, sizeof *after, 8);
        if (after) s->after = after;
        else orm__no_memory(s);
    }
    if (s->error.status == ORM_OK && s->depth) s->after[s->after_count++] = (orm__callback){ function, data };
    const bool at_once = s->error.status == ORM_OK && !s->depth;
    status = orm__leave(s);
    if (at_once) function(s, data);
    return status;
}

/* ---- blocks --------------------------------------------------------------------------------------------------------------------------------- */
static bool orm__block_begin(orm__block *b) {
    b->open = orm_begin(b->session) == ORM_OK;
    b->level = b->open ? b->session->depth : 0;
    return b->open;
}
/* Before another go: longer each time, and not two sessions in step. */
static void orm__block_wait(orm__block *b) {
    uint8_t jitter = 0;
    orm__random_bytes(b->session->db, &jitter, 1);
    const int base = b->attempt < 8 ? 1 << b->attempt : 256;
    orm__sleep_ms(b->session->db, base + jitter * base / 256);
}
/* A transaction that cannot begin because the database is busy is tried again like one that failed later. */
static void orm__block_try(orm__block *b) {
    const orm_session *s = b->session;
    while (!orm__block_begin(b) && s && s->magic == ORM__SESSION_MAGIC && !s->depth && s->error.retryable && b->attempt < b->attempts) {
        orm__block_wait(b);
        b->attempt++;
    }
}
orm__block orm__block_enter(orm_session *s, int attempts, const char *file, int line) {
    orm__block b = { .session = s, .attempts = attempts < 1 ? 1 : attempts, .attempt = 1 };
    if (s && s->magic == ORM__SESSION_MAGIC) orm__here(s, file, line);
    orm__block_try(&b);
    return b;
}
/* The first failure of the block as the session's error: the call that met it told more, but calls after it have overwritten that. */
static void orm__block_tell(orm_session *s, int level, orm_status status, const orm_error *last) {
    if (s->first_depth == level && s->first_error.status == status) s->error = s->first_error;
    else if (last->status == status) s->error = *last;
    else orm__error_set(&s->error, status, "the block was rolled back because a call in it failed: %s (%s)", orm_status_text(status), orm_status_name(status));
}
void orm__block_end(orm__block *b) {
    orm_session *s = b->session;
    b->open = false;
    if (s->depth < b->level) return; /* the block ended its transaction itself */
    while (s->depth > b->level) orm_rollback(s); /* begun in the block and left open */
    const orm__level level = s->levels[b->level - 1];
    const orm_error last = s->error;
    orm_status status = ORM_OK;
    if (level.poisoned || level.failed || level.aborted) {
        status = level.poisoned || level.failed ? level.first_failure : ORM_OK;
        orm_rollback(s);
        if (status != ORM_OK) orm__block_tell(s, b->level, status, &last);
        s->error.outcome = ORM_NOT_APPLIED; /* whatever the call said: it is rolled back */
    } else {
        status = orm_commit(s);
        if (status != ORM_OK && s->depth >= b->level) {
            const orm_error failed = s->error;
            orm_rollback(s);
            s->error = failed;
        }
    }
    /* only the outermost can be repeated: what failed around a savepoint fails again */
    if (status == ORM_OK || level.aborted || b->level > 1 || !s->error.retryable || b->attempt >= b->attempts) return;
    orm__block_wait(b);
    b->attempt++;
    orm__block_try(b);
}
void orm__block_left(orm__block *b) {
    orm_session *s = b->session;
    if (!b->open) return;
    b->open = false;
    const orm_error last = s->error;
    while (s->magic == ORM__SESSION_MAGIC && s->depth >= b->level) {
        if (orm_rollback(s) != ORM_OK) break;
    }
    if (last.status != ORM_OK) s->error = last;
}
