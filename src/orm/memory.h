/* memory: the allocator's front, arenas, growing buffers.  Private. */
#ifndef ORM__MEMORY_H
#define ORM__MEMORY_H
#include "base.h"
#include <stdarg.h>

/* realloc and free behind the orm_allocator interface */
ORM__PRIVATE orm_allocator orm__default_allocator(void);
ORM__PRIVATE void *orm__alloc(const orm_allocator *a, size_t size); /* zeroed; NULL when it fails */
ORM__PRIVATE void *orm__resize(const orm_allocator *a, void *block, size_t old_size, size_t new_size);
/* An array of *size elements twice as large, at first of `first` elements: *size says so.  NULL: no memory, and nothing has changed. */
ORM__PRIVATE void *orm__grow(const orm_allocator *a, void *items, size_t *size, size_t each, size_t first);
ORM__PRIVATE void orm__free(const orm_allocator *a, void *block, size_t size);
ORM__PRIVATE char *orm__duplicate(const orm_allocator *a, const char *text); /* freed with orm__free_text */
ORM__PRIVATE void orm__free_text(const orm_allocator *a, char *text);

/* An arena: memory handed out in a row and given back at once.  After a reset it is one block as large as all it had, so that a session that does the
 * same again allocates nothing; what is above ORM__ARENA_KEEP is returned. */
#define ORM__ARENA_FIRST ((size_t)4096 - 64)
#define ORM__ARENA_KEEP ((size_t)16 << 20)
typedef struct orm__block_of_arena { struct orm__block_of_arena *previous; size_t size, used; } orm__block_of_arena;
typedef struct orm__arena { const orm_allocator *allocator; orm__block_of_arena *block; size_t next_size; } orm__arena;
typedef struct orm__arena_mark { const void *block; size_t used; } orm__arena_mark;
#define ORM__ARENA_HEADER ((sizeof(orm__block_of_arena) + 15) & ~(size_t)15)
ORM__PRIVATE void *orm__arena_slow(orm__arena *a, size_t size); /* 16-aligned, not zeroed */
/* Makes the last thing handed out larger in place when it can, else moves it. */
ORM__PRIVATE void *orm__arena_grow(orm__arena *a, void *old, size_t old_size, size_t new_size);
ORM__PRIVATE orm__arena_mark orm__arena_here(const orm__arena *a);
ORM__PRIVATE bool orm__arena_release(orm__arena *a, orm__arena_mark mark); /* false: not a mark of this arena */
ORM__PRIVATE void orm__arena_reset(orm__arena *a);
ORM__PRIVATE void orm__arena_free(orm__arena *a);
static inline ORM__UNUSED void *orm__arena_take(orm__arena *a, size_t size, size_t alignment) {
    orm__block_of_arena *b = a->block;
    if (b) {
        const size_t at = (b->used + alignment - 1) & ~(alignment - 1);
        if (at <= b->size && size <= b->size - at) {
            b->used = at + size;
            return (char *)b + ORM__ARENA_HEADER + at;
        }
    }
    return orm__arena_slow(a, size);
}
ORM__PRIVATE void *orm__arena_zero(orm__arena *a, size_t size);
ORM__PRIVATE char *orm__arena_text(orm__arena *a, const char *text, size_t length);

/* A text that grows.  A failed growth is remembered: check `failed` once at the end. */
typedef struct orm__buffer { const orm_allocator *allocator; char *text; size_t length, size; bool failed; } orm__buffer;
ORM__PRIVATE bool orm__buffer_reserve(orm__buffer *b, size_t more);
ORM__PRIVATE void orm__buffer_free(orm__buffer *b);
static inline ORM__UNUSED void orm__put(orm__buffer *b, const char *text, size_t length) {
    if (b->size - b->length <= length && !orm__buffer_reserve(b, length)) return;
    __builtin_memcpy(b->text + b->length, text, length);
    b->length += length;
    b->text[b->length] = 0;
}
static inline ORM__UNUSED void orm__put_text(orm__buffer *b, const char *text) { orm__put(b, text, __builtin_strlen(text)); }
static inline ORM__UNUSED void orm__put_char(orm__buffer *b, char c) { orm__put(b, &c, 1); }
ORM__PRIVATE void orm__put_number(orm__buffer *b, int64_t number);
ORM__PRIVATE void orm__put_format(orm__buffer *b, const char *format, ...) ORM__PRINTF(2, 3);

/* 64-bit hash of bytes; for look-ups in tables that compare the bytes as well. */
ORM__PRIVATE uint64_t orm__hash(const void *bytes, size_t count);
#endif
