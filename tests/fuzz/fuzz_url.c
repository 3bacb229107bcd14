/* build: clang -fsanitize=fuzzer,address,undefined -Isrc tests/fuzz/fuzz_url.c src/dialects/url.c */
/* Any text, alone, behind a URL's userinfo and before one: no bad access, and the password never gets out. */
#include <stdlib.h>
#include <string.h>
#include "dialects/url.h"

#define MARKER "s3cr3t-marker"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static void try_url(const char *before, const uint8_t *data, size_t size, const char *after)
{
    static orm__url url;
    char message[640], redacted[4096];
    char *text = malloc(strlen(before) + size + strlen(after) + 1);
    require(text != NULL);
    strcpy(text, before);
    if (size > 0) memcpy(text + strlen(before), data, size);
    strcpy(text + strlen(before) + size, after);
    bool fine = orm__url_parse(text, &url, message, sizeof message);
    require(fine == !message[0]);
    require(!fine || (url.text_used <= sizeof url.text && (url.dialect != ORM_DIALECT_SQLITE || url.database)));
    orm__url_redact(text, redacted, sizeof redacted);
    require(!strstr(message, MARKER) && !strstr(redacted, MARKER));
    free(text);
}

static int digit(uint8_t c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* The marker's beginning, also with characters written as %33. */
static bool holds_marker(const uint8_t *data, size_t size)
{
    char last[4] = "";
    for (size_t i = 0; i < size; i++) {
        uint8_t c = data[i];
        if (c == '%' && i + 2 < size && digit(data[i + 1]) >= 0 && digit(data[i + 2]) >= 0) {
            c = (uint8_t)(digit(data[i + 1]) << 4 | digit(data[i + 2]));
            i += 2;
        }
        memmove(last, last + 1, 3);
        last[3] = (char)c;
        if (memcmp(last, "s3cr", 4) == 0) return true;
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (holds_marker(data, size)) return 0; /* no leak when the input itself is printed */
    if (size > 0 && memchr(data, '\0', size)) return 0; /* the text would end before the planted password */
    try_url("", data, size, "");
    try_url("postgresql://u:" MARKER "@", data, size, "");
    try_url("mysql://h/d?password=" MARKER, data, size, "");
    try_url("", data, size, "://u:" MARKER "@h/d");
    return 0;
}
