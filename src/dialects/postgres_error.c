/* postgres_error: what the server and libpq say, as statuses, and as messages that hold no secret. */
#include "postgres.h"
#ifdef ORM_POSTGRES
#include <stdio.h>
#include <string.h>

/* ---- errors ------------------------------------------------------------------------------------------------------------------------ */
ORM__PRIVATE orm_status orm__pg_status(const char *state) {
    static const struct { const char *state; orm_status status; } states[] = { /* whole codes before classes */
        { "23505", ORM_CONFLICT_UNIQUE }, { "23P01", ORM_CONFLICT_UNIQUE }, { "23503", ORM_CONFLICT_FOREIGN_KEY }, { "23001", ORM_CONFLICT_FOREIGN_KEY }, { "2BP01", ORM_CONFLICT_FOREIGN_KEY }, { "23514", ORM_CONFLICT_CHECK },
        { "23502", ORM_CONFLICT_NOT_NULL }, { "40001", ORM_SERIALIZATION }, { "40P01", ORM_DEADLOCK }, { "55P03", ORM_BUSY }, { "57014", ORM_CANCELLED }, { "25P02", ORM_TRANSACTION },
        { "25006", ORM_READ_ONLY }, { "25P03", ORM_CONNECTION }, { "57P01", ORM_CONNECTION }, { "57P02", ORM_CONNECTION }, { "57P03", ORM_CONNECTION }, { "57P05", ORM_CONNECTION },
        { "53100", ORM_FULL }, { "53200", ORM_NO_MEMORY }, { "53300", ORM_CONNECTION }, { "XX001", ORM_CORRUPT }, { "XX002", ORM_CORRUPT }, { "08", ORM_CONNECTION }, { "22", ORM_INVALID },
        { "0A", ORM_UNSUPPORTED }, { "28", ORM_CONFIG }, { "3D", ORM_CONFIG } };
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strncmp(state, states[i].state, strlen(states[i].state)) == 0) return states[i].status;
    return ORM_SQL;
}
/* A SQLSTATE as the server itself keeps it: six bits for each character.  1: there is none. */
static int orm__pg_code(const char *state) {
    int code = 0;
    for (int i = 0; i < 5 && state[i]; i++) code |= ((state[i] - '0') & 0x3f) << (6 * i);
    return code ? code : 1;
}
ORM__PRIVATE orm_status orm__pg_fail(orm__conn *c, orm_status status, const char *state, const char *message) {
    orm__driver_fail(c, status, orm__pg_code(state), "%s", message);
    memcpy(c->error->sqlstate, state, strlen(state) < 6 ? strlen(state) + 1 : 0);
    return status;
}
/* The columns of a violated constraint: of "Key (email)=(a@b.c) already exists." in any language, what stands in the first parentheses. */
static void orm__pg_name_columns(orm_error *error, const PGresult *r) {
    const char *column = PQresultErrorField(r, PG_DIAG_COLUMN_NAME), *detail = PQresultErrorField(r, PG_DIAG_MESSAGE_DETAIL);
    if (column) {
        orm__cut_text(error->column, sizeof error->column, column);
        return;
    }
    if (error->status != ORM_CONFLICT_UNIQUE && error->status != ORM_CONFLICT_FOREIGN_KEY) return;
    const char *from = detail ? strchr(detail, '(') : NULL, *to = from ? strstr(from, ")=(") : NULL;
    if (!to) return;
    char list[sizeof error->column];
    size_t n = 0;
    for (from++; from < to && n + 1 < sizeof list; from++)
        if (*from != '"') list[n++] = *from; /* a name that needs quotes stands in them */
    list[n] = 0;
    orm__cut_text(error->column, sizeof error->column, list);
}
/* Fills the error from a failed result. */
ORM__PRIVATE orm_status orm__pg_failed(orm__conn *c, const PGresult *r, orm_status why) {
    const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE), *primary = PQresultErrorField(r, PG_DIAG_MESSAGE_PRIMARY), *name = PQresultErrorField(r, PG_DIAG_CONSTRAINT_NAME);
    const char *function = PQresultErrorField(r, PG_DIAG_SOURCE_FUNCTION);
    char message[sizeof c->error->message];
    if (!state) state = "";
    orm__driver_clean(c->db, primary ? primary : PQresultErrorMessage(r), message, sizeof message);
    orm_status status = *state ? orm__pg_status(state) : ORM_SQL;
    if (status == ORM_CANCELLED && why == ORM_OK && strstr(message, "timeout")) why = ORM_TIMEOUT; /* the server's own limit */
    if (status == ORM_CANCELLED && why != ORM_OK) status = why;
    /* a table of a prepared statement was changed: prepared again it runs */
    if (status == ORM_UNSUPPORTED && function && strcmp(function, "RevalidateCachedQuery") == 0) status = ORM_SERIALIZATION;
    if (status == ORM_TIMEOUT && why == ORM_TIMEOUT && c->deadline) snprintf(message, sizeof message, "the statement ran into its deadline and was ended");
    if (status == ORM_CANCELLED && why == ORM_CANCELLED) snprintf(message, sizeof message, "cancelled by orm_cancel");
    orm__pg_fail(c, status, state, message);
    if (name) orm__cut_text(c->error->constraint, sizeof c->error->constraint, name);
    orm__pg_name_columns(c->error, r);
    return status;
}
/* The connection is of no use any more; it is closed at once, so that the server ends what runs on it. */
ORM__PRIVATE orm_status orm__pg_lost(orm__conn *c, orm_status why) {
    orm__pg *p = orm__pg_of(c);
    char message[400];
    orm__driver_clean(c->db, p->link ? PQerrorMessage(p->link) : "it was closed after an earlier failure", message, sizeof message);
    if (p->link && !c->adopted) PQfinish(p->link); /* the program's own is left to it */
    p->link = NULL;
    c->broken = !c->adopted;
    if (why == ORM_TIMEOUT) orm__driver_fail(c, why, 1, "the deadline passed and the server did not answer when it was told to stop: the connection was closed");
    else if (why == ORM_CANCELLED) orm__driver_fail(c, why, 1, "cancelled by orm_cancel; the server did not answer when it was told to stop: the connection was closed");
    else orm__driver_fail(c, ORM_CONNECTION, 1, "the connection to the server was lost: %s", message[0] ? message : "no reason was given");
    return c->error->status;
}
#endif
