/* array: does an array column hold one of some values, or all of them?  PostgreSQL has operators; elsewhere arrays are JSON. */
#include "render.h"

static bool orm__check_array(orm__render *r, const orm__field *f, const orm_value *v, const char *clause) {
    const bool fits = f && f->type == ORM_ARRAY && v->type == ORM_ARRAY && v->element == f->def->element && !v->null;
    if (!fits) orm__render_fail(r, ORM_MISUSE, "%s: orm_array_has_any and orm_array_has_all take an array column and an array of its items: orm_array_has_any(Posts.tags, ((orm_array_text){ words, 2 }))", clause);
    return fits;
}
static void orm__render_array_part(orm__render *r, const void *column, const orm__field *f, const orm_value *v, const char *clause) {
    const bool sqlite = r->dialect->id == ORM_DIALECT_SQLITE;
    orm__render_text(r, sqlite ? "orm_json_contains(" : "JSON_CONTAINS(");
    orm__render_expression(r, column, f, clause);
    orm__render_text(r, ", ");
    orm__render_value(r, f, *v);
    orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_array(orm__render *r, const orm_value *values, bool all, const char *clause) {
    static const uint8_t sizes[ORM_TYPE_COUNT] = { [ORM_BOOL] = sizeof(bool), [ORM_INT16] = 2, [ORM_INT32] = 4, [ORM_INT64] = 8, [ORM_FLOAT] = 4, [ORM_DOUBLE] = 8, [ORM_TEXT] = sizeof(char *), [ORM_UUID] = 16 };
    const orm__field *f = values[0].type == ORM__TYPE_EXPR ? orm__render_type(r, values[0].as.pointer) : NULL;
    const orm_value *v = &values[1];
    if (r->status != ORM_OK || !orm__check_array(r, f, v, clause)) return;
    orm__render_text(r, "COALESCE(");
    if (r->dialect->id == ORM_DIALECT_POSTGRES) {
        orm__render_expression(r, values[0].as.pointer, f, clause);
        orm__render_text(r, all ? " @> " : " && ");
        orm__render_value(r, f, *v);
    } else if (all) {
        orm__render_array_part(r, values[0].as.pointer, f, v, clause);
    } else if (!v->as.array.count) {
        orm__render_text(r, "1 = 0");
    }
    for (size_t i = 0; r->dialect->id != ORM_DIALECT_POSTGRES && !all && i < v->as.array.count; i++) {
        orm_value one = *v;
        one.as.array.items = (const char *)v->as.array.items + i * sizes[v->element];
        one.as.array.count = 1;
        if (i) orm__render_text(r, " OR ");
        orm__render_array_part(r, values[0].as.pointer, f, &one, clause);
    }
    orm__render_text(r, r->dialect->id == ORM_DIALECT_SQLITE ? ", 0)" : ", FALSE)");
}
