/* render: queries and rows become SQL text with bound parameters.  One file per clause; only these files write SQL.
 *
 * Text and parameters come out of one walk, so they cannot disagree about order.  The text is also the key of the statement cache: names stand
 * quoted in the entity, so rendering a query again is a handful of copies. */
#ifndef ORM__RENDER_H
#define ORM__RENDER_H
#include "../internal.h"

#define ORM__SOURCES 20
#define ORM__NAMED_WINDOWS 8
/* Where a table's columns stand: in the derived table orm_full_<table>, called c<column> and so on; table 0: in the table itself. */
typedef struct orm__place { uint16_t table, column; } orm__place;
/* What names mean in one SELECT: its tables, and the columns of the result it fills. */
typedef struct orm__scope {
    const orm__entity *sources[ORM__SOURCES]; /* the tables that columns may be of */
    bool may_miss[ORM__SOURCES];              /* the side of an outer join whose columns may all be NULL */
    bool junction[ORM__SOURCES];              /* the table between the two sides of a many_to_many relation */
    const orm_join_clause *joined[ORM__SOURCES]; /* the join that brought it; NULL: .from */
    orm__place places[ORM__SOURCES];          /* full.c */
    bool in_parts[ORM__SOURCES];              /* the join that brought it is written as a union of its parts */
    unsigned full_base, full_count;           /* of these: how many there are, and how many in the queries around this one */
    size_t source_count;
    const orm_query *query;
    size_t with_before;                       /* how many queries of .with are known: one sees those before it */
    const orm_into_list *into;                /* NULL: none */
    const orm_window *windows[ORM__NAMED_WINDOWS]; size_t window_count; bool windows_written; /* that have names */
    bool grouped;                             /* there is a GROUP BY, so that no group is empty */
    const struct orm__scope *outer;           /* of the query around this one */
    const char *walled;                       /* MariaDB: from here on columns of queries around it cannot be reached, because of this */
} orm__scope;
typedef struct orm__render {
    orm_session *session;             /* NULL: offline, for printing */
    const orm__dialect *dialect;
    const orm__capabilities *can;     /* NULL: a server that can all its dialect does */
    orm__buffer *out;
    orm__parameters *parameters;
    orm__arena *scratch;              /* changed patterns */
    orm_error *error;
    orm_status status;                /* the first failure */
    orm__scope scope;
    const orm_model *recursing;       /* in the step of a recursive WITH: the result it gives */
    unsigned recursing_depth;         /* how many queries there are around the step */
    bool recursion, recursion_anchor; /* in a recursive WITH; in its first part, which fixes the columns' types */
    orm__entity *offline;             /* without a session: the models met, to be freed by orm__render_offline_free */
    int depth, aliases;
    bool has_parts;                   /* some join is written in parts */
    bool in_set;                      /* in a member of a UNION and its like */
    bool counts_rows;                 /* the rows are counted, not read */
    bool always_where;                /* ON CONFLICT follows: SQLite would take its ON for a join's */
    bool of_row;                      /* in .where: what is said is said of one row */
    bool in_window;                   /* under orm_over */
    bool in_over;                     /* anywhere inside one */
    bool no_places;                   /* inside OVER a result's column has no place yet: its expression is written */
    orm_expr filter;                  /* of the aggregate that is written: orm_filter's condition */
    const orm__entity *changing;      /* what UPDATE or DELETE is about */
    const orm_query *moved_with;      /* MariaDB: the .with of an UPDATE or DELETE, which goes into each of its subqueries; NULL inside of them */
    bool assigns;                     /* in ORM_SET: values are going to be stored, not compared */
} orm__render;

/* The lists of an upsert's conflict; false: failed. */
typedef struct orm__conflict_lists { const orm__field **target, **update; size_t target_count, update_count; } orm__conflict_lists;
/* For a session: into s->sql and s->parameters, both emptied. */
ORM__PRIVATE orm__render orm__render_for(orm_session *s, const orm__entity *e);
ORM__PRIVATE orm_status orm__render_fail(orm__render *r, orm_status status, const char *format, ...) ORM__PRINTF(3, 4);
/* ORM_OK when all went well; else the failure, in the error. */
ORM__PRIVATE orm_status orm__render_end(orm__render *r, orm__text_slice *sql);
ORM__PRIVATE void orm__render_text(orm__render *r, const char *text);
ORM__PRIVATE void orm__render_slice(orm__render *r, orm__text_slice slice);
/* A placeholder, and its value; `field`: the column whose type the value takes, or NULL. */
ORM__PRIVATE void orm__render_value(orm__render *r, const orm__field *field, orm_value value);

/* The model as this database sees it; NULL: failed. */
ORM__PRIVATE const orm__entity *orm__render_entity(orm__render *r, const orm_model *model);
ORM__PRIVATE void orm__render_offline_free(orm__render *r, const orm_allocator *a);

/* source.c: FROM, JOIN and WITH */
/* Makes the query's tables known: e, or .from, and those of .join.  False: failed. */
ORM__PRIVATE bool orm__scope_fill(orm__render *r, const orm__entity *e, const orm_query *q);
/* Around a subquery: what was known becomes the outer scope; *saved must live as long. */
ORM__PRIVATE void orm__scope_enter(orm__render *r, orm__scope *saved);
ORM__PRIVATE void orm__scope_leave(orm__render *r, const orm__scope *saved);
ORM__PRIVATE void orm__render_with(orm__render *r, const orm_query *q);
ORM__PRIVATE void orm__render_from(orm__render *r, const orm__entity *e); /* " FROM ... JOIN ..." */
ORM__PRIVATE void orm__render_sources(orm__render *r, size_t count);                   /* the first so many tables, joined */
ORM__PRIVATE void orm__render_table(orm__render *r, size_t at);                        /* the table, or the query in its place */
ORM__PRIVATE void orm__render_joined(orm__render *r, size_t at, orm_join_kind kind);   /* " JOIN table ON condition" */
ORM__PRIVATE void orm__render_on(orm__render *r, size_t at);                           /* the condition alone */
/* full.c: FULL JOIN where the database has none */
ORM__PRIVATE void orm__full_begin(orm__render *r);                                     /* after the scope was filled */
ORM__PRIVATE void orm__render_full(orm__render *r, size_t at);
ORM__PRIVATE void orm__render_column_name(orm__render *r, const orm__field *f);              /* the column's qualified name */
ORM__PRIVATE void orm__render_column_names(orm__render *r, const orm__entity *e, const orm__field *const *fields, size_t count); /* a select list */
ORM__PRIVATE void orm__render_has(orm__render *r, const orm_node *n, const char *clause);
/* A whole SELECT that stands inside another statement; what it gives is .select, .into, or (rows) all columns of its model. */
typedef enum orm__gives { ORM__WANT_ROWS, ORM__WANT_ONE_COLUMN, ORM__WANT_NOTHING } orm__gives;
ORM__PRIVATE void orm__render_subquery(orm__render *r, const orm_query *q, orm__gives wanted, const char *clause);
ORM__PRIVATE void orm__render_into_query(orm__render *r, const orm_query *q, const orm_into_list *into, const char *clause);
ORM__PRIVATE void orm__render_into_query_here(orm__render *r, const orm_query *q, const orm_into_list *into, const char *clause); /* in the scope that is there */

/* function.c: functions, CASE, CAST, windows */
ORM__PRIVATE const orm_value *orm__bare_value(const orm_value *v); /* of an expression that is but a value, the value */
ORM__PRIVATE void orm__render_call(orm__render *r, const orm_node *n, const orm__field *context, const char *clause);
ORM__PRIVATE void orm__render_rounded(orm__render *r, const void *operand, const char *clause); /* MySQL: a double, half away from zero */
ORM__PRIVATE void orm__render_case(orm__render *r, const orm_node *n, const orm__field *context, const char *clause);
ORM__PRIVATE void orm__render_named_windows(orm__render *r); /* " WINDOW ...", behind HAVING */
ORM__PRIVATE void orm__render_over(orm__render *r, const orm_node *n, const char *clause);
ORM__PRIVATE void orm__render_filtered(orm__render *r, const orm_node *n, const char *clause);
ORM__PRIVATE void orm__render_string_agg(orm__render *r, const orm_node *n, const char *clause);
/* cast.c */
ORM__PRIVATE void orm__render_cast(orm__render *r, const orm_node *n, const char *clause);
ORM__PRIVATE void orm__render_as_text(orm__render *r, const void *operand, const orm__field *of, const char *clause);
/* json.c: the first value is the document */
ORM__PRIVATE void orm__render_json(orm__render *r, orm__function_id f, const orm_value *values, size_t count, const char *clause);
ORM__PRIVATE void orm__render_contains(orm__render *r, const void *document, const char *json, bool contained, const char *clause); /* contains.c: MySQL, MariaDB */
ORM__PRIVATE void orm__render_array(orm__render *r, const orm_value *values, bool all, const char *clause); /* array.c */
/* An argument where the database cannot tell the type of a value from what is around it. */
ORM__PRIVATE void orm__render_argument(orm__render *r, const void *operand, const orm__field *context, const char *clause);

/* into.c: what goes into the columns of a result */
ORM__PRIVATE void orm__render_into_value(orm__render *r, const orm__field *f, orm_expr e);
ORM__PRIVATE void orm__render_argument_typed(orm__render *r, const orm__field *f, orm_value v); /* a C value, told what it is */
/* The result's field as it must be read: of the form that the expression has.  False: failed. */
ORM__PRIVATE bool orm__render_into_field(orm__render *r, const orm__field *f, orm_expr e, orm__field *out);
ORM__PRIVATE void orm__render_type_name(orm__render *r, const orm__field *f);
ORM__PRIVATE void orm__render_wholes(orm__render *r, const orm_model *result); /* ", columns" of the whole rows inside */

ORM__PRIVATE bool orm__render_has_set(const orm_query *q);
ORM__PRIVATE bool orm__check_one_column(orm__render *r, const orm_query *q, const char *clause); /* false: failed */
ORM__PRIVATE void orm__render_insert_from(orm__render *r, const orm__entity *e, const orm_query *q, const orm_into_list *into);
ORM__PRIVATE void orm__render_insert_conflict(orm__render *r, const orm__entity *e, const orm__conflict_lists *lists);
ORM__PRIVATE orm_status orm__upsert_lists(orm_session *s, const orm__entity *e, const orm_conflict *c, const orm_into_list *into, orm__conflict_lists *out); /* upsert.c */

/* visit.c: the visitor sees the operand, and all in it, unless it says so; true: it found what it looks for.  queries: inside subqueries, too. */
typedef enum orm__visit_answer { ORM__VISIT_ON, ORM__VISIT_FOUND, ORM__VISIT_NOT_INSIDE } orm__visit_answer;
typedef orm__visit_answer (*orm__visitor)(void *context, const void *operand);
ORM__PRIVATE bool orm__visit(const void *operand, bool queries, orm__visitor visitor, void *context);

/* typing.c: what an expression gives */
/* Fills *out: type, form, scale, nullable.  False: failed, or the type is not known (type ORM_NO_TYPE). */
ORM__PRIVATE bool orm__render_typed(orm__render *r, const void *operand, orm__field *out);
/* Every value that it may give is one of C: it takes the type of the place it is put into. */
ORM__PRIVATE bool orm__is_constant(const void *operand, int depth);
/* What orm__render_typed gives, in memory that lasts as long as the statement, as values bound for it need it. */
ORM__PRIVATE int orm__average_scale(const orm__render *r, const orm__field *type);
ORM__PRIVATE bool orm__is_by_digits(const orm__render *r, const orm_node *n, const orm__field *a, const orm__field *b);
ORM__PRIVATE bool orm__may_be_zero(const void *divisor);
ORM__PRIVATE const orm__field *orm__render_typed_kept(orm__render *r, const void *operand);

/* select.c: results */
/* One value of a struct that is filled: the column of the statement decoded into which field. */
ORM__PRIVATE void orm__render_group(orm__render *r, const orm_query *q);
ORM__PRIVATE bool orm__check_grouping(orm__render *r, const orm_query *q);
ORM__PRIVATE const void *orm__result_of(orm__render *r, const void *by); /* the result's column that is made by the same calculation, or `by` */
ORM__PRIVATE bool orm__holds_aggregate(orm__render *r, const void *operand, int depth);

/* columns.c */
ORM__PRIVATE bool orm__same_model(const orm__render *r, const orm_model *m, const orm__entity *e);
ORM__PRIVATE bool orm__is_column(const void *p);
ORM__PRIVATE bool orm__is_relation(const void *p);
ORM__PRIVATE bool orm__is_node(const void *p);
/* orm_col(c) is c. */
ORM__PRIVATE const void *orm__unwrapped(const void *operand);
ORM__PRIVATE const orm__field *orm__render_field(orm__render *r, const orm_column *column, const char *clause); /* NULL: failed */
ORM__PRIVATE void orm__put_columns(orm__buffer *b, const orm__field *const *fields, size_t count, bool qualified);
/* The fields a query loads (.only, .defer): into `fields`, room for field_count; the key is always among them.  0: failed. */
ORM__PRIVATE size_t orm__render_choice(orm__render *r, const orm__entity *e, const orm_query *q, const orm__field **fields);
/* The fields named by ORM_COLS(...), in order.  False: failed. */
ORM__PRIVATE bool orm__render_listed(orm__render *r, const orm__entity *e, orm_columns columns, const char *clause, const orm__field **fields);

/* expression.c */
ORM__PRIVATE void orm__render_expression(orm__render *r, const void *operand, const orm__field *context, const char *clause);
ORM__PRIVATE void orm__render_bare(orm__render *r, const void *operand, const orm__field *context, const char *clause); /* a condition without brackets */
ORM__PRIVATE const orm__field *orm__render_type(orm__render *r, const void *operand); /* the column whose type an expression has, or NULL */
ORM__PRIVATE bool orm__is_aggregate(const void *operand);
/* What a column of the result that is being filled stands for; NULL: it is something else.  Asked of every operand: the usual answer costs no call. */
ORM__PRIVATE const void *orm__render_meant_column(const orm__render *r, const orm_column *c);
static inline ORM__UNUSED const void *orm__render_meant(const orm__render *r, const void *operand) {
    return r->scope.into && orm__is_column(operand) && ((const orm_column *)operand)->model == r->scope.into->row ? orm__render_meant_column(r, operand) : NULL;
}
ORM__PRIVATE void orm__render_operand_value(orm__render *r, const orm__field *type, orm_value value);
ORM__PRIVATE bool orm__check_orderable(orm__render *r, const orm__field *f, const char *clause);                                 /* false: failed */
ORM__PRIVATE bool orm__check_stored_alike(orm__render *r, const orm__field *a, const orm__field *b, const char *clause);         /* false: failed */
ORM__PRIVATE const orm__field *orm__common_form(const orm__render *r, const orm__field *a, const orm__field *b);
ORM__PRIVATE void orm__render_in_form(orm__render *r, const void *operand, const orm__field *own, const orm__field *wanted, const char *clause);
ORM__PRIVATE void orm__render_enum_names(orm__render *r, const orm__field *type);
ORM__PRIVATE void orm__render_sorted(orm__render *r, const void *operand, const orm__field *type, const char *clause);           /* for comparing by order */

/* where.c, order.c, select.c */
ORM__PRIVATE void orm__render_where(orm__render *r, const orm_query *q);
ORM__PRIVATE void orm__render_condition(orm__render *r, orm_expr e, const char *clause);
typedef enum orm__direction { ORM__FORWARD, ORM__BACKWARD } orm__direction;
ORM__PRIVATE size_t orm__order_count(orm__render *r, const orm_query *q);
ORM__PRIVATE void orm__render_order_one(orm__render *r, const orm_order *o, orm__direction direction);
/* by_key: when the query has no order, by the key, so that the answer is always the same. */
ORM__PRIVATE void orm__render_order(orm__render *r, const orm__entity *e, const orm_query *q, orm__direction direction, bool by_key);
ORM__PRIVATE void orm__render_result_place(orm__render *r, const void *by, const char *clause); /* in GROUP BY */
ORM__PRIVATE void orm__render_limit(orm__render *r, int64_t limit, int64_t offset); /* limit < 0: none */
enum { ORM__LOCK_NONE, ORM__LOCK_SHARED, ORM__LOCK_FOR_UPDATE }; /* orm_query.lock_ */
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
/* A row found by other columns than the key, whatever its version; the parameters of `by` come last. */
ORM__PRIVATE void orm__put_update_by(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count, const orm__field *const *by, size_t by_count);
ORM__PRIVATE void orm__put_unique_keys(orm__buffer *b, const orm__entity *e); /* MySQL, MariaDB: a query for the columns of a table's unique indexes */
ORM__PRIVATE void orm__put_delete(orm__buffer *b, const orm__entity *e);                                               /* the key, the version */
ORM__PRIVATE void orm__put_returning(orm__buffer *b, const orm__field *const *fields, size_t count);
/* PostgreSQL (keys_apart): what an INSERT that gives a generated key's value returns behind everything else, and the same as a statement with the key as $1: they
 * move the key's sequence on to it, when it lies behind. */
ORM__PRIVATE void orm__put_moved_sequence(orm__buffer *b, const orm__entity *e, bool returns_more);
ORM__PRIVATE void orm__put_move_sequence(orm__buffer *b, const orm__entity *e);
/* can: the server as it was found. */
ORM__PRIVATE void orm__put_conflict(orm__buffer *b, const orm__entity *e, const orm__capabilities *can, const orm__field *const *target, size_t target_count, const orm__field *const *update, size_t update_count);
ORM__PRIVATE void orm__put_select_by(orm__buffer *b, const orm__entity *e, const orm__field *const *wanted, size_t wanted_count, const orm__field *const *by, size_t by_count);
ORM__PRIVATE void orm__put_select_by_rowid(orm__buffer *b, const orm__entity *e, const orm__field *const *wanted, size_t wanted_count); /* SQLite */
ORM__PRIVATE void orm__render_update_where(orm__render *r, const orm__entity *e, const orm_query *q, orm_set_list set);
/* SQLite: what is assigned to the column may be out of its range; " , low, high)", the end of orm_fits(. */
ORM__PRIVATE bool orm__needs_range(orm__render *r, const orm__field *f, const void *operand);
ORM__PRIVATE void orm__put_range(orm__buffer *b, const orm__field *f);
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
#define ORM__CREATE_EXTENSION "CREATE EXTENSION IF NOT EXISTS "
ORM__PRIVATE const orm_column *orm__schema_extension_user(const orm__schema *schema, const char *extension); /* a column that needs it, or NULL */
ORM__PRIVATE orm_status orm__render_drop_tables(orm__schema *schema);
/* PostgreSQL: COPY of these columns; and a query for the columns that COPY may fill (key: the one whose values shall be generated, or NULL). */
ORM__PRIVATE void orm__put_copy(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count);
ORM__PRIVATE void orm__put_bulk_columns(orm__buffer *b, const orm__entity *e, const orm__field *key);
/* The fields of the unique key that the database calls so, "a, b"; out stays empty when the model has none of this name. */
ORM__PRIVATE void orm__columns_of_key(const orm__entity *e, orm__arena *scratch, const char *name, char *out, size_t size);
/* A query for the names of a table's columns. */
ORM__PRIVATE void orm__put_column_names(orm__buffer *b, const orm__entity *e);
/* SQLite: a query for a table that refers to e's and is not among those to drop. */
ORM__PRIVATE void orm__put_referrers(orm__buffer *b, const orm__schema *schema, const orm__entity *e);
#endif
