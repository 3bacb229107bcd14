// expect: '_Generic' selector of type 'const orm_relation *'
// expect-clang: controlling expression type
#include "user.h"

#define POST_MODEL(X) X(key, int64, id) X(field, int64, user_id) X(belongs_to, User, user, user_id)
ORM_MODEL(Post, Posts, POST_MODEL, .table = "posts");

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return Post_exists(s, orm_q(.where = orm_eq(Posts.user_id, 1)));
#else
    return Post_exists(s, orm_q(.where = orm_eq(Posts.user, 1)));
#endif
}
