/* Errors: what goes wrong, which status it has, and what the message says. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <stdio.h>
#include <stdlib.h>

#define TEAM_MODEL(X)                                       \
    X(key,   int64, id,   .auto_increment = true)           \
    X(field, text,  name, .unique = true)
#define MEMBER_MODEL(X)                                                                     \
    X(key,   int64,       id,      .auto_increment = true)                                  \
    X(field, varchar(10), name)                                                             \
    X(field, int32,       age,     .check = "age >= 0")                                     \
    X(field, int64,       team_id, .references = ORM_REF(Team, id), .on_delete = ORM_RESTRICT)
ORM_MODEL(Team, Teams, TEAM_MODEL, .table = "teams");
ORM_MODEL(Member, Members, MEMBER_MODEL, .table = "members");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
/* The error of the last call: a status to decide by, a text to show, and what it is about. */
static void show(orm_session *s, const char *what) {
    const orm_error *e = orm_error_of(s);
    printf("%s\n  %s: %s\n", what, orm_status_name(e->status), e->message);
    if (e->column[0] || e->constraint[0]) printf("  model %s, column %s, constraint %s\n", e->model, e->column[0] ? e->column : "-", e->constraint[0] ? e->constraint : "-");
    if (e->retryable) printf("  may succeed when tried again\n");
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite:////no/such/folder/x.db", NULL, &err); /* the URL is tried at once */
    if (db) return 1;
    printf("opening\n  %s: %s\n", orm_status_name(err.status), err.message);

    db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Team, Member), NULL));
    Team red = { .name = "Red" };
    must(s, Team_insert(s, &red));

    Team twin = { .name = "Red" };
    if (Team_insert(s, &twin) == ORM_CONFLICT_UNIQUE) show(s, "a second Red");

    Member ann = { .name = "Ann", .age = 30, .team_id = 77 };
    if (Member_insert(s, &ann) == ORM_CONFLICT_FOREIGN_KEY) show(s, "a team that is not there");
    ann.team_id = red.id;
    ann.age = -1;
    if (Member_insert(s, &ann) == ORM_CONFLICT_CHECK) show(s, "an age below 0");
    ann.age = 30;
    ann.name = "Annabella Maria";
    if (Member_insert(s, &ann) == ORM_INVALID) show(s, "a name too long");
    ann.name = "\xff";
    if (Member_insert(s, &ann) == ORM_INVALID) show(s, "a name that is not UTF-8");
    ann.name = NULL;
    if (Member_insert(s, &ann) != ORM_OK) show(s, "no name");
    ann.name = "Ann";
    must(s, Member_insert(s, &ann)); /* the row was never harmed */
    if (Team_delete(s, &red) == ORM_CONFLICT_FOREIGN_KEY) show(s, "a team with members");

    if (!Member_get(s, 12345)) show(s, "no such key");
    if (!Member_one(s, orm_q(.where = orm_eq(Members.name, "Zoe")))) show(s, "nobody of that name");

    Member fresh = { .name = "New" };
    if (Member_update(s, &fresh) == ORM_MISUSE) show(s, "updating what was never stored");
    if (Member_delete_where(s, NULL) < 0) show(s, "deleting everything by accident");

    /* an error inside a transaction: what follows is refused until it is rolled back */
    must(s, orm_begin(s));
    twin = (Team){ .name = "Red" };
    if (Team_insert(s, &twin) == ORM_OK) return 1;
    twin.name = "Blue";
    if (Team_insert(s, &twin) == ORM_TRANSACTION) show(s, "going on after a conflict");
    must(s, orm_rollback(s));

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
