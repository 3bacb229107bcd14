// expect: 'Usr__model' undeclared (first use in this function); did you mean 'User__model'
// expect-clang: use of undeclared identifier 'Usr__model'; did you mean 'User__model'
#include "orm.h"

#define USER_MODEL(X) X(key, text, name) X(field, int32, age)
ORM_MODEL(User, Users, USER_MODEL);
const orm_model *const *models(void);
const orm_model *const *models(void) {
#ifdef FIXED
    static const orm_model *const list[] = { &User__model, NULL };
#else
    static const orm_model *const list[] = { ORM_FROM(Usr), NULL };
#endif
    return list;
}
