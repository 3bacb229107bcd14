/* sqlite: the SQLite driver.  Connections are opened without SQLite's own mutex: the pool lends each to one thread at a time. */
#if defined(ORM_SQLITE) && !defined(ORM__SQLITE_C) /* drivers.c includes it when it is compiled alone */
#define ORM__SQLITE_C
#include "sqlite_functions.h"
#include "../orm/codec.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- errors ------------------------------------------------------------------------------------------------------------------------ */
static orm_status orm__sqlite_status(int code) {
    switch (code) {
    case SQLITE_BUSY_SNAPSHOT: return ORM_SERIALIZATION;
    case SQLITE_IOERR_NOMEM: return ORM_NO_MEMORY;
    case SQLITE_CONSTRAINT_UNIQUE: case SQLITE_CONSTRAINT_PRIMARYKEY: case SQLITE_CONSTRAINT_ROWID: return ORM_CONFLICT_UNIQUE;
    case SQLITE_CONSTRAINT_FOREIGNKEY: return ORM_CONFLICT_FOREIGN_KEY;
    case SQLITE_CONSTRAINT_CHECK: return ORM_CONFLICT_CHECK;
    case SQLITE_CONSTRAINT_NOTNULL: return ORM_CONFLICT_NOT_NULL;
    case SQLITE_CONSTRAINT_TRIGGER: return ORM_SQL;
#ifdef SQLITE_CONSTRAINT_DATATYPE
    case SQLITE_CONSTRAINT_DATATYPE: return ORM_INVALID;
#endif
    default: break;
    }
    switch (code & 0xff) {
    case SQLITE_BUSY: case SQLITE_LOCKED: case SQLITE_PROTOCOL: return ORM_BUSY;
    case SQLITE_INTERRUPT: return ORM_CANCELLED;
    case SQLITE_NOMEM: return ORM_NO_MEMORY;
    case SQLITE_READONLY: return ORM_READ_ONLY;
    case SQLITE_CORRUPT: case SQLITE_NOTADB: return ORM_CORRUPT;
    case SQLITE_FULL: return ORM_FULL;
    case SQLITE_CANTOPEN: case SQLITE_IOERR: case SQLITE_PERM: return ORM_CONNECTION;
    case SQLITE_TOOBIG: case SQLITE_MISMATCH: return ORM_INVALID;
    case SQLITE_SCHEMA: return ORM_SERIALIZATION;
    default: return ORM_SQL;
    }
}
static bool orm__sqlite_cancelled(const orm__conn *c) { return c->cancelled && __atomic_load_n(c->cancelled, __ATOMIC_ACQUIRE); }
static bool orm__sqlite_late(const orm__conn *c) { return c->deadline && orm__monotonic() >= c->deadline; }

static orm_status orm__sqlite_failed(orm__conn *c, int code) {
    sqlite3 *db = c->native;
    if (code == SQLITE_MISUSE || !db) return orm__driver_fail(c, ORM_MISUSE, code, "SQLite: %s", sqlite3_errstr(code));
    const int extended = sqlite3_extended_errcode(db) & 0xff ? sqlite3_extended_errcode(db) : code;
    orm_status status = orm__sqlite_status(extended);
    /* RESTRICT is reported like a trigger's RAISE; the text tells them apart */
    if (extended == SQLITE_CONSTRAINT_TRIGGER && strstr(sqlite3_errmsg(db), "FOREIGN KEY")) status = ORM_CONFLICT_FOREIGN_KEY;
    if (status == ORM_CANCELLED || status == ORM_BUSY) {
        if (orm__sqlite_cancelled(c)) return orm__driver_fail(c, ORM_CANCELLED, extended, "cancelled by orm_cancel");
        if (orm__sqlite_late(c)) return orm__driver_fail(c, ORM_TIMEOUT, extended, "the statement ran into its deadline and was ended");
    }
    /* without a shared cache only this connection's own open statements can be in the way */
    if (extended == SQLITE_LOCKED) return orm__driver_fail(c, ORM_MISUSE, extended, "SQLite: %s: a result of this session is still open: read it to its end or close it (orm_rows_close, Model_stop) first", sqlite3_errmsg(db));
    if (status == ORM_BUSY) return orm__driver_fail(c, status, extended, "SQLite: %s: another connection holds the lock for longer than busy_timeout (%d ms)", sqlite3_errmsg(db), c->db->options.busy_timeout);
    if (status == ORM_SERIALIZATION)
        return orm__driver_fail(c, status, extended, "SQLite: %s: the transaction read before another one wrote; roll back and run it again, or begin it as a writing one", sqlite3_errmsg(db));
    return orm__driver_fail(c, status, extended, "%s", sqlite3_errmsg(db));
}

/* ---- waiting ---------------------------------------------------------------------------------------------------------------------------
 * SQLite asks these two while it works long and while somebody else holds a lock. */
static int orm__sqlite_progress(void *context) {
    const orm__conn *c = context;
    return orm__sqlite_cancelled(c) || orm__sqlite_late(c);
}
static int orm__sqlite_busy(void *context, int tries) {
    const orm__conn *c = context;
    static const unsigned char delays[] = { 0, 1, 1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100 };
    const int last = (int)sizeof delays - 1, limit = c->db->options.busy_timeout;
    int delay = delays[tries < last ? tries : last];
    int64_t waited = 0;
    for (int i = 0; i < tries && i < last; i++) waited += delays[i];
    if (tries > last) waited += (int64_t)(tries - last) * delays[last];
    if (waited >= limit || orm__sqlite_cancelled(c) || orm__sqlite_late(c)) return 0;
    if (waited + delay > limit) delay = (int)(limit - waited);
    if (c->deadline) {
        const int64_t left = (c->deadline - orm__monotonic()) / 1000 + 1;
        if (delay > left) delay = left > 0 ? (int)left : 0;
    }
    sqlite3_sleep(delay);
    return 1;
}

/* ---- opening --------------------------------------------------------------------------------------------------------------------------- */
typedef struct orm__sqlite_settings { const char *mode, *journal, *synchronous, *foreign_keys, *strict, *cache; int busy_timeout; } orm__sqlite_settings;

static bool orm__sqlite_one_of(const char *value, const char *const *allowed) {
    for (; *allowed; allowed++)
        if (strcmp(value, *allowed) == 0) return true;
    return false;
}
static orm_status orm__sqlite_setting(orm__conn *c, const char *name, const char *value, const char *const *allowed, const char *list) {
    if (!value || orm__sqlite_one_of(value, allowed)) return ORM_OK;
    return orm__driver_fail(c, ORM_CONFIG, 0, "the SQLite option %s=\"%.40s\" is not known: it may be %s", name, value, list);
}
static orm_status orm__sqlite_check_settings(orm__conn *c, const orm__sqlite_settings *s) {
    static const char *const modes[] = { "ro", "rw", "rwc", "memory", NULL }, *const caches[] = { "private", NULL },
        *const journals[] = { "wal", "delete", "truncate", "persist", "memory", "off", NULL },
        *const syncs[] = { "off", "normal", "full", "extra", NULL }, *const switches[] = { "on", "off", NULL };
    const struct { const char *name, *value; const char *const *allowed; const char *list; } checks[] = {
        { "mode", s->mode, modes, "ro, rw, rwc or memory" }, { "journal", s->journal, journals, "wal, delete, truncate, persist, memory or off" },
        { "synchronous", s->synchronous, syncs, "off, normal, full or extra" }, { "foreign_keys", s->foreign_keys, switches, "on or off" },
        { "strict", s->strict, switches, "on or off" }, { "cache", s->cache, caches, "private (a shared cache locks whole tables: use a file instead)" } };
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        const orm_status status = orm__sqlite_setting(c, checks[i].name, checks[i].value, checks[i].allowed, checks[i].list);
        if (status != ORM_OK) return status;
    }
    return ORM_OK;
}
static orm_status orm__sqlite_settings_of(orm__conn *c, const orm__url *url, const orm_options *o, orm__sqlite_settings *s) {
    *s = (orm__sqlite_settings){ .mode = o->mode, .journal = o->journal, .synchronous = o->synchronous, .foreign_keys = o->foreign_keys, .strict = o->strict };
    for (size_t i = 0; i < url->option_count; i++) {
        const char *key = url->options[i].key, *value = url->options[i].value;
        if (!strcmp(key, "mode")) s->mode = value;
        else if (!strcmp(key, "journal")) s->journal = value;
        else if (!strcmp(key, "synchronous")) s->synchronous = value;
        else if (!strcmp(key, "foreign_keys")) s->foreign_keys = value;
        else if (!strcmp(key, "strict")) s->strict = value;
        else if (!strcmp(key, "cache")) s->cache = value;
        else if (!strcmp(key, "busy_timeout")) {
            char *end;
            const long ms = strtol(value, &end, 10);
            if (!*value || *end || ms < 0 || ms > INT32_MAX) return orm__driver_fail(c, ORM_CONFIG, 0, "the SQLite option busy_timeout=\"%.40s\" is no number of milliseconds", value);
            if (c->number == 1) c->db->options.busy_timeout = (int)ms; /* later connections find it set: other threads may be reading it */
        } else return orm__driver_fail(c, ORM_CONFIG, 0, "the SQLite URL has an option \"%.40s\" that is not known: there are mode, busy_timeout, journal, foreign_keys, synchronous, strict, cache", key);
    }
    return orm__sqlite_check_settings(c, s);
}
static orm_status orm__sqlite_pragma(orm__conn *c, const char *name, const char *value) {
    char sql[80];
    snprintf(sql, sizeof sql, "PRAGMA %s=%s", name, value);
    const int code = sqlite3_exec(c->native, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? ORM_OK : orm__sqlite_failed(c, code);
}
static orm_status orm__sqlite_prepare_connection(orm__conn *c, const orm__sqlite_settings *s) {
    sqlite3 *db = c->native;
    sqlite3_extended_result_codes(db, 1);
    sqlite3_busy_handler(db, orm__sqlite_busy, c);
    sqlite3_progress_handler(db, 2000, orm__sqlite_progress, c);
    /* "x" must never be taken for a string, a database file is not to run code of its own, and its schema not to be written to */
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_FKEY, !s->foreign_keys || !strcmp(s->foreign_keys, "on"), NULL);
    const bool memory = c->db->in_memory, read_only = s->mode && !strcmp(s->mode, "ro");
    const char *journal = s->journal ? s->journal : memory || read_only ? NULL : "wal";
    orm_status status = journal ? orm__sqlite_pragma(c, "journal_mode", journal) : ORM_OK;
    const char *synchronous = s->synchronous ? s->synchronous : journal && !strcmp(journal, "wal") ? "normal" : NULL;
    if (status == ORM_OK && synchronous) status = orm__sqlite_pragma(c, "synchronous", synchronous);
    return status;
}
static orm_status orm__sqlite_open_file(orm__conn *c, const orm__url *url, const orm__sqlite_settings *s) {
    const bool memory = !strcmp(url->database, ":memory:") || (s->mode && !strcmp(s->mode, "memory"));
    if (c->number == 1) c->db->in_memory = memory;
    int flags = SQLITE_OPEN_NOMUTEX;
    if (s->mode && !strcmp(s->mode, "ro")) flags |= SQLITE_OPEN_READONLY;
    else if (s->mode && !strcmp(s->mode, "rw")) flags |= SQLITE_OPEN_READWRITE;
    else flags |= SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    sqlite3 *db = NULL;
    const int code = sqlite3_open_v2(memory ? ":memory:" : url->database, &db, flags, NULL);
    c->native = db;
    if (code == SQLITE_OK) return ORM_OK;
    if (!db) return orm__driver_fail(c, ORM_NO_MEMORY, code, "SQLite: out of memory");
    return orm__driver_fail(c, orm__sqlite_status(sqlite3_extended_errcode(db)), sqlite3_extended_errcode(db), "the SQLite database \"%.300s\" cannot be opened: %s%s", url->database, sqlite3_errmsg(db),
                            s->mode ? "" : "; check that its folder exists and may be written to");
}
/* SQLite looks into the file only when the first statement runs: what it finds is told with the file's name. */
static orm_status orm__sqlite_file_failed(orm__conn *c, const orm__url *url, orm_status status) {
    const orm_error was = *c->error;
    return orm__driver_fail(c, status, was.native_code, "the SQLite database \"%.300s\" cannot be used: %.250s%s", url->database, was.message,
                            status == ORM_READ_ONLY ? "; open it with ?mode=ro to read it only" : "");
}
/* A connection that stays the program's: its settings are not touched.  While it is lent, calls obey deadlines and orm_cancel, also where they wait for a lock
 * (which needs a handler in place of its busy timeout, of the same length). */
static orm_status orm__sqlite_adopt(orm__conn *c, const orm__url *url, const orm__sqlite_settings *s) {
    if (strcmp(url->database, ":memory:") != 0)
        return orm__driver_fail(c, ORM_CONFIG, 0, "orm_options.sqlite is an open connection, and the URL names a database to open: give one of them (with orm_options.sqlite the URL is NULL or \"sqlite:\")");
    if (s->mode || s->journal || s->synchronous || s->foreign_keys || s->cache || orm__url_option(url, "busy_timeout"))
        return orm__driver_fail(c, ORM_CONFIG, 0, "an adopted connection keeps its own settings: mode, journal, synchronous, foreign_keys, cache and busy_timeout are set on it before (of the options only strict has a meaning)");
    sqlite3_stmt *st = NULL;
    c->native = c->db->options.sqlite;
    c->adopted = true;
    int code = sqlite3_prepare_v2(c->native, "PRAGMA busy_timeout", -1, &st, NULL);
    if (code == SQLITE_OK && (code = sqlite3_step(st)) == SQLITE_ROW) c->db->options.busy_timeout = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    if (code != SQLITE_ROW) return orm__sqlite_failed(c, code);
    sqlite3_progress_handler(c->native, 2000, orm__sqlite_progress, c);
    if (c->db->options.busy_timeout > 0) sqlite3_busy_handler(c->native, orm__sqlite_busy, c);
    return ORM_OK;
}
static void orm__sqlite_close(orm__conn *c) {
    if (!c->adopted) {
        sqlite3_close_v2(c->native);
        return;
    }
    sqlite3_progress_handler(c->native, 0, NULL, NULL);
    if (c->db->options.busy_timeout > 0) sqlite3_busy_timeout(c->native, c->db->options.busy_timeout);
}
static orm_status orm__sqlite_open(orm__conn *c, const orm__url *url, const orm_options *options) {
    orm__sqlite_settings settings;
    orm_status status = orm__sqlite_settings_of(c, url, options, &settings);
    if (status != ORM_OK) return status;
    if (c->number == 1) c->db->strict_tables = settings.strict && !strcmp(settings.strict, "on");
    if (options->sqlite) {
        status = orm__sqlite_adopt(c, url, &settings);
    } else {
        if (sqlite3_threadsafe() == 0) return orm__driver_fail(c, ORM_CONFIG, 0, "this SQLite was built without threads (SQLITE_THREADSAFE=0): use one that has them");
        status = orm__sqlite_open_file(c, url, &settings);
        if (status == ORM_OK && (status = orm__sqlite_prepare_connection(c, &settings)) != ORM_OK) status = orm__sqlite_file_failed(c, url, status);
    }
    if (status == ORM_OK && orm__sqlite_add_functions(c->native) != SQLITE_OK) status = orm__sqlite_failed(c, SQLITE_NOMEM);
    if (status == ORM_OK) return ORM_OK;
    if (c->native) orm__sqlite_close(c);
    c->native = NULL;
    return status;
}
static int orm__sqlite_version(orm__conn *c) {
    (void)c;
    return sqlite3_libversion_number();
}
static void orm__sqlite_capabilities(orm__conn *c, int version, orm__capabilities *out) {
    *out = (orm__capabilities){ .version = version, .returning = version >= 3035000, .upsert = version >= 3024000, .nulls_order = version >= 3030000,
                                .strict_tables = version >= 3037000, .max_parameters = (size_t)sqlite3_limit(c->native, SQLITE_LIMIT_VARIABLE_NUMBER, -1) };
}

/* ---- statements ---------------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__sqlite_run(orm__conn *c, const char *sql) {
    const int code = sqlite3_exec(c->native, sql, NULL, NULL, NULL);
    return code == SQLITE_OK ? ORM_OK : orm__sqlite_failed(c, code);
}
static orm_status orm__sqlite_prepare(orm__stmt *st) {
    sqlite3_stmt *native = NULL;
    if (st->length >= INT32_MAX) return orm__driver_fail(st->conn, ORM_INVALID, 0, "the statement is %zu bytes long", st->length);
    const int code = sqlite3_prepare_v3(st->conn->native, st->sql, (int)st->length + 1, SQLITE_PREPARE_PERSISTENT, &native, NULL);
    if (code != SQLITE_OK) return orm__sqlite_failed(st->conn, code);
    if (!native) return orm__driver_fail(st->conn, ORM_MISUSE, 0, "the SQL holds no statement");
    st->native = native;
    st->parameters = sqlite3_bind_parameter_count(native);
    st->columns = sqlite3_column_count(native);
    return ORM_OK;
}
static void orm__sqlite_finalize(orm__stmt *st) {
    sqlite3_finalize(st->native);
    st->native = NULL;
}
static orm_status orm__sqlite_rewind(orm__stmt *st) {
    /* the code is that of the last step, already told; what counts is that the statement can be used again */
    sqlite3_reset(st->native);
    st->stepped = false;
    return ORM_OK;
}
static orm_status orm__sqlite_reset(orm__stmt *st) {
    orm__sqlite_rewind(st);
    /* SQLite reads a value only when the statement is stepped, and then all are bound anew: only who shares the connection could see what is left */
    if (st->borrows && st->conn->adopted) sqlite3_clear_bindings(st->native);
    st->borrows = false;
    return ORM_OK;
}
static orm_status orm__sqlite_execute(orm__stmt *st) {
    st->conn->changes_before = sqlite3_total_changes(st->conn->native);
    return ORM_OK;
}
static orm__step orm__sqlite_step(orm__stmt *st) {
    const int code = sqlite3_step(st->native);
    if (!st->stepped) { /* SQLite prepares a statement again by itself when the schema has changed: `SELECT *` has other columns then */
        st->stepped = true;
        st->columns = sqlite3_column_count(st->native);
    }
    if (code == SQLITE_ROW) return ORM__STEP_ROW;
    if (code == SQLITE_DONE) return ORM__STEP_DONE;
    orm__sqlite_failed(st->conn, code);
    return ORM__STEP_FAILED;
}

/* ---- values ------------------------------------------------------------------------------------------------------------------------------------ */
/* Asking for a value costs about as much as reading it.  SQLite lays the values of a row out side by side, so that the first one's address gives the others'.  It
 * has always been so, but is not promised: every address is compared when a statement gives its first row, the last one again in each row, and where they differ
 * each value is asked for. */
typedef struct orm__sqlite_row { sqlite3_stmt *native; const char *first; int64_t spacing; } orm__sqlite_row;
enum { ORM__SPACING_UNKNOWN = 0, ORM__SPACING_UNEVEN = -1 };

static const void *orm__sqlite_value(void *native, int column) {
    const orm__sqlite_row *row = native;
    return row->spacing > 0 ? row->first + row->spacing * column : (const void *)sqlite3_column_value(row->native, column);
}
static int64_t orm__sqlite_find_spacing(sqlite3_stmt *native, int count) {
    const intptr_t first = (intptr_t)sqlite3_column_value(native, 0), spacing = (intptr_t)sqlite3_column_value(native, 1) - first;
    for (int i = 2; i < count; i++)
        if ((intptr_t)sqlite3_column_value(native, i) != first + spacing * i) return ORM__SPACING_UNEVEN;
    return spacing > 0 ? spacing : ORM__SPACING_UNEVEN;
}
static orm__sqlite_row orm__sqlite_row_of(orm__stmt *st, size_t count) {
    orm__sqlite_row row = { .native = st->native, .spacing = ORM__SPACING_UNEVEN };
    const int last = (int)count - 1;
    if (last < 2 || last >= st->columns) return row;
    if (st->spacing == ORM__SPACING_UNKNOWN) st->spacing = orm__sqlite_find_spacing(st->native, st->columns);
    row.first = (const char *)sqlite3_column_value(st->native, 0);
    if (st->spacing > 0 && (intptr_t)sqlite3_column_value(st->native, last) == (intptr_t)row.first + st->spacing * last) row.spacing = st->spacing;
    return row;
}
static sqlite3_value *orm__sqlite_unconst(const void *value) { return (sqlite3_value *)(uintptr_t)value; }
static orm__wire orm__sqlite_wire(const void *value) {
    _Static_assert((int)ORM__WIRE_INTEGER == SQLITE_INTEGER && (int)ORM__WIRE_REAL == SQLITE_FLOAT && (int)ORM__WIRE_TEXT == SQLITE_TEXT && (int)ORM__WIRE_BLOB == SQLITE_BLOB, "the same numbers");
    const int type = sqlite3_value_type(orm__sqlite_unconst(value));
    return type == SQLITE_NULL ? ORM__WIRE_NULL : (orm__wire)type;
}
static int64_t orm__sqlite_integer(const void *value) { return sqlite3_value_int64(orm__sqlite_unconst(value)); }
static double orm__sqlite_real(const void *value) { return sqlite3_value_double(orm__sqlite_unconst(value)); }
static const char *orm__sqlite_bytes(const void *value, orm__wire wire, size_t *size) {
    sqlite3_value *v = orm__sqlite_unconst(value);
    const void *bytes = wire == ORM__WIRE_TEXT ? (const void *)sqlite3_value_text(v) : sqlite3_value_blob(v);
    *size = (size_t)sqlite3_value_bytes(v);
    return bytes || wire == ORM__WIRE_TEXT ? bytes : ""; /* an empty blob is NULL; a text is only when memory is short (it was UTF-16) */
}
static const orm__cell_reader orm__sqlite_reader = { orm__sqlite_value, orm__sqlite_wire, orm__sqlite_integer, orm__sqlite_real, orm__sqlite_bytes };

static orm_status orm__sqlite_fetch_row(orm__stmt *st, const orm__field *const *fields, size_t count, void *row, orm__decoding *to) {
    orm__sqlite_row native = orm__sqlite_row_of(st, count);
    return orm__decode_row(&orm__sqlite_reader, &native, fields, count, row, to);
}
static orm_status orm__sqlite_cell(orm__stmt *st, int column, orm__cell *out) {
    const void *value = sqlite3_column_value(st->native, column);
    orm__read_cell(&orm__sqlite_reader, value, orm__sqlite_wire(value), out);
    return out->wire == ORM__WIRE_TEXT && !out->bytes ? orm__sqlite_failed(st->conn, SQLITE_NOMEM) : ORM_OK;
}
static const char *orm__sqlite_column_name(orm__stmt *st, int column) { return sqlite3_column_name(st->native, column); }
/* The declared type of a table's column.  Only those are taken at their word whose affinity turns what is stored into what they say, or would be a mistake to store anything else in:
 * in a BLOB, a DATE or a DECIMAL(9, 2) stands whatever was put in. */
static orm__told orm__sqlite_column_told(orm__stmt *st, int column) {
    static const struct { const char *word; orm__told_kind kind; } words[] = {
        { "INTEGER", ORM__TOLD_INTEGER }, { "INT", ORM__TOLD_INTEGER }, { "TINYINT", ORM__TOLD_INTEGER }, { "SMALLINT", ORM__TOLD_INTEGER }, { "MEDIUMINT", ORM__TOLD_INTEGER },
        { "BIGINT", ORM__TOLD_INTEGER }, { "REAL", ORM__TOLD_REAL }, { "DOUBLE", ORM__TOLD_REAL }, { "FLOAT", ORM__TOLD_REAL }, { "TEXT", ORM__TOLD_TEXT }, { "CLOB", ORM__TOLD_TEXT },
        { "VARCHAR", ORM__TOLD_TEXT }, { "CHAR", ORM__TOLD_TEXT }, { "CHARACTER", ORM__TOLD_TEXT }, { "NVARCHAR", ORM__TOLD_TEXT }, { "NCHAR", ORM__TOLD_TEXT } };
    const char *declared = sqlite3_column_decltype(st->native, column);
    const size_t length = declared ? strcspn(declared, " (") : 0;
    for (size_t i = 0; declared && i < sizeof words / sizeof *words; i++)
        if (strlen(words[i].word) == length && !sqlite3_strnicmp(words[i].word, declared, (int)length)) return (orm__told){ words[i].kind, declared, false };
    return (orm__told){ ORM__TOLD_NOTHING, NULL, false };
}

static int orm__sqlite_bind_null(void *native, int at) { return sqlite3_bind_null(native, at); }
static int orm__sqlite_bind_integer(void *native, int at, int64_t value) { return sqlite3_bind_int64(native, at, value); }
static int orm__sqlite_bind_real(void *native, int at, double value) { return sqlite3_bind_double(native, at, value); }
static int orm__sqlite_bind_text(void *native, int at, const char *bytes, size_t size) {
    return size > INT32_MAX ? SQLITE_TOOBIG : sqlite3_bind_text(native, at, bytes, (int)size, SQLITE_STATIC);
}
static int orm__sqlite_bind_blob(void *native, int at, const void *bytes, size_t size) {
    return size > INT32_MAX ? SQLITE_TOOBIG : sqlite3_bind_blob(native, at, bytes ? bytes : "", (int)size, SQLITE_STATIC);
}
static const orm__value_writer orm__sqlite_writer = { orm__sqlite_bind_null, orm__sqlite_bind_integer, orm__sqlite_bind_real, orm__sqlite_bind_text, orm__sqlite_bind_blob, NULL };

static orm_status orm__sqlite_bind(orm__stmt *st, int at, const orm__cell *value) {
    if (value->wire == ORM__WIRE_TEXT || value->wire == ORM__WIRE_BLOB) st->borrows = true;
    const int code = orm__write_cell(&orm__sqlite_writer, st->native, at, value);
    return code == SQLITE_OK ? ORM_OK : orm__sqlite_failed(st->conn, code);
}
static orm_status orm__sqlite_bind_row(orm__stmt *st, int at, const orm__field *const *fields, size_t count, const void *row, orm__decoding *scratch) {
    st->borrows = true;
    const orm_status status = orm__encode_row(&orm__sqlite_writer, st->native, at, fields, count, row, scratch);
    return status == ORM_STATUS_COUNT ? orm__sqlite_failed(st->conn, sqlite3_errcode(st->conn->native)) : status;
}

/* sqlite3_changes() still tells of an earlier statement when this one changes no rows by its nature (DDL, PRAGMA, SELECT). */
static int64_t orm__sqlite_changes(orm__conn *c) { return sqlite3_total_changes(c->native) == c->changes_before ? 0 : sqlite3_changes(c->native); }
static int64_t orm__sqlite_last_id(orm__conn *c) { return sqlite3_last_insert_rowid(c->native); }
static bool orm__sqlite_in_transaction(orm__conn *c) { return !sqlite3_get_autocommit(c->native); }
static bool orm__sqlite_read_only(orm__stmt *st) { return sqlite3_stmt_readonly(st->native); }

ORM__UNUSED static const orm__driver orm__sqlite_driver = {
    .dialect = ORM_DIALECT_SQLITE, .name = "sqlite3", .open = orm__sqlite_open, .close = orm__sqlite_close, .capabilities = orm__sqlite_capabilities,
    .version = orm__sqlite_version, .run = orm__sqlite_run, .prepare = orm__sqlite_prepare, .finalize = orm__sqlite_finalize, .bind = orm__sqlite_bind,
    .bind_row = orm__sqlite_bind_row, .execute = orm__sqlite_execute, .step = orm__sqlite_step, .fetch_row = orm__sqlite_fetch_row, .cell = orm__sqlite_cell,
    .column_name = orm__sqlite_column_name, .column_told = orm__sqlite_column_told, .reset = orm__sqlite_reset, .rewind = orm__sqlite_rewind, .changes = orm__sqlite_changes, .last_id = orm__sqlite_last_id,
    .in_transaction = orm__sqlite_in_transaction, .read_only = orm__sqlite_read_only,
};
#endif
