/* query: what to read or change, as a plain struct: copy it, change a member, pass it to User_count and User_all alike. */
#ifndef ORM__QUERY_H
#define ORM__QUERY_H
#include "session.h"

ORM__C_BEGIN

#define ORM__ORDER_LIMIT 16
#define ORM__SELECT_LIMIT 64
#define ORM__JOIN_LIMIT 16
#define ORM__WITH_LIMIT 16
#define ORM__GROUP_LIMIT 16

/* What goes into the columns of a result or a model: made by orm_into(Row, .column = expression, ...). */
typedef struct orm_into_list { const orm_model *row; const orm_expr *items; } orm_into_list;
/* One table more: made by orm_join and its like. */
typedef enum orm_join_kind { ORM_INNER_JOIN, ORM_LEFT_JOIN, ORM_RIGHT_JOIN, ORM_FULL_JOIN, ORM_CROSS_JOIN } orm_join_kind;
typedef struct orm_join_clause {
    uint32_t magic_;
    orm_join_kind kind;
    const orm_relation *relation;         /* along a relation, or NULL */
    const orm_model *target;              /* NULL: the relation's */
    orm_expr on;
    const orm_query *query;               /* a derived table: this query's rows as `target`, a result */
    orm_into_list into;
    bool lateral;
} orm_join_clause;
/* A query with a name: made by orm_cte and orm_recursive. */
typedef struct orm_with_clause {
    uint32_t magic_;
    const orm_model *result;
    const orm_query *query, *step;
    orm_into_list into, step_into;
    bool distinct;                        /* of a recursion: rows that were found before are not followed again */
    const void *depth; int64_t most;      /* the step is taken as long as this column of the result is less than `most` */
    const void *path, *key;               /* this text column is filled with the keys on the way here, and a key is not met twice on one */
    bool materialized;
    const char *sql; orm_arg_list args;   /* in place of the query: SQL by hand */
    bool recursive;                       /* which reads itself */
} orm_with_clause;
#define ORM__CLAUSE_MAGIC UINT32_C(0x53554CF5)
/* Locks of the rows read: .lock = { .mode = ORM_FOR_UPDATE, .wait = ORM_SKIP_LOCKED }.  The last two, weaker ones that let others change or read what is no key, are
 * PostgreSQL's. */
typedef enum orm_lock_mode { ORM_NO_LOCK, ORM_FOR_UPDATE, ORM_FOR_SHARE, ORM_FOR_NO_KEY_UPDATE, ORM_FOR_KEY_SHARE } orm_lock_mode;
typedef enum orm_lock_wait { ORM_LOCK_WAIT, ORM_NOWAIT, ORM_SKIP_LOCKED } orm_lock_wait;
typedef struct orm_lock { orm_lock_mode mode; orm_lock_wait wait; const orm_model *of; /* only this table's rows */ } orm_lock;

/* Takes the lock that the programs of a database call by this name, until the transaction ends: for what no row stands for, a job that must run once or a
 * folder.  With ORM_NOWAIT a lock that somebody else has is ORM_BUSY at once; else it is waited for, as long as deadlines allow.  Taken twice it is one.
 * Needs a transaction that writes (ORM_MISUSE); on SQLite that is alone with the file anyway.  It is free again at the transaction's end, or at PostgreSQL when a
 * savepoint that it was taken in is rolled back.  For programs that take it by SQL: pg_advisory_xact_lock(hashtextextended(name, 0)), and
 * GET_LOCK(SHA2(CONCAT_WS('.', DATABASE(), name), 224), seconds). */
ORM_API orm_status orm_advisory_lock(orm_session *s, const char *name, orm_lock_wait wait);

/* A NULL query means all rows.  A list has one entry more than it may hold: used, it is ORM_MISUSE, not a dropped entry. */
struct orm_query {
    const char *file_; int line_;         /* where it was written */
    const orm_model *from;                /* ORM_FROM(User); the verb's model when absent */
    const orm_with_clause *with[ORM__WITH_LIMIT + 1];
    const orm_join_clause *join[ORM__JOIN_LIMIT + 1];
    orm_expr where;
    const void *group_by[ORM__GROUP_LIMIT + 1]; /* columns or expressions; of the result's own columns too */
    orm_expr having;
    orm_order order_by[ORM__ORDER_LIMIT + 1];
    orm_expr select[ORM__SELECT_LIMIT + 1]; /* for orm_select, subqueries and sets */
    orm_into_list into;                   /* for sets: in place of .select */
    orm_columns only, defer;              /* columns to load, or not to load: what is left out is marked not loaded */
    int64_t limit, offset;                /* limit 0: none; negative: ORM_MISUSE */
    bool distinct;
    const void *distinct_on[ORM__GROUP_LIMIT + 1]; /* of rows alike in these only the first one in the order */
    const orm_query *union_with, *union_all_with, *intersect_with, *except_with; /* order and limit are of the whole */
    orm_lock lock;
    bool all_rows;                        /* lets update_where and delete_where work without a filter */
    bool limit_is_set_;                   /* orm_limit: 0 means 0 */
    uint8_t lock_;                        /* the library's own reads before writing: 1 shared, 2 for update */
    orm_status broken_;                   /* building it failed: every verb returns this */
};

#ifndef __cplusplus
/* orm_q(.where = ..., .order_by = { ... }, .limit = 10): a query, valid to the end of the block */
#define orm_q(...) (&(orm_query){ .file_ = __FILE__, .line_ = __LINE__, __VA_ARGS__ })
#define ORM_FROM(Row) (&Row##__model)
/* orm_into(Top, .name = orm_col(Artists.name), .n = orm_count(Tracks.id)): a name that Top has not is the compiler's error */
#define orm_into(...) ORM__INTO_LIST(__VA_ARGS__, .orm_end_ = (orm_expr)0) /* orm_into(Row) alone is a result of whole rows */
#define ORM__INTO_LIST(Row, ...) ((orm_into_list){ &Row##__model, (const orm_expr *)(const void *)&(const Row##_into){ __VA_ARGS__ } })

#define ORM__JOIN(kind_, ...) (&(const orm_join_clause){ .magic_ = ORM__CLAUSE_MAGIC, .kind = kind_, __VA_ARGS__ })
/* Along a relation: the condition follows from it.  The relation's own table must be in the query already. */
#define orm_join(relation_) ORM__JOIN(ORM_INNER_JOIN, .relation = ORM__RELATION(relation_))
#define orm_left_join(relation_) ORM__JOIN(ORM_LEFT_JOIN, .relation = ORM__RELATION(relation_))
#define orm_right_join(relation_) ORM__JOIN(ORM_RIGHT_JOIN, .relation = ORM__RELATION(relation_))
#define orm_full_join(relation_) ORM__JOIN(ORM_FULL_JOIN, .relation = ORM__RELATION(relation_))
/* With a table, a CTE or an alias, on any condition. */
#define orm_join_on(Row, condition) ORM__JOIN(ORM_INNER_JOIN, .target = ORM_FROM(Row), .on = (condition))
#define orm_left_join_on(Row, condition) ORM__JOIN(ORM_LEFT_JOIN, .target = ORM_FROM(Row), .on = (condition))
#define orm_right_join_on(Row, condition) ORM__JOIN(ORM_RIGHT_JOIN, .target = ORM_FROM(Row), .on = (condition))
#define orm_full_join_on(Row, condition) ORM__JOIN(ORM_FULL_JOIN, .target = ORM_FROM(Row), .on = (condition))
#define orm_cross_join(Row) ORM__JOIN(ORM_CROSS_JOIN, .target = ORM_FROM(Row))
/* Along a relation, to the target's table under an alias. */
#define orm_join_as(relation_, Alias) ORM__JOIN(ORM_INNER_JOIN, .relation = ORM__RELATION(relation_), .target = ORM_FROM(Alias))
#define orm_left_join_as(relation_, Alias) ORM__JOIN(ORM_LEFT_JOIN, .relation = ORM__RELATION(relation_), .target = ORM_FROM(Alias))
#define orm_right_join_as(relation_, Alias) ORM__JOIN(ORM_RIGHT_JOIN, .relation = ORM__RELATION(relation_), .target = ORM_FROM(Alias))
#define orm_full_join_as(relation_, Alias) ORM__JOIN(ORM_FULL_JOIN, .relation = ORM__RELATION(relation_), .target = ORM_FROM(Alias))
/* With the rows of a query (a derived table); lateral: the query may use columns of the tables before it (orm_outer). */
#define orm_join_query(Result, query_, into_, condition) ORM__JOIN(ORM_INNER_JOIN, .target = ORM_FROM(Result), .query = (query_), .into = into_, .on = (condition))
#define orm_left_join_query(Result, query_, into_, condition) ORM__JOIN(ORM_LEFT_JOIN, .target = ORM_FROM(Result), .query = (query_), .into = into_, .on = (condition))
#define orm_join_lateral(Result, query_, into_) ORM__JOIN(ORM_CROSS_JOIN, .target = ORM_FROM(Result), .query = (query_), .into = into_, .lateral = true)

#define ORM__WITH(...) (&(const orm_with_clause){ .magic_ = ORM__CLAUSE_MAGIC, __VA_ARGS__ })
/* A query under the result's name, which can be a source of the query, of its joins and subqueries. */
#define orm_cte(Result, query_, into_) ORM__WITH(.result = ORM_FROM(Result), .query = (query_), .into = into_)
/* The same, with the hint to work it out once and by itself (PostgreSQL 12, SQLite 3.35; others decide for themselves). */
#define orm_cte_materialized(Result, query_, into_) ORM__WITH(.result = ORM_FROM(Result), .query = (query_), .into = into_, .materialized = true)
/* The query's rows, then again and again what the step finds from the rows found last (it joins or reads Result), until it finds none. */
#define orm_recursive(Result, query_, into_, step_, step_into_) \
    ORM__WITH(.result = ORM_FROM(Result), .query = (query_), .into = into_, .step = (step_), .step_into = step_into_)
/* The same with guards: .distinct = true (rows that were found before end it); .depth = orm_ref(Nodes.depth), .most = 10; .path = orm_ref(Nodes.path), .key = orm_ref(Places.id):
 * the text column `path`, which orm_into leaves out, gets the keys on the way, and a key that stands in it is not met again. */
#define orm_recursive_with(Result, query_, into_, step_, step_into_, ...) \
    ORM__WITH(.result = ORM_FROM(Result), .query = (query_), .into = into_, .step = (step_), .step_into = step_into_, __VA_ARGS__)
/* The same from SQL by hand, a literal whose placeholders (? or :name) take orm_args(...): its columns are those of the result, in order.  orm_recursive_sql's may read Result itself. */
#define orm_cte_sql(Result, literal, args_) ORM__WITH(.result = ORM_FROM(Result), .sql = "" literal "", .args = args_)
#define orm_recursive_sql(Result, literal, args_) ORM__WITH(.result = ORM_FROM(Result), .sql = "" literal "", .args = args_, .recursive = true)
#define orm_ref(x) __extension__ orm__takes_a_column_or_an_expression(x)
#endif
/* Adds a condition with AND.  Copies it into the session, so it may be built in any block.  When it fails the query is marked broken, and every
 * verb returns that status: a failure never widens what a query touches.  ORM_MISUSE (an empty expression), ORM_NO_MEMORY. */
ORM_API orm_status orm_where(orm_session *s, orm_query *q, orm_expr condition);
/* Takes n literally: 0 gives no rows. */
ORM_API void orm_limit(orm_query *q, int64_t n);
/* Rows from (counted from 0) up to, not including, to - of what the query gives already: a slice of a slice counts from the first one's start. */
ORM_API orm_status orm_slice(orm_session *s, orm_query *q, int64_t from, int64_t to);
/* Ordering by names that come from outside: "name", "-age, name" (a minus means descending).  Only columns of the model are accepted, by field name;
 * anything else is ORM_INVALID and the query is broken.  Adds to the order that is there. */
ORM_API orm_status orm_order_by_name(orm_session *s, orm_query *q, const orm_model *model, const char *names);
/* The column with this field name, or NULL: the checked way from a string to a column. */
ORM_API const orm_column *orm_find_column(const orm_model *model, const char *name);

/* What to do when an inserted row meets one with the same key. */
typedef struct orm_conflict {
    orm_columns target;     /* the unique columns that decide; default: the key */
    orm_columns update;     /* the columns to overwrite; default: all but target and key */
    bool do_nothing;        /* leave the stored row as it is */
    bool *inserted;         /* told whether the row was new */
    int end_;
} orm_conflict;

ORM__C_END
#endif
