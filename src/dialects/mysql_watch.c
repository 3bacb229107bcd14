#include "mysql_watch.h"
#if defined(ORM_MYSQL)
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* It sleeps in poll(), whose clock does not jump, and is woken through a pipe. */
struct orm__watchdog {
    orm_db *db;
    pthread_mutex_t lock;         /* guards everything below, and the watches in the list */
    orm__watch *first;
    int64_t wakes_at;             /* when it looks next: nobody with a later deadline needs to wake it */
    int pipe[2];
    bool running, leaving;
    pthread_t thread;
    size_t killers;
};
/* A thread that sends KILL. */
typedef struct orm__killer {
    orm__watchdog *dog;
    orm__watch *watch;            /* NULL: the call has returned */
    orm__killing (*kill)(orm_db *db, const void *target);
    size_t target_size;
} orm__killer;
#define ORM__KILLER_HEADER ((sizeof(orm__killer) + 15) & ~(size_t)15)

/* ---- threads ------------------------------------------------------------------------------------------------------------------------ */
/* The program's signals are not for them. */
static bool orm__watch_thread(pthread_t *thread, void *(*function)(void *), void *context) {
#ifdef SIG_BLOCK /* hidden under -std=c11 when a system header came first without _POSIX_C_SOURCE */
    sigset_t all, before;
    sigfillset(&all);
    const bool masked = pthread_sigmask(SIG_BLOCK, &all, &before) == 0;
#endif
    const bool begun = pthread_create(thread, NULL, function, context) == 0;
#ifdef SIG_BLOCK
    if (masked) pthread_sigmask(SIG_SETMASK, &before, NULL);
#endif
    return begun;
}
static void *orm__killer_run(void *context) {
    orm__killer *k = context;
    orm__watchdog *dog = k->dog;
    const orm_allocator *a = &dog->db->allocator;
    const orm__killing done = k->kill(dog->db, (const char *)k + ORM__KILLER_HEADER);
    pthread_mutex_lock(&dog->lock);
    if (k->watch) {
        k->watch->killing = done;
        k->watch->killer = NULL;
    }
    orm__free(a, k, ORM__KILLER_HEADER + k->target_size);
    dog->killers--; /* the last thing: orm_close waits for it, and frees the watchdog when the lock is free */
    pthread_mutex_unlock(&dog->lock);
    return NULL;
}
/* With the lock held. */
static void orm__watch_kill(orm__watchdog *dog, orm__watch *w) {
    const orm_allocator *a = &dog->db->allocator;
    pthread_t thread;
    orm__killer *k = w->kill ? orm__alloc(a, ORM__KILLER_HEADER + w->target_size) : NULL;
    if (!k) return;
    *k = (orm__killer){ dog, w, w->kill, w->target_size };
    memcpy((char *)k + ORM__KILLER_HEADER, w->target, w->target_size);
    dog->killers++;
    w->killer = k;
    w->killing = ORM__KILL_UNDER_WAY;
    if (orm__watch_thread(&thread, orm__killer_run, k)) {
        pthread_detach(thread);
        return;
    }
    dog->killers--;
    w->killer = NULL;
    w->killing = ORM__KILL_NOT_SENT;
    orm__free(a, k, ORM__KILLER_HEADER + w->target_size);
}

/* ---- the watchdog ------------------------------------------------------------------------------------------------------------------- */
static bool orm__watch_is_cancelled(const orm__watch *w) { return w->cancelled && __atomic_load_n(w->cancelled, __ATOMIC_ACQUIRE); }
/* Does what is due; gives when to look again. */
static int64_t orm__watch_look(orm__watchdog *dog, orm__watch *w, int64_t now) {
    if (w->why == ORM_OK) {
        if (orm__watch_is_cancelled(w)) w->why = ORM_CANCELLED;
        else if (w->deadline && now >= w->deadline) w->why = ORM_TIMEOUT;
        if (w->why == ORM_OK) return w->deadline ? w->deadline : INT64_MAX;
        w->shut_at = now + (!w->kill ? 0 : w->target_stays ? ORM__WATCH_LONG_GRACE_US : ORM__WATCH_GRACE_US);
        orm__watch_kill(dog, w);
    }
    if (!w->shut && now >= w->shut_at) {
        shutdown(w->socket, SHUT_RDWR);
        w->shut = true;
    }
    return w->shut ? INT64_MAX : w->shut_at;
}
static int orm__watch_timeout(int64_t until, int64_t now) {
    if (until == INT64_MAX) return -1;
    const int64_t ms = (until - now + 999) / 1000;
    return ms < 0 ? 0 : ms > 3600000 ? 3600000 : (int)ms;
}
static void *orm__watchdog_run(void *context) {
    orm__watchdog *dog = context;
    char bytes[64];
    pthread_mutex_lock(&dog->lock);
    while (!dog->leaving) {
        const int64_t now = orm__monotonic();
        int64_t next = INT64_MAX;
        for (orm__watch *w = dog->first; w; w = w->next) {
            const int64_t at = orm__watch_look(dog, w, now);
            if (at < next) next = at;
        }
        dog->wakes_at = next;
        pthread_mutex_unlock(&dog->lock);
        struct pollfd fd = { .fd = dog->pipe[0], .events = POLLIN };
        if (poll(&fd, 1, orm__watch_timeout(next, now)) > 0)
            while (read(dog->pipe[0], bytes, sizeof bytes) == (ssize_t)sizeof bytes) {}
        pthread_mutex_lock(&dog->lock);
    }
    pthread_mutex_unlock(&dog->lock);
    return NULL;
}
/* A full pipe is as good: it is about to be read. */
static void orm__watchdog_call(const orm__watchdog *dog) {
    const ssize_t ignored = write(dog->pipe[1], "", 1);
    (void)ignored;
}
static bool orm__watchdog_begin(orm__watchdog *dog) {
    if (dog->running) return true;
    if (dog->pipe[0] < 0) {
        if (pipe(dog->pipe) != 0) {
            dog->pipe[0] = -1;
            return false;
        }
        for (int i = 0; i < 2; i++) {
            fcntl(dog->pipe[i], F_SETFD, FD_CLOEXEC);
            fcntl(dog->pipe[i], F_SETFL, O_NONBLOCK);
        }
    }
    dog->wakes_at = 0; /* it looks before it sleeps */
    dog->running = orm__watch_thread(&dog->thread, orm__watchdog_run, dog);
    return dog->running;
}
ORM__PRIVATE orm__watchdog *orm__watchdog_new(orm_db *db) {
    orm__watchdog *dog = orm__alloc(&db->allocator, sizeof *dog);
    if (!dog) return NULL;
    dog->db = db;
    dog->pipe[0] = dog->pipe[1] = -1;
    pthread_mutex_init(&dog->lock, NULL);
    return dog;
}
static void orm__watch_pause(orm__watchdog *dog) {
    pthread_mutex_unlock(&dog->lock);
    poll(NULL, 0, 1);
    pthread_mutex_lock(&dog->lock);
}
static void orm__watchdog_end(orm__watchdog *dog) {
    pthread_mutex_lock(&dog->lock);
    dog->leaving = true;
    while (dog->killers) orm__watch_pause(dog);
    pthread_mutex_unlock(&dog->lock);
    if (dog->running) {
        orm__watchdog_call(dog);
        pthread_join(dog->thread, NULL);
    }
    pthread_mutex_destroy(&dog->lock);
}
/* A child of fork() has none of the threads, and one of them may have held the lock. */
ORM__PRIVATE void orm__watchdog_free(orm__watchdog *dog) {
    if (!orm__forked(dog->db)) orm__watchdog_end(dog);
    for (int i = 0; i < 2 && dog->pipe[0] >= 0; i++) close(dog->pipe[i]);
    orm__free(&dog->db->allocator, dog, sizeof *dog);
}
ORM__PRIVATE void orm__watchdog_wake(orm__watchdog *dog) {
    pthread_mutex_lock(&dog->lock);
    if (dog->first && orm__watchdog_begin(dog)) orm__watchdog_call(dog);
    pthread_mutex_unlock(&dog->lock);
}

/* ---- calls -------------------------------------------------------------------------------------------------------------------------- */
ORM__PRIVATE orm_status orm__watch_begin(orm__watch *w) {
    orm__watchdog *dog = w->dog;
    w->why = ORM_OK;
    w->shut = false;
    w->killing = ORM__KILL_NONE;
    w->killer = NULL;
    if (w->deadline && orm__monotonic() >= w->deadline) return ORM_TIMEOUT;
    pthread_mutex_lock(&dog->lock);
    orm_status status = orm__watch_is_cancelled(w) ? ORM_CANCELLED : ORM_OK; /* one that comes later finds the call in the list */
    if (status == ORM_OK && w->deadline && !orm__watchdog_begin(dog)) status = ORM_NO_MEMORY;
    if (status == ORM_OK) {
        w->previous = NULL;
        w->next = dog->first;
        if (w->next) w->next->previous = w;
        dog->first = w;
        if (w->deadline && w->deadline < dog->wakes_at) {
            dog->wakes_at = w->deadline;
            orm__watchdog_call(dog);
        }
    }
    pthread_mutex_unlock(&dog->lock);
    return status;
}
ORM__PRIVATE void orm__watch_end(orm__watch *w) {
    orm__watchdog *dog = w->dog;
    pthread_mutex_lock(&dog->lock);
    if (w->previous) w->previous->next = w->next;
    else dog->first = w->next;
    if (w->next) w->next->previous = w->previous;
    const int64_t until = w->killer ? orm__monotonic() + ORM__WATCH_GRACE_US : 0;
    while (w->killer && (w->target_stays || (!w->shut && orm__monotonic() < until))) orm__watch_pause(dog);
    if (w->killer) { /* it goes on by itself */
        w->killer->watch = NULL;
        w->killer = NULL;
        w->killing = ORM__KILL_UNKNOWN;
    }
    pthread_mutex_unlock(&dog->lock);
}
#endif
