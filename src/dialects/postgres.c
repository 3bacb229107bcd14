/* postgres: the PostgreSQL driver, over libpq's calls that do not wait.  What waits is orm__wait() alone, with the call's deadline and the cancel flag.
 *
 * A statement is prepared without types: the server finds the types of its parameters, and each value is sent in the binary form of the type found, or as text
 * where the server's own input function shall read it.  Results are fetched whole, in binary form when all their types are known here. */
#include "postgres.h"
#if defined(ORM_POSTGRES) && !defined(ORM__POSTGRES_C) /* drivers.c includes it when it is compiled alone */
#define ORM__POSTGRES_C
#include <stdio.h>
#include <string.h>

/* ---- reading --------------------------------------------------------------------------------------------------------------------------------- */
static const orm__cells orm__pg_no_cells = { .items = NULL };
/* "Value" is the statement, looking at one column. */
static const void *orm__pg_value(void *native, int column) {
    ((orm__pg_stmt *)native)->column = column;
    return native;
}
static orm__pg_stmt *orm__pg_at(const void *value) { return (orm__pg_stmt *)(uintptr_t)value; }
static orm__wire orm__pg_wire(const void *value) {
    const orm__pg_stmt *n = value;
    if (PQgetisnull(n->result, n->row, n->column)) return ORM__WIRE_NULL;
    const orm__wire wire = orm__pg_wire_of((orm__pg_kind)n->column_kinds[n->column]);
    if (n->binary || wire == ORM__WIRE_INTEGER || wire == ORM__WIRE_REAL || wire == ORM__WIRE_LIST) return wire;
    return n->column_kinds[n->column] == ORM__PG_BYTEA || n->column_kinds[n->column] == ORM__PG_VECTOR ? ORM__WIRE_BLOB : ORM__WIRE_TEXT;
}
/* What could not be read; the row's call tells it at its end. */
static bool orm__pg_readable(orm__pg_stmt *n, orm__pg_found found) {
    if (found != ORM__PG_FOUND && !n->damaged && !n->no_memory) n->unreadable = n->column;
    if (found == ORM__PG_SHORT_MEMORY) n->no_memory = true;
    else if (found != ORM__PG_FOUND) n->damaged = true;
    n->nested = n->nested || found == ORM__PG_NESTED;
    return found == ORM__PG_FOUND;
}
static bool orm__pg_read_value(orm__pg_stmt *n, orm__cell *cell) {
    return orm__pg_readable(n, orm__pg_read_cell(n->types, &n->column_types[n->column], n->binary, PQgetvalue(n->result, n->row, n->column), (size_t)PQgetlength(n->result, n->row, n->column), &n->texts, cell));
}
static int64_t orm__pg_integer(const void *value) {
    orm__pg_stmt *n = orm__pg_at(value);
    orm__cell cell;
    bool ok = true;
    if (!n->binary) return orm__pg_read_value(n, &cell) ? cell.integer : 0;
    const int64_t v = orm__pg_read_integer((orm__pg_kind)n->column_kinds[n->column], PQgetvalue(n->result, n->row, n->column), (size_t)PQgetlength(n->result, n->row, n->column), &ok);
    if (!ok) orm__pg_readable(n, ORM__PG_DAMAGED);
    return v;
}
static double orm__pg_real(const void *value) {
    orm__pg_stmt *n = orm__pg_at(value);
    orm__cell cell;
    bool ok = true;
    if (!n->binary) return orm__pg_read_value(n, &cell) ? cell.real : 0;
    const double v = orm__pg_read_real((orm__pg_kind)n->column_kinds[n->column], PQgetvalue(n->result, n->row, n->column), (size_t)PQgetlength(n->result, n->row, n->column), &ok);
    if (!ok) orm__pg_readable(n, ORM__PG_DAMAGED);
    return v;
}
static const char *orm__pg_bytes(const void *value, orm__wire wire, size_t *size) {
    orm__pg_stmt *n = orm__pg_at(value);
    const orm__pg_kind kind = (orm__pg_kind)n->column_kinds[n->column];
    const char *bytes = PQgetvalue(n->result, n->row, n->column);
    orm__cell cell;
    *size = (size_t)PQgetlength(n->result, n->row, n->column);
    if (n->binary && wire != ORM__WIRE_LIST) {
        if (kind == ORM__PG_TEXT || orm__pg_readable(n, orm__pg_read_bytes(kind, bytes, *size, &n->texts, &bytes, size))) return bytes;
    } else if (orm__pg_read_value(n, &cell)) {
        *size = cell.size;
        return cell.bytes;
    }
    *size = 0;
    return wire == ORM__WIRE_LIST ? (const char *)&orm__pg_no_cells : "";
}
static const orm__cell_reader orm__pg_reader = { orm__pg_value, orm__pg_wire, orm__pg_integer, orm__pg_real, orm__pg_bytes };

/* What a reader could not tell the codec. */
static orm_status orm__pg_read_failed(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    const bool no_memory = n->no_memory, nested = n->nested;
    const char *name = PQfname(n->described, n->unreadable);
    n->no_memory = n->damaged = n->nested = false; /* the next row may be sound */
    if (no_memory) return orm__driver_fail(st->conn, ORM_NO_MEMORY, 0, "out of memory while reading a value");
    if (nested) return orm__driver_fail(st->conn, ORM_INVALID, 0, "column \"%.80s\" holds an array of more than one dimension, which no array(T) can hold: read it with orm_sql, as JSON", name);
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "the server sent a value of column \"%.80s\" in a form that is not known", name);
}
/* The usual pairs of a column's type and a field's form, with as few calls of libpq as can be.  False: the codec has to look at it. */
ORM__INLINE uint32_t orm__pg_number4(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | (uint32_t)b[3];
}
ORM__INLINE uint64_t orm__pg_number8(const char *bytes) {
    const unsigned char *b = (const unsigned char *)bytes;
    return (uint64_t)b[0] << 56 | (uint64_t)b[1] << 48 | (uint64_t)b[2] << 40 | (uint64_t)b[3] << 32 | (uint64_t)b[4] << 24 | (uint64_t)b[5] << 16 | (uint64_t)b[6] << 8 | (uint64_t)b[7];
}
ORM__INLINE bool orm__pg_fetch_usual(const PGresult *r, int at, int column, uint8_t kind, const orm__field *f, char *row, const orm__decoding *to) {
    const int size = PQgetlength(r, at, column); /* of a NULL: 0 */
    if (!size) return f->nullable && PQgetisnull(r, at, column); /* the row is zeroed: no value */
    const char *bytes = PQgetvalue(r, at, column);
    void *out = row + f->value_offset;
    switch (kind) {
    case ORM__PG_INT8:
        if (size != 8 || f->form != ORM__FORM_INT64) return false;
        *(int64_t *)out = (int64_t)orm__pg_number8(bytes);
        break;
    case ORM__PG_INT4:
        if (size != 4 || f->form != ORM__FORM_INT32) return false;
        *(int32_t *)out = (int32_t)orm__pg_number4(bytes);
        break;
    case ORM__PG_BOOL:
        if (size != 1 || f->form != ORM__FORM_BOOL) return false;
        *(bool *)out = *bytes != 0;
        break;
    case ORM__PG_FLOAT8: {
        if (size != 8 || f->form != ORM__FORM_DOUBLE) return false;
        const uint64_t bits = orm__pg_number8(bytes);
        memcpy(out, &bits, 8);
        break;
    }
    case ORM__PG_TEXT: {
        const char *copy = f->form == ORM__FORM_TEXT ? orm__decode_text(bytes, (size_t)size, to) : NULL;
        if (!copy) return false;
        *(const char **)out = copy;
        return true;
    }
    default: return false;
    }
    if (f->wrapped) row[f->offset] = true;
    return true;
}
static orm_status orm__pg_fetch_row(orm__stmt *st, const orm__field *const *fields, size_t count, void *row, orm__decoding *to) {
    const orm__pg_stmt *n = st->native;
    const PGresult *r = n->result;
    const uint8_t *kinds = n->column_kinds;
    const bool binary = n->binary;
    const int at = n->row;
    orm_status status = ORM_OK;
    for (size_t i = 0; i < count && status == ORM_OK; i++) {
        if (!fields[i] || (binary && orm__pg_fetch_usual(r, at, (int)i, kinds[i], fields[i], row, to))) continue;
        status = orm__decode_other(&orm__pg_reader, orm__pg_value(st->native, (int)i), fields[i], row, to);
    }
    return n->no_memory || n->damaged ? orm__pg_read_failed(st) : status;
}
/* Cursors get what SQLite would have: dates and times are texts there, arrays and maps are JSON, and a whole number is an integer. */
static void orm__pg_plain(orm__pg_stmt *n, orm__cell *cell) {
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    const orm__pg_kind kind = (orm__pg_kind)n->column_kinds[n->column];
    size_t length = 0;
    int64_t whole;
    if (cell->wire == ORM__WIRE_TEXT && kind == ORM__PG_NUMERIC && cell->size < 20 && orm__json_to_int64(cell->bytes, cell->size, &whole)) {
        *cell = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = whole };
        return;
    }
    if (cell->wire == ORM__WIRE_TEXT && !n->binary && kind == ORM__PG_TIMESTAMP && orm_timestamp_parse(cell->bytes, cell->size, &whole)) *cell = (orm__cell){ .wire = ORM__WIRE_TIMESTAMP, .integer = whole };
    if (cell->wire <= ORM__WIRE_BLOB) return;
    if (cell->wire == ORM__WIRE_TIMESTAMP) length = orm_timestamp_text(cell->integer, text, sizeof text);
    else if (cell->wire == ORM__WIRE_TIME) length = orm_time_text(cell->integer, text, sizeof text);
    else if (cell->integer >= ORM_DATE_MIN && cell->integer <= ORM_DATE_MAX) length = orm_date_text((int32_t)cell->integer, text, sizeof text);
    if (!length) {
        orm__pg_readable(n, ORM__PG_DAMAGED); /* infinity, or outside of the years 1 to 9999 */
        return;
    }
    *cell = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = orm__arena_text(&n->texts, text, length), .size = length };
    n->no_memory = n->no_memory || !cell->bytes;
}
static orm_status orm__pg_cell(orm__stmt *st, int column, orm__cell *out) {
    orm__pg_stmt *n = st->native;
    const void *value = orm__pg_value(n, column);
    const orm__wire wire = orm__pg_wire(value);
    if (wire == ORM__WIRE_LIST) {
        orm__pg_readable(n, orm__pg_read_json(n->types, &n->column_types[column], n->binary, PQgetvalue(n->result, n->row, column), (size_t)PQgetlength(n->result, n->row, column), &n->texts, out));
    } else {
        orm__read_cell(&orm__pg_reader, value, wire, out);
        if (!n->no_memory && !n->damaged) orm__pg_plain(n, out);
    }
    if (!n->no_memory && !n->damaged) return ORM_OK;
    out->wire = ORM__WIRE_NULL;
    return orm__pg_read_failed(st);
}
static const char *orm__pg_column_name(orm__stmt *st, int column) { return PQfname(((orm__pg_stmt *)st->native)->described, column); }
static orm__told orm__pg_told(orm__pg_kind kind) {
    static const uint8_t kinds[ORM__PG_KIND_COUNT] = {
        [ORM__PG_BOOL] = ORM__TOLD_BOOL, [ORM__PG_INT2] = ORM__TOLD_INTEGER, [ORM__PG_INT4] = ORM__TOLD_INTEGER, [ORM__PG_INT8] = ORM__TOLD_INTEGER, [ORM__PG_OID] = ORM__TOLD_INTEGER,
        [ORM__PG_FLOAT4] = ORM__TOLD_REAL, [ORM__PG_FLOAT8] = ORM__TOLD_REAL, [ORM__PG_NUMERIC] = ORM__TOLD_DECIMAL, [ORM__PG_TEXT] = ORM__TOLD_TEXT, [ORM__PG_LETTER] = ORM__TOLD_TEXT,
        [ORM__PG_BPCHAR] = ORM__TOLD_TEXT, [ORM__PG_JSON] = ORM__TOLD_JSON, [ORM__PG_JSONB] = ORM__TOLD_JSON, [ORM__PG_BYTEA] = ORM__TOLD_BLOB, [ORM__PG_UUID] = ORM__TOLD_UUID,
        [ORM__PG_TIMESTAMP] = ORM__TOLD_MOMENT, [ORM__PG_DATE] = ORM__TOLD_MOMENT, [ORM__PG_TIME] = ORM__TOLD_TIME, [ORM__PG_INTERVAL] = ORM__TOLD_INTERVAL, [ORM__PG_INET] = ORM__TOLD_NET,
        [ORM__PG_MACADDR] = ORM__TOLD_NET, [ORM__PG_POINT] = ORM__TOLD_POINT, [ORM__PG_BIT] = ORM__TOLD_TEXT, [ORM__PG_ARRAY] = ORM__TOLD_LIST, [ORM__PG_HSTORE] = ORM__TOLD_LIST,
        [ORM__PG_VECTOR] = ORM__TOLD_BLOB };
    return (orm__told){ (orm__told_kind)kinds[kind], orm__pg_kind_name(kind), false };
}
static orm__told orm__pg_column_told(orm__stmt *st, int column) {
    const orm__pg_stmt *n = st->native;
    orm__told told = orm__pg_told((orm__pg_kind)n->column_kinds[column]);
    told.may_be_null_only = told.kind == ORM__TOLD_TEXT && !PQftable(n->described, column);
    return told;
}
static orm__told orm__pg_parameter_told(orm__stmt *st, int at) {
    const orm__pg_stmt *n = st->native;
    return orm__pg_told(at <= n->parameters ? (orm__pg_kind)n->parameter_kinds[at - 1] : ORM__PG_OTHER);
}

/* ---- writing --------------------------------------------------------------------------------------------------------------------------------- */
static int orm__pg_refuse(orm__pg_stmt *n, int at, orm__pg_refusal why) {
    n->refusal = why;
    n->refused_at = at;
    return (int)why;
}
static int orm__pg_give(orm__pg_stmt *n, int at, const char *bytes, size_t size, bool binary) {
    if (!bytes) return orm__pg_refuse(n, at, ORM__PG_NO_MEMORY);
    if (size > ORM__PG_MOST || n->bound + size > ORM__PG_MOST) return orm__pg_refuse(n, at, ORM__PG_TOO_LARGE);
    n->bound += size;
    n->values[at - 1] = bytes;
    n->sizes[at - 1] = (int)size;
    n->formats[at - 1] = binary;
    return 0;
}
static int orm__pg_give_number(orm__pg_stmt *n, int at, uint64_t bits, size_t size) {
    orm__pg_write(n->room[at - 1], bits, size);
    return orm__pg_give(n, at, n->room[at - 1], size, true);
}
static int orm__pg_give_real(orm__pg_stmt *n, int at, double value, bool single) {
    const float narrow = (float)value;
    uint32_t bits;
    uint64_t wide;
    memcpy(&bits, &narrow, sizeof bits);
    memcpy(&wide, &value, sizeof wide);
    return single ? orm__pg_give_number(n, at, bits, 4) : orm__pg_give_number(n, at, wide, 8);
}
/* As text, for the server's input function of whatever type it is. */
static int orm__pg_give_text(orm__pg_stmt *n, int at, const char *text, size_t length) { return orm__pg_give(n, at, orm__arena_text(&n->texts, text, length), length, false); }
static int orm__pg_give_as_text(orm__pg_stmt *n, int at, const orm__cell *v) {
    const char *text = NULL;
    size_t size = 0;
    const orm__pg_refusal refusal = orm__pg_encode_text(&n->parameter_types[at - 1], v, &n->texts, &text, &size);
    return refusal == ORM__PG_TAKEN ? orm__pg_give(n, at, text, size, false) : orm__pg_refuse(n, at, refusal);
}
static int orm__pg_give_encoded(orm__pg_stmt *n, int at, const orm__cell *v) {
    const orm__pg_type *type = &n->parameter_types[at - 1];
    const size_t most = orm__pg_room(type, v);
    size_t size = 0;
    char *bytes = most <= sizeof *n->room ? n->room[at - 1] : orm__arena_take(&n->texts, most, 8);
    if (!bytes) return orm__pg_refuse(n, at, ORM__PG_NO_MEMORY);
    const orm__pg_refusal refusal = orm__pg_encode(type, v, bytes, &size);
    return refusal == ORM__PG_TAKEN ? orm__pg_give(n, at, bytes, size, true) : orm__pg_refuse(n, at, refusal);
}

static int orm__pg_bind_null(void *native, int at) {
    ((orm__pg_stmt *)native)->values[at - 1] = NULL;
    return 0;
}
static int orm__pg_bind_integer(void *native, int at, int64_t v) {
    orm__pg_stmt *n = native;
    char text[24];
    switch ((orm__pg_kind)n->parameter_kinds[at - 1]) {
    case ORM__PG_INT8: return orm__pg_give_number(n, at, (uint64_t)v, 8);
    case ORM__PG_INT4: return v < INT32_MIN || v > INT32_MAX ? orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE) : orm__pg_give_number(n, at, (uint64_t)v, 4);
    case ORM__PG_INT2: return v < INT16_MIN || v > INT16_MAX ? orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE) : orm__pg_give_number(n, at, (uint64_t)v, 2);
    case ORM__PG_OID: return v < 0 || v > UINT32_MAX ? orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE) : orm__pg_give_number(n, at, (uint64_t)v, 4);
    case ORM__PG_BOOL: return v != 0 && v != 1 ? orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE) : orm__pg_give_number(n, at, (uint64_t)v, 1);
    case ORM__PG_FLOAT4: return orm__pg_give_real(n, at, (double)v, true);
    case ORM__PG_FLOAT8: return orm__pg_give_real(n, at, (double)v, false);
    case ORM__PG_BYTEA: case ORM__PG_UUID: case ORM__PG_TIMESTAMP: case ORM__PG_DATE: case ORM__PG_TIME: case ORM__PG_INTERVAL:
    case ORM__PG_POINT: case ORM__PG_ARRAY: case ORM__PG_HSTORE: case ORM__PG_VECTOR: return orm__pg_refuse(n, at, ORM__PG_WRONG_TYPE);
    default: return orm__pg_give_text(n, at, text, (size_t)snprintf(text, sizeof text, "%lld", (long long)v));
    }
}
static int orm__pg_bind_real(void *native, int at, double v) {
    orm__pg_stmt *n = native;
    char text[ORM__DOUBLE_TEXT_SIZE];
    int64_t whole;
    switch ((orm__pg_kind)n->parameter_kinds[at - 1]) {
    case ORM__PG_FLOAT8: return orm__pg_give_real(n, at, v, false);
    case ORM__PG_FLOAT4: return orm__pg_give_encoded(n, at, &(orm__cell){ .wire = ORM__WIRE_REAL, .real = v });
    case ORM__PG_INT2: case ORM__PG_INT4: case ORM__PG_INT8: case ORM__PG_OID:
        return orm__whole_number(v, &whole) ? orm__pg_bind_integer(n, at, whole) : orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE);
    case ORM__PG_NUMERIC: case ORM__PG_TEXT: case ORM__PG_BPCHAR: case ORM__PG_JSON: case ORM__PG_JSONB: case ORM__PG_OTHER: {
        const size_t length = orm__double_text(v, text, sizeof text);
        return length ? orm__pg_give_text(n, at, text, length) : orm__pg_refuse(n, at, ORM__PG_OUT_OF_RANGE);
    }
    default: return orm__pg_refuse(n, at, ORM__PG_WRONG_TYPE);
    }
}
static int orm__pg_bind_text(void *native, int at, const char *bytes, size_t size) {
    orm__pg_stmt *n = native;
    const orm__pg_kind kind = (orm__pg_kind)n->parameter_kinds[at - 1];
    const orm__cell v = { .wire = ORM__WIRE_TEXT, .bytes = bytes, .size = size };
    orm_interval span;
    if (kind == ORM__PG_INTERVAL && orm_interval_parse(bytes, size, &span)) return orm__pg_give_encoded(n, at, &v); /* exactly: the server's reader goes by doubles */
    /* the text of a bytea would be read for its escapes: its bytes are meant */
    return orm__pg_give(n, at, bytes, size, kind == ORM__PG_TEXT || kind == ORM__PG_BPCHAR || kind == ORM__PG_BYTEA);
}
static int orm__pg_bind_blob(void *native, int at, const void *bytes, size_t size) {
    orm__pg_stmt *n = native;
    const orm__pg_kind kind = (orm__pg_kind)n->parameter_kinds[at - 1];
    const orm__cell v = { .wire = ORM__WIRE_BLOB, .bytes = bytes ? bytes : "", .size = size };
    if (kind == ORM__PG_BYTEA || (kind == ORM__PG_UUID && size == 16)) return orm__pg_give(n, at, v.bytes, size, true);
    return kind == ORM__PG_VECTOR ? orm__pg_give_encoded(n, at, &v) : orm__pg_refuse(n, at, ORM__PG_WRONG_TYPE);
}
static int orm__pg_bind_list(orm__pg_stmt *n, int at, const orm__cell *v) {
    const orm__pg_type *type = &n->parameter_types[at - 1];
    const bool binary = type->kind == ORM__PG_HSTORE || (type->kind == ORM__PG_ARRAY && type->element_kind != ORM__PG_OTHER && type->element_kind != ORM__PG_ARRAY);
    return binary ? orm__pg_give_encoded(n, at, v) : orm__pg_give_as_text(n, at, v);
}
static int orm__pg_bind_moment(void *native, int at, const orm__cell *v) {
    orm__pg_stmt *n = native;
    const orm__pg_kind kind = (orm__pg_kind)n->parameter_kinds[at - 1];
    if (v->wire == ORM__WIRE_LIST) return orm__pg_bind_list(n, at, v);
    if (kind == ORM__PG_TIMESTAMP || kind == ORM__PG_DATE || kind == ORM__PG_TIME) return orm__pg_give_encoded(n, at, v);
    return orm__pg_give_as_text(n, at, v);
}
static const orm__value_writer orm__pg_writer = { orm__pg_bind_null, orm__pg_bind_integer, orm__pg_bind_real, orm__pg_bind_text, orm__pg_bind_blob, orm__pg_bind_moment };

static orm_status orm__pg_bind_refused(orm__stmt *st) {
    const orm__pg_stmt *n = st->native;
    if (n->refusal == ORM__PG_NO_MEMORY) return orm__driver_fail(st->conn, ORM_NO_MEMORY, 0, "out of memory while writing a value");
    if (n->refusal == ORM__PG_TOO_LARGE) return orm__driver_fail(st->conn, ORM_INVALID, 0, "the values of the statement are larger than the 1 GB that PostgreSQL takes at once: write them in parts");
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "value %d of the statement %s what PostgreSQL takes there: %s; give another value, or write a cast into raw SQL, like ?::bigint", n->refused_at,
                            n->refusal == ORM__PG_WRONG_TYPE ? "is of another type than" : "does not fit", orm__pg_kind_name((orm__pg_kind)n->parameter_kinds[n->refused_at - 1]));
}
static orm_status orm__pg_bind(orm__stmt *st, int at, const orm__cell *value) { return orm__write_cell(&orm__pg_writer, st->native, at, value) ? orm__pg_bind_refused(st) : ORM_OK; }
static orm_status orm__pg_bind_row(orm__stmt *st, int at, const orm__field *const *fields, size_t count, const void *row, orm__decoding *scratch) {
    const orm_status status = orm__encode_row(&orm__pg_writer, st->native, at, fields, count, row, scratch);
    return status == ORM_STATUS_COUNT ? orm__pg_bind_refused(st) : status;
}

static int64_t orm__pg_changes(orm__conn *c) { return orm__pg_of(c)->changes; }
static bool orm__pg_in_transaction(orm__conn *c) {
    const PGconn *link = orm__pg_of(c)->link;
    const PGTransactionStatusType status = link ? PQtransactionStatus(link) : PQTRANS_UNKNOWN;
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
}
static bool orm__pg_read_only(orm__stmt *st) { /* a SELECT may call a function that writes */
    (void)st;
    return false;
}

ORM__UNUSED static const orm__driver orm__pg_driver = {
    .dialect = ORM_DIALECT_POSTGRES, .name = "libpq", .open = orm__pg_open, .close = orm__pg_close, .capabilities = orm__pg_capabilities, .version = orm__pg_version,
    .run = orm__pg_run, .prepare = orm__pg_prepare, .finalize = orm__pg_finalize, .bind = orm__pg_bind, .bind_row = orm__pg_bind_row, .execute = orm__pg_execute,
    .step = orm__pg_step, .fetch_row = orm__pg_fetch_row, .cell = orm__pg_cell, .column_name = orm__pg_column_name, .column_told = orm__pg_column_told, .parameter_told = orm__pg_parameter_told, .reset = orm__pg_reset, .changes = orm__pg_changes,
    .in_transaction = orm__pg_in_transaction, .read_only = orm__pg_read_only, .streams = true, .socket = orm__pg_socket, .alive = orm__pg_alive, .ping = orm__pg_ping,
    .clean = orm__pg_clean_up, .ready = orm__pg_ready, .bulk_takes = orm__pg_bulk_takes, .parse = orm__pg_parse, .bulk = orm__pg_bulk, .draw = orm__pg_draw,
#ifdef ORM__PG_PIPELINE
    .queue = orm__pg_queue, .collect = orm__pg_collect_queued, .queue_end = orm__pg_queue_end,
#endif
};
#endif
