/* What other object mappers have learned to test, case by case (test_cases.c has the others): grouping, joins, subqueries, sets, windows, common tables and JSON paths,
 * asked through the typed query language.  The answers are the same on every database. */
#include "harness.h"

/* ---- the cases' tables ---------------------------------------------------------------------------------------------------------------- */
#define PAIR_MODEL(X) X(key, int64, id) X(field, opt(int64), a) X(field, opt(int64), b)
ORM_MODEL(Pair, Pairs, PAIR_MODEL, .table = "n");
ORM_ALIAS(Another, Anothers, Pair, PAIR_MODEL);
#define GROUPED_MODEL(X) X(key, int64, id) X(field, opt(varchar(5)), k) X(field, opt(int64), v)
ORM_MODEL(Grouped, Groups, GROUPED_MODEL, .table = "g");
#define ORDER_MODEL(X) X(key, int64, id) X(field, int64, total) X(has_many, Line, lines, oid)
#define LINE_MODEL(X)  X(key, int64, id) X(field, int64, oid) X(belongs_to, Order, order, oid)
ORM_DECLARE(Order); ORM_DECLARE(Line);
ORM_MODEL(Order, Orders, ORDER_MODEL, .table = "o");
ORM_MODEL(Line, Lines, LINE_MODEL, .table = "l");
#define BOOK_MODEL(X) X(key, int64, id) X(has_many, Tag, tags, bid)
#define TAG_MODEL(X)  X(key, int64, bid) X(key, varchar(5), tag)
ORM_DECLARE(Book); ORM_DECLARE(Tag);
ORM_MODEL(Book, Books, BOOK_MODEL, .table = "bk");
ORM_MODEL(Tag, Tags, TAG_MODEL, .table = "bt");
#define AUTHOR_MODEL(X) X(key, int64, id) X(field, opt(int64), org) X(field, varchar(10), name)
#define NOTE_MODEL(X)   X(key, int64, id) X(field, opt(int64), aid) X(field, varchar(10), body) X(belongs_to, Author, author, aid)
ORM_DECLARE(Author); ORM_DECLARE(Note);
ORM_MODEL(Author, Authors, AUTHOR_MODEL, .table = "us");
ORM_MODEL(Note, Notes, NOTE_MODEL, .table = "nt");
#define SAMPLE_MODEL(X) X(key, int64, id) X(field, int64, c) X(field, int64, v)
ORM_MODEL(Sample, Samples, SAMPLE_MODEL, .table = "sm");
#define CATEGORY_MODEL(X) X(key, int64, id) X(field, opt(int64), pid) X(field, varchar(10), name)
ORM_MODEL(Category, Categories, CATEGORY_MODEL, .table = "cat");
#define EDGE_MODEL(X) X(key, int64, a) X(key, int64, b)
ORM_MODEL(Edge, Edges, EDGE_MODEL, .table = "ed");
#define DOCUMENT_MODEL(X) X(key, int64, id) X(field, opt(json), j)
ORM_MODEL(Document, Documents, DOCUMENT_MODEL, .table = "js");

#define FIGURES(X) X(field, opt(text), t) X(field, opt(int64), a) X(field, opt(int64), b) X(field, opt(int64), c)
ORM_RESULT(Figures, Figuress, FIGURES);
#define NODE(X) X(field, int64, id) X(field, int64, depth)
ORM_RESULT(Node, Nodes, NODE);
#define REACHED(X) X(field, int64, n)
ORM_RESULT(Reached, Reacheds, REACHED);
#define NOTED(X) X(row, Note, note) X(opt_row, Author, author)
ORM_RESULT(Noted, Noteds, NOTED);

typedef struct bench { orm_db *db; orm_session *s; } bench;
static bench bench_new(const orm_model *const *models) {
    bench b = { .db = test_open() };
    b.s = orm_session_open(b.db);
    assert_non_null(b.s);
    assert_ok(b.s, orm_create_tables(b.s, models, NULL));
    return b;
}
static void bench_end(bench *b) {
    orm_session_close(b->s);
    assert_int_equal(orm_close(b->db), ORM_OK);
}
static void put_number(char *out, size_t size, orm_opt_int64 n) {
    const size_t used = strlen(out);
    if (n.has) snprintf(out + used, size - used, "|%lld", (long long)n.value);
    else snprintf(out + used, size - used, "|NULL");
}
/* "t|a|b|c t|a|b|c", as the cases write rows. */
static void assert_figures(bench *b, Figures_list l, const char *wanted) {
    char got[600] = "";
    if (orm_status_of(b->s) != ORM_OK) fail_msg("%s", orm_error_of(b->s)->message);
    for (size_t i = 0; i < l.count; i++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", i ? " " : "", l.items[i].t ? l.items[i].t : "NULL");
        put_number(got, sizeof got, l.items[i].a);
        put_number(got, sizeof got, l.items[i].b);
        put_number(got, sizeof got, l.items[i].c);
    }
    assert_string_equal(got, wanted);
}
static bench pairs(void) {
    bench b = bench_new(ORM_MODELS(Pair));
    Pair rows[5] = { { .id = 1, .a = ORM_SOME(1), .b = ORM_SOME(1) }, { .id = 2, .a = ORM_SOME(2) }, { .id = 3, .b = ORM_SOME(3) }, { .id = 4 }, { .id = 5, .a = ORM_SOME(5), .b = ORM_SOME(6) } };
    assert_ok(b.s, Pair_insert_all(b.s, rows, 5));
    return b;
}
static bench groups(void) {
    bench b = bench_new(ORM_MODELS(Grouped));
    Grouped rows[] = { { .id = 1, .k = "a", .v = ORM_SOME(1) }, { .id = 2, .k = "a", .v = ORM_SOME(2) }, { .id = 3, .k = "b" }, { .id = 4, .v = ORM_SOME(4) }, { .id = 5, .v = ORM_SOME(5) } };
    assert_ok(b.s, Grouped_insert_all(b.s, rows, 5));
    return b;
}
static bench books(void) {
    bench b = bench_new(ORM_MODELS(Book, Tag));
    Book rows[] = { { .id = 1 }, { .id = 2 }, { .id = 3 } };
    Tag tags[] = { { .bid = 1, .tag = "x" }, { .bid = 1, .tag = "y" }, { .bid = 2, .tag = "x" }, { .bid = 3, .tag = "y" } };
    assert_ok(b.s, Book_insert_all(b.s, rows, 3));
    assert_ok(b.s, Tag_insert_all(b.s, tags, 4));
    return b;
}
static bench samples(size_t count) {
    bench b = bench_new(ORM_MODELS(Sample));
    static const int64_t values[][2] = { { 1, 10 }, { 1, 20 }, { 2, 1 }, { 2, 3 }, { 3, 100 }, { 1, 20 }, { 2, 1 } };
    Sample rows[7] = { { .id = 0 } };
    for (size_t i = 0; i < 7; i++) rows[i] = (Sample){ .id = (int64_t)i + 1, .c = values[i][0], .v = values[i][1] };
    assert_ok(b.s, Sample_insert_all(b.s, rows, count));
    return b;
}

/* ---- subqueries --------------------------------------------------------------------------------------------------------------------------- */
static void test_case_null_04(void **state) { /* NOT IN of a subquery that has a NULL */
    (void)state;
    bench b = pairs();
    assert_int_equal(Pair_count(b.s, orm_q(.where = orm_not(orm_in_query(Pairs.id, orm_q(.from = ORM_FROM(Another), .select = { orm_col(Anothers.b) }))))), 0);
    assert_int_equal(Pair_count(b.s, orm_q(.where = orm_not(orm_exists(orm_q(.from = ORM_FROM(Another), .where = orm_eq(Anothers.b, orm_outer(Pairs.id))))))), 3);
    assert_session(b.s, ORM_OK);
    bench_end(&b);
}
static void test_case_ups_13(void **state) { /* an update from a subquery on the same table */
    (void)state;
    bench b = pairs();
    const int64_t changed = Pair_update_where(b.s, orm_q(.all_rows = true), ORM_SET(orm_set(Pairs.a, orm_scalar(orm_q(.from = ORM_FROM(Another), .select = { orm_max(Anothers.b) })))));
    assert_session(b.s, ORM_OK);
    assert_int_equal(changed, 5);
    assert_int_equal(Pair_count(b.s, orm_q(.where = orm_eq(Pairs.a, 6))), 5);
    bench_end(&b);
}

/* ---- groups ---------------------------------------------------------------------------------------------------------------------------------- */
static void test_case_agg_02_and_03(void **state) { /* no rows: one sum that is NULL, or what coalesce says; no group at all */
    (void)state;
    bench b = bench_new(ORM_MODELS(Grouped));
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Grouped)), orm_into(Figures, .t = orm_val("-"), .a = orm_sum(Groups.v), .b = orm_coalesce(orm_sum(Groups.v), 0), .c = orm_count_all())), "-|NULL|0|0");
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Grouped), .group_by = { Groups.v }), orm_into(Figures, .t = orm_val("-"), .a = orm_col(Groups.v), .b = orm_count_all(), .c = orm_val(0))), "");
    bench_end(&b);
}
static void test_case_agg_04(void **state) { /* NULL keys are one group */
    (void)state;
    bench b = groups();
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Grouped), .group_by = { Groups.k }, .order_by = { orm_desc(Figuress.a), orm_asc(Groups.k) }),
                                      orm_into(Figures, .t = orm_coalesce(Groups.k, "-"), .a = orm_count_all(), .b = orm_count(Groups.v), .c = orm_sum(Groups.v))),
                   "-|2|2|9 a|2|2|3 b|1|0|NULL");
    bench_end(&b);
}
static void test_case_agg_06(void **state) { /* integers divide to integers, anything else exactly, on every database */
    (void)state;
    bench b = groups();
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Grouped), .where = orm_eq(Groups.id, 5)),
                                      orm_into(Figures, .t = orm_cast(orm_cast(orm_mul(orm_div(orm_cast(Groups.v, ORM_DOUBLE), 2), 10), ORM_INT64), ORM_TEXT), .a = orm_div(Groups.v, 2), .b = orm_div(orm_neg(Groups.v), 2), .c = orm_div(Groups.v, 0))),
                   "25|2|-2|NULL");
    bench_end(&b);
}
static void test_case_agg_07(void **state) { /* a join multiplies what is summed */
    (void)state;
    bench b = bench_new(ORM_MODELS(Order, Line));
    Order orders[] = { { .id = 1, .total = 10 }, { .id = 2, .total = 20 } };
    Line lines[] = { { .id = 1, .oid = 1 }, { .id = 2, .oid = 1 }, { .id = 3, .oid = 1 }, { .id = 4, .oid = 2 } };
    assert_ok(b.s, Order_insert_all(b.s, orders, 2));
    assert_ok(b.s, Line_insert_all(b.s, lines, 4));
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Order), .join = { orm_join(Orders.lines) }), orm_into(Figures, .t = orm_val("joined"), .a = orm_sum(Orders.total), .b = orm_count_all(), .c = orm_count_distinct(Orders.id))),
                   "joined|50|4|2");
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Order), .where = orm_has_any(Orders.lines)), orm_into(Figures, .t = orm_val("has"), .a = orm_sum(Orders.total), .b = orm_count_all(), .c = orm_count_distinct(Orders.id))), "has|30|2|2");
    bench_end(&b);
}
static void test_case_agg_09(void **state) { /* HAVING after grouping */
    (void)state;
    bench b = groups();
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Grouped), .group_by = { Groups.k }, .having = orm_gt(orm_count_all(), 1), .order_by = { orm_asc(Groups.k) }),
                                      orm_into(Figures, .t = orm_coalesce(Groups.k, "-"), .a = orm_count_all(), .b = orm_val(0), .c = orm_val(0))),
                   "-|2|0|0 a|2|0|0");
    bench_end(&b);
}

/* ---- joins ------------------------------------------------------------------------------------------------------------------------------------- */
static void test_case_rel_05(void **state) { /* a join to many multiplies the parents, DISTINCT and orm_has do not */
    (void)state;
    bench b = books();
    const orm_expr tagged = orm_in(Tags.tag, "x", "y");
    assert_int_equal(Book_count(b.s, orm_q(.join = { orm_join(Books.tags) }, .where = tagged)), 4);
    assert_session(b.s, ORM_OK);
    assert_int_equal(Book_count(b.s, orm_q(.join = { orm_join(Books.tags) }, .where = tagged, .distinct = true)), 3);
    assert_int_equal(Book_count(b.s, orm_q(.where = orm_has(Books.tags, tagged))), 3);
    bench_end(&b);
}
static void test_case_rel_07(void **state) { /* to exclude over a relation to many: those that have none */
    (void)state;
    bench b = books();
    const Book_list l = Book_all(b.s, orm_q(.where = orm_not(orm_has(Books.tags, orm_eq(Tags.tag, "x")))));
    assert_session(b.s, ORM_OK);
    assert_int_equal(l.count, 1);
    assert_int_equal(l.items[0].id, 3);
    bench_end(&b);
}
static void test_case_rel_12(void **state) { /* a left join that misses: no row, but the key stays */
    (void)state;
    bench b = bench_new(ORM_MODELS(Author, Note));
    Author authors[] = { { .id = 1, .org = ORM_SOME(1), .name = "huey" }, { .id = 2, .name = "zaizee" } };
    Note notes[] = { { .id = 1, .aid = ORM_SOME(1), .body = "meow" }, { .id = 2, .body = "???" }, { .id = 3, .aid = ORM_SOME(2), .body = "zzz" } };
    assert_ok(b.s, Author_insert_all(b.s, authors, 2));
    assert_ok(b.s, Note_insert_all(b.s, notes, 3));
    const Noted_list l = Noted_select(b.s, orm_q(.from = ORM_FROM(Note), .join = { orm_left_join_on(Author, orm_and(orm_eq(Authors.id, Notes.aid), orm_ne(Authors.name, "zaizee"))) }, .order_by = { orm_asc(Notes.id) }), orm_into(Noted));
    assert_session(b.s, ORM_OK);
    assert_int_equal(l.count, 3);
    assert_string_equal(l.items[0].author->name, "huey");
    assert_null(l.items[1].author);
    assert_null(l.items[2].author);
    assert_false(l.items[1].note.aid.has);
    assert_int_equal(l.items[2].note.aid.value, 2);
    bench_end(&b);
}

/* ---- sets ---------------------------------------------------------------------------------------------------------------------------------------- */
static void test_case_page_06(void **state) { /* a limit inside the members of a union */
    (void)state;
    bench b = samples(7);
    const Sample_list l = Sample_all(b.s, orm_q(.where = orm_in_query(Samples.id, orm_q(.from = ORM_FROM(Sample), .select = { orm_col(Samples.id) }, .order_by = { orm_asc(Samples.id) }, .limit = 1)),
                                                .union_all_with = orm_q(.order_by = { orm_desc(Samples.id) }, .limit = 1), .order_by = { orm_asc(Samples.id) }));
    assert_session(b.s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.items[0].id, 1);
    assert_int_equal(l.items[1].id, 7);
    bench_end(&b);
}

/* ---- windows --------------------------------------------------------------------------------------------------------------------------------------- */
static void test_case_win_01(void **state) { /* a frame of rows: two before, and the current one */
    (void)state;
    bench b = samples(5);
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Sample), .order_by = { orm_asc(Samples.id) }),
                                      orm_into(Figures, .t = orm_val("s"), .a = orm_col(Samples.id), .b = orm_over(orm_sum(Samples.v), .order_by = { orm_asc(Samples.id) }, .frame = ORM_ROWS(ORM_PRECEDING(2), ORM_CURRENT_ROW)), .c = orm_val(0))),
                   "s|1|10|0 s|2|30|0 s|3|31|0 s|4|24|0 s|5|104|0");
    bench_end(&b);
}
static void test_case_win_03(void **state) { /* without a frame peers count together */
    (void)state;
    bench b = samples(7);
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Sample), .order_by = { orm_asc(Samples.id) }),
                                      orm_into(Figures, .t = orm_val("s"), .a = orm_col(Samples.id), .b = orm_over(orm_sum(Samples.v), .order_by = { orm_asc(Samples.c), orm_asc(Samples.v) }), .c = orm_val(0))),
                   "s|1|10|0 s|2|50|0 s|3|52|0 s|4|55|0 s|5|155|0 s|6|50|0 s|7|52|0");
    bench_end(&b);
}
static void test_case_win_05(void **state) { /* lag and lead at the edges */
    (void)state;
    bench b = samples(5);
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Sample), .order_by = { orm_asc(Samples.c), orm_asc(Samples.v) }),
                                      orm_into(Figures, .t = orm_val("s"), .a = orm_col(Samples.id), .b = orm_over(orm_lag(Samples.v, 1), .order_by = { orm_asc(Samples.c), orm_asc(Samples.v) }),
                                               .c = orm_over(orm_lead(Samples.v, 1), .order_by = { orm_asc(Samples.c), orm_asc(Samples.v) }))),
                   "s|1|NULL|20 s|2|10|1 s|3|20|3 s|4|1|100 s|5|3|NULL");
    bench_end(&b);
}
static void test_case_win_06(void **state) { /* orm_last_value sees the whole partition, unless it is told a frame */
    (void)state;
    bench b = samples(5);
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Sample), .where = orm_or(orm_lt(Samples.id, 3), orm_eq(Samples.id, 5)), .order_by = { orm_asc(Samples.id) }),
                                      orm_into(Figures, .t = orm_val("s"), .a = orm_col(Samples.id), .b = orm_over(orm_last_value(Samples.v), .order_by = { orm_asc(Samples.id) }, .frame = ORM_RANGE(ORM_UNBOUNDED_PRECEDING, ORM_CURRENT_ROW)),
                                               .c = orm_over(orm_last_value(Samples.v), .order_by = { orm_asc(Samples.id) }))),
                   "s|1|10|100 s|2|20|100 s|5|100|100");
    bench_end(&b);
}

/* ---- common tables ------------------------------------------------------------------------------------------------------------------------------------ */
static void test_case_cte_01(void **state) { /* all below one node, with their depth */
    (void)state;
    bench b = bench_new(ORM_MODELS(Category));
    Category rows[] = { { .id = 1, .name = "root" }, { .id = 2, .pid = ORM_SOME(1), .name = "p1" }, { .id = 3, .pid = ORM_SOME(1), .name = "p2" }, { .id = 4, .pid = ORM_SOME(2), .name = "c11" },
                        { .id = 5, .pid = ORM_SOME(2), .name = "c12" }, { .id = 6, .pid = ORM_SOME(3), .name = "c31" }, { .id = 7, .pid = ORM_SOME(6), .name = "leaf" } };
    assert_ok(b.s, Category_insert_all(b.s, rows, 7));
    const Node_list l = Node_select(b.s, orm_q(.with = { orm_recursive(Node, orm_q(.from = ORM_FROM(Category), .where = orm_eq(Categories.id, 1)), orm_into(Node, .id = orm_col(Categories.id), .depth = orm_val(0)),
                                                                       orm_q(.from = ORM_FROM(Category), .join = { orm_join_on(Node, orm_eq(Categories.pid, Nodes.id)) }), orm_into(Node, .id = orm_col(Categories.id), .depth = orm_add(Nodes.depth, 1))) },
                                               .from = ORM_FROM(Node), .order_by = { orm_asc(Nodes.id) }),
                                    orm_into(Node, .id = orm_col(Nodes.id), .depth = orm_col(Nodes.depth)));
    static const int64_t depths[] = { 0, 1, 1, 2, 2, 2, 3 };
    assert_session(b.s, ORM_OK);
    assert_int_equal(l.count, 7);
    for (size_t i = 0; i < 7; i++) {
        assert_int_equal(l.items[i].id, i + 1);
        assert_int_equal(l.items[i].depth, depths[i]);
    }
    bench_end(&b);
}
static void test_case_cte_03(void **state) { /* a cycle ends */
    (void)state;
    bench b = bench_new(ORM_MODELS(Edge));
    Edge rows[] = { { .a = 1, .b = 2 }, { .a = 2, .b = 3 }, { .a = 3, .b = 1 }, { .a = 3, .b = 4 } };
    assert_ok(b.s, Edge_insert_all(b.s, rows, 4));
    const Reached_list l = Reached_select(b.s, orm_q(.with = { orm_recursive_with(Reached, orm_q(.from = ORM_FROM(Edge), .where = orm_eq(Edges.a, 1)), orm_into(Reached, .n = orm_col(Edges.a)),
                                                                                  orm_q(.from = ORM_FROM(Edge), .join = { orm_join_on(Reached, orm_eq(Edges.a, Reacheds.n)) }), orm_into(Reached, .n = orm_col(Edges.b)), .distinct = true) },
                                                     .from = ORM_FROM(Reached), .order_by = { orm_asc(Reacheds.n) }),
                                          orm_into(Reached, .n = orm_col(Reacheds.n)));
    assert_session(b.s, ORM_OK);
    assert_int_equal(l.count, 4);
    for (size_t i = 0; i < 4; i++) assert_int_equal(l.items[i].n, i + 1);
    bench_end(&b);
}

/* ---- JSON ------------------------------------------------------------------------------------------------------------------------------------------------- */
static void test_case_type_17_paths(void **state) { /* JSON's null, SQL's NULL and what is missing */
    (void)state;
    bench b = bench_new(ORM_MODELS(Document));
    Document rows[] = { { .id = 1, .j = "{\"a\":{\"b\":\"x\"}}" }, { .id = 2, .j = "{\"a\":null}" }, { .id = 3 } };
    assert_ok(b.s, Document_insert_all(b.s, rows, 3));
    assert_figures(&b, Figures_select(b.s, orm_q(.from = ORM_FROM(Document), .order_by = { orm_asc(Documents.id) }), orm_into(Figures, .t = orm_json_text(Documents.j, "a", "b"), .a = orm_col(Documents.id), .b = orm_json_int(Documents.j, "a"), .c = orm_val(0))),
                   "x|1|NULL|0 NULL|2|NULL|0 NULL|3|NULL|0");
    assert_int_equal(Document_count(b.s, orm_q(.where = orm_json_has_key(Documents.j, "a"))), 2);
    assert_int_equal(Document_count(b.s, orm_q(.where = orm_is_null(Documents.j))), 1);
    bench_end(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case_null_04), cmocka_unit_test(test_case_ups_13), cmocka_unit_test(test_case_agg_02_and_03), cmocka_unit_test(test_case_agg_04), cmocka_unit_test(test_case_agg_06),
        cmocka_unit_test(test_case_agg_07), cmocka_unit_test(test_case_agg_09), cmocka_unit_test(test_case_rel_05), cmocka_unit_test(test_case_rel_07), cmocka_unit_test(test_case_rel_12),
        cmocka_unit_test(test_case_page_06), cmocka_unit_test(test_case_win_01), cmocka_unit_test(test_case_win_03), cmocka_unit_test(test_case_win_05), cmocka_unit_test(test_case_win_06),
        cmocka_unit_test(test_case_cte_01), cmocka_unit_test(test_case_cte_03), cmocka_unit_test(test_case_type_17_paths),
    };
    return run_all(tests);
}
