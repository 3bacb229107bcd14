/* Statuses and errors: every status of ORM_STATUS_LIST is met through the public API; what an error says; fixed buffers. */
#define ORM_IMPLEMENTATION
#define ORM__TEST_DRIVER
#include "harness.h"
#include "faulty.h"
#include <pthread.h>
#include <threads.h>

#define PERSON_MODEL(X)                                                         \
    X(key,   int64,       id,     .auto_increment = true)                       \
    X(field, varchar(20), name,   .column = "full_name")                        \
    X(field, text,        email,  .unique = true)                               \
    X(field, int32,       age,    .check = "age >= 0")                          \
    X(field, opt(int64),  boss,   .references = ORM_REF(Person, id))            \
    X(unique, (name, age), .name = "one_per_age")                               \
    X(check, not_too_old, "age < 200")
ORM_DECLARE(Person);
ORM_MODEL(Person, People, PERSON_MODEL, .table = "people");
#define STOCK_MODEL(X) X(key, int64, id) X(field, int32, amount) X(field, int64, changed, .version = true)
ORM_MODEL(Stock, Stocks, STOCK_MODEL, .table = "stocks");
#define PARTIAL_MODEL(X) X(key, int64, id) X(field, bool, live) X(index, (live), .where = "live")
ORM_MODEL(Partial, Partials, PARTIAL_MODEL);

static orm_error seen; /* what the trigger met */

typedef struct fixture { orm_db *db; orm_session *s; } fixture;
static fixture open_with(const char *url, const orm_options *options) {
    fixture f = { test_open_with(url, options), NULL };
    f.s = orm_session_open(f.db);
    assert_non_null(f.s);
    return f;
}
static fixture open_memory(void) {
    fixture f = open_with(test_url(false), NULL);
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Person, Stock), NULL));
    return f;
}
static void close_fixture(fixture f) {
    orm_session_close(f.s);
    assert_int_equal(orm_close(f.db), ORM_OK);
}
static void see(fixture f) {
    seen = *orm_error_of(f.s);
    faulty_clear();
    close_fixture(f);
}
static Person person(const char *name) { return (Person){ .name = name, .email = name, .age = 30 }; }

/* ---- a trigger for each status ------------------------------------------------------------------------------------------------------ */
static void trigger_OK(void) {
    fixture f = open_memory();
    Person p = person("a");
    Person_insert(f.s, &p);
    see(f);
}
static void trigger_NOT_FOUND(void) {
    fixture f = open_memory();
    assert_null(Person_get(f.s, 4711));
    see(f);
}
static void trigger_MULTIPLE_ROWS(void) {
    fixture f = open_memory();
    Person two[] = { person("a"), person("b") };
    assert_ok(f.s, Person_insert_all(f.s, two, 2));
    assert_null(Person_one(f.s, NULL));
    see(f);
}
static void trigger_INVALID(void) {
    fixture f = open_memory();
    Person p = person("this name is longer than twenty characters");
    Person_insert(f.s, &p);
    see(f);
}
static void trigger_CONFLICT_UNIQUE(void) {
    fixture f = open_memory();
    Person a = person("a"), b = person("b");
    b.email = "a";
    assert_ok(f.s, Person_insert(f.s, &a));
    Person_insert(f.s, &b);
    see(f);
}
static void trigger_CONFLICT_FOREIGN_KEY(void) {
    fixture f = open_memory();
    Person a = person("a");
    a.boss = (orm_opt_int64)ORM_SOME(4711);
    Person_insert(f.s, &a);
    see(f);
}
static void trigger_CONFLICT_CHECK(void) {
    fixture f = open_memory();
    Person a = person("a");
    a.age = 300;
    Person_insert(f.s, &a);
    see(f);
}
static void trigger_CONFLICT_NOT_NULL(void) {
    fixture f = open_memory();
    Person p = person("a");
    assert_ok(f.s, Person_insert(f.s, &p));
    assert_int_equal(Person_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(People.email, ORM_NULL))), -1);
    if (orm_status_of(f.s) != ORM_CONFLICT_NOT_NULL) orm_exec(f.s, "UPDATE people SET email = NULL", orm_args());
    see(f);
}
static void trigger_STALE(void) {
    fixture f = open_memory();
    Stock a = { .id = 1, .amount = 5 }, b;
    assert_ok(f.s, Stock_insert(f.s, &a));
    b = a;
    assert_ok(f.s, Stock_update(f.s, &a));
    Stock_update(f.s, &b);
    see(f);
}
static void trigger_BUSY(void) {
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    fixture a = open_with(url, NULL), b = open_with(url, &(orm_options){ .busy_timeout = test_on("sqlite") ? -1 : 0 });
    assert_ok(a.s, orm_create_tables(a.s, ORM_MODELS(Stock), NULL));
    assert_ok(a.s, orm_begin(a.s));
    if (test_on("sqlite")) {
        orm_begin(b.s);
    } else {
        Stock stock = { .id = 1 };
        assert_ok(a.s, orm_commit(a.s));
        assert_ok(a.s, Stock_insert(a.s, &stock));
        assert_ok(a.s, orm_begin(a.s));
        assert_ok(a.s, Stock_update(a.s, &stock));
        assert_int_equal(orm_exec(b.s, "SELECT id FROM stocks FOR UPDATE NOWAIT", orm_args()), -1);
    }
    see(b);
    close_fixture(a);
}
/* What only a server tells, through a driver that tells it. */
static void told_by_driver(faulty_function function, orm_status status, const char *sql) {
    fixture f = open_memory();
    Person p = person("a");
    faulty_fail(function, 1, status, sql);
    orm_transaction(f.s) Person_insert(f.s, &p);
    assert_int_equal(faulty.hits, 1);
    see(f);
}
static void trigger_DEADLOCK(void) { told_by_driver(FAULTY_STEP, ORM_DEADLOCK, "INSERT"); }
static void trigger_SERIALIZATION(void) { told_by_driver(FAULTY_STEP, ORM_SERIALIZATION, "INSERT"); }
static void trigger_COMMIT_UNKNOWN(void) { told_by_driver(FAULTY_RUN, ORM_CONNECTION, "COMMIT"); }
static void trigger_CONNECTION(void) {
    const char *url = test_on("sqlite") ? "sqlite:////nowhere/at/all/x.db" : test_on("postgres") ? "postgresql://orm@/x?host=/nowhere/at/all" : "mysql://orm@localhost/x?socket=/nowhere/at/all";
    assert_null(orm_open(url, NULL, &seen));
}
static void trigger_TIMEOUT(void) {
    fixture f = open_memory();
    assert_ok(f.s, orm_deadline(f.s, 20));
    orm_exec_text(f.s, harness_endless(), orm_args());
    see(f);
}
static void *cancel_soon(void *session) {
    for (int i = 0; i < 1000; i++) { /* until the query is under way, and then until it has ended */
        orm_cancel(session);
        thrd_sleep(&(struct timespec){ .tv_nsec = 1000000 }, NULL);
        if (__atomic_load_n(&seen.native_code, __ATOMIC_RELAXED) == 1) break;
    }
    return NULL;
}
static void trigger_CANCELLED(void) {
    fixture f = open_memory();
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, f.s), 0);
    orm_rows r = orm_sql_text(f.s, harness_endless(), orm_args());
    assert_false(orm_next(&r));
    const orm_error met = *orm_error_of(f.s);
    __atomic_store_n(&seen.native_code, 1, __ATOMIC_RELAXED);
    pthread_join(thread, NULL);
    see(f);
    seen = met;
}
static void trigger_TRANSACTION(void) {
    fixture f = open_memory();
    assert_ok(f.s, orm_begin(f.s));
    orm_exec(f.s, "INSERT INTO nowhere VALUES (1)", orm_args());
    Person_count(f.s, NULL);
    see(f);
}
static void trigger_UNSUPPORTED(void) {
    fixture f = open_memory();
    if (test_on("sqlite")) orm_begin_with(f.s, &(orm_tx){ .isolation = ORM_READ_UNCOMMITTED });
    else if (test_on("postgres")) orm_exec(f.s, "SELECT COUNT(*) FROM people FOR UPDATE", orm_args());
    else orm_create_tables(f.s, ORM_MODELS(Partial), NULL); /* has an index for some of the rows */
    see(f);
}
static void trigger_SQL(void) {
    fixture f = open_memory();
    orm_exec(f.s, "SELEKT 1", orm_args());
    see(f);
}
static void trigger_MIGRATION(void) {
    fixture f = open_with(test_url(false), NULL);
    assert_true(orm_exec(f.s, "CREATE TABLE stocks (id BIGINT PRIMARY KEY)", orm_args()) >= 0);
    orm_create_tables(f.s, ORM_MODELS(Stock), &(orm_create_options){ .if_not_exists = true });
    see(f);
}
static void trigger_CONFIG(void) { assert_null(orm_open(test_on("sqlite") ? "sqlite::memory:?speed=high" : harness_url(NULL, "speed=high"), NULL, &seen)); }
static void trigger_MISUSE(void) {
    fixture f = open_memory();
    Person_insert(f.s, NULL);
    see(f);
}
static void trigger_NO_MEMORY(void) {
    test_memory m = { .calls = 0 };
    fixture f = open_with(test_url(false), &(orm_options){ .allocator = { test_resize, &m } });
    m.fail_at = m.calls + 1;
    orm_create_tables(f.s, ORM_MODELS(Stock), NULL);
    see(f);
    assert_int_equal(m.live, 0);
}
static void trigger_CORRUPT(void) {
    if (!test_on("sqlite")) {
        told_by_driver(FAULTY_STEP, ORM_CORRUPT, "INSERT");
        return;
    }
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    FILE *file = fopen(url + strlen("sqlite:///"), "wb");
    assert_non_null(file);
    for (int i = 0; i < 2000; i++) fputs("no database ", file);
    fclose(file);
    assert_null(orm_open(url, NULL, &seen));
    remove(url + strlen("sqlite:///"));
}
static void trigger_READ_ONLY(void) {
    fixture f = open_memory();
    Person p = person("a");
    assert_ok(f.s, orm_begin_with(f.s, &(orm_tx){ .read_only = true }));
    Person_insert(f.s, &p);
    see(f);
}
static void trigger_FULL(void) {
    if (!test_on("sqlite")) {
        told_by_driver(FAULTY_STEP, ORM_FULL, "INSERT");
        return;
    }
    fixture f = open_memory();
    assert_int_equal(orm_exec(f.s, "PRAGMA max_page_count = 20", orm_args()), 0);
    for (int i = 0; i < 1000 && orm_status_of(f.s) == ORM_OK; i++) orm_exec(f.s, "INSERT INTO people (full_name, email, age) SELECT 'p' || COUNT(*), hex(zeroblob(800)) || COUNT(*), 1 FROM people", orm_args());
    see(f);
}

#define TRIGGER(name, again, text) { ORM_##name, "ORM_" #name, again, text, trigger_##name },
static void test_status_every_one_is_met(void **state) {
    (void)state;
    static const struct { orm_status status; const char *name; bool retryable; const char *text; void (*trigger)(void); } all[] = { ORM_STATUS_LIST(TRIGGER) };
    assert_int_equal(sizeof all / sizeof *all, ORM_STATUS_COUNT);
    for (size_t i = 0; i < ORM_STATUS_COUNT; i++) {
        memset(&seen, 0, sizeof seen);
        all[i].trigger();
        if (seen.status != all[i].status) fail_msg("%s: met %s: %s", all[i].name, orm_status_name(seen.status), seen.message);
        if (seen.retryable != all[i].retryable) fail_msg("%s: retryable is %d", all[i].name, seen.retryable);
        if ((seen.status == ORM_OK) != (seen.message[0] == 0)) fail_msg("%s: the message is \"%s\"", all[i].name, seen.message);
        if (seen.outcome != (seen.status == ORM_COMMIT_UNKNOWN ? ORM_OUTCOME_UNKNOWN : ORM_NOT_APPLIED)) fail_msg("%s: the outcome is %d", all[i].name, (int)seen.outcome);
        assert_string_equal(orm_status_name(seen.status), all[i].name);
        assert_string_equal(orm_status_text(seen.status), all[i].text);
    }
}
static void test_status_names_of_numbers_that_are_none(void **state) {
    (void)state;
    assert_string_equal(orm_status_name(ORM_STATUS_COUNT), "ORM_?");
    assert_string_equal(orm_status_name((orm_status)-1), "ORM_?");
    assert_string_equal(orm_status_text((orm_status)12345), "unknown status");
    assert_string_equal(orm_dialect_name(ORM_DIALECT_SQLITE), "SQLite");
    assert_string_equal(orm_dialect_name((orm_dialect)99), "?");
    assert_string_equal(orm_version(), ORM_VERSION);
    assert_int_equal(ORM_OK, 0);
}

/* ---- what an error says ---------------------------------------------------------------------------------------------------------------- */
static void assert_names(orm_session *s, const char *model, const char *column, const char *constraint) {
    const orm_error *e = orm_error_of(s);
    assert_string_equal(e->model, model);
    assert_string_equal(e->column, column);
    assert_string_equal(e->constraint, constraint);
    assert_int_not_equal(e->native_code, 0);
    assert_has_text(e->sql, "INSERT INTO", __FILE__, __LINE__);
    assert_has_text(e->message, model, __FILE__, __LINE__);
}
static void test_status_violations_name_model_columns_constraint(void **state) {
    (void)state;
    fixture f = open_memory();
    Person a = person("a"), again = person("b");
    assert_ok(f.s, Person_insert(f.s, &a));
    again.email = "a";
    assert_fails(f.s, Person_insert(f.s, &again), ORM_CONFLICT_UNIQUE);
    assert_names(f.s, "Person", "email", test_on("sqlite") ? "people.email" : "ux_people_email"); /* SQLite does not tell the name */
    assert_message(f.s, "email");
    again = person("a");
    again.email = "c";
    assert_fails(f.s, Person_insert(f.s, &again), ORM_CONFLICT_UNIQUE);
    assert_string_equal(orm_error_of(f.s)->model, "Person");
    assert_string_equal(orm_error_of(f.s)->column, "name, age"); /* the fields, not the names in the database */
    again = person("d");
    again.age = 200;
    assert_fails(f.s, Person_insert(f.s, &again), ORM_CONFLICT_CHECK);
    assert_string_equal(orm_error_of(f.s)->model, "Person");
    assert_string_equal(orm_error_of(f.s)->constraint, "not_too_old");
    again.age = -1;
    assert_fails(f.s, Person_insert(f.s, &again), ORM_CONFLICT_CHECK);
    assert_string_equal(orm_error_of(f.s)->model, "Person");
    again = person("e");
    again.boss = (orm_opt_int64)ORM_SOME(999);
    assert_fails(f.s, Person_insert(f.s, &again), ORM_CONFLICT_FOREIGN_KEY);
    assert_string_equal(orm_error_of(f.s)->model, "Person");
    assert_int_equal(Person_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(People.email, "same"), orm_set(People.age, -5))), -1);
    assert_session(f.s, ORM_CONFLICT_CHECK);
    close_fixture(f);
}
static void test_status_a_key_that_is_there(void **state) {
    (void)state;
    fixture f = open_memory();
    Stock a = { .id = 7 }, b = { .id = 7 };
    assert_ok(f.s, Stock_insert(f.s, &a));
    assert_fails(f.s, Stock_insert(f.s, &b), ORM_CONFLICT_UNIQUE);
    assert_string_equal(orm_error_of(f.s)->column, "id");
    assert_string_equal(orm_error_of(f.s)->model, "Stock");
    close_fixture(f);
}
static void test_status_is_that_of_the_last_call(void **state) {
    (void)state;
    fixture f = open_memory();
    assert_null(Person_get(f.s, 1));
    assert_session(f.s, ORM_NOT_FOUND);
    assert_int_equal(Person_count(f.s, NULL), 0);
    assert_session(f.s, ORM_OK);
    const orm_error *e = orm_error_of(f.s);
    assert_true(!e->message[0] && !e->model[0] && !e->column[0] && !e->constraint[0] && !e->sql[0] && !e->sqlstate[0] && !e->native_code && !e->retryable);
    close_fixture(f);
}
static void test_status_outcome_of_a_lost_write(void **state) {
    (void)state;
    fixture f = open_memory();
    Stock a = { .id = 1 };
    faulty_fail(FAULTY_STEP, 1, ORM_CONNECTION, "INSERT");
    assert_fails(f.s, Stock_insert(f.s, &a), ORM_CONNECTION);
    assert_int_equal(orm_error_of(f.s)->outcome, ORM_OUTCOME_UNKNOWN); /* it was sent, outside of a transaction: it may be there */
    assert_false(orm_error_of(f.s)->retryable);
    see(f);
    f = open_memory();
    faulty_fail(FAULTY_STEP, 1, ORM_CONNECTION, "SELECT");
    assert_int_equal(Stock_count(f.s, NULL), -1);
    assert_int_equal(orm_error_of(f.s)->outcome, ORM_NOT_APPLIED);
    assert_true(orm_error_of(f.s)->retryable);
    see(f);
    f = open_memory();
    assert_ok(f.s, orm_begin(f.s));
    faulty_fail(FAULTY_STEP, 1, ORM_CONNECTION, "INSERT");
    assert_fails(f.s, Stock_insert(f.s, &a), ORM_CONNECTION);
    assert_int_equal(orm_error_of(f.s)->outcome, ORM_NOT_APPLIED); /* the transaction is gone, and with it the row */
    assert_true(orm_error_of(f.s)->retryable);
    see(f);
}
#define LABEL_MODEL(X) X(key, int16, id, .auto_increment = true) X(field, text, name)
ORM_MODEL(Label, Labels, LABEL_MODEL, .table = "labels");
/* Elsewhere the column is as narrow as the type, and the database refuses. */
static void test_sqlite_status_outcome_applied(void **state) {
    (void)state;
    fixture f = open_memory();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Label), NULL));
    assert_int_equal(orm_exec(f.s, "INSERT INTO labels (id, name) VALUES (32767, 'last')", orm_args()), 1);
    Label l = { .name = "one too many" };
    assert_fails(f.s, Label_insert(f.s, &l), ORM_INVALID); /* the database gave a key that no int16 can hold */
    assert_int_equal(orm_error_of(f.s)->outcome, ORM_APPLIED);
    assert_int_equal(Label_count(f.s, NULL), 2);
    Label two[2] = { { .name = "x" }, { .name = "y" } };
    assert_fails(f.s, Label_insert_all(f.s, two, 2), ORM_INVALID); /* one transaction: nothing is left of it */
    assert_int_equal(orm_error_of(f.s)->outcome, ORM_NOT_APPLIED);
    assert_int_equal(Label_count(f.s, NULL), 2);
    close_fixture(f);
}
static void test_status_commit_unknown_keeps_keys(void **state) {
    (void)state;
    for (int arrived = 0; arrived < 2; arrived++) {
        fixture f = open_with(test_url(true), NULL);
        assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Person), NULL));
        Person p = person("a");
        int runs = 0;
        faulty_fail(FAULTY_RUN, 1, ORM_CONNECTION, "COMMIT");
        faulty.after = arrived;
        orm_retry(f.s, 5) {
            runs++;
            assert_ok(f.s, Person_insert(f.s, &p));
        }
        assert_session(f.s, ORM_COMMIT_UNKNOWN);
        assert_int_equal(orm_error_of(f.s)->outcome, ORM_OUTCOME_UNKNOWN);
        assert_int_equal(runs, 1); /* never repeated by itself */
        assert_int_equal(orm_depth(f.s), 0);
        assert_int_not_equal(p.id, 0); /* so that it can be looked for */
        assert_fails(f.s, Person_refresh(f.s, &p), arrived ? ORM_OK : ORM_NOT_FOUND);
        assert_int_equal(Person_count(f.s, NULL), arrived);
        see(f);
    }
}

/* ---- printing, fixed buffers -------------------------------------------------------------------------------------------------------------- */
static void test_status_print(void **state) {
    (void)state;
    char text[2000], small[20];
    fixture f = open_memory();
    Person a = person("a"), b = person("b");
    b.email = "a";
    assert_ok(f.s, Person_insert(f.s, &a));
    assert_fails(f.s, Person_insert(f.s, &b), ORM_CONFLICT_UNIQUE);
    const size_t n = orm_error_print(orm_error_of(f.s), text, sizeof text);
    assert_int_equal(n, strlen(text));
    const char *const parts[] = { "ORM_CONFLICT_UNIQUE: ", "\n  model: Person\n", "\n  column: email\n", test_on("sqlite") ? "\n  constraint: people.email\n" : "\n  constraint: ux_people_email\n", "\n  SQL: INSERT INTO ", "retryable: no", "outcome: not applied" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) assert_has_text(text, parts[i], __FILE__, __LINE__);
    memset(small, 'x', sizeof small);
    assert_int_equal(orm_error_print(orm_error_of(f.s), small, sizeof small), n);
    assert_int_equal(strlen(small), sizeof small - 1);
    assert_memory_equal(small, text, sizeof small - 1);
    assert_int_equal(orm_error_print(orm_error_of(f.s), NULL, 0), n);
    assert_true(orm_error_print(NULL, text, sizeof text) > 0);
    assert_null(Person_get(f.s, 999));
    orm_error_print(orm_error_of(f.s), text, sizeof text);
    assert_null(strstr(text, "SQLSTATE"));
    close_fixture(f);
}
/* Is this whole UTF-8, without a character cut in half? */
static void assert_whole_characters(const char *text, size_t size) {
    const size_t n = strlen(text);
    assert_true(n < size);
    assert_int_equal(orm__check_text(text, n), ORM__TEXT_OK);
}
static void test_status_long_texts_are_cut_at_a_character(void **state) {
    (void)state;
    fixture f = open_memory();
    char sql[8000];
    const char *quote = test_on("mysql") ? "`" : "\"";
    for (size_t pad = 0; pad < 4; pad++) {
        size_t n = (size_t)snprintf(sql, sizeof sql, "SELECT %.*s %s", (int)pad, "    ", quote);
        while (n < 4000) n += (size_t)snprintf(sql + n, sizeof sql - n, "%s", test_on("mysql") ? "\xE2\x82\xAC\xC3\xA9" : "\xE2\x82\xAC\xF0\x9F\x98\x80\xC3\xA9"); /* MySQL's names have no emoji */
        snprintf(sql + n, sizeof sql - n, "%s", quote); /* the message names the column, which does not exist */
        orm_exec_text(f.s, sql, orm_args());
        assert_session(f.s, ORM_SQL);
        const orm_error *e = orm_error_of(f.s);
        assert_whole_characters(e->sql, sizeof e->sql);
        assert_string_equal(e->sql + strlen(e->sql) - 3, "...");
        assert_whole_characters(e->message, sizeof e->message);
        if (test_on("sqlite")) assert_string_equal(e->message + strlen(e->message) - 3, "..."); /* the servers shorten it themselves */
    }
    close_fixture(f);
}
#define LONG_MODEL(X) X(key, int64, id) X(field, text, \
    a_name_that_is_so_long_that_no_error_can_hold_all_of_it_because_two_of_them_stand_in_a_row_and_the_buffer_is_fixed_one, .unique = true) X(field, text, \
    a_name_that_is_so_long_that_no_error_can_hold_all_of_it_because_two_of_them_stand_in_a_row_and_the_buffer_is_fixed_two) \
    X(unique, (a_name_that_is_so_long_that_no_error_can_hold_all_of_it_because_two_of_them_stand_in_a_row_and_the_buffer_is_fixed_two, \
               a_name_that_is_so_long_that_no_error_can_hold_all_of_it_because_two_of_them_stand_in_a_row_and_the_buffer_is_fixed_one))
ORM_MODEL(ThisModelHasAVeryLongNameThatDoesNotFitIntoTheBufferOfAnErrorWhichIsSixtyFourBytes, LongOnes, LONG_MODEL, .table = "long_ones");
/* The names of the servers have 63 or 64 bytes. */
static void test_sqlite_status_very_long_names(void **state) {
    (void)state;
    fixture f = open_memory();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(ThisModelHasAVeryLongNameThatDoesNotFitIntoTheBufferOfAnErrorWhichIsSixtyFourBytes), NULL));
    ThisModelHasAVeryLongNameThatDoesNotFitIntoTheBufferOfAnErrorWhichIsSixtyFourBytes row = {
        .id = 1, .a_name_that_is_so_long_that_no_error_can_hold_all_of_it_because_two_of_them_stand_in_a_row_and_the_buffer_is_fixed_one = "x",
        .a_name_that_is_so_long_that_no_error_can_hold_all_of_it_because_two_of_them_stand_in_a_row_and_the_buffer_is_fixed_two = "y" }, again = row;
    again.id = 2;
    assert_ok(f.s, ThisModelHasAVeryLongNameThatDoesNotFitIntoTheBufferOfAnErrorWhichIsSixtyFourBytes_insert(f.s, &row));
    assert_fails(f.s, ThisModelHasAVeryLongNameThatDoesNotFitIntoTheBufferOfAnErrorWhichIsSixtyFourBytes_insert(f.s, &again), ORM_CONFLICT_UNIQUE);
    const orm_error *e = orm_error_of(f.s);
    assert_int_equal(strlen(e->model), sizeof e->model - 1);
    assert_string_equal(e->model + sizeof e->model - 4, "...");
    assert_true(strlen(e->column) < sizeof e->column && strlen(e->column) > 60);
    assert_true(strlen(e->constraint) < sizeof e->constraint && strlen(e->constraint) > 60);
    assert_whole_characters(e->message, sizeof e->message);
    close_fixture(f);
}
static void test_status_failing_never_allocates(void **state) {
    (void)state;
    test_memory m = { .calls = 0 };
    fixture f = open_with(test_url(false), &(orm_options){ .allocator = { test_resize, &m } });
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Person), NULL));
    Person a = person("a"), b = person("b");
    b.email = "a";
    assert_ok(f.s, Person_insert(f.s, &a));
    assert_fails(f.s, Person_insert(f.s, &b), ORM_CONFLICT_UNIQUE);
    m.fail_at = m.calls + 1, m.sticky = true;
    assert_fails(f.s, Person_insert(f.s, &b), ORM_CONFLICT_UNIQUE); /* the statement is prepared: telling the conflict takes no memory */
    assert_message(f.s, "email");
    assert_int_equal(m.failed, 0);
    m.fail_at = 0;
    close_fixture(f);
    assert_int_equal(m.live, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_status_every_one_is_met), cmocka_unit_test(test_status_names_of_numbers_that_are_none), cmocka_unit_test(test_status_violations_name_model_columns_constraint),
        cmocka_unit_test(test_status_a_key_that_is_there), cmocka_unit_test(test_status_is_that_of_the_last_call), cmocka_unit_test(test_status_outcome_of_a_lost_write),
        cmocka_unit_test(test_sqlite_status_outcome_applied), cmocka_unit_test(test_status_commit_unknown_keeps_keys), cmocka_unit_test(test_status_print),
        cmocka_unit_test(test_status_long_texts_are_cut_at_a_character), cmocka_unit_test(test_sqlite_status_very_long_names), cmocka_unit_test(test_status_failing_never_allocates),
    };
    return run_all(tests);
}
