/* Tables from models: order of creation, existing tables, indexes, checks, foreign keys, defaults, names; and the DDL of every dialect, pinned by tests/golden. */
#include "harness.h"

/* references, listed children first on purpose */
#define CHIP_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(int64), pet_id, .references = ORM_REF(Pet, id), .on_delete = ORM_SET_NULL)
#define PET_MODEL(X)                                                                                                          \
    X(key,   int64, id,       .auto_increment = true)                                                                         \
    X(field, text,  name)                                                                                                     \
    X(field, int64, owner_id, .references = ORM_REF(Owner, id), .on_delete = ORM_CASCADE, .on_update = ORM_CASCADE, .index = true)
#define OWNER_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, varchar(50), name, .unique = true)
#define BILL_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, int64, owner_id, .references = ORM_REF(Owner, id), .on_delete = ORM_RESTRICT)
#define BRANCH_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(int64), parent_id, .references = ORM_REF(Branch, id), .on_delete = ORM_RESTRICT)
#define WORKER_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(int64), team_id, .references = ORM_REF(Team, id))
#define TEAM_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(int64), leader_id, .references = ORM_REF(Worker, id), .on_delete = ORM_SET_NULL)
#define SHELF_MODEL(X) X(key, int32, room) X(key, varchar(10), letter) X(field, opt(text), note)
#define BOX_MODEL(X)                                                                                       \
    X(key,     int64,       id,    .auto_increment = true)                                                 \
    X(field,   int32,       room_) X(field, varchar(10), shelf_)                                           \
    X(foreign, (room_, shelf_), Shelf, (room, letter), .on_delete = ORM_CASCADE, .name = "box_stands_on")
ORM_DECLARE(Owner);
ORM_DECLARE(Pet);
ORM_DECLARE(Team);
ORM_DECLARE(Branch);
ORM_MODEL(Chip, Chips, CHIP_MODEL);
ORM_MODEL(Pet, Pets, PET_MODEL);
ORM_MODEL(Owner, Owners, OWNER_MODEL);
ORM_MODEL(Bill, Bills, BILL_MODEL);
ORM_MODEL(Branch, Branches, BRANCH_MODEL);
ORM_MODEL(Worker, Workers, WORKER_MODEL);
ORM_MODEL(Team, Teams, TEAM_MODEL);
ORM_MODEL(Shelf, Shelves, SHELF_MODEL);
ORM_MODEL(Box, Boxes, BOX_MODEL);
#define FAMILY ORM_MODELS(Chip, Bill, Pet, Owner)

/* indexes and checks */
#define PAGE_MODEL(X)                                                            \
    X(key,    int64,       id,     .auto_increment = true)                       \
    X(field,  varchar(40), name,   .index = true, .index_name = "page_names")    \
    X(field,  varchar(40), kind)                                                 \
    X(field,  int32,       level,  .check = "level BETWEEN 1 AND 9")             \
    X(field,  bool,        live)                                                 \
    X(unique, (name, kind))                                                      \
    X(index,  (level, name), .descending = { true })                             \
    X(check,  sane, "level < 9 OR kind <> 'draft'")
ORM_MODEL(Page, Pages, PAGE_MODEL);
#define SLOT_MODEL(X)                                                                        \
    X(key,    int64,       id,    .auto_increment = true)                                    \
    X(field,  varchar(40), name)                                                             \
    X(field,  bool,        live)                                                             \
    X(unique, (name), .name = "one_live", .where = "live")                                   \
    X(unique, (name, live), .name = "any_case", .expression = "lower(name) || CASE id / 100 WHEN 1 THEN 'a' WHEN 3 THEN 'b' ELSE 'c' END")
ORM_MODEL(Slot, Slots, SLOT_MODEL);

/* defaults */
#define MOOD(X) X(MOOD_SAD, "sad") X(MOOD_GLAD, "it's glad")
ORM_ENUM(Mood, MOOD);
#define PRESET_MODEL(X)                                                                                           \
    X(key,   int64,          id,     .auto_increment = true)                                                      \
    X(field, int32,          whole,  .default_value = "-18")                                                      \
    X(field, uint64,         large,  .default_value = "18446744073709551615")                                     \
    X(field, double,         real,   .default_value = "0.1")                                                      \
    X(field, bool,           on_,    .default_value = "true")                                                     \
    X(field, text,           words,  .default_value = "it's \"so\"")                                              \
    X(field, decimal(10, 2), price,  .default_value = "12.5")                                                     \
    X(field, decimal(30, 4), wealth, .default_value = "99999999999999999999.5")                                   \
    X(field, timestamp,      at,     .default_value = "2026-01-31 23:59:59.5")                                    \
    X(field, date,           day,    .default_value = "2026-01-31")                                               \
    X(field, time,           hour,   .default_value = "12:30:00")                                                 \
    X(field, uuid,           code,   .default_value = "00010203-0405-0607-0809-0a0b0c0d0e0f")                     \
    X(field, enum(Mood),     mood,   .default_value = "it's glad")                                                \
    X(field, json,           doc,    .default_value = "{\"a\":[1]}")                                              \
    X(field, opt(timestamp), made,   .default_sql = ORM_SQL_NOW)                                                  \
    X(field, opt(date),      made_on, .default_sql = ORM_SQL_NOW)                                                 \
    X(field, opt(time),      made_at, .default_sql = ORM_SQL_NOW)                                                 \
    X(field, opt(uuid),      tag,    .default_sql = ORM_SQL_UUID)                                                 \
    X(field, opt(int32),     sum,    .default_sql = "1 + 2")
ORM_MODEL(Preset, Presets, PRESET_MODEL);

/* types without defaults, and own ones */
#define KIND_MODEL(X)                                                                                             \
    X(key,   uuid,            id)                                                                                 \
    X(field, bool,            a) X(field, int16,       b) X(field, int32,     c) X(field, int64,        d)         \
    X(field, uint32,          e) X(field, uint64,      f) X(field, float,     g) X(field, double,       h)         \
    X(field, text,            i) X(field, varchar(20), j) X(field, char_(3),  k) X(field, json,         l)         \
    X(field, inet,            m) X(field, cidr,        n) X(field, macaddr,   o) X(field, decimal(10, 2), p)       \
    X(field, decimal(40, 5),  q) X(field, money,       r) X(field, timestamp, s_) X(field, date,        t)         \
    X(field, time,            u) X(field, interval,    v) X(field, uuid,      w) X(field, blob,         x)         \
    X(field, vector(3),       y) X(field, array(int32), z) X(field, hstore,   aa) X(field, point,       bb)        \
    X(field, enum(Mood),      cc) X(field, opt(text),  dd)                                                        \
    X(field, decimal(8, 3),   ee, .storage = ORM_STORAGE_NATIVE)                                                  \
    X(field, text,            ff, .collation = "NOCASE", .collations = { [ORM_DIALECT_POSTGRES] = "und-x-icu", [ORM_DIALECT_MYSQL] = "utf8mb4_0900_ai_ci", \
                                                                        [ORM_DIALECT_MARIADB] = "utf8mb4_unicode_ci" })               \
    X(field, text,            gg, .sql_type = { [ORM_DIALECT_SQLITE] = "CLOB", [ORM_DIALECT_POSTGRES] = "citext", [ORM_DIALECT_MARIADB] = "TINYTEXT" })
ORM_MODEL(Kind, Kinds, KIND_MODEL);

/* names that need their quotes */
#define ODD_MODEL(X)                                                      \
    X(key,   int64,     id,     .auto_increment = true, .column = "a\"b") \
    X(field, text,      select, .column = "select")                       \
    X(field, opt(int32), from,  .column = "from`", .index = true)         \
    X(field, opt(text), other,  .column = "\xC3\xA4 'x'; --", .unique = true)
ORM_MODEL(Odd, Odds, ODD_MODEL, .table = "the \"group\"");
#define GROUP_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, opt(int64), order, .references = ORM_REF(Odd, id), .column = "order")
ORM_MODEL(Group, Groups, GROUP_MODEL, .table = "table");

/* mistakes */
#define LAME_MODEL(X) X(key, int64, id) X(field, varchar(50), owner_note, .references = ORM_REF(Pet, name))
#define THIEF_MODEL(X) X(key, int64, id) X(field, opt(text), name)
#define GUEST_MODEL(X) X(key, int64, id)
#define RIGID_MODEL(X) X(key, int64, id) X(field, int32, n) X(field, opt(text), t)
#define ABROAD_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, word, .unique = true) X(index, (word, id))
ORM_MODEL(Lame, Lames, LAME_MODEL);
ORM_MODEL(Thief, Thieves, THIEF_MODEL, .table = "owners");
ORM_MODEL(Guest, Guests, GUEST_MODEL, .table = "owners", .shares_table = true);
ORM_MODEL(Rigid, Rigids, RIGID_MODEL, .strict = true);
ORM_MODEL(Abroad, Abroads, ABROAD_MODEL, .schema = "orm_test_other");

/* ---- the database of a test ------------------------------------------------------------------------------------------------------ */
static orm_db *db;
static orm_session *s;
static char created[4000]; /* the tables created, in order */

/* The names that a CREATE TABLE or DROP TABLE begins with; PostgreSQL and MySQL drop several tables by one statement. */
static void note_tables(const char *sql) {
    for (const char *end; *sql == '"' || *sql == '`'; sql = end + (strncmp(end, ", ", 2) == 0 ? 2 : 0)) {
        end = strchr(sql + 1, *sql);
        if (!end) return;
        const size_t used = strlen(created);
        snprintf(created + used, sizeof created - used, "%s%.*s", used ? " " : "", (int)(end - sql - 1), sql + 1);
        end++;
    }
}
static void trace_hook(void *context, const orm_trace *t) {
    (void)context;
    static const char *const verbs[] = { "CREATE TABLE ", "DROP TABLE IF EXISTS " };
    for (size_t i = 0; i < 2; i++)
        if (strncmp(t->sql, verbs[i], strlen(verbs[i])) == 0) note_tables(t->sql + strlen(verbs[i]));
}
static void start(void) {
    db = test_open_with(test_url(false), &(orm_options){ .trace = trace_hook });
    s = orm_session_open(db);
    assert_non_null(s);
    created[0] = 0;
}
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static int64_t number(const char *sql) {
    const orm_value v = orm__scalar_at(s, sql, orm_args(), __FILE__, __LINE__);
    assert_session(s, ORM_OK);
    return orm_value_int(v);
}
static bool has_table(const char *name) { return harness_has_table(s, name); }

/* ---- order -------------------------------------------------------------------------------------------------------------------------- */
static void test_tables_are_created_parents_first(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, FAMILY, NULL));
    assert_string_equal(created, "owners bills pets chips");
    created[0] = 0;
    assert_ok(s, orm_drop_tables(s, FAMILY, NULL));
    assert_string_equal(created, "chips pets bills owners");
    created[0] = 0;
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Owner, Pet, Chip, Bill), NULL));
    assert_string_equal(created, "owners pets chips bills"); /* what needs no change keeps the order given */
    finish();
}
/* MIG-15 */
static void test_references_in_a_circle(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Worker, Team, Branch), NULL));
    Team red = { .id = 0 };
    assert_ok(s, Team_insert(s, &red));
    Worker ann = { .team_id = ORM_SOME(red.id) }, lost = { .team_id = ORM_SOME(99) };
    assert_ok(s, Worker_insert(s, &ann));
    red.leader_id = (orm_opt_int64)ORM_SOME(ann.id);
    assert_ok(s, Team_update(s, &red));
    assert_fails(s, Worker_insert(s, &lost), ORM_CONFLICT_FOREIGN_KEY);
    red.leader_id.value = 99;
    assert_fails(s, Team_update(s, &red), ORM_CONFLICT_FOREIGN_KEY);
    Branch root = { .id = 0 };
    assert_ok(s, Branch_insert(s, &root));
    Branch twig = { .parent_id = ORM_SOME(root.id) };
    assert_ok(s, Branch_insert(s, &twig));
    assert_fails(s, Branch_delete(s, &root), ORM_CONFLICT_FOREIGN_KEY);
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Branch, Team, Worker), NULL)); /* with their rows */
    assert_int_equal(has_table("branches") + has_table("teams") + has_table("workers"), 0);
    finish();
}
static void test_drop_leaves_what_others_refer_to(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, FAMILY, NULL));
    Owner o = { .name = "o" };
    assert_ok(s, Owner_insert(s, &o));
    Pet p = { .name = "p", .owner_id = o.id };
    assert_ok(s, Pet_insert(s, &p));
    assert_fails(s, orm_drop_tables(s, ORM_MODELS(Owner), NULL), ORM_CONFLICT_FOREIGN_KEY);
    assert_int_equal(Owner_count(s, NULL), 1);
    assert_int_equal(Pet_count(s, NULL), 1);
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Chip), NULL));
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Chip), NULL)); /* a missing table is no error */
    assert_ok(s, orm_drop_tables(s, FAMILY, NULL));
    assert_ok(s, orm_drop_tables(s, FAMILY, &(orm_drop_options){ .cascade = true }));
    assert_int_equal(has_table("owners"), 0);
    finish();
}

/* ---- tables that are there already ---------------------------------------------------------------------------------------------------- */
static void test_existing_table_is_told(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Owner), NULL));
    Owner o = { .name = "kept" };
    assert_ok(s, Owner_insert(s, &o));
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Branch, Owner), NULL), ORM_SQL);
    assert_message(s, "owners exists already");
    assert_message(s, ".if_not_exists");
    assert_string_equal(orm_error_of(s)->model, "Owner");
    if (!test_on("mysql")) assert_false(has_table("branches")); /* all or nothing; MySQL commits each statement of this kind by itself */
    assert_int_equal(Owner_count(s, NULL), 1);
    finish();
}
static void test_if_not_exists_keeps_and_checks(void **state) {
    (void)state;
    const orm_create_options *keep = &(orm_create_options){ .if_not_exists = true };
    start();
    assert_ok(s, orm_create_tables(s, FAMILY, keep));
    Owner o = { .name = "kept" };
    assert_ok(s, Owner_insert(s, &o));
    assert_ok(s, orm_create_tables(s, FAMILY, keep));
    assert_int_equal(Owner_count(s, NULL), 1);
    assert_true(orm_exec(s, "ALTER TABLE owners ADD COLUMN more INTEGER", orm_args()) >= 0);
    assert_ok(s, orm_create_tables(s, FAMILY, keep)); /* columns the model does not name are others' */
    assert_true(orm_exec(s, "ALTER TABLE pets RENAME COLUMN name TO title", orm_args()) >= 0);
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Branch, Owner, Pet), keep), ORM_MIGRATION);
    assert_message(s, "pets");
    assert_message(s, "name");
    assert_string_equal(orm_error_of(s)->column, "name");
    assert_int_equal(has_table("branches"), 0);
    assert_ok(s, orm_begin(s));
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Branch, Owner, Pet), keep), test_on("mysql") ? ORM_MISUSE : ORM_MIGRATION); /* within a transaction as well, where there may be one */
    assert_ok(s, orm_rollback(s));
    assert_int_equal(has_table("branches"), 0);
    assert_true(orm_exec(s, "ALTER TABLE pets RENAME COLUMN title TO NAME", orm_args()) >= 0);
    assert_ok(s, orm_create_tables(s, FAMILY, keep)); /* names of columns have no case, or unquoted ones are made small */
    finish();
}
/* TX-06 */
static void test_tables_of_a_rolled_back_transaction_are_gone(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_begin(s));
    assert_ok(s, orm_create_tables(s, FAMILY, NULL));
    Owner o = { .name = "o" };
    assert_ok(s, Owner_insert(s, &o));
    assert_ok(s, orm_rollback(s));
    assert_int_equal(has_table("owners"), 0);
    assert_ok(s, orm_create_tables(s, FAMILY, NULL));
    assert_ok(s, orm_begin(s));
    assert_ok(s, orm_drop_tables(s, FAMILY, NULL));
    assert_ok(s, orm_rollback(s));
    assert_int_equal(Owner_count(s, NULL), 0);
    finish();
}
/* SC-7: a table made by hand, and a model over it */
static void test_model_over_a_table_made_by_hand(void **state) {
    (void)state;
    start();
    const char *key = test_on("sqlite") ? "INTEGER PRIMARY KEY AUTOINCREMENT" : test_on("postgres") ? "bigserial PRIMARY KEY" : "bigint PRIMARY KEY AUTO_INCREMENT";
    char sql[200];
    snprintf(sql, sizeof sql, "CREATE TABLE owners (note VARCHAR(9) DEFAULT 'n', name VARCHAR(50) NOT NULL UNIQUE, id %s)", key);
    assert_true(orm_exec_text(s, sql, orm_args()) >= 0);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Owner), &(orm_create_options){ .if_not_exists = true }));
    Owner o = { .name = "hand" };
    assert_ok(s, Owner_insert(s, &o));
    assert_string_equal(Owner_get(s, o.id)->name, "hand");
    assert_int_equal(number("SELECT COUNT(*) FROM owners WHERE note = 'n'"), 1);
    finish();
}
static void test_schema_calls_refuse_wrong_lists(void **state) {
    (void)state;
    start();
    const orm_model *const none[] = { NULL };
    assert_fails(s, orm_create_tables(s, none, NULL), ORM_MISUSE);
    assert_fails(s, orm_create_tables(s, NULL, NULL), ORM_MISUSE);
    assert_fails(s, orm_drop_tables(s, NULL, NULL), ORM_MISUSE);
    assert_fails(s, orm_check_models(s, none), ORM_MISUSE);
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Owner), &(orm_create_options){ .end_ = 1 }), ORM_MISUSE);
    assert_fails(s, orm_drop_tables(s, ORM_MODELS(Owner), &(orm_drop_options){ .end_ = 1 }), ORM_MISUSE);
    assert_int_equal(orm_create_tables(NULL, ORM_MODELS(Owner), NULL), ORM_MISUSE);
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Owner, Pet, Lame), NULL), ORM_CONFIG); /* what it refers to is not unique */
    assert_message(s, "Lame");
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Owner, Thief), NULL), ORM_CONFIG); /* two models, one table */
    assert_message(s, "shares_table");
    assert_int_equal(has_table("owners"), 0);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Guest, Owner), NULL)); /* meant so */
    assert_int_equal(harness_column_count(s, "owners"), 2);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Shelf, Shelf, Shelf), NULL)); /* the same one again */
    assert_ok(s, orm_check_models(s, FAMILY));
    finish();
}

/* ---- indexes, checks, foreign keys, defaults --------------------------------------------------------------------------------------------- */
static void test_indexes_are_made(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Page), NULL));
    assert_int_equal(harness_index_count(s, "pages", NULL), 3);
    assert_int_equal(harness_index_count(s, "pages", "page_names"), 1);
    assert_int_equal(harness_ask(s, "SELECT x.\"desc\" FROM pragma_index_list('pages') l, pragma_index_xinfo(l.name) x WHERE x.name = 'level' AND 0 = ?",
                                 "SELECT COUNT(*) FROM pg_indexes WHERE schemaname = current_schema() AND tablename = 'pages' AND indexdef LIKE '%(level DESC, %' AND 0 = ?",
                                 "SELECT COUNT(*) FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = 'pages' AND column_name = 'level' AND collation = 'D' AND 0 = ?",
                                 orm_args(0)), 1);
    Page a = { .name = "n", .kind = "k", .level = 1 }, b = a, c = { .name = "n", .kind = "other", .level = 1 };
    assert_ok(s, Page_insert(s, &a));
    assert_fails(s, Page_insert(s, &b), ORM_CONFLICT_UNIQUE);
    assert_string_equal(orm_error_of(s)->column, "name, kind");
    assert_ok(s, Page_insert(s, &c));
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Page), NULL));
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Page), &(orm_create_options){ .tables_only = true }));
    assert_int_equal(harness_index_count(s, "pages", NULL), 1);
    assert_fails(s, Page_insert_all(s, (Page[]){ { .name = "n", .kind = "k", .level = 1 }, { .name = "n", .kind = "k", .level = 1 } }, 2), ORM_CONFLICT_UNIQUE); /* a constraint is a part of its table */
    finish();
}
static void test_partial_and_expression_indexes(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Slot), NULL));
    Slot a = { .id = 100, .name = "a", .live = true }, second = { .id = 200, .name = "a", .live = true }, dead = { .id = 300, .name = "a" }, dead_too = { .id = 400, .name = "a" };
    assert_ok(s, Slot_insert(s, &a));
    assert_fails(s, Slot_insert(s, &second), ORM_CONFLICT_UNIQUE);
    assert_ok(s, Slot_insert(s, &dead));
    assert_ok(s, Slot_insert(s, &dead_too)); /* the condition leaves them out */
    Slot upper = { .id = 301, .name = "A" };
    assert_fails(s, Slot_insert(s, &upper), ORM_CONFLICT_UNIQUE); /* over the expression */
    assert_has_text(orm_error_of(s)->constraint, "any_case", __FILE__, __LINE__);
    finish();
}
/* NULL-10 */
static void test_unique_admits_many_nulls(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Odd), NULL));
    Odd rows[3] = { { .select = "1" }, { .select = "2" }, { .select = "3", .other = "x" } }, twin = { .select = "4", .other = "x" };
    assert_ok(s, Odd_insert_all(s, rows, 3));
    assert_fails(s, Odd_insert(s, &twin), ORM_CONFLICT_UNIQUE);
    finish();
}
static void test_checks_are_enforced(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Page, Preset), NULL));
    Page low = { .name = "a", .kind = "k", .level = 0 }, draft = { .name = "a", .kind = "draft", .level = 9 }, good = { .name = "a", .kind = "draft", .level = 8 };
    assert_fails(s, Page_insert(s, &low), ORM_CONFLICT_CHECK);
    assert_fails(s, Page_insert(s, &draft), ORM_CONFLICT_CHECK);
    assert_string_equal(orm_error_of(s)->constraint, "sane");
    assert_ok(s, Page_insert(s, &good));
    if (!test_on("postgres")) { /* a bool is 0 or 1, whoever writes it */
        assert_int_equal(orm_exec(s, "UPDATE pages SET live = 2", orm_args()), -1);
        assert_session(s, ORM_CONFLICT_CHECK);
    }
    assert_int_equal(orm_exec(s, "INSERT INTO presets (mood) VALUES ('angry')", orm_args()), -1);
    assert_session(s, ORM_CONFLICT_CHECK);
    assert_int_equal(orm_exec(s, "INSERT INTO pages (id, kind, level, live) VALUES (9, 'k', 1, FALSE)", orm_args()), -1);
    assert_session(s, ORM_CONFLICT_NOT_NULL);
    finish();
}
/* REL-14 */
static void test_foreign_key_actions(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, FAMILY, NULL));
    Owner owners[2] = { { .name = "a" }, { .name = "b" } };
    assert_ok(s, Owner_insert_all(s, owners, 2));
    Pet pets[2] = { { .name = "p", .owner_id = owners[0].id }, { .name = "q", .owner_id = owners[1].id } };
    assert_ok(s, Pet_insert_all(s, pets, 2));
    Chip chip = { .pet_id = ORM_SOME(pets[0].id) };
    assert_ok(s, Chip_insert(s, &chip));
    Bill bill = { .owner_id = owners[1].id };
    assert_ok(s, Bill_insert(s, &bill));
    assert_ok(s, Owner_delete(s, &owners[0])); /* cascades to the pet, whose chip is set to NULL */
    assert_int_equal(Pet_count(s, NULL), 1);
    assert_ok(s, Chip_refresh(s, &chip));
    assert_false(chip.pet_id.has);
    assert_fails(s, Owner_delete(s, &owners[1]), ORM_CONFLICT_FOREIGN_KEY); /* restricted by the bill */
    assert_int_equal(Pet_count(s, NULL), 1);
    assert_ok(s, Bill_delete(s, &bill));
    assert_int_equal(Owner_update_where(s, orm_q(.where = orm_eq(Owners.id, owners[1].id)), ORM_SET(orm_set(Owners.id, 70))), 1);
    assert_ok(s, Pet_refresh(s, &pets[1]));
    assert_int_equal(pets[1].owner_id, 70); /* ON UPDATE CASCADE */
    assert_ok(s, orm_drop_tables(s, FAMILY, NULL));
    finish();
}
static void test_foreign_key_over_two_columns(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Box, Shelf), NULL));
    Shelf shelf = { .room = 1, .letter = "a" };
    assert_ok(s, Shelf_insert(s, &shelf));
    Box box = { .room_ = 1, .shelf_ = "a" }, lost = { .room_ = 1, .shelf_ = "b" };
    assert_ok(s, Box_insert(s, &box));
    assert_fails(s, Box_insert(s, &lost), ORM_CONFLICT_FOREIGN_KEY);
    assert_ok(s, Shelf_delete(s, &shelf));
    assert_int_equal(Box_count(s, NULL), 0);
    finish();
}
/* What CREATE TABLE declares is what Model_init() sets. */
static void test_defaults_are_declared(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Preset), NULL));
    assert_int_equal(orm_exec_text(s, test_on("mysql") ? "INSERT INTO presets () VALUES ()" : "INSERT INTO presets DEFAULT VALUES", orm_args()), 1);
    const Preset *stored = Preset_get(s, 1);
    assert_non_null(stored);
    const Preset made = Preset_init();
    assert_int_equal(stored->whole, -18);
    assert_int_equal(made.whole, -18);
    assert_true(stored->large == UINT64_MAX && made.large == UINT64_MAX);
    assert_true(stored->real == 0.1 && made.real == 0.1);
    assert_true(stored->on_ && made.on_);
    assert_string_equal(stored->words, "it's \"so\"");
    assert_string_equal(made.words, "it's \"so\"");
    assert_string_equal(stored->price.text, "12.50");
    assert_int_equal(orm_decimal_compare(stored->price, made.price), 0);
    assert_string_equal(stored->wealth.text, "99999999999999999999.5000");
    assert_int_equal(orm_decimal_compare(stored->wealth, made.wealth), 0);
    assert_int_equal(stored->at, INT64_C(1769903999500000));
    assert_int_equal(made.at, stored->at);
    assert_int_equal(stored->day, made.day);
    assert_int_equal(stored->hour, INT64_C(45000000000));
    assert_int_equal(made.hour, stored->hour);
    assert_int_equal(stored->code.bytes[15], 15);
    assert_memory_equal(&stored->code, &made.code, sizeof made.code);
    assert_int_equal(stored->mood, MOOD_GLAD);
    assert_int_equal(made.mood, MOOD_GLAD);
    assert_json(stored->doc, "{\"a\":[1]}");
    assert_true(stored->made.has && stored->made.value > INT64_C(1600000000000000));
    assert_true(stored->made_on.has && stored->made_on.value > 18000);
    assert_true(stored->made_at.has);
    assert_true(stored->tag.has);
    assert_int_equal(stored->sum.value, 3);
    Preset row = Preset_init(); /* and a row with them can be stored */
    assert_ok(s, Preset_insert(s, &row));
    assert_int_equal(Preset_count(s, orm_q(.where = orm_and(orm_eq(Presets.wealth, made.wealth), orm_eq(Presets.at, made.at), orm_eq(Presets.mood, MOOD_GLAD)))), 2);
    finish();
}

/* ---- names and places --------------------------------------------------------------------------------------------------------------------- */
static void test_quotes_and_reserved_words_as_names(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Group, Odd), NULL));
    Odd o = { .select = "it's", .from = ORM_SOME(5), .other = "x" };
    assert_ok(s, Odd_insert(s, &o));
    o.select = "changed";
    assert_ok(s, Odd_update(s, &o));
    assert_ok(s, Odd_upsert(s, &o, &(orm_conflict){ .target = ORM_COLS(Odds.other) }));
    Group g = { .order = ORM_SOME(o.id) };
    assert_ok(s, Group_insert(s, &g));
    const Odd_list l = Odd_all(s, orm_q(.where = orm_and(orm_eq(Odds.select, "changed"), orm_gt(Odds.from, 1)), .order_by = { orm_desc(Odds.other) }));
    assert_int_equal(l.count, 1);
    assert_int_equal(Odd_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Odds.from, orm_add(Odds.from, 1)))), 1);
    assert_ok(s, Odd_refresh(s, &o));
    assert_int_equal(o.from.value, 6);
    assert_int_equal(Odd_count(s, orm_q(.order_by = { orm_asc(Odds.from) }, .limit = 3)), 1);
    assert_fails(s, Odd_delete(s, &o), ORM_CONFLICT_FOREIGN_KEY);
    assert_ok(s, Group_delete(s, &g));
    assert_ok(s, Odd_delete(s, &o));
    assert_ok(s, Odd_truncate(s));
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Group, Odd), &(orm_create_options){ .if_not_exists = true }));
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Group, Odd), NULL));
    assert_false(has_table("table") || has_table("the \"group\""));
    finish();
}
static void test_tables_of_another_schema(void **state) {
    (void)state;
    start();
    if (!test_on("sqlite")) assert_true(orm_exec(s, "DROP SCHEMA IF EXISTS orm_test_other", orm_args()) >= 0);
    assert_true(orm_exec_text(s, test_on("sqlite") ? "ATTACH ':memory:' AS orm_test_other" : "CREATE SCHEMA orm_test_other", orm_args()) >= 0);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Abroad), NULL));
    assert_int_equal(number("SELECT COUNT(*) FROM orm_test_other.abroads"), 0);
    assert_false(has_table("abroads"));
    Abroad rows[70];
    memset(rows, 0, sizeof rows);
    char words[70][16];
    for (int i = 0; i < 70; i++) {
        snprintf(words[i], sizeof words[i], "w%d", i);
        rows[i].word = words[i];
    }
    assert_ok(s, Abroad_insert_all(s, rows, 70));
    assert_int_equal(rows[69].id, 70);
    assert_int_equal(Abroad_count(s, orm_q(.where = orm_startswith(Abroads.word, "w1"))), 11);
    Abroad twin = { .word = "w5" };
    assert_fails(s, Abroad_insert(s, &twin), ORM_CONFLICT_UNIQUE);
    assert_ok(s, Abroad_upsert(s, &twin, &(orm_conflict){ .target = ORM_COLS(Abroads.word), .do_nothing = true }));
    assert_int_equal(twin.id, 6);
    assert_ok(s, Abroad_truncate(s));
    Abroad first = { .word = "first" };
    assert_ok(s, Abroad_insert(s, &first));
    assert_int_equal(first.id, 1);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Abroad), &(orm_create_options){ .if_not_exists = true }));
    assert_ok(s, orm_drop_tables(s, ORM_MODELS(Abroad), NULL));
    if (!test_on("sqlite")) assert_true(orm_exec(s, "DROP SCHEMA orm_test_other", orm_args()) >= 0);
    finish();
}
static void test_sqlite_strict_tables(void **state) {
    (void)state;
    start();
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Rigid), NULL));
    Rigid r = { .id = 1, .n = 2, .t = "t" };
    assert_ok(s, Rigid_insert(s, &r));
    assert_int_equal(orm_exec(s, "UPDATE rigids SET n = 'many'", orm_args()), -1);
    assert_int_not_equal(orm_status_of(s), ORM_OK);
    assert_int_equal(Rigid_get(s, 1)->n, 2);
    finish();
    db = test_open_with("sqlite::memory:?strict=on", NULL); /* for all tables */
    s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Preset, Page), NULL));
    assert_int_equal(orm_exec(s, "INSERT INTO presets (whole) VALUES ('x')", orm_args()), -1);
    Preset p = Preset_init();
    assert_ok(s, Preset_insert(s, &p));
    assert_true(Preset_get(s, p.id)->large == UINT64_MAX);
    finish();
    db = test_open_with("sqlite::memory:", &(orm_options){ .server_version = 3036000 }); /* they came with 3.37 */
    s = orm_session_open(db);
    assert_fails(s, orm_create_tables(s, ORM_MODELS(Rigid), NULL), ORM_UNSUPPORTED);
    assert_message(s, "3037000");
    finish();
}

/* ---- DDL as text ------------------------------------------------------------------------------------------------------------------------------ */
static void check_golden(const char *name, const orm_model *const *models) {
    static char text[1 << 15], part[1 << 14];
    size_t used = 0;
    for (int d = 0; d < ORM_DIALECT_COUNT; d++) {
        const size_t length = orm_schema_sql((orm_dialect)d, models, part, sizeof part);
        assert_true(length < sizeof part || length == SIZE_MAX);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s-- %s\n%s%s", d ? "\n" : "", orm_dialect_name((orm_dialect)d), part, length == SIZE_MAX ? "\n" : "");
        assert_true(used < sizeof text);
    }
    assert_golden(name, text);
}
static void test_golden_schema(void **state) {
    (void)state;
    check_golden("schema_types.sql", ORM_MODELS(Kind));
    check_golden("schema_references.sql", FAMILY);
    check_golden("schema_cycles.sql", ORM_MODELS(Worker, Team, Branch));
    check_golden("schema_two_columns.sql", ORM_MODELS(Box, Shelf));
    check_golden("schema_indexes_and_checks.sql", ORM_MODELS(Page));
    check_golden("schema_partial_indexes.sql", ORM_MODELS(Slot));
    check_golden("schema_defaults.sql", ORM_MODELS(Preset));
    check_golden("schema_names.sql", ORM_MODELS(Odd, Group));
    check_golden("schema_elsewhere.sql", ORM_MODELS(Abroad));
    check_golden("schema_strict.sql", ORM_MODELS(Rigid));
}
static void test_schema_sql_is_like_snprintf(void **state) {
    (void)state;
    char whole[4000], part[4000];
    const size_t length = orm_schema_sql(ORM_DIALECT_SQLITE, FAMILY, whole, sizeof whole);
    assert_int_equal(length, strlen(whole));
    assert_int_equal(orm_schema_sql(ORM_DIALECT_SQLITE, FAMILY, NULL, 0), length);
    for (size_t size = 1; size < length + 3; size += 7) {
        memset(part, '#', sizeof part);
        assert_int_equal(orm_schema_sql(ORM_DIALECT_SQLITE, FAMILY, part, size), length);
        const size_t fits = size - 1 < length ? size - 1 : length;
        assert_memory_equal(part, whole, fits);
        assert_int_equal(part[fits], 0);
        assert_int_equal(part[fits + 1], '#');
    }
    assert_true(orm_schema_sql(ORM_DIALECT_SQLITE, NULL, whole, sizeof whole) == SIZE_MAX);
    assert_has_text(whole, "-- error: ", __FILE__, __LINE__);
    assert_true(orm_schema_sql((orm_dialect)-1, FAMILY, whole, sizeof whole) == SIZE_MAX);
    assert_true(orm_schema_sql(ORM_DIALECT_MYSQL, ORM_MODELS(Slot), whole, sizeof whole) == SIZE_MAX); /* no partial indexes there */
    assert_has_text(whole, "MySQL", __FILE__, __LINE__);
    assert_true(orm_schema_sql(ORM_DIALECT_POSTGRES, ORM_MODELS(Lame), whole, sizeof whole) == SIZE_MAX);
}
/* The tables with their columns, defaults, constraints and indexes, as the database tells them. */
static void collect_schema(char *text, size_t size) {
    static const char *const asks[3] = {
        "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY name",
        "SELECT table_name, concat_ws(' ', column_name, data_type, is_nullable, column_default, collation_name) AS told FROM information_schema.columns WHERE table_schema = current_schema() "
        "UNION ALL SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = current_schema()::regnamespace "
        "UNION ALL SELECT tablename, substr(indexdef, 1, 12) || substr(indexdef, strpos(indexdef, ' USING ')) FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1, 2",
        "SELECT table_name, CONCAT_WS(' ', column_name, column_type, is_nullable, column_default, collation_name, extra) AS told FROM information_schema.columns WHERE table_schema = DATABASE() "
        "UNION ALL SELECT table_name, CONCAT_WS(' ', index_name, non_unique, seq_in_index, column_name) FROM information_schema.statistics WHERE table_schema = DATABASE() "
        "UNION ALL SELECT table_name, CONCAT_WS(' ', constraint_name, constraint_type) FROM information_schema.table_constraints WHERE table_schema = DATABASE() ORDER BY 1, 2",
    };
    size_t used = 0;
    orm_rows r = orm_sql_text(s, asks[test_on("sqlite") ? 0 : test_on("postgres") ? 1 : 2], orm_args());
    while (orm_next(&r)) used += (size_t)snprintf(text + used, used < size ? size - used : 0, "%s: %s\n", orm_text(&r, 0), orm_text(&r, 1));
    assert_session(s, ORM_OK);
    assert_true(used < size);
}
/* SC-1: what is printed is what would be run. */
static void test_printed_schema_is_what_is_run(void **state) {
    (void)state;
    static char printed[1 << 14], by_hand[1 << 15], by_call[1 << 15];
    start();
    /* without those that ask for types of extensions, or for indexes that there are not everywhere */
    const orm_model *const *const models = test_on("sqlite") ? ORM_MODELS(Page, Chip, Pet, Slot, Owner, Odd, Group, Preset, Kind) :
                                           test_on("postgres") ? ORM_MODELS(Page, Chip, Pet, Slot, Owner, Odd, Group, Preset) : ORM_MODELS(Page, Chip, Pet, Owner, Odd, Group, Preset);
    const orm_dialect dialect = orm_dialect_of(db);
    assert_ok(s, orm_create_tables(s, models, NULL));
    collect_schema(by_call, sizeof by_call);
    finish();
    start();
    assert_true(orm_schema_sql(dialect, models, printed, sizeof printed) < sizeof printed);
    for (char *from = printed, *end; (end = strstr(from, ";\n")); from = end + 2) {
        *end = 0;
        if (orm_exec_text(s, from, orm_args()) < 0) fail_msg("%s\n%s", orm_error_of(s)->message, from);
    }
    collect_schema(by_hand, sizeof by_hand);
    assert_string_equal(by_hand, by_call);
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tables_are_created_parents_first),
        cmocka_unit_test(test_references_in_a_circle),
        cmocka_unit_test(test_drop_leaves_what_others_refer_to),
        cmocka_unit_test(test_existing_table_is_told),
        cmocka_unit_test(test_if_not_exists_keeps_and_checks),
        cmocka_unit_test(test_tables_of_a_rolled_back_transaction_are_gone),
        cmocka_unit_test(test_model_over_a_table_made_by_hand),
        cmocka_unit_test(test_schema_calls_refuse_wrong_lists),
        cmocka_unit_test(test_indexes_are_made),
        cmocka_unit_test(test_partial_and_expression_indexes),
        cmocka_unit_test(test_unique_admits_many_nulls),
        cmocka_unit_test(test_checks_are_enforced),
        cmocka_unit_test(test_foreign_key_actions),
        cmocka_unit_test(test_foreign_key_over_two_columns),
        cmocka_unit_test(test_defaults_are_declared),
        cmocka_unit_test(test_quotes_and_reserved_words_as_names),
        cmocka_unit_test(test_tables_of_another_schema),
        cmocka_unit_test(test_sqlite_strict_tables),
        cmocka_unit_test(test_golden_schema),
        cmocka_unit_test(test_schema_sql_is_like_snprintf),
        cmocka_unit_test(test_printed_schema_is_what_is_run),
    };
    return run_all(tests);
}
