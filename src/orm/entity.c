/* entity: a model as one database sees it: names quoted, forms of storage chosen, the usual statements written.  Built once per database. */
#include "internal.h"
#include "sql/render.h"
#include <stdio.h>
#include <string.h>

static bool orm__slice_from(orm__entity *e, const orm__buffer *b, orm__text_slice *out) {
    char *text = b->failed ? NULL : orm__arena_text(&e->texts, b->text ? b->text : "", b->length);
    if (!text) return false;
    *out = orm__slice(text, b->length);
    out->lasts = true;
    return true;
}
ORM__PRIVATE orm__text_slice orm__slice(const char *text, size_t length) { return (orm__text_slice){ text, length, orm__hash(text, length), false }; }

/* "PlaylistTracks" -> playlist_tracks */
static const char *orm__snake_case(orm__entity *e, const char *name) {
    char *out = orm__arena_take(&e->texts, 2 * strlen(name) + 1, 1), *p = out;
    for (const char *n = name; out && *n; n++) {
        const bool upper = *n >= 'A' && *n <= 'Z';
        if (upper && n != name && ((n[-1] >= 'a' && n[-1] <= 'z') || (n[1] >= 'a' && n[1] <= 'z'))) *p++ = '_';
        *p++ = upper ? (char)(*n + 32) : *n;
    }
    if (out) *p = 0;
    return out;
}
/* NULL, or what is wrong with a name there. */
ORM__PRIVATE const char *orm__name_fault(const orm__dialect *d, const char *name) {
    const size_t length = strlen(name);
    if (!d->basic_names) return NULL;
    if (length && name[length - 1] == ' ') return "ends with a blank";
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)name[i] >= 0xF0) return "holds a character above U+FFFF";
    return NULL;
}
static orm_status orm__check_identifier(const orm__dialect *d, const orm_model *m, const char *name, orm_error *error) {
    const size_t length = d->byte_identifiers ? strlen(name) : orm__utf8_count(name, strlen(name));
    const char *fault = orm__name_fault(d, name);
    if (fault) return orm__error_set(error, ORM_CONFIG, "model %s: the name \"%.80s\" %s, which %s takes in no name: give it another (with .column or .table)", m->name, name, fault, d->name);
    if (!d->identifier_limit || length <= d->identifier_limit) return ORM_OK;
    orm__error_set(error, ORM_CONFIG, "model %s: the name \"%.80s\" is %zu %s long, %s takes %zu: shorten it (with .column or .table)", m->name, name, length, d->byte_identifiers ? "bytes" : "characters", d->name, d->identifier_limit);
    return ORM_CONFIG;
}

static bool orm__fill_field(orm__entity *e, orm__field *f, const orm_column *c, size_t index, orm__buffer *b) {
    f->def = c;
    f->form = (uint8_t)e->dialect->form(c);
    f->type = c->type;
    f->nullable = c->nullable;
    f->index = (uint16_t)index;
    const size_t inner = c->nullable ? orm__value_offset(c->type, c->size) : 0;
    f->wrapped = inner != 0;
    f->offset = (uint32_t)c->offset;
    f->value_offset = (uint32_t)(c->offset + inner);
    f->size = (uint32_t)(c->size - inner);
    f->name = c->column ? c->column : c->name;
    b->length = 0;
    orm__put_quoted(b, e->dialect, f->name);
    if (!orm__slice_from(e, b, &f->quoted)) return false;
    b->length = 0;
    orm__put(b, e->table_name.text, e->table_name.length);
    orm__put_char(b, '.');
    orm__put(b, f->quoted.text, f->quoted.length);
    return orm__slice_from(e, b, &f->qualified);
}
static bool orm__entity_tables(orm__entity *e, orm__buffer *b) {
    const orm_model *m = e->model->alias_of ? e->model->alias_of : e->model;
    e->table = m->table ? m->table : m->wholes ? m->name : orm__snake_case(e, m->table_object);
    if (!e->table) return false;
    orm__put_quoted(b, e->dialect, e->model->alias_of ? e->model->name : e->table); /* columns are qualified with the alias */
    if (!orm__slice_from(e, b, &e->table_name)) return false;
    b->length = 0;
    if (m->schema) {
        orm__put_quoted(b, e->dialect, m->schema);
        orm__put_char(b, '.');
    }
    orm__put_quoted(b, e->dialect, e->table);
    return orm__slice_from(e, b, &e->table_sql);
}
static bool orm__entity_lists(orm__entity *e) {
    const size_t n = e->field_count, size = n * sizeof(orm__field *);
    e->all = orm__arena_take(&e->texts, size, 16);
    e->keys = orm__arena_take(&e->texts, size, 16);
    e->inserted = orm__arena_take(&e->texts, size, 16);
    e->updated = orm__arena_take(&e->texts, size, 16);
    e->automatic = orm__arena_take(&e->texts, size, 16);
    if (!e->all || !e->keys || !e->inserted || !e->updated || !e->automatic) return false;
    for (size_t i = 0; i < n; i++) {
        const orm__field *f = &e->fields[i];
        e->all[i] = f;
        if (f->def->key) e->keys[e->key_count++] = f;
        else e->updated[e->updated_count++] = f;
        if (f->def->auto_increment) e->auto_key = f;
        else e->inserted[e->inserted_count++] = f;
        if (f->def->version) e->version = f;
        if (f->def->auto_now_add || f->def->auto_now || f->def->auto_uuid || f->def->version) e->automatic[e->automatic_count++] = f;
        if (f->def->default_sql && f->nullable) e->may_default = true;
    }
    return true;
}
/* The statements that every program runs: by key, and of whole rows. */
static bool orm__entity_statements(orm__entity *e, orm__buffer *b) {
    b->length = 0;
    orm__put_columns(b, e->all, e->field_count, true);
    if (!orm__slice_from(e, b, &e->columns_sql)) return false;
    if (e->model->wholes || e->model->alias_of) return true; /* a result has no rows of its own to write */
    b->length = 0;
    orm__put_get(b, e);
    if (!orm__slice_from(e, b, &e->get_sql)) return false;
    b->length = 0;
    orm__put_insert(b, e, e->inserted, e->inserted_count, 1);
    if (e->auto_key && e->dialect->returns_keys) orm__put_returning(b, &e->auto_key, 1);
    if (!orm__slice_from(e, b, &e->insert_sql)) return false;
    b->length = 0;
    orm__put_update(b, e, e->updated, e->updated_count);
    if (!orm__slice_from(e, b, &e->update_sql)) return false;
    b->length = 0;
    orm__put_delete(b, e);
    return orm__slice_from(e, b, &e->delete_sql);
}
static orm_status orm__entity_fill(orm__entity *e, orm_error *error) {
    const orm_model *m = e->model;
    orm__buffer b = { .allocator = e->texts.allocator };
    orm_status status = ORM_OK;
    bool memory = orm__entity_tables(e, &b);
    if (memory) status = orm__check_identifier(e->dialect, m, e->table, error);
    e->field_count = m->column_count;
    e->fields = memory ? orm__arena_zero(&e->texts, m->column_count * sizeof *e->fields) : NULL;
    memory = memory && e->fields;
    memory = memory || !m->column_count;
    for (size_t i = 0; i < m->column_count && memory && status == ORM_OK; i++) {
        memory = orm__fill_field(e, &e->fields[i], &m->columns[i], i, &b);
        if (memory) status = orm__check_identifier(e->dialect, m, e->fields[i].name, error);
    }
    if (memory && status == ORM_OK) memory = orm__entity_lists(e) && orm__entity_statements(e, &b);
    if (!memory) status = orm__error_set(error, ORM_NO_MEMORY, "model %s: out of memory", m->name);
    orm__buffer_free(&b);
    return status;
}
ORM__PRIVATE orm__entity *orm__entity_build(const orm_allocator *a, const orm__dialect *dialect, const orm__capabilities *can, const orm_model *m, orm_error *error) {
    (void)can;
    if (orm__model_check(m, error) != ORM_OK) return NULL;
    orm__entity *e = orm__alloc(a, sizeof *e);
    if (!e) {
        orm__error_set(error, ORM_NO_MEMORY, "model %s: out of memory", m->name);
        return NULL;
    }
    e->model = m;
    e->dialect = dialect;
    e->fingerprint = orm__model_fingerprint(m);
    e->texts.allocator = a;
    if (orm__entity_fill(e, error) == ORM_OK) return e;
    orm__entity_free(a, e);
    return NULL;
}
ORM__PRIVATE void orm__entity_free(const orm_allocator *a, orm__entity *e) {
    if (!e) return;
    orm__arena_free(&e->texts);
    orm__free(a, e, sizeof *e);
}

/* ---- interning -------------------------------------------------------------------------------------------------------------------
 * A model is known by its name, table and columns, never by its address: each .c file that declares it has a copy of the metadata. */
static bool orm__same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }
static orm__entity *orm__entity_find(orm_db *db, const orm_model *m, orm_error *error, bool *refused) {
    for (orm__entity *e = db->entities; e; e = e->next) {
        if (e->model == m) return e; /* the usual case: no need to look at the columns */
        if (strcmp(e->model->name, m->name) != 0) continue;
        if (e->fingerprint == orm__model_fingerprint(m)) return e;
        *refused = true;
        orm__error_set(error, ORM_CONFIG, "model %s is declared twice with different columns, options or table: declare it once, in a header that every file includes", m->name);
        return NULL;
    }
    return NULL;
}
static bool orm__table_is_taken(const orm_db *db, const orm__entity *made, orm_error *error) {
    if (made->model->wholes || made->model->alias_of) return false;
    for (const orm__entity *e = db->entities; e; e = e->next) {
        if (e->model->wholes || e->model->alias_of) continue;
        if (strcmp(e->table, made->table) != 0 || !orm__same_text(e->model->schema, made->model->schema) || made->model->shares_table || e->model->shares_table) continue;
        orm__error_set(error, ORM_CONFIG, "models %s and %s both stand over table %s: give one another .table, or .shares_table = true when that is meant", e->model->name, made->model->name, made->table);
        return true;
    }
    return false;
}
static orm__entity *orm__entity_intern(orm_db *db, const orm_model *m, orm_error *error) {
    bool refused = false;
    pthread_mutex_lock(&db->lock);
    orm__entity *e = orm__entity_find(db, m, error, &refused);
    if (!e && !refused) {
        e = orm__entity_build(&db->allocator, db->dialect, &db->capabilities, m, error);
        if (e && orm__table_is_taken(db, e, error)) {
            orm__entity_free(&db->allocator, e);
            e = NULL;
        }
        if (e) {
            e->next = db->entities;
            db->entities = e;
        }
    }
    pthread_mutex_unlock(&db->lock);
    return e;
}
ORM__PRIVATE const orm__entity *orm__entity_of(orm_session *s, const orm_model *m) {
    if (!m) {
        orm__fail(s, ORM_MISUSE, "the model is NULL");
        return NULL;
    }
    const size_t slot = ((uintptr_t)m >> 4) % ORM__MODEL_CACHE;
    if (s->models[slot].model == m) return s->models[slot].entity;
    orm__entity *e = orm__entity_intern(s->db, m, &s->error);
    if (!e) return NULL;
    s->models[slot].model = m;
    s->models[slot].entity = e;
    return e;
}
