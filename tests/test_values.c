/* build: sources: src/orm/base.c src/orm/types.c src/orm/text.c src/orm/fold.c src/orm/json.c src/orm/decimal.c src/orm/net.c */
/* Values and texts: every conversion at its edges, against known answers, by round trips and against simple versions of the same.
 * ORM_TEST_DATA names the folder with json/test_parsing (default ../shared/data). */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* setenv */
#endif
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <dirent.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "orm/base.h"
#include "orm/decimal.h"
#include "orm/fold.h"
#include "orm/json.h"
#include "orm/net.h"
#include "orm/text.h"
#include "orm/types.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ROUNDS 100000

/* ---- helpers ------------------------------------------------------------------------------------------------------------ */
/* SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run. */
static uint64_t random_state;
static uint64_t random_bits(void) {
    uint64_t z = random_state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}
static uint64_t random_below(uint64_t limit) { return random_bits() % limit; }
static int64_t random_between(int64_t low, int64_t high) {
    return (int64_t)((uint64_t)low + random_below((uint64_t)high - (uint64_t)low + 1));
}
/* Any number of bits with the same chance: small ones, large ones and both signs come up. */
static int64_t random_int64(void) {
    uint64_t bits = random_bits() >> random_below(64);
    int64_t value;
    if (random_below(2)) bits = 0 - bits;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static int reset(void **state) {
    (void)state;
    random_state = 20260131;
    return 0;
}

/* A copy in a block of exactly its size: the sanitizer sees a read past it. */
static char *exact_copy(const char *text, size_t length) {
    char *copy = malloc(length ? length : 1);
    assert_non_null(copy);
    if (length) memcpy(copy, text, length);
    return copy;
}

#define FAIL_ON(condition, ...) do { if (condition) { print_error(__VA_ARGS__); fail(); } } while (0)

/* ---- base --------------------------------------------------------------------------------------------------------------- */
static void test_names_of_statuses(void **state) {
    (void)state;
    assert_string_equal(orm_status_name(ORM_OK), "ORM_OK");
    assert_string_equal(orm_status_name(ORM_NOT_FOUND), "ORM_NOT_FOUND");
    assert_string_equal(orm_status_name(ORM_FULL), "ORM_FULL");
    assert_string_equal(orm_status_text(ORM_OK), "no error");
    assert_string_equal(orm_status_text(ORM_BUSY), "the database is locked by another connection");
    assert_string_equal(orm_status_name(ORM_STATUS_COUNT), "ORM_?");
    assert_string_equal(orm_status_text((orm_status)12345), "unknown status");
    for (int i = 0; i < ORM_STATUS_COUNT; i++) {
        assert_memory_equal(orm_status_name((orm_status)i), "ORM_", 4);
        assert_true(strlen(orm_status_text((orm_status)i)) > 0);
    }
}

static void test_names_of_dialects_and_version(void **state) {
    (void)state;
    assert_string_equal(orm_dialect_name(ORM_DIALECT_SQLITE), "SQLite");
    assert_string_equal(orm_dialect_name(ORM_DIALECT_POSTGRES), "PostgreSQL");
    assert_string_equal(orm_dialect_name(ORM_DIALECT_MYSQL), "MySQL");
    assert_string_equal(orm_dialect_name(ORM_DIALECT_MARIADB), "MariaDB");
    assert_string_equal(orm_dialect_name(ORM_DIALECT_COUNT), "?");
    assert_string_equal(orm_version(), ORM_VERSION);
    char text[32];
    snprintf(text, sizeof text, "%d.%d.%d", ORM_VERSION_MAJOR, ORM_VERSION_MINOR, ORM_VERSION_PATCH);
    assert_string_equal(text, ORM_VERSION);
}

/* ---- enums -------------------------------------------------------------------------------------------------------------- */
#define COLOUR(X) X(COLOUR_RED) X(COLOUR_GREEN, "green") X(COLOUR_BLUE, "")
ORM_ENUM(Colour, COLOUR);

static void test_enum(void **state) {
    (void)state;
    int value = 77;
    assert_string_equal(orm_enum_name(&Colour__enum, COLOUR_RED), "COLOUR_RED");
    assert_string_equal(orm_enum_name(&Colour__enum, COLOUR_GREEN), "green");
    assert_null(orm_enum_name(&Colour__enum, 3));
    assert_null(orm_enum_name(&Colour__enum, -1));
    assert_true(orm_enum_value(&Colour__enum, "green", &value));
    assert_int_equal(value, COLOUR_GREEN);
    assert_true(orm_enum_value(&Colour__enum, "", &value));
    assert_int_equal(value, COLOUR_BLUE);
    assert_false(orm_enum_value(&Colour__enum, "Green", &value));
    assert_false(orm_enum_value(&Colour__enum, NULL, &value));
    assert_int_equal(value, COLOUR_BLUE);
}

/* ---- dates -------------------------------------------------------------------------------------------------------------- */
static bool is_leap(int year) { return year % 400 == 0 || (year % 4 == 0 && year % 100 != 0); }

/* Walks through every day there is, turning a calendar's pages. */
static void test_date_every_day(void **state) {
    (void)state;
    static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
    int year = 1, month = 1, day = 1;
    for (int32_t days = ORM_DATE_MIN; days <= ORM_DATE_MAX; days++) {
        char expected[40], text[ORM_DATE_TEXT_SIZE];
        int32_t back = 0;
        snprintf(expected, sizeof expected, "%04d-%02d-%02d", year, month, day);
        bool ok = orm_date_text(days, text, sizeof text) == 10 && strcmp(text, expected) == 0;
        FAIL_ON(!ok || !orm_date_parse(text, 10, &back) || back != days, "day %d: %s\n", days, expected);
        if (++day <= lengths[month - 1] + (month == 2 && is_leap(year))) continue;
        day = 1;
        if (++month <= 12) continue;
        month = 1;
        year++;
    }
    assert_int_equal(year, 10000);
}

static void test_date_edges(void **state) {
    (void)state;
    char text[ORM_DATE_TEXT_SIZE];
    static const struct { const char *text; int32_t days; } known[] = {
        { "1970-01-01", 0 }, { "1969-12-31", -1 }, { "0001-01-01", ORM_DATE_MIN }, { "9999-12-31", ORM_DATE_MAX },
        { "2000-02-29", 11016 }, { "2024-02-29", 19782 }, { "1600-02-29", -135081 },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        int32_t days = 12345;
        assert_true(orm_date_parse(known[i].text, SIZE_MAX, &days));
        assert_int_equal(days, known[i].days);
    }
    assert_int_equal(orm_date_text(ORM_DATE_MIN - 1, text, sizeof text), 0);
    assert_int_equal(orm_date_text(ORM_DATE_MAX + 1, text, sizeof text), 0);
    assert_int_equal(orm_date_text(INT32_MIN, text, sizeof text), 0);
    assert_int_equal(orm_date_text(INT32_MAX, text, sizeof text), 0);
    assert_int_equal(orm_date_text(0, text, sizeof text - 1), 0);
}

static void test_date_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "", "0000-01-01", "10000-01-01", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32", "2026-04-31", "2025-02-29", "1900-02-29",
        "2100-02-29", "2026-1-01", "2026-01-1", "26-01-01", "20260101", "2026/01/01", " 2026-01-01", "2026-01-01 ", "-2026-01-01",
        "+2026-01-01", "2026-01-01T", "2026-01-01 00:00:00", "2026-01", "2026-01-", "x", "202a-01-01", "2026-01-0/", "2026-01-0:",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int32_t days = 12345;
        FAIL_ON(orm_date_parse(bad[i], SIZE_MAX, &days) || days != 12345, "accepted: %s\n", bad[i]);
    }
    int32_t days = 12345;
    assert_false(orm_date_parse(NULL, 0, &days));
    assert_false(orm_date_parse("2026-01-01\0", 11, &days));
    assert_true(orm_date_parse("2026-01-01x", 10, &days));
}

/* ---- times -------------------------------------------------------------------------------------------------------------- */
static void test_time(void **state) {
    (void)state;
    static const struct { const char *text; int64_t value; } known[] = {
        { "00:00", 0 }, { "00:00:00", 0 }, { "23:59:59.999999", INT64_C(86399999999) }, { "12:34:56", INT64_C(45296000000) },
        { "12:34:56.7", INT64_C(45296700000) }, { "12:34:56,7", INT64_C(45296700000) }, { "00:00:00.0000004", 0 },
        { "00:00:00.0000005", 1 }, { "00:00:00.00000049999", 0 }, { "00:00:00.9999995", 1000000 }, { "01:02", INT64_C(3720000000) },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        int64_t value = -1;
        FAIL_ON(!orm_time_parse(known[i].text, SIZE_MAX, &value) || value != known[i].value, "%s: %lld\n", known[i].text, (long long)value);
    }
    static const char *const bad[] = {
        "", "24:00", "24:00:00", "23:60", "23:59:60", "23:59:59.9999995", "1:00", "01:0", "01:00:0", "01:00:00.", "01:00:00,", "01:00.5",
        "01:00:00Z", "01:00:00+01", " 01:00", "01:00 ", "-01:00", "010000", "aa:bb", "01:00:00.5x", "01:", "01",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t value = -1;
        FAIL_ON(orm_time_parse(bad[i], SIZE_MAX, &value) || value != -1, "accepted: %s\n", bad[i]);
    }
    char text[ORM_TIME_TEXT_SIZE];
    assert_int_equal(orm_time_text(INT64_C(86399999999), text, sizeof text), 15);
    assert_string_equal(text, "23:59:59.999999");
    assert_int_equal(orm_time_text(0, text, sizeof text), 15);
    assert_string_equal(text, "00:00:00.000000");
    assert_int_equal(orm_time_text(INT64_C(86400000000), text, sizeof text), 0);
    assert_int_equal(orm_time_text(-1, text, sizeof text), 0);
    assert_int_equal(orm_time_text(0, text, sizeof text - 1), 0);
}

static void test_time_round_trip(void **state) {
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t value = random_between(0, INT64_C(86399999999)), back = -1;
        char text[ORM_TIME_TEXT_SIZE];
        assert_int_equal(orm_time_text(value, text, sizeof text), 15);
        FAIL_ON(!orm_time_parse(text, 15, &back) || back != value, "%s\n", text);
    }
}

/* ---- timestamps --------------------------------------------------------------------------------------------------------- */
static void test_timestamp_known(void **state) {
    (void)state;
    static const struct { const char *text; int64_t value; } known[] = {
        { "1970-01-01 00:00:00.000000", 0 },
        { "1970-01-01", 0 },
        { "1970-01-01T00:00:00Z", 0 },
        { "1970-01-01t00:00:00z", 0 },
        { "1970-01-01T00:00", 0 },
        { "1970-01-01   00:00", 0 },
        { "1969-12-31 23:59:59.999999", -1 },
        { "1969-12-31 23:59:59.9999994", -1 },
        { "1969-12-31 23:59:59.9999995", 0 },
        { "0001-01-01 00:00:00", ORM_TIMESTAMP_MIN },
        { "9999-12-31 23:59:59.999999", ORM_TIMESTAMP_MAX },
        { "9999-12-31 23:59:59.9999994999", ORM_TIMESTAMP_MAX },
        { "2026-01-31 23:59:59.123456", INT64_C(1769903999123456) },
        { "2026-01-31T23:59:59.123456+00:00", INT64_C(1769903999123456) },
        { "2026-02-01 01:59:59.123456+02", INT64_C(1769903999123456) },
        { "2026-02-01 05:29:59.123456+0530", INT64_C(1769903999123456) },
        { "2026-02-01 05:29:59.123456+05:30", INT64_C(1769903999123456) },
        { "2026-01-31 16:59:59.123456-07:00", INT64_C(1769903999123456) },
        { "2026-01-31T23:59:59,123456Z", INT64_C(1769903999123456) },
        { "0001-01-01 01:00:00+01:00", ORM_TIMESTAMP_MIN },
        { "9999-12-31 22:59:59.999999-01:00", ORM_TIMESTAMP_MAX },
        { "2024-02-29 12:00", INT64_C(1709208000000000) },
        { "1970-01-01T00:00:00-00:00", 0 },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        int64_t value = 77;
        bool ok = orm_timestamp_parse(known[i].text, SIZE_MAX, &value);
        FAIL_ON(!ok || value != known[i].value, "%s: %lld\n", known[i].text, (long long)value);
    }
}

static void test_timestamp_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "", "infinity", "-infinity", "now", "2026-01-31T", "2026-01-31 ", "2026-01-31T ", "2026-01-31TT10:00", "2026-01-31T10", "2026-01-31Z",
        "2026-01-31+01", "2026-01-31 10:00:00 +01", "2026-01-31 10:00:00 Z", "2026-01-31 10:00:00ZZ", "2026-01-31 10:00:00+1",
        "2026-01-31 10:00:00+01:", "2026-01-31 10:00:00+01:0", "2026-01-31 10:00:00+010", "2026-01-31 10:00:00+24:00", "2026-01-31 10:00:00+01:60",
        "2026-01-31 10:00:00+01:00:00", "2026-01-31 10:00:00+01:00x", "2026-01-31 24:00:00", "2026-01-31 23:59:60", "2026-02-29 00:00:00",
        "2026-01-31 10:00:00.", "2026-01-31 10:00:00.Z", "0001-01-01 00:00:00+00:01", "9999-12-31 23:59:59.9999995", "9999-12-31 23:59:59-00:01",
        "0044-03-15 00:00:00 BC", "0000-12-31 23:59:59", "10000-01-01 00:00:00", "2026-01-31_10:00:00", "2026-01-31\t10:00:00", "1769903999",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t value = 77;
        FAIL_ON(orm_timestamp_parse(bad[i], SIZE_MAX, &value) || value != 77, "accepted: %s\n", bad[i]);
    }
    int64_t value = 77;
    assert_false(orm_timestamp_parse(NULL, SIZE_MAX, &value));
}

static void test_timestamp_text(void **state) {
    (void)state;
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    assert_int_equal(orm_timestamp_text(ORM_TIMESTAMP_MIN, text, sizeof text), 26);
    assert_string_equal(text, "0001-01-01 00:00:00.000000");
    assert_int_equal(orm_timestamp_text(ORM_TIMESTAMP_MAX, text, sizeof text), 26);
    assert_string_equal(text, "9999-12-31 23:59:59.999999");
    assert_int_equal(orm_timestamp_text(-1, text, sizeof text), 26);
    assert_string_equal(text, "1969-12-31 23:59:59.999999");
    assert_int_equal(orm_timestamp_text(INT64_C(1769903999123456), text, sizeof text), 26);
    assert_string_equal(text, "2026-01-31 23:59:59.123456");
    assert_int_equal(orm_timestamp_text(ORM_TIMESTAMP_MIN - 1, text, sizeof text), 0);
    assert_int_equal(orm_timestamp_text(ORM_TIMESTAMP_MAX + 1, text, sizeof text), 0);
    assert_int_equal(orm_timestamp_text(INT64_MIN, text, sizeof text), 0);
    assert_int_equal(orm_timestamp_text(INT64_MAX, text, sizeof text), 0);
    assert_int_equal(orm_timestamp_text(0, text, sizeof text - 1), 0);
}

/* The text sorts as the value does, too. */
static void test_timestamp_round_trip(void **state) {
    (void)state;
    int64_t before = 0;
    char text_before[ORM_TIMESTAMP_TEXT_SIZE], text[ORM_TIMESTAMP_TEXT_SIZE];
    orm_timestamp_text(before, text_before, sizeof text_before);
    for (int i = 0; i < ROUNDS; i++) {
        int64_t value = random_between(ORM_TIMESTAMP_MIN, ORM_TIMESTAMP_MAX), back = 0;
        assert_int_equal(orm_timestamp_text(value, text, sizeof text), 26);
        FAIL_ON(!orm_timestamp_parse(text, 26, &back) || back != value, "%s\n", text);
        int order = strcmp(text, text_before);
        FAIL_ON((order > 0) != (value > before) || (order < 0) != (value < before), "order of %s and %s\n", text, text_before);
        memcpy(text_before, text, sizeof text);
        before = value;
    }
}

/* ---- intervals ---------------------------------------------------------------------------------------------------------- */
static bool same_interval(orm_interval a, orm_interval b) {
    return a.months == b.months && a.days == b.days && a.microseconds == b.microseconds;
}

static void test_interval_known(void **state) {
    (void)state;
    static const struct { const char *text; orm_interval value; } canonical[] = {
        { "PT0S", { 0, 0, 0 } },
        { "P1Y2M3DT4H5M6.789S", { 14, 3, INT64_C(14706789000) } },
        { "P-1Y-2M3DT-4H-5M-6S", { -14, 3, INT64_C(-14706000000) } },
        { "P1M", { 1, 0, 0 } },
        { "P1D", { 0, 1, 0 } },
        { "PT1M", { 0, 0, 60000000 } },
        { "PT-0.5S", { 0, 0, -500000 } },
        { "PT0.000001S", { 0, 0, 1 } },
        { "PT1H0.1S", { 0, 0, INT64_C(3600100000) } },
        { "P178956970Y7M2147483647DT2562047788H54.775807S", { INT32_MAX, INT32_MAX, INT64_MAX } },
        { "P-178956970Y-8M-2147483648DT-2562047788H-54.775808S", { INT32_MIN, INT32_MIN, INT64_MIN } },
    };
    for (size_t i = 0; i < COUNT(canonical); i++) {
        char text[ORM_INTERVAL_TEXT_SIZE];
        orm_interval back = { 9, 9, 9 };
        assert_int_equal(orm_interval_text(canonical[i].value, text, sizeof text), strlen(canonical[i].text));
        assert_string_equal(text, canonical[i].text);
        FAIL_ON(!orm_interval_parse(text, SIZE_MAX, &back) || !same_interval(back, canonical[i].value), "%s\n", text);
    }
    static const struct { const char *text; orm_interval value; } read[] = {
        { "P2W", { 0, 14, 0 } },       { "P+1Y-1M", { 11, 0, 0 } },           { "P1W-1D", { 0, 6, 0 } },
        { "PT90M", { 0, 0, INT64_C(5400000000) } }, { "PT1,5S", { 0, 0, 1500000 } }, { "PT0.0000005S", { 0, 0, 1 } },
        { "PT-0.0000005S", { 0, 0, -1 } }, { "PT0.9999995S", { 0, 0, 1000000 } }, { "P0D", { 0, 0, 0 } },
        { "PT-9223372036854.775808S", { 0, 0, INT64_MIN } }, { "P0Y0M0DT0H0M0S", { 0, 0, 0 } }, { "P00001D", { 0, 1, 0 } },
    };
    for (size_t i = 0; i < COUNT(read); i++) {
        orm_interval back = { 9, 9, 9 };
        FAIL_ON(!orm_interval_parse(read[i].text, SIZE_MAX, &back) || !same_interval(back, read[i].value), "%s\n", read[i].text);
    }
}

static void test_interval_refused(void **state) {
    (void)state;
    static const char *const bad[] = {
        "", "P", "PT", "P1", "P1DT", "1D", "P1D1Y", "P1M1Y", "P1Y1Y", "PT1S1M", "PT1D", "P1H", "P1S", "P0.5D", "P1.5Y", "PT1.5H", "PT1.S", "PT.5S",
        "P-D", "P--1D", "P1D ", " P1D", "p1d", "P1d", "PT1s", "P1DT1H T1M", "P1DTT1H", "-P1D", "P178956970Y8M", "P2147483648D", "P-2147483649D",
        "PT9223372036854.775808S", "PT-9223372036854.775809S", "P99999999999999999999D", "PT2562047789H", "1 day", "P1D\n", "P306783379W",
        "P9223372036854775807Y", "PT1H2", "P1YT1", "PTT", "P1X",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        orm_interval back = { 9, 9, 9 };
        bool taken = orm_interval_parse(bad[i], SIZE_MAX, &back);
        FAIL_ON(taken || !same_interval(back, (orm_interval){ 9, 9, 9 }), "accepted: %s\n", bad[i]);
    }
    orm_interval back;
    assert_false(orm_interval_parse(NULL, 0, &back));
    assert_false(orm_interval_parse("P1\0", 3, &back));
}

static void test_interval_round_trip(void **state) {
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        orm_interval value = { (int32_t)(random_int64() >> 32), (int32_t)(random_int64() >> 32), random_int64() }, back = { 0, 0, 0 };
        if (random_below(4) == 0) value.months = (int32_t)random_below(40) - 20;
        char text[ORM_INTERVAL_TEXT_SIZE];
        size_t length = orm_interval_text(value, text, sizeof text);
        assert_int_equal(length, strlen(text));
        FAIL_ON(!length || !orm_interval_parse(text, length, &back) || !same_interval(back, value), "%s\n", text);
        assert_int_equal(orm_interval_text(value, text, length), 0);
    }
}

/* ---- uuids -------------------------------------------------------------------------------------------------------------- */
static void test_uuid_spellings(void **state) {
    (void)state;
    static const orm_uuid expected = { { 0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10 } };
    static const char *const good[] = {
        "01234567-89ab-cdef-fedc-ba9876543210", "01234567-89AB-CDEF-FEDC-BA9876543210", "0123456789abcdeffedcba9876543210",
        "0123456789ABCDEFFEDCBA9876543210", "{01234567-89ab-cdef-fedc-ba9876543210}", "{0123456789abcdeffedcba9876543210}",
        "urn:uuid:01234567-89ab-cdef-fedc-ba9876543210", "URN:UUID:01234567-89AB-CDEF-FEDC-BA9876543210",
        "Urn:Uuid:0123456789abcdeffedcba9876543210",
    };
    for (size_t i = 0; i < COUNT(good); i++) {
        orm_uuid uuid = { { 0 } };
        FAIL_ON(!orm_uuid_parse(good[i], SIZE_MAX, &uuid) || memcmp(&uuid, &expected, 16) != 0, "%s\n", good[i]);
    }
    static const char *const bad[] = {
        "", "{}", "urn:uuid:", "01234567-89ab-cdef-fedc-ba987654321", "01234567-89ab-cdef-fedc-ba98765432100", "{01234567-89ab-cdef-fedc-ba9876543210",
        "01234567-89ab-cdef-fedc-ba9876543210}", "{01234567-89ab-cdef-fedc-ba9876543210)", "0123456-789ab-cdef-fedc-ba9876543210",
        "01234567-89ab-cdef-fedcba9876543210-", "01234567_89ab_cdef_fedc_ba9876543210", "g1234567-89ab-cdef-fedc-ba9876543210",
        "0123-4567-89ab-cdef-fedc-ba98-7654-3210", "urn:uuid:{01234567-89ab-cdef-fedc-ba9876543210}", "urn:guid:01234567-89ab-cdef-fedc-ba9876543210",
        " 01234567-89ab-cdef-fedc-ba9876543210", "01234567-89ab-cdef-fedc-ba9876543210 ", "{0123456789abcdeffedcba98765432101",
        "0123456789abcdeffedcba987654321:", "--------------------------------", "0123456789abcdeffedcba987654321",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        orm_uuid uuid = expected;
        size_t length = strlen(bad[i]);
        char *copy = exact_copy(bad[i], length);
        FAIL_ON(orm_uuid_parse(copy, length, &uuid) || memcmp(&uuid, &expected, 16) != 0, "accepted: %s\n", bad[i]);
        free(copy);
    }
    orm_uuid uuid;
    assert_false(orm_uuid_parse(NULL, 0, &uuid));
}

static void test_uuid_round_trip(void **state) {
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        orm_uuid uuid, back;
        uint64_t halves[2] = { random_bits(), random_bits() };
        memcpy(uuid.bytes, halves, 16);
        char text[ORM_UUID_TEXT_SIZE];
        assert_int_equal(orm_uuid_text(uuid, text, sizeof text), 36);
        assert_true(orm_uuid_parse(text, 36, &back));
        assert_memory_equal(uuid.bytes, back.bytes, 16);
    }
    char text[ORM_UUID_TEXT_SIZE];
    assert_int_equal(orm_uuid_text((orm_uuid){ { 0 } }, text, 36), 0);
}

/* The version 7 text is the example of RFC 9562, appendix A.6. */
static void test_uuid_generators(void **state) {
    (void)state;
    static const uint8_t ones[16] = { 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255 }, zeros[16] = { 0 };
    static const uint8_t appendix[16] = { 0, 0, 0, 0, 0, 0, 0x0C, 0xC3, 0x18, 0xC4, 0xDC, 0x0C, 0x0C, 0x07, 0x39, 0x8F };
    char text[ORM_UUID_TEXT_SIZE];
    orm_uuid_text(orm_uuid_v4(ones), text, sizeof text);
    assert_string_equal(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
    orm_uuid_text(orm_uuid_v4(zeros), text, sizeof text);
    assert_string_equal(text, "00000000-0000-4000-8000-000000000000");
    orm_uuid_text(orm_uuid_v7(appendix, INT64_C(0x017F22E279B0)), text, sizeof text);
    assert_string_equal(text, "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
    orm_uuid_text(orm_uuid_v7(zeros, -1), text, sizeof text);
    assert_string_equal(text, "00000000-0000-7000-8000-000000000000");
    for (int i = 0; i < 1000; i++) {
        int64_t time = random_between(0, INT64_C(4102444800000));
        orm_uuid earlier = orm_uuid_v7(ones, time), later = orm_uuid_v7(zeros, time + 1);
        assert_true(memcmp(earlier.bytes, later.bytes, 16) < 0);
    }
}

/* ---- decimals ----------------------------------------------------------------------------------------------------------- */
#define NINES_65 "99999999999999999999999999999999999999999999999999999999999999999"
#define ZEROS_65 "00000000000000000000000000000000000000000000000000000000000000000"
#define ZEROS_64 "0000000000000000000000000000000000000000000000000000000000000000"

static void test_decimal_canonical(void **state) {
    (void)state;
    static const struct { const char *text; int precision, scale; const char *expected; } known[] = {
        { "0", 1, 0, "0" }, { "-0", 1, 0, "0" }, { "-0.00", 5, 2, "0.00" }, { "+1", 1, 0, "1" }, { "12.5", 10, 2, "12.50" },
        { "012.50", 4, 2, "12.50" }, { ".5", 5, 1, "0.5" }, { "5.", 5, 1, "5.0" }, { "-.5", 5, 1, "-0.5" }, { "1.5e3", 10, 0, "1500" },
        { "1.5E+3", 10, 1, "1500.0" }, { "1500e-3", 10, 2, "1.50" }, { "1e-2", 2, 2, "0.01" }, { "12.500", 4, 2, "12.50" },
        { "0e99999999999999999999", 3, 1, "0.0" }, { "0e-99999999999999999999", 3, 1, "0.0" }, { "999.99", 5, 2, "999.99" },
        { "0.99", 2, 2, "0.99" }, { "-0.99", 2, 2, "-0.99" }, { NINES_65, 65, 0, NINES_65 }, { "-" NINES_65, 65, 0, "-" NINES_65 },
        { "0." NINES_65, 65, 65, "0." NINES_65 }, { "-0." NINES_65, 65, 65, "-0." NINES_65 }, { ZEROS_65 "7", 1, 0, "7" },
        { "0." ZEROS_64 "1", 65, 65, "0." ZEROS_64 "1" }, { "1e64", 65, 0, "1" ZEROS_64 }, { "1e-65", 65, 65, "0." ZEROS_64 "1" },
        { "1.0000", 1, 0, "1" }, { "10", 2, 0, "10" }, { "100e-2", 1, 0, "1" },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        char text[ORM_DECIMAL_TEXT_SIZE] = "";
        size_t length = orm_decimal_canonical(known[i].text, SIZE_MAX, known[i].precision, known[i].scale, text, sizeof text);
        FAIL_ON(length != strlen(known[i].expected) || strcmp(text, known[i].expected) != 0, "%s: %s\n", known[i].text, text);
        assert_int_equal(orm_decimal_canonical(known[i].text, SIZE_MAX, known[i].precision, known[i].scale, text, length), 0);
    }
}

static void test_decimal_refused(void **state) {
    (void)state;
    static const struct { const char *text; int precision, scale; } bad[] = {
        { "", 9, 2 }, { ".", 9, 2 }, { "-", 9, 2 }, { "+", 9, 2 }, { "-.", 9, 2 }, { "e5", 9, 2 }, { ".e5", 9, 2 }, { "1e", 9, 2 },
        { "1e+", 9, 2 }, { "1e-", 9, 2 }, { "1e1.5", 9, 2 }, { "1e5x", 20, 2 }, { "1.2.3", 9, 2 }, { "--1", 9, 2 }, { "+-1", 9, 2 },
        { " 1", 9, 2 }, { "1 ", 9, 2 }, { "1,5", 9, 2 }, { "NaN", 9, 2 }, { "Infinity", 9, 2 }, { "0x10", 9, 2 }, { "1_000", 9, 2 },
        { "1.001", 9, 2 }, { "1e-3", 9, 2 }, { "1000", 5, 2 }, { "999.995", 5, 2 }, { "1", 2, 2 }, { "1e99999999999", 65, 0 },
        { "1e-99999999999", 65, 65 }, { "1" ZEROS_65, 65, 0 }, { NINES_65 "9", 65, 0 }, { "0." ZEROS_65 "0", 65, 65 }, { "1e65", 65, 0 },
        { "1e-66", 65, 65 }, { "1", 0, 0 }, { "1", 66, 0 }, { "1", 9, -1 }, { "1", 9, 10 },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        char text[ORM_DECIMAL_TEXT_SIZE] = "unchanged";
        size_t length = orm_decimal_canonical(bad[i].text, SIZE_MAX, bad[i].precision, bad[i].scale, text, sizeof text);
        FAIL_ON(length || strcmp(text, "unchanged") != 0, "accepted: %s\n", bad[i].text);
    }
    char text[ORM_DECIMAL_TEXT_SIZE];
    assert_int_equal(orm_decimal_canonical(NULL, 0, 9, 2, text, sizeof text), 0);
    assert_int_equal(orm_decimal_canonical("1\0", 2, 9, 2, text, sizeof text), 0);
    assert_int_equal(orm_decimal_canonical("123", 2, 9, 0, text, sizeof text), 2);
    assert_string_equal(text, "12");
}

static void test_decimal_scaled(void **state) {
    (void)state;
    static const struct { const char *text; int scale; int64_t value; } known[] = {
        { "12.5", 2, 1250 }, { "-12.5", 2, -1250 }, { "0", 0, 0 }, { "-0.0", 5, 0 }, { "9223372036854775807", 0, INT64_MAX },
        { "-9223372036854775808", 0, INT64_MIN }, { "-92233720368547758.08", 2, INT64_MIN }, { "92233720368547758.07", 2, INT64_MAX },
        { "1e18", 0, INT64_C(1000000000000000000) }, { "0.0000000000000000001", 19, 1 }, { "1.500", 1, 15 },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        int64_t value = 77;
        bool ok = orm_decimal_scaled((orm_decimal){ known[i].text }, known[i].scale, &value);
        FAIL_ON(!ok || value != known[i].value, "%s: %lld\n", known[i].text, (long long)value);
    }
    static const struct { const char *text; int scale; } bad[] = {
        { "9223372036854775808", 0 }, { "-9223372036854775809", 0 }, { "92233720368547758.08", 2 }, { "1.005", 2 }, { "1e19", 0 },
        { "x", 0 }, { "", 0 }, { NULL, 0 }, { "1", -1 }, { "1", 66 }, { "99999999999999999999", 0 }, { "10000000000000000000", 0 },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        int64_t value = 77;
        FAIL_ON(orm_decimal_scaled((orm_decimal){ bad[i].text }, bad[i].scale, &value) || value != 77, "accepted: %s\n", bad[i].text);
    }
    char text[ORM_DECIMAL_TEXT_SIZE];
    assert_int_equal(orm_decimal_from_scaled(1250, 2, text, sizeof text), 5);
    assert_string_equal(text, "12.50");
    orm_decimal_from_scaled(INT64_MIN, 0, text, sizeof text);
    assert_string_equal(text, "-9223372036854775808");
    orm_decimal_from_scaled(INT64_MIN, 19, text, sizeof text);
    assert_string_equal(text, "-0.9223372036854775808");
    orm_decimal_from_scaled(-1, 2, text, sizeof text);
    assert_string_equal(text, "-0.01");
    orm_decimal_from_scaled(0, 2, text, sizeof text);
    assert_string_equal(text, "0.00");
    assert_int_equal(orm_decimal_from_scaled(-1, 65, text, sizeof text), 68);
    assert_string_equal(text, "-0." ZEROS_64 "1");
    assert_int_equal(orm_decimal_from_scaled(1, -1, text, sizeof text), 0);
    assert_int_equal(orm_decimal_from_scaled(1, 66, text, sizeof text), 0);
    assert_int_equal(orm_decimal_from_scaled(1250, 2, text, 5), 0);
    assert_int_equal(orm_decimal_from_scaled(1250, 2, text, 6), 5);
}

static void test_decimal_scaled_round_trip(void **state) {
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t value = random_int64(), back = 0;
        int scale = (int)random_below(19);
        char text[ORM_DECIMAL_TEXT_SIZE], again[ORM_DECIMAL_TEXT_SIZE];
        size_t length = orm_decimal_from_scaled(value, scale, text, sizeof text);
        FAIL_ON(!length || !orm_decimal_scaled((orm_decimal){ text }, scale, &back) || back != value, "%s\n", text);
        assert_int_equal(orm_decimal_canonical(text, length, 38, scale, again, sizeof again), length);
        assert_string_equal(text, again);
    }
}

static void test_decimal_compare(void **state) {
    (void)state;
    static const struct { const char *a, *b; int order; } known[] = {
        { "1", "1.0", 0 }, { "1", "2", -1 }, { "10", "9", 1 }, { "-1", "1", -1 }, { "-1", "-2", 1 }, { "-10", "-9", -1 }, { "0", "-0", 0 },
        { "0.00", "0", 0 }, { "0", "0.01", -1 }, { "0", "-0.01", 1 }, { "1e3", "1000", 0 }, { "1e3", "999.999", 1 }, { "0.1", "0.09", 1 },
        { "001", "1", 0 }, { "x", "0", 0 }, { NULL, "0", 0 }, { "x", "1", -1 }, { "x", "-1", 1 }, { "1.10", "1.1", 0 }, { "1.01", "1.1", -1 },
        { "1e99999", "1e9999", 1 }, { "1e-99999", "0", 1 }, { NINES_65, "0." NINES_65, 1 }, { "12345678901234567890.1", "12345678901234567890.2", -1 },
        { "100", "1e2", 0 }, { "-1.5", "-1.50", 0 },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        orm_decimal a = { known[i].a }, b = { known[i].b };
        FAIL_ON(orm_decimal_compare(a, b) != known[i].order, "%s ? %s\n", known[i].a, known[i].b);
        assert_int_equal(orm_decimal_compare(b, a), -known[i].order);
    }
    for (int i = 0; i < ROUNDS; i++) {
        int64_t left = random_int64(), right = random_below(3) ? random_int64() : left + (int64_t)random_below(2) * (left < 0 ? 1 : -1);
        char a[ORM_DECIMAL_TEXT_SIZE], b[ORM_DECIMAL_TEXT_SIZE];
        int scale = (int)random_below(30);
        orm_decimal_from_scaled(left, scale, a, sizeof a);
        orm_decimal_from_scaled(right, scale, b, sizeof b);
        int order = (left > right) - (left < right);
        FAIL_ON(orm_decimal_compare((orm_decimal){ a }, (orm_decimal){ b }) != order, "%s ? %s\n", a, b);
    }
}

#define NINES_96 NINES_65 "9999999999999999999999999999999"
static void test_decimal_add(void **state) {
    (void)state;
    static const struct { const char *a, *b, *sum; } known[] = {
        { "1", "2", "3" }, { "1.50", "1.5", "3.00" }, { "0", "0", "0" }, { "-1", "1", "0" }, { "-1.25", "1.25", "0.00" }, { "9.99", "0.01", "10.00" },
        { "-0.5", "0.25", "-0.25" }, { "0.25", "-0.5", "-0.25" }, { "1e3", "1", "1001" }, { "1000", "-0.001", "999.999" }, { "-7", "-8", "-15" },
        { NINES_65, "1", "1" ZEROS_65 }, { "-" NINES_65, "-1", "-1" ZEROS_65 }, { "1" ZEROS_65, "-1", NINES_65 }, { "0", "-0.0", "0.0" },
        { NINES_96, "0", NINES_96 }, { NINES_96, "-1", NINES_65 "9999999999999999999999999999998" }, { "-5", "3", "-2" }, { "3", "-5", "-2" },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        char out[ORM__DECIMAL_SUM_TEXT_SIZE] = "";
        FAIL_ON(!orm__decimal_add(known[i].a, known[i].b, out, sizeof out) || strcmp(out, known[i].sum) != 0, "%s + %s = %s\n", known[i].a, known[i].b, out);
        assert_true(orm__decimal_add(known[i].b, known[i].a, out, sizeof out));
        assert_string_equal(out, known[i].sum);
    }
    char out[ORM__DECIMAL_SUM_TEXT_SIZE] = "unchanged";
    assert_false(orm__decimal_add(NINES_96, "1", out, sizeof out));
    assert_false(orm__decimal_add(NINES_96, "0.1", out, sizeof out));
    assert_false(orm__decimal_add(NINES_96 "9", "0", out, sizeof out));
    assert_false(orm__decimal_add("1e-99999", "1", out, sizeof out));
    assert_false(orm__decimal_add("1e99999", "1", out, sizeof out));
    assert_false(orm__decimal_add("x", "1", out, sizeof out));
    assert_false(orm__decimal_add("1", NULL, out, sizeof out));
    assert_false(orm__decimal_add("5", "5", out, 2));
    assert_string_equal(out, "unchanged");
    strcpy(out, "1.5");
    assert_true(orm__decimal_add(out, out, out, sizeof out));
    assert_string_equal(out, "3.0");
}

static void test_decimal_add_random(void **state) {
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t a = random_int64() / 2, b = random_int64() / 2, sum = 0;
        int scale = (int)random_below(12);
        char left[ORM_DECIMAL_TEXT_SIZE], right[ORM_DECIMAL_TEXT_SIZE], out[ORM__DECIMAL_SUM_TEXT_SIZE];
        orm_decimal_from_scaled(a, scale, left, sizeof left);
        orm_decimal_from_scaled(b, scale, right, sizeof right);
        assert_true(orm__decimal_add(left, right, out, sizeof out));
        FAIL_ON(!orm_decimal_scaled((orm_decimal){ out }, scale, &sum) || sum != a + b, "%s + %s = %s\n", left, right, out);
    }
}

static void test_decimal_divide(void **state) {
    (void)state;
    static const struct { const char *sum; int64_t count; int scale; const char *expected; } known[] = {
        { "10", 4, 2, "2.50" }, { "1", 3, 5, "0.33333" }, { "2", 3, 5, "0.66667" }, { "-2", 3, 5, "-0.66667" }, { "0", 7, 2, "0.00" },
        { "1", 2, 0, "1" }, { "-1", 2, 0, "-1" }, { "1", 8, 2, "0.13" }, { "-1", 8, 2, "-0.13" }, { "0.04", 10, 2, "0.00" },
        { "-0.04", 10, 2, "0.00" }, { "0.05", 10, 2, "0.01" }, { "99.99", 1, 1, "100.0" }, { "9.5", 1, 0, "10" }, { "9.4999", 1, 0, "9" },
        { "1e3", 3, 1, "333.3" }, { "1e-9", 1, 2, "0.00" }, { "1", INT64_C(1000000000000000000), 18, "0.000000000000000001" },
        { "5", INT64_C(1000000000000000000), 17, "0.00000000000000001" }, { "4", INT64_C(1000000000000000000), 17, "0.00000000000000000" },
        { NINES_96, 1, 0, NINES_96 }, { NINES_96, 9, 0, "111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111" },
        { "1", 3, 65, "0.33333333333333333333333333333333333333333333333333333333333333333" }, { "1e-99999", 1, 65, "0." ZEROS_65 },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        char out[ORM__DECIMAL_SUM_TEXT_SIZE] = "";
        bool ok = orm__decimal_divide(known[i].sum, known[i].count, known[i].scale, out, sizeof out);
        FAIL_ON(!ok || strcmp(out, known[i].expected) != 0, "%s / %lld = %s\n", known[i].sum, (long long)known[i].count, out);
    }
    char out[ORM__DECIMAL_SUM_TEXT_SIZE] = "unchanged";
    assert_false(orm__decimal_divide("1", 0, 2, out, sizeof out));
    assert_false(orm__decimal_divide("1", -1, 2, out, sizeof out));
    assert_false(orm__decimal_divide("1", INT64_MAX, 2, out, sizeof out));
    assert_false(orm__decimal_divide("1", 1, -1, out, sizeof out));
    assert_false(orm__decimal_divide("1", 1, 66, out, sizeof out));
    assert_false(orm__decimal_divide("x", 1, 2, out, sizeof out));
    assert_false(orm__decimal_divide(NINES_96, 1, 1, out, sizeof out));
    assert_false(orm__decimal_divide("1e99999", 1, 1, out, sizeof out));
    assert_false(orm__decimal_divide("1", 2, 2, out, 4));
    assert_string_equal(out, "unchanged");
}

/* Against integers: round(a * 10^extra / count) with C's own division. */
static void test_decimal_divide_random(void **state) {
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        int64_t a = random_int64() / 4000, count = (int64_t)random_below(UINT64_C(1) << random_below(40)) + 1, got = 0;
        int scale = (int)random_below(10), extra = (int)random_below(4);
        int64_t grown = a;
        for (int power = 0; power < extra; power++) grown *= 10;
        uint64_t magnitude = (uint64_t)(grown < 0 ? -grown : grown), rest = magnitude % (uint64_t)count;
        int64_t expected = (int64_t)(magnitude / (uint64_t)count + (rest * 2 >= (uint64_t)count));
        char text[ORM_DECIMAL_TEXT_SIZE], out[ORM__DECIMAL_SUM_TEXT_SIZE];
        orm_decimal_from_scaled(a, scale, text, sizeof text);
        assert_true(orm__decimal_divide(text, count, scale + extra, out, sizeof out));
        bool ok = orm_decimal_scaled((orm_decimal){ out }, scale + extra, &got) && got == (a < 0 ? -expected : expected);
        FAIL_ON(!ok, "%s / %lld = %s\n", text, (long long)count, out);
    }
}

/* ---- text --------------------------------------------------------------------------------------------------------------- */
/* The slow, plain way: decode by the bit patterns, then look whether the code point may be written like that. */
static orm__text_check simple_check(const unsigned char *text, size_t length) {
    for (size_t i = 0; i < length;) {
        if (text[i] == 0) return ORM__TEXT_HAS_NUL;
        size_t bytes = text[i] < 0x80 ? 1 : text[i] >> 5 == 6 ? 2 : text[i] >> 4 == 14 ? 3 : text[i] >> 3 == 30 ? 4 : 0;
        if (bytes == 0 || bytes > length - i) return ORM__TEXT_NOT_UTF8;
        uint32_t point = bytes == 1 ? text[i] : text[i] & (0x7FU >> bytes);
        for (size_t k = 1; k < bytes; k++) {
            if (text[i + k] >> 6 != 2) return ORM__TEXT_NOT_UTF8;
            point = point << 6 | (text[i + k] & 63U);
        }
        static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
        if (point < least[bytes] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return ORM__TEXT_NOT_UTF8;
        i += bytes;
    }
    return ORM__TEXT_OK;
}

static uint32_t random_code_point(void) {
    uint32_t point;
    switch (random_below(6)) {
    case 0: point = (uint32_t)random_between(0x80, 0x7FF); break;
    case 1: point = (uint32_t)random_between(0x800, 0xFFFF); break;
    case 2: point = (uint32_t)random_between(0x10000, 0x10FFFF); break;
    default: point = (uint32_t)random_between(1, 0x7F); break;
    }
    return point >= 0xD800 && point <= 0xDFFF ? 'x' : point;
}

/* Valid UTF-8 of at most `most` bytes; returns its length, *points its code points. */
static size_t random_text(char *out, size_t most, size_t *points) {
    size_t length = 0, count = 0, wanted = random_below(most + 1);
    bool ascii = random_below(2);
    while (length + 4 <= wanted) {
        length += orm__utf8_put(out + length, ascii ? (uint32_t)random_between(1, 0x7F) : random_code_point());
        count++;
    }
    for (; length < wanted; length++, count++) out[length] = (char)random_between(1, 0x7F);
    *points = count;
    return length;
}

static void test_check_text_random(void **state) {
    (void)state;
    static const unsigned char nasty[] = { 0, 0x7F, 0x80, 0xBF, 0xC0, 0xC1, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF, 0x9F, 0xA0, 0x8F, 0x90, 1 };
    for (int i = 0; i < 3 * ROUNDS; i++) {
        char buffer[96];
        size_t points, length = random_text(buffer, i % 3 ? 24 : sizeof buffer, &points);
        char *text = exact_copy(buffer, length);
        assert_int_equal(orm__check_text(text, length), ORM__TEXT_OK);
        assert_int_equal(orm__utf8_count(text, length), points);
        for (uint64_t changes = random_below(3) + 1; changes && length; changes--) text[random_below(length)] = (char)nasty[random_below(sizeof nasty)];
        orm__text_check expected = simple_check((unsigned char *)text, length), got = orm__check_text(text, length);
        FAIL_ON(expected != got, "round %d: %d, not %d\n", i, (int)got, (int)expected);
        free(text);
    }
}

/* All texts of one and two bytes, all of three and four that begin with a byte where a rule changes. */
static void test_check_text_all_short(void **state) {
    (void)state;
    for (unsigned i = 0; i < 0x10000; i++) {
        unsigned char text[2] = { (unsigned char)(i >> 8), (unsigned char)i };
        for (size_t length = 1; length <= 2; length++) assert_int_equal(orm__check_text((char *)text, length), simple_check(text, length));
    }
    static const unsigned char first[] = { 0xDF, 0xE0, 0xE1, 0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5 };
    for (size_t f = 0; f < sizeof first; f++) {
        for (unsigned i = 0; i < 0x10000; i++) {
            unsigned char text[12] = { first[f], (unsigned char)(i >> 8), (unsigned char)i, 0x80, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h' };
            bool same = orm__check_text((char *)text, 3) == simple_check(text, 3) && orm__check_text((char *)text, 4) == simple_check(text, 4) &&
                        orm__check_text((char *)text, 12) == simple_check(text, 12);
            FAIL_ON(!same, "%02x %04x\n", first[f], i);
        }
    }
}

static void test_check_text_every_place(void **state) {
    (void)state;
    for (size_t length = 0; length <= 80; length++) {
        char *text = malloc(length + 1);
        assert_non_null(text);
        memset(text, 'a', length);
        text[length] = 0;
        size_t found = 0;
        assert_true(orm__check_text_z(text, &found));
        assert_int_equal(found, length);
        for (size_t place = 0; place < length; place++) {
            text[place] = 0;
            assert_int_equal(orm__check_text(text, length), ORM__TEXT_HAS_NUL);
            text[place] = (char)0xFF;
            assert_int_equal(orm__check_text(text, length), ORM__TEXT_NOT_UTF8);
            assert_false(orm__check_text_z(text, &found));
            text[place] = 'a';
        }
        free(text);
    }
    assert_int_equal(orm__check_text(NULL, 0), ORM__TEXT_OK);
    assert_int_equal(orm__utf8_count(NULL, 0), 0);
}

static void test_utf8_every_code_point(void **state) {
    (void)state;
    for (uint32_t point = 0; point < 0x110000; point++) {
        char text[4];
        size_t bytes = orm__utf8_put(text, point);
        const char *at = text;
        bool surrogate = point >= 0xD800 && point <= 0xDFFF;
        assert_int_equal(orm__utf8_length(text, text + bytes), surrogate ? 0 : bytes);
        assert_int_equal(orm__utf8_length(text, text + bytes - 1), 0);
        uint32_t back = orm__utf8_next(&at, text + bytes);
        if (surrogate) assert_int_equal(back, 0x110000 + 0xED);
        else assert_int_equal(back, point);
        assert_int_equal(at - text, surrogate ? 1 : bytes);
    }
}

static void test_cut_text(void **state) {
    (void)state;
    static const struct { const char *text; size_t size; const char *expected; } known[] = {
        { "hello", 6, "hello" }, { "hello", 5, "h..." }, { "hello world", 9, "hello..." }, { "hello", 4, "..." }, { "hello", 3, ".." },
        { "hello", 2, "." }, { "hello", 1, "" }, { "", 1, "" }, { "h\xC3\xA9llo", 6, "h..." }, { "h\xC3\xA9llo", 7, "h\xC3\xA9llo" },
        { "abc\xE2\x82\xAC" "defgh", 8, "abc..." }, { "abc\xE2\x82\xAC" "defgh", 9, "abc..." }, { "abc\xE2\x82\xAC" "defgh", 10, "abc\xE2\x82\xAC..." },
        { "\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 8, "\xF0\x9F\x98\x80..." }, { "\xF0\x9F\x98\x80\xF0\x9F\x98\x80", 7, "..." },
        { "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80", 10, "\x80\x80\x80..." },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        char *buffer = malloc(known[i].size);
        assert_non_null(buffer);
        assert_int_equal(orm__cut_text(buffer, known[i].size, known[i].text), strlen(known[i].expected));
        assert_string_equal(buffer, known[i].expected);
        orm__cut_tail(buffer, known[i].size, snprintf(buffer, known[i].size, "%s", known[i].text));
        assert_string_equal(buffer, known[i].expected);
        free(buffer);
    }
    char one[8] = "abc";
    assert_int_equal(orm__cut_text(one, 0, "x"), 0);
    orm__cut_tail(one, 0, 5);
    assert_string_equal(one, "abc");
    orm__cut_tail(one, sizeof one, -1);
    assert_string_equal(one, "");
}

static void test_cut_text_random(void **state) {
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        char text[64], buffer[64];
        size_t points, length = random_text(text, sizeof text - 1, &points), size = random_below(sizeof buffer) + 1;
        text[length] = 0;
        size_t cut = orm__cut_text(buffer, size, text);
        assert_int_equal(cut, strlen(buffer));
        assert_true(cut < size);
        assert_int_equal(orm__check_text(buffer, cut), ORM__TEXT_OK);
        if (length < size) assert_string_equal(buffer, text);
        else if (size > 3) assert_true(cut + 4 > size - 1 && memcmp(buffer, text, cut - 3) == 0 && strcmp(buffer + cut - 3, "...") == 0);
    }
}

/* ---- case folding ------------------------------------------------------------------------------------------------------- */
static void test_fold(void **state) {
    (void)state;
    static const struct { uint32_t from, to; } known[] = {
        { 'A', 'a' }, { 'Z', 'z' }, { '@', '@' }, { '[', '[' }, { 'a', 'a' }, { 0xB5, 0x3BC }, { 0xC4, 0xE4 }, { 0xD7, 0xD7 }, { 0xDF, 0xDF },
        { 0x130, 0x130 }, { 0x131, 0x131 }, { 0x178, 0xFF }, { 0x17F, 's' }, { 0x1C4, 0x1C6 }, { 0x1C5, 0x1C6 }, { 0x3A3, 0x3C3 }, { 0x3C2, 0x3C3 },
        { 0x410, 0x430 }, { 0x401, 0x451 }, { 0x10A0, 0x2D00 }, { 0x13A0, 0x13A0 }, { 0xAB70, 0x13A0 }, { 0x13F8, 0x13F0 }, { 0x1E9E, 0xDF },
        { 0x1F88, 0x1F80 }, { 0x2126, 0x3C9 }, { 0x212A, 'k' }, { 0x212B, 0xE5 }, { 0x24B6, 0x24D0 }, { 0xFF21, 0xFF41 }, { 0x10400, 0x10428 },
        { 0x1E921, 0x1E943 }, { 0x4E2D, 0x4E2D }, { 0x10FFFF, 0x10FFFF }, { 0x110000, 0x110000 }, { UINT32_MAX, UINT32_MAX }, { 0, 0 },
    };
    for (size_t i = 0; i < COUNT(known); i++) FAIL_ON(orm__fold(known[i].from) != known[i].to, "U+%04X: U+%04X\n", known[i].from, orm__fold(known[i].from));
}

/* FNV-1a over what Python 3.11 (Unicode 14.0) gave for every code point. */
static void test_fold_every_code_point(void **state) {
    (void)state;
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (uint32_t point = 0; point < 0x110000; point++) {
        uint32_t folded = orm__fold(point);
        assert_int_equal(orm__fold(folded), folded);
        hash = (hash ^ folded) * UINT64_C(0x100000001B3);
    }
    assert_true(hash == UINT64_C(0x1A388B53DB164A24));
}

/* ---- LIKE --------------------------------------------------------------------------------------------------------------- */
static bool like(const char *pattern, const char *text, uint32_t escape, bool fold) {
    return orm__like(pattern, strlen(pattern), text, strlen(text), escape, fold);
}

static void test_like(void **state) {
    (void)state;
    static const struct { const char *pattern, *text; uint32_t escape; bool fold, expected; } known[] = {
        { "", "", 0, false, true }, { "", "a", 0, false, false }, { "%", "", 0, false, true }, { "_", "", 0, false, false }, { "a", "", 0, false, false },
        { "%%", "", 0, false, true }, { "%_", "", 0, false, false }, { "abc", "abc", 0, false, true }, { "abc", "abcd", 0, false, false },
        { "abcd", "abc", 0, false, false }, { "a%", "abc", 0, false, true }, { "%c", "abc", 0, false, true }, { "%b%", "abc", 0, false, true },
        { "a_c", "abc", 0, false, true }, { "a_c", "ac", 0, false, false }, { "%ab", "aab", 0, false, true }, { "%aab%", "aaab", 0, false, true },
        { "ABC", "abc", 0, false, false }, { "ABC", "abc", 0, true, true }, { "abc", "ABC", 0, true, true }, { "_", "\xC3\xA9", 0, false, true },
        { "__", "\xC3\xA9", 0, false, false }, { "_", "\xF0\x9F\x98\x80", 0, false, true }, { "\xC3\x84%", "\xC3\xA4pfel", 0, true, true },
        { "\xC3\x84%", "\xC3\xA4pfel", 0, false, false }, { "\xCE\xA3", "\xCF\x82", 0, true, true }, { "STRA\xE1\xBA\x9E" "E", "stra\xC3\x9F" "e", 0, true, true },
        { "100!%", "100%", '!', false, true }, { "100!%", "1000", '!', false, false }, { "a!_b", "a_b", '!', false, true }, { "a!_b", "axb", '!', false, false },
        { "!!", "!", '!', false, true }, { "!a", "a", '!', false, true }, { "a!", "a!", '!', false, false }, { "a!", "a", '!', false, false },
        { "%!", "a!", '!', false, false }, { "a!", "a!", 0, false, true }, { "a\\%", "a\\b", 0, false, true }, { "a\\%", "a%", '\\', false, true },
        { "%%", "%", '%', false, true }, { "%%", "a", '%', false, false }, { "__", "_", '_', false, true }, { "%b!%cde%", "ab%cdefg", '!', false, true },
        { "%b!%cde%", "ab/cdefg", '!', false, false }, { "%b%cde%", "ab/cdefg", 0, false, true }, { "\xC3\xA9%", "%", 0xE9, false, true },
        { "\xFF", "\xFF", 0, false, true }, { "_", "\xFF", 0, false, true }, { "%\xA9", "\xC3\xA9", 0, false, false }, { "x!A", "XA", '!', true, true },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        bool got = like(known[i].pattern, known[i].text, known[i].escape, known[i].fold);
        FAIL_ON(got != known[i].expected, "'%s' LIKE '%s'\n", known[i].text, known[i].pattern);
    }
    assert_true(orm__like(NULL, 0, NULL, 0, 0, false));
    assert_true(orm__like("%", 1, NULL, 0, 0, false));
    assert_false(orm__like("a", 1, NULL, 0, 0, false));
    assert_true(orm__like("a\0%", 3, "a\0b", 3, 0, false));
}

/* Straight from the definition; the texts here are ASCII. */
static bool simple_like(const char *pattern, const char *text, char escape) {
    if (!*pattern) return !*text;
    if (escape && *pattern == escape) return pattern[1] && *text == pattern[1] && simple_like(pattern + 2, text + 1, escape);
    if (*pattern == '%') return simple_like(pattern + 1, text, escape) || (*text && simple_like(pattern, text + 1, escape));
    return *text && (*pattern == '_' || *pattern == *text) && simple_like(pattern + 1, text + 1, escape);
}

static void test_like_random(void **state) {
    (void)state;
    static const char escapes[] = { 0, 0, '!', '%', '_', 'a' };
    int matches = 0;
    for (int i = 0; i < 5 * ROUNDS; i++) {
        char pattern[9], text[13];
        size_t pattern_length = random_below(sizeof pattern), text_length = random_below(sizeof text);
        for (size_t k = 0; k < pattern_length; k++) pattern[k] = "ab%_!%_a"[random_below(8)];
        for (size_t k = 0; k < text_length; k++) text[k] = "aabb%_!a"[random_below(8)];
        pattern[pattern_length] = text[text_length] = 0;
        char escape = escapes[random_below(sizeof escapes)];
        bool expected = simple_like(pattern, text, escape);
        char *p = exact_copy(pattern, pattern_length), *t = exact_copy(text, text_length);
        FAIL_ON(orm__like(p, pattern_length, t, text_length, (uint32_t)escape, false) != expected, "'%s' LIKE '%s' '%c'\n", text, pattern, escape);
        free(p);
        free(t);
        matches += expected;
    }
    assert_true(matches > ROUNDS / 4);
}

static void test_like_takes_no_ages(void **state) {
    (void)state;
    static char text[20001], pattern[201];
    memset(text, 'a', sizeof text - 1);
    for (size_t i = 0; i < sizeof pattern - 1; i++) pattern[i] = i % 2 ? 'a' : '%';
    strcpy(pattern + sizeof pattern - 3, "%b");
    assert_false(like(pattern, text, 0, false));
    pattern[sizeof pattern - 2] = 'a';
    assert_true(like(pattern, text, 0, true));
}

/* ---- JSON --------------------------------------------------------------------------------------------------------------- */
/* Files of the suite that are JSON by its grammar and refused here: they hold the escape \u0000, which jsonb cannot store either. */
static const char *const json_exceptions[] = { "y_object_escaped_null_in_key.json", "y_string_null_escape.json" };

static bool is_json_exception(const char *name) {
    for (size_t i = 0; i < COUNT(json_exceptions); i++) {
        if (strcmp(json_exceptions[i], name) == 0) return true;
    }
    return false;
}

static char *read_whole(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t capacity = 1 << 20;
    char *buffer = malloc(capacity);
    assert_non_null(buffer);
    *length = fread(buffer, 1, capacity, file);
    assert_true(*length < capacity);
    fclose(file);
    char *copy = exact_copy(buffer, *length);
    free(buffer);
    return copy;
}

static void test_json_suite(void **state) {
    (void)state;
    const char *data = getenv("ORM_TEST_DATA");
    char folder[1024], path[2048];
    snprintf(folder, sizeof folder, "%s/json/test_parsing", data ? data : "../shared/data");
    DIR *directory = opendir(folder);
    if (!directory) {
        print_message("SKIPPED: %s is not there (set ORM_TEST_DATA)\n", folder);
        skip();
    }
    int wanted_yes = 0, wanted_no = 0, free_choice = 0, exceptions = 0;
    for (struct dirent *entry; (entry = readdir(directory));) {
        const char *name = entry->d_name;
        if (name[0] == '.' || name[1] != '_') continue;
        size_t length, where = 12345678;
        snprintf(path, sizeof path, "%s/%s", folder, name);
        char *text = read_whole(path, &length);
        bool ok = orm__json_ok(text, length, &where);
        if (!ok) assert_true(where <= length);
        FAIL_ON(name[0] == 'n' && ok, "accepted: %s\n", name);
        FAIL_ON(name[0] == 'y' && ok == is_json_exception(name), "%s: %s at %zu\n", ok ? "accepted" : "refused", name, where);
        wanted_yes += name[0] == 'y';
        wanted_no += name[0] == 'n';
        free_choice += name[0] == 'i';
        exceptions += name[0] == 'y' && !ok;
        free(text);
    }
    closedir(directory);
    print_message("JSON suite: %d y_ (%d of them refused as documented), %d n_, %d i_\n", wanted_yes, exceptions, wanted_no, free_choice);
    assert_int_equal(exceptions, COUNT(json_exceptions));
    assert_true(wanted_yes >= 90 && wanted_no >= 180);
}

static void test_json_where(void **state) {
    (void)state;
    static const struct { const char *text; size_t where; } bad[] = {
        { "", 0 }, { "  ", 2 }, { "nul", 3 }, { "nulL", 3 }, { "true false", 5 }, { "[1,]", 3 }, { "[1 2]", 3 }, { "[,1]", 1 }, { "[1,,2]", 3 }, { "[", 1 },
        { "]", 0 }, { "{\"a\":1,}", 7 }, { "{\"a\" 1}", 5 }, { "{a:1}", 1 }, { "{\"a\":}", 5 }, { "[1}", 2 }, { "{\"a\":1]", 6 }, { "01", 1 }, { "-", 1 },
        { "1.", 2 }, { "1.e5", 2 }, { "1e", 2 }, { "+1", 0 }, { ".5", 0 }, { "0x1", 1 }, { "NaN", 0 }, { "\"a", 2 }, { "\"\t\"", 1 }, { "\"\\x\"", 2 },
        { "\"\\u12G4\"", 5 }, { "\"\\ud800\"", 7 }, { "\"\\ud800\\n\"", 8 }, { "\"\\ud800\\u0041\"", 9 }, { "\"\\udc00\"", 3 }, { "\"\\u0000\"", 3 },
        { "\"\xFF\"", 1 }, { "\"abcdefgh\xED\xA0\x80\"", 9 }, { "\xEF\xBB\xBF[]", 0 }, { "[]x", 2 }, { "'a'", 0 }, { "[1] // x", 4 }, { "{\"a\":1 \"b\":2}", 7 },
        { "\"12345678\x1F\"", 9 }, { "{", 1 }, { "{\"", 2 }, { "{\"a", 3 }, { "{\"a\"", 4 }, { "{\"a\":", 5 }, { "{\"a\":1", 6 }, { "{\"a\":1,", 7 }, { "{,}", 1 },
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        size_t where = 999, length = strlen(bad[i].text);
        char *copy = exact_copy(bad[i].text, length);
        bool ok = orm__json_ok(copy, length, &where);
        FAIL_ON(ok || where != bad[i].where, "%s: %s at %zu\n", bad[i].text, ok ? "accepted" : "refused", where);
        free(copy);
    }
    assert_false(orm__json_ok("[1,2", 4, NULL));
    assert_false(orm__json_ok("1\0", 2, NULL));
    assert_false(orm__json_ok(NULL, 0, NULL));
    static const char *const good[] = { "0", "-0", "1e5", "1E+5", "-0.0e-0", " null ", "[]", "{}", "[[],{}]", "{\"a\":{\"b\":[1,{}]}}", "\"\"", "\"\x7F\"",
                                        "\"\\ud83d\\ude00\"", "\"\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "{\"\":1,\"\":2}", "[ 1 , 2 ]\n", "\"\xF4\x8F\xBF\xBF\"" };
    for (size_t i = 0; i < COUNT(good); i++) {
        size_t where = 999;
        FAIL_ON(!orm__json_ok(good[i], strlen(good[i]), &where) || where != 999, "refused: %s\n", good[i]);
    }
}

static void test_json_depth(void **state) {
    (void)state;
    char text[2 * ORM__JSON_DEPTH + 2];
    for (size_t depth = ORM__JSON_DEPTH - 1; depth <= ORM__JSON_DEPTH + 1; depth++) {
        memset(text, '[', depth > ORM__JSON_DEPTH ? ORM__JSON_DEPTH + 1 : depth);
        if (depth <= ORM__JSON_DEPTH) memset(text + depth, ']', depth);
        size_t where = 0;
        bool ok = orm__json_ok(text, depth <= ORM__JSON_DEPTH ? 2 * depth : ORM__JSON_DEPTH + 1, &where);
        assert_int_equal(ok, depth <= ORM__JSON_DEPTH);
        if (!ok) assert_int_equal(where, ORM__JSON_DEPTH);
    }
    char mixed[20 * 140] = "", *at = mixed; /* the kind of each open container is remembered over the words of the stack */
    for (int i = 0; i < 140; i++) at += sprintf(at, i % 3 ? "[" : "{\"k\":");
    for (int i = 139; i >= 0; i--) at += sprintf(at, i % 3 ? "]" : "}");
    at[0] = 0;
    size_t where = 0, length = strlen(mixed);
    assert_false(orm__json_ok("[{\"k\":[}]]", 10, NULL));
    assert_int_equal(orm__json_ok(mixed, length, &where), true);
    mixed[length - 1] = ']';
    assert_false(orm__json_ok(mixed, length, &where));
    assert_int_equal(where, length - 1);
}

/* A sink that keeps what it gets, up to `limit` bytes. */
typedef struct sink_buffer { char bytes[1024]; size_t length, limit; } sink_buffer;
static bool keep(void *context, const char *bytes, size_t count) {
    sink_buffer *buffer = context;
    if (count > buffer->limit - buffer->length) return false;
    memcpy(buffer->bytes + buffer->length, bytes, count);
    buffer->length += count;
    buffer->bytes[buffer->length] = 0;
    return true;
}

static void test_json_write_string(void **state) {
    (void)state;
    static const struct { const char *text, *expected; } known[] = {
        { "", "\"\"" }, { "abc", "\"abc\"" }, { "a\"b\\c/", "\"a\\\"b\\\\c/\"" }, { "\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\"" }, { "\x01\x1F\x7F", "\"\\u0001\\u001f\x7F\"" },
        { "h\xC3\xA9 \xF0\x9F\x98\x80", "\"h\xC3\xA9 \xF0\x9F\x98\x80\"" }, { "12345678\"12345678", "\"12345678\\\"12345678\"" }, { "<>&'", "\"<>&'\"" },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        sink_buffer out = { .limit = 1000 };
        assert_true(orm__json_write_string(keep, &out, known[i].text, strlen(known[i].text)));
        assert_string_equal(out.bytes, known[i].expected);
        for (size_t limit = 0; limit < out.length; limit++) {
            sink_buffer small = { .limit = limit };
            assert_false(orm__json_write_string(keep, &small, known[i].text, strlen(known[i].text)));
        }
    }
    sink_buffer out = { .limit = 1000 };
    assert_false(orm__json_write_string(keep, &out, "\xFF", 1));
    assert_false(orm__json_write_string(keep, &out, "a\0b", 3));
    assert_int_equal(out.length, 0);
    assert_true(orm__json_write_string(keep, &out, NULL, 0));
    assert_string_equal(out.bytes, "\"\"");
}

static void test_json_string_round_trip(void **state) {
    (void)state;
    for (int i = 0; i < ROUNDS; i++) {
        char text[100], back[1024];
        size_t points, length = random_text(text, sizeof text, &points), where = 0;
        for (size_t k = 0; k < length; k++) {
            if ((unsigned char)text[k] < 0x80 && random_below(4) == 0) text[k] = "\"\\/\n\x01\x1F\t\x7F"[random_below(8)];
        }
        sink_buffer out = { .limit = 1000 };
        assert_true(keep(&out, "[", 1) && orm__json_write_string(keep, &out, text, length) && keep(&out, "]", 1));
        assert_true(orm__json_ok(out.bytes, out.length, &where));
        orm__json_reader reader;
        orm__json_item item;
        assert_true(orm__json_array_begin(&reader, out.bytes, out.length));
        assert_int_equal(orm__json_array_next(&reader, &item), ORM__JSON_STRING);
        assert_true(item.has_escapes || item.length == length);
        assert_int_equal(orm__json_unescape(back, item.text, item.length), length);
        assert_memory_equal(back, text, length);
        assert_int_equal(orm__json_array_next(&reader, &item), ORM__JSON_END);
    }
}

static void test_json_numbers(void **state) {
    (void)state;
    static const struct { double value; const char *expected; } known[] = {
        { 0.0, "0" }, { -0.0, "-0" }, { 1.0, "1" }, { 0.1, "0.1" }, { 1.0 / 3, "0.3333333333333333" }, { 0.1 + 0.2, "0.30000000000000004" }, { 1e21, "1e+21" },
        { 1e-7, "1e-07" }, { DBL_MAX, "1.7976931348623157e+308" }, { DBL_MIN, "2.2250738585072014e-308" }, { -1.5, "-1.5" }, { 123456789012345.0, "123456789012345" },
        { 9007199254740993.0, "9007199254740992" },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        sink_buffer out = { .limit = 100 };
        assert_true(orm__json_write_double(keep, &out, known[i].value));
        assert_string_equal(out.bytes, known[i].expected);
    }
    sink_buffer out = { .limit = 1000 };
    assert_false(orm__json_write_double(keep, &out, (double)NAN));
    assert_false(orm__json_write_double(keep, &out, (double)INFINITY));
    assert_false(orm__json_write_double(keep, &out, -(double)INFINITY));
    assert_int_equal(out.length, 0);
    assert_true(orm__json_write_int64(keep, &out, INT64_MIN) && keep(&out, " ", 1) && orm__json_write_int64(keep, &out, INT64_MAX) && keep(&out, " ", 1));
    assert_true(orm__json_write_int64(keep, &out, 0) && keep(&out, " ", 1) && orm__json_write_uint64(keep, &out, UINT64_MAX));
    assert_string_equal(out.bytes, "-9223372036854775808 9223372036854775807 0 18446744073709551615");
    char text[ORM__DOUBLE_TEXT_SIZE];
    assert_int_equal(orm__double_text(0.25, text, 4), 0);
    assert_int_equal(orm__double_text(0.25, text, 5), 4);
}

/* Every bit pattern is as likely as any other: denormals, the largest and the smallest come up. */
static void json_double_round_trips(int rounds) {
    for (int i = 0; i < rounds; i++) {
        uint64_t bits = random_bits(), back_bits;
        double value, back = 0;
        if (i % 8 == 0) bits &= UINT64_C(0x800FFFFFFFFFFFFF);
        memcpy(&value, &bits, sizeof value);
        if (!isfinite(value)) continue;
        char text[ORM__DOUBLE_TEXT_SIZE];
        size_t length = orm__double_text(value, text, sizeof text);
        FAIL_ON(!length || !orm__json_ok(text, length, NULL) || !orm__json_to_double(text, length, &back), "%s\n", text);
        memcpy(&back_bits, &back, sizeof back);
        FAIL_ON(bits != back_bits, "%s\n", text);
    }
}

static void test_json_double_round_trip(void **state) {
    (void)state;
    json_double_round_trips(ROUNDS);
}

/* Makes a locale with a decimal comma in the test's own folder, from the C library's sources of locales. */
static void make_locale(void) {
    char command[600];
    const char *folder = getenv("ORM_TEST_TMP");
    snprintf(command, sizeof command, "localedef -i de_DE -f UTF-8 '%s/de_DE.UTF-8' > /dev/null 2>&1", folder ? folder : "/tmp");
    if (system(command) == 0) setenv("LOCPATH", folder ? folder : "/tmp", 1);
}
static void test_json_double_in_other_locales(void **state) {
    (void)state;
    if (!setlocale(LC_NUMERIC, "de_DE.UTF-8")) make_locale();
    static const char *const locales[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "ps_AF.UTF-8", "ps_AF", "fa_IR" };
    int tried = 0;
    for (size_t i = 0; i < COUNT(locales); i++) {
        char text[ORM__DOUBLE_TEXT_SIZE];
        if (!setlocale(LC_NUMERIC, locales[i])) continue;
        tried++;
        assert_int_equal(orm__double_text(-1234.5e-9, text, sizeof text), 11);
        assert_string_equal(text, "-1.2345e-06");
        json_double_round_trips(1000);
    }
    setlocale(LC_NUMERIC, "C");
    if (!tried) {
        print_message("SKIPPED: no locale with another decimal point is installed\n");
        skip();
    }
}

static void test_json_read_numbers(void **state) {
    (void)state;
    int64_t i = 0;
    uint64_t u = 0;
    double d = 0;
    assert_true(orm__json_to_int64("-9223372036854775808", 20, &i) && i == INT64_MIN);
    assert_true(orm__json_to_int64("9223372036854775807", 19, &i) && i == INT64_MAX);
    assert_true(orm__json_to_int64("-0", 2, &i) && i == 0);
    assert_false(orm__json_to_int64("9223372036854775808", 19, &i));
    assert_false(orm__json_to_int64("-9223372036854775809", 20, &i));
    assert_false(orm__json_to_int64("1.0", 3, &i) || orm__json_to_int64("1e2", 3, &i) || orm__json_to_int64("", 0, &i) || orm__json_to_int64("-", 1, &i));
    assert_false(orm__json_to_int64("--1", 3, &i));
    assert_true(orm__json_to_uint64("18446744073709551615", 20, &u) && u == UINT64_MAX);
    assert_false(orm__json_to_uint64("18446744073709551616", 20, &u) || orm__json_to_uint64("-1", 2, &u));
    assert_true(orm__json_to_uint64("-0", 2, &u) && u == 0);
    assert_true(orm__json_to_double("1.5e3", 5, &d) && d > 1499.5 && d < 1500.5);
    assert_false(orm__json_to_double("1e400", 5, &d) || orm__json_to_double("", 0, &d) || orm__json_to_double("1x", 2, &d));
    assert_true(orm__json_to_double("1e-400", 6, &d));
    static char digits[2000];
    memset(digits, '1', sizeof digits);
    assert_false(orm__json_to_double(digits, sizeof digits, &d));
    assert_true(orm__json_to_double(digits, 300, &d));
}

static void test_json_array_reader(void **state) {
    (void)state;
    static const char text[] = " [ null , true,false, -1.5e3 ,\"a\",\"b\\n\", \"\" ] ";
    static const struct { orm__json_kind kind; const char *slice; bool escapes; } expected[] = {
        { ORM__JSON_NULL, "null", false }, { ORM__JSON_TRUE, "true", false }, { ORM__JSON_FALSE, "false", false }, { ORM__JSON_NUMBER, "-1.5e3", false },
        { ORM__JSON_STRING, "a", false }, { ORM__JSON_STRING, "b\\n", true }, { ORM__JSON_STRING, "", false },
    };
    orm__json_reader reader;
    orm__json_item item;
    assert_true(orm__json_array_begin(&reader, text, strlen(text)));
    for (size_t i = 0; i < COUNT(expected); i++) {
        assert_int_equal(orm__json_array_next(&reader, &item), expected[i].kind);
        assert_int_equal(item.kind, expected[i].kind);
        assert_int_equal(item.length, strlen(expected[i].slice));
        assert_memory_equal(item.text, expected[i].slice, item.length);
        assert_int_equal(item.has_escapes, expected[i].escapes);
    }
    assert_int_equal(orm__json_array_next(&reader, &item), ORM__JSON_END);
    assert_int_equal(orm__json_array_next(&reader, &item), ORM__JSON_END);
    static const char *const bad[] = { "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[[]]", "[{}]", "[1]x", "[1}", "[nul]", "[01]", "[\"a]", "[\"\\ud800\"]", "[]]", "[1.]" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        size_t length = strlen(bad[i]);
        char *copy = exact_copy(bad[i], length);
        assert_true(orm__json_array_begin(&reader, copy, length));
        orm__json_kind kind;
        while ((kind = orm__json_array_next(&reader, &item)) != ORM__JSON_BAD) FAIL_ON(kind == ORM__JSON_END, "accepted: %s\n", bad[i]);
        assert_int_equal(orm__json_array_next(&reader, &item), ORM__JSON_BAD);
        free(copy);
    }
    assert_false(orm__json_array_begin(&reader, "{}", 2) || orm__json_array_begin(&reader, "", 0) || orm__json_array_begin(&reader, "1", 1));
    assert_int_equal(orm__json_array_next(&reader, &item), ORM__JSON_BAD);
    assert_true(orm__json_array_begin(&reader, "[ ]", 3));
    assert_int_equal(orm__json_array_next(&reader, &item), ORM__JSON_END);
}

static void test_json_object_reader(void **state) {
    (void)state;
    static const char text[] = "{\"a\":\"1\", \"\\u0062\" : null,\"\":\"\\\"\"}";
    orm__json_reader reader;
    orm__json_item key, value;
    char buffer[16];
    assert_true(orm__json_object_begin(&reader, text, strlen(text)));
    assert_int_equal(orm__json_object_next(&reader, &key, &value), ORM__JSON_STRING);
    assert_true(key.length == 1 && *key.text == 'a' && value.length == 1 && *value.text == '1');
    assert_int_equal(orm__json_object_next(&reader, &key, &value), ORM__JSON_NULL);
    assert_true(key.has_escapes && orm__json_unescape(buffer, key.text, key.length) == 1 && buffer[0] == 'b');
    assert_int_equal(orm__json_object_next(&reader, &key, &value), ORM__JSON_STRING);
    assert_true(key.length == 0 && value.has_escapes && orm__json_unescape(buffer, value.text, value.length) == 1 && buffer[0] == '"');
    assert_int_equal(orm__json_object_next(&reader, &key, &value), ORM__JSON_END);
    static const char *const bad[] = { "{", "{\"a\"", "{\"a\":", "{\"a\":1}", "{\"a\":true}", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":\"b\",}", "{\"a\" \"b\"}", "{a:\"b\"}",
                                       "{null:\"b\"}", "{\"a\":\"b\"]", "{\"a\":\"b\"}}", "{1:\"b\"}", "{,}", "{\"a\",\"b\"}" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        size_t length = strlen(bad[i]);
        char *copy = exact_copy(bad[i], length);
        assert_true(orm__json_object_begin(&reader, copy, length));
        orm__json_kind kind;
        while ((kind = orm__json_object_next(&reader, &key, &value)) != ORM__JSON_BAD) FAIL_ON(kind == ORM__JSON_END, "accepted: %s\n", bad[i]);
        free(copy);
    }
    assert_false(orm__json_object_begin(&reader, "[]", 2));
}

static void test_json_unescape(void **state) {
    (void)state;
    static const struct { const char *slice, *expected; } known[] = {
        { "", "" }, { "abc", "abc" }, { "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t" }, { "\\u0041", "A" }, { "x\\u00e9y", "x\xC3\xA9y" }, { "\\u20AC", "\xE2\x82\xAC" },
        { "\\ud83d\\ude00!", "\xF0\x9F\x98\x80!" }, { "\\uDBFF\\uDFFF", "\xF4\x8F\xBF\xBF" }, { "\\uFFFF", "\xEF\xBF\xBF" },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        size_t length = strlen(known[i].slice);
        char *out = exact_copy(known[i].slice, length); /* in place, and no byte more than the slice */
        assert_int_equal(orm__json_unescape(out, out, length), strlen(known[i].expected));
        assert_memory_equal(out, known[i].expected, strlen(known[i].expected));
        free(out);
    }
}

/* The reader and the validator agree on what a flat array is, on texts made of JSON's pieces. */
static void test_json_reader_agrees_with_validator(void **state) {
    (void)state;
    static const char *const pieces[] = { "[", "]", ",", "1", "-", "\"a\"", "null", " ", "true", "\"\\n\"", "0.5", "e1", "x", ":", "\"" };
    int valid = 0;
    for (int i = 0; i < 3 * ROUNDS; i++) {
        char text[64] = "[";
        for (uint64_t count = random_below(7); count; count--) strcat(text, pieces[random_below(COUNT(pieces))]);
        if (random_below(8)) strcat(text, "]");
        size_t length = strlen(text);
        char *copy = exact_copy(text, length);
        bool ok = orm__json_ok(copy, length, NULL), nested = strchr(text + 1, '[') != NULL;
        orm__json_reader reader;
        orm__json_item item;
        assert_true(orm__json_array_begin(&reader, copy, length));
        orm__json_kind kind = ORM__JSON_NULL;
        while (kind != ORM__JSON_BAD && kind != ORM__JSON_END) kind = orm__json_array_next(&reader, &item);
        FAIL_ON(!nested && ok != (kind == ORM__JSON_END), "%s\n", text);
        FAIL_ON(!ok && kind == ORM__JSON_END, "%s\n", text);
        valid += ok;
        free(copy);
    }
    assert_true(valid > ROUNDS / 10);
}

/* ---- network addresses -------------------------------------------------------------------------------------------------- */
static void test_inet(void **state) {
    (void)state;
    static const struct { const char *text, *inet, *cidr; } known[] = {
        { "192.168.0.1", "192.168.0.1", "192.168.0.1/32" }, { "192.168.0.1/32", "192.168.0.1", "192.168.0.1/32" }, { "192.168.0.1/24", "192.168.0.1/24", NULL },
        { "192.168.0.0/24", "192.168.0.0/24", "192.168.0.0/24" }, { "10.0.0.0/8", "10.0.0.0/8", "10.0.0.0/8" }, { "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/0" },
        { "255.255.255.255", "255.255.255.255", "255.255.255.255/32" }, { "::", "::", "::/128" }, { "::/0", "::/0", "::/0" }, { "::1", "::1", "::1/128" },
        { "2001:DB8:0:0:0:0:0:1", "2001:db8::1", "2001:db8::1/128" }, { "2001:db8::1/64", "2001:db8::1/64", NULL }, { "2001:db8::/32", "2001:db8::/32", "2001:db8::/32" },
        { "2001:4f8:3:ba:2e0:81ff:fe22:d1f1", "2001:4f8:3:ba:2e0:81ff:fe22:d1f1", "2001:4f8:3:ba:2e0:81ff:fe22:d1f1/128" },
        { "::ffff:1.2.3.0/120", "::ffff:1.2.3.0/120", "::ffff:1.2.3.0/120" }, { "::ffff:0102:0300/128", "::ffff:1.2.3.0", "::ffff:1.2.3.0/128" },
        { "fe80:0:0:1:0:0:0:1", "fe80:0:0:1::1", "fe80:0:0:1::1/128" }, { "1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7", "1:0:2:3:4:5:6:7/128" },
        { "128.0.0.0/1", "128.0.0.0/1", "128.0.0.0/1" }, { "192.0.0.0/1", "192.0.0.0/1", NULL }, { "8000::/1", "8000::/1", "8000::/1" },
        { "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128" },
    };
    for (size_t i = 0; i < COUNT(known); i++) {
        char text[ORM__INET_TEXT_SIZE] = "";
        size_t length = strlen(known[i].text);
        FAIL_ON(!orm__inet_canonical(known[i].text, length, false, text, sizeof text) || strcmp(text, known[i].inet) != 0, "inet %s: %s\n", known[i].text, text);
        assert_false(orm__inet_canonical(known[i].text, length, false, text, strlen(known[i].inet)));
        bool ok = orm__inet_canonical(known[i].text, length, true, text, sizeof text);
        FAIL_ON(ok != (known[i].cidr != NULL) || (ok && strcmp(text, known[i].cidr) != 0), "cidr %s: %s\n", known[i].text, text);
    }
    static const char *const bad[] = {
        "", "/", "/8", "1.2.3.4/", "1.2.3.4/33", "1.2.3.4/-1", "1.2.3.4/+1", "1.2.3.4/08", "1.2.3.4/8/8", "1.2.3.4/ 8", "1.2.3.4 ", " 1.2.3.4", "1.2.3", "1.2.3.4.5",
        "1.2.3.256", "01.2.3.4", "::1/129", "::1/1280", ":::", "1::2::3", "fe80::1%eth0", "12345::", "localhost", "1.2.3.4/x", "[::1]", "1.2.3.4/24x", "10/8",
        "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555555555555555555555555",
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        char text[ORM__INET_TEXT_SIZE];
        size_t length = strlen(bad[i]);
        char *copy = exact_copy(bad[i], length);
        bool ok = orm__inet_canonical(copy, length, false, text, sizeof text) || orm__inet_canonical(copy, length, true, text, sizeof text);
        FAIL_ON(ok, "accepted: %s\n", bad[i]);
        free(copy);
    }
    char text[ORM__INET_TEXT_SIZE];
    assert_false(orm__inet_canonical("1.2.3.4\0", 8, false, text, sizeof text));
}

static void test_macaddr(void **state) {
    (void)state;
    static const char *const good[] = { "08:00:2b:01:02:03", "08-00-2b-01-02-03", "08002b:010203", "08002b-010203", "0800.2b01.0203", "0800-2b01-0203", "08002b010203",
                                        "08:00:2B:01:02:03", "08002B010203" };
    for (size_t i = 0; i < COUNT(good); i++) {
        char text[ORM__MACADDR_TEXT_SIZE] = "";
        bool ok = orm__macaddr_canonical(good[i], strlen(good[i]), text, sizeof text);
        FAIL_ON(!ok || strcmp(text, "08:00:2b:01:02:03") != 0, "%s: %s\n", good[i], text);
        assert_false(orm__macaddr_canonical(good[i], strlen(good[i]), text, sizeof text - 1));
    }
    static const char *const bad[] = { "", "08:00:2b:01:02", "08:00:2b:01:02:03:04", "08:00-2b:01:02:03", "08.00.2b.01.02.03", "0800:2b01:0203", "08002b.010203", "08002b01020",
                                       "08002b0102033", "g8:00:2b:01:02:03", "08:00:2b:01:02:0g", "08:00:2b:01:02:3", " 8:00:2b:01:02:03", "08002b:01020:", "08:00:2b:01:0:203",
                                       "08:00:2b:01:02:03:04:05", "0800.2b01-0203", "------------", "08 00 2b 01 02 03" };
    for (size_t i = 0; i < COUNT(bad); i++) {
        char text[ORM__MACADDR_TEXT_SIZE];
        size_t length = strlen(bad[i]);
        char *copy = exact_copy(bad[i], length);
        FAIL_ON(orm__macaddr_canonical(copy, length, text, sizeof text), "accepted: %s\n", bad[i]);
        free(copy);
    }
}

/* ---- garbage ------------------------------------------------------------------------------------------------------------ */
/* Whatever comes, nothing reads past its end, and what is accepted can be written and read again. */
static void test_parsers_on_garbage(void **state) {
    (void)state;
    static const char letters[] = "0123456789-:.+TZPYMWDHSeE /{}urnidabcf,\"[]\\n%_\xC3\xA9";
    static const char *const seeds[] = { "2026-01-31 23:59:59.123456+02:00", "2026-01-31", "23:59:59.5", "P1Y2M3DT4H5M6.789S", "{01234567-89ab-cdef-fedc-ba9876543210}",
                                         "-123.45e6", "[1,\"a\",null]", "{\"a\":\"b\"}", "10.0.0.0/8", "2001:db8::/32", "08:00:2b:01:02:03" };
    for (int i = 0; i < 3 * ROUNDS; i++) {
        char text[64], out[128];
        size_t length = orm__cut_text(text, sizeof text, seeds[random_below(COUNT(seeds))]);
        for (uint64_t changes = random_below(4); changes; changes--) text[random_below(length)] = letters[random_below(sizeof letters)];
        length -= random_below(4) ? 0 : random_below(length);
        char *copy = exact_copy(text, length);
        int64_t number, again;
        int32_t days, days_again;
        orm_interval interval, interval_again;
        orm_uuid uuid;
        if (orm_timestamp_parse(copy, length, &number)) {
            assert_true(orm_timestamp_text(number, out, sizeof out) && orm_timestamp_parse(out, SIZE_MAX, &again) && again == number);
        }
        if (orm_date_parse(copy, length, &days)) assert_true(orm_date_text(days, out, sizeof out) && orm_date_parse(out, SIZE_MAX, &days_again) && days == days_again);
        if (orm_time_parse(copy, length, &number)) assert_true(orm_time_text(number, out, sizeof out) && orm_time_parse(out, SIZE_MAX, &again) && again == number);
        if (orm_interval_parse(copy, length, &interval)) {
            assert_true(orm_interval_text(interval, out, sizeof out) && orm_interval_parse(out, SIZE_MAX, &interval_again) && same_interval(interval, interval_again));
        }
        orm_uuid_parse(copy, length, &uuid);
        size_t written = orm_decimal_canonical(copy, length, 40, 20, out, sizeof out);
        if (written) {
            char canonical[128];
            assert_int_equal(orm_decimal_canonical(out, written, 40, 20, canonical, sizeof canonical), written);
            assert_string_equal(out, canonical);
        }
        orm__json_ok(copy, length, NULL);
        if (orm__inet_canonical(copy, length, i % 2, out, sizeof out)) {
            char canonical[128];
            assert_true(orm__inet_canonical(out, strlen(out), i % 2, canonical, sizeof canonical));
            assert_string_equal(out, canonical);
        }
        orm__macaddr_canonical(copy, length, out, sizeof out);
        free(copy);
    }
}

#define TEST(name) cmocka_unit_test_setup(name, reset)
int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_names_of_statuses), TEST(test_names_of_dialects_and_version), TEST(test_enum),
        TEST(test_date_every_day), TEST(test_date_edges), TEST(test_date_refused),
        TEST(test_time), TEST(test_time_round_trip),
        TEST(test_timestamp_known), TEST(test_timestamp_refused), TEST(test_timestamp_text), TEST(test_timestamp_round_trip),
        TEST(test_interval_known), TEST(test_interval_refused), TEST(test_interval_round_trip),
        TEST(test_uuid_spellings), TEST(test_uuid_round_trip), TEST(test_uuid_generators),
        TEST(test_decimal_canonical), TEST(test_decimal_refused), TEST(test_decimal_scaled), TEST(test_decimal_scaled_round_trip),
        TEST(test_decimal_compare), TEST(test_decimal_add), TEST(test_decimal_add_random), TEST(test_decimal_divide), TEST(test_decimal_divide_random),
        TEST(test_check_text_random), TEST(test_check_text_all_short), TEST(test_check_text_every_place), TEST(test_utf8_every_code_point),
        TEST(test_cut_text), TEST(test_cut_text_random),
        TEST(test_fold), TEST(test_fold_every_code_point),
        TEST(test_like), TEST(test_like_random), TEST(test_like_takes_no_ages),
        TEST(test_json_suite), TEST(test_json_where), TEST(test_json_depth), TEST(test_json_write_string), TEST(test_json_string_round_trip),
        TEST(test_json_numbers), TEST(test_json_double_round_trip), TEST(test_json_double_in_other_locales), TEST(test_json_read_numbers),
        TEST(test_json_array_reader), TEST(test_json_object_reader), TEST(test_json_unescape), TEST(test_json_reader_agrees_with_validator),
        TEST(test_inet), TEST(test_macaddr), TEST(test_parsers_on_garbage),
    };
    return cmocka_run_group_tests_name("values", tests, NULL, NULL);
}
