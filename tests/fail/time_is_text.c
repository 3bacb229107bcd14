// expect: incompatible type for argument 3 of 'orm__time_column_takes_a_time'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__time_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_ge(Users.wakes, INT64_C(25200000000))));
#else
    return User_exists(s, orm_q(.where = orm_ge(Users.wakes, "07:00")));
#endif
}
