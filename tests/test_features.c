/* What docs/features.md promises and no other file shows by itself: models on several databases, rows as text, typed verbs, options, values given as text,
 * cursors, queries put together, verbs over many rows, pages. */
#include "harness.h"

#define OWNER_MODEL(X) ORM_ID(X) X(field, text, name)
#define TRACK_MODEL(X)                                                                          \
    X(key,   int64,          id,       .auto_increment = true)                                  \
    X(field, varchar(60),    title,    .column = "Track Title", .unique = true)                 \
    X(field, opt(int64),     owner_id, .references = ORM_REF(Owner, id))                        \
    X(field, timestamp,      made,     .auto_now_add = true)                                    \
    X(field, timestamp,      changed,  .auto_now = true)
ORM_MODEL(Owner, Owners, OWNER_MODEL);
ORM_MODEL(Track, Tracks, TRACK_MODEL);

#define COUNTRY_MODEL(X) X(key, char_(2), code) X(field, text, name) X(field, date, since) X(field, time, opens) X(field, timestamp, seen)
ORM_MODEL(Country, Countries, COUNTRY_MODEL, .table = "countries");

#define MOOD(X) X(MOOD_SAD, "sad") X(MOOD_GLAD, "glad")
ORM_ENUM(Mood, MOOD);
#define PRESET_MODEL(X)                                              \
    X(key,   int64,          id)                                     \
    X(field, text,           title, .default_value = "un\"titled")   \
    X(field, opt(int32),     size,  .default_value = "-7")           \
    X(field, opt(int32),     rest)                                   \
    X(field, bool,           open,  .default_value = "true")         \
    X(field, double,         ratio, .default_value = "0.5")          \
    X(field, decimal(9, 2),  price, .default_value = "12.50")        \
    X(field, enum(Mood),     mood,  .default_value = "glad")         \
    X(field, date,           day,   .default_value = "2026-01-31")   \
    X(field, opt(timestamp), at)                                     \
    X(field, opt(blob),      data)
ORM_MODEL(Preset, Presets, PRESET_MODEL);

#define STEP_MODEL(X) X(key, int32, lane) X(key, int32, place) X(field, text, word) X(field, int32, points) X(field, int64, version, .version = true) \
    X(field, timestamp, changed, .auto_now = true)
ORM_MODEL(Step, Steps, STEP_MODEL);

#define PARENT_MODEL(X) X(key, int64, id)
#define HEIR_MODEL(X) X(key, int64, id) X(field, int64, parent_id, .references = ORM_REF(Parent, id), .default_value = "1", .on_delete = ORM_SET_DEFAULT)
ORM_MODEL(Parent, Parents, PARENT_MODEL);
ORM_MODEL(Heir, Heirs, HEIR_MODEL);
#define BTREE_MODEL(X) X(key, int64, id) X(field, int32, n) X(unique, (n), .method = "btree") X(index, (n, id), .name = "by_both", .method = "btree", .descending = { false, true })
#define GIN_MODEL(X) X(key, int64, id) X(field, array(int32), n) X(index, (n), .method = "gin")
#define FULLTEXT_MODEL(X) X(key, int64, id) X(field, text, words) X(index, (words), .method = "fulltext")
ORM_MODEL(Btree, Btrees, BTREE_MODEL);
ORM_MODEL(Gin, Gins, GIN_MODEL);
ORM_MODEL(Fulltext, Fulltexts, FULLTEXT_MODEL);
#define LONG_MODEL(X) X(key, int64, id) X(field, int32, the_first_of_two_columns_with_long_names) X(field, int32, the_second_of_two_columns_with_long_names) \
    X(index, (the_first_of_two_columns_with_long_names, the_second_of_two_columns_with_long_names))                                                      \
    X(index, (the_first_of_two_columns_with_long_names, the_second_of_two_columns_with_long_names, id)) X(index, (id))
ORM_MODEL(Long, Longs, LONG_MODEL);
#define ALL_MODELS ORM_MODELS(Owner, Track, Country, Preset, Step)

/* ---- the database of a test ------------------------------------------------------------------------------------------------------ */
static orm_db *db;
static orm_session *s;
static int statements;
static int64_t now;

static void trace_hook(void *context, const orm_trace *t) {
    (void)context, (void)t;
    statements++;
}
static int64_t clock_hook(void *context) {
    (void)context;
    return now;
}
static void start(void) {
    now = INT64_C(1700000000000000);
    db = test_open_with(test_url(false), &(orm_options){ .trace = trace_hook, .clock = clock_hook });
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ALL_MODELS, NULL));
    statements = 0;
}
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static void add_steps(int n) {
    Step *rows = calloc((size_t)n, sizeof *rows);
    assert_non_null(rows);
    for (int i = 0; i < n; i++) rows[i] = (Step){ .lane = i % 2, .place = i, .word = i % 3 ? "odd" : "third", .points = i };
    assert_ok(s, Step_insert_all(s, rows, (size_t)n));
    free(rows);
    statements = 0;
}

/* ---- models ------------------------------------------------------------------------------------------------------------------------ */
/* A model belongs to no database: the session says which one is meant. */
static void test_one_model_on_two_databases(void **state) {
    (void)state;
    start();
    orm_db *other_db = test_open();
    orm_session *other = orm_session_open(other_db);
    assert_ok(other, orm_create_tables(other, ORM_MODELS(Owner), NULL));
    Owner here = { .name = "here" }, there[2] = { { .name = "there" }, { .name = "there too" } };
    assert_ok(s, Owner_insert(s, &here));
    assert_ok(other, Owner_insert_all(other, there, 2));
    assert_string_equal(Owner_get(s, 1)->name, "here");
    assert_string_equal(Owner_get(other, 1)->name, "there");
    assert_int_equal(Owner_count(s, NULL), 1);
    assert_int_equal(Owner_count(other, NULL), 2);
    assert_int_equal(orm_session_close(other), ORM_OK);
    assert_int_equal(orm_close(other_db), ORM_OK);
    finish();
}
static void test_rows_print_on_one_line(void **state) {
    (void)state;
    start();
    char text[400], small[12];
    Preset row = Preset_init();
    row.id = 9;
    row.data = (orm_blob){ "abc", 3 };
    const char *const whole = "<Preset id=9 title=\"un\\\"titled\" size=-7 rest=NULL open=true ratio=0.5 price=12.50 mood=glad day=2026-01-31 at=NULL data=blob(3)>";
    const size_t length = Preset_print(&row, text, sizeof text);
    assert_string_equal(text, whole);
    assert_int_equal(length, strlen(whole));
    assert_int_equal(Preset_print(&row, small, sizeof small), length); /* like snprintf */
    assert_string_equal(small, "<Preset id=");
    assert_int_equal(Preset_print(&row, NULL, 0), length);
    assert_ok(s, Preset_insert(s, &row));
    const Preset *part = Preset_first(s, orm_q(.only = ORM_COLS(Presets.mood)));
    assert_non_null(part);
    Preset_print(part, text, sizeof text);
    assert_string_equal(text, "<Preset id=9 mood=glad>"); /* what was not loaded is not shown */
    Preset_print(NULL, text, sizeof text);
    assert_string_equal(text, "<Preset NULL>");
    finish();
}
/* Each assignment compiles without a warning only when the verb has exactly this type. */
static void test_verbs_have_the_types_of_their_model(void **state) {
    (void)state;
    orm_status (*const insert)(orm_session *, Country *) = Country_insert;
    Country *(*const get)(orm_session *, const char *) = Country_get;
    Step *(*const get_by_two)(orm_session *, int32_t, int32_t) = Step_get;
    Country_list (*const all)(orm_session *, const orm_query *) = Country_all;
    int64_t (*const count)(orm_session *, const orm_query *) = Country_count;
    Country *(*const next)(Country_cursor *) = Country_next;
    const orm_text_col code = Countries.code;
    const orm_date_col since = Countries.since;
    const orm_int_col points = Steps.points;
    assert_true(_Generic(Presets.price, orm_decimal_col: true, default: false) && _Generic(Presets.mood, orm_enum_col: true, default: false));
    start();
    Country row = { .code = "CH", .name = "Switzerland" };
    assert_ok(s, insert(s, &row));
    assert_string_equal(get(s, "CH")->name, "Switzerland");
    assert_null(get_by_two(s, 1, 2));
    assert_int_equal(all(s, orm_q(.where = orm_and(orm_eq(code, "CH"), orm_eq(since, 0)))).count, 1);
    assert_int_equal(count(s, NULL), 1);
    Country_cursor c = Country_stream(s, NULL);
    assert_non_null(next(&c));
    assert_null(next(&c));
    assert_int_equal(Step_count(s, orm_q(.where = orm_gt(points, 5))), 0);
    finish();
}
static void test_options_stand_behind_the_name(void **state) {
    (void)state;
    const orm_column *title = &Tracks.title->def, *made = &Tracks.made->def, *owner = &Tracks.owner_id->def, *price = &Presets.price->def;
    assert_string_equal(title->column, "Track Title");
    assert_true(title->unique && !title->index && title->length == 60);
    assert_true(made->auto_now_add && !made->auto_now && !made->column);
    assert_string_equal(owner->references.model->name, "Owner");
    assert_string_equal(owner->references.column, "id");
    assert_true(Tracks.id->def.auto_increment && Tracks.id->def.key);
    assert_true(price->precision == 9 && price->scale == 2);
    assert_true(Steps.version->def.version && !Steps.points->def.version);
    start();
    Track t = { .title = "a" }, twin = { .title = "a" };
    assert_ok(s, Track_insert(s, &t));
    assert_fails(s, Track_insert(s, &twin), ORM_CONFLICT_UNIQUE);
    assert_true(t.made == now && t.changed == now);
    finish();
}
static void test_set_default_when_the_parent_goes(void **state) {
    (void)state;
    start();
    Parent parents[2] = { { .id = 1 }, { .id = 2 } };
    Heir heir = { .id = 1, .parent_id = 2 };
    if (test_on("mysql")) {
        assert_fails(s, orm_create_tables(s, ORM_MODELS(Parent, Heir), NULL), ORM_UNSUPPORTED);
        assert_message(s, "SET DEFAULT");
        finish();
        return;
    }
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Parent, Heir), NULL));
    assert_ok(s, Parent_insert_all(s, parents, 2));
    assert_ok(s, Heir_insert(s, &heir));
    assert_ok(s, Parent_delete(s, &parents[1]));
    assert_ok(s, Heir_refresh(s, &heir));
    assert_int_equal(heir.parent_id, 1);
    assert_fails(s, Parent_delete(s, &parents[0]), ORM_CONFLICT_FOREIGN_KEY); /* the default is gone, too */
    finish();
}
/* A method that a database does not have is refused, naming both; it is never left out. */
static void check_method(orm_dialect d, const orm_model *const *models, const char *wanted) {
    char sql[1000];
    assert_int_equal(orm_schema_sql(d, models, sql, sizeof sql) == SIZE_MAX, strncmp(wanted, "-- error: ", 10) == 0);
    assert_has_text(sql, wanted, __FILE__, __LINE__);
}
static void test_index_methods_of_each_database(void **state) {
    (void)state;
    check_method(ORM_DIALECT_POSTGRES, ORM_MODELS(Gin), "USING \"gin\"");
    check_method(ORM_DIALECT_SQLITE, ORM_MODELS(Gin), "-- error: model Gin: (n): SQLite's indexes are btree, not gin");
    check_method(ORM_DIALECT_MARIADB, ORM_MODELS(Gin), "-- error: model Gin: (n): MariaDB");
    check_method(ORM_DIALECT_MYSQL, ORM_MODELS(Fulltext), "FULLTEXT INDEX");
    check_method(ORM_DIALECT_SQLITE, ORM_MODELS(Fulltext), "-- error: model Fulltext: (words): SQLite");
    start();
    if (strcmp(test_dialect(), "sqlite") == 0) assert_fails(s, orm_create_tables(s, ORM_MODELS(Gin), NULL), ORM_UNSUPPORTED);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Btree), NULL));
    Btree row = { .id = 1, .n = 7 }, twin = { .id = 2, .n = 7 };
    assert_ok(s, Btree_insert(s, &row));
    assert_fails(s, Btree_insert(s, &twin), ORM_CONFLICT_UNIQUE);
    finish();
}
/* The name of the index that is the n-th in the printed schema; its length. */
static size_t index_name(orm_dialect d, int n, char *name, size_t size) {
    char sql[3000];
    assert_true(orm_schema_sql(d, ORM_MODELS(Long), sql, sizeof sql) < sizeof sql);
    const char *p = sql;
    for (int i = 0; i <= n; i++) {
        p = strstr(p, "INDEX ");
        assert_non_null(p);
        p += strlen("INDEX ") + 1; /* and the quote */
    }
    const size_t length = strcspn(p, "\"`");
    assert_true(length < size);
    memcpy(name, p, length);
    name[length] = 0;
    return length;
}
static void test_made_names_fit_the_database(void **state) {
    (void)state;
    static const size_t limits[ORM_DIALECT_COUNT] = { [ORM_DIALECT_SQLITE] = SIZE_MAX, [ORM_DIALECT_POSTGRES] = 63, [ORM_DIALECT_MYSQL] = 64, [ORM_DIALECT_MARIADB] = 64 };
    for (int d = 0; d < ORM_DIALECT_COUNT; d++) {
        char both[200], three[200], again[200];
        const size_t length = index_name((orm_dialect)d, 0, both, sizeof both);
        assert_int_equal(length, limits[d] == SIZE_MAX ? strlen("ix_longs_the_first_of_two_columns_with_long_names_the_second_of_two_columns_with_long_names") : limits[d]);
        assert_memory_equal(both, "ix_longs_the_first_of_two_columns_with_long_names_the", 53);
        index_name((orm_dialect)d, 0, again, sizeof again);
        assert_string_equal(both, again);
        index_name((orm_dialect)d, 1, three, sizeof three);
        assert_memory_equal(three, both, 53);
        assert_string_not_equal(three, both); /* cut, they are still two names */
        index_name((orm_dialect)d, 2, again, sizeof again);
        assert_string_equal(again, "ix_longs_id");
    }
}

/* ---- keys -------------------------------------------------------------------------------------------------------------------------- */
static void test_orm_id_is_the_usual_key(void **state) {
    (void)state;
    start();
    Owner a = { .name = "a" }, b = { .name = "b" };
    assert_ok(s, Owner_insert(s, &a));
    assert_ok(s, Owner_insert(s, &b));
    assert_true(a.id == 1 && b.id == 2);
    assert_string_equal(Owner_get(s, 2)->name, "b");
    assert_true(Owners.id->def.key && Owners.id->def.auto_increment && Owners.id->def.type == ORM_INT64);
    finish();
}

/* ---- values ------------------------------------------------------------------------------------------------------------------------ */
static void test_moments_given_as_text(void **state) {
    (void)state;
    start();
    Country c = { .code = "DE", .name = "Germany" };
    assert_true(orm_date_parse("1949-05-23", SIZE_MAX, &c.since));
    assert_true(orm_time_parse("08:30:00.25", SIZE_MAX, &c.opens));
    assert_true(orm_timestamp_parse("2026-02-01T00:59:59.5+01:00", SIZE_MAX, &c.seen));
    const Country before = c;
    static const char *const wrong[] = { "", "yesterday", "2026-02-30", "2026-13-01", "31.01.2026", "2026-01-31x" };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(orm_date_parse(wrong[i], SIZE_MAX, &c.since));
        assert_false(orm_timestamp_parse(wrong[i], SIZE_MAX, &c.seen));
        assert_false(orm_time_parse(wrong[i], SIZE_MAX, &c.opens));
    }
    assert_memory_equal(&before, &c, sizeof c); /* left alone */
    assert_ok(s, Country_insert(s, &c));
    int32_t day;
    assert_true(orm_date_parse("1949-05-24", SIZE_MAX, &day));
    assert_int_equal(Country_count(s, orm_q(.where = orm_and(orm_lt(Countries.since, day), orm_eq(Countries.seen, INT64_C(1769903999500000)), orm_eq(Countries.opens, INT64_C(30600250000))))), 1);
    finish();
}
/* Somebody else holds the lock of the file, so whatever asks the database is told ORM_BUSY: a wrong value is told as such, it never gets that far. */
static void test_sqlite_wrong_values_never_reach_the_database(void **state) {
    (void)state;
    char url[1000];
    snprintf(url, sizeof url, "%s", test_url(true));
    db = test_open_with(url, &(orm_options){ .busy_timeout = -1 });
    s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, ALL_MODELS, NULL));
    orm_session *holder = orm_session_open(db);
    assert_ok(holder, orm_begin(holder));
    Preset p = Preset_init();
    Country c = { .code = "AT", .name = "x" };
    assert_fails(s, Preset_insert(s, &p), ORM_BUSY);
    assert_fails(s, Country_insert(s, &c), ORM_BUSY);
    p.mood = (Mood)17;
    assert_fails(s, Preset_insert(s, &p), ORM_INVALID);
    assert_string_equal(orm_error_of(s)->model, "Preset");
    assert_string_equal(orm_error_of(s)->column, "mood");
    p.mood = MOOD_SAD;
    p.price = ORM_DEC("1.234");
    assert_fails(s, Preset_insert(s, &p), ORM_INVALID);
    assert_string_equal(orm_error_of(s)->column, "price");
    p.price = ORM_DEC("1");
    p.title = NULL;
    assert_fails(s, Preset_insert(s, &p), ORM_CONFLICT_NOT_NULL);
    c.code = "AUT";
    assert_fails(s, Country_insert(s, &c), ORM_INVALID);
    assert_int_equal(Preset_update_where(s, orm_q(.all_rows = true), ORM_SET(orm_set(Presets.title, "\xff"))), -1);
    assert_session(s, ORM_INVALID);
    assert_ok(holder, orm_rollback(holder));
    assert_int_equal(orm_session_close(holder), ORM_OK);
    c.code = "AT";
    assert_ok(s, Country_insert(s, &c));
    assert_int_equal(Preset_count(s, NULL), 0);
    finish();
}
/* A value is looked at when the program asks for it: one that cannot be read harms only who reads it. */
static void test_sqlite_cursor_converts_what_is_asked_for(void **state) {
    (void)state;
    start();
    orm_rows r = orm_sql(s, "SELECT 1, CAST(x'ff' AS TEXT), 'abc', x'00ff' UNION ALL SELECT 2, 'sound', 'xyz', x'01'", orm_args());
    assert_true(orm_next(&r));
    assert_int_equal(orm_int(&r, 0), 1);
    assert_string_equal(orm_text(&r, 2), "abc");
    assert_ptr_equal(orm_blob(&r, 3).data, orm_blob(&r, 3).data); /* a view, not a copy each time */
    assert_int_equal(orm_blob(&r, 3).size, 2);
    assert_session(s, ORM_OK);
    assert_null(orm_text(&r, 1));
    assert_session(s, ORM_INVALID);
    assert_true(orm_next(&r)); /* and the cursor goes on */
    assert_string_equal(orm_text(&r, 1), "sound");
    const orm_value kept = orm_value_of(&r, 2);
    assert_string_equal(orm_value_text(kept), "xyz");
    assert_false(orm_next(&r));
    assert_session(s, ORM_OK);
    finish();
}
static void test_rows_with_names(void **state) {
    (void)state;
    start();
    add_steps(4);
    char text[200] = "";
    orm_rows r = orm_sql(s, "SELECT lane AS the_lane, SUM(points) AS total, NULL AS void FROM steps GROUP BY lane ORDER BY lane", orm_args());
    assert_session(s, ORM_OK);
    assert_int_equal(orm_column_count(&r), 3); /* known before the first row */
    assert_string_equal(orm_column_name(&r, 1), "total");
    while (orm_next(&r))
        for (int i = 0; i < orm_column_count(&r); i++)
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s=%s;", orm_column_name(&r, i), orm_null(&r, i) ? "NULL" : orm_text(&r, i));
    assert_session(s, ORM_OK);
    assert_string_equal(text, "the_lane=0;total=2;void=NULL;the_lane=1;total=4;void=NULL;");
    finish();
}

/* ---- many rows --------------------------------------------------------------------------------------------------------------------- */
static void test_update_only_all_writes_the_named_columns(void **state) {
    (void)state;
    start();
    add_steps(100);
    Step_list l = Step_all(s, orm_q(.order_by = { orm_asc(Steps.place) }));
    assert_int_equal(l.count, 100);
    now++;
    for (size_t i = 0; i < l.count; i++) l.items[i].word = "named", l.items[i].points = -1;
    assert_ok(s, Step_update_only_all(s, l.items, l.count, ORM_COLS(Steps.word)));
    assert_int_equal(Step_count(s, orm_q(.where = orm_and(orm_eq(Steps.word, "named"), orm_eq(Steps.version, 2), orm_eq(Steps.changed, now)))), 100);
    assert_int_equal(Step_count(s, orm_q(.where = orm_lt(Steps.points, 0))), 0);
    for (size_t i = 0; i < l.count; i++) l.items[i].word = "again";
    Step_list same = Step_all(s, orm_q(.where = orm_eq(Steps.place, 70)));
    assert_ok(s, Step_update(s, &same.items[0])); /* somebody else was faster at one of them */
    assert_fails(s, Step_update_only_all(s, l.items, l.count, ORM_COLS(Steps.word)), ORM_STALE);
    assert_int_equal(Step_count(s, orm_q(.where = orm_eq(Steps.word, "again"))), 0);
    assert_fails(s, Step_update_only_all(s, l.items, l.count, ORM_COLS(Steps.lane)), ORM_MISUSE);
    assert_ok(s, Step_update_only_all(s, NULL, 0, ORM_COLS(Steps.word)));
    finish();
}
/* However many rows there are: no code runs for each of them, and the automatic columns are kept up by the statement itself. */
static void test_set_verbs_are_one_statement(void **state) {
    (void)state;
    start();
    add_steps(500);
    now++;
    assert_int_equal(Step_update_where(s, orm_q(.where = orm_eq(Steps.lane, 1)), ORM_SET(orm_set(Steps.points, orm_mul(Steps.points, 2)))), 250);
    assert_int_equal(statements, 1);
    assert_int_equal(Step_count(s, orm_q(.where = orm_and(orm_eq(Steps.version, 2), orm_eq(Steps.changed, now)))), 250);
    statements = 0;
    assert_int_equal(Step_delete_where(s, orm_q(.where = orm_eq(Steps.version, 2))), 250);
    assert_int_equal(statements, 1);
    assert_int_equal(Step_count(s, NULL), 250);
    finish();
}

/* ---- queries ----------------------------------------------------------------------------------------------------------------------- */
static void test_building_a_query_runs_nothing(void **state) {
    (void)state;
    start();
    add_steps(12);
    orm_query q = { .where = orm_gt(Steps.points, 2) };
    assert_ok(s, orm_where(s, &q, orm_eq(Steps.lane, 1)));
    assert_ok(s, orm_order_by_name(s, &q, ORM_FROM(Step), "-points"));
    assert_ok(s, orm_slice(s, &q, 1, 3));
    assert_int_equal(statements, 0);
    const Step_list l = Step_all(s, &q); /* 11 9 7 5 3 from the second on */
    assert_int_equal(statements, 1);
    assert_int_equal(l.count, 2);
    assert_int_equal(l.items[0].points, 9);
    assert_int_equal(l.items[1].points, 7);
    assert_int_equal(Step_count(s, &q), 2); /* the same query for another verb */
    orm_query wider = q;
    orm_limit(&wider, 10);
    wider.offset = 0;
    assert_int_equal(Step_count(s, &wider), 5);
    finish();
}
/* Conditions are values: kept, used twice, put together; what is added narrows. */
static void test_conditions_add_up(void **state) {
    (void)state;
    start();
    add_steps(12);
    const orm_expr lane = orm_eq(Steps.lane, 1), small = orm_lt(Steps.points, 4), third = orm_eq(Steps.word, "third");
    assert_int_equal(Step_count(s, orm_q(.where = lane)), 6);
    assert_int_equal(Step_count(s, orm_q(.where = orm_or(small, third))), 6);
    orm_query q = { .where = orm_or(small, third) };
    assert_ok(s, orm_where(s, &q, lane));
    assert_int_equal(Step_count(s, &q), 3); /* (small or third) and lane: 1, 3, 9 */
    assert_ok(s, orm_where(s, &q, orm_not(third)));
    assert_int_equal(Step_one(s, &q)->points, 1);
    assert_int_equal(Step_count(s, orm_q(.where = orm_and(lane, orm_not(lane)))), 0);
    finish();
}
static void test_walk_over_all_pages(void **state) {
    (void)state;
    start();
    add_steps(11);
    const orm_query *q = orm_q(.order_by = { orm_desc(Steps.points) });
    assert_int_equal(statements, 0); /* nothing runs before a page is asked for */
    int expected = 10;
    int64_t pages = 0;
    for (bool more = true; more;) {
        const Step_page page = Step_paginate(s, q, ++pages, 4);
        assert_session(s, ORM_OK);
        assert_int_equal(page.start_index, 11 - expected);
        for (size_t i = 0; i < page.count; i++) assert_int_equal(page.items[i].points, expected--);
        assert_int_equal(page.end_index, 10 - expected);
        more = page.has_next;
    }
    assert_int_equal(pages, 3);
    assert_int_equal(expected, -1);
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_model_on_two_databases),
        cmocka_unit_test(test_rows_print_on_one_line),
        cmocka_unit_test(test_verbs_have_the_types_of_their_model),
        cmocka_unit_test(test_options_stand_behind_the_name),
        cmocka_unit_test(test_set_default_when_the_parent_goes),
        cmocka_unit_test(test_index_methods_of_each_database),
        cmocka_unit_test(test_made_names_fit_the_database),
        cmocka_unit_test(test_orm_id_is_the_usual_key),
        cmocka_unit_test(test_moments_given_as_text),
        cmocka_unit_test(test_sqlite_wrong_values_never_reach_the_database),
        cmocka_unit_test(test_sqlite_cursor_converts_what_is_asked_for),
        cmocka_unit_test(test_rows_with_names),
        cmocka_unit_test(test_update_only_all_writes_the_named_columns),
        cmocka_unit_test(test_set_verbs_are_one_statement),
        cmocka_unit_test(test_building_a_query_runs_nothing),
        cmocka_unit_test(test_conditions_add_up),
        cmocka_unit_test(test_walk_over_all_pages),
    };
    return run_all(tests);
}
