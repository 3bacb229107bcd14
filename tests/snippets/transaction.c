#include "snippets/host.h"

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    /* snippet */
    must(s, orm_status_of(s));
    Post *stored = Post_one(s, orm_q(.where = orm_eq(Posts.title, "Hello")));
    CHECK(stored && strcmp(stored->body, "First!") == 0);
    host_close(s, db);
    return 0;
}
