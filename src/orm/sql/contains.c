/* contains: PostgreSQL's @> and <@ on MySQL and MariaDB, whose JSON_CONTAINS takes a value for contained in any array around it, however deep.  The JSON text that is
 * compared with is known, so each of its parts becomes a condition of its own. */
#include "render.h"
#include "../json.h"
#include <string.h>

/* A value inside the document: a key of another one, or one item of an array. */
typedef struct orm__inside { const struct orm__inside *of; const char *key; int item; } orm__inside;
typedef struct orm__containing { orm__render *r; const void *document; const char *clause; int items, depth; } orm__containing;

static const char *orm__contains_text(orm__containing *c, const char *before, orm__json_text t, const char *after) {
    const size_t head = strlen(before), size = (size_t)(t.end - t.at);
    char *text = orm__arena_take(c->r->scratch, head + size + strlen(after) + 1, 1);
    if (!text) {
        orm__render_fail(c->r, ORM_NO_MEMORY, "out of memory");
        return NULL;
    }
    memcpy(text, before, head);
    memcpy(text + head, t.at, size);
    strcpy(text + head + size, after);
    return text;
}
static void orm__contains_value(orm__containing *c, const char *text) {
    if (text) orm__render_value(c->r, NULL, (orm_value){ .type = ORM_TEXT, .as.text = text });
}
static void orm__render_inside(orm__containing *c, const orm__inside *x) {
    if (!x->of) {
        orm__render_argument(c->r, c->document, NULL, c->clause);
        return;
    }
    orm__render_text(c->r, "JSON_EXTRACT(");
    orm__render_inside(c, x->of);
    orm__render_text(c->r, ", ");
    if (x->key) orm__contains_value(c, x->key);
    else orm__put_format(c->r->out, "CONCAT('$[', orm_item_%d.n - 1, ']')", x->item);
    orm__render_text(c->r, ")");
}
/* The value is an object, an array, or neither. */
static void orm__render_kind(orm__containing *c, const orm__inside *x, const char *test) {
    orm__render_text(c->r, "CONVERT(JSON_TYPE(");
    orm__render_inside(c, x);
    orm__put_format(c->r->out, ") USING utf8mb4) COLLATE %s %s", c->r->dialect->like_collation, test);
}
static void orm__render_scalar(orm__containing *c, const orm__inside *x, orm__json_text value) {
    orm__render_text(c->r, "(");
    orm__render_kind(c, x, "NOT IN ('OBJECT', 'ARRAY') AND JSON_CONTAINS(");
    orm__render_inside(c, x);
    orm__render_text(c->r, ", ");
    orm__contains_value(c, orm__contains_text(c, "", value, ""));
    orm__render_text(c->r, "))");
}
/* "EXISTS (SELECT 1 FROM the items of x WHERE ": its number; the brackets are the caller's to close. */
static int orm__render_items(orm__containing *c, const orm__inside *x) {
    const int item = ++c->items;
    orm__render_text(c->r, "EXISTS (SELECT 1 FROM JSON_TABLE(");
    orm__render_inside(c, x);
    orm__put_format(c->r->out, ", '$[*]' COLUMNS (n FOR ORDINALITY)) AS orm_item_%d WHERE ", item);
    return item;
}
static orm__inside orm__inside_key(orm__containing *c, const orm__inside *x, orm__json_text key) { return (orm__inside){ x, orm__contains_text(c, "$.", key, ""), 0 }; }

/* An object's scalar: the server finds the key however it is written, but would look into an array, too. */
static void orm__render_member(orm__containing *c, const orm__inside *x, orm__json_text key, orm__json_text part) {
    const orm__inside inner = orm__inside_key(c, x, key);
    orm__render_text(c->r, "JSON_CONTAINS(");
    orm__render_inside(c, x);
    orm__render_text(c->r, ", ");
    orm__contains_value(c, orm__contains_text(c, "{", (orm__json_text){ key.at, part.end }, "}"));
    orm__render_text(c->r, ") AND COALESCE(");
    orm__render_kind(c, &inner, "<> 'ARRAY', TRUE)");
}
static void orm__render_holds(orm__containing *c, const orm__inside *x, orm__json_text value) {
    orm__json_text key, part;
    const bool object = *value.at == '{';
    if (++c->depth > 50) orm__render_fail(c->r, ORM_UNSUPPORTED, "%s: the JSON text nests deeper than 50 values", c->clause);
    if (!object && *value.at != '[') {
        orm__render_scalar(c, x, value);
    } else {
        orm__render_text(c->r, "(");
        orm__render_kind(c, x, object ? "= 'OBJECT'" : "= 'ARRAY'");
        for (const char *p = value.at + 1; c->r->status == ORM_OK && orm__json_next_item(&p, value.end, object, &key, &part);) {
            orm__render_text(c->r, " AND ");
            if (object && *part.at != '{' && *part.at != '[') {
                orm__render_member(c, x, key, part);
                continue;
            }
            const int item = object ? 0 : orm__render_items(c, x);
            const orm__inside inner = object ? orm__inside_key(c, x, key) : (orm__inside){ x, NULL, item };
            orm__render_holds(c, &inner, part);
            if (!object) orm__render_text(c->r, ")");
        }
        orm__render_text(c->r, ")");
    }
    c->depth--;
}
static void orm__render_held(orm__containing *c, const orm__inside *x, orm__json_text value);

static void orm__render_held_by_object(orm__containing *c, const orm__inside *x, orm__json_text value) {
    orm__json_text key, part;
    orm__buffer keys = { .allocator = c->r->out->allocator };
    orm__put_char(&keys, '[');
    for (const char *p = value.at + 1; orm__json_next_item(&p, value.end, true, &key, &part);) {
        if (keys.length > 1) orm__put_char(&keys, ',');
        orm__put(&keys, key.at, (size_t)(key.end - key.at));
    }
    orm__put_char(&keys, ']');
    const char *list = keys.failed ? NULL : orm__arena_text(c->r->scratch, keys.text, keys.length);
    orm__buffer_free(&keys);
    if (!list) orm__render_fail(c->r, ORM_NO_MEMORY, "out of memory");
    orm__render_text(c->r, "(");
    orm__render_kind(c, x, "= 'OBJECT' AND JSON_CONTAINS(");
    orm__contains_value(c, list);
    orm__render_text(c->r, ", JSON_KEYS(");
    orm__render_inside(c, x);
    orm__render_text(c->r, "))");
    for (const char *p = value.at + 1; c->r->status == ORM_OK && orm__json_next_item(&p, value.end, true, &key, &part);) {
        const orm__inside inner = orm__inside_key(c, x, key);
        orm__render_text(c->r, " AND (");
        orm__render_inside(c, &inner);
        orm__render_text(c->r, " IS NULL OR ");
        orm__render_held(c, &inner, part);
        orm__render_text(c->r, ")");
    }
    orm__render_text(c->r, ")");
}
/* No item of x that none of the array's holds. */
static void orm__render_held_by_array(orm__containing *c, const orm__inside *x, orm__json_text value) {
    orm__json_text key, part;
    size_t count = 0;
    orm__render_text(c->r, "(");
    orm__render_kind(c, x, "= 'ARRAY' AND NOT ");
    const orm__inside inner = { x, NULL, orm__render_items(c, x) };
    orm__render_text(c->r, "NOT COALESCE(");
    for (const char *p = value.at + 1; c->r->status == ORM_OK && orm__json_next_item(&p, value.end, false, &key, &part); count++) {
        if (count) orm__render_text(c->r, " OR ");
        orm__render_held(c, &inner, part);
    }
    orm__render_text(c->r, count ? ", FALSE)))" : "FALSE, FALSE)))");
}
static void orm__render_held(orm__containing *c, const orm__inside *x, orm__json_text value) {
    if (++c->depth > 50) orm__render_fail(c->r, ORM_UNSUPPORTED, "%s: the JSON text nests deeper than 50 values", c->clause);
    if (*value.at == '{') orm__render_held_by_object(c, x, value);
    else if (*value.at == '[') orm__render_held_by_array(c, x, value);
    else orm__render_scalar(c, x, value);
    c->depth--;
}
ORM__PRIVATE void orm__render_contains(orm__render *r, const void *document, const char *json, bool contained, const char *clause) {
    orm__containing c = { r, document, clause, 0, 0 };
    const orm__inside whole = { NULL, NULL, 0 };
    const size_t length = strlen(json);
    orm__json_text value = { orm__json_past_blanks(json, json + length), json + length }, key, part;
    value.end = orm__json_past_value(value.at, json + length);
    const bool scalar = *value.at != '{' && *value.at != '[';
    if (r->dialect->id == ORM_DIALECT_MARIADB && r->can && r->can->version < 100600) {
        orm__render_fail(r, ORM_UNSUPPORTED, "%s: MariaDB %d cannot look into JSON arrays (10.6 has JSON_TABLE)", clause, r->can->version);
        return;
    }
    orm__render_text(r, "COALESCE(");
    if (contained) orm__render_held(&c, &whole, value);
    else orm__render_holds(&c, &whole, value);
    if (scalar && !contained) { /* at the top an array contains its scalars */
        orm__render_text(r, " OR (");
        orm__render_kind(&c, &whole, "= 'ARRAY' AND ");
        const orm__inside item = { &whole, NULL, orm__render_items(&c, &whole) };
        orm__render_scalar(&c, &item, value);
        orm__render_text(r, "))");
    }
    for (const char *p = value.at + 1; contained && *value.at == '[' && r->status == ORM_OK && orm__json_next_item(&p, value.end, false, &key, &part);) {
        if (*part.at == '{' || *part.at == '[') continue;
        orm__render_text(r, " OR ");
        orm__render_scalar(&c, &whole, part);
    }
    orm__render_text(r, ", FALSE)");
}
