/* Many rows at once: insert_all, update_all, delete_all, upserts, get_or_create, truncate, update_where, delete_where. */
#include "harness.h"
#include <pthread.h>

#define ITEM_MODEL(X)                                          \
    X(key,   int64,          id,     .auto_increment = true)   \
    X(field, varchar(40),    code,   .unique = true)           \
    X(field, opt(text),      note)                             \
    X(field, decimal(12, 2), price)                            \
    X(field, int32,          amount)                           \
    X(field, int32,          reserve)
#define ENTRY_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, what)
#define PERSON_MODEL(X)                                            \
    X(key,   int64,        id,         .auto_increment = true)     \
    X(field, varchar(80),  email,      .unique = true)             \
    X(field, opt(text),    name)                                   \
    X(field, opt(int32),   age)                                    \
    X(field, int32,        floor_)                                 \
    X(field, int32,        door)                                   \
    X(field, timestamp,    created_at, .auto_now_add = true)       \
    X(field, timestamp,    changed_at, .auto_now = true)           \
    X(field, int32,        revision,   .version = true)            \
    X(unique, (floor_, door))
#define SETTING_MODEL(X) X(key, varchar(40), name) X(field, opt(text), value) X(field, int32, uses)
#define MIXED_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(int32), a, .default_sql = "5") X(field, text, b, .default_sql = "'x'")

ORM_MODEL(Item, Items, ITEM_MODEL);
ORM_MODEL(Entry, Entries, ENTRY_MODEL);
ORM_MODEL(Person, Persons, PERSON_MODEL);
ORM_MODEL(Setting, Settings, SETTING_MODEL);
ORM_MODEL(Mixed, Mixeds, MIXED_MODEL);
#define ALL_MODELS ORM_MODELS(Item, Entry, Person, Setting, Mixed)

/* ---- the database of a test ------------------------------------------------------------------------------------------------------ */
static orm_db *db;
static orm_session *s;
static int64_t now;
static int statements;

static int64_t clock_hook(void *context) {
    (void)context;
    return now;
}
static void trace_hook(void *context, const orm_trace *t) {
    (void)context, (void)t;
    statements++;
}
/* version: taken for the server's, so that the ways for older ones are taken; 0: as it is */
static void start_at(const char *url, int version) {
    now = INT64_C(1700000000000000);
    db = test_open_with(url, &(orm_options){ .clock = clock_hook, .trace = trace_hook, .server_version = version });
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ALL_MODELS, NULL));
    statements = 0;
}
static void start(void) { start_at(test_url(false), 0); }
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static char *text_of(const char *format, int n) {
    char *text = orm_session_alloc(s, 40);
    assert_non_null(text);
    snprintf(text, 40, format, n);
    return text;
}
static Item *items(int n) {
    Item *rows = calloc((size_t)n, sizeof *rows);
    assert_non_null(rows);
    for (int i = 0; i < n; i++) rows[i] = (Item){ .code = text_of("c%d", i), .price = ORM_DEC("1.50"), .amount = i };
    return rows;
}

/* ---- insert_all ------------------------------------------------------------------------------------------------------------------ */
/* Each row has a key of its own, and the row stored under it is that row. */
static void check_stored(const Item *rows, int n) {
    Item_list all = Item_all(s, orm_q(.order_by = { orm_asc(Items.amount) }));
    assert_int_equal(all.count, n);
    for (int i = 0; i < n; i++) {
        assert_true(rows[i].id > 0);
        assert_int_equal(all.items[i].id, rows[i].id);
        assert_string_equal(all.items[i].code, rows[i].code);
    }
}
static void check_insert_all(int n, int version) {
    start_at(test_url(false), version);
    Item *rows = items(n);
    assert_ok(s, Item_insert_all(s, rows, (size_t)n));
    check_stored(rows, n);
    assert_int_equal(orm_depth(s), 0);
    for (int i = 0; i < n; i += 1 + n / 7) { /* they are stored rows now */
        rows[i].note = "seen";
        assert_ok(s, Item_update(s, &rows[i]));
    }
    free(rows);
    finish();
}
static void test_insert_all_of_many_sizes(void **state) {
    (void)state;
    const int sizes[] = { 1, 2, 3, 63, 64, 65, 127, 128, 129, 1000, 5000 };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) check_insert_all(sizes[i], 0);
}
static void test_sqlite_insert_all_on_older_versions(void **state) {
    (void)state;
    check_insert_all(700, 3034000);
    check_insert_all(700, 3023000);
}
static void test_insert_all_mixes_given_and_generated_keys(void **state) {
    (void)state;
    start();
    Item *rows = items(300);
    for (int i = 0; i < 300; i++)
        if (i % 3 == 1) rows[i].id = 100000 - i;
    assert_ok(s, Item_insert_all(s, rows, 300));
    for (int i = 0; i < 300; i++)
        if (i % 3 == 1) assert_int_equal(rows[i].id, 100000 - i);
    check_stored(rows, 300);
    Item next = { .code = "next", .price = ORM_DEC("0"), .amount = 300 };
    assert_ok(s, Item_insert(s, &next));
    for (int i = 0; i < 300; i++) assert_true(next.id > rows[i].id); /* above the largest that ever was */
    free(rows);
    finish();
}
static void test_insert_all_goes_on_above_explicit_keys(void **state) {
    (void)state;
    start();
    Item high = { .id = INT64_C(5000000000), .code = "high", .price = ORM_DEC("1") };
    assert_ok(s, Item_insert(s, &high));
    Item *rows = items(70);
    for (int i = 0; i < 70; i++) rows[i].amount = i + 1;
    assert_ok(s, Item_insert_all(s, rows, 70));
    for (int i = 0; i < 70; i++) assert_true(rows[i].id > high.id);
    free(rows);
    finish();
}
static void test_insert_all_does_not_reuse_keys(void **state) {
    (void)state;
    start();
    Item *first = items(5), *second = items(3);
    assert_ok(s, Item_insert_all(s, first, 5));
    assert_ok(s, Item_delete_all(s, first, 5));
    assert_ok(s, Item_insert_all(s, second, 3));
    for (int i = 0; i < 3; i++) assert_true(second[i].id > first[4].id);
    free(first);
    free(second);
    finish();
}
static void test_insert_all_leaves_defaults_to_the_database(void **state) {
    (void)state;
    start();
    Mixed rows[6] = { { .a = ORM_SOME(1), .b = "own" }, { .b = "own" }, { .b = "?" }, { .a = ORM_SOME(2), .b = "own" }, { .b = "?" }, { .id = 50, .b = "own" } };
    assert_int_equal(orm_use_defaults(&rows[2], ORM_COLS(Mixeds.b)), ORM_OK);
    assert_int_equal(orm_use_defaults(&rows[4], ORM_COLS(Mixeds.a, Mixeds.b)), ORM_OK);
    assert_ok(s, Mixed_insert_all(s, rows, 6));
    const int a[] = { 1, 5, 5, 2, 5, 5 };
    const char *const b[] = { "own", "own", "x", "own", "x", "own" };
    for (int i = 0; i < 6; i++) {
        Mixed *stored = Mixed_get(s, rows[i].id);
        assert_non_null(stored);
        assert_int_equal(stored->a.value, a[i]);
        assert_int_equal(rows[i].a.value, a[i]);
        assert_string_equal(stored->b, b[i]);
        assert_string_equal(rows[i].b, b[i]);
    }
    finish();
}
/* A trigger that inserts takes keys as well: into another table, and into this one. */
static void test_insert_all_beside_triggers(void **state) {
    (void)state;
    start();
    if (test_on("postgres")) {
        assert_true(orm_exec(s, "CREATE FUNCTION note_item() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO entries (what) VALUES (''a''), (''b''); RETURN NEW; END'", orm_args()) >= 0);
        assert_true(orm_exec(s, "CREATE TRIGGER note AFTER INSERT ON items FOR EACH ROW EXECUTE FUNCTION note_item()", orm_args()) >= 0);
    } else {
        assert_true(orm_exec_text(s, test_on("sqlite") ? "CREATE TRIGGER note AFTER INSERT ON items BEGIN INSERT INTO entries (what) VALUES ('a'), ('b'); END"
                                                       : "CREATE TRIGGER note AFTER INSERT ON items FOR EACH ROW INSERT INTO entries (what) VALUES ('a'), ('b')", orm_args()) >= 0);
    }
    Item *rows = items(130);
    assert_ok(s, Item_insert_all(s, rows, 130));
    check_stored(rows, 130);
    assert_int_equal(Entry_count(s, NULL), 260);
    if (test_on("mysql")) { /* a trigger there cannot write to its own table */
        free(rows);
        finish();
        return;
    }
    if (test_on("postgres")) {
        assert_true(orm_exec(s, "CREATE FUNCTION twin_item() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO items (code, price, amount, reserve, note) VALUES (''twin of '' || NEW.code, 0, 0, 0, ''twin''); "
                                "RETURN NEW; END'", orm_args()) >= 0);
        assert_true(orm_exec(s, "CREATE TRIGGER twin AFTER INSERT ON items FOR EACH ROW WHEN (NEW.note IS NULL) EXECUTE FUNCTION twin_item()", orm_args()) >= 0);
    } else assert_true(orm_exec(s, "CREATE TRIGGER twin AFTER INSERT ON items WHEN NEW.note IS NULL BEGIN INSERT INTO items (code, price, amount, reserve, note) VALUES ('twin of ' || NEW.code, 0, 0, 0, 'twin'); END", orm_args()) >= 0);
    Item more[40];
    memset(more, 0, sizeof more);
    for (int i = 0; i < 40; i++) more[i] = (Item){ .code = text_of("m%d", i), .price = ORM_DEC("1"), .amount = 1000 + i };
    assert_ok(s, Item_insert_all(s, more, 40));
    for (int i = 0; i < 40; i++) {
        Item *stored = Item_get(s, more[i].id);
        assert_non_null(stored);
        assert_string_equal(stored->code, more[i].code);
    }
    assert_int_equal(Item_count(s, orm_q(.where = orm_eq(Items.note, "twin"))), 40);
    free(rows);
    finish();
}
static void check_failing_insert_all(orm_status status, void (*spoil)(Item *row)) {
    start();
    Item *rows = items(200), *before = malloc(200 * sizeof *rows);
    assert_non_null(before);
    spoil(&rows[150]);
    memcpy(before, rows, 200 * sizeof *rows);
    assert_fails(s, Item_insert_all(s, rows, 200), status);
    assert_memory_equal(before, rows, 200 * sizeof *rows);
    assert_int_equal(Item_count(s, NULL), 0);
    assert_int_equal(orm_depth(s), 0);
    rows[150].code = "mended";
    assert_ok(s, Item_insert_all(s, rows, 200));
    free(rows);
    free(before);
    finish();
}
static void spoil_unique(Item *row) { row->code = "c3"; }
static void spoil_text(Item *row) { row->code = "\xc3("; }
static void test_insert_all_is_all_or_nothing(void **state) {
    (void)state;
    check_failing_insert_all(ORM_CONFLICT_UNIQUE, spoil_unique);
    check_failing_insert_all(ORM_INVALID, spoil_text);
}
/* A refused value does not end the transaction around it, so what the call had done by then must not be committed with it. */
static void test_failing_bulk_inside_a_transaction_leaves_nothing(void **state) {
    (void)state;
    start();
    Item *rows = items(600);
    Item first = { .code = "first", .price = ORM_DEC("1") };
    spoil_text(&rows[599]);
    assert_ok(s, orm_begin(s));
    assert_ok(s, Item_insert(s, &first));
    assert_fails(s, Item_insert_all(s, rows, 600), ORM_INVALID);
    assert_int_equal(orm_depth(s), 1);
    assert_int_equal(Item_count(s, NULL), 1);
    assert_ok(s, orm_commit(s));
    assert_int_equal(Item_count(s, NULL), 1);
    assert_ok(s, orm_begin(s));
    spoil_unique(&rows[599]);
    assert_fails(s, Item_insert_all(s, rows, 600), ORM_CONFLICT_UNIQUE);
    assert_fails(s, Item_insert(s, &rows[0]), ORM_TRANSACTION); /* an error of the database does end it */
    assert_fails(s, orm_commit(s), ORM_TRANSACTION);
    assert_ok(s, orm_rollback(s));
    assert_int_equal(Item_count(s, NULL), 1);
    free(rows);
    finish();
}
static void test_rolled_back_insert_all_is_new_again(void **state) {
    (void)state;
    start();
    Item *rows = items(100);
    assert_ok(s, orm_begin(s));
    assert_ok(s, Item_insert_all(s, rows, 100));
    assert_ok(s, orm_rollback(s));
    assert_ok(s, Item_insert_all(s, rows, 100));
    check_stored(rows, 100);
    if (test_on("sqlite")) assert_int_equal(rows[0].id, 1); /* the servers' sequences do not go back */
    else assert_true(rows[0].id > 100);
    free(rows);
    finish();
}
static void test_insert_all_refuses_stored_rows(void **state) {
    (void)state;
    start();
    Item *rows = items(3);
    assert_ok(s, Item_insert(s, &rows[1]));
    assert_fails(s, Item_insert_all(s, rows, 3), ORM_MISUSE);
    assert_message(s, "row 2");
    assert_int_equal(Item_count(s, NULL), 1);
    assert_int_equal(rows[0].id, 0);
    free(rows);
    finish();
}
/* UPS-09 */
static void test_empty_bulk_calls_succeed_without_a_statement(void **state) {
    (void)state;
    start();
    Item none;
    assert_ok(s, Item_insert_all(s, NULL, 0));
    assert_ok(s, Item_insert_all(s, &none, 0));
    assert_ok(s, Item_update_all(s, NULL, 0));
    assert_ok(s, Item_delete_all(s, NULL, 0));
    assert_ok(s, Item_upsert_all(s, NULL, 0, NULL));
    assert_int_equal(statements, 0);
    assert_fails(s, Item_insert_all(s, NULL, 2), ORM_MISUSE);
    assert_fails(s, Item_update_all(s, NULL, 2), ORM_MISUSE);
    assert_fails(s, Item_delete_all(s, NULL, 2), ORM_MISUSE);
    assert_fails(s, Item_upsert_all(s, NULL, 2, NULL), ORM_MISUSE);
    finish();
}

/* ---- update_all, delete_all ------------------------------------------------------------------------------------------------------ */
static void test_update_all_writes_every_row_or_none(void **state) {
    (void)state;
    start();
    Item *rows = items(50);
    assert_ok(s, Item_insert_all(s, rows, 50));
    for (int i = 0; i < 50; i++) rows[i].amount = 1000 + i;
    assert_ok(s, Item_update_all(s, rows, 50));
    assert_int_equal(Item_count(s, orm_q(.where = orm_ge(Items.amount, 1000))), 50);
    Item gone = rows[30];
    assert_ok(s, Item_delete(s, &gone));
    for (int i = 0; i < 50; i++) rows[i].amount = 2000 + i;
    assert_fails(s, Item_update_all(s, rows, 50), ORM_NOT_FOUND);
    assert_int_equal(Item_count(s, orm_q(.where = orm_ge(Items.amount, 2000))), 0);
    Item *fresh = items(2); /* UPS-11: a row that was never stored */
    fresh[0] = rows[0];
    assert_fails(s, Item_update_all(s, fresh, 2), ORM_MISUSE);
    assert_int_equal(Item_count(s, orm_q(.where = orm_ge(Items.amount, 2000))), 0);
    free(fresh);
    free(rows);
    finish();
}
static void test_stale_row_in_update_all_changes_nothing(void **state) {
    (void)state;
    start();
    Person rows[3] = { { .email = "a", .door = 1 }, { .email = "b", .door = 2 }, { .email = "c", .door = 3 } };
    assert_ok(s, Person_insert_all(s, rows, 3));
    assert_int_equal(Person_update_where(s, orm_q(.where = orm_eq(Persons.email, "b")), ORM_SET(orm_set(Persons.age, 1))), 1);
    for (int i = 0; i < 3; i++) rows[i].name = "mine";
    assert_ok(s, orm_begin(s));
    assert_fails(s, Person_update_all(s, rows, 3), ORM_STALE);
    for (int i = 0; i < 3; i++) assert_int_equal(rows[i].revision, 1);
    assert_ok(s, orm_commit(s));
    assert_int_equal(Person_count(s, orm_q(.where = orm_eq(Persons.name, "mine"))), 0);
    assert_ok(s, Person_refresh(s, &rows[1]));
    for (int i = 0; i < 3; i++) rows[i].name = "mine";
    assert_ok(s, Person_update_all(s, rows, 3));
    assert_int_equal(rows[0].revision, 2);
    assert_int_equal(rows[1].revision, 3);
    finish();
}
static void test_delete_all_takes_every_row_or_none(void **state) {
    (void)state;
    start();
    Item *rows = items(20);
    assert_ok(s, Item_insert_all(s, rows, 20));
    Item gone = rows[10];
    assert_ok(s, Item_delete(s, &gone));
    assert_fails(s, Item_delete_all(s, rows, 20), ORM_NOT_FOUND);
    assert_int_equal(Item_count(s, NULL), 19);
    assert_ok(s, orm_begin(s));
    assert_fails(s, Item_delete_all(s, rows, 20), ORM_NOT_FOUND);
    assert_ok(s, orm_commit(s));
    assert_int_equal(Item_count(s, NULL), 19);
    assert_ok(s, Item_delete_all(s, rows, 10));
    assert_ok(s, Item_delete_all(s, rows + 11, 9));
    assert_int_equal(Item_count(s, NULL), 0);
    finish();
    free(rows);
}

/* ---- upsert ---------------------------------------------------------------------------------------------------------------------- */
static void check_person(const Person *p, const char *email, const char *name, int age, int revision) {
    assert_string_equal(p->email, email);
    if (name) assert_string_equal(p->name, name);
    else assert_null(p->name);
    assert_int_equal(p->age.has ? p->age.value : -1, age);
    assert_int_equal(p->revision, revision);
}
/* What the program holds afterwards is what is stored. */
static void check_equals_stored(const Person *p) {
    const Person *stored = Person_get(s, p->id);
    assert_non_null(stored);
    check_person(p, stored->email, stored->name, stored->age.has ? stored->age.value : -1, stored->revision);
    assert_int_equal(p->created_at, stored->created_at);
    assert_int_equal(p->changed_at, stored->changed_at);
    assert_int_equal(p->door, stored->door);
}
static void check_upsert_by_a_unique_column(int version) {
    start_at(test_url(false), version);
    bool inserted = false;
    Person p = { .email = "t@e", .name = "Orig", .age = ORM_SOME(25) };
    assert_ok(s, Person_upsert(s, &p, &(orm_conflict){ .target = ORM_COLS(Persons.email), .inserted = &inserted }));
    assert_true(inserted);
    assert_int_equal(p.id, 1);
    check_equals_stored(&p);
    const int64_t first = now;
    now += 1000000;
    /* UPS-01: what is not named is kept */
    Person q = { .email = "t@e", .name = "Upd", .door = 9 };
    assert_ok(s, Person_upsert(s, &q, &(orm_conflict){ .target = ORM_COLS(Persons.email), .update = ORM_COLS(Persons.name), .inserted = &inserted }));
    assert_false(inserted);
    assert_int_equal(q.id, 1);
    check_person(&q, "t@e", "Upd", 25, 2);
    check_equals_stored(&q);
    assert_int_equal(q.door, 0);
    assert_int_equal(q.created_at, first);
    assert_int_equal(q.changed_at, now);
    /* UPS-02: NULL is a value like another; by default all but target and key is written, and what insert alone sets is kept */
    now += 1000000;
    Person r = { .email = "t@e", .name = NULL, .door = 4 };
    assert_ok(s, Person_upsert(s, &r, &(orm_conflict){ .target = ORM_COLS(Persons.email) }));
    check_person(&r, "t@e", NULL, -1, 3);
    assert_int_equal(r.door, 4);
    assert_int_equal(r.created_at, first);
    assert_int_equal(r.changed_at, now);
    check_equals_stored(&r);
    r.name = "stored"; /* the row is a stored one */
    assert_ok(s, Person_update(s, &r));
    assert_int_equal(Person_count(s, NULL), 1);
    finish();
}
static void check_upsert_do_nothing(int version) {
    start_at(test_url(false), version);
    bool inserted = true;
    Person p = { .email = "t@e", .name = "Orig", .age = ORM_SOME(25) };
    assert_ok(s, Person_insert(s, &p));
    /* UPS-03 */
    Person q = { .email = "t@e", .name = "No" };
    assert_ok(s, Person_upsert(s, &q, &(orm_conflict){ .target = ORM_COLS(Persons.email), .do_nothing = true, .inserted = &inserted }));
    assert_false(inserted);
    check_person(&q, "t@e", "Orig", 25, 1);
    assert_int_equal(q.id, p.id);
    check_equals_stored(&q);
    Person fresh = { .email = "n@e", .name = "New", .door = 1 };
    assert_ok(s, Person_upsert(s, &fresh, &(orm_conflict){ .target = ORM_COLS(Persons.email), .do_nothing = true, .inserted = &inserted }));
    assert_true(inserted);
    assert_true(fresh.id > p.id);
    check_equals_stored(&fresh);
    finish();
}
static void check_upsert_by_key(int version) {
    start_at(test_url(false), version);
    Setting a = { .name = "color", .value = "red", .uses = 1 };
    bool inserted = false;
    assert_ok(s, Setting_upsert(s, &a, &(orm_conflict){ .inserted = &inserted }));
    assert_true(inserted);
    Setting b = { .name = "color", .value = "blue", .uses = 2 };
    assert_ok(s, Setting_upsert(s, &b, NULL)); /* the key is the default target */
    assert_int_equal(Setting_count(s, NULL), 1);
    assert_string_equal(Setting_get(s, "color")->value, "blue");
    b.value = "green"; /* a stored row */
    assert_ok(s, Setting_upsert(s, &b, &(orm_conflict){ .inserted = &inserted }));
    assert_false(inserted);
    assert_string_equal(Setting_get(s, "color")->value, "green");
    Person fresh = { .email = "x" }; /* a key that is still to be generated meets nobody */
    assert_ok(s, Person_upsert(s, &fresh, &(orm_conflict){ .inserted = &inserted }));
    assert_true(inserted);
    assert_int_equal(fresh.id, 1);
    Person moved = { .id = 1, .email = "y", .door = 3 };
    assert_ok(s, Person_upsert(s, &moved, &(orm_conflict){ .inserted = &inserted }));
    assert_false(inserted);
    assert_string_equal(Person_get(s, 1)->email, "y");
    assert_int_equal(Setting_delete_where(s, orm_q(.all_rows = true)), 1);
    assert_ok(s, Setting_upsert(s, &b, &(orm_conflict){ .inserted = &inserted })); /* it was stored, and is gone */
    assert_true(inserted);
    assert_string_equal(Setting_get(s, "color")->value, "green");
    finish();
}
static void check_upsert_by_two_columns(int version) {
    start_at(test_url(false), version);
    Person p = { .email = "a", .name = "First", .floor_ = 2, .door = 7 };
    assert_ok(s, Person_insert(s, &p));
    Person q = { .email = "b", .name = "Second", .floor_ = 2, .door = 7 };
    assert_ok(s, Person_upsert(s, &q, &(orm_conflict){ .target = ORM_COLS(Persons.door, Persons.floor_) }));
    assert_int_equal(q.id, p.id);
    check_person(Person_get(s, p.id), "b", "Second", -1, 2);
    check_equals_stored(&q);
    finish();
}
static void check_upsert_all(int version) {
    start_at(test_url(false), version);
    Setting old = { .name = "k1", .value = "old", .uses = 1 };
    assert_ok(s, Setting_insert(s, &old));
    Setting rows[4] = { { .name = "k1", .value = "1a", .uses = 2 }, { .name = "k2", .value = "2a" }, { .name = "k1", .value = "1b", .uses = 3 }, { .name = "k3" } };
    assert_ok(s, Setting_upsert_all(s, rows, 4, NULL));
    assert_int_equal(Setting_count(s, NULL), 3);
    Setting *stored = Setting_get(s, "k1");
    assert_string_equal(stored->value, "1b"); /* of two rows with one key the last wins */
    assert_int_equal(stored->uses, 3);
    assert_string_equal(rows[2].value, "1b");
    Person people[200];
    memset(people, 0, sizeof people);
    for (int i = 0; i < 200; i++) people[i] = (Person){ .email = text_of("p%d", i % 150), .floor_ = i % 150, .age = ORM_SOME(i) };
    assert_ok(s, Person_upsert_all(s, people, 200, &(orm_conflict){ .target = ORM_COLS(Persons.email) }));
    assert_int_equal(Person_count(s, NULL), 150);
    for (int i = 50; i < 200; i++) check_equals_stored(&people[i]);
    for (int i = 0; i < 50; i++) assert_int_equal(people[i].id, people[i + 150].id);
    finish();
}
static void check_upserts(int version) {
    check_upsert_by_a_unique_column(version);
    check_upsert_do_nothing(version);
    check_upsert_by_key(version);
    check_upsert_by_two_columns(version);
    check_upsert_all(version);
}
static void test_upsert(void **state) {
    (void)state;
    check_upserts(0);
}
static void test_sqlite_upsert_without_returning(void **state) {
    (void)state;
    check_upserts(3034000);
}
static void test_sqlite_upsert_without_on_conflict(void **state) {
    (void)state;
    check_upserts(3023000);
}
static void test_upsert_refuses_what_has_no_meaning(void **state) {
    (void)state;
    start();
    bool inserted;
    Person p[2] = { { .email = "a", .door = 1 }, { .email = "b", .door = 2 } };
    assert_fails(s, Person_upsert(s, p, &(orm_conflict){ .target = ORM_COLS(Persons.name) }), ORM_MISUSE);
    assert_message(s, "unique");
    assert_fails(s, Person_upsert(s, p, &(orm_conflict){ .target = ORM_COLS(Persons.door) }), ORM_MISUSE); /* only half of it */
    assert_fails(s, Person_upsert(s, p, &(orm_conflict){ .target = ORM_COLS(Items.code) }), ORM_MISUSE);
    assert_fails(s, Person_upsert(s, p, &(orm_conflict){ .target = ORM_COLS(Persons.email), .update = ORM_COLS(Persons.id) }), ORM_MISUSE);
    assert_fails(s, Person_upsert(s, p, &(orm_conflict){ .target = ORM_COLS(Persons.email), .update = ORM_COLS(Items.note) }), ORM_MISUSE);
    assert_fails(s, Person_upsert(s, p, &(orm_conflict){ .do_nothing = true, .update = ORM_COLS(Persons.name) }), ORM_MISUSE);
    assert_fails(s, Person_upsert_all(s, p, 2, &(orm_conflict){ .inserted = &inserted }), ORM_MISUSE);
    assert_int_equal(Person_count(s, NULL), 0);
    finish();
}
static void check_failing_upsert(int version) {
    start_at(test_url(false), version);
    Person stored[2] = { { .email = "a", .door = 1 }, { .email = "b", .door = 2 } };
    assert_ok(s, Person_insert_all(s, stored, 2));
    Person rows[3] = { { .email = "new", .door = 3 }, { .email = "a", .name = "x", .door = 1 }, { .email = "b", .door = 1 } }, before[3];
    memcpy(before, rows, sizeof before);
    assert_fails(s, Person_upsert_all(s, rows, 3, &(orm_conflict){ .target = ORM_COLS(Persons.email) }), ORM_CONFLICT_UNIQUE);
    assert_memory_equal(before, rows, sizeof before);
    assert_int_equal(Person_count(s, NULL), 2);
    assert_null(Person_get(s, stored[0].id)->name);
    rows[2].email = "\xff";
    memcpy(before, rows, sizeof before);
    assert_ok(s, orm_begin(s));
    assert_fails(s, Person_upsert_all(s, rows, 3, &(orm_conflict){ .target = ORM_COLS(Persons.email) }), ORM_INVALID);
    assert_ok(s, orm_commit(s));
    assert_memory_equal(before, rows, sizeof before);
    assert_int_equal(Person_count(s, NULL), 2);
    finish();
}
static void test_failing_upsert_all_changes_nothing(void **state) {
    (void)state;
    check_failing_upsert(0);
}
static void test_sqlite_failing_upsert_all_on_older_versions(void **state) {
    (void)state;
    check_failing_upsert(3034000);
    check_failing_upsert(3023000);
}

/* ---- get_or_create, update_or_create ------------------------------------------------------------------------------------------------ */
static void test_get_or_create_makes_one_row(void **state) {
    (void)state;
    start();
    const Person ann = { .email = "ann", .name = "Ann" };
    bool created = false;
    Person *first = Person_get_or_create(s, orm_q(.where = orm_eq(Persons.email, "ann")), &ann, &created);
    assert_non_null(first);
    assert_true(created);
    assert_int_equal(first->id, 1);
    assert_int_equal(ann.id, 0);
    const Person other = { .email = "ann", .name = "Other" };
    Person *second = Person_get_or_create(s, orm_q(.where = orm_eq(Persons.email, "ann")), &other, &created);
    assert_non_null(second);
    assert_false(created);
    assert_string_equal(second->name, "Ann");
    assert_int_equal(Person_count(s, NULL), 1);
    second->name = "Anna";
    assert_ok(s, Person_update(s, second));
    assert_non_null(Person_get_or_create(s, orm_q(.where = orm_eq(Persons.email, "ann")), &other, NULL));
    finish();
}
static void test_update_or_create_overwrites(void **state) {
    (void)state;
    start();
    const Person ann = { .email = "ann", .name = "Ann", .age = ORM_SOME(3) };
    bool created = false;
    Person *first = Person_update_or_create(s, orm_q(.where = orm_eq(Persons.email, "ann")), &ann, &created);
    assert_non_null(first);
    assert_true(created);
    const int64_t made = now;
    now += 1000000;
    const Person other = { .email = "ann", .name = "Other" };
    Person *second = Person_update_or_create(s, orm_q(.where = orm_eq(Persons.email, "ann")), &other, &created);
    assert_non_null(second);
    assert_false(created);
    assert_int_equal(second->id, first->id);
    check_person(second, "ann", "Other", -1, 2);
    assert_int_equal(second->created_at, made);
    assert_int_equal(second->changed_at, now);
    check_equals_stored(second);
    assert_int_equal(Person_count(s, NULL), 1);
    finish();
}
static void test_get_or_create_refuses_unclear_queries(void **state) {
    (void)state;
    start();
    bool created = true;
    Person rows[2] = { { .email = "a", .door = 1 }, { .email = "b", .door = 2 } };
    assert_ok(s, Person_insert_all(s, rows, 2));
    const Person p = { .email = "c", .door = 3 };
    assert_null(Person_get_or_create(s, NULL, &p, &created));
    assert_session(s, ORM_MISUSE);
    assert_null(Person_get_or_create(s, orm_q(.where = orm_gt(Persons.door, 0)), &p, &created));
    assert_session(s, ORM_MULTIPLE_ROWS);
    assert_null(Person_get_or_create(s, orm_q(.where = orm_eq(Persons.email, "c")), NULL, &created));
    assert_session(s, ORM_MISUSE);
    assert_null(Person_update_or_create(s, orm_q(.where = orm_gt(Persons.door, 0)), &p, &created));
    assert_session(s, ORM_MULTIPLE_ROWS);
    const Person clash = { .email = "a", .door = 9 };
    assert_null(Person_get_or_create(s, orm_q(.where = orm_eq(Persons.email, "zzz")), &clash, &created));
    assert_session(s, ORM_CONFLICT_UNIQUE);
    assert_true(created); /* a failed call says nothing */
    assert_int_equal(Person_count(s, NULL), 2);
    finish();
}
enum { RACE_NAMES = 60 };
typedef struct race { orm_db *of; int created, failed; bool update; } race;
static void *race_along(void *data) {
    race *r = data;
    orm_session *own = orm_session_open(r->of);
    for (int i = 0; own && i < RACE_NAMES; i++) {
        char name[20];
        bool created = false;
        snprintf(name, sizeof name, "n%d", i);
        const Setting row = { .name = name, .uses = i };
        const orm_query *q = orm_q(.where = orm_eq(Settings.name, name));
        Setting *got = r->update ? Setting_update_or_create(own, q, &row, &created) : Setting_get_or_create(own, q, &row, &created);
        if (got) r->created += created;
        else r->failed++;
    }
    orm_session_close(own);
    return NULL;
}
static void check_race(bool update) {
    start_at(test_url(true), 0);
    race racers[2] = { { .of = db, .update = update }, { .of = db, .update = update } };
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) assert_int_equal(pthread_create(&threads[i], NULL, race_along, &racers[i]), 0);
    for (int i = 0; i < 2; i++) pthread_join(threads[i], NULL);
    assert_int_equal(racers[0].failed + racers[1].failed, 0);
    assert_int_equal(racers[0].created + racers[1].created, RACE_NAMES);
    assert_int_equal(Setting_count(s, NULL), RACE_NAMES);
    finish();
}
static void test_two_threads_create_each_row_once(void **state) {
    (void)state;
    check_race(false);
    check_race(true);
}

/* ---- truncate ---------------------------------------------------------------------------------------------------------------------- */
static void test_truncate_empties_and_starts_over(void **state) {
    (void)state;
    start();
    Item *rows = items(3);
    assert_ok(s, Item_insert_all(s, rows, 3));
    Entry kept = { .what = "kept" };
    assert_ok(s, Entry_insert(s, &kept));
    assert_ok(s, Item_truncate(s));
    assert_int_equal(Item_count(s, NULL), 0);
    Item again = { .code = "again", .price = ORM_DEC("1") };
    assert_ok(s, Item_insert(s, &again));
    assert_int_equal(again.id, 1);
    Entry next = { .what = "next" };
    assert_ok(s, Entry_insert(s, &next));
    assert_int_equal(next.id, 2); /* the sequences of others are theirs */
    assert_ok(s, Setting_truncate(s));
    free(rows);
    finish();
}

/* ---- update_where, delete_where ------------------------------------------------------------------------------------------------------ */
static void test_update_where_counts_and_calculates(void **state) {
    (void)state;
    start();
    Item *rows = items(10);
    assert_ok(s, Item_insert_all(s, rows, 10));
    assert_int_equal(Item_update_where(s, orm_q(.where = orm_lt(Items.amount, 4)), ORM_SET(orm_set(Items.note, "low"))), 4);
    assert_int_equal(Item_update_where(s, orm_q(.where = orm_lt(Items.amount, 4)), ORM_SET(orm_set(Items.note, "low"))), 4); /* matched, not changed */
    assert_int_equal(Item_update_where(s, orm_q(.where = orm_eq(Items.note, "nobody")), ORM_SET(orm_set(Items.note, "x"))), 0);
    assert_session(s, ORM_OK);
    const orm_query *third = orm_q(.where = orm_eq(Items.id, rows[3].id));
    assert_int_equal(Item_update_where(s, third, ORM_SET(orm_set(Items.amount, orm_add(Items.amount, 10)), orm_set(Items.reserve, orm_sub(100, Items.amount)))), 1);
    assert_ok(s, Item_refresh(s, &rows[3]));
    assert_int_equal(rows[3].amount, 13);
    assert_int_equal(rows[3].reserve, 97); /* the old amount, on every database */
    assert_int_equal(Item_update_where(s, third, ORM_SET(orm_set(Items.amount, orm_mul(orm_sub(Items.amount, 3), -2)), orm_set(Items.price, orm_add(Items.price, ORM_DEC("0.05"))))), 1);
    assert_ok(s, Item_refresh(s, &rows[3]));
    assert_int_equal(rows[3].amount, -20);
    assert_string_equal(rows[3].price.text, "1.55");
    assert_int_equal(Item_update_where(s, third, ORM_SET(orm_set(Items.price, orm_mul(Items.price, 3)), orm_set(Items.note, ORM_NULL), orm_set(Items.amount, orm_neg(Items.amount)))), 1);
    assert_ok(s, Item_refresh(s, &rows[3]));
    assert_string_equal(rows[3].price.text, "4.65");
    assert_null(rows[3].note);
    assert_int_equal(rows[3].amount, 20);
    assert_int_equal(Item_update_where(s, third, ORM_SET(orm_set(Items.note, Items.code))), 1); /* another column */
    assert_ok(s, Item_refresh(s, &rows[3]));
    assert_string_equal(rows[3].note, "c3");
    free(rows);
    finish();
}
/* UPS-12 */
static void test_update_where_swaps_two_columns(void **state) {
    (void)state;
    start();
    Item row = { .code = "swap", .price = ORM_DEC("0"), .amount = 10, .reserve = 20 };
    assert_ok(s, Item_insert(s, &row));
    assert_int_equal(Item_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Items.amount, Items.reserve), orm_set(Items.reserve, Items.amount))), 1);
    assert_ok(s, Item_refresh(s, &row));
    assert_int_equal(row.amount, 20);
    assert_int_equal(row.reserve, 10);
    finish();
}
static void test_update_where_counts_versions_and_times_up(void **state) {
    (void)state;
    start();
    Person p = { .email = "a" };
    assert_ok(s, Person_insert(s, &p));
    now += 77;
    assert_int_equal(Person_update_where(s, orm_q(.where = orm_eq(Persons.email, "a")), ORM_SET(orm_set(Persons.name, "n"))), 1);
    Person *stored = Person_get(s, p.id);
    assert_int_equal(stored->revision, 2);
    assert_int_equal(stored->changed_at, now);
    p.name = "mine";
    assert_fails(s, Person_update(s, &p), ORM_STALE); /* so a row read before notices */
    finish();
}
static void test_update_and_delete_without_a_filter_are_refused(void **state) {
    (void)state;
    start();
    Item *rows = items(5);
    assert_ok(s, Item_insert_all(s, rows, 5));
    assert_int_equal(Item_update_where(s, NULL, ORM_SET(orm_set(Items.amount, 1))), -1);
    assert_session(s, ORM_MISUSE);
    assert_message(s, "all_rows");
    assert_int_equal(Item_update_where(s, orm_q(.order_by = { orm_asc(Items.id) }), ORM_SET(orm_set(Items.amount, 1))), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_delete_where(s, NULL), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_delete_where(s, orm_q(.distinct = false)), -1);
    assert_session(s, ORM_MISUSE);
    orm_query broken = { .where = NULL };
    assert_fails(s, orm_where(s, &broken, NULL), ORM_MISUSE);
    broken.all_rows = true;
    assert_int_equal(Item_delete_where(s, &broken), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_count(s, NULL), 5);
    assert_int_equal(Item_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Items.amount, 1))), 5);
    assert_int_equal(Item_delete_where(s, orm_q(.all_rows = true)), 5);
    assert_int_equal(Item_count(s, NULL), 0);
    free(rows);
    finish();
}
static void test_update_where_refuses_wrong_sets(void **state) {
    (void)state;
    start();
    Item *rows = items(2);
    assert_ok(s, Item_insert_all(s, rows, 2));
    const orm_query *all = orm_q(.all_rows = true);
    assert_int_equal(Item_update_where(s, all, ORM_SET(orm_set(Entries.what, "x"))), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_update_where(s, all, ORM_SET(orm_set(Items.note, Entries.what))), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_update_where(s, orm_q(.where = orm_eq(Entries.what, "x")), ORM_SET(orm_set(Items.amount, 1))), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_update_where(s, orm_q(.from = ORM_FROM(Entry), .all_rows = true), ORM_SET(orm_set(Items.amount, 1))), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_update_where(s, all, ORM_SET(orm_set(Items.amount, 1), orm_set(Items.amount, 2))), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_update_where(s, all, ORM_SET(orm_set(Items.amount, orm_add(orm_max(Items.amount), 1)))), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_update_where(s, all, (orm_set_list){ NULL, 0 }), -1);
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Item_update_where(s, all, ORM_SET(orm_set(Items.code, ORM_NULL))), -1);
    assert_session(s, ORM_CONFLICT_NOT_NULL);
    assert_int_equal(Item_update_where(s, all, ORM_SET(orm_set(Items.amount, INT64_C(3000000000)))), -1);
    assert_session(s, ORM_INVALID);
    assert_int_equal(Item_update_where(s, orm_q(.where = orm_gt(Items.id, 0), .limit = 1), ORM_SET(orm_set(Items.amount, 1))), -1);
    assert_session(s, ORM_UNSUPPORTED);
    assert_int_equal(Item_delete_where(s, orm_q(.where = orm_gt(Items.id, 0), .limit = 1)), -1);
    assert_session(s, ORM_UNSUPPORTED);
    assert_int_equal(Item_delete_where(s, orm_q(.where = orm_eq(Entries.what, "x"))), -1);
    assert_session(s, ORM_MISUSE);
    for (int i = 0; i < 2; i++) {
        assert_ok(s, Item_refresh(s, &rows[i]));
        assert_int_equal(rows[i].amount, i);
    }
    free(rows);
    finish();
}
static void test_delete_where_says_how_many(void **state) {
    (void)state;
    start();
    Item *rows = items(10);
    assert_ok(s, Item_insert_all(s, rows, 10));
    assert_int_equal(Item_delete_where(s, orm_q(.where = orm_between(Items.amount, 3, 5))), 3);
    assert_int_equal(Item_delete_where(s, orm_q(.where = orm_between(Items.amount, 3, 5))), 0);
    assert_session(s, ORM_OK);
    assert_int_equal(Item_count(s, NULL), 7);
    free(rows);
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_insert_all_of_many_sizes),
        cmocka_unit_test(test_sqlite_insert_all_on_older_versions),
        cmocka_unit_test(test_insert_all_mixes_given_and_generated_keys),
        cmocka_unit_test(test_insert_all_goes_on_above_explicit_keys),
        cmocka_unit_test(test_insert_all_does_not_reuse_keys),
        cmocka_unit_test(test_insert_all_leaves_defaults_to_the_database),
        cmocka_unit_test(test_insert_all_beside_triggers),
        cmocka_unit_test(test_insert_all_is_all_or_nothing),
        cmocka_unit_test(test_failing_bulk_inside_a_transaction_leaves_nothing),
        cmocka_unit_test(test_rolled_back_insert_all_is_new_again),
        cmocka_unit_test(test_insert_all_refuses_stored_rows),
        cmocka_unit_test(test_empty_bulk_calls_succeed_without_a_statement),
        cmocka_unit_test(test_update_all_writes_every_row_or_none),
        cmocka_unit_test(test_stale_row_in_update_all_changes_nothing),
        cmocka_unit_test(test_delete_all_takes_every_row_or_none),
        cmocka_unit_test(test_upsert),
        cmocka_unit_test(test_sqlite_upsert_without_returning),
        cmocka_unit_test(test_sqlite_upsert_without_on_conflict),
        cmocka_unit_test(test_upsert_refuses_what_has_no_meaning),
        cmocka_unit_test(test_failing_upsert_all_changes_nothing),
        cmocka_unit_test(test_sqlite_failing_upsert_all_on_older_versions),
        cmocka_unit_test(test_get_or_create_makes_one_row),
        cmocka_unit_test(test_update_or_create_overwrites),
        cmocka_unit_test(test_get_or_create_refuses_unclear_queries),
        cmocka_unit_test(test_two_threads_create_each_row_once),
        cmocka_unit_test(test_truncate_empties_and_starts_over),
        cmocka_unit_test(test_update_where_counts_and_calculates),
        cmocka_unit_test(test_update_where_swaps_two_columns),
        cmocka_unit_test(test_update_where_counts_versions_and_times_up),
        cmocka_unit_test(test_update_and_delete_without_a_filter_are_refused),
        cmocka_unit_test(test_update_where_refuses_wrong_sets),
        cmocka_unit_test(test_delete_where_says_how_many),
    };
    return run_all(tests);
}
