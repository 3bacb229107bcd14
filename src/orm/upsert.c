/* upsert: insert or update in one go, and the verbs built on it. */
#include "write.h"
#include "sql/render.h"
#include <string.h>

typedef struct orm__upserting {
    orm_session *s;
    const orm__entity *e;
    const orm__field **target, **update;
    size_t target_count, update_count;
    orm__choice choice;
    bool do_nothing;
} orm__upserting;

/* ---- the table's own unique keys ------------------------------------------------------------------------------------------------------
 * MySQL's ON DUPLICATE KEY UPDATE takes no target: any unique key that is met is the one.  So what the table really has is looked up, once for each entity. */
static bool orm__same_name(const char *a, const char *b, size_t length) { /* names of columns; case counts for nothing in them */
    if (strlen(a) != length) return false;
    for (size_t i = 0; i < length; i++) {
        const char x = a[i] >= 'A' && a[i] <= 'Z' ? (char)(a[i] + 32) : a[i], y = b[i] >= 'A' && b[i] <= 'Z' ? (char)(b[i] + 32) : b[i];
        if (x != y) return false;
    }
    return true;
}
static const orm__field *orm__field_named(const orm__entity *e, const orm__cell *name) {
    for (size_t i = 0; i < e->field_count && name->wire == ORM__WIRE_TEXT; i++)
        if (orm__same_name(e->fields[i].name, name->bytes, name->size)) return &e->fields[i];
    return NULL;
}
/* One column of one key, as the database tells it; the list is built back to front. */
typedef struct orm__key_part { const char *key; const orm__field *field; struct orm__key_part *before; } orm__key_part;

static orm_status orm__read_key_parts(orm_session *s, const orm__entity *e, orm__key_part **out, size_t *count) {
    orm__run run;
    orm__cell key, column;
    orm__sql_fresh(s);
    orm__put_unique_keys(&s->sql, e);
    if (s->sql.failed) return orm__no_memory(s);
    if (orm__run_begin_read(s, orm__sql_written(s), &run) != ORM_OK) return s->error.status;
    while (s->error.status == ORM_OK && orm__run_step(s, &run) == ORM__STEP_ROW) {
        orm__key_part *part = orm__arena_zero(&s->scratch, sizeof *part);
        if (s->conn->driver->cell(run.stmt, 0, &key) != ORM_OK) orm__fetch_failed(s, &run);
        else if (!part || !(part->key = orm__arena_text(&s->scratch, key.bytes ? key.bytes : "", key.size))) orm__no_memory(s);
        else if (s->conn->driver->cell(run.stmt, 1, &column) != ORM_OK) orm__fetch_failed(s, &run);
        else {
            part->field = orm__field_named(e, &column);
            part->before = *out;
            *out = part;
            ++*count;
        }
    }
    orm__run_end(s, &run);
    return s->error.status;
}
/* With the lock of the database held.  The lists of before stay where they are: somebody may be reading them. */
static const orm__unique_keys *orm__keep_unique_keys(orm__entity *e, const orm__key_part *part, size_t count) {
    orm__unique_keys *list = orm__arena_zero(&e->texts, sizeof *list);
    orm__unique_key *keys = orm__arena_zero(&e->texts, (count + 1) * sizeof *keys), *key = keys ? keys + count : NULL;
    const orm__field **fields = orm__arena_zero(&e->texts, (count + 1) * sizeof *fields);
    if (!list || !keys || !fields) return NULL;
    const char *name = "";
    for (fields += count; part; part = part->before) { /* from the last column to the first */
        *--fields = part->field;
        if (strcmp(part->key, name) != 0) {
            name = part->key;
            if (!((--key)->name = orm__arena_text(&e->texts, name, strlen(name)))) return NULL;
        }
        key->fields = fields;
        key->count++;
    }
    *list = (orm__unique_keys){ (size_t)(keys + count - key), key };
    return list;
}
/* NULL: failed.  Of a table that seems to have none nothing is kept: it may not be there yet, or be a temporary one. */
static const orm__unique_keys *orm__unique_keys_of(orm_session *s, const orm__entity *e) {
    static const orm__unique_keys none = { 0, NULL };
    orm__entity *kept = (orm__entity *)(uintptr_t)e;
    orm__key_part *parts = NULL;
    size_t count = 0;
    const orm__unique_keys *keys = __atomic_load_n(&kept->unique_keys, __ATOMIC_ACQUIRE);
    if (keys) return keys;
    if (orm__read_key_parts(s, e, &parts, &count) != ORM_OK) return NULL;
    if (!count) return &none;
    pthread_mutex_lock(&s->db->lock);
    keys = orm__keep_unique_keys(kept, parts, count);
    __atomic_store_n(&kept->unique_keys, keys, __ATOMIC_RELEASE);
    pthread_mutex_unlock(&s->db->lock);
    if (!keys) orm__no_memory(s);
    return keys;
}

/* ---- what the conflict is about ----------------------------------------------------------------------------------------------------- */
static bool orm__same_set(const orm__field *const *a, size_t a_count, const orm__entity *e, const uint16_t *columns, size_t count) {
    if (a_count != count) return false;
    for (size_t i = 0; i < count; i++) {
        bool found = false;
        for (size_t k = 0; k < a_count; k++) found = found || a[k] == &e->fields[columns[i]];
        if (!found) return false;
    }
    return true;
}
/* Only a key, a unique column or a unique constraint can meet a conflict. */
static bool orm__is_unique_target(const orm__upserting *u) {
    const orm__entity *e = u->e;
    if (u->target_count == 1 && u->target[0]->def->unique) return true;
    size_t keys = 0;
    for (size_t i = 0; i < u->target_count; i++) keys += u->target[i]->def->key;
    if (keys == e->key_count && keys == u->target_count) return true;
    for (size_t i = 0; i < e->model->constraint_count; i++) {
        const orm_constraint *c = &e->model->constraints[i];
        if (c->kind == ORM__UNIQUE && !c->index.where && !c->index.expression && orm__same_set(u->target, u->target_count, e, c->columns, c->column_count)) return true;
    }
    return false;
}
static bool orm__in_target(const orm__upserting *u, const orm__field *f) {
    for (size_t i = 0; i < u->target_count; i++)
        if (u->target[i] == f) return true;
    return false;
}
static orm_status orm__upsert_target(orm__upserting *u, orm__render *r, const orm_conflict *c) {
    const orm_model *m = u->e->model;
    if (!c->target.count) {
        memcpy(u->target, u->e->keys, u->e->key_count * sizeof *u->target);
        u->target_count = u->e->key_count;
        return ORM_OK;
    }
    if (c->target.count > u->e->field_count) return orm__fail(u->s, ORM_MISUSE, "%s_upsert: .target names more columns than there are", m->name);
    if (!orm__render_listed(r, u->e, c->target, ".target", u->target)) return r->status;
    u->target_count = c->target.count;
    if (orm__is_unique_target(u)) return ORM_OK;
    return orm__fail(u->s, ORM_MISUSE, "%s_upsert: .target (%s%s) is no key, unique column or unique constraint of the model, so no conflict can be met on it", m->name, u->target[0]->def->name, u->target_count > 1 ? ", ..." : "");
}
static orm_status orm__upsert_update(orm__upserting *u, orm__render *r, const orm_conflict *c) {
    if (u->do_nothing) return c->update.count ? orm__fail(u->s, ORM_MISUSE, "%s_upsert: .do_nothing and .update exclude each other", u->e->model->name) : ORM_OK;
    if (c->update.count > u->e->field_count) return orm__fail(u->s, ORM_MISUSE, "%s_upsert: .update names more columns than there are", u->e->model->name);
    if (c->update.count && !orm__render_listed(r, u->e, c->update, ".update", u->update)) return r->status;
    u->update_count = c->update.count;
    for (size_t i = 0; i < u->update_count; i++)
        if (u->update[i]->def->key) return orm__fail(u->s, ORM_MISUSE, "%s_upsert: .update names the key %s: a stored row keeps its key", u->e->model->name, u->update[i]->def->name);
    return ORM_OK;
}
/* Without .update: all but target and key, of what is inserted.  What every update changes is added. */
static void orm__upsert_complete(orm__upserting *u, bool named) {
    for (size_t i = 0; !named && !u->do_nothing && i < u->choice.count; i++) {
        const orm__field *f = u->choice.fields[i];
        if (!f->def->key && !orm__in_target(u, f) && !f->def->auto_now_add && f != u->e->version) u->update[u->update_count++] = f;
    }
    if (!u->update_count) return;
    for (size_t i = 0; i < u->e->field_count; i++) {
        const orm__field *f = &u->e->fields[i];
        bool there = false;
        if (!f->def->auto_now && f != u->e->version) continue;
        for (size_t k = 0; k < u->update_count; k++) there = there || u->update[k] == f;
        if (!there) u->update[u->update_count++] = f;
    }
}

/* Is this index over the target's columns, all of them and no others? */
static bool orm__is_target_key(const orm__upserting *u, const orm__unique_key *key) {
    size_t matched = 0;
    for (size_t i = 0; i < key->count; i++) matched += key->fields[i] && orm__in_target(u, key->fields[i]);
    return matched == key->count && matched == u->target_count;
}

/* ---- INSERT ... SELECT ----------------------------------------------------------------------------------------------------------------- */
/* MySQL may meet any unique key of the table: none but the target's must be there for rows to meet. */
static orm_status orm__upsert_from_keys(orm__upserting *u) {
    orm_session *s = u->s;
    if (u->e->dialect->upsert == ORM__ON_CONFLICT) return ORM_OK;
    const orm__unique_keys *keys = orm__unique_keys_of(s, u->e);
    if (!keys) return s->error.status;
    for (size_t i = 0; i < keys->count; i++) {
        bool given = true;
        for (size_t k = 0; k < keys->items[i].count; k++) given = given && keys->items[i].fields[k] != u->e->auto_key;
        if (!given || orm__is_target_key(u, &keys->items[i])) continue;
        return orm__fail(s, ORM_UNSUPPORTED, "%s_%s: table %s has another unique key (%s), and %s would overwrite what is met on that, too: insert row by row with %s_upsert", u->e->model->name, s->verb, u->e->table,
                         keys->items[i].name, u->e->dialect->name, u->e->model->name);
    }
    return ORM_OK;
}
ORM__PRIVATE orm_status orm__upsert_lists(orm_session *s, const orm__entity *e, const orm_conflict *c, const orm_into_list *into, orm__conflict_lists *out) {
    orm__render r = orm__render_for(s, e);
    orm__upserting u = { .s = s, .e = e, .do_nothing = c->do_nothing };
    u.target = orm__arena_zero(&s->scratch, (e->field_count + 1) * sizeof *u.target);
    u.update = orm__arena_zero(&s->scratch, (2 * e->field_count + 1) * sizeof *u.update);
    u.choice.fields = orm__arena_zero(&s->scratch, (e->field_count + 1) * sizeof *u.choice.fields);
    if (!u.target || !u.update || !u.choice.fields) return orm__no_memory(s);
    if (c->end_) return orm__fail(s, ORM_MISUSE, "%s_%s: the orm_conflict is not initialised", e->model->name, s->verb);
    if (c->inserted) return orm__fail(s, ORM_UNSUPPORTED, "%s_%s cannot tell .inserted: it writes many rows", e->model->name, s->verb);
    if (!s->db->capabilities.upsert) return orm__fail(s, ORM_UNSUPPORTED, "%s %d has no upsert", e->dialect->name, s->db->capabilities.version);
    orm_status status = orm__upsert_target(&u, &r, c);
    if (status == ORM_OK) status = orm__upsert_update(&u, &r, c);
    if (status == ORM_OK) status = orm__upsert_from_keys(&u);
    for (size_t i = 0; i < e->field_count; i++)
        if (into->items[i]) u.choice.fields[u.choice.count++] = &e->fields[i];
    orm__upsert_complete(&u, c->update.count > 0);
    *out = (orm__conflict_lists){ u.target, u.update, u.target_count, u.update_count };
    return status;
}

/* ---- running ---------------------------------------------------------------------------------------------------------------------------- */
/* The row that the target names.  `committed`: as it is now, where a transaction sees an older state of the table. */
static orm_status orm__upsert_read(orm__upserting *u, void *draft, bool *found, bool committed) {
    orm__run run;
    orm_session *s = u->s;
    orm__sql_fresh(s);
    orm__put_select_by(&s->sql, u->e, u->e->all, u->e->field_count, u->target, u->target_count);
    if (committed && u->e->dialect->lock_shared) orm__put_text(&s->sql, u->e->dialect->lock_shared);
    if (s->sql.failed) return orm__no_memory(s);
    orm_status status = orm__run_open_read(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    char *row = orm__arena_take(&s->scratch, u->e->model->row_size, 16);
    if (!row) status = orm__no_memory(s);
    if (status == ORM_OK) {
        memset(row, 0, u->e->model->row_size);
        status = orm__bind_fields(s, &run, 1, u->target, u->target_count, draft);
    }
    if (status == ORM_OK) status = orm__finish(s, u->e, &run, u->e->all, u->e->field_count, row, found);
    orm__run_end(s, &run);
    if (status == ORM_OK && *found) memcpy(draft, row, u->e->model->row_size);
    return status;
}
/* INSERT that gives way to the row it meets: changes `update` of it, or nothing. */
static orm_status orm__upsert_statement(orm__upserting *u, void *draft, size_t update_count, bool *got_row) {
    orm__run run;
    orm_session *s = u->s;
    orm__sql_fresh(s);
    orm__put_insert(&s->sql, u->e, u->choice.fields, u->choice.count, 1);
    orm__put_conflict(&s->sql, u->e, &s->db->capabilities, u->target, u->target_count, u->update, update_count);
    const bool returning = s->db->capabilities.returning;
    if (returning) orm__put_returning(&s->sql, u->e->all, u->e->field_count);
    if (orm__gives_key(u->e, &u->choice)) orm__put_moved_sequence(&s->sql, u->e, returning);
    if (s->sql.failed) return orm__no_memory(s);
    orm_status status = orm__run_open(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    char *row = orm__arena_zero(&s->scratch, u->e->model->row_size);
    status = row ? orm__bind_fields(s, &run, 1, u->choice.fields, u->choice.count, draft) : orm__no_memory(s);
    if (status == ORM_OK) status = orm__finish(s, u->e, &run, u->e->all, returning ? u->e->field_count : 0, row, got_row);
    if (status == ORM_OK && *got_row) memcpy(draft, row, u->e->model->row_size);
    orm__run_end(s, &run);
    return status;
}
/* What the insert would have changed in the row it met; *there: it still is. */
static orm_status orm__upsert_overwrite(orm__upserting *u, const void *draft, bool *there) {
    orm__run run;
    orm_session *s = u->s;
    size_t count = 0;
    const orm__field **bound = orm__arena_take(&s->scratch, (u->update_count + u->target_count + 1) * sizeof *bound, 16);
    if (!bound) return orm__no_memory(s);
    for (size_t i = 0; i < u->update_count; i++)
        if (u->update[i] != u->e->version) bound[count++] = u->update[i];
    orm__sql_fresh(s);
    orm__put_update_by(&s->sql, u->e, bound, count, u->target, u->target_count);
    if (s->sql.failed) return orm__no_memory(s);
    memcpy(bound + count, u->target, u->target_count * sizeof *bound);
    orm_status status = orm__run_open(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    status = orm__bind_fields(s, &run, 1, bound, count + u->target_count, draft);
    if (status == ORM_OK) status = orm__finish(s, u->e, &run, NULL, 0, NULL, NULL);
    *there = run.rows > 0;
    orm__run_end(s, &run);
    return status;
}
/* Where there is nothing to meet. */
static orm_status orm__upsert_insert(orm__upserting *u, void *draft) {
    if (orm__state(u->e->model, draft)->flags & ORM__STATE_STORED) orm__as_new(u->e->model, draft); /* it was stored once, and is gone */
    return orm__insert_inside(u->s, u->e, draft, 1);
}
/* For servers before ON CONFLICT (SQLite 3.24): inside a writing transaction nobody can come in between. */
static orm_status orm__upsert_by_hand(orm__upserting *u, void *draft, bool *found) {
    char *stored = orm__draft(u->s, u->e, draft);
    orm_status status = stored ? orm__upsert_read(u, stored, found, false) : ORM_NO_MEMORY;
    if (status != ORM_OK) return status;
    if (!*found) return orm__upsert_insert(u, draft);
    for (size_t i = 0; i < u->update_count; i++)
        if (u->update[i] != u->e->version) memcpy(stored + u->update[i]->offset, (char *)draft + u->update[i]->offset, u->update[i]->def->size);
    orm__draft_stored(u->s, u->e, stored, false);
    if (u->update_count) status = orm__update_inside(u->s, u->e, stored, 1, NULL);
    if (status == ORM_OK) memcpy(draft, stored, u->e->model->row_size);
    return status;
}
/* Inserts a copy of the row.  *met: another row has one of its unique values, and nothing was done.  Where the database cannot be told to let it be, its error is
 * no error: a refused INSERT leaves nothing behind, and the transaction goes on. */
static orm_status orm__insert_unless_met(orm__upserting *u, void *draft, bool *met) {
    orm_session *s = u->s;
    bool got_row = false;
    *met = false;
    if (u->e->dialect->upsert == ORM__ON_CONFLICT) {
        const orm_status status = orm__upsert_statement(u, draft, 0, &got_row);
        *met = status == ORM_OK && !got_row;
        return status;
    }
    char *copy = orm__draft(s, u->e, draft);
    if (!copy) return ORM_NO_MEMORY;
    s->unpoisoned = true;
    const orm_status status = orm__upsert_insert(u, copy);
    s->unpoisoned = false;
    if (status == ORM_OK) memcpy(draft, copy, u->e->model->row_size);
    else if (status == ORM_CONFLICT_UNIQUE) *met = true;
    else orm__poison_after(s);
    return *met ? ORM_OK : status;
}
/* Whether the database named a key that is not the target's; MySQL puts the table's name before it. */
static bool orm__met_another_key(const orm__upserting *u, const orm_error *conflict, const orm__unique_keys *keys) {
    const char *dot = strrchr(conflict->constraint, '.'), *name = dot ? dot + 1 : conflict->constraint;
    for (size_t i = 0; keys && i < keys->count; i++)
        if (strcmp(keys->items[i].name, name) == 0 || strcmp(keys->items[i].name, conflict->constraint) == 0) return !orm__is_target_key(u, &keys->items[i]);
    return false;
}
/* First INSERT, then, when a row was met, UPDATE: which of them it was is known.  The row is looked for by the target whatever key was met, because of two that
 * were met the database names one; and it may be gone when it is looked for. */
static orm_status orm__upsert_in_turn(orm__upserting *u, void *draft, const orm__unique_keys *keys, bool *found) {
    orm_session *s = u->s;
    orm_error conflict;
    bool met = false;
    for (int attempt = 1; attempt <= 8; attempt++) {
        orm_status status = orm__insert_unless_met(u, draft, &met);
        if (status != ORM_OK || !met) return status;
        conflict = s->error;
        orm__error_clear(&s->error);
        if (u->update_count) status = orm__upsert_overwrite(u, draft, found);
        if (status == ORM_OK && (*found || !u->update_count)) status = orm__upsert_read(u, draft, found, true);
        if (status != ORM_OK || *found) return status;
        if (orm__met_another_key(u, &conflict, keys)) break;
    }
    if (conflict.status == ORM_OK) return orm__fail(s, ORM_BUSY, "%s_%s: a row with this key came and went each time it was looked for: try again", u->e->model->name, s->verb);
    s->error = conflict;
    orm__poison_after(s);
    return s->error.status;
}
/* A key that is to be generated, and NULL, meet nothing. */
static bool orm__can_meet(const orm__upserting *u, const orm__unique_key *key, const void *draft) {
    for (size_t i = 0; i < key->count; i++) {
        const orm__field *f = key->fields[i];
        bool is_null = false;
        if (f && f == u->e->auto_key && u->choice.generates_key) return false;
        for (size_t k = 0; f && k < u->choice.count; k++)
            if (u->choice.fields[k] == f) orm__field_address(f, draft, &is_null);
        if (is_null) return false;
    }
    return true;
}
/* ON DUPLICATE KEY UPDATE means the target only where no other key can be met; and it does not tell what it did. */
static orm_status orm__upsert_on_duplicate(orm__upserting *u, void *draft, bool tell, bool *found) {
    orm_session *s = u->s;
    const orm__entity *e = u->e;
    const orm__unique_keys *keys = orm__unique_keys_of(s, e);
    if (!keys) return s->error.status;
    bool unique = keys->count == 0, others = unique, got_row = false, there = false;
    for (size_t i = 0; i < keys->count; i++) {
        const bool is_target = orm__is_target_key(u, &keys->items[i]);
        unique = unique || is_target;
        others = others || (!is_target && orm__can_meet(u, &keys->items[i], draft));
    }
    if (!unique)
        return orm__fail(s, ORM_SQL, "%s_%s: table %s has no unique key over .target (%s%s), so no conflict can be met on it: create one", e->model->name, s->verb, e->table, u->target[0]->def->name,
                         u->target_count > 1 ? ", ..." : "");
    if (tell || others) return orm__upsert_in_turn(u, draft, keys, found);
    orm_status status = orm__upsert_statement(u, draft, u->update_count, &got_row);
    if (status != ORM_OK || got_row) return status;
    status = orm__upsert_read(u, draft, &there, true);
    if (status == ORM_OK && !there) status = orm__fail(s, ORM_NOT_FOUND, "%s_%s: the row was written, but is not there when it is read back: a trigger has moved it", e->model->name, s->verb);
    return status;
}
static orm_status orm__upsert_on_conflict(orm__upserting *u, void *draft, bool tell, bool *found) {
    bool got_row = false, again = false;
    const bool alone = !u->e->dialect->lock_for_update; /* SQLite: nobody else writes meanwhile, so what is looked for first is what is met */
    orm_status status = ORM_OK;
    if (tell && !alone) return orm__upsert_in_turn(u, draft, NULL, found);
    char *probe = orm__draft(u->s, u->e, draft);
    if (!probe) return ORM_NO_MEMORY;
    if (tell || !u->s->db->capabilities.returning) status = orm__upsert_read(u, probe, found, false);
    if (status == ORM_OK) status = orm__upsert_statement(u, draft, u->update_count, &got_row);
    if (status == ORM_OK && !got_row) status = orm__upsert_read(u, draft, &again, false); /* what was there is left as it is, or could not be returned */
    if (status == ORM_OK && !got_row && !again && !alone) return orm__upsert_in_turn(u, draft, NULL, found); /* it has gone meanwhile */
    return status;
}
/* NULL equals nothing, and what the database fills in is not known before. */
typedef enum orm__target_value { ORM__TARGET_GIVEN, ORM__TARGET_NULL, ORM__TARGET_LEFT } orm__target_value;
static orm__target_value orm__target_of(const orm__upserting *u, const void *draft) {
    orm__target_value value = ORM__TARGET_GIVEN;
    for (size_t i = 0; i < u->target_count; i++) {
        bool is_null = false;
        for (size_t k = 0; k < u->choice.default_count; k++)
            if (u->choice.defaults[k] == u->target[i]) return ORM__TARGET_LEFT;
        orm__field_address(u->target[i], draft, &is_null);
        if (is_null) value = ORM__TARGET_NULL;
    }
    return value;
}
static orm_status orm__upsert_draft(orm__upserting *u, void *draft, bool tell, bool *found) {
    orm_session *s = u->s;
    const bool on_conflict = u->e->dialect->upsert == ORM__ON_CONFLICT;
    if (u->choice.generates_key && u->target[0]->def->key) return orm__upsert_insert(u, draft); /* no key yet: nothing to meet */
    if (!s->db->capabilities.upsert) return orm__upsert_by_hand(u, draft, found);
    const orm__target_value target = on_conflict && !tell ? ORM__TARGET_GIVEN : orm__target_of(u, draft);
    if (target == ORM__TARGET_NULL) return orm__upsert_insert(u, draft);
    if (target == ORM__TARGET_LEFT && !on_conflict)
        return orm__fail(s, ORM_UNSUPPORTED, "%s_%s leaves a column of .target to the database's default, and %s %d cannot tell what it met then: set it", u->e->model->name, s->verb, u->e->dialect->name, s->db->capabilities.version);
    return on_conflict ? orm__upsert_on_conflict(u, draft, tell, found) : orm__upsert_on_duplicate(u, draft, tell, found);
}
static orm_status orm__upsert_one(orm__upserting *u, void *row, const orm_conflict *c, bool *found) {
    orm_session *s = u->s;
    bool stored;
    orm_status status = orm__row_check(s, u->e, row, &stored);
    char *draft = status == ORM_OK ? orm__draft(s, u->e, row) : NULL;
    if (draft) status = orm__draft_automatic(s, u->e, draft);
    if (!draft || status != ORM_OK) return s->error.status;
    const orm_state before = *orm__state(u->e->model, draft);
    orm__choose_inserted(u->e, draft, &u->choice);
    if (!c->update.count) u->update_count = 0;
    orm__upsert_complete(u, c->update.count > 0);
    *found = false;
    status = orm__upsert_draft(u, draft, c->inserted != NULL, found);
    if (status != ORM_OK) return status;
    orm__draft_stored(s, u->e, draft, u->choice.generates_key && !*found);
    if (stored) *orm__state(u->e->model, draft) = before; /* it was stored before this transaction: a rollback does not make it new */
    memcpy(row, draft, u->e->model->row_size);
    return ORM_OK;
}
/* A transaction of the call's own that the database ended in favour of another one holds nothing but what the call did: it is done again.  PostgreSQL looks for a
 * conflict with the target only; somebody who inserts the same row meanwhile may be met on another key, and on the target the next time. */
static bool orm__may_go_again(orm_session *s, bool own, int attempt) {
    const orm_status status = s->error.status;
    const bool ended = (status == ORM_DEADLOCK || status == ORM_SERIALIZATION) && attempt < 5, late = status == ORM_CONFLICT_UNIQUE && s->db->dialect->id == ORM_DIALECT_POSTGRES && attempt == 1;
    if (!own || s->depth || (!ended && !late)) return false;
    orm__error_clear(&s->error);
    return true;
}
static orm_status orm__upsert_rows(orm__upserting *u, char *drafts, size_t n, const orm_conflict *c, bool *own, bool *found) {
    orm_session *s = u->s;
    orm_status status = n > 1 ? orm__unit_begin(s, own) : orm__unit_begin_alone(s, own);
    if (status != ORM_OK) return status;
    if (orm__transaction_id(s) == UINT64_MAX) status = orm__no_memory(s);
    for (size_t i = 0; i < n && status == ORM_OK; i++) { /* one after the other: of two with one key the last wins, on every database */
        const orm__arena_mark mark = orm__arena_here(&s->scratch);
        status = orm__upsert_one(u, drafts + i * u->e->model->row_size, c, found);
        orm__arena_release(&s->scratch, mark);
    }
    return orm__unit_end(s, *own, status);
}
static orm_status orm__upsert_inside(orm_session *s, const orm__entity *e, char *rows, size_t n, const orm_conflict *given) {
    const orm_conflict none = { .end_ = 0 };
    const orm_conflict *c = given ? given : &none;
    orm__upserting u = { .s = s, .e = e, .do_nothing = c->do_nothing };
    orm__render r = orm__render_for(s, e);
    bool own = false, found = false;
    if (!n) return ORM_OK;
    if (!rows) return orm__fail(s, ORM_MISUSE, "%s_%s: the row is NULL", e->model->name, s->verb);
    if (c->end_) return orm__fail(s, ORM_MISUSE, "%s_%s: orm_conflict is not initialised; write &(orm_conflict){ .target = ORM_COLS(...) }", e->model->name, s->verb);
    if (c->inserted && n > 1) return orm__fail(s, ORM_MISUSE, "%s_upsert_all: .inserted is for one row", e->model->name);
    u.target = orm__arena_take(&s->scratch, (e->field_count + 1) * sizeof *u.target, 16);
    u.update = orm__arena_take(&s->scratch, 2 * (e->field_count + 1) * sizeof *u.update, 16);
    char *drafts = orm__arena_take(&s->scratch, n * e->model->row_size, 16);
    if (!u.target || !u.update || !drafts || !orm__choice_new(s, e, &u.choice)) return orm__no_memory(s);
    orm_status status = orm__upsert_target(&u, &r, c);
    if (status == ORM_OK) status = orm__upsert_update(&u, &r, c);
    if (status != ORM_OK) return status;
    int attempt = 0;
    do {
        memcpy(drafts, rows, n * e->model->row_size);
        status = orm__upsert_rows(&u, drafts, n, c, &own, &found);
    } while (status != ORM_OK && orm__may_go_again(s, own, ++attempt));
    if (status == ORM_OK) memcpy(rows, drafts, n * e->model->row_size);
    if (status == ORM_OK && c->inserted) *c->inserted = !found;
    return status;
}
orm_status orm__upsert(orm_session *s, const orm_model *m, void *rows, size_t n, const orm_conflict *conflict) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, n == 1 ? "upsert" : "upsert_all", m, &entered);
    if (!e) return entered;
    orm__upsert_inside(s, e, rows, n, conflict);
    return orm__write_end(s);
}

/* ---- get_or_create, update_or_create ---------------------------------------------------------------------------------------------------------- */
/* The row the program gave is not changed: a copy is inserted and returned. */
static void *orm__create_row(orm_session *s, const orm__entity *e, const void *row) {
    char *made = orm__arena_take(&s->rows, e->model->row_size, 16);
    if (!made) {
        orm__no_memory(s);
        return NULL;
    }
    memcpy(made, row, e->model->row_size);
    return orm__insert_inside(s, e, made, 1) == ORM_OK ? made : NULL;
}
/* The same where others may write meanwhile; NULL with *met: somebody has one of its unique values, and s->error holds what the database said, if anything. */
static void *orm__try_to_create(orm_session *s, const orm__entity *e, const void *row, bool *met) {
    orm__upserting u = { .s = s, .e = e };
    bool stored;
    char *made = orm__arena_take(&s->rows, e->model->row_size, 16);
    if (!made || !orm__choice_new(s, e, &u.choice)) {
        orm__no_memory(s);
        return NULL;
    }
    memcpy(made, row, e->model->row_size);
    orm_status status = orm__row_check(s, e, made, &stored);
    if (status == ORM_OK && stored) return orm__create_row(s, e, made); /* refuses it */
    if (status == ORM_OK) status = orm__draft_automatic(s, e, made);
    if (status == ORM_OK && orm__transaction_id(s) == UINT64_MAX) status = orm__no_memory(s);
    if (status != ORM_OK) return NULL;
    orm__choose_inserted(e, made, &u.choice);
    status = orm__insert_unless_met(&u, made, met);
    if (status != ORM_OK || *met) return NULL;
    orm__draft_stored(s, e, made, u.choice.generates_key);
    return made;
}
static void *orm__overwrite_row(orm_session *s, const orm__entity *e, void *found, const void *row) {
    for (size_t i = 0; i < e->updated_count; i++) {
        const orm__field *f = e->updated[i];
        if (f == e->version || f->def->auto_now_add) continue;
        memcpy((char *)found + f->offset, (const char *)row + f->offset, f->def->size);
    }
    return orm__update_inside(s, e, found, 1, NULL) == ORM_OK ? found : NULL;
}
typedef struct orm__finding { orm_session *s; const orm__entity *e; orm_query q; const void *row; bool overwrite, made; } orm__finding;

/* A row that is going to be written is locked, where that can be said; MySQL would lock the gap where it is not, and two who do so stand in each other's way. */
static void *orm__find_locked(orm__finding *f, bool committed) {
    const bool gaps = f->e->dialect->lock_shared != NULL;
    f->q.lock_ = f->overwrite && !gaps ? ORM__LOCK_FOR_UPDATE : committed ? ORM__LOCK_SHARED : ORM__LOCK_NONE;
    void *found = orm__find_row(f->s, f->e, &f->q);
    if (!found || !f->overwrite || !gaps) return found;
    f->q.lock_ = ORM__LOCK_FOR_UPDATE;
    return orm__find_row(f->s, f->e, &f->q);
}
/* SQLite: in a writing transaction nobody can come in between.  Elsewhere the table's unique keys decide who was first, and the others get that one's row. */
static void *orm__find_or_create(orm__finding *f) {
    orm_session *s = f->s;
    const bool alone = !f->e->dialect->lock_for_update;
    void *found = NULL;
    bool met = false;
    for (int attempt = 1; attempt <= 4 && !found && s->error.status == ORM_OK; attempt++) {
        found = orm__find_locked(f, attempt > 1);
        if (found || s->error.status != ORM_OK) break;
        found = alone ? orm__create_row(s, f->e, f->row) : orm__try_to_create(s, f->e, f->row, &met);
        f->made = found != NULL;
        if (f->made || !met) return found;
        const orm_error conflict = s->error;
        orm__error_clear(&s->error);
        if (attempt < 4) continue;
        s->error = conflict; /* the row that is in the way is none that the query looks for */
        if (conflict.status != ORM_OK) orm__poison_after(s);
        else f->made = (found = orm__create_row(s, f->e, f->row)) != NULL;
        return found;
    }
    return found && f->overwrite ? orm__overwrite_row(s, f->e, found, f->row) : found;
}
static void *orm__find_or_make(orm_session *s, const char *verb, const orm_model *m, const orm_query *q, const void *row, bool *created, bool overwrite) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, verb, m, &entered);
    if (!e) return NULL;
    bool own = false;
    void *found = NULL;
    orm__finding f = { .s = s, .e = e, .row = row, .overwrite = overwrite };
    if (!row) orm__fail(s, ORM_MISUSE, "%s_%s: the row to create is NULL", m->name, verb);
    else if (!q || !q->where) orm__fail(s, ORM_MISUSE, "%s_%s: the query has no .where, so any row would be the one", m->name, verb);
    else if (!overwrite && !s->depth) found = orm__find_row(s, e, q); /* mostly it is there: no lock is needed to see that */
    int attempt = 0;
    while (!found && s->error.status == ORM_OK && orm__unit_begin_alone(s, &own) == ORM_OK) {
        f.q = *q;
        if (overwrite) f.q.only = f.q.defer = (orm_columns){ NULL, 0 }; /* what is not loaded would not be written */
        f.made = false;
        found = orm__find_or_create(&f);
        if (orm__unit_end(s, own, s->error.status) != ORM_OK) found = NULL;
        if (found || !orm__may_go_again(s, own, ++attempt)) break;
    }
    if (found && created) *created = f.made;
    return orm__write_end(s) == ORM_OK ? found : NULL;
}
void *orm__get_or_create(orm_session *s, const orm_model *m, const orm_query *q, const void *row, bool *created) { return orm__find_or_make(s, "get_or_create", m, q, row, created, false); }
void *orm__update_or_create(orm_session *s, const orm_model *m, const orm_query *q, const void *row, bool *created) { return orm__find_or_make(s, "update_or_create", m, q, row, created, true); }
