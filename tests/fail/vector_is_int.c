// expect: incompatible type for argument 3 of 'orm__vector_column_takes_a_vector'
// expect: orm__int_value
// expect-clang: passing 'orm__int_value'
// expect-clang: incompatible type 'orm__vector_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.place, ((orm_vector){ (const float[]){ 1, 2, 3 }, 3 }))));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.place, 1)));
#endif
}
