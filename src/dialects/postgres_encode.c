/* postgres_encode: values into PostgreSQL's binary forms, and into texts for its input functions. */
#include "postgres_values.h"
#include "../orm/json.h"
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#define ORM__PG_DIGITS 4 /* decimal digits in one group of a numeric */

static size_t orm__pg_encoded_size(orm__pg_kind kind) {
    static const uint8_t sizes[ORM__PG_KIND_COUNT] = { [ORM__PG_BOOL] = 1, [ORM__PG_INT2] = 2, [ORM__PG_INT4] = 4, [ORM__PG_INT8] = 8, [ORM__PG_OID] = 4, [ORM__PG_FLOAT4] = 4,
        [ORM__PG_FLOAT8] = 8, [ORM__PG_UUID] = 16, [ORM__PG_TIMESTAMP] = 8, [ORM__PG_DATE] = 4, [ORM__PG_TIME] = 8, [ORM__PG_INTERVAL] = 16, [ORM__PG_INET] = 20, [ORM__PG_MACADDR] = 6,
        [ORM__PG_POINT] = 16 };
    return sizes[kind];
}
static const orm__cells *orm__pg_cells(const orm__cell *c) { return (const orm__cells *)(const void *)c->bytes; }
static orm__pg_type orm__pg_item_type(const orm__pg_type *list) {
    return (orm__pg_type){ .oid = list->element, .kind = list->kind == ORM__PG_HSTORE ? (uint8_t)ORM__PG_TEXT : list->element_kind };
}
ORM__PRIVATE size_t orm__pg_room(const orm__pg_type *type, const orm__cell *c) {
    const orm__pg_kind kind = (orm__pg_kind)type->kind;
    size_t size = orm__pg_encoded_size(kind);
    if (size || c->wire == ORM__WIRE_NULL) return size;
    if (c->wire == ORM__WIRE_LIST) {
        const orm__cells *list = orm__pg_cells(c);
        const orm__pg_type item = orm__pg_item_type(type);
        size = 20;
        for (size_t i = 0; i < list->count; i++) size += 4 + orm__pg_room(&item, &list->items[i]);
        return size;
    }
    if (c->wire == ORM__WIRE_TEXT || c->wire == ORM__WIRE_BLOB) size = kind == ORM__PG_NUMERIC ? 2 * c->size : c->size; /* a numeric's digits stand behind it for a while */
    return 48 + size; /* a number's digits, a version, a length */
}

/* ---- numbers ------------------------------------------------------------------------------------------------------------------------- */
static orm__pg_refusal orm__pg_integer_of(const orm__cell *c, int64_t *out) {
    switch (c->wire) {
    case ORM__WIRE_INTEGER: return *out = c->integer, ORM__PG_TAKEN;
    case ORM__WIRE_REAL:
        if (!(c->real >= -9223372036854775808.0 && c->real < 9223372036854775808.0)) return ORM__PG_OUT_OF_RANGE;
        *out = (int64_t)c->real;
        return (double)*out < c->real || (double)*out > c->real ? ORM__PG_OUT_OF_RANGE : ORM__PG_TAKEN;
    case ORM__WIRE_TEXT: return orm__json_to_int64(c->bytes, c->size, out) ? ORM__PG_TAKEN : ORM__PG_OUT_OF_RANGE;
    default: return ORM__PG_WRONG_TYPE;
    }
}
static orm__pg_refusal orm__pg_encode_integer(orm__pg_kind kind, const orm__cell *c, char *out, size_t *size) {
    static const struct { int64_t least, most; } ranges[] = { [ORM__PG_BOOL] = { 0, 1 }, [ORM__PG_INT2] = { INT16_MIN, INT16_MAX }, [ORM__PG_INT4] = { INT32_MIN, INT32_MAX },
        [ORM__PG_INT8] = { INT64_MIN, INT64_MAX }, [ORM__PG_OID] = { 0, UINT32_MAX } };
    int64_t v = 0;
    if (kind == ORM__PG_BOOL && c->wire != ORM__WIRE_INTEGER) return ORM__PG_WRONG_TYPE;
    const orm__pg_refusal refusal = orm__pg_integer_of(c, &v);
    if (refusal != ORM__PG_TAKEN) return refusal;
    if (v < ranges[kind].least || v > ranges[kind].most) return ORM__PG_OUT_OF_RANGE;
    *size = orm__pg_encoded_size(kind);
    orm__pg_write(out, (uint64_t)v, *size);
    return ORM__PG_TAKEN;
}
/* A real is rounded to one of its own, as the server does it; beyond its range it would be another value. */
static orm__pg_refusal orm__pg_encode_real(orm__pg_kind kind, const orm__cell *c, char *out, size_t *size) {
    double v = 0;
    uint64_t wide;
    uint32_t bits;
    if (c->wire == ORM__WIRE_REAL) v = c->real;
    else if (c->wire == ORM__WIRE_INTEGER) v = (double)c->integer;
    else if (c->wire != ORM__WIRE_TEXT || !orm__json_to_double(c->bytes, c->size, &v)) return ORM__PG_WRONG_TYPE;
    const bool finite = v - v == 0;
    *size = orm__pg_encoded_size(kind);
    if (kind == ORM__PG_FLOAT4) {
        if (finite && (v > 3.40282346638528859812e+38 || v < -3.40282346638528859812e+38)) return ORM__PG_OUT_OF_RANGE;
        const float narrow = (float)v;
        if ((v < 0 || v > 0) && !(narrow < 0 || narrow > 0)) return ORM__PG_OUT_OF_RANGE;
        memcpy(&bits, &narrow, sizeof bits);
        orm__pg_write(out, bits, 4);
    } else {
        memcpy(&wide, &v, sizeof wide);
        orm__pg_write(out, wide, 8);
    }
    return ORM__PG_TAKEN;
}
/* A decimal read from its text: its digits without leading and trailing zeros, the first of them worth 10^(point-1), and how many stand behind the point. */
typedef struct orm__pg_decimal { const char *digits; size_t count; int64_t point, scale; bool negative; } orm__pg_decimal;
static bool orm__pg_parse_decimal(const char *text, size_t size, char *room, orm__pg_decimal *d) {
    size_t at = 0, count = 0, before = 0;
    int64_t exponent = 0;
    bool point = false, any = false;
    *d = (orm__pg_decimal){ .digits = room };
    if (at < size && (text[at] == '-' || text[at] == '+')) d->negative = text[at++] == '-';
    for (; at < size && (text[at] == '.' || (text[at] >= '0' && text[at] <= '9')); at++) {
        if (text[at] == '.') {
            if (point) return false;
            point = true;
            continue;
        }
        any = true;
        if (point) d->scale++;
        else before++;
        room[count++] = text[at];
    }
    if (!any) return false;
    if (at < size && (text[at] == 'e' || text[at] == 'E')) {
        if (!orm__json_to_int64(text + at + 1 + (at + 1 < size && text[at + 1] == '+'), size - at - 1 - (at + 1 < size && text[at + 1] == '+'), &exponent)) return false;
        at = size;
    }
    if (at != size || exponent > 200000 || exponent < -20000) return false;
    d->point = (int64_t)before + exponent;
    d->scale = d->scale > exponent ? d->scale - exponent : 0;
    for (; count && *d->digits == '0'; d->digits++, count--) d->point--;
    while (count && d->digits[count - 1] == '0') count--;
    d->count = count;
    return true;
}
/* How many groups, the worth of the first, the sign, digits behind the point, the groups. */
static orm__pg_refusal orm__pg_encode_decimal(const char *text, size_t size, char *out, size_t *made) {
    orm__pg_decimal d;
    char *room = out + 8 + 2 * (size / ORM__PG_DIGITS + 2); /* behind what is written before a digit is used */
    if (!orm__pg_parse_decimal(text, size, room, &d)) return ORM__PG_WRONG_TYPE;
    const int64_t weight = !d.count ? 0 : d.point > 0 ? (d.point - 1) / ORM__PG_DIGITS : -((ORM__PG_DIGITS - d.point) / ORM__PG_DIGITS);
    if (weight > 32766 || weight < -32766 || d.scale > 16383) return ORM__PG_OUT_OF_RANGE;
    const size_t padding = d.count ? (size_t)((weight + 1) * ORM__PG_DIGITS - d.point) : 0, groups = (padding + d.count + ORM__PG_DIGITS - 1) / ORM__PG_DIGITS;
    orm__pg_write(out, groups, 2);
    orm__pg_write(out + 2, (uint64_t)weight, 2);
    orm__pg_write(out + 4, d.negative && d.count ? 0x4000 : 0, 2);
    orm__pg_write(out + 6, (uint64_t)d.scale, 2);
    for (size_t i = 0; i < groups; i++) {
        unsigned group = 0;
        for (size_t k = i * ORM__PG_DIGITS; k < (i + 1) * ORM__PG_DIGITS; k++) group = 10 * group + (k >= padding && k - padding < d.count ? (unsigned)(d.digits[k - padding] - '0') : 0);
        orm__pg_write(out + 8 + 2 * i, group, 2);
    }
    *made = 8 + 2 * groups;
    return ORM__PG_TAKEN;
}
/* A number's digits: of texts the text itself.  0: it has none. */
static size_t orm__pg_digits(const orm__cell *c, char room[ORM__DOUBLE_TEXT_SIZE]) {
    if (c->wire == ORM__WIRE_REAL) return orm__double_text(c->real, room, ORM__DOUBLE_TEXT_SIZE);
    return c->wire == ORM__WIRE_INTEGER ? (size_t)snprintf(room, ORM__DOUBLE_TEXT_SIZE, "%lld", (long long)c->integer) : 0;
}
static orm__pg_refusal orm__pg_encode_numeric(const orm__cell *c, char *out, size_t *size) {
    char digits[ORM__DOUBLE_TEXT_SIZE], most[8 + 2 * (ORM__DOUBLE_TEXT_SIZE / ORM__PG_DIGITS + 2) + ORM__DOUBLE_TEXT_SIZE];
    if (c->wire != ORM__WIRE_TEXT && c->wire != ORM__WIRE_INTEGER && c->wire != ORM__WIRE_REAL) return ORM__PG_WRONG_TYPE;
    if (c->wire == ORM__WIRE_TEXT) return orm__pg_encode_decimal(c->bytes, c->size, out, size);
    const size_t length = orm__pg_digits(c, digits);
    if (!length) return ORM__PG_OUT_OF_RANGE; /* NaN or an infinity */
    const orm__pg_refusal refusal = orm__pg_encode_decimal(digits, length, most, size);
    if (refusal == ORM__PG_TAKEN) memcpy(out, most, *size);
    return refusal;
}

/* ---- dates and times -------------------------------------------------------------------------------------------------------------------- */
#define ORM__PG_DAY INT64_C(86400000000)
/* A timestamp is a date when it is midnight, and a date is a timestamp; nothing is dropped on the way. */
static orm__pg_refusal orm__pg_encode_moment(orm__pg_kind kind, const orm__cell *c, char *out, size_t *size) {
    int64_t moment = c->integer;
    int32_t days = 0;
    orm__wire wire = c->wire;
    if (wire == ORM__WIRE_TEXT && kind == ORM__PG_TIME && orm_time_parse(c->bytes, c->size, &moment)) wire = ORM__WIRE_TIME;
    else if (wire == ORM__WIRE_TEXT && kind == ORM__PG_DATE && orm_date_parse(c->bytes, c->size, &days)) wire = ORM__WIRE_DATE, moment = days;
    else if (wire == ORM__WIRE_TEXT && kind == ORM__PG_TIMESTAMP && orm_timestamp_parse(c->bytes, c->size, &moment)) wire = ORM__WIRE_TIMESTAMP;
    *size = orm__pg_encoded_size(kind);
    if (kind == ORM__PG_TIME) {
        if (wire != ORM__WIRE_TIME) return ORM__PG_WRONG_TYPE;
        orm__pg_write(out, (uint64_t)moment, 8);
        return ORM__PG_TAKEN;
    }
    if (wire != ORM__WIRE_TIMESTAMP && wire != ORM__WIRE_DATE) return ORM__PG_WRONG_TYPE;
    if (wire == ORM__WIRE_DATE && (moment < ORM_DATE_MIN || moment > ORM_DATE_MAX)) return ORM__PG_OUT_OF_RANGE;
    if (wire == ORM__WIRE_TIMESTAMP && kind == ORM__PG_DATE && moment % ORM__PG_DAY) return ORM__PG_OUT_OF_RANGE;
    if (kind == ORM__PG_DATE) orm__pg_write(out, (uint64_t)(int64_t)orm__pg_from_date(wire == ORM__WIRE_DATE ? moment : moment / ORM__PG_DAY), 4);
    else orm__pg_write(out, (uint64_t)orm__pg_from_timestamp(wire == ORM__WIRE_DATE ? moment * ORM__PG_DAY : moment), 8);
    return ORM__PG_TAKEN;
}
static orm__pg_refusal orm__pg_encode_interval(const orm__cell *c, char *out, size_t *size) {
    orm_interval span;
    if (c->wire != ORM__WIRE_TEXT || !orm_interval_parse(c->bytes, c->size, &span)) return ORM__PG_WRONG_TYPE;
    orm__pg_write(out, (uint64_t)span.microseconds, 8);
    orm__pg_write(out + 8, (uint64_t)(int64_t)span.days, 4);
    orm__pg_write(out + 12, (uint64_t)(int64_t)span.months, 4);
    *size = 16;
    return ORM__PG_TAKEN;
}

/* ---- addresses, points, bits --------------------------------------------------------------------------------------------------------------- */
/* From the canonical text: family, bits, no cidr, number of bytes, the address. */
static orm__pg_refusal orm__pg_encode_inet(const orm__cell *c, char *out, size_t *size) {
    char host[64];
    unsigned char address[16];
    const char *slash = c->wire == ORM__WIRE_TEXT ? memchr(c->bytes, '/', c->size) : NULL;
    const size_t length = slash ? (size_t)(slash - c->bytes) : c->size;
    if (c->wire != ORM__WIRE_TEXT || length >= sizeof host) return ORM__PG_WRONG_TYPE;
    memcpy(host, c->bytes, length);
    host[length] = 0;
    const bool six = memchr(host, ':', length) != NULL;
    const int64_t most = six ? 128 : 32;
    int64_t bits = most;
    if (inet_pton(six ? AF_INET6 : AF_INET, host, address) != 1 || (slash && !orm__json_to_int64(slash + 1, c->size - length - 1, &bits)) || bits < 0 || bits > most) return ORM__PG_WRONG_TYPE;
    out[0] = six ? 3 : 2;
    out[1] = (char)(unsigned char)bits;
    out[2] = 0;
    out[3] = six ? 16 : 4;
    memcpy(out + 4, address, six ? 16 : 4);
    *size = six ? 20 : 8;
    return ORM__PG_TAKEN;
}
static int orm__pg_hex_digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }
static orm__pg_refusal orm__pg_encode_macaddr(const orm__cell *c, char *out, size_t *size) { /* "08:00:2b:01:02:03" */
    if (c->wire != ORM__WIRE_TEXT || c->size != 17) return ORM__PG_WRONG_TYPE;
    for (size_t i = 0; i < 6; i++) {
        const int high = orm__pg_hex_digit(c->bytes[3 * i]), low = orm__pg_hex_digit(c->bytes[3 * i + 1]);
        if (high < 0 || low < 0) return ORM__PG_WRONG_TYPE;
        out[i] = (char)(high << 4 | low);
    }
    *size = 6;
    return ORM__PG_TAKEN;
}
static orm__pg_refusal orm__pg_encode_point(const orm__cell *c, char *out, size_t *size) { /* "(1.5,-2)" */
    const char *comma = c->wire == ORM__WIRE_TEXT && c->size > 4 && c->bytes[0] == '(' && c->bytes[c->size - 1] == ')' ? memchr(c->bytes, ',', c->size) : NULL;
    orm__cell x, y;
    size_t half;
    if (!comma) return ORM__PG_WRONG_TYPE;
    x = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = c->bytes + 1, .size = (size_t)(comma - c->bytes) - 1 };
    y = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = comma + 1, .size = c->size - (size_t)(comma - c->bytes) - 2 };
    *size = 16;
    if (orm__pg_encode_real(ORM__PG_FLOAT8, &x, out, &half) != ORM__PG_TAKEN || orm__pg_encode_real(ORM__PG_FLOAT8, &y, out + 8, &half) != ORM__PG_TAKEN) return ORM__PG_WRONG_TYPE;
    return ORM__PG_TAKEN;
}
static orm__pg_refusal orm__pg_encode_bits(const orm__cell *c, char *out, size_t *size) {
    if (c->wire != ORM__WIRE_TEXT || c->size > INT32_MAX) return ORM__PG_WRONG_TYPE;
    orm__pg_write(out, c->size, 4);
    *size = 4 + (c->size + 7) / 8;
    memset(out + 4, 0, *size - 4);
    for (size_t i = 0; i < c->size; i++) {
        if (c->bytes[i] != '0' && c->bytes[i] != '1') return ORM__PG_WRONG_TYPE;
        if (c->bytes[i] == '1') out[4 + i / 8] = (char)((unsigned char)out[4 + i / 8] | 0x80u >> (i % 8));
    }
    return ORM__PG_TAKEN;
}

/* ---- texts and bytes ------------------------------------------------------------------------------------------------------------------------- */
static orm__pg_refusal orm__pg_encode_string(orm__pg_kind kind, const orm__cell *c, char *out, size_t *size) {
    char digits[ORM__DOUBLE_TEXT_SIZE];
    const bool bytes = kind == ORM__PG_BYTEA;
    orm__cell as = *c;
    if (c->wire == ORM__WIRE_INTEGER || c->wire == ORM__WIRE_REAL) {
        as = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = digits, .size = bytes ? 0 : orm__pg_digits(c, digits) };
        if (!as.size) return bytes ? ORM__PG_WRONG_TYPE : ORM__PG_OUT_OF_RANGE;
    }
    if (as.wire != ORM__WIRE_TEXT && !(bytes && as.wire == ORM__WIRE_BLOB)) return ORM__PG_WRONG_TYPE;
    if (kind == ORM__PG_LETTER && as.size > 1) return ORM__PG_OUT_OF_RANGE;
    *size = as.size;
    if (kind == ORM__PG_JSONB) *out++ = 1, ++*size;
    if (kind == ORM__PG_LETTER && !as.size) *out = 0, *size = 1;
    if (as.size) memcpy(out, as.bytes, as.size);
    return ORM__PG_TAKEN;
}
static orm__pg_refusal orm__pg_encode_uuid(const orm__cell *c, char *out, size_t *size) {
    orm_uuid uuid;
    *size = 16;
    if (c->wire == ORM__WIRE_BLOB && c->size == 16) return memcpy(out, c->bytes, 16), ORM__PG_TAKEN;
    if (c->wire != ORM__WIRE_TEXT || !orm_uuid_parse(c->bytes, c->size, &uuid)) return ORM__PG_WRONG_TYPE;
    memcpy(out, uuid.bytes, 16);
    return ORM__PG_TAKEN;
}
static orm__pg_refusal orm__pg_encode_vector(const orm__cell *c, char *out, size_t *size) {
    if (c->wire != ORM__WIRE_BLOB || c->size % 4) return ORM__PG_WRONG_TYPE;
    if (c->size / 4 > INT16_MAX) return ORM__PG_OUT_OF_RANGE;
    orm__pg_write(out, c->size / 4, 2);
    orm__pg_write(out + 2, 0, 2);
    for (size_t i = 0; i < c->size; i++) out[4 + (i & ~(size_t)3) + (3 - (i & 3))] = c->bytes[i];
    *size = 4 + c->size;
    return ORM__PG_TAKEN;
}

/* ---- lists ---------------------------------------------------------------------------------------------------------------------------------------- */
/* Of an array: one dimension (none when it is empty), whether there are NULLs, the elements' type, length, lower bound; of a map: the number of pairs. */
static orm__pg_refusal orm__pg_encode_list(const orm__pg_type *type, const orm__cell *c, char *out, size_t *size) {
    if (c->wire != ORM__WIRE_LIST || orm__pg_cells(c)->map != (type->kind == ORM__PG_HSTORE)) return ORM__PG_WRONG_TYPE;
    const orm__cells *list = orm__pg_cells(c);
    const orm__pg_type item = orm__pg_item_type(type);
    char *p = out;
    bool nulls = false;
    if (list->count > INT32_MAX) return ORM__PG_TOO_LARGE;
    for (size_t i = 0; i < list->count; i++) nulls = nulls || list->items[i].wire == ORM__WIRE_NULL;
    if (list->map) {
        orm__pg_write(p, list->count / 2, 4);
        p += 4;
    } else {
        orm__pg_write(p, list->count > 0, 4);
        orm__pg_write(p + 4, nulls, 4);
        orm__pg_write(p + 8, type->element, 4);
        p += 12;
        if (list->count) {
            orm__pg_write(p, list->count, 4);
            orm__pg_write(p + 4, 1, 4);
            p += 8;
        }
    }
    for (size_t i = 0; i < list->count; i++) {
        size_t length = 0;
        const bool null = list->items[i].wire == ORM__WIRE_NULL;
        const orm__pg_refusal refusal = null ? ORM__PG_TAKEN : orm__pg_encode(&item, &list->items[i], p + 4, &length);
        if (refusal != ORM__PG_TAKEN) return refusal;
        if (length > INT32_MAX) return ORM__PG_TOO_LARGE;
        orm__pg_write(p, null ? UINT32_MAX : length, 4);
        p += 4 + length;
    }
    *size = (size_t)(p - out);
    return ORM__PG_TAKEN;
}
ORM__PRIVATE orm__pg_refusal orm__pg_encode(const orm__pg_type *type, const orm__cell *c, char *out, size_t *size) {
    const orm__pg_kind kind = (orm__pg_kind)type->kind;
    switch (kind) {
    case ORM__PG_BOOL: case ORM__PG_INT2: case ORM__PG_INT4: case ORM__PG_INT8: case ORM__PG_OID: return orm__pg_encode_integer(kind, c, out, size);
    case ORM__PG_FLOAT4: case ORM__PG_FLOAT8: return orm__pg_encode_real(kind, c, out, size);
    case ORM__PG_NUMERIC: return orm__pg_encode_numeric(c, out, size);
    case ORM__PG_TEXT: case ORM__PG_LETTER: case ORM__PG_BPCHAR: case ORM__PG_JSON: case ORM__PG_JSONB: case ORM__PG_BYTEA: return orm__pg_encode_string(kind, c, out, size);
    case ORM__PG_UUID: return orm__pg_encode_uuid(c, out, size);
    case ORM__PG_TIMESTAMP: case ORM__PG_DATE: case ORM__PG_TIME: return orm__pg_encode_moment(kind, c, out, size);
    case ORM__PG_INTERVAL: return orm__pg_encode_interval(c, out, size);
    case ORM__PG_INET: return orm__pg_encode_inet(c, out, size);
    case ORM__PG_MACADDR: return orm__pg_encode_macaddr(c, out, size);
    case ORM__PG_POINT: return orm__pg_encode_point(c, out, size);
    case ORM__PG_BIT: return orm__pg_encode_bits(c, out, size);
    case ORM__PG_ARRAY: case ORM__PG_HSTORE: return orm__pg_encode_list(type, c, out, size);
    case ORM__PG_VECTOR: return orm__pg_encode_vector(c, out, size);
    default: return ORM__PG_WRONG_TYPE;
    }
}

/* ---- texts for input functions ------------------------------------------------------------------------------------------------------------------------ */
static bool orm__pg_text_sink(void *buffer, const char *bytes, size_t count) {
    orm__put(buffer, bytes, count);
    return !((orm__buffer *)buffer)->failed;
}
/* A value's text without quotes; *size 0 and NULL: it has none. */
static const char *orm__pg_plain_text(const orm__cell *c, char *room, size_t most, size_t *size) {
    *size = 0;
    switch (c->wire) {
    case ORM__WIRE_INTEGER: *size = (size_t)snprintf(room, most, "%lld", (long long)c->integer); return room;
    case ORM__WIRE_REAL:
        *size = orm__double_text(c->real, room, most);
        if (!*size) *size = (size_t)snprintf(room, most, "%s", c->real != c->real ? "NaN" : c->real < 0 ? "-Infinity" : "Infinity");
        return room;
    case ORM__WIRE_TEXT: *size = c->size; return c->bytes;
    case ORM__WIRE_TIMESTAMP: *size = orm_timestamp_text(c->integer, room, most); break;
    case ORM__WIRE_TIME: *size = orm_time_text(c->integer, room, most); break;
    case ORM__WIRE_DATE:
        if (c->integer >= ORM_DATE_MIN && c->integer <= ORM_DATE_MAX) *size = orm_date_text((int32_t)c->integer, room, most);
        break;
    default: break;
    }
    return *size ? room : NULL;
}
/* {"1","a \" b",NULL} */
static orm__pg_refusal orm__pg_put_array_text(orm__buffer *b, const orm__cells *list) {
    char room[64];
    size_t size;
    orm__put_char(b, '{');
    for (size_t i = 0; i < list->count; i++) {
        if (i) orm__put_char(b, ',');
        if (list->items[i].wire == ORM__WIRE_NULL) {
            orm__put_text(b, "NULL");
            continue;
        }
        const char *text = orm__pg_plain_text(&list->items[i], room, sizeof room, &size);
        if (!text) return list->items[i].wire == ORM__WIRE_BLOB ? ORM__PG_WRONG_TYPE : ORM__PG_OUT_OF_RANGE;
        orm__put_char(b, '"');
        for (size_t k = 0; k < size; k++) {
            if (text[k] == '"' || text[k] == '\\') orm__put_char(b, '\\');
            orm__put_char(b, text[k]);
        }
        orm__put_char(b, '"');
    }
    orm__put_char(b, '}');
    return ORM__PG_TAKEN;
}
static bool orm__pg_put_json_item(orm__buffer *b, uint8_t element, const orm__cell *c) {
    char text[ORM_UUID_TEXT_SIZE];
    orm_uuid uuid;
    switch (c->wire) {
    case ORM__WIRE_NULL: orm__put_text(b, "null"); return true;
    case ORM__WIRE_INTEGER:
        if (element == ORM_BOOL) orm__put_text(b, c->integer ? "true" : "false");
        else orm__put_number(b, c->integer);
        return true;
    case ORM__WIRE_REAL: return orm__json_write_double(orm__pg_text_sink, b, c->real);
    case ORM__WIRE_TEXT: return orm__json_write_string(orm__pg_text_sink, b, c->bytes, c->size);
    case ORM__WIRE_BLOB:
        if (c->size != sizeof uuid.bytes) return false;
        memcpy(uuid.bytes, c->bytes, sizeof uuid.bytes);
        return orm__json_write_string(orm__pg_text_sink, b, text, orm_uuid_text(uuid, text, sizeof text));
    default: return false;
    }
}
/* As the databases without arrays keep it. */
static orm__pg_refusal orm__pg_put_list_json(orm__buffer *b, const orm__cells *list) {
    orm__put_char(b, list->map ? '{' : '[');
    for (size_t i = 0; i < list->count; i++) {
        if (i) orm__put_char(b, list->map && i % 2 ? ':' : ',');
        if (!orm__pg_put_json_item(b, list->element, &list->items[i]) && !b->failed) return ORM__PG_OUT_OF_RANGE;
    }
    orm__put_char(b, list->map ? '}' : ']');
    return ORM__PG_TAKEN;
}
ORM__PRIVATE orm__pg_refusal orm__pg_encode_text(const orm__pg_type *type, const orm__cell *c, orm__arena *texts, const char **made, size_t *size) {
    char room[64];
    const orm__pg_kind kind = (orm__pg_kind)type->kind;
    if (c->wire == ORM__WIRE_BLOB) return ORM__PG_WRONG_TYPE;
    if (c->wire != ORM__WIRE_LIST) {
        const char *text = orm__pg_plain_text(c, room, sizeof room, size);
        if (!text) return ORM__PG_OUT_OF_RANGE;
        *made = text == room ? orm__arena_text(texts, room, *size) : text;
        return *made ? ORM__PG_TAKEN : ORM__PG_NO_MEMORY;
    }
    const orm__cells *list = orm__pg_cells(c);
    const bool array = kind == ORM__PG_ARRAY || kind == ORM__PG_OTHER;
    if (!array && kind != ORM__PG_TEXT && kind != ORM__PG_BPCHAR && kind != ORM__PG_JSON && kind != ORM__PG_JSONB) return ORM__PG_WRONG_TYPE;
    if (array && list->map) return ORM__PG_WRONG_TYPE;
    orm__buffer b = { .allocator = texts->allocator };
    orm__pg_refusal refusal = array ? orm__pg_put_array_text(&b, list) : orm__pg_put_list_json(&b, list);
    if (b.failed) refusal = ORM__PG_NO_MEMORY;
    if (refusal == ORM__PG_TAKEN) {
        *made = orm__arena_text(texts, b.text, b.length);
        *size = b.length;
        if (!*made) refusal = ORM__PG_NO_MEMORY;
    }
    orm__buffer_free(&b);
    return refusal;
}
