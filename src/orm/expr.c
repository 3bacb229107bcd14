#include "internal.h"
#include "json.h"
#include <stdlib.h>
#include <string.h>

const orm_node orm__end = { .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_NONE };

/* ---- values -------------------------------------------------------------------------------------------------------------------- */
bool orm_value_is_null(orm_value v) { return v.null || v.type == ORM_NO_TYPE; }
int64_t orm_value_int(orm_value v) {
    int64_t scaled;
    if (orm_value_is_null(v)) return 0;
    switch (v.type) {
    case ORM_BOOL: case ORM_INT64: case ORM_TIMESTAMP: case ORM_DATE: case ORM_TIME: return v.as.integer;
    case ORM_UINT64: return v.as.uinteger <= INT64_MAX ? (int64_t)v.as.uinteger : 0;
    case ORM_DOUBLE: return v.as.real >= -9223372036854775808.0 && v.as.real < 9223372036854775808.0 && (double)(int64_t)v.as.real == v.as.real ? (int64_t)v.as.real : 0;
    case ORM_DECIMAL: return orm_decimal_scaled((orm_decimal){ v.as.text }, 0, &scaled) ? scaled : 0;
    default: return 0;
    }
}
double orm_value_double(orm_value v) {
    double real;
    if (orm_value_is_null(v)) return 0;
    switch (v.type) {
    case ORM_BOOL: case ORM_INT64: case ORM_TIMESTAMP: case ORM_DATE: case ORM_TIME: return (double)v.as.integer;
    case ORM_UINT64: return (double)v.as.uinteger;
    case ORM_DOUBLE: return v.as.real;
    case ORM_DECIMAL: return orm__json_to_double(v.as.text, strlen(v.as.text), &real) ? real : 0;
    default: return 0;
    }
}
bool orm_value_bool(orm_value v) { return !orm_value_is_null(v) && v.type != ORM_TEXT && v.type != ORM_BLOB && orm_value_double(v) != 0; }
const char *orm_value_text(orm_value v) { return !orm_value_is_null(v) && (v.type == ORM_TEXT || v.type == ORM_DECIMAL) ? v.as.text : NULL; }
orm_decimal orm_value_decimal(orm_value v) { return (orm_decimal){ !orm_value_is_null(v) && v.type == ORM_DECIMAL ? v.as.text : NULL }; }

/* ---- operands ------------------------------------------------------------------------------------------------------------------ */
#define ORM__OF(kind, ...) return (orm__##kind##_value){ { __VA_ARGS__ } }
orm__int_value orm__of_int(int64_t v) { ORM__OF(int, .type = ORM_INT64, .as.integer = v); }
orm__int_value orm__of_uint(uint64_t v) { ORM__OF(int, .type = ORM_UINT64, .as.uinteger = v); }
orm__real_value orm__of_real(double v) { ORM__OF(real, .type = ORM_DOUBLE, .as.real = v); }
orm__bool_value orm__of_bool(bool v) { ORM__OF(bool, .type = ORM_BOOL, .as.integer = v); }
orm__text_value orm__of_text(const char *v) { ORM__OF(text, .type = ORM_TEXT, .null = !v, .as.text = v); }
orm__decimal_value orm__of_decimal(orm_decimal v) { ORM__OF(decimal, .type = ORM_DECIMAL, .null = !v.text, .as.text = v.text); }
orm__interval_value orm__of_interval(orm_interval v) { ORM__OF(interval, .type = ORM_INTERVAL, .as.interval = v); }
orm__uuid_value orm__of_uuid(orm_uuid v) { ORM__OF(uuid, .type = ORM_UUID, .as.uuid = v); }
orm__blob_value orm__of_blob(orm_blob v) { ORM__OF(blob, .type = ORM_BLOB, .null = !v.data, .as.blob = v); }
orm__vector_value orm__of_vector(orm_vector v) { ORM__OF(vector, .type = ORM_VECTOR, .null = !v.items, .as.vector = v); }
orm__map_value orm__of_map(orm_map v) { ORM__OF(map, .type = ORM_HSTORE, .null = !v.items, .as.map = v); }
orm__point_value orm__of_point(orm_point v) { ORM__OF(point, .type = ORM_POINT, .as.point = v); }
orm__pointer_value orm__of_pointer(const void *v) { ORM__OF(pointer, .type = ORM_CUSTOM, .null = !v, .as.pointer = v); }
orm__null_value orm__of_null(orm_no_value v) { (void)v; ORM__OF(null, .type = ORM_NO_TYPE, .null = true); }
orm__expr_value orm__of_expr(orm_expr v) { ORM__OF(expr, .type = ORM__TYPE_EXPR, .null = !v, .as.pointer = v); }
orm__expr_value orm__of_value(orm_value v) { return (orm__expr_value){ v }; }
#define ORM__OF_COLUMN(K, takes) orm__##K##_column_value orm__of_##K##_column(orm_##K##_col c) { return (orm__##K##_column_value){ { .type = ORM__TYPE_EXPR, .null = !c, .as.pointer = c } }; }
ORM__KINDS(ORM__OF_COLUMN)
#undef ORM__OF_COLUMN
/* an empty opt is a NULL of its kind */
#define ORM__OF_OPT(T, V, plain)                                  \
    orm__##V##_value orm__of_opt_##T(orm_opt_##T v) {             \
        orm__##V##_value o = plain(v.value);                      \
        o.v.null = !v.has;                                        \
        return o;                                                 \
    }
ORM__OF_OPT(bool, bool, orm__of_bool)
ORM__OF_OPT(int16, int, orm__of_int)
ORM__OF_OPT(int32, int, orm__of_int)
ORM__OF_OPT(int64, int, orm__of_int)
ORM__OF_OPT(uint32, int, orm__of_uint)
ORM__OF_OPT(uint64, int, orm__of_uint)
ORM__OF_OPT(float, real, orm__of_real)
ORM__OF_OPT(double, real, orm__of_real)
ORM__OF_OPT(timestamp, int, orm__of_int)
ORM__OF_OPT(date, int, orm__of_int)
ORM__OF_OPT(time, int, orm__of_int)
ORM__OF_OPT(interval, interval, orm__of_interval)
ORM__OF_OPT(uuid, uuid, orm__of_uuid)
ORM__OF_OPT(point, point, orm__of_point)
#undef ORM__OF_OPT
#define ORM__OF_ARRAY(T, element_) orm__array_value orm__of_array_##T(orm_array_##T v) { ORM__OF(array, .type = ORM_ARRAY, .null = !v.items, .element = ORM_##element_, .as.array = { v.items, v.count }); }
ORM__ARRAYS(ORM__OF_ARRAY)
#undef ORM__OF_ARRAY
#undef ORM__OF

/* ---- nodes ---------------------------------------------------------------------------------------------------------------------- */
static orm_node orm__made(orm__op op) { return (orm_node){ .magic_ = ORM__NODE_MAGIC, .op = (uint16_t)op }; }
/* A column or an expression as it is; a value becomes a node in the place given. */
static const void *orm__operand(orm_value v, orm_node *place) {
    if (v.type == ORM__TYPE_EXPR) return v.as.pointer;
    *place = orm__made(ORM__OP_VALUE);
    place->of.value = v;
    return place;
}
static orm_expr orm__binary(orm__op op, const void *left, orm_value right, orm_node *nodes) {
    nodes[0] = orm__made(op);
    nodes[0].of.operand[0] = left;
    nodes[0].of.operand[1] = orm__operand(right, &nodes[1]);
    return nodes;
}
static orm_expr orm__range(const void *left, orm_value low, orm_value high, orm_node *nodes) {
    nodes[0] = orm__made(ORM__OP_BETWEEN);
    nodes[0].of.operand[0] = left;
    nodes[0].of.operand[1] = orm__operand(low, &nodes[1]);
    nodes[0].of.operand[2] = orm__operand(high, &nodes[2]);
    return nodes;
}
#define ORM__KIND_FUNCTIONS(K, takes)                                                                                                                                              \
    orm_expr orm__##K##_column_takes_##takes(orm__op op, const void *column, orm__##K##_operand value, orm_node *nodes) { return orm__binary(op, column, value.any.v, nodes); }    \
    orm_expr orm__##K##_range_takes_##takes(const void *column, orm__##K##_operand low, orm__##K##_operand high, orm_node *nodes) { return orm__range(column, low.any.v, high.any.v, nodes); } \
    orm_value orm__##K##_list_takes_##takes(orm__##K##_operand value) { return value.any.v; }                                                                                      \
    orm_assign orm__##K##_column_is_set_to_##takes(orm_##K##_col column, orm__##K##_operand value) { return orm__assignment(&column->def, value.any.v); }
static orm_assign orm__assignment(const orm_column *column, orm_value v) {
    const bool expression = v.type == ORM__TYPE_EXPR;
    if (!expression) return (orm_assign){ .column = column, .value = v };
    /* a bare column is an operand too: the renderer tells them apart by their first word */
    return (orm_assign){ .column = column, .expr = v.as.pointer };
}
ORM__KINDS(ORM__KIND_FUNCTIONS)
#undef ORM__KIND_FUNCTIONS
orm_expr orm__expression_takes_a_value(orm__op op, const void *left, orm__expression_operand value, orm_node *nodes) { return orm__binary(op, left, value.any.v, nodes); }
orm_expr orm__expression_range_takes_values(const void *left, orm__expression_operand low, orm__expression_operand high, orm_node *nodes) { return orm__range(left, low.any.v, high.any.v, nodes); }
orm_value orm__expression_list_takes_values(orm__expression_operand value) { return value.any.v; }

orm_expr orm__in_values(orm__op op, const void *left, const orm_value *values, orm_node *nodes) {
    nodes[0] = orm__made(op);
    nodes[0].of.in.left = left;
    nodes[0].of.in.values = values;
    return nodes;
}
orm_expr orm__in_array(orm__op op, const orm_column *column, const void *items, size_t item_size, size_t count, orm_node *nodes) {
    nodes[0] = orm__made(op);
    nodes[0].flags = (uint16_t)(ORM__NODE_ARRAY | item_size << 1);
    nodes[0].of.array.left = column;
    nodes[0].of.array.items = items;
    nodes[0].of.array.count = count;
    return nodes;
}
orm_expr orm__unary(orm__op op, const void *operand, orm_node *nodes) {
    nodes[0] = orm__made(op);
    nodes[0].of.operand[0] = operand;
    return nodes;
}
orm_expr orm__junction(orm__op op, const orm_expr *list, orm_node *nodes) {
    nodes[0] = orm__made(op);
    nodes[0].of.list = list;
    return nodes;
}
orm_expr orm__of_one(orm__op op, orm__column_or_expression operand, orm_node *nodes) { return orm__unary(op, operand.expression, nodes); }
orm_expr orm__call(const orm_function *f, const orm_value *values, int part, orm_node *nodes) {
    nodes[0] = orm__made(ORM__OP_CALL);
    nodes[0].of.call.function = f;
    nodes[0].of.call.values = values;
    nodes[0].of.call.part = part;
    return nodes;
}
orm_expr orm__call_of_one(const orm_function *f, orm__column_or_expression x, orm_value *values, orm_node *nodes) { return orm__call_part(f, x, ORM_YEAR, values, nodes); }
orm_expr orm__call_part(const orm_function *f, orm__column_or_expression x, orm_part part, orm_value *values, orm_node *nodes) {
    values[0] = (orm_value){ .type = ORM__TYPE_EXPR, .null = !x.expression, .as.pointer = x.expression };
    values[1] = (orm_value){ .type = ORM__TYPE_END };
    return orm__call(f, values, (int)part, nodes);
}
orm_expr orm__cast(orm__column_or_expression x, orm_type type, int precision, int scale, orm_node *nodes) {
    nodes[0] = orm__made(ORM__OP_CAST);
    nodes[0].of.cast.operand = x.expression;
    nodes[0].of.cast.type = (int)type;
    nodes[0].of.cast.precision = precision;
    nodes[0].of.cast.scale = scale;
    return nodes;
}
orm_expr orm__case(const orm_branch *branches, orm_node *nodes) {
    nodes[0] = orm__made(ORM__OP_CASE);
    nodes[0].of.branches = branches;
    return nodes;
}
orm_expr orm__in_query(orm__column_or_expression c, const orm_query *q, orm_node *nodes) {
    nodes[0] = orm__made(ORM__OP_IN_QUERY);
    nodes[0].of.query.left = c.expression;
    nodes[0].of.query.query = q;
    return nodes;
}
orm_expr orm__subquery(orm__op op, const orm_query *q, orm_node *nodes) {
    nodes[0] = orm__made(op);
    nodes[0].of.query.left = NULL;
    nodes[0].of.query.query = q;
    return nodes;
}
orm_expr orm__has(const orm_relation *relation, orm_expr condition, bool any, orm_node *nodes) {
    nodes[0] = orm__made(ORM__OP_HAS);
    nodes[0].flags = any;
    nodes[0].of.operand[0] = relation;
    nodes[0].of.operand[1] = condition;
    return nodes;
}
orm_expr orm__string_agg(orm__column_or_expression x, const char *separator, orm_node *nodes) { return orm__binary(ORM__OP_STRING_AGG, x.expression, orm__of_text(separator).v, nodes); }
orm_expr orm__string_agg_by(orm__column_or_expression x, const char *separator, orm_order order, orm_node *nodes) {
    orm__string_agg(x, separator, nodes);
    nodes[0].of.operand[2] = order.by;
    nodes[0].flags = order.descending ? ORM__NODE_DESCENDING : 0;
    return nodes;
}
orm_expr orm__distinct(orm__only_expression given, orm_node *nodes) {
    const orm_expr aggregate = given.expression;
    nodes[0] = orm__made(ORM__OP_NONE); /* told of as an empty expression */
    if (!aggregate || aggregate->magic_ != ORM__NODE_MAGIC || (aggregate->op != ORM__OP_STRING_AGG && (aggregate->op < ORM__OP_COUNT || aggregate->op > ORM__OP_MAX))) return nodes;
    nodes[0] = *aggregate;
    nodes[0].flags |= ORM__NODE_DISTINCT;
    return nodes;
}
orm_frame orm__excluding(orm_frame frame, orm_exclude what) {
    frame.exclude = what;
    return frame;
}
orm_expr orm__over_shared(orm__only_expression e, const orm_window *window, orm_node *nodes) {
    orm__over(e, window, nodes);
    nodes[0].flags = ORM__NODE_SHARED;
    return nodes;
}
orm_expr orm__filter(orm__only_expression aggregate, orm__only_expression condition, orm_node *nodes) {
    nodes[0] = orm__made(ORM__OP_FILTER);
    nodes[0].of.operand[0] = aggregate.expression;
    nodes[0].of.operand[1] = condition.expression;
    return nodes;
}
orm_expr orm__over(orm__only_expression e, const orm_window *window, orm_node *nodes) {
    nodes[0] = orm__made(ORM__OP_OVER);
    nodes[0].of.over.of = e.expression;
    nodes[0].of.over.window = window;
    return nodes;
}
orm_expr orm__not(orm_expr e, orm_node *nodes) { return orm__unary(ORM__OP_NOT, e, nodes); }
orm_expr orm__column(orm__column_or_expression column, orm_node *nodes) { return orm__unary(ORM__OP_COLUMN, column.expression, nodes); }
orm_expr orm__value(orm_value v, orm_node *nodes) {
    if (v.type == ORM__TYPE_EXPR) return orm__unary(ORM__OP_COLUMN, v.as.pointer, nodes);
    nodes[0] = orm__made(ORM__OP_VALUE);
    nodes[0].of.value = v;
    return nodes;
}
orm_expr orm__arithmetic(orm__op op, orm_value a, orm_value b, orm_node *nodes) {
    nodes[0] = orm__made(op);
    nodes[0].of.operand[0] = orm__operand(a, &nodes[1]);
    nodes[0].of.operand[1] = orm__operand(b, &nodes[2]);
    return nodes;
}
orm_value orm__term_int(int64_t v) { return orm__of_int(v).v; }
orm_value orm__term_uint(uint64_t v) { return orm__of_uint(v).v; }
orm_value orm__term_real(double v) { return orm__of_real(v).v; }
orm_value orm__term_decimal(orm_decimal v) { return orm__of_decimal(v).v; }
orm_value orm__term_interval(orm_interval v) { return orm__of_interval(v).v; }
orm_value orm__term_text(const char *v) { return orm__of_text(v).v; }
orm_value orm__term_bool(bool v) { return orm__of_bool(v).v; }
orm_value orm__term_uuid(orm_uuid v) { return orm__of_uuid(v).v; }
orm_value orm__term_null(orm_no_value v) { return orm__of_null(v).v; }
orm_value orm__term_pointer(orm__column_or_expression v) { return (orm_value){ .type = ORM__TYPE_EXPR, .null = !v.expression, .as.pointer = v.expression }; }
orm_value orm__array_items(orm__array_value items) { return items.v; }
orm_order orm__nulls(orm_order order, orm_nulls nulls) {
    order.nulls = nulls;
    return order;
}
