/* run: one statement from text to end: connection, cached statement, values, steps, trace. */
#include "internal.h"
#include <stdio.h>
#include <string.h>

/* ---- errors of the database --------------------------------------------------------------------------------------------------- */
static bool orm__poisons(orm_status status) {
    switch (status) { /* found out by ourselves, or no error of the statement */
    case ORM_OK: case ORM_NOT_FOUND: case ORM_MULTIPLE_ROWS: case ORM_INVALID: case ORM_MISUSE: case ORM_UNSUPPORTED: case ORM_STALE: case ORM_TRANSACTION: return false;
    default: return true;
    }
}
/* Where the database names columns itself: their names in the model. */
static void orm__name_columns(orm_error *error, const orm__entity *e) {
    char list[sizeof error->column];
    size_t used = 0;
    memcpy(list, error->column, sizeof list);
    error->column[0] = 0;
    for (char *p = list; *p;) {
        char *end = strstr(p, ", "), *next = end ? end + 2 : p + strlen(p);
        const char *name = p;
        if (end) *end = 0;
        for (size_t i = 0; e && i < e->field_count; i++)
            if (!strcmp(e->fields[i].name, name)) name = e->fields[i].def->name;
        const int n = snprintf(error->column + used, sizeof error->column - used, "%s%s", used ? ", " : "", name);
        used += n > 0 && (size_t)n < sizeof error->column - used ? (size_t)n : 0;
        p = next;
    }
}
/* "UNIQUE constraint failed: users.email, users.name" -> the model's fields; "CHECK constraint failed: positive" -> the constraint. */
static void orm__name_constraint(orm_session *s, const orm__entity *e) {
    orm_error *error = &s->error;
    char list[sizeof error->message];
    const char *colon = strstr(error->message, "constraint failed: ");
    if (error->column[0]) orm__name_columns(error, e);
    if (error->column[0] || error->constraint[0] || !colon) return;
    snprintf(list, sizeof list, "%s", colon + strlen("constraint failed: "));
    if (error->status == ORM_CONFLICT_CHECK || strncmp(list, "index ", 6) == 0) {
        orm__cut_text(error->constraint, sizeof error->constraint, list);
        return;
    }
    orm__cut_text(error->constraint, sizeof error->constraint, list);
    size_t used = 0;
    for (char *p = list; p && *p;) {
        char *end = strstr(p, ", ");
        if (end) *end = 0;
        const char *dot = strrchr(p, '.'), *name = dot ? dot + 1 : p;
        for (size_t i = 0; e && i < e->field_count; i++)
            if (!strcmp(e->fields[i].name, name)) name = e->fields[i].def->name;
        const int n = snprintf(error->column + used, sizeof error->column - used, "%s%s", used ? ", " : "", name);
        used += n > 0 && (size_t)n < sizeof error->column - used ? (size_t)n : 0;
        p = end ? end + 2 : NULL;
    }
}
static const orm__entity *orm__entity_by_name(const orm_session *s, const char *model) {
    for (size_t i = 0; model && i < ORM__MODEL_CACHE; i++)
        if (s->models[i].model && !strcmp(s->models[i].model->name, model)) return s->models[i].entity;
    return NULL;
}
static const char *orm__mend_of(const orm_session *s) {
    switch (s->error.status) {
    case ORM_SQL: /* the first thing that goes wrong in a new program; in SQL of the program's own the message says enough */
        if (!s->model || !s->verb || !strcmp(s->verb, "sql") || !strstr(s->error.message, "no such table")) return NULL;
        return "create it with orm_create_tables, or give the model the right one with .table";
    case ORM_CONFLICT_UNIQUE: return "another row has this value: change it, or use upsert";
    case ORM_CONFLICT_FOREIGN_KEY: return "the row it refers to does not exist, or rows that refer to it do";
    case ORM_CONFLICT_CHECK: return "the value breaks a CHECK";
    case ORM_CONFLICT_NOT_NULL: return "set the value, or declare the column opt(...)";
    default: return NULL;
    }
}
ORM__PRIVATE orm_status orm__statement_failed(orm_session *s, const orm__stmt *st) {
    orm_error *error = &s->error;
    if (error->status == ORM_OK) error->status = ORM_SQL;
    if (s->model) orm__cut_text(error->model, sizeof error->model, s->model);
    if (st && st->sql) orm__cut_text(error->sql, sizeof error->sql, st->sql);
    const char *mend = orm__mend_of(s);
    if (mend) {
        char reason[sizeof error->message];
        orm__name_constraint(s, orm__entity_by_name(s, s->model));
        memcpy(reason, error->message, sizeof reason);
        const int wanted = snprintf(error->message, sizeof error->message, "%s%s%s: %.400s: %s", s->model ? s->model : "SQL", error->column[0] ? "." : "", error->column, reason, mend);
        if (wanted >= (int)sizeof error->message) orm__cut_tail(error->message, sizeof error->message, wanted);
    }
    if (s->conn && error->status == ORM_CONNECTION) orm__conn_suspect(s->conn);
    if (s->depth && !s->ending && orm__poisons(error->status)) orm__poison(s, error->status);
    return error->status;
}

/* ---- trace -------------------------------------------------------------------------------------------------------------------------- */
static void orm__put_traced_value(orm__buffer *b, const orm_value *v) {
    char text[64];
    if (v->null) orm__put_text(b, "NULL");
    else if (v->type == ORM_TEXT || v->type == ORM_DECIMAL) orm__put_format(b, "'%.200s'", v->as.text);
    else if (v->type == ORM_DOUBLE) orm__put_format(b, "%.17g", v->as.real);
    else if (v->type == ORM_UINT64) orm__put_format(b, "%llu", (unsigned long long)v->as.uinteger);
    else if (v->type == ORM_BLOB) orm__put_format(b, "blob(%zu)", v->as.blob.size);
    else if (v->type == ORM_UUID && orm_uuid_text(v->as.uuid, text, sizeof text)) orm__put_text(b, text);
    else if (v->type == ORM_BOOL || v->type == ORM_INT64) orm__put_format(b, "%lld", (long long)v->as.integer);
    else orm__put_text(b, orm_type_name((orm_type)v->type));
}
static void orm__trace(orm_session *s, const orm__stmt *st, int64_t nanoseconds, int64_t rows) {
    const orm_options *o = &s->db->options;
    orm__buffer values = { .allocator = &s->db->allocator };
    for (size_t i = 0; i < s->parameters.count; i++) {
        if (i) orm__put_text(&values, ", ");
        if (o->trace_values) orm__put_traced_value(&values, &s->parameters.items[i].value);
        else orm__put_char(&values, '?');
    }
    const orm_trace t = { .sql = st ? st->sql : "", .model = s->model ? s->model : "", .verb = s->verb ? s->verb : "", .file = s->file, .line = s->line, .nanoseconds = nanoseconds, .rows = rows,
                          .status = s->error.status, .value_count = s->parameters.count, .values = values.text && !values.failed ? values.text : "", .session = s->number };
    o->trace(o->trace_context, &t);
    orm__buffer_free(&values);
}

/* ---- running -------------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE orm_status orm__run_open(orm_session *s, orm__text_slice sql, orm__run *run) {
    *run = (orm__run){ .stmt = NULL };
    orm_status status = orm__usable(s);
    if (status == ORM_OK) status = orm__take_connection(s);
    if (status != ORM_OK) return status;
    if (s->db->options.trace) run->started = orm__monotonic();
    run->stmt = orm__statement(s, sql);
    if (run->stmt) return ORM_OK;
    if (s->db->options.trace) orm__trace(s, NULL, (orm__monotonic() - run->started) * 1000, 0);
    orm__give_connection(s);
    return s->error.status;
}
/* Into the session's memory, which lives as long as the result is open. */
static orm_status orm__keep_cell(orm_session *s, orm__cell *cell) {
    if (cell->wire != ORM__WIRE_TEXT && cell->wire != ORM__WIRE_BLOB) return ORM_OK;
    cell->bytes = orm__arena_text(&s->data, cell->bytes, cell->size);
    return cell->bytes ? ORM_OK : orm__no_memory(s);
}
static orm_status orm__bind_parameters(orm_session *s, orm__stmt *st, bool keep) {
    const orm__parameters *p = &s->parameters;
    for (size_t i = 0; i < p->count; i++) {
        orm__cell cell;
        orm_status status = orm__encode_parameter(s, &p->items[i], &cell);
        if (status == ORM_OK && keep) status = orm__keep_cell(s, &cell);
        if (status == ORM_OK) {
            status = s->conn->driver->bind(st, 1 + (int)i, &cell);
            if (status != ORM_OK) orm__statement_failed(s, st);
        }
        if (status != ORM_OK) return status;
    }
    return ORM_OK;
}
static orm_status orm__run_bound(orm_session *s, orm__text_slice sql, orm__run *run, bool keep) {
    orm_status status = orm__run_open(s, sql, run);
    if (status != ORM_OK) return status;
    status = orm__bind_parameters(s, run->stmt, keep && run->stmt->columns);
    if (status == ORM_OK) status = orm__run_execute(s, run);
    if (status != ORM_OK) orm__run_end(s, run);
    return status;
}
ORM__PRIVATE orm_status orm__run_begin(orm_session *s, orm__text_slice sql, orm__run *run) { return orm__run_bound(s, sql, run, false); }
ORM__PRIVATE orm_status orm__run_begin_open(orm_session *s, orm__text_slice sql, orm__run *run) { return orm__run_bound(s, sql, run, true); }
/* A write that was sent, outside of a transaction: it may have been done when its answer is lost, so it must not be repeated blindly. */
static void orm__maybe_applied(orm_session *s, const orm__run *run) {
    if (s->depth || s->conn->driver->read_only(run->stmt)) return;
    s->error.outcome = ORM_OUTCOME_UNKNOWN;
    s->error.retryable = false;
}
static orm_status orm__sent_failed(orm_session *s, const orm__run *run) {
    const orm_status status = orm__statement_failed(s, run->stmt);
    if (status == ORM_CONNECTION) orm__maybe_applied(s, run);
    return status;
}
ORM__PRIVATE orm_status orm__run_execute(orm_session *s, orm__run *run) {
    return s->conn->driver->execute(run->stmt) == ORM_OK ? ORM_OK : orm__sent_failed(s, run);
}
ORM__PRIVATE orm__step orm__run_step(orm_session *s, orm__run *run) {
    if (run->peeked) {
        run->peeked = false;
        return run->first;
    }
    const orm__step step = s->conn->driver->step(run->stmt);
    run->at_row = step == ORM__STEP_ROW;
    if (step == ORM__STEP_ROW) run->rows++;
    else if (step == ORM__STEP_FAILED) orm__sent_failed(s, run);
    return step;
}
ORM__PRIVATE orm__step orm__run_peek(orm_session *s, orm__run *run) {
    run->first = orm__run_step(s, run);
    run->peeked = true;
    return run->first;
}
ORM__PRIVATE orm_status orm__fetch_failed(orm_session *s, const orm__run *run) {
    if (!s->error.native_code || s->error.sql[0]) return s->error.status;
    orm__statement_failed(s, run->stmt);
    if (run->rows > 0) orm__maybe_applied(s, run);
    return s->error.status;
}
/* A write that returns rows is done only at its end: a reset before would hide that it failed there. */
static void orm__run_finish(orm_session *s, orm__run *run) {
    run->peeked = false;
    if (!run->at_row || s->conn->driver->read_only(run->stmt)) return;
    while (orm__run_step(s, run) == ORM__STEP_ROW) {}
}
ORM__PRIVATE orm_status orm__run_again(orm_session *s, orm__run *run) {
    const orm__driver *driver = s->conn->driver;
    if (s->db->options.trace) {
        const int64_t now = orm__monotonic();
        orm__trace(s, run->stmt, (now - run->started) * 1000, run->rows);
        orm__parameters_clear(s);
        run->started = now;
    }
    run->rows = 0;
    const orm_status status = driver->rewind ? driver->rewind(run->stmt) : driver->reset(run->stmt);
    return status == ORM_OK ? ORM_OK : orm__statement_failed(s, run->stmt);
}
ORM__PRIVATE void orm__run_end(orm_session *s, orm__run *run) {
    if (!run->stmt) return;
    orm__run_finish(s, run);
    /* the statement was done, what it returned could not be taken */
    if (s->error.status != ORM_OK && run->rows > 0 && !s->error.native_code && !s->conn->driver->read_only(run->stmt)) s->error.outcome = ORM_APPLIED;
    if (s->db->options.trace) orm__trace(s, run->stmt, (orm__monotonic() - run->started) * 1000, run->rows);
    orm__statement_done(run->stmt);
    run->stmt = NULL;
    orm__give_connection(s);
}
ORM__PRIVATE orm_status orm__run_to_end(orm_session *s, orm__text_slice sql, int64_t *changes) {
    orm__run run;
    orm_status status = orm__run_begin(s, sql, &run);
    if (status != ORM_OK) return status;
    orm__step step;
    while ((step = orm__run_step(s, &run)) == ORM__STEP_ROW) {}
    if (step == ORM__STEP_DONE) {
        run.rows = s->conn->driver->changes(s->conn);
        if (changes) *changes = run.rows;
    }
    status = s->error.status;
    orm__run_end(s, &run);
    return status;
}
/* BEGIN, COMMIT, DDL: no values, no rows, and used as they come. */
ORM__PRIVATE orm_status orm__run_simple(orm_session *s, const char *sql) {
    orm_status status = s->ending ? ORM_OK : orm__usable(s);
    if (status == ORM_OK) status = orm__take_connection(s);
    if (status != ORM_OK) return status;
    const int64_t started = s->db->options.trace ? orm__monotonic() : 0;
    orm__stmt shown = { .sql = (char *)(uintptr_t)sql, .length = strlen(sql) };
    orm__parameters_clear(s);
    status = s->conn->driver->run(s->conn, sql);
    if (status != ORM_OK) status = orm__statement_failed(s, &shown);
    if (s->db->options.trace) orm__trace(s, &shown, (orm__monotonic() - started) * 1000, 0);
    orm__give_connection(s);
    return status;
}
