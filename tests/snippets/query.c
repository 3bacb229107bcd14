#include "snippets/host.h"

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    const int minimum = 30;
    const char *part = "ANN";
    /* snippet */
    CHECK(list.count == 1 && count == 1 && ann && ann->age.value == 34);
    must(s, orm_status_of(s));
    host_close(s, db);
    return 0;
}
