/* Transactions: begin, commit, rollback, savepoints, poison, blocks, retries, callbacks. */
#include "harness.h"

#define ACCOUNT_MODEL(X)                                  \
    X(key,   int64, id,      .auto_increment = true)      \
    X(field, text,  owner,   .unique = true)              \
    X(field, int64, balance, .check = "balance >= 0")
ORM_MODEL(Account, Accounts, ACCOUNT_MODEL, .table = "accounts");
#define ENTRY_MODEL(X)                                                            \
    X(key,   int64, id,         .auto_increment = true)                           \
    X(field, int64, account_id, .references = ORM_REF(Account, id))               \
    X(field, int64, amount)
ORM_MODEL(Entry, Entries, ENTRY_MODEL, .table = "entries");

typedef struct fixture { orm_db *db; orm_session *s; } fixture;
static fixture f;

static int begin_with(const orm_options *options) {
    f.db = test_open_with(test_url(false), options);
    f.s = orm_session_open(f.db);
    assert_non_null(f.s);
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Account, Entry), NULL));
    return 0;
}
static int setup(void **state) {
    (void)state;
    return begin_with(NULL);
}
static int teardown(void **state) {
    (void)state;
    orm_session_close(f.s);
    return orm_close(f.db) == ORM_OK ? 0 : -1;
}
static Account account(const char *owner, int64_t balance) { return (Account){ .owner = owner, .balance = balance }; }
static orm_status add(const char *owner) {
    Account a = account(owner, 1);
    return Account_insert(f.s, &a);
}
static int64_t count(void) { return Account_count(f.s, NULL); }
static bool there(const char *owner) { return Account_exists(f.s, orm_q(.where = orm_eq(Accounts.owner, owner))); }

/* ---- begin, commit, rollback ------------------------------------------------------------------------------------------------------ */
static void test_transaction_commit_keeps(void **state) {
    (void)state;
    assert_int_equal(orm_depth(f.s), 0);
    assert_ok(f.s, orm_begin(f.s));
    assert_int_equal(orm_depth(f.s), 1);
    assert_ok(f.s, add("a"));
    assert_ok(f.s, orm_commit(f.s));
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(count(), 1);
}
static void test_transaction_rollback_undoes(void **state) {
    (void)state;
    Account a = account("a", 5);
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, Account_insert(f.s, &a));
    assert_int_not_equal(a.id, 0);
    assert_int_equal(count(), 1);
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(count(), 0);
    assert_ok(f.s, Account_save(f.s, &a)); /* the row is new again: this inserts */
    assert_int_equal(count(), 1);
}
static void test_transaction_end_without_begin_is_misuse(void **state) {
    (void)state;
    assert_fails(f.s, orm_commit(f.s), ORM_MISUSE);
    assert_message(f.s, "orm_begin");
    assert_fails(f.s, orm_rollback(f.s), ORM_MISUSE);
    assert_fails(f.s, orm_abort(f.s), ORM_MISUSE);
}
static void test_transaction_nested_is_savepoint(void **state) {
    (void)state;
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, add("outer"));
    assert_ok(f.s, orm_begin(f.s));
    assert_int_equal(orm_depth(f.s), 2);
    assert_ok(f.s, add("inner"));
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(orm_depth(f.s), 1);
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, add("second"));
    assert_ok(f.s, orm_commit(f.s));
    assert_ok(f.s, orm_commit(f.s));
    assert_true(there("outer"));
    assert_true(there("second"));
    assert_false(there("inner"));
}
static void test_transaction_outer_rollback_takes_committed_savepoints(void **state) {
    (void)state;
    Account a = account("inner", 1);
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, Account_insert(f.s, &a));
    assert_ok(f.s, orm_commit(f.s));
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(count(), 0);
    assert_fails(f.s, Account_update(f.s, &a), ORM_MISUSE); /* new again */
    assert_int_equal(a.id, 0);
}
static void test_transaction_depth_64(void **state) {
    (void)state;
    char name[16];
    for (int i = 0; i < 64; i++) {
        assert_ok(f.s, orm_begin(f.s));
        snprintf(name, sizeof name, "n%d", i);
        assert_ok(f.s, add(name));
    }
    assert_int_equal(orm_depth(f.s), 64);
    assert_fails(f.s, orm_begin(f.s), ORM_MISUSE);
    assert_message(f.s, "64");
    assert_int_equal(orm_depth(f.s), 64);
    Account pair[2] = { { .owner = "p" }, { .owner = "q" } };
    assert_ok(f.s, Account_insert_all(f.s, pair, 2)); /* a bulk verb works at any depth */
    for (int i = 0; i < 32; i++) assert_ok(f.s, orm_rollback(f.s));
    for (int i = 0; i < 32; i++) assert_ok(f.s, orm_commit(f.s));
    assert_int_equal(count(), 32);
}
static void test_transaction_close_inside_rolls_back(void **state) {
    (void)state;
    orm_session *other = orm_session_open(f.db);
    Account a = account("lost", 1);
    assert_ok(other, orm_begin(other));
    assert_ok(other, orm_begin(other));
    assert_ok(other, Account_insert(other, &a));
    assert_int_equal(orm_session_close(other), ORM_OK);
    assert_int_equal(count(), 0); /* and the connection is free */
    assert_ok(f.s, Account_save(f.s, &a));
}
static void test_transaction_options_inside_refused(void **state) {
    (void)state;
    assert_ok(f.s, orm_begin(f.s));
    assert_fails(f.s, orm_begin_with(f.s, &(orm_tx){ .read_only = true }), ORM_MISUSE);
    assert_message(f.s, "savepoint");
    assert_fails(f.s, orm_begin_with(f.s, &(orm_tx){ .isolation = ORM_SERIALIZABLE }), ORM_MISUSE);
    assert_fails(f.s, orm_begin_with(f.s, &(orm_tx){ .deferrable = true }), ORM_MISUSE);
    assert_int_equal(orm_depth(f.s), 1);
    assert_ok(f.s, add("still usable"));
    assert_ok(f.s, orm_commit(f.s));
}
static void test_transaction_wrong_options_refused(void **state) {
    (void)state;
    assert_fails(f.s, orm_begin_with(f.s, &(orm_tx){ .isolation = (orm_isolation)77 }), ORM_MISUSE);
    orm_tx garbage;
    memset(&garbage, 0x5a, sizeof garbage);
    garbage.isolation = ORM_ISOLATION_DEFAULT;
    garbage.read_only = garbage.deferrable = false;
    assert_fails(f.s, orm_begin_with(f.s, &garbage), ORM_MISUSE);
    assert_int_equal(orm_depth(f.s), 0);
}
static void test_transaction_isolation_levels(void **state) {
    (void)state;
    const orm_isolation levels[] = { ORM_READ_COMMITTED, ORM_REPEATABLE_READ, ORM_SERIALIZABLE };
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        assert_ok(f.s, orm_begin_with(f.s, &(orm_tx){ .isolation = levels[i] }));
        assert_true(count() >= 0);
        assert_ok(f.s, orm_commit(f.s));
    }
}
static void test_sqlite_read_uncommitted_is_unsupported(void **state) {
    (void)state;
    assert_fails(f.s, orm_begin_with(f.s, &(orm_tx){ .isolation = ORM_READ_UNCOMMITTED }), ORM_UNSUPPORTED);
    assert_message(f.s, "SQLite");
    assert_int_equal(orm_depth(f.s), 0);
}
static void test_transaction_read_only(void **state) {
    (void)state;
    assert_ok(f.s, add("before"));
    assert_ok(f.s, orm_begin_with(f.s, &(orm_tx){ .read_only = true }));
    assert_int_equal(count(), 1);
    assert_fails(f.s, add("refused"), ORM_READ_ONLY);
    assert_ok(f.s, orm_rollback(f.s));
    assert_ok(f.s, add("afterwards")); /* the connection writes again */
    assert_ok(f.s, orm_begin_with(f.s, &(orm_tx){ .read_only = true, .isolation = ORM_SERIALIZABLE, .deferrable = !test_on("mysql") }));
    assert_int_equal(count(), 2);
    assert_ok(f.s, orm_commit(f.s));
    assert_ok(f.s, add("and again"));
}
static void test_transaction_sql_words_are_refused(void **state) {
    (void)state;
    const char *const words[] = { "BEGIN", "COMMIT", "ROLLBACK", "END", "SAVEPOINT x", "RELEASE x", "  begin immediate", "/* a */ COMMIT", "-- a\nROLLBACK", ";COMMIT", "/* COMMIT" };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        assert_int_equal(orm_exec_text(f.s, words[i], orm_args()), -1);
        assert_session(f.s, ORM_MISUSE);
        orm_rows r = orm_sql_text(f.s, words[i], orm_args());
        assert_false(orm_next(&r));
        assert_session(f.s, ORM_MISUSE);
    }
}

/* ---- poison ------------------------------------------------------------------------------------------------------------------------- */
static void test_transaction_conflict_poisons(void **state) {
    (void)state;
    Account a = account("a", 1);
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, Account_insert(f.s, &a));
    assert_fails(f.s, add("a"), ORM_CONFLICT_UNIQUE);
    assert_fails(f.s, add("b"), ORM_TRANSACTION);
    assert_message(f.s, "ORM_CONFLICT_UNIQUE");
    assert_message(f.s, "orm_rollback");
    assert_int_equal(count(), -1);
    assert_session(f.s, ORM_TRANSACTION);
    assert_null(Account_get(f.s, a.id));
    assert_session(f.s, ORM_TRANSACTION);
    assert_int_equal(orm_exec(f.s, "DELETE FROM accounts", orm_args()), -1);
    assert_session(f.s, ORM_TRANSACTION);
    assert_fails(f.s, orm_begin(f.s), ORM_TRANSACTION);
    assert_fails(f.s, orm_commit(f.s), ORM_TRANSACTION);
    assert_int_equal(orm_depth(f.s), 1);
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(count(), 0);
}
static void test_transaction_every_refused_statement_poisons(void **state) {
    (void)state;
    Account base = account("base", 1);
    assert_ok(f.s, Account_insert(f.s, &base));
    Account negative = account("x", -1);
    Entry orphan = { .account_id = 4711, .amount = 1 };
    for (int i = 0; i < 4; i++) {
        orm_status wanted = ORM_SQL;
        assert_ok(f.s, orm_begin(f.s));
        if (i == 0) assert_fails(f.s, Account_insert(f.s, &negative), wanted = ORM_CONFLICT_CHECK);
        if (i == 1) assert_fails(f.s, Entry_insert(f.s, &orphan), wanted = ORM_CONFLICT_FOREIGN_KEY);
        if (i == 2) assert_int_equal(orm_exec(f.s, "UPDATE accounts SET owner = NULL", orm_args()), -1), assert_session(f.s, wanted = ORM_CONFLICT_NOT_NULL);
        if (i == 3) assert_int_equal(orm_exec(f.s, "UPDATE nowhere SET owner = NULL", orm_args()), -1), assert_session(f.s, wanted);
        assert_int_equal(count(), -1);
        assert_session(f.s, ORM_TRANSACTION);
        assert_message(f.s, orm_status_name(wanted));
        assert_ok(f.s, orm_rollback(f.s));
    }
    assert_int_equal(count(), 1);
}
/* ORM_INVALID from the database is not one from the library: the statement was run, and PostgreSQL has ended the transaction. */
static void test_transaction_value_refused_by_the_database_poisons(void **state) {
    (void)state;
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, add("a"));
    assert_int_equal(Account_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Accounts.balance, orm_mul(orm_add(Accounts.balance, INT64_MAX / 2), 4)))), -1);
    const orm_status told = orm_status_of(f.s);
    assert_true(told != ORM_OK && told != ORM_MISUSE);
    assert_int_equal(count(), -1);
    assert_session(f.s, ORM_TRANSACTION);
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(count(), 0);
}
static void test_transaction_own_findings_never_poison(void **state) {
    (void)state;
    Account a = account("a", 1), absent = { .id = 999 };
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, Account_insert(f.s, &a));
    assert_null(Account_get(f.s, 999));
    assert_session(f.s, ORM_NOT_FOUND);
    assert_fails(f.s, Account_delete(f.s, &absent), ORM_NOT_FOUND);
    assert_ok(f.s, add("b"));
    assert_null(Account_one(f.s, NULL));
    assert_session(f.s, ORM_MULTIPLE_ROWS);
    Account bad = account("\xff", 1);
    assert_fails(f.s, Account_insert(f.s, &bad), ORM_INVALID);
    assert_fails(f.s, Account_insert(f.s, NULL), ORM_MISUSE);
    assert_fails(f.s, orm_begin_with(f.s, &(orm_tx){ .read_only = true }), ORM_MISUSE);
    assert_int_equal(Account_delete_where(f.s, NULL), -1);
    assert_session(f.s, ORM_MISUSE);
    assert_ok(f.s, add("c")); /* nothing of that ended the transaction */
    assert_ok(f.s, orm_commit(f.s));
    assert_int_equal(count(), 3);
}
static void test_transaction_nested_survives_conflict(void **state) {
    (void)state;
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, add("a"));
    assert_ok(f.s, orm_begin(f.s));
    assert_fails(f.s, add("a"), ORM_CONFLICT_UNIQUE);
    assert_fails(f.s, add("b"), ORM_TRANSACTION);
    assert_message(f.s, "savepoint");
    assert_ok(f.s, orm_rollback(f.s));
    assert_ok(f.s, add("b"));
    assert_ok(f.s, orm_commit(f.s));
    assert_int_equal(count(), 2);
}
static void test_transaction_bulk_inside_is_all_or_nothing(void **state) {
    (void)state;
    Account rows[3] = { { .owner = "x", .balance = 1 }, { .owner = "y", .balance = 1 }, { .owner = "\xff", .balance = 1 } };
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, add("a"));
    assert_fails(f.s, Account_insert_all(f.s, rows, 3), ORM_INVALID); /* does not poison, so nothing of it may be left */
    assert_int_equal(count(), 1);
    rows[2].owner = "z";
    assert_ok(f.s, Account_insert_all(f.s, rows, 3));
    rows[0].balance = 7;
    Account absent = rows[1];
    absent.id = 999;
    Account two[2] = { rows[0], absent };
    assert_fails(f.s, Account_update_all(f.s, two, 2), ORM_NOT_FOUND);
    assert_int_equal(Account_count(f.s, orm_q(.where = orm_eq(Accounts.balance, 7))), 0);
    assert_fails(f.s, Account_delete_all(f.s, two, 2), ORM_NOT_FOUND);
    assert_int_equal(count(), 4);
    rows[1].owner = "a";
    Account conflict[2] = { { .owner = "new" }, { .owner = "a" } };
    assert_fails(f.s, Account_insert_all(f.s, conflict, 2), ORM_CONFLICT_UNIQUE);
    assert_int_equal(count(), -1); /* a database error poisons, in a bulk verb as elsewhere */
    assert_session(f.s, ORM_TRANSACTION);
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(count(), 0);
}
#define NOTE_MODEL(X) X(key, int64, id) X(field, int64, account_id, .references = ORM_REF(Account, id))
ORM_MODEL(Note, Notes, NOTE_MODEL, .table = "notes");
static void test_deferred_foreign_key_fails_at_commit(void **state) {
    (void)state;
    assert_int_equal(orm_exec(f.s, "CREATE TABLE notes (id BIGINT PRIMARY KEY, account_id BIGINT NOT NULL REFERENCES accounts(id) DEFERRABLE INITIALLY DEFERRED)", orm_args()), 0);
    Note note = { .id = 1, .account_id = 77 };
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, Note_insert(f.s, &note));
    assert_fails(f.s, orm_commit(f.s), ORM_CONFLICT_FOREIGN_KEY);
    assert_int_equal(orm_depth(f.s), 1);
    assert_int_equal(Note_count(f.s, NULL), -1); /* as on every database: it has to be rolled back */
    assert_session(f.s, ORM_TRANSACTION);
    assert_ok(f.s, orm_rollback(f.s));
    assert_int_equal(Note_count(f.s, NULL), 0);
    orm_transaction(f.s) {
        note = (Note){ .id = 1, .account_id = 77 };
        assert_ok(f.s, Note_insert(f.s, &note));
    }
    assert_session(f.s, ORM_CONFLICT_FOREIGN_KEY);
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(Note_count(f.s, NULL), 0);
}

/* ---- blocks ---------------------------------------------------------------------------------------------------------------------------- */
static void test_transaction_block_commits(void **state) {
    (void)state;
    orm_transaction(f.s) {
        assert_int_equal(orm_depth(f.s), 1);
        assert_ok(f.s, add("a"));
    }
    assert_session(f.s, ORM_OK);
    assert_int_equal(orm_depth(f.s), 0);
    assert_true(there("a"));
}
static void test_transaction_block_continue_commits(void **state) {
    (void)state;
    int runs = 0;
    orm_transaction(f.s) {
        runs++;
        assert_ok(f.s, add("a"));
        if (runs) continue;
        assert_ok(f.s, add("never"));
    }
    assert_int_equal(runs, 1);
    assert_session(f.s, ORM_OK);
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(count(), 1);
}
static void test_transaction_block_break_rolls_back(void **state) {
    (void)state;
    orm_transaction(f.s) {
        assert_ok(f.s, add("a"));
        if (orm_depth(f.s) == 1) break;
    }
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(count(), 0);
}
static int leave_by_return(void) {
    orm_transaction(f.s) {
        add("a");
        orm_transaction(f.s) {
            add("b");
            return orm_depth(f.s);
        }
    }
    return -1;
}
static void test_transaction_block_return_rolls_back_at_once(void **state) {
    (void)state;
    assert_int_equal(leave_by_return(), 2);
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(count(), 0);
}
static void test_transaction_block_goto_rolls_back(void **state) {
    (void)state;
    orm_transaction(f.s) {
        assert_ok(f.s, add("a"));
        goto out;
    }
    fail();
out:
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(count(), 0);
}
static void test_transaction_block_abort(void **state) {
    (void)state;
    orm_transaction(f.s) {
        assert_ok(f.s, add("a"));
        assert_ok(f.s, orm_abort(f.s));
        assert_ok(f.s, add("b")); /* runs to its end, then rolls back */
    }
    assert_session(f.s, ORM_OK);
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(count(), 0);
}
static void test_transaction_block_first_failure_is_told(void **state) {
    (void)state;
    assert_ok(f.s, add("a"));
    orm_transaction(f.s) {
        assert_fails(f.s, add("a"), ORM_CONFLICT_UNIQUE);
        assert_fails(f.s, add("b"), ORM_TRANSACTION);
        assert_fails(f.s, add("c"), ORM_TRANSACTION);
    }
    assert_session(f.s, ORM_CONFLICT_UNIQUE);
    assert_true(orm_error_of(f.s)->message[0] != 0);
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(count(), 1);
    orm_transaction(f.s) {
        assert_ok(f.s, add("b"));
        assert_fails(f.s, add("a"), ORM_CONFLICT_UNIQUE); /* the last call: its own words are kept */
    }
    assert_session(f.s, ORM_CONFLICT_UNIQUE);
    assert_message(f.s, "Account");
    assert_string_equal(orm_error_of(f.s)->model, "Account");
    assert_int_equal(count(), 1);
}
static void test_transaction_block_rolls_back_when_any_write_failed(void **state) {
    (void)state;
    Account absent = { .id = 999 };
    orm_transaction(f.s) {
        assert_ok(f.s, add("a"));
        assert_fails(f.s, Account_delete(f.s, &absent), ORM_NOT_FOUND);
        assert_ok(f.s, add("b"));
    }
    assert_session(f.s, ORM_NOT_FOUND);
    assert_int_equal(count(), 0);
    orm_transaction(f.s) {
        assert_ok(f.s, add("a"));
        assert_null(Account_get(f.s, 999)); /* a read that finds nothing is no failure */
        assert_session(f.s, ORM_NOT_FOUND);
    }
    assert_session(f.s, ORM_OK);
    assert_int_equal(count(), 1);
    orm_transaction(f.s) {
        assert_ok(f.s, add("b"));
        assert_int_equal(orm_exec(f.s, "DELETE FROM accounts WHERE ?", orm_args()), -1);
    }
    assert_session(f.s, ORM_MISUSE);
    assert_int_equal(count(), 1);
}
static void test_transaction_blocks_nest(void **state) {
    (void)state;
    orm_transaction(f.s) {
        assert_ok(f.s, add("a"));
        orm_transaction(f.s) {
            assert_int_equal(orm_depth(f.s), 2);
            assert_fails(f.s, add("a"), ORM_CONFLICT_UNIQUE);
        }
        assert_session(f.s, ORM_CONFLICT_UNIQUE);
        assert_int_equal(orm_depth(f.s), 1);
        orm_transaction(f.s) {
            assert_ok(f.s, add("b"));
            assert_ok(f.s, orm_abort(f.s));
        }
        orm_transaction(f.s) assert_ok(f.s, add("c"));
    }
    assert_session(f.s, ORM_OK);
    assert_true(there("a"));
    assert_false(there("b"));
    assert_true(there("c"));
    int rounds = 0; /* in a loop: break leaves the block, not the loop */
    for (int i = 0; i < 3; i++) {
        orm_transaction(f.s) {
            if (i == 1) break;
            rounds++;
        }
    }
    assert_int_equal(rounds, 2);
}
static void test_transaction_block_that_ends_itself(void **state) {
    (void)state;
    orm_transaction(f.s) {
        assert_ok(f.s, add("a"));
        assert_ok(f.s, orm_commit(f.s));
    }
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(count(), 1);
    orm_transaction(f.s) {
        assert_ok(f.s, add("b"));
        assert_ok(f.s, orm_rollback(f.s));
    }
    assert_int_equal(orm_depth(f.s), 0);
    assert_int_equal(count(), 1);
    orm_transaction(f.s) {
        assert_ok(f.s, add("c"));
        assert_ok(f.s, orm_begin(f.s)); /* begun and left open: rolled back with its work */
        assert_ok(f.s, add("d"));
    }
    assert_int_equal(orm_depth(f.s), 0);
    assert_true(there("c"));
    assert_false(there("d"));
}
static void test_transaction_block_without_session(void **state) {
    (void)state;
    int runs = 0;
    orm_transaction(NULL) runs++;
    orm_retry(NULL, 5) runs++;
    assert_int_equal(runs, 0);
    orm_session *closed = orm_session_open(f.db);
    orm_session_close(closed);
    orm_transaction(closed) runs++;
    assert_int_equal(runs, 0);
    assert_int_equal(orm_status_of(closed), ORM_MISUSE);
}
static void test_transaction_block_session_closed_inside(void **state) {
    (void)state;
    orm_session *other = orm_session_open(f.db);
    orm_transaction(other) {
        Account a = account("x", 1);
        assert_ok(other, Account_insert(other, &a));
        assert_int_equal(orm_session_close(other), ORM_OK);
    }
    assert_int_equal(count(), 0);
}

/* ---- retry ------------------------------------------------------------------------------------------------------------------------------ */
typedef struct naps { int count, milliseconds[32]; } naps;
static void count_nap(void *context, int milliseconds) {
    naps *n = context;
    if (n->count < 32) n->milliseconds[n->count] = milliseconds;
    n->count++;
}
static bool no_random(void *context, void *bytes, size_t size) {
    (void)context;
    memset(bytes, 0, size);
    return true;
}
/* A file database whose writers do not wait, and a session of another one that holds a lock: on the same file, or on a second one. */
typedef struct busy_pair { orm_db *db, *other; orm_session *s, *holder; char other_file[1000]; naps naps; int release_at; } busy_pair;
static void nap_and_release(void *context, int milliseconds) {
    busy_pair *p = context;
    count_nap(&p->naps, milliseconds);
    if (p->naps.count == p->release_at) assert_ok(p->holder, orm_rollback(p->holder));
}
static void busy_pair_open(busy_pair *p, bool same_file) {
    *p = (busy_pair){ .db = NULL };
    const orm_options options = { .busy_timeout = -1, .sleep = nap_and_release, .sleep_context = p, .random = no_random };
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    p->db = test_open_with(url, &options);
    p->s = orm_session_open(p->db);
    assert_ok(p->s, orm_create_tables(p->s, ORM_MODELS(Account, Entry), NULL));
    if (!same_file) snprintf(url, sizeof url, "%s", test_url(true));
    snprintf(p->other_file, sizeof p->other_file, "%s", url + strlen("sqlite:///"));
    p->other = test_open_with(url, &options);
    p->holder = orm_session_open(p->other);
    if (!same_file) assert_int_equal(orm_exec(p->holder, "CREATE TABLE log (runs INTEGER)", orm_args()), 0);
    assert_ok(p->holder, orm_begin(p->holder));
}
static void busy_pair_close(busy_pair *p) {
    orm_session_close(p->holder);
    orm_session_close(p->s);
    assert_int_equal(orm_close(p->db), ORM_OK);
    assert_int_equal(orm_close(p->other), ORM_OK);
}
static void test_sqlite_retry_waits_for_a_lock(void **state) {
    (void)state;
    busy_pair p;
    busy_pair_open(&p, true);
    int runs = 0;
    orm_retry(p.s, 4) runs++;
    assert_session(p.s, ORM_BUSY);
    assert_true(orm_error_of(p.s)->retryable);
    assert_int_equal(runs, 0); /* BEGIN itself is refused */
    assert_int_equal(p.naps.count, 3);
    for (int i = 1; i < 3; i++) assert_true(p.naps.milliseconds[i] > p.naps.milliseconds[i - 1]);
    p.release_at = 5;
    orm_retry(p.s, 4) runs++;
    assert_session(p.s, ORM_OK);
    assert_int_equal(runs, 1);
    assert_int_equal(p.naps.count, 5);
    busy_pair_close(&p);
}
static void test_sqlite_retry_repeats_a_retryable_failure(void **state) {
    (void)state;
    busy_pair p;
    busy_pair_open(&p, false);
    p.release_at = 2;
    Account row = account("once", 1);
    int runs = 0;
    orm_retry(p.s, 5) {
        assert_ok(p.s, Account_insert(p.s, &row)); /* the same row each time: what was rolled back is new again */
        if (!runs++) assert_int_equal(orm_exec(p.s, "ATTACH ? AS other", orm_args(p.other_file)), 0);
        orm_exec(p.s, "INSERT INTO other.log VALUES (1)", orm_args()); /* meets the lock of the other session */
    }
    assert_session(p.s, ORM_OK);
    assert_int_equal(runs, 2);
    assert_int_equal(p.naps.count, 2); /* once because of the block, once because of BEGIN, which locks the second file, too */
    assert_int_equal(orm_depth(p.s), 0);
    assert_int_equal(Account_count(p.s, NULL), 1);
    assert_int_equal(orm_value_int(orm_scalar_sql(p.s, "SELECT COUNT(*) FROM other.log", orm_args())), 1);
    busy_pair_close(&p);
}
static void test_transaction_retry_does_not_repeat_others(void **state) {
    (void)state;
    int runs = 0;
    assert_ok(f.s, add("a"));
    orm_retry(f.s, 5) {
        runs++;
        assert_fails(f.s, add("a"), ORM_CONFLICT_UNIQUE);
    }
    assert_int_equal(runs, 1);
    assert_session(f.s, ORM_CONFLICT_UNIQUE);
    orm_retry(f.s, 5) {
        runs++;
        assert_ok(f.s, orm_abort(f.s));
    }
    assert_int_equal(runs, 2);
    assert_session(f.s, ORM_OK);
    orm_retry(f.s, 0) runs++; /* at least once */
    assert_int_equal(runs, 3);
}

/* ---- callbacks ---------------------------------------------------------------------------------------------------------------------------- */
static char calls[64];
static void note(orm_session *s, void *data) {
    assert_ptr_equal(s, f.s);
    strcat(calls, data);
}
static void note_and_use(orm_session *s, void *data) {
    assert_int_equal(orm_depth(s), 0);
    strcat(calls, data);
    assert_int_equal(count(), 1); /* the work is committed */
    orm_transaction(s) {
        assert_ok(s, add(data));
        assert_ok(s, orm_after_commit(s, note, "+"));
    }
    assert_session(s, ORM_OK);
}
static void note_and_register(orm_session *s, void *data) {
    strcat(calls, data);
    assert_ok(s, orm_after_commit(s, note, "!"));
}
static void test_transaction_callbacks_in_order(void **state) {
    (void)state;
    calls[0] = 0;
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, orm_after_commit(f.s, note, "1"));
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, orm_after_commit(f.s, note, "2"));
    assert_ok(f.s, orm_commit(f.s));
    assert_string_equal(calls, ""); /* not before the outermost one */
    assert_ok(f.s, orm_after_commit(f.s, note, "3"));
    assert_ok(f.s, orm_commit(f.s));
    assert_string_equal(calls, "123");
    orm_transaction(f.s) assert_ok(f.s, orm_after_commit(f.s, note, "4"));
    assert_string_equal(calls, "1234");
}
static void test_transaction_callbacks_dropped_with_their_level(void **state) {
    (void)state;
    calls[0] = 0;
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, orm_after_commit(f.s, note, "a"));
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, orm_after_commit(f.s, note, "b"));
    assert_ok(f.s, orm_rollback(f.s));
    assert_ok(f.s, orm_commit(f.s));
    assert_string_equal(calls, "a");
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, orm_after_commit(f.s, note, "c"));
    assert_ok(f.s, orm_rollback(f.s));
    assert_ok(f.s, orm_begin(f.s));
    assert_ok(f.s, orm_commit(f.s));
    assert_string_equal(calls, "a");
}
static void test_transaction_callback_outside_runs_at_once(void **state) {
    (void)state;
    calls[0] = 0;
    assert_ok(f.s, orm_after_commit(f.s, note, "now"));
    assert_string_equal(calls, "now");
    assert_fails(f.s, orm_after_commit(f.s, NULL, NULL), ORM_MISUSE);
}
static void test_transaction_callback_uses_the_session(void **state) {
    (void)state;
    calls[0] = 0;
    orm_transaction(f.s) {
        assert_ok(f.s, add("first"));
        assert_ok(f.s, orm_after_commit(f.s, note_and_use, "u"));
        assert_ok(f.s, orm_after_commit(f.s, note_and_register, "r"));
        assert_ok(f.s, orm_after_commit(f.s, note, "z"));
    }
    assert_session(f.s, ORM_OK); /* the block's status, whatever the callbacks did */
    assert_string_equal(calls, "u+r!z");
    assert_int_equal(count(), 2);
}
static void test_transaction_many_callbacks(void **state) {
    (void)state;
    calls[0] = 0;
    orm_transaction(f.s)
        for (int i = 0; i < 60; i++) assert_ok(f.s, orm_after_commit(f.s, note, "."));
    assert_int_equal(strlen(calls), 60);
}

/* ---- streams and transactions ------------------------------------------------------------------------------------------------------------ */
static void test_transaction_end_closes_streams(void **state) {
    (void)state;
    assert_ok(f.s, add("a"));
    assert_ok(f.s, add("b"));
    assert_ok(f.s, orm_begin(f.s));
    Account_cursor c = Account_stream(f.s, NULL);
    assert_non_null(Account_next(&c));
    orm_rows r = orm_sql(f.s, "SELECT id FROM accounts", orm_args());
    assert_true(orm_next(&r));
    assert_ok(f.s, orm_commit(f.s));
    assert_null(Account_next(&c));
    assert_false(orm_next(&r));
    assert_ok(f.s, orm_session_reset(f.s)); /* nothing is open any more */
    assert_ok(f.s, orm_begin(f.s));
    c = Account_stream(f.s, NULL);
    assert_non_null(Account_next(&c));
    assert_ok(f.s, orm_rollback(f.s));
    assert_null(Account_next(&c));
    assert_ok(f.s, orm_session_reset(f.s));
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
int main(void) {
    const struct CMUnitTest tests[] = {
        T(test_transaction_commit_keeps), T(test_transaction_rollback_undoes), T(test_transaction_end_without_begin_is_misuse), T(test_transaction_nested_is_savepoint),
        T(test_transaction_outer_rollback_takes_committed_savepoints), T(test_transaction_depth_64), T(test_transaction_close_inside_rolls_back),
        T(test_transaction_options_inside_refused), T(test_transaction_wrong_options_refused), T(test_transaction_isolation_levels),
        T(test_sqlite_read_uncommitted_is_unsupported), T(test_transaction_read_only), T(test_transaction_sql_words_are_refused),
        T(test_transaction_conflict_poisons), T(test_transaction_every_refused_statement_poisons), T(test_transaction_value_refused_by_the_database_poisons), T(test_transaction_own_findings_never_poison),
        T(test_transaction_nested_survives_conflict), T(test_transaction_bulk_inside_is_all_or_nothing), T(test_deferred_foreign_key_fails_at_commit),
        T(test_transaction_block_commits), T(test_transaction_block_continue_commits), T(test_transaction_block_break_rolls_back),
        T(test_transaction_block_return_rolls_back_at_once), T(test_transaction_block_goto_rolls_back), T(test_transaction_block_abort),
        T(test_transaction_block_first_failure_is_told), T(test_transaction_block_rolls_back_when_any_write_failed), T(test_transaction_blocks_nest),
        T(test_transaction_block_that_ends_itself), T(test_transaction_block_without_session), T(test_transaction_block_session_closed_inside),
        T(test_sqlite_retry_waits_for_a_lock), T(test_sqlite_retry_repeats_a_retryable_failure), T(test_transaction_retry_does_not_repeat_others),
        T(test_transaction_callbacks_in_order), T(test_transaction_callbacks_dropped_with_their_level), T(test_transaction_callback_outside_runs_at_once),
        T(test_transaction_callback_uses_the_session), T(test_transaction_many_callbacks), T(test_transaction_end_closes_streams),
    };
    return run_all(tests);
}
