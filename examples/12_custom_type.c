/* A type of your own: here colours, three bytes in C and "#rrggbb" in the database.  A codec says how it travels, three macros name it. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct colour { uint8_t red, green, blue; } colour;

static bool colour_encode(const void *field, orm_stored *out) {
    const colour *c = field;
    out->size = (size_t)snprintf(out->scratch, sizeof out->scratch, "#%02x%02x%02x", c->red, c->green, c->blue);
    out->text = out->scratch;
    return true;
}
static bool colour_decode(const orm_stored *in, void *field) {
    unsigned red, green, blue;
    char rest;
    if (in->size != 7 || sscanf(in->text, "#%2x%2x%2x%c", &red, &green, &blue, &rest) != 3) return false;
    *(colour *)field = (colour){ (uint8_t)red, (uint8_t)green, (uint8_t)blue };
    return true;
}
static const orm_codec colour_codec = { .name = "colour", .stored_as = ORM_TEXT, .encode = colour_encode, .decode = colour_decode };

#define ORM_TYPE_colour   colour                                        /* its C type */
#define ORM_HANDLE_colour orm_custom_col                                /* what kind of column it makes */
#define ORM_META_colour   .type = ORM_CUSTOM, .codec = &colour_codec    /* what the library needs to know */

#define PEN_MODEL(X)                                        \
    X(key,   int64,  id,   .auto_increment = true)          \
    X(field, text,   name)                                  \
    X(field, colour, ink)
ORM_MODEL(Pen, Pens, PEN_MODEL, .table = "pens");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Pen), NULL));

    Pen pens[] = { { .name = "fountain", .ink = { 0, 0, 139 } }, { .name = "felt tip", .ink = { 255, 127, 80 } }, { .name = "ball", .ink = { 0, 0, 139 } } };
    must(s, Pen_insert_all(s, pens, sizeof pens / sizeof *pens));

    Pen *pen = Pen_get(s, pens[1].id);
    must(s, orm_status_of(s));
    printf("%s: red %d, green %d, blue %d\n", pen->name, pen->ink.red, pen->ink.green, pen->ink.blue);

    /* in queries a value is given by its address, as a void pointer: the codec knows what is there */
    const void *dark_blue = &(const colour){ 0, 0, 139 }, *black = &(const colour){ 0, 0, 0 };
    Pen_list same = Pen_all(s, orm_q(.where = orm_eq(Pens.ink, dark_blue), .order_by = { orm_asc(Pens.name) }));
    must(s, orm_status_of(s));
    printf("dark blue:");
    orm_foreach(Pen, p, same) printf(" %s", p->name);
    printf("\n");

    const int64_t changed = Pen_update_where(s, orm_q(.where = orm_eq(Pens.ink, dark_blue)), ORM_SET(orm_set(Pens.ink, black)));
    must(s, orm_status_of(s));
    const orm_value stored = orm_scalar_sql(s, "SELECT ink FROM pens WHERE name = 'ball'", orm_args());
    must(s, orm_status_of(s));
    printf("changed: %" PRId64 ", stored as %s\n", changed, orm_value_text(stored));

    /* what the codec does not take is an error, not a guess */
    orm_exec(s, "UPDATE pens SET ink = 'mauve' WHERE name = 'ball'", orm_args());
    must(s, orm_status_of(s));
    if (Pen_get(s, pens[2].id)) return 1;
    printf("%s: %s\n", orm_status_name(orm_status_of(s)), orm_error_of(s)->message);

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
