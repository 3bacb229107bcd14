// expect: argument 1 of 'orm__int_list_takes_an_integer'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__int_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_in(Users.age, 1, 2)));
#else
    return User_exists(s, orm_q(.where = orm_in(Users.age, 1, "two")));
#endif
}
