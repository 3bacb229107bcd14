/* A small proxy in the test's own process: it stands between the library and a server and can cut, reset, swallow, slice or delay what goes through, from a
 * chosen byte on; and it counts bytes and round trips.
 *
 *   proxy *p = proxy_open("/tmp/dir/.s.PGSQL.5432");     or "127.0.0.1:5432"; the library connects to 127.0.0.1, p->port
 *   proxy_arm(p, PROXY_FROM_CLIENT, 17, PROXY_CUT, 0);   counts from here: 17 bytes of the client's reach the server, then both sides are closed
 *   proxy_heal(p);                                       everything passes again; connections that were swallowed are closed
 *   proxy_close(p);
 *
 * PROXY_CUT and PROXY_RESET strike once, at the connection that carried the byte: connections opened after it pass.  PROXY_HOLE lasts: nothing gets through on
 * any connection, also not on new ones.  PROXY_SLICE and PROXY_DELAY concern both directions of every connection. */
#ifndef PROXY_H
#define PROXY_H
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define PROXY_LINKS 64
#define PROXY_ROOM 65536
#define PROXY_UNUSED __attribute__((unused))

enum { PROXY_FROM_CLIENT, PROXY_FROM_SERVER };
typedef enum proxy_mode { PROXY_PASS, PROXY_CUT, PROXY_RESET, PROXY_HOLE, PROXY_SLICE, PROXY_DELAY } proxy_mode;

/* What went through since the last proxy_arm, proxy_heal or proxy_count_anew. */
typedef struct proxy_counts { int64_t bytes[2]; int64_t trips; int connections; bool struck; } proxy_counts;

typedef struct proxy_pipe { char *room; size_t from, to; int64_t due; bool ended; } proxy_pipe;
typedef struct proxy_link { int fd[2]; proxy_pipe pipe[2]; bool used, hole; } proxy_link; /* pipe[side]: what came from that side */
typedef struct proxy {
    char server[108];
    int port, listener, wake[2];
    pthread_t thread;
    pthread_mutex_t lock;
    bool stop, refuse;
    int side, delay_ms, last_side;
    int64_t after;
    proxy_mode mode;
    proxy_counts counts;
    proxy_link links[PROXY_LINKS];
} proxy;

PROXY_UNUSED static int64_t proxy_now_us(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}
static void proxy_quick(int fd) { /* small packets at once, no wait in read and write */
    const int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    fcntl(fd, F_SETFD, FD_CLOEXEC);
}
static int proxy_dial(const char *server) {
    struct sockaddr_un local = { .sun_family = AF_UNIX };
    struct sockaddr_in remote = { .sin_family = AF_INET };
    const bool path = server[0] == '/';
    char host[80] = "";
    int port = 0;
    if (path) snprintf(local.sun_path, sizeof local.sun_path, "%s", server);
    else if (sscanf(server, "%79[^:]:%d", host, &port) != 2 || inet_pton(AF_INET, host, &remote.sin_addr) != 1) return -1;
    remote.sin_port = htons((uint16_t)port);
    const int fd = socket(path ? AF_UNIX : AF_INET, SOCK_STREAM, 0);
    if (fd < 0) return -1;
    if (connect(fd, path ? (const struct sockaddr *)&local : (const struct sockaddr *)&remote, path ? sizeof local : sizeof remote) == 0) return fd;
    close(fd);
    return -1;
}

/* ---- links ------------------------------------------------------------------------------------------------------------------------- */
static void proxy_link_close(proxy_link *l, bool reset) {
    const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };
    for (int side = 0; side < 2; side++) {
        if (l->fd[side] < 0) continue;
        if (reset) setsockopt(l->fd[side], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        else shutdown(l->fd[side], SHUT_RDWR);
        close(l->fd[side]);
    }
    free(l->pipe[0].room);
    free(l->pipe[1].room);
    *l = (proxy_link){ .fd = { -1, -1 } };
}
static bool proxy_strikes(const proxy *p) { return p->mode != PROXY_PASS && p->mode < PROXY_SLICE && p->counts.bytes[p->side] >= p->after; }
/* Does what is due at this connection; false: it is gone. */
static bool proxy_strike(proxy *p, proxy_link *l) {
    if (!proxy_strikes(p)) return true;
    p->counts.struck = true;
    if (p->mode == PROXY_HOLE) {
        l->hole = true;
        return true;
    }
    proxy_link_close(l, p->mode == PROXY_RESET);
    p->mode = PROXY_PASS;
    return false;
}
static void proxy_accept(proxy *p) {
    const int client = accept(p->listener, NULL, NULL);
    if (client < 0) return;
    proxy_link *l = p->links;
    while (l < p->links + PROXY_LINKS && l->used) l++;
    const int server = l < p->links + PROXY_LINKS && !p->refuse ? proxy_dial(p->server) : -1;
    if (server < 0) {
        close(client);
        return;
    }
    proxy_quick(client);
    proxy_quick(server);
    *l = (proxy_link){ .fd = { client, server }, .used = true };
    for (int side = 0; side < 2; side++) l->pipe[side].room = malloc(PROXY_ROOM);
    p->counts.connections++;
    p->last_side = PROXY_FROM_SERVER;
    if (!l->pipe[0].room || !l->pipe[1].room) proxy_link_close(l, false);
    else proxy_strike(p, l);
}
/* How much may go on from this side now. */
static size_t proxy_allowed(const proxy *p, int side, size_t ready) {
    if (p->mode == PROXY_SLICE) return 1;
    if (p->mode == PROXY_PASS || p->mode == PROXY_DELAY || side != p->side) return ready;
    const int64_t left = p->after - p->counts.bytes[side];
    return left < (int64_t)ready ? (size_t)left : ready;
}
/* Sends what waits in one direction; false: the connection is gone. */
static bool proxy_send(proxy *p, proxy_link *l, int side) {
    proxy_pipe *pipe = &l->pipe[side];
    while (pipe->to > pipe->from && !l->hole && (!pipe->due || pipe->due <= proxy_now_us())) {
        const ssize_t n = send(l->fd[!side], pipe->room + pipe->from, proxy_allowed(p, side, pipe->to - pipe->from), MSG_NOSIGNAL);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return true;
        if (n <= 0) {
            proxy_link_close(l, false);
            return false;
        }
        pipe->from += (size_t)n;
        p->counts.bytes[side] += n;
        if (side == PROXY_FROM_CLIENT && p->last_side == PROXY_FROM_SERVER) p->counts.trips++;
        p->last_side = side;
        if (!proxy_strike(p, l)) return false;
    }
    if (l->hole) pipe->from = pipe->to;
    if (pipe->from == pipe->to) {
        pipe->from = pipe->to = 0;
        pipe->due = 0;
        if (pipe->ended) proxy_link_close(l, false);
    }
    return l->used;
}
static bool proxy_receive(proxy *p, proxy_link *l, int side) {
    proxy_pipe *pipe = &l->pipe[side];
    if (pipe->to < PROXY_ROOM && !pipe->ended) {
        const ssize_t n = recv(l->fd[side], pipe->room + pipe->to, PROXY_ROOM - pipe->to, 0);
        if (n < 0 && (errno == EAGAIN || errno == EINTR)) return true;
        if (n > 0) pipe->to += (size_t)n;
        else pipe->ended = true;
        if (n > 0 && p->mode == PROXY_DELAY && !pipe->due) pipe->due = proxy_now_us() + (int64_t)p->delay_ms * 1000;
    }
    return proxy_send(p, l, side);
}

/* ---- the thread ---------------------------------------------------------------------------------------------------------------------- */
static int proxy_timeout(const proxy *p) {
    int64_t least = INT64_MAX;
    for (const proxy_link *l = p->links; l < p->links + PROXY_LINKS; l++)
        for (int side = 0; side < 2; side++)
            if (l->used && l->pipe[side].due && l->pipe[side].due < least) least = l->pipe[side].due;
    const int64_t left = least - proxy_now_us();
    return least == INT64_MAX ? -1 : left <= 0 ? 0 : (int)(left / 1000) + 1;
}
static nfds_t proxy_watch(const proxy *p, struct pollfd *fds, int (*who)[2]) {
    nfds_t n = 2;
    fds[0] = (struct pollfd){ .fd = p->wake[0], .events = POLLIN };
    fds[1] = (struct pollfd){ .fd = p->listener, .events = POLLIN };
    for (int i = 0; i < PROXY_LINKS; i++) {
        const proxy_link *l = &p->links[i];
        for (int side = 0; side < 2 && l->used; side++) {
            const proxy_pipe *in = &l->pipe[side], *out = &l->pipe[!side];
            const int events = (in->to < PROXY_ROOM && !in->ended ? POLLIN : 0) | (out->to > out->from && !out->due ? POLLOUT : 0);
            if (!events) continue;
            fds[n] = (struct pollfd){ .fd = l->fd[side], .events = (short)events };
            who[n][0] = i;
            who[n++][1] = side;
        }
    }
    return n;
}
static void proxy_serve(proxy *p, const struct pollfd *fds, int (*who)[2], nfds_t count) {
    for (nfds_t k = 2; k < count; k++) {
        proxy_link *l = &p->links[who[k][0]];
        const int side = who[k][1];
        if (!fds[k].revents || !l->used || l->fd[side] != fds[k].fd) continue;
        if (fds[k].revents & POLLOUT && !proxy_send(p, l, !side)) continue;
        if (fds[k].revents & (POLLIN | POLLHUP | POLLERR)) proxy_receive(p, l, side);
    }
    for (proxy_link *l = p->links; l < p->links + PROXY_LINKS; l++)
        for (int side = 0; side < 2 && l->used; side++)
            if (l->pipe[side].due && l->pipe[side].due <= proxy_now_us() && proxy_send(p, l, side)) l->pipe[side].due = 0;
    if (fds[1].revents & POLLIN) proxy_accept(p);
}
static void *proxy_run(void *context) {
    proxy *p = context;
    static _Thread_local struct pollfd fds[2 + 2 * PROXY_LINKS];
    static _Thread_local int who[2 + 2 * PROXY_LINKS][2];
    pthread_mutex_lock(&p->lock);
    while (!p->stop) {
        const nfds_t count = proxy_watch(p, fds, who);
        const int timeout = proxy_timeout(p);
        char drained[64];
        pthread_mutex_unlock(&p->lock);
        poll(fds, count, timeout);
        while (read(p->wake[0], drained, sizeof drained) > 0) {}
        pthread_mutex_lock(&p->lock);
        proxy_serve(p, fds, who, count);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}
static void proxy_wake(proxy *p) {
    if (write(p->wake[1], "", 1) < 0 && errno != EAGAIN) perror("proxy");
}

/* ---- for the tests --------------------------------------------------------------------------------------------------------------------- */
PROXY_UNUSED static proxy *proxy_open(const char *server) {
    struct sockaddr_in here = { .sin_family = AF_INET, .sin_addr = { htonl(INADDR_LOOPBACK) } };
    socklen_t size = sizeof here;
    proxy *p = calloc(1, sizeof *p);
    if (!p) return NULL;
    snprintf(p->server, sizeof p->server, "%s", server);
    for (int i = 0; i < PROXY_LINKS; i++) p->links[i].fd[0] = p->links[i].fd[1] = -1;
    p->listener = socket(AF_INET, SOCK_STREAM, 0);
    if (p->listener < 0 || bind(p->listener, (struct sockaddr *)&here, sizeof here) || listen(p->listener, 64) || getsockname(p->listener, (struct sockaddr *)&here, &size) || pipe(p->wake)) {
        perror("proxy_open");
        free(p);
        return NULL;
    }
    p->port = ntohs(here.sin_port);
    proxy_quick(p->listener);
    proxy_quick(p->wake[0]);
    proxy_quick(p->wake[1]);
    pthread_mutex_init(&p->lock, NULL);
    if (pthread_create(&p->thread, NULL, proxy_run, p) == 0) return p;
    free(p);
    return NULL;
}
PROXY_UNUSED static void proxy_close(proxy *p) {
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_mutex_unlock(&p->lock);
    proxy_wake(p);
    pthread_join(p->thread, NULL);
    for (int i = 0; i < PROXY_LINKS; i++)
        if (p->links[i].used) proxy_link_close(&p->links[i], false);
    close(p->listener);
    close(p->wake[0]);
    close(p->wake[1]);
    pthread_mutex_destroy(&p->lock);
    free(p);
}
/* From now on: after `after` bytes from that side, the fault; for PROXY_DELAY `ms` is how long each packet waits. */
PROXY_UNUSED static void proxy_arm(proxy *p, int side, int64_t after, proxy_mode mode, int ms) {
    pthread_mutex_lock(&p->lock);
    p->counts = (proxy_counts){ .struck = false };
    p->side = side;
    p->after = after;
    p->mode = mode;
    p->delay_ms = ms;
    p->last_side = PROXY_FROM_SERVER;
    for (int i = 0; i < PROXY_LINKS && after == 0; i++)
        if (p->links[i].used) proxy_strike(p, &p->links[i]); /* at once, at what is connected */
    pthread_mutex_unlock(&p->lock);
    proxy_wake(p);
}
PROXY_UNUSED static void proxy_heal(proxy *p) {
    pthread_mutex_lock(&p->lock);
    p->mode = PROXY_PASS;
    p->refuse = false;
    p->counts = (proxy_counts){ .struck = false };
    p->last_side = PROXY_FROM_SERVER;
    for (int i = 0; i < PROXY_LINKS; i++)
        if (p->links[i].used && p->links[i].hole) proxy_link_close(&p->links[i], false);
    pthread_mutex_unlock(&p->lock);
    proxy_wake(p);
}
PROXY_UNUSED static void proxy_count_anew(proxy *p) { proxy_arm(p, PROXY_FROM_CLIENT, INT64_MAX, PROXY_PASS, 0); }
/* New connections are closed at once, until proxy_heal. */
PROXY_UNUSED static void proxy_refuse(proxy *p) {
    pthread_mutex_lock(&p->lock);
    p->refuse = true;
    pthread_mutex_unlock(&p->lock);
}
PROXY_UNUSED static proxy_counts proxy_count(proxy *p) {
    pthread_mutex_lock(&p->lock);
    const proxy_counts counts = p->counts;
    pthread_mutex_unlock(&p->lock);
    return counts;
}
PROXY_UNUSED static int proxy_connected(proxy *p) {
    int n = 0;
    pthread_mutex_lock(&p->lock);
    for (int i = 0; i < PROXY_LINKS; i++) n += p->links[i].used;
    pthread_mutex_unlock(&p->lock);
    return n;
}
#endif
