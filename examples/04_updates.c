/* Changing rows: whole rows, some columns, many rows at once, and rows that were loaded in part. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define PLAYER_MODEL(X)                                     \
    X(key,   int64,     id,     .auto_increment = true)     \
    X(field, text,      name)                               \
    X(field, int32,     score)                              \
    X(field, opt(text), bio)
ORM_MODEL(Player, Players, PLAYER_MODEL, .table = "players");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
static void show(orm_session *s, const char *what) {
    Player_list list = Player_all(s, orm_q(.order_by = { orm_asc(Players.id) }));
    must(s, orm_status_of(s));
    printf("%s:", what);
    orm_foreach(Player, p, list) printf(" %s %d%s%s", p->name, p->score, p->bio ? " " : "", p->bio ? p->bio : "");
    printf("\n");
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Player), NULL));

    Player ann = { .name = "Ann", .score = 3, .bio = "(first)" }, bo = { .name = "Bo" };
    must(s, Player_save(s, &ann)); /* new: an INSERT */
    must(s, Player_save(s, &bo));
    show(s, "saved");

    ann.score = 4;
    must(s, Player_save(s, &ann)); /* stored: an UPDATE */
    show(s, "saved again");

    bo.name = "Bob", bo.score = 99;
    must(s, Player_update_only(s, &bo, ORM_COLS(Players.name))); /* not the score */
    show(s, "only the name");

    /* what was not loaded is never written */
    Player *part = Player_first(s, orm_q(.where = orm_eq(Players.id, ann.id), .only = ORM_COLS(Players.name)));
    must(s, orm_status_of(s));
    printf("loaded: name %d, bio %d\n", orm_is_loaded(part, Players.name), orm_is_loaded(part, Players.bio));
    part->name = "Anna";
    must(s, Player_update(s, part));
    show(s, "part of a row");

    /* many rows in one statement; the new value may be computed from the old one */
    int64_t changed = Player_update_where(s, orm_q(.where = orm_lt(Players.score, 10)), ORM_SET(orm_set(Players.score, orm_add(Players.score, 10))));
    must(s, orm_status_of(s));
    printf("rows changed: %" PRId64 "\n", changed);
    show(s, "ten more");

    /* without a filter it is refused, unless all rows are meant */
    if (Player_delete_where(s, NULL) < 0) printf("%s: %s\n", orm_status_name(orm_status_of(s)), orm_error_of(s)->message);

    must(s, Player_refresh(s, &bo)); /* reads it again */
    printf("refreshed: %s %d\n", bo.name, bo.score);
    must(s, Player_delete(s, &bo));
    if (Player_delete(s, &bo) != ORM_NOT_FOUND) return 1;
    show(s, "one deleted");

    const int64_t deleted = Player_delete_where(s, orm_q(.all_rows = true));
    must(s, orm_status_of(s));
    printf("rows deleted: %" PRId64 "\n", deleted);

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
