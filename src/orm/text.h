/* text: UTF-8 checking, cutting and counting, and SQL's LIKE. */
#ifndef ORM__TEXT_H
#define ORM__TEXT_H
#include "base.h"

typedef enum orm__text_check { ORM__TEXT_OK, ORM__TEXT_NOT_UTF8, ORM__TEXT_HAS_NUL } orm__text_check;

/* Strict UTF-8 (The Unicode Standard, table 3-7: no surrogates, no overlong forms, nothing past U+10FFFF) without NUL bytes.
 * Tells the first mistake. */
ORM__PRIVATE orm__text_check orm__check_text(const char *text, size_t length);
/* Whether all of a text is ASCII other than NUL, as most texts are; when it is not, orm__check_text has to look at it.  With `to` the text is copied in the
 * same pass, whatever it holds. */
static inline ORM__UNUSED __attribute__((always_inline)) bool orm__scan_plain(char *to, const char *from, size_t length) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t marks = 0, word; /* bit 7 of a byte that is not ASCII, or NUL, is set in marks */
    if (length < 8) {
        for (size_t at = 0; at < length; at++) {
            if (to) to[at] = from[at];
            marks |= (unsigned char)(from[at] | (from[at] - 1));
        }
        return !(marks & 0x80);
    }
    for (size_t at = 0; at + 8 < length; at += 8) {
        __builtin_memcpy(&word, from + at, 8);
        if (to) __builtin_memcpy(to + at, &word, 8);
        marks |= word | (word - ones);
    }
    __builtin_memcpy(&word, from + length - 8, 8); /* overlaps the one before */
    if (to) __builtin_memcpy(to + length - 8, &word, 8);
    marks |= word | (word - ones);
    return !(marks & (ones << 7));
}
/* The same for a C string, whose length it finds. */
ORM__PRIVATE bool orm__check_text_z(const char *text, size_t *length);

/* The bytes of the well-formed sequence at `text` (before `end`), 1 to 4; 0 when there is none. */
ORM__PRIVATE size_t orm__utf8_length(const char *text, const char *end);
/* Reads one code point and moves on.  A byte that starts no sequence counts as one of its own, past U+10FFFF: it equals no character. */
ORM__PRIVATE uint32_t orm__utf8_next(const char **text, const char *end);
/* Writes a code point's 1 to 4 bytes and returns their number. */
ORM__PRIVATE size_t orm__utf8_put(char *out, uint32_t code_point);
/* The number of code points in valid UTF-8. */
ORM__PRIVATE size_t orm__utf8_count(const char *text, size_t length);

/* Copies text into a buffer of `size` bytes, cut at a character's end and closed with "..." when it is too long.  Returns the length written. */
ORM__PRIVATE size_t orm__cut_text(char *buffer, size_t size, const char *text);
/* After vsnprintf(buffer, size, ...) returned `wanted`: closes a text that was cut with "..." in the same way. */
ORM__PRIVATE void orm__cut_tail(char *buffer, size_t size, int wanted);

/* SQL's LIKE over code points: '%' any text, '_' one character, `escape` (0: none) before a character that means itself.  `fold`: simple
 * case folding on both sides.  A pattern that ends in its escape character matches nothing.  Takes at most pattern * text steps. */
ORM__PRIVATE bool orm__like(const char *pattern, size_t pattern_length, const char *text, size_t text_length, uint32_t escape, bool fold);

/* Is this the statement's first word?  `word` in capitals; blanks, comments and parentheses before it are passed over. */
ORM__PRIVATE bool orm__sql_begins(const char *sql, const char *word);
/* A statement that cannot write, as far as its text shows: SELECT, VALUES, TABLE or WITH, no word that writes or locks, and no function but the usual ones,
 * because one of the program's own may write.  Words inside quotes count, too: false only means that it is not sure. */
ORM__PRIVATE bool orm__sql_only_reads(const char *sql);

#endif
