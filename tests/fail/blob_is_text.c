// expect: incompatible type for argument 3 of 'orm__blob_column_takes_a_blob'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__blob_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.photo, ((orm_blob){ "abc", 3 }))));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.photo, "abc")));
#endif
}
