/* types: the C side of the column types, their optional forms, and conversions between values and text.
 * Conversions allocate nothing: text goes into a buffer of the caller's, `size` bytes including the NUL. */
#ifndef ORM__TYPES_H
#define ORM__TYPES_H
#include "base.h"

ORM__C_BEGIN

/* ---- values ------------------------------------------------------------------------------------------------------------- */
/* An exact decimal as text: an optional '-', digits, optionally '.' and digits; up to 65 digits.  Never goes through a double.
 * { NULL } is "no value" in an opt column.  The text is borrowed from whoever made it. */
typedef struct orm_decimal { const char *text; } orm_decimal;
#define ORM_DEC(literal) ((orm_decimal){ "" literal "" })

typedef struct orm_interval { int32_t months, days; int64_t microseconds; } orm_interval;
typedef struct orm_uuid { uint8_t bytes[16]; } orm_uuid; /* in the order it is written */
typedef struct orm_point { double x, y; } orm_point;
typedef struct orm_blob { const void *data; size_t size; } orm_blob;       /* data NULL: no value; an empty blob has data "" */
typedef struct orm_vector { const float *items; size_t count; } orm_vector;
typedef struct orm_map_entry { const char *key, *value; } orm_map_entry;    /* a value may be NULL, a key not */
typedef struct orm_map { const orm_map_entry *items; size_t count; } orm_map; /* items NULL: no value */

/* ---- opt(T) ------------------------------------------------------------------------------------------------------------- */
#define ORM_SOME(x) { .has = true, .value = (x) }
#define ORM_NONE    { .has = false }
typedef struct orm_opt_bool      { bool has; bool value; } orm_opt_bool;
typedef struct orm_opt_int16     { bool has; int16_t value; } orm_opt_int16;
typedef struct orm_opt_int32     { bool has; int32_t value; } orm_opt_int32;
typedef struct orm_opt_int64     { bool has; int64_t value; } orm_opt_int64;
typedef struct orm_opt_uint32    { bool has; uint32_t value; } orm_opt_uint32;
typedef struct orm_opt_uint64    { bool has; uint64_t value; } orm_opt_uint64;
typedef struct orm_opt_float     { bool has; float value; } orm_opt_float;
typedef struct orm_opt_double    { bool has; double value; } orm_opt_double;
typedef struct orm_opt_timestamp { bool has; int64_t value; } orm_opt_timestamp;
typedef struct orm_opt_date      { bool has; int32_t value; } orm_opt_date;
typedef struct orm_opt_time      { bool has; int64_t value; } orm_opt_time;
typedef struct orm_opt_interval  { bool has; orm_interval value; } orm_opt_interval;
typedef struct orm_opt_uuid      { bool has; orm_uuid value; } orm_opt_uuid;
typedef struct orm_opt_point     { bool has; orm_point value; } orm_opt_point;

/* ---- array(T) ----------------------------------------------------------------------------------------------------------- */
/* items NULL: no value; an empty array has count 0 and items that are not NULL (any address will do). */
typedef struct orm_array_bool   { bool *items; size_t count; } orm_array_bool;
typedef struct orm_array_int16  { int16_t *items; size_t count; } orm_array_int16;
typedef struct orm_array_int32  { int32_t *items; size_t count; } orm_array_int32;
typedef struct orm_array_int64  { int64_t *items; size_t count; } orm_array_int64;
typedef struct orm_array_float  { float *items; size_t count; } orm_array_float;
typedef struct orm_array_double { double *items; size_t count; } orm_array_double;
typedef struct orm_array_text   { const char **items; size_t count; } orm_array_text;
typedef struct orm_array_uuid   { orm_uuid *items; size_t count; } orm_array_uuid;

/* ---- enum(E) ------------------------------------------------------------------------------------------------------------ */
/* #define ROLE(X) X(ROLE_GUEST, "guest") X(ROLE_ADMIN, "admin")        the C name, and the name that is stored (default: the C name)
 * ORM_ENUM(Role, ROLE);                                                declares enum Role, its names and orm_opt_Role */
typedef struct orm_enum_item { int value; const char *name; } orm_enum_item;
typedef struct orm_enum { const char *name; const orm_enum_item *items; size_t count; } orm_enum;
#define ORM_ENUM(E, LIST)                                                                                    \
    typedef enum E { LIST(ORM__ENUM_CONSTANT) } E;                                                           \
    typedef struct orm_opt_##E { bool has; E value; } orm_opt_##E;                                           \
    ORM__UNUSED static const orm_enum_item E##__items[] = { LIST(ORM__ENUM_ITEM) };                          \
    ORM__UNUSED static const orm_enum E##__enum = { #E, E##__items, sizeof E##__items / sizeof *E##__items }
#define ORM__ENUM_CONSTANT(...) ORM__ENUM_FIRST(__VA_ARGS__, ~),
#define ORM__ENUM_FIRST(name, ...) name
#define ORM__ENUM_ITEM(...) ORM__ENUM_ITEM_PICK(__VA_ARGS__, ORM__ENUM_ITEM_2, ORM__ENUM_ITEM_1, ~)(__VA_ARGS__)
#define ORM__ENUM_ITEM_PICK(a, b, which, ...) which
#define ORM__ENUM_ITEM_1(name) { name, #name },
#define ORM__ENUM_ITEM_2(name, stored) { name, stored },
/* What the library knows of an enum: orm_enum_name(ORM_ENUM_OF(Role), user.role) */
#define ORM_ENUM_OF(E) (&E##__enum)
/* The stored name of an enum's value, or NULL. */
ORM_API const char *orm_enum_name(const orm_enum *enumeration, int64_t value);
/* Finds a value by its stored name; false when there is none. */
ORM_API bool orm_enum_value(const orm_enum *enumeration, const char *name, int *value);

/* ---- text <-> value -------------------------------------------------------------------------------------------------------
 * orm_X_text writes and returns the number of bytes (without the NUL), or 0 when the buffer is too small or the value is out of range.
 * orm_X_parse reads exactly the whole text (length bytes; SIZE_MAX: up to the NUL) and returns false for anything else, leaving *out alone. */
#define ORM_TIMESTAMP_TEXT_SIZE 27 /* "2026-01-31 23:59:59.123456" */
#define ORM_DATE_TEXT_SIZE 11
#define ORM_TIME_TEXT_SIZE 16
#define ORM_UUID_TEXT_SIZE 37
#define ORM_INTERVAL_TEXT_SIZE 64
#define ORM_DECIMAL_TEXT_SIZE 72
/* Timestamps: UTC, years 0001 to 9999, proleptic Gregorian. */
#define ORM_TIMESTAMP_MIN INT64_C(-62135596800000000)
#define ORM_TIMESTAMP_MAX INT64_C(253402300799999999)
#define ORM_DATE_MIN (-719162)
#define ORM_DATE_MAX 2932896
ORM_API size_t orm_timestamp_text(int64_t timestamp, char *buffer, size_t size);
/* Reads ISO 8601 and its relatives: a date; or a date, 'T' or blanks, a time with or without seconds and fraction (digits past the sixth are
 * rounded half up), and no zone (UTC), 'Z', +hh, +hhmm or +hh:mm. */
ORM_API bool orm_timestamp_parse(const char *text, size_t length, int64_t *timestamp);
ORM_API size_t orm_date_text(int32_t days, char *buffer, size_t size);
ORM_API bool orm_date_parse(const char *text, size_t length, int32_t *days);
ORM_API size_t orm_time_text(int64_t microseconds, char *buffer, size_t size);
ORM_API bool orm_time_parse(const char *text, size_t length, int64_t *microseconds);
/* ISO 8601 durations, "P1Y2M3DT4H5M6.789S"; zero is "PT0S".  Every part carries its own sign. */
ORM_API size_t orm_interval_text(orm_interval interval, char *buffer, size_t size);
ORM_API bool orm_interval_parse(const char *text, size_t length, orm_interval *interval);
/* Lower case with hyphens; reading also takes upper case, no hyphens, braces and "urn:uuid:". */
ORM_API size_t orm_uuid_text(orm_uuid uuid, char *buffer, size_t size);
ORM_API bool orm_uuid_parse(const char *text, size_t length, orm_uuid *uuid);
/* RFC 9562: version 4 from 16 random bytes, version 7 from 16 random bytes and milliseconds since 1970. */
ORM_API orm_uuid orm_uuid_v4(const uint8_t random[16]);
ORM_API orm_uuid orm_uuid_v7(const uint8_t random[16], int64_t milliseconds);

/* ---- decimals -------------------------------------------------------------------------------------------------------------
 * A decimal is valid when it has 1 to 65 digits, at most one '.', an optional sign, and may have an exponent ("1.5e3"). */
/* Writes the canonical form with exactly `scale` digits after the point: no '+', no leading zeros but one, "-0" becomes "0", no exponent.
 * Returns its length; 0 when the text is no decimal, needs more than `precision` digits, has digits past the scale that are not 0, or does not fit. */
ORM_API size_t orm_decimal_canonical(const char *text, size_t length, int precision, int scale, char *buffer, size_t size);
/* value * 10^scale as an integer, exactly: "12.5" at scale 2 is 1250; false when it is no decimal, not exact or does not fit. */
ORM_API bool orm_decimal_scaled(orm_decimal decimal, int scale, int64_t *scaled);
/* The reverse: 1250 at scale 2 is "12.50". */
ORM_API size_t orm_decimal_from_scaled(int64_t scaled, int scale, char *buffer, size_t size);
/* -1, 0 or 1; texts that are no decimals count as 0. */
ORM_API int orm_decimal_compare(orm_decimal a, orm_decimal b);

ORM__C_END
#endif
