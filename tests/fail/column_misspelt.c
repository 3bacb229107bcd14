// expect: has no member named 'nme'; did you mean 'name'
// expect-clang: no member named 'nme' in 'struct User_columns'; did you mean 'name'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.name, "Ann")));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.nme, "Ann")));
#endif
}
