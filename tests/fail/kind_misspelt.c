// expect: orm: model User: `feild` is no kind of entry (key field belongs_to has_one has_many many_to_many foreign index unique check)
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
    X(feild, int32, age)
#endif
ORM_MODEL(User, Users, USER_MODEL);
