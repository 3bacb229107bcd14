#include "snippets/library.h"

/* snippet */

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
    must(s, print_reports(s));
    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
