/* Expressions at their limits: NULL, zero, the largest and smallest numbers, moments at the ends of the calendar, places that a document does not have, wrong arguments.  The same answers and the
 * same refusals on every database. */
#include "one_session.h"

#define THING_MODEL(X)                                                                                                                                                    \
    X(key, int64, id) X(field, opt(varchar(60)), t) X(field, opt(int32), i) X(field, opt(int64), b) X(field, opt(double), r) X(field, opt(float), f) X(field, opt(decimal(10, 2)), d)     \
    X(field, opt(decimal(24, 6)), w) X(field, opt(bool), k) X(field, opt(timestamp), ts) X(field, opt(date), da) X(field, opt(time), ti) X(field, opt(json), j) X(field, int64, g)         \
    X(field, opt(uuid), u) X(field, uint32, u4) X(field, opt(uint64), u8) X(field, int16, s2)
ORM_MODEL(Thing, Things, THING_MODEL, .table = "thing");

#define ONE_TEXT(X) X(field, opt(text), v)
ORM_RESULT(OneText, OneTexts, ONE_TEXT);
#define ONE_INT(X) X(field, opt(int64), v)
ORM_RESULT(OneInt, OneInts, ONE_INT);
#define ONE_REAL(X) X(field, opt(double), v)
ORM_RESULT(OneReal, OneReals, ONE_REAL);
#define ONE_DECIMAL(X) X(field, opt(decimal(38, 10)), v)
ORM_RESULT(OneDecimal, OneDecimals, ONE_DECIMAL);
#define ONE_MOMENT(X) X(field, opt(timestamp), v)
ORM_RESULT(OneMoment, OneMoments, ONE_MOMENT);
#define ONE_DATE(X) X(field, opt(date), v)
ORM_RESULT(OneDate, OneDates, ONE_DATE);
#define GROUPED(X) X(field, opt(int64), kind) X(field, int64, n) X(field, opt(text), name)
ORM_RESULT(Grouped, Groupeds, GROUPED);

static int64_t moment(const char *text)
{
    int64_t v = 0;
    assert_true(orm_timestamp_parse(text, strlen(text), &v));
    return v;
}
static int set_up(void **state)
{
    (void)state;
    open_one_session();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Thing), NULL));
    Thing things[] = {
        { .id = 1, .t = "Köln", .i = ORM_SOME(-7), .b = ORM_SOME(INT64_MAX), .r = ORM_SOME(-2.5), .f = ORM_SOME(1e30f), .d = ORM_DEC("-1.25"), .w = ORM_DEC("-123456789012.345675"), .k = ORM_SOME(true),
          .ts = ORM_SOME(moment("2024-02-29 23:59:59.999999")), .da = ORM_SOME(19782), .ti = ORM_SOME(INT64_C(86399999999)), .g = 1, .u4 = UINT32_MAX, .u8 = ORM_SOME(UINT64_MAX), .s2 = INT16_MIN },
        { .id = 2, .t = "", .i = ORM_SOME(7), .b = ORM_SOME(10), .r = ORM_SOME(2.5), .f = ORM_SOME(0.5f), .d = ORM_DEC("2.35"), .w = ORM_DEC("0.5"), .k = ORM_SOME(false),
          .ts = ORM_SOME(moment("1969-12-31 23:59:59.000001")), .da = ORM_SOME(-1), .ti = ORM_SOME(0), .g = 1, .u8 = ORM_SOME(7), .s2 = INT16_MAX },
        { .id = 3, .g = 2 },
        { .id = 4, .t = "İx", .i = ORM_SOME(INT32_MAX), .b = ORM_SOME(3), .r = ORM_SOME(0.49999999999999994), .f = ORM_SOME(-3.5f), .d = ORM_DEC("99999999.99"), .w = ORM_DEC("99999999999999999.999999"),
          .ts = ORM_SOME(moment("9999-12-31 12:00:00")), .da = ORM_SOME(2932896), .ti = ORM_SOME(1), .g = 3, .u4 = 9, .s2 = 1 },
    };
    for (size_t i = 0; i < 4; i++) assert_ok(s, Thing_insert(s, &things[i]));
    return 0;
}
#define ALL orm_q(.from = ORM_FROM(Thing), .order_by = { orm_asc(Things.id) })
/* What it gives for each thing, with blanks between, "-" for NULL; or the name of the status. */
static char answer[2000];
static void put(const char *format, ...)
{
    const size_t used = strlen(answer);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(answer + used, sizeof answer - used, format, arguments);
    va_end(arguments);
}
static const char *ended(void)
{
    const size_t used = strlen(answer);
    if (orm_status_of(s) != ORM_OK) return orm_status_name(orm_status_of(s));
    if (used) answer[used - 1] = 0;
    return answer;
}
static const char *ints(orm_expr e)
{
    OneInt_list l = OneInt_select(s, ALL, orm_into(OneInt, .v = e));
    *answer = 0;
    orm_foreach(OneInt, x, l) x->v.has ? put("%lld ", (long long)x->v.value) : put("- ");
    return ended();
}
static const char *reals(orm_expr e)
{
    OneReal_list l = OneReal_select(s, ALL, orm_into(OneReal, .v = e));
    *answer = 0;
    orm_foreach(OneReal, x, l) x->v.has ? put("%.17g ", x->v.value + 0.0) : put("- ");
    return ended();
}
static const char *texts(orm_expr e)
{
    OneText_list l = OneText_select(s, ALL, orm_into(OneText, .v = e));
    *answer = 0;
    orm_foreach(OneText, x, l) put("%s ", x->v ? x->v : "-");
    return ended();
}
static const char *decimals(orm_expr e)
{
    OneDecimal_list l = OneDecimal_select(s, ALL, orm_into(OneDecimal, .v = e));
    *answer = 0;
    orm_foreach(OneDecimal, x, l) {
        size_t length = x->v.text ? strlen(x->v.text) : 0;
        while (length && x->v.text[length - 1] == '0') length--;
        if (length && x->v.text[length - 1] == '.') length--;
        if (x->v.text) put("%.*s ", (int)length, x->v.text);
        else put("- ");
    }
    return ended();
}
static const char *moments(orm_expr e)
{
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    OneMoment_list l = OneMoment_select(s, ALL, orm_into(OneMoment, .v = e));
    *answer = 0;
    orm_foreach(OneMoment, x, l) {
        if (x->v.has) orm_timestamp_text(x->v.value, text, sizeof text);
        put("%s ", x->v.has ? text : "-");
    }
    return ended();
}
static const char *dates(orm_expr e)
{
    OneDate_list l = OneDate_select(s, ALL, orm_into(OneDate, .v = e));
    *answer = 0;
    orm_foreach(OneDate, x, l) x->v.has ? put("%d ", (int)x->v.value) : put("- ");
    return ended();
}
#define ints_are(e, text) assert_string_equal(ints(e), text)
#define reals_are(e, text) assert_string_equal(reals(e), text)
#define texts_are(e, text) assert_string_equal(texts(e), text)
#define decimals_are(e, text) assert_string_equal(decimals(e), text)
#define moments_are(e, text) assert_string_equal(moments(e), text)
#define dates_are(e, text) assert_string_equal(dates(e), text)

/* ---- numbers ------------------------------------------------------------------------------------------------------------------------------ */
static void test_functions_integers_have_64_bits(void **state)
{
    (void)state;
    ints_are(orm_add(Things.i, 1), "-6 8 - 2147483648");
    ints_are(orm_mul(Things.i, 3), "-21 21 - 6442450941");
    ints_are(orm_mul(Things.i, INT64_C(100000000000)), "ORM_INVALID");
    ints_are(orm_mul(Things.i, INT64_C(1000000000)), "-7000000000 7000000000 - 2147483647000000000");
    ints_are(orm_mul(Things.s2, Things.s2), "1073741824 1073676289 0 1");
    ints_are(orm_sub(Things.u4, 10), "4294967285 -10 -10 -1");
    ints_are(orm_add(Things.b, 1), "ORM_INVALID");
    ints_are(orm_mul(Things.b, 2), "ORM_INVALID");
    ints_are(orm_add(1, 2), "3 3 3 3");
    ints_are(orm_add(Things.k, 1), "2 1 - -");
    ints_are(orm_div(Things.i, -2), "3 -3 - -1073741823");
    ints_are(orm_mod(Things.i, -3), "-1 1 - 1");
    ints_are(orm_div(Things.i, 0), "- - - -");
    ints_are(orm_mod(Things.i, 0), "- - - -");
    reals_are(orm_div(Things.r, 0), "- - - -");
    ints_are(orm_floor(Things.b), "9223372036854775807 10 - 3");
    ints_are(orm_greatest(Things.i, orm_val(ORM_NULL)), "- - - -");
    ints_are(orm_least(Things.i, ORM_NULL), "- - - -");
    ints_are(orm_add(Things.t, 1), "ORM_MISUSE"); /* a result of another type is told first */
    texts_are(orm_neg(Things.t), "ORM_UNSUPPORTED");
    assert_int_equal(Thing_count(s, orm_q(.where = orm_gt(orm_mul(Things.i, INT64_C(1000000000)), 5))), 2);
    assert_session(s, ORM_OK);
    const orm_value most = Thing_aggregate(s, NULL, orm_max(orm_add(Things.i, 1)));
    assert_session(s, ORM_OK);
    assert_int_equal(orm_value_int(most), INT64_C(2147483648));
    assert_int_equal(orm_value_int(Thing_aggregate(s, NULL, orm_sum(orm_mul(Things.i, 2)))), INT64_C(4294967294));
    assert_int_equal(orm_value_int(Thing_aggregate(s, NULL, orm_count(orm_val(1)))), 4);
    assert_int_equal(orm_value_int(Thing_aggregate(s, NULL, orm_sum(orm_val(1)))), 4);
    assert_session(s, ORM_OK);
}
static void test_functions_decimals_by_their_digits(void **state)
{
    (void)state;
    decimals_are(orm_mul(Things.d, ORM_DEC("0.97")), "-1.2125 2.2795 - 96999999.9903");
    decimals_are(orm_mul(ORM_DEC("0.97"), Things.d), "-1.2125 2.2795 - 96999999.9903");
    decimals_are(orm_mul(Things.d, Things.d), "1.5625 5.5225 - 9999999998000000.0001");
    decimals_are(orm_sub(Things.d, ORM_DEC("0.005")), "-1.255 2.345 - 99999999.985");
    decimals_are(orm_add(Things.d, Things.w), "-123456789013.595675 2.85 - 100000000099999999.989999");
    decimals_are(orm_sub(Things.w, Things.w), "0 0 - 0");
    decimals_are(orm_mul(Things.w, 2), "-246913578024.69135 1 - 199999999999999999.999998");
    decimals_are(orm_neg(Things.w), "123456789012.345675 -0.5 - -99999999999999999.999999");
    decimals_are(orm_abs(Things.w), "123456789012.345675 0.5 - 99999999999999999.999999");
    decimals_are(orm_floor(Things.w), "-123456789013 0 - 99999999999999999");
    decimals_are(orm_ceil(Things.w), "-123456789012 1 - 100000000000000000");
    decimals_are(orm_round(orm_mul(Things.d, ORM_DEC("0.5")), 2), "-0.63 1.18 - 50000000");
    decimals_are(orm_cast_decimal(Things.w, 30, 2), "-123456789012.35 0.5 - 100000000000000000");
    decimals_are(orm_cast_decimal(Things.w, 10, 2), "ORM_INVALID");
    decimals_are(orm_cast_decimal(Things.i, 3, 1), "ORM_INVALID");
    decimals_are(orm_cast_decimal(Things.i, 3, 5), "ORM_MISUSE");
    reals_are(orm_mul(orm_val(0.5), Things.d), "-0.625 1.175 - 49999999.994999997");
    reals_are(orm_div(Things.d, ORM_DEC("0.5")), "-2.5 4.7000000000000002 - 199999999.97999999");
    reals_are(orm_cast(Things.w, ORM_DOUBLE), "-123456789012.34567 0.5 - 1e+17");
    assert_int_equal(Thing_count(s, orm_q(.where = orm_gt(orm_mul(Things.d, ORM_DEC("0.97")), ORM_DEC("2.279")))), 2);
    assert_session(s, ORM_OK);
    assert_string_equal(orm_value_text(Thing_aggregate(s, NULL, orm_sum(orm_mul(Things.d, ORM_DEC("0.1"))))), "10000000.109");
    assert_session(s, ORM_OK);
    /* six digits more than the column, on every database */
    assert_string_equal(orm_value_text(Thing_aggregate(s, NULL, orm_avg(Things.d))), "33333333.69666667");
    assert_string_equal(orm_value_text(Thing_aggregate(s, NULL, orm_filter(orm_avg(Things.w), orm_eq(Things.g, 1)))), "-61728394505.922837500000");
    decimals_are(orm_over(orm_avg(Things.d), .order_by = { orm_asc(Things.id) }, .frame = ORM_ROWS(ORM_UNBOUNDED_PRECEDING, ORM_UNBOUNDED_FOLLOWING)), "33333333.69666667 33333333.69666667 33333333.69666667 33333333.69666667");
}
static void test_functions_rounding_and_casts(void **state)
{
    (void)state;
    reals_are(orm_round(Things.r), "-3 3 - 0");
    reals_are(orm_round(orm_val(1234567890123456.0)), "1234567890123456 1234567890123456 1234567890123456 1234567890123456");
    reals_are(orm_round(orm_val(2.675), 2), "2.6800000000000002 2.6800000000000002 2.6800000000000002 2.6800000000000002");
    ints_are(orm_cast(Things.r, ORM_INT64), "-3 3 - 0");
    ints_are(orm_cast(Things.f, ORM_INT64), "ORM_INVALID");
    ints_are(orm_cast(Things.i, ORM_INT16), "ORM_INVALID");
    ints_are(orm_cast(Things.u8, ORM_INT64), "ORM_INVALID");
    ints_are(orm_cast(Things.d, ORM_INT32), "-1 2 - 100000000");
    reals_are(orm_cast(Things.i, ORM_FLOAT), "-7 7 - 2147483647");
    texts_are(orm_cast(Things.u, ORM_TEXT), "- - - -");
    texts_are(orm_concat(Things.u, "."), ". . . .");
    texts_are(orm_lower(Things.t), "köln  - ix");
    texts_are(orm_substr(Things.t, Things.b), "  - ");
    texts_are(orm_substr(Things.t, Things.i), "Köln  - ");
    texts_are(orm_substr(Things.t, 0), "ORM_MISUSE");
    reals_are(orm_coalesce(Things.i, 1.5), "-7 7 1.5 2147483647");
    decimals_are(orm_coalesce(Things.i, ORM_DEC("1.5")), "-7 7 1.5 2147483647");
    reals_are(orm_case(orm_when(orm_gt(Things.i, 0), Things.i), orm_else(1.5)), "1.5 7 1.5 2147483647");
}
static void test_functions_types_of_branches(void **state)
{
    (void)state;
    texts_are(orm_case(orm_when(orm_gt(Things.i, 0), Things.t), orm_else(Things.i)), "ORM_MISUSE");
    assert_message(s, "varchar and int32");
    texts_are(orm_coalesce(Things.t, Things.i), "ORM_MISUSE");
    moments_are(orm_coalesce(Things.ts, Things.da), "ORM_MISUSE");
    ints_are(orm_nullif(Things.i, Things.t), "ORM_MISUSE");
    ints_are(orm_greatest(Things.i, Things.ts), "ORM_MISUSE");
    ints_are(orm_over(orm_lag(Things.i, 1, Things.t), .order_by = { orm_asc(Things.id) }), "ORM_MISUSE");
    texts_are(orm_coalesce(Things.t, orm_cast(Things.i, ORM_TEXT)), "Köln  - İx");
    const orm_set_list wrong[] = { ORM_SET(orm_set(Things.t, orm_length(Things.t))), ORM_SET(orm_set(Things.i, orm_upper(Things.t))), ORM_SET(orm_set(Things.ts, orm_add(Things.i, 1))) };
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(Thing_update_where(s, orm_q(.all_rows = true), wrong[i]), -1);
        assert_session(s, ORM_MISUSE);
        assert_message(s, "orm_cast");
    }
    assert_int_equal(Thing_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Things.i, orm_div(Things.r, 2)))), -1);
    assert_session(s, ORM_UNSUPPORTED);
}

/* ---- moments ------------------------------------------------------------------------------------------------------------------------------ */
static void test_functions_moments_at_the_ends(void **state)
{
    (void)state;
    ints_are(orm_extract(ORM_EPOCH, Things.ts), "1709251199 -1 - 253402257600");
    ints_are(orm_extract(ORM_EPOCH, Things.ti), "86399 0 - 0");
    ints_are(orm_extract(ORM_HOUR, Things.da), "0 0 - 0");
    ints_are(orm_extract(ORM_MICROSECOND, Things.da), "0 0 - 0");
    ints_are(orm_extract(ORM_MICROSECOND, Things.ti), "999999 0 - 1");
    ints_are(orm_extract(ORM_YEAR, Things.ti), "ORM_MISUSE");
    assert_message(s, "a time of day has no year");
    moments_are(orm_date_add(Things.ts, -1, ORM_MONTH), "2024-01-29 23:59:59.999999 1969-11-30 23:59:59.000001 - 9999-11-30 12:00:00.000000");
    moments_are(orm_date_add(Things.ts, 1, ORM_YEAR), "ORM_INVALID");
    moments_are(orm_date_add(Things.ts, -3000, ORM_YEAR), "ORM_INVALID");
    moments_are(orm_date_add(Things.ts, ORM_NULL, ORM_DAY), "- - - -");
    moments_are(orm_date_add(Things.ts, 1.5, ORM_DAY), "ORM_MISUSE");
    moments_are(orm_date_add(Things.ts, "1", ORM_DAY), "ORM_MISUSE");
    moments_are(orm_date_add(Things.ts, Things.t, ORM_DAY), "ORM_MISUSE");
    dates_are(orm_date_add(Things.da, -1, ORM_MONTH), "19751 -32 - 2932865");
    dates_are(orm_date_add(Things.da, 1, ORM_HOUR), "19782 -1 - 2932896");
    dates_are(orm_date_add(Things.da, -36, ORM_HOUR), "19780 -3 - 2932894");
    /* one moment for a whole statement, in microseconds */
    assert_int_equal(Thing_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Things.ts, orm_now()))), 4);
    assert_int_equal(Thing_count(s, orm_q(.where = orm_eq(Things.ts, Thing_get(s, 1)->ts.value))), 4);
    for (int i = 0; i < 50; i++) {
        assert_int_equal(Thing_update_where(s, orm_q(.where = orm_eq(Things.id, 3)), ORM_SET(orm_set(Things.ts, orm_now()))), 1);
        if (Thing_get(s, 3)->ts.value % 1000) break;
        assert_int_not_equal(i, 49);
    }
}

/* ---- windows and groups ------------------------------------------------------------------------------------------------------------------- */
#define over(e) orm_over(e, .order_by = { orm_asc(Things.id) })
static void test_functions_rows_before_and_behind(void **state)
{
    (void)state;
    ints_are(over(orm_lag(Things.i, 2, 0)), "0 0 -7 7");
    ints_are(over(orm_lead(Things.i, 1, 77)), "7 - 2147483647 77");
    ints_are(over(orm_lead(Things.i, 3, 77)), "2147483647 77 77 77");
    ints_are(over(orm_lag(Things.i, 0, 5)), "-7 7 - 2147483647");
    ints_are(over(orm_lag(Things.i, Things.g, 5)), orm_dialect_of(db) == ORM_DIALECT_MYSQL ? "ORM_UNSUPPORTED" : "5 -7 -7 -7");
    ints_are(over(orm_lag(Things.i, -1)), "ORM_MISUSE");
    ints_are(over(orm_lead(Things.i, 1.5)), "ORM_MISUSE");
    ints_are(over(orm_ntile(0)), "ORM_MISUSE");
    assert_message(s, "from 1");
    ints_are(over(orm_ntile(Things.id)), "ORM_MISUSE");
    ints_are(over(orm_ntile(100)), "1 2 3 4");
    ints_are(over(orm_nth_value(Things.i, 0)), "ORM_MISUSE");
    ints_are(over(orm_nth_value(Things.i, 9)), "- - - -");
    /* rows alike: the last of them, wherever the database puts it, and no other has the default */
    OneInt_list l = OneInt_select(s, orm_q(.from = ORM_FROM(Thing)), orm_into(OneInt, .v = orm_over(orm_lead(Things.id, 1, 77), .order_by = { orm_asc(orm_mul(Things.id, 0)) })));
    assert_session(s, ORM_OK);
    int defaults = 0, nulls = 0;
    orm_foreach(OneInt, x, l) defaults += x->v.has && x->v.value == 77, nulls += !x->v.has;
    assert_int_equal(defaults, 1);
    assert_int_equal(nulls, 0);
}
static void test_functions_frames_and_windows_refused(void **state)
{
    (void)state;
#define framed(by, frame_) orm_over(orm_sum(Things.id), .order_by = { by }, .frame = frame_)
    ints_are(framed(orm_asc(Things.i), ORM_RANGE(ORM_PRECEDING(14), ORM_CURRENT_ROW)), "1 3 3 4");
    ints_are(framed(orm_asc(Things.d), ORM_RANGE(ORM_PRECEDING(4), ORM_CURRENT_ROW)), "1 3 3 4"); /* 4 is 4.00, however it is stored */
    ints_are(framed(orm_asc(Things.d), ORM_RANGE(ORM_PRECEDING(3), ORM_CURRENT_ROW)), "1 2 3 4");
    ints_are(framed(orm_asc(Things.t), ORM_RANGE(ORM_PRECEDING(1), ORM_CURRENT_ROW)), "ORM_UNSUPPORTED");
    ints_are(framed(orm_asc(Things.ts), ORM_RANGE(ORM_PRECEDING(1), ORM_CURRENT_ROW)), "ORM_UNSUPPORTED");
    ints_are(orm_over(orm_sum(Things.id), .frame = ORM_RANGE(ORM_PRECEDING(1), ORM_CURRENT_ROW)), "ORM_MISUSE");
    ints_are(orm_over(orm_sum(Things.id), .order_by = { orm_asc(Things.i), orm_asc(Things.id) }, .frame = ORM_RANGE(ORM_PRECEDING(1), ORM_CURRENT_ROW)), "ORM_MISUSE");
    ints_are(orm_over(orm_row_number(), .order_by = { orm_asc(Things.id) }, .frame = ORM_ROWS(ORM_PRECEDING(1), ORM_CURRENT_ROW)), "1 2 3 4"); /* looks at all rows, whatever the frame */
    const orm_window w = { .order_by = { orm_asc(Things.id) }, .frame = ORM_ROWS(ORM_PRECEDING(1), ORM_CURRENT_ROW) };
    Grouped_list l = Grouped_select(s, ALL, orm_into(Grouped, .kind = orm_over_window(orm_sum(Things.id), &w), .n = orm_over_window(orm_row_number(), &w), .name = orm_val(ORM_NULL)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.items[3].kind.value, 7);
    assert_int_equal(l.items[3].n, 4);
    ints_are(orm_over(orm_length(Things.t)), "ORM_MISUSE");
    assert_message(s, "orm_length is neither");
    ints_are(orm_over(orm_row_number(), .order_by = { orm_asc(orm_over(orm_rank())) }), "ORM_MISUSE");
    assert_message(s, "a window inside a window");
    ints_are(orm_over(orm_sum(orm_over(orm_rank()))), "ORM_MISUSE");
    Grouped_select(s, orm_q(.from = ORM_FROM(Thing), .where = orm_gt(orm_over(orm_row_number()), 1)), orm_into(Grouped, .kind = orm_col(Things.g), .n = orm_col(Things.id), .name = orm_col(Things.t)));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "name it in a result");
    Thing_all(s, orm_q(.order_by = { orm_desc(orm_count_all()) }));
    assert_session(s, ORM_MISUSE);
    Thing_aggregate(s, NULL, orm_filter(orm_sum(Things.i), orm_gt(orm_count_all(), 0)));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "asked of each row");
    Thing_aggregate(s, NULL, orm_sum(Things.ts));
    assert_session(s, ORM_UNSUPPORTED);
    Thing_aggregate(s, NULL, orm_sum(Things.t));
    assert_session(s, ORM_UNSUPPORTED);
    Thing_aggregate(s, NULL, orm_max(Things.j));
    assert_session(s, ORM_UNSUPPORTED);
}
static void test_functions_groups_by_calculations(void **state)
{
    (void)state;
    Grouped_list l = Grouped_select(s, orm_q(.from = ORM_FROM(Thing), .group_by = { orm_mod(Things.id, 2), orm_upper(Things.t) }, .order_by = { orm_desc(orm_mod(Things.id, 2)), orm_asc(orm_upper(Things.t)) }),
                                    orm_into(Grouped, .kind = orm_mod(Things.id, 2), .n = orm_count_all(), .name = orm_upper(Things.t)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 4);
    assert_null(l.items[0].name);
    assert_string_equal(l.items[1].name, "KÖLN");
    assert_int_equal(l.items[3].kind.value, 0);
    assert_int_equal(Thing_count(s, orm_q(.group_by = { Things.g })), 3);
    assert_int_equal(Thing_count(s, orm_q(.group_by = { Things.g }, .having = orm_gt(orm_count_all(), 1))), 1);
    assert_session(s, ORM_OK);
    assert_true(Thing_exists(s, orm_q(.group_by = { Things.g })));
    assert_false(Thing_exists(s, orm_q(.group_by = { Things.g }, .having = orm_gt(orm_count_all(), 5))));
    assert_session(s, ORM_OK);
}

/* ---- SET ---------------------------------------------------------------------------------------------------------------------------------- */
static void set_one(int64_t id, orm_set_list set, orm_status wanted)
{
    assert_int_equal(Thing_update_where(s, orm_q(.where = orm_eq(Things.id, id)), set), wanted == ORM_OK ? 1 : -1);
    assert_session(s, wanted);
}
static void test_functions_in_set(void **state)
{
    (void)state;
    set_one(2, ORM_SET(orm_set(Things.d, orm_mul(Things.d, ORM_DEC("0.97")))), ORM_OK);
    assert_string_equal(Thing_get(s, 2)->d.text, "2.28"); /* 2.2795 */
    set_one(2, ORM_SET(orm_set(Things.d, orm_mul(Things.d, 0.5))), ORM_OK);
    assert_string_equal(Thing_get(s, 2)->d.text, "1.14");
    set_one(2, ORM_SET(orm_set(Things.d, orm_div(Things.d, 8))), ORM_OK);
    assert_string_equal(Thing_get(s, 2)->d.text, "0.14"); /* 0.1425 */
    set_one(2, ORM_SET(orm_set(Things.d, orm_add(Things.d, Things.w))), ORM_OK);
    assert_string_equal(Thing_get(s, 2)->d.text, "0.64");
    set_one(2, ORM_SET(orm_set(Things.w, orm_add(Things.w, 1)), orm_set(Things.d, orm_add(Things.i, 1))), ORM_OK);
    assert_string_equal(Thing_get(s, 2)->w.text, "1.500000");
    assert_string_equal(Thing_get(s, 2)->d.text, "8.00");
    set_one(2, ORM_SET(orm_set(Things.w, Things.d)), ORM_OK);
    assert_string_equal(Thing_get(s, 2)->w.text, "8.000000");
    set_one(2, ORM_SET(orm_set(Things.d, orm_case(orm_when(orm_eq(Things.id, 2), ORM_DEC("5.55"))))), ORM_OK);
    assert_string_equal(Thing_get(s, 2)->d.text, "5.55");
    set_one(4, ORM_SET(orm_set(Things.d, orm_mul(Things.d, 10))), ORM_INVALID);
    set_one(2, ORM_SET(orm_set(Things.u4, orm_sub(Things.u4, 1))), ORM_INVALID);
    set_one(4, ORM_SET(orm_set(Things.i, orm_add(Things.i, 1))), ORM_INVALID);
    set_one(4, ORM_SET(orm_set(Things.s2, orm_mul(Things.i, 2))), ORM_INVALID);
    set_one(2, ORM_SET(orm_set(Things.i, orm_div(Things.i, 0))), ORM_OK);
    assert_false(Thing_get(s, 2)->i.has);
    set_one(2, ORM_SET(orm_set(Things.g, orm_div(Things.g, 0))), ORM_CONFLICT_NOT_NULL);
    set_one(4, ORM_SET(orm_set(Things.i, orm_cast(Things.r, ORM_INT32))), ORM_OK);
    assert_int_equal(Thing_get(s, 4)->i.value, 0);
    set_one(4, ORM_SET(orm_set(Things.g, Things.b), orm_set(Things.b, Things.g), orm_set(Things.s2, orm_sub(Things.g, Things.b))), ORM_OK); /* all of the row as it was */
    Thing *row = Thing_get(s, 4);
    assert_int_equal(row->s2, 0);
    assert_int_equal(row->g, 3);
    assert_int_equal(row->b.value, 3);
    set_one(4, ORM_SET(orm_set(Things.t, orm_case(orm_when(orm_gt(Things.g, 5), "much"), orm_when(orm_gt(Things.g, 1), orm_concat(Things.t, "!")), orm_else(ORM_NULL)))), ORM_OK);
    assert_string_equal(Thing_get(s, 4)->t, "İx!");
}

/* ---- JSON --------------------------------------------------------------------------------------------------------------------------------- */
static void test_functions_json_paths(void **state)
{
    (void)state;
    set_one(1, ORM_SET(orm_set(Things.j, "{\"a\": {\"n\": 1e3, \"big\": 1e30, \"huge\": 1e300, \"over\": 9223372036854775808, \"least\": -9223372036854775808}, \"0\": 9, \"list\": [1, \"two\", [5]], \"d.d\": 3, \"$\": 6, \"\": 5}")), ORM_OK);
    set_one(2, ORM_SET(orm_set(Things.j, "[1, [2], {\"a\": 3}]")), ORM_OK);
    set_one(3, ORM_SET(orm_set(Things.j, "\"x\"")), ORM_OK);
    set_one(4, ORM_SET(orm_set(Things.j, "7")), ORM_OK);
    ints_are(orm_json_int(Things.j, "a", "n"), "1000 - - -");
    ints_are(orm_json_int(Things.j, "a", "big"), "- - - -");
    ints_are(orm_json_int(Things.j, "a", "huge"), "- - - -");
    assert_int_equal(Thing_update_where(s, orm_q(.where = orm_eq(orm_json_int(Things.j, "a", "huge"), 1)), ORM_SET(orm_set(Things.i, 1))), 0);
    assert_session(s, ORM_OK);
    ints_are(orm_json_int(Things.j, "a", "over"), "- - - -");
    ints_are(orm_json_int(Things.j, "a", "least"), "-9223372036854775808 - - -");
    ints_are(orm_json_int(Things.j, 0), "- 1 - -"); /* of an array only */
    ints_are(orm_json_int(Things.j, "0"), "9 - - -"); /* of an object only */
    texts_are(orm_json_text(Things.j, 0), "- - - -");
    ints_are(orm_json_int(Things.j, 0, 0), "- - - -");
    ints_are(orm_json_int(Things.j, 1, 0), "- 2 - -");
    ints_are(orm_json_int(Things.j, "list", 2, 0), "5 - - -");
    ints_are(orm_json_int(Things.j, "list", 0, 0), "- - - -");
    ints_are(orm_json_int(Things.j, "a", 0), "- - - -");
    ints_are(orm_json_int(Things.j, "d.d"), "3 - - -");
    ints_are(orm_json_int(Things.j, "$"), "6 - - -");
    ints_are(orm_json_int(Things.j, ""), "5 - - -");
    ints_are(orm_json_int(Things.j, INT64_C(4294967296)), "ORM_MISUSE");
    ints_are(orm_json_int(Things.j, -1), "ORM_MISUSE");
    assert_int_equal(Thing_count(s, orm_q(.where = orm_eq(orm_json_text(Things.j, "list", 1), "two"))), 1);
    assert_session(s, ORM_OK);
}
/* What becomes of the documents, as the conditions that hold for them afterwards. */
static const char *documents[] = { "{\"a\": {\"b\": 1}, \"list\": [1, 2]}", "[1, 2]", "\"x\"", "{\"a\": 5}" };
static void changed(orm_expr change, const char *first, const char *second, const char *third, const char *fourth)
{
    const char *wanted[] = { first, second, third, fourth };
    for (int64_t i = 0; i < 4; i++) set_one(i + 1, ORM_SET(orm_set(Things.j, documents[i])), ORM_OK);
    assert_int_equal(Thing_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Things.j, change))), 4);
    assert_session(s, ORM_OK);
    for (int64_t i = 0; i < 4; i++) {
        const char *document = wanted[i] ? wanted[i] : documents[i];
        const orm_query *same = orm_q(.where = orm_and(orm_eq(Things.id, i + 1), orm_json_contains(Things.j, document), orm_json_contained_by(Things.j, document)));
        if (Thing_count(s, same) != 1) fail_msg("document %d became %s, wanted %s", (int)i + 1, Thing_get(s, i + 1)->j, document);
    }
}
static void test_functions_json_changes_what_is_there(void **state)
{
    (void)state;
    changed(orm_json_set(Things.j, 7, "a"), "{\"a\": 7, \"list\": [1, 2]}", NULL, NULL, "{\"a\": 7}");
    changed(orm_json_set(Things.j, 7, "c"), "{\"a\": {\"b\": 1}, \"c\": 7, \"list\": [1, 2]}", NULL, NULL, "{\"a\": 5, \"c\": 7}");
    changed(orm_json_set(Things.j, ORM_NULL, "a", "b"), "{\"a\": {\"b\": null}, \"list\": [1, 2]}", NULL, NULL, NULL);
    changed(orm_json_set(Things.j, "it's \"so\"\\", "a", "c"), "{\"a\": {\"b\": 1, \"c\": \"it's \\\"so\\\"\\\\\"}, \"list\": [1, 2]}", NULL, NULL, NULL);
    changed(orm_json_set(Things.j, 7, "x", "y"), NULL, NULL, NULL, NULL);
    changed(orm_json_set(Things.j, 7, 0), NULL, "[7, 2]", NULL, NULL);
    changed(orm_json_set(Things.j, 7, 2), NULL, NULL, NULL, NULL);
    changed(orm_json_set(Things.j, 7, "list", 1), "{\"a\": {\"b\": 1}, \"list\": [1, 7]}", NULL, NULL, NULL);
    changed(orm_json_set(Things.j, 7, "a", 0), NULL, NULL, NULL, NULL);
    changed(orm_json_set(Things.j, 7, "0"), "{\"a\": {\"b\": 1}, \"0\": 7, \"list\": [1, 2]}", NULL, NULL, "{\"a\": 5, \"0\": 7}");
    changed(orm_json_set_json(Things.j, "{\"n\": [1]}", "a"), "{\"a\": {\"n\": [1]}, \"list\": [1, 2]}", NULL, NULL, "{\"a\": {\"n\": [1]}}");
    changed(orm_json_remove(Things.j, "a"), "{\"list\": [1, 2]}", NULL, NULL, "{}");
    changed(orm_json_remove(Things.j, 0), NULL, "[2]", NULL, NULL);
    changed(orm_json_remove(Things.j, "0"), NULL, NULL, NULL, NULL);
    changed(orm_json_remove(Things.j, 5), NULL, NULL, NULL, NULL);
    changed(orm_json_append(Things.j, 8), NULL, "[1, 2, 8]", NULL, NULL);
    changed(orm_json_append(Things.j, 8, "list"), "{\"a\": {\"b\": 1}, \"list\": [1, 2, 8]}", NULL, NULL, NULL);
    changed(orm_json_append(Things.j, 8, 0), NULL, NULL, NULL, NULL);
    changed(orm_json_append(Things.j, ORM_NULL, "list"), "{\"a\": {\"b\": 1}, \"list\": [1, 2, null]}", NULL, NULL, NULL);
    changed(orm_json_set(orm_json_remove(Things.j, "a"), 1, "z"), "{\"z\": 1, \"list\": [1, 2]}", NULL, NULL, "{\"z\": 1}");
    set_one(1, ORM_SET(orm_set(Things.j, orm_json_set_json(Things.j, "[", "a"))), ORM_INVALID);
    set_one(1, ORM_SET(orm_set(Things.j, orm_json_set(Things.j, Things.g, "a"))), ORM_MISUSE);
    assert_int_equal(Thing_update_where(s, orm_q(.where = orm_eq(Things.id, 1)), ORM_SET(orm_set(Things.j, ORM_NULL))), 1);
    set_one(1, ORM_SET(orm_set(Things.j, orm_json_set(Things.j, 1, "a"))), ORM_OK);
    assert_null(Thing_get(s, 1)->j); /* no document stays none */
}

#define run(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        run(test_functions_integers_have_64_bits), run(test_functions_decimals_by_their_digits), run(test_functions_rounding_and_casts), run(test_functions_types_of_branches),
        run(test_functions_moments_at_the_ends), run(test_functions_rows_before_and_behind), run(test_functions_frames_and_windows_refused), run(test_functions_groups_by_calculations),
        run(test_functions_in_set), run(test_functions_json_paths), run(test_functions_json_changes_what_is_there),
    };
    return run_all(tests);
}
