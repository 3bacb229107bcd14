/* render: queries and rows become SQL text with bound parameters.  One file per clause; only these files write SQL.
 *
 * Text and parameters come out of one walk, so they cannot disagree about order.  The text is also the key of the statement cache: names stand
 * quoted in the entity, so rendering a query again is a handful of copies. */
#ifndef ORM__RENDER_H
#define ORM__RENDER_H
#include "../internal.h"

#define ORM__SOURCES 16
typedef struct orm__render {
    orm_session *session;             /* NULL: offline, for printing */
    const orm__dialect *dialect;
    const orm__capabilities *can;     /* NULL: a server that can all its dialect does */
    orm__buffer *out;
    orm__parameters *parameters;
    orm__arena *scratch;              /* changed patterns */
    orm_error *error;
    orm_status status;                /* the first failure */
    const orm__entity *sources[ORM__SOURCES]; /* the tables that columns may be of */
    size_t source_count;
    int depth;
    bool of_row;                      /* in .where: what is said is said of one row */
    bool assigns;                     /* in ORM_SET: values are going to be stored, not compared */
} orm__render;

/* For a session: into s->sql and s->parameters, both emptied. */
ORM__PRIVATE orm__render orm__render_for(orm_session *s, const orm__entity *e);
ORM__PRIVATE orm_status orm__render_fail(orm__render *r, orm_status status, const char *format, ...) ORM__PRINTF(3, 4);
/* ORM_OK when all went well; else the failure, in the error. */
ORM__PRIVATE orm_status orm__render_end(orm__render *r, orm__text_slice *sql);
ORM__PRIVATE void orm__render_text(orm__render *r, const char *text);
ORM__PRIVATE void orm__render_slice(orm__render *r, orm__text_slice slice);
/* A placeholder, and its value; `field`: the column whose type the value takes, or NULL. */
ORM__PRIVATE void orm__render_value(orm__render *r, const orm__field *field, orm_value value);

/* columns.c */
ORM__PRIVATE bool orm__is_column(const void *p);
ORM__PRIVATE bool orm__is_node(const void *p);
ORM__PRIVATE const orm__field *orm__render_field(orm__render *r, const orm_column *column, const char *clause); /* NULL: failed */
ORM__PRIVATE void orm__put_columns(orm__buffer *b, const orm__field *const *fields, size_t count, bool qualified);
/* The fields a query loads (.only, .defer): into `fields`, room for field_count; the key is always among them.  0: failed. */
ORM__PRIVATE size_t orm__render_choice(orm__render *r, const orm__entity *e, const orm_query *q, const orm__field **fields);
/* The fields named by ORM_COLS(...), in order.  False: failed. */
ORM__PRIVATE bool orm__render_listed(orm__render *r, const orm__entity *e, orm_columns columns, const char *clause, const orm__field **fields);

/* expression.c */
ORM__PRIVATE void orm__render_expression(orm__render *r, const void *operand, const orm__field *context, const char *clause);
ORM__PRIVATE const orm__field *orm__render_type(orm__render *r, const void *operand); /* the column whose type an expression has, or NULL */
ORM__PRIVATE bool orm__is_aggregate(const void *operand);
ORM__PRIVATE bool orm__check_orderable(orm__render *r, const orm__field *f, const char *clause);                                 /* false: failed */
ORM__PRIVATE bool orm__check_stored_alike(orm__render *r, const orm__field *a, const orm__field *b, const char *clause);         /* false: failed */
ORM__PRIVATE void orm__render_sorted(orm__render *r, const void *operand, const orm__field *type, const char *clause);           /* for comparing by order */

/* where.c, order.c, select.c */
ORM__PRIVATE void orm__render_where(orm__render *r, const orm_query *q);
ORM__PRIVATE void orm__render_condition(orm__render *r, orm_expr e, const char *clause);
typedef enum orm__direction { ORM__FORWARD, ORM__BACKWARD } orm__direction;
ORM__PRIVATE size_t orm__order_count(orm__render *r, const orm_query *q);
/* by_key: when the query has no order, by the key, so that the answer is always the same. */
ORM__PRIVATE void orm__render_order(orm__render *r, const orm__entity *e, const orm_query *q, orm__direction direction, bool by_key);
ORM__PRIVATE void orm__render_limit(orm__render *r, int64_t limit, int64_t offset); /* limit < 0: none */
ORM__PRIVATE bool orm__query_check(orm__render *r, const orm_query *q);
ORM__PRIVATE int64_t orm__query_limit(const orm_query *q);  /* -1: none */
ORM__PRIVATE void orm__render_select(orm__render *r, const orm__entity *e, const orm_query *q, const orm__field *const *fields, size_t count, orm__direction direction, bool by_key);
ORM__PRIVATE void orm__render_count(orm__render *r, const orm__entity *e, const orm_query *q);
ORM__PRIVATE void orm__render_exists(orm__render *r, const orm__entity *e, const orm_query *q);
ORM__PRIVATE void orm__render_aggregate(orm__render *r, const orm__entity *e, const orm_query *q, orm_expr expression);
ORM__PRIVATE void orm__render_expressions(orm__render *r, const orm__entity *e, const orm_query *q);

/* write.c: the statements of rows.  Parameters stand in the order of `fields`, for each row. */
ORM__PRIVATE void orm__put_get(orm__buffer *b, const orm__entity *e);
ORM__PRIVATE void orm__put_insert(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count, size_t rows);
ORM__PRIVATE void orm__put_update(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count); /* then the key, then the version */
ORM__PRIVATE void orm__put_delete(orm__buffer *b, const orm__entity *e);                                               /* the key, the version */
ORM__PRIVATE void orm__put_returning(orm__buffer *b, const orm__field *const *fields, size_t count);
ORM__PRIVATE void orm__put_conflict(orm__buffer *b, const orm__entity *e, const orm__field *const *target, size_t target_count, const orm__field *const *update, size_t update_count);
ORM__PRIVATE void orm__put_select_by(orm__buffer *b, const orm__entity *e, const orm__field *const *wanted, size_t wanted_count, const orm__field *const *by, size_t by_count);
ORM__PRIVATE void orm__put_select_by_rowid(orm__buffer *b, const orm__entity *e, const orm__field *const *wanted, size_t wanted_count); /* SQLite */
ORM__PRIVATE void orm__render_update_where(orm__render *r, const orm__entity *e, const orm_query *q, orm_set_list set);
ORM__PRIVATE void orm__render_delete_where(orm__render *r, const orm__entity *e, const orm_query *q);

/* schema.c: CREATE and DROP for a set of models. */
ORM__PRIVATE void orm__put_sql_string(orm__buffer *b, const orm__dialect *d, const char *text);
typedef struct orm__schema_name { const char *name, *schema, *model; struct orm__schema_name *next; } orm__schema_name;
typedef struct orm__schema {
    const orm__dialect *dialect;
    const orm__capabilities *can;     /* NULL: a server that can all its dialect does */
    bool strict, if_not_exists, tables_only, cascade;
    orm__buffer *out;                 /* the statements, each ended by a NUL byte */
    orm__arena *scratch;              /* names */
    orm_error *error;
    orm_status status;                /* the first failure */
    const orm__entity **entities;     /* first those whose tables are meant, then the others that they refer to */
    size_t count, known;
    orm__schema_name *names;          /* that may stand once in a database */
} orm__schema;
/* The n-th place where a model may refer to another: `slot` counts columns, then constraints.  NULL: it does not there. */
ORM__PRIVATE const orm_model *orm__referred_model(const orm_model *m, size_t slot);
/* Puts parents before children; what cannot be satisfied (a cycle) is broken at the same place every time. */
ORM__PRIVATE void orm__schema_sort(orm__schema *schema);
ORM__PRIVATE orm_status orm__render_create_tables(orm__schema *schema);
ORM__PRIVATE orm_status orm__render_drop_tables(orm__schema *schema);
/* A query for the names of a table's columns. */
ORM__PRIVATE void orm__put_column_names(orm__buffer *b, const orm__entity *e);
/* SQLite: a query for a table that refers to e's and is not among those to drop. */
ORM__PRIVATE void orm__put_referrers(orm__buffer *b, const orm__schema *schema, const orm__entity *e);
#endif
