/* server_bench: the measurements on a server, the same for each; a baseline's header comes before this one.
 *
 *     ..._bench [--json] [--seconds N] [--only TEXT] [--variant library|checked|naive]
 *
 * Every time is a median over many rounds of wall-clock time, because the work is shared with another process; in each round every variant runs once, and who
 * begins changes.  Each variant has a table and a connection of its own. */
#ifndef BENCH_SERVER_BENCH_H
#define BENCH_SERVER_BENCH_H
#include "person.h"
#include "render.h"
#include <unistd.h>

#define GETS 1000
#define UPDATES 1000
#define MOST_ROUNDS 501
enum { NAIVE = UNCHECKED, SERVER_VARIANTS = NAIVE + 1 };

/* The same rows with keys that the program gives, for a table that makes none. */
#define VISITOR_MODEL(X)         \
    X(key,   int64,      id)     \
    X(field, text,       name)   \
    X(field, text,       email)  \
    X(field, opt(text),  bio)    \
    X(field, int32,      age)    \
    X(field, double,     score)  \
    X(field, bool,       active) \
    X(field, opt(int64), visits)
ORM_MODEL(Visitor, Visitors, VISITOR_MODEL, .table = "visitors");

typedef struct bench {
    orm_db *db;
    orm_session *s;
    base bases[2][SERVER_VARIANTS], *now; /* for visitors and for people; the library's one is for what is not measured */
    people data;
    Person *rows, *stored;                /* of the library: the rows of a run, and rows that a session has loaded */
    Visitor *visitors, *new_visitors;
    size_t round, way[2];                 /* the fastest way to insert, without keys and with keys to be made */
    bool plain;                           /* it is about visitors */
    bool draw;                            /* keys are to be made */
} bench;

static void need(const bench *b, bool ok, const char *what)
{
    if (!ok) die(what, orm_error_of(b->s)->message[0] ? orm_error_of(b->s)->message : "the library and the baseline differ");
}

/* ---- the workloads: one run of each variant ------------------------------------------------------------------------------------------------- */
static int64_t get_id(const bench *b, size_t i) { return b->data.ids[(b->round * GETS + i) % ROWS]; }
static void get_library(bench *b)
{
    for (size_t i = 0; i < GETS; i++) need(b, Person_get(b->s, get_id(b, i)) != NULL, "get");
    orm_session_reset(b->s);
}
static void get_checked(bench *b)
{
    for (size_t i = 0; i < GETS; i++)
        if (!base_get(b->now, get_id(b, i))) die("get", "no such row");
    base_free_rows(b->now);
}
static void get_naive(bench *b)
{
    for (size_t i = 0; i < GETS; i++)
        if (!naive_get(b->now, get_id(b, i))) die("get", "no such row");
    base_free_rows(b->now);
}

static void hydrate_library(bench *b)
{
    need(b, Person_all(b->s, NULL).count == ROWS, "all");
    orm_session_reset(b->s);
}
static void hydrate_checked(bench *b)
{
    base_all(b->now);
    if (b->now->row_count != ROWS) die("all", "rows are missing");
    base_free_rows(b->now);
}
static void hydrate_naive(bench *b)
{
    if (naive_all(b->now) != ROWS) die("all", "rows are missing");
    base_free_rows(b->now);
}

static void insert_library(bench *b)
{
    need(b, Person_insert_all(b->s, b->rows, ROWS) == ORM_OK, "insert_all");
    for (size_t i = 1; i < ROWS; i++)
        if (b->rows[i].id <= b->rows[i - 1].id) die("insert_all", "the keys do not grow from row to row");
}
static void insert_plain_library(bench *b) { need(b, Visitor_insert_all(b->s, b->visitors, ROWS) == ORM_OK, "insert_all"); }
static void insert_checked(bench *b) { insert_ways[b->way[b->draw]].insert(b->now, b->data.people, ROWS, b->draw); }
static void insert_naive(bench *b) { naive_insert(b->now, b->data.people, ROWS, b->draw); }
/* Before every run. */
static void insert_prepare(bench *b, int variant)
{
    if (variant == LIBRARY && b->plain) {
        need(b, Visitor_truncate(b->s) == ORM_OK, "truncate");
        orm_session_reset(b->s);
        memcpy(b->visitors, b->new_visitors, ROWS * sizeof *b->visitors);
    } else if (variant == LIBRARY) {
        need(b, Person_truncate(b->s) == ORM_OK, "truncate");
        orm_session_reset(b->s);
        memcpy(b->rows, b->data.fresh, ROWS * sizeof *b->rows);
        for (size_t i = 0; i < ROWS && !b->draw; i++) b->rows[i].id = (int64_t)i + 1;
    } else {
        char sql[100];
        snprintf(sql, sizeof sql, BASE_TRUNCATE, b->now->table);
        base_run(b->now, sql);
        for (size_t i = 0; i < ROWS; i++) b->data.people[i].id = b->draw ? 0 : (int64_t)i + 1;
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
static void update_checked(bench *b)
{
    base_run(b->now, "BEGIN");
    for (size_t i = 0; i < UPDATES; i++) {
        person *p = &b->now->rows[get_id(b, i) - 1];
        p->score += 1;
        base_update(b->now, p);
    }
    base_run(b->now, "COMMIT");
}
static void update_naive(bench *b)
{
    base_run(b->now, "BEGIN");
    for (size_t i = 0; i < UPDATES; i++) {
        person *p = &b->now->rows[get_id(b, i) - 1];
        p->score += 1;
        naive_update(b->now, p);
    }
    base_run(b->now, "COMMIT");
}
/* The rows lie one behind the other in update_all: the same for the baseline. */
static void update_all_library(bench *b)
{
    Person *rows = &b->stored[b->round * UPDATES % ROWS];
    for (size_t i = 0; i < UPDATES; i++) rows[i].score += 1;
    need(b, Person_update_all(b->s, rows, UPDATES) == ORM_OK, "update_all");
}
static void update_all_checked(bench *b)
{
    static person *rows[UPDATES];
    for (size_t i = 0; i < UPDATES; i++) {
        rows[i] = &b->now->rows[b->round * UPDATES % ROWS + i];
        rows[i]->score += 1;
    }
    base_update_many(b->now, rows, UPDATES);
}

/* ---- setting up and comparing ------------------------------------------------------------------------------------------------------------------ */
static void fill(bench *b)
{
    insert_prepare(b, LIBRARY);
    if (b->plain) insert_plain_library(b);
    else insert_library(b);
    for (int v = CHECKED; v < SERVER_VARIANTS; v++) {
        b->now = &b->bases[!b->plain][v];
        insert_prepare(b, v);
        insert_checked(b);
    }
}
static void fill_with(bench *b, bool plain, bool draw)
{
    b->plain = plain;
    b->draw = draw;
    fill(b);
}
static void fill_with_keys(bench *b) { fill_with(b, false, true); }
static void fill_from_one(bench *b) { fill_with(b, false, false); } /* the keys are 1 to ROWS */
static void fill_plain(bench *b) { fill_with(b, true, false); }
static int compare_ids(const void *a, const void *b)
{
    const int64_t x = ((const person *)a)->id, y = ((const person *)b)->id;
    return (x > y) - (x < y);
}
/* The library's table against the one that the checked baseline works on. */
static void compare_tables(bench *b)
{
    const Person_list list = Person_all(b->s, orm_q(.order_by = { orm_asc(People.id) }));
    b->now = &b->bases[true][CHECKED];
    base_all(b->now);
    need(b, list.count == ROWS && b->now->row_count == ROWS, "the tables");
    qsort(b->now->rows, ROWS, sizeof *b->now->rows, compare_ids);
    for (size_t i = 0; i < ROWS; i++) {
        if (b->draw) b->now->rows[i].id = list.items[i].id; /* a database may leave out keys */
        need(b, same_person(&list.items[i], &b->now->rows[i]), "the tables");
    }
    orm_session_reset(b->s);
    base_free_rows(b->now);
}
static bool same_visitor(const Visitor *v, const person *p)
{
    const Person as = { .id = v->id, .name = v->name, .email = v->email, .bio = v->bio, .age = v->age, .score = v->score, .active = v->active, .visits = v->visits };
    return same_person(&as, p);
}
static void compare_plain(bench *b)
{
    const Visitor_list list = Visitor_all(b->s, orm_q(.order_by = { orm_asc(Visitors.id) }));
    b->now = &b->bases[false][CHECKED];
    base_all(b->now);
    need(b, list.count == ROWS && b->now->row_count == ROWS, "the tables");
    qsort(b->now->rows, ROWS, sizeof *b->now->rows, compare_ids);
    for (size_t i = 0; i < ROWS; i++) need(b, same_visitor(&list.items[i], &b->now->rows[i]), "the tables");
    orm_session_reset(b->s);
    base_free_rows(b->now);
}
static void update_set_up(bench *b)
{
    fill_from_one(b);
    b->stored = Person_all(b->s, orm_q(.order_by = { orm_asc(People.id) })).items;
    need(b, b->stored != NULL, "all");
    for (int v = CHECKED; v < SERVER_VARIANTS; v++) {
        base_all(&b->bases[true][v]);
        qsort(b->bases[true][v].rows, ROWS, sizeof *b->bases[true][v].rows, compare_ids);
    }
}
static void update_end(bench *b)
{
    orm_session_reset(b->s);
    for (int v = CHECKED; v < SERVER_VARIANTS; v++) base_free_rows(&b->bases[true][v]);
}
/* Both did the same: one more run of each on tables that are filled anew. */
static void update_tear_down(bench *b)
{
    update_end(b);
    update_set_up(b);
    update_library(b);
    update_all_library(b);
    b->now = &b->bases[true][CHECKED];
    update_checked(b);
    update_all_checked(b);
    update_end(b);
    compare_tables(b);
}

typedef struct workload {
    const char *name, *unit;
    size_t operations; /* in one run */
    void (*run[SERVER_VARIANTS])(bench *b);
    void (*prepare)(bench *b, int variant); /* before every run, not timed */
    void (*set_up)(bench *b);
    void (*tear_down)(bench *b);
    double target;
} workload;
static const workload workloads[] = {
    { "get by key", "per row", GETS, { get_library, get_checked, get_naive }, NULL, fill_from_one, compare_tables, 1.10 },
    { "10,000 rows of 8 columns hydrated", "per row", ROWS, { hydrate_library, hydrate_checked, hydrate_naive }, NULL, fill_from_one, compare_tables, 1.10 },
    { "10,000 inserted in one transaction, with keys", "per row", ROWS, { insert_library, insert_checked, insert_naive }, insert_prepare, fill_with_keys, compare_tables, 1.10 },
    { "10,000 inserted in one transaction, without keys", "per row", ROWS, { insert_plain_library, insert_checked, insert_naive }, insert_prepare, fill_plain, compare_plain, 1.05 },
    { "1,000 updated by key, one by one, in a transaction", "per row", UPDATES, { update_library, update_checked, update_naive }, NULL, update_set_up, update_tear_down, 0 },
    { "1,000 updated by key, update_all", "per row", UPDATES, { update_all_library, update_all_checked, update_naive }, NULL, update_set_up, update_tear_down, 0 },
};
#define WORKLOADS (sizeof workloads / sizeof *workloads)

/* ---- measuring ------------------------------------------------------------------------------------------------------------------------------------ */
typedef struct wishes {
    bool json;
    double seconds;
    const char *only;
    int variant; /* only this one, for a profiler; -1: all */
} wishes;

static void measure(bench *b, const workload *w, const wishes *wish, result *r)
{
    static double samples[SERVER_VARIANTS][MOST_ROUNDS];
    size_t rounds = 0, taken[SERVER_VARIANTS] = { 0 };
    w->set_up(b);
    for (int v = 0; v < SERVER_VARIANTS; v++) { /* warm up */
        if (wish->variant >= 0 && v != wish->variant) continue;
        b->now = &b->bases[!b->plain][v];
        if (w->prepare) w->prepare(b, v);
        w->run[v](b);
    }
    const double end = wall_ns() + wish->seconds * 1e9;
    for (; rounds < MOST_ROUNDS && (rounds < 11 || wall_ns() < end); rounds++) {
        b->round = rounds;
        for (int k = 0; k < SERVER_VARIANTS; k++) {
            const int v = (int)((size_t)k + rounds) % SERVER_VARIANTS;
            if (wish->variant >= 0 && v != wish->variant) continue;
            if (v == NAIVE && rounds % 8 != 0) continue; /* a look at it now and then is enough */
            b->now = &b->bases[!b->plain][v];
            if (w->prepare) w->prepare(b, v);
            const double start = wall_ns();
            w->run[v](b);
            samples[v][taken[v]++] = (wall_ns() - start) / (double)w->operations;
        }
    }
    r->rounds = rounds;
    for (int v = 0; v < SERVER_VARIANTS; v++) {
        if (!taken[v]) continue;
        r->median[v] = median_of(samples[v], taken[v]);
        r->best[v] = samples[v][0];
    }
    if (w->tear_down && wish->variant < 0) w->tear_down(b);
}
/* Which way of inserting is the fastest here. */
static void calibrate(bench *b)
{
    for (int draw = 0; draw < 2; draw++) {
        double best = 0;
        b->draw = draw;
        b->plain = !draw;
        b->now = &b->bases[draw][CHECKED];
        size_t fastest = 0;
        for (size_t way = 0; way < sizeof insert_ways / sizeof *insert_ways; way++) {
            double samples[7];
            b->way[draw] = way;
            for (size_t i = 0; i < 7; i++) {
                insert_prepare(b, CHECKED);
                const double start = wall_ns();
                insert_checked(b);
                samples[i] = wall_ns() - start;
            }
            const double t = median_of(samples, 7);
            if (way && t >= best) continue;
            best = t;
            fastest = way;
        }
        b->way[draw] = fastest;
    }
}

/* ---- the program ---------------------------------------------------------------------------------------------------------------------------------- */
static void open_both(bench *b, const char *url)
{
    orm_error err;
    b->db = orm_open(url, NULL, &err);
    if (!b->db) die("orm_open", err.message);
    b->s = orm_session_open(b->db);
    for (int v = 0; v < 2 * SERVER_VARIANTS; v++) {
        static const char *const tables[] = { "visitors", "visitors_checked", "visitors_naive", "people", "people_checked", "people_naive" };
        char sql[200];
        base *one = &b->bases[v / SERVER_VARIANTS][v % SERVER_VARIANTS];
        base_open(one, url, tables[v]);
        snprintf(sql, sizeof sql, "DROP TABLE IF EXISTS %s", tables[v]);
        base_run(one, sql);
        if (v % SERVER_VARIANTS == LIBRARY) need(b, orm_create_tables(b->s, v ? ORM_MODELS(Person) : ORM_MODELS(Visitor), NULL) == ORM_OK, "create_tables");
        snprintf(sql, sizeof sql, BASE_COPY_TABLE, tables[v], v < SERVER_VARIANTS ? "visitors" : "people");
        if (v % SERVER_VARIANTS != LIBRARY) base_run(one, sql);
        base_ready(one, v >= SERVER_VARIANTS);
    }
}
static void close_both(bench *b)
{
    orm_session_close(b->s);
    orm_close(b->db);
    for (int v = 0; v < 2 * SERVER_VARIANTS; v++) {
        char sql[200];
        base *one = &b->bases[v / SERVER_VARIANTS][v % SERVER_VARIANTS];
        snprintf(sql, sizeof sql, "DROP TABLE %s", one->table);
        base_run(one, sql);
        base_close(one);
    }
}
static bool parse_wishes(int argc, char **argv, wishes *wish)
{
    static const char *const names[] = { "library", "checked", "naive" };
    for (int i = 1; i < argc; i++) {
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (!strcmp(argv[i], "--json")) wish->json = true;
        else if (!strcmp(argv[i], "--no-compile")) continue; /* of the SQLite program */
        else if (!value) return false;
        else if (!strcmp(argv[i], "--seconds")) wish->seconds = strtod(argv[++i], NULL);
        else if (!strcmp(argv[i], "--only")) wish->only = argv[++i];
        else if (!strcmp(argv[i], "--variant")) {
            wish->variant = 0;
            while (wish->variant < SERVER_VARIANTS && strcmp(names[wish->variant], value) != 0) wish->variant++;
            if (wish->variant == SERVER_VARIANTS) return false;
            i++;
        } else return false;
    }
    return true;
}
static void report(const bench *b, const wishes *wish, const result *results, size_t count, const fact *facts, size_t fact_count)
{
    size_t missed = 0;
    if (wish->json) {
        print_json(results, count, facts, fact_count);
        return;
    }
    printf("%s %d, %ld cores, private server on a socket; %d rows; the baseline inserts by %s (keys to be made: %s)\n\n", SERVER_NAME, orm_server_version(b->db), sysconf(_SC_NPROCESSORS_ONLN), ROWS,
           insert_ways[b->way[false]].name, insert_ways[b->way[true]].name);
    print_results(results, count, "naive", NULL);
    printf("\n");
    print_facts(facts, fact_count);
    for (size_t i = 0; i < count; i++) missed += !strcmp(verdict_of(&results[i]), "MISSED");
    for (size_t i = 0; i < fact_count; i++) missed += !strcmp(verdict_of_fact(&facts[i]), "MISSED");
    if (missed) printf("\n%zu target(s) MISSED in this run.  Times on a busy machine prove little: repeat it when nothing else runs.\n", missed);
    else printf("\nevery target was met in this run\n");
}
static int run_bench(int argc, char **argv)
{
    wishes wish = { .seconds = 2, .variant = -1 };
    const char *url = getenv(BASE_URL);
    static bench b;
    result results[WORKLOADS];
    fact facts[8];
    size_t count = 0;
    if (!parse_wishes(argc, argv, &wish)) {
        fprintf(stderr, "usage: %s [--json] [--seconds N] [--only TEXT] [--variant library|checked|naive]\n", argv[0]);
        return 2;
    }
    if (!url || !*url) die(BASE_URL, "names no server: tools/bench.sh starts one");
    b.data = make_people();
    b.rows = calloc(ROWS, sizeof *b.rows);
    b.visitors = calloc(ROWS, sizeof *b.visitors);
    b.new_visitors = calloc(ROWS, sizeof *b.new_visitors);
    if (!b.rows || !b.visitors || !b.new_visitors) die("memory", "none left");
    for (size_t i = 0; i < ROWS; i++) {
        const Person *p = &b.data.fresh[i];
        b.new_visitors[i] = (Visitor){ .id = (int64_t)i + 1, .name = p->name, .email = p->email, .bio = p->bio, .age = p->age, .score = p->score, .active = p->active, .visits = p->visits };
    }
    open_both(&b, url);
    if (wish.variant < 0) calibrate(&b);
    for (size_t i = 0; i < WORKLOADS; i++) {
        const workload *w = &workloads[i];
        if (wish.only && !strstr(w->name, wish.only)) continue;
        results[count] = (result){ .name = w->name, .unit = w->unit, .target = w->target };
        measure(&b, w, &wish, &results[count++]);
    }
    report(&b, &wish, results, count, facts, wish.variant < 0 ? render_costs(url, facts, 0) : 0);
    close_both(&b);
    free(b.rows);
    free(b.visitors);
    free(b.new_visitors);
    free_people(&b.data);
    return 0;
}
#endif
