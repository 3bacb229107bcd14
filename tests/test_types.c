/* Every type: there and back at its edges, the form it has in the database, order and equality in SQL against the C value, what is refused. */
#include "harness.h"
#include <float.h>
#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- types of the program's own ------------------------------------------------------------------------------------------ */
/* A fraction, stored as the text "3/4"; its optional form says "none" by the denominator 0. */
typedef struct fraction { int32_t over, under; } fraction;
static bool fraction_encode(const void *field, orm_stored *out) {
    const fraction *f = field;
    out->null = f->under == 0;
    if (f->under < 0) return false;
    out->text = out->scratch;
    out->size = (size_t)snprintf(out->scratch, sizeof out->scratch, "%d/%d", (int)f->over, (int)f->under);
    return true;
}
static bool fraction_decode(const orm_stored *in, void *field) {
    int over, under, end = 0;
    if (sscanf(in->text, "%d/%d%n", &over, &under, &end) != 2 || (size_t)end != in->size || under < 1) return false;
    *(fraction *)field = (fraction){ over, under };
    return true;
}
static const orm_codec fraction_codec = { .name = "fraction", .stored_as = ORM_TEXT, .encode = fraction_encode, .decode = fraction_decode };
#define ORM_TYPE_fraction   fraction
#define ORM_OPT_fraction    fraction
#define ORM_HANDLE_fraction orm_custom_col
#define ORM_META_fraction   .type = ORM_CUSTOM, .codec = &fraction_codec

/* Degrees, stored as tenths. */
typedef struct celsius { double degrees; } celsius;
static bool celsius_encode(const void *field, orm_stored *out) {
    out->integer = (int64_t)floor(((const celsius *)field)->degrees * 10 + 0.5);
    return ((const celsius *)field)->degrees >= -273.15;
}
static bool celsius_decode(const orm_stored *in, void *field) {
    ((celsius *)field)->degrees = (double)in->integer / 10;
    return in->integer >= -2731;
}
static const orm_codec celsius_codec = { .name = "celsius", .stored_as = ORM_INT64, .encode = celsius_encode, .decode = celsius_decode };
#define ORM_TYPE_celsius   celsius
#define ORM_HANDLE_celsius orm_custom_col
#define ORM_META_celsius   .type = ORM_CUSTOM, .codec = &celsius_codec

/* Stored as a REAL and as a blob. */
typedef struct ratio { double of; } ratio;
static bool ratio_encode(const void *field, orm_stored *out) { return out->real = ((const ratio *)field)->of, true; }
static bool ratio_decode(const orm_stored *in, void *field) { return ((ratio *)field)->of = in->real, true; }
static const orm_codec ratio_codec = { .name = "ratio", .stored_as = ORM_DOUBLE, .encode = ratio_encode, .decode = ratio_decode };
#define ORM_TYPE_ratio   ratio
#define ORM_HANDLE_ratio orm_custom_col
#define ORM_META_ratio   .type = ORM_CUSTOM, .codec = &ratio_codec
typedef struct rgb { uint8_t red, green, blue; } rgb;
static bool rgb_encode(const void *field, orm_stored *out) {
    out->text = field;
    out->size = 3;
    return true;
}
static bool rgb_decode(const orm_stored *in, void *field) {
    if (in->size != 3) return false;
    memcpy(field, in->text, 3);
    return true;
}
static const orm_codec rgb_codec = { .name = "rgb", .stored_as = ORM_BLOB, .encode = rgb_encode, .decode = rgb_decode };
#define ORM_TYPE_rgb   rgb
#define ORM_HANDLE_rgb orm_custom_col
#define ORM_META_rgb   .type = ORM_CUSTOM, .codec = &rgb_codec

/* The order of the values is not that of the names. */
#define LEVEL(X) X(LEVEL_LOW, "low") X(LEVEL_MIDDLE, "middle") X(LEVEL_HIGH, "high") X(LEVEL_TOP)
ORM_ENUM(Level, LEVEL);

/* ---- one model for each type: v plain, o optional --------------------------------------------------------------------------- */
#define PAIR(X, T) X(key, int64, id, .auto_increment = true) X(field, T, v) X(field, opt(T), o)
#define BOOL_MODEL(X)     PAIR(X, bool)
#define INT16_MODEL(X)    PAIR(X, int16)
#define INT32_MODEL(X)    PAIR(X, int32)
#define INT64_MODEL(X)    PAIR(X, int64)
#define UINT32_MODEL(X)   PAIR(X, uint32)
#define UINT64_MODEL(X)   PAIR(X, uint64)
#define FLOAT_MODEL(X)    PAIR(X, float)
#define DOUBLE_MODEL(X)   PAIR(X, double)
#define TEXT_MODEL(X)     PAIR(X, text)
#define VARCHAR_MODEL(X)  PAIR(X, varchar(5))
#define CHAR_MODEL(X)     PAIR(X, char_(3))
#define JSON_MODEL(X)     PAIR(X, json)
#define INET_MODEL(X)     PAIR(X, inet)
#define CIDR_MODEL(X)     PAIR(X, cidr)
#define MACADDR_MODEL(X)  PAIR(X, macaddr)
#define DECIMAL_MODEL(X)  PAIR(X, decimal(18, 4))
#define WHOLE_MODEL(X)    PAIR(X, decimal(18, 0))
#define LONG_MODEL(X)     PAIR(X, decimal(30, 10))
#define LONGEST_MODEL(X)  PAIR(X, decimal(65, 20))
#define MONEY_MODEL(X)    PAIR(X, money)
#define STAMP_MODEL(X)    PAIR(X, timestamp)
#define DATE_MODEL(X)     PAIR(X, date)
#define TIME_MODEL(X)     PAIR(X, time)
#define INTERVAL_MODEL(X) PAIR(X, interval)
#define UUID_MODEL(X)     PAIR(X, uuid)
#define BLOB_MODEL(X)     PAIR(X, blob)
#define VECTOR_MODEL(X)   PAIR(X, vector(3))
#define ANYVECTOR_MODEL(X) PAIR(X, vector(0))
#define BOOLS_MODEL(X)    PAIR(X, array(bool))
#define INT16S_MODEL(X)   PAIR(X, array(int16))
#define INT32S_MODEL(X)   PAIR(X, array(int32))
#define INT64S_MODEL(X)   PAIR(X, array(int64))
#define FLOATS_MODEL(X)   PAIR(X, array(float))
#define DOUBLES_MODEL(X)  PAIR(X, array(double))
#define TEXTS_MODEL(X)    PAIR(X, array(text))
#define UUIDS_MODEL(X)    PAIR(X, array(uuid))
#define HSTORE_MODEL(X)   PAIR(X, hstore)
#define POINT_MODEL(X)    PAIR(X, point)
#define LEVEL_MODEL(X)    PAIR(X, enum(Level))
#define FRACTION_MODEL(X) PAIR(X, fraction)
#define CELSIUS_MODEL(X)  X(key, int64, id, .auto_increment = true) X(field, celsius, v)
#define RATIO_MODEL(X)    X(key, int64, id, .auto_increment = true) X(field, ratio, v)
#define RGB_MODEL(X)      X(key, int64, id, .auto_increment = true) X(field, rgb, v)
ORM_MODEL(BoolRow, BoolRows, BOOL_MODEL);
ORM_MODEL(Int16Row, Int16Rows, INT16_MODEL);
ORM_MODEL(Int32Row, Int32Rows, INT32_MODEL);
ORM_MODEL(Int64Row, Int64Rows, INT64_MODEL);
ORM_MODEL(Uint32Row, Uint32Rows, UINT32_MODEL);
ORM_MODEL(Uint64Row, Uint64Rows, UINT64_MODEL);
ORM_MODEL(FloatRow, FloatRows, FLOAT_MODEL);
ORM_MODEL(DoubleRow, DoubleRows, DOUBLE_MODEL);
ORM_MODEL(TextRow, TextRows, TEXT_MODEL);
ORM_MODEL(VarcharRow, VarcharRows, VARCHAR_MODEL);
ORM_MODEL(CharRow, CharRows, CHAR_MODEL);
ORM_MODEL(JsonRow, JsonRows, JSON_MODEL);
ORM_MODEL(InetRow, InetRows, INET_MODEL);
ORM_MODEL(CidrRow, CidrRows, CIDR_MODEL);
ORM_MODEL(MacaddrRow, MacaddrRows, MACADDR_MODEL);
ORM_MODEL(DecimalRow, DecimalRows, DECIMAL_MODEL);
ORM_MODEL(WholeRow, WholeRows, WHOLE_MODEL);
ORM_MODEL(LongRow, LongRows, LONG_MODEL);
ORM_MODEL(LongestRow, LongestRows, LONGEST_MODEL);
ORM_MODEL(MoneyRow, MoneyRows, MONEY_MODEL);
ORM_MODEL(StampRow, StampRows, STAMP_MODEL);
ORM_MODEL(DateRow, DateRows, DATE_MODEL);
ORM_MODEL(TimeRow, TimeRows, TIME_MODEL);
ORM_MODEL(IntervalRow, IntervalRows, INTERVAL_MODEL);
ORM_MODEL(UuidRow, UuidRows, UUID_MODEL);
ORM_MODEL(BlobRow, BlobRows, BLOB_MODEL);
ORM_MODEL(VectorRow, VectorRows, VECTOR_MODEL);
ORM_MODEL(AnyvectorRow, AnyvectorRows, ANYVECTOR_MODEL);
ORM_MODEL(BoolsRow, BoolsRows, BOOLS_MODEL);
ORM_MODEL(Int16sRow, Int16sRows, INT16S_MODEL);
ORM_MODEL(Int32sRow, Int32sRows, INT32S_MODEL);
ORM_MODEL(Int64sRow, Int64sRows, INT64S_MODEL);
ORM_MODEL(FloatsRow, FloatsRows, FLOATS_MODEL);
ORM_MODEL(DoublesRow, DoublesRows, DOUBLES_MODEL);
ORM_MODEL(TextsRow, TextsRows, TEXTS_MODEL);
ORM_MODEL(UuidsRow, UuidsRows, UUIDS_MODEL);
ORM_MODEL(HstoreRow, HstoreRows, HSTORE_MODEL);
ORM_MODEL(PointRow, PointRows, POINT_MODEL);
ORM_MODEL(LevelRow, LevelRows, LEVEL_MODEL);
ORM_MODEL(FractionRow, FractionRows, FRACTION_MODEL);
ORM_MODEL(CelsiusRow, CelsiusRows, CELSIUS_MODEL);
ORM_MODEL(RatioRow, RatioRows, RATIO_MODEL);
ORM_MODEL(RgbRow, RgbRows, RGB_MODEL);
#define ALL_MODELS                                                                                                              \
    ORM_MODELS(BoolRow, Int16Row, Int32Row, Int64Row, Uint32Row, Uint64Row, FloatRow, DoubleRow, TextRow, VarcharRow, CharRow,   \
               JsonRow, InetRow, CidrRow, MacaddrRow, DecimalRow, WholeRow, LongRow, LongestRow, MoneyRow, StampRow, DateRow,    \
               TimeRow, IntervalRow, UuidRow, BlobRow, BoolsRow, Int16sRow, Int32sRow, Int64sRow,                                \
               FloatsRow, DoublesRow, TextsRow, UuidsRow, HstoreRow, PointRow, LevelRow, FractionRow, CelsiusRow, RatioRow, RgbRow)
#define VECTOR_MODELS ORM_MODELS(VectorRow, AnyvectorRow)

/* The same in one table, STRICT by the model's own option. */
#define WIDE_MODEL(X)                                                                                                                  \
    X(key, int64, id, .auto_increment = true)                                                                                          \
    X(field, bool, f1) X(field, int16, f2) X(field, int32, f3) X(field, int64, f4) X(field, uint32, f5) X(field, uint64, f6)           \
    X(field, float, f7) X(field, double, f8) X(field, text, f9) X(field, varchar(9), f10) X(field, char_(2), f11) X(field, json, f12)  \
    X(field, inet, f13) X(field, cidr, f14) X(field, macaddr, f15) X(field, decimal(18, 4), f16) X(field, decimal(40, 10), f17)        \
    X(field, money, f18) X(field, timestamp, f19) X(field, date, f20) X(field, time, f21) X(field, interval, f22) X(field, uuid, f23)  \
    X(field, blob, f24) X(field, vector(2), f25, .sql_type[ORM_DIALECT_POSTGRES] = "bytea") X(field, array(int32), f26)                 \
    X(field, array(text), f27) X(field, hstore, f28)                                                                                   \
    X(field, point, f29) X(field, enum(Level), f30) X(field, fraction, f31) X(field, celsius, f32) X(field, ratio, f33)                \
    X(field, rgb, f34) X(field, decimal(18, 4), f35, .storage = ORM_STORAGE_NATIVE) X(field, timestamp, f36, .storage = ORM_STORAGE_NATIVE) \
    X(field, opt(bool), n1) X(field, opt(uint64), n2) X(field, opt(text), n3) X(field, opt(decimal(18, 4)), n4)                        \
    X(field, opt(timestamp), n5) X(field, opt(uuid), n6) X(field, opt(blob), n7) X(field, opt(enum(Level)), n8)
ORM_MODEL(Wide, Wides, WIDE_MODEL, .strict = true);

/* ---- helpers ------------------------------------------------------------------------------------------------------------------ */
typedef struct fixture { orm_db *db; orm_session *s; } fixture;
static fixture begin_at(const char *url) {
    fixture f = { .db = test_open_with(url, NULL) };
    f.s = orm_session_open(f.db);
    assert_non_null(f.s);
    assert_ok(f.s, orm_create_tables(f.s, ALL_MODELS, NULL));
    if (test_has_vectors()) assert_ok(f.s, orm_create_tables(f.s, VECTOR_MODELS, NULL));
    return f;
}
static fixture begin(void) { return begin_at(test_url(false)); }
static void end(fixture f) {
    assert_int_equal(orm_session_close(f.s), ORM_OK);
    assert_int_equal(orm_close(f.db), ORM_OK);
}
static bool on_sqlite(void) { return strcmp(test_dialect(), "sqlite") == 0; }

/* SplitMix64 (Steele, Lea, Flood 2014): the same numbers in every run. */
static uint64_t random_state;
static uint64_t random_bits(void) {
    uint64_t z = random_state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
    return z ^ z >> 31;
}
static uint64_t random_below(uint64_t limit) { return random_bits() % limit; }
/* Any number of bits with the same chance, so that small and large ones and both signs come up. */
static int64_t random_int64(void) {
    uint64_t bits = random_bits() >> random_below(64);
    int64_t value;
    if (random_below(2)) bits = 0 - bits;
    memcpy(&value, &bits, sizeof value);
    return value;
}

/* What the database holds: "typeof quote". */
static const char *stored(orm_session *s, const char *table, const char *column, int64_t id) {
    static char text[400];
    char sql[200];
    snprintf(sql, sizeof sql, "SELECT typeof(%s) || ' ' || quote(%s) FROM %s WHERE id = ?", column, column, table);
    orm_rows r = orm_sql_text(s, sql, orm_args(id));
    assert_true(orm_next(&r));
    snprintf(text, sizeof text, "%s", orm_text(&r, 0));
    assert_session(s, ORM_OK);
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    return text;
}
#define assert_stored(s, table, column, id, wanted) do { if (on_sqlite()) assert_string_equal(stored((s), (table), (column), (id)), (wanted)); } while (0)
/* Puts a value into a column behind the library's back. */
static void plant(orm_session *s, const char *table, const char *column, const char *sql_value) {
    char sql[300];
    snprintf(sql, sizeof sql, "UPDATE %s SET %s = %s", table, column, sql_value);
    assert_true(orm_exec_text(s, sql, orm_args()) >= 0);
}

/* ---- comparing C values ----------------------------------------------------------------------------------------------------------- */
static int order_of_bytes(const void *a, size_t a_size, const void *b, size_t b_size) {
    const size_t size = a_size < b_size ? a_size : b_size;
    const int order = size ? memcmp(a, b, size) : 0;
    return order ? order : (a_size > b_size) - (a_size < b_size);
}
#define BY_NUMBER(a, b) (((a) > (b)) - ((a) < (b)))
#define BY_TEXT(a, b) strcmp((a), (b))
#define BY_DECIMAL(a, b) orm_decimal_compare((a), (b))
#define BY_UUID(a, b) memcmp((a).bytes, (b).bytes, 16)
#define BY_BLOB(a, b) order_of_bytes((a).data, (a).size, (b).data, (b).size)
#define BY_DEGREES(a, b) BY_NUMBER((a).degrees, (b).degrees)
#define BY_RATIO(a, b) BY_NUMBER((a).of, (b).of)
#define BY_RGB(a, b) memcmp(&(a), &(b), 3)
#define BY_FRACTION(a, b) (((a).over != (b).over) + ((a).under != (b).under))
#define BY_POINT(a, b) (((a).x != (b).x) + ((a).y != (b).y))
#define BY_INTERVAL(a, b) (((a).months != (b).months) + ((a).days != (b).days) + ((a).microseconds != (b).microseconds))
#define BY_ITEMS(a, b) order_of_bytes((a).items, (a).count * sizeof *(a).items, (b).items, (b).count * sizeof *(b).items)
#define BY_TEXTS(a, b) order_of_texts((a).items, (a).count, (b).items, (b).count)
static int order_of_texts(const char *const *a, size_t a_count, const char *const *b, size_t b_count) {
    for (size_t i = 0; i < a_count && i < b_count; i++)
        if (strcmp(a[i], b[i]) != 0) return strcmp(a[i], b[i]);
    return (a_count > b_count) - (a_count < b_count);
}

/* Inserts the value plain and optional, reads the row by its key and compares. */
#define THERE_AND_BACK(Row, value_, BY, as_opt)                                                              \
    do {                                                                                                     \
        Row row_ = { .v = (value_), .o = as_opt(value_) }, empty_ = { .v = (value_) };                       \
        assert_ok(f.s, Row##_insert(f.s, &row_));                                                            \
        assert_ok(f.s, Row##_insert(f.s, &empty_));                                                          \
        Row *back_ = Row##_get(f.s, row_.id);                                                                \
        assert_session(f.s, ORM_OK);                                                                         \
        assert_int_equal(BY(back_->v, row_.v), 0);                                                           \
        assert_true(HAS_##as_opt(back_->o));                                                                 \
        assert_int_equal(BY(VALUE_##as_opt(back_->o), row_.v), 0);                                           \
        back_ = Row##_get(f.s, empty_.id);                                                                   \
        assert_session(f.s, ORM_OK);                                                                         \
        assert_int_equal(BY(back_->v, row_.v), 0);                                                           \
        assert_false(HAS_##as_opt(back_->o));                                                                \
        assert_ok(f.s, Row##_delete(f.s, &row_));                                                            \
        assert_ok(f.s, Row##_delete(f.s, &empty_));                                                          \
    } while (0)
#define WRAPPED(x) ORM_SOME(x)
#define HAS_WRAPPED(o) ((o).has)
#define VALUE_WRAPPED(o) ((o).value)
#define POINTER(x) (x)
#define HAS_POINTER(o) ((o) != NULL)
#define VALUE_POINTER(o) (o)
#define DIGITS(x) (x)
#define HAS_DIGITS(o) ((o).text != NULL)
#define VALUE_DIGITS(o) (o)
#define BYTES(x) (x)
#define HAS_BYTES(o) ((o).data != NULL)
#define VALUE_BYTES(o) (o)
#define ITEMS(x) (x)
#define HAS_ITEMS(o) ((o).items != NULL)
#define VALUE_ITEMS(o) (o)
#define OWN(x) (x)
#define HAS_OWN(o) ((o).under != 0)
#define VALUE_OWN(o) (o)
#define ALL_THERE_AND_BACK(Row, values, BY, as_opt) for (size_t i_ = 0; i_ < COUNT(values); i_++) THERE_AND_BACK(Row, (values)[i_], BY, as_opt)

/* The value is refused in a plain column and in an optional one. */
#define REFUSED(Row, value_, as_opt, status, text)                                                           \
    do {                                                                                                     \
        Row bad_ = { .v = (value_) };                                                                        \
        assert_fails(f.s, Row##_insert(f.s, &bad_), status);                                                 \
        assert_message(f.s, text);                                                                           \
        assert_string_equal(orm_error_of(f.s)->column, "v");                                                 \
        assert_string_equal(orm_error_of(f.s)->model, #Row);                                                 \
        assert_int_equal(Row##_count(f.s, NULL), 0);                                                         \
    } while (0)
/* What the database holds under our feet is refused on the way out, with table, column and value. */
#define UNREADABLE(Row, Rows, table, sound, sql_value, shown)                                                \
    do {                                                                                                     \
        Row sound_ = { .v = (sound) };                                                                       \
        assert_ok(f.s, Row##_insert(f.s, &sound_));                                                          \
        plant(f.s, table, "v", sql_value);                                                                   \
        assert_null(Row##_get(f.s, sound_.id));                                                              \
        assert_session(f.s, ORM_INVALID);                                                                    \
        assert_message(f.s, "table " table ", column v: ");                                                  \
        assert_message(f.s, shown);                                                                          \
        assert_int_equal(Row##_all(f.s, NULL).count, 0);                                                     \
        assert_session(f.s, ORM_INVALID);                                                                    \
        assert_ok(f.s, Row##_delete(f.s, &sound_));                                                          \
    } while (0)
#define NULL_IS_REFUSED(Row)                                                                                 \
    do {                                                                                                     \
        Row bare_ = { .id = 0 };                                                                             \
        assert_fails(f.s, Row##_insert(f.s, &bare_), ORM_CONFLICT_NOT_NULL);                                 \
        assert_message(f.s, #Row ".v is NULL");                                                              \
        assert_string_equal(orm_error_of(f.s)->column, "v");                                                 \
    } while (0)

/* ---- there and back ------------------------------------------------------------------------------------------------------------------ */
static void numbers_there_and_back(fixture f) {
    static const bool bools[] = { false, true };
    static const int16_t int16s[] = { INT16_MIN, -1, 0, 1, INT16_MAX };
    static const int32_t int32s[] = { INT32_MIN, -1, 0, 1, INT32_MAX };
    static const int64_t int64s[] = { INT64_MIN, -1, 0, 1, INT64_C(1) << 53, INT64_MAX };
    static const uint32_t uint32s[] = { 0, 1, INT32_MAX, UINT32_MAX };
    static const uint64_t uint64s[] = { 0, 1, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_C(10000000000000000000), UINT64_MAX };
    const float floats[] = { 0, 0.1f, -1.5f, FLT_MIN, 1e-45f, -FLT_MAX, FLT_MAX, INFINITY, -INFINITY };
    const double doubles[] = { 0, 0.1, -1.5, DBL_MIN, 5e-324, -2.2250738585072011e-308, -DBL_MAX, DBL_MAX, 9007199254740993.0, INFINITY, -INFINITY };
    ALL_THERE_AND_BACK(BoolRow, bools, BY_NUMBER, WRAPPED);
    ALL_THERE_AND_BACK(Int16Row, int16s, BY_NUMBER, WRAPPED);
    ALL_THERE_AND_BACK(Int32Row, int32s, BY_NUMBER, WRAPPED);
    ALL_THERE_AND_BACK(Int64Row, int64s, BY_NUMBER, WRAPPED);
    ALL_THERE_AND_BACK(Uint32Row, uint32s, BY_NUMBER, WRAPPED);
    ALL_THERE_AND_BACK(Uint64Row, uint64s, BY_NUMBER, WRAPPED);
    const size_t infinities = test_on("mysql") ? 2 : 0; /* it has none */
    for (size_t i = 0; i < COUNT(floats) - infinities; i++) THERE_AND_BACK(FloatRow, floats[i], BY_NUMBER, WRAPPED);
    for (size_t i = 0; i < COUNT(doubles) - infinities; i++) THERE_AND_BACK(DoubleRow, doubles[i], BY_NUMBER, WRAPPED);
}
static void decimals_there_and_back(fixture f) {
    static const orm_decimal short_ones[] = { { "0.0000" }, { "0.0001" }, { "-0.0001" }, { "12.5000" }, { "99999999999999.9999" }, { "-99999999999999.9999" } };
    static const orm_decimal whole_ones[] = { { "0" }, { "-1" }, { "999999999999999999" }, { "-999999999999999999" } };
    static const orm_decimal long_ones[] = { { "0.0000000000" }, { "-0.0000000001" }, { "99999999999999999999.9999999999" }, { "-99999999999999999999.9999999999" } };
    static const orm_decimal longest_ones[] = { { "999999999999999999999999999999999999999999999.99999999999999999999" }, { "-123456789012345678901234567890123456789012345.00000000000000000001" } };
    static const orm_decimal money[] = { { "0.00" }, { "-0.01" }, { "9999999999999999.99" }, { "-9999999999999999.99" } };
    for (size_t i = 0; i < COUNT(short_ones); i++) THERE_AND_BACK(DecimalRow, short_ones[i], BY_DECIMAL, DIGITS);
    for (size_t i = 0; i < COUNT(whole_ones); i++) THERE_AND_BACK(WholeRow, whole_ones[i], BY_DECIMAL, DIGITS);
    for (size_t i = 0; i < COUNT(long_ones); i++) THERE_AND_BACK(LongRow, long_ones[i], BY_DECIMAL, DIGITS);
    for (size_t i = 0; i < COUNT(longest_ones); i++) THERE_AND_BACK(LongestRow, longest_ones[i], BY_DECIMAL, DIGITS);
    for (size_t i = 0; i < COUNT(money); i++) THERE_AND_BACK(MoneyRow, money[i], BY_DECIMAL, DIGITS);
    /* the digits too, not only the value */
    LongestRow row = { .v = longest_ones[1], .o = { "5" } };
    assert_ok(f.s, LongestRow_insert(f.s, &row));
    assert_ok(f.s, LongestRow_refresh(f.s, &row));
    assert_string_equal(row.v.text, longest_ones[1].text);
    assert_string_equal(row.o.text, "5.00000000000000000000");
    assert_ok(f.s, LongestRow_delete(f.s, &row));
    MoneyRow price = { .v = ORM_DEC("+007.5"), .o = ORM_DEC("-0") };
    assert_ok(f.s, MoneyRow_insert(f.s, &price));
    assert_ok(f.s, MoneyRow_refresh(f.s, &price));
    assert_string_equal(price.v.text, "7.50");
    assert_string_equal(price.o.text, "0.00");
    assert_ok(f.s, MoneyRow_delete(f.s, &price));
}
static void moments_there_and_back(fixture f) {
    static const int64_t stamps[] = { ORM_TIMESTAMP_MIN, -1, 0, 1, INT64_C(1769903999123456), INT64_C(951782400000000), ORM_TIMESTAMP_MAX };
    static const int32_t days[] = { ORM_DATE_MIN, -1, 0, 1, 11016, ORM_DATE_MAX };
    static const int64_t times[] = { 0, 1, INT64_C(86399999999), INT64_C(43200000000) };
    static const orm_interval intervals[] = { { 0, 0, 0 }, { 14, 3, 1 }, { -14, 3, -1 }, { INT32_MIN, INT32_MIN, INT64_MIN }, { INT32_MAX, INT32_MAX, INT64_MAX }, { 0, 0, -999999 } };
    ALL_THERE_AND_BACK(StampRow, stamps, BY_NUMBER, WRAPPED);
    ALL_THERE_AND_BACK(DateRow, days, BY_NUMBER, WRAPPED);
    ALL_THERE_AND_BACK(TimeRow, times, BY_NUMBER, WRAPPED);
    ALL_THERE_AND_BACK(IntervalRow, intervals, BY_INTERVAL, WRAPPED);
}
static void texts_there_and_back(fixture f) {
    static const char *const texts[] = { "", " ", "'", "\"", "%_\\", "Zürich \xe2\x82\xac \xf0\x9f\x9a\x80", "\x01\x7f\n\r\t", "NULL", "00123", "1e5", ("\xef\xbb\xbf" "bom"), "\xef\xbf\xbf" };
    static const char *const short_texts[] = { "", "abcde", "\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80\xf0\x9f\x9a\x80" };
    static const char *const chars[] = { "", "a", "äöü", "ab " };
    static const char *const jsons[] = { "null", "0", "\"\"", "[]", "{}", "{\"a\": [1, true, \"\xe2\x82\xac\", null]}" };
    static const char *const texts_of_json[] = { "-1.5e300", " [1]\n", "{\"b\":1,\"a\":2,\"b\":3}" }; /* kept as they are where there is no JSON type */
    static const char *const inets[] = { "0.0.0.0", "192.168.0.1", "10.1.2.3/8", "::1", "2001:db8::ff00:42:8329", "fe80::/10" };
    static const char *const cidrs[] = { "0.0.0.0/0", "10.0.0.0/8", "192.168.100.128/25", "2001:db8::/32" };
    static const char *const macaddrs[] = { "00:00:00:00:00:00", "08:00:2b:01:02:03", "ff:ff:ff:ff:ff:ff" };
    ALL_THERE_AND_BACK(TextRow, texts, BY_TEXT, POINTER);
    ALL_THERE_AND_BACK(VarcharRow, short_texts, BY_TEXT, POINTER);
    ALL_THERE_AND_BACK(CharRow, chars, BY_TEXT, POINTER);
    ALL_THERE_AND_BACK(JsonRow, jsons, BY_TEXT, POINTER);
    if (on_sqlite()) ALL_THERE_AND_BACK(JsonRow, texts_of_json, BY_TEXT, POINTER);
    ALL_THERE_AND_BACK(InetRow, inets, BY_TEXT, POINTER);
    ALL_THERE_AND_BACK(CidrRow, cidrs, BY_TEXT, POINTER);
    ALL_THERE_AND_BACK(MacaddrRow, macaddrs, BY_TEXT, POINTER);
}
static void bytes_there_and_back(fixture f) {
    static unsigned char large[1 << 20];
    for (size_t i = 0; i < sizeof large; i++) large[i] = (unsigned char)(i * 7 + i / 251);
    const orm_blob blobs[] = { { "", 0 }, { "\0", 1 }, { "a\0b\0", 4 }, { "\xff\xfe", 2 }, { large, sizeof large } };
    static const orm_uuid uuids[] = { { { 0 } }, { { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff } },
                                      { { 0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x12, 0xd3, 0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0x00 } } };
    static const float components[] = { 1.5f, -0.25f, FLT_MAX, 1e-45f, 0 };
    const orm_vector vectors[] = { { components, 3 }, { components + 1, 3 } }, any[] = { { components, 5 }, { components, 1 }, { components, 0 } };
    ALL_THERE_AND_BACK(BlobRow, blobs, BY_BLOB, BYTES);
    ALL_THERE_AND_BACK(UuidRow, uuids, BY_UUID, WRAPPED);
    if (!test_has_vectors()) return;
    ALL_THERE_AND_BACK(VectorRow, vectors, BY_ITEMS, ITEMS);
    for (size_t i = 0; i < COUNT(any) - test_on("postgres"); i++) THERE_AND_BACK(AnyvectorRow, any[i], BY_ITEMS, ITEMS); /* pgvector's have an item at least */
}
static void arrays_there_and_back(fixture f) {
    bool bools[] = { true, false, true };
    int16_t int16s[] = { INT16_MIN, 0, INT16_MAX };
    int32_t int32s[] = { INT32_MIN, 0, INT32_MAX };
    int64_t int64s[] = { INT64_MIN, 0, INT64_MAX };
    float floats[] = { -FLT_MAX, 0.1f, FLT_MIN, 1e-45f };
    double doubles[] = { -DBL_MAX, 0.1, DBL_MIN, 5e-324, 1e22 };
    const char *texts[] = { "", "a\"b\\c", "\x01\n", "\xf0\x9f\x9a\x80", "[1,2]" };
    orm_uuid uuids[] = { { { 1, 2, 3 } }, { { 0 } } };
#define FULL_AND_EMPTY(Row, Array, items_, BY)                                              \
    do {                                                                                    \
        THERE_AND_BACK(Row, ((Array){ (items_), COUNT(items_) }), BY, ITEMS);     \
        THERE_AND_BACK(Row, ((Array){ (items_), 1 }), BY, ITEMS);                 \
        THERE_AND_BACK(Row, ((Array){ (items_), 0 }), BY, ITEMS);                 \
    } while (0)
    FULL_AND_EMPTY(BoolsRow, orm_array_bool, bools, BY_ITEMS);
    FULL_AND_EMPTY(Int16sRow, orm_array_int16, int16s, BY_ITEMS);
    FULL_AND_EMPTY(Int32sRow, orm_array_int32, int32s, BY_ITEMS);
    FULL_AND_EMPTY(Int64sRow, orm_array_int64, int64s, BY_ITEMS);
    FULL_AND_EMPTY(FloatsRow, orm_array_float, floats, BY_ITEMS);
    FULL_AND_EMPTY(DoublesRow, orm_array_double, doubles, BY_ITEMS);
    FULL_AND_EMPTY(TextsRow, orm_array_text, texts, BY_TEXTS);
    FULL_AND_EMPTY(UuidsRow, orm_array_uuid, uuids, BY_ITEMS);
}

static int order_of_maps(orm_map a, orm_map b) {
    if (a.count != b.count) return 1;
    for (size_t i = 0; i < a.count; i++) {
        if (strcmp(a.items[i].key, b.items[i].key) != 0 || !a.items[i].value != !b.items[i].value) return 1;
        if (a.items[i].value && strcmp(a.items[i].value, b.items[i].value) != 0) return 1;
    }
    return 0;
}
#define BY_MAP(a, b) order_of_maps((a), (b))
static void others_there_and_back(fixture f) {
    static const orm_map_entry entries[] = { { "", "" }, { "a", "1" }, { "b", NULL }, { "c \"\\", "\xe2\x82\xac\n" } };
    const orm_map maps[] = { { entries, 4 }, { entries, 1 }, { entries, 0 } };
    const orm_point points[] = { { 0, 0 }, { 0.1, -0.1 }, { DBL_MAX, -DBL_MAX }, { 5e-324, 1e22 } };
    static const Level levels[] = { LEVEL_LOW, LEVEL_MIDDLE, LEVEL_HIGH, LEVEL_TOP };
    static const fraction fractions[] = { { 0, 1 }, { -3, 4 }, { INT32_MAX, INT32_MAX } };
    ALL_THERE_AND_BACK(HstoreRow, maps, BY_MAP, ITEMS);
    ALL_THERE_AND_BACK(PointRow, points, BY_POINT, WRAPPED);
    ALL_THERE_AND_BACK(LevelRow, levels, BY_NUMBER, WRAPPED);
    ALL_THERE_AND_BACK(FractionRow, fractions, BY_FRACTION, OWN);
    CelsiusRow warm = { .v = { -273.1 } };
    RatioRow part = { .v = { 0.1 } };
    RgbRow colour = { .v = { 0, 255, 10 } };
    assert_ok(f.s, CelsiusRow_insert(f.s, &warm));
    assert_ok(f.s, RatioRow_insert(f.s, &part));
    assert_ok(f.s, RgbRow_insert(f.s, &colour));
    const CelsiusRow *warm_back = CelsiusRow_get(f.s, warm.id);
    const RatioRow *ratio_back = RatioRow_get(f.s, part.id);
    const RgbRow *colour_back = RgbRow_get(f.s, colour.id);
    assert_non_null(warm_back);
    assert_non_null(ratio_back);
    assert_non_null(colour_back);
    assert_true(warm_back->v.degrees == -273.1 && ratio_back->v.of == 0.1);
    assert_memory_equal(&colour_back->v, &colour.v, 3);
    assert_ok(f.s, CelsiusRow_delete(f.s, &warm));
    assert_ok(f.s, RatioRow_delete(f.s, &part));
    assert_ok(f.s, RgbRow_delete(f.s, &colour));
}
static void all_there_and_back(fixture f) {
    numbers_there_and_back(f);
    decimals_there_and_back(f);
    moments_there_and_back(f);
    texts_there_and_back(f);
    bytes_there_and_back(f);
    arrays_there_and_back(f);
    others_there_and_back(f);
}
static void test_types_there_and_back(void **state) {
    (void)state;
    fixture f = begin();
    all_there_and_back(f);
    end(f);
}
static void test_sqlite_strict_url_there_and_back(void **state) {
    (void)state;
    if (!on_sqlite()) skip();
    fixture f = begin_at("sqlite::memory:?strict=on");
    const orm_value sql = orm_scalar_sql(f.s, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name LIKE '%\\_rows' ESCAPE '\\' AND sql NOT LIKE '%STRICT'", orm_args());
    assert_session(f.s, ORM_OK);
    assert_int_equal(orm_value_int(sql), 0);
    all_there_and_back(f);
    end(f);
}

/* 16 MB each. */
static void test_types_large_values(void **state) {
    (void)state;
    enum { SIZE = 16 << 20 };
    const char *url = test_url(true);
    if (test_on("mysql")) { /* the server's own limit is just that; connections made later have the larger one */
        fixture f = begin_at(url);
        assert_true(orm_exec(f.s, "SET GLOBAL max_allowed_packet = 67108864", orm_args()) >= 0);
        assert_ok(f.s, orm_drop_tables(f.s, ALL_MODELS, NULL));
        if (test_has_vectors()) assert_ok(f.s, orm_drop_tables(f.s, VECTOR_MODELS, NULL));
        end(f);
    }
    fixture f = begin_at(url);
    char *text = malloc(SIZE + 1), *bytes = malloc(SIZE);
    assert_true(text && bytes);
    for (size_t i = 0; i < SIZE; i++) text[i] = "\xf0\x9f\x9a\x80'\"\\%"[i % 8], bytes[i] = (char)(i * 7 + i / 251);
    text[SIZE] = 0;
    TextRow large = { .v = text, .o = "" };
    BlobRow blob = { .v = { bytes, SIZE }, .o = { "", 0 } };
    assert_ok(f.s, TextRow_insert(f.s, &large));
    assert_ok(f.s, BlobRow_insert(f.s, &blob));
    const TextRow *text_back = TextRow_get(f.s, large.id);
    const BlobRow *blob_back = BlobRow_get(f.s, blob.id);
    assert_true(text_back && blob_back);
    assert_int_equal(strlen(text_back->v), SIZE);
    assert_memory_equal(text_back->v, text, SIZE);
    assert_string_equal(text_back->o, "");
    assert_int_equal(blob_back->v.size, SIZE);
    assert_memory_equal(blob_back->v.data, bytes, SIZE);
    assert_true(blob_back->o.data && !blob_back->o.size);
    assert_int_equal(TextRow_count(f.s, orm_q(.where = orm_eq(TextRows.v, text))), 1);
    assert_int_equal(TextRow_count(f.s, orm_q(.where = orm_in(TextRows.v, "other", text))), 1);
    free(text);
    free(bytes);
    end(f);
}
/* -0.0 equals 0.0 in C and in SQL; which of them comes back is the database's choice. */
static void test_types_negative_zero(void **state) {
    (void)state;
    fixture f = begin();
    DoubleRow row = { .v = -0.0, .o = ORM_SOME(-0.0) };
    assert_ok(f.s, DoubleRow_insert(f.s, &row));
    assert_ok(f.s, DoubleRow_refresh(f.s, &row));
    assert_true(row.v == 0 && row.o.has && row.o.value == 0);
    assert_int_equal(DoubleRow_count(f.s, orm_q(.where = orm_eq(DoubleRows.v, 0.0))), 1);
    assert_int_equal(DoubleRow_count(f.s, orm_q(.where = orm_eq(DoubleRows.v, -0.0))), 1);
    assert_int_equal(DoubleRow_count(f.s, orm_q(.where = orm_lt(DoubleRows.v, 0))), 0);
    end(f);
}

/* ---- the form in the database ---------------------------------------------------------------------------------------------------------- */
#define STORED(Row, table, value_, wanted)                               \
    do {                                                                 \
        Row row_ = { .v = (value_) };                                    \
        assert_ok(f.s, Row##_insert(f.s, &row_));                        \
        assert_stored(f.s, table, "v", row_.id, wanted);                 \
        assert_stored(f.s, table, "o", row_.id, "null NULL");            \
    } while (0)
static void test_sqlite_types_stored_form(void **state) {
    (void)state;
    if (!on_sqlite()) skip();
    fixture f = begin();
    int32_t numbers[] = { 1, -2 };
    double reals[] = { 0.1, 1e300 };
    const char *words[] = { "a", "b\"c" };
    bool bools[] = { true, false };
    orm_uuid uuid = { { 0x12, 0x3e, 0x45, 0x67, 0xe8, 0x9b, 0x12, 0xd3, 0xa4, 0x56, 0x42, 0x66, 0x14, 0x17, 0x40, 0x00 } };
    static const float floats[] = { 1, -2, 0.5f };
    static const orm_map_entry entries[] = { { "b", NULL }, { "a", "1" } };
    STORED(BoolRow, "bool_rows", true, "integer 1");
    STORED(Int16Row, "int16_rows", INT16_MIN, "integer -32768");
    STORED(Int32Row, "int32_rows", INT32_MAX, "integer 2147483647");
    STORED(Int64Row, "int64_rows", INT64_MIN, "integer -9223372036854775808");
    STORED(Uint32Row, "uint32_rows", UINT32_MAX, "integer 4294967295");
    STORED(Uint64Row, "uint64_rows", INT64_MAX, "integer 9223372036854775807");
    STORED(Uint64Row, "uint64_rows", UINT64_MAX, "text '18446744073709551615'");
    STORED(Uint64Row, "uint64_rows", UINT64_C(9223372036854775808), "text '09223372036854775808'");
    STORED(FloatRow, "float_rows", 0.5f, "real 0.5");
    STORED(DoubleRow, "double_rows", 1, "real 1.0");
    STORED(TextRow, "text_rows", "00123", "text '00123'");
    STORED(VarcharRow, "varchar_rows", "1e5", "text '1e5'");
    STORED(CharRow, "char_rows", "7", "text '7'");
    STORED(JsonRow, "json_rows", "{ \"a\":1 }", "text '{ \"a\":1 }'");
    STORED(InetRow, "inet_rows", "192.168.0.1/32", "text '192.168.0.1'");
    STORED(InetRow, "inet_rows", "2001:DB8:0:0::1", "text '2001:db8::1'");
    STORED(CidrRow, "cidr_rows", "10.0.0.0/8", "text '10.0.0.0/8'");
    STORED(MacaddrRow, "macaddr_rows", "0800.2B01.0203", "text '08:00:2b:01:02:03'");
    STORED(DecimalRow, "decimal_rows", ORM_DEC("12.5"), "integer 125000");
    STORED(DecimalRow, "decimal_rows", ORM_DEC("-99999999999999.9999"), "integer -999999999999999999");
    STORED(LongRow, "long_rows", ORM_DEC("-12.5"), "text '-12.5000000000'");
    STORED(MoneyRow, "money_rows", ORM_DEC("1e2"), "integer 10000");
    STORED(StampRow, "stamp_rows", INT64_C(1769903999123456), "text '2026-01-31 23:59:59.123456'");
    STORED(StampRow, "stamp_rows", 0, "text '1970-01-01 00:00:00.000000'");
    STORED(DateRow, "date_rows", ORM_DATE_MIN, "text '0001-01-01'");
    STORED(TimeRow, "time_rows", 1, "text '00:00:00.000001'");
    STORED(IntervalRow, "interval_rows", ((orm_interval){ 14, 3, 1500000 }), "text 'P1Y2M3DT1.5S'");
    STORED(UuidRow, "uuid_rows", uuid, "blob X'123E4567E89B12D3A456426614174000'");
    STORED(BlobRow, "blob_rows", ((orm_blob){ "a\0b", 3 }), "blob X'610062'");
    STORED(BlobRow, "blob_rows", ((orm_blob){ "", 0 }), "blob X''");
    STORED(VectorRow, "vector_rows", ((orm_vector){ floats, 3 }), "blob X'0000803F000000C00000003F'");
    STORED(Int32sRow, "int32s_rows", ((orm_array_int32){ numbers, 2 }), "text '[1,-2]'");
    STORED(Int32sRow, "int32s_rows", ((orm_array_int32){ numbers, 0 }), "text '[]'");
    STORED(DoublesRow, "doubles_rows", ((orm_array_double){ reals, 2 }), "text '[0.1,1e+300]'");
    STORED(TextsRow, "texts_rows", ((orm_array_text){ words, 2 }), "text '[\"a\",\"b\\\"c\"]'");
    STORED(BoolsRow, "bools_rows", ((orm_array_bool){ bools, 2 }), "text '[true,false]'");
    STORED(UuidsRow, "uuids_rows", ((orm_array_uuid){ &uuid, 1 }), "text '[\"123e4567-e89b-12d3-a456-426614174000\"]'");
    STORED(HstoreRow, "hstore_rows", ((orm_map){ entries, 2 }), "text '{\"a\":\"1\",\"b\":null}'");
    STORED(PointRow, "point_rows", ((orm_point){ 1, -0.5 }), "text '(1,-0.5)'");
    STORED(LevelRow, "level_rows", LEVEL_HIGH, "text 'high'");
    STORED(LevelRow, "level_rows", LEVEL_TOP, "text 'LEVEL_TOP'");
    STORED(FractionRow, "fraction_rows", ((fraction){ 3, 4 }), "text '3/4'");
    CelsiusRow warm = { .v = { 36.6 } };
    RatioRow part = { .v = { 2 } };
    RgbRow colour = { .v = { 1, 2, 255 } };
    assert_ok(f.s, CelsiusRow_insert(f.s, &warm));
    assert_ok(f.s, RatioRow_insert(f.s, &part));
    assert_ok(f.s, RgbRow_insert(f.s, &colour));
    assert_string_equal(stored(f.s, "celsius_rows", "v", warm.id), "integer 366");
    assert_string_equal(stored(f.s, "ratio_rows", "v", part.id), "real 2.0");
    assert_string_equal(stored(f.s, "rgb_rows", "v", colour.id), "blob X'0102FF'");
    end(f);
}

/* ---- what is refused on the way in --------------------------------------------------------------------------------------------------------- */
static void test_types_refuse_numbers(void **state) {
    (void)state;
    fixture f = begin();
    if (!test_on("postgres")) { /* whose columns hold it */
        REFUSED(FloatRow, NAN, WRAPPED, ORM_INVALID, "FloatRow.v: NaN");
        REFUSED(DoubleRow, NAN, WRAPPED, ORM_INVALID, "DoubleRow.v: NaN");
    }
    if (test_on("mysql")) {
        REFUSED(FloatRow, INFINITY, WRAPPED, ORM_INVALID, "infinity");
        REFUSED(DoubleRow, -INFINITY, WRAPPED, ORM_INVALID, "infinity");
    }
    REFUSED(DecimalRow, ORM_DEC("1.23456"), DIGITS, ORM_INVALID, "\"1.23456\" is no decimal(18,4)");
    REFUSED(DecimalRow, ORM_DEC("100000000000000"), DIGITS, ORM_INVALID, "at most 14 before and 4 after the point");
    REFUSED(DecimalRow, ORM_DEC("twelve"), DIGITS, ORM_INVALID, "\"twelve\" is no decimal(18,4)");
    REFUSED(DecimalRow, ORM_DEC(""), DIGITS, ORM_INVALID, "is no decimal(18,4)");
    REFUSED(DecimalRow, ORM_DEC("1,5"), DIGITS, ORM_INVALID, "is no decimal(18,4)");
    REFUSED(DecimalRow, ORM_DEC("NaN"), DIGITS, ORM_INVALID, "is no decimal(18,4)");
    REFUSED(LongRow, ORM_DEC("100000000000000000000"), DIGITS, ORM_INVALID, "is no decimal(30,10)");
    REFUSED(MoneyRow, ORM_DEC("0.001"), DIGITS, ORM_INVALID, "is no decimal(18,2)");
    /* values of a query go through the same door */
    Int16Row small = { .v = 1 };
    assert_ok(f.s, Int16Row_insert(f.s, &small));
    assert_int_equal(Int16Row_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Int16Rows.v, 32768))), -1);
    assert_session(f.s, ORM_INVALID);
    assert_message(f.s, "Int16Row.v: a value in the query is out of range for int16");
    assert_int_equal(Uint32Row_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Uint32Rows.v, -1))), -1);
    assert_session(f.s, ORM_INVALID);
    assert_int_equal(Uint64Row_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Uint64Rows.v, -1))), -1);
    assert_session(f.s, ORM_INVALID);
    assert_int_equal(Int64Row_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Int64Rows.v, UINT64_MAX))), -1);
    assert_session(f.s, ORM_INVALID);
    assert_int_equal(FloatRow_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(FloatRows.v, 1e39))), -1);
    assert_session(f.s, ORM_INVALID);
    if (!test_on("postgres")) {
        assert_int_equal(DoubleRow_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(DoubleRows.v, (double)NAN))), -1);
        assert_session(f.s, ORM_INVALID);
    }
    assert_int_equal(Int16Row_count(f.s, orm_q(.where = orm_eq(Int16Rows.v, 70000))), -1);
    assert_session(f.s, ORM_INVALID);
    assert_int_equal(DecimalRow_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(DecimalRows.v, ORM_DEC("0.00001")))), -1);
    assert_session(f.s, ORM_INVALID);
    assert_int_equal(Int16Row_count(f.s, orm_q(.where = orm_eq(Int16Rows.v, 1))), 1);
    end(f);
}
static void test_types_refuse_moments(void **state) {
    (void)state;
    fixture f = begin();
    REFUSED(StampRow, ORM_TIMESTAMP_MIN - 1, WRAPPED, ORM_INVALID, "outside the years 0001 to 9999");
    REFUSED(StampRow, ORM_TIMESTAMP_MAX + 1, WRAPPED, ORM_INVALID, "outside the years 0001 to 9999");
    REFUSED(StampRow, INT64_MAX, WRAPPED, ORM_INVALID, "outside the years 0001 to 9999");
    REFUSED(DateRow, ORM_DATE_MIN - 1, WRAPPED, ORM_INVALID, "outside the years 0001 to 9999");
    REFUSED(DateRow, ORM_DATE_MAX + 1, WRAPPED, ORM_INVALID, "outside the years 0001 to 9999");
    REFUSED(TimeRow, -1, WRAPPED, ORM_INVALID, "not between 00:00:00 and 23:59:59.999999");
    REFUSED(TimeRow, INT64_C(86400000000), WRAPPED, ORM_INVALID, "not between 00:00:00 and 23:59:59.999999");
    end(f);
}
static void test_types_refuse_texts(void **state) {
    (void)state;
    fixture f = begin();
    static const char *const not_utf8[] = { "\xff", "a\x80", "\xc0\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82", "\xf8\x88\x80\x80\x80" };
    for (size_t i = 0; i < COUNT(not_utf8); i++) {
        REFUSED(TextRow, not_utf8[i], POINTER, ORM_INVALID, "TextRow.v: the text is not valid UTF-8");
        REFUSED(VarcharRow, not_utf8[i], POINTER, ORM_INVALID, "not valid UTF-8");
        REFUSED(JsonRow, not_utf8[i], POINTER, ORM_INVALID, "JsonRow.v: the text is not valid UTF-8");
        REFUSED(InetRow, not_utf8[i], POINTER, ORM_INVALID, "not valid UTF-8");
        assert_int_equal(TextRow_count(f.s, orm_q(.where = orm_eq(TextRows.v, not_utf8[i]))), -1);
        assert_session(f.s, ORM_INVALID);
    }
    REFUSED(VarcharRow, "abcdef", POINTER, ORM_INVALID, "VarcharRow.v: the text has 6 characters, the column takes 5");
    REFUSED(VarcharRow, "äöüäöü", POINTER, ORM_INVALID, "has 6 characters, the column takes 5");
    REFUSED(CharRow, "abcd", POINTER, ORM_INVALID, "has 4 characters, the column takes 3");
    VarcharRow too_long_later = { .v = "abc" };
    assert_ok(f.s, VarcharRow_insert(f.s, &too_long_later));
    assert_int_equal(VarcharRow_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(VarcharRows.v, "abcdef"))), -1);
    assert_session(f.s, ORM_INVALID);
    static const char *const not_json[] = { "", " ", "{", "[1,]", "{a:1}", "01", "'a'", "nul", "[1] 2", "\"\t\"", "\"\\ud800\"", "NaN" };
    for (size_t i = 0; i < COUNT(not_json); i++) REFUSED(JsonRow, not_json[i], POINTER, ORM_INVALID, "JsonRow.v: the text is no JSON: the first mistake is at byte ");
    REFUSED(JsonRow, "[1, 2,]", POINTER, ORM_INVALID, "at byte 6");
    static const char *const not_inet[] = { "", "10.1", "256.0.0.1", "010.0.0.1", "1.2.3.4/33", "::g", "1::2::3", "1.2.3.4 " };
    for (size_t i = 0; i < COUNT(not_inet); i++) REFUSED(InetRow, not_inet[i], POINTER, ORM_INVALID, "is no inet");
    REFUSED(CidrRow, "10.0.0.1/8", POINTER, ORM_INVALID, "\"10.0.0.1/8\" is no cidr");
    REFUSED(MacaddrRow, "08:00:2b:01:02", POINTER, ORM_INVALID, "is no macaddr");
    end(f);
}
static void test_types_refuse_others(void **state) {
    (void)state;
    fixture f = begin();
    static const float two[] = { 1, 2, NAN, INFINITY };
    const char *bad_words[] = { "fine", "\xff" }, *hole[] = { "a", NULL };
    double not_json[] = { 1, NAN };
    static const orm_map_entry bad_value[] = { { "a", "\xff" } }, bad_key[] = { { "\xff", "a" } }, no_key[] = { { NULL, "a" } };
    if (test_has_vectors()) {
        REFUSED(VectorRow, ((orm_vector){ two, 2 }), ITEMS, ORM_INVALID, "VectorRow.v: the vector has 2 dimensions, the column 3");
        REFUSED(VectorRow, ((orm_vector){ two, 3 }), ITEMS, ORM_INVALID, "VectorRow.v: the vector holds NaN or an infinity");
        REFUSED(AnyvectorRow, ((orm_vector){ two, 4 }), ITEMS, ORM_INVALID, "the vector holds NaN or an infinity");
    }
    REFUSED(TextsRow, ((orm_array_text){ bad_words, 2 }), ITEMS, ORM_INVALID, "TextsRow.v: ");
    REFUSED(TextsRow, ((orm_array_text){ hole, 2 }), ITEMS, ORM_INVALID, "TextsRow.v: ");
    if (!test_on("postgres")) REFUSED(DoublesRow, ((orm_array_double){ not_json, 2 }), ITEMS, ORM_INVALID, "DoublesRow.v: ");
    REFUSED(HstoreRow, ((orm_map){ bad_value, 1 }), ITEMS, ORM_INVALID, "HstoreRow.v: the map holds a text that is not UTF-8");
    REFUSED(HstoreRow, ((orm_map){ bad_key, 1 }), ITEMS, ORM_INVALID, "HstoreRow.v: the map holds a text that is not UTF-8");
    REFUSED(HstoreRow, ((orm_map){ no_key, 1 }), ITEMS, ORM_INVALID, "HstoreRow.v: ");
    REFUSED(PointRow, ((orm_point){ NAN, 0 }), WRAPPED, ORM_INVALID, "PointRow.v: the point holds NaN or an infinity");
    REFUSED(PointRow, ((orm_point){ 0, INFINITY }), WRAPPED, ORM_INVALID, "PointRow.v: ");
    REFUSED(LevelRow, ((Level)17), WRAPPED, ORM_INVALID, "LevelRow.v: 17 is no value of enum Level");
    REFUSED(FractionRow, ((fraction){ 1, -1 }), OWN, ORM_INVALID, "FractionRow.v: the codec fraction refuses the value");
    assert_int_equal(LevelRow_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(LevelRows.v, -1))), -1);
    assert_session(f.s, ORM_INVALID);
    end(f);
}
static void test_types_null_in_not_null(void **state) {
    (void)state;
    fixture f = begin();
    NULL_IS_REFUSED(TextRow);
    NULL_IS_REFUSED(VarcharRow);
    NULL_IS_REFUSED(CharRow);
    NULL_IS_REFUSED(JsonRow);
    NULL_IS_REFUSED(InetRow);
    NULL_IS_REFUSED(CidrRow);
    NULL_IS_REFUSED(MacaddrRow);
    NULL_IS_REFUSED(DecimalRow);
    NULL_IS_REFUSED(LongRow);
    NULL_IS_REFUSED(MoneyRow);
    NULL_IS_REFUSED(BlobRow);
    if (test_has_vectors()) NULL_IS_REFUSED(VectorRow);
    NULL_IS_REFUSED(Int32sRow);
    NULL_IS_REFUSED(TextsRow);
    NULL_IS_REFUSED(HstoreRow);
    NULL_IS_REFUSED(FractionRow);
    /* and by ORM_NULL, wherever the column is NOT NULL */
    Int32Row row = { .v = 7, .o = ORM_SOME(7) };
    assert_ok(f.s, Int32Row_insert(f.s, &row));
    assert_int_equal(Int32Row_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Int32Rows.v, ORM_NULL))), -1);
    assert_session(f.s, ORM_CONFLICT_NOT_NULL);
    assert_int_equal(Int32Row_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Int32Rows.o, ORM_NULL))), 1);
    assert_ok(f.s, Int32Row_refresh(f.s, &row));
    assert_int_equal(row.v, 7);
    assert_false(row.o.has);
    end(f);
}

/* ---- what is refused on the way out ---------------------------------------------------------------------------------------------------------- */
static void test_sqlite_types_unreadable_values(void **state) {
    (void)state;
    if (!on_sqlite()) skip();
    fixture f = begin();
    assert_true(orm_exec(f.s, "PRAGMA ignore_check_constraints = on", orm_args()) >= 0);
    static const float floats[] = { 1, -2, 0.5f };
    int32_t numbers[] = { 1 };
    static const orm_map_entry entries[] = { { "a", "1" } };
    UNREADABLE(BoolRow, BoolRows, "bool_rows", true, "2", "the integer 2 is stored, which is no bool");
    UNREADABLE(BoolRow, BoolRows, "bool_rows", true, "'perhaps'", "the text 'perhaps' is stored, which is no bool");
    UNREADABLE(Int16Row, Int16Rows, "int16_rows", 1, "32768", "the integer 32768 is stored, which is no int16");
    UNREADABLE(Int16Row, Int16Rows, "int16_rows", 1, "1.5", "the real 1.5 is stored, which is no int16");
    UNREADABLE(Int32Row, Int32Rows, "int32_rows", 1, "-2147483649", "the integer -2147483649 is stored, which is no int32");
    UNREADABLE(Int64Row, Int64Rows, "int64_rows", 1, "1e19", "the real 1e+19 is stored, which is no int64");
    UNREADABLE(Int64Row, Int64Rows, "int64_rows", 1, "X'01'", "a blob of 1 bytes is stored, which is no int64");
    UNREADABLE(Uint32Row, Uint32Rows, "uint32_rows", 1, "-1", "the integer -1 is stored, which is no uint32");
    UNREADABLE(Uint32Row, Uint32Rows, "uint32_rows", 1, "4294967296", "the integer 4294967296 is stored, which is no uint32");
    UNREADABLE(Uint64Row, Uint64Rows, "uint64_rows", 1, "-1", "the integer -1 is stored, which is no uint64");
    UNREADABLE(Uint64Row, Uint64Rows, "uint64_rows", 1, "'18446744073709551616'", "the text '18446744073709551616' is stored, which is no uint64");
    UNREADABLE(FloatRow, FloatRows, "float_rows", 1, "1e39", "the real 9.9999999999999994e+38 is stored, which is no float");
    UNREADABLE(DoubleRow, DoubleRows, "double_rows", 1, "'1.5x'", "the text '1.5x' is stored, which is no double");
    UNREADABLE(TextRow, TextRows, "text_rows", "a", "CAST(X'61FF' AS TEXT)", "the text 'a?' is stored, which is no text");
    UNREADABLE(TextRow, TextRows, "text_rows", "a", "CAST(X'610062' AS TEXT)", "the text 'a?b' is stored, which is no text");
    UNREADABLE(TextRow, TextRows, "text_rows", "a", "X'61'", "a blob of 1 bytes is stored, which is no text");
    UNREADABLE(JsonRow, JsonRows, "json_rows", "1", "'{'", "the text '{' is stored, which is no json");
    UNREADABLE(InetRow, InetRows, "inet_rows", "::1", "'localhost'", "the text 'localhost' is stored, which is no inet");
    UNREADABLE(CidrRow, CidrRows, "cidr_rows", "::/0", "'10.0.0.1/8'", "which is no cidr");
    UNREADABLE(MacaddrRow, MacaddrRows, "macaddr_rows", "08:00:2b:01:02:03", "'08:00'", "which is no macaddr");
    UNREADABLE(DecimalRow, DecimalRows, "decimal_rows", ORM_DEC("1"), "'abc'", "the text 'abc' is stored, which is no decimal(18,4)");
    UNREADABLE(DecimalRow, DecimalRows, "decimal_rows", ORM_DEC("1"), "0.00001", "which is no decimal");
    UNREADABLE(DecimalRow, DecimalRows, "decimal_rows", ORM_DEC("1"), "1000000000000000000", "the integer 1000000000000000000 is stored, which is no decimal");
    UNREADABLE(LongRow, LongRows, "long_rows", ORM_DEC("1"), "'1.00000000001'", "which is no decimal");
    UNREADABLE(MoneyRow, MoneyRows, "money_rows", ORM_DEC("1"), "X''", "a blob of 0 bytes is stored, which is no money");
    UNREADABLE(StampRow, StampRows, "stamp_rows", 0, "'2026-02-30 00:00:00'", "the text '2026-02-30 00:00:00' is stored, which is no timestamp");
    UNREADABLE(StampRow, StampRows, "stamp_rows", 0, "'yesterday'", "which is no timestamp");
    UNREADABLE(DateRow, DateRows, "date_rows", 0, "'2026-13-01'", "which is no date");
    UNREADABLE(DateRow, DateRows, "date_rows", 0, "'2026-01-01 00:00:01'", "which is no date");
    UNREADABLE(TimeRow, TimeRows, "time_rows", 0, "'24:00:00'", "which is no time");
    UNREADABLE(IntervalRow, IntervalRows, "interval_rows", ((orm_interval){ 0, 1, 0 }), "'1 day'", "which is no interval");
    UNREADABLE(UuidRow, UuidRows, "uuid_rows", ((orm_uuid){ { 1 } }), "X'0102'", "a blob of 2 bytes is stored, which is no uuid");
    UNREADABLE(BlobRow, BlobRows, "blob_rows", ((orm_blob){ "", 0 }), "17", "the integer 17 is stored, which is no blob");
    UNREADABLE(VectorRow, VectorRows, "vector_rows", ((orm_vector){ floats, 3 }), "X'0000803F'", "a blob of 4 bytes is stored, which is no vector");
    UNREADABLE(VectorRow, VectorRows, "vector_rows", ((orm_vector){ floats, 3 }), "X'0000803F000000C00000C07F'", "a blob of 12 bytes is stored, which is no vector");
    UNREADABLE(Int32sRow, Int32sRows, "int32s_rows", ((orm_array_int32){ numbers, 1 }), "'[1, 2147483648]'", "the text '[1, 2147483648]' is stored, which is no array");
    UNREADABLE(Int32sRow, Int32sRows, "int32s_rows", ((orm_array_int32){ numbers, 1 }), "'[null]'", "which is no array(int32)");
    UNREADABLE(HstoreRow, HstoreRows, "hstore_rows", ((orm_map){ entries, 1 }), "'{\"a\":1}'", "which is no hstore");
    UNREADABLE(PointRow, PointRows, "point_rows", ((orm_point){ 0, 0 }), "'(1;2)'", "the text '(1;2)' is stored, which is no point");
    UNREADABLE(PointRow, PointRows, "point_rows", ((orm_point){ 0, 0 }), "'(nan,2)'", "the text '(nan,2)' is stored, which is no point");
    UNREADABLE(LevelRow, LevelRows, "level_rows", LEVEL_LOW, "'LOW'", "the text 'LOW' is stored, which is no enum(Level)");
    UNREADABLE(FractionRow, FractionRows, "fraction_rows", ((fraction){ 1, 2 }), "'1/0'", "the text '1/0' is stored, which is no fraction");
    UNREADABLE(FractionRow, FractionRows, "fraction_rows", ((fraction){ 1, 2 }), "X'31'", "a blob of 1 bytes is stored, which is no fraction");
    end(f);
}

/* ---- order and equality ----------------------------------------------------------------------------------------------------------------------- */
#define RANDOM_ROWS 50
/* Fifty random values: read in the column's order they are in the C order, orm_eq finds exactly the equal ones, orm_lt and orm_ge exactly the others. */
#define SORTS_LIKE_C(Row, Rows, make, BY)                                                                                        \
    do {                                                                                                                         \
        Row made_[RANDOM_ROWS];                                                                                                  \
        memset(made_, 0, sizeof made_);                                                                                          \
        for (size_t i_ = 0; i_ < RANDOM_ROWS; i_++) made_[i_].v = (make);                                                        \
        assert_ok(f.s, Row##_insert_all(f.s, made_, RANDOM_ROWS));                                                               \
        Row##_list sorted_ = Row##_all(f.s, orm_q(.order_by = { orm_asc(Rows.v) }));                                             \
        assert_session(f.s, ORM_OK);                                                                                             \
        assert_int_equal(sorted_.count, RANDOM_ROWS);                                                                            \
        for (size_t i_ = 1; i_ < RANDOM_ROWS; i_++) assert_true(BY(sorted_.items[i_ - 1].v, sorted_.items[i_].v) <= 0);          \
        sorted_ = Row##_all(f.s, orm_q(.order_by = { orm_desc(Rows.v) }));                                                       \
        for (size_t i_ = 1; i_ < RANDOM_ROWS; i_++) assert_true(BY(sorted_.items[i_ - 1].v, sorted_.items[i_].v) >= 0);          \
        for (size_t i_ = 0; i_ < RANDOM_ROWS; i_++) {                                                                            \
            int64_t less_ = 0, equal_ = 0;                                                                                       \
            for (size_t k_ = 0; k_ < RANDOM_ROWS; k_++) {                                                                        \
                const int order_ = BY(made_[k_].v, made_[i_].v);                                                                 \
                less_ += order_ < 0;                                                                                             \
                equal_ += order_ == 0;                                                                                           \
            }                                                                                                                    \
            assert_int_equal(Row##_count(f.s, orm_q(.where = orm_eq(Rows.v, made_[i_].v))), equal_);                             \
            assert_int_equal(Row##_count(f.s, orm_q(.where = orm_ne(Rows.v, made_[i_].v))), RANDOM_ROWS - equal_);               \
            assert_int_equal(Row##_count(f.s, orm_q(.where = orm_in(Rows.v, made_[i_].v))), equal_);                             \
            assert_int_equal(Row##_count(f.s, orm_q(.where = orm_lt(Rows.v, made_[i_].v))), less_);                              \
            assert_int_equal(Row##_count(f.s, orm_q(.where = orm_le(Rows.v, made_[i_].v))), less_ + equal_);                     \
            assert_int_equal(Row##_count(f.s, orm_q(.where = orm_gt(Rows.v, made_[i_].v))), RANDOM_ROWS - less_ - equal_);       \
            assert_int_equal(Row##_count(f.s, orm_q(.where = orm_ge(Rows.v, made_[i_].v))), RANDOM_ROWS - less_);                \
            assert_int_equal(Row##_count(f.s, orm_q(.where = orm_between(Rows.v, made_[i_].v, made_[i_].v))), equal_);           \
            assert_int_equal(Row##_count(f.s, orm_q(.where = orm_eq(Rows.v, Rows.v))), RANDOM_ROWS);                             \
        }                                                                                                                        \
        assert_true(Row##_delete_where(f.s, orm_q(.all_rows = true)) == RANDOM_ROWS);                                            \
    } while (0)
static double random_double(void) {
    double v = (double)random_int64() / (double)(1 + random_below(1000));
    return random_below(4) ? v : v * 1e-200;
}
/* `whole` and `part` digits at most; few of them are equal. */
static orm_decimal random_decimal(int whole, int part) {
    static char texts[RANDOM_ROWS][72];
    static size_t next;
    char *text = texts[next++ % RANDOM_ROWS], *p = text;
    int digits = 1 + (int)random_below((uint64_t)whole);
    if (random_below(2)) *p++ = '-';
    for (int i = 0; i < digits; i++) *p++ = (char)('0' + random_below(10));
    digits = part ? (int)random_below((uint64_t)part + 1) : 0;
    if (digits) *p++ = '.';
    for (int i = 0; i < digits; i++) *p++ = (char)('0' + random_below(10));
    *p = 0;
    return (orm_decimal){ text };
}
static const char *random_text(size_t longest) {
    static const char *const characters[] = { "a", "b", "B", "z", "Z", " ", "0", "9", "_", "\xc3\xa4", "\xc3\x9f", "\xe2\x82\xac", "\xef\xbf\xbd", "\xf0\x9f\x9a\x80" };
    static char texts[RANDOM_ROWS][64];
    static size_t next;
    char *text = texts[next++ % RANDOM_ROWS];
    *text = 0;
    for (uint64_t n = random_below(longest + 1); n; n--) strcat(text, characters[random_below(COUNT(characters))]);
    return text;
}
static orm_uuid random_uuid(void) {
    orm_uuid uuid;
    for (int i = 0; i < 16; i++) uuid.bytes[i] = (uint8_t)(random_below(3) ? random_bits() : 0x80);
    return uuid;
}
static orm_blob random_blob(void) {
    static unsigned char bytes[RANDOM_ROWS][8];
    static size_t next;
    unsigned char *b = bytes[next++ % RANDOM_ROWS];
    for (int i = 0; i < 8; i++) b[i] = (unsigned char)(random_below(2) ? random_bits() : 0);
    return (orm_blob){ b, random_below(9) };
}
static void test_types_order_of_numbers(void **state) {
    (void)state;
    fixture f = begin();
    SORTS_LIKE_C(BoolRow, BoolRows, random_below(2) == 1, BY_NUMBER);
    SORTS_LIKE_C(Int16Row, Int16Rows, (int16_t)random_bits(), BY_NUMBER);
    SORTS_LIKE_C(Int32Row, Int32Rows, (int32_t)random_bits(), BY_NUMBER);
    SORTS_LIKE_C(Int64Row, Int64Rows, random_int64(), BY_NUMBER);
    SORTS_LIKE_C(Uint32Row, Uint32Rows, (uint32_t)random_bits(), BY_NUMBER);
    SORTS_LIKE_C(Uint64Row, Uint64Rows, random_bits() >> random_below(20), BY_NUMBER);
    SORTS_LIKE_C(FloatRow, FloatRows, (float)random_int64() / 3, BY_NUMBER);
    SORTS_LIKE_C(DoubleRow, DoubleRows, random_double(), BY_NUMBER);
    end(f);
}
static void test_types_order_of_decimals(void **state) {
    (void)state;
    fixture f = begin();
    SORTS_LIKE_C(DecimalRow, DecimalRows, random_decimal(14, 4), BY_DECIMAL);
    SORTS_LIKE_C(WholeRow, WholeRows, random_decimal(2, 0), BY_DECIMAL);
    SORTS_LIKE_C(LongRow, LongRows, random_decimal(20, 10), BY_DECIMAL);
    SORTS_LIKE_C(LongestRow, LongestRows, random_decimal(45, 20), BY_DECIMAL);
    SORTS_LIKE_C(MoneyRow, MoneyRows, random_decimal(16, 2), BY_DECIMAL);
    end(f);
}
static void test_types_order_of_moments(void **state) {
    (void)state;
    fixture f = begin();
    const uint64_t years = (uint64_t)(ORM_TIMESTAMP_MAX - ORM_TIMESTAMP_MIN);
    SORTS_LIKE_C(StampRow, StampRows, ORM_TIMESTAMP_MIN + (int64_t)random_below(years), BY_NUMBER);
    SORTS_LIKE_C(DateRow, DateRows, ORM_DATE_MIN + (int32_t)random_below(ORM_DATE_MAX - ORM_DATE_MIN), BY_NUMBER);
    SORTS_LIKE_C(TimeRow, TimeRows, (int64_t)random_below(UINT64_C(86400000000)), BY_NUMBER);
    end(f);
}
static void test_types_order_of_texts_and_bytes(void **state) {
    (void)state;
    fixture f = begin();
    SORTS_LIKE_C(TextRow, TextRows, random_text(6), BY_TEXT);
    SORTS_LIKE_C(VarcharRow, VarcharRows, random_text(5), BY_TEXT);
    SORTS_LIKE_C(CharRow, CharRows, random_text(3), BY_TEXT);
    SORTS_LIKE_C(UuidRow, UuidRows, random_uuid(), BY_UUID);
    SORTS_LIKE_C(BlobRow, BlobRows, random_blob(), BY_BLOB);
    end(f);
}
/* An enum is stored by name and ordered by its C value. */
static void test_types_order_of_enums(void **state) {
    (void)state;
    fixture f = begin();
    SORTS_LIKE_C(LevelRow, LevelRows, (Level)random_below(4), BY_NUMBER);
    LevelRow rows[] = { { .v = LEVEL_TOP, .o = ORM_SOME(LEVEL_HIGH) }, { .v = LEVEL_LOW }, { .v = LEVEL_MIDDLE, .o = ORM_SOME(LEVEL_MIDDLE) }, { .v = LEVEL_HIGH, .o = ORM_SOME(LEVEL_LOW) } };
    assert_ok(f.s, LevelRow_insert_all(f.s, rows, COUNT(rows)));
    const LevelRow_list l = LevelRow_all(f.s, orm_q(.order_by = { orm_desc(LevelRows.o) }));
    assert_session(f.s, ORM_OK);
    assert_int_equal(l.items[0].o.value, LEVEL_HIGH);
    assert_int_equal(l.items[2].o.value, LEVEL_LOW);
    assert_false(l.items[3].o.has);
    assert_int_equal(orm_value_int(LevelRow_aggregate(f.s, NULL, orm_max(LevelRows.v))), LEVEL_TOP);
    assert_int_equal(orm_value_int(LevelRow_aggregate(f.s, NULL, orm_min(LevelRows.o))), LEVEL_LOW);
    assert_int_equal(LevelRow_count(f.s, orm_q(.where = orm_gt(LevelRows.v, LevelRows.o))), 2);
    assert_int_equal(LevelRow_count(f.s, orm_q(.where = orm_eq(LevelRows.v, LevelRows.o))), 1);
    const orm_query *by_level = orm_q(.order_by = { orm_asc(LevelRows.v) }, .limit = 1);
    const LevelRow *last = NULL;
    for (int i = 0; i < 4; i++) {
        const LevelRow_list page = LevelRow_after(f.s, by_level, last);
        assert_session(f.s, ORM_OK);
        assert_int_equal(page.count, 1);
        assert_int_equal(page.items[0].v, i);
        last = &page.items[0];
    }
    end(f);
}
/* What has no order is not sorted into a wrong one. */
#define HAS_NO_ORDER(Row, Rows, value_, type)                                                              \
    do {                                                                                                   \
        Row row_ = { .v = (value_) };                                                                      \
        assert_ok(f.s, Row##_insert(f.s, &row_));                                                          \
        assert_int_equal(Row##_count(f.s, orm_q(.where = orm_eq(Rows.v, row_.v))), 1);                     \
        assert_int_equal(Row##_count(f.s, orm_q(.where = orm_ne(Rows.v, row_.v))), 0);                     \
        assert_int_equal(Row##_count(f.s, orm_q(.where = orm_is_null(Rows.o))), 1);                        \
        assert_int_equal(Row##_count(f.s, orm_q(.where = orm_lt(Rows.v, row_.v))), -1);                    \
        assert_session(f.s, ORM_UNSUPPORTED);                                                              \
        assert_message(f.s, #Row ".v by order: SQLite has no order for " type " columns");                \
        assert_int_equal(Row##_all(f.s, orm_q(.order_by = { orm_asc(Rows.v) })).count, 0);                 \
        assert_session(f.s, ORM_UNSUPPORTED);                                                              \
        assert_int_equal(Row##_count(f.s, orm_q(.order_by = { orm_asc(Rows.id) })), 1);                    \
    } while (0)
static void test_sqlite_types_without_order(void **state) {
    (void)state;
    if (!on_sqlite()) skip();
    fixture f = begin();
    int32_t numbers[] = { 9, 10 };
    static const float floats[] = { 1, 2, 3 };
    static const orm_map_entry entries[] = { { "b", "1" }, { "a", NULL } };
    HAS_NO_ORDER(JsonRow, JsonRows, "{\"a\":1}", "json");
    HAS_NO_ORDER(InetRow, InetRows, "10.0.0.1", "inet");
    HAS_NO_ORDER(CidrRow, CidrRows, "10.0.0.0/8", "cidr");
    HAS_NO_ORDER(MacaddrRow, MacaddrRows, "08:00:2b:01:02:03", "macaddr");
    HAS_NO_ORDER(IntervalRow, IntervalRows, ((orm_interval){ 1, 2, 3 }), "interval");
    HAS_NO_ORDER(VectorRow, VectorRows, ((orm_vector){ floats, 3 }), "vector");
    HAS_NO_ORDER(Int32sRow, Int32sRows, ((orm_array_int32){ numbers, 2 }), "array");
    HAS_NO_ORDER(HstoreRow, HstoreRows, ((orm_map){ entries, 2 }), "hstore");
    HAS_NO_ORDER(PointRow, PointRows, ((orm_point){ 1, 2 }), "point");
    /* equality is of values: other spellings of the same address, the map's entries in another order */
    static const orm_map_entry turned[] = { { "a", NULL }, { "b", "1" } };
    assert_int_equal(InetRow_count(f.s, orm_q(.where = orm_eq(InetRows.v, "10.0.0.1/32"))), 1);
    assert_int_equal(MacaddrRow_count(f.s, orm_q(.where = orm_eq(MacaddrRows.v, "08-00-2B-01-02-03"))), 1);
    assert_int_equal(HstoreRow_count(f.s, orm_q(.where = orm_eq(HstoreRows.v, ((orm_map){ turned, 2 })))), 1);
    PointRow zero = { .v = { -0.0, 0.0 } };
    assert_ok(f.s, PointRow_insert(f.s, &zero));
    assert_int_equal(PointRow_count(f.s, orm_q(.where = orm_eq(PointRows.v, ((orm_point){ 0, -0.0 })))), 1);
    end(f);
}
static void test_types_eq_finds_itself(void **state) {
    (void)state;
    fixture f = begin();
    FloatRow tenth = { .v = 0.1f };
    assert_ok(f.s, FloatRow_insert(f.s, &tenth));
    assert_int_equal(FloatRow_count(f.s, orm_q(.where = orm_eq(FloatRows.v, 0.1f))), 1);
    assert_int_equal(FloatRow_count(f.s, orm_q(.where = orm_eq(FloatRows.v, 0.1))), 1);
    DecimalRow price = { .v = ORM_DEC("5.5") };
    assert_ok(f.s, DecimalRow_insert(f.s, &price));
    assert_int_equal(DecimalRow_count(f.s, orm_q(.where = orm_eq(DecimalRows.v, ORM_DEC("+05.50")))), 1);
    LongRow large = { .v = ORM_DEC("5") };
    assert_ok(f.s, LongRow_insert(f.s, &large));
    assert_int_equal(LongRow_count(f.s, orm_q(.where = orm_eq(LongRows.v, 5))), 1);
    assert_int_equal(LongRow_count(f.s, orm_q(.where = orm_eq(LongRows.v, ORM_DEC("5.000")))), 1);
    const fraction half = { 1, 2 };
    FractionRow own = { .v = half };
    assert_ok(f.s, FractionRow_insert(f.s, &own));
    assert_int_equal(FractionRow_count(f.s, orm_q(.where = orm_eq(FractionRows.v, (const void *)&half))), 1);
    assert_int_equal(FractionRow_update_where(f.s, orm_q(.where = orm_eq(FractionRows.v, "1/2")), ORM_SET(orm_set(FractionRows.o, (const void *)&half))), 1);
    assert_ok(f.s, FractionRow_refresh(f.s, &own));
    assert_true(own.o.over == 1 && own.o.under == 2);
    const orm_uuid v7 = orm_uuid_v7((const uint8_t[16]){ 1, 2, 3 }, 1769903999123), v4 = orm_uuid_v4((const uint8_t[16]){ 9 });
    UuidRow ids[] = { { .v = v4 }, { .v = v7 } };
    assert_ok(f.s, UuidRow_insert_all(f.s, ids, 2));
    assert_int_equal(UuidRow_count(f.s, orm_q(.where = orm_eq(UuidRows.v, v7))), 1);
    assert_int_equal(UuidRow_count(f.s, orm_q(.where = orm_in(UuidRows.v, v4, v7))), 2);
    assert_int_equal(UuidRow_count(f.s, orm_q(.where = orm_in_array(UuidRows.v, ((orm_uuid[]){ v4, v7 }), 2))), 2);
    end(f);
}
/* NULL has its place in the order, and is found by nothing but a test for it. */
static void test_types_optional_values_in_queries(void **state) {
    (void)state;
    fixture f = begin();
    LongRow rows[] = { { .v = ORM_DEC("1"), .o = ORM_DEC("10") }, { .v = ORM_DEC("2") }, { .v = ORM_DEC("3"), .o = ORM_DEC("9") } };
    assert_ok(f.s, LongRow_insert_all(f.s, rows, 3));
    const LongRow_list l = LongRow_all(f.s, orm_q(.order_by = { orm_asc(LongRows.o) }));
    assert_session(f.s, ORM_OK);
    assert_null(l.items[0].o.text);
    assert_string_equal(l.items[1].o.text, "9.0000000000");
    assert_string_equal(l.items[2].o.text, "10.0000000000");
    assert_int_equal(LongRow_count(f.s, orm_q(.where = orm_eq(LongRows.o, (orm_decimal){ NULL }))), 1);
    assert_int_equal(LongRow_count(f.s, orm_q(.where = orm_ne(LongRows.o, ORM_NULL))), 2);
    assert_int_equal(LongRow_count(f.s, orm_q(.where = orm_lt(LongRows.o, ORM_NULL))), -1);
    assert_session(f.s, ORM_MISUSE);
    Int32Row numbers[] = { { .v = 1, .o = ORM_SOME(0) }, { .v = 2, .o = ORM_NONE } };
    assert_ok(f.s, Int32Row_insert_all(f.s, numbers, 2));
    assert_int_equal(Int32Row_count(f.s, orm_q(.where = orm_eq(Int32Rows.o, numbers[0].o))), 1);
    assert_int_equal(Int32Row_count(f.s, orm_q(.where = orm_eq(Int32Rows.o, numbers[1].o))), 1);
    assert_int_equal(Int32Row_count(f.s, orm_q(.where = orm_eq(Int32Rows.o, 0))), 1);
    assert_int_equal(Int32Row_count(f.s, orm_q(.where = orm_is_null(Int32Rows.o))), 1);
    assert_string_equal(TextRow_insert(f.s, &(TextRow){ .v = "", .o = "" }) == ORM_OK ? "ok" : orm_error_of(f.s)->message, "ok");
    assert_int_equal(TextRow_count(f.s, orm_q(.where = orm_is_null(TextRows.o))), 0); /* "" is a value */
    end(f);
}

/* SQLite would calculate with the first digits of a text: of a date, its year. */
static void test_sqlite_types_without_arithmetic(void **state) {
    (void)state;
    if (!on_sqlite()) skip();
    fixture f = begin();
    assert_int_equal(StampRow_count(f.s, orm_q(.where = orm_gt(orm_add(StampRows.v, 1), 0))), -1);
    assert_session(f.s, ORM_UNSUPPORTED);
    assert_message(f.s, "calculates with StampRow.v: SQLite has no arithmetic for timestamp columns");
    assert_int_equal(TextRow_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(TextRows.v, orm_mul(TextRows.v, 2)))), -1);
    assert_session(f.s, ORM_UNSUPPORTED);
    LongRow half = { .v = ORM_DEC("0.5000000001") }; /* a decimal of more than 18 digits is a text too, which calculates exactly */
    assert_ok(f.s, LongRow_insert(f.s, &half));
    assert_int_equal(LongRow_count(f.s, orm_q(.where = orm_gt(orm_add(LongRows.v, LongRows.v), 1))), 1);
    assert_int_equal(LongRow_count(f.s, orm_q(.where = orm_gt(orm_add(LongRows.v, LongRows.v), ORM_DEC("1.0000000002")))), 0);
    /* what is calculated stays in the column's range */
    Uint32Row row = { .v = 0 };
    assert_ok(f.s, Uint32Row_insert(f.s, &row));
    assert_int_equal(Uint32Row_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Uint32Rows.v, orm_sub(Uint32Rows.v, 1)))), -1);
    assert_session(f.s, ORM_INVALID);
    assert_message(f.s, "the result of the calculation is out of the column's range");
    assert_ok(f.s, Uint32Row_refresh(f.s, &row));
    assert_int_equal(row.v, 0);
    end(f);
}

/* Decimals of two scales are stored as integers that do not mean the same: they are compared exactly or not at all. */
#define MIXED_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, decimal(10, 2), price) X(field, decimal(10, 2), cost) X(field, decimal(10, 4), rate) \
    X(field, decimal(30, 2), total) X(field, int32, pieces)
ORM_MODEL(Mixed, Mixeds, MIXED_MODEL);
static void test_types_decimals_of_two_scales(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Mixed), NULL));
    Mixed row = { .price = ORM_DEC("1"), .cost = ORM_DEC("1.00"), .rate = ORM_DEC("1"), .total = ORM_DEC("1"), .pieces = 1 };
    assert_ok(f.s, Mixed_insert(f.s, &row));
    assert_int_equal(Mixed_count(f.s, orm_q(.where = orm_eq(Mixeds.price, Mixeds.cost))), 1);
    assert_int_equal(Mixed_count(f.s, orm_q(.where = orm_eq(Mixeds.price, orm_mul(Mixeds.cost, Mixeds.pieces)))), 1);
    const orm_query *const unlike[] = {
        orm_q(.where = orm_eq(Mixeds.price, Mixeds.rate)), orm_q(.where = orm_le(Mixeds.price, Mixeds.total)), orm_q(.where = orm_same(Mixeds.rate, Mixeds.total)),
        orm_q(.where = orm_between(Mixeds.price, 0, Mixeds.rate)), orm_q(.where = orm_gt(orm_add(Mixeds.price, Mixeds.rate), 1)), orm_q(.where = orm_eq(Mixeds.price, orm_col(Mixeds.pieces))),
    };
    for (size_t i = 0; i < COUNT(unlike); i++) {
        const int64_t count = Mixed_count(f.s, unlike[i]);
        if (orm_status_of(f.s) == ORM_OK) {
            assert_int_equal(count, 1);
            continue;
        }
        assert_int_equal(count, -1);
        assert_session(f.s, ORM_UNSUPPORTED);
        assert_message(f.s, "decimals of different scale or storage");
    }
    assert_int_equal(Mixed_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Mixeds.rate, orm_add(Mixeds.price, ORM_DEC("0.25"))), orm_set(Mixeds.total, Mixeds.price))), 1);
    assert_ok(f.s, Mixed_refresh(f.s, &row));
    assert_string_equal(row.rate.text, "1.2500");
    assert_string_equal(row.total.text, "1.00");
    assert_int_equal(Mixed_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Mixeds.price, orm_add(Mixeds.price, ORM_DEC("0.5"))))), 1);
    assert_ok(f.s, Mixed_refresh(f.s, &row));
    assert_string_equal(row.price.text, "1.50");
    end(f);
}

/* ---- maps ------------------------------------------------------------------------------------------------------------------------------------------ */
static void test_types_map_keys(void **state) {
    (void)state;
    fixture f = begin();
    static const orm_map_entry entries[] = { { "b", "1" }, { "a", NULL }, { "b", "2" }, { "", "empty" } };
    HstoreRow row = { .v = { entries, 4 } };
    assert_ok(f.s, HstoreRow_insert(f.s, &row));
    assert_ok(f.s, HstoreRow_refresh(f.s, &row));
    assert_int_equal(row.v.count, 3); /* of a key that comes twice the last one stays; sorted */
    assert_string_equal(row.v.items[0].key, "");
    assert_string_equal(row.v.items[1].key, "a");
    assert_null(row.v.items[1].value);
    assert_string_equal(row.v.items[2].key, "b");
    assert_string_equal(row.v.items[2].value, "2");
    end(f);
}

/* ---- all in one STRICT table ----------------------------------------------------------------------------------------------------------------------- */
static Wide wide_row(void) {
    static int32_t numbers[] = { 1, 2 };
    static const char *words[] = { "a" };
    static const float floats[] = { 1, 2 };
    static const orm_map_entry entries[] = { { "k", NULL } };
    return (Wide){ .f1 = true, .f2 = -2, .f3 = -3, .f4 = -4, .f5 = UINT32_MAX, .f6 = UINT64_MAX, .f7 = 0.5f, .f8 = 1, .f9 = "9", .f10 = "10", .f11 = "1", .f12 = "12",
                   .f13 = "10.0.0.1", .f14 = "10.0.0.0/8", .f15 = "08:00:2b:01:02:03", .f16 = ORM_DEC("16.5"), .f17 = ORM_DEC("17.5"), .f18 = ORM_DEC("18.5"), .f19 = 19, .f20 = 20,
                   .f21 = 21, .f22 = { 1, 2, 3 }, .f23 = { { 23 } }, .f24 = { "24", 2 }, .f25 = { floats, 2 }, .f26 = { numbers, 2 }, .f27 = { words, 1 }, .f28 = { entries, 1 },
                   .f29 = { 2, 9 }, .f30 = LEVEL_TOP, .f31 = { 3, 1 }, .f32 = { 32.5 }, .f33 = { 33 }, .f34 = { 3, 4, 0 }, .f35 = ORM_DEC("35.25"), .f36 = 36 };
}
static void assert_same_wide(const Wide *a, const Wide *b) {
    assert_true(a->f1 == b->f1 && a->f2 == b->f2 && a->f3 == b->f3 && a->f4 == b->f4 && a->f5 == b->f5 && a->f6 == b->f6 && a->f7 == b->f7 && a->f8 == b->f8);
    assert_string_equal(a->f9, b->f9);
    assert_string_equal(a->f10, b->f10);
    assert_string_equal(a->f11, b->f11);
    assert_string_equal(a->f12, b->f12);
    assert_string_equal(a->f13, b->f13);
    assert_string_equal(a->f14, b->f14);
    assert_string_equal(a->f15, b->f15);
    assert_true(BY_DECIMAL(a->f16, b->f16) == 0 && BY_DECIMAL(a->f17, b->f17) == 0 && BY_DECIMAL(a->f18, b->f18) == 0 && BY_DECIMAL(a->f35, b->f35) == 0);
    assert_true(a->f19 == b->f19 && a->f20 == b->f20 && a->f21 == b->f21 && a->f36 == b->f36);
    assert_true(BY_INTERVAL(a->f22, b->f22) == 0 && BY_UUID(a->f23, b->f23) == 0 && BY_BLOB(a->f24, b->f24) == 0 && BY_ITEMS(a->f25, b->f25) == 0 && BY_ITEMS(a->f26, b->f26) == 0);
    assert_true(BY_TEXTS(a->f27, b->f27) == 0 && order_of_maps(a->f28, b->f28) == 0 && BY_POINT(a->f29, b->f29) == 0 && a->f30 == b->f30 && BY_FRACTION(a->f31, b->f31) == 0);
    assert_true(BY_DEGREES(a->f32, b->f32) == 0 && BY_RATIO(a->f33, b->f33) == 0 && BY_RGB(a->f34, b->f34) == 0);
    assert_true(a->n1.has == b->n1.has && a->n2.has == b->n2.has && !a->n3 == !b->n3 && !a->n4.text == !b->n4.text && a->n5.has == b->n5.has && a->n6.has == b->n6.has &&
                !a->n7.data == !b->n7.data && a->n8.has == b->n8.has);
}
static void test_sqlite_strict_model_takes_every_type(void **state) {
    (void)state;
    if (!on_sqlite()) skip();
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Wide), NULL));
    const orm_value sql = orm_scalar_sql(f.s, "SELECT sql FROM sqlite_schema WHERE name = 'wides'", orm_args());
    assert_non_null(strstr(orm_value_text(sql), "STRICT"));
    Wide row = wide_row(), full = wide_row();
    full.n1 = (orm_opt_bool)ORM_SOME(false);
    full.n2 = (orm_opt_uint64)ORM_SOME(UINT64_MAX);
    full.n3 = "";
    full.n4 = ORM_DEC("-0.0001");
    full.n5 = (orm_opt_timestamp)ORM_SOME(-1);
    full.n6 = (orm_opt_uuid)ORM_SOME(((orm_uuid){ { 6 } }));
    full.n7 = (orm_blob){ "", 0 };
    full.n8 = (orm_opt_Level)ORM_SOME(LEVEL_LOW);
    assert_ok(f.s, Wide_insert(f.s, &row));
    assert_ok(f.s, Wide_insert(f.s, &full));
    assert_same_wide(Wide_get(f.s, row.id), &row);
    const Wide *back = Wide_get(f.s, full.id);
    assert_same_wide(back, &full);
    assert_true(back->n2.value == UINT64_MAX && !back->n1.value && back->n5.value == -1 && back->n6.value.bytes[0] == 6 && back->n8.value == LEVEL_LOW && back->n7.size == 0);
    full.f9 = "changed";
    assert_ok(f.s, Wide_update(f.s, &full));
    assert_ok(f.s, Wide_refresh(f.s, &full));
    assert_string_equal(full.f9, "changed");
    assert_string_equal(stored(f.s, "wides", "f6", row.id), "text '18446744073709551615'");
    assert_string_equal(stored(f.s, "wides", "f35", row.id), "real 35.25");
    end(f);
}

/* ---- numbers in and out of rows that are not there ---------------------------------------------------------------------------------------------------- */
/* Every text-like value survives in a copy that outlives its session's memory. */
static void test_types_copies_are_deep(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Wide), NULL));
    orm_session *other = orm_session_open(f.db);
    Wide row = wide_row();
    row.n3 = "three";
    row.n7 = (orm_blob){ "seven", 5 };
    assert_ok(f.s, Wide_insert(f.s, &row));
    const Wide *back = Wide_get(f.s, row.id), *copy = Wide_copy(other, back);
    assert_non_null(copy);
    assert_int_equal(orm_session_reset(f.s), ORM_OK);
    assert_same_wide(copy, &row);
    assert_string_equal(copy->n3, "three");
    assert_int_equal(orm_session_close(other), ORM_OK);
    end(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_types_there_and_back),
        cmocka_unit_test(test_sqlite_strict_url_there_and_back),
        cmocka_unit_test(test_types_large_values),
        cmocka_unit_test(test_types_negative_zero),
        cmocka_unit_test(test_sqlite_types_stored_form),
        cmocka_unit_test(test_types_refuse_numbers),
        cmocka_unit_test(test_types_refuse_moments),
        cmocka_unit_test(test_types_refuse_texts),
        cmocka_unit_test(test_types_refuse_others),
        cmocka_unit_test(test_types_null_in_not_null),
        cmocka_unit_test(test_sqlite_types_unreadable_values),
        cmocka_unit_test(test_types_order_of_numbers),
        cmocka_unit_test(test_types_order_of_decimals),
        cmocka_unit_test(test_types_order_of_moments),
        cmocka_unit_test(test_types_order_of_texts_and_bytes),
        cmocka_unit_test(test_types_order_of_enums),
        cmocka_unit_test(test_sqlite_types_without_order),
        cmocka_unit_test(test_types_eq_finds_itself),
        cmocka_unit_test(test_types_optional_values_in_queries),
        cmocka_unit_test(test_sqlite_types_without_arithmetic),
        cmocka_unit_test(test_types_decimals_of_two_scales),
        cmocka_unit_test(test_types_map_keys),
        cmocka_unit_test(test_sqlite_strict_model_takes_every_type),
        cmocka_unit_test(test_types_copies_are_deep),
    };
    return run_all(tests);
}
