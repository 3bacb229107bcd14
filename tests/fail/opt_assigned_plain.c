// expect: incompatible types when assigning to type 'orm_opt_double' from type 'double'
// expect-clang: assigning to 'orm_opt_double' (aka 'struct orm_opt_double') from incompatible type 'double'
#include "user.h"

void f(User *user);
void f(User *user) {
#ifdef FIXED
    user->height = (orm_opt_double)ORM_SOME(1.8);
#else
    user->height = 1.8;
#endif
}
