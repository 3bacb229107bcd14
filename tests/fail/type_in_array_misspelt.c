// expect: unknown type name 'orm_array_int23'
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, array(int32), age)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, array(int23), age)
#endif
ORM_MODEL(User, Users, USER_MODEL);
