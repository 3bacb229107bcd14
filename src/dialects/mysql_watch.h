/* mysql_watch: deadlines and orm_cancel for a client library whose calls block.
 *
 * A call to the server is entered in its database's list and taken out again when it returns.  One thread per database, begun when it is first needed, sleeps until
 * the earliest deadline in the list.  A call that is late or cancelled has its statement ended by KILL QUERY, which a thread of its own sends over a connection of
 * its own, because that may take its time; when the call has not returned ORM__WATCH_GRACE_US later, its socket is shut, and then it returns whatever the network
 * does.  Neither library has statements that do not block: libmysqlclient only has queries. */
#ifndef ORM__MYSQL_WATCH_H
#define ORM__MYSQL_WATCH_H
#include "../orm/internal.h"

#define ORM__WATCH_GRACE_US INT64_C(250000)
#define ORM__WATCH_LONG_GRACE_US INT64_C(400000) /* for a connection that cannot be opened afresh */

typedef struct orm__watchdog orm__watchdog;
typedef struct orm__watch orm__watch;
typedef enum orm__killing { ORM__KILL_NONE, ORM__KILL_UNDER_WAY, ORM__KILL_DONE, ORM__KILL_NOT_SENT, ORM__KILL_UNKNOWN } orm__killing;
/* One call.  What it is about is set by the caller, the rest is the watchdog's and is read after orm__watch_end. */
struct orm__watch {
    orm__watchdog *dog;
    int64_t deadline;             /* 0: none */
    const int *cancelled;         /* or NULL */
    int socket;
    /* Sends KILL and tells what became of it; in a thread of its own, where it may use the database and what `target` is, nothing of the call.  NULL: the socket is
     * shut at once.  The copy of the target is made when the thread is begun. */
    orm__killing (*kill)(orm_db *db, const void *target);
    const void *target; size_t target_size;
    bool target_stays;            /* what it points at is the caller's: the call does not return before the thread has */
    orm__watch *next, *previous;
    orm_status why;               /* ORM_TIMEOUT, ORM_CANCELLED: it was interrupted; the call itself may have succeeded nevertheless */
    int64_t shut_at;
    bool shut;                    /* the connection is of no use any more */
    orm__killing killing;
    struct orm__killer *killer;
};
/* One per database that uses the driver.  NULL: no memory. */
ORM__PRIVATE orm__watchdog *orm__watchdog_new(orm_db *db);
ORM__PRIVATE void orm__watchdog_free(orm__watchdog *dog);
/* A session of the database was cancelled. */
ORM__PRIVATE void orm__watchdog_wake(orm__watchdog *dog);
/* ORM_TIMEOUT, ORM_CANCELLED: it is so already, nothing shall be sent.  ORM_NO_MEMORY: no thread can be had. */
ORM__PRIVATE orm_status orm__watch_begin(orm__watch *w);
/* After the call: no KILL comes any more, unless w->killing is ORM__KILL_UNKNOWN. */
ORM__PRIVATE void orm__watch_end(orm__watch *w);
#endif
