/* Many rows in one call, and rows that may be there already. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define PRICE_MODEL(X)                                      \
    X(key,   int64,          id,     .auto_increment = true) \
    X(field, text,           symbol, .unique = true)        \
    X(field, decimal(12, 4), price)                         \
    X(field, int64,          seen)
ORM_MODEL(Price, Prices, PRICE_MODEL, .table = "prices");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
static void show(orm_session *s, const char *what) {
    Price_list list = Price_all(s, orm_q(.order_by = { orm_asc(Prices.id) }));
    must(s, orm_status_of(s));
    printf("%s:", what);
    orm_foreach(Price, p, list) printf(" %" PRId64 " %s %s x%" PRId64, p->id, p->symbol, p->price.text, p->seen);
    printf("\n");
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Price), NULL));

    /* in as few statements as possible, all or nothing; every row gets its key */
    static Price many[1000];
    static char symbols[1000][8];
    for (int i = 0; i < 1000; i++) {
        snprintf(symbols[i], sizeof symbols[i], "S%04d", i);
        many[i] = (Price){ .symbol = symbols[i], .price = ORM_DEC("1"), .seen = 1 };
    }
    must(s, Price_insert_all(s, many, 1000));
    printf("inserted 1000, keys %" PRId64 " to %" PRId64 "\n", many[0].id, many[999].id);
    must(s, Price_delete_all(s, many, 1000));
    must(s, Price_truncate(s)); /* and keys start at 1 again */

    Price first[] = { { .symbol = "OAK", .price = ORM_DEC("12.5"), .seen = 1 }, { .symbol = "ELM", .price = ORM_DEC("3.25"), .seen = 1 } };
    must(s, Price_insert_all(s, first, 2));
    show(s, "inserted");

    /* by its unique column: insert, or overwrite all other columns */
    bool inserted;
    Price oak = { .symbol = "OAK", .price = ORM_DEC("13"), .seen = 2 };
    must(s, Price_upsert(s, &oak, &(orm_conflict){ .target = ORM_COLS(Prices.symbol), .inserted = &inserted }));
    printf("OAK: key %" PRId64 ", inserted: %s\n", oak.id, inserted ? "yes" : "no");

    /* overwrite the price only; the row comes back as it is stored */
    Price more[] = { { .symbol = "ELM", .price = ORM_DEC("4"), .seen = 99 }, { .symbol = "ASH", .price = ORM_DEC("7.125"), .seen = 1 } };
    must(s, Price_upsert_all(s, more, 2, &(orm_conflict){ .target = ORM_COLS(Prices.symbol), .update = ORM_COLS(Prices.price) }));
    printf("ELM: seen %" PRId64 ", ASH: key is set: %s\n", more[0].seen, more[1].id ? "yes" : "no");

    /* leave what is there alone */
    Price ash = { .symbol = "ASH", .price = ORM_DEC("0") };
    must(s, Price_upsert(s, &ash, &(orm_conflict){ .target = ORM_COLS(Prices.symbol), .do_nothing = true }));
    printf("ASH: %s\n", ash.price.text);

    /* looked up by a query; made from the row when nothing is found, by one of many who try at once */
    bool created;
    const Price yew = { .symbol = "YEW", .price = ORM_DEC("9"), .seen = 1 };
    for (int i = 0; i < 2; i++) {
        const Price *found = Price_get_or_create(s, orm_q(.where = orm_eq(Prices.symbol, "YEW")), &yew, &created);
        must(s, orm_status_of(s));
        printf("%s: created: %s\n", found->symbol, created ? "yes" : "no");
    }

    /* the same columns of many rows */
    Price_list all = Price_all(s, orm_q(.order_by = { orm_asc(Prices.symbol) }));
    must(s, orm_status_of(s));
    orm_foreach(Price, p, all) p->seen += 100;
    must(s, Price_update_all(s, all.items, all.count));
    for (size_t i = 0; i < all.count; i++) printf("%s %s x%" PRId64 "\n", all.items[i].symbol, all.items[i].price.text, all.items[i].seen);

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
