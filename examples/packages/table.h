/* table: text in columns, for people.  Widths are counted as a terminal shows them, not in bytes. */
#ifndef TABLE_H
#define TABLE_H
#include "orm.h"
#include <stdio.h>

#define TABLE_WIDTH 80 /* no line is longer */
#define TABLE_COLUMNS 6
#define TABLE_ROWS 32

typedef enum table_side { LEFT, RIGHT } table_side;
typedef struct table {
    orm_session *session; /* the cells' texts are kept in its memory */
    struct { const char *title; table_side side; } columns[TABLE_COLUMNS];
    int column_count, row_count, cell_count;
    const char *cells[TABLE_ROWS][TABLE_COLUMNS];
    bool failed;
} table;

bool utf8_valid(const char *text);
/* How many columns of a terminal the text takes. */
size_t text_width(const char *text);

table table_new(orm_session *s);
void table_column(table *t, const char *title, table_side side);
/* The next cell, row by row.  Control characters become '?': nothing that stood in a file steers the terminal. */
void table_text(table *t, const char *text);
void table_number(table *t, int64_t number);
/* KiB as "12.3 MiB", very little as "12 KiB". */
void table_size(table *t, int64_t kib);
/* Prints it; a table without rows prints `nothing` instead.  Where a line would get too long, columns on the left are
 * shortened, the last one first. */
void table_print(const table *t, const char *nothing);

/* "1,234" and "1,234.5 MiB" */
void format_number(char *out, size_t size, int64_t number);
void format_size(char *out, size_t size, int64_t kib);
/* Prints words separated by ", " in lines of at most TABLE_WIDTH, indented. */
typedef struct words { size_t column; } words;
void words_print(words *w, const char *word);
void words_end(words *w);
#endif
