// expect: '_Generic' selector of type 'int32_t **'
// expect-clang: not compatible with any generic association type
#include "user.h"

int64_t f(orm_session *s, int32_t **small, int64_t **wide);
int64_t f(orm_session *s, int32_t **small, int64_t **wide) {
#ifdef FIXED
    (void)small;
    return orm_pluck_columns(s, orm_q(.from = ORM_FROM(User)), orm_to(wide, Users.id));
#else
    (void)wide;
    return orm_pluck_columns(s, orm_q(.from = ORM_FROM(User)), orm_to(small, Users.id));
#endif
}
