/* run: one statement from text to end: connection, cached statement, values, steps, trace. */
#include "codec.h"
#include "sql/render.h"
#include <stdio.h>
#include <string.h>

/* ---- errors of the database --------------------------------------------------------------------------------------------------- */
static bool orm__poisons(const orm_error *error) {
    switch (error->status) { /* found out by ourselves, or no error of the statement */
    case ORM_OK: case ORM_NOT_FOUND: case ORM_MULTIPLE_ROWS: case ORM_MISUSE: case ORM_STALE: case ORM_TRANSACTION: return false;
    case ORM_INVALID: case ORM_UNSUPPORTED: return error->native_code != 0; /* by ourselves, or by the database when it came to the value: then PostgreSQL has ended the transaction */
    default: return true;
    }
}
/* The database has ended the transaction: what follows would be done outside of any. */
static bool orm__ended_behind_us(const orm_session *s) { return s->error.status == ORM_TRANSACTION && s->conn && !s->conn->driver->in_transaction(s->conn); }
ORM__PRIVATE void orm__poison_after(orm_session *s) {
    if (s->depth && orm__poisons(&s->error)) orm__poison(s, s->error.status);
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
    if (!error->column[0] && error->constraint[0] && error->status == ORM_CONFLICT_UNIQUE && e) orm__columns_of_key(e, &s->scratch, error->constraint, error->column, sizeof error->column);
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
    s->met_stale = s->met_stale || (st && st->stale);
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
    if (s->depth && !s->ending && !s->unpoisoned && (orm__poisons(error) || orm__ended_behind_us(s))) orm__poison(s, error->status);
    return error->status;
}

/* ---- trace -------------------------------------------------------------------------------------------------------------------------- */
static void orm__put_traced_value(orm__buffer *b, const orm_value *v) {
    char text[64];
    if (v->null) orm__put_text(b, "NULL");
    else if (v->type == ORM__TYPE_LIST) orm__put_format(b, "list(%zu)", orm__list_count(v->as.pointer));
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
#define ORM__WANTS_ALL "a statement that must have its table for itself"
/* A statement that waits until nobody reads its table would wait for the session's own open result, for ever: the server cannot know that. */
static bool orm__stands_in_the_way(const orm_session *s, const char *sql) {
    static const char *const words[] = { "DROP", "ALTER", "TRUNCATE", "LOCK", "REINDEX", "CLUSTER", "VACUUM", "REFRESH", "RENAME", "OPTIMIZE" };
    bool apart = false;
    for (size_t i = 0; i < ORM__MAX_OPEN && s->open_count; i++) apart = apart || (s->open[i].open && s->open[i].conn && s->open[i].conn->occupied);
    for (size_t i = 0; apart && i < sizeof words / sizeof *words; i++)
        if (orm__sql_begins(sql, words[i])) return true;
    return false;
}
/* A value that the library refuses spoils nothing.  One that the database refused has ended the transaction, on PostgreSQL at least: so it has everywhere. */
static void orm__poison_refused(orm_session *s) {
    const orm_status status = s->error.status;
    if (s->depth && !s->ending && !s->unpoisoned && s->error.native_code && (status == ORM_INVALID || status == ORM_UNSUPPORTED)) orm__poison(s, status);
}
/* The connection is taken already; given back on failure. */
static orm_status orm__run_prepare(orm_session *s, orm__text_slice sql, orm__run *run) {
    if (s->db->options.trace && !run->started) run->started = orm__monotonic();
    run->stmt = orm__statement(s, sql);
    if (run->stmt) return ORM_OK;
    orm__poison_refused(s);
    if (s->db->options.trace) orm__trace(s, NULL, (orm__monotonic() - run->started) * 1000, 0);
    orm__give_connection(s);
    return s->error.status;
}
/* A connection that was found dead has been closed: the next one is opened afresh, or known to be alive.  What the library only reads is asked for there
 * again, once, unless a transaction went with it. */
static bool orm__may_ask_again(const orm_session *s, orm__run *run) {
    if (!run->reads || run->repeated || s->depth || s->db->adopted || s->error.status != ORM_CONNECTION) return false;
    return run->repeated = true;
}
static orm_status orm__run_opened(orm_session *s, orm__text_slice sql, orm__run *run, bool reads) {
    *run = (orm__run){ .sql = sql, .reads = reads };
    orm_status status = orm__usable(s);
    if (status == ORM_OK) status = orm__take_connection(s);
    if (status != ORM_OK) return status;
    status = orm__run_prepare(s, sql, run);
    if (status == ORM_OK && s->open_count && orm__stands_in_the_way(s, run->stmt->sql)) {
        status = orm__open_rows_in_the_way(s, ORM__WANTS_ALL);
        orm__run_end(s, run);
        return status;
    }
    if (status == ORM_OK || !orm__may_ask_again(s, run)) return status;
    orm__error_clear(&s->error);
    status = orm__take_connection(s);
    return status == ORM_OK ? orm__run_prepare(s, sql, run) : status;
}
ORM__PRIVATE orm_status orm__run_open(orm_session *s, orm__text_slice sql, orm__run *run) { return orm__run_opened(s, sql, run, false); }
ORM__PRIVATE orm_status orm__run_open_read(orm_session *s, orm__text_slice sql, orm__run *run) { return orm__run_opened(s, sql, run, true); }
ORM__PRIVATE bool orm__run_reads(const orm__run *run) { return run->reads || run->stmt->reads || run->stmt->conn->driver->read_only(run->stmt); }
/* Into the session's memory, which lives as long as the result is open. */
static orm_status orm__keep_cell(orm_session *s, orm__cell *cell) {
    if (cell->wire != ORM__WIRE_TEXT && cell->wire != ORM__WIRE_BLOB && cell->wire != ORM__WIRE_DECIMAL) return ORM_OK;
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
static orm_status orm__bind_given(orm_session *s, orm__run *run, bool keep) {
    run->bound = ORM__BOUND_PARAMETERS;
    return orm__bind_parameters(s, run->stmt, keep);
}
ORM__PRIVATE orm_status orm__run_bind_row(orm_session *s, orm__run *run, int at, const orm__field *const *fields, size_t count, const void *row) {
    const orm__decoding scratch = { s, &s->scratch, NULL };
    run->bound = run->bound == ORM__BOUND_NOT ? ORM__BOUND_ROW : ORM__BOUND_MANY;
    run->bound_at = at, run->bound_fields = fields, run->bound_count = count, run->bound_row = row;
    return s->conn->driver->bind_row(run->stmt, at, fields, count, row, (orm__decoding *)(uintptr_t)&scratch) == ORM_OK ? ORM_OK : orm__fetch_failed(s, run);
}
ORM__PRIVATE orm_status orm__run_bind_keys(orm_session *s, orm__run *run, const orm__field *const *fields, size_t count, const void *const *keys) {
    const orm__decoding scratch = { s, &s->scratch, NULL };
    run->bound = ORM__BOUND_KEYS;
    run->bound_fields = fields, run->bound_count = count, run->bound_row = keys;
    for (size_t i = 0; i < count; i++) {
        orm__cell cell;
        orm_status status = orm__encode(fields[i], keys[i], &scratch, &cell);
        if (status == ORM_OK && s->conn->driver->bind(run->stmt, (int)i + 1, &cell) != ORM_OK) status = orm__statement_failed(s, run->stmt);
        if (status != ORM_OK) return status;
        if (s->db->options.trace && !run->repeated) orm__parameter_add(&s->parameters, fields[i], orm__cell_value(&cell)); /* only to be shown */
    }
    return ORM_OK;
}
/* The same values on another statement. */
static orm_status orm__bind_again(orm_session *s, orm__run *run) {
    const orm__run was = *run;
    run->bound = ORM__BOUND_NOT;
    switch (was.bound) {
    case ORM__BOUND_PARAMETERS: return orm__bind_given(s, run, false);
    case ORM__BOUND_ROW: return orm__run_bind_row(s, run, was.bound_at, was.bound_fields, was.bound_count, was.bound_row);
    case ORM__BOUND_KEYS: return orm__run_bind_keys(s, run, was.bound_fields, was.bound_count, was.bound_row);
    default: return ORM_OK;
    }
}

/* A result that stays open: inside a transaction everything must go over one connection, so that a server keeps it behind a cursor when it is a read, and sends
 * it whole when it is not; outside it comes row by row and has its connection for itself. */
static orm__mode orm__mode_of(const orm_session *s, const orm__run *run) {
    if (!s->depth && !s->conn->driver->in_transaction(s->conn)) return ORM__MODE_STREAM;
    return run->stmt->reads ? ORM__MODE_CURSOR : ORM__MODE_WHOLE;
}
static orm_status orm__run_bound_checked(orm_session *s, orm__text_slice sql, orm__run *run, bool stays, bool plain_read, bool reads, orm__run_check check, const void *context) {
    orm_status status = orm__run_opened(s, sql, run, reads);
    if (status != ORM_OK) return status;
    if (check && check(s, run, context) != ORM_OK) {
        orm__run_end(s, run);
        return s->error.status;
    }
    const bool streams = s->conn->driver->streams;
    status = orm__bind_given(s, run, stays && !streams && run->stmt->columns);
    run->stmt->reads = plain_read;
    if (stays && streams && run->stmt->columns) run->stmt->mode = (uint8_t)orm__mode_of(s, run);
    if (status == ORM_OK) status = orm__run_execute(s, run);
    if (status != ORM_OK) orm__run_end(s, run);
    return status;
}
static orm_status orm__run_bound(orm_session *s, orm__text_slice sql, orm__run *run, bool stays, bool plain_read, bool reads) {
    return orm__run_bound_checked(s, sql, run, stays, plain_read, reads, NULL, NULL);
}
ORM__PRIVATE orm_status orm__run_begin(orm_session *s, orm__text_slice sql, orm__run *run) { return orm__run_bound(s, sql, run, false, false, false); }
ORM__PRIVATE orm_status orm__run_begin_read(orm_session *s, orm__text_slice sql, orm__run *run) { return orm__run_bound(s, sql, run, false, true, true); }
ORM__PRIVATE orm_status orm__run_begin_open(orm_session *s, orm__text_slice sql, orm__run *run) { return orm__run_bound(s, sql, run, true, true, true); }
ORM__PRIVATE orm_status orm__run_begin_raw(orm_session *s, orm__text_slice sql, orm__run *run, bool stays, bool reads, orm__run_check check, const void *context) {
    return orm__run_bound_checked(s, sql, run, stays, reads, false, check, context);
}

/* ---- what became of it ------------------------------------------------------------------------------------------------------------------ */
/* A write that was sent, outside of a transaction: it may have been done when its answer is lost, so it must not be repeated blindly. */
static void orm__maybe_applied(orm_session *s, const orm__run *run) {
    if ((s->depth && !s->apart) || orm__run_reads(run)) return;
    s->error.outcome = ORM_OUTCOME_UNKNOWN;
    s->error.retryable = false;
}
/* Also a statement that should have been ended, when the server did not say that it was. */
static bool orm__lost_answer(const orm_session *s, orm_status status) {
    const orm__driver *d = s->conn->driver;
    return status == ORM_CONNECTION || ((status == ORM_TIMEOUT || status == ORM_CANCELLED) && (s->conn->broken || (d->socket && d->socket(s->conn) < 0)));
}
static orm_status orm__sent_failed(orm_session *s, const orm__run *run) {
    const orm_status status = orm__statement_failed(s, run->stmt);
    orm__poison_refused(s);
    if (orm__lost_answer(s, status)) orm__maybe_applied(s, run);
    return status;
}
/* ---- once more ---------------------------------------------------------------------------------------------------------------------------
 * Outside of a transaction, and before a row was given out: a statement that was prepared for tables as they are no longer is prepared anew, and a read whose
 * connection was dead is asked for on another one. */
static bool orm__may_prepare_again(const orm_session *s, orm__run *run) {
    if (!run->stmt->stale || run->repeated || s->depth || s->conn->driver->in_transaction(s->conn)) return false;
    return run->repeated = true;
}
static bool orm__may_bind_again(const orm__run *run) { return run->bound != ORM__BOUND_MANY && (run->bound != ORM__BOUND_NOT || !run->stmt->parameters); }
static bool orm__may_repeat(const orm_session *s, orm__run *run) {
    return orm__may_bind_again(run) && (orm__may_prepare_again(s, run) || (s->conn->users == 1 && orm__may_ask_again(s, run)));
}
static orm_status orm__run_repeat(orm_session *s, orm__run *run) {
    const uint8_t mode = run->stmt->mode;
    const bool plain_read = run->stmt->reads, stale = run->stmt->stale;
    if (!stale) orm__conn_suspect(s->conn);
    orm__statement_done(run->stmt);
    run->stmt = NULL;
    if (!stale) orm__give_connection(s);
    orm__error_clear(&s->error);
    orm_status status = stale ? ORM_OK : orm__take_connection(s);
    if (status == ORM_OK) status = orm__run_prepare(s, run->sql, run);
    if (status != ORM_OK) return status;
    run->stmt->mode = mode;
    run->stmt->reads = plain_read;
    status = orm__bind_again(s, run);
    if (status != ORM_OK) return status;
    return s->conn->driver->execute(run->stmt) == ORM_OK ? ORM_OK : orm__sent_failed(s, run);
}
ORM__PRIVATE orm_status orm__run_execute(orm_session *s, orm__run *run) {
    if (s->conn->driver->execute(run->stmt) == ORM_OK) return ORM_OK;
    return orm__may_repeat(s, run) ? orm__run_repeat(s, run) : orm__sent_failed(s, run);
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
    if (!run->at_row || orm__run_reads(run)) return;
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
    if (s->error.status != ORM_OK && run->rows > 0 && !s->error.native_code && !orm__run_reads(run)) s->error.outcome = ORM_APPLIED;
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
    orm__run_end(s, &run); /* which may fail too */
    return s->error.status;
}
/* BEGIN, COMMIT, DDL: no values, no rows, and used as they come. */
ORM__PRIVATE orm_status orm__run_simple(orm_session *s, const char *sql) {
    orm_status status = s->ending ? ORM_OK : orm__usable(s);
    if (status == ORM_OK && s->open_count && orm__stands_in_the_way(s, sql)) status = orm__open_rows_in_the_way(s, ORM__WANTS_ALL);
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
/* Many rows in the driver's own way. */
ORM__PRIVATE orm_status orm__run_bulk(orm_session *s, orm__text_slice sql, const orm__bulk *what) {
    orm_status status = orm__usable(s);
    if (status == ORM_OK) status = orm__take_connection(s);
    if (status != ORM_OK) return status;
    const int64_t started = s->db->options.trace ? orm__monotonic() : 0;
    const orm__run shown = { .stmt = &(orm__stmt){ .conn = s->conn, .sql = (char *)(uintptr_t)sql.text, .length = sql.length } };
    orm__decoding scratch = { s, &s->scratch, NULL };
    orm__parameters_clear(s);
    status = s->conn->driver->bulk(s->conn, sql.text, what, &scratch);
    if (status != ORM_OK) status = orm__fetch_failed(s, &shown);
    if (s->db->options.trace) orm__trace(s, shown.stmt, (orm__monotonic() - started) * 1000, status == ORM_OK ? (int64_t)what->n : 0);
    orm__give_connection(s);
    return status;
}
/* What a failure means for the transaction shows when nothing is under way any more. */
static orm_status orm__queue_failed(orm_session *s, const orm__run *run) {
    const orm_error told = s->error;
    s->conn->driver->queue_end(run->stmt);
    s->error = told;
    return orm__statement_failed(s, run->stmt);
}
/* Queues what is bound; and takes the next outcome, as orm__run_execute does. */
ORM__PRIVATE orm_status orm__run_queue(orm_session *s, orm__run *run) {
    return s->conn->driver->queue(run->stmt) == ORM_OK ? ORM_OK : orm__queue_failed(s, run);
}
ORM__PRIVATE orm_status orm__run_collect(orm_session *s, orm__run *run) {
    run->peeked = run->at_row = false;
    run->rows = 0;
    return s->conn->driver->collect(run->stmt) == ORM_OK ? ORM_OK : orm__queue_failed(s, run);
}
/* Shows one of several executions in the trace. */
ORM__PRIVATE void orm__run_show(orm_session *s, orm__run *run) {
    const int64_t now = orm__monotonic();
    orm__trace(s, run->stmt, (now - run->started) * 1000, run->rows);
    orm__parameters_clear(s);
    run->started = now;
}
/* Whatever is still under way is ended; the error that is told already stays. */
ORM__PRIVATE orm_status orm__run_queue_end(orm_session *s, orm__run *run) {
    const orm_error told = s->error;
    const orm_status status = s->conn->driver->queue_end(run->stmt);
    if (told.status != ORM_OK) s->error = told;
    else if (status != ORM_OK) orm__statement_failed(s, run->stmt);
    return s->error.status;
}
