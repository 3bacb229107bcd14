/* mysql.h: what the modules of the driver of MySQL and MariaDB share: a connection, a statement, and what each does for the others. */
#ifndef ORM__MYSQL_H
#define ORM__MYSQL_H
#include "../orm/codec.h"
#ifdef ORM_MYSQL
#include "../orm/json.h"
#include "../orm/text.h"
#include "dialect.h"
#include "mysql_bulk.h"
#include "mysql_connect.h"
#include "mysql_values.h"

#define ORM__MY_GRACE_US INT64_C(200000)    /* for a rollback whose call is late already; with the watchdog's a call is at most half a second late */
#define ORM__MY_LEAST_MYSQL 80000
#define ORM__MY_LEAST_MARIADB 100600
#define ORM__MY_PATIENCE_US INT64_C(2000)   /* a stream that is left is read on for so long, before its end is asked for, which takes about as long */
#define ORM__MY_BATCH 64                    /* rows that are fetched from a cursor at once */
#define ORM__MY_ROOM 64                     /* bytes of a text or blob column at first: it grows to the longest that comes */
#define ORM__MY_KEEP ((unsigned long)64 << 10) /* larger ones are given back when the statement has ended */

/* How the server of a connection is reached once more, to end what runs on it. */
typedef struct orm__my_way {
    unsigned long thread;
    size_t host;                  /* of the URL */
    char peer[64];                /* the address behind its name: a name may stand for several servers */
    MYSQL *adopted;               /* the program's connection: its parts are used instead of the URL's */
} orm__my_way;
typedef struct orm__my {
    MYSQL *link;                  /* NULL: lost */
    orm__watch watch;
    orm__my_way way;
    bool in_transaction;          /* after the last answer */
    bool begun;                   /* the core has begun one */
    orm_status interrupted;       /* what was done last met a KILL, for this reason; it may have succeeded nevertheless */
    bool doubtful;                /* a KILL may still be under way: what comes next must not meet it */
    int64_t changes;
    uint64_t last_id;
    char *before; size_t before_size; /* SQL that gives an adopted connection its own settings back */
} orm__my;

typedef enum orm__my_refusal { ORM__MY_TAKEN, ORM__MY_NOT_A_NUMBER, ORM__MY_NO_VALUES, ORM__MY_NO_ROOM } orm__my_refusal;
struct orm__my_stmt;
typedef union orm__my_value { long long integer; double real; float single; MYSQL_TIME moment; } orm__my_value;
typedef struct orm__my_column {
    struct orm__my_stmt *statement;
    orm__my_value value;
    char *bytes; unsigned long room, length;
    uint8_t kind;                 /* orm__my_kind */
    orm__my_bool null, cut;
} orm__my_column;
typedef struct orm__my_parameter { orm__my_value value; unsigned long length; orm__my_bool null; } orm__my_parameter;

/* A row that is kept. */
typedef struct orm__my_kept_column { orm__my_value value; const char *bytes; unsigned long length; orm__my_bool null; } orm__my_kept_column;
typedef struct orm__my_kept { struct orm__my_kept *next; orm__my_kept_column columns[]; } orm__my_kept;

typedef struct orm__my_stmt {
    MYSQL_STMT *native;           /* NULL: it is run as text */
    const MYSQL_FIELD *fields;
    int parameter_count, column_count, prepared_columns, refused_at, damaged_at;
    int fetched;                  /* rows of a cursor */
    bool no_memory, damaged, described;
    bool rows;                    /* there is a result to fetch from */
    bool streaming;               /* it is still coming */
    bool cursor, by_cursor;       /* the server keeps it; the statement was told that it shall */
    bool reads;
    bool broke_off;               /* its result did: Connector/C would wait for the rest when it is executed again */
    orm__my_refusal refusal;
    MYSQL_RES *text_result;
    MYSQL_ROW text_row;
    unsigned long *text_lengths;
    MYSQL_BIND *parameters, *results;
    orm__my_parameter *values;
    orm__my_column *columns;
    orm__arena texts;             /* of the current row */
    bool keeps;                   /* of a CALL: its rows stand here */
    orm__my_kept *kept_first, **kept_end;
    orm__arena kept;
    uint64_t names;               /* of the columns, when it was prepared */
} orm__my_stmt;

static inline ORM__UNUSED orm__my *orm__my_of(const orm__conn *c) { return c->native; }
static inline ORM__UNUSED const char *orm__my_name(const orm__conn *c) { return c->db->dialect->name; }

/* mysql_error.c */
ORM__PRIVATE orm_status orm__my_status(unsigned code, const char *state);
ORM__PRIVATE bool orm__my_is_lost(unsigned code);
ORM__PRIVATE orm_status orm__my_fail(orm__conn *c, orm_status status, unsigned code, const char *state, const char *message);
ORM__PRIVATE orm_status orm__my_lost(orm__conn *c, orm_status why, unsigned code, const char *state, const char *reason);
ORM__PRIVATE orm_status orm__my_failed(orm__conn *c, orm_status why, unsigned code, const char *state, const char *reason);
/* mysql_call.c */
ORM__PRIVATE orm_status orm__my_watched(orm__conn *c, int64_t deadline, const int *cancelled);
ORM__PRIVATE orm_status orm__my_call_until(orm__conn *c, int64_t deadline, const int *cancelled);
ORM__PRIVATE orm_status orm__my_call(orm__conn *c);
ORM__PRIVATE orm_status orm__my_done(orm__conn *c, unsigned code, const char *state, const char *reason);
ORM__PRIVATE orm_status orm__my_done_link(orm__conn *c, bool failed);
ORM__PRIVATE orm_status orm__my_query_watched(orm__conn *c, const char *sql, int64_t deadline, const int *cancelled);
ORM__PRIVATE void orm__my_transaction_after(orm__conn *c);
ORM__PRIVATE orm_status orm__my_check_transaction(orm__conn *c);
ORM__PRIVATE orm_status orm__my_refuse_commit(orm__conn *c, const char *sql);
/* mysql_session.c */
ORM__PRIVATE void orm__my_close(orm__conn *c);
ORM__PRIVATE orm_status orm__my_open(orm__conn *c, const orm__url *url, const orm_options *options);
ORM__PRIVATE int orm__my_version(orm__conn *c);
ORM__PRIVATE void orm__my_capabilities(orm__conn *c, int version, orm__capabilities *out);
ORM__PRIVATE void orm__my_interrupt(orm_db *db);
ORM__PRIVATE void orm__my_leave(orm_db *db);
ORM__PRIVATE int orm__my_descriptor(orm__conn *c);
ORM__PRIVATE orm_status orm__my_ping(orm__conn *c);
/* mysql_statement.c */
ORM__PRIVATE bool orm__my_drain(MYSQL *link);
ORM__PRIVATE orm_status orm__my_run(orm__conn *c, const char *sql);
ORM__PRIVATE orm_status orm__my_done_stmt(orm__stmt *st, bool failed);
ORM__PRIVATE bool orm__my_is_text_kind(uint8_t kind);
ORM__PRIVATE void orm__my_aim(MYSQL_BIND *b, orm__my_column *col);
ORM__PRIVATE bool orm__my_describe(orm__stmt *st, const MYSQL_FIELD *fields, unsigned count);
ORM__PRIVATE uint64_t orm__my_names(const MYSQL_FIELD *fields, int count);
ORM__PRIVATE bool orm__my_same_columns(const orm__my_stmt *n, const MYSQL_FIELD *fields, unsigned count);
ORM__PRIVATE void orm__my_finalize(orm__stmt *st);
ORM__PRIVATE orm_status orm__my_no_memory(orm__conn *c);
ORM__PRIVATE orm_status orm__my_prepare_once(orm__stmt *st);
ORM__PRIVATE orm_status orm__my_prepare(orm__stmt *st);
ORM__PRIVATE orm_status orm__my_reset(orm__stmt *st);
/* mysql_execute.c */
ORM__PRIVATE orm_status orm__my_metadata_changed(orm__stmt *st);
ORM__PRIVATE bool orm__my_take_result(orm__stmt *st, bool *changed);
ORM__PRIVATE void orm__my_count(orm__stmt *st);
ORM__PRIVATE bool orm__my_choose_cursor(orm__stmt *st);
ORM__PRIVATE orm_status orm__my_execute(orm__stmt *st);
ORM__PRIVATE orm__step orm__my_step(orm__stmt *st);
#endif
#endif
