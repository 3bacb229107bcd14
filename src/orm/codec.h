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
    const char *(*bytes)(const void *value, size_t *size);
} orm__cell_reader;

/* Everything that is not settled inline: other forms, leniency towards other programs' tables, errors. */
ORM__PRIVATE orm_status orm__decode(const orm__field *f, const orm__cell *cell, void *row, const orm__decoding *to);

ORM__INLINE void orm__read_cell(const orm__cell_reader *r, const void *value, orm__wire wire, orm__cell *cell) {
    *cell = (orm__cell){ .wire = wire };
    if (wire == ORM__WIRE_INTEGER) cell->integer = r->integer(value);
    else if (wire == ORM__WIRE_REAL) cell->real = r->real(value);
    else if (wire != ORM__WIRE_NULL) cell->bytes = r->bytes(value, &cell->size);
}
ORM__INLINE bool orm__decode_integer(const orm__field *f, int64_t v, void *out) {
    switch (f->form) {
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
    if (orm__check_text(bytes, size) != ORM__TEXT_OK) return NULL;
    char *copy = orm__arena_take(to->texts, size + 1, 1);
    if (!copy) return NULL;
    memcpy(copy, bytes, size);
    copy[size] = 0;
    return copy;
}
ORM__INLINE orm_status orm__decode_row(const orm__cell_reader *r, void *native, const orm__field *const *fields, size_t count, void *row, const orm__decoding *to) {
    for (size_t i = 0; i < count; i++) {
        const orm__field *f = fields[i];
        if (!f) continue;
        const void *value = r->value(native, (int)i);
        const orm__wire wire = r->wire(value);
        char *out = (char *)row + f->value_offset;
        if (wire == ORM__WIRE_INTEGER && f->form <= ORM__FORM_UINT64) {
            if (orm__decode_integer(f, r->integer(value), out)) {
                if (f->wrapped) *((char *)row + f->offset) = true;
                continue;
            }
        } else if (wire == ORM__WIRE_TEXT && f->form == ORM__FORM_TEXT) {
            size_t size;
            const char *bytes = r->bytes(value, &size), *copy = orm__decode_text(bytes, size, to);
            if (copy) {
                *(const char **)(void *)out = copy;
                continue;
            }
        } else if (wire == ORM__WIRE_REAL && f->form == ORM__FORM_DOUBLE) {
            *(double *)(void *)out = r->real(value);
            if (f->wrapped) *((char *)row + f->offset) = true;
            continue;
        } else if (wire == ORM__WIRE_NULL && f->nullable) {
            continue; /* the row is zeroed: no value */
        }
        orm__cell cell;
        orm__read_cell(r, value, wire, &cell);
        const orm_status status = orm__decode(f, &cell, row, to);
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
    default: return w->null(native, at);
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
            size_t size;
            if (!text) {
                if (!f->nullable) return orm__refuse_null(to->session, f);
                refused = w->null(native, at);
            } else if (orm__check_text_z(text, &size) && (!f->def->length || size <= (size_t)f->def->length || orm__utf8_count(text, size) <= (size_t)f->def->length)) {
                refused = w->text(native, at, text, size);
            } else {
                return orm__refuse_text(to->session, f, text);
            }
            break;
        }
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
