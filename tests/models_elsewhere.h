/* Models that two files of a test program declare. */
#ifndef MODELS_ELSEWHERE_H
#define MODELS_ELSEWHERE_H
#include "orm.h"

#define SHARED_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, name) X(field, opt(int32), age)
ORM_MODEL(Shared, Shareds, SHARED_MODEL);

/* In models_elsewhere.c: verbs of its own copy of Shared, and another model of the name Differing. */
Shared *elsewhere_get(orm_session *s, int64_t id);
Shared_list elsewhere_named(orm_session *s, const char *name);
orm_status elsewhere_insert(orm_session *s, Shared *row);
const orm_model *elsewhere_model(void);
const orm_model *elsewhere_differing(void);
int64_t elsewhere_differing_count(orm_session *s);
#endif
