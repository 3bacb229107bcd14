/* What the programs around the documents' snippets share: two models, a database with a few rows, and checks. */
#ifndef HOST_H
#define HOST_H
#include "orm.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HOST_UNUSED __attribute__((unused))

#define ROLE(X) X(ROLE_GUEST, "guest") X(ROLE_ADMIN, "admin")
ORM_ENUM(Role, ROLE);
#define USER_MODEL(X)                                                   \
    X(key,   int64,          id,      .auto_increment = true)           \
    X(field, text,           email,   .unique = true)                   \
    X(field, enum(Role),     role,    .default_value = "guest")         \
    X(field, decimal(10, 2), credit,  .check = "credit >= 0")           \
    X(field, opt(int32),     age)                                       \
    X(field, timestamp,      since,   .auto_now_add = true)
#define POST_MODEL(X)                                                                       \
    X(key,   int64,     id,        .auto_increment = true)                                  \
    X(field, int64,     author_id, .references = ORM_REF(User, id), .on_delete = ORM_CASCADE) \
    X(field, text,      title)                                                              \
    X(field, opt(text), body)                                                               \
    X(index, (author_id, title))
ORM_MODEL(User, Users, USER_MODEL, .table = "users");
ORM_MODEL(Post, Posts, POST_MODEL, .table = "posts");

#define CHECK(condition) do { if (!(condition)) { printf("line %d: not so: %s\n", __LINE__, #condition); exit(1); } } while (0)

HOST_UNUSED static void must(orm_session *s, orm_status status) {
    if (status == ORM_OK) return;
    printf("%s: %s\n", orm_status_name(status), orm_error_of(s)->message);
    exit(1);
}
HOST_UNUSED static orm_db *host_open(const orm_options *options) {
    orm_error err;
    orm_db *db = orm_open("sqlite::memory:", options, &err);
    if (db) return db;
    printf("%s\n", err.message);
    exit(1);
}
/* Three users, Ann with three posts. */
HOST_UNUSED static orm_session *host_session(orm_db *db) {
    orm_session *s = orm_session_open(db);
    must(s, orm_create_tables(s, ORM_MODELS(User, Post), NULL));
    User users[] = { { .email = "ann@example.org", .credit = ORM_DEC("10"), .age = ORM_SOME(34) }, { .email = "cy@example.org", .credit = ORM_DEC("0"), .age = ORM_SOME(12) },
                     { .email = "dee@example.net", .credit = ORM_DEC("7.5") } };
    must(s, User_insert_all(s, users, 3));
    Post posts[] = { { .author_id = users[0].id, .title = "Hills" }, { .author_id = users[0].id, .title = "Valleys" }, { .author_id = users[0].id, .title = "Rivers", .body = "wet" } };
    must(s, Post_insert_all(s, posts, 3));
    return s;
}
HOST_UNUSED static void host_close(orm_session *s, orm_db *db) {
    must(s, orm_session_close(s));
    CHECK(orm_close(db) == ORM_OK);
}
#endif
