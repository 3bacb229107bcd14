#include "mysql_values.h"
#if defined(ORM_MYSQL)
#include "../orm/internal.h"
#include <stdio.h>
#include <string.h>

#define ORM__MY_BINARY 63 /* the number of the character set "binary" */

ORM__PRIVATE orm__my_kind orm__my_kind_of(const MYSQL_FIELD *f) {
    switch ((int)f->type) {
    case MYSQL_TYPE_TINY: case MYSQL_TYPE_SHORT: case MYSQL_TYPE_INT24: case MYSQL_TYPE_LONG: case MYSQL_TYPE_LONGLONG: case MYSQL_TYPE_YEAR:
        return f->flags & UNSIGNED_FLAG ? ORM__MY_UNSIGNED : ORM__MY_INTEGER;
    case MYSQL_TYPE_FLOAT: return ORM__MY_FLOAT;
    case MYSQL_TYPE_DOUBLE: return ORM__MY_DOUBLE;
    case MYSQL_TYPE_DECIMAL: case MYSQL_TYPE_NEWDECIMAL: return ORM__MY_DECIMAL;
    case MYSQL_TYPE_TIMESTAMP: case MYSQL_TYPE_DATETIME: return ORM__MY_TIMESTAMP;
    case MYSQL_TYPE_DATE: case MYSQL_TYPE_NEWDATE: return ORM__MY_DATE;
    case MYSQL_TYPE_TIME: return ORM__MY_TIME;
    case MYSQL_TYPE_BIT: return ORM__MY_BIT;
    case MYSQL_TYPE_NULL: case MYSQL_TYPE_ENUM: case MYSQL_TYPE_SET: case 245 /* JSON: MySQL calls it binary, but it is text */: return ORM__MY_TEXT;
    case MYSQL_TYPE_GEOMETRY: case 242 /* VECTOR */: return ORM__MY_BLOB;
    default: return f->charsetnr == ORM__MY_BINARY ? ORM__MY_BLOB : ORM__MY_TEXT;
    }
}
ORM__PRIVATE enum enum_field_types orm__my_bound_type(orm__my_kind kind) {
    static const enum enum_field_types types[ORM__MY_KIND_COUNT] = {
        [ORM__MY_INTEGER] = MYSQL_TYPE_LONGLONG, [ORM__MY_UNSIGNED] = MYSQL_TYPE_LONGLONG, [ORM__MY_DOUBLE] = MYSQL_TYPE_DOUBLE, [ORM__MY_FLOAT] = MYSQL_TYPE_FLOAT,
        [ORM__MY_DECIMAL] = MYSQL_TYPE_STRING, [ORM__MY_TIMESTAMP] = MYSQL_TYPE_DATETIME, [ORM__MY_DATE] = MYSQL_TYPE_DATE, [ORM__MY_TIME] = MYSQL_TYPE_TIME,
        [ORM__MY_BIT] = MYSQL_TYPE_BLOB, [ORM__MY_TEXT] = MYSQL_TYPE_STRING, [ORM__MY_BLOB] = MYSQL_TYPE_BLOB };
    return types[kind];
}

/* ---- dates and times -------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE bool orm__my_read_moment(orm__my_kind kind, const MYSQL_TIME *t, int64_t *out) {
    const int64_t of_day = ((int64_t)(t->hour * 60 + t->minute) * 60 + t->second) * 1000000 + (int64_t)t->second_part;
    if (kind == ORM__MY_TIME) { /* MySQL's TIME is a span of up to 838 hours */
        *out = of_day;
        return !t->neg && !t->day && t->hour < 24;
    }
    if (t->year < 1 || t->year > 9999 || t->month < 1 || t->month > 12 || t->day < 1 || (int32_t)t->day > orm__days_in_month((int32_t)t->year, (int32_t)t->month)) return false;
    const int64_t days = orm__days_from_civil((int32_t)t->year, (int32_t)t->month, (int32_t)t->day);
    *out = kind == ORM__MY_DATE ? days : days * INT64_C(86400000000) + of_day;
    return true;
}
ORM__PRIVATE bool orm__my_parse_moment(orm__my_kind kind, const char *text, size_t length, int64_t *out) {
    int32_t date = 0;
    if (kind == ORM__MY_TIME) return orm_time_parse(text, length, out);
    if (kind == ORM__MY_TIMESTAMP) return orm_timestamp_parse(text, length, out);
    const bool ok = orm_date_parse(text, length, &date);
    *out = date;
    return ok;
}
ORM__PRIVATE void orm__my_write_moment(orm__wire wire, int64_t value, MYSQL_TIME *out) {
    const int64_t day = INT64_C(86400000000);
    int64_t days = wire == ORM__WIRE_DATE ? value : wire == ORM__WIRE_TIME ? 0 : value / day, rest = wire == ORM__WIRE_DATE ? 0 : value - days * day;
    if (rest < 0) rest += day, days--;
    memset(out, 0, sizeof *out); /* its padding is sent by some versions */
    if (wire != ORM__WIRE_TIME) {
        uint32_t year, month, of_month;
        orm__civil_from_days((int32_t)days, &year, &month, &of_month);
        out->year = year, out->month = month, out->day = of_month;
    }
    out->second_part = (unsigned long)(rest % 1000000);
    rest /= 1000000;
    out->hour = (unsigned)(rest / 3600), out->minute = (unsigned)(rest / 60 % 60), out->second = (unsigned)(rest % 60);
    out->time_type = wire == ORM__WIRE_DATE ? MYSQL_TIMESTAMP_DATE : wire == ORM__WIRE_TIME ? MYSQL_TIMESTAMP_TIME : MYSQL_TIMESTAMP_DATETIME;
}
ORM__PRIVATE uint64_t orm__my_read_bits(const char *bytes, size_t size) {
    uint64_t v = 0;
    for (size_t i = 0; i < size; i++) v = v << 8 | (unsigned char)bytes[i];
    return v;
}

/* ---- the text of a statement -------------------------------------------------------------------------------------------------------- */
static const char *orm__my_skip(const char *sql) {
    for (;;) {
        const char *end = NULL;
        sql += strspn(sql, " \t\n\r\f\v;(");
        if (sql[0] == '/' && sql[1] == '*') {
            if (sql[2] == '!' || (sql[2] == 'M' && sql[3] == '!')) { /* what stands in it is run */
                sql += sql[2] == '!' ? 3 : 4;
                sql += strspn(sql, "0123456789");
                continue;
            }
            end = strstr(sql + 2, "*/");
        } else if (sql[0] == '#' || (sql[0] == '-' && sql[1] == '-')) {
            end = strchr(sql, '\n');
        }
        if (!end) return sql;
        sql = end + (*end == '*' ? 2 : 1);
    }
}
static bool orm__my_in_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$'; }
/* The next word in capitals; gives what stands behind it. */
static const char *orm__my_word(const char *sql, char *out, size_t size) {
    size_t n = 0;
    for (sql = orm__my_skip(sql); orm__my_in_word(*sql); sql++)
        if (n + 1 < size) out[n++] = *sql >= 'a' && *sql <= 'z' ? (char)(*sql - 32) : *sql;
    out[n] = 0;
    return sql;
}
ORM__PRIVATE bool orm__my_begins(const char *sql, const char *word) {
    char first[24];
    orm__my_word(sql, first, sizeof first);
    return strcmp(first, word) == 0;
}
static bool orm__my_is_one_of(const char *word, const char *const *list) {
    for (; *list; list++)
        if (strcmp(word, *list) == 0) return true;
    return false;
}
/* The second word, or that behind CREATE OR REPLACE. */
static void orm__my_two_words(const char *sql, char *first, char *second, size_t size) {
    char third[24];
    sql = orm__my_word(orm__my_word(sql, first, size), second, size);
    if (!strcmp(first, "CREATE") && !strcmp(second, "OR")) orm__my_word(orm__my_word(sql, third, sizeof third), second, size);
}
ORM__PRIVATE bool orm__my_sets_password(const char *sql) {
    char first[24], second[24];
    orm__my_two_words(sql, first, second, sizeof first);
    if (!strcmp(first, "CREATE") || !strcmp(first, "ALTER")) return !strcmp(second, "USER");
    return !strcmp(first, "GRANT") || (!strcmp(first, "SET") && !strcmp(second, "PASSWORD"));
}
ORM__PRIVATE bool orm__my_commits(const char *sql, char *out, size_t size) {
    /* dev.mysql.com, "Statements That Cause an Implicit Commit", and MariaDB's list */
    static const char *const always[] = { "ALTER", "RENAME", "TRUNCATE", "GRANT", "REVOKE", "FLUSH", "RESET", "REPAIR", "OPTIMIZE", "INSTALL", "UNINSTALL", "CACHE", "LOCK", "UNLOCK", "IMPORT", "START",
                                          "STOP", "CHANGE", "SHUTDOWN", "BEGIN", NULL },
        *const table_only[] = { "TABLE", "TABLES", "NO_WRITE_TO_BINLOG", "LOCAL", NULL };
    char first[24], second[24];
    orm__my_two_words(sql, first, second, sizeof first);
    bool commits = orm__my_is_one_of(first, always);
    if (!strcmp(first, "CREATE") || !strcmp(first, "DROP")) commits = strcmp(second, "TEMPORARY") != 0 && strcmp(second, "PREPARE") != 0;
    else if (!strcmp(first, "ANALYZE") || !strcmp(first, "CHECK")) commits = orm__my_is_one_of(second, table_only);
    else if (!strcmp(first, "LOAD")) commits = !strcmp(second, "INDEX");
    else if (!strcmp(first, "SET")) commits = !strcmp(second, "PASSWORD");
    if (commits) snprintf(out, size, "%s%s%s", first, *second ? " " : "", second);
    return commits;
}
ORM__PRIVATE bool orm__my_reads(const char *sql) {
    static const char *const words[] = { "SELECT", "WITH", "SHOW", "VALUES", "TABLE", "EXPLAIN", "DESCRIBE", "DESC", "DO", NULL };
    char first[24];
    orm__my_word(sql, first, sizeof first);
    return orm__my_is_one_of(first, words);
}
#endif
