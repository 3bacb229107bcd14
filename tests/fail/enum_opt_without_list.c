// expect: unknown type name 'orm_opt_Mood'
#include "orm.h"

typedef enum Mood { GOOD, BAD } Mood;
#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, int32, mood)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(field, opt(enum(Mood)), mood)
#endif
ORM_MODEL(User, Users, USER_MODEL);
