#include "postgres_values.h"
#include "../orm/json.h"
#include "../orm/net.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORM__PG_EPOCH_DAYS 10957 /* from 1970-01-01 to 2000-01-01 */
#define ORM__PG_EPOCH_MICROSECONDS INT64_C(946684800000000)

/* ---- types ------------------------------------------------------------------------------------------------------------------------- */
/* pg_type.dat: the numbers of built-in types never change.  timestamp reads as timestamptz: the session's time zone is UTC. */
static const struct { uint16_t oid, array; uint8_t kind; } orm__pg_built_in[] = {
    { 16, 1000, ORM__PG_BOOL }, { 17, 1001, ORM__PG_BYTEA }, { 18, 1002, ORM__PG_LETTER }, { 19, 1003, ORM__PG_TEXT }, { 20, 1016, ORM__PG_INT8 }, { 21, 1005, ORM__PG_INT2 },
    { 23, 1007, ORM__PG_INT4 }, { 25, 1009, ORM__PG_TEXT }, { 26, 1028, ORM__PG_OID }, { 114, 199, ORM__PG_JSON }, { 600, 1017, ORM__PG_POINT }, { 650, 651, ORM__PG_INET },
    { 700, 1021, ORM__PG_FLOAT4 }, { 701, 1022, ORM__PG_FLOAT8 }, { 705, 0, ORM__PG_TEXT }, { 829, 1040, ORM__PG_MACADDR }, { 869, 1041, ORM__PG_INET }, { 1042, 1014, ORM__PG_BPCHAR },
    { 1043, 1015, ORM__PG_TEXT }, { 1082, 1182, ORM__PG_DATE }, { 1083, 1183, ORM__PG_TIME }, { 1114, 1115, ORM__PG_TIMESTAMP }, { 1184, 1185, ORM__PG_TIMESTAMP },
    { 1186, 1187, ORM__PG_INTERVAL }, { 1560, 1561, ORM__PG_BIT }, { 1562, 1563, ORM__PG_BIT }, { 1700, 1231, ORM__PG_NUMERIC }, { 2278, 0, ORM__PG_VOID },
    { 2950, 2951, ORM__PG_UUID }, { 3802, 3807, ORM__PG_JSONB },
};
static bool orm__pg_find_built_in(uint32_t oid, orm__pg_type *out) {
    for (size_t i = 0; i < sizeof orm__pg_built_in / sizeof *orm__pg_built_in && oid; i++) {
        const uint16_t own = orm__pg_built_in[i].oid;
        const uint8_t kind = orm__pg_built_in[i].kind;
        if (own == oid) *out = (orm__pg_type){ .oid = oid, .kind = kind };
        else if (orm__pg_built_in[i].array == oid) *out = (orm__pg_type){ .oid = oid, .element = own, .kind = ORM__PG_ARRAY, .element_kind = kind };
        else continue;
        return true;
    }
    return false;
}
/* Types of one database, by the function that makes their binary form: an enum sends its name as a text, a domain what its base type sends. */
static orm__pg_kind orm__pg_sent_by(const char *function) {
    static const struct { const char *function; orm__pg_kind kind; } senders[] = {
        { "enum_send", ORM__PG_TEXT }, { "textsend", ORM__PG_TEXT }, { "varcharsend", ORM__PG_TEXT }, { "citextsend", ORM__PG_TEXT }, { "namesend", ORM__PG_TEXT },
        { "bpcharsend", ORM__PG_BPCHAR }, { "charsend", ORM__PG_LETTER }, { "boolsend", ORM__PG_BOOL }, { "int2send", ORM__PG_INT2 }, { "int4send", ORM__PG_INT4 },
        { "int8send", ORM__PG_INT8 }, { "oidsend", ORM__PG_OID }, { "float4send", ORM__PG_FLOAT4 }, { "float8send", ORM__PG_FLOAT8 }, { "numeric_send", ORM__PG_NUMERIC },
        { "json_send", ORM__PG_JSON }, { "jsonb_send", ORM__PG_JSONB }, { "byteasend", ORM__PG_BYTEA }, { "uuid_send", ORM__PG_UUID }, { "timestamp_send", ORM__PG_TIMESTAMP },
        { "timestamptz_send", ORM__PG_TIMESTAMP }, { "date_send", ORM__PG_DATE }, { "time_send", ORM__PG_TIME }, { "interval_send", ORM__PG_INTERVAL }, { "inet_send", ORM__PG_INET },
        { "cidr_send", ORM__PG_INET }, { "macaddr_send", ORM__PG_MACADDR }, { "point_send", ORM__PG_POINT }, { "bit_send", ORM__PG_BIT }, { "varbit_send", ORM__PG_BIT },
        { "hstore_send", ORM__PG_HSTORE }, { "vector_send", ORM__PG_VECTOR } };
    for (size_t i = 0; i < sizeof senders / sizeof *senders; i++)
        if (!strcmp(senders[i].function, function)) return senders[i].kind;
    return ORM__PG_OTHER;
}
ORM__PRIVATE bool orm__pg_find_type(const orm__pg_types *known, uint32_t oid, orm__pg_type *out) {
    *out = (orm__pg_type){ .oid = oid };
    if (orm__pg_find_built_in(oid, out)) return true;
    for (size_t i = 0; known && i < known->count; i++) {
        if (known->items[i].oid != oid) continue;
        *out = known->items[i];
        for (size_t k = 0; k < known->count && out->element; k++) /* the element may have become known later */
            if (known->items[k].oid == out->element) out->element_kind = known->items[k].kind;
        return true;
    }
    return false;
}
ORM__PRIVATE bool orm__pg_learn_type(orm__pg_types *known, uint32_t oid, const char *send_function, uint32_t element) {
    orm__pg_type type = { .oid = oid, .kind = (uint8_t)orm__pg_sent_by(send_function) }, of_element;
    if (element && !strcmp(send_function, "array_send")) {
        type.kind = ORM__PG_ARRAY;
        type.element = element;
        if (orm__pg_find_built_in(element, &of_element)) type.element_kind = of_element.kind;
    }
    if (known->count == known->size) {
        orm__pg_type *items = orm__grow(known->allocator, known->items, &known->size, sizeof *items, 8);
        if (!items) return false;
        known->items = items;
    }
    known->items[known->count++] = type;
    return true;
}
ORM__PRIVATE void orm__pg_types_free(orm__pg_types *known) {
    if (known->items) orm__free(known->allocator, known->items, known->size * sizeof *known->items);
    known->items = NULL;
    known->count = known->size = 0;
}
ORM__PRIVATE const char *orm__pg_kind_name(orm__pg_kind kind) {
    static const char *const names[ORM__PG_KIND_COUNT] = { "a value of a type that is not known here", "boolean", "smallint", "integer", "bigint", "oid", "real", "double precision", "numeric", "text",
        "\"char\"", "char(n)", "json", "jsonb", "bytea", "uuid", "timestamp", "date", "time", "interval", "inet", "macaddr", "point", "bit", "void", "an array", "hstore", "vector" };
    return names[kind];
}
ORM__PRIVATE orm__wire orm__pg_wire_of(orm__pg_kind kind) {
    static const uint8_t wires[ORM__PG_KIND_COUNT] = {
        [ORM__PG_OTHER] = ORM__WIRE_TEXT, [ORM__PG_BOOL] = ORM__WIRE_INTEGER, [ORM__PG_INT2] = ORM__WIRE_INTEGER, [ORM__PG_INT4] = ORM__WIRE_INTEGER,
        [ORM__PG_INT8] = ORM__WIRE_INTEGER, [ORM__PG_OID] = ORM__WIRE_INTEGER, [ORM__PG_FLOAT4] = ORM__WIRE_REAL, [ORM__PG_FLOAT8] = ORM__WIRE_REAL,
        [ORM__PG_NUMERIC] = ORM__WIRE_TEXT, [ORM__PG_TEXT] = ORM__WIRE_TEXT, [ORM__PG_LETTER] = ORM__WIRE_TEXT, [ORM__PG_BPCHAR] = ORM__WIRE_TEXT, [ORM__PG_JSON] = ORM__WIRE_TEXT,
        [ORM__PG_JSONB] = ORM__WIRE_TEXT, [ORM__PG_BYTEA] = ORM__WIRE_BLOB, [ORM__PG_UUID] = ORM__WIRE_BLOB, [ORM__PG_TIMESTAMP] = ORM__WIRE_TIMESTAMP,
        [ORM__PG_DATE] = ORM__WIRE_DATE, [ORM__PG_TIME] = ORM__WIRE_TIME, [ORM__PG_INTERVAL] = ORM__WIRE_TEXT, [ORM__PG_INET] = ORM__WIRE_TEXT,
        [ORM__PG_MACADDR] = ORM__WIRE_TEXT, [ORM__PG_POINT] = ORM__WIRE_TEXT, [ORM__PG_BIT] = ORM__WIRE_TEXT, [ORM__PG_VOID] = ORM__WIRE_TEXT,
        [ORM__PG_ARRAY] = ORM__WIRE_LIST, [ORM__PG_HSTORE] = ORM__WIRE_LIST, [ORM__PG_VECTOR] = ORM__WIRE_BLOB,
    };
    return (orm__wire)wires[kind];
}

/* ---- numbers --------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE uint64_t orm__pg_read(const char *bytes, size_t size) {
    uint64_t value = 0;
    for (size_t i = 0; i < size; i++) value = value << 8 | (unsigned char)bytes[i];
    return value;
}
ORM__PRIVATE void orm__pg_write(char *out, uint64_t value, size_t size) {
    for (size_t i = size; i-- > 0; value >>= 8) out[i] = (char)(value & 0xff);
}
static int16_t orm__pg_read_int2(const char *bytes) { return (int16_t)(uint16_t)orm__pg_read(bytes, 2); }
static int32_t orm__pg_read_int4(const char *bytes) { return (int32_t)(uint32_t)orm__pg_read(bytes, 4); }
static int64_t orm__pg_read_int8(const char *bytes) { return (int64_t)orm__pg_read(bytes, 8); }

static int64_t orm__pg_to_timestamp(int64_t v) {
    if (v == INT64_MAX || v == INT64_MIN) return v;
    return v > INT64_MAX - ORM__PG_EPOCH_MICROSECONDS ? INT64_MAX : v + ORM__PG_EPOCH_MICROSECONDS;
}
ORM__PRIVATE int64_t orm__pg_from_timestamp(int64_t v) { return v < INT64_MIN + ORM__PG_EPOCH_MICROSECONDS ? INT64_MIN : v - ORM__PG_EPOCH_MICROSECONDS; }
ORM__PRIVATE int32_t orm__pg_from_date(int64_t days) { return (int32_t)(days - ORM__PG_EPOCH_DAYS); }

static size_t orm__pg_fixed_size(orm__pg_kind kind) {
    static const uint8_t sizes[ORM__PG_KIND_COUNT] = { [ORM__PG_BOOL] = 1, [ORM__PG_INT2] = 2, [ORM__PG_INT4] = 4, [ORM__PG_INT8] = 8, [ORM__PG_OID] = 4, [ORM__PG_FLOAT4] = 4,
        [ORM__PG_FLOAT8] = 8, [ORM__PG_UUID] = 16, [ORM__PG_TIMESTAMP] = 8, [ORM__PG_DATE] = 4, [ORM__PG_TIME] = 8, [ORM__PG_INTERVAL] = 16, [ORM__PG_MACADDR] = 6, [ORM__PG_POINT] = 16 };
    return sizes[kind];
}
ORM__PRIVATE int64_t orm__pg_read_integer(orm__pg_kind kind, const char *bytes, size_t size, bool *ok) {
    if (size != orm__pg_fixed_size(kind)) {
        *ok = false;
        return 0;
    }
    switch (kind) {
    case ORM__PG_BOOL: return *bytes != 0;
    case ORM__PG_INT2: return orm__pg_read_int2(bytes);
    case ORM__PG_INT4: return orm__pg_read_int4(bytes);
    case ORM__PG_OID: return (int64_t)orm__pg_read(bytes, 4);
    case ORM__PG_DATE: {
        const int32_t days = orm__pg_read_int4(bytes);
        return days == INT32_MAX || days == INT32_MIN ? (int64_t)days : (int64_t)days + ORM__PG_EPOCH_DAYS;
    }
    case ORM__PG_TIMESTAMP: return orm__pg_to_timestamp(orm__pg_read_int8(bytes));
    default: return orm__pg_read_int8(bytes);
    }
}
ORM__PRIVATE double orm__pg_read_real(orm__pg_kind kind, const char *bytes, size_t size, bool *ok) {
    if (size != orm__pg_fixed_size(kind)) {
        *ok = false;
        return 0;
    }
    if (kind == ORM__PG_FLOAT4) {
        const uint32_t bits = (uint32_t)orm__pg_read(bytes, 4);
        float value;
        memcpy(&value, &bits, 4);
        return (double)value;
    }
    const uint64_t bits = orm__pg_read(bytes, 8);
    double value;
    memcpy(&value, &bits, 8);
    return value;
}

/* ---- numeric: groups of four decimal digits ----------------------------------------------------------------------------------------- */
typedef struct orm__pg_numeric { int groups, weight, scale; unsigned sign; const char *digits; } orm__pg_numeric;

static int orm__pg_group(const orm__pg_numeric *n, int at) { return at >= 0 && at < n->groups ? orm__pg_read_int2(n->digits + 2 * at) : 0; }
static bool orm__pg_numeric_read(const char *bytes, size_t size, orm__pg_numeric *n) {
    if (size < 8) return false;
    *n = (orm__pg_numeric){ orm__pg_read_int2(bytes), orm__pg_read_int2(bytes + 2), orm__pg_read_int2(bytes + 6), (unsigned)orm__pg_read(bytes + 4, 2), bytes + 8 };
    if (n->groups < 0 || n->scale < 0 || size != 8 + 2 * (size_t)n->groups) return false;
    for (int i = 0; i < n->groups; i++)
        if (orm__pg_group(n, i) < 0 || orm__pg_group(n, i) > 9999) return false;
    return true;
}
static const char *orm__pg_numeric_text(const orm__pg_numeric *n, orm__arena *texts, size_t *length) {
    const int whole = n->weight < 0 ? 0 : n->weight + 1;
    char *text = orm__arena_take(texts, 4 * (size_t)whole + (size_t)n->scale + 8, 1), *p = text;
    if (!text) return NULL;
    if (n->sign == 0x4000) *p++ = '-';
    const char *first = p;
    for (int i = 0; i < whole; i++) {
        char four[8];
        snprintf(four, sizeof four, "%04d", orm__pg_group(n, i) % 10000);
        for (int k = 0; k < 4; k++)
            if (four[k] != '0' || p != first) *p++ = four[k]; /* no zeros in front */
    }
    if (p == first) *p++ = '0';
    if (n->scale) *p++ = '.';
    for (int done = 0; done < n->scale; done++) {
        static const int tens[] = { 1000, 100, 10, 1 };
        *p++ = (char)('0' + orm__pg_group(n, n->weight + 1 + done / 4) / tens[done % 4] % 10);
    }
    *p = 0;
    *length = (size_t)(p - text);
    return text;
}

/* ---- other values as text -------------------------------------------------------------------------------------------------------------- */
/* family (2: IPv4, 3: IPv6), bits, is it a cidr, number of bytes, the address */
static bool orm__pg_inet_text(const char *bytes, size_t size, char *out, size_t room) {
    const unsigned char *b = (const unsigned char *)bytes;
    if (size < 4 || size != 4 + (size_t)b[3]) return false;
    char raw[64];
    int n = 0;
    if (b[0] == 2 && b[3] == 4) {
        n = snprintf(raw, sizeof raw, "%d.%d.%d.%d/%d", b[4], b[5], b[6], b[7], b[1]);
    } else if (b[0] == 3 && b[3] == 16) {
        for (size_t i = 0; i < 16; i += 2) n += snprintf(raw + n, sizeof raw - (size_t)n, "%s%x", i ? ":" : "", (unsigned)orm__pg_read(bytes + 4 + i, 2));
        n += snprintf(raw + n, sizeof raw - (size_t)n, "/%d", b[1]);
    } else {
        return false;
    }
    return orm__inet_canonical(raw, (size_t)n, b[2] != 0, out, room);
}
static void orm__pg_coordinate(const char *bytes, char *out, size_t room) {
    bool ok = true;
    const double v = orm__pg_read_real(ORM__PG_FLOAT8, bytes, 8, &ok);
    if (!orm__double_text(v, out, room)) snprintf(out, room, "%s", v != v ? "NaN" : v < 0 ? "-Infinity" : "Infinity");
}
/* "1011" of a bit string: the number of bits, then their bytes. */
static orm__pg_found orm__pg_bits(const char *bytes, size_t size, orm__arena *texts, const char **out, size_t *length) {
    const size_t bits = size < 4 ? 0 : (size_t)orm__pg_read(bytes, 4);
    if (size < 4 || bits > INT32_MAX || (bits + 7) / 8 != size - 4) return ORM__PG_DAMAGED;
    char *text = orm__arena_take(texts, bits + 1, 1);
    if (!text) return ORM__PG_SHORT_MEMORY;
    for (size_t i = 0; i < bits; i++) text[i] = (unsigned char)bytes[4 + i / 8] >> (7 - i % 8) & 1 ? '1' : '0';
    text[bits] = 0;
    *out = text;
    *length = bits;
    return ORM__PG_FOUND;
}
/* From its number of dimensions, two bytes of nothing and big-endian floats to the library's form: little-endian floats alone. */
static orm__pg_found orm__pg_vector_blob(const char *bytes, size_t size, orm__arena *texts, const char **out, size_t *length) {
    const size_t count = size < 4 ? 0 : (size_t)orm__pg_read(bytes, 2);
    if (size < 4 || size != 4 + 4 * count) return ORM__PG_DAMAGED;
    char *blob = orm__arena_take(texts, 4 * count + 1, 4);
    if (!blob) return ORM__PG_SHORT_MEMORY;
    for (size_t i = 0; i < 4 * count; i++) blob[i] = bytes[4 + (i & ~(size_t)3) + (3 - (i & 3))];
    *out = blob;
    *length = 4 * count;
    return ORM__PG_FOUND;
}
static orm__pg_found orm__pg_make_text(orm__pg_kind kind, const char *bytes, size_t size, orm__arena *texts, const char **out, size_t *length) {
    char text[128], x[40], y[40];
    const unsigned char *b = (const unsigned char *)bytes;
    size_t written = 0;
    if (kind != ORM__PG_INET && size != orm__pg_fixed_size(kind)) return ORM__PG_DAMAGED;
    if (kind == ORM__PG_INTERVAL) {
        written = orm_interval_text((orm_interval){ .months = orm__pg_read_int4(bytes + 12), .days = orm__pg_read_int4(bytes + 8), .microseconds = orm__pg_read_int8(bytes) }, text, sizeof text);
    } else if (kind == ORM__PG_INET) {
        if (orm__pg_inet_text(bytes, size, text, sizeof text)) written = strlen(text);
    } else if (kind == ORM__PG_MACADDR) {
        written = (size_t)snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5]);
    } else {
        orm__pg_coordinate(bytes, x, sizeof x);
        orm__pg_coordinate(bytes + 8, y, sizeof y);
        written = (size_t)snprintf(text, sizeof text, "(%s,%s)", x, y);
    }
    *out = written ? orm__arena_text(texts, text, written) : NULL;
    *length = written;
    return !written ? ORM__PG_DAMAGED : *out ? ORM__PG_FOUND : ORM__PG_SHORT_MEMORY;
}
static orm__pg_found orm__pg_number_text(const char *bytes, size_t size, orm__arena *texts, const char **out, size_t *length) {
    orm__pg_numeric n;
    if (!orm__pg_numeric_read(bytes, size, &n)) return ORM__PG_DAMAGED;
    const char *word = n.sign == 0xC000 ? "NaN" : n.sign == 0xD000 ? "Infinity" : n.sign == 0xF000 ? "-Infinity" : NULL;
    if (!word && n.sign != 0 && n.sign != 0x4000) return ORM__PG_DAMAGED;
    *length = word ? strlen(word) : 0;
    *out = word ? word : orm__pg_numeric_text(&n, texts, length);
    return *out ? ORM__PG_FOUND : ORM__PG_SHORT_MEMORY;
}
ORM__PRIVATE orm__pg_found orm__pg_read_bytes(orm__pg_kind kind, const char *bytes, size_t size, orm__arena *texts, const char **out, size_t *length) {
    *out = bytes;
    *length = size;
    switch (kind) {
    case ORM__PG_BPCHAR: /* the server fills such texts up with blanks */
        while (*length && bytes[*length - 1] == ' ') --*length;
        return ORM__PG_FOUND;
    case ORM__PG_LETTER: /* a zero byte is the empty one */
        *length = size == 1 && !*bytes ? 0 : size;
        return ORM__PG_FOUND;
    case ORM__PG_JSONB: /* behind one byte of version */
        if (!size || *bytes != 1) return ORM__PG_DAMAGED;
        ++*out, --*length;
        return ORM__PG_FOUND;
    case ORM__PG_UUID: return size == 16 ? ORM__PG_FOUND : ORM__PG_DAMAGED;
    case ORM__PG_NUMERIC: return orm__pg_number_text(bytes, size, texts, out, length);
    case ORM__PG_BIT: return orm__pg_bits(bytes, size, texts, out, length);
    case ORM__PG_VECTOR: return orm__pg_vector_blob(bytes, size, texts, out, length);
    case ORM__PG_INTERVAL: case ORM__PG_INET: case ORM__PG_MACADDR: case ORM__PG_POINT: return orm__pg_make_text(kind, bytes, size, texts, out, length);
    default: return ORM__PG_FOUND;
    }
}

/* ---- values as the server's output functions write them ---------------------------------------------------------------------------------- */
static bool orm__pg_hex(const char *text, size_t size, char *out) {
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i + 1 < size; i += 2) {
        const char *high = memchr(digits, text[i], 16), *low = memchr(digits, text[i + 1], 16);
        if (!high || !low) return false;
        out[i / 2] = (char)((high - digits) << 4 | (low - digits));
    }
    return size % 2 == 0;
}
/* "\x0aff" */
static orm__pg_found orm__pg_bytea_of(const char *text, size_t size, orm__arena *texts, orm__cell *out) {
    if (size < 2 || text[0] != '\\' || text[1] != 'x') return ORM__PG_DAMAGED;
    char *bytes = orm__arena_take(texts, size / 2, 1);
    if (!bytes) return ORM__PG_SHORT_MEMORY;
    *out = (orm__cell){ .wire = ORM__WIRE_BLOB, .bytes = bytes, .size = size / 2 - 1 };
    return orm__pg_hex(text + 2, size - 2, bytes) ? ORM__PG_FOUND : ORM__PG_DAMAGED;
}
/* "[1,2.5]" */
static orm__pg_found orm__pg_vector_of(const char *text, size_t size, orm__arena *texts, orm__cell *out) {
    orm__json_reader reader;
    orm__json_item item;
    char *blob = orm__arena_take(texts, 2 * size + 4, 4); /* every item has a character and a comma or bracket */
    size_t length = 0;
    if (!blob) return ORM__PG_SHORT_MEMORY;
    orm__json_array_begin(&reader, text, size);
    for (orm__json_kind kind; (kind = orm__json_array_next(&reader, &item)) != ORM__JSON_END; length += 4) {
        double v;
        if (kind != ORM__JSON_NUMBER || !orm__json_to_double(item.text, item.length, &v)) return ORM__PG_DAMAGED;
        const float narrow = (float)v;
        uint32_t bits;
        memcpy(&bits, &narrow, 4);
        for (size_t k = 0; k < 4; k++) blob[length + k] = (char)(bits >> (8 * k) & 0xff);
    }
    *out = (orm__cell){ .wire = ORM__WIRE_BLOB, .bytes = blob, .size = length };
    return ORM__PG_FOUND;
}
static bool orm__pg_is_word(const char *text, size_t size, const char *word) { return size == strlen(word) && !memcmp(text, word, size); }
static orm__pg_found orm__pg_real_of(const char *text, size_t size, orm__cell *out) {
    out->wire = ORM__WIRE_REAL;
    if (orm__pg_is_word(text, size, "Infinity")) out->real = (double)INFINITY;
    else if (orm__pg_is_word(text, size, "-Infinity")) out->real = -(double)INFINITY;
    else if (orm__pg_is_word(text, size, "NaN")) out->real = (double)NAN;
    else return orm__json_to_double(text, size, &out->real) ? ORM__PG_FOUND : ORM__PG_DAMAGED;
    return ORM__PG_FOUND;
}
static orm__pg_found orm__pg_scalar_of(orm__pg_kind kind, const char *text, size_t size, orm__arena *texts, orm__cell *out) {
    *out = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = text, .size = size };
    switch (kind) {
    case ORM__PG_BOOL:
        *out = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = orm__pg_is_word(text, size, "t") };
        return out->integer || orm__pg_is_word(text, size, "f") ? ORM__PG_FOUND : ORM__PG_DAMAGED;
    case ORM__PG_INT2: case ORM__PG_INT4: case ORM__PG_INT8: case ORM__PG_OID:
        *out = (orm__cell){ .wire = ORM__WIRE_INTEGER };
        return orm__json_to_int64(text, size, &out->integer) ? ORM__PG_FOUND : ORM__PG_DAMAGED;
    case ORM__PG_FLOAT4: case ORM__PG_FLOAT8: return orm__pg_real_of(text, size, out);
    case ORM__PG_BYTEA: return orm__pg_bytea_of(text, size, texts, out);
    case ORM__PG_VECTOR: return orm__pg_vector_of(text, size, texts, out);
    case ORM__PG_BPCHAR: return orm__pg_read_bytes(kind, text, size, texts, &out->bytes, &out->size);
    default: return ORM__PG_FOUND;
    }
}

/* ---- lists -------------------------------------------------------------------------------------------------------------------------------- */
/* What comes in turn: of an array its brackets (several, when it is nested) and items, of a map its keys and values. */
typedef enum orm__pg_token { ORM__PG_BAD, ORM__PG_OPEN, ORM__PG_CLOSE, ORM__PG_ITEM, ORM__PG_NULL, ORM__PG_END, ORM__PG_MEMORY } orm__pg_token;
#define ORM__PG_DIMENSIONS 6
typedef struct orm__pg_list {
    const char *at, *end;
    orm__arena *texts;
    bool binary, map;
    orm__pg_type item;                   /* of the items */
    size_t left, done;                   /* binary: items still to come, and read */
    int dimensions, opened, to_close;
    size_t below[ORM__PG_DIMENSIONS];    /* items in one list of each dimension */
    bool behind_item;                    /* text: a comma or a bracket comes */
} orm__pg_list;

static bool orm__pg_take(orm__pg_list *l, size_t size, uint64_t *out) {
    if ((size_t)(l->end - l->at) < size) return false;
    *out = orm__pg_read(l->at, size);
    l->at += size;
    return true;
}
/* Dimensions, a flag, the elements' type, then length and lower bound of each dimension; each item has four bytes at least. */
static bool orm__pg_array_header(orm__pg_list *l, uint32_t *element) {
    uint64_t dimensions, flag, type, length, bound;
    if (!orm__pg_take(l, 4, &dimensions) || !orm__pg_take(l, 4, &flag) || !orm__pg_take(l, 4, &type) || dimensions > ORM__PG_DIMENSIONS || flag > 1) return false;
    l->dimensions = (int)dimensions;
    l->left = dimensions > 0;
    size_t lengths[ORM__PG_DIMENSIONS];
    for (size_t i = 0; i < dimensions; i++) {
        if (!orm__pg_take(l, 4, &length) || !orm__pg_take(l, 4, &bound) || length > INT32_MAX || length > (size_t)(l->end - l->at) || __builtin_mul_overflow(l->left, (size_t)length, &l->left)) return false;
        lengths[i] = (size_t)length;
    }
    if (l->left > (size_t)(l->end - l->at) / 4) return false;
    size_t items = 1;
    for (size_t i = dimensions; i-- > 0;) l->below[i] = items *= lengths[i];
    if (!l->left) l->dimensions = 0; /* an empty one of several dimensions is an empty one */
    *element = (uint32_t)type;
    return true;
}
static bool orm__pg_list_begin(orm__pg_list *l, const orm__pg_types *known, const orm__pg_type *type, bool binary, const char *bytes, size_t size, orm__arena *texts) {
    uint64_t pairs = 0;
    *l = (orm__pg_list){ .at = bytes, .end = bytes + size, .texts = texts, .binary = binary, .map = type->kind == ORM__PG_HSTORE, .item = { .kind = ORM__PG_TEXT } };
    if (!l->map) orm__pg_find_type(known, type->element, &l->item);
    if (l->map && binary) {
        l->dimensions = 0;
        if (!orm__pg_take(l, 4, &pairs) || pairs > (size_t)(l->end - l->at) / 8) return false;
        l->left = 2 * (size_t)pairs;
        return true;
    }
    if (binary) {
        uint32_t element;
        if (!orm__pg_array_header(l, &element)) return false;
        if (element != l->item.oid) orm__pg_find_type(known, element, &l->item);
        return true;
    }
    if (!l->map && size && *bytes == '[') { /* "[2:3]={7,8}": where the numbers of its items begin is of no interest */
        const char *equals = memchr(bytes, '=', size);
        if (!equals) return false;
        l->at = equals + 1;
    }
    return true;
}
static orm__pg_token orm__pg_next_binary(orm__pg_list *l, const char **item, size_t *size) {
    uint64_t length;
    if (!l->dimensions && !l->map) { /* "[]" */
        if (l->opened < 2) return ++l->opened == 1 ? ORM__PG_OPEN : ORM__PG_CLOSE;
        return l->at == l->end ? ORM__PG_END : ORM__PG_BAD;
    }
    if (l->to_close) return l->to_close--, l->opened--, ORM__PG_CLOSE;
    if (!l->left) return l->at == l->end ? ORM__PG_END : ORM__PG_BAD;
    if (l->opened < l->dimensions) return l->opened++, ORM__PG_OPEN;
    if (!orm__pg_take(l, 4, &length)) return ORM__PG_BAD;
    l->left--;
    l->done++;
    for (int i = 0; i < l->dimensions; i++) l->to_close += l->done % l->below[i] == 0;
    if (length == UINT32_MAX) return ORM__PG_NULL;
    if (length > (size_t)(l->end - l->at)) return ORM__PG_BAD;
    *item = l->at;
    *size = (size_t)length;
    l->at += length;
    return ORM__PG_ITEM;
}
/* A quoted item, its backslashes taken out. */
static orm__pg_token orm__pg_quoted(orm__pg_list *l, const char **item, size_t *size) {
    const char *from = ++l->at;
    for (; l->at < l->end && *l->at != '"'; l->at++)
        if (*l->at == '\\' && l->at + 1 < l->end) l->at++;
    if (l->at >= l->end) return ORM__PG_BAD;
    char *text = orm__arena_take(l->texts, (size_t)(l->at - from) + 1, 1);
    if (!text) return ORM__PG_MEMORY;
    size_t n = 0;
    for (; from < l->at; from++) {
        if (*from == '\\') from++;
        text[n++] = *from;
    }
    text[n] = 0;
    l->at++;
    *item = text;
    *size = n;
    return ORM__PG_ITEM;
}
static orm__pg_token orm__pg_item_text(orm__pg_list *l, const char **item, size_t *size) {
    if (l->at < l->end && *l->at == '"') return orm__pg_quoted(l, item, size);
    *item = l->at;
    while (l->at < l->end && *l->at != ',' && *l->at != '}' && *l->at != '{' && *l->at != '"') l->at++;
    *size = (size_t)(l->at - *item);
    if (!*size) return ORM__PG_BAD;
    return orm__pg_is_word(*item, *size, "NULL") ? ORM__PG_NULL : ORM__PG_ITEM;
}
/* {1,NULL,"a \" b"} */
static orm__pg_token orm__pg_next_array_text(orm__pg_list *l, const char **item, size_t *size) {
    if (l->opened && l->behind_item && l->at < l->end && *l->at == ',') l->at++, l->behind_item = false;
    if (l->at == l->end) return l->opened == 0 && l->behind_item ? ORM__PG_END : ORM__PG_BAD;
    if (*l->at == '}' && l->opened) return l->at++, l->opened--, l->behind_item = true, ORM__PG_CLOSE;
    if (l->behind_item) return ORM__PG_BAD;
    if (*l->at == '{' && l->opened < ORM__PG_DIMENSIONS) return l->at++, l->opened++, ORM__PG_OPEN;
    if (!l->opened) return ORM__PG_BAD;
    l->behind_item = true;
    return orm__pg_item_text(l, item, size);
}
/* "a"=>"1", "b"=>NULL */
static orm__pg_token orm__pg_next_map_text(orm__pg_list *l, const char **item, size_t *size) {
    const char *before = l->done == 0 ? "" : l->done % 2 ? "=>" : ", ";
    const size_t length = strlen(before);
    if (l->at == l->end) return l->done % 2 ? ORM__PG_BAD : ORM__PG_END;
    if ((size_t)(l->end - l->at) <= length || memcmp(l->at, before, length) != 0) return ORM__PG_BAD;
    l->at += length;
    return l->done++, orm__pg_item_text(l, item, size);
}
static orm__pg_token orm__pg_list_next(orm__pg_list *l, const char **item, size_t *size) {
    if (l->binary) return orm__pg_next_binary(l, item, size);
    return l->map ? orm__pg_next_map_text(l, item, size) : orm__pg_next_array_text(l, item, size);
}
static orm__pg_found orm__pg_item_cell(const orm__pg_list *l, orm__pg_token token, const char *item, size_t size, orm__cell *out) {
    *out = (orm__cell){ .wire = ORM__WIRE_NULL };
    if (token == ORM__PG_NULL) return ORM__PG_FOUND;
    if (l->item.kind == ORM__PG_ARRAY || l->item.kind == ORM__PG_HSTORE || (l->binary && l->item.kind == ORM__PG_OTHER)) return ORM__PG_DAMAGED;
    return orm__pg_read_cell(NULL, &l->item, l->binary, item, size, l->texts, out);
}
static orm__pg_found orm__pg_read_list(orm__pg_list *l, orm__cell *out) {
    size_t size = 16, length;
    const char *item = NULL;
    int opened = 0;
    orm__cells *cells = orm__arena_zero(l->texts, sizeof *cells);
    if (cells) cells->items = orm__arena_take(l->texts, size * sizeof *cells->items, 16);
    if (!cells || !cells->items) return ORM__PG_SHORT_MEMORY;
    cells->map = l->map;
    for (orm__pg_token token; (token = orm__pg_list_next(l, &item, &length)) != ORM__PG_END;) {
        if (token == ORM__PG_BAD) return ORM__PG_DAMAGED;
        if (token == ORM__PG_MEMORY) return ORM__PG_SHORT_MEMORY;
        if (token == ORM__PG_OPEN && ++opened > 1) return ORM__PG_NESTED;
        if (token == ORM__PG_OPEN || token == ORM__PG_CLOSE) continue;
        if (cells->count == size) {
            cells->items = orm__arena_grow(l->texts, cells->items, size * sizeof *cells->items, 2 * size * sizeof *cells->items);
            if (!cells->items) return ORM__PG_SHORT_MEMORY;
            size *= 2;
        }
        const orm__pg_found found = orm__pg_item_cell(l, token, item, length, &cells->items[cells->count++]);
        if (found != ORM__PG_FOUND) return found;
        if (l->map && cells->count % 2 && token == ORM__PG_NULL) return ORM__PG_DAMAGED; /* a key */
    }
    *out = (orm__cell){ .wire = ORM__WIRE_LIST, .bytes = (const char *)cells };
    return ORM__PG_FOUND;
}
ORM__PRIVATE orm__pg_found orm__pg_read_cell(const orm__pg_types *known, const orm__pg_type *type, bool binary, const char *bytes, size_t size, orm__arena *texts, orm__cell *out) {
    const orm__pg_kind kind = (orm__pg_kind)type->kind;
    const orm__wire wire = orm__pg_wire_of(kind);
    bool ok = true;
    if (wire == ORM__WIRE_LIST) {
        orm__pg_list l;
        return orm__pg_list_begin(&l, known, type, binary, bytes, size, texts) ? orm__pg_read_list(&l, out) : ORM__PG_DAMAGED;
    }
    if (!binary) return orm__pg_scalar_of(kind, bytes, size, texts, out);
    *out = (orm__cell){ .wire = wire };
    if (wire == ORM__WIRE_TEXT || wire == ORM__WIRE_BLOB) return orm__pg_read_bytes(kind, bytes, size, texts, &out->bytes, &out->size);
    if (wire == ORM__WIRE_REAL) out->real = orm__pg_read_real(kind, bytes, size, &ok);
    else out->integer = orm__pg_read_integer(kind, bytes, size, &ok);
    return ok ? ORM__PG_FOUND : ORM__PG_DAMAGED;
}

/* ---- lists as JSON -------------------------------------------------------------------------------------------------------------------------- */
static bool orm__pg_sink(void *buffer, const char *bytes, size_t count) {
    orm__put(buffer, bytes, count);
    return !((orm__buffer *)buffer)->failed;
}
/* False: the text is not UTF-8, or a moment has no text. */
static bool orm__pg_put_json(orm__buffer *b, orm__pg_kind kind, const orm__cell *c) {
    char text[ORM_UUID_TEXT_SIZE] = "";
    size_t length = 0;
    switch (c->wire) {
    case ORM__WIRE_NULL: orm__put_text(b, "null"); return true;
    case ORM__WIRE_INTEGER:
        if (kind == ORM__PG_BOOL) orm__put_text(b, c->integer ? "true" : "false");
        else orm__put_number(b, c->integer);
        return true;
    case ORM__WIRE_REAL:
        if (orm__json_write_double(orm__pg_sink, b, c->real)) return true;
        orm__put_text(b, c->real != c->real ? "\"NaN\"" : c->real < 0 ? "\"-Infinity\"" : "\"Infinity\"");
        return true;
    case ORM__WIRE_TIMESTAMP: length = orm_timestamp_text(c->integer, text, sizeof text); break;
    case ORM__WIRE_TIME: length = orm_time_text(c->integer, text, sizeof text); break;
    case ORM__WIRE_DATE:
        if (c->integer >= ORM_DATE_MIN && c->integer <= ORM_DATE_MAX) length = orm_date_text((int32_t)c->integer, text, sizeof text);
        break;
    case ORM__WIRE_BLOB: {
        orm_uuid uuid;
        if (kind == ORM__PG_UUID) {
            memcpy(uuid.bytes, c->bytes, 16);
            length = orm_uuid_text(uuid, text, sizeof text);
            break;
        }
        orm__put_text(b, "\"\\\\x");
        for (size_t i = 0; i < c->size; i++) orm__put_format(b, "%02x", (unsigned)(unsigned char)c->bytes[i]);
        orm__put_char(b, '"');
        return true;
    }
    default: {
        size_t where;
        const bool number = kind == ORM__PG_NUMERIC && c->size && c->bytes[0] != 'N' && c->bytes[0] != 'I' && !(c->size > 1 && c->bytes[1] == 'I');
        if (!number && kind != ORM__PG_JSON && kind != ORM__PG_JSONB) return orm__json_write_string(orm__pg_sink, b, c->bytes, c->size);
        if (!orm__json_ok(c->bytes, c->size, &where)) return false;
        orm__put(b, c->bytes, c->size);
        return true;
    }
    }
    return length && orm__json_write_string(orm__pg_sink, b, text, length);
}
static orm__pg_found orm__pg_put_list(orm__pg_list *l, orm__buffer *b) {
    const char *item = NULL;
    size_t length;
    bool comma = false;
    for (orm__pg_token token; (token = orm__pg_list_next(l, &item, &length)) != ORM__PG_END && !b->failed;) {
        orm__cell cell;
        if (token == ORM__PG_BAD) return ORM__PG_DAMAGED;
        if (token == ORM__PG_MEMORY) return ORM__PG_SHORT_MEMORY;
        if (token != ORM__PG_CLOSE && comma) orm__put_char(b, ',');
        comma = token != ORM__PG_OPEN;
        if (token == ORM__PG_OPEN || token == ORM__PG_CLOSE) {
            orm__put_char(b, token == ORM__PG_OPEN ? '[' : ']');
            continue;
        }
        const orm__pg_found found = orm__pg_item_cell(l, token, item, length, &cell);
        if (found != ORM__PG_FOUND) return found;
        if (!orm__pg_put_json(b, (orm__pg_kind)l->item.kind, &cell)) return b->failed ? ORM__PG_SHORT_MEMORY : ORM__PG_DAMAGED;
    }
    return b->failed ? ORM__PG_SHORT_MEMORY : ORM__PG_FOUND;
}
/* Keys in byte order, as the library writes a map elsewhere. */
static int orm__pg_key_order(const void *a, const void *b) {
    const orm__cell *x = a, *y = b;
    const size_t least = x->size < y->size ? x->size : y->size;
    const int order = memcmp(x->bytes, y->bytes, least);
    return order ? order : (x->size > y->size) - (x->size < y->size);
}
static orm__pg_found orm__pg_put_map(orm__pg_list *l, orm__buffer *b) {
    orm__cell list;
    const orm__pg_found found = orm__pg_read_list(l, &list);
    if (found != ORM__PG_FOUND) return found;
    const orm__cells *cells = (const orm__cells *)(const void *)list.bytes;
    qsort(cells->items, cells->count / 2, 2 * sizeof *cells->items, orm__pg_key_order);
    orm__put_char(b, '{');
    for (size_t i = 0; i < cells->count; i++) {
        if (i) orm__put_char(b, i % 2 ? ':' : ',');
        if (!orm__pg_put_json(b, ORM__PG_TEXT, &cells->items[i])) return b->failed ? ORM__PG_SHORT_MEMORY : ORM__PG_DAMAGED;
    }
    orm__put_char(b, '}');
    return b->failed ? ORM__PG_SHORT_MEMORY : ORM__PG_FOUND;
}
ORM__PRIVATE orm__pg_found orm__pg_read_json(const orm__pg_types *known, const orm__pg_type *type, bool binary, const char *bytes, size_t size, orm__arena *texts, orm__cell *out) {
    orm__pg_list l;
    orm__buffer b = { .allocator = texts->allocator };
    if (!orm__pg_list_begin(&l, known, type, binary, bytes, size, texts)) return ORM__PG_DAMAGED;
    orm__pg_found found = l.map ? orm__pg_put_map(&l, &b) : orm__pg_put_list(&l, &b);
    if (found == ORM__PG_FOUND) {
        *out = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = orm__arena_text(texts, b.text, b.length), .size = b.length };
        if (!out->bytes) found = ORM__PG_SHORT_MEMORY;
    }
    orm__buffer_free(&b);
    return found;
}
