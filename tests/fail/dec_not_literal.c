// expect: expected '}' before numeric constant
// expect-clang: expected '}'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_count(s, orm_q(.where = orm_eq(Users.balance, ORM_DEC("12.5")))) == 1;
#else
    return User_count(s, orm_q(.where = orm_eq(Users.balance, ORM_DEC(12.5)))) == 1;
#endif
}
