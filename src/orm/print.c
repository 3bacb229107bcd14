/* print: a row as one line of text, for logs and debuggers. */
#include "internal.h"
#include "json.h"
#include <stdio.h>
#include <string.h>

typedef struct orm__printing { char *buffer; size_t size, length; } orm__printing;

static void orm__print_bytes(orm__printing *p, const char *bytes, size_t count) {
    for (size_t i = 0; i < count; i++, p->length++)
        if (p->length + 1 < p->size) p->buffer[p->length] = bytes[i];
}
static void orm__print_text(orm__printing *p, const char *text) { orm__print_bytes(p, text, strlen(text)); }
/* Texts are shown in part: a line is for a person. */
static void orm__print_quoted(orm__printing *p, const char *text) {
    char shown[84];
    orm__cut_text(shown, sizeof shown, text);
    orm__print_text(p, "\"");
    for (const char *c = shown; *c; c++) {
        if (*c == '"' || *c == '\\') orm__print_bytes(p, "\\", 1);
        orm__print_bytes(p, (unsigned char)*c < 32 ? " " : c, 1);
    }
    orm__print_text(p, "\"");
}
/* With a point in every locale. */
static void orm__print_double(orm__printing *p, double v) {
    char text[40];
    if (!orm__double_text(v, text, sizeof text)) snprintf(text, sizeof text, "%g", v); /* an infinity or NaN */
    orm__print_text(p, text);
}
static void orm__print_value(orm__printing *p, const orm_column *c, orm_value v) {
    char text[96];
    const char *name = c->type == ORM_ENUMERATION ? orm_enum_name(c->enumeration, (int)v.as.integer) : NULL;
    text[0] = 0;
    if (v.null) orm__print_text(p, "NULL");
    else if (name) orm__print_text(p, name);
    else switch (v.type) {
    case ORM_BOOL: orm__print_text(p, v.as.integer ? "true" : "false"); return;
    case ORM_TEXT: orm__print_quoted(p, v.as.text); return;
    case ORM_DECIMAL: orm__print_text(p, v.as.text); return;
    case ORM_UINT64: snprintf(text, sizeof text, "%llu", (unsigned long long)v.as.uinteger); break;
    case ORM_DOUBLE: orm__print_double(p, v.as.real); return;
    case ORM_TIMESTAMP: orm_timestamp_text(v.as.integer, text, sizeof text); break;
    case ORM_DATE: orm_date_text((int32_t)v.as.integer, text, sizeof text); break;
    case ORM_TIME: orm_time_text(v.as.integer, text, sizeof text); break;
    case ORM_INTERVAL: orm_interval_text(v.as.interval, text, sizeof text); break;
    case ORM_UUID: orm_uuid_text(v.as.uuid, text, sizeof text); break;
    case ORM_POINT:
        orm__print_text(p, "(");
        orm__print_double(p, v.as.point.x);
        orm__print_text(p, ",");
        orm__print_double(p, v.as.point.y);
        orm__print_text(p, ")");
        return;
    case ORM_BLOB: snprintf(text, sizeof text, "blob(%zu)", v.as.blob.size); break;
    case ORM_VECTOR: snprintf(text, sizeof text, "vector(%zu)", v.as.vector.count); break;
    case ORM_ARRAY: snprintf(text, sizeof text, "array(%zu)", v.as.array.count); break;
    case ORM_HSTORE: snprintf(text, sizeof text, "hstore(%zu)", v.as.map.count); break;
    case ORM_CUSTOM: orm__print_text(p, c->codec && c->codec->name ? c->codec->name : "custom"); return;
    default: snprintf(text, sizeof text, "%lld", (long long)v.as.integer);
    }
    orm__print_text(p, text);
}
size_t orm__print_row(const orm_model *m, const void *row, char *buffer, size_t size) {
    orm__printing p = { buffer, size, 0 };
    orm__print_text(&p, "<");
    orm__print_text(&p, m->name);
    for (size_t i = 0; row && i < m->column_count; i++) {
        const orm_column *c = &m->columns[i];
        const size_t inner = c->nullable ? orm__value_offset(c->type, c->size) : 0;
        const orm__field f = { .def = c, .type = c->type, .nullable = c->nullable, .wrapped = inner != 0, .offset = (uint32_t)c->offset, .value_offset = (uint32_t)(c->offset + inner), .size = (uint32_t)(c->size - inner) };
        if (!orm__is_loaded(row, c)) continue;
        orm__print_text(&p, " ");
        orm__print_text(&p, c->name);
        orm__print_text(&p, "=");
        orm__print_value(&p, c, orm__row_value(&f, row));
    }
    orm__print_text(&p, row ? ">" : " NULL>");
    if (size) buffer[p.length < size ? p.length : size - 1] = 0;
    return p.length;
}
