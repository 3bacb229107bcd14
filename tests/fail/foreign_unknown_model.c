// expect: 'Othre__model' undeclared here (not in a function); did you mean 'Other__model'
// expect-clang: use of undeclared identifier 'Othre__model'; did you mean 'Other__model'
#include "orm.h"

#define OTHER_MODEL(X) X(key, int64, a) X(key, text, b)
ORM_MODEL(Other, Others, OTHER_MODEL);
#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(foreign, (id), Other, (a))
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(foreign, (id), Othre, (a))
#endif
ORM_MODEL(User, Users, USER_MODEL);
