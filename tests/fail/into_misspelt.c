// expect: 'Top_into'
// expect: 'nmae'
// expect-clang: field designator 'nmae' does not refer to any field in type
// expect-clang: Top_into
#include "user.h"

#define TOP(X) X(field, text, name) X(field, int64, n)
ORM_RESULT(Top, Tops, TOP);

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return Top_select(s, orm_q(.from = ORM_FROM(User), .group_by = { Users.name }), orm_into(Top, .name = orm_col(Users.name), .n = orm_count_all())).count == 1;
#else
    return Top_select(s, orm_q(.from = ORM_FROM(User), .group_by = { Users.name }), orm_into(Top, .nmae = orm_col(Users.name), .n = orm_count_all())).count == 1;
#endif
}
