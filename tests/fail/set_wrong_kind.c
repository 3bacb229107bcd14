// expect: argument 2 of 'orm__int_column_is_set_to_an_integer'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__int_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Users.age, 18))) == 1;
#else
    return User_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Users.age, "18"))) == 1;
#endif
}
