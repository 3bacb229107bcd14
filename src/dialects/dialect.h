/* dialect: how a database spells SQL, as data.  No driver is needed to render: orm_query_sql and orm_schema_sql work for all of them. */
#ifndef ORM__DIALECT_H
#define ORM__DIALECT_H
#include "../orm/memory.h"
#include "../orm/model.h"
#include "../orm/session.h"

/* The form in which a column is stored and travels. */
typedef enum orm__form {
    ORM__FORM_BOOL, ORM__FORM_INT16, ORM__FORM_INT32, ORM__FORM_INT64, ORM__FORM_UINT32,
    ORM__FORM_UINT64,           /* INTEGER up to INT64_MAX, above it 20 digits of TEXT, which sort behind every integer */
    ORM__FORM_FLOAT, ORM__FORM_DOUBLE,
    ORM__FORM_TEXT, ORM__FORM_JSON, ORM__FORM_NET,
    ORM__FORM_DECIMAL_SCALED,   /* value * 10^scale as an integer */
    ORM__FORM_DECIMAL_TEXT,     /* canonical text, compared by a collation */
    ORM__FORM_DECIMAL_NATIVE,   /* NUMERIC or REAL as other programs write it */
    ORM__FORM_TIMESTAMP_TEXT, ORM__FORM_TIMESTAMP_NATIVE, ORM__FORM_DATE_TEXT, ORM__FORM_TIME_TEXT, ORM__FORM_INTERVAL_TEXT,
    ORM__FORM_UUID_BLOB, ORM__FORM_BLOB, ORM__FORM_VECTOR_BLOB, ORM__FORM_ARRAY_JSON, ORM__FORM_HSTORE_JSON, ORM__FORM_POINT_TEXT,
    ORM__FORM_ENUM_TEXT, ORM__FORM_CUSTOM,
    ORM__FORM_TIMESTAMP, ORM__FORM_DATE, ORM__FORM_TIME, /* types of the database's own, told by their wire kinds */
    ORM__FORM_ARRAY, ORM__FORM_HSTORE, /* the same, as lists of cells */
    ORM__FORM_UNSUPPORTED       /* the driver cannot carry it: reading and writing are refused */
} orm__form;

typedef enum orm__upsert_style { ORM__ON_CONFLICT, ORM__ON_DUPLICATE_AS_NEW, ORM__ON_DUPLICATE_VALUES } orm__upsert_style;

typedef struct orm__dialect {
    orm_dialect id;
    const char *name;
    char quote;                     /* of identifiers; doubled inside */
    bool numbered;                  /* $1, $2 instead of ? */
    bool byte_identifiers;          /* identifier_limit counts bytes, else characters */
    size_t identifier_limit;        /* 0: none */
    orm__upsert_style upsert;
    bool returning;
    bool nulls_order;               /* NULLS FIRST and NULLS LAST */
    bool nulls_last;                /* NULL sorts above every value unless told otherwise */
    const char *default_values;     /* INSERT with only defaults */
    const char *no_limit;           /* what stands for "no limit" before OFFSET, or NULL when OFFSET stands alone */
    const char *same;               /* null-safe equality */
    const char *true_sql, *false_sql;
    const char *now_sql, *uuid_sql; /* ORM_SQL_NOW, ORM_SQL_UUID; NULL: depends on the column or does not exist */
    const char *table_suffix;
    const char *bytes_collation;    /* of text columns we create, or NULL */
    const char *fold_collation;     /* under which patterns ignore the case of all letters, or NULL */
    const char *like_collation;     /* for patterns that do not, where columns of others may compare otherwise, or NULL */
    const char *fold_before[2], *fold_after[2]; /* around both sides of a pattern that ignores case, or NULL; the second pair for servers before fold_since */
    int fold_since;
    const char *real_cast;          /* behind an operand or a result that shall be a double where the database would take another type, or NULL */
    bool finite;                    /* its floating-point columns hold no infinities */
    bool basic_names;               /* no names with characters above U+FFFF, or with a blank at their end */
    bool returns_keys;              /* generated keys come by INSERT ... RETURNING */
    bool keys_apart;                /* they come from a sequence that knows nothing of the keys that are given */
    bool returning_hides_id;        /* after an INSERT ... RETURNING the client library does not know the generated key: it must be among what is returned */
    bool nan;                       /* a column of doubles holds NaN */
    bool arrays;                    /* x = ANY(an array): a list is one parameter of any length */
    const char *truncate, *truncate_end; /* around a table's name; NULL: rows are deleted and the key's sequence is reset by hand */
    /* How a transaction begins: a text of its own, or one written into room. */
    const char *(*begin)(const orm_tx *options, char *room, size_t size);
    const char *(*before_begin)(const orm_tx *options); /* a statement of its own before that; it, or what it returns, may be NULL */
    bool ddl_commits;               /* CREATE, DROP, TRUNCATE commit an open transaction */
    bool sets_in_turn;              /* UPDATE ... SET a = 1, b = a: b becomes 1 */
    const char *lock_shared, *lock_for_update; /* behind a SELECT: what is committed now, whatever the transaction's snapshot shows; or NULL */
    const char *read_only_on, *read_only_off; /* around a read-only transaction, where its beginning cannot say it, or NULL */
    const char *read_only_ask;      /* gives 1 when that is on already */
    const char *advisory_wait, *advisory_try; /* take the advisory lock of a name: give its name in the database, or NULL when it was not to be had.  NULL: a writing transaction is alone */
    const char *advisory_release;   /* a function that gives one back, by its name in the database; NULL: COMMIT and ROLLBACK do */
    bool number_wires;              /* takes ORM__WIRE_UNSIGNED and ORM__WIRE_DECIMAL */
    orm__form (*form)(const orm_column *column);
    /* the type of a column in CREATE TABLE; false: the dialect has none */
    bool (*type_sql)(orm__buffer *out, const orm_column *column, bool strict);
    int (*index_prefix)(const orm_column *column); /* how many characters of it an index that is not unique holds; 0: all, -1: it cannot stand in one.  Or NULL */
} orm__dialect;

ORM__PRIVATE const orm__dialect *orm__dialect_for(orm_dialect id);
ORM__PRIVATE void orm__put_quoted(orm__buffer *out, const orm__dialect *d, const char *name);
#endif
