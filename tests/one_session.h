/* For programs whose tests have one database and one session each: db and s.  What set_up opens with open_one_session, tear_down closes. */
#ifndef ONE_SESSION_H
#define ONE_SESSION_H
#include "harness.h"

static orm_db *db;
static orm_session *s;

HARNESS_UNUSED static void open_one_session(void) {
    db = test_open();
    s = orm_session_open(db);
}
HARNESS_UNUSED static int tear_down(void **state) {
    (void)state;
    orm_session_close(s);
    assert_int_equal(orm_close(db), ORM_OK);
    return 0;
}
#endif
