/* read: the verbs that load rows and values. */
#include "codec.h"
#include "json.h"
#include "write.h"
#include "sql/render.h"
#include <stdio.h>
#include <string.h>

static void orm__note_place(orm_session *s, const orm_query *q) {
    if (!q || !q->file_) return;
    s->file = q->file_;
    s->line = q->line_;
}
/* A query may name its source; then it must be the verb's model. */
ORM__PRIVATE orm_status orm__check_source(orm_session *s, const orm_model *m, const orm_query *q) {
    if (!q || !q->from || q->from == m) return ORM_OK;
    if (!strcmp(q->from->name, m->name) && orm__entity_of(s, q->from) == orm__entity_of(s, m)) return ORM_OK;
    return orm__fail(s, ORM_MISUSE, "%s_%s got a query .from %s", m->name, s->verb, q->from->name);
}
static const orm__entity *orm__enter_query(orm_session *s, const char *verb, const orm_model *m, const orm_query *q) {
    const orm__entity *e = orm__enter_model(s, verb, m);
    if (!e) return NULL;
    orm__note_place(s, q);
    if (orm__check_source(s, m, q) == ORM_OK) return e;
    orm__leave(s);
    return NULL;
}

/* ---- rows --------------------------------------------------------------------------------------------------------------------- */
typedef struct orm__reading { orm__render r; const orm__field **fields; size_t count; orm__text_slice sql; } orm__reading;

static orm_status orm__reading_begin(orm_session *s, const orm__entity *e, const orm_query *q, orm__direction direction, bool by_key, orm__reading *k) {
    k->r = orm__render_for(s, e);
    k->fields = orm__arena_take(&s->scratch, (e->field_count + 1) * sizeof *k->fields, 16);
    if (!k->fields) return orm__no_memory(s);
    k->count = orm__render_choice(&k->r, e, q, k->fields);
    if (k->count) orm__render_select(&k->r, e, q, k->fields, k->count, direction, by_key);
    return orm__render_end(&k->r, &k->sql);
}
static orm__list orm__read_all(orm_session *s, const orm__entity *e, const orm_query *q, orm__direction direction, bool by_key) {
    orm__list list = { NULL, 0 };
    orm__reading k;
    orm__run run;
    if (orm__reading_begin(s, e, q, direction, by_key, &k) != ORM_OK) return list;
    if (orm__run_begin_read(s, k.sql, &run) != ORM_OK) return list;
    const int64_t limit = orm__query_limit(q);
    const orm__arena_mark data = orm__arena_here(&s->data), rows = orm__arena_here(&s->rows);
    if (orm__fetch_all(s, e, &run, k.fields, k.count, limit > 0 && limit <= 64 ? (size_t)limit : 0, &list) != ORM_OK) {
        orm__arena_release(&s->data, data);
        orm__arena_release(&s->rows, rows);
    }
    orm__run_end(s, &run);
    return list;
}
orm__list orm__all(orm_session *s, const orm_model *m, const orm_query *q) {
    orm__list list = { NULL, 0 };
    const orm__entity *e = orm__enter_query(s, "all", m, q);
    if (!e) return list;
    list = orm__read_all(s, e, q, ORM__FORWARD, false);
    orm__leave(s);
    return list;
}
static const orm_query orm__no_query = { .limit = 0 };
/* One row of a query: the first, the last, or the only one. */
static void *orm__read_one(orm_session *s, const orm__entity *e, const orm_query *q, orm__direction direction, bool only) {
    orm_query one = q ? *q : orm__no_query;
    const int64_t limit = orm__query_limit(&one);
    if (direction == ORM__BACKWARD && (limit >= 0 || one.offset)) {
        orm__fail(s, ORM_MISUSE, "%s_last with .limit or .offset: the last row of a part is not the first one backwards; read the part, or turn the order round", e->model->name);
        return NULL;
    }
    const int64_t wanted = only ? 2 : 1;
    if (one.limit >= 0) orm_limit(&one, limit >= 0 && limit < wanted ? limit : wanted);
    const orm__list list = orm__read_all(s, e, &one, direction, !only);
    if (s->error.status != ORM_OK) return NULL;
    if (list.count == 0) orm__fail(s, ORM_NOT_FOUND, "%s_%s: no row matches", e->model->name, s->verb);
    else if (list.count > 1) orm__fail(s, ORM_MULTIPLE_ROWS, "%s_%s: more than one row matches", e->model->name, s->verb);
    return s->error.status == ORM_OK ? list.items : NULL;
}
/* For get_or_create and its like: no row is no error. */
ORM__PRIVATE void *orm__find_row(orm_session *s, const orm__entity *e, const orm_query *q) {
    orm__note_place(s, q);
    if (orm__check_source(s, e->model, q) != ORM_OK) return NULL;
    void *row = orm__read_one(s, e, q, ORM__FORWARD, true);
    if (!row && s->error.status == ORM_NOT_FOUND) orm__error_clear(&s->error);
    return row;
}
static void *orm__one_of(orm_session *s, const char *verb, const orm_model *m, const orm_query *q, orm__direction direction, bool only) {
    const orm__entity *e = orm__enter_query(s, verb, m, q);
    if (!e) return NULL;
    void *row = orm__read_one(s, e, q, direction, only);
    orm__leave(s);
    return row;
}
void *orm__first(orm_session *s, const orm_model *m, const orm_query *q) { return orm__one_of(s, "first", m, q, ORM__FORWARD, false); }
void *orm__last(orm_session *s, const orm_model *m, const orm_query *q) { return orm__one_of(s, "last", m, q, ORM__BACKWARD, false); }
void *orm__one(orm_session *s, const orm_model *m, const orm_query *q) { return orm__one_of(s, "one", m, q, ORM__FORWARD, true); }

/* ---- by key --------------------------------------------------------------------------------------------------------------------- */
static void orm__not_found_by_key(orm_session *s, const orm__entity *e, const void *key) {
    const orm__field *f = e->keys[0];
    char shown[64] = "the key given";
    if (e->key_count == 1 && f->type == ORM_INT64) snprintf(shown, sizeof shown, "%s = %lld", f->def->name, (long long)*(const int64_t *)key);
    else if (e->key_count == 1 && f->type == ORM_INT32) snprintf(shown, sizeof shown, "%s = %d", f->def->name, (int)*(const int32_t *)key);
    orm__fail(s, ORM_NOT_FOUND, "%s_%s: no row with %s", e->model->name, s->verb, shown);
}
static orm_status orm__bind_keys(orm_session *s, const orm__entity *e, orm__run *run, const void *const *keys) {
    for (size_t i = 0; i < e->key_count; i++) {
        const orm__field *f = e->keys[i];
        if (orm__is_pointer_type(f->type) && !*(const void *const *)keys[i]) return orm__fail_column(s, ORM_MISUSE, f->def->name, "%s_%s: the key %s is NULL", e->model->name, s->verb, f->def->name);
    }
    return orm__run_bind_keys(s, run, e->keys, e->key_count, keys);
}
void *orm__get(orm_session *s, const orm_model *m, const void *const *keys) {
    const orm__entity *e = orm__enter_model(s, "get", m);
    if (!e) return NULL;
    orm__run run;
    void *row = NULL;
    orm__parameters_clear(s);
    if (orm__run_open_read(s, e->get_sql, &run) == ORM_OK) {
        orm__step step = ORM__STEP_FAILED;
        if (orm__bind_keys(s, e, &run, keys) == ORM_OK && orm__run_execute(s, &run) == ORM_OK) step = orm__run_step(s, &run);
        if (step == ORM__STEP_ROW) {
            row = orm__arena_take(&s->rows, m->row_size, 16);
            if (!row) orm__no_memory(s);
            else if (orm__fetch_one(s, e, &run, e->all, e->field_count, row) != ORM_OK) row = NULL;
        } else if (step == ORM__STEP_DONE) {
            orm__not_found_by_key(s, e, keys[0]);
        }
        orm__run_end(s, &run);
    }
    orm__leave(s);
    return row;
}

/* ---- values ---------------------------------------------------------------------------------------------------------------------- */
/* Runs what was rendered and reads one value, copied into the session. */
static orm_status orm__read_value(orm_session *s, orm__render *r, orm_value *out) {
    orm__text_slice sql;
    orm__run run;
    orm__cell cell;
    *out = (orm_value){ .type = ORM_NO_TYPE, .null = true };
    orm_status status = orm__render_end(r, &sql);
    if (status == ORM_OK) status = orm__run_begin_read(s, sql, &run);
    if (status != ORM_OK) return status;
    const orm__step step = orm__run_step(s, &run);
    if (step == ORM__STEP_ROW && s->conn->driver->cell(run.stmt, 0, &cell) != ORM_OK) {
        orm__fetch_failed(s, &run);
    } else if (step == ORM__STEP_ROW) {
        if (cell.wire == ORM__WIRE_TEXT || cell.wire == ORM__WIRE_BLOB) {
            cell.bytes = orm__arena_text(&s->data, cell.bytes, cell.size);
            if (!cell.bytes) orm__no_memory(s);
        }
        *out = orm__cell_value(&cell);
    }
    status = s->error.status;
    orm__run_end(s, &run);
    return status;
}
int64_t orm__count(orm_session *s, const orm_model *m, const orm_query *q) {
    const orm__entity *e = orm__enter_query(s, "count", m, q);
    if (!e) return -1;
    orm__render r = orm__render_for(s, e);
    orm_value v;
    orm__render_count(&r, e, q);
    orm__read_value(s, &r, &v);
    return orm__leave(s) == ORM_OK ? orm_value_int(v) : -1;
}
bool orm__exists(orm_session *s, const orm_model *m, const orm_query *q) {
    const orm__entity *e = orm__enter_query(s, "exists", m, q);
    if (!e) return false;
    orm__render r = orm__render_for(s, e);
    orm_value v;
    orm__render_exists(&r, e, q);
    orm__read_value(s, &r, &v);
    return orm__leave(s) == ORM_OK && orm_value_int(v) != 0;
}
/* Exact digits: an integer when it is one of C's, else a decimal. */
static void orm__sum_of_uint64(orm_value *v) {
    uint64_t sum;
    if (!orm__json_to_uint64(v->as.text, strlen(v->as.text), &sum)) v->type = ORM_DECIMAL;
    else if (sum <= INT64_MAX) *v = (orm_value){ .type = ORM_INT64, .as.integer = (int64_t)sum };
    else *v = (orm_value){ .type = ORM_UINT64, .as.uinteger = sum };
}
/* The servers add integers up in a decimal: one of C's again, or an error as on SQLite. */
static orm_status orm__sum_of_integers(orm_session *s, const orm__field *f, orm_value *v) {
    int64_t sum;
    if (!orm__json_to_int64(v->as.text, strlen(v->as.text), &sum)) return orm__fail_column(s, ORM_SQL, f->def->name, "%s.%s: the sum is larger than 64 bits hold", f->def->model->name, f->def->name);
    *v = (orm_value){ .type = ORM_INT64, .as.integer = sum };
    return ORM_OK;
}
/* MySQL takes a bound decimal for one of 30 places, and so is what is calculated with it: zeros behind those that the calculation has. */
static size_t orm__without_more_zeros(const char *digits, int scale) {
    size_t length = strlen(digits);
    const char *point = strchr(digits, '.');
    const size_t least = point ? (size_t)(point - digits) + (scale ? (size_t)scale + 1 : 0) : length;
    while (length > least && (digits[length - 1] == '0' || digits[length - 1] == '.')) length--;
    return length;
}
/* What an aggregate gives, as the type it stands for: scaled integers become decimals again. */
static orm_status orm__typed_aggregate(orm_session *s, orm__render *r, const orm_node *n, orm_value *v) {
    while (n->op == ORM__OP_FILTER) n = n->of.operand[0];
    if (n->op == ORM__OP_STRING_AGG) return ORM_OK;
    const orm__field *f = n->op == ORM__OP_COUNT || n->op == ORM__OP_COUNT_ALL || n->op == ORM__OP_COUNT_DISTINCT ? NULL : orm__render_type(r, n->of.operand[0]);
    if (v->null || !f) return ORM_OK;
    const bool decimal = f->type == ORM_DECIMAL || f->type == ORM_MONEY;
    if (n->op == ORM__OP_SUM && f->type == ORM_UINT64 && v->type == ORM_TEXT) orm__sum_of_uint64(v);
    if (n->op == ORM__OP_SUM && f->type < ORM_UINT64 && v->type == ORM_TEXT) return orm__sum_of_integers(s, f, v);
    if (!decimal && (n->op == ORM__OP_SUM || n->op == ORM__OP_AVG)) return ORM_OK;
    char text[112];
    if (decimal && n->op != ORM__OP_MIN && n->op != ORM__OP_MAX) {
        const int scale = f->def->scale;
        size_t length = 0;
        const bool more_zeros = v->type == ORM_TEXT && n->op == ORM__OP_SUM && r->dialect->id == ORM_DIALECT_MYSQL && orm__without_more_zeros(v->as.text, scale) < strlen(v->as.text);
        if (more_zeros) length = (size_t)snprintf(text, sizeof text, "%.*s", (int)orm__without_more_zeros(v->as.text, scale), v->as.text);
        else if (v->type == ORM_INT64 && f->form == ORM__FORM_DECIMAL_SCALED) length = orm_decimal_from_scaled(v->as.integer, scale, text, sizeof text);
        else if (v->type == ORM_TEXT) return v->type = ORM_DECIMAL, ORM_OK;
        else if (v->type == ORM_INT64) length = (size_t)snprintf(text, sizeof text, "%lld", (long long)v->as.integer);
        else return ORM_OK; /* NATIVE: the database's own arithmetic */
        const char *copy = length ? orm__arena_text(&s->data, text, length) : NULL;
        if (!copy) return orm__no_memory(s);
        *v = (orm_value){ .type = ORM_DECIMAL, .as.text = copy };
        return ORM_OK;
    }
    return orm__value_of_field(s, f, v);
}
orm_value orm__aggregate(orm_session *s, const orm_model *m, const orm_query *q, orm_expr expression) {
    orm_value v = { .type = ORM_NO_TYPE, .null = true };
    const orm__entity *e = orm__enter_query(s, "aggregate", m, q);
    if (!e) return v;
    if (!orm__is_aggregate(expression)) {
        orm__fail(s, ORM_MISUSE, "%s_aggregate takes an aggregate: orm_sum, orm_avg, orm_min, orm_max or orm_count", m->name);
        orm__leave(s);
        return v;
    }
    orm__render r = orm__render_for(s, e);
    orm__render_aggregate(&r, e, q, expression);
    if (orm__read_value(s, &r, &v) == ORM_OK) orm__typed_aggregate(s, &r, expression, &v);
    if (orm__leave(s) != ORM_OK) v = (orm_value){ .type = ORM_NO_TYPE, .null = true };
    return v;
}

/* ---- pages ------------------------------------------------------------------------------------------------------------------------ */
orm__page orm__paginate(orm_session *s, const orm_model *m, const orm_query *q, int64_t number, int64_t per_page) {
    orm__page page = { .items = NULL };
    const orm__entity *e = orm__enter_query(s, "paginate", m, q);
    if (!e) return page;
    if (number < 1 || per_page < 1) orm__fail(s, ORM_MISUSE, "%s_paginate: page %lld of %lld rows each: pages count from 1 and hold at least one row", m->name, (long long)number, (long long)per_page);
    else if (number > INT64_MAX / per_page) orm__fail(s, ORM_MISUSE, "%s_paginate: page %lld is too far", m->name, (long long)number);
    orm_value total;
    orm__render r = orm__render_for(s, e);
    if (s->error.status == ORM_OK) orm__render_count(&r, e, q);
    if (s->error.status != ORM_OK || orm__read_value(s, &r, &total) != ORM_OK) {
        orm__leave(s);
        return page;
    }
    orm_query part = q ? *q : orm__no_query;
    const int64_t skipped = (number - 1) * per_page, count = orm_value_int(total), left = count > skipped ? count - skipped : 0;
    if (left) part.offset += skipped; /* there are rows behind it, so it does not wrap */
    orm_limit(&part, left < per_page ? left : per_page);
    const orm__list list = left ? orm__read_all(s, e, &part, ORM__FORWARD, true) : (orm__list){ NULL, 0 };
    if (s->error.status == ORM_OK) {
        page = (orm__page){ .items = list.items, .count = list.count, .number = number, .total_count = count, .total_pages = count ? (count - 1) / per_page + 1 : 0 };
        page.start_index = list.count ? skipped + 1 : 0;
        page.end_index = list.count ? skipped + (int64_t)list.count : 0;
        page.has_next = number < page.total_pages;
        page.has_previous = number > 1 && page.total_pages > 0;
    }
    orm__leave(s);
    return page;
}

/* ---- the rows after one -------------------------------------------------------------------------------------------------------------
 * (a > x) OR (a = x AND b > y) OR ...: rows behind `last` in the query's order, with the key as the last column so that no two are equal.  Where NULL sorts is
 * the query's rule (order.c), so what comes after a NULL and when a NULL comes after a value follow from it. */
typedef struct orm__keyset { orm_session *s; const orm__entity *e; const void *last; orm_order order[ORM__ORDER_LIMIT + 1]; const orm__field *fields[ORM__ORDER_LIMIT + 1]; size_t count; bool failed; } orm__keyset;

static orm_node *orm__keyset_node(orm__keyset *k, orm__op op) {
    orm_node *n = orm__arena_zero(&k->s->scratch, sizeof *n);
    if (!n) k->failed = true;
    else *n = (orm_node){ .magic_ = ORM__NODE_MAGIC, .op = (uint16_t)op };
    return n;
}
static orm_expr orm__keyset_list(orm__keyset *k, orm__op op, const orm_expr *items, size_t count) {
    orm_node *n = orm__keyset_node(k, op);
    orm_expr *list = orm__arena_take(&k->s->scratch, (count + 1) * sizeof *list, 16);
    if (!n || !list) {
        k->failed = true;
        return NULL;
    }
    memcpy(list, items, count * sizeof *list);
    list[count] = &orm__end;
    n->of.list = list;
    return n;
}
static orm_expr orm__keyset_test(orm__keyset *k, orm__op op, size_t i) {
    orm_node *n = orm__keyset_node(k, op), *value = orm__keyset_node(k, ORM__OP_VALUE);
    if (!n || !value) return NULL;
    value->of.value = orm__row_value(k->fields[i], k->last);
    n->of.operand[0] = k->fields[i]->def;
    n->of.operand[1] = value;
    return n;
}
/* Rows whose i-th column comes strictly after last's; NULL when there can be none. */
static orm_expr orm__keyset_beyond(orm__keyset *k, size_t i) {
    const orm__field *f = k->fields[i];
    const bool descending = k->order[i].descending;
    const bool nulls_first = k->order[i].nulls == ORM_NULLS_DEFAULT ? !descending : k->order[i].nulls == ORM_NULLS_FIRST;
    bool is_null;
    orm__field_address(f, k->last, &is_null);
    if (is_null) return nulls_first ? orm__keyset_test(k, ORM__OP_IS_NOT_NULL, i) : NULL;
    const orm_expr beyond = orm__keyset_test(k, descending ? ORM__OP_LT : ORM__OP_GT, i);
    if (!f->nullable || nulls_first) return beyond;
    const orm_expr either[] = { beyond, orm__keyset_test(k, ORM__OP_IS_NULL, i) };
    return orm__keyset_list(k, ORM__OP_OR, either, 2);
}
static orm_expr orm__keyset_condition(orm__keyset *k) {
    orm_expr any[ORM__ORDER_LIMIT + 1];
    size_t used = 0;
    for (size_t i = 0; i < k->count; i++) {
        orm_expr all[ORM__ORDER_LIMIT + 1];
        for (size_t j = 0; j < i; j++) all[j] = orm__keyset_test(k, ORM__OP_EQ, j);
        all[i] = orm__keyset_beyond(k, i);
        if (all[i]) any[used++] = orm__keyset_list(k, ORM__OP_AND, all, i + 1);
    }
    return used ? orm__keyset_list(k, ORM__OP_OR, any, used) : NULL;
}
static orm_status orm__keyset_columns(orm__keyset *k, orm__render *r, const orm_query *q) {
    const size_t given = orm__order_count(r, q);
    if (r->status != ORM_OK) return r->status;
    for (; k->count < given; k->count++) {
        const void *by = orm__unwrapped(q->order_by[k->count].by);
        if (!orm__is_column(by)) return orm__fail(k->s, ORM_UNSUPPORTED, "%s_after: .order_by must name columns, because the values to go on from are taken from the row", k->e->model->name);
        k->fields[k->count] = orm__render_field(r, by, ".order_by");
        if (!k->fields[k->count]) return r->status;
        k->order[k->count] = q->order_by[k->count];
    }
    for (size_t i = 0; i < k->e->key_count; i++) {
        bool there = false;
        for (size_t j = 0; j < k->count; j++) there = there || k->fields[j] == k->e->keys[i];
        if (there) continue;
        if (k->count == ORM__ORDER_LIMIT) return orm__fail(k->s, ORM_MISUSE, "%s_after: .order_by and the key together are more than %d columns", k->e->model->name, ORM__ORDER_LIMIT);
        k->fields[k->count] = k->e->keys[i];
        k->order[k->count++] = (orm_order){ .by = k->e->keys[i]->def };
    }
    for (size_t i = 0; k->last && i < k->count; i++)
        if (!orm__is_loaded(k->last, k->fields[i]->def)) return orm__fail(k->s, ORM_MISUSE, "%s_after: column %s of the last row was not loaded", k->e->model->name, k->fields[i]->def->name);
    return ORM_OK;
}
orm__list orm__after(orm_session *s, const orm_model *m, const orm_query *q, const void *last) {
    orm__list list = { NULL, 0 };
    const orm__entity *e = orm__enter_query(s, "after", m, q);
    if (!e) return list;
    orm_query part = q ? *q : orm__no_query;
    orm__keyset k = { .s = s, .e = e, .last = last };
    orm__render r = orm__render_for(s, e);
    if (part.offset) orm__fail(s, ORM_MISUSE, "%s_after with .offset: the row to go on from says where to start", m->name);
    bool none = false;
    if (s->error.status == ORM_OK) orm__keyset_columns(&k, &r, q);
    if (s->error.status == ORM_OK && last) {
        const orm_expr beyond = orm__keyset_condition(&k);
        const orm_expr both[] = { part.where, beyond };
        none = !beyond && !k.failed;
        if (!none) part.where = part.where ? orm__keyset_list(&k, ORM__OP_AND, both, 2) : beyond;
    }
    if (k.failed) orm__no_memory(s);
    memcpy(part.order_by, k.order, sizeof k.order); /* with the key behind the query's own, so that no two rows are equal */
    if (s->error.status == ORM_OK && !none) list = orm__read_all(s, e, &part, ORM__FORWARD, true);
    orm__leave(s);
    return list;
}

/* ---- streams --------------------------------------------------------------------------------------------------------------------------- */
orm__cursor orm__stream(orm_session *s, const orm_model *m, const orm_query *q) {
    orm__cursor c = { .session = s, .model = m };
    const orm__entity *e = orm__enter_query(s, "stream", m, q);
    if (!e) return c;
    orm__reading k;
    orm__run run;
    if (orm__reading_begin(s, e, q, ORM__FORWARD, false, &k) == ORM_OK && orm__run_begin_open(s, k.sql, &run) == ORM_OK) {
        orm__open_rows *o = orm__open_rows_new(s, &run, &c.slot);
        if (o) {
            c.generation = o->generation;
            o->entity = e;
            o->field_count = k.count;
            o->fields = k.count == e->field_count ? e->all : orm__arena_take(&s->data, k.count * sizeof *k.fields, 16);
            o->row = orm__arena_take(&s->rows, m->row_size, 16);
            if (o->fields && o->fields != e->all) memcpy(o->fields, k.fields, k.count * sizeof *k.fields);
            if (!o->fields || !o->row) {
                orm__no_memory(s);
                orm__open_rows_end(s, o);
            }
        } else {
            orm__run_end(s, &run);
        }
    }
    orm__leave(s);
    return c;
}
static orm__open_rows *orm__stream_of(orm__cursor *c) {
    orm__open_rows *o = c->slot < ORM__MAX_OPEN ? &c->session->open[c->slot] : NULL;
    return o && o->generation == c->generation && c->generation && o->open ? o : NULL;
}
void *orm__stream_next(orm__cursor *c) {
    if (!c) return NULL;
    orm_session *s = c->session;
    const orm_status before = orm_status_of(s);
    if (before == ORM_MISUSE && (!s || s->magic != ORM__SESSION_MAGIC)) return NULL;
    if (!orm__stream_of(c)) return NULL; /* ended: the status is that of the end */
    if (orm__enter(s, "next", c->model) != ORM_OK) return NULL;
    orm__open_rows *o = orm__stream_of(c);
    void *row = NULL;
    orm__open_rows_enter(s, o);
    const orm__step step = orm__usable(s) == ORM_OK ? orm__run_step(s, &o->run) : ORM__STEP_FAILED;
    if (step == ORM__STEP_ROW) {
        orm__arena_reset(&o->texts);
        orm__decoding to = { s, &o->texts, o->entity->table };
        memset(o->row, 0, o->entity->model->row_size);
        if (o->filling) {
            row = orm__fill_streamed(s, o) == ORM_OK ? o->row : NULL;
        } else if (s->conn->driver->fetch_row(o->run.stmt, o->fields, o->field_count, o->row, &to) == ORM_OK) {
            orm__row_loaded(o->entity, o->row, o->fields, o->field_count);
            row = o->row;
        } else {
            orm__fetch_failed(s, &o->run);
        }
    }
    orm__open_rows_leave(s, o);
    if (!row) orm__open_rows_end(s, o);
    orm__leave(s);
    return row;
}
orm_status orm__stream_stop(orm__cursor *c) {
    if (!c) return ORM_MISUSE;
    const orm_status status = orm__enter(c->session, "stop", c->model);
    if (status != ORM_OK) return status;
    orm__open_rows *o = orm__stream_of(c);
    if (o) orm__open_rows_end(c->session, o);
    return orm__leave(c->session);
}
