/* Pages: by number, for people who jump; by the last row seen, for lists that change and for going through everything. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define POST_MODEL(X)                                       \
    X(key,   int64,      id,    .auto_increment = true)     \
    X(field, text,       title)                             \
    X(field, opt(int32), score, .index = true)
ORM_MODEL(Post, Posts, POST_MODEL, .table = "posts");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
static void show(const Post *items, size_t count) {
    for (size_t i = 0; i < count; i++) printf(items[i].score.has ? " %s(%d)" : " %s", items[i].title, items[i].score.value);
    printf("\n");
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Post), NULL));
    Post posts[] = { { .title = "a", .score = ORM_SOME(5) }, { .title = "b" }, { .title = "c", .score = ORM_SOME(7) }, { .title = "d", .score = ORM_SOME(5) },
                     { .title = "e", .score = ORM_SOME(1) }, { .title = "f" }, { .title = "g", .score = ORM_SOME(5) } };
    must(s, Post_insert_all(s, posts, sizeof posts / sizeof *posts));

    /* by number: 1 is the first; knows how many there are */
    const orm_query *q = orm_q(.order_by = { orm_nulls_last(orm_desc(Posts.score)), orm_asc(Posts.title) });
    for (int number = 1; ; number++) {
        Post_page page = Post_paginate(s, q, number, 3);
        must(s, orm_status_of(s));
        printf("page %" PRId64 " of %" PRId64 ", rows %" PRId64 " to %" PRId64 " of %" PRId64 ":", page.number, page.total_pages, page.start_index, page.end_index, page.total_count);
        show(page.items, page.count);
        if (!page.has_next) break;
    }

    /* by the last row: as fast at the end as at the beginning, and nothing is skipped or shown twice when rows come and go */
    const orm_query *next = orm_q(.order_by = { orm_nulls_last(orm_desc(Posts.score)), orm_asc(Posts.title) }, .limit = 3);
    Post_list list = Post_after(s, next, NULL);
    must(s, orm_status_of(s));
    while (list.count) {
        printf("from %s:", list.items[0].title);
        show(list.items, list.count);
        if (list.items[0].title[0] == 'c') { /* a row comes in at the top: the pages behind do not move */
            Post late = { .title = "late", .score = ORM_SOME(9) };
            must(s, Post_insert(s, &late));
        }
        list = Post_after(s, next, &list.items[list.count - 1]);
        must(s, orm_status_of(s));
    }

    /* a part of what a query gives, like a slice of an array */
    orm_query part = *q;
    must(s, orm_slice(s, &part, 1, 4));
    list = Post_all(s, &part);
    must(s, orm_status_of(s));
    printf("from 1 to 4:");
    show(list.items, list.count);

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
