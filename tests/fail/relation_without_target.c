// expect: orm: model User: the relation with other lacks a part: X(belongs_to, Target, name, key_column)
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
    X(belongs_to, other)
#endif
ORM_MODEL(User, Users, USER_MODEL);
