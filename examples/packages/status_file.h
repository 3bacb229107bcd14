/* status_file: reads a dpkg status file, stanzas of "Name: value" with blank lines between. */
#ifndef STATUS_FILE_H
#define STATUS_FILE_H
#include "models.h"
#include <stdio.h>

/* One stanza.  All texts point into the file's text; ids are filled when it is stored. */
typedef struct status_entry {
    Package package;
    const char *section, *maintainer;       /* NULL: not given */
    size_t first_dependency, dependencies;  /* in status_file.dependencies */
    int line;
} status_entry;

typedef struct status_file {
    char *text;
    status_entry *entries;
    Dependency *dependencies;
    size_t entry_count, entry_size, dependency_count, dependency_size;
    char error[400];                        /* "FILE: line N: what is wrong" */
} status_file;

/* Reads the whole file.  false: file->error says why, and there is nothing to free. */
bool status_file_read(status_file *file, const char *path);
void status_file_free(status_file *file);
#endif
