/* codec: values between row structs and the wire.  The common forms are inline, so that a driver's row loop has no call but the client library's own;
 * the others, and everything unusual, are in codec.c. */
#ifndef ORM__CODEC_H
#define ORM__CODEC_H
#include "internal.h"
#include <string.h>

#define ORM__INLINE static inline __attribute__((always_inline, unused))

/* ---- reading ------------------------------------------------------------------------------------------------------------------ */
/* How a driver's result cell is looked at.  Given as a constant, so that the compiler puts the calls in place. */
typedef struct orm__cell_reader {
    const void *(*value)(void *native, int column);
    orm__wire (*wire)(const void *value);
    int64_t (*integer)(const void *value);
    double (*real)(const void *value);
    const char *(*bytes)(const void *value, orm__wire wire, size_t *size); /* of a text or a blob; of a list its orm__cells */
} orm__cell_reader;

/* Everything that is not settled inline: other forms, leniency towards other programs' tables, errors. */
ORM__PRIVATE orm_status orm__decode(const orm__field *f, const orm__cell *cell, void *row, const orm__decoding *to);
/* A timestamp as other programs store it, in the one form that a NATIVE column is compared and written in; 0: it is none. */
ORM__PRIVATE size_t orm__native_moment(const orm__cell *found, char *out, size_t size);

ORM__INLINE void orm__read_cell(const orm__cell_reader *r, const void *value, orm__wire wire, orm__cell *cell) {
    *cell = (orm__cell){ .wire = wire };
    if (wire == ORM__WIRE_INTEGER) cell->integer = r->integer(value);
    else if (wire == ORM__WIRE_REAL) cell->real = r->real(value);
    else if (wire == ORM__WIRE_TEXT || wire == ORM__WIRE_BLOB || wire == ORM__WIRE_LIST) cell->bytes = r->bytes(value, wire, &cell->size);
    else if (wire != ORM__WIRE_NULL) cell->integer = r->integer(value);
}
ORM__INLINE bool orm__decode_integer(uint8_t form, int64_t v, void *out) {
    switch (form) {
    case ORM__FORM_BOOL: if (v != 0 && v != 1) return false; *(bool *)out = v != 0; return true;
    case ORM__FORM_INT16: if (v < INT16_MIN || v > INT16_MAX) return false; *(int16_t *)out = (int16_t)v; return true;
    case ORM__FORM_INT32: if (v < INT32_MIN || v > INT32_MAX) return false; *(int32_t *)out = (int32_t)v; return true;
    case ORM__FORM_INT64: *(int64_t *)out = v; return true;
    case ORM__FORM_UINT32: if (v < 0 || v > UINT32_MAX) return false; *(uint32_t *)out = (uint32_t)v; return true;
    case ORM__FORM_UINT64: if (v < 0) return false; *(uint64_t *)out = (uint64_t)v; return true;
    default: return false;
    }
}
/* A checked copy of a text, or NULL. */
ORM__INLINE const char *orm__decode_text(const char *bytes, size_t size, const orm__decoding *to) {
    char *copy = orm__arena_take(to->texts, size + 1, 1);
    if (!copy) return NULL;
    copy[size] = 0;
    return orm__scan_plain(copy, bytes, size) || orm__check_text(bytes, size) == ORM__TEXT_OK ? copy : NULL;
}
/* A value of a common form that came as such columns usually do.  False: orm__decode has to look at it - unless it is lost, because the driver had no memory to
 * make its text: it may seem to be NULL from then on. */
ORM__INLINE bool orm__decode_common(const orm__cell_reader *r, const orm__field *f, const void *value, void *row, const orm__decoding *to, bool *lost) {
    char *out = (char *)row + f->value_offset;
    switch (f->form) { /* each form by itself, so that it is looked at only once */
#define ORM__DECODE_INTEGER(form_) case form_: if (r->wire(value) != ORM__WIRE_INTEGER || !orm__decode_integer(form_, r->integer(value), out)) return false; break;
    ORM__DECODE_INTEGER(ORM__FORM_BOOL) ORM__DECODE_INTEGER(ORM__FORM_INT16) ORM__DECODE_INTEGER(ORM__FORM_INT32) ORM__DECODE_INTEGER(ORM__FORM_INT64)
    ORM__DECODE_INTEGER(ORM__FORM_UINT32) ORM__DECODE_INTEGER(ORM__FORM_UINT64)
#undef ORM__DECODE_INTEGER
    case ORM__FORM_DOUBLE:
        if (r->wire(value) != ORM__WIRE_REAL) return false;
        *(double *)(void *)out = r->real(value);
        break;
    case ORM__FORM_TEXT: {
        size_t size;
        if (r->wire(value) != ORM__WIRE_TEXT) return false;
        const char *bytes = r->bytes(value, ORM__WIRE_TEXT, &size), *copy = bytes ? orm__decode_text(bytes, size, to) : NULL;
        *lost = !bytes;
        if (!copy) return false;
        *(const char **)(void *)out = copy;
        return true;
    }
    default: return false;
    }
    if (f->wrapped) *((char *)row + f->offset) = true;
    return true;
}
/* A value that is no common one. */
ORM__INLINE orm_status orm__decode_other(const orm__cell_reader *r, const void *value, const orm__field *f, void *row, const orm__decoding *to) {
    const orm__wire wire = r->wire(value);
    if (wire == ORM__WIRE_NULL && f->nullable) return ORM_OK; /* the row is zeroed: no value */
    orm__cell cell;
    orm__read_cell(r, value, wire, &cell);
    return orm__decode(f, &cell, row, to);
}
ORM__INLINE orm_status orm__decode_row(const orm__cell_reader *r, void *native, const orm__field *const *fields, size_t count, void *row, const orm__decoding *to) {
    bool lost = false;
    for (size_t i = 0; i < count; i++) {
        const orm__field *f = fields[i];
        if (!f) continue;
        const void *value = r->value(native, (int)i);
        if (orm__decode_common(r, f, value, row, to, &lost)) continue;
        if (lost) return orm__no_memory(to->session);
        const orm_status status = orm__decode_other(r, value, f, row, to);
        if (status != ORM_OK) return status;
    }
    return ORM_OK;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------------ */
/* How a driver takes a value; each returns 0 when it worked. */
typedef struct orm__value_writer {
    int (*null)(void *native, int at);
    int (*integer)(void *native, int at, int64_t value);
    int (*real)(void *native, int at, double value);
    int (*text)(void *native, int at, const char *bytes, size_t size);
    int (*blob)(void *native, int at, const void *bytes, size_t size);
    int (*moment)(void *native, int at, const orm__cell *value); /* dates, times and lists; NULL: the dialect's forms make none */
} orm__value_writer;

/* A field's value (not NULL; `value` points at the T itself) as it goes to the database.  Formatted texts lie in to->texts.  Fails with ORM_INVALID. */
ORM__PRIVATE orm_status orm__encode(const orm__field *f, const void *value, const orm__decoding *to, orm__cell *out);
ORM__PRIVATE orm_status orm__refuse_null(orm_session *s, const orm__field *f);
ORM__PRIVATE orm_status orm__refuse_text(orm_session *s, const orm__field *f, const char *text);

ORM__INLINE int orm__write_cell(const orm__value_writer *w, void *native, int at, const orm__cell *cell) {
    switch (cell->wire) {
    case ORM__WIRE_INTEGER: return w->integer(native, at, cell->integer);
    case ORM__WIRE_REAL: return w->real(native, at, cell->real);
    case ORM__WIRE_TEXT: return w->text(native, at, cell->bytes, cell->size);
    case ORM__WIRE_BLOB: return w->blob(native, at, cell->bytes, cell->size);
    case ORM__WIRE_NULL: return w->null(native, at);
    default: return w->moment ? w->moment(native, at, cell) : -1;
    }
}
/* Binds the fields of a row to positions from `at` on.  Returns ORM_OK, a status with the session's error set, or ORM_STATUS_COUNT when the driver refused. */
ORM__INLINE orm_status orm__encode_row(const orm__value_writer *w, void *native, int at, const orm__field *const *fields, size_t count, const void *row, const orm__decoding *to) {
    for (size_t i = 0; i < count; i++, at++) {
        const orm__field *f = fields[i];
        const char *value = (const char *)row + f->value_offset;
        int refused;
        if (f->wrapped && !*((const char *)row + f->offset)) {
            refused = w->null(native, at);
        } else switch (f->form) {
        case ORM__FORM_BOOL: refused = w->integer(native, at, *(const bool *)value); break;
        case ORM__FORM_INT16: refused = w->integer(native, at, *(const int16_t *)(const void *)value); break;
        case ORM__FORM_INT32: refused = w->integer(native, at, *(const int32_t *)(const void *)value); break;
        case ORM__FORM_INT64: refused = w->integer(native, at, *(const int64_t *)(const void *)value); break;
        case ORM__FORM_UINT32: refused = w->integer(native, at, *(const uint32_t *)(const void *)value); break;
        case ORM__FORM_TEXT: {
            const char *text = *(const char *const *)(const void *)value;
            if (!text) {
                if (!f->nullable) return orm__refuse_null(to->session, f);
                refused = w->null(native, at);
                break;
            }
            const size_t size = strlen(text), most = (size_t)f->def->length;
            if (!orm__scan_plain(NULL, text, size) && orm__check_text(text, size) != ORM__TEXT_OK) return orm__refuse_text(to->session, f, text);
            if (most && size > most && orm__utf8_count(text, size) > most) return orm__refuse_text(to->session, f, text);
            refused = w->text(native, at, text, size);
            break;
        }
        case ORM__FORM_DOUBLE:
            if (*(const double *)(const void *)value - *(const double *)(const void *)value == 0) { /* no NaN, no infinity */
                refused = w->real(native, at, *(const double *)(const void *)value);
                break;
            }
            /* fall through */
        default: {
            orm__cell cell;
            bool is_null;
            const void *field = orm__field_address(f, row, &is_null);
            cell.wire = ORM__WIRE_NULL;
            if (is_null && !f->nullable) return orm__refuse_null(to->session, f);
            const orm_status status = is_null ? ORM_OK : orm__encode(f, field, to, &cell);
            if (status != ORM_OK) return status;
            refused = orm__write_cell(w, native, at, &cell);
        }
        }
        if (refused) return ORM_STATUS_COUNT;
    }
    return ORM_OK;
}
#endif
