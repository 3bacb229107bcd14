/* sqlite_calendar: parts of dates, truncation and addition, and the case of letters, for SQLite, whose own functions know neither ISO weeks in every version
 * nor letters outside ASCII. */
#ifdef ORM_SQLITE
#include "sqlite_functions.h"
#include "../orm/expr.h"
#include "../orm/fold.h"
#include "../orm/text.h"
#include <string.h>
#include <time.h>

#define ORM__DAY_US INT64_C(86400000000)

/* ---- moments ------------------------------------------------------------------------------------------------------------------------- */
/* What is stored: a date, a time or a timestamp, told by its length. */
typedef struct orm__calendar { int64_t days, clock; enum { ORM__NO_MOMENT, ORM__A_DATE, ORM__A_TIME, ORM__A_TIMESTAMP } kind; } orm__calendar;

static bool orm__calendar_read(sqlite3_value *value, orm__calendar *c) {
    int64_t moment;
    int32_t days;
    c->kind = ORM__NO_MOMENT;
    c->days = c->clock = 0;
    if (sqlite3_value_type(value) != SQLITE_TEXT) return false;
    const char *text = (const char *)sqlite3_value_text(value);
    const size_t length = (size_t)sqlite3_value_bytes(value);
    if (length == 10 && orm_date_parse(text, length, &days)) {
        c->days = days;
        c->kind = ORM__A_DATE;
    } else if (orm_time_parse(text, length, &c->clock)) {
        c->kind = ORM__A_TIME;
    } else if (orm_timestamp_parse(text, length, &moment)) {
        c->clock = (moment % ORM__DAY_US + ORM__DAY_US) % ORM__DAY_US;
        c->days = (moment - c->clock) / ORM__DAY_US;
        c->kind = ORM__A_TIMESTAMP;
    }
    return c->kind != ORM__NO_MOMENT;
}
static void orm__calendar_overflow(sqlite3_context *context) {
    sqlite3_result_error(context, "the date is outside of the years 0001 to 9999", -1);
    sqlite3_result_error_code(context, SQLITE_MISMATCH);
}
static void orm__calendar_give(sqlite3_context *context, const orm__calendar *c) {
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    size_t length = 0;
    if (c->days >= ORM_DATE_MIN && c->days <= ORM_DATE_MAX) {
        if (c->kind == ORM__A_DATE) length = orm_date_text((int32_t)c->days, text, sizeof text);
        else length = orm_timestamp_text(c->days * ORM__DAY_US + c->clock, text, sizeof text);
    }
    if (length) sqlite3_result_text(context, text, (int)length, SQLITE_TRANSIENT);
    else orm__calendar_overflow(context);
}
/* Gregorian, proleptic; from the text form, which knows the calendar already. */
static void orm__calendar_date(int64_t days, int *year, int *month, int *day) {
    char text[ORM_DATE_TEXT_SIZE] = "0001-01-01";
    orm_date_text((int32_t)days, text, sizeof text);
    *year = (text[0] - '0') * 1000 + (text[1] - '0') * 100 + (text[2] - '0') * 10 + (text[3] - '0');
    *month = (text[5] - '0') * 10 + (text[6] - '0');
    *day = (text[8] - '0') * 10 + (text[9] - '0');
}
static int orm__month_length(int year, int month) {
    static const uint8_t lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return lengths[month - 1] + (month == 2 && leap);
}
static int64_t orm__calendar_days(int year, int month, int day) {
    char text[16];
    int32_t days = 0;
    sqlite3_snprintf(sizeof text, text, "%04d-%02d-%02d", year, month, day);
    orm_date_parse(text, 10, &days);
    return days;
}
static int orm__weekday(int64_t days) { return (int)(((days + 3) % 7 + 7) % 7) + 1; } /* 1970-01-01 was a Thursday: 4 */
/* ISO 8601: the week of the year that holds the week's Thursday. */
static int orm__iso_week(int64_t days) {
    int year, month, day;
    const int64_t thursday = days - orm__weekday(days) + 4;
    orm__calendar_date(thursday, &year, &month, &day);
    return (int)((thursday - orm__calendar_days(year, 1, 1)) / 7) + 1;
}
static int64_t orm__calendar_part(const orm__calendar *c, int part) {
    int year, month, day;
    orm__calendar_date(c->days, &year, &month, &day);
    switch (part) {
    case ORM_YEAR: return year;
    case ORM_QUARTER: return (month + 2) / 3;
    case ORM_MONTH: return month;
    case ORM_WEEK: return orm__iso_week(c->days);
    case ORM_DAY: return day;
    case ORM_HOUR: return c->clock / INT64_C(3600000000);
    case ORM_MINUTE: return c->clock / 60000000 % 60;
    case ORM_SECOND: return c->clock / 1000000 % 60;
    case ORM_MICROSECOND: return c->clock % 1000000;
    case ORM_WEEKDAY: return orm__weekday(c->days);
    case ORM_DAY_OF_YEAR: return c->days - orm__calendar_days(year, 1, 1) + 1;
    default: return c->days * 86400 + c->clock / 1000000;
    }
}
static bool orm__calendar_argument(sqlite3_context *context, sqlite3_value *value, orm__calendar *c) {
    if (sqlite3_value_type(value) == SQLITE_NULL || orm__sqlite_lost(context, value)) return false; /* the result is NULL */
    if (orm__calendar_read(value, c)) return true;
    sqlite3_result_error(context, "a value is no date or time in the library's form", -1);
    return false;
}
/* The time of day in microseconds, which SQLite's own functions give in thousands of them. */
static void orm__sqlite_now(sqlite3_context *context, int count, sqlite3_value **values) {
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    struct timespec now;
    (void)count;
    (void)values;
    if (timespec_get(&now, TIME_UTC) != TIME_UTC || !orm_timestamp_text((int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000, text, sizeof text)) sqlite3_result_error(context, "the clock cannot be read", -1);
    else sqlite3_result_text(context, text, -1, SQLITE_TRANSIENT);
}
static void orm__sqlite_part(sqlite3_context *context, int count, sqlite3_value **values) {
    orm__calendar c;
    (void)count;
    if (orm__calendar_argument(context, values[1], &c)) sqlite3_result_int64(context, orm__calendar_part(&c, sqlite3_value_int(values[0])));
}
static void orm__sqlite_trunc(sqlite3_context *context, int count, sqlite3_value **values) {
    static const int64_t clocks[] = { [ORM_HOUR] = INT64_C(3600000000), [ORM_MINUTE] = 60000000, [ORM_SECOND] = 1000000 };
    orm__calendar c;
    int year, month, day;
    (void)count;
    if (!orm__calendar_argument(context, values[1], &c)) return;
    const int part = sqlite3_value_int(values[0]);
    orm__calendar_date(c.days, &year, &month, &day);
    if (part == ORM_YEAR) c.days = orm__calendar_days(year, 1, 1);
    else if (part == ORM_QUARTER) c.days = orm__calendar_days(year, (month - 1) / 3 * 3 + 1, 1);
    else if (part == ORM_MONTH) c.days = orm__calendar_days(year, month, 1);
    else if (part == ORM_WEEK) c.days -= orm__weekday(c.days) - 1;
    c.clock = part >= ORM_HOUR && part <= ORM_SECOND ? c.clock - c.clock % clocks[part] : 0;
    orm__calendar_give(context, &c);
}
/* Months and years stay within the month: a month after 31 January is the last of February. */
static bool orm__add_months(orm__calendar *c, int64_t months) {
    int year, month, day;
    orm__calendar_date(c->days, &year, &month, &day);
    if (months < -120000 || months > 120000) return false;
    const int64_t total = (int64_t)year * 12 + month - 1 + months;
    year = (int)(total / 12);
    month = (int)(total % 12) + 1;
    if (total < 12 || year > 9999) return false;
    const int last = orm__month_length(year, month);
    c->days = orm__calendar_days(year, month, day < last ? day : last);
    return true;
}
static void orm__sqlite_add(sqlite3_context *context, int count, sqlite3_value **values) {
    static const int64_t lengths[] = { [ORM_HOUR] = INT64_C(3600000000), [ORM_MINUTE] = 60000000, [ORM_SECOND] = 1000000, [ORM_MICROSECOND] = 1 };
    orm__calendar c;
    int64_t amount = sqlite3_value_int64(values[2]), moved = 0;
    bool fine = true;
    (void)count;
    if (sqlite3_value_type(values[2]) == SQLITE_NULL || !orm__calendar_argument(context, values[1], &c)) return;
    const int part = sqlite3_value_int(values[0]);
    if (part == ORM_YEAR || part == ORM_QUARTER || part == ORM_MONTH) {
        fine = amount > -20000 * 12 && amount < 20000 * 12 && orm__add_months(&c, amount * (part == ORM_YEAR ? 12 : part == ORM_QUARTER ? 3 : 1));
    } else if (part == ORM_WEEK || part == ORM_DAY) {
        fine = amount > -10000000 && amount < 10000000;
        if (fine) c.days += amount * (part == ORM_WEEK ? 7 : 1);
    } else {
        fine = !__builtin_mul_overflow(amount, lengths[part], &moved) && !__builtin_add_overflow(moved, c.clock, &moved);
        c.clock = (moved % ORM__DAY_US + ORM__DAY_US) % ORM__DAY_US;
        c.days += (moved - c.clock) / ORM__DAY_US;
        if (c.kind == ORM__A_DATE) c.clock = 0;
    }
    if (fine) orm__calendar_give(context, &c);
    else orm__calendar_overflow(context);
}

/* ---- letters ------------------------------------------------------------------------------------------------------------------------- */
/* Each code point through `convert`; a letter may need another number of bytes. */
static void orm__sqlite_convert(sqlite3_context *context, sqlite3_value *value, uint32_t (*convert)(uint32_t)) {
    if (sqlite3_value_type(value) == SQLITE_NULL) return;
    const char *text = (const char *)sqlite3_value_text(value);
    const size_t length = (size_t)sqlite3_value_bytes(value);
    char *out = text ? sqlite3_malloc64(2 * length + 1) : NULL;
    size_t used = 0;
    if (!out) {
        sqlite3_result_error_nomem(context);
        return;
    }
    for (const char *p = text, *end = text + length; p < end;) {
        const char *from = p;
        const uint32_t letter = orm__utf8_next(&p, end), other = convert(letter);
        if (letter > 0x10FFFF || other == letter) memcpy(out + used, from, (size_t)(p - from)), used += (size_t)(p - from);
        else used += orm__utf8_put(out + used, other);
    }
    sqlite3_result_text64(context, out, used, sqlite3_free, SQLITE_UTF8);
}
static void orm__sqlite_lower(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    orm__sqlite_convert(context, values[0], orm__to_lower);
}
static void orm__sqlite_upper(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    orm__sqlite_convert(context, values[0], orm__to_upper);
}
/* floor(x) and ceil(x) are missing where SQLite was built without its mathematics. */
static void orm__sqlite_whole(sqlite3_context *context, sqlite3_value *value, int up) {
    if (sqlite3_value_type(value) == SQLITE_NULL) return;
    if (sqlite3_value_type(value) == SQLITE_INTEGER) {
        sqlite3_result_value(context, value);
        return;
    }
    double v = sqlite3_value_double(value);
    if (v > -9007199254740992.0 && v < 9007199254740992.0) { /* larger ones are whole */
        const double cut = (double)(int64_t)v;
        v = cut == v ? v : up ? cut + (v > 0) : cut - (v < 0);
    }
    sqlite3_result_double(context, v);
}
static void orm__sqlite_floor(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    orm__sqlite_whole(context, values[0], 0);
}
static void orm__sqlite_ceil(sqlite3_context *context, int count, sqlite3_value **values) {
    (void)count;
    orm__sqlite_whole(context, values[0], 1);
}

ORM__PRIVATE int orm__sqlite_add_calendar(sqlite3 *db) {
    static const struct { const char *name; int arguments; void (*function)(sqlite3_context *, int, sqlite3_value **); } functions[] = {
        { "orm_part", 2, orm__sqlite_part }, { "orm_date_trunc", 2, orm__sqlite_trunc }, { "orm_date_add", 3, orm__sqlite_add }, { "orm_lower", 1, orm__sqlite_lower },
        { "orm_upper", 1, orm__sqlite_upper }, { "orm_floor", 1, orm__sqlite_floor }, { "orm_ceil", 1, orm__sqlite_ceil } };
    int code = sqlite3_create_function_v2(db, "orm_now", 0, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, orm__sqlite_now, NULL, NULL, NULL); /* deterministic: one moment for a whole statement, as on the servers */
    for (size_t i = 0; i < sizeof functions / sizeof *functions && code == SQLITE_OK; i++)
        code = sqlite3_create_function_v2(db, functions[i].name, functions[i].arguments, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, functions[i].function, NULL, NULL, NULL);
    return code;
}
#endif
