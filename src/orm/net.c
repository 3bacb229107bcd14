#include <arpa/inet.h>
#include <string.h>
#include "net.h"

/* An address as the system's functions know it. */
typedef struct orm__net_address { int family; unsigned bits, most_bits; uint8_t bytes[16]; } orm__net_address;

/* Reads "0" to "128" without leading zeros. */
static bool orm__net_read_bits(const char *text, size_t length, unsigned most, unsigned *bits) {
    unsigned value = 0;
    if (length < 1 || length > 3 || (length > 1 && text[0] == '0')) return false;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        value = value * 10 + (unsigned)(text[i] - '0');
    }
    *bits = value;
    return value <= most;
}

static bool orm__net_read_address(const char *text, size_t length, orm__net_address *address) {
    char host[INET6_ADDRSTRLEN];
    if (length == 0 || length >= sizeof host || memchr(text, 0, length)) return false;
    memcpy(host, text, length);
    host[length] = 0;
    address->family = memchr(host, ':', length) ? AF_INET6 : AF_INET;
    address->most_bits = address->family == AF_INET6 ? 128 : 32;
    return inet_pton(address->family, host, address->bytes) == 1;
}

static bool orm__net_read(const char *text, size_t length, orm__net_address *address) {
    const char *slash = length ? memchr(text, '/', length) : NULL;
    size_t host = slash ? (size_t)(slash - text) : length;
    if (!orm__net_read_address(text, host, address)) return false;
    address->bits = address->most_bits;
    return !slash || orm__net_read_bits(slash + 1, length - host - 1, address->most_bits, &address->bits);
}

static bool orm__net_host_is_zero(const orm__net_address *address) {
    for (unsigned bit = address->bits; bit < address->most_bits; bit++) {
        if (address->bytes[bit / 8] >> (7 - bit % 8) & 1) return false;
    }
    return true;
}

ORM__PRIVATE bool orm__inet_canonical(const char *text, size_t length, bool cidr, char *buffer, size_t size) {
    orm__net_address address;
    char out[ORM__INET_TEXT_SIZE];
    if (!orm__net_read(text, length, &address) || (cidr && !orm__net_host_is_zero(&address))) return false;
    if (!inet_ntop(address.family, address.bytes, out, INET6_ADDRSTRLEN)) return false;
    size_t used = strlen(out);
    if (cidr || address.bits < address.most_bits) {
        out[used++] = '/';
        if (address.bits >= 100) out[used++] = '1';
        if (address.bits >= 10) out[used++] = (char)('0' + address.bits / 10 % 10);
        out[used++] = (char)('0' + address.bits % 10);
    }
    if (used >= size) return false;
    memcpy(buffer, out, used);
    buffer[used] = 0;
    return true;
}

/* The lower-case form of a hexadecimal digit, or 0. */
static char orm__net_hex(char c) {
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) return c;
    return c >= 'A' && c <= 'F' ? (char)(c - 'A' + 'a') : 0;
}

/* How many digits stand between two separators in a text of this length, or 0. */
static size_t orm__net_mac_group(size_t length, char separator) {
    bool colon = separator == ':', hyphen = separator == '-', dot = separator == '.';
    if (length == 17 && (colon || hyphen)) return 2;
    if (length == 14 && (dot || hyphen)) return 4;
    return length == 13 && (colon || hyphen) ? 6 : 0;
}

ORM__PRIVATE bool orm__macaddr_canonical(const char *text, size_t length, char *buffer, size_t size) {
    if (size < ORM__MACADDR_TEXT_SIZE || (length != 12 && length != 13 && length != 14 && length != 17)) return false;
    char separator = length == 17 ? text[2] : length == 14 ? text[4] : length == 13 ? text[6] : 0;
    size_t group = length == 12 ? 12 : orm__net_mac_group(length, separator), digits = 0;
    if (group == 0) return false;
    char out[ORM__MACADDR_TEXT_SIZE], *at = out;
    for (size_t i = 0; i < length; i++) {
        if (i % (group + 1) == group) {
            if (text[i] != separator) return false;
            continue;
        }
        char digit = orm__net_hex(text[i]);
        if (!digit) return false;
        if (digits && digits % 2 == 0) *at++ = ':';
        *at++ = digit;
        digits++;
    }
    *at = 0;
    memcpy(buffer, out, sizeof out);
    return true;
}
