/* Threads share the database; each has a session of its own. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#define COUNTER_MODEL(X)                                    \
    X(key,   int64, id)                                     \
    X(field, int64, value)
ORM_MODEL(Counter, Counters, COUNTER_MODEL, .table = "counters");

enum { THREADS = 4, ROUNDS = 200 };

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
/* Adds one in the database: no update is lost, because nobody reads a value that he then writes back. */
static void add_in_place(orm_session *s) {
    Counter_update_where(s, orm_q(.where = orm_eq(Counters.id, 1)), ORM_SET(orm_set(Counters.value, orm_add(Counters.value, 1))));
    must(s, orm_status_of(s));
}
/* Reads, thinks, writes: inside a writing transaction nobody comes in between.  When another connection is in the way for too long, the block runs again. */
static void add_by_hand(orm_session *s) {
    orm_retry(s, 5) {
        Counter *c = Counter_get(s, 2);
        if (!c) break;
        c->value++;
        Counter_update(s, c);
    }
    must(s, orm_status_of(s));
}
static void *work(void *data) {
    orm_session *s = orm_session_open(data);
    for (int i = 0; i < ROUNDS; i++) {
        add_in_place(s);
        add_by_hand(s);
        must(s, orm_session_reset(s));
    }
    must(s, orm_session_close(s));
    return NULL;
}

int main(void) {
    orm_error err;
    remove("14_threads.db");
    orm_db *db = orm_open("sqlite:14_threads.db", &(orm_options){ .pool_max = THREADS }, &err); /* a file: in memory all would share one connection */
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Counter), NULL));
    Counter counters[] = { { .id = 1 }, { .id = 2 } };
    must(s, Counter_insert_all(s, counters, 2));

    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, work, db)) return 1;
    for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);

    Counter_list list = Counter_all(s, orm_q(.order_by = { orm_asc(Counters.id) }));
    must(s, orm_status_of(s));
    orm_foreach(Counter, c, list) printf("counter %" PRId64 ": %" PRId64 " of %d\n", c->id, c->value, THREADS * ROUNDS);

    must(s, orm_session_close(s));
    if (orm_close(db) != ORM_OK) return 1;
    return remove("14_threads.db") != 0;
}
