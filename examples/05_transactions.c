/* Transactions: the block, a savepoint inside it, what a failure does, and trying again. */
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define ACCOUNT_MODEL(X)                                                    \
    X(key,   int64, id,      .auto_increment = true)                        \
    X(field, text,  owner,   .unique = true)                                \
    X(field, int64, balance, .check = "balance >= 0")
ORM_MODEL(Account, Accounts, ACCOUNT_MODEL, .table = "accounts");

static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    fprintf(stderr, "%s\n", orm_error_of(s)->message);
    exit(1);
}
static void show(orm_session *s, const char *what) {
    Account_list list = Account_all(s, orm_q(.order_by = { orm_asc(Accounts.id) }));
    must(s, orm_status_of(s));
    printf("%-12s", what);
    orm_foreach(Account, a, list) printf(" %s %" PRId64, a->owner, a->balance);
    printf("\n");
}
static int64_t add(orm_session *s, int64_t id, int64_t amount) {
    return Account_update_where(s, orm_q(.where = orm_eq(Accounts.id, id)), ORM_SET(orm_set(Accounts.balance, orm_add(Accounts.balance, amount))));
}
/* Both or neither.  What fails inside makes the block roll back by itself; leaving it by return, break or goto rolls back at once. */
static orm_status transfer(orm_session *s, int64_t from, int64_t to, int64_t amount) {
    orm_transaction(s) {
        add(s, to, amount);
        add(s, from, -amount);
    }
    return orm_status_of(s); /* the first failure in the block, or that of COMMIT */
}
static void told(orm_session *s, void *data) {
    (void)s;
    printf("%-12s %s\n", "committed:", (const char *)data);
}

int main(void) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", NULL, &err);
    if (!db) { fprintf(stderr, "%s\n", err.message); return 1; }
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(Account), NULL));
    Account rows[] = { { .owner = "Ann", .balance = 100 }, { .owner = "Bo", .balance = 20 } };
    must(s, Account_insert_all(s, rows, 2));

    must(s, transfer(s, rows[0].id, rows[1].id, 30));
    show(s, "transferred:");
    const orm_status status = transfer(s, rows[0].id, rows[1].id, 500); /* more than there is: the CHECK refuses */
    printf("%-12s %s\n", "refused:", orm_status_name(status));
    show(s, "unchanged:");

    /* A transaction inside another is a savepoint: the way to survive a conflict. */
    orm_transaction(s) {
        must(s, orm_after_commit(s, told, "three accounts"));
        Account cy = { .owner = "Cy", .balance = 5 }, twin = { .owner = "Ann" };
        must(s, Account_insert(s, &cy));
        orm_transaction(s) Account_insert(s, &twin);
        if (orm_status_of(s) != ORM_CONFLICT_UNIQUE) return 1;
        must(s, Account_update_only(s, &cy, ORM_COLS(Accounts.balance)));
    }
    must(s, orm_status_of(s));
    show(s, "with Cy:");

    /* Up to three attempts, when another connection is in the way; the rows of a failed attempt are new again. */
    orm_retry(s, 3) {
        Account dee = { .owner = "Dee", .balance = 1 };
        must(s, Account_insert(s, &dee));
        add(s, rows[0].id, -1);
    }
    must(s, orm_status_of(s));
    show(s, "with Dee:");

    orm_transaction(s) {
        add(s, rows[0].id, 1000000);
        must(s, orm_abort(s)); /* thought better of it */
    }
    show(s, "aborted:");

    /* The same by hand, and read-only. */
    must(s, orm_begin_with(s, &(orm_tx){ .read_only = true }));
    if (add(s, rows[0].id, 1) >= 0) return 1;
    printf("%-12s %s\n", "read-only:", orm_status_name(orm_status_of(s)));
    must(s, orm_rollback(s));

    must(s, orm_session_close(s));
    return orm_close(db) != ORM_OK;
}
