/* build: sources: tests/models_elsewhere.c */
/* Models: enums, mixins, references, keys, defaults, names, sizes; and declarations that nothing uses. */
#include "harness.h"
#include "models_elsewhere.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct fixture { orm_db *db; orm_session *s; } fixture;
static fixture begin_with(const orm_options *options) {
    fixture f = { .db = test_open_with(test_url(false), options) };
    f.s = orm_session_open(f.db);
    assert_non_null(f.s);
    return f;
}
static fixture begin(void) { return begin_with(NULL); }
static void end(fixture f) {
    assert_int_equal(orm_session_close(f.s), ORM_OK);
    assert_int_equal(orm_close(f.db), ORM_OK);
}
static bool on_sqlite(void) { return strcmp(test_dialect(), "sqlite") == 0; }

/* ---- enums ------------------------------------------------------------------------------------------------------------------- */
#define MOOD(X) X(MOOD_GOOD, "good") X(MOOD_BAD) X(MOOD_ODD, "it's \"odd\"")
ORM_ENUM(Mood, MOOD);
#define DIARY_MODEL(X) ORM_ID(X) X(field, enum(Mood), mood) X(field, opt(enum(Mood)), later)
ORM_MODEL(Diary, Diaries, DIARY_MODEL);
static void test_models_enum(void **state) {
    (void)state;
    fixture f = begin();
    int value = -1;
    assert_int_equal(Mood__enum.count, 3);
    assert_string_equal(orm_enum_name(&Mood__enum, MOOD_GOOD), "good");
    assert_string_equal(orm_enum_name(&Mood__enum, MOOD_BAD), "MOOD_BAD"); /* without a name: its own */
    assert_null(orm_enum_name(&Mood__enum, 3));
    assert_true(orm_enum_value(&Mood__enum, "MOOD_BAD", &value));
    assert_int_equal(value, MOOD_BAD);
    assert_false(orm_enum_value(&Mood__enum, "Good", &value));
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Diary), NULL));
    Diary day = { .mood = MOOD_ODD, .later = ORM_SOME(MOOD_GOOD) };
    assert_ok(f.s, Diary_insert(f.s, &day));
    const Diary *back = Diary_get(f.s, day.id);
    assert_non_null(back);
    assert_int_equal(back->mood, MOOD_ODD);
    assert_true(back->later.has && back->later.value == MOOD_GOOD);
    assert_int_equal(Diary_count(f.s, orm_q(.where = orm_in(Diaries.mood, MOOD_BAD, MOOD_ODD))), 1);
    assert_int_equal(Diary_count(f.s, orm_q(.where = orm_eq(Diaries.later, ORM_NULL))), 0);
    const Mood both[] = { MOOD_GOOD, MOOD_ODD };
    assert_int_equal(Diary_count(f.s, orm_q(.where = orm_in_array(Diaries.mood, both, 2))), 1);
    /* the table knows the values too */
    assert_int_equal(orm_exec(f.s, "UPDATE diaries SET mood = 'unheard of'", orm_args()), -1);
    assert_session(f.s, ORM_CONFLICT_CHECK);
    end(f);
}

/* ---- mixins -------------------------------------------------------------------------------------------------------------------- */
#define STAMPED(X) X(field, timestamp, created_at, .auto_now_add = true) X(field, timestamp, changed_at, .auto_now = true)
#define OWNED(X) X(field, opt(int64), owner_id, .references = ORM_REF(Owner, id), .on_delete = ORM_CASCADE) X(belongs_to, Owner, owner, owner_id)
#define AUDITED(X) STAMPED(X) OWNED(X) X(index, (created_at))
#define OWNER_MODEL(X) ORM_ID(X) X(field, text, name, .unique = true) STAMPED(X)
#define PAPER_MODEL(X) ORM_ID(X) AUDITED(X) X(field, text, title)
#define FOLDER_MODEL(X) X(key, text, label) AUDITED(X)
ORM_MODEL(Owner, Owners, OWNER_MODEL);
ORM_MODEL(Paper, Papers, PAPER_MODEL);
ORM_MODEL(Folder, Folders, FOLDER_MODEL);
static int64_t fixed_clock(void *context) { return *(const int64_t *)context; }
static void test_models_mixins(void **state) {
    (void)state;
    int64_t now = INT64_C(1769903999123456);
    fixture f = begin_with(&(orm_options){ .clock = fixed_clock, .clock_context = &now });
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Folder, Paper, Owner), NULL));
    assert_int_equal(Paper__model.column_count, 5);
    assert_string_equal(Paper__columns[1].name, "created_at");
    assert_string_equal(Folder__columns[0].name, "label");
    assert_int_equal(Folder__model.relation_count, 1);
    assert_int_equal(Folder__model.constraint_count, 1);
    Owner ann = { .name = "Ann" };
    assert_ok(f.s, Owner_insert(f.s, &ann));
    Paper paper = { .title = "T", .owner_id = ORM_SOME(ann.id) };
    assert_ok(f.s, Paper_insert(f.s, &paper));
    assert_int_equal(paper.created_at, now);
    assert_int_equal(paper.changed_at, now);
    const int64_t then = now;
    now += 1000000;
    paper.title = "U";
    assert_ok(f.s, Paper_update(f.s, &paper));
    assert_int_equal(paper.changed_at, now);
    assert_int_equal(Paper_count(f.s, orm_q(.where = orm_and(orm_eq(Papers.created_at, then), orm_eq(Papers.changed_at, now)))), 1);
    now += 1000000;
    assert_int_equal(Paper_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Papers.title, "V"))), 1);
    assert_int_equal(Paper_get(f.s, paper.id)->changed_at, now);
    Paper dated = { .title = "W", .created_at = 1, .changed_at = 2 };
    assert_ok(f.s, Paper_insert(f.s, &dated));
    assert_int_equal(Paper_get(f.s, dated.id)->created_at, 1); /* what the program sets stays */
    assert_int_equal(Paper_get(f.s, dated.id)->changed_at, 2);
    Folder folder = { .label = "F", .owner_id = ORM_SOME(ann.id) };
    assert_ok(f.s, Folder_insert(f.s, &folder));
    assert_ok(f.s, Owner_delete(f.s, &ann)); /* CASCADE, in both */
    assert_int_equal(Folder_count(f.s, NULL), 0);
    assert_int_equal(Paper_count(f.s, NULL), 1);
    end(f);
}

/* ---- references ------------------------------------------------------------------------------------------------------------------- */
ORM_DECLARE(Staff);
ORM_DECLARE(Office);
#define STAFF_MODEL(X)                                                                                        \
    ORM_ID(X)                                                                                                 \
    X(field, text, name)                                                                                      \
    X(field, opt(int64), boss_id, .references = ORM_REF(Staff, id), .on_delete = ORM_SET_NULL)                \
    X(field, opt(int64), office_id, .references = ORM_REF(Office, id), .on_delete = ORM_RESTRICT)             \
    X(belongs_to, Staff, boss, boss_id)                                                                       \
    X(has_many, Staff, reports, boss_id)                                                                      \
    X(belongs_to, Office, office, office_id)
#define OFFICE_MODEL(X)                                                                                       \
    ORM_ID(X)                                                                                                 \
    X(field, text, city)                                                                                      \
    X(field, opt(int64), head_id, .references = ORM_REF(Staff, id), .on_update = ORM_CASCADE)                 \
    X(belongs_to, Staff, head, head_id)                                                                       \
    X(has_many, Staff, staff, office_id)
ORM_MODEL(Staff, Staffs, STAFF_MODEL);
ORM_MODEL(Office, Offices, OFFICE_MODEL);
static void test_models_self_and_mutual_references(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Office, Staff), NULL));
    assert_ptr_equal(Staffs.boss->target, ORM_FROM(Staff));
    assert_ptr_equal(Staffs.office->target, ORM_FROM(Office));
    Office here = { .city = "Bern" };
    assert_ok(f.s, Office_insert(f.s, &here));
    Staff ann = { .name = "Ann", .office_id = ORM_SOME(here.id) };
    assert_ok(f.s, Staff_insert(f.s, &ann));
    Staff bob = { .name = "Bob", .boss_id = ORM_SOME(ann.id) }, eve = { .name = "Eve", .boss_id = ORM_SOME(99) };
    assert_ok(f.s, Staff_insert(f.s, &bob));
    assert_fails(f.s, Staff_insert(f.s, &eve), ORM_CONFLICT_FOREIGN_KEY);
    here.head_id = (orm_opt_int64)ORM_SOME(bob.id);
    assert_ok(f.s, Office_update(f.s, &here));
    assert_fails(f.s, Office_delete(f.s, &here), ORM_CONFLICT_FOREIGN_KEY); /* RESTRICT */
    assert_ok(f.s, Staff_delete(f.s, &ann));
    assert_ok(f.s, Staff_refresh(f.s, &bob));
    assert_false(bob.boss_id.has); /* SET NULL */
    assert_ok(f.s, Office_refresh(f.s, &here));
    assert_ok(f.s, orm_drop_tables(f.s, ORM_MODELS(Staff, Office), NULL));
    end(f);
}

/* ---- keys ------------------------------------------------------------------------------------------------------------------------------ */
#define STANDING_MODEL(X) X(key, text, country) X(key, int32, year) X(key, varchar(3), code) X(field, int32, points) X(field, opt(text), note)
ORM_MODEL(Standing, Standings, STANDING_MODEL);
#define PAIR_MODEL(X) X(field, text, what) X(key, int64, a) X(key, int64, b)
ORM_MODEL(Pairing, Pairings, PAIR_MODEL);
static void test_models_composite_keys(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Standing, Pairing), NULL));
    Standing rows[] = { { .country = "ch", .year = 2025, .code = "a", .points = 1 }, { .country = "ch", .year = 2025, .code = "b", .points = 2 }, { .country = "ch", .year = 2026, .code = "a", .points = 3 },
                        { .country = "", .year = 0, .code = "", .points = 4 } };
    assert_ok(f.s, Standing_insert_all(f.s, rows, COUNT(rows)));
    Standing *back = Standing_get(f.s, "ch", 2025, "b");
    assert_non_null(back);
    assert_int_equal(back->points, 2);
    assert_int_equal(Standing_get(f.s, "", 0, "")->points, 4);
    assert_null(Standing_get(f.s, "ch", 2025, "c"));
    assert_session(f.s, ORM_NOT_FOUND);
    assert_null(Standing_get(f.s, NULL, 2025, "a")); /* no key is NULL */
    back->points = 20;
    assert_ok(f.s, Standing_update(f.s, back));
    assert_int_equal(Standing_get(f.s, "ch", 2025, "a")->points, 1);
    assert_int_equal(Standing_get(f.s, "ch", 2025, "b")->points, 20);
    rows[0].points = 9;
    assert_fails(f.s, Standing_insert(f.s, &(Standing){ .country = "ch", .year = 2025, .code = "a" }), ORM_CONFLICT_UNIQUE);
    assert_ok(f.s, Standing_save(f.s, &rows[0]));
    assert_ok(f.s, Standing_refresh(f.s, &rows[0]));
    assert_int_equal(rows[0].points, 9);
    bool inserted = true;
    assert_ok(f.s, Standing_upsert(f.s, &(Standing){ .country = "ch", .year = 2026, .code = "a", .points = 30 }, &(orm_conflict){ .inserted = &inserted }));
    assert_false(inserted);
    assert_int_equal(Standing_get(f.s, "ch", 2026, "a")->points, 30);
    assert_ok(f.s, Standing_delete(f.s, &rows[1]));
    assert_fails(f.s, Standing_delete(f.s, &rows[1]), ORM_NOT_FOUND);
    assert_int_equal(Standing_count(f.s, NULL), 3);
    assert_fails(f.s, Standing_insert(f.s, &(Standing){ .year = 1, .code = "x" }), ORM_CONFLICT_NOT_NULL);
    assert_fails(f.s, Standing_insert(f.s, &(Standing){ .country = "x", .year = 1, .code = "long" }), ORM_INVALID);
    /* keys anywhere in the list; User_get takes them in order */
    Pairing pair = { .what = "p", .a = 1, .b = 2 };
    assert_ok(f.s, Pairing_insert(f.s, &pair));
    assert_string_equal(Pairing_get(f.s, 1, 2)->what, "p");
    assert_null(Pairing_get(f.s, 2, 1));
    end(f);
}
#define COUNTRY_MODEL(X) X(key, char_(2), code) X(field, text, name)
ORM_MODEL(Country, Countries, COUNTRY_MODEL);
#define TOKEN_MODEL(X) X(key, uuid, id, .auto_uuid = ORM_UUID_V7) X(field, uuid, secret, .auto_uuid = ORM_UUID_V4)
ORM_MODEL(Token, Tokens, TOKEN_MODEL);
#define SMALL_MODEL(X) X(key, int16, id, .auto_increment = true) X(field, text, v)
#define UNSIGNED_MODEL(X) X(key, uint32, id, .auto_increment = true) X(field, uint64, big) X(field, uint32, small)
#define DAY_MODEL(X) X(key, date, day) X(field, text, v)
ORM_MODEL(Small, Smalls, SMALL_MODEL);
ORM_MODEL(Unsigned, Unsigneds, UNSIGNED_MODEL);
ORM_MODEL(Day, Days, DAY_MODEL);
static void test_models_keys_of_every_kind(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Country, Token, Small, Unsigned, Day), NULL));
    Country ch = { .code = "ch", .name = "Schweiz" };
    assert_ok(f.s, Country_save(f.s, &ch)); /* new, whatever its key: INSERT */
    ch.name = "Suisse";
    assert_ok(f.s, Country_save(f.s, &ch)); /* stored: UPDATE by that key */
    assert_int_equal(Country_count(f.s, NULL), 1);
    assert_string_equal(Country_get(f.s, "ch")->name, "Suisse");
    Token tokens[3] = { { .secret = { { 1 } } } };
    assert_ok(f.s, Token_insert_all(f.s, tokens, 3));
    assert_int_equal(tokens[0].id.bytes[6] >> 4, 7);
    assert_int_equal(tokens[0].secret.bytes[0], 1); /* what is set stays */
    assert_int_equal(tokens[1].secret.bytes[6] >> 4, 4);
    assert_int_equal(tokens[1].secret.bytes[8] >> 6, 2);
    assert_memory_not_equal(&tokens[1].id, &tokens[2].id, 16);
    assert_memory_equal(&Token_get(f.s, tokens[2].id)->secret, &tokens[2].secret, 16);
    Small small = { .v = "a" };
    assert_ok(f.s, Small_insert(f.s, &small));
    assert_int_equal(small.id, 1);
    Small chosen = { .id = INT16_MAX, .v = "b" }, beyond = { .v = "c" };
    assert_ok(f.s, Small_insert(f.s, &chosen));
    if (test_on("postgres")) orm_scalar_sql(f.s, "SELECT setval(pg_get_serial_sequence('smalls', 'id'), 32767)", orm_args()); /* keys that are given do not move it */
    assert_fails(f.s, Small_insert(f.s, &beyond), ORM_INVALID); /* 32768 is no int16 */
    Unsigned u = { .big = UINT64_MAX, .small = UINT32_MAX };
    assert_ok(f.s, Unsigned_insert(f.s, &u));
    assert_int_equal(Unsigned_get(f.s, u.id)->small, UINT32_MAX);
    Day day = { .day = -1, .v = "eve" };
    assert_ok(f.s, Day_insert(f.s, &day));
    assert_string_equal(Day_get(f.s, -1)->v, "eve");
    end(f);
}
/* Operands of every integer type of C, signed and unsigned, without a warning. */
static void test_models_unsigned_operands(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Unsigned), NULL));
    Unsigned u = { .big = UINT64_MAX, .small = 7 };
    assert_ok(f.s, Unsigned_insert(f.s, &u));
    const unsigned char c = 7;
    const unsigned short s = 7;
    const unsigned i = 7;
    const unsigned long l = 7;
    const unsigned long long ll = 7;
    const size_t size = sizeof(char[7]);
    const signed char sc = 7;
    assert_int_equal(Unsigned_count(f.s, orm_q(.where = orm_and(orm_eq(Unsigneds.small, c), orm_eq(Unsigneds.small, s), orm_eq(Unsigneds.small, i), orm_eq(Unsigneds.small, l),
                                                                orm_eq(Unsigneds.small, ll), orm_eq(Unsigneds.small, size), orm_eq(Unsigneds.small, sc), orm_eq(Unsigneds.small, 7u),
                                                                orm_in(Unsigneds.small, 1u, 7ul, 9ll), orm_between(Unsigneds.small, 0u, 10)))), 1);
    assert_int_equal(Unsigned_count(f.s, orm_q(.where = orm_eq(Unsigneds.big, UINT64_MAX))), 1);
    assert_int_equal(Unsigned_count(f.s, orm_q(.where = orm_gt(Unsigneds.big, INT64_MAX))), 1);
    assert_int_equal(Unsigned_count(f.s, orm_q(.where = orm_lt(Unsigneds.big, UINT64_MAX))), 0);
    assert_int_equal(Unsigned_count(f.s, orm_q(.where = orm_eq(Unsigneds.small, -1))), -1);
    assert_session(f.s, ORM_INVALID);
    assert_int_equal(Unsigned_update_where(f.s, orm_q(.all_rows = true), ORM_SET(orm_set(Unsigneds.small, orm_add(Unsigneds.small, i)), orm_set(Unsigneds.big, (uint64_t)INT64_MAX + 1))), 1);
    assert_ok(f.s, Unsigned_refresh(f.s, &u));
    assert_int_equal(u.small, 14);
    assert_true(u.big == (uint64_t)INT64_MAX + 1);
    end(f);
}

/* ---- names --------------------------------------------------------------------------------------------------------------------------------- */
#define BARE_MODEL(X) X(key, int64, id)
ORM_MODEL(PlaylistTrack, PlaylistTracks, BARE_MODEL);
ORM_MODEL(HTTPLog, HTTPLogs, BARE_MODEL);
ORM_MODEL(plain, plains, BARE_MODEL);
#define ORDER_MODEL(X) X(key, int64, id) X(field, text, select) X(field, text, table, .column = "GROUP BY") X(field, int32, semicolon, .column = "a;\"b\"--")
ORM_MODEL(Order, Orders, ORDER_MODEL, .table = "order");
static void test_models_names(void **state) {
    (void)state;
    fixture f = begin();
    char sql[300];
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(PlaylistTrack, HTTPLog, plain, Order), NULL));
    orm_query_sql(ORM_DIALECT_SQLITE, ORM_FROM(PlaylistTrack), NULL, sql, sizeof sql);
    assert_non_null(strstr(sql, "\"playlist_tracks\"")); /* no .table: the table object's name */
    orm_query_sql(ORM_DIALECT_SQLITE, ORM_FROM(HTTPLog), NULL, sql, sizeof sql);
    assert_non_null(strstr(sql, "\"http_logs\""));
    assert_int_equal(plain_count(f.s, NULL), 0);
    Order order = { .id = 1, .select = "s", .table = "t", .semicolon = 3 };
    assert_ok(f.s, Order_insert(f.s, &order));
    order.table = "u";
    assert_ok(f.s, Order_save(f.s, &order));
    assert_int_equal(Order_count(f.s, orm_q(.where = orm_and(orm_eq(Orders.table, "u"), orm_gt(Orders.semicolon, 2)), .order_by = { orm_desc(Orders.select) })), 1);
    const orm_value stored = test_on("mysql") ? orm_scalar_sql(f.s, "SELECT `GROUP BY` FROM `order`", orm_args()) : orm_scalar_sql(f.s, "SELECT \"GROUP BY\" FROM \"order\"", orm_args());
    assert_session(f.s, ORM_OK);
    assert_string_equal(orm_value_text(stored), "u");
    end(f);
}
/* Columns named after verbs, members of the library's own structs, kinds and types of entries, words of C++ and of SQL. */
#define WORDS_MODEL(X)                                                                                                         \
    X(key, int64, id) X(field, int32, insert) X(field, int32, get) X(field, int32, count) X(field, int32, all)                 \
    X(field, int32, update) X(field, int32, delete) X(field, int32, save) X(field, int32, init) X(field, int32, list)         \
    X(field, int32, page) X(field, int32, first) X(field, int32, next) X(field, int32, sql) X(field, int32, copy)             \
    X(field, int32, class) X(field, int32, new) X(field, int32, this) X(field, int32, template) X(field, int32, private)      \
    X(field, int32, operator) X(field, int32, namespace) X(field, int32, virtual) X(field, int32, try) X(field, int32, using) \
    X(field, int32, key) X(field, int32, field) X(field, int32, index) X(field, int32, unique) X(field, int32, check)         \
    X(field, int32, foreign) X(field, int32, belongs_to) X(field, text, text) X(field, int32, int32) X(field, int32, opt)     \
    X(field, int32, decimal) X(field, int32, array) X(field, int32, name) X(field, int32, model) X(field, int32, type)        \
    X(field, int32, size) X(field, int32, offset) X(field, int32, column) X(field, int32, columns) X(field, int32, s)         \
    X(field, int32, row) X(field, int32, rows) X(field, int32, q) X(field, int32, n)  \
    X(field, int32, min) X(field, int32, max) X(field, int32, abs) X(field, int32, where) X(field, int32, order)              \
    X(field, int32, group) X(field, int32, limit) X(field, int32, head) X(field, int32, state) X(field, int32, items)
ORM_MODEL(Words, Wordses, WORDS_MODEL);
/* ... and after the parameters of the library's macros.  (X is taken: it is the list's own parameter.) */
#define PARAMETERS_MODEL(Y) Y(key, int64, Row) Y(field, int32, LIST) Y(field, int32, Table) Y(field, int32, P) Y(field, int32, PASS) Y(field, int32, kind) Y(field, int32, T) Y(field, int32, name_) Y(field, int32, is_key)
ORM_MODEL(Parameters, Parameterses, PARAMETERS_MODEL);
static void test_models_columns_named_after_everything(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Words, Parameters), NULL));
    Words words = { .id = 1, .insert = 2, .class = 3, .new = 4, .text = "five", .delete = 6, .abs = 7, .row = 8, .s = 9, .key = 10 };
    assert_ok(f.s, Words_insert(f.s, &words));
    words.class = 30;
    assert_ok(f.s, Words_update_only(f.s, &words, ORM_COLS(Wordses.class, Wordses.delete)));
    const Words *back = Words_get(f.s, 1);
    assert_non_null(back);
    assert_true(back->insert == 2 && back->class == 30 && back->new == 4 && back->delete == 6 && back->abs == 7 && back->row == 8 && back->s == 9 && back->key == 10);
    assert_string_equal(back->text, "five");
    assert_int_equal(Words_count(f.s, orm_q(.where = orm_and(orm_eq(Wordses.class, 30), orm_eq(Wordses.get, 0)), .order_by = { orm_asc(Wordses.all), orm_desc(Wordses.count) })), 1);
    assert_ok(f.s, Parameters_insert(f.s, &(Parameters){ .Row = 3, .LIST = 4, .T = 5, .is_key = 6 }));
    assert_int_equal(Parameters_get(f.s, 3)->is_key, 6);
    assert_int_equal(Parameters_count(f.s, orm_q(.where = orm_eq(Parameterses.LIST, 4))), 1);
    end(f);
}

/* ---- one model in two files -------------------------------------------------------------------------------------------------------------------- */
#define DIFFERING_MODEL(X) X(key, int64, id) X(field, text, name) X(field, int32, more)
ORM_MODEL(Differing, Differings, DIFFERING_MODEL);
static void test_models_declared_in_two_files(void **state) {
    (void)state;
    fixture f = begin();
    assert_ptr_not_equal(elsewhere_model(), ORM_FROM(Shared));
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Shared, Differing), NULL));
    assert_ok(f.s, orm_create_tables(f.s, (const orm_model *const[]){ elsewhere_model(), NULL }, &(orm_create_options){ .if_not_exists = true }));
    Shared ann = { .name = "Ann" }, bob = { .name = "Bob", .age = ORM_SOME(3) };
    assert_ok(f.s, elsewhere_insert(f.s, &ann));
    assert_ok(f.s, Shared_insert(f.s, &bob));
    ann.age = (orm_opt_int32)ORM_SOME(4);
    assert_ok(f.s, Shared_update(f.s, &ann)); /* a row from there, changed here */
    assert_int_equal(elsewhere_get(f.s, ann.id)->age.value, 4);
    assert_int_equal(elsewhere_named(f.s, "Bob").count, 1);
    /* expressions of one file in queries of the other */
    assert_int_equal(Shared_count(f.s, orm_q(.where = orm_eq(Shareds.age, 3))), 1);
    /* the same name with other columns */
    assert_int_equal(Differing_count(f.s, NULL), 0);
    assert_int_equal(elsewhere_differing_count(f.s), -1);
    assert_session(f.s, ORM_CONFIG);
    assert_message(f.s, "model Differing is declared twice with different columns, options or table: declare it once, in a header that every file includes");
    assert_int_equal(Differing_count(f.s, NULL), 0);
    /* each database knows its models on its own */
    fixture other = begin();
    assert_ok(other.s, orm_create_tables(other.s, (const orm_model *const[]){ elsewhere_differing(), NULL }, NULL));
    assert_int_equal(elsewhere_differing_count(other.s), 0);
    assert_int_equal(Differing_count(other.s, NULL), -1);
    assert_session(other.s, ORM_CONFIG);
    end(other);
    end(f);
}

/* ---- defaults -------------------------------------------------------------------------------------------------------------------------------------- */
#define DEFAULTS_MODEL(X)                                                                                                                                          \
    X(key, int64, id, .auto_increment = true) X(field, bool, b, .default_value = "true") X(field, int16, i16, .default_value = "-32768") X(field, int32, i32, .default_value = "18")                        \
    X(field, int64, i64, .default_value = "9223372036854775807") X(field, uint32, u32, .default_value = "4294967295")                                             \
    X(field, uint64, u64, .default_value = "18446744073709551615") X(field, float, f, .default_value = "0.5") X(field, double, d, .default_value = "-1.5e-3")     \
    X(field, text, t, .default_value = "it's \"here\"") X(field, varchar(5), vc, .default_value = "guest") X(field, char_(2), c, .default_value = "ch")           \
    X(field, json, j, .default_value = "{\"a\": 1}") X(field, inet, ip, .default_value = "10.0.0.1") X(field, cidr, net, .default_value = "10.0.0.0/8")           \
    X(field, macaddr, mac, .default_value = "08:00:2b:01:02:03") X(field, decimal(10, 2), dec, .default_value = "12.5")                                           \
    X(field, decimal(30, 2), big, .default_value = "-12345678901234567890.10") X(field, money, m, .default_value = "0.99")                                        \
    X(field, timestamp, ts, .default_value = "2026-01-31 23:59:59.5") X(field, date, da, .default_value = "2026-01-31") X(field, time, ti, .default_value = "12:00") \
    X(field, interval, iv, .default_value = "P1Y2DT3S") X(field, uuid, u, .default_value = "123e4567-e89b-12d3-a456-426614174000")                                \
    X(field, enum(Mood), e, .default_value = "it's \"odd\"") X(field, text, none)
#define OPT_DEFAULTS_MODEL(X)                                                                                                                                     \
    X(key, int64, id, .auto_increment = true)                                                                                                                     \
    X(field, opt(bool), b, .default_value = "false") X(field, opt(int16), i16, .default_value = "-1") X(field, opt(int64), i64, .default_value = "0")             \
    X(field, opt(uint64), u64, .default_value = "18446744073709551615") X(field, opt(double), d, .default_value = "0.25") X(field, opt(text), t, .default_value = "") \
    X(field, opt(decimal(10, 2)), dec, .default_value = "0") X(field, opt(timestamp), ts, .default_value = "1970-01-01") X(field, opt(uuid), u, .default_value = "00000000-0000-0000-0000-000000000000") \
    X(field, opt(enum(Mood)), e, .default_value = "good") X(field, opt(interval), iv, .default_value = "PT0S") X(field, opt(int32), none)
ORM_MODEL(Defaulted, Defaulteds, DEFAULTS_MODEL);
ORM_MODEL(OptDefaulted, OptDefaulteds, OPT_DEFAULTS_MODEL);
static void assert_defaults(const Defaulted *r, const char *dec, const char *big) {
    assert_true(r->b && r->i16 == INT16_MIN && r->i32 == 18 && r->i64 == INT64_MAX && r->u32 == UINT32_MAX && r->u64 == UINT64_MAX && r->f == 0.5f && r->d == -1.5e-3);
    assert_string_equal(r->t, "it's \"here\"");
    assert_string_equal(r->vc, "guest");
    assert_string_equal(r->c, "ch");
    assert_string_equal(r->j, "{\"a\": 1}");
    assert_string_equal(r->ip, "10.0.0.1");
    assert_string_equal(r->net, "10.0.0.0/8");
    assert_string_equal(r->mac, "08:00:2b:01:02:03");
    assert_string_equal(r->dec.text, dec);
    assert_string_equal(r->big.text, big);
    assert_string_equal(r->m.text, "0.99");
    assert_true(r->ts == INT64_C(1769903999500000) && r->da == 20484 && r->ti == INT64_C(43200000000));
    assert_true(r->iv.months == 12 && r->iv.days == 2 && r->iv.microseconds == 3000000);
    assert_true(r->u.bytes[0] == 0x12 && r->u.bytes[15] == 0 && r->e == MOOD_ODD);
}
static void assert_opt_defaults(const OptDefaulted *r) {
    assert_true(r->b.has && !r->b.value && r->i16.has && r->i16.value == -1 && r->i64.has && r->i64.value == 0 && r->u64.has && r->u64.value == UINT64_MAX && r->d.has && r->d.value == 0.25);
    assert_string_equal(r->t, "");
    assert_int_equal(orm_decimal_compare(r->dec, ORM_DEC("0")), 0);
    assert_non_null(r->dec.text);
    assert_true(r->ts.has && r->ts.value == 0 && r->u.has && r->u.value.bytes[0] == 0 && r->e.has && r->e.value == MOOD_GOOD && r->iv.has && r->iv.value.days == 0 && !r->none.has);
}
static void test_models_init_with_every_kind_of_default(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Defaulted, OptDefaulted), NULL));
    Defaulted row = Defaulted_init();
    assert_defaults(&row, "12.5", "-12345678901234567890.10");
    assert_true(row.id == 0 && !row.none);
    row.none = "n";
    assert_ok(f.s, Defaulted_insert(f.s, &row));
    assert_defaults(Defaulted_get(f.s, row.id), "12.50", "-12345678901234567890.10");
    /* the table has the same defaults */
    assert_int_equal(orm_exec(f.s, "INSERT INTO defaulteds (id, none) VALUES (77, 'n')", orm_args()), 1);
    const Defaulted *declared = Defaulted_get(f.s, 77);
    assert_session(f.s, ORM_OK);
    assert_defaults(declared, "12.50", "-12345678901234567890.10");
    OptDefaulted optional = OptDefaulted_init();
    assert_opt_defaults(&optional);
    assert_ok(f.s, OptDefaulted_insert(f.s, &optional));
    assert_opt_defaults(OptDefaulted_get(f.s, optional.id));
    assert_int_equal(orm_exec(f.s, "INSERT INTO opt_defaulteds (id) VALUES (77)", orm_args()), 1);
    assert_opt_defaults(OptDefaulted_get(f.s, 77));
    /* a zeroed row is no row of defaults: what it says is stored */
    OptDefaulted zero = { .id = 0 };
    assert_ok(f.s, OptDefaulted_insert(f.s, &zero));
    assert_false(OptDefaulted_get(f.s, zero.id)->i16.has);
    end(f);
}

/* ---- checks, indexes, constraints -------------------------------------------------------------------------------------------------------------------- */
#define STOCK_MODEL(X)                                                              \
    ORM_ID(X)                                                                       \
    X(field, text,  name,  .unique = true, .index_name = "one_name")                \
    X(field, int32, price, .check = "price > 0", .index = true)                     \
    X(field, int32, pieces)                                                         \
    X(field, bool,  sold)                                                           \
    X(unique, (price, pieces))                                                      \
    X(index, (sold, pieces), .name = "ix_unsold", .where = "NOT sold", .descending = { false, true }) \
    X(index, (name), .name = "ix_lower", .expression = "lower(name)")               \
    X(check, enough, "pieces >= 0 AND pieces < 1000")
ORM_MODEL(Goods, Stock, STOCK_MODEL);
static void test_models_checks_and_indexes(void **state) {
    (void)state;
    fixture f = begin();
    if (test_on("mysql")) { /* neither MySQL nor MariaDB has partial indexes: said, not left out */
        assert_fails(f.s, orm_create_tables(f.s, ORM_MODELS(Goods), NULL), ORM_UNSUPPORTED);
        assert_message(f.s, "no partial indexes (.where)");
        end(f);
        return;
    }
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Goods), NULL));
    Goods pen = { .name = "pen", .price = 2, .pieces = 5 };
    assert_ok(f.s, Goods_insert(f.s, &pen));
    assert_fails(f.s, Goods_insert(f.s, &(Goods){ .name = "ink", .price = 0 }), ORM_CONFLICT_CHECK);
    assert_fails(f.s, Goods_insert(f.s, &(Goods){ .name = "ink", .price = 1, .pieces = 1000 }), ORM_CONFLICT_CHECK);
    assert_string_equal(orm_error_of(f.s)->constraint, "enough");
    assert_fails(f.s, Goods_insert(f.s, &(Goods){ .name = "pen", .price = 1 }), ORM_CONFLICT_UNIQUE);
    assert_string_equal(orm_error_of(f.s)->column, "name");
    assert_fails(f.s, Goods_insert(f.s, &(Goods){ .name = "ink", .price = 2, .pieces = 5 }), ORM_CONFLICT_UNIQUE);
    assert_string_equal(orm_error_of(f.s)->column, "price, pieces");
    if (on_sqlite()) {
        static const char *const names[] = { "ix_lower", "ix_stock_price", "ix_unsold" };
        orm_rows r = orm_sql(f.s, "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name", orm_args());
        for (size_t i = 0; i < COUNT(names); i++) {
            assert_true(orm_next(&r));
            assert_string_equal(orm_text(&r, 0), names[i]);
            if (i == 0) assert_non_null(strstr(orm_text(&r, 1), "(lower(name))"));
            if (i == 2) assert_non_null(strstr(orm_text(&r, 1), "(\"sold\", \"pieces\" DESC) WHERE NOT sold"));
        }
        assert_false(orm_next(&r));
    }
    end(f);
}

/* ---- many columns ---------------------------------------------------------------------------------------------------------------------------------------- */
#define TEN_COLUMNS(X, p)                                                                                                    \
    X(field, int32, p##0) X(field, int32, p##1) X(field, int32, p##2) X(field, int32, p##3) X(field, int32, p##4)             \
    X(field, int32, p##5) X(field, int32, p##6) X(field, int32, p##7) X(field, int32, p##8) X(field, int32, p##9)
#define SIXTY_COLUMNS(X) TEN_COLUMNS(X, c0) TEN_COLUMNS(X, c1) TEN_COLUMNS(X, c2) TEN_COLUMNS(X, c3) TEN_COLUMNS(X, c4) TEN_COLUMNS(X, c5)
#define C63_MODEL(X) X(key, int64, id) SIXTY_COLUMNS(X) X(field, int32, y) X(field, opt(text), z)
#define C64_MODEL(X) X(key, int64, id) SIXTY_COLUMNS(X) X(field, int32, x) X(field, int32, y) X(field, opt(text), z)
#define C65_MODEL(X) X(key, int64, id) SIXTY_COLUMNS(X) X(field, int32, w) X(field, int32, x) X(field, int32, y) X(field, opt(text), z)
/* Relations have bits too: 64 columns and a relation are two words. */
#define C64R_MODEL(X) C64_MODEL(X) X(has_many, C63, others, y)
#define C200_MODEL(X)                                                                                                        \
    X(key, int64, id) SIXTY_COLUMNS(X) TEN_COLUMNS(X, c6) TEN_COLUMNS(X, c7) TEN_COLUMNS(X, c8) TEN_COLUMNS(X, c9) TEN_COLUMNS(X, d0) TEN_COLUMNS(X, d1) \
    TEN_COLUMNS(X, d2) TEN_COLUMNS(X, d3) TEN_COLUMNS(X, d4) TEN_COLUMNS(X, d5) TEN_COLUMNS(X, d6) TEN_COLUMNS(X, d7) TEN_COLUMNS(X, d8)                 \
    X(field, int32, u) X(field, int32, v) X(field, int32, w) X(field, int32, w2) X(field, int32, w3) X(field, int32, w4) X(field, int32, w5) X(field, int32, y) X(field, opt(text), z)
ORM_MODEL(C63, C63s, C63_MODEL);
ORM_MODEL(C64, C64s, C64_MODEL);
ORM_MODEL(C65, C65s, C65_MODEL);
ORM_MODEL(C64r, C64rs, C64R_MODEL);
ORM_MODEL(C200, C200s, C200_MODEL);
/* The last column has its own bit: read without it, it is not loaded, and an update leaves it alone. */
#define LAST_COLUMN_HAS_ITS_BIT(Row, Rows, columns, words)                                                               \
    do {                                                                                                                 \
        assert_int_equal(Row##__model.column_count, columns);                                                            \
        assert_int_equal(Row##__model.state_words, words);                                                               \
        assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Row), NULL));                                                   \
        Row row_ = { .id = 1, .c00 = 1, .c59 = 59, .y = 7, .z = "last" };                                                \
        assert_ok(f.s, Row##_insert(f.s, &row_));                                                                        \
        Row *part_ = Row##_first(f.s, orm_q(.defer = ORM_COLS(Rows.z, Rows.c31)));                                       \
        assert_session(f.s, ORM_OK);                                                                                     \
        assert_false(orm_is_loaded(part_, Rows.z));                                                                      \
        assert_false(orm_is_loaded(part_, Rows.c31));                                                                    \
        assert_true(orm_is_loaded(part_, Rows.y) && orm_is_loaded(part_, Rows.c30) && orm_is_loaded(part_, Rows.id));    \
        part_->y = 8;                                                                                                    \
        part_->z = NULL;                                                                                                 \
        assert_ok(f.s, Row##_update(f.s, part_));                                                                        \
        const Row *whole_ = Row##_get(f.s, 1);                                                                           \
        assert_int_equal(whole_->y, 8);                                                                                  \
        assert_int_equal(whole_->c59, 59);                                                                               \
        assert_string_equal(whole_->z, "last");                                                                          \
        assert_true(orm_is_loaded(whole_, Rows.z));                                                                      \
        part_ = Row##_first(f.s, orm_q(.only = ORM_COLS(Rows.z)));                                                       \
        assert_true(orm_is_loaded(part_, Rows.z) && orm_is_loaded(part_, Rows.id));                                      \
        assert_false(orm_is_loaded(part_, Rows.y) || orm_is_loaded(part_, Rows.c00));                                    \
        assert_ok(f.s, Row##_refresh(f.s, part_));                                                                       \
        assert_true(orm_is_loaded(part_, Rows.y) && orm_is_loaded(part_, Rows.c00));                                     \
    } while (0)
static void test_models_of_many_columns(void **state) {
    (void)state;
    fixture f = begin();
    LAST_COLUMN_HAS_ITS_BIT(C63, C63s, 63, 1);
    LAST_COLUMN_HAS_ITS_BIT(C64, C64s, 64, 1);
    LAST_COLUMN_HAS_ITS_BIT(C65, C65s, 65, 2);
    LAST_COLUMN_HAS_ITS_BIT(C64r, C64rs, 64, 2);
    LAST_COLUMN_HAS_ITS_BIT(C200, C200s, 200, 4);
    assert_false(orm_is_loaded(C64r_get(f.s, 1), C64rs.others)); /* nobody loaded it */
    C200 many[20];
    memset(many, 0, sizeof many);
    for (int i = 0; i < 20; i++) many[i].id = i + 10, many[i].d89 = i;
    assert_ok(f.s, C200_insert_all(f.s, many, 20));
    assert_int_equal(C200_count(f.s, orm_q(.where = orm_ge(C200s.d89, 10))), 10);
    end(f);
}

/* ---- the metadata ------------------------------------------------------------------------------------------------------------------------------------------ */
static void test_models_metadata_can_be_walked(void **state) {
    (void)state;
    const orm_model *m = ORM_FROM(Staff);
    assert_string_equal(m->name, "Staff");
    assert_string_equal(m->table_object, "Staffs");
    assert_int_equal(m->row_size, sizeof(Staff));
    assert_int_equal(m->column_count, 4);
    assert_int_equal(m->relation_count, 3);
    assert_true(m->columns[0].key && m->columns[0].auto_increment && !m->columns[0].nullable);
    assert_true(m->columns[2].nullable && m->columns[2].offset == offsetof(Staff, boss_id));
    assert_string_equal(m->relations[2].name, "office");
    assert_int_equal(m->relations[1].kind, ORM_HAS_MANY);
    assert_ptr_equal(orm_find_column(m, "boss_id"), &m->columns[2]);
    assert_ptr_equal(orm_find_column(m, "boss_id"), (const orm_column *)(const void *)Staffs.boss_id);
    assert_null(orm_find_column(m, "boss"));
    assert_null(orm_find_column(m, "Boss_id"));
    assert_null(orm_find_column(m, NULL));
    static const char *const names[] = { "bool", "int16", "int32", "int64", "uint32", "uint64", "float", "double", "text", "varchar", "char_", "json", "inet", "cidr", "macaddr", "decimal", "money",
                                         "timestamp", "date", "time", "interval", "uuid", "blob", "vector", "array", "hstore", "point", "enum", "custom" };
    for (size_t i = 0; i < COUNT(names); i++) assert_string_equal(orm_type_name((orm_type)(ORM_BOOL + i)), names[i]);
    assert_string_equal(orm_type_name(ORM_TYPE_COUNT), "?");
}

/* ---- declarations that nothing uses ------------------------------------------------------------------------------------------------------------------------ */
#define UNUSED_LIST(X) X(UNUSED_A) X(UNUSED_B, "b")
ORM_ENUM(UnusedEnum, UNUSED_LIST);
ORM_DECLARE(UnusedRow);
#define UNUSED_MODEL(X) X(key, int64, id) X(field, enum(UnusedEnum), e) X(has_many, UnusedRow, rows, id) X(many_to_many, UnusedRow, links, UnusedRow, id, id) X(unique, (e)) X(check, c, "1")
ORM_MODEL(UnusedRow, UnusedRows, UNUSED_MODEL);
/* Parameters and locals named like those inside the macros neither clash nor shadow. */
static int64_t count_of(orm_session *s, int64_t row, int64_t keys, int64_t q, int64_t c, int64_t v, int64_t orm_n) {
    const int64_t list = row + keys + q + c + v + orm_n;
    return Staff_count(s, orm_q(.where = orm_or(orm_eq(Staffs.id, list), orm_in(Staffs.id, row, keys), orm_between(Staffs.id, q, c), orm_eq(Staffs.id, orm_add(Staffs.id, v)))));
}
static void test_models_unused_and_shadowing_names(void **state) {
    (void)state;
    fixture f = begin();
    assert_ok(f.s, orm_create_tables(f.s, ORM_MODELS(Staff, Office), NULL));
    assert_int_equal(count_of(f.s, 1, 2, 3, 4, 5, 6), 0);
    end(f);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_models_enum),
        cmocka_unit_test(test_models_mixins),
        cmocka_unit_test(test_models_self_and_mutual_references),
        cmocka_unit_test(test_models_composite_keys),
        cmocka_unit_test(test_models_keys_of_every_kind),
        cmocka_unit_test(test_models_unsigned_operands),
        cmocka_unit_test(test_models_names),
        cmocka_unit_test(test_models_columns_named_after_everything),
        cmocka_unit_test(test_models_declared_in_two_files),
        cmocka_unit_test(test_models_init_with_every_kind_of_default),
        cmocka_unit_test(test_models_checks_and_indexes),
        cmocka_unit_test(test_models_of_many_columns),
        cmocka_unit_test(test_models_metadata_can_be_walked),
        cmocka_unit_test(test_models_unused_and_shadowing_names),
    };
    return run_all(tests);
}
