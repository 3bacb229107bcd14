/* mysql_execute: statements are run, and their rows are fetched. */
#include "mysql.h"
#ifdef ORM_MYSQL
#include <string.h>

/* ---- execution ------------------------------------------------------------------------------------------------------------------------------ */
/* What is sent is checked first: the server answers a packet that is too large by closing the connection. */
static orm_status orm__my_check_size(orm__stmt *st) {
    const orm__my_stmt *n = st->native;
    const size_t packet = st->conn->db->capabilities.max_packet;
    size_t total = 32;
    for (int i = 0; i < n->parameter_count; i++) total += 16 + (n->values[i].null ? 0 : n->values[i].length);
    if (!packet || total <= packet) return ORM_OK;
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "the values of the statement are %zu bytes together, and the server takes %zu in one statement (max_allowed_packet): store less at once, or raise it on the server", total, packet);
}
ORM__PRIVATE orm_status orm__my_metadata_changed(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    mysql_stmt_free_result(n->native);
    st->stale = n->reads; /* nothing was done that a second go would do twice */
    return orm__driver_fail(st->conn, ORM_SERIALIZATION, 1, "the result has other columns than when the statement was prepared: a table was changed meanwhile");
}
/* Values that were longer than their room: it grows, and what comes after them has it. */
static bool orm__my_grow(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    bool grown = false;
    for (int i = 0; i < n->column_count; i++) {
        orm__my_column *col = &n->columns[i];
        if (!orm__my_is_text_kind(col->kind) || col->null || col->length <= col->room) continue;
        unsigned long room = col->room;
        while (room < col->length) room *= 2;
        char *larger = orm__resize(&st->conn->db->allocator, col->bytes, col->room, room);
        if (!larger) {
            n->no_memory = true;
            return false;
        }
        col->bytes = larger;
        col->room = room;
        orm__my_aim(&n->results[i], col);
        if (mysql_stmt_fetch_column(n->native, &n->results[i], (unsigned)i, 0)) return false;
        grown = true;
    }
    return !grown || !mysql_stmt_bind_result(n->native, n->results);
}
/* A CALL gives several results, and nothing else can be run before all have been read: the rows of the first one are kept here, the others are of no use to anybody. */
static bool orm__my_keep_row(orm__my_stmt *n) {
    const size_t count = (size_t)n->column_count;
    orm__my_kept *row = orm__arena_take(&n->kept, sizeof *row + count * sizeof *row->columns, 16);
    if (!row) return false;
    row->next = NULL;
    for (size_t i = 0; i < count; i++) {
        const orm__my_column *col = &n->columns[i];
        const bool bytes = !col->null && orm__my_is_text_kind(col->kind);
        row->columns[i] = (orm__my_kept_column){ .value = col->value, .length = col->length, .null = col->null, .bytes = bytes ? orm__arena_text(&n->kept, col->bytes, col->length) : NULL };
        if (bytes && !row->columns[i].bytes) return false;
    }
    *n->kept_end = row;
    n->kept_end = &row->next;
    return true;
}
static bool orm__my_keep(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    int got, next;
    n->keeps = true;
    n->kept_first = NULL;
    n->kept_end = &n->kept_first;
    while ((got = mysql_stmt_fetch(n->native)) == 0 || got == MYSQL_DATA_TRUNCATED) {
        if (got == MYSQL_DATA_TRUNCATED && !orm__my_grow(st) && !n->no_memory) return false;
        if (!n->no_memory) n->no_memory = !orm__my_keep_row(n);
    }
    if (got != MYSQL_NO_DATA) return false;
    do {
        if (mysql_stmt_free_result(n->native)) return false;
    } while ((next = mysql_stmt_next_result(n->native)) == 0);
    return next < 0;
}
static orm__step orm__my_step_kept(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    const orm__my_kept *row = n->kept_first;
    if (!row) return ORM__STEP_DONE;
    for (int i = 0; i < n->column_count; i++) {
        orm__my_column *col = &n->columns[i];
        const orm__my_kept_column *from = &row->columns[i];
        col->value = from->value;
        col->length = from->length;
        col->null = from->null;
        if (from->bytes) memcpy(col->bytes, from->bytes, from->length); /* there is room: it has been there before */
    }
    n->kept_first = row->next;
    return ORM__STEP_ROW;
}
/* The first result that has rows; of a procedure those before it are of no use to anybody. */
ORM__PRIVATE bool orm__my_take_result(orm__stmt *st, bool *changed) {
    orm__my_stmt *n = st->native;
    MYSQL_STMT *s = n->native;
    int next = 0;
    while (!mysql_stmt_field_count(s) && next == 0) next = mysql_stmt_next_result(s);
    if (next > 0) return false;
    const unsigned count = mysql_stmt_field_count(s);
    if (!count) return true;
    const bool same = orm__my_same_columns(n, s->fields, count);
    const MYSQL *link = orm__my_of(st->conn)->link; /* it has the new names; those of the statement stay as they were */
    if (n->prepared_columns) /* of a CALL nothing is known before it has run */
        *changed = (unsigned)n->prepared_columns != count || (link->fields && link->field_count == count && n->names != orm__my_names(link->fields, (int)count));
    if (*changed) return true;
    if (!same) { /* an expression's type may follow its values' */
        if (!orm__my_describe(st, s->fields, count)) {
            mysql_stmt_free_result(s); /* nothing may be left to read on the connection */
            return n->no_memory = true;
        }
    }
    n->fields = s->fields;
    n->rows = true;
    if (mysql_stmt_bind_result(s, n->results)) return false;
    if (st->mode == ORM__MODE_STREAM) {
        n->streaming = true;
        st->conn->occupied = st;
        return true;
    }
    n->fetched = 0;
    n->cursor = n->by_cursor && orm__my_of(st->conn)->link->server_status & SERVER_STATUS_CURSOR_EXISTS;
    if (n->cursor) return true;
    if (mysql_stmt_store_result(s)) return false;
    return !mysql_more_results(orm__my_of(st->conn)->link) || orm__my_keep(st);
}
ORM__PRIVATE void orm__my_count(orm__stmt *st) {
    orm__my *p = orm__my_of(st->conn);
    const orm__my_stmt *n = st->native;
    const my_ulonglong rows = n->streaming || n->cursor ? 0 : n->rows && !n->keeps ? mysql_stmt_num_rows(n->native) : mysql_stmt_affected_rows(n->native);
    p->changes = rows == (my_ulonglong)-1 || (n->rows && n->reads) ? 0 : (int64_t)rows;
    p->last_id = mysql_stmt_insert_id(n->native);
}
static orm_status orm__my_execute_text(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my *p = orm__my_of(c);
    orm__my_stmt *n = st->native;
    orm_status status = orm__my_call(c);
    if (status != ORM_OK) return status;
    bool failed = mysql_real_query(p->link, st->sql, (unsigned long)st->length) != 0;
    if (!failed) {
        n->text_result = mysql_store_result(p->link);
        failed = !n->text_result && mysql_errno(p->link);
        const my_ulonglong rows = n->text_result ? 0 : mysql_affected_rows(p->link);
        p->changes = rows == (my_ulonglong)-1 ? 0 : (int64_t)rows;
        p->last_id = mysql_insert_id(p->link);
        if (!failed && mysql_more_results(p->link)) failed = mysql_next_result(p->link) > 0 || !orm__my_drain(p->link);
    }
    status = orm__my_done_link(c, failed);
    if (status == ORM_OK && n->text_result && !orm__my_describe(st, mysql_fetch_fields(n->text_result), mysql_num_fields(n->text_result))) status = orm__my_no_memory(c);
    return status;
}
/* The server keeps the result, and other statements run meanwhile. */
ORM__PRIVATE bool orm__my_choose_cursor(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    const bool by_cursor = st->mode == ORM__MODE_CURSOR;
    const unsigned long type = by_cursor ? CURSOR_TYPE_READ_ONLY : CURSOR_TYPE_NO_CURSOR, batch = ORM__MY_BATCH;
    if (n->by_cursor == by_cursor) return true;
    n->by_cursor = by_cursor;
    return !mysql_stmt_attr_set(n->native, STMT_ATTR_CURSOR_TYPE, &type) && !mysql_stmt_attr_set(n->native, STMT_ATTR_PREFETCH_ROWS, &batch);
}
/* A handle that had a cursor once goes on asking the server for the cursor's rows (Connector/C 3.3): without one the statement begins anew. */
static orm_status orm__my_fresh_handle(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    if (!n->by_cursor || st->mode == ORM__MODE_CURSOR) return ORM_OK;
    mysql_stmt_close(n->native);
    n->native = NULL;
    n->by_cursor = false;
    const orm_status status = orm__my_prepare_once(st);
    n->broke_off = status != ORM_OK;
    return status;
}
static orm_status orm__my_execute_prepared(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    bool changed = false;
    orm_status status = orm__my_check_size(st);
    if (status == ORM_OK) status = orm__my_fresh_handle(st);
    if (status == ORM_OK) status = orm__my_call(c);
    if (status != ORM_OK) return status;
    bool failed = !orm__my_choose_cursor(st) || (n->parameter_count && mysql_stmt_bind_param(n->native, n->parameters));
    failed = failed || mysql_stmt_execute(n->native) != 0;
    if (!failed) failed = n->broke_off = !orm__my_take_result(st, &changed);
    if (!failed) orm__my_count(st);
    status = orm__my_done_stmt(st, failed);
    st->stale = status != ORM_OK && (c->error->native_code == 1243 || c->error->native_code == 1615 || c->error->native_code == 2057);
    if (status == ORM_OK && n->no_memory) {
        status = orm__my_no_memory(c);
        if (!st->reads && !orm__my_of(c)->in_transaction) c->error->outcome = ORM_APPLIED; /* what it gives could not be taken, what it does is done */
    }
    if (status == ORM_OK && changed) status = orm__my_metadata_changed(st);
    return status;
}
/* Some functions (SLEEP, GET_LOCK) give a result when they are interrupted, as if it were theirs.  Of a statement that writes success is success. */
static orm_status orm__my_check_result(orm__stmt *st) {
    orm__conn *c = st->conn;
    const orm_status why = orm__my_of(c)->interrupted;
    if (why == ORM_OK || !((orm__my_stmt *)st->native)->reads || !(st->columns || orm__my_begins(st->sql, "DO"))) return ORM_OK;
    orm__driver_fail(c, why, 1317, "%s", why == ORM_TIMEOUT ? "the statement ran into its deadline and was ended" : "cancelled by orm_cancel");
    if (!st->reads && !orm__my_of(c)->in_transaction) c->error->outcome = ORM_OUTCOME_UNKNOWN; /* a function that it calls may have written */
    return why;
}
ORM__PRIVATE orm_status orm__my_execute(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    orm__my_of(c)->changes = 0;
    st->stale = false;
    orm_status status = orm__my_refuse_commit(c, st->sql);
    if (status == ORM_OK) status = n->native ? orm__my_execute_prepared(st) : orm__my_execute_text(st);
    if (status == ORM_OK) status = orm__my_check_result(st);
    if (status != ORM_OK) {
        orm__my_transaction_after(c);
        return status;
    }
    st->stepped = true;
    return orm__my_check_transaction(c);
}
static orm__step orm__my_step_text(orm__my_stmt *n) {
    n->text_row = n->text_result ? mysql_fetch_row(n->text_result) : NULL;
    if (!n->text_row) return ORM__STEP_DONE;
    n->text_lengths = mysql_fetch_lengths(n->text_result);
    for (int i = 0; i < n->column_count; i++) {
        n->columns[i].null = !n->text_row[i];
        n->columns[i].length = n->text_lengths[i];
    }
    return ORM__STEP_ROW;
}
static orm__step orm__my_next(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    orm__arena_reset(&n->texts);
    if (!n->native) return orm__my_step_text(n);
    if (!n->rows) return ORM__STEP_DONE;
    if (n->keeps) return orm__my_step_kept(st);
    const bool asks = n->streaming || n->cursor;
    if (n->cursor && n->fetched++ % ORM__MY_BATCH == 0) c->trips++;
    if (asks && orm__my_watched(c, c->deadline, c->cancelled) != ORM_OK) return ORM__STEP_FAILED;
    const int got = mysql_stmt_fetch(n->native);
    bool failed = got != 0 && got != MYSQL_NO_DATA && got != MYSQL_DATA_TRUNCATED;
    if (got == MYSQL_DATA_TRUNCATED && !orm__my_grow(st)) failed = true;
    if (n->no_memory) {
        if (asks) orm__my_done(c, 0, "", "");
        orm__my_no_memory(c);
        return ORM__STEP_FAILED;
    }
    if (asks ? orm__my_done_stmt(st, failed) != ORM_OK : failed) {
        if (!asks) orm__my_failed(c, ORM_OK, mysql_stmt_errno(n->native), mysql_stmt_sqlstate(n->native), mysql_stmt_error(n->native));
        return ORM__STEP_FAILED;
    }
    if (asks && got != MYSQL_NO_DATA && orm__my_check_result(st) != ORM_OK) return ORM__STEP_FAILED;
    return got == MYSQL_NO_DATA ? ORM__STEP_DONE : ORM__STEP_ROW;
}
ORM__PRIVATE orm__step orm__my_step(orm__stmt *st) {
    const orm__step step = orm__my_next(st);
    orm__my_stmt *n = st->native;
    if (step != ORM__STEP_DONE || !n->native) return step;
    if (n->streaming) st->conn->occupied = NULL;
    n->streaming = n->cursor = false; /* the server closes a cursor at its end by itself */
    return step;
}
#endif
