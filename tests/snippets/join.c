#include "snippets/host.h"

#define COUNT(X) X(field, text, email) X(field, int64, posts)
ORM_RESULT(Count, Counts, COUNT);

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    /* snippet */
    must(s, orm_status_of(s));
    CHECK(most.count >= 1 && most.items[0].posts >= 1 && strchr(most.items[0].email, '@'));
    host_close(s, db);
    return 0;
}
