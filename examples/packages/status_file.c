#include "status_file.h"
#include "table.h"
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#define FIELDS_PER_STANZA 64

typedef struct field { char *name, *value; int line; } field;
typedef struct reader {
    status_file *file;
    const char *path;
    char *at, *end;
    int line;
    field fields[FIELDS_PER_STANZA];
    size_t field_count;
} reader;

static bool fail(status_file *file, const char *format, ...) __attribute__((format(printf, 2, 3)));
static bool fail(status_file *file, const char *format, ...) {
    va_list list;
    va_start(list, format);
    vsnprintf(file->error, sizeof file->error, format, list);
    va_end(list);
    return false;
}

/* ---- the file ------------------------------------------------------------------------------------------------------------ */
static bool read_stream(status_file *file, const char *path, FILE *in, size_t *length) {
    size_t size = 0, used = 0, got = 0;
    do {
        if (size - used < 2) {
            size = size ? 2 * size : 1 << 16;
            char *text = realloc(file->text, size);
            if (!text) return fail(file, "%s: out of memory", path);
            file->text = text;
        }
        errno = 0;
        got = fread(file->text + used, 1, size - used - 1, in);
        used += got;
    } while (got);
    if (ferror(in)) return fail(file, "%s: cannot be read: %s", path, strerror(errno));
    file->text[used] = 0;
    *length = used;
    return true;
}

/* ---- lines and fields ------------------------------------------------------------------------------------------------------ */
static bool is_name(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", text[i])) return false;
    return length > 0;
}
static char *trimmed(char *text) {
    text += strspn(text, " \t\n\r");
    for (size_t n = strlen(text); n && strchr(" \t\n\r", text[n - 1]);) text[--n] = 0;
    return text;
}
/* The next line, NUL-terminated without its newline; NULL at the end of the file. */
static char *next_line(reader *r, size_t *length) {
    if (r->at >= r->end) return NULL;
    char *line = r->at, *stop = memchr(line, '\n', (size_t)(r->end - line));
    if (!stop) stop = r->end;
    *stop = 0;
    *length = (size_t)(stop - line);
    r->at = stop + 1;
    r->line++;
    return line;
}
/* Fields of one stanza.  A line that begins with a blank goes on with the field above: the newline between them is put back. */
static bool read_fields(reader *r, bool *more) {
    char *line;
    size_t length;
    r->field_count = 0;
    while ((*more = (line = next_line(r, &length)) != NULL)) {
        if (memchr(line, 0, length)) return fail(r->file, "%s: line %d: a NUL byte: this is no text file", r->path, r->line);
        if (!utf8_valid(line)) return fail(r->file, "%s: line %d: not UTF-8", r->path, r->line);
        if (!line[strspn(line, " \t\r")]) {
            if (r->field_count) return true;
            continue; /* more blank lines than one */
        }
        if (*line == ' ' || *line == '\t') {
            if (!r->field_count) return fail(r->file, "%s: line %d: goes on with a field, but there is none above it", r->path, r->line);
            line[-1] = '\n';
            continue;
        }
        const char *colon = strchr(line, ':');
        if (!colon || !is_name(line, (size_t)(colon - line)))
            return fail(r->file, "%s: line %d: not a \"Name: value\" line: \"%.40s\"", r->path, r->line, line);
        if (r->field_count == FIELDS_PER_STANZA) return fail(r->file, "%s: line %d: more than %d fields in one stanza", r->path, r->line, FIELDS_PER_STANZA);
        const size_t name_length = (size_t)(colon - line);
        line[name_length] = 0;
        r->fields[r->field_count++] = (field){ line, line + name_length + 1, r->line };
    }
    return true;
}
static field *find_field(reader *r, const char *name) {
    for (size_t i = 0; i < r->field_count; i++)
        if (strcmp(r->fields[i].name, name) == 0) return &r->fields[i];
    return NULL;
}
/* The field's value without blanks around it; NULL when it is absent or empty. */
static char *value_of(reader *r, const char *name) {
    field *f = find_field(r, name);
    char *value = f ? trimmed(f->value) : NULL;
    return value && *value ? value : NULL;
}

/* ---- dependencies ------------------------------------------------------------------------------------------------------------ */
static Dependency *add_dependency(status_file *file) {
    if (file->dependency_count == file->dependency_size) {
        file->dependency_size = file->dependency_size ? 2 * file->dependency_size : 1024;
        Dependency *grown = realloc(file->dependencies, file->dependency_size * sizeof *grown);
        if (!grown) return NULL;
        file->dependencies = grown;
    }
    Dependency *d = &file->dependencies[file->dependency_count++];
    memset(d, 0, sizeof *d);
    return d;
}
/* "name:arch (>= 1.2)" into its parts; cuts the text up. */
static bool read_dependency(char *text, Dependency *d) {
    char *paren = strchr(text, '(');
    if (paren) {
        char *close = strchr(paren, ')');
        if (!close || *trimmed(close + 1)) return false;
        *close = *paren = 0;
        char *relation = trimmed(paren + 1);
        const size_t length = strspn(relation, "<>=");
        char *version = trimmed(relation + length);
        if (length < 1 || length > 2 || !*version) return false;
        d->relation = length == 1 ? (*relation == '=' ? "=" : *relation == '<' ? "<" : ">") : !strncmp(relation, "<<", 2) ? "<<" :
                      !strncmp(relation, ">>", 2) ? ">>" : !strncmp(relation, "<=", 2) ? "<=" : !strncmp(relation, ">=", 2) ? ">=" : NULL;
        d->version = version;
        if (!d->relation) return false;
    }
    char *name = trimmed(text), *architecture = strchr(name, ':');
    if (architecture) *architecture = 0;
    d->name = name;
    return *name && !name[strcspn(name, " \t\n")];
}
static bool read_dependencies(reader *r, const char *name, DependencyKind kind) {
    const field *f = find_field(r, name);
    char *clause_end = NULL, *end = NULL;
    int32_t clause = 0;
    for (char *text = f && *trimmed(f->value) ? f->value : NULL; text; text = clause_end, clause++) {
        if ((clause_end = strchr(text, ','))) *clause_end++ = 0;
        int32_t alternative = 0;
        for (; text; text = end, alternative++) {
            if ((end = strchr(text, '|'))) *end++ = 0;
            char shown[41];
            snprintf(shown, sizeof shown, "%s", trimmed(text));
            Dependency *d = add_dependency(r->file);
            if (!d) return fail(r->file, "%s: out of memory", r->path);
            d->kind = kind;
            d->clause = clause;
            d->alternative = alternative;
            if (!read_dependency(text, d))
                return fail(r->file, "%s: line %d: %s holds \"%s\": expected \"package\" or \"package (>= version)\"", r->path, f->line, name, shown);
        }
    }
    return true;
}

/* ---- stanzas ------------------------------------------------------------------------------------------------------------------ */
static bool read_state(reader *r, State *state) {
    const char *value = value_of(r, "Status");
    *state = INSTALLED; /* a list of packages without states: a repository's */
    if (!value) return true;
    const char *last = strrchr(value, ' ');
    int number = 0;
    if (!orm_enum_value(ORM_ENUM_OF(State), last ? last + 1 : value, &number))
        return fail(r->file, "%s: line %d: \"%.60s\" is no known status", r->path, find_field(r, "Status")->line, value);
    *state = (State)number;
    return true;
}
static bool read_size(reader *r, int64_t *kib) {
    const char *value = value_of(r, "Installed-Size");
    char *end = NULL;
    *kib = 0;
    if (!value) return true;
    errno = 0;
    *kib = strtoll(value, &end, 10);
    if (*end || errno || *kib < 0 || *kib > INT64_C(1) << 50)
        return fail(r->file, "%s: line %d: Installed-Size is \"%.40s\", which is no number of KiB", r->path, find_field(r, "Installed-Size")->line, value);
    return true;
}
static const char *first_line(char *value) {
    if (!value) return "";
    value[strcspn(value, "\n")] = 0;
    return value;
}
static bool read_package(reader *r, status_entry *e) {
    static const struct { const char *name; DependencyKind kind; } lists[] = {
        { "Depends", DEPENDS }, { "Pre-Depends", PRE_DEPENDS }, { "Recommends", RECOMMENDS }, { "Suggests", SUGGESTS }, { "Enhances", ENHANCES },
        { "Conflicts", CONFLICTS }, { "Breaks", BREAKS }, { "Replaces", REPLACES }, { "Provides", PROVIDES } };
    Package *p = &e->package;
    int priority = UNKNOWN;
    e->line = r->fields[0].line;
    p->name = value_of(r, "Package");
    if (!p->name) return fail(r->file, "%s: line %d: the stanza that begins here has no Package field", r->path, e->line);
    if (!read_state(r, &p->state) || !read_size(r, &p->installed_kib)) return false;
    const char *named = value_of(r, "Priority"), *essential = value_of(r, "Essential"), *text;
    if (named && !orm_enum_value(ORM_ENUM_OF(Priority), named, &priority)) priority = UNKNOWN;
    p->priority = (Priority)priority;
    p->essential = essential && strcmp(essential, "yes") == 0;
    p->architecture = (text = value_of(r, "Architecture")) ? text : "";
    p->version = (text = value_of(r, "Version")) ? text : "";
    p->source = value_of(r, "Source");
    p->homepage = value_of(r, "Homepage");
    p->summary = first_line(value_of(r, "Description"));
    e->section = value_of(r, "Section");
    e->maintainer = value_of(r, "Maintainer");
    e->first_dependency = r->file->dependency_count;
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (!read_dependencies(r, lists[i].name, lists[i].kind)) return false;
    e->dependencies = r->file->dependency_count - e->first_dependency;
    return true;
}
static status_entry *add_entry(status_file *file) {
    if (file->entry_count == file->entry_size) {
        file->entry_size = file->entry_size ? 2 * file->entry_size : 256;
        status_entry *grown = realloc(file->entries, file->entry_size * sizeof *grown);
        if (!grown) return NULL;
        file->entries = grown;
    }
    status_entry *e = &file->entries[file->entry_count++];
    memset(e, 0, sizeof *e);
    return e;
}

/* ---- twice the same ------------------------------------------------------------------------------------------------------------ */
static int by_name(const void *left, const void *right) {
    const status_entry *a = *(const status_entry *const *)left, *b = *(const status_entry *const *)right;
    const int order = strcmp(a->package.name, b->package.name);
    return order ? order : strcmp(a->package.architecture, b->package.architecture);
}
static bool check_twins(status_file *file, const char *path) {
    const status_entry **sorted = malloc((file->entry_count + 1) * sizeof *sorted);
    if (!sorted) return fail(file, "%s: out of memory", path);
    for (size_t i = 0; i < file->entry_count; i++) sorted[i] = &file->entries[i];
    qsort(sorted, file->entry_count, sizeof *sorted, by_name);
    bool single = true;
    for (size_t i = 1; i < file->entry_count && single; i++) {
        const status_entry *a = sorted[i - 1], *b = sorted[i];
        if (by_name(&sorted[i - 1], &sorted[i])) continue;
        single = fail(file, "%s: line %d: package %s (%s) stands at line %d already", path, a->line > b->line ? a->line : b->line, a->package.name,
                      a->package.architecture, a->line > b->line ? b->line : a->line);
    }
    free(sorted);
    return single;
}

static bool read_stanzas(status_file *file, const char *path, size_t length) {
    reader r = { .file = file, .path = path, .at = file->text, .end = file->text + length };
    bool more = true;
    while (more) {
        if (!read_fields(&r, &more)) return false;
        if (!r.field_count) continue;
        status_entry *e = add_entry(file);
        if (!e) return fail(file, "%s: out of memory", path);
        if (!read_package(&r, e)) return false;
    }
    if (!file->entry_count) return fail(file, "%s: there is no package in it", path);
    return check_twins(file, path);
}
bool status_file_read(status_file *file, const char *path) {
    *file = (status_file){ .text = NULL };
    size_t length = 0;
    FILE *in = fopen(path, "rb");
    if (!in) return fail(file, "%s: cannot be opened: %s", path, strerror(errno));
    const bool done = read_stream(file, path, in, &length) && read_stanzas(file, path, length);
    fclose(in);
    if (!done) status_file_free(file);
    return done;
}
void status_file_free(status_file *file) {
    free(file->text);
    free(file->entries);
    free(file->dependencies);
    file->text = NULL;
    file->entries = NULL;
    file->dependencies = NULL;
    file->entry_count = file->dependency_count = 0;
}
