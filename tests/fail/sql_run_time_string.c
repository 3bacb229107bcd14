// expect: expected ')' before 'query'
// expect-clang: expected ')'
#include "user.h"

const char *query(void);
bool f(orm_session *s);
bool f(orm_session *s) {
#ifdef FIXED
    return orm_exec_text(s, query(), orm_args()) == 1;
#else
    return orm_exec(s, query(), orm_args()) == 1;
#endif
}
