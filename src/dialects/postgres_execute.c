/* postgres_execute: statements are run; results that stay open are read on. */
#include "postgres.h"
#ifdef ORM_POSTGRES
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- results that stay open -------------------------------------------------------------------------------------------------------------------
 * A stream has the connection for itself: rows come one by one as libpq takes them in, and the server waits for us when we do not read.  A cursor lives in its
 * transaction and is asked for batches, between which other statements run. */
static void orm__pg_stream_ended(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    n->more = false;
    if (st->conn->occupied == st) st->conn->occupied = NULL;
}
/* Left before its end.  What has come already is thrown away; when that was not all, a statement that only reads is ended, another one is read to its end. */
static void orm__pg_leave(orm__stmt *st) {
    orm__conn *c = st->conn;
    const orm__pg *p = orm__pg_of(c);
    orm_error *const told = c->error;
    orm_error ignored;
    PGresult *r = NULL;
    c->error = &ignored;
    orm__waited waited = orm__pg_results(p->link, orm__monotonic() + ORM__PG_PATIENCE_US, NULL, &r);
    if (waited == ORM__WAIT_TIMEOUT && !st->reads) waited = orm__pg_results(p->link, c->deadline, c->cancelled, &r);
    else if (waited == ORM__WAIT_TIMEOUT) waited = orm__pg_end_it(c, &r);
    PQclear(r);
    if (waited != ORM__WAIT_READY || PQstatus(p->link) == CONNECTION_BAD) orm__pg_lost(c, ORM_OK);
    else orm__pg_settled(c);
    c->error = told;
    orm__pg_stream_ended(st);
}
static void orm__pg_close_cursor(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(c);
    const int64_t grace = orm__monotonic() + ORM__PG_GRACE_US;
    orm_error *const told = c->error;
    orm_error ignored;
    PGresult *r = NULL;
    char sql[40];
    snprintf(sql, sizeof sql, "CLOSE %s", n->cursor);
    n->cursor[0] = 0;
    if (!p->link || PQtransactionStatus(p->link) != PQTRANS_INTRANS) return; /* it went with its transaction, or will */
    c->error = &ignored;
    orm__pg_query(c, sql, c->deadline && c->deadline < grace ? grace : c->deadline, NULL, &r);
    PQclear(r);
    c->error = told;
}
ORM__PRIVATE orm_status orm__pg_reset(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    if (st->conn->occupied == st && orm__pg_of(st->conn)->link) orm__pg_leave(st);
    orm__pg_stream_ended(st);
    if (n->cursor[0]) orm__pg_close_cursor(st);
    orm__pg_drop_result(n);
    n->no_memory = n->damaged = n->nested = false;
    n->mode = ORM__MODE_WHOLE;
    n->bound = 0;
    for (int i = 0; i < n->parameters; i++) n->values[i] = NULL;
    orm__arena_reset(&n->texts);
    return st->stale ? ORM_SERIALIZATION : ORM_OK;
}
/* Rows that were inserted, updated or deleted: the number that SELECT gives is another one. */
static int64_t orm__pg_count_changes(PGresult *r) {
    const char *tag = PQcmdStatus(r);
    if (*tag == 'S') return 0; /* nearly always */
    const bool writes = !strncmp(tag, "INSERT", 6) || !strncmp(tag, "UPDATE", 6) || !strncmp(tag, "DELETE", 6) || !strncmp(tag, "MERGE", 5);
    return writes ? strtoll(PQcmdTuples(r), NULL, 10) : 0;
}
/* Behind a pooler the columns may be others than they were when it was asked: nothing there is prepared, so nothing complains. */
static bool orm__pg_same_columns(const orm__pg_stmt *n, const PGresult *r) {
    if (PQnfields(r) != n->columns) return false;
    for (int i = 0; i < n->columns; i++)
        if (PQftype(r, i) != PQftype(n->described, i)) return false;
    return true;
}
static orm_status orm__pg_check_columns(orm__stmt *st, const PGresult *r) {
    const orm__pg_stmt *n = st->native;
    const bool prepared = !orm__pg_of(st->conn)->pooled && n->mode != ORM__MODE_CURSOR;
    if (prepared ? PQnfields(r) == n->columns : orm__pg_same_columns(n, r)) return ORM_OK;
    st->stale = true;
    return orm__driver_fail(st->conn, ORM_SERIALIZATION, 1, "the result has other columns than before: a table was changed meanwhile");
}
/* The codes of a statement that was prepared for something else than there is now.  Nothing was done.  Prepared again it runs; inside a transaction that is over,
 * so that the transaction must be run again. */
ORM__PRIVATE orm_status orm__pg_find_stale(orm__stmt *st, orm_status status) {
    static const char *const changed[] = { "22P03", "08P01", "42804", "42883", "42846" }; /* its values or operators are of other types */
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    char state[6], message[sizeof c->error->message];
    memcpy(state, c->error->sqlstate, sizeof state);
    if (strcmp(state, "26000") == 0) { /* somebody has taken it away, and others too: nothing is there to be forgotten */
        n->name[0] = 0;
        orm__pg_of(c)->unused.length = 0;
    }
    st->stale = !strcmp(state, "26000") || (status == ORM_SERIALIZATION && !strcmp(state, "0A000"));
    for (size_t i = 0; n->ran && i < sizeof changed / sizeof *changed; i++) st->stale = st->stale || !strcmp(state, changed[i]);
    if (!st->stale || status == ORM_SERIALIZATION || !orm__pg_of(c)->link) return status;
    memcpy(message, c->error->message, sizeof message);
    return orm__pg_fail(c, ORM_SERIALIZATION, state, message);
}
/* Statements in whose results or conditions a setting may show, sent outside of a transaction: the settings are sent along, for this one. */
static bool orm__pg_takes_settings(const orm__conn *c, const orm__stmt *st) {
#ifdef ORM__PG_PIPELINE
    static const char *const words[] = { "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "MERGE", "TABLE" };
    const orm__pg *p = orm__pg_of(c);
    if (!p->pooled || PQtransactionStatus(p->link) != PQTRANS_IDLE || (((orm__pg_stmt *)st->native)->binary && orm__pg_is_utc(p->link))) return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (orm__sql_begins(st->sql, words[i])) return true;
#else
    (void)c, (void)st;
#endif
    return false;
}
static int orm__pg_send_params(PGconn *link, const orm__pg_stmt *n, const char *sql, bool binary) {
    return PQsendQueryParams(link, sql, n->parameters, n->oids, n->values, n->sizes, n->formats, binary);
}
ORM__PRIVATE bool orm__pg_send(orm__stmt *st, bool with_settings) {
    const orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(st->conn);
    (void)with_settings;
    if (!p->pooled) return PQsendQueryPrepared(p->link, n->name, n->parameters, n->values, n->sizes, n->formats, n->binary);
#ifdef ORM__PG_PIPELINE
    if (with_settings)
        return PQenterPipelineMode(p->link) && PQsendQueryParams(p->link, ORM__PG_SETTINGS_OF_ONE, 0, NULL, NULL, NULL, NULL, 0) && orm__pg_send_params(p->link, n, st->sql, n->binary) &&
               PQpipelineSync(p->link);
#endif
    return orm__pg_send_params(p->link, n, st->sql, n->binary);
}
static bool orm__pg_row_by_row(PGconn *link) {
#ifdef LIBPQ_HAS_CHUNK_MODE /* libpq 17 */
    return PQsetChunkedRowsMode(link, ORM__PG_AHEAD);
#else
    return PQsetSingleRowMode(link);
#endif
}
static bool orm__pg_is_part(ExecStatusType status) {
#ifdef LIBPQ_HAS_CHUNK_MODE
    if (status == PGRES_TUPLES_CHUNK) return true;
#endif
    return status == PGRES_SINGLE_TUPLE;
}
/* Late, cancelled or lost in the middle of a stream: what came of it is gone, too. */
static orm_status orm__pg_stream_broken(orm__stmt *st, orm__waited waited) {
    orm__conn *c = st->conn;
    const orm__pg *p = orm__pg_of(c);
    const orm_status why = waited == ORM__WAIT_TIMEOUT ? ORM_TIMEOUT : waited == ORM__WAIT_CANCELLED ? ORM_CANCELLED : ORM_OK;
    PGresult *r = NULL;
    orm_status status;
    if (waited == ORM__WAIT_FAILED || orm__pg_end_it(c, &r) != ORM__WAIT_READY || PQstatus(p->link) == CONNECTION_BAD)
        status = orm__pg_lost(c, why);
    else if ((status = orm__pg_settled(c)) == ORM_OK && r && PQresultStatus(r) == PGRES_FATAL_ERROR)
        status = orm__pg_failed(c, r, why);
    else if (status == ORM_OK) /* the end came before the order */
        status = orm__driver_fail(c, why, 1, why == ORM_TIMEOUT ? "the statement ran into its deadline and was ended" : "cancelled by orm_cancel");
    PQclear(r);
    orm__pg_stream_ended(st);
    return status;
}
/* The next part: a row (or some), or the end, or an error, which waits behind the rows before it. */
static orm_status orm__pg_stream_next(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    orm__pg_stmt *n = st->native;
    const orm__waited waited = orm__pg_wait(p->link, c->deadline, c->cancelled);
    if (waited != ORM__WAIT_READY) return orm__pg_stream_broken(st, waited);
    PGresult *r = PQgetResult(p->link), *rest = NULL;
    const ExecStatusType status = r ? PQresultStatus(r) : PGRES_FATAL_ERROR;
    if (orm__pg_is_part(status)) {
        n->ahead[n->ahead_count++] = r;
        return ORM_OK;
    }
    const bool over = r && (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK);
    if (over) p->changes = orm__pg_count_changes(r);
    if (!r || orm__pg_is_copy(status) || orm__pg_results(p->link, orm__monotonic() + ORM__PG_GRACE_US, NULL, &rest) != ORM__WAIT_READY || PQstatus(p->link) == CONNECTION_BAD) {
        PQclear(r);
        PQclear(rest);
        orm__pg_stream_ended(st);
        return orm__pg_lost(c, ORM_OK);
    }
    PQclear(rest);
    orm__pg_stream_ended(st);
    const orm_status settled = orm__pg_settled(c);
    if (over && !n->ahead_count && n->row < 0 && settled == ORM_OK) { /* no row at all: the columns are known from here */
        const orm_status same = orm__pg_check_columns(st, r);
        PQclear(r);
        return same;
    }
    if (over || settled != ORM_OK) PQclear(r);
    else n->ahead[n->ahead_count++] = r;
    return settled;
}
static orm_status orm__pg_read_ahead(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    orm_status status = ORM_OK;
    size_t bytes = 0;
    int64_t patience = 0;
    n->row = -1;
    while (status == ORM_OK && n->more && n->ahead_count < ORM__PG_AHEAD && bytes < ORM__PG_AHEAD_BYTES) {
        const int before = n->ahead_count;
        if (before == 1) patience = orm__monotonic() + ORM__PG_PATIENCE_US; /* the first row does not wait for others that take their time */
        if (before && orm__pg_wait(orm__pg_of(st->conn)->link, patience, st->conn->cancelled) == ORM__WAIT_TIMEOUT) break;
        status = orm__pg_stream_next(st);
        if (n->ahead_count > before) bytes += PQresultMemorySize(n->ahead[before]);
    }
    if (status != ORM_OK || !n->ahead_count) return status;
    const PGresult *first = n->ahead[0];
    if (orm__pg_is_part(PQresultStatus(first))) return orm__pg_check_columns(st, first);
    return orm__pg_failed(st->conn, first, ORM_OK); /* nothing came before the error */
}
static orm_status orm__pg_execute_stream(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    PGconn *link = orm__pg_of(c)->link;
    const bool settings = orm__pg_takes_settings(c, st);
    if (!orm__pg_send(st, settings)) return orm__pg_not_sent(c);
    c->trips++;
    n->more = true;
    c->occupied = st;
    if (settings) { /* their row, and the NULL behind it */
        for (int i = 0; i < 2; i++) {
            const orm__waited waited = orm__pg_wait(link, c->deadline, c->cancelled);
            if (waited != ORM__WAIT_READY) return orm__pg_stream_broken(st, waited);
            PGresult *r = PQgetResult(link);
            if (r && PQresultStatus(r) != PGRES_TUPLES_OK) {
                n->ahead[n->ahead_count++] = r;
                r = NULL;
                orm__pg_results(link, orm__monotonic() + ORM__PG_GRACE_US, NULL, &r);
                PQclear(r);
                orm__pg_stream_ended(st);
                return orm__pg_settled(c) == ORM_OK ? orm__pg_failed(c, n->ahead[0], ORM_OK) : c->error->status;
            }
            PQclear(r);
        }
    }
    if (!orm__pg_row_by_row(link)) return orm__pg_lost(c, ORM_OK);
    return orm__pg_read_ahead(st);
}
static void orm__pg_put_fetch(const orm__pg_stmt *n, char *sql, size_t size) { snprintf(sql, size, "FETCH FORWARD %d FROM %s", n->batch, n->cursor); }
/* A batch has come: is there more, and how many rows shall the next one have? */
static orm_status orm__pg_take_batch(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    const size_t bytes = PQresultMemorySize(n->result);
    n->rows = PQntuples(n->result);
    n->row = -1;
    n->more = n->rows == n->batch;
    if (bytes < ORM__PG_AHEAD_BYTES / 4 && n->batch < 1024) n->batch *= 4;
    else if (bytes > ORM__PG_AHEAD_BYTES && n->batch > 1) n->batch /= 2;
    return orm__pg_check_columns(st, n->result);
}
static orm_status orm__pg_fetch_batch(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(c);
    char sql[64];
    PQclear(n->result);
    n->result = NULL;
    orm__pg_put_fetch(n, sql, sizeof sql);
    if (!p->link || !PQsendQueryParams(p->link, sql, 0, NULL, NULL, NULL, NULL, n->binary)) return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &n->result);
    return status == ORM_OK ? orm__pg_take_batch(st) : status;
}
static orm_status orm__pg_declare(orm__stmt *st, const char *declare) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(c);
#ifdef ORM__PG_PIPELINE
    char fetch[64];
    orm__pg_put_fetch(n, fetch, sizeof fetch);
    if (!PQenterPipelineMode(p->link) || !orm__pg_send_params(p->link, n, declare, false) || !PQsendQueryParams(p->link, fetch, 0, NULL, NULL, NULL, NULL, n->binary) || !PQpipelineSync(p->link))
        return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &n->result);
    return status == ORM_OK ? orm__pg_take_batch(st) : status;
#else
    PGresult *r = NULL;
    const orm_status status = orm__pg_send_params(p->link, n, declare, false) ? orm__pg_collect(c, c->deadline, c->cancelled, &r) : orm__pg_not_sent(c);
    PQclear(r);
    return status == ORM_OK ? orm__pg_fetch_batch(st) : status;
#endif
}
static orm_status orm__pg_execute_cursor(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    orm__buffer sql = { .allocator = &c->db->allocator };
    snprintf(n->cursor, sizeof n->cursor, "orm_c%llu", (unsigned long long)++orm__pg_of(c)->names);
    n->batch = 16;
    orm__put_format(&sql, "DECLARE %s NO SCROLL CURSOR FOR ", n->cursor);
    orm__put_text(&sql, st->sql); /* behind its end may stand more */
    const orm_status status = sql.failed ? orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory") : orm__pg_declare(st, sql.text);
    if (status != ORM_OK) n->cursor[0] = 0; /* there is none, or it goes with the transaction */
    orm__buffer_free(&sql);
    return status;
}
ORM__PRIVATE orm_status orm__pg_whole_result(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    n->rows = PQntuples(n->result);
    n->row = -1;
    orm__pg_of(st->conn)->changes = orm__pg_count_changes(n->result);
    return PQresultStatus(n->result) == PGRES_TUPLES_OK ? orm__pg_check_columns(st, n->result) : ORM_OK;
}
static orm_status orm__pg_execute_whole(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg_stmt *n = st->native;
    if (!orm__pg_send(st, orm__pg_takes_settings(c, st))) return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &n->result);
    return status == ORM_OK ? orm__pg_whole_result(st) : status;
}
ORM__PRIVATE orm_status orm__pg_execute(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    orm__pg_stmt *n = st->native;
    p->changes = 0;
    st->stale = false;
    if (!p->link) return orm__pg_not_sent(c);
    orm_status status = orm__pg_prepare_again(c, st);
    n->mode = st->mode;
    if (status == ORM_OK) status = st->mode == ORM__MODE_STREAM ? orm__pg_execute_stream(st) : st->mode == ORM__MODE_CURSOR ? orm__pg_execute_cursor(st) : orm__pg_execute_whole(st);
    if (status == ORM_OK) n->ran = true;
    return status == ORM_OK || st->stale ? status : orm__pg_find_stale(st, status);
}
/* The rows that are here have been given out. */
static orm_status orm__pg_next_part(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    orm_status status = ORM_OK;
    if (n->mode == ORM__MODE_CURSOR) return n->more ? orm__pg_fetch_batch(st) : ORM_OK;
    if (n->mode != ORM__MODE_STREAM) return ORM_OK;
    PQclear(n->result);
    n->result = NULL;
    n->rows = 0;
    n->row = 0;
    if (n->ahead_at == n->ahead_count) {
        n->ahead_at = n->ahead_count = 0;
        if (n->more) status = orm__pg_stream_next(st);
    }
    if (status != ORM_OK || n->ahead_at == n->ahead_count) return status;
    n->result = n->ahead[n->ahead_at++];
    if (!orm__pg_is_part(PQresultStatus(n->result))) return orm__pg_failed(st->conn, n->result, ORM_OK);
    n->rows = PQntuples(n->result);
    n->row = -1;
    return ORM_OK;
}
ORM__PRIVATE orm__step orm__pg_step(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    if (n->row + 1 >= n->rows) {
        if (orm__pg_next_part(st) != ORM_OK) return ORM__STEP_FAILED;
        if (n->row + 1 >= n->rows) {
            n->row = n->rows;
            return ORM__STEP_DONE;
        }
    }
    n->row++;
    orm__arena_reset(&n->texts);
    return ORM__STEP_ROW;
}
#endif
