// expect: 'Othre__model' undeclared here (not in a function); did you mean 'Other__model'
// expect-clang: use of undeclared identifier 'Othre__model'; did you mean 'Other__model'
#include "orm.h"

#define OTHER_MODEL(X) X(key, int64, a)
ORM_MODEL(Other, Others, OTHER_MODEL);
#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(belongs_to, Other, other, id)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(belongs_to, Othre, other, id)
#endif
ORM_MODEL(User, Users, USER_MODEL);
