/* pool: connections shared by the sessions of a database, and the statements each connection keeps prepared. */
#include "../orm/internal.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ORM__PING_LIMIT_MS 5000 /* for the answer to a ping, or connect_ms when that is less */

/* Microseconds of a clock that is read in a few nanoseconds and is some milliseconds behind: for idleness and age. */
static int64_t orm__coarse(void) {
#ifdef CLOCK_MONOTONIC_COARSE
    struct timespec t;
    if (clock_gettime(CLOCK_MONOTONIC_COARSE, &t) == 0) return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
#endif
    return orm__monotonic();
}

/* ---- opening and closing ---------------------------------------------------------------------------------------------------------
 * A connection's struct lives as long as the database, so that a session may try the one it had last without a lock; what comes and goes is the
 * connection in it.  Everything but the atomic members belongs to whoever has set in_use. */
static bool orm__conn_try(orm__conn *c) {
    int expected = 0;
    return __atomic_compare_exchange_n(&c->in_use, &expected, 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
static bool orm__conn_is_open(const orm__conn *c) { return __atomic_load_n(&c->is_open, __ATOMIC_RELAXED); }
/* What the program lent us and a database in memory are never closed: opened afresh it would be another one. */
static bool orm__db_retires(const orm_db *db) { return !db->in_memory && !db->adopted; }

/* Connections that were opened together shall not all be due together. */
static int64_t orm__conn_lifetime(orm_db *db) {
    uint16_t part = 0;
    const int64_t age = (int64_t)db->options.pool_max_age_ms * 1000;
    if (!orm__random_bytes(db, &part, sizeof part)) part = 0;
    return age - age / 40 * part / 65536;
}
static orm_status orm__conn_open(orm_db *db, orm__conn *c, orm_error *error) {
    c->error = error;
    orm__error_clear(error);
    const orm_status status = db->driver->open(c, &db->url, &db->options);
    c->broken = status != ORM_OK;
    if (status != ORM_OK) return status;
    const int64_t now = orm__coarse();
    c->retire_at = db->options.pool_max_age_ms && !c->adopted && orm__db_retires(db) ? now + orm__conn_lifetime(db) : 0;
    __atomic_store_n(&c->used_at, now, __ATOMIC_RELAXED);
    __atomic_store_n(&c->is_open, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&db->opened, 1, __ATOMIC_RELAXED);
    return status;
}
static orm__conn *orm__conn_new(orm_db *db) {
    orm__conn *c = orm__alloc(&db->allocator, sizeof *c);
    if (!c) return NULL;
    c->db = db;
    c->driver = db->driver;
    c->in_use = 1;
    c->broken = true;
    c->number = ++db->next_conn;
    return c;
}
static void orm__conn_link(orm_db *db, orm__conn *c) {
    c->next = db->connections;
    db->connections = c;
    db->connection_count++;
}
ORM__PRIVATE orm_status orm__pool_fill(orm_db *db, orm_error *error) {
    int wanted = db->options.pool_min ? db->options.pool_min : 1;
    for (int i = 0; i < wanted; i++) {
        orm__conn *c = orm__conn_new(db);
        if (!c) return orm__error_set(error, ORM_NO_MEMORY, "orm_open: out of memory");
        orm__conn_link(db, c);
        const orm_status status = orm__conn_open(db, c, error);
        if (status != ORM_OK) return status;
        if (i == 0) {
            db->adopted = c->adopted;
            db->driver->capabilities(c, db->options.server_version ? db->options.server_version : db->driver->version(c), &db->capabilities);
            if (c->broken) return error->status; /* it was lost while it told */
            if (!orm__db_retires(db)) db->options.pool_min = db->options.pool_max = wanted = 1;
        }
        c->error = NULL;
        __atomic_store_n(&c->in_use, 0, __ATOMIC_SEQ_CST);
    }
    return ORM_OK;
}
/* Not one that the program lent us, nor an in-memory database: opened afresh, that would be an empty one. */
ORM__PRIVATE void orm__conn_suspect(orm__conn *c) { c->broken = !c->adopted && !c->db->in_memory; }
static void orm__conn_shut(orm__conn *c) {
    orm__statements_free(c);
    if (c->native) c->driver->close(c);
    c->native = NULL;
    c->broken = true;
    if (!orm__conn_is_open(c)) return;
    __atomic_store_n(&c->is_open, 0, __ATOMIC_RELAXED);
    __atomic_fetch_add(&c->db->closed, 1, __ATOMIC_RELAXED);
}
/* In a child of the process that opened it: the server is the parent's to talk to, so that what closing would tell it goes nowhere.  A library that keeps files
 * instead (SQLite) is not called at all: it would take the parent's locks and log for its own. */
static void orm__conn_abandon(orm__conn *c) {
    const int socket = c->native && c->driver->socket ? c->driver->socket(c) : -1;
    const int nowhere = socket < 0 ? -1 : open("/dev/null", O_RDWR);
    if (nowhere < 0 || dup2(nowhere, socket) < 0) c->native = NULL;
    if (nowhere >= 0) close(nowhere);
    if (c->adopted) c->native = NULL;
}
ORM__PRIVATE void orm__pool_close(orm_db *db) {
    for (orm__conn *c = db->connections, *next; c; c = next) {
        next = c->next;
        orm_error ignored;
        c->error = &ignored;
        if (orm__forked(db)) orm__conn_abandon(c);
        orm__conn_shut(c);
        orm__free(&db->allocator, c, sizeof *c);
    }
    db->connections = NULL;
}

/* ---- the line ----------------------------------------------------------------------------------------------------------------------
 * A free connection is taken by setting in_use.  Whoever finds none counts itself in `waiting` first and looks again, and whoever gives one back looks at
 * `waiting` after: with sequential consistency one of the two sees the other.  While somebody waits nobody takes one by the quick way: what comes back is
 * handed to the first in the line. */
static bool orm__somebody_waits(const orm_db *db) { return __atomic_load_n(&db->waiting, __ATOMIC_SEQ_CST) > 0; }

/* Open ones first, the newest of them: the others may be idle long enough to be closed. */
static orm__conn *orm__find_free(orm_db *db) {
    for (int open = 1; open >= 0; open--)
        for (orm__conn *c = db->connections; c; c = c->next)
            if (orm__conn_is_open(c) >= open && orm__conn_try(c)) return c;
    return NULL;
}
/* With the lock held. */
static void orm__line_leave(orm_db *db, orm__waiter *w) {
    orm__waiter *before = NULL, *at = db->first_waiter;
    while (at != w) before = at, at = at->next;
    if (before) before->next = w->next;
    else db->first_waiter = w->next;
    if (db->last_waiter == w) db->last_waiter = before;
    __atomic_fetch_sub(&db->waiting, 1, __ATOMIC_SEQ_CST);
}
static void orm__line_join(orm_db *db, orm__waiter *w) {
    if (db->last_waiter) db->last_waiter->next = w;
    else db->first_waiter = w;
    db->last_waiter = w;
    db->waits++;
    __atomic_fetch_add(&db->waiting, 1, __ATOMIC_SEQ_CST);
}
static void orm__line_serve(orm_db *db) {
    orm__waiter *w;
    while ((w = db->first_waiter) && (w->given = orm__find_free(db))) {
        orm__line_leave(db, w);
        pthread_cond_signal(&w->woken);
    }
}
ORM__PRIVATE void orm__pool_wake(orm_session *s) {
    orm_db *db = s->db;
    if (!orm__somebody_waits(db)) return; /* one that joins the line now looks at its flag before it waits */
    pthread_mutex_lock(&db->lock);
    for (orm__waiter *w = db->first_waiter; w; w = w->next)
        if (w->session == s) pthread_cond_signal(&w->woken);
    pthread_mutex_unlock(&db->lock);
}
/* The clock that does not jump, where conditions can be told to go by it; elsewhere the other one, looked at often. */
#if defined(CLOCK_MONOTONIC) && !defined(__APPLE__) && (!defined(__GLIBC__) || defined(__USE_XOPEN2K))
static bool orm__condition_init(pthread_cond_t *condition) {
    pthread_condattr_t steady;
    if (pthread_condattr_init(&steady) != 0) return false;
    const bool ok = pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0 && pthread_cond_init(condition, &steady) == 0;
    pthread_condattr_destroy(&steady);
    return ok;
}
static struct timespec orm__until(int64_t at) { return (struct timespec){ (time_t)(at / 1000000), (long)(at % 1000000 * 1000) }; }
#else
static bool orm__condition_init(pthread_cond_t *condition) { return pthread_cond_init(condition, NULL) == 0; }
static struct timespec orm__until(int64_t at) {
    struct timespec t;
    const int64_t left = at - orm__monotonic(), slice = left > 100000 ? 100000 : left < 0 ? 0 : left;
    timespec_get(&t, TIME_UTC);
    const int64_t ns = t.tv_nsec + slice * 1000;
    return (struct timespec){ t.tv_sec + (time_t)(ns / 1000000000), (long)(ns % 1000000000) };
}
#endif
static orm_status orm__pool_timeout(orm_session *s, bool deadline) {
    const orm_db *db = s->db;
    if (deadline) return orm__fail(s, ORM_TIMEOUT, "the deadline passed while waiting for a free connection (%d of %d in use)", db->connection_count, db->options.pool_max);
    if (db->in_memory)
        return orm__fail(s, ORM_TIMEOUT, "waited %d ms for the connection: an in-memory database is one connection, and another session holds it in a transaction or an open stream; "
                         "end that first, or use a file for parallel work", db->options.pool_wait_ms);
    if (db->adopted)
        return orm__fail(s, ORM_TIMEOUT, "waited %d ms for the connection: the program's own is the only one, and another session holds it in a transaction or an open stream; end that first",
                         db->options.pool_wait_ms);
    return orm__fail(s, ORM_TIMEOUT, "waited %d ms for a free connection: all %d are in use; end transactions and streams sooner or raise orm_options.pool_max",
                     db->options.pool_wait_ms, db->options.pool_max);
}
/* With the lock held, which is let go meanwhile. */
static orm_status orm__line_wait(orm_session *s, orm__waiter *w, int64_t start) {
    orm_db *db = s->db;
    const int64_t limit = start + (int64_t)db->options.pool_wait_ms * 1000;
    const bool by_deadline = s->deadline && s->deadline < limit;
    const int64_t end = by_deadline ? s->deadline : limit;
    while (!w->given) {
        if (__atomic_load_n(&s->cancelled, __ATOMIC_SEQ_CST)) return orm__fail(s, ORM_CANCELLED, "cancelled while waiting for a free connection");
        if (orm__monotonic() >= end) return orm__pool_timeout(s, by_deadline);
        const struct timespec until = orm__until(end);
        pthread_cond_timedwait(&w->woken, &db->lock, &until);
    }
    return ORM_OK;
}
static orm_status orm__line_stand(orm_session *s, orm__conn **found) {
    orm_db *db = s->db;
    orm__waiter w = { .session = s };
    if (!orm__condition_init(&w.woken)) return orm__no_memory(s);
    const int64_t start = orm__monotonic();
    orm__line_join(db, &w);
    orm__line_serve(db); /* one may have come back before we were counted */
    const orm_status status = orm__line_wait(s, &w, start);
    const int64_t waited = orm__monotonic() - start;
    db->wait_us += waited;
    if (waited > db->wait_us_max) db->wait_us_max = waited;
    if (status != ORM_OK) {
        db->timeouts++;
        orm__line_leave(db, &w);
    }
    pthread_cond_destroy(&w.woken);
    *found = w.given;
    return status;
}

/* ---- borrowing ----------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__take_slow(orm_session *s, orm__conn **out) {
    orm_db *db = s->db;
    orm_status status = ORM_OK;
    pthread_mutex_lock(&db->lock);
    orm__conn *c = db->first_waiter ? NULL : orm__find_free(db);
    if (!c && db->connection_count < db->options.pool_max) {
        c = orm__conn_new(db);
        if (c) orm__conn_link(db, c);
        else status = orm__no_memory(s);
    } else if (!c) {
        status = orm__line_stand(s, &c);
    }
    pthread_mutex_unlock(&db->lock);
    *out = c;
    return status;
}
/* The one that the session had last knows its statements. */
static orm__conn *orm__take_last(orm_session *s) {
    orm__conn *c = s->last;
    return c && orm__conn_is_open(c) && !orm__somebody_waits(s->db) && orm__conn_try(c) ? c : NULL;
}
static void orm__conn_free(orm_db *db, orm__conn *c) {
    const bool at_once = !orm__somebody_waits(db);
    if (at_once) {
        __atomic_store_n(&c->in_use, 0, __ATOMIC_SEQ_CST);
        if (!orm__somebody_waits(db)) return;
    }
    pthread_mutex_lock(&db->lock);
    if (!at_once) __atomic_store_n(&c->in_use, 0, __ATOMIC_SEQ_CST);
    orm__line_serve(db);
    pthread_mutex_unlock(&db->lock);
}
/* ---- fitness ---------------------------------------------------------------------------------------------------------------------------- */
static const char orm__too_old[] = "is older than pool_max_age_ms";
static bool orm__is_old(const orm__conn *c, int64_t now) { return c->retire_at && now >= c->retire_at; }
static void orm__conn_retire(orm__conn *c, const char *why) {
    orm__log(c->db, ORM_LOG_INFO, "connection %llu %s: it will be opened afresh", (unsigned long long)c->number, why);
    orm__conn_shut(c);
    __atomic_fetch_add(&c->db->replaced, 1, __ATOMIC_RELAXED);
}
/* Found out without a round trip: a server has nothing to say on a connection that nobody uses, but that it closes it. */
static bool orm__conn_alive(orm__conn *c) {
    struct pollfd fd = { .fd = c->driver->socket ? c->driver->socket(c) : -1, .events = POLLIN };
    if (fd.fd < 0 || poll(&fd, 1, 0) == 0) return true;
    return c->driver->alive && c->driver->alive(c);
}
static bool orm__conn_answers(orm__conn *c) {
    const int connect_ms = c->db->options.connect_ms;
    const int64_t limit = orm__monotonic() + (int64_t)(connect_ms < ORM__PING_LIMIT_MS ? connect_ms : ORM__PING_LIMIT_MS) * 1000, deadline = c->deadline;
    if (!deadline || deadline > limit) c->deadline = limit;
    const bool answers = c->driver->ping(c) == ORM_OK;
    c->deadline = deadline;
    return answers;
}
/* NULL: it can be used. */
static const char *orm__conn_unfit(orm__conn *c) {
    const orm_options *o = &c->db->options;
    const int64_t now = orm__coarse(), used_at = __atomic_load_n(&c->used_at, __ATOMIC_RELAXED);
    if (orm__is_old(c, now)) return orm__too_old;
    if (!orm__conn_alive(c)) return "was closed by the server while it was unused";
    if (o->pool_ping_ms && c->driver->ping && now - used_at >= (int64_t)o->pool_ping_ms * 1000 && !orm__conn_answers(c)) return "gives no answer any more";
    return NULL;
}
static void orm__conn_check(orm__conn *c) {
    orm_error ignored;
    c->error = &ignored;
    const char *why = orm__conn_unfit(c);
    if (why) orm__conn_retire(c, why);
    c->error = NULL;
}
static orm_status orm__conn_finish(orm__conn *c) {
    const orm_status status = c->driver->in_transaction(c) ? c->driver->run(c, "ROLLBACK") : ORM_OK;
    c->unfinished = status != ORM_OK;
    return status;
}
/* Makes a connection that was taken fit for use. */
static orm_status orm__conn_prepare(orm_session *s, orm__conn *c) {
    c->deadline = s->deadline;
    c->cancelled = &s->cancelled;
    if (!c->broken && c->driver->socket && orm__db_retires(s->db)) orm__conn_check(c); /* what is only a file has no other end that could be gone */
    if (c->broken) {
        orm__conn_shut(c);
        const orm_status status = orm__conn_open(s->db, c, &s->error);
        if (status != ORM_OK) return status;
    }
    c->error = &s->error;
    orm_status status = c->unfinished ? orm__conn_finish(c) : ORM_OK;
    if (status == ORM_OK && c->adopted && c->driver->ready) status = c->driver->ready(c);
    return status;
}
ORM__PRIVATE orm_status orm__pool_take(orm_session *s, orm__conn **out) {
    orm__conn *c = orm__take_last(s);
    orm_status status = c ? ORM_OK : orm__take_slow(s, &c);
    if (status == ORM_OK) status = orm__conn_prepare(s, c);
    *out = status == ORM_OK ? c : NULL;
    if (status != ORM_OK && c) orm__pool_give(s->db, c);
    return status;
}
/* One that the session holds already, for an open result, and that is free for another statement. */
static orm__conn *orm__held(const orm_session *s) {
    for (int i = 0, left = s->open_count; i < ORM__MAX_OPEN && left; i++) {
        const orm__open_rows *o = &s->open[i];
        left -= o->open;
        if (o->open && o->conn && !o->conn->occupied) return o->conn;
    }
    return NULL;
}
/* Nobody else could give one back: to wait would be in vain. */
static bool orm__holds_all(const orm_session *s) {
    int held = 0;
    for (int i = 0; i < ORM__MAX_OPEN; i++) {
        const orm__open_rows *o = &s->open[i];
        held += o->open && o->conn && o->conn->occupied == o->run.stmt;
    }
    return held >= s->db->options.pool_max;
}
ORM__PRIVATE orm_status orm__take_connection(orm_session *s) {
    orm__conn *c = s->conn && !s->conn->occupied ? s->conn : orm__held(s);
    if (!c && s->open_count && orm__holds_all(s)) return orm__open_rows_in_the_way(s, "another statement, and the pool has no other connection (orm_options.pool_max)");
    if (c) {
        c->deadline = s->deadline;
    } else {
        const orm_status status = orm__pool_take(s, &c);
        if (status != ORM_OK) return status;
        s->last = c;
    }
    s->conn = c;
    c->users++;
    return ORM_OK;
}

/* ---- giving back ------------------------------------------------------------------------------------------------------------------------ */
/* What the next one must not find: an open transaction, unread results.  What cannot be put in order is closed. */
static void orm__conn_clean(orm__conn *c) {
    if (c->broken || c->unfinished || c->adopted) return;
    if (c->driver->clean && c->driver->clean(c) != ORM_OK) orm__conn_suspect(c);
    if (c->broken || !c->driver->in_transaction(c)) return;
    orm__log(c->db, ORM_LOG_WARNING, "connection %llu came back with an open transaction, which was rolled back: begin transactions with orm_begin", (unsigned long long)c->number);
    if (orm__conn_finish(c) != ORM_OK) orm__conn_suspect(c);
}
static bool orm__is_due(const orm_db *db, const orm__conn *c, int64_t now) {
    const int64_t idle = (int64_t)db->options.pool_idle_ms * 1000;
    return idle && now - __atomic_load_n(&c->used_at, __ATOMIC_RELAXED) >= idle;
}
/* With the lock held: takes the connections that were idle for too long, down to pool_min. */
static orm__conn *orm__take_idle(orm_db *db, int64_t now) {
    orm__conn *taken = NULL;
    int open = 0;
    for (orm__conn *c = db->connections; c; c = c->next) open += orm__conn_is_open(c);
    for (orm__conn *c = db->connections; c && open > db->options.pool_min; c = c->next) {
        if (!orm__conn_is_open(c) || !orm__is_due(db, c, now) || !orm__conn_try(c)) continue;
        c->next_swept = taken;
        taken = c;
        open--;
    }
    return taken;
}
/* No thread of its own does this: now and then one of the program's does, when its call is done. */
static void orm__pool_sweep(orm_db *db, int64_t now) {
    const int64_t between = (int64_t)db->options.pool_idle_ms * 125; /* an eighth */
    pthread_mutex_lock(&db->lock);
    const bool mine = now >= __atomic_load_n(&db->sweep_at, __ATOMIC_RELAXED);
    if (mine) __atomic_store_n(&db->sweep_at, now + (between > 30000000 ? 30000000 : between), __ATOMIC_RELAXED);
    orm__conn *c = mine ? orm__take_idle(db, now) : NULL;
    pthread_mutex_unlock(&db->lock);
    for (orm__conn *next; c; c = next) {
        next = c->next_swept;
        orm_error ignored;
        c->error = &ignored;
        if (orm__is_due(db, c, now)) orm__conn_shut(c); /* nobody has used it in between */
        c->error = NULL;
        orm__conn_free(db, c);
    }
}
ORM__PRIVATE void orm__pool_give(orm_db *db, orm__conn *c) {
    orm_error ignored;
    c->error = &ignored; /* what goes wrong now is no failure of the call */
    c->cancelled = NULL;
    orm__conn_clean(c);
    const int64_t now = orm__db_retires(db) ? orm__coarse() : 0;
    if (c->broken) orm__conn_shut(c); /* at once: it may hold locks */
    else if (now && orm__is_old(c, now)) orm__conn_retire(c, orm__too_old);
    c->error = NULL;
    c->deadline = 0;
    __atomic_store_n(&c->used_at, now, __ATOMIC_RELAXED);
    orm__conn_free(db, c);
    if (now && db->options.pool_idle_ms && now >= __atomic_load_n(&db->sweep_at, __ATOMIC_RELAXED)) orm__pool_sweep(db, now);
}
ORM__PRIVATE void orm__give_connection(orm_session *s) {
    orm__conn *c = s->conn;
    if (--c->users > 0) return;
    s->conn = NULL;
    orm__pool_give(s->db, c);
}

orm_pool orm_pool_stats(orm_db *db) {
    orm_pool p = { .least = 0 };
    if (!db || db->magic != ORM__DB_MAGIC || orm__forked(db)) return p;
    pthread_mutex_lock(&db->lock);
    p = (orm_pool){ .least = db->options.pool_min, .most = db->options.pool_max, .waiting = __atomic_load_n(&db->waiting, __ATOMIC_RELAXED),
                    .opened = __atomic_load_n(&db->opened, __ATOMIC_RELAXED), .closed = __atomic_load_n(&db->closed, __ATOMIC_RELAXED),
                    .replaced = __atomic_load_n(&db->replaced, __ATOMIC_RELAXED), .waits = db->waits, .timeouts = db->timeouts,
                    .wait_us = db->wait_us, .wait_us_max = db->wait_us_max };
    for (const orm__conn *c = db->connections; c; c = c->next) {
        const bool open = orm__conn_is_open(c), in_use = __atomic_load_n(&c->in_use, __ATOMIC_ACQUIRE);
        p.open += open;
        p.in_use += in_use;
        p.idle += open && !in_use;
    }
    pthread_mutex_unlock(&db->lock);
    return p;
}

/* ---- statements ------------------------------------------------------------------------------------------------------------------------
 * A cache per connection, found by the SQL text: the text is the shape, so two queries share a statement exactly when they read the same to the
 * database.  Bounded; when full, the one unused for longest goes. */
static size_t orm__statement_slot(const orm__conn *c, uint64_t hash) { return (size_t)hash & (c->table_size - 1); }

static bool orm__statement_table(orm__conn *c) {
    if (c->table) return true;
    size_t size = 16;
    while (size < 2 * (size_t)c->db->options.statement_cache + 2) size *= 2;
    c->table = orm__alloc(&c->db->allocator, size * sizeof *c->table);
    if (!c->table) return false;
    c->table_size = size;
    return true;
}
static orm__stmt *orm__statement_find(orm__conn *c, const orm__text_slice *sql) {
    for (size_t i = orm__statement_slot(c, sql->hash); c->table[i]; i = (i + 1) & (c->table_size - 1)) {
        orm__stmt *st = c->table[i];
        if (st->known && st->known == sql->text) return st;
        if (st->hash != sql->hash || st->length != sql->length || memcmp(st->sql, sql->text, sql->length) != 0) continue;
        if (sql->lasts) st->known = sql->text;
        return st;
    }
    return NULL;
}
static void orm__statement_insert(orm__conn *c, orm__stmt *st) {
    size_t i = orm__statement_slot(c, st->hash);
    while (c->table[i]) i = (i + 1) & (c->table_size - 1);
    c->table[i] = st;
    c->statement_count++;
    st->cached = true;
}
static void orm__statement_remove(orm__conn *c, orm__stmt *st) {
    size_t i = orm__statement_slot(c, st->hash);
    while (c->table[i] != st) i = (i + 1) & (c->table_size - 1);
    c->table[i] = NULL;
    c->statement_count--;
    /* entries behind the gap may have probed over it: put them in again */
    for (size_t k = (i + 1) & (c->table_size - 1); c->table[k]; k = (k + 1) & (c->table_size - 1)) {
        orm__stmt *moved = c->table[k];
        c->table[k] = NULL;
        size_t at = orm__statement_slot(c, moved->hash);
        while (c->table[at]) at = (at + 1) & (c->table_size - 1);
        c->table[at] = moved;
    }
}
static void orm__statement_free(orm__stmt *st) {
    orm__conn *c = st->conn;
    if (st->native && c->native) c->driver->finalize(st); /* else it was given up: see orm__conn_abandon */
    orm__free(&c->db->allocator, st->sql, st->length + 1);
    orm__free(&c->db->allocator, st, sizeof *st);
}
ORM__PRIVATE bool orm__statement_evict(orm__conn *c) {
    orm__stmt *oldest = NULL;
    for (size_t i = 0; i < c->table_size; i++) {
        orm__stmt *st = c->table[i];
        if (st && !st->busy && (!oldest || st->used_at < oldest->used_at)) oldest = st;
    }
    if (!oldest) return false;
    orm__statement_remove(c, oldest);
    orm__statement_free(oldest);
    return true;
}
static orm__stmt *orm__statement_new(orm_session *s, orm__conn *c, const orm__text_slice *sql) {
    orm__stmt *st = orm__alloc(&c->db->allocator, sizeof *st);
    if (st) st->sql = orm__resize(&c->db->allocator, NULL, 0, sql->length + 1);
    if (!st || !st->sql) {
        orm__free(&c->db->allocator, st, sizeof *st);
        orm__no_memory(s);
        return NULL;
    }
    memcpy(st->sql, sql->text, sql->length);
    st->sql[sql->length] = 0;
    st->length = sql->length;
    st->hash = sql->hash;
    st->conn = c;
    st->given = s->parameters.raw ? &s->parameters : NULL;
    const orm_status status = c->driver->prepare(st);
    st->given = NULL;
    if (status == ORM_OK) return st;
    orm__statement_failed(s, st);
    orm__statement_free(st);
    return NULL;
}
ORM__PRIVATE orm__stmt *orm__statement(orm_session *s, orm__text_slice sql) {
    orm__conn *c = s->conn;
    const size_t limit = (size_t)c->db->options.statement_cache;
    if (!orm__statement_table(c)) {
        orm__no_memory(s);
        return NULL;
    }
    orm__stmt *st = orm__statement_find(c, &sql);
    if (!st || st->busy) { /* busy: an open stream runs the same statement */
        const bool twin = st != NULL;
        if (!twin && limit && c->statement_count >= limit) orm__statement_evict(c);
        st = orm__statement_new(s, c, &sql);
        if (!st) return NULL;
        if (!twin && c->statement_count < limit) orm__statement_insert(c, st);
    }
    st->busy = true;
    st->used_at = ++c->uses;
    return st;
}
/* A statement left at a row would keep its read transaction: it is always reset, and one whose reset fails is not kept. */
ORM__PRIVATE void orm__statement_done(orm__stmt *st) {
    orm__conn *c = st->conn;
    st->busy = false;
    const bool sound = c->driver->reset(st) == ORM_OK && !st->stale;
    st->mode = ORM__MODE_WHOLE;
    st->reads = false;
    if (st->cached && sound) return;
    if (st->cached) orm__statement_remove(c, st);
    orm__statement_free(st);
}
ORM__PRIVATE void orm__statements_free(orm__conn *c) {
    for (size_t i = 0; i < c->table_size; i++)
        if (c->table[i]) orm__statement_free(c->table[i]);
    orm__free(&c->db->allocator, c->table, c->table_size * sizeof *c->table);
    c->table = NULL;
    c->table_size = c->statement_count = 0;
}
