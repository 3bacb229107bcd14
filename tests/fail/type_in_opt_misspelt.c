// expect: unknown type name 'ORM_OPT_int23'
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, opt(int32), age)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, opt(int23), age)
#endif
ORM_MODEL(User, Users, USER_MODEL);
