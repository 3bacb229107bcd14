// expect: unknown type name 'ORM_TYPE_varchar'
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, varchar(20), age)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, varchar, age)
#endif
ORM_MODEL(User, Users, USER_MODEL);
