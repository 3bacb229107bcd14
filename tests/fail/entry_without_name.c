// expect: orm: model User: an entry of type int32 has no name: X(field, TYPE, name, options...)
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
    X(field, int32)
#endif
ORM_MODEL(User, Users, USER_MODEL);
