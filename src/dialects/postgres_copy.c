/* postgres_copy: rows go from the program's structs into one buffer of bounded size and from there to the server, in the binary form of COPY; a large value goes there
 * piece by piece. */
#include "postgres.h"
#ifdef ORM_POSTGRES
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ORM__PG_COPY_ROOM 65536 /* of the buffer; more gains nothing measurable */
#define ORM__PG_MOST_BYTES ((size_t)1 << 30) /* of a value: the server takes no more */

/* How a column's values are written: the usual pairs of form and type without a look at anything else. */
typedef enum orm__pg_way { ORM__PG_WAY_CELL, ORM__PG_WAY_BOOL, ORM__PG_WAY_INT2, ORM__PG_WAY_INT4, ORM__PG_WAY_INT8, ORM__PG_WAY_REAL, ORM__PG_WAY_TEXT, ORM__PG_WAY_TIMESTAMP } orm__pg_way;
typedef struct orm__pg_column { const orm__field *field; orm__pg_type type; uint8_t way; bool wrapped; uint32_t offset, value_offset; } orm__pg_column;

typedef struct orm__pg_copy {
    orm__conn *conn;
    orm__decoding *scratch;
    char *buffer; size_t used;
    orm__pg_column *columns; size_t count;
    bool lost;                 /* the connection is gone, which is told already */
    orm_status why;            /* late or cancelled */
} orm__pg_copy;

/* ---- sending --------------------------------------------------------------------------------------------------------------------------- */
/* Until all that is queued has gone out, so that no more than the buffer waits in memory; what the server says meanwhile is read. */
static orm__waited orm__pg_send_out(orm__conn *c) {
    PGconn *link = orm__pg_of(c)->link;
    for (;;) {
        const int unsent = PQflush(link);
        if (unsent <= 0) return unsent ? ORM__WAIT_FAILED : ORM__WAIT_READY;
        const orm__waited waited = orm__wait(PQsocket(link), ORM__WAIT_READ | (unsigned)ORM__WAIT_WRITE, c->deadline, c->cancelled);
        if (waited != ORM__WAIT_READY) return waited;
        if (!PQconsumeInput(link)) return ORM__WAIT_FAILED;
    }
}
static bool orm__pg_copy_bytes(orm__pg_copy *copy, const char *bytes, size_t size) {
    PGconn *link = orm__pg_of(copy->conn)->link;
    orm__waited waited = ORM__WAIT_READY;
    while (size && waited == ORM__WAIT_READY) {
        const size_t part = size < ORM__PG_COPY_ROOM ? size : ORM__PG_COPY_ROOM;
        const int taken = PQputCopyData(link, bytes, (int)part); /* 0: there is no room until more has gone out */
        if (taken < 0) waited = ORM__WAIT_FAILED;
        else waited = orm__pg_send_out(copy->conn);
        if (taken > 0) bytes += part, size -= part;
    }
    if (waited == ORM__WAIT_TIMEOUT || waited == ORM__WAIT_CANCELLED) copy->why = waited == ORM__WAIT_TIMEOUT ? ORM_TIMEOUT : ORM_CANCELLED;
    copy->lost = copy->lost || waited == ORM__WAIT_FAILED;
    return waited == ORM__WAIT_READY;
}
static bool orm__pg_copy_flush(orm__pg_copy *copy) {
    const size_t used = copy->used;
    copy->used = 0;
    return orm__pg_copy_bytes(copy, copy->buffer, used);
}
/* Room for a value of at most a quarter of the buffer; NULL: what was in it did not go out. */
ORM__INLINE char *orm__pg_copy_room(orm__pg_copy *copy, size_t size) {
    if (ORM__PG_COPY_ROOM - copy->used < size && !orm__pg_copy_flush(copy)) return NULL;
    return copy->buffer + copy->used;
}
/* Written byte by byte, which compilers make one store of. */
ORM__INLINE void orm__pg_put2(char *to, uint32_t v) { to[0] = (char)(v >> 8), to[1] = (char)v; }
ORM__INLINE void orm__pg_put4(char *to, uint32_t v) { to[0] = (char)(v >> 24), to[1] = (char)(v >> 16), to[2] = (char)(v >> 8), to[3] = (char)v; }
ORM__INLINE void orm__pg_put8(char *to, uint64_t v) {
    to[0] = (char)(v >> 56), to[1] = (char)(v >> 48), to[2] = (char)(v >> 40), to[3] = (char)(v >> 32);
    to[4] = (char)(v >> 24), to[5] = (char)(v >> 16), to[6] = (char)(v >> 8), to[7] = (char)v;
}

/* ---- values ---------------------------------------------------------------------------------------------------------------------------------
 * Each gives ORM_OK, a status whose error is told, or ORM_STATUS_COUNT when it did not go out. */
static orm_status orm__pg_copy_length(orm__pg_copy *copy, uint32_t length) { /* of what comes behind it; UINT32_MAX: NULL */
    char *at = orm__pg_copy_room(copy, 4);
    if (!at) return ORM_STATUS_COUNT;
    orm__pg_put4(at, length);
    copy->used += 4;
    return ORM_OK;
}
/* A value whose bytes stand somewhere else, behind an optional byte of version. */
static orm_status orm__pg_copy_large(orm__pg_copy *copy, const char *bytes, size_t size, bool version) {
    if (orm__pg_copy_length(copy, (uint32_t)(size + version)) != ORM_OK) return ORM_STATUS_COUNT;
    if (version) {
        char *at = orm__pg_copy_room(copy, 1);
        if (!at) return ORM_STATUS_COUNT;
        *at = 1;
        copy->used++;
    }
    return orm__pg_copy_flush(copy) && orm__pg_copy_bytes(copy, bytes, size) ? ORM_OK : ORM_STATUS_COUNT;
}
static orm_status orm__pg_copy_refused(const orm__pg_copy *copy, const orm__pg_column *c, orm__pg_refusal why) {
    const char *what = why == ORM__PG_TOO_LARGE ? "is larger than" : why == ORM__PG_WRONG_TYPE ? "is of another type than" : "does not fit";
    if (why == ORM__PG_NO_MEMORY) return orm__no_memory(copy->scratch->session);
    return orm__fail_column(copy->scratch->session, ORM_INVALID, c->field->def->name, "%s.%s: the value %s what PostgreSQL takes there: %s", c->field->def->model->name, c->field->def->name, what,
                            orm__pg_kind_name((orm__pg_kind)c->type.kind));
}
static bool orm__pg_is_plain(orm__pg_kind kind, orm__wire wire) { /* its binary form is its bytes */
    if (wire == ORM__WIRE_TEXT) return kind == ORM__PG_TEXT || kind == ORM__PG_BPCHAR || kind == ORM__PG_JSON || kind == ORM__PG_JSONB || kind == ORM__PG_BYTEA;
    return wire == ORM__WIRE_BLOB && kind == ORM__PG_BYTEA;
}
static orm_status orm__pg_copy_cell(orm__pg_copy *copy, const orm__pg_column *c, const orm__cell *cell) {
    const orm__pg_kind kind = (orm__pg_kind)c->type.kind;
    const size_t room = orm__pg_room(&c->type, cell);
    size_t size = 0;
    if (cell->wire == ORM__WIRE_NULL) return orm__pg_copy_length(copy, UINT32_MAX);
    if (room > ORM__PG_MOST_BYTES) return orm__pg_copy_refused(copy, c, ORM__PG_TOO_LARGE);
    const bool large = room + 4 > ORM__PG_COPY_ROOM / 4;
    if (large && orm__pg_is_plain(kind, cell->wire)) return orm__pg_copy_large(copy, cell->bytes, cell->size, kind == ORM__PG_JSONB);
    char *at = large ? orm__arena_take(copy->scratch->texts, room + 4, 1) : orm__pg_copy_room(copy, room + 4);
    if (!at) return large ? orm__no_memory(copy->scratch->session) : ORM_STATUS_COUNT;
    const orm__pg_refusal refusal = orm__pg_encode(&c->type, cell, at + 4, &size);
    if (refusal != ORM__PG_TAKEN) return orm__pg_copy_refused(copy, c, refusal);
    if (large) return orm__pg_copy_large(copy, at + 4, size, false);
    orm__pg_put4(at, (uint32_t)size);
    copy->used += 4 + size;
    return ORM_OK;
}
/* Any value, by the codec. */
static orm_status orm__pg_copy_field(orm__pg_copy *copy, const orm__pg_column *c, const void *row) {
    const orm__arena_mark mark = orm__arena_here(copy->scratch->texts);
    bool is_null;
    const void *value = orm__field_address(c->field, row, &is_null);
    orm__cell cell = { .wire = ORM__WIRE_NULL };
    if (is_null && !c->field->nullable) return orm__refuse_null(copy->scratch->session, c->field);
    orm_status status = is_null ? ORM_OK : orm__encode(c->field, value, copy->scratch, &cell);
    if (status == ORM_OK) status = orm__pg_copy_cell(copy, c, &cell);
    orm__arena_release(copy->scratch->texts, mark);
    return status;
}
ORM__INLINE orm_status orm__pg_copy_text(orm__pg_copy *copy, const orm__pg_column *c, const char *text) {
    const size_t size = strlen(text), most = (size_t)c->field->def->length;
    char *at = size + 4 <= ORM__PG_COPY_ROOM / 4 ? orm__pg_copy_room(copy, size + 4) : NULL;
    if (!at && size + 4 <= ORM__PG_COPY_ROOM / 4) return ORM_STATUS_COUNT;
    if (!orm__scan_plain(at ? at + 4 : NULL, text, size) && orm__check_text(text, size) != ORM__TEXT_OK) return orm__refuse_text(copy->scratch->session, c->field, text);
    if (most && size > most && orm__utf8_count(text, size) > most) return orm__refuse_text(copy->scratch->session, c->field, text);
    if (size > ORM__PG_MOST_BYTES) return orm__pg_copy_refused(copy, c, ORM__PG_TOO_LARGE);
    if (!at) return orm__pg_copy_large(copy, text, size, false);
    orm__pg_put4(at, (uint32_t)size);
    copy->used += size + 4;
    return ORM_OK;
}
/* A value of a size that is known: its length and itself. */
#define ORM__PG_COPY_FIXED(size_, put)                                                                  \
    do {                                                                                                \
        if (!(at = orm__pg_copy_room(copy, 4 + (size_)))) return ORM_STATUS_COUNT;                      \
        orm__pg_put4(at, (size_));                                                                      \
        put;                                                                                            \
        copy->used += 4 + (size_);                                                                      \
    } while (0)
ORM__INLINE orm_status orm__pg_copy_value(orm__pg_copy *copy, const orm__pg_column *c, const char *row) {
    const void *value = row + c->value_offset;
    char *at;
    if (c->wrapped && !row[c->offset]) return orm__pg_copy_length(copy, UINT32_MAX);
    switch (c->way) {
    case ORM__PG_WAY_BOOL: ORM__PG_COPY_FIXED(1, at[4] = *(const bool *)value); return ORM_OK;
    case ORM__PG_WAY_INT2: ORM__PG_COPY_FIXED(2, orm__pg_put2(at + 4, (uint16_t) * (const int16_t *)value)); return ORM_OK;
    case ORM__PG_WAY_INT4: ORM__PG_COPY_FIXED(4, orm__pg_put4(at + 4, (uint32_t) * (const int32_t *)value)); return ORM_OK;
    case ORM__PG_WAY_INT8: ORM__PG_COPY_FIXED(8, orm__pg_put8(at + 4, (uint64_t) * (const int64_t *)value)); return ORM_OK;
    case ORM__PG_WAY_REAL: {
        uint64_t bits;
        if (!(*(const double *)value == *(const double *)value)) break; /* not a number: the codec knows */
        memcpy(&bits, value, sizeof bits);
        ORM__PG_COPY_FIXED(8, orm__pg_put8(at + 4, bits));
        return ORM_OK;
    }
    case ORM__PG_WAY_TIMESTAMP: {
        const int64_t moment = *(const int64_t *)value;
        if (moment < ORM_TIMESTAMP_MIN || moment > ORM_TIMESTAMP_MAX) break;
        ORM__PG_COPY_FIXED(8, orm__pg_put8(at + 4, (uint64_t)orm__pg_from_timestamp(moment)));
        return ORM_OK;
    }
    case ORM__PG_WAY_TEXT: {
        const char *text = *(const char *const *)value;
        if (text) return orm__pg_copy_text(copy, c, text);
        break;
    }
    default: break;
    }
    return orm__pg_copy_field(copy, c, row);
}
static orm_status orm__pg_copy_key(orm__pg_copy *copy, const orm__pg_column *c, int64_t key) {
    const orm__cell cell = { .wire = ORM__WIRE_INTEGER, .integer = key };
    char *at;
    if (c->type.kind != ORM__PG_INT8) return orm__pg_copy_cell(copy, c, &cell);
    ORM__PG_COPY_FIXED(8, orm__pg_put8(at + 4, (uint64_t)key));
    return ORM_OK;
}
static orm_status orm__pg_copy_row(orm__pg_copy *copy, const char *row, const int64_t *key) {
    orm_status status = ORM_OK;
    char *at = orm__pg_copy_room(copy, 2);
    if (!at) return ORM_STATUS_COUNT;
    orm__pg_put2(at, (uint32_t)copy->count);
    copy->used += 2;
    if (key) status = orm__pg_copy_key(copy, &copy->columns[0], *key);
    for (size_t i = key ? 1 : 0; i < copy->count && status == ORM_OK; i++) status = orm__pg_copy_value(copy, &copy->columns[i], row);
    return status;
}
static orm_status orm__pg_copy_rows(orm__pg_copy *copy, const orm__bulk *what) {
    static const char header[19] = "PGCOPY\n\377\r\n"; /* no flags, no extension */
    orm_status status = ORM_OK;
    memcpy(copy->buffer, header, sizeof header);
    copy->used = sizeof header;
    for (size_t i = 0; i < what->n && status == ORM_OK; i++) status = orm__pg_copy_row(copy, what->rows + i * what->row_size, what->keys ? &what->keys[i] : NULL);
    char *at = status == ORM_OK ? orm__pg_copy_room(copy, 2) : NULL;
    if (!at) return status == ORM_OK ? ORM_STATUS_COUNT : status;
    orm__pg_put2(at, UINT16_MAX);
    copy->used += 2;
    return orm__pg_copy_flush(copy) ? ORM_OK : ORM_STATUS_COUNT;
}

/* ---- COPY ------------------------------------------------------------------------------------------------------------------------------------- */
static orm__pg_way orm__pg_way_of(const orm__field *f, orm__pg_kind kind) {
    static const struct { uint8_t form, kind, way; } ways[] = {
        { ORM__FORM_BOOL, ORM__PG_BOOL, ORM__PG_WAY_BOOL }, { ORM__FORM_INT16, ORM__PG_INT2, ORM__PG_WAY_INT2 }, { ORM__FORM_INT32, ORM__PG_INT4, ORM__PG_WAY_INT4 },
        { ORM__FORM_INT64, ORM__PG_INT8, ORM__PG_WAY_INT8 }, { ORM__FORM_DOUBLE, ORM__PG_FLOAT8, ORM__PG_WAY_REAL }, { ORM__FORM_TEXT, ORM__PG_TEXT, ORM__PG_WAY_TEXT },
        { ORM__FORM_TEXT, ORM__PG_BPCHAR, ORM__PG_WAY_TEXT }, { ORM__FORM_TIMESTAMP, ORM__PG_TIMESTAMP, ORM__PG_WAY_TIMESTAMP } };
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i].form == f->form && ways[i].kind == kind) return (orm__pg_way)ways[i].way;
    return ORM__PG_WAY_CELL;
}
/* Types that the server reads from a text in INSERT, and that are not known here, have no form for COPY. */
ORM__PRIVATE bool orm__pg_bulk_takes(orm__conn *c, const orm__field *f, uint32_t oid) {
    orm__pg_type type;
    return f->form != ORM__FORM_UNSUPPORTED && orm__pg_find_type(&orm__pg_of(c)->types, oid, &type) && type.kind != ORM__PG_OTHER && type.kind != ORM__PG_VOID;
}
static orm_status orm__pg_copy_new(orm__pg_copy *copy, const orm__bulk *what) {
    copy->buffer = orm__arena_take(copy->scratch->texts, ORM__PG_COPY_ROOM, 16);
    copy->columns = orm__arena_take(copy->scratch->texts, (what->count + 1) * sizeof *copy->columns, 16);
    if (!copy->buffer || !copy->columns) return orm__driver_fail(copy->conn, ORM_NO_MEMORY, 0, "out of memory");
    copy->count = what->count;
    for (size_t i = 0; i < what->count; i++) {
        const orm__field *f = what->fields[i];
        orm__pg_column *c = &copy->columns[i];
        *c = (orm__pg_column){ .field = f, .wrapped = f->wrapped, .offset = f->offset, .value_offset = f->value_offset };
        orm__pg_find_type(&orm__pg_of(copy->conn)->types, what->types[i], &c->type);
        c->way = (uint8_t)orm__pg_way_of(f, (orm__pg_kind)c->type.kind);
    }
    return ORM_OK;
}
/* Tells the server that no more comes: NULL, or why all of it is to be dropped. */
static bool orm__pg_copy_end(orm__conn *c, const char *why) {
    PGconn *link = orm__pg_of(c)->link;
    int taken;
    while ((taken = PQputCopyEnd(link, why)) == 0)
        if (orm__pg_send_out(c) != ORM__WAIT_READY) return false;
    return taken > 0;
}
/* A copy that is not to be finished: dropped by the server, whose complaint about that nobody wants to hear. */
static void orm__pg_copy_drop(orm__conn *c, const char *why, int64_t end) {
    orm_error *const told = c->error;
    orm_error ignored = { .status = ORM_OK };
    PGresult *r = NULL;
    const int64_t deadline = c->deadline;
    const int *const cancelled = c->cancelled;
    c->error = &ignored;
    c->deadline = end;
    c->cancelled = NULL;
    if (orm__pg_copy_end(c, why)) orm__pg_collect(c, end, NULL, &r);
    else orm__pg_lost(c, ORM_OK);
    PQclear(r);
    c->error = told;
    c->deadline = deadline;
    c->cancelled = cancelled;
}
static orm_status orm__pg_copy_late(orm__pg_copy *copy) {
    orm__conn *c = copy->conn;
    const int64_t end = orm__monotonic() + ORM__PG_GRACE_US;
    if (!orm__pg_interrupt_until(c, end)) return orm__pg_lost(c, copy->why);
    orm__pg_copy_drop(c, "the time is over", end);
    if (!orm__pg_of(c)->link) return orm__pg_lost(c, copy->why);
    return orm__driver_fail(c, copy->why, 1, copy->why == ORM_TIMEOUT ? "the statement ran into its deadline and was ended" : "cancelled by orm_cancel");
}
static orm_status orm__pg_copy_run(orm__pg_copy *copy, const orm__bulk *what) {
    orm__conn *c = copy->conn;
    PGresult *r = NULL;
    const orm_status status = orm__pg_copy_rows(copy, what);
    if (status == ORM_OK && orm__pg_copy_end(c, NULL)) {
        const orm_status ended = orm__pg_collect(c, c->deadline, c->cancelled, &r);
        orm__pg_of(c)->changes = ended == ORM_OK ? strtoll(PQcmdTuples(r), NULL, 10) : 0;
        PQclear(r);
        return ended;
    }
    if (status != ORM_OK && status != ORM_STATUS_COUNT) {
        orm__pg_copy_drop(c, "a value was refused", orm__monotonic() + ORM__PG_GRACE_US);
        return status;
    }
    return copy->why != ORM_OK ? orm__pg_copy_late(copy) : orm__pg_lost(c, ORM_OK);
}
ORM__PRIVATE orm_status orm__pg_parse(orm__conn *c, const char *sql) {
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    if (!p->link || !PQsendPrepare(p->link, "", sql, 0, NULL)) return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &r);
    PQclear(r);
    return status;
}
ORM__PRIVATE orm_status orm__pg_bulk(orm__conn *c, const char *sql, const orm__bulk *what, orm__decoding *scratch) {
    orm__pg_copy copy = { .conn = c, .scratch = scratch };
    const orm_status status = orm__pg_copy_new(&copy, what);
    if (status != ORM_OK) return status;
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    if (!p->link || !PQsendQuery(p->link, sql)) return orm__pg_not_sent(c);
    p->copies = true;
    const orm_status begun = orm__pg_collect(c, c->deadline, c->cancelled, &r);
    p->copies = false;
    PQclear(r);
    return begun == ORM_OK ? orm__pg_copy_run(&copy, what) : begun;
}

/* ---- keys ---------------------------------------------------------------------------------------------------------------------------------------
 * Another session may draw at the same time, so that the keys need not be neighbours: each is taken as it comes.  An array is read 10,000 times quicker than rows. */
static orm_status orm__pg_read_keys(orm__conn *c, const PGresult *r, size_t n, int64_t *keys) {
    const char *at = PQntuples(r) == 1 && PQfformat(r, 0) == 1 && !PQgetisnull(r, 0, 0) ? PQgetvalue(r, 0, 0) : NULL;
    /* how many dimensions, is there a NULL, the type; how many items, from which number on; each one's length and itself */
    if (!at || (size_t)PQgetlength(r, 0, 0) != 20 + 12 * n || orm__pg_read(at + 12, 4) != n) return orm__driver_fail(c, ORM_CORRUPT, 1, "the server gave other keys than were asked for");
    for (size_t i = 0; i < n; i++) keys[i] = (int64_t)orm__pg_read(at + 24 + 12 * i, 8);
    return ORM_OK;
}
ORM__PRIVATE orm_status orm__pg_draw(orm__conn *c, uint32_t sequence, size_t n, int64_t *keys) {
    static const Oid types[] = { 2205, 20 }; /* regclass, bigint */
    static const int sizes[] = { 4, 8 }, formats[] = { 1, 1 };
    char number[4], count[8];
    const char *values[] = { number, count };
    PGresult *r = NULL;
    orm__pg *p = orm__pg_of(c);
    orm__pg_write(number, sequence, 4);
    orm__pg_write(count, n, 8);
    if (!p->link || !PQsendQueryParams(p->link, "SELECT pg_catalog.array_agg(pg_catalog.nextval($1)) FROM pg_catalog.generate_series(1, $2)", 2, types, values, sizes, formats, 1)) return orm__pg_not_sent(c);
    orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &r);
    if (status == ORM_OK) status = orm__pg_read_keys(c, r, n, keys);
    PQclear(r);
    return status;
}

/* ---- pipelines -------------------------------------------------------------------------------------------------------------------------------------
 * Executions are sent one behind the other, then the sync that ends the pipeline; each gives its result and a NULL behind it.  An error makes the server skip what
 * comes after it, so that nothing is done that a loop would not have done. */
#ifdef ORM__PG_PIPELINE
/* What is to be ended has until p->end for it, however many results it has. */
static bool orm__pg_queue_late(orm__conn *c, orm__waited waited) {
    orm__pg *p = orm__pg_of(c);
    if (p->late == ORM_OK) p->end = orm__monotonic() + ORM__PG_GRACE_US;
    p->late = waited == ORM__WAIT_TIMEOUT ? ORM_TIMEOUT : ORM_CANCELLED; /* what is ended may be one whose outcome comes later */
    return orm__pg_interrupt_until(c, p->end);
}
static orm_status orm__pg_late(orm__conn *c, orm__waited waited) {
    if (waited == ORM__WAIT_FAILED) return orm__pg_lost(c, ORM_OK);
    const bool ended = orm__pg_queue_late(c, waited);
    const orm_status why = orm__pg_of(c)->late;
    if (!ended) return orm__pg_lost(c, why);
    return orm__driver_fail(c, why, 1, why == ORM_TIMEOUT ? "the statement ran into its deadline and was ended" : "cancelled by orm_cancel");
}
ORM__PRIVATE orm_status orm__pg_queue(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    orm__pg_stmt *n = st->native;
    if (!p->link) return orm__pg_not_sent(c);
    if (!orm__pg_piped(p->link)) {
        const orm_status status = orm__pg_prepare_again(c, st);
        if (status != ORM_OK) return status;
        st->stale = false;
        n->mode = ORM__MODE_WHOLE;
        p->queued = 0;
        p->late = ORM_OK;
        if (!PQenterPipelineMode(p->link)) return orm__pg_not_sent(c);
    }
    p->unsynced = true;
    if (!orm__pg_send(st, false)) return orm__pg_not_sent(c);
    p->queued += n->bound + 64;
    n->bound = 0;
    orm__arena_reset(&n->texts);
    if (p->queued < ORM__PG_COPY_ROOM) return ORM_OK;
    p->queued = 0;
    const orm__waited waited = orm__pg_send_out(c);
    return waited == ORM__WAIT_READY ? ORM_OK : orm__pg_late(c, waited);
}
static orm__waited orm__pg_one_result(PGconn *link, int64_t deadline, const int *cancelled, PGresult **out) {
    for (;;) {
        const orm__waited waited = orm__pg_wait(link, deadline, cancelled);
        if (waited != ORM__WAIT_READY) return waited;
        PGresult *r = PQgetResult(link);
        if (!r) return ORM__WAIT_READY;
        PQclear(*out);
        *out = r;
    }
}
ORM__PRIVATE orm_status orm__pg_collect_queued(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    orm__pg_stmt *n = st->native;
    if (!p->link || (p->unsynced && !PQpipelineSync(p->link))) return orm__pg_not_sent(c);
    if (p->unsynced) c->trips++;
    p->unsynced = false;
    p->changes = 0;
    orm__pg_drop_result(n);
    orm__waited waited = orm__pg_one_result(p->link, c->deadline, c->cancelled, &n->result);
    if (waited == ORM__WAIT_TIMEOUT || waited == ORM__WAIT_CANCELLED) waited = orm__pg_queue_late(c, waited) ? orm__pg_one_result(p->link, p->end, NULL, &n->result) : ORM__WAIT_TIMEOUT;
    if (waited != ORM__WAIT_READY || !n->result || PQstatus(p->link) == CONNECTION_BAD) return orm__pg_lost(c, waited == ORM__WAIT_READY || waited == ORM__WAIT_FAILED ? ORM_OK : p->late);
    const orm_status status = orm__pg_judge(c, n->result, p->late);
    if (status != ORM_OK) return orm__pg_find_stale(st, status);
    n->ran = true;
    return orm__pg_whole_result(st);
}
ORM__PRIVATE orm_status orm__pg_queue_end(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    if (!p->link || !orm__pg_piped(p->link)) return ORM_OK; /* lost, which is told already; or nothing was queued */
    const int64_t end = p->late != ORM_OK ? p->end : orm__monotonic() + ORM__PG_GRACE_US;
    bool sound = !p->unsynced || PQpipelineSync(p->link);
    p->unsynced = false;
    sound = sound && orm__pg_results(p->link, end, NULL, &r) == ORM__WAIT_READY && PQstatus(p->link) == CONNECTION_OK;
    PQclear(r);
    return sound ? orm__pg_settled(c) : orm__pg_lost(c, ORM_OK);
}
#endif
#endif
