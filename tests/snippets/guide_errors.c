#include "snippets/host.h"

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    /* snippet */
    CHECK(orm_status_of(s) == ORM_CONFLICT_UNIQUE && strcmp(orm_error_of(s)->column, "email") == 0);
    host_close(s, db);
    return 0;
}
