// expect: incompatible type for argument 3 of 'orm__decimal_column_takes_a_decimal'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__decimal_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_gt(Users.balance, ORM_DEC("12.5"))));
#else
    return User_exists(s, orm_q(.where = orm_gt(Users.balance, "12.5")));
#endif
}
