#ifdef ORM_SQLITE
#include "sqlite_functions.h"
#include "../orm/codec.h"
#include "../orm/decimal.h"
#include "../orm/text.h"
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
typedef struct orm__sqlite_sum { bool begun, overflow; int64_t count; int scale; char sum[ORM__DECIMAL_SUM_TEXT_SIZE]; } orm__sqlite_sum;

static void orm__sqlite_sum_step(sqlite3_context *context, int count, sqlite3_value **values) {
    orm__sqlite_sum *s = sqlite3_aggregate_context(context, sizeof *s);
    if (!s || sqlite3_value_type(values[0]) == SQLITE_NULL) return;
    const char *text = (const char *)sqlite3_value_text(values[0]);
    if (!s->begun) memcpy(s->sum, "0", 2);
    s->begun = true;
    s->count++;
    if (count > 1) s->scale = sqlite3_value_int(values[1]);
    if (!text || !orm__decimal_add(s->sum, text, s->sum, sizeof s->sum)) s->overflow = true;
}
static orm__sqlite_sum *orm__sqlite_sum_of(sqlite3_context *context) {
    orm__sqlite_sum *s = sqlite3_aggregate_context(context, 0);
    if (!s || !s->begun) return NULL; /* no rows: NULL */
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
    if (orm__decimal_divide(s->sum, s->count, s->scale, quotient, sizeof quotient)) sqlite3_result_text(context, quotient, -1, SQLITE_TRANSIENT);
    else sqlite3_result_error(context, "decimal average: too many digits", -1);
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
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_decimal_sum", 1, flags, NULL, NULL, orm__sqlite_sum_step, orm__sqlite_sum_end, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_function_v2(db, "orm_decimal_avg", 2, flags, NULL, NULL, orm__sqlite_sum_step, orm__sqlite_avg_end, NULL);
    if (code == SQLITE_OK) code = sqlite3_create_collation_v2(db, "orm_decimal", SQLITE_UTF8, NULL, orm__sqlite_decimal_order, NULL);
    return code;
}
#endif
