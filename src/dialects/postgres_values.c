#include "postgres_values.h"
#include "../orm/json.h"
#include "../orm/net.h"
#include <stdio.h>
#include <string.h>

#define ORM__PG_EPOCH_DAYS 10957 /* from 1970-01-01 to 2000-01-01 */
#define ORM__PG_EPOCH_MICROSECONDS INT64_C(946684800000000)

ORM__PRIVATE orm__pg_kind orm__pg_kind_of(uint32_t oid) {
    switch (oid) { /* pg_type.dat: the numbers of built-in types never change */
    case 16: return ORM__PG_BOOL;
    case 17: return ORM__PG_BYTEA;
    case 20: return ORM__PG_INT8;
    case 21: return ORM__PG_INT2;
    case 23: return ORM__PG_INT4;
    case 26: return ORM__PG_OID;
    case 18: case 19: case 25: case 705: case 1043: return ORM__PG_TEXT; /* "char", name, text, unknown, varchar */
    case 114: return ORM__PG_JSON;
    case 600: return ORM__PG_POINT;
    case 650: case 869: return ORM__PG_INET;
    case 700: return ORM__PG_FLOAT4;
    case 701: return ORM__PG_FLOAT8;
    case 829: return ORM__PG_MACADDR;
    case 1042: return ORM__PG_BPCHAR;
    case 1082: return ORM__PG_DATE;
    case 1083: return ORM__PG_TIME;
    case 1114: case 1184: return ORM__PG_TIMESTAMP; /* the session's time zone is UTC */
    case 1186: return ORM__PG_INTERVAL;
    case 1700: return ORM__PG_NUMERIC;
    case 2278: return ORM__PG_VOID;
    case 2950: return ORM__PG_UUID;
    case 3802: return ORM__PG_JSONB;
    default: return ORM__PG_OTHER;
    }
}
ORM__PRIVATE orm__wire orm__pg_wire_of(orm__pg_kind kind) {
    static const uint8_t wires[ORM__PG_KIND_COUNT] = {
        [ORM__PG_OTHER] = ORM__WIRE_TEXT, [ORM__PG_BOOL] = ORM__WIRE_INTEGER, [ORM__PG_INT2] = ORM__WIRE_INTEGER, [ORM__PG_INT4] = ORM__WIRE_INTEGER,
        [ORM__PG_INT8] = ORM__WIRE_INTEGER, [ORM__PG_OID] = ORM__WIRE_INTEGER, [ORM__PG_FLOAT4] = ORM__WIRE_REAL, [ORM__PG_FLOAT8] = ORM__WIRE_REAL,
        [ORM__PG_NUMERIC] = ORM__WIRE_TEXT, [ORM__PG_TEXT] = ORM__WIRE_TEXT, [ORM__PG_BPCHAR] = ORM__WIRE_TEXT, [ORM__PG_JSON] = ORM__WIRE_TEXT,
        [ORM__PG_JSONB] = ORM__WIRE_TEXT, [ORM__PG_BYTEA] = ORM__WIRE_BLOB, [ORM__PG_UUID] = ORM__WIRE_BLOB, [ORM__PG_TIMESTAMP] = ORM__WIRE_TIMESTAMP,
        [ORM__PG_DATE] = ORM__WIRE_DATE, [ORM__PG_TIME] = ORM__WIRE_TIME, [ORM__PG_INTERVAL] = ORM__WIRE_TEXT, [ORM__PG_INET] = ORM__WIRE_TEXT,
        [ORM__PG_MACADDR] = ORM__WIRE_TEXT, [ORM__PG_POINT] = ORM__WIRE_TEXT, [ORM__PG_VOID] = ORM__WIRE_TEXT,
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
ORM__PRIVATE const char *orm__pg_read_text(orm__pg_kind kind, const char *bytes, size_t size, orm__arena *texts, size_t *length, bool *ok) {
    char text[128], x[40], y[40];
    const unsigned char *b = (const unsigned char *)bytes;
    orm__pg_numeric n;
    size_t written = 0;
    *ok = kind == ORM__PG_NUMERIC || kind == ORM__PG_INET || size == orm__pg_fixed_size(kind);
    if (!*ok) return NULL;
    switch (kind) {
    case ORM__PG_NUMERIC:
        if (!(*ok = orm__pg_numeric_read(bytes, size, &n))) return NULL;
        if (n.sign == 0 || n.sign == 0x4000) return orm__pg_numeric_text(&n, texts, length);
        written = (size_t)snprintf(text, sizeof text, "%s", n.sign == 0xC000 ? "NaN" : n.sign == 0xD000 ? "Infinity" : "-Infinity");
        break;
    case ORM__PG_INTERVAL:
        written = orm_interval_text((orm_interval){ .months = orm__pg_read_int4(bytes + 12), .days = orm__pg_read_int4(bytes + 8), .microseconds = orm__pg_read_int8(bytes) }, text, sizeof text);
        break;
    case ORM__PG_INET:
        if (orm__pg_inet_text(bytes, size, text, sizeof text)) written = strlen(text);
        break;
    case ORM__PG_MACADDR:
        written = (size_t)snprintf(text, sizeof text, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1], b[2], b[3], b[4], b[5]);
        break;
    default:
        orm__pg_coordinate(bytes, x, sizeof x);
        orm__pg_coordinate(bytes + 8, y, sizeof y);
        written = (size_t)snprintf(text, sizeof text, "(%s,%s)", x, y);
        break;
    }
    *ok = written > 0;
    *length = written;
    return *ok ? orm__arena_text(texts, text, written) : NULL;
}
