#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "json.h"
#include "text.h"

#define ORM__BYTES(value) (UINT64_C(0x0101010101010101) * (value)) /* the same byte eight times */

/* ---- tokens -------------------------------------------------------------------------------------------------------------
 * Each function reads from *at and moves it behind the token, or returns false with *at on the byte that is wrong. */
static void orm__json_space(const char **at, const char *end) {
    while (*at < end && (**at == ' ' || **at == '\n' || **at == '\r' || **at == '\t')) ++*at;
}

static bool orm__json_is_digit(const char *at, const char *end) {
    return at < end && *at >= '0' && *at <= '9';
}

static bool orm__json_some_digits(const char **at, const char *end) {
    if (!orm__json_is_digit(*at, end)) return false;
    while (orm__json_is_digit(*at, end)) ++*at;
    return true;
}

static bool orm__json_number(const char **at, const char *end) {
    if (*at < end && **at == '-') ++*at;
    if (*at < end && **at == '0') ++*at; /* nothing may follow a leading zero: a further digit is the next token, and wrong there */
    else if (!orm__json_some_digits(at, end)) return false;
    if (*at < end && **at == '.') {
        ++*at;
        if (!orm__json_some_digits(at, end)) return false;
    }
    if (*at < end && (**at == 'e' || **at == 'E')) {
        ++*at;
        if (*at < end && (**at == '+' || **at == '-')) ++*at;
        return orm__json_some_digits(at, end);
    }
    return true;
}

static bool orm__json_word(const char **at, const char *end, const char *word) {
    for (; *word; word++, ++*at) {
        if (*at == end || **at != *word) return false;
    }
    return true;
}

static int orm__json_hex(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool orm__json_four_hex(const char **at, const char *end, uint32_t *unit) {
    *unit = 0;
    for (int i = 0; i < 4; i++, ++*at) {
        int digit = *at < end ? orm__json_hex(**at) : -1;
        if (digit < 0) return false;
        *unit = *unit << 4 | (uint32_t)digit;
    }
    return true;
}

/* Reads what follows "\u", and the second half of a surrogate pair with it; RFC 8259, section 7. */
static bool orm__json_unicode_escape(const char **at, const char *end, uint32_t *code_point) {
    const char *start = *at;
    uint32_t low;
    if (!orm__json_four_hex(at, end, code_point)) return false;
    bool surrogate = *code_point >= 0xD800 && *code_point <= 0xDFFF, high = surrogate && *code_point < 0xDC00;
    if (*code_point == 0 || (surrogate && !high)) {
        *at = start;
        return false;
    }
    if (!high) return true;
    if (!orm__json_word(at, end, "\\u")) return false;
    start = *at;
    if (!orm__json_four_hex(at, end, &low)) return false;
    if (low < 0xDC00 || low > 0xDFFF) {
        *at = start;
        return false;
    }
    *code_point = 0x10000 + ((*code_point - 0xD800) << 10) + (low - 0xDC00);
    return true;
}

static bool orm__json_escape(const char **at, const char *end) {
    uint32_t code_point;
    if (*at == end) return false;
    switch (**at) {
    case '"': case '\\': case '/': case 'b': case 'f': case 'n': case 'r': case 't':
        ++*at;
        return true;
    case 'u':
        ++*at;
        return orm__json_unicode_escape(at, end, &code_point);
    default:
        return false;
    }
}

/* Whether one of eight bytes is a quote, a backslash, a control character or not ASCII.  Each test is "does a byte borrow", exact as a whole. */
static bool orm__json_has_special(uint64_t word) {
    uint64_t quote = word ^ ORM__BYTES('"'), backslash = word ^ ORM__BYTES('\\');
    uint64_t borrows = (quote - ORM__BYTES(0x01)) | (backslash - ORM__BYTES(0x01)) | (word - ORM__BYTES(0x20)) | word;
    return (borrows & ORM__BYTES(0x80)) != 0;
}

static const char *orm__json_skip_plain(const char *at, const char *end) {
    for (; end - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, at, sizeof word);
        if (orm__json_has_special(word)) break;
    }
    return at;
}

/* Reads a string from behind its opening quote to behind its closing one. */
static bool orm__json_string(const char **at, const char *end, bool *has_escapes) {
    for (;;) {
        *at = orm__json_skip_plain(*at, end);
        size_t bytes = orm__utf8_length(*at, end);
        if (bytes == 0 || (unsigned char)**at < 0x20) return false;
        if (**at == '"') break;
        if (**at == '\\') {
            ++*at;
            *has_escapes = true;
            if (!orm__json_escape(at, end)) return false;
        } else {
            *at += bytes;
        }
    }
    ++*at;
    return true;
}

/* ---- the validator ------------------------------------------------------------------------------------------------------ */
/* Where we are: the open containers, one bit each (1: object), and the depth. */
typedef struct orm__json_stack { uint64_t objects[ORM__JSON_DEPTH / 64]; size_t depth; } orm__json_stack;

static bool orm__json_in_object(const orm__json_stack *stack) {
    size_t top = stack->depth - 1;
    return stack->objects[top / 64] >> top % 64 & 1;
}

static bool orm__json_push(orm__json_stack *stack, bool object) {
    if (stack->depth == ORM__JSON_DEPTH) return false;
    uint64_t bit = UINT64_C(1) << stack->depth % 64, *word = &stack->objects[stack->depth / 64];
    *word = object ? *word | bit : *word & ~bit;
    stack->depth++;
    return true;
}

/* A value that contains no others. */
static bool orm__json_scalar(const char **at, const char *end) {
    bool has_escapes = false;
    if (*at == end) return false;
    switch (**at) {
    case '"':
        ++*at;
        return orm__json_string(at, end, &has_escapes);
    case 't': return orm__json_word(at, end, "true");
    case 'f': return orm__json_word(at, end, "false");
    case 'n': return orm__json_word(at, end, "null");
    default: return orm__json_number(at, end);
    }
}

/* "key" and the colon. */
static bool orm__json_key(const char **at, const char *end) {
    bool has_escapes = false;
    orm__json_space(at, end);
    if (*at == end || **at != '"') return false;
    ++*at;
    if (!orm__json_string(at, end, &has_escapes)) return false;
    orm__json_space(at, end);
    if (*at == end || **at != ':') return false;
    ++*at;
    return true;
}

/* Reads a value up to its end, or up to where its first element begins; *open tells which. */
static bool orm__json_value(const char **at, const char *end, orm__json_stack *stack, bool *open) {
    orm__json_space(at, end);
    *open = false;
    if (*at == end || (**at != '[' && **at != '{')) return orm__json_scalar(at, end);
    bool object = **at == '{';
    if (!orm__json_push(stack, object)) return false;
    ++*at;
    orm__json_space(at, end);
    if (*at < end && **at == (object ? '}' : ']')) { /* empty: closed at once */
        ++*at;
        stack->depth--;
        return true;
    }
    *open = true;
    return !object || orm__json_key(at, end);
}

/* Behind a value: closes what ends here, up to a comma (and a key) or the end of the outermost value. */
static bool orm__json_after_value(const char **at, const char *end, orm__json_stack *stack) {
    while (stack->depth > 0) {
        bool object = orm__json_in_object(stack);
        orm__json_space(at, end);
        if (*at == end) return false;
        if (**at == ',') {
            ++*at;
            return !object || orm__json_key(at, end);
        }
        if (**at != (object ? '}' : ']')) return false;
        ++*at;
        stack->depth--;
    }
    return true;
}

static bool orm__json_document(const char **at, const char *end) {
    orm__json_stack stack;
    bool open;
    stack.depth = 0;
    do {
        if (!orm__json_value(at, end, &stack, &open)) return false;
        if (!open && !orm__json_after_value(at, end, &stack)) return false;
    } while (stack.depth > 0);
    orm__json_space(at, end);
    return *at == end;
}

ORM__PRIVATE bool orm__json_ok(const char *text, size_t length, size_t *where) {
    const char *start = length ? text : "", *at = start;
    bool ok = orm__json_document(&at, start + length);
    if (!ok && where) *where = (size_t)(at - start);
    return ok;
}

/* ---- writing ------------------------------------------------------------------------------------------------------------ */
/* Writes the escape of a byte that must not stand in a string; RFC 8259, section 7. */
static bool orm__json_write_escape(orm__sink sink, void *context, char byte) {
    static const char hex[] = "0123456789abcdef", plain[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = strchr(plain, byte);
    if (found) return sink(context, (const char[]){ '\\', letters[found - plain] }, 2);
    return sink(context, (const char[]){ '\\', 'u', '0', '0', hex[byte >> 4], hex[byte & 15] }, 6);
}

ORM__PRIVATE bool orm__json_write_string(orm__sink sink, void *context, const char *text, size_t length) {
    if (orm__check_text(text, length) != ORM__TEXT_OK || !sink(context, "\"", 1)) return false;
    const char *run = length ? text : "", *end = run + length;
    for (const char *at = run; at < end;) {
        at = orm__json_skip_plain(at, end);
        if (at < end && *at != '"' && *at != '\\' && (unsigned char)*at >= 0x20) {
            at++;
            continue;
        }
        if (at > run && !sink(context, run, (size_t)(at - run))) return false;
        if (at < end && !orm__json_write_escape(sink, context, *at++)) return false;
        run = at;
    }
    if (end > run && !sink(context, run, (size_t)(end - run))) return false;
    return sink(context, "\"", 1);
}

static bool orm__json_write_digits(orm__sink sink, void *context, bool negative, uint64_t value) {
    char text[20], *end = text + sizeof text, *at = end; /* 20: UINT64_MAX, or a sign and 19 digits */
    do {
        *--at = (char)('0' + value % 10);
        value /= 10;
    } while (value);
    if (negative) *--at = '-';
    return sink(context, at, (size_t)(end - at));
}

ORM__PRIVATE bool orm__json_write_int64(orm__sink sink, void *context, int64_t value) {
    return orm__json_write_digits(sink, context, value < 0, value < 0 ? 0 - (uint64_t)value : (uint64_t)value);
}

ORM__PRIVATE bool orm__json_write_uint64(orm__sink sink, void *context, uint64_t value) {
    return orm__json_write_digits(sink, context, false, value);
}

static bool orm__json_is_number_byte(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == 'e';
}

/* Copies a printed number, turning the locale's decimal point (one or more bytes that stand in no number) into '.'. */
static size_t orm__json_plain_point(char *out, const char *text) {
    char *start = out;
    while (*text) {
        if (orm__json_is_number_byte(*text)) {
            *out++ = *text++;
            continue;
        }
        *out++ = '.';
        while (*text && !orm__json_is_number_byte(*text)) text++;
    }
    *out = 0;
    return (size_t)(out - start);
}

ORM__PRIVATE size_t orm__double_text(double value, char *buffer, size_t size) {
    char printed[48], plain[48]; /* 24 and a decimal point of several bytes */
    if (!isfinite(value)) return 0;
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(printed, sizeof printed, "%.*g", digits, value);
        double back = strtod(printed, NULL);
        if (!(back < value || back > value)) break;
    }
    size_t length = orm__json_plain_point(plain, printed);
    if (length >= size) return 0;
    memcpy(buffer, plain, length + 1);
    return length;
}

ORM__PRIVATE bool orm__json_write_double(orm__sink sink, void *context, double value) {
    char text[ORM__DOUBLE_TEXT_SIZE];
    size_t length = orm__double_text(value, text, sizeof text);
    return length > 0 && sink(context, text, length);
}

/* ---- reading ------------------------------------------------------------------------------------------------------------ */
static bool orm__json_begin(orm__json_reader *reader, const char *text, size_t length, char opening) {
    reader->p = length ? text : "";
    reader->end = reader->p + length;
    reader->begun = false;
    orm__json_space(&reader->p, reader->end);
    reader->failed = reader->p == reader->end || *reader->p != opening;
    if (!reader->failed) reader->p++;
    return !reader->failed;
}

ORM__PRIVATE bool orm__json_array_begin(orm__json_reader *reader, const char *text, size_t length) {
    return orm__json_begin(reader, text, length, '[');
}

ORM__PRIVATE bool orm__json_object_begin(orm__json_reader *reader, const char *text, size_t length) {
    return orm__json_begin(reader, text, length, '{');
}

static orm__json_kind orm__json_fail(orm__json_reader *reader) {
    reader->failed = true;
    return ORM__JSON_BAD;
}

static orm__json_kind orm__json_kind_of(char first) {
    switch (first) {
    case '"': return ORM__JSON_STRING;
    case 't': return ORM__JSON_TRUE;
    case 'f': return ORM__JSON_FALSE;
    case 'n': return ORM__JSON_NULL;
    default: return ORM__JSON_NUMBER; /* or no JSON at all, which reading it shows */
    }
}

/* Reads one value that contains no others. */
static orm__json_kind orm__json_item_next(orm__json_reader *reader, orm__json_item *item) {
    orm__json_space(&reader->p, reader->end);
    if (reader->p == reader->end) return orm__json_fail(reader);
    item->kind = orm__json_kind_of(*reader->p);
    item->has_escapes = false;
    bool string = item->kind == ORM__JSON_STRING;
    if (string) reader->p++;
    item->text = reader->p;
    bool ok = string ? orm__json_string(&reader->p, reader->end, &item->has_escapes) : orm__json_scalar(&reader->p, reader->end);
    if (!ok) return orm__json_fail(reader);
    item->length = (size_t)(reader->p - item->text) - string;
    return item->kind;
}

/* Moves to where the next element begins.  False when there is none; *answer tells then whether that is the end or a mistake. */
static bool orm__json_more(orm__json_reader *reader, char closing, orm__json_kind *answer) {
    *answer = ORM__JSON_BAD;
    if (reader->failed) return false;
    orm__json_space(&reader->p, reader->end);
    if (reader->p < reader->end && *reader->p == closing) {
        const char *behind = reader->p + 1;
        orm__json_space(&behind, reader->end);
        *answer = behind == reader->end ? ORM__JSON_END : orm__json_fail(reader); /* the reader stays: a further call says END again */
        return false;
    }
    if (reader->begun && (reader->p == reader->end || *reader->p++ != ',')) {
        orm__json_fail(reader);
        return false;
    }
    reader->begun = true;
    return true;
}

ORM__PRIVATE orm__json_kind orm__json_array_next(orm__json_reader *reader, orm__json_item *item) {
    orm__json_kind answer;
    return orm__json_more(reader, ']', &answer) ? orm__json_item_next(reader, item) : answer;
}

ORM__PRIVATE orm__json_kind orm__json_object_next(orm__json_reader *reader, orm__json_item *key, orm__json_item *value) {
    orm__json_kind answer;
    if (!orm__json_more(reader, '}', &answer)) return answer;
    if (orm__json_item_next(reader, key) != ORM__JSON_STRING) return orm__json_fail(reader);
    orm__json_space(&reader->p, reader->end);
    if (reader->p == reader->end || *reader->p++ != ':') return orm__json_fail(reader);
    answer = orm__json_item_next(reader, value);
    return answer == ORM__JSON_STRING || answer == ORM__JSON_NULL ? answer : orm__json_fail(reader);
}

/* One escape from behind its backslash; the slice is known to be valid. */
static size_t orm__json_unescape_one(char *out, const char **at, const char *end) {
    static const char letters[] = "bfnrt", bytes[] = "\b\f\n\r\t";
    char letter = *(*at)++;
    uint32_t code_point;
    if (letter == 'u') return orm__json_unicode_escape(at, end, &code_point) ? orm__utf8_put(out, code_point) : 0;
    const char *found = strchr(letters, letter);
    *out = found ? bytes[found - letters] : letter;
    return 1;
}

ORM__PRIVATE size_t orm__json_unescape(char *out, const char *slice, size_t length) {
    if (length == 0) return 0;
    const char *end = slice + length;
    char *start = out;
    while (slice < end) {
        const char *escape = memchr(slice, '\\', (size_t)(end - slice));
        size_t run = (size_t)((escape ? escape : end) - slice);
        memmove(out, slice, run); /* out may be where the slice is */
        out += run;
        slice += run;
        if (!escape || ++slice == end) break;
        out += orm__json_unescape_one(out, &slice, end);
    }
    return (size_t)(out - start);
}

/* Digits and nothing else. */
static bool orm__json_magnitude(const char *slice, size_t length, uint64_t *magnitude) {
    uint64_t sum = 0;
    for (size_t i = 0; i < length; i++) {
        if (slice[i] < '0' || slice[i] > '9') return false;
        if (__builtin_mul_overflow(sum, 10U, &sum) || __builtin_add_overflow(sum, (uint64_t)(slice[i] - '0'), &sum)) return false;
    }
    *magnitude = sum;
    return length > 0;
}

ORM__PRIVATE bool orm__json_to_uint64(const char *slice, size_t length, uint64_t *value) {
    uint64_t magnitude;
    bool negative = length > 0 && slice[0] == '-'; /* "-0" is 0 */
    if (!orm__json_magnitude(slice + negative, length - negative, &magnitude) || (negative && magnitude)) return false;
    *value = magnitude;
    return true;
}

ORM__PRIVATE bool orm__json_to_int64(const char *slice, size_t length, int64_t *value) {
    uint64_t magnitude;
    bool negative = length > 0 && slice[0] == '-';
    if (!orm__json_magnitude(slice + negative, length - negative, &magnitude) || magnitude > (uint64_t)INT64_MAX + negative) return false;
    *value = !negative ? (int64_t)magnitude : magnitude ? -(int64_t)(magnitude - 1) - 1 : 0;
    return true;
}

/* strtod wants the locale's decimal point and a NUL.  Printing a half shows the point: "0.5" without its digits. */
ORM__PRIVATE bool orm__json_to_double(const char *slice, size_t length, double *value) {
    char half[16], text[1100]; /* no double needs more than 767 digits; a longer number is refused */
    size_t out = 0;
    snprintf(half, sizeof half, "%.1f", 0.5);
    size_t point = strlen(half) - 2;
    if (length == 0 || length + point >= sizeof text) return false;
    for (size_t i = 0; i < length; i++) {
        if (slice[i] == '.') {
            memcpy(text + out, half + 1, point);
            out += point;
        } else {
            text[out++] = slice[i];
        }
    }
    text[out] = 0;
    char *stop;
    double found = strtod(text, &stop);
    if (stop != text + out || !isfinite(found)) return false;
    *value = found;
    return true;
}
#undef ORM__BYTES

/* ---- the parts of a valid text ------------------------------------------------------------------------------------------------ */
ORM__PRIVATE const char *orm__json_past_blanks(const char *p, const char *end) {
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\n' || *p == '\r')) p++;
    return p;
}
static const char *orm__after_string(const char *p, const char *end) {
    for (p++; p < end && *p != '"'; p++)
        if (*p == '\\') p++;
    return p < end ? p + 1 : end;
}
/* Behind the value that begins at p. */
ORM__PRIVATE const char *orm__json_past_value(const char *p, const char *end) {
    int depth = 0;
    if (p < end && *p != '{' && *p != '[' && *p != '"') {
        while (p < end && !memchr(",]} \t\n\r", *p, 7)) p++;
        return p;
    }
    do {
        if (*p == '"') p = orm__after_string(p, end);
        else depth += (*p == '{' || *p == '[') - (*p == '}' || *p == ']'), p++;
    } while (p < end && depth > 0);
    return p;
}
/* The next item of an array or object: *key is for objects.  `p` stands behind the opening bracket or the item before. */
ORM__PRIVATE bool orm__json_next_item(const char **p, const char *end, bool object, orm__json_text *key, orm__json_text *value) {
    *p = orm__json_past_blanks(*p, end);
    if (*p < end && **p == ',') *p = orm__json_past_blanks(*p + 1, end);
    if (*p >= end || **p == ']' || **p == '}') return false;
    key->at = key->end = *p;
    if (object) {
        key->end = orm__after_string(*p, end);
        *p = orm__json_past_blanks(key->end, end);
        *p = orm__json_past_blanks(*p + 1, end);
    }
    value->at = *p;
    value->end = *p = orm__json_past_value(*p, end);
    return true;
}
