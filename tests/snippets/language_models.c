#include "orm.h"
#include <stdio.h>

/* snippet */

int main(void) {
    char sql[8000];
    if (orm_schema_sql(ORM_DIALECT_POSTGRES, ORM_MODELS(Author, Book, Tag, BookTag), sql, sizeof sql) >= sizeof sql) { printf("%s\n", sql); return 1; }
    const orm_query *q = orm_q(.from = ORM_FROM(Author), .join = { orm_join_as(Authors.mentor, Mentor) }, .into = orm_into(Named, .name = orm_col(Mentors.name)));
    if (orm_query_sql(ORM_DIALECT_SQLITE, NULL, q, sql, sizeof sql) >= sizeof sql) { printf("%s\n", sql); return 1; }
    (void)Summaries; (void)SizeClasses; (void)Steps; (void)Places; (void)Shelves; (void)Tallies;
    return 0;
}
