/* person: the rows that all baselines read and write, in the library's words and in plain C, and what the baselines share: memory that is kept between runs, checks
 * of texts, the data.  After orm.h. */
#ifndef BENCH_PERSON_H
#define BENCH_PERSON_H
#include "measure.h"

#define PERSON_MODEL(X)                             \
    X(key,   int64,      id,    .auto_increment = true) \
    X(field, text,       name)                      \
    X(field, text,       email)                     \
    X(field, opt(text),  bio)                       \
    X(field, int32,      age)                       \
    X(field, double,     score)                     \
    X(field, bool,       active)                    \
    X(field, opt(int64), visits)
ORM_MODEL(Person, People, PERSON_MODEL, .table = "people");

#define ROWS 10000

#define ALWAYS static inline __attribute__((always_inline))

typedef struct person {
    int64_t id;
    const char *name, *email, *bio; /* bio may be NULL */
    int32_t age;
    double score;
    bool active, has_visits;
    int64_t visits;
} person;
#define PERSON_COLUMNS 8

/* ---- memory: blocks that are filled again in the next run ----------------------------------------------------------------------------- */
typedef struct block {
    struct block *next;
    size_t size, used;
    char bytes[];
} block;
typedef struct arena {
    block *first, *current;
} arena;

static void *arena_more(arena *a, size_t size)
{
    while (a->current && a->current->next) {
        a->current = a->current->next;
        a->current->used = 0;
        if (a->current->size >= size) {
            a->current->used = size;
            return a->current->bytes;
        }
    }
    const size_t room = size > (1 << 18) ? size : 1 << 18;
    block *b = malloc(sizeof *b + room);
    if (!b) return NULL;
    *b = (block){ .size = room, .used = size };
    if (a->current) a->current->next = b;
    else a->first = b;
    a->current = b;
    return b->bytes;
}
ALWAYS void *arena_take(arena *a, size_t size)
{
    block *b = a->current;
    if (!b || b->size - b->used < size) return arena_more(a, size);
    void *p = b->bytes + b->used;
    b->used += size;
    return p;
}
static void arena_reset(arena *a)
{
    a->current = a->first;
    if (a->first) a->first->used = 0;
}
static void arena_free(arena *a)
{
    for (block *b = a->first, *next; b; b = next) {
        next = b->next;
        free(b);
    }
}

/* ---- UTF-8 --------------------------------------------------------------------------------------------------------------------------------- */
#define EACH_BYTE(value) (UINT64_C(0x0101010101010101) * (value))
ALWAYS uint64_t load_word(const char *p)
{
    uint64_t word;
    memcpy(&word, p, 8);
    return word;
}
/* High bits that are set where a byte is NUL or not ASCII (and, behind a NUL, perhaps elsewhere). */
ALWAYS uint64_t marks_of(uint64_t word) { return word | (word - EACH_BYTE(1)); }

/* Strict UTF-8 without NUL; only for texts that are not plain ASCII. */
static bool valid_utf8(const char *text, size_t size)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + size;
    while (p < end) {
        if (end - p >= 8 && !(marks_of(load_word((const char *)p)) & EACH_BYTE(0x80))) {
            p += 8;
            continue;
        }
        const unsigned char c = *p;
        if (c == 0) return false;
        if (c < 0x80) {
            p++;
            continue;
        }
        const ptrdiff_t left = end - p;
        if (c >= 0xC2 && c <= 0xDF) {
            if (left < 2 || (p[1] & 0xC0) != 0x80) return false;
            p += 2;
        } else if (c >= 0xE0 && c <= 0xEF) {
            if (left < 3 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80 || (c == 0xE0 && p[1] < 0xA0) || (c == 0xED && p[1] > 0x9F)) return false;
            p += 3;
        } else if (c >= 0xF0 && c <= 0xF4) {
            if (left < 4 || (p[1] & 0xC0) != 0x80 || (p[2] & 0xC0) != 0x80 || (p[3] & 0xC0) != 0x80 || (c == 0xF0 && p[1] < 0x90) || (c == 0xF4 && p[1] > 0x8F)) return false;
            p += 4;
        } else {
            return false;
        }
    }
    return true;
}
/* Copies and checks in one pass, eight bytes at a time, the last eight overlapping. */
ALWAYS bool copy_checked(char *to, const char *from, size_t size)
{
    uint64_t marks = 0;
    if (size >= 8) {
        for (size_t i = 0; i + 8 <= size; i += 8) {
            const uint64_t word = load_word(from + i);
            memcpy(to + i, &word, 8);
            marks |= marks_of(word);
        }
        const uint64_t last = load_word(from + size - 8);
        memcpy(to + size - 8, &last, 8);
        marks |= marks_of(last);
    } else {
        for (size_t i = 0; i < size; i++) {
            to[i] = from[i];
            marks |= (uint64_t)(unsigned char)(from[i] | (from[i] - 1));
        }
    }
    return !(marks & EACH_BYTE(0x80)) || valid_utf8(from, size);
}
ALWAYS bool check_text(const char *text, size_t size)
{
    uint64_t marks = 0;
    if (size >= 8) {
        for (size_t i = 0; i + 8 <= size; i += 8) marks |= marks_of(load_word(text + i));
        marks |= marks_of(load_word(text + size - 8));
    } else {
        for (size_t i = 0; i < size; i++) marks |= (uint64_t)(unsigned char)(text[i] | (text[i] - 1));
    }
    return !(marks & EACH_BYTE(0x80)) || valid_utf8(text, size);
}

/* ---- data --------------------------------------------------------------------------------------------------------------------------------------- */
static char *make_text(const char *format, size_t a, size_t b)
{
    char text[300];
    snprintf(text, sizeof text, format, a, b);
    char *copy = malloc(strlen(text) + 1);
    if (!copy) die("memory", "none left");
    return strcpy(copy, text);
}
static uint32_t next_random(void)
{
    static uint32_t state = 12345;
    state ^= state << 13;
    state ^= state >> 17;
    return state ^= state << 5;
}
/* New rows, the same for the library and for the baseline, and keys in an order that jumps about. */
typedef struct people {
    Person *fresh;
    person *people;
    int64_t *ids;
} people;
static people make_people(void)
{
    static const char *const names[] = { "Ada Lovelace %zu", "Bo %zu", "Jos\xC3\xA9 \xC3\x81lvarez %zu", "Charlotte Montgomery %zu", "Eve %zu", "Ferdinand %zu", "Gloria Estefan %zu", "Li %zu" };
    const people p = { calloc(ROWS, sizeof *p.fresh), calloc(ROWS, sizeof *p.people), calloc(ROWS, sizeof *p.ids) };
    if (!p.fresh || !p.people || !p.ids) die("memory", "none left");
    for (size_t i = 0; i < ROWS; i++) {
        Person *r = &p.fresh[i];
        r->name = make_text(names[i % 8], i, 0);
        r->email = make_text("person.%zu@mail%zu.example.org", i, i % 10);
        if (i % 4) r->bio = make_text(i % 3 ? "Lives in a small town and likes long walks, number %zu of %zu" : "Writes software %zu %zu", i, (size_t)ROWS);
        r->age = (int32_t)(18 + next_random() % 60);
        r->score = (double)(next_random() % 100000) / 100;
        r->active = next_random() % 2;
        if (i % 5) r->visits = (orm_opt_int64)ORM_SOME((int64_t)next_random() * 1000);
        p.people[i] = (person){ 0, r->name, r->email, r->bio, r->age, r->score, r->active, r->visits.has, r->visits.value };
        p.ids[i] = (int64_t)i + 1;
    }
    for (size_t i = ROWS - 1; i > 0; i--) {
        const size_t k = next_random() % (i + 1);
        const int64_t id = p.ids[i];
        p.ids[i] = p.ids[k];
        p.ids[k] = id;
    }
    return p;
}
static void free_people(people *p)
{
    for (size_t i = 0; i < ROWS; i++) {
        free((void *)(uintptr_t)p->fresh[i].name);
        free((void *)(uintptr_t)p->fresh[i].email);
        free((void *)(uintptr_t)p->fresh[i].bio);
    }
    free(p->fresh);
    free(p->people);
    free(p->ids);
}
static bool same_text(const char *a, const char *b) { return a == b || (a && b && !strcmp(a, b)); }
static bool same_person(const Person *a, const person *b)
{
    return a->id == b->id && same_text(a->name, b->name) && same_text(a->email, b->email) && same_text(a->bio, b->bio) && a->age == b->age && !(a->score < b->score) &&
           !(a->score > b->score) && a->active == b->active && a->visits.has == b->has_visits && a->visits.value == b->visits;
}
#endif
