// expect: orm: model User: USR_MODEL is no list of entries X(kind, ...): is it misspelt, or a comma between two entries?
#include "orm.h"

#define USER_MODEL(X) X(key, text, name) X(field, int32, age)
#ifdef FIXED
ORM_MODEL(User, Users, USER_MODEL);
#else
ORM_MODEL(User, Users, USR_MODEL);
#endif
