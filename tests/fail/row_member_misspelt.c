// expect: 'User' has no member named 'nme'; did you mean 'name'
// expect-clang: field designator 'nme' does not refer to any field in type 'User'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_insert(s, &(User){ .name = "x" }) == ORM_OK;
#else
    return User_insert(s, &(User){ .nme = "x" }) == ORM_OK;
#endif
}
