/* mysql: the driver of MySQL and MariaDB, over either client library.  Statements are prepared, values go and come in their binary forms.
 *
 * The libraries' calls block: each call to the server is watched (mysql_watch.h), which is what ends it at its deadline or for orm_cancel.  Results are fetched
 * whole, so that the connection is free again, unless the core asks for a stream.  What the server cannot prepare is run as text. */
#include "../orm/codec.h"
#if defined(ORM_MYSQL) && !defined(ORM__MYSQL_C) /* drivers.c includes it when it is compiled alone */
#define ORM__MYSQL_C
#include "../orm/json.h"
#include "../orm/text.h"
#include "dialect.h"
#include "mysql_bulk.h"
#include "mysql_connect.h"
#include "mysql_values.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define ORM__MY_GRACE_US INT64_C(200000)    /* for a rollback whose call is late already; with the watchdog's a call is at most half a second late */
#define ORM__MY_LEAST_MYSQL 80000
#define ORM__MY_LEAST_MARIADB 100600
#define ORM__MY_PATIENCE_US INT64_C(2000)   /* a stream that is left is read on for so long, before its end is asked for, which takes about as long */
#define ORM__MY_BATCH 64                    /* rows that are fetched from a cursor at once */
#define ORM__MY_ROOM 64                     /* bytes of a text or blob column at first: it grows to the longest that comes */
#define ORM__MY_KEEP ((unsigned long)64 << 10) /* larger ones are given back when the statement has ended */

/* How the server of a connection is reached once more, to end what runs on it. */
typedef struct orm__my_way {
    unsigned long thread;
    size_t host;                  /* of the URL */
    char peer[64];                /* the address behind its name: a name may stand for several servers */
    MYSQL *adopted;               /* the program's connection: its parts are used instead of the URL's */
} orm__my_way;
typedef struct orm__my {
    MYSQL *link;                  /* NULL: lost */
    orm__watch watch;
    orm__my_way way;
    bool in_transaction;          /* after the last answer */
    bool begun;                   /* the core has begun one */
    orm_status interrupted;       /* what was done last met a KILL, for this reason; it may have succeeded nevertheless */
    bool doubtful;                /* a KILL may still be under way: what comes next must not meet it */
    int64_t changes;
    uint64_t last_id;
    char *before; size_t before_size; /* SQL that gives an adopted connection its own settings back */
} orm__my;

typedef enum orm__my_refusal { ORM__MY_TAKEN, ORM__MY_NOT_A_NUMBER, ORM__MY_NO_VALUES, ORM__MY_NO_ROOM } orm__my_refusal;
struct orm__my_stmt;
typedef union orm__my_value { long long integer; double real; float single; MYSQL_TIME moment; } orm__my_value;
typedef struct orm__my_column {
    struct orm__my_stmt *statement;
    orm__my_value value;
    char *bytes; unsigned long room, length;
    uint8_t kind;                 /* orm__my_kind */
    orm__my_bool null, cut;
} orm__my_column;
typedef struct orm__my_parameter { orm__my_value value; unsigned long length; orm__my_bool null; } orm__my_parameter;

/* A row that is kept. */
typedef struct orm__my_kept_column { orm__my_value value; const char *bytes; unsigned long length; orm__my_bool null; } orm__my_kept_column;
typedef struct orm__my_kept { struct orm__my_kept *next; orm__my_kept_column columns[]; } orm__my_kept;

typedef struct orm__my_stmt {
    MYSQL_STMT *native;           /* NULL: it is run as text */
    const MYSQL_FIELD *fields;
    int parameter_count, column_count, prepared_columns, refused_at, damaged_at;
    int fetched;                  /* rows of a cursor */
    bool no_memory, damaged, described;
    bool rows;                    /* there is a result to fetch from */
    bool streaming;               /* it is still coming */
    bool cursor, by_cursor;       /* the server keeps it; the statement was told that it shall */
    bool reads;
    bool broke_off;               /* its result did: Connector/C would wait for the rest when it is executed again */
    orm__my_refusal refusal;
    MYSQL_RES *text_result;
    MYSQL_ROW text_row;
    unsigned long *text_lengths;
    MYSQL_BIND *parameters, *results;
    orm__my_parameter *values;
    orm__my_column *columns;
    orm__arena texts;             /* of the current row */
    bool keeps;                   /* of a CALL: its rows stand here */
    orm__my_kept *kept_first, **kept_end;
    orm__arena kept;
    uint64_t names;               /* of the columns, when it was prepared */
} orm__my_stmt;

static orm__my *orm__my_of(const orm__conn *c) { return c->native; }
static const char *orm__my_name(const orm__conn *c) { return c->db->dialect->name; }

/* ---- errors ------------------------------------------------------------------------------------------------------------------------ */
static orm_status orm__my_status(unsigned code, const char *state) {
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
static bool orm__my_is_lost(unsigned code) {
    static const uint16_t codes[] = { 1047, 1053, 1927, 3169, 4031, 1158, 1159, 1160, 1161, 1152, 1184, 1153, 2000, 2002, 2003, 2005, 2006, 2012, 2013, 2014, 2020, 2026, 2027, 2055, 0 };
    for (size_t i = 0; codes[i]; i++)
        if (codes[i] == code) return true;
    return false;
}
/* The message in one line, and never with the password in it, whatever made it. */
static void orm__my_clean(const orm_db *db, const char *message, char *out, size_t size) {
    const char *secret = db->url.password;
    const size_t length = secret ? strlen(secret) : 0;
    size_t n = 0;
    for (const char *p = message ? message : ""; *p && n + 4 < size;) {
        if (length && strncmp(p, secret, length) == 0) {
            memcpy(out + n, "***", 3);
            n += 3;
            p += length;
        } else {
            out[n++] = *p == '\n' || *p == '\t' || *p == '\r' ? ' ' : *p;
            p++;
        }
    }
    while (n && out[n - 1] == ' ') n--;
    out[n] = 0;
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
static orm_status orm__my_fail(orm__conn *c, orm_status status, unsigned code, const char *state, const char *message) {
    orm__driver_fail(c, status, code ? (int)code : 1, "%s", message);
    if (strcmp(state, "00000") != 0) memcpy(c->error->sqlstate, state, strlen(state) < 6 ? strlen(state) + 1 : 0);
    return status;
}
/* The connection is of no use any more.  It is closed at once, so that the server ends what runs on it; one that is the program's is only not used again. */
static orm_status orm__my_lost(orm__conn *c, orm_status why, unsigned code, const char *state, const char *reason) {
    orm__my *p = orm__my_of(c);
    char message[400];
    orm__my_clean(c->db, reason, message, sizeof message);
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
static orm_status orm__my_failed(orm__conn *c, orm_status why, unsigned code, const char *state, const char *reason) {
    char message[sizeof c->error->message];
    if (orm__my_is_lost(code) && code != 1153) return orm__my_lost(c, ORM_OK, code, state, reason);
    orm__my_clean(c->db, reason, message, sizeof message);
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

/* ---- calls to the server ------------------------------------------------------------------------------------------------------------ */
static orm_status orm__my_refuse_call(orm__conn *c, orm_status why) {
    switch (why) {
    case ORM_TIMEOUT: return orm__driver_fail(c, why, 1, "the deadline passed before the statement was sent");
    case ORM_CANCELLED: return orm__driver_fail(c, why, 1, "cancelled by orm_cancel before the statement was sent");
    default: return orm__driver_fail(c, why, 0, "no thread could be had to watch the deadline of the statement");
    }
}
static orm_status orm__my_watched(orm__conn *c, int64_t deadline, const int *cancelled) {
    orm__my *p = orm__my_of(c);
    if (p->doubtful) return orm__my_lost(c, c->occupied ? p->watch.why : ORM_OK, 2006, "HY000", "a statement that was interrupted may not have ended"); /* occupied: it is that one */
    if (!p->link) return orm__my_lost(c, ORM_OK, 2006, "HY000", "");
    p->watch.deadline = deadline;
    p->watch.cancelled = cancelled;
    p->watch.socket = orm__my_socket(p->link);
    const orm_status why = orm__watch_begin(&p->watch);
    return why == ORM_OK ? ORM_OK : orm__my_refuse_call(c, why);
}
static orm_status orm__my_call_until(orm__conn *c, int64_t deadline, const int *cancelled) {
    c->trips++;
    return orm__my_watched(c, deadline, cancelled);
}
/* Before a call to the server: nothing was sent when it fails. */
static orm_status orm__my_call(orm__conn *c) { return orm__my_call_until(c, c->deadline, c->cancelled); }
/* KILL has been sent, and the statement has ended without it: something that does nothing takes what may still come. */
static void orm__my_absorb(orm__conn *c) {
    orm__my *p = orm__my_of(c);
    p->watch.deadline = orm__monotonic() + ORM__WATCH_GRACE_US;
    p->watch.cancelled = NULL;
    const orm_status begun = orm__watch_begin(&p->watch);
    if (begun == ORM_OK) {
        const bool failed = mysql_query(p->link, "DO 0") != 0;
        orm__watch_end(&p->watch);
        p->doubtful = p->watch.shut || p->watch.why != ORM_OK || (failed && orm__my_is_lost(mysql_errno(p->link)));
    } else {
        p->doubtful = true;
    }
}
/* After one.  code 0: it succeeded - if it was interrupted meanwhile, it has succeeded nevertheless. */
static orm_status orm__my_done(orm__conn *c, unsigned code, const char *state, const char *reason) {
    orm__my *p = orm__my_of(c);
    char kept_state[6], kept_reason[512];
    kept_state[0] = kept_reason[0] = 0;
    if (code) { /* they are the library's, and the next call to it overwrites them */
        snprintf(kept_state, sizeof kept_state, "%s", state);
        snprintf(kept_reason, sizeof kept_reason, "%s", reason);
    }
    orm__watch_end(&p->watch);
    const orm_status why = p->watch.why;
    p->interrupted = p->watch.killing == ORM__KILL_DONE || p->watch.killing == ORM__KILL_UNKNOWN ? why : ORM_OK;
    if (p->watch.shut && code) return orm__my_lost(c, why, 0, "", "");
    if (!code) p->in_transaction = p->link->server_status & SERVER_STATUS_IN_TRANS;
    const bool pending = p->watch.killing == ORM__KILL_DONE && orm__my_status(code, kept_state) != ORM_CANCELLED && !orm__my_is_lost(code);
    if (p->watch.shut || p->watch.killing == ORM__KILL_UNKNOWN || (pending && c->occupied)) p->doubtful = true;
    else if (pending) orm__my_absorb(c);
    if (p->doubtful) c->broken = !c->adopted;
    return code ? orm__my_failed(c, why, code, kept_state, kept_reason) : ORM_OK;
}
static orm_status orm__my_done_link(orm__conn *c, bool failed) {
    MYSQL *link = orm__my_of(c)->link;
    return failed ? orm__my_done(c, mysql_errno(link) ? mysql_errno(link) : 2000, mysql_sqlstate(link), mysql_error(link)) : orm__my_done(c, 0, "", "");
}
static orm_status orm__my_query_watched(orm__conn *c, const char *sql, int64_t deadline, const int *cancelled) {
    const orm_status status = orm__my_call_until(c, deadline, cancelled);
    return status == ORM_OK ? orm__my_done_link(c, mysql_query(orm__my_of(c)->link, sql) != 0) : status;
}
/* What became of the transaction is not in the server's errors.  A deadlock takes it along; after some others it depends: the server is asked. */
static void orm__my_transaction_after(orm__conn *c) {
    orm__my *p = orm__my_of(c);
    const int code = c->error->native_code;
    if (!p->link || !p->in_transaction) return;
    if (code == 1213 || code == 1614) p->in_transaction = p->begun = false; /* the core sees it, and sends no ROLLBACK */
    if (code != 1205 && code != 1020 && code != 1180 && code != 1317 && code != 1969 && code != 3024 && code != 3101 && code != 1637) return;
    const orm_error told = *c->error;
    if (orm__my_call_until(c, orm__monotonic() + ORM__WATCH_GRACE_US, NULL) == ORM_OK) orm__my_done_link(c, mysql_ping(p->link) != 0);
    if (!p->in_transaction) p->begun = false;
    *c->error = told;
}
/* The core thinks that it is in a transaction. */
static orm_status orm__my_check_transaction(orm__conn *c) {
    orm__my *p = orm__my_of(c);
    if (!p->begun || p->in_transaction) return ORM_OK;
    p->begun = false;
    return orm__driver_fail(c, ORM_TRANSACTION, 1, "the statement has ended the transaction by itself, and all that was done in it is committed: %s does so for statements like CREATE, ALTER and DROP, "
                            "and for procedures that hold them; run it outside of transactions", orm__my_name(c));
}
/* DDL: the server would commit what there is, and then nothing could be rolled back any more. */
static orm_status orm__my_refuse_commit(orm__conn *c, const char *sql) {
    char words[64];
    if (!orm__my_of(c)->in_transaction || !orm__my_commits(sql, words, sizeof words)) return ORM_OK;
    return orm__driver_fail(c, ORM_MISUSE, 0, "%s would commit the open transaction on %s: run it outside of transactions, before orm_begin or after orm_commit (CREATE TEMPORARY TABLE and "
                            "DROP TEMPORARY TABLE are fine inside)", words, orm__my_name(c));
}

/* ---- opening --------------------------------------------------------------------------------------------------------------------------- */
static orm__killing orm__my_kill(orm_db *db, const void *target) {
    const orm__my_way *way = target;
    const int64_t deadline = orm__monotonic() + ORM__WATCH_GRACE_US - 20000;
    orm__my_settings s;
    char sql[48], ignored[400];
    MYSQL *link = NULL;
    bool in_clear;
    orm__killing done = ORM__KILL_NOT_SENT;
    if (way->adopted) s = (orm__my_settings){ .tls = mysql_get_ssl_cipher(way->adopted) ? ORM__MY_TLS_REQUIRE : ORM__MY_TLS_DISABLE };
    else if (!orm__my_settings_of(&db->url, &db->options, &s, ignored, sizeof ignored)) return done;
    const MYSQL *a = way->adopted;
    const orm__my_target t = a ? (orm__my_target){ .host = a->unix_socket ? "localhost" : *way->peer ? way->peer : a->host, .socket = a->unix_socket, .user = a->user, .password = a->passwd, .port = a->port }
                               : orm__my_target_of(&db->url, &s, way->host, *way->peer && s.tls != ORM__MY_TLS_VERIFY_FULL ? way->peer : NULL);
    snprintf(sql, sizeof sql, "KILL QUERY %lu", way->thread);
    link = orm__my_handle(&s, &t, deadline);
    if (link && orm__my_connect(link, &s, &t, deadline, NULL, NULL, &in_clear) == ORM__WAIT_READY) {
        const orm__waited sent = orm__my_query(link, sql, deadline, NULL);
        done = sent == ORM__WAIT_READY ? ORM__KILL_DONE : mysql_errno(link) >= 1000 && mysql_errno(link) < 2000 ? ORM__KILL_NOT_SENT : ORM__KILL_UNKNOWN;
    }
    if (link) mysql_close(link);
    mysql_thread_end();
    return done;
}
/* What to do when the server refuses, or is not there as wanted. */
static const char *orm__my_mend(unsigned code, orm_status status) {
    static const struct { unsigned code; const char *mend; } mends[] = {
        { 1045, ": check the user and the password in the URL" }, { 1698, ": check the user and the password in the URL" },
        { 1044, ": give the user rights to the database, or name another one in the URL" }, { 1049, ": create the database, or name another one in the URL" },
        { 1040, ": lower orm_options.pool_max, or raise the server's max_connections" }, { 1203, ": lower orm_options.pool_max, or raise max_user_connections" },
        { 1226, ": lower orm_options.pool_max, or raise the limits of the user (MAX_USER_CONNECTIONS)" },
        { 2061, ": use TLS (sslmode), or say get_server_public_key=on, with which whoever answers can read the password" },
        { 5010, ": use TLS (sslmode), or say get_server_public_key=on, with which whoever answers can read the password" } };
    for (size_t i = 0; i < sizeof mends / sizeof *mends; i++)
        if (mends[i].code == code) return mends[i].mend;
    return code == 2026 && status == ORM_CONFIG ? ": TLS must be set up at the server, and ssl_ca must name the authority that signed its certificate; sslmode=disable speaks in clear, which everybody in between can read" : "";
}
static orm_status orm__my_refused(orm__conn *c, MYSQL *link, const orm__my_target *t, orm__waited waited, const orm__my_settings *s) {
    char message[500];
    const unsigned code = mysql_errno(link);
    if (waited == ORM__WAIT_CANCELLED) return orm__driver_fail(c, ORM_CANCELLED, 1, "cancelled while connecting");
    if (waited == ORM__WAIT_TIMEOUT) return orm__driver_fail(c, ORM_TIMEOUT, 1, "the server on %s did not answer in time while connecting (connect_ms is %d)", t->socket ? t->socket : t->host, s->connect_ms);
    if (!code && waited == ORM__WAIT_FAILED && t->socket) /* found out before the library was asked */
        return orm__driver_fail(c, ORM_CONNECTION, 2002, "cannot connect to the local server: nobody listens at the socket %s", t->socket);
    orm__my_clean(c->db, mysql_error(link), message, sizeof message);
    orm_status status = orm__my_status(code ? code : 2002, mysql_sqlstate(link));
    if (status == ORM_SQL) status = ORM_CONFIG;
    if (code == 2026 && !strstr(message, "eof") && !strstr(message, "reset") && !strstr(message, "closed")) status = ORM_CONFIG; /* a certificate that does not hold, no TLS at all */
    if (!message[0]) snprintf(message, sizeof message, "the connection to the server failed");
    if (s->public_key && (code == 2061 || code == 5010)) /* Connector/C takes the server's refusal for a key that it cannot read */
        return orm__driver_fail(c, status, (int)code, "the server refused the user \"%s\" when it was asked for its key (%s): check the user and the password in the URL", t->user ? t->user : "", message);
    const size_t length = strlen(message);
    snprintf(message + length, sizeof message - length, "%s", orm__my_mend(code, status));
    return orm__my_fail(c, status, code, mysql_sqlstate(link), message);
}
static void orm__my_note_way(orm__my *p, size_t host) {
    union { struct sockaddr any; struct sockaddr_in four; struct sockaddr_in6 six; struct sockaddr_storage room; } address;
    socklen_t length = sizeof address;
    const char *peer = NULL;
    p->way.thread = mysql_thread_id(p->link);
    p->way.host = host;
    if (getpeername(orm__my_socket(p->link), &address.any, &length) != 0) length = 0;
    if (length && address.any.sa_family == AF_INET) peer = inet_ntop(AF_INET, &address.four.sin_addr, p->way.peer, sizeof p->way.peer);
    else if (length && address.any.sa_family == AF_INET6 && !address.six.sin6_scope_id) peer = inet_ntop(AF_INET6, &address.six.sin6_addr, p->way.peer, sizeof p->way.peer);
    if (!peer) p->way.peer[0] = 0;
}
/* How values look and what is refused in this session, whatever the server says; one round trip. */
#define ORM__MY_SET_UP "SET NAMES utf8mb4 COLLATE %s, time_zone = '+00:00', lc_messages = 'en_US', autocommit = 1, sql_mode = 'STRICT_TRANS_TABLES,STRICT_ALL_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE," \
                       "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO,NO_UNSIGNED_SUBTRACTION,ONLY_FULL_GROUP_BY'," \
                       " group_concat_max_len = 4294967295, %s = 4294967295" /* neither a text that is put together nor a recursion (MariaDB: with a warning only) must be cut */
#define ORM__MY_RECURSION(mariadb) ((mariadb) ? "max_recursive_iterations" : "cte_max_recursion_depth")
static orm_status orm__my_set_up(orm__conn *c, MYSQL *link, int64_t deadline, int connect_ms) {
    char sql[560];
    bool mariadb;
    const int found = orm__my_version_of(mysql_get_server_info(link), &mariadb), version = c->db->options.server_version ? c->db->options.server_version : found;
    const orm__dialect *dialect = orm__dialect_for(mariadb ? ORM_DIALECT_MARIADB : ORM_DIALECT_MYSQL);
    if (version < (mariadb ? ORM__MY_LEAST_MARIADB : ORM__MY_LEAST_MYSQL))
        return orm__driver_fail(c, ORM_UNSUPPORTED, 0, "%s %d is too old: %s or newer is needed (or say which version it is with orm_options.server_version)", dialect->name, version, mariadb ? "MariaDB 10.6" : "MySQL 8.0");
    const bool first = !c->db->capabilities.version; /* of all connections: nothing is built yet, and nobody else has the database */
    if (!first && c->db->dialect != dialect)
        return orm__driver_fail(c, ORM_CONFIG, 0, "the server is %s, and the one of the first connection was %s: the hosts of a URL must all be of one kind", dialect->name, orm__my_name(c));
    snprintf(sql, sizeof sql, ORM__MY_SET_UP, mariadb ? "utf8mb4_nopad_bin" : "utf8mb4_0900_bin", ORM__MY_RECURSION(mariadb));
    if (c->adopted) { /* it was not told to work without waiting */
        const orm_status status = orm__my_query_watched(c, sql, deadline, c->cancelled);
        if (status != ORM_OK) return status;
    } else {
        const orm__waited waited = orm__my_query(link, sql, deadline, c->cancelled);
        const orm__my_target target = { .host = "the other side" };
        if (waited != ORM__WAIT_READY) return orm__my_refused(c, link, &target, waited, &(orm__my_settings){ .connect_ms = connect_ms });
    }
    if (first) c->db->dialect = dialect;
    return ORM_OK;
}
static orm_status orm__my_check_wanted(orm__conn *c, MYSQL *link, const orm__my_settings *s, const orm__my_target *t, int64_t deadline) {
    bool read_only;
    if (s->wanted == ORM__MY_ANY) return ORM_OK;
    const orm__waited waited = orm__my_is_read_only(link, deadline, c->cancelled, orm__my_of(c)->watch.dog, &read_only);
    if (waited != ORM__WAIT_READY) return orm__my_refused(c, link, t, waited, s);
    if (read_only == (s->wanted == ORM__MY_READ_ONLY)) return ORM_OK;
    return orm__driver_fail(c, ORM_CONNECTION, 0, "the server on %s is %s, and target_session_attrs asks for one that %s", t->socket ? t->socket : t->host, read_only ? "read-only" : "no read-only one",
                            read_only ? "takes writes" : "takes none");
}
static orm_status orm__my_try_host(orm__conn *c, const orm__url *url, const orm__my_settings *s, size_t host, int64_t deadline) {
    orm__my *p = orm__my_of(c);
    const orm__my_target t = orm__my_target_of(url, s, host, NULL);
    MYSQL *link = orm__my_handle(s, &t, deadline);
    if (!link) return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    bool in_clear;
    orm__waited waited = orm__my_connect(link, s, &t, deadline, c->cancelled, p->watch.dog, &in_clear);
    bool connected = false;
    MYSQL *elsewhere = waited == ORM__WAIT_FAILED && mysql_errno(link) == 2003 ? orm__my_connect_anywhere(s, &t, deadline, &connected) : NULL;
    if (elsewhere) {
        mysql_close(link);
        link = elsewhere;
        if (connected) waited = ORM__WAIT_READY;
    }
    orm_status status = waited == ORM__WAIT_READY || in_clear ? ORM_OK : orm__my_refused(c, link, &t, waited, s);
    if (status == ORM_OK && (in_clear || (s->tls >= ORM__MY_TLS_REQUIRE && !mysql_get_ssl_cipher(link))))
        status = orm__driver_fail(c, ORM_CONFIG, 2026, "the server on %s does not speak TLS, and the URL requires it (sslmode)", t.host);
    if (status == ORM_OK) status = orm__my_set_up(c, link, deadline, s->connect_ms);
    if (status == ORM_OK) status = orm__my_check_wanted(c, link, s, &t, deadline);
    if (status != ORM_OK) {
        if (orm__my_socket(link) >= 0) shutdown(orm__my_socket(link), SHUT_RDWR);
        mysql_close(link);
        return status;
    }
    p->link = link;
    orm__my_note_way(p, host);
    return ORM_OK;
}
/* In the order of the URL.  A server that does not answer takes no more than its part of the time from those after it. */
static orm_status orm__my_try_each_host(orm__conn *c, const orm__url *url, const orm__my_settings *s, int64_t end) {
    orm_status status = ORM_CONNECTION;
    for (size_t i = 0; i < url->host_count; i++) {
        const int64_t now = orm__monotonic(), left = end - now;
        status = orm__my_try_host(c, url, s, i, i + 1 == url->host_count ? end : now + left / (int64_t)(url->host_count - i));
        if (status != ORM_CONNECTION && !(status == ORM_TIMEOUT && i + 1 < url->host_count)) return status;
    }
    return status;
}
static orm_status orm__my_try_hosts(orm__conn *c, const orm__url *url, const orm__my_settings *s) {
    const int64_t begun = orm__monotonic(), limit = begun + (int64_t)s->connect_ms * 1000, end = c->deadline && c->deadline < limit ? c->deadline : limit;
    orm__my_settings wanted = *s;
    if (s->wanted != ORM__MY_PREFER_STANDBY) return orm__my_try_each_host(c, url, s, end);
    wanted.wanted = ORM__MY_READ_ONLY;
    const orm_status status = orm__my_try_each_host(c, url, &wanted, begun + (end - begun) / 2);
    if (status != ORM_CONNECTION && status != ORM_TIMEOUT) return status;
    wanted.wanted = ORM__MY_ANY;
    return orm__my_try_each_host(c, url, &wanted, end);
}

/* ---- adopting -------------------------------------------------------------------------------------------------------------------------------- */
static void orm__my_put_setting(orm__conn *c, orm__buffer *b, const char *name, const char *value, unsigned long length) {
    char escaped[2 * 1024 + 1];
    if (!value || length > 1024) {
        orm__put_format(b, "%s%s = NULL", b->length ? ", " : "SET ", name);
        return;
    }
    mysql_real_escape_string(orm__my_of(c)->link, escaped, value, length);
    orm__put_format(b, "%s%s = '%s'", b->length ? ", " : "SET ", name, escaped);
}
/* What it will have to be given back. */
static orm_status orm__my_note_settings(orm__conn *c) {
    orm__my *p = orm__my_of(c);
    bool mariadb;
    orm__my_version_of(mysql_get_server_info(p->link), &mariadb);
    const char *const names[] = { "character_set_client", "character_set_results", "collation_connection", "time_zone", "lc_messages", "sql_mode", "group_concat_max_len", ORM__MY_RECURSION(mariadb), "autocommit" };
    char sql[320];
    snprintf(sql, sizeof sql, "SELECT @@character_set_client, @@character_set_results, @@collation_connection, @@time_zone, @@lc_messages, @@sql_mode, @@group_concat_max_len, @@%s, @@autocommit", ORM__MY_RECURSION(mariadb));
    orm__buffer b = { .allocator = &c->db->allocator };
    orm_status status = orm__my_call(c);
    if (status != ORM_OK) return status;
    const bool failed = mysql_query(p->link, sql) != 0;
    MYSQL_RES *r = failed ? NULL : mysql_store_result(p->link);
    status = orm__my_done_link(c, !r);
    MYSQL_ROW row = r ? mysql_fetch_row(r) : NULL;
    const unsigned long *lengths = row ? mysql_fetch_lengths(r) : NULL;
    for (size_t i = 0; lengths && i < sizeof names / sizeof *names; i++) {
        if (i + 3 >= sizeof names / sizeof *names) orm__put_format(&b, ", %s = %s", names[i], row[i]); /* numbers */
        else orm__my_put_setting(c, &b, names[i], row[i], lengths[i]);
    }
    if (r) mysql_free_result(r);
    if (status == ORM_OK && b.failed) status = orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    if (status == ORM_OK) p->before = b.text, p->before_size = b.size;
    else orm__buffer_free(&b);
    return status;
}
static orm_status orm__my_adopt(orm__conn *c, const orm__url *url) {
    orm__my *p = orm__my_of(c);
    if (url->option_count || url->user || url->password || url->database || url->host_count > 1 || url->hosts[0].host[0] || url->hosts[0].port)
        return orm__driver_fail(c, ORM_CONFIG, 0, "orm_options.mysql is an open connection, and the URL says where to connect: give one of them (with orm_options.mysql the URL is NULL, \"mysql:\" or \"mariadb:\")");
    p->link = c->db->options.mysql;
    c->adopted = true;
    orm_status status = ORM_OK;
    if (orm__my_socket(p->link) < 0) status = orm__driver_fail(c, ORM_CONFIG, 0, "the adopted MYSQL is not connected: call mysql_real_connect first");
    else if (!(p->link->client_flag & CLIENT_FOUND_ROWS))
        status = orm__driver_fail(c, ORM_CONFIG, 0, "the adopted MYSQL counts changed rows instead of matched ones: give mysql_real_connect the flag CLIENT_FOUND_ROWS");
    else if (p->link->server_status & SERVER_STATUS_IN_TRANS) status = orm__driver_fail(c, ORM_MISUSE, 0, "the adopted connection is inside a transaction: end it first");
    orm__my_note_way(p, 0);
    p->way.adopted = p->link;
    p->watch.target_stays = true;
    if (status == ORM_OK) status = orm__my_note_settings(c);
    if (status == ORM_OK) status = orm__my_set_up(c, p->link, c->deadline ? c->deadline : orm__monotonic() + (int64_t)c->db->options.connect_ms * 1000, c->db->options.connect_ms);
    return status;
}

/* ---- open and close ------------------------------------------------------------------------------------------------------------------------- */
static void orm__my_close(orm__conn *c) {
    orm__my *p = orm__my_of(c);
    if (p->link && c->adopted && p->before) {
        const orm_error told = *c->error;
        orm__my_query_watched(c, p->before, orm__monotonic() + ORM__MY_GRACE_US, NULL);
        *c->error = told;
    }
    if (p->link && !c->adopted) {
        if (p->doubtful) shutdown(orm__my_socket(p->link), SHUT_RDWR);
        mysql_close(p->link);
    }
    orm__free(&c->db->allocator, p->before, p->before_size);
    orm__free(&c->db->allocator, p, sizeof *p);
    c->native = NULL;
}
static orm_status orm__my_open(orm__conn *c, const orm__url *url, const orm_options *options) {
    char message[400];
    orm__my_settings s;
    if (!c->db->driver_data) c->db->driver_data = orm__watchdog_new(c->db); /* with the first connection: nobody else has the database yet */
    orm__my *p = c->db->driver_data ? orm__alloc(&c->db->allocator, sizeof *p) : NULL;
    if (!p) return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory");
    c->native = p;
    c->occupied = NULL;
    p->watch = (orm__watch){ .dog = c->db->driver_data, .kill = orm__my_kill, .target = &p->way, .target_size = sizeof p->way };
    orm_status status = ORM_OK;
    if (!orm__my_settings_of(url, options, &s, message, sizeof message)) status = orm__driver_fail(c, ORM_CONFIG, 0, "%s", message);
    else status = options->mysql ? orm__my_adopt(c, url) : orm__my_try_hosts(c, url, &s);
    if (status != ORM_OK) orm__my_close(c);
    return status;
}
static int orm__my_version(orm__conn *c) {
    bool mariadb;
    return orm__my_version_of(mysql_get_server_info(orm__my_of(c)->link), &mariadb);
}
static void orm__my_capabilities(orm__conn *c, int version, orm__capabilities *out) {
    orm__my *p = orm__my_of(c);
    *out = (orm__capabilities){ .version = version, .returning = c->db->dialect->id == ORM_DIALECT_MARIADB, .upsert = true, .max_parameters = 65535 };
    if (orm__my_call_until(c, orm__monotonic() + (int64_t)c->db->options.connect_ms * 1000, NULL) != ORM_OK) return;
    MYSQL_RES *r = mysql_query(p->link, "SELECT @@max_allowed_packet") == 0 ? mysql_store_result(p->link) : NULL;
    MYSQL_ROW row = r ? mysql_fetch_row(r) : NULL;
    if (row && row[0]) out->max_packet = (size_t)strtoull(row[0], NULL, 10);
    if (r) mysql_free_result(r);
    const orm_error before = *c->error;
    orm__my_done_link(c, !r);
    if (p->link) *c->error = before; /* without the number the server itself will tell what is too large */
}
static void orm__my_interrupt(orm_db *db) {
    if (db->driver_data) orm__watchdog_wake(db->driver_data);
}
static void orm__my_leave(orm_db *db) {
    if (db->driver_data) orm__watchdog_free(db->driver_data);
    db->driver_data = NULL;
}
static int orm__my_descriptor(orm__conn *c) { return orm__my_of(c)->link ? orm__my_socket(orm__my_of(c)->link) : -1; }
static orm_status orm__my_ping(orm__conn *c) {
    const orm_status status = orm__my_call(c);
    return status == ORM_OK ? orm__my_done_link(c, mysql_ping(orm__my_of(c)->link) != 0) : status;
}

/* ---- SQL without values ---------------------------------------------------------------------------------------------------------------------- */
/* All results of it, unseen. */
static bool orm__my_drain(MYSQL *link) {
    int next;
    do {
        MYSQL_RES *r = mysql_store_result(link);
        if (r) mysql_free_result(r);
        else if (mysql_errno(link)) return false;
    } while ((next = mysql_next_result(link)) == 0);
    return next < 0;
}
/* ROLLBACK must go through, also when the call's time is over. */
static orm_status orm__my_run(orm__conn *c, const char *sql) {
    orm__my *p = orm__my_of(c);
    const bool rollback = strncmp(sql, "ROLLBACK", 8) == 0, commit = strcmp(sql, "COMMIT") == 0, begin = strncmp(sql, "START TRANSACTION", 17) == 0;
    const int64_t grace = orm__monotonic() + ORM__MY_GRACE_US;
    orm_status status = begin ? ORM_OK : orm__my_refuse_commit(c, sql);
    if (status == ORM_OK) status = orm__my_call_until(c, rollback && c->deadline && c->deadline < grace ? grace : c->deadline, rollback ? NULL : c->cancelled);
    const bool sent = status == ORM_OK;
    if (sent) status = orm__my_done_link(c, mysql_query(p->link, sql) != 0 || !orm__my_drain(p->link));
    if (sent && commit && status != ORM_OK && !p->link) { /* late or not: what became of it is not known */
        char message[sizeof c->error->message];
        memcpy(message, c->error->message, sizeof message);
        return orm__driver_fail(c, ORM_CONNECTION, c->error->native_code, "%s", message);
    }
    if (status != ORM_OK) {
        orm__my_transaction_after(c);
        return status;
    }
    if (begin) p->begun = true;
    else if (commit || strcmp(sql, "ROLLBACK") == 0) p->begun = false;
    return orm__my_check_transaction(c);
}

/* ---- statements ---------------------------------------------------------------------------------------------------------------------------- */
static orm_status orm__my_done_stmt(orm__stmt *st, bool failed) {
    MYSQL_STMT *native = ((orm__my_stmt *)st->native)->native;
    if (!failed) return orm__my_done(st->conn, 0, "", "");
    const unsigned code = mysql_stmt_errno(native);
    if (!code && mysql_errno(orm__my_of(st->conn)->link)) return orm__my_done_link(st->conn, true); /* what went wrong between two rows Connector/C tells there alone */
    return orm__my_done(st->conn, code ? code : 2000, mysql_stmt_sqlstate(native), mysql_stmt_error(native));
}
static void orm__my_free_columns(orm__my_stmt *n, const orm_allocator *a) {
    for (int i = 0; n->columns && i < n->column_count; i++) orm__free(a, n->columns[i].bytes, n->columns[i].room);
    orm__free(a, n->columns, (size_t)n->column_count * sizeof *n->columns);
    orm__free(a, n->results, (size_t)n->column_count * sizeof *n->results);
    n->columns = NULL;
    n->results = NULL;
    n->column_count = 0;
}
static orm__my_value *orm__my_place(orm__my_column *col) { return &col->value; }
static bool orm__my_is_text_kind(uint8_t kind) { return kind == ORM__MY_DECIMAL || kind == ORM__MY_BIT || kind == ORM__MY_TEXT || kind == ORM__MY_BLOB; }
static void orm__my_aim(MYSQL_BIND *b, orm__my_column *col) {
    memset(b, 0, sizeof *b);
    b->buffer_type = orm__my_bound_type((orm__my_kind)col->kind);
    b->is_unsigned = col->kind == ORM__MY_UNSIGNED;
    b->is_null = &col->null;
    b->error = &col->cut;
    b->length = &col->length;
    b->buffer = orm__my_is_text_kind(col->kind) ? (void *)col->bytes : orm__my_place(col);
    b->buffer_length = orm__my_is_text_kind(col->kind) ? col->room : sizeof col->value;
}
/* The columns of the result, as they are now. */
static bool orm__my_describe(orm__stmt *st, const MYSQL_FIELD *fields, unsigned count) {
    orm__my_stmt *n = st->native;
    const orm_allocator *a = &st->conn->db->allocator;
    orm__my_free_columns(n, a);
    n->fields = fields;
    st->columns = (int)count;
    n->described = false;
    if (!count) return n->described = true;
    n->columns = orm__alloc(a, count * sizeof *n->columns);
    n->results = orm__alloc(a, count * sizeof *n->results);
    n->column_count = (int)count;
    if (!n->columns || !n->results) {
        if (!n->columns) orm__free(a, n->results, count * sizeof *n->results), n->results = NULL, n->column_count = 0;
        return false;
    }
    for (unsigned i = 0; i < count; i++) {
        orm__my_column *col = &n->columns[i];
        col->statement = n;
        col->kind = (uint8_t)orm__my_kind_of(&fields[i]);
        if (orm__my_is_text_kind(col->kind) && n->native) {
            col->bytes = orm__alloc(a, ORM__MY_ROOM);
            if (!col->bytes) return false;
            col->room = ORM__MY_ROOM;
        }
        orm__my_aim(&n->results[i], col);
    }
    return n->described = true;
}
/* FNV-1a (Fowler, Noll, Vo): names are short, and this is done for every execution. */
static uint64_t orm__my_names(const MYSQL_FIELD *fields, int count) {
    uint64_t names = UINT64_C(14695981039346656037);
    for (int i = 0; i < count; i++) {
        for (const char *p = fields[i].name; *p; p++) names = (names ^ (unsigned char)*p) * UINT64_C(1099511628211);
        names = (names ^ 0xff) * UINT64_C(1099511628211); /* no byte of UTF-8: where a name ends */
    }
    return names;
}
/* The columns are what they were: a table may have been changed since the statement was prepared. */
static bool orm__my_same_columns(const orm__my_stmt *n, const MYSQL_FIELD *fields, unsigned count) {
    if (!n->described || (unsigned)n->column_count != count) return false;
    for (unsigned i = 0; i < count; i++)
        if (n->columns[i].kind != (uint8_t)orm__my_kind_of(&fields[i])) return false;
    return true;
}
static bool orm__my_values_new(orm__my_stmt *n, const orm_allocator *a, int count) {
    if (!count) return true;
    n->parameter_count = count;
    n->parameters = orm__alloc(a, (size_t)count * sizeof *n->parameters);
    n->values = orm__alloc(a, (size_t)count * sizeof *n->values);
    if (!n->parameters || !n->values) return false;
    for (int i = 0; i < count; i++) {
        n->parameters[i].buffer_type = MYSQL_TYPE_NULL;
        n->parameters[i].buffer = &n->values[i].value;
        n->parameters[i].length = &n->values[i].length;
        n->parameters[i].is_null = &n->values[i].null;
        n->values[i].null = 1;
    }
    return true;
}
static void orm__my_finalize(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    const orm_allocator *a = &st->conn->db->allocator;
    if (n->text_result) mysql_free_result(n->text_result);
    if (n->native) mysql_stmt_close(n->native);
    if (st->conn->occupied == st) st->conn->occupied = NULL;
    orm__my_free_columns(n, a);
    orm__free(a, n->parameters, (size_t)n->parameter_count * sizeof *n->parameters);
    orm__free(a, n->values, (size_t)n->parameter_count * sizeof *n->values);
    orm__arena_free(&n->texts);
    orm__arena_free(&n->kept);
    orm__free(a, n, sizeof *n);
    st->native = NULL;
}
static orm_status orm__my_no_memory(orm__conn *c) { return orm__driver_fail(c, ORM_NO_MEMORY, 0, "out of memory"); }
static orm_status orm__my_prepare_once(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my *p = orm__my_of(c);
    orm__my_stmt *n = st->native;
    orm_status status = orm__my_call(c);
    if (status != ORM_OK) return status;
    n->native = mysql_stmt_init(p->link);
    if (!n->native) {
        orm__my_done(c, 0, "", "");
        return orm__my_no_memory(c);
    }
    status = orm__my_done_stmt(st, mysql_stmt_prepare(n->native, st->sql, (unsigned long)st->length) != 0);
    if (status != ORM_OK) {
        mysql_stmt_close(n->native);
        n->native = NULL;
    }
    return status;
}
/* The server has no place for another statement: those that this connection keeps and does not use are given up. */
static orm_status orm__my_prepare_again(orm__stmt *st) {
    while (orm__statement_evict(st->conn)) {}
    orm__error_clear(st->conn->error);
    const orm_status status = orm__my_prepare_once(st);
    if (status == ORM_OK || st->conn->error->native_code != 1461) return status;
    return orm__driver_fail(st->conn, ORM_FULL, 1461, "the server keeps no more prepared statements for anybody (max_prepared_stmt_count): raise it there, or lower orm_options.statement_cache and pool_max");
}
static orm_status orm__my_prepare(orm__stmt *st) {
    orm__conn *c = st->conn;
    const orm_allocator *a = &c->db->allocator;
    const size_t packet = c->db->capabilities.max_packet;
    if (packet && st->length + 1 > packet) return orm__driver_fail(c, ORM_INVALID, 0, "the statement is %zu bytes long, and the server takes %zu (max_allowed_packet)", st->length, packet);
    orm__my_stmt *n = orm__alloc(a, sizeof *n);
    if (!n) return orm__my_no_memory(c);
    n->texts.allocator = n->kept.allocator = a;
    n->reads = orm__my_reads(st->sql);
    st->native = n;
    if (orm__my_sets_password(st->sql) && !(st->given && st->given->count)) return ORM_OK; /* as text: prepared and executed twice, MySQL 9 stores another password the second time */
    orm_status status = orm__my_prepare_once(st);
    if (status != ORM_OK && c->error->native_code == 1461) status = orm__my_prepare_again(st);
    if (status != ORM_OK && (c->error->native_code == 1295 || c->error->native_code == 1461) && !strchr(st->sql, '?')) { /* as text, then */
        orm__error_clear(c->error);
        status = ORM_OK;
    }
    if (status != ORM_OK) {
        orm__my_transaction_after(c);
        return status; /* finalize gives it all back */
    }
    if (n->native) {
        st->parameters = (int)mysql_stmt_param_count(n->native);
        if (!orm__my_values_new(n, a, st->parameters) || !orm__my_describe(st, n->native->fields, mysql_stmt_field_count(n->native))) return orm__my_no_memory(c);
        n->prepared_columns = st->columns;
        n->names = orm__my_names(n->fields, n->prepared_columns);
    }
    return ORM_OK;
}

/* ---- the end of a statement ---------------------------------------------------------------------------------------------------------------- */
/* A result that is not wanted any more.  Of a stream the rest is on its way: what does not come soon is ended like a statement that is late. */
static void orm__my_leave_result(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    const bool cursor = n->cursor;
    const orm_error told = *c->error;
    const int64_t until = orm__monotonic() + (cursor ? ORM__MY_GRACE_US : ORM__MY_PATIENCE_US);
    if (c->occupied == st) c->occupied = NULL;
    n->streaming = n->cursor = n->rows = false;
    if (!orm__my_of(c)->link) return;
    if (orm__my_call_until(c, until, NULL) == ORM_OK) {
        const bool failed = (cursor && mysql_stmt_reset(n->native)) || mysql_stmt_free_result(n->native) || mysql_stmt_errno(n->native) || mysql_errno(orm__my_of(c)->link);
        if (orm__my_done_stmt(st, failed) != ORM_OK) n->broke_off = true; /* ended by KILL: what the library thinks of the statement is not to be relied on */
    }
    *c->error = told;
}
static orm_status orm__my_reset(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    if (n->streaming || n->cursor) {
        orm__my_leave_result(st);
    } else if (n->rows && n->native) {
        mysql_stmt_free_result(n->native);
    }
    if (n->text_result) mysql_free_result(n->text_result);
    n->text_result = NULL;
    n->rows = n->damaged = n->no_memory = false;
    for (int i = 0; i < n->parameter_count; i++) n->values[i].null = 1;
    for (int i = 0; i < n->column_count; i++) {
        orm__my_column *col = &n->columns[i];
        if (col->room <= ORM__MY_KEEP) continue;
        char *smaller = orm__resize(&c->db->allocator, col->bytes, col->room, ORM__MY_KEEP);
        if (!smaller) continue;
        col->bytes = smaller;
        col->room = ORM__MY_KEEP;
        orm__my_aim(&n->results[i], col);
    }
    orm__arena_reset(&n->texts);
    orm__arena_reset(&n->kept);
    n->keeps = false;
    if (!n->prepared_columns) orm__my_describe(st, NULL, 0); /* of a CALL they may be others the next time */
    return n->broke_off ? ORM_CANCELLED : ORM_OK; /* not to be kept */
}

/* ---- execution ------------------------------------------------------------------------------------------------------------------------------ */
/* What is sent is checked first: the server answers a packet that is too large by closing the connection. */
static orm_status orm__my_check_size(orm__stmt *st) {
    const orm__my_stmt *n = st->native;
    const size_t packet = st->conn->db->capabilities.max_packet;
    size_t total = 32;
    for (int i = 0; i < n->parameter_count; i++) total += 16 + (n->values[i].null ? 0 : n->values[i].length);
    if (!packet || total <= packet) return ORM_OK;
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "the values of the statement are %zu bytes together, and the server takes %zu in one statement (max_allowed_packet): store less at once, or raise it on the server", total, packet);
}
static orm_status orm__my_metadata_changed(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    mysql_stmt_free_result(n->native);
    st->stale = n->reads; /* nothing was done that a second go would do twice */
    return orm__driver_fail(st->conn, ORM_SERIALIZATION, 1, "the result has other columns than when the statement was prepared: a table was changed meanwhile");
}
/* Values that were longer than their room: it grows, and what comes after them has it. */
static bool orm__my_grow(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    bool grown = false;
    for (int i = 0; i < n->column_count; i++) {
        orm__my_column *col = &n->columns[i];
        if (!orm__my_is_text_kind(col->kind) || col->null || col->length <= col->room) continue;
        unsigned long room = col->room;
        while (room < col->length) room *= 2;
        char *larger = orm__resize(&st->conn->db->allocator, col->bytes, col->room, room);
        if (!larger) {
            n->no_memory = true;
            return false;
        }
        col->bytes = larger;
        col->room = room;
        orm__my_aim(&n->results[i], col);
        if (mysql_stmt_fetch_column(n->native, &n->results[i], (unsigned)i, 0)) return false;
        grown = true;
    }
    return !grown || !mysql_stmt_bind_result(n->native, n->results);
}
/* A CALL gives several results, and nothing else can be run before all have been read: the rows of the first one are kept here, the others are of no use to anybody. */
static bool orm__my_keep_row(orm__my_stmt *n) {
    const size_t count = (size_t)n->column_count;
    orm__my_kept *row = orm__arena_take(&n->kept, sizeof *row + count * sizeof *row->columns, 16);
    if (!row) return false;
    row->next = NULL;
    for (size_t i = 0; i < count; i++) {
        const orm__my_column *col = &n->columns[i];
        const bool bytes = !col->null && orm__my_is_text_kind(col->kind);
        row->columns[i] = (orm__my_kept_column){ .value = col->value, .length = col->length, .null = col->null, .bytes = bytes ? orm__arena_text(&n->kept, col->bytes, col->length) : NULL };
        if (bytes && !row->columns[i].bytes) return false;
    }
    *n->kept_end = row;
    n->kept_end = &row->next;
    return true;
}
static bool orm__my_keep(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    int got, next;
    n->keeps = true;
    n->kept_first = NULL;
    n->kept_end = &n->kept_first;
    while ((got = mysql_stmt_fetch(n->native)) == 0 || got == MYSQL_DATA_TRUNCATED) {
        if (got == MYSQL_DATA_TRUNCATED && !orm__my_grow(st) && !n->no_memory) return false;
        if (!n->no_memory) n->no_memory = !orm__my_keep_row(n);
    }
    if (got != MYSQL_NO_DATA) return false;
    do {
        if (mysql_stmt_free_result(n->native)) return false;
    } while ((next = mysql_stmt_next_result(n->native)) == 0);
    return next < 0;
}
static orm__step orm__my_step_kept(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    const orm__my_kept *row = n->kept_first;
    if (!row) return ORM__STEP_DONE;
    for (int i = 0; i < n->column_count; i++) {
        orm__my_column *col = &n->columns[i];
        const orm__my_kept_column *from = &row->columns[i];
        col->value = from->value;
        col->length = from->length;
        col->null = from->null;
        if (from->bytes) memcpy(col->bytes, from->bytes, from->length); /* there is room: it has been there before */
    }
    n->kept_first = row->next;
    return ORM__STEP_ROW;
}
/* The first result that has rows; of a procedure those before it are of no use to anybody. */
static bool orm__my_take_result(orm__stmt *st, bool *changed) {
    orm__my_stmt *n = st->native;
    MYSQL_STMT *s = n->native;
    int next = 0;
    while (!mysql_stmt_field_count(s) && next == 0) next = mysql_stmt_next_result(s);
    if (next > 0) return false;
    const unsigned count = mysql_stmt_field_count(s);
    if (!count) return true;
    const bool same = orm__my_same_columns(n, s->fields, count);
    const MYSQL *link = orm__my_of(st->conn)->link; /* it has the new names; those of the statement stay as they were */
    if (n->prepared_columns) /* of a CALL nothing is known before it has run */
        *changed = (unsigned)n->prepared_columns != count || (link->fields && link->field_count == count && n->names != orm__my_names(link->fields, (int)count));
    if (*changed) return true;
    if (!same) { /* an expression's type may follow its values' */
        if (!orm__my_describe(st, s->fields, count)) {
            mysql_stmt_free_result(s); /* nothing may be left to read on the connection */
            return n->no_memory = true;
        }
    }
    n->fields = s->fields;
    n->rows = true;
    if (mysql_stmt_bind_result(s, n->results)) return false;
    if (st->mode == ORM__MODE_STREAM) {
        n->streaming = true;
        st->conn->occupied = st;
        return true;
    }
    n->fetched = 0;
    n->cursor = n->by_cursor && orm__my_of(st->conn)->link->server_status & SERVER_STATUS_CURSOR_EXISTS;
    if (n->cursor) return true;
    if (mysql_stmt_store_result(s)) return false;
    return !mysql_more_results(orm__my_of(st->conn)->link) || orm__my_keep(st);
}
static void orm__my_count(orm__stmt *st) {
    orm__my *p = orm__my_of(st->conn);
    const orm__my_stmt *n = st->native;
    const my_ulonglong rows = n->streaming || n->cursor ? 0 : n->rows && !n->keeps ? mysql_stmt_num_rows(n->native) : mysql_stmt_affected_rows(n->native);
    p->changes = rows == (my_ulonglong)-1 || (n->rows && n->reads) ? 0 : (int64_t)rows;
    p->last_id = mysql_stmt_insert_id(n->native);
}
static orm_status orm__my_execute_text(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my *p = orm__my_of(c);
    orm__my_stmt *n = st->native;
    orm_status status = orm__my_call(c);
    if (status != ORM_OK) return status;
    bool failed = mysql_real_query(p->link, st->sql, (unsigned long)st->length) != 0;
    if (!failed) {
        n->text_result = mysql_store_result(p->link);
        failed = !n->text_result && mysql_errno(p->link);
        const my_ulonglong rows = n->text_result ? 0 : mysql_affected_rows(p->link);
        p->changes = rows == (my_ulonglong)-1 ? 0 : (int64_t)rows;
        p->last_id = mysql_insert_id(p->link);
        if (!failed && mysql_more_results(p->link)) failed = mysql_next_result(p->link) > 0 || !orm__my_drain(p->link);
    }
    status = orm__my_done_link(c, failed);
    if (status == ORM_OK && n->text_result && !orm__my_describe(st, mysql_fetch_fields(n->text_result), mysql_num_fields(n->text_result))) status = orm__my_no_memory(c);
    return status;
}
/* The server keeps the result, and other statements run meanwhile. */
static bool orm__my_choose_cursor(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    const bool by_cursor = st->mode == ORM__MODE_CURSOR;
    const unsigned long type = by_cursor ? CURSOR_TYPE_READ_ONLY : CURSOR_TYPE_NO_CURSOR, batch = ORM__MY_BATCH;
    if (n->by_cursor == by_cursor) return true;
    n->by_cursor = by_cursor;
    return !mysql_stmt_attr_set(n->native, STMT_ATTR_CURSOR_TYPE, &type) && !mysql_stmt_attr_set(n->native, STMT_ATTR_PREFETCH_ROWS, &batch);
}
/* A handle that had a cursor once goes on asking the server for the cursor's rows (Connector/C 3.3): without one the statement begins anew. */
static orm_status orm__my_fresh_handle(orm__stmt *st) {
    orm__my_stmt *n = st->native;
    if (!n->by_cursor || st->mode == ORM__MODE_CURSOR) return ORM_OK;
    mysql_stmt_close(n->native);
    n->native = NULL;
    n->by_cursor = false;
    const orm_status status = orm__my_prepare_once(st);
    n->broke_off = status != ORM_OK;
    return status;
}
static orm_status orm__my_execute_prepared(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    bool changed = false;
    orm_status status = orm__my_check_size(st);
    if (status == ORM_OK) status = orm__my_fresh_handle(st);
    if (status == ORM_OK) status = orm__my_call(c);
    if (status != ORM_OK) return status;
    bool failed = !orm__my_choose_cursor(st) || (n->parameter_count && mysql_stmt_bind_param(n->native, n->parameters));
    failed = failed || mysql_stmt_execute(n->native) != 0;
    if (!failed) failed = n->broke_off = !orm__my_take_result(st, &changed);
    if (!failed) orm__my_count(st);
    status = orm__my_done_stmt(st, failed);
    st->stale = status != ORM_OK && (c->error->native_code == 1243 || c->error->native_code == 1615 || c->error->native_code == 2057);
    if (status == ORM_OK && n->no_memory) {
        status = orm__my_no_memory(c);
        if (!st->reads && !orm__my_of(c)->in_transaction) c->error->outcome = ORM_APPLIED; /* what it gives could not be taken, what it does is done */
    }
    if (status == ORM_OK && changed) status = orm__my_metadata_changed(st);
    return status;
}
/* Some functions (SLEEP, GET_LOCK) give a result when they are interrupted, as if it were theirs.  Of a statement that writes success is success. */
static orm_status orm__my_check_result(orm__stmt *st) {
    orm__conn *c = st->conn;
    const orm_status why = orm__my_of(c)->interrupted;
    if (why == ORM_OK || !((orm__my_stmt *)st->native)->reads || !(st->columns || orm__my_begins(st->sql, "DO"))) return ORM_OK;
    orm__driver_fail(c, why, 1317, "%s", why == ORM_TIMEOUT ? "the statement ran into its deadline and was ended" : "cancelled by orm_cancel");
    if (!st->reads && !orm__my_of(c)->in_transaction) c->error->outcome = ORM_OUTCOME_UNKNOWN; /* a function that it calls may have written */
    return why;
}
static orm_status orm__my_execute(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    orm__my_of(c)->changes = 0;
    st->stale = false;
    orm_status status = orm__my_refuse_commit(c, st->sql);
    if (status == ORM_OK) status = n->native ? orm__my_execute_prepared(st) : orm__my_execute_text(st);
    if (status == ORM_OK) status = orm__my_check_result(st);
    if (status != ORM_OK) {
        orm__my_transaction_after(c);
        return status;
    }
    st->stepped = true;
    return orm__my_check_transaction(c);
}
static orm__step orm__my_step_text(orm__my_stmt *n) {
    n->text_row = n->text_result ? mysql_fetch_row(n->text_result) : NULL;
    if (!n->text_row) return ORM__STEP_DONE;
    n->text_lengths = mysql_fetch_lengths(n->text_result);
    for (int i = 0; i < n->column_count; i++) {
        n->columns[i].null = !n->text_row[i];
        n->columns[i].length = n->text_lengths[i];
    }
    return ORM__STEP_ROW;
}
static orm__step orm__my_next(orm__stmt *st) {
    orm__conn *c = st->conn;
    orm__my_stmt *n = st->native;
    orm__arena_reset(&n->texts);
    if (!n->native) return orm__my_step_text(n);
    if (!n->rows) return ORM__STEP_DONE;
    if (n->keeps) return orm__my_step_kept(st);
    const bool asks = n->streaming || n->cursor;
    if (n->cursor && n->fetched++ % ORM__MY_BATCH == 0) c->trips++;
    if (asks && orm__my_watched(c, c->deadline, c->cancelled) != ORM_OK) return ORM__STEP_FAILED;
    const int got = mysql_stmt_fetch(n->native);
    bool failed = got != 0 && got != MYSQL_NO_DATA && got != MYSQL_DATA_TRUNCATED;
    if (got == MYSQL_DATA_TRUNCATED && !orm__my_grow(st)) failed = true;
    if (n->no_memory) {
        if (asks) orm__my_done(c, 0, "", "");
        orm__my_no_memory(c);
        return ORM__STEP_FAILED;
    }
    if (asks ? orm__my_done_stmt(st, failed) != ORM_OK : failed) {
        if (!asks) orm__my_failed(c, ORM_OK, mysql_stmt_errno(n->native), mysql_stmt_sqlstate(n->native), mysql_stmt_error(n->native));
        return ORM__STEP_FAILED;
    }
    if (asks && got != MYSQL_NO_DATA && orm__my_check_result(st) != ORM_OK) return ORM__STEP_FAILED;
    return got == MYSQL_NO_DATA ? ORM__STEP_DONE : ORM__STEP_ROW;
}
static orm__step orm__my_step(orm__stmt *st) {
    const orm__step step = orm__my_next(st);
    orm__my_stmt *n = st->native;
    if (step != ORM__STEP_DONE || !n->native) return step;
    if (n->streaming) st->conn->occupied = NULL;
    n->streaming = n->cursor = false; /* the server closes a cursor at its end by itself */
    return step;
}

/* ---- reading --------------------------------------------------------------------------------------------------------------------------------- */
/* "Value" is a column of the current row. */
static const void *orm__my_column_at(void *native, int column) { return &((orm__my_stmt *)native)->columns[column]; }
static orm__my_column *orm__my_col(const void *value) { return (orm__my_column *)(uintptr_t)value; }
static int orm__my_index(const orm__my_column *col) { return (int)(col - col->statement->columns); }
static const char *orm__my_raw(const orm__my_column *col) { return col->statement->native ? col->bytes : col->statement->text_row[orm__my_index(col)]; }
static void orm__my_damage(const orm__my_column *col) {
    col->statement->damaged = true;
    col->statement->damaged_at = orm__my_index(col);
}
static uint64_t orm__my_unsigned(const orm__my_column *col) {
    uint64_t v = 0;
    if (col->kind == ORM__MY_BIT) return orm__my_read_bits(orm__my_raw(col), col->length < 8 ? col->length : 8);
    if (col->statement->native) return (uint64_t)col->value.integer;
    if (!orm__json_to_uint64(orm__my_raw(col), col->length, &v)) v = strtoull(orm__my_raw(col), NULL, 10); /* leading zeros (ZEROFILL) */
    return v;
}
static orm__wire orm__my_wire(const void *value) {
    static const uint8_t wires[ORM__MY_KIND_COUNT] = {
        [ORM__MY_INTEGER] = ORM__WIRE_INTEGER, [ORM__MY_UNSIGNED] = ORM__WIRE_INTEGER, [ORM__MY_DOUBLE] = ORM__WIRE_REAL, [ORM__MY_FLOAT] = ORM__WIRE_REAL, [ORM__MY_DECIMAL] = ORM__WIRE_TEXT,
        [ORM__MY_TIMESTAMP] = ORM__WIRE_TIMESTAMP, [ORM__MY_DATE] = ORM__WIRE_DATE, [ORM__MY_TIME] = ORM__WIRE_TIME, [ORM__MY_BIT] = ORM__WIRE_INTEGER, [ORM__MY_TEXT] = ORM__WIRE_TEXT,
        [ORM__MY_BLOB] = ORM__WIRE_BLOB };
    const orm__my_column *col = value;
    if (col->null) return ORM__WIRE_NULL;
    if ((col->kind == ORM__MY_UNSIGNED || col->kind == ORM__MY_BIT) && orm__my_unsigned(col) > INT64_MAX) return ORM__WIRE_UNSIGNED;
    return (orm__wire)wires[col->kind];
}
static int64_t orm__my_integer(const void *value) {
    const orm__my_column *col = value;
    const bool text = !col->statement->native;
    int64_t v = 0;
    bool ok = true;
    switch ((orm__my_kind)col->kind) {
    case ORM__MY_UNSIGNED: case ORM__MY_BIT: return (int64_t)orm__my_unsigned(col);
    case ORM__MY_TIMESTAMP: case ORM__MY_DATE: case ORM__MY_TIME:
        ok = text ? orm__my_parse_moment((orm__my_kind)col->kind, orm__my_raw(col), col->length, &v) : orm__my_read_moment((orm__my_kind)col->kind, &col->value.moment, &v);
        break;
    default: return text ? strtoll(orm__my_raw(col), NULL, 10) : col->value.integer;
    }
    if (!ok) orm__my_damage(col);
    return v;
}
static double orm__my_real(const void *value) {
    const orm__my_column *col = value;
    double v = 0;
    if (col->statement->native) return col->kind == ORM__MY_FLOAT ? (double)col->value.single : col->value.real;
    if (!orm__json_to_double(orm__my_raw(col), col->length, &v)) orm__my_damage(col);
    return v;
}
static const char *orm__my_bytes(const void *value, orm__wire wire, size_t *size) {
    const orm__my_column *col = orm__my_col(value);
    (void)wire;
    *size = col->length;
    return orm__my_raw(col);
}
static const orm__cell_reader orm__my_reader = { orm__my_column_at, orm__my_wire, orm__my_integer, orm__my_real, orm__my_bytes };

/* What a reader could not tell the codec. */
static orm_status orm__my_read_failed(orm__stmt *st) {
    const orm__my_stmt *n = st->native;
    if (n->no_memory) return orm__driver_fail(st->conn, ORM_NO_MEMORY, 0, "out of memory while reading a value");
    return orm__driver_fail(st->conn, ORM_INVALID, 0, "column \"%.80s\" holds a date or time that is none (like 0000-00-00), or that no day has: mend the row", n->fields[n->damaged_at].name);
}
/* The usual pairs of a column's kind and a field's form.  False: the codec has to look at it. */
ORM__INLINE bool orm__my_fetch_usual(const orm__my_column *col, const orm__field *f, char *row, const orm__decoding *to) {
    void *out = row + f->value_offset;
    if (col->null) return f->nullable; /* the row is zeroed: no value */
    if (col->kind == ORM__MY_TEXT) {
        const char *copy = f->form == ORM__FORM_TEXT ? orm__decode_text(col->bytes, col->length, to) : NULL;
        if (!copy) return false;
        *(const char **)out = copy;
        return true;
    }
    if (col->kind == ORM__MY_INTEGER) {
        if (f->form == ORM__FORM_INT64) *(int64_t *)out = col->value.integer;
        else if (!orm__decode_integer(f->form, col->value.integer, out)) return false;
    } else {
        if (col->kind != ORM__MY_DOUBLE || f->form != ORM__FORM_DOUBLE) return false;
        *(double *)out = col->value.real;
    }
    if (f->wrapped) row[f->offset] = true;
    return true;
}
static orm_status orm__my_fetch_row(orm__stmt *st, const orm__field *const *fields, size_t count, void *row, orm__decoding *to) {
    const orm__my_stmt *n = st->native;
    const orm__my_column *columns = n->columns;
    const bool prepared = n->native != NULL;
    orm_status status = ORM_OK;
    for (size_t i = 0; i < count && status == ORM_OK; i++) {
        if (!fields[i] || (prepared && orm__my_fetch_usual(&columns[i], fields[i], row, to))) continue;
        status = orm__decode_other(&orm__my_reader, orm__my_column_at(st->native, (int)i), fields[i], row, to);
    }
    return n->no_memory || n->damaged ? orm__my_read_failed(st) : status;
}
/* Cursors get what SQLite would have: dates and times are texts there, and a whole number is an integer. */
static void orm__my_plain(orm__my_stmt *n, const orm__my_column *col, orm__cell *cell) {
    char text[ORM_TIMESTAMP_TEXT_SIZE];
    size_t length = 0;
    int64_t whole;
    if (col->kind == ORM__MY_DECIMAL && cell->wire == ORM__WIRE_TEXT && cell->size < 20 && orm__json_to_int64(cell->bytes, cell->size, &whole)) {
        *cell = (orm__cell){ .wire = ORM__WIRE_INTEGER, .integer = whole };
        return;
    }
    if (cell->wire <= ORM__WIRE_BLOB) return;
    if (cell->wire == ORM__WIRE_TIMESTAMP) length = orm_timestamp_text(cell->integer, text, sizeof text);
    else if (cell->wire == ORM__WIRE_TIME) length = orm_time_text(cell->integer, text, sizeof text);
    else if (cell->wire == ORM__WIRE_DATE) length = orm_date_text((int32_t)cell->integer, text, sizeof text);
    else length = (size_t)snprintf(text, sizeof text, "%llu", (unsigned long long)cell->integer);
    if (!length) orm__my_damage(col);
    *cell = (orm__cell){ .wire = ORM__WIRE_TEXT, .bytes = orm__arena_text(&n->texts, text, length), .size = length };
    n->no_memory = n->no_memory || !cell->bytes;
}
static orm_status orm__my_cell(orm__stmt *st, int column, orm__cell *out) {
    orm__my_stmt *n = st->native;
    const orm__my_column *col = &n->columns[column];
    orm__read_cell(&orm__my_reader, col, orm__my_wire(col), out);
    if (!n->no_memory && !n->damaged) orm__my_plain(n, col, out);
    if (out->wire == ORM__WIRE_TEXT && !n->no_memory && !n->damaged) { /* with a NUL behind it */
        out->bytes = orm__arena_text(&n->texts, out->bytes, out->size);
        n->no_memory = !out->bytes;
    }
    if (!n->no_memory && !n->damaged) return ORM_OK;
    out->wire = ORM__WIRE_NULL;
    const orm_status status = orm__my_read_failed(st);
    n->no_memory = n->damaged = false;
    return status;
}
static const char *orm__my_column_name(orm__stmt *st, int column) { return ((orm__my_stmt *)st->native)->fields[column].name; }
/* Of a table's column the type is known.  Of an expression it is a guess where values are still missing, and texts stand for much: JSON, numbers, dates. */
static orm__told orm__my_column_told(orm__stmt *st, int column) {
    static const struct { uint8_t kind; const char *name; } kinds[ORM__MY_KIND_COUNT] = {
        [ORM__MY_INTEGER] = { ORM__TOLD_INTEGER, "an integer" }, [ORM__MY_UNSIGNED] = { ORM__TOLD_INTEGER, "an unsigned integer" }, [ORM__MY_DOUBLE] = { ORM__TOLD_REAL, "DOUBLE" },
        [ORM__MY_FLOAT] = { ORM__TOLD_REAL, "FLOAT" }, [ORM__MY_DECIMAL] = { ORM__TOLD_DECIMAL, "DECIMAL" }, [ORM__MY_TIMESTAMP] = { ORM__TOLD_MOMENT, "DATETIME" },
        [ORM__MY_DATE] = { ORM__TOLD_MOMENT, "DATE" }, [ORM__MY_TIME] = { ORM__TOLD_TIME, "TIME" }, [ORM__MY_BIT] = { ORM__TOLD_INTEGER, "BIT" }, [ORM__MY_TEXT] = { ORM__TOLD_TEXT, "a text" },
        [ORM__MY_BLOB] = { ORM__TOLD_BLOB, "a binary string" } };
    const MYSQL_FIELD *f = &((orm__my_stmt *)st->native)->fields[column];
    const orm__my_kind kind = orm__my_kind_of(f);
    const bool of_table = f->db && *f->db && f->org_table && *f->org_table, bytes = kind == ORM__MY_TEXT || kind == ORM__MY_BLOB;
    if (f->type == MYSQL_TYPE_NULL || f->flags & (ENUM_FLAG | SET_FLAG) || (!of_table && (bytes || st->parameters))) return (orm__told){ ORM__TOLD_NOTHING, NULL, false };
    if ((int)f->type == 245) return (orm__told){ ORM__TOLD_JSON, "JSON", false };
    return (orm__told){ (orm__told_kind)kinds[kind].kind, kinds[kind].name, false };
}

/* ---- writing --------------------------------------------------------------------------------------------------------------------------------- */
static int orm__my_refuse_value(orm__my_stmt *n, int at, orm__my_refusal why) {
    n->refusal = why;
    n->refused_at = at;
    return (int)why;
}
static orm__my_parameter *orm__my_parameter_at(orm__my_stmt *n, int at, enum enum_field_types type, size_t length) {
    if (at > n->parameter_count) return NULL;
    n->parameters[at - 1].buffer_type = type;
    n->parameters[at - 1].is_unsigned = 0;
    n->values[at - 1].null = 0;
    n->values[at - 1].length = (unsigned long)length;
    return &n->values[at - 1];
}
/* The type stays what it was: the server would prepare the statement anew for another one. */
static int orm__my_bind_null(void *native, int at) {
    orm__my_stmt *n = native;
    if (at > n->parameter_count) return orm__my_refuse_value(n, at, ORM__MY_NO_VALUES);
    n->values[at - 1].null = 1;
    n->values[at - 1].length = 0;
    return 0;
}
static int orm__my_bind_integer(void *native, int at, int64_t v) {
    orm__my_parameter *p = orm__my_parameter_at(native, at, MYSQL_TYPE_LONGLONG, 8);
    if (!p) return orm__my_refuse_value(native, at, ORM__MY_NO_VALUES);
    p->value.integer = v;
    ((orm__my_stmt *)native)->parameters[at - 1].buffer = &p->value;
    return 0;
}
static int orm__my_bind_real(void *native, int at, double v) {
    if (v - v != 0) return orm__my_refuse_value(native, at, ORM__MY_NOT_A_NUMBER);
    orm__my_parameter *p = orm__my_parameter_at(native, at, MYSQL_TYPE_DOUBLE, 8);
    if (!p) return orm__my_refuse_value(native, at, ORM__MY_NO_VALUES);
    p->value.real = v;
    ((orm__my_stmt *)native)->parameters[at - 1].buffer = &p->value;
    return 0;
}
static int orm__my_bind_bytes(orm__my_stmt *n, int at, enum enum_field_types type, const void *bytes, size_t size) {
    if (size > UINT32_MAX) return orm__my_refuse_value(n, at, ORM__MY_NO_ROOM);
    if (!orm__my_parameter_at(n, at, type, size)) return orm__my_refuse_value(n, at, ORM__MY_NO_VALUES);
    n->parameters[at - 1].buffer = (void *)(uintptr_t)(bytes ? bytes : "");
    n->parameters[at - 1].buffer_length = (unsigned long)size;
    return 0;
}
/* Not MYSQL_TYPE_STRING: to MariaDB that is a CHAR, which loses the spaces at its end in UNION and in a query in FROM or WITH. */
static int orm__my_bind_text(void *native, int at, const char *bytes, size_t size) { return orm__my_bind_bytes(native, at, MYSQL_TYPE_VAR_STRING, bytes, size); }
static int orm__my_bind_blob(void *native, int at, const void *bytes, size_t size) { return orm__my_bind_bytes(native, at, MYSQL_TYPE_BLOB, bytes, size); }
/* Dates and times, integers above INT64_MAX, and decimals, which as strings would be compared as doubles. */
static int orm__my_bind_other(void *native, int at, const orm__cell *v) {
    orm__my_stmt *n = native;
    if (v->wire == ORM__WIRE_DECIMAL) return orm__my_bind_bytes(n, at, MYSQL_TYPE_NEWDECIMAL, v->bytes, v->size);
    if (v->wire == ORM__WIRE_UNSIGNED) {
        const int refused = orm__my_bind_integer(n, at, v->integer);
        if (!refused) n->parameters[at - 1].is_unsigned = 1;
        return refused;
    }
    const enum enum_field_types type = v->wire == ORM__WIRE_DATE ? MYSQL_TYPE_DATE : v->wire == ORM__WIRE_TIME ? MYSQL_TYPE_TIME : MYSQL_TYPE_DATETIME;
    orm__my_parameter *p = orm__my_parameter_at(n, at, type, sizeof(MYSQL_TIME));
    if (!p) return orm__my_refuse_value(n, at, ORM__MY_NO_VALUES);
    orm__my_write_moment(v->wire, v->integer, &p->value.moment);
    n->parameters[at - 1].buffer = &p->value;
    return 0;
}
static const orm__value_writer orm__my_writer = { .null = orm__my_bind_null, .integer = orm__my_bind_integer, .real = orm__my_bind_real, .text = orm__my_bind_text, .blob = orm__my_bind_blob, .moment = orm__my_bind_other };

static orm_status orm__my_bind_refused(orm__stmt *st) {
    const orm__my_stmt *n = st->native;
    switch (n->refusal) {
    case ORM__MY_NOT_A_NUMBER: return orm__driver_fail(st->conn, ORM_INVALID, 0, "value %d of the statement is NaN or an infinity: %s has no such numbers", n->refused_at, orm__my_name(st->conn));
    case ORM__MY_NO_ROOM: return orm__driver_fail(st->conn, ORM_INVALID, 0, "value %d of the statement is longer than %s takes", n->refused_at, orm__my_name(st->conn));
    default: return orm__driver_fail(st->conn, ORM_UNSUPPORTED, 0, "%s cannot prepare this statement, so it takes no values: write them into the SQL", orm__my_name(st->conn));
    }
}
static orm_status orm__my_bind(orm__stmt *st, int at, const orm__cell *value) { return orm__write_cell(&orm__my_writer, st->native, at, value) ? orm__my_bind_refused(st) : ORM_OK; }
static orm_status orm__my_bind_row(orm__stmt *st, int at, const orm__field *const *fields, size_t count, const void *row, orm__decoding *scratch) {
    const orm_status status = orm__encode_row(&orm__my_writer, st->native, at, fields, count, row, scratch);
    return status == ORM_STATUS_COUNT ? orm__my_bind_refused(st) : status;
}

static int64_t orm__my_changes(orm__conn *c) { return orm__my_of(c)->changes; }
static int64_t orm__my_last_id(orm__conn *c) { return (int64_t)orm__my_of(c)->last_id; }
static bool orm__my_in_transaction(orm__conn *c) { return orm__my_of(c)->link && orm__my_of(c)->in_transaction; }
static bool orm__my_read_only(orm__stmt *st) { /* a SELECT may call a function that writes */
    (void)st;
    return false;
}

ORM__UNUSED static const orm__driver orm__my_driver = {
    .dialect = ORM_DIALECT_MYSQL, .name = ORM__MY_LIBRARY, .open = orm__my_open, .close = orm__my_close, .capabilities = orm__my_capabilities, .version = orm__my_version,
    .run = orm__my_run, .prepare = orm__my_prepare, .finalize = orm__my_finalize, .bind = orm__my_bind, .bind_row = orm__my_bind_row, .execute = orm__my_execute,
    .step = orm__my_step, .fetch_row = orm__my_fetch_row, .cell = orm__my_cell, .column_name = orm__my_column_name, .column_told = orm__my_column_told, .reset = orm__my_reset, .changes = orm__my_changes,
    .last_id = orm__my_last_id, .in_transaction = orm__my_in_transaction, .read_only = orm__my_read_only, .streams = true, .socket = orm__my_descriptor, .ping = orm__my_ping,
    .interrupt = orm__my_interrupt, .leave = orm__my_leave,
#ifdef ORM__MY_ARRAYS
    .takes_many = orm__my_takes_many, .execute_many = orm__my_execute_many,
#endif
};
#endif
