// expect: '_Generic' selector of type
// expect-clang: controlling expression type
#include "user.h"

#define POST_MODEL(X) X(key, int64, id) X(field, int64, user_id) X(belongs_to, User, user, user_id)
ORM_MODEL(Post, Posts, POST_MODEL, .table = "posts");

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return Post_exists(s, orm_q(.where = orm_has(Posts.user, orm_eq(Users.age, 3))));
#else
    return Post_exists(s, orm_q(.where = orm_has(Posts.user_id, orm_eq(Users.age, 3))));
#endif
}
