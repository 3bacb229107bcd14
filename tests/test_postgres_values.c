/* build: sources: src/dialects/postgres_values.c src/dialects/postgres_encode.c src/orm/memory.c src/orm/base.c src/orm/types.c src/orm/text.c src/orm/fold.c src/orm/json.c src/orm/decimal.c src/orm/net.c */
/* PostgreSQL's binary forms without a server: known bytes both ways, values there and back, and bytes of no sense, which must neither be read past their end nor
 * taken for a value of the wrong size. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dialects/postgres_values.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))
#define ROUNDS 60000

static uint64_t random_state;
static uint64_t random_bits(void) { /* SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run */
    uint64_t z = random_state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}
static size_t random_below(size_t limit) { return (size_t)(random_bits() % limit); }

static orm_allocator allocator;
static orm__arena texts;
static int begin(void **state) {
    (void)state;
    random_state = 20260131;
    allocator = orm__default_allocator();
    texts = (orm__arena){ .allocator = &allocator };
    return 0;
}
static int end(void **state) {
    (void)state;
    orm__arena_free(&texts);
    return 0;
}
/* A copy in a block of exactly its size: the sanitizer sees a read past it. */
static char *exact_copy(const void *bytes, size_t size) {
    char *copy = malloc(size ? size : 1);
    assert_non_null(copy);
    if (size) memcpy(copy, bytes, size);
    return copy;
}
static orm__pg_type scalar(orm__pg_kind kind) { return (orm__pg_type){ .oid = 1, .kind = (uint8_t)kind }; }
static orm__pg_type built_in(uint32_t oid) {
    orm__pg_type type;
    assert_true(orm__pg_find_type(NULL, oid, &type));
    return type;
}
static orm__cell text_cell(const char *text) { return (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = text, .size = strlen(text) }; }
static orm__cell integer_cell(int64_t v) { return (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = v }; }
static orm__cell real_cell(double v) { return (orm__cell){ .wire = ORM__WIRE_REAL, .real = v }; }
static orm__cell blob_cell(const void *bytes, size_t size) { return (orm__cell){ .wire = ORM__WIRE_BLOB, .bytes = bytes, .size = size }; }

/* The encoded value in a block of its own size; writing past the room that was asked for shows in the sanitizer. */
static char *encoded(const orm__pg_type *type, const orm__cell *value, size_t *size) {
    const size_t room = orm__pg_room(type, value);
    char *out = malloc(room ? room : 1);
    assert_non_null(out);
    const orm__pg_refusal refusal = orm__pg_encode(type, value, out, size);
    if (refusal != ORM__PG_TAKEN) fail_msg("%s was refused: %d", orm__pg_kind_name((orm__pg_kind)type->kind), (int)refusal);
    assert_true(*size <= room);
    char *exact = exact_copy(out, *size);
    free(out);
    return exact;
}
static void assert_encoded(orm__pg_type type, orm__cell value, const char *wanted, size_t length, int line) {
    size_t size;
    char *out = encoded(&type, &value, &size);
    if (size != length || memcmp(out, wanted, length) != 0) fail_msg("line %d: other bytes (%zu of them, not %zu)", line, size, length);
    free(out);
}
#define ENCODED(type, value, bytes) assert_encoded((type), (value), (bytes), sizeof(bytes) - 1, __LINE__)
static void assert_refused(orm__pg_type type, orm__cell value, orm__pg_refusal wanted, int line) {
    size_t size;
    char *out = malloc(orm__pg_room(&type, &value) + 1);
    const orm__pg_refusal got = orm__pg_encode(&type, &value, out, &size);
    free(out);
    if (got != wanted) fail_msg("line %d: %d instead of %d", line, (int)got, (int)wanted);
}
#define REFUSED(type, value, why) assert_refused((type), (value), (why), __LINE__)
static orm__cell read_back(const orm__pg_type *type, const void *bytes, size_t size) {
    orm__cell cell;
    char *exact = exact_copy(bytes, size);
    const orm__pg_found found = orm__pg_read_cell(NULL, type, true, exact, size, &texts, &cell);
    if (found != ORM__PG_FOUND) fail_msg("%s: %d", orm__pg_kind_name((orm__pg_kind)type->kind), (int)found);
    if (cell.wire == ORM__WIRE_TEXT || cell.wire == ORM__WIRE_BLOB) cell.bytes = orm__arena_text(&texts, cell.bytes, cell.size); /* it may lie in what is freed */
    if (cell.wire == ORM__WIRE_LIST) {
        const orm__cells *list = (const orm__cells *)(const void *)cell.bytes;
        for (size_t i = 0; i < list->count; i++)
            if (list->items[i].wire == ORM__WIRE_TEXT || list->items[i].wire == ORM__WIRE_BLOB) list->items[i].bytes = orm__arena_text(&texts, list->items[i].bytes, list->items[i].size);
    }
    free(exact);
    return cell;
}
static bool same_cell(const orm__cell *a, const orm__cell *b) {
    if (a->wire != b->wire) return false;
    switch (a->wire) {
    case ORM__WIRE_NULL: return true;
    case ORM__WIRE_REAL: return memcmp(&a->real, &b->real, sizeof a->real) == 0;
    case ORM__WIRE_TEXT: case ORM__WIRE_BLOB: return a->size == b->size && (!a->size || memcmp(a->bytes, b->bytes, a->size) == 0);
    default: return a->integer == b->integer;
    }
}
static void assert_there_and_back(orm__pg_type type, orm__cell value, int line) {
    size_t size;
    char *out = encoded(&type, &value, &size);
    const orm__cell back = read_back(&type, out, size);
    free(out);
    if (!same_cell(&back, &value)) fail_msg("line %d: another value came back (%s)", line, back.wire == ORM__WIRE_TEXT ? back.bytes : "");
}
#define THERE_AND_BACK(kind, value) assert_there_and_back(scalar(kind), (value), __LINE__)

/* ---- types ----------------------------------------------------------------------------------------------------------------------------- */
static void test_types_by_number(void **state) {
    (void)state;
    orm__pg_type type;
    assert_true(orm__pg_find_type(NULL, 1007, &type));
    assert_true(type.kind == ORM__PG_ARRAY && type.element == 23 && type.element_kind == ORM__PG_INT4);
    assert_false(orm__pg_find_type(NULL, 0, &type));
    assert_false(orm__pg_find_type(NULL, 16385, &type));
    assert_int_equal(type.kind, ORM__PG_OTHER);
    orm__pg_types known = { .allocator = &allocator };
    assert_true(orm__pg_learn_type(&known, 16500, "array_send", 16501)); /* before its element is known */
    assert_true(orm__pg_learn_type(&known, 16501, "enum_send", 0));
    assert_true(orm__pg_learn_type(&known, 16502, "hstore_send", 0));
    assert_true(orm__pg_learn_type(&known, 16503, "range_send", 0));
    assert_true(orm__pg_learn_type(&known, 16504, "array_send", 25));
    for (uint32_t i = 0; i < 20; i++) assert_true(orm__pg_learn_type(&known, 17000 + i, "vector_send", 0));
    assert_true(orm__pg_find_type(&known, 16500, &type));
    assert_true(type.kind == ORM__PG_ARRAY && type.element == 16501 && type.element_kind == ORM__PG_TEXT);
    assert_true(orm__pg_find_type(&known, 16502, &type) && type.kind == ORM__PG_HSTORE);
    assert_true(orm__pg_find_type(&known, 16503, &type) && type.kind == ORM__PG_OTHER);
    assert_true(orm__pg_find_type(&known, 16504, &type) && type.element_kind == ORM__PG_TEXT);
    assert_true(orm__pg_find_type(&known, 17019, &type) && type.kind == ORM__PG_VECTOR);
    orm__pg_types_free(&known);
    for (int k = 0; k < ORM__PG_KIND_COUNT; k++) assert_true(strlen(orm__pg_kind_name((orm__pg_kind)k)) > 2);
}

/* ---- known bytes ------------------------------------------------------------------------------------------------------------------------- */
static void test_known_bytes(void **state) {
    (void)state;
    ENCODED(scalar(ORM__PG_BOOL), integer_cell(1), "\x01");
    ENCODED(scalar(ORM__PG_INT2), integer_cell(-2), "\xff\xfe");
    ENCODED(scalar(ORM__PG_INT4), integer_cell(0x01020304), "\x01\x02\x03\x04");
    ENCODED(scalar(ORM__PG_INT8), integer_cell(INT64_MIN), "\x80\0\0\0\0\0\0\0");
    ENCODED(scalar(ORM__PG_OID), integer_cell(UINT32_MAX), "\xff\xff\xff\xff");
    ENCODED(scalar(ORM__PG_FLOAT4), real_cell(1.5), "\x3f\xc0\0\0");
    ENCODED(scalar(ORM__PG_FLOAT8), real_cell(-2), "\xc0\0\0\0\0\0\0\0");
    ENCODED(scalar(ORM__PG_NUMERIC), text_cell("0"), "\0\0\0\0\0\0\0\0");
    ENCODED(scalar(ORM__PG_NUMERIC), text_cell("0.00"), "\0\0\0\0\0\0\0\x02");
    ENCODED(scalar(ORM__PG_NUMERIC), text_cell("1"), "\0\1\0\0\0\0\0\0\0\1");
    ENCODED(scalar(ORM__PG_NUMERIC), text_cell("-12345.678"), "\0\3\0\1\x40\0\0\3\0\1\x09\x29\x1a\x7c"); /* 1, 2345, 6780 */
    ENCODED(scalar(ORM__PG_NUMERIC), text_cell("10000"), "\0\1\0\1\0\0\0\0\0\1");
    ENCODED(scalar(ORM__PG_NUMERIC), text_cell("0.0001"), "\0\1\xff\xff\0\0\0\4\0\1");
    ENCODED(scalar(ORM__PG_NUMERIC), text_cell("0.00001"), "\0\1\xff\xfe\0\0\0\5\x03\xe8");
    ENCODED(scalar(ORM__PG_NUMERIC), text_cell("1.5e3"), "\0\1\0\0\0\0\0\0\x05\xdc");
    ENCODED(scalar(ORM__PG_NUMERIC), integer_cell(-7), "\0\1\0\0\x40\0\0\0\0\7");
    ENCODED(scalar(ORM__PG_NUMERIC), real_cell(0.5), "\0\1\xff\xff\0\0\0\1\x13\x88");
    ENCODED(scalar(ORM__PG_TEXT), text_cell("a\"b"), "a\"b");
    ENCODED(scalar(ORM__PG_LETTER), text_cell(""), "\0");
    ENCODED(scalar(ORM__PG_JSONB), text_cell("{}"), "\1{}");
    ENCODED(scalar(ORM__PG_BYTEA), blob_cell("a\0b", 3), "a\0b");
    ENCODED(scalar(ORM__PG_UUID), text_cell("00010203-0405-0607-0809-0a0b0c0d0e0f"), "\0\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f");
    ENCODED(scalar(ORM__PG_TIMESTAMP), ((orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = INT64_C(946684800000001) }), "\0\0\0\0\0\0\0\1");
    ENCODED(scalar(ORM__PG_TIMESTAMP), text_cell("2000-01-01 00:00:00.000002"), "\0\0\0\0\0\0\0\2");
    ENCODED(scalar(ORM__PG_TIMESTAMP), ((orm__cell){ .wire = ORM__WIRE_DATE, .integer = 10957 }), "\0\0\0\0\0\0\0\0");
    ENCODED(scalar(ORM__PG_DATE), ((orm__cell){ .wire = ORM__WIRE_DATE, .integer = 10956 }), "\xff\xff\xff\xff");
    ENCODED(scalar(ORM__PG_DATE), ((orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = INT64_C(946684800000000) }), "\0\0\0\0");
    ENCODED(scalar(ORM__PG_TIME), ((orm__cell){ .wire = ORM__WIRE_TIME, .integer = 3 }), "\0\0\0\0\0\0\0\3");
    ENCODED(scalar(ORM__PG_INTERVAL), text_cell("P1Y2M3DT0.000004S"), "\0\0\0\0\0\0\0\4\0\0\0\3\0\0\0\x0e");
    ENCODED(scalar(ORM__PG_INET), text_cell("10.0.0.1/8"), "\2\x08\0\4\x0a\0\0\1");
    ENCODED(scalar(ORM__PG_INET), text_cell("::1"), "\3\x80\0\x10\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1");
    ENCODED(scalar(ORM__PG_MACADDR), text_cell("08:00:2b:01:02:ff"), "\x08\0\x2b\1\2\xff");
    ENCODED(scalar(ORM__PG_POINT), text_cell("(1.5,-2)"), "\x3f\xf8\0\0\0\0\0\0\xc0\0\0\0\0\0\0\0");
    ENCODED(scalar(ORM__PG_BIT), text_cell("1011000011"), "\0\0\0\x0a\xb0\xc0");
    ENCODED(scalar(ORM__PG_VECTOR), blob_cell("\0\0\x80\x3f\0\0\0\xc0", 8), "\0\2\0\0\x3f\x80\0\0\xc0\0\0\0"); /* 1, -2 */
    orm__cell numbers[] = { integer_cell(1), { .wire = ORM__WIRE_NULL } }, pairs[] = { text_cell("k"), text_cell(""), text_cell("l"), { .wire = ORM__WIRE_NULL } };
    orm__cells list = { .items = numbers, .count = 2 }, map = { .items = pairs, .count = 4, .map = true };
    ENCODED(built_in(1005), ((orm__cell){ .wire = ORM__WIRE_LIST, .bytes = (const char *)&list }), "\0\0\0\1\0\0\0\1\0\0\0\x15\0\0\0\2\0\0\0\1\0\0\0\2\0\1\xff\xff\xff\xff");
    ENCODED(scalar(ORM__PG_HSTORE), ((orm__cell){ .wire = ORM__WIRE_LIST, .bytes = (const char *)&map }), "\0\0\0\2\0\0\0\1k\0\0\0\0\0\0\0\1l\xff\xff\xff\xff");
    list.count = 0;
    ENCODED(built_in(1005), ((orm__cell){ .wire = ORM__WIRE_LIST, .bytes = (const char *)&list }), "\0\0\0\0\0\0\0\0\0\0\0\x15");
    map.count = 0;
    ENCODED(scalar(ORM__PG_HSTORE), ((orm__cell){ .wire = ORM__WIRE_LIST, .bytes = (const char *)&map }), "\0\0\0\0");
}
static void test_values_that_do_not_fit_are_refused(void **state) {
    (void)state;
    REFUSED(scalar(ORM__PG_INT2), integer_cell(32768), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_INT4), integer_cell(INT64_C(-2147483649)), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_INT8), real_cell(9223372036854775808.0), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_INT8), real_cell(0.5), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_INT8), real_cell((double)NAN), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_INT8), text_cell("12x"), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_OID), integer_cell(-1), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_BOOL), integer_cell(2), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_BOOL), real_cell(1), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_FLOAT4), real_cell(1e300), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_FLOAT4), real_cell(1e-300), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_FLOAT8), text_cell("one"), ORM__PG_WRONG_TYPE);
    static const char *const no_numbers[] = { "", "-", ".", "1.2.3", "1e", "e5", "NaN", "1 ", "--1", "1e999999" };
    for (size_t i = 0; i < COUNT(no_numbers); i++) REFUSED(scalar(ORM__PG_NUMERIC), text_cell(no_numbers[i]), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_NUMERIC), text_cell("1e-19999"), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_NUMERIC), real_cell((double)INFINITY), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_TEXT), blob_cell("a", 1), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_TEXT), real_cell((double)NAN), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_LETTER), text_cell("ab"), ORM__PG_OUT_OF_RANGE);
    REFUSED(scalar(ORM__PG_BYTEA), integer_cell(1), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_UUID), blob_cell("abc", 3), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_DATE), ((orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = 1 }), ORM__PG_OUT_OF_RANGE); /* its time would be lost */
    REFUSED(scalar(ORM__PG_TIME), ((orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = 1 }), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_TIMESTAMP), integer_cell(1), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_INTERVAL), text_cell("1 year"), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_INET), text_cell("10.0.0.1/33"), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_MACADDR), text_cell("08002b:010203"), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_POINT), text_cell("(1)"), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_BIT), text_cell("102"), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_VECTOR), blob_cell("abc", 3), ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_OTHER), text_cell("x"), ORM__PG_WRONG_TYPE);
    orm__cell bad[] = { integer_cell(1), text_cell("x") };
    orm__cells list = { .items = bad, .count = 2 }, map = { .items = bad, .count = 2, .map = true };
    const orm__cell of_list = { .wire = ORM__WIRE_LIST, .bytes = (const char *)&list }, of_map = { .wire = ORM__WIRE_LIST, .bytes = (const char *)&map };
    REFUSED(built_in(1016), of_list, ORM__PG_OUT_OF_RANGE);
    REFUSED(built_in(1016), of_map, ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_HSTORE), of_list, ORM__PG_WRONG_TYPE);
    REFUSED(scalar(ORM__PG_INT8), of_list, ORM__PG_WRONG_TYPE);
}

/* ---- there and back -------------------------------------------------------------------------------------------------------------------------- */
static void test_scalars_there_and_back(void **state) {
    (void)state;
    static const int64_t integers[] = { INT64_MIN, -1, 0, 1, INT64_MAX };
    static const double reals[] = { 0, -0.0, 0.1, 5e-324, DBL_MAX, (double)INFINITY, -(double)INFINITY, (double)NAN };
    static const char *const decimals[] = { "0", "0.0", "1", "-1", "9999", "10000", "-10000.0001", "0.00000000000000000001", "123456789012345678901234567890123456789012345.00000000000000000001",
        "99999999999999999999999999999999999999999999999999999999999999999", "0.12345", "100", "1000000000000.5" };
    static const char *const intervals[] = { "PT0S", "P-178956970Y-8M-2147483648DT-2562047788H-54.775808S", "P178956970Y7M2147483647DT0.000001S" };
    static const char *const addresses[] = { "0.0.0.0", "10.1.2.3/8", "2001:db8::ff00:42:8329", "fe80::/10" };
    for (size_t i = 0; i < COUNT(integers); i++) THERE_AND_BACK(ORM__PG_INT8, integer_cell(integers[i]));
    for (size_t i = 0; i < COUNT(reals); i++) THERE_AND_BACK(ORM__PG_FLOAT8, real_cell(reals[i]));
    THERE_AND_BACK(ORM__PG_FLOAT4, real_cell((double)FLT_MAX));
    THERE_AND_BACK(ORM__PG_FLOAT4, real_cell((double)FLT_TRUE_MIN));
    THERE_AND_BACK(ORM__PG_FLOAT4, real_cell((double)INFINITY));
    for (size_t i = 0; i < COUNT(decimals); i++) THERE_AND_BACK(ORM__PG_NUMERIC, text_cell(decimals[i]));
    for (size_t i = 0; i < COUNT(intervals); i++) {
        orm_interval span;
        char text[ORM_INTERVAL_TEXT_SIZE];
        assert_true(orm_interval_parse(intervals[i], SIZE_MAX, &span));
        orm_interval_text(span, text, sizeof text);
        THERE_AND_BACK(ORM__PG_INTERVAL, text_cell(text));
    }
    for (size_t i = 0; i < COUNT(addresses); i++) THERE_AND_BACK(ORM__PG_INET, text_cell(addresses[i]));
    THERE_AND_BACK(ORM__PG_MACADDR, text_cell("08:00:2b:01:02:03"));
    THERE_AND_BACK(ORM__PG_POINT, text_cell("(0.1,-1e+300)"));
    THERE_AND_BACK(ORM__PG_TIMESTAMP, ((orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = ORM_TIMESTAMP_MIN }));
    THERE_AND_BACK(ORM__PG_TIMESTAMP, ((orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = ORM_TIMESTAMP_MAX }));
    THERE_AND_BACK(ORM__PG_DATE, ((orm__cell){ .wire = ORM__WIRE_DATE, .integer = ORM_DATE_MIN }));
    THERE_AND_BACK(ORM__PG_DATE, ((orm__cell){ .wire = ORM__WIRE_DATE, .integer = ORM_DATE_MAX }));
    THERE_AND_BACK(ORM__PG_TIME, ((orm__cell){ .wire = ORM__WIRE_TIME, .integer = INT64_C(86399999999) }));
    THERE_AND_BACK(ORM__PG_BIT, text_cell("01010101111"));
    THERE_AND_BACK(ORM__PG_BIT, text_cell(""));
    THERE_AND_BACK(ORM__PG_VECTOR, blob_cell("\0\0\x80\x3f\1\2\3\4", 8));
    THERE_AND_BACK(ORM__PG_JSONB, text_cell("[1]"));
    THERE_AND_BACK(ORM__PG_LETTER, text_cell(""));
}
static void test_random_decimals_there_and_back(void **state) {
    (void)state;
    for (int round = 0; round < ROUNDS; round++) {
        char text[80];
        size_t n = 0;
        const size_t whole = 1 + random_below(40), behind = random_below(26);
        if (random_below(2)) text[n++] = '-';
        for (size_t i = 0; i < whole; i++) text[n++] = (char)('0' + (i == 0 && whole > 1 ? 1 + random_below(9) : random_below(10)));
        if (behind) text[n++] = '.';
        for (size_t i = 0; i < behind; i++) text[n++] = (char)('0' + (random_below(3) ? 0 : random_below(10)));
        text[n] = 0;
        if (text[0] == '-' && !text[strcspn(text, "123456789")]) continue; /* there is one zero only */
        THERE_AND_BACK(ORM__PG_NUMERIC, text_cell(text));
        orm__arena_reset(&texts);
    }
}
static void test_lists_there_and_back(void **state) {
    (void)state;
    orm__cell items[40];
    for (int round = 0; round < 2000; round++) {
        const bool map = random_below(3) == 0;
        const orm__pg_type type = map ? scalar(ORM__PG_HSTORE) : built_in(random_below(2) ? 1016 : 1009);
        const bool of_texts = type.element_kind != ORM__PG_INT8;
        orm__cells list = { .items = items, .count = random_below(20) * 2, .map = map };
        for (size_t i = 0; i < list.count; i++) {
            static const char *const words[] = { "", "NULL", "a\"b\\c", "{}", "\xf0\x9f\x9a\x80", ",", "=>" };
            items[i] = of_texts ? text_cell(words[random_below(COUNT(words))]) : integer_cell((int64_t)random_bits());
            if ((!map || i % 2) && random_below(5) == 0) items[i] = (orm__cell){ .wire = ORM__WIRE_NULL };
        }
        const orm__cell value = { .wire = ORM__WIRE_LIST, .bytes = (const char *)&list };
        size_t size;
        char *out = encoded(&type, &value, &size);
        const orm__cell back = read_back(&type, out, size);
        assert_int_equal(back.wire, ORM__WIRE_LIST);
        const orm__cells *read = (const orm__cells *)(const void *)back.bytes;
        assert_int_equal(read->count, list.count);
        assert_true(read->map == map);
        for (size_t i = 0; i < list.count; i++) assert_true(same_cell(&read->items[i], &items[i]));
        free(out);
        orm__arena_reset(&texts);
    }
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------------------------- */
static void assert_json_of(orm__pg_type type, bool binary, const char *bytes, size_t size, const char *wanted, int line) {
    orm__cell cell = { .wire = ORM__WIRE_NULL };
    char *exact = exact_copy(bytes, size);
    const orm__pg_found found = orm__pg_read_json(NULL, &type, binary, exact, size, &texts, &cell);
    free(exact);
    if (!wanted) {
        if (found != ORM__PG_DAMAGED) fail_msg("line %d: it was read as %s", line, found == ORM__PG_FOUND ? cell.bytes : "something else");
        return;
    }
    if (found != ORM__PG_FOUND || strcmp(cell.bytes, wanted) != 0) fail_msg("line %d: %d, \"%s\" instead of \"%s\"", line, (int)found, found == ORM__PG_FOUND ? cell.bytes : "", wanted);
}
#define JSON_OF(type, binary, bytes, wanted) assert_json_of((type), (binary), (bytes), sizeof(bytes) - 1, (wanted), __LINE__)
static void test_lists_as_json(void **state) {
    (void)state;
    JSON_OF(built_in(1007), true, "\0\0\0\0\0\0\0\0\0\0\0\x17", "[]");
    JSON_OF(built_in(1007), true, "\0\0\0\2\0\0\0\1\0\0\0\x17\0\0\0\2\0\0\0\1\0\0\0\2\0\0\0\1\0\0\0\4\0\0\0\1\0\0\0\4\0\0\0\2\xff\xff\xff\xff\0\0\0\4\xff\xff\xff\xff", "[[1,2],[null,-1]]");
    JSON_OF(built_in(1000), true, "\0\0\0\1\0\0\0\0\0\0\0\x10\0\0\0\2\0\0\0\1\0\0\0\1\1\0\0\0\1\0", "[true,false]");
    JSON_OF(built_in(1022), true, "\0\0\0\1\0\0\0\0\0\0\2\xbd\0\0\0\2\0\0\0\1\0\0\0\x08\x7f\xf0\0\0\0\0\0\0\0\0\0\x08\x3f\xe0\0\0\0\0\0\0", "[\"Infinity\",0.5]");
    JSON_OF(scalar(ORM__PG_HSTORE), true, "\0\0\0\2\0\0\0\1z\0\0\0\1\"\0\0\0\1a\xff\xff\xff\xff", "{\"a\":null,\"z\":\"\\\"\"}");
    /* as the server's output functions write them */
    JSON_OF(built_in(1007), false, "{}", "[]");
    JSON_OF(built_in(1007), false, "{1,NULL,-3}", "[1,null,-3]");
    JSON_OF(built_in(1007), false, "[0:1]={7,8}", "[7,8]");
    JSON_OF(built_in(1007), false, "{{1,2},{3,4}}", "[[1,2],[3,4]]");
    JSON_OF(built_in(1009), false, "{a,\"b,c\",\"d\\\"e\\\\\",\"NULL\",NULL,\"\"}", "[\"a\",\"b,c\",\"d\\\"e\\\\\",\"NULL\",null,\"\"]");
    JSON_OF(built_in(1000), false, "{t,f}", "[true,false]");
    JSON_OF(built_in(1231), false, "{1.50,NaN}", "[1.50,\"NaN\"]");
    JSON_OF(built_in(1001), false, "{\"\\\\x00ff\"}", "[\"\\\\x00ff\"]");
    JSON_OF(built_in(1022), false, "{NaN,-Infinity,1e+300}", "[\"NaN\",\"-Infinity\",1e+300]");
    JSON_OF(scalar(ORM__PG_HSTORE), false, "", "{}");
    JSON_OF(scalar(ORM__PG_HSTORE), false, "\"b\"=>NULL, \"a\"=>\"1 \\\"\"", "{\"a\":\"1 \\\"\",\"b\":null}");
    static const char *const broken[] = { "", "{", "{1", "{1,", "{1}x", "1", "{\"a}", "{1}}", "[1:2]", "{,}", "}" };
    for (size_t i = 0; i < COUNT(broken); i++) assert_json_of(built_in(1007), false, broken[i], strlen(broken[i]), NULL, __LINE__);
    static const char *const broken_maps[] = { "\"a\"", "\"a\"=>", "\"a\"=>\"1\",", "\"a\"=>\"1\"\"b\"=>\"2\"", "NULL=>\"1\"", "a=>b" };
    for (size_t i = 0; i + 1 < COUNT(broken_maps); i++) assert_json_of(scalar(ORM__PG_HSTORE), false, broken_maps[i], strlen(broken_maps[i]), NULL, __LINE__);
}
static void test_nested_arrays_are_told_apart(void **state) {
    (void)state;
    static const char nested[] = "\0\0\0\2\0\0\0\0\0\0\0\x17\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\1\0\0\0\4\0\0\0\1";
    const orm__pg_type type = built_in(1007);
    orm__cell cell;
    assert_int_equal(orm__pg_read_cell(NULL, &type, true, nested, sizeof nested - 1, &texts, &cell), ORM__PG_NESTED);
    assert_int_equal(orm__pg_read_cell(NULL, &type, false, "{{1}}", 5, &texts, &cell), ORM__PG_NESTED);
    assert_int_equal(orm__pg_read_cell(NULL, &type, false, "{1}", 3, &texts, &cell), ORM__PG_FOUND);
}
static void test_scalars_as_the_server_prints_them(void **state) {
    (void)state;
    static const struct { orm__pg_kind kind; const char *text; orm__wire wire; int64_t integer; double real; } prints[] = {
        { ORM__PG_BOOL, "t", ORM__WIRE_INTEGER, 1, 0 }, { ORM__PG_BOOL, "f", ORM__WIRE_INTEGER, 0, 0 }, { ORM__PG_INT8, "-9223372036854775808", ORM__WIRE_INTEGER, INT64_MIN, 0 },
        { ORM__PG_FLOAT8, "0.1", ORM__WIRE_REAL, 0, 0.1 }, { ORM__PG_FLOAT8, "Infinity", ORM__WIRE_REAL, 0, (double)INFINITY }, { ORM__PG_FLOAT4, "-Infinity", ORM__WIRE_REAL, 0, -(double)INFINITY } };
    orm__cell cell;
    for (size_t i = 0; i < COUNT(prints); i++) {
        const orm__pg_type type = scalar(prints[i].kind);
        assert_int_equal(orm__pg_read_cell(NULL, &type, false, prints[i].text, strlen(prints[i].text), &texts, &cell), ORM__PG_FOUND);
        assert_true(cell.wire == prints[i].wire && cell.integer == prints[i].integer && !(cell.real < prints[i].real) && !(cell.real > prints[i].real));
    }
    static const struct { orm__pg_kind kind; const char *text; } broken[] = { { ORM__PG_BOOL, "true" }, { ORM__PG_BOOL, "" }, { ORM__PG_INT4, "1.5" }, { ORM__PG_INT4, "" }, { ORM__PG_FLOAT8, "x" }, { ORM__PG_BYTEA, "00" },
        { ORM__PG_BYTEA, "\\x0" }, { ORM__PG_BYTEA, "\\x0g" }, { ORM__PG_BYTEA, "" }, { ORM__PG_VECTOR, "[1,x]" }, { ORM__PG_VECTOR, "" }, { ORM__PG_VECTOR, "[1" } };
    for (size_t i = 0; i < COUNT(broken); i++) {
        const orm__pg_type type = scalar(broken[i].kind);
        char *exact = exact_copy(broken[i].text, strlen(broken[i].text));
        if (orm__pg_read_cell(NULL, &type, false, exact, strlen(broken[i].text), &texts, &cell) != ORM__PG_DAMAGED) fail_msg("\"%s\" was read", broken[i].text);
        free(exact);
    }
    const orm__pg_type vector = scalar(ORM__PG_VECTOR), bytea = scalar(ORM__PG_BYTEA);
    assert_int_equal(orm__pg_read_cell(NULL, &vector, false, "[1,-2]", 6, &texts, &cell), ORM__PG_FOUND);
    assert_true(cell.size == 8 && !memcmp(cell.bytes, "\0\0\x80\x3f\0\0\0\xc0", 8));
    assert_int_equal(orm__pg_read_cell(NULL, &bytea, false, "\\x00ff", 6, &texts, &cell), ORM__PG_FOUND);
    assert_true(cell.size == 2 && !memcmp(cell.bytes, "\0\xff", 2));
}
static void test_special_values(void **state) {
    (void)state;
    orm__cell cell;
    const orm__pg_type numeric = scalar(ORM__PG_NUMERIC), stamp = scalar(ORM__PG_TIMESTAMP), date = scalar(ORM__PG_DATE);
    cell = read_back(&numeric, "\0\0\0\0\xc0\0\0\0", 8);
    assert_string_equal(cell.bytes, "NaN");
    cell = read_back(&numeric, "\0\0\0\0\xd0\0\0\0", 8);
    assert_string_equal(cell.bytes, "Infinity");
    cell = read_back(&numeric, "\0\0\0\0\xf0\0\0\0", 8);
    assert_string_equal(cell.bytes, "-Infinity");
    assert_int_equal(orm__pg_read_cell(NULL, &numeric, true, "\0\0\0\0\x10\0\0\0", 8, &texts, &cell), ORM__PG_DAMAGED);
    assert_int_equal(orm__pg_read_cell(NULL, &numeric, true, "\0\1\0\0\0\0\0\0\x27\x10", 10, &texts, &cell), ORM__PG_DAMAGED); /* a group of 10000 */
    assert_true(read_back(&stamp, "\x7f\xff\xff\xff\xff\xff\xff\xff", 8).integer == INT64_MAX);
    assert_true(read_back(&stamp, "\x80\0\0\0\0\0\0\0", 8).integer == INT64_MIN);
    assert_true(read_back(&stamp, "\x7f\xff\xff\xff\xff\xff\xff\xfe", 8).integer == INT64_MAX); /* past every year: not wrapped around */
    assert_true(read_back(&date, "\x7f\xff\xff\xff", 4).integer > ORM_DATE_MAX);
    assert_true(read_back(&date, "\x80\0\0\0", 4).integer < ORM_DATE_MIN);
    assert_true(orm__pg_from_timestamp(INT64_MIN) == INT64_MIN);
}

/* ---- texts for input functions ------------------------------------------------------------------------------------------------------------------------ */
static void assert_text_of(orm__pg_type type, orm__cell value, const char *wanted, int line) {
    const char *made = NULL;
    size_t size = 0;
    const orm__pg_refusal refusal = orm__pg_encode_text(&type, &value, &texts, &made, &size);
    if (!wanted) {
        if (refusal == ORM__PG_TAKEN) fail_msg("line %d: it was taken", line);
        return;
    }
    if (refusal != ORM__PG_TAKEN || size != strlen(wanted) || memcmp(made, wanted, size) != 0) fail_msg("line %d: %d, \"%s\"", line, (int)refusal, made ? made : "");
}
#define TEXT_OF(type, value, wanted) assert_text_of((type), (value), (wanted), __LINE__)
static void test_texts_for_types_that_are_not_known(void **state) {
    (void)state;
    TEXT_OF(scalar(ORM__PG_OTHER), integer_cell(-5), "-5");
    TEXT_OF(scalar(ORM__PG_OTHER), real_cell(0.1), "0.1");
    TEXT_OF(scalar(ORM__PG_OTHER), real_cell((double)NAN), "NaN");
    TEXT_OF(scalar(ORM__PG_OTHER), text_cell("[1,5)"), "[1,5)");
    TEXT_OF(scalar(ORM__PG_OTHER), ((orm__cell){ .wire = ORM__WIRE_DATE, .integer = 0 }), "1970-01-01");
    TEXT_OF(scalar(ORM__PG_OTHER), ((orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = 1 }), "1970-01-01 00:00:00.000001");
    TEXT_OF(scalar(ORM__PG_OTHER), ((orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = INT64_MAX }), NULL);
    TEXT_OF(scalar(ORM__PG_OTHER), blob_cell("a", 1), NULL);
    orm__cell words[] = { text_cell("a\"b\\"), { .wire = ORM__WIRE_NULL }, text_cell("NULL"), integer_cell(1) }, flags[] = { integer_cell(1), integer_cell(0) };
    orm__cells list = { .items = words, .count = 4, .element = ORM_TEXT }, bools = { .items = flags, .count = 2, .element = ORM_BOOL }, map = { .items = words, .count = 2, .map = true };
    const orm__cell of_list = { .wire = ORM__WIRE_LIST, .bytes = (const char *)&list }, of_bools = { .wire = ORM__WIRE_LIST, .bytes = (const char *)&bools }, of_map = { .wire = ORM__WIRE_LIST, .bytes = (const char *)&map };
    TEXT_OF(scalar(ORM__PG_OTHER), of_list, "{\"a\\\"b\\\\\",NULL,\"NULL\",\"1\"}");
    TEXT_OF(scalar(ORM__PG_TEXT), of_list, "[\"a\\\"b\\\\\",null,\"NULL\",1]");
    TEXT_OF(scalar(ORM__PG_JSONB), of_bools, "[true,false]");
    TEXT_OF(scalar(ORM__PG_JSON), of_map, "{\"a\\\"b\\\\\":null}");
    TEXT_OF(scalar(ORM__PG_OTHER), of_map, NULL);
    TEXT_OF(scalar(ORM__PG_INT8), of_list, NULL);
}

/* ---- bytes of no sense ------------------------------------------------------------------------------------------------------------------------------------- */
static void read_anything(const orm__pg_type *type, const char *bytes, size_t size, bool binary) {
    orm__cell cell = { .wire = ORM__WIRE_NULL };
    char *exact = exact_copy(bytes, size);
    const orm__pg_found found = orm__pg_read_cell(NULL, type, binary, exact, size, &texts, &cell);
    if (found == ORM__PG_FOUND && (cell.wire == ORM__WIRE_TEXT || cell.wire == ORM__WIRE_BLOB)) { /* all of it can be looked at */
        unsigned sum = 0;
        for (size_t i = 0; i < cell.size; i++) sum += (unsigned char)cell.bytes[i];
        assert_true(sum <= 255u * cell.size);
    }
    if (type->kind == ORM__PG_ARRAY || type->kind == ORM__PG_HSTORE) orm__pg_read_json(NULL, type, binary, exact, size, &texts, &cell);
    free(exact);
    orm__arena_reset(&texts);
}
static void test_random_bytes_are_survived(void **state) {
    (void)state;
    static const uint32_t arrays[] = { 1000, 1001, 1005, 1009, 1016, 1022, 1231, 1185, 2951, 3807, 1041, 1187, 1017, 1561 };
    char bytes[200];
    for (int round = 0; round < ROUNDS; round++) {
        const size_t size = random_below(sizeof bytes);
        for (size_t i = 0; i < size; i++) bytes[i] = (char)(random_below(3) ? random_below(4) : random_bits() & 0xff); /* small numbers look like sizes */
        orm__pg_type type = scalar((orm__pg_kind)random_below(ORM__PG_KIND_COUNT));
        if (type.kind == ORM__PG_ARRAY) type = built_in(arrays[random_below(COUNT(arrays))]);
        read_anything(&type, bytes, size, true);
        for (size_t i = 0; i < size; i++) bytes[i] = "{}[]\"\\,=>1N x:-."[random_below(16)];
        read_anything(&type, bytes, size, false);
    }
}
/* Sound bytes with one of them changed, or cut. */
static void test_damaged_lists_are_survived(void **state) {
    (void)state;
    orm__cell items[] = { text_cell("one"), text_cell(""), { .wire = ORM__WIRE_NULL }, text_cell("four") };
    orm__cells list = { .items = items, .count = 4 }, map = { .items = items, .count = 2, .map = true };
    const orm__cell values[] = { { .wire = ORM__WIRE_LIST, .bytes = (const char *)&list }, { .wire = ORM__WIRE_LIST, .bytes = (const char *)&map } };
    const orm__pg_type types[] = { built_in(1009), scalar(ORM__PG_HSTORE) };
    for (size_t v = 0; v < 2; v++) {
        size_t size;
        char *out = encoded(&types[v], &values[v], &size);
        for (size_t cut = 0; cut < size; cut++) {
            orm__cell cell;
            char *exact = exact_copy(out, cut);
            assert_int_equal(orm__pg_read_cell(NULL, &types[v], true, exact, cut, &texts, &cell), ORM__PG_DAMAGED);
            free(exact);
        }
        for (size_t at = 0; at < size; at++)
            for (int byte = 0; byte < 256; byte += 5) {
                const char kept = out[at];
                out[at] = (char)byte;
                read_anything(&types[v], out, size, true);
                out[at] = kept;
            }
        free(out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_by_number),
        cmocka_unit_test(test_known_bytes),
        cmocka_unit_test(test_values_that_do_not_fit_are_refused),
        cmocka_unit_test(test_scalars_there_and_back),
        cmocka_unit_test(test_random_decimals_there_and_back),
        cmocka_unit_test(test_lists_there_and_back),
        cmocka_unit_test(test_lists_as_json),
        cmocka_unit_test(test_nested_arrays_are_told_apart),
        cmocka_unit_test(test_scalars_as_the_server_prints_them),
        cmocka_unit_test(test_special_values),
        cmocka_unit_test(test_texts_for_types_that_are_not_known),
        cmocka_unit_test(test_random_bytes_are_survived),
        cmocka_unit_test(test_damaged_lists_are_survived),
    };
    return cmocka_run_group_tests(tests, begin, end);
}
