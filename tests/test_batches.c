/* Large batches: what a server's own way of taking many rows (COPY, arrays, rows in one statement, queues) must not change. */
#include "harness.h"
#include <pthread.h>

#define MOOD(X) X(MOOD_GOOD, "good") X(MOOD_BAD, "bad")
ORM_ENUM(Mood, MOOD);

#define OWNER_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, name)
#define THING_MODEL(X)                                                             \
    X(key,   int64,          id,      .auto_increment = true)                      \
    X(field, varchar(60),    code,    .unique = true)                              \
    X(field, opt(text),      note)                                                 \
    X(field, int32,          amount,  .check = "amount >= 0")                      \
    X(field, opt(int64),     owner_id, .references = ORM_REF(Owner, id))           \
    X(field, opt(blob),      raw)
#define GIVEN_MODEL(X) X(key, int64, id) X(field, text, text) X(field, opt(double), real)
#define SMALL_MODEL(X) X(key, int32, id, .auto_increment = true) X(field, text, text)
#define TIMED_MODEL(X)                                                             \
    X(key,   int64,     id,      .auto_increment = true)                           \
    X(field, text,      text)                                                      \
    X(field, timestamp, made,    .auto_now_add = true)                             \
    X(field, uuid,      tag,     .auto_uuid = ORM_UUID_V7)                         \
    X(field, int32,     version, .version = true)
#define EVERY_MODEL(X)                                                             \
    X(key,   int64,                id, .auto_increment = true)                     \
    X(field, bool,                 flag)                                           \
    X(field, int16,                small)                                          \
    X(field, int32,                medium)                                         \
    X(field, int64,                large)                                          \
    X(field, uint32,               medium_u)                                       \
    X(field, uint64,               large_u)                                        \
    X(field, float,                single)                                         \
    X(field, double,               wide)                                           \
    X(field, text,                 body)                                           \
    X(field, varchar(20),          label)                                          \
    X(field, char_(5),             code)                                           \
    X(field, json,                 doc)                                            \
    X(field, inet,                 address)                                        \
    X(field, cidr,                 network)                                        \
    X(field, macaddr,              card)                                           \
    X(field, decimal(30, 10),      exact)                                          \
    X(field, timestamp,            at)                                             \
    X(field, date,                 day)                                            \
    X(field, time,                 hour)                                           \
    X(field, interval,             span)                                           \
    X(field, uuid,                 tag)                                            \
    X(field, blob,                 raw)                                            \
    X(field, point,                place)                                          \
    X(field, enum(Mood),           mood)                                           \
    X(field, opt(bool),            maybe_flag)                                     \
    X(field, opt(int32),           maybe_medium)                                   \
    X(field, opt(double),          maybe_wide)                                     \
    X(field, opt(text),            maybe_body)                                     \
    X(field, opt(decimal(10, 2)),  maybe_exact)                                    \
    X(field, opt(timestamp),       maybe_at)                                       \
    X(field, opt(uuid),            maybe_tag)                                      \
    X(field, opt(blob),            maybe_raw)                                      \
    X(field, opt(enum(Mood)),      maybe_mood)

ORM_MODEL(Owner, Owners, OWNER_MODEL);
ORM_MODEL(Thing, Things, THING_MODEL);
ORM_MODEL(Given, Givens, GIVEN_MODEL);
ORM_MODEL(Small, Smalls, SMALL_MODEL);
ORM_MODEL(Timed, Timeds, TIMED_MODEL);
ORM_MODEL(Every, Everies, EVERY_MODEL);
#define ALL_MODELS ORM_MODELS(Owner, Thing, Given, Small, Timed, Every)

/* ---- the database of a test ------------------------------------------------------------------------------------------------------ */
static orm_db *db;
static orm_session *s;
static test_memory memory;

static void start_with(const orm_options *options) {
    db = test_open_with(test_url(true), options);
    s = orm_session_open(db);
    assert_non_null(s);
    assert_ok(s, orm_create_tables(s, ALL_MODELS, NULL));
}
static void start(void) { start_with(NULL); }
static void finish(void) {
    assert_int_equal(orm_session_close(s), ORM_OK);
    assert_int_equal(orm_close(db), ORM_OK);
}
static char *text_of(orm_session *of, const char *format, int n) {
    char *text = orm_session_alloc(of, 60);
    assert_non_null(text);
    snprintf(text, 60, format, n);
    return text;
}
static Thing *things(orm_session *of, const char *codes, int n) {
    Thing *rows = calloc((size_t)n, sizeof *rows);
    assert_non_null(rows);
    for (int i = 0; i < n; i++) rows[i] = (Thing){ .code = text_of(of, codes, i), .amount = i };
    return rows;
}
/* Each row has a key of its own, above zero, and under it stands that row. */
static void check_things(const Thing *rows, int n) {
    const Thing_list all = Thing_all(s, orm_q(.order_by = { orm_asc(Things.amount) }));
    assert_int_equal(all.count, n);
    for (int i = 0; i < n; i++) {
        assert_true(rows[i].id > 0);
        assert_int_equal(all.items[i].id, rows[i].id);
        assert_string_equal(all.items[i].code, rows[i].code);
    }
}
static bool same_text(const char *a, const char *b) { return a == b || (a && b && strcmp(a, b) == 0); }

/* ---- keys ------------------------------------------------------------------------------------------------------------------------ */
static void test_ten_thousand_rows_get_their_keys(void **state) {
    (void)state;
    start();
    Thing *rows = things(s, "c%d", 10000);
    assert_ok(s, Thing_insert_all(s, rows, 10000));
    check_things(rows, 10000);
    free(rows);
    finish();
}
#define BATCH 120
#define ROUNDS 12
typedef struct writer { int number; char problem[400]; } writer;
static void *write_batches(void *context) {
    writer *w = context;
    orm_session *own = orm_session_open(db);
    if (!own) return snprintf(w->problem, sizeof w->problem, "no session"), NULL;
    for (int round = 0; round < ROUNDS && !w->problem[0]; round++) {
        const int n = round % 3 == 0 ? 9 : BATCH; /* few rows go another way than many */
        Thing *rows = things(own, w->number ? "one %d" : "two %d", n);
        for (int i = 0; i < n; i++) rows[i].code = text_of(own, w->number ? "one %d" : "two %d", round * BATCH + i), rows[i].amount = w->number * 100000 + round * BATCH + i;
        orm_status status = ORM_BUSY;
        for (int i = 0; i < 50 && status == ORM_BUSY; i++) status = Thing_insert_all(own, rows, (size_t)n);
        if (status != ORM_OK) snprintf(w->problem, sizeof w->problem, "%.390s", orm_error_of(own)->message);
        for (int i = 0; i < n && !w->problem[0]; i++) {
            const Thing *stored = Thing_get(own, rows[i].id);
            if (!stored || strcmp(stored->code, rows[i].code) != 0) snprintf(w->problem, sizeof w->problem, "key %lld is not that of %s", (long long)rows[i].id, rows[i].code);
        }
        free(rows);
        orm_session_reset(own);
    }
    orm_session_close(own);
    return NULL;
}
static void test_keys_of_batches_at_the_same_time(void **state) {
    (void)state;
    pthread_t threads[2];
    writer writers[2] = { { .number = 0 }, { .number = 1 } };
    start();
    for (int i = 0; i < 2; i++) assert_int_equal(pthread_create(&threads[i], NULL, write_batches, &writers[i]), 0);
    for (int i = 0; i < 2; i++) assert_int_equal(pthread_join(threads[i], NULL), 0);
    for (int i = 0; i < 2; i++) assert_string_equal(writers[i].problem, "");
    assert_int_equal(Thing_count(s, NULL), 2 * (ROUNDS / 3 * 9 + (ROUNDS - ROUNDS / 3) * BATCH));
    finish();
}
static void test_given_and_generated_keys_in_one_batch(void **state) {
    (void)state;
    start();
    Thing *rows = things(s, "c%d", 200);
    for (int i = 0; i < 200; i++)
        if (i >= 50 && i < 120) rows[i].id = 1000000 + i; /* long stretches of both kinds */
    for (int i = 150; i < 170; i++) rows[i].id = i % 2 ? 2000000 + i : 0;
    assert_ok(s, Thing_insert_all(s, rows, 200));
    for (int i = 50; i < 120; i++) assert_int_equal(rows[i].id, 1000000 + i);
    check_things(rows, 200);
    free(rows);
    finish();
}
static void test_batches_of_rows_with_given_keys(void **state) {
    (void)state;
    start();
    Given *rows = calloc(3000, sizeof *rows);
    assert_non_null(rows);
    for (int i = 0; i < 3000; i++) rows[i] = (Given){ .id = 5000 - i, .text = text_of(s, "t%d", i) };
    assert_ok(s, Given_insert_all(s, rows, 3000));
    const Given_list all = Given_all(s, orm_q(.order_by = { orm_desc(Givens.id) }));
    assert_int_equal(all.count, 3000);
    for (size_t i = 0; i < 3000; i++) {
        assert_int_equal(all.items[i].id, 5000 - (int64_t)i);
        assert_string_equal(all.items[i].text, rows[i].text);
        assert_false(all.items[i].real.has);
    }
    free(rows);
    finish();
}
static void test_keys_of_32_bits_in_a_batch(void **state) {
    (void)state;
    start();
    Small rows[40];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < 40; i++) rows[i].text = text_of(s, "t%d", i);
    assert_ok(s, Small_insert_all(s, rows, 40));
    for (int i = 0; i < 40; i++) {
        const Small *stored = Small_get(s, rows[i].id);
        assert_non_null(stored);
        assert_string_equal(stored->text, rows[i].text);
    }
    finish();
}
static void test_batch_fills_in_times_uuids_and_versions(void **state) {
    (void)state;
    start();
    Timed rows[100];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < 100; i++) rows[i].text = text_of(s, "t%d", i);
    assert_ok(s, Timed_insert_all(s, rows, 100));
    for (int i = 0; i < 100; i++) {
        const Timed *stored = Timed_get(s, rows[i].id);
        assert_non_null(stored);
        assert_true(rows[i].made > 0);
        assert_int_equal(stored->made, rows[i].made);
        assert_memory_equal(stored->tag.bytes, rows[i].tag.bytes, 16);
        if (i) assert_memory_not_equal(rows[i].tag.bytes, rows[i - 1].tag.bytes, 16);
        assert_int_equal(rows[i].version, 1);
        assert_int_equal(stored->version, 1);
    }
    finish();
}

/* ---- values ---------------------------------------------------------------------------------------------------------------------- */
static Every every(int i) {
    static const uint8_t bytes[] = { 0, 1, '\'', '\\', '\n', 255, 0 };
    const bool odd = i % 2;
    Every e = { .flag = odd, .small = odd ? INT16_MIN : INT16_MAX, .medium = odd ? INT32_MIN : INT32_MAX, .large = odd ? INT64_MIN : INT64_MAX, .medium_u = odd ? 0 : UINT32_MAX,
                .large_u = odd ? 0 : UINT64_MAX, .single = odd ? -1.5f : 3.25f, .wide = odd ? -2.2250738585072014e-308 : 1.7976931348623157e308, .body = text_of(s, "body %d", i),
                .label = "\xE2\x82\xAC label", .code = "abcde", .doc = odd ? "[1, null, \"x\"]" : "{\"a\": {\"b\": 1.5}}", .address = odd ? "2001:db8::1" : "192.168.0.1",
                .network = odd ? "2001:db8::/32" : "10.0.0.0/8", .card = "08:00:2b:01:02:03", .exact = ORM_DEC("-12345678901234567890.0123456789"), .at = odd ? -1 : INT64_C(1700000000123456),
                .day = odd ? -719162 : 2932896, .hour = odd ? 0 : INT64_C(86399999999), .span = { .months = 14, .days = odd ? -3 : 3, .microseconds = 4000005 },
                .raw = { bytes, sizeof bytes }, .place = { 1.5, -2.25 }, .mood = odd ? MOOD_BAD : MOOD_GOOD };
    memset(e.tag.bytes, i, sizeof e.tag.bytes);
    if (i % 3 == 0) {
        e.maybe_flag = (orm_opt_bool)ORM_SOME(true);
        e.maybe_medium = (orm_opt_int32)ORM_SOME(i);
        e.maybe_wide = (orm_opt_double)ORM_SOME(0.1);
        e.maybe_body = "";
        e.maybe_exact = ORM_DEC("0.10");
        e.maybe_at = (orm_opt_timestamp)ORM_SOME(INT64_C(-62135596800000000));
        e.maybe_tag = (orm_opt_uuid)ORM_SOME(e.tag);
        e.maybe_raw = (orm_blob){ "", 0 };
        e.maybe_mood = (orm_opt_Mood)ORM_SOME(MOOD_BAD);
    }
    return e;
}
#define assert_same(member) assert_true(memcmp(&a->member, &b->member, sizeof a->member) == 0)
static void check_every(const Every *a, const Every *b) {
    assert_same(flag), assert_same(small), assert_same(medium), assert_same(large), assert_same(medium_u), assert_same(large_u), assert_same(single), assert_same(wide), assert_same(at), assert_same(day);
    assert_same(hour), assert_same(span), assert_same(tag), assert_same(place), assert_same(mood);
    assert_string_equal(a->body, b->body), assert_string_equal(a->label, b->label), assert_string_equal(a->code, b->code), assert_string_equal(a->doc, b->doc);
    assert_string_equal(a->address, b->address), assert_string_equal(a->network, b->network), assert_string_equal(a->card, b->card), assert_string_equal(a->exact.text, b->exact.text);
    assert_int_equal(a->raw.size, b->raw.size);
    assert_memory_equal(a->raw.data, b->raw.data, a->raw.size);
    assert_int_equal(a->maybe_flag.has, b->maybe_flag.has), assert_int_equal(a->maybe_flag.value, b->maybe_flag.value);
    assert_int_equal(a->maybe_medium.has, b->maybe_medium.has), assert_int_equal(a->maybe_medium.value, b->maybe_medium.value);
    assert_int_equal(a->maybe_wide.has, b->maybe_wide.has), assert_same(maybe_wide.value);
    assert_true(same_text(a->maybe_body, b->maybe_body)), assert_true(same_text(a->maybe_exact.text, b->maybe_exact.text));
    assert_int_equal(a->maybe_at.has, b->maybe_at.has), assert_int_equal(a->maybe_at.value, b->maybe_at.value);
    assert_int_equal(a->maybe_tag.has, b->maybe_tag.has), assert_same(maybe_tag.value);
    assert_int_equal(a->maybe_raw.data == NULL, b->maybe_raw.data == NULL), assert_int_equal(a->maybe_raw.size, b->maybe_raw.size);
    assert_int_equal(a->maybe_mood.has, b->maybe_mood.has), assert_int_equal(a->maybe_mood.value, b->maybe_mood.value);
}
/* A batch stores what inserting row by row stores, for every type at its edges and for every pattern of NULL. */
static void test_batch_stores_every_type_as_insert_does(void **state) {
    (void)state;
    start();
    Every batch[30], single[30];
    for (int i = 0; i < 30; i++) batch[i] = single[i] = every(i);
    assert_ok(s, Every_insert_all(s, batch, 30));
    for (int i = 0; i < 30; i++) assert_ok(s, Every_insert(s, &single[i]));
    for (int i = 0; i < 30; i++) {
        const Every *a = Every_get(s, batch[i].id), *b = Every_get(s, single[i].id);
        assert_non_null(a);
        assert_non_null(b);
        check_every(a, b);
        check_every(&batch[i], &single[i]);
        assert_string_equal(a->body, batch[i].body);
        assert_int_equal(a->large, batch[i].large);
        assert_int_equal(a->maybe_medium.has, batch[i].maybe_medium.has);
    }
    finish();
}
static void test_batch_takes_any_text(void **state) {
    (void)state;
    static const char *const texts[] = { "", " ", "\t", "a\tb", "\n", "a\r\nb", "\\", "\\N", "\\.", "\\\\n", "'", "''", "\"", "`", "$1", "?", ":x", "%s", "--", "/*", ";", "NULL", "{}", "(1,2)",
                                         "\x01\x1f\x7f", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "e\xCC\x81", "\xEF\xBB\xBF-", "a,b", "  both  ", "\xC2\xA0" };
    enum { COUNT = sizeof texts / sizeof *texts };
    start();
    Thing rows[COUNT];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < COUNT; i++) rows[i] = (Thing){ .code = text_of(s, "c%d", i), .note = texts[i], .amount = i };
    assert_ok(s, Thing_insert_all(s, rows, COUNT));
    const Thing_list all = Thing_all(s, orm_q(.order_by = { orm_asc(Things.amount) }));
    assert_int_equal(all.count, COUNT);
    for (int i = 0; i < COUNT; i++) assert_string_equal(all.items[i].note, texts[i]);
    finish();
}
/* Lengths around those at which buffers are full, and values far larger than they are. */
static void test_batch_takes_values_of_any_length(void **state) {
    (void)state;
    static const size_t lengths[] = { 0, 1, 4095, 4096, 16379, 16380, 16381, 16384, 32768, 65514, 65530, 65535, 65536, 65537, 131072, 300001 };
    enum { COUNT = sizeof lengths / sizeof *lengths, SPARE = 16 };
    start();
    Thing rows[COUNT + SPARE];
    memset(rows, 0, sizeof rows);
    for (size_t i = 0; i < COUNT + SPARE; i++) {
        const size_t length = i < COUNT ? lengths[i] : 10;
        char *text = orm_session_alloc(s, length + 1), *bytes = orm_session_alloc(s, length + 1);
        assert_non_null(text);
        assert_non_null(bytes);
        for (size_t k = 0; k < length; k++) text[k] = (char)('a' + (k + i) % 26), bytes[k] = (char)(k * 7 + i);
        text[length] = 0;
        rows[i] = (Thing){ .code = text_of(s, "c%d", (int)i), .note = text, .amount = (int32_t)i, .raw = { bytes, length } };
    }
    assert_ok(s, Thing_insert_all(s, rows, COUNT + SPARE));
    for (size_t i = 0; i < COUNT + SPARE; i++) {
        const Thing *stored = Thing_get(s, rows[i].id);
        assert_non_null(stored);
        assert_string_equal(stored->note, rows[i].note);
        assert_int_equal(stored->raw.size, rows[i].raw.size);
        assert_memory_equal(stored->raw.data, rows[i].raw.data, rows[i].raw.size);
    }
    finish();
}
static void check_large_blob(int n) {
    const size_t size = (size_t)16 << 20;
    Thing *rows = things(s, n > 10 ? "large %d" : "few %d", n);
    char *bytes = malloc(size);
    assert_non_null(bytes);
    for (size_t k = 0; k < size; k++) bytes[k] = (char)(k ^ k >> 8 ^ k >> 16);
    rows[n / 2].raw = (orm_blob){ bytes, size };
    rows[n / 2].note = "large";
    assert_ok(s, Thing_insert_all(s, rows, (size_t)n));
    const Thing *stored = Thing_get(s, rows[n / 2].id);
    assert_non_null(stored);
    assert_int_equal(stored->raw.size, size);
    assert_memory_equal(stored->raw.data, bytes, size);
    assert_string_equal(Thing_get(s, rows[n - 1].id)->code, rows[n - 1].code);
    free(bytes);
    free(rows);
    orm_session_reset(s);
}
static void test_blob_of_16_mb_within_a_batch(void **state) {
    (void)state;
    start();
    if (test_on("mysql")) { /* the server's own limit is just that; connections made later have the larger one */
        assert_true(orm_exec(s, "SET GLOBAL max_allowed_packet = 67108864", orm_args()) >= 0);
        finish();
        start();
    }
    check_large_blob(40);
    check_large_blob(5);
    finish();
}

/* ---- failures -------------------------------------------------------------------------------------------------------------------- */
/* The batch fails as the single row does: the same status, column and constraint; nothing is stored and the program's rows are as they were. */
static void check_failing(int n, int at, orm_status status, void (*spoil)(Thing *)) {
    start();
    Thing *rows = things(s, "c%d", n), *before = malloc((size_t)n * sizeof *before), one = { .code = "alone", .amount = 1 };
    assert_non_null(before);
    Thing first = { .code = "there", .amount = 1000 };
    assert_ok(s, Thing_insert(s, &first));
    spoil(&one);
    assert_fails(s, Thing_insert(s, &one), status);
    char column[128], constraint[128];
    snprintf(column, sizeof column, "%s", orm_error_of(s)->column);
    snprintf(constraint, sizeof constraint, "%s", orm_error_of(s)->constraint);
    spoil(&rows[at]);
    memcpy(before, rows, (size_t)n * sizeof *before);
    assert_fails(s, Thing_insert_all(s, rows, (size_t)n), status);
    assert_string_equal(orm_error_of(s)->column, column);
    assert_string_equal(orm_error_of(s)->constraint, constraint);
    assert_memory_equal(before, rows, (size_t)n * sizeof *before);
    assert_int_equal(Thing_count(s, NULL), 1);
    assert_ok(s, orm_begin(s)); /* inside a transaction nothing of it stays either */
    Thing second = { .code = "second", .amount = 1001 };
    assert_ok(s, Thing_insert(s, &second));
    assert_ok(s, orm_begin(s));
    assert_fails(s, Thing_insert_all(s, rows, (size_t)n), status);
    assert_ok(s, orm_rollback(s));
    assert_memory_equal(before, rows, (size_t)n * sizeof *before);
    assert_int_equal(Thing_count(s, NULL), 2);
    assert_ok(s, orm_commit(s));
    rows[at] = (Thing){ .code = "mended", .amount = at };
    assert_ok(s, Thing_insert_all(s, rows, (size_t)n));
    assert_int_equal(Thing_count(s, NULL), n + 2);
    free(rows);
    free(before);
    finish();
}
static void spoil_unique(Thing *t) { t->code = "there"; }
static void spoil_check(Thing *t) { t->amount = -1; }
static void spoil_reference(Thing *t) { t->owner_id = (orm_opt_int64)ORM_SOME(77); }
static void spoil_null(Thing *t) { t->code = NULL; }
static void spoil_text(Thing *t) { t->note = "\xff"; }
static void spoil_length(Thing *t) { t->code = "0123456789012345678901234567890123456789012345678901234567890"; }
static void test_failing_batches_leave_nothing(void **state) {
    (void)state;
    static const struct { orm_status status; void (*spoil)(Thing *); } cases[] = {
        { ORM_CONFLICT_UNIQUE, spoil_unique }, { ORM_CONFLICT_CHECK, spoil_check }, { ORM_CONFLICT_FOREIGN_KEY, spoil_reference }, { ORM_CONFLICT_NOT_NULL, spoil_null },
        { ORM_INVALID, spoil_text }, { ORM_INVALID, spoil_length } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        check_failing(9, 7, cases[i].status, cases[i].spoil);
        check_failing(700, 650, cases[i].status, cases[i].spoil);
    }
}
static void test_zero_rows_are_no_work(void **state) {
    (void)state;
    start();
    assert_ok(s, Thing_insert_all(s, NULL, 0));
    assert_ok(s, Thing_update_all(s, NULL, 0));
    assert_ok(s, Thing_delete_all(s, NULL, 0));
    assert_int_equal(Thing_count(s, NULL), 0);
    finish();
}
/* Every allocation of a batch fails once: ORM_NO_MEMORY, and nothing happened. */
static void check_allocations(int n) {
    memory = (test_memory){ .calls = 0 };
    start_with(&(orm_options){ .allocator = { test_resize, &memory } });
    Thing *rows = things(s, "c%d", n), *before = malloc((size_t)n * sizeof *before);
    assert_non_null(before);
    memcpy(before, rows, (size_t)n * sizeof *before);
    orm_status status = ORM_NO_MEMORY;
    for (long at = 1; status == ORM_NO_MEMORY; at++) {
        orm_session *own = orm_session_open(db); /* with no memory yet */
        assert_non_null(own);
        memory.fail_at = memory.calls + at;
        status = Thing_insert_all(own, rows, (size_t)n);
        memory.fail_at = 0;
        assert_true(status == ORM_OK || status == ORM_NO_MEMORY);
        assert_int_equal(Thing_count(own, NULL), status == ORM_OK ? n : 0);
        if (status != ORM_OK) assert_memory_equal(before, rows, (size_t)n * sizeof *before);
        assert_int_equal(orm_session_close(own), ORM_OK);
        assert_true(at < 2000);
    }
    check_things(rows, n);
    free(rows);
    free(before);
    finish();
    assert_int_equal(memory.live, 0);
}
static void test_batch_survives_every_failing_allocation(void **state) {
    (void)state;
    check_allocations(9);
    check_allocations(150);
}

/* ---- updates and deletions ---------------------------------------------------------------------------------------------------------- */
static Thing *stored_things(int n) {
    Thing *rows = things(s, "c%d", n);
    assert_ok(s, Thing_insert_all(s, rows, (size_t)n));
    return rows;
}
static void test_update_all_of_many_rows(void **state) {
    (void)state;
    start();
    Thing *rows = stored_things(700);
    for (int i = 0; i < 700; i++) rows[i].amount = 10000 + i, rows[i].note = i % 3 ? "changed" : NULL;
    assert_ok(s, Thing_update_all(s, rows, 700));
    const Thing_list all = Thing_all(s, orm_q(.order_by = { orm_asc(Things.id) }));
    assert_int_equal(all.count, 700);
    for (int i = 0; i < 700; i++) {
        const Thing *stored = Thing_get(s, rows[i].id);
        assert_non_null(stored);
        assert_int_equal(stored->amount, 10000 + i);
        assert_true(same_text(stored->note, rows[i].note));
    }
    free(rows);
    finish();
}
/* Rows of which other columns were loaded are written by other statements, and what was not loaded stays. */
static void test_update_all_of_rows_with_other_columns(void **state) {
    (void)state;
    start();
    Thing *rows = stored_things(60);
    for (int i = 0; i < 60; i++) rows[i].note = "kept";
    assert_ok(s, Thing_update_all(s, rows, 60));
    const Thing_list part = Thing_all(s, orm_q(.defer = ORM_COLS(Things.note), .order_by = { orm_asc(Things.amount) }));
    assert_int_equal(part.count, 60);
    for (int i = 0; i < 60; i++) {
        if (i % 7 < 4) rows[i] = part.items[i];
        rows[i].amount = 500 + i;
        if (i % 7 >= 4) rows[i].note = "new";
    }
    assert_ok(s, Thing_update_all(s, rows, 60));
    for (int i = 0; i < 60; i++) {
        const Thing *stored = Thing_get(s, rows[i].id);
        assert_non_null(stored);
        assert_int_equal(stored->amount, 500 + i);
        assert_string_equal(stored->note, i % 7 < 4 ? "kept" : "new");
        assert_int_equal(orm_is_loaded(&rows[i], Things.note), i % 7 >= 4);
    }
    free(rows);
    finish();
}
/* The first row that fails is told, whatever those behind it would have met. */
static void test_update_all_tells_the_first_failure(void **state) {
    (void)state;
    start();
    Timed rows[40], before[40];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < 40; i++) rows[i].text = "t";
    assert_ok(s, Timed_insert_all(s, rows, 40));
    assert_int_equal(Timed_update_where(s, orm_q(.where = orm_eq(Timeds.id, rows[20].id)), ORM_SET(orm_set(Timeds.text, "theirs"))), 1);
    for (int i = 0; i < 40; i++) rows[i].text = "mine";
    memcpy(before, rows, sizeof rows);
    assert_fails(s, Timed_update_all(s, rows, 40), ORM_STALE);
    assert_string_equal(orm_error_of(s)->column, "version");
    assert_memory_equal(before, rows, sizeof rows);
    assert_int_equal(Timed_delete_where(s, orm_q(.where = orm_eq(Timeds.id, rows[10].id))), 1);
    assert_fails(s, Timed_update_all(s, rows, 40), ORM_NOT_FOUND);
    assert_int_equal(Timed_count(s, orm_q(.where = orm_eq(Timeds.text, "mine"))), 0);
    Thing *things_ = stored_things(30), gone = things_[12];
    assert_ok(s, Thing_delete(s, &gone));
    for (int i = 0; i < 30; i++) things_[i].amount = 5;
    things_[20].code = "c1"; /* would break a unique key */
    assert_ok(s, orm_begin(s));
    assert_fails(s, Thing_update_all(s, things_, 30), ORM_NOT_FOUND);
    assert_ok(s, orm_commit(s)); /* which ends no transaction */
    things_[12] = things_[11];
    assert_fails(s, Thing_update_all(s, things_, 30), ORM_CONFLICT_UNIQUE);
    assert_int_equal(Thing_count(s, orm_q(.where = orm_eq(Things.amount, 5))), 1);
    free(things_);
    finish();
}
static void test_update_all_counts_versions(void **state) {
    (void)state;
    start();
    Timed rows[300];
    memset(rows, 0, sizeof rows);
    for (int i = 0; i < 300; i++) rows[i].text = "t";
    assert_ok(s, Timed_insert_all(s, rows, 300));
    for (int round = 2; round < 5; round++) {
        for (int i = 0; i < 300; i++) rows[i].text = text_of(s, "round %d", round);
        assert_ok(s, Timed_update_all(s, rows, 300));
        for (int i = 0; i < 300; i++) assert_int_equal(rows[i].version, round);
    }
    assert_int_equal(Timed_count(s, orm_q(.where = orm_eq(Timeds.version, 4))), 300);
    assert_ok(s, orm_begin(s));
    assert_ok(s, Timed_update_all(s, rows, 300));
    assert_int_equal(rows[299].version, 5);
    assert_ok(s, orm_rollback(s));
    assert_ok(s, Timed_update_all(s, rows, 300)); /* what was rolled back is taken back */
    assert_int_equal(rows[0].version, 5);
    finish();
}
static void test_delete_all_of_many_rows(void **state) {
    (void)state;
    start();
    Thing *rows = stored_things(600), gone = rows[400];
    assert_ok(s, Thing_delete(s, &gone));
    assert_fails(s, Thing_delete_all(s, rows, 600), ORM_NOT_FOUND);
    char key[40];
    snprintf(key, sizeof key, "id = %lld", (long long)rows[400].id);
    assert_message(s, key);
    assert_int_equal(Thing_count(s, NULL), 599);
    assert_ok(s, Thing_delete_all(s, rows, 400));
    assert_ok(s, Thing_delete_all(s, rows + 401, 199));
    assert_int_equal(Thing_count(s, NULL), 0);
    free(rows);
    finish();
}
static void test_delete_all_meets_a_reference(void **state) {
    (void)state;
    start();
    Owner owners[40];
    memset(owners, 0, sizeof owners);
    for (int i = 0; i < 40; i++) owners[i].name = "o";
    assert_ok(s, Owner_insert_all(s, owners, 40));
    Thing t = { .code = "held", .owner_id = ORM_SOME(owners[30].id) };
    assert_ok(s, Thing_insert(s, &t));
    assert_fails(s, Owner_delete_all(s, owners, 40), ORM_CONFLICT_FOREIGN_KEY);
    assert_int_equal(Owner_count(s, NULL), 40);
    assert_ok(s, Owner_delete_all(s, owners, 30));
    assert_int_equal(Owner_count(s, NULL), 10);
    finish();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ten_thousand_rows_get_their_keys),
        cmocka_unit_test(test_keys_of_batches_at_the_same_time),
        cmocka_unit_test(test_given_and_generated_keys_in_one_batch),
        cmocka_unit_test(test_batches_of_rows_with_given_keys),
        cmocka_unit_test(test_keys_of_32_bits_in_a_batch),
        cmocka_unit_test(test_batch_fills_in_times_uuids_and_versions),
        cmocka_unit_test(test_batch_stores_every_type_as_insert_does),
        cmocka_unit_test(test_batch_takes_any_text),
        cmocka_unit_test(test_batch_takes_values_of_any_length),
        cmocka_unit_test(test_blob_of_16_mb_within_a_batch),
        cmocka_unit_test(test_failing_batches_leave_nothing),
        cmocka_unit_test(test_zero_rows_are_no_work),
        cmocka_unit_test(test_batch_survives_every_failing_allocation),
        cmocka_unit_test(test_update_all_of_many_rows),
        cmocka_unit_test(test_update_all_of_rows_with_other_columns),
        cmocka_unit_test(test_update_all_tells_the_first_failure),
        cmocka_unit_test(test_update_all_counts_versions),
        cmocka_unit_test(test_delete_all_of_many_rows),
        cmocka_unit_test(test_delete_all_meets_a_reference),
    };
    return run_all(tests);
}
