/* Joins and results: several tables in one query, into structs of the program's own; the whole language is in docs/query.md. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ARTIST_MODEL(X)                                                     \
    X(key,   int64, id,   .auto_increment = true)                           \
    X(field, text,  name)                                                   \
    X(has_many, Album, albums, artist_id)
#define ALBUM_MODEL(X)                                                      \
    X(key,   int64,         id,        .auto_increment = true)              \
    X(field, text,          title)                                          \
    X(field, opt(int64),    artist_id, .references = ORM_REF(Artist, id))   \
    X(field, int32,         year)                                           \
    X(field, decimal(8, 2), price)                                          \
    X(belongs_to, Artist, artist, artist_id)
ORM_DECLARE(Artist); ORM_DECLARE(Album);
ORM_MODEL(Artist, Artists, ARTIST_MODEL, .table = "artists");
ORM_MODEL(Album, Albums, ALBUM_MODEL, .table = "albums");

/* Structs to fill.  opt: may be NULL; the library checks that against the query before it runs. */
#define CAREER(X)  X(field, text, name) X(field, int64, albums) X(field, opt(int32), first_year) X(field, opt(decimal(10, 2)), worth)
#define SLEEVE(X)  X(row, Album, album) X(opt_row, Artist, artist) X(field, text, label)
#define DECADE(X)  X(field, int64, decade) X(field, int64, albums) X(field, opt(text), titles)
ORM_RESULT(Career, Careers, CAREER);
ORM_RESULT(Sleeve, Sleeves, SLEEVE);
ORM_RESULT(Decade, Decades, DECADE);

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
static void fill(orm_session *s) {
    Artist artists[] = { { .name = "Ada" }, { .name = "Bix" }, { .name = "Cleo" } };
    must(s, Artist_insert_all(s, artists, 3));
    Album albums[] = { { .title = "Dawn", .artist_id = ORM_SOME(1), .year = 1988, .price = ORM_DEC("9.90") }, { .title = "Noon", .artist_id = ORM_SOME(1), .year = 1993, .price = ORM_DEC("12.00") },
                       { .title = "Rags", .artist_id = ORM_SOME(2), .year = 1989, .price = ORM_DEC("7.50") }, { .title = "Found Tapes", .year = 1991, .price = ORM_DEC("5.00") } };
    must(s, Album_insert_all(s, albums, 4));
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Artist, Album), NULL));
    fill(s);

    /* a filter on another table: rows of one model */
    Album_list of_ada = Album_all(s, orm_q(.join = { orm_join(Albums.artist) }, .where = orm_eq(Artists.name, "Ada"), .order_by = { orm_asc(Albums.year) }));
    must(s, orm_status_of(s));
    orm_foreach(Album, a, of_ada) printf("Ada: %s\n", a->title);

    /* groups: Careers.albums in .order_by is the result's own column */
    Career_list careers = Career_select(s,
        orm_q(.from = ORM_FROM(Artist), .join = { orm_left_join(Artists.albums) }, .group_by = { Artists.name }, .order_by = { orm_desc(Careers.albums), orm_asc(Careers.name) }),
        orm_into(Career, .name = orm_col(Artists.name), .albums = orm_count(Albums.id), .first_year = orm_min(Albums.year), .worth = orm_sum(Albums.price)));
    must(s, orm_status_of(s));
    orm_foreach(Career, c, careers) {
        printf("%s: %" PRId64 " albums", c->name, c->albums);
        if (c->first_year.has) printf(" since %d, worth %s", c->first_year.value, c->worth.text);
        printf("\n");
    }

    /* whole rows of two models; the artist may be missing */
    Sleeve_list sleeves = Sleeve_select(s,
        orm_q(.from = ORM_FROM(Album), .join = { orm_left_join(Albums.artist) }, .order_by = { orm_asc(Albums.id) }),
        orm_into(Sleeve, .label = orm_concat(orm_upper(Albums.title), ", ", orm_coalesce(Artists.name, "unknown"))));
    must(s, orm_status_of(s));
    orm_foreach(Sleeve, x, sleeves) printf("%s (%s)\n", x->label, x->artist ? x->artist->name : "-");
    Album *tapes = &sleeves.items[3].album; /* a row like any other */
    tapes->price = ORM_DEC("4.00");
    must(s, Album_update(s, tapes));

    /* arithmetic, joined texts, a condition on the groups */
    Decade_list decades = Decade_select(s,
        orm_q(.from = ORM_FROM(Album), .group_by = { Decades.decade }, .having = orm_ge(Decades.albums, 2), .order_by = { orm_asc(Decades.decade) }),
        orm_into(Decade, .decade = orm_mul(orm_div(Albums.year, 10), 10), .albums = orm_count_all(), .titles = orm_string_agg(Albums.title, " & ")));
    must(s, orm_status_of(s));
    orm_foreach(Decade, d, decades) printf("%" PRId64 "s: %s\n", d->decade, d->titles);

    /* artists without an album, as a flat list */
    orm_text_list silent = orm_pluck_text(s, orm_q(.from = ORM_FROM(Artist), .where = orm_not(orm_has_any(Artists.albums))), Artists.name);
    must(s, orm_status_of(s));
    for (size_t i = 0; i < silent.count; i++) printf("no album: %s\n", silent.items[i]);

    /* what is wrong with a query is said before it is sent */
    Career_select(s, orm_q(.from = ORM_FROM(Artist)), orm_into(Career, .name = orm_col(Albums.title), .albums = orm_val(1)));
    printf("refused: %s\n", orm_error_of(s)->message);

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
