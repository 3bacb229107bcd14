/* model: what a model is to the library (metadata), and the macros that make struct, metadata, columns and verbs from one list.
 *
 *     #define TASK_MODEL(X)                                 one list, one callback X, entries X(kind, ...)
 *         X(key,   int64, id,    .auto_increment = true)    a primary-key column; several make a composite key, in order
 *         X(field, text,  title)                            a column; options are designated initialisers of orm_column
 *     ORM_MODEL(Task, Tasks, TASK_MODEL, .table = "tasks"); options are designated initialisers of orm_model
 *
 * makes  struct Task, Task_list, the object Tasks whose members are the typed columns and relations, and the verbs Task_insert() etc. */
#ifndef ORM__MODEL_H
#define ORM__MODEL_H
#include "macros.h"
#include "types.h"

ORM__C_BEGIN

typedef struct orm_column orm_column;
typedef struct orm_relation orm_relation;
typedef struct orm_constraint orm_constraint;
typedef struct orm_model orm_model;
typedef struct orm_codec orm_codec;

/* Column types.  ORM_NO_TYPE is the type of a NULL that came from nowhere. */
typedef enum orm_type {
    ORM_NO_TYPE, ORM_BOOL, ORM_INT16, ORM_INT32, ORM_INT64, ORM_UINT32, ORM_UINT64, ORM_FLOAT, ORM_DOUBLE,
    ORM_TEXT, ORM_VARCHAR, ORM_CHAR, ORM_JSON, ORM_INET, ORM_CIDR, ORM_MACADDR, ORM_DECIMAL, ORM_MONEY,
    ORM_TIMESTAMP, ORM_DATE, ORM_TIME, ORM_INTERVAL, ORM_UUID, ORM_BLOB, ORM_VECTOR, ORM_ARRAY, ORM_HSTORE, ORM_POINT,
    ORM_ENUMERATION, ORM_CUSTOM, ORM_TYPE_COUNT
} orm_type;
/* "int64", "varchar", ... as written in a model. */
ORM_API const char *orm_type_name(orm_type type);

/* How a column is stored.  DEFAULT: the form this library chooses, whose order and equality in SQL agree with the C value (docs/types.md).
 * NATIVE: the form other programs' tables have (a decimal as NUMERIC or REAL, a timestamp as text as found). */
typedef enum orm_storage { ORM_STORAGE_DEFAULT, ORM_STORAGE_NATIVE } orm_storage;
/* What happens to a row when the row it refers to goes or changes its key. */
typedef enum orm_action { ORM_NO_ACTION, ORM_CASCADE, ORM_SET_NULL, ORM_RESTRICT, ORM_SET_DEFAULT } orm_action;
typedef enum orm_uuid_version { ORM_UUID_NONE, ORM_UUID_V4 = 4, ORM_UUID_V7 = 7 } orm_uuid_version;

/* The first word of a column, a relation, an expression: tells it from a string or anything else that was put in its place.  Its first byte is
 * no UTF-8, so comparing byte by byte never reads behind a short string. */
#define ORM__COLUMN_MAGIC   UINT32_C(0x4C4F43F5)
#define ORM__RELATION_MAGIC UINT32_C(0x4C4552F5)
#define ORM__NODE_MAGIC     UINT32_C(0x444F4EF5)

typedef struct orm__reference { const orm_model *model; const char *column; } orm__reference;
/* .references = ORM_REF(User, id) */
#define ORM_REF(Row, column_) { &Row##__model, #column_ }
/* Neutral texts for .default_sql: each dialect's own spelling is put in. */
#define ORM_SQL_NOW  "\x01now"  /* the current time, in the column's storage */
#define ORM_SQL_UUID "\x01uuid" /* a random UUID */

/* A column.  The first part are the options of key and field entries; the rest is filled by the macros. */
struct orm_column {
    uint32_t magic_;
    bool unique;                    /* UNIQUE */
    bool index;                     /* an index of its own; .index_name names it */
    bool auto_increment;            /* a key that the database generates when it is 0 */
    bool auto_now_add;              /* insert sets the current time when the field is 0 */
    bool auto_now;                  /* insert (when 0) and every update set the current time */
    bool version;                   /* optimistic lock: update asks for the value read and adds one, else ORM_STALE; delete needs only the key */
    orm_uuid_version auto_uuid;     /* insert makes a UUID when the field is all zero */
    orm_storage storage;
    orm_action on_delete, on_update;
    const char *column;             /* the name in the database; default: the field's name */
    const char *index_name;
    const char *default_value;      /* as text ("18", "true", "guest"): User_init sets it, CREATE TABLE declares it */
    const char *default_sql;        /* an SQL expression or ORM_SQL_NOW ...: left to the database, see orm_use_defaults */
    const char *check;              /* the SQL of a CHECK */
    const char *collation;          /* a collation's name; default: by bytes */
    const char *collations[ORM_DIALECT_COUNT]; /* its name on a dialect, in place of .collation: they call them differently */
    const char *sql_type[ORM_DIALECT_COUNT]; /* the type's SQL text for a dialect, in place of the library's */
    orm__reference references;      /* a foreign key: ORM_REF(Model, column) */
    const orm_codec *codec;         /* for types of your own */
    /* filled by the macros */
    const char *name;
    const orm_model *model;
    const orm_enum *enumeration;
    size_t offset, size;
    int32_t length, precision, scale; /* varchar(n), char_(n), vector(n): length */
    uint8_t type, element;            /* orm_type; that of an array's items */
    bool key, nullable;
    bool key_alone_;                  /* for CREATE TABLE: no key holds it beside other columns */
    int end_;                         /* lets an entry have no options */
};

typedef enum orm_relation_kind { ORM_BELONGS_TO, ORM_HAS_ONE, ORM_HAS_MANY, ORM_MANY_TO_MANY } orm_relation_kind;
struct orm_relation {
    uint32_t magic_;
    orm_relation_kind kind;
    const char *name;
    const orm_model *model, *target, *through;
    const char *key;          /* the key column's field name, or "(a, b)"; of the junction for many_to_many: near */
    const char *far_key;
    size_t offset;
};

/* Options of index and unique entries. */
typedef struct orm_index {
    const char *name;         /* default: made from table and columns */
    const char *where;        /* a partial index: the SQL of its condition */
    const char *expression;   /* SQL to index in place of the columns' values, "lower(name)" */
    const char *method;       /* btree (default), hash, gin, gist ... where the database has them */
    bool descending[16];      /* per column */
    int end_;
} orm_index;
/* Options of foreign entries. */
typedef struct orm_foreign { const char *name; orm_action on_delete, on_update; int end_; } orm_foreign;
typedef enum orm_constraint_kind { ORM__INDEX, ORM__UNIQUE, ORM__FOREIGN, ORM__CHECK_SQL } orm_constraint_kind;
struct orm_constraint {
    orm_constraint_kind kind;
    const char *entry;               /* the entry as written, for messages */
    const uint16_t *columns;         /* indexes into the model's columns */
    size_t column_count;
    const orm_model *target;         /* of a foreign key, with the fields' names there */
    const char *const *target_columns;
    size_t target_column_count;
    orm_index index;
    orm_foreign foreign;
    const char *check_name, *check_sql;
};

/* A row of a model inside a result: the struct itself, or a pointer to one that may be missing. */
typedef struct orm_whole_row { const char *name; const orm_model *model; size_t offset; bool optional; } orm_whole_row;

/* A model, a result or an alias.  The first part are the options of ORM_MODEL and ORM_RESULT. */
struct orm_model {
    const char *table;        /* default: the table object's name in snake_case ("PlaylistTracks": playlist_tracks) */
    const char *schema;       /* PostgreSQL's schema, MySQL's database, SQLite's attached file */
    bool strict;              /* SQLite: a STRICT table (3.37); elsewhere tables are strict anyway */
    bool shares_table;        /* another model stands over the same table on purpose */
    /* filled by the macros */
    const orm_model *alias_of;     /* ORM_ALIAS: the table and the rows are this model's */
    const orm_whole_row *wholes;   /* ORM_RESULT: the rows of models inside; else NULL */
    size_t whole_count;
    const char *name, *table_object;
    size_t row_size, state_offset, state_words;
    const orm_column *columns;
    const orm_relation *relations;
    const orm_constraint *constraints;
    size_t column_count, relation_count, constraint_count;
    int end_;
};

/* The hidden last member of every row.  Zeroed: a new row. */
typedef struct orm_state { uint32_t magic; uint16_t flags, bumps; uint64_t stored_in, changed_in; } orm_state;

/* ---- typed column handles -------------------------------------------------------------------------------------------------
 * Users.age is a pointer to the column's metadata whose type tells the kind of value, so that _Generic can dispatch on it.
 * C(kind, what a column of that kind takes) */
#define ORM__KINDS(C)                                                                                             \
    C(int, an_integer) C(real, a_number) C(bool, a_bool) C(text, a_text) C(json, a_text) C(decimal, a_decimal)    \
    C(timestamp, a_timestamp) C(date, a_date) C(time, a_time) C(interval, an_interval) C(uuid, a_uuid)            \
    C(blob, a_blob) C(vector, a_vector) C(array, an_array) C(map, a_map) C(point, a_point) C(enum, an_enum)       \
    C(custom, a_pointer)
#define ORM__KIND_HANDLE(K, takes) typedef struct orm_##K##_column { orm_column def; } orm_##K##_column; typedef const orm_##K##_column *orm_##K##_col;
ORM__KINDS(ORM__KIND_HANDLE)
#undef ORM__KIND_HANDLE
typedef const orm_relation *orm_rel;

/* ---- the type table: C type, optional C type, handle, metadata -------------------------------------------------------------
 * A type of your own is three macros like these, ORM_TYPE_x, ORM_HANDLE_x (orm_custom_col) and ORM_META_x (.type = ORM_CUSTOM, .codec = ...),
 * and ORM_OPT_x when opt(x) is wanted.  <stdbool.h> makes bool a macro: its rows stand twice. */
#define ORM_TYPE_bool          bool
#define ORM_TYPE__Bool         bool
#define ORM_TYPE_int16         int16_t
#define ORM_TYPE_int32         int32_t
#define ORM_TYPE_int64         int64_t
#define ORM_TYPE_uint32        uint32_t
#define ORM_TYPE_uint64        uint64_t
#define ORM_TYPE_float         float
#define ORM_TYPE_double        double
#define ORM_TYPE_text          const char *
#define ORM_TYPE_varchar(n)    const char *
#define ORM_TYPE_char_(n)      const char *
#define ORM_TYPE_json          const char *
#define ORM_TYPE_inet          const char *
#define ORM_TYPE_cidr          const char *
#define ORM_TYPE_macaddr       const char *
#define ORM_TYPE_decimal(p, s) orm_decimal
#define ORM_TYPE_money         orm_decimal
#define ORM_TYPE_timestamp     int64_t
#define ORM_TYPE_date          int32_t
#define ORM_TYPE_time          int64_t
#define ORM_TYPE_interval      orm_interval
#define ORM_TYPE_uuid          orm_uuid
#define ORM_TYPE_blob          orm_blob
#define ORM_TYPE_vector(n)     orm_vector
#define ORM_TYPE_array(T)      orm_array_##T
#define ORM_TYPE_hstore        orm_map
#define ORM_TYPE_point         orm_point
#define ORM_TYPE_enum(E)       E
#define ORM_TYPE_opt(T)        ORM_OPT_##T
typedef orm_array_bool orm_array__Bool;

#define ORM_OPT_bool          orm_opt_bool
#define ORM_OPT__Bool         orm_opt_bool
#define ORM_OPT_int16         orm_opt_int16
#define ORM_OPT_int32         orm_opt_int32
#define ORM_OPT_int64         orm_opt_int64
#define ORM_OPT_uint32        orm_opt_uint32
#define ORM_OPT_uint64        orm_opt_uint64
#define ORM_OPT_float         orm_opt_float
#define ORM_OPT_double        orm_opt_double
#define ORM_OPT_text          const char *
#define ORM_OPT_varchar(n)    const char *
#define ORM_OPT_char_(n)      const char *
#define ORM_OPT_json          const char *
#define ORM_OPT_inet          const char *
#define ORM_OPT_cidr          const char *
#define ORM_OPT_macaddr       const char *
#define ORM_OPT_decimal(p, s) orm_decimal
#define ORM_OPT_money         orm_decimal
#define ORM_OPT_timestamp     orm_opt_timestamp
#define ORM_OPT_date          orm_opt_date
#define ORM_OPT_time          orm_opt_time
#define ORM_OPT_interval      orm_opt_interval
#define ORM_OPT_uuid          orm_opt_uuid
#define ORM_OPT_blob          orm_blob
#define ORM_OPT_vector(n)     orm_vector
#define ORM_OPT_array(T)      orm_array_##T
#define ORM_OPT_hstore        orm_map
#define ORM_OPT_point         orm_opt_point
#define ORM_OPT_enum(E)       orm_opt_##E

#define ORM_HANDLE_bool          orm_bool_col
#define ORM_HANDLE__Bool         orm_bool_col
#define ORM_HANDLE_int16         orm_int_col
#define ORM_HANDLE_int32         orm_int_col
#define ORM_HANDLE_int64         orm_int_col
#define ORM_HANDLE_uint32        orm_int_col
#define ORM_HANDLE_uint64        orm_int_col
#define ORM_HANDLE_float         orm_real_col
#define ORM_HANDLE_double        orm_real_col
#define ORM_HANDLE_text          orm_text_col
#define ORM_HANDLE_varchar(n)    orm_text_col
#define ORM_HANDLE_char_(n)      orm_text_col
#define ORM_HANDLE_json          orm_json_col
#define ORM_HANDLE_inet          orm_text_col
#define ORM_HANDLE_cidr          orm_text_col
#define ORM_HANDLE_macaddr       orm_text_col
#define ORM_HANDLE_decimal(p, s) orm_decimal_col
#define ORM_HANDLE_money         orm_decimal_col
#define ORM_HANDLE_timestamp     orm_timestamp_col
#define ORM_HANDLE_date          orm_date_col
#define ORM_HANDLE_time          orm_time_col
#define ORM_HANDLE_interval      orm_interval_col
#define ORM_HANDLE_uuid          orm_uuid_col
#define ORM_HANDLE_blob          orm_blob_col
#define ORM_HANDLE_vector(n)     orm_vector_col
#define ORM_HANDLE_array(T)      orm_array_col
#define ORM_HANDLE_hstore        orm_map_col
#define ORM_HANDLE_point         orm_point_col
#define ORM_HANDLE_enum(E)       orm_enum_col
#define ORM_HANDLE_opt(T)        ORM_HANDLE_##T

#define ORM_META_bool          .type = ORM_BOOL
#define ORM_META__Bool         .type = ORM_BOOL
#define ORM_META_int16         .type = ORM_INT16
#define ORM_META_int32         .type = ORM_INT32
#define ORM_META_int64         .type = ORM_INT64
#define ORM_META_uint32        .type = ORM_UINT32
#define ORM_META_uint64        .type = ORM_UINT64
#define ORM_META_float         .type = ORM_FLOAT
#define ORM_META_double        .type = ORM_DOUBLE
#define ORM_META_text          .type = ORM_TEXT
#define ORM_META_varchar(n)    .type = ORM_VARCHAR, .length = (n)
#define ORM_META_char_(n)      .type = ORM_CHAR, .length = (n)
#define ORM_META_json          .type = ORM_JSON
#define ORM_META_inet          .type = ORM_INET
#define ORM_META_cidr          .type = ORM_CIDR
#define ORM_META_macaddr       .type = ORM_MACADDR
#define ORM_META_decimal(p, s) .type = ORM_DECIMAL, .precision = (p), .scale = (s)
#define ORM_META_money         .type = ORM_MONEY, .precision = 18, .scale = 2
#define ORM_META_timestamp     .type = ORM_TIMESTAMP
#define ORM_META_date          .type = ORM_DATE
#define ORM_META_time          .type = ORM_TIME
#define ORM_META_interval      .type = ORM_INTERVAL
#define ORM_META_uuid          .type = ORM_UUID
#define ORM_META_blob          .type = ORM_BLOB
#define ORM_META_vector(n)     .type = ORM_VECTOR, .length = (n)
#define ORM_META_array(T)      .type = ORM_ARRAY, .element = ORM_ELEMENT_##T
#define ORM_META_hstore        .type = ORM_HSTORE
#define ORM_META_point         .type = ORM_POINT
#define ORM_META_enum(E)       .type = ORM_ENUMERATION, .enumeration = &E##__enum
#define ORM_META_opt(T)        ORM_META_##T, .nullable = true
#define ORM_ELEMENT_bool   ORM_BOOL
#define ORM_ELEMENT__Bool  ORM_BOOL
#define ORM_ELEMENT_int16  ORM_INT16
#define ORM_ELEMENT_int32  ORM_INT32
#define ORM_ELEMENT_int64  ORM_INT64
#define ORM_ELEMENT_float  ORM_FLOAT
#define ORM_ELEMENT_double ORM_DOUBLE
#define ORM_ELEMENT_text   ORM_TEXT
#define ORM_ELEMENT_uuid   ORM_UUID

/* ---- kinds of entries -----------------------------------------------------------------------------------------------------
 * Each kind belongs to one of three groups; a pass P says what to make of a group: P_COLUMN(Row, is_key, type, name, options...),
 * P_RELATION(Row, kind, Target, name, keys...), P_CONSTRAINT(Row, kind, ...). */
#define ORM__K_key(P, Row, ...)          P##_COLUMN(Row, 1, __VA_ARGS__)
#define ORM__K_field(P, Row, ...)        P##_COLUMN(Row, 0, __VA_ARGS__)
#define ORM__K_belongs_to(P, Row, ...)   P##_RELATION(Row, ONE, ORM_BELONGS_TO, __VA_ARGS__)
#define ORM__K_has_one(P, Row, ...)      P##_RELATION(Row, ONE, ORM_HAS_ONE, __VA_ARGS__)
#define ORM__K_has_many(P, Row, ...)     P##_RELATION(Row, MANY, ORM_HAS_MANY, __VA_ARGS__)
#define ORM__K_many_to_many(P, Row, ...) P##_RELATION(Row, THROUGH, ORM_MANY_TO_MANY, __VA_ARGS__)
#define ORM__K_foreign(P, Row, ...)      P##_CONSTRAINT(Row, FOREIGN, __VA_ARGS__)
#define ORM__K_index(P, Row, ...)        P##_CONSTRAINT(Row, INDEX, __VA_ARGS__)
#define ORM__K_unique(P, Row, ...)       P##_CONSTRAINT(Row, UNIQUE, __VA_ARGS__)
#define ORM__K_check(P, Row, ...)        P##_CONSTRAINT(Row, CHECK, __VA_ARGS__)
#define ORM__K_row(P, Row, ...)          P##_WHOLE(Row, 0, __VA_ARGS__)
#define ORM__K_opt_row(P, Row, ...)      P##_WHOLE(Row, 1, __VA_ARGS__)
#define ORM__KNOWN_key          ~, 1
#define ORM__KNOWN_field        ~, 1
#define ORM__KNOWN_belongs_to   ~, 1
#define ORM__KNOWN_has_one      ~, 1
#define ORM__KNOWN_has_many     ~, 1
#define ORM__KNOWN_many_to_many ~, 1
#define ORM__KNOWN_foreign      ~, 1
#define ORM__KNOWN_index        ~, 1
#define ORM__KNOWN_unique       ~, 1
#define ORM__KNOWN_check        ~, 1
#define ORM__KNOWN_IN_RESULT_field   ~, 1
#define ORM__KNOWN_IN_RESULT_row     ~, 1
#define ORM__KNOWN_IN_RESULT_opt_row ~, 1

/* ---- the passes ----------------------------------------------------------------------------------------------------------- */
#define ORM__COL(Row, name) ORM__CAT(ORM__CAT(Row, __col_), name)
#define ORM__REL(Row, name) ORM__CAT(ORM__CAT(Row, __rel_), name)

/* the first pass: names a wrong kind before it does harm */
#define ORM__CHECK(Row, kind, ...) \
    _Static_assert(ORM__PROBE(ORM__KNOWN_##kind), "orm: model " #Row ": `" #kind "` is no kind of entry (key field belongs_to has_one has_many many_to_many foreign index unique check)");

/* then what each entry must have, told before the parts that are missing confuse the compiler */
#define ORM__STRUCT(Row, kind, ...) ORM__K_##kind(ORM__STRUCT, Row, __VA_ARGS__)
#define ORM__STRUCT_COLUMN(Row, is_key, type, ...) ORM__STRUCT_NAMED(Row, type, __VA_ARGS__, ) ORM_TYPE_##type ORM__NAME(__VA_ARGS__);
#define ORM__STRUCT_NAMED(Row, type, name, ...) \
    _Static_assert(sizeof(#name) > 1, "orm: model " #Row ": an entry of type " #type " has no name: X(field, TYPE, name, options...)");
#define ORM__STRUCT_RELATION(Row, many, kind, T, ...) ORM__STRUCT_RELATED(Row, T, __VA_ARGS__, , ) ORM__STRUCT_##many(T, ORM__NAME(__VA_ARGS__))
#define ORM__STRUCT_RELATED(Row, T, name, key, ...) \
    _Static_assert(sizeof(#name) > 1 && sizeof(#key) > 1, "orm: model " #Row ": the relation with " #T " lacks a part: X(belongs_to, Target, name, key_column), X(many_to_many, Target, name, Through)");
#define ORM__STRUCT_ONE(T, name) struct T *name;
#define ORM__STRUCT_MANY(T, name) struct T##_list *name; /* NULL until loaded */
#define ORM__STRUCT_THROUGH(T, name) struct T##_list *name;
#define ORM__STRUCT_CONSTRAINT(Row, kind, ...) ORM__STRUCT_##kind(Row, kind, __VA_ARGS__, )
#define ORM__STRUCT_LISTED(Row, kind, list, ...) \
    _Static_assert(ORM__PROBE(ORM__IS_LIST list), "orm: model " #Row ": " #kind " of " #list ": its columns stand in parentheses, even one: X(index, (a, b))");
#define ORM__IS_LIST(...) ~, 1
#define ORM__STRUCT_INDEX   ORM__STRUCT_LISTED
#define ORM__STRUCT_UNIQUE  ORM__STRUCT_LISTED
#define ORM__STRUCT_FOREIGN ORM__STRUCT_LISTED
#define ORM__STRUCT_CHECK(...)

#define ORM__COLUMN_IDS(Row, kind, ...) ORM__K_##kind(ORM__COLUMN_IDS, Row, __VA_ARGS__)
#define ORM__COLUMN_IDS_COLUMN(Row, is_key, type, ...) ORM__COL(Row, ORM__NAME(__VA_ARGS__)),
#define ORM__COLUMN_IDS_RELATION(...)
#define ORM__COLUMN_IDS_CONSTRAINT(...)
#define ORM__RELATION_IDS(Row, kind, ...) ORM__K_##kind(ORM__RELATION_IDS, Row, __VA_ARGS__)
#define ORM__RELATION_IDS_COLUMN(...)
#define ORM__RELATION_IDS_RELATION(Row, many, kind, T, ...) ORM__REL(Row, ORM__NAME(__VA_ARGS__)),
#define ORM__RELATION_IDS_CONSTRAINT(...)

#define ORM__COLUMNS(Row, kind, ...) ORM__K_##kind(ORM__COLUMNS, Row, __VA_ARGS__)
#define ORM__COLUMNS_COLUMN(Row, is_key, type, ...) ORM__COLUMNS_ONE(Row, is_key, type, ORM__NAME(__VA_ARGS__), ORM__OPTIONS(__VA_ARGS__, .end_ = 0))
#define ORM__COLUMNS_ONE(Row, is_key, type_, name_, ...)                                                         \
    { .magic_ = ORM__COLUMN_MAGIC, .name = ORM__STR(name_), .model = &Row##__model, .offset = offsetof(Row, name_), \
      .size = sizeof(((Row *)0)->name_), .key = is_key, ORM_META_##type_, __VA_ARGS__ },
#define ORM__COLUMNS_RELATION(...)
#define ORM__COLUMNS_CONSTRAINT(...)

#define ORM__RELATIONS(Row, kind, ...) ORM__K_##kind(ORM__RELATIONS, Row, __VA_ARGS__)
#define ORM__RELATIONS_COLUMN(...)
#define ORM__RELATIONS_RELATION(Row, many, kind_, T, ...)                                                        \
    { .magic_ = ORM__RELATION_MAGIC, .kind = kind_, .model = &Row##__model, .target = &T##__model, ORM__RELATIONS_##many(Row, __VA_ARGS__, , , ) },
#define ORM__RELATIONS_ONE(Row, name_, key_, ...) ORM__RELATIONS_MANY(Row, name_, key_, ~)
#define ORM__RELATIONS_MANY(Row, name_, key_, ...) .name = ORM__STR(name_), .offset = offsetof(Row, name_), .key = #key_
#define ORM__RELATIONS_THROUGH(Row, name_, via_, near_, far_, ...) \
    .name = ORM__STR(name_), .offset = offsetof(Row, name_), .through = &via_##__model, .key = #near_, .far_key = #far_
#define ORM__RELATIONS_CONSTRAINT(...)

#define ORM__CONSTRAINTS(Row, kind, ...) ORM__K_##kind(ORM__CONSTRAINTS, Row, __VA_ARGS__)
#define ORM__CONSTRAINTS_COLUMN(...)
#define ORM__CONSTRAINTS_RELATION(...)
#define ORM__CONSTRAINTS_CONSTRAINT(Row, kind, ...) ORM__CONSTRAINT_##kind(Row, __VA_ARGS__)
#define ORM__IDS(Row, ...) (const uint16_t[]){ ORM__MAP(ORM__COL, Row, __VA_ARGS__) }
#define ORM__LISTED(Row, list) .entry = #list, .columns = ORM__IDS(Row, ORM__UNPAREN list), .column_count = sizeof(ORM__IDS(Row, ORM__UNPAREN list)) / sizeof(uint16_t)
#define ORM__CONSTRAINT_INDEX(Row, ...)  { .kind = ORM__INDEX, ORM__CONSTRAINT_LIST(Row, ORM__NAME(__VA_ARGS__), ORM__OPTIONS(__VA_ARGS__, .end_ = 0)) },
#define ORM__CONSTRAINT_UNIQUE(Row, ...) { .kind = ORM__UNIQUE, ORM__CONSTRAINT_LIST(Row, ORM__NAME(__VA_ARGS__), ORM__OPTIONS(__VA_ARGS__, .end_ = 0)) },
#define ORM__CONSTRAINT_LIST(Row, list, ...) ORM__LISTED(Row, list), .index = { __VA_ARGS__ }
#define ORM__CONSTRAINT_FOREIGN(Row, list, T, ...) \
    { .kind = ORM__FOREIGN, ORM__LISTED(Row, list), .target = &T##__model, ORM__CONSTRAINT_TO(ORM__NAME(__VA_ARGS__), ORM__OPTIONS(__VA_ARGS__, .end_ = 0)) },
#define ORM__CONSTRAINT_TO(list, ...)                                                                            \
    .target_columns = (const char *const[]){ ORM__MAP(ORM__QUOTED, ~, ORM__UNPAREN list) },                     \
    .target_column_count = sizeof((const char *const[]){ ORM__MAP(ORM__QUOTED, ~, ORM__UNPAREN list) }) / sizeof(char *), .foreign = { __VA_ARGS__ }
#define ORM__QUOTED(c, a) #a
#define ORM__CONSTRAINT_CHECK(Row, name_, sql_) { .kind = ORM__CHECK_SQL, .entry = #name_, .check_name = #name_, .check_sql = sql_ },

#define ORM__HANDLES(Row, kind, ...) ORM__K_##kind(ORM__HANDLES, Row, __VA_ARGS__)
#define ORM__HANDLES_COLUMN(Row, is_key, type, ...) ORM_HANDLE_##type ORM__NAME(__VA_ARGS__);
#define ORM__HANDLES_RELATION(Row, many, kind, T, ...) orm_rel ORM__NAME(__VA_ARGS__);
#define ORM__HANDLES_CONSTRAINT(...)
#define ORM__HANDLE_VALUES(Row, kind, ...) ORM__K_##kind(ORM__HANDLE_VALUES, Row, __VA_ARGS__)
#define ORM__HANDLE_VALUES_COLUMN(Row, is_key, type, ...) (ORM_HANDLE_##type)&Row##__columns[ORM__COL(Row, ORM__NAME(__VA_ARGS__))],
#define ORM__HANDLE_VALUES_RELATION(Row, many, kind, T, ...) &Row##__relations[ORM__REL(Row, ORM__NAME(__VA_ARGS__))],
#define ORM__HANDLE_VALUES_CONSTRAINT(...)

/* results: whole rows inside, and what orm_into() fills */
#define ORM__RESULT_CHECK(Row, kind, ...) \
    _Static_assert(ORM__PROBE(ORM__KNOWN_IN_RESULT_##kind), "orm: result " #Row ": `" #kind "` is no kind of entry in a result (field row opt_row)");
#define ORM__STRUCT_WHOLE(Row, optional, T, ...) ORM__STRUCT_WHOLE_##optional(T, ORM__NAME(__VA_ARGS__))
#define ORM__STRUCT_WHOLE_0(T, name) T name;
#define ORM__STRUCT_WHOLE_1(T, name) T *name; /* NULL: the side of an outer join that is missing */
#define ORM__COLUMN_IDS_WHOLE(...)
#define ORM__COLUMNS_WHOLE(...)
#define ORM__HANDLES_WHOLE(...)
#define ORM__HANDLE_VALUES_WHOLE(...)
#define ORM__WHOLES(Row, kind, ...) ORM__K_##kind(ORM__WHOLES, Row, __VA_ARGS__)
#define ORM__WHOLES_COLUMN(...)
#define ORM__WHOLES_WHOLE(Row, optional_, T, ...) \
    { .name = ORM__STR(ORM__NAME(__VA_ARGS__)), .model = &T##__model, .offset = offsetof(Row, ORM__NAME(__VA_ARGS__)), .optional = optional_ },
#define ORM__INTO(Row, kind, ...) ORM__K_##kind(ORM__INTO, Row, __VA_ARGS__)
#define ORM__INTO_COLUMN(Row, is_key, type, ...) orm_expr ORM__NAME(__VA_ARGS__);
#define ORM__INTO_WHOLE(...)
#define ORM__INTO_RELATION(...)
#define ORM__INTO_CONSTRAINT(...)

/* one typed parameter of Row_get for each key column, in order, and its address */
#define ORM__KEYS(Row, kind, ...) ORM__K_##kind(ORM__KEYS, Row, __VA_ARGS__)
#define ORM__KEYS_COLUMN(Row, is_key, type, ...) ORM__KEYS_##is_key(type, ORM__NAME(__VA_ARGS__))
#define ORM__KEYS_0(type, name)
#define ORM__KEYS_1(type, name) , ORM_TYPE_##type ORM__CAT(orm_key_, name)
#define ORM__KEYS_RELATION(...)
#define ORM__KEYS_CONSTRAINT(...)
#define ORM__KEY_ADDRESSES(Row, kind, ...) ORM__K_##kind(ORM__KEY_ADDRESSES, Row, __VA_ARGS__)
#define ORM__KEY_ADDRESSES_COLUMN(Row, is_key, type, ...) ORM__KEY_ADDRESSES_##is_key(ORM__NAME(__VA_ARGS__))
#define ORM__KEY_ADDRESSES_0(name)
#define ORM__KEY_ADDRESSES_1(name) &ORM__CAT(orm_key_, name),
#define ORM__KEY_ADDRESSES_RELATION(...)
#define ORM__KEY_ADDRESSES_CONSTRAINT(...)
#define ORM__KEY_COUNT(Row, kind, ...) ORM__K_##kind(ORM__KEY_COUNT, Row, __VA_ARGS__)
#define ORM__KEY_COUNT_COLUMN(Row, is_key, type, ...) + is_key
#define ORM__KEY_COUNT_RELATION(...)
#define ORM__KEY_COUNT_CONSTRAINT(...)

#ifndef __cplusplus
/* Names the row type before it is defined, so that models can refer to each other and to themselves. */
#define ORM_DECLARE(Row)     \
    typedef struct Row Row;  \
    ORM__UNUSED static const orm_model Row##__model

#define ORM__NOTHING(...) /* an entry becomes nothing: what is left over is none */
#define ORM__LEFT_OVER(...) ORM__LEFT_OVER_(__VA_ARGS__)
#define ORM__LEFT_OVER_(...) #__VA_ARGS__
/* Row: the struct's name.  Table: the object whose members are the typed columns and relations.  Then the list, then options of orm_model. */
#define ORM_MODEL(Row, Table, ...) ORM__MODEL(Row, Table, __VA_ARGS__, .end_ = 0)
#define ORM__MODEL(Row, Table, LIST, ...)                                                                                              \
    _Static_assert(sizeof(ORM__LEFT_OVER(LIST(ORM__NOTHING))) == 1,                                                                    \
                   "orm: model " #Row ": " #LIST " is no list of entries X(kind, ...): is it misspelt, or a comma between two entries?"); \
    typedef struct Row Row;                                                                                                            \
    ORM__PASS(ORM__CHECK, LIST, Row)                                                                                                   \
    _Static_assert(0 ORM__PASS(ORM__KEY_COUNT, LIST, Row) > 0, "orm: model " #Row " has no key: give it an entry X(key, TYPE, name)"); \
    enum { ORM__PASS(ORM__COLUMN_IDS, LIST, Row) Row##__column_count };                                                                \
    enum { ORM__PASS(ORM__RELATION_IDS, LIST, Row) Row##__relation_count };                                                            \
    struct Row {                                                                                                                       \
        ORM__PASS(ORM__STRUCT, LIST, Row)                                                                                              \
        struct { orm_state head; uint64_t unloaded[((int)Row##__column_count + (int)Row##__relation_count + 63) / 64]; } orm_;         \
    };                                                                                                                                 \
    typedef struct Row##_list { Row *items; size_t count; } Row##_list;                                                                \
    ORM__UNUSED static const orm_model Row##__model;                                                                                   \
    ORM__UNUSED static const orm_column Row##__columns[] = { ORM__PASS(ORM__COLUMNS, LIST, Row) };                                     \
    ORM__UNUSED static const orm_relation Row##__relations[] = { ORM__PASS(ORM__RELATIONS, LIST, Row) { .name = NULL } };              \
    ORM__UNUSED static const orm_constraint Row##__constraints[] = { ORM__PASS(ORM__CONSTRAINTS, LIST, Row) { .entry = NULL } };       \
    ORM__UNUSED static const orm_model Row##__model = { .name = #Row, .table_object = #Table, .row_size = sizeof(struct Row),          \
        .state_offset = offsetof(struct Row, orm_), .state_words = sizeof(((struct Row *)0)->orm_.unloaded) / sizeof(uint64_t),        \
        .columns = Row##__columns, .relations = Row##__relations, .constraints = Row##__constraints,                                   \
        .column_count = Row##__column_count, .relation_count = Row##__relation_count,                                                  \
        .constraint_count = sizeof Row##__constraints / sizeof *Row##__constraints - 1, __VA_ARGS__ };                                 \
    ORM__UNUSED static const struct Row##_columns { ORM__PASS(ORM__HANDLES, LIST, Row) }                                               \
        Table = { ORM__PASS(ORM__HANDLE_VALUES, LIST, Row) };                                                                          \
    typedef struct Row##_into { ORM__PASS(ORM__INTO, LIST, Row) orm_expr orm_end_; } Row##_into;                                       \
    ORM__VERBS(Row, LIST)                                                                                                              \
    struct Row /* takes the semicolon */

/* A result: a struct to fill from a query (Row_select, orm_into), whose columns can be a source too: a CTE, a derived table, or a view (.table).
 *     #define TOP(X) X(field, opt(text), name) X(field, int64, n)          whole rows: X(row, Track, track) X(opt_row, Album, album)
 *     ORM_RESULT(Top, Tops, TOP); */
#define ORM_RESULT(Row, Table, ...) ORM__RESULT(Row, Table, __VA_ARGS__, .end_ = 0)
#define ORM__RESULT(Row, Table, LIST, ...)                                                                                             \
    _Static_assert(sizeof(ORM__LEFT_OVER(LIST(ORM__NOTHING))) == 1,                                                                    \
                   "orm: result " #Row ": " #LIST " is no list of entries X(kind, ...): is it misspelt, or a comma between two entries?"); \
    typedef struct Row Row;                                                                                                            \
    ORM__PASS(ORM__RESULT_CHECK, LIST, Row)                                                                                            \
    enum { ORM__PASS(ORM__COLUMN_IDS, LIST, Row) Row##__column_count };                                                                \
    struct Row { ORM__PASS(ORM__STRUCT, LIST, Row) };                                                                                  \
    typedef struct Row##_list { Row *items; size_t count; } Row##_list;                                                                \
    ORM__UNUSED static const orm_model Row##__model;                                                                                   \
    ORM__UNUSED static const orm_column Row##__columns[] = { ORM__PASS(ORM__COLUMNS, LIST, Row) { .name = NULL } };                    \
    ORM__UNUSED static const orm_whole_row Row##__wholes[] = { ORM__PASS(ORM__WHOLES, LIST, Row) { .name = NULL } };                   \
    ORM__UNUSED static const orm_model Row##__model = { .name = #Row, .table_object = #Table, .row_size = sizeof(struct Row),          \
        .columns = Row##__columns, .column_count = Row##__column_count, .wholes = Row##__wholes,                                       \
        .whole_count = sizeof Row##__wholes / sizeof *Row##__wholes - 1, __VA_ARGS__ };                                                \
    ORM__UNUSED static const struct Row##_columns { ORM__PASS(ORM__HANDLES, LIST, Row) int orm_end_; }                                 \
        Table = { ORM__PASS(ORM__HANDLE_VALUES, LIST, Row) 0 };                                                                        \
    typedef struct Row##_into { ORM__PASS(ORM__INTO, LIST, Row) orm_expr orm_end_; } Row##_into;                                       \
    ORM__RESULT_VERBS(Row)                                                                                                             \
    struct Row /* takes the semicolon */
/* The table of Row a second time under another name, with typed columns of its own: ORM_ALIAS(Boss, Bosses, Employee, EMPLOYEE_MODEL); rows are Employees. */
#define ORM_ALIAS(Alias, Table, Row, LIST)                                                                                             \
    typedef Row Alias;                                                                                                                 \
    enum { ORM__PASS(ORM__COLUMN_IDS, LIST, Alias) Alias##__column_count };                                                            \
    enum { ORM__PASS(ORM__RELATION_IDS, LIST, Alias) Alias##__relation_count };                                                        \
    ORM__UNUSED static const orm_model Alias##__model;                                                                                 \
    ORM__UNUSED static const orm_column Alias##__columns[] = { ORM__PASS(ORM__COLUMNS, LIST, Alias) };                                 \
    ORM__UNUSED static const orm_relation Alias##__relations[] = { ORM__PASS(ORM__RELATIONS, LIST, Alias) { .name = NULL } };          \
    ORM__UNUSED static const orm_model Alias##__model = { .name = #Alias, .table_object = #Table, .alias_of = &Row##__model,           \
        .row_size = sizeof(Row), .state_offset = offsetof(Row, orm_), .state_words = sizeof(((Row *)0)->orm_.unloaded) / sizeof(uint64_t), \
        .columns = Alias##__columns, .relations = Alias##__relations, .column_count = Alias##__column_count, .relation_count = Alias##__relation_count }; \
    ORM__UNUSED static const struct Alias##_columns { ORM__PASS(ORM__HANDLES, LIST, Alias) }                                           \
        Table = { ORM__PASS(ORM__HANDLE_VALUES, LIST, Alias) };                                                                        \
    struct Alias /* takes the semicolon */

/* A generated key, as a mixin:  #define TASK_MODEL(X) ORM_ID(X) X(field, text, title) */
#define ORM_ID(X) X(key, int64, id, .auto_increment = true)

/* `ORM_MODELS(User, Post)`: a list of models for orm_create_tables and its like; up to 128. */
#define ORM__MODEL_OF(c, Row) &Row##__model
#define ORM_MODELS(...) ((const orm_model *const[]){ ORM__MAP(ORM__MODEL_OF, ~, __VA_ARGS__), NULL })
#endif

/* ---- codecs ---------------------------------------------------------------------------------------------------------------
 * A type of your own: how its C value travels.  Both functions get the address of the field (for opt: an optional struct is not made for you).
 * A codec's value is stored as an integer, a double, a text or a blob (`stored_as`). */
typedef struct orm_stored {
    bool null;
    int64_t integer;
    double real;
    const char *text;     /* text or blob: encode points it at memory that lives as long as the field, or at `scratch` */
    size_t size;
    char scratch[64];
} orm_stored;
struct orm_codec {
    const char *name;                                     /* for messages */
    orm_type stored_as;                                   /* ORM_INT64, ORM_DOUBLE, ORM_TEXT or ORM_BLOB */
    const char *sql_type[ORM_DIALECT_COUNT];              /* NULL: what stored_as has */
    bool (*encode)(const void *field, orm_stored *out);   /* false: the value is not valid (ORM_INVALID) */
    bool (*decode)(const orm_stored *in, void *field);    /* the text lives until the session is reset; false: not valid */
};

ORM__C_END
#endif
