/* Streaming: row by row in the same memory, however many there are. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define READING_MODEL(X)                                    \
    X(key,   int64,  id,      .auto_increment = true)       \
    X(field, text,   station)                               \
    X(field, double, degrees)
ORM_MODEL(Reading, Readings, READING_MODEL, .table = "readings");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
/* Counts the bytes that the library holds. */
static void *counted(void *context, void *block, size_t old_size, size_t new_size) {
    size_t *bytes = context;
    if (!new_size) {
        if (block) *bytes -= old_size;
        free(block);
        return NULL;
    }
    void *fresh = realloc(block, new_size);
    if (fresh) *bytes += new_size - (block ? old_size : 0);
    return fresh;
}

int main(void) {
    enum { COUNT = 20000, BATCH = 1000 };
    orm_error err;
    size_t bytes = 0;
    const orm_options options = { .allocator = { counted, &bytes } };
    orm_db *db = orm_open("sqlite::memory:", &options, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Reading), NULL));

    static Reading batch[BATCH];
    for (int i = 0; i < COUNT; i += BATCH) {
        for (int k = 0; k < BATCH; k++) batch[k] = (Reading){ .station = (i + k) % 3 ? "harbour" : "hill", .degrees = (i + k) % 40 / 2.0 };
        must(s, Reading_insert_all(s, batch, BATCH));
    }

    /* the row and its texts are overwritten by the next one: Reading_copy keeps one */
    double sum = 0, hottest = 0;
    size_t before = 0;
    int rows = 0;
    Reading_cursor cursor = Reading_stream(s, orm_q(.order_by = { orm_asc(Readings.id) }));
    for (Reading *r; (r = Reading_next(&cursor)); rows++) {
        if (rows == 10) before = bytes;
        sum += r->degrees;
        if (r->degrees > hottest) hottest = r->degrees;
    }
    must(s, orm_status_of(s)); /* the end, or a failure */
    printf("%d rows, %.2f on average, %.1f at most\n", rows, sum / rows, hottest);
    printf("memory grew while reading: %s\n", bytes > before ? "yes" : "no");

    /* a second statement in between works; Reading_stop ends a stream early */
    cursor = Reading_stream(s, orm_q(.where = orm_eq(Readings.station, "hill")));
    for (Reading *r; (r = Reading_next(&cursor));) {
        if (r->degrees < 19) continue;
        const int64_t same = Reading_count(s, orm_q(.where = orm_eq(Readings.degrees, r->degrees)));
        must(s, orm_status_of(s));
        printf("number %" PRId64 " has %.1f degrees, like %" PRId64 " others\n", r->id, r->degrees, same - 1);
        break;
    }
    must(s, Reading_stop(&cursor));

    /* all at once, for comparison */
    Reading_list all = Reading_all(s, NULL);
    must(s, orm_status_of(s));
    printf("as a list: %zu rows, memory grew: %s\n", all.count, bytes > before ? "yes" : "no");

    must(s, orm_session_close(s));
    if (orm_close(db) != ORM_OK) return 1;
    printf("held at the end: %zu bytes\n", bytes);
    return 0;
}
