// expect: 'orm__takes_a_column_or_an_expression'
// expect-clang: incompatible type 'orm__column_or_expression'
#include "user.h"

#define POST_MODEL(X) X(key, int64, id) X(field, int64, user_id) X(belongs_to, User, user, user_id)
ORM_MODEL(Post, Posts, POST_MODEL, .table = "posts");

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return Post_all(s, orm_q(.order_by = { orm_asc(Posts.user_id) })).count == 1;
#else
    return Post_all(s, orm_q(.order_by = { orm_asc(Posts.user) })).count == 1;
#endif
}
