/* The network between the library and a server fails: at every byte of a unit of work, before, during and after each kind of statement, in every way that a proxy
 * can make up.  After each fault the rows are looked at over a connection of their own, so that what the library said can be held against what is true. */
#define _GNU_SOURCE /* the proxy needs more of the system than C11 has */
#include "network.h"

#define ENTRY_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, int64, batch) X(field, text, note)
ORM_MODEL(Entry, Entries, ENTRY_MODEL, .table = "entries");
#define TALLY_MODEL(X) X(key, int64, id) X(field, int64, value)
ORM_MODEL(Tally, Tallies, TALLY_MODEL, .table = "tallies");
#define EXTRA_MODEL(X) X(key, int64, id) X(field, int64, value, .index = true)
ORM_MODEL(Extra, Extras, EXTRA_MODEL, .table = "extras");

#define GRACE_MS 500 /* how late a call may be */
#define ROWS 1000

static const char *const mode_names[] = { "pass", "cut", "reset", "black hole", "slice", "delay" };
static const char *const side_names[] = { "client", "server" };

static void make_tables(place *n) {
    assert_ok(n->check, orm_create_tables(n->check, ORM_MODELS(Entry, Tally), NULL));
    assert_ok(n->check, Entry_insert(n->check, &(Entry){ .id = 1000000, .batch = -1, .note = "keys go on from here: all of one length, on a wire where small ones are shorter" }));
    for (int64_t id = 1; id <= 8; id++) {
        Tally t = { .id = id };
        assert_ok(n->check, Tally_insert(n->check, &t));
    }
}

/* ---- a unit of work, cut at every byte --------------------------------------------------------------------------------------------------------
 * Connect, begin, three writes (prepared on the way), commit.  A run without a fault tells how many bytes each step has; from that it is known which step must
 * fail and whether the server has got the COMMIT. */
enum { CONNECT, BEGIN, FIRST, SECOND, THIRD, COMMIT, STEPS };
static const char *const step_names[] = { "connect", "begin", "insert", "update", "insert", "commit", "nothing" };

/* One worker: a proxy, a tally and batches of its own.  Several work at a time where most of it is waiting. */
typedef struct worker {
    const place *shared;
    place n;
    int number, limit_ms;
    int64_t marks[STEPS + 1][2], batch, before, points, worst_ms;
    proxy_mode mode;
    int64_t first, stride;
    int again; /* after every so many points: does the next call work?  0: never */
    char problem[800];
} worker;
typedef struct unit { int failed; orm_error error; int64_t late_ms, next_id; } unit;

static void note(worker *w, const char *what, int side, int64_t at, const unit *u) {
    if (w->problem[0]) return;
    snprintf(w->problem, sizeof w->problem, "%s after %lld bytes of the %s: %s (failed at %s: %s, outcome %d, retryable %d, late by %lld ms: %.300s)", mode_names[w->mode], (long long)at, side_names[side],
             what, step_names[u->failed], orm_status_name(u->error.status), (int)u->error.outcome, u->error.retryable, (long long)u->late_ms, u->error.message);
}
static orm_status step_of(orm_session *s, int step, worker *w) {
    Entry entry = { .batch = w->batch, .note = step == FIRST ? "first" : "third" };
    Tally tally = { .id = w->number, .value = w->batch };
    switch (step) {
    case BEGIN: return orm_begin(s);
    case FIRST: case THIRD: return Entry_insert(s, &entry);
    case SECOND: return Tally_update_only(s, &tally, ORM_COLS(Tallies.value));
    default: return orm_commit(s);
    }
}
static void late(unit *u, int64_t began, int limit_ms) {
    const int64_t by = network_ms() - began - limit_ms;
    if (by > u->late_ms) u->late_ms = by;
}
static void mark(worker *w, int step, bool marking) {
    if (!marking) return;
    const proxy_counts c = proxy_count(w->n.p);
    w->marks[step + 1][0] = c.bytes[0];
    w->marks[step + 1][1] = c.bytes[1];
}
/* What follows a failure: the rest is refused, the rollback works, and so does the next call once the network is back. */
static void after_failure(worker *w, orm_session *s, unit *u, int side, int64_t at) {
    int64_t began = network_ms();
    if (orm_depth(s) && u->failed < COMMIT && step_of(s, COMMIT, w) != ORM_TRANSACTION) note(w, "a commit after the failure was not refused", side, at, u);
    if (orm_depth(s) && orm_rollback(s) != ORM_OK) note(w, orm_error_of(s)->message, side, at, u);
    late(u, began, w->limit_ms);
    proxy_heal(w->n.p);
    if (!w->again || w->points % w->again) return;
    const Tally *t = Tally_get(s, w->number);
    if (!t) note(w, "the next call failed", side, at, u), printf("%s\n", orm_error_of(s)->message);
}
static unit run_unit(worker *w, int side, int64_t at, bool marking) {
    unit u = { .failed = CONNECT };
    const orm_options o = { .connect_ms = at > w->marks[CONNECT + 1][side] ? 10000 : w->limit_ms, .statement_ms = w->limit_ms }; /* the other limit must not help */
    int64_t began = network_ms();
    orm_db *db = orm_open(w->n.url, &o, &u.error);
    late(&u, began, w->limit_ms);
    mark(w, CONNECT, marking);
    orm_session *s = orm_session_open(db);
    while (s && ++u.failed < STEPS) {
        began = network_ms();
        const orm_status status = step_of(s, u.failed, w);
        late(&u, began, w->limit_ms);
        mark(w, u.failed, marking);
        if (status == ORM_OK) continue;
        u.error = *orm_error_of(s);
        after_failure(w, s, &u, side, at);
        break;
    }
    proxy_heal(w->n.p);
    if (orm_session_close(s) != ORM_OK || orm_close(db) != ORM_OK) note(w, "closing failed", side, at, &u);
    return u;
}
/* Is the unit's work there?  The tally's lock is held by a transaction that may still be committing: the look waits for it. */
static int unit_applied(worker *w) {
    orm_session *s = w->n.check;
    const int64_t value = orm_value_int(orm_scalar_sql(s, "SELECT value FROM tallies WHERE id = ? FOR UPDATE", orm_args((int64_t)w->number)));
    const int64_t rows = Entry_count(s, orm_q(.where = orm_eq(Entries.batch, w->batch)));
    orm_session_reset(s);
    if (value == w->batch && rows == 2) return 1;
    return value == w->before && rows == 0 ? 0 : -1;
}
/* Which step must fail when the network does after that byte. */
static int step_that_fails(const worker *w, int side, int64_t at) {
    int step = 0;
    while (step < STEPS && (side == PROXY_FROM_CLIENT ? at > w->marks[step + 1][side] : at >= w->marks[step + 1][side])) step++;
    return step;
}
/* What the server sends differs by a byte or two from one connection to the next: its number of the connection is written out. */
#define ABOUT 2
static bool near(int64_t at, int64_t mark) { return at >= mark - ABOUT && at <= mark + ABOUT; }
static bool fails_where_it_must(const worker *w, const unit *u, int side, int64_t at) {
    if (u->failed == step_that_fails(w, side, at)) return true;
    if (side == PROXY_FROM_CLIENT) return false;
    if (u->failed == step_that_fails(w, side, at - ABOUT) || u->failed == step_that_fails(w, side, at + ABOUT)) return true;
    return u->failed == STEPS && near(at, w->marks[BEGIN][side]); /* a free connection that is found dead is replaced */
}
static void judge(worker *w, const unit *u, int side, int64_t at) {
    const int applied = unit_applied(w);
    const orm_status lost = w->mode == PROXY_HOLE ? ORM_TIMEOUT : ORM_CONNECTION;
    const bool boundary = side == PROXY_FROM_SERVER && near(at, w->marks[COMMIT][side]); /* the proxy's end may be noticed before COMMIT is sent, or not */
    if (!fails_where_it_must(w, u, side, at)) note(w, "another step failed", side, at, u);
    if (applied < 0) note(w, "half of the work is there", side, at, u);
    if (u->late_ms > GRACE_MS) note(w, "too late", side, at, u);
    if (u->failed == STEPS && applied != 1) note(w, "it was said to be done and is not there", side, at, u);
    if (u->failed == COMMIT && u->error.status == ORM_COMMIT_UNKNOWN) {
        const bool arrived = side == PROXY_FROM_CLIENT ? at >= w->marks[STEPS][side] : at > w->marks[COMMIT][side];
        if (u->error.outcome != ORM_OUTCOME_UNKNOWN || u->error.retryable) note(w, "wrong outcome", side, at, u);
        if (applied != arrived && !boundary) note(w, "the server got the COMMIT and did not do it, or the other way round", side, at, u);
    } else if (u->failed < STEPS) {
        if (u->failed == COMMIT && !boundary) note(w, "the commit's outcome is not known", side, at, u);
        if (applied != 0) note(w, "it was said to have failed and is there", side, at, u);
        if (u->error.status != lost) note(w, "wrong status", side, at, u);
        if (u->error.outcome != ORM_NOT_APPLIED) note(w, "wrong outcome", side, at, u);
        if (u->error.retryable != (lost == ORM_CONNECTION)) note(w, "wrong advice on another try", side, at, u);
    }
    if (applied == 1) w->before = w->batch;
    if (u->late_ms > w->worst_ms) w->worst_ms = u->late_ms;
}
static void measure_unit(worker *w) {
    proxy_count_anew(w->n.p);
    w->batch++;
    const unit u = run_unit(w, 0, 0, true);
    if (u.failed != STEPS) note(w, "it failed without a fault", 0, 0, &u);
    judge(w, &u, PROXY_FROM_SERVER, INT64_MAX);
}
static void cut_units(worker *w) {
    measure_unit(w);
    for (int side = 0; side < 2; side++) {
        for (int64_t at = w->first; at <= w->marks[STEPS][side] && !w->problem[0]; at += w->stride) {
            w->batch++;
            while (proxy_connected(w->n.p)) network_sleep(0); /* no byte of the last unit counts for this one */
            proxy_arm(w->n.p, side, at, w->mode, 0);
            const unit u = run_unit(w, side, at, false);
            judge(w, &u, side, at);
            w->points++;
        }
    }
}
static void worker_open(worker *w, place *shared, int number, proxy_mode mode, int limit_ms, int64_t first, int64_t stride, int again) {
    *w = (worker){ .shared = shared, .n = network_place_at(shared->direct_url), .number = number, .limit_ms = limit_ms, .mode = mode, .first = first, .stride = stride, .again = again, .batch = number * 1000000 };
}
static void worker_close(worker *w) {
    network_leave(&w->n);
    if (w->problem[0]) fail_msg("%s", w->problem);
    assert_true(w->points > 0);
}
static void told(const worker *w, int64_t points, int64_t began) {
    printf("%s: %lld points of a unit of %lld + %lld bytes, %lld ms, the latest call %lld ms past its limit\n", mode_names[w->mode], (long long)points, (long long)w->marks[STEPS][0], (long long)w->marks[STEPS][1],
           (long long)(network_ms() - began), (long long)w->worst_ms);
}
static void cut_at_every_byte(proxy_mode mode, int64_t stride) {
    place n = network_place();
    make_tables(&n);
    worker w;
    const int64_t began = network_ms();
    worker_open(&w, &n, 1, mode, 10000, 0, network_long() ? 1 : stride, network_long() ? 1 : 8);
    cut_units(&w);
    told(&w, w.points, began);
    worker_close(&w);
    assert_true(network_until(&n, network_sessions, 0, 2000)); /* nothing is left on the server */
    network_leave(&n);
}
static void test_server_unit_cut_at_every_byte(void **state) {
    (void)state;
    cut_at_every_byte(PROXY_CUT, 1);
}
static void test_server_unit_reset_at_every_byte(void **state) {
    (void)state;
    cut_at_every_byte(PROXY_RESET, 3);
}
#define HOLES 8
static void *holes(void *context) {
    cut_units(context);
    return NULL;
}
static void test_server_unit_in_a_black_hole(void **state) {
    (void)state;
    place n = network_place();
    make_tables(&n);
    worker w[HOLES];
    pthread_t threads[HOLES];
    int64_t points = 0, worst = 0;
    const int64_t began = network_ms(), stride = network_long() ? HOLES : 61 * HOLES;
    for (int i = 0; i < HOLES; i++) worker_open(&w[i], &n, i + 1, PROXY_HOLE, 300, i * stride / HOLES, stride, 1);
    for (int i = 0; i < HOLES; i++) assert_int_equal(pthread_create(&threads[i], NULL, holes, &w[i]), 0);
    for (int i = 0; i < HOLES; i++) {
        pthread_join(threads[i], NULL);
        points += w[i].points;
        if (w[i].worst_ms > worst) worst = w[i].worst_ms;
    }
    w[0].worst_ms = worst;
    told(&w[0], points, began);
    for (int i = 0; i < HOLES; i++) worker_close(&w[i]);
    assert_true(network_until(&n, network_sessions, 0, 2000));
    network_leave(&n);
}


/* Byte by byte and slowly it works as ever. */
static void test_server_unit_in_small_pieces(void **state) {
    (void)state;
    place n = network_place();
    make_tables(&n);
    worker w;
    worker_open(&w, &n, 1, PROXY_SLICE, 10000, 0, 1, 0);
    for (int i = 0; i < 2; i++) {
        w.mode = i ? PROXY_DELAY : PROXY_SLICE;
        w.batch++;
        proxy_arm(w.n.p, 0, 0, w.mode, 2);
        const unit u = run_unit(&w, 0, 0, false);
        assert_int_equal(unit_applied(&w), 1);
        if (u.failed != STEPS) fail_msg("%s: %s", mode_names[w.mode], u.error.message);
        w.before = w.batch;
        w.points++;
    }
    worker_close(&w);
    network_leave(&n);
}

/* ---- each kind of statement -------------------------------------------------------------------------------------------------------------------
 * With everything prepared, the connection ends before, during and after one call. */
typedef struct subject { place n; orm_db *db; orm_session *s; int64_t batch; int64_t seen; } subject;
typedef enum kind { READS, WRITES, BEGINS, SAVES, ROLLS_BACK, COMMITS } kind;
typedef struct operation {
    const char *name;
    kind kind;
    void (*before)(subject *k);        /* over the direct connection, or in the transaction */
    orm_status (*run)(subject *k);
    int (*applied)(subject *k);        /* 1, 0; -1: half; NULL: nothing to be applied */
    int trips, most;                   /* round trips once it is prepared: so many, or up to that many more */
    bool transacts;                    /* it is a transaction of its own, so that it can meet the loss at its COMMIT */
} operation;

static int all_or_nothing(int64_t found, int64_t all) { return found == all ? 1 : found == 0 ? 0 : -1; }
static int batch_of(subject *k, int64_t all) { return all_or_nothing(Entry_count(k->n.check, orm_q(.where = orm_eq(Entries.batch, k->batch))), all); }
static int batch_of_one(subject *k) { return batch_of(k, 1); }
static int batch_of_rows(subject *k) { return batch_of(k, ROWS); }
static int tally_is_batch(subject *k) {
    const Tally *t = Tally_get(k->n.check, 2);
    return t && t->value == k->batch;
}
static int tally_is_gone(subject *k) { return Tally_count(k->n.check, orm_q(.where = orm_eq(Tallies.id, 3))) == 0; }
static int extra_is_there(subject *k) {
    return (int)network_ask(&k->n, "SELECT COUNT(*) FROM pg_class WHERE relname = 'extras' AND relkind = 'r'", "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'extras'");
}
static orm_status run_get(subject *k) {
    const Tally *t = Tally_get(k->s, 1);
    k->seen = t != NULL;
    return orm_status_of(k->s);
}
static orm_status run_count(subject *k) {
    k->seen = Tally_count(k->s, NULL) >= 7;
    return orm_status_of(k->s);
}
static orm_status run_all_rows(subject *k) {
    k->seen = Entry_all(k->s, orm_q(.where = orm_eq(Entries.batch, 0))).count == ROWS;
    return orm_status_of(k->s);
}
static orm_status run_stream(subject *k) {
    int64_t rows = 0;
    Entry_cursor c = Entry_stream(k->s, orm_q(.where = orm_eq(Entries.batch, 0)));
    while (Entry_next(&c)) rows++;
    k->seen = rows == ROWS;
    return orm_status_of(k->s);
}
static orm_status run_insert(subject *k) { return Entry_insert(k->s, &(Entry){ .batch = k->batch, .note = "one" }); }
static orm_status run_update(subject *k) { return Tally_update_only(k->s, &(Tally){ .id = 2, .value = k->batch }, ORM_COLS(Tallies.value)); }
static void before_delete(subject *k) { Tally_insert(k->n.check, &(Tally){ .id = 3 }); }
static orm_status run_delete(subject *k) { return Tally_delete(k->s, &(Tally){ .id = 3 }); }
static orm_status run_upsert(subject *k) { return Tally_upsert(k->s, &(Tally){ .id = 2, .value = k->batch }, &(orm_conflict){ .target = ORM_COLS(Tallies.id) }); }
static orm_status run_save(subject *k) {
    Tally t = { .id = 2 };
    Tally_assume_stored(&t);
    t.value = k->batch;
    return Tally_save(k->s, &t);
}
static orm_status run_bulk(subject *k) {
    static Entry rows[ROWS];
    for (int i = 0; i < ROWS; i++) rows[i] = (Entry){ .batch = k->batch, .note = "one of many" };
    return Entry_insert_all(k->s, rows, ROWS);
}
static orm_status run_sql(subject *k) {
    orm_exec(k->s, "UPDATE tallies SET value = ? WHERE id = 2", orm_args(k->batch));
    return orm_status_of(k->s);
}
static orm_status run_select_sql(subject *k) {
    k->seen = orm_value_int(orm_scalar_sql(k->s, "SELECT COUNT(*) FROM tallies WHERE id = ?", orm_args(1))) == 1;
    return orm_status_of(k->s);
}
static orm_status run_begin(subject *k) { return orm_begin(k->s); }
static void before_end(subject *k) {
    assert_ok(k->s, orm_begin(k->s));
    assert_ok(k->s, run_insert(k));
}
static orm_status run_rollback(subject *k) { return orm_rollback(k->s); }
static orm_status run_commit(subject *k) { return orm_commit(k->s); }
static void before_create(subject *k) { assert_ok(k->n.check, orm_drop_tables(k->n.check, ORM_MODELS(Extra), NULL)); }
static orm_status run_create(subject *k) { return orm_create_tables(k->s, ORM_MODELS(Extra), NULL); }

static const operation operations[] = {
    { "get", READS, NULL, run_get, NULL, .trips = 1 },
    { "count", READS, NULL, run_count, NULL, .trips = 1 },
    { "all", READS, NULL, run_all_rows, NULL, .trips = 1 },
    { "stream", READS, NULL, run_stream, NULL, .trips = 1 },
    { "insert", WRITES, NULL, run_insert, batch_of_one, .trips = 1 },
    { "update", WRITES, NULL, run_update, tally_is_batch, .trips = 1 },
    { "save", WRITES, NULL, run_save, tally_is_batch, .trips = 1 },
    { "delete", WRITES, before_delete, run_delete, tally_is_gone, .trips = 1 },
    { "upsert", WRITES, NULL, run_upsert, tally_is_batch, .trips = 1, .most = 5, .transacts = true }, /* BEGIN, the statement, COMMIT; reading first where it must, and afterwards where nothing is returned */
    { "bulk insert", WRITES, NULL, run_bulk, batch_of_rows, .trips = 1, .most = 10, .transacts = true },
    { "orm_exec", WRITES, NULL, run_sql, tally_is_batch, .trips = 1 },
    { "orm_sql that reads", WRITES, NULL, run_select_sql, NULL, .trips = 1 },
    { "begin", BEGINS, NULL, run_begin, NULL, .trips = 1 },
    { "savepoint", SAVES, before_end, run_begin, batch_of_one, .trips = 1 },
    { "rollback", ROLLS_BACK, before_end, run_rollback, batch_of_one, .trips = 1 },
    { "commit", COMMITS, before_end, run_commit, batch_of_one, .trips = 1 },
    { "create table", WRITES, before_create, run_create, extra_is_there, .trips = 1, .most = 4, .transacts = true },
};

static subject subject_at(const char *option) {
    subject k = { .n = network_place(), .batch = 1 };
    if (option) network_through(k.n.direct_url, k.n.p->port, option, k.n.url, sizeof k.n.url);
    make_tables(&k.n);
    Entry *rows = calloc(ROWS, sizeof *rows);
    for (int i = 0; i < ROWS; i++) rows[i].note = "to be read";
    assert_ok(k.n.check, Entry_insert_all(k.n.check, rows, ROWS));
    free(rows);
    k.db = network_open(&k.n, &(orm_options){ .pool_max = 1, .connect_ms = 10000 });
    k.s = orm_session_open(k.db);
    assert_non_null(k.s);
    return k;
}
static subject subject_open(void) { return subject_at(NULL); }
static void subject_close(subject *k) {
    assert_int_equal(orm_session_close(k->s), ORM_OK);
    assert_int_equal(orm_close(k->db), ORM_OK);
    network_leave(&k->n);
}
/* Runs it without a fault, so that all is prepared and its bytes are known. */
static proxy_counts warm(subject *k, const operation *o) {
    proxy_counts c = { .trips = 0 };
    for (int i = 0; i < 2; i++) {
        k->batch++;
        if (o->before) o->before(k);
        proxy_count_anew(k->n.p);
        const orm_status status = o->run(k);
        c = proxy_count(k->n.p);
        if (status != ORM_OK) fail_msg("%s without a fault: %s", o->name, orm_error_of(k->s)->message);
        while (orm_depth(k->s)) assert_ok(k->s, orm_rollback(k->s));
        orm_session_reset(k->s);
    }
    return c;
}
typedef struct cut { const operation *o; int side; int64_t at; proxy_mode mode; } cut;

static const char *described(const cut *c, const orm_error *e) {
    static char text[500];
    snprintf(text, sizeof text, "%s, %s after %lld bytes of the %s: %s, outcome %d, retryable %d (%.200s)", c->o->name, mode_names[c->mode], (long long)c->at, side_names[c->side], orm_status_name(e->status),
             (int)e->outcome, e->retryable, e->message);
    return text;
}
/* All that is wrong is told, not the first thing alone. */
static int misjudged;
static void judge_wrong(const cut *c, const orm_error *e, const char *says) {
    if (++misjudged <= 20) printf("%s: %s\n", described(c, e), says);
}
#define judged(condition, says) do { if (!(condition)) judge_wrong(c, e, (says)); } while (0)

static void judge_success(const cut *c, const orm_error *e, const subject *k, int applied) {
    judged(c->o->kind != READS || k->seen, "something else was read");
    judged((c->o->kind != WRITES && c->o->kind != COMMITS) || !c->o->applied || applied == 1, "it is not there");
}
static void judge_failure(const cut *c, const orm_error *e, int applied) {
    const bool hole = c->mode == PROXY_HOLE;
    const bool commits = c->o->kind == COMMITS || c->o->transacts;
    judged(e->status == (hole ? ORM_TIMEOUT : ORM_CONNECTION) || (commits && e->status == ORM_COMMIT_UNKNOWN), "the wrong status");
    judged(e->status != ORM_COMMIT_UNKNOWN || e->outcome == ORM_OUTCOME_UNKNOWN, "COMMIT was sent");
    judged(e->outcome != ORM_APPLIED, "nobody can know that");
    judged(e->outcome != ORM_NOT_APPLIED || !applied, "it was applied");
    judged(!e->retryable || e->outcome == ORM_NOT_APPLIED, "it must not be repeated");
    if (c->o->kind == READS || c->o->kind == BEGINS || c->o->kind == SAVES) judged(e->outcome == ORM_NOT_APPLIED && e->retryable != hole, "it can be repeated");
    if (c->o->kind == COMMITS && c->at > 0) judged(e->status == ORM_COMMIT_UNKNOWN, "COMMIT was sent");
    if (c->o->kind == SAVES || c->o->kind == ROLLS_BACK) judged(!applied, "the transaction was not rolled back");
}
static int64_t sessions_beyond(place *n) { return network_sessions(n) - proxy_connected(n->p); }

static void cut_operation(subject *k, const cut *c, int limit_ms) {
    k->batch++;
    k->seen = 0;
    if (c->o->before) c->o->before(k);
    assert_ok(k->s, orm_deadline(k->s, limit_ms));
    proxy_arm(k->n.p, c->side, c->at, c->mode, 0);
    int64_t began = network_ms();
    const orm_status status = c->o->run(k);
    int64_t took = network_ms() - began;
    const orm_error error = *orm_error_of(k->s), *e = &error;
    judged(status == error.status, "status and error differ");
    judged(proxy_count(k->n.p).struck, "the fault did not strike");
    began = network_ms();
    for (int depth = orm_depth(k->s); depth > 0; depth--) {
        const orm_status rolled = orm_rollback(k->s);
        judged(rolled == ORM_OK || (status == ORM_OK && (rolled == ORM_CONNECTION || rolled == ORM_TIMEOUT)), "the rollback after it failed");
    }
    if (network_ms() - began > took) took = network_ms() - began;
    assert_ok(k->s, orm_deadline(k->s, 0));
    judged(took <= limit_ms + GRACE_MS, "it took too long");
    judged(orm_depth(k->s) == 0, "the transaction is still open");
    proxy_heal(k->n.p);
    judged(network_until(&k->n, sessions_beyond, 0, 3000), "the server still has the connection");
    const int applied = c->o->applied ? c->o->applied(k) : 0;
    judged(applied >= 0, "half of it was done");
    if (status == ORM_OK) judge_success(c, e, k, applied);
    else judge_failure(c, e, applied);
    /* the next call finds a working connection; only the first one after a call that had its answer may meet the dead one */
    const bool next = Tally_get(k->s, 1) != NULL;
    judged(next || (status == ORM_OK && orm_status_of(k->s) == ORM_CONNECTION), "the next call failed");
    judged(next || Tally_get(k->s, 1), "the call after the next failed");
    orm_session_reset(k->s);
    orm_session_reset(k->n.check);
}
/* MySQL does not say which keys a statement made. */
static bool one_by_one(const subject *k, const operation *o) { return orm_dialect_of(k->db) == ORM_DIALECT_MYSQL && strcmp(o->name, "bulk insert") == 0; }
static void cut_operations(proxy_mode mode, int limit_ms, bool all, const char *option) {
    subject k = subject_at(option);
    int cuts = 0;
    const int64_t began = network_ms();
    misjudged = 0;
    for (size_t i = 0; i < NETWORK_COUNT(operations); i++) {
        const operation *o = &operations[i];
        const proxy_counts whole = warm(&k, o);
        const int64_t c = whole.bytes[0], s = whole.bytes[1];
        const struct { int side; int64_t at; } at[] = { { 0, c }, { 1, s / 2 }, { 0, 0 }, { 0, c / 2 }, { 0, 1 }, { 0, c - 1 }, { 1, 1 }, { 1, s - 1 }, { 1, s } };
        for (size_t m = 0; m < NETWORK_COUNT(at); m++) {
            if (!all && m != i % 4) continue;
            cut_operation(&k, &(cut){ o, at[m].side, at[m].at, mode }, one_by_one(&k, o) ? 10 * limit_ms : limit_ms);
            (void)warm(&k, o);
            cuts++;
        }
    }
    printf("%s: %d cuts of %zu kinds of calls, %lld ms\n", mode_names[mode], cuts, NETWORK_COUNT(operations), (long long)(network_ms() - began));
    subject_close(&k);
    assert_int_equal(misjudged, 0);
}
static void test_server_statements_cut(void **state) {
    (void)state;
    cut_operations(PROXY_CUT, 10000, true, NULL);
}
static void test_server_statements_reset(void **state) {
    (void)state;
    cut_operations(PROXY_RESET, 10000, true, NULL);
}
static void test_server_statements_in_a_black_hole(void **state) {
    (void)state;
    cut_operations(PROXY_HOLE, 200, network_long(), NULL);
}
/* The client library tells of another error then. */
static void test_mysql_statements_cut_under_tls(void **state) {
    (void)state;
    if (!getenv("ORM_TEST_MYSQL_CA")) {
        printf("not done: the server speaks no TLS\n");
        skip();
    }
    cut_operations(PROXY_CUT, 10000, network_long(), "sslmode=require");
    cut_operations(PROXY_RESET, 10000, network_long(), "sslmode=require");
}

/* ---- round trips --------------------------------------------------------------------------------------------------------------------------------- */
static void test_server_round_trips(void **state) {
    (void)state;
    subject k = subject_open();
    int wrong = 0;
    for (size_t i = 0; i < NETWORK_COUNT(operations); i++) {
        const int64_t trips = warm(&k, &operations[i]).trips;
        printf("%s: %lld\n", operations[i].name, (long long)trips);
        wrong += trips < operations[i].trips || (!one_by_one(&k, &operations[i]) && trips > (operations[i].most ? operations[i].most : operations[i].trips));
    }
    assert_int_equal(wrong, 0);
    subject_close(&k);
}

/* Ten thousand rows are not ten thousand round trips, except on MySQL, when their keys are generated. */
#define MANY 10000
static void test_server_round_trips_of_many_rows(void **state) {
    (void)state;
    subject k = subject_open();
    Entry *rows = calloc(MANY, sizeof *rows);
    assert_non_null(rows);
    for (int i = 0; i < MANY; i++) rows[i] = (Entry){ .batch = 5, .note = "one of ten thousand" };
    proxy_count_anew(k.n.p);
    assert_ok(k.s, Entry_insert_all(k.s, rows, MANY));
    const proxy_counts c = proxy_count(k.n.p);
    printf("insert_all of %d rows: %lld round trips, %lld bytes\n", MANY, (long long)c.trips, (long long)c.bytes[0]);
    if (orm_dialect_of(k.db) == ORM_DIALECT_MYSQL) assert_between(c.trips, MANY, MANY + 10);
    else assert_between(c.trips, 1, 60);
    for (int i = 0; i < MANY; i++) assert_true(rows[i].id > 0);
    assert_int_equal(Entry_count(k.n.check, orm_q(.where = orm_eq(Entries.batch, 5))), MANY);
    free(rows);
    subject_close(&k);
}

/* ---- deadlines and orm_cancel ----------------------------------------------------------------------------------------------------------------------
 * Everything that can wait, ended by the session's limit and by another thread; afterwards the server works on nothing. */
typedef struct waiting { place n; orm_db *db; orm_session *s, *other; pthread_t thread; int after_ms; int64_t cancelled_at; } waiting;
typedef struct wait_case {
    const char *name;
    void (*before)(waiting *w);
    orm_status (*run)(waiting *w);
    void (*after)(waiting *w);
    bool commits;
} wait_case;

static orm_status wait_statement(waiting *w) {
    if (test_on("mysql")) orm_scalar_sql(w->s, "SELECT 1 FROM tallies WHERE SLEEP(20) = 0", orm_args()); /* SELECT SLEEP(20) has a result on MySQL when it is ended */
    else orm_scalar_sql(w->s, "SELECT 1 FROM pg_sleep(20)", orm_args());
    return orm_status_of(w->s);
}
static void in_transaction(waiting *w) {
    assert_ok(w->s, orm_begin(w->s));
    assert_ok(w->s, Entry_insert(w->s, &(Entry){ .batch = 9, .note = "not to be kept" }));
}
static void rolled_back(waiting *w) {
    if (orm_depth(w->s)) assert_ok(w->s, orm_rollback(w->s));
    assert_int_equal(Entry_count(w->n.check, orm_q(.where = orm_eq(Entries.batch, 9))), 0);
}
static orm_status wait_stream(waiting *w) {
    orm_rows r = orm_sql_text(w->s, test_on("mysql") ? "SELECT 1 UNION ALL SELECT SLEEP(20)" : "SELECT 1 UNION ALL SELECT 1 FROM pg_sleep(20)", orm_args());
    while (orm_next(&r)) {}
    return orm_status_of(w->s);
}
static void lock_the_tally(waiting *w) {
    assert_ok(w->n.check, orm_begin(w->n.check));
    assert_ok(w->n.check, Tally_update_only(w->n.check, &(Tally){ .id = 1, .value = 1 }, ORM_COLS(Tallies.value)));
}
static void unlock_the_tally(waiting *w) { assert_ok(w->n.check, orm_rollback(w->n.check)); }
static orm_status wait_lock(waiting *w) { return Tally_update_only(w->s, &(Tally){ .id = 1, .value = 2 }, ORM_COLS(Tallies.value)); }
/* The other session has the only connection. */
static void take_the_pool(waiting *w) { assert_ok(w->other, orm_begin(w->other)); }
static void give_the_pool(waiting *w) { assert_ok(w->other, orm_rollback(w->other)); }
static orm_status wait_pool(waiting *w) {
    (void)Tally_get(w->s, 1);
    return orm_status_of(w->s);
}
/* The pool must open a connection, and nobody answers. */
static void lose_the_connection(waiting *w) {
    proxy_arm(w->n.p, 0, 0, PROXY_CUT, 0);
    (void)Tally_update_only(w->other, &(Tally){ .id = 1, .value = 1 }, ORM_COLS(Tallies.value));
    proxy_arm(w->n.p, 0, 0, PROXY_HOLE, 0);
}
static void heal_the_network(waiting *w) { proxy_heal(w->n.p); }
/* A COMMIT that takes its time: a deferred trigger that sleeps; a lock that keeps everybody from committing. */
static void slow_commit(waiting *w) {
    if (test_on("postgres")) {
        assert_true(orm_exec(w->n.check, "CREATE FUNCTION linger() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(20); RETURN NULL; END $$", orm_args()) >= 0);
        assert_true(orm_exec(w->n.check, "CREATE CONSTRAINT TRIGGER lingers AFTER INSERT ON entries DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION linger()", orm_args()) >= 0);
    }
    in_transaction(w);
    if (test_on("mysql")) assert_true(orm_exec(w->n.check, "FLUSH TABLES WITH READ LOCK", orm_args()) >= 0);
}
static void quick_commit(waiting *w) {
    if (test_on("mysql")) assert_true(orm_exec(w->n.check, "UNLOCK TABLES", orm_args()) >= 0);
    rolled_back(w);
    if (test_on("postgres")) assert_true(orm_exec(w->n.check, "DROP FUNCTION linger() CASCADE", orm_args()) >= 0);
}
static orm_status wait_commit(waiting *w) { return orm_commit(w->s); }

static const wait_case wait_cases[] = {
    { "statement", NULL, wait_statement, NULL, false },
    { "statement in a transaction", in_transaction, wait_statement, rolled_back, false },
    { "stream", NULL, wait_stream, NULL, false },
    { "row lock", lock_the_tally, wait_lock, unlock_the_tally, false },
    { "pool", take_the_pool, wait_pool, give_the_pool, false },
    { "connect", lose_the_connection, wait_pool, heal_the_network, false },
    { "commit", slow_commit, wait_commit, quick_commit, true },
};
static waiting waiting_open(void) {
    waiting w = { .n = network_place() };
    make_tables(&w.n);
    w.db = network_open(&w.n, &(orm_options){ .pool_max = 1 });
    w.s = orm_session_open(w.db);
    w.other = orm_session_open(w.db);
    assert_true(w.s && w.other);
    return w;
}
static void waiting_close(waiting *w) {
    assert_int_equal(orm_session_close(w->s), ORM_OK);
    assert_int_equal(orm_session_close(w->other), ORM_OK);
    assert_int_equal(orm_close(w->db), ORM_OK);
    network_leave(&w->n);
}
static void after_waiting(waiting *w, const wait_case *c, orm_status status, orm_status wanted, int64_t late_ms) {
    const orm_error e = *orm_error_of(w->s);
    printf("%s: %s, %lld ms late\n", c->name, orm_status_name(status), (long long)late_ms);
    if (status != wanted && !(c->commits && status == ORM_COMMIT_UNKNOWN)) fail_msg("%s: %s instead of %s: %s", c->name, orm_status_name(status), orm_status_name(wanted), e.message);
    if (late_ms > GRACE_MS) fail_msg("%s: %lld ms too late", c->name, (long long)late_ms);
    assert_true(e.message[0]);
    assert_false(e.retryable);
    if (status == ORM_COMMIT_UNKNOWN) assert_int_equal(e.outcome, ORM_OUTCOME_UNKNOWN);
    else if (c->run != wait_stream) assert_int_equal(e.outcome, ORM_NOT_APPLIED); /* of SQL of the program's own nobody knows what it does: where only closing the connection helps, neither */
    assert_true(network_until(&w->n, network_running, 0, GRACE_MS));
    assert_ok(w->s, orm_deadline(w->s, 0));
    if (c->after) c->after(w);
    assert_non_null(Tally_get(w->s, 1)); /* and the session goes on */
}
static void test_server_deadlines(void **state) {
    (void)state;
    waiting w = waiting_open();
    for (size_t i = 0; i < NETWORK_COUNT(wait_cases); i++) {
        const wait_case *c = &wait_cases[i];
        if (c->before) c->before(&w);
        assert_ok(w.s, orm_deadline(w.s, 150));
        const int64_t began = network_ms();
        const orm_status status = c->run(&w);
        after_waiting(&w, c, status, ORM_TIMEOUT, network_ms() - began - 150);
    }
    waiting_close(&w);
}
static void *cancel_it(void *context) {
    waiting *w = context;
    network_sleep(w->after_ms);
    __atomic_store_n(&w->cancelled_at, network_ms(), __ATOMIC_RELEASE);
    orm_cancel(w->s);
    return NULL;
}
static void test_server_cancel_everywhere(void **state) {
    (void)state;
    waiting w = waiting_open();
    for (size_t i = 0; i < NETWORK_COUNT(wait_cases); i++) {
        const wait_case *c = &wait_cases[i];
        if (c->before) c->before(&w);
        w.after_ms = 100;
        assert_int_equal(pthread_create(&w.thread, NULL, cancel_it, &w), 0);
        const orm_status status = c->run(&w);
        const int64_t ended = network_ms();
        pthread_join(w.thread, NULL);
        after_waiting(&w, c, status, ORM_CANCELLED, ended - w.cancelled_at);
    }
    waiting_close(&w);
}
static int by_size(const void *a, const void *b) {
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}
/* How late calls come back that the server has to be told to end. */
static void test_server_deadlines_are_kept(void **state) {
    (void)state;
    waiting w = waiting_open();
    int64_t late_us[40];
    assert_ok(w.s, orm_deadline(w.s, 30));
    for (int i = 0; i < 40; i++) {
        const int64_t began = proxy_now_us();
        assert_int_equal(wait_statement(&w), ORM_TIMEOUT);
        late_us[i] = proxy_now_us() - began - 30000;
    }
    assert_true(network_until(&w.n, network_running, 0, GRACE_MS));
    qsort(late_us, 40, sizeof late_us[0], by_size);
    printf("late by, in microseconds: least %lld, median %lld, 36th of 40 %lld, most %lld\n", (long long)late_us[0], (long long)late_us[20], (long long)late_us[36], (long long)late_us[39]);
    assert_true(late_us[39] < GRACE_MS * 1000);
    assert_true(late_us[0] >= 0);
    waiting_close(&w);
}
/* A name server that does not answer: getaddrinfo() knows no deadline. */
static int slow_lookups;
#include <dlfcn.h>
#include <netdb.h>
int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints, struct addrinfo **out) {
    int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);
    if (name && strcmp(name, "slow.invalid") == 0) {
        __atomic_add_fetch(&slow_lookups, 1, __ATOMIC_RELAXED);
        network_sleep(2000);
        return EAI_AGAIN;
    }
    *(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
    return real ? real(name, service, hints, out) : EAI_FAIL;
}
static void test_server_slow_name_server(void **state) {
    (void)state;
    orm_error err;
    const int64_t began = network_ms();
    orm_db *db = orm_open(test_on("mysql") ? "mysql://user@slow.invalid/test" : "postgresql://user@slow.invalid/test", &(orm_options){ .connect_ms = 200 }, &err);
    const int64_t took = network_ms() - began;
    printf("%lld ms: %s: %s\n", (long long)took, orm_status_name(err.status), err.message);
    assert_null(db);
    assert_int_equal(err.status, ORM_TIMEOUT);
    assert_int_equal(slow_lookups, 1);
    assert_true(took < 200 + GRACE_MS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server_unit_cut_at_every_byte),
        cmocka_unit_test(test_server_unit_reset_at_every_byte),
        cmocka_unit_test(test_server_unit_in_a_black_hole),
        cmocka_unit_test(test_server_unit_in_small_pieces),
        cmocka_unit_test(test_server_statements_cut),
        cmocka_unit_test(test_server_statements_reset),
        cmocka_unit_test(test_server_statements_in_a_black_hole),
        cmocka_unit_test(test_mysql_statements_cut_under_tls),
        cmocka_unit_test(test_server_round_trips),
        cmocka_unit_test(test_server_round_trips_of_many_rows),
        cmocka_unit_test(test_server_deadlines),
        cmocka_unit_test(test_server_cancel_everywhere),
        cmocka_unit_test(test_server_deadlines_are_kept),
        cmocka_unit_test(test_server_slow_name_server),
    };
    return run_all(tests);
}
