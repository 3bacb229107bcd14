#include "snippets/host.h"

/* snippet */

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    must(s, promote(s, 1));
    CHECK(Post_count(s, NULL) == 4 && User_get(s, 1)->role == ROLE_ADMIN);
    CHECK(promote(s, 99) == ORM_NOT_FOUND && Post_count(s, NULL) == 4 && orm_depth(s) == 0);
    host_close(s, db);
    return 0;
}
