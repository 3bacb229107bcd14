/* typing: the type, the stored form and the nullability of what an expression gives. */
#include "render.h"
#include <string.h>

static const orm_model orm__no_model = { .name = "an expression" };
#define ORM__PLAIN(t) [t] = { .magic_ = ORM__COLUMN_MAGIC, .name = "value", .model = &orm__no_model, .type = t },
static const orm_column orm__plain_types[ORM_TYPE_COUNT] = {
    ORM__PLAIN(ORM_NO_TYPE) ORM__PLAIN(ORM_BOOL) ORM__PLAIN(ORM_INT16) ORM__PLAIN(ORM_INT32) ORM__PLAIN(ORM_INT64) ORM__PLAIN(ORM_UINT32) ORM__PLAIN(ORM_UINT64) ORM__PLAIN(ORM_FLOAT) ORM__PLAIN(ORM_DOUBLE)
    ORM__PLAIN(ORM_TEXT) ORM__PLAIN(ORM_VARCHAR) ORM__PLAIN(ORM_CHAR) ORM__PLAIN(ORM_JSON) ORM__PLAIN(ORM_INET) ORM__PLAIN(ORM_CIDR) ORM__PLAIN(ORM_MACADDR) ORM__PLAIN(ORM_TIMESTAMP) ORM__PLAIN(ORM_DATE)
    ORM__PLAIN(ORM_TIME) ORM__PLAIN(ORM_INTERVAL) ORM__PLAIN(ORM_UUID) ORM__PLAIN(ORM_BLOB) ORM__PLAIN(ORM_VECTOR) ORM__PLAIN(ORM_ARRAY) ORM__PLAIN(ORM_HSTORE) ORM__PLAIN(ORM_POINT) ORM__PLAIN(ORM_CUSTOM)
};
#undef ORM__PLAIN
/* The digits count for decimals only: every other type is told by itself. */
static bool orm__typed_as(orm__render *r, orm__field *out, orm_type type, int precision, int scale, bool nullable) {
    const bool exact = type == ORM_DECIMAL || type == ORM_MONEY;
    if ((unsigned)type >= ORM_TYPE_COUNT || (!exact && !orm__plain_types[type].name)) {
        orm__render_fail(r, ORM_MISUSE, "an expression cannot be made %s", (unsigned)type < ORM_TYPE_COUNT ? orm_type_name(type) : "a type that does not exist");
        return false;
    }
    const orm_column *def = &orm__plain_types[type];
    if (exact) {
        orm_column *made = orm__arena_zero(r->scratch, sizeof *made);
        if (!made) {
            orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
            return false;
        }
        *made = (orm_column){ .magic_ = ORM__COLUMN_MAGIC, .name = "value", .model = &orm__no_model, .type = (uint8_t)type, .precision = precision, .scale = scale };
        def = made;
    }
    *out = (orm__field){ .def = def, .type = (uint8_t)type, .nullable = nullable, .name = "value" };
    if (exact) out->form = ORM__FORM_DECIMAL_NATIVE; /* what a calculation gives is an ordinary number */
    else if (type != ORM_NO_TYPE) out->form = (uint8_t)r->dialect->form(def);
    return true;
}
static bool orm__typed_value(orm__render *r, const orm_value *v, orm__field *out) {
    if (v->type == ORM__TYPE_EXPR) return orm__render_typed(r, v->as.pointer, out);
    if (v->type != ORM_DECIMAL) return orm__typed_as(r, out, v->null ? ORM_NO_TYPE : (orm_type)v->type, 0, 0, v->null);
    const char *point = v->null ? NULL : strchr(v->as.text, '.');
    return orm__typed_as(r, out, ORM_DECIMAL, 65, point ? (int)strlen(point + 1) : 0, v->null);
}
static bool orm__is_exact(const orm__field *f) { return f->type == ORM_DECIMAL || f->type == ORM_MONEY; }
static bool orm__is_real(const orm__field *f) { return f->type == ORM_FLOAT || f->type == ORM_DOUBLE; }
static bool orm__is_whole(const orm__field *f) { return f->type >= ORM_INT16 && f->type <= ORM_UINT64; }

static bool orm__is_const(const orm_value *v) { return v->type != ORM__TYPE_EXPR; }
/* All it gives are C values, which take the type of the place they are put into. */
ORM__PRIVATE bool orm__is_constant(const void *operand, int depth) {
    const orm_node *n = orm__is_node(operand) ? operand : NULL;
    if (!n || depth > 100) return false;
    if (n->op == ORM__OP_VALUE) return orm__is_const(&n->of.value) || orm__is_constant(n->of.value.as.pointer, depth + 1);
    if (n->op == ORM__OP_CASE) {
        for (const orm_branch *b = n->of.branches; b->kind != ORM__BRANCH_END; b++)
            if (!orm__is_const(&b->then) && !orm__is_constant(b->then.as.pointer, depth + 1)) return false;
        return true;
    }
    if (n->op != ORM__OP_CALL || !n->of.call.function || n->of.call.function->result != ORM_NO_TYPE || n->of.call.function->window) return false;
    for (const orm_value *v = n->of.call.values; v->type != ORM__TYPE_END; v++)
        if (!orm__is_const(v) && !orm__is_constant(v->as.pointer, depth + 1)) return false;
    return n->of.call.values->type != ORM__TYPE_END;
}
/* What may take the place of one another: numbers, texts, otherwise one and the same type. */
static int orm__kin(const orm__field *f) {
    if (orm__is_whole(f) || orm__is_real(f) || orm__is_exact(f)) return ORM_INT64;
    return f->type >= ORM_TEXT && f->type <= ORM_CHAR ? ORM_TEXT : f->type;
}
static bool orm__check_kin(orm__render *r, const orm__field *a, const orm__field *b) {
    const bool told = a->type != ORM_NO_TYPE && b->type != ORM_NO_TYPE && a->type != ORM_CUSTOM && b->type != ORM_CUSTOM;
    if (!told || orm__kin(a) == orm__kin(b)) return true;
    orm__render_fail(r, ORM_MISUSE, "values of which one is taken, or that are compared, are of different types, %s and %s: make them one with orm_cast (orm_case, orm_coalesce, orm_nullif, orm_greatest, orm_least, orm_lag, orm_lead)", orm_type_name((orm_type)a->type), orm_type_name((orm_type)b->type));
    return false;
}
/* The type that holds what *out and one hold: a C value says less than a column, and fractions more than integers. */
static bool orm__typed_wider(orm__render *r, orm__field *out, const orm__field *one, bool constant, bool *settled) {
    const bool nullable = out->nullable;
    const bool wider = (orm__is_whole(out) && (orm__is_real(one) || orm__is_exact(one))) || (orm__is_exact(out) && orm__is_real(one) && !constant);
    if (one->type == ORM_NO_TYPE) return true;
    if (out->type == ORM_NO_TYPE || (!constant && !*settled && !orm__is_whole(one)) || wider) *out = *one;
    else if (orm__is_whole(out) && orm__is_whole(one) && out->type != one->type && out->type != ORM_UINT64 && !orm__typed_as(r, out, one->type == ORM_UINT64 ? ORM_UINT64 : ORM_INT64, 0, 0, nullable)) return false;
    else if (orm__is_exact(out) && orm__is_exact(one) && !constant && out->form == ORM__FORM_DECIMAL_SCALED && one->form == ORM__FORM_DECIMAL_SCALED && one->def->scale > out->def->scale) *out = *one;
    else if (orm__is_exact(out) && orm__is_exact(one) && out->form == ORM__FORM_DECIMAL_NATIVE && one->def->scale > out->def->scale && !orm__typed_as(r, out, ORM_DECIMAL, 65, one->def->scale, nullable)) return false;
    *settled = *settled || !constant;
    return true;
}
/* A divisor that is written out is seen not to be zero. */
ORM__PRIVATE bool orm__may_be_zero(const void *divisor) {
    const orm_node *n = divisor;
    return !orm__is_node(divisor) || n->op != ORM__OP_VALUE || n->of.value.type != ORM_INT64 || !n->of.value.as.integer;
}
/* SQLite: decimals that are no scaled integers of one scale, and products of decimals, are calculated digit by digit. */
static const orm_value *orm__plain_value(const void *operand) {
    const orm_node *n = orm__is_node(operand) ? operand : NULL;
    return n && n->op == ORM__OP_VALUE && n->of.value.type != ORM__TYPE_EXPR ? &n->of.value : NULL;
}
ORM__PRIVATE bool orm__is_by_digits(const orm__render *r, const orm_node *n, const orm__field *a, const orm__field *b) {
    const orm__field *f[2] = { a, b };
    bool text = false, longer = false;
    int kept = 0, exact = 0, scale = 0;
    if (r->dialect->id != ORM_DIALECT_SQLITE || !a || !b || (n->op != ORM__OP_ADD && n->op != ORM__OP_SUB && n->op != ORM__OP_MUL)) return false;
    for (int i = 0; i < 2; i++) {
        const bool stored = f[i]->form == ORM__FORM_DECIMAL_SCALED || f[i]->form == ORM__FORM_DECIMAL_TEXT;
        if (orm__is_exact(f[i]) ? !stored && !orm__plain_value(n->of.operand[i]) : f[i]->type < ORM_INT16 || f[i]->type > ORM_UINT64) return false;
        exact += orm__is_exact(f[i]);
        kept += orm__is_exact(f[i]) && stored;
        text = text || f[i]->form == ORM__FORM_DECIMAL_TEXT;
        if (stored && orm__is_exact(f[i])) scale = f[i]->def->scale;
    }
    for (int i = 0; i < 2; i++) longer = longer || (orm__is_exact(f[i]) && orm__plain_value(n->of.operand[i]) && f[i]->def->scale > scale);
    return kept && (text || longer || (n->op == ORM__OP_MUL && exact == 2));
}
/* The wider of two, as arithmetic has it. */
static bool orm__typed_both(orm__render *r, const orm_node *n, orm__field *out) {
    orm__field a, b;
    if (!orm__render_typed(r, n->of.operand[0], &a) || !orm__render_typed(r, n->of.operand[1], &b)) return false;
    const bool nullable = a.nullable || b.nullable || ((n->op == ORM__OP_DIV || n->op == ORM__OP_MOD) && orm__may_be_zero(n->of.operand[1]));
    if (n->op == ORM__OP_DIV && !(orm__is_whole(&a) && orm__is_whole(&b))) return orm__typed_as(r, out, ORM_DOUBLE, 0, 0, nullable);
    if (orm__is_real(&a) || orm__is_real(&b)) return orm__typed_as(r, out, ORM_DOUBLE, 0, 0, nullable);
    if (orm__is_by_digits(r, n, &a, &b)) {
        const int sa = orm__is_exact(&a) ? a.def->scale : 0, sb = orm__is_exact(&b) ? b.def->scale : 0;
        if (!orm__typed_as(r, out, ORM_DECIMAL, 65, n->op == ORM__OP_MUL ? sa + sb : sa > sb ? sa : sb, nullable)) return false;
        out->form = ORM__FORM_DECIMAL_TEXT;
        return true;
    }
    const orm__field *common = n->op == ORM__OP_MUL ? NULL : orm__common_form(r, &a, &b);
    if (common && common->form == ORM__FORM_DECIMAL_SCALED) {
        *out = *common;
        out->nullable = nullable;
        return true;
    }
    const bool kept = r->dialect->id == ORM_DIALECT_SQLITE && orm__is_exact(&a) && orm__is_exact(&b); /* a C value takes the column's scale */
    if (kept && n->op != ORM__OP_MUL && (orm__is_constant(n->of.operand[0], 0) || orm__is_constant(n->of.operand[1], 0))) {
        *out = orm__is_constant(n->of.operand[0], 0) ? b : a;
        out->nullable = nullable;
        return true;
    }
    if (orm__is_exact(&a) || orm__is_exact(&b)) {
        *out = orm__is_exact(&a) ? a : b;
        out->nullable = nullable;
        if (n->op != ORM__OP_MUL || !orm__is_exact(&a) || !orm__is_exact(&b)) {
            const int sa = orm__is_exact(&a) ? a.def->scale : 0, sb = orm__is_exact(&b) ? b.def->scale : 0;
            return sa == sb || out->def->scale == (sa > sb ? sa : sb) || orm__typed_as(r, out, ORM_DECIMAL, 65, sa > sb ? sa : sb, nullable);
        }
        return orm__typed_as(r, out, ORM_DECIMAL, 65, a.def->scale + b.def->scale, nullable);
    }
    if (orm__is_whole(&a) && orm__is_whole(&b)) return orm__typed_as(r, out, ORM_INT64, 0, 0, nullable);
    *out = a.type ? a : b;
    out->nullable = nullable;
    return true;
}
/* Every argument; the type is the widest.  all: NULL only when all are. */
static bool orm__typed_arguments(orm__render *r, const orm_value *values, bool all, bool alike, orm__field *out) {
    orm__field one, first = { .type = ORM_NO_TYPE };
    bool any_null = false, all_null = true, settled = false;
    if (!orm__typed_as(r, out, ORM_NO_TYPE, 0, 0, true)) return false;
    for (const orm_value *v = values; v->type != ORM__TYPE_END; v++) {
        if (!orm__typed_value(r, v, &one)) return false;
        any_null = any_null || one.nullable;
        all_null = all_null && one.nullable;
        const bool computed = v->type == ORM__TYPE_EXPR && !orm__is_constant(v->as.pointer, 0);
        if (alike && computed && !orm__check_kin(r, &first, &one)) return false;
        if (computed && first.type == ORM_NO_TYPE) first = one;
        if (!orm__typed_wider(r, out, &one, orm__is_const(v) || orm__is_constant(v->as.pointer, 0), &settled)) return false;
    }
    out->nullable = all ? all_null : any_null;
    return true;
}
static bool orm__typed_call(orm__render *r, const orm_node *n, orm__field *out) {
    const orm_function *f = n->of.call.function;
    const ptrdiff_t id = f - orm__functions;
    const bool alike = id >= ORM__F_COALESCE && id <= ORM__F_LEAST;
    if (!orm__typed_arguments(r, n->of.call.values, id == ORM__F_COALESCE, alike, out)) return false;
    bool nullable = out->nullable;
    switch (id) {
    case ORM__F_NULLIF: case ORM__F_LAG: case ORM__F_LEAD: case ORM__F_FIRST_VALUE: case ORM__F_LAST_VALUE: case ORM__F_NTH_VALUE: {
        const orm_value *v = n->of.call.values;
        orm__field fallback;
        if (!orm__typed_value(r, v, out)) return false;
        const bool has_default = (id == ORM__F_LAG || id == ORM__F_LEAD) && v[1].type != ORM__TYPE_END && v[2].type != ORM__TYPE_END;
        if (has_default && v[2].type == ORM__TYPE_EXPR && !orm__is_constant(v[2].as.pointer, 0) && (!orm__typed_value(r, &v[2], &fallback) || !orm__check_kin(r, out, &fallback))) return false;
        out->nullable = id == ORM__F_FIRST_VALUE || id == ORM__F_LAST_VALUE ? out->nullable : !has_default || out->nullable || !orm__typed_value(r, &v[2], &fallback) || fallback.nullable;
        return r->status == ORM_OK;
    }
    case ORM__F_ROUND: {
        const orm_value *digits = &n->of.call.values[1];
        orm__field first;
        if (!orm__typed_value(r, n->of.call.values, &first)) return false;
        const bool known = digits->type == ORM_INT64;
        *out = first;
        out->nullable = nullable;
        if (!orm__is_exact(&first)) return true;
        const int places = digits->type == ORM__TYPE_END ? 0 : known && digits->as.integer >= 0 && digits->as.integer <= 38 ? (int)digits->as.integer : 38;
        if (first.form == ORM__FORM_DECIMAL_SCALED && places >= first.def->scale) return true;
        if (!orm__typed_as(r, out, ORM_DECIMAL, first.form == ORM__FORM_DECIMAL_SCALED ? first.def->precision : 65, places, nullable)) return false;
        out->form = first.form;
        return true;
    }
    case ORM__F_FLOOR: case ORM__F_CEIL: {
        const uint8_t form = out->form;
        if (form != ORM__FORM_DECIMAL_SCALED && form != ORM__FORM_DECIMAL_TEXT) break;
        if (!orm__typed_as(r, out, ORM_DECIMAL, out->def->precision, 0, nullable)) return false;
        out->form = form;
        return true;
    }
    case ORM__F_JSON_TEXT: case ORM__F_JSON_INT: case ORM__F_JSON_DOUBLE: case ORM__F_JSON_BOOL: return orm__typed_as(r, out, f->result, 0, 0, true);
    case ORM__F_JSON_SET: case ORM__F_JSON_SET_JSON: case ORM__F_JSON_REMOVE: case ORM__F_JSON_APPEND: return orm__typed_value(r, n->of.call.values, out);
    case ORM__F_NOW: return orm__typed_as(r, out, ORM_TIMESTAMP, 0, 0, false);
    default: break;
    }
    if (f->result == ORM_NO_TYPE) return true;
    return orm__typed_as(r, out, f->result, 65, 0, nullable && !f->never_null);
}
static bool orm__typed_case(orm__render *r, const orm_node *n, orm__field *out) {
    orm__field one, first = { .type = ORM_NO_TYPE };
    bool nullable = false, has_else = false, settled = false;
    if (!orm__typed_as(r, out, ORM_NO_TYPE, 0, 0, true)) return false;
    for (const orm_branch *b = n->of.branches; b->kind != ORM__BRANCH_END; b++) {
        if (!orm__typed_value(r, &b->then, &one)) return false;
        nullable = nullable || one.nullable;
        has_else = has_else || b->kind == ORM__BRANCH_ELSE;
        const bool computed = b->then.type == ORM__TYPE_EXPR && !orm__is_constant(b->then.as.pointer, 0);
        if (computed && !orm__check_kin(r, &first, &one)) return false;
        if (computed && first.type == ORM_NO_TYPE) first = one;
        if (!orm__typed_wider(r, out, &one, orm__is_const(&b->then) || orm__is_constant(b->then.as.pointer, 0), &settled)) return false;
    }
    out->nullable = nullable || !has_else;
    return true;
}
static bool orm__typed_aggregate_node(orm__render *r, const orm_node *n, orm__field *out) {
    if (n->op == ORM__OP_COUNT || n->op == ORM__OP_COUNT_ALL || n->op == ORM__OP_COUNT_DISTINCT) return orm__typed_as(r, out, ORM_INT64, 0, 0, false);
    orm__field of;
    if (!orm__render_typed(r, n->of.operand[0], &of)) return false;
    const bool nullable = of.nullable || !r->scope.grouped; /* of no rows at all */
    if (n->op == ORM__OP_STRING_AGG) return orm__typed_as(r, out, ORM_TEXT, 0, 0, nullable);
    if (n->op == ORM__OP_AVG && !orm__is_exact(&of)) return orm__typed_as(r, out, ORM_DOUBLE, 0, 0, nullable);
    if (n->op == ORM__OP_SUM && orm__is_whole(&of)) return orm__typed_as(r, out, ORM_INT64, 0, 0, nullable);
    if (n->op == ORM__OP_AVG && r->dialect->id == ORM_DIALECT_SQLITE && of.form != ORM__FORM_DECIMAL_NATIVE) { /* what orm_decimal_avg gives */
        if (!orm__typed_as(r, out, ORM_DECIMAL, 65, of.def->scale + 6, nullable)) return false;
        out->form = ORM__FORM_DECIMAL_TEXT;
        return true;
    }
    *out = of;
    out->nullable = nullable;
    return true;
}
/* Aggregates without groups give one row, whatever there is. */
static bool orm__gives_a_row(const orm_query *q) {
    return orm__is_aggregate(q->select[0]) && !q->group_by[0] && !q->having && !q->offset && (!q->limit_is_set_ || q->limit > 0) && !orm__render_has_set(q);
}
/* A subquery's one column. */
static bool orm__typed_scalar(orm__render *r, const orm_node *n, orm__field *out) {
    orm__scope saved;
    const orm_query *q = n->of.query.query;
    if (!orm__check_one_column(r, q, "orm_scalar")) return false;
    orm__scope_enter(r, &saved);
    const bool done = orm__scope_fill(r, NULL, q) && orm__render_typed(r, q->select[0], out);
    orm__scope_leave(r, &saved);
    if (done) out->nullable = out->nullable || !orm__gives_a_row(q);
    return done;
}
static bool orm__typed_column(orm__render *r, const orm_column *c, orm__field *out) {
    for (size_t i = 0; i < r->scope.source_count; i++) {
        if (!orm__same_model(r, c->model, r->scope.sources[i])) continue;
        *out = r->scope.sources[i]->fields[c - c->model->columns];
        out->nullable = out->nullable || r->scope.may_miss[i];
        return true;
    }
    const orm_into_list *into = r->scope.into;
    if (into && into->row == c->model && into->items[c - c->model->columns]) return orm__render_typed(r, into->items[c - c->model->columns], out);
    return orm__render_field(r, c, "an expression") != NULL;
}
static bool orm__typed_outer(orm__render *r, const void *operand, orm__field *out) {
    for (const orm__scope *s = r->scope.outer; s && orm__is_column(operand); s = s->outer)
        for (size_t i = 0; i < s->source_count; i++) {
            const orm_column *c = operand;
            if (!orm__same_model(r, c->model, s->sources[i])) continue;
            *out = s->sources[i]->fields[c - c->model->columns];
            out->nullable = out->nullable || s->may_miss[i];
            return true;
        }
    return orm__typed_as(r, out, ORM_NO_TYPE, 0, 0, true);
}
ORM__PRIVATE bool orm__render_typed(orm__render *r, const void *operand, orm__field *out) {
    if (r->status != ORM_OK) return false;
    if (orm__is_column(operand)) return orm__typed_column(r, operand, out);
    if (!orm__is_node(operand)) return orm__render_fail(r, ORM_MISUSE, "a result's column holds something that is no expression"), false;
    const orm_node *n = operand;
    if (++r->depth > 400) return orm__render_fail(r, ORM_MISUSE, "an expression nests deeper than 400 expressions, or holds itself"), false;
    bool done;
    switch (n->op) {
    case ORM__OP_COLUMN: case ORM__OP_NEG: done = orm__render_typed(r, n->of.operand[0], out); break;
    case ORM__OP_VALUE: done = orm__typed_value(r, &n->of.value, out); break;
    case ORM__OP_ADD: case ORM__OP_SUB: case ORM__OP_MUL: case ORM__OP_DIV: case ORM__OP_MOD: done = orm__typed_both(r, n, out); break;
    case ORM__OP_CALL: done = orm__typed_call(r, n, out); break;
    case ORM__OP_CASE: done = orm__typed_case(r, n, out); break;
    case ORM__OP_OUTER: done = orm__typed_outer(r, n->of.operand[0], out); break;
    case ORM__OP_SCALAR: done = orm__typed_scalar(r, n, out); break;
    case ORM__OP_FILTER: {
        done = orm__render_typed(r, n->of.operand[0], out);
        const orm_node *a = n->of.operand[0];
        if (done) out->nullable = orm__is_node(a) && !(a->op == ORM__OP_COUNT || a->op == ORM__OP_COUNT_ALL || a->op == ORM__OP_COUNT_DISTINCT);
        break;
    }
    case ORM__OP_OVER: {
        const bool grouped = r->scope.grouped;
        const orm_frame *frame = &n->of.over.window->frame; /* with the row itself in its window there is something to add up */
        r->scope.grouped = !frame->kind || (frame->from.kind <= ORM__CURRENT && frame->to.kind >= ORM__CURRENT);
        done = orm__render_typed(r, n->of.over.of, out);
        r->scope.grouped = grouped;
        break;
    }
    case ORM__OP_CAST: {
        orm__field of;
        const orm_type type = (orm_type)n->of.cast.type;
        done = orm__render_typed(r, n->of.cast.operand, &of);
        const bool from_text = done && of.type >= ORM_TEXT && of.type <= ORM_CHAR && type != ORM_TEXT; /* which may be no number */
        done = done && orm__typed_as(r, out, type, n->of.cast.precision, n->of.cast.scale, of.nullable || from_text);
        if (done && type == ORM_DECIMAL && r->dialect->id == ORM_DIALECT_SQLITE) out->form = n->of.cast.precision > 18 ? ORM__FORM_DECIMAL_TEXT : ORM__FORM_DECIMAL_SCALED;
        break;
    }
    default:
        if (n->op >= ORM__OP_COUNT || n->op == ORM__OP_STRING_AGG) done = orm__typed_aggregate_node(r, n, out);
        else done = orm__typed_as(r, out, ORM_BOOL, 0, 0, n->op != ORM__OP_EXISTS && n->op != ORM__OP_IS_NULL && n->op != ORM__OP_IS_NOT_NULL);
    }
    r->depth--;
    return done;
}
ORM__PRIVATE const orm__field *orm__render_typed_kept(orm__render *r, const void *operand) {
    orm__field f, *kept;
    if (!orm__render_typed(r, operand, &f)) return NULL;
    kept = orm__arena_take(r->scratch, sizeof *kept, 16);
    if (!kept) orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
    else *kept = f;
    return kept;
}
