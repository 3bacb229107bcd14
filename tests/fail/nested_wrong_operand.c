// expect: 'orm__term_pointer'
// expect-clang: incompatible type 'orm__column_or_expression'
#include "user.h"

bool f(orm_session *s, User *u);
bool f(orm_session *s, User *u) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_gt(orm_mul(orm_coalesce(orm_add(orm_add(Users.age, 1), u->age), 0), 3), 4)));
#else
    return User_exists(s, orm_q(.where = orm_gt(orm_mul(orm_coalesce(orm_add(orm_add(Users.age, 1), *u), 0), 3), 4)));
#endif
}
