// expect: incompatible type for argument 3 of 'orm__bool_column_takes_a_bool'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__bool_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.active, true)));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.active, "true")));
#endif
}
