/* mysql: the driver of MySQL and MariaDB, over either client library.  Statements are prepared, values go and come in their binary forms.
 *
 * The libraries' calls block: each call to the server is watched (mysql_watch.h), which is what ends it at its deadline or for orm_cancel.  Results are fetched
 * whole, so that the connection is free again, unless the core asks for a stream.  What the server cannot prepare is run as text. */
#include "mysql.h"
#if defined(ORM_MYSQL) && !defined(ORM__MYSQL_C) /* drivers.c includes it when it is compiled alone */
#define ORM__MYSQL_C
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- reading --------------------------------------------------------------------------------------------------------------------------------- */
/* "Value" is a column of the current row. */
static const void *orm__my_column_at(void *native, int column) { return &((orm__my_stmt *)native)->columns[column]; }
static orm__my_column *orm__my_col(const void *value) { return (orm__my_column *)(uintptr_t)value; }
static int orm__my_index(const orm__my_column *col) { return (int)(col - col->statement->columns); }
static const char *orm__my_raw(const orm__my_column *col) { return col->statement->native ? col->bytes : col->statement->text_row[orm__my_index(col)]; }
static void orm__my_damage(const orm__my_column *col) {
    col->statement->damaged = true;
    col->statement->damaged_at = orm__my_index(col);
}
static uint64_t orm__my_unsigned(const orm__my_column *col) {
    uint64_t v = 0;
    if (col->kind == ORM__MY_BIT) return orm__my_read_bits(orm__my_raw(col), col->length < 8 ? col->length : 8);
    if (col->statement->native) return (uint64_t)col->value.integer;
    if (!orm__json_to_uint64(orm__my_raw(col), col->length, &v)) v = strtoull(orm__my_raw(col), NULL, 10); /* leading zeros (ZEROFILL) */
    return v;
}
static orm__wire orm__my_wire(const void *value) {
    static const uint8_t wires[ORM__MY_KIND_COUNT] = {
        [ORM__MY_INTEGER] = ORM__WIRE_INTEGER, [ORM__MY_UNSIGNED] = ORM__WIRE_INTEGER, [ORM__MY_DOUBLE] = ORM__WIRE_REAL, [ORM__MY_FLOAT] = ORM__WIRE_REAL, [ORM__MY_DECIMAL] = ORM__WIRE_TEXT,
        [ORM__MY_TIMESTAMP] = ORM__WIRE_TIMESTAMP, [ORM__MY_DATE] = ORM__WIRE_DATE, [ORM__MY_TIME] = ORM__WIRE_TIME, [ORM__MY_BIT] = ORM__WIRE_INTEGER, [ORM__MY_TEXT] = ORM__WIRE_TEXT,
        [ORM__MY_BLOB] = ORM__WIRE_BLOB };
    const orm__my_column *col = value;
    if (col->null) return ORM__WIRE_NULL;
    if ((col->kind == ORM__MY_UNSIGNED || col->kind == ORM__MY_BIT) && orm__my_unsigned(col) > INT64_MAX) return ORM__WIRE_UNSIGNED;
    return (orm__wire)wires[col->kind];
}
static int64_t orm__my_integer(const void *value) {
    const orm__my_column *col = value;
    const bool text = !col->statement->native;
    int64_t v = 0;
    bool ok = true;
    switch ((orm__my_kind)col->kind) {
    case ORM__MY_UNSIGNED: case ORM__MY_BIT: return (int64_t)orm__my_unsigned(col);
    case ORM__MY_TIMESTAMP: case ORM__MY_DATE: case ORM__MY_TIME:
        ok = text ? orm__my_parse_moment((orm__my_kind)col->kind, orm__my_raw(col), col->length, &v) : orm__my_read_moment((orm__my_kind)col->kind, &col->value.moment, &v);
        break;
    default: return text ? strtoll(orm__my_raw(col), NULL, 10) : col->value.integer;
    }
    if (!ok) orm__my_damage(col);
    return v;
}
static double orm__my_real(const void *value) {
    const orm__my_column *col = value;
    double v = 0;
    if (col->statement->native) return col->kind == ORM__MY_FLOAT ? (double)col->value.single : col->value.real;
    if (!orm__json_to_double(orm__my_raw(col), col->length, &v)) orm__my_damage(col);
    return v;
}
static const char *orm__my_bytes(const void *value, orm__wire wire, size_t *size) {
    const orm__my_column *col = orm__my_col(value);
    (void)wire;
    *size = col->length;
    return orm__my_raw(col);
}
static const orm__cell_reader orm__my_reader = { orm__my_column_at, orm__my_wire, orm__my_integer, orm__my_real, orm__my_bytes };

/* What a reader could not tell the codec. */
static orm_status orm__my_read_failed(orm__stmt *st) {
    const orm__my_stmt *n = st->native;
    if (n->no_memory) return orm__driver_fail(st->conn, ORM_NO_MEMORY, 0, "out of memory while reading a value");
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "column \"%.80s\" holds a date or time that is none (like 0000-00-00), or that no day has: mend the row", n->fields[n->damaged_at].name);
}
/* The usual pairs of a column's kind and a field's form.  False: the codec has to look at it. */
ORM__INLINE bool orm__my_fetch_usual(const orm__my_column *col, const orm__field *f, char *row, const orm__decoding *to) {
    void *out = row + f->value_offset;
    if (col->null) return f->nullable; /* the row is zeroed: no value */
    if (col->kind == ORM__MY_TEXT) {
        const char *copy = f->form == ORM__FORM_TEXT ? orm__decode_text(col->bytes, col->length, to) : NULL;
        if (!copy) return false;
        *(const char **)out = copy;
        return true;
    }
    if (col->kind == ORM__MY_INTEGER) {
        if (f->form == ORM__FORM_INT64) *(int64_t *)out = col->value.integer;
        else if (!orm__decode_integer(f->form, col->value.integer, out)) return false;
    } else {
        if (col->kind != ORM__MY_DOUBLE || f->form != ORM__FORM_DOUBLE) return false;
        *(double *)out = col->value.real;
    }
    if (f->wrapped) row[f->offset] = true;
    return true;
}
static orm_status orm__my_fetch_row(orm__stmt *st, const orm__field *const *fields, size_t count, void *row, orm__decoding *to) {
    const orm__my_stmt *n = st->native;
    const orm__my_column *columns = n->columns;
    const bool prepared = n->native != NULL;
    orm_status status = ORM_OK;
    for (size_t i = 0; i < count && status == ORM_OK; i++) {
        if (!fields[i] || (prepared && orm__my_fetch_usual(&columns[i], fields[i], row, to))) continue;
        status = orm__decode_other(&orm__my_reader, orm__my_column_at(st->native, (int)i), fields[i], row, to);
    }
    return n->no_memory || n->damaged ? orm__my_read_failed(st) : status;
}
/* Cursors get what SQLite would have: dates and times are texts there, and a whole number is an integer. */
static void orm__my_plain(orm__my_stmt *n, const orm__my_column *col, orm__cell *cell) {
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    size_t length = 0;
    int64_t whole;
    if (col->kind == ORM__MY_DECIMAL && cell->wire == ORM__WIRE_TEXT && cell->size < 20 && orm__json_to_int64(cell->bytes, cell->size, &whole)) {
        *cell = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = whole };
        return;
    }
    if (cell->wire <= ORM__WIRE_BLOB) return;
    if (cell->wire == ORM__WIRE_TIMESTAMP) length = orm_timestamp_text(cell->integer, text, sizeof text);
    else if (cell->wire == ORM__WIRE_TIME) length = orm_time_text(cell->integer, text, sizeof text);
    else if (cell->wire == ORM__WIRE_DATE) length = orm_date_text((int32_t)cell->integer, text, sizeof text);
    else length = (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)cell->integer);
    if (!length) orm__my_damage(col);
    *cell = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = orm__arena_text(&n->texts, text, length), .size = length };
    n->no_memory = n->no_memory || !cell->bytes;
}
static orm_status orm__my_cell(orm__stmt *st, int column, orm__cell *out) {
    orm__my_stmt *n = st->native;
    const orm__my_column *col = &n->columns[column];
    orm__read_cell(&orm__my_reader, col, orm__my_wire(col), out);
    if (!n->no_memory && !n->damaged) orm__my_plain(n, col, out);
    if (out->wire == ORM__WIRE_TEXT && !n->no_memory && !n->damaged) { /* with a NUL behind it */
        out->bytes = orm__arena_text(&n->texts, out->bytes, out->size);
        n->no_memory = !out->bytes;
    }
    if (!n->no_memory && !n->damaged) return ORM_OK;
    out->wire = ORM__WIRE_NULL;
    const orm_status status = orm__my_read_failed(st);
    n->no_memory = n->damaged = false;
    return status;
}
static const char *orm__my_column_name(orm__stmt *st, int column) { return ((orm__my_stmt *)st->native)->fields[column].name; }
/* Of a table's column the type is known.  Of an expression it is a guess where values are still missing, and texts stand for much: JSON, numbers, dates. */
static orm__told orm__my_column_told(orm__stmt *st, int column) {
    static const struct { uint8_t kind; const char *name; } kinds[ORM__MY_KIND_COUNT] = {
        [ORM__MY_INTEGER] = { ORM__TOLD_INTEGER, "an integer" }, [ORM__MY_UNSIGNED] = { ORM__TOLD_INTEGER, "an unsigned integer" }, [ORM__MY_DOUBLE] = { ORM__TOLD_REAL, "DOUBLE" },
        [ORM__MY_FLOAT] = { ORM__TOLD_REAL, "FLOAT" }, [ORM__MY_DECIMAL] = { ORM__TOLD_DECIMAL, "DECIMAL" }, [ORM__MY_TIMESTAMP] = { ORM__TOLD_MOMENT, "DATETIME" },
        [ORM__MY_DATE] = { ORM__TOLD_MOMENT, "DATE" }, [ORM__MY_TIME] = { ORM__TOLD_TIME, "TIME" }, [ORM__MY_BIT] = { ORM__TOLD_INTEGER, "BIT" }, [ORM__MY_TEXT] = { ORM__TOLD_TEXT, "a text" },
        [ORM__MY_BLOB] = { ORM__TOLD_BLOB, "a binary string" } };
    const MYSQL_FIELD *f = &((orm__my_stmt *)st->native)->fields[column];
    const orm__my_kind kind = orm__my_kind_of(f);
    const bool of_table = f->db && *f->db && f->org_table && *f->org_table, bytes = kind == ORM__MY_TEXT || kind == ORM__MY_BLOB;
    if (f->type == MYSQL_TYPE_NULL || f->flags & (ENUM_FLAG | SET_FLAG) || (!of_table && (bytes || st->parameters))) return (orm__told){ ORM__TOLD_NOTHING, NULL, false };
    if ((int)f->type == 245) return (orm__told){ ORM__TOLD_JSON, "JSON", false };
    return (orm__told){ (orm__told_kind)kinds[kind].kind, kinds[kind].name, false };
}

/* ---- writing --------------------------------------------------------------------------------------------------------------------------------- */
static int orm__my_refuse_value(orm__my_stmt *n, int at, orm__my_refusal why) {
    n->refusal = why;
    n->refused_at = at;
    return (int)why;
}
static orm__my_parameter *orm__my_parameter_at(orm__my_stmt *n, int at, enum enum_field_types type, size_t length) {
    if (at > n->parameter_count) return NULL;
    n->parameters[at - 1].buffer_type = type;
    n->parameters[at - 1].is_unsigned = 0;
    n->values[at - 1].null = 0;
    n->values[at - 1].length = (unsigned long)length;
    return &n->values[at - 1];
}
/* The type stays what it was: the server would prepare the statement anew for another one. */
static int orm__my_bind_null(void *native, int at) {
    orm__my_stmt *n = native;
    if (at > n->parameter_count) return orm__my_refuse_value(n, at, ORM__MY_NO_VALUES);
    n->values[at - 1].null = 1;
    n->values[at - 1].length = 0;
    return 0;
}
static int orm__my_bind_integer(void *native, int at, int64_t v) {
    orm__my_parameter *p = orm__my_parameter_at(native, at, MYSQL_TYPE_LONGLONG, 8);
    if (!p) return orm__my_refuse_value(native, at, ORM__MY_NO_VALUES);
    p->value.integer = v;
    ((orm__my_stmt *)native)->parameters[at - 1].buffer = &p->value;
    return 0;
}
static int orm__my_bind_real(void *native, int at, double v) {
    if (v - v != 0) return orm__my_refuse_value(native, at, ORM__MY_NOT_A_NUMBER);
    orm__my_parameter *p = orm__my_parameter_at(native, at, MYSQL_TYPE_DOUBLE, 8);
    if (!p) return orm__my_refuse_value(native, at, ORM__MY_NO_VALUES);
    p->value.real = v;
    ((orm__my_stmt *)native)->parameters[at - 1].buffer = &p->value;
    return 0;
}
static int orm__my_bind_bytes(orm__my_stmt *n, int at, enum enum_field_types type, const void *bytes, size_t size) {
    if (size > UINT32_MAX) return orm__my_refuse_value(n, at, ORM__MY_NO_ROOM);
    if (!orm__my_parameter_at(n, at, type, size)) return orm__my_refuse_value(n, at, ORM__MY_NO_VALUES);
    n->parameters[at - 1].buffer = (void *)(uintptr_t)(bytes ? bytes : "");
    n->parameters[at - 1].buffer_length = (unsigned long)size;
    return 0;
}
/* Not MYSQL_TYPE_STRING: to MariaDB that is a CHAR, which loses the spaces at its end in UNION and in a query in FROM or WITH. */
static int orm__my_bind_text(void *native, int at, const char *bytes, size_t size) { return orm__my_bind_bytes(native, at, MYSQL_TYPE_VAR_STRING, bytes, size); }
static int orm__my_bind_blob(void *native, int at, const void *bytes, size_t size) { return orm__my_bind_bytes(native, at, MYSQL_TYPE_BLOB, bytes, size); }
/* Dates and times, integers above INT64_MAX, and decimals, which as strings would be compared as doubles. */
static int orm__my_bind_other(void *native, int at, const orm__cell *v) {
    orm__my_stmt *n = native;
    if (v->wire == ORM__WIRE_DECIMAL) return orm__my_bind_bytes(n, at, MYSQL_TYPE_NEWDECIMAL, v->bytes, v->size);
    if (v->wire == ORM__WIRE_UNSIGNED) {
        const int refused = orm__my_bind_integer(n, at, v->integer);
        if (!refused) n->parameters[at - 1].is_unsigned = 1;
        return refused;
    }
    const enum enum_field_types type = v->wire == ORM__WIRE_DATE ? MYSQL_TYPE_DATE : v->wire == ORM__WIRE_TIME ? MYSQL_TYPE_TIME : MYSQL_TYPE_DATETIME;
    orm__my_parameter *p = orm__my_parameter_at(n, at, type, sizeof(MYSQL_TIME));
    if (!p) return orm__my_refuse_value(n, at, ORM__MY_NO_VALUES);
    orm__my_write_moment(v->wire, v->integer, &p->value.moment);
    n->parameters[at - 1].buffer = &p->value;
    return 0;
}
static const orm__value_writer orm__my_writer = { .null = orm__my_bind_null, .integer = orm__my_bind_integer, .real = orm__my_bind_real, .text = orm__my_bind_text, .blob = orm__my_bind_blob, .moment = orm__my_bind_other };

static orm_status orm__my_bind_refused(orm__stmt *st) {
    const orm__my_stmt *n = st->native;
    switch (n->refusal) {
    case ORM__MY_NOT_A_NUMBER: return orm__driver_fail(st->conn, ORM_INVALID, 0, "value %d of the statement is NaN or an infinity: %s has no such numbers", n->refused_at, orm__my_name(st->conn));
    case ORM__MY_NO_ROOM: return orm__driver_fail(st->conn, ORM_INVALID, 0, "value %d of the statement is longer than %s takes", n->refused_at, orm__my_name(st->conn));
    default: return orm__driver_fail(st->conn, ORM_UNSUPPORTED, 0, "%s cannot prepare this statement, so it takes no values: write them into the SQL", orm__my_name(st->conn));
    }
}
static orm_status orm__my_bind(orm__stmt *st, int at, const orm__cell *value) { return orm__write_cell(&orm__my_writer, st->native, at, value) ? orm__my_bind_refused(st) : ORM_OK; }
static orm_status orm__my_bind_row(orm__stmt *st, int at, const orm__field *const *fields, size_t count, const void *row, orm__decoding *scratch) {
    const orm_status status = orm__encode_row(&orm__my_writer, st->native, at, fields, count, row, scratch);
    return status == ORM_STATUS_COUNT ? orm__my_bind_refused(st) : status;
}

static int64_t orm__my_changes(orm__conn *c) { return orm__my_of(c)->changes; }
static int64_t orm__my_last_id(orm__conn *c) { return (int64_t)orm__my_of(c)->last_id; }
static bool orm__my_in_transaction(orm__conn *c) { return orm__my_of(c)->link && orm__my_of(c)->in_transaction; }
static bool orm__my_read_only(orm__stmt *st) { /* a SELECT may call a function that writes */
    (void)st;
    return false;
}

ORM__UNUSED static const orm__driver orm__my_driver = {
    .dialect = ORM_DIALECT_MYSQL, .name = ORM__MY_LIBRARY, .open = orm__my_open, .close = orm__my_close, .capabilities = orm__my_capabilities, .version = orm__my_version,
    .run = orm__my_run, .prepare = orm__my_prepare, .finalize = orm__my_finalize, .bind = orm__my_bind, .bind_row = orm__my_bind_row, .execute = orm__my_execute,
    .step = orm__my_step, .fetch_row = orm__my_fetch_row, .cell = orm__my_cell, .column_name = orm__my_column_name, .column_told = orm__my_column_told, .reset = orm__my_reset, .changes = orm__my_changes,
    .last_id = orm__my_last_id, .in_transaction = orm__my_in_transaction, .read_only = orm__my_read_only, .streams = true, .socket = orm__my_descriptor, .ping = orm__my_ping,
    .interrupt = orm__my_interrupt, .leave = orm__my_leave,
#ifdef ORM__MY_ARRAYS
    .takes_many = orm__my_takes_many, .execute_many = orm__my_execute_many,
#endif
};
#endif
