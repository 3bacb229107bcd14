// expect: 'orm__a_string_is_no_column_takes'
// expect-clang: incompatible type 'orm__column_not_string'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.name, "Ann")));
#else
    return User_exists(s, orm_q(.where = orm_eq("name", "Ann")));
#endif
}
