// expect: orm: model User: INDEX of name: its columns stand in parentheses, even one: X(index, (a, b))
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(index, (name))
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(index, name)
#endif
ORM_MODEL(User, Users, USER_MODEL);
