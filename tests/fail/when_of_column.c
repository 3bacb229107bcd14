// expect: incompatible type for argument 1 of 'orm__when'
// expect-clang: passing 'const orm_bool_col'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(orm_case(orm_when(orm_eq(Users.active, true), 1), orm_else(2)), 1)));
#else
    return User_exists(s, orm_q(.where = orm_eq(orm_case(orm_when(Users.active, 1), orm_else(2)), 1)));
#endif
}
