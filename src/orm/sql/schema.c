/* schema: CREATE TABLE, CREATE INDEX, DROP TABLE.  Pure text: the same models give the same bytes on every machine. */
#include "render.h"
#include "../json.h"
#include "../net.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static orm_status orm__schema_fail(orm__schema *s, orm_status status, const orm__entity *e, const char *entry, const char *format, ...) ORM__PRINTF(5, 6);
static orm_status orm__schema_fail(orm__schema *s, orm_status status, const orm__entity *e, const char *entry, const char *format, ...) {
    char what[512];
    if (s->status != ORM_OK) return s->status;
    va_list list;
    va_start(list, format);
    const int wanted = vsnprintf(what, sizeof what, format, list);
    va_end(list);
    orm__cut_tail(what, sizeof what, wanted);
    orm__error_set(s->error, status, "model %s: %s: %s", e->model->name, entry, what);
    orm__cut_text(s->error->model, sizeof s->error->model, e->model->name);
    return s->status = status;
}
static bool orm__schema_is(const orm__schema *s, orm_dialect id) { return s->dialect->id == id; }
static bool orm__schema_is_mysql(const orm__schema *s) { return orm__schema_is(s, ORM_DIALECT_MYSQL) || orm__schema_is(s, ORM_DIALECT_MARIADB); }
static void orm__schema_text(orm__schema *s, const char *text) { orm__put_text(s->out, text); }
static void orm__schema_slice(orm__schema *s, orm__text_slice slice) { orm__put(s->out, slice.text, slice.length); }
static void orm__schema_quoted(orm__schema *s, const char *name) { orm__put_quoted(s->out, s->dialect, name); }
static void orm__schema_end_statement(orm__schema *s) { orm__put_char(s->out, 0); }
static void orm__schema_columns(orm__schema *s, const orm__entity *e, const uint16_t *columns, size_t count) {
    for (size_t i = 0; i < count; i++) {
        orm__schema_text(s, i ? ", " : "(");
        orm__schema_slice(s, e->fields[columns[i]].quoted);
    }
    orm__schema_text(s, ")");
}
ORM__PRIVATE void orm__put_sql_string(orm__buffer *b, const orm__dialect *d, const char *text) {
    const bool backslash = d->id == ORM_DIALECT_MYSQL || d->id == ORM_DIALECT_MARIADB; /* an escape character there */
    orm__put_char(b, '\'');
    for (; *text; text++) {
        if (*text == '\'' || (*text == '\\' && backslash)) orm__put_char(b, *text);
        orm__put_char(b, *text);
    }
    orm__put_char(b, '\'');
}
static void orm__schema_string(orm__schema *s, const char *text) { orm__put_sql_string(s->out, s->dialect, text); }

/* ---- what a model asks for beside its columns ------------------------------------------------------------------------------------
 * Columns and constraint entries both make foreign keys, unique constraints and indexes.  A slot is the place of one: first the columns, then the
 * constraints.  Names are made from slots alone, so that CREATE and DROP agree on them. */
static size_t orm__schema_slots(const orm_model *m) { return m->column_count + m->constraint_count; }

typedef struct orm__schema_reference {
    const char *entry, *name;              /* name NULL: to be made */
    const uint16_t *columns; size_t count;
    const orm_model *target; const char *const *target_columns; /* fields' names there */
    orm_action on_delete, on_update;
} orm__schema_reference;
static bool orm__schema_reference_at(const orm__entity *e, size_t slot, orm__schema_reference *out) {
    const orm_model *m = e->model;
    if (slot < m->column_count) {
        const orm_column *c = &m->columns[slot];
        *out = (orm__schema_reference){ c->name, NULL, &e->fields[slot].index, 1, c->references.model, &c->references.column, c->on_delete, c->on_update };
        return c->references.model != NULL;
    }
    const orm_constraint *c = &m->constraints[slot - m->column_count];
    *out = (orm__schema_reference){ c->entry, c->foreign.name, c->columns, c->column_count, c->target, c->target_columns, c->foreign.on_delete, c->foreign.on_update };
    return c->kind == ORM__FOREIGN;
}
ORM__PRIVATE const orm_model *orm__referred_model(const orm_model *m, size_t slot) {
    if (slot < m->column_count) return m->columns[slot].references.model;
    const orm_constraint *c = &m->constraints[slot - m->column_count];
    return c->kind == ORM__FOREIGN ? c->target : NULL;
}

typedef struct orm__schema_index { const char *entry; bool unique; const uint16_t *columns; size_t count; orm_index options; } orm__schema_index;
static bool orm__schema_index_at(const orm__entity *e, size_t slot, orm__schema_index *out) {
    const orm_model *m = e->model;
    if (slot < m->column_count) {
        const orm_column *c = &m->columns[slot];
        *out = (orm__schema_index){ c->name, c->unique, &e->fields[slot].index, 1, { .name = c->index_name } };
        return c->unique || c->index;
    }
    const orm_constraint *c = &m->constraints[slot - m->column_count];
    *out = (orm__schema_index){ c->entry, c->kind == ORM__UNIQUE, c->columns, c->column_count, c->index };
    return c->kind == ORM__UNIQUE || c->kind == ORM__INDEX;
}
/* A UNIQUE constraint can neither be partial, nor over expressions, nor of a direction or method. */
static bool orm__schema_is_constraint(const orm__schema_index *x) {
    bool plain = x->unique && !x->options.where && !x->options.expression && !x->options.method;
    for (size_t i = 0; i < x->count; i++) plain = plain && !x->options.descending[i];
    return plain;
}

/* ---- names ------------------------------------------------------------------------------------------------------------------------- */
/* Over the limit: cut, and closed with a hash (FNV-1a) of the whole name. */
static void orm__schema_shorten(const orm__dialect *d, char *name) {
    const size_t length = strlen(name), limit = d->identifier_limit, units = d->byte_identifiers ? length : orm__utf8_count(name, length);
    if (!limit || units <= limit) return;
    uint32_t hash = UINT32_C(2166136261);
    for (const char *p = name; *p; p++) hash = (hash ^ (unsigned char)*p) * UINT32_C(16777619);
    size_t kept = limit - 9;
    while (kept && ((unsigned char)name[kept] & 0xC0) == 0x80) kept--; /* never within a character */
    snprintf(name + kept, 10, "_%08x", (unsigned)hash);
}
static const char *orm__schema_given_name(orm__schema *s, const orm__entity *e, const char *entry, const char *name) {
    const orm__dialect *d = s->dialect;
    const size_t units = d->byte_identifiers ? strlen(name) : orm__utf8_count(name, strlen(name));
    const char *fault = orm__name_fault(d, name);
    if (fault) orm__schema_fail(s, ORM_CONFIG, e, entry, "the name \"%.80s\" %s, which %s takes in no name: give it another", name, fault, d->name);
    if (fault) return NULL;
    if (!d->identifier_limit || units <= d->identifier_limit) return name;
    orm__schema_fail(s, ORM_CONFIG, e, entry, "the name \"%.80s\" is %zu %s long, %s takes %zu: shorten it", name, units, d->byte_identifiers ? "bytes" : "characters", d->name, d->identifier_limit);
    return NULL;
}
/* ix_<table>_<columns>; the second of the same columns gets _2.  Only the scratch memory is used: a conflict is told by these names also when there is no other. */
static const char *orm__schema_made_name(orm__schema *s, const orm__entity *e, const char *prefix, const uint16_t *columns, size_t count, size_t repeats) {
    char number[24] = "";
    if (repeats) snprintf(number, sizeof number, "_%zu", repeats + 1);
    size_t size = strlen(prefix) + strlen(e->table) + strlen(number) + 1;
    for (size_t i = 0; i < count; i++) size += 1 + strlen(e->fields[columns[i]].name);
    char *name = orm__arena_take(s->scratch, size, 1);
    if (!name) {
        orm__schema_fail(s, ORM_NO_MEMORY, e, prefix, "out of memory");
        return NULL;
    }
    size_t used = (size_t)snprintf(name, size, "%s%s", prefix, e->table);
    for (size_t i = 0; i < count; i++) used += (size_t)snprintf(name + used, size - used, "_%s", e->fields[columns[i]].name);
    snprintf(name + used, size - used, "%s", number);
    orm__schema_shorten(s->dialect, name);
    return name;
}
static bool orm__schema_same_columns(const uint16_t *a, size_t a_count, const uint16_t *b, size_t b_count) {
    return a_count == b_count && memcmp(a, b, a_count * sizeof *a) == 0;
}
static const char *orm__schema_reference_name(orm__schema *s, const orm__entity *e, size_t slot, const orm__schema_reference *r) {
    size_t repeats = 0;
    if (r->name) return orm__schema_given_name(s, e, r->entry, r->name);
    for (size_t i = 0; i < slot; i++) {
        orm__schema_reference other;
        repeats += orm__schema_reference_at(e, i, &other) && !other.name && orm__schema_same_columns(r->columns, r->count, other.columns, other.count);
    }
    return orm__schema_made_name(s, e, "fk_", r->columns, r->count, repeats);
}
static const char *orm__schema_index_name(orm__schema *s, const orm__entity *e, size_t slot, const orm__schema_index *x) {
    size_t repeats = 0;
    if (x->options.name) return orm__schema_given_name(s, e, x->entry, x->options.name);
    for (size_t i = 0; i < slot; i++) {
        orm__schema_index other;
        repeats += orm__schema_index_at(e, i, &other) && other.unique == x->unique && !other.options.name && orm__schema_same_columns(x->columns, x->count, other.columns, other.count);
    }
    return orm__schema_made_name(s, e, x->unique ? "ux_" : "ix_", x->columns, x->count, repeats);
}
/* Names of indexes (SQLite, PostgreSQL) and foreign keys (MySQL) may stand once in a schema: a second one would be refused by the database or, with
 * IF NOT EXISTS, be left out without a word. */
static void orm__schema_claim(orm__schema *s, const orm__entity *e, const char *entry, const char *name) {
    const char *schema = e->model->schema ? e->model->schema : "";
    for (const orm__schema_name *n = s->names; n; n = n->next) {
        if (strcmp(n->name, name) != 0 || strcmp(n->schema, schema) != 0) continue;
        orm__schema_fail(s, ORM_CONFIG, e, entry, "its name \"%.80s\" is one of model %s too: give one of them another (.name, .index_name)", name, n->model);
        return;
    }
    orm__schema_name *claimed = orm__arena_take(s->scratch, sizeof *claimed, 16);
    if (!claimed) {
        orm__schema_fail(s, ORM_NO_MEMORY, e, entry, "out of memory");
        return;
    }
    *claimed = (orm__schema_name){ name, schema, e->model->name, s->names };
    s->names = claimed;
}

/* ---- defaults ----------------------------------------------------------------------------------------------------------------------- */
static void orm__schema_integer(orm__schema *s, const orm__field *f) {
    const char *text = f->def->default_value;
    if (f->type != ORM_UINT64) {
        orm__put_number(s->out, strtoll(text, NULL, 10));
        return;
    }
    const unsigned long long v = strtoull(text, NULL, 10);
    if (v > INT64_MAX && orm__schema_is(s, ORM_DIALECT_SQLITE)) orm__put_format(s->out, "'%020llu'", v);
    else orm__put_format(s->out, "%llu", v);
}
static void orm__schema_real(orm__schema *s, const orm__entity *e, const orm__field *f) {
    char text[ORM__DOUBLE_TEXT_SIZE];
    double v = 0;
    orm__default_real(f->def, &v);
    if (f->type == ORM_FLOAT) v = (double)(float)v;
    if (orm__double_text(v, text, sizeof text)) orm__schema_text(s, text);
    else if (isinf(v) && orm__schema_is(s, ORM_DIALECT_SQLITE)) orm__schema_text(s, v < 0 ? "-9e999" : "9e999"); /* SQLite has no other word for it */
    else if (isinf(v) && orm__schema_is(s, ORM_DIALECT_POSTGRES)) orm__schema_text(s, v < 0 ? "'-Infinity'" : "'Infinity'");
    else orm__schema_fail(s, ORM_UNSUPPORTED, e, f->def->name, ".default_value = \"%.40s\": %s has no literal for it", f->def->default_value, s->dialect->name);
}
static void orm__schema_decimal(orm__schema *s, const orm__field *f) {
    char text[ORM_DECIMAL_TEXT_SIZE];
    int64_t scaled;
    orm_decimal_canonical(f->def->default_value, SIZE_MAX, f->def->precision, f->def->scale, text, sizeof text);
    if (!orm__schema_is(s, ORM_DIALECT_SQLITE)) orm__schema_text(s, text);
    else if (f->form == ORM__FORM_DECIMAL_SCALED && orm_decimal_scaled((orm_decimal){ text }, f->def->scale, &scaled)) orm__put_number(s->out, scaled);
    else orm__schema_string(s, text);
}
/* Times of all kinds, in the one text form they are stored in; PostgreSQL is told the type, and that the zone is UTC. */
static void orm__schema_moment(orm__schema *s, const orm__field *f) {
    union { int64_t microseconds; int32_t days; orm_interval interval; } v;
    char text[ORM_INTERVAL_TEXT_SIZE] = "";
    const char *value = f->def->default_value, *type;
    switch (f->type) {
    case ORM_TIMESTAMP: type = "TIMESTAMPTZ "; if (orm_timestamp_parse(value, SIZE_MAX, &v.microseconds)) orm_timestamp_text(v.microseconds, text, sizeof text); break;
    case ORM_DATE: type = "DATE "; if (orm_date_parse(value, SIZE_MAX, &v.days)) orm_date_text(v.days, text, sizeof text); break;
    case ORM_TIME: type = "TIME "; if (orm_time_parse(value, SIZE_MAX, &v.microseconds)) orm_time_text(v.microseconds, text, sizeof text); break;
    default: type = "INTERVAL "; if (orm_interval_parse(value, SIZE_MAX, &v.interval)) orm_interval_text(v.interval, text, sizeof text); break;
    }
    const bool postgres = orm__schema_is(s, ORM_DIALECT_POSTGRES);
    if (postgres) orm__schema_text(s, type);
    if (postgres && f->type == ORM_TIMESTAMP) strcat(text, "+00");
    orm__schema_string(s, text);
}
static void orm__schema_uuid(orm__schema *s, const orm__field *f) {
    orm_uuid uuid = { { 0 } };
    char text[ORM_UUID_TEXT_SIZE];
    orm_uuid_parse(f->def->default_value, SIZE_MAX, &uuid);
    if (orm__schema_is(s, ORM_DIALECT_POSTGRES)) {
        orm_uuid_text(uuid, text, sizeof text);
        orm__schema_string(s, text);
        return;
    }
    orm__schema_text(s, "X'");
    for (int i = 0; i < 16; i++) orm__put_format(s->out, "%02X", (unsigned)uuid.bytes[i]);
    orm__schema_text(s, "'");
}
/* Texts that must have a form are brought into it, as on their way in with a row. */
static void orm__schema_text_default(orm__schema *s, const orm__entity *e, const orm__field *f) {
    const char *text = f->def->default_value;
    char canonical[64];
    size_t length;
    bool sound = orm__check_text_z(text, &length);
    if (f->type == ORM_JSON) sound = sound && orm__json_ok(text, length, NULL);
    if (sound && f->def->length && orm__utf8_count(text, length) > (size_t)f->def->length) {
        orm__schema_fail(s, ORM_CONFIG, e, f->def->name, ".default_value = \"%.60s\" is longer than the %d characters the column takes", text, (int)f->def->length);
        return;
    }
    if (f->form == ORM__FORM_NET) {
        sound = sound && (f->type == ORM_MACADDR ? orm__macaddr_canonical(text, length, canonical, sizeof canonical) : orm__inet_canonical(text, length, f->type == ORM_CIDR, canonical, sizeof canonical));
        text = canonical;
    }
    if (!sound) {
        orm__schema_fail(s, ORM_CONFIG, e, f->def->name, ".default_value = \"%.60s\" is no %s", f->def->default_value, orm_type_name((orm_type)f->type));
        return;
    }
    orm__schema_string(s, text);
}
/* A type that MySQL keeps beside the row, or may: what a text becomes depends on the indexes it stands in. */
static bool orm__schema_is_long(const orm_column *c) {
    return c->type == ORM_TEXT || c->type == ORM_JSON || c->type == ORM_CUSTOM || ((c->type == ORM_VARCHAR || c->type == ORM_CHAR) && c->length > 255);
}
static void orm__schema_bare_literal(orm__schema *s, const orm__entity *e, const orm__field *f) {
    const char *text = f->def->default_value;
    switch (f->type) {
    case ORM_BOOL: orm__schema_text(s, !strcmp(text, "true") || !strcmp(text, "1") ? s->dialect->true_sql : s->dialect->false_sql); break;
    case ORM_INT16: case ORM_INT32: case ORM_INT64: case ORM_UINT32: case ORM_UINT64: orm__schema_integer(s, f); break;
    case ORM_FLOAT: case ORM_DOUBLE: orm__schema_real(s, e, f); break;
    case ORM_DECIMAL: case ORM_MONEY: orm__schema_decimal(s, f); break;
    case ORM_TIMESTAMP: case ORM_DATE: case ORM_TIME: case ORM_INTERVAL: orm__schema_moment(s, f); break;
    case ORM_UUID: orm__schema_uuid(s, f); break;
    case ORM_ENUMERATION: orm__schema_string(s, text); break;
    default: orm__schema_text_default(s, e, f); break;
    }
}
/* MySQL takes a default of a LONGTEXT or JSON column as an expression only, and any other so too. */
static void orm__schema_literal(orm__schema *s, const orm__entity *e, const orm__field *f) {
    const bool wrapped = orm__schema_is_mysql(s) && orm__schema_is_long(f->def);
    if (wrapped) orm__schema_text(s, "(");
    orm__schema_bare_literal(s, e, f);
    if (wrapped) orm__schema_text(s, ")");
}
/* ORM_SQL_NOW in the form the column is stored in, in UTC. */
static const char *orm__schema_now(const orm__schema *s, uint8_t type) {
    static const char *const dates[ORM_DIALECT_COUNT] = { "(date('now'))", "((CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::date)", "(UTC_DATE())", "(UTC_DATE())" };
    static const char *const times[ORM_DIALECT_COUNT] = { "(strftime('%H:%M:%f000', 'now'))", "((CURRENT_TIMESTAMP AT TIME ZONE 'UTC')::time)", "(UTC_TIME(6))", "(UTC_TIME(6))" };
    return type == ORM_TIMESTAMP ? s->dialect->now_sql : type == ORM_DATE ? dates[s->dialect->id] : type == ORM_TIME ? times[s->dialect->id] : NULL;
}
static void orm__schema_default_sql(orm__schema *s, const orm__entity *e, const orm__field *f) {
    const char *sql = f->def->default_sql;
    if (*sql != '\x01') { /* in parentheses every dialect takes any expression */
        orm__put_format(s->out, "(%s)", sql);
        return;
    }
    const bool now = strcmp(sql, ORM_SQL_NOW) == 0, uuid = strcmp(sql, ORM_SQL_UUID) == 0;
    const char *text = now ? orm__schema_now(s, f->type) : uuid && f->type == ORM_UUID ? s->dialect->uuid_sql : NULL;
    if (text) orm__schema_text(s, text);
    else orm__schema_fail(s, ORM_CONFIG, e, f->def->name, ".default_sql = %s", now ? "ORM_SQL_NOW is for timestamp, date and time columns" : uuid ? "ORM_SQL_UUID is for uuid columns" : "a text that is no SQL");
}

/* ---- columns --------------------------------------------------------------------------------------------------------------------------- */
static const char *orm__schema_own_type(const orm__schema *s, const orm_column *c) {
    const char *own = c->sql_type[s->dialect->id];
    return own || !c->codec ? own : c->codec->sql_type[s->dialect->id];
}
static bool orm__schema_lists(const orm_constraint *c, size_t column) {
    if (c->kind == ORM__CHECK_SQL || c->index.expression) return false;
    for (size_t i = 0; i < c->column_count; i++)
        if (c->columns[i] == column) return true;
    return false;
}
/* The column, with what the model's other entries make of it: MySQL must know whether it stands in a key, where a TEXT has no length, and whether others do too. */
static orm_column orm__schema_seen_column(const orm__entity *e, const orm__field *f) {
    orm_column c = *f->def;
    c.key_alone_ = !c.key || e->key_count == 1;
    for (size_t i = 0; i < e->model->constraint_count; i++) {
        const orm_constraint *k = &e->model->constraints[i];
        if (!orm__schema_lists(k, f->index)) continue;
        *(k->kind == ORM__INDEX ? &c.index : &c.unique) = true;
        if (k->kind != ORM__INDEX && k->column_count > 1) c.key_alone_ = false;
    }
    return c;
}
static void orm__schema_no_type(orm__schema *s, const orm__entity *e, const orm_column *c) {
    if (c->type == ORM_DECIMAL) orm__schema_fail(s, ORM_UNSUPPORTED, e, c->name, "%s's DECIMAL has at most 30 digits behind the point, this one has %d: make it smaller, or give it a type with .sql_type", s->dialect->name, (int)c->scale);
    else orm__schema_fail(s, ORM_UNSUPPORTED, e, c->name, "%s has no type for %s: give it one with .sql_type", s->dialect->name, orm_type_name((orm_type)c->type));
}
static void orm__schema_check_indexed(orm__schema *s, const orm__entity *e, const char *entry, const orm_column *c) {
    if (s->dialect->index_prefix && s->dialect->index_prefix(c) < 0)
        orm__schema_fail(s, ORM_UNSUPPORTED, e, entry, "%s has no keys and indexes over %s columns: use a generated column of what you look for", s->dialect->name, orm_type_name((orm_type)c->type));
}
static void orm__schema_type(orm__schema *s, const orm__entity *e, const orm__field *f, bool strict) {
    const orm_column c = orm__schema_seen_column(e, f);
    const char *own = orm__schema_own_type(s, &c);
    if (own && !(c.auto_increment && orm__schema_is(s, ORM_DIALECT_SQLITE))) { /* only INTEGER can be AUTOINCREMENT */
        orm__schema_text(s, own);
        return;
    }
    if (c.auto_increment && c.type == ORM_UINT64 && orm__schema_is(s, ORM_DIALECT_POSTGRES))
        orm__schema_fail(s, ORM_UNSUPPORTED, e, c.name, "PostgreSQL has no unsigned 64-bit identity column: make it int64");
    if (c.key) orm__schema_check_indexed(s, e, c.name, &c);
    if (!s->dialect->type_sql(s->out, &c, strict)) orm__schema_no_type(s, e, &c);
}
static bool orm__schema_is_text(const orm__schema *s, const orm_column *c) {
    switch (c->type) {
    case ORM_TEXT: case ORM_VARCHAR: case ORM_CHAR: case ORM_ENUMERATION: return true;
    case ORM_CUSTOM: return c->codec->stored_as == ORM_TEXT;
    case ORM_ARRAY: return c->element == ORM_TEXT && orm__schema_is(s, ORM_DIALECT_POSTGRES);
    default: return false;
    }
}
static void orm__schema_collation(orm__schema *s, const orm__entity *e, const orm_column *c) {
    const bool own = orm__schema_own_type(s, c) != NULL, text = orm__schema_is_text(s, c);
    const char *given = c->collations[s->dialect->id] ? c->collations[s->dialect->id] : c->collation;
    if (given && !text && !own) orm__schema_fail(s, ORM_CONFIG, e, c->name, ".collation is for text columns, this one is %s", orm_type_name((orm_type)c->type));
    const char *name = given ? given : text && !own ? s->dialect->bytes_collation : NULL; /* of a type of the user's own nothing is known */
    if (!name) return;
    orm__schema_text(s, " COLLATE ");
    orm__schema_quoted(s, name);
}
static void orm__schema_enum_values(orm__schema *s, const orm_enum *e) {
    for (size_t i = 0; i < e->count; i++) {
        orm__schema_text(s, i ? ", " : " IN (");
        orm__schema_string(s, e->items[i].name);
    }
    orm__schema_text(s, ")");
}
/* What the type allows and what the model asks for, in one CHECK: MariaDB keeps but one for each column.  MySQL's CHECK beside a column may speak of no other
 * column, so it stands with the table there, under a name that tells the column. */
static bool orm__schema_has_check(const orm__schema *s, const orm__field *f) {
    return f->def->check || f->type == ORM_ENUMERATION || (f->type == ORM_BOOL && !orm__schema_is(s, ORM_DIALECT_POSTGRES));
}
static void orm__schema_check_text(orm__schema *s, const orm__field *f) {
    const bool is_bool = f->type == ORM_BOOL && !orm__schema_is(s, ORM_DIALECT_POSTGRES), is_enum = f->type == ORM_ENUMERATION;
    orm__schema_text(s, "CHECK (");
    if (is_bool || is_enum) orm__schema_slice(s, f->quoted);
    if (is_bool) orm__schema_text(s, " IN (0, 1)");
    if (is_enum) orm__schema_enum_values(s, f->def->enumeration);
    if (f->def->check && (is_bool || is_enum)) orm__put_format(s->out, " AND (%s)", f->def->check);
    else if (f->def->check) orm__schema_text(s, f->def->check);
    orm__schema_text(s, ")");
}
static void orm__schema_column_check(orm__schema *s, const orm__field *f) {
    if (!orm__schema_has_check(s, f) || orm__schema_is(s, ORM_DIALECT_MYSQL)) return;
    orm__schema_text(s, " ");
    orm__schema_check_text(s, f);
}
static void orm__schema_column_checks(orm__schema *s, const orm__entity *e) {
    for (size_t i = 0; i < e->field_count && orm__schema_is(s, ORM_DIALECT_MYSQL); i++) {
        const orm__field *f = e->all[i];
        const char *name = orm__schema_has_check(s, f) ? orm__schema_made_name(s, e, "ck_", &f->index, 1, 0) : NULL;
        if (!name) continue;
        orm__schema_text(s, ",\n    CONSTRAINT ");
        orm__schema_quoted(s, name);
        orm__schema_text(s, " ");
        orm__schema_check_text(s, f);
    }
}
static bool orm__schema_rowid_key(const orm__schema *s, const orm__field *f) { return f->def->auto_increment && orm__schema_is(s, ORM_DIALECT_SQLITE); }
static void orm__schema_column(orm__schema *s, const orm__entity *e, const orm__field *f, bool strict) {
    orm__schema_text(s, f->index ? ",\n    " : "\n    ");
    orm__schema_slice(s, f->quoted);
    orm__schema_text(s, " ");
    orm__schema_type(s, e, f, strict);
    orm__schema_collation(s, e, f->def);
    if (orm__schema_rowid_key(s, f)) orm__schema_text(s, " PRIMARY KEY AUTOINCREMENT"); /* AUTOINCREMENT: a number is never given twice */
    else if (!f->nullable) orm__schema_text(s, " NOT NULL");                            /* of keys too: SQLite would let them be NULL */
    if (f->def->auto_increment && orm__schema_is(s, ORM_DIALECT_POSTGRES)) orm__schema_text(s, " GENERATED BY DEFAULT AS IDENTITY");
    if (f->def->auto_increment && orm__schema_is_mysql(s)) orm__schema_text(s, " AUTO_INCREMENT");
    if (f->def->default_value || f->def->default_sql) orm__schema_text(s, " DEFAULT ");
    if (f->def->default_value) orm__schema_literal(s, e, f);
    if (f->def->default_sql) orm__schema_default_sql(s, e, f);
    orm__schema_column_check(s, f);
}

/* ---- foreign keys ------------------------------------------------------------------------------------------------------------------------ */
static const orm__entity *orm__schema_entity(const orm__schema *s, const orm_model *m) {
    for (size_t i = 0; i < s->known; i++)
        if (strcmp(s->entities[i]->model->name, m->name) == 0) return s->entities[i];
    return NULL;
}
static bool orm__schema_same_table(const orm__entity *a, const orm__entity *b) {
    return a->table_sql.length == b->table_sql.length && memcmp(a->table_sql.text, b->table_sql.text, a->table_sql.length) == 0;
}
/* The place of an entity's table among those to create; SIZE_MAX: it is not among them. */
static size_t orm__schema_place(const orm__schema *s, const orm__entity *e) {
    for (size_t i = 0; i < s->count; i++)
        if (orm__schema_same_table(s->entities[i], e)) return i;
    return SIZE_MAX;
}
/* It refers to a table that comes later: with the sorted order, it closes a cycle. */
static bool orm__schema_closes_cycle(const orm__schema *s, const orm__entity *e, const orm__schema_reference *r) {
    const orm__entity *target = orm__schema_entity(s, r->target);
    const size_t place = target ? orm__schema_place(s, target) : SIZE_MAX;
    return place != SIZE_MAX && place > orm__schema_place(s, e);
}
static const orm__field *orm__schema_target_field(const orm__entity *target, const char *name) {
    const orm_column *c = orm_find_column(target->model, name);
    return c ? &target->fields[c - target->model->columns] : NULL;
}
static bool orm__schema_refers_to(const orm__schema_reference *r, const orm__field *f) {
    for (size_t i = 0; i < r->count; i++)
        if (strcmp(r->target_columns[i], f->def->name) == 0) return true;
    return false;
}
/* SQLite would notice a reference to something that is not unique only when a row is written. */
static bool orm__schema_target_is_unique(const orm__entity *target, const orm__schema_reference *r) {
    size_t matched = 0;
    for (size_t i = 0; i < target->key_count; i++) matched += orm__schema_refers_to(r, target->keys[i]);
    if (matched == target->key_count && matched == r->count) return true;
    for (size_t slot = 0; slot < orm__schema_slots(target->model); slot++) {
        orm__schema_index x;
        if (!orm__schema_index_at(target, slot, &x) || !x.unique || x.options.where || x.options.expression || x.count != r->count) continue;
        matched = 0;
        for (size_t i = 0; i < x.count; i++) matched += orm__schema_refers_to(r, &target->fields[x.columns[i]]);
        if (matched == r->count) return true;
    }
    return false;
}
static bool orm__schema_same_file(const char *a, const char *b) { return strcmp(a ? a : "main", b ? b : "main") == 0; }
static bool orm__schema_check_reference(orm__schema *s, const orm__entity *e, const orm__schema_reference *r, const orm__entity *target) {
    if (!target) orm__schema_fail(s, ORM_CONFIG, e, r->entry, "it refers to model %s, which is not known", r->target->name);
    else if (!orm__schema_target_is_unique(target, r))
        orm__schema_fail(s, ORM_CONFIG, e, r->entry, "what it refers to in model %s is neither its key nor unique: refer to the key, or give %s.%s .unique = true", target->model->name, target->model->name, r->target_columns[0]);
    else if (orm__schema_is_mysql(s) && (r->on_delete == ORM_SET_DEFAULT || r->on_update == ORM_SET_DEFAULT))
        orm__schema_fail(s, ORM_UNSUPPORTED, e, r->entry, "%s has no ON DELETE or ON UPDATE SET DEFAULT: use another action", s->dialect->name);
    else if (orm__schema_is(s, ORM_DIALECT_SQLITE) && !orm__schema_same_file(e->model->schema, target->model->schema))
        orm__schema_fail(s, ORM_UNSUPPORTED, e, r->entry, "SQLite has no foreign keys between attached files, and model %s is in another one: leave the reference out", target->model->name);
    return s->status == ORM_OK;
}
static void orm__schema_action(orm__schema *s, const char *event, orm_action action) {
    static const char *const names[] = { NULL, "CASCADE", "SET NULL", "RESTRICT", "SET DEFAULT" };
    if ((unsigned)action >= sizeof names / sizeof *names || !names[action]) return;
    orm__schema_text(s, event);
    orm__schema_text(s, names[action]);
}
static void orm__schema_foreign_key(orm__schema *s, const orm__entity *e, size_t slot, const orm__schema_reference *r) {
    const orm__entity *target = orm__schema_entity(s, r->target);
    const char *name = orm__schema_reference_name(s, e, slot, r);
    if (!name || !orm__schema_check_reference(s, e, r, target)) return;
    if (orm__schema_is_mysql(s)) orm__schema_claim(s, e, r->entry, name);
    orm__schema_text(s, "CONSTRAINT ");
    orm__schema_quoted(s, name);
    orm__schema_text(s, " FOREIGN KEY ");
    orm__schema_columns(s, e, r->columns, r->count);
    orm__schema_text(s, " REFERENCES ");
    orm__schema_slice(s, orm__schema_is(s, ORM_DIALECT_SQLITE) ? target->table_name : target->table_sql); /* SQLite looks in the child's own file */
    for (size_t i = 0; i < r->count; i++) {
        const orm__field *f = orm__schema_target_field(target, r->target_columns[i]);
        orm__schema_text(s, i ? ", " : " (");
        if (f) orm__schema_slice(s, f->quoted);
        else orm__schema_fail(s, ORM_CONFIG, e, r->entry, "model %s has no column %s", target->model->name, r->target_columns[i]);
    }
    orm__schema_text(s, ")");
    orm__schema_action(s, " ON DELETE ", r->on_delete);
    orm__schema_action(s, " ON UPDATE ", r->on_update);
}

/* ---- unique constraints and indexes --------------------------------------------------------------------------------------------------------- */
static bool orm__schema_check_index(orm__schema *s, const orm__entity *e, const orm__schema_index *x) {
    const char *method = x->options.method, *name = s->dialect->name;
    if (x->options.where && orm__schema_is_mysql(s)) orm__schema_fail(s, ORM_UNSUPPORTED, e, x->entry, "%s has no partial indexes (.where)", name);
    else if (x->options.expression && orm__schema_is(s, ORM_DIALECT_MARIADB)) orm__schema_fail(s, ORM_UNSUPPORTED, e, x->entry, "MariaDB has no indexes over expressions (.expression): index a generated column instead");
    else if (method && orm__schema_is(s, ORM_DIALECT_SQLITE) && strcmp(method, "btree") != 0) orm__schema_fail(s, ORM_UNSUPPORTED, e, x->entry, "SQLite's indexes are btree, not %.40s (.method)", method);
    else if (method && orm__schema_is_mysql(s) && strcmp(method, "btree") != 0 && strcmp(method, "fulltext") != 0 && strcmp(method, "spatial") != 0)
        orm__schema_fail(s, ORM_UNSUPPORTED, e, x->entry, "%s's tables have indexes by btree, fulltext and spatial, not %.40s (.method)", name, method);
    for (size_t i = 0; i < x->count && !x->options.expression; i++) orm__schema_check_indexed(s, e, x->entry, e->fields[x->columns[i]].def);
    return s->status == ORM_OK;
}
static void orm__schema_unique(orm__schema *s, const orm__entity *e, size_t slot, const orm__schema_index *x) {
    const char *name = orm__schema_index_name(s, e, slot, x);
    if (!name || !orm__schema_check_index(s, e, x)) return;
    if (!orm__schema_is_mysql(s)) orm__schema_claim(s, e, x->entry, name);
    orm__schema_text(s, ",\n    CONSTRAINT ");
    orm__schema_quoted(s, name);
    orm__schema_text(s, " UNIQUE ");
    orm__schema_columns(s, e, x->columns, x->count);
}
/* A part of an index: MySQL's holds but the beginning of a long text. */
static void orm__schema_index_part(orm__schema *s, const orm__entity *e, const orm__schema_index *x, size_t at) {
    const orm__field *f = &e->fields[x->columns[at]];
    const orm_column c = orm__schema_seen_column(e, f);
    const bool ordinary = !x->options.method || strcmp(x->options.method, "btree") == 0, own = orm__schema_own_type(s, &c) != NULL;
    const int prefix = s->dialect->index_prefix && ordinary && !x->unique && !own ? s->dialect->index_prefix(&c) : 0;
    orm__schema_slice(s, f->quoted);
    if (prefix > 0) orm__put_format(s->out, "(%d)", prefix);
    if (x->options.descending[at]) orm__schema_text(s, " DESC");
}
static void orm__schema_index_parts(orm__schema *s, const orm__entity *e, const orm__schema_index *x) {
    if (x->options.expression) {
        orm__put_format(s->out, "((%s)%s)", x->options.expression, x->options.descending[0] ? " DESC" : "");
        return;
    }
    for (size_t i = 0; i < x->count; i++) {
        orm__schema_text(s, i ? ", " : "(");
        orm__schema_index_part(s, e, x, i);
    }
    orm__schema_text(s, ")");
}
/* MySQL has no CREATE INDEX IF NOT EXISTS, and no transaction around two statements: there, an index is a part of its table. */
static void orm__schema_index_inside(orm__schema *s, const orm__entity *e, size_t slot, const orm__schema_index *x) {
    const char *name = orm__schema_index_name(s, e, slot, x), *method = x->options.method;
    if (!name || !orm__schema_check_index(s, e, x)) return;
    orm__schema_text(s, ",\n    ");
    if (method && strcmp(method, "btree") != 0) orm__schema_text(s, strcmp(method, "spatial") == 0 ? "SPATIAL " : "FULLTEXT ");
    else if (x->unique) orm__schema_text(s, "UNIQUE ");
    orm__schema_text(s, "INDEX ");
    orm__schema_quoted(s, name);
    orm__schema_text(s, method && strcmp(method, "btree") == 0 ? " USING BTREE " : " ");
    orm__schema_index_parts(s, e, x);
}
static void orm__schema_create_index(orm__schema *s, const orm__entity *e, size_t slot, const orm__schema_index *x) {
    const bool sqlite = orm__schema_is(s, ORM_DIALECT_SQLITE);
    const char *name = orm__schema_index_name(s, e, slot, x);
    if (!name || !orm__schema_check_index(s, e, x)) return;
    orm__schema_claim(s, e, x->entry, name);
    orm__schema_text(s, x->unique ? "CREATE UNIQUE INDEX " : "CREATE INDEX ");
    if (s->if_not_exists) orm__schema_text(s, "IF NOT EXISTS ");
    if (sqlite && e->model->schema) { /* there the index says which file it is in, and the table may not */
        orm__schema_quoted(s, e->model->schema);
        orm__schema_text(s, ".");
    }
    orm__schema_quoted(s, name);
    orm__schema_text(s, " ON ");
    orm__schema_slice(s, sqlite ? e->table_name : e->table_sql);
    if (x->options.method && !sqlite) {
        orm__schema_text(s, " USING ");
        orm__schema_quoted(s, x->options.method);
    }
    orm__schema_text(s, " ");
    orm__schema_index_parts(s, e, x);
    if (x->options.where) {
        orm__schema_text(s, " WHERE ");
        orm__schema_text(s, x->options.where);
    }
    orm__schema_end_statement(s);
}

/* ---- tables ----------------------------------------------------------------------------------------------------------------------------------- */
static void orm__schema_constraints(orm__schema *s, const orm__entity *e) {
    const orm_model *m = e->model;
    orm__schema_index x;
    orm__schema_reference r;
    if (!e->auto_key || !orm__schema_rowid_key(s, e->auto_key)) {
        orm__schema_text(s, ",\n    PRIMARY KEY (");
        orm__put_columns(s->out, e->keys, e->key_count, false);
        orm__schema_text(s, ")");
    }
    for (size_t slot = 0; slot < orm__schema_slots(m); slot++)
        if (orm__schema_index_at(e, slot, &x) && orm__schema_is_constraint(&x)) orm__schema_unique(s, e, slot, &x);
    for (size_t slot = 0; slot < orm__schema_slots(m); slot++) {
        if (!orm__schema_reference_at(e, slot, &r) || (!orm__schema_is(s, ORM_DIALECT_SQLITE) && orm__schema_closes_cycle(s, e, &r))) continue;
        orm__schema_text(s, ",\n    ");
        orm__schema_foreign_key(s, e, slot, &r);
    }
    orm__schema_column_checks(s, e);
    for (size_t i = 0; i < m->constraint_count; i++) {
        const orm_constraint *c = &m->constraints[i];
        if (c->kind != ORM__CHECK_SQL || !orm__schema_given_name(s, e, c->entry, c->check_name)) continue;
        orm__schema_text(s, ",\n    CONSTRAINT ");
        orm__schema_quoted(s, c->check_name);
        orm__put_format(s->out, " CHECK (%s)", c->check_sql);
    }
}
static void orm__schema_indexes(orm__schema *s, const orm__entity *e, bool inside) {
    orm__schema_index x;
    for (size_t slot = 0; slot < orm__schema_slots(e->model) && !s->tables_only; slot++) {
        if (!orm__schema_index_at(e, slot, &x) || orm__schema_is_constraint(&x)) continue;
        if (inside) orm__schema_index_inside(s, e, slot, &x);
        else orm__schema_create_index(s, e, slot, &x);
    }
}
static void orm__schema_create_table(orm__schema *s, const orm__entity *e) {
    const bool strict = orm__schema_is(s, ORM_DIALECT_SQLITE) && (s->strict || e->model->strict), indexes_inside = orm__schema_is_mysql(s);
    if (strict && s->can && !s->can->strict_tables)
        orm__schema_fail(s, ORM_UNSUPPORTED, e, ".strict", "SQLite %d has no STRICT tables (they came with 3037000): leave out .strict", s->can->version);
    orm__schema_text(s, s->if_not_exists ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE ");
    orm__schema_slice(s, e->table_sql);
    orm__schema_text(s, " (");
    for (size_t i = 0; i < e->field_count; i++) orm__schema_column(s, e, e->all[i], strict);
    orm__schema_constraints(s, e);
    if (indexes_inside) orm__schema_indexes(s, e, true);
    orm__schema_text(s, strict ? "\n) STRICT" : "\n)");
    orm__schema_text(s, s->dialect->table_suffix);
    orm__schema_end_statement(s);
    if (!indexes_inside) orm__schema_indexes(s, e, false);
}
/* The foreign keys that could not stand in CREATE TABLE, because the table they refer to came later. */
static void orm__schema_close_cycles(orm__schema *s, const orm__entity *e) {
    orm__schema_reference r;
    for (size_t slot = 0; slot < orm__schema_slots(e->model); slot++) {
        if (!orm__schema_reference_at(e, slot, &r) || !orm__schema_closes_cycle(s, e, &r)) continue;
        const char *name = orm__schema_reference_name(s, e, slot, &r);
        if (!name) return;
        orm__schema_text(s, "ALTER TABLE ");
        orm__schema_slice(s, e->table_sql);
        if (s->if_not_exists && !orm__schema_is(s, ORM_DIALECT_MYSQL)) { /* both know IF EXISTS: whatever was there, the constraint is there once afterwards; MySQL refuses a second one */
            orm__schema_text(s, orm__schema_is_mysql(s) ? " DROP FOREIGN KEY IF EXISTS " : " DROP CONSTRAINT IF EXISTS ");
            orm__schema_quoted(s, name);
            if (orm__schema_is_mysql(s)) { /* MariaDB would take both in one statement, and do neither */
                orm__schema_end_statement(s);
                orm__schema_text(s, "ALTER TABLE ");
                orm__schema_slice(s, e->table_sql);
            } else {
                orm__schema_text(s, ",");
            }
        }
        orm__schema_text(s, " ADD ");
        orm__schema_foreign_key(s, e, slot, &r);
        orm__schema_end_statement(s);
    }
}
static orm_status orm__schema_done(orm__schema *s) {
    if (s->status == ORM_OK && s->out->failed) s->status = orm__error_set(s->error, ORM_NO_MEMORY, "out of memory while writing the SQL of the tables");
    return s->status;
}
ORM__PRIVATE const orm_column *orm__schema_extension_user(const orm__schema *s, const char *extension) {
    const orm_type type = !strcmp(extension, "hstore") ? ORM_HSTORE : ORM_VECTOR;
    for (size_t i = 0; i < s->count; i++)
        for (size_t k = 0; k < s->entities[i]->field_count; k++) {
            const orm_column *c = s->entities[i]->all[k]->def;
            if (c->type == type && !orm__schema_own_type(s, c)) return c;
        }
    return NULL;
}
/* Types that come with extensions of PostgreSQL; where they are there already, nobody needs a right to say so. */
static void orm__schema_extensions(orm__schema *s) {
    static const char *const extensions[] = { "hstore", "vector" };
    for (size_t i = 0; i < sizeof extensions / sizeof *extensions && orm__schema_is(s, ORM_DIALECT_POSTGRES); i++) {
        if (!orm__schema_extension_user(s, extensions[i])) continue;
        orm__schema_text(s, ORM__CREATE_EXTENSION);
        orm__schema_text(s, extensions[i]);
        orm__schema_end_statement(s);
    }
}
ORM__PRIVATE orm_status orm__render_create_tables(orm__schema *s) {
    orm__schema_extensions(s);
    for (size_t i = 0; i < s->count && s->status == ORM_OK; i++) orm__schema_create_table(s, s->entities[i]);
    for (size_t i = 0; i < s->count && s->status == ORM_OK && !orm__schema_is(s, ORM_DIALECT_SQLITE); i++) orm__schema_close_cycles(s, s->entities[i]);
    return orm__schema_done(s);
}

/* ---- dropping ----------------------------------------------------------------------------------------------------------------------------------- */
/* PostgreSQL and MySQL look at the tables of one DROP TABLE together; MariaDB and SQLite need help with those that refer to each other. */
static void orm__schema_open_cycles(orm__schema *s, const orm__entity *e) {
    orm__schema_reference r;
    for (size_t slot = 0; slot < orm__schema_slots(e->model); slot++) {
        if (!orm__schema_reference_at(e, slot, &r) || !orm__schema_closes_cycle(s, e, &r)) continue;
        const char *name = orm__schema_reference_name(s, e, slot, &r);
        if (!name) return;
        orm__schema_text(s, "ALTER TABLE IF EXISTS ");
        orm__schema_slice(s, e->table_sql);
        orm__schema_text(s, " DROP FOREIGN KEY IF EXISTS ");
        orm__schema_quoted(s, name);
        orm__schema_end_statement(s);
    }
}
/* SQLite deletes a table's rows before it drops it, so ON DELETE RESTRICT would stand in the way of a table that refers to itself too. */
static bool orm__schema_must_defer(const orm__schema *s) {
    orm__schema_reference r;
    for (size_t i = 0; i < s->count; i++)
        for (size_t slot = 0; slot < orm__schema_slots(s->entities[i]->model); slot++) {
            if (!orm__schema_reference_at(s->entities[i], slot, &r)) continue;
            const orm__entity *target = orm__schema_entity(s, r.target);
            if (target && (orm__schema_same_table(target, s->entities[i]) || orm__schema_closes_cycle(s, s->entities[i], &r))) return true;
        }
    return false;
}
ORM__PRIVATE orm_status orm__render_drop_tables(orm__schema *s) {
    const bool together = !orm__schema_is(s, ORM_DIALECT_SQLITE);
    for (size_t i = 0; i < s->count && orm__schema_is(s, ORM_DIALECT_MARIADB); i++) orm__schema_open_cycles(s, s->entities[i]);
    if (!together && orm__schema_must_defer(s)) {
        orm__schema_text(s, "PRAGMA defer_foreign_keys=ON"); /* until the transaction ends */
        orm__schema_end_statement(s);
    }
    for (size_t i = s->count; i-- > 0;) {
        orm__schema_text(s, !together || i + 1 == s->count ? "DROP TABLE IF EXISTS " : ", ");
        orm__schema_slice(s, s->entities[i]->table_sql);
        if (together && i) continue;
        if (s->cascade && orm__schema_is(s, ORM_DIALECT_POSTGRES)) orm__schema_text(s, " CASCADE");
        orm__schema_end_statement(s);
    }
    return orm__schema_done(s);
}

/* ---- order ---------------------------------------------------------------------------------------------------------------------------------------- */
/* The first entity from `from` on that e's table refers to, e itself apart; NULL: e can be created now. */
static const orm__entity *orm__schema_awaits(const orm__schema *s, const orm__entity *e, size_t from) {
    for (size_t slot = 0; slot < orm__schema_slots(e->model); slot++) {
        const orm_model *m = orm__referred_model(e->model, slot);
        const orm__entity *target = m ? orm__schema_entity(s, m) : NULL;
        if (!target || orm__schema_same_table(target, e)) continue;
        const size_t place = orm__schema_place(s, target);
        if (place != SIZE_MAX && place >= from) return s->entities[place];
    }
    return NULL;
}
/* The first that waits for nothing; when all wait, one that is on a cycle: walking on long enough from any of them ends there. */
static size_t orm__schema_next(const orm__schema *s, size_t from) {
    for (size_t i = from; i < s->count; i++)
        if (!orm__schema_awaits(s, s->entities[i], from)) return i;
    const orm__entity *e = s->entities[from];
    for (size_t steps = from; steps < s->count; steps++) e = orm__schema_awaits(s, e, from);
    return orm__schema_place(s, e);
}
ORM__PRIVATE void orm__schema_sort(orm__schema *s) {
    for (size_t i = 0; i < s->count; i++) {
        const size_t next = orm__schema_next(s, i);
        const orm__entity *e = s->entities[next];
        memmove(s->entities + i + 1, s->entities + i, (next - i) * sizeof *s->entities); /* the others keep the order they were given in */
        s->entities[i] = e;
    }
}

/* ---- names that the database tells ----------------------------------------------------------------------------------------------------------------- */
static void orm__cut_join(char *out, size_t size, const char *name) { /* "a, b" */
    const size_t used = strlen(out);
    const int n = snprintf(out + used, size - used, "%s%s", used ? ", " : "", name);
    if (n < 0 || (size_t)n >= size - used) out[used] = 0;
}
/* "a, b": the fields of the unique constraint or index that has this name; nothing when there is none. */
ORM__PRIVATE void orm__columns_of_key(const orm__entity *e, orm__arena *scratch, const char *name, char *out, size_t size) {
    orm_error ignored;
    orm__buffer text = { .allocator = e->texts.allocator };
    orm__schema s = { .dialect = e->dialect, .out = &text, .scratch = scratch, .error = &ignored };
    orm__schema_index x = { .count = 0 };
    bool found = strcmp(name, "PRIMARY") == 0;
    for (size_t i = 0; i < e->key_count && found; i++) orm__cut_join(out, size, e->keys[i]->def->name);
    for (size_t slot = 0; slot < orm__schema_slots(e->model) && !found; slot++) {
        if (!orm__schema_index_at(e, slot, &x) || !x.unique) continue;
        const char *own = orm__schema_index_name(&s, e, slot, &x);
        found = own && strcmp(own, name) == 0;
        for (size_t i = 0; i < x.count && found; i++) orm__cut_join(out, size, e->fields[x.columns[i]].def->name);
    }
    orm__buffer_free(&text);
}

/* ---- what is there ---------------------------------------------------------------------------------------------------------------------------------- */
static void orm__put_schema_or(orm__buffer *b, const orm__entity *e, const char *otherwise) {
    if (e->model->schema) orm__put_sql_string(b, e->dialect, e->model->schema);
    else orm__put_text(b, otherwise);
}
ORM__PRIVATE void orm__put_column_names(orm__buffer *b, const orm__entity *e) {
    switch (e->dialect->id) {
    case ORM_DIALECT_SQLITE:
        orm__put_text(b, "SELECT name FROM pragma_table_xinfo(");
        orm__put_sql_string(b, e->dialect, e->table);
        if (e->model->schema) orm__put_text(b, ", ");
        orm__put_schema_or(b, e, "");
        orm__put_text(b, ")");
        break;
    case ORM_DIALECT_POSTGRES: /* finds the table as a query does; NULL when there is none */
        orm__put_text(b, "SELECT attname::text FROM pg_catalog.pg_attribute WHERE attnum > 0 AND NOT attisdropped AND attrelid = pg_catalog.to_regclass(");
        orm__put_sql_string(b, e->dialect, e->table_sql.text);
        orm__put_text(b, ")");
        break;
    default:
        orm__put_text(b, "SELECT column_name FROM information_schema.columns WHERE table_schema = ");
        orm__put_schema_or(b, e, "DATABASE()");
        orm__put_text(b, " AND table_name = ");
        orm__put_sql_string(b, e->dialect, e->table);
        break;
    }
}
ORM__PRIVATE void orm__put_referrers(orm__buffer *b, const orm__schema *s, const orm__entity *e) {
    const char *schema = e->model->schema ? e->model->schema : "main";
    orm__put_text(b, "SELECT m.name FROM ");
    orm__put_quoted(b, e->dialect, schema);
    orm__put_text(b, ".sqlite_master AS m, pragma_foreign_key_list(m.name, ");
    orm__put_sql_string(b, e->dialect, schema);
    orm__put_text(b, ") AS f WHERE m.type = 'table' AND (SELECT foreign_keys FROM pragma_foreign_keys) AND f.\"table\" = ");
    orm__put_sql_string(b, e->dialect, e->table);
    orm__put_text(b, " COLLATE NOCASE AND m.name COLLATE NOCASE NOT IN (");
    bool first = true;
    for (size_t i = 0; i < s->count; i++) {
        if (!orm__schema_same_file(s->entities[i]->model->schema, schema)) continue;
        if (!first) orm__put_text(b, ", ");
        first = false;
        orm__put_sql_string(b, e->dialect, s->entities[i]->table);
    }
    orm__put_text(b, ") LIMIT 1");
}
