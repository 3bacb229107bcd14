/* raw: SQL written by the program, cursors over rows of any shape, and models read from raw SQL. */
#include "codec.h"
#include "json.h"
#include "placeholder.h"
#include "sql/render.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- placeholders ---------------------------------------------------------------------------------------------------------------- */
static size_t orm__count_args(orm_arg_list args) {
    size_t count = 0;
    while (args.items && args.items[count].type != ORM__TYPE_END) count++;
    return count;
}
static orm_status orm__check_args(orm_session *s, orm_arg_list args, const orm__placeholders *info) {
    const size_t given = orm__count_args(args);
    if (given != info->arguments) return orm__fail(s, ORM_MISUSE, "the SQL has %zu placeholder(s), orm_args holds %zu value(s)", info->arguments, given);
    for (size_t i = 0; i < given; i++) {
        if (args.items[i].type == ORM__TYPE_EXPR) return orm__fail(s, ORM_MISUSE, "orm_args: value %zu is a column or an expression: raw SQL takes values", i + 1);
        if (args.items[i].type == ORM_CUSTOM && !args.items[i].null) return orm__fail(s, ORM_MISUSE, "orm_args: value %zu is a bare pointer: pass an orm_blob, or a value of a type that is known", i + 1);
    }
    return ORM_OK;
}
/* A database that gives placeholders types prepares "SELECT ?" for a number apart from the same for a text: behind the end of the text, where only the
 * statement cache looks, stands what each value is. */
static void orm__put_kinds(orm_session *s) {
    if (!s->parameters.count) return;
    orm__put_char(&s->sql, 0);
    for (size_t i = 0; i < s->parameters.count; i++) orm__put_char(&s->sql, (char)(1 + s->parameters.items[i].value.type % 64));
}
/* The neutral text rewritten for the database, into s->sql, and its values, into s->parameters. */
static orm_status orm__prepare_raw(orm_session *s, const char *sql, orm_arg_list args, orm__text_slice *out) {
    orm__placeholders info;
    if (!sql) return orm__fail(s, ORM_MISUSE, "the SQL is NULL");
    const size_t length = orm__rewrite_placeholders(s->db->dialect->id, sql, NULL, 0, NULL, 0, &info);
    if (info.error) return orm__fail(s, ORM_MISUSE, "the SQL cannot be read at byte %zu: %s", info.error_at, info.error);
    if (info.several_statements) return orm__fail(s, ORM_MISUSE, "the SQL holds a second statement at byte %zu: give one at a time", info.second_statement_at);
    if (orm__check_args(s, args, &info) != ORM_OK) return ORM_MISUSE;
    s->sql.length = 0;
    s->sql.failed = false;
    orm__parameters_clear(s);
    orm__placeholder_name *names = orm__arena_take(&s->scratch, (info.count + 1) * sizeof *names, 16);
    if (!names || !orm__buffer_reserve(&s->sql, length + 1)) return orm__no_memory(s);
    orm__rewrite_placeholders(s->db->dialect->id, sql, s->sql.text, s->sql.size, names, info.count, &info);
    s->sql.length = length;
    const bool shared = info.parameters == info.arguments && info.named;
    for (size_t i = 0; i < info.parameters; i++) orm__parameter_add(&s->parameters, NULL, args.items[shared && s->db->dialect->numbered ? i : names[i].argument]);
    s->parameters.raw = true;
    if (s->db->dialect->numbered) orm__put_kinds(s);
    if (s->parameters.failed || s->sql.failed) return orm__no_memory(s);
    *out = orm__slice(s->sql.text, s->sql.length);
    return ORM_OK;
}
static orm_status orm__enter_raw(orm_session *s, const char *verb, const char *file, int line) {
    const orm_status status = orm__enter(s, verb, NULL);
    if (status == ORM_OK) s->file = file, s->line = line;
    return status;
}
/* What a program may not do behind the library's back: transactions have state here. */
static orm_status orm__refuse_transaction_sql(orm_session *s, const char *sql) {
    static const char *const words[] = { "BEGIN", "COMMIT", "ROLLBACK", "END", "SAVEPOINT", "RELEASE", "START" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (orm__sql_begins(sql, words[i])) return orm__fail(s, ORM_MISUSE, "%s as raw SQL would end or begin a transaction without the session knowing: use orm_begin, orm_commit, orm_rollback, orm_transaction", words[i]);
    return ORM_OK;
}
static orm_status orm__run_raw(orm_session *s, const char *sql, orm_arg_list args, orm__run *run, bool stays_open, orm__run_check check, const void *context) {
    orm__text_slice slice = { NULL, 0, 0, false };
    orm_status status = sql ? orm__refuse_transaction_sql(s, sql) : ORM_OK;
    if (status == ORM_OK) status = orm__prepare_raw(s, sql, args, &slice);
    return status == ORM_OK ? orm__run_begin_raw(s, slice, run, stays_open, stays_open && orm__sql_only_reads(sql), check, context) : status;
}

/* ---- cursors ------------------------------------------------------------------------------------------------------------------------- */
/* The first step is made at once, so that a statement without rows has run when the call returns. */
static orm_rows orm__rows_open(orm_session *s, orm__run *run) {
    orm_rows r = { .session_ = s };
    const bool writes = !orm__run_reads(run);
    if (run->stmt->columns && orm__open_rows_room(s) != ORM_OK) { /* before it is run: it may write */
        orm__run_end(s, run);
        return r;
    }
    orm__step step = orm__run_step(s, run);
    if (step == ORM__STEP_FAILED) {
        if (writes) orm__write_failed(s);
        orm__run_end(s, run);
        return r;
    }
    if (step == ORM__STEP_DONE && run->stmt->columns == 0) {
        run->rows = s->conn->driver->changes(s->conn);
        orm__run_end(s, run);
        return r;
    }
    orm__open_rows *o = orm__open_rows_new(s, run, &r.slot_);
    if (!o) {
        orm__run_end(s, run);
        return r;
    }
    r.generation_ = o->generation;
    o->pending = step == ORM__STEP_ROW;
    o->done = step == ORM__STEP_DONE;
    return r;
}
static orm_status orm__check_room(orm_session *s, const orm__run *run, const void *context) {
    (void)context;
    return run->stmt->columns ? orm__open_rows_room(s) : ORM_OK;
}
orm_rows orm__sql_at(orm_session *s, const char *sql, orm_arg_list args, const char *file, int line) {
    orm_rows r = { .session_ = s };
    orm__run run;
    if (orm__enter_raw(s, "sql", file, line) != ORM_OK) return r;
    if (orm__run_raw(s, sql, args, &run, true, orm__check_room, NULL) == ORM_OK) r = orm__rows_open(s, &run);
    orm__leave(s);
    return r;
}
static orm__open_rows *orm__rows_of(const orm_rows *r);
static orm__column_kind orm__kind_of(const orm__field *f) { return f ? (orm__column_kind){ f->type, f->form, (int16_t)f->def->scale } : (orm__column_kind){ ORM_NO_TYPE, 0, 0 }; }
/* What the columns of the query are; kept in the session, as the texts of its rows' numbers need it. */
static const orm__column_kind *orm__kinds_of(orm_session *s, orm__render *r, const orm__entity *e, const orm_query *q) {
    const orm__entity *result = q->into.row && r->status == ORM_OK ? orm__entity_of(s, q->into.row) : NULL;
    size_t count = result ? result->field_count : 0;
    while (!result && count < ORM__SELECT_LIMIT && q->select[count]) count++;
    if (!result && !count) result = e, count = e->field_count;
    for (size_t i = 0; result && i < result->model->whole_count; i++) count += result->model->wholes[i].model->column_count;
    orm__column_kind *kinds = r->status == ORM_OK ? orm__arena_zero(&s->data, (count + 1) * sizeof *kinds) : NULL;
    if (!kinds && r->status == ORM_OK) r->status = orm__no_memory(s);
    for (size_t i = 0; kinds && i < count && r->status == ORM_OK; i++) {
        if (!result) kinds[i] = orm__kind_of(orm__render_typed_kept(r, q->select[i]));
        else if (i < result->field_count) kinds[i] = orm__kind_of(&result->fields[i]);
    }
    return kinds;
}
orm_rows orm_select(orm_session *s, const orm_query *q) {
    orm_rows r = { .session_ = s };
    orm__run run;
    orm__text_slice sql;
    if (orm__enter(s, "select", q ? q->from : NULL) != ORM_OK) return r;
    if (!q || !q->from) {
        orm__fail(s, ORM_MISUSE, "orm_select needs a query with .from = ORM_FROM(Model)");
        orm__leave(s);
        return r;
    }
    s->file = q->file_, s->line = q->line_;
    const orm__entity *e = orm__entity_of(s, q->from);
    if (e) {
        orm__render k = orm__render_for(s, q->into.row ? NULL : e);
        if (q->into.row) orm__render_into_query_here(&k, q, &q->into, ".into");
        else orm__render_expressions(&k, e, q);
        const orm__column_kind *kinds = orm__kinds_of(s, &k, e, q);
        if (orm__render_end(&k, &sql) == ORM_OK && orm__run_begin_open(s, sql, &run) == ORM_OK) r = orm__rows_open(s, &run);
        orm__open_rows *o = orm__rows_of(&r);
        if (o) o->kinds = kinds;
    }
    orm__leave(s);
    return r;
}
orm_type orm_column_type(orm_rows *r, int column) {
    const orm__open_rows *o = orm__rows_of(r);
    return o && o->kinds && column >= 0 && column < o->run.stmt->columns ? (orm_type)o->kinds[column].type : ORM_NO_TYPE;
}
static orm__open_rows *orm__rows_of(const orm_rows *r) {
    if (!r || !r->session_ || r->session_->magic != ORM__SESSION_MAGIC || r->slot_ >= ORM__MAX_OPEN) return NULL;
    orm__open_rows *o = &r->session_->open[r->slot_];
    return o->open && r->generation_ && o->generation == r->generation_ ? o : NULL;
}
bool orm_next(orm_rows *r) {
    if (!orm__rows_of(r)) return false; /* at its end, closed, or never opened: the status says which */
    orm_session *s = r->session_;
    if (orm__enter(s, "next", NULL) != ORM_OK) return false;
    orm__open_rows *o = orm__rows_of(r);
    bool row = o->pending;
    o->pending = false;
    orm__arena_reset(&o->texts);
    if (!row && !o->done && orm__usable(s) == ORM_OK) {
        orm__open_rows_enter(s, o);
        row = orm__run_step(s, &o->run) == ORM__STEP_ROW;
        orm__open_rows_leave(s, o);
    }
    if (!row) orm__open_rows_end(s, o);
    orm__leave(s);
    return row;
}
orm_status orm_rows_close(orm_rows *r) {
    if (!r || !r->session_) return ORM_MISUSE;
    const orm_status status = orm__enter(r->session_, "rows_close", NULL);
    if (status != ORM_OK) return status;
    orm__open_rows *o = orm__rows_of(r);
    if (o) orm__open_rows_end(r->session_, o);
    return orm__leave(r->session_);
}
int orm_column_count(orm_rows *r) {
    const orm__open_rows *o = orm__rows_of(r);
    return o ? o->run.stmt->columns : 0;
}
const char *orm_column_name(orm_rows *r, int column) {
    orm__open_rows *o = orm__rows_of(r);
    return o && column >= 0 && column < o->run.stmt->columns ? o->run.stmt->conn->driver->column_name(o->run.stmt, column) : NULL;
}

/* ---- values of a cursor ------------------------------------------------------------------------------------------------------------------ */
static bool orm__cell_at(orm_rows *r, int column, orm__cell *cell) {
    orm__open_rows *o = orm__rows_of(r);
    cell->wire = ORM__WIRE_NULL;
    if (!r || orm__enter(r->session_, "column", NULL) != ORM_OK) return false;
    orm_session *s = r->session_;
    if (!o || o->pending || o->done) orm__fail(s, ORM_MISUSE, "there is no current row: call orm_next first, and read columns while it returns true");
    else if (column < 0 || column >= o->run.stmt->columns) orm__fail(s, ORM_MISUSE, "column %d does not exist: the result has %d, counted from 0", column, o->run.stmt->columns);
    else if (o->conn->driver->cell(o->run.stmt, column, cell) != ORM_OK) {
        orm__open_rows_enter(s, o);
        orm__fetch_failed(s, &o->run);
        orm__open_rows_leave(s, o);
    } else if (o->kinds && o->kinds[column].form == ORM__FORM_DECIMAL_SCALED && cell->wire == ORM__WIRE_INTEGER) {
        char digits[ORM_DECIMAL_TEXT_SIZE];
        cell->size = orm_decimal_from_scaled(cell->integer, o->kinds[column].scale, digits, sizeof digits);
        cell->wire = ORM__WIRE_TEXT;
        if (!(cell->bytes = orm__arena_text(&o->texts, digits, cell->size))) orm__no_memory(s);
    }
    return orm__leave(s) == ORM_OK;
}
static void orm__no_conversion(orm_rows *r, int column, const char *what) {
    orm_session *s = r->session_;
    if (orm__enter(s, "column", NULL) != ORM_OK) return;
    orm__fail(s, ORM_INVALID, "column %d (%s) holds a value that is no %s", column, orm_column_name(r, column), what);
    orm__leave(s);
}
/* A text of such bytes only: what reads numbers would take blanks and hexadecimal, too. */
static bool orm__is_made_of(const orm__cell *c, const char *bytes) { return c->wire == ORM__WIRE_TEXT && c->size && strspn(c->bytes, bytes) == c->size; }
int64_t orm_int(orm_rows *r, int column) {
    orm__cell c;
    int64_t v = 0;
    char *end = NULL;
    if (!orm__cell_at(r, column, &c) || c.wire == ORM__WIRE_NULL) return 0;
    if (c.wire == ORM__WIRE_INTEGER) return c.integer;
    if (c.wire == ORM__WIRE_REAL && orm__whole_number(c.real, &v)) return v;
    errno = 0; /* what does not fit is cut by strtoll, and told there */
    if (orm__is_made_of(&c, "+-0123456789")) v = strtoll(c.bytes, &end, 10);
    if (end && end == c.bytes + c.size && !errno) return v;
    orm__no_conversion(r, column, "integer");
    return 0;
}
double orm_double(orm_rows *r, int column) {
    orm__cell c;
    double v = 0;
    if (!orm__cell_at(r, column, &c) || c.wire == ORM__WIRE_NULL) return 0;
    if (c.wire == ORM__WIRE_REAL) return c.real;
    int64_t back;
    if (c.wire == ORM__WIRE_INTEGER && orm__whole_number((double)c.integer, &back) && back == c.integer) return (double)c.integer;
    if (orm__is_made_of(&c, "+-0123456789.eE") && orm__json_to_double(c.bytes, c.size, &v)) return v;
    orm__no_conversion(r, column, "number");
    return 0;
}
const char *orm_text(orm_rows *r, int column) {
    orm__cell c;
    char number[32];
    if (!orm__cell_at(r, column, &c) || c.wire == ORM__WIRE_NULL) return NULL;
    if (c.wire == ORM__WIRE_INTEGER) c.size = (size_t)snprintf(number, sizeof number, "%lld", (long long)c.integer), c.bytes = number;
    else if (c.wire == ORM__WIRE_REAL) { /* with a point in every locale */
        c.size = orm__double_text(c.real, number, sizeof number);
        if (!c.size) c.size = (size_t)snprintf(number, sizeof number, "%s", c.real > 0 ? "inf" : "-inf");
        c.bytes = number;
    }
    else if (orm__check_text(c.bytes, c.size) != ORM__TEXT_OK) {
        orm__no_conversion(r, column, "text (it is not UTF-8 or holds a NUL byte: read it with orm_blob)");
        return NULL;
    }
    orm__open_rows *o = orm__rows_of(r);
    const char *copy = o ? orm__arena_text(&o->texts, c.bytes, c.size) : NULL;
    if (copy) return copy;
    if (orm__enter(r->session_, "text", NULL) == ORM_OK) {
        orm__no_memory(r->session_);
        orm__leave(r->session_);
    }
    return NULL;
}
orm_blob orm__blob_at(orm_rows *r, int column) {
    orm__cell c;
    if (!orm__cell_at(r, column, &c) || c.wire == ORM__WIRE_NULL) return (orm_blob){ NULL, 0 };
    if (c.wire == ORM__WIRE_BLOB || c.wire == ORM__WIRE_TEXT) return (orm_blob){ c.bytes, c.size };
    orm__no_conversion(r, column, "blob");
    return (orm_blob){ NULL, 0 };
}
bool orm_null(orm_rows *r, int column) {
    orm__cell c;
    return orm__cell_at(r, column, &c) && c.wire == ORM__WIRE_NULL;
}
orm_value orm_value_of(orm_rows *r, int column) {
    orm__cell c;
    orm_value v = { .type = ORM_NO_TYPE, .null = true };
    if (!orm__cell_at(r, column, &c)) return v;
    v = orm__cell_value(&c);
    if (v.type == ORM_TEXT) v.as.text = orm_text(r, column);
    if (v.type == ORM_TEXT && !v.as.text) v.null = true;
    const orm_type type = orm_column_type(r, column);
    if (v.type == ORM_TEXT && (type == ORM_DECIMAL || type == ORM_MONEY)) v.type = ORM_DECIMAL;
    if (v.type == ORM_INT64 && type == ORM_BOOL) v.type = ORM_BOOL;
    return v;
}

/* ---- without a cursor ------------------------------------------------------------------------------------------------------------------------ */
int64_t orm__exec_at(orm_session *s, const char *sql, orm_arg_list args, const char *file, int line) {
    orm__run run;
    int64_t changes = -1;
    if (orm__enter_raw(s, "exec", file, line) != ORM_OK) return -1;
    if (orm__run_raw(s, sql, args, &run, false, NULL, NULL) == ORM_OK) {
        const bool writes = !s->conn->driver->read_only(run.stmt);
        orm__step step;
        while ((step = orm__run_step(s, &run)) == ORM__STEP_ROW) {}
        if (step == ORM__STEP_DONE) run.rows = changes = writes ? s->conn->driver->changes(s->conn) : 0;
        orm__run_end(s, &run);
    }
    if (s->error.status != ORM_OK) orm__write_failed(s);
    return orm__leave(s) == ORM_OK ? changes : -1;
}
/* INSERT ... RETURNING has written when its rows turn out to be no use: its block must not commit. */
static void orm__raw_failed(orm_session *s, const orm__run *run) {
    if (s->error.status != ORM_OK && !orm__run_reads(run)) orm__write_failed(s);
}
orm_value orm__scalar_at(orm_session *s, const char *sql, orm_arg_list args, const char *file, int line) {
    orm_value v = { .type = ORM_NO_TYPE, .null = true };
    orm__run run;
    orm__cell cell;
    if (orm__enter_raw(s, "scalar_sql", file, line) != ORM_OK) return v;
    if (orm__run_raw(s, sql, args, &run, false, NULL, NULL) == ORM_OK) {
        const orm__step step = orm__run_step(s, &run);
        if (step == ORM__STEP_DONE) orm__fail(s, ORM_NOT_FOUND, "orm_scalar_sql: the statement gave no row");
        if (step == ORM__STEP_ROW && s->conn->driver->cell(run.stmt, 0, &cell) != ORM_OK) {
            orm__fetch_failed(s, &run);
        } else if (step == ORM__STEP_ROW) {
            const bool bytes = cell.wire == ORM__WIRE_TEXT || cell.wire == ORM__WIRE_BLOB;
            if (cell.wire == ORM__WIRE_TEXT && orm__check_text(cell.bytes, cell.size) != ORM__TEXT_OK) orm__fail(s, ORM_INVALID, "orm_scalar_sql: the text is not UTF-8 or holds a NUL byte");
            else if (bytes && !(cell.bytes = orm__arena_text(&s->data, cell.bytes, cell.size))) orm__no_memory(s);
            else v = orm__cell_value(&cell);
        }
        orm__raw_failed(s, &run);
        orm__run_end(s, &run);
    }
    return orm__leave(s) == ORM_OK ? v : (orm_value){ .type = ORM_NO_TYPE, .null = true }; /* the end may fail too */
}

/* ---- models from raw SQL ------------------------------------------------------------------------------------------------------------------------ */
/* Columns are matched to fields by name, so their order does not matter. */
static orm_status orm__match_columns(orm_session *s, const orm__entity *e, const orm__run *run, orm_match match, const orm__field **fields) {
    const int columns = run->stmt->columns;
    for (int i = 0; i < columns; i++) {
        const char *name = s->conn->driver->column_name(run->stmt, i);
        fields[i] = NULL;
        if (!name) return orm__no_memory(s);
        for (size_t k = 0; k < e->field_count; k++)
            if (!strcmp(e->fields[k].name, name)) fields[i] = &e->fields[k];
        if (!fields[i] && !(match & ORM_ALLOW_EXTRA))
            return orm__fail(s, ORM_INVALID, "%s_sql: column \"%.80s\" of the result is no field of %s: select only its columns, or call %s_sql_match with ORM_ALLOW_EXTRA", e->model->name, name, e->model->name, e->model->name);
        for (int k = 0; k < i; k++)
            if (fields[i] && fields[k] == fields[i]) return orm__fail(s, ORM_INVALID, "%s_sql: the result has two columns \"%.80s\"", e->model->name, name);
    }
    for (size_t k = 0; k < e->field_count && !(match & ORM_ALLOW_MISSING); k++) {
        bool found = false;
        for (int i = 0; i < columns; i++) found = found || fields[i] == &e->fields[k];
        if (!found) return orm__fail(s, ORM_INVALID, "%s_sql: the result has no column \"%.80s\" for the field %s: select it, or call %s_sql_match with ORM_ALLOW_MISSING", e->model->name, e->fields[k].name, e->fields[k].def->name, e->model->name);
    }
    return ORM_OK;
}
/* A cached statement's columns are known for certain only after its first step: the schema may have changed since it was prepared.  One that writes is
 * checked before, too. */
static const orm__field **orm__matched(orm_session *s, const orm__entity *e, const orm__run *run, orm_match match, size_t *count) {
    *count = (size_t)run->stmt->columns;
    const orm__field **fields = orm__arena_take(&s->scratch, (*count + 1) * sizeof *fields, 16);
    if (!fields) orm__no_memory(s);
    return fields && orm__match_columns(s, e, run, match, fields) == ORM_OK ? fields : NULL;
}
typedef struct orm__wanted { const orm__entity *entity; orm_match match; } orm__wanted;
static orm_status orm__check_matched(orm_session *s, const orm__run *run, const void *context) {
    const orm__wanted *w = context;
    size_t count;
    if (!run->stmt->columns) return orm__fail(s, ORM_MISUSE, "%s_sql: the statement returns no rows: run it with orm_exec", w->entity->model->name);
    return s->conn->driver->read_only(run->stmt) || orm__matched(s, w->entity, run, w->match, &count) ? ORM_OK : s->error.status;
}
static void orm__fetch_matched(orm_session *s, const orm__entity *e, orm__run *run, orm_match match, orm__list *list) {
    size_t count;
    if (orm__run_peek(s, run) == ORM__STEP_FAILED) return;
    const orm__field **fields = orm__matched(s, e, run, match, &count);
    if (!fields) return;
    bool extra = false;
    for (size_t i = 0; i < count; i++) extra = extra || !fields[i];
    if (extra && count == e->field_count) fields[count++] = NULL; /* as many columns as fields, but not these: some are not loaded */
    orm__fetch_all(s, e, run, fields, count, 0, list);
}
orm__list orm__sql(orm_session *s, const orm_model *m, const char *sql, orm_arg_list args, orm_match match) {
    orm__list list = { NULL, 0 };
    const orm__entity *e = orm__enter_model(s, "sql", m);
    orm__run run;
    if (!e) return list;
    if (orm__run_raw(s, sql, args, &run, false, orm__check_matched, &(orm__wanted){ e, match }) == ORM_OK) {
        orm__fetch_matched(s, e, &run, match, &list);
        if (s->error.status != ORM_OK) list = (orm__list){ NULL, 0 };
        orm__raw_failed(s, &run);
        orm__run_end(s, &run);
    }
    orm__leave(s);
    return list;
}

/* ---- catalogues ------------------------------------------------------------------------------------------------------------------------------ */
/* What the database says of a column is held against its field: what could not be read is refused, and a text for a number, which could by chance.  Everything else may turn out well. */
#define ORM__TOLD(kind) (UINT32_C(1) << ORM__TOLD_##kind)
static uint32_t orm__told_taken(const orm__field *f, orm_dialect dialect) {
    enum { NUMBER = ORM__TOLD(INTEGER) | ORM__TOLD(REAL) | ORM__TOLD(DECIMAL) | ORM__TOLD(BOOL) | ORM__TOLD(JSON), AS_TEXT = ORM__TOLD(TEXT) | ORM__TOLD(JSON),
        WORDS = AS_TEXT | ORM__TOLD(INTEGER) | ORM__TOLD(DECIMAL) | ORM__TOLD(BOOL) | ORM__TOLD(INTERVAL) | ORM__TOLD(NET) | ORM__TOLD(POINT) | ORM__TOLD(LIST),
        MOMENT = ORM__TOLD(MOMENT) | ORM__TOLD(INTEGER) | ORM__TOLD(REAL) };
    static const uint32_t taken[ORM_TYPE_COUNT] = {
        [ORM_BOOL] = NUMBER, [ORM_INT16] = NUMBER, [ORM_INT32] = NUMBER, [ORM_INT64] = NUMBER, [ORM_UINT32] = NUMBER, [ORM_UINT64] = NUMBER, [ORM_FLOAT] = NUMBER, [ORM_DOUBLE] = NUMBER,
        [ORM_DECIMAL] = NUMBER, [ORM_MONEY] = NUMBER, [ORM_TEXT] = WORDS, [ORM_VARCHAR] = WORDS, [ORM_CHAR] = WORDS, [ORM_JSON] = NUMBER | AS_TEXT | ORM__TOLD(LIST),
        [ORM_INET] = ORM__TOLD(NET) | ORM__TOLD(TEXT), [ORM_CIDR] = ORM__TOLD(NET) | ORM__TOLD(TEXT), [ORM_MACADDR] = ORM__TOLD(NET) | ORM__TOLD(TEXT), [ORM_TIMESTAMP] = MOMENT, [ORM_DATE] = MOMENT,
        [ORM_TIME] = ORM__TOLD(TIME), [ORM_INTERVAL] = ORM__TOLD(INTERVAL) | ORM__TOLD(TEXT), [ORM_UUID] = ORM__TOLD(UUID) | ORM__TOLD(TEXT) | ORM__TOLD(BLOB),
        [ORM_BLOB] = ORM__TOLD(BLOB) | ORM__TOLD(UUID) | AS_TEXT, [ORM_VECTOR] = ORM__TOLD(BLOB), [ORM_ARRAY] = ORM__TOLD(LIST) | AS_TEXT, [ORM_HSTORE] = ORM__TOLD(LIST) | AS_TEXT,
        [ORM_POINT] = ORM__TOLD(POINT) | ORM__TOLD(TEXT), [ORM_ENUMERATION] = ORM__TOLD(TEXT) | ORM__TOLD(INTEGER), [ORM_CUSTOM] = UINT32_MAX };
    const bool moment = f->type == ORM_TIMESTAMP || f->type == ORM_DATE || f->type == ORM_TIME, digits = f->type == ORM_DECIMAL || f->type == ORM_MONEY || f->type == ORM_UINT64;
    const bool text_too = (moment && dialect != ORM_DIALECT_POSTGRES) || (digits && dialect == ORM_DIALECT_SQLITE); /* where such values are stored so, or functions make texts of them */
    return taken[f->type] | ORM__TOLD(NOTHING) | (text_too ? ORM__TOLD(TEXT) : 0);
}
static orm_status orm__check_columns_told(orm_session *s, orm__stmt *stmt, const orm__field *const *fields, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const orm__field *f = fields[i];
        const orm__told told = s->conn->driver->column_told(stmt, (int)i);
        if (orm__told_taken(f, s->db->dialect->id) & UINT32_C(1) << told.kind || (told.may_be_null_only && f->nullable)) continue;
        return orm__fail_column(s, ORM_INVALID, f->name, "column \"%.80s\" of the result is %.80s in the database, and the field %s.%s is %s: select another column, cast it, or change the field", f->name, told.name,
                                f->def->model->name, f->def->name, orm__type_as_written(f->def).text);
    }
    return ORM_OK;
}
/* As what a parameter of a catalogue's query is sent. */
static orm_type orm__sent_type(const orm_column *declared) {
    switch (declared->type) {
    case ORM_INT16: case ORM_INT32: return ORM_INT64;
    case ORM_UINT32: return ORM_UINT64;
    case ORM_FLOAT: return ORM_DOUBLE;
    case ORM_VARCHAR: case ORM_CHAR: case ORM_JSON: case ORM_INET: case ORM_CIDR: case ORM_MACADDR: case ORM_ENUMERATION: return ORM_TEXT;
    case ORM_MONEY: return ORM_DECIMAL;
    default: return (orm_type)declared->type;
    }
}
orm_value orm__typed(orm_value v, const orm_column *declared) {
    const bool moment = declared->type == ORM_TIMESTAMP || declared->type == ORM_DATE || declared->type == ORM_TIME;
    if (v.null) return v;
    if (moment && v.type == ORM_INT64) v.type = declared->type;
    if (declared->type != ORM_ENUMERATION || (v.type != ORM_INT64 && v.type != ORM_UINT64)) return v;
    const char *name = orm_enum_name(declared->enumeration, v.as.integer);
    return name ? (orm_value){ .type = ORM_TEXT, .as.text = name } : v;
}
static orm_status orm__check_parameters_told(orm_session *s, orm__stmt *stmt) {
    enum { NUMBER = ORM__TOLD(INTEGER) | ORM__TOLD(REAL) | ORM__TOLD(DECIMAL) | ORM__TOLD(BOOL) | ORM__TOLD(TEXT) | ORM__TOLD(JSON), AS_TEXT = ORM__TOLD(TEXT) | ORM__TOLD(JSON) };
    static const uint32_t taking[ORM_TYPE_COUNT] = {
        [ORM_BOOL] = NUMBER, [ORM_INT64] = NUMBER, [ORM_UINT64] = NUMBER, [ORM_DOUBLE] = NUMBER, [ORM_DECIMAL] = NUMBER, [ORM_BLOB] = ORM__TOLD(BLOB) | ORM__TOLD(UUID),
        [ORM_TEXT] = ~(NUMBER | (uint32_t)ORM__TOLD(LIST)) | AS_TEXT, [ORM_TIMESTAMP] = ORM__TOLD(MOMENT) | AS_TEXT, [ORM_DATE] = ORM__TOLD(MOMENT) | AS_TEXT, [ORM_TIME] = ORM__TOLD(TIME) | AS_TEXT,
        [ORM_INTERVAL] = ORM__TOLD(INTERVAL) | AS_TEXT, [ORM_UUID] = ORM__TOLD(UUID) | ORM__TOLD(BLOB), [ORM_VECTOR] = ORM__TOLD(BLOB), [ORM_ARRAY] = ORM__TOLD(LIST) | AS_TEXT,
        [ORM_HSTORE] = ORM__TOLD(LIST) | AS_TEXT, [ORM_POINT] = ORM__TOLD(POINT) | AS_TEXT };
    for (size_t i = 0; s->conn->driver->parameter_told && i < s->parameters.count; i++) {
        const orm_column *declared = s->parameters.items[i].value.as.pointer;
        const orm__told told = s->conn->driver->parameter_told(stmt, (int)i + 1);
        if (told.kind == ORM__TOLD_NOTHING || !declared || taking[orm__sent_type(declared)] & UINT32_C(1) << told.kind) continue;
        return orm__fail(s, ORM_INVALID, "the parameter %s is %s, and the database takes %.80s there: declare it as that, or cast it in the SQL", declared->name, orm__type_as_written(declared).text, told.name);
    }
    return ORM_OK;
}
static orm_status orm__check_query(orm_session *s, const orm_named_query *q) {
    orm__run run = { .stmt = NULL };
    orm__text_slice sql;
    orm_value values[129];
    const orm__entity *e = orm__entity_of(s, q->row);
    if (!e) return s->error.status;
    if (q->parameters > 128) return orm__fail(s, ORM_MISUSE, "query %s has more than 128 parameters", q->name);
    for (size_t i = 0; i < q->parameters; i++) { /* never sent: each tells what stands in its place */
        const orm_column *declared = q->types ? &q->types[i] : NULL;
        values[i] = (orm_value){ .type = (uint8_t)(declared ? orm__sent_type(declared) : ORM_NO_TYPE), .null = true, .as.pointer = declared };
    }
    values[q->parameters] = (orm_value){ .type = ORM__TYPE_END };
    orm_status status = orm__prepare_raw(s, q->sql, (orm_arg_list){ q->parameters ? values : NULL }, &sql);
    if (status == ORM_OK) status = orm__run_open(s, sql, &run);
    if (status != ORM_OK) return status;
    size_t count;
    const orm__field **fields = NULL;
    if (!run.stmt->columns) orm__fail(s, ORM_MISUSE, "the statement returns no rows");
    else fields = orm__matched(s, e, &run, ORM_MATCH_EXACT, &count);
    if (fields && orm__check_columns_told(s, run.stmt, fields, count) == ORM_OK) orm__check_parameters_told(s, run.stmt);
    status = s->error.status;
    orm__run_end(s, &run);
    return status;
}
orm_status orm_check_queries(orm_session *s, const orm_named_query *queries) {
    orm_status status = orm__enter(s, "check_queries", NULL);
    if (status != ORM_OK) return status;
    if (!queries) orm__fail(s, ORM_MISUSE, "orm_check_queries: the catalogue is NULL");
    for (const orm_named_query *q = queries; q && q->name && s->error.status == ORM_OK; q++) {
        const orm__arena_mark mark = orm__arena_here(&s->scratch);
        if (orm__check_query(s, q) != ORM_OK) {
            const orm_error told = s->error;
            orm__error_set(&s->error, told.status, "query %s: %.560s", q->name, told.message);
            s->error.native_code = told.native_code;
        }
        orm__arena_release(&s->scratch, mark);
    }
    return orm__leave(s);
}
