/* The library against hand-written C on the sqlite3 API: the same tables, settings and data, each on a connection of its own, in turn.
 *
 *     sqlite_bench [--json] [--seconds N] [--only TEXT] [--variant library|checked|unchecked|bare] [--no-compile] [--include FOLDER]
 *
 * Every time is a median over many rounds; in each round every variant runs once, and who begins changes.  docs/performance.md says how to read it. */
#define _POSIX_C_SOURCE 200809L
#define ORM_IMPLEMENTATION
#include "orm.h"
#include "baseline.h"
#include "compile.h"
#include "measure.h"
#include "render.h"

#define GETS 1000
#define UPDATES 1000
#define FILTERS 200
#define FILTER_LIMIT 20
#define COUNTS 10
#define PLAIN_COUNTS 100
#define MOST_ROUNDS 2001

typedef struct bench {
    bool file;
    orm_db *db;
    orm_session *s;
    base bases[VARIANTS], *now; /* each variant has its own, so that none finds its pages in the processor's cache because another has just used them */
    Person *fresh, *rows, *stored; /* new rows; the rows of a run; rows that a session has loaded */
    person *people;                /* new rows for the baseline */
    int64_t *ids;                   /* the keys in an order that jumps about */
    size_t round;
    int access;                     /* what the calibration found fastest */
    size_t chunk[2]; /* rows in one INSERT: with keys left to SQLite, with keys given */
    long allocations;
} bench;

#define EACH_BASELINE(b, v) for (int v = CHECKED; v < VARIANTS && ((b)->now = &(b)->bases[v]); v++)

/* ---- data ------------------------------------------------------------------------------------------------------------------------------ */
static void make_data(bench *b)
{
    const people p = make_people();
    b->fresh = p.fresh;
    b->people = p.people;
    b->ids = p.ids;
    b->rows = calloc(ROWS, sizeof *b->rows);
    if (!b->rows) die("memory", "none left");
}
static void free_data(bench *b)
{
    free_people(&(people){ b->fresh, b->people, b->ids });
    free(b->rows);
}
static void need(const bench *b, bool ok, const char *what)
{
    if (!ok) die(what, orm_error_of(b->s)->message[0] ? orm_error_of(b->s)->message : "the library and the baseline differ");
}

/* ---- the workloads: one run of each variant -------------------------------------------------------------------------------------------------
 * BASELINE(name, ...) makes a baseline's function a checked and an unchecked one, each with the access that was found fastest. */
#define BASELINE(name)                                                                                                       \
    static void name##_checked(bench *b)                                                                                     \
    {                                                                                                                        \
        if (b->access == BY_COLUMN) name(b, BY_COLUMN, true);                                                                \
        else if (b->access == BY_VALUE) name(b, BY_VALUE, true);                                                             \
        else name(b, MIXED, true);                                                                                           \
    }                                                                                                                        \
    static void name##_unchecked(bench *b)                                                                                   \
    {                                                                                                                        \
        if (b->access == BY_COLUMN) name(b, BY_COLUMN, false);                                                               \
        else if (b->access == BY_VALUE) name(b, BY_VALUE, false);                                                            \
        else name(b, MIXED, false);                                                                                          \
    }
static int64_t get_id(const bench *b, size_t i) { return b->ids[(b->round * GETS + i) % ROWS]; }

static void get_library(bench *b)
{
    for (size_t i = 0; i < GETS; i++) need(b, Person_get(b->s, get_id(b, i)) != NULL, "get");
    orm_session_reset(b->s);
}
ALWAYS void get(bench *b, int access, bool checked)
{
    for (size_t i = 0; i < GETS; i++)
        if (!base_get(b->now, get_id(b, i), access, checked)) die("get", "no such row");
    arena_reset(&b->now->texts);
    arena_reset(&b->now->single);
}
BASELINE(get)
static void get_bare(bench *b)
{
    for (size_t i = 0; i < GETS; i++) {
        sqlite3_bind_int64(b->now->get, 1, get_id(b, i));
        base_check(b->now, sqlite3_step(b->now->get), "get");
        sqlite3_reset(b->now->get);
    }
}

/* The same inside one read transaction: nothing is locked and looked up in the file for each row. */
static void get_together_library(bench *b)
{
    need(b, orm_begin_with(b->s, &(orm_tx){ .read_only = true }) == ORM_OK, "begin");
    for (size_t i = 0; i < GETS; i++) need(b, Person_get(b->s, get_id(b, i)) != NULL, "get");
    need(b, orm_commit(b->s) == ORM_OK, "commit");
    orm_session_reset(b->s);
}
ALWAYS void get_together(bench *b, int access, bool checked)
{
    base_run(b->now, "BEGIN");
    get(b, access, checked);
    base_run(b->now, "COMMIT");
}
BASELINE(get_together)
static void get_together_bare(bench *b)
{
    base_run(b->now, "BEGIN");
    get_bare(b);
    base_run(b->now, "COMMIT");
}

static void hydrate_library(bench *b)
{
    const Person_list list = Person_all(b->s, NULL);
    need(b, list.count == ROWS, "all");
    orm_session_reset(b->s);
}
ALWAYS void hydrate(bench *b, int access, bool checked)
{
    base_rows(b->now, b->now->all, access, checked);
    if (b->now->row_count != ROWS) die("all", "rows are missing");
    arena_reset(&b->now->texts);
}
BASELINE(hydrate)
static void step_all(bench *b, sqlite3_stmt *st)
{
    int code;
    while ((code = sqlite3_step(st)) == SQLITE_ROW) {}
    base_check(b->now, code, "step");
    sqlite3_reset(st);
}
static void hydrate_bare(bench *b) { step_all(b, b->now->all); }

static int32_t filter_age(size_t i) { return (int32_t)(18 + i % 60); }
static Person_list filter_query(bench *b, size_t i)
{
    return Person_all(b->s, orm_q(.where = orm_and(orm_eq(People.age, filter_age(i)), orm_lt(People.score, 500.0), orm_eq(People.active, true)),
                                  .order_by = { orm_desc(People.score) }, .limit = FILTER_LIMIT));
}
static void filter_library(bench *b)
{
    for (size_t i = 0; i < FILTERS; i++) need(b, filter_query(b, i).count > 0, "filter");
    orm_session_reset(b->s);
}
ALWAYS void filter(bench *b, int access, bool checked)
{
    for (size_t i = 0; i < FILTERS; i++) {
        base_bind_filter(b->now, filter_age(i), 500.0, true, FILTER_LIMIT);
        base_rows(b->now, b->now->filter, access, checked);
    }
    arena_reset(&b->now->texts);
}
BASELINE(filter)
static void filter_bare(bench *b)
{
    for (size_t i = 0; i < FILTERS; i++) {
        base_bind_filter(b->now, filter_age(i), 500.0, true, FILTER_LIMIT);
        step_all(b, b->now->filter);
    }
}

static void count_library(bench *b)
{
    for (size_t i = 0; i < COUNTS; i++) need(b, Person_count(b->s, orm_q(.where = orm_eq(People.active, true))) > 0, "count");
}
static void count_baseline(bench *b)
{
    for (size_t i = 0; i < COUNTS; i++) {
        sqlite3_bind_int(b->now->count_active, 1, 1);
        if (base_integer(b->now, b->now->count_active) <= 0) die("count", "no rows");
    }
}
static void plain_count_library(bench *b)
{
    for (size_t i = 0; i < PLAIN_COUNTS; i++) need(b, Person_count(b->s, NULL) == ROWS, "count");
}
static void plain_count_baseline(bench *b)
{
    for (size_t i = 0; i < PLAIN_COUNTS; i++)
        if (base_integer(b->now, b->now->count) != ROWS) die("count", "rows are missing");
}

static void insert_library(bench *b) { need(b, Person_insert_all(b->s, b->rows, ROWS) == ORM_OK && b->rows[ROWS - 1].id == ROWS, "insert_all"); }
/* Checked: the keys are given, so that each row's is known.  Unchecked: SQLite makes them, in the order of the rows as it happens. */
static void insert_checked(bench *b) { base_insert_all(b->now, b->people, ROWS, b->chunk[true], true, true); }
static void insert_unchecked(bench *b) { base_insert_all(b->now, b->people, ROWS, b->chunk[false], false, false); }
static void insert_bare(bench *b)
{
    base_run(b->now, "BEGIN IMMEDIATE");
    const size_t chunk = b->chunk[false];
    sqlite3_stmt *st = base_insert_statement(b->now, chunk, false);
    for (size_t i = 0; i < chunk; i++) bind_person(st, 1 + (int)i * (PERSON_COLUMNS - 1), &b->people[i], false);
    for (size_t done = 0; done < ROWS; done += chunk) {
        base_check(b->now, sqlite3_step(st), "insert");
        sqlite3_reset(st);
    }
    base_run(b->now, "COMMIT");
}
/* Empties the tables and the files behind them before every run. */
static void insert_prepare(bench *b, int variant)
{
    if (variant == LIBRARY) {
        need(b, Person_truncate(b->s) == ORM_OK, "truncate");
        if (b->file) need(b, orm_exec(b->s, "PRAGMA wal_checkpoint(TRUNCATE)", orm_args()) >= 0, "checkpoint");
        orm_session_reset(b->s);
        memcpy(b->rows, b->fresh, ROWS * sizeof *b->rows);
    } else {
        base_run(b->now, "DELETE FROM people; DELETE FROM sqlite_sequence");
        if (b->file) base_run(b->now, "PRAGMA wal_checkpoint(TRUNCATE)");
    }
}

static void update_library(bench *b)
{
    need(b, orm_begin(b->s) == ORM_OK, "begin");
    for (size_t i = 0; i < UPDATES; i++) {
        Person *p = &b->stored[get_id(b, i) - 1];
        p->score += 1;
        need(b, Person_update(b->s, p) == ORM_OK, "update");
    }
    need(b, orm_commit(b->s) == ORM_OK, "commit");
}
ALWAYS void update(bench *b, bool checked)
{
    base_run(b->now, "BEGIN IMMEDIATE");
    for (size_t i = 0; i < UPDATES; i++) {
        person *p = &b->now->rows[get_id(b, i) - 1];
        p->score += 1;
        base_update(b->now, p, checked);
    }
    base_run(b->now, "COMMIT");
}
static void update_checked(bench *b) { update(b, true); }
static void update_unchecked(bench *b) { update(b, false); }
static void update_bare(bench *b)
{
    base_run(b->now, "BEGIN IMMEDIATE");
    bind_person(b->now->update, 1, &b->now->rows[0], false);
    for (size_t i = 0; i < UPDATES; i++) {
        sqlite3_bind_int64(b->now->update, PERSON_COLUMNS, b->now->rows[get_id(b, i) - 1].id);
        base_check(b->now, sqlite3_step(b->now->update), "update");
        sqlite3_reset(b->now->update);
    }
    base_run(b->now, "COMMIT");
}

/* ---- setting up and comparing ---------------------------------------------------------------------------------------------------------------- */
static void fill(bench *b)
{
    insert_prepare(b, LIBRARY);
    insert_library(b);
    EACH_BASELINE(b, v)
    {
        insert_prepare(b, v);
        insert_checked(b);
    }
}
/* The library's table against the one that the checked baseline works on. */
static void compare_tables(bench *b)
{
    const Person_list list = Person_all(b->s, NULL);
    b->now = &b->bases[CHECKED];
    base_rows(b->now, b->now->all, BY_COLUMN, true);
    need(b, list.count == ROWS && b->now->row_count == ROWS, "the tables");
    for (size_t i = 0; i < ROWS; i++) need(b, same_person(&list.items[i], &b->now->rows[i]), "the tables");
    orm_session_reset(b->s);
    arena_reset(&b->now->texts);
}
static void filter_set_up(bench *b)
{
    fill(b);
    need(b, orm_exec(b->s, "CREATE INDEX people_age ON people (age)", orm_args()) >= 0, "index");
    EACH_BASELINE(b, v) base_run(b->now, "CREATE INDEX people_age ON people (age)");
    b->now = &b->bases[CHECKED];
    for (size_t i = 0; i < 60; i++) {
        const Person_list list = filter_query(b, i);
        base_bind_filter(b->now, filter_age(i), 500.0, true, FILTER_LIMIT);
        base_rows(b->now, b->now->filter, BY_COLUMN, true);
        need(b, list.count == b->now->row_count, "filter");
        for (size_t k = 0; k < list.count; k++) need(b, list.items[k].score <= b->now->rows[k].score && list.items[k].score >= b->now->rows[k].score, "filter");
    }
    orm_session_reset(b->s);
    arena_reset(&b->now->texts);
}
static void filter_tear_down(bench *b)
{
    need(b, orm_exec(b->s, "DROP INDEX people_age", orm_args()) >= 0, "index");
    EACH_BASELINE(b, v) base_run(b->now, "DROP INDEX people_age");
}
static void update_set_up(bench *b)
{
    fill(b);
    b->stored = Person_all(b->s, NULL).items;
    need(b, b->stored != NULL, "all");
    EACH_BASELINE(b, v) base_rows(b->now, b->now->all, BY_COLUMN, true);
}
/* Both did the same: one more run of each on tables that are filled anew. */
static void update_tear_down(bench *b)
{
    orm_session_reset(b->s);
    EACH_BASELINE(b, v) arena_reset(&b->now->texts);
    update_set_up(b);
    update_library(b);
    b->now = &b->bases[CHECKED];
    update_checked(b);
    orm_session_reset(b->s);
    arena_reset(&b->now->texts);
    compare_tables(b);
    EACH_BASELINE(b, v) arena_reset(&b->now->texts);
}

typedef struct workload {
    const char *name, *unit;
    size_t operations; /* in one run */
    void (*run[VARIANTS])(bench *b);
    void (*prepare)(bench *b, int variant); /* before every run, not timed */
    void (*set_up)(bench *b);
    void (*tear_down)(bench *b);
    double target, file_target;
} workload;
static const workload workloads[] = {
    { "get by key", "per row", GETS, { get_library, get_checked, get_unchecked, get_bare }, NULL, fill, compare_tables, 1.30, 1.15 },
    { "get by key, 1,000 in one read transaction", "per row", GETS, { get_together_library, get_together_checked, get_together_unchecked, get_together_bare }, NULL, fill, compare_tables, 0, 0 },
    { "10,000 rows of 8 columns hydrated", "per row", ROWS, { hydrate_library, hydrate_checked, hydrate_unchecked, hydrate_bare }, NULL, fill, compare_tables, 1.10, 1.10 },
    { "10,000 inserted in one transaction, with keys", "per row", ROWS, { insert_library, insert_checked, insert_unchecked, insert_bare }, insert_prepare, fill, NULL, 1.10, 1.10 },
    { "1,000 updated by key in one transaction", "per row", UPDATES, { update_library, update_checked, update_unchecked, update_bare }, NULL, update_set_up, update_tear_down, 1.15, 1.15 },
    { "filter of three terms, order, limit", "per query", FILTERS, { filter_library, filter_checked, filter_unchecked, filter_bare }, NULL, filter_set_up, filter_tear_down, 1.20, 1.20 },
    { "count with a filter", "per query", COUNTS, { count_library, count_baseline, count_baseline, count_baseline }, NULL, fill, NULL, 1.10, 1.10 },
    { "count of all rows", "per query", PLAIN_COUNTS, { plain_count_library, plain_count_baseline, plain_count_baseline, plain_count_baseline }, NULL, fill, NULL, 1.10, 1.10 },
};
#define WORKLOADS (sizeof workloads / sizeof *workloads)

/* ---- measuring ------------------------------------------------------------------------------------------------------------------------------- */
typedef struct wishes {
    bool json, compile;
    double seconds;
    const char *only, *include;
    int variant; /* only this one, for a profiler; -1: all */
} wishes;

static void measure(bench *b, const workload *w, const wishes *wish, result *r)
{
    static double samples[VARIANTS][MOST_ROUNDS];
    size_t rounds = 0;
    w->set_up(b);
    for (int v = 0; v < VARIANTS; v++) { /* warm up */
        if (wish->variant >= 0 && v != wish->variant) continue;
        b->now = &b->bases[v];
        if (w->prepare) w->prepare(b, v);
        w->run[v](b);
    }
    const double end = wall_ns() + wish->seconds * 1e9;
    for (; rounds < MOST_ROUNDS && (rounds < 11 || wall_ns() < end); rounds++) {
        b->round = rounds;
        for (int k = 0; k < VARIANTS; k++) {
            const int v = (int)((size_t)k + rounds) % VARIANTS;
            if (wish->variant >= 0 && v != wish->variant) continue;
            b->now = &b->bases[v];
            if (w->prepare) w->prepare(b, v);
            const double start = now_ns();
            w->run[v](b);
            samples[v][rounds] = (now_ns() - start) / (double)w->operations;
        }
    }
    r->rounds = rounds;
    for (int v = 0; v < VARIANTS; v++) {
        r->median[v] = median_of(samples[v], rounds);
        r->best[v] = samples[v][0];
    }
    if (w->tear_down && wish->variant < 0) w->tear_down(b);
}
static double time_of(bench *b, void (*run)(bench *), size_t rounds)
{
    double samples[64];
    for (size_t i = 0; i < rounds; i++) {
        const double start = now_ns();
        run(b);
        samples[i] = now_ns() - start;
    }
    return median_of(samples, rounds);
}
/* Which way to read columns is fastest here, and how many rows in one INSERT, with keys given or not. */
static void calibrate(bench *b, const wishes *wish)
{
    static const size_t chunks[] = { 1, 10, 25, 50, 100, 200, 250, 500, 1000 };
    double best = 0;
    b->access = MIXED;
    b->chunk[false] = b->chunk[true] = 500;
    if (wish->variant >= 0) return; /* a profile is to show nothing else */
    fill(b);
    b->now = &b->bases[CHECKED];
    for (int access = 0; access < ACCESSES; access++) {
        const int before = b->access;
        b->access = access;
        const double t = time_of(b, hydrate_checked, 31);
        if (access && t >= best) b->access = before;
        else best = t;
    }
    for (int ids = 0; ids < 2; ids++) {
        size_t best_chunk = 1;
        best = 0;
        for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
            double samples[9];
            b->chunk[ids] = chunks[i];
            for (size_t k = 0; k < 9; k++) {
                insert_prepare(b, CHECKED);
                const double start = now_ns();
                if (ids) insert_checked(b);
                else insert_unchecked(b);
                samples[k] = now_ns() - start;
            }
            const double t = median_of(samples, 9);
            if (best > 0 && t >= best) continue;
            best = t;
            best_chunk = chunks[i];
        }
        b->chunk[ids] = best_chunk;
    }
}

/* ---- counted, not timed against anything --------------------------------------------------------------------------------------------------------- */
static double allocations_of(bench *b, void (*run)(bench *), size_t operations)
{
    run(b), run(b), run(b);
    const long before = b->allocations;
    for (int i = 0; i < 10; i++) run(b);
    return (double)(b->allocations - before) / (10.0 * (double)operations);
}
static size_t count_costs(bench *b, fact *facts, size_t count)
{
    fill(b);
    facts[count++] = (fact){ "allocations per hydrated row (10,000 rows, session reset between)", "", allocations_of(b, hydrate_library, ROWS), 0 };
    facts[count++] = (fact){ "allocations per row read by key", "", allocations_of(b, get_library, GETS), 0 };
    return render_costs("sqlite::memory:", facts, count);
}

/* ---- the program --------------------------------------------------------------------------------------------------------------------------------- */
static void open_both(bench *b, const char *folder)
{
    char url[300], path[300], schema[4096];
    orm_error err;
    const orm_options options = { .allocator = { counting_resize, &b->allocations } };
    snprintf(url, sizeof url, b->file ? "sqlite:///%s/library.db" : "sqlite::memory:", folder);
    b->db = orm_open(url, &options, &err);
    if (!b->db) die("orm_open", err.message);
    b->s = orm_session_open(b->db);
    need(b, orm_create_tables(b->s, ORM_MODELS(Person), NULL) == ORM_OK, "create_tables");
    orm_schema_sql(ORM_DIALECT_SQLITE, ORM_MODELS(Person), schema, sizeof schema);
    EACH_BASELINE(b, v)
    {
        snprintf(path, sizeof path, b->file ? "%s/%s.db" : ":memory:", folder, variant_names[v]);
        base_open(b->now, path, schema, b->file);
    }
}
static void close_both(bench *b, const char *folder)
{
    orm_session_close(b->s);
    orm_close(b->db);
    EACH_BASELINE(b, v) base_close(b->now);
    static const char *const endings[] = { "", "-wal", "-shm" };
    for (int i = 0; b->file && i < 3 * VARIANTS; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s.db%s", folder, variant_names[i / 3], endings[i % 3]);
        remove(path);
    }
}
static bool parse_wishes(int argc, char **argv, wishes *wish)
{
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (!strcmp(argv[i], "--json")) wish->json = true;
        else if (!strcmp(argv[i], "--no-compile")) wish->compile = false;
        else if (!value) return false;
        else if (!strcmp(argv[i], "--seconds")) wish->seconds = strtod(argv[++i], NULL);
        else if (!strcmp(argv[i], "--only")) wish->only = argv[++i];
        else if (!strcmp(argv[i], "--include")) wish->include = argv[++i];
        else if (!strcmp(argv[i], "--variant")) {
            wish->variant = 0;
            while (wish->variant < VARIANTS && strcmp(variant_names[wish->variant], value) != 0) wish->variant++;
            if (wish->variant == VARIANTS) return false;
            i++;
        } else return false;
    }
    return true;
}
static void print_machine(const bench *b)
{
    printf("SQLite %s, %ld cores, %s; %d rows; the baseline reads with %s and writes %zu (unchecked: %zu) rows per INSERT\n\n", sqlite3_libversion(), sysconf(_SC_NPROCESSORS_ONLN),
#ifdef __clang__
           "clang " __clang_version__,
#else
           "gcc " __VERSION__,
#endif
           ROWS, access_names[b->access], b->chunk[true], b->chunk[false]);
}
static void report(const bench *b, const wishes *wish, const result *results, size_t result_count, const fact *facts, size_t fact_count)
{
    size_t missed = 0;
    if (wish->json) {
        print_json(results, result_count, facts, fact_count);
        return;
    }
    print_machine(b);
    print_results(results, result_count, "unchecked", "bare step");
    printf("\n");
    print_facts(facts, fact_count);
    for (size_t i = 0; i < result_count; i++) missed += !strcmp(verdict_of(&results[i]), "MISSED");
    for (size_t i = 0; i < fact_count; i++) missed += !strcmp(verdict_of_fact(&facts[i]), "MISSED");
    if (missed) printf("\n%zu target(s) MISSED in this run.  Times on a busy machine prove little: repeat it when nothing else runs.\n", missed);
    else printf("\nevery target was met in this run\n");
}
int main(int argc, char **argv)
{
    wishes wish = { .compile = true, .seconds = 1.5, .include = ".", .variant = -1 };
    if (!parse_wishes(argc, argv, &wish)) {
        fprintf(stderr, "usage: sqlite_bench [--json] [--seconds N] [--only TEXT] [--variant library|checked|unchecked|bare] [--no-compile] [--include FOLDER]\n");
        return 2;
    }
    char folder[] = "/tmp/orm-bench-XXXXXX";
    if (!mkdtemp(folder)) die(folder, "cannot be made");
    static bench b;
    static char names[2 * WORKLOADS][80];
    result results[2 * WORKLOADS];
    fact facts[16];
    size_t result_count = 0, fact_count = 0;
    make_data(&b);
    for (int file = 0; file < 2; file++) {
        b.file = file;
        open_both(&b, folder);
        if (!file) calibrate(&b, &wish);
        for (size_t i = 0; i < WORKLOADS; i++) {
            result *r = &results[result_count];
            snprintf(names[result_count], sizeof names[0], "%s, %s", workloads[i].name, file ? "file" : "memory");
            if (wish.only && !strstr(names[result_count], wish.only)) continue;
            *r = (result){ .name = names[result_count], .unit = workloads[i].unit, .target = file ? workloads[i].file_target : workloads[i].target };
            measure(&b, &workloads[i], &wish, r);
            result_count++;
        }
        if (!file && wish.variant < 0) fact_count = count_costs(&b, facts, fact_count);
        close_both(&b, folder);
    }
    if (wish.compile && wish.variant < 0) fact_count = compile_costs(folder, wish.include, facts, fact_count);
    report(&b, &wish, results, result_count, facts, fact_count);
    free_data(&b);
    rmdir(folder);
    return 0;
}
