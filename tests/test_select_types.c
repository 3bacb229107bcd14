/* Values of every type through every construct of a query: what comes out is what was stored, whatever form the database keeps it in. */
#include "one_session.h"

#define GRADE(X) X(GRADE_LOW, "low") X(GRADE_MIDDLE, "middle") X(GRADE_HIGH, "high") /* whose names sort otherwise than their values */
ORM_ENUM(Grade, GRADE);
#define COLUMNS(X)                                                                                                                                    \
    X(field, opt(bool), flag) X(field, opt(int16), small) X(field, opt(int32), plain) X(field, opt(int64), large) X(field, opt(uint32), half) X(field, opt(uint64), huge)  \
    X(field, opt(float), brief) X(field, opt(double), real) X(field, opt(text), words) X(field, opt(varchar(20)), word)                               \
    X(field, opt(decimal(12, 2)), price) X(field, opt(decimal(30, 4)), wealth) X(field, opt(decimal(10, 3)), rate, .storage = ORM_STORAGE_NATIVE)      \
    X(field, opt(timestamp), at) X(field, opt(timestamp), found, .storage = ORM_STORAGE_NATIVE) X(field, opt(date), day) X(field, opt(time), hour)     \
    X(field, opt(uuid), code) X(field, opt(blob), data) X(field, opt(enum(Grade)), grade)
#define THING_MODEL(X) X(key, int64, id) COLUMNS(X)
ORM_MODEL(Thing, Things, THING_MODEL, .table = "thing");
ORM_ALIAS(Other, Others, Thing, THING_MODEL);
ORM_RESULT(All, Alls, COLUMNS);
#define KEYED(X) X(field, int64, id) COLUMNS(X)
ORM_RESULT(Keyed, Keyeds, KEYED);

/* .flag = T(flag), ...: the same for every column */
#define EACH(T)                                                                                                                                       \
    .flag = T(flag), .small = T(small), .plain = T(plain), .large = T(large), .half = T(half), .huge = T(huge), .brief = T(brief), .real = T(real),   \
    .words = T(words), .word = T(word), .price = T(price), .wealth = T(wealth), .rate = T(rate), .at = T(at), .found = T(found), .day = T(day), .hour = T(hour), \
    .code = T(code), .data = T(data), .grade = T(grade)
#define INTO(T) orm_into(All, EACH(T))
#define INTO_KEYED orm_into(Keyed, EACH(COLUMN), .id = orm_col(Things.id))

static char stored[3][1000];

static int set_up(void **state)
{
    (void)state;
    open_one_session();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Thing), NULL));
    Thing rows[] = {
        { .id = 1, .flag = ORM_SOME(true), .small = ORM_SOME(-3), .plain = ORM_SOME(70000), .large = ORM_SOME(INT64_C(5000000000)), .half = ORM_SOME(4000000000u), .huge = ORM_SOME(UINT64_C(18446744073709551615)),
          .brief = ORM_SOME(1.5f), .real = ORM_SOME(0.1), .words = "Äpfel und Öl", .word = "b", .price = ORM_DEC("12.50"), .wealth = ORM_DEC("12345678901234567890.1234"), .rate = ORM_DEC("1.250"),
          .at = ORM_SOME(INT64_C(1706659199123456)), .found = ORM_SOME(INT64_C(1706659199000000)), .day = ORM_SOME(19753), .hour = ORM_SOME(INT64_C(3661000001)),
          .code = ORM_SOME(((orm_uuid){ { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } })), .data = { "\1\0\2", 3 }, .grade = ORM_SOME(GRADE_HIGH) },
        { .id = 2, .flag = ORM_SOME(false), .small = ORM_SOME(4), .plain = ORM_SOME(-1), .large = ORM_SOME(-7), .half = ORM_SOME(0), .huge = ORM_SOME(12),
          .brief = ORM_SOME(-2.25f), .real = ORM_SOME(1e100), .words = "", .word = "a", .price = ORM_DEC("-0.05"), .wealth = ORM_DEC("9.5000"), .rate = ORM_DEC("10.000"),
          .at = ORM_SOME(INT64_C(-1000001)), .found = ORM_SOME(INT64_C(86400000000)), .day = ORM_SOME(-1), .hour = ORM_SOME(INT64_C(86399999999)),
          .code = ORM_SOME(((orm_uuid){ { 0xff } })), .data = { "", 0 }, .grade = ORM_SOME(GRADE_MIDDLE) },
        { .id = 3 },
    };
    for (size_t i = 0; i < 3; i++) assert_ok(s, Thing_insert(s, &rows[i]));
    Thing_list l = Thing_all(s, NULL);
    assert_int_equal(l.count, 3);
    for (size_t i = 0; i < 3; i++) {
        char text[1000];
        Thing_print(&l.items[i], text, sizeof text);
        const char *from = strstr(text, " flag=");
        assert_non_null(from);
        snprintf(stored[i], sizeof stored[i], "%s", from);
    }
    assert_non_null(strstr(stored[0], "huge=18446744073709551615"));
    return 0;
}
static void same_as_stored(const char *how, const All_list *l)
{
    char text[1000];
    if (orm_status_of(s) != ORM_OK) fail_msg("%s: %s", how, orm_error_of(s)->message);
    assert_int_equal(l->count, 3);
    for (size_t i = 0; i < 3; i++) {
        All_print(&l->items[i], text, sizeof text);
        if (strcmp(strstr(text, " flag="), stored[i]) != 0) fail_msg("%s, row %zu:\n%s\n instead of\n%s", how, i + 1, strstr(text, " flag="), stored[i]);
    }
}
#define SAME(q, T) do { const All_list l_ = All_select(s, q, INTO(T)); same_as_stored(#T, &l_); } while (0)
#define BY_ID orm_q(.from = ORM_FROM(Thing), .order_by = { orm_asc(Things.id) })

#define COLUMN(c) orm_col(Things.c)
#define COALESCED(c) orm_coalesce(Things.c, Others.c)
#define CHOSEN(c) orm_case(orm_when(orm_eq(Things.id, 1), Things.c), orm_else(Others.c))
#define ONLY_WHEN(c) orm_case(orm_when(orm_ge(Things.id, 1), Things.c))
#define SCALAR(c) orm_scalar(orm_q(.from = ORM_FROM(Other), .select = { orm_col(Others.c) }, .where = orm_eq(Others.id, orm_outer(Things.id))))
#define FIRST(c) orm_over(orm_first_value(Things.c), .partition_by = { Things.id }, .order_by = { orm_asc(Things.id) })
#define LAST(c) orm_over(orm_last_value(Things.c), .partition_by = { Things.id }, .order_by = { orm_asc(Things.id) })
#define NTH(c) orm_over(orm_nth_value(Things.c, 1), .partition_by = { Things.id }, .order_by = { orm_asc(Things.id) })
#define LAG(c) orm_over(orm_lag(Things.c, 1, Things.c), .partition_by = { Things.id }, .order_by = { orm_asc(Things.id) })
#define LEAD(c) orm_over(orm_lead(Things.c, 0), .order_by = { orm_asc(Things.id) })
#define LEAST(c) orm_min(Things.c)
#define MOST(c) orm_max(Things.c)
#define GREATEST(c) orm_greatest(Things.c, Others.c)
#define SMALLEST(c) orm_least(Things.c, Others.c, Things.c)
#define NOT_ANOTHER(c) orm_nullif(Things.c, Strangers.c)
#define NAMED(c) orm_col(Keyeds.c)
#define OF_SOME(c) orm_filter(orm_max(Things.c), orm_ge(Things.id, 1))
ORM_ALIAS(Stranger, Strangers, Thing, THING_MODEL);

static void test_types_pass_through(void **state)
{
    (void)state;
    const orm_join_clause *const itself = orm_left_join_on(Other, orm_eq(Others.id, Things.id));
    const orm_query *joined = orm_q(.from = ORM_FROM(Thing), .join = { itself }, .order_by = { orm_asc(Things.id) });
    SAME(BY_ID, COLUMN);
    SAME(joined, COALESCED);
    SAME(joined, CHOSEN);
    SAME(BY_ID, ONLY_WHEN);
    SAME(BY_ID, SCALAR);
    SAME(joined, GREATEST);
    SAME(joined, SMALLEST);
    SAME(orm_q(.from = ORM_FROM(Thing), .join = { orm_left_join_on(Stranger, orm_eq(Strangers.id, orm_add(Things.id, 100))) }, .order_by = { orm_asc(Things.id) }), NOT_ANOTHER);
}
static void test_types_in_windows(void **state)
{
    (void)state;
    SAME(BY_ID, FIRST);
    SAME(BY_ID, LAST);
    SAME(BY_ID, NTH);
    SAME(BY_ID, LAG);
    SAME(BY_ID, LEAD);
}
static void test_types_in_groups(void **state)
{
    (void)state;
    const orm_query *grouped = orm_q(.from = ORM_FROM(Thing), .group_by = { Things.id }, .order_by = { orm_asc(Things.id) });
    SAME(grouped, LEAST);
    SAME(grouped, MOST);
    SAME(grouped, OF_SOME);
}
static void test_types_through_sources(void **state)
{
    (void)state;
    const orm_query *from = orm_q(.from = ORM_FROM(Thing));
    SAME(orm_q(.with = { orm_cte(Keyed, from, INTO_KEYED) }, .from = ORM_FROM(Keyed), .order_by = { orm_asc(Keyeds.id) }), NAMED);
    SAME(orm_q(.from = ORM_FROM(Thing), .join = { orm_join_query(Keyed, from, INTO_KEYED, orm_eq(Keyeds.id, Things.id)) }, .order_by = { orm_asc(Things.id) }), NAMED);
    Keyed_list l = Keyed_select(s, orm_q(.from = ORM_FROM(Thing), .where = orm_eq(Things.id, 1), .order_by = { orm_asc(Keyeds.id) },
                                         .union_all_with = orm_q(.from = ORM_FROM(Thing), .where = orm_gt(Things.id, 1))), INTO_KEYED);
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 3);
    for (size_t i = 0; i < 3; i++) {
        char text[1000];
        Keyed_print(&l.items[i], text, sizeof text);
        assert_string_equal(strstr(text, " flag="), stored[i]);
    }
}
/* Each column by itself: ordered by, grouped by, distinct, in a set; NULL comes first. */
#define ONE_OF(c) do {                                                                                                                                 \
    char text[1000], wanted[1000];                                                                                                                     \
    const Keyed_list o = Keyed_select(s, orm_q(.from = ORM_FROM(Thing), .order_by = { orm_asc(Keyeds.c) }), INTO_KEYED);   \
    if (orm_status_of(s) != ORM_OK) fail_msg("%s: %s", #c, orm_error_of(s)->message);                                                                   \
    const Thing_list t = Thing_all(s, orm_q(.order_by = { orm_asc(Things.c) }));                                                                        \
    assert_int_equal(o.count, 3);                                                                                                                      \
    assert_int_equal(o.items[0].id, 3);                                                                                                                \
    for (size_t i = 0; i < 3; i++) if (o.items[i].id != t.items[i].id) fail_msg("%s is ordered otherwise by the result's column", #c);                  \
    const One_##c##_list g = One_##c##_select(s, orm_q(.from = ORM_FROM(Thing), .group_by = { One_##c##s.c }, .having = orm_ge(One_##c##s.n, 1), .order_by = { orm_asc(One_##c##s.c) }), orm_into(One_##c, .c = orm_col(Things.c), .n = orm_count_all())); \
    if (orm_status_of(s) != ORM_OK) fail_msg("%s grouped: %s", #c, orm_error_of(s)->message);                                                           \
    assert_int_equal(g.count, 3);                                                                                                                      \
    const One_##c##_list d = One_##c##_select(s, orm_q(.from = ORM_FROM(Thing), .join = { orm_cross_join(Other) }, .distinct = true, .order_by = { orm_asc(One_##c##s.c) }), orm_into(One_##c, .c = orm_col(Things.c), .n = orm_val(1))); \
    if (orm_status_of(s) != ORM_OK) fail_msg("%s distinct: %s", #c, orm_error_of(s)->message);                                                          \
    assert_int_equal(d.count, 3);                                                                                                                      \
    const One_##c##_list k = One_##c##_select(s, orm_q(.from = ORM_FROM(Thing), .group_by = { One_##c##s.c }, .order_by = { orm_asc(One_##c##s.c) }), orm_into(One_##c, .c = orm_coalesce(Things.c, Things.c), .n = orm_count_all())); \
    if (orm_status_of(s) != ORM_OK) fail_msg("%s grouped by an expression: %s", #c, orm_error_of(s)->message);                                          \
    assert_int_equal(k.count, 3);                                                                                                                      \
    const One_##c##_list u = One_##c##_select(s, orm_q(.from = ORM_FROM(Thing), .union_with = orm_q(.from = ORM_FROM(Thing)), .order_by = { orm_asc(One_##c##s.c) }), orm_into(One_##c, .c = orm_col(Things.c), .n = orm_val(1))); \
    if (orm_status_of(s) != ORM_OK) fail_msg("%s in a set: %s", #c, orm_error_of(s)->message);                                                          \
    assert_int_equal(u.count, 3);                                                                                                                      \
    for (size_t i = 0; i < 3; i++) {                                                                                                                   \
        One_##c##_print(&g.items[i], wanted, sizeof wanted);                                                                                           \
        One_##c##_print(&u.items[i], text, sizeof text);                                                                                               \
        assert_string_equal(text, wanted);                                                                                                             \
        One_##c##_print(&k.items[i], text, sizeof text);                                                                                               \
        assert_string_equal(text, wanted);                                                                                                             \
        One_##c##_print(&d.items[i], text, sizeof text);                                                                                               \
        assert_string_equal(text, wanted);                                                                                                             \
    }                                                                                                                                                  \
    assert_int_equal(Thing_count(s, orm_q(.where = orm_exists(orm_q(.from = ORM_FROM(Other), .where = orm_same(Others.c, orm_outer(Things.c)))))), 3);    \
    assert_int_equal(Thing_count(s, orm_q(.where = orm_in_query(Things.c, orm_q(.from = ORM_FROM(Other), .select = { orm_col(Others.c) })))), 2);        \
    assert_session(s, ORM_OK);                                                                                                                         \
} while (0)
#define ONE(c)                                                      \
    static void test_types_of_##c(void **state) { (void)state; ONE_OF(c); }
#define FLAG(X) X(field, opt(bool), flag) X(field, int64, n)
ORM_RESULT(One_flag, One_flags, FLAG);
#define HUGE(X) X(field, opt(uint64), huge) X(field, int64, n)
ORM_RESULT(One_huge, One_huges, HUGE);
#define REAL(X) X(field, opt(double), real) X(field, int64, n)
ORM_RESULT(One_real, One_reals, REAL);
#define WORDS(X) X(field, opt(text), words) X(field, int64, n)
ORM_RESULT(One_words, One_wordss, WORDS);
#define PRICE(X) X(field, opt(decimal(14, 4)), price) X(field, int64, n)
ORM_RESULT(One_price, One_prices, PRICE);
#define WEALTH(X) X(field, opt(decimal(30, 4)), wealth) X(field, int64, n)
ORM_RESULT(One_wealth, One_wealths, WEALTH);
#define RATE(X) X(field, opt(decimal(10, 3)), rate) X(field, int64, n)
ORM_RESULT(One_rate, One_rates, RATE);
#define AT(X) X(field, opt(timestamp), at) X(field, int64, n)
ORM_RESULT(One_at, One_ats, AT);
#define FOUND(X) X(field, opt(timestamp), found) X(field, int64, n)
ORM_RESULT(One_found, One_founds, FOUND);
#define DAY(X) X(field, opt(date), day) X(field, int64, n)
ORM_RESULT(One_day, One_days, DAY);
#define HOUR(X) X(field, opt(time), hour) X(field, int64, n)
ORM_RESULT(One_hour, One_hours, HOUR);
#define CODE(X) X(field, opt(uuid), code) X(field, int64, n)
ORM_RESULT(One_code, One_codes, CODE);
#define DATA(X) X(field, opt(blob), data) X(field, int64, n)
ORM_RESULT(One_data, One_datas, DATA);
#define GRADED(X) X(field, opt(enum(Grade)), grade) X(field, int64, n)
ORM_RESULT(One_grade, One_grades, GRADED);
ONE(flag) ONE(huge) ONE(real) ONE(words) ONE(price) ONE(wealth) ONE(rate) ONE(at) ONE(found) ONE(day) ONE(hour) ONE(code) ONE(data) ONE(grade)

/* C values beside columns, and in their place. */
#define GIVEN(...) orm_into(All, __VA_ARGS__)
#define VALUES_OF(F)                                                                                                                                   \
    .flag = F(flag, (bool)true), .small = F(small, -3), .plain = F(plain, 70000), .large = F(large, INT64_C(5000000000)), .half = F(half, 4000000000u),    \
    .huge = F(huge, UINT64_C(18446744073709551615)), .brief = F(brief, 1.5), .real = F(real, 0.1), .words = F(words, "Äpfel und Öl"), .word = F(word, "b"),  \
    .price = F(price, ORM_DEC("12.50")), .wealth = F(wealth, ORM_DEC("12345678901234567890.1234")), .rate = F(rate, ORM_DEC("1.250")), .at = F(at, INT64_C(1706659199123456)),  \
    .found = F(found, INT64_C(1706659199000000)), .day = F(day, 19753), .hour = F(hour, INT64_C(3661000001)), .code = F(code, code), .data = F(data, data), .grade = F(grade, GRADE_HIGH)
#define A_VALUE(c, v) orm_val(v)
#define OR_VALUE(c, v) orm_coalesce(Things.c, orm_val(v))
#define ELSE_VALUE(c, v) orm_case(orm_when(orm_lt(Things.id, 1), Things.c), orm_else(orm_val(v)))
#define WHEN_VALUE(c, v) orm_case(orm_when(orm_ge(Things.id, 1), orm_val(v)))
#define LAG_VALUE(c, v) orm_over(orm_lag(Things.c, 9, orm_val(v)), .order_by = { orm_asc(Things.id) })
#define LARGER(c, v) orm_greatest(orm_coalesce(Things.c, orm_val(v)), orm_val(v))
#define NOT_VALUE(c, v) orm_nullif(Things.c, orm_val(v))
static void like_the_first(const char *how, const orm_into_list into)
{
    char text[1000];
    const All_list l = All_select(s, orm_q(.from = ORM_FROM(Thing), .where = orm_eq(Things.id, 3)), into);
    if (orm_status_of(s) != ORM_OK) fail_msg("%s: %s", how, orm_error_of(s)->message);
    assert_int_equal(l.count, 1);
    All_print(&l.items[0], text, sizeof text);
    if (strcmp(strstr(text, " flag="), stored[0]) != 0) fail_msg("%s:\n%s\n instead of\n%s", how, strstr(text, " flag="), stored[0]);
}
static void test_types_as_values(void **state)
{
    (void)state;
    const orm_uuid code = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 } };
    const orm_blob data = { "\1\0\2", 3 };
    char text[1000];
    like_the_first("orm_val", GIVEN(VALUES_OF(A_VALUE)));
    like_the_first("orm_coalesce", GIVEN(VALUES_OF(OR_VALUE)));
    like_the_first("orm_else", GIVEN(VALUES_OF(ELSE_VALUE)));
    like_the_first("orm_when", GIVEN(VALUES_OF(WHEN_VALUE)));
    like_the_first("orm_lag", GIVEN(VALUES_OF(LAG_VALUE)));
    like_the_first("orm_greatest", GIVEN(VALUES_OF(LARGER)));
    const All_list none = All_select(s, orm_q(.from = ORM_FROM(Thing), .where = orm_eq(Things.id, 1)), GIVEN(VALUES_OF(NOT_VALUE)));
    assert_session(s, ORM_OK);
    All_print(&none.items[0], text, sizeof text);
    assert_string_equal(strstr(text, " flag="), stored[2]);
}
#define run(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        run(test_types_pass_through), run(test_types_in_windows), run(test_types_in_groups), run(test_types_through_sources), run(test_types_as_values),
        run(test_types_of_flag), run(test_types_of_huge), run(test_types_of_real), run(test_types_of_words), run(test_types_of_price), run(test_types_of_wealth), run(test_types_of_rate),
        run(test_types_of_at), run(test_types_of_found), run(test_types_of_day), run(test_types_of_hour), run(test_types_of_code), run(test_types_of_data), run(test_types_of_grade),
    };
    return run_all(tests);
}
