#include "snippets/host.h"

/* snippet */

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    print_authors(s);
    must(s, orm_status_of(s));
    host_close(s, db);
    return 0;
}
