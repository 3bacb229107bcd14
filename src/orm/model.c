/* model: the checks that the compiler cannot make.  They run when a model is first used; each message names model, entry and mend. */
#include "internal.h"
#include "json.h"
#include "net.h"
#include <math.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *orm_type_name(orm_type type) {
    static const char *const names[ORM_TYPE_COUNT] = { "null", "bool", "int16", "int32", "int64", "uint32", "uint64", "float", "double", "text", "varchar", "char_", "json", "inet", "cidr",
        "macaddr", "decimal", "money", "timestamp", "date", "time", "interval", "uuid", "blob", "vector", "array", "hstore", "point", "enum", "custom" };
    return (unsigned)type < ORM_TYPE_COUNT ? names[type] : "?";
}
ORM__PRIVATE orm__type_text orm__type_as_written(const orm_column *c) {
    orm__type_text t;
    const char *name = orm_type_name((orm_type)c->type);
    switch (c->type) {
    case ORM_VARCHAR: case ORM_CHAR: case ORM_VECTOR: snprintf(t.text, sizeof t.text, "%s(%d)", name, (int)c->length); break;
    case ORM_DECIMAL: snprintf(t.text, sizeof t.text, "%s(%d,%d)", name, (int)c->precision, (int)c->scale); break;
    case ORM_ARRAY: snprintf(t.text, sizeof t.text, "%s(%s)", name, orm_type_name((orm_type)c->element)); break;
    case ORM_ENUMERATION: snprintf(t.text, sizeof t.text, "%s(%s)", name, c->enumeration ? c->enumeration->name : "?"); break;
    case ORM_CUSTOM: snprintf(t.text, sizeof t.text, "%s", c->codec && c->codec->name ? c->codec->name : name); break;
    default: snprintf(t.text, sizeof t.text, "%s", name); break;
    }
    return t;
}
const orm_column *orm_find_column(const orm_model *model, const char *name) {
    if (!model || !name) return NULL;
    for (size_t i = 0; i < model->column_count; i++)
        if (strcmp(model->columns[i].name, name) == 0) return &model->columns[i];
    return NULL;
}
ORM__PRIVATE const orm_column *orm__find_column_n(const orm_model *m, const char *name, size_t length) {
    for (size_t i = 0; i < m->column_count; i++)
        if (strlen(m->columns[i].name) == length && memcmp(m->columns[i].name, name, length) == 0) return &m->columns[i];
    return NULL;
}
/* ---- the fingerprint: what makes two declarations of a model the same -------------------------------------------------------------- */
static uint64_t orm__mix(uint64_t h, const void *bytes, size_t count) { return orm__hash(bytes, count) ^ (h * UINT64_C(0x9E3779B97F4A7C15) + (h >> 7)); }
/* .default_value = 18 is a warning to older compilers, and an address where no text can be. */
static bool orm__is_no_text(const char *text) { return text && (uintptr_t)text < 4096; }
static uint64_t orm__mix_text(uint64_t h, const char *text) { return text && !orm__is_no_text(text) ? orm__mix(h, text, strlen(text) + 1) : orm__mix(h, "", 0); }
ORM__PRIVATE uint64_t orm__model_fingerprint(const orm_model *m) {
    uint64_t h = orm__mix_text(orm__mix_text(orm__mix_text(1, m->name), m->table ? m->table : m->table_object), m->schema);
    for (size_t i = 0; i < m->column_count; i++) {
        const orm_column *c = &m->columns[i];
        const uint64_t shape[] = { c->type, c->element, (uint64_t)c->length, (uint64_t)c->precision, (uint64_t)c->scale, c->key, c->nullable, c->offset, c->size, c->storage, c->auto_increment, c->version,
                                   c->auto_now, c->auto_now_add, c->auto_uuid, c->unique };
        h = orm__mix(orm__mix_text(orm__mix_text(h, c->name), c->column), shape, sizeof shape);
        h = orm__mix_text(orm__mix_text(orm__mix_text(h, c->default_value), c->default_sql), c->codec ? c->codec->name : NULL);
        for (size_t k = 0; c->enumeration && k < c->enumeration->count; k++) {
            h = orm__mix(orm__mix_text(h, c->enumeration->items[k].name), &c->enumeration->items[k].value, sizeof(int));
        }
    }
    for (size_t i = 0; i < m->relation_count; i++) h = orm__mix(orm__mix_text(h, m->relations[i].name), &m->relations[i].offset, sizeof m->relations[i].offset);
    return orm__mix(h, &m->row_size, sizeof m->row_size);
}

/* ---- checks ------------------------------------------------------------------------------------------------------------------------------ */
typedef struct orm__checking { const orm_model *m; orm_error *error; } orm__checking;

static orm_status orm__wrong(const orm__checking *k, const char *entry, const char *format, ...) ORM__PRINTF(3, 4);
static orm_status orm__wrong(const orm__checking *k, const char *entry, const char *format, ...) {
    char what[400];
    va_list list;
    va_start(list, format);
    vsnprintf(what, sizeof what, format, list);
    va_end(list);
    orm__error_set(k->error, ORM_CONFIG, "model %s: %s%s%s", k->m->name, entry ? entry : "", entry ? ": " : "", what);
    orm__cut_text(k->error->model, sizeof k->error->model, k->m->name);
    if (entry) orm__cut_text(k->error->column, sizeof k->error->column, entry);
    return ORM_CONFIG;
}
/* A name that reaches SQL: some length, UTF-8, no control characters. */
static orm_status orm__check_name(const orm__checking *k, const char *entry, const char *what, const char *name) {
    size_t length;
    if (!*name) return orm__wrong(k, entry, "%s is empty", what);
    if (!orm__check_text_z(name, &length)) return orm__wrong(k, entry, "%s is not valid UTF-8", what);
    for (const unsigned char *p = (const unsigned char *)name; *p; p++)
        if (*p < 32 || *p == 127) return orm__wrong(k, entry, "%s holds a control character", what);
    return length <= 255 ? ORM_OK : orm__wrong(k, entry, "%s is %zu bytes long: 255 are the limit", what, length);
}

static bool orm__is_integer(uint8_t t) { return t >= ORM_INT16 && t <= ORM_UINT64; }
static bool orm__is_decimal(uint8_t t) { return t == ORM_DECIMAL || t == ORM_MONEY; }
static bool orm__is_moment(uint8_t t) { return t == ORM_TIMESTAMP || t == ORM_DATE || t == ORM_TIME; }

static orm_status orm__check_type(const orm__checking *k, const orm_column *c) {
    if ((c->type == ORM_VARCHAR || c->type == ORM_CHAR) && c->length < 1) return orm__wrong(k, c->name, "%s(%d): the length must be 1 or more", orm_type_name((orm_type)c->type), (int)c->length);
    if (c->type == ORM_VECTOR && c->length < 0) return orm__wrong(k, c->name, "vector(%d): give the number of dimensions, or 0 for any", (int)c->length);
    if (c->type == ORM_DECIMAL && (c->precision < 1 || c->precision > 65 || c->scale < 0 || c->scale > c->precision || c->scale > 38))
        return orm__wrong(k, c->name, "decimal(%d,%d): the precision must be 1 to 65, the scale 0 to 38 and not above the precision", (int)c->precision, (int)c->scale);
    if (c->type == ORM_ENUMERATION) {
        if (!c->enumeration || !c->enumeration->count) return orm__wrong(k, c->name, "the enum has no values: declare it with ORM_ENUM(E, LIST)");
        for (size_t i = 0; i < c->enumeration->count; i++)
            for (size_t j = 0; j < i; j++)
                if (!strcmp(c->enumeration->items[i].name, c->enumeration->items[j].name)) return orm__wrong(k, c->name, "enum %s stores two values as \"%.40s\"", c->enumeration->name, c->enumeration->items[i].name);
    }
    if (c->type == ORM_CUSTOM) {
        if (!c->codec || !c->codec->name || !c->codec->encode || !c->codec->decode) return orm__wrong(k, c->name, "a type of your own needs .codec with name, encode and decode (in its ORM_META_ macro)");
        const orm_type as = c->codec->stored_as;
        if (as != ORM_INT64 && as != ORM_DOUBLE && as != ORM_TEXT && as != ORM_BLOB) return orm__wrong(k, c->name, "the codec's stored_as must be ORM_INT64, ORM_DOUBLE, ORM_TEXT or ORM_BLOB");
    }
    return ORM_OK;
}
static orm_status orm__check_options_of(const orm__checking *k, const orm_column *c) {
    if (c->key && c->nullable) return orm__wrong(k, c->name, "a key cannot be opt(...): a row is found by it");
    if (c->auto_increment && (!c->key || !orm__is_integer(c->type))) return orm__wrong(k, c->name, ".auto_increment is for integer keys");
    if ((c->auto_now || c->auto_now_add) && !orm__is_moment(c->type)) return orm__wrong(k, c->name, ".auto_now and .auto_now_add are for timestamp, date and time columns");
    if (c->auto_uuid && (c->type != ORM_UUID || (c->auto_uuid != ORM_UUID_V4 && c->auto_uuid != ORM_UUID_V7))) return orm__wrong(k, c->name, ".auto_uuid is for uuid columns and may be ORM_UUID_V4 or ORM_UUID_V7");
    if (c->version && (!orm__is_integer(c->type) || c->key || c->nullable)) return orm__wrong(k, c->name, ".version is for an integer column that is no key and not opt");
    if (c->storage == ORM_STORAGE_NATIVE && !orm__is_decimal(c->type) && c->type != ORM_TIMESTAMP) return orm__wrong(k, c->name, ".storage = ORM_STORAGE_NATIVE is for decimal, money and timestamp");
    if (c->index_name && !c->index && !c->unique) return orm__wrong(k, c->name, ".index_name without .index = true or .unique = true");
    if ((c->on_delete == ORM_SET_NULL || c->on_update == ORM_SET_NULL) && !c->nullable) return orm__wrong(k, c->name, "ORM_SET_NULL needs a column that may be NULL: declare it opt(%s)", orm__type_as_written(c).text);
    if ((c->on_delete || c->on_update) && !c->references.model) return orm__wrong(k, c->name, ".on_delete and .on_update need .references = ORM_REF(Model, column)");
    if (orm__is_no_text(c->default_value)) return orm__wrong(k, c->name, ".default_value is a number: write it as text, .default_value = \"%u\"", (unsigned)(uintptr_t)c->default_value);
    if (c->codec && c->type != ORM_CUSTOM) return orm__wrong(k, c->name, ".codec is for types of your own (.type = ORM_CUSTOM in the ORM_META_ macro), this column is %s", orm__type_as_written(c).text);
    if (c->default_sql && c->default_value) return orm__wrong(k, c->name, ".default_value and .default_sql exclude each other");
    return c->index_name ? orm__check_name(k, c->name, "the index name", c->index_name) : ORM_OK;
}
static bool orm__is_words(uint8_t t) { return t == ORM_TEXT || t == ORM_VARCHAR || t == ORM_CHAR; }
/* Do both columns store a value in one form, so that the database can compare them? */
static bool orm__stored_alike(const orm_column *a, const orm_column *b) {
    if (orm__is_words(a->type) && orm__is_words(b->type)) return true;
    if (orm__is_decimal(a->type) && orm__is_decimal(b->type)) return a->scale == b->scale && a->storage == b->storage && (a->precision > 18) == (b->precision > 18);
    if (a->type != b->type) return false;
    if (a->type == ORM_ENUMERATION) return !strcmp(a->enumeration->name, b->enumeration->name);
    return a->type != ORM_CUSTOM || (a->codec && b->codec && a->codec->name && b->codec->name && !strcmp(a->codec->name, b->codec->name));
}
static orm_status orm__unlike(const orm__checking *k, const char *entry, const orm_column *c, const orm_column *there) {
    return orm__wrong(k, entry, "%s.%s is %s and refers to %s.%s, which is %s: give both one type", c->model->name, c->name, orm__type_as_written(c).text, there->model->name, there->name, orm__type_as_written(there).text);
}
static orm_status orm__check_reference(const orm__checking *k, const orm_column *c) {
    if (!c->references.model) return ORM_OK;
    const orm_column *there = orm_find_column(c->references.model, c->references.column);
    if (!there) return orm__wrong(k, c->name, ".references = ORM_REF(%s, %s): model %s has no column %s", c->references.model->name, c->references.column, c->references.model->name, c->references.column);
    return orm__stored_alike(c, there) ? ORM_OK : orm__unlike(k, c->name, c, there);
}
static orm_status orm__check_columns(const orm__checking *k) {
    for (size_t i = 0; i < k->m->column_count; i++) {
        const orm_column *c = &k->m->columns[i];
        const char *name = c->column ? c->column : c->name;
        orm_status status = orm__check_name(k, c->name, "the column's name", name);
        if (status == ORM_OK) status = orm__check_type(k, c);
        if (status == ORM_OK) status = orm__check_options_of(k, c);
        if (status == ORM_OK) status = orm__check_reference(k, c);
        if (status != ORM_OK) return status;
        for (size_t j = 0; j < i; j++) {
            const orm_column *d = &k->m->columns[j];
            if (!strcmp(name, d->column ? d->column : d->name)) return orm__wrong(k, c->name, "fields %s and %s both are column \"%s\": rename one with .column", d->name, c->name, name);
            if (c->auto_increment && d->auto_increment) return orm__wrong(k, c->name, "two columns are .auto_increment (%s and %s): one can be", d->name, c->name);
            if (c->version && d->version) return orm__wrong(k, c->name, "two columns are .version (%s and %s): one can be", d->name, c->name);
        }
        size_t keys = 0;
        for (size_t j = 0; j < k->m->column_count; j++) keys += k->m->columns[j].key;
        if (c->auto_increment && keys > 1) return orm__wrong(k, c->name, ".auto_increment needs a key of one column, this model's has %zu", keys);
    }
    return ORM_OK;
}

/* Every field named in "a" or "(a, b)" must be a column of `m`.  Returns how many there are, 0 with the error set. */
static size_t orm__check_names(const orm__checking *k, const char *entry, const orm_model *m, const char *names) {
    size_t count = 0;
    for (const char *p = names; *p;) {
        p += strspn(p, "(), \t");
        const size_t length = strcspn(p, "(), \t");
        if (!length) break;
        if (!orm__find_column_n(m, p, length)) {
            orm__wrong(k, entry, "its key \"%.*s\" is no column of model %s", (int)(length > 60 ? 60 : length), p, m->name);
            return 0;
        }
        count++;
        p += length;
    }
    if (!count) orm__wrong(k, entry, "its key column is missing");
    return count;
}
static size_t orm__key_count(const orm_model *m) {
    size_t keys = 0;
    for (size_t i = 0; i < m->column_count; i++) keys += m->columns[i].key;
    return keys;
}
static bool orm__refers_to(const orm_model *m, const orm_model *target) {
    for (size_t i = 0; i < m->column_count; i++)
        if (m->columns[i].references.model && !strcmp(m->columns[i].references.model->name, target->name)) return true;
    for (size_t i = 0; i < m->constraint_count; i++)
        if (m->constraints[i].kind == ORM__FOREIGN && !strcmp(m->constraints[i].target->name, target->name)) return true;
    return false;
}
static orm_status orm__check_through(const orm__checking *k, const orm_relation *r) {
    if (*r->key) {
        if (!orm__check_names(k, r->name, r->through, r->key)) return ORM_CONFIG;
        if (!*r->far_key) return orm__wrong(k, r->name, "a many_to_many names both key columns of %s, or none", r->through->name);
        return orm__check_names(k, r->name, r->through, r->far_key) ? ORM_OK : ORM_CONFIG;
    }
    const orm_model *const ends[] = { k->m, r->target };
    for (size_t i = 0; i < 2; i++)
        if (!orm__refers_to(r->through, ends[i]))
            return orm__wrong(k, r->name, "the junction %s has no column that refers to %s: give it .references = ORM_REF(%s, ...), or name its columns here", r->through->name, ends[i]->name, ends[i]->name);
    return ORM_OK;
}
/* The columns of a relation's key against the key they stand for, in order. */
static orm_status orm__check_related(const orm__checking *k, const orm_relation *r, const orm_model *many, const orm_model *one) {
    const char *p = r->key;
    for (size_t i = 0; i < one->column_count; i++) {
        if (!one->columns[i].key) continue;
        p += strspn(p, "(), \t");
        const size_t length = strcspn(p, "(), \t");
        const orm_column *c = orm__find_column_n(many, p, length);
        if (c && !orm__stored_alike(c, &one->columns[i]) && !(orm__is_integer(c->type) && orm__is_integer(one->columns[i].type))) return orm__unlike(k, r->name, c, &one->columns[i]);
        p += length;
    }
    return ORM_OK;
}
static orm_status orm__check_relations(const orm__checking *k) {
    for (size_t i = 0; i < k->m->relation_count; i++) {
        const orm_relation *r = &k->m->relations[i];
        if (r->kind == ORM_MANY_TO_MANY) {
            if (orm__check_through(k, r) != ORM_OK) return ORM_CONFIG;
            continue;
        }
        const bool here = r->kind == ORM_BELONGS_TO;
        const size_t count = orm__check_names(k, r->name, here ? k->m : r->target, r->key);
        const orm_model *one = here ? r->target : k->m;
        if (!count) return ORM_CONFIG;
        if (count != orm__key_count(one)) return orm__wrong(k, r->name, "its key has %zu column(s), the key of %s has %zu", count, one->name, orm__key_count(one));
        if (orm__check_related(k, r, here ? k->m : r->target, one) != ORM_OK) return ORM_CONFIG;
    }
    return ORM_OK;
}
static orm_status orm__check_constraints(const orm__checking *k) {
    for (size_t i = 0; i < k->m->constraint_count; i++) {
        const orm_constraint *c = &k->m->constraints[i];
        if (c->kind == ORM__CHECK_SQL) {
            if (!c->check_sql || !*c->check_sql) return orm__wrong(k, c->entry, "the check has no SQL");
            continue;
        }
        for (size_t a = 0; a < c->column_count; a++)
            for (size_t b = 0; b < a; b++)
                if (c->columns[a] == c->columns[b]) return orm__wrong(k, c->entry, "column %s stands in the list twice", k->m->columns[c->columns[a]].name);
        if (c->kind != ORM__FOREIGN) {
            if (c->column_count > 16) return orm__wrong(k, c->entry, "an index takes up to 16 columns");
            if (c->index.name && orm__check_name(k, c->entry, "the index name", c->index.name) != ORM_OK) return ORM_CONFIG;
            continue;
        }
        if (c->column_count != c->target_column_count) return orm__wrong(k, c->entry, "%zu column(s) refer to %zu of %s", c->column_count, c->target_column_count, c->target->name);
        for (size_t a = 0; a < c->column_count; a++)
            if ((c->foreign.on_delete == ORM_SET_NULL || c->foreign.on_update == ORM_SET_NULL) && !k->m->columns[c->columns[a]].nullable)
                return orm__wrong(k, c->entry, "ORM_SET_NULL needs columns that may be NULL: declare %s opt(...)", k->m->columns[c->columns[a]].name);
        for (size_t a = 0; a < c->target_column_count; a++) {
            const orm_column *there = orm_find_column(c->target, c->target_columns[a]);
            if (!there) return orm__wrong(k, c->entry, "model %s has no column %s", c->target->name, c->target_columns[a]);
            if (!orm__stored_alike(&k->m->columns[c->columns[a]], there)) return orm__unlike(k, c->entry, &k->m->columns[c->columns[a]], there);
        }
    }
    return ORM_OK;
}

/* ---- default values ------------------------------------------------------------------------------------------------------------------------- */
static bool orm__parse_integer(const char *text, int64_t least, uint64_t most, int64_t *out) {
    char *end;
    if (!*text || *text == ' ') return false;
    errno = 0;
    if (*text == '-') {
        const long long v = strtoll(text, &end, 10);
        *out = v;
        return !*end && !errno && v >= least;
    }
    const unsigned long long v = strtoull(text, &end, 10);
    *out = (int64_t)v;
    return !*end && !errno && v <= most;
}
/* A number with a '.', whatever the locale is, or "inf" and "-inf"; NaN cannot be stored. */
ORM__PRIVATE bool orm__default_real(const orm_column *c, double *out) {
    const char *text = c->default_value, *word = *text == '-' ? text + 1 : text;
    if (!strcmp(word, "inf") || !strcmp(word, "Infinity")) return *out = *text == '-' ? -HUGE_VAL : HUGE_VAL, true;
    const char first = *word;
    if (!((first >= '0' && first <= '9') || first == '.') || word[strcspn(word, "xX")] || !orm__json_to_double(text, strlen(text), out)) return false;
    return c->type != ORM_FLOAT || (*out <= 3.40282346638528859812e+38 && *out >= -3.40282346638528859812e+38);
}
/* Reads .default_value into a field's value; the text of text-like types is used as it is. */
static bool orm__default_parse(const orm_column *c, void *out) {
    const char *text = c->default_value;
    char canonical[ORM_DECIMAL_TEXT_SIZE];
    int64_t i;
    double d;
    switch (c->type) {
    case ORM_BOOL: *(bool *)out = !strcmp(text, "true") || !strcmp(text, "1"); return *(bool *)out || !strcmp(text, "false") || !strcmp(text, "0");
    case ORM_INT16: if (!orm__parse_integer(text, INT16_MIN, INT16_MAX, &i)) return false; *(int16_t *)out = (int16_t)i; return true;
    case ORM_INT32: if (!orm__parse_integer(text, INT32_MIN, INT32_MAX, &i)) return false; *(int32_t *)out = (int32_t)i; return true;
    case ORM_INT64: if (!orm__parse_integer(text, INT64_MIN, INT64_MAX, &i)) return false; *(int64_t *)out = i; return true;
    case ORM_UINT32: if (!orm__parse_integer(text, 0, UINT32_MAX, &i)) return false; *(uint32_t *)out = (uint32_t)i; return true;
    case ORM_UINT64: if (!orm__parse_integer(text, 0, UINT64_MAX, &i)) return false; *(uint64_t *)out = (uint64_t)i; return true;
    case ORM_FLOAT: if (!orm__default_real(c, &d)) return false; *(float *)out = (float)d; return true;
    case ORM_DOUBLE: return orm__default_real(c, out);
    case ORM_DECIMAL: case ORM_MONEY: *(orm_decimal *)out = (orm_decimal){ text }; return orm_decimal_canonical(text, SIZE_MAX, c->precision, c->scale, canonical, sizeof canonical) > 0;
    case ORM_TIMESTAMP: return orm_timestamp_parse(text, SIZE_MAX, out);
    case ORM_DATE: return orm_date_parse(text, SIZE_MAX, out);
    case ORM_TIME: return orm_time_parse(text, SIZE_MAX, out);
    case ORM_INTERVAL: return orm_interval_parse(text, SIZE_MAX, out);
    case ORM_UUID: return orm_uuid_parse(text, SIZE_MAX, out);
    case ORM_ENUMERATION: {
        int number;
        if (!orm_enum_value(c->enumeration, text, &number)) return false;
        memcpy(out, &number, sizeof number);
        return true;
    }
    case ORM_TEXT: case ORM_VARCHAR: case ORM_CHAR: case ORM_JSON: case ORM_INET: case ORM_CIDR: case ORM_MACADDR: *(const char **)out = text; return true;
    default: return false;
    }
}
/* Texts that must have a form, or a length. */
static orm_status orm__check_default_text(const orm__checking *k, const orm_column *c) {
    const char *text = c->default_value;
    char canonical[ORM__INET_TEXT_SIZE];
    size_t length;
    bool sound = orm__check_text_z(text, &length);
    switch (c->type) {
    case ORM_TEXT: break;
    case ORM_VARCHAR: case ORM_CHAR:
        if (sound && orm__utf8_count(text, length) > (size_t)c->length) return orm__wrong(k, c->name, ".default_value = \"%.60s\" is longer than the %d characters the column takes", text, (int)c->length);
        break;
    case ORM_JSON: sound = sound && orm__json_ok(text, length, NULL); break;
    case ORM_INET: case ORM_CIDR: sound = sound && orm__inet_canonical(text, length, c->type == ORM_CIDR, canonical, sizeof canonical); break;
    case ORM_MACADDR: sound = sound && orm__macaddr_canonical(text, length, canonical, sizeof canonical); break;
    default: return ORM_OK;
    }
    return sound ? ORM_OK : orm__wrong(k, c->name, ".default_value = \"%.60s\" is no %s", text, orm_type_name((orm_type)c->type));
}
static orm_status orm__check_defaults(const orm__checking *k) {
    union { int64_t i; double d; const char *t; orm_uuid u; orm_interval v; } value;
    for (size_t i = 0; i < k->m->column_count; i++) {
        const orm_column *c = &k->m->columns[i];
        if (!c->default_value) continue;
        if (orm__check_default_text(k, c) != ORM_OK) return ORM_CONFIG;
        if (!orm__default_parse(c, &value))
            return orm__wrong(k, c->name, ".default_value = \"%.60s\" cannot be read as %s (blob, vector, array, hstore, point and custom columns take none)", c->default_value, orm__type_as_written(c).text);
    }
    return ORM_OK;
}
void orm__init(const orm_model *m, void *row) {
    memset(row, 0, m->row_size);
    for (size_t i = 0; i < m->column_count; i++) {
        const orm_column *c = &m->columns[i];
        if (!c->default_value || orm__is_no_text(c->default_value)) continue;
        const size_t value_at = c->nullable ? orm__value_offset(c->type, c->size) : 0;
        if (!orm__default_parse(c, (char *)row + c->offset + value_at)) memset((char *)row + c->offset, 0, c->size);
        else if (value_at) *((char *)row + c->offset) = true;
    }
}

ORM__PRIVATE orm_status orm__model_check(const orm_model *m, orm_error *error) {
    if (m->alias_of) return orm__model_check(m->alias_of, error);
    const orm__checking k = { m, error };
    orm_status status = orm__check_name(&k, NULL, "the table's name", m->table ? m->table : m->table_object);
    if (status == ORM_OK && m->schema) status = orm__check_name(&k, NULL, "the schema's name", m->schema);
    if (status == ORM_OK && m->end_) status = orm__wrong(&k, NULL, "the model's metadata is damaged");
    if (status == ORM_OK) status = orm__check_columns(&k);
    if (status == ORM_OK) status = orm__check_defaults(&k);
    if (status == ORM_OK) status = orm__check_relations(&k);
    return status == ORM_OK ? orm__check_constraints(&k) : status;
}
