/* Models: a list of columns makes the struct, the table and the verbs.  Here are the common types, an enum, and columns that may be NULL. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

/* the C name, and the name that is stored */
#define SIZE_LIST(X) X(SIZE_S, "small") X(SIZE_M, "medium") X(SIZE_L, "large")
ORM_ENUM(Size, SIZE_LIST);

/* columns that several models share */
#define STAMPS(X)                                              \
    X(field, timestamp, created_at, .auto_now_add = true)      \
    X(field, timestamp, changed_at, .auto_now = true)

#define SHIRT_MODEL(X)                                                                  \
    X(key,   int64,          id,       .auto_increment = true)                          \
    X(field, varchar(40),    name,     .unique = true)                                  \
    X(field, enum(Size),     size,     .default_value = "medium")                       \
    X(field, decimal(10, 2), price,    .check = "price >= 0")                           \
    X(field, int32,          stock)                                                     \
    X(field, double,         weight)                                                    \
    X(field, bool,           active,   .default_value = "true")                         \
    X(field, uuid,           token,    .auto_uuid = ORM_UUID_V7)                        \
    X(field, date,           since)                                                     \
    X(field, blob,           picture)                                                   \
    X(field, array(text),    tags)                                                      \
    X(field, json,           extra)                                                     \
    X(field, opt(text),      note)                                                      \
    X(field, opt(int32),     rating)                                                    \
    STAMPS(X)                                                                           \
    X(index, (size, stock))
ORM_MODEL(Shirt, Shirts, SHIRT_MODEL, .table = "shirts");

static int64_t noon(void *context) { /* a clock that always shows the same, so that the output is always the same */
    (void)context;
    int64_t now = 0;
    orm_timestamp_parse("2026-01-31 12:00:00", SIZE_MAX, &now);
    return now;
}
static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}

int main(void) {
    orm_error err;
    const orm_options options = { .clock = noon };
    orm_db *db = orm_open("sqlite::memory:", &options, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Shirt), NULL));

    Shirt shirt = Shirt_init(); /* with the defaults: medium, active */
    shirt.name = "Plain";
    shirt.price = ORM_DEC("19.90");
    shirt.stock = 12;
    shirt.weight = 0.21;
    shirt.since = 20484; /* days since 1970 */
    shirt.picture = (orm_blob){ "\x89PNG", 4 };
    shirt.tags = (orm_array_text){ (const char *[]){ "cotton", "blue" }, 2 };
    shirt.extra = "{\"wash\": 40}";
    shirt.rating = (orm_opt_int32)ORM_SOME(5);
    must(s, Shirt_insert(s, &shirt)); /* sets id, token, created_at, changed_at */

    Shirt *stored = Shirt_get(s, shirt.id);
    must(s, orm_status_of(s));
    char created[ORM_TIMESTAMP_TEXT_SIZE], since[ORM_DATE_TEXT_SIZE];
    orm_timestamp_text(stored->created_at, created, sizeof created);
    orm_date_text(stored->since, since, sizeof since);
    printf("%" PRId64 " %s, %s, %s, %d in stock\n", stored->id, stored->name, orm_enum_name(ORM_ENUM_OF(Size), stored->size), stored->price.text, stored->stock);
    printf("%g kg, active: %s, since %s, created %s\n", stored->weight, stored->active ? "yes" : "no", since, created);
    printf("picture: %zu bytes, tags:", stored->picture.size);
    for (size_t i = 0; i < stored->tags.count; i++) printf(" %s", stored->tags.items[i]);
    printf(", extra: %s\n", stored->extra);
    printf("note: %s, rating: %s%d\n", stored->note ? stored->note : "none", stored->rating.has ? "" : "none ", stored->rating.value);

    char schema[4096]; /* what was created, as SQL; no connection is needed for this */
    if (orm_schema_sql(ORM_DIALECT_SQLITE, ORM_MODELS(Shirt), schema, sizeof schema) >= sizeof schema) return 1;
    fputs(schema, stdout);

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
