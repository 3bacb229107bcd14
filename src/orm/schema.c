/* schema: creating, dropping and checking tables, and SQL without a database. */
#include "internal.h"
#include "sql/render.h"
#include <stdio.h>
#include <string.h>

/* One call: the models it was given as entities, parents first, and the statements made of them.  Offline (session NULL) it builds the entities and
 * frees them; in a session they are the database's. */
typedef struct orm__schema_call {
    orm_session *session;
    orm_allocator allocator;
    orm__schema schema;
    orm__buffer statements;
    orm__arena scratch;
    orm__entity *built;
    size_t listed;             /* models given, shared tables among them */
    size_t room;
} orm__schema_call;

/* The struct points into itself: it is set up where it stays. */
static void orm__schema_begin(orm__schema_call *c, orm_session *s, const orm__dialect *dialect, orm_error *error) {
    *c = (orm__schema_call){ .session = s, .allocator = s ? s->db->allocator : orm__default_allocator() };
    c->statements.allocator = c->scratch.allocator = &c->allocator;
    c->schema = (orm__schema){ .dialect = dialect, .can = s ? &s->db->capabilities : NULL, .strict = s && s->db->strict_tables, .out = &c->statements, .scratch = &c->scratch, .error = error };
}
static void orm__schema_end(orm__schema_call *c) {
    for (orm__entity *e = c->built, *next; e; e = next) {
        next = e->next;
        orm__entity_free(&c->allocator, e);
    }
    orm__buffer_free(&c->statements);
    orm__arena_free(&c->scratch);
}

/* ---- collecting ------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__schema_no_memory(orm__schema *s) {
    return s->status = orm__error_set(s->error, ORM_NO_MEMORY, "out of memory while collecting the models");
}
static const orm__entity *orm__schema_build(orm__schema_call *c, const orm_model *m) {
    if (c->session) return orm__entity_of(c->session, m);
    orm__entity *e = orm__entity_build(&c->allocator, c->schema.dialect, NULL, m, c->schema.error);
    if (!e) return NULL;
    e->next = c->built;
    return c->built = e;
}
/* A model that is known already, by its name: models have a copy in each file that declares them. */
static bool orm__schema_knows(orm__schema *s, const orm_model *m) {
    for (size_t i = 0; i < s->known; i++) {
        const orm__entity *e = s->entities[i];
        if (strcmp(e->model->name, m->name) != 0) continue;
        if (e->model != m && e->fingerprint != orm__model_fingerprint(m))
            s->status = orm__error_set(s->error, ORM_CONFIG, "model %s is declared twice with different columns, options or table: declare it once, in a header that every file includes", m->name);
        return true;
    }
    return false;
}
static orm_status orm__schema_add(orm__schema_call *c, const orm_model *m) {
    orm__schema *s = &c->schema;
    if (orm__schema_knows(s, m)) return s->status;
    if (s->known == c->room) {
        const size_t room = c->room ? 2 * c->room : 32;
        const orm__entity **grown = orm__arena_grow(&c->scratch, s->entities, c->room * sizeof *grown, room * sizeof *grown);
        if (!grown) return orm__schema_no_memory(s);
        s->entities = grown;
        c->room = room;
    }
    const orm__entity *e = orm__schema_build(c, m);
    if (!e) return s->status = s->error->status;
    s->entities[s->known++] = e;
    return ORM_OK;
}
static bool orm__schema_one_table(const orm__entity *a, const orm__entity *b) { return strcmp(a->table_sql.text, b->table_sql.text) == 0; }
/* Of several models over one table the first that does not merely share it makes it. */
static bool orm__schema_makes_table(orm__schema *s, size_t listed, size_t at) {
    const orm__entity *e = s->entities[at];
    for (size_t i = 0; i < listed; i++) {
        const orm__entity *other = s->entities[i];
        if (i == at || !orm__schema_one_table(e, other)) continue;
        if (!e->model->shares_table && !other->model->shares_table)
            s->status = orm__error_set(s->error, ORM_CONFIG, "models %s and %s both stand over table %s: give one another .table, or .shares_table = true when that is meant", other->model->name, e->model->name, e->table);
        if (other->model->shares_table == e->model->shares_table ? i < at : e->model->shares_table) return false;
    }
    return true;
}
static orm_status orm__schema_part(orm__schema_call *c) {
    orm__schema *s = &c->schema;
    const orm__entity **parted = orm__arena_take(&c->scratch, s->known * sizeof *parted, 16);
    if (!parted) return orm__schema_no_memory(s);
    size_t makers = 0, others = s->known;
    for (size_t i = 0; i < s->known; i++) {
        if (orm__schema_makes_table(s, s->known, i)) parted[makers++] = s->entities[i];
        else parted[--others] = s->entities[i];
    }
    memcpy(s->entities, parted, s->known * sizeof *parted);
    s->count = makers;
    c->listed = s->known;
    return s->status;
}
/* Collects the models given, then those that they refer to, and sorts. */
static orm_status orm__schema_collect(orm__schema_call *c, const orm_model *const *models) {
    orm__schema *s = &c->schema;
    if (!models || !models[0]) return s->status = orm__error_set(s->error, ORM_MISUSE, "the list of models is empty: give one like ORM_MODELS(User, Post)");
    for (size_t i = 0; models[i]; i++)
        if (orm__schema_add(c, models[i]) != ORM_OK) return s->status;
    if (orm__schema_part(c) != ORM_OK) return s->status;
    for (size_t i = 0; i < c->listed; i++) {
        const orm_model *m = s->entities[i]->model;
        for (size_t slot = 0; slot < m->column_count + m->constraint_count; slot++) {
            const orm_model *target = orm__referred_model(m, slot);
            if (target && orm__schema_add(c, target) != ORM_OK) return s->status;
        }
    }
    orm__schema_sort(s);
    return ORM_OK;
}

/* ---- running ---------------------------------------------------------------------------------------------------------------------------- */
static const char *orm__schema_after(const char *sql, const char *prefix) {
    const size_t length = strlen(prefix);
    return strncmp(sql, prefix, length) == 0 ? sql + length : NULL;
}
/* The entity whose CREATE TABLE this is, or NULL. */
static const orm__entity *orm__schema_created_by(const orm__schema *s, const char *sql) {
    const char *table = orm__schema_after(sql, s->if_not_exists ? "CREATE TABLE IF NOT EXISTS " : "CREATE TABLE ");
    for (size_t i = 0; table && i < s->count; i++) {
        const char *rest = orm__schema_after(table, s->entities[i]->table_sql.text);
        if (rest && *rest == ' ') return s->entities[i];
    }
    return NULL;
}
/* Told by its code; SQLite's says no more than that something is wrong with the SQL. */
static bool orm__schema_exists_already(const orm_session *s) {
    const orm_error *error = &s->error;
    switch (s->db->dialect->id) {
    case ORM_DIALECT_SQLITE: return error->status == ORM_SQL && strstr(error->message, "already exists");
    case ORM_DIALECT_POSTGRES: return strcmp(error->sqlstate, "42P07") == 0;
    default: return error->native_code == 1050;
    }
}
/* Says more than "already exists". */
static void orm__schema_explain(orm_session *session, const orm__entity *e) {
    orm_error *error = &session->error;
    if (!orm__schema_exists_already(session)) return;
    const orm_error before = *error;
    orm__error_set(error, ORM_SQL, "model %s: table %s exists already: pass .if_not_exists = true to leave it as it is, or drop it first", e->model->name, e->table);
    error->native_code = before.native_code;
    memcpy(error->sqlstate, before.sqlstate, sizeof error->sqlstate);
    memcpy(error->sql, before.sql, sizeof error->sql);
    orm__cut_text(error->model, sizeof error->model, e->model->name);
}
/* Where nothing is rolled back, the message says what was done before it. */
static void orm__schema_tell_done(orm__schema_call *c, const char *failed) {
    orm_error *error = &c->session->error;
    char reason[sizeof error->message];
    size_t statements = 0, tables = 0;
    orm__buffer list = { .allocator = &c->allocator };
    for (const char *sql = c->statements.text; sql < failed; sql += strlen(sql) + 1, statements++) {
        const orm__entity *e = orm__schema_created_by(&c->schema, sql);
        if (!e) continue;
        orm__put_text(&list, tables++ ? ", " : "");
        orm__put_text(&list, e->table);
    }
    memcpy(reason, error->message, sizeof reason);
    const char *verb = c->schema.if_not_exists ? "there are now" : "were made";
    int wanted = 0;
    if (tables && !list.failed)
        wanted = snprintf(error->message, sizeof error->message, "%.360s: before that the tables %.180s %s, and %s takes nothing back", reason, list.text, verb, c->schema.dialect->name);
    else if (statements) wanted = snprintf(error->message, sizeof error->message, "%.480s: the %zu statements before it were run, and %s takes nothing back", reason, statements, c->schema.dialect->name);
    if (wanted >= (int)sizeof error->message) orm__cut_tail(error->message, sizeof error->message, wanted);
    /* without an answer it may have been done; and what was done before it stands */
    const bool lost = error->status == ORM_CONNECTION || ((error->status == ORM_TIMEOUT || error->status == ORM_CANCELLED) && !error->sqlstate[0]);
    if (statements || lost) error->outcome = ORM_OUTCOME_UNKNOWN, error->retryable = false;
    orm__buffer_free(&list);
}
/* MySQL cannot add a foreign key only if it is missing: it says that there is one of this name (ER_FK_DUP_NAME). */
static bool orm__schema_is_there(const orm__schema_call *c, const char *sql) {
    return c->schema.if_not_exists && c->schema.dialect->id == ORM_DIALECT_MYSQL && c->session->error.native_code == 1826 && orm__schema_after(sql, "ALTER TABLE ");
}
/* PostgreSQL refused an extension, or has it where no table of ours looks for it. */
static void orm__schema_explain_extension(orm__schema_call *c, const char *extension, bool created) {
    orm_error *error = &c->session->error;
    const orm_error before = *error;
    const orm_column *user = orm__schema_extension_user(&c->schema, extension);
    const bool vector = !strcmp(extension, "vector");
    if (error->status == ORM_CONNECTION || error->status == ORM_TIMEOUT || error->status == ORM_CANCELLED || !user) return;
    if (created)
        orm__error_set(error, ORM_UNSUPPORTED, "model %s, column %s: PostgreSQL's extension %s is there, but its type is not found: put the schema it lies in into the search path (%.200s)", user->model->name,
                       user->name, extension, before.message);
    else
        orm__error_set(error, ORM_UNSUPPORTED, "model %s, column %s: PostgreSQL's extension %s%s is needed and cannot be created: %.200s; %s, then have a role that may do it run CREATE EXTENSION %s in this database, once",
                       user->model->name, user->name, extension, vector ? " (pgvector)" : "", before.message,
                       vector ? "store it as bytes with .sql_type[ORM_DIALECT_POSTGRES] = \"bytea\", or install pgvector on the server" : "install the extensions that come with PostgreSQL (\"contrib\") on the server", extension);
    error->native_code = before.native_code;
    memcpy(error->sqlstate, before.sqlstate, sizeof error->sqlstate);
    memcpy(error->sql, before.sql, sizeof error->sql);
    orm__cut_text(error->model, sizeof error->model, user->model->name);
    orm__cut_text(error->column, sizeof error->column, user->name);
}
/* What a statement that was refused has to do with extensions. */
static void orm__schema_explain_extensions(orm__schema_call *c, const char *sql) {
    const char *extension = orm__schema_after(sql, ORM__CREATE_EXTENSION), *message = c->session->error.message;
    if (extension) orm__schema_explain_extension(c, extension, false);
    else if (strcmp(c->session->error.sqlstate, "42704") != 0) return; /* a type that is not there */
    else if (strstr(message, "hstore")) orm__schema_explain_extension(c, "hstore", true);
    else if (strstr(message, "vector")) orm__schema_explain_extension(c, "vector", true);
}
static orm_status orm__schema_run(orm__schema_call *c) {
    const char *sql = c->statements.text, *end = sql ? sql + c->statements.length : NULL;
    for (; sql < end; sql += strlen(sql) + 1) {
        const orm__entity *e = orm__schema_created_by(&c->schema, sql);
        if (e) c->session->model = e->model->name; /* for the error and the trace */
        orm_status status = orm__run_simple(c->session, sql);
        if (status != ORM_OK && orm__schema_is_there(c, sql)) {
            orm__error_clear(&c->session->error);
            status = ORM_OK;
        }
        if (status != ORM_OK && e) orm__schema_explain(c->session, e);
        if (status != ORM_OK && c->schema.dialect->ddl_commits) orm__schema_tell_done(c, sql);
        if (status != ORM_OK && c->schema.dialect->id == ORM_DIALECT_POSTGRES) orm__schema_explain_extensions(c, sql);
        if (status != ORM_OK) return c->session->error.status;
    }
    c->session->model = NULL;
    return ORM_OK;
}

/* ---- existing tables ---------------------------------------------------------------------------------------------------------------------- */
static char orm__ascii_lower(char c) { return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c; }
/* PostgreSQL's names are exact, the others' are not. */
static bool orm__schema_is_named(const orm__entity *e, const orm__field *f, const char *name, size_t length) {
    if (strlen(f->name) != length) return false;
    if (e->dialect->id == ORM_DIALECT_POSTGRES) return memcmp(f->name, name, length) == 0;
    for (size_t i = 0; i < length; i++)
        if (orm__ascii_lower(f->name[i]) != orm__ascii_lower(name[i])) return false;
    return true;
}
/* Marks the fields whose columns the table has; *columns tells how many it has at all, 0: there is no such table. */
static orm_status orm__schema_read_columns(orm_session *s, const orm__entity *e, orm__text_slice sql, bool *found, size_t *columns) {
    orm__run run;
    orm__cell name;
    orm__parameters_clear(s);
    if (orm__run_begin(s, sql, &run) != ORM_OK) return s->error.status;
    while (s->error.status == ORM_OK && orm__run_step(s, &run) == ORM__STEP_ROW) {
        ++*columns;
        if (s->conn->driver->cell(run.stmt, 0, &name) != ORM_OK) orm__statement_failed(s, run.stmt);
        else if (name.wire == ORM__WIRE_TEXT)
            for (size_t i = 0; i < e->field_count; i++) found[i] = found[i] || orm__schema_is_named(e, e->all[i], name.bytes, name.size);
    }
    orm__run_end(s, &run);
    return s->error.status;
}
static orm_status orm__schema_missing_columns(orm__schema_call *c, const orm__entity *e, const bool *found) {
    orm__buffer list = { .allocator = &c->allocator };
    size_t missing = 0;
    for (size_t i = 0; i < e->field_count; i++) {
        if (found[i]) continue;
        if (missing++) orm__put_text(&list, ", ");
        orm__put_text(&list, e->all[i]->name);
    }
    orm_status status = ORM_OK;
    c->session->model = e->model->name;
    if (list.failed) status = orm__no_memory(c->session);
    else if (missing)
        status = orm__fail_column(c->session, ORM_MIGRATION, list.text, "model %s: table %s exists already and has no column%s %.300s: add %s (ALTER TABLE ... ADD COLUMN), or drop the table first", e->model->name, e->table,
                                  missing > 1 ? "s" : "", list.text, missing > 1 ? "them" : "it");
    c->session->model = NULL;
    orm__buffer_free(&list);
    return status;
}
/* A table that is there already must have what the model will ask for. */
static orm_status orm__schema_verify(orm__schema_call *c, const orm__entity *e) {
    orm__buffer sql = { .allocator = &c->allocator };
    bool *found = orm__arena_zero(&c->scratch, e->field_count * sizeof *found);
    orm__put_column_names(&sql, e);
    orm_status status = ORM_OK;
    size_t columns = 0;
    if (!found || sql.failed) status = orm__no_memory(c->session);
    if (status == ORM_OK) status = orm__schema_read_columns(c->session, e, orm__slice(sql.text, sql.length), found, &columns);
    if (status == ORM_OK && columns) status = orm__schema_missing_columns(c, e, found);
    orm__buffer_free(&sql);
    return status;
}

/* ---- tables that others refer to ------------------------------------------------------------------------------------------------------------- */
static orm_status orm__schema_check_referrers(orm__schema_call *c, const orm__entity *e, orm__text_slice sql) {
    orm_session *s = c->session;
    orm__run run;
    orm__cell name;
    orm__parameters_clear(s);
    if (orm__run_begin(s, sql, &run) != ORM_OK) return s->error.status;
    const bool found = orm__run_step(s, &run) == ORM__STEP_ROW;
    if (found && s->conn->driver->cell(run.stmt, 0, &name) != ORM_OK) orm__statement_failed(s, run.stmt);
    else if (found)
        orm__fail(s, ORM_CONFLICT_FOREIGN_KEY, "model %s: table %s cannot be dropped, because table %.*s refers to it and would lose its rows or what they refer to: list its model too, or drop it first",
                  e->model->name, e->table, (int)(name.size < 100 ? name.size : 100), name.bytes);
    orm__run_end(s, &run);
    return s->error.status;
}
/* SQLite deletes the rows of a table that is dropped, with all that ON DELETE CASCADE takes along in tables nobody named.  The servers refuse. */
static orm_status orm__schema_guard(orm__schema_call *c) {
    orm_status status = ORM_OK;
    for (size_t i = 0; i < c->schema.count && status == ORM_OK && c->schema.dialect->id == ORM_DIALECT_SQLITE; i++) {
        const orm__entity *e = c->schema.entities[i];
        orm__buffer sql = { .allocator = &c->allocator };
        orm__put_referrers(&sql, &c->schema, e);
        c->session->model = e->model->name;
        status = sql.failed ? orm__no_memory(c->session) : orm__schema_check_referrers(c, e, orm__slice(sql.text, sql.length));
        c->session->model = NULL;
        orm__buffer_free(&sql);
    }
    return status;
}

/* ---- the calls ------------------------------------------------------------------------------------------------------------------------------ */
/* Where CREATE and DROP commit, they are refused inside a transaction; elsewhere they have one of their own. */
static orm_status orm__schema_unit_begin(orm__schema_call *c, bool *own) {
    orm_session *s = c->session;
    *own = false;
    if (!c->schema.dialect->ddl_commits) return orm__unit_begin(s, own);
    if (s->depth) return orm__fail(s, ORM_MISUSE, "orm_%s inside a transaction: %s commits it with each CREATE and DROP; call it before the transaction begins", s->verb, c->schema.dialect->name);
    orm_status status = orm__take_connection(s);
    if (status != ORM_OK) return status;
    if (s->conn->adopted && s->conn->driver->in_transaction(s->conn))
        status = orm__fail(s, ORM_MISUSE, "orm_%s: the adopted connection is inside a transaction, which %s commits with each CREATE and DROP: end it first", s->verb, c->schema.dialect->name);
    orm__give_connection(s);
    return status;
}
static orm_status orm__create_once(orm__schema_call *c) {
    bool own;
    orm_status status = orm__schema_unit_begin(c, &own);
    if (status != ORM_OK) return status;
    /* before anything is run: an index over a column that is not there would fail with less to say */
    for (size_t i = 0; i < c->listed && status == ORM_OK && c->schema.if_not_exists; i++) status = orm__schema_verify(c, c->schema.entities[i]);
    if (status == ORM_OK) status = orm__schema_run(c);
    return orm__unit_end(c->session, own, status);
}
/* PostgreSQL's IF NOT EXISTS looks, and then makes: of two that do so at once one finds the other's table in its way (a key of the catalog, a name, a lock). */
static bool orm__lost_a_race(const orm__schema_call *c) {
    static const char *const states[] = { "23505", "42P07", "42710", "40P01", "XX000" };
    if (!c->schema.if_not_exists || c->schema.dialect->id != ORM_DIALECT_POSTGRES) return false;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++)
        if (strcmp(c->session->error.sqlstate, states[i]) == 0) return true;
    return false;
}
/* What the tables have may be something else now. */
static void orm__forget_keys(orm__schema_call *c) {
    for (size_t i = 0; i < c->listed; i++) {
        orm__entity *e = (orm__entity *)(uintptr_t)c->schema.entities[i];
        __atomic_store_n(&e->unique_keys, NULL, __ATOMIC_RELEASE);
    }
}
static orm_status orm__create_inside(orm__schema_call *c, const orm_model *const *models) {
    orm_session *s = c->session;
    orm_status status = orm__schema_collect(c, models);
    if (status == ORM_OK) status = orm__render_create_tables(&c->schema); /* all of it before anything is run: a refusal changes nothing */
    if (status != ORM_OK) return status;
    s->unpoisoned = c->schema.if_not_exists && c->schema.dialect->id == ORM_DIALECT_POSTGRES; /* the savepoint is rolled back, and the program's transaction goes on */
    for (int attempt = 1; attempt <= 5; attempt++) {
        if (attempt > 1) orm__error_clear(&s->error);
        status = orm__create_once(c);
        if (status == ORM_OK || !orm__lost_a_race(c)) break;
    }
    if (s->unpoisoned && status != ORM_OK) orm__poison_after(s);
    s->unpoisoned = false;
    orm__forget_keys(c);
    return status;
}
orm_status orm_create_tables(orm_session *s, const orm_model *const *models, const orm_create_options *options) {
    const orm_create_options none = { .end_ = 0 };
    orm_status status = orm__enter(s, "create_tables", NULL);
    if (status != ORM_OK) return status;
    if (!options) options = &none;
    if (options->end_) {
        orm__fail(s, ORM_MISUSE, "orm_create_options: the struct is not initialised; write &(orm_create_options){ .if_not_exists = true }");
        return orm__leave(s);
    }
    orm__schema_call c;
    orm__schema_begin(&c, s, s->db->dialect, &s->error);
    c.schema.if_not_exists = options->if_not_exists;
    c.schema.tables_only = options->tables_only;
    orm__create_inside(&c, models);
    orm__schema_end(&c);
    return orm__leave(s);
}
static orm_status orm__drop_inside(orm__schema_call *c, const orm_model *const *models) {
    bool own;
    orm_status status = orm__schema_collect(c, models);
    if (status == ORM_OK) status = orm__render_drop_tables(&c->schema);
    if (status == ORM_OK) status = orm__schema_unit_begin(c, &own);
    if (status != ORM_OK) return status;
    status = orm__schema_guard(c);
    if (status == ORM_OK) status = orm__schema_run(c);
    orm__forget_keys(c);
    return orm__unit_end(c->session, own, status);
}
orm_status orm_drop_tables(orm_session *s, const orm_model *const *models, const orm_drop_options *options) {
    orm_status status = orm__enter(s, "drop_tables", NULL);
    if (status != ORM_OK) return status;
    if (options && options->end_) {
        orm__fail(s, ORM_MISUSE, "orm_drop_options: the struct is not initialised; write &(orm_drop_options){ .cascade = true }");
        return orm__leave(s);
    }
    orm__schema_call c;
    orm__schema_begin(&c, s, s->db->dialect, &s->error);
    c.schema.cascade = options && options->cascade;
    orm__drop_inside(&c, models);
    orm__schema_end(&c);
    return orm__leave(s);
}
orm_status orm_check_models(orm_session *s, const orm_model *const *models) {
    const orm_status status = orm__enter(s, "check_models", NULL);
    if (status != ORM_OK) return status;
    if (!models || !models[0]) orm__fail(s, ORM_MISUSE, "orm_check_models: the list of models is empty: give one like ORM_MODELS(User, Post)");
    for (size_t i = 0; models && models[i]; i++)
        if (!orm__entity_of(s, models[i])) break;
    return orm__leave(s);
}

/* ---- offline -------------------------------------------------------------------------------------------------------------------------------- */
/* As snprintf: the length it would have, and what fits of it. */
static size_t orm__print(const char *text, size_t length, char *buffer, size_t size) {
    if (!size) return length;
    const size_t fits = length < size ? length : size - 1;
    if (fits) memcpy(buffer, text, fits);
    buffer[fits] = 0;
    return length;
}
static size_t orm__print_error(const orm_error *error, char *buffer, size_t size) {
    char text[sizeof error->message + 16];
    memcpy(text, "-- error: ", 10);
    const size_t length = 10 + orm__cut_text(text + 10, sizeof text - 10, error->message);
    orm__print(text, length, buffer, size);
    return SIZE_MAX;
}
/* The statements, each closed by ";\n" in place of its NUL byte. */
static bool orm__schema_join(const orm__buffer *statements, orm__buffer *out) {
    const char *sql = statements->text, *end = sql ? sql + statements->length : NULL;
    for (; sql < end; sql += strlen(sql) + 1) {
        orm__put_text(out, sql);
        orm__put(out, ";\n", 2);
    }
    return !out->failed;
}
static const orm__dialect *orm__offline_dialect(orm_dialect id, orm_error *error) {
    const orm__dialect *dialect = orm__dialect_for(id);
    orm__error_clear(error);
    if (!dialect) orm__error_set(error, ORM_MISUSE, "%d is no dialect: give ORM_DIALECT_SQLITE, ORM_DIALECT_POSTGRES, ORM_DIALECT_MYSQL or ORM_DIALECT_MARIADB", (int)id);
    return dialect;
}
size_t orm_schema_sql(orm_dialect id, const orm_model *const *models, char *buffer, size_t size) {
    orm_error error;
    orm__schema_call c;
    const orm__dialect *dialect = orm__offline_dialect(id, &error);
    if (!dialect) return orm__print_error(&error, buffer, size);
    orm__schema_begin(&c, NULL, dialect, &error);
    orm__buffer joined = { .allocator = &c.allocator };
    orm_status status = orm__schema_collect(&c, models);
    if (status == ORM_OK) status = orm__render_create_tables(&c.schema);
    if (status == ORM_OK && !orm__schema_join(&c.statements, &joined)) status = orm__error_set(&error, ORM_NO_MEMORY, "out of memory while joining the statements");
    const size_t length = status == ORM_OK ? orm__print(joined.text, joined.length, buffer, size) : orm__print_error(&error, buffer, size);
    orm__buffer_free(&joined);
    orm__schema_end(&c);
    return length;
}

static void orm__render_query(orm__render *r, const orm__entity *e, const orm_query *q) {
    if (q && q->into.row) {
        r->scope.source_count = 0; /* the query names its own source */
        orm__render_into_query_here(r, q, &q->into, ".into");
        return;
    }
    if (q && q->select[0]) {
        orm__render_expressions(r, e, q);
        return;
    }
    const orm__field **fields = orm__arena_take(r->scratch, (e->field_count + 1) * sizeof *fields, 16);
    if (!fields) {
        orm__render_fail(r, ORM_NO_MEMORY, "out of memory");
        return;
    }
    const size_t count = orm__render_choice(r, e, q, fields);
    if (count) orm__render_select(r, e, q, fields, count, ORM__FORWARD, false);
}
size_t orm_query_sql(orm_dialect id, const orm_model *from, const orm_query *q, char *buffer, size_t size) {
    orm_error error;
    const orm__dialect *dialect = orm__offline_dialect(id, &error);
    const orm_allocator allocator = orm__default_allocator();
    if (dialect && !from && q) from = q->from;
    if (dialect && !from) orm__error_set(&error, ORM_MISUSE, "the query is of no model: give one (ORM_FROM(User)), or set .from");
    const bool other = from && q && q->from && q->from != from && orm__model_fingerprint(q->from) != orm__model_fingerprint(from);
    if (dialect && other) orm__error_set(&error, ORM_MISUSE, "the query is .from %s, and was asked for of %s", q->from->name, from->name);
    orm__entity *e = dialect && from && !other ? orm__entity_build(&allocator, dialect, NULL, from, &error) : NULL;
    if (!e) return orm__print_error(&error, buffer, size);
    orm__buffer out = { .allocator = &allocator };
    orm__parameters parameters = { .allocator = &allocator };
    orm__arena scratch = { .allocator = &allocator };
    orm__render r = { .dialect = dialect, .out = &out, .parameters = &parameters, .scratch = &scratch, .error = &error, .scope = { .sources = { e }, .source_count = 1 } };
    orm__render_query(&r, e, q);
    const size_t length = orm__render_end(&r, NULL) == ORM_OK ? orm__print(out.text, out.length, buffer, size) : orm__print_error(&error, buffer, size);
    orm__buffer_free(&out);
    orm__free(&allocator, parameters.items, parameters.size * sizeof *parameters.items);
    orm__arena_free(&scratch);
    orm__render_offline_free(&r, &allocator);
    orm__entity_free(&allocator, e);
    return length;
}
