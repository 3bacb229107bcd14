/* internal: the structures behind the handles, shared by the implementation's modules.  Private. */
#ifndef ORM__INTERNAL_H
#define ORM__INTERNAL_H
#include "verbs.h"
#include "memory.h"
#include "text.h"
#include "../dialects/driver.h"
#include "../dialects/dialect.h"
#include <pthread.h>

/* ---- entities: a model as one database sees it ------------------------------------------------------------------------------- */
typedef struct orm__text_slice { const char *text; size_t length; uint64_t hash; bool lasts; /* as long as the database is open, unchanged */ } orm__text_slice;

/* A column, resolved: names quoted, form of storage chosen. */
struct orm__field {
    const orm_column *def;
    uint8_t form;              /* orm__form */
    uint8_t type;              /* orm_type, for switches */
    bool nullable, wrapped;    /* wrapped: an orm_opt struct, the value lies behind `has` */
    uint16_t index;            /* in the model */
    uint32_t offset, value_offset, size; /* size of the value itself */
    const char *name;          /* in the database */
    orm__text_slice quoted;    /* "name" */
    orm__text_slice qualified; /* "table"."name" */
};

/* A unique index; NULL among its fields stands for a part of a column, an expression, or a column that the model does not have. */
typedef struct orm__unique_key { const char *name; const orm__field **fields; size_t count; } orm__unique_key;
typedef struct orm__unique_keys { size_t count; const orm__unique_key *items; } orm__unique_keys;

typedef struct orm__entity {
    const orm_model *model;
    uint64_t fingerprint;
    const orm__dialect *dialect;
    orm__field *fields;
    const orm__field **all;       /* pointers to each field, in order */
    const orm__field **keys;
    const orm__field **inserted;  /* what the usual INSERT writes */
    const orm__field **updated;   /* what the usual UPDATE writes */
    size_t field_count, key_count, inserted_count, updated_count;
    const orm__field **automatic; /* what insert fills in by itself when it is zero: times, UUIDs, the version */
    size_t automatic_count;
    const orm__field *auto_key, *version;
    bool may_default;             /* an opt column without value is left to the database's default */
    const char *table;            /* unquoted */
    orm__text_slice table_sql;    /* with schema */
    orm__text_slice table_name;   /* quoted, without schema: what columns are qualified with */
    orm__text_slice columns_sql;  /* the qualified select list */
    orm__text_slice get_sql, insert_sql, update_sql, delete_sql;
    const char *create_note;
    const orm__unique_keys *unique_keys; /* atomic; MySQL, MariaDB: what the table really has, looked up when it is first asked for */
    struct orm__entity *next;
    orm__arena texts;             /* holds all of the above */
} orm__entity;

/* ---- databases ------------------------------------------------------------------------------------------------------------------ */
/* Transactions that stored rows and were rolled back: ranges of ids. */
typedef struct orm__id_range { uint64_t first, last; } orm__id_range;

#define ORM__DB_MAGIC      UINT32_C(0x6F726D44)
#define ORM__SESSION_MAGIC UINT32_C(0x6F726D53)
#define ORM__CLOSED_MAGIC  UINT32_C(0x6F726D58)
#define ORM__QUARANTINE 64 /* closed sessions kept before one is used again, so that using a closed one is noticed */

/* A session in the line for a connection; it lies on its thread's stack. */
typedef struct orm__waiter { orm_session *session; orm__conn *given; pthread_cond_t woken; struct orm__waiter *next; } orm__waiter;

struct orm_db {
    uint32_t magic;
    orm_options options;
    orm_allocator allocator;
    const orm__driver *driver;
    void *driver_data;                  /* the driver's own, for all connections */
    const orm__dialect *dialect;
    orm__capabilities capabilities;
    orm__url url;
    bool in_memory, adopted, strict_tables;
    int forks;                          /* orm__forks() when it was opened: in a child of that process it is not used */
    int64_t sweep_at;                   /* atomic: when to look for idle connections next, by orm__coarse() */
    int64_t opened, closed, replaced;   /* atomic: connections, ever */
    pthread_mutex_t lock;               /* guards everything below */
    orm__conn *connections;
    int connection_count;
    int waiting;                        /* atomic: how many are in the line */
    orm__waiter *first_waiter, *last_waiter;
    int64_t waits, timeouts, wait_us, wait_us_max;
    orm__entity *entities;
    orm_session *closed_first, *closed_last;
    size_t closed_count, open_sessions;
    uint64_t next_session, next_conn, next_transaction;
    orm__id_range *rolled_back; size_t rolled_back_count, rolled_back_size, ids_open;
    int rolled_back_any;                /* atomic: the list is not empty, so that most checks take no lock */
};

/* ---- sessions ------------------------------------------------------------------------------------------------------------------- */
typedef struct orm__advisory_name { char text[65]; } orm__advisory_name;
typedef struct orm__callback { void (*function)(orm_session *, void *); void *data; } orm__callback;
/* An open transaction or savepoint. */
typedef struct orm__level { bool poisoned, failed, aborted, read_only, guest; /* a savepoint in the program's own transaction */ orm_status first_failure; uint64_t id; size_t ids_from, after_count; } orm__level;
#define ORM__MAX_DEPTH 64

/* One statement under way.  How its values were bound is kept, so that it can be run once more on another statement or connection. */
typedef enum orm__bound { ORM__BOUND_NOT, ORM__BOUND_PARAMETERS, ORM__BOUND_ROW, ORM__BOUND_KEYS, ORM__BOUND_MANY /* cannot be done again */ } orm__bound;
typedef struct orm__run {
    orm__stmt *stmt;
    int64_t started, rows;
    orm__step first;              /* a step made ahead */
    bool peeked, at_row;
    bool reads;                   /* a SELECT of the library's own: it writes nothing, whatever becomes of it */
    bool repeated;                /* it failed once in a way that another go heals, and had it */
    uint8_t bound; int bound_at;  /* orm__bound */
    orm__text_slice sql;
    const orm__field *const *bound_fields; size_t bound_count; const void *bound_row;
} orm__run;

typedef struct orm__column_kind { uint8_t type, form; int16_t scale; } orm__column_kind;
/* An open result that the user steps through. */
typedef struct orm__open_rows {
    uint32_t generation;          /* a handle of an earlier result in this place is noticed */
    bool open, done, pending;     /* pending: a row was stepped to and not given out yet */
    orm__run run;
    orm__conn *conn;              /* where it runs: the session's, or one that it occupies while the session uses others */
    const orm__entity *entity;    /* of a stream of a model */
    void *row;                    /* the one row that a stream reuses */
    const orm__field **fields; size_t field_count;
    const struct orm__filling *filling; /* of a stream of a result: where its columns go */
    const orm__column_kind *kinds; /* of a query of the library's own: what its columns are; or NULL */
    orm__arena texts;             /* of the current row */
    const char *verb, *model_name, *file; int line;
} orm__open_rows;
#define ORM__MAX_OPEN 16

#define ORM__MODEL_CACHE 64
typedef struct orm__parameter { const orm__field *field; orm_value value; bool compared; /* not stored: a text may be longer than its column, and equals nothing then */ } orm__parameter;
#define ORM__TYPE_LIST 253 /* of a parameter's value: all of a list at once; as.pointer is the orm_node that holds it */
typedef struct orm__parameters { const orm_allocator *allocator; orm__parameter *items; size_t count, size; bool failed, raw; /* of SQL that the program wrote */ } orm__parameters;

struct orm_session {
    uint32_t magic;
    int busy;                    /* atomic: a call is under way, or (2) a second thread has called meanwhile */
    int cancelled;               /* atomic: orm_cancel was called during this call */
    orm_db *db;
    /* what every call touches stands together */
    orm__conn *conn;             /* of the transaction, or of the statement under way */
    int limit_ms;
    orm__conn *last;             /* tried first: its cache knows this session's statements */
    int64_t deadline;
    int depth, open_count;       /* of levels and of open */
    orm__open_rows *apart;       /* the open result that the call works on: its connection stands in conn, the session's own in set_aside */
    orm__conn *set_aside;
    const char *verb, *model, *file; int line; /* of the current call, for traces and messages */
    bool met_stale;              /* a statement of this call failed because what was prepared was out of date */
    bool ending;                 /* a transaction is being ended: its statements do not count as work in it */
    bool unpoisoned;             /* what the database refuses does not poison: the call sees to it itself (orm__poison_after) */
    orm__parameters parameters;
    orm__arena data;             /* texts and everything else handed out */
    orm__arena rows;             /* row arrays: one of them can grow in place while texts go to the other arena */
    orm__arena scratch;          /* for one call */
    orm__buffer sql;
    orm_error error;
    orm__level levels[ORM__MAX_DEPTH + 1]; /* one more than the program can open: a verb's own savepoint */
    orm_error first_error; int first_depth; /* in full, what the level of this depth failed with first; 0: none */
    uint64_t *ids; size_t id_count, id_size; /* of all open levels; a level's own begin at ids_from, a committed savepoint's stay with the one around it */
    orm__callback *after; size_t after_count, after_size;
    orm__advisory_name *advisory; size_t advisory_count, advisory_size; /* locks that the transaction must give back */
    orm__open_rows open[ORM__MAX_OPEN];
    struct { const orm_model *model; orm__entity *entity; } models[ORM__MODEL_CACHE];
    uint64_t number, resets; /* of resets: marks taken before are void */
    orm_session *next;
};

/* ---- errors ------------------------------------------------------------------------------------------------------------------------ */
ORM__PRIVATE orm_status orm__error_set(orm_error *error, orm_status status, const char *format, ...) ORM__PRINTF(3, 4);
ORM__PRIVATE void orm__error_clear(orm_error *error);
/* Sets the session's error and returns the status; adds the model of the current call. */
ORM__PRIVATE orm_status orm__fail(orm_session *s, orm_status status, const char *format, ...) ORM__PRINTF(3, 4);
/* The same with a column. */
ORM__PRIVATE orm_status orm__fail_column(orm_session *s, orm_status status, const char *column, const char *format, ...) ORM__PRINTF(4, 5);
ORM__PRIVATE orm_status orm__no_memory(orm_session *s);
ORM__PRIVATE void orm__log(const orm_db *db, orm_log_level level, const char *format, ...) ORM__PRINTF(3, 4);

/* ---- calls -------------------------------------------------------------------------------------------------------------------------
 * Every public function that takes a session: if (orm__enter(s, "get", model) != ORM_OK) return failure; ... orm__leave(s); */
ORM__PRIVATE orm_status orm__enter(orm_session *s, const char *verb, const orm_model *model);
ORM__PRIVATE orm_status orm__leave(orm_session *s); /* returns the session's status */
/* Enter for a call that needs its model's entity too. */
ORM__PRIVATE const orm__entity *orm__enter_model(orm_session *s, const char *verb, const orm_model *model);
/* The same with what went wrong: the session's own error is another thread's when that one is in a call. */
ORM__PRIVATE const orm__entity *orm__enter_model_told(orm_session *s, const char *verb, const orm_model *model, orm_status *status);

/* ---- models ------------------------------------------------------------------------------------------------------------------------ */
ORM__PRIVATE const orm__entity *orm__entity_of(orm_session *s, const orm_model *model);
ORM__PRIVATE orm__entity *orm__entity_build(const orm_allocator *a, const orm__dialect *dialect, const orm__capabilities *can, const orm_model *model, orm_error *error);
ORM__PRIVATE void orm__entity_free(const orm_allocator *a, orm__entity *e);
ORM__PRIVATE const char *orm__name_fault(const orm__dialect *d, const char *name);    /* what the database does not take in a name, or NULL */
ORM__PRIVATE orm_status orm__model_check(const orm_model *model, orm_error *error);
ORM__PRIVATE uint64_t orm__model_fingerprint(const orm_model *model);
ORM__PRIVATE const orm_column *orm__find_column_n(const orm_model *model, const char *name, size_t length);
ORM__PRIVATE bool orm__default_real(const orm_column *c, double *out);                /* .default_value of a float or double column */
ORM__PRIVATE size_t orm__value_offset(uint8_t type, size_t size);
/* A column's type as it stands in the model, "decimal(18,4)", "enum(Role)"; of a custom type the codec's name.  For messages: orm__type_as_written(c).text */
typedef struct orm__type_text { char text[80]; } orm__type_text;
ORM__PRIVATE orm__type_text orm__type_as_written(const orm_column *c);

/* ---- connections and statements ------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE orm_status orm__take_connection(orm_session *s);
ORM__PRIVATE void orm__give_connection(orm_session *s);
ORM__PRIVATE orm_status orm__pool_take(orm_session *s, orm__conn **out); /* one that is fit for use, lent to the session; else s->error says why */
ORM__PRIVATE void orm__pool_give(orm_db *db, orm__conn *conn);         /* its error goes to s->error no longer */
ORM__PRIVATE void orm__pool_wake(orm_session *s);        /* to see that it was cancelled */
ORM__PRIVATE void orm__conn_suspect(orm__conn *conn);   /* its state is unknown: it is opened afresh before it is used again */
ORM__PRIVATE void orm__pool_close(orm_db *db);
ORM__PRIVATE int orm__forks(void);                       /* how often this process is a child's child */
static inline ORM__UNUSED bool orm__forked(const orm_db *db) { return db->forks != orm__forks(); } /* not the process that opened it */
ORM__PRIVATE orm_status orm__pool_fill(orm_db *db, orm_error *error);
ORM__PRIVATE orm__stmt *orm__statement(orm_session *s, orm__text_slice sql);   /* from the cache, or prepared */
ORM__PRIVATE void orm__statement_done(orm__stmt *stmt);                          /* reset; back to the cache or away */
ORM__PRIVATE void orm__statements_free(orm__conn *conn);
ORM__PRIVATE bool orm__statement_evict(orm__conn *conn);                         /* the one unused for longest; false: there is none to give up */
ORM__PRIVATE orm_status orm__statement_failed(orm_session *s, const orm__stmt *stmt);        /* after a driver error: details, poison */
ORM__PRIVATE orm_status orm__run_simple(orm_session *s, const char *sql);       /* BEGIN, DDL ... on the session's connection */

/* ---- running ------------------------------------------------------------------------------------------------------------------------- */
/* Takes a connection, prepares, binds s->parameters.  On failure everything is given back. */
ORM__PRIVATE orm_status orm__run_begin(orm_session *s, orm__text_slice sql, orm__run *run);
/* The same for a result that stays open when the call returns: the driver may go on reading the values, so they are copied. */
ORM__PRIVATE orm_status orm__run_begin_open(orm_session *s, orm__text_slice sql, orm__run *run);                  /* of a SELECT of the library's own */
/* Of raw SQL, which may write: the check sees the prepared statement before it runs, and may refuse it.  reads: it cannot write, for all that can be seen */
typedef orm_status (*orm__run_check)(orm_session *s, const orm__run *run, const void *context);
ORM__PRIVATE orm_status orm__run_begin_raw(orm_session *s, orm__text_slice sql, orm__run *run, bool stays_open, bool reads, orm__run_check check, const void *context);
ORM__PRIVATE orm_status orm__run_open(orm_session *s, orm__text_slice sql, orm__run *run); /* the same without binding */
/* The same for a SELECT that the library wrote itself: outside of a transaction it is run once more when the connection turns out to be dead. */
ORM__PRIVATE orm_status orm__run_begin_read(orm_session *s, orm__text_slice sql, orm__run *run);
ORM__PRIVATE orm_status orm__run_open_read(orm_session *s, orm__text_slice sql, orm__run *run);
/* Values from a row, and from a key's; kept with the run, in case that it must be bound again: what they point at must last until it was executed. */
ORM__PRIVATE orm_status orm__run_bind_row(orm_session *s, orm__run *run, int at, const orm__field *const *fields, size_t count, const void *row);
ORM__PRIVATE orm_status orm__run_bind_keys(orm_session *s, orm__run *run, const orm__field *const *fields, size_t count, const void *const *keys);
ORM__PRIVATE bool orm__run_reads(const orm__run *run);                          /* the statement cannot have written */
ORM__PRIVATE orm__step orm__run_step(orm_session *s, orm__run *run);
ORM__PRIVATE orm__step orm__run_peek(orm_session *s, orm__run *run);            /* makes the first step; orm__run_step gives it again */
ORM__PRIVATE orm_status orm__run_execute(orm_session *s, orm__run *run);
/* After fetch_row, cell or bind_row failed: what the database reported is an error of the statement, what decoding found is told already. */
ORM__PRIVATE orm_status orm__fetch_failed(orm_session *s, const orm__run *run);
/* Ends the statement to run it once more: what orm__run_end and orm__run_open would do, but it stays with the caller.  Every value must be bound again. */
ORM__PRIVATE orm_status orm__run_again(orm_session *s, orm__run *run);
ORM__PRIVATE void orm__run_end(orm_session *s, orm__run *run);                  /* trace; gives statement and connection back */
/* Runs to the end without rows; *changes may be NULL. */
ORM__PRIVATE orm_status orm__run_to_end(orm_session *s, orm__text_slice sql, int64_t *changes);
/* Many rows in the driver's own way; and executions that are sent before the outcome of the first is taken (orm__driver.queue). */
ORM__PRIVATE orm_status orm__run_bulk(orm_session *s, orm__text_slice sql, const orm__bulk *what);
ORM__PRIVATE orm_status orm__run_queue(orm_session *s, orm__run *run);
ORM__PRIVATE orm_status orm__run_collect(orm_session *s, orm__run *run);
ORM__PRIVATE void orm__run_show(orm_session *s, orm__run *run);
ORM__PRIVATE orm_status orm__run_queue_end(orm_session *s, orm__run *run);
ORM__PRIVATE orm__text_slice orm__slice(const char *text, size_t length);
ORM__PRIVATE void orm__parameters_clear(orm_session *s);
ORM__PRIVATE void orm__parameter_add(orm__parameters *p, const orm__field *field, orm_value value);

/* ---- values -------------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE orm_status orm__check_source(orm_session *s, const orm_model *m, const orm_query *q); /* ORM_MISUSE: the query is of another model */
ORM__PRIVATE size_t orm__list_count(const orm_node *list);
ORM__PRIVATE orm_value orm__list_item(const orm_node *list, const orm__field *field, size_t i);
ORM__PRIVATE orm_status orm__encode_parameter(orm_session *s, const orm__parameter *parameter, orm__cell *out);
ORM__PRIVATE orm_value orm__cell_value(const orm__cell *cell);
ORM__PRIVATE const void *orm__field_address(const orm__field *f, const void *row, bool *is_null);
ORM__PRIVATE bool orm__whole_number(double v, int64_t *out);                            /* is it an int64_t, exactly? */
ORM__PRIVATE bool orm__is_pointer_type(uint8_t type);                                /* its C value says NULL by a NULL pointer, its first member */
ORM__PRIVATE orm_value orm__row_value(const orm__field *f, const void *row);           /* borrows from the row */
ORM__PRIVATE orm_status orm__value_of_field(orm_session *s, const orm__field *f, orm_value *v); /* a raw value as the column's type */
ORM__PRIVATE size_t orm__shift_decimal(const char *text, int places, char *out, size_t size);   /* text / 10^places; 0: does not fit */
ORM__PRIVATE void orm__field_set_null(const orm__field *f, void *row);
ORM__PRIVATE void orm__field_set_integer(const orm__field *f, void *row, int64_t v);
ORM__PRIVATE int64_t orm__field_integer(const orm__field *f, const void *row);

ORM__PRIVATE void orm__civil_from_days(int32_t days, uint32_t *year, uint32_t *month, uint32_t *day);   /* of the years 0001 to 9999 */
ORM__PRIVATE int32_t orm__days_from_civil(int32_t year, int32_t month, int32_t day);
ORM__PRIVATE int32_t orm__days_in_month(int32_t year, int32_t month);

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------- */
#define ORM__STATE_MAGIC UINT32_C(0x6F726D52)
enum { ORM__STATE_STORED = 1, ORM__STATE_KEY_GENERATED = 2 };
static inline ORM__UNUSED orm_state *orm__state(const orm_model *m, void *row) { return (orm_state *)(void *)((char *)row + m->state_offset); }
static inline ORM__UNUSED uint64_t *orm__unloaded(const orm_model *m, void *row) { return (uint64_t *)(void *)((char *)row + m->state_offset + sizeof(orm_state)); }
static inline ORM__UNUSED bool orm__bit(const uint64_t *bits, size_t i) { return bits[i / 64] >> (i % 64) & 1; }
static inline ORM__UNUSED void orm__bit_set(uint64_t *bits, size_t i) { bits[i / 64] |= UINT64_C(1) << (i % 64); }
static inline ORM__UNUSED void orm__bit_clear(uint64_t *bits, size_t i) { bits[i / 64] &= ~(UINT64_C(1) << (i % 64)); }
/* Is the row's state sound, and, seen from now, new or stored?  Undoes what a rolled-back transaction had stored. */
ORM__PRIVATE orm_status orm__row_check(orm_session *s, const orm__entity *e, void *row, bool *stored);
ORM__PRIVATE void orm__row_changed(orm_session *s, const orm__entity *e, void *row);
ORM__PRIVATE void orm__row_stored(orm_session *s, const orm__entity *e, void *row, bool key_generated);
ORM__PRIVATE void orm__row_loaded(const orm__entity *e, void *row, const orm__field *const *fields, size_t count);
/* Decodes a whole result into an array of rows. */
ORM__PRIVATE orm_status orm__fetch_all(orm_session *s, const orm__entity *e, orm__run *run, const orm__field *const *fields, size_t count, size_t expected, orm__list *out);
ORM__PRIVATE orm_status orm__fetch_one(orm_session *s, const orm__entity *e, orm__run *run, const orm__field *const *fields, size_t count, void *row);

/* ---- transactions ----------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE orm_status orm__usable(orm_session *s);          /* ORM_TRANSACTION when the innermost one is poisoned */
ORM__PRIVATE void orm__poison(orm_session *s, orm_status status);
ORM__PRIVATE void orm__poison_after(orm_session *s);          /* the session's error is one after all: as if it had come while s->unpoisoned was false */
ORM__PRIVATE void orm__write_failed(orm_session *s);          /* marks the innermost block: it rolls back at its end */
ORM__PRIVATE orm_status orm__begin_inside(orm_session *s, const orm_tx *options);
ORM__PRIVATE orm_status orm__commit_inside(orm_session *s);
ORM__PRIVATE orm_status orm__rollback_inside(orm_session *s);
ORM__PRIVATE orm_status orm__unit_begin(orm_session *s, bool *own);        /* a transaction of the call's own, or a savepoint in the one that is open */
ORM__PRIVATE orm_status orm__unit_begin_alone(orm_session *s, bool *own);  /* the same without the savepoint */
ORM__PRIVATE orm_status orm__unit_end(orm_session *s, bool own, orm_status status);
ORM__PRIVATE uint64_t orm__transaction_id(orm_session *s);    /* of the innermost; 0: none is open; UINT64_MAX: no memory */
ORM__PRIVATE void orm__advisory_release(orm_session *s); /* advisory.c */
ORM__PRIVATE bool orm__was_rolled_back(orm_db *db, uint64_t id);

/* ---- writing ------------------------------------------------------------------------------------------------------------------------------ */
ORM__PRIVATE void orm__write_draft_now(orm_session *s, const orm__field *f, void *row);

/* ---- open results ------------------------------------------------------------------------------------------------------------------------ */
ORM__PRIVATE orm_status orm__fill_streamed(orm_session *s, orm__open_rows *o);   /* result.c: the current row of a stream of a result */
ORM__PRIVATE orm_status orm__open_rows_room(orm_session *s);  /* ORM_MISUSE: too many are open */
ORM__PRIVATE orm__open_rows *orm__open_rows_new(orm_session *s, orm__run *run, uint32_t *slot);
ORM__PRIVATE void orm__open_rows_end(orm_session *s, orm__open_rows *o);
ORM__PRIVATE void orm__open_rows_end_all(orm_session *s);
/* Around what is done with an open result: its connection is the session's meanwhile. */
ORM__PRIVATE void orm__open_rows_enter(orm_session *s, orm__open_rows *o);
ORM__PRIVATE void orm__open_rows_leave(orm_session *s, orm__open_rows *o);
/* ORM_MISUSE, naming the open result that stands in the way of what is to be done. */
ORM__PRIVATE orm_status orm__open_rows_in_the_way(orm_session *s, const char *of_what);

/* ---- hooks ---------------------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE int64_t orm__now(orm_db *db);                                     /* microseconds since 1970 */
ORM__PRIVATE bool orm__random_bytes(orm_db *db, void *bytes, size_t count);
ORM__PRIVATE void orm__sleep_ms(orm_db *db, int milliseconds);
#endif
