/* SQL of your own: as a cursor, as typed rows, as one value, as a statement.  Values go in as arguments, never into the text. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define SALE_MODEL(X)                                       \
    X(key,   int64, id,     .auto_increment = true)         \
    X(field, text,  region)                                 \
    X(field, text,  item)                                   \
    X(field, int64, amount)
ORM_MODEL(Sale, Sales, SALE_MODEL, .table = "sales");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Sale), NULL));
    Sale sales[] = { { .region = "north", .item = "tea", .amount = 40 }, { .region = "south", .item = "tea", .amount = 25 },
                     { .region = "north", .item = "ink", .amount = 12 }, { .region = "south", .item = "what?", .amount = 7 } };
    must(s, Sale_insert_all(s, sales, sizeof sales / sizeof *sales));

    /* a cursor: columns by number; a question mark in a string is no argument */
    orm_rows r = orm_sql(s, "SELECT region, COUNT(*) AS n, SUM(amount) AS total FROM sales WHERE amount > ? AND item <> 'what?' GROUP BY region ORDER BY region", orm_args(10));
    for (int i = 0; i < orm_column_count(&r); i++) printf("%s%s", i ? " | " : "", orm_column_name(&r, i));
    printf("\n");
    while (orm_next(&r)) printf("%s | %" PRId64 " | %" PRId64 "\n", orm_text(&r, 0), orm_int(&r, 1), orm_int(&r, 2));
    must(s, orm_status_of(s)); /* the end, or a failure */

    /* rows of a model, matched by the columns' names */
    Sale_list best = Sale_sql(s, "SELECT * FROM sales WHERE amount = (SELECT MAX(amount) FROM sales x WHERE x.region = sales.region) ORDER BY id", orm_args());
    must(s, orm_status_of(s));
    orm_foreach(Sale, b, best) printf("best in the %s: %s\n", b->region, b->item);

    /* named arguments, given in the order in which the names first appear */
    best = Sale_sql(s, "SELECT * FROM sales WHERE region = :region AND (amount = :amount OR region = :region AND item = :item)", orm_args("south", 25, "ink"));
    must(s, orm_status_of(s));
    printf("named: %zu row, %s\n", best.count, best.items[0].item);

    /* one value */
    const orm_value total = orm_scalar_sql(s, "SELECT SUM(amount) FROM sales WHERE region = ?", orm_args("north"));
    must(s, orm_status_of(s));
    printf("north: %" PRId64 "\n", orm_value_int(total));

    /* a statement: how many rows it changed, or -1 */
    const int64_t changed = orm_exec(s, "UPDATE sales SET amount = amount * 2 WHERE item LIKE ? || '%'", orm_args("t"));
    must(s, orm_status_of(s));
    printf("changed: %" PRId64 "\n", changed);

    /* orm_sql takes a literal only, so that nobody pastes a value into it; text made at run time goes here */
    char sql[64];
    snprintf(sql, sizeof sql, "SELECT %s(amount) FROM sales", changed > 1 ? "MAX" : "MIN");
    r = orm_sql_text(s, sql, orm_args());
    if (orm_next(&r)) printf("max: %" PRId64 "\n", orm_int(&r, 0));
    must(s, orm_rows_close(&r)); /* ends it early */

    /* a wrong name is an error with the statement in it */
    r = orm_sql(s, "SELECT nosuch FROM sales", orm_args());
    printf("%s: %s\n", orm_status_name(orm_status_of(s)), orm_error_of(s)->message);
    printf("in: %s\n", orm_error_of(s)->sql);

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
