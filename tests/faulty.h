/* A driver in front of the real one that fails on demand.  A program that uses it compiles the library itself:
 *     #define ORM_IMPLEMENTATION
 *     #define ORM__TEST_DRIVER
 *     #include "harness.h"
 *     #include "faulty.h"
 * Every function that can fail is counted; faulty_fail() names the one, the call and the status to fail with.  A lost connection stays lost, with its
 * transaction, until it is closed; a deadlock takes the transaction along, as it does on the servers. */
#ifndef FAULTY_H
#define FAULTY_H
#include <sys/socket.h>

#define FAULTY_FUNCTIONS(F) F(OPEN) F(RUN) F(PREPARE) F(BIND) F(BIND_ROW) F(EXECUTE) F(STEP) F(FETCH_ROW) F(CELL) F(COLUMN_NAME) F(RESET)
#define FAULTY_ENUM(name) FAULTY_##name,
typedef enum faulty_function { FAULTY_FUNCTIONS(FAULTY_ENUM) FAULTY_COUNT } faulty_function;
#define FAULTY_NAME(name) #name,
HARNESS_UNUSED static const char *const faulty_names[FAULTY_COUNT] = { FAULTY_FUNCTIONS(FAULTY_NAME) };

typedef struct faulty_state {
    faulty_function function;
    long at;                      /* which call fails, counted from 1; 0: none */
    const char *sql;              /* only of statements that begin so; NULL: of any */
    bool after;                   /* the real call is made first: the work is done, the answer is lost */
    orm_status status;
    long calls[FAULTY_COUNT], matching, hits;
    const void *lost;             /* the native connection that is gone */
    const orm__stmt *unsent;      /* of a server: its step will fail, so it was not executed */
    long opens, closes;
} faulty_state;
static faulty_state faulty;
static const orm__driver *faulty_real; /* all of a program's databases are of one dialect */

HARNESS_UNUSED static void faulty_clear(void) { faulty = (faulty_state){ .at = 0, .opens = faulty.opens, .closes = faulty.closes, .lost = faulty.lost }; }
HARNESS_UNUSED static void faulty_fail(faulty_function function, long at, orm_status status, const char *sql) {
    faulty_clear();
    faulty.function = function, faulty.at = at, faulty.status = status, faulty.sql = sql;
}

/* A server's connection is cut, so that the server rolls back; SQLite's is asked to. */
static void faulty_lose(orm__conn *c) {
    orm_error kept = *c->error;
    const int socket = faulty_real->socket ? faulty_real->socket(c) : -1;
    if (socket >= 0 && faulty.status == ORM_CONNECTION) shutdown(socket, SHUT_RDWR);
    else if (faulty_real->in_transaction(c)) faulty_real->run(c, "ROLLBACK");
    *c->error = kept;
    if (faulty.status == ORM_CONNECTION) faulty.lost = c->native;
}
static bool faulty_is_lost(orm__conn *c) {
    if (!faulty.lost || faulty.lost != c->native) return false;
    orm__driver_fail(c, ORM_CONNECTION, 9002, "the server has gone away");
    return true;
}
static bool faulty_is_about(faulty_function function, const char *sql) {
    return function == faulty.function && faulty.at && (!faulty.sql || (sql && strncmp(sql, faulty.sql, strlen(faulty.sql)) == 0));
}
/* Does this call fail?  The real call comes first when the answer, not the work, is to be lost. */
static bool faulty_hits(faulty_function function, const char *sql) {
    faulty.calls[function]++;
    return faulty_is_about(function, sql) && ++faulty.matching == faulty.at;
}
static orm_status faulty_now(orm__conn *c) {
    faulty.hits++;
    if (c->native && (faulty.status == ORM_CONNECTION || faulty.status == ORM_DEADLOCK)) faulty_lose(c);
    return orm__driver_fail(c, faulty.status, 9001, "injected: %s", orm_status_text(faulty.status));
}
#define FAULTY_CALL(c, function, sql, real)                            \
    if (faulty_is_lost(c)) return ORM_CONNECTION;                      \
    if (!faulty_hits(FAULTY_##function, (sql))) return (real);         \
    if (faulty.after) (void)(real);                                    \
    return faulty_now(c)

static orm_status faulty_open(orm__conn *c, const orm__url *url, const orm_options *options) {
    if (faulty_hits(FAULTY_OPEN, NULL)) return faulty_now(c);
    faulty.opens++;
    const orm_status status = faulty_real->open(c, url, options);
    if (status != ORM_OK) faulty.opens--;
    return status;
}
static void faulty_close(orm__conn *c) {
    faulty.closes++;
    if (faulty.lost == c->native) faulty.lost = NULL;
    faulty_real->close(c);
}
static orm_status faulty_run(orm__conn *c, const char *sql) { FAULTY_CALL(c, RUN, sql, faulty_real->run(c, sql)); }
static orm_status faulty_prepare(orm__stmt *st) { FAULTY_CALL(st->conn, PREPARE, st->sql, faulty_real->prepare(st)); }
static orm_status faulty_bind(orm__stmt *st, int at, const orm__cell *value) { FAULTY_CALL(st->conn, BIND, st->sql, faulty_real->bind(st, at, value)); }
static orm_status faulty_bind_row(orm__stmt *st, int at, const orm__field *const *fields, size_t count, const void *row, orm__decoding *scratch) {
    FAULTY_CALL(st->conn, BIND_ROW, st->sql, faulty_real->bind_row(st, at, fields, count, row, scratch));
}
/* SQLite works in its steps and undoes what an interrupted one has done.  A server has done all of it when the first answer comes: what is to fail is not sent. */
static orm_status faulty_execute(orm__stmt *st) {
    const bool sqlite = faulty_real->dialect == ORM_DIALECT_SQLITE;
    if (!sqlite && !faulty.after && faulty_is_about(FAULTY_STEP, st->sql) && faulty.matching + 1 == faulty.at && !faulty_is_lost(st->conn)) {
        faulty.calls[FAULTY_EXECUTE]++;
        faulty.unsent = st;
        return ORM_OK;
    }
    FAULTY_CALL(st->conn, EXECUTE, st->sql, faulty_real->execute(st));
}
#ifdef ORM_SQLITE
static void faulty_undo(orm__stmt *st) {
    if (faulty_real->dialect != ORM_DIALECT_SQLITE || !sqlite3_stmt_busy(st->native)) return;
    orm_error kept = *st->conn->error;
    sqlite3_interrupt(st->conn->native);
    faulty_real->step(st);
    *st->conn->error = kept;
}
#else
static void faulty_undo(orm__stmt *st) { (void)st; }
#endif
static orm__step faulty_step(orm__stmt *st) {
    if (faulty_is_lost(st->conn)) return ORM__STEP_FAILED;
    if (!faulty_hits(FAULTY_STEP, st->sql)) return faulty_real->step(st);
    if (faulty.after) {
        while (faulty_real->step(st) == ORM__STEP_ROW) {}
    } else {
        faulty_undo(st);
    }
    faulty_real->reset(st);
    faulty_now(st->conn);
    return ORM__STEP_FAILED;
}
static orm_status faulty_fetch_row(orm__stmt *st, const orm__field *const *fields, size_t count, void *row, orm__decoding *to) {
    FAULTY_CALL(st->conn, FETCH_ROW, st->sql, faulty_real->fetch_row(st, fields, count, row, to));
}
static orm_status faulty_cell(orm__stmt *st, int column, orm__cell *out) { FAULTY_CALL(st->conn, CELL, st->sql, faulty_real->cell(st, column, out)); }
static const char *faulty_column_name(orm__stmt *st, int column) {
    if (!faulty_hits(FAULTY_COLUMN_NAME, st->sql)) return faulty_real->column_name(st, column);
    faulty.hits++;
    return NULL; /* out of memory */
}
static orm_status faulty_reset(orm__stmt *st) {
    const orm_status status = faulty_real->reset(st);
    if (!faulty_hits(FAULTY_RESET, st->sql)) return status;
    faulty.hits++;
    return faulty.status;
}
static bool faulty_in_transaction(orm__conn *c) { return faulty.lost != c->native && faulty_real->in_transaction(c); }

const orm__driver *orm__test_driver(const orm__driver *real) {
    static orm__driver driver;
    faulty_real = real;
    driver = *real;
    driver.open = faulty_open, driver.close = faulty_close, driver.run = faulty_run, driver.prepare = faulty_prepare, driver.bind = faulty_bind;
    driver.bind_row = faulty_bind_row, driver.execute = faulty_execute, driver.step = faulty_step, driver.fetch_row = faulty_fetch_row;
    driver.cell = faulty_cell, driver.column_name = faulty_column_name, driver.reset = faulty_reset, driver.in_transaction = faulty_in_transaction;
    return &driver;
}
#endif
