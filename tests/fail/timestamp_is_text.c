// expect: incompatible type for argument 3 of 'orm__timestamp_column_takes_a_timestamp'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__timestamp_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_ge(Users.created, INT64_C(1769904000000000))));
#else
    return User_exists(s, orm_q(.where = orm_ge(Users.created, "2026-01-31")));
#endif
}
