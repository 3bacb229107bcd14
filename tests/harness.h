/* What the test programs share: databases to test on, assertions that show the library's message, golden files, a counting allocator.
 * A test program includes this file first, defines models and tests, and ends with  int main(void) { return run_all(tests); } . */
#ifndef HARNESS_H
#define HARNESS_H
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "orm.h"

#define HARNESS_UNUSED __attribute__((unused))

/* The dialect this run is for: "sqlite". */
HARNESS_UNUSED static const char *test_dialect(void) {
    const char *dialect = getenv("ORM_TEST_DIALECT");
    return dialect && *dialect ? dialect : "sqlite";
}
/* A folder of this run's own; emptied by the runner. */
HARNESS_UNUSED static const char *test_folder(void) {
    const char *folder = getenv("ORM_TEST_TMP");
    return folder && *folder ? folder : "/tmp";
}
/* Third-party data that the repository does not contain; NULL (and a line that says so) when it is absent. */
HARNESS_UNUSED static const char *test_data(const char *name) {
    static char path[512];
    const char *folder = getenv("ORM_TEST_DATA");
    snprintf(path, sizeof path, "%s/%s", folder && *folder ? folder : "../shared/data", name);
    FILE *f = fopen(path, "rb");
    if (f) {
        fclose(f);
        return path;
    }
    printf("absent: %s (set ORM_TEST_DATA to the folder that holds it)\n", path);
    return NULL;
}
/* The URL of an empty database: in memory, or (parallel work, several connections) a file in the test's folder. */
HARNESS_UNUSED static const char *test_url(bool file) {
    static char url[600];
    static int number;
    if (!file) return "sqlite::memory:";
    snprintf(url, sizeof url, "sqlite:///%s/test_%d_%d.db", test_folder(), number++, rand() % 100000);
    remove(url + strlen("sqlite:///"));
    return url;
}
HARNESS_UNUSED static orm_db *test_open_with(const char *url, const orm_options *options) {
    orm_error err;
    orm_db *db = orm_open(url, options, &err);
    if (!db) fail_msg("orm_open: %s", err.message);
    return db;
}
HARNESS_UNUSED static orm_db *test_open(void) { return test_open_with(test_url(false), NULL); }

/* assert_ok(s, Task_insert(s, &task)); */
#define assert_ok(s, call) assert_orm_status((s), (call), ORM_OK, #call, __FILE__, __LINE__)
#define assert_fails(s, call, status) assert_orm_status((s), (call), (status), #call, __FILE__, __LINE__)
HARNESS_UNUSED static void assert_orm_status(orm_session *s, orm_status got, orm_status wanted, const char *call, const char *file, int line) {
    if (got == wanted && orm_status_of(s) == wanted) return;
    printf("%s:%d: %s gave %s, wanted %s: %s\n", file, line, call, orm_status_name(got), orm_status_name(wanted), orm_error_of(s)->message);
    _fail(file, line);
}
/* After a verb that returns something else. */
#define assert_session(s, status) assert_orm_status((s), orm_status_of(s), (status), "the last call", __FILE__, __LINE__)
/* The error's message holds this text. */
#define assert_message(s, text) assert_has_text(orm_error_of(s)->message, (text), __FILE__, __LINE__)
HARNESS_UNUSED static void assert_has_text(const char *whole, const char *part, const char *file, int line) {
    if (whole && strstr(whole, part)) return;
    printf("%s:%d: \"%s\" does not hold \"%s\"\n", file, line, whole ? whole : "(null)", part);
    _fail(file, line);
}

/* Golden files: tests/golden/NAME.txt holds the text; BLESS=1 writes it. */
HARNESS_UNUSED static void assert_golden(const char *name, const char *text) {
    char path[300];
    snprintf(path, sizeof path, "tests/golden/%s", name);
    const char *bless = getenv("BLESS");
    if (bless && *bless == '1') {
        FILE *f = fopen(path, "wb");
        if (!f) fail_msg("cannot write %s", path);
        fputs(text, f);
        fclose(f);
        return;
    }
    FILE *f = fopen(path, "rb");
    if (!f) fail_msg("no golden file %s: look at the text and run with BLESS=1\n%s", path, text);
    static char wanted[1 << 16];
    const size_t n = fread(wanted, 1, sizeof wanted - 1, f);
    fclose(f);
    wanted[n] = 0;
    if (strcmp(wanted, text) != 0) fail_msg("%s differs: wanted\n%s\ngot\n%s", path, wanted, text);
}

/* An allocator that counts, fails on demand and notices leaks and wrong sizes. */
typedef struct test_memory { long calls, live, live_bytes; long fail_at; /* 1: the first call fails; 0: none */ bool sticky; long failed; } test_memory;
HARNESS_UNUSED static void *test_resize(void *context, void *block, size_t old_size, size_t new_size) {
    test_memory *m = context;
    if (!new_size) {
        if (block) __atomic_fetch_sub(&m->live, 1, __ATOMIC_RELAXED), __atomic_fetch_sub(&m->live_bytes, (long)old_size, __ATOMIC_RELAXED);
        free(block);
        return NULL;
    }
    const long call = __atomic_add_fetch(&m->calls, 1, __ATOMIC_RELAXED);
    if (m->fail_at && (call == m->fail_at || (m->sticky && call > m->fail_at))) {
        __atomic_fetch_add(&m->failed, 1, __ATOMIC_RELAXED);
        return NULL;
    }
    void *fresh = realloc(block, new_size);
    if (!fresh) return NULL;
    if (!block) __atomic_fetch_add(&m->live, 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&m->live_bytes, (long)new_size - (long)(block ? old_size : 0), __ATOMIC_RELAXED);
    return fresh;
}

#define run_all(list) cmocka_run_group_tests(list, NULL, NULL)
#endif
