// expect: incompatible types when initializing type 'double' using type 'char *'
// expect-clang: initializing 'double' with an expression of incompatible type 'char[5]'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_insert(s, &(User){ .height = ORM_SOME(1.8) }) == ORM_OK;
#else
    return User_insert(s, &(User){ .height = ORM_SOME("tall") }) == ORM_OK;
#endif
}
