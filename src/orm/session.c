/* databases and sessions: opening, closing, entering and leaving calls, memory, hooks. */
#include "internal.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include <sys/random.h>

/* ---- hooks ------------------------------------------------------------------------------------------------------------------ */
static int64_t orm__clock_us(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
ORM__PRIVATE int64_t orm__monotonic(void) {
#ifdef CLOCK_MONOTONIC /* hidden under -std=c11 when a system header came first without _POSIX_C_SOURCE */
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
#else
    return orm__clock_us();
#endif
}
ORM__PRIVATE int64_t orm__now(orm_db *db) { return db->options.clock ? db->options.clock(db->options.clock_context) : orm__clock_us(); }
ORM__PRIVATE bool orm__random_bytes(orm_db *db, void *bytes, size_t count) {
    if (db->options.random) return db->options.random(db->options.random_context, bytes, count);
    for (size_t got = 0; got < count;) {
        const ssize_t n = getrandom((char *)bytes + got, count - got, 0);
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) got += (size_t)n;
    }
    return true;
}
ORM__PRIVATE void orm__sleep_ms(orm_db *db, int milliseconds) {
    if (db->options.sleep) {
        db->options.sleep(db->options.sleep_context, milliseconds);
        return;
    }
    struct timespec t = { milliseconds / 1000, (long)(milliseconds % 1000) * 1000000 };
    while (thrd_sleep(&t, &t) == -1) {}
}

/* ---- fork -----------------------------------------------------------------------------------------------------------------------
 * A child has copies of the parent's sockets: what it said there would come between the parent's words.  Every call looks whether the database is of this
 * process; asking the system for the process's number would cost more than the rest of orm__enter. */
static int orm__fork_count;
static void orm__forked_now(void) { __atomic_fetch_add(&orm__fork_count, 1, __ATOMIC_RELAXED); }
ORM__PRIVATE int orm__forks(void) { return __atomic_load_n(&orm__fork_count, __ATOMIC_RELAXED); }
static void orm__watch_forks_now(void) { (void)pthread_atfork(NULL, NULL, orm__forked_now); }
static void orm__watch_forks(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, orm__watch_forks_now);
}

/* ---- databases ---------------------------------------------------------------------------------------------------------------- */
static int orm__default(int value, int otherwise) { return value == 0 ? otherwise : value < 0 ? 0 : value; }

static orm_status orm__check_options(const orm_options *o, orm_error *err) {
    const struct { const char *name; int value, least, most; } numbers[] = {
        { "pool_min", o->pool_min, 0, 10000 }, { "pool_max", o->pool_max, 0, 10000 }, { "pool_wait_ms", o->pool_wait_ms, -1, INT32_MAX },
        { "pool_idle_ms", o->pool_idle_ms, -1, INT32_MAX }, { "pool_max_age_ms", o->pool_max_age_ms, -1, INT32_MAX }, { "pool_ping_ms", o->pool_ping_ms, -1, INT32_MAX }, { "connect_ms", o->connect_ms, 0, INT32_MAX },
        { "statement_ms", o->statement_ms, 0, INT32_MAX }, { "statement_cache", o->statement_cache, -1, 100000 }, { "busy_timeout", o->busy_timeout, -1, INT32_MAX } };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        if (numbers[i].value < numbers[i].least || numbers[i].value > numbers[i].most)
            return orm__error_set(err, ORM_CONFIG, "orm_options.%s is %d: it must be from %d to %d (0: the default)", numbers[i].name, numbers[i].value, numbers[i].least, numbers[i].most);
    }
    if ((o->sqlite != NULL) + (o->postgres != NULL) + (o->mysql != NULL) > 1) return orm__error_set(err, ORM_CONFIG, "orm_options: .sqlite, .postgres and .mysql exclude each other: give one connection");
    if (o->pool_max && o->pool_min > o->pool_max) return orm__error_set(err, ORM_CONFIG, "orm_options.pool_min (%d) is above pool_max (%d)", o->pool_min, o->pool_max);
    if (o->end_) return orm__error_set(err, ORM_CONFIG, "orm_options: the struct is not initialised; write orm_options options = { .pool_max = 4 }");
    return ORM_OK;
}

static orm_status orm__missing_driver(orm_dialect dialect, orm_error *err) {
    static const struct { const char *flag, *library; } need[ORM_DIALECT_COUNT] = {
        { "ORM_SQLITE", "-lsqlite3" }, { "ORM_POSTGRES", "-lpq" }, { "ORM_MYSQL", "-lmariadb" }, { "ORM_MYSQL", "-lmariadb" } };
    return orm__error_set(err, ORM_CONFIG, "the URL is for %s, whose driver is not compiled in: compile the file with ORM_IMPLEMENTATION with -D%s and link with %s",
                          orm_dialect_name(dialect), need[dialect].flag, need[dialect].library);
}

/* Copies texts that options point at: the caller's may be gone later. */
static bool orm__keep_text(const orm_allocator *a, const char **text) {
    if (!*text) return true;
    *text = orm__duplicate(a, *text);
    return *text != NULL;
}
static const char **orm__option_texts(orm_options *o, size_t i) {
    const char **const texts[] = { &o->pooler, &o->mode, &o->journal, &o->synchronous, &o->foreign_keys, &o->strict };
    return i < sizeof texts / sizeof *texts ? texts[i] : NULL;
}

static void orm__db_free(orm_db *db) {
    const orm_allocator a = db->allocator;
    orm__pool_close(db);
    if (db->driver && db->driver->leave) db->driver->leave(db);
    for (orm__entity *e = db->entities, *next; e; e = next) {
        next = e->next;
        orm__entity_free(&a, e);
    }
    for (orm_session *s = db->closed_first, *next; s; s = next) {
        next = s->next;
        orm__free(&a, s, sizeof *s);
    }
    orm__free(&a, db->rolled_back, db->rolled_back_size * sizeof *db->rolled_back);
    for (size_t i = 0; orm__option_texts(&db->options, i); i++) orm__free_text(&a, (char *)(uintptr_t)*orm__option_texts(&db->options, i));
    if (!orm__forked(db)) pthread_mutex_destroy(&db->lock); /* in a child somebody may hold it who is not there */
    orm__url_wipe(&db->url);
    db->magic = 0;
    orm__free(&a, db, sizeof *db);
}

/* Where the database is: an address, or a URL and whose it is. */
typedef struct orm__whereabouts { const orm_address *address; const char *url, *variable; } orm__whereabouts;

/* A connection of the program's own needs no URL; one that says no more than the dialect is as good. */
static const char *orm__adopting_url(const orm_options *o, const char *url) {
    const bool none = !url || (strchr(url, ':') && !strchr(url, ':')[1]);
    if (o->sqlite && (!url || !strcmp(url, "sqlite:"))) return "sqlite::memory:";
    if (o->postgres && none && (!url || !strncmp(url, "postgres", 8))) return "postgresql://";
    if (o->mysql && none && (!url || !strcmp(url, "mysql:") || !strcmp(url, "mariadb:"))) return url && *url == 'm' && url[1] == 'a' ? "mariadb://" : "mysql://";
    return url;
}
static orm_status orm__check_adopting(const orm_options *o, orm_dialect dialect, orm_error *err) {
    const bool mysql = dialect == ORM_DIALECT_MYSQL || dialect == ORM_DIALECT_MARIADB;
    const struct { const char *name; bool given, fits; } handles[] = {
        { "sqlite", o->sqlite != NULL, dialect == ORM_DIALECT_SQLITE }, { "postgres", o->postgres != NULL, dialect == ORM_DIALECT_POSTGRES }, { "mysql", o->mysql != NULL, mysql } };
    for (size_t i = 0; i < sizeof handles / sizeof *handles; i++)
        if (handles[i].given && !handles[i].fits) return orm__error_set(err, ORM_CONFIG, "orm_options.%s is set, but the URL is for %s", handles[i].name, orm_dialect_name(dialect));
    return ORM_OK;
}
static orm_status orm__read_whereabouts(orm_db *db, const orm__whereabouts *where, orm_error *err) {
    char message[400];
    const char *url = orm__adopting_url(&db->options, where->url);
    if (where->address) return orm__url_from(where->address, &db->url, message, sizeof message) ? ORM_OK : orm__error_set(err, ORM_CONFIG, "%s", message);
    if (!url) return orm__error_set(err, ORM_CONFIG, "the URL is NULL: give one like \"sqlite:file.db\" or \"sqlite::memory:\"");
    if (orm__url_parse(url, &db->url, message, sizeof message)) return ORM_OK;
    if (where->variable) return orm__error_set(err, ORM_CONFIG, "the environment variable %.100s: %s", where->variable, message);
    return orm__error_set(err, ORM_CONFIG, "%s", message);
}
static orm_status orm__open_inside(orm_db *db, const orm__whereabouts *where, orm_error *err) {
    orm_status status = orm__read_whereabouts(db, where, err);
    if (status == ORM_OK) status = orm__check_adopting(&db->options, db->url.dialect, err);
    if (status != ORM_OK) return status;
    db->dialect = orm__dialect_for(db->url.dialect);
    db->driver = orm__driver_for(db->url.dialect);
    if (!db->driver) return orm__missing_driver(db->url.dialect, err);
    return orm__pool_fill(db, err);
}
static void orm__fill_defaults(orm_options *o) {
    o->pool_min = orm__default(o->pool_min, 1);
    o->pool_max = orm__default(o->pool_max, o->pool_min > 8 ? o->pool_min : 8);
    o->pool_wait_ms = orm__default(o->pool_wait_ms, 30000);
    o->pool_idle_ms = orm__default(o->pool_idle_ms, 600000);
    o->pool_max_age_ms = orm__default(o->pool_max_age_ms, 1800000);
    o->pool_ping_ms = orm__default(o->pool_ping_ms, 30000);
    o->connect_ms = orm__default(o->connect_ms, 10000);
    o->statement_cache = orm__default(o->statement_cache, 128);
    o->busy_timeout = orm__default(o->busy_timeout, 5000);
}
static orm_db *orm__open(const orm__whereabouts *where, const orm_options *options, orm_error *err) {
    const orm_options none = { .end_ = 0 };
    const orm_options *o = options ? options : &none;
    if (orm__check_options(o, err) != ORM_OK) return NULL;
    const orm_allocator a = o->allocator.resize ? o->allocator : orm__default_allocator();
    orm_db *db = orm__alloc(&a, sizeof *db);
    if (!db) {
        orm__error_set(err, ORM_NO_MEMORY, "orm_open: out of memory");
        return NULL;
    }
    orm__watch_forks();
    db->magic = ORM__DB_MAGIC;
    db->forks = orm__forks();
    db->options = *o;
    db->allocator = a;
    pthread_mutex_init(&db->lock, NULL);
    bool kept = true;
    for (size_t i = 0; orm__option_texts(&db->options, i); i++) {
        if (kept) kept = orm__keep_text(&a, orm__option_texts(&db->options, i));
        else *orm__option_texts(&db->options, i) = NULL;
    }
    orm__fill_defaults(&db->options);
    const orm_status status = kept ? orm__open_inside(db, where, err) : orm__error_set(err, ORM_NO_MEMORY, "orm_open: out of memory");
    if (status == ORM_OK) return db;
    orm__db_free(db);
    return NULL;
}
/* err may be NULL, everywhere. */
static orm_error *orm__fresh_error(orm_error *err, orm_error *own) {
    if (!err) err = own;
    orm__error_clear(err);
    return err;
}
orm_db *orm_open(const char *url, const orm_options *options, orm_error *err) {
    orm_error own;
    return orm__open(&(orm__whereabouts){ .url = url }, options, orm__fresh_error(err, &own));
}
orm_db *orm_open_env(const char *variable, const orm_options *options, orm_error *err) {
    orm_error own;
    err = orm__fresh_error(err, &own);
    const char *url = variable && *variable ? getenv(variable) : NULL;
    if (url && *url) return orm__open(&(orm__whereabouts){ .url = url, .variable = variable }, options, err);
    if (!variable || !*variable) orm__error_set(err, ORM_CONFIG, "orm_open_env: name the environment variable that holds the URL, like \"DATABASE_URL\"");
    else orm__error_set(err, ORM_CONFIG, "the environment variable %.100s is %s: it is to hold the URL of the database", variable, url ? "empty" : "not set");
    return NULL;
}
orm_db *orm_open_with(const orm_address *address, const orm_options *options, orm_error *err) {
    orm_error own;
    err = orm__fresh_error(err, &own);
    if (address && !address->end_) return orm__open(&(orm__whereabouts){ .address = address }, options, err);
    if (address) orm__error_set(err, ORM_CONFIG, "orm_address: the struct is not initialised; write &(orm_address){ .dialect = ORM_DIALECT_POSTGRES, .host = ... }");
    else orm__error_set(err, ORM_CONFIG, "orm_open_with: the address is NULL");
    return NULL;
}

/* In a child the lock may be held by a thread that only the parent has, and is left alone. */
static void orm__lock(orm_db *db) { if (!orm__forked(db)) pthread_mutex_lock(&db->lock); }
static void orm__unlock(orm_db *db) { if (!orm__forked(db)) pthread_mutex_unlock(&db->lock); }
static size_t orm__count_open(orm_db *db) {
    orm__lock(db);
    const size_t open = db->open_sessions;
    orm__unlock(db);
    return open;
}
orm_status orm_close(orm_db *db) {
    if (!db) return ORM_OK;
    if (db->magic != ORM__DB_MAGIC) return ORM_MISUSE;
    const size_t open = orm__count_open(db);
    if (open) {
        orm__log(db, ORM_LOG_ERROR, "orm_close: %zu sessions are still open: close them first", open);
        return ORM_MISUSE;
    }
    orm__db_free(db);
    return ORM_OK;
}
orm_dialect orm_dialect_of(const orm_db *db) { return db ? db->dialect->id : ORM_DIALECT_SQLITE; }
int orm_server_version(const orm_db *db) { return db ? db->capabilities.version : 0; }

/* ---- sessions -------------------------------------------------------------------------------------------------------------------- */
static orm_session *orm__session_reuse(orm_db *db) {
    if (db->closed_count <= ORM__QUARANTINE) return NULL;
    orm_session *s = db->closed_first;
    db->closed_first = s->next;
    db->closed_count--;
    return s;
}
static const char orm__forked_text[] = "this process is a child of the one that opened the database: after fork() a child opens databases of its own (orm_open)";

orm_session *orm_session_open(orm_db *db) {
    if (!db || db->magic != ORM__DB_MAGIC) return NULL;
    if (orm__forked(db)) {
        orm__log(db, ORM_LOG_ERROR, "orm_session_open: %s", orm__forked_text);
        return NULL;
    }
    pthread_mutex_lock(&db->lock);
    orm_session *s = orm__session_reuse(db);
    const uint64_t number = ++db->next_session;
    db->open_sessions++;
    pthread_mutex_unlock(&db->lock);
    if (!s) s = orm__resize(&db->allocator, NULL, 0, sizeof *s);
    if (!s) {
        pthread_mutex_lock(&db->lock);
        db->open_sessions--;
        pthread_mutex_unlock(&db->lock);
        return NULL;
    }
    memset(s, 0, sizeof *s);
    s->db = db;
    s->number = number;
    s->data.allocator = s->rows.allocator = s->scratch.allocator = s->sql.allocator = s->parameters.allocator = &db->allocator;
    for (size_t i = 0; i < ORM__MAX_OPEN; i++) s->open[i].texts.allocator = &db->allocator;
    __atomic_store_n(&s->magic, ORM__SESSION_MAGIC, __ATOMIC_RELEASE);
    return s;
}

static orm_status orm__session_free(orm_session *s) {
    orm_db *db = s->db;
    orm__arena_free(&s->data);
    orm__arena_free(&s->rows);
    orm__arena_free(&s->scratch);
    for (size_t i = 0; i < ORM__MAX_OPEN; i++) orm__arena_free(&s->open[i].texts);
    orm__buffer_free(&s->sql);
    orm__free(&db->allocator, s->parameters.items, s->parameters.size * sizeof *s->parameters.items);
    orm__free(&db->allocator, s->after, s->after_size * sizeof *s->after);
    orm__free(&db->allocator, s->advisory, s->advisory_size * sizeof *s->advisory);
    orm__free(&db->allocator, s->ids, s->id_size * sizeof *s->ids);
    __atomic_store_n(&s->magic, ORM__CLOSED_MAGIC, __ATOMIC_RELEASE);
    orm__lock(db);
    s->next = NULL;
    if (db->closed_first) db->closed_last->next = s;
    else db->closed_first = s;
    db->closed_last = s;
    db->closed_count++;
    db->open_sessions--;
    orm__unlock(db);
    return ORM_OK;
}
orm_status orm_session_close(orm_session *s) {
    if (!s) return ORM_OK;
    if (__atomic_load_n(&s->magic, __ATOMIC_ACQUIRE) == ORM__SESSION_MAGIC && orm__forked(s->db)) return orm__session_free(s); /* what is open is the parent's */
    const orm_status entered = orm__enter(s, "session_close", NULL);
    if (entered != ORM_OK) return entered;
    orm__open_rows_end_all(s);
    while (s->depth) orm__rollback_inside(s);
    return orm__session_free(s);
}

/* Free, in a call, or in a call that another thread has run into: that is told to both. */
enum { ORM__FREE, ORM__BUSY, ORM__CLASHED };
static bool orm__become_busy(orm_session *s) {
    for (;;) {
        int state = ORM__FREE;
        if (__atomic_compare_exchange_n(&s->busy, &state, ORM__BUSY, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED)) return true;
        if (state == ORM__CLASHED || __atomic_compare_exchange_n(&s->busy, &state, ORM__CLASHED, false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) return false;
    }
}
static orm_status orm__become_free(orm_session *s) {
    int state = ORM__BUSY;
    const orm_status status = s->error.status;
    if (__atomic_compare_exchange_n(&s->busy, &state, ORM__FREE, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED)) return status;
    orm__fail(s, ORM_MISUSE, "this session was used by two threads at once: give each thread a session of its own (orm_session_open)");
    if (status == ORM_OK) s->error.outcome = ORM_APPLIED;
    __atomic_store_n(&s->busy, ORM__FREE, __ATOMIC_RELEASE);
    return ORM_MISUSE;
}
ORM__PRIVATE orm_status orm__enter(orm_session *s, const char *verb, const orm_model *model) {
    if (!s || __atomic_load_n(&s->magic, __ATOMIC_ACQUIRE) != ORM__SESSION_MAGIC) return ORM_MISUSE;
    if (!orm__become_busy(s)) return ORM_MISUSE;
    __atomic_store_n(&s->cancelled, 0, __ATOMIC_RELAXED);
    if (s->error.status != ORM_OK) orm__error_clear(&s->error); /* else it is clear: whatever fills it sets a status */
    s->verb = verb;
    s->model = model ? model->name : NULL;
    if (orm__forked(s->db)) {
        orm__fail(s, ORM_MISUSE, "%s", orm__forked_text);
        return orm__become_free(s);
    }
    const int limit = s->limit_ms ? s->limit_ms : s->db->options.statement_ms;
    s->deadline = limit ? orm__monotonic() + (int64_t)limit * 1000 : 0;
    return ORM_OK;
}
ORM__PRIVATE orm_status orm__leave(orm_session *s) {
    if (s->scratch.block) orm__arena_reset(&s->scratch);
    s->file = NULL;
    s->line = 0;
    if (s->conn) s->conn->deadline = 0; /* it was this call's */
    return orm__become_free(s);
}
ORM__PRIVATE const orm__entity *orm__enter_model_told(orm_session *s, const char *verb, const orm_model *model, orm_status *status) {
    *status = orm__enter(s, verb, model);
    if (*status != ORM_OK) return NULL;
    const orm__entity *e = orm__entity_of(s, model);
    if (!e) *status = orm__leave(s);
    return e;
}
ORM__PRIVATE const orm__entity *orm__enter_model(orm_session *s, const char *verb, const orm_model *model) {
    orm_status ignored;
    return orm__enter_model_told(s, verb, model, &ignored);
}

static const orm_error *orm__error_of_nothing(const orm_session *s) {
    static const orm_error null_session = { .status = ORM_MISUSE, .message = "the session is NULL: orm_session_open failed or was not called" };
    static const orm_error closed_session = { .status = ORM_MISUSE, .message = "the session is closed: open a new one with orm_session_open" };
    if (!s) return &null_session;
    return __atomic_load_n(&s->magic, __ATOMIC_ACQUIRE) == ORM__SESSION_MAGIC ? NULL : &closed_session;
}
orm_status orm_status_of(const orm_session *s) { return orm_error_of(s)->status; }
const orm_error *orm_error_of(const orm_session *s) {
    const orm_error *nothing = orm__error_of_nothing(s);
    return nothing ? nothing : &s->error;
}

/* ---- memory ------------------------------------------------------------------------------------------------------------------------ */
/* Resetting what an open stream or a transaction still refers to would pull memory from under the program. */
static orm_status orm__can_reset(orm_session *s, const char *call) {
    if (s->depth) return orm__fail(s, ORM_MISUSE, "%s inside a transaction: commit or roll back first", call);
    if (s->open_count) return orm__fail(s, ORM_MISUSE, "%s while %d result(s) are open: read them to the end or close them (orm_rows_close, Model_stop)", call, s->open_count);
    return ORM_OK;
}
orm_status orm_session_reset(orm_session *s) {
    orm_status status = orm__enter(s, "session_reset", NULL);
    if (status != ORM_OK) return status;
    if (orm__can_reset(s, "orm_session_reset") == ORM_OK) {
        orm__arena_reset(&s->data);
        orm__arena_reset(&s->rows);
        s->resets++;
    }
    return orm__leave(s);
}
static uint64_t orm__mark_tag(const orm_session *s) { return s->number << 24 ^ s->resets; }
orm_mark orm_session_mark(orm_session *s) {
    if (orm__enter(s, "session_mark", NULL) != ORM_OK) return (orm_mark){ .session = 0 };
    const orm__arena_mark data = orm__arena_here(&s->data), rows = orm__arena_here(&s->rows);
    const orm_mark mark = { { data.block, rows.block }, { data.used, rows.used }, orm__mark_tag(s) };
    orm__leave(s);
    return mark;
}
orm_status orm_session_release(orm_session *s, orm_mark mark) {
    orm_status status = orm__enter(s, "session_release", NULL);
    if (status != ORM_OK) return status;
    if (mark.session != orm__mark_tag(s)) orm__fail(s, ORM_MISUSE, "orm_session_release: the mark is of another session, or older than a reset");
    else if (s->open_count) orm__can_reset(s, "orm_session_release");
    else if (!orm__arena_release(&s->data, (orm__arena_mark){ mark.block[0], mark.used[0] }) || !orm__arena_release(&s->rows, (orm__arena_mark){ mark.block[1], mark.used[1] }))
        orm__fail(s, ORM_MISUSE, "orm_session_release: the mark is older than a reset or was released already");
    return orm__leave(s);
}
void *orm_session_alloc(orm_session *s, size_t size) {
    if (orm__enter(s, "session_alloc", NULL) != ORM_OK) return NULL;
    void *p = orm__arena_zero(&s->data, size ? size : 1);
    if (!p) orm__no_memory(s);
    orm__leave(s);
    return p;
}

/* ---- limits ---------------------------------------------------------------------------------------------------------------------------- */
orm_status orm_deadline(orm_session *s, int milliseconds) {
    orm_status status = orm__enter(s, "deadline", NULL);
    if (status != ORM_OK) return status;
    if (milliseconds < 0) orm__fail(s, ORM_MISUSE, "orm_deadline: %d milliseconds: give a positive number, or 0 for no limit", milliseconds);
    else s->limit_ms = milliseconds;
    return orm__leave(s);
}
orm_status orm_cancel(orm_session *s) {
    if (!s || __atomic_load_n(&s->magic, __ATOMIC_ACQUIRE) != ORM__SESSION_MAGIC) return ORM_MISUSE;
    if (!__atomic_load_n(&s->busy, __ATOMIC_ACQUIRE) || orm__forked(s->db)) return ORM_OK;
    __atomic_store_n(&s->cancelled, 1, __ATOMIC_SEQ_CST); /* before orm__pool_wake looks whether somebody waits */
    orm__pool_wake(s); /* it may be waiting for a connection */
    if (s->db->driver->interrupt) s->db->driver->interrupt(s->db);
    return ORM_OK;
}
orm_session *orm__here(orm_session *s, const char *file, int line) {
    if (orm__enter(s, "here", NULL) != ORM_OK) return s;
    orm__leave(s);
    s->file = file;
    s->line = line;
    return s;
}
