// expect: orm: model User: USER_MODEL is no list of entries X(kind, ...): is it misspelt, or a comma between two entries?
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, int32, age) X(field, int32, size)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, int32, age), X(field, int32, size)
#endif
ORM_MODEL(User, Users, USER_MODEL);
