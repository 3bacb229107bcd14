/* One scenario for every public function that takes a session or a database: what it needs before (prepare), and one call of it (run).  The sweeps of
 * test_memory.c and test_faults.c let something fail inside that call and look at what is left. */
#ifndef SCENARIOS_H
#define SCENARIOS_H

#define KIND(X) X(KIND_PLAIN, "plain") X(KIND_FANCY, "fancy")
ORM_ENUM(Kind, KIND);
#define THING_MODEL(X)                                                \
    X(key,   int64,         id,      .auto_increment = true)          \
    X(field, varchar(40),   name,    .unique = true)                  \
    X(field, opt(text),     note)                                     \
    X(field, int32,         amount,  .check = "amount >= 0")          \
    X(field, decimal(12,2), price)                                    \
    X(field, timestamp,     created, .auto_now_add = true)            \
    X(field, timestamp,     changed, .auto_now = true)                \
    X(field, uuid,          token,   .auto_uuid = ORM_UUID_V4)        \
    X(field, opt(blob),     data)                                     \
    X(field, json,          info)                                     \
    X(field, array(int32),  numbers)                                  \
    X(field, hstore,        tags)                                     \
    X(field, enum(Kind),    kind)                                     \
    X(field, opt(text),     place,   .default_sql = "'here'")         \
    X(field, opt(vector(2)), position, .sql_type = { [ORM_DIALECT_POSTGRES] = "bytea" }) \
    X(field, inet,          address)                                  \
    X(index, (kind, amount))
ORM_MODEL(Thing, Things, THING_MODEL, .table = "things");
#define PART_MODEL(X)                                                                                       \
    X(key,   int64, thing_id, .references = ORM_REF(Thing, id), .on_delete = ORM_CASCADE)                   \
    X(key,   int32, number)                                                                                 \
    X(field, text,  label)                                                                                  \
    X(field, int64, version, .version = true)
ORM_MODEL(Part, Parts, PART_MODEL, .table = "parts");
#define SPARE_MODEL(X) X(key, int64, id) X(field, text, name, .index = true)
ORM_MODEL(Spare, Spares, SPARE_MODEL, .table = "spares");

#define TALLY(X) X(field, text, name) X(field, int64, n)
ORM_RESULT(Tally, Tallies, TALLY);
#define SCENARIO_QUERIES(Q) Q(scenario_large_things, Tally, "SELECT name, amount AS n FROM things WHERE amount >= ? ORDER BY id", (int64, least))
ORM_CATALOGUE(ScenarioQueries, SCENARIO_QUERIES);

typedef struct world {
    orm_db *db;
    orm_session *s;
    Thing thing, fresh[3], stored[2];
    Part part, parts[2];
    orm_query q;
    orm_rows rows;
    Thing_cursor cursor;
    orm_mark mark;
    int64_t called_back;
} world;

/* ---- rows ------------------------------------------------------------------------------------------------------------------------------ */
static int32_t scenario_numbers[] = { 1, -2, 3 };
static const orm_map_entry scenario_tags[] = { { "colour", "red" }, { "size", NULL } };
static const float scenario_position[] = { 0.5f, -1.5f };
static Thing scenario_thing(const char *name) {
    return (Thing){ .name = name, .note = "a note", .amount = 5, .price = { "12.50" }, .data = { "\0\1\2", 3 }, .info = "{\"a\": [1, 2]}", .numbers = { scenario_numbers, 3 },
                    .tags = { scenario_tags, 2 }, .kind = KIND_FANCY, .position = { scenario_position, 2 }, .address = "192.168.1.1" };
}
static int64_t scenario_clock(void *context) {
    (void)context;
    return INT64_C(1767225600000000);
}
static bool scenario_random(void *context, void *bytes, size_t count) {
    (void)context;
    memset(bytes, 7, count);
    return true;
}
static void scenario_sleep(void *context, int milliseconds) { (void)context, (void)milliseconds; }
HARNESS_UNUSED static void scenario_options(orm_options *o) {
    o->clock = scenario_clock;
    o->random = scenario_random;
    o->sleep = scenario_sleep;
    o->pool_max = 1;
}
/* Tables and rows, for all scenarios the same. */
HARNESS_UNUSED static void scenario_fill_rows(orm_session *s) {
    Thing things[3] = { scenario_thing("one"), scenario_thing("two"), scenario_thing("three") };
    Part parts[2] = { { .thing_id = 1, .number = 1, .label = "left" }, { .thing_id = 1, .number = 2, .label = "right" } };
    assert_ok(s, Thing_insert_all(s, things, 3));
    assert_ok(s, Part_insert_all(s, parts, 2));
}
HARNESS_UNUSED static void scenario_fill(orm_session *s) {
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Thing, Part), NULL));
    scenario_fill_rows(s);
}
/* Everything in the database as one number. */
static uint64_t scenario_hash(uint64_t h, const void *bytes, size_t n) {
    for (size_t i = 0; i < n; i++) h = (h ^ ((const unsigned char *)bytes)[i]) * UINT64_C(1099511628211);
    return h;
}
HARNESS_UNUSED static uint64_t scenario_digest(orm_session *s) {
    static const char *const lists[3] = { /* tables and indexes */
        "SELECT name, type = 'table' FROM sqlite_master ORDER BY name",
        "SELECT relname::text, (relkind = 'r')::int FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'i') AND relname NOT LIKE '%pkey' ORDER BY 1",
        "SELECT table_name, 1 AS kind FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY 1" };
    char names[16][64];
    size_t count = 0;
    uint64_t h = UINT64_C(14695981039346656037);
    orm_rows r = orm_sql_text(s, lists[test_on("sqlite") ? 0 : test_on("postgres") ? 1 : 2], orm_args());
    while (orm_next(&r)) {
        h = scenario_hash(h, orm_text(&r, 0), strlen(orm_text(&r, 0)));
        if (orm_int(&r, 1) && count < 16 && strncmp(orm_text(&r, 0), "sqlite_", 7) != 0) snprintf(names[count++], sizeof *names, "%s", orm_text(&r, 0));
    }
    assert_session(s, ORM_OK);
    for (size_t i = 0; i < count; i++) {
        char sql[300];
        /* a server gives no key twice, also after a rollback: which one a thing has is no part of what is compared there */
        const bool keyless = !test_on("sqlite") && strcmp(names[i], "things") == 0;
        snprintf(sql, sizeof sql, "SELECT %s FROM %s ORDER BY 1, 2", keyless ? "name, note, amount, price, created, changed, token, data, info, numbers, tags, kind, place, position, address" : "*", names[i]);
        r = orm_sql_text(s, sql, orm_args());
        while (orm_next(&r))
            for (int c = 0; c < orm_column_count(&r); c++) {
                const orm_blob b = orm_null(&r, c) ? (orm_blob){ "NULL", 4 } : orm_value_of(&r, c).type == ORM_BLOB ? orm_blob(&r, c) : (orm_blob){ orm_text(&r, c), strlen(orm_text(&r, c)) };
                h = scenario_hash(h, b.data, b.size);
                h = scenario_hash(h, "|", 1);
            }
        assert_session(s, ORM_OK);
    }
    return h;
}

/* ---- on a server -------------------------------------------------------------------------------------------------------------------------------
 * One filled place for all scenarios.  A connection of its own puts it back to what it was: the sequence of keys always, the rows when they may have changed, the tables
 * when they may have. */
typedef enum scenario_damage { SCENARIO_INTACT, SCENARIO_ROWS, SCENARIO_TABLES } scenario_damage;
static struct { orm_db *db; orm_session *s; char url[1000]; scenario_damage damage; } scenario_place;

static void scenario_place_run(const char *sql) {
    if (orm_exec_text(scenario_place.s, sql, orm_args()) < 0) fail_msg("%s: %s", sql, orm_error_of(scenario_place.s)->message);
}
HARNESS_UNUSED static void scenario_place_fill(void) {
    snprintf(scenario_place.url, sizeof scenario_place.url, "%s", test_url(true));
    orm_options o = { .pool_max = 1 };
    scenario_options(&o);
    scenario_place.db = test_open_with(scenario_place.url, &o);
    scenario_place.s = orm_session_open(scenario_place.db);
    scenario_fill(scenario_place.s);
}
HARNESS_UNUSED static void scenario_place_restore(void) {
    orm_session *s = scenario_place.s;
    if (scenario_place.damage == SCENARIO_TABLES) {
        assert_ok(s, orm_drop_tables(s, ORM_MODELS(Thing, Part, Spare), NULL));
        scenario_fill(s);
    } else if (scenario_place.damage == SCENARIO_ROWS) {
        scenario_place_run("DELETE FROM parts");
        scenario_place_run("DELETE FROM things");
        scenario_place_run(test_on("postgres") ? "SELECT setval(pg_get_serial_sequence('things', 'id'), 1, false)" : "ALTER TABLE things AUTO_INCREMENT = 1");
        scenario_fill_rows(s);
    }
    scenario_place.damage = SCENARIO_INTACT;
    orm_session_reset(s);
}
HARNESS_UNUSED static void scenario_place_forget(void) {
    orm_session_close(scenario_place.s);
    orm_close(scenario_place.db);
}

/* ---- the calls --------------------------------------------------------------------------------------------------------------------------- */
static const char *scenario_name = ""; /* the one that runs, for messages */
/* The status of the call; what it returns and the status must say the same. */
static orm_status told(world *w, bool got) {
    const orm_status status = orm_status_of(w->s);
    if (got != (status == ORM_OK)) fail_msg("%s: the value says %s, the status %s: %s", scenario_name, got ? "done" : "failed", orm_status_name(status), orm_error_of(w->s)->message);
    return status;
}
static orm_status told_status(world *w, orm_status status) {
    assert_int_equal(status, orm_status_of(w->s));
    return status;
}
static void prepare_nothing(world *w) { (void)w; }
static void prepare_fresh(world *w) {
    w->thing = scenario_thing("fresh");
    for (size_t i = 0; i < 3; i++) w->fresh[i] = scenario_thing(i == 0 ? "f0" : i == 1 ? "f1" : "f2");
    w->fresh[1].note = NULL;
}
static void prepare_stored(world *w) {
    Thing *one = Thing_get(w->s, 1), *two = Thing_get(w->s, 2);
    assert_true(one && two);
    w->stored[0] = *one, w->stored[1] = *two;
    w->stored[0].amount = 77, w->stored[1].note = NULL;
    Part_list parts = Part_all(w->s, NULL);
    assert_int_equal(parts.count, 2);
    w->parts[0] = parts.items[0], w->parts[1] = parts.items[1];
    w->parts[0].label = w->parts[1].label = "changed";
}
static void prepare_transaction(world *w) {
    assert_ok(w->s, orm_begin(w->s));
    w->thing = scenario_thing("in a transaction");
    assert_ok(w->s, Thing_insert(w->s, &w->thing));
}
static void prepare_savepoint(world *w) {
    prepare_transaction(w);
    assert_ok(w->s, orm_begin(w->s));
    assert_int_equal(orm_exec(w->s, "DELETE FROM parts", orm_args()), 2);
}
static void prepare_fresh_inside(world *w) {
    prepare_transaction(w);
    prepare_fresh(w);
}
static void prepare_rows(world *w) {
    w->rows = orm_sql(w->s, "SELECT id, name, 1.5, note, data, price FROM things ORDER BY id", orm_args());
    assert_true(orm_next(&w->rows));
}
static void prepare_stream(world *w) {
    w->cursor = Thing_stream(w->s, orm_q(.order_by = { orm_asc(Things.id) }));
    assert_session(w->s, ORM_OK);
}
static void prepare_mark(world *w) {
    w->mark = orm_session_mark(w->s);
    assert_non_null(orm_session_alloc(w->s, 10000));
}
static void prepare_query(world *w) {
    w->q = (orm_query){ .limit = 0 };
    prepare_fresh(w);
}
static void scenario_callback(orm_session *s, void *data) {
    (void)s;
    ++*(int64_t *)data;
}

static orm_status call_session_open(world *w) {
    orm_session *other = orm_session_open(w->db);
    if (!other) return ORM_NO_MEMORY;
    assert_int_equal(orm_session_close(other), ORM_OK);
    return ORM_OK;
}
static orm_status call_session_close(world *w) {
    assert_int_equal(orm_session_close(w->s), ORM_OK);
    w->s = NULL;
    return ORM_OK;
}
static orm_status call_session_reset(world *w) { return told_status(w, orm_session_reset(w->s)); }
static orm_status call_session_mark(world *w) { return told(w, orm_session_mark(w->s).session != 0); }
static orm_status call_session_release(world *w) { return told_status(w, orm_session_release(w->s, w->mark)); }
static orm_status call_session_alloc(world *w) { return told(w, orm_session_alloc(w->s, 100000) != NULL); }
static orm_status call_deadline(world *w) { return told_status(w, orm_deadline(w->s, 60000)); }
static orm_status call_cancel(world *w) { return orm_cancel(w->s); }
static orm_status call_begin(world *w) { return told_status(w, orm_begin(w->s)); }
static orm_status call_begin_with(world *w) { return told_status(w, orm_begin_with(w->s, &(orm_tx){ .read_only = true })); }
static orm_status call_commit(world *w) { return told_status(w, orm_commit(w->s)); }
static orm_status call_rollback(world *w) { return told_status(w, orm_rollback(w->s)); }
static orm_status call_abort(world *w) { return told_status(w, orm_abort(w->s)); }
static orm_status call_after_commit(world *w) { return told_status(w, orm_after_commit(w->s, scenario_callback, &w->called_back)); }
static orm_status call_transaction_block(world *w) {
    orm_transaction(w->s) Thing_insert(w->s, &w->thing);
    return orm_status_of(w->s);
}
static orm_status call_retry_block(world *w) {
    orm_retry(w->s, 1) Thing_insert_all(w->s, w->fresh, 3);
    return orm_status_of(w->s);
}
static orm_status call_where(world *w) {
    static const int64_t ids[] = { 1, 2, 3 };
    const orm_status status = orm_where(w->s, &w->q, orm_or(orm_contains(Things.name, "o"), orm_in(Things.kind, KIND_PLAIN, KIND_FANCY), orm_in_array(Things.id, ids, 3), orm_between(Things.amount, 1, 9)));
    const orm_status second = orm_where(w->s, &w->q, orm_eq(Things.price, ORM_DEC("12.50")));
    assert_int_equal(status == ORM_OK ? second : status, w->q.broken_); /* broken: every verb returns it */
    if (second != ORM_OK) {
        assert_int_equal(Thing_delete_where(w->s, &w->q), -1);
        assert_int_equal(orm_status_of(w->s), status == ORM_OK ? second : status);
    }
    return status == ORM_OK ? second : status;
}
static orm_status call_slice(world *w) { return told_status(w, orm_slice(w->s, &w->q, 1, 2)); }
static orm_status call_order_by_name(world *w) { return told_status(w, orm_order_by_name(w->s, &w->q, &Thing__model, "-name, id")); }
static orm_status call_sql(world *w) {
    orm_rows r = orm_sql(w->s, "SELECT name FROM things WHERE id >= :least AND name <> :name", orm_args(1, "nobody"));
    int count = 0;
    while (orm_next(&r)) count++;
    return told(w, count == 3 && orm_status_of(w->s) == ORM_OK); /* the end may fail too */
}
static orm_status call_sql_text(world *w) {
    orm_rows r = orm_sql_text(w->s, test_on("mysql") ? "SELECT note FROM things WHERE note <> ? AND id = ?" : "UPDATE things SET note = ? WHERE id = ? RETURNING note", orm_args("raw", 1));
    const bool row = orm_next(&r);
    const orm_status status = told(w, row);
    return status == ORM_OK ? orm_rows_close(&r) : status; /* the work is done at its end */
}
static orm_status call_exec(world *w) { return told(w, orm_exec(w->s, "UPDATE things SET amount = amount + ? WHERE id < ?", orm_args(1, 3)) == 2); }
static orm_status call_exec_text(world *w) { return told(w, orm_exec_text(w->s, "DELETE FROM parts", orm_args()) == 2); }
static orm_status call_scalar_sql(world *w) { return told(w, !orm_value_is_null(orm_scalar_sql(w->s, "SELECT coalesce(name, ?) FROM things WHERE id = 2", orm_args("!")))); }
static orm_status call_select(world *w) {
    orm_rows r = orm_select(w->s, orm_q(.from = ORM_FROM(Thing), .select = { orm_col(Things.name), orm_add(Things.amount, 1) }, .where = orm_gt(Things.amount, 0), .order_by = { orm_desc(Things.name) }));
    int count = 0;
    while (orm_next(&r)) count++;
    return told(w, count == 3 && orm_status_of(w->s) == ORM_OK); /* the end may fail too */
}
static orm_status call_next(world *w) { return told(w, orm_next(&w->rows)); }
static orm_status call_rows_close(world *w) { return told_status(w, orm_rows_close(&w->rows)); }
static orm_status call_column_count(world *w) { return orm_column_count(&w->rows) == 6 ? ORM_OK : ORM_MISUSE; }
static orm_status call_column_name(world *w) { return orm_column_name(&w->rows, 1) ? ORM_OK : ORM_NO_MEMORY; }
static orm_status call_int(world *w) { return told(w, orm_int(&w->rows, 0) == 1); }
static orm_status call_double(world *w) { return told(w, orm_double(&w->rows, 2) > 1); }
static orm_status call_text(world *w) { return told(w, orm_text(&w->rows, 1) != NULL); }
static orm_status call_blob(world *w) { return told(w, orm_blob(&w->rows, 4).size == 3); }
static orm_status call_null(world *w) {
    assert_false(orm_null(&w->rows, 3));
    return orm_status_of(w->s);
}
static orm_status call_value_of(world *w) { return told(w, !orm_value_is_null(orm_value_of(&w->rows, 1))); }
static orm_status call_create_tables(world *w) { return told_status(w, orm_create_tables(w->s, ORM_MODELS(Thing, Part, Spare), &(orm_create_options){ .if_not_exists = true })); }
static orm_status call_drop_tables(world *w) { return told_status(w, orm_drop_tables(w->s, ORM_MODELS(Thing, Part, Spare), NULL)); }
static orm_status call_check_models(world *w) { return told_status(w, orm_check_models(w->s, ORM_MODELS(Thing, Part, Spare))); }

static orm_status call_insert(world *w) {
    const orm_status status = told_status(w, Thing_insert(w->s, &w->thing));
    assert_int_equal(w->thing.id != 0, status == ORM_OK); /* a row that was not inserted is as it was */
    return status;
}
static orm_status call_insert_default(world *w) {
    w->thing.place = NULL;
    orm_use_defaults(&w->thing, ORM_COLS(Things.place));
    const orm_status status = Thing_insert(w->s, &w->thing);
    if (status == ORM_OK) assert_string_equal(w->thing.place, "here");
    return status;
}
static orm_status call_insert_all(world *w) {
    const orm_status status = told_status(w, Thing_insert_all(w->s, w->fresh, 3));
    for (size_t i = 0; i < 3; i++) assert_int_equal(w->fresh[i].id != 0, status == ORM_OK);
    return status;
}
static orm_status call_update(world *w) { return told_status(w, Thing_update(w->s, &w->stored[0])); }
static orm_status call_update_version(world *w) {
    const int64_t version = w->parts[0].version;
    const orm_status status = told_status(w, Part_update(w->s, &w->parts[0]));
    assert_int_equal(w->parts[0].version, version + (status == ORM_OK));
    return status;
}
static orm_status call_update_all(world *w) { return told_status(w, Part_update_all(w->s, w->parts, 2)); }
static orm_status call_update_only(world *w) { return told_status(w, Thing_update_only(w->s, &w->stored[0], ORM_COLS(Things.amount, Things.note))); }
static orm_status call_update_only_all(world *w) { return told_status(w, Thing_update_only_all(w->s, w->stored, 2, ORM_COLS(Things.note))); }
static orm_status call_save(world *w) { return told_status(w, Thing_save(w->s, &w->thing)); }
static orm_status call_delete(world *w) { return told_status(w, Part_delete(w->s, &w->parts[1])); }
static orm_status call_delete_all(world *w) { return told_status(w, Thing_delete_all(w->s, w->stored, 2)); }
static orm_status call_refresh(world *w) {
    Thing two = { .id = 2 }; /* its key is all that it takes */
    const orm_status status = told_status(w, Thing_refresh(w->s, &two));
    assert_int_equal(two.name != NULL, status == ORM_OK);
    return status;
}
static orm_status call_refresh_only(world *w) {
    Thing two = { .id = 2 };
    const orm_status status = told_status(w, Thing_refresh_only(w->s, &two, ORM_COLS(Things.name, Things.note)));
    assert_int_equal(two.name != NULL, status == ORM_OK);
    return status;
}
static orm_status call_upsert(world *w) {
    bool inserted;
    Thing again = scenario_thing("two");
    again.amount = 99;
    return told_status(w, Thing_upsert(w->s, &again, &(orm_conflict){ .target = ORM_COLS(Things.name), .update = ORM_COLS(Things.amount, Things.note), .inserted = &inserted }));
}
static orm_status call_upsert_all(world *w) {
    Thing two[2] = { scenario_thing("three"), scenario_thing("four") };
    two[0].note = "upserted";
    return told_status(w, Thing_upsert_all(w->s, two, 2, &(orm_conflict){ .target = ORM_COLS(Things.name) }));
}
static orm_status call_truncate(world *w) { return told_status(w, Part_truncate(w->s)); }
static orm_status call_get(world *w) { return told(w, Part_get(w->s, 1, 2) != NULL); }
static orm_status call_first(world *w) { return told(w, Thing_first(w->s, orm_q(.where = orm_like(Things.name, "t%"))) != NULL); }
static orm_status call_last(world *w) { return told(w, Thing_last(w->s, orm_q(.order_by = { orm_asc(Things.name) })) != NULL); }
static orm_status call_one(world *w) { return told(w, Thing_one(w->s, orm_q(.where = orm_eq(Things.name, "one"))) != NULL); }
static orm_status call_get_or_create(world *w) {
    bool created;
    return told(w, Thing_get_or_create(w->s, orm_q(.where = orm_eq(Things.name, "fresh")), &w->thing, &created) != NULL);
}
static orm_status call_update_or_create(world *w) {
    bool created;
    w->stored[0].amount = 3;
    return told(w, Thing_update_or_create(w->s, orm_q(.where = orm_eq(Things.name, "one")), &w->stored[0], &created) != NULL);
}
static orm_status call_all(world *w) { return told(w, Thing_all(w->s, orm_q(.where = orm_icontains(Things.name, "O"), .order_by = { orm_desc(Things.amount), orm_asc(Things.name) }, .limit = 10)).count == 2); }
static orm_status call_after(world *w) { return told(w, Thing_after(w->s, orm_q(.order_by = { orm_asc(Things.name) }, .limit = 2), &w->stored[0]).count == 2); }
static orm_status call_row_sql(world *w) { return told(w, Thing_sql(w->s, "SELECT * FROM things WHERE amount >= ?", orm_args(0)).count == 3); }
static orm_status call_row_sql_match(world *w) { return told(w, Thing_sql_match(w->s, "SELECT id, name, 5 AS other FROM things", orm_args(), ORM_ALLOW_MISSING | ORM_ALLOW_EXTRA).count == 3); }
static orm_status call_stream(world *w) {
    Thing_cursor c = Thing_stream(w->s, orm_q(.defer = ORM_COLS(Things.data), .where = orm_is_not_null(Things.note)));
    const orm_status status = orm_status_of(w->s);
    if (status == ORM_OK) assert_int_equal(Thing_stop(&c), ORM_OK);
    return status;
}
static orm_status call_stream_next(world *w) { return told(w, Thing_next(&w->cursor) != NULL); }
static orm_status call_stream_stop(world *w) { return told_status(w, Thing_stop(&w->cursor)); }
static orm_status call_count(world *w) { return told(w, Thing_count(w->s, orm_q(.where = orm_ge(Things.price, ORM_DEC("1.00")))) == 3); }
static orm_status call_exists(world *w) { return told(w, Thing_exists(w->s, orm_q(.where = orm_startswith(Things.name, "t")))); }
static orm_status call_update_where(world *w) { return told(w, Thing_update_where(w->s, orm_q(.where = orm_eq(Things.kind, KIND_FANCY)), ORM_SET(orm_set(Things.amount, orm_add(Things.amount, 1)), orm_set(Things.note, "set"))) == 3); }
static orm_status call_delete_where(world *w) { return told(w, Part_delete_where(w->s, orm_q(.all_rows = true)) == 2); }
static orm_status call_aggregate(world *w) { return told(w, !orm_value_is_null(Thing_aggregate(w->s, NULL, orm_sum(Things.price)))); }
static orm_status call_paginate(world *w) { return told(w, Thing_paginate(w->s, orm_q(.order_by = { orm_asc(Things.id) }), 1, 2).total_count == 3); }
static orm_status call_copy(world *w) { return told(w, Thing_copy(w->s, &w->thing) != NULL); }

#define SCENARIO_PART_OF_THING orm_into(Part, .thing_id = orm_col(Things.id), .number = orm_val(1), .label = orm_concat(Things.name, "!"), .version = orm_val(1))
static orm_status call_column_type(world *w) { return told(w, orm_column_type(&w->rows, 0) != ORM_TYPE_COUNT); }
static orm_status call_check_queries(world *w) { return told_status(w, orm_check_queries(w->s, ScenarioQueries)); }
static orm_status call_select_result(world *w) {
    return told(w, Tally_select(w->s, orm_q(.from = ORM_FROM(Thing), .order_by = { orm_asc(Things.id) }), orm_into(Tally, .name = orm_upper(Things.name), .n = orm_col(Things.amount))).count == 3);
}
static orm_status call_select_one(world *w) {
    return told(w, Tally_select_one(w->s, orm_q(.from = ORM_FROM(Thing), .where = orm_eq(Things.name, "two")), orm_into(Tally, .name = orm_col(Things.name), .n = orm_col(Things.amount))) != NULL);
}
static orm_status call_insert_from(world *w) { return told(w, Part_insert_from(w->s, orm_q(.from = ORM_FROM(Thing), .where = orm_eq(Things.name, "two")), SCENARIO_PART_OF_THING) == 1); }
static orm_status call_upsert_from(world *w) { return told_status(w, Part_upsert_from(w->s, orm_q(.from = ORM_FROM(Thing)), SCENARIO_PART_OF_THING, NULL)); }
static orm_status call_claim(world *w) { /* a connection that was lost may hold locks for a moment: the first statement waits for them, a claim passes over them */
    if (orm_exec_text(w->s, "UPDATE things SET amount = amount", orm_args()) < 0) return orm_status_of(w->s);
    const Thing_list claimed = Thing_claim(w->s, orm_q(.where = orm_eq(Things.amount, 5), .order_by = { orm_asc(Things.id) }), ORM_SET(orm_set(Things.amount, 6)), 2);
    return told(w, claimed.count == 2);
}
static orm_status call_update_returning(world *w) { return told(w, Thing_update_returning(w->s, orm_q(.where = orm_eq(Things.name, "two")), ORM_SET(orm_set(Things.note, "told"))).count == 1); }
static orm_status call_advisory_lock(world *w) { return told_status(w, orm_advisory_lock(w->s, "scenarios", ORM_LOCK_WAIT)); }
static orm_status call_pluck_columns(world *w) {
    int64_t *amounts;
    const char **names;
    return told(w, orm_pluck_columns(w->s, orm_q(.from = ORM_FROM(Thing), .order_by = { orm_asc(Things.id) }), orm_to(&amounts, Things.amount), orm_to(&names, orm_upper(Things.name))) == 3);
}

/* S(function, what it needs, the call, changes: the database) */
#define SCENARIOS(S)                                                                                                                                             \
    S(orm_session_open, nothing, session_open) S(orm_session_close, transaction, session_close) S(orm_session_reset, mark, session_reset)                        \
    S(orm_session_mark, nothing, session_mark) S(orm_session_release, mark, session_release) S(orm_session_alloc, nothing, session_alloc)                        \
    S(orm_deadline, nothing, deadline) S(orm_cancel, nothing, cancel) S(orm_begin, nothing, begin) S(orm_begin, transaction, begin)                              \
    S(orm_begin_with, nothing, begin_with) S(orm_commit, transaction, commit) S(orm_commit, savepoint, commit)                                                   \
    S(orm_rollback, transaction, rollback) S(orm_rollback, savepoint, rollback) S(orm_abort, transaction, abort) S(orm_after_commit, transaction, after_commit)  \
    S(orm_transaction, fresh, transaction_block) S(orm_retry, fresh, retry_block)                                                                                \
    S(orm_where, query, where) S(orm_slice, query, slice) S(orm_order_by_name, query, order_by_name)                                                             \
    S(orm_sql, nothing, sql) S(orm_sql_text, nothing, sql_text) S(orm_exec, nothing, exec) S(orm_exec_text, nothing, exec_text)                                  \
    S(orm_scalar_sql, nothing, scalar_sql) S(orm_select, nothing, select) S(orm_next, rows, next) S(orm_rows_close, rows, rows_close)                            \
    S(orm_column_count, rows, column_count) S(orm_column_name, rows, column_name) S(orm_int, rows, int) S(orm_double, rows, double)                              \
    S(orm_text, rows, text) S(orm_blob, rows, blob) S(orm_null, rows, null) S(orm_value_of, rows, value_of)                                                      \
    S(orm_create_tables, nothing, create_tables) S(orm_drop_tables, nothing, drop_tables) S(orm_check_models, nothing, check_models)                             \
    S(Row_insert, fresh, insert) S(Row_insert, fresh_inside, insert) S(Row_insert, fresh, insert_default)                                                        \
    S(Row_insert_all, fresh, insert_all) S(Row_insert_all, fresh_inside, insert_all)                                                                             \
    S(Row_update, stored, update) S(Row_update, stored, update_version) S(Row_update_all, stored, update_all) S(Row_update_only, stored, update_only) S(Row_update_only_all, stored, update_only_all)            \
    S(Row_save, fresh, save) S(Row_delete, stored, delete) S(Row_delete_all, stored, delete_all) S(Row_refresh, nothing, refresh) S(Row_refresh_only, nothing, refresh_only) \
    S(Row_upsert, nothing, upsert) S(Row_upsert_all, nothing, upsert_all) S(Row_truncate, nothing, truncate)                                                     \
    S(Row_get, nothing, get) S(Row_first, nothing, first) S(Row_last, nothing, last) S(Row_one, nothing, one)                                                    \
    S(Row_get_or_create, fresh, get_or_create) S(Row_update_or_create, stored, update_or_create)                                                                 \
    S(Row_all, nothing, all) S(Row_after, stored, after) S(Row_sql, nothing, row_sql) S(Row_sql_match, nothing, row_sql_match)                                   \
    S(Row_stream, nothing, stream) S(Row_next, stream, stream_next) S(Row_stop, stream, stream_stop)                                                             \
    S(Row_count, nothing, count) S(Row_exists, nothing, exists) S(Row_update_where, nothing, update_where) S(Row_delete_where, nothing, delete_where)            \
    S(Row_aggregate, nothing, aggregate) S(Row_paginate, nothing, paginate) S(Row_copy, fresh, copy)                                                              \
    S(orm_column_type, rows, column_type) S(orm_check_queries, nothing, check_queries) S(Row_select, nothing, select_result) S(Row_select_one, nothing, select_one)                                     \
    S(Row_insert_from, nothing, insert_from) S(Row_upsert_from, nothing, upsert_from) S(Row_claim, nothing, claim) S(Row_update_returning, nothing, update_returning)                 \
    S(orm_advisory_lock, transaction, advisory_lock) S(orm_pluck_columns, nothing, pluck_columns)

typedef struct scenario { const char *function; void (*prepare)(world *w); orm_status (*run)(world *w); const char *name; } scenario;
#define SCENARIO_ROW(function, needs, call) { #function, prepare_##needs, call_##call, #call " after " #needs },
static const scenario scenarios[] = { SCENARIOS(SCENARIO_ROW) };
#define SCENARIO_COUNT (sizeof scenarios / sizeof *scenarios)

/* Whether the call makes or drops tables. */
HARNESS_UNUSED static bool scenario_changes_tables(const scenario *sc) { return sc->run == call_create_tables || sc->run == call_drop_tables; }
/* MySQL commits after each table that is made or dropped, so that a part of the work may stay. */
HARNESS_UNUSED static bool scenario_may_stay_half(const scenario *sc) { return test_on("mysql") && scenario_changes_tables(sc); }

/* After the call: the transaction that may be open is rolled back, so that the digest is that of the stored rows. */
HARNESS_UNUSED static void scenario_settle(world *w) {
    if (!w->s) w->s = orm_session_open(w->db);
    while (orm_depth(w->s)) orm_rollback(w->s);
    orm_rows_close(&w->rows);
    if (w->cursor.orm_.session) Thing_stop(&w->cursor);
    w->rows = (orm_rows){ .session_ = NULL };
    memset(&w->cursor, 0, sizeof w->cursor);
}
#endif
