/* json: a strict validator (RFC 8259), and a reader and writer for flat arrays and string maps that are stored as JSON. */
#ifndef ORM__JSON_H
#define ORM__JSON_H
#include "base.h"

#define ORM__JSON_DEPTH 512 /* how deep arrays and objects may nest */
#define ORM__DOUBLE_TEXT_SIZE 32

/* Whether the text is one JSON value.  Stricter than the grammar in three things: strings are valid UTF-8, an escaped surrogate
 * has its partner, and \u0000 is refused; PostgreSQL's jsonb refuses the same.  Where it is not, *where (may be NULL) is the offset of the
 * first byte that cannot stand there, or the length when the text ends too early. */
ORM__PRIVATE bool orm__json_ok(const char *text, size_t length, size_t *where);

/* ---- writing: everything goes to the sink, which returns false to stop -------------------------------------------------- */
typedef bool (*orm__sink)(void *context, const char *bytes, size_t count);
/* With quotes, escaping only what must be.  False also for text that is not UTF-8 or holds a NUL byte: nothing is written then. */
ORM__PRIVATE bool orm__json_write_string(orm__sink sink, void *context, const char *text, size_t length);
ORM__PRIVATE bool orm__json_write_int64(orm__sink sink, void *context, int64_t value);
ORM__PRIVATE bool orm__json_write_uint64(orm__sink sink, void *context, uint64_t value);
/* The shortest of 15, 16 and 17 digits that reads back the same; false for NaN and infinities, which JSON does not have. */
ORM__PRIVATE bool orm__json_write_double(orm__sink sink, void *context, double value);
/* The same text into a buffer: a valid JSON number whatever the locale is.  Its length; 0 for NaN, infinities, a small buffer. */
ORM__PRIVATE size_t orm__double_text(double value, char *buffer, size_t size);

/* ---- reading ------------------------------------------------------------------------------------------------------------- */
typedef enum orm__json_kind {
    ORM__JSON_BAD, /* not JSON, or not of this shape: nested, or text behind the end */
    ORM__JSON_END,
    ORM__JSON_NULL,
    ORM__JSON_TRUE,
    ORM__JSON_FALSE,
    ORM__JSON_NUMBER,
    ORM__JSON_STRING
} orm__json_kind;
/* A value as a slice of what is read; a string without its quotes and still escaped. */
typedef struct orm__json_item { orm__json_kind kind; const char *text; size_t length; bool has_escapes; } orm__json_item;
typedef struct orm__json_reader { const char *p, *end; bool begun, failed; } orm__json_reader;

/* Opens a flat array; then each next() gives an element or END, and BAD from a mistake on. */
ORM__PRIVATE bool orm__json_array_begin(orm__json_reader *reader, const char *text, size_t length);
ORM__PRIVATE orm__json_kind orm__json_array_next(orm__json_reader *reader, orm__json_item *item);
/* Opens a flat object whose values are strings and nulls; next() gives a key and the kind of its value, or END, or BAD.  A key may come twice. */
ORM__PRIVATE bool orm__json_object_begin(orm__json_reader *reader, const char *text, size_t length);
ORM__PRIVATE orm__json_kind orm__json_object_next(orm__json_reader *reader, orm__json_item *key, orm__json_item *value);

/* ---- the parts of a text that is known to be valid ------------------------------------------------------------------------- */
typedef struct orm__json_text { const char *at, *end; } orm__json_text; /* one value, without blanks around it */
ORM__PRIVATE const char *orm__json_past_blanks(const char *p, const char *end);
ORM__PRIVATE const char *orm__json_past_value(const char *p, const char *end); /* behind the value that begins at p */
/* The next item of an array or object (*key, with its quotes, is for objects); `p` stands behind the opening bracket or the item before. */
ORM__PRIVATE bool orm__json_next_item(const char **p, const char *end, bool object, orm__json_text *key, orm__json_text *value);

/* Writes a string slice without its escapes and returns its length, never more than `length`; no NUL is added. */
ORM__PRIVATE size_t orm__json_unescape(char *out, const char *slice, size_t length);
/* The value of a number slice; the integers refuse a fraction, an exponent and what does not fit, the double what is beyond its range. */
ORM__PRIVATE bool orm__json_to_int64(const char *slice, size_t length, int64_t *value);
ORM__PRIVATE bool orm__json_to_uint64(const char *slice, size_t length, uint64_t *value);
ORM__PRIVATE bool orm__json_to_double(const char *slice, size_t length, double *value);

#endif
