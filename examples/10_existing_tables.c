/* A model over a table that somebody else made: other names, other forms of dates and numbers, columns that are not needed. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* The fields have names of their own, .column is the name in the database.  .storage = ORM_STORAGE_NATIVE: compare and write in the form such tables have. */
#define ORDER_MODEL(X)                                                                                  \
    X(key,   int64,             id,      .column = "OrderID")                                           \
    X(field, text,              buyer,   .column = "Customer Name")                                     \
    X(field, decimal(10, 2),    total,   .column = "Total", .storage = ORM_STORAGE_NATIVE)              \
    X(field, timestamp,         placed,  .column = "Placed", .storage = ORM_STORAGE_NATIVE)             \
    X(field, bool,              paid,    .column = "Paid")                                              \
    X(field, opt(varchar(20)),  coupon,  .column = "group")
ORM_MODEL(Order, Orders, ORDER_MODEL, .table = "Order Details");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
static void run(orm_session *s, const char *sql) {
    orm_exec_text(s, sql, orm_args());
    must(s, orm_status_of(s));
}
static void show(const Order *o) {
    char placed[ORM_TIMESTAMP_TEXT_SIZE];
    orm_timestamp_text(o->placed, placed, sizeof placed);
    printf("%" PRId64 " %-5s %8s  %s  %s%s%s\n", o->id, o->buyer, o->total.text, placed, o->paid ? "paid" : "open", o->coupon ? ", coupon " : "", o->coupon ? o->coupon : "");
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);

    /* what was there before: columns in another order, one that the model does not name, values in several forms */
    run(s, "CREATE TABLE \"Order Details\" (\"Customer Name\" TEXT NOT NULL, \"OrderID\" INTEGER PRIMARY KEY, Total NUMERIC(10,2), Placed DATETIME,"
           " Paid BOOLEAN, \"group\" VARCHAR(20), Remarks TEXT DEFAULT 'none')");
    run(s, "INSERT INTO \"Order Details\" VALUES ('Ann', 1, 12.5, '2025-03-01T08:30:00Z', 1, NULL, 'x'), ('Bo', 2, 7, '2025-03-01 09:00:00.25', 0, 'SPRING', 'y'),"
           " ('Cy', 3, 0.1, '2025-03-02T00:00:00+02:00', 't', NULL, 'z')");

    Order_list all = Order_all(s, orm_q(.order_by = { orm_asc(Orders.id) }));
    must(s, orm_status_of(s));
    orm_foreach(Order, o, all) show(o);

    /* filters and sums follow the storage */
    const int64_t large = Order_count(s, orm_q(.where = orm_ge(Orders.total, ORM_DEC("7"))));
    must(s, orm_status_of(s));
    printf("7 or more: %" PRId64 "\n", large);

    /* columns that the model does not name are left to their defaults */
    Order dee = { .id = 4, .buyer = "Dee", .total = ORM_DEC("99.90"), .paid = true };
    if (!orm_timestamp_parse("2025-04-01", SIZE_MAX, &dee.placed)) return 1;
    must(s, Order_insert(s, &dee));
    const orm_value remarks = orm_scalar_sql(s, "SELECT Remarks || ', stored as ' || typeof(Total) FROM \"Order Details\" WHERE OrderID = ?", orm_args(dee.id));
    must(s, orm_status_of(s));
    printf("remarks: %s\n", orm_value_text(remarks));

    /* orm_create_tables leaves the table alone when it has what the model needs, and says what is missing when not */
    must(s, orm_create_tables(s, ORM_MODELS(Order), &(orm_create_options){ .if_not_exists = true }));

    /* a value that cannot be the type is an error that names it, never a zero */
    run(s, "INSERT INTO \"Order Details\" VALUES ('Eve', 5, 'a lot', '2025-05-01', 0, NULL, '')");
    if (Order_get(s, 5)) return 1;
    printf("%s: %s\n", orm_status_name(orm_status_of(s)), orm_error_of(s)->message);

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
