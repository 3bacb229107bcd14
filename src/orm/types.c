#include <string.h>
#include "types.h"

#define ORM__SECOND INT64_C(1000000)
#define ORM__MINUTE (60 * ORM__SECOND)
#define ORM__HOUR (60 * ORM__MINUTE)
#define ORM__DAY (24 * ORM__HOUR)

/* ---- enum(E) ------------------------------------------------------------------------------------------------------------ */
const char *orm_enum_name(const orm_enum *enumeration, int64_t value) {
    for (size_t i = 0; i < enumeration->count; i++) {
        if (enumeration->items[i].value == value) return enumeration->items[i].name;
    }
    return NULL;
}

bool orm_enum_value(const orm_enum *enumeration, const char *name, int *value) {
    if (!name) return false;
    for (size_t i = 0; i < enumeration->count; i++) {
        if (strcmp(enumeration->items[i].name, name) != 0) continue;
        *value = enumeration->items[i].value;
        return true;
    }
    return false;
}

/* ---- reading and writing digits ----------------------------------------------------------------------------------------- */
typedef struct orm__scan { const char *at, *end; } orm__scan;

/* False for NULL, so that a parser can refuse it. */
static bool orm__scan_start(orm__scan *scan, const char *text, size_t length) {
    if (!text) return false;
    scan->at = text;
    scan->end = text + (length == SIZE_MAX ? strlen(text) : length);
    return true;
}

static bool orm__scan_is_digit(const orm__scan *scan) {
    return scan->at < scan->end && *scan->at >= '0' && *scan->at <= '9';
}

static bool orm__scan_char(orm__scan *scan, char wanted) {
    if (scan->at == scan->end || *scan->at != wanted) return false;
    scan->at++;
    return true;
}

/* Exactly `count` digits. */
static bool orm__scan_digits(orm__scan *scan, int count, int32_t *value) {
    int32_t sum = 0;
    for (; count > 0; count--) {
        if (!orm__scan_is_digit(scan)) return false;
        sum = sum * 10 + (*scan->at++ - '0');
    }
    *value = sum;
    return true;
}

/* The digits after a decimal point as microseconds, rounded half up: 0 to 1000000.  At least one digit. */
static bool orm__scan_fraction(orm__scan *scan, int64_t *microseconds) {
    int64_t sum = 0, unit = ORM__SECOND / 10;
    if (!orm__scan_is_digit(scan)) return false;
    for (; unit && orm__scan_is_digit(scan); unit /= 10) sum += (*scan->at++ - '0') * unit;
    if (orm__scan_is_digit(scan) && *scan->at >= '5') sum++;
    while (orm__scan_is_digit(scan)) scan->at++;
    *microseconds = sum;
    return true;
}

static bool orm__scan_point(orm__scan *scan) {
    return orm__scan_char(scan, '.') || orm__scan_char(scan, ','); /* ISO 8601 knows both */
}

/* Writes `value` with exactly `count` digits and returns the place behind them. */
static char *orm__put_digits(char *out, uint32_t value, int count) {
    for (int i = count - 1; i >= 0; i--, value /= 10) out[i] = (char)('0' + value % 10);
    return out + count;
}

/* ---- dates -------------------------------------------------------------------------------------------------------------- */
/* Both directions follow Howard Hinnant's "chrono-Compatible Low-Level Date Algorithms": years begin on 1 March, so that the leap day comes
 * last, and are counted in eras of 400 years (146097 days).  Years 0001 to 9999 keep everything positive. */
#define ORM__DAYS_BEFORE_1970 719468 /* from 0000-03-01 */

ORM__PRIVATE void orm__civil_from_days(int32_t days, uint32_t *year, uint32_t *month, uint32_t *day) {
    uint32_t since = (uint32_t)(days + ORM__DAYS_BEFORE_1970), era = since / 146097, day_of_era = since % 146097;
    uint32_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    uint32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    uint32_t shifted_month = (5 * day_of_year + 2) / 153; /* 0 is March */
    *day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    *month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    *year = year_of_era + era * 400 + (*month <= 2);
}

ORM__PRIVATE int32_t orm__days_from_civil(int32_t year, int32_t month, int32_t day) {
    if (month <= 2) year--;
    int32_t era = year / 400, year_of_era = year % 400;
    int32_t day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    int32_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - ORM__DAYS_BEFORE_1970;
}

ORM__PRIVATE int32_t orm__days_in_month(int32_t year, int32_t month) {
    if (month == 2) return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static char *orm__put_date(char *out, int32_t days) {
    uint32_t year, month, day;
    orm__civil_from_days(days, &year, &month, &day);
    out = orm__put_digits(out, year, 4);
    *out++ = '-';
    out = orm__put_digits(out, month, 2);
    *out++ = '-';
    return orm__put_digits(out, day, 2);
}

static bool orm__scan_date(orm__scan *scan, int32_t *days) {
    int32_t year, month, day;
    if (!orm__scan_digits(scan, 4, &year) || !orm__scan_char(scan, '-')) return false;
    if (!orm__scan_digits(scan, 2, &month) || !orm__scan_char(scan, '-') || !orm__scan_digits(scan, 2, &day)) return false;
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > orm__days_in_month(year, month)) return false;
    *days = orm__days_from_civil(year, month, day);
    return true;
}

size_t orm_date_text(int32_t days, char *buffer, size_t size) {
    if (size < ORM_DATE_TEXT_SIZE || days < ORM_DATE_MIN || days > ORM_DATE_MAX) return 0;
    *orm__put_date(buffer, days) = 0;
    return ORM_DATE_TEXT_SIZE - 1;
}

bool orm_date_parse(const char *text, size_t length, int32_t *days) {
    orm__scan scan;
    int32_t found;
    if (!orm__scan_start(&scan, text, length) || !orm__scan_date(&scan, &found) || scan.at != scan.end) return false;
    *days = found;
    return true;
}

/* ---- times of day ------------------------------------------------------------------------------------------------------- */
static char *orm__put_time(char *out, int64_t microseconds) {
    uint32_t seconds = (uint32_t)(microseconds / ORM__SECOND);
    out = orm__put_digits(out, seconds / 3600, 2);
    *out++ = ':';
    out = orm__put_digits(out, seconds / 60 % 60, 2);
    *out++ = ':';
    out = orm__put_digits(out, seconds % 60, 2);
    *out++ = '.';
    return orm__put_digits(out, (uint32_t)(microseconds % ORM__SECOND), 6);
}

/* hh:mm, hh:mm:ss or hh:mm:ss.f.  Neither 24:00 nor a leap second is taken: our clock has no place for them, and giving them another
 * time would change the value.  The fraction may round up to 24:00:00 exactly. */
static bool orm__scan_time(orm__scan *scan, int64_t *microseconds) {
    int32_t hour, minute, second = 0;
    int64_t fraction = 0;
    if (!orm__scan_digits(scan, 2, &hour) || !orm__scan_char(scan, ':') || !orm__scan_digits(scan, 2, &minute)) return false;
    if (orm__scan_char(scan, ':')) {
        if (!orm__scan_digits(scan, 2, &second)) return false;
        if (orm__scan_point(scan) && !orm__scan_fraction(scan, &fraction)) return false;
    }
    if (hour > 23 || minute > 59 || second > 59) return false;
    *microseconds = hour * ORM__HOUR + minute * ORM__MINUTE + second * ORM__SECOND + fraction;
    return true;
}

size_t orm_time_text(int64_t microseconds, char *buffer, size_t size) {
    if (size < ORM_TIME_TEXT_SIZE || microseconds < 0 || microseconds >= ORM__DAY) return 0;
    *orm__put_time(buffer, microseconds) = 0;
    return ORM_TIME_TEXT_SIZE - 1;
}

bool orm_time_parse(const char *text, size_t length, int64_t *microseconds) {
    orm__scan scan;
    int64_t found;
    if (!orm__scan_start(&scan, text, length) || !orm__scan_time(&scan, &found)) return false;
    if (scan.at != scan.end || found >= ORM__DAY) return false;
    *microseconds = found;
    return true;
}

/* ---- timestamps --------------------------------------------------------------------------------------------------------- */
size_t orm_timestamp_text(int64_t timestamp, char *buffer, size_t size) {
    if (size < ORM_TIMESTAMP_TEXT_SIZE || timestamp < ORM_TIMESTAMP_MIN || timestamp > ORM_TIMESTAMP_MAX) return 0;
    int64_t days = timestamp / ORM__DAY, rest = timestamp % ORM__DAY;
    if (rest < 0) { /* C divides towards zero, a calendar downwards */
        days--;
        rest += ORM__DAY;
    }
    char *out = orm__put_date(buffer, (int32_t)days);
    *out++ = ' ';
    *orm__put_time(out, rest) = 0;
    return ORM_TIMESTAMP_TEXT_SIZE - 1;
}

/* 'T' or blanks between date and time; RFC 3339 also allows small letters, here and for the zone. */
static bool orm__scan_gap(orm__scan *scan) {
    if (orm__scan_char(scan, 'T') || orm__scan_char(scan, 't')) return true;
    if (!orm__scan_char(scan, ' ')) return false;
    while (orm__scan_char(scan, ' ')) {}
    return true;
}

/* No zone, 'Z', +hh, +hhmm or +hh:mm, as what has to be taken off for UTC. */
static bool orm__scan_zone(orm__scan *scan, int64_t *offset) {
    int32_t hours, minutes = 0;
    *offset = 0;
    if (scan->at == scan->end || orm__scan_char(scan, 'Z') || orm__scan_char(scan, 'z')) return true;
    bool west = orm__scan_char(scan, '-');
    if (!west && !orm__scan_char(scan, '+')) return false;
    if (!orm__scan_digits(scan, 2, &hours)) return false;
    if (scan->at < scan->end) {
        orm__scan_char(scan, ':');
        if (!orm__scan_digits(scan, 2, &minutes)) return false;
    }
    if (hours > 23 || minutes > 59) return false;
    *offset = hours * ORM__HOUR + minutes * ORM__MINUTE;
    if (west) *offset = -*offset;
    return true;
}

bool orm_timestamp_parse(const char *text, size_t length, int64_t *timestamp) {
    orm__scan scan;
    int32_t days;
    int64_t time = 0, offset = 0;
    if (!orm__scan_start(&scan, text, length) || !orm__scan_date(&scan, &days)) return false;
    if (scan.at < scan.end && !(orm__scan_gap(&scan) && orm__scan_time(&scan, &time) && orm__scan_zone(&scan, &offset))) return false;
    int64_t found = days * ORM__DAY + time - offset;
    if (scan.at != scan.end || found < ORM_TIMESTAMP_MIN || found > ORM_TIMESTAMP_MAX) return false;
    *timestamp = found;
    return true;
}

/* ---- intervals ---------------------------------------------------------------------------------------------------------- */
/* A signed number without leading zeros, and what follows it. */
static char *orm__put_part(char *out, bool negative, uint64_t value, char designator) {
    int digits = 1;
    for (uint64_t rest = value / 10; rest; rest /= 10) digits++;
    if (negative) *out++ = '-';
    for (int i = digits - 1; i >= 0; i--, value /= 10) out[i] = (char)('0' + value % 10);
    out += digits;
    *out++ = designator;
    return out;
}

static char *orm__put_interval_seconds(char *out, bool negative, uint64_t microseconds) {
    uint32_t fraction = (uint32_t)(microseconds % (uint64_t)ORM__SECOND);
    out = orm__put_part(out, negative, microseconds / (uint64_t)ORM__SECOND, fraction ? '.' : 'S');
    if (!fraction) return out;
    out = orm__put_digits(out, fraction, 6);
    while (out[-1] == '0') out--;
    *out++ = 'S';
    return out;
}

static char *orm__put_interval_time(char *out, int64_t microseconds) {
    bool negative = microseconds < 0;
    uint64_t rest = negative ? 0 - (uint64_t)microseconds : (uint64_t)microseconds;
    uint64_t hours = rest / (uint64_t)ORM__HOUR, minutes = rest / (uint64_t)ORM__MINUTE % 60;
    *out++ = 'T';
    if (hours) out = orm__put_part(out, negative, hours, 'H');
    if (minutes) out = orm__put_part(out, negative, minutes, 'M');
    rest %= (uint64_t)ORM__MINUTE;
    return rest || (!hours && !minutes) ? orm__put_interval_seconds(out, negative, rest) : out;
}

/* The same text as PostgreSQL's intervalstyle iso_8601. */
size_t orm_interval_text(orm_interval interval, char *buffer, size_t size) {
    char text[ORM_INTERVAL_TEXT_SIZE], *out = text; /* the longest value takes 56 */
    bool past = interval.months < 0;
    uint32_t months = past ? 0 - (uint32_t)interval.months : (uint32_t)interval.months;
    uint32_t days = interval.days < 0 ? 0 - (uint32_t)interval.days : (uint32_t)interval.days;
    *out++ = 'P';
    if (months / 12) out = orm__put_part(out, past, months / 12, 'Y');
    if (months % 12) out = orm__put_part(out, past, months % 12, 'M');
    if (days) out = orm__put_part(out, interval.days < 0, days, 'D');
    if (interval.microseconds || (!months && !days)) out = orm__put_interval_time(out, interval.microseconds);
    size_t length = (size_t)(out - text);
    if (length >= size) return 0;
    memcpy(buffer, text, length);
    buffer[length] = 0;
    return length;
}

/* One part: sign, digits, perhaps a fraction, the letter. */
typedef struct orm__interval_part { int64_t whole, fraction; bool has_fraction; char designator; } orm__interval_part;

static bool orm__scan_part(orm__scan *scan, orm__interval_part *part) {
    bool negative = orm__scan_char(scan, '-');
    if (!negative) orm__scan_char(scan, '+');
    if (!orm__scan_is_digit(scan)) return false;
    part->whole = part->fraction = 0;
    while (orm__scan_is_digit(scan)) {
        int digit = *scan->at++ - '0';
        if (__builtin_mul_overflow(part->whole, 10, &part->whole)) return false;
        if (__builtin_add_overflow(part->whole, negative ? -digit : digit, &part->whole)) return false;
    }
    part->has_fraction = orm__scan_point(scan);
    if (part->has_fraction && !orm__scan_fraction(scan, &part->fraction)) return false;
    if (negative) part->fraction = -part->fraction;
    if (scan->at == scan->end) return false;
    part->designator = *scan->at++;
    return true;
}

/* sum += part * unit */
static bool orm__add_part(int64_t *sum, const orm__interval_part *part, int64_t unit) {
    int64_t term;
    return !__builtin_mul_overflow(part->whole, unit, &term) && !__builtin_add_overflow(*sum, term, sum) &&
           !__builtin_add_overflow(*sum, part->fraction, sum);
}

/* Parts whose letters come in the order of `designators`, each at most once.  Only the last, the seconds, may have a fraction: half a month or
 * half a day is no exact number of anything.  sums[i] gets units[i] times the part. */
static bool orm__scan_parts(orm__scan *scan, const char *designators, const int64_t *units, int64_t *const *sums, char fraction_of) {
    size_t next = 0, count = strlen(designators);
    while (scan->at < scan->end && *scan->at != 'T') {
        orm__interval_part part;
        if (!orm__scan_part(scan, &part)) return false;
        while (next < count && designators[next] != part.designator) next++;
        if (next == count || (part.has_fraction && part.designator != fraction_of)) return false;
        if (!orm__add_part(sums[next], &part, units[next])) return false;
        next++;
    }
    return true;
}

bool orm_interval_parse(const char *text, size_t length, orm_interval *interval) {
    orm__scan scan;
    int64_t months = 0, days = 0, time = 0;
    if (!orm__scan_start(&scan, text, length) || !orm__scan_char(&scan, 'P') || scan.at == scan.end) return false;
    if (!orm__scan_parts(&scan, "YMWD", (const int64_t[]){ 12, 1, 7, 1 }, (int64_t *const[]){ &months, &months, &days, &days }, 0)) return false;
    if (orm__scan_char(&scan, 'T')) {
        if (scan.at == scan.end) return false;
        const int64_t units[] = { ORM__HOUR, ORM__MINUTE, ORM__SECOND };
        if (!orm__scan_parts(&scan, "HMS", units, (int64_t *const[]){ &time, &time, &time }, 'S')) return false;
    }
    if (scan.at != scan.end || months < INT32_MIN || months > INT32_MAX || days < INT32_MIN || days > INT32_MAX) return false;
    *interval = (orm_interval){ .months = (int32_t)months, .days = (int32_t)days, .microseconds = time };
    return true;
}

/* ---- uuids -------------------------------------------------------------------------------------------------------------- */
#define ORM__UUID_HYPHENS 0x550U /* bit i: a hyphen stands before byte i (4, 6, 8, 10) */

size_t orm_uuid_text(orm_uuid uuid, char *buffer, size_t size) {
    static const char digits[] = "0123456789abcdef";
    if (size < ORM_UUID_TEXT_SIZE) return 0;
    char *out = buffer;
    for (unsigned i = 0; i < 16; i++) {
        if (ORM__UUID_HYPHENS >> i & 1) *out++ = '-';
        *out++ = digits[uuid.bytes[i] >> 4];
        *out++ = digits[uuid.bytes[i] & 15];
    }
    *out = 0;
    return ORM_UUID_TEXT_SIZE - 1;
}

/* The value of a hexadecimal digit, or -1. */
static int orm__uuid_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/* RFC 8141: the "urn" and the namespace are read in either case. */
static bool orm__scan_urn(orm__scan *scan) {
    static const char prefix[] = "urn:uuid:";
    if (scan->end - scan->at < 9) return false;
    for (int i = 0; i < 9; i++) {
        char c = scan->at[i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != prefix[i]) return false;
    }
    scan->at += 9;
    return true;
}

bool orm_uuid_parse(const char *text, size_t length, orm_uuid *uuid) {
    orm__scan scan;
    orm_uuid found;
    if (!orm__scan_start(&scan, text, length)) return false;
    bool braces = !orm__scan_urn(&scan) && orm__scan_char(&scan, '{');
    bool hyphens = scan.end - scan.at == 36 + braces;
    if (!hyphens && scan.end - scan.at != 32 + braces) return false;
    for (unsigned i = 0; i < 16; i++) {
        if (hyphens && (ORM__UUID_HYPHENS >> i & 1) && !orm__scan_char(&scan, '-')) return false;
        int high = orm__uuid_digit(scan.at[0]), low = orm__uuid_digit(scan.at[1]);
        if (high < 0 || low < 0) return false;
        found.bytes[i] = (uint8_t)(high << 4 | low);
        scan.at += 2;
    }
    if (braces && !orm__scan_char(&scan, '}')) return false;
    *uuid = found;
    return true;
}

/* RFC 9562, section 4: the version is the high half of byte 6, the variant (10) the two high bits of byte 8. */
static orm_uuid orm__uuid_stamp(orm_uuid uuid, unsigned version) {
    uuid.bytes[6] = (uint8_t)((uuid.bytes[6] & 0x0F) | version << 4);
    uuid.bytes[8] = (uint8_t)((uuid.bytes[8] & 0x3F) | 0x80);
    return uuid;
}

orm_uuid orm_uuid_v4(const uint8_t random[16]) {
    orm_uuid uuid;
    memcpy(uuid.bytes, random, sizeof uuid.bytes);
    return orm__uuid_stamp(uuid, 4);
}

/* RFC 9562, section 5.7: 48 bits of milliseconds come first; the year 10889 is the last that fits.  A time before 1970 counts as 1970. */
orm_uuid orm_uuid_v7(const uint8_t random[16], int64_t milliseconds) {
    orm_uuid uuid;
    uint64_t time = milliseconds < 0 ? 0 : (uint64_t)milliseconds;
    memcpy(uuid.bytes, random, sizeof uuid.bytes);
    for (int i = 5; i >= 0; i--, time >>= 8) uuid.bytes[i] = (uint8_t)(time & 0xFF);
    return orm__uuid_stamp(uuid, 7);
}

#undef ORM__SECOND
#undef ORM__MINUTE
#undef ORM__HOUR
#undef ORM__DAY
#undef ORM__DAYS_BEFORE_1970
#undef ORM__UUID_HYPHENS
