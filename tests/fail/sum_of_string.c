// expect: 'orm__of_one'
// expect-clang: incompatible type 'orm__column_or_expression'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return orm_value_int(User_aggregate(s, NULL, orm_sum(Users.age))) == 3;
#else
    return orm_value_int(User_aggregate(s, NULL, orm_sum("age"))) == 3;
#endif
}
