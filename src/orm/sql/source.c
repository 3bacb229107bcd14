/* source: where the rows of a query come from: tables, aliases, joins, queries with a name (WITH) and derived tables. */
#include "render.h"
#include "../placeholder.h"
#include <string.h>

/* ---- models ---------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE const orm__entity *orm__render_entity(orm__render *r, const orm_model *model) {
    if (r->status != ORM_OK) return NULL;
    if (r->session) {
        const orm__entity *e = orm__entity_of(r->session, model);
        if (!e) r->status = r->session->error.status;
        return e;
    }
    for (size_t i = 0; i < r->scope.source_count; i++)
        if (orm__same_model(r, model, r->scope.sources[i])) return r->scope.sources[i];
    for (orm__entity *e = r->offline; e; e = e->next)
        if (orm__same_model(r, model, e)) return e;
    orm__entity *e = orm__entity_build(r->out->allocator, r->dialect, r->can, model, r->error);
    if (!e) {
        r->status = r->error->status;
        return NULL;
    }
    e->next = r->offline;
    return r->offline = e;
}
ORM__PRIVATE void orm__render_offline_free(orm__render *r, const orm_allocator *a) {
    for (orm__entity *e = r->offline, *next; e; e = next) {
        next = e->next;
        orm__entity_free(a, e);
    }
    r->offline = NULL;
}

/* ---- scopes ------------------------------------------------------------------------------------------------------------------------ */
ORM__PRIVATE void orm__scope_enter(orm__render *r, orm__scope *saved) {
    *saved = r->scope;
    r->scope = (orm__scope){ .outer = saved };
}
ORM__PRIVATE void orm__scope_leave(orm__render *r, const orm__scope *saved) { r->scope = *saved; }

static unsigned orm__scope_depth(const orm__scope *s) {
    unsigned depth = 0;
    while ((s = s->outer)) depth++;
    return depth;
}
static bool orm__is_clause(const void *p, uint32_t magic) { return magic == ORM__CLAUSE_MAGIC && p; }
static bool orm__is_with(const orm__scope *s, const orm_model *m) {
    const orm_query *q = s->query;
    for (size_t i = 0; q && i < ORM__WITH_LIMIT && i < s->with_before && q->with[i]; i++)
        if (q->with[i]->result == m || (q->with[i]->result && !strcmp(q->with[i]->result->name, m->name))) return true;
    return false;
}
/* A result is a source when a WITH in sight gives its rows, or when it stands over a view. */
static bool orm__check_source_known(orm__render *r, const orm_model *m) {
    if (!m->wholes || m->table) return true;
    if (r->recursing && !strcmp(m->name, r->recursing->name)) {
        if (orm__scope_depth(&r->scope) == r->recursing_depth) return true;
        orm__render_fail(r, ORM_MISUSE, "the step of orm_recursive(%s, ...) reads %s in a subquery: it must be in the step's own .from or .join", m->name, m->name);
        return false;
    }
    for (const orm__scope *s = &r->scope; s; s = s->outer)
        if (orm__is_with(s, m)) return true;
    orm__render_fail(r, ORM_MISUSE, "the query reads result %s, but nothing gives its rows: name a query with orm_cte or orm_recursive in .with, or a view with .table", m->name);
    return false;
}
static bool orm__scope_add(orm__render *r, const orm_model *m, const orm_join_clause *joined, bool junction) {
    const orm__entity *e = orm__render_entity(r, m);
    if (!e) return false;
    for (size_t i = 0; i < r->scope.source_count; i++) {
        if (r->scope.sources[i] != e) continue;
        orm__render_fail(r, ORM_MISUSE, "%s is in the query twice: give it a second name with ORM_ALIAS", m->name);
        return false;
    }
    if (r->scope.source_count == ORM__SOURCES) {
        orm__render_fail(r, ORM_MISUSE, "the query has more than %d tables", ORM__SOURCES);
        return false;
    }
    r->scope.may_miss[r->scope.source_count] = joined && (joined->kind == ORM_LEFT_JOIN || joined->kind == ORM_FULL_JOIN);
    r->scope.junction[r->scope.source_count] = junction;
    r->scope.joined[r->scope.source_count] = joined;
    r->scope.sources[r->scope.source_count++] = e;
    return true;
}
static const orm_model *orm__real_model(const orm_model *m) { return m->alias_of ? m->alias_of : m; }
static const orm_model *orm__join_target(const orm_join_clause *j) { return j->target ? j->target : j->relation->target; }

static bool orm__check_join(orm__render *r, const orm_join_clause *j) {
    if (!orm__is_clause(j, j->magic_)) orm__render_fail(r, ORM_MISUSE, ".join holds something that was not made by orm_join and its like");
    else if (j->relation && (!orm__is_relation(j->relation))) orm__render_fail(r, ORM_MISUSE, "orm_join takes a relation, like Posts.author: to join a table on a condition use orm_join_on");
    else if (!j->relation && !j->on && j->kind != ORM_CROSS_JOIN) orm__render_fail(r, ORM_MISUSE, "a join with %s has no condition: use orm_cross_join when that is meant", j->target->name);
    else if (j->relation && j->target && strcmp(j->relation->target->name, orm__real_model(j->target)->name) != 0)
        orm__render_fail(r, ORM_MISUSE, "the relation %s leads to %s, not to %s", j->relation->name, j->relation->target->name, j->target->name);
    else if (j->lateral && r->dialect->id != ORM_DIALECT_POSTGRES && r->dialect->id != ORM_DIALECT_MYSQL)
        orm__render_fail(r, ORM_UNSUPPORTED, "%s has no LATERAL joins", r->dialect->name);
    return r->status == ORM_OK;
}
ORM__PRIVATE bool orm__scope_fill(orm__render *r, const orm__entity *e, const orm_query *q) {
    r->scope.query = q;
    r->scope.with_before = ORM__WITH_LIMIT;
    r->scope.grouped = q && q->group_by[0];
    if (!r->scope.source_count) {
        const orm_model *from = q && q->from ? q->from : e ? e->model : NULL;
        if (!from) orm__render_fail(r, ORM_MISUSE, "the query has no .from: say which table it reads, .from = ORM_FROM(User)");
        else if (!orm__check_source_known(r, from)) return false;
        else orm__scope_add(r, from, NULL, false);
    } else if (!orm__check_source_known(r, r->scope.sources[0]->model)) {
        return false;
    }
    for (size_t i = 0; q && q->join[i] && r->status == ORM_OK; i++) {
        const orm_join_clause *j = q->join[i];
        if (i == ORM__JOIN_LIMIT) orm__render_fail(r, ORM_MISUSE, ".join holds more than %d entries", ORM__JOIN_LIMIT);
        else if (orm__check_join(r, j) && (j->query || orm__check_source_known(r, orm__join_target(j)))) {
            if (j->relation && j->relation->kind == ORM_MANY_TO_MANY && !orm__scope_add(r, j->relation->through, j, true)) break;
            for (size_t k = 0; (j->kind == ORM_RIGHT_JOIN || j->kind == ORM_FULL_JOIN) && k < r->scope.source_count; k++) r->scope.may_miss[k] = true;
            orm__scope_add(r, orm__join_target(j), j, false);
        }
    }
    for (size_t i = 0; r->recursing && i < r->scope.source_count; i++)
        if (r->scope.may_miss[i] && !strcmp(r->scope.sources[i]->model->name, r->recursing->name))
            orm__render_fail(r, ORM_MISUSE, "the step of orm_recursive(%s, ...) joins %s so that it may be missing, and would find rows for ever: use orm_join", r->recursing->name, r->recursing->name);
    if (r->status == ORM_OK) orm__full_begin(r);
    return r->status == ORM_OK;
}

/* ---- FROM and JOIN ----------------------------------------------------------------------------------------------------------------- */
/* MySQL refuses to read in a subquery what the statement changes, unless the rows are put aside first: which it does for a LIMIT. */
static bool orm__is_changing(const orm__render *r, const orm__entity *e) {
    return r->changing && r->dialect->quote == '`' && e->table_sql.length == r->changing->table_sql.length && !memcmp(e->table_sql.text, r->changing->table_sql.text, e->table_sql.length);
}
static void orm__render_source(orm__render *r, const orm__entity *e) {
    if (orm__is_changing(r, e)) {
        orm__render_text(r, "(SELECT * FROM ");
        orm__render_slice(r, e->table_sql);
        orm__put_format(r->out, " LIMIT %s) AS ", r->dialect->no_limit);
        orm__render_slice(r, e->table_name);
        return;
    }
    orm__render_slice(r, e->table_sql);
    if (!e->model->alias_of) return;
    orm__render_text(r, " AS ");
    orm__render_slice(r, e->table_name);
}
/* The n-th column of a relation's key: "(a, b)" or "a". */
static const orm_column *orm__key_column(const orm_model *m, const char *list, size_t n) {
    size_t length = strcspn(list += strspn(list, "( "), ",) ");
    for (; n && list[length] == ','; n--) list += length + 1, list += strspn(list, " "), length = strcspn(list, ",) ");
    return n || !length ? NULL : orm__find_column_n(m, list, length);
}
static const orm_column *orm__primary_key(const orm_model *m, size_t n) {
    for (size_t i = 0; i < m->column_count; i++)
        if (m->columns[i].key && n-- == 0) return &m->columns[i];
    return NULL;
}
static void orm__render_qualified(orm__render *r, const orm__entity *e, const orm_column *c) { orm__render_column_name(r, &e->fields[c - c->model->columns]); }
/* a.key1 = b.key1 AND ... */
static void orm__render_keys_equal(orm__render *r, const orm__entity *a, const char *key, const orm__entity *b) {
    for (size_t i = 0;; i++) {
        const orm_column *from = orm__key_column(a->model, key, i), *to = orm__primary_key(b->model, i);
        if (!from && i) return;
        if (!from || !to) {
            orm__render_fail(r, ORM_MISUSE, "the key %s of model %s does not match the key of %s, so no join can be made of it: use orm_join_on", key, a->model->name, b->model->name);
            return;
        }
        if (i) orm__render_text(r, " AND ");
        orm__render_qualified(r, a, from);
        orm__render_text(r, " = ");
        orm__render_qualified(r, b, to);
    }
}
/* The junction's n-th column that refers to a model, where the relation does not name its columns. */
static const orm_column *orm__referring_column(const orm_model *through, const orm_model *to, size_t n) {
    for (size_t i = 0; i < through->column_count; i++) {
        const orm_model *m = through->columns[i].references.model;
        if (m && !strcmp(m->name, to->name) && n-- == 0) return &through->columns[i];
    }
    return NULL;
}
static void orm__render_through(orm__render *r, const orm__entity *through, const char *key, const orm__entity *end) {
    for (size_t i = 0; ; i++) {
        const orm_column *to = orm__primary_key(end->model, i);
        const orm_column *from = *key ? orm__key_column(through->model, key, i) : orm__referring_column(through->model, orm__real_model(end->model), i);
        if (!to || !from) {
            if (!i) orm__render_fail(r, ORM_MISUSE, "the junction %s has no column that refers to %s: name its columns in the relation", through->model->name, end->model->name);
            return;
        }
        if (i) orm__render_text(r, " AND ");
        orm__render_qualified(r, through, from);
        orm__render_text(r, " = ");
        orm__render_qualified(r, end, to);
    }
}
static const orm__entity *orm__scope_find(orm__render *r, const orm_model *m) {
    for (size_t i = 0; i < r->scope.source_count; i++)
        if (orm__same_model(r, m, r->scope.sources[i])) return r->scope.sources[i];
    return NULL;
}
/* The relation's own table, when it stands before the table that the join adds. */
static const orm__entity *orm__join_owner(orm__render *r, const orm_join_clause *j, size_t at) {
    const orm__entity *owner = orm__scope_find(r, j->relation->model);
    for (size_t i = 0; owner && i < at; i++)
        if (r->scope.sources[i] == owner) return owner;
    orm__render_fail(r, ORM_MISUSE, "orm_join along %s.%s: %s is not in the query: join it before", j->relation->model->name, j->relation->name, j->relation->model->name);
    return NULL;
}
ORM__PRIVATE void orm__render_on(orm__render *r, size_t at) {
    const orm_join_clause *j = r->scope.joined[at];
    const orm_relation *n = j->relation;
    const orm__entity *target = r->scope.sources[at], *owner;
    const bool of_row = r->of_row;
    const size_t count = r->scope.source_count;
    if (!n) {
        r->of_row = true;
        r->scope.source_count = at + 1; /* the tables so far */
        orm__render_condition(r, j->on, ".join");
        r->scope.source_count = count;
        r->of_row = of_row;
    } else if (n->kind == ORM_MANY_TO_MANY && !r->scope.junction[at]) {
        orm__render_through(r, r->scope.sources[at - 1], n->far_key, target);
    } else if (!(owner = orm__join_owner(r, j, at))) {
        return;
    } else if (r->scope.junction[at]) {
        orm__render_through(r, target, n->key, owner);
    } else if (n->kind == ORM_BELONGS_TO) {
        orm__render_keys_equal(r, owner, n->key, target);
    } else {
        orm__render_keys_equal(r, target, n->key, owner);
    }
}
/* orm_cte(Top, query, orm_into(Top, ...)): the two must be of one result. */
static bool orm__check_fills(orm__render *r, const orm__entity *e, const orm_into_list *into, const char *made) {
    if (into->row && orm__same_model(r, into->row, e)) return true;
    orm__render_fail(r, ORM_MISUSE, "%s(%s, ...) got orm_into(%s, ...): both must name the same result", made, e->model->name, into->row ? into->row->name : "nothing");
    return false;
}
ORM__PRIVATE void orm__render_table(orm__render *r, size_t at) {
    const orm_join_clause *j = r->scope.joined[at];
    if (!j || !j->query) {
        orm__render_source(r, r->scope.sources[at]);
        return;
    }
    const orm__entity *e = r->scope.sources[at];
    const size_t count = r->scope.source_count;
    const char *const walled = r->scope.walled;
    if (!orm__check_fills(r, e, &j->into, "orm_join_query")) return;
    orm__render_text(r, j->lateral ? "LATERAL (" : "(");
    r->scope.source_count = j->lateral ? at : 0; /* what it sees of the tables beside it */
    if (r->dialect->id == ORM_DIALECT_MARIADB) r->scope.walled = "a query in .join: MariaDB cannot do that: say it in the join's condition";
    orm__render_into_query(r, j->query, &j->into, ".join");
    r->scope.walled = walled;
    r->scope.source_count = count;
    orm__render_text(r, ") AS ");
    orm__render_slice(r, e->table_name);
}
ORM__PRIVATE void orm__render_joined(orm__render *r, size_t at, orm_join_kind kind) {
    static const char *const words[] = { " JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN ", " CROSS JOIN " };
    const orm_join_clause *j = r->scope.joined[at];
    orm__render_text(r, words[kind]);
    orm__render_table(r, at);
    if (!j->relation && !j->on) return;
    orm__render_text(r, " ON ");
    orm__render_on(r, at);
}
ORM__PRIVATE void orm__render_sources(orm__render *r, size_t count) {
    size_t at = r->scope.full_count ? count - 1 : 0;
    while (at && !r->scope.in_parts[at]) at--;
    if (at) orm__render_full(r, at);
    else orm__render_table(r, 0);
    while (++at < count && r->status == ORM_OK) orm__render_joined(r, at, r->scope.joined[at]->kind);
}
ORM__PRIVATE void orm__render_from(orm__render *r, const orm__entity *e) {
    orm__render_text(r, " FROM ");
    if (r->scope.source_count) orm__render_sources(r, r->scope.source_count);
    else orm__render_source(r, e);
}

/* ---- rows that have related rows ------------------------------------------------------------------------------------------------------ */
static void orm__render_has_inside(orm__render *r, const orm_node *n, const orm__entity *owner) {
    const orm_relation *relation = n->of.operand[0];
    const bool through = relation->kind == ORM_MANY_TO_MANY;
    if (through && !orm__scope_add(r, relation->through, NULL, false)) return;
    if (!orm__scope_add(r, relation->target, NULL, false)) return;
    const orm__entity *target = r->scope.sources[r->scope.source_count - 1];
    orm__render_text(r, "EXISTS (SELECT 1 FROM ");
    orm__render_source(r, target);
    if (through) {
        orm__render_text(r, " JOIN ");
        orm__render_source(r, r->scope.sources[0]);
        orm__render_text(r, " ON ");
        orm__render_through(r, r->scope.sources[0], relation->far_key, target);
    }
    orm__render_text(r, " WHERE ");
    if (through) orm__render_through(r, r->scope.sources[0], relation->key, owner);
    else if (relation->kind == ORM_BELONGS_TO) orm__render_keys_equal(r, owner, relation->key, target);
    else orm__render_keys_equal(r, target, relation->key, owner);
    if (!n->flags) {
        orm__render_text(r, " AND ");
        orm__render_condition(r, n->of.operand[1], "orm_has");
    }
    orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_has(orm__render *r, const orm_node *n, const char *clause) {
    const orm_relation *relation = n->of.operand[0];
    orm__scope saved;
    if (!orm__is_relation(relation)) {
        orm__render_fail(r, ORM_MISUSE, "%s: orm_has takes a relation, like Users.posts", clause);
        return;
    }
    const orm__entity *owner = orm__scope_find(r, relation->model);
    if (!owner) orm__render_fail(r, ORM_MISUSE, "%s: orm_has(%s.%s): the query is not about %s", clause, relation->model->name, relation->name, relation->model->name);
    else if (!strcmp(relation->target->name, relation->model->name)) orm__render_fail(r, ORM_UNSUPPORTED, "%s: orm_has(%s.%s) leads to the table itself: use orm_exists with ORM_ALIAS", clause, relation->model->name, relation->name);
    if (r->status != ORM_OK) return;
    orm__scope_enter(r, &saved);
    orm__render_has_inside(r, n, owner);
    orm__scope_leave(r, &saved);
}

/* ---- guards of a recursion ------------------------------------------------------------------------------------------------------------- */
/* The parts of a recursive WITH with what its guards add: a condition on the depth, and ",1,5," as a path. */
typedef struct orm__guard { orm_query step; orm_into_list into, step_into; orm_node nodes[24]; orm_value values[24]; orm_expr list[4]; } orm__guard;

static const void *orm__guard_call(orm__guard *g, size_t *node, size_t *value, orm__function_id f, const orm_value *values, size_t count) {
    orm_value *place = &g->values[*value];
    memcpy(place, values, count * sizeof *place);
    place[count] = (orm_value){ .type = ORM__TYPE_END };
    *value += count + 1;
    return orm__call(&orm__functions[f], place, 0, &g->nodes[(*node)++]);
}
static orm_value orm__guard_text(const char *text) { return (orm_value){ .type = ORM_TEXT, .as.text = text }; }
static orm_value orm__guard_operand(const void *p) { return (orm_value){ .type = ORM__TYPE_EXPR, .as.pointer = p }; }
static const orm_expr *orm__guard_items(orm__render *r, const orm_into_list *into, size_t at, const void *value) {
    orm_expr *items = orm__arena_take(r->scratch, (into->row->column_count + 1) * sizeof *items, 16);
    if (!items) orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
    else {
        memcpy(items, into->items, (into->row->column_count + 1) * sizeof *items);
        items[at] = value;
    }
    return items;
}
/* path = ',' || key || ','; then path || key || ',', as long as taking ',key,' away leaves the path as it is. */
static void orm__guard_path(orm__render *r, const orm_with_clause *w, orm__guard *g, size_t *node, size_t *value, size_t *conditions) {
    const orm_column *path = w->path;
    const size_t at = (size_t)(path - path->model->columns);
    const orm_value comma = orm__guard_text(","), key = orm__guard_operand(w->key), way = orm__guard_operand(path);
    if (w->into.items[at] || w->step_into.items[at]) {
        orm__render_fail(r, ORM_MISUSE, ".with: orm_into gives a value for %s.%s, which .path fills", path->model->name, path->name);
        return;
    }
    const void *alone = orm__guard_call(g, node, value, ORM__F_CONCAT, (const orm_value[]){ comma, key, comma }, 3);
    const void *longer = orm__guard_call(g, node, value, ORM__F_CONCAT, (const orm_value[]){ way, key, comma }, 3);
    const void *without = orm__guard_call(g, node, value, ORM__F_REPLACE, (const orm_value[]){ way, orm__guard_operand(alone), orm__guard_text("") }, 3);
    orm_node *same = &g->nodes[(*node)++];
    *same = (orm_node){ .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_EQ, .of.operand = { without, path, NULL } };
    g->list[(*conditions)++] = same;
    g->into.items = orm__guard_items(r, &w->into, at, alone);
    g->step_into.items = orm__guard_items(r, &w->step_into, at, longer);
}
static bool orm__is_of_result(const void *p, const orm_with_clause *w) { return orm__is_column(p) && ((const orm_column *)p)->model == w->result; }
static bool orm__guard_begin(orm__render *r, const orm_with_clause *w, const orm__entity *e, orm__guard *g) {
    size_t node = 0, value = 0, conditions = 0;
    g->into = w->into;
    g->step_into = w->step_into;
    if (!w->step) return true;
    g->step = *w->step;
    if ((w->depth && !orm__is_of_result(w->depth, w)) || (w->path && !orm__is_of_result(w->path, w))) orm__render_fail(r, ORM_MISUSE, ".with: .depth and .path are columns of %s, the result of the recursion", w->result->name);
    else if (w->path && (!w->key || !w->into.items || !w->step_into.items || e->fields[(const orm_column *)w->path - w->result->columns].type != ORM_TEXT)) orm__render_fail(r, ORM_MISUSE, ".with: .path is a text column and needs .key, the column that must not come twice on a way");
    else if (w->depth && w->most < 1) orm__render_fail(r, ORM_MISUSE, ".with: .depth needs .most, how deep the recursion may go");
    if (r->status != ORM_OK) return false;
    if (w->step->where) g->list[conditions++] = w->step->where;
    if (w->depth) {
        g->nodes[0] = (orm_node){ .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_VALUE, .of.value = { .type = ORM_INT64, .as.integer = w->most } };
        g->nodes[1] = (orm_node){ .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_LT, .of.operand = { w->depth, &g->nodes[0], NULL } };
        g->list[conditions++] = &g->nodes[1];
        node = 2;
    }
    if (w->path) orm__guard_path(r, w, g, &node, &value, &conditions);
    g->list[conditions] = &orm__end;
    if (conditions) g->step.where = orm__junction(ORM__OP_AND, g->list, &g->nodes[node]);
    return r->status == ORM_OK;
}

/* ---- SQL by hand in a WITH ---------------------------------------------------------------------------------------------------------------- */
/* The text between two placeholders, as the dialect has it. */
static void orm__render_piece(orm__render *r, const char *from, size_t length) {
    orm__placeholders info;
    char *piece = orm__arena_text(r->scratch, from, length);
    const size_t size = piece ? orm__rewrite_placeholders(r->dialect->id, piece, NULL, 0, NULL, 0, &info) : 0;
    char *out = piece ? orm__arena_take(r->scratch, size + 1, 1) : NULL;
    if (!out) {
        orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
        return;
    }
    orm__rewrite_placeholders(r->dialect->id, piece, out, size + 1, NULL, 0, &info);
    orm__put(r->out, out, size);
}
static const char *orm__raw_fault(const orm_with_clause *w, const orm__placeholders *info) {
    size_t given = 0;
    for (; w->args.items && w->args.items[given].type != ORM__TYPE_END; given++)
        if (w->args.items[given].type == ORM__TYPE_EXPR || (w->args.items[given].type == ORM_CUSTOM && !w->args.items[given].null)) return "orm_args takes values here, no columns, expressions or bare pointers";
    return info->error ? info->error : info->several_statements ? "it holds a second statement" : given != info->arguments ? "it has not as many placeholders as orm_args has values" : NULL;
}
static void orm__render_raw_with(orm__render *r, const orm_with_clause *w) {
    orm__placeholders info;
    size_t done = 0;
    orm__rewrite_placeholders(r->dialect->id, w->sql, NULL, 0, NULL, 0, &info);
    const char *fault = orm__raw_fault(w, &info);
    orm__placeholder_name *names = orm__arena_take(r->scratch, (info.count + 1) * sizeof *names, 16);
    if (fault) orm__render_fail(r, ORM_MISUSE, "the SQL of orm_cte_sql(%s, ...) cannot be used: %s", w->result->name, fault);
    else if (!names) orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
    if (r->status != ORM_OK) return;
    orm__rewrite_placeholders(r->dialect->id, w->sql, NULL, 0, names, info.count, &info);
    for (size_t i = 0; i < info.count && r->status == ORM_OK; i++) {
        const orm_node value = { .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_VALUE, .of.value = w->args.items[names[i].argument] };
        orm__render_piece(r, w->sql + done, names[i].offset - (names[i].length ? 1 : 0) - done);
        orm__render_argument(r, &value, NULL, ".with");
        done = names[i].offset + (names[i].length ? names[i].length : 1);
    }
    orm__render_piece(r, w->sql + done, strlen(w->sql + done));
    orm__render_text(r, "\n)"); /* it may end in a comment */
}
/* The step takes the rows found last one by one: what needs them all, or leaves them out, is refused by one database or another. */
static void orm__check_step(orm__render *r, const orm_query *step, const orm_model *result) {
    bool reads = step->from && !strcmp(step->from->name, result->name);
    for (size_t i = 0; i < ORM__JOIN_LIMIT && step->join[i]; i++) {
        const orm_join_clause *j = step->join[i];
        reads = reads || (!j->query && j->target && !strcmp(j->target->name, result->name));
    }
    if (!reads) orm__render_fail(r, ORM_MISUSE, "the step of orm_recursive(%s, ...) does not read %s: name it in the step's .from or .join", result->name, result->name);
    else if (step->group_by[0] || step->having || step->distinct || step->distinct_on[0] || step->order_by[0].by || step->limit || step->limit_is_set_ || step->offset || orm__render_has_set(step))
        orm__render_fail(r, ORM_MISUSE, "the step of orm_recursive(%s, ...) takes the rows found last one by one: .group_by, .having, .distinct, .order_by, .limit, .offset and sets belong into the query that reads %s", result->name, result->name);
}
/* ---- WITH ---------------------------------------------------------------------------------------------------------------------------- */
static void orm__render_with_one(orm__render *r, const orm_with_clause *w) {
    const orm__entity *e = w && orm__is_clause(w, w->magic_) && w->result ? orm__render_entity(r, w->result) : NULL;
    if (!e) {
        orm__render_fail(r, ORM_MISUSE, ".with holds something that was not made by orm_cte or orm_recursive");
        return;
    }
    if (w->result->whole_count || !e->field_count) {
        orm__render_fail(r, ORM_MISUSE, "result %s holds whole rows, so it cannot be a table: list the columns as fields", w->result->name);
        return;
    }
    if ((!w->sql && !orm__check_fills(r, e, &w->into, w->step ? "orm_recursive" : "orm_cte")) || (w->step && !orm__check_fills(r, e, &w->step_into, "orm_recursive"))) return;
    orm__render_slice(r, e->table_name);
    orm__render_text(r, " (");
    orm__put_columns(r->out, e->all, e->field_count, false);
    const bool hint = w->materialized && (!r->can || r->can->version >= (r->dialect->id == ORM_DIALECT_SQLITE ? 3035000 : 120000)) && (r->dialect->id == ORM_DIALECT_SQLITE || r->dialect->id == ORM_DIALECT_POSTGRES);
    orm__guard g;
    if (!orm__guard_begin(r, w, e, &g)) return;
    orm__render_text(r, hint ? ") AS MATERIALIZED (" : ") AS (");
    if (w->sql) {
        orm__render_raw_with(r, w);
        return;
    }
    const bool recursion = r->recursion;
    r->recursion = r->recursion_anchor = w->step != NULL;
    orm__render_into_query(r, w->query, &g.into, ".with");
    r->recursion_anchor = false;
    if (w->step) {
        const orm_model *const before = r->recursing;
        const unsigned depth = r->recursing_depth;
        orm__render_text(r, w->distinct ? " UNION " : " UNION ALL ");
        r->recursing = w->result;
        r->recursing_depth = orm__scope_depth(&r->scope) + 1;
        orm__check_step(r, w->step, w->result);
        orm__render_into_query(r, &g.step, &g.step_into, ".with");
        r->recursing_depth = depth;
        r->recursing = before;
    }
    r->recursion = recursion;
    orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_with(orm__render *r, const orm_query *q) {
    bool recursive = false;
    size_t count = 0;
    for (; q && q->with[count]; count++) {
        if (count == ORM__WITH_LIMIT) {
            orm__render_fail(r, ORM_MISUSE, ".with holds more than %d entries", ORM__WITH_LIMIT);
            return;
        }
        recursive = recursive || q->with[count]->step || q->with[count]->recursive;
    }
    const size_t sources = r->scope.source_count;
    r->scope.source_count = 0; /* a query of .with does not see the tables of the query that it is for */
    for (size_t i = 0; i < count && r->status == ORM_OK; i++) {
        for (size_t k = 0; k < i; k++)
            if (q->with[k]->result && q->with[i]->result && !strcmp(q->with[k]->result->name, q->with[i]->result->name)) orm__render_fail(r, ORM_MISUSE, ".with holds two queries named %s: declare another result for one of them", q->with[i]->result->name);
        r->scope.with_before = i;
        orm__render_text(r, i ? ", " : recursive ? "WITH RECURSIVE " : "WITH ");
        orm__render_with_one(r, q->with[i]);
    }
    r->scope.with_before = ORM__WITH_LIMIT;
    r->scope.source_count = sources;
    if (count) orm__render_text(r, " ");
}
