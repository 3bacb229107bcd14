/* Queries that fill results: joins, groups, subqueries, WITH, sets, windows, functions. */
#include "one_session.h"

#define CITY_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, varchar(40), name, .unique = true) X(has_many, Shop, shops, city_id)
#define SHOP_MODEL(X)                                                                                              \
    X(key, int64, id, .auto_increment = true) X(field, varchar(40), name) X(field, opt(int64), city_id, .references = ORM_REF(City, id))     \
    X(field, opt(int64), parent_id, .references = ORM_REF(Shop, id)) X(field, int32, seats) X(field, opt(double), stars) X(field, decimal(10, 2), turnover)            \
    X(field, timestamp, opened) X(belongs_to, City, city, city_id) X(belongs_to, Shop, parent, parent_id) X(many_to_many, Label, labels, ShopLabel)
#define LABEL_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, varchar(20), word)
#define SHOP_LABEL_MODEL(X) X(key, int64, shop_id, .references = ORM_REF(Shop, id)) X(key, int64, label_id, .references = ORM_REF(Label, id))
ORM_DECLARE(City); ORM_DECLARE(Shop); ORM_DECLARE(Label); ORM_DECLARE(ShopLabel);
ORM_MODEL(City, Cities, CITY_MODEL, .table = "city");
ORM_MODEL(Shop, Shops, SHOP_MODEL, .table = "shop");
ORM_MODEL(Label, Labels, LABEL_MODEL, .table = "label");
ORM_MODEL(ShopLabel, ShopLabels, SHOP_LABEL_MODEL, .table = "shop_label");
ORM_ALIAS(Parent, Parents, Shop, SHOP_MODEL);

#define NAMED(X) X(field, opt(text), name) X(field, int64, n)
ORM_RESULT(Named, Nameds, NAMED);
#define ONE_TEXT(X) X(field, opt(text), t)
ORM_RESULT(OneText, OneTexts, ONE_TEXT);
#define ONE_INT(X) X(field, opt(int64), i)
ORM_RESULT(OneInt, OneInts, ONE_INT);
#define ONE_REAL(X) X(field, opt(double), r)
ORM_RESULT(OneReal, OneReals, ONE_REAL);
#define ONE_MOMENT(X) X(field, opt(timestamp), at)
ORM_RESULT(OneMoment, OneMoments, ONE_MOMENT);
#define MONEY_OF(X) X(field, opt(text), name) X(field, decimal(12, 2), sum) X(field, opt(double), mean)
ORM_RESULT(MoneyOf, MoneysOf, MONEY_OF);
#define SHOP_IN(X) X(row, Shop, shop) X(opt_row, City, city) X(field, text, label)
ORM_RESULT(ShopIn, ShopsIn, SHOP_IN);
#define PLACED(X) X(field, int64, id) X(field, int64, place) X(field, int64, running) X(field, opt(int64), before) X(field, int64, before_or_zero)
ORM_RESULT(Placed, Placeds, PLACED);
#define NODE(X) X(field, int64, id) X(field, int64, depth)
ORM_RESULT(Node, Nodes, NODE);

static test_memory memory;

static int set_up(void **state)
{
    (void)state;
    memory = (test_memory){ .calls = 0 };
    db = test_open_with(test_url(false), &(orm_options){ .allocator = { test_resize, &memory } });
    s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(City, Shop, Label, ShopLabel), NULL));
    City cities[] = { { .name = "Bonn" }, { .name = "Köln" }, { .name = "Leer" } };
    assert_ok(s, City_insert_all(s, cities, 3));
    const int64_t day = INT64_C(86400000000), start = INT64_C(1706659199123456); /* 2024-01-30 23:59:59.123456 */
    Shop shops[] = {
        { .name = "Anker", .city_id = ORM_SOME(1), .seats = 10, .stars = ORM_SOME(4.5), .turnover = ORM_DEC("100.50"), .opened = start },
        { .name = "Birne", .city_id = ORM_SOME(1), .parent_id = ORM_SOME(1), .seats = 20, .turnover = ORM_DEC("200.25"), .opened = start + day },
        { .name = "Citrus", .city_id = ORM_SOME(2), .parent_id = ORM_SOME(1), .seats = 20, .stars = ORM_SOME(3.0), .turnover = ORM_DEC("0.00"), .opened = start + 30 * day },
        { .name = "Dorn", .parent_id = ORM_SOME(2), .seats = 5, .stars = ORM_SOME(1.25), .turnover = ORM_DEC("99.99"), .opened = start + 365 * day },
    };
    for (size_t i = 0; i < 4; i++) assert_ok(s, Shop_insert(s, &shops[i]));
    Label labels[] = { { .word = "open" }, { .word = "new" } };
    assert_ok(s, Label_insert_all(s, labels, 2));
    ShopLabel links[] = { { .shop_id = 1, .label_id = 1 }, { .shop_id = 1, .label_id = 2 }, { .shop_id = 3, .label_id = 2 } };
    assert_ok(s, ShopLabel_insert_all(s, links, 3));
    return 0;
}
static const char *text_of(orm_expr e, int64_t id)
{
    OneText *one = OneText_select_one(s, orm_q(.from = ORM_FROM(Shop), .where = orm_eq(Shops.id, id)), orm_into(OneText, .t = e));
    if (!one) fail_msg("%s", orm_error_of(s)->message);
    return one->t;
}
static int64_t int_of(orm_expr e, int64_t id)
{
    OneInt *one = OneInt_select_one(s, orm_q(.from = ORM_FROM(Shop), .where = orm_eq(Shops.id, id)), orm_into(OneInt, .i = e));
    if (!one) fail_msg("%s", orm_error_of(s)->message);
    return one->i.has ? one->i.value : -999;
}
static double real_of(orm_expr e, int64_t id)
{
    OneReal *one = OneReal_select_one(s, orm_q(.from = ORM_FROM(Shop), .where = orm_eq(Shops.id, id)), orm_into(OneReal, .r = e));
    if (!one) fail_msg("%s", orm_error_of(s)->message);
    return one->r.has ? one->r.value : -999;
}
static const char *moment_of(orm_expr e, int64_t id)
{
    static char text[ORM_TIMESTAMP_TEXT_SIZE];
    OneMoment *one = OneMoment_select_one(s, orm_q(.from = ORM_FROM(Shop), .where = orm_eq(Shops.id, id)), orm_into(OneMoment, .at = e));
    if (!one) fail_msg("%s", orm_error_of(s)->message);
    orm_timestamp_text(one->at.value, text, sizeof text);
    return text;
}

static void test_select_joins(void **state)
{
    (void)state;
    Named_list l = Named_select(s, orm_q(.from = ORM_FROM(City), .join = { orm_left_join(Cities.shops) }, .group_by = { Cities.name }, .order_by = { orm_asc(Cities.name) }),
                                orm_into(Named, .name = orm_col(Cities.name), .n = orm_count(Shops.id)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 3);
    assert_string_equal(l.items[0].name, "Bonn");
    assert_int_equal(l.items[0].n, 2);
    assert_int_equal(l.items[2].n, 0);
    assert_int_equal(Shop_count(s, orm_q(.join = { orm_join(Shops.city) })), 3);
    const int64_t labelled = Shop_count(s, orm_q(.join = { orm_join(Shops.labels) }, .where = orm_eq(Labels.word, "new")));
    assert_session(s, ORM_OK);
    assert_int_equal(labelled, 2);
    const int64_t children = Shop_count(s, orm_q(.join = { orm_join_as(Shops.parent, Parent) }, .where = orm_eq(Parents.name, "Anker")));
    assert_session(s, ORM_OK);
    assert_int_equal(children, 2);
    assert_int_equal(Shop_count(s, orm_q(.join = { orm_cross_join(Label) })), 8);
    Shop_list shops = Shop_all(s, orm_q(.join = { orm_join(Shops.city) }, .where = orm_eq(Cities.name, "Bonn"), .order_by = { orm_desc(Shops.name) }));
    assert_int_equal(shops.count, 2);
    assert_string_equal(shops.items[0].name, "Birne");
}
static void test_select_rows_of_two_models(void **state)
{
    (void)state;
    ShopIn_list l = ShopIn_select(s, orm_q(.from = ORM_FROM(Shop), .join = { orm_left_join(Shops.city) }, .order_by = { orm_asc(Shops.id) }),
                                  orm_into(ShopIn, .label = orm_concat(Shops.name, " in ", orm_coalesce(Cities.name, "nowhere"))));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 4);
    assert_string_equal(l.items[0].label, "Anker in Bonn");
    assert_string_equal(l.items[0].city->name, "Bonn");
    assert_null(l.items[3].city);
    assert_string_equal(l.items[3].label, "Dorn in nowhere");
    assert_true(orm_is_loaded(&l.items[0].shop, Shops.seats));
    l.items[0].shop.seats = 11;
    assert_ok(s, Shop_update(s, &l.items[0].shop)); /* it is a row like any other */
    assert_int_equal(Shop_get(s, 1)->seats, 11);
}
static void test_select_groups_and_decimals(void **state)
{
    (void)state;
    MoneyOf_list l = MoneyOf_select(s, orm_q(.from = ORM_FROM(Shop), .join = { orm_left_join(Shops.city) }, .group_by = { Cities.name }, .order_by = { orm_asc(Cities.name) }),
                                    orm_into(MoneyOf, .name = orm_col(Cities.name), .sum = orm_sum(Shops.turnover), .mean = orm_avg(Shops.stars)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 3);
    assert_null(l.items[0].name);
    assert_string_equal(l.items[0].sum.text, "99.99");
    assert_string_equal(l.items[1].sum.text, "300.75");
    assert_true(l.items[1].mean.has && l.items[1].mean.value == 4.5);
    Named_list big = Named_select(s, orm_q(.from = ORM_FROM(Shop), .group_by = { Shops.seats }, .having = orm_gt(orm_count_all(), 1)),
                                  orm_into(Named, .name = orm_cast(Shops.seats, ORM_TEXT), .n = orm_count_all()));
    assert_session(s, ORM_OK);
    assert_int_equal(big.count, 1);
    assert_string_equal(big.items[0].name, "20");
    Named_list some = Named_select(s, orm_q(.from = ORM_FROM(Shop), .group_by = { Nameds.name }, .having = orm_ge(Nameds.n, 1), .order_by = { orm_desc(Nameds.n), orm_asc(Nameds.name) }),
                                   orm_into(Named, .name = orm_case(orm_when(orm_ge(Shops.seats, 20), "big"), orm_else("small")), .n = orm_filter(orm_count_all(), orm_not_null(Shops.stars))));
    assert_session(s, ORM_OK);
    assert_int_equal(some.count, 2);
    assert_string_equal(some.items[0].name, "small");
    assert_int_equal(some.items[0].n, 2);
    assert_int_equal(some.items[1].n, 1);
}
static void test_select_refuses_wrong_shapes(void **state)
{
    (void)state;
    Named_select(s, orm_q(.from = ORM_FROM(Shop), .group_by = { Shops.city_id }), orm_into(Named, .name = orm_col(Shops.name), .n = orm_count_all()));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "Shop.name, which differs from row to row of a group");
    Shop_count(s, orm_q(.where = orm_gt(orm_count_all(), 1)));
    assert_session(s, ORM_MISUSE);
    Named_select(s, orm_q(.from = ORM_FROM(Shop)), orm_into(Named, .name = orm_col(Cities.name), .n = orm_val(1)));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "join it");
    Named_select(s, orm_q(.from = ORM_FROM(Shop)), orm_into(Named, .name = orm_col(Shops.name)));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "gives nothing for n");
    Named_select(s, orm_q(.from = ORM_FROM(Shop)), orm_into(Named, .name = orm_col(Shops.name), .n = orm_col(Shops.city_id)));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "declare it opt(int64)");
    Named_select(s, orm_q(.from = ORM_FROM(Shop)), orm_into(Named, .name = orm_col(Shops.seats), .n = orm_val(1)));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "Named.name is text");
    Shop_count(s, orm_q(.where = orm_in_query(Shops.id, orm_q(.from = ORM_FROM(Shop)))));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "one column");
    Shop_count(s, orm_q(.join = { orm_join(Shops.parent) }));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "ORM_ALIAS");
    Named_select(s, orm_q(.from = ORM_FROM(Node)), orm_into(Named, .name = orm_val("x"), .n = orm_col(Nodes.id)));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "orm_cte");
    Named_select(s, orm_q(.from = ORM_FROM(Shop)), orm_into(Named, .name = orm_col(Shops.name), .n = orm_row_number()));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "orm_over");
}
static void test_select_subqueries(void **state)
{
    (void)state;
    assert_int_equal(City_count(s, orm_q(.where = orm_exists(orm_q(.from = ORM_FROM(Shop), .where = orm_and(orm_eq(Shops.city_id, orm_outer(Cities.id)), orm_gt(Shops.seats, 10)))))), 2);
    assert_int_equal(City_count(s, orm_q(.where = orm_not(orm_in_query(Cities.id, orm_q(.from = ORM_FROM(Shop), .select = { orm_col(Shops.city_id) }, .where = orm_not_null(Shops.city_id)))))), 1);
    assert_int_equal(City_count(s, orm_q(.where = orm_in_query(Cities.id, orm_q(.from = ORM_FROM(Shop), .select = { orm_col(Shops.city_id) }, .order_by = { orm_asc(Shops.id) }, .limit = 1)))), 1);
    Named_list l = Named_select(s, orm_q(.from = ORM_FROM(City), .order_by = { orm_asc(Cities.id) }),
        orm_into(Named, .name = orm_scalar(orm_q(.from = ORM_FROM(Shop), .select = { orm_col(Shops.name) }, .where = orm_eq(Shops.city_id, orm_outer(Cities.id)), .order_by = { orm_desc(Shops.id) }, .limit = 1)), .n = orm_col(Cities.id)));
    assert_session(s, ORM_OK);
    assert_string_equal(l.items[0].name, "Birne");
    assert_null(l.items[2].name);
    assert_int_equal(City_count(s, orm_q(.where = orm_has(Cities.shops, orm_lt(Shops.seats, 20)))), 1);
    assert_int_equal(City_count(s, orm_q(.where = orm_not(orm_has_any(Cities.shops)))), 1);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_has(Shops.labels, orm_eq(Labels.word, "open")))), 1);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_has(Shops.city, orm_eq(Cities.name, "Bonn")))), 2);
    orm_query q = { .limit = 0 };
    { /* an expression with a subquery, used after the block it was written in */
        const char *word = "new";
        assert_ok(s, orm_where(s, &q, orm_in_query(Shops.id, orm_q(.from = ORM_FROM(ShopLabel), .join = { orm_join_on(Label, orm_eq(Labels.id, ShopLabels.label_id)) }, .select = { orm_col(ShopLabels.shop_id) }, .where = orm_eq(Labels.word, word)))));
    }
    assert_int_equal(Shop_count(s, &q), 2);
    assert_int_equal(Shop_update_where(s, &q, ORM_SET(orm_set(Shops.seats, orm_add(Shops.seats, 1)))), 2);
    assert_session(s, ORM_OK);
}
static void test_select_with_and_recursion(void **state)
{
    (void)state;
    Node_list l = Node_select(s, orm_q(.with = { orm_recursive(Node, orm_q(.from = ORM_FROM(Shop), .where = orm_is_null(Shops.parent_id)), orm_into(Node, .id = orm_col(Shops.id), .depth = orm_val(0)),
                                                               orm_q(.from = ORM_FROM(Shop), .join = { orm_join_on(Node, orm_eq(Shops.parent_id, Nodes.id)) }),
                                                               orm_into(Node, .id = orm_col(Shops.id), .depth = orm_add(Nodes.depth, 1))) },
                                       .from = ORM_FROM(Node), .order_by = { orm_asc(Nodes.depth), orm_asc(Nodes.id) }),
                              orm_into(Node, .id = orm_col(Nodes.id), .depth = orm_col(Nodes.depth)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 4);
    assert_int_equal(l.items[3].id, 4);
    assert_int_equal(l.items[3].depth, 2);
    Named_list n = Named_select(s, orm_q(.with = { orm_cte(Named, orm_q(.from = ORM_FROM(Shop), .group_by = { Shops.city_id }), orm_into(Named, .name = orm_max(Shops.name), .n = orm_count_all())) },
                                         .from = ORM_FROM(Named), .where = orm_gt(Nameds.n, 1)), orm_into(Named, .name = orm_col(Nameds.name), .n = orm_col(Nameds.n)));
    assert_session(s, ORM_OK);
    assert_int_equal(n.count, 1);
    assert_string_equal(n.items[0].name, "Birne");
}
static void test_select_sets(void **state)
{
    (void)state;
    Shop_list l = Shop_all(s, orm_q(.where = orm_eq(Shops.seats, 20), .union_with = orm_q(.where = orm_le(Shops.id, 2)), .order_by = { orm_desc(Shops.id) }, .limit = 2));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.items[0].id, 3);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_eq(Shops.seats, 20), .union_all_with = orm_q(.where = orm_le(Shops.id, 2)))), 4);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_eq(Shops.seats, 20), .intersect_with = orm_q(.where = orm_le(Shops.id, 2)))), 1);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_eq(Shops.seats, 20), .except_with = orm_q(.where = orm_le(Shops.id, 2)))), 1);
    OneText_list names = OneText_select(s, orm_q(.from = ORM_FROM(Shop), .union_with = orm_q(.from = ORM_FROM(City), .into = orm_into(OneText, .t = orm_col(Cities.name))), .order_by = { orm_asc(OneTexts.t) }, .limit = 3),
                                        orm_into(OneText, .t = orm_col(Shops.name)));
    assert_session(s, ORM_OK);
    assert_int_equal(names.count, 3);
    assert_string_equal(names.items[2].t, "Bonn");
    Shop_list first = Shop_all(s, orm_q(.distinct_on = { Shops.seats }, .order_by = { orm_asc(Shops.seats), orm_desc(Shops.id) }));
    assert_session(s, ORM_OK);
    assert_int_equal(first.count, 3);
    assert_int_equal(first.items[2].id, 3);
}
static void test_select_windows(void **state)
{
    (void)state;
    Placed_list l = Placed_select(s, orm_q(.from = ORM_FROM(Shop), .order_by = { orm_asc(Shops.id) }),
        orm_into(Placed, .id = orm_col(Shops.id), .place = orm_over(orm_rank(), .order_by = { orm_desc(Shops.seats) }),
                 .running = orm_over(orm_sum(Shops.seats), .order_by = { orm_asc(Shops.id) }, .frame = ORM_ROWS(ORM_UNBOUNDED_PRECEDING, ORM_CURRENT_ROW)),
                 .before = orm_over(orm_lag(Shops.id), .order_by = { orm_asc(Shops.id) }), .before_or_zero = orm_over(orm_lag(Shops.id, 2, 0), .order_by = { orm_asc(Shops.id) })));
    assert_session(s, ORM_OK);
    assert_int_equal(l.items[0].place, 3);
    assert_int_equal(l.items[1].place, 1);
    assert_int_equal(l.items[2].place, 1);
    assert_int_equal(l.items[3].running, 55);
    assert_false(l.items[0].before.has);
    assert_int_equal(l.items[1].before.value, 1);
    assert_int_equal(l.items[1].before_or_zero, 0);
    assert_int_equal(l.items[3].before_or_zero, 2);
    OneInt_list last = OneInt_select(s, orm_q(.from = ORM_FROM(Shop), .order_by = { orm_asc(Shops.id) }), orm_into(OneInt, .i = orm_over(orm_last_value(Shops.id), .order_by = { orm_asc(Shops.id) })));
    assert_session(s, ORM_OK);
    assert_int_equal(last.items[0].i.value, 4); /* of the whole partition */
}
static void test_select_functions_of_texts(void **state)
{
    (void)state;
    assert_string_equal(text_of(orm_upper(orm_val("äöü éδ")), 1), "ÄÖÜ ÉΔ");
    assert_string_equal(text_of(orm_lower(orm_val("ÄÖÜ ÉΔ")), 1), "äöü éδ");
    assert_string_equal(text_of(orm_trim(orm_val("  a b ")), 1), "a b");
    assert_int_equal(int_of(orm_length(orm_val("Köln")), 1), 4);
    assert_string_equal(text_of(orm_substr(Shops.name, 2, 3), 1), "nke");
    assert_string_equal(text_of(orm_substr(Shops.name, 3), 1), "ker");
    assert_string_equal(text_of(orm_replace(Shops.name, "k", "xx"), 1), "Anxxer");
    assert_string_equal(text_of(orm_nullif(Shops.name, "Birne"), 1), "Anker");
    assert_null(text_of(orm_nullif(Shops.name, "Anker"), 1));
    assert_string_equal(text_of(orm_concat(Shops.name, "/", orm_val("x")), 2), "Birne/x");
}
static void test_select_functions_of_numbers(void **state)
{
    (void)state;
    assert_int_equal(int_of(orm_div(Shops.seats, 3), 1), 3);
    assert_int_equal(int_of(orm_mod(orm_neg(Shops.seats), 3), 1), -1);
    assert_int_equal(int_of(orm_div(Shops.seats, 0), 1), -999);
    assert_true(real_of(orm_div(Shops.stars, 2), 1) == 2.25);
    assert_int_equal(int_of(orm_abs(orm_sub(Shops.seats, 15)), 1), 5);
    assert_true(real_of(orm_round(Shops.stars), 1) == 5.0);
    assert_true(real_of(orm_round(orm_neg(Shops.stars)), 1) == -5.0);
    assert_true(real_of(orm_round(orm_val(2.345), 2), 1) == 2.35 || real_of(orm_round(orm_val(2.345), 2), 1) == 2.34);
    assert_true(real_of(orm_floor(orm_neg(Shops.stars)), 1) == -5.0);
    assert_true(real_of(orm_ceil(Shops.stars), 4) == 2.0);
    assert_int_equal(int_of(orm_cast(Shops.stars, ORM_INT64), 1), 5);
    assert_int_equal(int_of(orm_cast(Shops.turnover, ORM_INT64), 1), 101);
    assert_int_equal(int_of(orm_greatest(Shops.seats, 12), 1), 12);
    assert_int_equal(int_of(orm_least(Shops.seats, 12), 1), 10);
    assert_int_equal(int_of(orm_add(orm_mul(Shops.seats, 2), Shops.id), 1), 21);
    assert_true(real_of(orm_cast(Shops.turnover, ORM_DOUBLE), 1) == 100.5);
}
static void test_select_functions_of_time(void **state)
{
    (void)state;
    assert_int_equal(int_of(orm_extract(ORM_YEAR, Shops.opened), 1), 2024);
    assert_int_equal(int_of(orm_extract(ORM_QUARTER, Shops.opened), 1), 1);
    assert_int_equal(int_of(orm_extract(ORM_MONTH, Shops.opened), 1), 1);
    assert_int_equal(int_of(orm_extract(ORM_WEEK, Shops.opened), 1), 5);
    assert_int_equal(int_of(orm_extract(ORM_DAY, Shops.opened), 1), 30);
    assert_int_equal(int_of(orm_extract(ORM_HOUR, Shops.opened), 1), 23);
    assert_int_equal(int_of(orm_extract(ORM_MINUTE, Shops.opened), 1), 59);
    assert_int_equal(int_of(orm_extract(ORM_SECOND, Shops.opened), 1), 59);
    assert_int_equal(int_of(orm_extract(ORM_MICROSECOND, Shops.opened), 1), 123456);
    assert_int_equal(int_of(orm_extract(ORM_WEEKDAY, Shops.opened), 1), 2);
    assert_int_equal(int_of(orm_extract(ORM_DAY_OF_YEAR, Shops.opened), 1), 30);
    assert_int_equal(int_of(orm_extract(ORM_EPOCH, Shops.opened), 1), 1706659199);
    assert_string_equal(moment_of(orm_date_trunc(ORM_YEAR, Shops.opened), 4), "2025-01-01 00:00:00.000000");
    assert_string_equal(moment_of(orm_date_trunc(ORM_MONTH, Shops.opened), 2), "2024-01-01 00:00:00.000000");
    assert_string_equal(moment_of(orm_date_trunc(ORM_WEEK, Shops.opened), 1), "2024-01-29 00:00:00.000000");
    assert_string_equal(moment_of(orm_date_trunc(ORM_HOUR, Shops.opened), 1), "2024-01-30 23:00:00.000000");
    assert_string_equal(moment_of(orm_date_add(Shops.opened, 1, ORM_MONTH), 1), "2024-02-29 23:59:59.123456");
    assert_string_equal(moment_of(orm_date_add(Shops.opened, -1, ORM_YEAR), 1), "2023-01-30 23:59:59.123456");
    assert_string_equal(moment_of(orm_date_add(Shops.opened, 1, ORM_SECOND), 1), "2024-01-31 00:00:00.123456");
    assert_string_equal(moment_of(orm_date_add(Shops.opened, 2, ORM_WEEK), 1), "2024-02-13 23:59:59.123456");
}
static void test_select_flat_lists(void **state)
{
    (void)state;
    orm_text_list names = orm_pluck_text(s, orm_q(.from = ORM_FROM(Shop), .order_by = { orm_desc(Shops.name) }), Shops.name);
    assert_session(s, ORM_OK);
    assert_int_equal(names.count, 4);
    assert_string_equal(names.items[0], "Dorn");
    orm_int64_list seats = orm_pluck_int64(s, orm_q(.from = ORM_FROM(Shop), .order_by = { orm_asc(Shops.id) }), orm_mul(Shops.seats, 2));
    assert_int_equal(seats.count, 4);
    assert_int_equal(seats.items[1], 40);
    orm_pluck_double(s, orm_q(.from = ORM_FROM(Shop)), Shops.stars);
    assert_session(s, ORM_INVALID);
    assert_message(s, "orm_not_null");
    orm_double_list stars = orm_pluck_double(s, orm_q(.from = ORM_FROM(Shop), .where = orm_not_null(Shops.stars), .order_by = { orm_asc(Shops.id) }), Shops.stars);
    assert_int_equal(stars.count, 3);
    assert_true(stars.items[0] == 4.5);
    int64_t *ids = NULL;
    double *scores = NULL;
    const char **called = NULL;
    assert_int_equal(orm_pluck_columns(s, orm_q(.from = ORM_FROM(Shop), .where = orm_not_null(Shops.stars), .order_by = { orm_asc(Shops.id) }), orm_to(&ids, orm_mul(Shops.id, 10)), orm_to(&called, Shops.name), orm_to(&scores, Shops.stars)), 3);
    assert_int_equal(ids[0], 10);
    assert_string_equal(called[0], "Anker");
    assert_true(scores[0] == 4.5);
    for (int i = 1; i < 3; i++) assert_true(ids[i] > ids[i - 1] && called[i] && scores[i] > 0);
    const int64_t *const before = ids;
    assert_int_equal(orm_pluck_columns(s, orm_q(.from = ORM_FROM(Shop)), orm_to(&ids, Shops.id), orm_to(&scores, Shops.stars)), -1); /* a NULL among the numbers */
    assert_session(s, ORM_INVALID);
    assert_ptr_equal(ids, before);
    assert_int_equal(orm_pluck_columns(s, NULL, orm_to(&ids, Shops.id)), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(orm_pluck_columns(s, orm_q(.from = ORM_FROM(Shop)), orm_to((int64_t **)NULL, Shops.id)), -1);
    assert_session(s, ORM_MISUSE);
    orm_value joined = Shop_aggregate(s, orm_q(.where = orm_le(Shops.id, 1)), orm_string_agg(Shops.name, "', '"));
    assert_session(s, ORM_OK);
    assert_string_equal(orm_value_text(joined), "Anker");
}
static void test_select_inserts_from_a_query(void **state)
{
    (void)state;
    assert_int_equal(Label_insert_from(s, orm_q(.from = ORM_FROM(Shop), .where = orm_le(Shops.id, 2)), orm_into(Label, .word = orm_concat("at ", Shops.name))), 2);
    assert_session(s, ORM_OK);
    assert_true(Label_exists(s, orm_q(.where = orm_eq(Labels.word, "at Birne"))));
    assert_int_equal(Label_insert_from(s, orm_q(.from = ORM_FROM(Shop)), orm_into(Label, .word = orm_col(Shops.seats))), -1);
    assert_session(s, ORM_MISUSE);
}

/* ---- JSON --------------------------------------------------------------------------------------------------------------------------- */
#define DOC_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(json), data)
ORM_MODEL(Doc, Docs, DOC_MODEL, .table = "doc");
static int set_up_documents(void **state)
{
    set_up(state);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Doc), NULL));
    const char *texts[] = { "{\"a\": {\"b\": \"x\", \"n\": 3, \"f\": 2.5, \"w\": 4.0, \"t\": true, \"z\": null}, \"list\": [1, \"two\", {\"k\": 3}, [5]], \"in\": 1}",
                            "[1, 2, \"a\"]", "\"a\"", "{\"a\": null, \"t\\u0065xt\": 1}", NULL };
    for (size_t i = 0; i < 5; i++) assert_ok(s, Doc_insert(s, &(Doc){ .data = texts[i] }));
    return 0;
}
static int64_t documents(orm_expr e)
{
    int64_t found = 0;
    Doc_list l = Doc_all(s, orm_q(.where = e));
    if (orm_status_of(s) != ORM_OK) fail_msg("%s", orm_error_of(s)->message);
    for (size_t i = 0; i < l.count; i++) found = found * 10 + l.items[i].id;
    return found;
}
static void test_json_values(void **state)
{
    (void)state;
    assert_int_equal(documents(orm_eq(orm_json_text(Docs.data, "a", "b"), "x")), 1);
    assert_int_equal(documents(orm_eq(orm_json_int(Docs.data, "a", "n"), 3)), 1);
    assert_int_equal(documents(orm_eq(orm_json_int(Docs.data, "a", "w"), 4)), 1);
    assert_int_equal(documents(orm_not_null(orm_json_int(Docs.data, "a", "f"))), 0);
    assert_int_equal(documents(orm_gt(orm_json_double(Docs.data, "a", "f"), 2.4)), 1);
    assert_int_equal(documents(orm_eq(orm_json_bool(Docs.data, "a", "t"), true)), 1);
    assert_int_equal(documents(orm_not_null(orm_json_text(Docs.data, "a", "z"))), 0);
    assert_int_equal(documents(orm_not_null(orm_json_text(Docs.data, "a", "n"))), 0);
    assert_int_equal(documents(orm_eq(orm_json_text(Docs.data, "list", 1), "two")), 1);
    assert_int_equal(documents(orm_eq(orm_json_int(Docs.data, "list", 2, "k"), 3)), 1);
    assert_int_equal(documents(orm_eq(orm_json_int(Docs.data, 0), 1)), 2);
    assert_int_equal(documents(orm_eq(orm_json_int(Docs.data, "in"), 1)), 1);
    Doc_count(s, orm_q(.where = orm_not_null(orm_json_text(Docs.data, -1))));
    assert_session(s, ORM_MISUSE);
}
static void test_json_keys_and_containment(void **state)
{
    (void)state;
    assert_int_equal(documents(orm_json_has_key(Docs.data, "a")), 14);
    assert_int_equal(documents(orm_not(orm_json_has_key(Docs.data, "a"))), 235);
    assert_int_equal(documents(orm_json_has_any(Docs.data, "in", "none")), 1);
    assert_int_equal(documents(orm_json_has_all(Docs.data, "in", "a")), 1);
    assert_int_equal(documents(orm_json_has_all(Docs.data, "in", "none")), 0);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{\"a\": {\"b\": \"x\"}}")), 1);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{\"a\": {\"n\": 3.0}}")), 1);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{\"list\": [{\"k\": 3}, 1]}")), 1);
    assert_int_equal(documents(orm_json_contains(Docs.data, "\"a\"")), 23);
    assert_int_equal(documents(orm_json_contains(Docs.data, "[2, 1]")), 2);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{\"text\": 1}")), 4);
    assert_int_equal(documents(orm_json_contained_by(Docs.data, "[\"a\", 2, 1, 0]")), 23);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{\"list\": 1}")), 0);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{\"list\": [[5]]}")), 1);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{\"list\": [5]}")), 0);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{\"a\": {}, \"list\": []}")), 1);
    assert_int_equal(documents(orm_json_contains(Docs.data, "[]")), 2);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{}")), 14);
    assert_int_equal(documents(orm_json_contains(Docs.data, "{\"a\": null}")), 4);
    assert_int_equal(documents(orm_json_contained_by(Docs.data, "[[\"a\", 1, 2]]")), 0);
    assert_int_equal(documents(orm_json_contained_by(Docs.data, "{\"a\": null, \"text\": 1.0, \"more\": []}")), 4);
    assert_int_equal(documents(orm_json_contained_by(Docs.data, "{\"a\": {\"b\": \"x\", \"n\": 3, \"f\": 2.5, \"w\": 4, \"t\": true, \"z\": null}, \"list\": [[5, 6], 1, \"two\", {\"k\": 3, \"l\": 0}], \"in\": 1}")), 1);
    assert_int_equal(documents(orm_json_contained_by(Docs.data, "\"a\"")), 3);
    Doc_count(s, orm_q(.where = orm_json_contains(Docs.data, "{no")));
    assert_session(s, ORM_INVALID);
}
static void test_json_changes_a_part(void **state)
{
    (void)state;
    const orm_query *first = orm_q(.where = orm_eq(Docs.id, 1));
    assert_int_equal(Doc_update_where(s, first, ORM_SET(orm_set(Docs.data, orm_json_set(Docs.data, "it's \"new\"", "a", "b")))), 1);
    assert_session(s, ORM_OK);
    assert_int_equal(documents(orm_eq(orm_json_text(Docs.data, "a", "b"), "it's \"new\"")), 1);
    assert_int_equal(Doc_update_where(s, first, ORM_SET(orm_set(Docs.data, orm_json_set(Docs.data, (bool)true, "a", "fresh")))), 1);
    assert_int_equal(documents(orm_eq(orm_json_bool(Docs.data, "a", "fresh"), true)), 1);
    assert_int_equal(Doc_update_where(s, first, ORM_SET(orm_set(Docs.data, orm_json_set_json(Docs.data, "{\"deep\": [7]}", "in")))), 1);
    assert_int_equal(documents(orm_eq(orm_json_int(Docs.data, "in", "deep", 0), 7)), 1);
    assert_int_equal(Doc_update_where(s, first, ORM_SET(orm_set(Docs.data, orm_json_append(Docs.data, 8, "in", "deep")))), 1);
    assert_session(s, ORM_OK);
    assert_int_equal(documents(orm_eq(orm_json_int(Docs.data, "in", "deep", 1), 8)), 1);
    assert_int_equal(Doc_update_where(s, first, ORM_SET(orm_set(Docs.data, orm_json_remove(Docs.data, "a")))), 1);
    assert_int_equal(documents(orm_json_has_key(Docs.data, "a")), 4);
}

/* ---- what building a query costs --------------------------------------------------------------------------------------------------------- */
static void ask_ten_terms(int64_t i)
{
    Named_list l = Named_select(s, orm_q(.from = ORM_FROM(Shop), .join = { orm_join(Shops.city) },
                                         .where = orm_and(orm_ge(Shops.seats, i), orm_ne(Shops.name, i % 2 ? "Anker" : "Birne"), orm_or(orm_is_null(Shops.stars), orm_lt(Shops.stars, 5.0)),
                                                          orm_between(Shops.id, 1, 100 + i), orm_in(Shops.seats, 10, 20, i), orm_is_not_null(Shops.city_id)),
                                         .group_by = { Cities.name }, .having = orm_gt(orm_count_all(), 0), .order_by = { orm_desc(Nameds.n), orm_asc(Cities.name) }, .limit = 5),
                                orm_into(Named, .name = orm_upper(Cities.name), .n = orm_coalesce(orm_sum(orm_add(Shops.seats, 1)), 0)));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_string_equal(l.items[i % 2 ? 0 : 1].name, "BONN");
    assert_int_equal(l.items[0].n, 21);
    assert_int_equal(l.items[1].n, i % 2 ? 21 : 11);
    orm_session_reset(s);
}
static void test_select_of_a_shape_seen_before_allocates_nothing(void **state)
{
    (void)state;
    for (int64_t i = 1; i <= 4; i++) ask_ten_terms(i);
    const long before = memory.calls;
    for (int64_t i = 1; i <= 10; i++) ask_ten_terms(i);
    assert_int_equal(memory.calls - before, 0);
    assert_true(memory.calls > 0);
}
#define TWICE(x) (orm_mul((x), 2))
static int64_t calls;
static int64_t called(int64_t value)
{
    calls++;
    return value;
}
/* The macros mention a nested expression once: what it is made of, and how often, is the same. */
static void test_select_expressions_nested_twelve_deep(void **state)
{
    (void)state;
    calls = 0;
    assert_int_equal(int_of(orm_add(orm_sub(orm_add(1, orm_add(orm_mul(orm_add(orm_add(2, orm_add(orm_sub(orm_add(orm_add(orm_add(Shops.seats, called(1)), 1), 1), 1), 1)), 1), 2), 1)), 5), called(7)), 1), 36);
    assert_int_equal(calls, 2);
    assert_int_equal(int_of(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(TWICE(Shops.id)))))))))))), 3), 3 * 4096);
    assert_int_equal(int_of(((orm_add(((orm_add((Shops.seats), (called(3))))), ((2))))), 1), 15);
    assert_int_equal(int_of(orm_coalesce(orm_nullif(orm_greatest(orm_least(orm_round(orm_abs(orm_neg(orm_case(orm_when(orm_gt(orm_mod(orm_add(orm_cast(orm_length(orm_concat(orm_upper(Shops.name), "x")), ORM_INT64), 1), 2), 0), orm_add(Shops.seats, 1)),
                                                                                                    orm_else(0))))), 100), 1), 0), -1), 1), 11);
    assert_string_equal(text_of(orm_concat(orm_concat(orm_concat(orm_concat(orm_concat(orm_concat(orm_concat(orm_concat(orm_concat(orm_concat(orm_concat(orm_concat(Shops.name, "a"), "b"), "c"), "d"), "e"), "f"), "g"), "h"), "i"), "j"), "k"), "l"), 1), "Ankerabcdefghijkl");
    const orm_expr two = orm_add(1, 1);
    const bool plus = calls > 0;
    assert_int_equal(int_of(orm_add(plus ? orm_add(Shops.id, two) : orm_sub(Shops.id, two), plus ? 3 : 4), 1), 6);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_in(orm_add(Shops.seats, 1), 11, (called(1), called(21)), ((orm_opt_int32){ true, 3 })))), 3);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_between(orm_add(orm_add(orm_add(Shops.seats, 1), 1), 1), orm_sub(9, 1), ((void)calls, 22)))), 2);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_eq(orm_gt(orm_add(Shops.seats, 1), 10), orm_eq(orm_lower(orm_trim(Shops.name)), "anker")))), 2);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_like(orm_concat(orm_lower(orm_concat(Shops.name, "!")), "?"), "%r_!?"))), 1);
    assert_int_equal(Shop_count(s, orm_q(.where = orm_like(orm_concat(orm_lower(orm_concat(Shops.name, "!")), "?"), "%r!?"))), 1);
    assert_session(s, ORM_OK);
}

/* ---- a catalogue of SQL ------------------------------------------------------------------------------------------------------------- */
#define REPORTS(Q)                                                                                                                     \
    Q(shops_with_seats, Named, "SELECT name, seats AS n FROM shop WHERE seats >= ? AND name <> ? ORDER BY id", (int64, least), (text, but)) \
    Q(all_shops, Named, "SELECT name, 1 AS n FROM shop ORDER BY id")
ORM_CATALOGUE(Reports, REPORTS);
#define WRONG(Q) Q(no_such_column, Named, "SELECT name, seats FROM shop")
ORM_CATALOGUE(Wrong, WRONG);
#define BROKEN(Q) Q(no_such_table, Named, "SELECT name, n FROM nowhere WHERE n > ?", (int64, n))
ORM_CATALOGUE(Broken, BROKEN);
static void test_catalogue(void **state)
{
    (void)state;
    assert_ok(s, orm_check_queries(s, Reports));
    Named_list l = shops_with_seats(s, 10, "Anker");
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_string_equal(l.items[0].name, "Birne");
    assert_int_equal(l.items[1].n, 20);
    assert_int_equal(all_shops(s).count, 4);
    assert_fails(s, orm_check_queries(s, Wrong), ORM_INVALID);
    assert_message(s, "query no_such_column");
    assert_fails(s, orm_check_queries(s, Broken), ORM_SQL);
    assert_message(s, "query no_such_table");
    no_such_column(s);
    assert_session(s, ORM_INVALID);
    no_such_table(s, 1);
    assert_session(s, ORM_SQL);
}

/* Types: what the database says of a query that is not run. */
#define MOOD(X) X(MOOD_CALM, "calm") X(MOOD_WILD, "wild")
ORM_ENUM(Mood, MOOD);
#define SAMPLE_MODEL(X)                                                                                                                       \
    X(key, int64, id, .auto_increment = true) X(field, int32, small) X(field, varchar(20), word) X(field, decimal(9, 2), price) X(field, decimal(30, 4), wide) X(field, bool, flag) \
    X(field, uuid, uid) X(field, json, doc) X(field, timestamp, at) X(field, date, day) X(field, time, clock) X(field, uint64, big) X(field, double, ratio) X(field, float, part)    \
    X(field, blob, bytes) X(field, enum(Mood), mood) X(field, interval, span) X(field, inet, host) X(field, point, spot) X(field, opt(int64), maybe) X(field, array(int32), list)
ORM_MODEL(Sample, Samples, SAMPLE_MODEL, .table = "cat_sample");
#define LOOSE(X) X(field, int64, small) X(field, text, word) X(field, decimal(20, 2), price) X(field, int32, flag) X(field, text, uid) X(field, text, doc) X(field, double, big) X(field, int16, id) X(field, text, mood)
ORM_RESULT(Loose, Looses, LOOSE);
#define DEPTH(X) X(field, int64, depth)
ORM_RESULT(Depth, Depths, DEPTH);
#define OPT_DEPTH(X) X(field, opt(int64), depth)
ORM_RESULT(OptDepth, OptDepths, OPT_DEPTH);
#define KEPT(X) X(field, int64, id)
ORM_RESULT(Kept, Kepts, KEPT);
#define WHEN(X) X(field, timestamp, at)
ORM_RESULT(When, Whens, WHEN);
#define EACH(X) X(field, uuid, uid)
ORM_RESULT(Each, Eaches, EACH);
#define YES(X) X(field, bool, yes)
ORM_RESULT(Yes, Yeses, YES);
#define WORD(X) X(field, text, word)
ORM_RESULT(Word, Words, WORD);

#define ALL_COLUMNS "id, small, word, price, wide, flag, uid, doc, at, day, clock, big, ratio, part, bytes, mood, span, host, spot, maybe, list"
#define RIGHT(Q)                                                                                                                             \
    Q(every_column, Sample, "SELECT " ALL_COLUMNS " FROM cat_sample")                                                                          \
    Q(same_columns, Sample, "SELECT s.* FROM (SELECT " ALL_COLUMNS " FROM cat_sample WHERE id > ?) s WHERE s.at >= ? AND s.day = ? AND s.clock = ? AND s.mood = ? AND s.flag = ? AND s.price = ? AND s.word = ? AND s.uid = ?", \
      (int64, above), (timestamp, since), (date, on), (time, by), (enum(Mood), mood), (bool, flag), (decimal(9, 2), price), (varchar(20), word), (uuid, uid))          \
    Q(numbers, Depth, "SELECT COUNT(*) AS depth FROM cat_sample")                                                                              \
    Q(a_sum, Depth, "SELECT SUM(small) AS depth FROM cat_sample WHERE price > ? AND big > ?", (int32, price), (uint64, big))                    \
    Q(a_wider, Depth, "SELECT price AS depth FROM cat_sample WHERE ratio > ?", (double, ratio))                                                 \
    Q(a_null, OptDepth, "SELECT NULL AS depth FROM cat_sample UNION ALL SELECT NULL FROM cat_sample")                                           \
    Q(a_flag, Yes, "SELECT flag AS yes FROM cat_sample WHERE id = :id OR id = :other OR small = :id", (int64, id), (int64, other))               \
    Q(a_date, When, "SELECT day AS at FROM cat_sample WHERE at > ?", (timestamp, since))                                                        \
    Q(a_word, Word, "SELECT word FROM cat_sample WHERE word LIKE ?", (text, pattern))
ORM_CATALOGUE(Right, RIGHT);
#define LOOSER(Q) Q(looser, Loose, "SELECT small, word, price, small AS flag, word AS uid, doc, ratio AS big, id, mood FROM cat_sample")
ORM_CATALOGUE(Looser, LOOSER);
/* Each is refused on all databases: a catalogue of one each, as the first refusal ends the check. */
#define ONE_WRONG(Name, Row, text) static const orm_named_query Name[] = { { .name = #Name, .sql = text, .row = &Row##__model }, { .name = NULL } }
ONE_WRONG(text_for_a_number, Depth, "SELECT word AS depth FROM cat_sample");
ONE_WRONG(text_for_a_number_in_a_subquery, OptDepth, "SELECT s.depth FROM (SELECT word AS depth FROM cat_sample) s");
ONE_WRONG(number_for_a_uuid, Each, "SELECT small AS uid FROM cat_sample");
ONE_WRONG(text_for_a_bool, Yes, "SELECT word AS yes FROM cat_sample");
ONE_WRONG(real_for_a_text, Word, "SELECT ratio AS word FROM cat_sample");
ONE_WRONG(moment_for_a_number, Depth, "SELECT at AS depth FROM cat_sample"); /* SQLite: a text */
/* and these where the database knows such a type */
ONE_WRONG(moment_of_a_call, Depth, "SELECT CURRENT_TIMESTAMP AS depth FROM cat_sample");
ONE_WRONG(blob_for_a_text, Word, "SELECT bytes AS word FROM cat_sample");
ONE_WRONG(time_for_a_moment, When, "SELECT clock AS at FROM cat_sample");
ONE_WRONG(uuid_for_a_number, Depth, "SELECT uid AS depth FROM cat_sample");
/* and these where it knows the types of parameters */
#define TEXT_GIVEN(Q) Q(text_given, Kept, "SELECT id FROM cat_sample WHERE small >= ?", (text, least))
ORM_CATALOGUE(TextGiven, TEXT_GIVEN);
#define NUMBER_GIVEN(Q) Q(number_given, Kept, "SELECT id FROM cat_sample WHERE word = :word AND at > :since", (text, word), (int64, since))
ORM_CATALOGUE(NumberGiven, NUMBER_GIVEN);
static void assert_wrong(const orm_named_query *q, const char *column)
{
    char query[100];
    snprintf(query, sizeof query, "query %s: ", q->name);
    assert_fails(s, orm_check_queries(s, q), ORM_INVALID);
    assert_message(s, query);
    assert_message(s, column);
}
static void test_catalogue_types(void **state)
{
    (void)state;
    const orm_dialect dialect = orm_dialect_of(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Sample), NULL));
    assert_ok(s, orm_check_queries(s, Right));
    assert_ok(s, orm_check_queries(s, Looser));
    const orm_named_query *const everywhere[] = { text_for_a_number, text_for_a_number_in_a_subquery, text_for_a_bool, real_for_a_text, number_for_a_uuid, moment_for_a_number };
    const orm_named_query *const on_servers[] = { moment_of_a_call, blob_for_a_text, time_for_a_moment, uuid_for_a_number };
    static const char *const columns[] = { "column \"depth\"", "column \"depth\"", "column \"yes\"", "column \"word\"", "column \"uid\"", "the field Depth.depth is int64" };
    static const char *const of_servers[] = { "the field Depth.depth is int64", "the field Word.word is text", "the field When.at is timestamp", "the field Depth.depth is int64" };
    for (size_t i = 0; i < 6; i++) assert_wrong(everywhere[i], columns[i]);
    for (size_t i = 0; i < 4; i++) {
        if (dialect == ORM_DIALECT_SQLITE) assert_ok(s, orm_check_queries(s, on_servers[i]));
        else assert_wrong(on_servers[i], of_servers[i]);
    }
    if (dialect == ORM_DIALECT_POSTGRES) {
        assert_wrong(TextGiven, "the parameter least is text, and the database takes integer there");
        assert_wrong(NumberGiven, "the parameter since is int64, and the database takes timestamp there");
    } else {
        assert_ok(s, orm_check_queries(s, TextGiven));
        assert_ok(s, orm_check_queries(s, NumberGiven));
    }
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Sample), NULL));
}
/* The typed parameters of a query go as what they were declared. */
static void test_catalogue_sends_declared_types(void **state)
{
    (void)state;
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Sample), NULL));
    Sample one = { .small = 3, .word = "x", .price = ORM_DEC("1.50"), .wide = ORM_DEC("2.5"), .flag = true, .uid = { { 1, 2, 3 } }, .doc = "{}", .at = INT64_C(1706659199123456), .day = 19752, .clock = INT64_C(3600000000),
                   .big = 7, .ratio = 0.5, .part = 0.25f, .bytes = { "b", 1 }, .mood = MOOD_WILD, .host = "10.0.0.1", .list = { (int32_t[]){ 1 }, 1 } };
    assert_ok(s, Sample_insert(s, &one));
    const bool scaled = orm_dialect_of(db) == ORM_DIALECT_SQLITE; /* a decimal is an integer there, as SQL by hand sees it */
    assert_int_equal(same_columns(s, 0, one.at, 19752, one.clock, MOOD_WILD, true, scaled ? ORM_DEC("150") : ORM_DEC("1.5"), "x", one.uid).count, 1);
    assert_session(s, ORM_OK);
    assert_int_equal(same_columns(s, 0, one.at + 1, 19752, one.clock, MOOD_WILD, true, scaled ? ORM_DEC("150") : ORM_DEC("1.5"), "x", one.uid).count, 0);
    assert_int_equal(same_columns(s, 0, one.at, 19752, one.clock, MOOD_CALM, true, scaled ? ORM_DEC("150") : ORM_DEC("1.5"), "x", one.uid).count, 0);
    assert_int_equal(same_columns(s, 0, one.at, 19753, one.clock, MOOD_WILD, true, scaled ? ORM_DEC("150") : ORM_DEC("1.5"), "x", one.uid).count, 0);
    assert_int_equal(a_date(s, one.at - 1).items[0].at, INT64_C(19752) * 86400000000);
    assert_session(s, ORM_OK);
    assert_int_equal(every_column(s).items[0].big, 7);
    assert_int_equal(a_sum(s, 0, 6).items[0].depth, 3);
    assert_true(a_flag(s, 9, one.id).items[0].yes);
    assert_null(a_word(s, "y%").items);
    assert_int_equal(numbers(s).items[0].depth, 1);
    assert_int_equal(looser(s).count, 1);
    assert_false(a_null(s).items[0].depth.has);
    assert_int_equal(a_wider(s, 1).count, 0);
    assert_session(s, ORM_OK);
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Sample), NULL));
}

#define with_documents(test) cmocka_unit_test_setup_teardown(test, set_up_documents, tear_down)
#define with_rows(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        with_rows(test_select_joins), with_rows(test_select_rows_of_two_models), with_rows(test_select_groups_and_decimals), with_rows(test_select_refuses_wrong_shapes),
        with_rows(test_select_subqueries), with_rows(test_select_with_and_recursion), with_rows(test_select_sets), with_rows(test_select_windows), with_rows(test_select_functions_of_texts),
        with_rows(test_select_functions_of_numbers), with_rows(test_select_functions_of_time), with_rows(test_select_flat_lists), with_rows(test_select_inserts_from_a_query),
        with_rows(test_select_of_a_shape_seen_before_allocates_nothing), with_rows(test_select_expressions_nested_twelve_deep), with_rows(test_catalogue), with_rows(test_catalogue_types), with_rows(test_catalogue_sends_declared_types), with_documents(test_json_values), with_documents(test_json_keys_and_containment), with_documents(test_json_changes_a_part),
    };
    return run_all(tests);
}
