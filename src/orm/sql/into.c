/* into: the columns of a result, checked against what the query gives for them. */
#include "render.h"
#include <stdio.h>
#include <string.h>

typedef enum orm__family { ORM__OF_NUMBERS, ORM__OF_TEXTS, ORM__OF_ITSELF } orm__family;
static orm__family orm__family_of(const orm__field *f) {
    if (f->type == ORM_BOOL || (f->type >= ORM_INT16 && f->type <= ORM_DOUBLE) || f->type == ORM_DECIMAL || f->type == ORM_MONEY) return ORM__OF_NUMBERS;
    if (f->type >= ORM_TEXT && f->type <= ORM_MACADDR) return ORM__OF_TEXTS;
    return ORM__OF_ITSELF;
}
static bool orm__is_exact_type(const orm__field *f) { return f->type == ORM_DECIMAL || f->type == ORM_MONEY; }

static bool orm__check_into_type(orm__render *r, const orm__field *f, const orm__field *e) {
    const orm__family family = orm__family_of(f);
    bool fits = family == orm__family_of(e) && (family != ORM__OF_ITSELF || f->type == e->type);
    if (f->type == ORM_ENUMERATION) fits = e->type == ORM_ENUMERATION && e->def->enumeration == f->def->enumeration;
    if (f->type == ORM_CUSTOM) fits = e->type == ORM_CUSTOM && e->def->codec == f->def->codec;
    if (f->type == ORM_ARRAY) fits = e->type == ORM_ARRAY && e->def->element == f->def->element;
    if (family == ORM__OF_NUMBERS && orm__is_exact_type(e) && !orm__is_exact_type(f) && f->type != ORM_DOUBLE && f->type != ORM_FLOAT) fits = false;
    if (family == ORM__OF_NUMBERS && (e->type == ORM_DOUBLE || e->type == ORM_FLOAT) && f->type != ORM_DOUBLE && f->type != ORM_FLOAT) fits = false;
    if (fits) return true;
    orm__render_fail(r, ORM_MISUSE, "orm_into: %s.%s is %s, and what is given for it is %s: change one of them, or use orm_cast", f->def->model->name, f->def->name, orm__type_as_written(f->def).text, orm_type_name((orm_type)e->type));
    return false;
}
ORM__PRIVATE bool orm__render_into_field(orm__render *r, const orm__field *f, orm_expr e, orm__field *out) {
    orm__field given;
    const orm_node *value = e;
    *out = *f;
    if (!orm__render_typed(r, e, &given)) return r->status == ORM_OK;
    if (given.nullable && !f->nullable) {
        const bool is_null = value->op == ORM__OP_VALUE && value->of.value.null;
        orm__render_fail(r, ORM_MISUSE, "orm_into: what is given for %s.%s %s NULL: declare it opt(%s), or use orm_coalesce", f->def->model->name, f->def->name, is_null ? "is" : "may be", orm__type_as_written(f->def).text);
        return false;
    }
    if (given.type == ORM_NO_TYPE || orm__is_constant(e, 0)) return true; /* written as the field's own form */
    if (!orm__check_into_type(r, f, &given)) return false;
    if (f->type == given.type && !orm__is_exact_type(f)) out->form = given.form; /* decimals are brought to the field's form */
    return true;
}
static int64_t orm__power_of_ten(int n) {
    int64_t power = 1;
    for (; n > 0; n--) power *= 10;
    return power;
}
/* For a CAST on PostgreSQL, which must not shorten a text. */
ORM__PRIVATE void orm__render_type_name(orm__render *r, const orm__field *f) {
    if (f->form == ORM__FORM_TEXT || f->form == ORM__FORM_ENUM_TEXT) orm__render_text(r, "text");
    else if (f->type == ORM_DECIMAL) orm__render_text(r, "numeric");
    else r->dialect->type_sql(r->out, f->def, false);
}
/* A value's type must be said where nothing beside it tells it: PostgreSQL, and the first rows of a recursion. */
static void orm__render_into_constant(orm__render *r, const orm__field *f, const orm_value *v) {
    const bool postgres = r->dialect->id == ORM_DIALECT_POSTGRES;
    if (postgres || (r->recursion_anchor && r->dialect->quote == '`' && f->type <= ORM_INT64 && f->type != ORM_BOOL)) orm__render_text(r, "CAST(");
    const bool cast = postgres || (r->recursion_anchor && r->dialect->quote == '`' && f->type <= ORM_INT64 && f->type != ORM_BOOL);
    if (v->null) orm__render_text(r, "NULL");
    else orm__render_operand_value(r, f, *v);
    if (!cast) return;
    orm__render_text(r, " AS ");
    if (postgres) orm__render_type_name(r, f);
    else orm__render_text(r, "SIGNED");
    orm__render_text(r, ")");
}
/* The servers take the types of a recursion's columns from its first part, MySQL with their lengths: they are those of the result. */
static bool orm__is_cast_in_recursion(const orm__render *r, const orm__field *f) {
    if (!r->recursion || r->dialect->id == ORM_DIALECT_SQLITE || f->type == ORM_CUSTOM) return false;
    return r->dialect->id == ORM_DIALECT_POSTGRES || (r->recursion_anchor && (orm__family_of(f) == ORM__OF_TEXTS || f->type <= ORM_INT64 || f->type == ORM_DECIMAL));
}
static void orm__render_recursion_type(orm__render *r, const orm__field *f) {
    orm__render_text(r, " AS ");
    if (r->dialect->id == ORM_DIALECT_POSTGRES) orm__render_type_name(r, f);
    else if (orm__family_of(f) == ORM__OF_TEXTS) orm__render_text(r, "CHAR(10000)");
    else if (f->type == ORM_DECIMAL) orm__put_format(r->out, "DECIMAL(%d,%d)", (int)f->def->precision, (int)f->def->scale);
    else orm__render_text(r, "SIGNED");
    orm__render_text(r, ")");
}
/* An average has as many digits as the database likes: as many are kept as the result's column has. */
static orm__visit_answer orm__is_average(void *context, const void *operand) {
    const orm_node *n = orm__is_node(operand) ? operand : NULL;
    (void)context;
    if (n && n->op == ORM__OP_SCALAR) return n->of.query.query && orm__visit(n->of.query.query->select[0], false, orm__is_average, NULL) ? ORM__VISIT_FOUND : ORM__VISIT_ON;
    return n && n->op == ORM__OP_AVG ? ORM__VISIT_FOUND : ORM__VISIT_ON;
}
/* SQLite: what stands around a value so that it becomes a decimal of the column's own form, whatever the query calculates with.  "": it is one already. */
typedef struct orm__conversion { const char *before; char after[80]; } orm__conversion;
static orm__conversion orm__conversion_to(const orm__render *r, const orm__field *f, const orm__field *given) {
    orm__conversion c = { "", "" };
    const int scale = f->def->scale, from = given->form == ORM__FORM_DECIMAL_SCALED ? given->def->scale : 0;
    const bool scaled = given->form == ORM__FORM_DECIMAL_SCALED, whole = !orm__is_exact_type(given);
    if (r->dialect->id != ORM_DIALECT_SQLITE) return c;
    if (!orm__is_exact_type(f)) {
        if (scaled) c.before = "(", snprintf(c.after, sizeof c.after, " / %lld.0)", (long long)orm__power_of_ten(from));
        return c;
    }
    if (f->form == ORM__FORM_DECIMAL_SCALED && (scaled || whole)) {
        if (scale > from) c.before = "orm_fits(", snprintf(c.after, sizeof c.after, " * %lld, -999999999999999999, 999999999999999999)", (long long)orm__power_of_ten(scale - from));
    } else if (f->form == ORM__FORM_DECIMAL_SCALED) c.before = "orm_to_scaled(", snprintf(c.after, sizeof c.after, ", %d)", scale);
    else if (f->form == ORM__FORM_DECIMAL_TEXT && scaled) c.before = "orm_to_decimal(orm_decimal_text(", snprintf(c.after, sizeof c.after, ", %d), %d)", from, scale);
    else if (f->form == ORM__FORM_DECIMAL_TEXT && (given->form != f->form || given->def->scale != scale)) c.before = "orm_to_decimal(", snprintf(c.after, sizeof c.after, ", %d)", scale);
    else if (f->form == ORM__FORM_DECIMAL_NATIVE && scaled) c.before = "(", snprintf(c.after, sizeof c.after, " / %lld.0)", (long long)orm__power_of_ten(from));
    else if (f->form == ORM__FORM_DECIMAL_NATIVE && given->form == ORM__FORM_DECIMAL_TEXT) c.before = "CAST(", snprintf(c.after, sizeof c.after, " AS NUMERIC)");
    return c;
}
ORM__PRIVATE void orm__render_argument_typed(orm__render *r, const orm__field *f, orm_value v) { orm__render_into_constant(r, f, &v); }
ORM__PRIVATE void orm__render_into_value(orm__render *r, const orm__field *f, orm_expr e) {
    orm__field read, given;
    if (!orm__is_node(e)) {
        orm__render_fail(r, ORM_MISUSE, "orm_into: %s.%s is given something that is no expression: use orm_col(...) for a column", f->def->model->name, f->def->name);
        return;
    }
    if (!orm__render_into_field(r, f, e, &read)) return;
    if (e->op == ORM__OP_VALUE && e->of.value.type != ORM__TYPE_EXPR) {
        orm__render_into_constant(r, f, &e->of.value);
        return;
    }
    if (!orm__render_typed(r, e, &given)) return;
    const bool average = orm__is_exact_type(f) && orm__is_exact_type(&given) && given.form != ORM__FORM_DECIMAL_SCALED && orm__visit(e, false, orm__is_average, NULL);
    if (given.form == ORM__FORM_DECIMAL_SCALED && orm__is_exact_type(f) && given.def->scale > f->def->scale) {
        orm__render_fail(r, ORM_MISUSE, "orm_into: %s.%s has %d digits after the point, what is given for it has %d: use orm_round or a longer decimal", f->def->model->name, f->def->name, (int)f->def->scale, (int)given.def->scale);
        return;
    }
    const orm__conversion conversion = orm__is_constant(e, 0) ? (orm__conversion){ "", "" } : orm__conversion_to(r, f, &given);
    const bool cast = orm__is_cast_in_recursion(r, f);
    if (cast) orm__render_text(r, "CAST(");
    orm__render_text(r, conversion.before);
    if (average) orm__render_text(r, given.form == ORM__FORM_DECIMAL_TEXT ? "orm_decimal_round(" : "ROUND(");
    orm__render_argument(r, e, orm__is_constant(e, 0) ? f : NULL, "orm_into");
    if (average) orm__put_format(r->out, ", %d)", (int)f->def->scale);
    orm__render_text(r, conversion.after);
    if (cast) orm__render_recursion_type(r, f);
}
static const orm__entity *orm__whole_source(orm__render *r, const orm_whole_row *w) {
    for (size_t i = 0; i < r->scope.source_count; i++) {
        if (!orm__same_model(r, w->model, r->scope.sources[i])) continue;
        if (!r->scope.may_miss[i] || w->optional) return r->scope.sources[i];
        orm__render_fail(r, ORM_MISUSE, "%s may be missing in this join: declare it X(opt_row, %s, %s) in the result", w->name, w->model->name, w->name);
        return NULL;
    }
    orm__render_fail(r, ORM_MISUSE, "the result holds a row of %s, but the query does not read %s: join it", w->model->name, w->model->name);
    return NULL;
}
ORM__PRIVATE void orm__render_wholes(orm__render *r, const orm_model *result) {
    for (size_t i = 0; i < result->whole_count && r->status == ORM_OK; i++) {
        const orm__entity *e = orm__whole_source(r, &result->wholes[i]);
        if (!e) return;
        if (i || result->column_count) orm__render_text(r, ", ");
        orm__render_column_names(r, e, e->all, e->field_count);
    }
}
