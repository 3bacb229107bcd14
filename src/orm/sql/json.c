/* json: values inside JSON documents, with one truth table on every database.
 * Paths are bound like all values: as text[] on PostgreSQL, as "$.key[0]" elsewhere. */
#include "render.h"
#include "../json.h"
#include <stdio.h>
#include <string.h>

/* ---- paths ------------------------------------------------------------------------------------------------------------------------------ */
/* In a document these stand escaped, and SQLite before 3.45 compares a key with the document's bytes. */
static bool orm__needs_escape(const char *key) {
    for (; *key; key++)
        if (*key == '"' || *key == '\\' || (unsigned char)*key < 32) return true;
    return false;
}
static bool orm__check_path(orm__render *r, const orm_value *parts, size_t count, const char *clause) {
    for (size_t i = 0; i < count; i++) {
        const orm_value *v = &parts[i];
        const bool place = v->type == ORM_INT64 && v->as.integer >= 0 && v->as.integer <= INT32_MAX, key = v->type == ORM_TEXT && !v->null;
        if (!place && !key) orm__render_fail(r, ORM_MISUSE, "%s: part %zu of a JSON path must be a key (a text) or a place in an array (an integer from 0)", clause, i + 1);
        else if (key && r->dialect->id == ORM_DIALECT_SQLITE && orm__needs_escape(v->as.text)) orm__render_fail(r, ORM_UNSUPPORTED, "%s: SQLite cannot find a JSON key that holds a quote, a backslash or a control character", clause);
        if (r->status != ORM_OK) return false;
    }
    return true;
}
static char *orm__write_escaped(char *to, const char *text) {
    *to++ = '"';
    for (; *text; text++) {
        if (*text == '"' || *text == '\\') *to++ = '\\';
        *to++ = *text;
    }
    *to++ = '"';
    return to;
}
/* {"a","0"} or $."a"[0]; `last` is put behind it. */
static const char *orm__path_text(orm__render *r, const orm_value *parts, size_t count, const char *last) {
    const bool postgres = r->dialect->id == ORM_DIALECT_POSTGRES;
    size_t most = strlen(last) + 3;
    for (size_t i = 0; i < count; i++) most += 24 + (parts[i].type == ORM_TEXT ? 2 * strlen(parts[i].as.text) : 0);
    char *text = orm__arena_take(r->scratch, most, 1), *to = text;
    if (!text) {
        orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
        return NULL;
    }
    *to++ = postgres ? '{' : '$';
    for (size_t i = 0; i < count; i++) {
        if (postgres && i) *to++ = ',';
        if (parts[i].type == ORM_INT64) to += sprintf(to, postgres ? "%lld" : "[%lld]", (long long)parts[i].as.integer);
        else if (!postgres) *to++ = '.';
        if (parts[i].type == ORM_TEXT) to = orm__write_escaped(to, parts[i].as.text);
    }
    to += strlen(strcpy(to, last));
    strcpy(to, postgres ? "}" : "");
    return text;
}
static void orm__render_text_value(orm__render *r, const char *text, const char *cast) {
    if (!text) return;
    orm__render_value(r, NULL, (orm_value){ .type = ORM_TEXT, .as.text = text });
    orm__render_text(r, cast);
}
typedef struct orm__json_place { orm__render *r; const void *document; const char *path, *clause; const orm_value *parts; size_t count; } orm__json_place;

static void orm__render_document(const orm__json_place *p) { orm__render_argument(p->r, p->document, NULL, p->clause); }
/* To PostgreSQL the same path is one of keys and one of places: where a part could be either, one step after the other is taken. */
static bool orm__is_ambiguous(const orm__json_place *p) {
    for (size_t i = 0; i < p->count; i++)
        if (p->parts[i].type == ORM_INT64 || (*p->parts[i].as.text && strspn(p->parts[i].as.text, "-+ 0123456789") == strlen(p->parts[i].as.text))) return true;
    return false;
}
/* "document -> key -> place": what stands after so many steps.  As text: of the last one. */
static void orm__render_steps(const orm__json_place *p, size_t count, bool text) {
    orm__render *r = p->r;
    orm__render_text(r, "(");
    orm__render_document(p);
    for (size_t i = 0; i < count && r->status == ORM_OK; i++) {
        orm__render_text(r, text && i + 1 == count ? " ->> " : " -> ");
        if (p->parts[i].type == ORM_INT64) orm__put_number(r->out, p->parts[i].as.integer);
        else orm__render_text_value(r, p->parts[i].as.text, "::text");
    }
    orm__render_text(r, ")");
}
/* Pieces of SQL: %d the document, %p the path, %j what stands there and %t the same as text (PostgreSQL), %o and %c around a text that is compared with a value: MySQL's
 * JSON functions give texts of another character set and collation. */
static void orm__render_pieces(const orm__json_place *p, const char *pieces) {
    const bool postgres = p->r->dialect->id == ORM_DIALECT_POSTGRES;
    for (; *pieces && p->r->status == ORM_OK; pieces++) {
        if (*pieces != '%') orm__put_char(p->r->out, *pieces);
        else if (*++pieces == 'd') orm__render_document(p);
        else if (*pieces == 'j' || *pieces == 't') {
            if (orm__is_ambiguous(p)) orm__render_steps(p, p->count, *pieces == 't');
            else orm__render_pieces(p, *pieces == 't' ? "%d #>> %p" : "%d #> %p");
        }
        else if (*pieces == 'p') orm__render_text_value(p->r, p->path, postgres ? "::text[]" : "");
        else if (*pieces == 'o') orm__render_text(p->r, "CONVERT(");
        else orm__put_format(p->r->out, " USING utf8mb4) COLLATE %s", p->r->dialect->like_collation);
    }
}

/* To MySQL and MariaDB every value is the first item of an array of itself, to PostgreSQL every scalar: what a place 0 is looked for in must be an array.  True: something was
 * written. */
static void orm__render_kind_at(const orm__json_place *p, size_t count, const char *kind) {
    orm__json_place at = *p;
    if (p->r->dialect->id == ORM_DIALECT_POSTGRES) {
        orm__render_text(p->r, "jsonb_typeof(");
        orm__render_steps(p, count, false);
        orm__put_format(p->r->out, ") = '%s'", kind);
        return;
    }
    at.path = orm__path_text(p->r, p->parts, count, "");
    if (at.path) orm__render_pieces(&at, count ? "%oJSON_TYPE(JSON_EXTRACT(%d, %p))%c = '" : "%oJSON_TYPE(%d)%c = '");
    orm__render_text(p->r, kind);
    orm__render_text(p->r, "'");
}
static bool orm__render_guards(const orm__json_place *p, const char *before) {
    bool any = false;
    const bool postgres = p->r->dialect->id == ORM_DIALECT_POSTGRES;
    for (size_t i = 0; i < p->count && (postgres || p->r->dialect->quote == '`'); i++) {
        if (p->parts[i].type != ORM_INT64 || p->parts[i].as.integer) continue;
        orm__render_text(p->r, any ? " AND " : before);
        orm__render_kind_at(p, i, postgres ? "array" : "ARRAY");
        any = true;
    }
    return any;
}

/* ---- reading ------------------------------------------------------------------------------------------------------------------------------ */
static void orm__render_json_value(const orm__json_place *p, orm__function_id f) {
    static const struct { const char *sqlite, *postgres, *mysql; } texts[] = {
        [ORM__F_JSON_TEXT - ORM__F_JSON_TEXT] = { "CASE json_type(%d, %p) WHEN 'text' THEN json_extract(%d, %p) END", "CASE jsonb_typeof(%j) WHEN 'string' THEN %t END",
            "CASE %oJSON_TYPE(JSON_EXTRACT(%d, %p))%c WHEN 'STRING' THEN JSON_UNQUOTE(JSON_EXTRACT(%d, %p)) END" },
        [ORM__F_JSON_INT - ORM__F_JSON_TEXT] = { "CASE WHEN json_type(%d, %p) IN ('integer', 'real') AND json_extract(%d, %p) = CAST(json_extract(%d, %p) AS INTEGER) THEN CAST(json_extract(%d, %p) AS INTEGER) END",
            "CASE WHEN jsonb_typeof(%j) = 'number' THEN CASE WHEN (%t)::numeric = trunc((%t)::numeric) AND (%t)::numeric BETWEEN -9223372036854775808 AND 9223372036854775807 THEN (%t)::numeric::bigint END END",
            "CASE WHEN %oJSON_TYPE(JSON_EXTRACT(%d, %p))%c IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN CASE WHEN JSON_EXTRACT(%d, %p) + 0e0 BETWEEN -1e19 AND 1e19 THEN" /* MySQL: an UPDATE fails for what no DECIMAL holds; and it makes a negative number of an unsigned one that is JSON */
            " CASE WHEN CAST(JSON_UNQUOTE(JSON_EXTRACT(%d, %p)) AS DECIMAL(65,30)) = FLOOR(CAST(JSON_UNQUOTE(JSON_EXTRACT(%d, %p)) AS DECIMAL(65,30)))"
            " AND CAST(JSON_UNQUOTE(JSON_EXTRACT(%d, %p)) AS DECIMAL(65,30)) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(CAST(JSON_UNQUOTE(JSON_EXTRACT(%d, %p)) AS DECIMAL(65,30)) AS SIGNED) END END END" },
        [ORM__F_JSON_DOUBLE - ORM__F_JSON_TEXT] = { "CASE WHEN json_type(%d, %p) IN ('integer', 'real') THEN CAST(json_extract(%d, %p) AS REAL) END",
            "CASE jsonb_typeof(%j) WHEN 'number' THEN (%t)::float8 END",
            "CASE WHEN %oJSON_TYPE(JSON_EXTRACT(%d, %p))%c IN ('INTEGER', 'UNSIGNED INTEGER', 'DOUBLE', 'DECIMAL') THEN JSON_EXTRACT(%d, %p) + 0e0 END" },
        [ORM__F_JSON_BOOL - ORM__F_JSON_TEXT] = { "CASE json_type(%d, %p) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END", "CASE jsonb_typeof(%j) WHEN 'boolean' THEN (%t)::boolean END",
            "CASE WHEN %oJSON_TYPE(JSON_EXTRACT(%d, %p))%c = 'BOOLEAN' THEN %oJSON_UNQUOTE(JSON_EXTRACT(%d, %p))%c = 'true' END" },
    };
    const orm_dialect id = p->r->dialect->id;
    const bool text = f == ORM__F_JSON_TEXT && p->r->dialect->like_collation; /* the server's own collation for JSON would not be compared with that of a value */
    if (text) orm__render_text(p->r, "(");
    const bool guarded = orm__render_guards(p, "CASE WHEN ");
    if (guarded) orm__render_text(p->r, " THEN ");
    orm__render_pieces(p, id == ORM_DIALECT_SQLITE ? texts[f - ORM__F_JSON_TEXT].sqlite : id == ORM_DIALECT_POSTGRES ? texts[f - ORM__F_JSON_TEXT].postgres : texts[f - ORM__F_JSON_TEXT].mysql);
    if (guarded) orm__render_text(p->r, " END");
    if (text) orm__put_format(p->r->out, " COLLATE %s)", p->r->dialect->like_collation);
}
/* Each key by itself: only an object has keys. */
static void orm__render_has_keys(orm__json_place *p, bool all, const orm_value *keys, size_t count) {
    orm__render *r = p->r;
    orm__render_text(r, "(");
    for (size_t i = 0; i < count && r->status == ORM_OK; i++) {
        if (keys[i].type != ORM_TEXT || keys[i].null) orm__render_fail(r, ORM_MISUSE, "%s: a JSON key is a text", p->clause);
        else if (!orm__check_path(r, &keys[i], 1, p->clause)) return;
        if (i) orm__render_text(r, all ? " AND " : " OR ");
        if (r->dialect->id == ORM_DIALECT_POSTGRES) {
            orm__render_pieces(p, "(%d -> ");
            orm__render_text_value(r, r->status == ORM_OK ? keys[i].as.text : NULL, "::text) IS NOT NULL");
            continue;
        }
        p->path = r->status == ORM_OK ? orm__path_text(r, &keys[i], 1, "") : NULL;
        orm__render_pieces(p, r->dialect->id == ORM_DIALECT_SQLITE ? "json_type(%d, %p) IS NOT NULL" : "COALESCE(JSON_CONTAINS_PATH(%d, 'one', %p), 0)");
    }
    orm__render_text(r, ")");
}
static bool orm__check_json_text(orm__render *r, const orm_value *v, const char *clause) {
    if (v->type == ORM_TEXT && !v->null && orm__json_ok(v->as.text, strlen(v->as.text), NULL)) return true;
    orm__render_fail(r, ORM_INVALID, "%s: the text that JSON is compared with, or set to, is no valid JSON", clause);
    return false;
}
static void orm__render_containment(const orm__json_place *p, bool contained, const orm_value *json) {
    orm__render *r = p->r;
    if (!orm__check_json_text(r, json, p->clause)) return;
    if (r->dialect->id == ORM_DIALECT_POSTGRES) {
        orm__render_pieces(p, contained ? "COALESCE(%d <@ " : "COALESCE(%d @> ");
        orm__render_text_value(r, json->as.text, "::jsonb, FALSE)");
        return;
    }
    if (r->dialect->quote == '`') {
        orm__render_contains(r, p->document, json->as.text, contained, p->clause);
        return;
    }
    orm__render_text(r, "COALESCE(orm_json_contains(");
    if (contained) orm__render_text_value(r, json->as.text, ", ");
    orm__render_document(p);
    if (!contained) {
        orm__render_text(r, ", ");
        orm__render_text_value(r, json->as.text, "");
    }
    orm__render_text(r, "), 0)");
}

/* ---- changing ------------------------------------------------------------------------------------------------------------------------------ */
static bool orm__sink_into_text(void *context, const char *bytes, size_t count) {
    char **to = context;
    memcpy(*to, bytes, count);
    *to += count;
    return true;
}
/* A C value as JSON text; the database makes JSON of it. */
static const char *orm__json_literal(orm__render *r, const orm_value *given, const char *clause) {
    const orm_value *v = orm__bare_value(given);
    const bool null = v->null && v->type != ORM__TYPE_EXPR, text = v->type == ORM_TEXT || v->type == ORM_DECIMAL;
    const size_t size = !null && text ? 6 * strlen(v->as.text) + 3 : 40;
    char *out = orm__arena_take(r->scratch, size, 1), *to = out;
    bool done = out != NULL;
    if (!out) orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
    else if (null) strcpy(out, "null");
    else if (v->type == ORM_BOOL) strcpy(out, v->as.integer ? "true" : "false");
    else if (v->type == ORM_INT64) snprintf(out, size, "%lld", (long long)v->as.integer);
    else if (v->type == ORM_UINT64) snprintf(out, size, "%llu", (unsigned long long)v->as.uinteger);
    else if (v->type == ORM_DOUBLE) done = orm__double_text(v->as.real, out, size) > 0;
    else if (v->type == ORM_DECIMAL) strcpy(out, v->as.text);
    else if (v->type == ORM_TEXT && orm__json_write_string(orm__sink_into_text, &to, v->as.text, strlen(v->as.text))) *to = 0;
    else done = false;
    if (!done) orm__render_fail(r, ORM_MISUSE, "%s: a value to put into JSON must be a text, a number, a bool or NULL (or JSON text, with orm_json_set_json)", clause);
    return done ? out : NULL;
}
static void orm__render_json_literal(orm__render *r, const char *json) {
    static const struct { const char *before, *after; } made[ORM_DIALECT_COUNT] = { [ORM_DIALECT_SQLITE] = { "json(", ")" }, [ORM_DIALECT_POSTGRES] = { "", "::jsonb" },
        [ORM_DIALECT_MYSQL] = { "CAST(", " AS JSON)" }, [ORM_DIALECT_MARIADB] = { "JSON_EXTRACT(", ", '$')" } };
    orm__render_text(r, made[r->dialect->id].before);
    orm__render_text_value(r, json, made[r->dialect->id].after);
}
/* Whether there is something to change: an object to put a key into or take it from, a place that the array has.  Otherwise the document stays as it is, whatever the database's function would do:
 * make what is missing, wrap a value into an array, fail. */
static void orm__render_has_place(orm__json_place *p) {
    orm__render *r = p->r;
    const bool sqlite = r->dialect->id == ORM_DIALECT_SQLITE, postgres = r->dialect->id == ORM_DIALECT_POSTGRES;
    orm__json_place at = *p;
    if (p->parts[p->count - 1].type == ORM_INT64) {
        if (orm__render_guards(p, "")) orm__render_text(r, " AND ");
        orm__render_pieces(p, sqlite ? "json_type(%d, %p) IS NOT NULL" : postgres ? "%j IS NOT NULL" : "JSON_CONTAINS_PATH(%d, 'one', %p)");
        return;
    }
    at.count--;
    at.path = orm__path_text(r, at.parts, at.count, "");
    if (r->status != ORM_OK) return;
    if (orm__render_guards(&at, "")) orm__render_text(r, " AND ");
    if (!sqlite && !postgres) orm__render_kind_at(&at, at.count, "OBJECT");
    else orm__render_pieces(&at, sqlite ? at.count ? "json_type(%d, %p) = 'object'" : "json_type(%d) = 'object'" : at.count ? "jsonb_typeof(%j) = 'object'" : "jsonb_typeof(%d) = 'object'");
}
static void orm__render_json_append(orm__json_place *p, const char *json) {
    orm__render *r = p->r;
    const bool sqlite = r->dialect->id == ORM_DIALECT_SQLITE, postgres = r->dialect->id == ORM_DIALECT_POSTGRES;
    orm__render_text(r, "CASE WHEN ");
    if (!sqlite && orm__render_guards(p, "")) orm__render_text(r, " AND ");
    if (sqlite) { /* newer ones would make the array */
        orm__json_place at = *p;
        at.path = orm__path_text(r, at.parts, at.count, "");
        if (r->status != ORM_OK) return;
        orm__render_pieces(&at, at.count ? "json_type(%d, %p) = 'array'" : "json_type(%d) = 'array'");
        orm__render_pieces(p, " THEN json_insert(%d, %p, ");
    } else if (postgres) orm__render_pieces(p, p->count ? "jsonb_typeof(%j) = 'array' THEN jsonb_set(%d, %p, (%j) || jsonb_build_array(" : "jsonb_typeof(%d) = 'array' THEN %d || jsonb_build_array(");
    else {
        orm__render_kind_at(p, p->count, "ARRAY");
        orm__render_pieces(p, " THEN JSON_ARRAY_APPEND(%d, %p, ");
    }
    orm__render_json_literal(r, json);
    orm__render_pieces(p, postgres && p->count ? ")) ELSE %d END" : ") ELSE %d END");
}
static void orm__render_json_change(orm__json_place *p, orm__function_id f, const char *json) {
    orm__render *r = p->r;
    const bool sqlite = r->dialect->id == ORM_DIALECT_SQLITE, postgres = r->dialect->id == ORM_DIALECT_POSTGRES, removes = f == ORM__F_JSON_REMOVE;
    if (f == ORM__F_JSON_APPEND) {
        orm__render_json_append(p, json);
        return;
    }
    orm__render_text(r, "CASE WHEN ");
    orm__render_has_place(p);
    orm__render_text(r, " THEN ");
    if (removes) orm__render_pieces(p, sqlite ? "json_remove(%d, %p)" : postgres ? "%d #- %p" : "JSON_REMOVE(%d, %p)");
    else orm__render_pieces(p, sqlite ? "json_set(%d, %p, " : postgres ? "jsonb_set(%d, %p, " : "JSON_SET(%d, %p, ");
    if (!removes) orm__render_json_literal(r, json);
    orm__render_pieces(p, removes ? " ELSE %d END" : ") ELSE %d END");
}
ORM__PRIVATE void orm__render_json(orm__render *r, orm__function_id f, const orm_value *values, size_t count, const char *clause) {
    orm__json_place p = { r, values[0].as.pointer, NULL, clause, NULL, 0 };
    const char *json = NULL;
    const bool changes = f == ORM__F_JSON_SET || f == ORM__F_JSON_SET_JSON || f == ORM__F_JSON_APPEND;
    if (values[0].type != ORM__TYPE_EXPR || !values[0].as.pointer) {
        orm__render_fail(r, ORM_MISUSE, "%s: %s takes a JSON column first", clause, orm__functions[f].name);
        return;
    }
    const bool old = r->dialect->id == ORM_DIALECT_SQLITE && r->can && r->can->version < 3038000;
    if (old) orm__render_fail(r, ORM_UNSUPPORTED, "%s: SQLite %d has no JSON functions built in for certain (3.38 has)", clause, r->can->version);
    if (r->status != ORM_OK) return;
    if (f == ORM__F_JSON_HAS_ANY || f == ORM__F_JSON_HAS_ALL) {
        orm__render_has_keys(&p, f == ORM__F_JSON_HAS_ALL, values + 1, count - 1);
        return;
    }
    if (f == ORM__F_JSON_CONTAINS || f == ORM__F_JSON_CONTAINED_BY) {
        orm__render_containment(&p, f == ORM__F_JSON_CONTAINED_BY, &values[1]);
        return;
    }
    const size_t first = changes ? 2 : 1;
    if (f == ORM__F_JSON_SET_JSON ? !orm__check_json_text(r, &values[1], clause) : false) return;
    if (changes) json = f == ORM__F_JSON_SET_JSON ? values[1].as.text : orm__json_literal(r, &values[1], clause);
    if (!orm__check_path(r, values + first, count - first, clause)) return;
    p.parts = values + first;
    p.count = count - first;
    p.path = orm__path_text(r, values + first, count - first, f == ORM__F_JSON_APPEND && r->dialect->id == ORM_DIALECT_SQLITE ? "[#]" : "");
    if (r->status != ORM_OK) return;
    if (f <= ORM__F_JSON_BOOL) orm__render_json_value(&p, f);
    else orm__render_json_change(&p, f, json);
}
