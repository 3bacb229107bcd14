/* The language of queries, corner by corner: what every part of it means, the same on every database. */
#include "one_session.h"

#define LEVEL(X) X(LEVEL_LOW, "low") X(LEVEL_MIDDLE, "middle") X(LEVEL_HIGH, "high")
ORM_ENUM(Level, LEVEL);
#define TEAM_MODEL(X) X(key, int64, id) X(field, varchar(40), name) X(has_many, Member, members, team_id)
#define MEMBER_MODEL(X)                                                                                                                              \
    X(key, int64, id) X(field, varchar(40), name) X(field, opt(int64), team_id) X(field, opt(int64), boss_id) X(field, opt(int32), age) X(field, decimal(8, 2), pay)      \
    X(field, opt(decimal(10, 4)), bonus) X(field, opt(decimal(24, 6)), estate) X(field, opt(double), score) X(field, bool, active) X(field, enum(Level), level)            \
    X(field, timestamp, joined) X(field, date, born) X(belongs_to, Team, team, team_id) X(belongs_to, Member, boss, boss_id)
ORM_DECLARE(Team); ORM_DECLARE(Member);
ORM_MODEL(Team, Teams, TEAM_MODEL, .table = "team");
ORM_MODEL(Member, Members, MEMBER_MODEL, .table = "member");
ORM_ALIAS(Peer, Peers, Member, MEMBER_MODEL);
ORM_ALIAS(Chief, Chiefs, Member, MEMBER_MODEL);

#define ONE_TEXT(X) X(field, opt(text), t)
ORM_RESULT(OneText, OneTexts, ONE_TEXT);
#define ONE_INT(X) X(field, opt(int64), i)
ORM_RESULT(OneInt, OneInts, ONE_INT);
#define ONE_REAL(X) X(field, opt(double), r)
ORM_RESULT(OneReal, OneReals, ONE_REAL);
#define ONE_DECIMAL(X) X(field, opt(decimal(18, 4)), d)
ORM_RESULT(OneDecimal, OneDecimals, ONE_DECIMAL);
#define PAIR(X) X(field, int64, id) X(field, opt(int64), n)
ORM_RESULT(Pair, Pairs, PAIR);
#define NAMED(X) X(field, opt(text), name) X(field, opt(int64), n)
ORM_RESULT(Named, Nameds, NAMED);
#define PATH(X) X(field, int64, id) X(field, text, path) X(field, int32, depth)
ORM_RESULT(Path, Paths, PATH);

static int set_up(void **state)
{
    (void)state;
    open_one_session();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Team, Member), NULL));
    Team teams[] = { { .id = 1, .name = "red" }, { .id = 2, .name = "blue" }, { .id = 3, .name = "none" } };
    assert_ok(s, Team_insert_all(s, teams, 3));
    const int64_t day = INT64_C(86400000000), start = INT64_C(1706659199123456); /* 2024-01-30 23:59:59.123456 */
    Member members[] = {
        { .id = 1, .name = "Ada", .team_id = ORM_SOME(1), .age = ORM_SOME(40), .pay = ORM_DEC("100.50"), .bonus = ORM_DEC("1.2500"), .estate = ORM_DEC("1000000000000.5"), .score = ORM_SOME(2.5), .active = true,
          .level = LEVEL_HIGH, .joined = start, .born = 5000 },
        { .id = 2, .name = "Bob", .team_id = ORM_SOME(1), .boss_id = ORM_SOME(1), .age = ORM_SOME(30), .pay = ORM_DEC("50.25"), .score = ORM_SOME(-2.5), .active = true, .level = LEVEL_LOW, .joined = start + day, .born = 8000 },
        { .id = 3, .name = "Cyd", .team_id = ORM_SOME(2), .boss_id = ORM_SOME(1), .age = ORM_SOME(30), .pay = ORM_DEC("50.25"), .bonus = ORM_DEC("0.5000"), .estate = ORM_DEC("9.5"), .score = ORM_SOME(0.5), .active = false,
          .level = LEVEL_MIDDLE, .joined = start + 2 * day, .born = 8001 },
        { .id = 4, .name = "Dee", .boss_id = ORM_SOME(2), .pay = ORM_DEC("0.01"), .active = true, .level = LEVEL_LOW, .joined = start + 40 * day, .born = -1 },
    };
    for (size_t i = 0; i < 4; i++) assert_ok(s, Member_insert(s, &members[i]));
    return 0;
}
#define OF(n) orm_q(.from = ORM_FROM(Member), .where = orm_eq(Members.id, n))
static const char *text_of(int64_t id, orm_expr e)
{
    OneText *one = OneText_select_one(s, OF(id), orm_into(OneText, .t = e));
    if (!one) fail_msg("%s", orm_error_of(s)->message);
    return one->t ? one->t : "NULL";
}
static int64_t int_of(int64_t id, orm_expr e)
{
    OneInt *one = OneInt_select_one(s, OF(id), orm_into(OneInt, .i = e));
    if (!one) fail_msg("%s", orm_error_of(s)->message);
    return one->i.has ? one->i.value : -999;
}
static double real_of(int64_t id, orm_expr e)
{
    OneReal *one = OneReal_select_one(s, OF(id), orm_into(OneReal, .r = e));
    if (!one) fail_msg("%s", orm_error_of(s)->message);
    return one->r.has ? one->r.value : -999;
}
static const char *decimal_of(int64_t id, orm_expr e)
{
    OneDecimal *one = OneDecimal_select_one(s, OF(id), orm_into(OneDecimal, .d = e));
    if (!one) fail_msg("%s", orm_error_of(s)->message);
    return one->d.text ? one->d.text : "NULL";
}
/* The ids of the members for which it holds, as digits. */
static int64_t members_where(orm_expr e)
{
    int64_t found = 0;
    Member_list l = Member_all(s, orm_q(.where = e, .order_by = { orm_asc(Members.id) }));
    if (orm_status_of(s) != ORM_OK) fail_msg("%s", orm_error_of(s)->message);
    for (size_t i = 0; i < l.count; i++) found = found * 10 + l.items[i].id;
    return found;
}

/* ---- decimals --------------------------------------------------------------------------------------------------------------------------- */
static void test_language_decimals_of_two_scales(void **state)
{
    (void)state;
    assert_int_equal(members_where(orm_gt(Members.pay, Members.bonus)), 13);
    assert_int_equal(members_where(orm_lt(Members.pay, Members.estate)), 1);
    assert_int_equal(members_where(orm_eq(orm_mul(Members.pay, 2), orm_add(Members.pay, Members.pay))), 1234);
    assert_string_equal(decimal_of(1, orm_add(Members.pay, Members.bonus)), "101.7500");
    assert_string_equal(decimal_of(3, orm_sub(Members.bonus, Members.pay)), "-49.7500");
    assert_string_equal(decimal_of(1, orm_add(Members.pay, Members.age)), "140.5000");
    assert_string_equal(decimal_of(2, orm_coalesce(Members.bonus, Members.pay)), "50.2500");
    assert_string_equal(decimal_of(2, orm_coalesce(Members.bonus, ORM_DEC("7.5"))), "7.5000");
    assert_string_equal(decimal_of(4, orm_coalesce(Members.bonus, Members.age, 3)), "3.0000");
    assert_string_equal(decimal_of(1, orm_case(orm_when(orm_eq(Members.active, true), Members.bonus), orm_else(Members.pay))), "1.2500");
    assert_string_equal(decimal_of(3, orm_case(orm_when(orm_eq(Members.active, true), Members.bonus), orm_else(Members.pay))), "50.2500");
    assert_string_equal(decimal_of(1, orm_greatest(Members.pay, Members.bonus)), "100.5000");
    assert_string_equal(decimal_of(1, orm_round(Members.pay)), "101.0000");
    assert_string_equal(decimal_of(1, orm_round(orm_neg(Members.pay))), "-101.0000");
    assert_string_equal(decimal_of(1, orm_round(Members.bonus, 1)), "1.3000");
    assert_string_equal(decimal_of(1, orm_floor(orm_neg(Members.pay))), "-101.0000");
    assert_string_equal(decimal_of(1, orm_ceil(Members.bonus)), "2.0000");
    assert_string_equal(decimal_of(1, orm_abs(orm_neg(Members.pay))), "100.5000");
    assert_string_equal(decimal_of(1, orm_cast_decimal(Members.pay, 8, 1)), "100.5000");
    assert_string_equal(decimal_of(2, orm_cast_decimal(Members.pay, 8, 1)), "50.3000");
    assert_string_equal(decimal_of(1, orm_cast_decimal(Members.age, 8, 2)), "40.0000");
    assert_string_equal(decimal_of(2, orm_cast_decimal(Members.score, 8, 2)), "-2.5000");
    assert_int_equal(int_of(1, orm_cast(Members.pay, ORM_INT64)), 101);
    assert_true(real_of(1, orm_div(Members.pay, 2)) == 50.25);
    assert_true(real_of(1, orm_cast(Members.bonus, ORM_DOUBLE)) == 1.25);
}
static void test_language_averages(void **state)
{
    (void)state;
    assert_int_equal(members_where(orm_gt(Members.pay, orm_scalar(orm_q(.from = ORM_FROM(Peer), .select = { orm_avg(Peers.pay) })))), 1);
    assert_int_equal(members_where(orm_lt(Members.pay, orm_scalar(orm_q(.from = ORM_FROM(Peer), .select = { orm_max(Peers.pay) })))), 234);
    OneDecimal_list l = OneDecimal_select(s, orm_q(.from = ORM_FROM(Member), .group_by = { Members.team_id }, .having = orm_gt(orm_avg(Members.pay), ORM_DEC("10.00")), .order_by = { orm_desc(orm_avg(Members.pay)) }),
                                          orm_into(OneDecimal, .d = orm_avg(Members.pay)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_string_equal(l.items[0].d.text, "75.3750");
    assert_string_equal(l.items[1].d.text, "50.2500");
    OneDecimal *third = OneDecimal_select_one(s, orm_q(.from = ORM_FROM(Member), .where = orm_le(Members.id, 3)), orm_into(OneDecimal, .d = orm_avg(Members.pay)));
    assert_session(s, ORM_OK);
    assert_string_equal(third->d.text, "67.0000");
    third = OneDecimal_select_one(s, orm_q(.from = ORM_FROM(Member)), orm_into(OneDecimal, .d = orm_coalesce(orm_avg(Members.estate), ORM_DEC("0"))));
    assert_session(s, ORM_OK);
    assert_string_equal(third->d.text, "500000000005.0000");
    OneDecimal_list w = OneDecimal_select(s, orm_q(.from = ORM_FROM(Member), .order_by = { orm_asc(Members.id) }), orm_into(OneDecimal, .d = orm_over(orm_avg(Members.pay), .order_by = { orm_asc(Members.id) }, .frame = ORM_ROWS(ORM_PRECEDING(1), ORM_CURRENT_ROW))));
    assert_session(s, ORM_OK);
    assert_string_equal(w.items[1].d.text, "75.3750");
    assert_string_equal(w.items[3].d.text, "25.1300");
    w = OneDecimal_select(s, orm_q(.from = ORM_FROM(Member), .order_by = { orm_asc(Members.id) }), orm_into(OneDecimal, .d = orm_over(orm_sum(Members.estate), .order_by = { orm_asc(Members.id) }, .frame = ORM_ROWS(ORM_PRECEDING(1), ORM_CURRENT_ROW))));
    assert_session(s, ORM_OK);
    assert_string_equal(w.items[2].d.text, "9.5000");
    assert_null(OneDecimal_select_one(s, orm_q(.from = ORM_FROM(Member), .where = orm_eq(Members.id, 99)), orm_into(OneDecimal, .d = orm_avg(Members.pay)))->d.text);
    orm_value some = Member_aggregate(s, NULL, orm_filter(orm_avg(Members.pay), orm_le(Members.id, 2)));
    assert_session(s, ORM_OK);
    assert_true(orm_decimal_compare(orm_value_decimal(some), ORM_DEC("75.375")) == 0);
    some = Member_aggregate(s, NULL, orm_filter(orm_sum(Members.age), orm_le(Members.id, 2)));
    assert_int_equal(orm_value_int(some), 70);
}
static void test_language_enums(void **state)
{
    (void)state;
    assert_int_equal(members_where(orm_ge(Members.level, LEVEL_MIDDLE)), 13);
    assert_int_equal(members_where(orm_eq(orm_greatest(Members.level, LEVEL_MIDDLE), LEVEL_MIDDLE)), 234);
    OneInt_list l = OneInt_select(s, orm_q(.from = ORM_FROM(Member), .group_by = { Members.team_id }, .having = orm_eq(orm_max(Members.level), LEVEL_HIGH)), orm_into(OneInt, .i = orm_col(Members.team_id)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.items[0].i.value, 1);
    assert_int_equal(members_where(orm_eq(orm_case(orm_when(orm_eq(Members.active, true), Members.level), orm_else(LEVEL_HIGH)), LEVEL_HIGH)), 13);
    Member_list d = Member_all(s, orm_q(.distinct = true, .order_by = { orm_desc(Members.level), orm_asc(Members.id) }));
    assert_session(s, ORM_OK);
    assert_int_equal(d.count, 4);
    assert_int_equal(d.items[0].id, 1);
    assert_int_equal(d.items[1].id, 3);
    Member_all(s, orm_q(.distinct = true, .join = { orm_join(Members.team) }, .order_by = { orm_asc(Teams.name) }));
    assert_session(s, ORM_MISUSE);
    assert_message(s, ".distinct");
}

/* ---- NULL ------------------------------------------------------------------------------------------------------------------------------------ */
static void test_language_null_rules(void **state)
{
    (void)state;
    assert_int_equal(int_of(4, orm_greatest(Members.age, 1)), -999);
    assert_int_equal(int_of(4, orm_least(1, Members.age)), -999);
    assert_int_equal(int_of(4, orm_add(Members.age, 1)), -999);
    assert_string_equal(text_of(4, orm_concat("<", Members.team_id, ">")), "<>");
    assert_int_equal(int_of(4, orm_coalesce(Members.age, Members.team_id, -1)), -1);
    assert_int_equal(int_of(4, orm_case(orm_when(orm_gt(Members.age, 1), 1), orm_else(2))), 2);
    assert_int_equal(int_of(4, orm_case(orm_when(orm_gt(Members.age, 1), 1))), -999);
    assert_int_equal(members_where(orm_not(orm_gt(Members.age, 35))), 23);
    assert_int_equal(members_where(orm_same(Members.age, Members.team_id)), 4);
    assert_int_equal(members_where(orm_or(orm_is_null(orm_add(Members.age, 1)), orm_eq(Members.id, 1))), 14);
    Member_list l = Member_all(s, orm_q(.join = { orm_left_join(Members.team) }, .order_by = { orm_asc(Teams.name), orm_asc(Members.id) }));
    assert_session(s, ORM_OK);
    assert_int_equal(l.items[0].id, 4); /* NULL first, though the column itself is never NULL */
    assert_int_equal(l.items[1].id, 3);
    l = Member_all(s, orm_q(.join = { orm_left_join(Members.team) }, .order_by = { orm_nulls_last(orm_asc(Teams.name)), orm_asc(Members.id) }));
    assert_int_equal(l.items[3].id, 4);
    l = Member_all(s, orm_q(.join = { orm_left_join(Members.team) }, .order_by = { orm_desc(Teams.name), orm_asc(Members.id) }));
    assert_int_equal(l.items[3].id, 4);
    OneInt *none = OneInt_select_one(s, orm_q(.from = ORM_FROM(Member), .where = orm_eq(Members.id, 99)), orm_into(OneInt, .i = orm_sum(Members.age)));
    assert_session(s, ORM_OK);
    assert_false(none->i.has);
}

/* ---- texts ------------------------------------------------------------------------------------------------------------------------------------ */
static void test_language_letters(void **state)
{
    (void)state;
    assert_string_equal(text_of(1, orm_upper(orm_val("stra\303\237e \305\211 \307\260 \357\254\201 \306\277 \317\203\317\202 \304\261 \305\277 \307\205 \306\200 \341\272\236"))), "STRA\303\237E \305\211 \307\260 \357\254\201 \307\267 \316\243\316\243 I S \307\204 \311\203 \341\272\236");
    assert_string_equal(text_of(1, orm_lower(orm_val("\316\221\316\243 \316\243\316\221\316\243 \307\205 \307\204 \303\204"))), "\316\261\317\203 \317\203\316\261\317\203 \307\206 \307\206 \303\244");
    assert_string_equal(text_of(1, orm_upper(Members.name)), "ADA");
    assert_string_equal(text_of(1, orm_lower(orm_concat(Members.name, "X"))), "adax");
    assert_int_equal(members_where(orm_eq(orm_lower(Members.name), "bob")), 2);
    assert_int_equal(members_where(orm_eq(orm_upper(Members.name), "bob")), 0);
    assert_string_equal(text_of(1, orm_substr(Members.name, orm_sub(Members.id, 5))), "Ada");
    assert_string_equal(text_of(1, orm_substr(Members.name, 2, orm_sub(Members.id, 5))), "");
    assert_string_equal(text_of(1, orm_substr(Members.name, 2, 0)), "");
    assert_string_equal(text_of(4, orm_substr(Members.name, Members.age)), "NULL");
    text_of(1, orm_val("x"));
    OneText_select(s, OF(1), orm_into(OneText, .t = orm_substr(Members.name, 0)));
    assert_session(s, ORM_MISUSE);
    OneText_select(s, OF(1), orm_into(OneText, .t = orm_upper(Members.age)));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "orm_cast");
    assert_int_equal(members_where(orm_eq(orm_concat(Members.name, "-", Members.id), "Bob-2")), 2);
    assert_string_equal(text_of(1, orm_replace(Members.name, "a text that is a good deal longer than the column is", "x")), "Ada");
    assert_string_equal(text_of(1, orm_replace(Members.name, "d", "a text that is a good deal longer than the column is")), "Aa text that is a good deal longer than the column isa");
    assert_string_equal(text_of(4, orm_coalesce(orm_nullif(Members.name, "Dee"), "a text that is a good deal longer than the column is")), "a text that is a good deal longer than the column is");
    assert_string_equal(text_of(1, orm_val("a text that is a good deal longer than the column is")), "a text that is a good deal longer than the column is");
}
static void test_language_casts(void **state)
{
    (void)state;
    assert_string_equal(text_of(1, orm_cast(Members.id, ORM_TEXT)), "1");
    assert_string_equal(text_of(1, orm_cast(Members.pay, ORM_TEXT)), "100.50");
    assert_string_equal(text_of(4, orm_cast(Members.pay, ORM_TEXT)), "0.01");
    assert_string_equal(text_of(3, orm_cast(Members.estate, ORM_TEXT)), "9.500000");
    assert_string_equal(text_of(1, orm_cast(Members.active, ORM_TEXT)), "true");
    assert_string_equal(text_of(3, orm_cast(Members.active, ORM_TEXT)), "false");
    assert_string_equal(text_of(3, orm_cast(Members.level, ORM_TEXT)), "middle");
    assert_string_equal(text_of(1, orm_cast(Members.joined, ORM_TEXT)), "2024-01-30 23:59:59.123456");
    assert_string_equal(text_of(4, orm_cast(Members.born, ORM_TEXT)), "1969-12-31");
    assert_string_equal(text_of(1, orm_cast(orm_cast(Members.joined, ORM_DATE), ORM_TEXT)), "2024-01-30");
    assert_string_equal(text_of(1, orm_cast(orm_cast(Members.joined, ORM_TIME), ORM_TEXT)), "23:59:59.123456");
    assert_string_equal(text_of(4, orm_cast(orm_cast(Members.born, ORM_TIMESTAMP), ORM_TEXT)), "1969-12-31 00:00:00.000000");
    assert_string_equal(text_of(1, orm_concat(Members.name, " ", Members.pay, " ", Members.joined)), "Ada 100.50 2024-01-30 23:59:59.123456");
    assert_int_equal(members_where(orm_eq(orm_cast(Members.joined, ORM_DATE), 19753)), 2);
    assert_int_equal(int_of(1, orm_cast(orm_val("-12"), ORM_INT64)), -12);
    assert_int_equal(int_of(1, orm_cast(orm_val("12x"), ORM_INT64)), -999);
    assert_int_equal(int_of(1, orm_cast(Members.name, ORM_INT64)), -999);
    assert_true(real_of(1, orm_cast(orm_val("2.5e1"), ORM_DOUBLE)) == 25.0);
    assert_true(real_of(1, orm_cast(orm_val("2.5.1"), ORM_DOUBLE)) == -999);
    assert_int_equal(int_of(1, orm_cast(Members.active, ORM_INT64)), 1);
    assert_int_equal(int_of(2, orm_cast(Members.score, ORM_INT64)), -3);
    assert_int_equal(int_of(3, orm_cast(Members.score, ORM_INT64)), 1);
    OneText_select(s, OF(1), orm_into(OneText, .t = orm_cast(Members.score, ORM_TEXT)));
    assert_session(s, ORM_UNSUPPORTED);
    assert_message(s, "orm_cast_decimal");
    assert_string_equal(text_of(2, orm_cast(orm_cast_decimal(Members.score, 8, 2), ORM_TEXT)), "-2.50");
    assert_true(real_of(1, orm_round(orm_val(1234.5678), 2)) == 1234.57);
    assert_true(real_of(1, orm_round(orm_val(2.5))) == 3.0);
    assert_true(real_of(1, orm_round(orm_val(-0.5))) == -1.0);
    assert_true(real_of(1, orm_round(orm_val(1234.5), -2)) == 1200.0);
    assert_int_equal(int_of(1, orm_round(orm_add(Members.age, 5), -1)), 50);
}

/* ---- sets, subqueries, WITH ----------------------------------------------------------------------------------------------------------------- */
static void test_language_sets_in_sets(void **state)
{
    (void)state;
    Member_list l = Member_all(s, orm_q(.where = orm_eq(Members.id, 4), .union_all_with = orm_q(.order_by = { orm_desc(Members.pay) }, .limit = 1), .order_by = { orm_asc(Members.id) }));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.items[0].id, 1);
    l = Member_all(s, orm_q(.where = orm_eq(Members.id, 4), .union_with = orm_q(.order_by = { orm_desc(Members.pay) }), .order_by = { orm_asc(Members.id) }));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 4);
    l = Member_all(s, orm_q(.where = orm_le(Members.id, 3), .except_with = orm_q(.where = orm_eq(Members.id, 1), .union_with = orm_q(.where = orm_eq(Members.id, 2)))));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.items[0].id, 3);
    Named_list n = Named_select(s, orm_q(.from = ORM_FROM(Member), .group_by = { Members.team_id }, .having = orm_gt(orm_count_all(), 1),
                                         .union_all_with = orm_q(.from = ORM_FROM(Team), .into = orm_into(Named, .name = orm_col(Teams.name), .n = orm_val(0)), .order_by = { orm_asc(Teams.name) }, .limit = 1),
                                         .order_by = { orm_desc(Nameds.n) }),
                                orm_into(Named, .name = orm_max(Members.name), .n = orm_count_all()));
    assert_session(s, ORM_OK);
    assert_int_equal(n.count, 2);
    assert_string_equal(n.items[0].name, "Bob");
    assert_string_equal(n.items[1].name, "blue");
    n = Named_select(s, orm_q(.from = ORM_FROM(Team), .where = orm_eq(Teams.id, 1), .union_with = orm_q(.with = { orm_cte(Pair, orm_q(.from = ORM_FROM(Member)), orm_into(Pair, .id = orm_col(Members.id), .n = orm_col(Members.team_id))) },
                                         .from = ORM_FROM(Pair), .into = orm_into(Named, .name = orm_val("pairs"), .n = orm_count_all())), .order_by = { orm_asc(Nameds.name) }),
                     orm_into(Named, .name = orm_col(Teams.name), .n = orm_val(1)));
    assert_session(s, ORM_OK);
    assert_int_equal(n.count, 2);
    assert_int_equal(n.items[0].n.value, 4);
}
static void test_language_subqueries_of_subqueries(void **state)
{
    (void)state;
    /* teams with a member whose boss is of another team than the one that is asked about */
    assert_int_equal(Team_count(s, orm_q(.where = orm_exists(orm_q(.from = ORM_FROM(Member), .where = orm_and(orm_eq(Members.team_id, orm_outer(Teams.id)),
        orm_exists(orm_q(.from = ORM_FROM(Chief), .where = orm_and(orm_eq(Chiefs.id, orm_outer(Members.boss_id)), orm_ne(Chiefs.team_id, orm_outer(Teams.id)))))))))), 1);
    assert_session(s, ORM_OK);
    assert_int_equal(members_where(orm_eq(Members.age, orm_scalar(orm_q(.from = ORM_FROM(Peer), .select = { orm_min(Peers.age) }, .where = orm_same(Peers.team_id, orm_outer(Members.team_id)))))), 23);
    Member_list l = Member_all(s, orm_q(.order_by = { orm_desc(orm_scalar(orm_q(.from = ORM_FROM(Peer), .select = { orm_count_all() }, .where = orm_eq(Peers.boss_id, orm_outer(Members.id))))), orm_asc(Members.id) }));
    assert_session(s, ORM_OK);
    assert_int_equal(l.items[0].id, 1);
    assert_int_equal(l.items[1].id, 2);
    assert_int_equal(Member_update_where(s, orm_q(.where = orm_eq(Members.id, 4)), ORM_SET(orm_set(Members.age, orm_scalar(orm_q(.from = ORM_FROM(Team), .select = { orm_cast(orm_max(Teams.id), ORM_INT32) }))))), 1);
    assert_session(s, ORM_OK);
    assert_int_equal(Member_get(s, 4)->age.value, 3);
    Team_count(s, orm_q(.where = orm_eq(Teams.id, orm_scalar(orm_q(.from = ORM_FROM(Member), .select = { orm_col(Members.id), orm_col(Members.age) })))));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "one column");
}
static void test_language_ctes(void **state)
{
    (void)state;
    const orm_with_clause *const sizes = orm_cte(Pair, orm_q(.from = ORM_FROM(Member), .where = orm_not_null(Members.team_id), .group_by = { Members.team_id }), orm_into(Pair, .id = orm_coalesce(Members.team_id, 0), .n = orm_count_all()));
    Named_list l = Named_select(s, orm_q(.with = { sizes }, .from = ORM_FROM(Team), .join = { orm_left_join_on(Pair, orm_eq(Pairs.id, Teams.id)) }, .order_by = { orm_asc(Teams.id) }), orm_into(Named, .name = orm_col(Teams.name), .n = orm_col(Pairs.n)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 3);
    assert_int_equal(l.items[0].n.value, 2);
    assert_false(l.items[2].n.has);
    assert_int_equal(Team_count(s, orm_q(.with = { sizes }, .where = orm_in_query(Teams.id, orm_q(.from = ORM_FROM(Pair), .select = { orm_col(Pairs.id) }, .where = orm_gt(Pairs.n, 1))))), 1);
    assert_session(s, ORM_OK);
    assert_int_equal(Team_count(s, orm_q(.with = { sizes }, .join = { orm_join_on(Pair, orm_eq(Pairs.id, Teams.id)) }, .where = orm_eq(Pairs.n, orm_scalar(orm_q(.from = ORM_FROM(Pair), .select = { orm_max(Pairs.n) }))))), 1);
    assert_session(s, ORM_OK);
    Named *two = Named_select_one(s, orm_q(.with = { sizes, orm_cte(Named, orm_q(.from = ORM_FROM(Pair)), orm_into(Named, .name = orm_cast(Pairs.id, ORM_TEXT), .n = orm_col(Pairs.n))) },
                                           .from = ORM_FROM(Named), .where = orm_eq(Nameds.name, "1")), orm_into(Named, .name = orm_col(Nameds.name), .n = orm_col(Nameds.n)));
    assert_session(s, ORM_OK);
    assert_int_equal(two->n.value, 2);
    Team_list t = Team_all(s, orm_q(.with = { sizes }, .join = { orm_join_on(Pair, orm_eq(Pairs.id, Teams.id)) }, .order_by = { orm_desc(Pairs.n) }, .limit = 1));
    assert_session(s, ORM_OK);
    assert_string_equal(t.items[0].name, "red");
    assert_int_equal(Team_count(s, orm_q(.with = { sizes }, .join = { orm_join_on(Pair, orm_eq(Pairs.id, Teams.id)) }, .limit = 1)), 1);
    assert_session(s, ORM_OK);
}
static void test_language_recursion_with_texts(void **state)
{
    (void)state;
    Path_list l = Path_select(s, orm_q(.with = { orm_recursive(Path, orm_q(.from = ORM_FROM(Member), .where = orm_is_null(Members.boss_id)), orm_into(Path, .id = orm_col(Members.id), .path = orm_col(Members.name), .depth = orm_val(0)),
                                                               orm_q(.from = ORM_FROM(Member), .join = { orm_join_on(Path, orm_eq(Members.boss_id, Paths.id)) }),
                                                               orm_into(Path, .id = orm_col(Members.id), .path = orm_concat(Paths.path, " > a rather long name for somebody called ", Members.name), .depth = orm_add(Paths.depth, 1))) },
                                       .from = ORM_FROM(Path), .order_by = { orm_asc(Paths.path) }),
                              orm_into(Path, .id = orm_col(Paths.id), .path = orm_col(Paths.path), .depth = orm_col(Paths.depth)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 4);
    assert_string_equal(l.items[2].path, "Ada > a rather long name for somebody called Bob > a rather long name for somebody called Dee");
    assert_int_equal(l.items[2].depth, 2);
}
static const orm_query *step_by_step(orm_query *q)
{
    const char *name = "a";
    assert_ok(s, orm_where(s, q, orm_or(orm_contains(Members.name, name), orm_in(Members.id, 2, 3), orm_exists(orm_q(.from = ORM_FROM(Peer), .where = orm_eq(Peers.boss_id, orm_outer(Members.id)))))));
    assert_ok(s, orm_where(s, q, orm_gt(orm_case(orm_when(orm_between(Members.age, 20, 35), orm_coalesce(Members.age, 1)), orm_else(orm_cast(Members.pay, ORM_INT64))), 0)));
    assert_ok(s, orm_where(s, q, orm_not(orm_has(Members.team, orm_eq(Teams.name, "blue")))));
    assert_ok(s, orm_where(s, q, orm_in_query(Members.id, orm_q(.with = { orm_cte(Pair, orm_q(.from = ORM_FROM(Peer), .join = { orm_left_join_on(Team, orm_eq(Teams.id, Peers.team_id)) }),
        orm_into(Pair, .id = orm_col(Peers.id), .n = orm_over(orm_count_all(), .partition_by = { Peers.team_id }, .order_by = { orm_asc(Peers.id) }))) },
        .from = ORM_FROM(Pair), .select = { orm_col(Pairs.id) }, .group_by = { Pairs.id }, .having = orm_ge(orm_filter(orm_sum(Pairs.n), orm_gt(Pairs.n, 0)), 1),
        .union_all_with = NULL, .order_by = { orm_asc(Pairs.id) }, .limit = 10))));
    assert_ok(s, orm_where(s, q, orm_lt(orm_mod(orm_neg(Members.id), orm_val(7)), orm_extract(ORM_YEAR, orm_date_add(Members.joined, 1, ORM_DAY)))));
    assert_ok(s, orm_where(s, q, orm_le(Members.pay, orm_scalar(orm_q(.from = ORM_FROM(Peer), .select = { orm_max(Peers.pay) })))));
    return q;
}
static void test_language_queries_are_copied_whole(void **state)
{
    (void)state;
    orm_query q = { .limit = 0 };
    char noise[4096];
    step_by_step(&q);
    memset(noise, 'x', sizeof noise); /* where the expressions were */
    assert_int_equal(noise[17], 'x');
    Member_list l = Member_all(s, &q);
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.items[0].id, 1);
    assert_int_equal(l.items[1].id, 2);
}
/* ---- arrays, streams, rows of any shape -------------------------------------------------------------------------------------------------------- */
#define TAGGED_MODEL(X) X(key, int64, id) X(field, opt(array(text)), tags) X(field, opt(array(int64)), numbers)
ORM_MODEL(Tagged, Taggeds, TAGGED_MODEL, .table = "tagged");
static int64_t tagged_where(orm_expr e)
{
    int64_t found = 0;
    Tagged_list l = Tagged_all(s, orm_q(.where = e, .order_by = { orm_asc(Taggeds.id) }));
    if (orm_status_of(s) != ORM_OK) fail_msg("%s", orm_error_of(s)->message);
    for (size_t i = 0; i < l.count; i++) found = found * 10 + l.items[i].id;
    return found;
}
static void test_language_arrays(void **state)
{
    (void)state;
    const char *one[] = { "red", "green" }, *two[] = { "green", "it's \"blue\"" }, *none[] = { "black", NULL };
    int64_t numbers[] = { 1, 2, 3 }, others[] = { 3, 9 };
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Tagged), NULL));
    assert_ok(s, Tagged_insert(s, &(Tagged){ .id = 1, .tags = { one, 2 }, .numbers = { numbers, 3 } }));
    assert_ok(s, Tagged_insert(s, &(Tagged){ .id = 2, .tags = { two, 2 }, .numbers = { others, 2 } }));
    assert_ok(s, Tagged_insert(s, &(Tagged){ .id = 3, .tags = { none, 0 } }));
    assert_ok(s, Tagged_insert(s, &(Tagged){ .id = 4 }));
    assert_int_equal(tagged_where(orm_array_has_any(Taggeds.tags, ((orm_array_text){ one, 2 }))), 12);
    assert_int_equal(tagged_where(orm_array_has_all(Taggeds.tags, ((orm_array_text){ one, 2 }))), 1);
    assert_int_equal(tagged_where(orm_array_has_all(Taggeds.tags, ((orm_array_text){ two + 1, 1 }))), 2);
    assert_int_equal(tagged_where(orm_array_has_any(Taggeds.tags, ((orm_array_text){ none, 1 }))), 0);
    assert_int_equal(tagged_where(orm_array_has_any(Taggeds.tags, ((orm_array_text){ none, 0 }))), 0);
    assert_int_equal(tagged_where(orm_array_has_all(Taggeds.tags, ((orm_array_text){ none, 0 }))), 123);
    assert_int_equal(tagged_where(orm_not(orm_array_has_any(Taggeds.tags, ((orm_array_text){ one, 1 })))), 234);
    assert_int_equal(tagged_where(orm_array_has_any(Taggeds.numbers, ((orm_array_int64){ others, 2 }))), 12);
    assert_int_equal(tagged_where(orm_array_has_all(Taggeds.numbers, ((orm_array_int64){ others, 2 }))), 2);
    Tagged_count(s, orm_q(.where = orm_array_has_all(Taggeds.tags, ((orm_array_int64){ others, 2 }))));
    assert_session(s, ORM_MISUSE);
}
#define WITH_TEAM(X) X(row, Member, member) X(opt_row, Team, team) X(field, text, label)
ORM_RESULT(WithTeam, WithTeams, WITH_TEAM);
static void test_language_results_row_by_row(void **state)
{
    (void)state;
    WithTeam_cursor c = WithTeam_stream(s, orm_q(.from = ORM_FROM(Member), .join = { orm_left_join(Members.team) }, .order_by = { orm_asc(Members.id) }), orm_into(WithTeam, .label = orm_concat(Members.name, "/", orm_coalesce(Teams.name, "-"))));
    assert_session(s, ORM_OK);
    int64_t seen = 0;
    for (WithTeam *w; (w = WithTeam_next(&c));) {
        seen = seen * 10 + w->member.id;
        assert_true(w->member.id == 4 ? !w->team && !strcmp(w->label, "Dee/-") : w->team && w->team->id == w->member.team_id.value);
    }
    assert_session(s, ORM_OK);
    assert_int_equal(seen, 1234);
    Pair_cursor p = Pair_stream(s, orm_q(.from = ORM_FROM(Member), .order_by = { orm_asc(Members.id) }), orm_into(Pair, .id = orm_col(Members.id), .n = orm_col(Members.team_id)));
    assert_int_equal(Pair_next(&p)->id, 1);
    assert_ok(s, Pair_stop(&p));
    assert_null(Pair_next(&p));
    Pair_stream(s, NULL, orm_into(Pair, .id = orm_col(Members.id), .n = orm_col(Members.team_id)));
    assert_session(s, ORM_MISUSE);
}
static void test_language_rows_of_any_shape(void **state)
{
    (void)state;
    orm_rows r = orm_select(s, orm_q(.from = ORM_FROM(Member), .join = { orm_join(Members.team) }, .select = { orm_col(Members.name), orm_col(Teams.name), orm_col(Members.pay), orm_gt(Members.age, 35), orm_avg(Members.pay) },
                                     .group_by = { Members.name, Teams.name, Members.pay, Members.age }, .order_by = { orm_asc(Members.name) }));
    assert_session(s, ORM_OK);
    assert_true(orm_next(&r));
    assert_int_equal(orm_column_count(&r), 5);
    assert_int_equal(orm_column_type(&r, 0), ORM_VARCHAR);
    assert_int_equal(orm_column_type(&r, 2), ORM_DECIMAL);
    assert_int_equal(orm_column_type(&r, 3), ORM_BOOL);
    assert_int_equal(orm_column_type(&r, 9), ORM_NO_TYPE);
    assert_string_equal(orm_text(&r, 1), "red");
    assert_string_equal(orm_text(&r, 2), "100.50");
    assert_true(orm_double(&r, 2) == 100.5);
    assert_int_equal(orm_value_of(&r, 2).type, ORM_DECIMAL);
    assert_true(orm_value_bool(orm_value_of(&r, 3)));
    assert_int_equal(orm_decimal_compare((orm_decimal){ orm_text(&r, 4) }, ORM_DEC("100.5")), 0);
    assert_ok(s, orm_rows_close(&r));
    r = orm_select(s, orm_q(.from = ORM_FROM(Member), .into = orm_into(Named, .name = orm_col(Members.name), .n = orm_col(Members.age)), .union_with = orm_q(.from = ORM_FROM(Team), .into = orm_into(Named, .name = orm_col(Teams.name), .n = orm_val(ORM_NULL))), .order_by = { orm_asc(Nameds.name) }));
    assert_session(s, ORM_OK);
    assert_true(orm_next(&r));
    assert_string_equal(orm_column_name(&r, 0), "name");
    assert_string_equal(orm_text(&r, 0), "Ada");
    assert_int_equal(orm_column_type(&r, 1), ORM_INT64);
    assert_ok(s, orm_rows_close(&r));
    orm_select(s, orm_q(.from = ORM_FROM(Member), .select = { orm_col(Members.name) }, .union_with = orm_q(.from = ORM_FROM(Team))));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "orm_into");
}
static void test_language_sets_in_subqueries(void **state)
{
    (void)state;
    assert_int_equal(members_where(orm_in_query(Members.id, orm_q(.from = ORM_FROM(Peer), .select = { orm_col(Peers.id) }, .where = orm_eq(Peers.id, 1), .union_with = orm_q(.from = ORM_FROM(Team), .select = { orm_col(Teams.id) }, .where = orm_gt(Teams.id, 1))))), 123);
    assert_int_equal(members_where(orm_in_query(Members.id, orm_q(.from = ORM_FROM(Peer), .select = { orm_col(Peers.id) }, .except_with = orm_q(.from = ORM_FROM(Team), .select = { orm_col(Teams.id) })))), 4);
    assert_int_equal(members_where(orm_exists(orm_q(.from = ORM_FROM(Peer), .where = orm_eq(Peers.boss_id, orm_outer(Members.id)), .union_with = orm_q(.from = ORM_FROM(Team), .where = orm_eq(Teams.id, orm_outer(Members.id)))))), 123);
    assert_int_equal(members_where(orm_in_query(Members.id, orm_q(.from = ORM_FROM(Peer), .select = { orm_col(Peers.id) }, .union_with = orm_q(.from = ORM_FROM(Peer), .select = { orm_col(Peers.id) }, .order_by = { orm_desc(Peers.id) }, .limit = 1), .where = orm_eq(Peers.id, 2)))), 24);
    Member_count(s, orm_q(.where = orm_in_query(Members.id, orm_q(.from = ORM_FROM(Peer), .select = { orm_col(Peers.id) }, .distinct_on = { Peers.age }, .order_by = { orm_asc(Peers.id) }))));
    assert_session(s, ORM_UNSUPPORTED);
}
#define WALK(X) X(field, int64, id) X(field, int64, depth) X(field, text, path)
ORM_RESULT(Walk, Walks, WALK);
static void test_language_guards_of_recursions(void **state)
{
    (void)state;
    assert_int_equal(Member_update_where(s, orm_q(.where = orm_eq(Members.id, 1)), ORM_SET(orm_set(Members.boss_id, 4))), 1); /* a ring: 1 -> 4 -> 2 -> 1 */
    const orm_query *const first = orm_q(.from = ORM_FROM(Member), .where = orm_eq(Members.id, 1)), *const step = orm_q(.from = ORM_FROM(Member), .join = { orm_join_on(Walk, orm_eq(Members.boss_id, Walks.id)) });
    Walk_list l = Walk_select(s, orm_q(.with = { orm_recursive_with(Walk, first, orm_into(Walk, .id = orm_col(Members.id), .depth = orm_val(0)), step, orm_into(Walk, .id = orm_col(Members.id), .depth = orm_add(Walks.depth, 1)), .path = orm_ref(Walks.path), .key = orm_ref(Members.id)) },
                                       .from = ORM_FROM(Walk), .order_by = { orm_asc(Walks.path) }), orm_into(Walk, .id = orm_col(Walks.id), .depth = orm_col(Walks.depth), .path = orm_col(Walks.path)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 4);
    assert_string_equal(l.items[2].path, ",1,2,4,");
    assert_int_equal(l.items[2].depth, 2);
    l = Walk_select(s, orm_q(.with = { orm_recursive_with(Walk, first, orm_into(Walk, .id = orm_col(Members.id), .depth = orm_val(0), .path = orm_val("")), step, orm_into(Walk, .id = orm_col(Members.id), .depth = orm_add(Walks.depth, 1), .path = orm_val("")), .depth = orm_ref(Walks.depth), .most = 4) },
                             .from = ORM_FROM(Walk), .order_by = { orm_asc(Walks.depth), orm_asc(Walks.id) }), orm_into(Walk, .id = orm_col(Walks.id), .depth = orm_col(Walks.depth), .path = orm_col(Walks.path)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 7);
    assert_int_equal(l.items[6].depth, 4);
    l = Walk_select(s, orm_q(.with = { orm_recursive_with(Walk, first, orm_into(Walk, .id = orm_col(Members.id), .depth = orm_val(0), .path = orm_val("")), step, orm_into(Walk, .id = orm_col(Members.id), .depth = orm_val(0), .path = orm_val("")), .distinct = true) },
                             .from = ORM_FROM(Walk)), orm_into(Walk, .id = orm_col(Walks.id), .depth = orm_col(Walks.depth), .path = orm_col(Walks.path)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 4);
    Walk_select(s, orm_q(.with = { orm_recursive_with(Walk, first, orm_into(Walk, .id = orm_col(Members.id), .depth = orm_val(0), .path = orm_val("")), step, orm_into(Walk, .id = orm_col(Members.id), .depth = orm_val(0), .path = orm_val("")), .path = orm_ref(Walks.path), .key = orm_ref(Members.id)) },
                         .from = ORM_FROM(Walk)), orm_into(Walk, .id = orm_col(Walks.id), .depth = orm_col(Walks.depth), .path = orm_col(Walks.path)));
    assert_session(s, ORM_MISUSE);
    Pair *once = Pair_select_one(s, orm_q(.with = { orm_cte_materialized(Pair, orm_q(.from = ORM_FROM(Member), .where = orm_eq(Members.id, 3)), orm_into(Pair, .id = orm_col(Members.id), .n = orm_col(Members.age))) }, .from = ORM_FROM(Pair)), orm_into(Pair, .id = orm_col(Pairs.id), .n = orm_col(Pairs.n)));
    assert_session(s, ORM_OK);
    assert_int_equal(once->n.value, 30);
}

/* ---- windows and aggregates ------------------------------------------------------------------------------------------------------------------- */
#define RANKED(X) X(field, int64, id) X(field, int64, place) X(field, opt(int64), total)
ORM_RESULT(Ranked, Rankeds, RANKED);
static void test_language_filters_on_windows(void **state)
{
    (void)state;
    const orm_into_list into = orm_into(Ranked, .id = orm_col(Members.id), .place = orm_over(orm_row_number(), .partition_by = { Members.team_id }, .order_by = { orm_desc(Members.pay), orm_asc(Members.id) }),
                                        .total = orm_over(orm_sum(Members.age), .partition_by = { Members.team_id }));
    Ranked_list l = Ranked_select(s, orm_q(.from = ORM_FROM(Member), .where = orm_eq(Rankeds.place, 1), .order_by = { orm_asc(Rankeds.id) }), into);
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 3);
    assert_int_equal(l.items[1].id, 3);
    l = Ranked_select(s, orm_q(.from = ORM_FROM(Member), .where = orm_and(orm_not_null(Members.team_id), orm_or(orm_gt(Rankeds.place, 1), orm_eq(Rankeds.total, 30))), .order_by = { orm_desc(Rankeds.id) }, .limit = 5), into);
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.items[0].id, 3);
    assert_int_equal(l.items[1].id, 2);
    l = Ranked_select(s, orm_q(.from = ORM_FROM(Member), .having = orm_eq(Rankeds.total, 70), .order_by = { orm_asc(Members.id) }), into);
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    Ranked_select(s, orm_q(.from = ORM_FROM(Member), .where = orm_eq(Rankeds.place, 1), .order_by = { orm_asc(Members.name) }), into);
    assert_session(s, ORM_MISUSE);
    assert_message(s, "add it to Ranked");
    /* of groups: the largest team of each size */
    Pair_list p = Pair_select(s, orm_q(.from = ORM_FROM(Member), .group_by = { Members.team_id }, .having = orm_and(orm_ge(orm_count_all(), 1), orm_le(Pairs.n, 2)), .order_by = { orm_asc(Pairs.n), orm_asc(Pairs.id) }),
                              orm_into(Pair, .id = orm_coalesce(Members.team_id, 0), .n = orm_over(orm_rank(), .order_by = { orm_desc(orm_count_all()) })));
    assert_session(s, ORM_OK);
    assert_int_equal(p.count, 3);
    assert_int_equal(p.items[0].id, 1);
    p = Pair_select(s, orm_q(.from = ORM_FROM(Member), .group_by = { Members.team_id }, .order_by = { orm_asc(Pairs.id) }), orm_into(Pair, .id = orm_coalesce(Members.team_id, 0), .n = orm_over(orm_sum(orm_count_all()))));
    assert_session(s, ORM_OK);
    assert_int_equal(p.items[0].n.value, 4);
}
static void test_language_windows_with_names(void **state)
{
    (void)state;
    const orm_window w = { .partition_by = { Members.active }, .order_by = { orm_asc(Members.id) } };
    Ranked_list l = Ranked_select(s, orm_q(.from = ORM_FROM(Member), .order_by = { orm_asc(Members.id) }), orm_into(Ranked, .id = orm_over_window(orm_first_value(Members.id), &w), .place = orm_over_window(orm_row_number(), &w), .total = orm_over_window(orm_lag(Members.id, 1, 0), &w)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.items[3].id, 1);
    assert_int_equal(l.items[3].place, 3);
    assert_int_equal(l.items[3].total.value, 2);
    assert_int_equal(l.items[0].total.value, 0);
    assert_int_equal(l.items[2].place, 1);
}
static void test_language_frames(void **state)
{
    (void)state;
#define FRAMED(frame_) orm_q(.from = ORM_FROM(Member), .order_by = { orm_asc(Members.id) }), orm_into(OneInt, .i = orm_over(orm_sum(Members.id), .order_by = { orm_asc(Members.id) }, .frame = frame_))
    OneInt_list l = OneInt_select(s, FRAMED(ORM_ROWS(ORM_PRECEDING(1), ORM_FOLLOWING(1))));
    assert_session(s, ORM_OK);
    assert_int_equal(l.items[0].i.value, 3);
    assert_int_equal(l.items[1].i.value, 6);
    l = OneInt_select(s, FRAMED(ORM_ROWS(ORM_CURRENT_ROW, ORM_UNBOUNDED_FOLLOWING)));
    assert_int_equal(l.items[1].i.value, 9);
    l = OneInt_select(s, FRAMED(ORM_RANGE(ORM_PRECEDING(2), ORM_CURRENT_ROW)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.items[3].i.value, 9);
    l = OneInt_select(s, FRAMED(ORM_ROWS(ORM_FOLLOWING(1), ORM_FOLLOWING(2))));
    assert_session(s, ORM_OK);
    assert_false(l.items[3].i.has);
    l = OneInt_select(s, FRAMED(orm_excluding(ORM_ROWS(ORM_UNBOUNDED_PRECEDING, ORM_UNBOUNDED_FOLLOWING), ORM_EXCLUDE_CURRENT_ROW)));
    if (test_on("mysql")) {
        assert_session(s, ORM_UNSUPPORTED);
        OneInt_select(s, FRAMED(ORM_GROUPS(ORM_PRECEDING(1), ORM_CURRENT_ROW)));
        assert_session(s, ORM_UNSUPPORTED);
    } else {
        assert_session(s, ORM_OK);
        assert_int_equal(l.items[1].i.value, 8);
        l = OneInt_select(s, FRAMED(ORM_GROUPS(ORM_PRECEDING(1), ORM_CURRENT_ROW)));
        assert_int_equal(l.items[3].i.value, 7);
    }
    OneInt_select(s, FRAMED(ORM_ROWS(ORM_FOLLOWING(1), ORM_PRECEDING(1))));
    assert_session(s, ORM_MISUSE);
    OneInt_select(s, FRAMED(ORM_ROWS(ORM_PRECEDING(-1), ORM_CURRENT_ROW)));
    assert_session(s, ORM_MISUSE);
    Member_count(s, orm_q(.where = orm_eq(orm_over(orm_rank(), .order_by = { orm_asc(Members.id) }), 1)));
    assert_session(s, ORM_MISUSE);
    OneInt_select(s, orm_q(.from = ORM_FROM(Member)), orm_into(OneInt, .i = orm_over(orm_distinct(orm_sum(Members.age)))));
    assert_session(s, ORM_UNSUPPORTED);
}
static void test_language_distinct_aggregates(void **state)
{
    (void)state;
    assert_int_equal(orm_value_int(Member_aggregate(s, NULL, orm_count_distinct(Members.age))), 2);
    assert_int_equal(orm_value_int(Member_aggregate(s, NULL, orm_sum_distinct(Members.age))), 70);
    assert_true(orm_value_double(Member_aggregate(s, NULL, orm_avg_distinct(Members.age))) == 35.0);
    assert_int_equal(orm_decimal_compare(orm_value_decimal(Member_aggregate(s, NULL, orm_sum_distinct(Members.pay))), ORM_DEC("150.76")), 0);
    assert_int_equal(orm_decimal_compare(orm_value_decimal(Member_aggregate(s, orm_q(.where = orm_le(Members.id, 3)), orm_avg_distinct(Members.pay))), ORM_DEC("75.375")), 0);
    assert_session(s, ORM_OK);
    assert_string_equal(orm_value_text(Member_aggregate(s, NULL, orm_string_agg_by(Members.name, ", ", orm_desc(Members.name)))), "Dee, Cyd, Bob, Ada");
    assert_session(s, ORM_OK);
    assert_string_equal(orm_value_text(Member_aggregate(s, NULL, orm_string_agg_by(Members.name, "", orm_asc(Members.pay)))) + 9, "Ada");
    assert_string_equal(orm_value_text(Member_aggregate(s, NULL, orm_distinct(orm_string_agg(orm_cast(Members.level, ORM_TEXT), "/")))), "high/low/middle");
    assert_session(s, ORM_OK);
    assert_string_equal(orm_value_text(Member_aggregate(s, NULL, orm_filter(orm_string_agg_by(Members.name, "'", orm_asc(Members.id)), orm_eq(Members.active, true)))), "Ada'Bob'Dee");
    assert_session(s, ORM_OK);
    assert_true(orm_value_is_null(Member_aggregate(s, orm_q(.where = orm_eq(Members.id, 99)), orm_string_agg_by(Members.name, ",", orm_asc(Members.id)))));
    assert_session(s, ORM_OK);
    Member_aggregate(s, NULL, orm_distinct(orm_count_all()));
    assert_session(s, ORM_MISUSE);
    Member_aggregate(s, NULL, orm_distinct(orm_filter(orm_sum(Members.age), orm_eq(Members.id, 1)))); /* the other way round: orm_filter(orm_distinct(...)) */
    assert_session(s, ORM_MISUSE);
    assert_int_equal(orm_value_int(Member_aggregate(s, NULL, orm_filter(orm_sum_distinct(Members.age), orm_gt(Members.id, 1)))), 30);
    char name[41];
    memset(name, 'x', 40);
    name[40] = 0;
    for (int64_t i = 100; i < 140; i++) assert_ok(s, Member_insert(s, &(Member){ .id = i, .name = name, .pay = ORM_DEC("1.00"), .level = LEVEL_LOW }));
    orm_value all = Member_aggregate(s, orm_q(.where = orm_ge(Members.id, 100)), orm_string_agg(Members.name, ","));
    assert_session(s, ORM_OK);
    assert_int_equal(strlen(orm_value_text(all)), 40 * 41 - 1); /* nothing is cut */
}
static void test_language_functions_of_the_users(void **state)
{
    (void)state;
    static const orm_function twice = { .name = "twice", .least = 1, .most = 1, .sql = { [ORM_DIALECT_SQLITE] = "(2 * %1)", [ORM_DIALECT_POSTGRES] = "(2 * %1)", [ORM_DIALECT_MYSQL] = "(2 * %1)", [ORM_DIALECT_MARIADB] = "(2 * %1)" } };
    static const orm_function reversed = { .name = "reversed", .result = ORM_TEXT, .least = 1, .most = 1, .sql = { [ORM_DIALECT_POSTGRES] = "reverse(%1)", [ORM_DIALECT_MYSQL] = "REVERSE(%1)", [ORM_DIALECT_MARIADB] = "REVERSE(%1)" } };
    static const orm_function largest = { .name = "largest", .least = 1, .most = 1, .aggregate = true, .sql = { [ORM_DIALECT_SQLITE] = "MAX(%1)", [ORM_DIALECT_POSTGRES] = "MAX(%1)", [ORM_DIALECT_MYSQL] = "MAX(%1)", [ORM_DIALECT_MARIADB] = "MAX(%1)" } };
    assert_int_equal(int_of(1, orm_call(&twice, Members.age)), 80);
    assert_int_equal(members_where(orm_gt(orm_call(&twice, Members.age), 60)), 1);
    OneText *one = OneText_select_one(s, OF(1), orm_into(OneText, .t = orm_call(&reversed, Members.name)));
    if (test_on("sqlite")) {
        assert_session(s, ORM_UNSUPPORTED);
        assert_message(s, "reversed has no SQL for SQLite");
    } else {
        assert_string_equal(one->t, "adA");
    }
    OneInt_list l = OneInt_select(s, orm_q(.from = ORM_FROM(Member), .group_by = { Members.active }, .order_by = { orm_asc(OneInts.i) }), orm_into(OneInt, .i = orm_call(&largest, Members.id)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.items[1].i.value, 4);
    int_of(1, orm_val(1));
    OneInt_select(s, OF(1), orm_into(OneInt, .i = orm_call(&twice, Members.age, 2)));
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Member_update_where(s, orm_q(.where = orm_eq(Members.id, 1)), ORM_SET(orm_set(Members.age, orm_call(&twice, Members.age)))), 1);
    assert_int_equal(Member_get(s, 1)->age.value, 80);
}
#define run(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        run(test_language_decimals_of_two_scales), run(test_language_averages), run(test_language_enums), run(test_language_null_rules), run(test_language_letters), run(test_language_casts),
        run(test_language_sets_in_sets), run(test_language_subqueries_of_subqueries), run(test_language_ctes), run(test_language_recursion_with_texts), run(test_language_queries_are_copied_whole),
        run(test_language_arrays), run(test_language_results_row_by_row), run(test_language_rows_of_any_shape), run(test_language_sets_in_subqueries), run(test_language_guards_of_recursions),
        run(test_language_filters_on_windows), run(test_language_windows_with_names), run(test_language_frames), run(test_language_distinct_aggregates), run(test_language_functions_of_the_users),
    };
    return run_all(tests);
}
