// expect: incompatible type for argument 3 of 'orm__map_column_takes_a_map'
// expect: orm__text_value
// expect-clang: passing 'orm__text_value'
// expect-clang: incompatible type 'orm__map_operand'
#include "user.h"

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return User_exists(s, orm_q(.where = orm_eq(Users.labels, ((orm_map){ (orm_map_entry[]){ { "a", "1" } }, 1 }))));
#else
    return User_exists(s, orm_q(.where = orm_eq(Users.labels, "a")));
#endif
}
