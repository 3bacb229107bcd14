#include <string.h>
#include "text.h"
#include "fold.h"

#define ORM__BYTES(value) (UINT64_C(0x0101010101010101) * (value)) /* the same byte eight times */

static uint64_t orm__load_word(const char *text) {
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

static bool orm__is_continuation(unsigned char byte) {
    return (byte & 0xC0) == 0x80;
}

/* Bit 7 of each byte that is not ASCII or is NUL.  A subtraction borrows only at a NUL byte, so the lowest bit set is always a true one. */
static uint64_t orm__not_plain(uint64_t word) {
    return (word | (word - ORM__BYTES(0x01))) & ORM__BYTES(0x80);
}

/* Fewer than eight bytes, as loads that overlap: most stored texts are short. */
static bool orm__short_is_plain(const char *text, size_t length) {
    const unsigned char *bytes = (const unsigned char *)text;
    uint64_t word;
    if (length >= 4) {
        uint32_t head, tail;
        memcpy(&head, text, sizeof head);
        memcpy(&tail, text + length - sizeof tail, sizeof tail);
        word = head | (uint64_t)tail << 32;
    } else {
        word = ORM__BYTES(0x01) << 24 | bytes[0] | (uint64_t)bytes[length / 2] << 8 | (uint64_t)bytes[length - 1] << 16;
    }
    return orm__not_plain(word) == 0;
}

/* The first byte from `at` that is NUL or not ASCII, or `end`.  `start` <= `at` bounds the overlapping load at the end. */
static const char *orm__skip_plain(const char *start, const char *at, const char *end) {
    while (end - at >= 32) {
        uint64_t marks = orm__not_plain(orm__load_word(at)) | orm__not_plain(orm__load_word(at + 8)) |
                         orm__not_plain(orm__load_word(at + 16)) | orm__not_plain(orm__load_word(at + 24));
        if (marks) break;
        at += 32;
    }
    while (end - at >= 8 && !orm__not_plain(orm__load_word(at))) at += 8;
    if (at < end && end - at < 8) {
        bool plain = end - start >= 8 ? !orm__not_plain(orm__load_word(end - 8)) : orm__short_is_plain(at, (size_t)(end - at));
        if (plain) return end;
    }
    while (at < end && *at != 0 && (unsigned char)*at < 0x80) at++;
    return at;
}

ORM__PRIVATE size_t orm__utf8_length(const char *text, const char *end) {
    const unsigned char *byte = (const unsigned char *)text;
    size_t left = (size_t)(end - text);
    if (left == 0) return 0;
    if (byte[0] < 0x80) return 1;
    if (byte[0] < 0xC2 || byte[0] > 0xF4) return 0;
    if (byte[0] < 0xE0) return left >= 2 && orm__is_continuation(byte[1]) ? 2 : 0;
    if (left < 3 || !orm__is_continuation(byte[1]) || !orm__is_continuation(byte[2])) return 0;
    if (byte[0] < 0xF0) {
        bool overlong = byte[0] == 0xE0 && byte[1] < 0xA0, surrogate = byte[0] == 0xED && byte[1] > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (left < 4 || !orm__is_continuation(byte[3])) return 0;
    bool overlong = byte[0] == 0xF0 && byte[1] < 0x90, beyond = byte[0] == 0xF4 && byte[1] > 0x8F;
    return overlong || beyond ? 0 : 4;
}

ORM__PRIVATE orm__text_check orm__check_text(const char *text, size_t length) {
    if (length == 0) return ORM__TEXT_OK; /* text may be NULL then */
    const char *at = text, *end = text + length;
    for (;;) {
        at = orm__skip_plain(text, at, end);
        if (at == end) return ORM__TEXT_OK;
        if (*at == 0) return ORM__TEXT_HAS_NUL;
        do {
            size_t bytes = orm__utf8_length(at, end);
            if (bytes == 0) return ORM__TEXT_NOT_UTF8;
            at += bytes;
        } while (at < end && (unsigned char)*at >= 0x80);
    }
}

ORM__PRIVATE bool orm__check_text_z(const char *text, size_t *length) {
    *length = strlen(text);
    return orm__check_text(text, *length) == ORM__TEXT_OK;
}

ORM__PRIVATE uint32_t orm__utf8_next(const char **text, const char *end) {
    const unsigned char *byte = (const unsigned char *)*text;
    size_t bytes = orm__utf8_length(*text, end);
    *text += bytes ? bytes : 1;
    switch (bytes) {
    case 1: return byte[0];
    case 2: return (byte[0] & 0x1FU) << 6 | (byte[1] & 0x3FU);
    case 3: return (byte[0] & 0x0FU) << 12 | (byte[1] & 0x3FU) << 6 | (byte[2] & 0x3FU);
    case 4: return (byte[0] & 0x07U) << 18 | (byte[1] & 0x3FU) << 12 | (byte[2] & 0x3FU) << 6 | (byte[3] & 0x3FU);
    default: return 0x110000U + byte[0];
    }
}

ORM__PRIVATE size_t orm__utf8_put(char *out, uint32_t code_point) {
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t bytes = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = bytes - 1; i > 0; i--, code_point >>= 6) out[i] = (char)(0x80 | (code_point & 0x3F));
    out[0] = (char)((0xF00U >> bytes & 0xFF) | code_point); /* 0xC0, 0xE0 or 0xF0 */
    return bytes;
}

/* Counts the bytes that are no continuation. */
ORM__PRIVATE size_t orm__utf8_count(const char *text, size_t length) {
    size_t count = 0, i = 0;
    for (; length - i >= 8; i += 8) {
        uint64_t word = orm__load_word(text + i);
        uint64_t continuations = word >> 7 & ~word >> 6 & ORM__BYTES(0x01);
        count += 8 - (size_t)(continuations * ORM__BYTES(0x01) >> 56);
    }
    for (; i < length; i++) count += !orm__is_continuation((unsigned char)text[i]);
    return count;
}

/* The buffer holds size - 1 bytes of a longer text: puts "..." at its end, where no character is split.  Steps back three bytes at most,
 * so that bytes that are not UTF-8 do not eat the text. */
static size_t orm__close_cut(char *buffer, size_t size) {
    size_t dots = size - 1 < 3 ? size - 1 : 3, cut = size - 1 - dots;
    for (int steps = 0; steps < 3 && cut > 0 && orm__is_continuation((unsigned char)buffer[cut]); steps++) cut--;
    memset(buffer + cut, '.', dots);
    buffer[cut + dots] = 0;
    return cut + dots;
}

ORM__PRIVATE size_t orm__cut_text(char *buffer, size_t size, const char *text) {
    if (size == 0) return 0;
    size_t length = strlen(text);
    if (length < size) {
        memcpy(buffer, text, length + 1);
        return length;
    }
    memcpy(buffer, text, size - 1);
    return orm__close_cut(buffer, size);
}

ORM__PRIVATE void orm__cut_tail(char *buffer, size_t size, int wanted) {
    if (size == 0) return;
    if (wanted < 0) buffer[0] = 0; /* vsnprintf failed: nothing is known of the buffer */
    else if ((size_t)wanted >= size) orm__close_cut(buffer, size);
}

/* ---- LIKE --------------------------------------------------------------------------------------------------------------- */
typedef enum orm__like_kind { ORM__LIKE_LITERAL, ORM__LIKE_ONE, ORM__LIKE_ANY, ORM__LIKE_BROKEN } orm__like_kind;

static uint32_t orm__like_read(const char **at, const char *end) {
    if ((unsigned char)**at < 0x80) return (unsigned char)*(*at)++;
    return orm__utf8_next(at, end);
}

/* Reads one element of the pattern.  The escape character is looked at first: it may be '%' or '_' itself. */
static orm__like_kind orm__like_element(const char **at, const char *end, uint32_t escape, uint32_t *literal) {
    *literal = orm__like_read(at, end);
    if (escape && *literal == escape) {
        if (*at == end) return ORM__LIKE_BROKEN;
        *literal = orm__like_read(at, end);
        return ORM__LIKE_LITERAL;
    }
    return *literal == '%' ? ORM__LIKE_ANY : *literal == '_' ? ORM__LIKE_ONE : ORM__LIKE_LITERAL;
}

static bool orm__like_same(uint32_t a, uint32_t b, bool fold) {
    return a == b || (fold && orm__fold(a) == orm__fold(b));
}

/* On a mismatch only the last '%' takes one more character: an earlier one could gain nothing that the last one cannot give. */
ORM__PRIVATE bool orm__like(const char *pattern, size_t pattern_length, const char *text, size_t text_length, uint32_t escape, bool fold) {
    if (pattern_length == 0) return text_length == 0;
    const char *pattern_end = pattern + pattern_length, *text_end = text_length ? text + text_length : text;
    const char *retry_pattern = NULL, *retry_text = NULL; /* behind the last '%', and where its text ends */
    for (;;) {
        if (pattern < pattern_end) {
            uint32_t literal;
            const char *next = pattern, *next_text = text;
            orm__like_kind kind = orm__like_element(&next, pattern_end, escape, &literal);
            if (kind == ORM__LIKE_BROKEN) return false;
            if (kind == ORM__LIKE_ANY) {
                if (next == pattern_end) return true;
                retry_pattern = pattern = next;
                retry_text = text;
                continue;
            }
            if (text == text_end) return false; /* a longer '%' would leave even less */
            uint32_t found = orm__like_read(&next_text, text_end);
            if (kind == ORM__LIKE_ONE || orm__like_same(literal, found, fold)) {
                pattern = next;
                text = next_text;
                continue;
            }
        } else if (text == text_end) {
            return true;
        }
        if (!retry_pattern || retry_text == text_end) return false;
        orm__like_read(&retry_text, text_end);
        pattern = retry_pattern;
        text = retry_text;
    }
}

/* ---- SQL ------------------------------------------------------------------------------------------------------------------------- */
static bool orm__is_word_byte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '"' || c == '`' || c == '$' || (unsigned char)c >= 0x80; }
static const char *orm__skip_blanks(const char *sql) {
    for (;;) {
        const char *end = NULL;
        sql += strspn(sql, " \t\n\r\f\v;(");
        if (sql[0] == '/' && sql[1] == '*') end = strstr(sql + 2, "*/");
        else if (sql[0] == '-' && sql[1] == '-') end = strchr(sql, '\n');
        if (!end) return sql;
        sql = end + (*end == '*' ? 2 : 1);
    }
}
static bool orm__is_word(const char *at, size_t length, const char *word) {
    if (strlen(word) != length) return false;
    for (size_t i = 0; i < length; i++)
        if ((at[i] >= 'a' && at[i] <= 'z' ? at[i] - 32 : at[i]) != word[i]) return false;
    return true;
}
static bool orm__is_one_of(const char *at, size_t length, const char *const *words) {
    for (; *words; words++)
        if (orm__is_word(at, length, *words)) return true;
    return false;
}
static size_t orm__word_length(const char *at) {
    size_t n = 0;
    while (orm__is_word_byte(at[n])) n++;
    return n;
}
ORM__PRIVATE bool orm__sql_begins(const char *sql, const char *word) {
    sql = orm__skip_blanks(sql);
    return orm__is_word(sql, orm__word_length(sql), word);
}
ORM__PRIVATE bool orm__sql_only_reads(const char *sql) {
    static const char *const begins[] = { "SELECT", "VALUES", "TABLE", "WITH", NULL };
    static const char *const writes[] = { "INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "INTO", "CALL", "LOCK", "SHARE", NULL };
    static const char *const harmless[] = { "IN", "AND", "OR", "NOT", "ON", "AS", "VALUES", "OVER", "SELECT", "FROM", "WHERE", "JOIN", "EXISTS", "ANY", "ALL", "SOME", "WHEN", "THEN", "ELSE", "BY",
        "HAVING", "UNION", "EXCEPT", "INTERSECT", "USING", "LIMIT", "OFFSET", "FILTER", "MATERIALIZED", "COUNT", "SUM", "MIN", "MAX", "AVG", "COALESCE", "NULLIF", "LOWER", "UPPER", "LENGTH",
        "ABS", "ROUND", "CAST", "NOW", "REPEAT", "GENERATE_SERIES", NULL };
    static const char *const named[] = { "AS", "WITH", "RECURSIVE", NULL };
    sql = orm__skip_blanks(sql);
    if (!orm__is_one_of(sql, orm__word_length(sql), begins)) return false;
    const char *before = sql; /* the word, or the byte, before this one */
    size_t before_length = 0;
    for (;;) {
        const size_t length = orm__word_length(sql);
        const char *next = sql + length + strspn(sql + length, " \t\n\r\f\v");
        const bool names = *before == ')' || orm__is_one_of(before, before_length, named); /* "... AS t (a, b)": columns, no values */
        const bool called = length && *next == '(' && (*before == '.' || (!names && !orm__is_one_of(sql, length, harmless)));
        if (called || (length && orm__is_one_of(sql, length, writes))) return false;
        before = sql, before_length = length;
        if (!length && *sql) next = sql + 1 + strspn(sql + 1, " \t\n\r\f\v");
        sql = next;
        if (!*sql) break;
    }
    return true;
}
#undef ORM__BYTES
