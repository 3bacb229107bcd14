// expect: incompatible type for argument 1 of 'orm__filter'
// expect-clang: passing 'const orm_int_col'
#include "user.h"

orm_value f(orm_session *s);
orm_value f(orm_session *s) {
#ifdef FIXED
    return User_aggregate(s, NULL, orm_filter(orm_sum(Users.age), orm_gt(Users.age, 3)));
#else
    return User_aggregate(s, NULL, orm_filter(Users.age, orm_gt(Users.age, 3)));
#endif
}
