/* mysql_bulk: one execution of a statement for many rows, whose values stand in an array for each parameter: MariaDB's, over its own client library. */
#ifndef ORM__MYSQL_BULK_H
#define ORM__MYSQL_BULK_H
#include "driver.h"
#include "mysql_client.h"

#if ORM__MY_CONNECTOR_C && defined(MARIADB_CLIENT_STMT_BULK_OPERATIONS)
#define ORM__MY_ARRAYS 1
/* See orm__driver. */
ORM__PRIVATE bool orm__my_takes_many(orm__conn *conn);
ORM__PRIVATE orm_status orm__my_execute_many(orm__stmt *stmt, const orm__bulk *what, orm__decoding *scratch, size_t *taken);
#endif
#endif
