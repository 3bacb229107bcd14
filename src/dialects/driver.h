/* driver: what the library asks of a database's client library.  One const table per driver; only the drivers know sqlite3.h and its like.
 *
 * The table is also the place for a test driver that fails on demand.  A networked driver fits it because a statement is run in three steps - bind,
 * execute, step - and each may wait only inside orm__wait(), which polls with the call's deadline. */
#ifndef ORM__DRIVER_H
#define ORM__DRIVER_H
#include "../orm/memory.h"
#include "../orm/session.h"
#include "url.h"

typedef struct orm__conn orm__conn;
typedef struct orm__stmt orm__stmt;
typedef struct orm__driver orm__driver;
typedef struct orm__field orm__field;

/* What a server of some version can do.  Found out once, from the version of the first connection (or orm_options.server_version). */
typedef struct orm__capabilities {
    int version;
    bool returning;          /* INSERT ... RETURNING */
    bool upsert;             /* ON CONFLICT or ON DUPLICATE KEY UPDATE */
    bool nulls_order;        /* NULLS FIRST and NULLS LAST */
    bool strict_tables;      /* SQLite's STRICT */
    size_t max_parameters;   /* per statement */
} orm__capabilities;

/* One value on its way to the database.  Text (which has a NUL behind its end) and blobs are borrowed until the statement has been executed.  The last three are
 * for databases that have such types: `integer` counts microseconds or days as an orm_timestamp, orm_date, orm_time does. */
typedef enum orm__wire { ORM__WIRE_NULL, ORM__WIRE_INTEGER, ORM__WIRE_REAL, ORM__WIRE_TEXT, ORM__WIRE_BLOB, ORM__WIRE_TIMESTAMP, ORM__WIRE_DATE, ORM__WIRE_TIME } orm__wire;
/* One value as it came, for cursors of any shape; of the first five kinds. */
typedef struct orm__cell { orm__wire wire; int64_t integer; double real; const char *bytes; size_t size; } orm__cell;

typedef enum orm__step { ORM__STEP_FAILED = -1, ORM__STEP_DONE = 0, ORM__STEP_ROW = 1 } orm__step;

/* Context of decoding: where texts go and where a failure is told. */
typedef struct orm__decoding { orm_session *session; orm__arena *texts; const char *table; } orm__decoding;

struct orm__conn {
    const orm__driver *driver;
    orm_db *db;
    void *native;                 /* sqlite3 *, PGconn *, MYSQL * */
    orm_error *error;             /* where the driver tells what went wrong: the session's error while it holds the connection */
    orm__stmt *statements;        /* the cache: a list, newest use first is not needed, see used_at */
    size_t statement_count;
    orm__stmt **table; size_t table_size;
    uint64_t uses;
    int64_t deadline;             /* microseconds of the monotonic clock, 0: none */
    int64_t changes_before;       /* the driver's own: what the connection had changed before the statement that runs */
    int in_use;                   /* atomic: lent to a session */
    const int *cancelled;         /* atomic: the session's flag, set by orm_cancel; watched wherever the driver waits or works long */
    bool adopted, broken;
    bool unfinished;              /* a rollback failed on a connection that cannot be opened afresh: it comes before the next use */
    orm__conn *next;
    uint64_t number;
};
struct orm__stmt {
    orm__conn *conn;
    void *native;                 /* sqlite3_stmt *, ... */
    char *sql; size_t length;
    const char *known;            /* a text of the model's that reads the same: its address is compared first */
    uint64_t hash, used_at;
    int parameters, columns;
    bool busy, cached, stepped;
    bool borrows;                 /* of the driver: memory that is not the statement's own is bound */
    int64_t spacing;              /* of the driver: see orm__sqlite_row */
};

struct orm__driver {
    orm_dialect dialect;
    const char *name;
    /* Connects.  On failure conn->error is filled and nothing is left open. */
    orm_status (*open)(orm__conn *conn, const orm__url *url, const orm_options *options);
    void (*close)(orm__conn *conn);
    void (*capabilities)(orm__conn *conn, int version, orm__capabilities *out);
    int (*version)(orm__conn *conn);
    /* Runs SQL that takes no values and returns no rows. */
    orm_status (*run)(orm__conn *conn, const char *sql);
    orm_status (*prepare)(orm__stmt *stmt);                 /* from stmt->sql; sets native, parameters, columns */
    void (*finalize)(orm__stmt *stmt);                      /* cannot fail, so it does not wait: what a server must be told goes with a later call */
    /* Values by position, from 1. */
    orm_status (*bind)(orm__stmt *stmt, int at, const orm__cell *value);
    /* The columns `fields` of a row struct, to positions from `at` on; scratch holds formatted values until the statement has run. */
    orm_status (*bind_row)(orm__stmt *stmt, int at, const orm__field *const *fields, size_t count, const void *row, orm__decoding *scratch);
    orm_status (*execute)(orm__stmt *stmt);
    orm__step (*step)(orm__stmt *stmt);
    /* Decodes the current row: column i of the result into fields[i] of the row struct (NULL: skipped). */
    orm_status (*fetch_row)(orm__stmt *stmt, const orm__field *const *fields, size_t count, void *row, orm__decoding *to);
    orm_status (*cell)(orm__stmt *stmt, int column, orm__cell *out);
    const char *(*column_name)(orm__stmt *stmt, int column);
    orm_status (*reset)(orm__stmt *stmt);                   /* always after use: ends the statement and forgets its values */
    orm_status (*rewind)(orm__stmt *stmt);                  /* ends the statement; it is run again at once, with every value bound anew; NULL: reset */
    int64_t (*changes)(orm__conn *conn);                    /* rows the last statement inserted, matched or deleted */
    int64_t (*last_id)(orm__conn *conn);                    /* NULL where INSERT returns keys (orm__dialect.returns_keys) */
    bool (*in_transaction)(orm__conn *conn);                /* also in one that failed; false when the connection is lost */
    bool (*read_only)(orm__stmt *stmt);                     /* the statement cannot write; false when that is not known */
};

/* The drivers compiled in; NULL when there is none for the dialect. */
ORM__PRIVATE const orm__driver *orm__driver_for(orm_dialect dialect);
/* Fills conn->error; returns status. */
ORM__PRIVATE orm_status orm__driver_fail(orm__conn *conn, orm_status status, int native_code, const char *format, ...) ORM__PRINTF(4, 5);
/* Microseconds of a clock that does not jump. */
ORM__PRIVATE int64_t orm__monotonic(void);
#endif
