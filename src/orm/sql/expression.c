/* expression: operands, operators, patterns, aggregates. */
#include "render.h"
#include <string.h>

#define ORM__EXPRESSION_DEPTH 500

static const orm_node *orm__node(const void *p) { return orm__is_node(p) ? p : NULL; }

ORM__PRIVATE bool orm__is_aggregate(const void *operand) {
    const orm_node *n = orm__node(operand);
    return n && n->op >= ORM__OP_COUNT && n->op <= ORM__OP_MAX;
}
/* The depth is watched here too: an expression whose block is gone may have come to hold itself. */
static const orm__field *orm__type_at(orm__render *r, const void *operand, int depth) {
    if (r->status != ORM_OK) return NULL;
    if (orm__is_column(operand)) return orm__render_field(r, operand, "an expression");
    const orm_node *n = orm__node(operand);
    if (!n) return NULL;
    if (depth > ORM__EXPRESSION_DEPTH) {
        orm__render_fail(r, ORM_MISUSE, "an expression nests deeper than %d expressions, or holds itself: it must be used in the block it was written in", ORM__EXPRESSION_DEPTH);
        return NULL;
    }
    switch (n->op) {
    case ORM__OP_COLUMN: case ORM__OP_NEG: case ORM__OP_SUM: case ORM__OP_MIN: case ORM__OP_MAX: return orm__type_at(r, n->of.operand[0], depth + 1);
    case ORM__OP_ADD: case ORM__OP_SUB: case ORM__OP_MUL: {
        const orm__field *left = orm__type_at(r, n->of.operand[0], depth + 1);
        return left ? left : orm__type_at(r, n->of.operand[1], depth + 1);
    }
    default: return NULL;
    }
}
ORM__PRIVATE const orm__field *orm__render_type(orm__render *r, const void *operand) { return orm__type_at(r, operand, r->depth); }

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
/* Whether the stored form sorts as the value does. */
static bool orm__orderable(const orm__render *r, const orm__field *f) {
    if (!f || r->dialect->id != ORM_DIALECT_SQLITE) return true;
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
    if (a->form == b->form && a->def->scale == b->def->scale) return true;
    orm__render_fail(r, ORM_UNSUPPORTED, "%s puts %s.%s and %s.%s together, which SQLite stores in two forms (decimals of different scale or storage): give both columns one decimal(p,s)", clause,
                     a->def->model->name, a->def->name, b->def->model->name, b->def->name);
    return false;
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
/* A value beside others.  What SQLite makes of the digits of a NATIVE decimal depends on its neighbour: text beside the result of a calculation would be
 * larger than any number. */
static void orm__render_operand_value(orm__render *r, const orm__field *type, orm_value value) {
    const bool native = type && type->form == ORM__FORM_DECIMAL_NATIVE && r->dialect->id == ORM_DIALECT_SQLITE;
    if (native) orm__render_text(r, "CAST(");
    orm__render_value(r, type, value);
    if (!r->parameters->failed) r->parameters->items[r->parameters->count - 1].compared = !r->assigns;
    if (native) orm__render_text(r, " AS NUMERIC)");
}
/* A column beside other values: a moment may be stored in any of the forms that are read, so it is brought into one. */
static void orm__render_operand_column(orm__render *r, const orm__field *f) {
    const bool native = f->form == ORM__FORM_TIMESTAMP_NATIVE && r->dialect->id == ORM_DIALECT_SQLITE;
    if (native) orm__render_text(r, "orm_moment(");
    orm__render_slice(r, f->qualified);
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
static void orm__render_comparison(orm__render *r, const orm_node *n, const char *clause) {
    const void *left = n->of.operand[0], *right = n->of.operand[1];
    const orm_value *v = orm__value_operand(right);
    if ((n->op == ORM__OP_EQ || n->op == ORM__OP_NE || n->op == ORM__OP_SAME) && v && v->null) {
        orm__render_null_test(r, left, n->op != ORM__OP_NE, clause);
        return;
    }
    if (orm__refuse_null_operand(r, right, clause)) return;
    const orm__field *type = orm__render_type(r, left), *other = orm__render_type(r, right);
    if (!orm__check_stored_alike(r, type, other, clause)) return;
    if (!type) type = other;
    const bool ordered = n->op >= ORM__OP_LT && n->op <= ORM__OP_GE;
    if (ordered && !orm__check_orderable(r, type, clause)) return;
    if (ordered) orm__render_sorted(r, left, type, clause);
    else orm__render_expression(r, left, type, clause);
    orm__render_text(r, n->op == ORM__OP_SAME ? r->dialect->same : orm__operator_sql(n->op));
    if (ordered) orm__render_sorted(r, right, other ? other : type, clause);
    else orm__render_expression(r, right, type, clause);
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
/* Long lists are filled up to a power of two by repeating the last value, which changes nothing, so that lists of all lengths share few statements. */
static size_t orm__padded(size_t count, size_t limit) {
    size_t padded = 8;
    if (count <= 8) return count;
    while (padded < count) padded *= 2;
    return padded <= limit ? padded : count;
}
static void orm__render_list_end(orm__render *r, size_t count, const orm__field *type, orm_value last) {
    const size_t limit = r->can ? r->can->max_parameters / 2 : 1000;
    for (size_t i = count; i < orm__padded(count, limit); i++) {
        orm__render_text(r, ", ");
        orm__render_operand_value(r, type, last);
    }
    orm__render_text(r, ")");
}
static void orm__render_list_start(orm__render *r, const void *left, const orm__field *type, bool negated, const char *clause) {
    orm__render_expression(r, left, type, clause);
    orm__render_text(r, negated ? " NOT IN (" : " IN (");
}
static void orm__render_in(orm__render *r, const orm_node *n, const char *clause) {
    const orm__field *type = orm__render_type(r, n->of.in.left);
    size_t count = 0;
    orm_value last = { .type = ORM_NO_TYPE };
    orm__render_list_start(r, n->of.in.left, type, n->op == ORM__OP_NOT_IN, clause);
    for (const orm_value *v = n->of.in.values; v->type != ORM__TYPE_END; v++, count++) {
        if (v->null) {
            orm__render_fail(r, ORM_MISUSE, "%s: value %zu of a list is NULL, which makes NOT IN match nothing and IN ignore it: leave it out, or add orm_is_null", clause, count + 1);
            return;
        }
        if (count) orm__render_text(r, ", ");
        if (v->type == ORM__TYPE_EXPR) orm__render_expression(r, v->as.pointer, type, clause);
        else {
            last = *v;
            orm__render_operand_value(r, type, *v);
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
    orm__render_list_start(r, n->of.array.left, type, negated, clause);
    orm_value v = { .type = ORM_NO_TYPE };
    for (size_t i = 0; i < count; i++) {
        v = orm__array_item(type, n->of.array.items, size, i);
        if (v.null || v.type == ORM_NO_TYPE) {
            orm__render_fail(r, ORM_MISUSE, "%s: value %zu of the list for %s is NULL or of a type that lists cannot hold", clause, i + 1, type->def->name);
            return;
        }
        if (i) orm__render_text(r, ", ");
        orm__render_operand_value(r, type, v);
    }
    orm__render_list_end(r, count, type, v);
}

/* ---- patterns --------------------------------------------------------------------------------------------------------------------
 * SQLite's LIKE ignores the case of ASCII letters only and no flag of ours may change a connection that is not ours: GLOB and instr() compare exactly, and
 * orm_ilike() folds.  PostgreSQL and MySQL get LIKE over columns that compare by bytes. */
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
    orm__render_expression(r, n->of.operand[0], NULL, clause);
    if (kind.fold && r->dialect->fold_collation) { /* our columns compare by bytes, and fold no letter but ASCII's */
        orm__render_text(r, " COLLATE ");
        orm__render_text(r, r->dialect->fold_collation);
    }
    orm__render_text(r, kind.fold && r->dialect->id == ORM_DIALECT_POSTGRES ? " ILIKE " : " LIKE ");
    orm_value v = { .type = ORM_TEXT, .as.text = orm__pattern_text(r, given->as.text, kind, false) };
    orm__render_value(r, NULL, v);
    orm__render_text(r, " ESCAPE '!'");
}

/* ---- arithmetic and aggregates ------------------------------------------------------------------------------------------------------- */
/* SQLite would calculate with the first digits of a text: of a date, its year. */
static bool orm__check_number(orm__render *r, const orm__field *f, const char *clause) {
    if (!f || r->dialect->id != ORM_DIALECT_SQLITE || f->type <= ORM_DOUBLE || f->type == ORM_DECIMAL || f->type == ORM_MONEY || f->type == ORM_CUSTOM) return true;
    orm__render_fail(r, ORM_UNSUPPORTED, "%s calculates with %s.%s: SQLite has no arithmetic for %s columns", clause, f->def->model->name, f->def->name, orm_type_name((orm_type)f->type));
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
static void orm__render_arithmetic(orm__render *r, const orm_node *n, const orm__field *context, const char *clause) {
    const orm__field *type = orm__render_type(r, n);
    if (!type) type = context;
    if (r->dialect->id == ORM_DIALECT_SQLITE && type && type->form == ORM__FORM_DECIMAL_TEXT) {
        orm__render_fail(r, ORM_UNSUPPORTED, "%s calculates with %s, a decimal of more than 18 digits, which SQLite cannot do exactly", clause, type->def->name);
        return;
    }
    for (int i = 0; i < 2; i++)
        if (!orm__check_number(r, orm__render_type(r, n->of.operand[i]), clause)) return;
    const orm__field *left = orm__render_type(r, n->of.operand[0]), *right = orm__render_type(r, n->of.operand[1]);
    if (n->op != ORM__OP_MUL && !orm__check_stored_alike(r, left, right, clause)) return;
    if (n->op == ORM__OP_MUL && !orm__check_product(r, left, right, clause)) return;
    for (int i = 0; i < 2; i++) {
        const orm_value *v = orm__value_operand(n->of.operand[i]);
        if (v && v->null) {
            orm__render_fail(r, ORM_MISUSE, "%s calculates with NULL", clause);
            return;
        }
        const bool scaled_product = n->op == ORM__OP_MUL && orm__is_decimal_field(type) && r->dialect->id == ORM_DIALECT_SQLITE;
        if (scaled_product && v && v->type != ORM_INT64 && v->type != ORM_UINT64) {
            orm__render_fail(r, ORM_UNSUPPORTED, "%s multiplies %s, a decimal that SQLite stores as a scaled integer, with something else than an integer", clause, type->def->name);
            return;
        }
        if (i) orm__render_text(r, orm__operator_sql(n->op));
        else orm__render_text(r, "(");
        if (v) orm__render_value(r, n->op == ORM__OP_MUL || (v->type == ORM_DOUBLE && type && type->type <= ORM_UINT64) ? NULL : type, *v);
        else orm__render_expression(r, n->of.operand[i], type, clause);
        if (v && v->type == ORM_DOUBLE && r->dialect->real_cast) orm__render_text(r, r->dialect->real_cast);
    }
    orm__render_text(r, ")");
}
static void orm__render_aggregate_call(orm__render *r, const orm_node *n, const char *clause) {
    const void *operand = n->of.operand[0];
    if (r->of_row || r->assigns) {
        orm__render_fail(r, ORM_MISUSE, "%s holds an aggregate: aggregates belong into a result, not into what is said of one row", clause);
        return;
    }
    if (n->op == ORM__OP_COUNT_ALL) {
        orm__render_text(r, "COUNT(*)");
        return;
    }
    if (orm__is_aggregate(operand)) {
        orm__render_fail(r, ORM_MISUSE, "%s has an aggregate inside an aggregate", clause);
        return;
    }
    const orm__field *type = orm__render_type(r, operand);
    const bool sqlite = r->dialect->id == ORM_DIALECT_SQLITE;
    const bool decimal_text = sqlite && type && type->form == ORM__FORM_DECIMAL_TEXT, decimal = sqlite && orm__is_decimal_field(type);
    const bool mixed = sqlite && type && type->form == ORM__FORM_UINT64; /* numbers above INT64_MAX are text there */
    if (n->op == ORM__OP_SUM && (decimal_text || mixed)) orm__render_text(r, "orm_decimal_sum(");
    else if (n->op == ORM__OP_AVG && decimal) orm__render_text(r, "orm_decimal_avg(");
    else {
        orm__render_text(r, orm__operator_sql(n->op));
        orm__render_text(r, n->op == ORM__OP_COUNT_DISTINCT ? "(DISTINCT " : "(");
    }
    const bool ordered = n->op == ORM__OP_MIN || n->op == ORM__OP_MAX;
    if (ordered && !orm__check_orderable(r, type, clause)) return;
    if ((n->op == ORM__OP_SUM || n->op == ORM__OP_AVG) && !orm__check_number(r, type, clause)) return;
    if (ordered) orm__render_sorted(r, operand, type, clause);
    else orm__render_expression(r, operand, type, clause);
    /* the average of scaled integers is divided again when it is read: six more digits are kept */
    if (n->op == ORM__OP_AVG && decimal) orm__put_format(r->out, ", %d", decimal_text ? (int)type->def->scale + 6 : 6);
    orm__render_text(r, ")");
    const bool exact = type && (type->type == ORM_DECIMAL || type->type == ORM_MONEY);
    if (n->op == ORM__OP_AVG && !exact && r->dialect->real_cast) orm__render_text(r, r->dialect->real_cast);
}

ORM__PRIVATE void orm__render_expression(orm__render *r, const void *operand, const orm__field *context, const char *clause) {
    if (r->status != ORM_OK) return;
    if (!orm__is_node(operand)) {
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
        orm__render_text(r, "(-");
        orm__render_expression(r, n->of.operand[0], context, clause);
        orm__render_text(r, ")");
        break;
    case ORM__OP_ADD: case ORM__OP_SUB: case ORM__OP_MUL: orm__render_arithmetic(r, n, context, clause); break;
    case ORM__OP_COUNT: case ORM__OP_COUNT_ALL: case ORM__OP_COUNT_DISTINCT: case ORM__OP_SUM: case ORM__OP_AVG: case ORM__OP_MIN: case ORM__OP_MAX:
        orm__render_aggregate_call(r, n, clause);
        break;
    default:
        if (n->op >= ORM__OP_LIKE && n->op <= ORM__OP_IENDSWITH) orm__render_pattern(r, n, clause);
        else orm__render_fail(r, ORM_MISUSE, "%s holds an expression that was not built by the orm_ macros", clause);
    }
    r->depth--;
}
