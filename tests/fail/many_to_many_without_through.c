// expect: orm: model User: the relation with Other lacks a part
#include "orm.h"

ORM_DECLARE(User);
#define OTHER_MODEL(X) X(key, int64, a)
ORM_MODEL(Other, Others, OTHER_MODEL);
#define LINK_MODEL(X) X(key, int64, user_id, .references = ORM_REF(User, id)) X(key, int64, other_id, .references = ORM_REF(Other, a))
ORM_MODEL(Link, Links, LINK_MODEL);
#ifdef FIXED
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(many_to_many, Other, others, Link)
#else
#define USER_MODEL(X) \
    X(key, int64, id) \
    X(field, text, name) \
    X(many_to_many, Other, others)
#endif
ORM_MODEL(User, Users, USER_MODEL);
