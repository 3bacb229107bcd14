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
    if (orm__is_column(by)) {
        const orm__field *f = orm__render_field(r, by, ".order_by");
        return f && f->nullable;
    }
    return true;
}
static void orm__render_key(orm__render *r, const void *by) {
    orm__render_sorted(r, by, orm__render_type(r, by), ".order_by");
}
static void orm__render_order_one(orm__render *r, const orm_order *o, orm__direction direction) {
    const bool descending = o->descending != (direction == ORM__BACKWARD);
    bool nulls_first = o->nulls == ORM_NULLS_DEFAULT ? !o->descending : o->nulls == ORM_NULLS_FIRST;
    if (direction == ORM__BACKWARD) nulls_first = !nulls_first;
    const bool native_first = r->dialect->nulls_last == descending;
    const bool told = nulls_first != native_first && orm__may_be_null(r, o->by);
    const bool has_syntax = r->dialect->nulls_order && (!r->can || r->can->nulls_order);
    if (told && !has_syntax) { /* a key of its own that says whether it is NULL */
        orm__render_key(r, o->by);
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
        if (!orm__check_orderable(r, orm__render_type(r, q->order_by[i].by), ".order_by")) return;
        orm__render_order_one(r, &q->order_by[i], direction);
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
