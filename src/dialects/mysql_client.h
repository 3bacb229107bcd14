/* mysql_client: the client library, MariaDB Connector/C or libmysqlclient, and what the two do not have in common. */
#ifndef ORM__MYSQL_CLIENT_H
#define ORM__MYSQL_CLIENT_H
#if defined(__has_include) && !__has_include(<mysql.h>) && __has_include(<mariadb/mysql.h>)
#include <mariadb/mysql.h>
#elif defined(__has_include) && !__has_include(<mysql.h>) && __has_include(<mysql/mysql.h>)
#include <mysql/mysql.h>
#else
#include <mysql.h>
#endif
#include "../orm/base.h"
#include "wait.h"

#if defined(MARIADB_PACKAGE_VERSION) || defined(MARIADB_BASE_VERSION)
#define ORM__MY_CONNECTOR_C 1 /* MariaDB Connector/C */
#define ORM__MY_LIBRARY "MariaDB Connector/C"
#else
#define ORM__MY_CONNECTOR_C 0
#define ORM__MY_LIBRARY "libmysqlclient"
#endif
typedef __typeof__(*((MYSQL_BIND *)0)->is_null) orm__my_bool; /* my_bool or bool */

/* Where a connection goes.  Everything is borrowed. */
typedef struct orm__my_target { const char *host, *socket, *user, *password, *database; unsigned port; unsigned long flags; } orm__my_target;

static inline ORM__UNUSED int orm__my_socket(MYSQL *link) {
#if ORM__MY_CONNECTOR_C
    return (int)mysql_get_socket(link);
#else
    return (int)link->net.fd;
#endif
}

/* Connecting and sending a query without waiting.  `ready` is 0 at first, then what was waited for has come (ORM__MY_GIVE_UP: it shall end, because its socket
 * was shut).  Gives what is to be waited for next, ORM__WAIT_READ and ORM__WAIT_WRITE, or 0: done, and *failed tells how.
 * libmysqlclient does not tell what it waits for: it is asked again every ORM__MY_SLICE_US. */
#define ORM__MY_GIVE_UP 15
#define ORM__MY_SLICE_US (ORM__MY_CONNECTOR_C ? INT64_C(0) : INT64_C(2000))
static inline ORM__UNUSED int orm__my_connect_step(MYSQL *link, const orm__my_target *t, int ready, bool *failed) {
#if ORM__MY_CONNECTOR_C
    MYSQL *done = NULL;
    const int next = ready ? mysql_real_connect_cont(&done, link, ready)
                           : mysql_real_connect_start(&done, link, t->host, t->user, t->password, t->database, t->port, t->socket, t->flags);
    *failed = !next && !done;
    return next ? (next & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE)) | (next & MYSQL_WAIT_EXCEPT ? ORM__WAIT_READ : 0) : 0;
#else
    const enum net_async_status next = mysql_real_connect_nonblocking(link, t->host, t->user, t->password, t->database, t->port, t->socket, t->flags);
    (void)ready;
    *failed = next == NET_ASYNC_ERROR;
    return next == NET_ASYNC_NOT_READY ? ORM__WAIT_READ : 0;
#endif
}
static inline ORM__UNUSED int orm__my_query_step(MYSQL *link, const char *sql, size_t length, int ready, bool *failed) {
#if ORM__MY_CONNECTOR_C
    int result = 0;
    const int next = ready ? mysql_real_query_cont(&result, link, ready) : mysql_real_query_start(&result, link, sql, (unsigned long)length);
    *failed = !next && result;
    return next & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE);
#else
    const enum net_async_status next = mysql_real_query_nonblocking(link, sql, (unsigned long)length);
    (void)ready;
    *failed = next == NET_ASYNC_ERROR;
    return next == NET_ASYNC_NOT_READY ? ORM__WAIT_READ : 0;
#endif
}
#endif
