// expect: 'orm__only_array_columns_have_items'
// expect-clang: incompatible type 'orm__array_column'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_array_has_any(Users.marks, ((orm_array_int32){ (int32_t[]){ 1 }, 1 }))));
#else
    return User_exists(s, orm_q(.where = orm_array_has_any(Users.name, ((orm_array_int32){ (int32_t[]){ 1 }, 1 }))));
#endif
}
