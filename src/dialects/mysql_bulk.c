/* mysql_bulk: the rows' values are put into arrays, one for each parameter, which borrow from the rows what they can.  All values of an array have one type, and all
 * together have room in one packet: where a row does not fit to those before it, another execution begins with it. */
#include "mysql.h"
#if defined(ORM_MYSQL) && defined(ORM__MY_ARRAYS)
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORM__MY_MANY 1000            /* rows in one execution; more gains nothing measurable */
#define ORM__MY_MANY_BYTES ((size_t)4 << 20)

typedef struct orm__my_array {
    enum enum_field_types type;      /* MYSQL_TYPE_NULL: no value yet */
    bool is_unsigned;
    int64_t *numbers;                /* also the bits of reals */
    const void **bytes;              /* where everything else stands */
    unsigned long *lengths;
    char *indicators;
} orm__my_array;
typedef struct orm__my_many {
    orm__my_array *arrays;
    const orm__field *const *fields;
    orm__arena *memory;              /* for dates and times */
    size_t row, bytes;               /* the row that is written; what its values take */
    bool other_type;                 /* than the same column has in the rows before: the row begins an array of its own */
    orm__my_refusal refusal; int refused_at;
} orm__my_many;

/* ---- a row into the arrays ------------------------------------------------------------------------------------------------------------------ */
static int orm__my_many_refuse(orm__my_many *m, int at, orm__my_refusal why) {
    m->refusal = why;
    m->refused_at = at;
    return (int)why;
}
/* False: a value of this type cannot stand there. */
static bool orm__my_many_type(orm__my_many *m, orm__my_array *a, enum enum_field_types type, bool is_unsigned) {
    if (a->type == MYSQL_TYPE_NULL) a->type = type, a->is_unsigned = is_unsigned;
    m->other_type = m->other_type || a->type != type || a->is_unsigned != is_unsigned;
    a->indicators[m->row] = STMT_INDICATOR_NONE;
    m->bytes += 16;
    return !m->other_type;
}
static int orm__my_many_null(void *native, int at) {
    orm__my_many *m = native;
    m->arrays[at].indicators[m->row] = STMT_INDICATOR_NULL;
    m->arrays[at].lengths[m->row] = 0;
    m->arrays[at].bytes[m->row] = "";
    m->bytes += 1;
    return 0;
}
static int orm__my_many_whole(orm__my_many *m, int at, int64_t v, bool is_unsigned) {
    if (orm__my_many_type(m, &m->arrays[at], MYSQL_TYPE_LONGLONG, is_unsigned)) m->arrays[at].numbers[m->row] = v;
    return 0;
}
/* A column whose values may be above INT64_MAX sends all of them unsigned. */
static int orm__my_many_integer(void *native, int at, int64_t v) {
    orm__my_many *m = native;
    return orm__my_many_whole(m, at, v, m->fields[at]->form == ORM__FORM_UINT64 && v >= 0);
}
static int orm__my_many_real(void *native, int at, double v) {
    orm__my_many *m = native;
    if (v - v != 0) return orm__my_many_refuse(m, at + 1, ORM__MY_NOT_A_NUMBER);
    if (orm__my_many_type(m, &m->arrays[at], MYSQL_TYPE_DOUBLE, false)) memcpy(&m->arrays[at].numbers[m->row], &v, sizeof v);
    return 0;
}
static int orm__my_many_bytes(orm__my_many *m, int at, enum enum_field_types type, const void *bytes, size_t size) {
    orm__my_array *a = &m->arrays[at];
    if (size > UINT32_MAX) return orm__my_many_refuse(m, at + 1, ORM__MY_NO_ROOM);
    if (!orm__my_many_type(m, a, type, false)) return 0;
    a->bytes[m->row] = bytes ? bytes : "";
    a->lengths[m->row] = (unsigned long)size;
    m->bytes += size;
    return 0;
}
static int orm__my_many_text(void *native, int at, const char *bytes, size_t size) { return orm__my_many_bytes(native, at, MYSQL_TYPE_STRING, bytes, size); }
static int orm__my_many_blob(void *native, int at, const void *bytes, size_t size) { return orm__my_many_bytes(native, at, MYSQL_TYPE_BLOB, bytes, size); }
static int orm__my_many_other(void *native, int at, const orm__cell *v) {
    orm__my_many *m = native;
    orm__my_array *a = &m->arrays[at];
    if (v->wire == ORM__WIRE_DECIMAL) return orm__my_many_bytes(m, at, MYSQL_TYPE_NEWDECIMAL, v->bytes, v->size);
    if (v->wire == ORM__WIRE_UNSIGNED) return orm__my_many_whole(m, at, v->integer, true);
    const enum enum_field_types type = v->wire == ORM__WIRE_DATE ? MYSQL_TYPE_DATE : v->wire == ORM__WIRE_TIME ? MYSQL_TYPE_TIME : MYSQL_TYPE_DATETIME;
    if (!orm__my_many_type(m, a, type, false)) return 0;
    MYSQL_TIME *moment = orm__arena_take(m->memory, sizeof *moment, 16);
    if (!moment) return orm__my_many_refuse(m, 0, ORM__MY_NO_ROOM);
    orm__my_write_moment(v->wire, v->integer, moment);
    a->bytes[m->row] = moment;
    return 0;
}
static const orm__value_writer orm__my_many_writer = { .null = orm__my_many_null, .integer = orm__my_many_integer, .real = orm__my_many_real, .text = orm__my_many_text, .blob = orm__my_many_blob, .moment = orm__my_many_other };

/* ---- as many rows as go together --------------------------------------------------------------------------------------------------------------- */
static bool orm__my_many_new(orm__my_many *m, const orm__bulk *what, size_t rows, orm__arena *memory) {
    m->fields = what->fields;
    m->memory = memory;
    m->arrays = orm__arena_zero(memory, what->count * sizeof *m->arrays);
    for (size_t i = 0; m->arrays && i < what->count; i++) {
        orm__my_array *a = &m->arrays[i];
        a->type = MYSQL_TYPE_NULL;
        a->numbers = orm__arena_take(memory, rows * sizeof *a->numbers, 16);
        a->bytes = orm__arena_take(memory, rows * sizeof *a->bytes, 16);
        a->lengths = orm__arena_take(memory, rows * sizeof *a->lengths, 16);
        a->indicators = orm__arena_take(memory, rows, 16);
        if (!a->numbers || !a->bytes || !a->lengths || !a->indicators) return false;
    }
    return m->arrays != NULL;
}
static orm_status orm__my_many_refused(orm__conn *c, const orm__my_many *m) {
    if (!m->refused_at) return orm__my_no_memory(c);
    if (m->refusal == ORM__MY_NOT_A_NUMBER) return orm__driver_fail(c, ORM_INVALID, 0, "value %d of the statement is NaN or an infinity: %s has no such numbers", m->refused_at, orm__my_name(c));
    return orm__driver_fail(c, ORM_INVALID, 0, "value %d of the statement is longer than %s takes", m->refused_at, orm__my_name(c));
}
/* The rows from the front that have one type in each column and room in a packet. */
static orm_status orm__my_many_fill(orm__conn *c, orm__my_many *m, const orm__bulk *what, size_t rows, orm__decoding *scratch, size_t *taken) {
    const size_t packet = c->db->capabilities.max_packet;
    const size_t most = packet && packet / 2 < ORM__MY_MANY_BYTES ? packet / 2 : ORM__MY_MANY_BYTES;
    size_t bytes = 64;
    for (*taken = 0; *taken < rows; ++*taken) {
        m->row = *taken;
        m->bytes = 0;
        const orm_status status = orm__encode_row(&orm__my_many_writer, m, 0, what->fields, what->count, what->rows + *taken * what->row_size, scratch);
        if (status != ORM_OK) return status == ORM_STATUS_COUNT ? orm__my_many_refused(c, m) : status;
        if (m->other_type || (*taken && bytes + m->bytes > most)) break;
        bytes += m->bytes;
    }
    m->other_type = false;
    if (*taken > 1 || !packet || bytes <= packet) return ORM_OK;
    return orm__driver_fail(c, ORM_INVALID, 0, "the values of a row are %zu bytes together, and the server takes %zu in one statement (max_allowed_packet): store less at once, or raise it on the server", bytes, packet);
}
static void orm__my_many_bind(const orm__my_many *m, MYSQL_BIND *binds, size_t count) {
    memset(binds, 0, count * sizeof *binds);
    for (size_t i = 0; i < count; i++) {
        const orm__my_array *a = &m->arrays[i];
        const bool number = a->type == MYSQL_TYPE_LONGLONG || a->type == MYSQL_TYPE_DOUBLE;
        binds[i].buffer_type = a->type == MYSQL_TYPE_NULL ? MYSQL_TYPE_STRING : a->type;
        binds[i].is_unsigned = a->is_unsigned;
        binds[i].buffer = number ? (void *)a->numbers : (void *)a->bytes;
        binds[i].length = a->lengths;
        binds[i].u.indicator = a->indicators;
    }
}
static orm_status orm__my_many_run(orm__stmt *st, MYSQL_BIND *binds, unsigned rows) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    const unsigned none = 0;
    bool changed = false;
    orm_status status = orm__my_call(c);
    if (status != ORM_OK) return status;
    bool failed = !orm__my_choose_cursor(st) || mysql_stmt_attr_set(n->native, STMT_ATTR_ARRAY_SIZE, &rows) || mysql_stmt_bind_param(n->native, binds) || mysql_stmt_execute(n->native);
    if (!failed) failed = n->broke_off = !orm__my_take_result(st, &changed);
    if (!failed) orm__my_count(st);
    status = orm__my_done_stmt(st, failed);
    if (orm__my_of(c)->link) mysql_stmt_attr_set(n->native, STMT_ATTR_ARRAY_SIZE, &none);
    st->stale = status != ORM_OK && (c->error->native_code == 1243 || c->error->native_code == 1615 || c->error->native_code == 2057);
    if (status == ORM_OK && n->no_memory) status = orm__my_no_memory(c);
    if (status == ORM_OK && changed) status = orm__my_metadata_changed(st);
    if (status != ORM_OK) orm__my_transaction_after(c);
    return status;
}
ORM__PRIVATE bool orm__my_takes_many(orm__conn *c) {
    unsigned long long has = 0;
    MYSQL *link = orm__my_of(c)->link;
    return link && mariadb_get_infov(link, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &has) == 0 && (has & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32));
}
ORM__PRIVATE orm_status orm__my_execute_many(orm__stmt *st, const orm__bulk *what, orm__decoding *scratch, size_t *taken) {
    orm__conn *c = st->conn;
    orm__my_many m = { .row = 0 };
    const orm__arena_mark mark = orm__arena_here(scratch->texts);
    const size_t rows = what->n < ORM__MY_MANY ? what->n : ORM__MY_MANY;
    MYSQL_BIND *binds = orm__arena_take(scratch->texts, (what->count + 1) * sizeof *binds, 16);
    orm_status status = ((orm__my_stmt *)st->native)->native && binds && orm__my_many_new(&m, what, rows, scratch->texts) ? ORM_OK : orm__my_no_memory(c);
    orm__my_of(c)->changes = 0;
    st->stale = false;
    if (status == ORM_OK) status = orm__my_many_fill(c, &m, what, rows, scratch, taken);
    if (status == ORM_OK) {
        orm__my_many_bind(&m, binds, what->count);
        status = orm__my_many_run(st, binds, (unsigned)*taken);
    }
    orm__arena_release(scratch->texts, mark);
    return status == ORM_OK ? orm__my_check_transaction(c) : status;
}
#endif
