/* Reports: windows, a recursive query, and a catalogue of SQL by hand whose statements are checked against the database. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define STAFF_MODEL(X)                                                      \
    X(key,   int64,      id)                                                \
    X(field, text,       name)                                              \
    X(field, opt(int64), boss_id, .references = ORM_REF(Staff, id))
#define SALE_MODEL(X)                                                       \
    X(key,   int64,          id,       .auto_increment = true)              \
    X(field, int64,          staff_id, .references = ORM_REF(Staff, id))    \
    X(field, date,           day)                                           \
    X(field, decimal(10, 2), amount)
ORM_DECLARE(Staff); ORM_DECLARE(Sale);
ORM_MODEL(Staff, Staffs, STAFF_MODEL, .table = "staff");
ORM_MODEL(Sale, Sales, SALE_MODEL, .table = "sales");

#define TURN(X)   X(field, text, name) X(field, decimal(10, 2), amount) X(field, int64, place) X(field, decimal(10, 2), so_far)
#define REPORT(X) X(field, int64, id) X(field, text, name) X(field, int64, depth)
#define BEST(X)   X(field, text, name) X(field, decimal(10, 2), amount)
#define TOTAL(X)  X(field, text, name) X(field, int64, sales)
ORM_RESULT(Turn, Turns, TURN);
ORM_RESULT(Chain, Chains, REPORT);
ORM_RESULT(Best, Bests, BEST);
ORM_RESULT(Total, Totals, TOTAL);

/* Each query becomes a function with typed parameters and typed rows:  Total_list busy_staff(orm_session *s, int64_t least)  */
#define QUERIES(Q)                                                                                                                \
    Q(busy_staff, Total, "SELECT p.name, COUNT(*) AS sales FROM staff p JOIN sales x ON x.staff_id = p.id GROUP BY p.id, p.name"   \
                         " HAVING COUNT(*) >= ? ORDER BY 2 DESC, 1", (int64, least))                                               \
    Q(idle_staff, Total, "SELECT name, 0 AS sales FROM staff WHERE id NOT IN (SELECT staff_id FROM sales) ORDER BY name")
ORM_CATALOGUE(Queries, QUERIES);

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
static void fill(orm_session *s) {
    Staff staff[] = { { .id = 1, .name = "Olga" }, { .id = 2, .name = "Per", .boss_id = ORM_SOME(1) }, { .id = 3, .name = "Quy", .boss_id = ORM_SOME(1) }, { .id = 4, .name = "Rosa", .boss_id = ORM_SOME(3) } };
    must(s, Staff_insert_all(s, staff, 4));
    Sale sales[] = { { .staff_id = 2, .day = 20000, .amount = ORM_DEC("150.00") }, { .staff_id = 4, .day = 20001, .amount = ORM_DEC("99.50") }, { .staff_id = 2, .day = 20002, .amount = ORM_DEC("20.25") },
                     { .staff_id = 4, .day = 20003, .amount = ORM_DEC("150.00") }, { .staff_id = 3, .day = 20003, .amount = ORM_DEC("75.00") } };
    must(s, Sale_insert_all(s, sales, 5));
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Staff, Sale), NULL));
    fill(s);

    /* windows: a rank over all sales, and a sum that runs along the days */
    Turn_list turns = Turn_select(s,
        orm_q(.from = ORM_FROM(Sale), .join = { orm_join_on(Staff, orm_eq(Sales.staff_id, Staffs.id)) }, .order_by = { orm_asc(Sales.id) }),
        orm_into(Turn, .name = orm_col(Staffs.name), .amount = orm_col(Sales.amount), .place = orm_over(orm_rank(), .order_by = { orm_desc(Sales.amount) }),
                 .so_far = orm_over(orm_sum(Sales.amount), .order_by = { orm_asc(Sales.id) }, .frame = ORM_ROWS(ORM_UNBOUNDED_PRECEDING, ORM_CURRENT_ROW))));
    must(s, orm_status_of(s));
    orm_foreach(Turn, t, turns) printf("%-5s%8s  place %" PRId64 "  so far %s\n", t->name, t->amount.text, t->place, t->so_far.text);

    /* the best sale of each: one row for each value of .distinct_on, the first in the order */
    Best_list best = Best_select(s,
        orm_q(.from = ORM_FROM(Sale), .join = { orm_join_on(Staff, orm_eq(Sales.staff_id, Staffs.id)) }, .distinct_on = { Sales.staff_id }, .order_by = { orm_asc(Sales.staff_id), orm_desc(Sales.amount) }),
        orm_into(Best, .name = orm_col(Staffs.name), .amount = orm_col(Sales.amount)));
    must(s, orm_status_of(s));
    orm_foreach(Best, b, best) printf("best of %s: %s\n", b->name, b->amount.text);

    /* recursion: who reports to whom, from the top; the depth stops a circle */
    Chain_list chain = Chain_select(s,
        orm_q(.with = { orm_recursive(Chain,
                            orm_q(.from = ORM_FROM(Staff), .where = orm_is_null(Staffs.boss_id)),
                            orm_into(Chain, .id = orm_col(Staffs.id), .name = orm_col(Staffs.name), .depth = orm_val(0)),
                            orm_q(.from = ORM_FROM(Staff), .join = { orm_join_on(Chain, orm_eq(Staffs.boss_id, Chains.id)) }, .where = orm_lt(Chains.depth, 10)),
                            orm_into(Chain, .id = orm_col(Staffs.id), .name = orm_col(Staffs.name), .depth = orm_add(Chains.depth, 1))) },
              .from = ORM_FROM(Chain), .order_by = { orm_asc(Chains.depth), orm_asc(Chains.name) }),
        orm_into(Chain, .id = orm_col(Chains.id), .name = orm_col(Chains.name), .depth = orm_col(Chains.depth)));
    must(s, orm_status_of(s));
    orm_foreach(Chain, c, chain) printf("%*s%s\n", 2 * (int)c->depth, "", c->name);

    /* the catalogue: every statement is prepared, its parameters and columns compared with what is declared */
    must(s, orm_check_queries(s, Queries));
    Total_list busy = busy_staff(s, 2), idle = idle_staff(s);
    must(s, orm_status_of(s));
    orm_foreach(Total, b, busy) printf("%s sold %" PRId64 " times\n", b->name, b->sales);
    orm_foreach(Total, i, idle) printf("%s sold nothing\n", i->name);

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
