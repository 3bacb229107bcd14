#include "dialect.h"
#include <stdio.h>
#include <string.h>

static orm__form orm__portable_form(const orm_column *c) {
    static const uint8_t forms[ORM_TYPE_COUNT] = {
        [ORM_BOOL] = ORM__FORM_BOOL, [ORM_INT16] = ORM__FORM_INT16, [ORM_INT32] = ORM__FORM_INT32, [ORM_INT64] = ORM__FORM_INT64,
        [ORM_UINT32] = ORM__FORM_UINT32, [ORM_UINT64] = ORM__FORM_UINT64, [ORM_FLOAT] = ORM__FORM_FLOAT, [ORM_DOUBLE] = ORM__FORM_DOUBLE,
        [ORM_TEXT] = ORM__FORM_TEXT, [ORM_VARCHAR] = ORM__FORM_TEXT, [ORM_CHAR] = ORM__FORM_TEXT, [ORM_JSON] = ORM__FORM_JSON,
        [ORM_INET] = ORM__FORM_NET, [ORM_CIDR] = ORM__FORM_NET, [ORM_MACADDR] = ORM__FORM_NET,
        [ORM_DECIMAL] = ORM__FORM_DECIMAL_SCALED, [ORM_MONEY] = ORM__FORM_DECIMAL_SCALED, [ORM_TIMESTAMP] = ORM__FORM_TIMESTAMP_TEXT,
        [ORM_DATE] = ORM__FORM_DATE_TEXT, [ORM_TIME] = ORM__FORM_TIME_TEXT, [ORM_INTERVAL] = ORM__FORM_INTERVAL_TEXT,
        [ORM_UUID] = ORM__FORM_UUID_BLOB, [ORM_BLOB] = ORM__FORM_BLOB, [ORM_VECTOR] = ORM__FORM_VECTOR_BLOB, [ORM_ARRAY] = ORM__FORM_ARRAY_JSON,
        [ORM_HSTORE] = ORM__FORM_HSTORE_JSON, [ORM_POINT] = ORM__FORM_POINT_TEXT, [ORM_ENUMERATION] = ORM__FORM_ENUM_TEXT, [ORM_CUSTOM] = ORM__FORM_CUSTOM,
    };
    return (orm__form)forms[c->type];
}
static orm__form orm__sqlite_form(const orm_column *c) {
    if (c->type == ORM_DECIMAL || c->type == ORM_MONEY) {
        if (c->storage == ORM_STORAGE_NATIVE) return ORM__FORM_DECIMAL_NATIVE;
        return c->precision <= 18 ? ORM__FORM_DECIMAL_SCALED : ORM__FORM_DECIMAL_TEXT;
    }
    if (c->type == ORM_TIMESTAMP && c->storage == ORM_STORAGE_NATIVE) return ORM__FORM_TIMESTAMP_NATIVE;
    return orm__portable_form(c);
}

static orm__form orm__postgres_form(const orm_column *c) {
    switch (c->type) {
    case ORM_DECIMAL: case ORM_MONEY: return ORM__FORM_DECIMAL_NATIVE;
    case ORM_TIMESTAMP: return ORM__FORM_TIMESTAMP;
    case ORM_DATE: return ORM__FORM_DATE;
    case ORM_TIME: return ORM__FORM_TIME;
    case ORM_ARRAY: return ORM__FORM_ARRAY;
    case ORM_HSTORE: return ORM__FORM_HSTORE;
    default: return orm__portable_form(c);
    }
}

/* DECIMAL, DATETIME, DATE and TIME are the servers' own; what they have no type for travels as on SQLite. */
static orm__form orm__mysql_form(const orm_column *c) {
    switch (c->type) {
    case ORM_DECIMAL: case ORM_MONEY: return ORM__FORM_DECIMAL_NATIVE;
    case ORM_TIMESTAMP: return ORM__FORM_TIMESTAMP;
    case ORM_DATE: return ORM__FORM_DATE;
    case ORM_TIME: return ORM__FORM_TIME;
    default: return orm__portable_form(c);
    }
}

/* ---- types in CREATE TABLE ---------------------------------------------------------------------------------------------------- */
/* Affinity decides what SQLite makes of a value (sqlite.org/datatype3.html, 3.1): only names whose affinity leaves our forms alone are used. */
static bool orm__sqlite_type(orm__buffer *out, const orm_column *c, bool strict) {
    switch (orm__sqlite_form(c)) {
    case ORM__FORM_BOOL: case ORM__FORM_INT16: case ORM__FORM_INT32: case ORM__FORM_INT64: case ORM__FORM_UINT32: case ORM__FORM_DECIMAL_SCALED:
        orm__put_text(out, "INTEGER");
        return true;
    case ORM__FORM_UINT64:
        /* no affinity at all: an integer column would turn the text of a large number into a REAL */
        orm__put_text(out, c->auto_increment ? "INTEGER" : strict ? "ANY" : "BLOB");
        return true;
    case ORM__FORM_FLOAT: case ORM__FORM_DOUBLE:
        orm__put_text(out, "REAL");
        return true;
    case ORM__FORM_DECIMAL_NATIVE:
        if (strict) orm__put_text(out, "ANY");
        else orm__put_format(out, "NUMERIC(%d,%d)", (int)c->precision, (int)c->scale);
        return true;
    case ORM__FORM_UUID_BLOB: case ORM__FORM_BLOB: case ORM__FORM_VECTOR_BLOB:
        orm__put_text(out, "BLOB");
        return true;
    case ORM__FORM_CUSTOM:
        orm__put_text(out, c->codec->stored_as == ORM_INT64 ? "INTEGER" : c->codec->stored_as == ORM_DOUBLE ? "REAL" : c->codec->stored_as == ORM_BLOB ? "BLOB" : "TEXT");
        return true;
    default:
        if ((c->type == ORM_VARCHAR || c->type == ORM_CHAR) && !strict) orm__put_format(out, "VARCHAR(%d)", (int)c->length);
        else orm__put_text(out, "TEXT");
        return true;
    }
}
/* Server types by name; %1 and %2 are the length or precision and scale. */
typedef struct orm__server_types { const char *name[ORM_TYPE_COUNT]; } orm__server_types;
static const orm__server_types orm__postgres_types = { {
    [ORM_BOOL] = "boolean", [ORM_INT16] = "smallint", [ORM_INT32] = "integer", [ORM_INT64] = "bigint", [ORM_UINT32] = "bigint", [ORM_UINT64] = "numeric(20,0)",
    [ORM_FLOAT] = "real", [ORM_DOUBLE] = "double precision", [ORM_TEXT] = "text", [ORM_VARCHAR] = "varchar", [ORM_CHAR] = "varchar", [ORM_JSON] = "jsonb",
    [ORM_INET] = "inet", [ORM_CIDR] = "cidr", [ORM_MACADDR] = "macaddr", [ORM_DECIMAL] = "numeric", [ORM_MONEY] = "numeric(18,2)", [ORM_TIMESTAMP] = "timestamptz",
    [ORM_DATE] = "date", [ORM_TIME] = "time", [ORM_INTERVAL] = "interval", [ORM_UUID] = "uuid", [ORM_BLOB] = "bytea", [ORM_VECTOR] = "vector",
    [ORM_HSTORE] = "hstore", [ORM_POINT] = "point", [ORM_ENUMERATION] = "text",
} };
static const orm__server_types orm__mysql_types = { {
    [ORM_BOOL] = "TINYINT(1)", [ORM_INT16] = "SMALLINT", [ORM_INT32] = "INT", [ORM_INT64] = "BIGINT", [ORM_UINT32] = "INT UNSIGNED", [ORM_UINT64] = "BIGINT UNSIGNED",
    [ORM_FLOAT] = "FLOAT", [ORM_DOUBLE] = "DOUBLE", [ORM_TEXT] = "LONGTEXT", [ORM_VARCHAR] = "VARCHAR", [ORM_CHAR] = "VARCHAR", [ORM_JSON] = "JSON",
    [ORM_INET] = "VARCHAR(49)", [ORM_CIDR] = "VARCHAR(49)", [ORM_MACADDR] = "VARCHAR(17)", [ORM_DECIMAL] = "DECIMAL", [ORM_MONEY] = "DECIMAL(18,2)",
    [ORM_TIMESTAMP] = "DATETIME(6)", [ORM_DATE] = "DATE", [ORM_TIME] = "TIME(6)", [ORM_INTERVAL] = "VARCHAR(64)", [ORM_UUID] = "BINARY(16)", [ORM_BLOB] = "LONGBLOB",
    [ORM_VECTOR] = "LONGBLOB", [ORM_ARRAY] = "JSON", [ORM_HSTORE] = "JSON", [ORM_POINT] = "VARCHAR(64)", [ORM_ENUMERATION] = "VARCHAR",
} };
static void orm__put_sized(orm__buffer *out, const char *name, const orm_column *c) {
    orm__put_text(out, name);
    if (c->type == ORM_VARCHAR || c->type == ORM_CHAR) orm__put_format(out, "(%d)", (int)c->length);
    else if (c->type == ORM_DECIMAL) orm__put_format(out, "(%d,%d)", (int)c->precision, (int)c->scale);
}
static const char *orm__custom_base(const orm_column *c, const char *integer, const char *real, const char *text, const char *blob) {
    return c->codec->stored_as == ORM_INT64 ? integer : c->codec->stored_as == ORM_DOUBLE ? real : c->codec->stored_as == ORM_BLOB ? blob : text;
}
/* A char(n) would come back without the blanks at its end: char_(n) is a varchar. */
static bool orm__postgres_type(orm__buffer *out, const orm_column *c, bool strict) {
    (void)strict;
    if (c->type == ORM_ARRAY) {
        orm__put_format(out, "%s[]", orm__postgres_types.name[c->element]);
        return true;
    }
    const char *name = c->type == ORM_CUSTOM ? orm__custom_base(c, "bigint", "double precision", "text", "bytea") : orm__postgres_types.name[c->type];
    orm__put_sized(out, name, c);
    if (c->type == ORM_VECTOR && c->length) orm__put_format(out, "(%d)", (int)c->length);
    return true;
}
/* ---- MySQL and MariaDB: what can stand in an index -------------------------------------------------------------------------------
 * An index holds at most 3072 bytes, a character takes four.  A key, a unique column and both sides of a reference must be in it whole, so a text there is a
 * VARCHAR: of 768 characters where it is alone, else of 255, which leaves room for two more.  Any other index is only there to be quick, and holds the beginning of
 * a long text. */
enum { ORM__MYSQL_KEY_MAX = 768, ORM__MYSQL_KEY_PART = 255 };
#define ORM__MYSQL_VARCHAR_MAX 16383 /* characters of four bytes in a row of 65535 */

static bool orm__mysql_in_key(const orm_column *c) { return c->key || c->unique || c->references.model; }
static bool orm__mysql_is_text(const orm_column *c) { return c->type == ORM_TEXT || (c->type == ORM_CUSTOM && c->codec->stored_as == ORM_TEXT); }
static bool orm__mysql_is_blob(const orm_column *c) { return c->type == ORM_BLOB || (c->type == ORM_CUSTOM && c->codec->stored_as == ORM_BLOB); }
static int orm__mysql_key_length(const orm_column *c) { return c->key_alone_ ? ORM__MYSQL_KEY_MAX : ORM__MYSQL_KEY_PART; }
static int orm__mysql_index_prefix(const orm_column *c) {
    bool is_long = orm__mysql_is_text(c) || orm__mysql_is_blob(c);
    switch (c->type) {
    case ORM_JSON: case ORM_ARRAY: case ORM_HSTORE: case ORM_VECTOR: return -1;
    case ORM_VARCHAR: case ORM_CHAR: is_long = c->length > ORM__MYSQL_KEY_PART; break;
    default: is_long = is_long && !(orm__mysql_in_key(c) && !c->key_alone_); break;
    }
    return is_long ? ORM__MYSQL_KEY_PART : 0;
}
static size_t orm__mysql_enum_length(const orm_enum *e) {
    size_t longest = 64;
    for (size_t i = 0; i < e->count; i++)
        if (strlen(e->items[i].name) > longest) longest = strlen(e->items[i].name);
    return longest;
}
static bool orm__mysql_base_type(orm__buffer *out, const orm_column *c) {
    const bool in_key = orm__mysql_in_key(c);
    if (in_key && orm__mysql_is_text(c)) orm__put_format(out, "VARCHAR(%d)", orm__mysql_key_length(c));
    else if (in_key && orm__mysql_is_blob(c)) orm__put_format(out, "VARBINARY(%d)", orm__mysql_key_length(c));
    else if (c->type == ORM_CUSTOM) orm__put_text(out, orm__custom_base(c, "BIGINT", "DOUBLE", "LONGTEXT", "LONGBLOB"));
    else if ((c->type == ORM_VARCHAR || c->type == ORM_CHAR) && c->length > ORM__MYSQL_VARCHAR_MAX) orm__put_text(out, "LONGTEXT");
    else if (c->type == ORM_ENUMERATION) orm__put_format(out, "VARCHAR(%zu)", orm__mysql_enum_length(c->enumeration));
    else orm__put_sized(out, orm__mysql_types.name[c->type], c);
    return true;
}
/* CHAR(n) would cut the blanks off the end of a text when it is read: char_(n) is a VARCHAR here too. */
static bool orm__mysql_type(orm__buffer *out, const orm_column *c, bool strict) {
    (void)strict;
    return (c->type != ORM_DECIMAL || c->scale <= 30) && orm__mysql_base_type(out, c);
}
static bool orm__mariadb_type(orm__buffer *out, const orm_column *c, bool strict) {
    (void)strict;
    return orm__mysql_base_type(out, c);
}

/* ---- transactions ---------------------------------------------------------------------------------------------------------------- */
static const char *orm__sqlite_begin(const orm_tx *o, char *room, size_t size) {
    (void)room, (void)size;
    return o->read_only ? "BEGIN" : "BEGIN IMMEDIATE";
}
static const char *orm__postgres_begin(const orm_tx *o, char *room, size_t size) {
    static const char *const levels[] = { "", " ISOLATION LEVEL READ UNCOMMITTED", " ISOLATION LEVEL READ COMMITTED", " ISOLATION LEVEL REPEATABLE READ", " ISOLATION LEVEL SERIALIZABLE" };
    snprintf(room, size, "BEGIN%s%s%s", levels[o->isolation], o->read_only ? " READ ONLY" : "", o->deferrable ? " DEFERRABLE" : "");
    return room;
}

/* SET TRANSACTION is for the next transaction alone, so no level stays behind. */
static const char *orm__mysql_before_begin(const orm_tx *o) {
    static const char *const levels[] = { NULL, "SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED", "SET TRANSACTION ISOLATION LEVEL READ COMMITTED",
                                          "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE" };
    return levels[o->isolation];
}
static const char *orm__mysql_begin(const orm_tx *o, char *room, size_t size) {
    (void)room, (void)size;
    return o->read_only ? "START TRANSACTION READ ONLY" : "START TRANSACTION";
}

/* The SQL of one clock: fixed width, UTC, microseconds (SQLite knows only milliseconds: the rest is zeros). */
#define ORM__SQLITE_NOW "(strftime('%Y-%m-%d %H:%M:%f000', 'now'))"

/* Locks of GET_LOCK are the whole server's, and their names have up to 64 characters. */
#define ORM__MYSQL_ADVISORY(seconds) "SELECT IF(GET_LOCK(k.name, " seconds ") = 1, k.name, NULL) FROM (SELECT SHA2(CONCAT_WS('.', DATABASE(), ?), 224) AS name) AS k"

/* LOWER(UPPER(x)) under a binary collation comes nearest to Unicode's simple folding: no collation that ignores case tells all letters apart.  Which letters have
 * a case depends on the collation it is done under.  MySQL does it in place, and cuts a text where a letter's other case is longer: in UTF-32 none is. */
static const orm__dialect orm__dialects[ORM_DIALECT_COUNT] = {
    [ORM_DIALECT_SQLITE] = { .id = ORM_DIALECT_SQLITE, .name = "SQLite", .quote = '"', .upsert = ORM__ON_CONFLICT, .returning = true, .nulls_order = true,
        .default_values = "DEFAULT VALUES", .no_limit = "-1", .same = " IS ", .true_sql = "1", .false_sql = "0", .now_sql = ORM__SQLITE_NOW,
        .uuid_sql = "(randomblob(16))", .table_suffix = "", .form = orm__sqlite_form, .type_sql = orm__sqlite_type, .begin = orm__sqlite_begin,
        .read_only_on = "PRAGMA query_only=ON", .read_only_off = "PRAGMA query_only=OFF", .read_only_ask = "PRAGMA query_only" },
    [ORM_DIALECT_POSTGRES] = { .id = ORM_DIALECT_POSTGRES, .name = "PostgreSQL", .quote = '"', .numbered = true, .byte_identifiers = true, .identifier_limit = 63,
        .upsert = ORM__ON_CONFLICT, .returning = true, .nulls_order = true, .nulls_last = true, .default_values = "DEFAULT VALUES", .same = " IS NOT DISTINCT FROM ",
        .true_sql = "TRUE", .false_sql = "FALSE", .now_sql = "CURRENT_TIMESTAMP", .uuid_sql = "gen_random_uuid()", .table_suffix = "", .bytes_collation = "C",
        .fold_collation = "\"und-x-icu\"", .real_cast = "::float8", .returns_keys = true, .keys_apart = true, .nan = true, .arrays = true, .truncate = "TRUNCATE TABLE ", .truncate_end = " RESTART IDENTITY",
        .lock_for_update = " FOR UPDATE", .advisory_wait = "SELECT 'held' FROM pg_advisory_xact_lock(hashtextextended($1, 0)) AS k",
        .advisory_try = "SELECT 'held' FROM pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS k (held) WHERE k.held", .form = orm__postgres_form, .type_sql = orm__postgres_type, .begin = orm__postgres_begin },
    [ORM_DIALECT_MYSQL] = { .id = ORM_DIALECT_MYSQL, .name = "MySQL", .quote = '`', .identifier_limit = 64, .upsert = ORM__ON_DUPLICATE_AS_NEW, .default_values = "() VALUES ()",
        .no_limit = "18446744073709551615", .same = " <=> ", .true_sql = "TRUE", .false_sql = "FALSE", .now_sql = "(UTC_TIMESTAMP(6))", .uuid_sql = "(UUID_TO_BIN(UUID()))",
        .table_suffix = " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_0900_bin", .like_collation = "utf8mb4_0900_bin",
        .fold_before = { "LOWER(UPPER(CONVERT(", NULL }, .fold_after = { " USING utf32) COLLATE utf32_unicode_520_ci)) COLLATE utf32_bin", NULL },
        .truncate = "TRUNCATE TABLE ", .truncate_end = "", .ddl_commits = true, .sets_in_turn = true, .basic_names = true, .finite = true, .lock_shared = " LOCK IN SHARE MODE", .lock_for_update = " FOR UPDATE",
        .advisory_wait = ORM__MYSQL_ADVISORY("31536000"), .advisory_try = ORM__MYSQL_ADVISORY("0"), .advisory_release = "RELEASE_LOCK",
        .number_wires = true, .form = orm__mysql_form, .type_sql = orm__mysql_type, .index_prefix = orm__mysql_index_prefix, .before_begin = orm__mysql_before_begin, .begin = orm__mysql_begin },
    [ORM_DIALECT_MARIADB] = { .id = ORM_DIALECT_MARIADB, .name = "MariaDB", .quote = '`', .identifier_limit = 64, .upsert = ORM__ON_DUPLICATE_VALUES, .returning = true, .returning_hides_id = true,
        .default_values = "() VALUES ()", .no_limit = "18446744073709551615", .same = " <=> ", .true_sql = "TRUE", .false_sql = "FALSE", .now_sql = "(UTC_TIMESTAMP(6))",
        .uuid_sql = "(UNHEX(REPLACE(UUID(), '-', '')))", .table_suffix = " ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_nopad_bin", .like_collation = "utf8mb4_nopad_bin",
        .fold_before = { "LOWER(UPPER(CONVERT(", "LOWER(UPPER(CONVERT(" },
        .fold_after = { " USING utf8mb4) COLLATE utf8mb4_uca1400_as_ci)) COLLATE utf8mb4_nopad_bin", " USING utf8mb4) COLLATE utf8mb4_unicode_520_ci)) COLLATE utf8mb4_nopad_bin" },
        .fold_since = 101000, .truncate = "TRUNCATE TABLE ", .truncate_end = "", .ddl_commits = true, .sets_in_turn = true, .basic_names = true, .finite = true, .lock_shared = " LOCK IN SHARE MODE",
        .lock_for_update = " FOR UPDATE", .advisory_wait = ORM__MYSQL_ADVISORY("31536000"), .advisory_try = ORM__MYSQL_ADVISORY("0"), .advisory_release = "RELEASE_LOCK",
        .number_wires = true, .form = orm__mysql_form, .type_sql = orm__mariadb_type, .index_prefix = orm__mysql_index_prefix, .before_begin = orm__mysql_before_begin,
        .begin = orm__mysql_begin },
};
ORM__PRIVATE const orm__dialect *orm__dialect_for(orm_dialect id) {
    return (unsigned)id < ORM_DIALECT_COUNT ? &orm__dialects[id] : NULL;
}
ORM__PRIVATE void orm__put_quoted(orm__buffer *out, const orm__dialect *d, const char *name) {
    orm__put_char(out, d->quote);
    for (const char *p = name; *p; p++) {
        if (*p == d->quote) orm__put_char(out, d->quote);
        orm__put_char(out, *p);
    }
    orm__put_char(out, d->quote);
}
