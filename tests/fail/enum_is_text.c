// expect: incompatible type for argument 3 of 'orm__enum_column_takes_an_enum'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__enum_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.level, LEVEL_HIGH)));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.level, "high")));
#endif
}
