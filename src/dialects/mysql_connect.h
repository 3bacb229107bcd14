/* mysql_connect: from a URL to a connection, without waiting longer than is allowed. */
#ifndef ORM__MYSQL_CONNECT_H
#define ORM__MYSQL_CONNECT_H
#include "mysql_client.h"
#include "mysql_watch.h"
#include "wait.h"

typedef enum orm__my_tls { ORM__MY_TLS_DISABLE, ORM__MY_TLS_PREFER, ORM__MY_TLS_REQUIRE, ORM__MY_TLS_VERIFY_CA, ORM__MY_TLS_VERIFY_FULL } orm__my_tls;
/* target_session_attrs, as libpq has it: of several hosts the first that takes writes (read-write, primary), that takes none (read-only, standby), or that takes none
 * if there is one (prefer-standby). */
typedef enum orm__my_wanted { ORM__MY_ANY, ORM__MY_READ_WRITE, ORM__MY_READ_ONLY, ORM__MY_PREFER_STANDBY } orm__my_wanted;
/* What the URL says behind its "?".  Texts are the URL's own. */
typedef struct orm__my_settings {
    const char *socket, *ca, *cert, *key, *plugin_dir;
    orm__my_tls tls;
    orm__my_wanted wanted;
    bool public_key;
    int connect_ms;
} orm__my_settings;
/* False: message tells what is wrong. */
ORM__PRIVATE bool orm__my_settings_of(const orm__url *url, const orm_options *options, orm__my_settings *out, char *message, size_t size);
/* One of the URL's hosts.  peer: an address that stands for its name, or NULL. */
ORM__PRIVATE orm__my_target orm__my_target_of(const orm__url *url, const orm__my_settings *s, size_t host, const char *peer);
/* A handle with these settings; NULL: no memory.  What goes wrong while it connects can be asked of it. */
ORM__PRIVATE MYSQL *orm__my_handle(const orm__my_settings *s, const orm__my_target *t, int64_t deadline);
/* *in_clear: it failed because TLS was asked for and the server has none; nothing was told to it. */
ORM__PRIVATE orm__waited orm__my_connect(MYSQL *link, const orm__my_settings *s, const orm__my_target *t, int64_t deadline, const int *cancelled, orm__watchdog *dog, bool *in_clear);
/* Of a name's addresses libmysqlclient, connecting without waiting, tries the first one only, and that of "localhost" is often one where the server does not listen.  This
 * tries them all in the way that waits, which counts in whole seconds and hears of no orm_cancel: for a name whose first address has refused.  Gives another handle, connected or with an error; NULL: it was not
 * tried. */
ORM__PRIVATE MYSQL *orm__my_connect_anywhere(const orm__my_settings *s, const orm__my_target *t, int64_t deadline, bool *connected);
/* A query without rows, or whose rows are not wanted. */
ORM__PRIVATE orm__waited orm__my_query(MYSQL *link, const char *sql, int64_t deadline, const int *cancelled);
/* Does the server take no writes of usual users (read_only, innodb_read_only)? */
ORM__PRIVATE orm__waited orm__my_is_read_only(MYSQL *link, int64_t deadline, const int *cancelled, orm__watchdog *dog, bool *read_only);
/* 101119 for MariaDB 10.11.19, 90704 for MySQL 9.7.4; which of the two is told by the text too, whatever the client library is. */
ORM__PRIVATE int orm__my_version_of(const char *server_info, bool *mariadb);
#endif
