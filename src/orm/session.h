/* session: databases, sessions, their memory and errors; transactions; hooks. */
#ifndef ORM__SESSION_H
#define ORM__SESSION_H
#include "expr.h"

ORM__C_BEGIN

/* A database: URL, connection pool, statement caches.  Threads share it. */
typedef struct orm_db orm_db;
/* One thread's unit of work: its memory, its transaction, its last error.  Cheap to open; holds a connection only while a statement, a
 * stream or a transaction needs one.  Used by two threads at once, both calls are told (ORM_MISUSE). */
typedef struct orm_session orm_session;

typedef enum orm_log_level { ORM_LOG_DEBUG, ORM_LOG_INFO, ORM_LOG_WARNING, ORM_LOG_ERROR } orm_log_level;
/* One executed statement, for the trace hook.  Everything is borrowed for the call. */
typedef struct orm_trace {
    const char *sql;
    const char *model, *verb;      /* "User", "insert"; model is "" for raw SQL */
    const char *file; int line;    /* where the query was written (orm_q, orm_sql, orm_transaction, ORM_HERE), or NULL and 0 */
    int64_t nanoseconds;
    int64_t rows;                  /* rows returned, or changed */
    orm_status status;
    size_t value_count;
    const char *values;            /* "?, ?" - or the bound values, when orm_options.trace_values asks for them */
    uint64_t session;              /* a number for the session */
} orm_trace;

/* Options of orm_open.  Zero means the default that is named. */
typedef struct orm_options {
    int pool_min;              /* connections opened at once, and not closed for being idle; default 1 */
    int pool_max;              /* at most so many; default 8, for an in-memory database and a connection of the program's own always 1 */
    int pool_wait_ms;          /* how long a call waits for a free connection, first come, first served; default 30000; -1: not at all */
    int pool_idle_ms;          /* those above pool_min are closed when unused for so long, by whatever call ends next; default 600000; -1: never */
    int pool_max_age_ms;       /* older ones are opened afresh before they are used again; default 1800000, for each up to a fortieth less, so that not all
                                * are due at once; -1: never */
    int pool_ping_ms;          /* one that was unused for so long is asked whether it still answers, within connect_ms and 5 s; default 30000; -1: never */
    int connect_ms;            /* default 10000 */
    int statement_ms;          /* a limit for every call; default none; orm_deadline() sets one for a session */
    int statement_cache;       /* prepared statements kept per connection; default 128; -1: none */
    orm_allocator allocator;   /* default: realloc and free */
    void (*log)(void *context, orm_log_level level, const char *message); /* default: nothing is printed */
    void *log_context;
    void (*trace)(void *context, const orm_trace *statement);
    void *trace_context;
    bool trace_values;         /* put bound values into traces: they may hold secrets */
    int64_t (*clock)(void *context);                          /* microseconds since 1970 UTC; for auto_now, auto_now_add, UUIDs */
    void *clock_context;
    bool (*random)(void *context, void *bytes, size_t count); /* for UUIDs and jitter; default: the system's */
    void *random_context;
    void (*sleep)(void *context, int milliseconds);           /* between the attempts of orm_retry */
    void *sleep_context;
    int server_version;        /* take the database for this version (SQLite 3.34.1: 3034001) instead of asking it */
    /* SQLite; the URL's options of the same names come first */
    const char *mode;          /* "rwc" (default), "rw", "ro", "memory" */
    const char *journal;       /* "wal" (default for files), "delete", "truncate", "memory", "off" */
    const char *synchronous;   /* "normal" (default with WAL), "full", "off", "extra" */
    const char *foreign_keys;  /* "on" (default), "off" */
    const char *strict;        /* "on": create_tables makes STRICT tables; default "off" */
    int busy_timeout;          /* milliseconds to wait for another process's lock; default 5000; -1: not at all */
    void *sqlite;              /* an open sqlite3 * to use instead of opening one: the caller keeps it, with the settings it has (of the options
                                * above only strict may be given); URL NULL or "sqlite:" */
    const char *pooler;        /* PostgreSQL: "transaction" behind a pooler that lends a connection for one transaction only (PgBouncer's pool_mode), so that nothing
                                * is prepared on it and nothing set; "none" (default) or "session"; the URL's option of the same name comes first */
    /* Servers: an open connection to use instead of opening one.  The caller keeps it, in the state and with the settings that it had (docs/guide.md says
     * which are changed meanwhile), and uses it only while no call of a session runs and no transaction or stream of one is open. */
    void *postgres;            /* a PGconn *; URL NULL or "postgresql:" */
    void *mysql;               /* a MYSQL *; URL NULL, "mysql:" or "mariadb:" */
    int end_;
} orm_options;

/* Opens a database: connects once, so that a wrong URL is noticed here.  options and err may be NULL.  Returns NULL with *err filled:
 * ORM_CONFIG (URL or options), ORM_CONNECTION, ORM_NO_MEMORY, ORM_CORRUPT, ORM_TIMEOUT. */
ORM_API orm_db *orm_open(const char *url, const orm_options *options, orm_error *err);
/* The same with the URL that an environment variable holds; ORM_CONFIG names the variable, never its value. */
ORM_API orm_db *orm_open_env(const char *variable, const orm_options *options, orm_error *err);
/* The same with the parts of the URL; the address and its texts are borrowed for the call.
 *     orm_open_with(&(orm_address){ .dialect = ORM_DIALECT_POSTGRES, .host = "db.example.org", .database = "shop", .user = "shop", .password = secret }, NULL, &err) */
ORM_API orm_db *orm_open_with(const orm_address *address, const orm_options *options, orm_error *err);
/* Closes it and frees everything.  Refuses (ORM_MISUSE) while sessions are open.  NULL is fine.
 * In a child of fork() the databases and sessions of the parent are of no use: every call says ORM_MISUSE, and the two that close free memory without a word
 * to the server.  A child opens databases of its own. */
ORM_API orm_status orm_close(orm_db *db);
ORM_API orm_dialect orm_dialect_of(const orm_db *db);
/* The server's version as the library takes it: SQLite 3.40.1 is 3040001. */
ORM_API int orm_server_version(const orm_db *db);

/* What the connections of a database are doing, and what they did since it was opened.  Exact when no call is under way. */
typedef struct orm_pool {
    int least, most;           /* pool_min and pool_max as they are in force */
    int open, idle, in_use;    /* connections; idle ones are open and free, those in use may be just opening */
    int waiting;               /* calls in the line for a free one */
    int64_t opened, closed;    /* connections, ever */
    int64_t replaced;          /* of the closed ones: for their age, or found dead before a call used them */
    int64_t waits, timeouts;   /* calls that had to wait, and those of them that waited in vain (also for orm_cancel and deadlines) */
    int64_t wait_us, wait_us_max; /* how long they waited: in sum, and the longest, in microseconds */
} orm_pool;
/* All zero when db is NULL. */
ORM_API orm_pool orm_pool_stats(orm_db *db);

/* Returns NULL when db is NULL or the parent's (after fork), or memory is short.  A session belongs to one thread at a time. */
ORM_API orm_session *orm_session_open(orm_db *db);
/* Ends streams, rolls back an open transaction, gives all its memory back.  NULL is fine; a closed one is noticed (ORM_MISUSE). */
ORM_API orm_status orm_session_close(orm_session *s);
/* Gives back everything the session handed out, keeping the memory for what comes next.  ORM_MISUSE inside a transaction or an open stream. */
ORM_API orm_status orm_session_reset(orm_session *s);
/* A mark, and giving back what was handed out since. */
typedef struct orm_mark { const void *block[2]; size_t used[2]; uint64_t session; } orm_mark;
ORM_API orm_mark orm_session_mark(orm_session *s);
ORM_API orm_status orm_session_release(orm_session *s, orm_mark mark);
/* The session's memory for your own use: aligned, zeroed, valid until reset or close.  NULL: ORM_NO_MEMORY. */
ORM_API void *orm_session_alloc(orm_session *s, size_t size);

/* The status and the error of the session's last call. */
ORM_API orm_status orm_status_of(const orm_session *s);
ORM_API const orm_error *orm_error_of(const orm_session *s);
/* Several lines for a person: message, status, statement.  Like snprintf. */
ORM_API size_t orm_error_print(const orm_error *error, char *buffer, size_t size);

/* A limit in milliseconds for every later call of this session; 0 takes it away.  Past it: ORM_TIMEOUT. */
ORM_API orm_status orm_deadline(orm_session *s, int milliseconds);
/* Ends the call that the session is in, from any thread: it returns ORM_CANCELLED.  Does nothing when it is in none. */
ORM_API orm_status orm_cancel(orm_session *s);
/* ORM_HERE(s) is s, after noting file and line for the trace of its next call: User_insert(ORM_HERE(s), &user). */
#define ORM_HERE(s) orm__here((s), __FILE__, __LINE__)
ORM_API orm_session *orm__here(orm_session *s, const char *file, int line);

/* ---- transactions -----------------------------------------------------------------------------------------------------------
 * An error that the database reports poisons the innermost transaction: later calls in it fail with ORM_TRANSACTION until it is rolled back. */
typedef enum orm_isolation { ORM_ISOLATION_DEFAULT, ORM_READ_UNCOMMITTED, ORM_READ_COMMITTED, ORM_REPEATABLE_READ, ORM_SERIALIZABLE } orm_isolation;
typedef struct orm_tx { orm_isolation isolation; bool read_only; bool deferrable; int end_; } orm_tx;
/* A writing transaction (SQLite: BEGIN IMMEDIATE, because a read that turns into a write cannot wait for a lock); inside one: a savepoint. */
ORM_API orm_status orm_begin(orm_session *s);
/* With options; inside a transaction isolation and read_only cannot change (ORM_MISUSE). */
ORM_API orm_status orm_begin_with(orm_session *s, const orm_tx *options);
ORM_API orm_status orm_commit(orm_session *s);
ORM_API orm_status orm_rollback(orm_session *s);
/* How many transactions are open, one inside the other; 0: none. */
ORM_API int orm_depth(const orm_session *s);
/* Makes orm_transaction's block roll back at its end. */
ORM_API orm_status orm_abort(orm_session *s);
/* Calls function(s, data) once the outermost transaction has committed; at once when none is open; never after a rollback of its level. */
ORM_API orm_status orm_after_commit(orm_session *s, void (*function)(orm_session *s, void *data), void *data);

/* orm_transaction(s) { ... } commits when its block ends (continue ends it too).  It rolls back when a call in it failed in a way that poisons, when a
 * write in it failed in any way, when orm_abort(s) was called, and at once when it is left by return, break or goto.  Afterwards orm_status_of(s) is the
 * first such failure, else the status of COMMIT.
 * orm_retry(s, attempts) { ... } is the same and runs the block again after a retryable failure, waiting a little longer each time. */
typedef struct orm__block { orm_session *session; int attempts, attempt, level; bool open; } orm__block;
ORM_API orm__block orm__block_enter(orm_session *s, int attempts, const char *file, int line);
ORM_API void orm__block_end(orm__block *block);
ORM_API void orm__block_left(orm__block *block);
#define ORM__BLOCK(s, attempts)                                                                                    \
    for (orm__block ORM__UNIQUE(orm_block_) __attribute__((cleanup(orm__block_left))) = orm__block_enter((s), (attempts), __FILE__, __LINE__); \
         ORM__UNIQUE(orm_block_).open; orm__block_end(&ORM__UNIQUE(orm_block_)))
#define orm_transaction(s) ORM__BLOCK((s), 1)
#define orm_retry(s, attempts) ORM__BLOCK((s), (attempts))

ORM__C_END
#endif
