/* net: canonical texts of network addresses, as PostgreSQL prints them. */
#ifndef ORM__NET_H
#define ORM__NET_H
#include "base.h"

#define ORM__INET_TEXT_SIZE 52 /* an IPv6 address with an IPv4 tail, "/128" and the NUL */
#define ORM__MACADDR_TEXT_SIZE 18

/* An IPv4 or IPv6 address, perhaps with "/bits".  inet: a "/32" or "/128" is dropped, other bits stay with the whole address.  cidr: the bits
 * are always printed, and the address must be 0 past them.  An IPv4 address has four parts without leading zeros: "10.1" and "010.0.0.1",
 * which mean different things to different programs, are refused. */
ORM__PRIVATE bool orm__inet_canonical(const char *text, size_t length, bool cidr, char *buffer, size_t size);
/* "08:00:2b:01:02:03" from that, 08-00-2b-01-02-03, 08002b:010203, 08002b-010203, 0800.2b01.0203, 0800-2b01-0203 or 08002b010203. */
ORM__PRIVATE bool orm__macaddr_canonical(const char *text, size_t length, char *buffer, size_t size);

#endif
