// expect: 'User__col_nmae' undeclared here (not in a function); did you mean 'User__col_name'
// expect-clang: undeclared identifier 'User__col_nmae'; did you mean 'User__col_name'
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(unique, (name))
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(unique, (nmae))
#endif
ORM_MODEL(User, Users, USER_MODEL);
