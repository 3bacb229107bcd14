#include <string.h>
#include "decimal.h"

#define ORM__DECIMAL_DIGITS 65          /* MySQL's limit, the smallest of the databases that have one */
#define ORM__DECIMAL_EXPONENT_MAX 99999 /* beyond every scale: where reading an exponent stops counting */

/* digits * 10^-scale.  No leading zeros: zero has count 0.  The scale may be negative ("1e3"). */
typedef struct orm__decimal_number {
    bool negative;
    int count, scale;
    uint8_t digits[ORM__DECIMAL_SUM_DIGITS + 1]; /* one more for a carry */
} orm__decimal_number;

static bool orm__decimal_is_digit(char c) {
    return c >= '0' && c <= '9';
}

/* Reads an exponent after its 'e' up to the end. */
static bool orm__decimal_read_exponent(const char *at, const char *end, int *exponent) {
    bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    if (at == end) return false;
    int value = 0;
    for (; at < end; at++) {
        if (!orm__decimal_is_digit(*at)) return false;
        if (value < ORM__DECIMAL_EXPONENT_MAX) value = value * 10 + (*at - '0');
    }
    if (value > ORM__DECIMAL_EXPONENT_MAX) value = ORM__DECIMAL_EXPONENT_MAX;
    *exponent = negative ? -value : value;
    return true;
}

/* Reads a decimal of at most `limit` digits.  Leading zeros before the point do not count: "0.<65 digits>" is what we write ourselves. */
static bool orm__decimal_read(const char *text, size_t length, int limit, orm__decimal_number *number) {
    if (!text) return false;
    if (length == SIZE_MAX) length = strlen(text);
    const char *at = text, *end = text + length;
    bool any = false, point = false;
    int written = 0, exponent = 0;
    number->negative = at < end && *at == '-';
    number->count = number->scale = 0;
    if (at < end && (*at == '-' || *at == '+')) at++;
    for (; at < end && (orm__decimal_is_digit(*at) || (*at == '.' && !point)); at++) {
        if (*at == '.') {
            point = true;
            continue;
        }
        any = true;
        if (point) number->scale++;
        if ((number->count || point || *at != '0') && ++written > limit) return false;
        if (number->count || *at != '0') number->digits[number->count++] = (uint8_t)(*at - '0');
    }
    if (!any) return false;
    if (at < end && *at != 'e' && *at != 'E') return false;
    if (at < end && !orm__decimal_read_exponent(at + 1, end, &exponent)) return false;
    number->scale -= exponent;
    return true;
}

/* Gives the number exactly this scale; false when digits that are not 0 would be lost or it becomes too long. */
static bool orm__decimal_rescale(orm__decimal_number *number, int scale) {
    while (number->count > 0 && number->scale > scale) {
        if (number->digits[number->count - 1] != 0) return false;
        number->count--;
        number->scale--;
    }
    if (number->count > 0) {
        int zeros = scale - number->scale;
        if (number->count + zeros > ORM__DECIMAL_SUM_DIGITS) return false;
        memset(number->digits + number->count, 0, (size_t)zeros);
        number->count += zeros;
    }
    number->scale = scale;
    return true;
}

/* Writes a number whose scale is not negative; zero loses its sign.  0 when it does not fit. */
static size_t orm__decimal_write(const orm__decimal_number *number, char *buffer, size_t size) {
    int whole = number->count > number->scale ? number->count - number->scale : 0;
    bool sign = number->negative && number->count > 0;
    size_t length = (size_t)sign + (size_t)(whole ? whole : 1) + (number->scale ? 1 + (size_t)number->scale : 0);
    if (length >= size) return 0;
    char *out = buffer;
    if (sign) *out++ = '-';
    if (whole == 0) *out++ = '0';
    for (int i = 0; i < whole; i++) *out++ = (char)('0' + number->digits[i]);
    if (number->scale) *out++ = '.';
    for (int zeros = number->scale - (number->count - whole); zeros > 0; zeros--) *out++ = '0';
    for (int i = whole; i < number->count; i++) *out++ = (char)('0' + number->digits[i]);
    *out = 0;
    return length;
}

size_t orm_decimal_canonical(const char *text, size_t length, int precision, int scale, char *buffer, size_t size) {
    orm__decimal_number number;
    if (precision < 1 || precision > ORM__DECIMAL_DIGITS || scale < 0 || scale > precision) return 0;
    if (!orm__decimal_read(text, length, ORM__DECIMAL_DIGITS, &number) || !orm__decimal_rescale(&number, scale)) return 0;
    return number.count <= precision ? orm__decimal_write(&number, buffer, size) : 0;
}

bool orm_decimal_scaled(orm_decimal decimal, int scale, int64_t *scaled) {
    orm__decimal_number number;
    if (scale < 0 || scale > ORM__DECIMAL_DIGITS) return false;
    if (!orm__decimal_read(decimal.text, SIZE_MAX, ORM__DECIMAL_DIGITS, &number) || !orm__decimal_rescale(&number, scale)) return false;
    if (number.count > 19) return false; /* nineteen digits always fit into 64 bits without a sign */
    uint64_t magnitude = 0;
    for (int i = 0; i < number.count; i++) magnitude = magnitude * 10 + number.digits[i];
    if (magnitude > (uint64_t)INT64_MAX + number.negative) return false;
    *scaled = !number.negative ? (int64_t)magnitude : magnitude ? -(int64_t)(magnitude - 1) - 1 : 0;
    return true;
}

size_t orm_decimal_from_scaled(int64_t scaled, int scale, char *buffer, size_t size) {
    orm__decimal_number number = { .negative = scaled < 0, .scale = scale };
    if (scale < 0 || scale > ORM__DECIMAL_DIGITS) return 0;
    uint64_t magnitude = scaled < 0 ? 0 - (uint64_t)scaled : (uint64_t)scaled;
    for (uint64_t rest = magnitude; rest; rest /= 10) number.count++;
    for (int i = number.count - 1; i >= 0; i--, magnitude /= 10) number.digits[i] = (uint8_t)(magnitude % 10);
    return orm__decimal_write(&number, buffer, size);
}

/* Compares without the signs.  The number of digits before the point decides first (negative for leading zeros after it). */
static int orm__decimal_compare_magnitude(const orm__decimal_number *a, const orm__decimal_number *b) {
    if (a->count == 0 || b->count == 0) return (a->count > 0) - (b->count > 0);
    int top_a = a->count - a->scale, top_b = b->count - b->scale;
    if (top_a != top_b) return top_a < top_b ? -1 : 1;
    for (int i = 0; i < a->count || i < b->count; i++) {
        int digit_a = i < a->count ? a->digits[i] : 0, digit_b = i < b->count ? b->digits[i] : 0;
        if (digit_a != digit_b) return digit_a < digit_b ? -1 : 1;
    }
    return 0;
}

int orm_decimal_compare(orm_decimal a, orm_decimal b) {
    orm__decimal_number left, right;
    if (!orm__decimal_read(a.text, SIZE_MAX, ORM__DECIMAL_DIGITS, &left)) left.count = 0;
    if (!orm__decimal_read(b.text, SIZE_MAX, ORM__DECIMAL_DIGITS, &right)) right.count = 0;
    int sign_a = left.count == 0 ? 0 : left.negative ? -1 : 1, sign_b = right.count == 0 ? 0 : right.negative ? -1 : 1;
    if (sign_a != sign_b) return sign_a < sign_b ? -1 : 1;
    return sign_a * orm__decimal_compare_magnitude(&left, &right);
}

/* ---- sums and averages -------------------------------------------------------------------------------------------------- */
/* The digit worth 10^place units of the last digit. */
static int orm__decimal_digit(const orm__decimal_number *number, int place) {
    return place < number->count ? number->digits[number->count - 1 - place] : 0;
}

static void orm__decimal_strip(orm__decimal_number *number) {
    int zeros = 0;
    while (zeros < number->count && number->digits[zeros] == 0) zeros++;
    number->count -= zeros;
    memmove(number->digits, number->digits + zeros, (size_t)number->count);
}

/* sum = big + or - small, both of the same scale; big is not the smaller one when they are subtracted. */
static void orm__decimal_combine(const orm__decimal_number *big, const orm__decimal_number *small, bool subtract, orm__decimal_number *sum) {
    sum->negative = big->negative;
    sum->scale = big->scale;
    sum->count = (big->count > small->count ? big->count : small->count) + 1;
    int carry = 0;
    for (int place = 0; place < sum->count; place++) {
        int other = orm__decimal_digit(small, place) + carry;
        int digit = orm__decimal_digit(big, place) + (subtract ? -other : other);
        carry = digit < 0 || digit > 9;
        digit += digit < 0 ? 10 : digit > 9 ? -10 : 0;
        sum->digits[sum->count - 1 - place] = (uint8_t)digit;
    }
    orm__decimal_strip(sum);
}

ORM__PRIVATE bool orm__decimal_add(const char *a, const char *b, char *out, size_t size) {
    orm__decimal_number left, right, sum;
    if (!orm__decimal_read(a, SIZE_MAX, ORM__DECIMAL_SUM_DIGITS, &left)) return false;
    if (!orm__decimal_read(b, SIZE_MAX, ORM__DECIMAL_SUM_DIGITS, &right)) return false;
    int scale = left.scale > right.scale ? left.scale : right.scale;
    if (scale < 0) scale = 0;
    if (scale > ORM__DECIMAL_SUM_DIGITS || !orm__decimal_rescale(&left, scale) || !orm__decimal_rescale(&right, scale)) return false;
    bool subtract = left.negative != right.negative;
    bool swap = orm__decimal_compare_magnitude(&left, &right) < 0;
    orm__decimal_combine(swap ? &right : &left, swap ? &left : &right, subtract, &sum);
    return sum.count <= ORM__DECIMAL_SUM_DIGITS && orm__decimal_write(&sum, out, size) > 0;
}

/* Adds one to the last digit. */
static void orm__decimal_increment(orm__decimal_number *number) {
    const orm__decimal_number one = { .count = 1, .scale = number->scale, .digits = { 1 } };
    orm__decimal_number copy = *number;
    orm__decimal_combine(&copy, &one, false, number);
}

ORM__PRIVATE bool orm__decimal_multiply(const char *a, const char *b, char *out, size_t size) {
    orm__decimal_number left, right, product = { .count = 0 };
    uint32_t places[2 * ORM__DECIMAL_SUM_DIGITS + 1] = { 0 };
    if (!orm__decimal_read(a, SIZE_MAX, ORM__DECIMAL_SUM_DIGITS, &left) || !orm__decimal_read(b, SIZE_MAX, ORM__DECIMAL_SUM_DIGITS, &right)) return false;
    if ((left.scale < 0 && !orm__decimal_rescale(&left, 0)) || (right.scale < 0 && !orm__decimal_rescale(&right, 0))) return false;
    const int count = left.count && right.count ? left.count + right.count : 0;
    product.negative = left.negative != right.negative;
    product.scale = left.scale + right.scale;
    if (count > ORM__DECIMAL_SUM_DIGITS || product.scale > ORM__DECIMAL_SUM_DIGITS) return false;
    for (int i = 0; i < left.count; i++)
        for (int k = 0; k < right.count; k++) places[i + k] += (uint32_t)(orm__decimal_digit(&left, i) * orm__decimal_digit(&right, k));
    for (int i = 0; i < count; i++) {
        places[i + 1] += places[i] / 10;
        product.digits[count - 1 - i] = (uint8_t)(places[i] % 10);
    }
    product.count = count;
    orm__decimal_strip(&product);
    return orm__decimal_write(&product, out, size) > 0;
}

/* Long division, one digit past the scale: that digit alone decides the rounding, since the quotient is cut towards zero. */
ORM__PRIVATE bool orm__decimal_divide(const char *sum, int64_t count, int scale, char *out, size_t size) {
    orm__decimal_number number, quotient = { .count = 0 };
    if (count < 1 || count > INT64_C(1000000000000000000)) return false; /* ten times the remainder must fit into 64 bits */
    if (scale < 0 || scale > ORM__DECIMAL_DIGITS || !orm__decimal_read(sum, SIZE_MAX, ORM__DECIMAL_SUM_DIGITS, &number)) return false;
    quotient.negative = number.negative;
    quotient.scale = scale;
    int steps = number.count ? number.count + scale + 1 - number.scale : 0;
    uint64_t remainder = 0;
    uint8_t digit = 0;
    for (int i = 0; i < steps; i++) {
        if (quotient.count > 0 || digit > 0) {
            if (quotient.count == ORM__DECIMAL_SUM_DIGITS) return false;
            quotient.digits[quotient.count++] = digit;
        }
        remainder = remainder * 10 + (i < number.count ? number.digits[i] : 0U);
        digit = (uint8_t)(remainder / (uint64_t)count);
        remainder %= (uint64_t)count;
    }
    if (digit >= 5) orm__decimal_increment(&quotient);
    return quotient.count <= ORM__DECIMAL_SUM_DIGITS && orm__decimal_write(&quotient, out, size) > 0;
}
ORM__PRIVATE bool orm__decimal_floor(const char *a, bool up, char *out, size_t size) {
    orm__decimal_number number;
    bool rest = false;
    if (!orm__decimal_read(a, SIZE_MAX, ORM__DECIMAL_SUM_DIGITS, &number) || (number.scale < 0 && !orm__decimal_rescale(&number, 0))) return false;
    for (; number.scale > 0; number.scale--) {
        if (number.count > 0) rest = number.digits[--number.count] != 0 || rest;
    }
    if (rest && number.negative != up) orm__decimal_increment(&number);
    return number.count <= ORM__DECIMAL_SUM_DIGITS && orm__decimal_write(&number, out, size) > 0;
}
#undef ORM__DECIMAL_DIGITS
#undef ORM__DECIMAL_EXPONENT_MAX
