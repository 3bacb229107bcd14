/* claim: rows that are chosen, changed and handed out in one go: the queue's way of taking work, and an UPDATE that tells what it changed. */
#include "write.h"
#include "sql/render.h"
#include <string.h>

typedef struct orm__claiming { orm_session *s; const orm__entity *e; orm__list keys; bool skip; } orm__claiming;

/* The keys of the rows that are meant; locked: without those that somebody else has locked, when the rows are claimed. */
static orm_status orm__claim_keys(orm__claiming *k, const orm_query *q, int64_t limit, orm_lock_mode mode) {
    orm_session *s = k->s;
    orm_query part = q ? *q : (orm_query){ .limit = 0 };
    orm__render r = orm__render_for(s, k->e);
    orm__text_slice sql;
    orm__run run;
    if (limit >= 0) orm_limit(&part, limit);
    part.only = part.defer = (orm_columns){ NULL, 0 };
    part.lock = (orm_lock){ mode, k->skip ? ORM_SKIP_LOCKED : ORM_LOCK_WAIT, part.join[0] && s->db->dialect->id != ORM_DIALECT_MARIADB ? k->e->model : NULL };
    orm__render_select(&r, k->e, &part, k->e->keys, k->e->key_count, ORM__FORWARD, true);
    if (orm__render_end(&r, &sql) != ORM_OK || orm__run_begin(s, sql, &run) != ORM_OK) return s->error.status;
    const orm_status status = orm__fetch_all(s, k->e, &run, k->e->keys, k->e->key_count, 0, &k->keys);
    orm__run_end(s, &run);
    return status;
}
static const char *orm__claimed_row(const orm__claiming *k, size_t i) { return (const char *)k->keys.items + i * k->e->model->row_size; }
/* key = value AND ..., of one row */
static orm_expr orm__claim_one(const orm__claiming *k, size_t i, orm_node *nodes, orm_expr *list) {
    for (size_t c = 0; c < k->e->key_count; c++) {
        const orm__field *f = k->e->keys[c];
        nodes[1 + 2 * c] = (orm_node){ .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_VALUE, .of.value = orm__row_value(f, orm__claimed_row(k, i)) };
        nodes[2 + 2 * c] = (orm_node){ .magic_ = ORM__NODE_MAGIC, .op = ORM__OP_EQ, .of.operand = { f->def, &nodes[1 + 2 * c], NULL } };
        list[c] = &nodes[2 + 2 * c];
    }
    list[k->e->key_count] = &orm__end;
    return orm__junction(ORM__OP_AND, list, nodes);
}
static orm_expr orm__claim_values(const orm__claiming *k, orm_node *node) {
    orm_value *values = orm__arena_take(&k->s->scratch, (k->keys.count + 1) * sizeof *values, 16);
    if (!values) return NULL;
    for (size_t i = 0; i < k->keys.count; i++) values[i] = orm__row_value(k->e->keys[0], orm__claimed_row(k, i));
    values[k->keys.count] = (orm_value){ .type = ORM__TYPE_END };
    return orm__in_values(ORM__OP_IN, k->e->keys[0]->def, values, node);
}
/* Just these rows. */
static orm_expr orm__claim_condition(const orm__claiming *k) {
    const size_t each = 1 + 2 * k->e->key_count;
    orm_node *nodes = orm__arena_take(&k->s->scratch, (1 + k->keys.count * each) * sizeof *nodes, 16);
    if (!nodes) return NULL;
    if (k->e->key_count == 1) return orm__claim_values(k, nodes);
    orm_expr *all = orm__arena_take(&k->s->scratch, (k->keys.count + 1) * sizeof *all, 16);
    orm_expr *parts = orm__arena_take(&k->s->scratch, k->keys.count * (k->e->key_count + 1) * sizeof *parts, 16);
    if (!all || !parts) return NULL;
    for (size_t i = 0; i < k->keys.count; i++) all[i] = orm__claim_one(k, i, nodes + 1 + i * each, parts + i * (k->e->key_count + 1));
    all[k->keys.count] = &orm__end;
    return orm__junction(ORM__OP_OR, all, nodes);
}
static bool orm__same_keys(const orm__claiming *k, const char *a, const char *b) {
    for (size_t i = 0; i < k->e->key_count; i++) {
        const orm_value x = orm__row_value(k->e->keys[i], a), y = orm__row_value(k->e->keys[i], b);
        if (x.type == ORM_TEXT || x.type == ORM_DECIMAL ? strcmp(x.as.text, y.as.text) != 0 : x.type == ORM_UUID ? memcmp(&x.as.uuid, &y.as.uuid, sizeof x.as.uuid) != 0 : x.type == ORM_BLOB ? x.as.blob.size != y.as.blob.size || memcmp(x.as.blob.data, y.as.blob.data, x.as.blob.size) != 0 : x.as.integer != y.as.integer) return false;
    }
    return true;
}
/* As they are now, in the order in which they were chosen. */
static orm_status orm__claim_read(const orm__claiming *k, orm_expr condition, orm__list *out) {
    orm_session *s = k->s;
    const orm_query q = { .where = condition };
    orm__render r = orm__render_for(s, k->e);
    orm__text_slice sql;
    orm__run run;
    orm__list found = { NULL, 0 };
    const size_t size = k->e->model->row_size;
    orm__render_select(&r, k->e, &q, k->e->all, k->e->field_count, ORM__FORWARD, false);
    if (orm__render_end(&r, &sql) != ORM_OK || orm__run_begin(s, sql, &run) != ORM_OK) return s->error.status;
    orm_status status = orm__fetch_all(s, k->e, &run, k->e->all, k->e->field_count, 0, &found);
    orm__run_end(s, &run);
    char *sorted = status == ORM_OK ? orm__arena_take(&s->rows, found.count * size + 1, 16) : NULL;
    if (status == ORM_OK && !sorted) status = orm__no_memory(s);
    if (status != ORM_OK) return status;
    size_t used = 0;
    for (size_t i = 0, from = 0; i < k->keys.count; i++) {
        for (size_t n = 0; n < found.count; n++) { /* most databases give them in the same order: it goes on from the last one */
            const size_t at = (from + n) % found.count;
            if (!orm__same_keys(k, orm__claimed_row(k, i), (char *)found.items + at * size)) continue;
            memcpy(sorted + used++ * size, (char *)found.items + at * size, size);
            from = at + 1;
            break;
        }
    }
    *out = (orm__list){ sorted, used };
    return ORM_OK;
}
static orm_status orm__claim_change(orm__claiming *k, orm_expr condition, orm_set_list set) {
    const orm_query these = { .where = condition };
    orm__render r = orm__render_for(k->s, k->e);
    orm__text_slice sql;
    int64_t changes;
    orm__render_update_where(&r, k->e, &these, set);
    return orm__render_end(&r, &sql) == ORM_OK ? orm__run_to_end(k->s, sql, &changes) : k->s->error.status;
}
/* InnoDB locks every row that it looks at, also those that a LIMIT leaves out.  So the rows are looked up without a lock first, and then taken one by one. */
static orm_status orm__claim_one_by_one(orm__claiming *k, const orm_query *q, orm_set_list set, int64_t limit) {
    orm_session *s = k->s;
    const size_t size = k->e->model->row_size;
    orm_query page = q ? *q : (orm_query){ .limit = 0 };
    int64_t most = orm__query_limit(&page), seen = 0;
    const int64_t from = page.offset;
    size_t room = limit < 64 ? (size_t)limit : 64;
    orm__list taken = { orm__arena_zero(&s->data, room * size), 0 };
    if (!taken.items) return orm__no_memory(s);
    for (bool more = true; more && (int64_t)taken.count < limit && (most < 0 || seen < most);) {
        page.offset = from + seen;
        orm_limit(&page, most >= 0 && most - seen < limit ? most - seen : limit < 1000 ? limit : 1000);
        const orm_status status = orm__claim_keys(k, &page, -1, ORM_NO_LOCK);
        if (status != ORM_OK) return status;
        const orm__list candidates = k->keys;
        more = (int64_t)candidates.count == page.limit;
        seen += (int64_t)candidates.count;
        for (size_t i = 0; i < candidates.count && (int64_t)taken.count < limit; i++) {
            k->keys = (orm__list){ (char *)candidates.items + i * size, 1 };
            orm_expr both[3] = { orm__claim_condition(k), q ? q->where : NULL, &orm__end };
            orm_node node;
            if (!both[0]) return orm__no_memory(s);
            const orm_expr this_one = both[0];
            orm_query one = page;
            one.offset = one.limit = 0;
            one.limit_is_set_ = false;
            one.where = both[1] ? orm__junction(ORM__OP_AND, both, &node) : both[0];
            orm_status done = orm__claim_keys(k, &one, -1, ORM_FOR_UPDATE);
            if (done == ORM_OK && k->keys.count && taken.count == room) {
                taken.items = orm__arena_grow(&s->data, taken.items, room * size, 2 * room * size);
                room *= 2;
                if (!taken.items) return orm__no_memory(s);
            }
            if (done == ORM_OK && k->keys.count) {
                memcpy((char *)taken.items + taken.count++ * size, (char *)candidates.items + i * size, size);
                done = orm__claim_change(k, this_one, set);
            }
            if (done != ORM_OK) return done;
        }
    }
    k->keys = taken;
    return ORM_OK;
}
static orm_status orm__claim_inside(orm__claiming *k, const orm_query *q, orm_set_list set, int64_t limit, orm__list *out) {
    const bool each = k->skip && k->e->dialect->quote == '`';
    orm_status status = each ? orm__claim_one_by_one(k, q, set, limit) : orm__claim_keys(k, q, limit, ORM_FOR_UPDATE);
    if (status != ORM_OK || !k->keys.count) return status;
    const orm_expr condition = orm__claim_condition(k);
    if (!condition) return orm__no_memory(k->s);
    if (!each) status = orm__claim_change(k, condition, set);
    return status == ORM_OK ? orm__claim_read(k, condition, out) : status;
}
static orm_status orm__claim_check(orm_session *s, const orm__entity *e, const orm_query *q, orm_set_list set) {
    if (orm__check_source(s, e->model, q) != ORM_OK) return s->error.status;
    if (!set.count) return orm__fail(s, ORM_MISUSE, "%s_%s: ORM_SET is empty", e->model->name, s->verb);
    for (size_t i = 0; i < set.count; i++)
        if (set.items[i].column && set.items[i].column->key) return orm__fail(s, ORM_MISUSE, "%s_%s changes the key %s: the rows could not be found again", e->model->name, s->verb, set.items[i].column->name);
    return ORM_OK;
}
static orm__list orm__claimed(orm_session *s, const char *verb, const orm_model *m, const orm_query *q, orm_set_list set, int64_t limit, bool skip) {
    orm_status entered;
    orm__list out = { NULL, 0 };
    const orm__entity *e = orm__enter_write(s, verb, m, &entered);
    if (!e) return out;
    orm__claiming k = { s, e, { NULL, 0 }, skip };
    bool own = false;
    if (q && q->file_) s->file = q->file_, s->line = q->line_;
    orm_status status = orm__claim_check(s, e, q, set);
    if (status == ORM_OK) status = orm__unit_begin(s, &own);
    if (status == ORM_OK) status = orm__claim_inside(&k, q, set, limit, &out);
    orm__unit_end(s, own, status);
    return orm__write_end(s) == ORM_OK ? out : (orm__list){ NULL, 0 };
}
orm__list orm__claim(orm_session *s, const orm_model *m, const orm_query *q, orm_set_list set, int64_t n) {
    if (n < 1) {
        if (orm__enter(s, "claim", m) != ORM_OK) return (orm__list){ NULL, 0 };
        orm__fail(s, ORM_MISUSE, "%s_claim takes one row or more, not %lld", m->name, (long long)n);
        orm__leave(s);
        return (orm__list){ NULL, 0 };
    }
    return orm__claimed(s, "claim", m, q, set, n, true);
}
orm__list orm__update_returning(orm_session *s, const orm_model *m, const orm_query *q, orm_set_list set) {
    if (!q || (!q->where && !q->all_rows)) {
        if (orm__enter(s, "update_returning", m) != ORM_OK) return (orm__list){ NULL, 0 };
        orm__fail(s, ORM_MISUSE, "%s_update_returning without .where would change every row: give a condition, or say .all_rows = true", m->name);
        orm__leave(s);
        return (orm__list){ NULL, 0 };
    }
    return orm__claimed(s, "update_returning", m, q, set, -1, false);
}
