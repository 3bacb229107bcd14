/* build: clang -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_interval.c src/orm/types.c src/orm/decimal.c src/orm/text.c src/orm/fold.c */
/* Any text as a duration: what is read is written in the one form, which is read as the same parts.  Any parts are written and read back. */
#include <stdlib.h>
#include <string.h>
#include "orm/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}
static bool same(orm_interval a, orm_interval b) { return a.months == b.months && a.days == b.days && a.microseconds == b.microseconds; }

static void check_interval(orm_interval interval)
{
    char out[ORM_INTERVAL_TEXT_SIZE], again_text[ORM_INTERVAL_TEXT_SIZE];
    orm_interval again;
    const size_t length = orm_interval_text(interval, out, sizeof out);
    require(length > 0 && length == strlen(out) && out[0] == 'P');
    require(orm_interval_parse(out, SIZE_MAX, &again) && same(again, interval));
    require(orm_interval_text(again, again_text, sizeof again_text) == length && !strcmp(out, again_text));
    require(orm_interval_text(interval, again_text, length) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1);
    require(text != NULL);
    if (size) memcpy(text, data, size);
    orm_interval interval = { 1, 2, 3 };
    if (orm_interval_parse(text, size, &interval)) check_interval(interval);
    else require(same(interval, (orm_interval){ 1, 2, 3 }));
    free(text);
    if (size < 16) return 0;
    memcpy(&interval.months, data, 4);
    memcpy(&interval.days, data + 4, 4);
    memcpy(&interval.microseconds, data + 8, 8);
    check_interval(interval);
    return 0;
}
