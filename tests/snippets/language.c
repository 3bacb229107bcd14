#include "snippets/library.h"

#define CHECK(condition) do { if (!(condition)) { printf("line %d: not so: %s\n", __LINE__, #condition); exit(1); } } while (0)

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    printf("%s: %s\n", orm_status_name(status), orm_error_of(s)->message);
    exit(1);
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { printf("%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, library_fill(s));
    /* snippet */
    must(s, orm_status_of(s));
    must(s, orm_session_close(s));
    CHECK(orm_close(db) == ORM_OK);
    return 0;
}
