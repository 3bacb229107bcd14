/* render: what it costs to build a query and to write its SQL, as a verb does before it looks for the statement.  After person.h. */
#ifndef BENCH_RENDER_H
#define BENCH_RENDER_H
#include "person.h"

ORM_ALIAS(Other, Others, Person, PERSON_MODEL);
#define NAMED(X) X(field, text, name) X(field, int64, n)
ORM_RESULT(Named, Nameds, NAMED);
#define AGE(X) X(field, text, band) X(field, int64, n) X(field, int64, total) X(field, int64, place)
ORM_RESULT(Age, Ages, AGE);

static void *counting_resize(void *context, void *old, size_t old_size, size_t new_size)
{
    long *allocations = context;
    (void)old_size;
    if (!new_size) {
        free(old);
        return NULL;
    }
    ++*allocations;
    return realloc(old, new_size);
}
static void render_end(orm_session *s, orm__render *r)
{
    orm__text_slice sql;
    if (orm__render_end(r, &sql) != ORM_OK) die("render", orm_error_of(s)->message);
    orm__arena_reset(&s->scratch);
}
static void render_conditions(orm_session *s, int i)
{
    const orm__entity *e = orm__entity_of(s, &Person__model);
    orm__render r = orm__render_for(s, e);
    const orm_query *q = orm_q(.where = orm_and(orm_eq(People.age, i), orm_lt(People.score, 500.0), orm_eq(People.active, true), orm_ne(People.name, "Bo"),
                                                orm_gt(People.visits, i), orm_is_not_null(People.bio), orm_between(People.id, 1, i), orm_startswith(People.email, "person"),
                                                orm_in(People.age, 1, 2, 3), orm_or(orm_ge(People.score, 1.0), orm_not(orm_eq(People.active, false)))));
    orm__render_select(&r, e, q, e->all, e->field_count, ORM__FORWARD, false);
    render_end(s, &r);
}
static void render_join(orm_session *s, int i)
{
    orm__render r = orm__render_for(s, NULL);
    const orm_query *q = orm_q(.from = ORM_FROM(Person), .join = { orm_join_on(Other, orm_eq(Others.id, People.visits)) },
                               .where = orm_and(orm_eq(People.active, true), orm_ge(People.age, i), orm_lt(People.score, 500.0), orm_ne(Others.name, "Bo"), orm_is_not_null(Others.bio),
                                                orm_in(Others.age, 1, 2, 3)),
                               .group_by = { People.name }, .order_by = { orm_desc(Nameds.n) }, .limit = 10);
    const orm_into_list into = orm_into(Named, .name = orm_col(People.name), .n = orm_count(Others.id));
    orm__render_into_query_here(&r, q, &into, ".select");
    render_end(s, &r);
}
/* More than ten: CASE, functions, a window, a subquery. */
static void render_report(orm_session *s, int i)
{
    orm__render r = orm__render_for(s, NULL);
    const orm_query *q = orm_q(.from = ORM_FROM(Person), .where = orm_and(orm_gt(People.visits, i), orm_in_query(People.id, orm_q(.from = ORM_FROM(Other), .select = { orm_col(Others.id) }, .where = orm_eq(Others.active, true)))),
                               .group_by = { Ages.band }, .having = orm_gt(orm_count_all(), i), .order_by = { orm_desc(Ages.n), orm_asc(Ages.band) }, .limit = 10);
    const orm_into_list into = orm_into(Age, .band = orm_case(orm_when(orm_lt(People.age, 18), "young"), orm_else("grown")), .n = orm_count_all(),
                                        .total = orm_coalesce(orm_sum(orm_add(People.visits, 1)), 0), .place = orm_over(orm_rank(), .order_by = { orm_desc(orm_count_all()) }));
    orm__render_into_query_here(&r, q, &into, ".select");
    render_end(s, &r);
}
/* What other programs on the machine add to so short a time is not the library's: the tenth part of the samples that is quickest has little of it. */
static double render_time(orm_session *s, void (*render)(orm_session *, int))
{
    static double samples[401];
    const size_t count = sizeof samples / sizeof *samples;
    for (size_t k = 0; k < count; k++) {
        const double start = now_ns();
        for (int i = 0; i < 200; i++) render(s, i);
        samples[k] = (now_ns() - start) / 200;
    }
    median_of(samples, count);
    return samples[count / 10];
}
/* Appends to `facts` and returns how many there are then.  The tables need not be there. */
static size_t render_costs(const char *url, fact *facts, size_t count)
{
    static const struct { const char *time, *allocations; void (*render)(orm_session *, int); double target; } shapes[] = {
        { "building and rendering ten conditions", "  allocations, of a shape seen before", render_conditions, 2 },
        { "building and rendering join, six conditions, group, order, limit", "  allocations, of a shape seen before", render_join, 2 },
        { "building and rendering a report of twenty terms", "  allocations, of a shape seen before", render_report, -1 },
    };
    long allocations = 0;
    orm_error err;
    const orm_options options = { .allocator = { counting_resize, &allocations } };
    orm_db *db = orm_open(url, &options, &err);
    if (!db) die("orm_open", err.message);
    orm_session *s = orm_session_open(db);
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        for (int k = 0; k < 3; k++) shapes[i].render(s, k);
        const long before = allocations;
        facts[count++] = (fact){ shapes[i].time, "us", render_time(s, shapes[i].render) / 1e3, shapes[i].target };
        facts[count++] = (fact){ shapes[i].allocations, "", (double)(allocations - before), 0 };
    }
    orm_session_close(s);
    orm_close(db);
    return count;
}
#endif
