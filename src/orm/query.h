/* query: what to read or change, as a plain struct: copy it, change a member, pass it to User_count and User_all alike. */
#ifndef ORM__QUERY_H
#define ORM__QUERY_H
#include "session.h"

ORM__C_BEGIN

#define ORM__ORDER_LIMIT 16
#define ORM__SELECT_LIMIT 64
typedef struct orm_query orm_query;
/* A NULL query means all rows.  A list has one entry more than it may hold: used, it is ORM_MISUSE, not a dropped entry. */
struct orm_query {
    const char *file_; int line_;         /* where it was written */
    const orm_model *from;                /* ORM_FROM(User); the verb's model when absent */
    orm_expr where;
    orm_order order_by[ORM__ORDER_LIMIT + 1];
    orm_expr select[ORM__SELECT_LIMIT + 1]; /* for orm_select */
    orm_columns only, defer;              /* columns to load, or not to load: what is left out is marked not loaded */
    int64_t limit, offset;                /* limit 0: none; negative: ORM_MISUSE */
    bool distinct;
    bool all_rows;                        /* lets update_where and delete_where work without a filter */
    bool limit_is_set_;                   /* orm_limit: 0 means 0 */
    orm_status broken_;                   /* building it failed: every verb returns this */
};

#ifndef __cplusplus
/* orm_q(.where = ..., .order_by = { ... }, .limit = 10): a query, valid to the end of the block */
#define orm_q(...) (&(orm_query){ .file_ = __FILE__, .line_ = __LINE__, __VA_ARGS__ })
#define ORM_FROM(Row) (&Row##__model)
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
