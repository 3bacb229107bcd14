/* sqlite_functions: what SQLite lacks and our SQL calls: Unicode case-insensitive LIKE, exact decimals, moments in other programs' forms. */
#ifndef ORM__SQLITE_FUNCTIONS_H
#define ORM__SQLITE_FUNCTIONS_H
#include "../orm/base.h"
#include <sqlite3.h>

/* Registers on a connection (SQLITE_OK, or the code of the failure):
 *   orm_ilike(text, pattern)      LIKE with '!' as escape character, simple case folding
 *   orm_decimal_sum(text)         an exact SUM of decimals stored as text
 *   orm_decimal_avg(text, scale)  an exact AVG, rounded half away from zero to `scale` digits
 *   orm_moment(value)             a timestamp, in whatever form it is stored, as text that compares and sorts; what is none stays as it is
 *   collation orm_decimal         decimals as text in the order of their values */
ORM__PRIVATE int orm__sqlite_add_functions(sqlite3 *db);
#endif
