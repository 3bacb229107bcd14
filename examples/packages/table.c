#include "table.h"
#include <inttypes.h>
#include <string.h>

/* ---- widths ------------------------------------------------------------------------------------------------------------------ */
/* The next code point and its length in bytes; 0: not UTF-8 (or the end). */
static size_t utf8_next(const char *text, uint32_t *code) {
    const unsigned char *b = (const unsigned char *)text;
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    const size_t length = b[0] < 0x80 ? 1 : b[0] >> 5 == 6 ? 2 : b[0] >> 4 == 14 ? 3 : b[0] >> 3 == 30 ? 4 : 0;
    if (!length || !b[0]) return 0;
    uint32_t c = length == 1 ? b[0] : b[0] & (0x7fu >> length);
    for (size_t i = 1; i < length; i++) {
        if (b[i] >> 6 != 2) return 0;
        c = c << 6 | (b[i] & 0x3f);
    }
    if (c < least[length] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff)) return 0;
    *code = c;
    return length;
}
bool utf8_valid(const char *text) {
    uint32_t code;
    for (size_t n; *text; text += n)
        if (!(n = utf8_next(text, &code))) return false;
    return true;
}
/* Marks that combine take no column, East Asian wide characters and emoji take two. */
static size_t code_width(uint32_t c) {
    static const struct { uint32_t first, last; } none[] = { { 0x300, 0x36f }, { 0x483, 0x489 }, { 0x591, 0x5bd }, { 0x610, 0x61a }, { 0x64b, 0x65f }, { 0x200b, 0x200f },
        { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff }, { 0x2060, 0x2064 }, { 0x20d0, 0x20ff }, { 0xfe00, 0xfe0f }, { 0xfe20, 0xfe2f }, { 0xfeff, 0xfeff } },
        two[] = { { 0x1100, 0x115f }, { 0x2e80, 0x303e }, { 0x3041, 0x33ff }, { 0x3400, 0x4dbf }, { 0x4e00, 0x9fff }, { 0xa000, 0xa4cf }, { 0xac00, 0xd7a3 },
        { 0xf900, 0xfaff }, { 0xfe30, 0xfe4f }, { 0xff00, 0xff60 }, { 0xffe0, 0xffe6 }, { 0x1f300, 0x1f64f }, { 0x1f900, 0x1f9ff }, { 0x20000, 0x3fffd } };
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        if (c >= none[i].first && c <= none[i].last) return 0;
    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (c >= two[i].first && c <= two[i].last) return 2;
    return 1;
}
/* Bytes of the longest beginning that takes at most `most` columns; *width is what it takes. */
static size_t fitting(const char *text, size_t most, size_t *width) {
    size_t bytes = 0, length;
    uint32_t code;
    *width = 0;
    while ((length = utf8_next(text + bytes, &code)) && *width + code_width(code) <= most) {
        *width += code_width(code);
        bytes += length;
    }
    return bytes;
}
size_t text_width(const char *text) {
    size_t width;
    fitting(text, SIZE_MAX / 2, &width);
    return width;
}

/* ---- cells ---------------------------------------------------------------------------------------------------------------------- */
table table_new(orm_session *s) { return (table){ .session = s }; }
void table_column(table *t, const char *title, table_side side) {
    if (t->column_count == TABLE_COLUMNS) return;
    t->columns[t->column_count].title = title;
    t->columns[t->column_count++].side = side;
}
void table_text(table *t, const char *text) {
    const size_t size = text ? strlen(text) + 1 : 1;
    char *copy = t->row_count < TABLE_ROWS ? orm_session_alloc(t->session, size) : NULL;
    if (!copy) {
        t->failed = true;
        return;
    }
    for (size_t i = 0; i + 1 < size; i++) copy[i] = (unsigned char)text[i] < 0x20 || text[i] == 0x7f ? '?' : text[i];
    t->cells[t->row_count][t->cell_count++] = copy;
    if (t->cell_count < t->column_count) return;
    t->cell_count = 0;
    t->row_count++;
}
void format_number(char *out, size_t size, int64_t number) {
    char digits[24];
    const int length = snprintf(digits, sizeof digits, "%" PRId64, number);
    size_t n = 0;
    for (int i = 0; i < length && n + 2 < size; i++) {
        out[n++] = digits[i];
        if (digits[i] != '-' && i + 1 < length && (length - i - 1) % 3 == 0) out[n++] = ',';
    }
    out[n] = 0;
}
void format_size(char *out, size_t size, int64_t kib) {
    char whole[32];
    const int64_t tenths = (kib * 10 + 512) / 1024;
    format_number(whole, sizeof whole, tenths / 10);
    if (kib && !tenths) snprintf(out, size, "%d KiB", (int)kib);
    else snprintf(out, size, "%s.%d MiB", whole, (int)(tenths % 10));
}
void table_number(table *t, int64_t number) {
    char text[32];
    format_number(text, sizeof text, number);
    table_text(t, text);
}
void table_size(table *t, int64_t kib) {
    char text[48];
    format_size(text, sizeof text, kib);
    table_text(t, text);
}

/* ---- printing ------------------------------------------------------------------------------------------------------------------- */
static void print_blanks(size_t count) {
    while (count--) putchar(' ');
}
static void print_cell(const char *text, size_t width, table_side side, bool last) {
    size_t shown = text_width(text), bytes = strlen(text);
    const bool cut = shown > width;
    if (cut) bytes = fitting(text, width - 3, &shown), shown += 3;
    if (side == RIGHT) print_blanks(width - shown);
    printf("%.*s%s", (int)bytes, text, cut ? "..." : "");
    if (side == LEFT && !last) print_blanks(width - shown);
}
static void choose_widths(const table *t, size_t *widths) {
    size_t line = 1; /* three blanks before the first column, two between */
    for (int c = 0; c < t->column_count; c++) {
        widths[c] = text_width(t->columns[c].title);
        for (int r = 0; r < t->row_count; r++)
            if (text_width(t->cells[r][c]) > widths[c]) widths[c] = text_width(t->cells[r][c]);
        line += widths[c] + 2;
    }
    for (int c = t->column_count - 1; c >= 0; c--) { /* the last on the left gives way first: it says least about which row this is */
        for (; t->columns[c].side == LEFT && line > TABLE_WIDTH && widths[c] > 16; line--) widths[c]--;
    }
}
void table_print(const table *t, const char *nothing) {
    size_t widths[TABLE_COLUMNS];
    if (!t->row_count) {
        printf("   %s\n", nothing);
        return;
    }
    choose_widths(t, widths);
    for (int r = -2; r < t->row_count; r++) {
        printf("   ");
        for (int c = 0; c < t->column_count; c++) {
            const bool last = c + 1 == t->column_count;
            if (r == -2) print_cell(t->columns[c].title, widths[c], t->columns[c].side, last);
            else if (r >= 0) print_cell(t->cells[r][c], widths[c], t->columns[c].side, last);
            else for (size_t i = 0; i < widths[c]; i++) putchar('-');
            if (!last) printf("  ");
        }
        putchar('\n');
    }
}
void words_print(words *w, const char *word) {
    const size_t width = text_width(word);
    if (w->column) putchar(',');
    if (w->column && w->column + width + 3 > TABLE_WIDTH) {
        putchar('\n');
        w->column = 0;
    }
    w->column += (size_t)printf("%s", w->column ? " " : "   ");
    printf("%s", word);
    w->column += width + 1; /* and its comma */
}
void words_end(words *w) {
    if (w->column) putchar('\n');
    w->column = 0;
}
