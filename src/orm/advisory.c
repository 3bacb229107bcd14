/* advisory: locks with names, held until the transaction ends. */
#include "internal.h"
#include <stdio.h>
#include <string.h>

#define ORM__RELEASED_AT_ONCE 16

/* Room for what must be given back is there before it is taken. */
static bool orm__advisory_reserve(orm_session *s) {
    if (!s->db->dialect->advisory_release || s->advisory_count < s->advisory_size) return true;
    orm__advisory_name *names = orm__grow(&s->db->allocator, s->advisory, &s->advisory_size, sizeof *names, 4);
    if (names) s->advisory = names;
    return names != NULL;
}
static void orm__advisory_held(orm_session *s, const orm__cell *cell) {
    if (!s->db->dialect->advisory_release || cell->size >= sizeof *s->advisory) return;
    memcpy(s->advisory[s->advisory_count].text, cell->bytes, cell->size);
    s->advisory[s->advisory_count++].text[cell->size] = 0;
}
static orm_status orm__advisory_take(orm_session *s, const char *name, const char *sql) {
    orm__run run;
    orm__cell cell = { .wire = ORM__WIRE_NULL };
    orm__parameters_clear(s);
    orm__parameter_add(&s->parameters, NULL, (orm_value){ .type = ORM_TEXT, .as.text = name });
    if (s->parameters.failed || !orm__advisory_reserve(s)) return orm__no_memory(s);
    if (orm__run_begin(s, orm__slice(sql, strlen(sql)), &run) != ORM_OK) return s->error.status;
    if (orm__run_step(s, &run) == ORM__STEP_ROW && s->conn->driver->cell(run.stmt, 0, &cell) != ORM_OK) orm__fetch_failed(s, &run);
    if (cell.wire == ORM__WIRE_TEXT) orm__advisory_held(s, &cell);
    orm__run_end(s, &run);
    if (s->error.status == ORM_OK && cell.wire != ORM__WIRE_TEXT) orm__fail(s, ORM_BUSY, "orm_advisory_lock: another session has the lock \"%.60s\"", name);
    return s->error.status;
}
orm_status orm_advisory_lock(orm_session *s, const char *name, orm_lock_wait wait) {
    const orm_status status = orm__enter(s, "advisory_lock", NULL);
    if (status != ORM_OK) return status;
    const orm__dialect *d = s->db->dialect;
    if (!name || !*name) orm__fail(s, ORM_MISUSE, "orm_advisory_lock: the name must not be NULL or empty");
    else if (wait != ORM_LOCK_WAIT && wait != ORM_NOWAIT) orm__fail(s, ORM_MISUSE, "orm_advisory_lock: wait is ORM_LOCK_WAIT or ORM_NOWAIT");
    else if (!s->depth) orm__fail(s, ORM_MISUSE, "orm_advisory_lock outside of a transaction would be gone at once: use orm_transaction");
    else if (s->levels[0].read_only) orm__fail(s, ORM_MISUSE, "orm_advisory_lock in a read-only transaction: begin one that writes (orm_begin, orm_transaction)");
    else if (orm__usable(s) == ORM_OK && d->advisory_wait) orm__advisory_take(s, name, wait == ORM_NOWAIT ? d->advisory_try : d->advisory_wait);
    return orm__leave(s);
}
/* After the transaction's end, when others see what it did.  What cannot be given back goes with the connection. */
ORM__PRIVATE void orm__advisory_release(orm_session *s) {
    const orm_error before = s->error;
    for (size_t at = 0; at < s->advisory_count && !s->conn->broken;) {
        char sql[16 + ORM__RELEASED_AT_ONCE * (sizeof(orm__advisory_name) + 24)] = "DO ";
        size_t used = strlen(sql);
        for (int i = 0; i < ORM__RELEASED_AT_ONCE && at < s->advisory_count; i++)
            used += (size_t)snprintf(sql + used, sizeof sql - used, "%s%s('%s')", i ? ", " : "", s->db->dialect->advisory_release, s->advisory[at++].text);
        if (s->conn->driver->run(s->conn, sql) != ORM_OK) orm__conn_suspect(s->conn);
    }
    s->advisory_count = 0;
    s->error = before;
}
