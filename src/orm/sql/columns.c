/* columns: what may stand for a column, and lists of columns. */
#include "render.h"
#include <string.h>

/* Byte by byte: a string that was put in a column's place differs in its first byte, so nothing behind its end is read. */
static bool orm__has_magic(const void *p, uint32_t magic) {
    const unsigned char *bytes = p;
    unsigned char wanted[4];
    memcpy(wanted, &magic, 4);
    for (int i = 0; i < 4; i++)
        if (bytes[i] != wanted[i]) return false;
    return true;
}
ORM__PRIVATE bool orm__is_column(const void *p) { return p && orm__has_magic(p, ORM__COLUMN_MAGIC); }
ORM__PRIVATE bool orm__is_relation(const void *p) { return p && orm__has_magic(p, ORM__RELATION_MAGIC); }
ORM__PRIVATE bool orm__is_node(const void *p) { return p && orm__has_magic(p, ORM__NODE_MAGIC); }
ORM__PRIVATE const void *orm__unwrapped(const void *operand) {
    while (orm__is_node(operand) && ((const orm_node *)operand)->op == ORM__OP_COLUMN) operand = ((const orm_node *)operand)->of.operand[0];
    return operand;
}

ORM__PRIVATE bool orm__same_model(const orm__render *r, const orm_model *m, const orm__entity *e) {
    if (m == e->model) return true;
    if (m->name[0] != e->model->name[0] || strcmp(m->name, e->model->name) != 0) return false;
    return r->session ? orm__entity_of(r->session, m) == e : orm__model_fingerprint(m) == e->fingerprint;
}
ORM__PRIVATE const orm__field *orm__render_field(orm__render *r, const orm_column *column, const char *clause) {
    if (!orm__is_column(column)) {
        if (!column) orm__render_fail(r, ORM_MISUSE, "a column in %s is NULL", clause);
        else if (orm__has_magic(column, ORM__RELATION_MAGIC)) orm__render_fail(r, ORM_MISUSE, "the relation %s stands in %s where a column belongs", ((const orm_relation *)(const void *)column)->name, clause);
        else orm__render_fail(r, ORM_MISUSE, "something that is no column stands in %s: use a table object's member, like Users.name", clause);
        return NULL;
    }
    for (size_t i = 0; i < r->scope.source_count; i++)
        if (orm__same_model(r, column->model, r->scope.sources[i])) return &r->scope.sources[i]->fields[column - column->model->columns];
    for (const orm__scope *outer = r->scope.outer; outer; outer = outer->outer)
        for (size_t i = 0; i < outer->source_count; i++)
            if (orm__same_model(r, column->model, outer->sources[i])) {
                orm__render_fail(r, ORM_MISUSE, "%s uses column %s of model %s, which belongs to a query around this one: say so with orm_outer(...)", clause, column->name, column->model->name);
                return NULL;
            }
    orm__render_fail(r, ORM_MISUSE, "%s uses column %s of model %s, but the query is about %s%s: join it", clause, column->name, column->model->name, r->scope.source_count ? r->scope.sources[0]->model->name : "no model",
                     r->scope.source_count > 1 ? " and what it joins" : "");
    return NULL;
}
ORM__PRIVATE void orm__put_columns(orm__buffer *b, const orm__field *const *fields, size_t count, bool qualified) {
    for (size_t i = 0; i < count; i++) {
        const orm__text_slice name = qualified ? fields[i]->qualified : fields[i]->quoted;
        if (i) orm__put(b, ", ", 2);
        orm__put(b, name.text, name.length);
    }
}
ORM__PRIVATE bool orm__render_listed(orm__render *r, const orm__entity *e, orm_columns columns, const char *clause, const orm__field **fields) {
    for (size_t i = 0; i < columns.count; i++) {
        fields[i] = orm__render_field(r, columns.items[i], clause);
        if (!fields[i]) return false;
        if (fields[i] < e->fields || fields[i] >= e->fields + e->field_count) {
            orm__render_fail(r, ORM_MISUSE, "%s names column %s of another model than %s", clause, fields[i]->def->name, e->model->name);
            return false;
        }
        for (size_t k = 0; k < i; k++) {
            if (fields[k] != fields[i]) continue;
            orm__render_fail(r, ORM_MISUSE, "%s names column %s twice", clause, fields[i]->def->name);
            return false;
        }
    }
    return true;
}
static bool orm__is_listed(const orm__field *f, const orm__field *const *fields, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (fields[i] == f) return true;
    return false;
}
ORM__PRIVATE size_t orm__render_choice(orm__render *r, const orm__entity *e, const orm_query *q, const orm__field **fields) {
    size_t count = 0;
    if (!q || (!q->only.count && !q->defer.count)) {
        memcpy(fields, e->all, e->field_count * sizeof *fields);
        return e->field_count;
    }
    if (q->only.count && q->defer.count) {
        orm__render_fail(r, ORM_MISUSE, "a query has both .only and .defer: use one");
        return 0;
    }
    const orm_columns list = q->only.count ? q->only : q->defer;
    const orm__field **named = orm__arena_take(r->scratch, (list.count + 1) * sizeof *named, 16);
    if (!named) {
        orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
        return 0;
    }
    if (!orm__render_listed(r, e, list, q->only.count ? ".only" : ".defer", named)) return 0;
    for (size_t i = 0; i < e->field_count; i++) {
        const bool listed = orm__is_listed(e->all[i], named, list.count);
        if (e->all[i]->def->key || listed == (q->only.count > 0)) fields[count++] = e->all[i];
    }
    return count;
}
