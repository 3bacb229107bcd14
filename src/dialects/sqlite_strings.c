/* sqlite_strings: texts of a group joined in an order, as SQLite itself can from version 3.44 on only.
 *     orm_string_agg(text, separator, key, how)    how: 1 ascending by the key, 2 descending, 3 each text once, in the order of their bytes */
#ifdef ORM_SQLITE
#include "sqlite_functions.h"
#include "../orm/text.h"
#include <stdlib.h>
#include <string.h>

typedef struct orm__agg_text { sqlite3_value *text, *key; size_t at; } orm__agg_text;
typedef struct orm__agg { orm__agg_text *items; size_t count, size; char *separator; int how; bool failed; } orm__agg;

static void orm__agg_free(orm__agg *j) {
    for (size_t i = 0; i < j->count; i++) {
        sqlite3_value_free(j->items[i].text);
        sqlite3_value_free(j->items[i].key);
    }
    sqlite3_free(j->items);
    sqlite3_free(j->separator);
}
static void orm__agg_step(sqlite3_context *context, int count, sqlite3_value **values) {
    orm__agg *j = sqlite3_aggregate_context(context, sizeof *j);
    (void)count;
    if (!j || j->failed || sqlite3_value_type(values[0]) == SQLITE_NULL) return;
    if (j->count == j->size) {
        const size_t size = j->size ? 2 * j->size : 16;
        orm__agg_text *items = sqlite3_realloc64(j->items, size * sizeof *items);
        if (items) j->items = items, j->size = size;
        else j->failed = true;
    }
    const char *separator = (const char *)sqlite3_value_text(values[1]);
    if (!j->separator && separator) j->separator = sqlite3_mprintf("%s", separator);
    j->how = sqlite3_value_int(values[3]);
    if (!j->separator) j->failed = true;
    if (j->failed) return;
    orm__agg_text *one = &j->items[j->count];
    *one = (orm__agg_text){ sqlite3_value_dup(values[0]), sqlite3_value_dup(values[j->how == 3 ? 0 : 2]), j->count };
    if (one->text && one->key && sqlite3_value_text(one->text)) {
        j->count++;
        return;
    }
    sqlite3_value_free(one->text);
    sqlite3_value_free(one->key);
    j->failed = true;
}
/* As ORDER BY has it: NULL, numbers, texts, blobs. */
static int orm__key_class(sqlite3_value *v) {
    const int type = sqlite3_value_type(v);
    return type == SQLITE_NULL ? 0 : type == SQLITE_INTEGER || type == SQLITE_FLOAT ? 1 : type == SQLITE_TEXT ? 2 : 3;
}
static int orm__compare_keys(sqlite3_value *a, sqlite3_value *b) {
    const int left = orm__key_class(a), right = orm__key_class(b);
    if (left != right || !left) return left - right;
    if (left == 1 && sqlite3_value_type(a) == SQLITE_INTEGER && sqlite3_value_type(b) == SQLITE_INTEGER) {
        const sqlite3_int64 x = sqlite3_value_int64(a), y = sqlite3_value_int64(b);
        return (x > y) - (x < y);
    }
    if (left == 1) {
        const double x = sqlite3_value_double(a), y = sqlite3_value_double(b);
        return (x > y) - (x < y);
    }
    const void *x = sqlite3_value_blob(a), *y = sqlite3_value_blob(b);
    const int x_size = sqlite3_value_bytes(a), y_size = sqlite3_value_bytes(b), least = x_size < y_size ? x_size : y_size;
    const int order = least ? memcmp(x, y, (size_t)least) : 0;
    return order ? order : x_size - y_size;
}
static int orm__compare_agg(const void *a, const void *b) {
    const orm__agg_text *x = a, *y = b;
    const int order = orm__compare_keys(x->key, y->key);
    return order ? order : x->at < y->at ? -1 : x->at > y->at;
}
static int orm__compare_agg_down(const void *a, const void *b) {
    const orm__agg_text *x = a, *y = b;
    const int order = orm__compare_keys(y->key, x->key);
    return order ? order : x->at < y->at ? -1 : x->at > y->at;
}
static void orm__agg_write(sqlite3_context *context, const orm__agg *j) {
    sqlite3_str *out = sqlite3_str_new(sqlite3_context_db_handle(context));
    for (size_t i = 0; i < j->count; i++) {
        if (j->how == 3 && i && !orm__compare_keys(j->items[i].key, j->items[i - 1].key)) continue;
        if (i) sqlite3_str_appendall(out, j->separator);
        sqlite3_str_append(out, (const char *)sqlite3_value_text(j->items[i].text), sqlite3_value_bytes(j->items[i].text));
    }
    const int length = sqlite3_str_length(out), code = sqlite3_str_errcode(out);
    char *text = sqlite3_str_finish(out);
    if (code == SQLITE_NOMEM) sqlite3_result_error_nomem(context);
    else if (code != SQLITE_OK) sqlite3_result_error_toobig(context);
    else sqlite3_result_text(context, text ? text : "", length, SQLITE_TRANSIENT);
    sqlite3_free(text);
}
static void orm__agg_end(sqlite3_context *context) {
    orm__agg *j = sqlite3_aggregate_context(context, 0);
    if (!j) return; /* no rows */
    if (j->failed) sqlite3_result_error_nomem(context);
    else if (j->count) {
        qsort(j->items, j->count, sizeof *j->items, j->how == 2 ? orm__compare_agg_down : orm__compare_agg);
        orm__agg_write(context, j);
    }
    orm__agg_free(j);
}
ORM__PRIVATE int orm__sqlite_add_strings(sqlite3 *db) {
    return sqlite3_create_function_v2(db, "orm_string_agg", 4, SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, NULL, NULL, orm__agg_step, orm__agg_end, NULL);
}
#endif
