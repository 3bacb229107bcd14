/* build: clang -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_placeholder.c src/orm/placeholder.c */
/* Any text on every dialect: no bad access, and a buffer of the announced size gets the same text as one that is too small, cut. */
#include <stdlib.h>
#include <string.h>
#include "orm/placeholder.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void rewrite_twice(orm_dialect dialect, const char *sql)
{
    orm__placeholders info, again;
    orm__placeholder_name names[16];
    size_t length = orm__rewrite_placeholders(dialect, sql, NULL, 0, names, 16, &info), half = length / 2 + 1;
    char *whole = malloc(length + 1), *cut = malloc(half);
    require(whole && cut);
    require(orm__rewrite_placeholders(dialect, sql, whole, length + 1, NULL, 0, &again) == length);
    require(orm__rewrite_placeholders(dialect, sql, cut, half, NULL, 0, &again) == length);
    require(strlen(whole) == length && strlen(cut) == (length < half ? length : half - 1) && strncmp(whole, cut, strlen(cut)) == 0);
    require(info.error ? length == 0 && info.error_at < strlen(sql) : info.arguments <= info.count);
    for (size_t i = 0; !info.error && i < info.count && i < 16; i++) require(names[i].argument < info.arguments);
    free(whole);
    free(cut);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *sql = malloc(size + 1);
    require(sql);
    if (size > 0) memcpy(sql, data, size);
    sql[size] = '\0';
    for (int dialect = 0; dialect < ORM_DIALECT_COUNT; dialect++) rewrite_twice((orm_dialect)dialect, sql);
    free(sql);
    return 0;
}
