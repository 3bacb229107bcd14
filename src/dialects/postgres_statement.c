/* postgres_statement: statements are prepared, described, and forgotten. */
#include "postgres.h"
#ifdef ORM_POSTGRES
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- statements ---------------------------------------------------------------------------------------------------------------------------- */
/* ROLLBACK must go through, also when the call's time is over. */
ORM__PRIVATE orm_status orm__pg_run(orm__conn *c, const char *sql) {
    PGresult *r = NULL;
    const bool rollback = strncmp(sql, "ROLLBACK", 8) == 0;
    const int64_t grace = orm__monotonic() + ORM__PG_GRACE_US;
    const int64_t deadline = rollback && c->deadline && c->deadline < grace ? grace : c->deadline;
    char begin[400];
    if (orm__pg_of(c)->pooled && strncmp(sql, "BEGIN", 5) == 0 && (size_t)snprintf(begin, sizeof begin, "%s" ORM__PG_LOCAL_SETTINGS, sql) < sizeof begin) sql = begin;
    orm_status status = orm__pg_query(c, sql, deadline, rollback ? NULL : c->cancelled, &r);
    const bool commit = strcmp(sql, "COMMIT") == 0;
    if (commit && status != ORM_OK && !orm__pg_of(c)->link) { /* late or not: what became of it is not known */
        char message[sizeof c->error->message];
        memcpy(message, c->error->message, sizeof message);
        return orm__driver_fail(c, ORM_CONNECTION, 1, "%s", message);
    }
    if (status != ORM_OK) return status;
    /* COMMIT of a transaction that failed "succeeds" as a rollback */
    if (commit && strcmp(PQcmdStatus(r), "ROLLBACK") == 0) status = orm__driver_fail(c, ORM_TRANSACTION, 1, "the server rolled the transaction back instead of committing it");
    PQclear(r);
    return status;
}
static void *orm__pg_part(char **at, size_t size) {
    void *part = *at;
    *at += (size + 15) & ~(size_t)15;
    return part;
}
static orm__pg_stmt *orm__pg_stmt_new(const orm_allocator *a, int parameters, int columns) {
    const size_t n = (size_t)parameters + 1, m = (size_t)columns + 1;
    const size_t size = sizeof(orm__pg_stmt) + n * (16 + sizeof(char *) + 2 * sizeof(int) + sizeof(Oid) + 1) + m + (n + m) * sizeof(orm__pg_type) + 16 * 10;
    orm__pg_stmt *native = orm__alloc(a, size);
    if (!native) return NULL;
    char *at = (char *)native;
    orm__pg_part(&at, sizeof *native);
    native->room = orm__pg_part(&at, n * 16);
    native->values = orm__pg_part(&at, n * sizeof *native->values);
    native->sizes = orm__pg_part(&at, n * sizeof *native->sizes);
    native->formats = orm__pg_part(&at, n * sizeof *native->formats);
    native->oids = orm__pg_part(&at, n * sizeof *native->oids);
    native->parameter_kinds = orm__pg_part(&at, n);
    native->column_kinds = orm__pg_part(&at, m);
    native->parameter_types = orm__pg_part(&at, n * sizeof *native->parameter_types);
    native->column_types = orm__pg_part(&at, m * sizeof *native->column_types);
    native->size = size;
    native->parameters = parameters;
    native->columns = columns;
    native->texts.allocator = a;
    return native;
}
/* Types of a statement whose numbers are this database's own: the catalogue tells how their values are sent. */
static void orm__pg_put_unknown(const orm__pg *p, const PGresult *described, orm__buffer *list) {
    orm__pg_type type;
    for (int i = 0; i < PQnparams(described) + PQnfields(described); i++) {
        const Oid oid = i < PQnparams(described) ? PQparamtype(described, i) : PQftype(described, i - PQnparams(described));
        if (!orm__pg_find_type(&p->types, oid, &type)) orm__put_format(list, "%s%u", list->length ? "," : "", (unsigned)oid);
    }
}
static orm_status orm__pg_learn(orm__conn *c, const PGresult *described) {
    orm__pg *p = orm__pg_of(c);
    orm__buffer list = { .allocator = &c->db->allocator }, sql = { .allocator = &c->db->allocator };
    PGresult *r = NULL;
    orm_status status = ORM_OK;
    orm__pg_put_unknown(p, described, &list);
    if (list.length || list.failed) {
        orm__put_format(&sql, "SELECT t.oid, coalesce(s.proname, ''), t.typelem FROM pg_catalog.pg_type t LEFT JOIN pg_catalog.pg_proc s ON s.oid = t.typsend WHERE t.oid IN (%s) OR t.oid IN "
                              "(SELECT e.typelem FROM pg_catalog.pg_type e WHERE e.oid IN (%s))", list.failed ? "" : list.text, list.failed ? "" : list.text);
        status = list.failed || sql.failed ? orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory") : orm__pg_query(c, sql.text, c->deadline, c->cancelled, &r);
        for (int i = 0; status == ORM_OK && i < PQntuples(r); i++) {
            const uint32_t oid = (uint32_t)strtoul(PQgetvalue(r, i, 0), NULL, 10), element = (uint32_t)strtoul(PQgetvalue(r, i, 2), NULL, 10);
            orm__pg_type known;
            if (!orm__pg_find_type(&p->types, oid, &known) && !orm__pg_learn_type(&p->types, oid, PQgetvalue(r, i, 1), element)) status = orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
        }
        PQclear(r);
    }
    orm__buffer_free(&list);
    orm__buffer_free(&sql);
    return status;
}
/* From what the server says of it. */
static orm_status orm__pg_describe(orm__conn *c, orm__stmt *st, const char *name, PGresult *r) {
    const orm__pg *p = orm__pg_of(c);
    const orm_status status = orm__pg_learn(c, r);
    if (status != ORM_OK) {
        PQclear(r);
        return status;
    }
    orm__pg_stmt *n = orm__pg_stmt_new(&c->db->allocator, PQnparams(r), PQnfields(r));
    if (!n) {
        PQclear(r);
        return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    }
    n->described = r;
    n->binary = true;
    n->types = &p->types;
    n->epoch = p->epoch;
    for (int i = 0; i < n->parameters; i++) {
        n->oids[i] = PQparamtype(r, i);
        orm__pg_find_type(&p->types, n->oids[i], &n->parameter_types[i]);
        n->parameter_kinds[i] = n->parameter_types[i].kind;
    }
    for (int i = 0; i < n->columns; i++) {
        const orm__pg_type *type = &n->column_types[i];
        orm__pg_find_type(&p->types, PQftype(r, i), &n->column_types[i]);
        n->column_kinds[i] = type->kind;
        n->binary = n->binary && type->kind != ORM__PG_OTHER && (type->kind != ORM__PG_ARRAY || type->element_kind != ORM__PG_OTHER);
    }
    memcpy(n->name, name, sizeof n->name);
    st->native = n;
    st->parameters = n->parameters;
    st->columns = n->columns;
    return ORM_OK;
}
static void orm__pg_forget(orm__pg *p, const char *name) {
    orm__put_format(&p->unused, "DEALLOCATE %s;", name);
    p->unused.failed = false; /* without memory the statement stays with the server until the connection ends */
}
#ifdef ORM__PG_PIPELINE
/* Statements of evicted cache entries; not inside a failed transaction, where the server takes nothing but its end.  They are gone from the list when they were
 * sent: what does not go then goes with the connection. */
static bool orm__pg_send_deallocate(orm__pg *p) {
    bool sent = true;
    for (char *at = p->unused.text, *end; sent && at < p->unused.text + p->unused.length; at = end + 1) {
        end = strchr(at, ';');
        *end = 0;
        sent = PQsendQueryParams(p->link, at, 0, NULL, NULL, NULL, NULL, 0);
    }
    p->unused.length = 0;
    return sent && PQpipelineSync(p->link);
}
/* In one round trip: what is to be forgotten, the statement, and what the server says of it. */
static orm_status orm__pg_prepare_and_describe(orm__conn *c, const char *name, const char *sql, int types, const Oid *oids, PGresult **described) {
    orm__pg *p = orm__pg_of(c);
    const bool forget = p->unused.length && PQtransactionStatus(p->link) != PQTRANS_INERROR;
    PGresult *forgotten = NULL;
    if (!PQenterPipelineMode(p->link) || (forget && !orm__pg_send_deallocate(p)) || !PQsendPrepare(p->link, name, sql, types, oids) || !PQsendDescribePrepared(p->link, name) || !PQpipelineSync(p->link))
        return orm__pg_not_sent(c);
    if (forget) orm__pg_results(p->link, c->deadline, c->cancelled, &forgotten); /* what went wrong shows below, or did not matter */
    PQclear(forgotten);
    return orm__pg_collect(c, c->deadline, c->cancelled, described);
}
#else
static orm_status orm__pg_prepare_and_describe(orm__conn *c, const char *name, const char *sql, int types, const Oid *oids, PGresult **described) {
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    orm_status status = ORM_OK;
    const bool apart = p->pooled && PQtransactionStatus(p->link) == PQTRANS_IDLE; /* the second trip must reach the same process */
    if (p->unused.length && PQtransactionStatus(p->link) != PQTRANS_INERROR) {
        status = orm__pg_query(c, p->unused.text, c->deadline, c->cancelled, &r);
        p->unused.length = 0;
        PQclear(r);
        r = NULL;
        if (status != ORM_OK && p->link && PQtransactionStatus(p->link) == PQTRANS_IDLE) { /* somebody else has done it */
            orm__error_clear(c->error);
            status = ORM_OK;
        }
    }
    if (status == ORM_OK && apart) status = orm__pg_run(c, "BEGIN");
    if (status == ORM_OK) status = PQsendPrepare(p->link, name, sql, types, oids) ? orm__pg_collect(c, c->deadline, c->cancelled, &r) : orm__pg_not_sent(c);
    PQclear(r);
    if (status == ORM_OK) status = PQsendDescribePrepared(p->link, name) ? orm__pg_collect(c, c->deadline, c->cancelled, described) : orm__pg_not_sent(c);
    if (apart && p->link && PQtransactionStatus(p->link) != PQTRANS_IDLE) {
        const orm_error told = *c->error;
        if (orm__pg_run(c, "ROLLBACK") != ORM_OK) orm__pg_lost(c, ORM_OK);
        *c->error = told;
    }
    return status;
}
#endif
/* The types of what raw SQL was given, for where nothing else tells them. */
static Oid orm__pg_oid_of(const orm_value *v) {
    static const uint16_t oids[ORM_TYPE_COUNT] = { [ORM_BOOL] = 16, [ORM_INT64] = 20, [ORM_UINT64] = 1700, [ORM_DOUBLE] = 701, [ORM_TEXT] = 25, [ORM_DECIMAL] = 1700, [ORM_BLOB] = 17, [ORM_UUID] = 2950,
        [ORM_TIMESTAMP] = 1184, [ORM_DATE] = 1082, [ORM_TIME] = 1083, [ORM_INTERVAL] = 1186 };
    return v->type < ORM_TYPE_COUNT ? oids[v->type] : 0;
}
/* Where nothing stands beside a parameter the server takes it for a text, and would compare numbers by their digits.  False: there is no such one.  With
 * `integers` 0 it only looks, else they are given the type of that number. */
#define ORM__PG_TEXT_OID 25
static bool orm__pg_is_taken_for_text(const orm__parameters *given, const PGresult *described, Oid integers, Oid *oids) {
    bool any = false;
    for (int i = 0; i < PQnparams(described); i++) {
        const orm_value *v = &given->items[i].value;
        const Oid found = PQparamtype(described, i), own = orm__pg_oid_of(v);
        const bool other = found == ORM__PG_TEXT_OID && own && own != ORM__PG_TEXT_OID;
        oids[i] = !other ? found : v->type == ORM_INT64 ? integers : own;
        any = any || other;
    }
    return any;
}
/* Prepares it with types.  Refused for the types' sake, *refused: the error is told, and the transaction goes on. */
static orm_status orm__pg_try_types(orm__conn *c, const char *name, const orm__stmt *st, const Oid *oids, bool guarded, bool *refused, PGresult **described) {
    const orm__pg *p = orm__pg_of(c);
    orm_status status = orm__pg_prepare_and_describe(c, name, st->sql, oids ? (int)st->given->count : 0, oids, described);
    *refused = status != ORM_OK && p->link && strncmp(c->error->sqlstate, "42", 2) == 0;
    if (!*refused || !guarded) return status;
    const orm_error told = *c->error;
    orm__error_clear(c->error);
    const orm_status back = orm__pg_run(c, "ROLLBACK TO SAVEPOINT orm_prepare");
    if (back != ORM_OK) return *refused = false, back;
    *c->error = told;
    return status;
}
static const Oid orm__pg_integers[] = { 20, 23 }; /* bigint; integer, which is what some operators and functions want */

/* When the server does not like the types the statement stays as it was. */
static orm_status orm__pg_prepare_as_given(orm__conn *c, char name[24], const orm__stmt *st, Oid *oids, bool guarded, PGresult **described) {
    orm__pg *p = orm__pg_of(c);
    for (size_t i = 0; i < 2 && orm__pg_is_taken_for_text(st->given, *described, orm__pg_integers[i], oids); i++) {
        char other[24] = "";
        PGresult *r = NULL;
        bool refused;
        if (name[0]) snprintf(other, sizeof other, "orm_%llu", (unsigned long long)++p->names);
        const orm_status status = orm__pg_try_types(c, other, st, oids, guarded, &refused, &r);
        if (status != ORM_OK && !refused) return status;
        orm__error_clear(c->error);
        if (refused) continue;
        if (name[0]) orm__pg_forget(p, name);
        memcpy(name, other, sizeof other);
        PQclear(*described);
        *described = r;
        break;
    }
    return ORM_OK;
}
/* The server finds the types of a statement's parameters by what stands beside them.  Of "? + ?" it cannot: then the values' own types are given. */
static orm_status orm__pg_prepare_typed(orm__conn *c, char name[24], const orm__stmt *st, Oid *oids, bool guarded, PGresult **described) {
    const int count = (int)st->given->count;
    bool refused;
    orm_status status = orm__pg_try_types(c, name, st, NULL, guarded, &refused, described);
    if (status == ORM_OK) return PQnparams(*described) == count ? orm__pg_prepare_as_given(c, name, st, oids, guarded, described) : ORM_OK;
    if (!refused || (strcmp(c->error->sqlstate, "42725") != 0 && strcmp(c->error->sqlstate, "42P18") != 0)) return status; /* an operator is not unique, a type not known */
    for (size_t i = 0; i < 2 && refused; i++) {
        for (int k = 0; k < count; k++) oids[k] = st->given->items[k].value.type == ORM_INT64 ? orm__pg_integers[i] : orm__pg_oid_of(&st->given->items[k].value);
        orm__error_clear(c->error);
        status = orm__pg_try_types(c, name, st, oids, guarded, &refused, described);
    }
    return status;
}
/* A refusal in a transaction would be its end, so a savepoint is set before raw SQL is shown to the server for the first time. */
static orm_status orm__pg_prepare_given(orm__conn *c, char name[24], const orm__stmt *st, PGresult **described) {
    const orm__pg *p = orm__pg_of(c);
    const size_t count = st->given ? st->given->count : 0;
    if (!count) return orm__pg_prepare_and_describe(c, name, st->sql, 0, NULL, described);
    const bool guarded = PQtransactionStatus(p->link) == PQTRANS_INTRANS;
    Oid *oids = orm__alloc(&c->db->allocator, count * sizeof *oids);
    if (!oids) return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    orm_status status = guarded ? orm__pg_run(c, "SAVEPOINT orm_prepare") : ORM_OK;
    if (status == ORM_OK) status = orm__pg_prepare_typed(c, name, st, oids, guarded, described);
    if (status == ORM_OK && guarded) status = orm__pg_run(c, "RELEASE SAVEPOINT orm_prepare");
    if (status != ORM_OK) {
        PQclear(*described);
        *described = NULL;
    }
    orm__free(&c->db->allocator, oids, count * sizeof *oids);
    return status;
}
/* Behind a pooler nothing is prepared: the server is asked for the types, once, and forgets the statement. */
ORM__PRIVATE orm_status orm__pg_prepare(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    char name[24] = "";
    if (!p->link) return orm__pg_not_sent(c);
    if (!p->pooled) snprintf(name, sizeof name, "orm_%llu", (unsigned long long)++p->names);
    orm_status status = orm__pg_prepare_given(c, name, st, &r);
    if (status == ORM_OK && (status = orm__pg_describe(c, st, name, r)) != ORM_OK && name[0]) orm__pg_forget(p, name);
    return status;
}
/* After DISCARD ALL, which we saw: nothing of ours is left, and the same names are free. */
ORM__PRIVATE orm_status orm__pg_prepare_again(orm__conn *c, orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    const orm__pg *p = orm__pg_of(c);
    PGresult *r = NULL;
    if (p->pooled || n->epoch == p->epoch) return ORM_OK;
    if (!PQsendPrepare(p->link, n->name, st->sql, n->parameters, n->oids)) return orm__pg_not_sent(c);
    const orm_status status = orm__pg_collect(c, c->deadline, c->cancelled, &r);
    PQclear(r);
    if (status == ORM_OK) n->epoch = p->epoch;
    return status;
}
ORM__PRIVATE void orm__pg_drop_result(orm__pg_stmt *n) {
    PQclear(n->result);
    n->result = NULL;
    while (n->ahead_at < n->ahead_count) PQclear(n->ahead[n->ahead_at++]);
    n->ahead_at = n->ahead_count = 0;
    n->rows = n->row = 0;
}
ORM__PRIVATE void orm__pg_finalize(orm__stmt *st) {
    orm__pg_stmt *n = st->native;
    orm__pg *p = orm__pg_of(st->conn);
    if (n->name[0] && n->epoch == p->epoch) orm__pg_forget(p, n->name);
    orm__pg_drop_result(n);
    PQclear(n->described);
    orm__arena_free(&n->texts);
    orm__free(&st->conn->db->allocator, n, n->size);
    st->native = NULL;
}
#endif
