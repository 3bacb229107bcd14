/* sqlite_functions: what SQLite lacks and our SQL calls: Unicode case-insensitive LIKE, exact decimals, moments in other programs' forms. */
#ifndef ORM__SQLITE_FUNCTIONS_H
#define ORM__SQLITE_FUNCTIONS_H
#include "../orm/base.h"
#include <sqlite3.h>

/* Registers on a connection (SQLITE_OK, or the code of the failure):
 *   orm_ilike(text, pattern)      LIKE with '!' as escape character, simple case folding
 *   orm_decimal_sum(text)         an exact SUM of decimals stored as text
 *   orm_decimal_avg(text, scale, shift)  an exact AVG of the values / 10^shift, rounded half away from zero to `scale` digits
 *   orm_decimal_round(text, scale), orm_decimal_text(scaled, scale), orm_scaled_round(scaled, power, how)
 *   orm_to_scaled(x, scale), orm_to_decimal(x, scale)   a number in any form, exactly
 *   orm_round(x, digits)          of numbers, by their decimal digits; orm_text_integer(text), orm_text_double(text): NULL for what is none
 *   orm_moment(value)             a timestamp, in whatever form it is stored, as text that compares and sorts; what is none stays as it is
 *   collation orm_decimal         decimals as text in the order of their values */
ORM__PRIVATE int orm__sqlite_add_functions(sqlite3 *db);
/* The text of a value that is neither NULL nor a REAL cannot be had, because memory is short: the context has been told, and the function returns. */
ORM__PRIVATE bool orm__sqlite_lost(sqlite3_context *context, sqlite3_value *value);
/* orm_part(part, moment), orm_date_trunc(part, moment), orm_date_add(part, moment, amount): parts are numbers of orm_part; orm_lower(text), orm_upper(text): Unicode's
 * simple mappings; orm_floor(x), orm_ceil(x) */
ORM__PRIVATE int orm__sqlite_add_calendar(sqlite3 *db);
/* orm_string_agg(text, separator, key, how) */
ORM__PRIVATE int orm__sqlite_add_strings(sqlite3 *db);
/* orm_json_contains(a, b) */
ORM__PRIVATE int orm__sqlite_add_json(sqlite3 *db);
#endif
