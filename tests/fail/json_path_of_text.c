// expect: 'orm__only_json_columns_have_paths'
// expect-clang: incompatible type 'orm__json_column'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(orm_json_text(Users.settings, "theme"), "dark")));
#else
    return User_exists(s, orm_q(.where = orm_eq(orm_json_text(Users.name, "theme"), "dark")));
#endif
}
