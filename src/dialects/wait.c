#include "wait.h"
#include "driver.h"
#include <errno.h>
#include <poll.h>

static bool orm__wait_is_cancelled(const int *cancelled) { return cancelled && __atomic_load_n(cancelled, __ATOMIC_ACQUIRE); }

/* How long one poll may take: to the deadline, and not past the next look at the flag. */
static int orm__wait_slice(int64_t deadline, bool watched, bool *last) {
    const int most = watched ? ORM__WAIT_SLICE_MS : 60000;
    *last = false;
    if (!deadline) return watched ? most : -1;
    const int64_t left = deadline - orm__monotonic();
    *last = left <= 0;
    if (*last) return 0;
    return left / 1000 >= most ? most : (int)(left / 1000) + 1;
}
ORM__PRIVATE orm__waited orm__wait(int socket, unsigned what, int64_t deadline, const int *cancelled) {
    struct pollfd fd = { .fd = socket, .events = (short)((what & ORM__WAIT_READ ? POLLIN : 0) | (what & ORM__WAIT_WRITE ? POLLOUT : 0)) };
    if (socket < 0) return ORM__WAIT_FAILED;
    for (;;) {
        bool last;
        if (orm__wait_is_cancelled(cancelled)) return ORM__WAIT_CANCELLED;
        const int ready = poll(&fd, 1, orm__wait_slice(deadline, cancelled != NULL, &last));
        if (ready > 0) return fd.revents & POLLNVAL ? ORM__WAIT_FAILED : ORM__WAIT_READY; /* an error or a hang-up is told by the next read */
        if (ready < 0 && errno != EINTR && errno != EAGAIN) return ORM__WAIT_FAILED;
        if (ready == 0 && last) return ORM__WAIT_TIMEOUT;
    }
}
