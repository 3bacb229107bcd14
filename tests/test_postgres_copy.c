/* PostgreSQL: which rows go by COPY and which by INSERT, and that nobody can tell from what comes of it: rules, triggers, row security, defaults of all kinds, other
 * roles, other isolation levels, tables that change meanwhile, deadlines and connections that are cut. */
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* nanosleep */
#endif
#include "harness.h"
#include <pthread.h>
#include <time.h>

#define NOTE_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, body) X(field, opt(int32), size)
ORM_MODEL(Note, Notes, NOTE_MODEL);
#define ODD_MODEL(X) X(key, int64, id, .auto_increment = true, .column = "the \"key\"") X(field, text, body, .column = "it's a body")
ORM_MODEL(Odd, Odds, ODD_MODEL, .table = "an odd \"table\"", .schema = "Other Schema");
#define TWIN_MODEL(X) X(key, int64, a) X(key, int64, b) X(field, opt(text), body)
ORM_MODEL(Twin, Twins, TWIN_MODEL);

/* ---- the database of a test ------------------------------------------------------------------------------------------------------ */
static orm_db *db;
static orm_session *s;
static char url[1200], log_[1 << 16];
static int copies, inserts;

static void trace_hook(void *context, const orm_trace *t) {
    (void)context;
    copies += !strncmp(t->sql, "COPY ", 5);
    inserts += !strncmp(t->sql, "INSERT ", 7);
    const size_t n = strlen(log_);
    snprintf(log_ + n, sizeof log_ - n, "%s -- %lld rows\n", t->sql, (long long)t->rows);
}
static void start(void) {
    snprintf(url, sizeof url, "%s", test_url(true));
    db = test_open_with(url, &(orm_options){ .trace = trace_hook });
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Note, Twin), NULL));
}
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
#define run(...) run_list((const char *const[]){ __VA_ARGS__, NULL })
static void run_list(const char *const *list) {
    for (; *list; list++)
        if (orm_exec_text(s, *list, orm_args()) < 0) fail_msg("%s: %s", *list, orm_error_of(s)->message);
}
#define N 20
static Note *notes(void) {
    static Note rows[N];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < N; i++) {
        char *body = orm_session_alloc(s, 20);
        assert_non_null(body);
        snprintf(body, 20, "note %d", i);
        rows[i] = (Note){ .body = body, .size = ORM_SOME(i) };
    }
    copies = inserts = 0;
    log_[0] = 0;
    return rows;
}
static void check_notes(const Note *rows) {
    for (int i = 0; i < N; i++) {
        const Note *stored = Note_get(s, rows[i].id);
        if (!stored) fail_msg("row %d: %s", i, orm_error_of(s)->message);
        assert_string_equal(stored->body, rows[i].body);
        assert_int_equal(stored->size.value, i);
    }
}
static void insert_by(bool copy) {
    Note *rows = notes();
    assert_ok(s, Note_insert_all(s, rows, N));
    assert_int_equal(copies, copy ? 1 : 0);
    assert_int_equal(inserts, copy ? 0 : N);
    check_notes(rows);
}

/* ---- the statements ----------------------------------------------------------------------------------------------------------------- */
static void test_postgres_statements_of_a_batch(void **state) {
    (void)state;
    start();
    run("CREATE SCHEMA \"Other Schema\"");
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Odd), NULL));
    Odd odd[N];
    Twin twins[N];
    memset(odd, 0, sizeof odd);
    memset(twins, 0, sizeof twins);
    for (int i = 0; i < N; i++) odd[i].body = "x", twins[i].a = i, twins[i].b = -i;
    log_[0] = 0;
    assert_ok(s, Odd_insert_all(s, odd, N));
    assert_ok(s, Twin_insert_all(s, twins, N));
    for (int i = 0; i < N; i++) odd[i].body = "y";
    assert_ok(s, Odd_update_all(s, odd, 2));
    assert_ok(s, Odd_delete_all(s, odd, 2));
    assert_ok(s, Odd_insert_all(s, (Odd[3]){ { .body = "few" }, { .body = "rows" }, { .id = 1000, .body = "and a key" } }, 3));
    assert_golden("bulk.postgres.sql", log_);
    assert_int_equal(Odd_count(s, orm_q(.where = orm_eq(Odds.body, "x"))), N - 2);
    assert_int_equal(Twin_count(s, NULL), N);
    run("DROP SCHEMA \"Other Schema\" CASCADE");
    finish();
}
static void test_postgres_large_batches_are_copied(void **state) {
    (void)state;
    start();
    insert_by(true);
    insert_by(true);
    assert_ok(s, orm_begin(s)); /* also in a transaction of the program's */
    insert_by(true);
    assert_ok(s, orm_rollback(s));
    assert_int_equal(Note_count(s, NULL), 2 * N);
    finish();
}

/* ---- what stands against COPY -------------------------------------------------------------------------------------------------------- */
static void test_postgres_rules_are_obeyed(void **state) {
    (void)state;
    start();
    run("CREATE TABLE seen (body text)", "CREATE RULE also AS ON INSERT TO notes DO ALSO INSERT INTO seen VALUES (NEW.body)");
    Note *rows = notes();
    for (int i = 0; i < N; i++) rows[i].id = 100 + i;
    assert_ok(s, Note_insert_all(s, rows, N));
    assert_int_equal(copies, 0);
    check_notes(rows);
    orm_rows r = orm_sql(s, "SELECT COUNT(*) FROM seen", orm_args());
    assert_true(orm_next(&r));
    assert_int_equal(orm_int(&r, 0), N);
    orm_rows_close(&r);
    run("DROP RULE also ON notes");
    insert_by(true);
    finish();
}
static void test_postgres_triggers_may_choose_keys(void **state) {
    (void)state;
    start();
    run("CREATE FUNCTION later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.id := NEW.id + 1000; RETURN NEW; END $$",
        "CREATE TRIGGER later BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION later()");
    insert_by(false);
    assert_int_equal(Note_count(s, orm_q(.where = orm_gt(Notes.id, 1000))), N);
    run("ALTER TABLE notes DISABLE TRIGGER later");
    insert_by(true);
    run("DROP TRIGGER later ON notes", "CREATE TABLE seen (id bigint)", "CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO seen VALUES (NEW.id); RETURN NULL; END $$",
        "CREATE TRIGGER see AFTER INSERT ON notes FOR EACH ROW EXECUTE FUNCTION see()");
    insert_by(true); /* what comes afterwards changes no key */
    orm_rows r = orm_sql(s, "SELECT COUNT(*) FROM seen JOIN notes USING (id)", orm_args());
    assert_true(orm_next(&r));
    assert_int_equal(orm_int(&r, 0), N);
    orm_rows_close(&r);
    finish();
}
static void test_postgres_keys_from_any_default(void **state) {
    (void)state;
    static const struct { const char *sql[4]; bool copy; } cases[] = {
        { { "ALTER TABLE notes ALTER id SET GENERATED ALWAYS" }, true },
        { { "ALTER TABLE notes ALTER id DROP IDENTITY", "CREATE SEQUENCE \"a Sequence\" INCREMENT BY -7 MINVALUE -100000 MAXVALUE 5000", "ALTER TABLE notes ALTER id SET DEFAULT nextval('\"a Sequence\"')" }, true },
        { { "ALTER SEQUENCE \"a Sequence\" INCREMENT BY -3 CACHE 10" }, true },
        { { "ALTER TABLE notes ALTER id SET DEFAULT nextval('\"a Sequence\"') * 1000" }, false },
        { { "CREATE SEQUENCE second", "CREATE FUNCTION made() RETURNS bigint LANGUAGE sql AS 'SELECT nextval(''second'') * 1000000'", "ALTER TABLE notes ALTER id SET DEFAULT made()" }, false },
        { { "ALTER TABLE notes ALTER id TYPE integer", "ALTER TABLE notes ALTER id SET DEFAULT nextval('second')" }, true },
    };
    start();
    insert_by(true);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        run("TRUNCATE notes");
        run_list(cases[i].sql);
        insert_by(cases[i].copy);
    }
    finish();
}
/* Keys of the program's own are refused by an identity column that always makes them, as by INSERT. */
static void test_postgres_given_keys_meet_generated_always(void **state) {
    (void)state;
    start();
    run("ALTER TABLE notes ALTER id SET GENERATED ALWAYS");
    Note one = { .id = 5, .body = "x" };
    assert_int_not_equal(Note_insert(s, &one), ORM_OK);
    const orm_error single = *orm_error_of(s);
    Note *rows = notes();
    for (int i = 0; i < N; i++) rows[i].id = 100 + i;
    assert_int_equal(Note_insert_all(s, rows, N), single.status);
    assert_string_equal(orm_error_of(s)->sqlstate, single.sqlstate);
    assert_int_equal(copies, 0);
    assert_int_equal(Note_count(s, NULL), 0);
    finish();
}
static void test_postgres_types_of_the_database_s_own(void **state) {
    (void)state;
    start();
    run("CREATE DOMAIN short AS text CHECK (length(VALUE) < 10)", "ALTER TABLE notes ALTER body TYPE short");
    Note *rows = notes();
    assert_ok(s, Note_insert_all(s, rows, N)); /* by INSERT, or by COPY once their form is known */
    check_notes(rows);
    rows = notes();
    assert_ok(s, Note_insert_all(s, rows, N));
    check_notes(rows);
    rows = notes();
    rows[3].body = "far too long for it";
    assert_fails(s, Note_insert_all(s, rows, N), ORM_CONFLICT_CHECK);
    run("TRUNCATE notes",
        "CREATE TYPE feeling AS ENUM ('note 0', 'note 1', 'note 2', 'note 3', 'note 4', 'note 5', 'note 6', 'note 7', 'note 8', 'note 9', 'note 10', 'note 11', 'note 12', 'note 13', 'note 14',"
        "'note 15', 'note 16', 'note 17', 'note 18', 'note 19')", "ALTER TABLE notes ALTER body TYPE feeling USING NULL");
    for (int i = 0; i < 2; i++) {
        rows = notes();
        assert_ok(s, Note_insert_all(s, rows, N));
        check_notes(rows);
    }
    rows = notes();
    rows[0].body = "no such feeling";
    assert_fails(s, Note_insert_all(s, rows, N), ORM_INVALID);
    finish();
}
static void test_postgres_other_isolation_levels(void **state) {
    (void)state;
    static const orm_isolation levels[] = { ORM_REPEATABLE_READ, ORM_SERIALIZABLE };
    start();
    for (size_t i = 0; i < 2; i++) {
        assert_ok(s, orm_begin_with(s, &(orm_tx){ .isolation = levels[i] }));
        insert_by(false); /* what such a transaction reads of the catalogue may be older than the table */
        assert_ok(s, orm_commit(s));
    }
    assert_int_equal(Note_count(s, NULL), 2 * N);
    assert_ok(s, orm_begin_with(s, &(orm_tx){ .read_only = true }));
    assert_fails(s, Note_insert_all(s, notes(), N), ORM_READ_ONLY);
    assert_ok(s, orm_rollback(s));
    finish();
}
/* A column gets another type from another session, between batches and while prepared statements are there. */
static void test_postgres_table_changes_between_batches(void **state) {
    (void)state;
    start();
    insert_by(true);
    orm_db *second = test_open_with(url, NULL);
    orm_session *other = orm_session_open(second);
    assert_true(orm_exec(other, "ALTER TABLE notes ALTER size TYPE bigint", orm_args()) >= 0);
    insert_by(true);
    assert_true(orm_exec(other, "ALTER TABLE notes ALTER size TYPE numeric(10, 0)", orm_args()) >= 0);
    assert_true(orm_exec(other, "ALTER TABLE notes ADD COLUMN extra text DEFAULT 'x'", orm_args()) >= 0);
    insert_by(true);
    assert_true(orm_exec(other, "ALTER TABLE notes DROP COLUMN size", orm_args()) >= 0);
    assert_fails(s, Note_insert_all(s, notes(), N), ORM_SQL);
    orm_session_close(other);
    assert_int_equal(orm_close(second), ORM_OK);
    finish();
}
static void test_postgres_missing_table_is_told_as_by_insert(void **state) {
    (void)state;
    start();
    run("DROP TABLE notes");
    Note one = { .body = "x" };
    const orm_status status = Note_insert(s, &one);
    char state_[6];
    memcpy(state_, orm_error_of(s)->sqlstate, sizeof state_);
    assert_fails(s, Note_insert_all(s, notes(), N), status);
    assert_string_equal(orm_error_of(s)->sqlstate, state_);
    finish();
}

/* ---- other roles ------------------------------------------------------------------------------------------------------------------------ */
static void run_for(const char *role, const char *format) {
    char sql[600];
    snprintf(sql, sizeof sql, "DO $do$ BEGIN EXECUTE format($f$%s$f$, '%s'); END $do$", format, role);
    run(sql);
}
static void add_role(const char *role) {
    char sql[300];
    run_for(role, "CREATE ROLE %s");
    snprintf(sql, sizeof sql, "DO $$ BEGIN EXECUTE format('GRANT USAGE ON SCHEMA %%I TO %s', current_schema()); END $$", role);
    run(sql);
}
/* The same place as another role. */
static orm_session *session_of(const char *role, orm_db **opened) {
    orm_db *as = test_open_with(url, &(orm_options){ .trace = trace_hook, .pool_max = 1 });
    orm_session *own = orm_session_open(as);
    char sql[100];
    assert_non_null(own);
    snprintf(sql, sizeof sql, "SET SESSION AUTHORIZATION %s", role);
    assert_true(orm_exec_text(own, sql, orm_args()) >= 0);
    *opened = as;
    return own;
}
static void test_postgres_roles_that_may_only_insert(void **state) {
    (void)state;
    char role[60], sql[600];
    start();
    snprintf(role, sizeof role, "orm_role_%ld", (long)getpid());
    add_role(role);
    run_for(role, "GRANT INSERT (id, body, size), SELECT (id) ON notes TO %s");
    orm_db *opened;
    orm_session *own = session_of(role, &opened), *mine = s;
    Note *rows = notes();
    assert_ok(own, Note_insert_all(own, rows, N)); /* an identity column's sequence is not the role's to draw from */
    assert_int_equal(copies, 0);
    check_notes(rows);
    rows = notes();
    for (int i = 0; i < N; i++) rows[i].id = 1000 + i;
    assert_ok(own, Note_insert_all(own, rows, N)); /* but it may copy */
    assert_int_equal(copies, 1);
    check_notes(rows);
    orm_rows r = orm_sql(mine, "SELECT pg_get_serial_sequence('notes', 'id')", orm_args());
    assert_true(orm_next(&r));
    snprintf(sql, sizeof sql, "GRANT USAGE ON SEQUENCE %s TO %s", orm_text(&r, 0), role);
    orm_rows_close(&r);
    run(sql);
    rows = notes();
    assert_ok(own, Note_insert_all(own, rows, N));
    assert_int_equal(copies, 1);
    check_notes(rows);
    run_for(role, "REVOKE ALL ON notes FROM %s");
    Note one = { .body = "x" };
    const orm_status refused = Note_insert(own, &one);
    assert_int_not_equal(refused, ORM_OK);
    assert_fails(own, Note_insert_all(own, notes(), N), refused);
    assert_string_equal(orm_error_of(own)->sqlstate, "42501");
    orm_session_close(own);
    assert_int_equal(orm_close(opened), ORM_OK);
    run_for(role, "DROP OWNED BY %s");
    run_for(role, "DROP ROLE %s");
    finish();
}
static void test_postgres_row_security_is_obeyed(void **state) {
    (void)state;
    char role[60];
    start();
    snprintf(role, sizeof role, "orm_row_%ld", (long)getpid());
    add_role(role);
    run_for(role, "GRANT ALL ON notes TO %s");
    run("ALTER TABLE notes ENABLE ROW LEVEL SECURITY", "CREATE POLICY small ON notes USING (true) WITH CHECK (size < 19)");
    orm_db *opened;
    orm_session *own = session_of(role, &opened);
    Note *rows = notes();
    assert_int_not_equal(Note_insert_all(own, rows, N), ORM_OK); /* the last row is too large */
    assert_string_equal(orm_error_of(own)->sqlstate, "42501");
    assert_int_equal(copies, 0);
    assert_int_equal(Note_count(own, NULL), 0);
    rows = notes();
    assert_ok(own, Note_insert_all(own, rows, N - 1));
    assert_int_equal(Note_count(own, NULL), N - 1);
    insert_by(true); /* an owner is not bound by it */
    orm_session_close(own);
    assert_int_equal(orm_close(opened), ORM_OK);
    run_for(role, "DROP OWNED BY %s");
    run_for(role, "DROP ROLE %s");
    finish();
}

/* ---- time, and ends ---------------------------------------------------------------------------------------------------------------------- */
static int64_t milliseconds(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}
/* A batch that waits for another session's lock. */
typedef struct blocked { orm_db *db; orm_session *blocker, *own; Note rows[N]; } blocked;
static void block(blocked *b, int rows_with_keys) {
    start();
    run("CREATE UNIQUE INDEX one_body ON notes (body)");
    b->db = test_open_with(url, NULL);
    b->blocker = orm_session_open(b->db);
    assert_ok(b->blocker, orm_begin(b->blocker));
    Note held = { .body = "note 10" };
    assert_ok(b->blocker, Note_insert(b->blocker, &held));
    memcpy(b->rows, notes(), sizeof b->rows);
    for (int i = 0; i < rows_with_keys; i++) b->rows[i].id = 500 + i;
}
static void unblock(blocked *b) {
    assert_ok(b->blocker, orm_rollback(b->blocker));
    orm_session_close(b->blocker);
    assert_int_equal(orm_close(b->db), ORM_OK);
    assert_int_equal(Note_count(s, NULL), 0);
    assert_ok(s, Note_insert_all(s, b->rows, N)); /* the same rows, on a connection that works */
    check_notes(b->rows);
    finish();
}
static void check_deadline(int n) {
    blocked b;
    block(&b, 0);
    const int64_t from = milliseconds();
    orm_deadline(s, 300);
    assert_fails(s, Note_insert_all(s, b.rows, (size_t)n), ORM_TIMEOUT);
    const int64_t took = milliseconds() - from;
    assert_true(took >= 290 && took < 800);
    orm_deadline(s, 0);
    for (int i = 0; i < n; i++) assert_int_equal(b.rows[i].id, 0);
    unblock(&b);
}
static void test_postgres_deadline_of_a_batch(void **state) {
    (void)state;
    check_deadline(N);
    check_deadline(12);
}
static void *cancel_soon(void *context) {
    nanosleep(&(struct timespec){ .tv_nsec = 200000000 }, NULL);
    orm_cancel(context);
    return NULL;
}
static void check_cancel(int n) {
    blocked b;
    pthread_t thread;
    block(&b, 0);
    assert_int_equal(pthread_create(&thread, NULL, cancel_soon, s), 0);
    assert_fails(s, Note_insert_all(s, b.rows, (size_t)n), ORM_CANCELLED);
    assert_int_equal(pthread_join(thread, NULL), 0);
    unblock(&b);
}
static void test_postgres_cancelled_batch(void **state) {
    (void)state;
    check_cancel(N);
    check_cancel(12);
}
static void *end_backends(void *context) {
    orm_session *other = context;
    nanosleep(&(struct timespec){ .tv_nsec = 200000000 }, NULL);
    orm_rows r = orm_sql(other, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()", orm_args());
    while (orm_next(&r)) {}
    return NULL;
}
static void check_cut(int n) {
    blocked b;
    pthread_t thread;
    block(&b, 0);
    orm_session *other = orm_session_open(b.db);
    assert_int_equal(pthread_create(&thread, NULL, end_backends, other), 0);
    assert_fails(s, Note_insert_all(s, b.rows, (size_t)n), ORM_CONNECTION);
    assert_int_equal(pthread_join(thread, NULL), 0);
    for (int i = 0; i < n; i++) assert_int_equal(b.rows[i].id, 0);
    orm_session_close(other);
    unblock(&b);
}
static void test_postgres_connection_cut_within_a_batch(void **state) {
    (void)state;
    check_cut(N);
    check_cut(12);
}
/* More is sent than the way to the server holds while it waits for a lock. */
static void test_postgres_deadline_of_a_large_batch(void **state) {
    (void)state;
    blocked b;
    block(&b, 0);
    const size_t size = (size_t)4 << 20;
    char *text = malloc(size + 1);
    assert_non_null(text);
    memset(text, 'x', size);
    text[size] = 0;
    Note rows[N + 4];
    for (int n = N + 4; n >= 14; n -= N - 10) { /* by COPY, and in a queue */
        memset(rows, 0, sizeof rows);
        rows[0].body = "note 10";
        for (int i = 1; i < n; i++) rows[i].body = i % 2 ? text : text + i;
        const int64_t from = milliseconds();
        orm_deadline(s, 300);
        assert_fails(s, Note_insert_all(s, rows, (size_t)n), ORM_TIMEOUT);
        assert_true(milliseconds() - from < 800);
        orm_deadline(s, 0);
        for (int i = 0; i < n; i++) assert_int_equal(rows[i].id, 0);
    }
    free(text);
    unblock(&b);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_postgres_statements_of_a_batch),
        cmocka_unit_test(test_postgres_large_batches_are_copied),
        cmocka_unit_test(test_postgres_rules_are_obeyed),
        cmocka_unit_test(test_postgres_triggers_may_choose_keys),
        cmocka_unit_test(test_postgres_keys_from_any_default),
        cmocka_unit_test(test_postgres_given_keys_meet_generated_always),
        cmocka_unit_test(test_postgres_types_of_the_database_s_own),
        cmocka_unit_test(test_postgres_other_isolation_levels),
        cmocka_unit_test(test_postgres_table_changes_between_batches),
        cmocka_unit_test(test_postgres_missing_table_is_told_as_by_insert),
        cmocka_unit_test(test_postgres_roles_that_may_only_insert),
        cmocka_unit_test(test_postgres_row_security_is_obeyed),
        cmocka_unit_test(test_postgres_deadline_of_a_batch),
        cmocka_unit_test(test_postgres_cancelled_batch),
        cmocka_unit_test(test_postgres_connection_cut_within_a_batch),
        cmocka_unit_test(test_postgres_deadline_of_a_large_batch),
    };
    return run_all(tests);
}
