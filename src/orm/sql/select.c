/* select: whole SELECT statements. */
#include "render.h"
#include <string.h>

ORM__PRIVATE int64_t orm__query_limit(const orm_query *q) { return !q || (!q->limit && !q->limit_is_set_) ? -1 : q->limit; }

ORM__PRIVATE bool orm__query_check(orm__render *r, const orm_query *q) {
    if (!q) return true;
    if (q->broken_ != ORM_OK) orm__render_fail(r, q->broken_, "building this query failed earlier (%s): it is not run, so that it touches no more than was meant", orm_status_name(q->broken_));
    else if (q->limit < 0) orm__render_fail(r, ORM_MISUSE, ".limit is %lld: it must not be negative (0: no limit; orm_limit(&q, 0): no rows)", (long long)q->limit);
    else if (q->offset < 0) orm__render_fail(r, ORM_MISUSE, ".offset is %lld: it must not be negative", (long long)q->offset);
    return r->status == ORM_OK;
}

/* ---- groups --------------------------------------------------------------------------------------------------------------------------- */
static bool orm__same_operand(const orm__render *r, const void *a, const void *b);
static bool orm__same_values(const orm__render *r, const orm_value *a, const orm_value *b) {
    for (; a->type != ORM__TYPE_END && b->type != ORM__TYPE_END; a++, b++) {
        if (a->type != b->type || a->null != b->null) return false;
        if (a->type == ORM__TYPE_EXPR ? !orm__same_operand(r, a->as.pointer, b->as.pointer) : a->type == ORM_TEXT ? strcmp(a->as.text, b->as.text) != 0 : memcmp(&a->as, &b->as, sizeof a->as.integer) != 0) return false;
    }
    return a->type == b->type;
}
/* Do two expressions read the same?  (Simple ones: what cannot be compared counts as different.) */
static bool orm__same_operand(const orm__render *r, const void *a, const void *b) {
    const void *meant = orm__render_meant(r, a);
    if (meant) a = meant;
    if ((meant = orm__render_meant(r, b))) b = meant;
    a = orm__unwrapped(a);
    b = orm__unwrapped(b);
    if (a == b) return true;
    if (!orm__is_node(a) || !orm__is_node(b)) return false;
    const orm_node *x = a, *y = b;
    if (x->op != y->op) return false;
    if (x->op == ORM__OP_CALL) return x->of.call.function == y->of.call.function && x->of.call.part == y->of.call.part && orm__same_values(r, x->of.call.values, y->of.call.values);
    if (x->op == ORM__OP_VALUE) return x->of.value.type == ORM_INT64 && y->of.value.type == ORM_INT64 && x->of.value.as.integer == y->of.value.as.integer;
    if (x->op >= ORM__OP_ADD && x->op <= ORM__OP_MOD) return orm__same_operand(r, x->of.operand[0], y->of.operand[0]) && orm__same_operand(r, x->of.operand[1], y->of.operand[1]);
    return false;
}
static bool orm__is_grouped_by(const orm__render *r, const orm_query *q, const void *operand) {
    for (size_t i = 0; i < ORM__GROUP_LIMIT && q->group_by[i]; i++)
        if (orm__same_operand(r, q->group_by[i], operand)) return true;
    return false;
}
static bool orm__grouped(orm__render *r, const orm_query *q, const void *operand, int depth, const orm_column **culprit);
static bool orm__grouped_values(orm__render *r, const orm_query *q, const orm_value *v, int depth, const orm_column **culprit) {
    for (; v->type != ORM__TYPE_END; v++)
        if (v->type == ORM__TYPE_EXPR && !orm__grouped(r, q, v->as.pointer, depth, culprit)) return false;
    return true;
}
/* Is the expression one for a whole group: grouped by, an aggregate, a constant, or made of these? */
static bool orm__grouped(orm__render *r, const orm_query *q, const void *operand, int depth, const orm_column **culprit) {
    if (!operand || depth > 100 || orm__is_grouped_by(r, q, operand) || orm__is_aggregate(operand)) return true;
    const void *meant = orm__render_meant(r, operand);
    if (meant) return orm__grouped(r, q, meant, depth + 1, culprit);
    if (orm__is_column(operand)) {
        *culprit = operand;
        return false;
    }
    if (!orm__is_node(operand)) return true;
    const orm_node *n = operand;
    switch (n->op) {
    case ORM__OP_VALUE: case ORM__OP_OUTER: case ORM__OP_EXISTS: case ORM__OP_SCALAR: return true;
    case ORM__OP_CALL: return orm__grouped_values(r, q, n->of.call.values, depth + 1, culprit);
    case ORM__OP_CAST: return orm__grouped(r, q, n->of.cast.operand, depth + 1, culprit);
    case ORM__OP_IN_QUERY: return orm__grouped(r, q, n->of.query.left, depth + 1, culprit);
    case ORM__OP_IN: case ORM__OP_NOT_IN: return orm__grouped(r, q, n->of.in.left, depth + 1, culprit);
    case ORM__OP_CASE:
        for (const orm_branch *b = n->of.branches; b->kind != ORM__BRANCH_END; b++)
            if (!orm__grouped(r, q, b->when, depth + 1, culprit) || (b->then.type == ORM__TYPE_EXPR && !orm__grouped(r, q, b->then.as.pointer, depth + 1, culprit))) return false;
        return true;
    case ORM__OP_AND: case ORM__OP_OR:
        for (const orm_expr *e = n->of.list; *e != &orm__end; e++)
            if (!orm__grouped(r, q, *e, depth + 1, culprit)) return false;
        return true;
    case ORM__OP_OVER: return orm__grouped(r, q, n->of.over.of, depth + 1, culprit);
    case ORM__OP_BETWEEN: return orm__grouped(r, q, n->of.operand[0], depth + 1, culprit) && orm__grouped(r, q, n->of.operand[1], depth + 1, culprit) && orm__grouped(r, q, n->of.operand[2], depth + 1, culprit);
    case ORM__OP_COLUMN: case ORM__OP_NOT: case ORM__OP_NEG: case ORM__OP_IS_NULL: case ORM__OP_IS_NOT_NULL: return orm__grouped(r, q, n->of.operand[0], depth + 1, culprit);
    default: return orm__grouped(r, q, n->of.operand[0], depth + 1, culprit) && orm__grouped(r, q, n->of.operand[1], depth + 1, culprit);
    }
}
typedef struct orm__seeking { orm__render *r; int depth; } orm__seeking;
/* The aggregate under OVER is of the window; one inside of it, or in what orders it, is of groups. */
static bool orm__window_of_groups(const orm__seeking *k, const orm_node *over) {
    const orm_node *of = over->of.over.of;
    const orm_window *w = over->of.over.window;
    bool found = false;
    while (orm__is_node(of) && of->op == ORM__OP_FILTER) of = of->of.operand[0];
    if (orm__is_node(of) && of->op != ORM__OP_COUNT_ALL) found = of->op == ORM__OP_CALL ? orm__holds_aggregate(k->r, of, k->depth + 1) : orm__holds_aggregate(k->r, of->of.operand[0], k->depth + 1);
    for (size_t i = 0; !found && i < ORM__WINDOW_LIMIT && w->partition_by[i]; i++) found = orm__holds_aggregate(k->r, w->partition_by[i], k->depth + 1);
    for (size_t i = 0; !found && i < ORM__WINDOW_LIMIT && w->order_by[i].by; i++) found = orm__holds_aggregate(k->r, w->order_by[i].by, k->depth + 1);
    return found;
}
static orm__visit_answer orm__is_group_value(void *context, const void *operand) {
    const orm__seeking *k = context;
    const void *meant = orm__render_meant(k->r, operand);
    if (meant && meant != operand) return orm__holds_aggregate(k->r, meant, k->depth + 1) ? ORM__VISIT_FOUND : ORM__VISIT_ON;
    if (orm__is_node(operand) && ((const orm_node *)operand)->op == ORM__OP_OVER) return orm__window_of_groups(k, operand) ? ORM__VISIT_FOUND : ORM__VISIT_NOT_INSIDE;
    return orm__is_aggregate(operand) ? ORM__VISIT_FOUND : ORM__VISIT_ON;
}
ORM__PRIVATE bool orm__holds_aggregate(orm__render *r, const void *operand, int depth) {
    return operand && depth <= 100 && orm__visit(operand, false, orm__is_group_value, &(orm__seeking){ r, depth });
}
static void orm__check_one_grouped(orm__render *r, const orm_query *q, const void *operand, const char *clause) {
    const orm_column *culprit = NULL;
    if (r->status != ORM_OK || orm__grouped(r, q, operand, 0, &culprit)) return;
    orm__render_fail(r, ORM_MISUSE, "%s uses %s.%s, which differs from row to row of a group: put it into .group_by, or into an aggregate like orm_min", clause, culprit->model->name, culprit->name);
}
static orm_expr orm__part_with_windows(orm__render *r, orm_expr e, bool windows);
ORM__PRIVATE bool orm__check_grouping(orm__render *r, const orm_query *q) {
    if (!q) return true;
    const orm_into_list *into = r->scope.into;
    const orm_expr having = orm__part_with_windows(r, q->having, false);
    bool aggregated = q->group_by[0] || having;
    for (size_t i = 0; !aggregated && i < ORM__SELECT_LIMIT && q->select[i]; i++) aggregated = orm__holds_aggregate(r, q->select[i], 0);
    for (size_t i = 0; into && !aggregated && i < into->row->column_count; i++) aggregated = orm__holds_aggregate(r, into->items[i], 0);
    if (!aggregated) {
        for (size_t i = 0; i < ORM__ORDER_LIMIT && q->order_by[i].by; i++)
            if (orm__holds_aggregate(r, q->order_by[i].by, 0)) orm__render_fail(r, ORM_MISUSE, ".order_by holds an aggregate, and the query neither groups nor adds up: say with .group_by what of");
        return r->status == ORM_OK;
    }
    for (size_t i = 0; i < ORM__SELECT_LIMIT && q->select[i]; i++) orm__check_one_grouped(r, q, q->select[i], ".select");
    for (size_t i = 0; into && i < into->row->column_count; i++) orm__check_one_grouped(r, q, into->items[i], "orm_into");
    for (size_t i = 0; i < ORM__ORDER_LIMIT && q->order_by[i].by; i++) orm__check_one_grouped(r, q, q->order_by[i].by, ".order_by");
    if (having) orm__check_one_grouped(r, q, having, ".having");
    if (into && into->row->whole_count) orm__render_fail(r, ORM_MISUSE, "result %s holds whole rows, which a query with .group_by or aggregates does not have", into->row->name);
    return r->status == ORM_OK;
}
/* A calculation that a column of the result is made by too stands for that column: PostgreSQL and MariaDB do not see that two with the same parameters are alike. */
ORM__PRIVATE const void *orm__result_of(orm__render *r, const void *by) {
    const orm_into_list *into = r->scope.into;
    const orm_node *n = orm__is_node(by) ? by : NULL;
    if (!into || !n || n->op == ORM__OP_COLUMN) return by;
    for (size_t i = 0; i < into->row->column_count; i++)
        if (orm__same_operand(r, into->items[i], by)) return &into->row->columns[i];
    return by;
}
/* MariaDB (10.11.19 and before): where it groups by sorting, as for COUNT(DISTINCT x), and from the highest to the lowest, a calculated decimal that is NULL gets into the group before. */
static void orm__render_mariadb_null_group(orm__render *r, const void *by) {
    orm__field type;
    const void *meant = orm__render_meant(r, by);
    const orm_node *n = orm__is_node(meant ? meant : by) ? (meant ? meant : by) : NULL;
    if (r->dialect->id != ORM_DIALECT_MARIADB || !n || n->op == ORM__OP_COLUMN || !orm__render_typed(r, by, &type) || !type.nullable || (type.type != ORM_DECIMAL && type.type != ORM_MONEY)) return;
    const bool places = r->no_places;
    r->no_places = true;
    orm__render_text(r, ", ");
    orm__render_result_place(r, by, ".group_by");
    orm__render_text(r, " IS NULL");
    r->no_places = places;
}
ORM__PRIVATE void orm__render_group(orm__render *r, const orm_query *q) {
    if (!q) return;
    for (size_t i = 0; q->group_by[i] && r->status == ORM_OK; i++) {
        if (i == ORM__GROUP_LIMIT) orm__render_fail(r, ORM_MISUSE, ".group_by holds more than %d entries", ORM__GROUP_LIMIT);
        orm__render_text(r, i ? ", " : " GROUP BY ");
        r->of_row = true; /* an aggregate cannot be grouped by */
        orm__render_result_place(r, orm__result_of(r, q->group_by[i]), ".group_by");
        orm__render_mariadb_null_group(r, orm__result_of(r, q->group_by[i]));
        r->of_row = false;
    }
    if (!q->having) return;
    orm__render_text(r, " HAVING ");
    orm__render_condition(r, q->having, ".having");
}

/* ---- the parts of a SELECT --------------------------------------------------------------------------------------------------------------- */
/* FROM and all behind it, up to HAVING. */
static void orm__render_body(orm__render *r, const orm__entity *e, const orm_query *q) {
    orm__render_from(r, e);
    orm__render_where(r, q);
    orm__render_group(r, q);
    orm__render_named_windows(r);
}
static int orm__skips_since(orm_dialect id) { return id == ORM_DIALECT_MARIADB ? 100600 : id == ORM_DIALECT_MYSQL ? 80001 : id == ORM_DIALECT_POSTGRES ? 90500 : 0; }
static void orm__refuse_lock(orm__render *r, const orm_query *q, const char *place) {
    if (q && q->lock.mode) orm__render_fail(r, ORM_MISUSE, ".lock in %s: which rows would be locked? Lock them by a query of their own, which reads one table or joins some", place);
}
static orm__visit_answer orm__is_merged_value(void *context, const void *operand) {
    const orm_node *n = orm__is_node(operand) ? operand : NULL;
    const void *meant = orm__render_meant(context, operand);
    if (meant && meant != operand) return orm__visit(meant, false, orm__is_merged_value, context) ? ORM__VISIT_FOUND : ORM__VISIT_ON;
    return (n && n->op == ORM__OP_OVER) || orm__is_aggregate(operand) ? ORM__VISIT_FOUND : ORM__VISIT_ON;
}
/* A row that comes out is not a row of a table. */
static bool orm__merges_rows(orm__render *r, const orm_query *q) {
    const orm_into_list *into = r->scope.into;
    if (q->distinct || q->group_by[0] || q->having) return true;
    for (size_t i = 0; i < ORM__SELECT_LIMIT && q->select[i]; i++)
        if (orm__visit(q->select[i], false, orm__is_merged_value, r)) return true;
    for (size_t i = 0; into && i < into->row->column_count; i++)
        if (into->items[i] && orm__visit(into->items[i], false, orm__is_merged_value, r)) return true;
    return false;
}
/* Whose rows are locked: .lock.of, or those of every table. */
static void orm__check_locked(orm__render *r, const orm_query *q) {
    const orm__entity *of = q->lock.of ? orm__render_entity(r, q->lock.of) : NULL;
    bool found = !of;
    for (size_t i = 0; i < r->scope.source_count; i++)
        if (r->scope.joined[i] && r->scope.joined[i]->kind == ORM_FULL_JOIN) orm__render_fail(r, ORM_MISUSE, ".lock with a FULL JOIN, where rows of both sides may be missing: lock those of one table by a query of their own");
    for (size_t i = 0; i < r->scope.source_count && r->status == ORM_OK; i++) {
        const orm__entity *e = r->scope.sources[i];
        found = found || e == of;
        if (of == e && e->model->wholes) orm__render_fail(r, ORM_MISUSE, ".lock.of: %s is the result of a query, not a table", e->model->name);
        else if ((!of || of == e) && r->scope.may_miss[i] && r->dialect->id == ORM_DIALECT_POSTGRES)
            orm__render_fail(r, ORM_UNSUPPORTED, "%s may be missing in this join, and PostgreSQL cannot lock rows that may be: say with .lock.of which other table's rows are meant", e->model->name);
    }
    if (!found) orm__render_fail(r, ORM_MISUSE, ".lock.of names %s, which the query does not read", q->lock.of->name);
}
static void orm__render_lock(orm__render *r, const orm_query *q) {
    static const char *const modes[] = { "", " FOR UPDATE", " FOR SHARE", " FOR NO KEY UPDATE", " FOR KEY SHARE" };
    const char *own = !q || q->distinct || !q->lock_ ? NULL : q->lock_ == ORM__LOCK_SHARED ? r->dialect->lock_shared : r->dialect->lock_for_update;
    if (own) orm__render_text(r, own);
    if (!q || own || !q->lock.mode || r->status != ORM_OK) return;
    const bool mariadb = r->dialect->id == ORM_DIALECT_MARIADB;
    if (orm__merges_rows(r, q)) orm__render_fail(r, ORM_MISUSE, ".lock with .distinct, .group_by, an aggregate or a window: which rows would be locked? Lock them by a query of their own");
    else if (r->session && !r->session->depth) orm__render_fail(r, ORM_MISUSE, ".lock outside of a transaction would be gone at once: use orm_transaction");
    else if (r->session && r->session->levels[0].read_only) orm__render_fail(r, ORM_MISUSE, ".lock in a read-only transaction: begin one that writes (orm_begin, orm_transaction)");
    else if (q->lock.wait == ORM_SKIP_LOCKED && r->can && r->can->version < orm__skips_since(r->dialect->id)) orm__render_fail(r, ORM_UNSUPPORTED, "%s %d does not skip locked rows (ORM_SKIP_LOCKED)", r->dialect->name, r->can->version);
    else if ((unsigned)q->lock.mode > ORM_FOR_KEY_SHARE || (unsigned)q->lock.wait > ORM_SKIP_LOCKED) orm__render_fail(r, ORM_MISUSE, ".lock holds a mode or a wait that is none");
    else if (q->lock.mode > ORM_FOR_SHARE && (mariadb || r->dialect->id == ORM_DIALECT_MYSQL))
        orm__render_fail(r, ORM_UNSUPPORTED, "%s has no%s: use %s, which is stronger", r->dialect->name, modes[q->lock.mode], q->lock.mode == ORM_FOR_KEY_SHARE ? "ORM_FOR_SHARE" : "ORM_FOR_UPDATE");
    else if (q->lock.of && mariadb) orm__render_fail(r, ORM_UNSUPPORTED, "MariaDB cannot lock the rows of one table of a join (.lock.of)");
    else orm__check_locked(r, q);
    if (r->status != ORM_OK || r->dialect->id == ORM_DIALECT_SQLITE) return; /* a writing transaction locks the whole file */
    orm__render_text(r, q->lock.mode == ORM_FOR_SHARE && mariadb ? " LOCK IN SHARE MODE" : modes[q->lock.mode]);
    if (q->lock.of) {
        const orm__entity *e = orm__render_entity(r, q->lock.of);
        orm__render_text(r, " OF ");
        if (e) orm__render_slice(r, e->table_name);
    }
    if (q->lock.wait != ORM_LOCK_WAIT) orm__render_text(r, q->lock.wait == ORM_NOWAIT ? " NOWAIT" : " SKIP LOCKED");
}
static void orm__render_columns(orm__render *r, const orm__entity *e, const orm__field *const *fields, size_t count) {
    if (count == e->field_count) orm__render_slice(r, e->columns_sql);
    else orm__put_columns(r->out, fields, count, true);
}
static const orm_query *orm__set_member(const orm_query *q, const char **word) {
    static const char *const words[] = { " UNION ", " UNION ALL ", " INTERSECT ", " EXCEPT " };
    const orm_query *const members[] = { q->union_with, q->union_all_with, q->intersect_with, q->except_with };
    const orm_query *found = NULL;
    for (size_t i = 0; i < 4; i++)
        if (members[i]) found = members[i], *word = words[i];
    return found;
}
static bool orm__has_set(const orm_query *q) { return q && (q->union_with || q->union_all_with || q->intersect_with || q->except_with); }

/* ---- DISTINCT ON ------------------------------------------------------------------------------------------------------------------------- */
static void orm__render_orders(orm__render *r, const orm_query *q) {
    const size_t count = orm__order_count(r, q);
    r->no_places = true;
    for (size_t i = 0; i < count && r->status == ORM_OK; i++) {
        orm__render_text(r, i ? ", " : "ORDER BY ");
        if (!orm__check_orderable(r, orm__render_type(r, q->order_by[i].by), ".order_by")) break;
        orm__render_order_one(r, &q->order_by[i], ORM__FORWARD);
    }
    r->no_places = false;
}
/* ", the row's number among those alike, its number among all": the first of each kind is 1. */
static void orm__render_numbers(orm__render *r, const orm_query *q) {
    orm__refuse_lock(r, q, ".distinct_on");
    if (!q->order_by[0].by) orm__render_fail(r, ORM_MISUSE, ".distinct_on without .order_by: which of the rows alike would be the first one?");
    orm__render_text(r, ", ROW_NUMBER() OVER (PARTITION BY ");
    r->no_places = true;
    for (size_t i = 0; q->distinct_on[i] && r->status == ORM_OK; i++) {
        if (i == ORM__GROUP_LIMIT) orm__render_fail(r, ORM_MISUSE, ".distinct_on holds more than %d entries", ORM__GROUP_LIMIT);
        if (i) orm__render_text(r, ", ");
        orm__render_expression(r, q->distinct_on[i], NULL, ".distinct_on");
    }
    r->no_places = false;
    orm__render_text(r, " ");
    orm__render_orders(r, q);
    orm__render_text(r, ") AS orm_place, ROW_NUMBER() OVER (");
    orm__render_orders(r, q);
    orm__render_text(r, ") AS orm_order");
}
static void orm__render_first_end(orm__render *r, const orm__entity *e, const orm_query *q, orm__direction direction) {
    orm__render_text(r, ") AS ");
    orm__render_slice(r, e->table_name);
    orm__render_text(r, direction == ORM__FORWARD ? " WHERE orm_place = 1 ORDER BY orm_order" : " WHERE orm_place = 1 ORDER BY orm_order DESC");
    orm__render_limit(r, orm__query_limit(q), q->offset);
}
/* A member of a set that must stand in brackets, which only a derived table gives on every database. */
static bool orm__is_nested(const orm_query *q) { return orm__has_set(q) || orm__query_limit(q) >= 0 || q->offset || q->order_by[0].by || q->with[0]; }
/* Rows of a model from two queries, ordered and cut as a whole. */
static void orm__render_set_of_rows(orm__render *r, const orm__entity *e, const orm_query *q, const orm__field *const *fields, size_t count, orm__direction direction, bool by_key) {
    const char *word = NULL;
    const orm_query *member = orm__set_member(q, &word);
    orm__scope saved;
    orm_query core = *q;
    core.union_with = core.union_all_with = core.intersect_with = core.except_with = NULL;
    memset(core.order_by, 0, sizeof core.order_by);
    core.limit = core.offset = 0;
    core.limit_is_set_ = false;
    if (member->from && !orm__same_model(r, member->from, e)) {
        orm__render_fail(r, ORM_MISUSE, "a set of queries gives rows of one model, and %s is not %s: fill a result with orm_into", member->from->name, e->model->name);
        return;
    }
    const bool in_set = r->in_set;
    orm__refuse_lock(r, q, "a set of queries");
    orm__refuse_lock(r, member, "a set of queries");
    orm__render_text(r, "SELECT ");
    orm__render_columns(r, e, fields, count);
    orm__render_text(r, " FROM (");
    r->in_set = true;
    for (int i = 0; i < 2; i++) {
        const orm_query *part = i ? member : &core;
        const bool nested = i && orm__is_nested(part);
        if (i) orm__render_text(r, word);
        if (nested) orm__render_text(r, "SELECT * FROM (");
        saved = r->scope;
        r->scope = (orm__scope){ .sources = { e }, .source_count = 1, .outer = saved.outer };
        orm__render_select(r, e, part, e->all, e->field_count, ORM__FORWARD, false);
        r->scope = saved;
        if (nested) orm__put_format(r->out, ") AS orm_part_%d", ++r->aliases);
    }
    r->in_set = in_set;
    orm__render_text(r, ") AS ");
    orm__render_slice(r, e->table_name);
    r->scope = (orm__scope){ .sources = { e }, .source_count = 1, .outer = saved.outer };
    orm__render_order(r, e, q, direction, by_key);
    orm__render_limit(r, orm__query_limit(q), q->offset);
    r->scope = saved;
}
static void orm__render_columns_from(orm__render *r, const orm__entity *e, const orm__field *const *fields, size_t count) {
    orm__render_text(r, "SELECT ");
    orm__render_columns(r, e, fields, count);
    orm__render_text(r, " FROM (");
}
/* Distinct rows of a model: what they are ordered by must be among their columns; an enum's order is a calculation, which stands outside. */
static bool orm__rows_ordered_outside(orm__render *r, const orm__entity *e, const orm_query *q, const orm__field *const *fields, size_t count) {
    bool calculated = false;
    for (size_t i = 0; i < ORM__ORDER_LIMIT && q->order_by[i].by; i++) {
        const void *by = orm__unwrapped(q->order_by[i].by);
        const orm__field *f = orm__is_column(by) ? orm__render_field(r, by, ".order_by") : NULL;
        bool kept = false;
        for (size_t k = 0; f && k < count; k++) kept = kept || fields[k] == f;
        if (!kept) orm__render_fail(r, ORM_MISUSE, ".order_by with .distinct: rows alike are merged, and entry %zu is no column of %s that is loaded", i + 1, e->model->name);
        if (!kept) return false;
        calculated = calculated || f->form == ORM__FORM_ENUM_TEXT;
    }
    return calculated;
}
/* The condition leaves out the rows in which the table is missing: by AND, it says that one of its columns, which is never NULL otherwise, is not. */
static bool orm__wants_present(orm__render *r, const orm__entity *e, orm_expr x) {
    const orm_node *n = orm__is_node(x) ? x : NULL;
    for (const orm_expr *part = n && n->op == ORM__OP_AND ? n->of.list : NULL; part && *part != &orm__end; part++)
        if (orm__wants_present(r, e, *part)) return true;
    if (!n || n->op != ORM__OP_IS_NOT_NULL) return false;
    const void *of = orm__unwrapped(n->of.operand[0]);
    return orm__is_column(of) && orm__same_model(r, ((const orm_column *)of)->model, e);
}
static bool orm__check_present(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (!r->scope.may_miss[0] || r->counts_rows || orm__wants_present(r, e, q->where)) return true;
    orm__render_fail(r, ORM_MISUSE, "%s may be missing in this join: ask for a result with X(opt_row, %s, ...) in it, or leave such rows out with orm_not_null of its key in .where", e->model->name, e->model->name);
    return false;
}
ORM__PRIVATE void orm__render_select(orm__render *r, const orm__entity *e, const orm_query *q, const orm__field *const *fields, size_t count, orm__direction direction, bool by_key) {
    if (!orm__query_check(r, q) || !orm__scope_fill(r, e, q) || !orm__check_present(r, e, q)) return;
    if (orm__has_set(q)) {
        orm__render_set_of_rows(r, e, q, fields, count, direction, by_key);
        return;
    }
    orm__render_with(r, q);
    if (q && q->distinct_on[0]) {
        orm__render_text(r, "SELECT ");
        orm__render_columns(r, e, fields, count);
        orm__render_text(r, " FROM (SELECT ");
        orm__render_column_names(r, e, e->all, e->field_count);
        orm__render_numbers(r, q);
        orm__render_body(r, e, q);
        orm__render_first_end(r, e, q, direction);
        return;
    }
    const bool outside = q && q->distinct && orm__rows_ordered_outside(r, e, q, fields, count);
    if (outside) orm__render_columns_from(r, e, fields, count);
    orm__render_text(r, q && q->distinct ? "SELECT DISTINCT " : "SELECT ");
    orm__render_column_names(r, e, fields, count);
    orm__render_body(r, e, q);
    if (outside) {
        orm__render_text(r, ") AS ");
        orm__render_slice(r, e->table_name);
        r->scope = (orm__scope){ .sources = { e }, .source_count = 1, .outer = r->scope.outer };
    }
    orm__render_order(r, e, q, direction, by_key);
    orm__render_limit(r, orm__query_limit(q), q ? q->offset : 0);
    orm__render_lock(r, q);
}
/* A query that cuts or merges rows is counted and summed as it stands, as a table of its own. */
static bool orm__is_cut(const orm_query *q) { return q && (q->distinct || q->distinct_on[0] || q->offset || orm__query_limit(q) >= 0 || q->group_by[0] || orm__has_set(q)); }

/* With all columns, whatever .only and .defer say: the key is among them anyway, so no more and no fewer rows come out, and what is summed must be there. */
static void orm__render_derived(orm__render *r, const orm__entity *e, const orm_query *q) {
    orm__scope saved = r->scope;
    orm_query unlocked = *q; /* counting locks nothing */
    unlocked.lock = (orm_lock){ .mode = ORM_NO_LOCK };
    r->scope = (orm__scope){ .sources = { e }, .source_count = 1, .outer = saved.outer };
    orm__render_text(r, " FROM (");
    r->counts_rows = true;
    orm__render_select(r, e, &unlocked, e->all, e->field_count, ORM__FORWARD, orm__query_limit(q) >= 0 || q->offset);
    r->counts_rows = false;
    orm__render_text(r, ") AS ");
    orm__render_slice(r, e->table_name); /* under the table's own name, so that qualified columns still mean it */
    r->scope = saved;
}
/* Groups: a row for each, which has nothing in it. */
static void orm__render_groups(orm__render *r, const orm__entity *e, const orm_query *q) {
    orm__scope saved = r->scope;
    if (!orm__scope_fill(r, e, q) || !orm__check_grouping(r, q)) return;
    orm__render_text(r, " FROM (");
    orm__render_with(r, q);
    orm__render_text(r, "SELECT 1 AS orm_one");
    orm__render_body(r, e, q);
    orm__render_limit(r, orm__query_limit(q), q->offset);
    orm__render_text(r, ") AS orm_groups");
    r->scope = saved;
}
static void orm__render_cut(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (q->group_by[0] && !q->distinct && !q->distinct_on[0] && !orm__has_set(q)) orm__render_groups(r, e, q);
    else orm__render_derived(r, e, q);
}
ORM__PRIVATE void orm__render_count(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (!orm__query_check(r, q)) return;
    if (orm__is_cut(q)) {
        orm__render_text(r, "SELECT COUNT(*)");
        orm__render_cut(r, e, q);
        return;
    }
    if (!orm__scope_fill(r, e, q)) return;
    orm__render_with(r, q);
    orm__render_text(r, "SELECT COUNT(*)");
    orm__render_body(r, e, q);
}
ORM__PRIVATE void orm__render_exists(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (!orm__query_check(r, q)) return;
    if (!orm__is_cut(q)) {
        if (!orm__scope_fill(r, e, q)) return;
        orm__render_with(r, q);
    }
    orm__render_text(r, "SELECT EXISTS (SELECT 1");
    if (orm__is_cut(q)) orm__render_cut(r, e, q);
    else orm__render_body(r, e, q);
    orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_aggregate(orm__render *r, const orm__entity *e, const orm_query *q, orm_expr expression) {
    if (!orm__query_check(r, q)) return;
    const bool cut = orm__is_cut(q);
    if (!cut) {
        if (!orm__scope_fill(r, e, q)) return;
        orm__render_with(r, q);
    }
    orm__render_text(r, "SELECT ");
    orm__render_expression(r, expression, NULL, "the aggregate");
    if (cut) orm__render_derived(r, e, q);
    else orm__render_body(r, e, q);
}

/* ---- SELECT of expressions ------------------------------------------------------------------------------------------------------------- */
static size_t orm__render_listed_expressions(orm__render *r, const orm_query *q) {
    size_t count = 0;
    if (q->select[ORM__SELECT_LIMIT]) {
        orm__render_fail(r, ORM_MISUSE, ".select holds more than %d entries", ORM__SELECT_LIMIT);
        return 0;
    }
    for (; q->select[count] && r->status == ORM_OK; count++) {
        if (count) orm__render_text(r, ", ");
        orm__render_argument(r, q->select[count], NULL, ".select");
    }
    return count;
}
ORM__PRIVATE void orm__render_expressions(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (orm__has_set(q) || q->distinct_on[0]) {
        orm__render_fail(r, ORM_MISUSE, "sets and .distinct_on need names for what they give: .into = orm_into(Result, .column = ...)");
        return;
    }
    if (!orm__query_check(r, q) || !orm__scope_fill(r, e, q) || !orm__check_grouping(r, q)) return;
    orm__render_with(r, q);
    orm__render_text(r, q->distinct ? "SELECT DISTINCT " : "SELECT ");
    if (!orm__render_listed_expressions(r, q)) orm__render_column_names(r, r->scope.sources[0], r->scope.sources[0]->all, r->scope.sources[0]->field_count);
    orm__render_body(r, e, q);
    orm__render_order(r, e, q, ORM__FORWARD, false);
    orm__render_limit(r, orm__query_limit(q), q->offset);
    orm__render_lock(r, q);
}
static void orm__render_subquery_core(orm__render *r, const orm_query *q, orm__gives wanted) {
    orm__render_with(r, q);
    orm__render_text(r, q->distinct && wanted != ORM__WANT_NOTHING ? "SELECT DISTINCT " : "SELECT ");
    if (wanted == ORM__WANT_NOTHING) orm__render_text(r, "1");
    else orm__render_listed_expressions(r, q);
    orm__render_body(r, r->scope.sources[0], q);
}
/* Two queries as one, of which the limit is. */
static void orm__render_subquery_set(orm__render *r, const orm_query *q, orm__gives wanted, const char *clause) {
    const char *word = NULL;
    const orm_query *member = orm__set_member(q, &word);
    const orm__scope own = r->scope;
    const bool cut = orm__query_limit(q) >= 0 || q->offset, nested = orm__is_nested(member);
    if (q->order_by[0].by) orm__render_fail(r, ORM_MISUSE, "%s with a set of queries that is ordered: name it with orm_cte and read that", clause);
    if (wanted == ORM__WANT_NOTHING && !q->select[0] && (q->intersect_with || q->except_with)) orm__render_fail(r, ORM_MISUSE, "%s: say with .select what the rows of the two queries are compared by", clause);
    if (wanted == ORM__WANT_NOTHING && q->select[0]) wanted = ORM__WANT_ONE_COLUMN;
    if (cut) orm__render_text(r, "SELECT * FROM (");
    orm__render_subquery_core(r, q, wanted);
    orm__render_text(r, word ? word : "");
    if (nested) orm__render_text(r, "SELECT * FROM (");
    if (own.outer) r->scope = *own.outer; /* the other one does not see this one's tables */
    if (r->status == ORM_OK) orm__render_subquery(r, member, wanted, clause);
    r->scope = own;
    if (nested) orm__put_format(r->out, ") AS orm_part_%d", ++r->aliases);
    if (!cut) return;
    orm__put_format(r->out, ") AS orm_part_%d", ++r->aliases);
    orm__render_limit(r, orm__query_limit(q), q->offset);
}
ORM__PRIVATE bool orm__check_one_column(orm__render *r, const orm_query *q, const char *clause) {
    if (!q) orm__render_fail(r, ORM_MISUSE, "%s: the query is NULL", clause);
    else if (!q->select[0] || q->select[1]) orm__render_fail(r, ORM_MISUSE, "%s takes a query of one column: give it one entry in .select", clause);
    return r->status == ORM_OK;
}
/* column = something, among what is joined by AND */
static bool orm__is_pinned(const orm__render *r, orm_expr e, const orm__field *f) {
    if (!orm__is_node(e)) return false;
    for (const orm_expr *part = e->op == ORM__OP_AND ? e->of.list : NULL; part && *part != &orm__end; part++)
        if (orm__is_pinned(r, *part, f)) return true;
    for (size_t i = 0; i < 2 && e->op == ORM__OP_EQ; i++) {
        const void *side = orm__unwrapped(e->of.operand[i]);
        const orm_column *c = orm__is_column(side) ? side : NULL;
        if (c && c->model->columns + f->index == c && orm__same_model(r, c->model, r->scope.sources[0])) return true;
    }
    return false;
}
/* A query for a value must not find several, of which SQLite would take any: it has one row by its limit, because it is an aggregate, or because it looks for a key. */
static void orm__check_one_row(orm__render *r, const orm_query *q) {
    const orm__entity *e = r->scope.sources[0];
    bool one = orm__query_limit(q) == 0 || orm__query_limit(q) == 1, by_key = e->key_count > 0, to_one = true;
    if (!q->group_by[0] && !orm__has_set(q)) one = one || orm__holds_aggregate(r, q->select[0], 0);
    for (size_t i = 0; i < e->key_count; i++) by_key = by_key && orm__is_pinned(r, q->where, e->keys[i]);
    for (size_t i = 0; i < e->field_count; i++) by_key = by_key || (e->fields[i].def->unique && orm__is_pinned(r, q->where, &e->fields[i]));
    for (size_t i = 1; i < r->scope.source_count; i++) {
        const orm_join_clause *j = r->scope.joined[i];
        to_one = to_one && j->relation && j->relation->kind == ORM_BELONGS_TO && (j->kind == ORM_INNER_JOIN || j->kind == ORM_LEFT_JOIN);
    }
    if (!one && !(by_key && to_one && !orm__has_set(q))) orm__render_fail(r, ORM_MISUSE, "orm_scalar: the query of %s may find several rows: give it .order_by and .limit = 1, an aggregate, or a .where that names its key", e->model->name);
}
ORM__PRIVATE void orm__render_subquery(orm__render *r, const orm_query *q, orm__gives wanted, const char *clause) {
    orm__scope saved;
    const bool of_row = r->of_row, assigns = r->assigns, in_set = r->in_set, in_over = r->in_over;
    if (!q) {
        orm__render_fail(r, ORM_MISUSE, "%s: the query is NULL", clause);
        return;
    }
    const orm_query *const moved = r->moved_with;
    r->moved_with = NULL;
    r->of_row = r->assigns = r->in_over = false;
    if (moved && q->with[0]) orm__render_fail(r, ORM_UNSUPPORTED, "%s in an UPDATE or DELETE with .with has a .with of its own: MariaDB has one place for both, so put all of it into one of them", clause);
    if (moved) orm__render_with(r, moved);
    orm__scope_enter(r, &saved);
    r->in_set = in_set || orm__has_set(q);
    orm__refuse_lock(r, q, "a subquery");
    if (wanted == ORM__WANT_ONE_COLUMN) orm__check_one_column(r, q, clause);
    /* MySQL and MariaDB refuse LIMIT in a subquery of IN: inside a derived table it may stand */
    const bool wrapped = wanted == ORM__WANT_ONE_COLUMN && !strcmp(clause, "orm_in_query") && orm__query_limit(q) >= 0 && r->dialect->quote == '`';
    if (r->status == ORM_OK && orm__query_check(r, q) && orm__scope_fill(r, NULL, q) && orm__check_grouping(r, q)) {
        const orm__entity *e = r->scope.sources[0];
        if (wrapped) {
            orm__render_text(r, "SELECT * FROM (");
            if (r->dialect->id == ORM_DIALECT_MARIADB) r->scope.walled = "an orm_in_query with .limit: MariaDB cannot do that: use orm_exists, or no .limit";
        }
        if (q->distinct_on[0]) orm__render_fail(r, ORM_UNSUPPORTED, "%s with .distinct_on: name the query with orm_cte and read that", clause);
        if (wanted == ORM__WANT_ONE_COLUMN && !strcmp(clause, "orm_scalar")) orm__check_one_row(r, q);
        if (orm__has_set(q)) {
            orm__render_subquery_set(r, q, wanted, clause);
        } else {
            orm__render_subquery_core(r, q, wanted);
            orm__render_order(r, e, q, ORM__FORWARD, false);
            orm__render_limit(r, orm__query_limit(q), q->offset);
        }
        if (wrapped) orm__render_text(r, ") AS orm_part");
    }
    r->of_row = of_row;
    r->assigns = assigns;
    r->in_over = in_over;
    r->in_set = in_set;
    r->moved_with = moved;
    orm__scope_leave(r, &saved);
}

/* ---- results ------------------------------------------------------------------------------------------------------------------------------ */
/* expression AS "column", for each column of the result. */
static void orm__render_into_columns(orm__render *r, const orm_into_list *into) {
    const orm__entity *e = orm__render_entity(r, into->row);
    for (size_t i = 0; e && i < e->field_count && r->status == ORM_OK; i++) {
        const orm__field *f = &e->fields[i];
        if (i) orm__render_text(r, ", ");
        if (!into->items[i]) {
            orm__render_fail(r, ORM_MISUSE, "orm_into(%s, ...) gives nothing for %s: name every column", into->row->name, f->def->name);
            return;
        }
        orm__render_into_value(r, f, into->items[i]);
        orm__render_text(r, " AS ");
        orm__render_slice(r, f->quoted);
    }
}
static bool orm__check_into(orm__render *r, const orm_into_list *into, const char *clause) {
    if (into->row && into->items) return true;
    orm__render_fail(r, ORM_MISUSE, "%s: the query's columns are not named: orm_into(Result, .column = expression, ...)", clause);
    return false;
}
/* The result's column that an order goes by, or NULL. */
static const orm_column *orm__ordered_column(const orm__render *r, const orm_into_list *into, const void *by) {
    if (orm__render_meant(r, by)) return by;
    for (size_t i = 0; i < into->row->column_count; i++)
        if (orm__same_operand(r, into->items[i], by)) return &into->row->columns[i];
    return NULL;
}
/* What DISTINCT has merged cannot be ordered by what it has not kept. */
static void orm__check_distinct_order(orm__render *r, const orm_query *q, const orm_into_list *into) {
    for (size_t i = 0; q->distinct && i < ORM__ORDER_LIMIT && q->order_by[i].by; i++) {
        const orm_column *c = orm__is_column(q->order_by[i].by) ? q->order_by[i].by : NULL;
        bool kept = orm__ordered_column(r, into, q->order_by[i].by) != NULL;
        for (size_t k = 0; c && k < into->row->whole_count; k++) kept = kept || c->model == into->row->wholes[k].model || !strcmp(c->model->name, into->row->wholes[k].model->name);
        if (!kept) orm__render_fail(r, ORM_MISUSE, ".order_by with .distinct: rows alike are merged, and entry %zu is not among the columns that they are told apart by: add it to the result, or leave it out", i + 1);
    }
}
/* An enum is ordered by a calculation, which cannot stand behind DISTINCT, nor behind GROUP BY of an expression: then the whole is ordered as a table of its own. */
static bool orm__ordered_outside(orm__render *r, const orm_query *q, const orm_into_list *into) {
    bool calculated = false;
    if (into->row->whole_count || q->distinct_on[0] || q->lock.mode || (!q->distinct && !q->group_by[0])) return false;
    for (size_t i = 0; i < ORM__ORDER_LIMIT && q->order_by[i].by; i++) {
        const orm__field *type = orm__render_type(r, q->order_by[i].by);
        if (!orm__ordered_column(r, into, q->order_by[i].by)) return false;
        calculated = calculated || (type && type->form == ORM__FORM_ENUM_TEXT);
    }
    return calculated;
}
static void orm__render_core(orm__render *r, const orm_query *q, const orm_into_list *into, bool ordered);
static void orm__render_ordered_outside(orm__render *r, const orm_query *q, const orm_into_list *into) {
    const orm__entity *e = orm__render_entity(r, into->row);
    const orm__scope saved = r->scope;
    orm_query outside = *q;
    if (!e) return;
    for (size_t i = 0; i < ORM__ORDER_LIMIT && q->order_by[i].by; i++) outside.order_by[i].by = orm__ordered_column(r, into, q->order_by[i].by);
    orm__render_text(r, "SELECT ");
    orm__render_slice(r, e->columns_sql);
    orm__render_text(r, " FROM (");
    orm__render_core(r, q, into, false);
    orm__render_text(r, ") AS ");
    orm__render_slice(r, e->table_name);
    r->scope = (orm__scope){ .sources = { e }, .source_count = 1, .outer = saved.outer };
    orm__render_order(r, e, &outside, ORM__FORWARD, false);
    orm__render_limit(r, orm__query_limit(q), q->offset);
    r->scope = saved;
}
static void orm__render_core(orm__render *r, const orm_query *q, const orm_into_list *into, bool ordered) {
    const orm__entity *e = r->scope.sources[0];
    orm__render_with(r, q);
    if (q->distinct_on[0]) {
        const orm__entity *result = orm__render_entity(r, into->row);
        if (into->row->whole_count) orm__render_fail(r, ORM_UNSUPPORTED, ".distinct_on with result %s, which holds whole rows: ask for their columns", into->row->name);
        orm__render_text(r, "SELECT ");
        if (result) orm__render_slice(r, result->columns_sql);
        orm__render_text(r, " FROM (SELECT ");
        orm__render_into_columns(r, into);
        orm__render_numbers(r, q);
        orm__render_body(r, e, q);
        if (result) orm__render_first_end(r, result, q, ORM__FORWARD);
        return;
    }
    orm__render_text(r, q->distinct ? "SELECT DISTINCT " : "SELECT ");
    orm__render_into_columns(r, into);
    orm__render_wholes(r, into->row);
    orm__render_body(r, e, q);
    if (!ordered) return;
    orm__render_order(r, e, q, ORM__FORWARD, false);
    orm__render_limit(r, orm__query_limit(q), q->offset);
    orm__render_lock(r, q);
}
/* ---- filters on what a window gives --------------------------------------------------------------------------------------------------------
 * Windows are looked at after WHERE and HAVING: what is said of their results is said of the whole as a table of its own. */
static orm__visit_answer orm__is_window_value(void *context, const void *operand) {
    const void *meant = orm__render_meant(context, operand);
    const orm_node *n = orm__is_node(operand) ? operand : NULL;
    if (meant && meant != operand) return orm__visit(meant, false, orm__is_window_value, context) ? ORM__VISIT_FOUND : ORM__VISIT_ON;
    return n && n->op == ORM__OP_OVER ? ORM__VISIT_FOUND : ORM__VISIT_ON;
}
static bool orm__holds_window(orm__render *r, orm_expr e) { return e && r->scope.into && orm__visit(e, false, orm__is_window_value, r); }
/* The part of a condition that is joined by AND and says something of a window, or the other part; NULL: there is none. */
static orm_expr orm__part_with_windows(orm__render *r, orm_expr e, bool windows) {
    size_t count = 0, kept = 0;
    if (!e || !orm__is_node(e) || e->op != ORM__OP_AND) return orm__holds_window(r, e) == windows ? e : NULL;
    while (e->of.list[count] != &orm__end) count++;
    orm_expr *list = orm__arena_take(r->scratch, (count + 1) * sizeof *list, 16);
    orm_node *n = orm__arena_take(r->scratch, sizeof *n, 16);
    if (!list || !n) {
        orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        const orm_expr part = e->of.list[i] ? orm__part_with_windows(r, e->of.list[i], windows) : windows ? NULL : e->of.list[i];
        if (part || (!e->of.list[i] && !windows)) list[kept++] = part;
    }
    list[kept] = &orm__end;
    return kept ? orm__junction(ORM__OP_AND, list, n) : NULL;
}
static void orm__render_filtered_outside(orm__render *r, const orm_query *q, const orm_into_list *into) {
    const orm__entity *e = orm__render_entity(r, into->row);
    const orm__scope saved = r->scope;
    const orm_expr filters[] = { orm__part_with_windows(r, q->where, true), orm__part_with_windows(r, q->having, true) };
    orm_query inside = *q, outside = *q;
    if (!e || r->status != ORM_OK) return;
    orm__refuse_lock(r, q, "a filter on a window's result");
    if (into->row->whole_count || q->distinct_on[0]) orm__render_fail(r, ORM_UNSUPPORTED, "a filter on a window's result with %s: name the result with orm_cte and filter that", into->row->whole_count ? "whole rows in it" : ".distinct_on");
    inside.where = orm__part_with_windows(r, q->where, false);
    inside.having = orm__part_with_windows(r, q->having, false);
    inside.distinct = false;
    for (size_t i = 0; i < ORM__ORDER_LIMIT && q->order_by[i].by; i++) {
        outside.order_by[i].by = orm__ordered_column(r, into, q->order_by[i].by);
        if (!outside.order_by[i].by) orm__render_fail(r, ORM_MISUSE, ".order_by entry %zu is no column of the result, which is all that a filter on a window's result leaves: add it to %s", i + 1, into->row->name);
    }
    orm__render_text(r, q->distinct ? "SELECT DISTINCT " : "SELECT ");
    orm__render_slice(r, e->columns_sql);
    orm__render_text(r, " FROM (");
    orm__render_core(r, &inside, into, false);
    orm__render_text(r, ") AS ");
    orm__render_slice(r, e->table_name);
    r->scope = (orm__scope){ .sources = { e }, .source_count = 1, .outer = saved.outer };
    for (int i = 0, some = 0; i < 2 && r->status == ORM_OK; i++) {
        if (!filters[i]) continue;
        orm__render_text(r, some++ ? " AND " : " WHERE ");
        r->of_row = true; /* the result's columns are known by their names here, and windows by nothing else */
        orm__render_condition(r, filters[i], i ? ".having" : ".where");
        r->of_row = false;
    }
    orm__render_order(r, e, &outside, ORM__FORWARD, false);
    orm__render_limit(r, orm__query_limit(q), q->offset);
    r->scope = saved;
}
static void orm__render_into_set(orm__render *r, const orm_query *q, const orm_into_list *into) {
    const char *word = NULL;
    const orm_query *member = orm__set_member(q, &word);
    const orm_into_list *theirs = member->into.row ? &member->into : into;
    const orm__entity *e = orm__render_entity(r, into->row);
    orm__scope saved;
    if (!e) return;
    if (into->row->whole_count) orm__render_fail(r, ORM_MISUSE, "result %s holds whole rows: sets of queries have columns only", into->row->name);
    orm__refuse_lock(r, q, "a set of queries");
    orm__refuse_lock(r, member, "a set of queries");
    if (theirs->row != into->row) orm__render_fail(r, ORM_MISUSE, "both queries of a set fill the same result: .into = orm_into(%s, ...)", into->row->name);
    orm__render_text(r, "SELECT ");
    orm__render_slice(r, e->columns_sql);
    orm__render_text(r, " FROM (");
    orm__render_core(r, q, into, false);
    orm__render_text(r, word);
    const bool part = orm__is_nested(member);
    if (part) orm__render_text(r, "SELECT * FROM (");
    orm__scope_enter(r, &saved);
    r->scope.outer = saved.outer;
    orm__render_into_query_here(r, member, theirs, ".union_with");
    orm__scope_leave(r, &saved);
    if (part) orm__put_format(r->out, ") AS orm_part_%d", ++r->aliases);
    orm__render_text(r, ") AS ");
    orm__render_slice(r, e->table_name);
    r->scope = (orm__scope){ .sources = { e }, .source_count = 1, .outer = saved.outer };
    orm__render_order(r, e, q, ORM__FORWARD, false);
    orm__render_limit(r, orm__query_limit(q), q->offset);
}
static void orm__render_into_checked(orm__render *r, const orm_query *q, const orm_into_list *into) {
    if (!orm__scope_fill(r, NULL, q)) return;
    r->scope.into = into;
    if (!orm__check_grouping(r, q)) return;
    if (!orm__has_set(q)) orm__check_distinct_order(r, q, into);
    if (orm__has_set(q)) orm__render_into_set(r, q, into);
    else if (orm__holds_window(r, q->where) || orm__holds_window(r, q->having)) orm__render_filtered_outside(r, q, into);
    else if (orm__ordered_outside(r, q, into)) orm__render_ordered_outside(r, q, into);
    else orm__render_core(r, q, into, true);
}
ORM__PRIVATE void orm__render_into_query_here(orm__render *r, const orm_query *q, const orm_into_list *into, const char *clause) {
    const bool in_set = r->in_set;
    if (!q) orm__render_fail(r, ORM_MISUSE, "%s: the query is NULL", clause);
    if (r->status != ORM_OK || !orm__check_into(r, into, clause) || !orm__query_check(r, q)) return;
    r->in_set = in_set || orm__has_set(q);
    orm__render_into_checked(r, q, into);
    r->in_set = in_set;
}
ORM__PRIVATE void orm__render_into_query(orm__render *r, const orm_query *q, const orm_into_list *into, const char *clause) {
    orm__scope saved;
    const bool of_row = r->of_row;
    orm__scope_enter(r, &saved);
    r->of_row = false;
    orm__refuse_lock(r, q, "a query inside another");
    orm__render_into_query_here(r, q, into, clause);
    r->of_row = of_row;
    orm__scope_leave(r, &saved);
}
ORM__PRIVATE bool orm__render_has_set(const orm_query *q) { return orm__has_set(q); }
/* INSERT INTO t (columns) SELECT ...: of the columns that orm_into names. */
/* What an insert of a row would fill in by itself, where the query gives nothing for it. */
static bool orm__fills_in(const orm__field *f, const orm__entity *e) { return f->def->auto_now || f->def->auto_now_add || f == e->version; }
static void orm__render_filled_in(orm__render *r, const orm__field *f, const orm__entity *e) {
    const int64_t now = r->session ? orm__now(r->session->db) : 0, day = INT64_C(86400000000), since = now % day < 0 ? now % day + day : now % day;
    const int64_t value = f == e->version ? 1 : f->type == ORM_TIMESTAMP ? now : f->type == ORM_DATE ? (now - since) / day : since;
    orm__render_argument_typed(r, f, (orm_value){ .type = ORM_INT64, .as.integer = value });
}
/* A value is checked as one to be stored; what SQLite calculates is held against the column's range. */
static void orm__render_inserted(orm__render *r, const orm__field *f, orm_expr e) {
    const bool value = orm__is_node(e) && e->op == ORM__OP_VALUE, column = orm__is_node(e) && e->op == ORM__OP_COLUMN;
    const bool checked = !value && orm__needs_range(r, f, column ? e->of.operand[0] : e);
    r->assigns = value;
    if (checked) orm__render_text(r, "orm_fits(");
    orm__render_into_value(r, f, e);
    if (checked) orm__put_range(r->out, f);
    r->assigns = false;
}
ORM__PRIVATE void orm__render_insert_from(orm__render *r, const orm__entity *e, const orm_query *q, const orm_into_list *into) {
    size_t count = 0;
    if (!orm__query_check(r, q) || !orm__scope_fill(r, NULL, q)) return;
    r->scope.into = into;
    if (!orm__check_grouping(r, q)) return;
    if (orm__has_set(q) || q->distinct_on[0] || orm__holds_window(r, q->where) || orm__holds_window(r, q->having))
        orm__render_fail(r, ORM_UNSUPPORTED, "%s_insert_from takes a plain query: give sets, .distinct_on and filters on windows a name with orm_cte", e->model->name);
    orm__refuse_lock(r, q, "an INSERT from a query");
    for (size_t i = 0; i < e->field_count; i++) {
        const orm__field *f = &e->fields[i];
        if (into->items[i] || f->nullable || f->def->auto_increment || f->def->default_sql || f->def->default_value || orm__fills_in(f, e)) continue;
        orm__render_fail(r, ORM_MISUSE, "%s_%s: orm_into gives nothing for %s, which is NOT NULL and has no default", e->model->name, r->session ? r->session->verb : "insert_from", f->def->name);
    }
    orm__render_text(r, "INSERT INTO ");
    orm__render_slice(r, e->table_sql);
    for (size_t i = 0; i < e->field_count; i++) {
        if (!into->items[i] && !orm__fills_in(&e->fields[i], e)) continue;
        orm__render_text(r, count++ ? ", " : " (");
        orm__render_slice(r, e->fields[i].quoted);
    }
    if (!count) orm__render_fail(r, ORM_MISUSE, "%s_insert_from: orm_into names no column", e->model->name);
    orm__render_text(r, ") ");
    orm__render_with(r, q);
    orm__render_text(r, q->distinct ? "SELECT DISTINCT " : "SELECT ");
    count = 0;
    for (size_t i = 0; i < e->field_count && r->status == ORM_OK; i++) {
        if (!into->items[i] && !orm__fills_in(&e->fields[i], e)) continue;
        if (count++) orm__render_text(r, ", ");
        if (into->items[i]) orm__render_inserted(r, &e->fields[i], into->items[i]);
        else orm__render_filled_in(r, &e->fields[i], e);
    }
    orm__render_body(r, r->scope.sources[0], q);
    orm__render_order(r, e, q, ORM__FORWARD, false);
    orm__render_limit(r, orm__query_limit(q), q->offset);
}
