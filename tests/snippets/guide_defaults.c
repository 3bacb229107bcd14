#include "snippets/host.h"

/* snippet */

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    must(s, orm_create_tables(s, ORM_MODELS(Ticket), NULL));
    Ticket t = { .title = "It creaks" };
    must(s, new_ticket(s, &t));
    CHECK(t.id == 1 && t.made_at > 0 && t.version == 1 && strncmp(t.code, "T-", 2) == 0 && strlen(t.code) == 10);
    Ticket *other = Ticket_get(s, t.id);
    CHECK(other);
    other->title = "It squeaks";
    must(s, Ticket_update(s, other));
    t.title = "It rattles";
    CHECK(Ticket_update(s, &t) == ORM_STALE);
    host_close(s, db);
    return 0;
}
