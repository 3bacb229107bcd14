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
    O(ADD, " + ") O(SUB, " - ") O(MUL, " * ") O(DIV, " / ") O(MOD, " % ") O(NEG, "-")                               \
    O(CALL, NULL) O(CAST, NULL) O(CASE, NULL) O(OVER, NULL) O(FILTER, NULL) O(OUTER, NULL)                          \
    O(IN_QUERY, NULL) O(EXISTS, NULL) O(HAS, NULL) O(SCALAR, NULL) O(STRING_AGG, NULL)                                           \
    O(COUNT, "COUNT") O(COUNT_ALL, "COUNT") O(COUNT_DISTINCT, "COUNT") O(SUM, "SUM") O(AVG, "AVG") O(MIN, "MIN") O(MAX, "MAX")
#define ORM__OPERATOR_ENUM(name, sql) ORM__OP_##name,
typedef enum orm__op { ORM__OPERATORS(ORM__OPERATOR_ENUM) ORM__OP_COUNT_OF } orm__op;
#undef ORM__OPERATOR_ENUM

/* One node.  Operands are columns or nodes: both begin with a magic word that tells which. */
typedef struct orm_node orm_node;
typedef const orm_node *orm_expr; /* NULL: no expression */
typedef struct orm_query orm_query;
typedef struct orm_function orm_function;
typedef struct orm_branch orm_branch;
typedef struct orm_window orm_window;
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
        struct { const orm_function *function; const orm_value *values; int part; } call; /* CALL: ends with ORM__TYPE_END; part: of a date */
        struct { const void *operand; int type, precision, scale; } cast;             /* CAST: an orm_type */
        const orm_branch *branches;                                                   /* CASE: ends with ORM__BRANCH_END */
        struct { orm_expr of; const orm_window *window; } over;                       /* OVER */
        struct { const void *left; const orm_query *query; } query;                   /* IN_QUERY, EXISTS, SCALAR */
    } of;
};
#define ORM__NODE_ARRAY 1u /* flags: IN over a run-time array */
#define ORM__NODE_DISTINCT 2u   /* of an aggregate */
#define ORM__NODE_DESCENDING 4u /* of STRING_AGG: operand[2] is what orders it */
#define ORM__NODE_SHARED 8u     /* of OVER: the window has a name */
ORM_API const orm_node orm__end; /* ends a list: NULL must not, or a failed expression would silently shorten a filter */
typedef struct orm_columns { const void *const *items; size_t count; } orm_columns;
typedef struct orm_assign { const orm_column *column; const orm_node *expr; orm_value value; } orm_assign;
typedef struct orm_set_list { const orm_assign *items; size_t count; } orm_set_list;
typedef struct orm_arg_list { const orm_value *items; } orm_arg_list; /* ends with ORM__TYPE_END */
typedef enum orm_nulls { ORM_NULLS_DEFAULT, ORM_NULLS_FIRST, ORM_NULLS_LAST } orm_nulls;
typedef struct orm_order { const void *by; bool descending; orm_nulls nulls; } orm_order;

/* A function: a template of SQL for each dialect, in which %1, %2 ... stand for the arguments and %* for all of them, with commas between.
 *     static const orm_function soundex = { .name = "soundex", .result = ORM_TEXT, .least = 1, .most = 1,
 *         .sql = { [ORM_DIALECT_POSTGRES] = "soundex(%1)", [ORM_DIALECT_MYSQL] = "SOUNDEX(%1)", [ORM_DIALECT_MARIADB] = "SOUNDEX(%1)" } };
 *     orm_call(&soundex, Users.name)
 * A dialect without a template is ORM_UNSUPPORTED. */
struct orm_function {
    const char *name;
    orm_type result;                     /* ORM_NO_TYPE: that of the first argument */
    int least, most;                     /* arguments */
    const char *sql[ORM_DIALECT_COUNT];
    bool window, aggregate;              /* only under orm_over; a group's rows become one value */
    bool never_null;
};
/* The functions of the library: F(name), in expr.h as orm_lower() and so on. */
#define ORM__FUNCTIONS(F) F(CONCAT) F(LOWER) F(UPPER) F(TRIM) F(LENGTH) F(SUBSTR) F(REPLACE) F(COALESCE) F(NULLIF) F(GREATEST) F(LEAST) F(ABS) F(ROUND) \
    F(FLOOR) F(CEIL) F(NOW) F(EXTRACT) F(DATE_ADD) F(DATE_TRUNC)                                                                        \
    F(ROW_NUMBER) F(RANK) F(DENSE_RANK) F(PERCENT_RANK) F(CUME_DIST) F(NTILE) F(LAG) F(LEAD) F(FIRST_VALUE) F(LAST_VALUE) F(NTH_VALUE)                  \
    F(JSON_TEXT) F(JSON_INT) F(JSON_DOUBLE) F(JSON_BOOL) F(JSON_HAS_ANY) F(JSON_HAS_ALL) F(JSON_CONTAINS) F(JSON_CONTAINED_BY) F(JSON_SET) F(JSON_SET_JSON) F(JSON_REMOVE) F(JSON_APPEND) \
    F(ARRAY_HAS_ANY) F(ARRAY_HAS_ALL)
#define ORM__FUNCTION_ENUM(name) ORM__F_##name,
typedef enum orm__function_id { ORM__FUNCTIONS(ORM__FUNCTION_ENUM) ORM__FUNCTION_COUNT } orm__function_id;
#undef ORM__FUNCTION_ENUM
ORM_API const orm_function orm__functions[ORM__FUNCTION_COUNT];

/* Parts of dates and times: orm_extract(ORM_YEAR, Posts.created).  ISO weeks; ORM_WEEKDAY is 1 (Monday) to 7; ORM_EPOCH counts seconds since 1970. */
typedef enum orm_part { ORM_YEAR, ORM_QUARTER, ORM_MONTH, ORM_WEEK, ORM_DAY, ORM_HOUR, ORM_MINUTE, ORM_SECOND, ORM_MICROSECOND, ORM_WEEKDAY, ORM_DAY_OF_YEAR, ORM_EPOCH, ORM_PART_COUNT } orm_part;

/* One branch of a CASE. */
enum { ORM__BRANCH_END, ORM__BRANCH_WHEN, ORM__BRANCH_ELSE };
struct orm_branch { int kind; orm_expr when; orm_value then; };

/* Frames: ORM_ROWS(ORM_PRECEDING(2), ORM_CURRENT_ROW). */
typedef enum orm_frame_kind { ORM_FRAME_DEFAULT, ORM_FRAME_ROWS, ORM_FRAME_RANGE, ORM_FRAME_GROUPS } orm_frame_kind;
typedef enum orm_bound_kind { ORM__UNBOUNDED_PRECEDING, ORM__PRECEDING, ORM__CURRENT, ORM__FOLLOWING, ORM__UNBOUNDED_FOLLOWING } orm_bound_kind;
typedef struct orm_bound { orm_bound_kind kind; int64_t rows; } orm_bound;
typedef enum orm_exclude { ORM_EXCLUDE_NOTHING, ORM_EXCLUDE_CURRENT_ROW, ORM_EXCLUDE_GROUP, ORM_EXCLUDE_TIES } orm_exclude;
typedef struct orm_frame { orm_frame_kind kind; orm_bound from, to; orm_exclude exclude; } orm_frame;
#define ORM__WINDOW_LIMIT 16
struct orm_window {
    const void *partition_by[ORM__WINDOW_LIMIT + 1]; /* columns or expressions */
    orm_order order_by[ORM__WINDOW_LIMIT + 1];
    orm_frame frame;                                 /* default: the whole partition for first_value, last_value and nth_value, else what SQL says */
    int end_;
};

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
/* A _Generic mentions its operand twice, for the type and for the value: nested twelve deep that would be 4,096 times the text.  So every operator marks what it makes as a tree, by a comma
 * expression that does nothing and that nobody else writes: ((nothing, nothing), tree).  The macro around it sees the mark before the compiler reads a word, and mentions the tree once.
 * ORM__IS_TREE: 1 or 0.  Only parentheses and commas are looked at, so that an operand may be anything: is there a list in the leading parentheses, and one in those that lead it?  Up to two
 * pairs around the whole are seen through, because a macro of the program's own has them around its parameter and its text. */
#define ORM__NOTHING_DONE __extension__(void) 0
#define ORM__TREE(...) ((ORM__NOTHING_DONE, ORM__NOTHING_DONE), __VA_ARGS__)
#define ORM__IS_TREE(...) ORM__IS_TREE_(__VA_ARGS__, ~)
#define ORM__IS_TREE_(first, ...) ORM__PROBE(ORM__OPEN1 first)
#define ORM__OPEN1(...) ~, ORM__OPEN1_(__VA_ARGS__, (), ~),
#define ORM__OPEN1_(first, second, ...) ORM__CAT(ORM__OPEN1_, ORM__IN_PARENTHESES(second))(first)
#define ORM__OPEN1_0(first) ORM__PROBE(ORM__OPEN_PAIR first)
#define ORM__OPEN1_1(first) ORM__PROBE(ORM__OPEN2 first)
#define ORM__OPEN2(...) ~, ORM__OPEN2_(__VA_ARGS__, (), ~),
#define ORM__OPEN2_(first, second, ...) ORM__CAT(ORM__OPEN2_, ORM__IN_PARENTHESES(second))(first)
#define ORM__OPEN2_0(first) ORM__PROBE(ORM__OPEN_PAIR first)
#define ORM__OPEN2_1(first) ORM__PROBE(ORM__OPEN3 first)
#define ORM__OPEN3(...) ~, ORM__OPEN3_(__VA_ARGS__, (), ~),
#define ORM__OPEN3_(first, second, ...) ORM__CAT(ORM__OPEN3_, ORM__IN_PARENTHESES(second))(first)
#define ORM__OPEN3_0(first) ORM__PROBE(ORM__OPEN_PAIR first)
#define ORM__OPEN3_1(first) 0
#define ORM__OPEN_PAIR(...) ~, ORM__OPEN_PAIR_(__VA_ARGS__, (), ~),
#define ORM__OPEN_PAIR_(first, second, ...) ORM__CAT(ORM__OPEN_PAIR_, ORM__IN_PARENTHESES(second))
#define ORM__OPEN_PAIR_0 1
#define ORM__OPEN_PAIR_1 0
/* Does it begin with parentheses?  What ends a list of one does, what the mark has in second place does not. */
#define ORM__IN_PARENTHESES(x) ORM__PROBE(ORM__PARENTHESES_OF x)
#define ORM__PARENTHESES_OF(...) ~, 1,

/* anything that may stand as an operand; its struct says what it is.  Variadic, like what hands a value on to it: (orm_opt_int32)ORM_SOME(3) has a comma. */
#define ORM__OPERAND(...) ORM__CAT(ORM__OPERAND_, ORM__IS_TREE(__VA_ARGS__))(__VA_ARGS__)
#define ORM__OPERAND_1(...) orm__of_expr(__VA_ARGS__)
#define ORM__OPERAND_0(...)                                                                                            \
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
/* the same, and `expression` for an expression */
#define ORM__FOR(c, verb, expression) ORM__CAT(ORM__FOR_, ORM__IS_TREE(c))(c, verb, expression)
#define ORM__FOR_1(c, verb, expression) expression
#define ORM__FOR_0(c, verb, expression) ORM__BY_KIND(c, verb), orm_expr: expression)
/* A string where a column belongs does not compile: these take what cannot be had. */
typedef struct orm__column_not_string { int never; } orm__column_not_string;
orm_expr orm__a_string_is_no_column_takes(orm__op op, orm__column_not_string column, orm__expression_operand value, orm_node *nodes);
orm_expr orm__a_string_is_no_range_takes(orm__column_not_string column, orm__expression_operand low, orm__expression_operand high, orm_node *nodes);
orm_value orm__a_string_is_no_list_takes(orm__column_not_string value);
orm_assign orm__a_string_is_no_column_is_set_to(orm__column_not_string column, orm__expression_operand value);
/* What operators on one operand take: a column of any kind or an expression. */
#define ORM__POINTER_MEMBER(K, takes) orm_##K##_col K##_;
typedef union orm__column_or_expression { orm_expr expression; ORM__KINDS(ORM__POINTER_MEMBER) const orm_column *column; } orm__column_or_expression __attribute__((transparent_union));
#undef ORM__POINTER_MEMBER
/* No column: with a struct around it, compilers that only warn of wrong pointers refuse it too. */
typedef union orm__only_expression { orm_expr expression; } orm__only_expression __attribute__((transparent_union));
typedef struct orm__text_column { int never; } orm__text_column;
orm_expr orm__only_text_columns_have_patterns(orm__op op, orm__text_column column, orm__expression_operand value, orm_node *nodes);
#define ORM__COMPARE(op, c, ...) \
    ORM__TREE(__extension__ ORM__FOR(c, column_takes, orm__expression_takes_a_value)(ORM__OP_##op, (c), ORM__OPERAND(__VA_ARGS__), ORM__NODES(3)))

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
    ORM__TREE(__extension__ ORM__FOR(c, range_takes, orm__expression_range_takes_values)((c), ORM__OPERAND(low), ORM__OPERAND(high), ORM__NODES(3)))
/* c is one of the values, up to 128; a NULL among them is ORM_MISUSE */
#define ORM__LIST_ITEM_0(c, v) __extension__ ORM__BY_KIND(c, list_takes), orm_expr: orm__expression_list_takes_values)(ORM__OPERAND(v))
#define ORM__LIST_ITEM_1(c, v) __extension__ orm__expression_list_takes_values(ORM__OPERAND(v))
#define ORM__LIST_ITEMS_0(c, ...) ORM__MAP(ORM__LIST_ITEM_0, c, __VA_ARGS__)
#define ORM__LIST_ITEMS_1(c, ...) ORM__MAP(ORM__LIST_ITEM_1, ~, __VA_ARGS__)
#define ORM__LIST(op, c, ...) \
    ORM__TREE(orm__in_values(op, (c), (const orm_value[]){ ORM__CAT(ORM__LIST_ITEMS_, ORM__IS_TREE(c))(c, __VA_ARGS__), { .type = ORM__TYPE_END } }, ORM__NODES(1)))
#define orm_in(c, ...) ORM__LIST(ORM__OP_IN, c, __VA_ARGS__)
#define orm_not_in(c, ...) ORM__LIST(ORM__OP_NOT_IN, c, __VA_ARGS__)
orm_expr orm__in_values(orm__op op, const void *left, const orm_value *values, orm_node *nodes);
/* c is one of n values of an array of the column's C type; in none (n 0) it is false, not in none it is true */
#define orm_in_array(c, values, n) ORM__ARRAY(ORM__OP_IN, c, values, n)
#define orm_not_in_array(c, values, n) ORM__ARRAY(ORM__OP_NOT_IN, c, values, n)
#define ORM__ARRAY(op, c, values, n) ORM__TREE(orm__in_array(op, &(c)->def, (values), sizeof *(values), (n), ORM__NODES(1)))
orm_expr orm__in_array(orm__op op, const orm_column *column, const void *items, size_t item_size, size_t count, orm_node *nodes);
#define orm_is_null(c) ORM__TREE(__extension__ orm__of_one(ORM__OP_IS_NULL, (c), ORM__NODES(1)))
#define orm_not_null(c) ORM__TREE(__extension__ orm__of_one(ORM__OP_IS_NOT_NULL, (c), ORM__NODES(1)))
#define orm_is_not_null(c) orm_not_null(c)
orm_expr orm__unary(orm__op op, const void *operand, orm_node *nodes);

/* ---- patterns: text columns.  like takes the pattern as it is (% and _ are wild, there is no escape character) and is case-sensitive on every database;
 * contains, startswith and endswith look for the text itself; the i-forms fold case (Unicode simple folding). */
#define ORM__PATTERN(op, c, v) ORM__TREE(__extension__ ORM__CAT(ORM__PATTERN_OF_, ORM__IS_TREE(c))(c)(ORM__OP_##op, (c), ORM__OPERAND(v), ORM__NODES(3)))
#define ORM__PATTERN_OF_1(c) orm__expression_takes_a_value
#define ORM__PATTERN_OF_0(c) \
    _Generic((c), orm_text_col: orm__text_column_takes_a_text, orm_json_col: orm__json_column_takes_a_text, orm_expr: orm__expression_takes_a_value, default: orm__only_text_columns_have_patterns)
#define orm_like(c, v) ORM__PATTERN(LIKE, c, v)
#define orm_ilike(c, v) ORM__PATTERN(ILIKE, c, v)
#define orm_contains(c, v) ORM__PATTERN(CONTAINS, c, v)
#define orm_icontains(c, v) ORM__PATTERN(ICONTAINS, c, v)
#define orm_startswith(c, v) ORM__PATTERN(STARTSWITH, c, v)
#define orm_istartswith(c, v) ORM__PATTERN(ISTARTSWITH, c, v)
#define orm_endswith(c, v) ORM__PATTERN(ENDSWITH, c, v)
#define orm_iendswith(c, v) ORM__PATTERN(IENDSWITH, c, v)

/* ---- logic: any number of expressions; an empty one among them is ORM_MISUSE ------------------------------------------------- */
#define ORM__JUNCTION(op_, ...) ORM__TREE(orm__junction(op_, (const orm_expr[]){ __VA_ARGS__, &orm__end }, ORM__NODES(1)))
#define orm_and(...) ORM__JUNCTION(ORM__OP_AND, __VA_ARGS__)
#define orm_or(...) ORM__JUNCTION(ORM__OP_OR, __VA_ARGS__)
#define orm_not(e) ORM__TREE(orm__not((e), ORM__NODES(1)))
orm_expr orm__junction(orm__op op, const orm_expr *list, orm_node *nodes);
orm_expr orm__not(orm_expr e, orm_node *nodes);

/* ---- anything as an expression, arithmetic ------------------------------------------------------------------------------------ */
#define orm_col(c) ORM__TREE(__extension__ orm__column((c), ORM__NODES(1)))
#define orm_val(...) ORM__TREE(orm__value(ORM__OPERAND(__VA_ARGS__).v, ORM__NODES(1)))
orm_expr orm__column(orm__column_or_expression column, orm_node *nodes);
orm_expr orm__value(orm_value v, orm_node *nodes);
orm_expr orm__of_one(orm__op op, orm__column_or_expression operand, orm_node *nodes);
static inline ORM__UNUSED const void *orm__takes_a_column_or_an_expression(orm__column_or_expression x) { return x.expression; }
/* operands of arithmetic, of functions and of CASE: a short list */
orm_value orm__term_int(int64_t v);
orm_value orm__term_uint(uint64_t v);
orm_value orm__term_real(double v);
orm_value orm__term_decimal(orm_decimal v);
orm_value orm__term_interval(orm_interval v);
orm_value orm__term_text(const char *v);
orm_value orm__term_bool(bool v);
orm_value orm__term_uuid(orm_uuid v);
orm_value orm__term_null(orm_no_value v);
orm_value orm__term_pointer(orm__column_or_expression v);
#define ORM__TERM(x) __extension__ ORM__CAT(ORM__TERM_, ORM__IS_TREE(x))(x)
#define ORM__TERM_1(x) orm__term_pointer(x)
#define ORM__TERM_0(x)                                                                                                       \
    _Generic((x), orm_expr: orm__term_pointer, char: orm__term_int, signed char: orm__term_int, short: orm__term_int, int: orm__term_int, long: orm__term_int, long long: orm__term_int, \
    unsigned char: orm__term_uint, unsigned short: orm__term_uint, unsigned: orm__term_uint, unsigned long: orm__term_uint, unsigned long long: orm__term_uint, \
    bool: orm__term_bool, float: orm__term_real, double: orm__term_real, orm_decimal: orm__term_decimal, orm_interval: orm__term_interval, \
    char *: orm__term_text, const char *: orm__term_text, orm_uuid: orm__term_uuid, orm_no_value: orm__term_null, default: orm__term_pointer)(x)
#define ORM__ARITHMETIC(op, a, b) ORM__TREE(orm__arithmetic(ORM__OP_##op, ORM__TERM(a), ORM__TERM(b), ORM__NODES(3)))
#define orm_add(a, b) ORM__ARITHMETIC(ADD, a, b)
#define orm_sub(a, b) ORM__ARITHMETIC(SUB, a, b)
#define orm_mul(a, b) ORM__ARITHMETIC(MUL, a, b)
/* Integers by integers divide to an integer, cut towards zero; anything else divides exactly.  By zero: NULL. */
#define orm_div(a, b) ORM__ARITHMETIC(DIV, a, b)
#define orm_mod(a, b) ORM__ARITHMETIC(MOD, a, b) /* has the sign of a */
#define orm_neg(x) ORM__TREE(__extension__ orm__of_one(ORM__OP_NEG, (x), ORM__NODES(1)))
orm_expr orm__arithmetic(orm__op op, orm_value a, orm_value b, orm_node *nodes);

/* ---- functions, CASE, CAST ------------------------------------------------------------------------------------------------------ */
#define ORM__TERM_OF(c, x) ORM__TERM(x)
#define ORM__VALUES(...) (const orm_value[]){ ORM__MAP(ORM__TERM_OF, ~, __VA_ARGS__), { .type = ORM__TYPE_END } }
#define ORM__CALLED(f, ...) ORM__TREE(orm__call(&orm__functions[ORM__F_##f], ORM__VALUES(__VA_ARGS__), 0, ORM__NODES(1)))
#define ORM__CALL_OF_ONE(f, x) ORM__TREE(__extension__ orm__call_of_one(&orm__functions[ORM__F_##f], (x), (orm_value[2]){ { .type = ORM__TYPE_END } }, ORM__NODES(1)))
#define orm_concat(...) ORM__CALLED(CONCAT, __VA_ARGS__)         /* NULL counts as an empty text */
#define orm_lower(x) ORM__CALL_OF_ONE(LOWER, x)
#define orm_upper(x) ORM__CALL_OF_ONE(UPPER, x)
#define orm_trim(x) ORM__CALL_OF_ONE(TRIM, x)                  /* blanks at both ends */
#define orm_length(x) ORM__CALL_OF_ONE(LENGTH, x)              /* characters */
#define orm_substr(x, ...) ORM__CALLED(SUBSTR, x, __VA_ARGS__)   /* from the character (counted from 1), and how many */
#define orm_replace(x, from, to) ORM__CALLED(REPLACE, x, from, to)
#define orm_coalesce(...) ORM__CALLED(COALESCE, __VA_ARGS__)
#define orm_nullif(a, b) ORM__CALLED(NULLIF, a, b)
#define orm_greatest(...) ORM__CALLED(GREATEST, __VA_ARGS__)     /* NULL when one of them is */
#define orm_least(...) ORM__CALLED(LEAST, __VA_ARGS__)
#define orm_abs(x) ORM__CALL_OF_ONE(ABS, x)
#define orm_round(...) ORM__CALLED(ROUND, __VA_ARGS__)           /* half away from zero; orm_round(x, digits) */
#define orm_floor(x) ORM__CALL_OF_ONE(FLOOR, x)
#define orm_ceil(x) ORM__CALL_OF_ONE(CEIL, x)
#define orm_now() ORM__TREE(orm__call(&orm__functions[ORM__F_NOW], (const orm_value[]){ { .type = ORM__TYPE_END } }, 0, ORM__NODES(1)))
#define orm_extract(part, x) ORM__TREE(__extension__ orm__call_part(&orm__functions[ORM__F_EXTRACT], (x), (part), (orm_value[3]){ { .type = ORM__TYPE_END } }, ORM__NODES(1))) /* an integer */
#define orm_date_trunc(part, x) ORM__TREE(__extension__ orm__call_part(&orm__functions[ORM__F_DATE_TRUNC], (x), (part), (orm_value[3]){ { .type = ORM__TYPE_END } }, ORM__NODES(1)))
/* x and so many parts more: orm_date_add(Posts.created, -7, ORM_DAY); months and years stay within the month */
#define orm_date_add(x, amount, part) ORM__TREE(orm__call(&orm__functions[ORM__F_DATE_ADD], ORM__VALUES(x, amount), (part), ORM__NODES(1)))
#define orm_call(function, ...) ORM__TREE(orm__call((function), ORM__VALUES(__VA_ARGS__), 0, ORM__NODES(1)))
orm_expr orm__call(const orm_function *f, const orm_value *values, int part, orm_node *nodes);
orm_expr orm__call_of_one(const orm_function *f, orm__column_or_expression x, orm_value *values, orm_node *nodes);
orm_expr orm__call_part(const orm_function *f, orm__column_or_expression x, orm_part part, orm_value *values, orm_node *nodes);
/* To a type of the library: orm_cast(x, ORM_INT64) rounds half away from zero; orm_cast_decimal(x, 10, 2). */
#define orm_cast(x, type) ORM__TREE(__extension__ orm__cast((x), (type), 0, 0, ORM__NODES(1)))
#define orm_cast_decimal(x, precision, scale) ORM__TREE(__extension__ orm__cast((x), ORM_DECIMAL, (precision), (scale), ORM__NODES(1)))
orm_expr orm__cast(orm__column_or_expression x, orm_type type, int precision, int scale, orm_node *nodes);
/* orm_case(orm_when(orm_ge(Tracks.milliseconds, 1200000), "long"), orm_else("short")); without orm_else: NULL */
#define orm_case(...) ORM__TREE(orm__case((const orm_branch[]){ __VA_ARGS__, { .kind = ORM__BRANCH_END } }, ORM__NODES(1)))
#define orm_when(condition, x) __extension__ orm__when((condition), ORM__TERM(x))
#define orm_else(x) orm__else(ORM__TERM(x))
orm_expr orm__case(const orm_branch *branches, orm_node *nodes);
static inline ORM__UNUSED orm_branch orm__when(orm__only_expression condition, orm_value x) { return (orm_branch){ ORM__BRANCH_WHEN, condition.expression, x }; }
static inline ORM__UNUSED orm_branch orm__else(orm_value x) { return (orm_branch){ ORM__BRANCH_ELSE, (orm_expr)0, x }; }

/* ---- JSON ------------------------------------------------------------------------------------------------------------------------- */
/* The value at a path of keys (texts) and places in arrays (integers from 0): orm_json_text(Users.data, "settings", "theme").  NULL when there is none, or it is
 * of another type: a text is a JSON string, an int a whole number, a double any number. */
#define orm_json_text(c, ...) ORM__JSON(JSON_TEXT, c, __VA_ARGS__)
#define orm_json_int(c, ...) ORM__JSON(JSON_INT, c, __VA_ARGS__)
#define orm_json_double(c, ...) ORM__JSON(JSON_DOUBLE, c, __VA_ARGS__)
#define orm_json_bool(c, ...) ORM__JSON(JSON_BOOL, c, __VA_ARGS__)
/* Conditions, true or false and never unknown: the value is an object that has the key, one of the keys, all of them (whatever their values are). */
#define orm_json_has_key(c, key) ORM__JSON(JSON_HAS_ALL, c, key)
#define orm_json_has_any(c, ...) ORM__JSON(JSON_HAS_ANY, c, __VA_ARGS__)
#define orm_json_has_all(c, ...) ORM__JSON(JSON_HAS_ALL, c, __VA_ARGS__)
/* The value contains the JSON text: objects by their keys, arrays whatever their order (PostgreSQL's @>); or is contained in it. */
#define orm_json_contains(c, json) ORM__JSON(JSON_CONTAINS, c, json)
#define orm_json_contained_by(c, json) ORM__JSON(JSON_CONTAINED_BY, c, json)
/* For orm_set: the document with a value (a text, a number, ORM_NULL; (bool)true, because true alone is an int in C11) at the path put in place (a missing last key is made), taken away, or added to the array there.  orm_json_set_json
 * takes JSON text. */
#define orm_json_set(c, value, ...) ORM__JSON(JSON_SET, c, value, __VA_ARGS__)
#define orm_json_set_json(c, json, ...) ORM__JSON(JSON_SET_JSON, c, json, __VA_ARGS__)
#define orm_json_remove(c, ...) ORM__JSON(JSON_REMOVE, c, __VA_ARGS__)
#define orm_json_append(c, ...) ORM__JSON(JSON_APPEND, c, __VA_ARGS__) /* (c, value): the document itself is the array */
typedef struct orm__json_column { int never; } orm__json_column;
orm_value orm__only_json_columns_have_paths(orm__json_column c);
#define ORM__JSON_COLUMN(c) __extension__ ORM__CAT(ORM__JSON_COLUMN_, ORM__IS_TREE(c))(c)
#define ORM__JSON_COLUMN_1(c) orm__term_pointer(c)
#define ORM__JSON_COLUMN_0(c) _Generic((c), orm_json_col: orm__term_pointer, orm_expr: orm__term_pointer, default: orm__only_json_columns_have_paths)(c)
#define ORM__JSON(f, c, ...) ORM__TREE(orm__call(&orm__functions[ORM__F_##f], (const orm_value[]){ ORM__JSON_COLUMN(c), ORM__MAP(ORM__TERM_OF, ~, __VA_ARGS__), { .type = ORM__TYPE_END } }, 0, ORM__NODES(1)))

/* Array columns: one of the values is among the items, or all of them are: orm_array_has_any(Posts.tags, ((orm_array_text){ words, 2 })).  Never unknown. */
#define orm_array_has_any(c, ...) ORM__ARRAY_TEST(ARRAY_HAS_ANY, c, __VA_ARGS__)
#define orm_array_has_all(c, ...) ORM__ARRAY_TEST(ARRAY_HAS_ALL, c, __VA_ARGS__)
typedef struct orm__array_column { int never; } orm__array_column;
orm_value orm__only_array_columns_have_items(orm__array_column c);
orm_value orm__array_items(orm__array_value items);
#define ORM__ARRAY_TEST(f, c, ...) ORM__TREE(orm__call(&orm__functions[ORM__F_##f], (const orm_value[]){ __extension__ _Generic((c), orm_array_col: orm__term_pointer, default: orm__only_array_columns_have_items)(c), \
    orm__array_items(ORM__OPERAND(__VA_ARGS__)), { .type = ORM__TYPE_END } }, 0, ORM__NODES(1)))

/* ---- subqueries ------------------------------------------------------------------------------------------------------------------ */
/* The value is among those of the query's one column (.select). */
#define orm_in_query(c, q) ORM__TREE(__extension__ orm__in_query((c), (q), ORM__NODES(1)))
#define orm_exists(q) ORM__TREE(orm__subquery(ORM__OP_EXISTS, (q), ORM__NODES(1)))
#define orm_scalar(q) ORM__TREE(orm__subquery(ORM__OP_SCALAR, (q), ORM__NODES(1))) /* one column, at most one row; no row: NULL */
/* In a subquery: a column of a query around it. */
#define orm_outer(c) ORM__TREE(__extension__ orm__of_one(ORM__OP_OUTER, (c), ORM__NODES(1)))
/* The row has related rows for which the condition holds: orm_has(Users.posts, orm_gt(Posts.views, 100)), orm_has_any(Users.posts). */
#define orm_has(relation, condition) ORM__TREE(orm__has(ORM__RELATION(relation), (condition), false, ORM__NODES(1)))
#define orm_has_any(relation) ORM__TREE(orm__has(ORM__RELATION(relation), (orm_expr)0, true, ORM__NODES(1)))
/* a column does not compile where a relation belongs */
#define ORM__RELATION(r) _Generic((r), orm_rel: (r))
orm_expr orm__has(const orm_relation *relation, orm_expr condition, bool any, orm_node *nodes);
orm_expr orm__in_query(orm__column_or_expression c, const orm_query *q, orm_node *nodes);
orm_expr orm__subquery(orm__op op, const orm_query *q, orm_node *nodes);

/* ---- aggregates: of a column or an expression --------------------------------------------------------------------------------- */
#define ORM__AGGREGATE(op, x) ORM__TREE(__extension__ orm__of_one(ORM__OP_##op, (x), ORM__NODES(1)))
#define orm_count(x) ORM__AGGREGATE(COUNT, x)
#define orm_count_distinct(x) ORM__AGGREGATE(COUNT_DISTINCT, x)
#define orm_count_all() ORM__TREE(orm__unary(ORM__OP_COUNT_ALL, (const void *)0, ORM__NODES(1)))
#define orm_sum(x) ORM__AGGREGATE(SUM, x)
#define orm_avg(x) ORM__AGGREGATE(AVG, x)
#define orm_min(x) ORM__AGGREGATE(MIN, x)
#define orm_max(x) ORM__AGGREGATE(MAX, x)
/* The texts of a group, joined. */
#define orm_string_agg(x, separator) ORM__TREE(__extension__ orm__string_agg((x), (separator), ORM__NODES(2)))
/* In an order: orm_string_agg_by(Tags.word, ", ", orm_asc(Tags.word)). */
#define orm_string_agg_by(x, separator, order) ORM__TREE(__extension__ orm__string_agg_by((x), (separator), (order), ORM__NODES(2)))
/* Each value once: orm_distinct(orm_sum(Items.price)); of texts that are joined, in their order. */
#define orm_distinct(aggregate) ORM__TREE(__extension__ orm__distinct((aggregate), ORM__NODES(1)))
#define orm_sum_distinct(x) orm_distinct(orm_sum(x))
#define orm_avg_distinct(x) orm_distinct(orm_avg(x))
/* Only of the rows for which the condition holds. */
#define orm_filter(aggregate, condition) ORM__TREE(__extension__ orm__filter((aggregate), (condition), ORM__NODES(1)))
orm_expr orm__string_agg(orm__column_or_expression x, const char *separator, orm_node *nodes);
orm_expr orm__string_agg_by(orm__column_or_expression x, const char *separator, orm_order order, orm_node *nodes);
orm_expr orm__distinct(orm__only_expression aggregate, orm_node *nodes);
orm_expr orm__filter(orm__only_expression aggregate, orm__only_expression condition, orm_node *nodes);

/* ---- windows ---------------------------------------------------------------------------------------------------------------------- */
/* orm_over(orm_row_number(), .partition_by = { Invoices.customer_id }, .order_by = { orm_desc(Invoices.total) }, .frame = ORM_ROWS(...)) */
#define orm_over(...) ORM__OVER(__VA_ARGS__, .end_ = 0) /* C11 wants an argument behind the comma: orm_over(orm_sum(x)) has none */
#define ORM__OVER(e, ...) ORM__TREE(__extension__ orm__over((e), &(const orm_window){ __VA_ARGS__ }, ORM__NODES(1)))
/* A window that several expressions share: const orm_window w = { .partition_by = { ... }, .order_by = { ... } }; orm_over_window(orm_rank(), &w) */
#define orm_over_window(e, window) ORM__TREE(__extension__ orm__over_shared((e), (window), ORM__NODES(1)))
#define ORM__CALL_OF_NONE(f) ORM__TREE(orm__call(&orm__functions[ORM__F_##f], (const orm_value[]){ { .type = ORM__TYPE_END } }, 0, ORM__NODES(1)))
#define orm_row_number() ORM__CALL_OF_NONE(ROW_NUMBER)
#define orm_rank() ORM__CALL_OF_NONE(RANK)
#define orm_dense_rank() ORM__CALL_OF_NONE(DENSE_RANK)
#define orm_percent_rank() ORM__CALL_OF_NONE(PERCENT_RANK)
#define orm_cume_dist() ORM__CALL_OF_NONE(CUME_DIST)
#define orm_ntile(n) ORM__CALLED(NTILE, n)
#define orm_lag(...) ORM__CALLED(LAG, __VA_ARGS__)               /* (x), (x, rows), (x, rows, default) */
#define orm_lead(...) ORM__CALLED(LEAD, __VA_ARGS__)
#define orm_first_value(x) ORM__CALL_OF_ONE(FIRST_VALUE, x)
#define orm_last_value(x) ORM__CALL_OF_ONE(LAST_VALUE, x)
#define orm_nth_value(x, n) ORM__CALLED(NTH_VALUE, x, n)
orm_expr orm__over(orm__only_expression e, const orm_window *window, orm_node *nodes);
orm_expr orm__over_shared(orm__only_expression e, const orm_window *window, orm_node *nodes);
#define ORM_UNBOUNDED_PRECEDING ((orm_bound){ ORM__UNBOUNDED_PRECEDING, 0 })
#define ORM_PRECEDING(n) ((orm_bound){ ORM__PRECEDING, (n) })
#define ORM_CURRENT_ROW ((orm_bound){ ORM__CURRENT, 0 })
#define ORM_FOLLOWING(n) ((orm_bound){ ORM__FOLLOWING, (n) })
#define ORM_UNBOUNDED_FOLLOWING ((orm_bound){ ORM__UNBOUNDED_FOLLOWING, 0 })
#define ORM_ROWS(from, to) ((orm_frame){ ORM_FRAME_ROWS, from, to, ORM_EXCLUDE_NOTHING })
#define ORM_RANGE(from, to) ((orm_frame){ ORM_FRAME_RANGE, from, to, ORM_EXCLUDE_NOTHING })
#define ORM_GROUPS(from, to) ((orm_frame){ ORM_FRAME_GROUPS, from, to, ORM_EXCLUDE_NOTHING })
/* orm_excluding(ORM_ROWS(...), ORM_EXCLUDE_CURRENT_ROW), or the row's whole GROUP of equals, or the other equals (TIES) */
#define orm_excluding(frame, what) orm__excluding((frame), (what))
orm_frame orm__excluding(orm_frame frame, orm_exclude what);

/* ---- lists -------------------------------------------------------------------------------------------------------------------- */
#define orm_asc(x) ((orm_order){ .by = __extension__ orm__takes_a_column_or_an_expression(x) })
#define orm_desc(x) ((orm_order){ .by = __extension__ orm__takes_a_column_or_an_expression(x), .descending = true })
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
