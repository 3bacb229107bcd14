/* where: conditions joined by AND, OR, NOT. */
#include "render.h"

static size_t orm__junction_count(orm__render *r, const orm_node *n, const char *clause) {
    size_t count = 0;
    for (const orm_expr *e = n->of.list; *e != &orm__end; e++, count++) {
        if (orm__is_node(*e)) continue;
        orm__render_fail(r, ORM_MISUSE, "%s: condition %zu of an orm_and or orm_or is %s", clause, count + 1, *e ? "no expression" : "empty: an empty condition would change what the query means");
        return 0;
    }
    return count;
}
/* (((a AND b) AND c) AND d), which orm_where makes in a loop, as the one list it means: it may be longer than databases let expressions be deep. */
static const orm_expr *orm__junction_list(orm__render *r, orm_expr e, size_t *count, const char *clause) {
    size_t total = orm__junction_count(r, e, clause), part;
    orm_expr inner = e;
    while (total && inner->of.list[0]->op == e->op) {
        inner = inner->of.list[0];
        part = orm__junction_count(r, inner, clause);
        total = part ? total - 1 + part : 0;
    }
    *count = total;
    if (inner == e || !total) return e->of.list;
    orm_expr *list = orm__arena_take(r->scratch, total * sizeof *list, 16);
    if (!list) orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
    if (!list) return e->of.list;
    for (orm_expr n = e; ; n = n->of.list[0]) {
        const size_t from = n == inner ? 0 : 1;
        for (part = orm__junction_count(r, n, clause); part > from; part--) list[--total] = n->of.list[part - 1];
        if (n == inner) return list;
    }
}
/* A long chain becomes a tree of halves: databases limit how deep an expression may be, and a chain is as deep as it is long. */
static void orm__render_part(orm__render *r, const orm_expr *list, size_t count, unsigned op, const char *clause) {
    if (count == 1) {
        orm__render_condition(r, *list, clause);
        return;
    }
    const bool split = count > 32;
    const size_t half = split ? count / 2 : 1;
    if (split) orm__render_text(r, "(");
    orm__render_part(r, list, half, op, clause);
    if (split) orm__render_text(r, ")");
    orm__render_text(r, op == ORM__OP_AND ? " AND " : " OR ");
    if (split) orm__render_text(r, "(");
    orm__render_part(r, list + half, count - half, op, clause);
    if (split) orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_condition(orm__render *r, orm_expr e, const char *clause) {
    if (r->status != ORM_OK) return;
    if (!orm__is_node(e)) {
        orm__render_fail(r, ORM_MISUSE, "%s: a condition is %s", clause, e ? "no expression: use orm_eq and its like" : "empty");
        return;
    }
    if (e->op == ORM__OP_NOT) {
        orm__render_text(r, "NOT (");
        if (++r->depth > 400) orm__render_fail(r, ORM_MISUSE, "%s nests deeper than 400 conditions", clause);
        else orm__render_condition(r, e->of.operand[0], clause);
        r->depth--;
        orm__render_text(r, ")");
        return;
    }
    if (e->op != ORM__OP_AND && e->op != ORM__OP_OR) {
        orm__render_bare(r, e, NULL, clause);
        return;
    }
    size_t count;
    const orm_expr *list = orm__junction_list(r, e, &count, clause);
    if (r->status != ORM_OK || !count) return;
    if (count > 1) orm__render_text(r, "(");
    if (++r->depth > 400) orm__render_fail(r, ORM_MISUSE, "%s nests deeper than 400 conditions", clause);
    else orm__render_part(r, list, count, e->op, clause);
    r->depth--;
    if (count > 1) orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_where(orm__render *r, const orm_query *q) {
    if (r->always_where && (!q || !q->where)) orm__render_text(r, " WHERE 1");
    r->always_where = false;
    if (!q || !q->where) return;
    orm__render_text(r, " WHERE ");
    r->of_row = true;
    orm__render_condition(r, q->where, ".where");
    r->of_row = false;
}
