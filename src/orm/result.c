/* result: queries that fill a struct of the program's own: columns, whole rows, flat lists; and INSERT ... SELECT. */
#include "codec.h"
#include "write.h"
#include "sql/render.h"
#include <string.h>

/* What a statement's columns go into: the struct itself, or a row that may be missing and is allocated when it is there. */
typedef struct orm__filling {
    const orm__entity *result;
    const orm__field **own;       /* for each column of the statement: the field of the struct, or NULL */
    size_t column_count;
    orm__arena *memory;           /* holds all of this */
    struct { const orm_whole_row *whole; const orm__entity *entity; const orm__field **fields; int key_column; } *parts;
} orm__filling;

/* Reads columns of a whole row inside the struct: its fields, moved to where it lies. */
static orm_status orm__fill_whole(orm_session *s, orm__filling *k, size_t i, size_t at) {
    const orm_whole_row *w = &k->result->model->wholes[i];
    const orm__entity *e = orm__entity_of(s, w->model);
    if (!e) return s->error.status;
    orm__field *moved = w->optional ? NULL : orm__arena_take(k->memory, e->field_count * sizeof *moved, 16);
    const orm__field **fields = w->optional ? orm__arena_zero(k->memory, k->column_count * sizeof *fields) : k->own;
    if ((!w->optional && !moved) || !fields) return orm__no_memory(s);
    for (size_t c = 0; c < e->field_count; c++) {
        if (moved) {
            moved[c] = e->fields[c];
            moved[c].offset += (uint32_t)w->offset;
            moved[c].value_offset += (uint32_t)w->offset;
        }
        fields[at + c] = moved ? &moved[c] : &e->fields[c];
    }
    k->parts[i].whole = w;
    k->parts[i].entity = e;
    k->parts[i].fields = fields;
    k->parts[i].key_column = e->key_count ? (int)(at + (size_t)(e->keys[0] - e->fields)) : -1;
    return ORM_OK;
}
static orm_status orm__filling_begin(orm_session *s, orm__render *r, const orm__entity *result, const orm_into_list *into, orm__arena *memory, orm__filling *k) {
    const orm_model *m = result->model;
    *k = (orm__filling){ .result = result, .column_count = result->field_count, .memory = memory };
    for (size_t i = 0; i < m->whole_count; i++) k->column_count += m->wholes[i].model->column_count;
    k->own = orm__arena_zero(memory, (k->column_count + 1) * sizeof *k->own);
    k->parts = orm__arena_zero(memory, (m->whole_count + 1) * sizeof *k->parts);
    orm__field *fields = orm__arena_zero(memory, (result->field_count + 1) * sizeof *fields);
    if (!k->own || !k->parts || !fields) return orm__no_memory(s);
    for (size_t i = 0; i < result->field_count; i++) {
        if (!orm__render_into_field(r, &result->fields[i], into->items[i], &fields[i])) return r->status;
        k->own[i] = &fields[i];
    }
    size_t at = result->field_count;
    for (size_t i = 0; i < m->whole_count; at += m->wholes[i++].model->column_count) {
        const orm_status status = orm__fill_whole(s, k, i, at);
        if (status != ORM_OK) return status;
    }
    return ORM_OK;
}
/* The side of an outer join that is missing has a key of NULL. */
static orm_status orm__fill_optional(orm_session *s, const orm__filling *k, size_t i, orm__run *run, char *row, orm__decoding *to) {
    const orm__entity *e = k->parts[i].entity;
    orm__cell cell = { .wire = ORM__WIRE_NULL };
    if (k->parts[i].key_column >= 0 && run->stmt->conn->driver->cell(run->stmt, k->parts[i].key_column, &cell) != ORM_OK) return orm__fetch_failed(s, run);
    if (cell.wire == ORM__WIRE_NULL) return ORM_OK;
    char *there = orm__arena_zero(to->texts, e->model->row_size);
    if (!there) return orm__no_memory(s);
    if (run->stmt->conn->driver->fetch_row(run->stmt, k->parts[i].fields, k->column_count, there, to) != ORM_OK) return orm__fetch_failed(s, run);
    orm__row_loaded(e, there, e->all, e->field_count);
    memcpy(row + k->parts[i].whole->offset, &there, sizeof there);
    return ORM_OK;
}
static orm_status orm__fill(orm_session *s, const orm__filling *k, orm__run *run, char *row, orm__arena *texts) {
    orm__decoding to = { s, texts, k->result->model->name };
    if (run->stmt->conn->driver->fetch_row(run->stmt, k->own, k->column_count, row, &to) != ORM_OK) return orm__fetch_failed(s, run);
    for (size_t i = 0; i < k->result->model->whole_count; i++) {
        const orm_whole_row *w = &k->result->model->wholes[i];
        const orm_status status = w->optional ? orm__fill_optional(s, k, i, run, row, &to) : ORM_OK;
        if (status != ORM_OK) return status;
        if (!w->optional) orm__row_loaded(k->parts[i].entity, row + w->offset, k->parts[i].entity->all, k->parts[i].entity->field_count);
    }
    return ORM_OK;
}
static orm_status orm__fill_rows(orm_session *s, const orm__filling *k, orm__run *run, orm__list *out) {
    const size_t size = k->result->model->row_size;
    size_t room = 16, used = 0;
    char *rows = NULL;
    orm__step step;
    while ((step = orm__run_step(s, run)) == ORM__STEP_ROW) {
        if (!rows || used == room) {
            const size_t old = rows ? room : 0;
            if (rows) room *= 2;
            char *grown = orm__arena_grow(&s->rows, rows, old * size, room * size);
            if (!grown) return orm__no_memory(s);
            rows = grown;
        }
        memset(rows + used * size, 0, size);
        const orm_status status = orm__fill(s, k, run, rows + used * size, &s->data);
        if (status != ORM_OK) return status;
        used++;
    }
    if (step == ORM__STEP_FAILED) return s->error.status;
    *out = (orm__list){ rows, used };
    return ORM_OK;
}
/* The statement, and where its columns go; memory: what that lies in. */
static orm_status orm__select_prepare(orm_session *s, const orm__entity *result, const orm_query *q, const orm_into_list *given, orm__arena *memory, orm__filling *k, orm__text_slice *sql) {
    const orm_into_list into = *given;
    orm__render r = orm__render_for(s, NULL);
    if (!q) return orm__fail(s, ORM_MISUSE, "%s_%s: the query is NULL: it needs at least .from", result->model->name, s->verb);
    if (q->file_) s->file = q->file_, s->line = q->line_;
    if (into.row != result->model && (!into.row || strcmp(into.row->name, result->model->name) != 0)) return orm__fail(s, ORM_MISUSE, "%s_%s got orm_into(%s, ...)", result->model->name, s->verb, into.row ? into.row->name : "?");
    orm__render_into_query_here(&r, q, &into, ".select");
    if (r.status != ORM_OK) return r.status;
    if (r.scope.into != &into && orm__render_has_set(q)) { /* the outer statement reads its own derived table: the members' forms count */
        r.scope = (orm__scope){ .query = NULL };
        if (!orm__scope_fill(&r, NULL, q)) return r.status;
        r.scope.into = &into;
    }
    if (orm__filling_begin(s, &r, result, &into, memory, k) != ORM_OK) return s->error.status;
    return orm__render_end(&r, sql);
}
static orm_status orm__select_inside(orm_session *s, const orm__entity *result, const orm_query *q, orm_into_list into, orm__list *list) {
    orm__text_slice sql;
    orm__filling k;
    orm__run run;
    if (orm__select_prepare(s, result, q, &into, &s->scratch, &k, &sql) != ORM_OK || orm__run_begin_read(s, sql, &run) != ORM_OK) return s->error.status;
    const orm__arena_mark data = orm__arena_here(&s->data), rows = orm__arena_here(&s->rows);
    if (orm__fill_rows(s, &k, &run, list) != ORM_OK) {
        orm__arena_release(&s->data, data);
        orm__arena_release(&s->rows, rows);
    }
    orm__run_end(s, &run);
    return s->error.status;
}
orm__list orm__select_into(orm_session *s, const orm_model *result, const orm_query *q, orm_into_list into) {
    orm__list list = { NULL, 0 };
    const orm__entity *e = orm__enter_model(s, "select", result);
    if (!e) return list;
    if (orm__select_inside(s, e, q, into, &list) != ORM_OK) list = (orm__list){ NULL, 0 };
    orm__leave(s);
    return list;
}
void *orm__select_one(orm_session *s, const orm_model *result, const orm_query *q, orm_into_list into) {
    orm__list list = { NULL, 0 };
    const orm__entity *e = orm__enter_model(s, "select_one", result);
    if (!e) return NULL;
    if (orm__select_inside(s, e, q, into, &list) == ORM_OK && list.count != 1) {
        if (list.count) orm__fail(s, ORM_MULTIPLE_ROWS, "%s_select_one: %zu rows match", result->name, list.count);
        else orm__fail(s, ORM_NOT_FOUND, "%s_select_one: no row matches", result->name);
    }
    return orm__leave(s) == ORM_OK ? list.items : NULL;
}

/* ---- row by row ----------------------------------------------------------------------------------------------------------------------------- */
orm__cursor orm__select_stream(orm_session *s, const orm_model *result, const orm_query *q, orm_into_list into) {
    orm__cursor c = { .session = s, .model = result };
    const orm__entity *e = orm__enter_model(s, "select_stream", result);
    orm__text_slice sql;
    orm__run run;
    if (!e) return c;
    orm__filling *k = orm__arena_zero(&s->data, sizeof *k);
    void *row = orm__arena_take(&s->rows, result->row_size, 16);
    if (!k || !row) orm__no_memory(s);
    else if (orm__open_rows_room(s) == ORM_OK && orm__select_prepare(s, e, q, &into, &s->data, k, &sql) == ORM_OK && orm__run_begin_open(s, sql, &run) == ORM_OK) {
        orm__open_rows *o = orm__open_rows_new(s, &run, &c.slot);
        if (o) {
            c.generation = o->generation;
            o->entity = e;
            o->row = row;
            o->filling = k;
        } else {
            orm__run_end(s, &run);
        }
    }
    orm__leave(s);
    return c;
}
ORM__PRIVATE orm_status orm__fill_streamed(orm_session *s, orm__open_rows *o) { return orm__fill(s, o->filling, &o->run, o->row, &o->texts); }

/* ---- flat lists ---------------------------------------------------------------------------------------------------------------------------- */
typedef union orm__plucked { int64_t integer; double real; const char *text; } orm__plucked;
static size_t orm__plucked_size(orm_type type) { return type == ORM_TEXT ? sizeof(const char *) : sizeof(int64_t); }

static orm_status orm__pluck_cell(orm_session *s, const orm__cell *cell, orm_type type, orm__plucked *out) {
    const orm_value v = orm__cell_value(cell);
    if (type == ORM_TEXT) {
        out->text = NULL;
        if (cell->wire == ORM__WIRE_NULL) return ORM_OK;
        if (cell->wire != ORM__WIRE_TEXT) return orm__fail(s, ORM_INVALID, "orm_pluck_text: the column gives no text: use orm_cast(..., ORM_TEXT), or the function for its type");
        out->text = orm__arena_text(&s->data, cell->bytes, cell->size);
        return out->text ? ORM_OK : orm__no_memory(s);
    }
    if (cell->wire == ORM__WIRE_NULL) return orm__fail(s, ORM_INVALID, "orm_pluck_%s: a value is NULL: leave such rows out with orm_not_null, or give a value with orm_coalesce", type == ORM_INT64 ? "int64" : "double");
    if (type == ORM_DOUBLE && (cell->wire == ORM__WIRE_REAL || cell->wire == ORM__WIRE_INTEGER)) return out->real = orm_value_double(v), ORM_OK;
    if (type == ORM_INT64 && cell->wire == ORM__WIRE_INTEGER) return out->integer = cell->integer, ORM_OK;
    return orm__fail(s, ORM_INVALID, "orm_pluck_%s: the column gives another type: use orm_cast, or the function for its type", type == ORM_INT64 ? "int64" : "double");
}
static orm_status orm__pluck_row(orm_session *s, orm__run *run, const orm_pluck_target *targets, size_t count, char **arrays, size_t at) {
    orm__cell cell;
    orm__plucked value = { .integer = 0 };
    for (size_t i = 0; i < count; i++) {
        if (run->stmt->conn->driver->cell(run->stmt, (int)i, &cell) != ORM_OK) return orm__fetch_failed(s, run);
        const orm_status status = orm__pluck_cell(s, &cell, targets[i].type, &value);
        if (status != ORM_OK) return status;
        memcpy(arrays[i] + at * orm__plucked_size(targets[i].type), &value, orm__plucked_size(targets[i].type));
    }
    return ORM_OK;
}
static bool orm__pluck_grow(orm_session *s, const orm_pluck_target *targets, size_t count, char **arrays, size_t from, size_t to) {
    for (size_t i = 0; i < count; i++) {
        const size_t size = orm__plucked_size(targets[i].type);
        if (!(arrays[i] = orm__arena_grow(&s->rows, arrays[i], from * size, to * size))) return false;
    }
    return true;
}
static orm_status orm__pluck_rows(orm_session *s, orm__run *run, const orm_pluck_target *targets, size_t count, char **arrays, size_t *used) {
    size_t room = 0, rows = 0;
    orm__step step;
    while ((step = orm__run_step(s, run)) == ORM__STEP_ROW) {
        const size_t wanted = room ? 2 * room : 64;
        if (rows == room && !orm__pluck_grow(s, targets, count, arrays, room, wanted)) return orm__no_memory(s);
        if (rows == room) room = wanted;
        const orm_status status = orm__pluck_row(s, run, targets, count, arrays, rows);
        if (status != ORM_OK) return status;
        rows++;
    }
    if (step == ORM__STEP_FAILED) return s->error.status;
    *used = rows;
    return ORM_OK;
}
/* SQLite keeps decimals as integers, which must not pass for numbers: they are texts, as on the servers. */
static orm_expr orm__plucked_as(orm__render *r, const orm_query *q, const orm_node *column, orm_type type, orm_node *cast) {
    orm__scope saved;
    orm__field given;
    orm__scope_enter(r, &saved);
    const bool known = orm__scope_fill(r, NULL, q) && orm__render_typed(r, column, &given);
    orm__scope_leave(r, &saved);
    if (!known || (given.type != ORM_DECIMAL && given.type != ORM_MONEY)) return column;
    if (type != ORM_TEXT) orm__render_fail(r, ORM_INVALID, "orm_pluck_%s: the column gives decimals: use orm_pluck_text, which keeps all digits, or orm_cast", type == ORM_INT64 ? "int64" : "double");
    *cast = (orm_node){ .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_CAST, .of.cast = { column, ORM_TEXT, 0, 0 } };
    return given.form == ORM__FORM_DECIMAL_SCALED ? cast : column;
}
typedef struct orm__plucking { orm_node column, cast; } orm__plucking;
static orm_status orm__pluck_inside(orm_session *s, const orm_query *q, const orm_pluck_target *targets, size_t count, char **arrays, size_t *used) {
    orm__plucking nodes[ORM__SELECT_LIMIT];
    orm__text_slice sql;
    orm__run run;
    if (!q || !count || count > ORM__SELECT_LIMIT) return orm__fail(s, ORM_MISUSE, "orm_pluck: it takes a query and 1 to %d columns", ORM__SELECT_LIMIT);
    orm_query part = *q;
    orm__render r = orm__render_for(s, NULL);
    memset(part.select, 0, sizeof part.select);
    for (size_t i = 0; i < count; i++) {
        if (!targets[i].column || !targets[i].array) return orm__fail(s, ORM_MISUSE, "orm_pluck: the column and the array must not be NULL");
        nodes[i].column = (orm_node){ .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_COLUMN, .of.operand = { targets[i].column } };
        part.select[i] = orm__plucked_as(&r, q, &nodes[i].column, targets[i].type, &nodes[i].cast);
    }
    orm__render_expressions(&r, NULL, &part);
    if (orm__render_end(&r, &sql) != ORM_OK || orm__run_begin_read(s, sql, &run) != ORM_OK) return s->error.status;
    orm__pluck_rows(s, &run, targets, count, arrays, used);
    orm__run_end(s, &run);
    return s->error.status;
}
int64_t orm__pluck_columns(orm_session *s, const orm_query *q, const orm_pluck_target *targets, size_t count) {
    char *arrays[ORM__SELECT_LIMIT] = { NULL };
    size_t used = 0;
    if (orm__enter(s, "pluck", NULL) != ORM_OK) return -1;
    orm__pluck_inside(s, q, targets, count, arrays, &used);
    if (orm__leave(s) != ORM_OK) return -1;
    for (size_t i = 0; i < count; i++) memcpy(targets[i].array, &arrays[i], sizeof arrays[i]); /* a pointer to whatever the target says */
    return (int64_t)used;
}
static orm__list orm__pluck(orm_session *s, const orm_query *q, const void *x, orm_type type) {
    void *items = NULL;
    const orm_pluck_target target = { &items, x, type };
    const int64_t count = orm__pluck_columns(s, q, &target, 1);
    return (orm__list){ items, count < 0 ? 0 : (size_t)count };
}
orm_int64_list orm__pluck_int64(orm_session *s, const orm_query *q, const void *x) {
    const orm__list l = orm__pluck(s, q, x, ORM_INT64);
    return (orm_int64_list){ l.items, l.count };
}
orm_double_list orm__pluck_double(orm_session *s, const orm_query *q, const void *x) {
    const orm__list l = orm__pluck(s, q, x, ORM_DOUBLE);
    return (orm_double_list){ l.items, l.count };
}
orm_text_list orm__pluck_text(orm_session *s, const orm_query *q, const void *x) {
    const orm__list l = orm__pluck(s, q, x, ORM_TEXT);
    return (orm_text_list){ l.items, l.count };
}

/* ---- INSERT ... SELECT ----------------------------------------------------------------------------------------------------------------------- */
int64_t orm__insert_from(orm_session *s, const orm_model *m, const orm_query *q, orm_into_list into, const orm_conflict *conflict) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, conflict ? "upsert_from" : "insert_from", m, &entered);
    if (!e) return -1;
    int64_t changes = -1;
    orm__text_slice sql;
    orm__conflict_lists lists = { NULL, NULL, 0, 0 };
    orm__render r = orm__render_for(s, NULL);
    if (q && q->file_) s->file = q->file_, s->line = q->line_;
    if (!q || !into.items || !into.row || strcmp(into.row->name, m->name) != 0) orm__render_fail(&r, ORM_MISUSE, "%s_%s needs a query and orm_into(%s, ...)", m->name, s->verb, m->name);
    else if (conflict && orm__upsert_lists(s, e, conflict, &into, &lists) != ORM_OK) r.status = s->error.status;
    if (r.status == ORM_OK && conflict) r = orm__render_for(s, NULL); /* what was looked up has used the session's texts */
    r.always_where = conflict && s->db->dialect->id == ORM_DIALECT_SQLITE;
    if (r.status == ORM_OK) orm__render_insert_from(&r, e, q, &into);
    if (r.status == ORM_OK && conflict) orm__render_insert_conflict(&r, e, &lists);
    if (orm__render_end(&r, &sql) == ORM_OK && orm__run_to_end(s, sql, &changes) != ORM_OK) changes = -1;
    return orm__write_end(s) == ORM_OK ? changes : -1;
}
/* How many rows it was cannot be told: MySQL counts those twice that it overwrites. */
orm_status orm__upsert_from(orm_session *s, const orm_model *m, const orm_query *q, orm_into_list into, const orm_conflict *conflict) {
    static const orm_conflict by_key = { .do_nothing = false };
    orm__insert_from(s, m, q, into, conflict ? conflict : &by_key);
    return orm_status_of(s);
}
