/* select: whole SELECT statements. */
#include "render.h"

ORM__PRIVATE int64_t orm__query_limit(const orm_query *q) { return !q || (!q->limit && !q->limit_is_set_) ? -1 : q->limit; }

ORM__PRIVATE bool orm__query_check(orm__render *r, const orm_query *q) {
    if (!q) return true;
    if (q->broken_ != ORM_OK) orm__render_fail(r, q->broken_, "building this query failed earlier (%s): it is not run, so that it touches no more than was meant", orm_status_name(q->broken_));
    else if (q->limit < 0) orm__render_fail(r, ORM_MISUSE, ".limit is %lld: it must not be negative (0: no limit; orm_limit(&q, 0): no rows)", (long long)q->limit);
    else if (q->offset < 0) orm__render_fail(r, ORM_MISUSE, ".offset is %lld: it must not be negative", (long long)q->offset);
    return r->status == ORM_OK;
}
static void orm__render_from(orm__render *r, const orm__entity *e) {
    orm__render_text(r, " FROM ");
    orm__render_slice(r, e->table_sql);
}
ORM__PRIVATE void orm__render_select(orm__render *r, const orm__entity *e, const orm_query *q, const orm__field *const *fields, size_t count, orm__direction direction, bool by_key) {
    if (!orm__query_check(r, q)) return;
    orm__render_text(r, q && q->distinct ? "SELECT DISTINCT " : "SELECT ");
    if (count == e->field_count) orm__render_slice(r, e->columns_sql);
    else orm__put_columns(r->out, fields, count, true);
    orm__render_from(r, e);
    orm__render_where(r, q);
    orm__render_order(r, e, q, direction, by_key);
    orm__render_limit(r, orm__query_limit(q), q ? q->offset : 0);
}
/* A query that cuts or merges rows is counted and summed as it stands, as a table of its own. */
static bool orm__is_cut(const orm_query *q) { return q && (q->distinct || q->offset || orm__query_limit(q) >= 0); }

/* With all columns, whatever .only and .defer say: the key is among them anyway, so no more and no fewer rows come out, and what is summed must be there. */
static void orm__render_derived(orm__render *r, const orm__entity *e, const orm_query *q) {
    orm__render_text(r, " FROM (");
    orm__render_select(r, e, q, e->all, e->field_count, ORM__FORWARD, orm__query_limit(q) >= 0 || q->offset);
    orm__render_text(r, ") AS ");
    orm__render_slice(r, e->table_name); /* under the table's own name, so that qualified columns still mean it */
}
ORM__PRIVATE void orm__render_count(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (!orm__query_check(r, q)) return;
    orm__render_text(r, "SELECT COUNT(*)");
    if (orm__is_cut(q)) {
        orm__render_derived(r, e, q);
        return;
    }
    orm__render_from(r, e);
    orm__render_where(r, q);
}
ORM__PRIVATE void orm__render_exists(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (!orm__query_check(r, q)) return;
    orm__render_text(r, "SELECT EXISTS (SELECT 1");
    if (orm__is_cut(q)) orm__render_derived(r, e, q);
    else {
        orm__render_from(r, e);
        orm__render_where(r, q);
    }
    orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_aggregate(orm__render *r, const orm__entity *e, const orm_query *q, orm_expr expression) {
    if (!orm__query_check(r, q)) return;
    orm__render_text(r, "SELECT ");
    orm__render_expression(r, expression, NULL, "the aggregate");
    if (orm__is_cut(q)) {
        orm__render_derived(r, e, q);
        return;
    }
    orm__render_from(r, e);
    orm__render_where(r, q);
}
ORM__PRIVATE void orm__render_expressions(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (!orm__query_check(r, q)) return;
    if (q->select[ORM__SELECT_LIMIT]) {
        orm__render_fail(r, ORM_MISUSE, ".select holds more than %d entries", ORM__SELECT_LIMIT);
        return;
    }
    size_t aggregates = 0, count = 0;
    orm__render_text(r, q->distinct ? "SELECT DISTINCT " : "SELECT ");
    for (; q->select[count]; count++) {
        if (count) orm__render_text(r, ", ");
        aggregates += orm__is_aggregate(q->select[count]);
        orm__render_expression(r, q->select[count], NULL, ".select");
    }
    if (!count) orm__render_slice(r, e->columns_sql);
    if (aggregates && aggregates != count) orm__render_fail(r, ORM_MISUSE, ".select mixes aggregates with plain columns: which row's column would it be?");
    orm__render_from(r, e);
    orm__render_where(r, q);
    orm__render_order(r, e, q, ORM__FORWARD, false);
    orm__render_limit(r, orm__query_limit(q), q->offset);
}
