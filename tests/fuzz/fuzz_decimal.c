/* build: clang -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_decimal.c src/orm/types.c src/orm/decimal.c src/orm/text.c src/orm/fold.c */
/* Any text as a decimal: the canonical form is canonical, means the same, fits the digits asked for, and survives the way through an integer; sums with zero and averages of one change nothing. */
#include <stdlib.h>
#include <string.h>
#include "orm/decimal.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check_canonical(const char *text, int precision, int scale)
{
    char out[ORM_DECIMAL_TEXT_SIZE], again[ORM_DECIMAL_TEXT_SIZE], back[ORM_DECIMAL_TEXT_SIZE], sum[ORM__DECIMAL_SUM_TEXT_SIZE];
    int64_t scaled;
    const size_t length = orm_decimal_canonical(text, strlen(text), precision, scale, out, sizeof out);
    if (!length) return;
    require(length == strlen(out) && out[0] != '+' && strcmp(out, "-0") != 0);
    const char *point = strchr(out, '.');
    require(scale ? point && strlen(point + 1) == (size_t)scale : !point);
    size_t digits = 0;
    for (const char *p = out; *p; p++) digits += *p >= '1' && *p <= '9';
    require(digits <= (size_t)precision);
    require(orm_decimal_canonical(out, length, precision, scale, again, sizeof again) == length && !strcmp(out, again));
    require(orm_decimal_compare((orm_decimal){ text }, (orm_decimal){ out }) == 0);
    require(orm__decimal_add(out, "0", sum, sizeof sum) && orm_decimal_compare((orm_decimal){ sum }, (orm_decimal){ out }) == 0);
    require(orm__decimal_divide(out, 1, scale, sum, sizeof sum) && orm_decimal_compare((orm_decimal){ sum }, (orm_decimal){ out }) == 0);
    for (size_t small = 0; small <= length; small++) require(orm_decimal_canonical(out, length, precision, scale, again, small) == 0);
    if (!orm_decimal_scaled((orm_decimal){ out }, scale, &scaled)) return;
    require(orm_decimal_from_scaled(scaled, scale, back, sizeof back) == length && !strcmp(out, back));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2) return 0;
    char *text = malloc(size - 1);
    require(text != NULL);
    memcpy(text, data + 2, size - 2);
    text[size - 2] = '\0';
    const int precision = data[0] % 65 + 1, scale = data[1] % (precision + 1);
    check_canonical(text, precision, scale > 38 ? 38 : scale);
    free(text);
    return 0;
}
