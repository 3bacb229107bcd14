/* Models over tables that other programs made: what such tables hold is read, what cannot be the type is an error that names table, column and value.
 * SQLite only: the server databases store what a column's type says. */
#include "harness.h"
#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define SECONDS INT64_C(1000000)

#define ROLE(X) X(ROLE_GUEST, "guest") X(ROLE_ADMIN, "admin")
ORM_ENUM(Role, ROLE);

/* One table of one column, `v`, beside the key; the declared type is chosen by each test. */
#define ONE(X, ...) X(key, int64, id) X(field, __VA_ARGS__)
#define F_BOOL(X)    ONE(X, bool, v)
#define F_INT16(X)   ONE(X, int16, v)
#define F_INT64(X)   ONE(X, int64, v)
#define F_UINT64(X)  ONE(X, uint64, v)
#define F_FLOAT(X)   ONE(X, float, v)
#define F_DOUBLE(X)  ONE(X, double, v)
#define F_TEXT(X)    ONE(X, text, v)
#define F_JSON(X)    ONE(X, json, v)
#define F_INET(X)    ONE(X, inet, v)
#define F_MACADDR(X) ONE(X, macaddr, v)
#define F_NATIVE(X)  ONE(X, decimal(12, 2), v, .storage = ORM_STORAGE_NATIVE)
#define F_DIGITS(X)  ONE(X, decimal(20, 2), v, .storage = ORM_STORAGE_NATIVE)
#define F_SCALED(X)  ONE(X, decimal(12, 2), v)
#define F_LONG(X)    ONE(X, decimal(30, 2), v)
#define F_STAMP(X)   ONE(X, timestamp, v)
#define F_FOUND(X)   ONE(X, timestamp, v, .storage = ORM_STORAGE_NATIVE)
#define F_DATE(X)    ONE(X, date, v)
#define F_TIME(X)    ONE(X, time, v)
#define F_SPAN(X)    ONE(X, interval, v)
#define F_UUID(X)    ONE(X, uuid, v)
#define F_BLOB(X)    ONE(X, blob, v)
#define F_VECTOR(X)  ONE(X, vector(2), v)
#define F_ARRAY(X)   ONE(X, array(int32), v)
#define F_WORDS(X)   ONE(X, array(text), v)
#define F_MAP(X)     ONE(X, hstore, v)
#define F_POINT(X)   ONE(X, point, v)
#define F_ROLE(X)    ONE(X, enum(Role), v)
#define F_OPT(X)     ONE(X, opt(int32), v)
#define OVER_ONE .table = "one", .shares_table = true
ORM_MODEL(FBool, FBools, F_BOOL, OVER_ONE);
ORM_MODEL(FInt16, FInt16s, F_INT16, OVER_ONE);
ORM_MODEL(FInt64, FInt64s, F_INT64, OVER_ONE);
ORM_MODEL(FUint64, FUint64s, F_UINT64, OVER_ONE);
ORM_MODEL(FFloat, FFloats, F_FLOAT, OVER_ONE);
ORM_MODEL(FDouble, FDoubles, F_DOUBLE, OVER_ONE);
ORM_MODEL(FText, FTexts, F_TEXT, OVER_ONE);
ORM_MODEL(FJson, FJsons, F_JSON, OVER_ONE);
ORM_MODEL(FInet, FInets, F_INET, OVER_ONE);
ORM_MODEL(FMacaddr, FMacaddrs, F_MACADDR, OVER_ONE);
ORM_MODEL(FNative, FNatives, F_NATIVE, OVER_ONE);
ORM_MODEL(FDigits, FDigitses, F_DIGITS, OVER_ONE);
ORM_MODEL(FScaled, FScaleds, F_SCALED, OVER_ONE);
ORM_MODEL(FLong, FLongs, F_LONG, OVER_ONE);
ORM_MODEL(FStamp, FStamps, F_STAMP, OVER_ONE);
ORM_MODEL(FFound, FFounds, F_FOUND, OVER_ONE);
ORM_MODEL(FDate, FDates, F_DATE, OVER_ONE);
ORM_MODEL(FTime, FTimes, F_TIME, OVER_ONE);
ORM_MODEL(FSpan, FSpans, F_SPAN, OVER_ONE);
ORM_MODEL(FUuid, FUuids, F_UUID, OVER_ONE);
ORM_MODEL(FBlob, FBlobs, F_BLOB, OVER_ONE);
ORM_MODEL(FVector, FVectors, F_VECTOR, OVER_ONE);
ORM_MODEL(FArray, FArrays, F_ARRAY, OVER_ONE);
ORM_MODEL(FWords, FWordses, F_WORDS, OVER_ONE);
ORM_MODEL(FMap, FMaps, F_MAP, OVER_ONE);
ORM_MODEL(FPoint, FPoints, F_POINT, OVER_ONE);
ORM_MODEL(FRole, FRoles, F_ROLE, OVER_ONE);
ORM_MODEL(FOpt, FOpts, F_OPT, OVER_ONE);

typedef struct fixture { orm_db *db; orm_session *s; } fixture;
static void run(fixture f, const char *sql) {
    if (orm_exec_text(f.s, sql, orm_args()) < 0) fail_msg("%s: %s", sql, orm_error_of(f.s)->message);
}
static fixture begin(void) {
    fixture f = { .db = test_open() };
    f.s = orm_session_open(f.db);
    assert_non_null(f.s);
    return f;
}
static void end(fixture f) {
    assert_int_equal(orm_session_close(f.s), ORM_OK);
    assert_int_equal(orm_close(f.db), ORM_OK);
}
/* A fresh table `one` whose column is declared so; row 1 holds the SQL value. */
static void one(fixture f, const char *declared, const char *sql_value) {
    char sql[300];
    run(f, "DROP TABLE IF EXISTS one");
    snprintf(sql, sizeof sql, "CREATE TABLE one(id INTEGER PRIMARY KEY, v %s)", declared);
    run(f, sql);
    snprintf(sql, sizeof sql, "INSERT INTO one VALUES (1, %s)", sql_value);
    run(f, sql);
}
/* The value read from row 1 of a column declared so. */
#define READ(Row, declared, sql_value, check)                                                             \
    do {                                                                                                  \
        one(f, declared, sql_value);                                                                      \
        const Row *row = Row##_get(f.s, 1);                                                               \
        if (!row) fail_msg("%s as %s: %s", sql_value, declared, orm_error_of(f.s)->message);              \
        if (!(check)) fail_msg("%s as %s is not %s", sql_value, declared, #check);                        \
        const Row##_list rows_ = Row##_all(f.s, NULL);                                                    \
        assert_session(f.s, ORM_OK);                                                                      \
        assert_int_equal(rows_.count, 1);                                                                 \
    } while (0)
#define REFUSED(Row, declared, sql_value, shown)                                                          \
    do {                                                                                                  \
        one(f, declared, sql_value);                                                                      \
        assert_null(Row##_get(f.s, 1));                                                                   \
        assert_session(f.s, ORM_INVALID);                                                                 \
        assert_message(f.s, "table one, column v: " shown);                                               \
        assert_string_equal(orm_error_of(f.s)->model, #Row);                                              \
        assert_string_equal(orm_error_of(f.s)->column, "v");                                              \
        assert_int_equal(Row##_all(f.s, NULL).count, 0);                                                  \
        assert_session(f.s, ORM_INVALID);                                                                 \
        Row##_cursor c_ = Row##_stream(f.s, NULL);                                                        \
        assert_null(Row##_next(&c_));                                                                     \
        assert_session(f.s, ORM_INVALID);                                                                 \
    } while (0)

/* ---- numbers -------------------------------------------------------------------------------------------------------------- */
static void test_sqlite_foreign_booleans(void **state) {
    (void)state;
    fixture f = begin();
    static const char *const yes[] = { "1", "1.0", "'1'", "'t'", "'T'", "'true'", "'TRUE'", "'y'", "'yes'", "'on'" };
    static const char *const no[] = { "0", "0.0", "'0'", "'f'", "'false'", "'False'", "'n'", "'no'", "'off'" };
    static const char *const declared[] = { "", "TEXT", "BOOLEAN", "TINYINT(1)" };
    for (size_t d = 0; d < COUNT(declared); d++) {
        for (size_t i = 0; i < COUNT(yes); i++)
            if (strcmp(declared[d], "TEXT") != 0 || i != 1) READ(FBool, declared[d], yes[i], row->v); /* a TEXT column makes '1.0' of it */
        for (size_t i = 0; i < COUNT(no); i++)
            if (strcmp(declared[d], "TEXT") != 0 || i != 1) READ(FBool, declared[d], no[i], !row->v);
    }
    REFUSED(FBool, "", "2", "the integer 2 is stored, which is no bool");
    REFUSED(FBool, "", "-1", "the integer -1 is stored");
    REFUSED(FBool, "", "0.5", "the real 0.5 is stored");
    REFUSED(FBool, "", "'maybe'", "the text 'maybe' is stored");
    REFUSED(FBool, "", "''", "the text '' is stored");
    REFUSED(FBool, "", "X'01'", "a blob of 1 bytes is stored");
    REFUSED(FBool, "", "NULL", "NULL is stored, but FBool.v is not opt(...): declare it opt(bool) or mend the row");
    end(f);
}
static void test_sqlite_foreign_integers(void **state) {
    (void)state;
    fixture f = begin();
    READ(FInt16, "", "7", row->v == 7);
    READ(FInt16, "", "7.0", row->v == 7);
    READ(FInt16, "TEXT", "'-7'", row->v == -7);
    READ(FInt16, "REAL", "7", row->v == 7);
    READ(FInt64, "TEXT", "'-9223372036854775808'", row->v == INT64_MIN);
    READ(FInt64, "REAL", "4503599627370496", row->v == INT64_C(4503599627370496));
    READ(FUint64, "INTEGER", "5", row->v == 5);
    READ(FUint64, "TEXT", "'18446744073709551615'", row->v == UINT64_MAX);
    READ(FUint64, "TEXT", "'00000000000000000017'", row->v == 17);
    READ(FOpt, "", "NULL", !row->v.has);
    READ(FOpt, "TEXT", "'0'", row->v.has && row->v.value == 0);
    REFUSED(FInt16, "", "32768", "the integer 32768 is stored, which is no int16");
    REFUSED(FInt16, "", "7.5", "the real 7.5 is stored");
    REFUSED(FInt16, "", "'7a'", "the text '7a' is stored");
    REFUSED(FInt16, "", "''", "the text '' is stored");
    REFUSED(FInt16, "", "' 7'", "the text ' 7' is stored");
    REFUSED(FInt16, "", "'0x10'", "the text '0x10' is stored");
    REFUSED(FInt16, "", "NULL", "NULL is stored, but FInt16.v is not opt(...)");
    REFUSED(FInt64, "", "9.3e18", "the real 9.3e+18 is stored");
    REFUSED(FInt64, "TEXT", "'9223372036854775808'", "the text '9223372036854775808' is stored");
    REFUSED(FUint64, "", "-1", "the integer -1 is stored, which is no uint64");
    REFUSED(FUint64, "INTEGER", "'18446744073709551615'", "the real 1.8446744073709552e+19 is stored"); /* the table rounded it */
    REFUSED(FOpt, "", "'none'", "the text 'none' is stored, which is no int32");
    end(f);
}
static void test_sqlite_foreign_floats(void **state) {
    (void)state;
    fixture f = begin();
    READ(FDouble, "", "1.5", row->v == 1.5);
    READ(FDouble, "", "3", row->v == 3);
    READ(FDouble, "TEXT", "'-2.5e-3'", row->v == -2.5e-3);
    READ(FFloat, "", "0.1", row->v == 0.1f);
    READ(FFloat, "", "9e999", isinf(row->v));
    REFUSED(FDouble, "", "9007199254740993", "the integer 9007199254740993 is stored, which is no double"); /* it would be rounded */
    REFUSED(FDouble, "", "'1,5'", "the text '1,5' is stored");
    REFUSED(FDouble, "", "'nan'", "the text 'nan' is stored");
    REFUSED(FDouble, "", "'0x10'", "the text '0x10' is stored");
    REFUSED(FFloat, "", "1e39", "the real 9.9999999999999994e+38 is stored, which is no float");
    end(f);
}
static void test_sqlite_foreign_decimals(void **state) {
    (void)state;
    fixture f = begin();
    static const struct { const char *declared, *sql, *digits; } native[] = {
        { "REAL", "12.5", "12.50" }, { "REAL", "12", "12.00" }, { "INTEGER", "12", "12.00" }, { "INTEGER", "-12.5", "-12.50" }, { "TEXT", "'12.50'", "12.50" }, { "TEXT", "'12.5'", "12.50" },
        { "NUMERIC(12,2)", "'12.50'", "12.50" }, { "NUMERIC(12,2)", "'12.00'", "12.00" }, { "DECIMAL(12,2)", "0.1", "0.10" }, { "DECIMAL(12,2)", "9999999999.99", "9999999999.99" },
        { "", "-0.01", "-0.01" }, { "", "0", "0.00" }, { "TEXT", "'+1e2'", "100.00" }, { "TEXT", "'-0.00'", "0.00" },
    };
    for (size_t i = 0; i < COUNT(native); i++) READ(FNative, native[i].declared, native[i].sql, strcmp(row->v.text, native[i].digits) == 0);
    /* without .storage an INTEGER is ours: scaled */
    READ(FScaled, "INTEGER", "1250", strcmp(row->v.text, "12.50") == 0);
    READ(FScaled, "REAL", "12.5", strcmp(row->v.text, "12.50") == 0);
    READ(FScaled, "TEXT", "'12.5'", strcmp(row->v.text, "12.50") == 0);
    READ(FLong, "TEXT", "'1234567890123456789012345678.9'", strcmp(row->v.text, "1234567890123456789012345678.90") == 0);
    READ(FLong, "INTEGER", "12", strcmp(row->v.text, "12.00") == 0);
    REFUSED(FNative, "REAL", "12.505", "the real 12.505000000000001 is stored, which is no decimal(12,2)");
    REFUSED(FNative, "REAL", "0.1 + 0.2", "the real 0.30000000000000004 is stored"); /* 0.30 is not what is there */
    REFUSED(FNative, "REAL", "9e999", "the real inf is stored");
    REFUSED(FNative, "", "10000000000", "the integer 10000000000 is stored");
    REFUSED(FNative, "TEXT", "'12.345'", "the text '12.345' is stored");
    REFUSED(FNative, "TEXT", "'12,34'", "the text '12,34' is stored");
    REFUSED(FNative, "TEXT", "''", "the text '' is stored");
    REFUSED(FNative, "", "X'3132'", "a blob of 2 bytes is stored");
    REFUSED(FScaled, "INTEGER", "1000000000000", "the integer 1000000000000 is stored");
    REFUSED(FLong, "TEXT", "'twelve'", "the text 'twelve' is stored, which is no decimal(30,2)");
    end(f);
}
/* Parameters, comparisons and order follow the column's storage. */
static void test_sqlite_foreign_decimals_in_queries(void **state) {
    (void)state;
    fixture f = begin();
    static const char *const declared[] = { "REAL", "NUMERIC(12,2)", "DECIMAL", "TEXT", "" };
    for (size_t d = 0; d < COUNT(declared); d++) {
        one(f, declared[d], "9");
        run(f, "INSERT INTO one VALUES (2, 12.5), (3, 100), (4, 12.75)");
        FNative row = { .id = 5, .v = ORM_DEC("12.5") };
        assert_ok(f.s, FNative_insert(f.s, &row));
        assert_int_equal(FNative_count(f.s, orm_q(.where = orm_eq(FNatives.v, ORM_DEC("12.50")))), 2);
        if (strcmp(declared[d], "TEXT") != 0) assert_int_equal(FNative_count(f.s, orm_q(.where = orm_in(FNatives.v, ORM_DEC("12.50"), 100))), 3);
        assert_int_equal(FNative_count(f.s, orm_q(.where = orm_gt(FNatives.v, ORM_DEC("9.5")))), 4);
        assert_int_equal(FNative_count(f.s, orm_q(.where = orm_lt(FNatives.v, 100))), 4);
        assert_int_equal(FNative_count(f.s, orm_q(.where = orm_between(FNatives.v, ORM_DEC("12.5"), ORM_DEC("12.75")))), 3);
        row.v = ORM_DEC("-0.25");
        assert_ok(f.s, FNative_update(f.s, &row));
        assert_int_equal(FNative_count(f.s, orm_q(.where = orm_lt(FNatives.v, 0))), 1);
        if (strcmp(declared[d], "TEXT") == 0) continue; /* texts sort as texts: docs/types.md */
        const FNative_list l = FNative_all(f.s, orm_q(.order_by = { orm_desc(FNatives.v) }));
        assert_session(f.s, ORM_OK);
        static const char *const sorted[] = { "100.00", "12.75", "12.50", "9.00", "-0.25" };
        for (size_t i = 0; i < COUNT(sorted); i++) assert_string_equal(l.items[i].v.text, sorted[i]);
        assert_string_equal(orm_value_text(FNative_aggregate(f.s, NULL, orm_max(FNatives.v))), "100.00");
    }
    /* what SQLite's numbers cannot keep is not written */
    FDigits many = { .id = 9, .v = ORM_DEC("123456789012345678.91") };
    assert_fails(f.s, FDigits_insert(f.s, &many), ORM_INVALID);
    assert_message(f.s, "FDigits.v: \"123456789012345678.91\" has more digits than SQLite's numbers keep");
    many.v = ORM_DEC("1234567890123.45");
    assert_ok(f.s, FDigits_insert(f.s, &many));
    assert_ok(f.s, FDigits_refresh(f.s, &many));
    assert_string_equal(many.v.text, "1234567890123.45");
    end(f);
}

/* ---- times -------------------------------------------------------------------------------------------------------------------- */
static const int64_t MOMENT = INT64_C(1769903999) * SECONDS; /* 2026-01-31 23:59:59 */
static void test_sqlite_foreign_timestamps(void **state) {
    (void)state;
    fixture f = begin();
    static const struct { const char *sql; int64_t less; } forms[] = { /* less: microseconds before MOMENT */
        { "'2026-01-31 23:59:59'", 0 }, { "'2026-01-31T23:59:59'", 0 }, { "'2026-01-31T23:59:59Z'", 0 }, { "'2026-01-31 23:59:59.000'", 0 }, { "'2026-01-31 23:59:59.000000'", 0 },
        { "'2026-01-31T23:59:58.75Z'", 250000 }, { "'2026-01-31T23:59:58.999999999+00:00'", 0 }, { "'2026-02-01T00:59:59+01:00'", 0 }, { "'2026-01-31 18:59:59-0500'", 0 },
 { "'2026-01-31 23:59'", 59 * SECONDS }, { "'2026-01-31'", 86399 * SECONDS },
        { "1769903999", 0 }, { "1769903999000", 0 }, { "1769903999000000", 0 }, { "1769903998.5", 500000 }, { "0", INT64_C(1769903999) * SECONDS }, { "-1", INT64_C(1769904000) * SECONDS },
    };
    for (size_t i = 0; i < COUNT(forms); i++) {
        READ(FStamp, "", forms[i].sql, row->v == MOMENT - forms[i].less);
        READ(FFound, "", forms[i].sql, row->v == MOMENT - forms[i].less);
        READ(FFound, "DATETIME", forms[i].sql, row->v == MOMENT - forms[i].less);
    }
    READ(FStamp, "TEXT", "CURRENT_TIMESTAMP", row->v > MOMENT - 400 * INT64_C(86400) * SECONDS);
    static const char *const wrong[] = { "''", "'yesterday'", "'2026-02-29 00:00:00'", "'2026-1-31'", "'31.01.2026'", "'2026-01-31 24:00:01'", "'2026-01-31 23:59:59 CET'", "'2026-01-31 23:59:59 +01'", "'0000-00-00 00:00:00'", "'2026-01-31 23:59:59 '" };
    for (size_t i = 0; i < COUNT(wrong); i++) {
        char shown[64], sql[64];
        REFUSED(FStamp, "", wrong[i], "the text ");
        snprintf(shown, sizeof shown, "the text %s is stored, which is no timestamp", wrong[i]);
        assert_message(f.s, shown);
        snprintf(sql, sizeof sql, "%s", wrong[i]);
        REFUSED(FFound, "", sql, "the text ");
    }
    REFUSED(FStamp, "", "9e999", "the real inf is stored, which is no timestamp");
    REFUSED(FStamp, "", "9223372036854775807", "the integer 9223372036854775807 is stored");
    REFUSED(FStamp, "", "X'00'", "a blob of 1 bytes is stored");
    end(f);
}
static void test_sqlite_foreign_timestamps_in_queries(void **state) {
    (void)state;
    fixture f = begin();
    one(f, "DATETIME", "'2026-01-31T23:59:58'");
    run(f, "INSERT INTO one VALUES (2, '2026-01-31 23:59:59'), (3, '2026-01-31T23:59:59.500Z'), (4, '2026-02-01 01:00:00+01:00'), (5, 1769904001)");
    FFound row = { .id = 6, .v = MOMENT + 3 * SECONDS };
    assert_ok(f.s, FFound_insert(f.s, &row));
    assert_int_equal(FFound_count(f.s, orm_q(.where = orm_eq(FFounds.v, MOMENT))), 1);
    assert_int_equal(FFound_count(f.s, orm_q(.where = orm_lt(FFounds.v, MOMENT))), 1);
    assert_int_equal(FFound_count(f.s, orm_q(.where = orm_ge(FFounds.v, MOMENT + SECONDS))), 3);
    assert_int_equal(FFound_count(f.s, orm_q(.where = orm_between(FFounds.v, MOMENT, MOMENT + SECONDS))), 3);
    assert_int_equal(FFound_count(f.s, orm_q(.where = orm_in(FFounds.v, MOMENT + SECONDS, MOMENT + 2 * SECONDS))), 2);
    FFound_list l = FFound_all(f.s, orm_q(.order_by = { orm_desc(FFounds.v) }));
    assert_session(f.s, ORM_OK);
    assert_int_equal(l.count, 6);
    for (size_t i = 0; i < 6; i++) assert_int_equal(l.items[i].id, 6 - (int64_t)i);
    assert_int_equal(orm_value_int(FFound_aggregate(f.s, NULL, orm_min(FFounds.v))), MOMENT - SECONDS);
    assert_int_equal(orm_value_int(FFound_aggregate(f.s, NULL, orm_max(FFounds.v))), MOMENT + 3 * SECONDS);
    assert_int_equal(FFound_update_where(f.s, orm_q(.where = orm_lt(FFounds.v, MOMENT)), ORM_SET(orm_set(FFounds.v, MOMENT))), 1);
    assert_int_equal(FFound_count(f.s, orm_q(.where = orm_eq(FFounds.v, MOMENT))), 2);
    end(f);
}
static void test_sqlite_foreign_dates_and_times(void **state) {
    (void)state;
    fixture f = begin();
    READ(FDate, "DATE", "'2026-01-31'", row->v == 20484);
    READ(FDate, "DATE", "'2026-01-31 00:00:00'", row->v == 20484);
    READ(FDate, "DATE", "'2026-01-31T00:00:00.000Z'", row->v == 20484);
    READ(FDate, "", "1769817600", row->v == 20484);
    READ(FDate, "", "1769817600000", row->v == 20484);
    READ(FTime, "TIME", "'23:59:59.5'", row->v == INT64_C(86399500000));
    READ(FTime, "TIME", "'00:01'", row->v == 60 * SECONDS);
    READ(FSpan, "TEXT", "'P1DT2H'", row->v.days == 1 && row->v.microseconds == 7200 * SECONDS && row->v.months == 0);
    REFUSED(FDate, "", "'2026-01-31 00:00:01'", "the text '2026-01-31 00:00:01' is stored, which is no date");
    REFUSED(FDate, "", "1769817601", "the integer 1769817601 is stored");
    REFUSED(FDate, "", "'2026-02-30'", "the text '2026-02-30' is stored");
    REFUSED(FDate, "", "X''", "a blob of 0 bytes is stored");
    REFUSED(FTime, "", "'25:00'", "the text '25:00' is stored, which is no time");
    REFUSED(FTime, "", "3600", "the integer 3600 is stored");
    REFUSED(FSpan, "", "'1 day'", "the text '1 day' is stored, which is no interval");
    REFUSED(FSpan, "", "86400", "the integer 86400 is stored");
    end(f);
}

/* ---- texts and bytes ------------------------------------------------------------------------------------------------------------- */
static void test_sqlite_foreign_texts(void **state) {
    (void)state;
    fixture f = begin();
    READ(FText, "", "'a'", strcmp(row->v, "a") == 0);
    READ(FText, "NUMERIC", "'00123'", strcmp(row->v, "123") == 0); /* the table made it a number */
    READ(FJson, "JSON", "'{\"a\": 1}'", strcmp(row->v, "{\"a\": 1}") == 0);
    READ(FJson, "JSON", "'5'", strcmp(row->v, "5") == 0);
    READ(FJson, "JSON", "'1.50'", strcmp(row->v, "1.5") == 0);
    READ(FInet, "", "'192.168.0.1/32'", strcmp(row->v, "192.168.0.1") == 0);
    READ(FMacaddr, "", "'08002B010203'", strcmp(row->v, "08:00:2b:01:02:03") == 0);
    READ(FRole, "", "'admin'", row->v == ROLE_ADMIN);
    READ(FRole, "", "1", row->v == ROLE_ADMIN);
    REFUSED(FText, "", "X'61'", "a blob of 1 bytes is stored, which is no text");
    REFUSED(FText, "", "1.5", "the real 1.5 is stored, which is no text");
    REFUSED(FText, "", "CAST(X'C3' AS TEXT)", "the text '?' is stored, which is no text");
    REFUSED(FText, "", "NULL", "NULL is stored, but FText.v is not opt(...): declare it opt(text) or mend the row");
    REFUSED(FJson, "", "'{a}'", "the text '{a}' is stored, which is no json");
    REFUSED(FJson, "", "9e999", "the real inf is stored");
    REFUSED(FInet, "", "'nowhere'", "the text 'nowhere' is stored, which is no inet");
    REFUSED(FInet, "", "3232235521", "the integer 3232235521 is stored");
    REFUSED(FMacaddr, "", "'08'", "the text '08' is stored, which is no macaddr");
    REFUSED(FRole, "", "'root'", "the text 'root' is stored, which is no enum(Role)");
    REFUSED(FRole, "", "7", "the integer 7 is stored, which is no enum(Role)");
    end(f);
}
static void test_sqlite_foreign_bytes(void **state) {
    (void)state;
    fixture f = begin();
    READ(FUuid, "", "X'123E4567E89B12D3A456426614174000'", row->v.bytes[0] == 0x12 && row->v.bytes[15] == 0);
    READ(FUuid, "CHAR(32)", "'123e4567e89b12d3a456426614174000'", row->v.bytes[1] == 0x3e);
    READ(FUuid, "TEXT", "'123E4567-E89B-12D3-A456-426614174000'", row->v.bytes[2] == 0x45);
    READ(FUuid, "TEXT", "'{123e4567-e89b-12d3-a456-426614174000}'", row->v.bytes[3] == 0x67);
    READ(FBlob, "", "X'00FF'", row->v.size == 2 && !memcmp(row->v.data, "\0\xff", 2));
    READ(FBlob, "", "'text'", row->v.size == 4 && !memcmp(row->v.data, "text", 4));
    READ(FBlob, "", "X''", row->v.data && row->v.size == 0);
    READ(FVector, "", "X'0000803F000000C0'", row->v.count == 2 && row->v.items[0] == 1 && row->v.items[1] == -2);
    READ(FArray, "", "'[1, -2 , 3]'", row->v.count == 3 && row->v.items[1] == -2);
    READ(FWords, "", "'[\"a\", \"\\u20ac\"]'", row->v.count == 2 && !strcmp(row->v.items[1], "\xe2\x82\xac"));
    READ(FMap, "", "'{\"b\": null, \"a\": \"1\"}'", row->v.count == 2 && !row->v.items[0].value);
    READ(FPoint, "", "'(1.5,-2)'", row->v.x == 1.5 && row->v.y == -2);
    REFUSED(FUuid, "", "'123e4567'", "the text '123e4567' is stored, which is no uuid");
    REFUSED(FUuid, "", "X'0102'", "a blob of 2 bytes is stored");
    REFUSED(FUuid, "", "7", "the integer 7 is stored");
    REFUSED(FBlob, "", "7", "the integer 7 is stored, which is no blob");
    REFUSED(FVector, "", "X'0000803F'", "a blob of 4 bytes is stored, which is no vector(2)");
    REFUSED(FVector, "", "'[1,2]'", "the text '[1,2]' is stored");
    REFUSED(FArray, "", "'[1,'", "the text '[1,' is stored, which is no array(int32)");
    REFUSED(FArray, "", "'{}'", "the text '{}' is stored");
    REFUSED(FArray, "", "'[1.5]'", "the text '[1.5]' is stored");
    REFUSED(FArray, "", "'[\"1\"]'", "the text '[\"1\"]' is stored");
    REFUSED(FWords, "", "'[1]'", "the text '[1]' is stored, which is no array(text)");
    REFUSED(FMap, "", "'{\"a\": {}}'", "the text '{\"a\": {}}' is stored, which is no hstore");
    REFUSED(FMap, "", "'[]'", "the text '[]' is stored");
    REFUSED(FPoint, "", "'(1,2'", "the text '(1,2' is stored, which is no point");
    REFUSED(FPoint, "", "'(1)'", "the text '(1)' is stored");
    /* a long value is shown short, and nothing unprintable reaches the message */
    REFUSED(FRole, "", "'a name much longer than any of the names that were given to the enum'", "the text 'a name much longer than any of the names tha...' is stored");
    REFUSED(FRole, "", "char(27) || '[31m'", "the text '?[31m' is stored");
    end(f);
}

/* ---- other tables -------------------------------------------------------------------------------------------------------------------- */
/* Columns in another order, more of them, other names; names that need quotes. */
#define PERSON_MODEL(X)                                                    \
    X(key,   int64,     id,       .column = "PersonID")                    \
    X(field, text,      name,     .column = "full name")                   \
    X(field, opt(text), nick,     .column = "order")                       \
    X(field, opt(date), born,     .column = "geb\"datum")                  \
    X(field, timestamp, seen,     .storage = ORM_STORAGE_NATIVE)           \
    X(field, bool,      active,   .column = "is_active")                   \
    X(field, decimal(10, 2), pay, .storage = ORM_STORAGE_NATIVE)
ORM_MODEL(Person, People, PERSON_MODEL, .table = "tbl Person");
static void test_sqlite_foreign_table_columns_in_another_order(void **state) {
    (void)state;
    fixture f = begin();
    run(f, "CREATE TABLE \"tbl Person\"(pay NUMERIC, is_active CHAR(1) DEFAULT 'f', legacy BLOB DEFAULT x'00', seen DATETIME, \"geb\"\"datum\" DATE, \"order\" TEXT, \"full name\" VARCHAR(20), PersonID INTEGER PRIMARY KEY, more INT)");
    run(f, "INSERT INTO \"tbl Person\" VALUES (1200, 't', x'0102', '2026-01-31T23:59:59Z', '1970-01-02', NULL, 'Ada', 7, NULL)");
    const Person *ada = Person_get(f.s, 7);
    assert_session(f.s, ORM_OK);
    assert_string_equal(ada->name, "Ada");
    assert_string_equal(ada->pay.text, "1200.00");
    assert_true(ada->active && ada->born.has && ada->born.value == 1 && !ada->nick && ada->seen == MOMENT);
    Person bob = { .id = 8, .name = "Bob", .nick = "b", .seen = MOMENT, .active = false, .pay = ORM_DEC("0.5") };
    assert_ok(f.s, Person_insert(f.s, &bob));
    assert_int_equal(Person_count(f.s, orm_q(.where = orm_and(orm_eq(People.nick, "b"), orm_is_null(People.born)))), 1);
    const Person_list all = Person_all(f.s, orm_q(.order_by = { orm_desc(People.name) }));
    assert_session(f.s, ORM_OK);
    assert_int_equal(all.count, 2);
    assert_int_equal(all.items[0].id, 8);
    bob.nick = NULL;
    bob.born = (orm_opt_date)ORM_SOME(-1);
    assert_ok(f.s, Person_update(f.s, &bob));
    assert_string_equal(orm_value_text(orm_scalar_sql(f.s, "SELECT \"geb\"\"datum\" FROM \"tbl Person\" WHERE PersonID = 8", orm_args())), "1969-12-31");
    assert_int_equal(orm_value_int(orm_scalar_sql(f.s, "SELECT length(legacy) FROM \"tbl Person\" WHERE PersonID = 7", orm_args())), 2); /* untouched */
    run(f, "UPDATE \"tbl Person\" SET \"full name\" = x'41' WHERE PersonID = 7");
    assert_null(Person_get(f.s, 7));
    assert_session(f.s, ORM_INVALID);
    assert_message(f.s, "table tbl Person, column full name: a blob of 1 bytes is stored, which is no text");
    end(f);
}

/* One model in an attached file, and the same table's name in the main one. */
#define STOCK_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, item, .index = true) X(field, int32, pieces)
ORM_MODEL(Stock, Stocks, STOCK_MODEL, .table = "stock", .schema = "depot");
ORM_MODEL(Own, Owns, STOCK_MODEL, .table = "stock");
static void test_sqlite_schema_is_an_attached_file(void **state) {
    (void)state;
    fixture f = begin();
    run(f, "ATTACH ':memory:' AS depot");
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Stock, Own), NULL));
    Stock there = { .item = "there", .pieces = 1 };
    Own here = { .item = "here", .pieces = 2 };
    assert_ok(f.s, Stock_insert(f.s, &there));
    assert_ok(f.s, Own_insert(f.s, &here));
    assert_string_equal(orm_value_text(orm_scalar_sql(f.s, "SELECT item FROM depot.stock", orm_args())), "there");
    assert_string_equal(orm_value_text(orm_scalar_sql(f.s, "SELECT item FROM main.stock", orm_args())), "here");
    assert_string_equal(Stock_get(f.s, 1)->item, "there");
    assert_int_equal(Stock_update_where(f.s, orm_q(.where = orm_eq(Stocks.item, "there")), ORM_SET(orm_set(Stocks.pieces, orm_add(Stocks.pieces, 4)))), 1);
    assert_ok(f.s, Stock_refresh(f.s, &there));
    assert_int_equal(there.pieces, 5);
    assert_int_equal(Stock_count(f.s, orm_q(.where = orm_gt(Stocks.pieces, 1), .order_by = { orm_asc(Stocks.item) })), 1);
    assert_int_equal(Stock_delete_where(f.s, orm_q(.all_rows = true)), 1);
    assert_int_equal(Own_count(f.s, NULL), 1);
    assert_ok(f.s, orm_drop_tables(f.s, ORM_MODELS(Stock), NULL));
    assert_int_equal(Own_count(f.s, NULL), 1);
    end(f);
}

/* A wrong value never spoils the rows that are sound, nor the transaction. */
static void test_sqlite_foreign_value_does_not_poison(void **state) {
    (void)state;
    fixture f = begin();
    one(f, "", "1");
    run(f, "INSERT INTO one VALUES (2, 'two'), (3, 3)");
    assert_ok(f.s, orm_begin(f.s));
    assert_int_equal(FInt64_all(f.s, NULL).count, 0);
    assert_session(f.s, ORM_INVALID);
    assert_message(f.s, "the text 'two' is stored, which is no int64");
    const FInt64_list sound = FInt64_all(f.s, orm_q(.where = orm_ne(FInt64s.id, 2)));
    assert_session(f.s, ORM_OK);
    assert_int_equal(sound.count, 2);
    FInt64_cursor c = FInt64_stream(f.s, orm_q(.order_by = { orm_asc(FInt64s.id) }));
    const FInt64 *row = FInt64_next(&c);
    assert_non_null(row);
    assert_int_equal(row->v, 1);
    assert_null(FInt64_next(&c));
    assert_session(f.s, ORM_INVALID);
    assert_int_equal(FInt64_update_where(f.s, orm_q(.where = orm_eq(FInt64s.id, 2)), ORM_SET(orm_set(FInt64s.v, 2))), 1);
    assert_ok(f.s, orm_commit(f.s));
    assert_int_equal(FInt64_all(f.s, NULL).count, 3);
    end(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sqlite_foreign_booleans),
        cmocka_unit_test(test_sqlite_foreign_integers),
        cmocka_unit_test(test_sqlite_foreign_floats),
        cmocka_unit_test(test_sqlite_foreign_decimals),
        cmocka_unit_test(test_sqlite_foreign_decimals_in_queries),
        cmocka_unit_test(test_sqlite_foreign_timestamps),
        cmocka_unit_test(test_sqlite_foreign_timestamps_in_queries),
        cmocka_unit_test(test_sqlite_foreign_dates_and_times),
        cmocka_unit_test(test_sqlite_foreign_texts),
        cmocka_unit_test(test_sqlite_foreign_bytes),
        cmocka_unit_test(test_sqlite_foreign_table_columns_in_another_order),
        cmocka_unit_test(test_sqlite_schema_is_an_attached_file),
        cmocka_unit_test(test_sqlite_foreign_value_does_not_poison),
    };
    return run_all(tests);
}
