/* Random expressions, for test_random_queries.c: a tree of our own that is generated, evaluated in C, built into nodes of the library, and printed.
 *
 * The evaluator is the meaning of the query language in plain C: three-valued logic, texts by bytes, decimals as scaled integers, dates by counting days.  It shares no
 * code with the library. */
#ifndef RANDOM_EXPRESSIONS_H
#define RANDOM_EXPRESSIONS_H
#include "harness.h"
#include <math.h>

/* ---- models ---------------------------------------------------------------------------------------------------------------------- */
#define CRATE_MODEL(X)                                                                                                                  \
    X(key, int64, id) X(field, opt(text), name) X(field, opt(int32), level) X(field, opt(double), weight) X(field, opt(bool), full)     \
    X(field, date, since) X(field, opt(timestamp), built) X(field, decimal(10, 2), cost) X(has_many, Item, items, crate_id)
#define ITEM_MODEL(X)                                                                                                                   \
    X(key, int64, id) X(field, opt(int64), crate_id, .references = ORM_REF(Crate, id)) X(field, opt(int32), small) X(field, int64, big) \
    X(field, opt(double), real) X(field, opt(text), words) X(field, opt(bool), flag) X(field, opt(date), day) X(field, opt(timestamp), moment) \
    X(field, opt(decimal(10, 2)), price) X(belongs_to, Crate, crate, crate_id)
ORM_DECLARE(Crate); ORM_DECLARE(Item);
ORM_MODEL(Crate, Crates, CRATE_MODEL, .table = "crate");
ORM_MODEL(Item, Items, ITEM_MODEL, .table = "item");
ORM_ALIAS(Other, Others, Item, ITEM_MODEL);                /* joined */
ORM_ALIAS(Inner, Inners, Item, ITEM_MODEL);                /* in subqueries */
ORM_ALIAS(InnerCrate, InnerCrates, Crate, CRATE_MODEL);
/* What a query gives: a column of each kind.  Mid is the same as a source. */
#define ANSWER_MODEL(X) X(field, opt(int64), i) X(field, opt(double), r) X(field, opt(text), t) X(field, opt(bool), b) X(field, opt(date), d) X(field, opt(timestamp), m) X(field, opt(decimal(14, 2)), p)
ORM_RESULT(Answer, Answers, ANSWER_MODEL);
ORM_RESULT(Mid, Mids, ANSWER_MODEL);

typedef enum kind { INT, REAL, TEXT, BOOL, DAY, MOMENT, MONEY, KINDS } kind;
typedef enum source { ITEM, CRATE, OTHER, INNER, INNER_CRATE, MID, SOURCES } source;
#define COLUMNS_MAX 10
typedef struct column { const char *name; kind kind; } column;
static const column crate_columns[] = { { "id", INT }, { "name", TEXT }, { "level", INT }, { "weight", REAL }, { "full", BOOL }, { "since", DAY }, { "built", MOMENT }, { "cost", MONEY }, { NULL, INT } };
static const column item_columns[] = { { "id", INT }, { "crate_id", INT }, { "small", INT }, { "big", INT }, { "real", REAL }, { "words", TEXT }, { "flag", BOOL }, { "day", DAY }, { "moment", MOMENT }, { "price", MONEY }, { NULL, INT } };
static const column answer_columns[] = { { "i", INT }, { "r", REAL }, { "t", TEXT }, { "b", BOOL }, { "d", DAY }, { "m", MOMENT }, { "p", MONEY }, { NULL, INT } };
static const struct { const orm_model *model; const column *columns; const char *table; } sources[SOURCES] = {
    { &Item__model, item_columns, "Items" }, { &Crate__model, crate_columns, "Crates" }, { &Other__model, item_columns, "Others" }, { &Inner__model, item_columns, "Inners" },
    { &InnerCrate__model, crate_columns, "InnerCrates" }, { &Mid__model, answer_columns, "Mids" },
};

/* ---- values and trees ---------------------------------------------------------------------------------------------------------------- */
typedef struct val { bool null; int64_t i; /* also bool, day, moment, cents */ double r; const char *t; } val;
static const val null_row[COLUMNS_MAX] = { { .null = true }, { .null = true }, { .null = true }, { .null = true }, { .null = true }, { .null = true }, { .null = true }, { .null = true }, { .null = true }, { .null = true } };

/* what a node is: one of the library's operators, or one of these */
enum { OP_COLUMN = 1000, OP_LITERAL };
typedef struct expr expr;
typedef struct query query;
typedef struct order { expr *by; int column; /* of the result, when by is NULL */ bool descending; orm_nulls nulls; } order;
#define WINDOW_KEYS 9
typedef struct window { expr *partition[2]; int partitions; order order[WINDOW_KEYS]; int orders; orm_frame frame; } window;
#define KIDS 7
struct expr {
    int op, function, part; /* an operator; for ORM__OP_CALL a function */
    kind kind;
    int kids;
    expr *kid[KIDS];
    val lit;
    source from;
    int column;
    bool outer;
    query *q;               /* of subqueries */
    window *w;              /* of ORM__OP_OVER: kid 0 is the function */
};
/* one row of a FROM: a row of each source, with the group or the whole answer it stands in */
typedef struct env env;
struct env { const val *row[SOURCES]; const env *group; size_t group_count; const env *all; size_t all_count, at; };

/* ---- memory of one query ---------------------------------------------------------------------------------------------------------------- */
typedef struct memory_block { struct memory_block *next; size_t used, size; } memory_block;
static memory_block *memory;
static void *take(size_t size) {
    size = (size + 15) / 16 * 16;
    if (!memory || memory->used + size > memory->size) {
        const size_t room = size > 65000 ? size : 65000;
        memory_block *b = malloc(sizeof *b + 16 + room);
        if (!b) abort();
        *b = (memory_block){ memory, 0, room };
        memory = b;
    }
    char *at = (char *)(memory + 1) + memory->used;
    memory->used += size;
    memset(at, 0, size);
    return at;
}
static void take_back_all(void) {
    for (memory_block *b = memory, *next; b; b = next) next = b->next, free(b);
    memory = NULL;
}
static const char *text_of_bytes(const char *bytes, size_t n) {
    char *t = take(n + 1);
    memcpy(t, bytes, n);
    return t;
}

/* ---- chance ----------------------------------------------------------------------------------------------------------------------------- */
static uint64_t seed;
static uint32_t chance(uint32_t n) { /* 0 to n - 1 */
    seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(seed >> 33) % n;
}
static bool often(uint32_t percent) { return chance(100) < percent; }
static int64_t between(int64_t low, int64_t high) { return low + (int64_t)chance((uint32_t)(high - low + 1)); }

static const char *const letters[] = { "a", "b", "A", "B", "z", " ", "%", "_", "\\", "'", "\"", "*", "?", "[", "]", "!", "^", "-", "ä", "Ä", "é", "É", "ω", "Ω", "漢", "😀", ":x", "$1", "a", "b", "A", "ab" };
static const char *random_text(uint32_t most) {
    char text[80] = "";
    for (uint32_t n = chance(most + 1); n; n--) strcat(text, letters[chance(sizeof letters / sizeof *letters)]);
    return text_of_bytes(text, strlen(text));
}
static int64_t days_from(int year, int month, int day) { /* by counting */
    static const int before[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 };
    const int leaps = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400;
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return (int64_t)(year - 1) * 365 + leaps + before[month - 1] + (leap && month > 2) + day - 1 - 719162;
}
static int64_t random_day(void) {
    static const int16_t days[][3] = { { 2024, 2, 29 }, { 2023, 12, 31 }, { 2024, 1, 1 }, { 2020, 12, 31 }, { 2021, 1, 3 }, { 2021, 1, 4 }, { 2024, 1, 31 }, { 2023, 10, 31 }, { 1970, 1, 1 }, { 2000, 2, 29 } };
    const int16_t *d = days[chance(10)];
    return often(70) ? days_from(d[0], d[1], d[2]) : between(10000, 21000);
}
#define DAY_LENGTH INT64_C(86400000000)
static val random_value(kind k) {
    val v = { .null = false };
    switch (k) {
    case INT: v.i = often(20) ? between(-100, 100) : between(-5, 9); break;
    case REAL: v.r = (double)between(-24, 24) / 4; break;
    case TEXT: v.t = random_text(often(30) ? 1 : 5); break;
    case BOOL: v.i = chance(2); break;
    case DAY: v.i = random_day(); break;
    case MOMENT: v.i = random_day() * DAY_LENGTH + (often(30) ? 0 : between(0, 86399) * 1000000 + (often(50) ? 0 : between(0, 999999))); break;
    default: v.i = often(30) ? between(-3, 3) * 100 : between(-99999, 99999);
    }
    return v;
}

/* ---- evaluating: texts -------------------------------------------------------------------------------------------------------------------- */
static size_t char_bytes(const char *p) {
    const unsigned char c = (unsigned char)*p;
    return c < 0x80 ? 1 : c < 0xE0 ? 2 : c < 0xF0 ? 3 : 4;
}
static int64_t char_count(const char *p) {
    int64_t n = 0;
    for (; *p; p += char_bytes(p)) n++;
    return n;
}
static const char *in_case(const char *p, bool upper) { /* of the letters above */
    static const char *const pairs[][2] = { { "ä", "Ä" }, { "é", "É" }, { "ω", "Ω" } };
    char *out = take(strlen(p) + 1), *o = out;
    while (*p) {
        const size_t n = char_bytes(p);
        memcpy(o, p, n);
        if (n == 1 && *p >= 'a' && *p <= 'z' && upper) *o = (char)(*p - 32);
        if (n == 1 && *p >= 'A' && *p <= 'Z' && !upper) *o = (char)(*p + 32);
        for (size_t i = 0; i < 3; i++)
            if (n == 2 && !strncmp(p, pairs[i][!upper], n)) memcpy(o, pairs[i][upper], n);
        o += n;
        p += n;
    }
    return out;
}
static bool is_like(const char *text, const char *pattern) {
    if (!*pattern) return !*text;
    if (*pattern == '%') return is_like(text, pattern + 1) || (*text && is_like(text + char_bytes(text), pattern));
    if (!*text) return false;
    const size_t n = char_bytes(text);
    if (*pattern == '_') return is_like(text + n, pattern + 1);
    return n == char_bytes(pattern) && !memcmp(text, pattern, n) && is_like(text + n, pattern + n);
}
static bool matches(int op, const char *text, const char *pattern) {
    switch (op) {
    case ORM__OP_ILIKE: case ORM__OP_ICONTAINS: case ORM__OP_ISTARTSWITH: case ORM__OP_IENDSWITH:
        text = in_case(text, false);
        pattern = in_case(pattern, false);
        break;
    default: break;
    }
    const size_t n = strlen(text), m = strlen(pattern);
    switch (op) {
    case ORM__OP_LIKE: case ORM__OP_ILIKE: return is_like(text, pattern);
    case ORM__OP_CONTAINS: case ORM__OP_ICONTAINS: return strstr(text, pattern) != NULL;
    case ORM__OP_STARTSWITH: case ORM__OP_ISTARTSWITH: return !strncmp(text, pattern, m);
    default: return n >= m && !strcmp(text + n - m, pattern);
    }
}
static const char *replaced(const char *text, const char *from, const char *to) {
    char *out = take((strlen(text) + 1) * (strlen(to) + 1) + 1), *o = out;
    const size_t n = strlen(from);
    while (*text) {
        if (n && !strncmp(text, from, n)) {
            memcpy(o, to, strlen(to));
            o += strlen(to);
            text += n;
        } else {
            *o++ = *text++;
        }
    }
    return out;
}
static const char *substring(const char *text, int64_t from, int64_t count) { /* from 1; count < 0: to the end */
    while (*text && --from > 0) text += char_bytes(text);
    const char *end = text;
    while (*end && count--) end += char_bytes(end);
    return text_of_bytes(text, (size_t)(end - text));
}
static const char *trimmed(const char *text) {
    text += strspn(text, " ");
    size_t n = strlen(text);
    while (n && text[n - 1] == ' ') n--;
    return text_of_bytes(text, n);
}

/* ---- evaluating: dates ------------------------------------------------------------------------------------------------------------------- */
static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }
static void date_of(int64_t days, int *year, int *month, int *day) { /* by looking */
    *year = (int)(1970 + floor_div(days, days < 0 ? 365 : 366)); /* not too late */
    while (days_from(*year + 1, 1, 1) <= days) ++*year;
    *month = 12;
    while (days_from(*year, *month, 1) > days) --*month;
    *day = (int)(days - days_from(*year, *month, 1)) + 1;
}
static int weekday_of(int64_t days) { return (int)(days + 3 - floor_div(days + 3, 7) * 7) + 1; } /* 1970-01-01 was a Thursday */
static int days_in(int year, int month) { return (int)((month == 12 ? days_from(year + 1, 1, 1) : days_from(year, month + 1, 1)) - days_from(year, month, 1)); }
static int64_t part_of(int part, int64_t days, int64_t time) {
    int y, m, d;
    date_of(days, &y, &m, &d);
    switch (part) {
    case ORM_YEAR: return y;
    case ORM_QUARTER: return (m + 2) / 3;
    case ORM_MONTH: return m;
    case ORM_DAY: return d;
    case ORM_WEEKDAY: return weekday_of(days);
    case ORM_DAY_OF_YEAR: return days - days_from(y, 1, 1) + 1;
    case ORM_WEEK: { /* the number of its Thursday's week */
        const int64_t thursday = days + 4 - weekday_of(days);
        date_of(thursday, &y, &m, &d);
        return (thursday - days_from(y, 1, 1)) / 7 + 1;
    }
    case ORM_HOUR: return time / INT64_C(3600000000);
    case ORM_MINUTE: return time / 60000000 % 60;
    case ORM_SECOND: return time / 1000000 % 60;
    case ORM_MICROSECOND: return time % 1000000;
    default: return days * 86400 + time / 1000000;
    }
}
static int64_t truncated(int part, int64_t days, int64_t time, int64_t *time_left) {
    static const int64_t lengths[ORM_PART_COUNT] = { [ORM_HOUR] = INT64_C(3600000000), [ORM_MINUTE] = 60000000, [ORM_SECOND] = 1000000 };
    int y, m, d;
    date_of(days, &y, &m, &d);
    *time_left = lengths[part] ? time / lengths[part] * lengths[part] : 0;
    switch (part) {
    case ORM_YEAR: return days_from(y, 1, 1);
    case ORM_QUARTER: return days_from(y, (m - 1) / 3 * 3 + 1, 1);
    case ORM_MONTH: return days_from(y, m, 1);
    case ORM_WEEK: return days - weekday_of(days) + 1;
    default: return days;
    }
}
static int64_t months_later(int64_t days, int64_t n) {
    int y, m, d;
    date_of(days, &y, &m, &d);
    const int64_t month = (int64_t)y * 12 + m - 1 + n;
    y = (int)floor_div(month, 12);
    m = (int)(month - (int64_t)y * 12) + 1;
    return days_from(y, m, 1) + (d > days_in(y, m) ? days_in(y, m) : d) - 1;
}
static int64_t later(int part, int64_t n, int64_t moment) {
    const int64_t days = floor_div(moment, DAY_LENGTH), time = moment - days * DAY_LENGTH;
    switch (part) {
    case ORM_YEAR: return months_later(days, 12 * n) * DAY_LENGTH + time;
    case ORM_QUARTER: return months_later(days, 3 * n) * DAY_LENGTH + time;
    case ORM_MONTH: return months_later(days, n) * DAY_LENGTH + time;
    case ORM_WEEK: return moment + 7 * n * DAY_LENGTH;
    case ORM_DAY: return moment + n * DAY_LENGTH;
    case ORM_HOUR: return moment + n * INT64_C(3600000000);
    case ORM_MINUTE: return moment + n * 60000000;
    default: return moment + n * 1000000;
    }
}

/* ---- evaluating: values -------------------------------------------------------------------------------------------------------------------- */
static val eval(const expr *e, const env *at);
static val of_int(int64_t i) { return (val){ .i = i }; }
static val of_real(double r) { return (val){ .r = r == 0 ? 0.0 : r }; } /* no negative zero */
static val of_text(const char *t) { return (val){ .t = t }; }
static const val nothing = { .null = true };

static int compare(kind k, val a, val b) { /* neither is NULL */
    if (k == TEXT) return strcmp(a.t, b.t);
    if (k == REAL) return (a.r > b.r) - (a.r < b.r);
    return (a.i > b.i) - (a.i < b.i);
}
static bool same(kind k, val a, val b) { return a.null || b.null ? a.null && b.null : compare(k, a, b) == 0; }
static val either(val a, val b, bool stop) { /* OR stops at true, AND at false */
    if ((!a.null && (a.i != 0) == stop) || (!b.null && (b.i != 0) == stop)) return of_int(stop);
    return a.null || b.null ? nothing : of_int(!stop);
}
static val compared(int op, kind k, val a, val b) {
    if (op == ORM__OP_SAME) return of_int(same(k, a, b));
    if (a.null || b.null) return nothing;
    const int c = compare(k, a, b);
    switch (op) {
    case ORM__OP_EQ: return of_int(c == 0);
    case ORM__OP_NE: return of_int(c != 0);
    case ORM__OP_LT: return of_int(c < 0);
    case ORM__OP_LE: return of_int(c <= 0);
    case ORM__OP_GT: return of_int(c > 0);
    default: return of_int(c >= 0);
    }
}
static val eval_in(const expr *e, const env *at) {
    const val left = eval(e->kid[0], at);
    val found = of_int(0);
    for (int i = 1; i < e->kids; i++) found = either(found, compared(ORM__OP_EQ, e->kid[0]->kind, left, eval(e->kid[i], at)), true);
    return e->op == ORM__OP_IN || found.null ? found : of_int(!found.i);
}
static val calculated(int op, kind k, kind right, val a, val b) {
    if (a.null || b.null) return nothing;
    if (op == ORM__OP_DIV && k == REAL) {
        const double x = a.r, y = b.r;
        return y == 0 ? nothing : of_real(x / y);
    }
    if (k == REAL) return of_real(op == ORM__OP_ADD ? a.r + b.r : op == ORM__OP_SUB ? a.r - b.r : a.r * b.r);
    (void)right;
    switch (op) {
    case ORM__OP_ADD: return of_int(a.i + b.i);
    case ORM__OP_SUB: return of_int(a.i - b.i);
    case ORM__OP_MUL: return of_int(a.i * b.i); /* cents times an integer are cents */
    case ORM__OP_DIV: return b.i ? of_int(a.i / b.i) : nothing;
    default: return b.i ? of_int(a.i % b.i) : nothing;
    }
}
static double as_real(kind k, val v) { return k == REAL ? v.r : k == MONEY ? (double)v.i / 100 : (double)v.i; }
static double half_away(double x) { return x < 0 ? -floor(-x + 0.5) : floor(x + 0.5); }
static val eval_cast(const expr *e, const env *at) {
    val v = eval(e->kid[0], at);
    const kind from = e->kid[0]->kind;
    if (v.null) return v;
    switch (e->kind) {
    case INT: return of_int(from == REAL ? (int64_t)half_away(v.r) : from == MONEY ? (v.i < 0 ? -((-v.i + 50) / 100) : (v.i + 50) / 100) : v.i);
    case REAL: return of_real(as_real(from, v));
    default: {
        char text[40];
        if (from == MONEY) snprintf(text, sizeof text, "%s%lld.%02lld", v.i < 0 ? "-" : "", (long long)(v.i < 0 ? -v.i : v.i) / 100, (long long)(v.i < 0 ? -v.i : v.i) % 100);
        else snprintf(text, sizeof text, "%lld", (long long)v.i);
        return of_text(text_of_bytes(text, strlen(text)));
    }
    }
}
static val eval_date(const expr *e, val *v) {
    const kind k = e->kid[0]->kind;
    const int64_t days = k == DAY ? v[0].i : floor_div(v[0].i, DAY_LENGTH), time = k == DAY ? 0 : v[0].i - days * DAY_LENGTH;
    int64_t left;
    switch (e->function) {
    case ORM__F_EXTRACT: return of_int(part_of(e->part, days, time));
    case ORM__F_DATE_TRUNC: {
        const int64_t day = truncated(e->part, days, time, &left);
        return of_int(k == DAY ? day : day * DAY_LENGTH + left);
    }
    default: {
        const int64_t moment = later(e->part, v[1].i, days * DAY_LENGTH + time);
        return of_int(k == DAY ? floor_div(moment, DAY_LENGTH) : moment);
    }
    }
}
static val eval_call(const expr *e, const env *at) {
    val v[KIDS];
    bool null = false;
    for (int i = 0; i < e->kids; i++) v[i] = eval(e->kid[i], at), null = null || v[i].null;
    const kind k = e->kids ? e->kid[0]->kind : INT;
    switch (e->function) {
    case ORM__F_COALESCE:
        for (int i = 0; i < e->kids; i++)
            if (!v[i].null) return v[i];
        return nothing;
    case ORM__F_NULLIF: return !null && compare(k, v[0], v[1]) == 0 ? nothing : v[0];
    case ORM__F_CONCAT: {
        size_t n = 0;
        for (int i = 0; i < e->kids; i++) n += v[i].null ? 0 : strlen(v[i].t);
        char *out = take(n + 1);
        for (int i = 0; i < e->kids; i++) strcat(out, v[i].null ? "" : v[i].t);
        return of_text(out);
    }
    default: break;
    }
    if (null) return nothing;
    switch (e->function) {
    case ORM__F_LOWER: case ORM__F_UPPER: return of_text(in_case(v[0].t, e->function == ORM__F_UPPER));
    case ORM__F_TRIM: return of_text(trimmed(v[0].t));
    case ORM__F_LENGTH: return of_int(char_count(v[0].t));
    case ORM__F_SUBSTR: return of_text(substring(v[0].t, v[1].i, e->kids == 3 ? v[2].i : -1));
    case ORM__F_REPLACE: return of_text(replaced(v[0].t, v[1].t, v[2].t));
    case ORM__F_GREATEST: case ORM__F_LEAST:
        for (int i = 1; i < e->kids; i++)
            if ((compare(k, v[i], v[0]) > 0) == (e->function == ORM__F_GREATEST)) v[0] = v[i];
        return v[0];
    case ORM__F_ABS: return k == REAL ? of_real(fabs(v[0].r)) : of_int(v[0].i < 0 ? -v[0].i : v[0].i);
    case ORM__F_ROUND: return e->kids == 1 ? of_real(half_away(v[0].r)) : of_real(half_away(v[0].r * pow(10, (double)v[1].i)) / pow(10, (double)v[1].i));
    case ORM__F_FLOOR: return of_real(floor(v[0].r));
    case ORM__F_CEIL: return of_real(ceil(v[0].r));
    default: return eval_date(e, v);
    }
}
/* An aggregate over the rows from..to. */
static val aggregated(const expr *e, const env *rows, size_t from, size_t to) {
    const expr *of = e->kids ? e->kid[0] : NULL, *condition = e->kids == 2 ? e->kid[1] : NULL;
    int64_t count = 0, sum = 0, distinct = 0;
    double real = 0;
    val extreme = nothing;
    val *seen = take((to - from + 1) * sizeof *seen);
    for (size_t i = from; i < to; i++) {
        if (condition) {
            const val c = eval(condition, &rows[i]);
            if (c.null || !c.i) continue;
        }
        const val v = e->op == ORM__OP_COUNT_ALL ? of_int(1) : eval(of, &rows[i]);
        if (v.null) continue;
        count++;
        sum += v.i;
        if (of) real += as_real(of->kind, v);
        bool again = false;
        for (int64_t k = 0; of && k < distinct && !again; k++) again = compare(of->kind, seen[k], v) == 0;
        if (!again) seen[distinct++] = v;
        if (of && (extreme.null || (compare(of->kind, v, extreme) < 0) == (e->op == ORM__OP_MIN))) extreme = v;
    }
    switch (e->op) {
    case ORM__OP_COUNT: case ORM__OP_COUNT_ALL: return of_int(count);
    case ORM__OP_COUNT_DISTINCT: return of_int(distinct);
    case ORM__OP_AVG: return count ? of_real(real / (double)count) : nothing;
    case ORM__OP_SUM: return !count ? nothing : of && of->kind == REAL ? of_real(real) : of_int(sum);
    default: return extreme;
    }
}
/* ---- evaluating: order and windows ------------------------------------------------------------------------------------------------------------ */
static int compare_nulls(kind k, val a, val b, bool descending, orm_nulls nulls) {
    const bool first = nulls == ORM_NULLS_DEFAULT ? !descending : nulls == ORM_NULLS_FIRST;
    if (a.null || b.null) return a.null == b.null ? 0 : a.null == first ? -1 : 1;
    return descending ? compare(k, b, a) : compare(k, a, b);
}
static int compare_rows(const order *orders, int count, const env *a, const env *b) {
    for (int i = 0; i < count; i++) {
        const int c = compare_nulls(orders[i].by->kind, eval(orders[i].by, a), eval(orders[i].by, b), orders[i].descending, orders[i].nulls);
        if (c) return c;
    }
    return 0;
}
static bool is_window_function(const expr *f) { return f->op == ORM__OP_CALL; }
static val windowed(const expr *f, const window *w, const env *part, size_t n, size_t at) {
    size_t first = at, last = at; /* the row's peers: those before it, at it, and the end of them */
    while (first && compare_rows(w->order, w->orders, &part[first - 1], &part[at]) == 0) first--;
    for (last = at + 1; last < n && compare_rows(w->order, w->orders, &part[last], &part[at]) == 0;) last++;
    if (!is_window_function(f)) {
        if (w->frame.kind == ORM_FRAME_ROWS) {
            const int64_t to_end = w->frame.to.kind == ORM__UNBOUNDED_FOLLOWING ? (int64_t)n : (int64_t)at + 1 + (w->frame.to.kind == ORM__PRECEDING ? -w->frame.to.rows : w->frame.to.kind == ORM__FOLLOWING ? w->frame.to.rows : 0);
            const int64_t start = w->frame.from.kind == ORM__UNBOUNDED_PRECEDING ? 0 : (int64_t)at + (w->frame.from.kind == ORM__PRECEDING ? -w->frame.from.rows : w->frame.from.kind == ORM__FOLLOWING ? w->frame.from.rows : 0);
            const size_t from = start < 0 ? 0 : (size_t)start, to = to_end < 0 ? 0 : (size_t)to_end > n ? n : (size_t)to_end;
            return aggregated(f, part, from > to ? to : from, to);
        }
        return aggregated(f, part, 0, w->orders ? last : n);
    }
    size_t groups = 1, buckets;
    for (size_t i = 1; i <= at; i++) groups += compare_rows(w->order, w->orders, &part[i - 1], &part[i]) != 0;
    switch (f->function) {
    case ORM__F_ROW_NUMBER: return of_int((int64_t)at + 1);
    case ORM__F_RANK: return of_int((int64_t)first + 1);
    case ORM__F_DENSE_RANK: return of_int((int64_t)groups);
    case ORM__F_PERCENT_RANK: return of_real(n > 1 ? (double)first / (double)(n - 1) : 0);
    case ORM__F_CUME_DIST: return of_real((double)last / (double)n);
    case ORM__F_NTILE: { /* the first n % buckets have a row more */
        buckets = (size_t)f->kid[0]->lit.i;
        const size_t low = n / buckets, more = n % buckets;
        return of_int(at < more * (low + 1) ? (int64_t)(at / (low + 1)) + 1 : (int64_t)(more + (at - more * (low + 1)) / low) + 1);
    }
    case ORM__F_LAG: case ORM__F_LEAD: {
        const int64_t by = f->kids > 1 ? f->kid[1]->lit.i : 1, to = f->function == ORM__F_LAG ? (int64_t)at - by : (int64_t)at + by;
        return to >= 0 && to < (int64_t)n ? eval(f->kid[0], &part[to]) : f->kids > 2 ? eval(f->kid[2], &part[at]) : nothing;
    }
    case ORM__F_FIRST_VALUE: return eval(f->kid[0], &part[0]);
    case ORM__F_LAST_VALUE: return eval(f->kid[0], &part[n - 1]);
    default: return (size_t)f->kid[1]->lit.i <= n ? eval(f->kid[0], &part[f->kid[1]->lit.i - 1]) : nothing;
    }
}
static val eval_over(const expr *e, const env *at) {
    const window *w = e->w;
    env *part = take((at->all_count + 1) * sizeof *part);
    size_t n = 0, mine = 0;
    for (size_t i = 0; i < at->all_count; i++) {
        bool alike = true;
        for (int k = 0; k < w->partitions && alike; k++) alike = same(w->partition[k]->kind, eval(w->partition[k], &at->all[i]), eval(w->partition[k], at));
        if (!alike) continue;
        size_t place = n++;
        for (; place && compare_rows(w->order, w->orders, &part[place - 1], &at->all[i]) > 0; place--) part[place] = part[place - 1];
        part[place] = at->all[i];
    }
    for (size_t i = 0; i < n; i++)
        if (part[i].at == at->at) mine = i;
    return windowed(e->kid[0], w, part, n, mine);
}

/* ---- evaluating: all ------------------------------------------------------------------------------------------------------------------------- */
static val eval_subquery(const expr *e, const env *at); /* of the queries */
static val eval(const expr *e, const env *at) {
    switch (e->op) {
    case OP_COLUMN: return at->row[e->from][e->column];
    case OP_LITERAL: return e->lit;
    case ORM__OP_EQ: case ORM__OP_NE: case ORM__OP_LT: case ORM__OP_LE: case ORM__OP_GT: case ORM__OP_GE: case ORM__OP_SAME: return compared(e->op, e->kid[0]->kind, eval(e->kid[0], at), eval(e->kid[1], at));
    case ORM__OP_BETWEEN: {
        const val v = eval(e->kid[0], at);
        return either(compared(ORM__OP_GE, e->kid[0]->kind, v, eval(e->kid[1], at)), compared(ORM__OP_LE, e->kid[0]->kind, v, eval(e->kid[2], at)), false);
    }
    case ORM__OP_IN: case ORM__OP_NOT_IN: return eval_in(e, at);
    case ORM__OP_IS_NULL: return of_int(eval(e->kid[0], at).null);
    case ORM__OP_IS_NOT_NULL: return of_int(!eval(e->kid[0], at).null);
    case ORM__OP_AND: case ORM__OP_OR: {
        val v = eval(e->kid[0], at);
        for (int i = 1; i < e->kids; i++) v = either(v, eval(e->kid[i], at), e->op == ORM__OP_OR);
        return v;
    }
    case ORM__OP_NOT: {
        const val v = eval(e->kid[0], at);
        return v.null ? v : of_int(!v.i);
    }
    case ORM__OP_ADD: case ORM__OP_SUB: case ORM__OP_MUL: case ORM__OP_DIV: case ORM__OP_MOD: return calculated(e->op, e->kind, e->kid[1]->kind, eval(e->kid[0], at), eval(e->kid[1], at));
    case ORM__OP_NEG: {
        const val v = eval(e->kid[0], at);
        return v.null ? v : e->kind == REAL ? of_real(-v.r) : of_int(-v.i);
    }
    case ORM__OP_CASE: /* condition, value, condition, value ..., value */
        for (int i = 0; i + 1 < e->kids; i += 2) {
            const val c = eval(e->kid[i], at);
            if (!c.null && c.i) return eval(e->kid[i + 1], at);
        }
        return e->kids % 2 ? eval(e->kid[e->kids - 1], at) : nothing;
    case ORM__OP_CAST: return eval_cast(e, at);
    case ORM__OP_CALL: return eval_call(e, at);
    case ORM__OP_OVER: return eval_over(e, at);
    case ORM__OP_EXISTS: case ORM__OP_IN_QUERY: case ORM__OP_SCALAR: case ORM__OP_HAS: return eval_subquery(e, at);
    case ORM__OP_COUNT: case ORM__OP_COUNT_ALL: case ORM__OP_COUNT_DISTINCT: case ORM__OP_SUM: case ORM__OP_AVG: case ORM__OP_MIN: case ORM__OP_MAX: return aggregated(e, at->group, 0, at->group_count);
    default: { /* patterns */
        const val text = eval(e->kid[0], at);
        return text.null ? text : of_int(matches(e->op, text.t, e->kid[1]->lit.t));
    }
    }
}
#endif
