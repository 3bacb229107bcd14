// expect: has no member named 'othr'
// expect-clang: no member named 'othr' in 'struct User'
#include "orm.h"

#define OTHER_MODEL(X) X(key, int64, id)
ORM_MODEL(Other, Others, OTHER_MODEL);
#define USER_MODEL(X) X(key, int64, id) X(field, int64, other_id) X(belongs_to, Other, other, other_id)
ORM_MODEL(User, Users, USER_MODEL);
const Other *f(const User *user);
const Other *f(const User *user) {
#ifdef FIXED
    return user->other;
#else
    return user->othr;
#endif
}
