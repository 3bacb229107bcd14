/* Queries: operators and NULL, patterns, logic, building step by step, order, pages, counts and aggregates. */
#include "harness.h"

#define NUM_MODEL(X)                                     \
    X(key,   int64,          id)                         \
    X(field, opt(int32),     a)                          \
    X(field, opt(int32),     b)                          \
    X(field, opt(text),      name)
#define WORD_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(text), data)
#define STAGE(X) X(STAGE_NEW, "new") X(STAGE_OPEN, "open") X(STAGE_DONE, "done")
ORM_ENUM(Stage, STAGE);
#define WIDE_MODEL(X)                                    \
    X(key,   int64,               id)                    \
    X(field, opt(bool),           flag)                  \
    X(field, opt(int64),          whole)                 \
    X(field, opt(uint64),         large)                 \
    X(field, opt(double),         real)                  \
    X(field, opt(text),           words)                 \
    X(field, opt(decimal(10, 2)), price)                 \
    X(field, opt(decimal(30, 4)), wealth)                \
    X(field, opt(timestamp),      at)                    \
    X(field, opt(date),           day)                   \
    X(field, opt(time),           hour)                  \
    X(field, opt(uuid),           code)                  \
    X(field, opt(blob),           bytes)                 \
    X(field, opt(enum(Stage)),    stage)

ORM_MODEL(Num, Nums, NUM_MODEL);
ORM_MODEL(Word, Words, WORD_MODEL);
ORM_MODEL(Wide, Wides, WIDE_MODEL);
#define ALL_MODELS ORM_MODELS(Num, Word, Wide)

/* ---- the database of a test ------------------------------------------------------------------------------------------------------ */
static orm_db *db;
static orm_session *s;

static void start_at(int version) {
    db = test_open_with(test_url(false), &(orm_options){ .server_version = version });
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ALL_MODELS, NULL));
}
static void start(void) { start_at(0); }
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
/* The rows of the cases NULL-*: (1,1,1) (2,2,NULL) (3,NULL,3) (4,NULL,NULL) (5,5,6) */
static void start_nums(void) {
    start();
    Num rows[5] = { { .id = 1, .a = ORM_SOME(1), .b = ORM_SOME(1), .name = "one" }, { .id = 2, .a = ORM_SOME(2), .name = "two" }, { .id = 3, .b = ORM_SOME(3) }, { .id = 4, .name = "four" },
                    { .id = 5, .a = ORM_SOME(5), .b = ORM_SOME(6) } };
    assert_ok(s, Num_insert_all(s, rows, 5));
}
static void put_id(char *text, size_t size, int64_t id) {
    const size_t used = strlen(text);
    snprintf(text + used, size - used, "%s%lld", used ? " " : "", (long long)id);
}
#define assert_ids(expected, ...) check_ids((expected), orm_q(__VA_ARGS__), __LINE__)
#define assert_where(expected, ...) check_ids((expected), orm_q(.where = __VA_ARGS__, .order_by = { orm_asc(Nums.id) }), __LINE__)
static void check_ids(const char *expected, const orm_query *q, int line) {
    char got[400] = "";
    const Num_list l = Num_all(s, q);
    if (orm_status_of(s) != ORM_OK) fail_msg("line %d: %s", line, orm_error_of(s)->message);
    orm_foreach(Num, n, l) put_id(got, sizeof got, n->id);
    if (strcmp(got, expected) != 0) fail_msg("line %d: wanted \"%s\", got \"%s\"", line, expected, got);
    if (l.count != (size_t)Num_count(s, q)) fail_msg("line %d: the count differs from the rows", line);
    if ((l.count > 0) != Num_exists(s, q)) fail_msg("line %d: exists differs from the rows", line);
}
#define assert_refused(status, ...) check_refused((status), orm_q(__VA_ARGS__), __LINE__)
/* Refused by every verb that takes a query. */
static void check_refused(orm_status status, const orm_query *q, int line) {
#define REFUSES(call) do { if ((call) || orm_status_of(s) != status) fail_msg("line %d: %s: %s, wanted %s", line, #call, orm_status_name(orm_status_of(s)), orm_status_name(status)); } while (0)
    REFUSES(Num_all(s, q).items);
    REFUSES(Num_first(s, q));
    REFUSES(Num_last(s, q));
    REFUSES(Num_one(s, q));
    REFUSES(Num_count(s, q) != -1);
    REFUSES(Num_exists(s, q));
    REFUSES(!orm_value_is_null(Num_aggregate(s, q, orm_count_all())));
    REFUSES(Num_paginate(s, q, 1, 5).items);
    REFUSES(Num_after(s, q, NULL).items);
    Num_cursor c = Num_stream(s, q);
    REFUSES(c.orm_.generation);
    REFUSES(Num_next(&c));
#undef REFUSES
}

/* ---- operators and NULL ------------------------------------------------------------------------------------------------------------ */
static void test_comparisons_leave_null_rows_out(void **state) {
    (void)state;
    start_nums();
    assert_where("1", orm_eq(Nums.a, 1));
    assert_where("2 5", orm_ne(Nums.a, 1)); /* QF-3: rows with NULL are not matched */
    assert_where("1 2", orm_lt(Nums.a, 5));
    assert_where("1 2 5", orm_le(Nums.a, 5));
    assert_where("2 5", orm_gt(Nums.a, 1));
    assert_where("1 2 5", orm_ge(Nums.a, 1));
    assert_where("1 2", orm_between(Nums.a, 1, 2));
    assert_where("", orm_between(Nums.a, 2, 1));
    assert_where("1 5", orm_in(Nums.a, 1, 5, 7));
    assert_where("2", orm_not_in(Nums.a, 1, 5, 7));
    assert_where("1", orm_eq(Nums.a, Nums.b));
    assert_where("5", orm_ne(Nums.a, Nums.b));
    assert_where("5", orm_lt(Nums.a, Nums.b));
    assert_where("1 5", orm_between(Nums.a, orm_sub(Nums.b, 1), Nums.b));
    assert_where("1", orm_in(Nums.a, Nums.b, 99));
    finish();
}
static void test_not_keeps_three_valued_logic(void **state) {
    (void)state;
    start_nums();
    assert_where("2 5", orm_not(orm_eq(Nums.a, 1))); /* QB-3: NOT of unknown stays unknown */
    assert_where("5", orm_not(orm_lt(Nums.a, 5)));
    assert_where("1 5", orm_not(orm_not_in(Nums.a, 1, 5)));
    assert_where("1 2 5", orm_not(orm_is_null(Nums.a)));
    assert_where("3 4", orm_not(orm_not_null(Nums.a)));
    assert_where("1 2 3 5", orm_or(orm_eq(Nums.a, 2), orm_not_null(Nums.b)));
    assert_where("2 3 4 5", orm_not(orm_and(orm_eq(Nums.a, Nums.b), orm_not_null(Nums.a), orm_not_null(Nums.b)))); /* NULL-06 */
    finish();
}
/* NULL-01, NULL-02 */
static void test_eq_and_ne_with_null_ask_for_null(void **state) {
    (void)state;
    start_nums();
    const orm_opt_int32 none = ORM_NONE, two = ORM_SOME(2);
    const char *no_text = NULL;
    assert_where("3 4", orm_eq(Nums.a, none));
    assert_where("1 2 5", orm_ne(Nums.a, none));
    assert_where("2", orm_eq(Nums.a, two));
    assert_where("1 5", orm_ne(Nums.a, two));
    assert_where("3 5", orm_eq(Nums.name, no_text));
    assert_where("1 2 4", orm_ne(Nums.name, no_text));
    assert_where("3 4", orm_eq(Nums.a, ORM_NULL));
    assert_where("1 2 5", orm_ne(Nums.a, ORM_NULL));
    assert_where("3 4", orm_is_null(Nums.a));
    assert_where("1 2 5", orm_not_null(Nums.a));
    finish();
}
/* NULL-09 */
static void test_same_is_null_safe(void **state) {
    (void)state;
    start_nums();
    const orm_opt_int32 none = ORM_NONE, five = ORM_SOME(5);
    assert_where("1 4", orm_same(Nums.a, Nums.b));
    assert_where("2 3 5", orm_not(orm_same(Nums.a, Nums.b)));
    assert_where("5", orm_same(Nums.a, five));
    assert_where("3 4", orm_same(Nums.a, none));
    assert_where("1 2 5", orm_not(orm_same(Nums.a, none)));
    assert_where("1 2 3 4", orm_not(orm_same(Nums.a, 5)));
    finish();
}
static void test_other_operators_refuse_null(void **state) {
    (void)state;
    start_nums();
    const orm_opt_int32 none = ORM_NONE, one = ORM_SOME(1);
    const char *no_text = NULL, *const texts[] = { "one", NULL };
    assert_where("1", orm_lt(Nums.a, (orm_opt_int32)ORM_SOME(2)));
    assert_refused(ORM_MISUSE, .where = orm_lt(Nums.a, none));
    assert_refused(ORM_MISUSE, .where = orm_ge(Nums.a, none));
    assert_refused(ORM_MISUSE, .where = orm_between(Nums.a, one, none));
    assert_refused(ORM_MISUSE, .where = orm_between(Nums.a, none, one));
    assert_refused(ORM_MISUSE, .where = orm_in(Nums.a, one, none));
    assert_refused(ORM_MISUSE, .where = orm_not_in(Nums.name, "one", no_text));
    assert_refused(ORM_MISUSE, .where = orm_in_array(Nums.name, texts, 2));
    assert_refused(ORM_MISUSE, .where = orm_like(Nums.name, no_text));
    assert_refused(ORM_MISUSE, .where = orm_icontains(Nums.name, no_text));
    finish();
}
/* NULL-08: nothing is in an empty list, so everything is not in it, NULL too */
static void test_arrays_of_any_length(void **state) {
    (void)state;
    start_nums();
    int32_t many[1000];
    for (int i = 0; i < 1000; i++) many[i] = 2 + i;
    assert_where("", orm_in_array(Nums.a, (int32_t *)NULL, 0));
    assert_where("1 2 3 4 5", orm_not_in_array(Nums.a, (int32_t *)NULL, 0));
    assert_where("", orm_in_array(Nums.a, many, 0));
    assert_where("1 2 3 4 5", orm_not(orm_in_array(Nums.a, many, 0)));
    assert_where("2", orm_in_array(Nums.a, many, 1));
    assert_where("2 5", orm_in_array(Nums.a, many, 9));
    assert_where("1", orm_not_in_array(Nums.a, many, 100));
    assert_where("2 5", orm_in_array(Nums.a, many, 1000));
    const char *const names[] = { "two", "four", "x" };
    assert_where("2 4", orm_in_array(Nums.name, names, 3));
    const int64_t ids[] = { 5, 1 };
    assert_where("1 5", orm_in_array(Nums.id, ids, 2));
    assert_refused(ORM_MISUSE, .where = orm_in_array(Nums.a, ids, 2)); /* items of another size */
    assert_refused(ORM_MISUSE, .where = orm_in_array(Nums.a, (int32_t *)NULL, 3));
    finish();
}
static void test_list_longer_than_the_database_takes_is_refused(void **state) {
    (void)state;
    start_nums();
    int32_t *many = calloc(300000, sizeof *many);
    assert_non_null(many);
    if (test_on("postgres")) { /* which takes the list as one array */
        assert_int_equal(Num_count(s, orm_q(.where = orm_in_array(Nums.a, many, 300000))), Num_count(s, orm_q(.where = orm_eq(Nums.a, 0))));
        assert_session(s, ORM_OK);
    } else {
        assert_refused(ORM_UNSUPPORTED, .where = orm_in_array(Nums.a, many, 300000));
        assert_message(s, "300000");
    }
    free(many);
    finish();
}
static int64_t wides(orm_expr where) { return Wide_count(s, orm_q(.where = where)); }
/* Each type with its operand, its optional form and its order; row 2 is above row 1, row 3 is all NULL. */
static void test_operands_of_every_type(void **state) {
    (void)state;
    start();
    const orm_uuid low = { { 1 } }, high = { { 0xF0 } };
    Wide rows[3] = {
        { .id = 1, .flag = ORM_SOME(false), .whole = ORM_SOME(-5), .large = ORM_SOME(7), .real = ORM_SOME(-0.5), .words = "Abc", .price = ORM_DEC("-1.50"), .wealth = ORM_DEC("-99999999999999999999.5"),
          .at = ORM_SOME(INT64_C(-1)), .day = ORM_SOME(-1), .hour = ORM_SOME(1), .code = ORM_SOME(low), .bytes = { "a\0b", 3 }, .stage = ORM_SOME(STAGE_NEW) },
        { .id = 2, .flag = ORM_SOME(true), .whole = ORM_SOME(INT64_MAX), .large = ORM_SOME(UINT64_MAX), .real = ORM_SOME(1e300), .words = "abc", .price = ORM_DEC("10.25"), .wealth = ORM_DEC("99999999999999999999.25"),
          .at = ORM_SOME(INT64_C(1700000000123456)), .day = ORM_SOME(19000), .hour = ORM_SOME(INT64_C(86399999999)), .code = ORM_SOME(high), .bytes = { "a\0c", 3 }, .stage = ORM_SOME(STAGE_OPEN) },
        { .id = 3 },
    };
    assert_ok(s, Wide_insert_all(s, rows, 3));
    assert_int_equal(wides(orm_eq(Wides.flag, true)), 1);
    assert_int_equal(wides(orm_ne(Wides.flag, true)), 1);
    assert_int_equal(wides(orm_lt(Wides.whole, INT64_MAX)), 1);
    assert_int_equal(wides(orm_eq(Wides.large, UINT64_MAX)), 1);
    assert_int_equal(wides(orm_gt(Wides.large, 7)), 1);
    assert_int_equal(wides(orm_lt(Wides.large, UINT64_MAX)), 1);
    assert_int_equal(wides(orm_gt(Wides.real, -0.25f)), 1);
    assert_int_equal(wides(orm_le(Wides.real, -0.5)), 1);
    assert_int_equal(wides(orm_lt(Wides.words, "a")), 1); /* by bytes: upper case first */
    assert_int_equal(wides(orm_eq(Wides.words, "ABC")), 0);
    assert_int_equal(wides(orm_gt(Wides.price, ORM_DEC("9.99"))), 1);
    assert_int_equal(wides(orm_eq(Wides.price, ORM_DEC("-1.5"))), 1);
    assert_int_equal(wides(orm_lt(Wides.price, 10)), 1);
    assert_int_equal(wides(orm_between(Wides.wealth, ORM_DEC("-100000000000000000000"), ORM_DEC("5"))), 1);
    assert_int_equal(wides(orm_eq(Wides.wealth, ORM_DEC("99999999999999999999.2500"))), 1);
    assert_int_equal(wides(orm_lt(Wides.at, 0)), 1);
    assert_int_equal(wides(orm_eq(Wides.at, INT64_C(1700000000123456))), 1);
    assert_int_equal(wides(orm_gt(Wides.day, -1)), 1);
    assert_int_equal(wides(orm_in(Wides.hour, 1, INT64_C(86399999999))), 2);
    assert_int_equal(wides(orm_eq(Wides.code, high)), 1);
    assert_int_equal(wides(orm_ne(Wides.code, high)), 1);
    const orm_blob bytes = { "a\0b", 3 }, no_bytes = { NULL, 0 };
    assert_int_equal(wides(orm_eq(Wides.bytes, bytes)), 1);
    assert_int_equal(wides(orm_eq(Wides.bytes, no_bytes)), 1);
    assert_int_equal(wides(orm_eq(Wides.stage, STAGE_OPEN)), 1);
    assert_int_equal(wides(orm_in(Wides.stage, STAGE_NEW, STAGE_DONE)), 1);
    const Stage stages[] = { STAGE_OPEN, STAGE_NEW };
    assert_int_equal(wides(orm_in_array(Wides.stage, stages, 2)), 2);
    assert_int_equal(wides(orm_eq(Wides.flag, (orm_opt_bool)ORM_NONE)), 1);
    assert_int_equal(wides(orm_eq(Wides.at, (orm_opt_timestamp)ORM_SOME(-1))), 1);
    assert_int_equal(wides(orm_eq(Wides.code, (orm_opt_uuid)ORM_NONE)), 1);
    assert_int_equal(wides(orm_eq(Wides.price, (orm_decimal){ NULL })), 1);
    assert_int_equal(wides(orm_eq(Wides.price, ORM_DEC("not a number"))), -1);
    assert_session(s, ORM_INVALID);
    assert_string_equal(orm_error_of(s)->column, "price");
    assert_int_equal(wides(orm_eq(Wides.words, "\xff")), -1);
    assert_session(s, ORM_INVALID);
    finish();
}
static void test_expressions_as_operands(void **state) {
    (void)state;
    start_nums();
    assert_where("5", orm_gt(orm_add(Nums.a, Nums.b), 10));
    assert_where("1", orm_eq(orm_mul(Nums.a, 6), orm_add(orm_mul(Nums.b, 5), Nums.a)));
    assert_where("2", orm_eq(orm_neg(Nums.a), -2));
    assert_where("2 5", orm_between(orm_add(Nums.a, 1), 3, 6));
    assert_where("1 5", orm_in(orm_sub(Nums.b, Nums.a), 0, 1));
    assert_where("5", orm_gt(Nums.a, orm_val(3)));
    assert_where("2 3 4", orm_is_null(orm_add(Nums.a, Nums.b)));
    finish();
}

/* ---- patterns ---------------------------------------------------------------------------------------------------------------------- */
static const char *const words[] = {
    "abcdefg", "ab/cdefg", "ab%cdefg", "ab_cdefg", "abcde/fg", "abcde%fg", "ab#cdefg", "ab9cdefg", "abcde#fg", "abcd9fg", NULL,                           /* 1 to 11: as LIKE-01 */
    "back\\slash", "bang!", "star*", "what?", "[x]", "ABCDEFG", "\xC3\x84\xC3\x96\xC3\x9C", "\xC3\xA4\xC3\xB6\xC3\xBC",                               /* 12 to 19: ÄÖÜ, äöü */
    "\xCE\xA3\xCE\x99\xCE\xA3", "\xCF\x83\xCE\xB9\xCF\x82", "\xD0\x9F\xD0\xA0\xD0\x98", "\xD0\xBF\xD1\x80\xD0\xB8", "\xF0\x9F\x98\x80!", "Stra\xC3\x9F" "e", "it's \"q\"", /* 20 to 26: ΣΙΣ, σις, ПРИ, при, 😀!, Straße */
};
static void start_words(void) {
    start();
    Word rows[sizeof words / sizeof *words];
    memset(rows, 0, sizeof rows);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) rows[i] = (Word){ .id = (int64_t)i + 1, .data = words[i] };
    assert_ok(s, Word_insert_all(s, rows, sizeof words / sizeof *words));
}
#define assert_words(expected, ...) check_words((expected), (__VA_ARGS__), __LINE__)
static void check_words(const char *expected, orm_expr where, int line) {
    char got[300] = "";
    const Word_list l = Word_all(s, orm_q(.where = where, .order_by = { orm_asc(Words.id) }));
    if (orm_status_of(s) != ORM_OK) fail_msg("line %d: %s", line, orm_error_of(s)->message);
    orm_foreach(Word, w, l) put_id(got, sizeof got, w->id);
    if (strcmp(got, expected) != 0) fail_msg("line %d: wanted \"%s\", got \"%s\"", line, expected, got);
}
static void test_contains_looks_for_the_text_itself(void **state) {
    (void)state;
    start_words();
    assert_words("3", orm_contains(Words.data, "b%cde")); /* LIKE-01 */
    assert_words("3 6", orm_contains(Words.data, "%"));
    assert_words("4", orm_contains(Words.data, "_"));
    assert_words("12", orm_contains(Words.data, "\\")); /* LIKE-06 */
    assert_words("13 24", orm_contains(Words.data, "!"));
    assert_words("14", orm_contains(Words.data, "*"));
    assert_words("15", orm_contains(Words.data, "?"));
    assert_words("16", orm_contains(Words.data, "[x]"));
    assert_words("26", orm_contains(Words.data, "'s \""));
    assert_words("18", orm_contains(Words.data, "\xC3\x96")); /* Ö, not ö */
    assert_words("1 2 3 4 5 6 7 8 9 10", orm_startswith(Words.data, "ab"));
    assert_words("3", orm_startswith(Words.data, "ab%"));
    assert_words("16", orm_startswith(Words.data, "["));
    assert_words("13 24", orm_endswith(Words.data, "!"));
    assert_words("5", orm_endswith(Words.data, "/fg"));
    assert_words("15", orm_endswith(Words.data, "?"));
    assert_int_equal(Word_count(s, orm_q(.where = orm_contains(Words.data, ""))), 25); /* all but NULL */
    assert_int_equal(Word_count(s, orm_q(.where = orm_startswith(Words.data, ""))), 25);
    finish();
}
static void test_like_takes_the_pattern_as_it_is(void **state) {
    (void)state;
    start_words();
    assert_words("1 2 3 4 5 6 7 8 9", orm_like(Words.data, "%b%cde%")); /* LIKE-02 */
    assert_words("2 3 4 7 8", orm_like(Words.data, "ab_cdefg"));
    assert_words("", orm_like(Words.data, "ABC%gg"));
    assert_words("17", orm_like(Words.data, "ABC%")); /* LIKE-09: case counts */
    assert_words("14", orm_like(Words.data, "star*"));
    assert_words("15", orm_like(Words.data, "%?"));
    assert_words("16", orm_like(Words.data, "[x]"));
    assert_words("13 24", orm_like(Words.data, "%!"));
    assert_words("12", orm_like(Words.data, "back\\slash"));
    assert_words("12", orm_like(Words.data, "%\\%"));
    assert_words("24", orm_like(Words.data, "_!"));    /* _ is one character, not one byte */
    assert_words("16 18 19 20 21 22 23", orm_like(Words.data, "___"));
    assert_words("", orm_like(Words.data, ""));
    finish();
}
static void test_i_forms_fold_unicode(void **state) {
    (void)state;
    start_words();
    assert_words("18 19", orm_ilike(Words.data, "\xC3\x84%"));
    assert_words("18 19", orm_icontains(Words.data, "\xC3\xB6\xC3\x9C"));
    assert_words("20 21", orm_icontains(Words.data, "\xCE\xA3\xCE\x99"));                 /* ΣΙ: capital, small and final sigma are one */
    assert_words("20 21", orm_iendswith(Words.data, "\xCF\x82"));
    assert_words("22 23", orm_istartswith(Words.data, "\xD0\xBF\xD0\xA0"));               /* пР */
    assert_words("1 17", orm_ilike(Words.data, "AbCdE_G"));
    assert_words("3", orm_icontains(Words.data, "B%C"));
    assert_words("6 9", orm_not(orm_or(orm_not(orm_icontains(Words.data, "CDE")), orm_not(orm_ilike(Words.data, "%E_FG")), orm_contains(Words.data, "/"))));
    assert_words("25", orm_icontains(Words.data, "STRA\xC3\x9F"));
    assert_words("", orm_icontains(Words.data, "STRASS")); /* simple folding keeps ß */
    assert_words("16", orm_istartswith(Words.data, "[X"));
    assert_words("12", orm_icontains(Words.data, "K\\S"));
    finish();
}
/* LIKE-07 */
static void test_null_matches_neither_like_nor_not_like(void **state) {
    (void)state;
    start_words();
    const int64_t like = Word_count(s, orm_q(.where = orm_like(Words.data, "a%"))), not_like = Word_count(s, orm_q(.where = orm_not(orm_like(Words.data, "a%"))));
    assert_int_equal(like, 10);
    assert_int_equal(like + not_like, 25);
    assert_int_equal(Word_count(s, orm_q(.where = orm_or(orm_icontains(Words.data, "x"), orm_not(orm_icontains(Words.data, "x"))))), 25);
    finish();
}
static void test_long_patterns(void **state) {
    (void)state;
    start_words();
    char *long_text = malloc(20001);
    assert_non_null(long_text);
    memset(long_text, '%', 20000);
    long_text[20000] = 0;
    Word w = { .data = long_text };
    assert_ok(s, Word_insert(s, &w));
    assert_int_equal(Word_count(s, orm_q(.where = orm_contains(Words.data, long_text))), 1);
    assert_int_equal(Word_count(s, orm_q(.where = orm_startswith(Words.data, long_text + 10000))), 1);
    assert_int_equal(Word_count(s, orm_q(.where = orm_icontains(Words.data, long_text + 19000))), 1);
    free(long_text);
    finish();
}

/* ---- logic and step by step --------------------------------------------------------------------------------------------------------- */
#define TEN(e) e, e, e, e, e, e, e, e, e, e
#define THOUSAND(e) TEN(TEN_(e)), TEN(TEN_(e)), TEN(TEN_(e)), TEN(TEN_(e)), TEN(TEN_(e)), TEN(TEN_(e)), TEN(TEN_(e)), TEN(TEN_(e)), TEN(TEN_(e)), TEN(TEN_(e))
#define TEN_(e) e, e, e, e, e, e, e, e, e, e
static void test_logic_of_many_terms(void **state) {
    (void)state;
    start_nums();
    const orm_expr no = orm_eq(Nums.id, 99), yes = orm_gt(Nums.id, 3);
    const orm_expr many[] = { THOUSAND(no), THOUSAND(no), yes, &orm__end };
    orm_node any = *orm_or(no);
    any.of.list = many; /* what orm_or(no, no, ..., yes) makes, which takes the compiler half a minute to optimise */
    assert_where("4 5", &any);
    const orm_expr hundred = orm_or(TEN(orm_or(TEN_(no))));
    assert_where("4 5", orm_or(TEN(hundred), TEN(hundred), yes));
    assert_where("", orm_and(yes, TEN(hundred), TEN(hundred)));
    assert_where("4 5", orm_and(yes));
    assert_where("4 5", orm_or(yes));
    orm_query q = { .order_by = { orm_asc(Nums.id) } };
    for (int i = 0; i < 2000; i++) assert_ok(s, orm_where(s, &q, orm_ne(Nums.id, 4 + 2 * i)));
    check_ids("1 2 3 5", &q, __LINE__);
    finish();
}
static void test_logic_nests(void **state) {
    (void)state;
    start_nums();
    assert_where("2", orm_and(orm_not(orm_or(orm_eq(Nums.id, 1), orm_and(orm_gt(Nums.id, 2), orm_or(orm_lt(Nums.id, 9), orm_not(orm_eq(Nums.id, 3)))))), orm_not_null(Nums.a)));
    assert_where("1 2 3", orm_not(orm_not(orm_not(orm_not(orm_lt(Nums.id, 4))))));
    assert_where("1 3", orm_and(orm_or(orm_eq(Nums.id, 1), orm_eq(Nums.id, 3)), orm_or(orm_eq(Nums.id, 3), orm_eq(Nums.id, 1)))); /* no operator binds tighter than its brackets */
    orm_query q = { .where = orm_lt(Nums.id, 4), .order_by = { orm_asc(Nums.id) } };
    for (int i = 0; i < 20; i++) {
        orm_query outer = { .order_by = { orm_asc(Nums.id) } };
        assert_ok(s, orm_where(s, &outer, orm_not(q.where)));
        q = outer;
    }
    check_ids("1 2 3", &q, __LINE__);
    orm_status status = ORM_OK;
    for (int i = 0; i < 1000 && status == ORM_OK; i++) {
        orm_query outer = { .limit = 0 };
        status = orm_where(s, &outer, orm_not(q.where));
        if (status == ORM_OK && Num_count(s, &outer) < 0) status = orm_status_of(s);
        q = outer;
    }
    assert_int_not_equal(status, ORM_OK); /* too deep is told, and does not end the program */
    finish();
}
static void test_an_empty_expression_is_misuse(void **state) {
    (void)state;
    start_nums();
    const orm_expr none = NULL, some = orm_eq(Nums.id, 1);
    assert_refused(ORM_MISUSE, .where = orm_and(some, none));
    assert_refused(ORM_MISUSE, .where = orm_and(none, some));
    assert_refused(ORM_MISUSE, .where = orm_or(none));
    assert_refused(ORM_MISUSE, .where = orm_not(none));
    assert_refused(ORM_MISUSE, .where = orm_and(some, orm_or(some, orm_not(none))));
    orm_query q = { .limit = 0 };
    assert_fails(s, orm_where(s, &q, orm_and(some, none)), ORM_MISUSE);
    check_refused(ORM_MISUSE, &q, __LINE__);
    orm_query r = { .limit = 0 };
    assert_fails(s, orm_where(s, &r, none), ORM_MISUSE);
    check_refused(ORM_MISUSE, &r, __LINE__);
    assert_fails(s, orm_where(s, &r, some), ORM_MISUSE); /* once broken it stays so */
    assert_fails(s, orm_where(s, NULL, some), ORM_MISUSE);
    finish();
}
/* What orm_where takes is its own: the block and its buffers may go. */
static void test_where_copies_what_it_is_given(void **state) {
    (void)state;
    start_nums();
    orm_query q = { .order_by = { orm_asc(Nums.id) } };
    char name[8];
    int32_t numbers[3];
    for (int i = 0; i < 2; i++) {
        if (i == 0) {
            snprintf(name, sizeof name, "two");
            assert_ok(s, orm_where(s, &q, orm_or(orm_eq(Nums.name, name), orm_like(Nums.name, name), orm_in(Nums.name, name, "one"), orm_contains(Nums.name, name))));
        } else {
            numbers[0] = 2, numbers[1] = 5, numbers[2] = 7;
            const char *texts[] = { name };
            assert_ok(s, orm_where(s, &q, orm_or(orm_in_array(Nums.a, numbers, 3), orm_in_array(Nums.name, texts, 1))));
        }
        memset(name, 'x', sizeof name - 1);
        memset(numbers, 0, sizeof numbers);
    }
    snprintf(name, sizeof name, "z");
    check_ids("2", &q, __LINE__);
    orm_query copy = q; /* a query is a plain struct */
    assert_ok(s, orm_where(s, &copy, orm_eq(Nums.id, 77)));
    check_ids("", &copy, __LINE__);
    check_ids("2", &q, __LINE__);
    char digits[] = "1.5";
    char bytes[] = "ab";
    orm_query w = { .limit = 0 };
    assert_ok(s, orm_where(s, &w, orm_or(orm_eq(Wides.price, (orm_decimal){ digits }), orm_eq(Wides.bytes, ((orm_blob){ bytes, 2 })))));
    memset(digits, 'x', 3);
    memset(bytes, 'x', 2);
    Wide rows[2] = { { .id = 1, .price = ORM_DEC("1.5") }, { .id = 2, .bytes = { "ab", 2 } } };
    assert_ok(s, Wide_insert_all(s, rows, 2));
    assert_int_equal(Wide_count(s, &w), 2);
    finish();
}
static void test_a_query_of_another_model_is_misuse(void **state) {
    (void)state;
    start_nums();
    assert_refused(ORM_MISUSE, .from = ORM_FROM(Word));
    assert_refused(ORM_MISUSE, .where = orm_eq(Words.data, "x"));
    assert_refused(ORM_MISUSE, .where = orm_eq(Nums.name, Words.data));
    assert_null(Num_all(s, orm_q(.order_by = { orm_asc(Words.id) })).items);
    assert_session(s, ORM_MISUSE);
    assert_null(Num_all(s, orm_q(.only = ORM_COLS(Words.id))).items);
    assert_session(s, ORM_MISUSE);
    assert_true(orm_value_is_null(Num_aggregate(s, NULL, orm_max(Words.id))));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "Word");
    assert_ids("1 2", .from = ORM_FROM(Num), .order_by = { orm_asc(Nums.id) }, .limit = 2);
    assert_refused(ORM_MISUSE, .where = orm_gt(orm_sum(Nums.a), 1)); /* an aggregate is no condition of a row */
    finish();
}

/* ---- limit, offset, slice ------------------------------------------------------------------------------------------------------------- */
static void test_limit_and_offset(void **state) {
    (void)state;
    start_nums();
    assert_ids("1 2 3 4 5", .order_by = { orm_asc(Nums.id) }, .limit = 0);
    assert_ids("1 2", .order_by = { orm_asc(Nums.id) }, .limit = 2);
    assert_ids("4 5", .order_by = { orm_asc(Nums.id) }, .limit = 5, .offset = 3);
    assert_ids("5", .order_by = { orm_asc(Nums.id) }, .offset = 4); /* QO-4: without a limit */
    assert_ids("", .order_by = { orm_asc(Nums.id) }, .limit = 5, .offset = 100); /* PAGE-02 */
    orm_query q = { .order_by = { orm_asc(Nums.id) } };
    orm_limit(&q, 0); /* PAGE-01 */
    check_ids("", &q, __LINE__);
    orm_limit(&q, 3);
    check_ids("1 2 3", &q, __LINE__);
    assert_null(Num_all(s, orm_q(.limit = -1)).items);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Num_count(s, orm_q(.limit = -1)), -1);
    assert_session(s, ORM_MISUSE);
    assert_null(Num_first(s, orm_q(.limit = -1)));
    assert_session(s, ORM_MISUSE);
    assert_null(Num_all(s, orm_q(.offset = -1)).items);
    assert_session(s, ORM_MISUSE);
    orm_limit(&q, -3);
    assert_null(Num_all(s, &q).items);
    assert_session(s, ORM_MISUSE);
    orm_limit(NULL, 3);
    finish();
}
static void test_slices_count_from_the_slice(void **state) {
    (void)state;
    start_nums();
    orm_query q = { .order_by = { orm_asc(Nums.id) } };
    assert_ok(s, orm_slice(s, &q, 1, 5));
    check_ids("2 3 4 5", &q, __LINE__);
    assert_ok(s, orm_slice(s, &q, 1, 3)); /* PAGE-04 */
    check_ids("3 4", &q, __LINE__);
    assert_ok(s, orm_slice(s, &q, 1, 100));
    check_ids("4", &q, __LINE__);
    assert_ok(s, orm_slice(s, &q, 5, 9));
    check_ids("", &q, __LINE__);
    orm_query r = { .order_by = { orm_asc(Nums.id) }, .limit = 3, .offset = 1 };
    assert_ok(s, orm_slice(s, &r, 1, 10));
    check_ids("3 4", &r, __LINE__);
    assert_ok(s, orm_slice(s, &r, 0, 0));
    check_ids("", &r, __LINE__);
    const int64_t wrong[][2] = { { -1, 3 }, { 3, 2 }, { INT64_MIN, INT64_MAX } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        orm_query bad = { .limit = 0 };
        assert_fails(s, orm_slice(s, &bad, wrong[i][0], wrong[i][1]), ORM_MISUSE);
        check_refused(ORM_MISUSE, &bad, __LINE__);
    }
    orm_query far = { .offset = INT64_MAX }, negative = { .limit = -1 }, before = { .offset = -5 };
    assert_fails(s, orm_slice(s, &far, 1, 2), ORM_MISUSE);
    assert_fails(s, orm_slice(s, &negative, 0, 2), ORM_MISUSE); /* a slice does not heal a query */
    check_refused(ORM_MISUSE, &negative, __LINE__);
    assert_fails(s, orm_slice(s, &before, 6, 7), ORM_MISUSE);
    assert_fails(s, orm_slice(s, NULL, 0, 1), ORM_MISUSE);
    finish();
}
/* The verbs that cannot say so themselves leave a mark, so that the next call does. */
static void test_building_without_a_session_breaks_the_query(void **state) {
    (void)state;
    start_nums();
    orm_query q = { .all_rows = true }, r = { .all_rows = true }, t = { .all_rows = true };
    assert_int_equal(orm_where(NULL, &q, orm_eq(Nums.id, 1)), ORM_MISUSE);
    assert_int_equal(orm_slice(NULL, &r, 0, 1), ORM_MISUSE);
    assert_int_equal(orm_order_by_name(NULL, &t, ORM_FROM(Num), "id"), ORM_MISUSE);
    check_refused(ORM_MISUSE, &q, __LINE__);
    check_refused(ORM_MISUSE, &r, __LINE__);
    check_refused(ORM_MISUSE, &t, __LINE__);
    assert_int_equal(Num_delete_where(s, &q), -1);
    assert_int_equal(Num_count(s, NULL), 5);
    finish();
}

/* ---- order ------------------------------------------------------------------------------------------------------------------------------ */
static void check_order(int version) {
    start_at(version);
    /* ORD-01: k1 1, ka NULL, k2 2, kb NULL as ids 1, 10, 2, 11 */
    Num rows[4] = { { .id = 1, .a = ORM_SOME(1) }, { .id = 10 }, { .id = 2, .a = ORM_SOME(2) }, { .id = 11 } };
    assert_ok(s, Num_insert_all(s, rows, 4));
    assert_ids("10 11 1 2", .order_by = { orm_asc(Nums.a), orm_asc(Nums.id) }); /* NULL first ascending, last descending, everywhere */
    assert_ids("2 1 10 11", .order_by = { orm_desc(Nums.a), orm_asc(Nums.id) });
    assert_ids("1 2 10 11", .order_by = { orm_nulls_last(orm_asc(Nums.a)), orm_asc(Nums.id) });     /* ORD-02 */
    assert_ids("10 11 2 1", .order_by = { orm_nulls_first(orm_desc(Nums.a)), orm_asc(Nums.id) });   /* ORD-03 */
    assert_ids("10 11 1 2", .order_by = { orm_nulls_first(orm_asc(Nums.a)), orm_asc(Nums.id) });    /* ORD-04 */
    assert_ids("2 1 10 11", .order_by = { orm_nulls_last(orm_desc(Nums.a)), orm_asc(Nums.id) });
    assert_ids("11 10 2 1", .order_by = { orm_desc(Nums.id) });
    assert_ids("2 1 11 10", .order_by = { orm_desc(Nums.a), orm_desc(Nums.id) });
    assert_ids("2 1 10 11", .order_by = { orm_nulls_last(orm_asc(orm_neg(Nums.a))), orm_asc(Nums.id) });
    assert_ids("11 10 2 1", .order_by = { orm_asc(orm_mul(Nums.id, -1)) });
    finish();
}
static void test_order_puts_nulls_in_one_place(void **state) {
    (void)state;
    check_order(0);
}
/* NULLS FIRST and LAST came with SQLite 3.30. */
static void test_sqlite_order_of_nulls_without_the_words(void **state) {
    (void)state;
    check_order(3029000);
}
static void test_seventeen_order_entries_are_refused(void **state) {
    (void)state;
    start_nums();
    const orm_order one = orm_asc(Nums.id);
    assert_ids("1 2 3 4 5", .order_by = { one, one, one, one, one, one, one, one, one, one, one, one, one, one, one, one });
    assert_null(Num_all(s, orm_q(.order_by = { one, one, one, one, one, one, one, one, one, one, one, one, one, one, one, one, one })).items);
    assert_session(s, ORM_MISUSE);
    assert_message(s, "16");
    assert_null(Num_all(s, orm_q(.order_by = { { .by = Nums.id }, { .by = "id" } })).items); /* a string is no column */
    assert_session(s, ORM_MISUSE);
    finish();
}
static void test_order_by_names_from_outside(void **state) {
    (void)state;
    start_nums();
    orm_query q = { .limit = 0 };
    assert_ok(s, orm_order_by_name(s, &q, ORM_FROM(Num), "-id"));
    check_ids("5 4 3 2 1", &q, __LINE__);
    orm_query r = { .limit = 0 };
    assert_ok(s, orm_order_by_name(s, &r, ORM_FROM(Num), " a , -id"));
    check_ids("4 3 1 2 5", &r, __LINE__);
    orm_query t = { .order_by = { orm_desc(Nums.b) } };
    assert_ok(s, orm_order_by_name(s, &t, ORM_FROM(Num), "-id")); /* adds to what is there */
    check_ids("5 3 1 4 2", &t, __LINE__);
    const char *const hostile[] = { "", " ", "-", "--id", "nosuch", "ID", "id;", "id; DROP TABLE nums", "1", "id DESC", "id,", ",id", "id,,a", "(SELECT 1)", "nums.id", "\"id\"", "id\n", "a\xff", "\x01", "id --", "rowid" };
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        orm_query bad = { .all_rows = true };
        assert_fails(s, orm_order_by_name(s, &bad, ORM_FROM(Num), hostile[i]), ORM_INVALID);
        assert_null(Num_all(s, &bad).items);
        assert_session(s, ORM_INVALID);
    }
    orm_query many = { .limit = 0 };
    assert_fails(s, orm_order_by_name(s, &many, ORM_FROM(Num), "id,a,b,id,a,b,id,a,b,id,a,b,id,a,b,id,a"), ORM_INVALID);
    orm_query none = { .limit = 0 };
    assert_fails(s, orm_order_by_name(s, &none, ORM_FROM(Num), NULL), ORM_MISUSE);
    check_refused(ORM_MISUSE, &none, __LINE__);
    assert_ptr_equal(orm_find_column(ORM_FROM(Num), "name"), &Nums.name->def);
    assert_null(orm_find_column(ORM_FROM(Num), "nam"));
    assert_null(orm_find_column(ORM_FROM(Num), "names"));
    finish();
}

/* ---- columns ---------------------------------------------------------------------------------------------------------------------------- */
static void test_only_and_defer_choose_columns(void **state) {
    (void)state;
    start_nums();
    Num *n = Num_first(s, orm_q(.only = ORM_COLS(Nums.name, Nums.a)));
    assert_int_equal(n->id, 1); /* the key comes along */
    assert_string_equal(n->name, "one");
    assert_true(orm_is_loaded(n, Nums.a));
    assert_false(orm_is_loaded(n, Nums.b));
    assert_false(n->b.has);
    n = Num_first(s, orm_q(.defer = ORM_COLS(Nums.name, Nums.a)));
    assert_false(orm_is_loaded(n, Nums.name));
    assert_true(orm_is_loaded(n, Nums.b));
    assert_true(orm_is_loaded(n, Nums.id));
    assert_int_equal(n->b.value, 1);
    n = Num_first(s, orm_q(.defer = ORM_COLS(Nums.id)));
    assert_true(orm_is_loaded(n, Nums.id));
    assert_refused(ORM_MISUSE, .only = ORM_COLS(Nums.a), .defer = ORM_COLS(Nums.b), .limit = -1);
    assert_null(Num_all(s, orm_q(.only = ORM_COLS(Nums.a), .defer = ORM_COLS(Nums.b))).items);
    assert_session(s, ORM_MISUSE);
    assert_null(Num_all(s, orm_q(.only = ORM_COLS(Nums.a, Nums.a))).items);
    assert_session(s, ORM_MISUSE);
    Num_cursor c = Num_stream(s, orm_q(.only = ORM_COLS(Nums.a), .order_by = { orm_asc(Nums.id) }));
    n = Num_next(&c);
    assert_non_null(n);
    assert_false(orm_is_loaded(n, Nums.name));
    assert_int_equal(Num_stop(&c), ORM_OK);
    finish();
}
static void test_distinct_merges_equal_rows(void **state) {
    (void)state;
    start();
    Num rows[6] = { { .id = 1, .a = ORM_SOME(1) }, { .id = 2, .a = ORM_SOME(1) }, { .id = 3 }, { .id = 4 }, { .id = 5, .a = ORM_SOME(2), .b = ORM_SOME(1) }, { .id = 6, .a = ORM_SOME(2), .b = ORM_SOME(2) } };
    assert_ok(s, Num_insert_all(s, rows, 6));
    char got[100] = "";
    orm_rows r = orm_select(s, orm_q(.from = ORM_FROM(Num), .select = { orm_col(Nums.a) }, .distinct = true, .order_by = { orm_asc(Nums.a) }));
    while (orm_next(&r)) put_id(got, sizeof got, orm_null(&r, 0) ? -1 : orm_int(&r, 0));
    assert_session(s, ORM_OK);
    assert_string_equal(got, "-1 1 2");
    assert_ids("1 2 3 4 5 6", .distinct = true, .order_by = { orm_asc(Nums.id) });
    assert_int_equal(Num_count(s, orm_q(.distinct = true, .only = ORM_COLS(Nums.a))), 6); /* the key is among them */
    finish();
}
static void test_select_gives_expressions(void **state) {
    (void)state;
    start_nums();
    orm_rows r = orm_select(s, orm_q(.from = ORM_FROM(Num), .select = { orm_col(Nums.id), orm_add(Nums.a, orm_mul(Nums.b, 10)), orm_col(Nums.name) }, .order_by = { orm_desc(Nums.id) }, .limit = 2));
    assert_true(orm_next(&r));
    assert_int_equal(orm_column_count(&r), 3);
    assert_int_equal(orm_int(&r, 0), 5);
    assert_int_equal(orm_int(&r, 1), 65);
    assert_null(orm_text(&r, 2));
    assert_true(orm_next(&r));
    assert_true(orm_null(&r, 1));
    assert_string_equal(orm_text(&r, 2), "four");
    assert_false(orm_next(&r));
    r = orm_select(s, orm_q(.from = ORM_FROM(Num), .select = { orm_count_all(), orm_sum(Nums.a), orm_max(Nums.name) }));
    assert_true(orm_next(&r));
    assert_int_equal(orm_int(&r, 0), 5);
    assert_int_equal(orm_int(&r, 1), 8);
    assert_string_equal(orm_text(&r, 2), "two");
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    r = orm_select(s, orm_q(.from = ORM_FROM(Num), .select = { orm_count_all(), orm_col(Nums.a) }));
    assert_session(s, ORM_MISUSE);
    assert_false(orm_next(&r));
    r = orm_select(s, orm_q(.where = orm_eq(Nums.id, 1)));
    assert_session(s, ORM_MISUSE);
    finish();
}

/* ---- pages ------------------------------------------------------------------------------------------------------------------------------ */
static uint32_t seed;
static uint32_t random_number(uint32_t below) {
    seed = seed * UINT32_C(1664525) + UINT32_C(1013904223);
    return (seed >> 8) % below;
}
/* Walks all pages by key and compares them with the whole list read at once. */
static void check_keyset(const orm_query *q, int64_t size, int line) {
    orm_query whole = *q, page = *q;
    whole.limit = 0;
    page.limit = size;
    size_t columns = 0;
    while (whole.order_by[columns].by) columns++;
    whole.order_by[columns] = orm_asc(Wides.id);
    const Wide_list all = Wide_all(s, &whole);
    assert_session(s, ORM_OK);
    size_t at = 0;
    const Wide *last = NULL;
    for (;;) {
        const Wide_list l = Wide_after(s, &page, last);
        if (orm_status_of(s) != ORM_OK) fail_msg("line %d: %s", line, orm_error_of(s)->message);
        orm_query offset = whole;
        offset.limit = size;
        offset.offset = (int64_t)at;
        const Wide_list by_offset = Wide_all(s, &offset);
        if (by_offset.count != l.count) fail_msg("line %d: at %zu %zu rows by key, %zu by offset", line, at, l.count, by_offset.count);
        for (size_t i = 0; i < l.count; i++, at++)
            if (at >= all.count || l.items[i].id != all.items[at].id || by_offset.items[i].id != l.items[i].id) fail_msg("line %d: row %zu differs", line, at);
        if (!l.count) break;
        last = &l.items[l.count - 1];
    }
    if (at != all.count) fail_msg("line %d: %zu of %zu rows", line, at, all.count);
}
static void start_random(int version) {
    start_at(version);
    seed = 12345;
    Wide *rows = calloc(500, sizeof *rows);
    assert_non_null(rows);
    static const char *const texts[] = { "a", "B", "b", "", "\xC3\xA4" }, *const sums[] = { "1.50", "10.25", "-3.00" }, *const fortunes[] = { "99999999999999999999.5", "9.5", "-12345678901234567890" };
    for (int i = 0; i < 500; i++) {
        Wide *w = &rows[i];
        w->id = (i * 37) % 500 + 1;
        if (random_number(4)) w->whole = (orm_opt_int64)ORM_SOME((int64_t)random_number(6));
        if (random_number(3)) w->words = texts[random_number(5)];
        if (random_number(3)) w->price = (orm_decimal){ sums[random_number(3)] };
        if (random_number(3)) w->wealth = (orm_decimal){ fortunes[random_number(3)] };
        if (random_number(5)) w->flag = (orm_opt_bool)ORM_SOME(random_number(2) == 1);
        if (random_number(2)) w->stage = (orm_opt_Stage)ORM_SOME((Stage)random_number(3));
        if (random_number(2)) w->at = (orm_opt_timestamp)ORM_SOME((int64_t)random_number(5) * 1000000);
    }
    assert_ok(s, Wide_insert_all(s, rows, 500));
    free(rows);
}
static void check_keysets(int version) {
    start_random(version);
    check_keyset(orm_q(.limit = 0), 37, __LINE__);
    check_keyset(orm_q(.order_by = { orm_desc(Wides.id) }), 50, __LINE__);
    check_keyset(orm_q(.order_by = { orm_asc(Wides.whole) }), 7, __LINE__);
    check_keyset(orm_q(.order_by = { orm_desc(Wides.whole) }), 33, __LINE__);
    check_keyset(orm_q(.order_by = { orm_nulls_last(orm_asc(Wides.whole)), orm_desc(Wides.words) }), 21, __LINE__);
    check_keyset(orm_q(.order_by = { orm_nulls_first(orm_desc(Wides.words)), orm_asc(Wides.whole), orm_desc(Wides.flag) }), 19, __LINE__);
    check_keyset(orm_q(.order_by = { orm_nulls_last(orm_desc(Wides.price)), orm_nulls_last(orm_asc(Wides.at)) }), 60, __LINE__);
    check_keyset(orm_q(.order_by = { orm_asc(Wides.wealth), orm_desc(Wides.words) }), 61, __LINE__);
    check_keyset(orm_q(.order_by = { orm_desc(Wides.stage), orm_asc(Wides.words) }), 40, __LINE__);
    check_keyset(orm_q(.where = orm_or(orm_gt(Wides.whole, 2), orm_is_null(Wides.whole)), .order_by = { orm_desc(Wides.whole), orm_asc(Wides.words) }), 17, __LINE__);
    finish();
}
/* PAGE-05 and the places of NULL */
static void test_keyset_pages_equal_offset_pages(void **state) {
    (void)state;
    check_keysets(0);
}
static void test_sqlite_keyset_pages_without_nulls_order(void **state) {
    (void)state;
    check_keysets(3029000);
}
static void test_keyset_refuses_what_it_cannot_go_on_from(void **state) {
    (void)state;
    start_nums();
    Num *part = Num_first(s, orm_q(.only = ORM_COLS(Nums.name)));
    assert_null(Num_after(s, orm_q(.order_by = { orm_asc(Nums.a) }), part).items);
    assert_session(s, ORM_MISUSE);
    assert_message(s, "not loaded");
    assert_null(Num_after(s, orm_q(.offset = 1), part).items);
    assert_session(s, ORM_MISUSE);
    assert_null(Num_after(s, orm_q(.order_by = { orm_asc(orm_neg(Nums.a)) }), part).items);
    assert_session(s, ORM_UNSUPPORTED);
    Num gone = { .id = 3 }; /* the row itself need not be there any more */
    assert_int_equal(Num_delete_where(s, orm_q(.where = orm_eq(Nums.id, 3))), 1);
    const Num_list l = Num_after(s, orm_q(.limit = 10), &gone);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.items[0].id, 4);
    finish();
}
static void check_page(int64_t total, int64_t per_page, int64_t pages) {
    const orm_query *q = orm_q(.where = orm_le(Nums.id, total), .order_by = { orm_asc(Nums.id) });
    const Num_page first = Num_paginate(s, q, 1, per_page);
    assert_session(s, ORM_OK);
    assert_int_equal(first.total_count, total);
    assert_int_equal(first.total_pages, pages);
    assert_int_equal(first.number, 1);
    assert_false(first.has_previous);
    assert_int_equal(first.has_next, pages > 1);
    assert_int_equal(first.count, total < per_page ? total : per_page);
    assert_int_equal(first.start_index, total ? 1 : 0);
    assert_int_equal(first.end_index, (int64_t)first.count);
    const Num_page last = Num_paginate(s, q, pages ? pages : 1, per_page);
    assert_false(last.has_next);
    assert_int_equal(last.end_index, total);
    if (pages) assert_int_equal(last.start_index, (pages - 1) * per_page + 1);
    if (pages) assert_int_equal(last.items[last.count - 1].id, total);
    const Num_page beyond = Num_paginate(s, q, pages + 1, per_page);
    assert_session(s, ORM_OK); /* past the end there is nothing, which is no error */
    assert_int_equal(beyond.count, 0);
    assert_false(beyond.has_next);
    assert_int_equal(beyond.has_previous, pages > 0);
    assert_int_equal(beyond.total_pages, pages);
}
/* PAGE-08 */
static void test_paginate_arithmetic(void **state) {
    (void)state;
    start();
    Num rows[11];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < 11; i++) rows[i].id = i + 1;
    assert_ok(s, Num_insert_all(s, rows, 11));
    check_page(0, 4, 0);
    check_page(1, 4, 1);
    check_page(4, 4, 1);
    check_page(5, 4, 2);
    check_page(10, 4, 3);
    check_page(10, 10, 1);
    check_page(11, 10, 2);
    const Num_page middle = Num_paginate(s, NULL, 2, 4); /* without an order: by key */
    assert_int_equal(middle.items[0].id, 5);
    assert_int_equal(middle.start_index, 5);
    assert_int_equal(middle.end_index, 8);
    assert_true(middle.has_next);
    assert_true(middle.has_previous);
    const int64_t wrong[][2] = { { 0, 4 }, { -1, 4 }, { 1, 0 }, { 1, -4 }, { INT64_MAX, 2 } };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_null(Num_paginate(s, NULL, wrong[i][0], wrong[i][1]).items);
        assert_session(s, ORM_MISUSE);
    }
    assert_int_equal(Num_paginate(s, NULL, INT64_MAX, 1).count, 0);
    assert_session(s, ORM_OK);
    finish();
}
static void test_paginate_of_a_part(void **state) {
    (void)state;
    start();
    Num rows[11];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < 11; i++) rows[i].id = i + 1;
    assert_ok(s, Num_insert_all(s, rows, 11));
    const orm_query *part = orm_q(.order_by = { orm_asc(Nums.id) }, .limit = 6, .offset = 2); /* 3 to 8 */
    const Num_page page = Num_paginate(s, part, 2, 4);
    assert_session(s, ORM_OK);
    assert_int_equal(page.total_count, 6);
    assert_int_equal(page.total_pages, 2);
    assert_int_equal(page.count, 2);
    assert_int_equal(page.items[0].id, 7);
    assert_int_equal(page.items[1].id, 8);
    assert_int_equal(Num_paginate(s, orm_q(.offset = 10), INT64_MAX, 1).count, 0);
    assert_session(s, ORM_OK);
    finish();
}

/* ---- counts and aggregates --------------------------------------------------------------------------------------------------------------- */
/* AGG-01 */
static void test_aggregates_of_nothing(void **state) {
    (void)state;
    start();
    assert_int_equal(Num_count(s, NULL), 0);
    assert_false(Num_exists(s, NULL));
    assert_session(s, ORM_OK);
    assert_int_equal(orm_value_int(Num_aggregate(s, NULL, orm_count_all())), 0);
    assert_int_equal(orm_value_int(Num_aggregate(s, NULL, orm_count(Nums.a))), 0);
    assert_true(orm_value_is_null(Num_aggregate(s, NULL, orm_sum(Nums.a))));
    assert_session(s, ORM_OK);
    assert_true(orm_value_is_null(Num_aggregate(s, NULL, orm_avg(Nums.a))));
    assert_true(orm_value_is_null(Num_aggregate(s, NULL, orm_min(Nums.a))));
    assert_true(orm_value_is_null(Num_aggregate(s, NULL, orm_max(Nums.name))));
    assert_true(orm_value_is_null(Wide_aggregate(s, NULL, orm_sum(Wides.price))));
    assert_true(orm_value_is_null(Wide_aggregate(s, NULL, orm_avg(Wides.wealth))));
    assert_session(s, ORM_OK);
    finish();
}
static void test_aggregates_over_rows(void **state) {
    (void)state;
    start_nums();
    assert_int_equal(orm_value_int(Num_aggregate(s, NULL, orm_count_all())), 5);
    assert_int_equal(orm_value_int(Num_aggregate(s, NULL, orm_count(Nums.a))), 3);
    assert_int_equal(orm_value_int(Num_aggregate(s, NULL, orm_sum(Nums.a))), 8);
    assert_true(orm_value_double(Num_aggregate(s, NULL, orm_avg(Nums.b))) > 3.33);
    assert_true(orm_value_double(Num_aggregate(s, orm_q(.where = orm_lt(Nums.a, 5)), orm_avg(Nums.a))) == 1.5); /* no integer division */
    assert_int_equal(orm_value_int(Num_aggregate(s, NULL, orm_max(orm_add(Nums.a, Nums.b)))), 11);
    assert_string_equal(orm_value_text(Num_aggregate(s, NULL, orm_min(Nums.name))), "four");
    assert_int_equal(orm_value_int(Num_aggregate(s, orm_q(.where = orm_gt(Nums.id, 1)), orm_min(Nums.a))), 2);
    Num more = { .id = 6, .a = ORM_SOME(5) };
    assert_ok(s, Num_insert(s, &more));
    assert_int_equal(orm_value_int(Num_aggregate(s, NULL, orm_count_distinct(Nums.a))), 3);
    finish();
}
/* AGG-10: what is cut is cut first */
static void test_aggregates_over_slices(void **state) {
    (void)state;
    start_nums();
    const orm_query *two = orm_q(.order_by = { orm_desc(Nums.id) }, .limit = 2), *rest = orm_q(.order_by = { orm_asc(Nums.id) }, .offset = 3), *past = orm_q(.offset = 9);
    assert_int_equal(orm_value_int(Num_aggregate(s, two, orm_sum(Nums.b))), 6);
    assert_int_equal(orm_value_int(Num_aggregate(s, orm_q(.order_by = { orm_asc(Nums.id) }, .limit = 3), orm_sum(Nums.b))), 4);
    assert_int_equal(Num_count(s, two), 2);
    assert_int_equal(Num_count(s, rest), 2);
    assert_true(Num_exists(s, rest));
    assert_false(Num_exists(s, past));
    assert_int_equal(Num_count(s, past), 0);
    assert_true(orm_value_is_null(Num_aggregate(s, past, orm_max(Nums.id))));
    assert_int_equal(Num_count(s, orm_q(.where = orm_gt(Nums.id, 1), .limit = 100)), 4);
    orm_query none = { .limit = 0 };
    orm_limit(&none, 0);
    assert_int_equal(Num_count(s, &none), 0);
    assert_false(Num_exists(s, &none));
    finish();
}
static void check_decimal(orm_value v, const char *expected) {
    assert_session(s, ORM_OK);
    assert_int_equal(v.type, ORM_DECIMAL);
    assert_string_equal(orm_value_decimal(v).text, expected);
}
static void test_decimal_aggregates_are_exact(void **state) {
    (void)state;
    start();
    Wide rows[3] = { { .id = 1, .price = ORM_DEC("0.10"), .wealth = ORM_DEC("12345678901234567890.1234") }, { .id = 2, .price = ORM_DEC("0.10"), .wealth = ORM_DEC("0.0001") },
                     { .id = 3, .price = ORM_DEC("0.30"), .wealth = ORM_DEC("-2") } };
    assert_ok(s, Wide_insert_all(s, rows, 3));
    check_decimal(Wide_aggregate(s, NULL, orm_sum(Wides.price)), "0.50");
    check_decimal(Wide_aggregate(s, NULL, orm_max(Wides.price)), "0.30");
    check_decimal(Wide_aggregate(s, NULL, orm_sum(Wides.wealth)), "12345678901234567888.1235");
    check_decimal(Wide_aggregate(s, NULL, orm_max(Wides.wealth)), "12345678901234567890.1234");
    check_decimal(Wide_aggregate(s, NULL, orm_min(Wides.wealth)), "-2.0000");
    const orm_value tenth = Wide_aggregate(s, orm_q(.where = orm_lt(Wides.id, 3)), orm_avg(Wides.price));
    assert_int_equal(tenth.type, ORM_DECIMAL);
    assert_int_equal(orm_decimal_compare(orm_value_decimal(tenth), ORM_DEC("0.1")), 0);
    const orm_value third = Wide_aggregate(s, NULL, orm_avg(Wides.price));
    assert_int_equal(third.type, ORM_DECIMAL);
    assert_int_equal(strncmp(orm_value_decimal(third).text, "0.166666", 8), 0); /* at least the scale and six digits */
    const orm_value wealth = Wide_aggregate(s, orm_q(.where = orm_ge(Wides.id, 2), .limit = 5), orm_avg(Wides.wealth));
    assert_int_equal(orm_decimal_compare(orm_value_decimal(wealth), ORM_DEC("-0.99995")), 0);
    check_decimal(Wide_aggregate(s, NULL, orm_sum(orm_mul(Wides.price, 2))), "1.00");
    finish();
}
static void test_aggregates_keep_the_columns_type(void **state) {
    (void)state;
    start();
    const orm_uuid u = { { 7 } };
    Wide rows[2] = { { .id = 1, .at = ORM_SOME(INT64_C(1700000000000001)), .day = ORM_SOME(100), .flag = ORM_SOME(true), .stage = ORM_SOME(STAGE_DONE), .large = ORM_SOME(UINT64_MAX), .code = ORM_SOME(u) },
                     { .id = 2, .at = ORM_SOME(INT64_C(-5)), .day = ORM_SOME(-100), .flag = ORM_SOME(false), .stage = ORM_SOME(STAGE_OPEN), .large = ORM_SOME(3) } };
    assert_ok(s, Wide_insert_all(s, rows, 2));
    orm_value v = Wide_aggregate(s, NULL, orm_max(Wides.at));
    assert_int_equal(orm_value_int(v), INT64_C(1700000000000001));
    assert_int_equal(orm_value_int(Wide_aggregate(s, NULL, orm_min(Wides.at))), -5);
    assert_int_equal(orm_value_int(Wide_aggregate(s, NULL, orm_min(Wides.day))), -100);
    assert_true(orm_value_bool(Wide_aggregate(s, NULL, orm_max(Wides.flag))));
    v = Wide_aggregate(s, NULL, orm_max(Wides.large));
    assert_int_equal(v.type, ORM_UINT64);
    assert_true(v.as.uinteger == UINT64_MAX);
    v = Wide_aggregate(s, NULL, orm_max(Wides.code));
    assert_int_equal(v.type, ORM_UUID);
    assert_int_equal(v.as.uuid.bytes[0], 7);
    finish();
}
static void test_aggregate_refuses_what_is_none(void **state) {
    (void)state;
    start_nums();
    assert_true(orm_value_is_null(Num_aggregate(s, NULL, orm_col(Nums.a))));
    assert_session(s, ORM_MISUSE);
    assert_true(orm_value_is_null(Num_aggregate(s, NULL, NULL)));
    assert_session(s, ORM_MISUSE);
    assert_true(orm_value_is_null(Num_aggregate(s, NULL, orm_sum(orm_max(Nums.a)))));
    assert_session(s, ORM_MISUSE);
    Wide rows[2] = { { .id = 1, .whole = ORM_SOME(INT64_MAX) }, { .id = 2, .whole = ORM_SOME(1) } };
    assert_ok(s, Wide_insert_all(s, rows, 2));
    assert_true(orm_value_is_null(Wide_aggregate(s, NULL, orm_sum(Wides.whole)))); /* too large is an error, not another number */
    assert_session(s, ORM_SQL);
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_comparisons_leave_null_rows_out),
        cmocka_unit_test(test_not_keeps_three_valued_logic),
        cmocka_unit_test(test_eq_and_ne_with_null_ask_for_null),
        cmocka_unit_test(test_same_is_null_safe),
        cmocka_unit_test(test_other_operators_refuse_null),
        cmocka_unit_test(test_arrays_of_any_length),
        cmocka_unit_test(test_list_longer_than_the_database_takes_is_refused),
        cmocka_unit_test(test_operands_of_every_type),
        cmocka_unit_test(test_expressions_as_operands),
        cmocka_unit_test(test_contains_looks_for_the_text_itself),
        cmocka_unit_test(test_like_takes_the_pattern_as_it_is),
        cmocka_unit_test(test_i_forms_fold_unicode),
        cmocka_unit_test(test_null_matches_neither_like_nor_not_like),
        cmocka_unit_test(test_long_patterns),
        cmocka_unit_test(test_logic_of_many_terms),
        cmocka_unit_test(test_logic_nests),
        cmocka_unit_test(test_an_empty_expression_is_misuse),
        cmocka_unit_test(test_where_copies_what_it_is_given),
        cmocka_unit_test(test_a_query_of_another_model_is_misuse),
        cmocka_unit_test(test_limit_and_offset),
        cmocka_unit_test(test_slices_count_from_the_slice),
        cmocka_unit_test(test_building_without_a_session_breaks_the_query),
        cmocka_unit_test(test_order_puts_nulls_in_one_place),
        cmocka_unit_test(test_sqlite_order_of_nulls_without_the_words),
        cmocka_unit_test(test_seventeen_order_entries_are_refused),
        cmocka_unit_test(test_order_by_names_from_outside),
        cmocka_unit_test(test_only_and_defer_choose_columns),
        cmocka_unit_test(test_distinct_merges_equal_rows),
        cmocka_unit_test(test_select_gives_expressions),
        cmocka_unit_test(test_keyset_pages_equal_offset_pages),
        cmocka_unit_test(test_sqlite_keyset_pages_without_nulls_order),
        cmocka_unit_test(test_keyset_refuses_what_it_cannot_go_on_from),
        cmocka_unit_test(test_paginate_arithmetic),
        cmocka_unit_test(test_paginate_of_a_part),
        cmocka_unit_test(test_aggregates_of_nothing),
        cmocka_unit_test(test_aggregates_over_rows),
        cmocka_unit_test(test_aggregates_over_slices),
        cmocka_unit_test(test_decimal_aggregates_are_exact),
        cmocka_unit_test(test_aggregates_keep_the_columns_type),
        cmocka_unit_test(test_aggregate_refuses_what_is_none),
    };
    return run_all(tests);
}
