#include "mysql_connect.h"
#if defined(ORM_MYSQL)
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- settings ------------------------------------------------------------------------------------------------------------------------ */
static bool orm__my_refuse(char *message, size_t size, const char *format, ...) ORM__PRINTF(3, 4);
static bool orm__my_refuse(char *message, size_t size, const char *format, ...) {
    va_list list;
    va_start(list, format);
    vsnprintf(message, size, format, list);
    va_end(list);
    return false;
}
static bool orm__my_is_on(const char *value, bool *out) {
    *out = !strcmp(value, "1") || !strcmp(value, "true") || !strcmp(value, "on") || !strcmp(value, "yes");
    return *out || !strcmp(value, "0") || !strcmp(value, "false") || !strcmp(value, "off") || !strcmp(value, "no");
}
static bool orm__my_option(orm__my_settings *s, const char *key, const char *value, char *message, size_t size) {
    static const char *const modes[] = { "disable", "prefer", "require", "verify-ca", "verify-full" };
    const struct { const char *key; const char **to; } texts[] = { { "socket", &s->socket }, { "ssl_ca", &s->ca }, { "ssl_cert", &s->cert }, { "ssl_key", &s->key }, { "plugin_dir", &s->plugin_dir } };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (strcmp(key, texts[i].key) == 0) return *texts[i].to = value, *value ? true : orm__my_refuse(message, size, "the MySQL option %s is empty", key);
    if (strcmp(key, "sslmode") == 0) {
        for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
            if (strcmp(value, modes[i]) == 0) return s->tls = (orm__my_tls)i, true;
        return orm__my_refuse(message, size, "the MySQL option sslmode may be disable, prefer, require, verify-ca or verify-full");
    }
    if (strcmp(key, "target_session_attrs") == 0) {
        static const struct { const char *name; orm__my_wanted wanted; } wants[] = { { "any", ORM__MY_ANY }, { "read-write", ORM__MY_READ_WRITE }, { "primary", ORM__MY_READ_WRITE },
            { "read-only", ORM__MY_READ_ONLY }, { "standby", ORM__MY_READ_ONLY }, { "prefer-standby", ORM__MY_PREFER_STANDBY } };
        for (size_t i = 0; i < sizeof wants / sizeof *wants; i++)
            if (strcmp(value, wants[i].name) == 0) return s->wanted = wants[i].wanted, true;
        return orm__my_refuse(message, size, "the MySQL option target_session_attrs may be any, read-write, primary, read-only, standby or prefer-standby");
    }
    if (strcmp(key, "connect_timeout") == 0) {
        char *end;
        const long seconds = strtol(value, &end, 10);
        if (!*value || *end || seconds < 0 || seconds > 1000000) return orm__my_refuse(message, size, "the MySQL option connect_timeout is no number of seconds");
        if (seconds) s->connect_ms = (int)seconds * 1000;
        return true;
    }
    if (strcmp(key, "get_server_public_key") == 0) return orm__my_is_on(value, &s->public_key) || orm__my_refuse(message, size, "the MySQL option get_server_public_key may be on or off");
    if (strcmp(key, "charset") == 0) return orm__my_refuse(message, size, "the MySQL URL has an option \"charset\": leave it out, the library always speaks utf8mb4");
    return orm__my_refuse(message, size, "the MySQL URL has an option \"%.40s\" that is not known: there are socket, sslmode, ssl_ca, ssl_cert, ssl_key, connect_timeout, target_session_attrs, get_server_public_key, plugin_dir", key);
}
static bool orm__my_is_local(const orm__url_host *h) { return !h->port && (!h->host[0] || !strcmp(h->host, "localhost")); }

ORM__PRIVATE bool orm__my_settings_of(const orm__url *url, const orm_options *o, orm__my_settings *s, char *message, size_t size) {
    *s = (orm__my_settings){ .tls = orm__url_is_local(url) ? ORM__MY_TLS_PREFER : ORM__MY_TLS_VERIFY_FULL, .connect_ms = o->connect_ms };
    for (size_t i = 0; i < url->option_count; i++)
        if (!orm__my_option(s, url->options[i].key, url->options[i].value, message, size)) return false;
    if (s->socket && (url->host_count != 1 || !orm__my_is_local(&url->hosts[0])))
        return orm__my_refuse(message, size, "the MySQL URL gives a host and a socket: give one of them");
    if (s->tls == ORM__MY_TLS_VERIFY_CA && !s->ca) return orm__my_refuse(message, size, "the MySQL option sslmode=verify-ca needs ssl_ca, the file of the authority that signed the server's certificate");
    if (s->ca && s->tls < ORM__MY_TLS_VERIFY_CA) return orm__my_refuse(message, size, "the MySQL option ssl_ca is for sslmode=verify-ca and sslmode=verify-full: with another mode nothing would be verified");
    if (!s->cert != !s->key) return orm__my_refuse(message, size, "the MySQL options ssl_cert and ssl_key belong together: give both");
    return true;
}
ORM__PRIVATE orm__my_target orm__my_target_of(const orm__url *url, const orm__my_settings *s, size_t host, const char *peer) {
    const orm__url_host *h = &url->hosts[host];
    orm__my_target t = { .user = url->user, .password = url->password, .database = url->database, .port = h->port, .socket = s->socket, .flags = CLIENT_FOUND_ROWS | CLIENT_REMEMBER_OPTIONS };
    if (h->host[0] == '/') t.socket = h->host;
    if (t.socket || orm__my_is_local(h)) t.host = "localhost";
    else t.host = peer ? peer : h->host[0] ? h->host : "localhost";
    return t;
}
static bool orm__my_over_tcp(const orm__my_target *t) { return !t->socket && (t->port || strcmp(t->host, "localhost") != 0); }

/* ---- handles --------------------------------------------------------------------------------------------------------------------------- */
static void orm__my_set_tls(MYSQL *link, const orm__my_settings *s, bool tcp) {
    const orm__my_tls tls = !tcp && s->tls == ORM__MY_TLS_PREFER ? ORM__MY_TLS_DISABLE : s->tls; /* nobody listens on a socket */
#if ORM__MY_CONNECTOR_C
    my_bool on = tls >= ORM__MY_TLS_REQUIRE, verify = tls == ORM__MY_TLS_VERIFY_FULL;
    if (tls != ORM__MY_TLS_DISABLE) mysql_ssl_set(link, s->key, s->cert, tls >= ORM__MY_TLS_VERIFY_CA ? s->ca : NULL, NULL, NULL);
    mysql_options(link, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
    if (on || tls == ORM__MY_TLS_DISABLE) mysql_options(link, MYSQL_OPT_SSL_ENFORCE, &on);
#else
    static const unsigned modes[] = { SSL_MODE_DISABLED, SSL_MODE_PREFERRED, SSL_MODE_REQUIRED, SSL_MODE_VERIFY_CA, SSL_MODE_VERIFY_IDENTITY };
    if (tls >= ORM__MY_TLS_VERIFY_CA && s->ca) mysql_options(link, MYSQL_OPT_SSL_CA, s->ca);
    if (tls != ORM__MY_TLS_DISABLE && s->cert) {
        mysql_options(link, MYSQL_OPT_SSL_CERT, s->cert);
        mysql_options(link, MYSQL_OPT_SSL_KEY, s->key);
    }
    mysql_options(link, MYSQL_OPT_SSL_MODE, &modes[tls]);
    if (s->public_key) {
        const bool on = true;
        mysql_options(link, MYSQL_OPT_GET_SERVER_PUBLIC_KEY, &on);
    }
#endif
}
static void orm__my_library_begin(void) { mysql_library_init(0, NULL, NULL); }
ORM__PRIVATE MYSQL *orm__my_handle(const orm__my_settings *s, const orm__my_target *t, int64_t deadline) {
    static pthread_once_t once = PTHREAD_ONCE_INIT; /* the library's own beginning is not for several threads at once */
    pthread_once(&once, orm__my_library_begin);
    MYSQL *link = mysql_init(NULL);
    if (!link) return NULL;
    const bool tcp = orm__my_over_tcp(t);
    const int64_t left = deadline ? deadline - orm__monotonic() : INT64_C(30000000);
    const unsigned no = 0, seconds = left < 1000000 ? 1 : left > INT64_C(3600000000) ? 3600 : (unsigned)((left + 999999) / 1000000); /* for the look-up of names */
    const unsigned protocol = tcp ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
    const unsigned long packet = 1UL << 30;
    const orm__my_bool report = 1;
    mysql_options(link, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(link, MYSQL_OPT_PROTOCOL, &protocol);
    mysql_options(link, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(link, MYSQL_OPT_LOCAL_INFILE, &no);
    mysql_options(link, MYSQL_REPORT_DATA_TRUNCATION, &report);
    mysql_options(link, MYSQL_OPT_MAX_ALLOWED_PACKET, &packet);
    mysql_options4(link, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "orm.h");
    if (s->plugin_dir) mysql_options(link, MYSQL_PLUGIN_DIR, s->plugin_dir);
#if ORM__MY_CONNECTOR_C
    const size_t stack = (size_t)256 << 10; /* of its own: names are looked up and certificates are checked on it */
    const my_bool reconnect = 0;            /* it would lose transactions and settings without a word; libmysqlclient must be asked for it */
    mysql_options(link, MYSQL_OPT_NONBLOCK, &stack);
    mysql_options(link, MYSQL_OPT_RECONNECT, &reconnect);
#if defined(MARIADB_PACKAGE_VERSION_ID) && MARIADB_PACKAGE_VERSION_ID >= 30300
    /* without TLS it would ask whoever answers for his key, and send him the password under it; libmysqlclient refuses that by itself */
    if (tcp && s->tls == ORM__MY_TLS_DISABLE && !s->public_key && t->password && *t->password)
        mysql_optionsv(link, MARIADB_OPT_RESTRICTED_AUTH, "mysql_native_password,client_ed25519,parsec,auth_gssapi_client");
#endif
#endif
    orm__my_set_tls(link, s, tcp);
    return link;
}

/* ---- work that does not wait ------------------------------------------------------------------------------------------------------------ */
/* Where there is no socket (yet, or any more) the library is asked again a little later. */
static orm__waited orm__my_pause(int64_t deadline, const int *cancelled) {
    poll(NULL, 0, 1);
    if (cancelled && __atomic_load_n(cancelled, __ATOMIC_ACQUIRE)) return ORM__WAIT_CANCELLED;
    return deadline && orm__monotonic() >= deadline ? ORM__WAIT_TIMEOUT : ORM__WAIT_READY;
}
/* Until the socket is ready as wanted, or it is time to ask libmysqlclient again. */
static orm__waited orm__my_wait(MYSQL *link, int wants, int64_t deadline, const int *cancelled) {
    const int64_t slice = ORM__MY_SLICE_US ? orm__monotonic() + ORM__MY_SLICE_US : 0;
    const bool sliced = slice && (!deadline || slice < deadline);
    const orm__waited waited = orm__wait(orm__my_socket(link), (unsigned)wants, sliced ? slice : deadline, cancelled);
    if (waited == ORM__WAIT_FAILED) return orm__my_pause(deadline, cancelled);
    return sliced && waited == ORM__WAIT_TIMEOUT ? ORM__WAIT_READY : waited;
}
/* What a step of connecting is: Connector/C shakes hands for TLS in one step that blocks, so it is watched.  The watch has a descriptor of its own, because
 * the library may close the socket meanwhile. */
typedef struct orm__my_work_step {
    MYSQL *link; const orm__my_target *target; const char *sql; size_t length; orm__watchdog *dog; int64_t deadline; const int *cancelled;
    bool *in_clear;               /* set when the server knows no TLS; NULL: that does not matter */
} orm__my_work_step;
static int orm__my_go_on(const orm__my_work_step *w, int ready, bool *failed) {
    return w->target ? orm__my_connect_step(w->link, w->target, ready, failed) : orm__my_query_step(w->link, w->sql, w->length, ready, failed);
}
static int orm__my_go_on_watched(const orm__my_work_step *w, int ready, bool *failed, orm__waited *waited) {
    orm__watch watch = { .dog = w->dog, .deadline = w->deadline, .cancelled = w->cancelled, .socket = ready ? dup(orm__my_socket(w->link)) : -1 };
    if (watch.socket < 0) return orm__my_go_on(w, ready, failed);
    const orm_status begun = orm__watch_begin(&watch);
    const int next = orm__my_go_on(w, begun == ORM_OK ? ready : ORM__MY_GIVE_UP, failed);
    if (begun == ORM_OK) orm__watch_end(&watch);
    const orm_status why = begun == ORM_OK && watch.shut ? watch.why : begun;
    if (why != ORM_OK) *waited = why == ORM_CANCELLED ? ORM__WAIT_CANCELLED : why == ORM_TIMEOUT ? ORM__WAIT_TIMEOUT : ORM__WAIT_FAILED;
    close(watch.socket);
    return next;
}
/* What cannot be waited for any more comes to its end when its socket is shut: only then the library gives its memory back.  Connector/C is there at once. */
#define ORM__MY_LAST_STEPS 100
static void orm__my_give_up(const orm__my_work_step *w) {
    bool failed;
    for (int i = 0; i < ORM__MY_LAST_STEPS; i++) {
        if (orm__my_socket(w->link) >= 0) shutdown(orm__my_socket(w->link), SHUT_RDWR);
        if (!orm__my_go_on(w, ORM__MY_GIVE_UP, &failed)) return;
        if (!ORM__MY_CONNECTOR_C) poll(NULL, 0, 1);
    }
}
/* Connector/C that is to use TLS says who it is in clear to a server that has none, and tells afterwards: so the server's greeting is looked at before the library
 * reads it. */
#define ORM__MY_GREETING 512
static orm__waited orm__my_look_at_greeting(const orm__my_work_step *w) {
    unsigned char bytes[ORM__MY_GREETING];
    for (;;) {
        struct sockaddr_storage peer;
        socklen_t length = sizeof peer;
        if (getpeername(orm__my_socket(w->link), (struct sockaddr *)&peer, &length) != 0) return ORM__WAIT_READY; /* refused: to read would take the reason from the library */
        const orm__waited waited = orm__wait(orm__my_socket(w->link), ORM__WAIT_READ, w->deadline, w->cancelled);
        const ssize_t got = waited == ORM__WAIT_READY ? recv(orm__my_socket(w->link), bytes, sizeof bytes, MSG_PEEK | MSG_DONTWAIT) : 0;
        if (got <= 0) return waited == ORM__WAIT_FAILED ? ORM__WAIT_READY : waited; /* the library will see it, too */
        if (got > 4 && bytes[4] != 10) return ORM__WAIT_READY; /* an error, or another protocol */
        const unsigned char *version_end = got > 5 ? memchr(bytes + 5, 0, (size_t)got - 5) : NULL, *flags = version_end ? version_end + 1 + 4 + 8 + 1 : NULL; /* thread, scramble, filler */
        if (flags && flags + 2 <= bytes + got) {
            *w->in_clear = !((flags[0] | (unsigned)flags[1] << 8) & CLIENT_SSL);
            return *w->in_clear ? ORM__WAIT_FAILED : ORM__WAIT_READY;
        }
        if (got == (ssize_t)sizeof bytes) return ORM__WAIT_READY;
        const orm__waited paused = orm__my_pause(w->deadline, w->cancelled);
        if (paused != ORM__WAIT_READY) return paused;
    }
}
static orm__waited orm__my_work(const orm__my_work_step *w) {
    orm__waited waited = ORM__WAIT_READY;
    bool failed = false, greeted = !w->in_clear;
    int wants, ready = 0;
    while ((wants = w->dog ? orm__my_go_on_watched(w, ready, &failed, &waited) : orm__my_go_on(w, ready, &failed))) {
        if (waited == ORM__WAIT_READY) waited = orm__my_wait(w->link, wants, w->deadline, w->cancelled);
        if (waited == ORM__WAIT_READY && !greeted) {
            waited = orm__my_look_at_greeting(w);
            greeted = true;
        }
        if (waited != ORM__WAIT_READY) {
            orm__my_give_up(w);
            break;
        }
        ready = wants;
    }
    return waited != ORM__WAIT_READY ? waited : failed ? ORM__WAIT_FAILED : ORM__WAIT_READY;
}
/* Does somebody listen there?  Connector/C, connecting without waiting, closes a local socket that is refused twice, and the second time its number may be that of
 * a file which another thread has just opened.  A socket of another type is told that it is of another type when there is a server, and refused when there is none;
 * the server does not notice. */
static bool orm__my_is_listening(const orm__my_target *t) {
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    const char *path = t->socket;
#ifdef MARIADB_UNIX_ADDR
    const char *named = getenv("MYSQL_UNIX_PORT");
    if (!path) path = named && *named ? named : MARIADB_UNIX_ADDR;
#endif
    if (!path || strlen(path) >= sizeof address.sun_path) return true;
    memcpy(address.sun_path, path, strlen(path));
    const int probe = socket(AF_UNIX, SOCK_DGRAM, 0);
    if (probe < 0) return true;
    const bool refused = connect(probe, (const struct sockaddr *)&address, sizeof address) != 0 && errno != EPROTOTYPE;
    close(probe);
    return !refused;
}
ORM__PRIVATE orm__waited orm__my_connect(MYSQL *link, const orm__my_settings *s, const orm__my_target *t, int64_t deadline, const int *cancelled, orm__watchdog *dog, bool *in_clear) {
    *in_clear = false;
    if (ORM__MY_CONNECTOR_C && !orm__my_over_tcp(t) && !orm__my_is_listening(t)) return ORM__WAIT_FAILED;
    const orm__waited named = orm__my_over_tcp(t) ? orm__wait_for_name(t->host, deadline, cancelled) : ORM__WAIT_READY;
    if (named != ORM__WAIT_READY) return named;
    const bool watched = ORM__MY_CONNECTOR_C && s->tls != ORM__MY_TLS_DISABLE && (orm__my_over_tcp(t) || s->tls != ORM__MY_TLS_PREFER);
    const orm__my_work_step w = { .link = link, .target = t, .dog = watched ? dog : NULL, .deadline = deadline, .cancelled = cancelled,
                                  .in_clear = ORM__MY_CONNECTOR_C && s->tls >= ORM__MY_TLS_REQUIRE ? in_clear : NULL };
    const orm__waited waited = orm__my_work(&w);
    /* Without waiting, libmysqlclient sends an empty packet behind each message.  When the server has refused the user meanwhile and gone, that fails on a socket
     * file, and the library never reads why: it is asked again in the way that waits, which is no risk, because the server answers. */
    const bool unread = !ORM__MY_CONNECTOR_C && waited == ORM__WAIT_FAILED && !orm__my_over_tcp(t) && (mysql_errno(link) == 2013 || mysql_errno(link) == 2000);
    if (unread && mysql_real_connect(link, t->host, t->user, t->password, t->database, t->port, t->socket, t->flags)) return ORM__WAIT_READY;
    return waited;
}
ORM__PRIVATE MYSQL *orm__my_connect_anywhere(const orm__my_settings *s, const orm__my_target *t, int64_t deadline, bool *connected) {
    const int64_t left = deadline ? (deadline - orm__monotonic()) / 1000000 : 30;
    const unsigned seconds = left > 3600 ? 3600 : (unsigned)left;
    if (ORM__MY_CONNECTOR_C || left < 1 || !orm__my_over_tcp(t) || !t->host || !t->host[strspn(t->host, "0123456789.")] || strchr(t->host, ':')) return NULL;
    MYSQL *link = orm__my_handle(s, t, deadline);
    if (!link) return NULL;
    mysql_options(link, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    *connected = mysql_real_connect(link, t->host, t->user, t->password, t->database, t->port, t->socket, t->flags) != NULL;
    return link;
}
ORM__PRIVATE orm__waited orm__my_query(MYSQL *link, const char *sql, int64_t deadline, const int *cancelled) {
    const orm__my_work_step w = { .link = link, .sql = sql, .length = strlen(sql), .deadline = deadline, .cancelled = cancelled };
    return orm__my_work(&w);
}
static bool orm__my_is_off(const char *value) { return !value || !strcmp(value, "0") || !strcmp(value, "OFF"); }
ORM__PRIVATE orm__waited orm__my_is_read_only(MYSQL *link, int64_t deadline, const int *cancelled, orm__watchdog *dog, bool *read_only) {
    const orm__waited waited = orm__my_query(link, "SELECT @@global.read_only, @@global.innodb_read_only", deadline, cancelled);
    if (waited != ORM__WAIT_READY) return waited;
    orm__watch watch = { .dog = dog, .deadline = deadline, .cancelled = cancelled, .socket = dup(orm__my_socket(link)) }; /* the rows are read in a call that waits */
    const bool watched = watch.socket >= 0 && orm__watch_begin(&watch) == ORM_OK;
    MYSQL_RES *result = watched ? mysql_store_result(link) : NULL;
    if (watched) orm__watch_end(&watch);
    if (watch.socket >= 0) close(watch.socket);
    const MYSQL_ROW row = result ? mysql_fetch_row(result) : NULL;
    *read_only = row && !(orm__my_is_off(row[0]) && orm__my_is_off(row[1]));
    if (result) mysql_free_result(result);
    if (watched && watch.shut) return watch.why == ORM_CANCELLED ? ORM__WAIT_CANCELLED : ORM__WAIT_TIMEOUT;
    return row ? ORM__WAIT_READY : ORM__WAIT_FAILED;
}

/* ---- versions -------------------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE int orm__my_version_of(const char *info, bool *mariadb) {
    static const char name[] = "mariadb", prefix[] = "5.5.5-"; /* the prefix was put before 10.x so that old clients would not stumble over it */
    *mariadb = false;
    for (const char *p = info; *p && !*mariadb; p++) {
        size_t n = 0;
        while (name[n] && (p[n] | 32) == name[n]) n++;
        *mariadb = !name[n];
    }
    if (*mariadb && strncmp(info, prefix, strlen(prefix)) == 0) info += strlen(prefix);
    int version = 0;
    for (int i = 0; i < 3; i++) {
        char *end;
        const long part = strtol(info, &end, 10);
        version = version * 100 + (end == info || part < 0 || part > 99 ? 0 : (int)part);
        info = *end == '.' ? end + 1 : "";
    }
    return version;
}
#endif
