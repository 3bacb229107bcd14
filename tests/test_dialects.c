/* Where databases differ in what an expression, a table or a transaction means, and the library makes them alike: the order of assignments, averages, letters and
 * blanks, patterns, JSON; and, on MySQL and MariaDB alone, what can be had there in another way only: tables, begin, upserts. */
#include "harness.h"
#include <math.h>

#define WORD_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, varchar(40), word, .unique = true) X(field, opt(text), body, .index = true)
ORM_MODEL(Word, Words, WORD_MODEL, .table = "words");
#define SUM_MODEL(X)                                       \
    X(key,   int64,            id)                         \
    X(field, int32,            a)                          \
    X(field, int32,            b)                          \
    X(field, int32,            c)                          \
    X(field, opt(int64),       wide)                       \
    X(field, uint32,           count)                      \
    X(field, opt(float),       ratio)                      \
    X(field, decimal(30, 4),   price)                      \
    X(field, int32,            version, .version = true)
ORM_MODEL(Sum, Sums, SUM_MODEL, .table = "sums");
#define DOC_MODEL(X) X(key, int64, id) X(field, opt(json), doc) X(field, opt(array(int32)), items) X(field, opt(hstore), map)
ORM_MODEL(Doc, Docs, DOC_MODEL, .table = "docs");
#define TEAM_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(int64), leader_id, .references = ORM_REF(Player, id))
#define PLAYER_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(int64), team_id, .references = ORM_REF(Team, id))
ORM_DECLARE(Player);
ORM_MODEL(Team, Teams, TEAM_MODEL, .table = "teams");
ORM_MODEL(Player, Players, PLAYER_MODEL, .table = "players");
#define CARD_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, mail, .unique = true) X(field, int32, n) X(field, opt(int32), code) X(field, opt(blob), mark, .index = true)
ORM_MODEL(Card, Cards, CARD_MODEL, .table = "cards");
#define FINE_MODEL(X) X(key, int64, id) X(field, decimal(50, 38), d)
ORM_MODEL(Fine, Fines, FINE_MODEL, .table = "fines");
#define DEEP_MODEL(X) X(key, int64, id) X(field, json, doc, .index = true)
ORM_MODEL(Deep, Deeps, DEEP_MODEL, .table = "deeps");
#define PARENT_MODEL(X) X(key, int64, id)
#define HEIR_MODEL(X) X(key, int64, id) X(field, int64, parent_id, .references = ORM_REF(Parent, id), .on_delete = ORM_SET_DEFAULT)
ORM_MODEL(Parent, Parents, PARENT_MODEL, .table = "parents");
ORM_MODEL(Heir, Heirs, HEIR_MODEL, .table = "heirs");

static orm_db *db;
static orm_session *s;
static char statements[6000];

static void trace_hook(void *context, const orm_trace *t) {
    (void)context;
    const size_t used = strlen(statements);
    snprintf(statements + used, sizeof statements - used, "%s\n", t->sql);
}
static void start(void) {
    db = test_open_with(test_url(true), &(orm_options){ .trace = trace_hook });
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Word, Sum, Doc, Card), NULL));
    statements[0] = 0;
}
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static bool ran(const char *part) { return strstr(statements, part) != NULL; }

/* ---- letters and blanks ------------------------------------------------------------------------------------------------------------------ */
/* None of these equals another, and they sort by their bytes. */
static const char *const byte_order[] = { "", " ", "A", "B", "a", "a ", "aa", "b", "a\xCC\x81" /* a, accent */, "\xC3\x84", "\xC3\xA4", "\xEF\xBD\x81" /* wide a */, "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x81" };
#define BYTE_ORDER (sizeof byte_order / sizeof *byte_order)
static int compare_bytes(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }
static void test_texts_compare_by_bytes_everywhere(void **state) {
    (void)state;
    start();
    const char *sorted[BYTE_ORDER];
    memcpy(sorted, byte_order, sizeof sorted);
    qsort(sorted, BYTE_ORDER, sizeof *sorted, compare_bytes);
    for (size_t i = 0; i < BYTE_ORDER; i++) {
        Word w = { .word = byte_order[i], .body = byte_order[i] };
        assert_ok(s, Word_insert(s, &w)); /* the unique key tells them apart */
    }
    for (size_t i = 0; i < BYTE_ORDER; i++) {
        assert_int_equal(Word_count(s, orm_q(.where = orm_eq(Words.word, byte_order[i]))), 1);
        assert_int_equal(Word_count(s, orm_q(.where = orm_eq(Words.body, byte_order[i]))), 1);
        assert_int_equal(Word_count(s, orm_q(.where = orm_in(Words.body, byte_order[i], "none"))), 1);
    }
    const Word_list l = Word_all(s, orm_q(.order_by = { orm_asc(Words.word) }));
    assert_int_equal(l.count, BYTE_ORDER);
    for (size_t i = 0; i < l.count; i++) assert_string_equal(l.items[i].word, sorted[i]);
    assert_int_equal(Word_count(s, orm_q(.where = orm_lt(Words.body, "a"))), 4);
    assert_int_equal(orm_value_int(Word_aggregate(s, NULL, orm_count_distinct(Words.body))), (int)BYTE_ORDER);
    Word twin = { .word = "a" };
    assert_fails(s, Word_insert(s, &twin), ORM_CONFLICT_UNIQUE);
    assert_string_equal(orm_error_of(s)->column, "word");
    finish();
}
static int64_t matching(orm_expr e) { return Word_count(s, orm_q(.where = e)); }
static void test_patterns_mind_case_or_do_not(void **state) {
    (void)state;
    start();
    static const char *const words[] = { "Apple", "apple", "APPLE", "appl", "app%le", "app_le", "app!le", "app\\le", "\xC3\x84pfel", "\xC3\xA4pfel", "apple " };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        Word w = { .word = words[i], .body = words[i] };
        assert_ok(s, Word_insert(s, &w));
    }
    assert_int_equal(matching(orm_like(Words.word, "apple")), 1);
    assert_int_equal(matching(orm_like(Words.body, "app%")), 7);
    assert_int_equal(matching(orm_like(Words.word, "appl_")), 1);
    assert_int_equal(matching(orm_like(Words.word, "app\\le")), 1);
    assert_int_equal(matching(orm_ilike(Words.word, "APPL_")), 3);
    assert_int_equal(matching(orm_ilike(Words.word, "app!le")), 1);
    assert_int_equal(matching(orm_contains(Words.word, "p%l")), 1);
    assert_int_equal(matching(orm_contains(Words.word, "p_l")), 1);
    assert_int_equal(matching(orm_contains(Words.body, "p\\l")), 1);
    assert_int_equal(matching(orm_icontains(Words.word, "P!L")), 1);
    assert_int_equal(matching(orm_startswith(Words.word, "\xC3\x84")), 1);
    assert_int_equal(matching(orm_istartswith(Words.word, "\xC3\x84PF")), 2);
    assert_int_equal(matching(orm_endswith(Words.word, "e ")), 1);
    assert_int_equal(matching(orm_iendswith(Words.word, "LE")), 7);
    finish();
}
/* Simple folding: each letter equals its other case, and no other letter. */
static void test_folding_of_letters(void **state) {
    (void)state;
    start();
    static const char *const pairs[][2] = { { "\xC3\x9E", "\xC3\xBE" }, { "\xC4\x80", "\xC4\x81" }, { "\xC5\xB8", "\xC3\xBF" }, { "\xCE\xA9", "\xCF\x89" }, { "\xCE\x86", "\xCE\xAC" },
                                            { "\xD0\x96", "\xD0\xB6" }, { "\xD4\xB1", "\xD5\xA1" }, { "\xC7\x84", "\xC7\x86" }, { "\xE1\xB8\x80", "\xE1\xB8\x81" }, { "\xEF\xBC\xA1", "\xEF\xBD\x81" },
                                            { "\xC8\xBA", "\xE2\xB1\xA5" } /* of two lengths */, { "\xE2\xB1\xAF", "\xC9\x90" }, { "\xE2\xB0\x80", "\xE2\xB0\xB0" }, { "\xF0\x90\x90\x80", "\xF0\x90\x90\xA8" } };
    const size_t count = sizeof pairs / sizeof *pairs;
    char text[40];
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 2; k++) {
            snprintf(text, sizeof text, "<%s>end", pairs[i][k]); /* what stands behind the letter is compared as well */
            Word w = { .word = text };
            assert_ok(s, Word_insert(s, &w));
        }
    for (size_t i = 0; i < count; i++)
        for (int k = 0; k < 2; k++) {
            snprintf(text, sizeof text, "<%s>END", pairs[i][k]);
            if (matching(orm_ilike(Words.word, text)) != 2) fail_msg("the two cases of %s are not alike", pairs[i][0]);
        }
    assert_int_equal(matching(orm_ilike(Words.word, "<a>end")), 0);        /* not the wide one */
    assert_int_equal(matching(orm_ilike(Words.word, "<\xCE\x91>end")), 0); /* nor one with an accent */
    assert_int_equal(matching(orm_iendswith(Words.word, ">END")), (int)(2 * count));
    finish();
}
/* Longer than an index of MySQL's may hold. */
static void test_long_texts_in_an_indexed_column(void **state) {
    (void)state;
    start();
    static char text[20001];
    memset(text, 'x', sizeof text - 1);
    Word a = { .word = "long", .body = text }, b = { .word = "short", .body = "x" };
    assert_ok(s, Word_insert(s, &a));
    assert_ok(s, Word_insert(s, &b));
    const Word *found = Word_one(s, orm_q(.where = orm_eq(Words.body, text)));
    assert_non_null(found);
    assert_string_equal(found->body, text);
    assert_int_equal(matching(orm_gt(Words.body, "x")), 1);
    finish();
}

/* ---- calculating --------------------------------------------------------------------------------------------------------------------------- */
static void check_sums(int a, int b, int c) {
    const Sum *row = Sum_get(s, 1);
    assert_non_null(row);
    assert_int_equal(row->a, a);
    assert_int_equal(row->b, b);
    assert_int_equal(row->c, c);
}
/* MySQL assigns one after the other. */
static void test_assignments_read_the_row_as_it_was(void **state) {
    (void)state;
    start();
    const orm_query *all = orm_q(.all_rows = true);
    Sum row = { .id = 1, .a = 1, .b = 2, .c = 3, .price = ORM_DEC("0") }, other = { .id = 2, .a = 7, .price = ORM_DEC("0") };
    assert_ok(s, Sum_insert(s, &row));
    assert_ok(s, Sum_insert(s, &other));
    assert_int_equal(Sum_update_where(s, all, ORM_SET(orm_set(Sums.a, 10), orm_set(Sums.b, Sums.a), orm_set(Sums.c, orm_add(Sums.b, Sums.a)))), 2);
    check_sums(10, 1, 3);
    assert_int_equal(Sum_update_where(s, all, ORM_SET(orm_set(Sums.a, orm_add(Sums.a, 1)), orm_set(Sums.b, orm_mul(Sums.a, 2)))), 2);
    check_sums(11, 20, 3);
    assert_int_equal(Sum_update_where(s, orm_q(.where = orm_lt(Sums.id, 2)), ORM_SET(orm_set(Sums.a, Sums.b), orm_set(Sums.b, Sums.c), orm_set(Sums.c, Sums.a))), 1); /* round in a circle */
    check_sums(20, 3, 11);
    assert_int_equal(Sum_update_where(s, orm_q(.where = orm_eq(Sums.a, 20)), ORM_SET(orm_set(Sums.a, orm_sub(Sums.b, 1)), orm_set(Sums.b, orm_add(Sums.a, orm_neg(Sums.b))))), 1);
    check_sums(2, 17, 11);
    assert_int_equal(Sum_get(s, 1)->version, 5);
    assert_int_equal(Sum_get(s, 2)->version, 3);
    finish();
}
static void test_sums_are_exact_and_averages_are_doubles(void **state) {
    (void)state;
    start();
    Sum rows[3] = { { .id = 1, .a = 1, .b = 2147483647, .wide = ORM_SOME(INT64_C(4611686018427387904)), .count = 1, .ratio = ORM_SOME(0.1f), .price = ORM_DEC("99999999999999999999999999.9999") },
                    { .id = 2, .a = 2, .b = 2147483647, .wide = ORM_SOME(INT64_C(4611686018427387903)), .count = 2, .ratio = ORM_SOME(0.2f), .price = ORM_DEC("0.0001") },
                    { .id = 3, .a = 2, .count = 4000000000u, .price = ORM_DEC("-0.0002") } };
    assert_ok(s, Sum_insert_all(s, rows, 3));
    orm_value v = Sum_aggregate(s, NULL, orm_avg(Sums.a));
    assert_int_equal(v.type, ORM_DOUBLE);
    assert_true(orm_value_double(v) == 5.0 / 3);
    assert_true(fabs(orm_value_double(Sum_aggregate(s, NULL, orm_avg(Sums.ratio))) - 0.15) < 1e-7);
    assert_true(orm_value_is_null(Sum_aggregate(s, orm_q(.where = orm_gt(Sums.id, 9)), orm_avg(Sums.a))));
    assert_true(orm_value_is_null(Sum_aggregate(s, orm_q(.where = orm_gt(Sums.id, 9)), orm_sum(Sums.a))));
    v = Sum_aggregate(s, NULL, orm_sum(Sums.b));
    assert_int_equal(v.type, ORM_INT64);
    assert_int_equal(orm_value_int(v), INT64_C(4294967294));
    assert_true(orm_value_int(Sum_aggregate(s, NULL, orm_sum(Sums.wide))) == INT64_MAX);
    assert_int_equal(orm_value_int(Sum_aggregate(s, NULL, orm_sum(Sums.count))), INT64_C(4000000003));
    if (!test_on("sqlite")) assert_string_equal(orm_value_decimal(Sum_aggregate(s, NULL, orm_sum(orm_mul(Sums.price, 2)))).text, "199999999999999999999999999.9996");
    assert_string_equal(orm_value_decimal(Sum_aggregate(s, NULL, orm_sum(Sums.price))).text, "99999999999999999999999999.9998");
    assert_int_equal(Sum_count(s, orm_q(.where = orm_eq(Sums.ratio, 0.1f))), 1);
    assert_int_equal(Sum_count(s, orm_q(.where = orm_lt(Sums.ratio, 0.15))), 1);
    assert_int_equal(Sum_count(s, orm_q(.where = orm_eq(Sums.price, ORM_DEC("99999999999999999999999999.9999")))), 1);
    assert_int_equal(Sum_count(s, orm_q(.where = orm_gt(Sums.price, ORM_DEC("99999999999999999999999999.9998")))), 1);
    assert_int_equal(Sum_count(s, orm_q(.where = orm_same(Sums.a, Sums.b))), 0);
    finish();
}
/* An unsigned column less something is a number like others in a comparison; stored it must fit. */
static void test_unsigned_differences(void **state) {
    (void)state;
    start();
    Sum row = { .id = 1, .count = 3, .price = ORM_DEC("0") };
    assert_ok(s, Sum_insert(s, &row));
    assert_int_equal(Sum_count(s, orm_q(.where = orm_lt(orm_sub(Sums.count, 5), 0))), 1);
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.count, orm_sub(Sums.count, 3)))), 1);
    assert_int_equal(Sum_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Sums.count, orm_sub(Sums.count, 1)))), -1);
    assert_session(s, ORM_INVALID); /* also on PostgreSQL, where the column is a bigint */
    finish();
}
static void test_json_arrays_and_maps_are_found_by_what_they_hold(void **state) {
    (void)state;
    start();
    int32_t items[] = { 1, 2, 3 };
    orm_map_entry one[] = { { "b", "2" }, { "a", NULL } }, turned[] = { { "a", NULL }, { "b", "2" } };
    Doc row = { .id = 1, .doc = "{\"a\":[1,\"x\"]}", .items = { items, 3 }, .map = { one, 2 } };
    assert_ok(s, Doc_insert(s, &row));
    assert_int_equal(Doc_count(s, orm_q(.where = orm_eq(Docs.doc, "{\"a\":[1,\"x\"]}"))), 1);
    assert_int_equal(Doc_count(s, orm_q(.where = orm_eq(Docs.doc, "{\"a\":[1,\"y\"]}"))), 0);
    assert_int_equal(Doc_count(s, orm_q(.where = orm_ne(Docs.doc, "{}"))), 1);
    assert_int_equal(Doc_count(s, orm_q(.where = orm_eq(Docs.items, ((orm_array_int32){ items, 3 })))), 1);
    assert_int_equal(Doc_count(s, orm_q(.where = orm_eq(Docs.items, ((orm_array_int32){ items, 2 })))), 0);
    assert_int_equal(Doc_count(s, orm_q(.where = orm_eq(Docs.map, ((orm_map){ turned, 2 })))), 1);
    assert_int_equal(Doc_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Docs.doc, "[true]"))), 1);
    const Doc *stored = Doc_get(s, 1);
    assert_non_null(stored);
    assert_json(stored->doc, "[true]");
    assert_int_equal(stored->items.count, 3);
    assert_int_equal(stored->map.count, 2);
    finish();
}

/* ---- MySQL and MariaDB: tables ---------------------------------------------------------------------------------------------------------------- */
static void test_mysql_tables_are_not_made_inside_a_transaction(void **state) {
    (void)state;
    start();
    Word w = { .word = "w" };
    assert_ok(s, orm_begin(s));
    assert_ok(s, Word_insert(s, &w));
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Parent), NULL), ORM_MISUSE);
    assert_message(s, "inside a transaction");
    assert_fails(s, orm_drop_tables(s, ORM_MODELS(Doc), NULL), ORM_MISUSE);
    assert_fails(s, Doc_truncate(s), ORM_MISUSE);
    assert_message(s, "delete_where");
    assert_int_equal(Word_count(s, NULL), 1);
    assert_ok(s, orm_rollback(s));
    assert_int_equal(Word_count(s, NULL), 0); /* nothing was committed on the way */
    assert_true(harness_has_table(s, "docs"));
    finish();
}
static void test_mysql_half_made_tables_are_told(void **state) {
    (void)state;
    start();
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Parent, Word), NULL), ORM_SQL);
    assert_message(s, "table words exists already");
    assert_message(s, "before that the tables parents were made");
    assert_message(s, "takes nothing back");
    assert_string_equal(orm_error_of(s)->model, "Word");
    assert_true(harness_has_table(s, "parents"));
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Parent, Word), &(orm_create_options){ .if_not_exists = true }));
    finish();
}
static int64_t foreign_keys(void) {
    return orm_value_int(orm_scalar_sql(s, "SELECT COUNT(*) FROM information_schema.table_constraints WHERE table_schema = DATABASE() AND constraint_type = 'FOREIGN KEY'", orm_args()));
}
static void test_mysql_cycles_are_closed_once(void **state) {
    (void)state;
    const orm_create_options *keep = &(orm_create_options){ .if_not_exists = true };
    start();
    for (int i = 0; i < 3; i++) {
        assert_ok(s, orm_create_tables(s, ORM_MODELS(Team, Player), keep));
        assert_int_equal(foreign_keys(), 2);
    }
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Team, Player), NULL));
    assert_false(harness_has_table(s, "teams"));
    finish();
}
static void ask_text(const char *sql, const char *wanted) {
    const orm_value v = orm__scalar_at(s, sql, orm_args(), __FILE__, __LINE__);
    assert_session(s, ORM_OK);
    assert_string_equal(orm_value_text(v), wanted);
}
static void test_mysql_tables_are_what_they_should_be(void **state) {
    (void)state;
    start();
    const bool mysql = orm_dialect_of(db) == ORM_DIALECT_MYSQL;
    ask_text("SELECT CONCAT(engine, ' ', table_collation) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'words'", mysql ? "InnoDB utf8mb4_0900_bin" : "InnoDB utf8mb4_nopad_bin");
    ask_text("SELECT GROUP_CONCAT(CONCAT(column_name, ' ', column_type) ORDER BY ordinal_position) FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'cards'",
             mysql ? "id bigint,mail varchar(768),n int,code int,mark longblob" : "id bigint(20),mail varchar(768),n int(11),code int(11),mark longblob");
    ask_text("SELECT GROUP_CONCAT(CONCAT(index_name, ' ', COALESCE(sub_part, 0)) ORDER BY index_name) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'words'",
             "ix_words_body 255,PRIMARY 0,ux_words_word 0");
    Card card = { .mail = "a", .n = 1 };
    static char text[800];
    memset(text, 'k', 769);
    assert_ok(s, Card_insert(s, &card));
    card.mail = text;
    assert_fails(s, Card_update(s, &card), ORM_INVALID); /* the key would be cut */
    finish();
}
static void test_mysql_set_default_is_refused(void **state) {
    (void)state;
    start();
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Parent, Heir), NULL), ORM_UNSUPPORTED);
    assert_message(s, "SET DEFAULT");
    assert_message(s, orm_dialect_name(orm_dialect_of(db)));
    assert_false(harness_has_table(s, "parents")); /* found out before anything was run */
    finish();
}
static void check_schema(orm_dialect d, const orm_model *const *models, const char *wanted) {
    char sql[2000];
    orm_schema_sql(d, models, sql, sizeof sql);
    assert_has_text(sql, wanted, __FILE__, __LINE__);
}
static void test_limits_of_mysql_types(void **state) {
    (void)state;
    check_schema(ORM_DIALECT_MYSQL, ORM_MODELS(Fine), "-- error: model Fine: d: MySQL's DECIMAL has at most 30 digits behind the point, this one has 38");
    check_schema(ORM_DIALECT_MARIADB, ORM_MODELS(Fine), "DECIMAL(50,38)");
    check_schema(ORM_DIALECT_MYSQL, ORM_MODELS(Deep), "-- error: model Deep: doc: MySQL has no keys and indexes over json columns");
    check_schema(ORM_DIALECT_MARIADB, ORM_MODELS(Deep), "-- error: model Deep: doc: MariaDB has no keys and indexes over json columns");
    check_schema(ORM_DIALECT_MYSQL, ORM_MODELS(Card), "INDEX `ix_cards_mark` (`mark`(255))");
}
/* A table of another program's, whose texts ignore case: equality is its own, a pattern is still exact. */
static void test_mysql_patterns_over_tables_of_others(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Word), NULL));
    assert_true(orm_exec(s, "CREATE TABLE words (id BIGINT PRIMARY KEY AUTO_INCREMENT, word VARCHAR(40) CHARACTER SET latin1 COLLATE latin1_swedish_ci, body TEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci)", orm_args()) >= 0);
    Word w = { .word = "R\xC3\xA4" "der", .body = "R\xC3\xA4" "der" };
    assert_ok(s, Word_insert(s, &w));
    assert_int_equal(matching(orm_eq(Words.word, "r\xC3\xA4" "der")), 1);
    assert_int_equal(matching(orm_like(Words.word, "r%")), 0);
    assert_int_equal(matching(orm_like(Words.word, "R\xC3\xA4%")), 1);
    assert_int_equal(matching(orm_contains(Words.body, "ader")), 0);
    assert_int_equal(matching(orm_icontains(Words.word, "\xC3\x84" "DER")), 1);
    assert_int_equal(matching(orm_icontains(Words.body, "\xC3\x84" "DER")), 1);
    assert_int_equal(matching(orm_icontains(Words.body, "ADER")), 0);
    finish();
}

/* ---- MySQL and MariaDB: transactions ------------------------------------------------------------------------------------------------------------ */
static void test_mysql_isolation_of_one_transaction(void **state) {
    (void)state;
    start();
    orm_session *other = orm_session_open(db);
    Word w = { .word = "seen" };
    static const orm_isolation levels[] = { ORM_READ_UNCOMMITTED, ORM_READ_COMMITTED, ORM_REPEATABLE_READ, ORM_ISOLATION_DEFAULT };
    static const int uncommitted[] = { 1, 0, 0, 0 }, committed[] = { 1, 1, 0, 0 };
    for (size_t i = 0; i < 4; i++) {
        assert_ok(s, orm_begin_with(s, &(orm_tx){ .isolation = levels[i] }));
        assert_int_equal(Word_count(s, NULL), 0);
        assert_ok(other, orm_begin(other));
        w = (Word){ .word = "seen" };
        assert_ok(other, Word_insert(other, &w));
        assert_int_equal(Word_count(s, NULL), uncommitted[i]);
        assert_ok(other, orm_commit(other));
        assert_int_equal(Word_count(s, NULL), committed[i]);
        assert_ok(s, orm_commit(s));
        assert_ok(s, Word_delete(s, &w));
    }
    assert_fails(s, orm_begin_with(s, &(orm_tx){ .isolation = ORM_SERIALIZABLE, .read_only = true, .deferrable = true }), ORM_UNSUPPORTED);
    assert_message(s, "DEFERRABLE");
    assert_message(s, orm_dialect_name(orm_dialect_of(db)));
    char version[20];
    snprintf(version, sizeof version, "%d", orm_server_version(db));
    assert_message(s, version);
    assert_int_equal(orm_depth(s), 0);
    assert_int_equal(orm_session_close(other), ORM_OK);
    finish();
}
/* The server takes back the statement alone, and would commit the rest. */
static void test_mysql_lock_that_is_waited_for_too_long_ends_the_transaction(void **state) {
    (void)state;
    start();
    orm_session *other = orm_session_open(db);
    Word w = { .word = "locked" }, first = { .word = "first" };
    assert_ok(s, Word_insert(s, &w));
    assert_ok(s, orm_begin(s));
    assert_int_equal(Word_update_where(s, orm_q(.where = orm_eq(Words.id, w.id)), ORM_SET(orm_set(Words.body, "mine"))), 1);
    assert_ok(other, orm_begin(other));
    assert_true(orm_exec(other, "SET SESSION innodb_lock_wait_timeout = 1", orm_args()) >= 0);
    assert_ok(other, Word_insert(other, &first));
    assert_int_equal(Word_update_where(other, orm_q(.where = orm_eq(Words.id, w.id)), ORM_SET(orm_set(Words.body, "theirs"))), -1);
    assert_session(other, ORM_BUSY);
    assert_true(orm_error_of(other)->retryable);
    assert_fails(other, Word_insert(other, &(Word){ .word = "second" }), ORM_TRANSACTION);
    assert_fails(other, orm_commit(other), ORM_TRANSACTION);
    assert_ok(other, orm_rollback(other));
    assert_ok(s, orm_commit(s));
    assert_int_equal(Word_count(s, NULL), 1);
    assert_int_equal(orm_session_close(other), ORM_OK);
    finish();
}

/* ---- MySQL and MariaDB: upserts -------------------------------------------------------------------------------------------------------------------- */
/* One statement where only the target can be met; one after the other where another key might be, which the table may have without the model's knowledge. */
static void test_mysql_upsert_looks_at_the_real_keys(void **state) {
    (void)state;
    start();
    const orm_conflict *by_mail = &(orm_conflict){ .target = ORM_COLS(Cards.mail) };
    Card a = { .mail = "a", .n = 1, .code = ORM_SOME(5) }, again = { .mail = "a", .n = 2, .code = ORM_SOME(5) }, b = { .mail = "b", .n = 3, .code = ORM_SOME(5) };
    assert_ok(s, Card_upsert(s, &a, by_mail));
    assert_ok(s, Card_upsert(s, &again, by_mail));
    assert_int_equal(again.id, a.id);
    assert_true(ran("ON DUPLICATE KEY UPDATE"));
    assert_true(orm_exec(s, "CREATE UNIQUE INDEX by_code ON cards (code)", orm_args()) >= 0);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Card), &(orm_create_options){ .if_not_exists = true })); /* the keys are looked up again */
    statements[0] = 0;
    assert_fails(s, Card_upsert(s, &b, by_mail), ORM_CONFLICT_UNIQUE); /* ON DUPLICATE KEY UPDATE would have changed the row a */
    assert_string_equal(orm_error_of(s)->constraint, "by_code");
    assert_false(ran("ON DUPLICATE KEY UPDATE"));
    assert_ok(s, Card_upsert(s, &again, by_mail));
    assert_int_equal(Card_get(s, a.id)->n, 2);
    b.code.has = false; /* NULL meets nothing */
    statements[0] = 0;
    assert_ok(s, Card_upsert(s, &b, by_mail));
    assert_true(ran("ON DUPLICATE KEY UPDATE"));
    assert_true(orm_exec(s, "DROP INDEX ux_cards_mail ON cards", orm_args()) >= 0);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Card), &(orm_create_options){ .if_not_exists = true }));
    assert_fails(s, Card_upsert(s, &b, by_mail), ORM_SQL);
    assert_message(s, "no unique key over .target");
    assert_int_equal(Card_count(s, NULL), 2);
    finish();
}
/* Every allocation of an upsert fails once: the call says so, nothing is half known, and the next call works. */
static void test_mysql_upsert_without_memory(void **state) {
    (void)state;
    static test_memory memory;
    memory = (test_memory){ .calls = 0 };
    db = test_open_with(test_url(true), &(orm_options){ .allocator = { test_resize, &memory } });
    for (int way = 0; way < 3; way++) {
        long k = 1, failed = 0;
        for (bool more = true; more; k++) {
            s = orm_session_open(db); /* without the memory of earlier calls */
            assert_ok(s, orm_create_tables(s, ORM_MODELS(Card), &(orm_create_options){ .if_not_exists = true })); /* the keys are looked up again */
            bool inserted = false;
            Card card = { .mail = "m", .n = (int32_t)k };
            const Card *got = NULL;
            const long before = memory.failed;
            memory.fail_at = memory.calls + k;
            if (way == 2) got = Card_update_or_create(s, orm_q(.where = orm_eq(Cards.mail, "m")), &card, NULL);
            else Card_upsert(s, &card, &(orm_conflict){ .target = ORM_COLS(Cards.mail), .inserted = way ? &inserted : NULL });
            memory.fail_at = 0;
            more = memory.failed > before;
            failed += more;
            if (orm_status_of(s) != ORM_OK) assert_session(s, ORM_NO_MEMORY);
            else assert_int_equal(way == 2 ? got->n : card.n, k);
            assert_int_equal(orm_session_close(s), ORM_OK);
        }
        assert_true(failed > 5);
    }
    assert_int_equal(orm_close(db), ORM_OK);
    assert_int_equal(memory.live, 0);
}
/* Servers take what is newer than they are said to be: what is sent is what an old one would get. */
static void test_mysql_older_servers(void **state) {
    (void)state;
    start();
    const bool mysql = orm_dialect_of(db) == ORM_DIALECT_MYSQL;
    finish();
    db = test_open_with(test_url(true), &(orm_options){ .trace = trace_hook, .server_version = mysql ? 80018 : 100600 });
    s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Card, Word), NULL));
    statements[0] = 0;
    Card a = { .mail = "a", .n = 1 }, again = { .mail = "a", .n = 2 };
    assert_ok(s, Card_upsert(s, &a, &(orm_conflict){ .target = ORM_COLS(Cards.mail) }));
    assert_ok(s, Card_upsert(s, &again, &(orm_conflict){ .target = ORM_COLS(Cards.mail) }));
    assert_int_equal(again.id, a.id);
    assert_true(ran("`n` = VALUES(`n`)"));
    Word w = { .word = "\xC3\x84rger" };
    assert_ok(s, Word_insert(s, &w));
    assert_int_equal(matching(orm_ilike(Words.word, "\xC3\xA4RG%")), 1);
    assert_int_equal(matching(orm_ilike(Words.word, "ARG%")), 0);
    assert_true(ran("_unicode_520_ci"));
    finish();
}
/* What the server refused leaves no trace in the transaction. */
static void test_mysql_upsert_in_turn_inside_a_transaction(void **state) {
    (void)state;
    start();
    bool inserted = true;
    Card a = { .mail = "a", .n = 1 }, again = { .mail = "a", .n = 2 }, c = { .mail = "c", .n = 3 };
    assert_ok(s, Card_insert(s, &a));
    assert_ok(s, orm_begin(s));
    assert_ok(s, Card_upsert(s, &again, &(orm_conflict){ .target = ORM_COLS(Cards.mail), .inserted = &inserted }));
    assert_false(inserted);
    assert_ok(s, Card_upsert(s, &c, &(orm_conflict){ .target = ORM_COLS(Cards.mail), .inserted = &inserted }));
    assert_true(inserted);
    assert_ok(s, Card_upsert(s, &a, &(orm_conflict){ .target = ORM_COLS(Cards.mail), .do_nothing = true, .inserted = &inserted }));
    assert_false(inserted);
    assert_int_equal(a.n, 2); /* as it is stored */
    assert_ok(s, orm_commit(s));
    assert_int_equal(Card_count(s, NULL), 2);
    assert_int_equal(Card_get(s, a.id)->n, 2);
    assert_ok(s, Card_upsert(s, &again, &(orm_conflict){ .target = ORM_COLS(Cards.mail), .inserted = &inserted })); /* what changes nothing is met all the same */
    assert_false(inserted);
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_compare_by_bytes_everywhere),
        cmocka_unit_test(test_patterns_mind_case_or_do_not),
        cmocka_unit_test(test_folding_of_letters),
        cmocka_unit_test(test_long_texts_in_an_indexed_column),
        cmocka_unit_test(test_assignments_read_the_row_as_it_was),
        cmocka_unit_test(test_sums_are_exact_and_averages_are_doubles),
        cmocka_unit_test(test_unsigned_differences),
        cmocka_unit_test(test_json_arrays_and_maps_are_found_by_what_they_hold),
        cmocka_unit_test(test_mysql_tables_are_not_made_inside_a_transaction),
        cmocka_unit_test(test_mysql_half_made_tables_are_told),
        cmocka_unit_test(test_mysql_cycles_are_closed_once),
        cmocka_unit_test(test_mysql_tables_are_what_they_should_be),
        cmocka_unit_test(test_mysql_set_default_is_refused),
        cmocka_unit_test(test_limits_of_mysql_types),
        cmocka_unit_test(test_mysql_patterns_over_tables_of_others),
        cmocka_unit_test(test_mysql_isolation_of_one_transaction),
        cmocka_unit_test(test_mysql_lock_that_is_waited_for_too_long_ends_the_transaction),
        cmocka_unit_test(test_mysql_upsert_looks_at_the_real_keys),
        cmocka_unit_test(test_mysql_older_servers),
        cmocka_unit_test(test_mysql_upsert_without_memory),
        cmocka_unit_test(test_mysql_upsert_in_turn_inside_a_transaction),
    };
    return run_all(tests);
}
