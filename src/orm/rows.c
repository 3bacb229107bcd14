/* rows: the hidden state of rows, arrays of decoded rows, and results that are stepped through. */
#include "codec.h"
#include <stdio.h>
#include <string.h>

/* ---- state ---------------------------------------------------------------------------------------------------------------------- */
static bool orm__state_sound(const orm_state *st) { return (st->magic == 0 && st->flags == 0) || st->magic == ORM__STATE_MAGIC; }

static orm_status orm__refuse_row(orm_session *s, const orm_model *m, const void *row) {
    if (!row) return orm__fail(s, ORM_MISUSE, "%s_%s: the row is NULL", m->name, s->verb);
    return orm__fail(s, ORM_MISUSE, "%s_%s: the row holds garbage: start from %s row = { 0 }, from %s_init(), or from a row that was loaded", m->name, s->verb, m->name, m->name);
}
ORM__PRIVATE orm_status orm__row_check(orm_session *s, const orm__entity *e, void *row, bool *stored) {
    const orm_model *m = e->model;
    orm_state *st = row ? orm__state(m, row) : NULL;
    if (!st || !orm__state_sound(st)) return orm__refuse_row(s, m, row);
    if (st->flags & ORM__STATE_STORED && st->stored_in && orm__was_rolled_back(s->db, st->stored_in)) {
        if (st->flags & ORM__STATE_KEY_GENERATED && e->auto_key) memset((char *)row + e->auto_key->offset, 0, e->auto_key->def->size);
        memset(st, 0, sizeof *st + m->state_words * sizeof(uint64_t));
    }
    if (st->changed_in && orm__was_rolled_back(s->db, st->changed_in)) { /* the version counts what is in the database */
        if (e->version) orm__field_set_integer(e->version, row, orm__field_integer(e->version, row) - st->bumps);
        st->changed_in = st->bumps = 0;
    }
    *stored = st->flags & ORM__STATE_STORED;
    return ORM_OK;
}
/* After an update: the version counts up, and remembers in which transaction, so that a rollback takes it back.  Of transactions inside each other the last
 * one is remembered; when an outer one is rolled back too, the row is found to be stale, never overwritten. */
ORM__PRIVATE void orm__row_changed(orm_session *s, const orm__entity *e, void *row) {
    orm_state *st = orm__state(e->model, row);
    const uint64_t id = s->depth ? s->levels[s->depth - 1].id : 0;
    orm__field_set_integer(e->version, row, orm__field_integer(e->version, row) + 1);
    if (!(st->flags & ORM__STATE_STORED)) return;
    st->bumps = (uint16_t)(st->changed_in == id && id ? st->bumps + 1 : 1);
    st->changed_in = id;
}
ORM__PRIVATE void orm__row_stored(orm_session *s, const orm__entity *e, void *row, bool key_generated) {
    orm_state *st = orm__state(e->model, row);
    *st = (orm_state){ ORM__STATE_MAGIC, (uint16_t)(ORM__STATE_STORED | (key_generated ? ORM__STATE_KEY_GENERATED : 0)), 0, s->depth ? s->levels[s->depth - 1].id : 0, 0 };
}
/* The columns read are loaded, all others and the relations are not. */
ORM__PRIVATE void orm__row_loaded(const orm__entity *e, void *row, const orm__field *const *fields, size_t count) {
    const orm_model *m = e->model;
    if (m->wholes) return; /* a result has no state */
    uint64_t *unloaded = orm__unloaded(m, row);
    *orm__state(m, row) = (orm_state){ ORM__STATE_MAGIC, ORM__STATE_STORED, 0, 0, 0 };
    for (size_t i = count == m->column_count ? m->column_count : 0; i < m->column_count + m->relation_count; i++) orm__bit_set(unloaded, i);
    for (size_t i = 0; count != m->column_count && i < count; i++)
        if (fields[i]) orm__bit_clear(unloaded, fields[i]->index);
}
bool orm__is_loaded(const void *row, const void *member) {
    if (!row || !member) return false;
    const orm_column *c = member;
    const orm_relation *r = member;
    const bool column = c->magic_ == ORM__COLUMN_MAGIC;
    if (!column && r->magic_ != ORM__RELATION_MAGIC) return false;
    const orm_model *m = column ? c->model : r->model;
    if (m->wholes) return column; /* a result is filled whole */
    const size_t bit = column ? (size_t)(c - m->columns) : m->column_count + (size_t)(r - m->relations);
    const orm_state *st = (const orm_state *)(const void *)((const char *)row + m->state_offset);
    if (st->magic == 0) return column; /* a new row: its columns are what the program set, its relations are not loaded */
    if (st->magic != ORM__STATE_MAGIC) return false;
    if (!(st->flags & ORM__STATE_STORED)) return column;
    return !orm__bit((const uint64_t *)(const void *)((const char *)row + m->state_offset + sizeof *st), bit);
}
orm_status orm__use_defaults(void *row, orm_columns columns) {
    if (!row || !columns.count) return ORM_MISUSE;
    for (size_t i = 0; i < columns.count; i++) {
        const orm_column *c = columns.items[i];
        if (!c || c->magic_ != ORM__COLUMN_MAGIC || (!c->default_sql && !c->default_value)) return ORM_MISUSE;
        orm_state *st = orm__state(c->model, row);
        if (!orm__state_sound(st) || st->flags & ORM__STATE_STORED) return ORM_MISUSE;
        st->magic = ORM__STATE_MAGIC;
        orm__bit_set(orm__unloaded(c->model, row), (size_t)(c - c->model->columns));
    }
    return ORM_OK;
}
orm_status orm__as_new(const orm_model *m, void *row) {
    if (!row) return ORM_MISUSE;
    memset(orm__state(m, row), 0, sizeof(orm_state) + m->state_words * sizeof(uint64_t));
    return ORM_OK;
}
orm_status orm__assume_stored(const orm_model *m, void *row) {
    if (!row || !orm__state_sound(orm__state(m, row))) return ORM_MISUSE;
    memset(orm__unloaded(m, row), 0, m->state_words * sizeof(uint64_t));
    for (size_t i = 0; i < m->relation_count; i++) orm__bit_set(orm__unloaded(m, row), m->column_count + i);
    *orm__state(m, row) = (orm_state){ ORM__STATE_MAGIC, ORM__STATE_STORED, 0, 0, 0 };
    return ORM_OK;
}

/* ---- whole results ---------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE orm_status orm__fetch_one(orm_session *s, const orm__entity *e, orm__run *run, const orm__field *const *fields, size_t count, void *row) {
    orm__decoding to = { s, &s->data, e->table };
    memset(row, 0, e->model->row_size);
    const orm_status status = s->conn->driver->fetch_row(run->stmt, fields, count, row, &to);
    if (status != ORM_OK) return orm__fetch_failed(s, run);
    orm__row_loaded(e, row, fields, count);
    return ORM_OK;
}
/* Rows are one array: it grows in place at the end of its own arena while the texts go to the other. */
ORM__PRIVATE orm_status orm__fetch_all(orm_session *s, const orm__entity *e, orm__run *run, const orm__field *const *fields, size_t count, size_t expected, orm__list *out) {
    const size_t size = e->model->row_size;
    const orm__driver *driver = s->conn->driver;
    orm__decoding to = { s, &s->data, e->table };
    size_t room = expected ? expected : 16, used = 0;
    char *rows = NULL, *blank = orm__arena_zero(&s->scratch, size); /* every row starts as a copy of it */
    orm__step step;
    *out = (orm__list){ NULL, 0 };
    if (!blank) return orm__no_memory(s);
    orm__row_loaded(e, blank, fields, count);
    while ((step = orm__run_step(s, run)) == ORM__STEP_ROW) {
        if (!rows || used == room) {
            const size_t old = rows ? room : 0;
            if (rows) room *= 2;
            char *grown = orm__arena_grow(&s->rows, rows, old * size, room * size);
            if (!grown) return orm__no_memory(s);
            rows = grown;
        }
        char *row = rows + used * size;
        memcpy(row, blank, size);
        if (driver->fetch_row(run->stmt, fields, count, row, &to) != ORM_OK) return orm__fetch_failed(s, run);
        used++;
    }
    if (step == ORM__STEP_FAILED) return s->error.status;
    if (rows && used < room) { /* what was not needed goes back */
        orm__block_of_arena *b = s->rows.block;
        if ((char *)b + ORM__ARENA_HEADER + b->used == rows + room * size) b->used -= (room - used) * size;
    }
    *out = (orm__list){ rows, used };
    return ORM_OK;
}
static const char *orm__copy_text(orm_session *s, const char *text) { return text ? orm__arena_text(&s->data, text, strlen(text)) : NULL; }
/* Only the codec knows what a value of its type points at: it is written and read again. */
static bool orm__copy_custom(orm_session *s, const orm__field *f, void *value) {
    const orm__decoding from = { s, &s->scratch, NULL }, to = { s, &s->data, f->def->model->name };
    orm__cell cell = { .wire = ORM__WIRE_NULL };
    orm__field bare = *f;
    bare.offset = bare.value_offset = 0;
    size_t zeros = 0;
    while (zeros < f->def->size && !((const char *)value)[zeros]) zeros++;
    if (zeros == f->def->size) return true; /* nothing set or not loaded: it points at nothing, and the codec may refuse it */
    if (orm__encode(f, value, &from, &cell) != ORM_OK) return false;
    return cell.wire == ORM__WIRE_NULL || orm__decode(&bare, &cell, value, &to) == ORM_OK;
}
/* A deep copy of one field's value: what it points at is taken into the session. */
static bool orm__copy_field(orm_session *s, const orm__field *f, void *row) {
    bool is_null;
    void *value = (char *)row + f->value_offset;
    orm__field_address(f, row, &is_null);
    if (is_null) return true;
    switch (f->type) {
    case ORM_TEXT: case ORM_VARCHAR: case ORM_CHAR: case ORM_JSON: case ORM_INET: case ORM_CIDR: case ORM_MACADDR: case ORM_DECIMAL: case ORM_MONEY: {
        const char **text = value;
        return (*text = orm__copy_text(s, *text)) != NULL;
    }
    case ORM_BLOB: {
        orm_blob *b = value;
        return (b->data = orm__arena_text(&s->data, b->data, b->size)) != NULL;
    }
    case ORM_VECTOR: {
        orm_vector *v = value;
        float *items = orm__arena_take(&s->data, (v->count + 1) * sizeof *items, 16);
        if (items) memcpy(items, v->items, v->count * sizeof *items);
        v->items = items;
        return items != NULL;
    }
    case ORM_HSTORE: {
        orm_map *m = value;
        orm_map_entry *items = orm__arena_zero(&s->data, (m->count + 1) * sizeof *items);
        for (size_t i = 0; items && i < m->count; i++) {
            items[i] = (orm_map_entry){ orm__copy_text(s, m->items[i].key), orm__copy_text(s, m->items[i].value) };
            if (!items[i].key || (m->items[i].value && !items[i].value)) return false;
        }
        m->items = items;
        return items != NULL;
    }
    case ORM_ARRAY: {
        static const uint8_t sizes[ORM_TYPE_COUNT] = { [ORM_BOOL] = sizeof(bool), [ORM_INT16] = 2, [ORM_INT32] = 4, [ORM_INT64] = 8, [ORM_FLOAT] = 4, [ORM_DOUBLE] = 8, [ORM_UUID] = 16, [ORM_TEXT] = sizeof(char *) };
        orm_array_text *a = value;
        const size_t size = a->count * sizes[f->def->element];
        const char **items = orm__arena_take(&s->data, size + 1, 16);
        if (items) memcpy(items, a->items, size);
        for (size_t i = 0; items && f->def->element == ORM_TEXT && i < a->count; i++)
            if (items[i] && !(items[i] = orm__copy_text(s, items[i]))) return false;
        a->items = items;
        return items != NULL;
    }
    case ORM_CUSTOM: return orm__copy_custom(s, f, value);
    default: return true;
    }
}
void *orm__copy(orm_session *s, const orm_model *m, const void *row) {
    const orm__entity *e = orm__enter_model(s, "copy", m);
    if (!e) return NULL;
    char *copy = row ? orm__arena_take(&s->rows, m->row_size, 16) : NULL;
    bool done = copy != NULL;
    if (!row) orm__refuse_row(s, m, row);
    else if (!copy) orm__no_memory(s);
    else memcpy(copy, row, m->row_size);
    if (done && !orm__state_sound(orm__state(m, copy))) done = orm__refuse_row(s, m, row) == ORM_OK;
    for (size_t i = 0; done && i < e->field_count; i++)
        if (!orm__copy_field(s, &e->fields[i], copy)) done = s->error.status == ORM_OK && orm__no_memory(s) == ORM_OK;
    for (size_t i = 0; done && i < m->relation_count; i++) { /* other rows are not copied along */
        memset(copy + m->relations[i].offset, 0, sizeof(void *));
        if (orm__state(m, copy)->magic) orm__bit_set(orm__unloaded(m, copy), m->column_count + i);
    }
    orm__leave(s);
    return done ? copy : NULL;
}

/* ---- open results ------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE orm_status orm__open_rows_room(orm_session *s) {
    if (s->open_count < ORM__MAX_OPEN) return ORM_OK;
    return orm__fail(s, ORM_MISUSE, "%d results are open on this session: read them to the end or close them (orm_rows_close, Model_stop)", ORM__MAX_OPEN);
}
/* The session holds one connection for each result that occupies one, and one more for everything else. */
ORM__PRIVATE void orm__open_rows_enter(orm_session *s, orm__open_rows *o) {
    s->apart = o;
    s->set_aside = s->conn;
    s->conn = o->conn;
    s->conn->deadline = s->deadline;
}
ORM__PRIVATE void orm__open_rows_leave(orm_session *s, orm__open_rows *o) {
    if (s->conn) s->conn->deadline = 0;
    if (s->set_aside != o->conn) s->conn = s->set_aside; /* else it is the session's own, and given back when this was its last use */
    else if (s->conn && s->conn->occupied) s->conn = NULL;
    s->apart = NULL;
    s->set_aside = NULL;
}
ORM__PRIVATE orm_status orm__open_rows_in_the_way(orm_session *s, const char *of_what) {
    const orm__open_rows *o = s->open;
    while (o < s->open + ORM__MAX_OPEN - 1 && !(o->open && o->conn && o->conn->occupied)) o++;
    char place[200] = "";
    if (o->file) snprintf(place, sizeof place, " (%.150s:%d)", o->file, o->line);
    return orm__fail(s, ORM_MISUSE, "an open result of this session, of %s%s%s%s, is in the way of %s: read it to its end or close it (orm_rows_close, Model_stop) first, or read it inside a transaction",
                     o->model_name ? o->model_name : "orm_", o->model_name ? "_" : "", o->verb ? o->verb : "stream", place, of_what);
}
ORM__PRIVATE orm__open_rows *orm__open_rows_new(orm_session *s, orm__run *run, uint32_t *slot) {
    for (uint32_t i = 0; i < ORM__MAX_OPEN; i++) {
        orm__open_rows *o = &s->open[i];
        if (o->open) continue;
        *slot = i;
        o->open = true;
        o->generation++;
        o->pending = o->done = false;
        o->run = *run;
        o->conn = s->conn;
        if (o->conn->occupied) s->conn = NULL; /* what comes next goes over another one */
        o->verb = s->verb, o->model_name = s->model, o->file = s->file, o->line = s->line;
        o->entity = NULL;
        o->row = NULL;
        o->field_count = 0;
        o->kinds = NULL;
        o->filling = NULL;
        s->open_count++;
        return o;
    }
    orm__open_rows_room(s);
    return NULL;
}
ORM__PRIVATE void orm__open_rows_end(orm_session *s, orm__open_rows *o) {
    if (!o->open) return;
    const char *verb = s->verb, *model = s->model, *file = s->file;
    const int line = s->line;
    s->verb = o->verb, s->model = o->model_name, s->file = o->file, s->line = o->line;
    orm__parameters_clear(s);
    orm__open_rows_enter(s, o);
    orm__run_end(s, &o->run);
    orm__open_rows_leave(s, o);
    s->verb = verb, s->model = model, s->file = file, s->line = line;
    o->open = o->pending = false;
    o->done = true;
    o->conn = NULL;
    orm__arena_reset(&o->texts);
    s->open_count--;
}
ORM__PRIVATE void orm__open_rows_end_all(orm_session *s) {
    for (size_t i = 0; i < ORM__MAX_OPEN && s->open_count; i++) orm__open_rows_end(s, &s->open[i]);
}
