// expect: 'orm__only_text_columns_have_patterns'
// expect-clang: incompatible type 'orm__text_column'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_contains(Users.name, "1")));
#else
    return User_exists(s, orm_q(.where = orm_contains(Users.age, "1")));
#endif
}
