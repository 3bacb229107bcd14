// expect: incompatible type for argument 3 of 'orm__point_column_takes_a_point'
// expect: orm__real_value
// expect-clang: passing 'orm__real_value'
// expect-clang: incompatible type 'orm__point_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.home, ((orm_point){ 1.5, 2 }))));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.home, 1.5)));
#endif
}
