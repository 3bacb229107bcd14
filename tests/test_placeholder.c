/* build: sources: src/orm/placeholder.c */
/* Rewriting of placeholders: a table of texts per dialect, the snprintf contract, and random texts against a simple oracle. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "orm/placeholder.h"

enum { LITE = 1, POSTGRES = 2, MY = 4, MARIA = 8, MYSQLS = MY | MARIA, OTHERS = LITE | MYSQLS, ALL = OTHERS | POSTGRES };

typedef struct rewrite_case {
    int dialects;
    const char *sql;
    const char *expected; /* NULL: an error, and `number` is where; "=": unchanged */
    size_t number;        /* appearances */
} rewrite_case;

typedef struct rewritten { char text[1024]; size_t length; orm__placeholders info; orm__placeholder_name names[300]; } rewritten;

static void rewrite(rewritten *r, orm_dialect dialect, const char *sql)
{
    r->length = orm__rewrite_placeholders(dialect, sql, r->text, sizeof r->text, r->names, 300, &r->info);
}

static void check_case(const rewrite_case *c, orm_dialect dialect)
{
    static rewritten r;
    rewrite(&r, dialect, c->sql);
    const char *expected = c->expected && strcmp(c->expected, "=") == 0 ? c->sql : c->expected;
    bool fine = expected ? !r.info.error && strcmp(r.text, expected) == 0 && r.length == strlen(expected) && r.info.count == c->number
                         : r.info.error && r.info.error_at == c->number && r.length == 0 && r.text[0] == '\0';
    if (!fine) {
        fail_msg("dialect %d: [%s]\n  gives    [%s] count %zu, error %s at %zu\n  expected [%s] %zu", (int)dialect, c->sql, r.text,
                 r.info.count, r.info.error ? r.info.error : "none", r.info.error_at, expected ? expected : "an error", c->number);
    }
}

static void check_cases(const rewrite_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        for (int dialect = 0; dialect < ORM_DIALECT_COUNT; dialect++) {
            if (cases[i].dialects & (1 << dialect)) check_case(&cases[i], (orm_dialect)dialect);
        }
    }
}
#define CHECK(...) do { static const rewrite_case cases_[] = { __VA_ARGS__ }; check_cases(cases_, sizeof cases_ / sizeof *cases_); } while (0)

static void test_placeholder_positional(void **state)
{
    (void)state;
    CHECK({ ALL, "", "=", 0 }, { ALL, "SELECT 1", "=", 0 },
          { OTHERS, "?", "=", 1 }, { POSTGRES, "?", "$1", 1 },
          { OTHERS, "a = ? AND b IN (?,?)", "=", 3 }, { POSTGRES, "a = ? AND b IN (?,?)", "a = $1 AND b IN ($2,$3)", 3 },
          { POSTGRES, "?,?,?,?,?,?,?,?,?,?,?", "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11", 11 },
          { POSTGRES, "LIMIT?", "LIMIT $1", 1 }, { POSTGRES, "a$?", "a$ $1", 1 }, { POSTGRES, "?AND?OR b", "$1 AND $2 OR b", 2 },
          { OTHERS, "LIMIT?OFFSET?", "=", 2 }, { POSTGRES, "-?-?", "-$1-$2", 2 }, { POSTGRES, "?::int[1:2]", "$1::int[1:2]", 1 });
}

static void test_placeholder_named(void **state)
{
    (void)state;
    CHECK({ OTHERS, ":a", "?", 1 }, { POSTGRES, ":a", "$1", 1 },
          { OTHERS, "x=:a AND y=:b OR z=:a", "x=? AND y=? OR z=?", 3 }, { POSTGRES, "x=:a AND y=:b OR z=:a", "x=$1 AND y=$2 OR z=$1", 3 },
          { POSTGRES, ":a,:A,:ab,:a1,:_,:a", "$1,$2,$3,$4,$5,$1", 6 }, { OTHERS, "(:a,:A)", "(?,?)", 2 },
          { OTHERS, ":na\xc3\xafve+:\xff", "?+?", 2 }, { POSTGRES, ":na\xc3\xafve+:\xff", "$1+$2", 2 },
          { POSTGRES, "LIMIT:n", "LIMIT $1", 1 }, { OTHERS, "LIMIT:n", "LIMIT?", 1 }, { POSTGRES, ":a::text", "$1::text", 1 },
          { POSTGRES, ":a:b", "$1 $2", 2 }, { ALL, ":a$b", NULL, 0 }, { ALL, "x = :a$1", NULL, 4 });
}

static void test_placeholder_arguments(void **state)
{
    (void)state;
    static rewritten r;
    static const size_t expected[] = { 0, 1, 0, 2, 1 };
    const char *sql = ":x :yy :x :z :yy";
    for (int dialect = 0; dialect < ORM_DIALECT_COUNT; dialect++) {
        rewrite(&r, (orm_dialect)dialect, sql);
        assert_true(r.info.named);
        assert_int_equal(r.info.count, 5);
        assert_int_equal(r.info.arguments, 3);
        assert_int_equal(r.info.parameters, dialect == ORM_DIALECT_POSTGRES ? 3 : 5);
        for (size_t i = 0; i < 5; i++) assert_int_equal(r.names[i].argument, expected[i]);
        assert_int_equal(r.names[1].offset, 4);
        assert_int_equal(r.names[1].length, 2);
        rewrite(&r, (orm_dialect)dialect, "f(?, ?)");
        assert_false(r.info.named);
        assert_int_equal(r.info.arguments, 2);
        assert_int_equal(r.info.parameters, 2);
        assert_int_equal(r.names[1].offset, 5);
        assert_int_equal(r.names[1].length, 0);
        assert_int_equal(r.names[1].argument, 1);
    }
}

static void test_placeholder_names_limit(void **state)
{
    (void)state;
    static char sql[4096];
    static rewritten r;
    size_t used = 0;
    for (int i = 0; i < ORM__PLACEHOLDER_NAMES_MAX; i++) used += (size_t)snprintf(sql + used, sizeof sql - used, ":n%d ", i);
    rewrite(&r, ORM_DIALECT_POSTGRES, sql);
    assert_null(r.info.error);
    assert_int_equal(r.info.arguments, ORM__PLACEHOLDER_NAMES_MAX);
    strcpy(sql + used, ":n0 :n127");
    rewrite(&r, ORM_DIALECT_SQLITE, sql);
    assert_null(r.info.error);
    assert_int_equal(r.names[129].argument, 127);
    strcpy(sql + used, ":more");
    rewrite(&r, ORM_DIALECT_MYSQL, sql);
    assert_non_null(strstr(r.info.error, "128"));
    assert_int_equal(r.info.error_at, used);
}

static void test_placeholder_mixing(void **state)
{
    (void)state;
    CHECK({ ALL, "? :a", NULL, 2 }, { ALL, ":a = ?", NULL, 5 },
          { OTHERS, "':a' ? ':b' /* :c */ ?", "=", 2 }, { POSTGRES, "':a' ? ':b' ?", "':a' $1 ':b' $2", 2 });
}

static void test_placeholder_strings(void **state)
{
    (void)state;
    CHECK({ ALL, "'?' ':a'", "=", 0 }, { ALL, "'it''s ?'", "=", 0 }, { ALL, "''", "=", 0 }, { ALL, "''''", "=", 0 },
          { ALL, "'\xff\xc3 ?'", "=", 0 }, { ALL, "x'3f' n'?'", "=", 0 },
          { LITE, "'\\' ?", "=", 1 }, { POSTGRES, "'\\' ?", "'\\' $1", 1 }, { MYSQLS, "'\\' ?'", "=", 0 }, { MYSQLS, "'\\\\' ?", "=", 1 },
          { MYSQLS, "\"\\\" ?\" ?", "=", 1 }, { MYSQLS, "\"\"\"?\" ?", "=", 1 }, { LITE, "\"\\\" ?", "=", 1 }, { POSTGRES, "\"\\\" ?", "\"\\\" $1", 1 },
          { ALL, "'abc", NULL, 0 }, { ALL, "a 'b''", NULL, 2 }, { MYSQLS, "a 'b\\'", NULL, 2 }, { MYSQLS, "'\\", NULL, 0 });
}

static void test_placeholder_escape_strings(void **state)
{
    (void)state;
    CHECK({ POSTGRES, "E'\\'?' ?", "E'\\'?' $1", 1 }, { POSTGRES, "e'\\\\' ?", "e'\\\\' $1", 1 }, { POSTGRES, "E'a''?\\'' ?", "E'a''?\\'' $1", 1 },
          { POSTGRES, "xE'\\' ?", "xE'\\' $1", 1 }, { POSTGRES, "E '\\' ?", "E '\\' $1", 1 }, { POSTGRES, "?E'\\'?'", "$1 E'\\'?'", 1 },
          { POSTGRES, "E'a'\n'\\'?' ?", "E'a'\n'\\'?' $1", 1 }, { POSTGRES, "E'a' -- ?\n -- '\n '\\'?' ?", "E'a' -- ?\n -- '\n '\\'?' $1", 1 },
          { POSTGRES, "E'a' '\\' ?", "E'a' '\\' $1", 1 }, { POSTGRES, "'a'\n'\\' ?", "'a'\n'\\' $1", 1 },
          { POSTGRES, "x E'\\'", NULL, 2 }, { POSTGRES, "E'a'\n'", NULL, 0 }, { POSTGRES, "E'\\", NULL, 0 }, { LITE, "E'\\' ?", "=", 1 });
}

static void test_placeholder_quoted_names(void **state)
{
    (void)state;
    CHECK({ ALL, "\"a?\" \":b\"", "=", 0 }, { ALL, "\"a\"\"?\"", "=", 0 }, { OTHERS, "`a?` `b``?`", "=", 0 }, { OTHERS, "`\\` ?", "=", 1 },
          { LITE, "[a ?] [it's] [\"]", "=", 0 }, { LITE, "[a]]?", "=", 1 }, { LITE, "x[a", NULL, 1 },
          { POSTGRES, "a[?]", "a[$1]", 1 }, { MYSQLS, "[?]", "=", 1 }, { POSTGRES, "a ` ?", "a ` $1", 1 },
          { ALL, "x \"a", NULL, 2 }, { ALL, "\"a\"\"", NULL, 0 }, { OTHERS, "`a", NULL, 0 }, { OTHERS, "  `a``", NULL, 2 });
}

static void test_placeholder_dollar_quotes(void **state)
{
    (void)state;
    CHECK({ POSTGRES, "$$ ? ' :a $$ ?", "$$ ? ' :a $$ $1", 1 }, { POSTGRES, "$x$ $$ ? $y$ $x $x$ ?", "$x$ $$ ? $y$ $x $x$ $1", 1 },
          { POSTGRES, "$$$$?", "$$$$ $1", 1 }, { POSTGRES, "a$b$ ? a$b$", "a$b$ $1 a$b$", 1 }, { POSTGRES, "a$$ ?", "a$$ $1", 1 },
          { POSTGRES, "1$$?$$", "=", 0 }, { POSTGRES, "$\xc3\xa9$?$\xc3\xa9$", "=", 0 }, { POSTGRES, "$a1$?$a$$a1$", "=", 0 },
          { POSTGRES, "x $$ ?", NULL, 2 }, { POSTGRES, "$a$ ? $b$", NULL, 0 }, { POSTGRES, "$a$ $A$", NULL, 0 }, { POSTGRES, "1 $ 2", "=", 0 },
          { MYSQLS, "$$ ? $$", "=", 1 }, { LITE, "$$ ?", NULL, 0 }, { LITE, "a$b$ ?", "=", 1 });
}

static void test_placeholder_line_comments(void **state)
{
    (void)state;
    CHECK({ ALL, "1 -- ? ' :a\n", "=", 0 }, { ALL, "-- ?", "=", 0 }, { OTHERS, "--\n?", "=", 1 }, { POSTGRES, "--?\n?", "--?\n$1", 1 },
          { POSTGRES, "-- ?\r?", "-- ?\r$1", 1 }, { OTHERS, "-- ?\r?", "=", 0 }, { LITE, "5--?", "=", 0 }, { MYSQLS, "5--?", "=", 1 },
          { MYSQLS, "1 # ?'\n?", "=", 1 }, { MYSQLS, "#", "=", 0 }, { POSTGRES, "a #> ?", "a #> $1", 1 }, { LITE, "a # ?", "=", 1 },
          { POSTGRES, "a - - ?", "a - - $1", 1 });
}

static void test_placeholder_block_comments(void **state)
{
    (void)state;
    CHECK({ OTHERS, "/* ? ' */?", "=", 1 }, { POSTGRES, "/* ? ' */?", "/* ? ' */$1", 1 }, { ALL, "/**/", "=", 0 }, { ALL, "/***/", "=", 0 },
          { OTHERS, "/* /* ? */ ?", "=", 1 }, { POSTGRES, "/* /* ? */ ? */ ?", "/* /* ? */ ? */ $1", 1 }, { POSTGRES, "/*/**/?*/", "=", 0 },
          { ALL, "/*", NULL, 0 }, { ALL, "a /*/", NULL, 2 }, { POSTGRES, "1 /* /* */", NULL, 2 }, { ALL, "/* *", NULL, 0 }, { OTHERS, "4/?", "=", 1 },
          { MYSQLS, "SELECT /*+ ? */ /*!40101 'x*/ ?' */ ?", "=", 1 }, { MYSQLS, "/*! ? */", NULL, 4 }, { MYSQLS, "a /*!50000 :a */", NULL, 11 },
          { MYSQLS, "x /*!80000 y", NULL, 2 }, { MARIA, "/*M!100100 ? */", NULL, 11 }, { LITE, "/*! ? */", "=", 0 }, { POSTGRES, "/*! ? */", "=", 0 });
}

static void test_placeholder_casts_and_slices(void **state)
{
    (void)state;
    CHECK({ ALL, "a::int", "=", 0 }, { ALL, "a :: int", "=", 0 }, { POSTGRES, "a[1:2] b[:3] c[1:] d[1:?]", "a[1:2] b[:3] c[1:] d[1:$1]", 1 },
          { MYSQLS, "@a := ?", "=", 1 }, { MYSQLS, "@a:=b", "=", 0 }, { POSTGRES, "f(x := ?)", "f(x := $1)", 1 }, { POSTGRES, "'a'::text::b", "=", 0 },
          { OTHERS, ":1", NULL, 0 }, { MYSQLS, "a[1:2]", NULL, 3 }, { POSTGRES, "a : b :", "=", 0 }, { POSTGRES, "x[a:b]", "x[a $1]", 1 });
}

static void test_placeholder_postgres_operators(void **state)
{
    (void)state;
    CHECK({ POSTGRES, "j ?? ?", "j ? $1", 1 }, { POSTGRES, "j ?? 'a'", "j ? 'a'", 0 }, { POSTGRES, "j ??| ?", "j ?| $1", 1 },
          { POSTGRES, "j ??& ?", "j ?& $1", 1 }, { POSTGRES, "j ?| ?", "j ?| $1", 1 }, { POSTGRES, "j ?& array[?]", "j ?& array[$1]", 1 },
          { POSTGRES, "j??|?", "j?|$1", 1 }, { POSTGRES, "?||'x'", "$1||'x'", 1 }, { POSTGRES, "?||?", "$1||$2", 2 }, { POSTGRES, "?&&tags", "$1&&tags", 1 },
          { POSTGRES, "j @? ?", "j @? $1", 1 }, { POSTGRES, "j @?? ?", "j @? $1", 1 }, { POSTGRES, "j@?\?'$.a'", "j@?'$.a'", 0 },
          { POSTGRES, "a <@? AND b @@?", "a <@$1 AND b @@$2", 2 }, { POSTGRES, "@ ?", "@ $1", 1 }, { POSTGRES, "/**/@?", "/**/@?", 0 },
          { POSTGRES, "p ?\?-| ?", "p ?-| $1", 1 }, { POSTGRES, "???", "?$1", 1 }, { POSTGRES, "j ??:a", "j ?$1", 1 }, { POSTGRES, "j ?| :keys", "j ?| $1", 1 },
          { POSTGRES, "??||", "?||", 0 }, { OTHERS, "??", NULL, 0 }, { OTHERS, "a ??| b", NULL, 2 }, { OTHERS, "?|4 ?&4 ?||?", "=", 4 });
}

static void test_placeholder_native_styles(void **state)
{
    (void)state;
    CHECK({ ALL, "?1", NULL, 0 }, { ALL, "a = ?23", NULL, 4 }, { ALL, "$1", NULL, 0 }, { ALL, "a,$12", NULL, 2 }, { ALL, "'?1 $1 @x' \"$1\" /* $1 ?2 */", "=", 0 },
          { LITE, "@x", NULL, 0 }, { LITE, "a = @x", NULL, 4 }, { LITE, "$x", NULL, 0 }, { LITE, "a=$x::y", NULL, 2 }, { LITE, ":$x", NULL, 1 },
          { POSTGRES, "$x", NULL, 0 }, { POSTGRES, "a = $name", NULL, 4 }, { POSTGRES, "@x @-5", "=", 0 },
          { MYSQLS, "@x, @@y, @'?', @`?`, @$1", "=", 0 }, { MYSQLS, "$x = a$1", "=", 0 }, { LITE, ":::a", "::?", 1 });
}

static void check_statements(orm_dialect dialect, const char *sql, long second)
{
    static rewritten r;
    rewrite(&r, dialect, sql);
    assert_null(r.info.error);
    if (r.info.several_statements != (second >= 0) || (second >= 0 && r.info.second_statement_at != (size_t)second)) {
        fail_msg("[%s]: several %d at %zu, expected %ld", sql, r.info.several_statements, r.info.second_statement_at, second);
    }
}

static void test_placeholder_several_statements(void **state)
{
    (void)state;
    for (int i = 0; i < ORM_DIALECT_COUNT; i++) {
        orm_dialect dialect = (orm_dialect)i;
        check_statements(dialect, "SELECT 1", -1);
        check_statements(dialect, "SELECT 1;", -1);
        check_statements(dialect, "SELECT 1; ; \n-- a\n/* b; c */ ;", -1);
        check_statements(dialect, "SELECT ';' || \";\" -- ; x\n;", -1);
        check_statements(dialect, "SELECT 1;SELECT 2;SELECT 3", 9);
        check_statements(dialect, "SELECT 1; /* x */ 'a'", 18);
        check_statements(dialect, "SELECT 1; ?", 10);
        check_statements(dialect, "CREATE TABLE event (a int); DROP TABLE x", 28);
        check_statements(dialect, "create trigger t after insert on a begin delete from b; delete from c; end;", -1);
        check_statements(dialect, "CREATE TEMP TABLE begin_ (trigger_ int); SELECT 1", 41);
    }
    check_statements(ORM_DIALECT_POSTGRES, "CREATE OR REPLACE FUNCTION f() RETURNS int AS $$ a; b $$; SELECT 1", 58);
    check_statements(ORM_DIALECT_POSTGRES, "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; SELECT 2; END", -1);
    check_statements(ORM_DIALECT_MYSQL, "CREATE DEFINER=`a`@`b` PROCEDURE p() BEGIN SELECT 1; SELECT 2; END", -1);
    check_statements(ORM_DIALECT_MARIADB, "CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW IF a THEN SET b=1; END IF", -1);
    check_statements(ORM_DIALECT_MYSQL, "SELECT 1; /*! SELECT 2 */", 10);
    check_statements(ORM_DIALECT_MYSQL, "/*! SELECT 1; */", -1);
}

static void test_placeholder_buffers(void **state)
{
    (void)state;
    const char *sql = "a = ? AND b = ?", *expected = "a = $1 AND b = $2";
    orm__placeholders info;
    orm__placeholder_name one[1] = { { 99, 99, 99 } };
    assert_int_equal(orm__rewrite_placeholders(ORM_DIALECT_POSTGRES, sql, NULL, 0, NULL, 0, &info), strlen(expected));
    assert_int_equal(info.count, 2);
    for (size_t size = 1; size < 24; size++) {
        char *out = malloc(size); /* of exact size: ASan sees a byte too many */
        assert_non_null(out);
        assert_int_equal(orm__rewrite_placeholders(ORM_DIALECT_POSTGRES, sql, out, size, one, 1, &info), strlen(expected));
        size_t written = size - 1 < strlen(expected) ? size - 1 : strlen(expected);
        assert_int_equal(strlen(out), written);
        assert_memory_equal(out, expected, written);
        free(out);
    }
    assert_int_equal(one[0].offset, 4);
    assert_int_equal(info.count, 2);
}

/* ---- random texts ------------------------------------------------------------------------------------------------------- */
static uint64_t random_state = 20240607;

static uint32_t random_below(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % bound;
}

static void random_text(char *text, size_t max, const char *const *pieces, uint32_t count)
{
    size_t length = 0;
    for (uint32_t n = random_below(24); n > 0; n--) {
        const char *piece = pieces[random_below(count)];
        if (length + strlen(piece) >= max) break;
        strcpy(text + length, piece);
        length += strlen(piece);
    }
    text[length] = '\0';
    if (length > 0 && random_below(4) == 0) text[random_below((uint32_t)length)] = (char)(1 + random_below(255));
}

static void check_contract(orm_dialect dialect, const char *sql)
{
    orm__placeholders info, again;
    orm__placeholder_name names[64];
    size_t length = orm__rewrite_placeholders(dialect, sql, NULL, 0, NULL, 0, &info);
    size_t size = random_below(3) ? length + 1 : 1 + random_below((uint32_t)length + 1);
    char *out = malloc(size);
    assert_non_null(out);
    assert_int_equal(orm__rewrite_placeholders(dialect, sql, out, size, names, 64, &again), length);
    assert_int_equal(strlen(out), length < size ? length : size - 1);
    assert_true((info.error == NULL) == (again.error == NULL) && info.count == again.count);
    assert_true(!info.error || (length == 0 && info.error_at < strlen(sql)));
    assert_true(info.arguments <= info.count && info.parameters <= info.count);
    for (size_t i = 0; !info.error && i < info.count && i < 64; i++) {
        assert_true(names[i].argument < info.arguments);
        assert_true(names[i].offset + names[i].length <= strlen(sql));
    }
    if (info.several_statements) assert_true(info.second_statement_at > 0 && info.second_statement_at < strlen(sql));
    if (!info.error && dialect != ORM_DIALECT_POSTGRES && !info.named) assert_int_equal(length, strlen(sql));
    free(out);
}

static void test_placeholder_random(void **state)
{
    (void)state;
    static const char *const pieces[] = { "?", "??", ":a", ":bc", "::", ":=", "'", "''", "\"", "`", "[", "]", "$$", "$a$", "$1", "@", "@?", "?|", "?&",
        "--", "-- ", "\n", "#", "/*", "*/", "/*!", ";", "E'", "\\", " ", "a", "9", "\xff", "\xc3\xa9", "|", "&", "CREATE TRIGGER ", "BEGIN " };
    char sql[256];
    for (int round = 0; round < 200000; round++) {
        random_text(sql, sizeof sql, pieces, sizeof pieces / sizeof *pieces);
        check_contract((orm_dialect)(round % ORM_DIALECT_COUNT), sql);
    }
}

/* An oracle for plain texts (simple strings, words, no comments): counts the question marks outside of quotes. */
static size_t plain_count(const char *sql)
{
    size_t count = 0;
    bool inside = false;
    for (; *sql; sql++) {
        if (*sql == '\'') inside = !inside;
        else if (*sql == '?' && !inside) count++;
    }
    return count;
}

static void test_placeholder_random_plain(void **state)
{
    (void)state;
    static const char *const pieces[] = { " ? ", ",?,", "(?)", "'?'", "' ? '", "''", "'it''s?'", "a", " b1 ", "=", "+", " 12 ", "<" };
    static rewritten r;
    char sql[256];
    for (int round = 0; round < 200000; round++) {
        size_t length = 0;
        for (uint32_t n = random_below(20); n > 0; n--) {
            length += (size_t)snprintf(sql + length, sizeof sql - length, "%s", pieces[random_below(sizeof pieces / sizeof *pieces)]);
        }
        sql[length] = '\0';
        rewrite(&r, (orm_dialect)(round % ORM_DIALECT_COUNT), sql);
        assert_null(r.info.error);
        assert_int_equal(r.info.count, plain_count(sql));
        if (round % ORM_DIALECT_COUNT != ORM_DIALECT_POSTGRES) assert_string_equal(r.text, sql);
        else assert_int_equal(plain_count(r.text), 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_placeholder_positional), cmocka_unit_test(test_placeholder_named),
        cmocka_unit_test(test_placeholder_arguments), cmocka_unit_test(test_placeholder_names_limit),
        cmocka_unit_test(test_placeholder_mixing), cmocka_unit_test(test_placeholder_strings),
        cmocka_unit_test(test_placeholder_escape_strings), cmocka_unit_test(test_placeholder_quoted_names),
        cmocka_unit_test(test_placeholder_dollar_quotes), cmocka_unit_test(test_placeholder_line_comments),
        cmocka_unit_test(test_placeholder_block_comments), cmocka_unit_test(test_placeholder_casts_and_slices),
        cmocka_unit_test(test_placeholder_postgres_operators), cmocka_unit_test(test_placeholder_native_styles),
        cmocka_unit_test(test_placeholder_several_statements), cmocka_unit_test(test_placeholder_buffers),
        cmocka_unit_test(test_placeholder_random), cmocka_unit_test(test_placeholder_random_plain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
