/* build: dialects: any */
/* The SQL of the language of queries, each clause on each dialect: tests/golden/select_*.sql.  BLESS=1 writes them anew. */
#include "harness.h"

#define MOOD(X) X(MOOD_CALM, "calm") X(MOOD_WILD, "wild")
ORM_ENUM(Mood, MOOD);
#define BAND_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, varchar(40), name) X(field, opt(int64), parent_id) X(field, enum(Mood), mood) X(has_many, Disc, discs, band_id) X(many_to_many, Style, styles, BandStyle)
#define DISC_MODEL(X)                                                                                                                              \
    X(key, int64, id) X(field, text, title) X(field, int64, band_id) X(field, opt(int32), year) X(field, decimal(8, 2), price) X(field, opt(decimal(24, 4)), worth)     \
    X(field, opt(double), score) X(field, timestamp, made) X(field, opt(json), facts) X(field, opt(array(text)), tags) X(belongs_to, Band, band, band_id)
#define STYLE_MODEL(X) X(key, int32, id) X(field, varchar(20), word, .unique = true)
#define BAND_STYLE_MODEL(X) X(key, int64, band_id, .references = ORM_REF(Band, id)) X(key, int32, style_id, .references = ORM_REF(Style, id))
ORM_DECLARE(Band); ORM_DECLARE(Disc); ORM_DECLARE(Style); ORM_DECLARE(BandStyle);
ORM_MODEL(Band, Bands, BAND_MODEL, .table = "band");
ORM_MODEL(Disc, Discs, DISC_MODEL, .table = "disc");
ORM_MODEL(Style, Styles, STYLE_MODEL, .table = "style");
ORM_MODEL(BandStyle, BandStyles, BAND_STYLE_MODEL, .table = "band_style");
ORM_ALIAS(Parent, Parents, Band, BAND_MODEL);
ORM_ALIAS(Twin, Twins, Disc, DISC_MODEL);
#define TOP(X) X(field, opt(text), name) X(field, opt(int64), n)
ORM_RESULT(Top, Tops, TOP);
#define NODE(X) X(field, int64, id) X(field, int64, depth) X(field, text, path)
ORM_RESULT(Node, Nodes, NODE);
#define MONEY_OF(X) X(field, opt(decimal(12, 2)), m)
ORM_RESULT(MoneyOf, MoneysOf, MONEY_OF);
#define REAL_OF(X) X(field, opt(double), r)
ORM_RESULT(RealOf, RealsOf, REAL_OF);
#define TEXT_OF(X) X(field, opt(text), t)
ORM_RESULT(TextOf, TextsOf, TEXT_OF);
#define INT_OF(X) X(field, opt(int64), i)
ORM_RESULT(IntOf, IntsOf, INT_OF);
#define TIME_OF(X) X(field, opt(timestamp), at)
ORM_RESULT(TimeOf, TimesOf, TIME_OF);
#define MOOD_OF(X) X(field, enum(Mood), mood)
ORM_RESULT(MoodOf, MoodsOf, MOOD_OF);
#define BOTH(X) X(row, Disc, disc) X(opt_row, Band, band) X(field, text, label)
ORM_RESULT(Both, Boths, BOTH);

static char text[1 << 18];
static size_t used;
static void put(const char *format, ...) ORM__PRINTF(1, 2);
static void put(const char *format, ...)
{
    va_list list;
    va_start(list, format);
    const int n = vsnprintf(text + used, sizeof text - used, format, list);
    va_end(list);
    assert_true(n >= 0 && used + (size_t)n < sizeof text);
    used += (size_t)n;
}
static void put_query(const char *title, const orm_model *model, const orm_query *q)
{
    put("%s-- %s\n", used ? "\n" : "", title);
    for (int d = 0; d < ORM_DIALECT_COUNT; d++) {
        char sql[8000];
        orm_query_sql((orm_dialect)d, model, q, sql, sizeof sql);
        put("%-10s  %s\n", orm_dialect_name((orm_dialect)d), sql);
    }
}
static void begin_golden(void) { used = 0; }
#define OF_DISCS(title, ...) put_query(title, ORM_FROM(Disc), orm_q(.from = ORM_FROM(Disc), .into = __VA_ARGS__))
#define TEXT(...) OF_DISCS(#__VA_ARGS__, orm_into(TextOf, .t = __VA_ARGS__))
#define INT(...) OF_DISCS(#__VA_ARGS__, orm_into(IntOf, .i = __VA_ARGS__))
#define REAL(...) OF_DISCS(#__VA_ARGS__, orm_into(RealOf, .r = __VA_ARGS__))
#define MONEY(...) OF_DISCS(#__VA_ARGS__, orm_into(MoneyOf, .m = __VA_ARGS__))
#define TIME(...) OF_DISCS(#__VA_ARGS__, orm_into(TimeOf, .at = __VA_ARGS__))
#define WHERE(...) put_query(#__VA_ARGS__, ORM_FROM(Disc), orm_q(.only = ORM_COLS(Discs.id), .where = __VA_ARGS__))
#define QUERY(...) put_query(#__VA_ARGS__, NULL, orm_q(__VA_ARGS__))
#define OF_BANDS(...) put_query(#__VA_ARGS__, NULL, orm_q(.from = ORM_FROM(Band), .into = orm_into(Top, .name = orm_col(Bands.name), .n = orm_col(Bands.id)), __VA_ARGS__))

static void test_golden_select_texts(void **state)
{
    (void)state;
    begin_golden();
    TEXT(orm_concat(Discs.title, ": ", Discs.year, Discs.price, Discs.made));
    TEXT(orm_lower(Discs.title));
    TEXT(orm_upper(Discs.title));
    TEXT(orm_trim(Discs.title));
    INT(orm_length(Discs.title));
    TEXT(orm_substr(Discs.title, 2));
    TEXT(orm_substr(Discs.title, 2, 3));
    TEXT(orm_substr(Discs.title, Discs.year, Discs.id));
    TEXT(orm_replace(Discs.title, "a", "b"));
    TEXT(orm_coalesce(Discs.title, "none"));
    TEXT(orm_nullif(Discs.title, ""));
    TEXT(orm_case(orm_when(orm_ge(Discs.year, 2000), "new"), orm_when(orm_is_null(Discs.year), "unknown"), orm_else("old")));
    TEXT(orm_cast(Discs.price, ORM_TEXT));
    TEXT(orm_cast(Discs.worth, ORM_TEXT));
    TEXT(orm_cast(Discs.made, ORM_TEXT));
    TEXT(orm_cast(orm_eq(Discs.id, 1), ORM_TEXT));
    TEXT(orm_cast(Discs.score, ORM_TEXT));
    TEXT(orm_lower(Discs.id));
    assert_golden("select_texts.sql", text);
}
static void test_golden_select_numbers(void **state)
{
    (void)state;
    begin_golden();
    INT(orm_add(Discs.year, 1));
    INT(orm_div(Discs.year, 10));
    INT(orm_mod(Discs.year, 10));
    REAL(orm_div(Discs.price, 3));
    REAL(orm_mul(Discs.score, 2));
    MONEY(orm_mul(Discs.price, 2));
    MONEY(orm_add(Discs.price, Discs.year));
    MONEY(orm_sub(Discs.price, ORM_DEC("0.50")));
    MONEY(orm_round(Discs.price, 1));
    MONEY(orm_floor(Discs.price));
    REAL(orm_round(Discs.score, 2));
    REAL(orm_ceil(Discs.score));
    INT(orm_abs(Discs.year));
    INT(orm_greatest(Discs.year, Discs.id, 3));
    INT(orm_least(Discs.id, 3));
    INT(orm_cast(Discs.score, ORM_INT64));
    INT(orm_cast(Discs.price, ORM_INT64));
    INT(orm_cast(Discs.title, ORM_INT64));
    REAL(orm_cast(Discs.price, ORM_DOUBLE));
    MONEY(orm_cast_decimal(Discs.score, 10, 2));
    MONEY(orm_coalesce(Discs.price, Discs.year));
    WHERE(orm_gt(Discs.price, Discs.worth));
    WHERE(orm_eq(Discs.price, orm_col(Discs.year)));
    MONEY(orm_add(Discs.worth, Discs.worth));
    assert_golden("select_numbers.sql", text);
}
static void test_golden_select_times(void **state)
{
    (void)state;
    begin_golden();
    TIME(orm_now());
    INT(orm_extract(ORM_YEAR, Discs.made));
    INT(orm_extract(ORM_WEEK, Discs.made));
    INT(orm_extract(ORM_WEEKDAY, Discs.made));
    INT(orm_extract(ORM_MICROSECOND, Discs.made));
    INT(orm_extract(ORM_EPOCH, Discs.made));
    TIME(orm_date_trunc(ORM_MONTH, Discs.made));
    TIME(orm_date_trunc(ORM_HOUR, Discs.made));
    TIME(orm_date_add(Discs.made, 3, ORM_DAY));
    TIME(orm_date_add(Discs.made, Discs.year, ORM_QUARTER));
    TIME(orm_date_trunc(ORM_WEEKDAY, Discs.made));
    INT(orm_extract(ORM_YEAR, Discs.title));
    assert_golden("select_times.sql", text);
}
static void test_golden_select_joins(void **state)
{
    (void)state;
    begin_golden();
    OF_BANDS(.join = { orm_join(Bands.discs) });
    OF_BANDS(.join = { orm_left_join(Bands.discs) }, .order_by = { orm_asc(Discs.title) });
    OF_BANDS(.join = { orm_join(Bands.styles) }, .where = orm_eq(Styles.word, "jazz"));
    OF_BANDS(.join = { orm_join_on(Parent, orm_eq(Bands.parent_id, Parents.id)) });
    OF_BANDS(.join = { orm_cross_join(Style) });
    QUERY(.from = ORM_FROM(Style), .join = { orm_right_join_on(Band, orm_eq(Bands.id, Styles.id)) }, .into = orm_into(Top, .name = orm_col(Styles.word), .n = orm_col(Bands.id)));
    QUERY(.from = ORM_FROM(Style), .join = { orm_full_join_on(Band, orm_eq(Bands.id, Styles.id)) }, .into = orm_into(Top, .name = orm_col(Styles.word), .n = orm_col(Bands.id)));
    QUERY(.from = ORM_FROM(Style), .join = { orm_full_join_on(Band, orm_lt(Bands.id, Styles.id)) }, .where = orm_is_null(Styles.id), .order_by = { orm_asc(Bands.name) }, .limit = 2, .into = orm_into(Top, .name = orm_col(Bands.name), .n = orm_col(Styles.id)));
    put_query("rows .join = { orm_full_join_on(Style, orm_eq(Bands.id, Styles.id)) }", ORM_FROM(Band), orm_q(.join = { orm_full_join_on(Style, orm_eq(Bands.id, Styles.id)) }, .where = orm_not_null(Bands.id), .only = ORM_COLS(Bands.name)));
    put_query("rows .join = { orm_full_join_on(Style, orm_eq(Bands.id, Styles.id)) }, which may be missing", ORM_FROM(Band), orm_q(.join = { orm_full_join_on(Style, orm_eq(Bands.id, Styles.id)) }));
    put_query(".union_all_with of two right joins", NULL, orm_q(.from = ORM_FROM(Style), .join = { orm_right_join_on(Band, orm_eq(Bands.id, Styles.id)) }, .into = orm_into(TextOf, .t = orm_col(Styles.word)),
        .union_all_with = orm_q(.from = ORM_FROM(Style), .join = { orm_right_join_on(Band, orm_eq(Bands.id, Styles.id)) }, .into = orm_into(TextOf, .t = orm_col(Bands.name)))));
    QUERY(.from = ORM_FROM(Disc), .join = { orm_join(Discs.band) }, .into = orm_into(TextOf, .t = orm_col(Bands.name)));
    QUERY(.from = ORM_FROM(Disc), .join = { orm_left_join(Discs.band) }, .into = orm_into(Both, .label = orm_concat(Discs.title, " by ", Bands.name)));
    OF_BANDS(.join = { orm_join_query(IntOf, orm_q(.from = ORM_FROM(Disc), .group_by = { Discs.band_id }), orm_into(IntOf, .i = orm_max(Discs.band_id)), orm_eq(IntsOf.i, Bands.id)) });
    OF_BANDS(.join = { orm_join_lateral(IntOf, orm_q(.from = ORM_FROM(Disc), .where = orm_eq(Discs.band_id, orm_outer(Bands.id)), .order_by = { orm_desc(Discs.year) }, .limit = 1), orm_into(IntOf, .i = orm_col(Discs.id))) });
    OF_BANDS(.join = { orm_join_on(Band, orm_eq(Bands.id, 1)) });
    QUERY(.from = ORM_FROM(Disc), .join = { orm_left_join(Discs.band) }, .into = orm_into(Top, .name = orm_col(Bands.name), .n = orm_col(Styles.id)));
    assert_golden("select_joins.sql", text);
}
static void test_golden_select_groups(void **state)
{
    (void)state;
    begin_golden();
    QUERY(.from = ORM_FROM(Disc), .group_by = { Discs.title }, .having = orm_gt(orm_count_all(), 1), .order_by = { orm_desc(Tops.n), orm_asc(Tops.name) }, .limit = 3, .into = orm_into(Top, .name = orm_col(Discs.title), .n = orm_count_all()));
    QUERY(.from = ORM_FROM(Disc), .group_by = { Tops.name }, .order_by = { orm_nulls_last(orm_asc(Tops.name)) }, .into = orm_into(Top, .name = orm_lower(Discs.title), .n = orm_filter(orm_count(Discs.year), orm_gt(Discs.year, 2000))));
    MONEY(orm_sum(Discs.price));
    MONEY(orm_avg(Discs.price));
    MONEY(orm_avg_distinct(Discs.price));
    MONEY(orm_sum(Discs.worth));
    REAL(orm_avg(Discs.year));
    INT(orm_count_distinct(Discs.year));
    INT(orm_sum_distinct(Discs.year));
    INT(orm_filter(orm_max(Discs.year), orm_eq(Discs.title, "x")));
    TEXT(orm_string_agg(Discs.title, "', '"));
    TEXT(orm_string_agg_by(Discs.title, ", ", orm_desc(Discs.year)));
    TEXT(orm_distinct(orm_string_agg(Discs.title, ", ")));
    QUERY(.from = ORM_FROM(Band), .group_by = { Bands.mood }, .order_by = { orm_asc(MoodsOf.mood) }, .into = orm_into(MoodOf, .mood = orm_col(Bands.mood)));
    QUERY(.from = ORM_FROM(Band), .distinct = true, .order_by = { orm_asc(Bands.mood) }, .into = orm_into(MoodOf, .mood = orm_col(Bands.mood)));
    QUERY(.from = ORM_FROM(Band), .group_by = { Bands.id }, .into = orm_into(MoodOf, .mood = orm_max(Bands.mood)));
    QUERY(.from = ORM_FROM(Disc), .group_by = { Discs.title }, .into = orm_into(Top, .name = orm_col(Discs.title), .n = orm_col(Discs.year)));
    QUERY(.from = ORM_FROM(Disc), .distinct = true, .order_by = { orm_asc(Discs.year) }, .into = orm_into(TextOf, .t = orm_col(Discs.title)));
    put_query(".group_by = { \"name\" }", ORM_FROM(Disc), orm_q(.from = ORM_FROM(Disc), .group_by = { "name" }, .into = orm_into(IntOf, .i = orm_count_all())));
    put_query(".group_by = { Discs.band }", ORM_FROM(Disc), orm_q(.from = ORM_FROM(Disc), .group_by = { Discs.band }, .into = orm_into(IntOf, .i = orm_count_all())));
    assert_golden("select_groups.sql", text);
}
static void test_golden_select_subqueries(void **state)
{
    (void)state;
    begin_golden();
    WHERE(orm_in_query(Discs.band_id, orm_q(.from = ORM_FROM(Band), .select = { orm_col(Bands.id) }, .where = orm_eq(Bands.mood, MOOD_WILD))));
    WHERE(orm_not(orm_in_query(Discs.band_id, orm_q(.from = ORM_FROM(Band), .select = { orm_col(Bands.id) }, .order_by = { orm_asc(Bands.name) }, .limit = 2))));
    WHERE(orm_exists(orm_q(.from = ORM_FROM(Band), .where = orm_eq(Bands.id, orm_outer(Discs.band_id)))));
    WHERE(orm_eq(Discs.year, orm_scalar(orm_q(.from = ORM_FROM(Twin), .select = { orm_max(Twins.year) }, .where = orm_eq(Twins.band_id, orm_outer(Discs.band_id))))));
    WHERE(orm_gt(Discs.price, orm_scalar(orm_q(.from = ORM_FROM(Twin), .select = { orm_avg(Twins.price) }))));
    WHERE(orm_has(Discs.band, orm_eq(Bands.name, "x")));
    put_query("orm_has_any(Bands.styles)", ORM_FROM(Band), orm_q(.only = ORM_COLS(Bands.id), .where = orm_has_any(Bands.styles)));
    WHERE(orm_in_query(Discs.id, orm_q(.from = ORM_FROM(Band), .select = { orm_col(Bands.id) }, .union_with = orm_q(.from = ORM_FROM(Style), .select = { orm_col(Styles.id) }))));
    WHERE(orm_in_query(Discs.id, orm_q(.from = ORM_FROM(Twin))));
    WHERE(orm_exists(orm_q(.from = ORM_FROM(Band), .where = orm_eq(Bands.id, Discs.band_id))));
    assert_golden("select_subqueries.sql", text);
}
static void test_golden_select_with(void **state)
{
    (void)state;
    begin_golden();
    const orm_with_clause *const sizes = orm_cte(Top, orm_q(.from = ORM_FROM(Disc), .group_by = { Discs.title }), orm_into(Top, .name = orm_col(Discs.title), .n = orm_count_all()));
    put_query("orm_cte", NULL, orm_q(.with = { sizes }, .from = ORM_FROM(Top), .where = orm_gt(Tops.n, 1), .into = orm_into(IntOf, .i = orm_col(Tops.n))));
    put_query("orm_cte, joined", NULL, orm_q(.with = { sizes }, .from = ORM_FROM(Disc), .join = { orm_join_on(Top, orm_eq(Tops.name, Discs.title)) }, .into = orm_into(IntOf, .i = orm_col(Tops.n))));
    put_query("orm_cte_materialized", NULL, orm_q(.with = { orm_cte_materialized(IntOf, orm_q(.from = ORM_FROM(Disc)), orm_into(IntOf, .i = orm_col(Discs.year))) }, .from = ORM_FROM(IntOf), .into = orm_into(IntOf, .i = orm_col(IntsOf.i))));
    const orm_query *const first = orm_q(.from = ORM_FROM(Band), .where = orm_is_null(Bands.parent_id)), *const step = orm_q(.from = ORM_FROM(Band), .join = { orm_join_on(Node, orm_eq(Bands.parent_id, Nodes.id)) });
    const orm_into_list from = orm_into(Node, .id = orm_col(Bands.id), .depth = orm_val(0), .path = orm_col(Bands.name)), next = orm_into(Node, .id = orm_col(Bands.id), .depth = orm_add(Nodes.depth, 1), .path = orm_concat(Nodes.path, "/", Bands.name)), out = orm_into(Node, .id = orm_col(Nodes.id), .depth = orm_col(Nodes.depth), .path = orm_col(Nodes.path));
    put_query("orm_recursive", NULL, orm_q(.with = { orm_recursive(Node, first, from, step, next) }, .from = ORM_FROM(Node), .into = out));
    put_query("orm_recursive_with .distinct .depth", NULL, orm_q(.with = { orm_recursive_with(Node, first, from, step, next, .distinct = true, .depth = orm_ref(Nodes.depth), .most = 5) }, .from = ORM_FROM(Node), .into = out));
    put_query("orm_recursive_with .path", NULL, orm_q(.with = { orm_recursive_with(Node, first, orm_into(Node, .id = orm_col(Bands.id), .depth = orm_val(0)), step, orm_into(Node, .id = orm_col(Bands.id), .depth = orm_val(1)), .path = orm_ref(Nodes.path), .key = orm_ref(Bands.id)) }, .from = ORM_FROM(Node), .into = out));
    put_query("without orm_cte", NULL, orm_q(.from = ORM_FROM(Top), .into = orm_into(IntOf, .i = orm_col(Tops.n))));
    assert_golden("select_with.sql", text);
}
static void test_golden_select_sets(void **state)
{
    (void)state;
    begin_golden();
    put_query("rows .union_with .order_by .limit", ORM_FROM(Style), orm_q(.where = orm_eq(Styles.id, 1), .union_with = orm_q(.where = orm_eq(Styles.id, 2)), .order_by = { orm_asc(Styles.word) }, .limit = 5, .offset = 2));
    put_query("rows .except_with a part that is cut", ORM_FROM(Style), orm_q(.except_with = orm_q(.order_by = { orm_asc(Styles.id) }, .limit = 1)));
    OF_BANDS(.union_all_with = orm_q(.from = ORM_FROM(Style), .into = orm_into(Top, .name = orm_col(Styles.word), .n = orm_val(0))), .order_by = { orm_desc(Tops.n) });
    OF_BANDS(.intersect_with = orm_q(.from = ORM_FROM(Style), .into = orm_into(Top, .name = orm_col(Styles.word), .n = orm_val(0)), .except_with = orm_q(.from = ORM_FROM(Band), .into = orm_into(Top, .name = orm_val("x"), .n = orm_val(1)))));
    OF_BANDS(.distinct_on = { Bands.mood }, .order_by = { orm_desc(Bands.id) }, .limit = 2);
    put_query("rows .distinct_on", ORM_FROM(Style), orm_q(.distinct_on = { Styles.word }, .order_by = { orm_asc(Styles.id) }));
    put_query("rows .distinct_on without .order_by", ORM_FROM(Style), orm_q(.distinct_on = { Styles.word }));
    assert_golden("select_sets.sql", text);
}
static void test_golden_select_windows(void **state)
{
    (void)state;
    begin_golden();
    const orm_window w = { .partition_by = { Discs.band_id }, .order_by = { orm_desc(Discs.year) } };
    INT(orm_over(orm_row_number(), .order_by = { orm_asc(Discs.id) }));
    INT(orm_over(orm_rank(), .partition_by = { Discs.band_id, Discs.title }, .order_by = { orm_desc(Discs.year), orm_nulls_first(orm_asc(Discs.score)) }));
    REAL(orm_over(orm_percent_rank(), .order_by = { orm_asc(Discs.id) }));
    INT(orm_over(orm_ntile(4), .order_by = { orm_asc(Discs.id) }));
    INT(orm_over(orm_lag(Discs.id), .order_by = { orm_asc(Discs.id) }));
    INT(orm_over(orm_lead(Discs.id, 2, 0), .order_by = { orm_asc(Discs.id) }));
    INT(orm_over(orm_last_value(Discs.id), .order_by = { orm_asc(Discs.id) }));
    INT(orm_over(orm_nth_value(Discs.id, 2), .order_by = { orm_asc(Discs.id) }));
    INT(orm_over(orm_sum(Discs.id), .order_by = { orm_asc(Discs.id) }, .frame = ORM_ROWS(ORM_PRECEDING(2), ORM_CURRENT_ROW)));
    INT(orm_over(orm_count_all(), .order_by = { orm_asc(Discs.id) }, .frame = ORM_RANGE(ORM_UNBOUNDED_PRECEDING, ORM_FOLLOWING(1))));
    INT(orm_over(orm_count_all(), .order_by = { orm_asc(Discs.id) }, .frame = ORM_GROUPS(ORM_PRECEDING(1), ORM_FOLLOWING(1))));
    INT(orm_over(orm_sum(Discs.id), .frame = orm_excluding(ORM_ROWS(ORM_UNBOUNDED_PRECEDING, ORM_UNBOUNDED_FOLLOWING), ORM_EXCLUDE_TIES)));
    INT(orm_over(orm_filter(orm_sum(Discs.id), orm_gt(Discs.year, 2000))));
    REAL(orm_over(orm_avg(Discs.year), .partition_by = { Discs.band_id }));
    MONEY(orm_over(orm_avg(Discs.price), .partition_by = { Discs.band_id }));
    put_query("orm_over_window, twice", NULL, orm_q(.from = ORM_FROM(Disc), .order_by = { orm_asc(Tops.n) }, .into = orm_into(Top, .name = orm_over_window(orm_lag(Discs.title), &w), .n = orm_over_window(orm_rank(), &w))));
    put_query(".where of a window's result", NULL, orm_q(.from = ORM_FROM(Disc), .where = orm_and(orm_gt(Discs.year, 2000), orm_le(Tops.n, 3)), .order_by = { orm_asc(Tops.n) }, .limit = 9, .into = orm_into(Top, .name = orm_col(Discs.title), .n = orm_over(orm_rank(), .order_by = { orm_desc(Discs.year) }))));
    put_query(".having of a window's result", NULL, orm_q(.from = ORM_FROM(Disc), .group_by = { Discs.title }, .having = orm_and(orm_gt(orm_count_all(), 1), orm_le(Tops.n, 3)), .into = orm_into(Top, .name = orm_col(Discs.title), .n = orm_over(orm_rank(), .order_by = { orm_desc(orm_count_all()) }))));
    INT(orm_rank());
    INT(orm_over(orm_count_distinct(Discs.id)));
    assert_golden("select_windows.sql", text);
}
static void test_golden_select_json_and_arrays(void **state)
{
    (void)state;
    const char *words[] = { "a", "b" };
    begin_golden();
    TEXT(orm_json_text(Discs.facts, "a", 0, "it's"));
    INT(orm_json_int(Discs.facts, "n"));
    REAL(orm_json_double(Discs.facts, "n"));
    WHERE(orm_eq(orm_json_bool(Discs.facts, "b"), true));
    WHERE(orm_json_has_key(Discs.facts, "a"));
    WHERE(orm_json_has_any(Discs.facts, "a", "b"));
    WHERE(orm_json_has_all(Discs.facts, "a", "b"));
    WHERE(orm_json_contains(Discs.facts, "{\"a\": 1, \"b\": [2]}"));
    WHERE(orm_json_contains(Discs.facts, "\"x\""));
    WHERE(orm_json_contained_by(Discs.facts, "{\"a\": [1]}"));
    WHERE(orm_array_has_any(Discs.tags, ((orm_array_text){ words, 2 })));
    WHERE(orm_array_has_all(Discs.tags, ((orm_array_text){ words, 2 })));
    assert_golden("select_json_and_arrays.sql", text);
}
static void test_golden_select_locks(void **state)
{
    (void)state;
    begin_golden();
    put_query("ORM_FOR_UPDATE", ORM_FROM(Style), orm_q(.lock = { .mode = ORM_FOR_UPDATE }));
    put_query("ORM_FOR_UPDATE, ORM_SKIP_LOCKED", ORM_FROM(Style), orm_q(.order_by = { orm_asc(Styles.id) }, .limit = 1, .lock = { .mode = ORM_FOR_UPDATE, .wait = ORM_SKIP_LOCKED }));
    put_query("ORM_FOR_SHARE", ORM_FROM(Style), orm_q(.lock = { .mode = ORM_FOR_SHARE }));
    put_query("ORM_FOR_SHARE, ORM_NOWAIT", ORM_FROM(Style), orm_q(.lock = { .mode = ORM_FOR_SHARE, .wait = ORM_NOWAIT }));
    put_query(".of", ORM_FROM(Disc), orm_q(.only = ORM_COLS(Discs.id), .join = { orm_join(Discs.band) }, .lock = { .mode = ORM_FOR_UPDATE, .of = ORM_FROM(Disc) }));
    put_query(".of a table that may be missing", ORM_FROM(Disc), orm_q(.only = ORM_COLS(Discs.id), .join = { orm_left_join(Discs.band) }, .lock = { .mode = ORM_FOR_UPDATE }));
    put_query("with .distinct", ORM_FROM(Style), orm_q(.distinct = true, .lock = { .mode = ORM_FOR_UPDATE }));
    put_query("in a set of queries", ORM_FROM(Style), orm_q(.union_with = orm_q(.where = orm_eq(Styles.id, 1)), .lock = { .mode = ORM_FOR_UPDATE }));
    assert_golden("select_locks.sql", text);
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_select_texts), cmocka_unit_test(test_golden_select_numbers), cmocka_unit_test(test_golden_select_times), cmocka_unit_test(test_golden_select_joins),
        cmocka_unit_test(test_golden_select_groups), cmocka_unit_test(test_golden_select_subqueries), cmocka_unit_test(test_golden_select_with), cmocka_unit_test(test_golden_select_sets),
        cmocka_unit_test(test_golden_select_windows), cmocka_unit_test(test_golden_select_json_and_arrays), cmocka_unit_test(test_golden_select_locks),
    };
    return run_all(tests);
}
