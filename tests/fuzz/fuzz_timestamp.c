/* build: clang -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_timestamp.c src/orm/types.c src/orm/decimal.c src/orm/text.c src/orm/fold.c */
/* Any text as a timestamp, a date and a time of day: what is read is in range, is written in one form, and that form is read as the same value.  A text that is not taken leaves the value alone. */
#include <stdlib.h>
#include <string.h>
#include "orm/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check_timestamp(const char *text, size_t length)
{
    char out[ORM_TIMESTAMP_TEXT_SIZE];
    int64_t value = 42, again;
    if (!orm_timestamp_parse(text, length, &value)) {
        require(value == 42);
        return;
    }
    require(value >= ORM_TIMESTAMP_MIN && value <= ORM_TIMESTAMP_MAX);
    require(orm_timestamp_text(value, out, sizeof out) == ORM_TIMESTAMP_TEXT_SIZE - 1);
    require(orm_timestamp_parse(out, SIZE_MAX, &again) && again == value);
    require(orm_timestamp_text(value, out, sizeof out - 1) == 0);
}

static void check_date(const char *text, size_t length)
{
    char out[ORM_DATE_TEXT_SIZE];
    int32_t value = 42, again;
    int64_t moment;
    if (!orm_date_parse(text, length, &value)) {
        require(value == 42);
        return;
    }
    require(value >= ORM_DATE_MIN && value <= ORM_DATE_MAX);
    require(orm_date_text(value, out, sizeof out) == ORM_DATE_TEXT_SIZE - 1);
    require(orm_date_parse(out, SIZE_MAX, &again) && again == value);
    require(orm_timestamp_parse(out, SIZE_MAX, &moment) && moment == (int64_t)value * INT64_C(86400000000));
}

static void check_time(const char *text, size_t length)
{
    char out[ORM_TIME_TEXT_SIZE];
    int64_t value = 42, again;
    if (!orm_time_parse(text, length, &value)) {
        require(value == 42);
        return;
    }
    require(value >= 0 && value <= INT64_C(86400000000));
    require(orm_time_text(value, out, sizeof out) > 0);
    require(orm_time_parse(out, SIZE_MAX, &again) && again == value);
}

/* Any number that is a timestamp is written and read back; others are not written. */
static void check_number(const uint8_t *data, size_t size)
{
    char out[ORM_TIMESTAMP_TEXT_SIZE];
    int64_t value = 0, again;
    memcpy(&value, data, size < sizeof value ? size : sizeof value);
    const bool fits = value >= ORM_TIMESTAMP_MIN && value <= ORM_TIMESTAMP_MAX;
    require((orm_timestamp_text(value, out, sizeof out) > 0) == fits);
    if (fits) require(orm_timestamp_parse(out, SIZE_MAX, &again) && again == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1); /* without an end, so that reading behind it is noticed */
    require(text != NULL);
    if (size) memcpy(text, data, size);
    check_timestamp(text, size);
    check_date(text, size);
    check_time(text, size);
    if (size) check_number(data, size);
    free(text);
    return 0;
}
