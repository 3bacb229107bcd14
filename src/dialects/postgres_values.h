/* postgres_values: PostgreSQL's binary forms of values, without libpq: which types are understood, and their bytes to and from C.
 * All numbers are big-endian; the forms are those of each type's send and receive functions. */
#ifndef ORM__POSTGRES_VALUES_H
#define ORM__POSTGRES_VALUES_H
#include "../orm/memory.h"
#include "driver.h"

/* How a type's values are read and written.  OTHER: only as the text the server makes of them. */
typedef enum orm__pg_kind {
    ORM__PG_OTHER, ORM__PG_BOOL, ORM__PG_INT2, ORM__PG_INT4, ORM__PG_INT8, ORM__PG_OID, ORM__PG_FLOAT4, ORM__PG_FLOAT8, ORM__PG_NUMERIC, ORM__PG_TEXT, ORM__PG_BPCHAR,
    ORM__PG_JSON, ORM__PG_JSONB, ORM__PG_BYTEA, ORM__PG_UUID, ORM__PG_TIMESTAMP, ORM__PG_DATE, ORM__PG_TIME, ORM__PG_INTERVAL, ORM__PG_INET, ORM__PG_MACADDR, ORM__PG_POINT,
    ORM__PG_VOID, ORM__PG_KIND_COUNT
} orm__pg_kind;
ORM__PRIVATE orm__pg_kind orm__pg_kind_of(uint32_t type_oid);
/* What the codec gets to see of a binary value. */
ORM__PRIVATE orm__wire orm__pg_wire_of(orm__pg_kind kind);

ORM__PRIVATE uint64_t orm__pg_read(const char *bytes, size_t size);         /* an unsigned number of 1 to 8 bytes */
ORM__PRIVATE void orm__pg_write(char *out, uint64_t value, size_t size);
/* Integers, and dates and times in the library's own count; a value of a wrong size gives 0 and *ok false. */
ORM__PRIVATE int64_t orm__pg_read_integer(orm__pg_kind kind, const char *bytes, size_t size, bool *ok);
ORM__PRIVATE double orm__pg_read_real(orm__pg_kind kind, const char *bytes, size_t size, bool *ok);
/* Values that the codec takes as text: numeric, interval, inet, cidr, macaddr, point.  NULL: memory is short, or *ok is false. */
ORM__PRIVATE const char *orm__pg_read_text(orm__pg_kind kind, const char *bytes, size_t size, orm__arena *texts, size_t *length, bool *ok);

/* Microseconds since 1970 and days since 1970 as PostgreSQL counts them, from 2000, and back.  Infinities stay the largest and smallest numbers. */
ORM__PRIVATE int64_t orm__pg_from_timestamp(int64_t microseconds);
ORM__PRIVATE int32_t orm__pg_from_date(int64_t days);
#endif
