// expect: incompatible type for argument 3 of 'orm__date_column_takes_a_date'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__date_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_ge(Users.born, 20484)));
#else
    return User_exists(s, orm_q(.where = orm_ge(Users.born, "2026-01-31")));
#endif
}
