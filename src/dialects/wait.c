#include "wait.h"
#include "driver.h"
#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifndef AI_PASSIVE /* hidden under -std=c11 when a system header came first without _POSIX_C_SOURCE */
struct addrinfo;
extern int getaddrinfo(const char *, const char *, const struct addrinfo *, struct addrinfo **);
extern void freeaddrinfo(struct addrinfo *);
#endif

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

/* One question.  It is not of the database's memory, because the thread may outlive the database; whoever of the two comes last frees it. */
typedef struct orm__lookup { int pipe[2]; int holders; char host[256]; } orm__lookup;

static void orm__lookup_leave(orm__lookup *l) {
    if (__atomic_sub_fetch(&l->holders, 1, __ATOMIC_ACQ_REL)) return;
    close(l->pipe[0]);
    close(l->pipe[1]);
    free(l);
}
static void *orm__lookup_run(void *context) {
    orm__lookup *l = context;
    struct addrinfo *found = NULL;
    if (getaddrinfo(l->host, NULL, NULL, &found) == 0) freeaddrinfo(found);
    while (write(l->pipe[1], "", 1) < 0 && errno == EINTR) {}
    orm__lookup_leave(l);
    return NULL;
}
/* The program's signals are not for this thread, and nobody joins it. */
static bool orm__lookup_begin(orm__lookup *l) {
    pthread_t thread;
#ifdef SIG_BLOCK /* hidden as above */
    sigset_t all, before;
    sigfillset(&all);
    const bool masked = pthread_sigmask(SIG_BLOCK, &all, &before) == 0;
#endif
    const bool begun = pthread_create(&thread, NULL, orm__lookup_run, l) == 0;
#ifdef SIG_BLOCK
    if (masked) pthread_sigmask(SIG_SETMASK, &before, NULL);
#endif
    if (begun) pthread_detach(thread);
    return begun;
}
static bool orm__is_name(const char *host) {
    return host && host[0] && host[0] != '/' && host[0] != '@' && !strchr(host, ':') && host[strspn(host, "0123456789.")] && strlen(host) < sizeof ((orm__lookup *)0)->host;
}
ORM__PRIVATE orm__waited orm__wait_for_name(const char *host, int64_t deadline, const int *cancelled) {
    if (!orm__is_name(host)) return ORM__WAIT_READY;
    orm__lookup *l = calloc(1, sizeof *l);
    if (!l || pipe(l->pipe) != 0) {
        free(l);
        return ORM__WAIT_FAILED;
    }
    memcpy(l->host, host, strlen(host));
    l->holders = 2;
    if (!orm__lookup_begin(l)) {
        l->holders = 1;
        orm__lookup_leave(l);
        return ORM__WAIT_FAILED;
    }
    const orm__waited waited = orm__wait(l->pipe[0], ORM__WAIT_READ, deadline, cancelled);
    orm__lookup_leave(l);
    return waited;
}
