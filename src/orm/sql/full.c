/* full: FULL JOIN where the database has none: MySQL, MariaDB, SQLite before 3.39 (which has no RIGHT JOIN either), and PostgreSQL on anything but equality.  And both in
 * the members of SQLite's unions: what 3.40 makes of FROM (... RIGHT JOIN ... UNION ALL ... RIGHT JOIN ...) has too many rows.
 *
 *     a FULL JOIN b ON c  is  (SELECT a.x AS c1, b.y AS c2 FROM a LEFT JOIN b ON c
 *                              UNION ALL SELECT NULL, b.y FROM b WHERE NOT EXISTS (SELECT 1 FROM a WHERE c)) AS orm_full_1
 *
 * and wherever the query says a.x or b.y, orm_full_1.c1 and orm_full_1.c2 are written: so filters, groups, order and pages are those of the whole. */
#include "render.h"
#include <string.h>

#define ORM__FULL_LIMIT 3 /* each doubles the text of those before it */

static bool orm__is_of_source(const orm__render *r, const void *operand, size_t from, size_t to) {
    operand = orm__unwrapped(operand);
    for (size_t i = from; orm__is_column(operand) && i < to; i++)
        if (orm__same_model(r, ((const orm_column *)operand)->model, r->scope.sources[i])) return true;
    return false;
}
/* Columns of the one side equal columns of the other: what PostgreSQL can join fully on. */
static bool orm__is_equality(const orm__render *r, orm_expr e, size_t at, int depth) {
    if (!orm__is_node(e) || depth > 100) return false;
    if (e->op == ORM__OP_AND) {
        for (const orm_expr *part = e->of.list; *part != &orm__end; part++)
            if (!orm__is_equality(r, *part, at, depth + 1)) return false;
        return true;
    }
    const void *a = e->of.operand[0], *b = e->of.operand[1];
    if (e->op != ORM__OP_EQ) return false;
    return (orm__is_of_source(r, a, at, at + 1) && orm__is_of_source(r, b, 0, at)) || (orm__is_of_source(r, b, at, at + 1) && orm__is_of_source(r, a, 0, at));
}
static bool orm__is_in_parts(const orm__render *r, size_t at) {
    const orm_join_clause *j = r->scope.joined[at];
    if (!j || (j->kind != ORM_FULL_JOIN && j->kind != ORM_RIGHT_JOIN)) return false;
    switch (r->dialect->id) {
    case ORM_DIALECT_SQLITE: return r->in_set || (r->can && r->can->version < 3039000);
    case ORM_DIALECT_POSTGRES: return j->kind == ORM_FULL_JOIN && j->on && !orm__is_equality(r, j->on, at, 0);
    default: return j->kind == ORM_FULL_JOIN;
    }
}
/* Where the columns stand when the first `count` tables have been joined. */
static void orm__full_places(orm__render *r, size_t count) {
    size_t last = 0, column = 1;
    unsigned number = r->scope.full_base;
    for (size_t i = 1; i < count; i++)
        if (r->scope.in_parts[i]) last = i, number++;
    for (size_t i = 0; i < r->scope.source_count; i++) {
        const bool inside = last && i <= last;
        r->scope.places[i] = (orm__place){ inside ? (uint16_t)number : 0, inside ? (uint16_t)column : 0 };
        column += r->scope.sources[i]->field_count;
    }
}
ORM__PRIVATE void orm__full_begin(orm__render *r) {
    unsigned count = 0;
    for (size_t i = 1; i < r->scope.source_count; i++) count += r->scope.in_parts[i] = orm__is_in_parts(r, i);
    r->scope.full_count = count;
    if (!count) return;
    if (count > ORM__FULL_LIMIT) orm__render_fail(r, ORM_UNSUPPORTED, "%s has no such FULL JOIN, and more than %d of them cannot be put together from others in one query: name a part of it with orm_cte", r->dialect->name, ORM__FULL_LIMIT);
    for (size_t i = 0; i < r->scope.source_count; i++)
        if (r->recursing && r->scope.sources[i]->model == r->recursing) orm__render_fail(r, ORM_UNSUPPORTED, "%s has no such FULL JOIN, and it cannot be put together from others in the step of a recursion", r->dialect->name);
    r->scope.full_base = r->scope.outer ? r->scope.outer->full_base + r->scope.outer->full_count : 0; /* the names of queries around this one are others */
    r->has_parts = true;
    orm__full_places(r, r->scope.source_count);
}
static void orm__render_cells(orm__render *r, size_t from, size_t to, bool named) {
    size_t column = 1;
    for (size_t i = 0; i < to; i++)
        for (size_t c = 0; c < r->scope.sources[i]->field_count; c++, column++) {
            if (column > 1) orm__render_text(r, ", ");
            if (i < from) orm__render_text(r, "NULL");
            else orm__render_column_name(r, &r->scope.sources[i]->fields[c]);
            if (named) orm__put_format(r->out, " AS c%zu", column);
        }
}
ORM__PRIVATE void orm__render_full(orm__render *r, size_t at) {
    orm__place places[ORM__SOURCES];
    const char *const walled = r->scope.walled;
    const unsigned number = r->scope.places[at].table;
    memcpy(places, r->scope.places, sizeof places);
    orm__full_places(r, at);
    if (r->dialect->id == ORM_DIALECT_MARIADB) r->scope.walled = "the condition of a FULL JOIN, which MariaDB does not have: what is put in its place cannot look outside, so say it in .where";
    orm__render_text(r, "(SELECT ");
    orm__render_cells(r, 0, at + 1, true);
    orm__render_text(r, " FROM ");
    orm__render_sources(r, at);
    orm__render_joined(r, at, r->scope.joined[at]->kind == ORM_FULL_JOIN ? ORM_LEFT_JOIN : ORM_INNER_JOIN);
    orm__render_text(r, " UNION ALL SELECT ");
    orm__render_cells(r, at, at + 1, false);
    orm__render_text(r, " FROM ");
    orm__render_table(r, at);
    orm__render_text(r, " WHERE NOT EXISTS (SELECT 1 FROM ");
    orm__render_sources(r, at);
    orm__render_text(r, " WHERE ");
    orm__render_on(r, at);
    orm__put_format(r->out, ")) AS orm_full_%u", number);
    r->scope.walled = walled;
    memcpy(r->scope.places, places, sizeof places);
}

/* ---- names ------------------------------------------------------------------------------------------------------------------------------ */
static const orm__place *orm__place_of(const orm__render *r, const orm__field *f, size_t *column) {
    for (const orm__scope *s = r->has_parts ? &r->scope : NULL; s; s = s->outer)
        for (size_t i = 0; i < s->source_count; i++) {
            const orm__entity *e = s->sources[i];
            if (f < e->fields || f >= e->fields + e->field_count) continue;
            *column = s->places[i].column + (size_t)(f - e->fields);
            return s->places[i].table ? &s->places[i] : NULL;
        }
    return NULL;
}
ORM__PRIVATE void orm__render_column_name(orm__render *r, const orm__field *f) {
    size_t column;
    const orm__place *place = orm__place_of(r, f, &column);
    if (place) orm__put_format(r->out, "orm_full_%u.c%zu", (unsigned)place->table, column);
    else orm__render_slice(r, f->qualified);
}
ORM__PRIVATE void orm__render_column_names(orm__render *r, const orm__entity *e, const orm__field *const *fields, size_t count) {
    if (!r->has_parts) {
        if (count == e->field_count) orm__render_slice(r, e->columns_sql);
        else orm__put_columns(r->out, fields, count, true);
        return;
    }
    for (size_t i = 0; i < count; i++) {
        size_t column;
        if (i) orm__render_text(r, ", ");
        orm__render_column_name(r, fields[i]);
        if (!orm__place_of(r, fields[i], &column)) continue;
        orm__render_text(r, " AS ");
        orm__render_slice(r, fields[i]->quoted);
    }
}
