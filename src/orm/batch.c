/* batch: many new rows at once by a server's own way. */
#include "codec.h"
#include "write.h"
#include "sql/render.h"
#include <string.h>

/* ---- COPY -----------------------------------------------------------------------------------------------------------------------------------------
 * PostgreSQL: COPY in binary form, with keys drawn from the column's sequence in one call.  COPY does what INSERT does but for rules, row security and the form of
 * values of types that are not known here, and nothing else may decide on a key; so the catalogue is asked first, inside the transaction and with the table's lock
 * held, so that what it says is still so when the rows go.  Where anything stands against it, INSERT has to do it. */
typedef struct orm__batch {
    const orm__entity *e;
    const orm__field **fields; size_t count; /* the generated key first */
    uint32_t *types;                         /* of the columns, 0: not found yet */
    bool keys;                               /* the first field's values are drawn */
    uint32_t sequence;                       /* where from, 0: nobody knows */
} orm__batch;

static bool orm__batch_new(orm_session *s, const orm__entity *e, const orm__choice *c, bool keys, orm__batch *b) {
    *b = (orm__batch){ .e = e, .keys = keys };
    b->fields = orm__arena_take(&s->scratch, (c->count + 1) * sizeof *b->fields, 16);
    b->types = orm__arena_zero(&s->scratch, (c->count + 1) * sizeof *b->types);
    if (!b->fields || !b->types) return orm__no_memory(s), false;
    if (keys) b->fields[b->count++] = e->auto_key;
    for (size_t i = 0; i < c->count; i++) b->fields[b->count++] = c->fields[i];
    return true;
}
/* An INSERT takes its lock when the server reads it; what it would do does not matter. */
static orm_status orm__batch_lock(orm_session *s, const orm__entity *e) {
    orm__sql_fresh(s);
    orm__put_insert(&s->sql, e, NULL, 0, 1);
    if (s->sql.failed) return orm__no_memory(s);
    const orm__stmt shown = { .conn = s->conn, .sql = s->sql.text, .length = s->sql.length };
    return s->conn->driver->parse(s->conn, s->sql.text) == ORM_OK ? ORM_OK : orm__statement_failed(s, &shown);
}
/* A row of the catalogue's answer: a column's name, its type, whether it takes given values, and the sequence it gets its own from. */
static orm_status orm__batch_column(orm_session *s, orm__run *run, orm__batch *b) {
    orm__cell cells[4];
    for (int i = 3; i >= 0; i--) /* the text last: it is as good as the next call */
        if (s->conn->driver->cell(run->stmt, i, &cells[i]) != ORM_OK) return orm__fetch_failed(s, run);
    for (size_t i = 0; i < b->count; i++) {
        const char *name = b->fields[i]->name;
        if (strlen(name) != cells[0].size || memcmp(name, cells[0].bytes, cells[0].size) != 0) continue;
        const bool key = b->keys && i == 0;
        const uint32_t type = (uint32_t)cells[1].integer;
        if (key) b->sequence = cells[3].wire == ORM__WIRE_INTEGER ? (uint32_t)cells[3].integer : 0;
        if ((key || cells[2].integer) && s->conn->driver->bulk_takes(s->conn, b->fields[i], type)) b->types[i] = type;
    }
    return ORM_OK;
}
static orm_status orm__batch_look(orm_session *s, orm__batch *b) {
    orm__run run;
    orm__step step;
    orm__sql_fresh(s);
    orm__put_bulk_columns(&s->sql, b->e, b->keys ? b->e->auto_key : NULL);
    if (s->sql.failed) return orm__no_memory(s);
    orm_status status = orm__run_begin(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    while (status == ORM_OK && (step = orm__run_step(s, &run)) == ORM__STEP_ROW) status = orm__batch_column(s, &run, b);
    status = s->error.status;
    orm__run_end(s, &run);
    return status;
}
static bool orm__batch_fits(const orm__batch *b) {
    for (size_t i = 0; i < b->count; i++)
        if (!b->types[i]) return false;
    return !b->keys || b->sequence;
}
static orm_status orm__batch_draw(orm_session *s, const orm__batch *b, int64_t *keys, size_t n) {
    orm_status status = s->conn->driver->draw(s->conn, b->sequence, n, keys);
    if (status != ORM_OK) return orm__statement_failed(s, NULL);
    for (size_t i = 0; i < n && status == ORM_OK; i++) status = orm__key_fits(s, b->e, keys[i]);
    return status;
}
static orm_status orm__batch_copy(orm_session *s, const orm__batch *b, const char *rows, size_t n, const int64_t *keys) {
    const orm__bulk what = { .fields = b->fields, .count = b->count, .types = b->types, .rows = rows, .n = n, .row_size = b->e->model->row_size, .keys = b->keys ? keys : NULL };
    orm__sql_fresh(s);
    orm__put_copy(&s->sql, b->e, b->fields, b->count);
    return s->sql.failed ? orm__no_memory(s) : orm__run_bulk(s, orm__sql_written(s), &what);
}
static orm_status orm__batch_by_copy(orm_session *s, const orm__entity *e, const orm__choice *c, const char *rows, size_t n, int64_t *keys, orm__batched *outcome) {
    orm__batch b;
    if (!orm__batch_new(s, e, c, c->generates_key, &b)) return ORM_NO_MEMORY;
    orm_status status = orm__batch_lock(s, e);
    if (status == ORM_OK) status = orm__batch_look(s, &b);
    if (status != ORM_OK || !orm__batch_fits(&b)) return status;
    if (b.keys) status = orm__batch_draw(s, &b, keys, n);
    if (status == ORM_OK) status = orm__batch_copy(s, &b, rows, n, keys);
    *outcome = ORM__BATCH_DONE;
    return status;
}

/* ---- arrays ---------------------------------------------------------------------------------------------------------------------------------------
 * MariaDB: one execution for many rows.  Generated keys come back by RETURNING, in the order in which the rows were inserted, which is theirs.  That order is not
 * promised, but what auto_increment counts grows from row to row: keys that grow can be in no other order.  Where they do not (a trigger chose them) nothing can be
 * told, and each row has to go alone. */
static orm_status orm__batch_keys(orm_session *s, const orm__entity *e, orm__run *run, int64_t *keys, size_t n, bool *ordered) {
    size_t got = 0;
    orm_status status = ORM_OK;
    orm__step step = ORM__STEP_ROW;
    while (status == ORM_OK && (step = orm__run_step(s, run)) == ORM__STEP_ROW) {
        orm__cell cell;
        if (s->conn->driver->cell(run->stmt, 0, &cell) != ORM_OK) return orm__fetch_failed(s, run);
        if (got < n && cell.wire == ORM__WIRE_INTEGER) keys[got] = cell.integer;
        *ordered = *ordered && cell.wire == ORM__WIRE_INTEGER && (!got || (got < n && keys[got] > keys[got - 1]));
        if (got++ < n) status = orm__key_fits(s, e, cell.integer);
    }
    *ordered = *ordered && got == n;
    return step == ORM__STEP_FAILED ? s->error.status : status;
}
static orm_status orm__batch_by_arrays(orm_session *s, const orm__entity *e, const orm__choice *c, const char *rows, size_t n, int64_t *keys, orm__batched *outcome) {
    orm__run run;
    bool ordered = true;
    orm__decoding scratch = { s, &s->scratch, NULL };
    orm__sql_fresh(s);
    orm__put_insert(&s->sql, e, c->fields, c->count, 1);
    if (c->generates_key) orm__put_returning(&s->sql, &e->auto_key, 1);
    if (s->sql.failed) return orm__no_memory(s);
    orm_status status = orm__run_open(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    for (size_t done = 0, taken = 0; done < n && status == ORM_OK && ordered; done += taken) {
        const orm__bulk what = { .fields = c->fields, .count = c->count, .rows = rows + done * e->model->row_size, .n = n - done, .row_size = e->model->row_size };
        if (done) status = orm__run_again(s, &run);
        if (status == ORM_OK && s->conn->driver->execute_many(run.stmt, &what, &scratch, &taken) != ORM_OK) status = orm__fetch_failed(s, &run);
        if (status == ORM_OK && c->generates_key) status = orm__batch_keys(s, e, &run, keys + done, taken, &ordered);
        if (status == ORM_OK) run.rows = (int64_t)taken;
    }
    orm__run_end(s, &run);
    *outcome = ordered ? ORM__BATCH_DONE : ORM__BATCH_ALONE;
    return status;
}

/* ---- which --------------------------------------------------------------------------------------------------------------------------------------- */
typedef enum orm__batch_way { ORM__BATCH_BY_INSERT, ORM__BATCH_BY_COPY, ORM__BATCH_BY_ARRAYS } orm__batch_way;
static orm__batch_way orm__batch_way_for(const orm_session *s, const orm__choice *c, size_t n) {
    const orm__driver *driver = s->db->driver;
    const size_t left = c->generates_key && s->db->dialect->returns_keys ? 1 : 0; /* to the database: more than its key it cannot tell */
    if (!c->count || c->default_count != left) return ORM__BATCH_BY_INSERT;
    if (driver->bulk && s->db->dialect->id == ORM_DIALECT_POSTGRES) return n >= ORM__BATCH_LEAST && s->db->capabilities.version >= 120000 ? ORM__BATCH_BY_COPY : ORM__BATCH_BY_INSERT;
    if (driver->execute_many && s->conn && driver->takes_many(s->conn) && (!c->generates_key || s->db->capabilities.returning)) return ORM__BATCH_BY_ARRAYS;
    return ORM__BATCH_BY_INSERT;
}
ORM__PRIVATE orm_status orm__batch_insert(orm_session *s, const orm__entity *e, const orm__choice *c, const char *rows, size_t n, int64_t *keys, orm__batched *outcome) {
    *outcome = ORM__BATCH_NOT;
    switch (orm__batch_way_for(s, c, n)) {
    case ORM__BATCH_BY_COPY: return orm__batch_by_copy(s, e, c, rows, n, keys, outcome);
    case ORM__BATCH_BY_ARRAYS: return orm__batch_by_arrays(s, e, c, rows, n, keys, outcome);
    default: return ORM_OK;
    }
}
