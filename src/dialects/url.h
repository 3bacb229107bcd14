/* url: database URLs.  One parser for all databases, strict, that never lets a password out of its struct.
 *
 *   sqlite::memory:   :memory:   sqlite:relative.db   sqlite:///relative.db   sqlite:////absolute.db   sqlite:file.db?mode=ro
 *   postgresql://user:password@host:port/name?option=value&option=value      several hosts: h1:1,h2:2      IPv6: [::1]:5432
 *   mysql://...   mariadb://...                                              sockets: ?host=/directory (PostgreSQL), ?socket=/path
 * Aliases: sqlite3, postgres, and scheme+driver for each; schemes are read in any case.
 *
 * Every part is percent-decoded; `+` is no blank.  Refused: control characters, also encoded ones, and in the URL of a server an
 * unencoded '#' and every '@' but the one before the host: behind such a mistake parts of a password would pass for a host
 * or a name.  A message never quotes the URL: of its parts it names the kind ("the port"), of options the number. */
#ifndef ORM__URL_H
#define ORM__URL_H
#include "../orm/base.h"

ORM__C_BEGIN

#define ORM__URL_TEXT_MAX 2048
#define ORM__URL_HOSTS_MAX 8
#define ORM__URL_OPTIONS_MAX 32

typedef struct orm__url_host {
    const char *host; /* without brackets; "": none was given; "/directory" (written %2Fdirectory): of a socket */
    uint16_t port;    /* 0: none was given */
} orm__url_host;

typedef struct orm__url_pair { const char *key, *value; } orm__url_pair;

/* All texts are decoded and lie in `text`, so a struct copied by assignment points into the old one: pass it by address. */
typedef struct orm__url {
    orm_dialect dialect;
    const char *user;      /* NULL: not given */
    const char *password;  /* NULL: not given; "user:@host" gives "" */
    const char *database;  /* the name, NULL: not given; for SQLite the path or ":memory:", never NULL */
    orm__url_host hosts[ORM__URL_HOSTS_MAX]; /* SQLite: none; a server: at least one */
    orm__url_pair options[ORM__URL_OPTIONS_MAX]; /* in order, no key twice; `host`, `socket`, `password` ... are left to the driver */
    size_t host_count, option_count, text_used;
    char text[ORM__URL_TEXT_MAX];
} orm__url;

/* false: `message` (may be NULL when its size is 0) tells what is wrong, and *out is wiped. */
ORM__PRIVATE bool orm__url_parse(const char *url, orm__url *out, char *message, size_t message_size);

/* The same from its parts, which are taken as they are: only `options` is percent-decoded.  A host may be several, each with a port of its own; of a MySQL address
 * one that begins with '/' is a socket, and becomes the option `socket`. */
ORM__PRIVATE bool orm__url_from(const orm_address *address, orm__url *out, char *message, size_t message_size);

/* Every host is this machine: none given, a socket, localhost or an address of its own.  What goes there crosses no network. */
ORM__PRIVATE bool orm__url_is_local(const orm__url *url);

/* The value of an option, NULL: not given.  Keys are case-sensitive. */
ORM__PRIVATE const char *orm__url_option(const orm__url *url, const char *key);

/* Overwrites everything, in a way that the compiler keeps.  To be called as soon as the connection is configured. */
ORM__PRIVATE void orm__url_wipe(orm__url *url);

/* A form to print, for any input, also NULL and what is no URL: "postgresql://user:***@host:5432/name?sslmode=require&password=***".
 * It is made of what the parser understood, and only of parts that look harmless; everything else is ***: a user without a password
 * (it may be a token, or the ':' was forgotten), unknown options, unusual characters.  A URL that cannot be parsed is "postgresql:***",
 * one without a known scheme "***". */
ORM__PRIVATE void orm__url_redact(const char *url, char *out, size_t size);

ORM__C_END
#endif
