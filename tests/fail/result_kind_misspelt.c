// expect: orm: result Top: `filed` is no kind of entry in a result (field row opt_row)
#include "user.h"

#ifdef FIXED
#define TOP(X) X(field, text, name)
#else
#define TOP(X) X(filed, text, name)
#endif
ORM_RESULT(Top, Tops, TOP);

bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return Top_sql(s, "SELECT 1", orm_args()).count == 1;
#else
    return Top_sql(s, "SELECT 1", orm_args()).count == 1;
#endif
}
