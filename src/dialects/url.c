/* url: the texts go, decoded, one after the other into the struct's buffer.  The parser looks for separators before it decodes. */
#include "url.h"
#include <stdio.h>
#include <string.h>

typedef struct orm__url_scheme { const char *name; orm_dialect dialect; const char *canonical; } orm__url_scheme;
static const orm__url_scheme orm__url_schemes[] = {
    { "sqlite",     ORM_DIALECT_SQLITE,   "sqlite" },
    { "sqlite3",    ORM_DIALECT_SQLITE,   "sqlite" },
    { "postgresql", ORM_DIALECT_POSTGRES, "postgresql" },
    { "postgres",   ORM_DIALECT_POSTGRES, "postgresql" },
    { "mysql",      ORM_DIALECT_MYSQL,    "mysql" },
    { "mariadb",    ORM_DIALECT_MARIADB,  "mariadb" },
};

typedef struct orm__url_reader {
    orm__url *url;
    const orm__url_scheme *scheme; /* NULL: not known yet */
    char *message;
    size_t message_size;
    bool plain;     /* the parts of an address: a '%' is a '%' */
    bool secret;    /* a password, of which any byte is welcome */
} orm__url_reader;

/* A part of the URL that was not decoded yet. */
typedef struct orm__url_slice { const char *begin, *end; } orm__url_slice;

/* Always false.  `part` and `problem` are literals: nothing of the URL gets into a message.  `number` 0: there is one such part. */
static bool orm__url_fail(orm__url_reader *reader, const char *part, size_t number, const char *problem)
{
    char which[32] = "";
    if (number > 0) (void)snprintf(which, sizeof which, " %zu", number);
    if (reader->message_size > 0) {
        (void)snprintf(reader->message, reader->message_size, "%s %s: %s%s %s",
                       reader->scheme ? reader->scheme->canonical : "database", reader->plain ? "address" : "URL", part, which, problem);
    }
    return false;
}

/* ---- characters --------------------------------------------------------------------------------------------------------- */
static char orm__url_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool orm__url_alphanumeric(char c)
{
    char low = orm__url_lower(c);
    return (low >= 'a' && low <= 'z') || (c >= '0' && c <= '9');
}

static bool orm__url_control(char c)
{
    return (unsigned char)c < 0x20 || c == 0x7f;
}

/* -1: not a hexadecimal digit. */
static int orm__url_hex(char c)
{
    char low = orm__url_lower(c);
    if (c >= '0' && c <= '9') return c - '0';
    return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* Letters, digits, bytes above 127 and what else is in `others`. */
static bool orm__url_only(const char *text, const char *others)
{
    for (; *text; text++) {
        if (!orm__url_alphanumeric(*text) && (unsigned char)*text < 0x80 && !strchr(others, *text)) return false;
    }
    return true;
}

static const char *orm__url_find(orm__url_slice slice, char c)
{
    return slice.begin < slice.end ? memchr(slice.begin, c, (size_t)(slice.end - slice.begin)) : NULL;
}

/* The first of several characters, or the end. */
static const char *orm__url_find_any(orm__url_slice slice, const char *characters)
{
    const char *at = slice.begin;
    while (at < slice.end && !strchr(characters, *at)) at++;
    return at;
}

/* ---- decoding ----------------------------------------------------------------------------------------------------------- */
static const char orm__url_too_long[] = "makes the URL too long: all its parts may have 2 KB";

/* Decodes a slice into the struct's buffer.  NULL: failed, the message is written. */
static const char *orm__url_decode(orm__url_reader *reader, orm__url_slice slice, const char *part, size_t number)
{
    orm__url *url = reader->url;
    const char *problem = NULL;
    size_t begin = url->text_used, used = begin;
    for (const char *at = slice.begin; at < slice.end && !problem; at++) {
        char c = *at;
        if (c == '%' && !reader->plain) {
            int high = slice.end - at > 2 ? orm__url_hex(at[1]) : -1, low = high >= 0 ? orm__url_hex(at[2]) : -1;
            if (low < 0) problem = "holds a '%' without two hexadecimal digits (a '%' itself is %25)";
            else c = (char)(high * 16 + low), at += 2;
        }
        if (!problem && !reader->secret && orm__url_control(c)) problem = "holds a control character";
        if (!problem && used + 1 >= sizeof url->text) problem = orm__url_too_long;
        if (!problem) url->text[used++] = c;
    }
    if (!problem && used >= sizeof url->text) problem = orm__url_too_long; /* an empty text needs its NUL too */
    if (problem) {
        (void)orm__url_fail(reader, part, number, problem);
        return NULL;
    }
    url->text[used] = '\0';
    url->text_used = used + 1;
    return url->text + begin;
}

/* ---- options ------------------------------------------------------------------------------------------------------------ */
static bool orm__url_parse_option(orm__url_reader *reader, orm__url_slice slice)
{
    orm__url *url = reader->url;
    size_t number = url->option_count + 1;
    const char *equals = orm__url_find(slice, '=');
    if (number > ORM__URL_OPTIONS_MAX) return orm__url_fail(reader, "the options", 0, "are more than 32");
    if (!equals) return orm__url_fail(reader, "option", number, "has no '=' (options are key=value, joined by '&')");
    if (equals == slice.begin) return orm__url_fail(reader, "option", number, "has no name before its '='");
    const char *key = orm__url_decode(reader, (orm__url_slice){ slice.begin, equals }, "option", number);
    const char *value = key ? orm__url_decode(reader, (orm__url_slice){ equals + 1, slice.end }, "option", number) : NULL;
    if (!value) return false;
    if (orm__url_option(url, key)) return orm__url_fail(reader, "option", number, "was already given");
    url->options[url->option_count++] = (orm__url_pair){ key, value };
    return true;
}

/* `query` begins at the '?', or is empty. */
static bool orm__url_parse_options(orm__url_reader *reader, orm__url_slice query)
{
    if (query.end - query.begin <= 1) return true;
    for (const char *at = query.begin + 1;;) {
        const char *end = orm__url_find_any((orm__url_slice){ at, query.end }, "&");
        if (!orm__url_parse_option(reader, (orm__url_slice){ at, end })) return false;
        if (end == query.end) return true;
        at = end + 1;
    }
}

/* ---- SQLite ------------------------------------------------------------------------------------------------------------- */
static bool orm__url_parse_sqlite(orm__url_reader *reader, orm__url_slice rest)
{
    if (rest.end - rest.begin >= 2 && memcmp(rest.begin, "//", 2) == 0) {
        rest.begin += 2;
        if (rest.begin < rest.end && *rest.begin != '/' && *rest.begin != '?') {
            return orm__url_fail(reader, "the path", 0, "needs a third slash (sqlite:///relative.db) or a fourth (sqlite:////absolute.db)");
        }
        if (rest.begin < rest.end && *rest.begin == '/') rest.begin++;
    }
    const char *query = orm__url_find_any(rest, "?");
    if (query == rest.begin) return orm__url_fail(reader, "the path", 0, "is empty (a database in memory is sqlite::memory:)");
    reader->url->database = orm__url_decode(reader, (orm__url_slice){ rest.begin, query }, "the path", 0);
    return reader->url->database && orm__url_parse_options(reader, (orm__url_slice){ query, rest.end });
}

/* ---- servers ------------------------------------------------------------------------------------------------------------ */
/* Separators that are in no legal place mean that a password holds them: refused before anything is taken for a host or a name. */
static bool orm__url_check_separators(orm__url_reader *reader, orm__url_slice rest, const char *authority_end)
{
    const char *at_sign = orm__url_find(rest, '@');
    if (at_sign && (at_sign > authority_end || orm__url_find((orm__url_slice){ at_sign + 1, rest.end }, '@'))) {
        return orm__url_fail(reader, "the '@'", 0, "may only stand before the host: in a user, password, name or option "
                             "write '@' as %40, '/' as %2F, '?' as %3F");
    }
    if (orm__url_find(rest, '#')) return orm__url_fail(reader, "the '#'", 0, "must be written as %23");
    return true;
}

static bool orm__url_parse_user(orm__url_reader *reader, orm__url_slice slice)
{
    orm__url *url = reader->url;
    const char *colon = orm__url_find(slice, ':');
    url->user = orm__url_decode(reader, (orm__url_slice){ slice.begin, colon ? colon : slice.end }, "the user", 0);
    if (!url->user) return false;
    if (!*url->user) url->user = NULL;
    if (!colon) return true;
    url->password = orm__url_decode(reader, (orm__url_slice){ colon + 1, slice.end }, "the password", 0);
    return url->password != NULL;
}

static bool orm__url_parse_port(orm__url_reader *reader, orm__url_slice slice, uint16_t *port)
{
    const char *text = orm__url_decode(reader, slice, "the port", 0);
    if (!text) return false;
    uint32_t value = 0;
    size_t length = strlen(text);
    bool digits = length > 0 && length <= 5 && strspn(text, "0123456789") == length;
    for (size_t i = 0; digits && i < length; i++) value = value * 10 + (uint32_t)(text[i] - '0');
    if (value == 0 || value > 65535) return orm__url_fail(reader, "the port", 0, "must be a number from 1 to 65535");
    *port = (uint16_t)value;
    return true;
}

/* An IPv6 address, optionally with a zone: fe80::1%eth0.  Only its characters are checked: the resolver knows the rest. */
static bool orm__url_is_ipv6(const char *host)
{
    size_t length = strspn(host, "0123456789abcdefABCDEF:.");
    return length > 1 && memchr(host, ':', length) && (!host[length] || (host[length] == '%' && orm__url_only(host + length + 1, "-_.")));
}

/* Gives the end of the host, where the ':' of the port may follow; NULL: failed. */
static const char *orm__url_parse_host_name(orm__url_reader *reader, orm__url_slice slice, orm__url_host *host)
{
    bool bracket = slice.begin < slice.end && *slice.begin == '[';
    const char *end = bracket ? orm__url_find(slice, ']') : orm__url_find_any(slice, ":");
    if (!end) {
        (void)orm__url_fail(reader, "the host", 0, "has a '[' without ']'");
        return NULL;
    }
    host->host = orm__url_decode(reader, (orm__url_slice){ slice.begin + bracket, end }, "the host", 0);
    if (!host->host) return NULL;
    if (bracket && !orm__url_is_ipv6(host->host)) {
        (void)orm__url_fail(reader, "the host", 0, "in brackets is no IPv6 address");
        return NULL;
    }
    if (!bracket && host->host[0] != '/' && !orm__url_only(host->host, "-_.")) {
        (void)orm__url_fail(reader, "the host", 0, "holds a character that no host name has (an IPv6 address needs brackets)");
        return NULL;
    }
    if (strchr(host->host, ',')) { /* of a socket's directory: libpq would read it as two hosts */
        (void)orm__url_fail(reader, "the host", 0, "holds a comma");
        return NULL;
    }
    return end + bracket;
}

static bool orm__url_parse_host(orm__url_reader *reader, orm__url_slice slice)
{
    orm__url *url = reader->url;
    if (url->host_count == ORM__URL_HOSTS_MAX) return orm__url_fail(reader, "the hosts", 0, "are more than 8");
    orm__url_host *host = &url->hosts[url->host_count++];
    const char *end = orm__url_parse_host_name(reader, slice, host);
    if (!end || end == slice.end) return end != NULL;
    if (*end != ':') return orm__url_fail(reader, "the host", 0, "has something other than ':' after its ']'");
    return orm__url_parse_port(reader, (orm__url_slice){ end + 1, slice.end }, &host->port);
}

/* One or several, joined by commas. */
static bool orm__url_parse_hosts(orm__url_reader *reader, orm__url_slice slice)
{
    for (const char *at = slice.begin;;) {
        const char *end = orm__url_find_any((orm__url_slice){ at, slice.end }, ",");
        bool several = end < slice.end || at > slice.begin;
        if (several && (at == end || *at == ':')) return orm__url_fail(reader, "the list of hosts", 0, "has an empty host");
        if (!orm__url_parse_host(reader, (orm__url_slice){ at, end })) return false;
        if (end == slice.end) return true;
        at = end + 1;
    }
}

/* `path` begins at its '/', or is empty. */
static bool orm__url_parse_database(orm__url_reader *reader, orm__url_slice path)
{
    if (path.end - path.begin <= 1) return true;
    path.begin++;
    if (orm__url_find(path, '/')) return orm__url_fail(reader, "the database name", 0, "holds a '/': write it as %2F");
    reader->url->database = orm__url_decode(reader, path, "the database name", 0);
    return reader->url->database != NULL;
}

static bool orm__url_parse_server(orm__url_reader *reader, orm__url_slice rest)
{
    if (rest.end - rest.begin < 2 || memcmp(rest.begin, "//", 2) != 0) {
        return orm__url_fail(reader, "the scheme", 0, "must be followed by ://");
    }
    rest.begin += 2;
    const char *authority_end = orm__url_find_any(rest, "/?");
    const char *path_end = orm__url_find_any((orm__url_slice){ authority_end, rest.end }, "?");
    if (!orm__url_check_separators(reader, rest, authority_end)) return false;
    orm__url_slice hosts = { rest.begin, authority_end };
    const char *at_sign = orm__url_find(hosts, '@');
    if (at_sign) {
        if (!orm__url_parse_user(reader, (orm__url_slice){ rest.begin, at_sign })) return false;
        hosts.begin = at_sign + 1;
    }
    return orm__url_parse_hosts(reader, hosts) && orm__url_parse_database(reader, (orm__url_slice){ authority_end, path_end }) &&
           orm__url_parse_options(reader, (orm__url_slice){ path_end, rest.end });
}

/* ---- schemes ------------------------------------------------------------------------------------------------------------ */
/* Does the text begin with this scheme and ':', or with scheme+driver and ':'?  Gives what comes after the colon, or NULL. */
static const char *orm__url_after_scheme(const char *text, const char *name)
{
    for (; *name; name++, text++) {
        if (orm__url_lower(*text) != *name) return NULL;
    }
    if (*text == '+') {
        const char *driver = ++text;
        while (orm__url_alphanumeric(*text) || (*text && strchr("-_.", *text))) text++;
        if (text == driver) return NULL;
    }
    return *text == ':' ? text + 1 : NULL;
}

/* Gives what comes after the scheme and sets reader->scheme; NULL: no known scheme. */
static const char *orm__url_parse_scheme(orm__url_reader *reader, const char *text)
{
    for (size_t i = 0; i < sizeof orm__url_schemes / sizeof *orm__url_schemes; i++) {
        const char *rest = orm__url_after_scheme(text, orm__url_schemes[i].name);
        if (rest) {
            reader->scheme = &orm__url_schemes[i];
            return rest;
        }
    }
    if (strncmp(text, ":memory:", 8) == 0 && (text[8] == '\0' || text[8] == '?')) {
        reader->scheme = &orm__url_schemes[0];
        return text;
    }
    return NULL;
}

static bool orm__url_parse_text(orm__url_reader *reader, const char *text)
{
    const char *rest = text ? orm__url_parse_scheme(reader, text) : NULL;
    if (!rest) {
        return orm__url_fail(reader, "the scheme", 0, "is missing or unknown: use sqlite:path, sqlite::memory:, postgresql://..., "
                             "mysql://... or mariadb://... (also sqlite3, postgres, and scheme+driver)");
    }
    reader->url->dialect = reader->scheme->dialect;
    orm__url_slice slice = { rest, rest + strlen(rest) };
    return reader->scheme->dialect == ORM_DIALECT_SQLITE ? orm__url_parse_sqlite(reader, slice) : orm__url_parse_server(reader, slice);
}

static bool orm__url_read(const char *text, orm__url_reader *reader)
{
    *reader->url = (orm__url){ 0 };
    if (reader->message_size > 0) reader->message[0] = '\0';
    bool fine = orm__url_parse_text(reader, text);
    if (!fine) orm__url_wipe(reader->url);
    return fine;
}

/* ---- addresses ---------------------------------------------------------------------------------------------------------- */
static orm__url_slice orm__url_whole(const char *text)
{
    return (orm__url_slice){ text, text + strlen(text) };
}

/* A part that may be missing.  false: failed. */
static bool orm__url_take(orm__url_reader *reader, const char *text, const char *part, const char **out)
{
    *out = text ? orm__url_decode(reader, orm__url_whole(text), part, 0) : NULL;
    return *out || !text;
}

/* An IPv6 address needs no brackets where no port can follow. */
static bool orm__url_take_host(orm__url_reader *reader, orm__url_slice slice)
{
    orm__url *url = reader->url;
    const char *colon = orm__url_find(slice, ':');
    bool ipv6 = slice.begin < slice.end && *slice.begin != '[' && colon && orm__url_find((orm__url_slice){ colon + 1, slice.end }, ':');
    if (!ipv6 && *slice.begin != '/') return orm__url_parse_host(reader, slice);
    if (url->host_count == ORM__URL_HOSTS_MAX) return orm__url_fail(reader, "the hosts", 0, "are more than 8");
    const char *host = orm__url_decode(reader, slice, "the host", 0);
    if (!host) return false;
    if (ipv6 && !orm__url_is_ipv6(host)) return orm__url_fail(reader, "the host", 0, "has several colons and is no IPv6 address (a port may follow one in brackets)");
    url->hosts[url->host_count++].host = host;
    return true;
}

static bool orm__url_take_hosts(orm__url_reader *reader, const orm_address *address)
{
    orm__url *url = reader->url;
    orm__url_slice all = orm__url_whole(address->host ? address->host : "");
    for (const char *at = all.begin;;) {
        const char *end = orm__url_find_any((orm__url_slice){ at, all.end }, ",");
        if (at == end && all.begin < all.end) return orm__url_fail(reader, "the list of hosts", 0, "has an empty host");
        if (!orm__url_take_host(reader, (orm__url_slice){ at, end })) return false;
        if (end == all.end) break;
        at = end + 1;
    }
    if (address->port < 0 || address->port > 65535) return orm__url_fail(reader, "the port", 0, "must be a number from 1 to 65535 (0: the usual one)");
    for (size_t i = 0; i < url->host_count; i++) {
        if (!url->hosts[i].port) url->hosts[i].port = (uint16_t)address->port;
    }
    return true;
}

static bool orm__url_take_socket(orm__url_reader *reader)
{
    orm__url *url = reader->url;
    if (url->dialect == ORM_DIALECT_POSTGRES || url->hosts[0].host[0] != '/') return true;
    if (orm__url_option(url, "socket")) return orm__url_fail(reader, "the socket", 0, "is given twice, as host and as option");
    if (url->option_count == ORM__URL_OPTIONS_MAX) return orm__url_fail(reader, "the options", 0, "are more than 32");
    url->options[url->option_count++] = (orm__url_pair){ "socket", url->hosts[0].host };
    url->hosts[0] = (orm__url_host){ .host = "" };
    return true;
}

static bool orm__url_take_password(orm__url_reader *reader, const char *password)
{
    reader->secret = true;
    bool fine = orm__url_take(reader, password, "the password", &reader->url->password);
    reader->secret = false;
    return fine;
}

static bool orm__url_take_file(orm__url_reader *reader, const orm_address *address)
{
    if ((address->host && *address->host) || address->port || address->user || address->password) {
        return orm__url_fail(reader, "host, port, user and password", 0, "are for servers: set .dialect, or give .database and .options alone");
    }
    if (!address->database || !*address->database) return orm__url_fail(reader, "the database", 0, "is missing: the file, or \":memory:\"");
    return orm__url_take(reader, address->database, "the database", &reader->url->database);
}

static bool orm__url_take_server(orm__url_reader *reader, const orm_address *address)
{
    orm__url *url = reader->url;
    if (!orm__url_take_hosts(reader, address) || !orm__url_take(reader, address->user, "the user", &url->user)) return false;
    if (!orm__url_take_password(reader, address->password) || !orm__url_take(reader, address->database, "the database", &url->database)) return false;
    if (url->user && !*url->user) url->user = NULL;
    if (url->database && !*url->database) url->database = NULL;
    return true;
}

static bool orm__url_take_address(orm__url_reader *reader, const orm_address *address)
{
    for (size_t i = 0; i < sizeof orm__url_schemes / sizeof *orm__url_schemes && !reader->scheme; i++) {
        if (orm__url_schemes[i].dialect == address->dialect) reader->scheme = &orm__url_schemes[i];
    }
    if (!reader->scheme) return orm__url_fail(reader, "the dialect", 0, "is none of those that orm_dialect lists");
    reader->url->dialect = address->dialect;
    bool file = address->dialect == ORM_DIALECT_SQLITE;
    if (!(file ? orm__url_take_file(reader, address) : orm__url_take_server(reader, address))) return false;
    reader->plain = false;
    for (orm__url_slice rest = orm__url_whole(address->options ? address->options : ""); rest.begin < rest.end;) {
        const char *end = orm__url_find_any(rest, "&");
        if (!orm__url_parse_option(reader, (orm__url_slice){ rest.begin, end })) return false;
        rest.begin = end < rest.end ? end + 1 : end;
    }
    reader->plain = true;
    return file || orm__url_take_socket(reader);
}

/* ---- interface ---------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE bool orm__url_parse(const char *url, orm__url *out, char *message, size_t message_size)
{
    orm__url_reader reader = { .url = out, .message = message, .message_size = message_size };
    return orm__url_read(url, &reader);
}

ORM__PRIVATE bool orm__url_from(const orm_address *address, orm__url *out, char *message, size_t message_size)
{
    orm__url_reader reader = { .url = out, .message = message, .message_size = message_size, .plain = true };
    *out = (orm__url){ 0 };
    if (message_size > 0) message[0] = '\0';
    bool fine = orm__url_take_address(&reader, address);
    if (!fine) orm__url_wipe(out);
    return fine;
}

static bool orm__url_host_is_local(const char *host)
{
    return !*host || *host == '/' || *host == '@' || strcmp(host, "localhost") == 0 || strcmp(host, "::1") == 0 ||
           (strncmp(host, "127.", 4) == 0 && host[strspn(host, "0123456789.")] == '\0');
}

ORM__PRIVATE bool orm__url_is_local(const orm__url *url)
{
    static const char *const elsewhere[] = { "host", "hostaddr", NULL }; /* options that name hosts, too, joined by commas */
    for (size_t i = 0; i < url->host_count; i++) {
        if (!orm__url_host_is_local(url->hosts[i].host)) return false;
    }
    for (size_t i = 0; elsewhere[i]; i++) {
        const char *value = orm__url_option(url, elsewhere[i]);
        if (value && (!orm__url_host_is_local(value) || strchr(value, ','))) return false;
    }
    return true;
}

ORM__PRIVATE const char *orm__url_option(const orm__url *url, const char *key)
{
    for (size_t i = 0; i < url->option_count; i++) {
        if (strcmp(url->options[i].key, key) == 0) return url->options[i].value;
    }
    return NULL;
}

ORM__PRIVATE void orm__url_wipe(orm__url *url)
{
    memset(url, 0, sizeof *url);
    __asm__ __volatile__("" : : "r"(url) : "memory"); /* somebody might read it: the memset must stay */
}

/* ---- redaction ---------------------------------------------------------------------------------------------------------- */
typedef struct orm__url_printer { char *out; size_t size, used; } orm__url_printer;

static void orm__url_print(orm__url_printer *printer, const char *text)
{
    while (*text && printer->used + 1 < printer->size) printer->out[printer->used++] = *text++;
}

/* The text when it has only letters, digits and `others`, else ***: '@', '=' and the like speak of a password in a wrong place. */
static void orm__url_print_harmless(orm__url_printer *printer, const char *text, const char *others)
{
    orm__url_print(printer, orm__url_only(text, others) ? text : "***");
}

static bool orm__url_in(const char *key, const char *const *list)
{
    while (*list && strcmp(key, *list) != 0) list++;
    return *list != NULL;
}

static void orm__url_print_option(orm__url_printer *printer, const orm__url_pair *option)
{
    static const char *const secret[] = { "password", "passwd", "pwd", "sslpassword", NULL };
    static const char *const shown[] = {
        "mode", "cache", "busy_timeout", "journal_mode", "synchronous", "foreign_keys", "immutable", "vfs",
        "host", "hostaddr", "port", "socket", "unix_socket", "charset", "ssl", "sslmode", "ssl_mode", "sslrootcert", "ssl_ca",
        "connect_timeout", "application_name", "target_session_attrs", "load_balance_hosts", "channel_binding", NULL };
    bool show = orm__url_in(option->key, shown);
    if (!show && !orm__url_in(option->key, secret)) {
        orm__url_print(printer, "***"); /* it may be the second half of a password that holds a '&' */
        return;
    }
    orm__url_print(printer, option->key);
    orm__url_print(printer, "=");
    if (show) orm__url_print_harmless(printer, option->value, "-_./,");
    else orm__url_print(printer, "***");
}

static void orm__url_print_user(orm__url_printer *printer, const orm__url *url)
{
    bool has_password = url->password && *url->password;
    if (!url->user && !url->password) return;
    if (has_password && url->user) orm__url_print_harmless(printer, url->user, "-_.");
    else if (url->user) orm__url_print(printer, "***");
    orm__url_print(printer, has_password ? ":***@" : "@");
}

static void orm__url_print_host(orm__url_printer *printer, const orm__url_host *host)
{
    bool ipv6 = strchr(host->host, ':') != NULL;
    char port[16] = "";
    if (host->port) (void)snprintf(port, sizeof port, ":%u", (unsigned)host->port);
    orm__url_print(printer, ipv6 ? "[" : "");
    orm__url_print_harmless(printer, host->host, ipv6 ? "-_.:%" : "-_./");
    orm__url_print(printer, ipv6 ? "]" : "");
    orm__url_print(printer, port);
}

static void orm__url_print_server(orm__url_printer *printer, const orm__url *url)
{
    orm__url_print(printer, "//");
    orm__url_print_user(printer, url);
    for (size_t i = 0; i < url->host_count; i++) {
        if (i > 0) orm__url_print(printer, ",");
        orm__url_print_host(printer, &url->hosts[i]);
    }
    if (!url->database) return;
    orm__url_print(printer, "/");
    orm__url_print_harmless(printer, url->database, "-_.$ ");
}

/* A colon is harmless in ":memory:" and after a drive's letter only. */
static void orm__url_print_path(orm__url_printer *printer, const char *path)
{
    bool drive = orm__url_alphanumeric(path[0]) && path[1] == ':' && (path[2] == '/' || path[2] == '\\');
    bool fine = strcmp(path, ":memory:") == 0 || orm__url_only(drive ? path + 2 : path, "-_./\\ ~+,()");
    orm__url_print(printer, fine ? path : "***");
}

static void orm__url_print_parsed(orm__url_printer *printer, const orm__url *url)
{
    if (url->dialect == ORM_DIALECT_SQLITE) orm__url_print_path(printer, url->database);
    else orm__url_print_server(printer, url);
    for (size_t i = 0; i < url->option_count; i++) {
        orm__url_print(printer, i ? "&" : "?");
        orm__url_print_option(printer, &url->options[i]);
    }
}

ORM__PRIVATE void orm__url_redact(const char *url, char *out, size_t size)
{
    orm__url parsed;
    orm__url_reader reader = { .url = &parsed };
    orm__url_printer printer = { out, size, 0 };
    bool fine = orm__url_read(url, &reader);
    if (reader.scheme) {
        orm__url_print(&printer, reader.scheme->canonical);
        orm__url_print(&printer, ":");
    }
    if (fine) orm__url_print_parsed(&printer, &parsed);
    else orm__url_print(&printer, "***");
    if (size > 0) out[printer.used] = '\0';
    orm__url_wipe(&parsed);
}
