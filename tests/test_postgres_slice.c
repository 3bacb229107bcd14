/* build: flags: -DORM_POSTGRES -DORM_SQLITE; libs: -lpq -lsqlite3; dialects: postgres */
/* The PostgreSQL driver, as far as it goes: connecting, statements, values, errors, transactions, limits.  On a server that ORM_TEST_POSTGRES_URL names, a URL
 * that begins with "postgresql://orm@/postgres?" and needs no password; `tools/with_postgres.sh COMMAND` provides one, with a role "word" whose password is
 * "s3cr3t word". */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include "harness.h"
#include <pthread.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define MOOD(X) X(MOOD_GOOD, "good") X(MOOD_BAD, "bad")
ORM_ENUM(Mood, MOOD);

#define LAYOUT_MODEL(X)                                       \
    X(key,   int64,           id,    .auto_increment = true)  \
    X(field, bool,            flag)                           \
    X(field, int16,           small)                          \
    X(field, int32,           medium)                         \
    X(field, uint32,          medium_u)                       \
    X(field, uint64,          large_u)                        \
    X(field, float,           single)                         \
    X(field, double,          wide)                           \
    X(field, text,            body)                           \
    X(field, varchar(20),     label)                          \
    X(field, char_(5),        code)                           \
    X(field, json,            doc)                            \
    X(field, inet,            address)                        \
    X(field, cidr,            network)                        \
    X(field, macaddr,         card)                           \
    X(field, decimal(30, 10), exact)                          \
    X(field, timestamp,       at)                             \
    X(field, date,            day)                            \
    X(field, time,            hour)                           \
    X(field, interval,        span)                           \
    X(field, uuid,            tag)                            \
    X(field, blob,            raw)                            \
    X(field, point,           place)                          \
    X(field, enum(Mood),      mood)

#define MAYBE_MODEL(X)                                        \
    X(key,   int64,                id, .auto_increment = true) \
    X(field, opt(bool),            flag)                      \
    X(field, opt(int32),           medium)                    \
    X(field, opt(double),          wide)                      \
    X(field, opt(text),            body)                      \
    X(field, opt(decimal(10, 2)),  exact)                     \
    X(field, opt(timestamp),       at)                        \
    X(field, opt(date),            day)                       \
    X(field, opt(uuid),            tag)                       \
    X(field, opt(blob),            raw)                       \
    X(field, opt(enum(Mood)),      mood)

#define PERSON_MODEL(X)                                                                    \
    X(key,   int64,        id,    .auto_increment = true)                                  \
    X(field, varchar(100), name,  .column = "full name")                                   \
    X(field, varchar(200), email, .unique = true)                                          \
    X(field, opt(int32),   age,   .check = "age > 0")                                      \
    X(field, int64,        views)                                                          \
    X(field, text,         state, .default_sql = "'new'")                                  \
    X(field, opt(int64),   boss,  .references = ORM_REF(Person, id))                       \
    X(unique, (name, age), .name = "person_name_age")

#define LIST_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, array(int64), numbers)

ORM_DECLARE(Person);
ORM_MODEL(Layout, Layouts, LAYOUT_MODEL, .table = "slice_layouts");
ORM_MODEL(Maybe, Maybes, MAYBE_MODEL, .table = "slice_maybes");
ORM_MODEL(Person, People, PERSON_MODEL, .table = "slice_people");
ORM_MODEL(Numbers, NumberLists, LIST_MODEL, .table = "slice_numbers");

#define ALL_MODELS ORM_MODELS(Layout, Maybe, Person, Numbers)
#define COUNT(array) (sizeof(array) / sizeof *(array))

/* ---- the server ------------------------------------------------------------------------------------------------------------------ */
/* The URL with another user part and database: url_with("word:pw", "other"). */
static const char *url_with(const char *user, const char *database) {
    static const char begins[] = "postgresql://orm@/postgres?";
    static char url[1000];
    const char *given = getenv("ORM_TEST_POSTGRES_URL");
    if (!given || strncmp(given, begins, strlen(begins)) != 0) return NULL;
    snprintf(url, sizeof url, "postgresql://%s@/%s?%s", user, database, given + strlen(begins));
    return url;
}
static void skip_without_server(void) {
    if (url_with("orm", "postgres")) return;
    printf("skipped: ORM_TEST_POSTGRES_URL is not set, or not of the form postgresql://orm@/postgres?host=...: run this under tools/with_postgres.sh\n");
    skip();
}
typedef struct place { orm_db *db; orm_session *s; } place;
static place open_place(const orm_options *options) {
    skip_without_server();
    place p = { .db = test_open_with(url_with("orm", "postgres"), options) };
    p.s = orm_session_open(p.db);
    assert_non_null(p.s);
    return p;
}
/* With fresh tables. */
static place open_tables(const orm_options *options) {
    place p = open_place(options);
    assert_ok(p.s, orm_drop_tables(p.s, ALL_MODELS, NULL));
    assert_ok(p.s, orm_create_tables(p.s, ALL_MODELS, NULL));
    return p;
}
static void close_place(place p) {
    assert_int_equal(orm_session_close(p.s), ORM_OK);
    assert_int_equal(orm_close(p.db), ORM_OK);
}
static Person person(const char *name, const char *email) { return (Person){ .name = name, .email = email, .state = "set" }; }
static int64_t milliseconds(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* ---- connecting --------------------------------------------------------------------------------------------------------------------- */
static void refuse_open(const char *url, orm_status status, const char *sqlstate, const char *says, const char *secret) {
    orm_error err;
    assert_null(orm_open(url, NULL, &err));
    if (err.status != status) fail_msg("%s instead of %s: %s", orm_status_name(err.status), orm_status_name(status), err.message);
    if (sqlstate) assert_string_equal(err.sqlstate, sqlstate);
    assert_has_text(err.message, says, __FILE__, __LINE__);
    if (secret && strstr(err.message, secret)) fail_msg("the message holds the password: %s", err.message);
}
static void test_postgres_open(void **state) {
    (void)state;
    place p = open_place(NULL);
    assert_int_equal(orm_dialect_of(p.db), ORM_DIALECT_POSTGRES);
    assert_true(orm_server_version(p.db) >= 100000);
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT current_setting('TimeZone')", orm_args())), "UTC");
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT current_setting('client_encoding')", orm_args())), "UTF8");
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT current_setting('application_name')", orm_args())), "orm.h");
    close_place(p);
}
static void test_postgres_password(void **state) {
    (void)state;
    skip_without_server();
    refuse_open(url_with("word:hunter2hunter2", "postgres"), ORM_CONFIG, "28P01", "password", "hunter2");
    refuse_open(url_with("word", "postgres"), ORM_CONFIG, NULL, "password", NULL);
    orm_close(test_open_with(url_with("word:s3cr3t%20word", "postgres"), NULL));
}
static void test_postgres_refused_port(void **state) {
    (void)state;
    refuse_open("postgresql://orm:hunter2hunter2@127.0.0.1:1/postgres", ORM_CONNECTION, "", "127.0.0.1", "hunter2");
    refuse_open("postgresql://orm:hunter2hunter2@/postgres?host=/nowhere/at/all", ORM_CONNECTION, "", "/nowhere/at/all", "hunter2");
}
static void test_postgres_unknown_database(void **state) {
    (void)state;
    skip_without_server();
    refuse_open(url_with("orm", "no_such_base"), ORM_CONFIG, "3D000", "no_such_base", NULL);
}
static void test_postgres_options(void **state) {
    (void)state;
    refuse_open("postgresql://orm:hunter2hunter2@127.0.0.1:1/postgres?nonsense=1", ORM_CONFIG, "", "nonsense", "hunter2");
    refuse_open("postgresql://orm@127.0.0.1:1/postgres?sslmode=perhaps", ORM_CONFIG, "", "sslmode", NULL);
    refuse_open("postgresql://orm@127.0.0.1:1/postgres?dbname=other", ORM_CONFIG, "", "dbname", NULL);
    refuse_open("postgresql://orm@127.0.0.1:1/postgres?host=/tmp", ORM_CONFIG, "", "host", NULL);
    refuse_open("postgresql://orm:a@127.0.0.1:1/postgres?password=hunter2hunter2", ORM_CONFIG, "", "password", "hunter2");
    refuse_open("postgresql://orm@127.0.0.1:1/postgres?connect_timeout=soon", ORM_CONFIG, "", "connect_timeout", NULL);
}
/* A server that takes the connection and never says a word. */
static void test_postgres_silent_server(void **state) {
    (void)state;
    orm_error err;
    char url[200], folder[] = "/tmp/orm-silent-XXXXXX";
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    assert_non_null(mkdtemp(folder));
    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder);
    const int server = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(bind(server, (const struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(server, 1), 0);
    snprintf(url, sizeof url, "postgresql://orm@/postgres?host=%s", folder);
    const int64_t began = milliseconds();
    assert_null(orm_open(url, &(orm_options){ .connect_ms = 200 }, &err));
    assert_int_equal(err.status, ORM_TIMEOUT);
    assert_between(milliseconds() - began, 150, 2000);
    close(server);
    unlink(address.sun_path);
    rmdir(folder);
}

/* ---- rows ---------------------------------------------------------------------------------------------------------------------------- */
static void test_postgres_insert_key(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person one = person("One", "one@x"), two = person("Two", "two@x");
    assert_ok(p.s, Person_insert(p.s, &one));
    assert_ok(p.s, Person_insert(p.s, &two));
    assert_true(one.id > 0 && two.id > one.id);
    Person given = person("Given", "given@x");
    given.id = 1000;
    assert_ok(p.s, Person_insert(p.s, &given));
    assert_int_equal(given.id, 1000);
    Person many[5];
    for (int i = 0; i < 5; i++) many[i] = person("Many", i == 0 ? "a" : i == 1 ? "b" : i == 2 ? "c" : i == 3 ? "d" : "e"), many[i].age = (orm_opt_int32)ORM_SOME(i + 1);
    assert_ok(p.s, Person_insert_all(p.s, many, 5));
    for (int i = 0; i < 5; i++) {
        const Person *stored = Person_get(p.s, many[i].id);
        assert_non_null(stored);
        assert_string_equal(stored->email, many[i].email);
    }
    assert_int_equal(Person_count(p.s, NULL), 8);
    close_place(p);
}
/* Keys that are given move the sequence of their column on - of a serial column, too, in steps, never back, and only where the role may. */
static void test_postgres_given_keys_move_the_sequence(void **state) {
    (void)state;
    place p = open_tables(NULL);
    static const struct { const char *sequence; int64_t given, next; } cases[] = {
        { "ALTER TABLE slice_maybes ALTER COLUMN id RESTART SET INCREMENT BY 1", 10, 11 }, { NULL, 500, 501 }, { NULL, 400, 502 },
        { "ALTER TABLE slice_maybes ALTER COLUMN id SET INCREMENT BY 10", 505, 522 }, { NULL, 9000, 9010 }, { NULL, 9011, 9030 },
        { "ALTER TABLE slice_maybes ALTER COLUMN id SET MAXVALUE 10000", 20000, 9040 },                               /* beyond what it can give */
        { "ALTER TABLE slice_maybes ALTER COLUMN id SET INCREMENT BY -1 SET MINVALUE -100000", 9500, 9039 },          /* downwards there is nothing to move on */
        { "ALTER TABLE slice_maybes ALTER COLUMN id DROP IDENTITY", 0, 0 },
        { "CREATE SEQUENCE slice_serial OWNED BY slice_maybes.id", 0, 0 },
        { "ALTER TABLE slice_maybes ALTER COLUMN id SET DEFAULT nextval('slice_serial')", 30000, 30001 } };
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (cases[i].sequence && orm_exec_text(p.s, cases[i].sequence, orm_args()) < 0) fail_msg("%s: %s", cases[i].sequence, orm_error_of(p.s)->message);
        if (!cases[i].given) continue;
        Maybe given = { .id = cases[i].given }, next = { .id = 0 };
        if (Maybe_insert(p.s, &given) != ORM_OK || Maybe_insert(p.s, &next) != ORM_OK) fail_msg("case %zu: %s", i, orm_error_of(p.s)->message);
        if (next.id != cases[i].next) fail_msg("case %zu: %lld instead of %lld", i, (long long)next.id, (long long)cases[i].next);
    }
    /* a column without a sequence, and a role without the right: the row goes in */
    assert_int_equal(orm_exec(p.s, "ALTER TABLE slice_maybes ALTER COLUMN id DROP DEFAULT", orm_args()), 0);
    assert_int_equal(orm_exec(p.s, "DROP SEQUENCE slice_serial", orm_args()), 0);
    Maybe bare = { .id = 40000 };
    assert_ok(p.s, Maybe_insert(p.s, &bare));
    assert_ok(p.s, Maybe_insert_all(p.s, (Maybe[]){ { .id = 40001 }, { .id = 40002 } }, 2));
    assert_int_equal(orm_exec(p.s, "ALTER TABLE slice_maybes ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY", orm_args()), 0);
    assert_int_equal(orm_exec(p.s, "GRANT INSERT, SELECT ON slice_maybes TO word", orm_args()), 0);
    assert_int_equal(orm_exec(p.s, "GRANT USAGE ON SCHEMA public TO word", orm_args()), 0);
    place word = { .db = test_open_with(url_with("word:s3cr3t%20word", "postgres"), NULL) };
    word.s = orm_session_open(word.db);
    bare = (Maybe){ .id = 50000 };
    assert_ok(word.s, Maybe_insert(word.s, &bare));
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT count(*) FROM pg_sequences WHERE sequencename = 'slice_maybes_id_seq' AND last_value IS NULL", orm_args())), 1);
    close_place(word);
    assert_int_equal(orm_exec(p.s, "REVOKE ALL ON slice_maybes FROM word", orm_args()), 0);
    assert_int_equal(orm_exec(p.s, "REVOKE ALL ON SCHEMA public FROM word", orm_args()), 0);
    /* what is given to many rows moves it once, at the end */
    assert_ok(p.s, Maybe_insert_all(p.s, (Maybe[]){ { .id = 60000 }, { .id = 0 }, { .id = 60002 } }, 3));
    Maybe last = { .id = 0 };
    assert_ok(p.s, Maybe_insert(p.s, &last));
    assert_int_equal(last.id, 60003);
    close_place(p);
}
static void test_postgres_database_defaults(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person row = person("D", "d@x");
    row.state = NULL;
    orm_use_defaults(&row, ORM_COLS(People.state));
    assert_ok(p.s, Person_insert(p.s, &row));
    assert_string_equal(row.state, "new");
    assert_true(row.id > 0);
    close_place(p);
}
static void test_postgres_query(void **state) {
    (void)state;
    place p = open_tables(NULL);
    const struct { const char *name; int32_t age; int64_t views; } people[] = { { "Ann", 20, 5 }, { "Bob", 30, 6 }, { "Cid", 40, 7 }, { "Dan", 50, 8 } };
    for (size_t i = 0; i < COUNT(people); i++) {
        Person row = person(people[i].name, people[i].name);
        row.age = (orm_opt_int32)ORM_SOME(people[i].age), row.views = people[i].views;
        assert_ok(p.s, Person_insert(p.s, &row));
    }
    const Person_list l = Person_all(p.s, orm_q(.where = orm_and(orm_gt(People.age, 20), orm_like(People.name, "%n"), orm_in(People.views, 6, 7, 8)),
                                                .order_by = { orm_desc(People.age) }, .limit = 3));
    assert_session(p.s, ORM_OK);
    assert_int_equal(l.count, 1);
    assert_string_equal(l.items[0].name, "Dan");
    assert_int_equal(Person_count(p.s, orm_q(.where = orm_gt(orm_mul(People.views, 1.5), 10.0))), 2);
    assert_int_equal(Person_update_where(p.s, orm_q(.where = orm_le(People.age, 30)), ORM_SET(orm_set(People.views, orm_add(People.views, INT64_C(5000000000))))), 2);
    assert_int_equal(orm_value_int(Person_aggregate(p.s, NULL, orm_sum(People.views))), INT64_C(10000000026));
    assert_true(orm_value_double(Person_aggregate(p.s, NULL, orm_avg(People.age))) == 35.0);
    assert_int_equal(Person_delete_where(p.s, orm_q(.where = orm_eq(People.name, "Cid"))), 1);
    assert_int_equal(Person_count(p.s, NULL), 3);
    close_place(p);
}
static void test_postgres_patterns_fold(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person row = person("Übergröße", "u@x");
    assert_ok(p.s, Person_insert(p.s, &row));
    assert_int_equal(Person_count(p.s, orm_q(.where = orm_icontains(People.name, "ÜBERGRÖ"))), 1);
    assert_int_equal(Person_count(p.s, orm_q(.where = orm_contains(People.name, "überGRÖ"))), 0);
    close_place(p);
}

/* ---- values --------------------------------------------------------------------------------------------------------------------------- */
static Layout sample_layout(void) {
    return (Layout){ .flag = true, .small = INT16_MIN, .medium = INT32_MIN, .medium_u = UINT32_MAX, .large_u = UINT64_MAX, .single = 1.5e-40f, .wide = -1.7976931348623157e308,
                     .body = "Grüße 😀 'quoted' \"double\" \\ and\nlines", .label = "käse", .code = "ab", .doc = "{\"a\": [1, null, \"x\"]}", .address = "2001:db8::1",
                     .network = "10.1.0.0/16", .card = "08:00:2b:01:02:03", .exact = ORM_DEC("-12345678901234567890.0000000001"), .at = ORM_TIMESTAMP_MAX, .day = ORM_DATE_MIN,
                     .hour = INT64_C(86399999999), .span = { 14, -3, 4000001 }, .tag = { { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255 } }, .raw = { "\0\x01\xff\\", 4 },
                     .place = { 0.1, -2.5e300 }, .mood = MOOD_BAD };
}
static void assert_same_layout(const Layout *a, const Layout *b) {
    assert_true(a->flag == b->flag && a->small == b->small && a->medium == b->medium && a->medium_u == b->medium_u && a->large_u == b->large_u);
    assert_true(!(a->single < b->single) && !(a->single > b->single) && !(a->wide < b->wide) && !(a->wide > b->wide));
    assert_string_equal(a->body, b->body);
    assert_string_equal(a->label, b->label);
    assert_string_equal(a->code, b->code);
    assert_string_equal(a->doc, b->doc);
    assert_string_equal(a->address, b->address);
    assert_string_equal(a->network, b->network);
    assert_string_equal(a->card, b->card);
    assert_string_equal(a->exact.text, b->exact.text);
    assert_true(a->at == b->at && a->day == b->day && a->hour == b->hour);
    assert_true(a->span.months == b->span.months && a->span.days == b->span.days && a->span.microseconds == b->span.microseconds);
    assert_memory_equal(a->tag.bytes, b->tag.bytes, 16);
    assert_int_equal(a->raw.size, b->raw.size);
    assert_memory_equal(a->raw.data, b->raw.data, a->raw.size);
    assert_true(!(a->place.x < b->place.x) && !(a->place.x > b->place.x) && !(a->place.y < b->place.y) && !(a->place.y > b->place.y));
    assert_int_equal(a->mood, b->mood);
}
static void test_postgres_values(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Layout rows[3] = { sample_layout(), sample_layout(), sample_layout() };
    rows[1].large_u = 7, rows[1].exact = ORM_DEC("0.0001000000"), rows[1].at = -1, rows[1].day = 0, rows[1].hour = 0, rows[1].span = (orm_interval){ 0, 0, 0 }, rows[1].raw = (orm_blob){ "", 0 };
    rows[1].address = "192.168.0.5/24", rows[1].body = "";
    rows[2].exact = ORM_DEC("10000000000000000000.0000000000"), rows[2].at = ORM_TIMESTAMP_MIN, rows[2].day = ORM_DATE_MAX, rows[2].wide = 4.9e-324;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_ok(p.s, Layout_insert(p.s, &rows[i]));
        const Layout *stored = Layout_get(p.s, rows[i].id);
        if (!stored) fail_msg("row %zu: %s", i, orm_error_of(p.s)->message);
        assert_same_layout(stored, &rows[i]);
    }
    /* the same values as conditions */
    const Layout *r = &rows[0];
    assert_int_equal(Layout_count(p.s, orm_q(.where = orm_and(orm_eq(Layouts.at, r->at), orm_eq(Layouts.day, r->day), orm_eq(Layouts.hour, r->hour), orm_eq(Layouts.large_u, r->large_u)))), 1);
    assert_int_equal(Layout_count(p.s, orm_q(.where = orm_and(orm_eq(Layouts.exact, r->exact), orm_eq(Layouts.body, r->body), orm_eq(Layouts.mood, MOOD_BAD), orm_eq(Layouts.single, r->single)))), 1);
    assert_int_equal(Layout_count(p.s, orm_q(.where = orm_and(orm_eq(Layouts.tag, r->tag), orm_eq(Layouts.raw, r->raw), orm_eq(Layouts.address, r->address), orm_eq(Layouts.flag, true)))), 2);
    assert_string_equal(orm_value_decimal(Layout_aggregate(p.s, NULL, orm_sum(Layouts.exact))).text, "-2345678901234567889.9999000001");
    assert_true(Layout_aggregate(p.s, NULL, orm_max(Layouts.at)).as.integer == ORM_TIMESTAMP_MAX);
    close_place(p);
}
static void test_postgres_nulls(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Maybe none = { .id = 0 }, some = { .flag = ORM_SOME(false), .medium = ORM_SOME(0), .wide = ORM_SOME(0.0), .body = "", .exact = ORM_DEC("0.00"), .at = ORM_SOME(0), .day = ORM_SOME(0),
                                       .tag = { .has = true }, .raw = { "", 0 }, .mood = ORM_SOME(MOOD_GOOD) };
    assert_ok(p.s, Maybe_insert(p.s, &none));
    assert_ok(p.s, Maybe_insert(p.s, &some));
    const Maybe *n = Maybe_get(p.s, none.id), *v = Maybe_get(p.s, some.id);
    assert_true(n && v);
    assert_false(n->flag.has || n->medium.has || n->wide.has || n->body || n->exact.text || n->at.has || n->day.has || n->tag.has || n->raw.data || n->mood.has);
    assert_true(v->flag.has && v->medium.has && v->wide.has && v->at.has && v->day.has && v->tag.has && v->mood.has && v->raw.data);
    assert_string_equal(v->body, "");
    assert_string_equal(v->exact.text, "0.00");
    assert_int_equal(Maybe_count(p.s, orm_q(.where = orm_is_null(Maybes.at))), 1);
    assert_int_equal(Maybe_count(p.s, orm_q(.where = orm_eq(Maybes.medium, 0))), 1);
    const Maybe_list sorted = Maybe_all(p.s, orm_q(.order_by = { orm_asc(Maybes.medium) })); /* NULL first, as on every database */
    assert_int_equal(sorted.count, 2);
    assert_int_equal(sorted.items[0].id, none.id);
    close_place(p);
}
/* Cursors see what they would see on SQLite; types that are not known here come as the server's text. */
static void test_postgres_raw_values(void **state) {
    (void)state;
    place p = open_place(NULL);
    orm_rows r = orm_sql(p.s, "SELECT TIMESTAMPTZ '2026-01-31 23:59:59.5+02', DATE '1999-12-31', NUMERIC '12.50', NUMERIC '7', true, 2.5::float4, '\\x00ff'::bytea, NULL::int, "
                              "INTERVAL '1 year 2 days', 'x'::char(3), INET '10.0.0.1', POINT(1, 2)", orm_args());
    assert_true(orm_next(&r));
    assert_string_equal(orm_text(&r, 0), "2026-01-31 21:59:59.500000");
    assert_string_equal(orm_text(&r, 1), "1999-12-31");
    assert_string_equal(orm_text(&r, 2), "12.50");
    assert_int_equal(orm_int(&r, 3), 7);
    assert_int_equal(orm_int(&r, 4), 1);
    assert_true(orm_double(&r, 5) == 2.5);
    assert_int_equal(orm_blob(&r, 6).size, 2);
    assert_true(orm_null(&r, 7));
    assert_string_equal(orm_text(&r, 8), "P1Y2D");
    assert_string_equal(orm_text(&r, 9), "x");
    assert_string_equal(orm_text(&r, 10), "10.0.0.1");
    assert_string_equal(orm_text(&r, 11), "(1,2)");
    assert_false(orm_next(&r));
    r = orm_sql(p.s, "SELECT ARRAY[1,2], 5::int8, true, '\\x00ff'::bytea, DATE '1999-12-31', 1.25::float8, 'ab'::char(4)", orm_args());
    assert_true(orm_next(&r));
    assert_string_equal(orm_text(&r, 0), "[1,2]");
    assert_int_equal(orm_int(&r, 1), 5);
    assert_int_equal(orm_int(&r, 2), 1);
    assert_memory_equal(orm_blob(&r, 3).data, "\0\xff", 2);
    assert_string_equal(orm_text(&r, 4), "1999-12-31");
    assert_true(orm_double(&r, 5) == 1.25);
    assert_string_equal(orm_text(&r, 6), "ab");
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    assert_true(orm_value_is_null(orm_scalar_sql(p.s, "SELECT 'infinity'::timestamptz", orm_args())));
    assert_session(p.s, ORM_INVALID);
    close_place(p);
}
/* A column of a type that is not known here turns the whole result into texts: a model reads the same from them. */
static void test_postgres_values_as_text(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Layout row = sample_layout();
    assert_ok(p.s, Layout_insert(p.s, &row));
    const Layout_list l = Layout_sql_match(p.s, "SELECT *, ARRAY[1] AS extra FROM slice_layouts", orm_args(), ORM_ALLOW_EXTRA);
    assert_session(p.s, ORM_OK);
    assert_int_equal(l.count, 1);
    assert_same_layout(&l.items[0], &row);
    close_place(p);
}
static void test_postgres_raw_arguments(void **state) {
    (void)state;
    place p = open_place(NULL);
    orm_rows r = orm_sql(p.s, "SELECT ?::int4 + 1, ?::numeric, ?, ?::uuid, ?::bytea, ?::float4, ?::timestamptz, ?::jsonb, ?::bool, ?::int8", orm_args(41, "1.50", "text 😀",
                         "00010203-0405-0607-0809-0a0b0c0d0e0f", ((orm_blob){ "\0\1", 2 }), 0.5, "2026-01-31", "{\"a\": 1}", true, (const char *)NULL));
    if (!orm_next(&r)) fail_msg("%s", orm_error_of(p.s)->message);
    assert_int_equal(orm_int(&r, 0), 42);
    assert_string_equal(orm_text(&r, 1), "1.50");
    assert_string_equal(orm_text(&r, 2), "text 😀");
    assert_int_equal(orm_blob(&r, 3).size, 16);
    assert_memory_equal(orm_blob(&r, 4).data, "\0\1", 2);
    assert_true(orm_double(&r, 5) == 0.5);
    assert_string_equal(orm_text(&r, 6), "2026-01-31 00:00:00.000000");
    assert_string_equal(orm_text(&r, 7), "{\"a\": 1}");
    assert_int_equal(orm_int(&r, 8), 1);
    assert_true(orm_null(&r, 9));
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    /* what does not fit is refused before it is sent, so that a transaction survives it */
    assert_ok(p.s, orm_begin(p.s));
    orm_scalar_sql(p.s, "SELECT ?::int2", orm_args(40000));
    assert_session(p.s, ORM_INVALID);
    assert_message(p.s, "smallint");
    orm_scalar_sql(p.s, "SELECT ?::int4", orm_args(1.5));
    assert_session(p.s, ORM_INVALID);
    orm_scalar_sql(p.s, "SELECT ?::date", orm_args(5));
    assert_session(p.s, ORM_INVALID);
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT ?::int4", orm_args(2.0))), 2);
    assert_ok(p.s, orm_commit(p.s));
    close_place(p);
}
/* Arrays of other programs: of several dimensions, with NULLs, of types that no array(T) is of. */
static void test_postgres_foreign_arrays(void **state) {
    (void)state;
    place p = open_tables(NULL);
    int64_t items[] = { 1, INT64_MIN, INT64_MAX };
    Numbers row = { .numbers = { items, 3 } };
    assert_ok(p.s, Numbers_insert(p.s, &row));
    const Numbers *back = Numbers_get(p.s, row.id);
    assert_non_null(back);
    assert_int_equal(back->numbers.count, 3);
    assert_memory_equal(back->numbers.items, items, sizeof items);
    assert_int_equal(orm_exec(p.s, "INSERT INTO slice_numbers (numbers) VALUES ('{{1,2},{3,4}}')", orm_args()), 1);
    Numbers_all(p.s, NULL);
    assert_session(p.s, ORM_INVALID);
    assert_message(p.s, "more than one dimension");
    assert_message(p.s, "numbers");
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT numbers FROM slice_numbers WHERE array_ndims(numbers) = 2", orm_args())), "[[1,2],[3,4]]");
    assert_int_equal(orm_exec(p.s, "UPDATE slice_numbers SET numbers = '{1,NULL}'", orm_args()), 2);
    Numbers_all(p.s, NULL);
    assert_session(p.s, ORM_INVALID);
    assert_message(p.s, "numbers");
    assert_int_equal(orm_exec(p.s, "UPDATE slice_numbers SET numbers = '[5:6]={7,8}'", orm_args()), 2);
    const Numbers_list l = Numbers_all(p.s, NULL); /* where the numbering begins is of no interest */
    assert_int_equal(l.count, 2);
    assert_true(l.items[0].numbers.count == 2 && l.items[0].numbers.items[0] == 7 && l.items[0].numbers.items[1] == 8);
    close_place(p);
}

/* ---- errors ------------------------------------------------------------------------------------------------------------------------------- */
static void assert_conflict(orm_session *s, orm_status got, orm_status wanted, const char *sqlstate, const char *column, const char *constraint) {
    const orm_error *e = orm_error_of(s);
    if (got != wanted) fail_msg("%s instead of %s: %s", orm_status_name(got), orm_status_name(wanted), e->message);
    assert_string_equal(e->sqlstate, sqlstate);
    assert_string_equal(e->column, column);
    assert_has_text(e->constraint, constraint, __FILE__, __LINE__);
    assert_string_equal(e->model, "Person");
    assert_false(e->retryable);
}
static void test_postgres_conflicts(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person one = person("One", "one@x"), same = person("Other", "one@x"), both = person("One", "two@x"), orphan = person("Orphan", "three@x"), young = person("Young", "four@x");
    one.age = both.age = (orm_opt_int32)ORM_SOME(5);
    assert_ok(p.s, Person_insert(p.s, &one));
    assert_conflict(p.s, Person_insert(p.s, &same), ORM_CONFLICT_UNIQUE, "23505", "email", "email");
    assert_null(strstr(orm_error_of(p.s)->message, "one@x"));
    assert_conflict(p.s, Person_insert(p.s, &both), ORM_CONFLICT_UNIQUE, "23505", "name, age", "person_name_age");
    orphan.boss = (orm_opt_int64)ORM_SOME(4711);
    assert_conflict(p.s, Person_insert(p.s, &orphan), ORM_CONFLICT_FOREIGN_KEY, "23503", "boss", "boss");
    young.age = (orm_opt_int32)ORM_SOME(-1);
    assert_conflict(p.s, Person_insert(p.s, &young), ORM_CONFLICT_CHECK, "23514", "", "age");
    assert_int_equal(orm_exec(p.s, "INSERT INTO slice_people (email, views, state) VALUES ('e', 0, 's')", orm_args()), -1);
    assert_session(p.s, ORM_CONFLICT_NOT_NULL);
    assert_string_equal(orm_error_of(p.s)->column, "full name");
    assert_int_equal(same.id, 0);
    orm_exec(p.s, "SELECT nonsense FROM nowhere", orm_args());
    assert_session(p.s, ORM_SQL);
    assert_string_equal(orm_error_of(p.s)->sqlstate, "42P01");
    close_place(p);
}
/* What was prepared for a table as it was is prepared again, and run once more, by itself - outside of a transaction. */
static void test_postgres_changed_table_heals(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 1 });
    Maybe row = { .body = "kept", .medium = ORM_SOME(5) };
    assert_ok(p.s, Maybe_insert(p.s, &row));
    static const char *const changes[] = { /* another type of a result (0A000), of a parameter (42883, 42804), another column of SELECT * */
        "ALTER TABLE slice_maybes ALTER COLUMN body TYPE varchar(70)", "ALTER TABLE slice_maybes ALTER COLUMN body TYPE varchar(90)", "ALTER TABLE slice_maybes ALTER COLUMN medium TYPE bigint",
        "ALTER TABLE slice_maybes ADD COLUMN more int", "DISCARD ALL", "DEALLOCATE ALL", "DISCARD PLANS" };
    for (size_t i = 0; i < COUNT(changes); i++) {
        orm_scalar_sql(p.s, "SELECT * FROM slice_maybes", orm_args());
        assert_session(p.s, ORM_OK);
        assert_int_equal(Maybe_count(p.s, orm_q(.where = orm_eq(Maybes.medium, 5))), 1);
        assert_int_equal(orm_exec_text(p.s, changes[i], orm_args()), 0);
        const Maybe *found = Maybe_get(p.s, row.id);
        if (!found) fail_msg("%s: %s", changes[i], orm_error_of(p.s)->message);
        assert_string_equal(found->body, "kept");
        orm_scalar_sql(p.s, "SELECT * FROM slice_maybes", orm_args());
        assert_session(p.s, ORM_OK);
        assert_int_equal(Maybe_count(p.s, orm_q(.where = orm_eq(Maybes.medium, 5))), 1);
        Maybe another = { .body = "another" };
        assert_ok(p.s, Maybe_insert(p.s, &another));
        assert_ok(p.s, Maybe_update(p.s, &another));
        Maybe_cursor c = Maybe_stream(p.s, orm_q(.where = orm_eq(Maybes.id, another.id)));
        assert_non_null(Maybe_next(&c));
        assert_null(Maybe_next(&c));
        assert_session(p.s, ORM_OK);
        assert_ok(p.s, Maybe_delete(p.s, &another));
    }
    /* a column whose type is another kind altogether: what was prepared takes no integers there, what is prepared anew takes texts */
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT COUNT(*) FROM slice_maybes WHERE medium = ?", orm_args(5))), 1);
    assert_int_equal(orm_exec(p.s, "ALTER TABLE slice_maybes ALTER COLUMN medium TYPE text", orm_args()), 0);
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT COUNT(*) FROM slice_maybes WHERE medium = ?", orm_args(5))), 1);
    assert_session(p.s, ORM_OK);
    /* what is wrong stays wrong, and is told as it is */
    orm_scalar_sql(p.s, "SELECT COUNT(*) FROM slice_maybes WHERE flag = ?", orm_args(true));
    assert_int_equal(orm_exec(p.s, "ALTER TABLE slice_maybes DROP COLUMN flag", orm_args()), 0);
    orm_scalar_sql(p.s, "SELECT COUNT(*) FROM slice_maybes WHERE flag = ?", orm_args(true));
    assert_session(p.s, ORM_SQL);
    assert_string_equal(orm_error_of(p.s)->sqlstate, "42703");
    close_place(p);
}
/* Inside a transaction the failure has ended it: it can be run again, which orm_retry does. */
static void test_postgres_changed_table_in_a_transaction(void **state) {
    (void)state;
    place p = open_tables(NULL), other = open_place(NULL);
    Maybe row = { .body = "kept" };
    assert_ok(p.s, Maybe_insert(p.s, &row));
    assert_non_null(Maybe_get(p.s, row.id));
    assert_int_equal(orm_exec(other.s, "ALTER TABLE slice_maybes ALTER COLUMN body TYPE varchar(70)", orm_args()), 0);
    assert_ok(p.s, orm_begin(p.s));
    assert_null(Maybe_get(p.s, row.id));
    assert_session(p.s, ORM_SERIALIZATION);
    assert_true(orm_error_of(p.s)->retryable);
    assert_string_equal(orm_error_of(p.s)->sqlstate, "0A000");
    assert_ok(p.s, orm_rollback(p.s));
    assert_non_null(Maybe_get(p.s, row.id));
    assert_int_equal(orm_exec(other.s, "ALTER TABLE slice_maybes ALTER COLUMN body TYPE varchar(80)", orm_args()), 0);
    int attempts = 0;
    orm_retry(p.s, 3) {
        attempts++;
        const Maybe *found = Maybe_get(p.s, row.id);
        if (found) assert_string_equal(found->body, "kept");
    }
    assert_session(p.s, ORM_OK);
    assert_int_equal(attempts, 2);
    close_place(other);
    close_place(p);
}
/* Somebody else's DISCARD ALL, as poolers send it: not seen by us, so that the server's answer tells (26000). */
static void test_postgres_statements_taken_away(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 1 });
    Maybe row = { .body = "kept" };
    assert_ok(p.s, Maybe_insert(p.s, &row));
    for (int i = 0; i < 3; i++) {
        assert_non_null(Maybe_get(p.s, row.id));
        assert_int_equal(orm_exec(p.s, "DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$", orm_args()), 0);
        if (i == 1) {
            assert_ok(p.s, orm_begin(p.s));
            assert_null(Maybe_get(p.s, row.id));
            assert_session(p.s, ORM_SERIALIZATION);
            assert_true(orm_error_of(p.s)->retryable);
            assert_ok(p.s, orm_rollback(p.s));
        }
        Maybe another = { .body = "another" };
        if (i != 1) assert_ok(p.s, Maybe_insert(p.s, &another)); /* a write, too: it was not done */
        assert_non_null(Maybe_get(p.s, row.id));
        assert_int_equal(Maybe_count(p.s, NULL), i == 0 ? 2 : 1 + i);
    }
    close_place(p);
}
/* ---- dead connections ------------------------------------------------------------------------------------------------------------------------ */
/* A view whose rows end the process that reads them, as long as the sequence gives less than 2. */
#define DYING_MODEL(X) X(key, int64, id) X(field, int64, n)
ORM_MODEL(Dying, Dyings, DYING_MODEL, .table = "slice_dying");
#define DIES "PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10)"
static void make_dying(orm_session *s) {
    static const char *const sql[] = {
        "DROP VIEW IF EXISTS slice_dying", "DROP SEQUENCE IF EXISTS slice_deaths", "CREATE SEQUENCE slice_deaths MINVALUE 0",
        "CREATE OR REPLACE FUNCTION slice_dies() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN IF nextval('slice_deaths') < 2 THEN " DIES "; END IF; RETURN true; END $$",
        "CREATE VIEW slice_dying AS SELECT 1::bigint AS id, 7::bigint AS n WHERE slice_dies()" };
    for (size_t i = 0; i < COUNT(sql); i++)
        if (orm_exec_text(s, sql[i], orm_args()) < 0) fail_msg("%s: %s", sql[i], orm_error_of(s)->message);
}
static void let_die(orm_session *killer, int64_t times) { orm_scalar_sql(killer, "SELECT setval('slice_deaths', ?::int8, false)", orm_args(2 - times)); }
static void read_dying(orm_session *s, int how) {
    Dying_cursor c;
    switch (how) {
    case 0: Dying_get(s, 1); break;
    case 1: Dying_all(s, orm_q(.where = orm_gt(Dyings.n, 5))); break;
    case 2: Dying_count(s, NULL); break;
    case 3: Dying_aggregate(s, NULL, orm_sum(Dyings.n)); break;
    default:
        c = Dying_stream(s, NULL);
        if (orm_status_of(s) != ORM_OK) break;
        assert_non_null(Dying_next(&c));
        Dying_stop(&c);
    }
}
static void test_postgres_dead_connection_read(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1 }), killer = open_place(NULL);
    make_dying(killer.s);
    for (int how = 0; how < 5; how++) {
        for (int known = 0; known < 2; known++) { /* prepared before, or not */
            let_die(killer.s, 1);
            read_dying(p.s, how);
            if (orm_status_of(p.s) != ORM_OK) fail_msg("read %d: %s", how, orm_error_of(p.s)->message); /* asked again, once, by itself */
            let_die(killer.s, 2);
            read_dying(p.s, how);
            assert_session(p.s, ORM_CONNECTION); /* but once only */
            assert_int_equal(orm_error_of(p.s)->outcome, ORM_NOT_APPLIED);
            assert_true(orm_error_of(p.s)->retryable);
            let_die(killer.s, 0);
            read_dying(p.s, how);
            assert_session(p.s, ORM_OK);
            /* never inside a transaction */
            let_die(killer.s, 1);
            assert_ok(p.s, orm_begin(p.s));
            read_dying(p.s, how);
            assert_session(p.s, ORM_CONNECTION);
            assert_int_equal(orm_error_of(p.s)->outcome, ORM_NOT_APPLIED);
            assert_ok(p.s, orm_rollback(p.s));
        }
    }
    close_place(killer);
    close_place(p);
}
/* SQL of the program's own may write, and a write is never repeated: whether it was done is not known. */
static void test_postgres_dead_connection_write(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 1 }), killer = open_place(NULL);
    make_dying(killer.s);
    assert_int_equal(orm_exec(p.s, "DO $$ BEGIN " DIES "; END $$", orm_args()), -1);
    assert_session(p.s, ORM_CONNECTION);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_OUTCOME_UNKNOWN);
    assert_false(orm_error_of(p.s)->retryable);
    Maybe row = { .body = "row" };
    assert_ok(p.s, Maybe_insert(p.s, &row)); /* the next call has a new connection */
    assert_int_equal(orm_exec(p.s, "CREATE OR REPLACE FUNCTION slice_die_in() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM slice_dies(); RETURN NEW; END $$", orm_args()), 0);
    assert_int_equal(orm_exec(p.s, "CREATE TRIGGER slice_die AFTER INSERT OR UPDATE ON slice_maybes FOR EACH ROW EXECUTE FUNCTION slice_die_in()", orm_args()), 0);
    Maybe lost = { .body = "lost" };
    let_die(killer.s, 1);
    assert_fails(p.s, Maybe_insert(p.s, &lost), ORM_CONNECTION);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_OUTCOME_UNKNOWN);
    assert_false(orm_error_of(p.s)->retryable);
    assert_int_equal(lost.id, 0);
    let_die(killer.s, 1);
    assert_fails(p.s, Maybe_update(p.s, &row), ORM_CONNECTION);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_OUTCOME_UNKNOWN);
    assert_int_equal(Maybe_count(p.s, NULL), 1);
    let_die(killer.s, 1);
    assert_ok(p.s, orm_begin(p.s));
    assert_fails(p.s, Maybe_insert(p.s, &lost), ORM_CONNECTION);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_NOT_APPLIED); /* it went with its transaction */
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Maybe_count(p.s, NULL), 1);
    close_place(killer);
    close_place(p);
}
/* ---- round trips ---------------------------------------------------------------------------------------------------------------------------------- */
static uint64_t trips_of(orm_db *db) {
    uint64_t trips = 0;
    for (const orm__conn *c = db->connections; c; c = c->next) trips += c->trips;
    return trips;
}
#define assert_trips(p, number, call)                                                                      \
    do {                                                                                                   \
        const uint64_t before_ = trips_of((p).db);                                                         \
        call;                                                                                              \
        if (orm_status_of((p).s) != ORM_OK) fail_msg("%s: %s", #call, orm_error_of((p).s)->message);       \
        if (trips_of((p).db) - before_ != (number)) fail_msg("%s: %d round trips, wanted %d", #call, (int)(trips_of((p).db) - before_), (int)(number)); \
    } while (0)
#ifdef ORM__PG_PIPELINE
enum { PREPARING = 1, FORGETTING = 0 };
#else /* libpq before 14 */
enum { PREPARING = 2, FORGETTING = 1 };
#endif
/* One for each call, and one more when its statement is met for the first time. */
static void test_postgres_round_trips(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 1 });
    for (uint64_t first = 1; first < 2; first--) {
        Maybe row = { .body = "one" };
        assert_trips(p, 1 + first * PREPARING, Maybe_insert(p.s, &row));
        assert_trips(p, 1 + first * PREPARING, Maybe_get(p.s, row.id));
        assert_trips(p, 1 + first * PREPARING, Maybe_update(p.s, &row));
        assert_trips(p, 1 + first * PREPARING, Maybe_all(p.s, orm_q(.where = orm_eq(Maybes.body, "one"))));
        assert_trips(p, 1 + first * PREPARING, Maybe_count(p.s, NULL));
        assert_trips(p, 1 + first * PREPARING, Maybe_exists(p.s, NULL));
        assert_trips(p, 1 + first * PREPARING, Maybe_update_where(p.s, orm_q(.where = orm_eq(Maybes.id, row.id)), ORM_SET(orm_set(Maybes.medium, 5))));
        assert_trips(p, 1 + first * PREPARING, Maybe_delete(p.s, &row));
        assert_trips(p, 1 + first * PREPARING, orm_exec(p.s, "DELETE FROM slice_maybes WHERE id = ?", orm_args(1)));
        Maybe_cursor c;
        assert_trips(p, 1 + first * PREPARING, c = Maybe_stream(p.s, NULL));
        assert_trips(p, 0, Maybe_next(&c));
        /* a transaction: one each */
        Maybe two[2] = { { .body = "two" }, { .body = "three" } };
        assert_trips(p, 1, orm_begin(p.s));
        assert_trips(p, 1, Maybe_insert(p.s, &two[0]));
        assert_trips(p, 1, Maybe_insert(p.s, &two[1]));
        assert_trips(p, 1, Maybe_get(p.s, two[0].id));
        assert_trips(p, 1, orm_begin(p.s)); /* a savepoint */
        assert_trips(p, 1, Maybe_delete(p.s, &two[0]));
        assert_trips(p, 1, orm_commit(p.s));
        assert_trips(p, 1, Maybe_delete(p.s, &two[1]));
        assert_trips(p, 1, orm_commit(p.s));
        assert_trips(p, 1, orm_begin(p.s));
        assert_trips(p, 1, orm_rollback(p.s));
    }
    /* a statement that takes another one's place in the cache: forgetting that one costs no trip of its own */
    place small = open_place(&(orm_options){ .pool_max = 1, .statement_cache = 1 });
    for (int i = 0; i < 6; i++) {
        if (i % 2) assert_trips(small, i ? 1 + PREPARING + FORGETTING : 1 + PREPARING, orm_exec(small.s, "SELECT 1", orm_args()));
        else assert_trips(small, i ? 1 + PREPARING + FORGETTING : 1 + PREPARING, orm_exec(small.s, "SELECT 2", orm_args()));
    }
    close_place(small);
    close_place(p);
}
/* Leaving a large result costs no more than the order to end it. */
static void test_postgres_stream_is_cancelled(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1 });
    const int64_t began = milliseconds();
    for (int i = 0; i < 10; i++) {
        orm_rows r = orm_sql(p.s, "SELECT a.n, b.n FROM generate_series(1, 1000000) a (n), generate_series(1, 1000000) b (n)", orm_args()); /* would take a day */
        assert_true(orm_next(&r));
        assert_int_equal(orm_rows_close(&r), ORM_OK);
        assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT 5", orm_args())), 5);
    }
    assert_between(milliseconds() - began, 0, 10000);
    assert_int_equal(orm_pool_stats(p.db).opened, 1);
    /* a function may write: what it wrote is kept, so that it is run to its end */
    assert_int_equal(orm_exec(p.s, "CREATE TABLE IF NOT EXISTS slice_notes (n bigint)", orm_args()), 0);
    assert_int_equal(orm_exec(p.s, "TRUNCATE slice_notes", orm_args()), 0);
    assert_int_equal(orm_exec(p.s, "CREATE OR REPLACE FUNCTION slice_note(bigint) RETURNS bigint LANGUAGE sql AS 'INSERT INTO slice_notes VALUES ($1) RETURNING n'", orm_args()), 0);
    orm_rows r = orm_sql(p.s, "SELECT slice_note(n), repeat('x', 1000) FROM generate_series(1, 3000) n", orm_args());
    assert_true(orm_next(&r));
    assert_int_equal(orm_rows_close(&r), ORM_OK);
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT count(*) FROM slice_notes", orm_args())), 3000);
    assert_int_equal(orm_exec(p.s, "DROP TABLE slice_notes CASCADE", orm_args()), 0);
    close_place(p);
}
/* A short result is here at once and holds no connection: the only one there is goes on working. */
static void test_postgres_short_stream_holds_nothing(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 1 });
    Maybe rows[50] = { { .id = 0 } };
    assert_ok(p.s, Maybe_insert_all(p.s, rows, 50));
    int seen = 0;
    Maybe_cursor c = Maybe_stream(p.s, NULL), twin = Maybe_stream(p.s, NULL);
    for (const Maybe *m; (m = Maybe_next(&c)); seen++) {
        assert_non_null(Maybe_next(&twin));
        assert_non_null(Maybe_get(p.s, m->id));
    }
    assert_int_equal(seen, 50);
    close_place(p);
}
/* The deadline of the call that is in the middle of a stream. */
static void test_postgres_stream_deadline(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1 });
    const int64_t pid = orm_value_int(orm_scalar_sql(p.s, "SELECT pg_backend_pid()", orm_args()));
    for (int i = 0; i < 2; i++) { /* late before a row came, and after */
        assert_ok(p.s, orm_deadline(p.s, 200));
        const int64_t began = milliseconds();
        orm_rows r = orm_sql(p.s, "SELECT n, CASE WHEN n = ? THEN pg_sleep(30) END FROM generate_series(1, 100000) n", orm_args(i ? 5000 : 1));
        while (orm_next(&r)) {}
        assert_session(p.s, ORM_TIMEOUT);
        assert_between(milliseconds() - began, 150, 3000);
        assert_ok(p.s, orm_deadline(p.s, 0));
        assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT pg_backend_pid()", orm_args())), pid);
    }
    close_place(p);
}
static void test_postgres_stream_lost(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 2 });
    const int64_t began = milliseconds();
    assert_int_equal(orm_exec(p.s, "INSERT INTO slice_maybes (body) SELECT 'x' FROM generate_series(1, 20000)", orm_args()), 20000);
    Maybe_cursor c = Maybe_stream(p.s, NULL);
    assert_non_null(Maybe_next(&c));
    assert_true(orm_value_int(orm_scalar_sql(p.s, "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE '%slice_maybes%' AND state = 'active' AND pid <> pg_backend_pid()) t", orm_args())) >= 1);
    int seen = 0;
    while (Maybe_next(&c)) seen++;
    assert_session(p.s, ORM_CONNECTION);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_NOT_APPLIED);
    assert_true(seen < 19999);
    assert_int_equal(Maybe_count(p.s, NULL), 20000);
    assert_between(milliseconds() - began, 0, 10000);
    close_place(p);
}

static void test_postgres_lost_connection(void **state) {
    (void)state;
    place p = open_tables(NULL);
    orm_session *other = orm_session_open(p.db);
    assert_ok(p.s, orm_begin(p.s));
    Person row = person("Lost", "lost@x");
    assert_ok(p.s, Person_insert(p.s, &row));
    const int64_t pid = orm_value_int(orm_scalar_sql(p.s, "SELECT pg_backend_pid()", orm_args()));
    assert_int_equal(orm_value_int(orm_scalar_sql(other, "SELECT pg_terminate_backend(?::int)", orm_args(pid))), 1);
    Person next = person("Next", "next@x");
    assert_fails(p.s, Person_insert(p.s, &next), ORM_CONNECTION);
    assert_fails(p.s, orm_commit(p.s), ORM_TRANSACTION);
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    assert_ok(p.s, Person_insert(p.s, &row)); /* new again */
    assert_int_equal(Person_count(p.s, NULL), 1);
    orm_session_close(other);
    close_place(p);
}

static void test_postgres_commit_unknown(void **state) {
    (void)state;
    place p = open_tables(NULL);
    orm_session *other = orm_session_open(p.db);
    Person row = person("Lost", "lost@x");
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &row));
    const int64_t pid = orm_value_int(orm_scalar_sql(p.s, "SELECT pg_backend_pid()", orm_args()));
    assert_int_equal(orm_value_int(orm_scalar_sql(other, "SELECT pg_terminate_backend(?::int)", orm_args(pid))), 1);
    assert_fails(p.s, orm_commit(p.s), ORM_COMMIT_UNKNOWN);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_OUTCOME_UNKNOWN);
    assert_false(orm_error_of(p.s)->retryable);
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    orm_session_close(other);
    close_place(p);
}
/* Every allocation of the library's fails once: each call says so or is not hurt, nothing leaks, and the next one works. */
static void test_postgres_no_memory(void **state) {
    (void)state;
    orm_error err;
    close_place(open_tables(NULL));
    for (long fail_at = 1; fail_at < 500; fail_at++) {
        test_memory memory = { .fail_at = fail_at };
        orm_db *db = orm_open(url_with("orm", "postgres"), &(orm_options){ .allocator = { test_resize, &memory }, .statement_cache = 1 }, &err);
        if (!db) assert_int_equal(err.status, ORM_NO_MEMORY);
        orm_session *s = db ? orm_session_open(db) : NULL;
        if (s) {
            Maybe row = { .exact = ORM_DEC("12.34"), .at = ORM_SOME(5) };
            const orm_status status = Maybe_insert(s, &row);
            if (status != ORM_OK && status != ORM_NO_MEMORY) fail_msg("allocation %ld: %s", fail_at, orm_error_of(s)->message);
            const Maybe *stored = status == ORM_OK ? Maybe_get(s, row.id) : NULL;
            if (status == ORM_OK && !stored) assert_session(s, ORM_NO_MEMORY);
            if (stored) assert_string_equal(stored->exact.text, "12.34");
            assert_true(Maybe_count(s, NULL) >= 0 || orm_status_of(s) == ORM_NO_MEMORY);
            orm_session_close(s);
        }
        assert_int_equal(orm_close(db), ORM_OK);
        assert_int_equal(memory.live, 0);
        assert_int_equal(memory.live_bytes, 0);
        if (!memory.failed) return;
    }
    fail_msg("the sweep did not end");
}

/* ---- transactions ---------------------------------------------------------------------------------------------------------------------------- */
static void test_postgres_transaction(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person kept = person("Kept", "kept@x"), gone = person("Gone", "gone@x"), inner = person("Inner", "inner@x"), twice = person("Twice", "kept@x");
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &gone));
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &kept));
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &inner));
    assert_fails(p.s, Person_insert(p.s, &twice), ORM_CONFLICT_UNIQUE);
    assert_int_equal(Person_count(p.s, NULL), -1);
    assert_session(p.s, ORM_TRANSACTION);
    assert_ok(p.s, orm_rollback(p.s));
    assert_ok(p.s, Person_insert(p.s, &gone)); /* its first transaction was rolled back: it is new */
    assert_ok(p.s, orm_commit(p.s));
    assert_int_equal(Person_count(p.s, NULL), 2);
    close_place(p);
}
static void test_postgres_transaction_options(void **state) {
    (void)state;
    place p = open_tables(NULL);
    static const char *const levels[] = { "read committed", "read uncommitted", "read committed", "repeatable read", "serializable" };
    for (int i = ORM_ISOLATION_DEFAULT; i <= ORM_SERIALIZABLE; i++) {
        assert_ok(p.s, orm_begin_with(p.s, &(orm_tx){ .isolation = (orm_isolation)i }));
        assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT current_setting('transaction_isolation')", orm_args())), levels[i]);
        assert_ok(p.s, orm_commit(p.s));
    }
    Person row = person("R", "r@x");
    assert_ok(p.s, orm_begin_with(p.s, &(orm_tx){ .isolation = ORM_SERIALIZABLE, .read_only = true, .deferrable = true }));
    assert_fails(p.s, Person_insert(p.s, &row), ORM_READ_ONLY);
    assert_ok(p.s, orm_rollback(p.s));
    assert_ok(p.s, Person_insert(p.s, &row));
    close_place(p);
}
static void test_postgres_deferrable(void **state) {
    (void)state;
    place p = open_tables(NULL);
    assert_ok(p.s, orm_begin_with(p.s, &(orm_tx){ .isolation = ORM_SERIALIZABLE, .read_only = true, .deferrable = true }));
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT current_setting('transaction_deferrable')", orm_args())), "on");
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT current_setting('transaction_read_only')", orm_args())), "on");
    assert_ok(p.s, orm_commit(p.s));
    assert_ok(p.s, orm_begin(p.s)); /* the next one is an ordinary one again */
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT current_setting('transaction_deferrable')", orm_args())), "off");
    assert_string_equal(orm_value_text(orm_scalar_sql(p.s, "SELECT current_setting('transaction_read_only')", orm_args())), "off");
    assert_ok(p.s, orm_commit(p.s));
    close_place(p);
}
/* A transaction that has failed takes nothing but the end of the savepoint it failed in; then it goes on. */
static void test_postgres_savepoints_in_a_failed_transaction(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person rows[4] = { person("0", "0@x"), person("1", "1@x"), person("2", "2@x"), person("3", "3@x") }, twice = person("T", "0@x");
    assert_ok(p.s, orm_begin(p.s));
    for (int i = 0; i < 3; i++) { /* a row at each depth */
        if (i) assert_ok(p.s, orm_begin(p.s));
        assert_ok(p.s, Person_insert(p.s, &rows[i]));
    }
    assert_fails(p.s, Person_insert(p.s, &twice), ORM_CONFLICT_UNIQUE);
    assert_fails(p.s, orm_begin(p.s), ORM_TRANSACTION); /* no savepoint inside what has failed */
    assert_fails(p.s, orm_commit(p.s), ORM_TRANSACTION);
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 2);
    assert_fails(p.s, Person_insert(p.s, &twice), ORM_CONFLICT_UNIQUE);
    assert_ok(p.s, orm_rollback(p.s));
    assert_ok(p.s, Person_insert(p.s, &rows[3]));
    assert_ok(p.s, Person_insert(p.s, &rows[1])); /* rolled back, and new again */
    assert_ok(p.s, orm_commit(p.s));
    assert_int_equal(Person_count(p.s, NULL), 3);
    close_place(p);
}
/* A constraint that is looked at when the transaction ends: its COMMIT is an error, and nothing of it is there. */
static void test_postgres_commit_that_fails(void **state) {
    (void)state;
    place p = open_tables(NULL);
    assert_int_equal(orm_exec(p.s, "ALTER TABLE slice_people ADD CONSTRAINT late FOREIGN KEY (views) REFERENCES slice_people (id) DEFERRABLE INITIALLY DEFERRED", orm_args()), 0);
    Person row = person("Late", "late@x");
    row.views = 4711;
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &row));
    assert_true(row.id > 0);
    assert_fails(p.s, orm_commit(p.s), ORM_CONFLICT_FOREIGN_KEY);
    assert_int_equal(orm_error_of(p.s)->outcome, ORM_NOT_APPLIED);
    assert_string_equal(orm_error_of(p.s)->constraint, "late");
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    orm_transaction(p.s) {
        assert_ok(p.s, Person_insert(p.s, &row));
    }
    assert_session(p.s, ORM_CONFLICT_FOREIGN_KEY);
    assert_int_equal(orm_depth(p.s), 0);
    row.views = 0;
    assert_int_equal(orm_exec(p.s, "ALTER TABLE slice_people DROP CONSTRAINT late", orm_args()), 0);
    assert_ok(p.s, Person_insert(p.s, &row));
    close_place(p);
}
/* The server "commits" a transaction that failed by rolling it back, and calls that a success: here one that the program's own use of its connection has spoiled. */
static void test_postgres_commit_that_was_a_rollback(void **state) {
    (void)state;
    place p = open_tables(NULL);
    const char *folder = strstr(getenv("ORM_TEST_POSTGRES_URL"), "host=");
    char text[600];
    snprintf(text, sizeof text, "dbname=postgres user=orm host=%.*s", (int)strcspn(folder + 5, "&"), folder + 5);
    PGconn *link = PQconnectdb(text);
    assert_int_equal(PQstatus(link), CONNECTION_OK);
    place lent = { .db = test_open_with("postgresql:", &(orm_options){ .postgres = link }) };
    lent.s = orm_session_open(lent.db);
    Person row = person("Lent", "lent@x");
    assert_ok(lent.s, orm_begin(lent.s));
    assert_ok(lent.s, Person_insert(lent.s, &row));
    PQclear(PQexec(link, "SELECT nonsense"));
    assert_fails(lent.s, orm_commit(lent.s), ORM_TRANSACTION);
    assert_message(lent.s, "rolled");
    assert_int_equal(orm_error_of(lent.s)->outcome, ORM_NOT_APPLIED);
    assert_ok(lent.s, orm_rollback(lent.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    assert_ok(lent.s, Person_insert(lent.s, &row)); /* new again */
    assert_int_equal(Person_count(p.s, NULL), 1);
    close_place(lent);
    PQfinish(link);
    close_place(p);
}
static void test_postgres_truncate(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Maybe row = { .id = 0 }, again = { .id = 0 };
    assert_ok(p.s, Maybe_insert(p.s, &row));
    assert_ok(p.s, Maybe_truncate(p.s));
    assert_ok(p.s, Maybe_insert(p.s, &again));
    assert_int_equal(again.id, 1);
    assert_int_equal(Maybe_count(p.s, NULL), 1);
    close_place(p);
}
static void test_postgres_upsert(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Person first = person("First", "same@x"), second = person("Second", "same@x"), third = person("Third", "same@x");
    bool inserted = false;
    const orm_conflict by_email = { .target = ORM_COLS(People.email), .update = ORM_COLS(People.name), .inserted = &inserted };
    assert_ok(p.s, Person_upsert(p.s, &first, &by_email));
    assert_true(inserted && first.id > 0);
    assert_ok(p.s, Person_upsert(p.s, &second, &by_email));
    assert_false(inserted);
    assert_int_equal(second.id, first.id);
    assert_ok(p.s, Person_upsert(p.s, &third, &(orm_conflict){ .target = ORM_COLS(People.email), .do_nothing = true }));
    const Person *stored = Person_one(p.s, NULL);
    assert_non_null(stored);
    assert_string_equal(stored->name, "Second");
    close_place(p);
}

/* ---- results and statements ----------------------------------------------------------------------------------------------------------------------- */
static void test_postgres_streams_beside_statements(void **state) {
    (void)state;
    place p = open_tables(NULL);
    Maybe rows[10] = { { .id = 0 } };
    assert_ok(p.s, Maybe_insert_all(p.s, rows, 10));
    int seen = 0;
    Maybe_cursor outer = Maybe_stream(p.s, orm_q(.order_by = { orm_asc(Maybes.id) }));
    for (const Maybe *m; (m = Maybe_next(&outer)); seen++) {
        assert_non_null(Maybe_get(p.s, m->id));
        Maybe_cursor inner = Maybe_stream(p.s, orm_q(.order_by = { orm_asc(Maybes.id) })); /* the same text: a statement of its own */
        assert_non_null(Maybe_next(&inner));
        Maybe_stop(&inner);
    }
    assert_session(p.s, ORM_OK);
    assert_int_equal(seen, 10);
    close_place(p);
}
static void test_postgres_statement_cache(void **state) {
    (void)state;
    place p = open_place(&(orm_options){ .pool_max = 1, .statement_cache = 3 });
    char sql[60];
    for (int i = 0; i < 20; i++) {
        snprintf(sql, sizeof sql, "SELECT %d", i % 10);
        assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT ?::int8", orm_args(i))), i);
        orm_rows r = orm_sql_text(p.s, sql, orm_args());
        assert_true(orm_next(&r));
        assert_int_equal(orm_int(&r, 0), i % 10);
        assert_int_equal(orm_rows_close(&r), ORM_OK);
    }
    assert_between(orm_value_int(orm_scalar_sql(p.s, "SELECT COUNT(*) FROM pg_prepared_statements", orm_args())), 1, 5);
    close_place(p);
}
static void notes(void *context, orm_log_level level, const char *message) {
    (void)level;
    snprintf(context, 200, "%s", message);
}
static void test_postgres_notices_go_to_the_log(void **state) {
    (void)state;
    char note[200] = "";
    place p = open_place(&(orm_options){ .log = notes, .log_context = note });
    assert_int_equal(orm_exec(p.s, "DROP TABLE IF EXISTS slice_never_there", orm_args()), 0);
    assert_has_text(note, "slice_never_there", __FILE__, __LINE__);
    close_place(p);
}

/* ---- limits -------------------------------------------------------------------------------------------------------------------------------------- */
static void test_postgres_deadline(void **state) {
    (void)state;
    place p = open_tables(&(orm_options){ .pool_max = 1 });
    const int64_t pid = orm_value_int(orm_scalar_sql(p.s, "SELECT pg_backend_pid()", orm_args()));
    assert_ok(p.s, orm_deadline(p.s, 150));
    const int64_t began = milliseconds();
    orm_scalar_sql(p.s, "SELECT 1 FROM pg_sleep(30)", orm_args());
    assert_session(p.s, ORM_TIMEOUT);
    assert_message(p.s, "deadline");
    assert_between(milliseconds() - began, 140, 1500);
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT pg_backend_pid()", orm_args())), pid); /* the connection is whole */
    /* in a transaction: it is over, and rolled back */
    Person row = person("T", "t@x");
    assert_ok(p.s, orm_begin(p.s));
    assert_ok(p.s, Person_insert(p.s, &row));
    orm_exec(p.s, "SELECT pg_sleep(30)", orm_args());
    assert_session(p.s, ORM_TIMEOUT);
    assert_fails(p.s, orm_commit(p.s), ORM_TRANSACTION);
    assert_ok(p.s, orm_rollback(p.s));
    assert_int_equal(Person_count(p.s, NULL), 0);
    close_place(p);
}
typedef struct canceller { orm_session *s; int stop; } canceller;
static void *cancel_soon(void *context) {
    canceller *c = context;
    const struct timespec pause = { 0, 100000000 };
    while (!__atomic_load_n(&c->stop, __ATOMIC_ACQUIRE)) {
        nanosleep(&pause, NULL);
        orm_cancel(c->s);
    }
    return NULL;
}
static void test_postgres_cancel(void **state) {
    (void)state;
    place p = open_place(NULL);
    pthread_t thread;
    canceller c = { .s = p.s };
    const int64_t began = milliseconds();
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, &c), 0);
    orm_scalar_sql(p.s, "SELECT 1 FROM pg_sleep(30)", orm_args());
    __atomic_store_n(&c.stop, 1, __ATOMIC_RELEASE);
    const orm_status status = orm_status_of(p.s);
    pthread_join(thread, NULL);
    assert_int_equal(status, ORM_CANCELLED);
    assert_between(milliseconds() - began, 50, 1500);
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT 1", orm_args())), 1);
    close_place(p);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_postgres_open),
        cmocka_unit_test(test_postgres_password),
        cmocka_unit_test(test_postgres_refused_port),
        cmocka_unit_test(test_postgres_unknown_database),
        cmocka_unit_test(test_postgres_options),
        cmocka_unit_test(test_postgres_silent_server),
        cmocka_unit_test(test_postgres_insert_key),
        cmocka_unit_test(test_postgres_given_keys_move_the_sequence),
        cmocka_unit_test(test_postgres_database_defaults),
        cmocka_unit_test(test_postgres_query),
        cmocka_unit_test(test_postgres_patterns_fold),
        cmocka_unit_test(test_postgres_values),
        cmocka_unit_test(test_postgres_nulls),
        cmocka_unit_test(test_postgres_raw_values),
        cmocka_unit_test(test_postgres_values_as_text),
        cmocka_unit_test(test_postgres_raw_arguments),
        cmocka_unit_test(test_postgres_foreign_arrays),
        cmocka_unit_test(test_postgres_conflicts),
        cmocka_unit_test(test_postgres_changed_table_heals),
        cmocka_unit_test(test_postgres_changed_table_in_a_transaction),
        cmocka_unit_test(test_postgres_statements_taken_away),
        cmocka_unit_test(test_postgres_dead_connection_read),
        cmocka_unit_test(test_postgres_dead_connection_write),
        cmocka_unit_test(test_postgres_round_trips),
        cmocka_unit_test(test_postgres_stream_is_cancelled),
        cmocka_unit_test(test_postgres_short_stream_holds_nothing),
        cmocka_unit_test(test_postgres_stream_deadline),
        cmocka_unit_test(test_postgres_stream_lost),
        cmocka_unit_test(test_postgres_lost_connection),
        cmocka_unit_test(test_postgres_commit_unknown),
        cmocka_unit_test(test_postgres_no_memory),
        cmocka_unit_test(test_postgres_transaction),
        cmocka_unit_test(test_postgres_transaction_options),
        cmocka_unit_test(test_postgres_deferrable),
        cmocka_unit_test(test_postgres_savepoints_in_a_failed_transaction),
        cmocka_unit_test(test_postgres_commit_that_fails),
        cmocka_unit_test(test_postgres_commit_that_was_a_rollback),
        cmocka_unit_test(test_postgres_truncate),
        cmocka_unit_test(test_postgres_upsert),
        cmocka_unit_test(test_postgres_streams_beside_statements),
        cmocka_unit_test(test_postgres_statement_cache),
        cmocka_unit_test(test_postgres_notices_go_to_the_log),
        cmocka_unit_test(test_postgres_deadline),
        cmocka_unit_test(test_postgres_cancel),
    };
    return run_all(tests);
}
