/* mysql_values: how columns are read, dates and times to and from the client library's struct, and what the text of a statement tells. */
#ifndef ORM__MYSQL_VALUES_H
#define ORM__MYSQL_VALUES_H
#include "../orm/memory.h"
#include "driver.h"
#include "mysql_client.h"

typedef enum orm__my_kind {
    ORM__MY_INTEGER, ORM__MY_UNSIGNED, ORM__MY_DOUBLE, ORM__MY_FLOAT, ORM__MY_DECIMAL, ORM__MY_TIMESTAMP, ORM__MY_DATE, ORM__MY_TIME, ORM__MY_BIT, ORM__MY_TEXT, ORM__MY_BLOB,
    ORM__MY_KIND_COUNT
} orm__my_kind;
ORM__PRIVATE orm__my_kind orm__my_kind_of(const MYSQL_FIELD *field);
/* As what the client library is asked for it. */
ORM__PRIVATE enum enum_field_types orm__my_bound_type(orm__my_kind kind);

/* In the library's own count, as the kind has it; false: there is no such day (0000-00-00), or the time is none of a day. */
ORM__PRIVATE bool orm__my_read_moment(orm__my_kind kind, const MYSQL_TIME *t, int64_t *out);
ORM__PRIVATE bool orm__my_parse_moment(orm__my_kind kind, const char *text, size_t length, int64_t *out);
ORM__PRIVATE void orm__my_write_moment(orm__wire wire, int64_t value, MYSQL_TIME *out);
ORM__PRIVATE uint64_t orm__my_read_bits(const char *bytes, size_t size);

/* The word that the statement begins with is this one; comments and parentheses before it are skipped. */
ORM__PRIVATE bool orm__my_begins(const char *sql, const char *word);
/* The statement commits an open transaction by itself, whatever it does: its words up to the one that tells, written to out ("CREATE TABLE").  False: not known. */
ORM__PRIVATE bool orm__my_commits(const char *sql, char *out, size_t size);
/* It may give a user a password. */
ORM__PRIVATE bool orm__my_sets_password(const char *sql);
/* It gives rows and writes nothing, as far as its text tells: functions that it calls may write. */
ORM__PRIVATE bool orm__my_reads(const char *sql);
#endif
