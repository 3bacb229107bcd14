/* build: tsan: yes */
/* Two sessions at once: of those who create the same row one does, and all get it; an upsert tells who inserted; tables are made once; a deadlock made on
 * purpose has its status, ends the transaction, and orm_retry resolves it. */
#include "harness.h"
#include <pthread.h>

#define TAG_MODEL(X)                               \
    X(key,   int64,       id,    .auto_increment = true) \
    X(field, varchar(40), name,  .unique = true)   \
    X(field, opt(int32),  code,  .unique = true)   \
    X(field, int32,       hits)
ORM_MODEL(Tag, Tags, TAG_MODEL, .table = "tags");
#define COUNT_MODEL(X) X(key, int64, id) X(field, int64, n)
ORM_MODEL(Count, Counts, COUNT_MODEL, .table = "counts");
#define NEST_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, int64, tag_id, .references = ORM_REF(Tag, id), .index = true)
ORM_MODEL(Nest, Nests, NEST_MODEL, .table = "nests");

#define PEOPLE 4
#define ROUNDS 25

static orm_db *db;
static void start(void) {
    db = test_open_with(test_url(true), &(orm_options){ .pool_max = PEOPLE + 1 });
    orm_session *s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Tag, Count), NULL));
    assert_int_equal(orm_session_close(s), ORM_OK);
}
static void finish(void) { assert_int_equal(orm_close(db), ORM_OK); }

/* ---- a gate that opens when all have come --------------------------------------------------------------------------------------------------- */
typedef struct gate { pthread_mutex_t lock; pthread_cond_t opened; int wanted, waiting; long passed; } gate;
static void gate_init(gate *g, int wanted) {
    *g = (gate){ .wanted = wanted };
    assert_int_equal(pthread_mutex_init(&g->lock, NULL), 0);
    assert_int_equal(pthread_cond_init(&g->opened, NULL), 0);
}
static void gate_free(gate *g) {
    pthread_cond_destroy(&g->opened);
    pthread_mutex_destroy(&g->lock);
}
static void gate_wait(gate *g) {
    pthread_mutex_lock(&g->lock);
    const long before = g->passed;
    if (++g->waiting == g->wanted) {
        g->waiting = 0;
        g->passed++;
        pthread_cond_broadcast(&g->opened);
    }
    while (g->passed == before) pthread_cond_wait(&g->opened, &g->lock);
    pthread_mutex_unlock(&g->lock);
}

/* ---- threads that begin each round together ------------------------------------------------------------------------------------------ */
typedef struct person { int number, made; int64_t ids[ROUNDS]; char problem[700]; gate *together; bool in_transaction; } person;
typedef void *(*part)(void *);

static void note(person *p, const orm_session *s, const char *what) {
    if (!p->problem[0]) snprintf(p->problem, sizeof p->problem, "%s: %s: %.600s", what, orm_status_name(orm_status_of(s)), orm_error_of(s)->message);
}
static void run_together(part function, person people[PEOPLE], bool in_transaction) {
    pthread_t threads[PEOPLE];
    gate together;
    gate_init(&together, PEOPLE);
    for (int i = 0; i < PEOPLE; i++) {
        people[i] = (person){ .number = i, .together = &together, .in_transaction = in_transaction };
        assert_int_equal(pthread_create(&threads[i], NULL, function, &people[i]), 0);
    }
    for (int i = 0; i < PEOPLE; i++) pthread_join(threads[i], NULL);
    gate_free(&together);
    for (int i = 0; i < PEOPLE; i++) assert_string_equal(people[i].problem, "");
}
/* In every round one of them made the row, and all have it. */
static void assert_one_each(const person people[PEOPLE]) {
    int made = 0;
    for (int i = 0; i < PEOPLE; i++) {
        made += people[i].made;
        for (int round = 0; round < ROUNDS; round++) {
            assert_true(people[i].ids[round] > 0);
            assert_int_equal(people[i].ids[round], people[0].ids[round]);
        }
    }
    assert_int_equal(made, ROUNDS);
    orm_session *s = orm_session_open(db);
    assert_int_equal(Tag_count(s, NULL), ROUNDS);
    assert_int_equal(orm_session_close(s), ORM_OK);
}

/* ---- get_or_create, update_or_create, upsert -------------------------------------------------------------------------------------------- */
static void get_or_create_once(person *p, orm_session *s, int round) {
    char name[20];
    bool created = false;
    snprintf(name, sizeof name, "tag %d", round);
    const Tag fresh = { .name = name, .hits = p->number };
    const Tag *got = NULL;
    if (!p->in_transaction) got = Tag_get_or_create(s, orm_q(.where = orm_eq(Tags.name, name)), &fresh, &created);
    else {
        orm_retry(s, 20) {
            created = false;
            Tag_count(s, NULL); /* a snapshot is taken before the others commit */
            got = Tag_get_or_create(s, orm_q(.where = orm_eq(Tags.name, name)), &fresh, &created);
        }
    }
    if (!got || orm_status_of(s) != ORM_OK) note(p, s, "get_or_create");
    else {
        p->ids[round] = got->id;
        p->made += created;
    }
}
static void *get_or_create_part(void *context) {
    person *p = context;
    orm_session *s = orm_session_open(db);
    for (int round = 0; round < ROUNDS; round++) {
        gate_wait(p->together);
        get_or_create_once(p, s, round);
    }
    orm_session_close(s);
    return NULL;
}
static void test_get_or_create_of_several_at_once(void **state) {
    (void)state;
    person people[PEOPLE];
    start();
    run_together(get_or_create_part, people, false);
    assert_one_each(people);
    finish();
}
static void test_get_or_create_of_several_transactions(void **state) {
    (void)state;
    person people[PEOPLE];
    start();
    run_together(get_or_create_part, people, true);
    assert_one_each(people);
    finish();
}
static void *update_or_create_part(void *context) {
    person *p = context;
    orm_session *s = orm_session_open(db);
    for (int round = 0; round < ROUNDS; round++) {
        char name[20];
        bool created = false;
        snprintf(name, sizeof name, "tag %d", round);
        const Tag fresh = { .name = name, .hits = p->number + 1 };
        gate_wait(p->together);
        const Tag *got = Tag_update_or_create(s, orm_q(.where = orm_eq(Tags.name, name)), &fresh, &created);
        if (!got || got->hits != fresh.hits) note(p, s, "update_or_create");
        p->ids[round] = got ? got->id : 0;
        p->made += created;
    }
    orm_session_close(s);
    return NULL;
}
static void test_update_or_create_of_several_at_once(void **state) {
    (void)state;
    person people[PEOPLE];
    start();
    run_together(update_or_create_part, people, false);
    assert_one_each(people);
    finish();
}
static void *upsert_part(void *context) {
    person *p = context;
    orm_session *s = orm_session_open(db);
    for (int round = 0; round < ROUNDS; round++) {
        char name[20];
        bool inserted = false;
        snprintf(name, sizeof name, "tag %d", round);
        Tag tag = { .name = name, .code = ORM_SOME(round), .hits = p->number };
        gate_wait(p->together);
        if (Tag_upsert(s, &tag, &(orm_conflict){ .target = ORM_COLS(Tags.name), .do_nothing = p->in_transaction, .inserted = &inserted }) != ORM_OK) note(p, s, "upsert");
        p->ids[round] = tag.id;
        p->made += inserted;
    }
    orm_session_close(s);
    return NULL;
}
static void test_upsert_of_several_at_once(void **state) {
    (void)state;
    person people[PEOPLE];
    start();
    run_together(upsert_part, people, false);
    assert_one_each(people);
    finish();
}
static void test_upsert_that_does_nothing_of_several_at_once(void **state) {
    (void)state;
    person people[PEOPLE];
    start();
    run_together(upsert_part, people, true);
    assert_one_each(people);
    finish();
}

/* ---- inside a transaction --------------------------------------------------------------------------------------------------------------------- */
/* The conflict that is resolved does not poison, and what was done before it stays. */
static void test_create_that_comes_too_late_leaves_the_transaction_usable(void **state) {
    (void)state;
    start();
    orm_session *a = orm_session_open(db), *b = orm_session_open(db);
    bool created = true;
    Tag theirs = { .name = "x", .hits = 1 }, own = { .name = "first" };
    const Tag mine = { .name = "x", .hits = 2 };
    assert_ok(a, orm_begin(a));
    assert_ok(a, Tag_insert(a, &own));
    assert_int_equal(Tag_count(a, NULL), 1); /* the snapshot, where there is one */
    assert_ok(b, Tag_insert(b, &theirs));
    const Tag *got = Tag_get_or_create(a, orm_q(.where = orm_eq(Tags.name, "x")), &mine, &created);
    assert_session(a, ORM_OK);
    assert_non_null(got);
    assert_false(created);
    assert_int_equal(got->id, theirs.id);
    assert_int_equal(got->hits, 1);
    got = Tag_update_or_create(a, orm_q(.where = orm_eq(Tags.name, "x")), &mine, &created);
    assert_session(a, ORM_OK);
    assert_false(created);
    assert_int_equal(got->hits, 2);
    bool inserted = true;
    Tag again = { .name = "x", .hits = 3 };
    assert_ok(a, Tag_upsert(a, &again, &(orm_conflict){ .target = ORM_COLS(Tags.name), .inserted = &inserted }));
    assert_false(inserted);
    assert_int_equal(again.id, theirs.id);
    assert_ok(a, orm_commit(a));
    assert_int_equal(Tag_count(b, NULL), 2);
    assert_int_equal(Tag_get(b, theirs.id)->hits, 3);
    assert_int_equal(orm_session_close(a), ORM_OK);
    assert_int_equal(orm_session_close(b), ORM_OK);
    finish();
}
/* A row in the way that is not the one looked for stays a conflict. */
static void test_conflict_with_another_row_is_told(void **state) {
    (void)state;
    start();
    orm_session *s = orm_session_open(db);
    bool created = false, inserted = true;
    Tag a = { .name = "a", .code = ORM_SOME(1), .hits = 1 }, b = { .name = "b", .code = ORM_SOME(2) };
    assert_ok(s, Tag_insert(s, &a));
    assert_ok(s, Tag_insert(s, &b));
    const Tag row = { .name = "c", .code = ORM_SOME(1) };
    assert_null(Tag_get_or_create(s, orm_q(.where = orm_eq(Tags.name, "c")), &row, &created));
    assert_session(s, ORM_CONFLICT_UNIQUE);
    assert_null(Tag_update_or_create(s, orm_q(.where = orm_eq(Tags.name, "c")), &row, &created));
    assert_session(s, ORM_CONFLICT_UNIQUE);
    Tag up = { .name = "c", .code = ORM_SOME(1) };
    assert_fails(s, Tag_upsert(s, &up, &(orm_conflict){ .target = ORM_COLS(Tags.name), .inserted = &inserted }), ORM_CONFLICT_UNIQUE);
    assert_fails(s, Tag_upsert(s, &up, &(orm_conflict){ .target = ORM_COLS(Tags.name) }), ORM_CONFLICT_UNIQUE);
    assert_fails(s, Tag_upsert(s, &up, &(orm_conflict){ .target = ORM_COLS(Tags.name), .do_nothing = true }), ORM_CONFLICT_UNIQUE);
    /* the target is met, and what is to be written meets another row */
    Tag both = { .name = "b", .code = ORM_SOME(1) };
    assert_fails(s, Tag_upsert(s, &both, &(orm_conflict){ .target = ORM_COLS(Tags.name) }), ORM_CONFLICT_UNIQUE);
    /* the target is met, and so is another key, which is not written */
    Tag own = { .id = b.id, .name = "a", .code = ORM_SOME(1), .hits = 7 };
    assert_ok(s, Tag_upsert(s, &own, &(orm_conflict){ .target = ORM_COLS(Tags.name), .update = ORM_COLS(Tags.hits), .inserted = &inserted }));
    assert_false(inserted);
    assert_int_equal(own.id, a.id);
    assert_int_equal(Tag_get(s, a.id)->hits, 7);
    orm_transaction(s) { /* it poisons, as any conflict does */
        assert_fails(s, Tag_upsert(s, &up, &(orm_conflict){ .target = ORM_COLS(Tags.name) }), ORM_CONFLICT_UNIQUE);
        assert_int_equal(Tag_count(s, NULL), -1);
        assert_session(s, ORM_TRANSACTION);
    }
    assert_session(s, ORM_CONFLICT_UNIQUE);
    assert_int_equal(Tag_count(s, NULL), 2);
    assert_int_equal(orm_session_close(s), ORM_OK);
    finish();
}
/* NULL meets nothing. */
static void test_upsert_over_a_null_inserts(void **state) {
    (void)state;
    start();
    orm_session *s = orm_session_open(db);
    bool inserted = false;
    Tag a = { .name = "a" }, b = { .name = "b" };
    assert_ok(s, Tag_upsert(s, &a, &(orm_conflict){ .target = ORM_COLS(Tags.code), .inserted = &inserted }));
    assert_true(inserted);
    assert_ok(s, Tag_upsert(s, &b, &(orm_conflict){ .target = ORM_COLS(Tags.code) }));
    assert_true(a.id > 0 && b.id > 0 && a.id != b.id);
    assert_int_equal(Tag_count(s, NULL), 2);
    assert_int_equal(orm_session_close(s), ORM_OK);
    finish();
}

/* ---- tables ------------------------------------------------------------------------------------------------------------------------------------- */
static void *create_part(void *context) {
    person *p = context;
    orm_session *s = orm_session_open(db);
    for (int round = 0; round < 5; round++) {
        gate_wait(p->together);
        if (orm_create_tables(s, ORM_MODELS(Nest, Tag, Count), &(orm_create_options){ .if_not_exists = true }) != ORM_OK) note(p, s, "create_tables");
        gate_wait(p->together);
        if (p->number == 0 && orm_drop_tables(s, ORM_MODELS(Nest, Tag, Count), NULL) != ORM_OK) note(p, s, "drop_tables");
        gate_wait(p->together);
    }
    orm_session_close(s);
    return NULL;
}
static void test_create_tables_of_several_at_once(void **state) {
    (void)state;
    person people[PEOPLE];
    start();
    orm_session *s = orm_session_open(db);
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Tag, Count), NULL));
    assert_int_equal(orm_session_close(s), ORM_OK);
    run_together(create_part, people, false);
    finish();
}

/* ---- deadlock ------------------------------------------------------------------------------------------------------------------------------------ */
static orm_status add(orm_session *s, int64_t id) {
    if (Count_update_where(s, orm_q(.where = orm_eq(Counts.id, id)), ORM_SET(orm_set(Counts.n, orm_add(Counts.n, 1)))) == 1) return ORM_OK;
    return orm_status_of(s);
}
/* Each takes one row, and then, when all have one, the next one's. */
static void *crossing_part(void *context) {
    person *p = context;
    orm_session *s = orm_session_open(db);
    for (int round = 0; round < 3; round++) {
        int goes = 0;
        gate_wait(p->together);
        orm_retry(s, 30) {
            const bool first = goes++ == 0;
            add(s, p->number);
            if (first) gate_wait(p->together);
            add(s, (p->number + 1) % PEOPLE);
        }
        if (orm_status_of(s) != ORM_OK) note(p, s, "retry");
        p->made += goes;
    }
    orm_session_close(s);
    return NULL;
}
static void fill_counts(orm_session *s) {
    Count rows[PEOPLE];
    for (int i = 0; i < PEOPLE; i++) rows[i] = (Count){ .id = i };
    assert_ok(s, Count_insert_all(s, rows, PEOPLE));
}
static void test_deadlock_is_resolved_by_retry(void **state) {
    (void)state;
    person people[PEOPLE];
    start();
    orm_session *s = orm_session_open(db);
    fill_counts(s);
    run_together(crossing_part, people, false);
    int goes = 0;
    for (int i = 0; i < PEOPLE; i++) {
        goes += people[i].made;
        assert_int_equal(Count_get(s, i)->n, 6); /* each of three rounds counted twice, and nothing of the goes that failed */
    }
    assert_true(goes > PEOPLE * 3);
    assert_int_equal(orm_session_close(s), ORM_OK);
    finish();
}
typedef struct victim { gate together; orm_status status, later; bool retryable; int64_t after; } victim;
static void *victim_part(void *context) {
    victim *v = context;
    orm_session *s = orm_session_open(db);
    orm_begin(s);
    orm_begin(s); /* on MySQL the whole transaction is gone, not the savepoint alone */
    add(s, 1);
    gate_wait(&v->together);
    v->status = add(s, 0);
    v->retryable = orm_error_of(s)->retryable;
    if (v->status != ORM_OK) {
        orm_rollback(s);
        v->later = add(s, 1);
        orm_rollback(s);
        v->after = Count_count(s, NULL);
    } else {
        orm_commit(s);
        orm_commit(s);
    }
    orm_session_close(s);
    return NULL;
}
/* What the database has rolled back takes no more work: MySQL would do it by itself, each statement a transaction of its own. */
static void test_deadlock_ends_the_whole_transaction(void **state) {
    (void)state;
    start();
    orm_session *s = orm_session_open(db);
    fill_counts(s);
    for (int round = 0; round < 3; round++) {
        victim v = { .status = ORM_OK, .after = -1 };
        pthread_t thread;
        gate_init(&v.together, 2);
        assert_int_equal(pthread_create(&thread, NULL, victim_part, &v), 0);
        assert_ok(s, orm_begin(s));
        assert_int_equal(add(s, 0), ORM_OK);
        gate_wait(&v.together);
        const orm_status mine = add(s, 1);
        const bool retryable = orm_error_of(s)->retryable;
        if (mine == ORM_OK) assert_ok(s, orm_commit(s));
        else {
            assert_int_equal(add(s, 0), ORM_TRANSACTION);
            assert_ok(s, orm_rollback(s));
        }
        pthread_join(thread, NULL);
        gate_free(&v.together);
        assert_true((mine == ORM_DEADLOCK) != (v.status == ORM_DEADLOCK)); /* one of the two */
        assert_true(mine == ORM_OK || retryable);
        assert_true(v.status == ORM_OK || v.retryable);
        if (v.status != ORM_OK) assert_int_equal(v.later, test_on("mysql") ? ORM_TRANSACTION : ORM_OK); /* PostgreSQL rolls back the savepoint alone */
        if (v.status != ORM_OK) assert_int_equal(v.after, PEOPLE);
        assert_int_equal(Count_get(s, 0)->n, round + 1); /* of one of them each time, all it did and no more */
        assert_int_equal(Count_get(s, 1)->n, round + 1);
    }
    assert_int_equal(orm_session_close(s), ORM_OK);
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_get_or_create_of_several_at_once),
        cmocka_unit_test(test_get_or_create_of_several_transactions),
        cmocka_unit_test(test_update_or_create_of_several_at_once),
        cmocka_unit_test(test_upsert_of_several_at_once),
        cmocka_unit_test(test_upsert_that_does_nothing_of_several_at_once),
        cmocka_unit_test(test_create_that_comes_too_late_leaves_the_transaction_usable),
        cmocka_unit_test(test_conflict_with_another_row_is_told),
        cmocka_unit_test(test_upsert_over_a_null_inserts),
        cmocka_unit_test(test_create_tables_of_several_at_once),
        cmocka_unit_test(test_deadlock_is_resolved_by_retry),
        cmocka_unit_test(test_deadlock_ends_the_whole_transaction),
    };
    return run_all(tests);
}
