// expect: incompatible type for argument 3 of 'orm__text_column_takes_a_text'
// expect: orm__int_value
// expect-clang: passing 'orm__int_value'
// expect-clang: incompatible type 'orm__text_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.name, "3")));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.name, 3)));
#endif
}
