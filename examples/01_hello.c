#define ORM_IMPLEMENTATION    /* in exactly one .c file */
#include "orm.h"
#include <stdio.h>

#define TASK_MODEL(X)                                       \
    X(key,   int64, id,    .auto_increment = true)          \
    X(field, text,  title)                                  \
    X(field, bool,  done)

ORM_MODEL(Task, Tasks, TASK_MODEL, .table = "tasks");

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);

    Task task = { .title = "Try it" };
    if (orm_create_tables(s, ORM_MODELS(Task), NULL) == ORM_OK && Task_insert(s, &task) == ORM_OK) {
        Task_list todo = Task_all(s, orm_q(.where = orm_eq(Tasks.done, false),
                                           .order_by = { orm_desc(Tasks.id) }, .limit = 10));
        orm_foreach(Task, t, todo) printf("%lld %s\n", (long long)t->id, t->title);
    }
    const orm_status status = orm_status_of(s);
    if (status != ORM_OK) fprintf(stderr, "%s\n", orm_error_of(s)->message);

    orm_session_close(s);
    orm_close(db);
    return status != ORM_OK;
}
