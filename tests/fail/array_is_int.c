// expect: incompatible type for argument 3 of 'orm__array_column_takes_an_array'
// expect: orm__int_value
// expect-clang: passing 'orm__int_value'
// expect-clang: incompatible type 'orm__array_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.marks, ((orm_array_int32){ (int32_t[]){ 1 }, 1 }))));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.marks, 1)));
#endif
}
