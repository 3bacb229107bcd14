/* base: version, attributes, statuses, errors, the allocator.  Everything else stands on this. */
#ifndef ORM__BASE_H
#define ORM__BASE_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ORM_VERSION_MAJOR 0
#define ORM_VERSION_MINOR 1
#define ORM_VERSION_PATCH 0
#define ORM_VERSION_NUMBER (ORM_VERSION_MAJOR * 10000 + ORM_VERSION_MINOR * 100 + ORM_VERSION_PATCH)
#define ORM_VERSION "0.1.0"

#if !defined(__cplusplus) && (!defined(__STDC_VERSION__) || __STDC_VERSION__ < 201112L)
#error "orm.h needs C11: compile with -std=c11 or -std=gnu11, or later ones"
#endif
#if !defined(__GNUC__) && !defined(__clang__)
#error "orm.h needs gcc or clang: orm_transaction() rolls back through the cleanup attribute"
#endif

#ifdef __cplusplus
#define ORM__C_BEGIN extern "C" {
#define ORM__C_END }
#else
#define ORM__C_BEGIN
#define ORM__C_END
#endif

/* ORM_API marks what user code may call; define it before the include to export it from a shared library. */
#ifndef ORM_API
#define ORM_API extern
#endif
#define ORM__UNUSED __attribute__((unused))
#define ORM__PRINTF(text_at, first) __attribute__((format(printf, text_at, first)))
/* What one module offers another inside the implementation: static in orm.h, external when modules are compiled alone. */
#ifndef ORM__PRIVATE
#define ORM__PRIVATE
#endif

ORM__C_BEGIN

/* ---- statuses ------------------------------------------------------------------------------------------------------------
 * One list makes the enum, the names, the texts, the retry rule and the test that every status can be triggered.
 * S(name, retryable, text).  Values are never removed or renumbered. */
#define ORM_STATUS_LIST(S)                                                                                    \
    S(OK,                   false, "no error")                                                                \
    S(NOT_FOUND,            false, "no such row")                                                             \
    S(MULTIPLE_ROWS,        false, "more than one row where one was asked for")                               \
    S(INVALID,              false, "a value is not valid for its column")                                     \
    S(CONFLICT_UNIQUE,      false, "a unique constraint was violated")                                        \
    S(CONFLICT_FOREIGN_KEY, false, "a foreign key constraint was violated")                                   \
    S(CONFLICT_CHECK,       false, "a check constraint was violated")                                         \
    S(CONFLICT_NOT_NULL,    false, "a column that must not be NULL was NULL")                                 \
    S(STALE,                false, "the row was changed by somebody else since it was read")                  \
    S(BUSY,                 true,  "the database is locked by another connection")                            \
    S(DEADLOCK,             true,  "the database broke a deadlock by ending this transaction")                \
    S(SERIALIZATION,        true,  "the transaction could not be serialized with another one")                \
    S(TIMEOUT,              false, "a time limit has passed")                                                 \
    S(CANCELLED,            false, "the call was cancelled by orm_cancel")                                    \
    S(CONNECTION,           true,  "the connection to the database failed")                                   \
    S(COMMIT_UNKNOWN,       false, "the connection was lost after COMMIT was sent: it may have happened")     \
    S(TRANSACTION,          false, "an earlier error ended this transaction: roll it back")                   \
    S(UNSUPPORTED,          false, "the database cannot do this")                                             \
    S(SQL,                  false, "the database refused the statement")                                      \
    S(MIGRATION,            false, "the tables in the database are not what the models need")                 \
    S(CONFIG,               false, "a model, an option or a URL is wrong")                                    \
    S(MISUSE,               false, "the call is wrong")                                                       \
    S(NO_MEMORY,            false, "out of memory")                                                           \
    S(CORRUPT,              false, "the database file is damaged or is no database")                          \
    S(READ_ONLY,            false, "the database or the transaction is read-only")                            \
    S(FULL,                 false, "the disk or the database is full")
#define ORM__STATUS_ENUM(name, retryable, text) ORM_##name,
typedef enum orm_status { ORM_STATUS_LIST(ORM__STATUS_ENUM) ORM_STATUS_COUNT } orm_status;
#undef ORM__STATUS_ENUM

/* The status's name ("ORM_NOT_FOUND") and what it means; a number that is no status gives "ORM_?" and "unknown status". */
ORM_API const char *orm_status_name(orm_status status);
ORM_API const char *orm_status_text(orm_status status);

/* What became of the work when a call failed. */
typedef enum orm_outcome { ORM_NOT_APPLIED, ORM_APPLIED, ORM_OUTCOME_UNKNOWN } orm_outcome;

/* An error in full.  Fixed buffers: failing never allocates.  Longer texts are cut at a character's end and close with "...".
 * `model`, `column`, `constraint` are empty when the error is not about one.  No password and no bound value is in `sql`. */
typedef struct orm_error {
    orm_status status;
    int native_code;      /* the driver's own number: SQLite's extended result code, MySQL's errno; 0: none */
    char sqlstate[6];     /* five characters where the database has them, else empty */
    bool retryable;       /* the same transaction may succeed when it is run again */
    orm_outcome outcome;
    char message[640];    /* names the thing, the reason and the mend */
    char model[64];
    char column[128];     /* "name", or "a, b" for a constraint over several */
    char constraint[128];
    char sql[512];
} orm_error;

/* Every block the library uses comes from here.  One function does it all:
 *   block NULL, new_size > 0: a new block     new_size 0: free it (old_size is its size), returns NULL
 *   else: resize, keeping the contents; NULL means failed and the old block still stands.
 * Blocks must be aligned for any type.  It may be called by several threads at once.  A zeroed orm_allocator means realloc and free. */
typedef struct orm_allocator {
    void *(*resize)(void *context, void *block, size_t old_size, size_t new_size);
    void *context;
} orm_allocator;

/* The databases that SQL can be written for; which drivers are compiled in is another matter (ORM_SQLITE, ORM_POSTGRES, ORM_MYSQL). */
typedef enum orm_dialect { ORM_DIALECT_SQLITE, ORM_DIALECT_POSTGRES, ORM_DIALECT_MYSQL, ORM_DIALECT_MARIADB, ORM_DIALECT_COUNT } orm_dialect;
/* "SQLite", "PostgreSQL", "MySQL", "MariaDB"; "?" for anything else. */
ORM_API const char *orm_dialect_name(orm_dialect dialect);

/* The parts of a database's URL, as they are: nothing is escaped, a password may hold any byte but NUL.  What is not given is left to the client library's
 * defaults, as in a URL. */
typedef struct orm_address {
    orm_dialect dialect;       /* SQLite: only database and options */
    const char *host;          /* "db.example.org", "::1", a socket's folder (PostgreSQL) or path (MySQL) that begins with '/', or several: "one,two:5433" */
    int port;                  /* 0: the usual one */
    const char *database;      /* the name; SQLite: the file or ":memory:" */
    const char *user, *password;
    const char *options;       /* what stands behind the '?' of a URL, written as there: "sslmode=verify-full&application_name=shop" */
    int end_;
} orm_address;

/* The version of the library that was compiled in, "0.1.0"; compare with ORM_VERSION, the header's. */
ORM_API const char *orm_version(void);

ORM__C_END
#endif
