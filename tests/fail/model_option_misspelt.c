// expect: 'orm_model' has no member named 'tabel'; did you mean 'table'
// expect-clang: field designator 'tabel' does not refer to any field in type 'const orm_model'
#include "orm.h"

#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    
#ifdef FIXED
ORM_MODEL(User, Users, USER_MODEL, .table = "users");
#else
ORM_MODEL(User, Users, USER_MODEL, .tabel = "users");
#endif
