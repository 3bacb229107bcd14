#include "snippets/host.h"

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    /* snippet */
    must(s, orm_status_of(s));
    host_close(s, db);
    return 0;
}
