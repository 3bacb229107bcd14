// expect: incompatible type for argument 3 of 'orm__real_column_takes_a_number'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__real_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_lt(Users.height, 1.8)));
#else
    return User_exists(s, orm_q(.where = orm_lt(Users.height, "1.8")));
#endif
}
