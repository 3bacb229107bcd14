// expect: 'orm_column' has no member named 'uniqe'; did you mean 'unique'
// expect-clang: field designator 'uniqe' does not refer to any field in type 'const orm_column' (aka 'const struct orm_column'); did you mean 'unique'
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, int32, age, .unique = true)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, int32, age, .uniqe = true)
#endif
ORM_MODEL(User, Users, USER_MODEL);
