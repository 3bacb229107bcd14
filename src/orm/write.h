/* write: what write.c offers to upsert.c.  Private. */
#ifndef ORM__WRITE_H
#define ORM__WRITE_H
#include "internal.h"

typedef struct orm__choice {
    const orm__field **fields, **defaults;
    size_t count, default_count;
    bool generates_key;
    bool gives_keys; int64_t first_key; /* the first of the fields is the key, and the rows get this one and those above it */
} orm__choice;
/* batch.c: many rows at once by the server's own way; keys: room for the generated ones. */
#define ORM__BATCH_LEAST 16 /* of fewer rows the ways that have to look first take longer than a statement for each */
typedef enum orm__batched { ORM__BATCH_NOT /* nothing was done: INSERT has to do it */, ORM__BATCH_DONE, ORM__BATCH_ALONE /* it is to be rolled back, and done row by row */ } orm__batched;
ORM__PRIVATE orm_status orm__batch_insert(orm_session *s, const orm__entity *e, const orm__choice *c, const char *rows, size_t n, int64_t *keys, orm__batched *outcome);
ORM__PRIVATE orm_status orm__key_fits(orm_session *s, const orm__entity *e, int64_t key);
/* The row brings a key that the database would have generated, and the database would generate it again. */
static inline ORM__UNUSED bool orm__gives_key(const orm__entity *e, const orm__choice *c) { return e->dialect->keys_apart && e->auto_key && !c->generates_key; }
ORM__PRIVATE bool orm__choice_new(orm_session *s, const orm__entity *e, orm__choice *c);
/* The columns an INSERT of this row writes, and those the database fills. */
ORM__PRIVATE void orm__choose_inserted(const orm__entity *e, void *row, orm__choice *c);
ORM__PRIVATE char *orm__draft(orm_session *s, const orm__entity *e, const void *row);
ORM__PRIVATE orm_status orm__draft_automatic(orm_session *s, const orm__entity *e, void *draft);
ORM__PRIVATE void orm__draft_stored(orm_session *s, const orm__entity *e, void *draft, bool key_generated);
ORM__PRIVATE orm_status orm__bind_fields(orm_session *s, orm__run *run, int at, const orm__field *const *fields, size_t count, const void *row);
ORM__PRIVATE orm_status orm__finish(orm_session *s, const orm__entity *e, orm__run *run, const orm__field *const *returned, size_t returned_count, void *into, bool *got_row);
ORM__PRIVATE void orm__sql_fresh(orm_session *s);
ORM__PRIVATE orm__text_slice orm__sql_written(const orm_session *s);
/* NULL: *status says why */
ORM__PRIVATE const orm__entity *orm__enter_write(orm_session *s, const char *verb, const orm_model *m, orm_status *status);
ORM__PRIVATE orm_status orm__write_end(orm_session *s);
ORM__PRIVATE orm_status orm__insert_inside(orm_session *s, const orm__entity *e, void *rows, size_t n);
ORM__PRIVATE orm_status orm__update_inside(orm_session *s, const orm__entity *e, void *rows, size_t n, const orm_columns *only);
/* read.c: the first row that matches, without an error when there is none */
ORM__PRIVATE void *orm__find_row(orm_session *s, const orm__entity *e, const orm_query *q);
#endif
