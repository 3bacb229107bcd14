#define _POSIX_C_SOURCE 200809L
#include "progress.h"
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#define BAR 30

/* Both: with `packages ... | less` the screen is less's. */
static bool on_terminal(void) { return isatty(STDERR_FILENO) && isatty(STDOUT_FILENO); }

void progress_show(const char *what, size_t done, size_t total) {
    if (!on_terminal()) return;
    const size_t filled = total ? done * BAR / total : BAR;
    fprintf(stderr, "\r%-12.12s [%.*s%*s] %zu of %zu\033[K", what, (int)filled, "##############################", (int)(BAR - filled), "", done, total);
    fflush(stderr);
}
void progress_end(void) {
    if (on_terminal()) fprintf(stderr, "\r\033[K");
}
