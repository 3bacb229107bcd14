/* drivers: which are compiled in. */
#include "../orm/internal.h"
#ifdef ORM_SQLITE
#include "sqlite.c"
#endif
#ifdef ORM_POSTGRES
#include "postgres.c"
#endif
#ifdef ORM_MYSQL
#include "mysql.c"
#endif

#ifdef ORM__TEST_DRIVER /* the tests put a driver in between that fails on demand */
extern const orm__driver *orm__test_driver(const orm__driver *real);
#else
#define orm__test_driver(real) (real)
#endif

ORM__PRIVATE const orm__driver *orm__driver_for(orm_dialect dialect) {
    switch (dialect) {
#ifdef ORM_SQLITE
    case ORM_DIALECT_SQLITE: return orm__test_driver(&orm__sqlite_driver);
#endif
#ifdef ORM_POSTGRES
    case ORM_DIALECT_POSTGRES: return orm__test_driver(&orm__pg_driver);
#endif
#ifdef ORM_MYSQL
    case ORM_DIALECT_MYSQL: case ORM_DIALECT_MARIADB: return orm__test_driver(&orm__my_driver); /* which of the two the server is, it says itself */
#endif
    default: return NULL;
    }
}
