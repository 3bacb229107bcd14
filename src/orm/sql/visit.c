/* visit: walks through the parts of an expression. */
#include "render.h"

typedef struct orm__visiting { orm__visitor visitor; void *context; bool queries; int depth; } orm__visiting;
static bool orm__visit_part(orm__visiting *v, const void *operand);

static bool orm__visit_values(orm__visiting *v, const orm_value *values) {
    for (; values && values->type != ORM__TYPE_END; values++)
        if (values->type == ORM__TYPE_EXPR && orm__visit_part(v, values->as.pointer)) return true;
    return false;
}
static bool orm__visit_branches(orm__visiting *v, const orm_branch *b) {
    for (; b->kind != ORM__BRANCH_END; b++)
        if ((b->when && orm__visit_part(v, b->when)) || (b->then.type == ORM__TYPE_EXPR && orm__visit_part(v, b->then.as.pointer))) return true;
    return false;
}
static bool orm__visit_pointers(orm__visiting *v, const void *const *items, size_t limit) {
    for (size_t i = 0; i < limit && items[i]; i++)
        if (orm__visit_part(v, items[i])) return true;
    return false;
}
static bool orm__visit_orders(orm__visiting *v, const orm_order *items, size_t limit) {
    for (size_t i = 0; i < limit && items[i].by; i++)
        if (orm__visit_part(v, items[i].by)) return true;
    return false;
}
static bool orm__visit_into(orm__visiting *v, const orm_into_list *into) {
    for (size_t i = 0; into->row && into->items && i < into->row->column_count; i++)
        if (into->items[i] && orm__visit_part(v, into->items[i])) return true;
    return false;
}
static bool orm__visit_query(orm__visiting *v, const orm_query *q) {
    if (!q || v->depth > 100) return false;
    const orm_query *const members[] = { q->union_with, q->union_all_with, q->intersect_with, q->except_with };
    for (size_t i = 0; i < 4; i++)
        if (members[i] && orm__visit_query(v, members[i])) return true;
    for (size_t i = 0; i < ORM__WITH_LIMIT && q->with[i]; i++)
        if (orm__visit_query(v, q->with[i]->query) || orm__visit_query(v, q->with[i]->step) || orm__visit_into(v, &q->with[i]->into) || orm__visit_into(v, &q->with[i]->step_into)) return true;
    for (size_t i = 0; i < ORM__JOIN_LIMIT && q->join[i]; i++)
        if ((q->join[i]->on && orm__visit_part(v, q->join[i]->on)) || orm__visit_query(v, q->join[i]->query) || orm__visit_into(v, &q->join[i]->into)) return true;
    if ((q->where && orm__visit_part(v, q->where)) || (q->having && orm__visit_part(v, q->having)) || orm__visit_into(v, &q->into)) return true;
    for (size_t i = 0; i < ORM__SELECT_LIMIT && q->select[i]; i++)
        if (orm__visit_part(v, q->select[i])) return true;
    return orm__visit_pointers(v, q->group_by, ORM__GROUP_LIMIT) || orm__visit_pointers(v, q->distinct_on, ORM__GROUP_LIMIT) || orm__visit_orders(v, q->order_by, ORM__ORDER_LIMIT);
}
static bool orm__visit_inside(orm__visiting *v, const orm_node *n) {
    switch (n->op) {
    case ORM__OP_NONE: case ORM__OP_COUNT_ALL: return false;
    case ORM__OP_VALUE: return n->of.value.type == ORM__TYPE_EXPR && orm__visit_part(v, n->of.value.as.pointer);
    case ORM__OP_AND: case ORM__OP_OR:
        for (const orm_expr *e = n->of.list; *e != &orm__end; e++)
            if (*e && orm__visit_part(v, *e)) return true;
        return false;
    case ORM__OP_IN: case ORM__OP_NOT_IN:
        if (n->flags & ORM__NODE_ARRAY) return orm__visit_part(v, n->of.array.left);
        return orm__visit_part(v, n->of.in.left) || orm__visit_values(v, n->of.in.values);
    case ORM__OP_CALL: return orm__visit_values(v, n->of.call.values);
    case ORM__OP_CAST: return orm__visit_part(v, n->of.cast.operand);
    case ORM__OP_CASE: return orm__visit_branches(v, n->of.branches);
    case ORM__OP_OVER: return !n->of.over.window ? false : orm__visit_part(v, n->of.over.of) || orm__visit_pointers(v, n->of.over.window->partition_by, ORM__WINDOW_LIMIT) || orm__visit_orders(v, n->of.over.window->order_by, ORM__WINDOW_LIMIT);
    case ORM__OP_IN_QUERY: return orm__visit_part(v, n->of.query.left) || (v->queries && orm__visit_query(v, n->of.query.query));
    case ORM__OP_EXISTS: case ORM__OP_SCALAR: return v->queries && orm__visit_query(v, n->of.query.query);
    case ORM__OP_HAS: return v->queries && !n->flags && orm__visit_part(v, n->of.operand[1]);
    case ORM__OP_BETWEEN: return orm__visit_part(v, n->of.operand[0]) || orm__visit_part(v, n->of.operand[1]) || orm__visit_part(v, n->of.operand[2]);
    case ORM__OP_COLUMN: case ORM__OP_NOT: case ORM__OP_NEG: case ORM__OP_IS_NULL: case ORM__OP_IS_NOT_NULL: case ORM__OP_OUTER: case ORM__OP_COUNT: case ORM__OP_COUNT_DISTINCT: case ORM__OP_SUM:
    case ORM__OP_AVG: case ORM__OP_MIN: case ORM__OP_MAX: return orm__visit_part(v, n->of.operand[0]);
    case ORM__OP_STRING_AGG: return orm__visit_part(v, n->of.operand[0]) || orm__visit_part(v, n->of.operand[2]);
    default: return orm__visit_part(v, n->of.operand[0]) || orm__visit_part(v, n->of.operand[1]);
    }
}
static bool orm__visit_part(orm__visiting *v, const void *operand) {
    if (!operand || v->depth > 500) return false; /* an expression that holds itself is told of when it is rendered */
    const orm__visit_answer answer = v->visitor(v->context, operand);
    if (answer != ORM__VISIT_ON) return answer == ORM__VISIT_FOUND;
    if (!orm__is_node(operand)) return false;
    v->depth++;
    const bool found = orm__visit_inside(v, operand);
    v->depth--;
    return found;
}
ORM__PRIVATE bool orm__visit(const void *operand, bool queries, orm__visitor visitor, void *context) {
    orm__visiting v = { visitor, context, queries, 0 };
    return orm__visit_part(&v, operand);
}
