/* build: sources: src/dialects/url.c */
/* URLs: what is understood, what is refused and with which words, and that no password gets out by message or redaction. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "dialects/url.h"

#define MARKER "s3cr3t-marker"

/* Everything that was understood, as one line: "dialect user|password|database|host:port ...|key=value ..."; NULL is "-". */
static void describe(const orm__url *url, char *out, size_t size)
{
    static const char *const names[] = { "sqlite", "postgres", "mysql", "mariadb" };
    size_t used = (size_t)snprintf(out, size, "%s %s|%s|%s|", names[url->dialect], url->user ? url->user : "-",
                                   url->password ? url->password : "-", url->database ? url->database : "-");
    for (size_t i = 0; i < url->host_count; i++) {
        used += (size_t)snprintf(out + used, size - used, "%s%s:%u", i ? " " : "", url->hosts[i].host, (unsigned)url->hosts[i].port);
    }
    used += (size_t)snprintf(out + used, size - used, "|");
    for (size_t i = 0; i < url->option_count; i++) {
        used += (size_t)snprintf(out + used, size - used, "%s%s=%s", i ? " " : "", url->options[i].key, url->options[i].value);
    }
}

static void check_understood(const char *text, const char *expected)
{
    static orm__url url;
    char message[640], seen[4096];
    if (!orm__url_parse(text, &url, message, sizeof message)) fail_msg("[%s]: %s", text, message);
    assert_string_equal(message, "");
    describe(&url, seen, sizeof seen);
    if (strcmp(seen, expected) != 0) fail_msg("[%s]\n  gives    %s\n  expected %s", text, seen, expected);
}

/* The message names the part, and nothing is left in the struct. */
static void check_refused(const char *text, const char *words)
{
    static orm__url url, zero;
    char message[640];
    memset(&url, 0x5a, sizeof url);
    if (orm__url_parse(text, &url, message, sizeof message)) fail_msg("[%s] was accepted", text);
    if (!strstr(message, words)) fail_msg("[%s]: \"%s\" has no \"%s\"", text, message, words);
    assert_null(strstr(message, MARKER));
    assert_memory_equal(&url, &zero, sizeof url);
}

static void check_redacted(const char *text, const char *expected)
{
    char out[4096];
    orm__url_redact(text, out, sizeof out);
    if (strcmp(out, expected) != 0) fail_msg("[%s]\n  gives    %s\n  expected %s", text ? text : "NULL", out, expected);
}

static void test_url_sqlite(void **state)
{
    (void)state;
    check_understood("sqlite::memory:", "sqlite -|-|:memory:||");
    check_understood(":memory:", "sqlite -|-|:memory:||");
    check_understood(":memory:?busy_timeout=1", "sqlite -|-|:memory:||busy_timeout=1");
    check_understood("sqlite:///:memory:", "sqlite -|-|:memory:||");
    check_understood("sqlite:relative.db", "sqlite -|-|relative.db||");
    check_understood("sqlite:a/b@c#d:e&f.db", "sqlite -|-|a/b@c#d:e&f.db||");
    check_understood("sqlite:/absolute.db", "sqlite -|-|/absolute.db||");
    check_understood("sqlite:///relative.db", "sqlite -|-|relative.db||");
    check_understood("sqlite:////absolute/a.db", "sqlite -|-|/absolute/a.db||");
    check_understood("sqlite:///C:/data/a.db", "sqlite -|-|C:/data/a.db||");
    check_understood("sqlite:file.db?mode=ro&busy_timeout=5000", "sqlite -|-|file.db||mode=ro busy_timeout=5000");
    check_understood("sqlite:what%3f%20now%25.db?", "sqlite -|-|what? now%.db||");
    check_understood("sqlite3:x.db", "sqlite -|-|x.db||");
    check_understood("sqlite+aiosqlite:///x.db", "sqlite -|-|x.db||");
    check_understood("SQLite:x.db", "sqlite -|-|x.db||");
    check_refused("sqlite:", "the path is empty");
    check_refused("sqlite://", "the path is empty");
    check_refused("sqlite:///", "the path is empty");
    check_refused("sqlite:?mode=ro", "the path is empty");
    check_refused("sqlite://?mode=ro", "the path is empty");
    check_refused("sqlite://x.db", "third slash");
    check_refused("sqlite://:memory:", "third slash");
}

static void test_url_schemes(void **state)
{
    (void)state;
    check_understood("postgres://", "postgres -|-|-|:0|");
    check_understood("postgresql://h", "postgres -|-|-|h:0|");
    check_understood("postgresql+psycopg2://h/d", "postgres -|-|d|h:0|");
    check_understood("postgres+a.b-c_d://h/d", "postgres -|-|d|h:0|");
    check_understood("mysql://h/d", "mysql -|-|d|h:0|");
    check_understood("mysql+pymysql://h/d", "mysql -|-|d|h:0|");
    check_understood("mariadb://h/d", "mariadb -|-|d|h:0|");
    check_understood("MariaDB+x://h/d", "mariadb -|-|d|h:0|");
    static const char *const unknown[] = { "", "x", "oracle://h", "postgre://h", "postgresqlx://h", "postgresql+://h", "postgresql+a b://h", "sqlite",
        "mysql+", "file.db", ":memory:x", "://h", MARKER "://h", "u:" MARKER "@h/d", "postgresql+" MARKER, " postgresql://h", NULL };
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        check_refused(unknown[i], "sqlite:path, sqlite::memory:, postgresql://..., mysql://... or mariadb://...");
    }
    check_refused("postgresql:h", "must be followed by ://");
    check_refused("mysql:/h", "must be followed by ://");
    check_refused("mariadb:", "must be followed by ://");
}

static void test_url_users(void **state)
{
    (void)state;
    check_understood("postgresql://u:p@h:5433/d", "postgres u|p|d|h:5433|");
    check_understood("postgresql://u@h/d", "postgres u|-|d|h:0|");
    check_understood("mysql://u:@h/d", "mysql u||d|h:0|");
    check_understood("mysql://:p@h/d", "mysql -|p|d|h:0|");
    check_understood("mysql://@h", "mysql -|-|-|h:0|");
    check_understood("mysql://u:a:b::c@h", "mysql u|a:b::c|-|h:0|");
    check_understood("mysql://u%40x:p%40%2f%3A%25%23+@h", "mysql u@x|p@/:%#+|-|h:0|");
    check_understood("mysql://u:\xc3\xa9%C3%a9@h", "mysql u|\xc3\xa9\xc3\xa9|-|h:0|");
    check_refused("mysql://u:a@b@h", "the '@'");
    check_refused("mysql://u:a/b@h", "the '@'");
    check_refused("mysql://u:1/b@h/d", "the '@'");
    check_refused("mysql://u:1?b@h/d", "the '@'");
    check_refused("mysql://h/d?user=a@b", "the '@'");
    check_refused("mysql://u:a#b@h/d", "the '#'");
    check_refused("mysql://h/d#part", "the '#'");
}

static void test_url_hosts(void **state)
{
    (void)state;
    check_understood("postgresql://h1:1,h2:65535,h3/d", "postgres -|-|d|h1:1 h2:65535 h3:0|");
    check_understood("postgresql://a,b,c,d,e,f,g,h/d", "postgres -|-|d|a:0 b:0 c:0 d:0 e:0 f:0 g:0 h:0|");
    check_understood("postgresql://[::1]:5432/d", "postgres -|-|d|::1:5432|");
    check_understood("mysql://u:p@[fe80::1%25eth0],[2001:db8::1]:33/d", "mysql u|p|d|fe80::1%eth0:0 2001:db8::1:33|");
    check_understood("postgresql:///d", "postgres -|-|d|:0|");
    check_understood("postgresql://u@:5/d", "postgres u|-|d|:5|");
    check_understood("postgresql://u@/name?host=/socket/dir", "postgres u|-|name|:0|host=/socket/dir");
    check_understood("postgresql://%2Fvar%2Frun:5432/d", "postgres -|-|d|/var/run:5432|");
    check_understood("mysql://u@localhost/name?socket=/path", "mysql u|-|name|localhost:0|socket=/path");
    check_understood("mysql://my-host_1.example.com./d", "mysql -|-|d|my-host_1.example.com.:0|");
    check_refused("postgresql://a,b,c,d,e,f,g,h,i/d", "the hosts are more than 8");
    check_refused("postgresql://a,,b", "empty host");
    check_refused("postgresql://,", "empty host");
    check_refused("postgresql://a,:5432", "empty host");
    check_refused("postgresql://[::1/d", "'[' without ']'");
    check_refused("postgresql://u:" MARKER "@[::1", "'[' without ']'");
    check_refused("postgresql://[]", "no IPv6 address");
    check_refused("postgresql://[host]/d", "no IPv6 address");
    check_refused("postgresql://[12]", "no IPv6 address");
    check_refused("postgresql://[::1]5432/d", "after its ']'");
    check_refused("postgresql://::1/d", "the port");
    check_refused("postgresql://a b/d", "character that no host name has");
    check_refused("postgresql://u%3A" MARKER "%40h%2Fd", "character that no host name has");
    check_refused("postgresql://%2Fa%2Cb", "holds a comma");
}

static void test_url_ports(void **state)
{
    (void)state;
    check_understood("mysql://h:1", "mysql -|-|-|h:1|");
    check_understood("mysql://h:65535", "mysql -|-|-|h:65535|");
    check_understood("mysql://h:%33%33", "mysql -|-|-|h:33|");
    static const char *const wrong[] = { "mysql://h:0", "mysql://h:65536", "mysql://h:99999", "mysql://h:100000", "mysql://h:4294967297", "mysql://h:-1",
        "mysql://h:+1", "mysql://h: 1", "mysql://h:1x", "mysql://h:0x1", "mysql://h:", "mysql://h:/d", "mysql://u:" MARKER, "mysql://u:" MARKER "/h", "mysql://h:1:2" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) check_refused(wrong[i], "the port must be a number from 1 to 65535");
}

static void test_url_databases(void **state)
{
    (void)state;
    check_understood("mysql://h/", "mysql -|-|-|h:0|");
    check_understood("mysql://h/?a=b", "mysql -|-|-|h:0|a=b");
    check_understood("mysql://h/a%2fb%20%3F", "mysql -|-|a/b ?|h:0|");
    check_understood("mysql://h/a:b,c=d&e", "mysql -|-|a:b,c=d&e|h:0|");
    check_refused("mysql://h/a/b", "the database name holds a '/'");
    check_refused("mysql://h/a/", "the database name holds a '/'");
}

static void test_url_options(void **state)
{
    (void)state;
    static orm__url url;
    check_understood("mysql://h/d?a=1&b=&c%3D=x%26y=z/?+", "mysql -|-|d|h:0|a=1 b= c==x&y=z/?+");
    check_understood("mysql://h?a=1", "mysql -|-|-|h:0|a=1");
    check_understood("mysql://h/d?", "mysql -|-|d|h:0|");
    check_refused("mysql://h/d?a=1&a=2", "option 2 was already given");
    check_refused("mysql://h/d?a=1&b=2&%61=2", "option 3 was already given");
    check_refused("mysql://h/d?a", "option 1 has no '='");
    check_refused("mysql://h/d?password=" MARKER "&" MARKER, "option 2 has no '='");
    check_refused("mysql://h/d?a=1&", "option 2 has no '='");
    check_refused("mysql://h/d?a=1&&b=2", "option 2 has no '='");
    check_refused("mysql://h/d?=1", "option 1 has no name");
    assert_true(orm__url_parse("sqlite:a?Mode=ro&mode=rw&x=", &url, NULL, 0));
    assert_string_equal(orm__url_option(&url, "mode"), "rw");
    assert_string_equal(orm__url_option(&url, "x"), "");
    assert_null(orm__url_option(&url, "MODE"));
    char text[1024] = "sqlite:a?o0=0";
    for (int i = 1; i <= ORM__URL_OPTIONS_MAX; i++) {
        if (i == ORM__URL_OPTIONS_MAX) assert_true(orm__url_parse(text, &url, NULL, 0));
        (void)snprintf(text + strlen(text), 32, "&o%d=%d", i, i);
    }
    check_refused(text, "the options are more than 32");
}

static void test_url_decoding(void **state)
{
    (void)state;
    check_refused("sqlite:a%zz", "the path holds a '%'");
    check_refused("sqlite:a%4", "the path holds a '%'");
    check_refused("mysql://%@h", "the user holds a '%'");
    check_refused("mysql://u:" MARKER "%zz@h", "the password holds a '%'");
    check_refused("mysql://u:" MARKER "%@h", "the password holds a '%'");
    check_refused("mysql://u:" MARKER "%4@h", "the password holds a '%'");
    check_refused("mysql://u:" MARKER "%00@h", "the password holds a control character");
    check_refused("mysql://u:" MARKER "\n@h", "the password holds a control character");
    check_refused("mysql://h%/d", "the host holds a '%'");
    check_refused("mysql://h:1%/d", "the port holds a '%'");
    check_refused("mysql://h/d%g0", "the database name holds a '%'");
    check_refused("mysql://h/d\n", "the database name holds a control character");
    check_refused("mysql://h/d?a=%x&b=1", "option 1 holds a '%'");
    check_refused("mysql://h/d?a=1&%=1", "option 2 holds a '%'");
    check_refused("sqlite:a%00b", "the path holds a control character");
    check_refused("sqlite:a%1F", "the path holds a control character");
    check_refused("sqlite:a\x7f", "the path holds a control character");
    check_refused("mysql://u%0d:p@h", "the user holds a control character");
}

static void test_url_length(void **state)
{
    (void)state;
    static char text[8192];
    static orm__url url;
    strcpy(text, "sqlite:");
    memset(text + 7, 'a', ORM__URL_TEXT_MAX - 1);
    assert_true(orm__url_parse(text, &url, NULL, 0));
    assert_int_equal(strlen(url.database), ORM__URL_TEXT_MAX - 1);
    text[strlen(text)] = 'a';
    check_refused(text, "too long");
    check_redacted(text, "sqlite:***");
    text[strlen(text) - 1] = '\0';
    strcat(text, "?k=");
    check_refused(text, "too long");
    (void)snprintf(text, sizeof text, "mysql://u:%s", MARKER);
    memset(text + strlen(text), 'x', 4000);
    strcat(text, "@h/d");
    check_refused(text, "the password makes the URL too long");
    check_redacted(text, "mysql:***");
}

static void test_url_message_sizes(void **state)
{
    (void)state;
    static orm__url url;
    char full[640], cut[640];
    assert_false(orm__url_parse("mysql://h:x", &url, full, sizeof full));
    assert_string_equal(full, "mysql URL: the port must be a number from 1 to 65535");
    assert_false(orm__url_parse("mysql://h:x", &url, NULL, 0));
    for (size_t size = 1; size < strlen(full) + 3; size++) {
        memset(cut, 'z', sizeof cut);
        assert_false(orm__url_parse("mysql://h:x", &url, cut, size));
        assert_int_equal(strlen(cut), size - 1 < strlen(full) ? size - 1 : strlen(full));
        assert_int_equal(cut[size], 'z');
    }
}

static void test_url_redact(void **state)
{
    (void)state;
    check_redacted("postgres://u:" MARKER "@h:5432/d?sslmode=require", "postgresql://u:***@h:5432/d?sslmode=require");
    check_redacted("postgresql+x://u:p@[::1]:5,h2/d", "postgresql://u:***@[::1]:5,h2/d");
    check_redacted("mysql://u@h/d", "mysql://***@h/d");
    check_redacted("mysql://:p@h", "mysql://:***@h");
    check_redacted("mariadb://h/d?socket=/run/x.sock&charset=utf8mb4", "mariadb://h/d?socket=/run/x.sock&charset=utf8mb4");
    check_redacted("mysql://h/d?password=a&passwd=b&pwd=c&sslpassword=d", "mysql://h/d?password=***&passwd=***&pwd=***&sslpassword=***");
    check_redacted("mysql://h/d?Password=" MARKER "&what=ever", "mysql://h/d?***&***");
    check_redacted("mysql://h/d?sslmode=x;password=" MARKER, "mysql://h/d?sslmode=***");
    check_redacted("mysql://h/d;password=" MARKER, "mysql://h/***");
    check_redacted("mysql://u%3A" MARKER ":x@h/d", "mysql://***:***@h/d");
    check_redacted("sqlite:///data/my%20file.db?mode=ro", "sqlite:data/my file.db?mode=ro");
    check_redacted("sqlite:////data/a.db", "sqlite:/data/a.db");
    check_redacted("sqlite:C:/a.db", "sqlite:C:/a.db");
    check_redacted(":memory:", "sqlite::memory:");
    check_redacted("sqlite:///u:" MARKER "@h/d", "sqlite:***");
    check_redacted("sqlite:a:b", "sqlite:***");
    check_redacted("mysql://u:" MARKER "@h:x/d", "mysql:***");
    check_redacted("postgres://u:" MARKER "@[::1/d", "postgresql:***");
    check_redacted("u:" MARKER "@h/d", "***");
    check_redacted(MARKER, "***");
    check_redacted("", "***");
    check_redacted(NULL, "***");
    char small[8] = "zzzzzzz";
    orm__url_redact("postgres://h", small, 5);
    assert_string_equal(small, "post");
    assert_int_equal(small[5], 'z');
    orm__url_redact("postgres://h", NULL, 0);
}

static void test_url_wipe(void **state)
{
    (void)state;
    static orm__url url, zero;
    assert_true(orm__url_parse("mysql://u:" MARKER "@h/d", &url, NULL, 0));
    assert_string_equal(url.password, MARKER);
    orm__url_wipe(&url);
    assert_memory_equal(&url, &zero, sizeof url);
}

/* ---- random URLs --------------------------------------------------------------------------------------------------------- */
static uint64_t random_state = 20240608;

static uint32_t random_below(uint32_t bound)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return (uint32_t)(random_state >> 32) % bound;
}

static const char *random_of(const char *const *list, uint32_t count)
{
    return list[random_below(count)];
}
#define RANDOM(...) random_of((const char *const[]){ __VA_ARGS__ }, sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(const char *))

/* A URL whose password is the marker, as userinfo or as an option. */
static void random_url(char *out, size_t size)
{
    const char *scheme = RANDOM("postgres", "postgresql", "mysql", "mariadb", "postgresql+x", "sqlite", "sqlite3", "oracle", "");
    const char *host = RANDOM("h", "h:1", "h:x", "", "[::1]:5", "[::1", "a,b:2", "a,,b", "%2Ftmp", "h%zz");
    const char *database = RANDOM("", "/", "/d", "/d/e", "/d%20", "/d%");
    const char *options = RANDOM("", "?", "?sslmode=require", "?host=/tmp&mode=ro", "?a", "?a=1&a=1");
    const char *before = RANDOM("", "", "", "a", "%40", "x:y"), *after = RANDOM("", "", "", "b", "%zz", "%", "\n", "[");
    const char *key = RANDOM("password", "passwd", "pwd", "sslpassword", "Password", "unknown");
    const char *user = RANDOM("u", "", "u%40", "us.er");
    if (random_below(3)) {
        (void)snprintf(out, size, "%s://%s:%s" MARKER "%s@%s%s%s", scheme, user, before, after, host, database, options);
    } else {
        (void)snprintf(out, size, "%s:///%s?%s%s=%s" MARKER "%s", scheme, host, RANDOM("", "sslmode=prefer&", "mode=ro&x=1&"), key, before, after);
    }
}

/* A place outside of the marker: the marker must stay whole to be found. */
static size_t random_place(const char *text)
{
    const char *marker = strstr(text, MARKER);
    for (;;) {
        size_t place = random_below((uint32_t)strlen(text) + 1);
        if (!marker || text + place <= marker || text + place >= marker + strlen(MARKER)) return place;
    }
}

static void insert(char *text, size_t place, char c)
{
    memmove(text + place + 1, text + place, strlen(text + place) + 1);
    text[place] = c;
}

/* What tells a password from a name are the separators, so at most one of them is broken. */
static void break_one_separator(char *text)
{
    static const char separators[] = ":/@?#[]%&=,+;";
    size_t place = random_place(text);
    char c = separators[random_below(sizeof separators - 1)];
    const char *marker = strstr(text, MARKER);
    switch (random_below(4)) {
    case 0: insert(text, place, c); break;
    case 1: if (text[place] && text + place != marker) text[place] = c; break;
    case 2: if (text[place] && text + place != marker) memmove(text + place, text + place + 1, strlen(text + place)); break;
    default: if (text + place > marker) text[place] = '\0';
    }
}

static void add_noise(char *text)
{
    for (uint32_t n = random_below(4); n > 0; n--) {
        char c = (char)(1 + random_below(255));
        if (!strchr(":/@?#[]%&=,+;", c)) insert(text, random_place(text), c);
    }
}

static void check_no_leak(const char *text)
{
    static orm__url url;
    char message[640], *out = malloc(1024);
    assert_non_null(out);
    size_t size = random_below(8) ? 1024 : 1 + random_below(40);
    bool fine = orm__url_parse(text, &url, message, sizeof message);
    assert_true(fine ? message[0] == '\0' : message[0] != '\0');
    if (strstr(message, MARKER)) fail_msg("leak in the message of [%s]: %s", text, message);
    orm__url_redact(text, out, size);
    assert_true(strlen(out) < size);
    if (strstr(out, MARKER)) fail_msg("leak in the redaction of [%s]: %s", text, out);
    free(out);
}

static void test_url_random_never_leaks(void **state)
{
    (void)state;
    char text[512];
    for (int round = 0; round < 200000; round++) {
        random_url(text, sizeof text - 8);
        if (random_below(2)) break_one_separator(text);
        if (random_below(2)) add_noise(text);
        check_no_leak(text);
    }
}

/* Any bytes: no crash, and what is understood obeys the rules. */
static void test_url_random_bytes(void **state)
{
    (void)state;
    static orm__url url;
    static const char *const pieces[] = { "postgres", "mysql", "sqlite", ":", "//", "/", "@", "?", "&", "=", "%", "%41", "%00", "[", "]", "::1", ",", "#",
        "9", "65536", "a", "\xff", "\n", "host", ":memory:", "+" };
    char text[256];
    for (int round = 0; round < 200000; round++) {
        size_t used = (size_t)snprintf(text, sizeof text, "%s", RANDOM("postgres://", "mysql://", "sqlite:", ""));
        for (uint32_t n = random_below(16); n > 0; n--) used += (size_t)snprintf(text + used, sizeof text - used, "%s", random_of(pieces, 26));
        if (random_below(4) == 0 && used > 0) text[random_below((uint32_t)used)] = (char)(1 + random_below(255));
        char *exact = strcpy(malloc(strlen(text) + 1), text), redacted[512]; /* ASan sees a byte read too many */
        if (orm__url_parse(exact, &url, NULL, 0)) {
            assert_true(url.dialect == ORM_DIALECT_SQLITE ? url.database && !url.host_count : url.host_count > 0);
            assert_true(url.host_count <= ORM__URL_HOSTS_MAX && url.option_count <= ORM__URL_OPTIONS_MAX && url.text_used <= sizeof url.text);
        }
        orm__url_redact(exact, redacted, sizeof redacted);
        free(exact);
    }
}

/* The spellings that other ORMs have made usual. */
static void test_url_spellings_of_others(void **state)
{
    (void)state;
    check_understood("sqlite+aiosqlite:///./f.db", "sqlite -|-|./f.db||");
    check_understood("sqlite+pysqlite:////var/f.db", "sqlite -|-|/var/f.db||");
    check_understood("sqlite:///:memory:", "sqlite -|-|:memory:||");
    check_understood("postgresql+asyncpg://user:pass@host:5432/dbname", "postgres user|pass|dbname|host:5432|");
    check_understood("postgresql+psycopg3://user:pass@host/dbname?sslmode=require", "postgres user|pass|dbname|host:0|sslmode=require");
    check_understood("mysql+aiomysql://user:password@host:3306/db", "mysql user|password|db|host:3306|");
    check_understood("mariadb+mariadbconnector://user@host/db", "mariadb user|-|db|host:0|");
    check_understood("postgresql://u@/name?host=/socket/dir", "postgres u|-|name|:0|host=/socket/dir");
    check_understood("mysql://u@localhost/name?socket=/path", "mysql u|-|name|localhost:0|socket=/path");
}

/* ---- addresses ---------------------------------------------------------------------------------------------------------- */
static void check_address(orm_address address, const char *expected)
{
    static orm__url url;
    char message[640], seen[4096];
    if (!orm__url_from(&address, &url, message, sizeof message)) fail_msg("[%s]: %s", expected, message);
    assert_string_equal(message, "");
    describe(&url, seen, sizeof seen);
    assert_string_equal(seen, expected);
}

static void check_address_refused(orm_address address, const char *words)
{
    static orm__url url, zero;
    char message[640];
    memset(&url, 0x5a, sizeof url);
    if (orm__url_from(&address, &url, message, sizeof message)) fail_msg("it was accepted, though \"%s\"", words);
    if (!strstr(message, words)) fail_msg("\"%s\" has no \"%s\"", message, words);
    assert_null(strstr(message, MARKER));
    assert_memory_equal(&url, &zero, sizeof url);
}

#define PG .dialect = ORM_DIALECT_POSTGRES
#define MY .dialect = ORM_DIALECT_MYSQL
static void test_url_address(void **state)
{
    (void)state;
    check_address((orm_address){ PG }, "postgres -|-|-|:0|");
    check_address((orm_address){ PG, .host = "h", .port = 5433, .user = "u", .password = "p", .database = "d" }, "postgres u|p|d|h:5433|");
    check_address((orm_address){ PG, .host = "", .user = "", .password = "", .database = "" }, "postgres -||-|:0|");
    check_address((orm_address){ PG, .user = "u%41:/@?#", .password = "\x01\n%zz@/", .database = "a/b?c" }, "postgres u%41:/@?#|\x01\n%zz@/|a/b?c|:0|"); /* nothing is decoded */
    check_address((orm_address){ PG, .host = "a,b:2,[::1]:3,::2,/run/pg", .port = 9 }, "postgres -|-|-|a:9 b:2 ::1:3 ::2:9 /run/pg:9|");
    check_address((orm_address){ PG, .host = "fe80::1%eth0" }, "postgres -|-|-|fe80::1%eth0:0|");
    check_address((orm_address){ PG, .options = "a=%41b&c=d&" }, "postgres -|-|-|:0|a=Ab c=d");
    check_address((orm_address){ MY, .host = "/run/my.sock", .port = 3 }, "mysql -|-|-|:0|socket=/run/my.sock");
    check_address((orm_address){ .dialect = ORM_DIALECT_MARIADB, .host = "h", .options = "charset=utf8mb4" }, "mariadb -|-|-|h:0|charset=utf8mb4");
    check_address((orm_address){ .database = "a b%20?c.db" }, "sqlite -|-|a b%20?c.db||");
    check_address((orm_address){ .database = ":memory:", .options = "cache=private" }, "sqlite -|-|:memory:||cache=private");
    check_address_refused((orm_address){ .database = "x", .password = MARKER }, "are for servers");
    check_address_refused((orm_address){ .database = "x", .host = "h" }, "are for servers");
    check_address_refused((orm_address){ .database = "" }, "is missing");
    check_address_refused((orm_address){ .dialect = ORM_DIALECT_COUNT, .database = "x" }, "the dialect");
    check_address_refused((orm_address){ PG, .host = "h", .port = 65536, .password = MARKER }, "the port");
    check_address_refused((orm_address){ PG, .host = "h", .port = -1 }, "the port");
    check_address_refused((orm_address){ PG, .host = "h:0" }, "the port");
    check_address_refused((orm_address){ PG, .host = "a,,b" }, "empty host");
    check_address_refused((orm_address){ PG, .host = "a," }, "empty host");
    check_address_refused((orm_address){ PG, .host = "host:1:2", .password = MARKER }, "several colons");
    check_address_refused((orm_address){ PG, .host = "u:" MARKER "@h" }, "the port"); /* a URL's beginning in the wrong place */
    check_address_refused((orm_address){ PG, .host = "a,b,c,d,e,f,g,h,i" }, "more than 8");
    check_address_refused((orm_address){ PG, .host = "/a,/b,/c,/d,/e,/f,/g,/h,/i" }, "more than 8");
    check_address_refused((orm_address){ PG, .user = "u\n" }, "control character");
    check_address_refused((orm_address){ PG, .database = "u\x7f" }, "control character");
    check_address_refused((orm_address){ PG, .options = "a" }, "has no '='");
    check_address_refused((orm_address){ PG, .options = "a=b&a=" MARKER }, "already given");
    check_address_refused((orm_address){ PG, .options = "a=%zz" MARKER }, "hexadecimal");
    check_address_refused((orm_address){ MY, .host = "/s", .options = "socket=/t" }, "given twice");
    char longest[ORM__URL_TEXT_MAX + 1];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    check_address_refused((orm_address){ PG, .password = longest }, "too long");
}

static void test_url_local(void **state)
{
    (void)state;
    static orm__url url;
    const struct { const char *url; bool local; } cases[] = {
        { "postgresql://", true }, { "postgresql://localhost/d", true }, { "postgresql://127.0.0.1:5/d", true }, { "postgresql://127.1.2.3/d", true }, { "postgresql://[::1]/d", true },
        { "postgresql://%2Frun%2Fpg/d", true }, { "postgresql://u@/d?host=/run/pg", true }, { "postgresql://u@/d?host=db.example.org", false }, { "postgresql://localhost,db.example.org/d", false },
        { "postgresql://127.0.0.1.example.org/d", false }, { "postgresql://localhost.example.org/d", false }, { "postgresql://10.0.0.1/d", false }, { "postgresql://[fe80::1]/d", false },
        { "postgresql://localhost/d?hostaddr=10.0.0.1", false }, { "postgresql://db.example.org/d?hostaddr=127.0.0.1", false }, { "postgresql://u@/d?host=/run/pg,db", false },
        { "mysql://u@localhost/d?socket=/run/my.sock", true }, { "mysql://db/d", false } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(orm__url_parse(cases[i].url, &url, NULL, 0));
        if (orm__url_is_local(&url) != cases[i].local) fail_msg("%s", cases[i].url);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_url_sqlite), cmocka_unit_test(test_url_schemes), cmocka_unit_test(test_url_users),
        cmocka_unit_test(test_url_hosts), cmocka_unit_test(test_url_ports), cmocka_unit_test(test_url_databases),
        cmocka_unit_test(test_url_options), cmocka_unit_test(test_url_decoding), cmocka_unit_test(test_url_length),
        cmocka_unit_test(test_url_message_sizes), cmocka_unit_test(test_url_redact), cmocka_unit_test(test_url_wipe),
        cmocka_unit_test(test_url_spellings_of_others), cmocka_unit_test(test_url_address), cmocka_unit_test(test_url_local),
        cmocka_unit_test(test_url_random_never_leaks), cmocka_unit_test(test_url_random_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
