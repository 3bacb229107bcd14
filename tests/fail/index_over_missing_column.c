// expect: 'User__col_aeg' undeclared
// expect-clang: use of undeclared identifier 'User__col_aeg'
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(index, (name, id))
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(index, (name, aeg))
#endif
ORM_MODEL(User, Users, USER_MODEL);
