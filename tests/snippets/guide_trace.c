#include "snippets/host.h"

/* snippet */

int main(void) {
    orm_error err;
    orm_db *db = open_traced(&err);
    CHECK(db);
    orm_session *s = host_session(db);
    CHECK(User_count(s, NULL) == 3);
    host_close(s, db);
    return 0;
}
