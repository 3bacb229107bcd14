#include "snippets/host.h"

static size_t found(orm_session *s, const char *domain, bool adults_only, const char *sort) {
    /* snippet */
    return list.count;
}

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    CHECK(found(s, NULL, false, NULL) == 3);
    CHECK(found(s, "@EXAMPLE.ORG", false, "-since, email") == 2);
    CHECK(found(s, "@EXAMPLE.ORG", true, NULL) == 1);
    must(s, orm_status_of(s));
    CHECK(found(s, NULL, false, "password") == 0 && orm_status_of(s) == ORM_INVALID);
    host_close(s, db);
    return 0;
}
