#ifdef ORM_SQLITE
#include "sqlite_functions.h"
#include "../orm/codec.h"
#include "../orm/decimal.h"
#include "../orm/json.h"
#include "../orm/text.h"
#include <stdio.h>
#include <string.h>

static void orm__sqlite_ilike(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || sqlite3_value_type(values[1]) == SQLITE_NULL) return;
    const char *text = (const char *)sqlite3_value_text(values[0]), *pattern = (const char *)sqlite3_value_text(values[1]);
    if (!text || !pattern) {
        sqlite3_result_error_nomem(context);
        return;
    }
    sqlite3_result_int(context, orm__like(pattern, (size_t)sqlite3_value_bytes(values[1]), text, (size_t)sqlite3_value_bytes(values[0]), '!', true));
}

static void orm__sqlite_moment(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    orm__cell cell = { .wire = ORM__WIRE_NULL };
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    switch (sqlite3_value_type(values[0])) {
    case SQLITE_INTEGER: cell = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = sqlite3_value_int64(values[0]) }; break;
    case SQLITE_FLOAT: cell = (orm__cell){ .wire = ORM__WIRE_REAL, .real = sqlite3_value_double(values[0]) }; break;
    case SQLITE_TEXT:
        cell = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = (const char *)sqlite3_value_text(values[0]), .size = (size_t)sqlite3_value_bytes(values[0]) };
        if (cell.bytes) break;
        sqlite3_result_error_nomem(context);
        return;
    default: break;
    }
    const size_t n = orm__native_moment(&cell, text, sizeof text);
    if (n) sqlite3_result_text(context, text, (int)n, SQLITE_TRANSIENT);
    else sqlite3_result_value(context, values[0]); /* NULL; or no moment, which reading the row will tell */
}

ORM__PRIVATE bool orm__sqlite_lost(sqlite3_context *context, sqlite3_value *value) {
    const int type = sqlite3_value_type(value);
    if (type == SQLITE_NULL || type == SQLITE_FLOAT || sqlite3_value_text(value)) return false;
    sqlite3_result_error_nomem(context);
    return true;
}
/* orm_fits(x, low, high): x as it is.  What a calculation gives for an integer column must be an integer in its range: SQLite makes an overflow a REAL, and
 * keeps whatever it is given. */
static void orm__sqlite_fits(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    const int type = sqlite3_value_type(values[0]);
    const sqlite3_int64 v = sqlite3_value_int64(values[0]);
    if (type == SQLITE_NULL) return;
    if (type == SQLITE_INTEGER && v >= sqlite3_value_int64(values[1]) && v <= sqlite3_value_int64(values[2])) {
        sqlite3_result_int64(context, v);
        return;
    }
    sqlite3_result_error(context, "the result of the calculation is out of the column's range", -1);
    sqlite3_result_error_code(context, SQLITE_MISMATCH);
}

/* ---- decimals ------------------------------------------------------------------------------------------------------------------------ */
typedef struct orm__sqlite_sum { bool begun, overflow; int64_t count; int scale, shift; char sum[ORM__DECIMAL_SUM_TEXT_SIZE]; } orm__sqlite_sum;

static void orm__sqlite_sum_step(sqlite3_context *context, int count, sqlite3_value **values) {
    orm__sqlite_sum *s = sqlite3_aggregate_context(context, sizeof *s);
    if (!s || sqlite3_value_type(values[0]) == SQLITE_NULL || orm__sqlite_lost(context, values[0])) return;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (!s->begun) memcpy(s->sum, "0", 2);
    s->begun = true;
    s->count++;
    if (count > 1) s->scale = sqlite3_value_int(values[1]), s->shift = sqlite3_value_int(values[2]);
    if (!text || !orm__decimal_add(s->sum, text, s->sum, sizeof s->sum)) s->overflow = true;
}
/* A row leaves a window's frame. */
static void orm__sqlite_sum_inverse(sqlite3_context *context, int count, sqlite3_value **values) {
    orm__sqlite_sum *s = sqlite3_aggregate_context(context, sizeof *s);
    (void)count;
    if (!s || !s->begun || sqlite3_value_type(values[0]) == SQLITE_NULL || orm__sqlite_lost(context, values[0])) return;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    char turned[ORM__DECIMAL_SUM_TEXT_SIZE + 2];
    const size_t length = text ? strlen(text) : sizeof turned;
    s->count--;
    if (length + 2 > sizeof turned) {
        s->overflow = true;
        return;
    }
    turned[0] = '-';
    memcpy(turned + 1, text, length + 1);
    if (!orm__decimal_add(s->sum, *text == '-' ? text + 1 : turned, s->sum, sizeof s->sum)) s->overflow = true;
}
static orm__sqlite_sum *orm__sqlite_sum_of(sqlite3_context *context) {
    orm__sqlite_sum *s = sqlite3_aggregate_context(context, 0);
    if (!s || !s->begun || !s->count) return NULL; /* no rows: NULL */
    if (!s->overflow) return s;
    sqlite3_result_error(context, "decimal sum: a value is no decimal, or the sum has more than 96 digits", -1);
    return NULL;
}
static void orm__sqlite_sum_end(sqlite3_context *context) {
    const orm__sqlite_sum *s = orm__sqlite_sum_of(context);
    if (s) sqlite3_result_text(context, s->sum, -1, SQLITE_TRANSIENT);
}
static void orm__sqlite_avg_end(sqlite3_context *context) {
    const orm__sqlite_sum *s = orm__sqlite_sum_of(context);
    if (!s) return;
    char quotient[ORM__DECIMAL_SUM_TEXT_SIZE];
    char shifted[ORM__DECIMAL_SUM_TEXT_SIZE + 40];
    if (orm__shift_decimal(s->sum, s->shift, shifted, sizeof shifted) && orm__decimal_divide(shifted, s->count, s->scale, quotient, sizeof quotient)) sqlite3_result_text(context, quotient, -1, SQLITE_TRANSIENT);
    else sqlite3_result_error(context, "decimal average: too many digits", -1);
}
/* orm_decimal_round(x, digits): half away from zero. */
static void orm__sqlite_decimal_round(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || sqlite3_value_type(values[1]) == SQLITE_NULL) return;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    char rounded[ORM__DECIMAL_SUM_TEXT_SIZE];
    if (!text) sqlite3_result_error_nomem(context);
    else if (orm__decimal_divide(text, 1, sqlite3_value_int(values[1]), rounded, sizeof rounded)) sqlite3_result_text(context, rounded, -1, SQLITE_TRANSIENT);
    else sqlite3_result_error(context, "the value to be rounded is no decimal", -1);
}
/* orm_scaled_round(x, power, how): a scaled integer divided by a power of ten: to the nearest, half away from zero (0), down (-1), up (1). */
static void orm__sqlite_scaled_round(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    const sqlite3_int64 x = sqlite3_value_int64(values[0]), power = sqlite3_value_int64(values[1]);
    const int how = sqlite3_value_int(values[2]);
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || power < 1) return;
    sqlite3_int64 quotient = x / power;
    const sqlite3_int64 rest = x % power;
    if (how < 0) quotient -= rest < 0;
    else if (how > 0) quotient += rest > 0;
    else if (rest >= power - power / 2 || rest <= -(power - power / 2)) quotient += x < 0 ? -1 : 1;
    sqlite3_result_int64(context, quotient);
}
/* orm_decimal_text(x, scale): the digits of a scaled integer. */
static void orm__sqlite_decimal_text(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    char text[ORM__DECIMAL_SUM_TEXT_SIZE];
    if (sqlite3_value_type(values[0]) == SQLITE_NULL) return;
    const size_t n = orm_decimal_from_scaled(sqlite3_value_int64(values[0]), sqlite3_value_int(values[1]), text, sizeof text);
    if (n) sqlite3_result_text(context, text, (int)n, SQLITE_TRANSIENT);
    else sqlite3_result_error(context, "a scaled integer has more digits than a decimal", -1);
}
/* orm_round(x, digits): what the decimal digits of a number are rounded to, half away from zero; digits may be negative. */
static void orm__sqlite_round(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    char text[ORM__DECIMAL_SUM_TEXT_SIZE], rounded[ORM__DECIMAL_SUM_TEXT_SIZE];
    int type = sqlite3_value_type(values[0]), digits = sqlite3_value_int(values[1]);
    int64_t power = 1;
    double v;
    if (type == SQLITE_NULL || sqlite3_value_type(values[1]) == SQLITE_NULL) return;
    const bool plain = type == SQLITE_INTEGER ? digits < 0 : (sqlite3_value_double(values[0]) < 1e15 && sqlite3_value_double(values[0]) > -1e15);
    if (!plain || digits > 30 || digits < -18) {
        sqlite3_result_value(context, values[0]);
        return;
    }
    for (; digits < 0; digits++) power *= 10;
    if (type == SQLITE_INTEGER) snprintf(text, sizeof text, "%lld", (long long)sqlite3_value_int64(values[0]));
    else if (!orm__double_text(sqlite3_value_double(values[0]), text, sizeof text)) return;
    if (!orm__decimal_divide(text, power, digits, rounded, sizeof rounded) || !orm__json_to_double(rounded, strlen(rounded), &v)) sqlite3_result_value(context, values[0]);
    else if (type == SQLITE_INTEGER) sqlite3_result_int64(context, (sqlite3_int64)v * power);
    else sqlite3_result_double(context, v * (double)power);
}
/* orm_text_integer(text), orm_text_double(text): NULL when the text is no plain number. */
static bool orm__text_is_number(const char *p, bool fraction) {
    size_t digits;
    p += *p == '+' || *p == '-';
    digits = strspn(p, "0123456789");
    if (!digits || digits > (fraction ? 100 : 18)) return false;
    p += digits;
    if (fraction && *p == '.') {
        digits = strspn(++p, "0123456789");
        if (!digits || digits > 100) return false;
        p += digits;
    }
    if (fraction && (*p == 'e' || *p == 'E')) {
        p++;
        p += *p == '+' || *p == '-';
        digits = strspn(p, "0123456789");
        if (!digits || digits > 2) return false;
        p += digits;
    }
    return !*p;
}
static void orm__sqlite_text_integer(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    const char *text = orm__sqlite_lost(context, values[0]) ? NULL : (const char *)sqlite3_value_text(values[0]);
    if (text && orm__text_is_number(text, false)) sqlite3_result_int64(context, sqlite3_value_int64(values[0]));
}
static void orm__sqlite_text_double(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    const char *text = orm__sqlite_lost(context, values[0]) ? NULL : (const char *)sqlite3_value_text(values[0]);
    if (text && orm__text_is_number(text, true)) sqlite3_result_double(context, sqlite3_value_double(values[0]));
}
static int orm__sqlite_add_numbers(sqlite3 *db, int flags) {
    int code = sqlite3_create_function_v2(db, "orm_round", 2, flags, NULL, orm__sqlite_round, NULL, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_text_integer", 1, flags, NULL, orm__sqlite_text_integer, NULL, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_text_double", 1, flags, NULL, orm__sqlite_text_double, NULL, NULL, NULL);
    return code;
}
/* orm_to_scaled(x, scale): a number in any form as a scaled integer; orm_to_decimal(x, scale): as canonical text.  Exactly, or it is an error. */
static bool orm__number_text(sqlite3_value *value, char *text, size_t size) {
    if (sqlite3_value_type(value) == SQLITE_FLOAT) return orm__double_text(sqlite3_value_double(value), text, size) > 0;
    const char *given = (const char *)sqlite3_value_text(value);
    if (!given || strlen(given) >= size) return false;
    memcpy(text, given, strlen(given) + 1);
    return true;
}
static void orm__sqlite_too_long(sqlite3_context *context) {
    sqlite3_result_error(context, "a number has more digits than the decimal that it is put into: use orm_round", -1);
    sqlite3_result_error_code(context, SQLITE_MISMATCH);
}
static void orm__sqlite_to_scaled(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    char text[ORM__DECIMAL_SUM_TEXT_SIZE];
    int64_t scaled;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || orm__sqlite_lost(context, values[0])) return;
    if (orm__number_text(values[0], text, sizeof text) && orm_decimal_scaled((orm_decimal){ text }, sqlite3_value_int(values[1]), &scaled)) sqlite3_result_int64(context, scaled);
    else orm__sqlite_too_long(context);
}
static void orm__sqlite_to_decimal(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    char text[ORM__DECIMAL_SUM_TEXT_SIZE], canonical[ORM_DECIMAL_TEXT_SIZE];
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || orm__sqlite_lost(context, values[0])) return;
    const size_t n = orm__number_text(values[0], text, sizeof text) ? orm_decimal_canonical(text, SIZE_MAX, 65, sqlite3_value_int(values[1]), canonical, sizeof canonical) : 0;
    if (n) sqlite3_result_text(context, canonical, (int)n, SQLITE_TRANSIENT);
    else orm__sqlite_too_long(context);
}
/* orm_decimal_quotient(sum, count, scale, shift): what orm_decimal_avg gives of them. */
static void orm__sqlite_decimal_quotient(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    char shifted[ORM__DECIMAL_SUM_TEXT_SIZE + 40], quotient[ORM__DECIMAL_SUM_TEXT_SIZE];
    const char *sum = orm__sqlite_lost(context, values[0]) ? NULL : (const char *)sqlite3_value_text(values[0]);
    if (!sum || !sqlite3_value_int64(values[1])) return;
    if (orm__shift_decimal(sum, sqlite3_value_int(values[3]), shifted, sizeof shifted) && orm__decimal_divide(shifted, sqlite3_value_int64(values[1]), sqlite3_value_int(values[2]), quotient, sizeof quotient))
        sqlite3_result_text(context, quotient, -1, SQLITE_TRANSIENT);
    else sqlite3_result_error(context, "decimal average: too many digits", -1);
}
/* orm_decimal_add, _subtract, _multiply(a, b), with all digits; orm_decimal_floor, _ceil(x). */
typedef enum orm__sqlite_op { ORM__SQLITE_ADD, ORM__SQLITE_SUBTRACT, ORM__SQLITE_MULTIPLY, ORM__SQLITE_FLOOR, ORM__SQLITE_CEIL } orm__sqlite_op;
static bool orm__digits_of(orm__sqlite_op op, char *a, const char *b, char *out, size_t size) {
    char turned[ORM__DECIMAL_SUM_TEXT_SIZE + 1];
    switch (op) {
    case ORM__SQLITE_MULTIPLY: return orm__decimal_multiply(a, b, out, size);
    case ORM__SQLITE_FLOOR: case ORM__SQLITE_CEIL: return orm__decimal_floor(a, op == ORM__SQLITE_CEIL, out, size);
    case ORM__SQLITE_SUBTRACT:
        snprintf(turned, sizeof turned, "%s%s", *b == '-' ? "" : "-", *b == '-' ? b + 1 : b);
        return orm__decimal_add(a, turned, out, size);
    default: return orm__decimal_add(a, b, out, size);
    }
}
static void orm__sqlite_digits(sqlite3_context *context, int count, sqlite3_value **values) {
    const orm__sqlite_op op = *(const orm__sqlite_op *)sqlite3_user_data(context);
    char a[ORM__DECIMAL_SUM_TEXT_SIZE], b[ORM__DECIMAL_SUM_TEXT_SIZE] = "", out[ORM__DECIMAL_SUM_TEXT_SIZE];
    for (int i = 0; i < count; i++)
        if (sqlite3_value_type(values[i]) == SQLITE_NULL || orm__sqlite_lost(context, values[i])) return;
    const bool read = orm__number_text(values[0], a, sizeof a) && (count < 2 || orm__number_text(values[1], b, sizeof b));
    if (read && orm__digits_of(op, a, b, out, sizeof out)) {
        sqlite3_result_text(context, out, -1, SQLITE_TRANSIENT);
        return;
    }
    sqlite3_result_error(context, "a calculation with decimals has more than 96 digits, or a value is no decimal", -1);
    sqlite3_result_error_code(context, SQLITE_MISMATCH);
}
/* orm_whole(x, low, high): rounded half away from zero; outside of the range it is an error. */
static bool orm__whole_of(sqlite3_value *value, int64_t *out) {
    *out = sqlite3_value_int64(value);
    if (sqlite3_value_type(value) == SQLITE_INTEGER) return true;
    const char *text = sqlite3_value_type(value) == SQLITE_TEXT ? (const char *)sqlite3_value_text(value) : NULL;
    char digits[ORM__DECIMAL_SUM_TEXT_SIZE];
    if (text) return orm__decimal_divide(text, 1, 0, digits, sizeof digits) && orm__json_to_int64(digits, strlen(digits), out);
    const double x = sqlite3_value_double(value);
    if (!(x > -9223372036854775808.0 && x < 9223372036854775808.0)) return false;
    *out = (int64_t)x;
    const double rest = x - (double)*out;
    if (rest >= 0.5) ++*out;
    else if (rest <= -0.5) --*out;
    return true;
}
static void orm__sqlite_to_whole(sqlite3_context *context, int count, sqlite3_value **values) {
    int64_t v;
    (void)count;
    if (sqlite3_value_type(values[0]) == SQLITE_NULL || orm__sqlite_lost(context, values[0])) return;
    if (orm__whole_of(values[0], &v) && v >= sqlite3_value_int64(values[1]) && v <= sqlite3_value_int64(values[2])) {
        sqlite3_result_int64(context, v);
        return;
    }
    sqlite3_result_error(context, "a number is out of the range of the integer that it is made", -1);
    sqlite3_result_error_code(context, SQLITE_MISMATCH);
}
static int orm__sqlite_add_digits(sqlite3 *db, int flags) {
    static const struct { const char *name; int arguments; orm__sqlite_op op; } functions[] = { { "orm_decimal_add", 2, ORM__SQLITE_ADD }, { "orm_decimal_subtract", 2, ORM__SQLITE_SUBTRACT },
        { "orm_decimal_multiply", 2, ORM__SQLITE_MULTIPLY }, { "orm_decimal_floor", 1, ORM__SQLITE_FLOOR }, { "orm_decimal_ceil", 1, ORM__SQLITE_CEIL } };
    int code = sqlite3_create_function_v2(db, "orm_whole", 3, flags, NULL, orm__sqlite_to_whole, NULL, NULL, NULL);
    for (size_t i = 0; code == SQLITE_OK && i < sizeof functions / sizeof *functions; i++)
        code = sqlite3_create_function_v2(db, functions[i].name, functions[i].arguments, flags, (void *)(uintptr_t)&functions[i].op, orm__sqlite_digits, NULL, NULL, NULL);
    return code;
}
static int orm__sqlite_add_conversions(sqlite3 *db, int flags) {
    int code = sqlite3_create_function_v2(db, "orm_decimal_quotient", 4, flags, NULL, orm__sqlite_decimal_quotient, NULL, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_to_scaled", 2, flags, NULL, orm__sqlite_to_scaled, NULL, NULL, NULL);
    return code == SQLITE_OK ? sqlite3_create_function_v2(db, "orm_to_decimal", 2, flags, NULL, orm__sqlite_to_decimal, NULL, NULL, NULL) : code;
}
static int orm__sqlite_add_decimals(sqlite3 *db, int flags) {
    int code = sqlite3_create_function_v2(db, "orm_decimal_text", 2, flags, NULL, orm__sqlite_decimal_text, NULL, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_decimal_round", 2, flags, NULL, orm__sqlite_decimal_round, NULL, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_scaled_round", 3, flags, NULL, orm__sqlite_scaled_round, NULL, NULL, NULL);
#if SQLITE_VERSION_NUMBER >= 3025000
    if (code == SQLITE_OK) code = sqlite3_create_window_function(db, "orm_decimal_sum", 1, flags, NULL, orm__sqlite_sum_step, orm__sqlite_sum_end, orm__sqlite_sum_end, orm__sqlite_sum_inverse, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_window_function(db, "orm_decimal_avg", 3, flags, NULL, orm__sqlite_sum_step, orm__sqlite_avg_end, orm__sqlite_avg_end, orm__sqlite_sum_inverse, NULL);
#else
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_decimal_sum", 1, flags, NULL, NULL, orm__sqlite_sum_step, orm__sqlite_sum_end, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_decimal_avg", 3, flags, NULL, NULL, orm__sqlite_sum_step, orm__sqlite_avg_end, NULL);
#endif
    return code;
}
static int orm__sqlite_decimal_order(void *context, int a_size, const void *a, int b_size, const void *b) {
    (void)context;
    char left[ORM__DECIMAL_SUM_TEXT_SIZE], right[ORM__DECIMAL_SUM_TEXT_SIZE];
    if (a_size >= (int)sizeof left || b_size >= (int)sizeof right) { /* no decimals: any fixed order will do */
        const int order = memcmp(a, b, (size_t)(a_size < b_size ? a_size : b_size));
        return order ? order : a_size - b_size;
    }
    memcpy(left, a, (size_t)a_size);
    memcpy(right, b, (size_t)b_size);
    left[a_size] = right[b_size] = 0;
    const int order = orm_decimal_compare((orm_decimal){ left }, (orm_decimal){ right });
    return order;
}

ORM__PRIVATE int orm__sqlite_add_functions(sqlite3 *db) {
    const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
    int code = sqlite3_create_function_v2(db, "orm_ilike", 2, flags, NULL, orm__sqlite_ilike, NULL, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_moment", 1, flags, NULL, orm__sqlite_moment, NULL, NULL, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_fits", 3, flags, NULL, orm__sqlite_fits, NULL, NULL, NULL);
    if (code == SQLITE_OK) code = orm__sqlite_add_decimals(db, flags);
    if (code == SQLITE_OK) code = orm__sqlite_add_numbers(db, flags);
    if (code == SQLITE_OK) code = orm__sqlite_add_conversions(db, flags);
    if (code == SQLITE_OK) code = orm__sqlite_add_digits(db, flags);
    if (code == SQLITE_OK) code = sqlite3_create_collation_v2(db, "orm_decimal", SQLITE_UTF8, NULL, orm__sqlite_decimal_order, NULL);
    if (code == SQLITE_OK) code = orm__sqlite_add_calendar(db);
    if (code == SQLITE_OK) code = orm__sqlite_add_strings(db);
    return code == SQLITE_OK ? orm__sqlite_add_json(db) : code;
}
#endif
