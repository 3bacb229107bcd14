/* mysql_error: what the server and the client library say, as statuses, and as messages that hold no secret. */
#include "mysql.h"
#ifdef ORM_MYSQL
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

/* ---- errors ------------------------------------------------------------------------------------------------------------------------ */
ORM__PRIVATE orm_status orm__my_status(unsigned code, const char *state) {
    static const struct { uint16_t code; uint8_t status; } codes[] = {
        { 1062, ORM_CONFLICT_UNIQUE }, { 1586, ORM_CONFLICT_UNIQUE }, { 1022, ORM_CONFLICT_UNIQUE }, { 1169, ORM_CONFLICT_UNIQUE },
        { 1451, ORM_CONFLICT_FOREIGN_KEY }, { 1452, ORM_CONFLICT_FOREIGN_KEY }, { 1216, ORM_CONFLICT_FOREIGN_KEY }, { 1217, ORM_CONFLICT_FOREIGN_KEY }, { 3730, ORM_CONFLICT_FOREIGN_KEY },
        { 3819, ORM_CONFLICT_CHECK }, { 4025, ORM_CONFLICT_CHECK }, { 1048, ORM_CONFLICT_NOT_NULL }, { 1364, ORM_CONFLICT_NOT_NULL }, { 1263, ORM_CONFLICT_NOT_NULL },
        { 1213, ORM_DEADLOCK }, { 3058, ORM_DEADLOCK }, { 1614, ORM_DEADLOCK }, { 3101, ORM_SERIALIZATION }, { 1020, ORM_SERIALIZATION }, { 1205, ORM_BUSY }, { 3572, ORM_BUSY }, { 1412, ORM_SERIALIZATION },
        { 1243, ORM_SERIALIZATION }, { 1615, ORM_SERIALIZATION }, { 2057, ORM_SERIALIZATION },
        { 1317, ORM_CANCELLED }, { 1969, ORM_TIMEOUT }, { 3024, ORM_TIMEOUT }, { 1028, ORM_CANCELLED },
        { 1290, ORM_READ_ONLY }, { 1792, ORM_READ_ONLY }, { 1836, ORM_READ_ONLY }, { 1036, ORM_READ_ONLY }, { 4159, ORM_READ_ONLY },
        { 1044, ORM_CONFIG }, { 1045, ORM_CONFIG }, { 1049, ORM_CONFIG }, { 1130, ORM_CONFIG }, { 1251, ORM_CONFIG }, { 1524, ORM_CONFIG }, { 1698, ORM_CONFIG }, { 1820, ORM_CONFIG }, { 1862, ORM_CONFIG },
        { 2019, ORM_CONFIG }, { 2049, ORM_CONFIG }, { 2054, ORM_CONFIG }, { 2058, ORM_CONFIG }, { 2059, ORM_CONFIG }, { 2060, ORM_CONFIG }, { 2061, ORM_CONFIG }, { 3118, ORM_CONFIG }, { 3159, ORM_CONFIG },
        { 1040, ORM_CONNECTION }, { 1203, ORM_CONNECTION }, { 1226, ORM_CONNECTION }, { 1129, ORM_CONNECTION }, { 1053, ORM_CONNECTION }, { 1047, ORM_CONNECTION }, { 1927, ORM_CONNECTION },
        { 3169, ORM_CONNECTION }, { 4031, ORM_CONNECTION }, { 1158, ORM_CONNECTION }, { 1159, ORM_CONNECTION }, { 1160, ORM_CONNECTION }, { 1161, ORM_CONNECTION }, { 1152, ORM_CONNECTION }, { 1184, ORM_CONNECTION },
        { 1021, ORM_FULL }, { 1114, ORM_FULL }, { 1461, ORM_FULL }, { 1467, ORM_FULL }, { 3675, ORM_FULL }, { 1037, ORM_NO_MEMORY }, { 1038, ORM_NO_MEMORY }, { 1041, ORM_NO_MEMORY }, { 2008, ORM_NO_MEMORY },
        { 1034, ORM_CORRUPT }, { 1194, ORM_CORRUPT }, { 1712, ORM_CORRUPT }, { 1877, ORM_CORRUPT },
        { 1153, ORM_INVALID }, { 1264, ORM_INVALID }, { 1265, ORM_INVALID }, { 1292, ORM_INVALID }, { 1366, ORM_INVALID }, { 1367, ORM_INVALID }, { 1406, ORM_INVALID }, { 1411, ORM_INVALID },
        { 1441, ORM_INVALID }, { 1690, ORM_INVALID }, { 1365, ORM_INVALID }, { 3140, ORM_INVALID }, { 3141, ORM_INVALID }, { 4038, ORM_INVALID }, { 1300, ORM_INVALID }, { 1977, ORM_INVALID }, { 3156, ORM_INVALID },
        { 1295, ORM_UNSUPPORTED }, { 1235, ORM_UNSUPPORTED }, { 1065, ORM_MISUSE } };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == code) return (orm_status)codes[i].status;
    if (code >= 2000 && code < 2100) return ORM_CONNECTION; /* of the client library: it could not talk to the server */
    if (strncmp(state, "08", 2) == 0) return ORM_CONNECTION;
    if (strncmp(state, "22", 2) == 0) return ORM_INVALID;
    if (strncmp(state, "40", 2) == 0) return ORM_SERIALIZATION;
    return ORM_SQL;
}
/* After these nothing more can be had from the connection. */
ORM__PRIVATE bool orm__my_is_lost(unsigned code) {
    static const uint16_t codes[] = { 1047, 1053, 1927, 3169, 4031, 1158, 1159, 1160, 1161, 1152, 1184, 1153, 2000, 2002, 2003, 2005, 2006, 2012, 2013, 2014, 2020, 2026, 2027, 2055, 0 };
    for (size_t i = 0; codes[i]; i++)
        if (codes[i] == code) return true;
    return false;
}
/* What stands between two marks, the last time the first one occurs: values before it may hold anything. */
static bool orm__my_between(const char *message, const char *from, const char *to, char *out, size_t size) {
    const char *begin = NULL;
    for (const char *p = strstr(message, from); p; p = strstr(p + 1, from)) begin = p + strlen(from);
    const char *end = begin ? strstr(begin, to) : NULL;
    if (!end) return false;
    snprintf(out, size, "%.*s", (int)(end - begin), begin);
    return true;
}
/* "`a`, `b`" -> "a, b" */
static void orm__my_unquote(char *text) {
    char *to = text;
    for (const char *p = text; *p; p++)
        if (*p != '`') *to++ = *p;
    *to = 0;
}
static void orm__my_last_part(char *text) { /* `db`.`table`.`column` */
    const char *dot = strrchr(text, '.');
    if (dot) memmove(text, dot + 1, strlen(dot));
}
/* The constraint and the columns, as the server's messages name them (they are English unless the server is told otherwise: then they stay unnamed). */
static void orm__my_name_parts(orm_error *error, unsigned code, const char *message) {
    char name[sizeof error->constraint] = "", columns[sizeof error->column] = "";
    switch (code) {
    case 1062: case 1586: /* Duplicate entry 'x' for key 'users.email' */
        if (orm__my_between(message, "for key '", "'", name, sizeof name)) {
            const char *dot = strchr(name, '.'); /* MySQL puts the table before it */
            if (dot) memmove(name, dot + 1, strlen(dot));
        }
        break;
    case 1451: case 1452: case 1216: case 1217: /* (`db`.`posts`, CONSTRAINT `fk` FOREIGN KEY (`author_id`) REFERENCES `users` (`id`) ...) */
        orm__my_between(message, "CONSTRAINT `", "` FOREIGN KEY", name, sizeof name);
        orm__my_between(message, code == 1451 ? "` (" : "FOREIGN KEY (", ")", columns, sizeof columns);
        orm__my_unquote(columns);
        break;
    case 3819: /* Check constraint 'name' is violated. */
        orm__my_between(message, "Check constraint '", "' is", name, sizeof name);
        break;
    case 4025: /* CONSTRAINT `name` failed for `db`.`table`; of a column's own check: CONSTRAINT `table.column` */
        orm__my_between(message, "CONSTRAINT `", "` failed", name, sizeof name);
        break;
    default: /* Column 'x' cannot be null; Field 'x' doesn't have ...; ... for column 'x' at row 1; ... for column `db`.`table`.`x` at row 1 */
        if (!orm__my_between(message, "olumn '", "'", columns, sizeof columns) && !orm__my_between(message, "Field '", "'", columns, sizeof columns) &&
            orm__my_between(message, "olumn `", "` at", columns, sizeof columns)) orm__my_unquote(columns);
        orm__my_last_part(columns);
        break;
    }
    orm__cut_text(error->constraint, sizeof error->constraint, name);
    orm__cut_text(error->column, sizeof error->column, columns);
}
/* Duplicate entry '32767' for key 'users.PRIMARY': what orm__my_last_id gives after it; 0: it was something else. */
static uint64_t orm__my_met_key(unsigned code, const char *message) {
    static const char begin[] = "Duplicate entry '";
    const char *entry = code == 1062 ? strstr(message, begin) : NULL;
    if (!entry) return 0;
    char *end;
    const uint64_t key = strtoull(entry + strlen(begin), &end, 10);
    return strncmp(end, "' for key '", 11) == 0 && strstr(end, "PRIMARY'") ? key : 0;
}
/* Duplicate entry 'x' for key 'users.email': the value may be a secret, and it may hold anything. */
static void orm__my_hide_value(unsigned code, char *message) {
    static const char key[] = "' for key '";
    char *last = NULL, *value = strstr(message, " '");
    if (code != 1062 && code != 1586) return;
    for (char *p = strstr(message, key); p; p = strstr(p + 1, key)) last = p;
    if (last && value && value < last) memmove(value, last + 1, strlen(last)); /* with the NUL */
}
ORM__PRIVATE orm_status orm__my_fail(orm__conn *c, orm_status status, unsigned code, const char *state, const char *message) {
    orm__driver_fail(c, status, code ? (int)code : 1, "%s", message);
    if (strcmp(state, "00000") != 0) memcpy(c->error->sqlstate, state, strlen(state) < 6 ? strlen(state) + 1 : 0);
    return status;
}
/* The connection is of no use any more.  It is closed at once, so that the server ends what runs on it; one that is the program's is only not used again. */
ORM__PRIVATE orm_status orm__my_lost(orm__conn *c, orm_status why, unsigned code, const char *state, const char *reason) {
    orm__my *p = orm__my_of(c);
    char message[400];
    orm__driver_clean(c->db, reason, message, sizeof message);
    char kept[6];
    snprintf(kept, sizeof kept, "%s", state);
    if (p->link) {
        shutdown(orm__my_socket(p->link), SHUT_RDWR); /* so that closing it does not wait */
        if (!c->adopted) mysql_close(p->link);
    }
    p->link = NULL;
    p->in_transaction = p->begun = false;
    c->occupied = NULL;
    c->broken = !c->adopted;
    if (why == ORM_TIMEOUT) return orm__driver_fail(c, why, 1, "the deadline passed and the server did not answer when it was told to stop: the connection was closed");
    if (why == ORM_CANCELLED) return orm__driver_fail(c, why, 1, "cancelled by orm_cancel; the server did not answer when it was told to stop: the connection was closed");
    orm__my_fail(c, ORM_CONNECTION, code, kept, "");
    return orm__driver_fail(c, ORM_CONNECTION, code ? (int)code : 1, "the connection to the server was lost: %s", message[0] ? message : "it was closed after an earlier failure");
}
ORM__PRIVATE orm_status orm__my_failed(orm__conn *c, orm_status why, unsigned code, const char *state, const char *reason) {
    char message[sizeof c->error->message];
    if (orm__my_is_lost(code) && code != 1153) return orm__my_lost(c, ORM_OK, code, state, reason);
    orm__driver_clean(c->db, reason, message, sizeof message);
    orm_status status = orm__my_status(code, state);
    if ((status == ORM_CANCELLED || status == ORM_TIMEOUT || code == 1467) && why != ORM_OK) { /* 1467: it was waiting for the next number of an AUTO_INCREMENT */
        status = why;
        snprintf(message, sizeof message, "%s", why == ORM_TIMEOUT ? "the statement ran into its deadline and was ended" : "cancelled by orm_cancel");
    }
    orm__my_of(c)->last_id = orm__my_met_key(code, message);
    orm__my_hide_value(code, message);
    orm__my_fail(c, status, code, state, message);
    orm__my_name_parts(c->error, code, message);
    if (code == 1153) { /* the server closes the connection when it meets one */
        const orm_error told = *c->error;
        orm__my_lost(c, ORM_OK, code, state, reason);
        *c->error = told;
    }
    return status;
}
#endif
