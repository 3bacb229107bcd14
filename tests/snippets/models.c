#include "orm.h"
#include <stdio.h>

/* snippet */

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    orm_session *s = orm_session_open(db);
    const orm_status made = orm_create_tables(s, ORM_MODELS(User, Post), NULL);
    User u = User_init();
    u.email = "ann@example.org";
    u.credit = ORM_DEC("1.50");
    const orm_status stored = User_insert(s, &u);
    if (made != ORM_OK || stored != ORM_OK || u.role != ROLE_GUEST || !u.since) printf("%s\n", orm_error_of(s)->message);
    orm_session_close(s);
    orm_close(db);
    return made != ORM_OK || stored != ORM_OK || u.role != ROLE_GUEST || !u.since;
}
