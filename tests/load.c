/* Runs files of SQL in a database: load FILE... URL.  A statement ends with ";" at the end of a line; lines that begin with -- are comments. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_file(const char *path) {
    FILE *f = fopen(path, "rb");
    char *text = NULL;
    long size = -1;
    if (f && fseek(f, 0, SEEK_END) == 0) size = ftell(f);
    if (size >= 0) text = malloc((size_t)size + 1);
    if (text) {
        rewind(f);
        text[fread(text, 1, (size_t)size, f)] = 0;
    }
    if (f) fclose(f);
    if (!text) fprintf(stderr, "cannot read %s\n", path);
    return text;
}
static bool run_statements(orm_session *s, char *sql) {
    for (char *from = sql, *end; *from; from = end) {
        if (strncmp(from, "--", 2) == 0 || *from == '\n') {
            end = from + strcspn(from, "\n");
            end += *end == '\n';
            continue;
        }
        end = strstr(from, ";\n");
        if (end) *end = 0, end += 2;
        else end = from + strlen(from);
        if (orm_exec_text(s, from, orm_args()) >= 0) continue;
        fprintf(stderr, "%s: %.200s\n", orm_error_of(s)->message, from);
        return false;
    }
    return true;
}
int main(int argc, char **argv) {
    orm_error err;
    orm_db *db = argc > 2 ? orm_open(argv[argc - 1], &(orm_options){ .pool_max = 1 }, &err) : NULL;
    if (!db) {
        fprintf(stderr, "%s\n", argc > 2 ? err.message : "usage: load FILE... URL");
        return 2;
    }
    orm_session *s = orm_session_open(db);
    bool done = strncmp(argv[argc - 1], "mysql", 5) != 0 || orm_exec(s, "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')", orm_args()) >= 0;
    for (int i = 1; i < argc - 1 && done; i++) {
        char *sql = read_file(argv[i]);
        done = sql && run_statements(s, sql);
        free(sql);
    }
    orm_session_close(s);
    orm_close(db);
    return done ? 0 : 1;
}
