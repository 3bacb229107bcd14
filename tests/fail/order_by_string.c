// expect: 'orm__takes_a_column_or_an_expression'
// expect-clang: incompatible type 'orm__column_or_expression'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_all(s, orm_q(.order_by = { orm_asc(Users.name) })).count == 1;
#else
    return User_all(s, orm_q(.order_by = { orm_asc("name") })).count == 1;
#endif
}
