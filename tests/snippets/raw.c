#include "snippets/host.h"

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    /* snippet */
    must(s, orm_status_of(s));
    CHECK(found.count == 1 && changed == 0);
    host_close(s, db);
    return 0;
}
