/* wait: the one place where a driver waits for the network.  Everything else in a driver of a server only starts work and looks whether it is done. */
#ifndef ORM__WAIT_H
#define ORM__WAIT_H
#include "../orm/base.h"

enum { ORM__WAIT_READ = 1, ORM__WAIT_WRITE = 2 };
typedef enum orm__waited { ORM__WAIT_READY, ORM__WAIT_TIMEOUT, ORM__WAIT_CANCELLED, ORM__WAIT_FAILED } orm__waited;

/* Waits until the socket can be read from or written to.  deadline: microseconds of orm__monotonic(), 0: none; what is ready at the deadline counts as ready.
 * cancelled: a flag that another thread sets, or NULL; it is seen within ORM__WAIT_SLICE_MS. */
#define ORM__WAIT_SLICE_MS 20
ORM__PRIVATE orm__waited orm__wait(int socket, unsigned what, int64_t deadline, const int *cancelled);

/* Client libraries look a host's name up with getaddrinfo(), which knows no deadline: a name server that is silent holds it for a quarter of a minute or longer.
 * This asks for the name first, in a thread of its own that is left behind when it is late.  ORM__WAIT_READY: there was an answer, whatever it is, and the
 * library's own question will have it soon too; ORM__WAIT_FAILED: no memory or no thread.  What is an address or a path needs no question. */
ORM__PRIVATE orm__waited orm__wait_for_name(const char *host, int64_t deadline, const int *cancelled);
#endif
