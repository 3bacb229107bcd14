/* Single rows: insert, update, save, delete, refresh, get, first, last, one; what the state of a row says before and after. */
#include "harness.h"
#include <inttypes.h>

#define MEMBER_MODEL(X)                                           \
    X(key,   int64,         id,         .auto_increment = true)   \
    X(field, text,          name)                                 \
    X(field, varchar(80),   email,      .unique = true)           \
    X(field, opt(text),     nickname)                             \
    X(field, opt(int32),    age)                                  \
    X(field, bool,          active,     .default_value = "true")  \
    X(field, timestamp,     created_at, .auto_now_add = true)     \
    X(field, timestamp,     changed_at, .auto_now = true)         \
    X(has_many, Card, cards, member_id)
#define CARD_MODEL(X)                                                                   \
    X(key,   int64, id,        .auto_increment = true)                                  \
    X(field, int64, member_id, .references = ORM_REF(Member, id))                       \
    X(belongs_to, Member, member, member_id)
#define PAPER_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, body) X(field, int32, revision, .version = true)
#define STOCK_MODEL(X) X(key, int32, shop) X(key, varchar(40), item) X(field, int32, amount)
#define EVENT_MODEL(X)                                            \
    X(key,   int64,          id,      .auto_increment = true)     \
    X(field, text,           kind,    .default_sql = "'plain'")   \
    X(field, opt(int32),     weight,  .default_sql = "3 + 4")     \
    X(field, opt(timestamp), at,      .default_sql = ORM_SQL_NOW) \
    X(field, opt(text),      note)
#define COUNTER_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(int32), v, .default_sql = "7")
#define TOKEN_MODEL(X) X(key, uuid, id, .auto_uuid = ORM_UUID_V4) X(field, opt(uuid), trace, .auto_uuid = ORM_UUID_V7) X(field, text, label)
#define FLAG_MODEL(X) X(key, int64, id)
#define GRANT_MODEL(X) X(key, uuid, id, .default_sql = ORM_SQL_UUID) X(field, text, what)

ORM_DECLARE(Member);
ORM_DECLARE(Card);
ORM_MODEL(Member, Members, MEMBER_MODEL);
ORM_MODEL(Card, Cards, CARD_MODEL);
ORM_MODEL(Paper, Papers, PAPER_MODEL);
ORM_MODEL(Stock, Stocks, STOCK_MODEL);
ORM_MODEL(Event, Events, EVENT_MODEL);
ORM_MODEL(Counter, Counters, COUNTER_MODEL);
ORM_MODEL(Token, Tokens, TOKEN_MODEL);
ORM_MODEL(Flag, Flags, FLAG_MODEL);
ORM_MODEL(Grant, Grants, GRANT_MODEL);
#define ALL_MODELS ORM_MODELS(Member, Card, Paper, Stock, Event, Counter, Token, Flag, Grant)

/* ---- the database of a test ------------------------------------------------------------------------------------------------------ */
static orm_db *db;
static orm_session *s;
static int64_t now;                /* what the clock hook says */
static int statements;             /* seen by the trace hook */
static char last_sql[1024];

static int64_t clock_hook(void *context) {
    (void)context;
    return now;
}
static bool random_hook(void *context, void *bytes, size_t count) {
    uint8_t *p = bytes, *next = context;
    for (size_t i = 0; i < count; i++) p[i] = (*next)++;
    return true;
}
static bool no_random(void *context, void *bytes, size_t count) {
    (void)context, (void)bytes, (void)count;
    return false;
}
static void trace_hook(void *context, const orm_trace *t) {
    (void)context;
    statements++;
    snprintf(last_sql, sizeof last_sql, "%s", t->sql);
}
static void start_with(const char *url, const orm_options *given) {
    orm_options options = given ? *given : (orm_options){ .end_ = 0 };
    now = INT64_C(1700000000000000);
    options.clock = clock_hook;
    options.trace = trace_hook;
    db = test_open_with(url, &options);
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ALL_MODELS, NULL));
    statements = 0;
}
static void start(void) { start_with(test_url(false), NULL); }
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static Member a_member(const char *name, const char *email) {
    Member m = Member_init();
    m.name = name;
    m.email = email;
    return m;
}

/* ---- insert ---------------------------------------------------------------------------------------------------------------------- */
static void test_insert_sets_the_generated_key(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x"), ben = a_member("Ben", "ben@x");
    assert_ok(s, Member_insert(s, &ann));
    assert_ok(s, Member_insert(s, &ben));
    assert_int_equal(ann.id, 1);
    assert_int_equal(ben.id, 2);
    Member *found = Member_get(s, ben.id);
    assert_non_null(found);
    assert_string_equal(found->name, "Ben");
    assert_null(found->nickname);
    assert_false(found->age.has);
    assert_true(found->active); /* .default_value, by Member_init */
    finish();
}
static void test_insert_takes_a_key_that_is_set(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x"), ben = a_member("Ben", "ben@x");
    ann.id = 40;
    assert_ok(s, Member_insert(s, &ann));
    assert_int_equal(ann.id, 40);
    assert_ok(s, Member_insert(s, &ben));
    assert_int_equal(ben.id, 41);
    finish();
}
/* A key that the program gives is never generated afterwards, on any database, whatever the way it came by. */
static void insert_generated(int64_t above) {
    static int number;
    char email[40];
    snprintf(email, sizeof email, "generated%d@x", number++);
    Member next = a_member("Next", email);
    assert_ok(s, Member_insert(s, &next));
    if (next.id <= above) fail_msg("the key %lld was generated after %lld was given", (long long)next.id, (long long)above);
}
static void test_given_keys_are_not_generated_again(void **state) {
    (void)state;
    start();
    static const int64_t keys[] = { 3, 1, 4, 60, 200, 100, -7, 1000000, 1000010 };
    int64_t highest = 0;
    char emails[30][40];
    for (int i = 0; i < 30; i++) snprintf(emails[i], sizeof emails[i], "m%d@x", i);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        Member given = a_member("Given", emails[i]);
        given.id = keys[i];
        if (keys[i] > highest) highest = keys[i];
        assert_ok(s, Member_insert(s, &given));
        assert_int_equal(given.id, keys[i]);
        if (i == 2 || i > 4) insert_generated(highest);
    }
    /* many at once, some with a key and some without */
    Member many[12];
    for (int i = 0; i < 12; i++) {
        many[i] = a_member("Many", emails[10 + i]);
        if (i < 4 || i > 7) many[i].id = 2000000 + i;
    }
    assert_ok(s, Member_insert_all(s, many, 12));
    assert_int_equal(many[11].id, 2000011);
    insert_generated(2000011);
    /* by an upsert, and in a transaction that is rolled back, where the key is free again but need not be given */
    Member upserted = a_member("Upserted", emails[24]);
    upserted.id = 3000000;
    assert_ok(s, Member_upsert(s, &upserted, NULL));
    insert_generated(3000000);
    assert_ok(s, Member_upsert(s, &upserted, NULL));
    insert_generated(3000001);
    Member undone = a_member("Undone", emails[25]);
    undone.id = 4000000;
    assert_ok(s, orm_begin(s));
    assert_ok(s, Member_insert(s, &undone));
    assert_ok(s, orm_rollback(s));
    insert_generated(3000002);
    finish();
}
static void test_a_deleted_key_is_not_given_again(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x"), ben = a_member("Ben", "ben@x");
    assert_ok(s, Member_insert(s, &ann));
    assert_ok(s, Member_delete(s, &ann));
    assert_ok(s, Member_insert(s, &ben));
    assert_int_equal(ben.id, 2);
    finish();
}
/* Each capability level takes its own way to the same result: RETURNING came with SQLite 3.35. */
static void check_server_defaults(int version) {
    start_with(test_url(false), &(orm_options){ .server_version = version });
    Event e = { .kind = "ignored", .note = "n" };
    assert_int_equal(orm_use_defaults(&e, ORM_COLS(Events.kind)), ORM_OK);
    assert_ok(s, Event_insert(s, &e));
    assert_string_equal(e.kind, "plain");
    assert_true(e.weight.has);
    assert_int_equal(e.weight.value, 7);
    assert_true(e.at.has);
    assert_true(e.at.value > INT64_C(1600000000000000));
    assert_string_equal(e.note, "n");
    Event *stored = Event_get(s, e.id);
    assert_non_null(stored);
    assert_string_equal(stored->kind, "plain");
    assert_int_equal(stored->at.value, e.at.value);
    Event told = { .kind = "own", .weight = ORM_SOME(1) };
    assert_ok(s, Event_insert(s, &told));
    assert_ok(s, Event_refresh(s, &told));
    assert_string_equal(told.kind, "own");
    assert_int_equal(told.weight.value, 1);
    finish();
}
static void check_key_of_the_database(int version) {
    start_with(test_url(false), &(orm_options){ .server_version = version });
    const orm_uuid none = { { 0 } };
    Grant g[3] = { { .what = "a" }, { .what = "b" }, { .what = "c" } };
    for (int i = 0; i < 3; i++) assert_int_equal(orm_use_defaults(&g[i], ORM_COLS(Grants.id)), ORM_OK);
    if (orm_dialect_of(db) == ORM_DIALECT_MYSQL) { /* it has no RETURNING, and no other way to learn a key that is no number */
        assert_fails(s, Grant_insert(s, &g[0]), ORM_UNSUPPORTED);
        assert_message(s, "MySQL");
        finish();
        return;
    }
    assert_ok(s, Grant_insert(s, &g[0]));
    assert_ok(s, Grant_insert_all(s, g + 1, 2));
    for (int i = 0; i < 3; i++) {
        assert_memory_not_equal(&g[i].id, &none, sizeof none);
        Grant *stored = Grant_get(s, g[i].id);
        assert_non_null(stored);
        assert_string_equal(stored->what, g[i].what);
    }
    finish();
}
static void test_key_that_the_database_makes_is_read_back(void **state) {
    (void)state;
    check_key_of_the_database(0);
}
static void test_sqlite_key_is_read_back_without_returning(void **state) {
    (void)state;
    check_key_of_the_database(3034000);
}
static void test_server_defaults_are_read_back(void **state) {
    (void)state;
    check_server_defaults(0);
}
static void test_sqlite_server_defaults_are_read_back_without_returning(void **state) {
    (void)state;
    check_server_defaults(3034000);
}
static void test_use_defaults_refuses_what_has_none(void **state) {
    (void)state;
    start();
    Event e = { .kind = "k" };
    assert_int_equal(orm_use_defaults(&e, ORM_COLS(Events.note)), ORM_MISUSE);
    assert_int_equal(orm_use_defaults(NULL, ORM_COLS(Events.kind)), ORM_MISUSE);
    assert_ok(s, Event_insert(s, &e));
    assert_string_equal(e.kind, "k");
    assert_int_equal(orm_use_defaults(&e, ORM_COLS(Events.kind)), ORM_MISUSE); /* it is stored already */
    finish();
}
/* UPS-15 */
static void test_insert_with_only_defaults(void **state) {
    (void)state;
    start();
    Counter c = { .id = 0 }, d = { .id = 0 };
    assert_ok(s, Counter_insert(s, &c));
    assert_int_equal(c.id, 1);
    assert_true(c.v.has);
    assert_int_equal(c.v.value, 7);
    assert_ok(s, Counter_insert(s, &d));
    assert_int_equal(d.id, 2);
    finish();
}
static void test_automatic_times_follow_the_clock(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    assert_ok(s, Member_insert(s, &ann));
    const int64_t first = now;
    assert_int_equal(ann.created_at, first);
    assert_int_equal(ann.changed_at, first);
    now += 5000000;
    ann.name = "Anna";
    assert_ok(s, Member_update(s, &ann));
    assert_int_equal(ann.created_at, first);
    assert_int_equal(ann.changed_at, now);
    now += 5000000;
    assert_ok(s, Member_update_only(s, &ann, ORM_COLS(Members.name))); /* any update is a change */
    Member *stored = Member_get(s, ann.id);
    assert_int_equal(stored->changed_at, now);
    assert_int_equal(stored->created_at, first);
    Member old = a_member("Old", "old@x");
    old.created_at = old.changed_at = 77;
    assert_ok(s, Member_insert(s, &old)); /* what is set is kept */
    assert_int_equal(old.created_at, 77);
    assert_int_equal(old.changed_at, 77);
    finish();
}
static void test_automatic_uuids_come_from_the_random_hook(void **state) {
    (void)state;
    uint8_t next = 0;
    start_with(test_url(false), &(orm_options){ .random = random_hook, .random_context = &next });
    next = 0;
    Token t = { .label = "first" };
    assert_ok(s, Token_insert(s, &t));
    char text[ORM_UUID_TEXT_SIZE];
    assert_true(orm_uuid_text(t.id, text, sizeof text) > 0);
    assert_string_equal(text, "00010203-0405-4607-8809-0a0b0c0d0e0f");
    assert_true(t.trace.has);
    assert_int_equal(t.trace.value.bytes[6] >> 4, 7);
    int64_t milliseconds = 0;
    for (int i = 0; i < 6; i++) milliseconds = milliseconds << 8 | t.trace.value.bytes[i];
    assert_int_equal(milliseconds, now / 1000);
    const orm_uuid own = t.id;
    Token given = { .id = { { 9 } }, .label = "second" };
    assert_ok(s, Token_insert(s, &given));
    assert_int_equal(given.id.bytes[0], 9);
    Token *found = Token_get(s, own);
    assert_non_null(found);
    assert_string_equal(found->label, "first");
    finish();
}
static void test_no_random_bytes_is_an_error(void **state) {
    (void)state;
    start_with(test_url(false), &(orm_options){ .random = no_random });
    Token t = { .label = "x" };
    assert_int_not_equal(Token_insert(s, &t), ORM_OK);
    assert_message(s, "random");
    assert_int_equal(Token_count(s, NULL), 0);
    finish();
}
static void test_insert_refuses_a_stored_row(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    assert_ok(s, Member_insert(s, &ann));
    assert_fails(s, Member_insert(s, &ann), ORM_MISUSE);
    assert_message(s, "Member_as_new");
    assert_int_equal(Member_count(s, NULL), 1);
    finish();
}
/* Whatever goes wrong, the program's row is bit for bit what it was. */
static void test_failing_calls_leave_the_row_untouched(void **state) {
    (void)state;
    start();
    Member ann, before, twin, bad, ben;
    memset(&ann, 0, sizeof ann), memset(&twin, 0, sizeof twin), memset(&bad, 0, sizeof bad), memset(&ben, 0, sizeof ben); /* their padding too */
    ann.name = "Ann", ann.email = "ann@x";
    twin.name = "Twin", twin.email = "ann@x";
    bad.name = "\xff\xfe", bad.email = "bad@x";
    ben.name = "Ben", ben.email = "ben@x";
    assert_ok(s, Member_insert(s, &ann));
    memcpy(&before, &twin, sizeof before);
    assert_fails(s, Member_insert(s, &twin), ORM_CONFLICT_UNIQUE);
    assert_memory_equal(&before, &twin, sizeof before);
    assert_string_equal(orm_error_of(s)->model, "Member");
    assert_string_equal(orm_error_of(s)->column, "email");
    memcpy(&before, &bad, sizeof before);
    assert_fails(s, Member_insert(s, &bad), ORM_INVALID);
    assert_memory_equal(&before, &bad, sizeof before);
    assert_ok(s, Member_insert(s, &ben));
    now += 1;
    ben.email = "ann@x";
    memcpy(&before, &ben, sizeof before);
    assert_fails(s, Member_update(s, &ben), ORM_CONFLICT_UNIQUE);
    assert_memory_equal(&before, &ben, sizeof before);
    assert_fails(s, Member_upsert(s, &twin, NULL), ORM_CONFLICT_UNIQUE);
    assert_int_equal(twin.id, 0);
    Member gone = { .id = 999 };
    memcpy(&before, &gone, sizeof before);
    assert_fails(s, Member_refresh(s, &gone), ORM_NOT_FOUND);
    assert_fails(s, Member_delete(s, &gone), ORM_NOT_FOUND);
    assert_memory_equal(&before, &gone, sizeof before);
    assert_int_equal(Member_count(s, NULL), 2);
    finish();
}

/* ---- update ---------------------------------------------------------------------------------------------------------------------- */
static void test_update_writes_by_key(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x"), ben = a_member("Ben", "ben@x");
    ann.age = (orm_opt_int32)ORM_SOME(30);
    assert_ok(s, Member_insert(s, &ann));
    assert_ok(s, Member_insert(s, &ben));
    ann.name = "Anna";
    ann.age = (orm_opt_int32)ORM_NONE;
    ann.nickname = "An";
    assert_ok(s, Member_update(s, &ann));
    Member *found = Member_get(s, ann.id);
    assert_string_equal(found->name, "Anna");
    assert_string_equal(found->nickname, "An");
    assert_false(found->age.has);
    assert_string_equal(Member_get(s, ben.id)->name, "Ben");
    assert_ok(s, Member_delete(s, &ann));
    assert_fails(s, Member_update(s, &ann), ORM_NOT_FOUND);
    assert_message(s, "id = 1");
    finish();
}
static void test_update_of_a_new_row_is_misuse(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    ann.nickname = "kept";
    assert_ok(s, Member_insert(s, &ann));
    Member blank = { .id = ann.id, .name = "Anna", .email = "ann@x" };
    assert_fails(s, Member_update(s, &blank), ORM_MISUSE);
    assert_message(s, "Member_update_only");
    assert_string_equal(Member_get(s, ann.id)->nickname, "kept");
    assert_ok(s, Member_update_only(s, &blank, ORM_COLS(Members.name)));
    Member *found = Member_get(s, ann.id);
    assert_string_equal(found->name, "Anna");
    assert_string_equal(found->nickname, "kept");
    assert_int_equal(Member_assume_stored(&blank), ORM_OK);
    assert_ok(s, Member_update(s, &blank)); /* now it was asked for */
    assert_null(Member_get(s, ann.id)->nickname);
    finish();
}
static void test_update_leaves_columns_that_were_not_loaded(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    ann.nickname = "kept";
    ann.age = (orm_opt_int32)ORM_SOME(30);
    assert_ok(s, Member_insert(s, &ann));
    Member *part = Member_first(s, orm_q(.only = ORM_COLS(Members.name)));
    assert_non_null(part);
    assert_true(orm_is_loaded(part, Members.id));
    assert_true(orm_is_loaded(part, Members.name));
    assert_false(orm_is_loaded(part, Members.nickname));
    assert_false(orm_is_loaded(part, Members.age));
    assert_null(part->email);
    part->name = "Anna";
    assert_ok(s, Member_update(s, part));
    assert_null(strstr(last_sql, "nickname"));
    assert_null(strstr(last_sql, "email"));
    Member *whole = Member_get(s, ann.id);
    assert_string_equal(whole->name, "Anna");
    assert_string_equal(whole->nickname, "kept");
    assert_int_equal(whole->age.value, 30);
    part->nickname = "new";
    assert_ok(s, Member_update_only(s, part, ORM_COLS(Members.nickname)));
    assert_true(orm_is_loaded(part, Members.nickname)); /* the program has said what it is */
    assert_false(orm_is_loaded(part, Members.age));
    finish();
}
static void test_update_only_refuses_keys_and_versions(void **state) {
    (void)state;
    start();
    Paper p = { .body = "one" };
    assert_ok(s, Paper_insert(s, &p));
    assert_fails(s, Paper_update_only(s, &p, ORM_COLS(Papers.id)), ORM_MISUSE);
    assert_fails(s, Paper_update_only(s, &p, ORM_COLS(Papers.revision)), ORM_MISUSE);
    assert_fails(s, Paper_update_only(s, &p, ORM_COLS(Papers.body, Papers.body)), ORM_MISUSE);
    assert_fails(s, Paper_update_only(s, &p, ORM_COLS(Members.name)), ORM_MISUSE);
    assert_fails(s, Paper_update_only(s, &p, (orm_columns){ NULL, 0 }), ORM_MISUSE);
    finish();
}
static void test_update_with_nothing_to_set(void **state) {
    (void)state;
    start();
    Flag f = { .id = 5 };
    assert_ok(s, Flag_insert(s, &f));
    assert_ok(s, Flag_update(s, &f));
    assert_ok(s, Flag_save(s, &f));
    assert_ok(s, Flag_delete(s, &f));
    assert_fails(s, Flag_update(s, &f), ORM_NOT_FOUND);
    finish();
}
/* What was rolled back did not count: the row can be updated again, in orm_retry too. */
static void test_version_follows_a_rollback(void **state) {
    (void)state;
    start();
    Paper paper = { .body = "one" };
    assert_ok(s, Paper_insert(s, &paper));
    assert_int_equal(paper.revision, 1);
    assert_ok(s, orm_begin(s));
    paper.body = "two";
    assert_ok(s, Paper_update(s, &paper));
    assert_ok(s, Paper_update(s, &paper));
    assert_int_equal(paper.revision, 3);
    assert_ok(s, orm_rollback(s));
    assert_ok(s, Paper_update(s, &paper));
    assert_int_equal(paper.revision, 2);
    assert_ok(s, orm_begin(s));
    assert_ok(s, orm_begin(s));
    assert_ok(s, Paper_update(s, &paper));
    assert_ok(s, orm_rollback(s)); /* of the savepoint alone */
    assert_ok(s, Paper_update(s, &paper));
    assert_ok(s, orm_commit(s));
    assert_int_equal(paper.revision, 3);
    assert_int_equal(Paper_get(s, paper.id)->revision, 3);
    finish();
}
static void test_version_tells_a_stale_row(void **state) {
    (void)state;
    start();
    Paper p = { .body = "one" };
    assert_ok(s, Paper_insert(s, &p));
    assert_int_equal(p.revision, 1);
    Paper *mine = Paper_get(s, p.id), *theirs = Paper_get(s, p.id);
    theirs->body = "theirs";
    assert_ok(s, Paper_update(s, theirs));
    assert_int_equal(theirs->revision, 2);
    mine->body = "mine";
    assert_fails(s, Paper_update(s, mine), ORM_STALE);
    assert_message(s, "refresh");
    assert_int_equal(mine->revision, 1);
    assert_string_equal(mine->body, "mine");
    assert_fails(s, Paper_update_only(s, mine, ORM_COLS(Papers.body)), ORM_STALE);
    assert_ok(s, Paper_refresh(s, mine));
    assert_string_equal(mine->body, "theirs");
    mine->body = "mine";
    assert_ok(s, Paper_update(s, mine));
    assert_int_equal(Paper_get(s, p.id)->revision, 3);
    Paper *blind = Paper_first(s, orm_q(.only = ORM_COLS(Papers.body)));
    assert_fails(s, Paper_update(s, blind), ORM_MISUSE); /* without the version nothing could be noticed */
    assert_ok(s, Paper_delete(s, theirs));               /* delete needs only the key */
    assert_fails(s, Paper_update(s, mine), ORM_NOT_FOUND);
    finish();
}
/* ORM_STALE is found out by ourselves: the transaction goes on. */
static void test_stale_and_not_found_do_not_poison(void **state) {
    (void)state;
    start();
    Paper p = { .body = "one" };
    assert_ok(s, Paper_insert(s, &p));
    Paper *old = Paper_get(s, p.id);
    assert_ok(s, orm_begin(s));
    assert_ok(s, Paper_update(s, &p));
    assert_fails(s, Paper_update(s, old), ORM_STALE);
    assert_null(Paper_get(s, 404));
    assert_session(s, ORM_NOT_FOUND);
    p.body = "two";
    assert_ok(s, Paper_update(s, &p));
    assert_ok(s, orm_commit(s));
    assert_string_equal(Paper_get(s, p.id)->body, "two");
    finish();
}

/* ---- save, delete, refresh --------------------------------------------------------------------------------------------------------- */
static void test_save_decides_by_the_state(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    ann.id = 9; /* a key that is set does not make a row stored */
    assert_ok(s, Member_save(s, &ann));
    assert_int_equal(Member_count(s, NULL), 1);
    ann.name = "Anna";
    assert_ok(s, Member_save(s, &ann));
    assert_int_equal(Member_count(s, NULL), 1);
    assert_string_equal(Member_get(s, 9)->name, "Anna");
    Flag zero = { .id = 0 }; /* and a zero in the key of a stored row does not make it new */
    assert_ok(s, Flag_save(s, &zero));
    assert_ok(s, Flag_save(s, &zero));
    assert_int_equal(Flag_count(s, NULL), 1);
    finish();
}
static void test_delete_says_whether_a_row_went(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x"), ben = a_member("Ben", "ben@x");
    assert_ok(s, Member_insert(s, &ann));
    assert_ok(s, Member_insert(s, &ben));
    Member by_key = { .id = ann.id }; /* a key is enough */
    assert_ok(s, Member_delete(s, &by_key));
    assert_fails(s, Member_delete(s, &by_key), ORM_NOT_FOUND);
    assert_int_equal(Member_count(s, NULL), 1);
    assert_null(Member_get(s, ann.id));
    finish();
}
static void test_refresh_reads_the_row_again(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    assert_ok(s, Member_insert(s, &ann));
    assert_int_equal(orm_exec(s, "UPDATE members SET name = ?, age = ?", orm_args("Changed", 5)), 1);
    Member by_key = { .id = ann.id };
    assert_ok(s, Member_refresh(s, &by_key));
    assert_string_equal(by_key.name, "Changed");
    assert_int_equal(by_key.age.value, 5);
    by_key.name = "Again";
    assert_ok(s, Member_update(s, &by_key)); /* it is stored now */
    assert_string_equal(Member_get(s, ann.id)->name, "Again");
    Member *part = Member_first(s, orm_q(.only = ORM_COLS(Members.name)));
    assert_ok(s, Member_refresh(s, part));
    assert_true(orm_is_loaded(part, Members.email));
    finish();
}

static void test_refresh_only_reads_the_named_columns(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    assert_ok(s, Member_insert(s, &ann));
    Member *part = Member_first(s, orm_q(.defer = ORM_COLS(Members.email, Members.age)));
    part->name = "Mine";
    assert_int_equal(orm_exec(s, "UPDATE members SET name = ?, age = ?", orm_args("Changed", 5)), 1);
    assert_ok(s, Member_refresh_only(s, part, ORM_COLS(Members.email)));
    assert_string_equal(part->email, "ann@x");
    assert_string_equal(part->name, "Mine"); /* what was not named stays */
    assert_true(orm_is_loaded(part, Members.email));
    assert_false(orm_is_loaded(part, Members.age));
    Member by_key = { .id = ann.id };
    assert_ok(s, Member_refresh_only(s, &by_key, ORM_COLS(Members.name, Members.age)));
    assert_string_equal(by_key.name, "Changed");
    assert_int_equal(by_key.age.value, 5);
    assert_false(orm_is_loaded(&by_key, Members.email));
    assert_ok(s, Member_update(s, &by_key)); /* and leaves alone what is not loaded */
    assert_string_equal(Member_get(s, ann.id)->email, "ann@x");
    assert_int_equal(Member_refresh_only(s, &by_key, (orm_columns){ NULL, 0 }), ORM_MISUSE);
    assert_int_equal(Member_refresh_only(s, &by_key, ORM_COLS(Members.name, Members.name)), ORM_MISUSE);
    assert_int_equal(Member_refresh_only(s, NULL, ORM_COLS(Members.name)), ORM_MISUSE);
    Member nobody = { .id = ann.id + 1 };
    assert_int_equal(Member_refresh_only(s, &nobody, ORM_COLS(Members.name)), ORM_NOT_FOUND);
    finish();
}

/* ---- get, first, last, one --------------------------------------------------------------------------------------------------------- */
static void test_get_by_a_composite_key(void **state) {
    (void)state;
    start();
    Stock rows[] = { { .shop = 1, .item = "pen", .amount = 3 }, { .shop = 1, .item = "ink", .amount = 4 }, { .shop = 2, .item = "pen", .amount = 5 } };
    assert_ok(s, Stock_insert_all(s, rows, 3));
    assert_int_equal(Stock_get(s, 1, "ink")->amount, 4);
    assert_int_equal(Stock_get(s, 2, "pen")->amount, 5);
    assert_null(Stock_get(s, 2, "ink"));
    assert_session(s, ORM_NOT_FOUND);
    assert_null(Stock_get(s, 1, NULL));
    assert_session(s, ORM_MISUSE);
    Stock *pen = Stock_get(s, 1, "pen");
    pen->amount = 30;
    assert_ok(s, Stock_update(s, pen));
    assert_int_equal(Stock_get(s, 2, "pen")->amount, 5);
    assert_ok(s, Stock_delete(s, pen));
    assert_int_equal(Stock_count(s, NULL), 2);
    finish();
}
static void test_first_last_one_and_their_statuses(void **state) {
    (void)state;
    start();
    assert_null(Member_first(s, NULL));
    assert_session(s, ORM_NOT_FOUND);
    assert_null(Member_last(s, NULL));
    assert_session(s, ORM_NOT_FOUND);
    assert_null(Member_one(s, NULL));
    assert_session(s, ORM_NOT_FOUND);
    const char *const names[] = { "b", "c", "a" }, *const emails[] = { "1", "2", "3" };
    for (int i = 0; i < 3; i++) {
        Member m = a_member(names[i], emails[i]);
        if (i == 2) m.age = (orm_opt_int32)ORM_SOME(1);
        assert_ok(s, Member_insert(s, &m));
    }
    assert_int_equal(Member_first(s, NULL)->id, 1); /* without an order: by key */
    assert_int_equal(Member_last(s, NULL)->id, 3);
    assert_string_equal(Member_first(s, orm_q(.order_by = { orm_asc(Members.name) }))->name, "a");
    assert_string_equal(Member_last(s, orm_q(.order_by = { orm_asc(Members.name) }))->name, "c");
    assert_string_equal(Member_last(s, orm_q(.order_by = { orm_desc(Members.name) }))->name, "a");
    assert_int_equal(Member_last(s, orm_q(.order_by = { orm_nulls_first(orm_asc(Members.age)) }))->age.value, 1); /* reversed, NULLs too */
    assert_false(Member_last(s, orm_q(.order_by = { orm_nulls_last(orm_asc(Members.age)) }))->age.has);
    assert_int_equal(Member_first(s, orm_q(.offset = 1))->id, 2);
    assert_null(Member_one(s, NULL));
    assert_session(s, ORM_MULTIPLE_ROWS);
    assert_int_equal(Member_one(s, orm_q(.where = orm_eq(Members.name, "c")))->id, 2);
    assert_int_equal(Member_one(s, orm_q(.order_by = { orm_asc(Members.id) }, .limit = 1))->id, 1);
    assert_null(Member_last(s, orm_q(.limit = 2)));
    assert_session(s, ORM_MISUSE);
    orm_query none = { .all_rows = false };
    orm_limit(&none, 0);
    assert_null(Member_first(s, &none));
    assert_session(s, ORM_NOT_FOUND);
    finish();
}

/* ---- the state of a row ------------------------------------------------------------------------------------------------------------- */
static void test_rolled_back_insert_is_new_again(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    assert_ok(s, orm_begin(s));
    assert_ok(s, Member_insert(s, &ann));
    assert_int_equal(ann.id, 1);
    assert_ok(s, orm_rollback(s));
    assert_fails(s, Member_update(s, &ann), ORM_MISUSE); /* it is new */
    assert_int_equal(ann.id, 0);
    Member other = a_member("Other", "other@x");
    assert_ok(s, Member_insert(s, &other));
    assert_ok(s, Member_save(s, &ann));
    assert_int_equal(ann.id, other.id + 1);
    assert_int_equal(other.id, test_on("sqlite") ? 1 : 2); /* the servers' sequences do not go back */
    assert_int_equal(Member_count(s, NULL), 2);
    finish();
}
static void test_rolled_back_insert_keeps_a_key_of_the_program(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    ann.id = 77;
    assert_ok(s, orm_begin(s));
    assert_ok(s, Member_insert(s, &ann));
    assert_ok(s, orm_rollback(s));
    assert_ok(s, Member_save(s, &ann));
    assert_int_equal(ann.id, 77);
    finish();
}
static void test_rolled_back_savepoint_undoes_only_its_rows(void **state) {
    (void)state;
    start();
    Member outer = a_member("Outer", "o@x"), inner = a_member("Inner", "i@x");
    assert_ok(s, orm_begin(s));
    assert_ok(s, Member_insert(s, &outer));
    assert_ok(s, orm_begin(s));
    assert_ok(s, Member_insert(s, &inner));
    assert_ok(s, orm_rollback(s));
    outer.name = "Outer 2";
    assert_ok(s, Member_update(s, &outer)); /* still stored */
    assert_fails(s, Member_update(s, &inner), ORM_MISUSE);
    assert_int_equal(inner.id, 0);
    assert_ok(s, Member_insert(s, &inner));
    assert_ok(s, orm_commit(s));
    assert_int_equal(Member_count(s, NULL), 2);
    assert_ok(s, Member_update(s, &inner));
    finish();
}
static void test_committed_savepoint_inside_a_rollback_is_new_again(void **state) {
    (void)state;
    start();
    Member rows[3] = { a_member("0", "0"), a_member("1", "1"), a_member("2", "2") };
    assert_ok(s, orm_begin(s));
    assert_ok(s, orm_begin(s));
    assert_ok(s, Member_insert(s, &rows[0]));
    assert_ok(s, orm_begin(s));
    assert_ok(s, Member_insert(s, &rows[1]));
    assert_ok(s, orm_commit(s));
    assert_ok(s, orm_commit(s));
    assert_ok(s, Member_insert(s, &rows[2]));
    assert_ok(s, orm_rollback(s));
    assert_int_equal(Member_count(s, NULL), 0);
    for (int i = 0; i < 3; i++) assert_ok(s, Member_save(s, &rows[i]));
    assert_int_equal(Member_count(s, NULL), 3);
    for (int i = 0; i < 3; i++) assert_ok(s, Member_save(s, &rows[i])); /* and now they are stored */
    assert_int_equal(Member_count(s, NULL), 3);
    finish();
}
static void test_rollback_keeps_what_was_stored_before(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    assert_ok(s, Member_insert(s, &ann));
    assert_ok(s, orm_begin(s));
    ann.name = "Anna";
    assert_ok(s, Member_update(s, &ann));
    Member *loaded = Member_get(s, ann.id);
    assert_ok(s, Member_upsert(s, loaded, NULL));
    assert_ok(s, orm_rollback(s));
    assert_ok(s, Member_update(s, &ann));
    assert_ok(s, Member_update(s, loaded)); /* it was read, not stored, in that transaction */
    assert_int_equal(Member_count(s, NULL), 1);
    finish();
}
/* A rolled-back row is new in every session of the database, and after the session that stored it is gone. */
static void test_rolled_back_row_is_new_in_other_sessions(void **state) {
    (void)state;
    start_with(test_url(true), NULL);
    orm_session *second = orm_session_open(db);
    Member ann = a_member("Ann", "ann@x");
    assert_ok(s, orm_begin(s));
    assert_ok(s, Member_insert(s, &ann));
    assert_int_equal(orm_session_close(s), ORM_OK); /* rolls back */
    s = second;
    assert_ok(s, Member_save(s, &ann));
    assert_int_equal(ann.id, test_on("sqlite") ? 1 : 2);
    assert_int_equal(Member_count(s, NULL), 1);
    finish();
}
static int naps;
static void sleep_hook(void *context, int milliseconds) {
    (void)context, (void)milliseconds;
    naps++;
}
/* COMMIT meets a reader twice: the same row is inserted three times and stored once. */
static void test_sqlite_retry_inserts_one_row_in_three_attempts(void **state) {
    (void)state;
    start_with(test_url(true), &(orm_options){ .journal = "delete", .busy_timeout = -1, .sleep = sleep_hook });
    Member first = a_member("First", "f@x"), ann = a_member("Ann", "ann@x");
    assert_ok(s, Member_insert(s, &first));
    orm_session *reader = orm_session_open(db);
    Member_cursor cursor = Member_stream(reader, NULL);
    assert_non_null(Member_next(&cursor));
    int attempts = 0;
    naps = 0;
    orm_retry(s, 5) {
        if (++attempts == 3) assert_int_equal(Member_stop(&cursor), ORM_OK);
        assert_ok(s, Member_insert(s, &ann));
        assert_int_equal(ann.id, 2);
    }
    assert_session(s, ORM_OK);
    assert_int_equal(attempts, 3);
    assert_int_equal(naps, 2);
    assert_int_equal(Member_count(s, NULL), 2);
    ann.name = "Anna";
    assert_ok(s, Member_update(s, &ann));
    assert_int_equal(orm_session_close(reader), ORM_OK);
    finish();
}
static void test_as_new_detaches_a_copy(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    assert_ok(s, Member_insert(s, &ann));
    Member copy = ann;
    assert_int_equal(Member_as_new(&copy), ORM_OK);
    assert_fails(s, Member_update(s, &copy), ORM_MISUSE);
    copy.id = 0;
    copy.email = "copy@x";
    assert_ok(s, Member_insert(s, &copy));
    assert_int_equal(copy.id, 2);
    assert_ok(s, Member_update(s, &ann)); /* the original is as it was */
    assert_int_equal(Member_as_new(NULL), ORM_MISUSE);
    finish();
}
static void test_copy_outlives_its_session(void **state) {
    (void)state;
    start_with(test_url(true), NULL);
    Member ann = a_member("Ann", "ann@x");
    ann.nickname = "An";
    assert_ok(s, Member_insert(s, &ann));
    orm_session *shorter = orm_session_open(db);
    Member *loaded = Member_get(shorter, ann.id);
    assert_non_null(loaded);
    Member *kept = Member_copy(s, loaded);
    assert_non_null(kept);
    assert_int_equal(orm_session_close(shorter), ORM_OK);
    assert_string_equal(kept->name, "Ann");
    assert_string_equal(kept->nickname, "An");
    kept->name = "Kept";
    assert_ok(s, Member_update(s, kept)); /* its state came along */
    assert_string_equal(Member_get(s, ann.id)->name, "Kept");
    assert_null(Member_copy(s, NULL));
    assert_session(s, ORM_MISUSE);
    finish();
}
static void test_garbage_in_place_of_a_row_is_misuse(void **state) {
    (void)state;
    start();
    Member garbage;
    memset(&garbage, 0xA5, sizeof garbage);
    assert_fails(s, Member_insert(s, &garbage), ORM_MISUSE);
    assert_message(s, "garbage");
    assert_fails(s, Member_update(s, &garbage), ORM_MISUSE);
    assert_fails(s, Member_update_only(s, &garbage, ORM_COLS(Members.name)), ORM_MISUSE);
    assert_fails(s, Member_save(s, &garbage), ORM_MISUSE);
    assert_fails(s, Member_delete(s, &garbage), ORM_MISUSE);
    assert_fails(s, Member_refresh(s, &garbage), ORM_MISUSE);
    assert_fails(s, Member_upsert(s, &garbage, NULL), ORM_MISUSE);
    assert_null(Member_copy(s, &garbage));
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Member_assume_stored(&garbage), ORM_MISUSE);
    assert_false(orm_is_loaded(&garbage, Members.name));
    assert_fails(s, Member_insert(s, NULL), ORM_MISUSE);
    assert_fails(s, Member_update(s, NULL), ORM_MISUSE);
    assert_fails(s, Member_save(s, NULL), ORM_MISUSE);
    assert_fails(s, Member_delete(s, NULL), ORM_MISUSE);
    assert_fails(s, Member_refresh(s, NULL), ORM_MISUSE);
    assert_int_equal(Member_count(s, NULL), 0);
    finish();
}
static void test_is_loaded_of_columns_and_relations(void **state) {
    (void)state;
    start();
    Member ann = a_member("Ann", "ann@x");
    assert_true(orm_is_loaded(&ann, Members.nickname)); /* of a new row: what the program says */
    assert_false(orm_is_loaded(&ann, Members.cards));
    assert_ok(s, Member_insert(s, &ann));
    assert_true(orm_is_loaded(&ann, Members.nickname));
    assert_false(orm_is_loaded(&ann, Members.cards));
    Card card = { .member_id = ann.id };
    assert_ok(s, Card_insert(s, &card));
    Card *found = Card_get(s, card.id);
    assert_true(orm_is_loaded(found, Cards.member_id));
    assert_false(orm_is_loaded(found, Cards.member));
    assert_null(found->member);
    Member *part = Member_first(s, orm_q(.defer = ORM_COLS(Members.name, Members.age)));
    assert_false(orm_is_loaded(part, Members.name));
    assert_false(orm_is_loaded(part, Members.age));
    assert_true(orm_is_loaded(part, Members.email));
    assert_false(orm_is_loaded(NULL, Members.email));
    finish();
}
/* CR-16: the smoke example */
static void test_a_small_program_in_one_piece(void **state) {
    (void)state;
    start();
    for (int i = 0; i < 4; i++) {
        static const char *const names[] = { "Ann", "Ben", "Cid", "temp" };
        Member m = a_member(names[i], names[i]);
        m.age = (orm_opt_int32)ORM_SOME(22 + 2 * i);
        assert_ok(s, Member_save(s, &m));
    }
    assert_int_equal(Member_all(s, NULL).count, 4);
    Member_list grown = Member_all(s, orm_q(.where = orm_ge(Members.age, 25), .order_by = { orm_asc(Members.name) }));
    assert_int_equal(grown.count, 2);
    assert_string_equal(grown.items[0].name, "Cid");
    int seen = 0;
    orm_foreach(Member, m, grown) seen += m->age.value;
    assert_int_equal(seen, 26 + 28);
    assert_int_equal(Member_delete_where(s, orm_q(.where = orm_eq(Members.name, "temp"))), 1);
    assert_false(Member_exists(s, orm_q(.where = orm_eq(Members.name, "temp"))));
    assert_int_equal(Member_count(s, NULL), 3);
    finish();
}

/* Somebody else changes the table: statements that were prepared before go on working, outside of transactions by themselves, inside with orm_retry. */
static void test_statements_survive_a_changed_table(void **state) {
    (void)state;
    const char *url = test_url(true);
    orm_db *one = test_open_with(url, &(orm_options){ .pool_max = 1 }), *two = test_open_with(url, NULL);
    orm_session *here = orm_session_open(one), *there = orm_session_open(two);
    static const char *const changes[] = { "ALTER TABLE papers ADD COLUMN more int", "ALTER TABLE papers ADD COLUMN even_more int", "CREATE INDEX papers_body ON papers (revision)", "ALTER TABLE papers ADD COLUMN most int" };
    assert_ok(here, orm_create_tables(here, ORM_MODELS(Paper), NULL));
    Paper kept = { .body = "kept" };
    assert_ok(here, Paper_insert(here, &kept));
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        for (int again = 0; again < 2; again++) {
            Paper paper = { .body = "new" };
            assert_ok(here, Paper_insert(here, &paper));
            assert_non_null(Paper_get(here, kept.id));
            paper.body = "changed";
            assert_ok(here, Paper_update(here, &paper));
            assert_int_equal(Paper_all(here, NULL).count, 2);
            Paper_cursor c = Paper_stream(here, NULL);
            assert_non_null(Paper_next(&c));
            assert_ok(here, Paper_stop(&c));
            orm_rows r = orm_sql(here, "SELECT * FROM papers WHERE id = ?", orm_args(kept.id));
            assert_true(orm_next(&r));
            assert_int_equal(orm_column_count(&r), 3 + (int)(again ? i + 1 : i) - (i > 2 || (i == 2 && again)));
            assert_int_equal(orm_rows_close(&r), ORM_OK);
            assert_ok(here, Paper_delete(here, &paper));
            assert_int_equal(Paper_count(here, NULL), 1);
            if (!again && orm_exec_text(there, changes[i], orm_args()) < 0) fail_msg("%s: %s", changes[i], orm_error_of(there)->message);
        }
        int attempts = 0;
        orm_retry(here, 3) {
            attempts++;
            Paper paper = { .body = "in a transaction" };
            if (Paper_insert(here, &paper) == ORM_OK && Paper_get(here, kept.id)) Paper_delete(here, &paper);
        }
        assert_session(here, ORM_OK);
        assert_between(attempts, 1, 2);
    }
    orm_session_close(here);
    orm_session_close(there);
    assert_int_equal(orm_close(one), ORM_OK);
    assert_int_equal(orm_close(two), ORM_OK);
}
int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_insert_sets_the_generated_key),
        cmocka_unit_test(test_insert_takes_a_key_that_is_set),
        cmocka_unit_test(test_given_keys_are_not_generated_again),
        cmocka_unit_test(test_statements_survive_a_changed_table),
        cmocka_unit_test(test_a_deleted_key_is_not_given_again),
        cmocka_unit_test(test_server_defaults_are_read_back),
        cmocka_unit_test(test_sqlite_server_defaults_are_read_back_without_returning),
        cmocka_unit_test(test_key_that_the_database_makes_is_read_back),
        cmocka_unit_test(test_sqlite_key_is_read_back_without_returning),
        cmocka_unit_test(test_use_defaults_refuses_what_has_none),
        cmocka_unit_test(test_insert_with_only_defaults),
        cmocka_unit_test(test_automatic_times_follow_the_clock),
        cmocka_unit_test(test_automatic_uuids_come_from_the_random_hook),
        cmocka_unit_test(test_no_random_bytes_is_an_error),
        cmocka_unit_test(test_insert_refuses_a_stored_row),
        cmocka_unit_test(test_failing_calls_leave_the_row_untouched),
        cmocka_unit_test(test_update_writes_by_key),
        cmocka_unit_test(test_update_of_a_new_row_is_misuse),
        cmocka_unit_test(test_update_leaves_columns_that_were_not_loaded),
        cmocka_unit_test(test_update_only_refuses_keys_and_versions),
        cmocka_unit_test(test_update_with_nothing_to_set),
        cmocka_unit_test(test_version_tells_a_stale_row),
        cmocka_unit_test(test_version_follows_a_rollback),
        cmocka_unit_test(test_stale_and_not_found_do_not_poison),
        cmocka_unit_test(test_save_decides_by_the_state),
        cmocka_unit_test(test_delete_says_whether_a_row_went),
        cmocka_unit_test(test_refresh_reads_the_row_again),
        cmocka_unit_test(test_refresh_only_reads_the_named_columns),
        cmocka_unit_test(test_get_by_a_composite_key),
        cmocka_unit_test(test_first_last_one_and_their_statuses),
        cmocka_unit_test(test_rolled_back_insert_is_new_again),
        cmocka_unit_test(test_rolled_back_insert_keeps_a_key_of_the_program),
        cmocka_unit_test(test_rolled_back_savepoint_undoes_only_its_rows),
        cmocka_unit_test(test_committed_savepoint_inside_a_rollback_is_new_again),
        cmocka_unit_test(test_rollback_keeps_what_was_stored_before),
        cmocka_unit_test(test_rolled_back_row_is_new_in_other_sessions),
        cmocka_unit_test(test_sqlite_retry_inserts_one_row_in_three_attempts),
        cmocka_unit_test(test_as_new_detaches_a_copy),
        cmocka_unit_test(test_copy_outlives_its_session),
        cmocka_unit_test(test_garbage_in_place_of_a_row_is_misuse),
        cmocka_unit_test(test_is_loaded_of_columns_and_relations),
        cmocka_unit_test(test_a_small_program_in_one_piece),
    };
    return run_all(tests);
}
