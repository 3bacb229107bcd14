/* expression: operands, operators, patterns, aggregates. */
#include "render.h"
#include <string.h>

#define ORM__EXPRESSION_DEPTH 500

static const orm_node *orm__node(const void *p) { return orm__is_node(p) ? p : NULL; }

ORM__PRIVATE bool orm__is_aggregate(const void *operand) {
    const orm_node *n = orm__node(operand);
    return n && ((n->op >= ORM__OP_COUNT && n->op <= ORM__OP_MAX) || n->op == ORM__OP_STRING_AGG || n->op == ORM__OP_FILTER || (n->op == ORM__OP_CALL && n->of.call.function && n->of.call.function->aggregate));
}
ORM__PRIVATE const void *orm__render_meant_column(const orm__render *r, const orm_column *c) {
    for (size_t i = 0; i < r->scope.source_count; i++)
        if (orm__same_model(r, c->model, r->scope.sources[i])) return NULL;
    return r->scope.into->items[c - c->model->columns];
}
static const orm__field *orm__outer_field(const orm__render *r, const void *operand) {
    const orm_column *c = operand;
    for (const orm__scope *s = r->scope.outer; s && orm__is_column(operand); s = s->outer)
        for (size_t i = 0; i < s->source_count; i++)
            if (orm__same_model(r, c->model, s->sources[i])) return &s->sources[i]->fields[c - c->model->columns];
    return NULL;
}
/* The depth is watched here too: an expression whose block is gone may have come to hold itself. */
static const orm__field *orm__type_at(orm__render *r, const void *operand, int depth) {
    if (r->status != ORM_OK) return NULL;
    const void *meant = orm__render_meant(r, operand);
    if (meant) return depth > ORM__EXPRESSION_DEPTH ? NULL : orm__type_at(r, meant, depth + 1);
    if (orm__is_column(operand)) return orm__render_field(r, operand, "an expression");
    const orm_node *n = orm__node(operand);
    if (!n) return NULL;
    if (depth > ORM__EXPRESSION_DEPTH) {
        orm__render_fail(r, ORM_MISUSE, "an expression nests deeper than %d expressions, or holds itself: it must be used in the block it was written in", ORM__EXPRESSION_DEPTH);
        return NULL;
    }
    switch (n->op) {
    case ORM__OP_COLUMN: case ORM__OP_NEG: case ORM__OP_SUM: case ORM__OP_MIN: case ORM__OP_MAX: case ORM__OP_FILTER: return orm__type_at(r, n->of.operand[0], depth + 1);
    case ORM__OP_OUTER: return orm__outer_field(r, n->of.operand[0]);
    case ORM__OP_OVER: return orm__type_at(r, n->of.over.of, depth + 1);
    case ORM__OP_CALL: /* the functions that give what they take */
        for (const orm_value *v = n->of.call.values; n->of.call.function && n->of.call.function->result == ORM_NO_TYPE && v->type != ORM__TYPE_END; v++) {
            const orm__field *f = v->type == ORM__TYPE_EXPR ? orm__type_at(r, v->as.pointer, depth + 1) : NULL;
            if (f) return f;
        }
        return NULL;
    case ORM__OP_ADD: case ORM__OP_SUB: case ORM__OP_MUL: {
        const orm__field *left = orm__type_at(r, n->of.operand[0], depth + 1);
        return left ? left : orm__type_at(r, n->of.operand[1], depth + 1);
    }
    default: return NULL;
    }
}
ORM__PRIVATE const orm__field *orm__render_type(orm__render *r, const void *operand) {
    if (orm__is_node(operand) && ((const orm_node *)operand)->op == ORM__OP_VALUE) return NULL; /* one side of most comparisons */
    const void *meant = orm__render_meant(r, operand);
    const orm__field *f = orm__type_at(r, operand, r->depth), *typed;
    const orm_node *n = orm__node(meant ? meant : operand);
    const bool calculated = n && ((n->op >= ORM__OP_ADD && n->op <= ORM__OP_MOD) || n->op == ORM__OP_CALL);
    if (r->status != ORM_OK || !n || n->op == ORM__OP_VALUE || (f && !calculated)) return f;
    typed = orm__render_typed_kept(r, n);
    return typed && typed->type != ORM_NO_TYPE ? typed : f;
}

/* ---- operators --------------------------------------------------------------------------------------------------------------- */
static const char *orm__operator_sql(unsigned op) {
#define ORM__OPERATOR_SQL(name, sql) sql,
    static const char *const texts[] = { ORM__OPERATORS(ORM__OPERATOR_SQL) };
#undef ORM__OPERATOR_SQL
    return op < sizeof texts / sizeof *texts ? texts[op] : NULL;
}
static const orm_value *orm__value_operand(const void *operand) {
    const orm_node *n = orm__node(operand);
    return n && n->op == ORM__OP_VALUE ? &n->of.value : NULL;
}
/* Whether the stored form sorts as the value does: PostgreSQL has types of its own for these, and an order for all but two. */
static bool orm__orderable(const orm__render *r, const orm__field *f) {
    if (!f || r->dialect->id == ORM_DIALECT_POSTGRES) return !f || (f->type != ORM_POINT && f->type != ORM_HSTORE);
    switch (f->form) {
    case ORM__FORM_JSON: case ORM__FORM_INTERVAL_TEXT: case ORM__FORM_VECTOR_BLOB: case ORM__FORM_ARRAY_JSON: case ORM__FORM_HSTORE_JSON: case ORM__FORM_POINT_TEXT: case ORM__FORM_NET: return false;
    default: return true;
    }
}
ORM__PRIVATE bool orm__check_orderable(orm__render *r, const orm__field *f, const char *clause) {
    if (orm__orderable(r, f)) return true;
    orm__render_fail(r, ORM_UNSUPPORTED, "%s compares %s.%s by order: %s has no order for %s columns", clause, f->def->model->name, f->def->name, r->dialect->name, orm_type_name((orm_type)f->type));
    return false;
}
static bool orm__is_decimal_field(const orm__field *f) { return f && (f->form == ORM__FORM_DECIMAL_SCALED || f->form == ORM__FORM_DECIMAL_TEXT); }
/* SQLite compares, adds and assigns what is stored: scaled integers of two scales, or one of them and an ordinary number, do not mean the same. */
ORM__PRIVATE bool orm__check_stored_alike(orm__render *r, const orm__field *a, const orm__field *b, const char *clause) {
    if (r->dialect->id != ORM_DIALECT_SQLITE || !a || !b || (!orm__is_decimal_field(a) && !orm__is_decimal_field(b))) return true;
    if (a->form == b->form && (a->def->scale == b->def->scale || a->form == ORM__FORM_DECIMAL_TEXT)) return true;
    orm__render_fail(r, ORM_UNSUPPORTED, "%s puts %s.%s and %s.%s together, which SQLite stores in two forms (decimals of different scale or storage): give both columns one decimal(p,s)", clause,
                     a->def->model->name, a->def->name, b->def->model->name, b->def->name);
    return false;
}
/* Of two that SQLite keeps in two forms the one that both can be brought to exactly: decimals of two scales, or one of them and integers.  NULL: they are alike, or
 * it cannot be done. */
static bool orm__is_whole_field(const orm__field *f) { return f && f->type >= ORM_INT16 && f->type < ORM_UINT64; }
ORM__PRIVATE const orm__field *orm__common_form(const orm__render *r, const orm__field *a, const orm__field *b) {
    if (r->dialect->id != ORM_DIALECT_SQLITE || !a || !b) return NULL;
    const bool left = a->form == ORM__FORM_DECIMAL_SCALED, right = b->form == ORM__FORM_DECIMAL_SCALED;
    const bool text = a->form == ORM__FORM_DECIMAL_TEXT, other_text = b->form == ORM__FORM_DECIMAL_TEXT;
    if (text && other_text) return a->def->scale == b->def->scale ? NULL : a;
    if (text || other_text) return left || right || orm__is_whole_field(a) || orm__is_whole_field(b) ? text ? a : b : NULL;
    if (left && right && a->def->scale != b->def->scale) return a->def->scale > b->def->scale ? a : b;
    return left && orm__is_whole_field(b) ? a : right && orm__is_whole_field(a) ? b : NULL;
}
static int64_t orm__ten_to_the(int n) {
    int64_t power = 1;
    for (; n > 0; n--) power *= 10;
    return power;
}
/* An operand of the type `own` in the form of `wanted` (NULL: as it is). */
ORM__PRIVATE void orm__render_in_form(orm__render *r, const void *operand, const orm__field *own, const orm__field *wanted, const char *clause) {
    if (own && wanted && wanted->form == ORM__FORM_DECIMAL_TEXT && !orm__value_operand(operand)) { /* compared as numbers by the collation */
        if (own->form != ORM__FORM_DECIMAL_TEXT) orm__render_text(r, "orm_decimal_text(");
        orm__render_expression(r, operand, own, clause);
        if (own->form != ORM__FORM_DECIMAL_TEXT) orm__put_format(r->out, ", %d)", own->form == ORM__FORM_DECIMAL_SCALED ? (int)own->def->scale : 0);
        orm__render_text(r, " COLLATE orm_decimal");
        return;
    }
    const int from = own && own->form == ORM__FORM_DECIMAL_SCALED ? own->def->scale : 0, by = wanted ? wanted->def->scale - from : 0;
    const bool shifted = own && by > 0 && !orm__value_operand(operand) && (own->form == ORM__FORM_DECIMAL_SCALED || orm__is_whole_field(own));
    if (shifted) orm__render_text(r, "orm_fits(");
    orm__render_argument(r, operand, wanted ? wanted : own, clause);
    if (shifted) orm__put_format(r->out, " * %lld, -9223372036854775807, 9223372036854775807)", (long long)orm__ten_to_the(by));
}
/* What sorts as the C value does: an enum stored by name by the values of its names, a long decimal by its collation. */
ORM__PRIVATE void orm__render_sorted(orm__render *r, const void *operand, const orm__field *type, const char *clause) {
    const orm_value *v = orm__value_operand(operand);
    if (!type || type->form != ORM__FORM_ENUM_TEXT) {
        orm__render_expression(r, operand, type, clause);
        if (type && !v && type->form == ORM__FORM_DECIMAL_TEXT && r->dialect->id == ORM_DIALECT_SQLITE) orm__render_text(r, " COLLATE orm_decimal");
        return;
    }
    const orm_enum *e = type->def->enumeration;
    if (v) {
        const int64_t number = orm_value_int(*v);
        if (number < INT32_MIN || number > INT32_MAX || !orm_enum_name(e, (int)number))
            orm__render_fail(r, ORM_INVALID, "%s.%s: %lld is no value of enum %s", type->def->model->name, type->def->name, (long long)number, e->name);
        orm__render_value(r, NULL, *v);
        return;
    }
    orm__render_text(r, "CASE ");
    orm__render_expression(r, operand, type, clause);
    for (size_t i = 0; i < e->count; i++) {
        orm__render_text(r, " WHEN ");
        orm__put_sql_string(r->out, r->dialect, e->items[i].name);
        orm__put_format(r->out, " THEN %d", e->items[i].value);
    }
    orm__render_text(r, " END");
}
/* Behind "CASE x": the names of the numbers that sort. */
ORM__PRIVATE void orm__render_enum_names(orm__render *r, const orm__field *type) {
    const orm_enum *e = type->def->enumeration;
    for (size_t i = 0; i < e->count; i++) {
        orm__put_format(r->out, " WHEN %d THEN ", e->items[i].value);
        orm__put_sql_string(r->out, r->dialect, e->items[i].name);
    }
    orm__render_text(r, " END");
}
/* What a value beside others must be told to be, the end of a CAST, or NULL.  What SQLite makes of the digits of a NATIVE decimal depends on its neighbour: text
 * beside the result of a calculation would be larger than any number.  To MySQL a text beside JSON is a JSON string. */
static const char *orm__compared_as(const orm__render *r, const orm__field *type) {
    if (!type) return NULL;
    const bool json = type->form == ORM__FORM_JSON || type->form == ORM__FORM_ARRAY_JSON || type->form == ORM__FORM_HSTORE_JSON;
    if (type->form == ORM__FORM_DECIMAL_NATIVE && r->dialect->id == ORM_DIALECT_SQLITE) return " AS NUMERIC)";
    return json && !r->assigns && r->dialect->id == ORM_DIALECT_MYSQL ? " AS JSON)" : NULL;
}
ORM__PRIVATE void orm__render_operand_value(orm__render *r, const orm__field *type, orm_value value) {
    const char *cast = orm__compared_as(r, type);
    if (cast) orm__render_text(r, "CAST(");
    orm__render_value(r, type, value);
    if (!r->parameters->failed) r->parameters->items[r->parameters->count - 1].compared = !r->assigns;
    if (cast) orm__render_text(r, cast);
}
/* A column beside other values: a moment may be stored in any of the forms that are read, so it is brought into one. */
static void orm__render_operand_column(orm__render *r, const orm__field *f) {
    const bool native = f->form == ORM__FORM_TIMESTAMP_NATIVE && r->dialect->id == ORM_DIALECT_SQLITE;
    if (native) orm__render_text(r, "orm_moment(");
    orm__render_column_name(r, f);
    if (native) orm__render_text(r, ")");
}
static bool orm__refuse_null_operand(orm__render *r, const void *operand, const char *clause) {
    const orm_value *v = orm__value_operand(operand);
    if (!v || !v->null) return false;
    orm__render_fail(r, ORM_MISUSE, "%s compares with NULL, which is never true: use orm_eq, orm_is_null or orm_same", clause);
    return true;
}
static void orm__render_null_test(orm__render *r, const void *operand, bool is_null, const char *clause) {
    orm__render_expression(r, operand, NULL, clause);
    orm__render_text(r, is_null ? " IS NULL" : " IS NOT NULL");
}
/* Equal values are those with equal parts.  To PostgreSQL a month equals 30 days and points are equal that lie near each other: there the bytes that it
 * would send are compared.  The beginning of a call, or NULL. */
static const char *orm__exactly(const orm__render *r, const orm__field *type) {
    if (!type || r->dialect->id != ORM_DIALECT_POSTGRES) return NULL;
    return type->type == ORM_POINT ? "pg_catalog.point_send(" : type->type == ORM_INTERVAL ? "pg_catalog.interval_send(" : NULL;
}
static void orm__render_equal(orm__render *r, const void *operand, const orm__field *type, const char *exact, const char *clause) {
    if (exact) orm__render_text(r, exact);
    orm__render_expression(r, operand, type, clause);
    if (exact) orm__render_text(r, ")");
}
/* Numbers and texts: SQLite would find no row, MySQL would read the text as a number, PostgreSQL would refuse it. */
static bool orm__is_numeric(const orm__field *f) { return (f->type >= ORM_INT16 && f->type <= ORM_DOUBLE) || f->type == ORM_DECIMAL || f->type == ORM_MONEY; }
static bool orm__is_textual(const orm__field *f) { return f->type >= ORM_TEXT && f->type <= ORM_CHAR; }
static bool orm__check_comparable(orm__render *r, const orm__field *a, const orm__field *b, const char *clause) {
    if (!a || !b || !((orm__is_numeric(a) && orm__is_textual(b)) || (orm__is_textual(a) && orm__is_numeric(b)))) return true;
    orm__render_fail(r, ORM_MISUSE, "%s compares %s with %s: use orm_cast on one of them", clause, orm_type_name((orm_type)a->type), orm_type_name((orm_type)b->type));
    return false;
}
/* What a subquery's one column gives; NULL: it is not known. */
static const orm__field *orm__type_of_subquery(orm__render *r, const orm_query *q) {
    orm__scope saved;
    orm__field *kept = orm__arena_take(r->scratch, sizeof *kept, 16);
    if (!kept) orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
    if (r->status != ORM_OK || !orm__check_one_column(r, q, "orm_in_query")) return NULL;
    orm__scope_enter(r, &saved);
    const bool known = orm__scope_fill(r, NULL, q) && orm__render_typed(r, q->select[0], kept) && kept->type != ORM_NO_TYPE;
    orm__scope_leave(r, &saved);
    return known ? kept : NULL;
}
static void orm__render_in_query(orm__render *r, const orm_node *n, const char *clause) {
    const orm__field *left = orm__render_type(r, n->of.query.left);
    if (!orm__check_comparable(r, left, orm__type_of_subquery(r, n->of.query.query), clause) || r->status != ORM_OK) return;
    /* MariaDB (10.11.19 and before) compares with what it has not fetched yet, when a subquery stands alone on the left and the one on the right looks outside: all rows are found */
    const bool alone = r->dialect->id == ORM_DIALECT_MARIADB && orm__is_node(n->of.query.left) && ((const orm_node *)n->of.query.left)->op == ORM__OP_SCALAR;
    if (alone) orm__render_text(r, "COALESCE(");
    orm__render_expression(r, n->of.query.left, NULL, clause);
    orm__render_text(r, alone ? ") IN (" : " IN (");
    orm__render_subquery(r, n->of.query.query, ORM__WANT_ONE_COLUMN, "orm_in_query");
    orm__render_text(r, ")");
}
static void orm__render_comparison(orm__render *r, const orm_node *n, const char *clause) {
    const void *left = n->of.operand[0], *right = n->of.operand[1];
    const orm_value *v = orm__value_operand(right);
    if ((n->op == ORM__OP_EQ || n->op == ORM__OP_NE || n->op == ORM__OP_SAME) && v && v->null) {
        orm__render_null_test(r, left, n->op != ORM__OP_NE, clause);
        return;
    }
    if (orm__refuse_null_operand(r, right, clause)) return;
    const orm__field *type = orm__render_type(r, left), *other = orm__render_type(r, right), *common = orm__common_form(r, type, other);
    if (common) {
        orm__render_in_form(r, left, type, common, clause);
        orm__render_text(r, n->op == ORM__OP_SAME ? r->dialect->same : orm__operator_sql(n->op));
        orm__render_in_form(r, right, other, common, clause);
        return;
    }
    if (!orm__check_stored_alike(r, type, other, clause) || !orm__check_comparable(r, type, other, clause)) return;
    if (!type) type = other;
    const bool ordered = n->op >= ORM__OP_LT && n->op <= ORM__OP_GE;
    if (ordered && !orm__check_orderable(r, type, clause)) return;
    const char *exact = orm__exactly(r, type);
    if (ordered) orm__render_sorted(r, left, type, clause);
    else orm__render_equal(r, left, type, exact, clause);
    orm__render_text(r, n->op == ORM__OP_SAME ? r->dialect->same : orm__operator_sql(n->op));
    if (ordered) orm__render_sorted(r, right, other ? other : type, clause);
    else orm__render_equal(r, right, type, exact, clause);
}
static void orm__render_between(orm__render *r, const orm_node *n, const char *clause) {
    const void *const *o = n->of.operand;
    if (orm__refuse_null_operand(r, o[1], clause) || orm__refuse_null_operand(r, o[2], clause)) return;
    const orm__field *type = orm__render_type(r, o[0]);
    if (!orm__check_orderable(r, type, clause)) return;
    for (int i = 0; i < 3; i++) {
        const orm__field *own = i ? orm__render_type(r, o[i]) : type;
        if (!orm__check_stored_alike(r, type, own, clause)) return;
        if (i) orm__render_text(r, i == 1 ? " BETWEEN " : " AND ");
        orm__render_sorted(r, o[i], own ? own : type, clause);
    }
}

/* ---- lists -------------------------------------------------------------------------------------------------------------------- */
/* Long lists are filled up to a power of two, and very long ones to the next of a few lengths, by repeating the last value, which changes nothing: so lists of
 * all lengths share few statements.  Room stays for other values of the statement. */
#define ORM__LIST_STEPS 16
#define ORM__LIST_SPARE 256
static size_t orm__padded(const orm__render *r, size_t count) {
    const size_t limit = r->can ? r->can->max_parameters : 32766, step = limit / ORM__LIST_STEPS;
    size_t padded = 8;
    if (count <= 8) return count;
    while (padded < count) padded *= 2;
    if (padded > limit / 2) padded = (count + step - 1) / step * step;
    return r->parameters->count + (padded - count) + ORM__LIST_SPARE <= limit ? padded : count;
}
static void orm__render_list_value(orm__render *r, const orm__field *type, orm_value value) {
    const char *exact = orm__exactly(r, type);
    if (exact) orm__render_text(r, exact);
    orm__render_operand_value(r, type, value);
    if (exact) orm__render_text(r, ")");
}
static void orm__render_list_end(orm__render *r, size_t count, const orm__field *type, orm_value last) {
    for (size_t i = orm__padded(r, count); i > count; i--) {
        orm__render_text(r, ", ");
        orm__render_list_value(r, type, last);
    }
    orm__render_text(r, ")");
}
static void orm__render_list_start(orm__render *r, const void *left, const orm__field *type, bool negated, const char *clause) {
    orm__render_equal(r, left, type, orm__exactly(r, type), clause);
    orm__render_text(r, negated ? " NOT IN (" : " IN (");
}
/* Where a list can be one value, of any length: the values are looked at when the statement runs. */
static bool orm__list_is_array(const orm__render *r, const orm__field *type) {
    if (!r->dialect->arrays || orm__exactly(r, type)) return false;
    return !type || (type->type != ORM_ARRAY && type->type != ORM_HSTORE && type->type != ORM_VECTOR);
}
static void orm__render_list_array(orm__render *r, const orm_node *n, const void *left, const orm__field *type, const char *clause) {
    orm__render_expression(r, left, type, clause);
    orm__render_text(r, n->op == ORM__OP_NOT_IN ? " <> ALL(" : " = ANY(");
    orm__render_operand_value(r, type, (orm_value){ .type = ORM__TYPE_LIST, .as.pointer = n });
    orm__render_text(r, ")");
}
/* How many values a list has; false: one of them is NULL, or *plain: none is an expression. */
static bool orm__check_list(orm__render *r, const orm_node *n, bool *plain, const char *clause) {
    *plain = true;
    for (const orm_value *v = n->of.in.values; v->type != ORM__TYPE_END; v++) {
        if (v->null) {
            orm__render_fail(r, ORM_MISUSE, "%s: value %zu of a list is NULL, which makes NOT IN match nothing and IN ignore it: leave it out, or add orm_is_null", clause, (size_t)(v - n->of.in.values) + 1);
            return false;
        }
        if (v->type == ORM__TYPE_EXPR) *plain = false;
    }
    return true;
}
static void orm__render_in(orm__render *r, const orm_node *n, const char *clause) {
    const orm__field *type = orm__render_type(r, n->of.in.left);
    size_t count = 0;
    bool plain;
    orm_value last = { .type = ORM_NO_TYPE };
    if (!orm__check_list(r, n, &plain, clause)) return;
    if (plain && orm__list_is_array(r, type)) {
        orm__render_list_array(r, n, n->of.in.left, type, clause);
        return;
    }
    orm__render_list_start(r, n->of.in.left, type, n->op == ORM__OP_NOT_IN, clause);
    for (const orm_value *v = n->of.in.values; v->type != ORM__TYPE_END; v++, count++) {
        if (count) orm__render_text(r, ", ");
        if (v->type == ORM__TYPE_EXPR) orm__render_equal(r, v->as.pointer, type, orm__exactly(r, type), clause);
        else {
            last = *v;
            orm__render_list_value(r, type, *v);
        }
    }
    if (last.type == ORM_NO_TYPE) orm__render_text(r, ")");
    else orm__render_list_end(r, count, type, last);
}
/* The i-th value of an array of the column's C type. */
static orm_value orm__array_item(const orm__field *f, const void *items, size_t size, size_t i) {
    const char *at = (const char *)items + i * size;
    orm_value v = { .type = ORM_INT64 };
    switch (f->type) {
    case ORM_BOOL: v.type = ORM_BOOL; v.as.integer = *(const bool *)(const void *)at; break;
    case ORM_INT16: v.as.integer = *(const int16_t *)(const void *)at; break;
    case ORM_INT32: case ORM_DATE: v.as.integer = *(const int32_t *)(const void *)at; break;
    case ORM_UINT32: v.as.integer = *(const uint32_t *)(const void *)at; break;
    case ORM_UINT64: v.type = ORM_UINT64; v.as.uinteger = *(const uint64_t *)(const void *)at; break;
    case ORM_INT64: case ORM_TIMESTAMP: case ORM_TIME: v.as.integer = *(const int64_t *)(const void *)at; break;
    case ORM_FLOAT: v.type = ORM_DOUBLE; v.as.real = (double)*(const float *)(const void *)at; break;
    case ORM_DOUBLE: v.type = ORM_DOUBLE; v.as.real = *(const double *)(const void *)at; break;
    case ORM_ENUMERATION: { int number; memcpy(&number, at, sizeof number); v.as.integer = number; break; }
    case ORM_DECIMAL: case ORM_MONEY: v.type = ORM_DECIMAL; v.as.text = ((const orm_decimal *)(const void *)at)->text; v.null = !v.as.text; break;
    case ORM_UUID: v.type = ORM_UUID; v.as.uuid = *(const orm_uuid *)(const void *)at; break;
    case ORM_BLOB: v.type = ORM_BLOB; v.as.blob = *(const orm_blob *)(const void *)at; v.null = !v.as.blob.data; break;
    case ORM_INTERVAL: v.type = ORM_INTERVAL; v.as.interval = *(const orm_interval *)(const void *)at; break;
    case ORM_CUSTOM: v.type = ORM_CUSTOM; v.as.pointer = at; break;
    case ORM_VECTOR: case ORM_ARRAY: case ORM_HSTORE: case ORM_POINT: v.type = ORM_NO_TYPE; break;
    default: v.type = ORM_TEXT; v.as.text = *(const char *const *)(const void *)at; v.null = !v.as.text; break;
    }
    return v;
}
ORM__PRIVATE size_t orm__list_count(const orm_node *n) {
    size_t count = 0;
    if (n->flags & ORM__NODE_ARRAY) return n->of.array.count;
    while (n->of.in.values[count].type != ORM__TYPE_END) count++;
    return count;
}
ORM__PRIVATE orm_value orm__list_item(const orm_node *n, const orm__field *field, size_t i) {
    return n->flags & ORM__NODE_ARRAY ? orm__array_item(field, n->of.array.items, n->flags >> 1, i) : n->of.in.values[i];
}
static bool orm__array_item_ok(orm__render *r, const orm__field *type, orm_value v, size_t i, const char *clause) {
    if (!v.null && v.type != ORM_NO_TYPE) return true;
    orm__render_fail(r, ORM_MISUSE, "%s: value %zu of the list for %s is NULL or of a type that lists cannot hold", clause, i + 1, type->def->name);
    return false;
}
static void orm__render_in_array(orm__render *r, const orm_node *n, const char *clause) {
    const bool negated = n->op == ORM__OP_NOT_IN;
    const orm__field *type = orm__render_type(r, n->of.array.left);
    const size_t count = n->of.array.count, size = n->flags >> 1;
    if (!type) return;
    if (!count) { /* nothing is in an empty list, NULL neither */
        orm__render_text(r, negated ? "1 = 1" : "1 = 0");
        return;
    }
    if (!n->of.array.items) {
        orm__render_fail(r, ORM_MISUSE, "%s: the array for %s is NULL but said to hold %zu values", clause, type->def->name, count);
        return;
    }
    if (size != type->size) {
        orm__render_fail(r, ORM_MISUSE, "%s: the array's items are %zu bytes, the column %s.%s has C type of %zu: give an array of the column's C type", clause, size, type->def->model->name, type->def->name, (size_t)type->size);
        return;
    }
    if (orm__list_is_array(r, type)) {
        for (size_t i = 0; i < count; i++)
            if (!orm__array_item_ok(r, type, orm__array_item(type, n->of.array.items, size, i), i, clause)) return;
        orm__render_list_array(r, n, n->of.array.left, type, clause);
        return;
    }
    orm__render_list_start(r, n->of.array.left, type, negated, clause);
    orm_value v = { .type = ORM_NO_TYPE };
    for (size_t i = 0; i < count; i++) {
        v = orm__array_item(type, n->of.array.items, size, i);
        if (!orm__array_item_ok(r, type, v, i, clause)) return;
        if (i) orm__render_text(r, ", ");
        orm__render_list_value(r, type, v);
    }
    orm__render_list_end(r, count, type, v);
}

/* ---- patterns --------------------------------------------------------------------------------------------------------------------
 * SQLite's LIKE ignores the case of ASCII letters only and no flag of ours may change a connection that is not ours: GLOB and instr() compare exactly, and
 * orm_ilike() folds.  PostgreSQL and MySQL get LIKE, which compares as a collation does. */
typedef struct orm__pattern_kind { bool raw, fold, before, after; } orm__pattern_kind; /* wild before and after the text */
static orm__pattern_kind orm__pattern_of(unsigned op) {
    const bool fold = op == ORM__OP_ILIKE || op == ORM__OP_ICONTAINS || op == ORM__OP_ISTARTSWITH || op == ORM__OP_IENDSWITH;
    const bool contains = op == ORM__OP_CONTAINS || op == ORM__OP_ICONTAINS, ends = op == ORM__OP_ENDSWITH || op == ORM__OP_IENDSWITH;
    const bool starts = op == ORM__OP_STARTSWITH || op == ORM__OP_ISTARTSWITH;
    return (orm__pattern_kind){ op == ORM__OP_LIKE || op == ORM__OP_ILIKE, fold, contains || ends, contains || starts };
}
/* The text with what is special in it escaped, and with the wild ends. */
static const char *orm__pattern_text(orm__render *r, const char *text, orm__pattern_kind kind, bool glob) {
    char *out = orm__arena_take(r->scratch, 3 * strlen(text) + 3, 1), *p = out;
    if (!out) {
        orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
        return NULL;
    }
    const char wild = glob ? '*' : '%';
    if (kind.before) *p++ = wild;
    for (; *text; text++) {
        if (glob && kind.raw && (*text == '%' || *text == '_')) *p++ = *text == '%' ? '*' : '?';
        else if (glob && (*text == '*' || *text == '?' || *text == '[')) *p++ = '[', *p++ = *text, *p++ = ']';
        else if (!glob && (*text == '!' || (!kind.raw && (*text == '%' || *text == '_')))) *p++ = '!', *p++ = *text;
        else *p++ = *text;
    }
    if (kind.after) *p++ = wild;
    *p = 0;
    return out;
}
static void orm__render_sqlite_pattern(orm__render *r, const orm_node *n, const char *text, orm__pattern_kind kind, const char *clause) {
    orm_value v = { .type = ORM_TEXT };
    if (n->op == ORM__OP_CONTAINS) { /* the bytes of one valid UTF-8 text in another: no pattern, no limit of length */
        orm__render_text(r, "instr(");
        orm__render_expression(r, n->of.operand[0], NULL, clause);
        orm__render_text(r, ", ");
        v.as.text = text;
        orm__render_value(r, NULL, v);
        orm__render_text(r, ") > 0");
        return;
    }
    if (kind.fold) orm__render_text(r, "orm_ilike(");
    orm__render_expression(r, n->of.operand[0], NULL, clause);
    orm__render_text(r, kind.fold ? ", " : " GLOB ");
    v.as.text = orm__pattern_text(r, text, kind, !kind.fold);
    orm__render_value(r, NULL, v);
    if (kind.fold) orm__render_text(r, ")");
}
static void orm__render_pattern(orm__render *r, const orm_node *n, const char *clause) {
    const orm_value *given = orm__value_operand(n->of.operand[1]);
    const orm__pattern_kind kind = orm__pattern_of(n->op);
    if (!given || given->type != ORM_TEXT) {
        orm__render_fail(r, ORM_UNSUPPORTED, "%s: the pattern must be a text value, not an expression", clause);
        return;
    }
    if (orm__refuse_null_operand(r, n->of.operand[1], clause)) return;
    if (r->dialect->id == ORM_DIALECT_SQLITE) {
        orm__render_sqlite_pattern(r, n, given->as.text, kind, clause);
        return;
    }
    orm_value v = { .type = ORM_TEXT, .as.text = orm__pattern_text(r, given->as.text, kind, false) };
    const orm__dialect *d = r->dialect;
    const int old = r->can && r->can->version < d->fold_since;
    const char *before = kind.fold ? d->fold_before[old] : NULL, *after = kind.fold ? d->fold_after[old] : NULL;
    if (before) orm__render_text(r, before);
    orm__render_expression(r, n->of.operand[0], NULL, clause);
    if (after) orm__render_text(r, after);
    if (kind.fold && d->fold_collation) { /* our columns compare by bytes, and fold no letter but ASCII's */
        orm__render_text(r, " COLLATE ");
        orm__render_text(r, d->fold_collation);
    }
    orm__render_text(r, kind.fold && d->id == ORM_DIALECT_POSTGRES ? " ILIKE " : " LIKE ");
    if (before) orm__render_text(r, before);
    orm__render_value(r, NULL, v);
    if (after) orm__render_text(r, after);
    if (!kind.fold && d->like_collation) { /* a column of another program's may ignore case */
        orm__render_text(r, " COLLATE ");
        orm__render_text(r, d->like_collation);
    }
    orm__render_text(r, " ESCAPE '!'");
}

/* ---- arithmetic and aggregates ------------------------------------------------------------------------------------------------------- */
/* Integers by integers give an integer; everything else is divided as doubles.  By zero: NULL, on every database. */
static void orm__render_quotient(orm__render *r, const orm_node *n, const char *clause) {
    const orm__field *a = orm__render_typed_kept(r, n->of.operand[0]), *b = orm__render_typed_kept(r, n->of.operand[1]);
    if (!a || !b) return;
    const bool whole = a->type >= ORM_INT16 && a->type <= ORM_UINT64 && b->type >= ORM_INT16 && b->type <= ORM_UINT64, postgres = r->dialect->id == ORM_DIALECT_POSTGRES, sqlite = r->dialect->id == ORM_DIALECT_SQLITE;
    const bool large = whole && postgres && (a->type == ORM_UINT64 || b->type == ORM_UINT64);
    if (n->op == ORM__OP_MOD && !whole) {
        orm__render_fail(r, ORM_MISUSE, "%s: orm_mod takes integers", clause);
        return;
    }
    for (int i = 0; i < 2; i++) {
        const orm__field *f = i ? b : a;
        const bool number = f->type <= ORM_DOUBLE || f->type == ORM_DECIMAL || f->type == ORM_MONEY;
        if (!number) {
            orm__render_fail(r, ORM_UNSUPPORTED, "%s divides %s values on %s", clause, orm_type_name((orm_type)f->type), r->dialect->name);
            return;
        }
        orm__render_text(r, i ? (n->op == ORM__OP_MOD ? " % " : large && n->op == ORM__OP_DIV ? ", " : whole && !postgres && !sqlite ? " DIV " : " / ") : large && n->op == ORM__OP_DIV ? "div(" : "(");
        const bool strict = i && !postgres && !sqlite && r->assigns && orm__may_be_zero(n->of.operand[1]); /* to whom it is an error there */
        if ((i && postgres) || strict) orm__render_text(r, "NULLIF(");
        if (!whole || postgres) orm__render_text(r, sqlite ? "CAST(" : "(");
        const orm_value *v = orm__value_operand(n->of.operand[i]);
        const bool told = whole && v && r->dialect->id == ORM_DIALECT_MYSQL; /* which gives a parameter beside a sum 30 digits behind the point */
        if (told) orm__render_text(r, "CAST(");
        const bool fits = sqlite && !v && f->form == ORM__FORM_UINT64;
        if (fits) orm__render_text(r, "orm_fits(");
        orm__render_argument(r, n->of.operand[i], f, clause);
        if (fits) orm__render_text(r, ", 0, 9223372036854775807)"); /* beyond it is a text there */
        if (told) orm__render_text(r, v->type == ORM_UINT64 ? " AS UNSIGNED)" : " AS SIGNED)");
        if (!whole && f->form == ORM__FORM_DECIMAL_SCALED) {
            orm__render_text(r, " / 1");
            for (int k = 0; k < f->def->scale; k++) orm__render_text(r, "0");
            orm__render_text(r, ".0");
        }
        if (whole && postgres) orm__render_text(r, large ? ")::numeric" : ")::bigint"); /* a sum of integers is numeric there */
        if (!whole) orm__render_text(r, sqlite ? " AS REAL)" : postgres ? ")::float8" : " + 0e0)");
        if ((i && postgres) || strict) orm__render_text(r, ", 0)");
    }
    orm__render_text(r, ")");
}
/* SQLite and MySQL would calculate with the first digits of a text: of a date, its year. */
static bool orm__check_number(orm__render *r, const orm__field *f, const char *clause) {
    if (!f || (r->dialect->id == ORM_DIALECT_POSTGRES && f->type >= ORM_TIMESTAMP && f->type <= ORM_INTERVAL) || f->type <= ORM_DOUBLE || f->type == ORM_DECIMAL || f->type == ORM_MONEY || f->type == ORM_CUSTOM) return true;
    orm__render_fail(r, ORM_UNSUPPORTED, "%s calculates with %s.%s: %s has no arithmetic for %s columns", clause, f->def->model->name, f->def->name, r->dialect->name, orm_type_name((orm_type)f->type));
    return false;
}
/* A decimal that is a scaled integer times an integer is one again; times anything else its scale would be lost. */
static bool orm__check_product(orm__render *r, const orm__field *a, const orm__field *b, const char *clause) {
    if (r->dialect->id != ORM_DIALECT_SQLITE || !a || !b || (!orm__is_decimal_field(a) && !orm__is_decimal_field(b))) return true;
    const orm__field *other = orm__is_decimal_field(a) ? b : a;
    if (other->type <= ORM_UINT64) return true;
    orm__render_fail(r, ORM_UNSUPPORTED, "%s multiplies %s and %s: SQLite stores a decimal as a scaled integer, which can be multiplied with integers only", clause, a->def->name, b->def->name);
    return false;
}
/* MySQL takes a parameter beside a DECIMAL for one with 30 digits behind the point, and so the result has them: it is told what the value is.  What is no column may
 * be a sum of integers, which is a DECIMAL too. */
static bool orm__is_told_whole(const orm__field *type, const orm_value *v, const void *other) {
    return (v->type == ORM_INT64 || v->type == ORM_UINT64) && orm__is_node(other) && ((const orm_node *)other)->op != ORM__OP_COLUMN && (!type || type->type <= ORM_DOUBLE);
}
static bool orm__render_told(orm__render *r, unsigned op, const orm__field *type, const orm_value *v, const void *other) {
    const bool decimal = type && (type->type == ORM_DECIMAL || type->type == ORM_MONEY);
    if (r->dialect->id != ORM_DIALECT_MYSQL || v->type == ORM_DOUBLE || (op == ORM__OP_MUL && v->type == ORM_DECIMAL) || (!decimal && !orm__is_told_whole(type, v, other))) return false;
    orm__render_text(r, "CAST(");
    return true;
}
static void orm__render_told_end(orm__render *r, unsigned op, const orm__field *type, const orm_value *v) {
    if (op == ORM__OP_MUL || !type || type->type <= ORM_DOUBLE) orm__render_text(r, v->type == ORM_UINT64 ? " AS UNSIGNED)" : " AS SIGNED)");
    else orm__put_format(r->out, " AS DECIMAL(%d,%d))", (int)type->def->precision, (int)type->def->scale);
}
/* SQLite: decimals by their digits, or as doubles beside doubles.  False: it is something else. */
static void orm__render_as_digits(orm__render *r, const void *operand, const orm__field *own, const char *clause) {
    const orm_value *v = orm__value_operand(operand);
    if (v) orm__render_value(r, NULL, v->type == ORM_DECIMAL ? (orm_value){ .type = ORM_TEXT, .as.text = v->as.text } : *v);
    else if (own && own->form == ORM__FORM_DECIMAL_SCALED) {
        orm__render_text(r, "orm_decimal_text(");
        orm__render_expression(r, operand, own, clause);
        orm__put_format(r->out, ", %d)", (int)own->def->scale);
    } else orm__render_expression(r, operand, own, clause);
}
static void orm__render_as_double(orm__render *r, const void *operand, const orm__field *own, const char *clause) {
    const orm_value *v = orm__value_operand(operand);
    if (!v && own && own->form == ORM__FORM_DECIMAL_SCALED) {
        orm__render_text(r, "(");
        orm__render_expression(r, operand, own, clause);
        orm__put_format(r->out, " / %lld.0)", (long long)orm__ten_to_the(own->def->scale));
    } else if (v && v->type != ORM_DECIMAL) {
        orm__render_value(r, NULL, *v);
    } else {
        orm__render_text(r, "CAST(");
        orm__render_as_digits(r, operand, own, clause);
        orm__render_text(r, " AS REAL)");
    }
}
static bool orm__render_digits(orm__render *r, const orm_node *n, const orm__field *type, const char *clause) {
    const orm__field *f[2] = { orm__render_typed_kept(r, n->of.operand[0]), orm__render_typed_kept(r, n->of.operand[1]) };
    if (r->dialect->id != ORM_DIALECT_SQLITE || !f[0] || !f[1]) return false;
    const bool digits = orm__is_by_digits(r, n, f[0], f[1]), real = type && type->type == ORM_DOUBLE && (orm__is_decimal_field(f[0]) || orm__is_decimal_field(f[1]));
    if (!digits && !real) return false;
    orm__render_text(r, !digits ? "(" : n->op == ORM__OP_ADD ? "orm_decimal_add(" : n->op == ORM__OP_SUB ? "orm_decimal_subtract(" : "orm_decimal_multiply(");
    for (int i = 0; i < 2; i++) {
        if (i) orm__render_text(r, digits ? ", " : orm__operator_sql(n->op));
        if (digits) orm__render_as_digits(r, n->of.operand[i], f[i], clause);
        else orm__render_as_double(r, n->of.operand[i], f[i], clause);
    }
    orm__render_text(r, ")");
    return true;
}
/* PostgreSQL takes a parameter for what stands beside it, and calculates with integers in the wider type of the two: here all of it is 64 bits, as everywhere else. */
static bool orm__is_told_to_postgres(const orm__render *r, const orm_value *v, const orm__field *other) {
    const bool whole = !other || (other->type >= ORM_BOOL && other->type <= ORM_UINT64);
    return r->dialect->id == ORM_DIALECT_POSTGRES && whole && (v->type == ORM_INT64 || v->type == ORM_UINT64 || v->type == ORM_DECIMAL);
}
static const char *orm__pg_wide(const orm__render *r, const orm__field *left, const orm__field *right) {
    if (r->dialect->id != ORM_DIALECT_POSTGRES || !left) return "";
    if (left->type == ORM_BOOL) return "::int::bigint";
    return right && (left->type == ORM_INT16 || left->type == ORM_INT32) && (right->type == ORM_INT16 || right->type == ORM_INT32) ? "::bigint" : "";
}
static void orm__render_arithmetic(orm__render *r, const orm_node *n, const orm__field *context, const char *clause) {
    if (n->op == ORM__OP_DIV || n->op == ORM__OP_MOD) {
        orm__render_quotient(r, n, clause);
        return;
    }
    const orm__field *type = orm__render_type(r, n);
    if (!type) type = context;
    for (int i = 0; i < 2; i++) {
        const orm_value *v = orm__value_operand(n->of.operand[i]);
        if (!orm__check_number(r, orm__render_type(r, n->of.operand[i]), clause)) return;
        if (v && v->null) orm__render_fail(r, ORM_MISUSE, "%s calculates with NULL", clause);
    }
    if (orm__render_digits(r, n, type, clause) || r->status != ORM_OK) return;
    const orm__field *left = orm__render_type(r, n->of.operand[0]), *right = orm__render_type(r, n->of.operand[1]);
    const orm__field *common = n->op == ORM__OP_MUL ? NULL : orm__common_form(r, left, right);
    if (common && common->form != ORM__FORM_DECIMAL_TEXT) {
        orm__render_text(r, "(");
        orm__render_in_form(r, n->of.operand[0], left, common, clause);
        orm__render_text(r, orm__operator_sql(n->op));
        orm__render_in_form(r, n->of.operand[1], right, common, clause);
        orm__render_text(r, ")");
        return;
    }
    if (n->op != ORM__OP_MUL && !orm__check_stored_alike(r, left, right, clause)) return;
    if (n->op == ORM__OP_MUL && !orm__check_product(r, left, right, clause)) return;
    bool checked = false;
    for (int i = 0; i < 2; i++) {
        const orm_value *v = orm__value_operand(n->of.operand[i]);
        const bool scaled_product = n->op == ORM__OP_MUL && orm__is_decimal_field(type) && r->dialect->id == ORM_DIALECT_SQLITE;
        if (scaled_product && v && v->type != ORM_INT64 && v->type != ORM_UINT64) {
            orm__render_fail(r, ORM_UNSUPPORTED, "%s multiplies %s, a decimal that SQLite stores as a scaled integer, with something else than an integer", clause, type->def->name);
            return;
        }
        checked = scaled_product;
        if (i) orm__render_text(r, orm__operator_sql(n->op));
        else orm__render_text(r, checked ? "orm_fits(" : "(");
        const bool told = v && orm__render_told(r, n->op, type, v, n->of.operand[1 - i]);
        if (v && orm__is_told_to_postgres(r, v, i ? left : right)) orm__render_argument(r, n->of.operand[i], NULL, clause);
        else if (v) orm__render_value(r, n->op == ORM__OP_MUL || (v->type == ORM_DOUBLE && type && type->type <= ORM_UINT64) ? NULL : type, *v);
        else {
            const orm__field *own = i ? right : left;
            const bool fits = r->dialect->id == ORM_DIALECT_SQLITE && own && own->form == ORM__FORM_UINT64;
            if (fits) orm__render_text(r, "orm_fits(");
            orm__render_expression(r, n->of.operand[i], type, clause);
            if (fits) orm__render_text(r, ", 0, 9223372036854775807)");
        }
        if (!v) orm__render_text(r, orm__pg_wide(r, i ? right : left, i ? NULL : right));
        if (told) orm__render_told_end(r, n->op, type, v);
        if (v && v->type == ORM_DOUBLE && r->dialect->real_cast) orm__render_text(r, r->dialect->real_cast);
    }
    orm__render_text(r, checked ? ", -9223372036854775807, 9223372036854775807)" : ")"); /* SQLite makes a double of what is too large */
}
/* Types that PostgreSQL orders but has no MIN and MAX of (some came with 18): through a form that it has them of and that sorts alike. */
typedef struct orm__extreme { int type; const char *before, *begin, *end, *after; } orm__extreme;
static const orm__extreme *orm__pg_extreme(const orm__render *r, const orm__field *type) {
    static const orm__extreme extremes[] = {
        { ORM_BOOL,    "",        "",        "::int",                   "::boolean" },
        { ORM_UUID,    "",        "",        "::text COLLATE \"C\"",    "::uuid" },
        { ORM_MACADDR, "",        "",        "::text COLLATE \"C\"",    "::macaddr" },
        { ORM_BLOB,    "decode(", "encode(", ", 'hex') COLLATE \"C\"", ", 'hex')" },
    };
    for (size_t i = 0; type && r->dialect->id == ORM_DIALECT_POSTGRES && i < sizeof extremes / sizeof *extremes; i++)
        if (extremes[i].type == (int)type->type) return &extremes[i];
    return NULL;
}
/* MySQL's AVG has four digits more than its operand.  Of integers the exact sum is divided as a double; a decimal is given six more digits before, as long as its
 * type has room for them.  True: done. */
static void orm__render_operand_of_some(orm__render *r, const void *operand, const orm__field *type, const char *clause) {
    if (r->filter) { /* of the rows that the filter lets through: NULL counts for nothing */
        orm__render_text(r, "CASE WHEN ");
        orm__render_condition(r, r->filter, clause);
        orm__render_text(r, " THEN ");
    }
    orm__render_expression(r, operand, type, clause);
    if (r->filter) orm__render_text(r, " END");
}
/* SQLite takes DISTINCT with one argument only: the sum is divided by the count. */
static void orm__render_distinct_average(orm__render *r, const orm_node *n, const orm__field *type, const char *clause) {
    orm__render_text(r, "orm_decimal_quotient(orm_decimal_sum(DISTINCT ");
    orm__render_operand_of_some(r, n->of.operand[0], type, clause);
    orm__render_text(r, "), COUNT(DISTINCT ");
    orm__render_operand_of_some(r, n->of.operand[0], type, clause);
    orm__put_format(r->out, "), %d, %d)", (int)type->def->scale + 6, type->form == ORM__FORM_DECIMAL_SCALED ? (int)type->def->scale : 0);
}
/* An average of decimals has six digits more than they have, on every database. */
ORM__PRIVATE int orm__average_scale(const orm__render *r, const orm__field *type) {
    const int most = r->dialect->id == ORM_DIALECT_MYSQL ? 30 : 38, scale = type->def->scale + 6;
    return r->dialect->id == ORM_DIALECT_SQLITE || scale < most ? scale : most;
}
static bool orm__render_average(orm__render *r, const orm_node *n, const orm__field *type, bool windowed, const char *clause) {
    const void *operand = n->of.operand[0];
    const char *each = n->flags & ORM__NODE_DISTINCT ? "DISTINCT " : "";
    const bool mysql = r->dialect->id == ORM_DIALECT_MYSQL || r->dialect->id == ORM_DIALECT_MARIADB, exact = type && (type->type == ORM_DECIMAL || type->type == ORM_MONEY);
    if (!mysql || !orm__check_number(r, type, clause)) return false;
    if (exact) {
        const int scale = type->def->scale, wanted = orm__average_scale(r, type);
        if (type->def->precision - scale + wanted > 65 || wanted <= scale) return false;
        orm__put_format(r->out, windowed ? "AVG(%sCAST(" : "ROUND(AVG(%sCAST(", each); /* in a window it is rounded behind OVER */
        orm__render_operand_of_some(r, operand, type, clause);
        orm__put_format(r->out, " AS DECIMAL(65,%d)))", wanted);
        if (!windowed) orm__put_format(r->out, ", %d)", wanted);
        return true;
    }
    if (windowed) return false;
    orm__put_format(r->out, "(SUM(%s", each);
    orm__render_operand_of_some(r, operand, type, clause);
    orm__put_format(r->out, ") / (COUNT(%s", each);
    orm__render_operand_of_some(r, operand, type, clause);
    orm__render_text(r, ") + 0e0))");
    return true;
}
static void orm__render_aggregate_call(orm__render *r, const orm_node *n, const char *clause) {
    const void *operand = n->of.operand[0];
    const bool windowed = r->in_window;
    r->in_window = false;
    if (r->of_row || r->assigns) {
        orm__render_fail(r, ORM_MISUSE, "%s holds an aggregate: aggregates belong into a result, not into what is said of one row", clause);
        return;
    }
    if (n->op == ORM__OP_COUNT_ALL) {
        if (n->flags & ORM__NODE_DISTINCT) orm__render_fail(r, ORM_MISUSE, "%s: orm_distinct of orm_count_all: say which column, orm_count_distinct(x)", clause);
        orm__render_text(r, r->filter ? "COUNT(CASE WHEN " : "COUNT(*)");
        if (r->filter) {
            orm__render_condition(r, r->filter, clause);
            orm__render_text(r, " THEN 1 END)");
        }
        return;
    }
    if (!windowed && orm__is_aggregate(operand)) { /* a window adds up what groups gave */
        orm__render_fail(r, ORM_MISUSE, "%s has an aggregate inside an aggregate", clause);
        return;
    }
    const orm__field *type = orm__render_type(r, operand);
    const bool sqlite = r->dialect->id == ORM_DIALECT_SQLITE;
    const bool decimal_text = sqlite && type && type->form == ORM__FORM_DECIMAL_TEXT, decimal = sqlite && orm__is_decimal_field(type);
    const bool mixed = sqlite && type && type->form == ORM__FORM_UINT64; /* numbers above INT64_MAX are text there */
    const bool ordered = n->op == ORM__OP_MIN || n->op == ORM__OP_MAX;
    const orm__extreme *extreme = ordered ? orm__pg_extreme(r, type) : NULL;
    if (extreme && windowed) orm__render_fail(r, ORM_UNSUPPORTED, "%s: %s has no MIN and MAX of %s in a window", clause, r->dialect->name, orm_type_name((orm_type)type->type));
    if (extreme) orm__render_text(r, extreme->before);
    const bool named = ordered && type && type->form == ORM__FORM_ENUM_TEXT && !windowed;
    if (named) orm__render_text(r, "CASE ");
    const bool distinct = (n->flags & ORM__NODE_DISTINCT) && !ordered;
    if (distinct && windowed) orm__render_fail(r, ORM_UNSUPPORTED, "%s: no database takes distinct values in a window", clause);
    if (distinct && n->op == ORM__OP_AVG && decimal) {
        orm__render_distinct_average(r, n, type, clause);
        return;
    }
    if (n->op == ORM__OP_AVG && orm__render_average(r, n, type, windowed, clause)) return;
    const bool rounded = n->op == ORM__OP_AVG && !windowed && r->dialect->id == ORM_DIALECT_POSTGRES && type && (type->type == ORM_DECIMAL || type->type == ORM_MONEY);
    if (rounded) orm__render_text(r, "ROUND(");
    if (n->op == ORM__OP_SUM && (decimal_text || mixed)) orm__render_text(r, distinct ? "orm_decimal_sum(DISTINCT " : "orm_decimal_sum(");
    else if (n->op == ORM__OP_AVG && decimal) orm__render_text(r, "orm_decimal_avg(");
    else {
        orm__render_text(r, orm__operator_sql(n->op));
        orm__render_text(r, n->op == ORM__OP_COUNT_DISTINCT || distinct ? "(DISTINCT " : "(");
    }
    if (ordered && !orm__check_orderable(r, type, clause)) return;
    if ((n->op == ORM__OP_SUM || n->op == ORM__OP_AVG) && !orm__check_number(r, type, clause)) return;
    if ((n->op == ORM__OP_SUM || n->op == ORM__OP_AVG) && type && type->type >= ORM_TIMESTAMP && type->type < ORM_INTERVAL) {
        orm__render_fail(r, ORM_UNSUPPORTED, "%s adds up %s.%s: no database adds up %s columns", clause, type->def->model->name, type->def->name, orm_type_name((orm_type)type->type));
        return;
    }
    if (ordered && type && type->type == ORM_JSON) { /* PostgreSQL orders them, but has no MIN and MAX of them */
        orm__render_fail(r, ORM_UNSUPPORTED, "%s compares %s.%s by order: %s has no order for json columns", clause, type->def->model->name, type->def->name, r->dialect->name);
        return;
    }
    const bool real = n->op == ORM__OP_AVG && !(type && (type->type == ORM_DECIMAL || type->type == ORM_MONEY));
    if (r->filter) {
        orm__render_text(r, "CASE WHEN ");
        orm__render_condition(r, r->filter, clause);
        orm__render_text(r, " THEN ");
    }
    if (extreme) orm__render_text(r, extreme->begin);
    if (ordered) orm__render_sorted(r, operand, type, clause);
    else if (orm__is_constant(operand, 0)) orm__render_argument(r, operand, NULL, clause);
    else orm__render_expression(r, operand, type, clause);
    if (extreme) orm__render_text(r, extreme->end);
    else if (r->dialect->id == ORM_DIALECT_POSTGRES && type && type->type == ORM_BOOL && (n->op == ORM__OP_SUM || n->op == ORM__OP_AVG)) orm__render_text(r, "::int");
    if (real && windowed && r->dialect->quote == '`') orm__render_text(r, " + 0e0");
    if (r->filter) orm__render_text(r, " END");
    /* six more digits are kept; scaled integers become decimals again */
    if (n->op == ORM__OP_AVG && decimal) orm__put_format(r->out, decimal_text ? ", %d, 0" : ", %d, %d", (int)type->def->scale + 6, (int)type->def->scale);
    orm__render_text(r, ")");
    if (rounded) orm__put_format(r->out, ", %d)", orm__average_scale(r, type));
    if (named) orm__render_enum_names(r, type);
    if (extreme) orm__render_text(r, extreme->after);
    if (real && !windowed && r->dialect->real_cast) orm__render_text(r, r->dialect->real_cast);
}

static bool orm__scope_has(const orm__scope *s, const orm__field *f) {
    for (size_t i = 0; i < s->source_count; i++)
        if (f >= s->sources[i]->fields && f < s->sources[i]->fields + s->sources[i]->field_count) return true;
    return false;
}
static void orm__render_outer(orm__render *r, const void *operand, const char *clause) {
    const orm__field *f = orm__outer_field(r, operand);
    for (const orm__scope *s = &r->scope; f && s && !orm__scope_has(s, f); s = s->outer) {
        if (!s->walled) continue;
        orm__render_fail(r, ORM_UNSUPPORTED, "%s: orm_outer(%s) inside %s", clause, f->def->name, s->walled);
        return;
    }
    if (!f) {
        orm__render_fail(r, ORM_MISUSE, "%s: orm_outer names %s, which no query around this one reads (the queries in .with and .join do not see the tables beside them, only that of orm_join_lateral does)", clause, orm__is_column(operand) ? ((const orm_column *)operand)->model->name : "something that is no column");
        return;
    }
    for (size_t i = 0; i < r->scope.source_count; i++)
        if (orm__same_model(r, f->def->model, r->scope.sources[i])) {
            orm__render_fail(r, ORM_MISUSE, "%s: orm_outer(%s): the subquery reads %s too, so its own would be taken: give one of them another name with ORM_ALIAS", clause, f->def->name, f->def->model->name);
            return;
        }
    orm__render_operand_column(r, f);
}

static void orm__render_negated(orm__render *r, const void *operand, const orm__field *context, const char *clause) {
    const orm__field *type = orm__render_type(r, operand);
    if (!orm__check_number(r, type, clause)) return;
    orm__render_text(r, type && type->form == ORM__FORM_DECIMAL_TEXT ? "orm_decimal_subtract('0', " : "(-");
    orm__render_expression(r, operand, context, clause);
    orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_bare(orm__render *r, const void *operand, const orm__field *context, const char *clause) {
    if (r->status != ORM_OK) return;
    if (!orm__is_node(operand)) {
        const void *meant = orm__render_meant(r, operand);
        if (meant && meant != operand) {
            orm__render_expression(r, meant, context, clause);
            return;
        }
        const orm__field *f = orm__render_field(r, operand, clause);
        if (f) orm__render_operand_column(r, f);
        return;
    }
    const orm_node *n = operand;
    if (++r->depth > ORM__EXPRESSION_DEPTH) {
        orm__render_fail(r, ORM_MISUSE, "%s nests deeper than %d expressions", clause, ORM__EXPRESSION_DEPTH);
        return;
    }
    switch (n->op) {
    case ORM__OP_COLUMN: orm__render_expression(r, n->of.operand[0], context, clause); break;
    case ORM__OP_VALUE: orm__render_operand_value(r, context, n->of.value); break;
    case ORM__OP_AND: case ORM__OP_OR: case ORM__OP_NOT: orm__render_condition(r, n, clause); break;
    case ORM__OP_EQ: case ORM__OP_NE: case ORM__OP_LT: case ORM__OP_LE: case ORM__OP_GT: case ORM__OP_GE: case ORM__OP_SAME: orm__render_comparison(r, n, clause); break;
    case ORM__OP_BETWEEN: orm__render_between(r, n, clause); break;
    case ORM__OP_IN: case ORM__OP_NOT_IN:
        if (n->flags & ORM__NODE_ARRAY) orm__render_in_array(r, n, clause);
        else orm__render_in(r, n, clause);
        break;
    case ORM__OP_IS_NULL: orm__render_null_test(r, n->of.operand[0], true, clause); break;
    case ORM__OP_IS_NOT_NULL: orm__render_null_test(r, n->of.operand[0], false, clause); break;
    case ORM__OP_NEG:
        orm__render_negated(r, n->of.operand[0], context, clause);
        break;
    case ORM__OP_ADD: case ORM__OP_SUB: case ORM__OP_MUL: case ORM__OP_DIV: case ORM__OP_MOD: orm__render_arithmetic(r, n, context, clause); break;
    case ORM__OP_CALL: orm__render_call(r, n, context, clause); break;
    case ORM__OP_CAST: orm__render_cast(r, n, clause); break;
    case ORM__OP_CASE: orm__render_case(r, n, context, clause); break;
    case ORM__OP_OVER: orm__render_over(r, n, clause); break;
    case ORM__OP_FILTER: orm__render_filtered(r, n, clause); break;
    case ORM__OP_STRING_AGG: orm__render_string_agg(r, n, clause); break;
    case ORM__OP_OUTER: orm__render_outer(r, n->of.operand[0], clause); break;
    case ORM__OP_EXISTS:
        orm__render_text(r, "EXISTS (");
        orm__render_subquery(r, n->of.query.query, ORM__WANT_NOTHING, "orm_exists");
        orm__render_text(r, ")");
        break;
    case ORM__OP_HAS: orm__render_has(r, n, clause); break;
    case ORM__OP_SCALAR:
        orm__render_text(r, "(");
        orm__render_subquery(r, n->of.query.query, ORM__WANT_ONE_COLUMN, "orm_scalar");
        orm__render_text(r, ")");
        break;
    case ORM__OP_IN_QUERY: orm__render_in_query(r, n, clause); break;
    case ORM__OP_COUNT: case ORM__OP_COUNT_ALL: case ORM__OP_COUNT_DISTINCT: case ORM__OP_SUM: case ORM__OP_AVG: case ORM__OP_MIN: case ORM__OP_MAX:
        orm__render_aggregate_call(r, n, clause);
        break;
    default:
        if (n->op >= ORM__OP_LIKE && n->op <= ORM__OP_IENDSWITH) orm__render_pattern(r, n, clause);
        else orm__render_fail(r, ORM_MISUSE, "%s holds an expression that was not built by the orm_ macros", clause);
    }
    r->depth--;
}
/* A condition that is an operand stands in brackets: databases differ in how `a = b IS NULL` and `a < b = c` are read. */
ORM__PRIVATE void orm__render_expression(orm__render *r, const void *operand, const orm__field *context, const char *clause) {
    const orm_node *n = orm__node(operand);
    const bool condition = n && ((n->op >= ORM__OP_NOT && n->op <= ORM__OP_IENDSWITH) || n->op == ORM__OP_IN_QUERY);
    if (condition) orm__render_text(r, "(");
    orm__render_bare(r, operand, context, clause);
    if (condition) orm__render_text(r, ")");
}
