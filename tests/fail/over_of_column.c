// expect: incompatible type for argument 1 of 'orm__over'
// expect-clang: passing 'const orm_int_col'
#include "user.h"

#define PLACED(X) X(field, opt(int64), n)
ORM_RESULT(Placed, Placeds, PLACED);

size_t f(orm_session *s);
size_t f(orm_session *s) {
#ifdef FIXED
    return Placed_select(s, orm_q(.from = ORM_FROM(User)), orm_into(Placed, .n = orm_over(orm_sum(Users.age), .order_by = { orm_asc(Users.id) }))).count;
#else
    return Placed_select(s, orm_q(.from = ORM_FROM(User)), orm_into(Placed, .n = orm_over(Users.age, .order_by = { orm_asc(Users.id) }))).count;
#endif
}
