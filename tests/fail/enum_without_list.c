// expect: unknown type name 'Mood'
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, int32, mood)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, enum(Mood), mood)
#endif
ORM_MODEL(User, Users, USER_MODEL);
