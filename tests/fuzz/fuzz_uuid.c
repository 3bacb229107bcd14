/* build: clang -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_uuid.c src/orm/types.c src/orm/decimal.c src/orm/text.c src/orm/fold.c */
/* Any text as a uuid: what is read is written in the one form, which is read as the same 16 bytes.  Any 16 bytes are written and read back, and make a uuid of version 4 and 7. */
#include <stdlib.h>
#include <string.h>
#include "orm/types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void check_uuid(orm_uuid uuid)
{
    char out[ORM_UUID_TEXT_SIZE], other[64];
    orm_uuid again;
    require(orm_uuid_text(uuid, out, sizeof out) == ORM_UUID_TEXT_SIZE - 1 && orm_uuid_text(uuid, out, sizeof out - 1) == 0);
    require(orm_uuid_text(uuid, out, sizeof out) > 0 && orm_uuid_parse(out, SIZE_MAX, &again) && !memcmp(&again, &uuid, sizeof uuid));
    memcpy(other, "urn:uuid:", 9);
    memcpy(other + 9, out, sizeof out);
    require(orm_uuid_parse(other, SIZE_MAX, &again) && !memcmp(&again, &uuid, sizeof uuid));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size ? size : 1);
    require(text != NULL);
    if (size) memcpy(text, data, size);
    orm_uuid uuid, before;
    memset(&uuid, 7, sizeof uuid);
    before = uuid;
    if (orm_uuid_parse(text, size, &uuid)) check_uuid(uuid);
    else require(!memcmp(&uuid, &before, sizeof uuid));
    free(text);
    if (size < 16) return 0;
    memcpy(&uuid, data, 16);
    check_uuid(uuid);
    uuid = orm_uuid_v4(data);
    require(uuid.bytes[6] >> 4 == 4 && uuid.bytes[8] >> 6 == 2);
    check_uuid(uuid);
    uuid = orm_uuid_v7(data, (int64_t)size * 1000003);
    require(uuid.bytes[6] >> 4 == 7 && uuid.bytes[8] >> 6 == 2);
    check_uuid(uuid);
    return 0;
}
