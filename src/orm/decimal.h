/* decimal: exact arithmetic on decimals as text, for sums and averages where the database would use a double. */
#ifndef ORM__DECIMAL_H
#define ORM__DECIMAL_H
#include "types.h"

#define ORM__DECIMAL_SUM_DIGITS 96   /* an accumulator: 65 digits and 10^31 rows of them */
#define ORM__DECIMAL_SUM_TEXT_SIZE 100

/* out = a + b with the longer of the two scales; `out` may be `a` or `b`.  False, leaving out alone, when one is no decimal (here up to
 * 96 digits), the sum has more than 96 digits or does not fit. */
ORM__PRIVATE bool orm__decimal_add(const char *a, const char *b, char *out, size_t size);
/* out = a * b, with the digits after the point of both; the same conditions. */
ORM__PRIVATE bool orm__decimal_multiply(const char *a, const char *b, char *out, size_t size);
/* out = a without what stands after the point: the next integer below (up: above). */
ORM__PRIVATE bool orm__decimal_floor(const char *a, bool up, char *out, size_t size);
/* out = sum / count with `scale` digits (0 to 65) after the point, rounded half away from zero.  count: 1 to 10^18. */
ORM__PRIVATE bool orm__decimal_divide(const char *sum, int64_t count, int scale, char *out, size_t size);

#endif
