/* docs/query.md is true: every query on it, word for word, gives the SQL beside it on every database, and runs.
 *
 * A query stands here once and is found on the page by its own text (the # of the preprocessor), so the two cannot part.  In an SQL block of the page a line "-- SQLite" or
 * "-- MySQL, MariaDB" says whose the next statement is, word for word as the first of them has it; the others' differs in quotes and placeholders only.  A statement without
 * such a line is everybody's.  Tables hold expressions: | `C` | `SQLite` | `PostgreSQL` | `MySQL`, MariaDB: `MariaDB` | .  When something differs, the test prints what
 * ought to stand there. */
#include "harness.h"
#include "snippets/library.h"
#include "one_session.h"

/* ---- the page ----------------------------------------------------------------------------------------------------------------------------- */
#define DIALECTS 4
static const char *const dialect_names[DIALECTS] = { "SQLite", "PostgreSQL", "MySQL", "MariaDB" };
typedef struct statement { int block, first; bool of[DIALECTS], proven[DIALECTS]; char *text; } statement;
typedef struct page {
    char *whole;                                  /* blanks and line ends made one blank */
    struct { char *code; int line; } block[100];  /* the C blocks, likewise */
    int blocks;
    statement statements[200];
    int count;
    char *rows[400]; bool row_proven[400];        /* table rows as they are */
    int row_count;
} page;
static page p;
static int wrong;

static char *kept(const char *text)
{
    char *copy = test_malloc(strlen(text) + 1);
    return strcpy(copy, text);
}
/* One blank for any number of blanks and line ends, none at either end. */
static void pack(char *text)
{
    char *to = text;
    for (const char *from = text; *from; from++) {
        const bool blank = *from == ' ' || *from == '\n' || *from == '\t';
        if (!blank) *to++ = *from;
        else if (to > text && to[-1] != ' ') *to++ = ' ';
    }
    if (to > text && to[-1] == ' ') to--;
    *to = 0;
}
/* A bar inside a cell is written \\| . */
static char *unescaped(char *row)
{
    char *to = row;
    for (const char *from = row; *from; from++)
        if (from[0] != '\\' || from[1] != '|') *to++ = *from;
    *to = 0;
    return row;
}
static void add_statement(char *text, const bool *of, bool labelled)
{
    pack(text);
    if (!*text || p.count == 200) return;
    statement *st = &p.statements[p.count++];
    *st = (statement){ .block = p.blocks - 1, .text = kept(text) };
    for (int d = DIALECTS - 1; d >= 0; d--)
        if ((st->of[d] = !labelled || of[d])) st->first = d;
}
/* The lines of an SQL block: labels, and statements that end with a semicolon. */
static void add_sql_line(const char *line, char *text, size_t size, bool *of, bool *labelled)
{
    if (strncmp(line, "-- ", 3) == 0) {
        *labelled = true;
        for (int d = 0; d < DIALECTS; d++) of[d] = strstr(line, dialect_names[d]) != NULL;
        return;
    }
    const size_t used = strlen(text), length = strlen(line);
    assert_true(used + length + 2 < size);
    snprintf(text + used, size - used, "%s\n", line);
    if (!length || line[length - 1] != ';') return;
    text[used + length - 1] = 0;
    add_statement(text, of, *labelled);
    *text = 0;
    *labelled = false;
    memset(of, 0, DIALECTS * sizeof *of);
}
static int read_page(void **state)
{
    (void)state;
    static char code[20000], sql[20000], line[4000];
    bool of[DIALECTS] = { false }, labelled = false;
    enum { TEXT, C, SQL, OTHER } in = TEXT;
    FILE *f = fopen("docs/query.md", "rb");
    if (!f) return -1;
    p.whole = test_malloc(1 << 18);
    *p.whole = 0;
    size_t used = 0;
    for (int number = 1; fgets(line, sizeof line, f); number++) {
        used += (size_t)snprintf(p.whole + used, (1u << 18) - used, "%s", line);
        line[strcspn(line, "\n")] = 0;
        if (strncmp(line, "```", 3) == 0) {
            if (in == C && p.blocks < 100) {
                pack(code);
                p.block[p.blocks].line = number;
                p.block[p.blocks++].code = kept(code);
            }
            if (in == SQL && strspn(sql, " \n") != strlen(sql)) fail_msg("docs/query.md:%d: a statement without a semicolon at its end", number);
            in = in != TEXT ? TEXT : !strcmp(line, "```c") ? C : !strcmp(line, "```sql") ? SQL : OTHER;
            *code = *sql = 0;
        } else if (in == C) {
            assert_true(strlen(code) + strlen(line) + 2 < sizeof code);
            strcat(strcat(code, line), "\n");
        } else if (in == SQL) {
            add_sql_line(line, sql, sizeof sql, of, &labelled);
        } else if (in == TEXT && strncmp(line, "| `", 3) == 0 && p.row_count < 400) {
            p.rows[p.row_count++] = unescaped(kept(line));
        }
    }
    fclose(f);
    pack(p.whole);
    return 0;
}
static int forget_page(void **state)
{
    (void)state;
    test_free(p.whole);
    for (int i = 0; i < p.blocks; i++) test_free(p.block[i].code);
    for (int i = 0; i < p.count; i++) test_free(p.statements[i].text);
    for (int i = 0; i < p.row_count; i++) test_free(p.rows[i]);
    return 0;
}
/* As if on SQLite: double quotes and question marks. */
static void normal(const char *sql, char *out)
{
    for (; *sql; sql++) {
        if (*sql == '`') *out++ = '"';
        else if (*sql == '$' && sql[1] >= '0' && sql[1] <= '9') {
            *out++ = '?';
            sql += strspn(sql + 1, "0123456789");
        } else *out++ = *sql;
    }
    *out = 0;
}
static bool alike(const char *a, const char *b)
{
    static char one[20000], two[20000];
    normal(a, one);
    normal(b, two);
    return strcmp(one, two) == 0;
}

/* ---- a database to run on ------------------------------------------------------------------------------------------------------------------ */
static char traced[20000];
static void trace(void *context, const orm_trace *t)
{
    (void)context;
    snprintf(traced, sizeof traced, "%s", t->sql);
}
static int set_up(void **state)
{
    (void)state;
    db = test_open_with(test_url(false), &(orm_options){ .trace = trace });
    s = orm_session_open(db);
    assert_ok(s, library_fill(s));
    wrong = 0;
    return 0;
}

/* ---- what the page must hold ------------------------------------------------------------------------------------------------------------------ */
static void complain(const char *what, const char *code, const char *detail)
{
    printf("%s:\n  %s\n  %s\n", what, code, detail);
    wrong++;
}
static int block_of(const char *code)
{
    for (int i = 0; i < p.blocks; i++)
        if (strstr(p.block[i].code, code)) return i;
    return -1;
}
/* Is this the SQL that the page shows for dialect d in this block? */
static bool shown(int block, int d, const char *sql)
{
    for (int i = 0; i < p.count; i++) {
        statement *st = &p.statements[i];
        if (st->block == block && st->of[d] && (d == st->first ? !strcmp(st->text, sql) : alike(st->text, sql))) return st->proven[d] = true;
    }
    return false;
}
static void must_be_shown(const char *code, const orm_query *q)
{
    static char sql[20000];
    const int block = block_of(code);
    if (block < 0) complain("not in a block of C on the page", code, "");
    for (int d = 0; d < DIALECTS; d++) {
        if (orm_query_sql((orm_dialect)d, NULL, q, sql, sizeof sql) == SIZE_MAX) { /* refused there: the page says so */
            if (!strstr(p.whole, sql + strlen("-- error: "))) complain(dialect_names[d], code, sql);
            continue;
        }
        if (!shown(block, d, sql)) complain(dialect_names[d], code, sql);
        if (d == (int)orm_dialect_of(db) && *traced && strcmp(traced, sql) != 0) complain("ran otherwise than printed", sql, traced);
    }
    *traced = 0;
}
static orm_query with_into(const orm_query *q, orm_into_list into)
{
    orm_query copy = *q;
    copy.into = into;
    return copy;
}
static orm_query with_select(const orm_query *q, orm_expr e)
{
    orm_query copy = *q;
    copy.select[0] = e;
    return copy;
}
static void must_have_run(const char *code)
{
    if (orm_status_of(s) != ORM_OK) complain("did not run", code, orm_error_of(s)->message);
}
#define SELECTS(Row, q, into_) do {                                                       \
        *traced = 0;                                                                      \
        (void)Row##_select(s, q, into_);                                                  \
        must_have_run(#Row "_select(s, " #q ", " #into_ ")");                             \
        const orm_query query_ = with_into(q, into_);                                     \
        must_be_shown(#Row "_select(s, " #q ", " #into_ ")", &query_);                    \
    } while (0)
#define PLUCKS(type, q, column) do {                                                      \
        *traced = 0;                                                                      \
        (void)orm_pluck_##type(s, q, column);                                             \
        must_have_run("orm_pluck_" #type "(s, " #q ", " #column ")");                     \
        const orm_query query_ = with_select(q, orm_col(column));                         \
        must_be_shown("orm_pluck_" #type "(s, " #q ", " #column ")", &query_);            \
    } while (0)
/* A verb whose statement cannot be printed: what ran is compared, on this run's database. */
#define RUNS(call) do {                                                                   \
        *traced = 0;                                                                      \
        (void)(call);                                                                     \
        must_have_run(#call);                                                             \
        if (!shown(block_of(#call), (int)orm_dialect_of(db), traced)) complain(dialect_names[orm_dialect_of(db)], #call, traced); \
    } while (0)
#define AGGREGATES(Row, q, e) do {                                                        \
        *traced = 0;                                                                      \
        (void)Row##_aggregate(s, q, e);                                                   \
        must_have_run(#Row "_aggregate(s, " #q ", " #e ")");                              \
        orm_query query_ = with_select(q, e);                                             \
        query_.from = ORM_FROM(Row);                                                      \
        must_be_shown(#Row "_aggregate(s, " #q ", " #e ")", &query_);                     \
    } while (0)
/* A query for orm_select. */
#define LISTS(q) do {                                                                     \
        *traced = 0;                                                                      \
        orm_rows rows_ = orm_select(s, q);                                                \
        while (orm_next(&rows_)) continue;                                                \
        must_have_run("orm_select(s, " #q ")");                                           \
        must_be_shown("orm_select(s, " #q ")", q);                                        \
    } while (0)
/* The tables name one collation for both of MySQL's kind. */
static void with_one_collation(char *sql)
{
    static const char theirs[] = "utf8mb4_nopad_bin", shown_as[] = "utf8mb4_0900_bin";
    for (char *at = sql; (at = strstr(at, theirs)); at += strlen(shown_as)) {
        memcpy(at, shown_as, strlen(shown_as));
        memmove(at + strlen(shown_as), at + strlen(theirs), strlen(at + strlen(theirs)) + 1);
    }
}
/* A row of a table. */
static void must_be_in_a_table(const char *code, orm_expr e)
{
    static char sql[8000], cell[8000], wanted[8000];
    const orm_query *from = orm_q(.from = ORM_FROM(Book), .join = { orm_left_join(Books.author) }, .select = { e });
    orm_rows rows = orm_select(s, from);
    while (orm_next(&rows)) continue; /* it is SQL that the database of this run takes */
    must_have_run(code);
    snprintf(wanted, sizeof wanted, "| `%s` |", code);
    int found = -1;
    for (int i = 0; i < p.row_count; i++)
        if (!strncmp(p.rows[i], wanted, strlen(wanted))) found = i;
    if (found < 0) complain("no row of a table", code, "");
    else p.row_proven[found] = true;
    for (int d = 0; d < DIALECTS; d++) {
        if (orm_query_sql((orm_dialect)d, NULL, from, sql, sizeof sql) == SIZE_MAX) {
            complain(dialect_names[d], code, sql);
            continue;
        }
        normal(sql, cell);
        with_one_collation(cell);
        char *end = strstr(cell, " FROM \"book\" LEFT JOIN"); /* the query's own */
        assert_non_null(end);
        *end = 0;
        snprintf(wanted, sizeof wanted, "`%s`", cell + strlen("SELECT "));
        const char *at = found < 0 ? NULL : p.rows[found], *next;
        for (int i = 0; at && i <= (d < 2 ? d : 2); i++) at = strstr(at + 1, "| `");
        if (!at || !(next = strstr(at, wanted)) || (strstr(at + 1, "| `") && strstr(at + 1, "| `") < next)) complain(dialect_names[d], code, wanted);
    }
}
#define GIVES(e) must_be_in_a_table(#e, e)
/* A row of the table of refusals: the code, the message as it is. */
static void must_be_refused(const char *code, orm_dialect d, const orm_query *q)
{
    static char sql[2000], wanted[4000];
    if (orm_query_sql(d, NULL, q, sql, sizeof sql) != SIZE_MAX) {
        complain("is not refused", code, sql);
        return;
    }
    snprintf(wanted, sizeof wanted, "| `%s` | %s |", code, sql + strlen("-- error: "));
    for (int i = 0; i < p.row_count; i++)
        if (!strcmp(p.rows[i], wanted)) {
            p.row_proven[i] = true;
            return;
        }
    complain("no such row", code, wanted);
}
#define REFUSED(dialect, q) must_be_refused(#q, ORM_DIALECT_##dialect, q)
static void nothing_wrong(void)
{
    if (wrong) fail_msg("docs/query.md: %d differences", wrong);
}

/* ---- the queries, in the order of the page ---------------------------------------------------------------------------------------------------- */
static void test_page_shows_its_models(void **state)
{
    (void)state;
    static char text[1 << 16];
    FILE *f = fopen("tests/snippets/library.h", "rb");
    assert_non_null(f);
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    char *begin = strstr(text, "/* begin"), *end = strstr(text, "/* end */");
    assert_true(begin && end);
    *end = 0;
    begin = strchr(begin, '\n');
    pack(begin);
    if (block_of(begin) < 0) fail_msg("docs/query.md does not begin with the models of tests/snippets/library.h");
}
static void test_page_sources_and_joins(void **state)
{
    (void)state;
    PLUCKS(text, orm_q(.from = ORM_FROM(Book), .join = { orm_join(Books.author) }, .where = orm_eq(Authors.name, "Abel")), Books.title);
    PLUCKS(text, orm_q(.from = ORM_FROM(Book), .join = { orm_join(Books.tags) }, .where = orm_eq(Tags.word, "fruit")), Books.title);
    PLUCKS(text, orm_q(.from = ORM_FROM(Author), .join = { orm_join_as(Authors.mentor, Mentor) }, .where = orm_eq(Mentors.name, "Abel")), Authors.name);
    PLUCKS(text, orm_q(.from = ORM_FROM(Author), .join = { orm_left_join_on(Book, orm_and(orm_eq(Books.author_id, Authors.id), orm_gt(Books.pages, 250))) },
                       .where = orm_is_null(Books.id)), Authors.name);
    PLUCKS(text, orm_q(.from = ORM_FROM(Author), .join = { orm_join_query(Tally, orm_q(.from = ORM_FROM(Book), .group_by = { Books.author_id }),
                                                                         orm_into(Tally, .author_id = orm_col(Books.author_id), .books = orm_count_all()),
                                                                         orm_eq(Tallies.author_id, Authors.id)) }, .where = orm_gt(Tallies.books, 1)), Authors.name);
    PLUCKS(text, orm_q(.from = ORM_FROM(Named), .with = { orm_cte(Named, orm_q(.from = ORM_FROM(Author)), orm_into(Named, .name = orm_coalesce(Authors.name, ""))) },
                       .join = { orm_full_join_on(Tag, orm_eq(Tags.word, Nameds.name)) }, .order_by = { orm_asc(Nameds.name), orm_asc(Tags.word) }), orm_coalesce(Nameds.name, Tags.word));
    nothing_wrong();
}
static void test_page_results(void **state)
{
    (void)state;
    SELECTS(Summary, orm_q(.from = ORM_FROM(Author), .join = { orm_left_join(Authors.books) }, .group_by = { Authors.name }, .having = orm_ge(Summaries.books, 1),
                           .order_by = { orm_desc(Summaries.books), orm_asc(Authors.name) }, .limit = 10),
                    orm_into(Summary, .name = orm_col(Authors.name), .books = orm_count(Books.id), .worth = orm_sum(Books.price)));
    SELECTS(Shelf, orm_q(.from = ORM_FROM(Book), .join = { orm_left_join(Books.author) }, .order_by = { orm_asc(Books.id) }),
                   orm_into(Shelf, .label = orm_concat(Books.title, " by ", orm_coalesce(Authors.name, "nobody"))));
    SELECTS(Tally, orm_q(.from = ORM_FROM(Book), .group_by = { Books.author_id }, .order_by = { orm_nulls_last(orm_asc(Books.author_id)) }),
                   orm_into(Tally, .author_id = orm_col(Books.author_id), .books = orm_filter(orm_count_all(), orm_not_null(Books.stars))));
    SELECTS(SizeClass, orm_q(.from = ORM_FROM(Book), .group_by = { SizeClasses.size }, .order_by = { orm_asc(SizeClasses.size) }),
                       orm_into(SizeClass, .size = orm_case(orm_when(orm_ge(Books.pages, 250), "thick"), orm_when(orm_ge(Books.pages, 100), "middle"), orm_else("thin")), .n = orm_count_all()));
    nothing_wrong();
}
static void test_page_expressions(void **state)
{
    (void)state;
    GIVES(orm_add(Books.pages, 1));
    GIVES(orm_mul(Books.pages, 3));
    GIVES(orm_div(Books.pages, 7));
    GIVES(orm_div(Books.stars, 2));
    GIVES(orm_mod(Books.pages, 7));
    GIVES(orm_neg(Books.pages));
    GIVES(orm_concat(Books.title, "!"));
    GIVES(orm_trim(Books.title));
    GIVES(orm_length(Books.title));
    GIVES(orm_substr(Books.title, 2, 3));
    GIVES(orm_replace(Books.title, "a", "b"));
    GIVES(orm_coalesce(Books.stars, 0));
    GIVES(orm_nullif(Books.title, ""));
    GIVES(orm_greatest(Books.pages, 100));
    GIVES(orm_least(Books.pages, 100));
    GIVES(orm_abs(Books.pages));
    GIVES(orm_round(Books.stars));
    GIVES(orm_round(Books.stars, 1));
    GIVES(orm_floor(Books.stars));
    GIVES(orm_now());
    GIVES(orm_extract(ORM_YEAR, Books.added));
    GIVES(orm_extract(ORM_WEEKDAY, Books.added));
    GIVES(orm_date_trunc(ORM_MONTH, Books.added));
    GIVES(orm_date_add(Books.added, 7, ORM_DAY));
    GIVES(orm_cast(Books.pages, ORM_TEXT));
    GIVES(orm_cast(Books.stars, ORM_INT64));
    GIVES(orm_cast(Books.price, ORM_DOUBLE));
    GIVES(orm_count_distinct(Books.author_id));
    GIVES(orm_sum(Books.price));
    GIVES(orm_avg(Books.pages));
    GIVES(orm_string_agg(Books.title, ", "));
    static const orm_function initial = { .name = "initial", .result = ORM_TEXT, .least = 1, .most = 1,
        .sql = { [ORM_DIALECT_SQLITE] = "substr(%1, 1, 1)", [ORM_DIALECT_POSTGRES] = "left(%1, 1)", [ORM_DIALECT_MYSQL] = "LEFT(%1, 1)", [ORM_DIALECT_MARIADB] = "LEFT(%1, 1)" } };
    PLUCKS(text, orm_q(.from = ORM_FROM(Book), .order_by = { orm_asc(Books.id) }), orm_call(&initial, Books.title));
    nothing_wrong();
}
static void test_page_subqueries(void **state)
{
    (void)state;
    PLUCKS(text, orm_q(.from = ORM_FROM(Author), .where = orm_in_query(Authors.id, orm_q(.from = ORM_FROM(Book), .select = { orm_col(Books.author_id) }, .where = orm_gt(Books.pages, 250)))), Authors.name);
    PLUCKS(text, orm_q(.from = ORM_FROM(Author), .where = orm_not(orm_exists(orm_q(.from = ORM_FROM(Book), .where = orm_eq(Books.author_id, orm_outer(Authors.id)))))), Authors.name);
    PLUCKS(text, orm_q(.from = ORM_FROM(Author), .where = orm_has(Authors.books, orm_gt(Books.pages, 250))), Authors.name);
    SELECTS(Tally, orm_q(.from = ORM_FROM(Author)),
                   orm_into(Tally, .author_id = orm_col(Authors.id),
                            .books = orm_coalesce(orm_scalar(orm_q(.from = ORM_FROM(Book), .select = { orm_max(Books.pages) }, .where = orm_eq(Books.author_id, orm_outer(Authors.id)))), 0)));
    nothing_wrong();
}
static void test_page_with(void **state)
{
    (void)state;
    SELECTS(Named, orm_q(.with = { orm_cte(Tally, orm_q(.from = ORM_FROM(Book), .group_by = { Books.author_id }),
                                           orm_into(Tally, .author_id = orm_col(Books.author_id), .books = orm_count_all())) },
                         .from = ORM_FROM(Author), .join = { orm_join_on(Tally, orm_eq(Tallies.author_id, Authors.id)) }, .where = orm_ge(Tallies.books, 2)),
                   orm_into(Named, .name = orm_col(Authors.name)));
    SELECTS(Step, orm_q(.with = { orm_recursive(Step,
                            orm_q(.from = ORM_FROM(Author), .where = orm_is_null(Authors.mentor_id)),
                            orm_into(Step, .id = orm_col(Authors.id), .name = orm_col(Authors.name), .depth = orm_val(0)),
                            orm_q(.from = ORM_FROM(Author), .join = { orm_join_on(Step, orm_eq(Authors.mentor_id, Steps.id)) }, .where = orm_lt(Steps.depth, 20)),
                            orm_into(Step, .id = orm_col(Authors.id), .name = orm_col(Authors.name), .depth = orm_add(Steps.depth, 1))) },
                        .from = ORM_FROM(Step), .order_by = { orm_asc(Steps.depth), orm_asc(Steps.name) }),
                  orm_into(Step, .id = orm_col(Steps.id), .name = orm_col(Steps.name), .depth = orm_col(Steps.depth)));
    nothing_wrong();
}
static void test_page_sets(void **state)
{
    (void)state;
    SELECTS(Named, orm_q(.from = ORM_FROM(Book), .where = orm_gt(Books.pages, 250),
                         .union_with = orm_q(.from = ORM_FROM(Author), .into = orm_into(Named, .name = orm_col(Authors.name))),
                         .order_by = { orm_asc(Nameds.name) }, .limit = 3),
                   orm_into(Named, .name = orm_col(Books.title)));
    nothing_wrong();
}
static void test_page_windows(void **state)
{
    (void)state;
    SELECTS(Place, orm_q(.from = ORM_FROM(Book), .order_by = { orm_asc(Books.id) }),
                   orm_into(Place, .title = orm_col(Books.title),
                            .place = orm_over(orm_rank(), .partition_by = { Books.author_id }, .order_by = { orm_desc(Books.pages) }),
                            .pages_before = orm_over(orm_lag(Books.pages), .order_by = { orm_asc(Books.id) }),
                            .pages_so_far = orm_over(orm_sum(Books.pages), .order_by = { orm_asc(Books.id) }, .frame = ORM_ROWS(ORM_UNBOUNDED_PRECEDING, ORM_CURRENT_ROW))));
    SELECTS(Named, orm_q(.from = ORM_FROM(Book), .distinct_on = { Books.author_id }, .order_by = { orm_asc(Books.author_id), orm_desc(Books.pages) }),
                   orm_into(Named, .name = orm_col(Books.title)));
    nothing_wrong();
}
static void test_page_locks(void **state)
{
    (void)state;
    orm_transaction(s) {
        PLUCKS(int64, orm_q(.from = ORM_FROM(Book), .where = orm_is_null(Books.stars), .order_by = { orm_asc(Books.id) }, .limit = 1,
                            .lock = { ORM_FOR_UPDATE, .wait = ORM_SKIP_LOCKED }), Books.id);
    }
    assert_session(s, ORM_OK);
    nothing_wrong();
}
static void test_page_flat_lists(void **state)
{
    (void)state;
    PLUCKS(int64, orm_q(.from = ORM_FROM(Book), .order_by = { orm_asc(Books.id) }), orm_mul(Books.pages, 2));
    AGGREGATES(Book, orm_q(.where = orm_gt(Books.pages, 100)), orm_max(Books.price));
    LISTS(orm_q(.from = ORM_FROM(Book), .select = { orm_col(Books.title), orm_length(Books.title) }));
    nothing_wrong();
}
static void test_page_json(void **state)
{
    (void)state;
    GIVES(orm_json_text(Books.info, "lang"));
    GIVES(orm_json_has_key(Books.info, "lang"));
    GIVES(orm_json_has_any(Books.info, "lang", "old"));
    GIVES(orm_json_contains(Books.info, "{\"lang\": \"en\"}"));
    GIVES(orm_json_contained_by(Books.info, "{\"lang\": \"en\"}"));
    GIVES(orm_json_set(Books.info, "fr", "lang"));
    GIVES(orm_json_set_json(Books.info, "[1, 2]", "seen"));
    GIVES(orm_json_remove(Books.info, "size", "cm"));
    GIVES(orm_json_append(Books.info, 2, "seen"));
    nothing_wrong();
}
static void test_page_writes(void **state)
{
    (void)state;
    RUNS(Book_update_where(s, orm_q(.where = orm_has(Books.author, orm_eq(Authors.name, "Abel"))), ORM_SET(orm_set(Books.pages, orm_add(Books.pages, 1)))));
    RUNS(Tag_insert_from(s, orm_q(.from = ORM_FROM(Author), .where = orm_has_any(Authors.books)), orm_into(Tag, .word = orm_concat("by ", Authors.name))));
    nothing_wrong();
}
static void test_page_refusals(void **state)
{
    (void)state;
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .into = orm_into(Named, .name = orm_col(Authors.name))));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .join = { orm_join(Authors.mentor) }));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Author), .join = { orm_join(Authors.mentor) }));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Step)));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .where = orm_gt(orm_count_all(), 1)));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .group_by = { Books.author_id }, .into = orm_into(Named, .name = orm_col(Books.title))));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .into = orm_into(Tally, .author_id = orm_col(Books.author_id))));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .into = orm_into(Named, .name = orm_col(Books.pages))));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .into = orm_into(Tally, .author_id = orm_val(1), .books = orm_col(Books.author_id))));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .where = orm_in_query(Books.id, orm_q(.from = ORM_FROM(Book)))));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .select = { orm_row_number() }));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .where = orm_gt(Books.pages, (orm_opt_int32)ORM_NONE)));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .distinct_on = { Books.author_id }));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .limit = -1));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .where = orm_eq(Books.id, orm_scalar(orm_q(.from = ORM_FROM(Author), .select = { orm_col(Authors.id) })))));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .where = orm_in_query(Books.id, orm_q(.from = ORM_FROM(Author), .select = { orm_col(Authors.name) }))));
    REFUSED(SQLITE, orm_q(.from = ORM_FROM(Book), .join = { orm_right_join(Books.author) }));
    REFUSED(MARIADB, orm_q(.from = ORM_FROM(Author), .join = { orm_join_lateral(Named, orm_q(.from = ORM_FROM(Book)), orm_into(Named, .name = orm_col(Books.title))) }));
    REFUSED(MARIADB, orm_q(.from = ORM_FROM(Book), .join = { orm_join(Books.author) }, .lock = { ORM_FOR_UPDATE, .of = ORM_FROM(Book) }));
    nothing_wrong();
}
/* Runs last: nothing on the page was left unproven.  What ran instead of being printed is proven by the run on its database. */
static void test_page_holds_nothing_else(void **state)
{
    (void)state;
    int unproven = 0;
    if (getenv("ORM_TEST_ONLY")) skip();
    for (int i = 0; i < p.count; i++)
        for (int d = 0; d < DIALECTS; d++)
            if (p.statements[i].of[d] && !p.statements[i].proven[d] && (d == (int)orm_dialect_of(db) || !strncmp(p.statements[i].text, "WITH", 4) || !strncmp(p.statements[i].text, "SELECT", 6))) {
                printf("nothing here gives this on %s:\n  %s\n", dialect_names[d], p.statements[i].text);
                unproven++;
            }
    for (int i = 0; i < p.row_count; i++)
        if (!p.row_proven[i] && strstr(p.rows[i], "| `orm_") == p.rows[i]) {
            printf("nothing here proves this row:\n  %s\n", p.rows[i]);
            unproven++;
        }
    assert_int_equal(unproven, 0);
}

#define with_rows(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page_shows_its_models), with_rows(test_page_sources_and_joins), with_rows(test_page_results), with_rows(test_page_expressions), with_rows(test_page_subqueries),
        with_rows(test_page_with), with_rows(test_page_sets), with_rows(test_page_windows), with_rows(test_page_locks), with_rows(test_page_flat_lists), with_rows(test_page_json), with_rows(test_page_writes),
        with_rows(test_page_refusals), with_rows(test_page_holds_nothing_else),
    };
    return run_all_with(tests, read_page, forget_page);
}
