/* write: the verbs that change rows.  They work on drafts, copies of the rows: when a call fails, the program's rows are as they were. */
#include "codec.h"
#include "write.h"
#include "sql/render.h"
#include <stdio.h>
#include <string.h>

/* ---- drafts -------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE char *orm__draft(orm_session *s, const orm__entity *e, const void *row) {
    char *draft = orm__arena_take(&s->scratch, e->model->row_size, 16);
    if (draft) memcpy(draft, row, e->model->row_size);
    else orm__no_memory(s);
    return draft;
}
static bool orm__field_is_zero(const orm__field *f, const void *row) {
    const char *bytes = (const char *)row + f->offset;
    for (size_t i = 0; i < f->def->size; i++)
        if (bytes[i]) return false;
    return true;
}
ORM__PRIVATE void orm__write_draft_now(orm_session *s, const orm__field *f, void *row) {
    const int64_t now = orm__now(s->db), day = INT64_C(86400000000), since = (now % day + day) % day;
    orm__field_set_integer(f, row, f->type == ORM_TIMESTAMP ? now : f->type == ORM_DATE ? (now - since) / day : since);
}
static orm_status orm__draft_uuid(orm_session *s, const orm__field *f, void *row) {
    uint8_t random[16];
    if (!orm__random_bytes(s->db, random, sizeof random)) return orm__fail(s, ORM_CONFIG, "no random bytes could be had for %s.%s", f->def->model->name, f->def->name);
    const orm_uuid uuid = f->def->auto_uuid == ORM_UUID_V7 ? orm_uuid_v7(random, orm__now(s->db) / 1000) : orm_uuid_v4(random);
    memcpy((char *)row + f->value_offset, &uuid, sizeof uuid);
    if (f->wrapped) *((char *)row + f->offset) = true;
    return ORM_OK;
}
/* What insert fills in by itself. */
ORM__PRIVATE orm_status orm__draft_automatic(orm_session *s, const orm__entity *e, void *draft) {
    for (size_t i = 0; i < e->automatic_count; i++) {
        const orm__field *f = e->automatic[i];
        if (!orm__field_is_zero(f, draft)) continue;
        if (f->def->auto_uuid) {
            const orm_status status = orm__draft_uuid(s, f, draft);
            if (status != ORM_OK) return status;
        } else if (f->def->version) orm__field_set_integer(f, draft, 1);
        else orm__write_draft_now(s, f, draft);
    }
    return ORM_OK;
}
ORM__PRIVATE void orm__draft_stored(orm_session *s, const orm__entity *e, void *draft, bool key_generated) {
    uint64_t *unloaded = orm__unloaded(e->model, draft);
    memset(unloaded, 0, e->model->state_words * sizeof *unloaded);
    for (size_t i = 0; i < e->model->relation_count; i++) orm__bit_set(unloaded, e->model->column_count + i);
    orm__row_stored(s, e, draft, key_generated);
}

/* ---- choosing columns ------------------------------------------------------------------------------------------------------------ */
static bool orm__left_to_database(const orm__entity *e, const orm__field *f, void *row) {
    const orm_state *st = orm__state(e->model, row);
    if (st->magic == ORM__STATE_MAGIC && !(st->flags & ORM__STATE_STORED) && orm__bit(orm__unloaded(e->model, row), f->index)) return true;
    bool is_null;
    orm__field_address(f, row, &is_null);
    return f->def->default_sql && f->nullable && is_null;
}
static bool orm__key_is_unset(const orm__entity *e, const void *row) { return e->auto_key && orm__field_integer(e->auto_key, row) == 0; }
/* The columns an INSERT of this row writes, and those the database fills. */
ORM__PRIVATE void orm__choose_inserted(const orm__entity *e, void *row, orm__choice *c) {
    c->count = c->default_count = 0;
    c->gives_keys = false;
    c->generates_key = orm__key_is_unset(e, row);
    for (size_t i = 0; i < e->field_count; i++) {
        const orm__field *f = &e->fields[i];
        if (f == e->auto_key && c->generates_key) {
            if (e->dialect->returns_keys) c->defaults[c->default_count++] = f;
            continue;
        }
        if (orm__left_to_database(e, f, row)) c->defaults[c->default_count++] = f;
        else c->fields[c->count++] = f;
    }
    if (c->default_count && c->generates_key && e->dialect->returning_hides_id) c->defaults[c->default_count++] = e->auto_key;
}
ORM__PRIVATE bool orm__choice_new(orm_session *s, const orm__entity *e, orm__choice *c) {
    c->fields = orm__arena_take(&s->scratch, (e->field_count + e->key_count + 2) * sizeof *c->fields, 16); /* UPDATE puts keys and version behind them */
    c->defaults = orm__arena_take(&s->scratch, (e->field_count + 1) * sizeof *c->defaults, 16);
    if (c->fields && c->defaults) return true;
    orm__no_memory(s);
    return false;
}
/* A row of which nothing is left to the database: which columns are written depends on its key alone. */
static bool orm__chooses_all(const orm__entity *e, void *row) { return !e->may_default && orm__state(e->model, row)->magic == 0; }
static bool orm__same_choice(const orm__choice *a, const orm__choice *b) {
    return a->count == b->count && a->generates_key == b->generates_key && !memcmp(a->fields, b->fields, a->count * sizeof *a->fields);
}

/* ---- running ------------------------------------------------------------------------------------------------------------------------ */
static void orm__show_fields(orm_session *s, const orm__field *const *fields, size_t count, const void *row) { /* in the trace */
    for (size_t i = 0; i < count; i++) orm__parameter_add(&s->parameters, fields[i], orm__row_value(fields[i], row));
}
ORM__PRIVATE orm_status orm__bind_fields(orm_session *s, orm__run *run, int at, const orm__field *const *fields, size_t count, const void *row) {
    if (s->db->options.trace) orm__show_fields(s, fields, count, row);
    return orm__run_bind_row(s, run, at, fields, count, row);
}
ORM__PRIVATE orm__text_slice orm__sql_written(const orm_session *s) { return orm__slice(s->sql.text, s->sql.length); }
ORM__PRIVATE void orm__sql_fresh(orm_session *s) {
    s->sql.length = 0;
    s->sql.failed = false;
    orm__parameters_clear(s);
}
/* What an execution gave, to its end; with `returned`, the one row that RETURNING gives is decoded into it. */
static orm_status orm__take_outcome(orm_session *s, const orm__entity *e, orm__run *run, const orm__field *const *returned, size_t returned_count, void *into, bool *got_row) {
    orm__step step = ORM__STEP_ROW;
    while (step == ORM__STEP_ROW) {
        step = orm__run_step(s, run);
        if (step != ORM__STEP_ROW || !returned_count) continue;
        orm__decoding to = { s, &s->data, e->table };
        if (s->conn->driver->fetch_row(run->stmt, returned, returned_count, into, &to) != ORM_OK) return orm__fetch_failed(s, run);
        if (got_row) *got_row = true;
    }
    if (step == ORM__STEP_FAILED) return s->error.status;
    run->rows = s->conn->driver->changes(s->conn);
    return ORM_OK;
}
ORM__PRIVATE orm_status orm__finish(orm_session *s, const orm__entity *e, orm__run *run, const orm__field *const *returned, size_t returned_count, void *into, bool *got_row) {
    const orm_status status = orm__run_execute(s, run);
    if (got_row) *got_row = false;
    return status == ORM_OK ? orm__take_outcome(s, e, run, returned, returned_count, into, got_row) : s->error.status;
}

/* ---- executions in a queue --------------------------------------------------------------------------------------------------------------
 * Where the driver can send executions before the outcome of the first has come, a call for many rows costs few round trips.  The outcomes are taken in order, so
 * that the first failure is the one that a loop would have met. */
#define ORM__QUEUED 256 /* executions at a time: their outcomes must find room on the way, as nobody takes them while more is sent */

static bool orm__queues(const orm_session *s) { return s->db->driver->queue != NULL; }
static orm_status orm__queue_row(orm_session *s, orm__run *run, const orm__field *const *fields, size_t count, const void *row) {
    const orm__arena_mark mark = orm__arena_here(&s->scratch);
    orm_status status = orm__run_bind_row(s, run, 1, fields, count, row);
    if (status == ORM_OK) status = orm__run_queue(s, run);
    orm__arena_release(&s->scratch, mark);
    return status;
}
/* The outcome for one row; `first` of the statement's executions or not is for the trace. */
static orm_status orm__queued_outcome(orm_session *s, orm__run *run, bool first, const orm__field *const *fields, size_t count, const void *row) {
    if (s->db->options.trace && !first) orm__run_show(s, run);
    if (s->db->options.trace) orm__show_fields(s, fields, count, row);
    return orm__run_collect(s, run);
}

/* ---- insert: keys --------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__query_integer(orm_session *s, const char *table, int64_t *out) {
    orm__run run;
    orm__cell cell;
    if (table) orm__parameter_add(&s->parameters, NULL, (orm_value){ .type = ORM_TEXT, .as.text = table });
    *out = 0;
    if (s->sql.failed || s->parameters.failed) return orm__no_memory(s);
    orm_status status = orm__run_begin(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    if (orm__run_step(s, &run) == ORM__STEP_ROW) {
        if (s->conn->driver->cell(run.stmt, 0, &cell) != ORM_OK) orm__fetch_failed(s, &run);
        else if (cell.wire == ORM__WIRE_INTEGER) *out = cell.integer;
    }
    orm__run_end(s, &run); /* which may fail too */
    return s->error.status;
}
static void orm__put_schema_table(orm_session *s, const orm__entity *e, const char *table) {
    if (e->model->schema) {
        orm__put_quoted(&s->sql, e->dialect, e->model->schema);
        orm__put_char(&s->sql, '.');
    }
    orm__put_text(&s->sql, table);
}
/* The first key of a batch on SQLite.  Inside a writing transaction nobody else can take keys, so they are assigned here, known and not guessed: above all
 * that are there and, for AUTOINCREMENT, all that ever were.  With triggers, which may insert on their own, rows go in one by one (*one_by_one). */
static orm_status orm__first_key(orm_session *s, const orm__entity *e, int64_t *first, bool *one_by_one) {
    int64_t triggers = 0, sequence = 0, highest = 0;
    *one_by_one = e->dialect->id != ORM_DIALECT_SQLITE; /* each row's key is told exactly; of several rows in one INSERT only the first one's */
    if (*one_by_one) return ORM_OK;
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "SELECT COUNT(*) FROM ");
    orm__put_schema_table(s, e, "sqlite_master");
    orm__put_text(&s->sql, " WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE");
    orm_status status = orm__query_integer(s, e->table, &triggers);
    *one_by_one = triggers > 0;
    if (status != ORM_OK || *one_by_one) return status;
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "SELECT MAX(");
    orm__put(&s->sql, e->auto_key->quoted.text, e->auto_key->quoted.length);
    orm__put_text(&s->sql, ") FROM ");
    orm__put(&s->sql, e->table_sql.text, e->table_sql.length);
    status = orm__query_integer(s, NULL, &highest);
    int64_t has_sequence = 0;
    if (status == ORM_OK) {
        orm__sql_fresh(s);
        orm__put_text(&s->sql, "SELECT COUNT(*) FROM ");
        orm__put_schema_table(s, e, "sqlite_master");
        orm__put_text(&s->sql, " WHERE name = ?");
        status = orm__query_integer(s, "sqlite_sequence", &has_sequence);
    }
    if (status == ORM_OK && has_sequence) {
        orm__sql_fresh(s);
        orm__put_text(&s->sql, "SELECT seq FROM ");
        orm__put_schema_table(s, e, "sqlite_sequence");
        orm__put_text(&s->sql, " WHERE name = ?");
        status = orm__query_integer(s, e->table, &sequence);
    }
    const int64_t top = sequence > highest ? sequence : highest;
    *first = top < 0 ? 1 : top + (top < INT64_MAX);
    if (status == ORM_OK && top == INT64_MAX) status = orm__fail(s, ORM_FULL, "%s_insert_all: table %s has used up all keys", e->model->name, e->table);
    return status;
}
ORM__PRIVATE orm_status orm__key_fits(orm_session *s, const orm__entity *e, int64_t key) {
    const orm__field *f = e->auto_key;
    const int64_t most = f->type == ORM_INT16 ? INT16_MAX : f->type == ORM_INT32 ? INT32_MAX : f->type == ORM_UINT32 ? (int64_t)UINT32_MAX : INT64_MAX;
    if (key > most) return orm__fail_column(s, ORM_INVALID, f->def->name, "%s.%s: the generated key %lld does not fit into %s: use int64", e->model->name, f->def->name, (long long)key, orm_type_name((orm_type)f->type));
    return ORM_OK;
}
/* The key `first` and the n - 1 behind it. */
static orm_status orm__keys_fit(orm_session *s, const orm__entity *e, int64_t first, size_t n) {
    if (first > INT64_MAX - (int64_t)(n - 1)) return orm__fail(s, ORM_FULL, "%s_insert_all: the keys of table %s are used up", e->model->name, e->table);
    return orm__key_fits(s, e, first + (int64_t)(n - 1));
}
static orm_status orm__set_key(orm_session *s, const orm__entity *e, void *draft, int64_t key) {
    const orm_status status = orm__key_fits(s, e, key);
    if (status == ORM_OK) orm__field_set_integer(e->auto_key, draft, key);
    return status;
}

/* MySQL gives the last number that a key's type holds again and again: that this row is there says that there are no more, as other databases do. */
static orm_status orm__check_generated(orm_session *s, const orm__entity *e, const orm__choice *c) {
    if (s->error.status != ORM_CONFLICT_UNIQUE || !c->generates_key || e->dialect->id != ORM_DIALECT_MYSQL) return s->error.status;
    const int64_t met = s->conn->driver->last_id(s->conn);
    if (met > 0 && met < INT64_MAX) orm__key_fits(s, e, met + 1);
    else if (met == INT64_MAX) orm__fail(s, ORM_FULL, "%s_%s: the keys of table %s are used up", e->model->name, s->verb, e->table);
    return s->error.status;
}

/* ---- insert: rows ------------------------------------------------------------------------------------------------------------------------ */
static bool orm__leaves_key(const orm__choice *c) {
    for (size_t i = 0; i < c->default_count; i++)
        if (c->defaults[i]->def->key) return true;
    return false;
}
/* What the database filled in, read by key where INSERT cannot return it - by the row's number where the key itself is among it. */
static orm_status orm__read_defaults(orm_session *s, const orm__entity *e, const orm__choice *c, void *draft, int64_t number) {
    orm__run run;
    bool got_row = false;
    const bool by_rowid = orm__leaves_key(c);
    const orm__cell rowid = { .wire = ORM__WIRE_INTEGER, .integer = number };
    orm__sql_fresh(s);
    if (by_rowid) orm__put_select_by_rowid(&s->sql, e, c->defaults, c->default_count);
    else orm__put_select_by(&s->sql, e, c->defaults, c->default_count, e->keys, e->key_count);
    if (s->sql.failed) return orm__no_memory(s);
    orm_status status = orm__run_open_read(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    if (!by_rowid) status = orm__bind_fields(s, &run, 1, e->keys, e->key_count, draft);
    else if (s->conn->driver->bind(run.stmt, 1, &rowid) != ORM_OK) status = orm__statement_failed(s, run.stmt);
    if (status == ORM_OK) status = orm__finish(s, e, &run, c->defaults, c->default_count, draft, &got_row);
    orm__run_end(s, &run);
    if (status == ORM_OK && !got_row) status = orm__fail(s, ORM_NOT_FOUND, "%s_insert: the row was inserted, but is not there when its defaults are read back: a trigger has moved it", e->model->name);
    return status;
}
static void orm__clear_fields(void *draft, const orm__field *const *fields, size_t count) {
    for (size_t i = 0; i < count; i++) orm__field_set_null(fields[i], draft);
}
/* The statement for one row. */
static orm_status orm__insert_text(orm_session *s, const orm__entity *e, const orm__choice *c, bool returning, orm__text_slice *sql) {
    *sql = e->insert_sql;
    orm__parameters_clear(s);
    if (!returning && e->dialect->id != ORM_DIALECT_SQLITE && orm__leaves_key(c))
        return orm__fail(s, ORM_UNSUPPORTED, "%s_%s leaves the key to the database, and %s %d cannot say which it made: set it, or use auto_increment or auto_uuid", e->model->name, s->verb, e->dialect->name, s->db->capabilities.version);
    const bool key_alone = c->generates_key && e->dialect->returns_keys && c->default_count == 1; /* as the usual statement has it */
    if (c->count != e->inserted_count || memcmp(c->fields, e->inserted, c->count * sizeof *c->fields) || (returning && !key_alone)) {
        orm__sql_fresh(s);
        orm__put_insert(&s->sql, e, c->fields, c->count, 1);
        if (returning) orm__put_returning(&s->sql, c->defaults, c->default_count);
        if (orm__gives_key(e, c)) orm__put_moved_sequence(&s->sql, e, returning);
        if (s->sql.failed) return orm__no_memory(s);
        *sql = orm__sql_written(s);
    }
    return ORM_OK;
}
static orm_status orm__insert_one(orm_session *s, const orm__entity *e, const orm__choice *c, void *draft) {
    orm__run run;
    orm__text_slice sql;
    const bool returning = c->default_count && s->db->capabilities.returning;
    int64_t number = 0;
    orm_status status = orm__insert_text(s, e, c, returning, &sql);
    if (status == ORM_OK) status = orm__run_open(s, sql, &run);
    if (status != ORM_OK) return status;
    status = orm__bind_fields(s, &run, 1, c->fields, c->count, draft);
    orm__clear_fields(draft, c->defaults, c->default_count);
    if (status == ORM_OK) status = orm__finish(s, e, &run, c->defaults, returning ? c->default_count : 0, draft, NULL);
    if (status != ORM_OK) status = orm__check_generated(s, e, c);
    const bool key_returned = e->dialect->returns_keys || (returning && e->dialect->returning_hides_id);
    if (status == ORM_OK && c->generates_key && !key_returned) status = orm__set_key(s, e, draft, s->conn->driver->last_id(s->conn));
    if (status == ORM_OK && !returning && c->default_count) number = s->conn->driver->last_id(s->conn); /* before the connection goes back */
    orm__run_end(s, &run);
    if (status != ORM_OK || !c->default_count || returning) return status;
    status = orm__read_defaults(s, e, c, draft, number);
    if (status != ORM_OK) s->error.outcome = ORM_APPLIED;
    return status;
}
static orm_status orm__insert_some_queued(orm_session *s, const orm__entity *e, const orm__choice *c, orm__run *run, char *drafts, size_t n, bool first) {
    const size_t size = e->model->row_size;
    orm_status status = ORM_OK;
    for (size_t i = 0; i < n && status == ORM_OK; i++) {
        status = orm__queue_row(s, run, c->fields, c->count, drafts + i * size);
        orm__clear_fields(drafts + i * size, c->defaults, c->default_count);
    }
    for (size_t i = 0; i < n && status == ORM_OK; i++) {
        status = orm__queued_outcome(s, run, first && i == 0, c->fields, c->count, drafts + i * size);
        if (status == ORM_OK) status = orm__take_outcome(s, e, run, c->defaults, c->default_count, drafts + i * size, NULL);
    }
    return orm__run_queue_end(s, run);
}
/* One statement for each row, which tells exactly what the database made of it. */
static orm_status orm__insert_queued(orm_session *s, const orm__entity *e, const orm__choice *c, char *drafts, size_t n) {
    orm__run run;
    orm__text_slice sql;
    orm_status status = orm__insert_text(s, e, c, c->default_count > 0, &sql);
    if (status == ORM_OK) status = orm__run_open(s, sql, &run);
    if (status != ORM_OK) return status;
    for (size_t from = 0; from < n && status == ORM_OK; from += ORM__QUEUED)
        status = orm__insert_some_queued(s, e, c, &run, drafts + from * e->model->row_size, n - from < ORM__QUEUED ? n - from : ORM__QUEUED, from == 0);
    orm__run_end(s, &run);
    return status;
}
#define ORM__VALUES_PER_INSERT 4096 /* more rows in one statement gain nothing measurable */

static size_t orm__rows_per_statement(const orm_session *s, size_t columns, size_t rows) {
    size_t most = columns ? ORM__VALUES_PER_INSERT / columns : 1, chunk = 1;
    const size_t limit = columns ? s->db->capabilities.max_parameters / columns : 1;
    if (most > limit) most = limit;
    while (chunk * 2 <= most && chunk * 2 <= rows) chunk *= 2; /* powers of two: few different statements */
    return chunk;
}
/* About how many bytes a value takes on its way. */
static size_t orm__value_bytes(const orm__field *f, const void *row) {
    bool is_null;
    const void *value = orm__field_address(f, row, &is_null);
    size_t bytes = 64;
    if (is_null || !orm__is_pointer_type(f->type)) return f->type == ORM_CUSTOM ? 4096 : bytes;
    switch (f->type) {
    case ORM_BLOB: return bytes + ((const orm_blob *)value)->size;
    case ORM_VECTOR: return bytes + 4 * ((const orm_vector *)value)->count;
    case ORM_HSTORE: case ORM_ARRAY: return SIZE_MAX / 2; /* as a text that is not there yet: the row goes alone */
    default: return bytes + strlen(*(const char *const *)value);
    }
}
/* As many rows from the front, at most `rows`, as have room in a packet of the server, whose limit is far above what makes a batch quicker. */
static size_t orm__rows_with_room(const orm_session *s, const orm__choice *c, const char *drafts, size_t row_size, size_t rows) {
    const size_t room = s->db->capabilities.max_packet / 2;
    size_t bytes = 0, fit = 0;
    if (!room) return rows;
    for (; fit < rows && bytes <= room; fit++)
        for (size_t i = 0; i < c->count && bytes <= room; i++) bytes += orm__value_bytes(c->fields[i], drafts + fit * row_size);
    if (bytes > room) fit--;
    while (rows > 1 && rows > fit) rows /= 2;
    return rows;
}
static orm_status orm__bind_key(orm_session *s, const orm__entity *e, orm__run *run, int at, int64_t key) {
    const orm__cell cell = { .wire = ORM__WIRE_INTEGER, .integer = key };
    if (s->db->options.trace) orm__parameter_add(&s->parameters, e->auto_key, (orm_value){ .type = ORM_INT64, .as.integer = key }); /* only to be shown */
    return s->conn->driver->bind(run->stmt, at, &cell) == ORM_OK ? ORM_OK : orm__statement_failed(s, run->stmt);
}
static orm_status orm__insert_chunk(orm_session *s, const orm__entity *e, const orm__choice *c, orm__run *run, const char *drafts, size_t rows, int64_t key) {
    const orm__arena_mark mark = orm__arena_here(&s->scratch);
    const size_t given = c->gives_keys ? 1 : 0, size = e->model->row_size;
    int at = 1;
    orm_status status = ORM_OK;
    for (size_t i = 0; i < rows && status == ORM_OK; i++, at += (int)c->count) {
        if (given) status = orm__bind_key(s, e, run, at, key + (int64_t)i);
        if (status == ORM_OK) status = orm__bind_fields(s, run, at + (int)given, c->fields + given, c->count - given, drafts + i * size);
    }
    if (status == ORM_OK) status = orm__finish(s, e, run, NULL, 0, NULL, NULL);
    orm__arena_release(&s->scratch, mark);
    return status;
}
/* As many rows as statements of one length can take; *done counts on. */
static orm_status orm__insert_chunks(orm_session *s, const orm__entity *e, const orm__choice *c, const char *drafts, size_t n, size_t *done) {
    orm__run run;
    const size_t size = e->model->row_size, most = orm__rows_per_statement(s, c->count, n - *done), rows = orm__rows_with_room(s, c, drafts + *done * size, size, most);
    orm__sql_fresh(s);
    orm__put_insert(&s->sql, e, c->fields, c->count, rows);
    if (s->sql.failed) return orm__no_memory(s);
    orm_status status = orm__run_open(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    do {
        status = orm__insert_chunk(s, e, c, &run, drafts + *done * size, rows, c->first_key + (int64_t)*done);
        *done += rows;
    } while (status == ORM_OK && n - *done >= rows && orm__rows_with_room(s, c, drafts + *done * size, size, rows) == rows && (status = orm__run_again(s, &run)) == ORM_OK);
    orm__run_end(s, &run);
    return status;
}
/* batch: the server's own way may be tried; alone: it was, and everything has to be rolled back and to go row by row. */
typedef struct orm__tries { bool batch, alone; } orm__tries;
static orm_status orm__insert_batch(orm_session *s, const orm__entity *e, const orm__choice *c, char *drafts, size_t n, orm__tries *tries, bool *done) {
    orm__batched outcome = ORM__BATCH_NOT;
    *done = false;
    if (!tries->batch || n < 2) return ORM_OK;
    int64_t *keys = c->generates_key ? orm__arena_take(&s->scratch, n * sizeof *keys, 16) : NULL;
    if (c->generates_key && !keys) return orm__no_memory(s);
    const orm_status status = orm__batch_insert(s, e, c, drafts, n, keys, &outcome);
    *done = status == ORM_OK && outcome == ORM__BATCH_DONE;
    tries->alone = outcome == ORM__BATCH_ALONE;
    for (size_t i = 0; i < n && *done && keys; i++) orm__field_set_integer(e->auto_key, drafts + i * e->model->row_size, keys[i]);
    return status;
}
static orm_status orm__insert_one_by_one(orm_session *s, const orm__entity *e, const orm__choice *c, char *drafts, size_t n) {
    orm_status status = ORM_OK;
    if (orm__queues(s)) return orm__insert_queued(s, e, c, drafts, n);
    for (size_t i = 0; i < n && status == ORM_OK; i++) {
        const orm__arena_mark mark = orm__arena_here(&s->scratch);
        status = orm__insert_one(s, e, c, drafts + i * e->model->row_size);
        orm__arena_release(&s->scratch, mark);
    }
    return status;
}
static orm_status orm__insert_in_chunks(orm_session *s, const orm__entity *e, orm__choice *c, char *drafts, size_t n) {
    const size_t size = e->model->row_size;
    const bool finds_keys = e->dialect->id == ORM_DIALECT_SQLITE; /* nobody else can take one meanwhile */
    bool one_by_one = c->default_count > 0 || !c->count || (n < ORM__BATCH_LEAST && orm__queues(s)) || (c->generates_key && !finds_keys);
    int64_t key = 0;
    orm_status status = ORM_OK;
    if (c->generates_key && !one_by_one) status = orm__first_key(s, e, &key, &one_by_one);
    if (c->generates_key && !one_by_one) {
        status = orm__keys_fit(s, e, key, n);
        for (size_t i = 0; i < n && status == ORM_OK; i++) status = orm__set_key(s, e, drafts + i * size, key + (int64_t)i);
        orm__choose_inserted(e, drafts, c);
    }
    for (size_t done = 0; done < n && !one_by_one && status == ORM_OK;) status = orm__insert_chunks(s, e, c, drafts, n, &done);
    return one_by_one && status == ORM_OK ? orm__insert_one_by_one(s, e, c, drafts, n) : status;
}
/* A stretch of rows that write the same columns. */
static orm_status orm__insert_stretch(orm_session *s, const orm__entity *e, orm__choice *c, char *drafts, size_t n, orm__tries *tries) {
    const bool assigned = c->generates_key;
    bool done = false;
    orm_status status = orm__insert_batch(s, e, c, drafts, n, tries, &done);
    if (tries->alone) return status;
    if (status == ORM_OK && !done) status = orm__insert_in_chunks(s, e, c, drafts, n);
    for (size_t i = 0; i < n && status == ORM_OK; i++) orm__draft_stored(s, e, drafts + i * e->model->row_size, assigned);
    return status;
}
static orm_status orm__insert_drafts(orm_session *s, const orm__entity *e, char *drafts, size_t n, orm__tries *tries) {
    orm__choice now, next;
    if (!orm__choice_new(s, e, &now) || !orm__choice_new(s, e, &next)) return ORM_NO_MEMORY;
    if (orm__transaction_id(s) == UINT64_MAX) return orm__no_memory(s);
    const size_t size = e->model->row_size;
    for (size_t from = 0; from < n && !tries->alone;) {
        size_t to = from + 1;
        orm__choose_inserted(e, drafts + from * size, &now);
        const bool all = orm__chooses_all(e, drafts + from * size);
        for (; to < n; to++) {
            char *draft = drafts + to * size;
            if (all && orm__chooses_all(e, draft) && now.generates_key == orm__key_is_unset(e, draft)) continue;
            orm__choose_inserted(e, draft, &next);
            if (!orm__same_choice(&now, &next)) break;
        }
        if (n == 1) {
            const orm_status status = orm__insert_one(s, e, &now, drafts);
            if (status == ORM_OK) orm__draft_stored(s, e, drafts, now.generates_key);
            return status;
        }
        const orm_status status = orm__insert_stretch(s, e, &now, drafts + from * size, to - from, tries);
        if (status != ORM_OK) return status;
        from = to;
    }
    return ORM_OK;
}
static char *orm__drafts(orm_session *s, const orm__entity *e, const void *rows, size_t n) {
    if (n > SIZE_MAX / 2 / e->model->row_size) {
        orm__no_memory(s);
        return NULL;
    }
    char *drafts = orm__arena_take(&s->scratch, n * e->model->row_size, 16);
    if (drafts) memcpy(drafts, rows, n * e->model->row_size);
    else orm__no_memory(s);
    return drafts;
}
static orm_status orm__check_new(orm_session *s, const orm__entity *e, char *rows, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bool stored = false;
        const orm_state *st = orm__state(e->model, rows + i * e->model->row_size);
        if (st->magic == 0 && st->flags == 0) continue; /* zeroed: new */
        const orm_status status = orm__row_check(s, e, rows + i * e->model->row_size, &stored);
        if (status != ORM_OK) return status;
        if (stored) return orm__fail(s, ORM_MISUSE, "%s_%s: row %zu is stored already: update or save it, or call %s_as_new(&row) to insert a copy", e->model->name, s->verb, i + 1, e->model->name);
    }
    return ORM_OK;
}
ORM__PRIVATE orm_status orm__write_end(orm_session *s) {
    if (s->error.status != ORM_OK) orm__write_failed(s);
    return orm__leave(s);
}
ORM__PRIVATE const orm__entity *orm__enter_write(orm_session *s, const char *verb, const orm_model *m, orm_status *status) {
    const orm__entity *e = orm__enter_model_told(s, verb, m, status);
    if (!e && *status != ORM_MISUSE && s->depth) orm__write_failed(s);
    return e;
}
/* Rows of which only key and state change need no drafts: they go to the database as they are, with the keys beside them. */
static bool orm__goes_as_it_is(const orm__entity *e, char *rows, size_t n) {
    const bool unset = orm__key_is_unset(e, rows);
    if (n < 2 || e->automatic_count || !e->inserted_count || (unset && e->dialect->id != ORM_DIALECT_SQLITE && n < ORM__BATCH_LEAST)) return false;
    for (size_t i = 0; i < n; i++)
        if (!orm__chooses_all(e, rows + i * e->model->row_size) || orm__key_is_unset(e, rows + i * e->model->row_size) != unset) return false;
    return true;
}
static orm_status orm__send_as_they_are(orm_session *s, const orm__entity *e, char *rows, size_t n, bool gives_keys, int64_t first) {
    orm__choice c;
    orm_status status = ORM_OK;
    if (!orm__choice_new(s, e, &c)) return ORM_NO_MEMORY;
    if (orm__transaction_id(s) == UINT64_MAX) return orm__no_memory(s);
    orm__choose_inserted(e, rows, &c);
    if (gives_keys) {
        status = orm__keys_fit(s, e, first, n);
        memmove(c.fields + 1, c.fields, c.count++ * sizeof *c.fields);
        c.fields[0] = e->auto_key;
        c.gives_keys = true;
        c.first_key = first;
    }
    for (size_t done = 0; done < n && status == ORM_OK;) status = orm__insert_chunks(s, e, &c, rows, n, &done);
    return status;
}
typedef struct orm__given { bool keys; int64_t first; int64_t *each; } orm__given; /* the rows' new keys: from the first on, or one by one */
/* *done is false when they must be changed before they can go. */
static orm_status orm__send_rows(orm_session *s, const orm__entity *e, char *rows, size_t n, orm__given *given, orm__tries *tries, bool *done) {
    orm__choice c;
    bool one_by_one = false;
    orm__batched outcome = ORM__BATCH_NOT;
    *done = false;
    if (!orm__choice_new(s, e, &c)) return ORM_NO_MEMORY;
    if (orm__transaction_id(s) == UINT64_MAX) return orm__no_memory(s);
    orm__choose_inserted(e, rows, &c);
    int64_t *keys = tries->batch && given->keys && e->dialect->id != ORM_DIALECT_SQLITE ? orm__arena_take(&s->scratch, n * sizeof *keys, 16) : NULL;
    if (tries->batch && given->keys && e->dialect->id != ORM_DIALECT_SQLITE && !keys) return orm__no_memory(s);
    orm_status status = tries->batch ? orm__batch_insert(s, e, &c, rows, n, keys, &outcome) : ORM_OK;
    *done = status == ORM_OK && outcome == ORM__BATCH_DONE;
    tries->alone = outcome == ORM__BATCH_ALONE;
    if (*done) given->each = keys;
    if (status != ORM_OK || outcome != ORM__BATCH_NOT) return status;
    if ((given->keys && e->dialect->id != ORM_DIALECT_SQLITE) || (n < ORM__BATCH_LEAST && orm__queues(s))) return ORM_OK;
    if (given->keys) status = orm__first_key(s, e, &given->first, &one_by_one);
    if (status == ORM_OK && !one_by_one) status = orm__send_as_they_are(s, e, rows, n, given->keys, given->first);
    *done = status == ORM_OK && !one_by_one;
    return status;
}
/* With tries->alone everything is as it was. */
static orm_status orm__insert_ended(orm_session *s, bool own, orm_status status, const orm__tries *tries) {
    if (status != ORM_OK || !tries->alone) return orm__unit_end(s, own, status);
    orm__unit_end(s, own, ORM_NOT_FOUND);
    return s->error.status;
}
/* The highest of the keys that many rows bring; 0: there is none, or nothing to do about it. */
static int64_t orm__highest_given(const orm__entity *e, const char *rows, size_t n) {
    int64_t highest = 0;
    for (size_t i = 0; n > 1 && e->auto_key && e->dialect->keys_apart && i < n; i++) {
        const int64_t key = orm__field_integer(e->auto_key, rows + i * e->model->row_size);
        if (key > highest) highest = key;
    }
    return highest;
}
static orm_status orm__move_sequence(orm_session *s, const orm__entity *e, int64_t key) {
    orm__sql_fresh(s);
    orm__put_move_sequence(&s->sql, e);
    orm__parameter_add(&s->parameters, NULL, (orm_value){ .type = ORM_INT64, .as.integer = key });
    return s->sql.failed || s->parameters.failed ? orm__no_memory(s) : orm__run_to_end(s, orm__sql_written(s), NULL);
}
static orm_status orm__insert_as_they_are(orm_session *s, const orm__entity *e, char *rows, size_t n, orm__tries *tries) {
    const size_t size = e->model->row_size;
    orm__given given = { .keys = orm__key_is_unset(e, rows) };
    const int64_t highest = orm__highest_given(e, rows, n);
    bool own = false, done = false;
    char *drafts = NULL;
    orm_status status = orm__unit_begin(s, &own);
    if (status != ORM_OK) return status;
    status = orm__send_rows(s, e, rows, n, &given, tries, &done);
    if (status == ORM_OK && !done && !tries->alone) status = (drafts = orm__drafts(s, e, rows, n)) ? orm__insert_drafts(s, e, drafts, n, &(orm__tries){ .batch = false }) : s->error.status;
    if (status == ORM_OK && highest && !tries->alone) status = orm__move_sequence(s, e, highest);
    status = orm__insert_ended(s, own, status, tries);
    if (status == ORM_OK && drafts) memcpy(rows, drafts, n * size);
    if (status != ORM_OK || drafts || tries->alone) return status;
    orm__draft_stored(s, e, rows, given.keys); /* all the others' states are like the first one's */
    for (size_t i = 0; i < n; i++) {
        if (i) memcpy(orm__state(e->model, rows + i * size), orm__state(e->model, rows), sizeof(orm_state) + e->model->state_words * sizeof(uint64_t));
        if (given.keys) orm__field_set_integer(e->auto_key, rows + i * size, given.each ? given.each[i] : given.first + (int64_t)i);
    }
    return ORM_OK;
}
static orm_status orm__insert_try(orm_session *s, const orm__entity *e, void *rows, size_t n, orm__tries *tries) {
    bool own = false;
    const int64_t highest = orm__highest_given(e, rows, n);
    if (orm__goes_as_it_is(e, rows, n)) return orm__insert_as_they_are(s, e, rows, n, tries);
    char *drafts = orm__drafts(s, e, rows, n);
    orm_status status = drafts ? ORM_OK : s->error.status;
    for (size_t i = 0; i < n && e->automatic_count && status == ORM_OK; i++) status = orm__draft_automatic(s, e, drafts + i * e->model->row_size);
    if (status == ORM_OK && n > 1) status = orm__unit_begin(s, &own);
    if (status != ORM_OK) return status;
    status = orm__insert_drafts(s, e, drafts, n, tries);
    if (status == ORM_OK && highest && !tries->alone) status = orm__move_sequence(s, e, highest);
    if (n > 1) status = orm__insert_ended(s, own, status, tries);
    if (status == ORM_OK && !tries->alone) memcpy(rows, drafts, n * e->model->row_size);
    return status;
}
ORM__PRIVATE orm_status orm__insert_inside(orm_session *s, const orm__entity *e, void *rows, size_t n) {
    orm__tries tries = { .batch = n > 1 };
    if (!n) return ORM_OK;
    if (!rows) return orm__fail(s, ORM_MISUSE, "%s_%s: the rows are NULL", e->model->name, s->verb);
    orm_status status = orm__check_new(s, e, rows, n);
    if (status == ORM_OK) status = orm__insert_try(s, e, rows, n, &tries);
    if (status != ORM_OK || !tries.alone) return status;
    tries = (orm__tries){ .batch = false };
    return orm__insert_try(s, e, rows, n, &tries);
}
static const char *orm__verb_for(size_t n, const char *one, const char *many) { return n == 1 ? one : many; }
/* A call that is a transaction of its own and met a statement that was out of date, prepared for tables as they are no longer: everything is as it was, and another
 * go finds the statement prepared anew. */
static bool orm__heals(orm_session *s) {
    const bool heals = s->met_stale && !s->depth && s->error.status == ORM_SERIALIZATION;
    s->met_stale = false;
    if (heals) orm__error_clear(&s->error);
    return heals;
}
orm_status orm__insert(orm_session *s, const orm_model *m, void *rows, size_t n) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, orm__verb_for(n, "insert", "insert_all"), m, &entered);
    if (!e) return entered;
    s->met_stale = false;
    orm__insert_inside(s, e, rows, n);
    if (orm__heals(s)) orm__insert_inside(s, e, rows, n);
    return orm__write_end(s);
}

/* ---- update ---------------------------------------------------------------------------------------------------------------------------------- */
/* Is a row with this key there? */
static orm_status orm__key_exists(orm_session *s, const orm__entity *e, const void *row, bool *there) {
    orm__run run;
    orm__sql_fresh(s);
    orm__put_select_by(&s->sql, e, NULL, 0, e->keys, e->key_count);
    if (s->sql.failed) return orm__no_memory(s);
    orm_status status = orm__run_open_read(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    status = orm__bind_fields(s, &run, 1, e->keys, e->key_count, row);
    if (status == ORM_OK) status = orm__run_execute(s, &run);
    if (status == ORM_OK) {
        *there = orm__run_step(s, &run) == ORM__STEP_ROW;
        status = s->error.status;
    }
    orm__run_end(s, &run);
    return status;
}
static orm_status orm__no_such_key(orm_session *s, const orm__entity *e, const void *row) {
    const orm__field *f = e->keys[0];
    if (e->key_count == 1 && f->type >= ORM_INT16 && f->type <= ORM_UINT64)
        return orm__fail(s, ORM_NOT_FOUND, "%s_%s: no row with %s = %lld", e->model->name, s->verb, f->def->name, (long long)orm__field_integer(f, row));
    return orm__fail(s, ORM_NOT_FOUND, "%s_%s: no row with this key", e->model->name, s->verb);
}
static orm_status orm__nothing_matched(orm_session *s, const orm__entity *e, const void *row) {
    bool there = false;
    if (e->version) {
        const orm_status status = orm__key_exists(s, e, row, &there);
        if (status != ORM_OK) return status;
    }
    if (there) return orm__fail_column(s, ORM_STALE, e->version->def->name, "%s_%s: the row was changed since it was read (its %s is no longer %lld): refresh it and apply the change again", e->model->name, s->verb,
                                       e->version->def->name, (long long)orm__field_integer(e->version, row));
    return orm__no_such_key(s, e, row);
}
static bool orm__holds(const orm__field *const *fields, size_t count, const orm__field *f) {
    for (size_t i = 0; i < count; i++)
        if (fields[i] == f) return true;
    return false;
}
static bool orm__all_columns_loaded(const orm__entity *e, void *row) {
    const uint64_t *unloaded = orm__unloaded(e->model, row);
    size_t left = e->field_count;
    for (; left >= 64; left -= 64)
        if (*unloaded++) return false;
    return !left || !(*unloaded & ((UINT64_C(1) << left) - 1));
}
/* The columns an UPDATE of this row writes. */
static orm_status orm__choose_updated(orm_session *s, const orm__entity *e, void *row, bool all_loaded, const orm_columns *only, orm__choice *c) {
    c->count = 0;
    if (only) {
        orm__render r = orm__render_for(s, e);
        if (!only->count || only->count > e->field_count) return orm__fail(s, ORM_MISUSE, "%s_update_only: name at least one column, and each once", e->model->name);
        if (!orm__render_listed(&r, e, *only, "ORM_COLS", c->fields)) return r.status;
        c->count = only->count;
        for (size_t i = 0; i < c->count; i++) {
            if (c->fields[i]->def->key) return orm__fail(s, ORM_MISUSE, "%s_update_only: %s is a key: a row is found by it", e->model->name, c->fields[i]->def->name);
            if (c->fields[i] == e->version) return orm__fail(s, ORM_MISUSE, "%s_update_only: the version %s counts by itself", e->model->name, c->fields[i]->def->name);
        }
    } else if (!e->version && all_loaded) {
        memcpy(c->fields, e->updated, e->updated_count * sizeof *c->fields);
        c->count = e->updated_count;
    } else {
        for (size_t i = 0; i < e->updated_count; i++) /* what was not loaded must not be blanked */
            if (!orm__bit(orm__unloaded(e->model, row), e->updated[i]->index) && e->updated[i] != e->version) c->fields[c->count++] = e->updated[i];
    }
    for (size_t i = 0; i < e->automatic_count; i++)
        if (e->automatic[i]->def->auto_now && !orm__holds(c->fields, c->count, e->automatic[i])) c->fields[c->count++] = e->automatic[i];
    if (e->version && orm__bit(orm__unloaded(e->model, row), e->version->index)) return orm__fail(s, ORM_MISUSE, "%s_%s: the version %s was not loaded, so a change by somebody else could not be noticed", e->model->name, s->verb, e->version->def->name);
    return ORM_OK;
}
/* Begins the statement that writes the chosen columns; behind them come those that the row is found by, which *count counts as well. */
static orm_status orm__update_open(orm_session *s, const orm__entity *e, const orm__choice *c, orm__run *run, size_t *count) {
    const bool whole = c->count == e->updated_count && !memcmp(c->fields, e->updated, c->count * sizeof *c->fields);
    if (e->version && orm__transaction_id(s) == UINT64_MAX) return orm__no_memory(s);
    orm__sql_fresh(s);
    if (!whole) orm__put_update(&s->sql, e, c->fields, c->count);
    if (s->sql.failed) return orm__no_memory(s);
    *count = c->count;
    memcpy(c->fields + *count, e->keys, e->key_count * sizeof *c->fields);
    *count += e->key_count;
    if (e->version) c->fields[(*count)++] = e->version;
    return orm__run_open(s, whole ? e->update_sql : orm__sql_written(s), run);
}
static orm_status orm__update_run(orm_session *s, const orm__entity *e, const orm__choice *c, void *draft) {
    orm__run run;
    size_t count;
    orm_status status = orm__update_open(s, e, c, &run, &count);
    if (status != ORM_OK) return status;
    status = orm__bind_fields(s, &run, 1, c->fields, count, draft);
    if (status == ORM_OK) status = orm__finish(s, e, &run, NULL, 0, NULL, NULL);
    const int64_t changed = run.rows;
    orm__run_end(s, &run);
    if (status == ORM_OK && changed == 0) status = orm__nothing_matched(s, e, draft);
    if (status == ORM_OK && e->version) orm__row_changed(s, e, draft);
    return status;
}
/* What is known before a row is sent. */
typedef struct orm__updating { bool stored, all_loaded; } orm__updating;
static orm_status orm__update_prepare(orm_session *s, const orm__entity *e, void *row, const orm_columns *only, orm__choice *c, orm__updating *u) {
    *u = (orm__updating){ .stored = false };
    orm_status status = orm__row_check(s, e, row, &u->stored);
    if (status == ORM_OK && !u->stored && !only)
        status = orm__fail(s, ORM_MISUSE, "%s_%s: the row is new, and updating it would blank the columns that the program never set: insert it, name the columns with %s_update_only, or call %s_assume_stored(&row)",
                           e->model->name, s->verb, e->model->name, e->model->name);
    u->all_loaded = status == ORM_OK && orm__all_columns_loaded(e, row);
    return status == ORM_OK ? orm__choose_updated(s, e, row, u->all_loaded, only, c) : status;
}
static void orm__update_times(orm_session *s, const orm__entity *e, void *draft) {
    for (size_t i = 0; i < e->automatic_count; i++)
        if (e->automatic[i]->def->auto_now) orm__write_draft_now(s, e->automatic[i], draft);
}
static orm_status orm__update_one(orm_session *s, const orm__entity *e, void *row, const orm_columns *only, orm__choice *c) {
    bool there = false;
    orm__updating u;
    orm_status status = orm__update_prepare(s, e, row, only, c, &u);
    const bool changes = e->version || e->automatic_count || !u.all_loaded, stored = u.stored;
    char *draft = status != ORM_OK ? NULL : changes ? orm__draft(s, e, row) : row;
    if (!draft) return s->error.status;
    orm__update_times(s, e, draft);
    if (c->count || e->version) status = orm__update_run(s, e, c, draft);
    else {
        status = orm__key_exists(s, e, draft, &there);
        if (status == ORM_OK && !there) status = orm__no_such_key(s, e, draft);
    }
    if (status != ORM_OK) return status;
    if (!changes) return ORM_OK;
    for (size_t i = 0; i < c->count && stored; i++) orm__bit_clear(orm__unloaded(e->model, draft), c->fields[i]->index);
    memcpy(row, draft, e->model->row_size);
    return ORM_OK;
}
/* Sends as many rows as write the same columns as the first one, whose choice `now` is, and takes the outcomes; *done counts on.  *alone: a row was not there or
 * stale, and what the server made of those behind it stands in the way of finding out which it was. */
static orm_status orm__update_some_queued(orm_session *s, const orm__entity *e, char *rows, size_t n, const orm_columns *only, orm__choice *now, orm__choice *next, size_t *done, bool *alone) {
    const size_t size = e->model->row_size, from = *done;
    orm__run run;
    orm__updating u;
    size_t count, sent = from;
    const size_t written = now->count;
    orm_status status = orm__update_open(s, e, now, &run, &count);
    if (status != ORM_OK) return status;
    do {
        char *row = rows + sent * size;
        orm__update_times(s, e, row);
        status = orm__queue_row(s, &run, now->fields, count, row);
        sent++;
        if (sent == n || sent - from == ORM__QUEUED || status != ORM_OK) break;
        status = orm__update_prepare(s, e, rows + sent * size, only, next, &u);
    } while (status == ORM_OK && next->count == written && !memcmp(next->fields, now->fields, written * sizeof *now->fields));
    for (size_t i = from; i < sent && status == ORM_OK && !*alone; i++) {
        char *row = rows + i * size;
        status = orm__queued_outcome(s, &run, i == from, now->fields, count, row);
        if (status == ORM_OK) status = orm__take_outcome(s, e, &run, NULL, 0, NULL, NULL);
        if (status != ORM_OK) break;
        *alone = run.rows == 0;
        if (e->version) orm__row_changed(s, e, row);
        for (size_t k = 0; k < written && (orm__state(e->model, row)->flags & ORM__STATE_STORED); k++) orm__bit_clear(orm__unloaded(e->model, row), now->fields[k]->index);
    }
    status = orm__run_queue_end(s, &run);
    orm__run_end(s, &run);
    *done = sent;
    return status;
}
static orm_status orm__update_queued(orm_session *s, const orm__entity *e, char *rows, size_t n, const orm_columns *only, orm__choice *now, bool *alone) {
    orm__choice next;
    orm_status status = orm__choice_new(s, e, &next) ? ORM_OK : ORM_NO_MEMORY;
    for (size_t done = 0; done < n && status == ORM_OK && !*alone;) {
        char *row = rows + done * e->model->row_size;
        orm__updating u;
        status = orm__update_prepare(s, e, row, only, now, &u);
        if (status != ORM_OK) break;
        if (now->count || e->version) status = orm__update_some_queued(s, e, rows, n, only, now, &next, &done, alone);
        else status = orm__update_one(s, e, row, only, now), done++; /* nothing to write: is it there? */
    }
    return status;
}
static orm_status orm__update_each(orm_session *s, const orm__entity *e, char *rows, size_t n, const orm_columns *only, orm__choice *c) {
    orm_status status = ORM_OK;
    for (size_t i = 0; i < n && status == ORM_OK; i++) {
        const orm__arena_mark mark = orm__arena_here(&s->scratch);
        status = orm__update_one(s, e, rows + i * e->model->row_size, only, c);
        orm__arena_release(&s->scratch, mark);
    }
    return status;
}
/* All or none.  With *alone everything is as it was, and the rows have to go one by one. */
static orm_status orm__update_unit(orm_session *s, const orm__entity *e, char *drafts, size_t n, const orm_columns *only, orm__choice *c, bool queued, bool *alone) {
    bool own = false;
    orm_status status = orm__unit_begin(s, &own);
    *alone = false;
    if (status != ORM_OK) return status;
    status = queued ? orm__update_queued(s, e, drafts, n, only, c, alone) : orm__update_each(s, e, drafts, n, only, c);
    if (status != ORM_OK || !*alone) return orm__unit_end(s, own, status);
    orm__unit_end(s, own, ORM_NOT_FOUND);
    return s->error.status;
}
ORM__PRIVATE orm_status orm__update_inside(orm_session *s, const orm__entity *e, void *rows, size_t n, const orm_columns *only) {
    orm__choice c;
    bool alone = false;
    if (!n) return ORM_OK;
    if (!rows) return orm__fail(s, ORM_MISUSE, "%s_%s: the row is NULL", e->model->name, s->verb);
    if (!orm__choice_new(s, e, &c)) return ORM_NO_MEMORY;
    const size_t size = e->model->row_size;
    if (n == 1) return orm__update_one(s, e, rows, only, &c);
    char *drafts = orm__drafts(s, e, rows, n); /* of all rows, because the transaction is one: all are updated or none */
    orm_status status = drafts ? orm__update_unit(s, e, drafts, n, only, &c, orm__queues(s), &alone) : s->error.status;
    if (status == ORM_OK && alone) {
        memcpy(drafts, rows, n * size);
        status = orm__update_unit(s, e, drafts, n, only, &c, false, &alone);
    }
    if (status == ORM_OK) memcpy(rows, drafts, n * size);
    return status;
}
orm_status orm__update(orm_session *s, const orm_model *m, void *rows, size_t n, const orm_columns *only) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, only ? "update_only" : orm__verb_for(n, "update", "update_all"), m, &entered);
    if (!e) return entered;
    s->met_stale = false;
    orm__update_inside(s, e, rows, n, only);
    if (orm__heals(s)) orm__update_inside(s, e, rows, n, only);
    return orm__write_end(s);
}
orm_status orm__save(orm_session *s, const orm_model *m, void *row) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, "save", m, &entered);
    if (!e) return entered;
    bool stored = false;
    if (orm__row_check(s, e, row, &stored) == ORM_OK) {
        if (stored) orm__update_inside(s, e, row, 1, NULL);
        else orm__insert_inside(s, e, row, 1);
    }
    return orm__write_end(s);
}

/* ---- delete, refresh, truncate ------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__delete_one(orm_session *s, const orm__entity *e, void *row) {
    orm__run run;
    bool stored;
    orm_status status = orm__row_check(s, e, row, &stored);
    orm__parameters_clear(s);
    if (status == ORM_OK) status = orm__run_open(s, e->delete_sql, &run);
    if (status != ORM_OK) return status;
    status = orm__bind_fields(s, &run, 1, e->keys, e->key_count, row);
    if (status == ORM_OK) status = orm__finish(s, e, &run, NULL, 0, NULL, NULL);
    const int64_t gone = run.rows;
    orm__run_end(s, &run);
    return status == ORM_OK && !gone ? orm__no_such_key(s, e, row) : status;
}
static orm_status orm__delete_some_queued(orm_session *s, const orm__entity *e, orm__run *run, char *rows, size_t n, bool first) {
    const size_t size = e->model->row_size;
    orm_status status = ORM_OK;
    for (size_t i = 0; i < n && status == ORM_OK; i++) {
        bool stored;
        status = orm__row_check(s, e, rows + i * size, &stored);
        if (status == ORM_OK) status = orm__queue_row(s, run, e->keys, e->key_count, rows + i * size);
    }
    for (size_t i = 0; i < n && status == ORM_OK; i++) {
        status = orm__queued_outcome(s, run, first && i == 0, e->keys, e->key_count, rows + i * size);
        if (status == ORM_OK) status = orm__take_outcome(s, e, run, NULL, 0, NULL, NULL);
        if (status == ORM_OK && run->rows == 0) status = orm__no_such_key(s, e, rows + i * size);
    }
    return orm__run_queue_end(s, run);
}
static orm_status orm__delete_queued(orm_session *s, const orm__entity *e, char *rows, size_t n) {
    orm__run run;
    orm__parameters_clear(s);
    orm_status status = orm__run_open(s, e->delete_sql, &run);
    if (status != ORM_OK) return status;
    for (size_t from = 0; from < n && status == ORM_OK; from += ORM__QUEUED)
        status = orm__delete_some_queued(s, e, &run, rows + from * e->model->row_size, n - from < ORM__QUEUED ? n - from : ORM__QUEUED, from == 0);
    orm__run_end(s, &run);
    return status;
}
static orm_status orm__delete_inside(orm_session *s, const orm__entity *e, char *rows, size_t n) {
    bool own = false;
    orm_status status = rows || !n ? ORM_OK : orm__fail(s, ORM_MISUSE, "%s_%s: the row is NULL", e->model->name, s->verb);
    if (status == ORM_OK && n > 1) status = orm__unit_begin(s, &own);
    if (status == ORM_OK && n > 1 && orm__queues(s)) status = orm__delete_queued(s, e, rows, n);
    else
        for (size_t i = 0; i < n && status == ORM_OK; i++) status = orm__delete_one(s, e, rows + i * e->model->row_size);
    return n > 1 ? orm__unit_end(s, own, status) : status;
}
orm_status orm__delete(orm_session *s, const orm_model *m, void *rows, size_t n) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, orm__verb_for(n, "delete", "delete_all"), m, &entered);
    if (!e) return entered;
    s->met_stale = false;
    orm__delete_inside(s, e, rows, n);
    if (orm__heals(s)) orm__delete_inside(s, e, rows, n);
    return orm__write_end(s);
}
/* The row as it is now, found by these of its columns, into `got`.  *there: one was found. */
static orm_status orm__read_again(orm_session *s, const orm__entity *e, orm__text_slice sql, const orm__field *const *by, size_t by_count, const orm__field *const *fields, size_t count, const void *row, void *got, bool *there) {
    orm__run run;
    *there = false;
    orm__parameters_clear(s);
    if (orm__run_open_read(s, sql, &run) != ORM_OK) return s->error.status;
    orm_status status = orm__bind_fields(s, &run, 1, by, by_count, row);
    if (status == ORM_OK) status = orm__run_execute(s, &run);
    *there = status == ORM_OK && orm__run_step(s, &run) == ORM__STEP_ROW;
    if (*there) orm__fetch_one(s, e, &run, fields, count, got);
    orm__run_end(s, &run);
    return s->error.status;
}
static orm_status orm__refresh_inside(orm_session *s, const orm__entity *e, void *row) {
    bool stored, there;
    char *draft = orm__row_check(s, e, row, &stored) == ORM_OK ? orm__draft(s, e, row) : NULL;
    if (!draft || orm__read_again(s, e, e->get_sql, e->keys, e->key_count, e->all, e->field_count, row, draft, &there) != ORM_OK) return s->error.status;
    if (!there) return orm__no_such_key(s, e, row);
    memcpy(row, draft, e->model->row_size);
    return ORM_OK;
}
orm_status orm__refresh(orm_session *s, const orm_model *m, void *row) {
    orm_status entered;
    const orm__entity *e = orm__enter_model_told(s, "refresh", m, &entered);
    if (!e) return entered;
    orm__refresh_inside(s, e, row);
    return orm__leave(s);
}
/* Only these columns, beside what the row holds: of a row with a version, only as long as it is that version. */
static orm_status orm__refresh_only_inside(orm_session *s, const orm__entity *e, char *row, orm_columns only) {
    bool stored, there;
    orm__render r = orm__render_for(s, e);
    const orm__field **fields = orm__arena_take(&s->scratch, 2 * (e->field_count + 1) * sizeof *fields, 16);
    if (orm__row_check(s, e, row, &stored) != ORM_OK) return s->error.status;
    char *got = fields ? orm__draft(s, e, row) : NULL;
    if (!got) return orm__no_memory(s);
    const orm__field **by = fields + e->field_count + 1;
    if (!only.count || only.count > e->field_count) return orm__fail(s, ORM_MISUSE, "%s_refresh_only: name at least one column, and each once", e->model->name);
    if (!orm__render_listed(&r, e, only, "ORM_COLS", fields)) return r.status;
    const bool versioned = stored && e->version && !orm__holds(fields, only.count, e->version) && !orm__bit(orm__unloaded(e->model, row), e->version->index);
    memcpy(by, e->keys, e->key_count * sizeof *by);
    if (versioned) by[e->key_count] = e->version;
    orm__sql_fresh(s);
    orm__put_select_by(&s->sql, e, fields, only.count, by, e->key_count + versioned);
    if (s->sql.failed) return orm__no_memory(s);
    if (orm__read_again(s, e, orm__sql_written(s), by, e->key_count + versioned, fields, only.count, row, got, &there) != ORM_OK) return s->error.status;
    if (!there) return orm__nothing_matched(s, e, row);
    if (!stored) memcpy(row + e->model->state_offset, got + e->model->state_offset, sizeof(orm_state) + e->model->state_words * sizeof(uint64_t));
    for (size_t i = 0; i < only.count; i++) {
        memcpy(row + fields[i]->offset, got + fields[i]->offset, fields[i]->def->size);
        orm__bit_clear(orm__unloaded(e->model, row), fields[i]->index);
    }
    for (size_t i = 0; i < e->key_count; i++) orm__bit_clear(orm__unloaded(e->model, row), e->keys[i]->index);
    return ORM_OK;
}
orm_status orm__refresh_only(orm_session *s, const orm_model *m, void *row, orm_columns only) {
    orm_status entered;
    const orm__entity *e = orm__enter_model_told(s, "refresh_only", m, &entered);
    if (!e) return entered;
    orm__refresh_only_inside(s, e, row, only);
    return orm__leave(s);
}
/* PostgreSQL truncates no table that another refers to, not even an empty one: its rows are deleted, and the sequence of its key is reset by a statement that a
 * rollback takes back. */
static orm_status orm__pg_is_referred(orm_session *s, const orm__entity *e, bool *referred) {
    int64_t count = 0;
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "SELECT COUNT(*) FROM pg_catalog.pg_constraint WHERE contype = 'f' AND conrelid <> confrelid AND confrelid = pg_catalog.to_regclass($1)");
    const orm_status status = orm__query_integer(s, e->table_sql.text, &count);
    *referred = count > 0;
    return status;
}
static orm_status orm__pg_restart_key(orm_session *s, const orm__entity *e) {
    orm__run run;
    orm__cell cell;
    const char *sequence = NULL;
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "SELECT pg_catalog.pg_get_serial_sequence($1, $2)");
    orm__parameter_add(&s->parameters, NULL, (orm_value){ .type = ORM_TEXT, .as.text = e->table_sql.text });
    orm__parameter_add(&s->parameters, NULL, (orm_value){ .type = ORM_TEXT, .as.text = e->auto_key->name });
    if (s->sql.failed || s->parameters.failed) return orm__no_memory(s);
    if (orm__run_begin(s, orm__sql_written(s), &run) != ORM_OK) return s->error.status;
    if (orm__run_step(s, &run) == ORM__STEP_ROW) {
        if (s->conn->driver->cell(run.stmt, 0, &cell) != ORM_OK) orm__fetch_failed(s, &run);
        else if (cell.wire == ORM__WIRE_TEXT && !(sequence = orm__arena_text(&s->scratch, cell.bytes, cell.size))) orm__no_memory(s);
    }
    orm__run_end(s, &run);
    if (s->error.status != ORM_OK || !sequence) return s->error.status; /* a key without a sequence */
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "ALTER SEQUENCE ");
    orm__put_text(&s->sql, sequence); /* quoted by the server where it must be */
    orm__put_text(&s->sql, " RESTART");
    return s->sql.failed ? orm__no_memory(s) : orm__run_to_end(s, orm__sql_written(s), NULL);
}
static orm_status orm__pg_empty_table(orm_session *s, const orm__entity *e) {
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "DELETE FROM ");
    orm__put(&s->sql, e->table_sql.text, e->table_sql.length);
    const orm_status status = s->sql.failed ? orm__no_memory(s) : orm__run_to_end(s, orm__sql_written(s), NULL);
    return status == ORM_OK && e->auto_key ? orm__pg_restart_key(s, e) : status;
}
/* MySQL truncates no table that another refers to either; its next key follows what is there, or can be told, which commits. */
#define ORM__MY_TRUNCATE_REFERRED 1701
static orm_status orm__my_empty_table(orm_session *s, const orm__entity *e) {
    orm__error_clear(&s->error);
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "DELETE FROM ");
    orm__put(&s->sql, e->table_sql.text, e->table_sql.length);
    orm_status status = s->sql.failed ? orm__no_memory(s) : orm__run_to_end(s, orm__sql_written(s), NULL);
    if (status != ORM_OK || !e->auto_key) return status;
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "ALTER TABLE ");
    orm__put(&s->sql, e->table_sql.text, e->table_sql.length);
    orm__put_text(&s->sql, " AUTO_INCREMENT = 1");
    return s->sql.failed ? orm__no_memory(s) : orm__run_to_end(s, orm__sql_written(s), NULL);
}
static orm_status orm__truncate_inside(orm_session *s, const orm__entity *e) {
    const orm__dialect *d = e->dialect;
    if (d->id == ORM_DIALECT_POSTGRES) {
        bool referred;
        const orm_status found = orm__pg_is_referred(s, e, &referred);
        if (found != ORM_OK || referred) return found == ORM_OK ? orm__pg_empty_table(s, e) : found;
    }
    int64_t has_sequence = 0;
    orm__sql_fresh(s);
    orm__put_text(&s->sql, d->truncate ? d->truncate : "DELETE FROM ");
    orm__put(&s->sql, e->table_sql.text, e->table_sql.length);
    if (d->truncate) orm__put_text(&s->sql, d->truncate_end);
    orm_status status = s->sql.failed ? orm__no_memory(s) : orm__run_to_end(s, orm__sql_written(s), NULL);
    if (status != ORM_OK && s->error.native_code == ORM__MY_TRUNCATE_REFERRED && d->ddl_commits) return orm__my_empty_table(s, e);
    if (status != ORM_OK || !e->auto_key || d->truncate) return status;
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "SELECT COUNT(*) FROM ");
    orm__put_schema_table(s, e, "sqlite_master");
    orm__put_text(&s->sql, " WHERE name = ?");
    status = orm__query_integer(s, "sqlite_sequence", &has_sequence);
    if (status != ORM_OK || !has_sequence) return status;
    orm__sql_fresh(s);
    orm__put_text(&s->sql, "DELETE FROM ");
    orm__put_schema_table(s, e, "sqlite_sequence");
    orm__put_text(&s->sql, " WHERE name = ?");
    orm__parameter_add(&s->parameters, NULL, (orm_value){ .type = ORM_TEXT, .as.text = e->table });
    return s->sql.failed || s->parameters.failed ? orm__no_memory(s) : orm__run_to_end(s, orm__sql_written(s), NULL);
}
orm_status orm__truncate(orm_session *s, const orm_model *m) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, "truncate", m, &entered);
    if (!e) return entered;
    bool own = false;
    orm_status status = ORM_OK;
    if (!e->dialect->ddl_commits) status = orm__unit_begin(s, &own);
    else if (s->depth)
        status = orm__fail(s, ORM_MISUSE, "%s_truncate inside a transaction: %s would commit it; call it outside, or delete the rows with %s_delete_where and .all_rows = true", m->name, e->dialect->name, m->name);
    if (status == ORM_OK) orm__unit_end(s, own, orm__truncate_inside(s, e));
    return orm__write_end(s);
}

/* ---- by a condition ------------------------------------------------------------------------------------------------------------------------------- */
static int64_t orm__changed_where(orm_session *s, orm__render *r) {
    orm__text_slice sql;
    int64_t changes = -1;
    if (orm__render_end(r, &sql) == ORM_OK && orm__run_to_end(s, sql, &changes) != ORM_OK) changes = -1;
    return orm__write_end(s) == ORM_OK ? changes : -1;
}
static void orm__query_place(orm_session *s, const orm_query *q) {
    if (q && q->file_) s->file = q->file_, s->line = q->line_;
}
int64_t orm__update_where(orm_session *s, const orm_model *m, const orm_query *q, orm_set_list set) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, "update_where", m, &entered);
    if (!e) return -1;
    orm__query_place(s, q);
    orm__render r = orm__render_for(s, e);
    if (orm__check_source(s, m, q) != ORM_OK) r.status = s->error.status;
    if (!set.count) orm__render_fail(&r, ORM_MISUSE, "%s_update_where: ORM_SET is empty", m->name);
    orm__render_update_where(&r, e, q, set);
    return orm__changed_where(s, &r);
}
int64_t orm__delete_where(orm_session *s, const orm_model *m, const orm_query *q) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, "delete_where", m, &entered);
    if (!e) return -1;
    orm__query_place(s, q);
    orm__render r = orm__render_for(s, e);
    if (orm__check_source(s, m, q) != ORM_OK) r.status = s->error.status;
    orm__render_delete_where(&r, e, q);
    return orm__changed_where(s, &r);
}
