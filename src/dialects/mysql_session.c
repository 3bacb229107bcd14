/* mysql_session: connections as the pool has them: opened, adopted, asked whether they live, put back as they were. */
#include "mysql.h"
#ifdef ORM_MYSQL
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

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
    orm__driver_clean(c->db, mysql_error(link), message, sizeof message);
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
ORM__PRIVATE void orm__my_close(orm__conn *c) {
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
ORM__PRIVATE orm_status orm__my_open(orm__conn *c, const orm__url *url, const orm_options *options) {
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
ORM__PRIVATE int orm__my_version(orm__conn *c) {
    bool mariadb;
    return orm__my_version_of(mysql_get_server_info(orm__my_of(c)->link), &mariadb);
}
ORM__PRIVATE void orm__my_capabilities(orm__conn *c, int version, orm__capabilities *out) {
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
ORM__PRIVATE void orm__my_interrupt(orm_db *db) {
    if (db->driver_data) orm__watchdog_wake(db->driver_data);
}
ORM__PRIVATE void orm__my_leave(orm_db *db) {
    if (db->driver_data) orm__watchdog_free(db->driver_data);
    db->driver_data = NULL;
}
ORM__PRIVATE int orm__my_descriptor(orm__conn *c) { return orm__my_of(c)->link ? orm__my_socket(orm__my_of(c)->link) : -1; }
ORM__PRIVATE orm_status orm__my_ping(orm__conn *c) {
    const orm_status status = orm__my_call(c);
    return status == ORM_OK ? orm__my_done_link(c, mysql_ping(orm__my_of(c)->link) != 0) : status;
}
#endif
