/* packages: reads the package database of a Debian-like machine into SQLite and answers ten questions about it.
 *
 *     cc -I../.. *.c -o packages -lsqlite3 -lpthread
 *     ./packages packages.db                        this machine's packages
 *     ./packages packages.db sample.status          a file's */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include "progress.h"
#include "questions.h"
#include "store.h"
#include "table.h"
#include <stdio.h>
#include <string.h>

#define MACHINE_FILE "/var/lib/dpkg/status"
#define SAMPLE_FILE "examples/packages/sample.status"

static int usage(FILE *out, int code) {
    fputs("usage: packages DATABASE [STATUS-FILE]\n"
          "\n"
          "Reads a list of packages into an SQLite database and answers ten questions about it.\n"
          "  DATABASE      a file, made when it is not there; or a URL: sqlite::memory:\n"
          "  STATUS-FILE   a dpkg status file; default: " MACHINE_FILE ",\n"
          "                or " SAMPLE_FILE " where there is none\n", out);
    return code;
}
static int failed(const char *what, const orm_error *error) {
    progress_end();
    fprintf(stderr, "packages: %s: %s\n", what, error->message);
    return 1;
}

/* A path as the URL of its database: what would end the path there is written as %hh. */
static bool database_url(const char *database, char *url, size_t size) {
    const bool is_url = strncmp(database, "sqlite:", 7) == 0 || strcmp(database, ":memory:") == 0;
    size_t n = (size_t)snprintf(url, size, "%s", is_url ? database : "sqlite:");
    for (const char *p = database; !is_url && *p && n < size; p++) n += (size_t)snprintf(url + n, size - n, strchr("%?#", *p) ? "%%%02X" : "%c", (unsigned char)*p);
    return n < size;
}
static const char *default_file(void) {
    FILE *f = fopen(MACHINE_FILE, "rb");
    if (!f) return SAMPLE_FILE;
    fclose(f);
    return MACHINE_FILE;
}

static int answer(orm_session *s, status_file *file, const char *path) {
    char packages[32], dependencies[32], added[32], updated[32], removed[32];
    store_counts counts = { 0, 0, 0 };
    if (orm_create_tables(s, ORM_MODELS(Section, Maintainer, Package, Dependency), &(orm_create_options){ .if_not_exists = true }) != ORM_OK)
        return failed("the tables cannot be made", orm_error_of(s));
    if (store_packages(s, file, &counts) != ORM_OK) return failed("the packages cannot be stored; the database is as it was", orm_error_of(s));
    if (orm_session_reset(s) != ORM_OK) return failed("reset", orm_error_of(s));
    format_number(packages, sizeof packages, (int64_t)file->entry_count);
    format_number(dependencies, sizeof dependencies, (int64_t)file->dependency_count);
    format_number(added, sizeof added, counts.added);
    format_number(updated, sizeof updated, counts.updated);
    format_number(removed, sizeof removed, counts.removed);
    printf("%s: %s packages, %s dependencies\nstored: %s new, %s updated, %s removed\n", path, packages, dependencies, added, updated, removed);
    if (!questions_ask(s)) return failed("the question cannot be answered", orm_error_of(s));
    if (fflush(stdout) != 0 || ferror(stdout)) {
        perror("packages: the answers cannot be written");
        return 1;
    }
    return 0;
}

int main(int argc, char **argv) {
    if (argc == 2 && (!strcmp(argv[1], "-h") || !strcmp(argv[1], "--help"))) return usage(stdout, 0);
    if (argc < 2 || argc > 3) return usage(stderr, 2);
    const char *path = argc == 3 ? argv[2] : default_file();
    char url[1024];
    orm_error err;
    status_file file;
    if (!database_url(argv[1], url, sizeof url)) {
        fprintf(stderr, "packages: the name of the database is too long\n");
        return 1;
    }
    if (!status_file_read(&file, path)) {
        fprintf(stderr, "packages: %s\n", file.error);
        return 1;
    }
    orm_db *db = orm_open(url, NULL, &err);
    int code = 1;
    if (db) {
        orm_session *s = orm_session_open(db);
        code = s ? answer(s, &file, path) : failed("no session", orm_error_of(s));
        orm_session_close(s);
        orm_close(db);
    } else {
        failed("the database cannot be opened", &err);
    }
    status_file_free(&file);
    return code;
}
