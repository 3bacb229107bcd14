/* postgres.h: what the modules of the PostgreSQL driver share: a connection, a statement, and what each does for the others. */
#ifndef ORM__POSTGRES_H
#define ORM__POSTGRES_H
#include "../orm/codec.h"
#ifdef ORM_POSTGRES
#include "../orm/json.h"
#include "../orm/text.h"
#include "postgres_values.h"
#include "postgres_copy.h"
#include "wait.h"
#if defined(__has_include) && !__has_include(<libpq-fe.h>) && __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#include <libpq-fe.h>
#endif

#define ORM__PG_GRACE_US INT64_C(400000)    /* for ending a statement that was cancelled or is late: calls are at most half a second late */
#define ORM__PG_PATIENCE_US INT64_C(3000)    /* so long a stream is read on when its first row has come, and when it is left, before its end is asked for, which takes as long */
#define ORM__PG_LEAST_VERSION 100000        /* identity columns */
#define ORM__PG_AHEAD 64                    /* rows of a stream that are read ahead: when its end is among them, the connection is free at once */
#define ORM__PG_AHEAD_BYTES 262144          /* unless they are that large; a batch of a cursor is about as large, too */
#if defined(LIBPQ_HAS_PIPELINING) && !defined(ORM__PG_NO_PIPELINE) /* libpq 14 */
#define ORM__PG_PIPELINE 1
#endif

typedef struct orm__pg {
    PGconn *link;              /* NULL: lost */
    bool cancellable;          /* the process that libpq knows is the one that works: no pooler in between */
    bool copies;               /* a COPY of our own begins */
    bool unsynced; size_t queued; orm_status late; int64_t end; /* of executions in a queue: the server was not told that these are all; bytes since some went out */
    bool pooled;               /* through a pooler that lends the server's process for one transaction: nothing may be left in it */
    uint64_t names;            /* of statements and cursors, counted */
    uint64_t epoch;            /* counts what takes all prepared statements away: DISCARD ALL */
    int64_t changes;
    orm__buffer unused;        /* DEALLOCATE ...; for statements that are gone */
    orm__pg_types types;       /* of this database, met so far */
    PGresult *found;           /* of an adopted connection: the settings that it came with */
    bool found_blocking;
} orm__pg;

#define ORM__PG_MOST (((size_t)1 << 30) - ((size_t)1 << 20)) /* bytes of values in one statement: of a message of 1 GB the server closes the connection */

typedef struct orm__pg_stmt {
    char name[24];
    int parameters, columns, rows, row, column, refused_at, unreadable; /* unreadable: the first column that was */
    bool binary, no_memory, damaged, nested;
    bool ran;                  /* it has fitted once: what does not fit now has changed */
    bool more;                 /* the result goes on at the server */
    uint8_t mode;              /* orm__mode, of the result */
    uint64_t epoch;            /* when it was prepared */
    char cursor[24];           /* the name of the open one, or "" */
    int batch;                 /* rows to fetch from it */
    PGresult *ahead[ORM__PG_AHEAD]; int ahead_count, ahead_at; /* of a stream: single rows, and perhaps an error as the last of them */
    orm__pg_refusal refusal;
    PGresult *described, *result;
    orm__arena texts;          /* of values on their way, and of the current row's */
    uint8_t *parameter_kinds, *column_kinds;
    orm__pg_type *parameter_types, *column_types;
    const orm__pg_types *types;
    size_t bound;              /* bytes of the values */
    const char **values; int *sizes, *formats; Oid *oids;
    char (*room)[16];          /* of values of a fixed size */
    size_t size;               /* of this block */
} orm__pg_stmt;

static inline ORM__UNUSED orm__pg *orm__pg_of(const orm__conn *c) { return c->native; }

#define ORM__PG_SETTINGS (ORM__URL_OPTIONS_MAX + 10)
typedef struct orm__pg_settings {
    const char *keys[ORM__PG_SETTINGS + 1], *values[ORM__PG_SETTINGS + 1];
    size_t count;
    int connect_ms;
    unsigned skipped;          /* bits of hosts that did not answer */
    size_t tried;              /* how many hosts are left */
    bool checked_by_default;   /* nobody asked for sslmode=verify-full */
    char hosts[ORM__URL_TEXT_MAX + ORM__URL_HOSTS_MAX], ports[8 * ORM__URL_HOSTS_MAX];
} orm__pg_settings;

#define ORM__PG_LOCAL_SETTINGS ";SET LOCAL TimeZone='UTC';SET LOCAL DateStyle='ISO, YMD';SET LOCAL IntervalStyle='iso_8601';SET LOCAL bytea_output='hex';SET LOCAL extra_float_digits=3"
#define ORM__PG_SETTINGS_OF_ONE "SELECT pg_catalog.set_config('TimeZone','UTC',true),pg_catalog.set_config('DateStyle','ISO, YMD',true),pg_catalog.set_config('IntervalStyle','iso_8601',true)," \
                                "pg_catalog.set_config('bytea_output','hex',true),pg_catalog.set_config('extra_float_digits','3',true)"

/* postgres_error.c */
ORM__PRIVATE orm_status orm__pg_status(const char *state);
ORM__PRIVATE orm_status orm__pg_fail(orm__conn *c, orm_status status, const char *state, const char *message);
ORM__PRIVATE orm_status orm__pg_failed(orm__conn *c, const PGresult *r, orm_status why);
ORM__PRIVATE orm_status orm__pg_lost(orm__conn *c, orm_status why);
/* postgres_connect.c */
ORM__PRIVATE orm__waited orm__pg_wait(PGconn *link, int64_t deadline, const int *cancelled);
ORM__PRIVATE void orm__pg_set(orm__pg_settings *s, const char *key, const char *value);
ORM__PRIVATE orm_status orm__pg_connect_with(orm__conn *c, const orm__pg_settings *s, int64_t limit, const int *cancelled, orm__waited *waited, PGconn **out);
ORM__PRIVATE orm_status orm__pg_connect(orm__conn *c, const orm__url *url, const orm_options *o, int64_t deadline, const int *cancelled, PGconn **out);
/* postgres_result.c */
ORM__PRIVATE bool orm__pg_piped(const PGconn *link);
ORM__PRIVATE bool orm__pg_is_copy(ExecStatusType status);
ORM__PRIVATE orm__waited orm__pg_results(PGconn *link, int64_t deadline, const int *cancelled, PGresult **kept);
ORM__PRIVATE bool orm__pg_interrupt_until(orm__conn *c, int64_t deadline);
ORM__PRIVATE orm__waited orm__pg_end_it(orm__conn *c, PGresult **r);
ORM__PRIVATE orm_status orm__pg_settled(orm__conn *c);
ORM__PRIVATE orm_status orm__pg_judge(orm__conn *c, PGresult *r, orm_status why);
ORM__PRIVATE orm_status orm__pg_collect(orm__conn *c, int64_t deadline, const int *cancelled, PGresult **out);
ORM__PRIVATE orm_status orm__pg_not_sent(orm__conn *c);
ORM__PRIVATE orm_status orm__pg_query(orm__conn *c, const char *sql, int64_t deadline, const int *cancelled, PGresult **out);
/* postgres_session.c */
ORM__PRIVATE bool orm__pg_is_utc(const PGconn *link);
ORM__PRIVATE orm_status orm__pg_ready(orm__conn *c);
ORM__PRIVATE void orm__pg_close(orm__conn *c);
ORM__PRIVATE orm_status orm__pg_open(orm__conn *c, const orm__url *url, const orm_options *options);
ORM__PRIVATE int orm__pg_socket(orm__conn *c);
ORM__PRIVATE bool orm__pg_alive(orm__conn *c);
ORM__PRIVATE orm_status orm__pg_ping(orm__conn *c);
ORM__PRIVATE orm_status orm__pg_clean_up(orm__conn *c);
ORM__PRIVATE int orm__pg_version(orm__conn *c);
ORM__PRIVATE void orm__pg_capabilities(orm__conn *c, int version, orm__capabilities *out);
/* postgres_statement.c */
ORM__PRIVATE orm_status orm__pg_run(orm__conn *c, const char *sql);
ORM__PRIVATE orm_status orm__pg_prepare(orm__stmt *st);
ORM__PRIVATE orm_status orm__pg_prepare_again(orm__conn *c, orm__stmt *st);
ORM__PRIVATE void orm__pg_drop_result(orm__pg_stmt *n);
ORM__PRIVATE void orm__pg_finalize(orm__stmt *st);
/* postgres_execute.c */
ORM__PRIVATE orm_status orm__pg_reset(orm__stmt *st);
ORM__PRIVATE orm_status orm__pg_find_stale(orm__stmt *st, orm_status status);
ORM__PRIVATE bool orm__pg_send(orm__stmt *st, bool with_settings);
ORM__PRIVATE orm_status orm__pg_whole_result(orm__stmt *st);
ORM__PRIVATE orm_status orm__pg_execute(orm__stmt *st);
ORM__PRIVATE orm__step orm__pg_step(orm__stmt *st);
#ifdef ORM__PG_PIPELINE /* postgres_copy.c */
ORM__PRIVATE orm_status orm__pg_queue(orm__stmt *stmt);
ORM__PRIVATE orm_status orm__pg_collect_queued(orm__stmt *stmt);
ORM__PRIVATE orm_status orm__pg_queue_end(orm__stmt *stmt);
#endif
#endif
#endif
