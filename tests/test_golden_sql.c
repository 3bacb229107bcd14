/* The SQL of queries for every dialect, and of the verbs on each, pinned by the files of tests/golden: one file for a feature, in it each case with
 * all dialects below one another.  BLESS=1 writes them anew. */
#include "harness.h"

#define SHADE(X) X(SHADE_DARK, "dark") X(SHADE_LIGHT, "light")
ORM_ENUM(Shade, SHADE);
#define T_MODEL(X)                                    \
    X(key,   int64,              id)                  \
    X(field, int32,              n)                   \
    X(field, opt(int32),         a)                   \
    X(field, opt(text),          t)                   \
    X(field, decimal(10, 2),     d,     .column = "the price")
#define U_MODEL(X)                                    \
    X(key,   int64,              id,    .auto_increment = true) \
    X(field, opt(bool),          flag)                \
    X(field, opt(decimal(30, 4)), wealth)             \
    X(field, opt(timestamp),     at)                  \
    X(field, opt(uuid),          code)                \
    X(field, opt(enum(Shade)),   shade)               \
    X(field, opt(json),          doc)
#define V_MODEL(X)                                                  \
    X(key,   int64,        id,      .auto_increment = true)         \
    X(field, varchar(20),  name,    .unique = true)                 \
    X(field, opt(int32),   weight,  .default_sql = "7")             \
    X(field, timestamp,    changed, .auto_now = true)               \
    X(field, int32,        version, .version = true)
#define C_MODEL(X) X(key, int32, x) X(key, text, y) X(field, opt(text), z)
ORM_MODEL(T, Ts, T_MODEL, .table = "t");
ORM_MODEL(U, Us, U_MODEL, .table = "u", .schema = "other");
ORM_MODEL(V, Vs, V_MODEL, .table = "v");
ORM_MODEL(C, Cs, C_MODEL, .table = "order");

/* ---- collecting ------------------------------------------------------------------------------------------------------------------ */
static char text[1 << 16];
static size_t used;
static void put(const char *format, ...) ORM__PRINTF(1, 2);
static void put(const char *format, ...) {
    va_list list;
    va_start(list, format);
    const int n = vsnprintf(text + used, sizeof text - used, format, list);
    va_end(list);
    assert_true(n >= 0 && used + (size_t)n < sizeof text);
    used += (size_t)n;
}
static void begin_golden(void) {
    used = 0;
    text[0] = 0;
}
static void put_query(const char *title, const orm_model *model, const orm_query *q) {
    put("%s-- %s\n", used ? "\n" : "", title);
    for (int d = 0; d < ORM_DIALECT_COUNT; d++) {
        char sql[8000];
        orm_query_sql((orm_dialect)d, model, q, sql, sizeof sql);
        put("%-10s  %s\n", orm_dialect_name((orm_dialect)d), sql);
    }
}
/* Titled by the expression as it is written. */
#define WHERE(...) put_query(#__VA_ARGS__, ORM_FROM(T), orm_q(.only = ORM_COLS(Ts.id), .where = __VA_ARGS__))
#define QUERY(...) put_query(#__VA_ARGS__, ORM_FROM(T), orm_q(__VA_ARGS__))
#define U_WHERE(...) put_query(#__VA_ARGS__, ORM_FROM(U), orm_q(.only = ORM_COLS(Us.id), .where = __VA_ARGS__))
#define U_QUERY(...) put_query(#__VA_ARGS__, ORM_FROM(U), orm_q(__VA_ARGS__))

/* ---- queries ----------------------------------------------------------------------------------------------------------------------- */
static void test_golden_comparisons(void **state) {
    (void)state;
    begin_golden();
    WHERE(orm_eq(Ts.n, 1));
    WHERE(orm_ne(Ts.n, 1));
    WHERE(orm_lt(Ts.n, 1));
    WHERE(orm_le(Ts.n, 1));
    WHERE(orm_gt(Ts.n, 1));
    WHERE(orm_ge(Ts.n, 1));
    WHERE(orm_between(Ts.n, 1, 2));
    WHERE(orm_eq(Ts.n, Ts.a));
    WHERE(orm_eq(Ts.d, ORM_DEC("1.50")));
    WHERE(orm_lt(Ts.d, ORM_DEC("1.50")));
    assert_golden("where_comparisons.sql", text);
}
static void test_golden_null(void **state) {
    (void)state;
    begin_golden();
    const char *no_text = NULL;
    WHERE(orm_is_null(Ts.a));
    WHERE(orm_not_null(Ts.a));
    WHERE(orm_eq(Ts.t, no_text));
    WHERE(orm_ne(Ts.a, ORM_NULL));
    WHERE(orm_same(Ts.a, Ts.n));
    WHERE(orm_same(Ts.a, 1));
    WHERE(orm_lt(Ts.a, ORM_NULL));
    assert_golden("where_null.sql", text);
}
static void test_golden_lists(void **state) {
    (void)state;
    begin_golden();
    const int32_t many[11] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 };
    WHERE(orm_in(Ts.n, 1, 2, 3));
    WHERE(orm_not_in(Ts.t, "a", "b"));
    WHERE(orm_in(Ts.n, Ts.a, 7));
    WHERE(orm_in_array(Ts.n, many, 2));
    WHERE(orm_in_array(Ts.n, many, 11));
    WHERE(orm_in_array(Ts.n, many, 0));
    WHERE(orm_not_in_array(Ts.n, many, 0));
    WHERE(orm_in(Ts.a, 1, ORM_NULL));
    assert_golden("where_lists.sql", text);
}
/* Lists of all lengths share few statements; on PostgreSQL they are one. */
static void test_lists_of_all_lengths_share_statements(void **state) {
    (void)state;
    static int32_t many[33000];
    size_t lengths[100], seen[ORM_DIALECT_COUNT] = { 0 };
    for (int d = 0; d < ORM_DIALECT_COUNT; d++) {
        for (size_t n = 1; n <= 32500; n += n < 70 ? 1 : n < 2000 ? 131 : 1303) {
            const size_t length = orm_query_sql((orm_dialect)d, ORM_FROM(T), orm_q(.where = orm_in_array(Ts.n, many, n)), NULL, 0);
            size_t i = 0;
            while (i < seen[d] && lengths[i] != length) i++;
            if (i < seen[d]) continue;
            assert_true(seen[d] < sizeof lengths / sizeof *lengths);
            lengths[seen[d]++] = length;
        }
        if (d == ORM_DIALECT_POSTGRES) assert_int_equal(seen[d], 1);
        else assert_between(seen[d], 8, 40);
    }
}
static void test_golden_patterns(void **state) {
    (void)state;
    begin_golden();
    WHERE(orm_like(Ts.t, "a%"));
    WHERE(orm_ilike(Ts.t, "a%"));
    WHERE(orm_contains(Ts.t, "a"));
    WHERE(orm_icontains(Ts.t, "a"));
    WHERE(orm_startswith(Ts.t, "a"));
    WHERE(orm_istartswith(Ts.t, "a"));
    WHERE(orm_endswith(Ts.t, "a"));
    WHERE(orm_iendswith(Ts.t, "a"));
    assert_golden("where_patterns.sql", text);
}
static void test_golden_logic(void **state) {
    (void)state;
    begin_golden();
    WHERE(orm_and(orm_eq(Ts.n, 1), orm_eq(Ts.n, 2)));
    WHERE(orm_or(orm_eq(Ts.n, 1), orm_eq(Ts.n, 2), orm_eq(Ts.n, 3)));
    WHERE(orm_not(orm_eq(Ts.n, 1)));
    WHERE(orm_and(orm_or(orm_eq(Ts.n, 1), orm_not(orm_eq(Ts.n, 2))), orm_and(orm_eq(Ts.n, 3), orm_eq(Ts.n, 4))));
    WHERE(orm_and(orm_and(orm_eq(Ts.n, 1), orm_eq(Ts.n, 2)), orm_eq(Ts.n, 3)));
    WHERE(orm_and(orm_eq(Ts.n, 1)));
    WHERE(orm_not(orm_or(orm_eq(Ts.n, 1), orm_eq(Ts.n, 2))));
    WHERE(orm_and(orm_eq(Ts.n, 1), (orm_expr)NULL));
    const orm_expr e = orm_eq(Ts.n, 1);
    put_query("34 conditions: halves", ORM_FROM(T), orm_q(.only = ORM_COLS(Ts.id), .where = orm_or(e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e, e)));
    assert_golden("where_logic.sql", text);
}
static void test_golden_expressions(void **state) {
    (void)state;
    begin_golden();
    WHERE(orm_eq(orm_add(Ts.n, 1), 2));
    WHERE(orm_eq(orm_sub(Ts.n, Ts.a), orm_mul(2, Ts.a)));
    WHERE(orm_gt(orm_neg(Ts.n), orm_val(3)));
    WHERE(orm_eq(orm_add(Ts.d, ORM_DEC("0.05")), orm_mul(Ts.d, 2)));
    WHERE(orm_gt(orm_sum(Ts.n), 1));
    assert_golden("where_expressions.sql", text);
}
static void test_golden_types(void **state) {
    (void)state;
    begin_golden();
    const orm_uuid code = { { 1 } };
    U_WHERE(orm_eq(Us.flag, true));
    U_WHERE(orm_eq(Us.wealth, ORM_DEC("1")));
    U_WHERE(orm_lt(Us.wealth, ORM_DEC("1")));
    U_WHERE(orm_ge(Us.at, 0));
    U_WHERE(orm_eq(Us.code, code));
    U_WHERE(orm_in(Us.shade, SHADE_DARK, SHADE_LIGHT));
    U_WHERE(orm_lt(Us.shade, SHADE_LIGHT));
    U_WHERE(orm_gt(Us.doc, "{}"));
    U_QUERY(.order_by = { orm_asc(Us.wealth), orm_asc(Us.shade) }, .only = ORM_COLS(Us.id));
    U_QUERY(.select = { orm_sum(Us.wealth), orm_avg(Us.wealth), orm_max(Us.wealth) });
    assert_golden("where_types.sql", text);
}
static void test_golden_order_and_limit(void **state) {
    (void)state;
    begin_golden();
    QUERY(.only = ORM_COLS(Ts.id), .order_by = { orm_asc(Ts.n), orm_desc(Ts.id) });
    QUERY(.only = ORM_COLS(Ts.id), .order_by = { orm_asc(Ts.a), orm_desc(Ts.t) });
    QUERY(.only = ORM_COLS(Ts.id), .order_by = { orm_nulls_first(orm_asc(Ts.a)), orm_nulls_last(orm_desc(Ts.a)) });
    QUERY(.only = ORM_COLS(Ts.id), .order_by = { orm_nulls_last(orm_asc(Ts.a)), orm_nulls_first(orm_desc(Ts.t)) });
    QUERY(.only = ORM_COLS(Ts.id), .order_by = { orm_nulls_last(orm_asc(Ts.n)) }); /* a column that is never NULL */
    QUERY(.only = ORM_COLS(Ts.id), .order_by = { orm_asc(orm_add(Ts.a, 1)) });
    QUERY(.only = ORM_COLS(Ts.id), .limit = 5);
    QUERY(.only = ORM_COLS(Ts.id), .limit = 5, .offset = 10);
    QUERY(.only = ORM_COLS(Ts.id), .offset = 10);
    QUERY(.only = ORM_COLS(Ts.id), .limit = -1);
    QUERY(.where = orm_gt(Ts.n, 1), .order_by = { orm_asc(Ts.n) }, .limit = 5, .offset = 10);
    assert_golden("order_and_limit.sql", text);
}
static void test_golden_columns(void **state) {
    (void)state;
    begin_golden();
    QUERY(.limit = 0);
    QUERY(.only = ORM_COLS(Ts.t, Ts.n));
    QUERY(.defer = ORM_COLS(Ts.t, Ts.d));
    QUERY(.distinct = true);
    QUERY(.only = ORM_COLS(Us.at));
    QUERY(.select = { orm_col(Ts.t), orm_add(Ts.n, 1) }, .distinct = true, .order_by = { orm_asc(Ts.t) });
    QUERY(.select = { orm_count_all(), orm_count(Ts.a), orm_count_distinct(Ts.a), orm_sum(Ts.n), orm_avg(Ts.n), orm_min(Ts.t), orm_max(Ts.d) }, .where = orm_gt(Ts.n, 0));
    QUERY(.select = { orm_sum(Ts.d), orm_avg(Ts.d) });
    QUERY(.select = { orm_count_all(), orm_col(Ts.n) });
    U_QUERY(.only = ORM_COLS(Us.at));
    put_query("a NULL query of a table with a reserved name", ORM_FROM(C), NULL);
    assert_golden("columns.sql", text);
}

/* ---- verbs, on the database of this run ------------------------------------------------------------------------------------------------------------------- */
static void trace_hook(void *context, const orm_trace *t) {
    (void)context;
    if (strncmp(t->sql, "CREATE", 6) != 0) put("%s: %s\n", t->verb, t->sql);
}
static int64_t clock_hook(void *context) {
    (void)context;
    return INT64_C(1700000000000000);
}
static orm_db *db;
static orm_session *s;
static void start_verbs(int version) {
    db = test_open_with(test_url(false), &(orm_options){ .clock = clock_hook, .trace = trace_hook, .server_version = version });
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(T, V, C), NULL));
    begin_golden();
}
static void finish_verbs(const char *golden) {
    char name[100];
    static const char *const dialects[ORM_DIALECT_COUNT] = { "sqlite", "postgres", "mysql", "mariadb" };
    snprintf(name, sizeof name, golden, dialects[orm_dialect_of(db)]);
    assert_golden(name, text);
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static void run_writes(void) {
    V v = { .name = "a" }, many[3] = { { .name = "b", .weight = ORM_SOME(1) }, { .name = "c", .weight = ORM_SOME(1) }, { .name = "d", .weight = ORM_SOME(1) } };
    C c = { .x = 1, .y = "k" };
    assert_ok(s, V_insert(s, &v));
    assert_ok(s, V_insert_all(s, many, 3));
    assert_ok(s, C_insert(s, &c));
    assert_ok(s, V_update(s, &v));
    assert_ok(s, V_update_only(s, &v, ORM_COLS(Vs.name)));
    assert_ok(s, C_update(s, &c));
    v.weight = (orm_opt_int32)ORM_SOME(2);
    V twin = { .name = "a", .weight = ORM_SOME(9) }, other = { .name = "a", .weight = ORM_SOME(9) };
    assert_ok(s, V_upsert(s, &twin, &(orm_conflict){ .target = ORM_COLS(Vs.name) }));
    assert_ok(s, V_upsert(s, &other, &(orm_conflict){ .target = ORM_COLS(Vs.name), .do_nothing = true }));
    C again = { .x = 1, .y = "k", .z = "z" };
    assert_ok(s, C_upsert(s, &again, NULL));
    assert_int_equal(V_update_where(s, orm_q(.where = orm_gt(Vs.id, 1)), ORM_SET(orm_set(Vs.weight, orm_add(Vs.weight, 1)), orm_set(Vs.name, Vs.name))), 3);
    assert_int_equal(V_delete_where(s, orm_q(.where = orm_eq(Vs.name, "d"))), 1);
    assert_ok(s, V_delete_all(s, many, 2));
    assert_ok(s, C_delete(s, &c));
    assert_ok(s, V_truncate(s));
}
static void test_golden_writes(void **state) {
    (void)state;
    start_verbs(0);
    run_writes();
    finish_verbs("verbs_write.%s.sql");
}
#define HEAVY(X) X(field, int64, id) X(field, opt(int32), weight)
ORM_RESULT(Heavy, Heavies, HEAVY);
static void test_golden_writes_with_a_query_in_front(void **state) {
    (void)state;
    start_verbs(0);
    const orm_with_clause *const heavy = orm_cte(Heavy, orm_q(.from = ORM_FROM(V), .where = orm_gt(Vs.weight, 5)), orm_into(Heavy, .id = orm_col(Vs.id), .weight = orm_col(Vs.weight)));
    const orm_query *const ids = orm_q(.from = ORM_FROM(Heavy), .select = { orm_col(Heavies.id) });
    V_update_where(s, orm_q(.with = { heavy }, .where = orm_in_query(Vs.id, ids)), ORM_SET(orm_set(Vs.weight, orm_scalar(orm_q(.from = ORM_FROM(Heavy), .select = { orm_max(Heavies.weight) })))));
    assert_session(s, ORM_OK);
    V_delete_where(s, orm_q(.with = { heavy }, .where = orm_and(orm_eq(Vs.name, "x"), orm_exists(orm_q(.from = ORM_FROM(Heavy), .where = orm_eq(Heavies.id, orm_outer(Vs.id)))))));
    assert_session(s, ORM_OK);
    V_update_returning(s, orm_q(.with = { heavy }, .where = orm_in_query(Vs.id, ids)), ORM_SET(orm_set(Vs.name, "y")));
    assert_session(s, ORM_OK);
    finish_verbs("verbs_with.%s.sql");
}
static void test_golden_advisory_locks(void **state) {
    (void)state;
    start_verbs(0);
    assert_ok(s, orm_begin(s));
    assert_ok(s, orm_advisory_lock(s, "nightly", ORM_LOCK_WAIT));
    assert_ok(s, orm_advisory_lock(s, "nightly", ORM_NOWAIT));
    assert_ok(s, orm_commit(s));
    finish_verbs("verbs_advisory.%s.sql");
}
static void test_sqlite_golden_writes_before_on_conflict(void **state) {
    (void)state;
    start_verbs(3023000);
    run_writes();
    finish_verbs("verbs_write.%s_3_23.sql");
}
static void test_golden_reads(void **state) {
    (void)state;
    start_verbs(0);
    T rows[2] = { { .id = 1, .n = 1, .d = ORM_DEC("1") }, { .id = 2, .n = 2, .a = ORM_SOME(1), .d = ORM_DEC("2") } };
    C c = { .x = 1, .y = "k" };
    assert_ok(s, T_insert_all(s, rows, 2));
    assert_ok(s, C_insert(s, &c));
    begin_golden();
    const orm_query *q = orm_q(.where = orm_gt(Ts.n, 0), .order_by = { orm_desc(Ts.a), orm_asc(Ts.n) }), *cut = orm_q(.order_by = { orm_asc(Ts.n) }, .limit = 2);
    assert_non_null(T_get(s, 1));
    assert_non_null(C_get(s, 1, "k"));
    assert_ok(s, C_refresh(s, &c));
    assert_ok(s, C_refresh_only(s, &c, ORM_COLS(Cs.z)));
    assert_non_null(T_first(s, NULL));
    assert_non_null(T_last(s, NULL));
    assert_non_null(T_first(s, q));
    assert_non_null(T_last(s, q));
    assert_non_null(T_one(s, orm_q(.where = orm_eq(Ts.n, 1))));
    assert_int_equal(T_count(s, q), 2);
    assert_int_equal(T_count(s, cut), 2);
    assert_true(T_exists(s, q));
    assert_true(T_exists(s, cut));
    assert_int_equal(orm_value_int(T_aggregate(s, q, orm_sum(Ts.n))), 3);
    assert_int_equal(orm_value_int(T_aggregate(s, cut, orm_sum(Ts.n))), 3);
    assert_int_equal(T_paginate(s, q, 1, 1).count, 1);
    assert_int_equal(T_after(s, q, NULL).count, 2);
    assert_int_equal(T_after(s, q, &rows[1]).count, 1);
    assert_int_equal(T_after(s, q, &rows[0]).count, 0);
    T_cursor cursor = T_stream(s, q);
    assert_non_null(T_next(&cursor));
    assert_ok(s, T_stop(&cursor));
    const T fresh = { .id = 3, .d = ORM_DEC("0") };
    assert_non_null(T_get_or_create(s, orm_q(.where = orm_eq(Ts.n, 0)), &fresh, NULL));
    assert_non_null(T_update_or_create(s, orm_q(.where = orm_eq(Ts.n, 0)), &fresh, NULL));
    finish_verbs("verbs_read.%s.sql");
}

/* ---- the function itself ----------------------------------------------------------------------------------------------------------------- */
static void test_query_sql_is_like_snprintf(void **state) {
    (void)state;
    char whole[300], part[300];
    const orm_query *q = orm_q(.where = orm_eq(Ts.n, 1), .only = ORM_COLS(Ts.id));
    const size_t length = orm_query_sql(ORM_DIALECT_SQLITE, ORM_FROM(T), q, whole, sizeof whole);
    assert_int_equal(length, strlen(whole));
    assert_int_equal(orm_query_sql(ORM_DIALECT_SQLITE, ORM_FROM(T), q, NULL, 0), length);
    for (size_t size = 1; size < length + 3; size++) {
        memset(part, '#', sizeof part);
        assert_int_equal(orm_query_sql(ORM_DIALECT_SQLITE, ORM_FROM(T), q, part, size), length);
        const size_t fits = size - 1 < length ? size - 1 : length;
        assert_memory_equal(part, whole, fits);
        assert_int_equal(part[fits], 0);
        assert_int_equal(part[fits + 1], '#');
    }
}
static void test_query_sql_tells_errors(void **state) {
    (void)state;
    char sql[300];
    assert_true(orm_query_sql(ORM_DIALECT_SQLITE, ORM_FROM(T), orm_q(.limit = -1), sql, sizeof sql) == SIZE_MAX);
    assert_has_text(sql, "-- error: ", __FILE__, __LINE__);
    assert_has_text(sql, ".limit", __FILE__, __LINE__);
    assert_true(orm_query_sql(ORM_DIALECT_SQLITE, ORM_FROM(T), orm_q(.limit = -1), NULL, 0) == SIZE_MAX);
    assert_true(orm_query_sql(ORM_DIALECT_SQLITE, ORM_FROM(T), orm_q(.limit = -1), sql, 5) == SIZE_MAX);
    assert_string_equal(sql, "-- e");
    assert_true(orm_query_sql((orm_dialect)77, ORM_FROM(T), NULL, sql, sizeof sql) == SIZE_MAX);
    assert_has_text(sql, "77", __FILE__, __LINE__);
    assert_true(orm_query_sql(ORM_DIALECT_SQLITE, NULL, NULL, sql, sizeof sql) == SIZE_MAX);
    assert_has_text(sql, "-- error: ", __FILE__, __LINE__);
    assert_true(orm_query_sql(ORM_DIALECT_SQLITE, NULL, orm_q(.from = ORM_FROM(C)), sql, sizeof sql) < sizeof sql);
    assert_has_text(sql, "FROM \"order\"", __FILE__, __LINE__);
    assert_true(orm_query_sql(ORM_DIALECT_SQLITE, ORM_FROM(T), orm_q(.from = ORM_FROM(C)), sql, sizeof sql) == SIZE_MAX); /* of two minds */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden_comparisons),
        cmocka_unit_test(test_golden_null),
        cmocka_unit_test(test_golden_lists),
        cmocka_unit_test(test_lists_of_all_lengths_share_statements),
        cmocka_unit_test(test_golden_patterns),
        cmocka_unit_test(test_golden_logic),
        cmocka_unit_test(test_golden_expressions),
        cmocka_unit_test(test_golden_types),
        cmocka_unit_test(test_golden_order_and_limit),
        cmocka_unit_test(test_golden_columns),
        cmocka_unit_test(test_golden_writes),
        cmocka_unit_test(test_golden_writes_with_a_query_in_front),
        cmocka_unit_test(test_golden_advisory_locks),
        cmocka_unit_test(test_sqlite_golden_writes_before_on_conflict),
        cmocka_unit_test(test_golden_reads),
        cmocka_unit_test(test_query_sql_is_like_snprintf),
        cmocka_unit_test(test_query_sql_tells_errors),
    };
    return run_all(tests);
}
