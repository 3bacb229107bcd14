/* The second file of test_models.c. */
#include "models_elsewhere.h"

#define DIFFERING_MODEL(X) X(key, int64, id) X(field, text, name)
ORM_MODEL(Differing, Differings, DIFFERING_MODEL);

Shared *elsewhere_get(orm_session *s, int64_t id) { return Shared_get(s, id); }
Shared_list elsewhere_named(orm_session *s, const char *name) { return Shared_all(s, orm_q(.where = orm_eq(Shareds.name, name))); }
orm_status elsewhere_insert(orm_session *s, Shared *row) { return Shared_insert(s, row); }
const orm_model *elsewhere_model(void) { return ORM_FROM(Shared); }
const orm_model *elsewhere_differing(void) { return ORM_FROM(Differing); }
int64_t elsewhere_differing_count(orm_session *s) { return Differing_count(s, NULL); }
