/* Changing rows through the language of queries: expressions and subqueries in SET, rows that are claimed, locked, and inserted from queries. */
#include "one_session.h"

#define STATE(X) X(STATE_OPEN, "open") X(STATE_TAKEN, "taken") X(STATE_DONE, "done")
ORM_ENUM(State, STATE);
#define JOB_MODEL(X)                                                                                                                              \
    X(key, int64, id, .auto_increment = true) X(field, varchar(40), name, .unique = true) X(field, enum(State), state) X(field, int32, urgency) X(field, opt(int64), after_id)      \
    X(field, int32, a) X(field, int32, b) X(field, decimal(10, 2), cost) X(field, timestamp, changed, .auto_now = true) X(field, int32, version, .version = true)
ORM_MODEL(Job, Jobs, JOB_MODEL, .table = "job");
ORM_ALIAS(Earlier, Earliers, Job, JOB_MODEL);
#define PART_MODEL(X) X(key, int64, job_id) X(key, int32, place) X(field, varchar(20), what) X(field, bool, taken)
ORM_MODEL(Part, Parts, PART_MODEL, .table = "part");
#define TALLY_MODEL(X) X(key, varchar(40), name) X(field, int64, n) X(field, decimal(12, 4), cost) X(field, timestamp, made, .auto_now_add = true)
ORM_MODEL(Tally, Tallies, TALLY_MODEL, .table = "tally");
#define PAIR(X) X(field, int64, id) X(field, int64, n)
ORM_RESULT(Pair, Pairs, PAIR);

static int set_up(void **state)
{
    (void)state;
    db = test_open_with(test_url(true), NULL);
    s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Job, Part, Tally), NULL));
    for (int i = 1; i <= 5; i++) {
        char name[8];
        snprintf(name, sizeof name, "job%d", i);
        assert_ok(s, Job_insert(s, &(Job){ .name = name, .urgency = i % 3, .a = i, .b = 10 * i, .cost = ORM_DEC("1.25") }));
        assert_ok(s, Part_insert(s, &(Part){ .job_id = i, .place = 1, .what = "first" }));
        assert_ok(s, Part_insert(s, &(Part){ .job_id = i, .place = 2, .what = "second" }));
    }
    return 0;
}

/* ---- SET ---------------------------------------------------------------------------------------------------------------------------------- */
static void test_changes_read_the_row_as_it_was(void **state)
{
    (void)state;
    assert_int_equal(Job_update_where(s, orm_q(.where = orm_eq(Jobs.id, 1)), ORM_SET(orm_set(Jobs.a, Jobs.b), orm_set(Jobs.b, Jobs.a))), 1);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_get(s, 1)->a, 10);
    assert_int_equal(Job_get(s, 1)->b, 1);
    assert_int_equal(Job_update_where(s, orm_q(.where = orm_eq(Jobs.id, 2)), ORM_SET(orm_set(Jobs.a, orm_greatest(Jobs.b, 7)), orm_set(Jobs.b, orm_coalesce(orm_case(orm_when(orm_gt(Jobs.a, 1), orm_add(Jobs.a, 100))), 0)))), 1);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_get(s, 2)->a, 20);
    assert_int_equal(Job_get(s, 2)->b, 102);
    assert_int_equal(Job_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Jobs.state, orm_case(orm_when(orm_le(Jobs.id, 2), STATE_DONE), orm_else(Jobs.state))), orm_set(Jobs.name, orm_concat(Jobs.name, "!")),
                                                                         orm_set(Jobs.cost, orm_case(orm_when(orm_eq(Jobs.id, 1), ORM_DEC("2.50")), orm_else(orm_mul(Jobs.cost, 2)))))), 5);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_get(s, 2)->state, STATE_DONE);
    assert_int_equal(Job_get(s, 3)->state, STATE_OPEN);
    assert_string_equal(Job_get(s, 3)->name, "job3!");
    assert_string_equal(Job_get(s, 3)->cost.text, "2.50");
    assert_string_equal(Job_get(s, 1)->cost.text, "2.50");
}
static void test_changes_by_a_subquery_on_the_same_table(void **state)
{
    (void)state;
    assert_int_equal(Job_update_where(s, orm_q(.where = orm_eq(Jobs.a, orm_scalar(orm_q(.from = ORM_FROM(Earlier), .select = { orm_max(Earliers.a) })))), ORM_SET(orm_set(Jobs.urgency, 9))), 1);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_get(s, 5)->urgency, 9);
    assert_int_equal(Job_update_where(s, orm_q(.where = orm_in(Jobs.id, 2, 3)), ORM_SET(orm_set(Jobs.after_id, orm_scalar(orm_q(.from = ORM_FROM(Earlier), .select = { orm_max(Earliers.id) }, .where = orm_lt(Earliers.id, orm_outer(Jobs.id))))))), 2);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_get(s, 3)->after_id.value, 2);
    assert_int_equal(Job_delete_where(s, orm_q(.where = orm_in_query(Jobs.id, orm_q(.from = ORM_FROM(Job), .select = { orm_col(Jobs.id) }, .order_by = { orm_desc(Jobs.id) }, .limit = 2)))), 2);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_delete_where(s, orm_q(.where = orm_exists(orm_q(.from = ORM_FROM(Earlier), .where = orm_eq(Earliers.after_id, orm_outer(Jobs.id)))))), 2);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_count(s, NULL), 1);
}

/* ---- claiming ------------------------------------------------------------------------------------------------------------------------------- */
static void test_claim_hands_out_each_job_once(void **state)
{
    (void)state;
    const orm_query *open = orm_q(.where = orm_eq(Jobs.state, STATE_OPEN), .order_by = { orm_desc(Jobs.urgency), orm_asc(Jobs.id) });
    orm_session *other = orm_session_open(db);
    assert_ok(s, orm_begin(s));
    Job_list mine = Job_claim(s, open, ORM_SET(orm_set(Jobs.state, STATE_TAKEN)), 2);
    assert_session(s, ORM_OK);
    assert_int_equal(mine.count, 2);
    assert_int_equal(mine.items[0].id, 2);
    assert_int_equal(mine.items[1].id, 5);
    assert_int_equal(mine.items[0].state, STATE_TAKEN);
    assert_int_equal(mine.items[0].version, 2);
    if (!test_on("sqlite")) { /* where there is one writer at a time the other one waits */
        Job_list theirs = Job_claim(other, open, ORM_SET(orm_set(Jobs.state, STATE_TAKEN)), 2);
        assert_session(other, ORM_OK);
        assert_int_equal(theirs.count, 2);
        assert_int_equal(theirs.items[0].id, 1);
        assert_int_equal(theirs.items[1].id, 4);
    }
    assert_ok(s, orm_commit(s));
    Job_list rest = Job_claim(other, open, ORM_SET(orm_set(Jobs.state, STATE_TAKEN)), 10);
    assert_session(other, ORM_OK);
    assert_int_equal(rest.count, test_on("sqlite") ? 3 : 1);
    assert_int_equal(Job_claim(other, open, ORM_SET(orm_set(Jobs.state, STATE_TAKEN)), 10).count, 0);
    assert_session(other, ORM_OK);
    orm_session_close(other);
    Job_claim(s, open, ORM_SET(orm_set(Jobs.state, STATE_TAKEN)), 0);
    assert_session(s, ORM_MISUSE);
    Job_claim(s, open, ORM_SET(orm_set(Jobs.id, 7)), 1);
    assert_session(s, ORM_MISUSE);
    assert_message(s, "the key id");
}
static void test_claim_of_rows_with_two_keys(void **state)
{
    (void)state;
    Part_list l = Part_claim(s, orm_q(.where = orm_and(orm_eq(Parts.taken, false), orm_le(Parts.job_id, 2)), .order_by = { orm_desc(Parts.place), orm_asc(Parts.job_id) }), ORM_SET(orm_set(Parts.taken, true)), 3);
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 3);
    assert_int_equal(l.items[0].job_id * 10 + l.items[0].place, 12);
    assert_int_equal(l.items[1].job_id * 10 + l.items[1].place, 22);
    assert_int_equal(l.items[2].job_id * 10 + l.items[2].place, 11);
    assert_int_equal(Part_count(s, orm_q(.where = orm_eq(Parts.taken, true))), 3);
}
static void test_update_that_returns_its_rows(void **state)
{
    (void)state;
    Job_list l = Job_update_returning(s, orm_q(.where = orm_ge(Jobs.id, 4), .order_by = { orm_desc(Jobs.id) }), ORM_SET(orm_set(Jobs.a, orm_add(Jobs.a, 1))));
    assert_session(s, ORM_OK);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.items[0].id, 5);
    assert_int_equal(l.items[0].a, 6);
    assert_true(orm_is_loaded(&l.items[0], Jobs.name));
    assert_int_equal(Job_update_returning(s, orm_q(.where = orm_eq(Jobs.id, 99)), ORM_SET(orm_set(Jobs.a, 1))).count, 0);
    assert_session(s, ORM_OK);
    Job_update_returning(s, NULL, ORM_SET(orm_set(Jobs.a, 1)));
    assert_session(s, ORM_MISUSE);
    assert_int_equal(Job_update_returning(s, orm_q(.all_rows = true), ORM_SET(orm_set(Jobs.a, 1))).count, 5);
}

/* ---- locks ---------------------------------------------------------------------------------------------------------------------------------- */
static void test_locks_belong_into_transactions(void **state)
{
    (void)state;
    Job_all(s, orm_q(.where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_UPDATE }));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "orm_transaction");
    assert_ok(s, orm_begin(s));
    assert_int_equal(Job_all(s, orm_q(.where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_UPDATE })).count, 1);
    assert_int_equal(Job_all(s, orm_q(.where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_SHARE })).count, 1);
    assert_session(s, ORM_OK);
    Pair_select(s, orm_q(.from = ORM_FROM(Job), .group_by = { Jobs.id }, .lock = { .mode = ORM_FOR_UPDATE }), orm_into(Pair, .id = orm_col(Jobs.id), .n = orm_count_all()));
    assert_session(s, ORM_MISUSE);
    assert_ok(s, orm_rollback(s));
}
static void test_server_locks_of_two_sessions(void **state)
{
    (void)state;
    const bool mariadb = strstr(orm_value_text(orm_scalar_sql(s, "SELECT version()", orm_args())), "MariaDB") != NULL;
    orm_session *other = orm_session_open(db);
    assert_ok(s, orm_begin(s));
    assert_int_equal(Job_all(s, orm_q(.where = orm_in(Jobs.id, 1, 2), .lock = { .mode = ORM_FOR_UPDATE })).count, 2);
    assert_ok(other, orm_begin(other));
    Job_list free = Job_all(other, orm_q(.where = orm_in(Jobs.id, 1, 2, 3), .lock = { .mode = ORM_FOR_UPDATE, .wait = ORM_SKIP_LOCKED }));
    assert_session(other, ORM_OK);
    assert_int_equal(free.count, 1);
    assert_int_equal(free.items[0].id, 3);
    assert_ok(other, orm_rollback(other));
    assert_ok(other, orm_begin(other));
    assert_int_equal(Job_all(other, orm_q(.where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_UPDATE, .wait = ORM_NOWAIT })).count, 0);
    assert_true(orm_status_of(other) == ORM_BUSY || orm_status_of(other) == ORM_TIMEOUT);
    assert_ok(other, orm_rollback(other));
    assert_ok(s, orm_rollback(s));
    assert_ok(s, orm_begin(s));
    assert_int_equal(Job_all(s, orm_q(.where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_SHARE })).count, 1);
    assert_ok(other, orm_begin(other));
    assert_int_equal(Job_all(other, orm_q(.where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_SHARE, .wait = ORM_NOWAIT })).count, 1); /* two may share */
    assert_session(other, ORM_OK);
    assert_ok(other, orm_rollback(other));
    assert_ok(s, orm_rollback(s));
    assert_ok(s, orm_begin(s));
    Job_all(s, orm_q(.join = { orm_join_on(Part, orm_eq(Parts.job_id, Jobs.id)) }, .where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_UPDATE, .of = ORM_FROM(Job) }));
    if (mariadb) {
        assert_session(s, ORM_UNSUPPORTED);
        assert_message(s, "MariaDB");
    } else {
        assert_session(s, ORM_OK);
        assert_ok(other, orm_begin(other));
        assert_int_equal(Part_all(other, orm_q(.where = orm_eq(Parts.job_id, 1), .lock = { .mode = ORM_FOR_UPDATE, .wait = ORM_NOWAIT })).count, 2); /* not locked */
        assert_session(other, ORM_OK);
        assert_ok(other, orm_rollback(other));
    }
    assert_ok(s, orm_rollback(s));
    orm_session_close(other);
}

/* A row with a version gives later columns only as long as it is that version. */
static void test_refresh_only_of_a_row_with_a_version(void **state)
{
    (void)state;
    Job *job = Job_first(s, orm_q(.defer = ORM_COLS(Jobs.cost)));
    assert_ok(s, Job_refresh_only(s, job, ORM_COLS(Jobs.cost)));
    assert_string_equal(job->cost.text, "1.25");
    Job *same = Job_get(s, job->id);
    same->urgency = 9;
    assert_ok(s, Job_update(s, same));
    assert_int_equal(Job_refresh_only(s, job, ORM_COLS(Jobs.cost)), ORM_STALE);
    assert_message(s, "refresh it");
    assert_ok(s, Job_refresh_only(s, job, ORM_COLS(Jobs.urgency, Jobs.version)));
    assert_int_equal(job->urgency, 9);
    assert_int_equal(job->version, same->version);
}

/* ---- locks with names --------------------------------------------------------------------------------------------------------------------------- */
static void test_advisory_locks_last_as_long_as_the_transaction(void **state)
{
    (void)state;
    static const char name[] = "nightly \"report\" 'of' \xC3\xA4ll; --";
    orm_session *other = orm_session_open(db);
    assert_ok(s, orm_begin(s));
    assert_ok(s, orm_advisory_lock(s, name, ORM_NOWAIT));
    assert_ok(s, orm_advisory_lock(s, name, ORM_LOCK_WAIT)); /* it has it */
    assert_ok(s, orm_advisory_lock(s, "another", ORM_LOCK_WAIT));
    if (!test_on("sqlite")) { /* where there is one writer at a time the other one cannot begin */
        assert_ok(other, orm_begin(other));
        assert_int_equal(orm_advisory_lock(other, name, ORM_NOWAIT), ORM_BUSY);
        assert_message(other, "another session has the lock \"nightly");
        assert_ok(other, orm_advisory_lock(other, "a third", ORM_NOWAIT)); /* and goes on */
        assert_ok(other, orm_deadline(other, 200));
        const orm_status waited = orm_advisory_lock(other, name, ORM_LOCK_WAIT);
        assert_int_equal(waited, ORM_TIMEOUT);
        assert_ok(other, orm_deadline(other, 0));
        assert_ok(other, orm_rollback(other));
    }
    assert_ok(s, orm_commit(s));
    assert_ok(other, orm_begin(other));
    assert_ok(other, orm_advisory_lock(other, name, ORM_NOWAIT));
    assert_ok(other, orm_advisory_lock(other, "another", ORM_NOWAIT));
    assert_ok(other, orm_rollback(other));
    assert_ok(s, orm_begin(s));
    assert_ok(s, orm_advisory_lock(s, name, ORM_NOWAIT)); /* given back by the rollback */
    for (int i = 0; i < 40; i++) {
        char many[12];
        snprintf(many, sizeof many, "lock %d", i);
        assert_ok(s, orm_advisory_lock(s, many, ORM_NOWAIT));
    }
    assert_ok(s, orm_rollback(s));
    assert_ok(other, orm_begin(other));
    for (int i = 0; i < 40; i++) {
        char many[12];
        snprintf(many, sizeof many, "lock %d", i);
        assert_ok(other, orm_advisory_lock(other, many, ORM_NOWAIT));
    }
    assert_ok(other, orm_rollback(other));
    orm_session_close(other);
}
static void test_advisory_locks_are_checked(void **state)
{
    (void)state;
    assert_int_equal(orm_advisory_lock(s, "x", ORM_LOCK_WAIT), ORM_MISUSE);
    assert_message(s, "outside of a transaction would be gone at once: use orm_transaction");
    assert_ok(s, orm_begin_with(s, &(orm_tx){ .read_only = true }));
    assert_int_equal(orm_advisory_lock(s, "x", ORM_LOCK_WAIT), ORM_MISUSE);
    assert_message(s, "read-only");
    assert_ok(s, orm_rollback(s));
    assert_ok(s, orm_begin(s));
    assert_int_equal(orm_advisory_lock(s, NULL, ORM_LOCK_WAIT), ORM_MISUSE);
    assert_int_equal(orm_advisory_lock(s, "", ORM_LOCK_WAIT), ORM_MISUSE);
    assert_int_equal(orm_advisory_lock(s, "x", ORM_SKIP_LOCKED), ORM_MISUSE);
    if (!test_on("sqlite")) assert_int_equal(orm_advisory_lock(s, "\xFF", ORM_LOCK_WAIT), ORM_INVALID);
    assert_ok(s, orm_rollback(s));
    assert_int_equal(orm_advisory_lock(NULL, "x", ORM_LOCK_WAIT), ORM_MISUSE);
}
static void test_locks_that_let_keys_be_read(void **state)
{
    (void)state;
    const bool mysql = test_on("mysql");
    assert_ok(s, orm_begin(s));
    assert_int_equal(Job_all(s, orm_q(.where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_NO_KEY_UPDATE })).count, mysql ? 0 : 1);
    assert_session(s, mysql ? ORM_UNSUPPORTED : ORM_OK);
    if (mysql) assert_message(s, "has no FOR NO KEY UPDATE: use ORM_FOR_UPDATE, which is stronger");
    if (test_on("postgres")) {
        orm_session *other = orm_session_open(db);
        assert_ok(other, orm_begin(other));
        assert_int_equal(Job_all(other, orm_q(.where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_KEY_SHARE, .wait = ORM_NOWAIT })).count, 1);
        assert_session(other, ORM_OK);
        assert_int_equal(Job_all(other, orm_q(.where = orm_eq(Jobs.id, 1), .lock = { .mode = ORM_FOR_SHARE, .wait = ORM_NOWAIT })).count, 0);
        assert_session(other, ORM_BUSY);
        assert_ok(other, orm_rollback(other));
        orm_session_close(other);
    }
    Job_all(s, orm_q(.lock = { .mode = (orm_lock_mode)9 }));
    assert_session(s, ORM_MISUSE);
    assert_ok(s, orm_rollback(s));
}

/* ---- INSERT ... SELECT ------------------------------------------------------------------------------------------------------------------------ */
static void test_insert_from_and_upsert_from(void **state)
{
    (void)state;
    const orm_query *by_urgency = orm_q(.from = ORM_FROM(Job), .group_by = { Jobs.urgency });
    const orm_into_list into = orm_into(Tally, .name = orm_concat("urgency ", Jobs.urgency), .n = orm_count_all(), .cost = orm_coalesce(orm_sum(Jobs.cost), ORM_DEC("0")));
    assert_int_equal(Tally_insert_from(s, by_urgency, into), 3);
    assert_session(s, ORM_OK);
    Tally *two = Tally_get(s, "urgency 2");
    assert_non_null(two);
    assert_int_equal(two->n, 2);
    assert_string_equal(two->cost.text, "2.5000");
    assert_true(two->made > INT64_C(1600000000000000));
    assert_int_equal(Tally_insert_from(s, by_urgency, into), -1);
    assert_session(s, ORM_CONFLICT_UNIQUE);
    assert_ok(s, Job_insert(s, &(Job){ .name = "job6", .urgency = 2, .cost = ORM_DEC("1.00") }));
    assert_ok(s, Tally_upsert_from(s, by_urgency, into, NULL));
    assert_int_equal(Tally_get(s, "urgency 2")->n, 3);
    assert_int_equal(Tally_get(s, "urgency 2")->made, two->made);
    assert_string_equal(Tally_get(s, "urgency 2")->cost.text, "3.5000");
    assert_ok(s, Job_insert(s, &(Job){ .name = "job7", .urgency = 7, .cost = ORM_DEC("1.00") }));
    assert_ok(s, Job_insert(s, &(Job){ .name = "job8", .urgency = 2, .cost = ORM_DEC("1.00") }));
    assert_ok(s, Tally_upsert_from(s, by_urgency, into, &(orm_conflict){ .do_nothing = true }));
    assert_int_equal(Tally_get(s, "urgency 2")->n, 3);
    assert_int_equal(Tally_get(s, "urgency 7")->n, 1);
    assert_ok(s, Tally_upsert_from(s, orm_q(.from = ORM_FROM(Job)), orm_into(Tally, .name = orm_col(Jobs.name), .n = orm_val(1), .cost = orm_col(Jobs.cost)), &(orm_conflict){ .update = ORM_COLS(Tallies.n) }));
    assert_int_equal(Tally_count(s, NULL), 12);
    assert_fails(s, Tally_upsert_from(s, by_urgency, into, &(orm_conflict){ .target = ORM_COLS(Tallies.n) }), ORM_MISUSE);
    Tally_insert_from(s, by_urgency, orm_into(Tally, .name = orm_col(Jobs.name), .n = orm_count_all()));
    assert_session(s, ORM_MISUSE);
    assert_message(s, "differs from row to row");
}
/* ---- WITH in front of a change -------------------------------------------------------------------------------------------------------------- */
#define OF_URGENCY orm_cte(Pair, orm_q(.from = ORM_FROM(Job), .group_by = { Jobs.urgency }), orm_into(Pair, .id = orm_col(Jobs.urgency), .n = orm_count_all()))
#define IDS(...) orm_q(.from = ORM_FROM(Pair), .select = { orm_col(Pairs.id) }, __VA_ARGS__)
/* Urgencies: 1 of jobs 1 and 4, 2 of jobs 2 and 5, 0 of job 3. */
static void test_changes_with_a_query_in_front(void **state)
{
    (void)state;
    assert_int_equal(Job_update_where(s, orm_q(.with = { OF_URGENCY }, .where = orm_in_query(Jobs.urgency, IDS(.where = orm_gt(Pairs.n, 1)))),
                                      ORM_SET(orm_set(Jobs.a, orm_cast(orm_scalar(orm_q(.from = ORM_FROM(Pair), .select = { orm_sum(Pairs.n) })), ORM_INT32)))), 4);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_get(s, 1)->a, 5);
    assert_int_equal(Job_get(s, 3)->a, 3);
    assert_int_equal(Job_get(s, 5)->a, 5);
    assert_int_equal(Job_update_where(s, orm_q(.with = { OF_URGENCY }, .where = orm_and(orm_lt(Jobs.id, 5), orm_exists(orm_q(.from = ORM_FROM(Pair), .where = orm_and(orm_eq(Pairs.id, orm_outer(Jobs.urgency)), orm_eq(Pairs.n, 2)))))),
                                      ORM_SET(orm_set(Jobs.b, 7))), 3);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_get(s, 4)->b, 7);
    assert_int_equal(Job_get(s, 5)->b, 50);
    Job_list changed = Job_update_returning(s, orm_q(.with = { OF_URGENCY }, .where = orm_in_query(Jobs.urgency, IDS(.where = orm_eq(Pairs.n, 1))), .order_by = { orm_asc(Jobs.id) }), ORM_SET(orm_set(Jobs.b, 8)));
    assert_session(s, ORM_OK);
    assert_int_equal(changed.count, 1);
    assert_int_equal(changed.items[0].id, 3);
    assert_int_equal(changed.items[0].b, 8);
    assert_int_equal(Part_delete_where(s, orm_q(.with = { OF_URGENCY }, .where = orm_and(orm_eq(Parts.place, 2), orm_in_query(Parts.job_id, IDS(.where = orm_gt(Pairs.n, 1)))))), 2); /* jobs 1 and 2 */
    assert_session(s, ORM_OK);
    assert_int_equal(Part_count(s, orm_q(.where = orm_eq(Parts.job_id, 2))), 1);
    assert_int_equal(Job_delete_where(s, orm_q(.with = { OF_URGENCY }, .where = orm_and(orm_not(orm_in_query(Jobs.urgency, IDS(.where = orm_eq(Pairs.n, 2)))), orm_gt(Jobs.id, 0)))), 1);
    assert_session(s, ORM_OK);
    assert_null(Job_get(s, 3));
    assert_session(s, ORM_NOT_FOUND);
}
/* Values of the WITH are bound once for each subquery that reads it, in their places. */
static void test_changes_with_values_and_recursion_in_front(void **state)
{
    (void)state;
    const orm_with_clause *const large = orm_cte_sql(Pair, "SELECT id, b FROM job WHERE a > ? AND name <> ?", orm_args(2, "job5"));
    assert_int_equal(Job_update_where(s, orm_q(.with = { large }, .where = orm_and(orm_gt(Jobs.cost, ORM_DEC("1.00")), orm_in_query(Jobs.id, IDS(.where = orm_lt(Pairs.n, 1000))))),
                                      ORM_SET(orm_set(Jobs.after_id, orm_scalar(orm_q(.from = ORM_FROM(Pair), .select = { orm_max(Pairs.id) }, .where = orm_lt(Pairs.n, 40)))), orm_set(Jobs.urgency, 6))), 2);
    assert_session(s, ORM_OK);
    assert_int_equal(Job_get(s, 4)->after_id.value, 3);
    assert_int_equal(Job_get(s, 3)->urgency, 6);
    assert_int_equal(Job_update_where(s, orm_q(.where = orm_in(Jobs.id, 2, 5)), ORM_SET(orm_set(Jobs.after_id, orm_sub(Jobs.id, 1)))), 2);
    assert_int_equal(Job_update_where(s, orm_q(.where = orm_eq(Jobs.id, 3)), ORM_SET(orm_set(Jobs.after_id, 2))), 1);
    const orm_with_clause *const chain = orm_recursive(Pair, orm_q(.from = ORM_FROM(Job), .where = orm_eq(Jobs.id, 1)), orm_into(Pair, .id = orm_col(Jobs.id), .n = orm_val(0)),
        orm_q(.from = ORM_FROM(Job), .join = { orm_join_on(Pair, orm_eq(Jobs.after_id, Pairs.id)) }, .where = orm_lt(Pairs.n, 2)), orm_into(Pair, .id = orm_col(Jobs.id), .n = orm_add(Pairs.n, 1)));
    assert_int_equal(Part_update_where(s, orm_q(.with = { chain }, .where = orm_in_query(Parts.job_id, IDS(.where = orm_gt(Pairs.n, 0)))), ORM_SET(orm_set(Parts.taken, true))), 4); /* 2 and 3 */
    assert_session(s, ORM_OK);
    assert_false(Part_get(s, 1, 1)->taken);
    assert_true(Part_get(s, 3, 2)->taken);
    assert_int_equal(Part_delete_where(s, orm_q(.with = { chain }, .where = orm_in_query(Parts.job_id, IDS(.order_by = { orm_desc(Pairs.n) }, .limit = 1)))), 2);
    assert_session(s, ORM_OK);
    assert_int_equal(Part_count(s, orm_q(.where = orm_eq(Parts.job_id, 3))), 0);
    assert_int_equal(Part_delete_where(s, orm_q(.with = { large }, .where = orm_in_query(Parts.job_id, IDS(.union_with = IDS(.where = orm_eq(Pairs.id, 4)))))), 2); /* 4; 3 has none left */
    assert_session(s, ORM_OK);
}
#define OTHER(X) X(field, int64, id)
ORM_RESULT(Other, Others, OTHER);
static void test_changes_with_a_query_in_front_and_one_inside(void **state)
{
    (void)state;
    const orm_query *const inside = orm_q(.with = { orm_cte(Other, orm_q(.from = ORM_FROM(Job)), orm_into(Other, .id = orm_col(Jobs.id))) }, .from = ORM_FROM(Other), .select = { orm_col(Others.id) }, .where = orm_le(Others.id, 2));
    const int64_t gone = Part_delete_where(s, orm_q(.with = { OF_URGENCY }, .where = orm_and(orm_in_query(Parts.job_id, inside), orm_in_query(Parts.job_id, IDS(.where = orm_gt(Pairs.n, 1))))));
    if (orm_dialect_of(db) == ORM_DIALECT_MARIADB) {
        assert_session(s, ORM_UNSUPPORTED);
        assert_message(s, "MariaDB has one place for both");
    } else {
        assert_session(s, ORM_OK);
        assert_int_equal(gone, 4);
    }
}
/* ---- without memory ------------------------------------------------------------------------------------------------------------------------------ */
#define SUMMARY(X) X(field, text, label) X(field, opt(decimal(12, 2)), cost) X(field, int64, place)
ORM_RESULT(Summary, Summaries, SUMMARY);
static orm_status all_of_it(orm_session *with)
{
    Summary_list l = Summary_select(with, orm_q(.with = { orm_cte(Pair, orm_q(.from = ORM_FROM(Job), .group_by = { Jobs.urgency }), orm_into(Pair, .id = orm_col(Jobs.urgency), .n = orm_count_all())) },
                                                .from = ORM_FROM(Job), .join = { orm_join_on(Pair, orm_eq(Pairs.id, Jobs.urgency)) }, .where = orm_and(orm_le(Summaries.place, 3), orm_exists(orm_q(.from = ORM_FROM(Part), .where = orm_eq(Parts.job_id, orm_outer(Jobs.id))))),
                                                .order_by = { orm_asc(Summaries.place), orm_asc(Summaries.label) }),
                                    orm_into(Summary, .label = orm_concat(orm_upper(Jobs.name), "/", orm_cast(Jobs.cost, ORM_TEXT)), .cost = orm_case(orm_when(orm_gt(Jobs.a, 2), Jobs.cost), orm_else(ORM_DEC("0.5"))),
                                             .place = orm_over(orm_rank(), .partition_by = { Jobs.urgency }, .order_by = { orm_desc(Jobs.id) })));
    if (orm_status_of(with) != ORM_OK) return orm_status_of(with);
    assert_int_equal(l.count, 5);
    orm_text_list names = orm_pluck_text(with, orm_q(.from = ORM_FROM(Job), .order_by = { orm_asc(Jobs.id) }), orm_lower(Jobs.name));
    if (orm_status_of(with) != ORM_OK) return orm_status_of(with);
    assert_int_equal(names.count, 5);
    orm_value joined = Job_aggregate(with, NULL, orm_string_agg_by(Jobs.name, ",", orm_asc(Jobs.id)));
    if (orm_status_of(with) != ORM_OK) return orm_status_of(with);
    assert_int_equal(strlen(orm_value_text(joined)), 24);
    Summary_cursor c = Summary_stream(with, orm_q(.from = ORM_FROM(Job), .union_all_with = orm_q(.from = ORM_FROM(Job))), orm_into(Summary, .label = orm_col(Jobs.name), .cost = orm_col(Jobs.cost), .place = orm_val(1)));
    size_t rows = 0;
    while (Summary_next(&c)) rows++;
    if (orm_status_of(with) != ORM_OK) return orm_status_of(with);
    assert_int_equal(rows, 10);
    if (Job_claim(with, orm_q(.where = orm_eq(Jobs.state, STATE_OPEN)), ORM_SET(orm_set(Jobs.urgency, orm_add(Jobs.urgency, 0))), 2).count != 2) return orm_status_of(with);
    return orm_status_of(with);
}
static void test_language_without_memory(void **state)
{
    (void)state;
    test_memory memory = { .fail_at = 0 };
    const char *url = test_url(true);
    orm_db *made = test_open_with(url, NULL);
    orm_session *first = orm_session_open(made);
    assert_ok(first, orm_create_tables(first, ORM_MODELS(Job, Part, Tally), NULL));
    for (int i = 1; i <= 5; i++) {
        char name[8];
        snprintf(name, sizeof name, "job%d", i);
        assert_ok(first, Job_insert(first, &(Job){ .name = name, .urgency = i % 3, .a = i, .cost = ORM_DEC("1.25") }));
        assert_ok(first, Part_insert(first, &(Part){ .job_id = i, .place = 1, .what = "first" }));
    }
    orm_session_close(first);
    orm_close(made);
    bool whole = false;
    for (long at = 1; !whole && at < 2000; at += at < 300 ? 1 : 7) {
        memory = (test_memory){ .fail_at = 0 };
        orm_db *starved = test_open_with(url, &(orm_options){ .allocator = { test_resize, &memory } });
        orm_session *with = orm_session_open(starved);
        assert_non_null(with);
        memory.fail_at = memory.calls + at;
        const orm_status status = all_of_it(with);
        whole = !memory.failed;
        if (whole) assert_int_equal(status, ORM_OK);
        else if (status != ORM_OK) assert_int_equal(status, ORM_NO_MEMORY);
        memory.fail_at = 0;
        orm_session_close(with);
        assert_int_equal(orm_close(starved), ORM_OK);
        assert_int_equal(memory.live, 0);
    }
    assert_true(whole);
}
#define run(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
int main(void)
{
    const struct CMUnitTest tests[] = {
        run(test_changes_read_the_row_as_it_was), run(test_changes_by_a_subquery_on_the_same_table), run(test_claim_hands_out_each_job_once), run(test_claim_of_rows_with_two_keys),
        run(test_update_that_returns_its_rows), run(test_locks_belong_into_transactions), run(test_insert_from_and_upsert_from), run(test_changes_with_a_query_in_front), run(test_changes_with_values_and_recursion_in_front),
        run(test_changes_with_a_query_in_front_and_one_inside), run(test_server_locks_of_two_sessions), run(test_language_without_memory),
        run(test_refresh_only_of_a_row_with_a_version), run(test_advisory_locks_last_as_long_as_the_transaction), run(test_advisory_locks_are_checked), run(test_locks_that_let_keys_be_read),
    };
    return run_all(tests);
}
