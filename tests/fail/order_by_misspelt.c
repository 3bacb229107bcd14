// expect: has no member named 'nme'; did you mean 'name'
// expect-clang: no member named 'nme' in 'struct User_columns'; did you mean 'name'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_all(s, orm_q(.order_by = { orm_asc(Users.name) })).count == 1;
#else
    return User_all(s, orm_q(.order_by = { orm_asc(Users.nme) })).count == 1;
#endif
}
