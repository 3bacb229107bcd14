/* postgres_values: PostgreSQL's binary forms of values, without libpq: which types are understood, and their bytes to and from C.
 * All numbers are big-endian; the forms are those of each type's send and receive functions. */
#ifndef ORM__POSTGRES_VALUES_H
#define ORM__POSTGRES_VALUES_H
#include "../orm/memory.h"
#include "driver.h"

/* How a type's values are read and written.  OTHER: only as the text the server makes of them.  LETTER: the type "char". */
typedef enum orm__pg_kind {
    ORM__PG_OTHER, ORM__PG_BOOL, ORM__PG_INT2, ORM__PG_INT4, ORM__PG_INT8, ORM__PG_OID, ORM__PG_FLOAT4, ORM__PG_FLOAT8, ORM__PG_NUMERIC, ORM__PG_TEXT, ORM__PG_LETTER, ORM__PG_BPCHAR,
    ORM__PG_JSON, ORM__PG_JSONB, ORM__PG_BYTEA, ORM__PG_UUID, ORM__PG_TIMESTAMP, ORM__PG_DATE, ORM__PG_TIME, ORM__PG_INTERVAL, ORM__PG_INET, ORM__PG_MACADDR, ORM__PG_POINT,
    ORM__PG_BIT, ORM__PG_VOID, ORM__PG_ARRAY, ORM__PG_HSTORE, ORM__PG_VECTOR, ORM__PG_KIND_COUNT
} orm__pg_kind;
ORM__PRIVATE const char *orm__pg_kind_name(orm__pg_kind kind);
/* What the codec gets to see of a binary value. */
ORM__PRIVATE orm__wire orm__pg_wire_of(orm__pg_kind kind);

/* ---- types ------------------------------------------------------------------------------------------------------------------------- */
/* A type and, of an array, its elements'. */
typedef struct orm__pg_type { uint32_t oid, element; uint8_t kind, element_kind; } orm__pg_type;
/* Types whose numbers are each database's own: enums, domains, those of extensions. */
typedef struct orm__pg_types { const orm_allocator *allocator; orm__pg_type *items; size_t count, size; } orm__pg_types;
/* False: it is neither built in nor known; *out is OTHER then. */
ORM__PRIVATE bool orm__pg_find_type(const orm__pg_types *known, uint32_t oid, orm__pg_type *out);
/* Adds what the catalogue says of a type: the name of its send function, and its element (0: none).  False: no memory. */
ORM__PRIVATE bool orm__pg_learn_type(orm__pg_types *known, uint32_t oid, const char *send_function, uint32_t element);
ORM__PRIVATE void orm__pg_types_free(orm__pg_types *known);

/* ---- reading ------------------------------------------------------------------------------------------------------------------------- */
typedef enum orm__pg_found { ORM__PG_FOUND, ORM__PG_DAMAGED, ORM__PG_NESTED /* an array of more than one dimension */, ORM__PG_SHORT_MEMORY } orm__pg_found;

ORM__PRIVATE uint64_t orm__pg_read(const char *bytes, size_t size);         /* an unsigned number of 1 to 8 bytes */
ORM__PRIVATE void orm__pg_write(char *out, uint64_t value, size_t size);
/* Integers, and dates and times in the library's own count; a value of a wrong size gives 0 and *ok false. */
ORM__PRIVATE int64_t orm__pg_read_integer(orm__pg_kind kind, const char *bytes, size_t size, bool *ok);
ORM__PRIVATE double orm__pg_read_real(orm__pg_kind kind, const char *bytes, size_t size, bool *ok);
/* What the codec takes as bytes: texts, blobs and what is made to a text.  Borrows from the value where it can. */
ORM__PRIVATE orm__pg_found orm__pg_read_bytes(orm__pg_kind kind, const char *bytes, size_t size, orm__arena *texts, const char **out, size_t *length);
/* A whole value; of ARRAY and HSTORE the list.  `binary`: as its send function writes it, else as its output function does. */
ORM__PRIVATE orm__pg_found orm__pg_read_cell(const orm__pg_types *known, const orm__pg_type *type, bool binary, const char *bytes, size_t size, orm__arena *texts, orm__cell *out);
/* An array or hstore as JSON, as the other databases have it, of any dimensions. */
ORM__PRIVATE orm__pg_found orm__pg_read_json(const orm__pg_types *known, const orm__pg_type *type, bool binary, const char *bytes, size_t size, orm__arena *texts, orm__cell *out);

/* ---- writing ------------------------------------------------------------------------------------------------------------------------- */
typedef enum orm__pg_refusal { ORM__PG_TAKEN, ORM__PG_WRONG_TYPE, ORM__PG_OUT_OF_RANGE, ORM__PG_TOO_LARGE, ORM__PG_NO_MEMORY } orm__pg_refusal;

/* The most bytes a value takes in a type's binary form; and its bytes, exactly *size of them.  OTHER and VOID have no such form: ORM__PG_WRONG_TYPE. */
ORM__PRIVATE size_t orm__pg_room(const orm__pg_type *type, const orm__cell *value);
ORM__PRIVATE orm__pg_refusal orm__pg_encode(const orm__pg_type *type, const orm__cell *value, char *out, size_t *size);
/* For the server's input function: of a type that is not known, and of lists for columns of text or JSON.  *made may be the value's own bytes. */
ORM__PRIVATE orm__pg_refusal orm__pg_encode_text(const orm__pg_type *type, const orm__cell *value, orm__arena *texts, const char **made, size_t *size);

/* Microseconds since 1970 and days since 1970 as PostgreSQL counts them, from 2000, and back.  Infinities stay the largest and smallest numbers. */
ORM__PRIVATE int64_t orm__pg_from_timestamp(int64_t microseconds);
ORM__PRIVATE int32_t orm__pg_from_date(int64_t days);
#endif
