/* function: functions, CASE, filtered aggregates and windows, each with one meaning on every database.
 * What a function is called where is data: a template per dialect, %1 %2 ... for the arguments, %* for all of them. */
#include "render.h"
#include <string.h>

#define ORM__EVERYWHERE(text) { [ORM_DIALECT_SQLITE] = text, [ORM_DIALECT_POSTGRES] = text, [ORM_DIALECT_MYSQL] = text, [ORM_DIALECT_MARIADB] = text }
#define ORM__PER_DIALECT(sqlite, postgres, mysql) { [ORM_DIALECT_SQLITE] = sqlite, [ORM_DIALECT_POSTGRES] = postgres, [ORM_DIALECT_MYSQL] = mysql, [ORM_DIALECT_MARIADB] = mysql }
/* ICU's letters become several where Unicode says so, and some look at their neighbours: then each is taken by itself, and left alone when it would be several. */
#define ORM__PG_EACH_LETTER(f, x) "(SELECT string_agg(CASE WHEN char_length(" f "(c COLLATE \"und-x-icu\")) = 1 THEN " f "(c COLLATE \"und-x-icu\") ELSE c END, '' ORDER BY n)" \
    " FROM unnest(string_to_array(" x ", NULL)) WITH ORDINALITY AS orm_letters(c, n))"
#define ORM__PG_DOTTED "translate(%1, 'İ', 'i')" /* the one letter whose small one is of two to ICU and of one to Unicode's table */
const orm_function orm__functions[ORM__FUNCTION_COUNT] = {
    [ORM__F_CONCAT] = { .name = "orm_concat", .result = ORM_TEXT, .least = 1, .most = 128, .never_null = true, .sql = ORM__PER_DIALECT("(%*)", "concat(%*)", "CONCAT(%*)") },
    /* the folding of our columns' own collation is ASCII's alone */
    [ORM__F_LOWER] = { .name = "orm_lower", .result = ORM_TEXT, .least = 1, .most = 1, .sql = ORM__PER_DIALECT("orm_lower(%1)", "(CASE WHEN char_length(lower(" ORM__PG_DOTTED " COLLATE \"und-x-icu\")) = char_length(%1) AND strpos(%1, 'Σ') = 0 THEN lower(" ORM__PG_DOTTED " COLLATE \"und-x-icu\") ELSE " ORM__PG_EACH_LETTER("lower", ORM__PG_DOTTED) " END COLLATE \"C\")", "") },
    [ORM__F_UPPER] = { .name = "orm_upper", .result = ORM_TEXT, .least = 1, .most = 1, .sql = ORM__PER_DIALECT("orm_upper(%1)", "(CASE WHEN char_length(upper(%1 COLLATE \"und-x-icu\")) = char_length(%1) THEN upper(%1 COLLATE \"und-x-icu\") ELSE " ORM__PG_EACH_LETTER("upper", "%1") " END COLLATE \"C\")", "") },
    [ORM__F_TRIM] = { .name = "orm_trim", .result = ORM_TEXT, .least = 1, .most = 1, .sql = ORM__PER_DIALECT("trim(%1)", "btrim(%1)", "TRIM(%1)") },
    [ORM__F_LENGTH] = { .name = "orm_length", .result = ORM_INT64, .least = 1, .most = 1, .sql = ORM__PER_DIALECT("length(%1)", "char_length(%1)", "CHAR_LENGTH(%1)") },
    [ORM__F_SUBSTR] = { .name = "orm_substr", .result = ORM_TEXT, .least = 2, .most = 3, .sql = ORM__PER_DIALECT("substr(%*)", "substr(%1, (%2)::int)", "SUBSTRING(%*)") },
    [ORM__F_REPLACE] = { .name = "orm_replace", .result = ORM_TEXT, .least = 3, .most = 3, .sql = ORM__EVERYWHERE("REPLACE(%*)") },
    [ORM__F_COALESCE] = { .name = "orm_coalesce", .least = 2, .most = 128, .sql = ORM__EVERYWHERE("COALESCE(%*)") },
    [ORM__F_NULLIF] = { .name = "orm_nullif", .least = 2, .most = 2, .sql = ORM__EVERYWHERE("NULLIF(%*)") },
    [ORM__F_GREATEST] = { .name = "orm_greatest", .least = 2, .most = 128, .sql = ORM__PER_DIALECT("max(%*)", "GREATEST(%*)", "GREATEST(%*)") },
    [ORM__F_LEAST] = { .name = "orm_least", .least = 2, .most = 128, .sql = ORM__PER_DIALECT("min(%*)", "LEAST(%*)", "LEAST(%*)") },
    [ORM__F_ABS] = { .name = "orm_abs", .least = 1, .most = 1, .sql = ORM__EVERYWHERE("ABS(%1)") },
    [ORM__F_ROUND] = { .name = "orm_round", .least = 1, .most = 2, .sql = ORM__EVERYWHERE("ROUND(%*)") },
    [ORM__F_FLOOR] = { .name = "orm_floor", .least = 1, .most = 1, .sql = ORM__PER_DIALECT("orm_floor(%1)", "FLOOR(%1)", "FLOOR(%1)") },
    [ORM__F_CEIL] = { .name = "orm_ceil", .least = 1, .most = 1, .sql = ORM__PER_DIALECT("orm_ceil(%1)", "CEIL(%1)", "CEIL(%1)") },
    [ORM__F_NOW] = { .name = "orm_now", .result = ORM_TIMESTAMP, .never_null = true,
        .sql = ORM__PER_DIALECT("orm_now()", "statement_timestamp()", "UTC_TIMESTAMP(6)") },
    [ORM__F_EXTRACT] = { .name = "orm_extract", .result = ORM_INT64, .least = 1, .most = 1, .sql = ORM__EVERYWHERE("") },
    [ORM__F_DATE_ADD] = { .name = "orm_date_add", .least = 2, .most = 2, .sql = ORM__EVERYWHERE("") },
    [ORM__F_DATE_TRUNC] = { .name = "orm_date_trunc", .least = 1, .most = 1, .sql = ORM__EVERYWHERE("") },
    [ORM__F_ROW_NUMBER] = { .name = "orm_row_number", .result = ORM_INT64, .window = true, .never_null = true, .sql = ORM__EVERYWHERE("ROW_NUMBER()") },
    [ORM__F_RANK] = { .name = "orm_rank", .result = ORM_INT64, .window = true, .never_null = true, .sql = ORM__EVERYWHERE("RANK()") },
    [ORM__F_DENSE_RANK] = { .name = "orm_dense_rank", .result = ORM_INT64, .window = true, .never_null = true, .sql = ORM__EVERYWHERE("DENSE_RANK()") },
    [ORM__F_PERCENT_RANK] = { .name = "orm_percent_rank", .result = ORM_DOUBLE, .window = true, .never_null = true, .sql = ORM__EVERYWHERE("PERCENT_RANK()") },
    [ORM__F_CUME_DIST] = { .name = "orm_cume_dist", .result = ORM_DOUBLE, .window = true, .never_null = true, .sql = ORM__EVERYWHERE("CUME_DIST()") },
    [ORM__F_NTILE] = { .name = "orm_ntile", .result = ORM_INT64, .least = 1, .most = 1, .window = true, .sql = ORM__PER_DIALECT("NTILE(%1)", "NTILE((%1)::int)", "NTILE(%1)") },
    [ORM__F_LAG] = { .name = "orm_lag", .least = 1, .most = 3, .window = true, .sql = ORM__EVERYWHERE("LAG(%*)") },
    [ORM__F_LEAD] = { .name = "orm_lead", .least = 1, .most = 3, .window = true, .sql = ORM__EVERYWHERE("LEAD(%*)") },
    [ORM__F_FIRST_VALUE] = { .name = "orm_first_value", .least = 1, .most = 1, .window = true, .sql = ORM__EVERYWHERE("FIRST_VALUE(%1)") },
    [ORM__F_LAST_VALUE] = { .name = "orm_last_value", .least = 1, .most = 1, .window = true, .sql = ORM__EVERYWHERE("LAST_VALUE(%1)") },
    [ORM__F_NTH_VALUE] = { .name = "orm_nth_value", .least = 2, .most = 2, .window = true, .sql = ORM__PER_DIALECT("NTH_VALUE(%*)", "NTH_VALUE(%1, (%2)::int)", "NTH_VALUE(%*)") },
    [ORM__F_JSON_TEXT] = { .name = "orm_json_text", .result = ORM_TEXT, .least = 2, .most = 128, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_INT] = { .name = "orm_json_int", .result = ORM_INT64, .least = 2, .most = 128, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_DOUBLE] = { .name = "orm_json_double", .result = ORM_DOUBLE, .least = 2, .most = 128, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_BOOL] = { .name = "orm_json_bool", .result = ORM_BOOL, .least = 2, .most = 128, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_HAS_ANY] = { .name = "orm_json_has_any", .result = ORM_BOOL, .least = 2, .most = 128, .never_null = true, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_HAS_ALL] = { .name = "orm_json_has_all", .result = ORM_BOOL, .least = 2, .most = 128, .never_null = true, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_CONTAINS] = { .name = "orm_json_contains", .result = ORM_BOOL, .least = 2, .most = 2, .never_null = true, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_CONTAINED_BY] = { .name = "orm_json_contained_by", .result = ORM_BOOL, .least = 2, .most = 2, .never_null = true, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_SET] = { .name = "orm_json_set", .least = 3, .most = 128, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_SET_JSON] = { .name = "orm_json_set_json", .least = 3, .most = 128, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_REMOVE] = { .name = "orm_json_remove", .least = 2, .most = 128, .sql = ORM__EVERYWHERE("") },
    [ORM__F_JSON_APPEND] = { .name = "orm_json_append", .least = 2, .most = 128, .sql = ORM__EVERYWHERE("") },
    [ORM__F_ARRAY_HAS_ANY] = { .name = "orm_array_has_any", .result = ORM_BOOL, .least = 2, .most = 2, .never_null = true, .sql = ORM__EVERYWHERE("") },
    [ORM__F_ARRAY_HAS_ALL] = { .name = "orm_array_has_all", .result = ORM_BOOL, .least = 2, .most = 2, .never_null = true, .sql = ORM__EVERYWHERE("") },
};

/* Parts of moments.  SQLite's are counted by functions of ours: what its own know of ISO weeks depends on its version. */
typedef struct orm__part_sql { const char *name, *postgres, *postgres_trunc, *postgres_unit, *mysql, *mysql_trunc, *mysql_unit; } orm__part_sql;
static const orm__part_sql orm__parts[ORM_PART_COUNT] = {
    [ORM_YEAR] = { "year", "year", "year", "year", "CAST(YEAR(%1) AS SIGNED)", "DATE_FORMAT(%1, '%Y-01-01')", "YEAR" },
    [ORM_QUARTER] = { "quarter", "quarter", "quarter", "3 months", "QUARTER(%1)", "(MAKEDATE(YEAR(%1), 1) + INTERVAL QUARTER(%1) - 1 QUARTER)", "QUARTER" },
    [ORM_MONTH] = { "month", "month", "month", "month", "MONTH(%1)", "DATE_FORMAT(%1, '%Y-%m-01')", "MONTH" },
    [ORM_WEEK] = { "week", "week", "week", "week", "WEEK(%1, 3)", "(DATE(%1) - INTERVAL WEEKDAY(%1) DAY)", "WEEK" },
    [ORM_DAY] = { "day", "day", "day", "day", "DAY(%1)", "DATE(%1)", "DAY" },
    [ORM_HOUR] = { "hour", "hour", "hour", "hour", "HOUR(%1)", "DATE_FORMAT(%1, '%Y-%m-%d %H:00:00')", "HOUR" },
    [ORM_MINUTE] = { "minute", "minute", "minute", "minute", "MINUTE(%1)", "DATE_FORMAT(%1, '%Y-%m-%d %H:%i:00')", "MINUTE" },
    [ORM_SECOND] = { "second", "second", "second", "second", "SECOND(%1)", "DATE_FORMAT(%1, '%Y-%m-%d %H:%i:%s')", "SECOND" },
    [ORM_MICROSECOND] = { "microsecond", NULL, NULL, "microsecond", "MICROSECOND(%1)", NULL, "MICROSECOND" },
    [ORM_WEEKDAY] = { "weekday", "isodow", NULL, NULL, "(WEEKDAY(%1) + 1)", NULL, NULL },
    [ORM_DAY_OF_YEAR] = { "day of year", "doy", NULL, NULL, "DAYOFYEAR(%1)", NULL, NULL },
    [ORM_EPOCH] = { "epoch", "epoch", NULL, NULL, "CAST(FLOOR(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', %1) * 0.000001) AS SIGNED)", NULL, NULL },
};

/* ---- arguments ------------------------------------------------------------------------------------------------------------------------ */
static bool orm__is_mysql(const orm__render *r) { return r->dialect->id == ORM_DIALECT_MYSQL || r->dialect->id == ORM_DIALECT_MARIADB; }
static const char *orm__value_cast(const orm__render *r, const orm_value *v) {
    if (r->dialect->id != ORM_DIALECT_POSTGRES) return "";
    switch (v->type) {
    case ORM_BOOL: return "::boolean";
    case ORM_INT64: return "::bigint";
    case ORM_UINT64: case ORM_DECIMAL: return "::numeric";
    case ORM_DOUBLE: return "::float8";
    case ORM_TEXT: return "::text";
    case ORM_UUID: return "::uuid";
    case ORM_INTERVAL: return "::interval";
    case ORM_BLOB: return "::bytea";
    default: return "";
    }
}
static void orm__render_argument_value(orm__render *r, const orm_value *v, const orm__field *context, const char *clause) {
    if (v->type == ORM__TYPE_EXPR) {
        orm__render_argument(r, v->as.pointer, context, clause);
        return;
    }
    if (v->null) {
        orm__render_text(r, "NULL");
        return;
    }
    const bool told = context && context->type != ORM_NO_TYPE;
    const bool number = told && (v->type == ORM_DOUBLE || v->type == ORM_DECIMAL) && context->type <= ORM_UINT64;
    const bool mysql = r->dialect->id == ORM_DIALECT_MYSQL && !r->assigns; /* to which a parameter beside a DECIMAL has 30 digits behind the point; a sum of integers is one */
    const bool exact = v->type == ORM_DECIMAL && mysql, whole = mysql && told && context->type >= ORM_INT16 && context->type <= ORM_UINT64 && (v->type == ORM_INT64 || v->type == ORM_UINT64);
    if (exact || whole) orm__render_text(r, "CAST(");
    orm__render_operand_value(r, told && !number ? context : NULL, *v);
    if (exact) {
        const size_t point = strcspn(v->as.text, ".");
        const size_t digits = v->as.text[point] ? strlen(v->as.text + point + 1) : 0;
        orm__put_format(r->out, " AS DECIMAL(65,%d))", digits > 30 ? 30 : (int)digits);
    }
    if (whole) orm__render_text(r, v->type == ORM_UINT64 ? " AS UNSIGNED)" : " AS SIGNED)");
    if (!told || number) orm__render_text(r, orm__value_cast(r, v));
}
/* orm_val(3) is 3. */
ORM__PRIVATE const orm_value *orm__bare_value(const orm_value *v) {
    while (v->type == ORM__TYPE_EXPR && orm__is_node(v->as.pointer) && ((const orm_node *)v->as.pointer)->op == ORM__OP_VALUE) v = &((const orm_node *)v->as.pointer)->of.value;
    return v;
}
/* The same where nothing beside it says what it is either. */
static void orm__render_lone_value(orm__render *r, const orm_value *v, const orm__field *context, const char *clause) {
    const bool told = r->dialect->id == ORM_DIALECT_POSTGRES && context && context->type != ORM_NO_TYPE && context->type != ORM_CUSTOM && v->type != ORM__TYPE_EXPR;
    if (told) orm__render_text(r, "CAST(");
    orm__render_argument_value(r, v, context, clause);
    if (!told) return;
    orm__render_text(r, " AS ");
    orm__render_type_name(r, context);
    orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_argument(orm__render *r, const void *operand, const orm__field *context, const char *clause) {
    const orm_node *n = orm__is_node(operand) ? operand : NULL;
    if (n && n->op == ORM__OP_VALUE) orm__render_argument_value(r, &n->of.value, context, clause);
    else orm__render_expression(r, operand, context, clause);
}
/* alike: the arguments take the place of one another, so that all have the form of `context`; lone: all of them are C values */
typedef struct orm__arguments { const orm_value *values; size_t count; const orm__field *context; const char *clause; unsigned id; bool alike, lone, wider; } orm__arguments;

/* One of several values of which one is taken: on SQLite all of them in the form of the whole. */
static void orm__render_alike(orm__render *r, const void *operand, const orm__field *whole, const char *clause) {
    const orm__field *own = whole && r->dialect->id == ORM_DIALECT_SQLITE && !orm__is_constant(operand, 0) ? orm__render_type(r, operand) : NULL;
    const orm__field *common = own ? orm__common_form(r, own, whole) : NULL;
    if (common && common == whole && whole->form == ORM__FORM_DECIMAL_SCALED) orm__render_in_form(r, operand, own, whole, clause);
    else if (orm__check_stored_alike(r, own, whole, clause)) orm__render_argument(r, operand, whole, clause);
}

static void orm__render_nth(orm__render *r, const orm__arguments *a, size_t i) {
    if (i >= a->count) return;
    const bool free = i > 0 && (a->id == ORM__F_SUBSTR || a->id == ORM__F_ROUND || a->id == ORM__F_DATE_ADD || a->id == ORM__F_NTH_VALUE || ((a->id == ORM__F_LAG || a->id == ORM__F_LEAD) && i == 1));
    const orm_value *v = orm__bare_value(&a->values[i]);
    if (a->alike && !free && v->type == ORM__TYPE_EXPR) orm__render_alike(r, v->as.pointer, a->context, a->clause);
    else if (a->lone && !free) orm__render_lone_value(r, v, a->context, a->clause);
    else orm__render_argument_value(r, v, free ? NULL : a->context, a->clause);
    if (a->wider && !free && v->type != ORM__TYPE_EXPR && !v->null) orm__render_text(r, orm__value_cast(r, v)); /* PostgreSQL would take it for one of the integers beside it */
    if (i == 1 && (a->id == ORM__F_LAG || a->id == ORM__F_LEAD) && r->dialect->id == ORM_DIALECT_POSTGRES) orm__render_text(r, "::int");
}
static void orm__render_template(orm__render *r, const char *template, const orm__arguments *a) {
    for (const char *p = template; *p && r->status == ORM_OK; p++) {
        if (*p != '%' || (p[1] != '*' && (p[1] < '1' || p[1] > '9'))) {
            orm__put_char(r->out, *p);
            continue;
        }
        if (*++p != '*') {
            orm__render_nth(r, a, (size_t)(*p - '1'));
            continue;
        }
        for (size_t i = 0; i < a->count; i++) {
            if (i) orm__render_text(r, ", ");
            orm__render_nth(r, a, i);
        }
    }
}

/* ---- calls ------------------------------------------------------------------------------------------------------------------------------ */
/* An argument that counts something: databases differ in what they make of fractions, texts and numbers below the least. */
static bool orm__check_whole(orm__render *r, const orm_value *given, int64_t least, const char *rule, const char *clause) {
    const orm_value *v = orm__bare_value(given);
    orm__field of = { .type = v->type };
    const bool computed = v->type == ORM__TYPE_EXPR;
    if (computed && !orm__render_typed(r, v->as.pointer, &of)) return false;
    if (v->null && !computed) return true;
    const bool whole = of.type == ORM_NO_TYPE || of.type == ORM_CUSTOM || (of.type >= ORM_INT16 && of.type <= ORM_UINT64), fits = computed || (v->type == ORM_INT64 && v->as.integer >= least);
    if (whole && fits) return true;
    orm__render_fail(r, ORM_MISUSE, "%s: %s", clause, rule);
    return false;
}
/* In MySQL a date outside of its years is NULL: an overflow makes it the error that it is elsewhere. */
static void orm__render_mysql_date_add(orm__render *r, const orm__arguments *a, const char *unit, bool date) {
    const orm_value *amount = orm__bare_value(&a->values[1]);
    orm__render_text(r, date ? "COALESCE(CAST(" : "COALESCE(");
    orm__render_template(r, "(%1 + INTERVAL ", a);
    orm__render_argument_value(r, amount, NULL, a->clause);
    orm__put_format(r->out, " %s)%s, CASE WHEN ", unit, date ? " AS DATE)" : "");
    if (amount->type == ORM__TYPE_EXPR || amount->null) {
        orm__render_argument_value(r, amount, NULL, a->clause);
        orm__render_text(r, " IS NOT NULL AND ");
    }
    orm__render_template(r, date ? "%1 IS NOT NULL THEN CAST(9223372036854775807 + ABS(SIGN(YEAR(%1))) AS DATE) END)" : "%1 IS NOT NULL THEN CAST(9223372036854775807 + ABS(SIGN(YEAR(%1))) AS DATETIME(6)) END)", a);
}
static void orm__render_date_part(orm__render *r, unsigned id, int part, const orm__arguments *a, const orm__field *type) {
    if ((unsigned)part >= ORM_PART_COUNT) {
        orm__render_fail(r, ORM_MISUSE, "%s: %d is no part of a date or time", a->clause, part);
        return;
    }
    const orm__part_sql *p = &orm__parts[part];
    const bool postgres = r->dialect->id == ORM_DIALECT_POSTGRES, date = type->type == ORM_DATE, time = type->type == ORM_TIME;
    const bool clock = (part >= ORM_HOUR && part <= ORM_MICROSECOND) || part == ORM_EPOCH;
    const char *need = id == ORM__F_EXTRACT ? "" : id == ORM__F_DATE_TRUNC ? p->mysql_trunc : p->mysql_unit;
    if (!need) orm__render_fail(r, ORM_MISUSE, "%s: %s takes a length of time, and %s is none", a->clause, orm__functions[id].name, p->name);
    else if (type->type != ORM_TIMESTAMP && !date && !(type->type == ORM_TIME && id == ORM__F_EXTRACT)) orm__render_fail(r, ORM_MISUSE, "%s: %s takes a timestamp or a date, not %s", a->clause, orm__functions[id].name, orm_type_name((orm_type)type->type));
    else if (time && !clock) orm__render_fail(r, ORM_MISUSE, "%s: a time of day has no %s", a->clause, p->name);
    else if (id == ORM__F_DATE_ADD && !orm__check_whole(r, &a->values[1], INT64_MIN, "orm_date_add adds a whole number of them", a->clause)) return;
    if (r->status != ORM_OK) return;
    if (r->dialect->id == ORM_DIALECT_SQLITE) {
        orm__put_format(r->out, id == ORM__F_EXTRACT ? "orm_part(%d, " : id == ORM__F_DATE_TRUNC ? "orm_date_trunc(%d, " : "orm_date_add(%d, ", part);
        orm__render_template(r, "%*)", a);
    } else if (id == ORM__F_EXTRACT && postgres) {
        orm__put_format(r->out, part == ORM_MICROSECOND ? "(EXTRACT(microseconds FROM " : "FLOOR(EXTRACT(%s FROM ", p->postgres);
        orm__render_template(r, date && clock ? "(%1)::timestamp" : "%1", a); /* to which a date has no hours */
        orm__render_text(r, part == ORM_MICROSECOND ? ")::bigint % 1000000)" : "))::bigint");
    } else if (id == ORM__F_EXTRACT) {
        orm__render_template(r, time && part == ORM_EPOCH ? "CAST(FLOOR(TIME_TO_SEC(%1)) AS SIGNED)" : p->mysql, a);
    } else if (id == ORM__F_DATE_TRUNC && postgres) {
        orm__put_format(r->out, "date_trunc('%s', ", p->postgres_trunc);
        orm__render_template(r, date ? "%1::timestamp)::date" : "%1)", a);
    } else if (id == ORM__F_DATE_TRUNC) {
        orm__render_text(r, "CAST(");
        orm__render_template(r, p->mysql_trunc, a);
        orm__render_text(r, date ? " AS DATE)" : " AS DATETIME(6))");
    } else if (postgres) {
        orm__render_template(r, "(%1 + ", a);
        orm__render_argument_value(r, &a->values[1], NULL, a->clause);
        orm__put_format(r->out, " * interval '%s%s')%s", p->postgres_unit[0] == '3' ? "" : "1 ", p->postgres_unit, date ? "::date" : "");
    } else {
        orm__render_mysql_date_add(r, a, p->mysql_unit, date);
    }
}
/* MySQL rounds doubles half to even: their decimal digits are rounded, as long as there are any behind the point. */
static void orm__render_rounded_double(orm__render *r, const orm__arguments *a) {
    orm__render_template(r, "CASE WHEN ABS(%1) < 1e15 THEN ROUND(CAST(%1 AS DECIMAL(65,30))", a);
    if (a->count == 2) orm__render_template(r, ", %2", a);
    orm__render_template(r, ") + 0e0 ELSE %1 END", a);
}
static void orm__render_scaled(orm__render *r, const orm__arguments *a, int digits, int how) {
    long long power = 1;
    for (; digits > 0; digits--) power *= 10;
    orm__render_template(r, "orm_scaled_round(%1", a);
    orm__put_format(r->out, ", %lld, %d)", power, how);
}
/* Decimals as SQLite keeps them: the digits that are to stay must be known when the query is written. */
static void orm__render_round_decimal(orm__render *r, const orm__arguments *a, const orm__field *type) {
    const orm_value *digits = &a->values[1];
    const int64_t places = a->count < 2 ? 0 : digits->type == ORM_INT64 && !digits->null ? digits->as.integer : -1;
    if (places < 0 || places > 38) orm__render_fail(r, ORM_UNSUPPORTED, "%s: orm_round of a decimal on SQLite takes a number of digits from 0 to 38", a->clause);
    else if (type->form == ORM__FORM_DECIMAL_TEXT) orm__render_template(r, a->count < 2 ? "orm_decimal_round(%1, 0)" : "orm_decimal_round(%1, %2)", a);
    else if (places >= type->def->scale) orm__render_template(r, "%1", a);
    else orm__render_scaled(r, a, type->def->scale - (int)places, 0);
}
/* Half away from zero, on numbers of any kind. */
static void orm__render_round(orm__render *r, const orm__arguments *a, const orm__field *type) {
    const bool exact = type->type == ORM_DECIMAL || type->type == ORM_MONEY, real = type->type == ORM_FLOAT || type->type == ORM_DOUBLE;
    if (type->form == ORM__FORM_DECIMAL_SCALED || type->form == ORM__FORM_DECIMAL_TEXT) {
        orm__render_round_decimal(r, a, type);
    } else if (r->dialect->id == ORM_DIALECT_POSTGRES) { /* a cast of a double to numeric keeps 15 digits, its text all of them */
        orm__render_template(r, real ? a->count == 2 ? "ROUND((%1)::float8::text::numeric, (%2)::int)" : "ROUND((%1)::float8::text::numeric)" : a->count == 2 ? "ROUND((%1)::numeric, (%2)::int)" : "ROUND((%1)::numeric)", a);
        if (!exact) orm__render_text(r, real ? "::float8" : "::bigint");
    } else if (r->dialect->id == ORM_DIALECT_SQLITE) {
        orm__render_template(r, a->count == 2 ? "orm_round(%1, %2)" : "orm_round(%1, 0)", a);
    } else if (orm__is_mysql(r) && (type->type == ORM_DOUBLE || type->type == ORM_FLOAT)) {
        orm__render_rounded_double(r, a);
    } else {
        orm__render_template(r, "ROUND(%*)", a);
    }
}
/* NULL when an argument is: MariaDB's REPLACE changes an empty text into itself, whatever else it is given. */
static void orm__render_null_of_null(orm__render *r, const char *template, const orm__arguments *a) {
    orm__field type;
    bool tested = false;
    for (size_t i = 0; i < a->count; i++) {
        const orm_value *v = orm__bare_value(&a->values[i]);
        if (v->type != ORM__TYPE_EXPR || !orm__render_typed(r, v->as.pointer, &type) || !type.nullable) continue;
        orm__render_text(r, tested ? " OR " : "CASE WHEN ");
        orm__render_nth(r, a, i);
        orm__render_text(r, " IS NULL");
        tested = true;
    }
    if (tested) orm__render_text(r, " THEN NULL ELSE ");
    orm__render_template(r, template, a);
    if (tested) orm__render_text(r, " END");
}
/* MariaDB (10.11.19 and before) changes the first text of REPLACE in place, and reads the others in the course of it.  A column of a query in FROM or WITH is one object wherever it
 * is named, so that REPLACE(t, '-', t) with such a t reads what it has freed: the answer is NULL or wrong, or the server ends with signal 11.  A copy is changed instead. */
static void orm__render_mariadb_replace(orm__render *r, const char *plain, const orm__arguments *a) {
    const bool shared = orm__bare_value(&a->values[0])->type == ORM__TYPE_EXPR && (orm__bare_value(&a->values[1])->type == ORM__TYPE_EXPR || orm__bare_value(&a->values[2])->type == ORM__TYPE_EXPR);
    orm__render_null_of_null(r, shared ? "REPLACE(CONCAT(%1, ''), %2, %3)" : plain, a);
}
/* MySQL converts letters in place, and cuts a text where one grows: in UTF-32 none does.  (Which letters have a case depends on the collation.) */
static void orm__render_letters(orm__render *r, const orm__arguments *a, bool lower) {
    const bool mysql = r->dialect->id == ORM_DIALECT_MYSQL, old = r->can && r->can->version < r->dialect->fold_since;
    orm__render_text(r, mysql ? "CONVERT(" : "(");
    orm__render_text(r, lower ? "LOWER(CONVERT(" : "UPPER(CONVERT(");
    orm__render_template(r, mysql ? "%1 USING utf32) COLLATE utf32_unicode_520_ci) USING utf8mb4)" : old ? "%1 USING utf8mb4) COLLATE utf8mb4_unicode_520_ci))" : "%1 USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci))", a);
    orm__put_format(r->out, " COLLATE %s", r->dialect->like_collation);
}
/* The texts of all arguments one after another; NULL counts for nothing. */
static void orm__render_concat(orm__render *r, const orm__arguments *a) {
    const bool sqlite = r->dialect->id == ORM_DIALECT_SQLITE, postgres = r->dialect->id == ORM_DIALECT_POSTGRES;
    orm__render_text(r, sqlite ? "(" : postgres ? "concat(" : "CONCAT(");
    for (size_t i = 0; i < a->count && r->status == ORM_OK; i++) {
        const orm_value *v = orm__bare_value(&a->values[i]);
        const orm__field *own = v->type == ORM__TYPE_EXPR ? orm__render_typed_kept(r, v->as.pointer) : NULL;
        if (i) orm__render_text(r, sqlite ? " || " : ", ");
        if (!postgres) orm__render_text(r, "COALESCE(");
        if (own && own->type != ORM_NO_TYPE) orm__render_as_text(r, v->as.pointer, own, a->clause);
        else if (v->type == ORM_DOUBLE || v->type == ORM_BOOL) orm__render_fail(r, ORM_MISUSE, "%s: orm_concat joins texts: argument %zu is a %s", a->clause, i + 1, v->type == ORM_BOOL ? "bool" : "double");
        else orm__render_argument_value(r, v, NULL, a->clause);
        if (!postgres) orm__render_text(r, ", '')");
    }
    orm__render_text(r, ")");
}
/* From the first character on, when it is told to begin before it; and never backwards. */
static void orm__render_place(orm__render *r, const orm__arguments *a, size_t i, int least) {
    const orm_value *v = orm__bare_value(&a->values[i]);
    const char *cast = r->dialect->id == ORM_DIALECT_POSTGRES ? "::int" : "";
    if (v->type != ORM__TYPE_EXPR) {
        if (v->null || v->type != ORM_INT64 || v->as.integer < least || v->as.integer > INT32_MAX) orm__render_fail(r, ORM_MISUSE, "%s: orm_substr counts characters from 1, and takes none or more of them", a->clause);
        orm__render_value(r, NULL, *v);
        orm__render_text(r, cast);
        return;
    }
    orm__render_text(r, "CASE WHEN ");
    orm__render_argument(r, v->as.pointer, NULL, a->clause);
    orm__put_format(r->out, " < %d THEN %d WHEN ", least, least);
    orm__render_argument(r, v->as.pointer, NULL, a->clause);
    orm__put_format(r->out, " > %d THEN %d ELSE ", INT32_MAX, INT32_MAX);
    orm__render_argument(r, v->as.pointer, NULL, a->clause);
    orm__render_text(r, " END");
}
static void orm__render_substr(orm__render *r, const orm__arguments *a) {
    const bool postgres = r->dialect->id == ORM_DIALECT_POSTGRES;
    orm__render_template(r, r->dialect->quote == '`' ? "SUBSTRING(%1" : "substr(%1", a);
    for (size_t i = 1; i < a->count; i++) {
        const bool computed = orm__bare_value(&a->values[i])->type == ORM__TYPE_EXPR;
        orm__render_text(r, computed ? ", (" : ", ");
        orm__render_place(r, a, i, i == 1);
        if (computed) orm__render_text(r, postgres ? ")::int" : ")");
    }
    orm__render_text(r, ")");
}
static void orm__render_guard(orm__render *r, const orm__arguments *a) {
    size_t count = 0;
    orm__render_text(r, "CASE WHEN num_nulls(");
    for (size_t i = 0; i < a->count; i++) {
        const orm_value *v = orm__bare_value(&a->values[i]);
        if (v->type != ORM__TYPE_EXPR && !v->null) continue;
        if (count++) orm__render_text(r, ", ");
        orm__render_nth(r, a, i);
    }
    orm__render_text(r, ") = 0 THEN ");
}
/* NULL when one of them is: PostgreSQL would leave it out. */
static void orm__render_extreme(orm__render *r, const orm_node *n, const orm__arguments *a) {
    orm__field whole;
    if (!orm__render_typed(r, n, &whole) || !orm__check_orderable(r, whole.type == ORM_NO_TYPE ? NULL : &whole, a->clause)) return;
    const bool guarded = r->dialect->id == ORM_DIALECT_POSTGRES && whole.nullable, sqlite = r->dialect->id == ORM_DIALECT_SQLITE;
    const char *name = n->of.call.function == &orm__functions[ORM__F_GREATEST] ? sqlite ? "max(" : "GREATEST(" : sqlite ? "min(" : "LEAST(";
    const bool names = whole.form == ORM__FORM_ENUM_TEXT; /* sorted by the values, given by the names */
    if (guarded) orm__render_guard(r, a);
    if (names) orm__render_text(r, "CASE ");
    orm__render_text(r, name);
    for (size_t i = 0; i < a->count; i++) {
        const orm_value *v = orm__bare_value(&a->values[i]);
        orm_node node = { .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_VALUE, .of.value = *v };
        if (i) orm__render_text(r, ", ");
        if (names) orm__render_sorted(r, v->type == ORM__TYPE_EXPR ? v->as.pointer : &node, a->context, a->clause);
        else orm__render_nth(r, a, i);
        if (!i && sqlite && whole.form == ORM__FORM_DECIMAL_TEXT) orm__render_text(r, " COLLATE orm_decimal");
    }
    orm__render_text(r, ")");
    if (names) orm__render_enum_names(r, &whole);
    if (guarded) orm__render_text(r, " END");
}
/* How many rows a window function looks on or back, or how many parts it makes. */
static bool orm__check_rows(orm__render *r, unsigned id, const orm__arguments *a) {
    if (id == ORM__F_NTILE && a->values[0].type == ORM__TYPE_EXPR && orm__bare_value(&a->values[0])->type == ORM__TYPE_EXPR) {
        orm__render_fail(r, ORM_MISUSE, "%s: orm_ntile takes a number: it is the same for all rows", a->clause);
        return false;
    }
    if (id == ORM__F_NTILE) return orm__check_whole(r, &a->values[0], 1, "orm_ntile takes a number of parts from 1", a->clause);
    if (id == ORM__F_NTH_VALUE) return orm__check_whole(r, &a->values[1], 1, "orm_nth_value counts rows from 1", a->clause);
    if ((id == ORM__F_LAG || id == ORM__F_LEAD) && a->count > 1 && r->dialect->id == ORM_DIALECT_MYSQL && a->values[1].type == ORM__TYPE_EXPR && orm__bare_value(&a->values[1])->type == ORM__TYPE_EXPR) {
        orm__render_fail(r, ORM_UNSUPPORTED, "%s: MySQL's LAG and LEAD take a number of rows that is the same for all of them", a->clause);
        return false;
    }
    if ((id == ORM__F_LAG || id == ORM__F_LEAD) && a->count > 1) return orm__check_whole(r, &a->values[1], 0, "orm_lag and orm_lead take a number of rows from 0: the one is the other backwards", a->clause);
    return true;
}
/* What works on the characters of a text takes a text. */
static bool orm__check_is_text(orm__render *r, const orm_function *f, unsigned id, const orm__field *first, const char *clause) {
    const bool of_text = id == ORM__F_LOWER || id == ORM__F_UPPER || id == ORM__F_TRIM || id == ORM__F_LENGTH || id == ORM__F_SUBSTR || id == ORM__F_REPLACE;
    if (!of_text || !first || first->type == ORM_NO_TYPE || (first->type >= ORM_TEXT && first->type <= ORM_CHAR) || first->type == ORM_CUSTOM || first->type == ORM_ENUMERATION) return true;
    orm__render_fail(r, ORM_MISUSE, "%s: %s takes a text, not %s: make it one with orm_cast(..., ORM_TEXT)", clause, f->name, orm_type_name((orm_type)first->type));
    return false;
}
ORM__PRIVATE void orm__render_call(orm__render *r, const orm_node *n, const orm__field *context, const char *clause) {
    const orm_function *f = n->of.call.function;
    const bool ours = f >= orm__functions && f < orm__functions + ORM__FUNCTION_COUNT;
    const unsigned id = ours ? (unsigned)(f - orm__functions) : ORM__FUNCTION_COUNT;
    orm__arguments a = { .values = n->of.call.values, .context = context, .clause = clause, .id = id };
    if (!f || !f->name) {
        orm__render_fail(r, ORM_MISUSE, "%s calls a function that is NULL or has no name", clause);
        return;
    }
    while (a.values[a.count].type != ORM__TYPE_END) a.count++;
    if (a.count < (size_t)f->least || a.count > (size_t)f->most) orm__render_fail(r, ORM_MISUSE, "%s: %s takes %d to %d arguments, not %zu", clause, f->name, f->least, f->most, a.count);
    else if (f->window && !r->in_window) orm__render_fail(r, ORM_MISUSE, "%s: %s is a window function: write orm_over(%s(...), .order_by = { ... })", clause, f->name, f->name);
    else if (!f->sql[r->dialect->id]) orm__render_fail(r, ORM_UNSUPPORTED, "%s: function %s has no SQL for %s", clause, f->name, r->dialect->name);
    if (r->status != ORM_OK || !orm__check_rows(r, id, &a)) return;
    if (id == ORM__F_ARRAY_HAS_ANY || id == ORM__F_ARRAY_HAS_ALL) {
        orm__render_array(r, a.values, id == ORM__F_ARRAY_HAS_ALL, clause);
        return;
    }
    if (ours && id >= ORM__F_JSON_TEXT) {
        orm__render_json(r, (orm__function_id)id, a.values, a.count, clause);
        return;
    }
    const orm__field *first = NULL;
    for (size_t i = 0; i < a.count && (!first || first->type == ORM_NO_TYPE); i++)
        if (a.values[i].type == ORM__TYPE_EXPR) first = orm__render_typed_kept(r, a.values[i].as.pointer);
    if (r->status != ORM_OK) return;
    const bool known = first && first->type != ORM_NO_TYPE;
    if (known) a.context = first;
    if (f->result == ORM_NO_TYPE && ours && (id == ORM__F_LAG || id == ORM__F_LEAD || (id >= ORM__F_COALESCE && id <= ORM__F_LEAST))) {
        a.lone = orm__is_constant(n, 0);
        const orm__field *whole = a.lone ? NULL : orm__render_typed_kept(r, n);
        if (whole && whole->type != ORM_NO_TYPE) a.context = whole, a.alike = true;
        a.wider = whole && known && first->type >= ORM_INT16 && first->type <= ORM_UINT64 && (whole->type == ORM_DOUBLE || whole->type == ORM_FLOAT || whole->type == ORM_DECIMAL);
    }
    if (r->status != ORM_OK || !orm__check_is_text(r, f, id, first, clause)) return;
    r->in_window = false;
    if (id == ORM__F_EXTRACT || id == ORM__F_DATE_ADD || id == ORM__F_DATE_TRUNC) {
        if (known) orm__render_date_part(r, id, n->of.call.part, &a, first);
        else orm__render_fail(r, ORM_MISUSE, "%s: %s takes a column or an expression", clause, f->name);
    } else if ((id == ORM__F_FLOOR || id == ORM__F_CEIL) && known && first->form == ORM__FORM_DECIMAL_SCALED) {
        orm__render_scaled(r, &a, first->def->scale, id == ORM__F_FLOOR ? -1 : 1);
    } else if (id >= ORM__F_ABS && id <= ORM__F_CEIL && id != ORM__F_ROUND && known && first->form == ORM__FORM_DECIMAL_TEXT) {
        orm__render_template(r, id == ORM__F_ABS ? "ltrim(%1, '-')" : id == ORM__F_FLOOR ? "orm_decimal_floor(%1)" : "orm_decimal_ceil(%1)", &a);
    } else if ((id == ORM__F_FLOOR || id == ORM__F_CEIL) && known && first->type >= ORM_INT16 && first->type < ORM_UINT64 && r->dialect->id == ORM_DIALECT_POSTGRES) {
        orm__render_template(r, "%1", &a); /* which would make a double of it */
    } else if (id == ORM__F_ROUND && known) {
        orm__render_round(r, &a, first);
    } else if ((id == ORM__F_LOWER || id == ORM__F_UPPER) && orm__is_mysql(r)) {
        orm__render_letters(r, &a, id == ORM__F_LOWER);
    } else if (id == ORM__F_CONCAT) {
        orm__render_concat(r, &a);
    } else if (id == ORM__F_SUBSTR) {
        orm__render_substr(r, &a);
    } else if (id == ORM__F_GREATEST || id == ORM__F_LEAST) {
        orm__render_extreme(r, n, &a);
    } else if (id == ORM__F_REPLACE && r->dialect->id == ORM_DIALECT_MARIADB) {
        orm__render_mariadb_replace(r, f->sql[r->dialect->id], &a);
    } else {
        orm__render_template(r, f->sql[r->dialect->id], &a);
    }
}

/* ---- CASE ------------------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE void orm__render_case(orm__render *r, const orm_node *n, const orm__field *context, const char *clause) {
    const bool lone = orm__is_constant(n, 0);
    const orm__field *whole = lone ? NULL : orm__render_typed_kept(r, n);
    if (r->status != ORM_OK) return;
    if (!whole || whole->type == ORM_NO_TYPE) whole = context && context->type ? context : NULL;
    size_t branches = 0;
    bool of_row = r->of_row;
    orm__render_text(r, "CASE");
    for (const orm_branch *b = n->of.branches; b->kind != ORM__BRANCH_END && r->status == ORM_OK; b++) {
        if (b->kind == ORM__BRANCH_WHEN) {
            orm__render_text(r, " WHEN ");
            orm__render_condition(r, b->when, clause);
            orm__render_text(r, " THEN ");
            branches++;
        } else {
            if (b[1].kind != ORM__BRANCH_END) orm__render_fail(r, ORM_MISUSE, "%s: orm_else is not the last part of its orm_case", clause);
            orm__render_text(r, " ELSE ");
        }
        const orm_value *v = orm__bare_value(&b->then);
        if (v->type == ORM__TYPE_EXPR) orm__render_alike(r, v->as.pointer, whole, clause);
        else if (lone) orm__render_lone_value(r, v, whole, clause);
        else orm__render_argument_value(r, v, whole, clause);
        if (!lone && v->type == ORM_DOUBLE && !v->null) orm__render_text(r, orm__value_cast(r, v)); /* beside integers */
    }
    r->of_row = of_row;
    if (!branches) orm__render_fail(r, ORM_MISUSE, "%s: orm_case needs an orm_when", clause);
    orm__render_text(r, " END");
}
ORM__PRIVATE void orm__render_rounded(orm__render *r, const void *operand, const char *clause) {
    const orm_value one[] = { { .type = ORM__TYPE_EXPR, .as.pointer = operand }, { .type = ORM__TYPE_END } };
    orm__render_rounded_double(r, &(orm__arguments){ .values = one, .count = 1, .clause = clause, .id = ORM__F_ROUND });
}

/* ---- aggregates of some rows, windows --------------------------------------------------------------------------------------------------- */
static void orm__render_joined_text(orm__render *r, const orm_node *n, const char *clause) {
    orm__field of;
    const void *operand = n->of.operand[0];
    if (!orm__render_typed(r, operand, &of)) return;
    if (r->filter) {
        orm__render_text(r, "CASE WHEN ");
        orm__render_condition(r, r->filter, clause);
        orm__render_text(r, " THEN ");
    }
    if (of.type == ORM_NO_TYPE || orm__is_constant(operand, 0)) orm__render_argument(r, operand, NULL, clause);
    else orm__render_as_text(r, operand, &of, clause);
    if (r->filter) orm__render_text(r, " END");
}
/* The servers: x, the separator and the order; distinct texts are in their own. */
static void orm__render_server_string_agg(orm__render *r, const orm_node *n, const char *separator, const char *clause) {
    const bool distinct = n->flags & ORM__NODE_DISTINCT, mysql = orm__is_mysql(r);
    if (distinct && n->of.operand[2]) orm__render_fail(r, ORM_UNSUPPORTED, "%s: orm_distinct joins texts in their own order: use orm_string_agg", clause);
    orm__render_text(r, mysql ? "GROUP_CONCAT(" : "string_agg(");
    if (distinct) orm__render_text(r, "DISTINCT ");
    orm__render_joined_text(r, n, clause);
    if (!mysql) {
        orm__render_text(r, ", ");
        orm__put_sql_string(r->out, r->dialect, separator);
    }
    if (distinct) {
        orm__render_text(r, " ORDER BY ");
        orm__render_joined_text(r, n, clause);
    } else if (n->of.operand[2]) {
        const orm_order order = { .by = n->of.operand[2], .descending = n->flags & ORM__NODE_DESCENDING };
        orm__render_text(r, " ORDER BY ");
        orm__render_order_one(r, &order, ORM__FORWARD);
    }
    if (mysql) orm__render_text(r, " SEPARATOR ");
    if (mysql) orm__put_sql_string(r->out, r->dialect, separator); /* a literal only */
    orm__render_text(r, ")");
}
/* SQLite orders inside of aggregates from 3.44 on only: a function of ours does.  How: 0 as they come, 1 ascending, 2 descending, 3 each once. */
static void orm__render_sqlite_string_agg(orm__render *r, const orm_node *n, const char *separator, const char *clause) {
    const bool distinct = n->flags & ORM__NODE_DISTINCT, ordered = n->of.operand[2] != NULL;
    if (distinct && ordered) orm__render_fail(r, ORM_UNSUPPORTED, "%s: orm_distinct joins texts in their own order: use orm_string_agg", clause);
    orm__render_text(r, distinct || ordered ? "orm_string_agg(" : "group_concat(");
    orm__render_joined_text(r, n, clause);
    orm__render_text(r, ", ");
    orm__put_sql_string(r->out, r->dialect, separator);
    if (distinct) orm__render_text(r, ", NULL, 3");
    if (ordered) {
        orm__render_text(r, ", ");
        orm__render_sorted(r, n->of.operand[2], orm__render_type(r, n->of.operand[2]), clause);
        orm__render_text(r, n->flags & ORM__NODE_DESCENDING ? ", 2" : ", 1");
    }
    orm__render_text(r, ")");
}
ORM__PRIVATE void orm__render_string_agg(orm__render *r, const orm_node *n, const char *clause) {
    const orm_node *separator = n->of.operand[1];
    if (r->of_row || r->assigns) {
        orm__render_fail(r, ORM_MISUSE, "%s holds an aggregate: aggregates belong into a result, not into what is said of one row", clause);
        return;
    }
    const char *text = orm__is_node(separator) && separator->op == ORM__OP_VALUE && separator->of.value.type == ORM_TEXT ? separator->of.value.as.text : NULL;
    if (!text) {
        orm__render_fail(r, ORM_MISUSE, "%s: the separator of orm_string_agg is NULL", clause);
        return;
    }
    if (r->in_window && (n->of.operand[2] || (n->flags & ORM__NODE_DISTINCT) || orm__is_mysql(r))) {
        orm__render_fail(r, ORM_UNSUPPORTED, "%s: %s joins no texts in a window%s", clause, r->dialect->name, orm__is_mysql(r) ? "" : " in an order of their own");
        return;
    }
    r->in_window = false;
    if (r->dialect->id == ORM_DIALECT_SQLITE) orm__render_sqlite_string_agg(r, n, text, clause);
    else orm__render_server_string_agg(r, n, text, clause);
}
ORM__PRIVATE void orm__render_filtered(orm__render *r, const orm_node *n, const char *clause) {
    const orm_node *aggregate = n->of.operand[0], *condition = n->of.operand[1];
    if (!orm__is_aggregate(aggregate)) {
        orm__render_fail(r, ORM_MISUSE, "%s: orm_filter takes an aggregate: orm_filter(orm_count(Users.id), condition)", clause);
        return;
    }
    if (orm__holds_aggregate(r, condition, 0)) {
        orm__render_fail(r, ORM_MISUSE, "%s: the condition of orm_filter holds an aggregate, and it is asked of each row", clause);
        return;
    }
    r->filter = condition;
    orm__render_expression(r, aggregate, NULL, clause);
    r->filter = NULL;
}
static void orm__render_bound(orm__render *r, const orm_bound *b, int64_t power, const char *clause) {
    static const char *const words[] = { "UNBOUNDED PRECEDING", " PRECEDING", "CURRENT ROW", " FOLLOWING", "UNBOUNDED FOLLOWING" };
    if ((unsigned)b->kind > ORM__UNBOUNDED_FOLLOWING || b->rows < 0) {
        orm__render_fail(r, ORM_MISUSE, "%s: a frame's bound must not be negative: ORM_PRECEDING(2) is two rows before", clause);
        return;
    }
    if (b->rows > INT64_MAX / power) {
        orm__render_fail(r, ORM_MISUSE, "%s: a frame's bound is too large", clause);
        return;
    }
    if (b->kind == ORM__PRECEDING || b->kind == ORM__FOLLOWING) orm__put_number(r->out, b->rows * power);
    orm__render_text(r, words[b->kind]);
}
static bool orm__sees_whole_partition(const orm_node *n) {
    if (n->op != ORM__OP_CALL) return false;
    const ptrdiff_t id = n->of.call.function - orm__functions;
    return id == ORM__F_FIRST_VALUE || id == ORM__F_LAST_VALUE || id == ORM__F_NTH_VALUE;
}
/* These look at the whole partition, whatever the frame is; MariaDB does not take one for them. */
static bool orm__ignores_frame(const orm_node *n) {
    if (n->op != ORM__OP_CALL) return false;
    const ptrdiff_t id = n->of.call.function - orm__functions;
    return id >= ORM__F_ROW_NUMBER && id <= ORM__F_LEAD;
}
static bool orm__is_distance(const orm_bound *b) { return b->kind == ORM__PRECEDING || b->kind == ORM__FOLLOWING; }
/* A distance in values: one number orders the rows.  *power: what 1 is in the form that is stored. */
static bool orm__check_distance(orm__render *r, const orm_window *w, const char *clause, int64_t *power) {
    if (!w->order_by[0].by || w->order_by[1].by) {
        orm__render_fail(r, ORM_MISUSE, "%s: a frame of ORM_RANGE with a distance takes exactly one entry in .order_by", clause);
        return false;
    }
    const orm__field *by = orm__render_type(r, w->order_by[0].by);
    if (r->status != ORM_OK) return false;
    const bool number = by && ((by->type >= ORM_INT16 && by->type <= ORM_DOUBLE) || by->type == ORM_DECIMAL || by->type == ORM_MONEY), text = number && by->form == ORM__FORM_DECIMAL_TEXT;
    if (!number || text) orm__render_fail(r, ORM_UNSUPPORTED, "%s: a frame of ORM_RANGE with a distance is ordered by a number%s, not by %s: use ORM_ROWS", clause, text ? " of up to 18 digits on SQLite" : "", by ? orm__type_as_written(by->def).text : "this");
    if (number && by->form == ORM__FORM_DECIMAL_SCALED)
        for (int i = 0; i < by->def->scale; i++) *power *= 10;
    return r->status == ORM_OK;
}
static void orm__render_frame(orm__render *r, const orm_node *of, const orm_window *w, const char *clause) {
    const orm_frame *f = &w->frame;
    int64_t power = 1;
    static const char *const kinds[] = { "", " ROWS BETWEEN ", " RANGE BETWEEN ", " GROUPS BETWEEN " };
    if (f->kind == ORM_FRAME_DEFAULT) {
        if (orm__sees_whole_partition(of)) orm__render_text(r, " ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING");
        return;
    }
    static const char *const excluded[] = { "", " EXCLUDE CURRENT ROW", " EXCLUDE GROUP", " EXCLUDE TIES" };
    const bool old = r->dialect->id == ORM_DIALECT_SQLITE && r->can && r->can->version < 3028000 && (f->exclude || f->kind == ORM_FRAME_GROUPS);
    if ((unsigned)f->exclude > ORM_EXCLUDE_TIES) orm__render_fail(r, ORM_MISUSE, "%s: .frame excludes something unknown: orm_excluding(ORM_ROWS(from, to), ORM_EXCLUDE_TIES)", clause);
    else if (old || (f->exclude && orm__is_mysql(r))) orm__render_fail(r, ORM_UNSUPPORTED, "%s: %s has no frames that exclude rows or are counted in GROUPS%s", clause, r->dialect->name, old ? " before 3.28" : "");
    if ((unsigned)f->kind > ORM_FRAME_GROUPS) orm__render_fail(r, ORM_MISUSE, "%s: .frame is not initialised: ORM_ROWS(from, to)", clause);
    else if (f->kind == ORM_FRAME_GROUPS && orm__is_mysql(r)) orm__render_fail(r, ORM_UNSUPPORTED, "%s: %s has no frames counted in GROUPS: use ORM_ROWS or ORM_RANGE", clause, r->dialect->name);
    else if (f->from.kind > f->to.kind || f->from.kind == ORM__UNBOUNDED_FOLLOWING || f->to.kind == ORM__UNBOUNDED_PRECEDING) orm__render_fail(r, ORM_MISUSE, "%s: the frame ends before it begins", clause);
    if (r->status != ORM_OK || orm__ignores_frame(of)) return;
    if (f->kind == ORM_FRAME_RANGE && (orm__is_distance(&f->from) || orm__is_distance(&f->to)) && !orm__check_distance(r, w, clause, &power)) return;
    orm__render_text(r, kinds[f->kind]);
    orm__render_bound(r, &f->from, power, clause);
    orm__render_text(r, " AND ");
    orm__render_bound(r, &f->to, power, clause);
    orm__render_text(r, excluded[f->exclude]);
}
static void orm__render_window_inside(orm__render *r, const orm_node *of, const orm_window *w, const char *clause) {
    size_t count = 0;
    const bool no_places = r->no_places;
    r->no_places = true;
    for (; w->partition_by[count] && r->status == ORM_OK; count++) {
        if (count == ORM__WINDOW_LIMIT) orm__render_fail(r, ORM_MISUSE, ".partition_by holds more than %d entries", ORM__WINDOW_LIMIT);
        orm__render_text(r, count ? ", " : "PARTITION BY ");
        orm__render_expression(r, w->partition_by[count], NULL, ".partition_by");
    }
    for (size_t i = 0; w->order_by[i].by && r->status == ORM_OK; i++) {
        if (i == ORM__WINDOW_LIMIT) orm__render_fail(r, ORM_MISUSE, ".order_by holds more than %d entries", ORM__WINDOW_LIMIT);
        orm__render_text(r, i ? ", " : count ? " ORDER BY " : "ORDER BY ");
        orm__render_order_one(r, &w->order_by[i], ORM__FORWARD);
    }
    if (!w->order_by[0].by && of->op == ORM__OP_CALL && r->dialect->id == ORM_DIALECT_MARIADB) { /* has no window functions without an order, though any will do */
        orm__render_text(r, count ? " ORDER BY " : "ORDER BY NULL");
        if (count) orm__render_expression(r, w->partition_by[0], NULL, ".partition_by");
    }
    orm__render_frame(r, of, w, clause);
    r->no_places = no_places;
}
static void orm__render_window(orm__render *r, const orm_node *of, const orm_window *w, const char *clause) {
    orm__render_text(r, " OVER (");
    orm__render_window_inside(r, of, w, clause);
    orm__render_text(r, ")");
}
/* A window with a name stands once in the statement, behind HAVING.  False: it must be written out. */
static bool orm__render_window_name(orm__render *r, const orm_node *over, const orm_node *of) {
    const orm_window *w = over->of.over.window;
    const bool old = r->dialect->id == ORM_DIALECT_SQLITE && r->can && r->can->version < 3028000;
    size_t i = 0;
    const bool frame_of_others = w->frame.kind && orm__ignores_frame(of) && orm__is_mysql(r);
    if (!(over->flags & ORM__NODE_SHARED) || old || frame_of_others || (!w->frame.kind && orm__sees_whole_partition(of))) return false;
    while (i < r->scope.window_count && r->scope.windows[i] != w) i++;
    if (i == r->scope.window_count && (r->scope.windows_written || i == ORM__NAMED_WINDOWS)) return false;
    if (i == r->scope.window_count) r->scope.windows[r->scope.window_count++] = w;
    orm__put_format(r->out, " OVER orm_window_%d", (int)i + 1);
    return true;
}
ORM__PRIVATE void orm__render_named_windows(orm__render *r) {
    static const orm_node none = { .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_NONE };
    for (size_t i = 0; i < r->scope.window_count && r->status == ORM_OK; i++) {
        orm__put_format(r->out, i ? ", orm_window_%d AS (" : " WINDOW orm_window_%d AS (", (int)i + 1);
        orm__render_window_inside(r, &none, r->scope.windows[i], "the window");
        orm__render_text(r, ")");
    }
    r->scope.windows_written = true;
}
/* Is the row missing that LAG and LEAD would take?  Told in the window's own order, so that rows alike stand in the same places.  LEAD counts the row so far behind: how many rows the partition
 * has would need a window without an order beside the others, and MariaDB 10.11 takes one of several for another then. */
static void orm__render_row_is_missing(orm__render *r, bool lag, const orm_window *w, const orm_value *given, const char *clause) {
    static const orm_value none[] = { { .type = ORM__TYPE_END } };
    const orm_node place = { .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_CALL, .of.call = { .function = &orm__functions[ORM__F_ROW_NUMBER], .values = none } };
    const orm_node rows = { .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_COUNT_ALL };
    const orm_value *distance = orm__bare_value(given);
    orm_window other = *w;
    if (!lag && w->order_by[0].by && distance->type == ORM_INT64 && !distance->null) {
        other.frame = ORM_ROWS(ORM_FOLLOWING(distance->as.integer), ORM_FOLLOWING(distance->as.integer));
        orm__render_text(r, "COUNT(*)");
        orm__render_window(r, &rows, &other, clause);
        orm__render_text(r, " = 0");
        return;
    }
    if (!lag) {
        other.order_by[0].by = NULL; /* the partition */
        other.frame = (orm_frame){ .kind = ORM_FRAME_DEFAULT };
        orm__render_text(r, "COUNT(*)");
        orm__render_window(r, &rows, &other, clause);
        orm__render_text(r, " - ");
    }
    orm__render_text(r, "ROW_NUMBER()");
    orm__render_window(r, &place, w, clause);
    orm__render_text(r, lag ? " <= " : " < ");
    orm__render_argument_value(r, given, NULL, clause);
}
/* MariaDB has LAG and LEAD without a default. */
static void orm__render_lag_default(orm__render *r, const orm_node *of, const orm_window *w, const char *clause) {
    const orm_value *v = of->of.call.values;
    const orm_value two[] = { v[0], v[1], { .type = ORM__TYPE_END } };
    orm_node shorter = *of;
    shorter.of.call.values = two;
    orm__render_text(r, "CASE WHEN ");
    orm__render_row_is_missing(r, of->of.call.function == &orm__functions[ORM__F_LAG], w, &v[1], clause);
    orm__render_text(r, " THEN ");
    orm__render_argument_value(r, &v[2], v[0].type == ORM__TYPE_EXPR ? orm__render_typed_kept(r, v[0].as.pointer) : NULL, clause);
    orm__render_text(r, " ELSE ");
    r->in_window = true;
    orm__render_call(r, &shorter, NULL, clause);
    r->in_window = false;
    orm__render_window(r, &shorter, w, clause);
    orm__render_text(r, " END");
}
/* MariaDB ranks only in an order: without one all rows are peers.  False: nothing to do. */
static bool orm__render_mariadb_rank(orm__render *r, const orm_node *of, const orm_window *w) {
    const ptrdiff_t id = of->of.call.function - orm__functions;
    const bool rank = id == ORM__F_RANK || id == ORM__F_DENSE_RANK, percent = id == ORM__F_PERCENT_RANK;
    if (r->dialect->id != ORM_DIALECT_MARIADB || w->order_by[0].by || (!rank && !percent && id != ORM__F_CUME_DIST)) return false;
    orm__render_text(r, rank ? "1" : percent ? "0e0" : "1e0");
    return true;
}
static void orm__render_over_inside(orm__render *r, const orm_node *n, const char *clause);
ORM__PRIVATE void orm__render_over(orm__render *r, const orm_node *n, const char *clause) {
    const bool outer = r->in_over;
    orm__render_over_inside(r, n, clause);
    r->in_over = outer;
}
static void orm__render_over_inside(orm__render *r, const orm_node *n, const char *clause) {
    const orm_node *of = n->of.over.of;
    const orm_window *w = n->of.over.window;
    const bool call = orm__is_node(of) && of->op == ORM__OP_CALL && of->of.call.function;
    if (!call && !orm__is_aggregate(of) && !(orm__is_node(of) && of->op == ORM__OP_FILTER)) orm__render_fail(r, ORM_MISUSE, "%s: orm_over takes a window function or an aggregate", clause);
    else if (call && !of->of.call.function->window && !of->of.call.function->aggregate) orm__render_fail(r, ORM_MISUSE, "%s: orm_over takes a window function or an aggregate, and %s is neither", clause, of->of.call.function->name ? of->of.call.function->name : "this function");
    else if (r->in_over) orm__render_fail(r, ORM_MISUSE, "%s has a window inside a window: name the inner one in a result and read that (orm_cte)", clause);
    else if (r->of_row || r->assigns) orm__render_fail(r, ORM_MISUSE, "%s holds a window function: name it in a result and filter that (orm_cte)", clause);
    else if (of->op == ORM__OP_COUNT_DISTINCT) orm__render_fail(r, ORM_UNSUPPORTED, "%s: no database counts distinct values in a window", clause);
    else if (!w || w->end_) orm__render_fail(r, ORM_MISUSE, "%s: the window is not initialised", clause);
    if (r->status != ORM_OK) return;
    r->in_over = true;
    const bool lag = call && (of->of.call.function == &orm__functions[ORM__F_LAG] || of->of.call.function == &orm__functions[ORM__F_LEAD]);
    if (lag && r->dialect->id == ORM_DIALECT_MARIADB && of->of.call.values[0].type != ORM__TYPE_END && of->of.call.values[1].type != ORM__TYPE_END && of->of.call.values[2].type != ORM__TYPE_END) {
        orm__render_lag_default(r, of, w, clause);
        return;
    }
    orm__field type;
    const bool typed = orm__render_typed(r, n, &type);
    if (call && orm__render_mariadb_rank(r, of, w)) return;
    /* MariaDB gives these with ten digits, unless it calculates with them */
    const bool part = call && r->dialect->id == ORM_DIALECT_MARIADB && (of->of.call.function == &orm__functions[ORM__F_PERCENT_RANK] || of->of.call.function == &orm__functions[ORM__F_CUME_DIST]);
    const orm_node *aggregate = of->op == ORM__OP_FILTER ? of->of.operand[0] : of;
    const orm__field *averaged = aggregate->op == ORM__OP_AVG && r->dialect->id != ORM_DIALECT_SQLITE ? orm__render_type(r, aggregate->of.operand[0]) : NULL;
    const bool rounded = averaged && (averaged->type == ORM_DECIMAL || averaged->type == ORM_MONEY);
    if (part) orm__render_text(r, "(");
    if (rounded) orm__render_text(r, "ROUND(");
    r->in_window = true;
    orm__render_expression(r, of, NULL, clause);
    r->in_window = false;
    if (!orm__render_window_name(r, n, of)) orm__render_window(r, of, w, clause);
    if (part) orm__render_text(r, " + 0e0)");
    if (rounded) orm__put_format(r->out, ", %d)", orm__average_scale(r, averaged));
    if (typed && aggregate->op == ORM__OP_AVG && type.type == ORM_DOUBLE && r->dialect->real_cast) orm__render_text(r, r->dialect->real_cast);
}
