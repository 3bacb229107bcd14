#include "render.h"
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

ORM__PRIVATE orm__render orm__render_for(orm_session *s, const orm__entity *e) {
    s->sql.length = 0;
    s->sql.failed = false;
    orm__parameters_clear(s);
    return (orm__render){ .session = s, .dialect = s->db->dialect, .can = &s->db->capabilities, .out = &s->sql, .parameters = &s->parameters, .scratch = &s->scratch,
                          .error = &s->error, .scope = { .sources = { e }, .source_count = e ? 1 : 0 } };
}
ORM__PRIVATE orm_status orm__render_fail(orm__render *r, orm_status status, const char *format, ...) {
    if (r->status != ORM_OK) return r->status;
    char message[sizeof r->error->message];
    va_list list;
    va_start(list, format);
    const int wanted = vsnprintf(message, sizeof message, format, list);
    va_end(list);
    if (wanted >= (int)sizeof message) orm__cut_tail(message, sizeof message, wanted);
    if (r->session) orm__fail(r->session, status, "%s", message);
    else orm__error_set(r->error, status, "%s", message);
    return r->status = status;
}
ORM__PRIVATE orm_status orm__render_end(orm__render *r, orm__text_slice *sql) {
    if (r->status == ORM_OK && (r->out->failed || r->parameters->failed)) orm__render_fail(r, ORM_NO_MEMORY, "out of memory while writing the SQL");
    if (r->status == ORM_OK && r->can && r->parameters->count > r->can->max_parameters)
        orm__render_fail(r, ORM_UNSUPPORTED, "the statement has %zu values, %s takes %zu in one statement: split the list", r->parameters->count, r->dialect->name, r->can->max_parameters);
    if (r->status == ORM_OK && sql) *sql = orm__slice(r->out->text, r->out->length);
    return r->status;
}
ORM__PRIVATE void orm__render_text(orm__render *r, const char *text) { orm__put_text(r->out, text); }
ORM__PRIVATE void orm__render_slice(orm__render *r, orm__text_slice slice) { orm__put(r->out, slice.text, slice.length); }

/* ---- parameters ------------------------------------------------------------------------------------------------------------ */
ORM__PRIVATE void orm__parameter_add(orm__parameters *p, const orm__field *field, orm_value value) {
    if (p->count == p->size) {
        orm__parameter *items = orm__grow(p->allocator, p->items, &p->size, sizeof *items, 32);
        if (!items) {
            p->failed = true;
            return;
        }
        p->items = items;
    }
    p->items[p->count++] = (orm__parameter){ .field = field, .value = value };
}
ORM__PRIVATE void orm__render_value(orm__render *r, const orm__field *field, orm_value value) {
    orm__parameter_add(r->parameters, field, value);
    if (!r->dialect->numbered) {
        orm__put(r->out, "?", 1);
        return;
    }
    orm__put(r->out, "$", 1);
    orm__put_number(r->out, (int64_t)r->parameters->count);
}
ORM__PRIVATE void orm__parameters_clear(orm_session *s) {
    s->parameters.count = 0;
    s->parameters.failed = s->parameters.raw = false;
}
