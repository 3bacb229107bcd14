/* source: where the rows of a query come from: tables, aliases, joins, queries with a name (WITH) and derived tables. */
#include "render.h"
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

static bool orm__is_clause(const void *p, uint32_t magic) { return magic == ORM__CLAUSE_MAGIC && p; }
static bool orm__is_with(const orm_query *q, const orm_model *m) {
    for (size_t i = 0; q && i < ORM__WITH_LIMIT && q->with[i]; i++)
        if (q->with[i]->result == m || (q->with[i]->result && !strcmp(q->with[i]->result->name, m->name))) return true;
    return false;
}
/* A result is a source when a WITH in sight gives its rows, or when it stands over a view. */
static bool orm__check_source_known(orm__render *r, const orm_model *m) {
    if (!m->wholes || m->table || m == r->recursing) return true;
    for (const orm__scope *s = &r->scope; s; s = s->outer)
        if (orm__is_with(s->query, m)) return true;
    orm__render_fail(r, ORM_MISUSE, "the query reads result %s, but nothing gives its rows: name a query with orm_cte or orm_recursive in .with, or a view with .table", m->name);
    return false;
}
static bool orm__scope_add(orm__render *r, const orm_model *m, bool may_miss) {
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
    r->scope.may_miss[r->scope.source_count] = may_miss;
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
    else if (j->kind == ORM_FULL_JOIN && (r->dialect->id == ORM_DIALECT_MYSQL || r->dialect->id == ORM_DIALECT_MARIADB))
        orm__render_fail(r, ORM_UNSUPPORTED, "%s has no FULL JOIN: ask for the left join and, with .union_all_with, for the rows of the other side that have no partner", r->dialect->name);
    else if ((j->kind == ORM_FULL_JOIN || j->kind == ORM_RIGHT_JOIN) && r->dialect->id == ORM_DIALECT_SQLITE && r->can && r->can->version < 3039000)
        orm__render_fail(r, ORM_UNSUPPORTED, "SQLite %d has no RIGHT and FULL JOIN (3.39 has): turn the sides round and use a left join", r->can->version);
    else if (j->lateral && r->dialect->id != ORM_DIALECT_POSTGRES && r->dialect->id != ORM_DIALECT_MYSQL)
        orm__render_fail(r, ORM_UNSUPPORTED, "%s has no LATERAL joins", r->dialect->name);
    return r->status == ORM_OK;
}
ORM__PRIVATE bool orm__scope_fill(orm__render *r, const orm__entity *e, const orm_query *q) {
    r->scope.query = q;
    r->scope.grouped = q && q->group_by[0];
    if (!r->scope.source_count) {
        const orm_model *from = q && q->from ? q->from : e ? e->model : NULL;
        if (!from) orm__render_fail(r, ORM_MISUSE, "the query has no .from: say which table it reads, .from = ORM_FROM(User)");
        else if (!orm__check_source_known(r, from)) return false;
        else orm__scope_add(r, from, false);
    } else if (!orm__check_source_known(r, r->scope.sources[0]->model)) {
        return false;
    }
    for (size_t i = 0; q && q->join[i] && r->status == ORM_OK; i++) {
        const orm_join_clause *j = q->join[i];
        if (i == ORM__JOIN_LIMIT) orm__render_fail(r, ORM_MISUSE, ".join holds more than %d entries", ORM__JOIN_LIMIT);
        else if (orm__check_join(r, j) && (j->query || orm__check_source_known(r, orm__join_target(j)))) {
            if (j->relation && j->relation->kind == ORM_MANY_TO_MANY && !orm__scope_add(r, j->relation->through, j->kind == ORM_LEFT_JOIN || j->kind == ORM_FULL_JOIN)) break;
            for (size_t k = 0; (j->kind == ORM_RIGHT_JOIN || j->kind == ORM_FULL_JOIN) && k < r->scope.source_count; k++) r->scope.may_miss[k] = true;
            orm__scope_add(r, orm__join_target(j), j->kind == ORM_LEFT_JOIN || j->kind == ORM_FULL_JOIN);
        }
    }
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
static void orm__render_qualified(orm__render *r, const orm__entity *e, const orm_column *c) { orm__render_slice(r, e->fields[c - c->model->columns].qualified); }
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
static void orm__render_along(orm__render *r, const char *word, const orm_join_clause *j, const orm__entity *owner, const orm__entity *target) {
    const orm_relation *n = j->relation;
    if (n->kind == ORM_MANY_TO_MANY) {
        const orm__entity *through = orm__scope_find(r, n->through);
        if (!through) return;
        orm__render_text(r, word);
        orm__render_source(r, through);
        orm__render_text(r, " ON ");
        orm__render_through(r, through, n->key, owner);
        orm__render_text(r, word);
        orm__render_source(r, target);
        orm__render_text(r, " ON ");
        orm__render_through(r, through, n->far_key, target);
        return;
    }
    orm__render_text(r, word);
    orm__render_source(r, target);
    orm__render_text(r, " ON ");
    if (n->kind == ORM_BELONGS_TO) orm__render_keys_equal(r, owner, n->key, target);
    else orm__render_keys_equal(r, target, n->key, owner);
}
/* The relation's own table, when it stands before the table that the join adds. */
static const orm__entity *orm__join_owner(orm__render *r, const orm_join_clause *j, const orm__entity *target) {
    const orm__entity *owner = j->relation ? orm__scope_find(r, j->relation->model) : NULL;
    for (size_t i = 0; owner && r->scope.sources[i] != owner; i++)
        if (r->scope.sources[i] == target) return NULL;
    return owner == target ? NULL : owner;
}
static void orm__render_join(orm__render *r, const orm_join_clause *j) {
    static const char *const words[] = { " JOIN ", " LEFT JOIN ", " RIGHT JOIN ", " FULL JOIN ", " CROSS JOIN " };
    const orm__entity *target = orm__scope_find(r, orm__join_target(j)), *owner = orm__join_owner(r, j, target);
    if (!target) return;
    if (j->relation && !owner) {
        orm__render_fail(r, ORM_MISUSE, "orm_join along %s.%s: %s is not in the query: join it before", j->relation->model->name, j->relation->name, j->relation->model->name);
        return;
    }
    if (j->relation) {
        orm__render_along(r, words[j->kind], j, owner, target);
        return;
    }
    orm__render_text(r, words[j->kind]);
    if (j->query) {
        orm__render_text(r, j->lateral ? "LATERAL (" : "(");
        orm__render_into_query(r, j->query, &j->into, ".join");
        orm__render_text(r, ") AS ");
        orm__render_slice(r, target->table_name);
    } else {
        orm__render_source(r, target);
    }
    if (!j->on) return;
    orm__render_text(r, " ON ");
    orm__render_condition(r, j->on, ".join");
}
ORM__PRIVATE void orm__render_from(orm__render *r, const orm__entity *e, const orm_query *q) {
    orm__render_text(r, " FROM ");
    orm__render_source(r, r->scope.source_count ? r->scope.sources[0] : e);
    for (size_t i = 0; q && i < ORM__JOIN_LIMIT && q->join[i] && r->status == ORM_OK; i++) orm__render_join(r, q->join[i]);
}

/* ---- rows that have related rows ------------------------------------------------------------------------------------------------------ */
static void orm__render_has_inside(orm__render *r, const orm_node *n, const orm__entity *owner) {
    const orm_relation *relation = n->of.operand[0];
    const bool through = relation->kind == ORM_MANY_TO_MANY;
    if (through && !orm__scope_add(r, relation->through, false)) return;
    if (!orm__scope_add(r, relation->target, false)) return;
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

/* ---- WITH ---------------------------------------------------------------------------------------------------------------------------- */
static void orm__render_with_one(orm__render *r, const orm_with_clause *w) {
    const orm__entity *e = orm__is_clause(w, w->magic_) && w->result ? orm__render_entity(r, w->result) : NULL;
    if (!e) {
        orm__render_fail(r, ORM_MISUSE, ".with holds something that was not made by orm_cte or orm_recursive");
        return;
    }
    if (w->result->whole_count || !e->field_count) {
        orm__render_fail(r, ORM_MISUSE, "result %s holds whole rows, so it cannot be a table: list the columns as fields", w->result->name);
        return;
    }
    orm__render_slice(r, e->table_name);
    orm__render_text(r, " (");
    orm__put_columns(r->out, e->all, e->field_count, false);
    const bool hint = w->materialized && (!r->can || r->can->version >= (r->dialect->id == ORM_DIALECT_SQLITE ? 3035000 : 120000)) && (r->dialect->id == ORM_DIALECT_SQLITE || r->dialect->id == ORM_DIALECT_POSTGRES);
    orm__guard g;
    if (!orm__guard_begin(r, w, e, &g)) return;
    orm__render_text(r, hint ? ") AS MATERIALIZED (" : ") AS (");
    const bool recursion = r->recursion;
    r->recursion = r->recursion_anchor = w->step != NULL;
    orm__render_into_query(r, w->query, &g.into, ".with");
    r->recursion_anchor = false;
    if (w->step) {
        const orm_model *const before = r->recursing;
        orm__render_text(r, w->distinct ? " UNION " : " UNION ALL ");
        r->recursing = w->result;
        orm__render_into_query(r, &g.step, &g.step_into, ".with");
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
        recursive = recursive || q->with[count]->step;
    }
    for (size_t i = 0; i < count && r->status == ORM_OK; i++) {
        orm__render_text(r, i ? ", " : recursive ? "WITH RECURSIVE " : "WITH ");
        orm__render_with_one(r, q->with[i]);
    }
    if (count) orm__render_text(r, " ");
}
