/* query: queries built step by step.  What is added is copied into the session, because an expression lives only as long as its block. */
#include "internal.h"
#include "sql/render.h"
#include <stdio.h>
#include <string.h>

/* ---- copying expressions ---------------------------------------------------------------------------------------------------------- */
typedef struct orm__copying { orm_session *s; int depth; bool bad; } orm__copying;
static const void *orm__copy_operand(orm__copying *k, const void *operand);
static const orm_query *orm__copy_query(orm__copying *k, const orm_query *from);

static const void *orm__copy_bytes(orm__copying *k, const void *bytes, size_t size) {
    void *copy = orm__arena_take(&k->s->data, size + 1, 16);
    if (!copy) return NULL;
    memcpy(copy, bytes, size);
    ((char *)copy)[size] = 0;
    return copy;
}
static void *orm__copy_items(orm__copying *k, const void *items, size_t size) {
    void *copy = orm__arena_take(&k->s->data, size, 16);
    if (copy) memcpy(copy, items, size);
    return copy;
}
static bool orm__copy_text_array(orm__copying *k, orm_value *v) {
    const char *const *from = v->as.array.items;
    const char **to = orm__arena_take(&k->s->data, (v->as.array.count + 1) * sizeof *to, 16);
    if (!to) return false;
    for (size_t i = 0; i < v->as.array.count; i++)
        if (!(to[i] = from[i] ? orm__copy_bytes(k, from[i], strlen(from[i])) : NULL) && from[i]) return false;
    v->as.array.items = to;
    return true;
}
static bool orm__copy_map(orm__copying *k, orm_map *m) {
    orm_map_entry *to = orm__arena_zero(&k->s->data, (m->count + 1) * sizeof *to);
    if (!to) return false;
    for (size_t i = 0; i < m->count; i++) {
        if (m->items[i].key && !(to[i].key = orm__copy_bytes(k, m->items[i].key, strlen(m->items[i].key)))) return false;
        if (m->items[i].value && !(to[i].value = orm__copy_bytes(k, m->items[i].value, strlen(m->items[i].value)))) return false;
    }
    m->items = to;
    return true;
}
static bool orm__copy_value(orm__copying *k, orm_value *v) {
    static const uint8_t sizes[ORM_TYPE_COUNT] = { [ORM_BOOL] = sizeof(bool), [ORM_INT16] = 2, [ORM_INT32] = 4, [ORM_INT64] = 8, [ORM_FLOAT] = 4, [ORM_DOUBLE] = 8, [ORM_UUID] = 16 };
    if (v->null) return true;
    switch (v->type) {
    case ORM__TYPE_EXPR: return (v->as.pointer = orm__copy_operand(k, v->as.pointer)) != NULL;
    case ORM_TEXT: case ORM_DECIMAL: return (v->as.text = orm__copy_bytes(k, v->as.text, strlen(v->as.text))) != NULL;
    case ORM_BLOB: return (v->as.blob.data = orm__copy_bytes(k, v->as.blob.data, v->as.blob.size)) != NULL;
    case ORM_VECTOR: return (v->as.vector.items = orm__copy_bytes(k, v->as.vector.items, v->as.vector.count * sizeof(float))) != NULL;
    case ORM_HSTORE: return orm__copy_map(k, &v->as.map);
    case ORM_ARRAY:
        if (v->element == ORM_TEXT) return orm__copy_text_array(k, v);
        return (v->as.array.items = orm__copy_bytes(k, v->as.array.items, v->as.array.count * sizes[v->element])) != NULL;
    default: return true; /* a pointer to a value of a user's type must outlive the query */
    }
}
static bool orm__copy_list(orm__copying *k, orm_node *n) {
    size_t count = 0;
    while (n->of.list[count] != &orm__end) count++;
    orm_expr *list = orm__arena_take(&k->s->data, (count + 1) * sizeof *list, 16);
    if (!list) return false;
    for (size_t i = 0; i < count; i++) {
        if (!n->of.list[i]) return !(k->bad = true);
        if (!(list[i] = orm__copy_operand(k, n->of.list[i]))) return false;
    }
    list[count] = &orm__end;
    n->of.list = list;
    return true;
}
static bool orm__copy_in(orm__copying *k, orm_node *n) {
    if (!(n->of.in.left = orm__copy_operand(k, n->of.in.left))) return false;
    size_t count = 0;
    while (n->of.in.values[count].type != ORM__TYPE_END) count++;
    orm_value *values = orm__arena_take(&k->s->data, (count + 1) * sizeof *values, 16);
    if (!values) return false;
    memcpy(values, n->of.in.values, (count + 1) * sizeof *values);
    for (size_t i = 0; i < count; i++)
        if (!orm__copy_value(k, &values[i])) return false;
    n->of.in.values = values;
    return true;
}
/* The items of a run-time array; texts and decimals are pointers to copy as well. */
static bool orm__copy_array(orm__copying *k, orm_node *n) {
    const orm_column *c = n->of.array.left;
    const size_t size = n->flags >> 1, count = n->of.array.count;
    if (!orm__is_column(c)) return !(k->bad = true);
    if (!count || !n->of.array.items) return true;
    char *items = orm__arena_take(&k->s->data, count * size, 16);
    if (!items) return false;
    memcpy(items, n->of.array.items, count * size);
    const bool pointers = (c->type >= ORM_TEXT && c->type <= ORM_MONEY) && size == sizeof(char *);
    for (size_t i = 0; pointers && i < count; i++) {
        const char *text;
        memcpy(&text, items + i * size, sizeof text);
        if (text && !(text = orm__copy_bytes(k, text, strlen(text)))) return false;
        memcpy(items + i * size, &text, sizeof text);
    }
    for (size_t i = 0; c->type == ORM_BLOB && size == sizeof(orm_blob) && i < count; i++) {
        orm_blob blob;
        memcpy(&blob, items + i * size, sizeof blob);
        if (blob.data && !(blob.data = orm__copy_bytes(k, blob.data, blob.size))) return false;
        memcpy(items + i * size, &blob, sizeof blob);
    }
    n->of.array.items = items;
    return true;
}
static bool orm__copy_operands(orm__copying *k, orm_node *n, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!(n->of.operand[i] = orm__copy_operand(k, n->of.operand[i]))) return false;
    return true;
}
static bool orm__copy_values(orm__copying *k, const orm_value **list) {
    size_t count = 0;
    while ((*list)[count].type != ORM__TYPE_END) count++;
    orm_value *values = orm__copy_items(k, *list, (count + 1) * sizeof *values);
    for (size_t i = 0; values && i < count; i++)
        if (!orm__copy_value(k, &values[i])) return false;
    *list = values;
    return values != NULL;
}
static bool orm__copy_branches(orm__copying *k, orm_node *n) {
    size_t count = 0;
    while (n->of.branches[count].kind != ORM__BRANCH_END) count++;
    orm_branch *branches = orm__copy_items(k, n->of.branches, (count + 1) * sizeof *branches);
    for (size_t i = 0; branches && i < count; i++) {
        if (branches[i].kind == ORM__BRANCH_WHEN && !(branches[i].when = orm__copy_operand(k, branches[i].when))) return false;
        if (!orm__copy_value(k, &branches[i].then)) return false;
    }
    n->of.branches = branches;
    return branches != NULL;
}
static bool orm__copy_pointers(orm__copying *k, const void **items, size_t limit) {
    for (size_t i = 0; i < limit && items[i]; i++)
        if (!(items[i] = orm__copy_operand(k, items[i]))) return false;
    return true;
}
static bool orm__copy_orders(orm__copying *k, orm_order *items, size_t limit) {
    for (size_t i = 0; i < limit && items[i].by; i++)
        if (!(items[i].by = orm__copy_operand(k, items[i].by))) return false;
    return true;
}
static bool orm__copy_window(orm__copying *k, orm_node *n) {
    if (!n->of.over.window) return !(k->bad = true);
    orm_window *w = orm__copy_items(k, n->of.over.window, sizeof *w);
    if (!w || !(n->of.over.of = orm__copy_operand(k, n->of.over.of))) return false;
    n->of.over.window = w;
    return orm__copy_pointers(k, w->partition_by, ORM__WINDOW_LIMIT) && orm__copy_orders(k, w->order_by, ORM__WINDOW_LIMIT);
}
static bool orm__copy_into(orm__copying *k, orm_into_list *into) {
    if (!into->row || !into->items) return true;
    orm_expr *items = orm__copy_items(k, into->items, (into->row->column_count + 1) * sizeof *items);
    for (size_t i = 0; items && i < into->row->column_count; i++)
        if (items[i] && !(items[i] = orm__copy_operand(k, items[i]))) return false;
    into->items = items;
    return items != NULL;
}
static bool orm__copy_join(orm__copying *k, const orm_join_clause **place) {
    orm_join_clause *j = orm__copy_items(k, *place, sizeof *j);
    if (!j) return false;
    *place = j;
    if (j->on && !(j->on = orm__copy_operand(k, j->on))) return false;
    return (!j->query || (j->query = orm__copy_query(k, j->query)) != NULL) && orm__copy_into(k, &j->into);
}
static bool orm__copy_with(orm__copying *k, const orm_with_clause **place) {
    orm_with_clause *w = orm__copy_items(k, *place, sizeof *w);
    if (!w) return false;
    *place = w;
    if (w->query && !(w->query = orm__copy_query(k, w->query))) return false;
    if (w->key && !(w->key = orm__copy_operand(k, w->key))) return false;
    if (w->args.items && !orm__copy_values(k, &w->args.items)) return false;
    return (!w->step || (w->step = orm__copy_query(k, w->step)) != NULL) && orm__copy_into(k, &w->into) && orm__copy_into(k, &w->step_into);
}
static bool orm__copy_members(orm__copying *k, orm_query *q) {
    const orm_query **const members[] = { &q->union_with, &q->union_all_with, &q->intersect_with, &q->except_with };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        if (*members[i] && !(*members[i] = orm__copy_query(k, *members[i]))) return false;
    return true;
}
/* A subquery with all it holds. */
static const orm_query *orm__copy_query(orm__copying *k, const orm_query *from) {
    if (!from || ++k->depth > 500) {
        k->bad = true;
        return NULL;
    }
    orm_query *q = orm__copy_items(k, from, sizeof *q);
    bool done = q != NULL;
    for (size_t i = 0; done && i < ORM__WITH_LIMIT && q->with[i]; i++) done = orm__copy_with(k, &q->with[i]);
    for (size_t i = 0; done && i < ORM__JOIN_LIMIT && q->join[i]; i++) done = orm__copy_join(k, &q->join[i]);
    if (done && q->where) done = (q->where = orm__copy_operand(k, q->where)) != NULL;
    if (done && q->having) done = (q->having = orm__copy_operand(k, q->having)) != NULL;
    for (size_t i = 0; done && i < ORM__SELECT_LIMIT && q->select[i]; i++) done = (q->select[i] = orm__copy_operand(k, q->select[i])) != NULL;
    if (done) done = orm__copy_pointers(k, q->group_by, ORM__GROUP_LIMIT) && orm__copy_pointers(k, q->distinct_on, ORM__GROUP_LIMIT) && orm__copy_orders(k, q->order_by, ORM__ORDER_LIMIT) && orm__copy_into(k, &q->into) && orm__copy_members(k, q);
    k->depth--;
    return done ? q : NULL;
}
static bool orm__copy_inside(orm__copying *k, orm_node *n) {
    switch (n->op) {
    case ORM__OP_CALL: return orm__copy_values(k, &n->of.call.values);
    case ORM__OP_CAST: return (n->of.cast.operand = orm__copy_operand(k, n->of.cast.operand)) != NULL;
    case ORM__OP_CASE: return orm__copy_branches(k, n);
    case ORM__OP_OVER: return orm__copy_window(k, n);
    case ORM__OP_IN_QUERY:
        if (!(n->of.query.left = orm__copy_operand(k, n->of.query.left))) return false;
        return (n->of.query.query = orm__copy_query(k, n->of.query.query)) != NULL;
    case ORM__OP_EXISTS: case ORM__OP_SCALAR: return (n->of.query.query = orm__copy_query(k, n->of.query.query)) != NULL;
    case ORM__OP_OUTER: return orm__copy_operands(k, n, 1);
    case ORM__OP_HAS: return n->flags || (n->of.operand[1] = orm__copy_operand(k, n->of.operand[1])) != NULL;
    case ORM__OP_FILTER: return orm__copy_operands(k, n, 2);
    case ORM__OP_STRING_AGG: return orm__copy_operands(k, n, n->of.operand[2] ? 3 : 2);
    case ORM__OP_VALUE: return orm__copy_value(k, &n->of.value);
    case ORM__OP_AND: case ORM__OP_OR: return orm__copy_list(k, n);
    case ORM__OP_IN: case ORM__OP_NOT_IN: return n->flags & ORM__NODE_ARRAY ? orm__copy_array(k, n) : orm__copy_in(k, n);
    case ORM__OP_BETWEEN: return orm__copy_operands(k, n, 3);
    case ORM__OP_COLUMN: case ORM__OP_NOT: case ORM__OP_IS_NULL: case ORM__OP_IS_NOT_NULL: case ORM__OP_NEG:
    case ORM__OP_COUNT: case ORM__OP_COUNT_DISTINCT: case ORM__OP_SUM: case ORM__OP_AVG: case ORM__OP_MIN: case ORM__OP_MAX: return orm__copy_operands(k, n, 1);
    case ORM__OP_COUNT_ALL: return true;
    case ORM__OP_NONE: return !(k->bad = true);
    default: return orm__copy_operands(k, n, 2);
    }
}
static const void *orm__copy_operand(orm__copying *k, const void *operand) {
    if (orm__is_column(operand)) return operand;
    if (!orm__is_node(operand) || ++k->depth > 500) {
        k->bad = true;
        return NULL;
    }
    orm_node *copy = orm__arena_take(&k->s->data, sizeof *copy, 16);
    if (!copy) return NULL;
    *copy = *(const orm_node *)operand;
    const bool done = orm__copy_inside(k, copy);
    k->depth--;
    return done ? copy : NULL;
}
static orm_expr orm__joined(orm_session *s, orm_expr a, orm_expr b) {
    orm_node *n = orm__arena_zero(&s->data, sizeof *n);
    orm_expr *list = orm__arena_take(&s->data, 3 * sizeof *list, 16);
    if (!n || !list) return NULL;
    list[0] = a, list[1] = b, list[2] = &orm__end;
    return orm__junction(ORM__OP_AND, list, n);
}

/* ---- public ------------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__query_broken(orm_session *s, orm_query *q, orm_status status, const char *what) {
    if (status == ORM_NO_MEMORY) orm__no_memory(s);
    else orm__fail(s, status, "%s", what);
    q->broken_ = status;
    return orm__leave(s);
}
orm_status orm_where(orm_session *s, orm_query *q, orm_expr condition) {
    orm_status status = orm__enter(s, "where", NULL);
    if (status != ORM_OK) {
        if (q) q->broken_ = status;
        return status;
    }
    if (!q) {
        orm__fail(s, ORM_MISUSE, "orm_where: the query is NULL");
        return orm__leave(s);
    }
    if (q->broken_ != ORM_OK) return orm__query_broken(s, q, q->broken_, "building this query failed earlier");
    if (!condition) return orm__query_broken(s, q, ORM_MISUSE, "orm_where: the condition is empty: adding nothing would widen what the query touches");
    orm__copying k = { s, 0, false };
    const orm_expr copy = orm__copy_operand(&k, condition);
    if (k.bad) return orm__query_broken(s, q, ORM_MISUSE, "orm_where: the condition holds an empty or broken part, or nests deeper than 500");
    const orm_expr all = copy && q->where ? orm__joined(s, q->where, copy) : copy;
    if (!all) return orm__query_broken(s, q, ORM_NO_MEMORY, "");
    q->where = all;
    return orm__leave(s);
}
void orm_limit(orm_query *q, int64_t n) {
    if (!q) return;
    q->limit = n;
    q->limit_is_set_ = true;
}
orm_status orm_slice(orm_session *s, orm_query *q, int64_t from, int64_t to) {
    orm_status status = orm__enter(s, "slice", NULL);
    if (status != ORM_OK && q) q->broken_ = status;
    if (status != ORM_OK || !q) return status == ORM_OK ? (orm__fail(s, ORM_MISUSE, "orm_slice: the query is NULL"), orm__leave(s)) : status;
    if (q->limit < 0 || q->offset < 0) return orm__query_broken(s, q, ORM_MISUSE, "orm_slice: the query's .limit or .offset is negative");
    if (from < 0 || to < from) return orm__query_broken(s, q, ORM_MISUSE, "orm_slice: it must be 0 <= from <= to");
    const int64_t now = orm__query_limit(q);
    int64_t count = to - from;
    if (now >= 0 && count > now - from) count = now > from ? now - from : 0;
    if (q->offset > INT64_MAX - from) return orm__query_broken(s, q, ORM_MISUSE, "orm_slice: the start is too large");
    q->offset += from;
    orm_limit(q, count);
    return orm__leave(s);
}
static const orm_column *orm__find_named(const orm_model *m, const char *name, size_t length) {
    for (size_t i = 0; i < m->column_count; i++)
        if (strlen(m->columns[i].name) == length && !memcmp(m->columns[i].name, name, length)) return &m->columns[i];
    return NULL;
}
/* A name from outside as it may be shown: printable, short. */
static void orm__show_name(char *out, size_t size, const char *name, size_t length) {
    size_t n = 0;
    for (; n < length && n + 4 < size; n++) out[n] = name[n] >= 32 && name[n] < 127 ? name[n] : '?';
    memcpy(out + n, n < length ? "..." : "", n < length ? 4 : 1);
}
orm_status orm_order_by_name(orm_session *s, orm_query *q, const orm_model *model, const char *names) {
    orm_status status = orm__enter(s, "order_by_name", model);
    if (status != ORM_OK) {
        if (q) q->broken_ = status;
        return status;
    }
    if (!q || !model || !names) {
        if (q) q->broken_ = ORM_MISUSE;
        orm__fail(s, ORM_MISUSE, "orm_order_by_name: query, model and names must not be NULL");
        return orm__leave(s);
    }
    size_t at = 0;
    while (at < ORM__ORDER_LIMIT && q->order_by[at].by) at++;
    for (const char *p = names; ; p++) {
        p += strspn(p, " ");
        const bool descending = *p == '-';
        if (descending) p++;
        size_t length = strcspn(p, ",");
        const size_t whole = length;
        while (length && p[length - 1] == ' ') length--;
        const orm_column *c = orm__find_named(model, p, length);
        if (!c || at == ORM__ORDER_LIMIT) {
            char shown[64], what[200];
            orm__show_name(shown, sizeof shown, p, length);
            if (c) snprintf(what, sizeof what, "orm_order_by_name: more than %d columns", ORM__ORDER_LIMIT);
            else snprintf(what, sizeof what, "orm_order_by_name: model %.60s has no column \"%s\"", model->name, shown);
            return orm__query_broken(s, q, ORM_INVALID, what);
        }
        q->order_by[at++] = (orm_order){ .by = c, .descending = descending };
        p += whole;
        if (!*p) break;
    }
    return orm__leave(s);
}
