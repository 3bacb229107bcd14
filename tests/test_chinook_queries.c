/* Thirty analytical questions to the Chinook database, each answered once by the typed query language and once by SQL written by hand, on every database.
 *
 * In the SQL by hand a few words stand for what databases call differently: {year x}, {month x}, {weekday x} are integers, {cat a, b, c} joins texts, {20} is an amount of
 * money (SQLite stores cents).  Money is compared in cents, doubles with nine digits. */
#include "chinook_data.h"
#include <math.h>

ORM_ALIAS(Boss, Bosses, Employee, EMPLOYEE_MODEL);
ORM_ALIAS(Sibling, Siblings, Track, TRACK_MODEL);
#define COUNTED(X) X(field, opt(text), name) X(field, int64, n)
#define EARNED(X)  X(field, opt(text), name) X(field, int64, n) X(field, opt(decimal(14, 2)), sum)
#define LEVEL(X)   X(field, int64, id) X(field, int64, depth)
#define RANKED(X)  X(field, opt(text), name) X(field, int64, n) X(field, int64, place)
#define PERIOD(X)  X(field, int64, year) X(field, int64, month) X(field, opt(decimal(14, 2)), sum)
#define RUNNING(X) X(field, int64, customer_id) X(field, int64, invoice_id) X(field, decimal(10, 2), total) X(field, opt(decimal(14, 2)), running)
#define LAGGED(X)  X(field, int64, customer_id) X(field, int64, invoice_id) X(field, opt(decimal(10, 2)), before) X(field, opt(decimal(14, 2)), change)
#define MEASURED(X) X(field, opt(text), name) X(field, int64, longest) X(field, opt(double), mean)
#define PLACED(X)  X(field, int64, id) X(field, opt(double), share) X(field, opt(double), below)
#define PAIRED(X)  X(field, opt(text), a) X(field, opt(text), b)
#define FIGURES(X) X(field, int64, a) X(field, int64, b) X(field, int64, c) X(field, opt(int64), d)
#define BOUGHT(X)  X(field, int64, genre_id) X(field, opt(text), name) X(field, opt(int64), sold) X(field, int64, place)
ORM_RESULT(Counted, Counteds, COUNTED);
ORM_RESULT(Earned, Earneds, EARNED);
ORM_RESULT(Level, Levels, LEVEL);
ORM_RESULT(Ranked, Rankeds, RANKED);
ORM_RESULT(Period, Periods, PERIOD);
ORM_RESULT(Running, Runnings, RUNNING);
ORM_RESULT(Lagged, Laggeds, LAGGED);
ORM_RESULT(Measured, Measureds, MEASURED);
ORM_RESULT(Placed, Placeds, PLACED);
ORM_RESULT(Paired, Paireds, PAIRED);
ORM_RESULT(Figures, Figuress, FIGURES);
ORM_RESULT(Bought, Boughts, BOUGHT);
#define TRACK_OF(X) X(row, Track, track) X(opt_row, Album, album) X(field, text, label)
ORM_RESULT(TrackOf, TracksOf, TRACK_OF);

static orm_db *db;
static orm_session *s;

/* ---- the SQL by hand ---------------------------------------------------------------------------------------------------------------- */
typedef struct word { const char *name, *sqlite, *postgres, *mysql; } word;
static const word words[] = {
    { "year", "CAST(strftime('%Y', $) AS INTEGER)", "CAST(EXTRACT(YEAR FROM $) AS bigint)", "YEAR($)" },
    { "month", "CAST(strftime('%m', $) AS INTEGER)", "CAST(EXTRACT(MONTH FROM $) AS bigint)", "MONTH($)" },
    { "weekday", "((CAST(strftime('%w', $) AS INTEGER) + 6) % 7 + 1)", "CAST(EXTRACT(ISODOW FROM $) AS bigint)", "(WEEKDAY($) + 1)" },
    { "chars", "LENGTH($)", "CHAR_LENGTH($)", "CHAR_LENGTH($)" },
    { "whole", "CAST($ AS INTEGER)", "CAST($ AS bigint)", "CAST($ AS SIGNED)" },
    { "real", "CAST($ AS REAL)", "CAST($ AS double precision)", "($ + 0e0)" },
};
static const char *of_dialect(const word *w) { return test_on("sqlite") ? w->sqlite : test_on("postgres") ? w->postgres : w->mysql; }
static void put_cat(text *t, const char *list, int length) {
    put(t, test_on("mysql") ? "CONCAT(" : "(");
    bool quoted = false;
    for (const char *p = list; p < list + length; p++) {
        quoted = quoted != (*p == '\'');
        if (*p == ',' && !quoted && !test_on("mysql")) put(t, " ||");
        else put(t, "%c", *p);
    }
    put(t, ")");
}
static void put_word(text *t, const char *from, int length) {
    const int name = (int)strcspn(from, " }");
    if (name < length && !strncmp(from, "cat ", 4)) {
        put_cat(t, from + 4, length - 4);
        return;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if ((int)strlen(words[i].name) != name || strncmp(words[i].name, from, (size_t)name) != 0) continue;
        for (const char *p = of_dialect(&words[i]); *p; p++) {
            if (*p == '$') put(t, "%.*s", length - name - 1, from + name + 1);
            else put(t, "%c", *p);
        }
        return;
    }
    put(t, test_on("sqlite") ? "(%.*s * 100)" : "%.*s", length, from);
}
static const char *by_hand(const char *sql) {
    text *t = text_new(2);
    for (; *sql; sql++) {
        if (*sql != '{') {
            put(t, "%c", *sql);
            continue;
        }
        const int length = (int)strcspn(sql, "}") - 1;
        put_word(t, sql + 1, length);
        sql += length + 1;
    }
    return t->bytes;
}

/* ---- answers as lines of text --------------------------------------------------------------------------------------------------------- */
static void put_cents(text *t, const char *decimal) {
    if (!decimal) put(t, "NULL");
    else put(t, "%.0f", round(strtod(decimal, NULL) * 100));
}
static void put_field(text *t, const orm_column *c, const void *row) {
    const void *at = (const char *)row + c->offset;
    switch (c->type) {
    case ORM_INT64:
        if (c->nullable && !((const orm_opt_int64 *)at)->has) put(t, "NULL");
        else put(t, "%lld", (long long)(c->nullable ? ((const orm_opt_int64 *)at)->value : *(const int64_t *)at));
        break;
    case ORM_DOUBLE:
        if (!((const orm_opt_double *)at)->has) put(t, "NULL");
        else put(t, "%.9g", ((const orm_opt_double *)at)->value);
        break;
    case ORM_DECIMAL: put_cents(t, ((const orm_decimal *)at)->text); break;
    default: put(t, "%s", *(const char *const *)at ? *(const char *const *)at : "NULL");
    }
}
static void put_cell(text *t, const orm_column *c, orm_rows *rows, int i) {
    if (orm_null(rows, i)) put(t, "NULL");
    else if (c->type == ORM_INT64) put(t, "%lld", (long long)orm_int(rows, i));
    else if (c->type == ORM_DOUBLE) put(t, "%.9g", orm_double(rows, i));
    else if (c->type != ORM_DECIMAL) put(t, "%s", orm_text(rows, i));
    else if (test_on("sqlite")) put(t, "%lld", (long long)orm_int(rows, i));
    else put_cents(t, orm_text(rows, i));
}
static void compare(const orm_model *m, const void *items, size_t count, const char *sql, size_t least) {
    text *typed = text_new(3), *hand = text_new(4);
    if (orm_status_of(s) != ORM_OK) fail_msg("%s", orm_error_of(s)->message);
    for (size_t row = 0; row < count; row++)
        for (size_t i = 0; i < m->column_count; i++) {
            put_field(typed, &m->columns[i], (const char *)items + row * m->row_size);
            put(typed, i + 1 < m->column_count ? "|" : "\n");
        }
    orm_rows rows = orm_sql_text(s, by_hand(sql), orm_args());
    while (orm_next(&rows))
        for (size_t i = 0; i < m->column_count; i++) {
            put_cell(hand, &m->columns[i], &rows, (int)i);
            put(hand, i + 1 < m->column_count ? "|" : "\n");
        }
    if (orm_status_of(s) != ORM_OK) fail_msg("%s: %s", texts[2].bytes, orm_error_of(s)->message);
    assert_same(typed->bytes, hand->bytes, sql);
    assert_true(count >= least);
    orm_session_reset(s);
}
/* The rows of a result, the SQL, and how many rows there are at least. */
#define SAME(Row, query, into, sql, least)                                      \
    do {                                                                        \
        const Row##_list orm_list = Row##_select(s, query, into);               \
        compare(ORM_FROM(Row), orm_list.items, orm_list.count, sql, least);     \
    } while (0)
static int64_t number_by_hand(const char *sql) { return orm_value_int(orm__scalar_at(s, by_hand(sql), orm_args(), __FILE__, __LINE__)); }
#define SAME_NUMBER(number, sql)                                                \
    do {                                                                        \
        const int64_t orm_number = (number);                                    \
        if (orm_status_of(s) != ORM_OK) fail_msg("%s", orm_error_of(s)->message); \
        assert_int_equal(orm_number, number_by_hand(sql)); \
        assert_session(s, ORM_OK);                                              \
    } while (0)
static void shop(void) {
    if (!data_read()) skip();
    if (s) return;
    db = test_open_with(test_url(true), NULL);
    s = orm_session_open(db);
    assert_ok(s, orm_create_tables(s, CHINOOK_MODELS, NULL));
    shop_fill(s);
    orm_session_reset(s);
}
static int close_all(void **state) {
    (void)state;
    orm_session_close(s);
    orm_close(db);
    data_free();
    return 0;
}

/* ---- joins and groups ------------------------------------------------------------------------------------------------------------------ */
static void test_chinook_analysis_01_artists_with_most_tracks(void **state) {
    (void)state;
    shop();
    SAME(Counted, orm_q(.from = ORM_FROM(Track), .join = { orm_join(Tracks.album), orm_join(Albums.artist) }, .group_by = { Artists.artist_id, Artists.name },
                        .order_by = { orm_desc(orm_count(Tracks.track_id)), orm_asc(Artists.name) }, .limit = 10),
         orm_into(Counted, .name = orm_col(Artists.name), .n = orm_count(Tracks.track_id)),
         "SELECT ar.name, COUNT(t.track_id) FROM track t JOIN album al ON al.album_id = t.album_id JOIN artist ar ON ar.artist_id = al.artist_id GROUP BY ar.artist_id, ar.name ORDER BY 2 DESC, 1 LIMIT 10", 10);
}
static void test_chinook_analysis_02_countries_by_turnover(void **state) {
    (void)state;
    shop();
    SAME(Earned, orm_q(.from = ORM_FROM(Invoice), .group_by = { Invoices.billing_country }, .having = orm_and(orm_ge(orm_count_all(), 7), orm_gt(orm_sum(Invoices.total), ORM_DEC("37.6"))),
                       .order_by = { orm_desc(Earneds.sum), orm_asc(Earneds.name) }),
         orm_into(Earned, .name = orm_col(Invoices.billing_country), .n = orm_count_all(), .sum = orm_sum(Invoices.total)),
         "SELECT billing_country, COUNT(*), SUM(total) FROM invoice GROUP BY billing_country HAVING COUNT(*) >= 7 AND SUM(total) > {37.6} ORDER BY 3 DESC, 1", 10);
}
static void test_chinook_analysis_03_playlists_with_their_tracks(void **state) {
    (void)state;
    shop();
    SAME(Counted, orm_q(.from = ORM_FROM(Playlist), .join = { orm_left_join_on(PlaylistTrack, orm_eq(PlaylistTracks.playlist_id, Playlists.playlist_id)) },
                        .group_by = { Playlists.playlist_id, Playlists.name }, .order_by = { orm_asc(Playlists.playlist_id) }),
         orm_into(Counted, .name = orm_col(Playlists.name), .n = orm_count(PlaylistTracks.track_id)),
         "SELECT p.name, COUNT(pt.track_id) FROM playlist p LEFT JOIN playlist_track pt ON pt.playlist_id = p.playlist_id GROUP BY p.playlist_id, p.name ORDER BY p.playlist_id", 18);
}
static void test_chinook_analysis_04_agents_and_what_their_customers_spent(void **state) {
    (void)state;
    shop();
    SAME(Earned, orm_q(.from = ORM_FROM(Employee), .join = { orm_left_join(Employees.customers), orm_left_join(Customers.invoices) }, .group_by = { Employees.employee_id, Employees.first_name, Employees.last_name },
                       .order_by = { orm_asc(Employees.employee_id) }),
         orm_into(Earned, .name = orm_concat(Employees.first_name, " ", Employees.last_name), .n = orm_count_distinct(Customers.customer_id), .sum = orm_sum(Invoices.total)),
         "SELECT {cat e.first_name, ' ', e.last_name}, COUNT(DISTINCT c.customer_id), SUM(i.total) FROM employee e LEFT JOIN customer c ON c.support_rep_id = e.employee_id "
         "LEFT JOIN invoice i ON i.customer_id = c.customer_id GROUP BY e.employee_id, e.first_name, e.last_name ORDER BY e.employee_id", 8);
}
static void test_chinook_analysis_05_artists_without_an_album(void **state) {
    (void)state;
    shop();
    SAME(Counted, orm_q(.from = ORM_FROM(Artist), .join = { orm_left_join_on(Album, orm_eq(Albums.artist_id, Artists.artist_id)) }, .where = orm_is_null(Albums.album_id), .order_by = { orm_asc(Artists.name) }, .limit = 30, .offset = 5),
         orm_into(Counted, .name = orm_col(Artists.name), .n = orm_length(orm_coalesce(Artists.name, ""))),
         "SELECT ar.name, {chars ar.name} FROM artist ar LEFT JOIN album al ON al.artist_id = ar.artist_id WHERE al.album_id IS NULL ORDER BY ar.name LIMIT 30 OFFSET 5", 30);
}

static void test_chinook_analysis_06_long_albums(void **state) {
    (void)state;
    shop();
    SAME(Measured, orm_q(.from = ORM_FROM(Track), .join = { orm_join(Tracks.album) }, .group_by = { Albums.album_id, Albums.title }, .having = orm_gt(orm_count_all(), 20),
                         .order_by = { orm_desc(Measureds.longest), orm_asc(Measureds.name) }),
         orm_into(Measured, .name = orm_col(Albums.title), .longest = orm_max(Tracks.milliseconds), .mean = orm_avg(Tracks.milliseconds)),
         "SELECT al.title, MAX(t.milliseconds), {real AVG(t.milliseconds)} FROM track t JOIN album al ON al.album_id = t.album_id GROUP BY al.album_id, al.title HAVING COUNT(*) > 20 ORDER BY 2 DESC, 1", 10);
}
static void test_chinook_analysis_07_employees_and_their_managers(void **state) {
    (void)state;
    shop();
    SAME(Paired, orm_q(.from = ORM_FROM(Employee), .join = { orm_left_join_as(Employees.manager, Boss) }, .order_by = { orm_nulls_last(orm_asc(Bosses.last_name)), orm_desc(Employees.last_name) }),
         orm_into(Paired, .a = orm_concat(Employees.last_name, ", ", Employees.first_name), .b = orm_upper(Bosses.last_name)),
         "SELECT {cat e.last_name, ', ', e.first_name}, UPPER(b.last_name) FROM employee e LEFT JOIN employee b ON b.employee_id = e.reports_to ORDER BY CASE WHEN b.last_name IS NULL THEN 1 ELSE 0 END, b.last_name, e.last_name DESC", 8);
}
static void test_chinook_analysis_08_genres_bought_by_a_customer(void **state) {
    (void)state;
    shop();
    SAME(Counted, orm_q(.from = ORM_FROM(Customer), .join = { orm_join(Customers.invoices), orm_join(Invoices.lines), orm_join(InvoiceLines.track) }, .group_by = { Customers.customer_id, Customers.email },
                        .having = orm_ge(orm_count_distinct(Tracks.genre_id), 9), .order_by = { orm_desc(Counteds.n), orm_asc(Counteds.name) }),
         orm_into(Counted, .name = orm_col(Customers.email), .n = orm_count_distinct(Tracks.genre_id)),
         "SELECT c.email, COUNT(DISTINCT t.genre_id) FROM customer c JOIN invoice i ON i.customer_id = c.customer_id JOIN invoice_line l ON l.invoice_id = i.invoice_id JOIN track t ON t.track_id = l.track_id "
         "GROUP BY c.customer_id, c.email HAVING COUNT(DISTINCT t.genre_id) >= 9 ORDER BY 2 DESC, 1", 3);
}
static void test_chinook_analysis_09_lengths_in_classes(void **state) {
    (void)state;
    shop();
    SAME(Counted, orm_q(.from = ORM_FROM(Track), .group_by = { Counteds.name }, .order_by = { orm_asc(Counteds.name) }),
         orm_into(Counted, .name = orm_case(orm_when(orm_ge(Tracks.milliseconds, 1200000), "long"), orm_when(orm_between(Tracks.milliseconds, 180000, 1199999), "middle"), orm_else("short")), .n = orm_count_all()),
         "SELECT CASE WHEN milliseconds >= 1200000 THEN 'long' WHEN milliseconds BETWEEN 180000 AND 1199999 THEN 'middle' ELSE 'short' END AS class, COUNT(*) FROM track GROUP BY 1 ORDER BY 1", 3);
}
static void test_chinook_analysis_10_composers_known_and_unknown(void **state) {
    (void)state;
    shop();
    SAME(Figures, orm_q(.from = ORM_FROM(Track)),
         orm_into(Figures, .a = orm_count_all(), .b = orm_count(Tracks.composer), .c = orm_count_distinct(Tracks.composer), .d = orm_filter(orm_sum(Tracks.milliseconds), orm_is_null(Tracks.composer))),
         "SELECT COUNT(*), COUNT(composer), COUNT(DISTINCT composer), SUM(CASE WHEN composer IS NULL THEN milliseconds END) FROM track", 1);
}

/* ---- moments ------------------------------------------------------------------------------------------------------------------------------ */
static void test_chinook_analysis_11_turnover_by_month(void **state) {
    (void)state;
    shop();
    SAME(Period, orm_q(.from = ORM_FROM(Invoice), .group_by = { Periods.year, Periods.month }, .order_by = { orm_asc(Periods.year), orm_asc(Periods.month) }),
         orm_into(Period, .year = orm_extract(ORM_YEAR, Invoices.invoice_date), .month = orm_extract(ORM_MONTH, Invoices.invoice_date), .sum = orm_sum(Invoices.total)),
         "SELECT {year invoice_date}, {month invoice_date}, SUM(total) FROM invoice GROUP BY 1, 2 ORDER BY 1, 2", 60);
}
static void test_chinook_analysis_12_invoices_by_weekday(void **state) {
    (void)state;
    shop();
    SAME(Figures, orm_q(.from = ORM_FROM(Invoice), .group_by = { Figuress.a }, .order_by = { orm_asc(Figuress.a) }),
         orm_into(Figures, .a = orm_extract(ORM_WEEKDAY, Invoices.invoice_date), .b = orm_count_all(), .c = orm_count_distinct(Invoices.customer_id), .d = orm_min(Invoices.invoice_id)),
         "SELECT {weekday invoice_date}, COUNT(*), COUNT(DISTINCT customer_id), MIN(invoice_id) FROM invoice GROUP BY 1 ORDER BY 1", 7);
}
static void test_chinook_analysis_13_age_of_employees_when_hired(void **state) {
    (void)state;
    shop();
    SAME(Counted, orm_q(.from = ORM_FROM(Employee), .order_by = { orm_asc(Employees.hire_date), orm_asc(Employees.employee_id) }),
         orm_into(Counted, .name = orm_col(Employees.email), .n = orm_coalesce(orm_sub(orm_extract(ORM_YEAR, Employees.hire_date), orm_extract(ORM_YEAR, Employees.birth_date)), 0)),
         "SELECT email, {year hire_date} - {year birth_date} FROM employee ORDER BY hire_date, employee_id", 8);
}

/* ---- subqueries -------------------------------------------------------------------------------------------------------------------------- */
static void test_chinook_analysis_14_tracks_never_sold(void **state) {
    (void)state;
    shop();
    SAME(Counted, orm_q(.from = ORM_FROM(Genre), .join = { orm_join(Genres.tracks) }, .where = orm_not(orm_exists(orm_q(.from = ORM_FROM(InvoiceLine), .where = orm_eq(InvoiceLines.track_id, orm_outer(Tracks.track_id))))),
                        .group_by = { Genres.name }, .order_by = { orm_desc(Counteds.n), orm_asc(Genres.name) }),
         orm_into(Counted, .name = orm_col(Genres.name), .n = orm_count_all()),
         "SELECT g.name, COUNT(*) FROM genre g JOIN track t ON t.genre_id = g.genre_id WHERE NOT EXISTS (SELECT 1 FROM invoice_line l WHERE l.track_id = t.track_id) GROUP BY g.name ORDER BY 2 DESC, 1", 15);
}
static void test_chinook_analysis_15_customers_without_a_large_invoice(void **state) {
    (void)state;
    shop();
    SAME_NUMBER(Customer_count(s, orm_q(.where = orm_not(orm_has(Customers.invoices, orm_gt(Invoices.total, ORM_DEC("14.5")))))),
                "SELECT COUNT(*) FROM customer c WHERE NOT EXISTS (SELECT 1 FROM invoice i WHERE i.customer_id = c.customer_id AND i.total > {14.5})");
}
static void test_chinook_analysis_16_longer_than_the_album_usually_is(void **state) {
    (void)state;
    shop();
    SAME(Measured, orm_q(.from = ORM_FROM(Track), .where = orm_gt(Tracks.milliseconds, orm_mul(orm_scalar(orm_q(.from = ORM_FROM(Sibling), .select = { orm_avg(Siblings.milliseconds) }, .where = orm_eq(Siblings.album_id, orm_outer(Tracks.album_id)))), 1.75)),
                         .order_by = { orm_asc(Tracks.track_id) }),
         orm_into(Measured, .name = orm_col(Tracks.name), .longest = orm_col(Tracks.milliseconds),
                  .mean = orm_scalar(orm_q(.from = ORM_FROM(Sibling), .select = { orm_avg(Siblings.milliseconds) }, .where = orm_eq(Siblings.album_id, orm_outer(Tracks.album_id))))),
         "SELECT t.name, t.milliseconds, (SELECT {real AVG(x.milliseconds)} FROM track x WHERE x.album_id = t.album_id) FROM track t "
         "WHERE t.milliseconds > 1.75 * (SELECT AVG(x.milliseconds) FROM track x WHERE x.album_id = t.album_id) ORDER BY t.track_id", 10);
}
static void test_chinook_analysis_17_tracks_on_many_playlists(void **state) {
    (void)state;
    shop();
    SAME(Counted, orm_q(.from = ORM_FROM(Track), .where = orm_in_query(Tracks.track_id, orm_q(.from = ORM_FROM(PlaylistTrack), .select = { orm_col(PlaylistTracks.track_id) }, .group_by = { PlaylistTracks.track_id }, .having = orm_gt(orm_count_all(), 4))),
                        .order_by = { orm_asc(Tracks.track_id) }),
         orm_into(Counted, .name = orm_col(Tracks.name), .n = orm_col(Tracks.track_id)),
         "SELECT name, track_id FROM track WHERE track_id IN (SELECT track_id FROM playlist_track GROUP BY track_id HAVING COUNT(*) > 4) ORDER BY track_id", 5);
}
static void test_chinook_analysis_18_companies_not_among_those_of_brazil(void **state) {
    (void)state;
    shop();
    SAME_NUMBER(Customer_count(s, orm_q(.where = orm_not(orm_in_query(Customers.company, orm_q(.from = ORM_FROM(Customer), .select = { orm_col(Customers.company) }, .where = orm_eq(Customers.country, "Brazil")))))),
                "SELECT COUNT(*) FROM customer WHERE company NOT IN (SELECT company FROM customer WHERE country = 'Brazil')"); /* 0: one of them is NULL */
    SAME_NUMBER(Customer_count(s, orm_q(.where = orm_not(orm_in_query(Customers.company, orm_q(.from = ORM_FROM(Customer), .select = { orm_col(Customers.company) }, .where = orm_and(orm_eq(Customers.country, "Brazil"), orm_not_null(Customers.company))))))),
                "SELECT COUNT(*) FROM customer WHERE company NOT IN (SELECT company FROM customer WHERE country = 'Brazil' AND company IS NOT NULL)");
}

/* ---- common tables, sets ------------------------------------------------------------------------------------------------------------------ */
static void test_chinook_analysis_19_the_hierarchy(void **state) {
    (void)state;
    shop();
    SAME(Level, orm_q(.with = { orm_recursive(Level, orm_q(.from = ORM_FROM(Employee), .where = orm_is_null(Employees.reports_to)), orm_into(Level, .id = orm_col(Employees.employee_id), .depth = orm_val(0)),
                                              orm_q(.from = ORM_FROM(Employee), .join = { orm_join_on(Level, orm_eq(Employees.reports_to, Levels.id)) }), orm_into(Level, .id = orm_col(Employees.employee_id), .depth = orm_add(Levels.depth, 1))) },
                      .from = ORM_FROM(Level), .order_by = { orm_desc(Levels.depth), orm_asc(Levels.id) }),
         orm_into(Level, .id = orm_col(Levels.id), .depth = orm_col(Levels.depth)),
         "WITH RECURSIVE h (id, depth) AS (SELECT employee_id, 0 FROM employee WHERE reports_to IS NULL UNION ALL SELECT e.employee_id, h.depth + 1 FROM employee e JOIN h ON h.id = e.reports_to) "
         "SELECT id, depth FROM h ORDER BY depth DESC, id", 8);
}
static void test_chinook_analysis_20_cities_of_customers_and_of_invoices(void **state) {
    (void)state;
    shop();
    SAME(Paired, orm_q(.from = ORM_FROM(Customer), .where = orm_like(Customers.city, "%o%"), .intersect_with = orm_q(.from = ORM_FROM(Invoice), .into = orm_into(Paired, .a = orm_col(Invoices.billing_city), .b = orm_col(Invoices.billing_country))),
                       .order_by = { orm_asc(Paireds.b), orm_desc(Paireds.a) }),
         orm_into(Paired, .a = orm_col(Customers.city), .b = orm_col(Customers.country)),
         "SELECT city, country FROM customer WHERE REPLACE(city, 'o', '') <> city AND EXISTS (SELECT 1 FROM invoice i WHERE i.billing_city = customer.city AND i.billing_country = customer.country) "
         "GROUP BY city, country ORDER BY country, city DESC", 10);
}
static void test_chinook_analysis_21_countries_with_customers_but_no_employees(void **state) {
    (void)state;
    shop();
    SAME(Paired, orm_q(.from = ORM_FROM(Customer), .except_with = orm_q(.from = ORM_FROM(Employee), .into = orm_into(Paired, .a = orm_col(Employees.country), .b = orm_val("x"))), .order_by = { orm_asc(Paireds.a) }, .limit = 15),
         orm_into(Paired, .a = orm_col(Customers.country), .b = orm_val("x")),
         "SELECT DISTINCT country, 'x' FROM customer WHERE country NOT IN (SELECT country FROM employee) ORDER BY country LIMIT 15", 15);
}
static void test_chinook_analysis_22_everybodys_last_name(void **state) {
    (void)state;
    shop();
    SAME(Paired, orm_q(.from = ORM_FROM(Customer), .where = orm_lt(Customers.last_name, "H"), .union_all_with = orm_q(.from = ORM_FROM(Employee), .into = orm_into(Paired, .a = orm_col(Employees.last_name), .b = orm_val("employee"))),
                       .order_by = { orm_asc(Paireds.a), orm_asc(Paireds.b) }, .limit = 20, .offset = 3),
         orm_into(Paired, .a = orm_col(Customers.last_name), .b = orm_val("customer")),
         "SELECT last_name, kind FROM (SELECT last_name, 'customer' AS kind FROM customer WHERE last_name < 'H' UNION ALL SELECT last_name, 'employee' FROM employee) x ORDER BY last_name, kind LIMIT 20 OFFSET 3", 20);
}

/* ---- windows --------------------------------------------------------------------------------------------------------------------------------- */
static void test_chinook_analysis_23_running_totals(void **state) {
    (void)state;
    shop();
    SAME(Running, orm_q(.from = ORM_FROM(Invoice), .where = orm_le(Invoices.customer_id, 4), .order_by = { orm_asc(Invoices.customer_id), orm_asc(Invoices.invoice_id) }),
         orm_into(Running, .customer_id = orm_col(Invoices.customer_id), .invoice_id = orm_col(Invoices.invoice_id), .total = orm_col(Invoices.total),
                  .running = orm_over(orm_sum(Invoices.total), .partition_by = { Invoices.customer_id }, .order_by = { orm_asc(Invoices.invoice_id) }, .frame = ORM_ROWS(ORM_UNBOUNDED_PRECEDING, ORM_CURRENT_ROW))),
         "SELECT customer_id, invoice_id, total, SUM(total) OVER (PARTITION BY customer_id ORDER BY invoice_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM invoice WHERE customer_id <= 4 ORDER BY 1, 2", 28);
}
static void test_chinook_analysis_24_the_dearest_invoice_of_each(void **state) {
    (void)state;
    shop();
    SAME(Ranked, orm_q(.with = { orm_cte(Ranked, orm_q(.from = ORM_FROM(Invoice), .join = { orm_join(Invoices.customer) }),
                                         orm_into(Ranked, .name = orm_col(Customers.email), .n = orm_col(Invoices.invoice_id),
                                                  .place = orm_over(orm_row_number(), .partition_by = { Invoices.customer_id }, .order_by = { orm_desc(Invoices.total), orm_asc(Invoices.invoice_id) }))) },
                       .from = ORM_FROM(Ranked), .where = orm_eq(Rankeds.place, 1), .order_by = { orm_asc(Rankeds.n) }),
         orm_into(Ranked, .name = orm_col(Rankeds.name), .n = orm_col(Rankeds.n), .place = orm_col(Rankeds.place)),
         "SELECT c.email, i.invoice_id, 1 FROM invoice i JOIN customer c ON c.customer_id = i.customer_id WHERE NOT EXISTS (SELECT 1 FROM invoice b WHERE b.customer_id = i.customer_id AND "
         "(b.total > i.total OR (b.total = i.total AND b.invoice_id < i.invoice_id))) ORDER BY i.invoice_id", 59);
}
static void test_chinook_analysis_25_best_sellers_of_each_genre(void **state) {
    (void)state;
    shop();
    SAME(Bought, orm_q(.with = { orm_cte(Bought, orm_q(.from = ORM_FROM(InvoiceLine), .join = { orm_join(InvoiceLines.track), orm_join(Tracks.genre) }, .group_by = { Genres.genre_id, Tracks.track_id, Tracks.name }),
                                         orm_into(Bought, .genre_id = orm_col(Genres.genre_id), .name = orm_col(Tracks.name), .sold = orm_sum(InvoiceLines.quantity),
                                                  .place = orm_over(orm_row_number(), .partition_by = { Genres.genre_id }, .order_by = { orm_desc(orm_sum(InvoiceLines.quantity)), orm_asc(Tracks.track_id) }))) },
                       .from = ORM_FROM(Bought), .where = orm_le(Boughts.place, 3), .order_by = { orm_asc(Boughts.genre_id), orm_asc(Boughts.place) }),
         orm_into(Bought, .genre_id = orm_col(Boughts.genre_id), .name = orm_col(Boughts.name), .sold = orm_col(Boughts.sold), .place = orm_col(Boughts.place)),
         "SELECT genre_id, name, sold, place FROM (SELECT t.genre_id, t.name, SUM(l.quantity) AS sold, ROW_NUMBER() OVER (PARTITION BY t.genre_id ORDER BY SUM(l.quantity) DESC, t.track_id) AS place "
         "FROM invoice_line l JOIN track t ON t.track_id = l.track_id GROUP BY t.genre_id, t.track_id, t.name) x WHERE place <= 3 ORDER BY genre_id, place", 60);
}
static void test_chinook_analysis_26_change_from_the_invoice_before(void **state) {
    (void)state;
    shop();
    SAME(Lagged, orm_q(.from = ORM_FROM(Invoice), .where = orm_between(Invoices.customer_id, 10, 15), .order_by = { orm_asc(Invoices.customer_id), orm_asc(Invoices.invoice_date), orm_asc(Invoices.invoice_id) }),
         orm_into(Lagged, .customer_id = orm_col(Invoices.customer_id), .invoice_id = orm_col(Invoices.invoice_id),
                  .before = orm_over(orm_lag(Invoices.total), .partition_by = { Invoices.customer_id }, .order_by = { orm_asc(Invoices.invoice_date), orm_asc(Invoices.invoice_id) }),
                  .change = orm_sub(Invoices.total, orm_over(orm_lag(Invoices.total), .partition_by = { Invoices.customer_id }, .order_by = { orm_asc(Invoices.invoice_date), orm_asc(Invoices.invoice_id) }))),
         "SELECT customer_id, invoice_id, LAG(total) OVER w, total - LAG(total) OVER w FROM invoice WHERE customer_id BETWEEN 10 AND 15 WINDOW w AS (PARTITION BY customer_id ORDER BY invoice_date, invoice_id) "
         "ORDER BY customer_id, invoice_date, invoice_id", 40);
}
static void test_chinook_analysis_27_quarters_of_spenders(void **state) {
    (void)state;
    shop();
    SAME(Ranked, orm_q(.from = ORM_FROM(Customer), .join = { orm_join(Customers.invoices) }, .group_by = { Customers.customer_id, Customers.email }, .order_by = { orm_asc(Rankeds.place), orm_asc(Rankeds.name) }),
         orm_into(Ranked, .name = orm_col(Customers.email), .n = orm_count_all(), .place = orm_over(orm_ntile(4), .order_by = { orm_desc(orm_sum(Invoices.total)), orm_asc(Customers.customer_id) })),
         "SELECT c.email, COUNT(*), NTILE(4) OVER (ORDER BY SUM(i.total) DESC, c.customer_id) FROM customer c JOIN invoice i ON i.customer_id = c.customer_id GROUP BY c.customer_id, c.email ORDER BY 3, 1", 59);
}
static void test_chinook_analysis_28_shares_of_lengths(void **state) {
    (void)state;
    shop();
    SAME(Placed, orm_q(.from = ORM_FROM(Track), .where = orm_eq(Tracks.album_id, 141), .order_by = { orm_asc(Tracks.track_id) }),
         orm_into(Placed, .id = orm_col(Tracks.track_id), .share = orm_div(orm_mul(orm_cast(Tracks.milliseconds, ORM_DOUBLE), 100), orm_over(orm_sum(Tracks.milliseconds))),
                  .below = orm_over(orm_percent_rank(), .order_by = { orm_asc(Tracks.milliseconds) })),
         "SELECT track_id, {real milliseconds} * 100 / SUM(milliseconds) OVER (), PERCENT_RANK() OVER (ORDER BY milliseconds) FROM track WHERE album_id = 141 ORDER BY track_id", 50);
}
static void test_chinook_analysis_29_the_first_track_of_each_album(void **state) {
    (void)state;
    shop();
    SAME(Counted, orm_q(.from = ORM_FROM(Track), .where = orm_le(Tracks.album_id, 40), .distinct_on = { Counteds.n }, .order_by = { orm_asc(Tracks.album_id), orm_desc(Tracks.milliseconds), orm_asc(Tracks.track_id) }),
         orm_into(Counted, .name = orm_col(Tracks.name), .n = orm_coalesce(Tracks.album_id, 0)),
         "SELECT name, album_id FROM (SELECT name, album_id, ROW_NUMBER() OVER (PARTITION BY album_id ORDER BY milliseconds DESC, track_id) AS place FROM track WHERE album_id <= 40) x WHERE place = 1 ORDER BY album_id", 40);
}
static void test_chinook_analysis_30_the_first_letters_of_names(void **state) {
    (void)state;
    shop();
    SAME(Figures, orm_q(.from = ORM_FROM(Artist), .where = orm_not_null(Artists.name), .group_by = { Figuress.a }, .having = orm_gt(orm_count_all(), 1), .order_by = { orm_desc(Figuress.b), orm_asc(Figuress.a) }),
         orm_into(Figures, .a = orm_coalesce(orm_length(orm_trim(Artists.name)), 0), .b = orm_count_all(), .c = orm_filter(orm_count_all(), orm_startswith(Artists.name, "The ")),
                  .d = orm_cast(orm_round(orm_avg(Artists.artist_id)), ORM_INT64)),
         "SELECT {chars TRIM(name)}, COUNT(*), COUNT(CASE WHEN SUBSTR(name, 1, 4) = 'The ' THEN 1 END), {whole ROUND(AVG(artist_id))} FROM artist WHERE name IS NOT NULL GROUP BY 1 HAVING COUNT(*) > 1 ORDER BY 2 DESC, 1", 15);
}

/* ---- other ways out ----------------------------------------------------------------------------------------------------------------------------- */
static void test_chinook_analysis_rows_of_two_models(void **state) {
    (void)state;
    shop();
    TrackOf_list of = TrackOf_select(s, orm_q(.from = ORM_FROM(Track), .join = { orm_left_join(Tracks.album) }, .order_by = { orm_asc(Tracks.track_id) }, .limit = 2),
                                     orm_into(TrackOf, .label = orm_concat(orm_coalesce(Tracks.composer, "unknown"), ": ", Tracks.name)));
    assert_session(s, ORM_OK);
    assert_int_equal(of.count, 2);
    assert_int_equal(of.items[0].track.track_id, 1);
    assert_int_equal(of.items[0].album->album_id, 1);
    assert_non_null(strstr(of.items[0].label, ": For Those About To Rock"));
    assert_int_equal(Employee_count(s, orm_q(.join = { orm_join_on(Boss, orm_eq(Employees.reports_to, Bosses.employee_id)) }, .where = orm_eq(Bosses.last_name, "Adams"))), 2);
    orm_session_reset(s);
}
static void test_chinook_analysis_flat_lists_and_single_values(void **state) {
    (void)state;
    shop();
    const orm_text_list names = orm_pluck_text(s, orm_q(.from = ORM_FROM(Artist), .where = orm_startswith(Artists.name, "Iron"), .order_by = { orm_asc(Artists.name) }), Artists.name);
    assert_session(s, ORM_OK);
    assert_int_equal(names.count, 1);
    assert_string_equal(names.items[0], "Iron Maiden");
    SAME_NUMBER(orm_value_int(Track_aggregate(s, NULL, orm_max(Tracks.milliseconds))), "SELECT MAX(milliseconds) FROM track");
    SAME_NUMBER(Track_count(s, orm_q(.where = orm_contains(Tracks.name, "\\"))), "SELECT 4");
    orm_session_reset(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_chinook_analysis_01_artists_with_most_tracks),
        cmocka_unit_test(test_chinook_analysis_02_countries_by_turnover),
        cmocka_unit_test(test_chinook_analysis_03_playlists_with_their_tracks),
        cmocka_unit_test(test_chinook_analysis_04_agents_and_what_their_customers_spent),
        cmocka_unit_test(test_chinook_analysis_05_artists_without_an_album),
        cmocka_unit_test(test_chinook_analysis_06_long_albums),
        cmocka_unit_test(test_chinook_analysis_07_employees_and_their_managers),
        cmocka_unit_test(test_chinook_analysis_08_genres_bought_by_a_customer),
        cmocka_unit_test(test_chinook_analysis_09_lengths_in_classes),
        cmocka_unit_test(test_chinook_analysis_10_composers_known_and_unknown),
        cmocka_unit_test(test_chinook_analysis_11_turnover_by_month),
        cmocka_unit_test(test_chinook_analysis_12_invoices_by_weekday),
        cmocka_unit_test(test_chinook_analysis_13_age_of_employees_when_hired),
        cmocka_unit_test(test_chinook_analysis_14_tracks_never_sold),
        cmocka_unit_test(test_chinook_analysis_15_customers_without_a_large_invoice),
        cmocka_unit_test(test_chinook_analysis_16_longer_than_the_album_usually_is),
        cmocka_unit_test(test_chinook_analysis_17_tracks_on_many_playlists),
        cmocka_unit_test(test_chinook_analysis_18_companies_not_among_those_of_brazil),
        cmocka_unit_test(test_chinook_analysis_19_the_hierarchy),
        cmocka_unit_test(test_chinook_analysis_20_cities_of_customers_and_of_invoices),
        cmocka_unit_test(test_chinook_analysis_21_countries_with_customers_but_no_employees),
        cmocka_unit_test(test_chinook_analysis_22_everybodys_last_name),
        cmocka_unit_test(test_chinook_analysis_23_running_totals),
        cmocka_unit_test(test_chinook_analysis_24_the_dearest_invoice_of_each),
        cmocka_unit_test(test_chinook_analysis_25_best_sellers_of_each_genre),
        cmocka_unit_test(test_chinook_analysis_26_change_from_the_invoice_before),
        cmocka_unit_test(test_chinook_analysis_27_quarters_of_spenders),
        cmocka_unit_test(test_chinook_analysis_28_shares_of_lengths),
        cmocka_unit_test(test_chinook_analysis_29_the_first_track_of_each_album),
        cmocka_unit_test(test_chinook_analysis_30_the_first_letters_of_names),
        cmocka_unit_test(test_chinook_analysis_rows_of_two_models),
        cmocka_unit_test(test_chinook_analysis_flat_lists_and_single_values),
    };
    return run_all_with(tests, NULL, close_all);
}
