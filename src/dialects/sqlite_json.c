/* sqlite_json: does one JSON text contain another?  PostgreSQL's @> (its documentation, 8.14.3), over texts that SQLite has found to be valid JSON. */
#ifdef ORM_SQLITE
#include "sqlite_functions.h"
#include "../orm/json.h"
#include <string.h>

#define ORM__CONTAINS_DEPTH 200
/* Strings with their quotes; the same character may be written with an escape or without. */
static bool orm__same_string(orm__json_text a, orm__json_text b) {
    const size_t a_size = (size_t)(a.end - a.at), b_size = (size_t)(b.end - b.at);
    if (a_size == b_size && !memcmp(a.at, b.at, a_size)) return true;
    if (!memchr(a.at, '\\', a_size) && !memchr(b.at, '\\', b_size)) return false;
    char *plain = sqlite3_malloc64(a_size + b_size);
    if (!plain) return false;
    const size_t x = orm__json_unescape(plain, a.at + 1, a_size - 2), y = orm__json_unescape(plain + a_size, b.at + 1, b_size - 2);
    const bool same = x == y && !memcmp(plain, plain + a_size, x);
    sqlite3_free(plain);
    return same;
}
static bool orm__same_scalar(orm__json_text a, orm__json_text b) {
    double x, y;
    if (*a.at == '"' || *b.at == '"') return *a.at == *b.at && orm__same_string(a, b);
    if (a.end - a.at == b.end - b.at && !memcmp(a.at, b.at, (size_t)(a.end - a.at))) return true;
    return orm__json_to_double(a.at, (size_t)(a.end - a.at), &x) && orm__json_to_double(b.at, (size_t)(b.end - b.at), &y) && x == y;
}
static bool orm__json_holds(orm__json_text a, orm__json_text b, int depth);

static bool orm__object_holds(orm__json_text a, orm__json_text b, int depth) {
    orm__json_text key, value, other_key, other;
    for (const char *p = b.at + 1; orm__json_next_item(&p, b.end, true, &key, &value);) {
        bool found = false;
        for (const char *q = a.at + 1; !found && orm__json_next_item(&q, a.end, true, &other_key, &other);)
            found = orm__same_string(key, other_key) && orm__json_holds(other, value, depth);
        if (!found) return false;
    }
    return true;
}
static bool orm__an_item_holds(orm__json_text array, orm__json_text b, int depth) {
    orm__json_text none, item;
    for (const char *q = array.at + 1; orm__json_next_item(&q, array.end, false, &none, &item);)
        if (orm__json_holds(item, b, depth)) return true;
    return false;
}
static bool orm__array_holds(orm__json_text a, orm__json_text b, int depth) {
    orm__json_text none, item;
    for (const char *p = b.at + 1; orm__json_next_item(&p, b.end, false, &none, &item);)
        if (!orm__an_item_holds(a, item, depth)) return false;
    return true;
}
static bool orm__json_holds(orm__json_text a, orm__json_text b, int depth) {
    if (depth > ORM__CONTAINS_DEPTH) return false;
    if (*b.at == '{') return *a.at == '{' && orm__object_holds(a, b, depth + 1);
    if (*b.at == '[') return *a.at == '[' && orm__array_holds(a, b, depth + 1);
    return *a.at != '{' && *a.at != '[' && orm__same_scalar(a, b);
}
static bool orm__json_argument(sqlite3_context *context, sqlite3_value *value, orm__json_text *out) {
    if (sqlite3_value_type(value) == SQLITE_NULL) return false;
    const char *text = (const char *)sqlite3_value_text(value);
    const size_t length = (size_t)sqlite3_value_bytes(value);
    if (!text) {
        sqlite3_result_error_nomem(context);
        return false;
    }
    if (!orm__json_ok(text, length, NULL)) {
        sqlite3_result_error(context, "a stored value is no valid JSON", -1);
        return false;
    }
    out->at = orm__json_past_blanks(text, text + length);
    out->end = orm__json_past_value(out->at, text + length);
    return true;
}
static void orm__sqlite_json_contains(sqlite3_context *context, int count, sqlite3_value **values) {
    orm__json_text a, b;
    (void)count;
    if (!orm__json_argument(context, values[0], &a) || !orm__json_argument(context, values[1], &b)) return;
    bool holds = orm__json_holds(a, b, 0);
    if (!holds && *a.at == '[' && *b.at != '[' && *b.at != '{') holds = orm__an_item_holds(a, b, 1); /* at the top an array contains its scalars */
    sqlite3_result_int(context, holds);
}
ORM__PRIVATE int orm__sqlite_add_json(sqlite3 *db) {
    return sqlite3_create_function_v2(db, "orm_json_contains", 2, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, orm__sqlite_json_contains, NULL, NULL, NULL);
}
#endif
