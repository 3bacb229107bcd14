/* Memory and hooks: who owns what, giving it back, an allocator and a trace of every statement. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define NOTE_MODEL(X)                                       \
    X(key,   int64, id,   .auto_increment = true)           \
    X(field, text,  body)
ORM_MODEL(Note, Notes, NOTE_MODEL, .table = "notes");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}

/* Every block of the library comes from here, with its size when it goes. */
typedef struct meter { size_t calls, bytes; } meter;
static void *metered(void *context, void *block, size_t old_size, size_t new_size) {
    meter *m = context;
    m->bytes -= block ? old_size : 0;
    if (!new_size) {
        free(block);
        return NULL;
    }
    void *fresh = realloc(block, new_size);
    m->calls++;
    m->bytes += fresh ? new_size : block ? old_size : 0;
    return fresh;
}
/* Called after every statement: what ran, for whom, how long (not printed here), how many rows, where the query was written. */
static void traced(void *context, const orm_trace *t) {
    const bool *on = context;
    if (*on) printf("  %s%s%s: %s [%s], %" PRId64 " row(s)%s\n", t->model, *t->model ? "_" : "", t->verb, t->sql, t->values, t->rows, t->line ? ", line known" : "");
}

int main(void) {
    orm_error err;
    meter m = { 0, 0 };
    bool tracing = false;
    const orm_options options = { .allocator = { metered, &m }, .trace = traced, .trace_context = &tracing, .trace_values = true };
    orm_db *db = orm_open("sqlite::memory:", &options, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Note), NULL));

    printf("statements:\n");
    tracing = true;
    Note note = { .body = "borrowed for the call" };
    must(s, Note_insert(s, &note));
    Note *first = Note_first(s, orm_q(.where = orm_startswith(Notes.body, "bor")));
    must(s, orm_status_of(s));
    tracing = false;

    /* Rows and texts belong to the session, until it is reset or closed; a copy into another session lives as long as that one. */
    orm_session *keeper = orm_session_open(db);
    Note *kept = Note_copy(keeper, first);
    must(keeper, orm_status_of(keeper));

    /* A mark, and giving back what came since: a loop in constant memory. */
    const orm_mark mark = orm_session_mark(s);
    size_t after_first = 0;
    for (int i = 0; i < 1000; i++) {
        Note_list list = Note_all(s, NULL);
        must(s, orm_status_of(s));
        if (list.count != 1) return 1;
        must(s, orm_session_release(s, mark));
        if (i == 0) after_first = m.bytes;
    }
    printf("a thousand queries later: %s\n", m.bytes == after_first ? "no byte more" : "grown");
    printf("still there, from before the mark: %s\n", first->body);

    must(s, orm_session_reset(s)); /* gives back everything: `first` is gone */
    printf("the copy: %s\n", kept->body);

    /* Steady work allocates nothing. */
    const size_t calls = m.calls;
    for (int i = 0; i < 1000; i++) {
        if (!Note_get(s, note.id)) must(s, orm_status_of(s));
        must(s, orm_session_reset(s));
    }
    printf("allocations in a thousand reads by key: %s\n", m.calls - calls <= 10 ? "next to none" : "many");

    if (orm_close(db) != ORM_MISUSE) return 1; /* sessions are open */
    must(s, orm_session_close(s));
    must(keeper, orm_session_close(keeper));
    if (orm_close(db) != ORM_OK) return 1;
    printf("held at the end: %zu bytes\n", m.bytes);
    return 0;
}
