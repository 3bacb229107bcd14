/* mysql_statement: SQL without values, and statements: prepared, described, reset, forgotten. */
#include "mysql.h"
#ifdef ORM_MYSQL
#include <string.h>

/* ---- SQL without values ---------------------------------------------------------------------------------------------------------------------- */
/* All results of it, unseen. */
ORM__PRIVATE bool orm__my_drain(MYSQL *link) {
    int next;
    do {
        MYSQL_RES *r = mysql_store_result(link);
        if (r) mysql_free_result(r);
        else if (mysql_errno(link)) return false;
    } while ((next = mysql_next_result(link)) == 0);
    return next < 0;
}
/* ROLLBACK must go through, also when the call's time is over. */
ORM__PRIVATE orm_status orm__my_run(orm__conn *c, const char *sql) {
    orm__my *p = orm__my_of(c);
    const bool rollback = strncmp(sql, "ROLLBACK", 8) == 0, commit = strcmp(sql, "COMMIT") == 0, begin = strncmp(sql, "START TRANSACTION", 17) == 0;
    const int64_t grace = orm__monotonic() + ORM__MY_GRACE_US;
    orm_status status = begin ? ORM_OK : orm__my_refuse_commit(c, sql);
    if (status == ORM_OK) status = orm__my_call_until(c, rollback && c->deadline && c->deadline < grace ? grace : c->deadline, rollback ? NULL : c->cancelled);
    const bool sent = status == ORM_OK;
    if (sent) status = orm__my_done_link(c, mysql_query(p->link, sql) != 0 || !orm__my_drain(p->link));
    if (sent && commit && status != ORM_OK && !p->link) { /* late or not: what became of it is not known */
        char message[sizeof c->error->message];
        memcpy(message, c->error->message, sizeof message);
        return orm__driver_fail(c, ORM_CONNECTION, c->error->native_code, "%s", message);
    }
    if (status != ORM_OK) {
        orm__my_transaction_after(c);
        return status;
    }
    if (begin) p->begun = true;
    else if (commit || strcmp(sql, "ROLLBACK") == 0) p->begun = false;
    return orm__my_check_transaction(c);
}

/* ---- statements ---------------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE orm_status orm__my_done_stmt(orm__stmt *st, bool failed) {
    MYSQL_STMT *native = ((orm__my_stmt *)st->native)->native;
    if (!failed) return orm__my_done(st->conn, 0, "", "");
    const unsigned code = mysql_stmt_errno(native);
    if (!code && mysql_errno(orm__my_of(st->conn)->link)) return orm__my_done_link(st->conn, true); /* what went wrong between two rows Connector/C tells there alone */
    return orm__my_done(st->conn, code ? code : 2000, mysql_stmt_sqlstate(native), mysql_stmt_error(native));
}
static void orm__my_free_columns(orm__my_stmt *n, const orm_allocator *a) {
    for (int i = 0; n->columns && i < n->column_count; i++) orm__free(a, n->columns[i].bytes, n->columns[i].room);
    orm__free(a, n->columns, (size_t)n->column_count * sizeof *n->columns);
    orm__free(a, n->results, (size_t)n->column_count * sizeof *n->results);
    n->columns = NULL;
    n->results = NULL;
    n->column_count = 0;
}
static orm__my_value *orm__my_place(orm__my_column *col) { return &col->value; }
ORM__PRIVATE bool orm__my_is_text_kind(uint8_t kind) { return kind == ORM__MY_DECIMAL || kind == ORM__MY_BIT || kind == ORM__MY_TEXT || kind == ORM__MY_BLOB; }
ORM__PRIVATE void orm__my_aim(MYSQL_BIND *b, orm__my_column *col) {
    memset(b, 0, sizeof *b);
    b->buffer_type = orm__my_bound_type((orm__my_kind)col->kind);
    b->is_unsigned = col->kind == ORM__MY_UNSIGNED;
    b->is_null = &col->null;
    b->error = &col->cut;
    b->length = &col->length;
    b->buffer = orm__my_is_text_kind(col->kind) ? (void *)col->bytes : orm__my_place(col);
    b->buffer_length = orm__my_is_text_kind(col->kind) ? col->room : sizeof col->value;
}
/* The columns of the result, as they are now. */
ORM__PRIVATE bool orm__my_describe(orm__stmt *st, const MYSQL_FIELD *fields, unsigned count) {
    orm__my_stmt *n = st->native;
    const orm_allocator *a = &st->conn->db->allocator;
    orm__my_free_columns(n, a);
    n->fields = fields;
    st->columns = (int)count;
    n->described = false;
    if (!count) return n->described = true;
    n->columns = orm__alloc(a, count * sizeof *n->columns);
    n->results = orm__alloc(a, count * sizeof *n->results);
    n->column_count = (int)count;
    if (!n->columns || !n->results) {
        if (!n->columns) orm__free(a, n->results, count * sizeof *n->results), n->results = NULL, n->column_count = 0;
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        orm__my_column *col = &n->columns[i];
        col->statement = n;
        col->kind = (uint8_t)orm__my_kind_of(&fields[i]);
        if (orm__my_is_text_kind(col->kind) && n->native) {
            col->bytes = orm__alloc(a, ORM__MY_ROOM);
            if (!col->bytes) return false;
            col->room = ORM__MY_ROOM;
        }
        orm__my_aim(&n->results[i], col);
    }
    return n->described = true;
}
/* FNV-1a (Fowler, Noll, Vo): names are short, and this is done for every execution. */
ORM__PRIVATE uint64_t orm__my_names(const MYSQL_FIELD *fields, int count) {
    uint64_t names = UINT64_C(14695981039346656037);
    for (int i = 0; i < count; i++) {
        for (const char *p = fields[i].name; *p; p++) names = (names ^ (unsigned char)*p) * UINT64_C(1099511628211);
        names = (names ^ 0xff) * UINT64_C(1099511628211); /* no byte of UTF-8: where a name ends */
    }
    return names;
}
/* The columns are what they were: a table may have been changed since the statement was prepared. */
ORM__PRIVATE bool orm__my_same_columns(const orm__my_stmt *n, const MYSQL_FIELD *fields, unsigned count) {
    if (!n->described || (unsigned)n->column_count != count) return false;
    for (unsigned i = 0; i < count; i++)
        if (n->columns[i].kind != (uint8_t)orm__my_kind_of(&fields[i])) return false;
    return true;
}
static bool orm__my_values_new(orm__my_stmt *n, const orm_allocator *a, int count) {
    if (!count) return true;
    n->parameter_count = count;
    n->parameters = orm__alloc(a, (size_t)count * sizeof *n->parameters);
    n->values = orm__alloc(a, (size_t)count * sizeof *n->values);
    if (!n->parameters || !n->values) return false;
    for (int i = 0; i < count; i++) {
        n->parameters[i].buffer_type = MYSQL_TYPE_NULL;
        n->parameters[i].buffer = &n->values[i].value;
        n->parameters[i].length = &n->values[i].length;
        n->parameters[i].is_null = &n->values[i].null;
        n->values[i].null = 1;
    }
    return true;
}
ORM__PRIVATE void orm__my_finalize(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    const orm_allocator *a = &st->conn->db->allocator;
    if (n->text_result) mysql_free_result(n->text_result);
    if (n->native) mysql_stmt_close(n->native);
    if (st->conn->occupied == st) st->conn->occupied = NULL;
    orm__my_free_columns(n, a);
    orm__free(a, n->parameters, (size_t)n->parameter_count * sizeof *n->parameters);
    orm__free(a, n->values, (size_t)n->parameter_count * sizeof *n->values);
    orm__arena_free(&n->texts);
    orm__arena_free(&n->kept);
    orm__free(a, n, sizeof *n);
    st->native = NULL;
}
ORM__PRIVATE orm_status orm__my_no_memory(orm__conn *c) { return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory"); }
ORM__PRIVATE orm_status orm__my_prepare_once(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my *p = orm__my_of(c);
    orm__my_stmt *n = st->native;
    orm_status status = orm__my_call(c);
    if (status != ORM_OK) return status;
    n->native = mysql_stmt_init(p->link);
    if (!n->native) {
        orm__my_done(c, 0, "", "");
        return orm__my_no_memory(c);
    }
    status = orm__my_done_stmt(st, mysql_stmt_prepare(n->native, st->sql, (unsigned long)st->length) != 0);
    if (status != ORM_OK) {
        mysql_stmt_close(n->native);
        n->native = NULL;
    }
    return status;
}
/* The server has no place for another statement: those that this connection keeps and does not use are given up. */
static orm_status orm__my_prepare_again(orm__stmt *st) {
    while (orm__statement_evict(st->conn)) {}
    orm__error_clear(st->conn->error);
    const orm_status status = orm__my_prepare_once(st);
    if (status == ORM_OK || st->conn->error->native_code != 1461) return status;
    return orm__driver_fail(st->conn, ORM_FULL, 1461, "the server keeps no more prepared statements for anybody (max_prepared_stmt_count): raise it there, or lower orm_options.statement_cache and pool_max");
}
ORM__PRIVATE orm_status orm__my_prepare(orm__stmt *st) {
    orm__conn *c = st->conn;
    const orm_allocator *a = &c->db->allocator;
    const size_t packet = c->db->capabilities.max_packet;
    if (packet && st->length + 1 > packet) return orm__driver_fail(c, ORM_INVALID, 0, "the statement is %zu bytes long, and the server takes %zu (max_allowed_packet)", st->length, packet);
    orm__my_stmt *n = orm__alloc(a, sizeof *n);
    if (!n) return orm__my_no_memory(c);
    n->texts.allocator = n->kept.allocator = a;
    n->reads = orm__my_reads(st->sql);
    st->native = n;
    if (orm__my_sets_password(st->sql) && !(st->given && st->given->count)) return ORM_OK; /* as text: prepared and executed twice, MySQL 9 stores another password the second time */
    orm_status status = orm__my_prepare_once(st);
    if (status != ORM_OK && c->error->native_code == 1461) status = orm__my_prepare_again(st);
    if (status != ORM_OK && (c->error->native_code == 1295 || c->error->native_code == 1461) && !strchr(st->sql, '?')) { /* as text, then */
        orm__error_clear(c->error);
        status = ORM_OK;
    }
    if (status != ORM_OK) {
        orm__my_transaction_after(c);
        return status; /* finalize gives it all back */
    }
    if (n->native) {
        st->parameters = (int)mysql_stmt_param_count(n->native);
        if (!orm__my_values_new(n, a, st->parameters) || !orm__my_describe(st, n->native->fields, mysql_stmt_field_count(n->native))) return orm__my_no_memory(c);
        n->prepared_columns = st->columns;
        n->names = orm__my_names(n->fields, n->prepared_columns);
    }
    return ORM_OK;
}

/* ---- the end of a statement ---------------------------------------------------------------------------------------------------------------- */
/* A result that is not wanted any more.  Of a stream the rest is on its way: what does not come soon is ended like a statement that is late. */
static void orm__my_leave_result(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    const bool cursor = n->cursor;
    const orm_error told = *c->error;
    const int64_t until = orm__monotonic() + (cursor ? ORM__MY_GRACE_US : ORM__MY_PATIENCE_US);
    if (c->occupied == st) c->occupied = NULL;
    n->streaming = n->cursor = n->rows = false;
    if (!orm__my_of(c)->link) return;
    if (orm__my_call_until(c, until, NULL) == ORM_OK) {
        const bool failed = (cursor && mysql_stmt_reset(n->native)) || mysql_stmt_free_result(n->native) || mysql_stmt_errno(n->native) || mysql_errno(orm__my_of(c)->link);
        if (orm__my_done_stmt(st, failed) != ORM_OK) n->broke_off = true; /* ended by KILL: what the library thinks of the statement is not to be relied on */
    }
    *c->error = told;
}
ORM__PRIVATE orm_status orm__my_reset(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    if (n->streaming || n->cursor) {
        orm__my_leave_result(st);
    } else if (n->rows && n->native) {
        mysql_stmt_free_result(n->native);
    }
    if (n->text_result) mysql_free_result(n->text_result);
    n->text_result = NULL;
    n->rows = n->damaged = n->no_memory = false;
    for (int i = 0; i < n->parameter_count; i++) n->values[i].null = 1;
    for (int i = 0; i < n->column_count; i++) {
        orm__my_column *col = &n->columns[i];
        if (col->room <= ORM__MY_KEEP) continue;
        char *smaller = orm__resize(&c->db->allocator, col->bytes, col->room, ORM__MY_KEEP);
        if (!smaller) continue;
        col->bytes = smaller;
        col->room = ORM__MY_KEEP;
        orm__my_aim(&n->results[i], col);
    }
    orm__arena_reset(&n->texts);
    orm__arena_reset(&n->kept);
    n->keeps = false;
    if (!n->prepared_columns) orm__my_describe(st, NULL, 0); /* of a CALL they may be others the next time */
    return n->broke_off ? ORM_CANCELLED : ORM_OK; /* not to be kept */
}
#endif
