// expect: orm: model User has no key: give it an entry X(key, TYPE, name)
#include "orm.h"

#ifdef FIXED
#define USER_MODEL(X) X(key, text, name) X(field, int32, age)
#else
#define USER_MODEL(X) X(field, text, name) X(field, int32, age)
#endif
ORM_MODEL(User, Users, USER_MODEL);
