/* expr: values and expressions.
 *
 * An expression is a tree of nodes.  The macros build the nodes as compound literals, which live as long as the block they are written in: write an
 * expression inside the call that uses it, or hand it to orm_where(), which copies.  Nothing is allocated.
 * The kind of a value is checked against the column when compiling: orm_eq(Users.name, 3) stops with
 * "incompatible type for argument 3 of 'orm__text_column_takes_a_text'". */
#ifndef ORM__EXPR_H
#define ORM__EXPR_H
#include "model.h"

ORM__C_BEGIN

/* ---- values ------------------------------------------------------------------------------------------------------------- */
#define ORM__TYPE_EXPR 254 /* as.pointer is a column or an expression */
#define ORM__TYPE_END 255  /* ends a list */
/* Any value, with its type.  Texts, blobs and lists are borrowed, or live in the session that returned them. */
typedef struct orm_value {
    uint8_t type;    /* an orm_type; integers are ORM_INT64 or ORM_UINT64, floats ORM_DOUBLE, dates and times what they are */
    bool null;
    uint8_t element; /* of an array: the orm_type of its items */
    union {
        int64_t integer;        /* also bool (0 or 1), timestamp, date, time */
        uint64_t uinteger;
        double real;
        const char *text;       /* also json, inet ..., and a decimal's digits */
        orm_blob blob;
        orm_uuid uuid;
        orm_interval interval;
        orm_point point;
        orm_vector vector;
        orm_map map;
        struct { const void *items; size_t count; } array;
        const void *pointer;
    } as;
} orm_value;
/* Reading a value as a C type.  A NULL, or a value that cannot be it, gives 0, false or NULL: ask orm_value_is_null() first. */
ORM_API bool orm_value_is_null(orm_value value);
ORM_API int64_t orm_value_int(orm_value value);
ORM_API double orm_value_double(orm_value value);
ORM_API bool orm_value_bool(orm_value value);
ORM_API const char *orm_value_text(orm_value value);
ORM_API orm_decimal orm_value_decimal(orm_value value);

typedef struct orm_no_value { char nothing; } orm_no_value;
#define ORM_NULL ((orm_no_value){ 0 })

/* ---- nodes -------------------------------------------------------------------------------------------------------------- */
/* O(name, SQL of an infix operator or function or NULL) */
#define ORM__OPERATORS(O)                                                                                           \
    O(NONE, NULL) O(COLUMN, NULL) O(VALUE, NULL) O(AND, " AND ") O(OR, " OR ") O(NOT, "NOT ")                       \
    O(EQ, " = ") O(NE, " <> ") O(LT, " < ") O(LE, " <= ") O(GT, " > ") O(GE, " >= ") O(SAME, NULL)                   \
    O(BETWEEN, NULL) O(IN, NULL) O(NOT_IN, NULL) O(IS_NULL, " IS NULL") O(IS_NOT_NULL, " IS NOT NULL")               \
    O(LIKE, NULL) O(ILIKE, NULL) O(CONTAINS, NULL) O(ICONTAINS, NULL) O(STARTSWITH, NULL) O(ISTARTSWITH, NULL)       \
    O(ENDSWITH, NULL) O(IENDSWITH, NULL)                                                                            \
    O(ADD, " + ") O(SUB, " - ") O(MUL, " * ") O(NEG, "-")                                                           \
    O(COUNT, "COUNT") O(COUNT_ALL, "COUNT") O(COUNT_DISTINCT, "COUNT") O(SUM, "SUM") O(AVG, "AVG") O(MIN, "MIN") O(MAX, "MAX")
#define ORM__OPERATOR_ENUM(name, sql) ORM__OP_##name,
typedef enum orm__op { ORM__OPERATORS(ORM__OPERATOR_ENUM) ORM__OP_COUNT_OF } orm__op;
#undef ORM__OPERATOR_ENUM

/* One node.  Operands are columns or nodes: both begin with a magic word that tells which. */
typedef struct orm_node orm_node;
typedef const orm_node *orm_expr; /* NULL: no expression */
struct orm_node {
    uint32_t magic_;
    uint16_t op;             /* orm__op */
    uint16_t flags;
    union {
        const void *operand[3];                                                       /* COLUMN, operators, functions */
        const orm_expr *list;                                                         /* AND, OR: ends with orm__end */
        struct { const void *left; const orm_value *values; } in;                     /* IN, NOT_IN: ends with ORM__TYPE_END */
        struct { const void *left; const void *items; size_t count; } array;          /* IN, NOT_IN of a run-time array (flag) */
        orm_value value;                                                              /* VALUE */
    } of;
};
#define ORM__NODE_ARRAY 1u /* flags: IN over a run-time array */
ORM_API const orm_node orm__end; /* ends a list: NULL must not, or a failed expression would silently shorten a filter */
typedef struct orm_columns { const void *const *items; size_t count; } orm_columns;
typedef struct orm_assign { const orm_column *column; const orm_node *expr; orm_value value; } orm_assign;
typedef struct orm_set_list { const orm_assign *items; size_t count; } orm_set_list;
typedef struct orm_arg_list { const orm_value *items; } orm_arg_list; /* ends with ORM__TYPE_END */
typedef enum orm_nulls { ORM_NULLS_DEFAULT, ORM_NULLS_FIRST, ORM_NULLS_LAST } orm_nulls;
typedef struct orm_order { const void *by; bool descending; orm_nulls nulls; } orm_order;

#ifndef __cplusplus
/* ---- operands ------------------------------------------------------------------------------------------------------------
 * A C value or a column becomes a struct named after its kind; a transparent union says which kinds a column takes.  All these structs are
 * one orm_value inside, so that the functions behind need no case for each. */
#define ORM__VALUE_KINDS(V) V(any) V(int) V(real) V(bool) V(text) V(decimal) V(interval) V(uuid) V(blob) V(vector) V(array) V(map) V(point) V(pointer) V(null) V(expr)
#define ORM__VALUE_STRUCT(V) typedef struct orm__##V##_value { orm_value v; } orm__##V##_value;
ORM__VALUE_KINDS(ORM__VALUE_STRUCT)
#undef ORM__VALUE_STRUCT
#define ORM__COLUMN_OPERAND(K, takes) typedef struct orm__##K##_column_value { orm_value v; } orm__##K##_column_value; orm__##K##_column_value orm__of_##K##_column(orm_##K##_col column);
ORM__KINDS(ORM__COLUMN_OPERAND)
#undef ORM__COLUMN_OPERAND
orm__int_value orm__of_int(int64_t v);
orm__int_value orm__of_uint(uint64_t v);
orm__real_value orm__of_real(double v);
orm__bool_value orm__of_bool(bool v);
orm__text_value orm__of_text(const char *v);
orm__decimal_value orm__of_decimal(orm_decimal v);
orm__interval_value orm__of_interval(orm_interval v);
orm__uuid_value orm__of_uuid(orm_uuid v);
orm__blob_value orm__of_blob(orm_blob v);
orm__vector_value orm__of_vector(orm_vector v);
orm__map_value orm__of_map(orm_map v);
orm__point_value orm__of_point(orm_point v);
orm__pointer_value orm__of_pointer(const void *v);
orm__null_value orm__of_null(orm_no_value v);
orm__expr_value orm__of_expr(orm_expr v);
orm__expr_value orm__of_value(orm_value v);
/* M(struct's name, kind of value) for every optional struct and every array */
#define ORM__OPTS(M) M(bool, bool) M(int16, int) M(int32, int) M(int64, int) M(uint32, int) M(uint64, int) M(float, real) M(double, real) \
    M(timestamp, int) M(date, int) M(time, int) M(interval, interval) M(uuid, uuid) M(point, point)
#define ORM__OPT_OPERAND(T, V) orm__##V##_value orm__of_opt_##T(orm_opt_##T v);
ORM__OPTS(ORM__OPT_OPERAND)
#undef ORM__OPT_OPERAND
#define ORM__ARRAYS(M) M(bool, BOOL) M(int16, INT16) M(int32, INT32) M(int64, INT64) M(float, FLOAT) M(double, DOUBLE) M(text, TEXT) M(uuid, UUID)
#define ORM__ARRAY_OPERAND(T, type) orm__array_value orm__of_array_##T(orm_array_##T v);
ORM__ARRAYS(ORM__ARRAY_OPERAND)
#undef ORM__ARRAY_OPERAND

#define ORM__INTEGER_CASES                                                                                           \
    char: orm__of_int, signed char: orm__of_int, short: orm__of_int, int: orm__of_int, long: orm__of_int, long long: orm__of_int, \
    unsigned char: orm__of_uint, unsigned short: orm__of_uint, unsigned: orm__of_uint, unsigned long: orm__of_uint, unsigned long long: orm__of_uint
#define ORM__HANDLE_CASES                                                                                            \
    orm_int_col: orm__of_int_column, orm_real_col: orm__of_real_column, orm_bool_col: orm__of_bool_column, orm_text_col: orm__of_text_column,       \
    orm_json_col: orm__of_json_column, orm_decimal_col: orm__of_decimal_column, orm_timestamp_col: orm__of_timestamp_column,                       \
    orm_date_col: orm__of_date_column, orm_time_col: orm__of_time_column, orm_interval_col: orm__of_interval_column, orm_uuid_col: orm__of_uuid_column, \
    orm_blob_col: orm__of_blob_column, orm_vector_col: orm__of_vector_column, orm_array_col: orm__of_array_column, orm_map_col: orm__of_map_column, \
    orm_point_col: orm__of_point_column, orm_enum_col: orm__of_enum_column, orm_custom_col: orm__of_custom_column
/* anything that may stand as an operand; its struct says what it is.  Variadic, like what hands a value on to it: (orm_opt_int32)ORM_SOME(3) has a comma. */
#define ORM__OPERAND(...)                                                                                              \
    _Generic((__VA_ARGS__), ORM__INTEGER_CASES, bool: orm__of_bool, float: orm__of_real, double: orm__of_real, char *: orm__of_text, const char *: orm__of_text, \
    orm_expr: orm__of_expr, ORM__HANDLE_CASES,                                                                      \
    orm_decimal: orm__of_decimal, orm_interval: orm__of_interval, orm_uuid: orm__of_uuid, orm_blob: orm__of_blob, orm_vector: orm__of_vector,      \
    orm_map: orm__of_map, orm_point: orm__of_point, orm_value: orm__of_value, orm_no_value: orm__of_null, void *: orm__of_pointer, const void *: orm__of_pointer, \
    orm_opt_bool: orm__of_opt_bool, orm_opt_int16: orm__of_opt_int16, orm_opt_int32: orm__of_opt_int32, orm_opt_int64: orm__of_opt_int64,          \
    orm_opt_uint32: orm__of_opt_uint32, orm_opt_uint64: orm__of_opt_uint64, orm_opt_float: orm__of_opt_float, orm_opt_double: orm__of_opt_double,  \
    orm_opt_timestamp: orm__of_opt_timestamp, orm_opt_date: orm__of_opt_date, orm_opt_time: orm__of_opt_time, orm_opt_interval: orm__of_opt_interval, \
    orm_opt_uuid: orm__of_opt_uuid, orm_opt_point: orm__of_opt_point,                                               \
    orm_array_bool: orm__of_array_bool, orm_array_int16: orm__of_array_int16, orm_array_int32: orm__of_array_int32, orm_array_int64: orm__of_array_int64, \
    orm_array_float: orm__of_array_float, orm_array_double: orm__of_array_double, orm_array_text: orm__of_array_text, orm_array_uuid: orm__of_array_uuid)(__VA_ARGS__)
#define ORM__ANY_VALUE(c, x) ORM__OPERAND(x).v

/* what each kind of column takes, beside NULL, expressions and columns of its own kind */
#define ORM__OPERAND_UNION(K, ...) typedef union orm__##K##_operand { orm__any_value any; orm__null_value null; orm__expr_value expr; orm__##K##_column_value column; __VA_ARGS__ } orm__##K##_operand __attribute__((transparent_union));
ORM__OPERAND_UNION(int, orm__int_value a; orm__bool_value b;)
ORM__OPERAND_UNION(real, orm__int_value a; orm__real_value b; orm__int_column_value c;)
ORM__OPERAND_UNION(bool, orm__int_value a; orm__bool_value b;)
ORM__OPERAND_UNION(text, orm__text_value a; orm__pointer_value b;)
ORM__OPERAND_UNION(json, orm__text_value a; orm__pointer_value b;)
ORM__OPERAND_UNION(decimal, orm__int_value a; orm__decimal_value b;)
ORM__OPERAND_UNION(timestamp, orm__int_value a;)
ORM__OPERAND_UNION(date, orm__int_value a;)
ORM__OPERAND_UNION(time, orm__int_value a;)
ORM__OPERAND_UNION(interval, orm__interval_value a;)
ORM__OPERAND_UNION(uuid, orm__uuid_value a;)
ORM__OPERAND_UNION(blob, orm__blob_value a;)
ORM__OPERAND_UNION(vector, orm__vector_value a;)
ORM__OPERAND_UNION(array, orm__array_value a;)
ORM__OPERAND_UNION(map, orm__map_value a;)
ORM__OPERAND_UNION(point, orm__point_value a;)
ORM__OPERAND_UNION(enum, orm__int_value a;)
ORM__OPERAND_UNION(custom, orm__pointer_value a; orm__text_value b; orm__int_value c; orm__real_value d;)
#define ORM__OPERAND_KINDS(K, takes)                                                                                        \
    orm_expr orm__##K##_column_takes_##takes(orm__op op, const void *column, orm__##K##_operand value, orm_node *nodes);    \
    orm_expr orm__##K##_range_takes_##takes(const void *column, orm__##K##_operand low, orm__##K##_operand high, orm_node *nodes); \
    orm_value orm__##K##_list_takes_##takes(orm__##K##_operand value);                                                      \
    orm_assign orm__##K##_column_is_set_to_##takes(orm_##K##_col column, orm__##K##_operand value);
ORM__KINDS(ORM__OPERAND_KINDS)
#undef ORM__OPERAND_KINDS

typedef union orm__expression_operand { orm__any_value any; orm__int_value a; orm__real_value b; orm__bool_value c; orm__text_value d; orm__decimal_value e;
    orm__interval_value f; orm__uuid_value g; orm__blob_value h; orm__expr_value i; orm__null_value n;
    orm__int_column_value j; orm__real_column_value k; orm__bool_column_value l; orm__text_column_value m; orm__decimal_column_value o; orm__timestamp_column_value p;
    orm__date_column_value q; orm__time_column_value r; orm__enum_column_value s; orm__uuid_column_value t; orm__json_column_value u;
} orm__expression_operand __attribute__((transparent_union));
orm_expr orm__expression_takes_a_value(orm__op op, const void *left, orm__expression_operand value, orm_node *nodes);
orm_expr orm__expression_range_takes_values(const void *left, orm__expression_operand low, orm__expression_operand high, orm_node *nodes);
orm_value orm__expression_list_takes_values(orm__expression_operand value);

#define ORM__NODES(n) (orm_node[n]){ { .op = ORM__OP_NONE } }
#define ORM__CASE(K, f) orm_##K##_col: orm__##K##_##f
/* the function for a column's kind: its parameter's type is the check */
#define ORM__BY_KIND(c, verb)                                                                                               \
    _Generic((c), orm_int_col: orm__int_##verb##_an_integer, orm_real_col: orm__real_##verb##_a_number, orm_bool_col: orm__bool_##verb##_a_bool,    \
    orm_text_col: orm__text_##verb##_a_text, orm_json_col: orm__json_##verb##_a_text, orm_decimal_col: orm__decimal_##verb##_a_decimal,            \
    orm_timestamp_col: orm__timestamp_##verb##_a_timestamp, orm_date_col: orm__date_##verb##_a_date, orm_time_col: orm__time_##verb##_a_time,      \
    orm_interval_col: orm__interval_##verb##_an_interval, orm_uuid_col: orm__uuid_##verb##_a_uuid, orm_blob_col: orm__blob_##verb##_a_blob,        \
    orm_vector_col: orm__vector_##verb##_a_vector, orm_array_col: orm__array_##verb##_an_array, orm_map_col: orm__map_##verb##_a_map,              \
    orm_point_col: orm__point_##verb##_a_point, orm_enum_col: orm__enum_##verb##_an_enum, orm_custom_col: orm__custom_##verb##_a_pointer,           \
    char *: orm__a_string_is_no_##verb, const char *: orm__a_string_is_no_##verb
/* A string where a column belongs does not compile: these take what cannot be had. */
typedef struct orm__column_not_string { int never; } orm__column_not_string;
orm_expr orm__a_string_is_no_column_takes(orm__op op, orm__column_not_string column, orm__expression_operand value, orm_node *nodes);
orm_expr orm__a_string_is_no_range_takes(orm__column_not_string column, orm__expression_operand low, orm__expression_operand high, orm_node *nodes);
orm_value orm__a_string_is_no_list_takes(orm__column_not_string value);
orm_assign orm__a_string_is_no_column_is_set_to(orm__column_not_string column, orm__expression_operand value);
typedef struct orm__text_column { int never; } orm__text_column;
orm_expr orm__only_text_columns_have_patterns(orm__op op, orm__text_column column, orm__expression_operand value, orm_node *nodes);
#define ORM__COMPARE(op, c, ...) \
    __extension__ ORM__BY_KIND(c, column_takes), orm_expr: orm__expression_takes_a_value)(ORM__OP_##op, (c), ORM__OPERAND(__VA_ARGS__), ORM__NODES(3))

/* ---- operators: a column (or an expression) and a value of its kind, another column of that kind, or an expression --------------
 * orm_eq and orm_ne with a NULL text or an empty opt mean IS NULL and IS NOT NULL; the other operators refuse NULL (ORM_MISUSE). */
#define orm_eq(c, ...) ORM__COMPARE(EQ, c, __VA_ARGS__)
#define orm_ne(c, ...) ORM__COMPARE(NE, c, __VA_ARGS__)
#define orm_lt(c, ...) ORM__COMPARE(LT, c, __VA_ARGS__)
#define orm_le(c, ...) ORM__COMPARE(LE, c, __VA_ARGS__)
#define orm_gt(c, ...) ORM__COMPARE(GT, c, __VA_ARGS__)
#define orm_ge(c, ...) ORM__COMPARE(GE, c, __VA_ARGS__)
/* Null-safe equality: true when both are NULL, false when one is, never unknown. */
#define orm_same(a, ...) ORM__COMPARE(SAME, a, __VA_ARGS__)
/* low <= c and c <= high */
#define orm_between(c, low, high) \
    __extension__ ORM__BY_KIND(c, range_takes), orm_expr: orm__expression_range_takes_values)((c), ORM__OPERAND(low), ORM__OPERAND(high), ORM__NODES(3))
/* c is one of the values, up to 128; a NULL among them is ORM_MISUSE */
#define ORM__LIST_ITEM(c, v) __extension__ ORM__BY_KIND(c, list_takes), orm_expr: orm__expression_list_takes_values)(ORM__OPERAND(v))
#define ORM__LIST(op, c, ...) orm__in_values(op, (c), (const orm_value[]){ ORM__MAP(ORM__LIST_ITEM, c, __VA_ARGS__), { .type = ORM__TYPE_END } }, ORM__NODES(1))
#define orm_in(c, ...) ORM__LIST(ORM__OP_IN, c, __VA_ARGS__)
#define orm_not_in(c, ...) ORM__LIST(ORM__OP_NOT_IN, c, __VA_ARGS__)
orm_expr orm__in_values(orm__op op, const void *left, const orm_value *values, orm_node *nodes);
/* c is one of n values of an array of the column's C type; in none (n 0) it is false, not in none it is true */
#define orm_in_array(c, values, n) ORM__ARRAY(ORM__OP_IN, c, values, n)
#define orm_not_in_array(c, values, n) ORM__ARRAY(ORM__OP_NOT_IN, c, values, n)
#define ORM__ARRAY(op, c, values, n) orm__in_array(op, &(c)->def, (values), sizeof *(values), (n), ORM__NODES(1))
orm_expr orm__in_array(orm__op op, const orm_column *column, const void *items, size_t item_size, size_t count, orm_node *nodes);
#define orm_is_null(c) orm__unary(ORM__OP_IS_NULL, (c), ORM__NODES(1))
#define orm_not_null(c) orm__unary(ORM__OP_IS_NOT_NULL, (c), ORM__NODES(1))
#define orm_is_not_null(c) orm_not_null(c)
orm_expr orm__unary(orm__op op, const void *operand, orm_node *nodes);

/* ---- patterns: text columns.  like takes the pattern as it is (% and _ are wild, there is no escape character) and is case-sensitive on every database;
 * contains, startswith and endswith look for the text itself; the i-forms fold case (Unicode simple folding). */
#define ORM__PATTERN(op, c, v) __extension__ _Generic((c), orm_text_col: orm__text_column_takes_a_text, orm_json_col: orm__json_column_takes_a_text, orm_expr: orm__expression_takes_a_value, default: orm__only_text_columns_have_patterns)(ORM__OP_##op, (c), ORM__OPERAND(v), ORM__NODES(3))
#define orm_like(c, v) ORM__PATTERN(LIKE, c, v)
#define orm_ilike(c, v) ORM__PATTERN(ILIKE, c, v)
#define orm_contains(c, v) ORM__PATTERN(CONTAINS, c, v)
#define orm_icontains(c, v) ORM__PATTERN(ICONTAINS, c, v)
#define orm_startswith(c, v) ORM__PATTERN(STARTSWITH, c, v)
#define orm_istartswith(c, v) ORM__PATTERN(ISTARTSWITH, c, v)
#define orm_endswith(c, v) ORM__PATTERN(ENDSWITH, c, v)
#define orm_iendswith(c, v) ORM__PATTERN(IENDSWITH, c, v)

/* ---- logic: any number of expressions; an empty one among them is ORM_MISUSE ------------------------------------------------- */
#define ORM__JUNCTION(op_, ...) orm__junction(op_, (const orm_expr[]){ __VA_ARGS__, &orm__end }, ORM__NODES(1))
#define orm_and(...) ORM__JUNCTION(ORM__OP_AND, __VA_ARGS__)
#define orm_or(...) ORM__JUNCTION(ORM__OP_OR, __VA_ARGS__)
#define orm_not(e) orm__not((e), ORM__NODES(1))
orm_expr orm__junction(orm__op op, const orm_expr *list, orm_node *nodes);
orm_expr orm__not(orm_expr e, orm_node *nodes);

/* ---- anything as an expression, arithmetic ------------------------------------------------------------------------------------ */
#define orm_col(c) orm__column(ORM__NOT_TEXT(c), ORM__NODES(1))
#define orm_val(...) orm__value(ORM__OPERAND(__VA_ARGS__).v, ORM__NODES(1))
orm_expr orm__column(const void *column, orm_node *nodes);
orm_expr orm__value(orm_value v, orm_node *nodes);
const void *orm__a_string_is_no_column(orm__column_not_string x);
static inline ORM__UNUSED const void *orm__reference_of(const void *x) { return x; }
#define ORM__NOT_TEXT(x) _Generic((x), char *: orm__a_string_is_no_column, const char *: orm__a_string_is_no_column, default: orm__reference_of)(x)
/* operands of arithmetic: a short list, because these nest (an expression twelve deep must compile fast) */
orm_value orm__term_int(int64_t v);
orm_value orm__term_uint(uint64_t v);
orm_value orm__term_real(double v);
orm_value orm__term_decimal(orm_decimal v);
orm_value orm__term_interval(orm_interval v);
orm_value orm__term_text(const char *v);
orm_value orm__term_pointer(const void *v);
#define ORM__TERM(x)                                                                                                         \
    _Generic((x), char: orm__term_int, signed char: orm__term_int, short: orm__term_int, int: orm__term_int, long: orm__term_int, long long: orm__term_int, \
    unsigned char: orm__term_uint, unsigned short: orm__term_uint, unsigned: orm__term_uint, unsigned long: orm__term_uint, unsigned long long: orm__term_uint, \
    float: orm__term_real, double: orm__term_real, orm_decimal: orm__term_decimal, orm_interval: orm__term_interval,       \
    char *: orm__term_text, const char *: orm__term_text, default: orm__term_pointer)(x)
#define ORM__ARITHMETIC(op, a, b) orm__arithmetic(ORM__OP_##op, ORM__TERM(a), ORM__TERM(b), ORM__NODES(3))
#define orm_add(a, b) ORM__ARITHMETIC(ADD, a, b)
#define orm_sub(a, b) ORM__ARITHMETIC(SUB, a, b)
#define orm_mul(a, b) ORM__ARITHMETIC(MUL, a, b)
#define orm_neg(x) orm__unary(ORM__OP_NEG, ORM__NOT_TEXT(x), ORM__NODES(1))
orm_expr orm__arithmetic(orm__op op, orm_value a, orm_value b, orm_node *nodes);

/* ---- aggregates: of a column or an expression --------------------------------------------------------------------------------- */
#define ORM__AGGREGATE(op, x) orm__unary(ORM__OP_##op, ORM__NOT_TEXT(x), ORM__NODES(1))
#define orm_count(x) ORM__AGGREGATE(COUNT, x)
#define orm_count_distinct(x) ORM__AGGREGATE(COUNT_DISTINCT, x)
#define orm_count_all() orm__unary(ORM__OP_COUNT_ALL, NULL, ORM__NODES(1))
#define orm_sum(x) ORM__AGGREGATE(SUM, x)
#define orm_avg(x) ORM__AGGREGATE(AVG, x)
#define orm_min(x) ORM__AGGREGATE(MIN, x)
#define orm_max(x) ORM__AGGREGATE(MAX, x)

/* ---- lists -------------------------------------------------------------------------------------------------------------------- */
#define orm_asc(x) ((orm_order){ .by = ORM__NOT_TEXT(x) })
#define orm_desc(x) ((orm_order){ .by = ORM__NOT_TEXT(x), .descending = true })
/* orm_nulls_last(orm_asc(Users.age)); without: NULL comes first ascending and last descending, on every database */
#define orm_nulls_first(order) orm__nulls((order), ORM_NULLS_FIRST)
#define orm_nulls_last(order) orm__nulls((order), ORM_NULLS_LAST)
orm_order orm__nulls(orm_order order, orm_nulls nulls);
#define ORM_COLS(...) ((orm_columns){ (const void *const[]){ __VA_ARGS__ }, sizeof((const void *const[]){ __VA_ARGS__ }) / sizeof(void *) })
#define ORM_SET(...) ((orm_set_list){ (const orm_assign[]){ __VA_ARGS__ }, sizeof((const orm_assign[]){ __VA_ARGS__ }) / sizeof(orm_assign) })
#define orm_set(c, ...) __extension__ ORM__BY_KIND(c, column_is_set_to))((c), ORM__OPERAND(__VA_ARGS__))
/* the arguments of raw SQL: none, or up to 128 values of any type */
#define orm_args(...) ORM__CAT(ORM__ARGS_, ORM__IS_EMPTY(__VA_ARGS__))(__VA_ARGS__)
#define ORM__ARGS_1(...) ((orm_arg_list){ NULL })
#define ORM__ARGS_0(...) ((orm_arg_list){ (const orm_value[]){ ORM__MAP(ORM__ANY_VALUE, ~, __VA_ARGS__), { .type = ORM__TYPE_END } } })
#endif

ORM__C_END
#endif
