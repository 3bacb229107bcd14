/* progress: one line on the terminal that says how far the work is; nothing at all where the output is no terminal. */
#ifndef PROGRESS_H
#define PROGRESS_H
#include <stddef.h>

void progress_show(const char *what, size_t done, size_t total);
/* Takes the line away. */
void progress_end(void);
#endif
