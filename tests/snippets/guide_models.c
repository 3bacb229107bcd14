#include "snippets/host.h"

/* snippet */

int main(void) {
    orm_db *db = host_open(NULL);
    orm_session *s = host_session(db);
    must(s, orm_create_tables(s, ORM_MODELS(Folder), NULL));
    Folder top = { .name = "top", .labels = { .items = (const char *[]){ "red" }, .count = 1 } };
    must(s, Folder_insert(s, &top));
    Folder inner = { .parent_id = ORM_SOME(top.id), .name = "inner", .labels = top.labels };
    must(s, Folder_insert(s, &inner));
    CHECK(inner.created_at && inner.changed_at);
    must(s, Folder_delete(s, &top));
    CHECK(Folder_count(s, NULL) == 0);
    Folder unnamed = { .name = "", .labels = top.labels };
    CHECK(Folder_insert(s, &unnamed) == ORM_CONFLICT_CHECK);
    host_close(s, db);
    return 0;
}
