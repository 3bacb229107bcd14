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
/* Sequences know no transaction and no lock.  Over a short way the numbers are drawn and thrown away, which cannot meet anybody else's; over a long one the sequence is
 * set, and can only go back when somebody else has set it farther in the same microsecond.  A role that may not use the sequence leaves it as it is. */
#define ORM__DRAWN "64"
static void orm__put_sequence(orm__buffer *b, const orm__entity *e, const char *key) {
    orm__put_format(b, "SELECT CASE WHEN (%s - n.last - 1) / n.step < " ORM__DRAWN " THEN (SELECT pg_catalog.max(d.key) FROM (SELECT pg_catalog.nextval(n.seq) AS key FROM pg_catalog.generate_series(1, (%s - n.last - 1) / n.step + 1)) d) "
                       "ELSE pg_catalog.setval(n.seq, %s) END FROM (SELECT q.seqrelid::pg_catalog.regclass AS seq, q.seqincrement AS step, COALESCE(pg_catalog.pg_sequence_last_value(q.seqrelid), q.seqstart - q.seqincrement) AS last "
                       "FROM pg_catalog.pg_sequence q WHERE q.seqrelid = pg_catalog.pg_get_serial_sequence(", key, key, key);
    orm__put_sql_string(b, e->dialect, e->table_sql.text);
    orm__put_text(b, ", ");
    orm__put_sql_string(b, e->dialect, e->auto_key->name);
    orm__put_format(b, ")::pg_catalog.regclass AND q.seqincrement > 0 AND %s <= q.seqmax AND pg_catalog.has_sequence_privilege(q.seqrelid, 'UPDATE') AND pg_catalog.has_sequence_privilege(q.seqrelid, 'USAGE')) n WHERE %s > n.last", key, key);
}
ORM__PRIVATE void orm__put_move_sequence(orm__buffer *b, const orm__entity *e) { orm__put_sequence(b, e, "$1::bigint"); }
ORM__PRIVATE void orm__put_moved_sequence(orm__buffer *b, const orm__entity *e, bool returns_more) {
    orm__buffer key = { .allocator = b->allocator };
    orm__put_slice(&key, e->auto_key->qualified);
    orm__put_text(&key, "::bigint");
    orm__put_text(b, returns_more ? ", (" : " RETURNING (");
    if (key.failed) b->failed = true;
    else orm__put_sequence(b, e, key.text);
    orm__put_char(b, ')');
    orm__buffer_free(&key);
}
ORM__PRIVATE void orm__put_returning(orm__buffer *b, const orm__field *const *fields, size_t count) {
    orm__put_text(b, " RETURNING ");
    orm__put_columns(b, fields, count, true);
}
ORM__PRIVATE void orm__put_copy(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count) {
    orm__put_text(b, "COPY ");
    orm__put_slice(b, e->table_sql);
    orm__put_text(b, " (");
    orm__put_columns(b, fields, count, false);
    orm__put_text(b, ") FROM STDIN (FORMAT binary)");
}
/* The sequence of an identity column, or the one of a default that is nothing but its next number; only when the role may use it by itself. */
static void orm__put_key_sequence(orm__buffer *b, const orm__entity *e, const orm__field *key) {
    orm__put_text(b, "CASE WHEN a.attname = ");
    orm__put_sql_string(b, e->dialect, key->name);
    orm__put_text(b, " THEN (SELECT q.oid::bigint FROM pg_catalog.pg_class q WHERE q.oid = CASE WHEN a.attidentity <> '' "
                     "THEN (SELECT d.objid FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refclassid = d.classid "
                     "AND d.refobjid = a.attrelid AND d.refobjsubid = a.attnum AND d.deptype = 'i') "
                     "ELSE (SELECT d.refobjid FROM pg_catalog.pg_attrdef f JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = f.oid "
                     "AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid <> f.adrelid WHERE f.adrelid = a.attrelid AND f.adnum = a.attnum "
                     "AND pg_catalog.pg_get_expr(f.adbin, f.adrelid) = 'nextval(' || pg_catalog.quote_literal(d.refobjid::pg_catalog.regclass::text) || '::regclass)') END "
                     "AND CASE WHEN q.relkind = 'S' THEN pg_catalog.has_sequence_privilege(q.oid, 'USAGE') ELSE FALSE END) END");
}
/* No row: COPY would not do what INSERT does, or a trigger before it may choose another key, or what is read here could be older than the table (a snapshot of the
 * whole transaction).  Names stand in the text, not in parameters: with them the server would plan the query anew each time, which takes longer than it does. */
ORM__PRIVATE void orm__put_bulk_columns(orm__buffer *b, const orm__entity *e, const orm__field *key) {
    orm__put_text(b, "SELECT a.attname::text, a.atttypid::bigint, (a.attidentity <> 'a')::integer, ");
    if (key) orm__put_key_sequence(b, e, key);
    else orm__put_text(b, "NULL::bigint");
    orm__put_text(b, " FROM pg_catalog.pg_class c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' "
                     "WHERE c.oid = pg_catalog.to_regclass(");
    orm__put_sql_string(b, e->dialect, e->table_sql.text);
    orm__put_text(b, ") AND c.relkind = 'r' AND NOT (c.relhasrules AND EXISTS (SELECT 1 FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_type = '3')) AND NOT pg_catalog.row_security_active(c.oid) AND pg_catalog.current_setting('transaction_isolation') = 'read committed'");
    if (key) orm__put_text(b, " AND NOT (c.relhastriggers AND EXISTS (SELECT 1 FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgtype & 7 = 7))");
}
/* "a" = ?; the version counts up by itself */
static void orm__put_assignments(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count, size_t *number) {
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
        orm__put_placeholder(b, e->dialect, number);
    }
    if (!e->version) return;
    if (!first) orm__put(b, ", ", 2);
    orm__put_slice(b, e->version->quoted);
    orm__put(b, " = ", 3);
    orm__put_slice(b, e->version->qualified);
    orm__put(b, " + 1", 4);
}
ORM__PRIVATE void orm__put_update(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count) {
    size_t number = 0;
    orm__put_assignments(b, e, fields, count, &number);
    orm__put_key(b, e, &number, true);
}
ORM__PRIVATE void orm__put_update_by(orm__buffer *b, const orm__entity *e, const orm__field *const *fields, size_t count, const orm__field *const *by, size_t by_count) {
    size_t number = 0;
    orm__put_assignments(b, e, fields, count, &number);
    orm__put_text(b, " WHERE ");
    orm__put_matches(b, e, by, by_count, &number);
}
/* A part of a column, or an expression, is told by a NULL in place of the column's name. */
ORM__PRIVATE void orm__put_unique_keys(orm__buffer *b, const orm__entity *e) {
    orm__put_text(b, "SELECT index_name, CASE WHEN sub_part IS NULL THEN column_name END FROM information_schema.statistics WHERE non_unique = 0 AND table_schema = ");
    if (e->model->schema) orm__put_sql_string(b, e->dialect, e->model->schema);
    else orm__put_text(b, "DATABASE()");
    orm__put_text(b, " AND table_name = ");
    orm__put_sql_string(b, e->dialect, e->table);
    orm__put_text(b, " ORDER BY index_name, seq_in_index");
}
ORM__PRIVATE void orm__put_delete(orm__buffer *b, const orm__entity *e) {
    size_t number = 0;
    orm__put_text(b, "DELETE FROM ");
    orm__put_slice(b, e->table_sql);
    orm__put_key(b, e, &number, false);
}

/* ---- conflicts -------------------------------------------------------------------------------------------------------------------- */
/* INSERT ... AS new came with MySQL 8.0.19, and VALUES() is on its way out there. */
static orm__upsert_style orm__upsert_style_of(const orm__entity *e, const orm__capabilities *can) {
    return e->dialect->upsert == ORM__ON_DUPLICATE_AS_NEW && can->version < 80019 ? ORM__ON_DUPLICATE_VALUES : e->dialect->upsert;
}
static void orm__put_overwrite(orm__buffer *b, const orm__entity *e, const orm__field *f, orm__upsert_style style) {
    orm__put_slice(b, f->quoted);
    orm__put(b, " = ", 3);
    if (f == e->version) { /* an overwritten row is a changed row */
        orm__put_slice(b, f->qualified);
        orm__put(b, " + 1", 4);
        return;
    }
    switch (style) {
    case ORM__ON_CONFLICT: orm__put_text(b, "excluded."); orm__put_slice(b, f->quoted); break;
    case ORM__ON_DUPLICATE_AS_NEW: orm__put_text(b, "orm_new."); orm__put_slice(b, f->quoted); break;
    default: orm__put_text(b, "VALUES("); orm__put_slice(b, f->quoted); orm__put_char(b, ')'); break;
    }
}
static void orm__put_conflict_in(orm__buffer *b, const orm__entity *e, orm__upsert_style style, const orm__field *const *target, size_t target_count, const orm__field *const *update, size_t update_count) {
    if (style == ORM__ON_CONFLICT) {
        orm__put_text(b, " ON CONFLICT");
        if (target_count) {
            orm__put_text(b, " (");
            orm__put_columns(b, target, target_count, false);
            orm__put_char(b, ')');
        }
        orm__put_text(b, update_count ? " DO UPDATE SET " : " DO NOTHING");
    } else {
        if (style == ORM__ON_DUPLICATE_AS_NEW) orm__put_text(b, " AS orm_new");
        orm__put_text(b, " ON DUPLICATE KEY UPDATE ");
        if (!update_count) { /* INSERT IGNORE would hide other errors too: assigning a column to itself hides only this one */
            orm__put_slice(b, e->keys[0]->quoted);
            orm__put(b, " = ", 3);
            orm__put_slice(b, e->keys[0]->qualified);
        }
    }
    for (size_t i = 0; i < update_count; i++) {
        if (i) orm__put(b, ", ", 2);
        orm__put_overwrite(b, e, update[i], style);
    }
}
/* Behind INSERT ... SELECT, where MySQL gives the new row no name. */
ORM__PRIVATE void orm__render_insert_conflict(orm__render *r, const orm__entity *e, const orm__conflict_lists *l) {
    const orm__upsert_style style = e->dialect->upsert == ORM__ON_CONFLICT ? ORM__ON_CONFLICT : ORM__ON_DUPLICATE_VALUES;
    orm__put_conflict_in(r->out, e, style, l->target, l->target_count, l->update, l->update_count);
}
ORM__PRIVATE void orm__put_conflict(orm__buffer *b, const orm__entity *e, const orm__capabilities *can, const orm__field *const *target, size_t target_count, const orm__field *const *update, size_t update_count) {
    orm__put_conflict_in(b, e, orm__upsert_style_of(e, can), target, target_count, update, update_count);
}

/* ---- by a condition ------------------------------------------------------------------------------------------------------------------ */
/* Changing all rows must be asked for: a forgotten filter is the dearest mistake there is. */
static bool orm__check_filter(orm__render *r, const orm__entity *e, const orm_query *q, const char *verb) {
    if (!orm__query_check(r, q)) return false;
    if (q && (q->limit || q->limit_is_set_ || q->offset || q->distinct)) /* an order alone changes nothing: the query may be one for reading */
        orm__render_fail(r, ORM_UNSUPPORTED, "%s_%s takes .where only: .limit, .offset and .distinct have no portable meaning for it", e->model->name, verb);
    else if ((!q || !q->where) && !(q && q->all_rows))
        orm__render_fail(r, ORM_MISUSE, "%s_%s without .where would change every row: give a condition, or say .all_rows = true", e->model->name, verb);
    else if (q && (q->join[0] || q->group_by[0] || q->having || q->distinct_on[0] || q->lock.mode || orm__render_has_set(q)))
        orm__render_fail(r, ORM_UNSUPPORTED, "%s_%s takes .where and .with only: say with orm_in_query or orm_exists which rows are meant", e->model->name, verb);
    r->scope.query = q;
    r->changing = e;
    r->scope.with_before = ORM__WITH_LIMIT;
    if (r->dialect->id == ORM_DIALECT_MARIADB) r->moved_with = q && q->with[0] ? q : NULL; /* it has no WITH in front of UPDATE and DELETE, but in their subqueries */
    else if (r->status == ORM_OK) orm__render_with(r, q);
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
ORM__PRIVATE bool orm__needs_range(orm__render *r, const orm__field *f, const void *operand) {
    if (r->dialect->id != ORM_DIALECT_SQLITE || f->type < ORM_INT16 || f->type > ORM_UINT64) return false;
    const orm__field *from = orm__is_column(operand) ? orm__render_field(r, operand, "ORM_SET") : NULL;
    return !from || from->type != f->type;
}
ORM__PRIVATE void orm__put_range(orm__buffer *b, const orm__field *f) {
    static const struct { int64_t low, high; } ranges[] = { { INT16_MIN, INT16_MAX }, { INT32_MIN, INT32_MAX }, { INT64_MIN, INT64_MAX }, { 0, UINT32_MAX }, { 0, INT64_MAX } };
    orm__put_text(b, ", ");
    orm__put_number(b, ranges[f->type - ORM_INT16].low);
    orm__put_text(b, ", ");
    orm__put_number(b, ranges[f->type - ORM_INT16].high);
    orm__put_char(b, ')');
}
/* SQLite: what stands around an expression so that it becomes a decimal of the column's form, rounded half away from zero like the servers do it. */
static void orm__render_decimal_assignment(orm__render *r, const orm__field *f, const orm__field *given, orm_expr e) {
    const int scale = f->def->scale, precision = f->def->precision;
    const bool whole = given->type >= ORM_INT16 && given->type <= ORM_UINT64, scaled = given->form == ORM__FORM_DECIMAL_SCALED, text = given->form == ORM__FORM_DECIMAL_TEXT;
    const bool into_text = f->form == ORM__FORM_DECIMAL_TEXT, fits = !into_text && (scaled || whole) && (whole ? 0 : given->def->scale) <= scale;
    int64_t most = 1, power = 1;
    for (int i = 0; i < precision && i < 18; i++) most *= 10;
    for (int i = whole ? 0 : given->def->scale; fits && i < scale; i++) power *= 10;
    orm__render_text(r, into_text ? "orm_to_decimal(" : fits ? "orm_fits(" : "orm_fits(orm_to_scaled(");
    if (!fits) orm__render_text(r, scaled ? "orm_decimal_round(orm_decimal_text(" : text || whole ? "orm_decimal_round(" : "orm_round(");
    orm__render_expression(r, e, given, "ORM_SET");
    if (fits && power > 1) orm__put_format(r->out, " * %lld", (long long)power);
    if (!fits && scaled) orm__put_format(r->out, ", %d)", (int)given->def->scale);
    if (!fits) orm__put_format(r->out, into_text ? ", %d), %d)" : ", %d), %d)", scale, scale);
    if (!into_text) orm__put_format(r->out, ", -%lld, %lld)", (long long)(most - 1), (long long)(most - 1));
}
/* The type fits the column; what fractions become of in an integer column differs. */
static bool orm__check_assigned(orm__render *r, const orm__field *f, const orm__field *given) {
    const bool whole = f->type >= ORM_INT16 && f->type <= ORM_UINT64, exact = given->type == ORM_DECIMAL || given->type == ORM_MONEY, real = given->type == ORM_FLOAT || given->type == ORM_DOUBLE;
    const bool number = f->type == ORM_BOOL || whole || f->type == ORM_FLOAT || f->type == ORM_DOUBLE || f->type == ORM_DECIMAL || f->type == ORM_MONEY, given_number = given->type <= ORM_DOUBLE || exact;
    const bool text = f->type >= ORM_TEXT && f->type <= ORM_CHAR, given_text = given->type >= ORM_TEXT && given->type <= ORM_CHAR;
    if (f->type == ORM_CUSTOM || given->type == ORM_CUSTOM || given->type == ORM_NO_TYPE) return true;
    if (whole && (exact || real)) orm__render_fail(r, ORM_UNSUPPORTED, "ORM_SET of %s.%s to an expression with fractions: databases make different integers of them, and the column is %s: use orm_cast", f->def->model->name, f->def->name, orm__type_as_written(f->def).text);
    if (number == given_number && text == given_text) return r->status == ORM_OK;
    orm__render_fail(r, ORM_MISUSE, "ORM_SET: %s.%s is %s, and what is given for it is %s: use orm_cast", f->def->model->name, f->def->name, orm__type_as_written(f->def).text, orm_type_name((orm_type)given->type));
    return false;
}
/* PostgreSQL keeps unsigned integers in wider types, which a calculation may leave unseen. */
static void orm__render_unsigned_assignment(orm__render *r, const orm__field *f, orm_expr e) {
    orm__render_text(r, "CASE WHEN ");
    orm__render_expression(r, e, f, "ORM_SET");
    orm__render_text(r, f->type == ORM_UINT32 ? " NOT BETWEEN 0 AND 4294967295 THEN ('the result of the calculation is out of the column''s range: ' || " : " NOT BETWEEN 0 AND 18446744073709551615 THEN ('the result of the calculation is out of the column''s range: ' || ");
    orm__render_expression(r, e, f, "ORM_SET");
    orm__render_text(r, f->type == ORM_UINT32 ? ")::bigint ELSE " : ")::numeric ELSE ");
    orm__render_expression(r, e, f, "ORM_SET");
    orm__render_text(r, " END");
}
static void orm__render_assigned(orm__render *r, const orm__entity *e, const orm_assign *a, const orm__field *f) {
    orm__field given;
    const bool sqlite = r->dialect->id == ORM_DIALECT_SQLITE, constant = orm__is_constant(a->expr, 0), decimal = f->form == ORM__FORM_DECIMAL_SCALED || f->form == ORM__FORM_DECIMAL_TEXT;
    if (!orm__render_typed(r, a->expr, &given) || (!constant && !orm__check_assigned(r, f, &given))) return;
    const bool number = given.type == ORM_DECIMAL || given.type == ORM_MONEY || (given.type >= ORM_INT16 && given.type <= ORM_DOUBLE);
    const bool alike = orm__is_column(a->expr) && given.form == f->form && given.def->scale == f->def->scale && given.def->precision <= f->def->precision;
    if (sqlite && decimal && !constant && number && !alike) {
        orm__render_decimal_assignment(r, f, &given, a->expr);
        return;
    }
    if (sqlite && !constant && !orm__check_stored_alike(r, f, orm__render_type(r, a->expr), "ORM_SET")) return;
    if (sqlite && f->type <= ORM_UINT64 && orm__may_be_fraction(r, a->expr, 0)) {
        orm__render_fail(r, ORM_UNSUPPORTED, "ORM_SET of %s.%s to an expression with fractions: SQLite would store it as it is, and the column is %s", e->model->name, f->def->name, orm__type_as_written(f->def).text);
        return;
    }
    if (r->dialect->id == ORM_DIALECT_POSTGRES && (f->type == ORM_UINT32 || f->type == ORM_UINT64) && !constant && !(orm__is_column(a->expr) && given.type == f->type)) {
        orm__render_unsigned_assignment(r, f, a->expr);
        return;
    }
    const bool checked = orm__needs_range(r, f, a->expr);
    if (checked) orm__render_text(r, "orm_fits(");
    orm__render_expression(r, a->expr, f, "ORM_SET");
    if (checked) orm__put_range(r->out, f);
}
static void orm__render_assignment(orm__render *r, const orm__entity *e, const orm_assign *a) {
    const orm__field *f = orm__render_field(r, a->column, "ORM_SET");
    if (!f) return;
    orm__render_slice(r, f->quoted);
    orm__render_text(r, " = ");
    if (a->expr) {
        r->assigns = true;
        orm__render_assigned(r, e, a, f);
        r->assigns = false;
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
/* ---- the order of assignments -----------------------------------------------------------------------------------------------------------
 * MySQL assigns from left to right, and what stands behind reads the new value; everywhere else all of them read the row as it was.  So what reads a column goes
 * before what assigns it.  Where two read each other's column the table is joined with itself: one of the two is read, the other is written. */
typedef struct orm__wanted_column { orm__render *r; const orm__field *field; } orm__wanted_column;
static orm__visit_answer orm__is_wanted_column(void *context, const void *operand) {
    const orm__wanted_column *w = context;
    const orm_column *c = operand;
    if (!orm__is_column(operand) || !orm__same_model(w->r, c->model, w->r->scope.sources[0])) return ORM__VISIT_ON;
    return &w->r->scope.sources[0]->fields[c - c->model->columns] == w->field ? ORM__VISIT_FOUND : ORM__VISIT_ON;
}
static bool orm__reads(orm__render *r, const void *operand, const orm__field *f) { return orm__visit(operand, true, orm__is_wanted_column, &(orm__wanted_column){ r, f }); }
/* Whether another one that is not placed yet reads what this one assigns. */
static bool orm__must_wait(orm__render *r, orm_set_list set, const bool *placed, size_t at) {
    const orm__field *f = orm__render_field(r, set.items[at].column, "ORM_SET");
    for (size_t i = 0; f && i < set.count; i++)
        if (i != at && !placed[i] && set.items[i].expr && orm__reads(r, set.items[i].expr, f)) return true;
    return false;
}
static const orm_assign *orm__in_turn(orm__render *r, orm_set_list set, bool *joined) {
    orm_assign *ordered = orm__arena_take(r->scratch, set.count * sizeof *ordered, 16);
    bool *placed = orm__arena_zero(r->scratch, set.count * sizeof *placed);
    if (!ordered || !placed) {
        orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
        return set.items;
    }
    for (size_t done = 0; done < set.count && r->status == ORM_OK; done++) {
        size_t next = 0;
        while (next < set.count && (placed[next] || orm__must_wait(r, set, placed, next))) next++;
        if (next == set.count) {
            *joined = true;
            return set.items;
        }
        placed[next] = true;
        ordered[done] = set.items[next];
    }
    return ordered;
}
static void orm__render_self_join(orm__render *r, const orm__entity *e) {
    orm__render_text(r, " AS orm_new JOIN ");
    orm__render_slice(r, e->table_sql);
    for (size_t i = 0; i < e->key_count; i++) {
        orm__render_text(r, i ? " AND orm_new." : " ON orm_new.");
        orm__render_slice(r, e->keys[i]->quoted);
        orm__render_text(r, " = ");
        orm__render_slice(r, e->keys[i]->qualified);
    }
}
ORM__PRIVATE void orm__render_update_where(orm__render *r, const orm__entity *e, const orm_query *q, orm_set_list set) {
    bool joined = false;
    if (!orm__check_filter(r, e, q, "update_where")) return;
    const orm_assign *ordered = r->dialect->sets_in_turn && set.count > 1 ? orm__in_turn(r, set, &joined) : set.items;
    orm__render_text(r, "UPDATE ");
    orm__render_slice(r, e->table_sql);
    if (joined) orm__render_self_join(r, e);
    orm__render_text(r, " SET ");
    for (size_t i = 0; i < set.count; i++) {
        const orm__field *f = orm__render_field(r, set.items[i].column, "ORM_SET");
        if (f && orm__assigns(r, set.items, i, f)) orm__render_fail(r, ORM_MISUSE, "ORM_SET names column %s twice", f->def->name);
    }
    for (size_t i = 0; i < set.count && r->status == ORM_OK; i++) {
        orm__render_text(r, i ? joined ? ", orm_new." : ", " : joined ? "orm_new." : "");
        orm__render_assignment(r, e, &ordered[i]);
    }
    for (size_t i = 0; i < e->field_count && r->status == ORM_OK; i++) { /* what an update of a row would do too */
        const orm__field *f = e->all[i];
        if ((!f->def->auto_now && f != e->version) || orm__assigns(r, set.items, set.count, f)) continue;
        orm__render_text(r, joined ? ", orm_new." : ", ");
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
