// expect: struct Top_columns'
// expect: 'm'
// expect-clang: no member named 'm' in 'struct Top_columns'
#include "user.h"

#define TOP(X) X(field, text, name) X(field, int64, n)
ORM_RESULT(Top, Tops, TOP);

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return Top_select(s, orm_q(.from = ORM_FROM(User), .order_by = { orm_desc(Tops.n) }), orm_into(Top, .name = orm_col(Users.name), .n = orm_val(1))).count == 1;
#else
    return Top_select(s, orm_q(.from = ORM_FROM(User), .order_by = { orm_desc(Tops.m) }), orm_into(Top, .name = orm_col(Users.name), .n = orm_val(1))).count == 1;
#endif
}
