/* write: INSERT, UPDATE, DELETE. */
#include "render.h"

static void orm__put_placeholder(orm__buffer *b, const orm__dialect *d, size_t *number) {
    ++*number;
    if (!d->numbered) {
        orm__put(b, "?", 1);
        return;
    }
    orm__put(b, "$", 1);
    orm__put_number(b, (int64_t)*number);
}
static void orm__put_slice(orm__buffer *b, orm__text_slice s) { orm__put(b, s.text, s.length); }

/* "a" = ? AND "b" = ?, qualified by the table's name */
static void orm__put_matches(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count, size_t *number) {
    for (size_t i = 0; i < count; i++) {
        if (i) orm__put(b, " AND ", 5);
        orm__put_slice(b, fields[i]->qualified);
        orm__put(b, " = ", 3);
        orm__put_placeholder(b, e->dialect, number);
    }
}
static void orm__put_key(orm__buffer *b, const orm__entity *e, size_t *number, bool with_version) {
    orm__put_text(b, " WHERE ");
    orm__put_matches(b, e, e->keys, e->key_count, number);
    if (!with_version || !e->version) return;
    orm__put(b, " AND ", 5);
    orm__put_matches(b, e, &e->version, 1, number);
}
ORM__PRIVATE void orm__put_select_by(orm__buffer *b, const orm__entity *e, const orm__field *const *wanted, size_t wanted_count, const orm__field *const *by, size_t by_count) {
    size_t number = 0;
    orm__put_text(b, "SELECT ");
    if (wanted_count) orm__put_columns(b, wanted, wanted_count, true);
    else orm__put_text(b, "1");
    orm__put_text(b, " FROM ");
    orm__put_slice(b, e->table_sql);
    orm__put_text(b, " WHERE ");
    orm__put_matches(b, e, by, by_count, &number);
}
ORM__PRIVATE void orm__put_select_by_rowid(orm__buffer *b, const orm__entity *e, const orm__field *const *wanted, size_t wanted_count) {
    size_t number = 0;
    orm__put_text(b, "SELECT ");
    orm__put_columns(b, wanted, wanted_count, true);
    orm__put_text(b, " FROM ");
    orm__put_slice(b, e->table_sql);
    orm__put_text(b, " WHERE _rowid_ = ");
    orm__put_placeholder(b, e->dialect, &number);
}
ORM__PRIVATE void orm__put_get(orm__buffer *b, const orm__entity *e) { orm__put_select_by(b, e, e->all, e->field_count, e->keys, e->key_count); }

ORM__PRIVATE void orm__put_insert(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count, size_t rows) {
    size_t number = 0;
    orm__put_text(b, "INSERT INTO ");
    orm__put_slice(b, e->table_sql);
    if (!count) {
        orm__put_char(b, ' ');
        orm__put_text(b, e->dialect->default_values);
        return;
    }
    orm__put_text(b, " (");
    orm__put_columns(b, fields, count, false);
    orm__put_text(b, ") VALUES ");
    for (size_t row = 0; row < rows; row++) {
        orm__put_text(b, row ? ", (" : "(");
        for (size_t i = 0; i < count; i++) {
            if (i) orm__put(b, ", ", 2);
            orm__put_placeholder(b, e->dialect, &number);
        }
        orm__put_char(b, ')');
    }
}
ORM__PRIVATE void orm__put_returning(orm__buffer *b, const orm__field *const *fields, size_t count) {
    orm__put_text(b, " RETURNING ");
    orm__put_columns(b, fields, count, true);
}
/* "a" = ?; the version counts up by itself */
ORM__PRIVATE void orm__put_update(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count) {
    size_t number = 0;
    bool first = true;
    orm__put_text(b, "UPDATE ");
    orm__put_slice(b, e->table_sql);
    orm__put_text(b, " SET ");
    for (size_t i = 0; i < count; i++) {
        if (fields[i] == e->version) continue;
        if (!first) orm__put(b, ", ", 2);
        first = false;
        orm__put_slice(b, fields[i]->quoted);
        orm__put(b, " = ", 3);
        orm__put_placeholder(b, e->dialect, &number);
    }
    if (e->version) {
        if (!first) orm__put(b, ", ", 2);
        orm__put_slice(b, e->version->quoted);
        orm__put(b, " = ", 3);
        orm__put_slice(b, e->version->qualified);
        orm__put(b, " + 1", 4);
    }
    orm__put_key(b, e, &number, true);
}
ORM__PRIVATE void orm__put_delete(orm__buffer *b, const orm__entity *e) {
    size_t number = 0;
    orm__put_text(b, "DELETE FROM ");
    orm__put_slice(b, e->table_sql);
    orm__put_key(b, e, &number, false);
}

/* ---- conflicts -------------------------------------------------------------------------------------------------------------------- */
static void orm__put_overwrite(orm__buffer *b, const orm__entity *e, const orm__field *f) {
    orm__put_slice(b, f->quoted);
    orm__put(b, " = ", 3);
    if (f == e->version) { /* an overwritten row is a changed row */
        orm__put_slice(b, f->qualified);
        orm__put(b, " + 1", 4);
        return;
    }
    switch (e->dialect->upsert) {
    case ORM__ON_CONFLICT: orm__put_text(b, "excluded."); orm__put_slice(b, f->quoted); break;
    case ORM__ON_DUPLICATE_AS_NEW: orm__put_text(b, "orm_new."); orm__put_slice(b, f->quoted); break;
    default: orm__put_text(b, "VALUES("); orm__put_slice(b, f->quoted); orm__put_char(b, ')'); break;
    }
}
ORM__PRIVATE void orm__put_conflict(orm__buffer *b, const orm__entity *e, const orm__field *const *target, size_t target_count, const orm__field *const *update, size_t update_count) {
    if (e->dialect->upsert == ORM__ON_CONFLICT) {
        orm__put_text(b, " ON CONFLICT");
        if (target_count) {
            orm__put_text(b, " (");
            orm__put_columns(b, target, target_count, false);
            orm__put_char(b, ')');
        }
        orm__put_text(b, update_count ? " DO UPDATE SET " : " DO NOTHING");
    } else {
        if (e->dialect->upsert == ORM__ON_DUPLICATE_AS_NEW) orm__put_text(b, " AS orm_new");
        orm__put_text(b, " ON DUPLICATE KEY UPDATE ");
        if (!update_count) { /* INSERT IGNORE would hide other errors too: assigning a column to itself hides only this one */
            orm__put_slice(b, e->keys[0]->quoted);
            orm__put(b, " = ", 3);
            orm__put_slice(b, e->keys[0]->qualified);
        }
    }
    for (size_t i = 0; i < update_count; i++) {
        if (i) orm__put(b, ", ", 2);
        orm__put_overwrite(b, e, update[i]);
    }
}

/* ---- by a condition ------------------------------------------------------------------------------------------------------------------ */
/* Changing all rows must be asked for: a forgotten filter is the dearest mistake there is. */
static bool orm__check_filter(orm__render *r, const orm__entity *e, const orm_query *q, const char *verb) {
    if (!orm__query_check(r, q)) return false;
    if (q && (q->limit || q->limit_is_set_ || q->offset || q->distinct)) /* an order alone changes nothing: the query may be one for reading */
        orm__render_fail(r, ORM_UNSUPPORTED, "%s_%s takes .where only: .limit, .offset and .distinct have no portable meaning for it", e->model->name, verb);
    else if ((!q || !q->where) && !(q && q->all_rows))
        orm__render_fail(r, ORM_MISUSE, "%s_%s without .where would change every row: give a condition, or say .all_rows = true", e->model->name, verb);
    return r->status == ORM_OK;
}
/* SQLite would put 1.5 into an integer column, where it could not be read again. */
static bool orm__may_be_fraction(orm__render *r, const void *operand, int depth) {
    const orm_node *n = orm__is_node(operand) ? operand : NULL;
    if (depth > 500) orm__render_fail(r, ORM_MISUSE, "ORM_SET nests deeper than 500 expressions");
    if (r->status != ORM_OK) return false;
    if (!n) {
        const orm__field *f = orm__render_field(r, operand, "ORM_SET");
        return f && (f->type == ORM_FLOAT || f->type == ORM_DOUBLE || f->form == ORM__FORM_DECIMAL_NATIVE);
    }
    switch (n->op) {
    case ORM__OP_VALUE: return n->of.value.type == ORM_DOUBLE;
    case ORM__OP_COLUMN: case ORM__OP_NEG: return orm__may_be_fraction(r, n->of.operand[0], depth + 1);
    case ORM__OP_ADD: case ORM__OP_SUB: case ORM__OP_MUL: return orm__may_be_fraction(r, n->of.operand[0], depth + 1) || orm__may_be_fraction(r, n->of.operand[1], depth + 1);
    default: return false;
    }
}
/* Of another type, or calculated: it may be out of the column's range, where SQLite has none. */
static bool orm__needs_range(orm__render *r, const orm__field *f, const void *operand) {
    if (r->dialect->id != ORM_DIALECT_SQLITE || f->type < ORM_INT16 || f->type > ORM_UINT64) return false;
    const orm__field *from = orm__is_column(operand) ? orm__render_field(r, operand, "ORM_SET") : NULL;
    return !from || from->type != f->type;
}
static void orm__put_range(orm__buffer *b, const orm__field *f) {
    static const struct { int64_t low, high; } ranges[] = { { INT16_MIN, INT16_MAX }, { INT32_MIN, INT32_MAX }, { INT64_MIN, INT64_MAX }, { 0, UINT32_MAX }, { 0, INT64_MAX } };
    orm__put_text(b, ", ");
    orm__put_number(b, ranges[f->type - ORM_INT16].low);
    orm__put_text(b, ", ");
    orm__put_number(b, ranges[f->type - ORM_INT16].high);
    orm__put_char(b, ')');
}
static void orm__render_assignment(orm__render *r, const orm__entity *e, const orm_assign *a) {
    const orm__field *f = orm__render_field(r, a->column, "ORM_SET");
    if (!f) return;
    orm__render_slice(r, f->quoted);
    orm__render_text(r, " = ");
    if (a->expr) {
        if (!orm__check_stored_alike(r, f, orm__render_type(r, a->expr), "ORM_SET")) return;
        if (r->dialect->id == ORM_DIALECT_SQLITE && f->type <= ORM_UINT64 && orm__may_be_fraction(r, a->expr, 0)) {
            orm__render_fail(r, ORM_UNSUPPORTED, "ORM_SET of %s.%s to an expression with fractions: SQLite would store it as it is, and the column is %s", e->model->name, f->def->name, orm__type_as_written(f->def).text);
            return;
        }
        const bool checked = orm__needs_range(r, f, a->expr);
        if (checked) orm__render_text(r, "orm_fits(");
        r->assigns = true;
        orm__render_expression(r, a->expr, f, "ORM_SET");
        r->assigns = false;
        if (checked) orm__put_range(r->out, f);
        return;
    }
    if (a->value.null && !f->nullable) {
        orm__render_fail(r, ORM_CONFLICT_NOT_NULL, "ORM_SET of %s.%s to NULL, and the column is NOT NULL", e->model->name, f->def->name);
        return;
    }
    orm__render_value(r, f, a->value);
}
/* By field, because each .c file has its own copy of a model's columns. */
static bool orm__assigns(orm__render *r, const orm_assign *items, size_t count, const orm__field *f) {
    for (size_t i = 0; i < count; i++)
        if (orm__render_field(r, items[i].column, "ORM_SET") == f) return true;
    return false;
}
ORM__PRIVATE void orm__render_update_where(orm__render *r, const orm__entity *e, const orm_query *q, orm_set_list set) {
    if (!orm__check_filter(r, e, q, "update_where")) return;
    orm__render_text(r, "UPDATE ");
    orm__render_slice(r, e->table_sql);
    orm__render_text(r, " SET ");
    for (size_t i = 0; i < set.count; i++) {
        const orm__field *f = orm__render_field(r, set.items[i].column, "ORM_SET");
        if (f && orm__assigns(r, set.items, i, f)) orm__render_fail(r, ORM_MISUSE, "ORM_SET names column %s twice", f->def->name);
        if (i) orm__render_text(r, ", ");
        orm__render_assignment(r, e, &set.items[i]);
    }
    for (size_t i = 0; i < e->field_count && r->status == ORM_OK; i++) { /* what an update of a row would do too */
        const orm__field *f = e->all[i];
        if ((!f->def->auto_now && f != e->version) || orm__assigns(r, set.items, set.count, f)) continue;
        orm__render_text(r, ", ");
        orm__render_slice(r, f->quoted);
        orm__render_text(r, " = ");
        if (f == e->version) {
            orm__render_slice(r, f->qualified);
            orm__render_text(r, " + 1");
        } else {
            const int64_t now = r->session ? orm__now(r->session->db) : 0, day = INT64_C(86400000000);
            const int64_t since = now % day < 0 ? now % day + day : now % day;
            orm__render_value(r, f, (orm_value){ .type = ORM_INT64, .as.integer = f->type == ORM_TIMESTAMP ? now : f->type == ORM_DATE ? (now - since) / day : since });
        }
    }
    orm__render_where(r, q);
}
ORM__PRIVATE void orm__render_delete_where(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (!orm__check_filter(r, e, q, "delete_where")) return;
    orm__render_text(r, "DELETE FROM ");
    orm__render_slice(r, e->table_sql);
    orm__render_where(r, q);
}
