#include "snippets/host.h"

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    Post posts[] = { { .author_id = 1, .title = "One" }, { .author_id = 1, .title = "Two" } };
    const size_t n = 2;
    /* snippet */
    must(s, orm_status_of(s));
    CHECK(posts[1].id == 5 && ann.id == 1);
    User *stored = User_get(s, 1);
    CHECK(stored && stored->role == ROLE_ADMIN && orm_decimal_compare(stored->credit, ORM_DEC("10")) == 0);
    CHECK(User_count(s, NULL) == 2);
    host_close(s, db);
    return 0;
}
