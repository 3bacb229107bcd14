/* Queries: filters, order, limit, counting; built in one expression or step by step. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define BOOK_MODEL(X)                                       \
    X(key,   int64,     id,     .auto_increment = true)     \
    X(field, text,      title)                              \
    X(field, text,      author)                             \
    X(field, int32,     year)                               \
    X(field, opt(text), series)
ORM_MODEL(Book, Books, BOOK_MODEL, .table = "books");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
static void show(orm_session *s, const char *what, const orm_query *q) {
    Book_list list = Book_all(s, q);
    must(s, orm_status_of(s));
    printf("%s:", what);
    orm_foreach(Book, b, list) printf(" %s", b->title);
    printf("\n");
}
/* The parts of a search that the user filled in. */
static void search(orm_session *s, const char *author, int from, const char *order) {
    orm_query q = { .limit = 3 };
    if (author) must(s, orm_where(s, &q, orm_icontains(Books.author, author))); /* copied: the block may end */
    if (from) must(s, orm_where(s, &q, orm_ge(Books.year, from)));
    if (order && orm_order_by_name(s, &q, ORM_FROM(Book), order) != ORM_OK) { /* only names of columns pass */
        printf("refused: %s\n", orm_error_of(s)->message);
        return;
    }
    show(s, "found", &q);
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Book), NULL));
    Book books[] = { { .title = "Dune", .author = "Herbert", .year = 1965, .series = "Dune" }, { .title = "Solaris", .author = "Lem", .year = 1961 },
                     { .title = "Fiasco", .author = "Lem", .year = 1986 },                     { .title = "Ubik", .author = "Dick", .year = 1969 },
                     { .title = "100% Wool", .author = "Élise Roux", .year = 2001 },           { .title = "Emma", .author = "Austen", .year = 1815 } };
    must(s, Book_insert_all(s, books, sizeof books / sizeof *books));

    show(s, "after 1960", orm_q(.where = orm_gt(Books.year, 1960), .order_by = { orm_asc(Books.year) }));
    show(s, "either", orm_q(.where = orm_or(orm_eq(Books.author, "Lem"), orm_lt(Books.year, 1900)), .order_by = { orm_asc(Books.title) }));
    show(s, "in", orm_q(.where = orm_in(Books.year, 1965, 1969, 2024), .order_by = { orm_desc(Books.year) }));
    show(s, "a series", orm_q(.where = orm_not_null(Books.series)));
    show(s, "no series, 1961 to 1990", orm_q(.where = orm_and(orm_eq(Books.series, ORM_NULL), orm_between(Books.year, 1961, 1990)), .order_by = { orm_asc(Books.year) }));
    show(s, "a percent sign", orm_q(.where = orm_contains(Books.title, "%"))); /* the text itself; like takes patterns */
    show(s, "like", orm_q(.where = orm_like(Books.title, "_m%")));
    show(s, "any case", orm_q(.where = orm_istartswith(Books.author, "éLISE")));
    show(s, "the two newest", orm_q(.order_by = { orm_desc(Books.year) }, .limit = 2));

    const int32_t wanted[] = { 1815, 1986 };
    show(s, "an array", orm_q(.where = orm_in_array(Books.year, wanted, 2), .order_by = { orm_asc(Books.id) }));

    search(s, "LEM", 0, "-year");
    search(s, NULL, 1960, "author, title");
    search(s, NULL, 0, "year; DROP TABLE books");

    orm_query q = *orm_q(.where = orm_eq(Books.author, "Lem")); /* a plain struct: copy it, use it twice */
    const int64_t count = Book_count(s, &q);
    must(s, orm_status_of(s));
    const orm_value newest = Book_aggregate(s, &q, orm_max(Books.year));
    must(s, orm_status_of(s));
    printf("Lem: %" PRId64 " books, the newest of %" PRId64 "\n", count, orm_value_int(newest));

    Book *one = Book_one(s, orm_q(.where = orm_eq(Books.title, "Ubik"))); /* exactly one, or a status says how many */
    must(s, orm_status_of(s));
    printf("one: %s, %d\n", one->title, one->year);
    if (!Book_one(s, &q)) printf("one of Lem's: %s\n", orm_status_name(orm_status_of(s)));

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
