// expect: '_Generic' selector of type 'struct User' is not compatible with any association
// expect-clang: controlling expression type 'User' (aka 'struct User') not compatible with any generic association type
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.name, (User){ .name = "x" }.name)));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.name, (User){ .id = 1 })));
#endif
}
