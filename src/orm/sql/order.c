/* order: ORDER BY with one place for NULL on every database; LIMIT and OFFSET. */
#include "render.h"

ORM__PRIVATE size_t orm__order_count(orm__render *r, const orm_query *q) {
    size_t count = 0;
    if (!q) return 0;
    while (count <= ORM__ORDER_LIMIT && q->order_by[count].by) count++;
    if (count > ORM__ORDER_LIMIT) orm__render_fail(r, ORM_MISUSE, ".order_by holds more than %d entries", ORM__ORDER_LIMIT);
    return count;
}
static bool orm__may_be_null(orm__render *r, const void *by) {
    if (orm__render_meant(r, by)) {
        orm__field type;
        return !orm__render_typed(r, by, &type) || type.nullable;
    }
    if (orm__is_column(by)) {
        for (size_t i = 0; i < r->scope.source_count; i++)
            if (r->scope.may_miss[i] && orm__same_model(r, ((const orm_column *)by)->model, r->scope.sources[i])) return true;
        const orm__field *f = orm__render_field(r, by, ".order_by");
        return f && f->nullable;
    }
    return true;
}
/* A column of the result: by its place or its name, so that its values are not sent twice - except when it is a table's column, which sorts as such. */
static bool orm__render_result_key(orm__render *r, const void *by, bool groups) {
    const orm_node *meant = orm__render_meant(r, by);
    if (!meant || r->no_places || (orm__is_node(meant) && meant->op == ORM__OP_COLUMN)) return false;
    const orm_column *c = by;
    const bool named = !groups && r->dialect->quote == '`'; /* in ORDER BY MySQL looks for the result's names first, in GROUP BY for the tables' */
    if (!named) orm__put_number(r->out, (int64_t)(c - c->model->columns) + 1);
    else orm__put_quoted(r->out, r->dialect, c->column ? c->column : c->name);
    return true;
}
ORM__PRIVATE void orm__render_result_place(orm__render *r, const void *by, const char *clause) {
    if (!orm__render_result_key(r, by, true)) orm__render_expression(r, by, NULL, clause);
}
static void orm__render_key(orm__render *r, const void *by) {
    const orm__field *type = orm__render_type(r, by);
    const bool named = type && type->form == ORM__FORM_ENUM_TEXT ? false : orm__render_result_key(r, by, false);
    if (!named) orm__render_sorted(r, by, type, ".order_by");
    else if (type && type->form == ORM__FORM_DECIMAL_TEXT && r->dialect->id == ORM_DIALECT_SQLITE) orm__render_text(r, " COLLATE orm_decimal");
}
ORM__PRIVATE void orm__render_order_one(orm__render *r, const orm_order *o, orm__direction direction) {
    const bool descending = o->descending != (direction == ORM__BACKWARD);
    bool nulls_first = o->nulls == ORM_NULLS_DEFAULT ? !o->descending : o->nulls == ORM_NULLS_FIRST;
    if (direction == ORM__BACKWARD) nulls_first = !nulls_first;
    const bool native_first = r->dialect->nulls_last == descending;
    const bool told = nulls_first != native_first && orm__may_be_null(r, o->by);
    const bool has_syntax = r->dialect->nulls_order && (!r->can || r->can->nulls_order);
    if (told && !has_syntax) { /* a key of its own that says whether it is NULL */
        const bool places = r->no_places; /* inside an expression a table's column of that name comes first, and an aggregate's name is refused */
        const bool distinct = r->scope.query && r->scope.query->distinct && r->dialect->id == ORM_DIALECT_MYSQL; /* orders by what is selected only */
        r->no_places = places || !distinct || orm__holds_aggregate(r, o->by, 0);
        /* MySQL does not see that this is what it groups by */
        const bool any = r->dialect->id == ORM_DIALECT_MYSQL && r->no_places && r->scope.query && r->scope.query->group_by[0] && orm__render_meant(r, o->by) && !orm__holds_aggregate(r, o->by, 0);
        if (any) orm__render_text(r, "ANY_VALUE(");
        orm__render_key(r, o->by);
        if (any) orm__render_text(r, ")");
        r->no_places = places;
        orm__render_text(r, nulls_first ? " IS NULL DESC, " : " IS NULL, ");
    }
    orm__render_key(r, o->by);
    if (descending) orm__render_text(r, " DESC");
    if (told && has_syntax) orm__render_text(r, nulls_first ? " NULLS FIRST" : " NULLS LAST");
}
ORM__PRIVATE void orm__render_order(orm__render *r, const orm__entity *e, const orm_query *q, orm__direction direction, bool by_key) {
    const size_t count = orm__order_count(r, q);
    if (!count && !by_key) return;
    orm__render_text(r, " ORDER BY ");
    for (size_t i = 0; i < count; i++) {
        if (i) orm__render_text(r, ", ");
        orm_order by = q->order_by[i];
        if (q->group_by[0]) by.by = orm__result_of(r, by.by);
        else if (!q->having && !r->scope.into && !q->select[0] && orm__holds_aggregate(r, by.by, 0)) orm__render_fail(r, ORM_MISUSE, ".order_by holds an aggregate, and the query gives rows: aggregates belong into a result (ORM_RESULT)");
        if (!orm__check_orderable(r, orm__render_type(r, by.by), ".order_by")) return;
        orm__render_order_one(r, &by, direction);
    }
    for (size_t i = 0; !count && i < e->key_count; i++) {
        const orm_order by = { .by = e->keys[i]->def };
        if (i) orm__render_text(r, ", ");
        orm__render_order_one(r, &by, direction);
    }
}
ORM__PRIVATE void orm__render_limit(orm__render *r, int64_t limit, int64_t offset) {
    const orm_value n = { .type = ORM_INT64, .as.integer = limit }, skip = { .type = ORM_INT64, .as.integer = offset };
    if (limit >= 0) {
        orm__render_text(r, " LIMIT ");
        orm__render_value(r, NULL, n);
    } else if (offset && r->dialect->no_limit) {
        orm__render_text(r, " LIMIT ");
        orm__render_text(r, r->dialect->no_limit);
    }
    if (!offset) return;
    orm__render_text(r, " OFFSET ");
    orm__render_value(r, NULL, skip);
}
