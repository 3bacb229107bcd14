// expect: redeclaration of enumerator 'User__col_name'
// expect-clang: redefinition of enumerator 'User__col_name'
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, int32, age)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, int32, name)
#endif
ORM_MODEL(User, Users, USER_MODEL);
