// expect: 'User__col_nmae' undeclared here (not in a function); did you mean 'User__col_name'
// expect-clang: undeclared identifier 'User__col_nmae'; did you mean 'User__col_name'
#include "orm.h"

#define OTHER_MODEL(X) X(key, int64, a) X(key, text, b)
ORM_MODEL(Other, Others, OTHER_MODEL);
#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(foreign, (id, name), Other, (a, b))
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(foreign, (id, nmae), Other, (a, b))
#endif
ORM_MODEL(User, Users, USER_MODEL);
