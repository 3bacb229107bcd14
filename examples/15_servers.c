/* Servers: the same program on SQLite, PostgreSQL, MySQL or MariaDB, whichever DATABASE_URL names; without it, on SQLite in memory.
 *     cc -DORM_SQLITE -DORM_POSTGRES -DORM_MYSQL -I. examples/15_servers.c -o servers -lsqlite3 -lpq -lmariadb
 *     DATABASE_URL=postgresql://user:password@localhost/shop ./servers                     (its tables are dropped first)
 * Compiled without flags it knows SQLite alone, and says so when the URL names another. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ACCOUNT_MODEL(X)                                                            \
    X(key,   uuid,           id,       .auto_uuid = ORM_UUID_V7)                    \
    X(field, varchar(40),    owner,    .unique = true)                              \
    X(field, decimal(12, 2), balance,  .check = "balance >= 0")                     \
    X(field, timestamp,      opened,   .auto_now_add = true)                        \
    X(field, json,           settings, .default_value = "{}")
ORM_MODEL(Account, Accounts, ACCOUNT_MODEL, .table = "orm_example_accounts");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
static void log_line(void *context, orm_log_level level, const char *message) {
    (void)context;
    if (level >= ORM_LOG_WARNING) fprintf(stderr, "orm: %s\n", message);
}
/* All or nothing, and once more when another transaction was in the way. */
static orm_status transfer(orm_session *s, const char *from, const char *to, orm_decimal amount) {
    orm_retry(s, 5) {
        const orm_query *payer = orm_q(.where = orm_eq(Accounts.owner, from)), *payee = orm_q(.where = orm_eq(Accounts.owner, to));
        Account_update_where(s, payer, ORM_SET(orm_set(Accounts.balance, orm_sub(Accounts.balance, amount))));
        Account_update_where(s, payee, ORM_SET(orm_set(Accounts.balance, orm_add(Accounts.balance, amount))));
    }
    return orm_status_of(s);
}

int main(void) {
    orm_error err;
    const orm_options options = { .pool_max = 4, .connect_ms = 3000, .log = log_line };
    orm_db *db = getenv("DATABASE_URL") ? orm_open_env("DATABASE_URL", &options, &err) : orm_open("sqlite::memory:", &options, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; } /* no password is ever in a message */
    fprintf(stderr, "on %s\n", orm_dialect_name(orm_dialect_of(db)));
    orm_session *s = orm_session_open(db);
    must(s, orm_deadline(s, 10000)); /* no later call takes longer than ten seconds, whatever the network does */
    must(s, orm_drop_tables(s, ORM_MODELS(Account), NULL));
    must(s, orm_create_tables(s, ORM_MODELS(Account), NULL));

    /* many rows: COPY, arrays or long INSERTs, whatever this database does fastest; every row has its key afterwards */
    Account accounts[] = { { .owner = "Ann", .balance = ORM_DEC("100.00"), .settings = "{\"theme\": \"dark\"}" }, { .owner = "Bo", .balance = ORM_DEC("0.50"), .settings = "{}" },
                           { .owner = "Cy", .balance = ORM_DEC("12345678.90"), .settings = "{\"theme\": \"light\"}" } };
    must(s, Account_insert_all(s, accounts, 3));

    must(s, transfer(s, "Ann", "Bo", ORM_DEC("99.99")));
    printf("a second time: %s\n", orm_status_name(transfer(s, "Ann", "Bo", ORM_DEC("99.99")))); /* the CHECK refuses it, so nobody got anything */

    Account_list list = Account_all(s, orm_q(.order_by = { orm_asc(Accounts.owner) }));
    must(s, orm_status_of(s));
    orm_foreach(Account, a, list) printf("%s has %s\n", a->owner, a->balance.text);

    const orm_value sum = Account_aggregate(s, NULL, orm_sum(Accounts.balance)); /* exact, on SQLite too */
    must(s, orm_status_of(s));
    printf("in all %s\n", orm_value_text(sum));

    const int64_t dark = Account_count(s, orm_q(.where = orm_eq(orm_json_text(Accounts.settings, "theme"), "dark")));
    must(s, orm_status_of(s));
    printf("dark themes: %" PRId64 "\n", dark);

    Account ann = { .owner = "Ann", .balance = ORM_DEC("7.00"), .settings = "{}" };
    bool inserted = true; /* an upsert means the same everywhere; MySQL has no conflict target of its own */
    must(s, Account_upsert(s, &ann, &(orm_conflict){ .target = ORM_COLS(Accounts.owner), .update = ORM_COLS(Accounts.balance), .inserted = &inserted }));
    printf("%s Ann: %s, theme kept: %s\n", inserted ? "inserted" : "updated", ann.balance.text, ann.settings[1] != '}' ? "yes" : "no");

    must(s, orm_drop_tables(s, ORM_MODELS(Account), NULL));
    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
