/* The models, results and rows behind docs/query.md: what its snippets (language.c) and tests/test_query_page.c share. */
#ifndef LIBRARY_H
#define LIBRARY_H
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY_UNUSED __attribute__((unused))

/* begin: shown in docs/query.md */
#define AUTHOR_MODEL(X)                                                     \
    X(key,   int64,       id,        .auto_increment = true)                \
    X(field, varchar(40), name,      .unique = true)                        \
    X(field, opt(int64),  mentor_id, .references = ORM_REF(Author, id))     \
    X(belongs_to, Author, mentor, mentor_id)                                \
    X(has_many,   Book,   books,  author_id)
#define BOOK_MODEL(X)                                                       \
    X(key,   int64,         id,        .auto_increment = true)              \
    X(field, varchar(60),   title)                                          \
    X(field, opt(int64),    author_id, .references = ORM_REF(Author, id))   \
    X(field, int32,         pages)                                          \
    X(field, opt(double),   stars)                                          \
    X(field, decimal(8, 2), price)                                          \
    X(field, timestamp,     added)                                          \
    X(field, opt(json),     info)                                           \
    X(belongs_to,   Author, author, author_id)                              \
    X(many_to_many, Tag,    tags,   BookTag)
#define TAG_MODEL(X)                                                        \
    X(key,   int64,       id,   .auto_increment = true)                     \
    X(field, varchar(20), word)
#define BOOK_TAG_MODEL(X)                                                   \
    X(key, int64, book_id, .references = ORM_REF(Book, id))                 \
    X(key, int64, tag_id,  .references = ORM_REF(Tag, id))
ORM_DECLARE(Author); ORM_DECLARE(Book); ORM_DECLARE(Tag); ORM_DECLARE(BookTag);
ORM_MODEL(Author, Authors, AUTHOR_MODEL, .table = "author");
ORM_MODEL(Book, Books, BOOK_MODEL, .table = "book");
ORM_MODEL(Tag, Tags, TAG_MODEL, .table = "tag");
ORM_MODEL(BookTag, BookTags, BOOK_TAG_MODEL, .table = "book_tag");
ORM_ALIAS(Mentor, Mentors, Author, AUTHOR_MODEL);      /* the same table under a second name */

#define SUMMARY(X)  X(field, text, name) X(field, int64, books) X(field, opt(decimal(12, 2)), worth)
#define CLASS(X)    X(field, text, size) X(field, int64, n)
#define STEP(X)     X(field, int64, id) X(field, text, name) X(field, int64, depth)
#define PLACE(X)    X(field, text, title) X(field, int64, place) X(field, opt(int64), pages_before) X(field, int64, pages_so_far)
#define SHELF(X)    X(row, Book, book) X(opt_row, Author, author) X(field, text, label)
#define TALLY(X)    X(field, opt(int64), author_id) X(field, int64, books)
#define NAMED(X)    X(field, text, name)
ORM_RESULT(Summary, Summaries, SUMMARY);
ORM_RESULT(SizeClass, SizeClasses, CLASS);
ORM_RESULT(Step, Steps, STEP);
ORM_RESULT(Place, Places, PLACE);
ORM_RESULT(Shelf, Shelves, SHELF);
ORM_RESULT(Tally, Tallies, TALLY);
ORM_RESULT(Named, Nameds, NAMED);
/* end */

/* Three authors, of whom one learned from another and that one from the third; five books, one without an author; two tags. */
LIBRARY_UNUSED static orm_status library_fill(orm_session *s)
{
    const int64_t day = INT64_C(86400000000), start = INT64_C(1706659199123456); /* 2024-01-30 23:59:59.123456 */
    Author authors[] = { { .name = "Abel" }, { .name = "Bohm", .mentor_id = ORM_SOME(1) }, { .name = "Curie", .mentor_id = ORM_SOME(2) }, { .name = "Dahl" } };
    Book books[] = {
        { .title = "Apples", .author_id = ORM_SOME(1), .pages = 120, .stars = ORM_SOME(4.5), .price = ORM_DEC("12.50"), .added = start, .info = "{\"lang\": \"en\", \"size\": {\"cm\": 21}, \"seen\": [1]}" },
        { .title = "Bread", .author_id = ORM_SOME(1), .pages = 300, .price = ORM_DEC("20.00"), .added = start + day, .info = "{\"lang\": \"de\", \"old\": true}" },
        { .title = "Cherries", .author_id = ORM_SOME(2), .pages = 300, .stars = ORM_SOME(3.0), .price = ORM_DEC("9.95"), .added = start + 30 * day },
        { .title = "Dates", .author_id = ORM_SOME(3), .pages = 80, .stars = ORM_SOME(1.25), .price = ORM_DEC("5.00"), .added = start + 365 * day },
        { .title = "Eggs", .pages = 200, .price = ORM_DEC("7.00"), .added = start },
    };
    Tag tags[] = { { .word = "fruit" }, { .word = "short" } };
    BookTag links[] = { { .book_id = 1, .tag_id = 1 }, { .book_id = 3, .tag_id = 1 }, { .book_id = 4, .tag_id = 1 }, { .book_id = 4, .tag_id = 2 } };
    orm_status status = orm_create_tables(s, ORM_MODELS(Author, Book, Tag, BookTag), NULL);
    for (size_t i = 0; status == ORM_OK && i < sizeof authors / sizeof *authors; i++) status = Author_insert(s, &authors[i]);
    for (size_t i = 0; status == ORM_OK && i < sizeof books / sizeof *books; i++) status = Book_insert(s, &books[i]);
    if (status == ORM_OK) status = Tag_insert_all(s, tags, sizeof tags / sizeof *tags);
    if (status == ORM_OK) status = BookTag_insert_all(s, links, sizeof links / sizeof *links);
    return status;
}
#endif
