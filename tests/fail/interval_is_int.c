// expect: incompatible type for argument 3 of 'orm__interval_column_takes_an_interval'
// expect: orm__int_value
// expect-clang: passing 'orm__int_value'
// expect-clang: incompatible type 'orm__interval_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.period, (orm_interval){ .microseconds = 3600 })));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.period, 3600)));
#endif
}
