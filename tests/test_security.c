/* Hostile texts: they are data everywhere, and change nothing else; secrets stay out of errors, logs and traces.  The corpora are third-party data
 * (harness.h: test_data); a few strings of our own are always there. */
#include "harness.h"

#define CANARY_MODEL(X) X(key, int64, id) X(field, text, name) X(field, int32, value)
ORM_MODEL(Canary, Canaries, CANARY_MODEL, .table = "canary");
#define NOTE_MODEL(X)                                   \
    X(key,   int64,       id, .auto_increment = true)   \
    X(field, text,        body)                         \
    X(field, opt(text),   extra)                        \
    X(field, opt(json),   info)                         \
    X(field, array(text), words)                        \
    X(field, hstore,      tags)                         \
    X(field, opt(blob),   bytes)
ORM_MODEL(Note, Notes, NOTE_MODEL, .table = "notes");
#define WORD_MODEL(X) X(key, text, word) X(field, int32, count)
ORM_MODEL(Word, Words, WORD_MODEL, .table = "words");
/* Its names are replaced by hostile ones. */
#define EVIL_MODEL(X) X(key, int64, id) X(field, text, name) X(field, int32, n) X(index, (name), .name = "evil_index") X(check, evil_check, "1 = 1")
ORM_MODEL(Evil, Evils, EVIL_MODEL, .table = "evil");

static const char *const own[] = {
    "", " ", "'", "\"", "`", "\\", "\\'", "''", "\"\"", "%", "_", "%%", "\\%", "[a-z]", "?", "??", ":name", "$1", "@x", "--", "/*", "*/", ";", "'; DROP TABLE canary; --", "\"; DROP TABLE canary; --",
    "Robert'); DROP TABLE canary;--", "x' OR '1'='1", "\r\n", "\t", "\x01\x02\x1f\x7f", "NULL", "null", "0", "-1", "1e400", "true", "\xEF\xBB\xBF" "bom", "\xE2\x80\xAE" "rtl", "\xF0\x9F\x98\x80",
    "e\xCC\x81", "\xC3\xA9", "\xEF\xBF\xBD", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF", "%s%n%x", "${jndi:ldap://x}", "{{7*7}}", "<script>", "../../etc/passwd", "sqlite_master", "rowid", "canary", "main.canary" };

/* ---- the corpora ---------------------------------------------------------------------------------------------------------------------------- */
typedef struct corpus { const char **items; size_t count; } corpus;
static orm_db *db;
static orm_session *s;
static corpus naughty, injections;

static char *read_file(const char *path) {
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    const size_t size = (size_t)ftell(f);
    rewind(f);
    char *text = malloc(size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, size, f), size);
    text[size] = 0;
    fclose(f);
    return text;
}
static void add(corpus *c, const char *text) {
    c->items[c->count] = strcpy(malloc(strlen(text) + 1), text);
    c->count++;
}
static corpus read_corpus(const char *name) {
    corpus c = { calloc(4000, sizeof(char *)), 0 };
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) add(&c, own[i]);
    const char *path = test_data(name);
    if (!path) return c;
    char *text = read_file(path);
    orm_rows r = test_on("sqlite")     ? orm_sql(s, "SELECT value FROM json_each(?)", orm_args(text))
                 : test_on("postgres") ? orm_sql(s, "SELECT value FROM json_array_elements_text(?::json) AS strings (value)", orm_args(text))
                                       : orm_sql(s, "SELECT value FROM JSON_TABLE(?, '$[*]' COLUMNS (value LONGTEXT PATH '$')) AS strings", orm_args(text));
    while (orm_next(&r) && c.count < 4000) add(&c, orm_text(&r, 0));
    assert_session(s, ORM_OK);
    free(text);
    return c;
}
static void forget_corpus(corpus *c) {
    for (size_t i = 0; i < c->count; i++) free((char *)(uintptr_t)c->items[i]);
    free(c->items);
}
static int begin_all(void **state) {
    (void)state;
    db = test_open();
    s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, ORM_MODELS(Canary, Note, Word), NULL));
    Canary birds[3] = { { 1, "tweety", 10, { { 0 }, { 0 } } }, { 2, "o'neil", 20, { { 0 }, { 0 } } }, { 3, "%", 30, { { 0 }, { 0 } } } };
    assert_ok(s, Canary_insert_all(s, birds, 3));
    naughty = read_corpus("text/blns.json");
    injections = read_corpus("sqli/payloads.json");
    return 0;
}
static int end_all(void **state) { /* cmocka has a macro stop() */
    (void)state;
    forget_corpus(&naughty);
    forget_corpus(&injections);
    orm_session_close(s);
    return orm_close(db) == ORM_OK ? 0 : -1;
}
/* Tables, views and triggers. */
static int64_t things_there(orm_session *at) {
    return harness_ask(at, "SELECT COUNT(*) FROM sqlite_master WHERE type IN ('table', 'view', 'trigger') AND name NOT LIKE 'sqlite%'",
                       "SELECT (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = current_schema()) + (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = current_schema())",
                       "SELECT (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE()) + (SELECT COUNT(*) FROM information_schema.triggers WHERE trigger_schema = DATABASE())",
                       orm_args());
}
/* Three tables, three rows as they were. */
static void check_canary(const char *after) {
    const Canary_list l = Canary_all(s, orm_q(.order_by = { orm_asc(Canaries.id) }));
    bool sound = l.count == 3 && !strcmp(l.items[0].name, "tweety") && !strcmp(l.items[1].name, "o'neil") && !strcmp(l.items[2].name, "%");
    for (size_t i = 0; sound && i < 3; i++) sound = l.items[i].value == 10 * (int32_t)(i + 1);
    sound = sound && things_there(s) == 3;
    if (!sound) fail_msg("the canary is dead after \"%s\"", after);
    assert_int_equal(orm_depth(s), 0);
}

static const char *no_words[1];
static const orm_map_entry no_tags[1];

/* ---- values ------------------------------------------------------------------------------------------------------------------------------------- */
#define assert_same(got, wanted) assert_same_text((got), (wanted), __LINE__)
static void assert_same_text(const char *got, const char *wanted, int line) {
    if (!got || strcmp(got, wanted) != 0) fail_msg("line %d: \"%s\" came back as \"%s\"", line, wanted, got ? got : "(null)");
}
static void check_row(int64_t id, const char *t) {
    const Note *n = Note_get(s, id);
    assert_non_null(n);
    assert_same(n->body, t);
    assert_same(n->extra, t);
    assert_int_equal(n->words.count, 2);
    assert_same(n->words.items[0], t);
    assert_same(n->words.items[1], "x");
    assert_int_equal(n->tags.count, 1);
    assert_same(n->tags.items[0].value, t);
    assert_int_equal(n->bytes.size, strlen(t));
    assert_memory_equal(n->bytes.data, t, strlen(t));
    const Note *copy = Note_copy(s, n);
    assert_same(copy->body, t);
    assert_same(copy->words.items[0], t);
}
static void check_written(const char *t) {
    const char *words[] = { t, "x" };
    const orm_map_entry tags[] = { { "key", t } };
    Note n = { .body = t, .extra = t, .words = { words, 2 }, .tags = { tags, 1 }, .bytes = { t, strlen(t) } }, bulk[2] = { n, n };
    assert_ok(s, Note_insert(s, &n));
    check_row(n.id, t);
    assert_ok(s, Note_insert_all(s, bulk, 2));
    check_row(bulk[1].id, t);
    n.body = "other", n.extra = "other";
    assert_ok(s, Note_update(s, &n));
    n.body = t;
    assert_ok(s, Note_update_only(s, &n, ORM_COLS(Notes.body)));
    assert_int_equal(Note_update_where(s, orm_q(.where = orm_eq(Notes.id, n.id)), ORM_SET(orm_set(Notes.extra, t))), 1);
    check_row(n.id, t);
    assert_ok(s, Note_delete(s, &bulk[0]));
    assert_ok(s, Note_refresh(s, &n));
    assert_same(n.body, t);
}
static void check_key(const char *t) {
    Word w = { .word = t, .count = 1 };
    bool inserted, created;
    assert_ok(s, Word_upsert(s, &w, &(orm_conflict){ .inserted = &inserted }));
    assert_true(inserted);
    Word again = { .word = t, .count = 2 };
    assert_ok(s, Word_upsert(s, &again, &(orm_conflict){ .inserted = &inserted }));
    assert_false(inserted);
    const Word *found = Word_get(s, t);
    assert_non_null(found);
    assert_same(found->word, t);
    assert_int_equal(found->count, 2);
    assert_non_null(Word_get_or_create(s, orm_q(.where = orm_eq(Words.word, t)), &again, &created));
    assert_false(created);
    Word third = { .word = t, .count = 3 };
    assert_fails(s, Word_insert(s, &third), ORM_CONFLICT_UNIQUE);
    assert_ok(s, Word_delete(s, &again));
    assert_null(Word_get(s, t));
}
/* A filter with the text finds the rows that hold it, and no others. */
static void check_found(const char *t) {
    static const char *const others[] = { "something else", "%", "canary" };
    const char *const list[] = { "first", t, "last" };
    const bool empty = !*t;
    const int64_t all = Note_count(s, NULL), there = orm_value_int(orm_scalar_sql(s, "SELECT COUNT(*) FROM notes WHERE body = ?", orm_args(t)));
    assert_true(there >= 2);
    assert_int_equal(Note_count(s, orm_q(.where = orm_eq(Notes.body, t))), there);
    assert_int_equal(Note_count(s, orm_q(.where = orm_ne(Notes.body, t))), all - there);
    assert_int_equal(Note_count(s, orm_q(.where = orm_in(Notes.body, "no such", t))), there);
    assert_int_equal(Note_count(s, orm_q(.where = orm_in_array(Notes.body, list, 3))), there);
    assert_int_equal(Note_count(s, orm_q(.where = orm_between(Notes.body, t, t))), there);
    const int64_t holding = harness_ask(s, "SELECT COUNT(*) FROM notes WHERE instr(body, :t) > 0 OR :t = ''", "SELECT COUNT(*) FROM notes WHERE strpos(body, :t) > 0 OR :t = ''",
                                        "SELECT COUNT(*) FROM notes WHERE instr(body, :t) > 0 OR :t = ''", orm_args(t));
    assert_int_equal(Note_count(s, orm_q(.where = orm_contains(Notes.body, t))), holding);
    assert_true(Note_count(s, orm_q(.where = orm_startswith(Notes.body, t))) >= there);
    assert_true(Note_count(s, orm_q(.where = orm_endswith(Notes.body, t))) >= there);
    assert_true(Note_count(s, orm_q(.where = orm_icontains(Notes.body, t))) >= holding);
    assert_true(Note_count(s, orm_q(.where = orm_istartswith(Notes.body, t))) >= there);
    assert_true(Note_count(s, orm_q(.where = orm_iendswith(Notes.body, t))) >= there);
    for (size_t i = 0; i < 3 && !empty; i++) { /* it is not taken for a pattern */
        Note n = { .body = others[i], .words = { no_words, 0 }, .tags = { no_tags, 0 } };
        assert_ok(s, Note_insert(s, &n));
        assert_int_equal(Note_count(s, orm_q(.where = orm_and(orm_eq(Notes.id, n.id), orm_contains(Notes.body, t)))), strstr(others[i], t) != NULL);
        assert_int_equal(Note_count(s, orm_q(.where = orm_and(orm_eq(Notes.id, n.id), orm_startswith(Notes.body, t)))), strncmp(others[i], t, strlen(t)) == 0);
        assert_ok(s, Note_delete(s, &n));
    }
    assert_true(Note_count(s, orm_q(.where = orm_like(Notes.body, t))) >= 0); /* a pattern, but never SQL */
    assert_session(s, ORM_OK);
    assert_true(Note_count(s, orm_q(.where = orm_ilike(Notes.body, t))) >= 0);
    assert_session(s, ORM_OK);
    orm_query q = { .limit = 5 };
    assert_ok(s, orm_where(s, &q, orm_eq(Notes.body, t)));
    const Note_list l = Note_all(s, &q);
    assert_true(l.count >= 2);
    for (size_t i = 0; i < l.count; i++) assert_same(l.items[i].body, t);
    assert_same(orm_value_text(Note_aggregate(s, &q, orm_max(Notes.body))), t);
    const Note_list more = Note_after(s, orm_q(.order_by = { orm_asc(Notes.body) }, .limit = 3), &l.items[0]);
    for (size_t i = 0; i < more.count; i++) assert_true(strcmp(more.items[i].body, t) >= 0);
}
static void check_raw(const char *t) {
    assert_same(orm_value_text(orm_scalar_sql(s, "SELECT ?", orm_args(t))), t);
    orm_rows r = test_on("mysql") ? orm_sql(s, "SELECT :a AS a, ':a' AS b, CONCAT(:a, 'x') AS c", orm_args(t)) : orm_sql(s, "SELECT :a AS a, ':a' AS b, :a || 'x' AS c", orm_args(t));
    assert_true(orm_next(&r));
    assert_same(orm_text(&r, 0), t);
    assert_same(orm_text(&r, 1), ":a");
    orm_rows_close(&r);
    const Note_list l = Note_sql_match(s, "SELECT id, body FROM notes WHERE body = ? LIMIT 1", orm_args(t), ORM_ALLOW_MISSING);
    assert_int_equal(l.count, 1);
    assert_same(l.items[0].body, t);
}
static void check_json(const char *t) {
    const bool postgres = test_on("postgres");
    const char *quoted = orm_value_text(postgres ? orm_scalar_sql(s, "SELECT CAST(to_json(CAST(? AS text)) AS text)", orm_args(t)) : orm_scalar_sql(s, "SELECT json_quote(?)", orm_args(t)));
    Note n = { .body = "json", .info = quoted, .words = { no_words, 0 }, .tags = { (orm_map_entry[]){ { t, t } }, 1 } };
    assert_ok(s, Note_insert(s, &n));
    const orm_value read = test_on("sqlite") ? orm_scalar_sql(s, "SELECT info ->> '$' FROM notes WHERE id = ?", orm_args(n.id))
                         : postgres          ? orm_scalar_sql(s, "SELECT info #>> '{}' FROM notes WHERE id = ?", orm_args(n.id))
                                             : orm_scalar_sql(s, "SELECT JSON_UNQUOTE(JSON_EXTRACT(info, '$')) FROM notes WHERE id = ?", orm_args(n.id));
    assert_same(orm_value_text(read), t);
    const Note *back = Note_get(s, n.id);
    assert_int_equal(back->tags.count, 1);
    assert_same(back->tags.items[0].key, t);
    n.info = t; /* as JSON it is JSON, or refused */
    const orm_status status = Note_update(s, &n);
    assert_true(status == ORM_OK || status == ORM_INVALID);
    assert_ok(s, Note_delete(s, &n));
}
static void check_all(const corpus *c, size_t least) {
    for (size_t i = 0; i < c->count; i++) {
        const char *t = c->items[i];
        check_written(t);
        check_found(t);
        check_key(t);
        check_raw(t);
        check_json(t);
        assert_int_equal(Note_delete_where(s, orm_q(.where = orm_eq(Notes.body, t))), 2);
        if (i % 50 == 0) check_canary(t);
        assert_ok(s, orm_session_reset(s));
    }
    check_canary("all of it");
    assert_int_equal(Note_count(s, NULL), 0);
    assert_int_equal(Word_count(s, NULL), 0);
    print_message("%zu strings\n", c->count);
    if (c->count > sizeof own / sizeof *own) assert_int_equal(c->count - sizeof own / sizeof *own, least);
}
static void test_security_naughty_strings_survive(void **state) {
    (void)state;
    check_all(&naughty, 515);
}
static void test_security_injections_are_values(void **state) {
    (void)state;
    check_all(&injections, 1621);
}
static void test_security_texts_that_are_refused(void **state) {
    (void)state;
    static const char *const broken[] = { "\xff", "a\xC0\x80", "\xED\xA0\x80", "\xF5\x80\x80\x80", "cut\xE2\x82", "\x80", "ok \xC3(" };
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        const char *t = broken[i];
        Note n = { .body = t, .words = { no_words, 0 }, .tags = { no_tags, 0 } };
        assert_fails(s, Note_insert(s, &n), ORM_INVALID);
        assert_int_equal(Note_count(s, orm_q(.where = orm_eq(Notes.body, t))), -1);
        assert_session(s, ORM_INVALID);
        assert_int_equal(Note_count(s, orm_q(.where = orm_contains(Notes.body, t))), -1);
        assert_session(s, ORM_INVALID);
        assert_int_equal(Note_count(s, orm_q(.where = orm_in(Notes.body, "x", t))), -1);
        assert_session(s, ORM_INVALID);
        assert_true(orm_value_is_null(orm_scalar_sql(s, "SELECT ?", orm_args(t))));
        assert_session(s, ORM_INVALID);
        n.body = "x", n.words = (orm_array_text){ &t, 1 };
        assert_fails(s, Note_insert(s, &n), ORM_INVALID);
        n.words.count = 0, n.tags = (orm_map){ (orm_map_entry[]){ { t, "v" } }, 1 };
        assert_fails(s, Note_insert(s, &n), ORM_INVALID);
    }
    assert_int_equal(Note_count(s, NULL), 0);
}

/* ---- names --------------------------------------------------------------------------------------------------------------------------------------- */
static bool is_name(const char *t) {
    if (!*t || strlen(t) > (test_on("sqlite") ? 255 : 62)) return false; /* with one more for the index */
    for (; *t; t++)
        if ((unsigned char)*t < 32 || *t == 127) return false;
    return true;
}
/* There it may not end with a blank, nor hold characters above U+FFFF. */
static bool is_mysql_name(const char *t) { return t[strlen(t) - 1] != ' ' && !strpbrk(t, "\xF0\xF1\xF2\xF3\xF4"); }
/* A model whose table, column, index and check are called so: it works under that name, or is refused, and nothing else happens. */
static void check_model_named(orm_session *own_session, const char *t) {
    char index[300];
    orm_model m = Evil__model;
    orm_column columns[3];
    orm_constraint constraints[2];
    memcpy(columns, m.columns, sizeof columns);
    memcpy(constraints, m.constraints, sizeof constraints);
    for (size_t i = 0; i < 3; i++) columns[i].model = &m;
    columns[1].column = t;
    m.table = t, m.columns = columns, m.constraints = constraints;
    snprintf(index, sizeof index, "%.250s!", t); /* an index and a table cannot share a name */
    for (size_t i = 0; i < m.constraint_count; i++) {
        if (constraints[i].kind == ORM__CHECK_SQL) constraints[i].check_name = t;
        else constraints[i].index.name = index;
    }
    const orm_model *const models[] = { &m, NULL };
    const orm_status status = orm_create_tables(own_session, models, NULL);
    if (status != ORM_OK) {
        if (test_on("mysql") && is_name(t) && !is_mysql_name(t)) {
            assert_int_equal(status, ORM_CONFIG);
            return;
        }
        if (is_name(t) && strncmp(t, "sqlite_", 7) != 0) fail_msg("a table \"%s\": %s: %s", t, orm_status_name(status), orm_error_of(own_session)->message);
        return;
    }
    const int64_t named_so = harness_ask(own_session, "SELECT COUNT(*) FROM sqlite_master WHERE name = ? OR name = ?",
                                         "SELECT COUNT(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND (relname = ? OR relname = ?)",
                                         "SELECT (SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND BINARY table_name = BINARY ?) + "
                                         "(SELECT COUNT(DISTINCT index_name) FROM information_schema.statistics WHERE table_schema = DATABASE() AND BINARY index_name = BINARY ?)",
                                         orm_args(t, (const char *)index));
    assert_int_equal(named_so, 2);
    Evil row = { .id = 1, .name = t, .n = 5 };
    assert_ok(own_session, orm__insert(own_session, &m, &row, 1));
    row.n = 6;
    assert_ok(own_session, orm__update(own_session, &m, &row, 1, NULL));
    const orm__list l = orm__all(own_session, &m, orm_q(.limit = 1));
    assert_int_equal(l.count, 1);
    assert_same(((Evil *)l.items)->name, t);
    const orm_text_col named = (orm_text_col)(const void *)&columns[1];
    assert_int_equal(orm__count(own_session, &m, orm_q(.where = orm_eq(named, t), .order_by = { orm_asc(named) })), 1);
    assert_int_equal(orm__delete_where(own_session, &m, orm_q(.where = orm_eq(named, t))), 1);
    assert_ok(own_session, orm_drop_tables(own_session, models, NULL));
    assert_int_equal(things_there(own_session), 0);
}
static void check_names(const corpus *c) {
    for (size_t i = 0; i < c->count; i++) {
        orm_db *fresh = test_open(); /* a model's metadata must live as long as its database */
        orm_session *own_session = orm_session_open(fresh);
        check_model_named(own_session, c->items[i]);
        orm_session_close(own_session);
        assert_int_equal(orm_close(fresh), ORM_OK);
    }
}
static void test_security_hostile_names_in_models(void **state) {
    (void)state;
    check_names(&injections);
    check_names(&naughty);
}
static void test_security_hostile_names_offline(void **state) {
    (void)state;
    static char sql[4000];
    for (size_t i = 0; i < injections.count; i++) { /* the quoting character of each dialect is doubled */
        const char *t = injections.items[i];
        if (!is_name(t) || strlen(t) > 60) continue;
        orm_model m = Evil__model;
        m.table = t;
        m.constraint_count = 0;
        const orm_model *const models[] = { &m, NULL };
        for (int d = 0; d < ORM_DIALECT_COUNT; d++) {
            const char quote = d == ORM_DIALECT_MYSQL || d == ORM_DIALECT_MARIADB ? '`' : '"';
            const size_t n = orm_schema_sql((orm_dialect)d, models, sql, sizeof sql);
            if (quote == '`' && !is_mysql_name(t)) {
                assert_true(n == SIZE_MAX);
                continue;
            }
            if (n == SIZE_MAX || n >= sizeof sql) fail_msg("%s: %s", t, sql);
            const char *p = strchr(sql, quote);
            assert_non_null(p);
            for (const char *q = t; *q; q++) {
                assert_int_equal(*++p, *q);
                if (*q == quote) assert_int_equal(*++p, quote);
            }
            assert_int_equal(*++p, quote);
            assert_int_equal(p[1], ' ');
        }
    }
}
static void test_security_order_by_name_takes_columns_only(void **state) {
    (void)state;
    const corpus *both[] = { &injections, &naughty };
    for (int b = 0; b < 2; b++)
        for (size_t i = 0; i < both[b]->count; i++) {
            orm_query q = { .limit = 1 };
            assert_fails(s, orm_order_by_name(s, &q, ORM_FROM(Canary), both[b]->items[i]), ORM_INVALID);
            assert_int_equal(Canary_all(s, &q).count, 0); /* the query is broken, not unordered */
            assert_session(s, ORM_INVALID);
        }
    orm_query q = { .limit = 1 };
    assert_ok(s, orm_order_by_name(s, &q, ORM_FROM(Canary), "-value, name"));
    assert_int_equal(Canary_all(s, &q).items[0].value, 30);
    check_canary("orderings");
}
static void test_security_hostile_urls(void **state) {
    (void)state;
    static const char *const forms[] = { "sqlite::memory:?journal=%s", "sqlite::memory:?synchronous=%s", "sqlite::memory:?foreign_keys=%s", "sqlite::memory:?busy_timeout=%s", "sqlite::memory:?mode=%s",
                                         "sqlite::memory:?%s=1", "%s", "%s://x/y",
#ifndef ORM_POSTGRES /* with a driver it is the server that says no */
                                         "postgresql://u:%s@h/x", "postgresql://%s",
#endif
#ifndef ORM_MYSQL
                                         "mysql://h/%s",
#endif
                                         "nosuch://%s" };
    char url[1200];
    orm_error err;
    for (size_t i = 0; i < injections.count; i++)
        for (size_t k = 0; k < sizeof forms / sizeof *forms; k++) {
            const char *t = injections.items[i];
            if (!t[strspn(t, "abcdefghijklmnopqrstuvwxyz0123456789")]) continue; /* a plain word may be an option's value: "delete" */
            snprintf(url, sizeof url, forms[k], t);
            if (strncmp(url, "sqlite:", 7) == 0 && !strstr(url, ":memory:")) continue;
            orm_db *opened = orm_open(url, &(orm_options){ .mode = "ro" }, &err);
            if (opened) fail_msg("%s was opened", url);
            assert_int_equal(err.status, ORM_CONFIG);
        }
    check_canary("URLs");
}
static void test_security_raw_sql_takes_one_statement(void **state) {
    (void)state;
    const char *const several[] = { "SELECT 1; DROP TABLE canary", "DELETE FROM words; DELETE FROM canary", "SELECT 1;;SELECT 2", "SELECT 1 /* ; */ ; DROP TABLE canary --" };
    for (size_t i = 0; i < sizeof several / sizeof *several; i++) {
        assert_int_equal(orm_exec_text(s, several[i], orm_args()), -1);
        assert_session(s, ORM_MISUSE);
    }
    assert_int_equal(orm_exec_text(s, "SELECT 1; -- nothing more", orm_args()), 0);
    check_canary("several statements");
}

/* ---- secrets ----------------------------------------------------------------------------------------------------------------------------------------- */
#define MARKER "s3cr3t-marker"
static long told;
static void watch_trace(void *context, const orm_trace *t) {
    (void)context;
    told++;
    assert_null(strstr(t->sql, MARKER));
    assert_null(strstr(t->values, MARKER));
}
static void watch_log(void *context, orm_log_level level, const char *message) {
    (void)context, (void)level;
    told++;
    assert_null(strstr(message, MARKER));
}
static void assert_no_secret(const orm_error *e) {
    char text[3000];
    orm_error_print(e, text, sizeof text);
    if (strstr(text, MARKER)) fail_msg("the secret is told: %s", text);
}
static void test_security_passwords_are_never_told(void **state) {
    (void)state;
    static const char *const urls[] = {
        "postgresql://user:" MARKER "@host/db", "postgresql://user:" MARKER "@host:99999/db", "postgresql://user:" MARKER "@ho st/db", "mysql://user:" MARKER "@host/db?x", "postgres://user:" MARKER "@@host/db",
        "postgresql://host/db?password=" MARKER, "mysql://" MARKER "@host/db", "sqlite://user:" MARKER "@host/x.db", "unknown://user:" MARKER "@host/db", "user:" MARKER "@host", "postgresql://user:" MARKER "%zz@host/db",
        "sqlite::memory:?key=" MARKER, "sqlite::memory:?password=" MARKER };
    orm_error err;
    for (size_t i = 0; i < sizeof urls / sizeof *urls; i++) {
        orm_db *opened = orm_open(urls[i], &(orm_options){ .log = watch_log, .trace = watch_trace }, &err);
        if (opened) fail_msg("%s was opened", urls[i]);
        assert_no_secret(&err);
    }
}
static void test_security_values_stay_out_of_traces_and_statements(void **state) {
    (void)state;
    orm_db *other = test_open_with(test_url(false), &(orm_options){ .log = watch_log, .trace = watch_trace });
    orm_session *t = orm_session_open(other);
    assert_ok(t, orm_create_tables(t, ORM_MODELS(Canary, Word), NULL));
    Word w = { .word = MARKER, .count = 1 }, again = w;
    assert_ok(t, Word_insert(t, &w));
    assert_fails(t, Word_insert(t, &again), ORM_CONFLICT_UNIQUE);
    assert_no_secret(orm_error_of(t));
    assert_non_null(Word_get(t, MARKER));
    assert_null(Word_get(t, MARKER "2"));
    assert_no_secret(orm_error_of(t));
    assert_int_equal(Word_count(t, orm_q(.where = orm_and(orm_contains(Words.word, MARKER), orm_in(Words.word, MARKER, "x")))), 1);
    assert_int_equal(orm_exec(t, "UPDATE canary SET name = ? WHERE name = :x", orm_args(MARKER, MARKER)), -1);
    assert_no_secret(orm_error_of(t));
    assert_int_equal(orm_exec(t, "UPDATE canary SET name = ? WHERE nosuch = ?", orm_args(MARKER, MARKER)), -1);
    assert_no_secret(orm_error_of(t));
    assert_ok(t, Word_upsert(t, &again, NULL));
    assert_ok(t, Word_delete(t, &w));
    assert_fails(t, Word_delete(t, &w), ORM_NOT_FOUND);
    assert_no_secret(orm_error_of(t));
    assert_true(told > 5);
    orm_session_close(t);
    assert_int_equal(orm_close(other), ORM_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_security_naughty_strings_survive), cmocka_unit_test(test_security_injections_are_values), cmocka_unit_test(test_security_texts_that_are_refused),
        cmocka_unit_test(test_security_hostile_names_in_models), cmocka_unit_test(test_security_hostile_names_offline), cmocka_unit_test(test_security_order_by_name_takes_columns_only),
        cmocka_unit_test(test_security_hostile_urls), cmocka_unit_test(test_security_raw_sql_takes_one_statement), cmocka_unit_test(test_security_passwords_are_never_told),
        cmocka_unit_test(test_security_values_stay_out_of_traces_and_statements),
    };
    return cmocka_run_group_tests(tests, begin_all, end_all);
}
