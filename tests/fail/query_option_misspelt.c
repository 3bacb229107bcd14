// expect: has no member named 'wher'; did you mean 'where'
// expect-clang: field designator 'wher' does not refer to any field in type 'orm_query'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_all(s, orm_q(.where = orm_eq(Users.id, 1))).count == 1;
#else
    return User_all(s, orm_q(.wher = orm_eq(Users.id, 1))).count == 1;
#endif
}
