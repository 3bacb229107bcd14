#include "memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *orm__default_resize(void *context, void *block, size_t old_size, size_t new_size) {
    (void)context, (void)old_size;
    if (new_size) return realloc(block, new_size);
    free(block);
    return NULL;
}
ORM__PRIVATE orm_allocator orm__default_allocator(void) { return (orm_allocator){ orm__default_resize, NULL }; }

ORM__PRIVATE void *orm__resize(const orm_allocator *a, void *block, size_t old_size, size_t new_size) {
    return a->resize(a->context, block, old_size, new_size);
}
ORM__PRIVATE void *orm__alloc(const orm_allocator *a, size_t size) {
    void *block = orm__resize(a, NULL, 0, size);
    if (block) memset(block, 0, size);
    return block;
}
ORM__PRIVATE void *orm__grow(const orm_allocator *a, void *items, size_t *size, size_t each, size_t first) {
    const size_t larger = *size ? 2 * *size : first;
    void *grown = orm__resize(a, items, *size * each, larger * each);
    if (grown) *size = larger;
    return grown;
}
ORM__PRIVATE void orm__free(const orm_allocator *a, void *block, size_t size) {
    if (block) orm__resize(a, block, size, 0);
}
ORM__PRIVATE char *orm__duplicate(const orm_allocator *a, const char *text) {
    const size_t size = strlen(text) + 1;
    char *copy = orm__resize(a, NULL, 0, size);
    if (copy) memcpy(copy, text, size);
    return copy;
}
ORM__PRIVATE void orm__free_text(const orm_allocator *a, char *text) {
    if (text) orm__free(a, text, strlen(text) + 1);
}

/* ---- arenas --------------------------------------------------------------------------------------------------------------- */
static bool orm__arena_add(orm__arena *a, size_t least) {
    size_t size = a->next_size ? a->next_size : ORM__ARENA_FIRST;
    if (a->block && size < 2 * a->block->size) size = a->block->size < ORM__ARENA_KEEP / 2 ? 2 * a->block->size : ORM__ARENA_KEEP; /* after one huge value not a block twice as huge */
    if (size < least + 64) size = least + 64;
    orm__block_of_arena *block = orm__resize(a->allocator, NULL, 0, ORM__ARENA_HEADER + size);
    if (!block) return false;
    *block = (orm__block_of_arena){ a->block, size, 0 };
    a->block = block;
    return true;
}
ORM__PRIVATE void *orm__arena_slow(orm__arena *a, size_t size) {
    if (size > SIZE_MAX / 4) return NULL; /* so that no sum below wraps */
    if (!a->block || a->block->size - a->block->used < size + 16) {
        if (!orm__arena_add(a, size)) return NULL;
    }
    orm__block_of_arena *b = a->block;
    const size_t at = (b->used + 15) & ~(size_t)15;
    b->used = at + size;
    return (char *)b + ORM__ARENA_HEADER + at;
}
ORM__PRIVATE void *orm__arena_grow(orm__arena *a, void *old, size_t old_size, size_t new_size) {
    orm__block_of_arena *b = a->block;
    if (old && b && (char *)old + old_size == (char *)b + ORM__ARENA_HEADER + b->used && new_size - old_size <= b->size - b->used) {
        b->used += new_size - old_size;
        return old;
    }
    void *grown = orm__arena_take(a, new_size, 16);
    if (grown && old) memcpy(grown, old, old_size);
    return grown;
}
ORM__PRIVATE orm__arena_mark orm__arena_here(const orm__arena *a) {
    return (orm__arena_mark){ a->block, a->block ? a->block->used : 0 };
}
static void orm__arena_pop(orm__arena *a) {
    orm__block_of_arena *b = a->block;
    a->block = b->previous;
    orm__free(a->allocator, b, ORM__ARENA_HEADER + b->size);
}
ORM__PRIVATE bool orm__arena_release(orm__arena *a, orm__arena_mark mark) {
    const orm__block_of_arena *b = a->block;
    while (b && b != mark.block) b = b->previous;
    if (b != mark.block || (b && mark.used > b->used)) return false;
    while (a->block != mark.block) orm__arena_pop(a);
    if (a->block) a->block->used = mark.used;
    return true;
}
ORM__PRIVATE void orm__arena_reset(orm__arena *a) {
    if (!a->block) return;
    if (!a->block->previous && a->block->size <= ORM__ARENA_KEEP) {
        a->block->used = 0;
        return;
    }
    size_t total = 0;
    while (a->block) {
        total += a->block->size;
        orm__arena_pop(a);
    }
    a->next_size = total < ORM__ARENA_KEEP ? total : ORM__ARENA_KEEP;
}
ORM__PRIVATE void orm__arena_free(orm__arena *a) {
    while (a->block) orm__arena_pop(a);
}
ORM__PRIVATE void *orm__arena_zero(orm__arena *a, size_t size) {
    void *p = orm__arena_take(a, size, 16);
    if (p) memset(p, 0, size);
    return p;
}
ORM__PRIVATE char *orm__arena_text(orm__arena *a, const char *text, size_t length) {
    char *copy = orm__arena_take(a, length + 1, 1);
    if (!copy) return NULL;
    memcpy(copy, text, length);
    copy[length] = 0;
    return copy;
}

/* ---- buffers -------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE bool orm__buffer_reserve(orm__buffer *b, size_t more) {
    if (b->failed) return false;
    size_t size = b->size ? b->size : 256;
    while (size - b->length <= more) {
        if (size > SIZE_MAX / 4) return !(b->failed = true);
        size *= 2;
    }
    if (size == b->size) return true;
    char *text = orm__resize(b->allocator, b->text, b->size, size);
    if (!text) return !(b->failed = true);
    b->text = text;
    b->size = size;
    return true;
}
ORM__PRIVATE void orm__buffer_free(orm__buffer *b) {
    orm__free(b->allocator, b->text, b->size);
    b->text = NULL;
    b->length = b->size = 0;
}
ORM__PRIVATE void orm__put_number(orm__buffer *b, int64_t number) {
    char digits[24], *at = digits + sizeof digits; /* PostgreSQL's placeholders are numbers: snprintf would be a third of writing a query */
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do *--at = (char)('0' + left % 10);
    while (left /= 10);
    if (number < 0) *--at = '-';
    orm__put(b, at, (size_t)(digits + sizeof digits - at));
}
ORM__PRIVATE void orm__put_format(orm__buffer *b, const char *format, ...) {
    va_list list;
    va_start(list, format);
    char small[512];
    const int n = vsnprintf(small, sizeof small, format, list);
    va_end(list);
    if (n < 0) return;
    if ((size_t)n < sizeof small) {
        orm__put(b, small, (size_t)n);
        return;
    }
    if (!orm__buffer_reserve(b, (size_t)n)) return;
    va_start(list, format);
    vsnprintf(b->text + b->length, (size_t)n + 1, format, list);
    va_end(list);
    b->length += (size_t)n;
}

/* A multiply-and-fold hash over 8-byte words, in the manner of wyhash: fast for the 50 to 500 bytes an SQL text has. */
ORM__PRIVATE uint64_t orm__hash(const void *bytes, size_t count) {
    const unsigned char *p = bytes;
    uint64_t h = count * UINT64_C(0x9E3779B97F4A7C15), g = ~h, word;
    for (; count >= 16; p += 16, count -= 16) { /* two lanes, because each step waits for the multiplication before it */
        memcpy(&word, p, 8);
        h = (h ^ word) * UINT64_C(0xA0761D6478BD642F);
        h ^= h >> 32;
        memcpy(&word, p + 8, 8);
        g = (g ^ word) * UINT64_C(0x8EBC6AF09C88C6E3);
        g ^= g >> 32;
    }
    h ^= g << 1 | g >> 63;
    if (count >= 8) {
        memcpy(&word, p, 8);
        h = (h ^ word) * UINT64_C(0xA0761D6478BD642F);
        h ^= h >> 32;
        p += 8, count -= 8;
    }
    word = 0;
    memcpy(&word, p, count);
    h = (h ^ word) * UINT64_C(0xE7037ED1A0B428DB);
    return h ^ (h >> 29);
}
