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

/* ---- running ---------------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__upsert_read(orm__upserting *u, void *draft, bool *found) {
    orm__run run;
    orm_session *s = u->s;
    orm__sql_fresh(s);
    orm__put_select_by(&s->sql, u->e, u->e->all, u->e->field_count, u->target, u->target_count);
    if (s->sql.failed) return orm__no_memory(s);
    orm_status status = orm__run_open(s, orm__sql_written(s), &run);
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
static orm_status orm__upsert_statement(orm__upserting *u, void *draft, bool *got_row) {
    orm__run run;
    orm_session *s = u->s;
    orm__sql_fresh(s);
    orm__put_insert(&s->sql, u->e, u->choice.fields, u->choice.count, 1);
    orm__put_conflict(&s->sql, u->e, u->target, u->target_count, u->update, u->update_count);
    const bool returning = s->db->capabilities.returning;
    if (returning) orm__put_returning(&s->sql, u->e->all, u->e->field_count);
    if (s->sql.failed) return orm__no_memory(s);
    orm_status status = orm__run_open(s, orm__sql_written(s), &run);
    if (status != ORM_OK) return status;
    char *row = orm__arena_zero(&s->scratch, u->e->model->row_size);
    status = row ? orm__bind_fields(s, &run, 1, u->choice.fields, u->choice.count, draft) : orm__no_memory(s);
    if (status == ORM_OK) status = orm__finish(s, u->e, &run, u->e->all, returning ? u->e->field_count : 0, row, got_row);
    if (status == ORM_OK && *got_row) memcpy(draft, row, u->e->model->row_size);
    else if (status == ORM_OK && u->choice.generates_key && !u->target[0]->def->key && run.rows) orm__field_set_integer(u->e->auto_key, draft, s->conn->driver->last_id(s->conn));
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
    orm_status status = stored ? orm__upsert_read(u, stored, found) : ORM_NO_MEMORY;
    if (status != ORM_OK) return status;
    if (!*found) return orm__upsert_insert(u, draft);
    for (size_t i = 0; i < u->update_count; i++)
        if (u->update[i] != u->e->version) memcpy(stored + u->update[i]->offset, (char *)draft + u->update[i]->offset, u->update[i]->def->size);
    orm__draft_stored(u->s, u->e, stored, false);
    if (u->update_count) status = orm__update_inside(u->s, u->e, stored, 1, NULL);
    if (status == ORM_OK) memcpy(draft, stored, u->e->model->row_size);
    return status;
}
static orm_status orm__upsert_one(orm__upserting *u, void *row, const orm_conflict *c, bool *found) {
    orm_session *s = u->s;
    bool stored, got_row = false, again = false;
    orm_status status = orm__row_check(s, u->e, row, &stored);
    char *draft = status == ORM_OK ? orm__draft(s, u->e, row) : NULL;
    if (draft) status = orm__draft_automatic(s, u->e, draft);
    if (!draft || status != ORM_OK) return s->error.status;
    const orm_state before = *orm__state(u->e->model, draft);
    orm__choose_inserted(u->e, draft, &u->choice);
    if (!c->update.count) u->update_count = 0;
    orm__upsert_complete(u, c->update.count > 0);
    *found = false;
    const bool keyless = u->choice.generates_key && u->target[0]->def->key; /* no key yet: nothing to meet */
    if (keyless) {
        status = orm__upsert_insert(u, draft);
    } else if (!s->db->capabilities.upsert) {
        status = orm__upsert_by_hand(u, draft, found);
    } else {
        char *probe = orm__draft(s, u->e, draft);
        if (!probe) return ORM_NO_MEMORY;
        if (c->inserted || !s->db->capabilities.returning) status = orm__upsert_read(u, probe, found);
        if (status == ORM_OK) status = orm__upsert_statement(u, draft, &got_row);
        if (status == ORM_OK && !got_row) status = orm__upsert_read(u, draft, &again); /* what was there is left as it is, or could not be returned */
    }
    if (status != ORM_OK) return status;
    orm__draft_stored(s, u->e, draft, u->choice.generates_key && !*found);
    if (stored) *orm__state(u->e->model, draft) = before; /* it was stored before this transaction: a rollback does not make it new */
    memcpy(row, draft, u->e->model->row_size);
    return ORM_OK;
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
    if (status == ORM_OK) status = n > 1 ? orm__unit_begin(s, &own) : orm__unit_begin_alone(s, &own);
    if (status != ORM_OK) return status;
    if (orm__transaction_id(s) == UINT64_MAX) status = orm__no_memory(s);
    memcpy(drafts, rows, n * e->model->row_size);
    for (size_t i = 0; i < n && status == ORM_OK; i++) { /* one after the other: of two with one key the last wins, on every database */
        const orm__arena_mark mark = orm__arena_here(&s->scratch);
        status = orm__upsert_one(&u, drafts + i * e->model->row_size, c, &found);
        orm__arena_release(&s->scratch, mark);
    }
    status = orm__unit_end(s, own, status);
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
static void *orm__overwrite_row(orm_session *s, const orm__entity *e, void *found, const void *row) {
    for (size_t i = 0; i < e->updated_count; i++) {
        const orm__field *f = e->updated[i];
        if (f == e->version || f->def->auto_now_add) continue;
        memcpy((char *)found + f->offset, (const char *)row + f->offset, f->def->size);
    }
    return orm__update_inside(s, e, found, 1, NULL) == ORM_OK ? found : NULL;
}
/* Looks and writes in one writing transaction, so that nobody can come in between. */
static void *orm__find_or_make(orm_session *s, const char *verb, const orm_model *m, const orm_query *q, const void *row, bool *created, bool overwrite) {
    orm_status entered;
    const orm__entity *e = orm__enter_write(s, verb, m, &entered);
    if (!e) return NULL;
    bool own = false, made = false;
    void *found = NULL;
    if (!row) orm__fail(s, ORM_MISUSE, "%s_%s: the row to create is NULL", m->name, verb);
    else if (!q || !q->where) orm__fail(s, ORM_MISUSE, "%s_%s: the query has no .where, so any row would be the one", m->name, verb);
    else if (!overwrite && !s->depth) found = orm__find_row(s, e, q); /* mostly it is there: no lock is needed to see that */
    if (!found && s->error.status == ORM_OK && orm__unit_begin_alone(s, &own) == ORM_OK) {
        orm_query whole = *q;
        if (overwrite) whole.only = whole.defer = (orm_columns){ NULL, 0 }; /* what is not loaded would not be written */
        found = orm__find_row(s, e, &whole);
        made = !found && s->error.status == ORM_OK;
        if (made) found = orm__create_row(s, e, row);
        else if (found && overwrite) found = orm__overwrite_row(s, e, found, row);
        if (orm__unit_end(s, own, s->error.status) != ORM_OK) found = NULL;
    }
    if (found && created) *created = made;
    return orm__write_end(s) == ORM_OK ? found : NULL;
}
void *orm__get_or_create(orm_session *s, const orm_model *m, const orm_query *q, const void *row, bool *created) { return orm__find_or_make(s, "get_or_create", m, q, row, created, false); }
void *orm__update_or_create(orm_session *s, const orm_model *m, const orm_query *q, const void *row, bool *created) { return orm__find_or_make(s, "update_or_create", m, q, row, created, true); }
