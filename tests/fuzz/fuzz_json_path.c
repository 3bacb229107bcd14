/* build: clang -fsanitize=fuzzer,address,undefined -DORM_SQLITE -I. tests/fuzz/fuzz_json_path.c tests/implementation.c -lsqlite3 -lpthread -lm */
/* Any path of keys and places: a document is made that has a text at this path, and asked of SQLite through the library.  It is found there, or the library says that SQLite cannot find it (a quote, a
 * backslash or a control character in a key), or that the key is no text (not UTF-8); nothing else. */
#include <stdlib.h>
#include <string.h>
#include "orm.h"

#define DOC_MODEL(X) X(key, int64, id) X(field, opt(text), kept)
ORM_MODEL(Doc, Docs, DOC_MODEL, .table = "doc");
#define FOUND(X) X(field, opt(text), t)
ORM_RESULT(Found, Founds, FOUND);

#define PARTS 4
#define KEY 24

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds) abort();
}

static orm_session *session(void)
{
    static orm_db *db;
    static orm_session *s;
    if (s) return s;
    db = orm_open("sqlite::memory:", NULL, NULL);
    s = orm_session_open(db);
    require(s && orm_create_tables(s, ORM_MODELS(Doc), NULL) == ORM_OK && Doc_insert(s, &(Doc){ .id = 1 }) == ORM_OK);
    return s;
}

/* A key or a place from the bytes at *data; NULL as `key`: a place. */
typedef struct part { char key[KEY + 1]; bool is_key; int64_t place; } part;
static part take_part(const uint8_t **data, size_t *size)
{
    part p = { .is_key = false };
    const uint8_t first = (*data)[0];
    ++*data, --*size;
    if (first < 32) {
        p.place = first % 8;
        return p;
    }
    p.is_key = true;
    size_t n = first % KEY;
    if (n > *size) n = *size;
    for (size_t i = 0; i < n; i++) p.key[i] = (*data)[i] ? (char)(*data)[i] : ' ';
    *data += n, *size -= n;
    return p;
}

static char *put_key(char *out, const char *key)
{
    static const char hex[] = "0123456789abcdef";
    *out++ = '"';
    for (; *key; key++) {
        const unsigned char c = (unsigned char)*key;
        if (c == '"' || c == '\\' || c < 32) {
            memcpy(out, "\\u00", 4);
            out[4] = hex[c >> 4];
            out[5] = hex[c & 15];
            out += 6;
        } else {
            *out++ = *key;
        }
    }
    *out++ = '"';
    return out;
}

/* {"key": [null, null, "found"]} and a neighbour beside each. */
static void make_document(char *out, const part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (parts[i].is_key) {
            *out++ = '{';
            out = put_key(out, parts[i].key);
            *out++ = ':';
        } else {
            *out++ = '[';
            for (int64_t k = 0; k < parts[i].place; k++, out += 5) memcpy(out, "null,", 5);
        }
    }
    memcpy(out, "\"found\"", 7);
    out += 7;
    for (size_t i = count; i-- > 0;) *out++ = parts[i].is_key ? '}' : ']';
    *out = '\0';
}

static bool is_utf8(const char *text) /* the slow and plain way */
{
    const unsigned char *p = (const unsigned char *)text;
    while (*p) {
        const int more = *p < 0x80 ? 0 : *p >= 0xC2 && *p < 0xE0 ? 1 : *p >= 0xE0 && *p < 0xF0 ? 2 : *p >= 0xF0 && *p < 0xF5 ? 3 : -1;
        if (more < 0) return false;
        for (int i = 1; i <= more; i++)
            if (p[i] >> 6 != 2) return false;
        if ((p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xED && p[1] >= 0xA0) || (p[0] == 0xF0 && p[1] < 0x90) || (p[0] == 0xF4 && p[1] >= 0x90)) return false;
        p += more + 1;
    }
    return true;
}

static bool needs_escape(const char *key)
{
    for (; *key; key++)
        if (*key == '"' || *key == '\\' || (unsigned char)*key < 32) return true;
    return false;
}

static void ask(const part *parts, size_t count, const char *document)
{
    orm_session *s = session();
    orm_node nodes[2];
    orm_value values[PARTS + 2] = { { .type = ORM__TYPE_EXPR, .as.pointer = orm__value(orm__of_text(document).v, nodes + 1) } };
    bool can = true, valid = true;
    for (size_t i = 0; i < count; i++) {
        values[i + 1] = parts[i].is_key ? (orm_value){ .type = ORM_TEXT, .as.text = parts[i].key } : (orm_value){ .type = ORM_INT64, .as.integer = parts[i].place };
        can = can && !(parts[i].is_key && needs_escape(parts[i].key));
        valid = valid && (!parts[i].is_key || is_utf8(parts[i].key));
    }
    values[count + 1].type = ORM__TYPE_END;
    const Found *found = Found_select_one(s, orm_q(.from = ORM_FROM(Doc)), orm_into(Found, .t = orm__call(&orm__functions[ORM__F_JSON_TEXT], values, 0, nodes)));
    const orm_status status = orm_status_of(s);
    if (can && valid) require(status == ORM_OK && found && found->t && !strcmp(found->t, "found"));
    else require(status == (can ? ORM_INVALID : ORM_UNSUPPORTED) || (!can && !valid && status == ORM_INVALID));
    orm_session_reset(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    part parts[PARTS];
    char document[PARTS * (KEY * 6 + 60) + 20];
    size_t count = 0;
    while (count < PARTS && size > 0) parts[count++] = take_part(&data, &size);
    if (!count) return 0;
    make_document(document, parts, count);
    ask(parts, count, document);
    return 0;
}
