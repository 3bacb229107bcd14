/* pool: connections shared by the sessions of a database, and the statements each connection keeps prepared. */
#include "../orm/internal.h"
#include <errno.h>
#include <string.h>
#include <time.h>

/* ---- connections ---------------------------------------------------------------------------------------------------------------
 * A connection's struct lives as long as the database, so that a session may try the one it had last without a lock.  A free one is taken by setting
 * in_use; whoever finds none counts itself in `waiting` first and looks again, and whoever gives one back looks at `waiting` after: with sequential
 * consistency one of the two sees the other. */
static bool orm__conn_try(orm__conn *c) {
    int expected = 0;
    return __atomic_compare_exchange_n(&c->in_use, &expected, 1, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}
static orm_status orm__conn_open(orm_db *db, orm__conn *c, orm_error *error) {
    c->error = error;
    orm__error_clear(error);
    const orm_status status = db->driver->open(c, &db->url, &db->options);
    c->broken = status != ORM_OK;
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
            if (db->in_memory || db->adopted) db->options.pool_max = wanted = 1;
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
}
ORM__PRIVATE void orm__pool_close(orm_db *db) {
    for (orm__conn *c = db->connections, *next; c; c = next) {
        next = c->next;
        orm_error ignored;
        c->error = &ignored;
        orm__conn_shut(c);
        orm__free(&db->allocator, c, sizeof *c);
    }
    db->connections = NULL;
}

static orm__conn *orm__find_free(orm_db *db) {
    for (orm__conn *c = db->connections; c; c = c->next)
        if (orm__conn_try(c)) return c;
    return NULL;
}
static struct timespec orm__until(int64_t microseconds_from_now) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    const int64_t ns = t.tv_nsec + microseconds_from_now % 1000000 * 1000;
    t.tv_sec += (time_t)(microseconds_from_now / 1000000 + ns / 1000000000);
    t.tv_nsec = (long)(ns % 1000000000);
    return t;
}
static orm_status orm__pool_timeout(orm_session *s, bool deadline) {
    const orm_db *db = s->db;
    if (deadline) return orm__fail(s, ORM_TIMEOUT, "the deadline passed while waiting for a free connection (%d of %d in use)", db->connection_count, db->options.pool_max);
    if (db->in_memory)
        return orm__fail(s, ORM_TIMEOUT, "waited %d ms for the connection: an in-memory database is one connection, and another session holds it in a transaction or an open stream; "
                         "end that first, or use a file for parallel work", db->options.pool_wait_ms);
    return orm__fail(s, ORM_TIMEOUT, "waited %d ms for a free connection: all %d are in use; end transactions and streams sooner or raise orm_options.pool_max",
                     db->options.pool_wait_ms, db->options.pool_max);
}
/* Called with the lock held; returns with it held. */
static orm_status orm__wait_for_free(orm_session *s, orm__conn **found) {
    orm_db *db = s->db;
    const int64_t start = orm__monotonic();
    const int64_t limit = start + (int64_t)db->options.pool_wait_ms * 1000;
    const bool by_deadline = s->deadline && s->deadline < limit;
    const int64_t end = by_deadline ? s->deadline : limit;
    orm_status status = ORM_OK;
    __atomic_fetch_add(&db->waiting, 1, __ATOMIC_SEQ_CST);
    while (!(*found = orm__find_free(db))) {
        const int64_t left = end - orm__monotonic();
        if (__atomic_load_n(&s->cancelled, __ATOMIC_ACQUIRE)) status = orm__fail(s, ORM_CANCELLED, "cancelled while waiting for a free connection");
        else if (left <= 0) status = orm__pool_timeout(s, by_deadline);
        if (status != ORM_OK) break;
        const struct timespec until = orm__until(left);
        pthread_cond_timedwait(&db->freed, &db->lock, &until);
    }
    __atomic_fetch_sub(&db->waiting, 1, __ATOMIC_SEQ_CST);
    return status;
}
static orm_status orm__take_slow(orm_session *s, orm__conn **out) {
    orm_db *db = s->db;
    orm_status status = ORM_OK;
    pthread_mutex_lock(&db->lock);
    orm__conn *c = orm__find_free(db);
    if (!c && db->connection_count < db->options.pool_max) {
        c = orm__conn_new(db);
        if (c) orm__conn_link(db, c);
        else status = ORM_NO_MEMORY;
    } else if (!c) {
        status = orm__wait_for_free(s, &c);
    }
    pthread_mutex_unlock(&db->lock);
    if (status == ORM_NO_MEMORY) return orm__no_memory(s);
    *out = c;
    return status;
}
static void orm__conn_give(orm_db *db, orm__conn *c) {
    __atomic_store_n(&c->in_use, 0, __ATOMIC_SEQ_CST);
    if (__atomic_load_n(&db->waiting, __ATOMIC_SEQ_CST) > 0) {
        pthread_mutex_lock(&db->lock);
        pthread_cond_signal(&db->freed);
        pthread_mutex_unlock(&db->lock);
    }
}
static orm_status orm__conn_finish(orm__conn *c) {
    const orm_status status = c->driver->in_transaction(c) ? c->driver->run(c, "ROLLBACK") : ORM_OK;
    c->unfinished = status != ORM_OK;
    return status;
}
ORM__PRIVATE orm_status orm__take_connection(orm_session *s) {
    if (s->conn) {
        s->conn->deadline = s->deadline;
        s->conn_users++;
        return ORM_OK;
    }
    orm__conn *c = s->last;
    if (!c || __atomic_load_n(&s->db->waiting, __ATOMIC_SEQ_CST) || !orm__conn_try(c)) {
        const orm_status status = orm__take_slow(s, &c);
        if (status != ORM_OK) return status;
    }
    c->deadline = s->deadline;
    c->cancelled = &s->cancelled;
    if (c->broken) {
        orm__conn_shut(c);
        const orm_status status = orm__conn_open(s->db, c, &s->error);
        if (status != ORM_OK) {
            c->error = NULL;
            c->cancelled = NULL;
            orm__conn_give(s->db, c);
            return status;
        }
    }
    c->error = &s->error;
    s->conn = s->last = c;
    s->conn_users = 1;
    const orm_status status = c->unfinished ? orm__conn_finish(c) : ORM_OK;
    if (status != ORM_OK) orm__give_connection(s);
    return status;
}
ORM__PRIVATE void orm__give_connection(orm_session *s) {
    if (--s->conn_users > 0) return;
    orm__conn *c = s->conn;
    s->conn = NULL;
    if (c->broken) orm__conn_shut(c); /* at once: it may hold locks */
    c->error = NULL;
    c->cancelled = NULL;
    c->deadline = 0;
    orm__conn_give(s->db, c);
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
    if (st->native) c->driver->finalize(st);
    orm__free(&c->db->allocator, st->sql, st->length + 1);
    orm__free(&c->db->allocator, st, sizeof *st);
}
static void orm__statement_evict(orm__conn *c) {
    orm__stmt *oldest = NULL;
    for (size_t i = 0; i < c->table_size; i++) {
        orm__stmt *st = c->table[i];
        if (st && !st->busy && (!oldest || st->used_at < oldest->used_at)) oldest = st;
    }
    if (!oldest) return;
    orm__statement_remove(c, oldest);
    orm__statement_free(oldest);
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
    if (c->driver->prepare(st) == ORM_OK) return st;
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
    const bool sound = c->driver->reset(st) == ORM_OK;
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
