/* postgres_copy: many rows at once: COPY in binary form, keys from a sequence in one call, statements queued in a pipeline. */
#ifndef ORM__POSTGRES_COPY_H
#define ORM__POSTGRES_COPY_H
#include "driver.h"

/* What the driver's table has of it; see orm__driver. */
ORM__PRIVATE bool orm__pg_bulk_takes(orm__conn *conn, const orm__field *field, uint32_t type);
ORM__PRIVATE orm_status orm__pg_parse(orm__conn *conn, const char *sql);
ORM__PRIVATE orm_status orm__pg_bulk(orm__conn *conn, const char *sql, const orm__bulk *what, orm__decoding *scratch);
ORM__PRIVATE orm_status orm__pg_draw(orm__conn *conn, uint32_t sequence, size_t n, int64_t *keys);
#endif
