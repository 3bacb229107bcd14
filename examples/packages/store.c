#include "store.h"
#include "progress.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROWS_AT_ONCE 500

/* ---- names ------------------------------------------------------------------------------------------------------------------- */
/* The different texts of a list, sorted: a text's place is found again by binary search. */
typedef struct names { const char **items; size_t count; } names;

static int compare_names(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }
static void names_sort(names *n) {
    size_t kept = 0;
    qsort(n->items, n->count, sizeof *n->items, compare_names);
    for (size_t i = 0; i < n->count; i++)
        if (!kept || strcmp(n->items[kept - 1], n->items[i]) != 0) n->items[kept++] = n->items[i];
    n->count = kept;
}
static size_t names_find(const names *n, const char *name) {
    const char **found = bsearch(&name, n->items, n->count, sizeof *n->items, compare_names);
    return (size_t)(found - n->items);
}

/* ---- sections and maintainers ------------------------------------------------------------------------------------------------- */
static bool store_sections(orm_session *s, status_file *file) {
    names all = { orm_session_alloc(s, file->entry_count * sizeof *all.items), 0 };
    for (size_t i = 0; all.items && i < file->entry_count; i++)
        if (file->entries[i].section) all.items[all.count++] = file->entries[i].section;
    if (!all.items) return false;
    names_sort(&all);
    Section *rows = orm_session_alloc(s, (all.count + 1) * sizeof *rows);
    if (!rows) return false;
    for (size_t i = 0; i < all.count; i++) rows[i].name = all.items[i];
    /* a section has nothing but its name: one that is there stays, and its id is read */
    if (Section_upsert_all(s, rows, all.count, &(orm_conflict){ .target = ORM_COLS(Sections.name), .do_nothing = true }) != ORM_OK) return false;
    for (size_t i = 0; i < file->entry_count; i++) {
        const status_entry *e = &file->entries[i];
        if (e->section) file->entries[i].package.section_id = (orm_opt_int64)ORM_SOME(rows[names_find(&all, e->section)].id);
    }
    return true;
}
/* "Jo Doe <jo@example.org>" */
static bool split_address(orm_session *s, const char *address, Maintainer *m) {
    const char *open = strrchr(address, '<'), *close = open ? strchr(open, '>') : NULL;
    const size_t name = open && close ? (size_t)(open - address) : strlen(address), email = open && close ? (size_t)(close - open - 1) : 0;
    char *copy = orm_session_alloc(s, name + email + 2);
    if (!copy) return false;
    memcpy(copy, address, name);
    for (size_t n = name; n && copy[n - 1] == ' ';) copy[--n] = 0;
    if (email) memcpy(copy + name + 1, open + 1, email);
    m->name = copy;
    m->email = copy + name + 1;
    return true;
}
static bool store_maintainers(orm_session *s, status_file *file) {
    names all = { orm_session_alloc(s, file->entry_count * sizeof *all.items), 0 };
    for (size_t i = 0; all.items && i < file->entry_count; i++)
        if (file->entries[i].maintainer) all.items[all.count++] = file->entries[i].maintainer;
    if (!all.items) return false;
    names_sort(&all);
    Maintainer *rows = orm_session_alloc(s, (all.count + 1) * sizeof *rows);
    if (!rows) return false;
    for (size_t i = 0; i < all.count; i++)
        if (!split_address(s, all.items[i], &rows[i])) return false;
    const orm_conflict same = { .target = ORM_COLS(Maintainers.name, Maintainers.email), .do_nothing = true };
    if (Maintainer_upsert_all(s, rows, all.count, &same) != ORM_OK) return false;
    for (size_t i = 0; i < file->entry_count; i++) {
        const status_entry *e = &file->entries[i];
        if (e->maintainer) file->entries[i].package.maintainer_id = (orm_opt_int64)ORM_SOME(rows[names_find(&all, e->maintainer)].id);
    }
    return true;
}

/* ---- packages and dependencies -------------------------------------------------------------------------------------------------- */
static bool store_package_rows(orm_session *s, status_file *file, int64_t now) {
    const orm_conflict same = { .target = ORM_COLS(Packages.name, Packages.architecture) }; /* overwrites all other columns */
    Package *rows = orm_session_alloc(s, ROWS_AT_ONCE * sizeof *rows);
    if (!rows) return false;
    for (size_t done = 0, n; done < file->entry_count; done += n) {
        progress_show("packages", done, file->entry_count);
        n = file->entry_count - done < ROWS_AT_ONCE ? file->entry_count - done : ROWS_AT_ONCE;
        for (size_t i = 0; i < n; i++) {
            rows[i] = file->entries[done + i].package;
            rows[i].read_at = now;
        }
        if (Package_upsert_all(s, rows, n, &same) != ORM_OK) return false;
        for (size_t i = 0; i < n; i++) file->entries[done + i].package.id = rows[i].id;
    }
    return true;
}
static bool store_dependencies(orm_session *s, status_file *file) {
    for (size_t i = 0; i < file->entry_count; i++) {
        const status_entry *e = &file->entries[i];
        for (size_t k = 0; k < e->dependencies; k++) file->dependencies[e->first_dependency + k].package_id = e->package.id;
    }
    /* what a package needs may have changed in every part: out with the old, in with the new */
    if (Dependency_delete_where(s, orm_q(.all_rows = true)) < 0) return false;
    for (size_t done = 0, n; done < file->dependency_count; done += n) {
        progress_show("dependencies", done, file->dependency_count);
        n = file->dependency_count - done < ROWS_AT_ONCE ? file->dependency_count - done : ROWS_AT_ONCE;
        if (Dependency_insert_all(s, file->dependencies + done, n) != ORM_OK) return false;
    }
    return true;
}
static int64_t microseconds_now(void) {
    struct timespec t;
    timespec_get(&t, TIME_UTC);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
static bool store_all(orm_session *s, status_file *file, store_counts *counts) {
    const int64_t now = microseconds_now(), before = Package_count(s, NULL);
    if (before < 0 || !store_sections(s, file) || !store_maintainers(s, file) || !store_package_rows(s, file, now)) return false;
    const int64_t after = Package_count(s, NULL);
    if (after < 0) return false;
    counts->added = after - before;
    counts->updated = (int64_t)file->entry_count - counts->added;
    counts->removed = Package_delete_where(s, orm_q(.where = orm_ne(Packages.read_at, now)));
    return counts->removed >= 0 && store_dependencies(s, file);
}
orm_status store_packages(orm_session *s, status_file *file, store_counts *counts) {
    orm_transaction(s) {
        if (!store_all(s, file, counts)) break; /* leaving the block rolls back; the error stays that of the call that failed */
    }
    progress_end();
    return orm_status_of(s);
}
