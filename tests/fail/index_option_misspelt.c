// expect: 'orm_index' has no member named 'nam'; did you mean 'name'
// expect-clang: field designator 'nam' does not refer to any field in type 'orm_index'
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(index, (name), .name = "ix")
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(index, (name), .nam = "ix")
#endif
ORM_MODEL(User, Users, USER_MODEL);
