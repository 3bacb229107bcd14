#include "codec.h"
#include "json.h"
#include "net.h"
#include <stdio.h>
#include <stdlib.h>

#define ORM__SHIFT_DIGITS 192

/* Without the mathematics library: a program links with the database's client library and nothing else. */
ORM__PRIVATE bool orm__whole_number(double v, int64_t *out) {
    if (!(v >= -9223372036854775808.0 && v < 9223372036854775808.0)) return false;
    *out = (int64_t)v;
    return (double)*out == v;
}
static double orm__magnitude(double v) { return v < 0 ? -v : v; }
static bool orm__is_nan(double v) { return v != v; }
static bool orm__is_finite(double v) { return v - v == 0; }

/* ---- the layout of fields -------------------------------------------------------------------------------------------------------- */
/* Types whose opt form is a struct { bool has; T value; }: where `value` lies. */
ORM__PRIVATE size_t orm__value_offset(uint8_t type, size_t size) {
    switch (type) {
#define ORM__VALUE_AT(T, E) case E: return offsetof(orm_opt_##T, value);
    ORM__VALUE_AT(bool, ORM_BOOL) ORM__VALUE_AT(int16, ORM_INT16) ORM__VALUE_AT(int32, ORM_INT32) ORM__VALUE_AT(int64, ORM_INT64)
    ORM__VALUE_AT(uint32, ORM_UINT32) ORM__VALUE_AT(uint64, ORM_UINT64) ORM__VALUE_AT(float, ORM_FLOAT) ORM__VALUE_AT(double, ORM_DOUBLE)
    ORM__VALUE_AT(timestamp, ORM_TIMESTAMP) ORM__VALUE_AT(date, ORM_DATE) ORM__VALUE_AT(time, ORM_TIME) ORM__VALUE_AT(interval, ORM_INTERVAL)
    ORM__VALUE_AT(uuid, ORM_UUID) ORM__VALUE_AT(point, ORM_POINT)
#undef ORM__VALUE_AT
    case ORM_ENUMERATION: return size / 2; /* an enum behind a bool is aligned to its own size */
    default: return 0;
    }
}
ORM__PRIVATE const void *orm__field_address(const orm__field *f, const void *row, bool *is_null) {
    const char *value = (const char *)row + f->value_offset;
    if (f->wrapped) {
        *is_null = !*((const char *)row + f->offset);
        return value;
    }
    *is_null = orm__is_pointer_type(f->type) && !*(const void *const *)(const void *)value;
    return value;
}
ORM__PRIVATE bool orm__is_pointer_type(uint8_t type) {
    switch (type) {
    case ORM_TEXT: case ORM_VARCHAR: case ORM_CHAR: case ORM_JSON: case ORM_INET: case ORM_CIDR: case ORM_MACADDR: case ORM_DECIMAL: case ORM_MONEY:
    case ORM_BLOB: case ORM_VECTOR: case ORM_ARRAY: case ORM_HSTORE: return true;
    default: return false;
    }
}
ORM__PRIVATE void orm__field_set_integer(const orm__field *f, void *row, int64_t v) {
    void *at = (char *)row + f->value_offset;
    switch (f->size) {
    case 2: { const int16_t n = (int16_t)v; memcpy(at, &n, 2); break; }
    case 4: { const uint32_t n = (uint32_t)v; memcpy(at, &n, 4); break; }
    default: memcpy(at, &v, 8); break;
    }
    if (f->wrapped) *((char *)row + f->offset) = true;
}
ORM__PRIVATE int64_t orm__field_integer(const orm__field *f, const void *row) {
    if (f->type == ORM_INT64 && !f->wrapped) { /* nearly every key */
        int64_t v;
        memcpy(&v, (const char *)row + f->value_offset, sizeof v);
        return v;
    }
    const orm_value v = orm__row_value(f, row);
    return v.null ? 0 : v.as.integer;
}
/* A field's value as it stands in a row. */
ORM__PRIVATE orm_value orm__row_value(const orm__field *f, const void *row) {
    orm_value v = { .type = ORM_INT64, .element = f->def->element };
    const void *at = orm__field_address(f, row, &v.null);
    switch (f->type) {
    case ORM_BOOL: v.type = ORM_BOOL; v.as.integer = *(const bool *)at; break;
    case ORM_INT16: v.as.integer = *(const int16_t *)at; break;
    case ORM_INT32: case ORM_ENUMERATION: v.as.integer = *(const int32_t *)at; break;
    case ORM_INT64: v.as.integer = *(const int64_t *)at; break;
    case ORM_UINT32: v.as.integer = *(const uint32_t *)at; break;
    case ORM_UINT64: v.type = ORM_UINT64; v.as.uinteger = *(const uint64_t *)at; break;
    case ORM_DATE: v.type = ORM_DATE; v.as.integer = *(const int32_t *)at; break;
    case ORM_TIMESTAMP: case ORM_TIME: v.type = f->type; v.as.integer = *(const int64_t *)at; break;
    case ORM_FLOAT: v.type = ORM_DOUBLE; v.as.real = (double)*(const float *)at; break;
    case ORM_DOUBLE: v.type = ORM_DOUBLE; v.as.real = *(const double *)at; break;
    case ORM_DECIMAL: case ORM_MONEY: v.type = ORM_DECIMAL; v.as.text = ((const orm_decimal *)at)->text; break;
    case ORM_INTERVAL: v.type = ORM_INTERVAL; v.as.interval = *(const orm_interval *)at; break;
    case ORM_UUID: v.type = ORM_UUID; v.as.uuid = *(const orm_uuid *)at; break;
    case ORM_BLOB: v.type = ORM_BLOB; v.as.blob = *(const orm_blob *)at; break;
    case ORM_VECTOR: v.type = ORM_VECTOR; v.as.vector = *(const orm_vector *)at; break;
    case ORM_HSTORE: v.type = ORM_HSTORE; v.as.map = *(const orm_map *)at; break;
    case ORM_POINT: v.type = ORM_POINT; v.as.point = *(const orm_point *)at; break;
    case ORM_ARRAY: v.type = ORM_ARRAY; memcpy(&v.as.array, at, sizeof v.as.array); break;
    case ORM_CUSTOM: v.type = ORM_CUSTOM; v.as.pointer = at; break;
    default: v.type = ORM_TEXT; v.as.text = *(const char *const *)at; break;
    }
    return v;
}
ORM__PRIVATE void orm__field_set_null(const orm__field *f, void *row) { memset((char *)row + f->offset, 0, f->def->size); }

/* ---- refusals ------------------------------------------------------------------------------------------------------------------------ */
static const char *orm__model_of_field(const orm__field *f) { return f->def->model->name; }

ORM__PRIVATE orm_status orm__refuse_null(orm_session *s, const orm__field *f) {
    return orm__fail_column(s, ORM_CONFLICT_NOT_NULL, f->def->name, "%s.%s is NULL, and the column is NOT NULL: set it, or declare the column opt(%s)",
                            orm__model_of_field(f), f->def->name, orm__type_as_written(f->def).text);
}
ORM__PRIVATE orm_status orm__refuse_text(orm_session *s, const orm__field *f, const char *text) {
    const size_t length = strlen(text);
    if (orm__check_text(text, length) != ORM__TEXT_OK)
        return orm__fail_column(s, ORM_INVALID, f->def->name, "%s.%s: the text is not valid UTF-8; convert it, or use a blob column", orm__model_of_field(f), f->def->name);
    return orm__fail_column(s, ORM_INVALID, f->def->name, "%s.%s: the text has %zu characters, the column takes %d: it would be cut", orm__model_of_field(f), f->def->name,
                            orm__utf8_count(text, length), (int)f->def->length);
}
static orm_status orm__refuse_form(const orm__field *f, const orm__decoding *to) {
    const orm_db *db = to->session->db;
    return orm__fail_column(to->session, ORM_UNSUPPORTED, f->def->name, "%s.%s: values of %s columns are not supported on %s %d by this version of the library", orm__model_of_field(f), f->def->name,
                            orm_type_name((orm_type)f->type), db->dialect->name, db->capabilities.version);
}
static orm_status orm__invalid(const orm__decoding *to, const orm__field *f, const char *why) {
    return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: %s", orm__model_of_field(f), f->def->name, why);
}
/* A stored value for a message: short, and printable whatever it holds. */
static void orm__describe_cell(const orm__cell *cell, char *out, size_t size) {
    switch (cell->wire) {
    case ORM__WIRE_NULL: snprintf(out, size, "NULL"); return;
    case ORM__WIRE_INTEGER: snprintf(out, size, "the integer %lld", (long long)cell->integer); return;
    case ORM__WIRE_REAL: snprintf(out, size, "the real %.17g", cell->real); return;
    case ORM__WIRE_BLOB: snprintf(out, size, "a blob of %zu bytes", cell->size); return;
    case ORM__WIRE_UNSIGNED: snprintf(out, size, "the integer %llu", (unsigned long long)cell->integer); return;
    case ORM__WIRE_TIMESTAMP: case ORM__WIRE_DATE: case ORM__WIRE_TIME: snprintf(out, size, "a date or time outside the years 0001 to 9999 or of another type"); return;
    case ORM__WIRE_LIST: snprintf(out, size, "a list with a NULL, or with values of another type, in it"); return;
    default: break;
    }
    char shown[48];
    size_t n = 0;
    for (; n < cell->size && n < sizeof shown - 4; n++) shown[n] = cell->bytes[n] >= 32 && cell->bytes[n] < 127 ? cell->bytes[n] : '?';
    memcpy(shown + n, n < cell->size ? "..." : "", n < cell->size ? 4 : 1);
    snprintf(out, size, "the text '%s'", shown);
}
static orm_status orm__undecodable(const orm__field *f, const orm__cell *cell, const orm__decoding *to) {
    char what[96];
    orm__describe_cell(cell, what, sizeof what);
    if (cell->wire == ORM__WIRE_NULL)
        return orm__fail_column(to->session, ORM_INVALID, f->def->name, "table %s, column %s: NULL is stored, but %s.%s is not opt(...): declare it opt(%s) or mend the row",
                                to->table, f->name, orm__model_of_field(f), f->def->name, orm__type_as_written(f->def).text);
    return orm__fail_column(to->session, ORM_INVALID, f->def->name, "table %s, column %s: %s is stored, which is no %s", to->table, f->name, what, orm__type_as_written(f->def).text);
}

/* ---- reading: what is not settled inline ------------------------------------------------------------------------------------------------
 * Other programs' tables hold values in many forms; docs/types.md lists what is understood.  Whatever cannot be the type is an error. */
typedef enum orm__decoded { ORM__DECODED, ORM__UNDECODABLE, ORM__DECODE_NO_MEMORY } orm__decoded;

static bool orm__cell_is(const orm__cell *c, const char *word) {
    const size_t n = strlen(word);
    if (c->size != n) return false;
    for (size_t i = 0; i < n; i++) {
        const char letter = c->bytes[i];
        if ((letter >= 'A' && letter <= 'Z' ? letter + 32 : letter) != word[i]) return false;
    }
    return true;
}
static bool orm__lenient_bool(const orm__cell *c, bool *out) {
    static const char *const yes[] = { "1", "t", "true", "y", "yes", "on" }, *const no[] = { "0", "f", "false", "n", "no", "off" };
    if (c->wire == ORM__WIRE_INTEGER && (c->integer == 0 || c->integer == 1)) return *out = c->integer == 1, true; /* of rows: settled inline */
    if (c->wire == ORM__WIRE_REAL && (c->real == 0 || c->real == 1)) return *out = c->real == 1, true;
    if (c->wire != ORM__WIRE_TEXT) return false;
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++) {
        if (orm__cell_is(c, yes[i])) return *out = true, true;
        if (orm__cell_is(c, no[i])) return *out = false, true;
    }
    return false;
}
/* An integer from a whole REAL or from its digits. */
static bool orm__lenient_integer(const orm__cell *c, int64_t *out) {
    if (c->wire == ORM__WIRE_INTEGER) return *out = c->integer, true;
    if (c->wire == ORM__WIRE_REAL) return orm__whole_number(c->real, out);
    return c->wire == ORM__WIRE_TEXT && orm__json_to_int64(c->bytes, c->size, out);
}
static bool orm__lenient_uint64(const orm__cell *c, uint64_t *out) {
    int64_t small;
    if (c->wire == ORM__WIRE_UNSIGNED) return *out = (uint64_t)c->integer, true;
    if (c->wire == ORM__WIRE_TEXT) {
        size_t zeros = 0;
        while (zeros + 1 < c->size && c->bytes[zeros] == '0') zeros++;
        return orm__json_to_uint64(c->bytes + zeros, c->size - zeros, out);
    }
    if (!orm__lenient_integer(c, &small) || small < 0) return false;
    return *out = (uint64_t)small, true;
}
static bool orm__lenient_double(const orm__cell *c, double *out) {
    if (c->wire == ORM__WIRE_REAL) return *out = c->real, true;
    int64_t back;
    if (c->wire == ORM__WIRE_INTEGER) return *out = (double)c->integer, c->integer == INT64_MAX || (orm__whole_number(*out, &back) && back == c->integer);
    if (c->wire != ORM__WIRE_TEXT) return false;
    for (size_t i = 0; i < c->size; i++) /* no hexadecimal digits, blanks or words */
        if (!memchr("0123456789+-.eE", c->bytes[i], 15)) return false;
    return orm__json_to_double(c->bytes, c->size, out);
}
static bool orm__float_fits(double v) { return !orm__is_finite(v) || orm__magnitude(v) <= 3.40282346638528859812e+38; }

static orm__decoded orm__keep(const orm__decoding *to, const char *text, size_t length, const char **out) {
    *out = orm__arena_text(to->texts, text, length);
    return *out ? ORM__DECODED : ORM__DECODE_NO_MEMORY;
}
static orm__decoded orm__decode_number(const orm__field *f, const orm__cell *c, void *out) {
    int64_t i;
    double d;
    uint64_t u;
    switch (f->form) {
    case ORM__FORM_BOOL: return orm__lenient_bool(c, out) ? ORM__DECODED : ORM__UNDECODABLE;
    case ORM__FORM_UINT64:
        if (!orm__lenient_uint64(c, &u)) return ORM__UNDECODABLE;
        *(uint64_t *)out = u;
        return ORM__DECODED;
    case ORM__FORM_FLOAT:
        if (!orm__lenient_double(c, &d) || !orm__float_fits(d)) return ORM__UNDECODABLE;
        *(float *)out = (float)d;
        return ORM__DECODED;
    case ORM__FORM_DOUBLE:
        if (!orm__lenient_double(c, &d)) return ORM__UNDECODABLE;
        *(double *)out = d;
        return ORM__DECODED;
    default: return orm__lenient_integer(c, &i) && orm__decode_integer(f->form, i, out) ? ORM__DECODED : ORM__UNDECODABLE;
    }
}
/* With so many digits after the point, which is '.' whatever the locale is. */
static size_t orm__fixed_text(double v, int scale, char *out, size_t size) {
    const int printed = snprintf(out, size, "%.*f", scale, v);
    if (printed < 0 || (size_t)printed >= size) return 0;
    char *to = out;
    for (const char *p = out; *p; p++) {
        const bool digit = *p == '-' || (*p >= '0' && *p <= '9');
        if (digit) *to++ = *p;
        else if (to[-1] != '.') *to++ = '.'; /* the locale's point may be several bytes */
    }
    *to = 0;
    return (size_t)(to - out);
}
/* A decimal's digits from whatever they are stored as.  An INTEGER is scaled only where we chose that form. */
static orm__decoded orm__decode_decimal(const orm__field *f, const orm__cell *c, const orm__decoding *to, orm_decimal *out) {
    char text[ORM_DECIMAL_TEXT_SIZE], raw[400];
    const int scale = f->def->scale, precision = f->def->precision;
    size_t n = 0;
    if (c->wire == ORM__WIRE_INTEGER && f->form == ORM__FORM_DECIMAL_SCALED) {
        n = orm_decimal_from_scaled(c->integer, scale, raw, sizeof raw);
        n = orm_decimal_canonical(raw, n, precision, scale, text, sizeof text); /* no more digits than the column has */
    } else if (c->wire == ORM__WIRE_INTEGER) {
        const int length = snprintf(raw, sizeof raw, "%lld", (long long)c->integer);
        n = orm_decimal_canonical(raw, (size_t)length, precision, scale, text, sizeof text);
    } else if (c->wire == ORM__WIRE_REAL) { /* exact when the digits of the scale give the same double again */
        if (!orm__is_finite(c->real) || orm__magnitude(c->real) > 1e60) return ORM__UNDECODABLE;
        const size_t length = orm__fixed_text(c->real, scale, raw, sizeof raw);
        double back;
        if (!orm__json_to_double(raw, length, &back) || back != c->real) return ORM__UNDECODABLE;
        n = orm_decimal_canonical(raw, length, precision, scale, text, sizeof text);
    } else if (c->wire == ORM__WIRE_TEXT) {
        n = orm_decimal_canonical(c->bytes, c->size, precision, scale, text, sizeof text);
    }
    return n ? orm__keep(to, text, n, &out->text) : ORM__UNDECODABLE;
}
/* Epoch numbers: seconds, or milliseconds or microseconds when they are too large to be seconds before the year 5000. */
static bool orm__epoch(const orm__cell *c, int64_t *out) {
    const double v = c->wire == ORM__WIRE_REAL ? c->real : (double)c->integer, size = orm__magnitude(v);
    double factor = size < 1e11 ? 1e6 : size < 1e14 ? 1e3 : 1;
    if (!orm__is_finite(v) || v * factor > (double)ORM_TIMESTAMP_MAX || v * factor < (double)ORM_TIMESTAMP_MIN) return false;
    *out = c->wire == ORM__WIRE_INTEGER ? c->integer * (int64_t)factor : (int64_t)(v * factor + (v < 0 ? -0.5 : 0.5));
    return *out >= ORM_TIMESTAMP_MIN && *out <= ORM_TIMESTAMP_MAX;
}
/* From a type of the database's own; a date is its midnight. */
static bool orm__server_moment(const orm__cell *c, int64_t *out) {
    const bool date = c->wire == ORM__WIRE_DATE;
    if ((!date && c->wire != ORM__WIRE_TIMESTAMP) || (date && (c->integer < ORM_DATE_MIN || c->integer > ORM_DATE_MAX))) return false;
    *out = date ? c->integer * INT64_C(86400000000) : c->integer;
    return *out >= ORM_TIMESTAMP_MIN && *out <= ORM_TIMESTAMP_MAX;
}
static bool orm__found_moment(const orm__cell *c, int64_t *out) {
    if (c->wire > ORM__WIRE_BLOB) return orm__server_moment(c, out);
    const bool number = c->wire == ORM__WIRE_INTEGER || c->wire == ORM__WIRE_REAL;
    return (c->wire == ORM__WIRE_TEXT && orm_timestamp_parse(c->bytes, c->size, out)) || (number && orm__epoch(c, out));
}
/* As tables of other programs mostly have it: without a fraction when it is zero.  The texts sort as the moments do. */
static size_t orm__native_moment_text(int64_t moment, char *out, size_t size) {
    const size_t n = orm_timestamp_text(moment, out, size);
    if (n <= 19 || moment % 1000000) return n;
    out[19] = 0;
    return 19;
}
ORM__PRIVATE size_t orm__native_moment(const orm__cell *found, char *out, size_t size) {
    int64_t moment;
    return orm__found_moment(found, &moment) ? orm__native_moment_text(moment, out, size) : 0;
}
static bool orm__decode_moment(const orm__field *f, const orm__cell *c, void *out) {
    int64_t moment;
    const bool text = c->wire == ORM__WIRE_TEXT;
    switch (f->type) {
    case ORM_TIMESTAMP: return orm__found_moment(c, out);
    case ORM_DATE:
        if (text && orm_date_parse(c->bytes, c->size, out)) return true;
        /* a timestamp at midnight is a date too */
        if (!orm__found_moment(c, &moment)) return false;
        if (moment % INT64_C(86400000000)) return false;
        *(int32_t *)out = (int32_t)(moment / INT64_C(86400000000));
        return true;
    case ORM_TIME:
        if (c->wire != ORM__WIRE_TIME) return text && orm_time_parse(c->bytes, c->size, out);
        *(int64_t *)out = c->integer;
        return c->integer >= 0 && c->integer < INT64_C(86400000000); /* PostgreSQL has 24:00:00 */
    default: return text && orm_interval_parse(c->bytes, c->size, out);
    }
}
static bool orm__decode_uuid(const orm__cell *c, orm_uuid *out) {
    if (c->wire == ORM__WIRE_BLOB && c->size == 16) return memcpy(out->bytes, c->bytes, 16), true;
    return c->wire == ORM__WIRE_TEXT && orm_uuid_parse(c->bytes, c->size, out);
}
static orm__decoded orm__decode_text_like(const orm__field *f, const orm__cell *c, const orm__decoding *to, const char **out) {
    if (c->wire == ORM__WIRE_INTEGER && (f->form == ORM__FORM_TEXT || f->form == ORM__FORM_JSON)) { /* JSON: SQLite gives a column declared so NUMERIC affinity */
        char digits[24];
        return orm__keep(to, digits, (size_t)snprintf(digits, sizeof digits, "%lld", (long long)c->integer), out);
    }
    if (c->wire == ORM__WIRE_REAL && f->form == ORM__FORM_JSON) {
        char number[ORM__DOUBLE_TEXT_SIZE];
        const size_t length = orm__double_text(c->real, number, sizeof number);
        return length ? orm__keep(to, number, length, out) : ORM__UNDECODABLE;
    }
    if (c->wire != ORM__WIRE_TEXT || orm__check_text(c->bytes, c->size) != ORM__TEXT_OK) return ORM__UNDECODABLE;
    size_t where;
    if (f->form == ORM__FORM_JSON && !orm__json_ok(c->bytes, c->size, &where)) return ORM__UNDECODABLE;
    if (f->form == ORM__FORM_NET) {
        char canonical[64];
        const bool ok = f->type == ORM_MACADDR ? orm__macaddr_canonical(c->bytes, c->size, canonical, sizeof canonical)
                                                : orm__inet_canonical(c->bytes, c->size, f->type == ORM_CIDR, canonical, sizeof canonical);
        return ok ? orm__keep(to, canonical, strlen(canonical), out) : ORM__UNDECODABLE;
    }
    return orm__keep(to, c->bytes, c->size, out);
}
static orm__decoded orm__decode_blob(const orm__cell *c, const orm__decoding *to, orm_blob *out) {
    if (c->wire != ORM__WIRE_BLOB && c->wire != ORM__WIRE_TEXT) return ORM__UNDECODABLE;
    char *copy = orm__arena_take(to->texts, c->size ? c->size : 1, 16);
    if (!copy) return ORM__DECODE_NO_MEMORY;
    memcpy(copy, c->bytes, c->size);
    *out = (orm_blob){ copy, c->size };
    return ORM__DECODED;
}
/* Packed float32, little-endian: the form that vector extensions and other libraries use. */
static orm__decoded orm__decode_vector(const orm__field *f, const orm__cell *c, const orm__decoding *to, orm_vector *out) {
    const size_t count = c->size / 4;
    if (c->wire != ORM__WIRE_BLOB || c->size % 4 || (f->def->length && count != (size_t)f->def->length)) return ORM__UNDECODABLE;
    float *items = orm__arena_take(to->texts, count ? c->size : 4, 16);
    if (!items) return ORM__DECODE_NO_MEMORY;
    for (size_t i = 0; i < count; i++) {
        const unsigned char *b = (const unsigned char *)c->bytes + 4 * i;
        const uint32_t bits = (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
        if ((bits & UINT32_C(0x7F800000)) == UINT32_C(0x7F800000)) return ORM__UNDECODABLE; /* NaN or an infinity: no distance could be told */
        memcpy(items + i, &bits, 4);
    }
    *out = (orm_vector){ items, count };
    return ORM__DECODED;
}
static bool orm__decode_point(const orm__cell *c, orm_point *out) {
    if (c->wire != ORM__WIRE_TEXT || c->size < 5 || c->bytes[0] != '(' || c->bytes[c->size - 1] != ')') return false;
    const char *comma = memchr(c->bytes, ',', c->size), *end = c->bytes + c->size - 1;
    return comma && orm__json_to_double(c->bytes + 1, (size_t)(comma - c->bytes) - 1, &out->x) && orm__json_to_double(comma + 1, (size_t)(end - comma) - 1, &out->y);
}

/* ---- arrays and maps: JSON, or lists of cells ---------------------------------------------------------------------------------------------------------------- */
static size_t orm__element_size(uint8_t element) {
    static const uint8_t sizes[ORM_TYPE_COUNT] = { [ORM_BOOL] = sizeof(bool), [ORM_INT16] = 2, [ORM_INT32] = 4, [ORM_INT64] = 8, [ORM_FLOAT] = 4, [ORM_DOUBLE] = 8,
                                                   [ORM_TEXT] = sizeof(char *), [ORM_UUID] = 16 };
    return sizes[element];
}
static int orm__map_key_order(const void *a, const void *b) { return strcmp(((const orm_map_entry *)a)->key, ((const orm_map_entry *)b)->key); }
static orm__decoded orm__unescape(const orm__json_item *item, const orm__decoding *to, const char **out) {
    char *text = orm__arena_take(to->texts, item->length + 1, 1);
    if (!text) return ORM__DECODE_NO_MEMORY;
    const size_t n = orm__json_unescape(text, item->text, item->length);
    text[n] = 0;
    *out = text;
    return ORM__DECODED;
}
static orm__decoded orm__decode_element(uint8_t element, orm__json_kind kind, const orm__json_item *item, const orm__decoding *to, void *out) {
    int64_t i = 0;
    double d = 0;
    const bool integer = kind == ORM__JSON_NUMBER && orm__json_to_int64(item->text, item->length, &i);
    const bool real = kind == ORM__JSON_NUMBER && orm__json_to_double(item->text, item->length, &d);
    bool ok = false;
    switch (element) {
    case ORM_BOOL: if ((ok = kind == ORM__JSON_TRUE || kind == ORM__JSON_FALSE)) *(bool *)out = kind == ORM__JSON_TRUE; break;
    case ORM_INT16: if ((ok = integer && i >= INT16_MIN && i <= INT16_MAX)) *(int16_t *)out = (int16_t)i; break;
    case ORM_INT32: if ((ok = integer && i >= INT32_MIN && i <= INT32_MAX)) *(int32_t *)out = (int32_t)i; break;
    case ORM_INT64: if ((ok = integer)) *(int64_t *)out = i; break;
    case ORM_FLOAT: if ((ok = real && orm__float_fits(d))) *(float *)out = (float)d; break;
    case ORM_DOUBLE: if ((ok = real)) *(double *)out = d; break;
    case ORM_UUID: ok = kind == ORM__JSON_STRING && orm_uuid_parse(item->text, item->length, out); break;
    default: return kind == ORM__JSON_STRING ? orm__unescape(item, to, out) : ORM__UNDECODABLE;
    }
    return ok ? ORM__DECODED : ORM__UNDECODABLE;
}
/* The field that one item of an array column is. */
static orm__field orm__item_field(const orm__field *f, orm_column *def) {
    static const uint8_t forms[ORM_TYPE_COUNT] = { [ORM_BOOL] = ORM__FORM_BOOL, [ORM_INT16] = ORM__FORM_INT16, [ORM_INT32] = ORM__FORM_INT32, [ORM_INT64] = ORM__FORM_INT64,
        [ORM_FLOAT] = ORM__FORM_FLOAT, [ORM_DOUBLE] = ORM__FORM_DOUBLE, [ORM_TEXT] = ORM__FORM_TEXT, [ORM_UUID] = ORM__FORM_UUID_BLOB };
    *def = (orm_column){ .name = f->def->name, .model = f->def->model, .type = f->def->element };
    return (orm__field){ .def = def, .form = forms[def->type], .type = (uint8_t)def->type };
}
static const orm__cells *orm__cells_of(const orm__cell *c) { return (const orm__cells *)(const void *)c->bytes; }
static orm__decoded orm__decode_form(const orm__field *f, const orm__cell *c, void *out, const orm__decoding *to);
/* From a database that has arrays. */
static orm__decoded orm__decode_items(const orm__field *f, const orm__cells *list, const orm__decoding *to, void *out) {
    orm_column def;
    const orm__field item = orm__item_field(f, &def);
    const size_t size = orm__element_size(f->def->element);
    if (list->map) return ORM__UNDECODABLE;
    char *items = orm__arena_take(to->texts, list->count ? list->count * size : 1, 16);
    if (!items) return ORM__DECODE_NO_MEMORY;
    for (size_t i = 0; i < list->count; i++) {
        const orm__decoded done = orm__decode_form(&item, &list->items[i], items + i * size, to);
        if (done != ORM__DECODED) return done;
    }
    const struct { void *items; size_t count; } array = { items, list->count };
    memcpy(out, &array, sizeof array);
    return ORM__DECODED;
}
static orm__decoded orm__decode_pairs(const orm__cells *list, const orm__decoding *to, orm_map *out) {
    const size_t count = list->count / 2;
    orm_map_entry *items = orm__arena_zero(to->texts, (count ? count : 1) * sizeof *items);
    if (!items) return ORM__DECODE_NO_MEMORY;
    for (size_t i = 0; i < list->count; i++) {
        const orm__cell *c = &list->items[i];
        if (!list->map || (c->wire != ORM__WIRE_TEXT && (c->wire != ORM__WIRE_NULL || i % 2 == 0))) return ORM__UNDECODABLE;
        if (c->wire == ORM__WIRE_NULL) continue;
        if (orm__check_text(c->bytes, c->size) != ORM__TEXT_OK) return ORM__UNDECODABLE;
        if (orm__keep(to, c->bytes, c->size, i % 2 ? &items[i / 2].value : &items[i / 2].key) != ORM__DECODED) return ORM__DECODE_NO_MEMORY;
    }
    qsort(items, count, sizeof *items, orm__map_key_order);
    *out = (orm_map){ items, count };
    return ORM__DECODED;
}
static orm__decoded orm__decode_array(const orm__field *f, const orm__cell *c, const orm__decoding *to, void *out) {
    if (c->wire == ORM__WIRE_LIST) return orm__decode_items(f, orm__cells_of(c), to, out);
    orm__json_reader reader;
    orm__json_item item;
    size_t count = 0, where;
    if (c->wire != ORM__WIRE_TEXT || !orm__json_ok(c->bytes, c->size, &where) || !orm__json_array_begin(&reader, c->bytes, c->size)) return ORM__UNDECODABLE;
    orm__json_kind kind;
    while ((kind = orm__json_array_next(&reader, &item)) != ORM__JSON_END) {
        if (kind == ORM__JSON_BAD) return ORM__UNDECODABLE;
        count++;
    }
    const size_t size = orm__element_size(f->def->element);
    char *items = orm__arena_take(to->texts, count ? count * size : 1, 16);
    if (!items) return ORM__DECODE_NO_MEMORY;
    orm__json_array_begin(&reader, c->bytes, c->size);
    for (size_t i = 0; i < count; i++) {
        kind = orm__json_array_next(&reader, &item);
        const orm__decoded done = orm__decode_element(f->def->element, kind, &item, to, items + i * size);
        if (done != ORM__DECODED) return done;
    }
    const struct { void *items; size_t count; } array = { items, count };
    memcpy(out, &array, sizeof array);
    return ORM__DECODED;
}
static orm__decoded orm__decode_map(const orm__cell *c, const orm__decoding *to, orm_map *out) {
    if (c->wire == ORM__WIRE_LIST) return orm__decode_pairs(orm__cells_of(c), to, out);
    orm__json_reader reader;
    orm__json_item key, value;
    size_t count = 0, where;
    if (c->wire != ORM__WIRE_TEXT || !orm__json_ok(c->bytes, c->size, &where) || !orm__json_object_begin(&reader, c->bytes, c->size)) return ORM__UNDECODABLE;
    orm__json_kind kind;
    while ((kind = orm__json_object_next(&reader, &key, &value)) != ORM__JSON_END) {
        if (kind != ORM__JSON_STRING && kind != ORM__JSON_NULL) return ORM__UNDECODABLE;
        count++;
    }
    orm_map_entry *items = orm__arena_zero(to->texts, (count ? count : 1) * sizeof *items);
    if (!items) return ORM__DECODE_NO_MEMORY;
    orm__json_object_begin(&reader, c->bytes, c->size);
    for (size_t i = 0; i < count; i++) {
        kind = orm__json_object_next(&reader, &key, &value);
        if (orm__unescape(&key, to, &items[i].key) != ORM__DECODED) return ORM__DECODE_NO_MEMORY;
        if (kind == ORM__JSON_STRING && orm__unescape(&value, to, &items[i].value) != ORM__DECODED) return ORM__DECODE_NO_MEMORY;
    }
    *out = (orm_map){ items, count };
    return ORM__DECODED;
}

static orm__decoded orm__decode_enum(const orm__field *f, const orm__cell *c, void *out) {
    const orm_enum *e = f->def->enumeration;
    for (size_t i = 0; i < e->count; i++) {
        const char *name = e->items[i].name;
        const bool named = c->wire == ORM__WIRE_TEXT && strlen(name) == c->size && !memcmp(name, c->bytes, c->size);
        if (!named && !(c->wire == ORM__WIRE_INTEGER && c->integer == e->items[i].value)) continue;
        memcpy(out, &e->items[i].value, sizeof(int));
        return ORM__DECODED;
    }
    return ORM__UNDECODABLE;
}
static orm__decoded orm__decode_custom(const orm__field *f, const orm__cell *c, const orm__decoding *to, void *out) {
    orm_stored stored = { .integer = c->integer, .real = c->real };
    const orm_type as = f->def->codec->stored_as;
    const orm__wire wanted = as == ORM_INT64 ? ORM__WIRE_INTEGER : as == ORM_DOUBLE ? ORM__WIRE_REAL : as == ORM_BLOB ? ORM__WIRE_BLOB : ORM__WIRE_TEXT;
    if (c->wire != wanted) return ORM__UNDECODABLE;
    if (wanted == ORM__WIRE_TEXT && orm__check_text(c->bytes, c->size) != ORM__TEXT_OK) return ORM__UNDECODABLE;
    if (wanted == ORM__WIRE_TEXT || wanted == ORM__WIRE_BLOB) {
        stored.size = c->size;
        if (!(stored.text = orm__arena_text(to->texts, c->bytes, c->size))) return ORM__DECODE_NO_MEMORY;
    }
    return f->def->codec->decode(&stored, out) ? ORM__DECODED : ORM__UNDECODABLE;
}

static orm__decoded orm__decode_form(const orm__field *f, const orm__cell *c, void *out, const orm__decoding *to) {
    switch (f->form) {
    case ORM__FORM_TEXT: case ORM__FORM_JSON: case ORM__FORM_NET: return orm__decode_text_like(f, c, to, out);
    case ORM__FORM_DECIMAL_SCALED: case ORM__FORM_DECIMAL_TEXT: case ORM__FORM_DECIMAL_NATIVE: return orm__decode_decimal(f, c, to, out);
    case ORM__FORM_TIMESTAMP_TEXT: case ORM__FORM_TIMESTAMP_NATIVE: case ORM__FORM_DATE_TEXT: case ORM__FORM_TIME_TEXT: case ORM__FORM_INTERVAL_TEXT:
    case ORM__FORM_TIMESTAMP: case ORM__FORM_DATE: case ORM__FORM_TIME:
        return orm__decode_moment(f, c, out) ? ORM__DECODED : ORM__UNDECODABLE;
    case ORM__FORM_UUID_BLOB: return orm__decode_uuid(c, out) ? ORM__DECODED : ORM__UNDECODABLE;
    case ORM__FORM_BLOB: return orm__decode_blob(c, to, out);
    case ORM__FORM_VECTOR_BLOB: return orm__decode_vector(f, c, to, out);
    case ORM__FORM_ARRAY_JSON: case ORM__FORM_ARRAY: return orm__decode_array(f, c, to, out);
    case ORM__FORM_HSTORE_JSON: case ORM__FORM_HSTORE: return orm__decode_map(c, to, out);
    case ORM__FORM_POINT_TEXT: return orm__decode_point(c, out) ? ORM__DECODED : ORM__UNDECODABLE;
    case ORM__FORM_ENUM_TEXT: return orm__decode_enum(f, c, out);
    case ORM__FORM_CUSTOM: return orm__decode_custom(f, c, to, out);
    default: return orm__decode_number(f, c, out);
    }
}
ORM__PRIVATE orm_status orm__decode(const orm__field *f, const orm__cell *cell, void *row, const orm__decoding *to) {
    if (cell->wire == ORM__WIRE_NULL) return f->nullable ? ORM_OK : orm__undecodable(f, cell, to);
    if (cell->wire == ORM__WIRE_TEXT && !cell->bytes) return orm__no_memory(to->session); /* the driver could not make it */
    if (f->form == ORM__FORM_UNSUPPORTED) return orm__refuse_form(f, to);
    const orm__decoded done = orm__decode_form(f, cell, (char *)row + f->value_offset, to);
    if (done == ORM__DECODE_NO_MEMORY) return orm__no_memory(to->session);
    if (done == ORM__UNDECODABLE) return orm__undecodable(f, cell, to);
    if (f->wrapped) *((char *)row + f->offset) = true;
    return ORM_OK;
}

/* ---- writing ---------------------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__encode_bytes(const orm__decoding *to, orm__wire wire, const char *bytes, size_t size, orm__cell *out) {
    const char *copy = orm__arena_text(to->texts, bytes, size);
    if (!copy) return orm__no_memory(to->session);
    *out = (orm__cell){ .wire = wire, .bytes = copy, .size = size };
    return ORM_OK;
}
/* As a number, because a column without affinity would keep a text beside the numbers of others.  SQLite's numbers have some 15 digits: it would round a
 * longer one without a word. */
static orm_status orm__encode_sqlite_number(const orm__field *f, const char *digits, size_t length, const orm__decoding *to, orm__cell *out) {
    char back[400];
    double v;
    if (!orm__json_to_double(digits, length, &v) || orm__fixed_text(v, f->def->scale, back, sizeof back) != length || memcmp(back, digits, length) != 0)
        return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: \"%.66s\" has more digits than SQLite's numbers keep: store it in the library's own form, without ORM_STORAGE_NATIVE",
                                orm__model_of_field(f), f->def->name, digits);
    *out = (orm__cell){ .wire = ORM__WIRE_REAL, .real = v };
    if (orm__whole_number(v, &out->integer)) out->wire = ORM__WIRE_INTEGER;
    return ORM_OK;
}
static orm_status orm__encode_decimal(const orm__field *f, orm_decimal value, const orm__decoding *to, orm__cell *out) {
    char text[ORM_DECIMAL_TEXT_SIZE];
    int64_t scaled;
    const int precision = f->def->precision, scale = f->def->scale;
    const size_t n = orm_decimal_canonical(value.text, SIZE_MAX, precision, scale, text, sizeof text);
    if (!n) return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: \"%.40s\" is no decimal(%d,%d): it must be digits with at most %d before and %d after the point",
                                    orm__model_of_field(f), f->def->name, value.text, precision, scale, precision - scale, scale);
    if (f->form == ORM__FORM_DECIMAL_SCALED && orm_decimal_scaled((orm_decimal){ text }, scale, &scaled)) {
        *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = scaled };
        return ORM_OK;
    }
    if (f->form == ORM__FORM_DECIMAL_NATIVE && to->session->db->dialect->id == ORM_DIALECT_SQLITE) return orm__encode_sqlite_number(f, text, n, to, out);
    return orm__encode_bytes(to, to->session->db->dialect->number_wires ? ORM__WIRE_DECIMAL : ORM__WIRE_TEXT, text, n, out);
}
static orm_status orm__refuse_moment(const orm__field *f, const orm__decoding *to) {
    return orm__invalid(to, f, f->type == ORM_TIME ? "the time is not between 00:00:00 and 23:59:59.999999" : "the value is outside the years 0001 to 9999");
}
static orm_status orm__encode_server_moment(const orm__field *f, const void *value, const orm__decoding *to, orm__cell *out) {
    static const struct { orm__wire wire; int64_t least, most; } ranges[] = {
        { ORM__WIRE_TIMESTAMP, ORM_TIMESTAMP_MIN, ORM_TIMESTAMP_MAX }, { ORM__WIRE_DATE, ORM_DATE_MIN, ORM_DATE_MAX }, { ORM__WIRE_TIME, 0, INT64_C(86399999999) } };
    const int kind = f->form - ORM__FORM_TIMESTAMP;
    *out = (orm__cell){ .wire = ranges[kind].wire, .integer = f->type == ORM_DATE ? *(const int32_t *)value : *(const int64_t *)value };
    return out->integer >= ranges[kind].least && out->integer <= ranges[kind].most ? ORM_OK : orm__refuse_moment(f, to);
}
static orm_status orm__encode_moment(const orm__field *f, const void *value, const orm__decoding *to, orm__cell *out) {
    char text[ORM_INTERVAL_TEXT_SIZE];
    size_t n = 0;
    if (f->form == ORM__FORM_TIMESTAMP || f->form == ORM__FORM_DATE || f->form == ORM__FORM_TIME) return orm__encode_server_moment(f, value, to, out);
    switch (f->type) {
    case ORM_TIMESTAMP:
        if (f->form == ORM__FORM_TIMESTAMP_NATIVE) n = orm__native_moment_text(*(const int64_t *)value, text, sizeof text);
        else n = orm_timestamp_text(*(const int64_t *)value, text, sizeof text);
        break;
    case ORM_DATE: n = orm_date_text(*(const int32_t *)value, text, sizeof text); break;
    case ORM_TIME: n = orm_time_text(*(const int64_t *)value, text, sizeof text); break;
    default: n = orm_interval_text(*(const orm_interval *)value, text, sizeof text); break;
    }
    return n ? orm__encode_bytes(to, ORM__WIRE_TEXT, text, n, out) : orm__refuse_moment(f, to);
}
/* MariaDB keeps JSON as it is written and takes "\u0061" for another key than "a": strings are written with the escapes that must be, and no others. */
static bool orm__sink_into_buffer_of_json(void *context, const char *bytes, size_t count) {
    orm__put(context, bytes, count);
    return true;
}
static orm_status orm__encode_plain_json(const char *text, size_t size, const orm__decoding *to, orm__cell *out) {
    orm__buffer b = { .allocator = &to->session->db->allocator };
    char *plain = orm__arena_take(to->texts, size + 1, 1);
    for (const char *p = text, *end = text + size; plain && p < end;) {
        const char *from = p;
        if (*p != '"') {
            while (p < end && *p != '"') p++;
            orm__put(&b, from, (size_t)(p - from));
            continue;
        }
        p = orm__json_past_value(p, end);
        orm__json_write_string(orm__sink_into_buffer_of_json, &b, plain, orm__json_unescape(plain, from + 1, (size_t)(p - from) - 2));
    }
    const orm_status status = !plain || b.failed ? orm__no_memory(to->session) : orm__encode_bytes(to, ORM__WIRE_TEXT, b.text, b.length, out);
    orm__buffer_free(&b);
    return status;
}
static orm_status orm__encode_text_like(const orm__field *f, const char *text, const orm__decoding *to, orm__cell *out) {
    size_t size, where;
    if (!orm__check_text_z(text, &size)) return orm__refuse_text(to->session, f, text);
    if (f->form == ORM__FORM_JSON && !orm__json_ok(text, size, &where))
        return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: the text is no JSON: the first mistake is at byte %zu", orm__model_of_field(f), f->def->name, where);
    if (f->form == ORM__FORM_JSON && to->session->db->dialect->id == ORM_DIALECT_MARIADB && memchr(text, '\\', size)) return orm__encode_plain_json(text, size, to, out);
    if (f->form == ORM__FORM_NET) {
        char canonical[64];
        const bool ok = f->type == ORM_MACADDR ? orm__macaddr_canonical(text, size, canonical, sizeof canonical) : orm__inet_canonical(text, size, f->type == ORM_CIDR, canonical, sizeof canonical);
        if (!ok) return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: \"%.60s\" is no %s", orm__model_of_field(f), f->def->name, text, orm_type_name((orm_type)f->type));
        return orm__encode_bytes(to, ORM__WIRE_TEXT, canonical, strlen(canonical), out);
    }
    if (f->form == ORM__FORM_TEXT && f->def->length && size > (size_t)f->def->length && orm__utf8_count(text, size) > (size_t)f->def->length) return orm__refuse_text(to->session, f, text);
    *out = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = text, .size = size };
    return ORM_OK;
}
static orm_status orm__encode_vector(const orm__field *f, const orm_vector *v, const orm__decoding *to, orm__cell *out) {
    if (f->def->length && v->count != (size_t)f->def->length)
        return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: the vector has %zu dimensions, the column %d", orm__model_of_field(f), f->def->name, v->count, (int)f->def->length);
    if (!v->count && to->session->db->dialect->arrays) return orm__invalid(to, f, "the vector is empty: pgvector's have one dimension at least");
    char *bytes = orm__arena_take(to->texts, v->count ? 4 * v->count : 1, 4);
    if (!bytes) return orm__no_memory(to->session);
    for (size_t i = 0; i < v->count; i++) {
        uint32_t bits;
        if (!orm__is_finite((double)v->items[i])) return orm__invalid(to, f, "the vector holds NaN or an infinity");
        memcpy(&bits, v->items + i, 4);
        for (int k = 0; k < 4; k++) bytes[4 * i + (size_t)k] = (char)(bits >> (8 * k) & 0xff);
    }
    *out = (orm__cell){ .wire = ORM__WIRE_BLOB, .bytes = bytes, .size = 4 * v->count };
    return ORM_OK;
}

static bool orm__buffer_sink(void *buffer, const char *bytes, size_t count) {
    orm__put(buffer, bytes, count);
    return !((orm__buffer *)buffer)->failed;
}
static bool orm__write_element(orm__buffer *b, uint8_t element, const void *item) {
    char text[ORM_UUID_TEXT_SIZE];
    size_t size;
    switch (element) {
    case ORM_BOOL: orm__put_text(b, *(const bool *)item ? "true" : "false"); return true;
    case ORM_INT16: return orm__json_write_int64(orm__buffer_sink, b, *(const int16_t *)item);
    case ORM_INT32: return orm__json_write_int64(orm__buffer_sink, b, *(const int32_t *)item);
    case ORM_INT64: return orm__json_write_int64(orm__buffer_sink, b, *(const int64_t *)item);
    case ORM_FLOAT: return orm__json_write_double(orm__buffer_sink, b, (double)*(const float *)item);
    case ORM_DOUBLE: return orm__json_write_double(orm__buffer_sink, b, *(const double *)item);
    case ORM_UUID: return orm__json_write_string(orm__buffer_sink, b, text, orm_uuid_text(*(const orm_uuid *)item, text, sizeof text));
    default: {
        const char *string = *(const char *const *)item;
        return string && orm__check_text_z(string, &size) && orm__json_write_string(orm__buffer_sink, b, string, size);
    }
    }
}
static orm_status orm__encode_json(const orm__field *f, orm__buffer *b, bool sound, const char *why, const orm__decoding *to, orm__cell *out) {
    orm_status status;
    if (b->failed) status = orm__no_memory(to->session);
    else if (!sound) status = orm__invalid(to, f, why);
    else status = orm__encode_bytes(to, ORM__WIRE_TEXT, b->text, b->length, out);
    orm__buffer_free(b);
    return status;
}
static orm_status orm__encode_array(const orm__field *f, const void *value, const orm__decoding *to, orm__cell *out) {
    struct { const char *items; size_t count; } array;
    memcpy(&array, value, sizeof array);
    orm__buffer b = { .allocator = to->texts->allocator };
    const size_t size = orm__element_size(f->def->element);
    bool sound = true;
    orm__put_char(&b, '[');
    for (size_t i = 0; i < array.count && sound && !b.failed; i++) {
        if (i) orm__put_char(&b, ',');
        sound = orm__write_element(&b, f->def->element, array.items + i * size);
    }
    orm__put_char(&b, ']');
    return orm__encode_json(f, &b, sound, "the array holds a NULL, a text that is not UTF-8, NaN or an infinity", to, out);
}
/* Keys in byte order, so that equal maps are equal texts; a key given twice counts once, the last one wins. */
static int orm__map_entry_order(const void *a, const void *b) {
    const orm_map_entry *const *x = a, *const *y = b;
    const int order = strcmp((*x)->key, (*y)->key);
    return order ? order : *x < *y ? -1 : 1;
}
static orm_status orm__sort_map(const orm__field *f, const orm_map *map, const orm__decoding *to, const orm_map_entry ***out, size_t *count) {
    const orm_map_entry **sorted = orm__arena_take(to->texts, (map->count + 1) * sizeof *sorted, sizeof *sorted);
    if (!sorted) return orm__no_memory(to->session);
    for (size_t i = 0; i < map->count; i++) {
        sorted[i] = map->items + i;
        if (!map->items[i].key) return orm__invalid(to, f, "the map has a NULL key");
    }
    qsort(sorted, map->count, sizeof *sorted, orm__map_entry_order);
    *count = 0;
    for (size_t i = 0; i < map->count; i++)
        if (i + 1 == map->count || strcmp(sorted[i]->key, sorted[i + 1]->key) != 0) sorted[(*count)++] = sorted[i];
    *out = sorted;
    return ORM_OK;
}
static const char orm__map_not_utf8[] = "the map holds a text that is not UTF-8";
static orm_status orm__encode_map(const orm__field *f, const orm_map *map, const orm__decoding *to, orm__cell *out) {
    const orm_map_entry **sorted;
    orm__buffer b = { .allocator = to->texts->allocator };
    bool sound = true;
    size_t count;
    const orm_status status = orm__sort_map(f, map, to, &sorted, &count);
    if (status != ORM_OK) return status;
    orm__put_char(&b, '{');
    for (size_t i = 0; i < count && sound && !b.failed; i++) {
        size_t key_size, value_size;
        if (i) orm__put_char(&b, ',');
        sound = orm__check_text_z(sorted[i]->key, &key_size) && orm__json_write_string(orm__buffer_sink, &b, sorted[i]->key, key_size);
        orm__put_char(&b, ':');
        if (!sorted[i]->value) orm__put_text(&b, "null");
        else sound = sound && orm__check_text_z(sorted[i]->value, &value_size) && orm__json_write_string(orm__buffer_sink, &b, sorted[i]->value, value_size);
    }
    orm__put_char(&b, '}');
    return orm__encode_json(f, &b, sound, orm__map_not_utf8, to, out);
}
/* For a database that has arrays and maps. */
static orm_status orm__encode_cells(const orm__decoding *to, size_t count, uint8_t element, bool map, orm__cells **list, orm__cell *out) {
    *list = orm__arena_zero(to->texts, sizeof **list);
    if (*list) (*list)->items = orm__arena_take(to->texts, (count + 1) * sizeof *(*list)->items, 16);
    if (!*list || !(*list)->items) return orm__no_memory(to->session);
    **list = (orm__cells){ .items = (*list)->items, .count = count, .element = element, .map = map };
    *out = (orm__cell){ .wire = ORM__WIRE_LIST, .bytes = (const char *)*list };
    return ORM_OK;
}
static orm_status orm__encode_items(const orm__field *f, const void *value, const orm__decoding *to, orm__cell *out) {
    struct { const char *items; size_t count; } array;
    orm_column def;
    orm__cells *list;
    const orm__field item = orm__item_field(f, &def);
    const size_t size = orm__element_size(f->def->element);
    memcpy(&array, value, sizeof array);
    orm_status status = orm__encode_cells(to, array.count, f->def->element, false, &list, out);
    for (size_t i = 0; i < array.count && status == ORM_OK; i++) {
        const void *at = array.items + i * size;
        if (item.type == ORM_TEXT && !*(const char *const *)at) return orm__invalid(to, f, "the array holds a NULL");
        status = orm__encode(&item, at, to, &list->items[i]);
    }
    return status;
}
static orm_status orm__encode_pairs(const orm__field *f, const orm_map *map, const orm__decoding *to, orm__cell *out) {
    const orm_map_entry **sorted;
    orm__cells *list;
    size_t count, size;
    orm_status status = orm__sort_map(f, map, to, &sorted, &count);
    if (status == ORM_OK) status = orm__encode_cells(to, 2 * count, ORM_TEXT, true, &list, out);
    for (size_t i = 0; i < 2 * count && status == ORM_OK; i++) {
        const char *text = i % 2 ? sorted[i / 2]->value : sorted[i / 2]->key;
        list->items[i] = (orm__cell){ .wire = ORM__WIRE_NULL };
        if (!text) continue;
        if (!orm__check_text_z(text, &size)) return orm__invalid(to, f, orm__map_not_utf8);
        list->items[i] = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = text, .size = size };
    }
    return status;
}
static orm_status orm__encode_custom(const orm__field *f, const void *value, const orm__decoding *to, orm__cell *out) {
    const orm_codec *codec = f->def->codec;
    orm_stored stored;
    memset(&stored, 0, sizeof stored);
    if (!codec->encode(value, &stored)) return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: the codec %s refuses the value", orm__model_of_field(f), f->def->name, codec->name);
    if (stored.null && !f->nullable) return orm__refuse_null(to->session, f);
    if (stored.null) {
        out->wire = ORM__WIRE_NULL;
        return ORM_OK;
    }
    switch (codec->stored_as) {
    case ORM_INT64: *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = stored.integer }; return ORM_OK;
    case ORM_DOUBLE: *out = (orm__cell){ .wire = ORM__WIRE_REAL, .real = stored.real }; return ORM_OK;
    default: break;
    }
    const bool text = codec->stored_as == ORM_TEXT;
    if (text && orm__check_text(stored.text, stored.size) != ORM__TEXT_OK) return orm__invalid(to, f, "the codec gave a text that is not UTF-8");
    return orm__encode_bytes(to, text ? ORM__WIRE_TEXT : ORM__WIRE_BLOB, stored.text, stored.size, out);
}
static orm_status orm__encode_real(const orm__field *f, double v, const orm__decoding *to, orm__cell *out) {
    const orm__dialect *d = to->session->db->dialect;
    if (orm__is_nan(v) && !d->nan) return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: NaN cannot be stored: %s has none", orm__model_of_field(f), f->def->name, d->name);
    if (d->finite && !orm__is_nan(v) && !orm__is_finite(v)) return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: an infinity cannot be stored: %s has none", orm__model_of_field(f), f->def->name, d->name);
    *out = (orm__cell){ .wire = ORM__WIRE_REAL, .real = v };
    return ORM_OK;
}
static orm_status orm__encode_uint64(uint64_t v, const orm__decoding *to, orm__cell *out) {
    char digits[24];
    if (v > INT64_MAX && to->session->db->dialect->number_wires) {
        *out = (orm__cell){ .wire = ORM__WIRE_UNSIGNED, .integer = (int64_t)v };
        return ORM_OK;
    }
    if (v <= INT64_MAX) {
        *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = (int64_t)v };
        return ORM_OK;
    }
    return orm__encode_bytes(to, ORM__WIRE_TEXT, digits, (size_t)snprintf(digits, sizeof digits, "%020llu", (unsigned long long)v), out);
}
ORM__PRIVATE orm_status orm__encode(const orm__field *f, const void *value, const orm__decoding *to, orm__cell *out) {
    char text[96];
    switch (f->form) {
    case ORM__FORM_BOOL: *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = *(const bool *)value }; return ORM_OK;
    case ORM__FORM_INT16: *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = *(const int16_t *)value }; return ORM_OK;
    case ORM__FORM_INT32: *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = *(const int32_t *)value }; return ORM_OK;
    case ORM__FORM_INT64: *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = *(const int64_t *)value }; return ORM_OK;
    case ORM__FORM_UINT32: *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = *(const uint32_t *)value }; return ORM_OK;
    case ORM__FORM_UINT64: return orm__encode_uint64(*(const uint64_t *)value, to, out);
    case ORM__FORM_FLOAT: return orm__encode_real(f, (double)*(const float *)value, to, out);
    case ORM__FORM_DOUBLE: return orm__encode_real(f, *(const double *)value, to, out);
    case ORM__FORM_TEXT: case ORM__FORM_JSON: case ORM__FORM_NET: return orm__encode_text_like(f, *(const char *const *)value, to, out);
    case ORM__FORM_DECIMAL_SCALED: case ORM__FORM_DECIMAL_TEXT: case ORM__FORM_DECIMAL_NATIVE: return orm__encode_decimal(f, *(const orm_decimal *)value, to, out);
    case ORM__FORM_TIMESTAMP_TEXT: case ORM__FORM_TIMESTAMP_NATIVE: case ORM__FORM_DATE_TEXT: case ORM__FORM_TIME_TEXT: case ORM__FORM_INTERVAL_TEXT:
    case ORM__FORM_TIMESTAMP: case ORM__FORM_DATE: case ORM__FORM_TIME:
        return orm__encode_moment(f, value, to, out);
    case ORM__FORM_UUID_BLOB: *out = (orm__cell){ .wire = ORM__WIRE_BLOB, .bytes = value, .size = 16 }; return ORM_OK;
    case ORM__FORM_BLOB: *out = (orm__cell){ .wire = ORM__WIRE_BLOB, .bytes = ((const orm_blob *)value)->data, .size = ((const orm_blob *)value)->size }; return ORM_OK;
    case ORM__FORM_VECTOR_BLOB: return orm__encode_vector(f, value, to, out);
    case ORM__FORM_ARRAY_JSON: return orm__encode_array(f, value, to, out);
    case ORM__FORM_HSTORE_JSON: return orm__encode_map(f, value, to, out);
    case ORM__FORM_ARRAY: return orm__encode_items(f, value, to, out);
    case ORM__FORM_HSTORE: return orm__encode_pairs(f, value, to, out);
    case ORM__FORM_POINT_TEXT: {
        const orm_point *p = value;
        if (!orm__is_finite(p->x) || !orm__is_finite(p->y)) return orm__invalid(to, f, "the point holds NaN or an infinity");
        char x[40], y[40];
        orm__double_text(p->x + 0.0, x, sizeof x); /* -0.0 becomes 0.0: they are equal */
        orm__double_text(p->y + 0.0, y, sizeof y);
        return orm__encode_bytes(to, ORM__WIRE_TEXT, text, (size_t)snprintf(text, sizeof text, "(%s,%s)", x, y), out);
    }
    case ORM__FORM_ENUM_TEXT: {
        int number;
        memcpy(&number, value, sizeof number);
        const char *name = orm_enum_name(f->def->enumeration, number);
        if (!name) return orm__fail_column(to->session, ORM_INVALID, f->def->name, "%s.%s: %d is no value of enum %s", orm__model_of_field(f), f->def->name, number, f->def->enumeration->name);
        *out = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = name, .size = strlen(name) };
        return ORM_OK;
    }
    case ORM__FORM_UNSUPPORTED: return orm__refuse_form(f, to);
    default: return orm__encode_custom(f, value, to, out);
    }
}

/* ---- values of queries ---------------------------------------------------------------------------------------------------------------------------- */
typedef union orm__any_field { bool b; int16_t i16; int32_t i32; int64_t i64; uint32_t u32; uint64_t u64; float f; double d; const char *text; orm_decimal decimal;
    orm_interval interval; orm_uuid uuid; orm_blob blob; orm_vector vector; orm_map map; orm_point point; orm_array_text array; } orm__any_field;

static bool orm__value_as_int64(const orm_value *v, int64_t *out) {
    switch (v->type) {
    case ORM_UINT64: *out = (int64_t)v->as.uinteger; return v->as.uinteger <= INT64_MAX;
    case ORM_DOUBLE: return orm__whole_number(v->as.real, out);
    case ORM_BOOL: case ORM_INT64: case ORM_TIMESTAMP: case ORM_DATE: case ORM_TIME: *out = v->as.integer; return true;
    default: return false;
    }
}
static bool orm__value_as_double(const orm_value *v, double *out) {
    if (v->type == ORM_DOUBLE) return *out = v->as.real, true;
    if (v->type == ORM_UINT64) return *out = (double)v->as.uinteger, true;
    if (v->type == ORM_INT64 || v->type == ORM_BOOL) return *out = (double)v->as.integer, true;
    return false;
}
static bool orm__value_as_decimal(const orm_value *v, const orm__decoding *to, orm_decimal *out) {
    char digits[24];
    if (v->type == ORM_DECIMAL) return *out = (orm_decimal){ v->as.text }, true;
    int n = 0;
    if (v->type == ORM_INT64) n = snprintf(digits, sizeof digits, "%lld", (long long)v->as.integer);
    else if (v->type == ORM_UINT64) n = snprintf(digits, sizeof digits, "%llu", (unsigned long long)v->as.uinteger);
    if (n <= 0) return false;
    out->text = orm__arena_text(to->texts, digits, (size_t)n);
    return out->text != NULL;
}
/* A query's value in the C type of the field it is compared with or assigned to. */
static bool orm__coerce(const orm__field *f, const orm_value *v, const orm__decoding *to, orm__any_field *out) {
    int64_t i = 0;
    const bool whole = orm__value_as_int64(v, &i);
    switch (f->type) {
    case ORM_BOOL: out->b = i != 0; return whole && (i == 0 || i == 1);
    case ORM_INT16: out->i16 = (int16_t)i; return whole && i >= INT16_MIN && i <= INT16_MAX;
    case ORM_INT32: case ORM_DATE: out->i32 = (int32_t)i; return whole && i >= INT32_MIN && i <= INT32_MAX;
    case ORM_INT64: case ORM_TIMESTAMP: case ORM_TIME: out->i64 = i; return whole;
    case ORM_UINT32: out->u32 = (uint32_t)i; return whole && i >= 0 && i <= UINT32_MAX;
    case ORM_UINT64: out->u64 = v->type == ORM_UINT64 ? v->as.uinteger : (uint64_t)i; return v->type == ORM_UINT64 || (whole && i >= 0);
    case ORM_FLOAT: if (!orm__value_as_double(v, &out->d) || !orm__float_fits(out->d)) return false; out->f = (float)out->d; return true;
    case ORM_DOUBLE: return orm__value_as_double(v, &out->d);
    case ORM_DECIMAL: case ORM_MONEY: return orm__value_as_decimal(v, to, &out->decimal);
    case ORM_ENUMERATION: out->i32 = (int32_t)i; return whole && i >= INT32_MIN && i <= INT32_MAX;
    case ORM_INTERVAL: out->interval = v->as.interval; return v->type == ORM_INTERVAL;
    case ORM_UUID: out->uuid = v->as.uuid; return v->type == ORM_UUID;
    case ORM_BLOB: out->blob = v->as.blob; return v->type == ORM_BLOB;
    case ORM_VECTOR: out->vector = v->as.vector; return v->type == ORM_VECTOR;
    case ORM_HSTORE: out->map = v->as.map; return v->type == ORM_HSTORE;
    case ORM_POINT: out->point = v->as.point; return v->type == ORM_POINT;
    case ORM_ARRAY: memcpy(&out->array, &v->as.array, sizeof out->array); return v->type == ORM_ARRAY && v->element == f->def->element;
    default: out->text = v->as.text; return v->type == ORM_TEXT;
    }
}
static bool orm__plain_decimal(const char *text) {
    char canonical[ORM_DECIMAL_TEXT_SIZE];
    return orm_decimal_canonical(text, SIZE_MAX, 65, 30, canonical, sizeof canonical) > 0;
}
/* A value that stands alone: by its own type. */
static orm_status orm__encode_bare(orm_session *s, const orm_value *v, const orm__decoding *to, orm__cell *out) {
    size_t size;
    switch (v->type) {
    case ORM_BOOL: case ORM_INT64: *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = v->as.integer }; return ORM_OK;
    case ORM_UINT64: return orm__encode_uint64(v->as.uinteger, to, out);
    case ORM_DOUBLE:
        if (orm__is_nan(v->as.real) && !s->db->dialect->nan) return orm__fail(s, ORM_INVALID, "a value is NaN, which %s does not have", s->db->dialect->name);
        *out = (orm__cell){ .wire = ORM__WIRE_REAL, .real = v->as.real };
        return ORM_OK;
    case ORM_TEXT: case ORM_DECIMAL:
        if (!orm__check_text_z(v->as.text, &size)) return orm__fail(s, ORM_INVALID, "a text value is not valid UTF-8: convert it, or pass an orm_blob");
        *out = (orm__cell){ .wire = v->type == ORM_DECIMAL && s->db->dialect->number_wires && orm__plain_decimal(v->as.text) ? ORM__WIRE_DECIMAL : ORM__WIRE_TEXT, .bytes = v->as.text, .size = size };
        return ORM_OK;
    default: break;
    }
    static const uint8_t forms[ORM_TYPE_COUNT] = { [ORM_TIMESTAMP] = ORM__FORM_TIMESTAMP_TEXT, [ORM_DATE] = ORM__FORM_DATE_TEXT, [ORM_TIME] = ORM__FORM_TIME_TEXT,
        [ORM_INTERVAL] = ORM__FORM_INTERVAL_TEXT, [ORM_UUID] = ORM__FORM_UUID_BLOB, [ORM_BLOB] = ORM__FORM_BLOB, [ORM_VECTOR] = ORM__FORM_VECTOR_BLOB,
        [ORM_ARRAY] = ORM__FORM_ARRAY_JSON, [ORM_HSTORE] = ORM__FORM_HSTORE_JSON, [ORM_POINT] = ORM__FORM_POINT_TEXT };
    static const orm_model value_model = { .name = "value" };
    uint8_t form = v->type < ORM_TYPE_COUNT ? forms[v->type] : 0;
    if (s->db->dialect->arrays && v->type == ORM_ARRAY) form = ORM__FORM_ARRAY;
    if (s->db->dialect->arrays && v->type == ORM_HSTORE) form = ORM__FORM_HSTORE;
    if (!form) return orm__fail(s, ORM_MISUSE, "a value has no type that can be bound");
    const orm_column def = { .name = "argument", .model = &value_model, .type = v->type, .element = v->element };
    const orm__field field = { .def = &def, .form = form, .type = v->type };
    const int32_t days = v->type == ORM_DATE ? (int32_t)v->as.integer : 0;
    return orm__encode(&field, v->type == ORM_DATE ? (const void *)&days : &v->as, to, out);
}
static orm_status orm__encode_compared_text(orm_session *s, const orm__field *field, const char *text, orm__cell *out) {
    size_t size;
    if (!orm__check_text_z(text, &size)) return orm__refuse_text(s, field, text);
    *out = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = text, .size = size };
    return ORM_OK;
}
/* The values of a list, each checked as it would be alone. */
static orm_status orm__encode_list(orm_session *s, const orm__parameter *parameter, const orm__decoding *to, orm__cell *out) {
    const orm_node *node = parameter->value.as.pointer;
    const size_t count = orm__list_count(node);
    orm__cells *list;
    orm_status status = orm__encode_cells(to, count, ORM_NO_TYPE, false, &list, out);
    for (size_t i = 0; i < count && status == ORM_OK; i++) {
        const orm__parameter one = { .field = parameter->field, .value = orm__list_item(node, parameter->field, i), .compared = parameter->compared };
        status = orm__encode_parameter(s, &one, &list->items[i]);
    }
    return status;
}
ORM__PRIVATE orm_status orm__encode_parameter(orm_session *s, const orm__parameter *parameter, orm__cell *out) {
    const orm__field *field = parameter->field;
    const orm_value *value = &parameter->value;
    const orm__decoding to = { s, &s->scratch, NULL };
    if (value->type == ORM__TYPE_LIST) return orm__encode_list(s, parameter, &to, out);
    if (value->null) {
        out->wire = ORM__WIRE_NULL;
        return ORM_OK;
    }
    if (!field) return orm__encode_bare(s, value, &to, out);
    if (parameter->compared && field->form == ORM__FORM_TEXT && value->type == ORM_TEXT) return orm__encode_compared_text(s, field, value->as.text, out);
    if (field->type == ORM_CUSTOM && value->type == ORM_CUSTOM) return orm__encode(field, value->as.pointer, &to, out);
    if (field->type == ORM_CUSTOM) return orm__encode_bare(s, value, &to, out);
    orm__any_field any;
    if (!orm__coerce(field, value, &to, &any))
        return orm__fail_column(s, ORM_INVALID, field->def->name, "%s.%s: a value in the query is out of range for %s, or of another type", orm__model_of_field(field), field->def->name,
                                orm__type_as_written(field->def).text);
    const orm_status status = orm__encode(field, &any, &to, out);
    if (status != ORM_OK || out->wire != ORM__WIRE_BLOB || field->form != ORM__FORM_UUID_BLOB) return status;
    return orm__encode_bytes(&to, ORM__WIRE_BLOB, out->bytes, out->size, out); /* it lay in `any` */
}
ORM__PRIVATE orm_value orm__cell_value(const orm__cell *c) {
    switch (c->wire) {
    case ORM__WIRE_INTEGER: return (orm_value){ .type = ORM_INT64, .as.integer = c->integer };
    case ORM__WIRE_REAL: return (orm_value){ .type = ORM_DOUBLE, .as.real = c->real };
    case ORM__WIRE_TEXT: return (orm_value){ .type = ORM_TEXT, .as.text = c->bytes };
    case ORM__WIRE_BLOB: return (orm_value){ .type = ORM_BLOB, .as.blob = { c->bytes, c->size } };
    default: return (orm_value){ .type = ORM_NO_TYPE, .null = true };
    }
}
ORM__PRIVATE orm_status orm__value_of_field(orm_session *s, const orm__field *f, orm_value *v) {
    union { orm__any_field any; char bytes[64]; } place;
    orm__field bare = *f;
    orm__cell cell = { .wire = ORM__WIRE_NULL };
    if (v->null || f->type == ORM_CUSTOM) return ORM_OK;
    if (v->type == ORM_INT64) cell = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = v->as.integer };
    else if (v->type == ORM_DOUBLE) cell = (orm__cell){ .wire = ORM__WIRE_REAL, .real = v->as.real };
    else if (v->type == ORM_TEXT) cell = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = v->as.text, .size = strlen(v->as.text) };
    else if (v->type == ORM_BLOB) cell = (orm__cell){ .wire = ORM__WIRE_BLOB, .bytes = v->as.blob.data, .size = v->as.blob.size };
    bare.offset = bare.value_offset = 0;
    bare.wrapped = false;
    memset(&place, 0, sizeof place);
    const orm__decoding to = { s, &s->data, f->def->model->name };
    const orm_status status = orm__decode(&bare, &cell, &place, &to);
    if (status == ORM_OK) *v = orm__row_value(&bare, &place);
    return status;
}
ORM__PRIVATE size_t orm__shift_decimal(const char *text, int places, char *out, size_t size) {
    const bool negative = *text == '-';
    if (negative) text++;
    const char *point = strchr(text, '.');
    const size_t whole = point ? (size_t)(point - text) : strlen(text), shift = (size_t)places;
    char digits[ORM__SHIFT_DIGITS];
    size_t n = 0;
    for (; n + whole < shift + 1; n++) digits[n] = '0'; /* at least one digit stays before the point */
    if (n + strlen(text) >= sizeof digits) return 0;
    const size_t zeros = n;
    for (const char *p = text; *p; p++)
        if (*p != '.') digits[n++] = *p;
    digits[n] = 0;
    const size_t before = zeros + whole - shift;
    const int written = snprintf(out, size, "%s%.*s%s%s", negative ? "-" : "", (int)before, digits, n > before ? "." : "", digits + before);
    return written > 0 && (size_t)written < size ? (size_t)written : 0;
}
