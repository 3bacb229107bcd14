// expect: incompatible type for argument 3 of 'orm__uuid_column_takes_a_uuid'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__uuid_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.token, (orm_uuid){ { 0x12 } })));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.token, "123e4567-e89b-12d3-a456-426614174000")));
#endif
}
