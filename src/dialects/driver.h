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
    size_t max_packet;       /* bytes of a statement, or of its values; 0: there is no such limit */
} orm__capabilities;

/* One value on its way to the database.  Text (which has a NUL behind its end) and blobs are borrowed until the statement has been executed.  The last four are
 * for databases that have such types: `integer` counts microseconds or days as an orm_timestamp, orm_date, orm_time does. */
typedef enum orm__wire { ORM__WIRE_NULL, ORM__WIRE_INTEGER, ORM__WIRE_REAL, ORM__WIRE_TEXT, ORM__WIRE_BLOB, ORM__WIRE_TIMESTAMP, ORM__WIRE_DATE, ORM__WIRE_TIME, ORM__WIRE_LIST,
    ORM__WIRE_UNSIGNED /* above INT64_MAX: the bits in `integer` */, ORM__WIRE_DECIMAL /* its digits in `bytes` */ } orm__wire;
/* One value as it came, for cursors of any shape; of the first five kinds. */
typedef struct orm__cell { orm__wire wire; int64_t integer; double real; const char *bytes; size_t size; } orm__cell;
/* The values of a list, or the keys and values of a map in turn: what `bytes` of a LIST, for databases that have arrays, points at.  element: their orm_type, or 0. */
typedef struct orm__cells { orm__cell *items; size_t count; uint8_t element; bool map; } orm__cells;

/* What the database says of a column or a parameter of a statement that was not run; the kinds stand for the same on every database.  NOTHING: it does not tell, or the values may be
 * others than it says. */
typedef enum orm__told_kind { ORM__TOLD_NOTHING, ORM__TOLD_INTEGER, ORM__TOLD_REAL, ORM__TOLD_DECIMAL, ORM__TOLD_BOOL, ORM__TOLD_TEXT, ORM__TOLD_BLOB, ORM__TOLD_MOMENT, ORM__TOLD_TIME,
    ORM__TOLD_INTERVAL, ORM__TOLD_UUID, ORM__TOLD_JSON, ORM__TOLD_NET, ORM__TOLD_POINT, ORM__TOLD_LIST } orm__told_kind;
typedef struct orm__told {
    orm__told_kind kind;
    const char *name;      /* the type's, as the database has it; lasts as long as the statement */
    bool may_be_null_only; /* a NULL without a type is told as a text */
} orm__told;

/* How a result is to come; the core says so before each execute, and only to drivers that ask for it (orm__driver.streams). */
typedef enum orm__mode {
    ORM__MODE_WHOLE,      /* fetched to its end at once: the connection is free again */
    ORM__MODE_STREAM,     /* row by row; until its end (or reset) nothing else may run on the connection: the driver says so in conn->occupied */
    ORM__MODE_CURSOR      /* row by row, and other statements run on the connection meanwhile */
} orm__mode;

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
    int is_open;                  /* atomic: native is a connection, for those who look at it without borrowing it */
    int64_t used_at;              /* atomic: when it was given back last, by orm__coarse() */
    int64_t retire_at;            /* when it is too old, 0: never */
    orm__conn *next_swept;
    const int *cancelled;         /* atomic: the session's flag, set by orm_cancel; watched wherever the driver waits or works long */
    bool adopted, broken;
    bool unfinished;              /* a rollback failed on a connection that cannot be opened afresh: it comes before the next use */
    orm__conn *next;
    uint64_t number;
    int users;                    /* of the session that it is lent to: statements under way, open results, the transaction */
    orm__stmt *occupied;          /* set by the driver: this statement's result is not at its end, and nothing else can run before it is */
    uint64_t trips;               /* round trips to the server, counted by the driver; for tests */
};
struct orm__stmt {
    orm__conn *conn;
    void *native;                 /* sqlite3_stmt *, ... */
    char *sql; size_t length;
    const char *known;            /* a text of the model's that reads the same: its address is compared first */
    uint64_t hash, used_at;
    int parameters, columns;
    bool busy, cached, stepped;
    const struct orm__parameters *given; /* while it is prepared: the values of raw SQL, whose types tell what the server cannot find out; or NULL */
    uint8_t mode;                 /* orm__mode, of the next execute */
    bool reads;                   /* the core knows that the statement only reads: it may be ended before its last row, and stand behind a cursor */
    bool stale;                   /* set by execute when it fails: what was prepared is out of date and nothing was done; prepared again the statement may run */
    bool borrows;                 /* of the driver: memory that is not the statement's own is bound */
    int64_t spacing;              /* of the driver: see orm__sqlite_row */
};

/* Rows of one table that a server takes in a quicker way than by INSERT after INSERT. */
typedef struct orm__bulk {
    const orm__field *const *fields; size_t count; /* written of each row, in this order */
    const uint32_t *types;                         /* of the table's columns, by the server's numbers; NULL where that does not matter */
    const char *rows; size_t n, row_size;
    const int64_t *keys;                           /* NULL, or what the first field gets, which does not stand in the rows then */
} orm__bulk;

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
    orm__told (*column_told)(orm__stmt *stmt, int column);
    orm__told (*parameter_told)(orm__stmt *stmt, int at);   /* from 1; NULL: the database does not know */
    orm_status (*reset)(orm__stmt *stmt);                   /* always after use: ends the statement and forgets its values */
    orm_status (*rewind)(orm__stmt *stmt);                  /* ends the statement; it is run again at once, with every value bound anew; NULL: reset */
    int64_t (*changes)(orm__conn *conn);                    /* rows the last statement inserted, matched or deleted */
    int64_t (*last_id)(orm__conn *conn);                    /* NULL where INSERT returns keys (orm__dialect.returns_keys); on MySQL, after a conflict, also the primary key that was there */
    bool (*in_transaction)(orm__conn *conn);                /* also in one that failed; false when the connection is lost */
    bool (*read_only)(orm__stmt *stmt);                     /* the statement cannot write; false when that is not known */
    /* Many rows at once, inside a transaction; each may be NULL. */
    bool (*bulk_takes)(orm__conn *conn, const orm__field *field, uint32_t type);    /* values of this column can go into one of this type */
    orm_status (*parse)(orm__conn *conn, const char *sql);  /* the server reads a statement, which takes its locks, and forgets it */
    orm_status (*bulk)(orm__conn *conn, const char *sql, const orm__bulk *what, orm__decoding *scratch);
    orm_status (*draw)(orm__conn *conn, uint32_t sequence, size_t n, int64_t *keys); /* the next n numbers of a sequence, as they come */
    /* Executes a statement once for as many rows from the front as it can take together; their number in *taken.  What it gives is stepped through as always. */
    bool (*takes_many)(orm__conn *conn);                    /* asked of each connection */
    orm_status (*execute_many)(orm__stmt *stmt, const orm__bulk *what, orm__decoding *scratch, size_t *taken);
    /* A statement that was bound is sent without waiting; the outcomes come in the same order, each as if it had been executed.  The values are not needed any longer. */
    orm_status (*queue)(orm__stmt *stmt);
    orm_status (*collect)(orm__stmt *stmt);
    orm_status (*queue_end)(orm__stmt *stmt);               /* after the last outcome that is wanted, or a failure: nothing is under way any more */
    bool streams;                                           /* the connection waits while a result is read, so that results that stay open need a mode */
    /* Of servers; each may be NULL. */
    int (*socket)(orm__conn *conn);                         /* the descriptor, -1: none */
    bool (*alive)(orm__conn *conn);                         /* asked when there is something to read on an unused connection, without waiting; NULL: it is dead */
    orm_status (*ping)(orm__conn *conn);                    /* does the server answer?  One round trip, within conn->deadline */
    orm_status (*clean)(orm__conn *conn);                   /* before it is free again: nothing is unread, nothing is left for the next one; a failure closes it */
    void (*interrupt)(orm_db *db);                          /* a session of this database was cancelled: a driver whose library waits by itself looks which */
    void (*leave)(orm_db *db);                              /* after its last connection was closed: what the driver has in db->driver_data goes */
    orm_status (*ready)(orm__conn *conn);                   /* before an adopted one is used: the program may have changed what decoding depends on */
};

/* The drivers compiled in; NULL when there is none for the dialect. */
ORM__PRIVATE const orm__driver *orm__driver_for(orm_dialect dialect);
/* Fills conn->error; returns status. */
ORM__PRIVATE orm_status orm__driver_fail(orm__conn *conn, orm_status status, int native_code, const char *format, ...) ORM__PRINTF(4, 5);
/* A client library's message in one line, and never with the password in it, whatever made it. */
ORM__PRIVATE void orm__driver_clean(const orm_db *db, const char *message, char *out, size_t size);
/* Microseconds of a clock that does not jump. */
ORM__PRIVATE int64_t orm__monotonic(void);
#endif
