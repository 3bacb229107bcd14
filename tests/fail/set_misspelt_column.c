// expect: has no member named 'aeg'
// expect-clang: no member named 'aeg' in 'struct User_columns'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Users.age, 18))) == 1;
#else
    return User_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Users.aeg, 18))) == 1;
#endif
}
