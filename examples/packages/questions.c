/* Questions about one table are typed queries.  Those that join or group are SQL: the typed language has no joins and groups yet. */
#include "questions.h"
#include "models.h"
#include "table.h"

#define ROWS 8

/* ---- typed ------------------------------------------------------------------------------------------------------------------- */
static bool largest(orm_session *s) {
    table t = table_new(s);
    table_column(&t, "Package", LEFT), table_column(&t, "Installed", RIGHT), table_column(&t, "What it is", LEFT);
    Package_list list = Package_all(s, orm_q(.where = orm_eq(Packages.state, INSTALLED), .limit = ROWS,
                                             .order_by = { orm_desc(Packages.installed_kib), orm_asc(Packages.name) },
                                             .only = ORM_COLS(Packages.name, Packages.installed_kib, Packages.summary)));
    orm_foreach(Package, p, list) table_text(&t, p->name), table_size(&t, p->installed_kib), table_text(&t, p->summary);
    if (orm_status_of(s) != ORM_OK) return false;
    table_print(&t, "Nothing is installed.");
    return true;
}

static bool by_priority(orm_session *s) {
    const orm_enum *priorities = ORM_ENUM_OF(Priority);
    table t = table_new(s);
    table_column(&t, "Priority", LEFT), table_column(&t, "Packages", RIGHT), table_column(&t, "Installed", RIGHT), table_column(&t, "On average", RIGHT);
    for (size_t i = 0; i < priorities->count; i++) {
        const Priority priority = (Priority)priorities->items[i].value;
        const orm_query *q = orm_q(.where = orm_and(orm_eq(Packages.state, INSTALLED), orm_eq(Packages.priority, priority)));
        const int64_t count = Package_count(s, q);
        if (count < 0) return false;
        if (!count) continue;
        const int64_t sum = orm_value_int(Package_aggregate(s, q, orm_sum(Packages.installed_kib)));
        if (orm_status_of(s) != ORM_OK) return false;
        table_text(&t, priorities->items[i].name), table_number(&t, count), table_size(&t, sum), table_size(&t, sum / count);
    }
    if (orm_status_of(s) != ORM_OK) return false;
    table_print(&t, "Nothing is installed.");
    return true;
}

static bool essential(orm_session *s) {
    const orm_query *q = orm_q(.where = orm_and(orm_eq(Packages.essential, true), orm_eq(Packages.state, INSTALLED)), .order_by = { orm_asc(Packages.name) });
    const int64_t sum = orm_value_int(Package_aggregate(s, q, orm_sum(Packages.installed_kib)));
    Package_list list = { NULL, 0 };
    if (orm_status_of(s) == ORM_OK) list = Package_all(s, q);
    if (orm_status_of(s) != ORM_OK) return false;
    words w = { 0 };
    orm_foreach(Package, p, list) words_print(&w, p->name);
    words_end(&w);
    char count[32], size[48];
    format_number(count, sizeof count, (int64_t)list.count);
    format_size(size, sizeof size, sum);
    printf("   %s package%s, %s\n", count, list.count == 1 ? "" : "s", size);
    return true;
}

/* ---- SQL ------------------------------------------------------------------------------------------------------------------------ */
/* A column of a result: text on the left, numbers on the right, KiB as sizes. */
typedef struct shown { const char *title; enum { TEXT, NUMBER, SIZE } as; } shown;

static bool print_rows(orm_session *s, orm_rows *r, const shown *columns, const char *nothing) {
    table t = table_new(s);
    for (const shown *c = columns; c->title; c++) table_column(&t, c->title, c->as == TEXT ? LEFT : RIGHT);
    while (orm_next(r)) {
        for (int i = 0; i < t.column_count; i++) {
            if (columns[i].as == TEXT) table_text(&t, orm_text(r, i));
            else if (columns[i].as == NUMBER) table_number(&t, orm_int(r, i));
            else table_size(&t, orm_int(r, i));
        }
    }
    if (orm_status_of(s) != ORM_OK) return false;
    table_print(&t, nothing);
    return true;
}

static bool by_section(orm_session *s) {
    orm_rows r = orm_sql(s,
        "SELECT c.name, COUNT(*), SUM(p.installed_kib) AS kib,"
        "  (SELECT l.name FROM packages l WHERE l.section_id = c.id AND l.state = 'installed' ORDER BY l.installed_kib DESC, l.name LIMIT 1)"
        " FROM packages p JOIN sections c ON c.id = p.section_id WHERE p.state = 'installed'"
        " GROUP BY c.id, c.name ORDER BY kib DESC, c.name LIMIT ?", orm_args(ROWS));
    return print_rows(s, &r, (const shown[]){ { "Section", TEXT }, { "Packages", NUMBER }, { "Installed", SIZE }, { "Largest", TEXT }, { NULL, TEXT } },
                      "No package has a section.");
}

static bool maintainers(orm_session *s) {
    orm_rows r = orm_sql(s,
        "SELECT m.name, COUNT(*) AS n, SUM(p.installed_kib) FROM packages p JOIN maintainers m ON m.id = p.maintainer_id WHERE p.state = 'installed'"
        " GROUP BY m.id, m.name ORDER BY n DESC, m.name LIMIT ?", orm_args(ROWS));
    return print_rows(s, &r, (const shown[]){ { "Maintainer", TEXT }, { "Packages", NUMBER }, { "Installed", SIZE }, { NULL, TEXT } },
                      "No package has a maintainer.");
}

static bool most_needed(orm_session *s) {
    orm_rows r = orm_sql(s,
        "SELECT p.name, COUNT(DISTINCT d.package_id) AS n, MAX(p.summary) FROM dependencies d"
        " JOIN packages q ON q.id = d.package_id AND q.state = 'installed' JOIN packages p ON p.name = d.name AND p.state = 'installed'"
        " WHERE d.kind IN ('depends', 'pre-depends') GROUP BY p.name ORDER BY n DESC, p.name LIMIT ?", orm_args(ROWS));
    return print_rows(s, &r, (const shown[]){ { "Package", TEXT }, { "Needed by", NUMBER }, { "What it is", TEXT }, { NULL, TEXT } },
                      "No package depends on another.");
}

/* A name is there when a package of that name is installed, or one that provides it. */
#define AVAILABLE                                                                                       \
    "available(name, id) AS (SELECT name, id FROM packages WHERE state = 'installed'"                   \
    " UNION SELECT d.name, p.id FROM dependencies d JOIN packages p ON p.id = d.package_id"             \
    " WHERE d.kind = 'provides' AND p.state = 'installed')"

static bool heaviest(orm_session *s) {
    orm_rows r = orm_sql(s,
        "WITH RECURSIVE " AVAILABLE ","
        " step(id, needed) AS (SELECT DISTINCT d.package_id, a.id FROM dependencies d JOIN available a ON a.name = d.name"
        "  WHERE d.kind IN ('depends', 'pre-depends')),"
        " reach(id, needed) AS (SELECT id, needed FROM step UNION SELECT r.id, t.needed FROM reach r JOIN step t ON t.id = r.needed)"
        " SELECT p.name, COUNT(*) AS n, SUM(q.installed_kib) AS kib, MAX(p.summary) FROM reach r JOIN packages p ON p.id = r.id JOIN packages q ON q.id = r.needed"
        " WHERE p.state = 'installed' AND r.needed <> r.id GROUP BY p.id, p.name ORDER BY n DESC, kib DESC, p.name LIMIT ?", orm_args(ROWS));
    return print_rows(s, &r, (const shown[]){ { "Package", TEXT }, { "Brings", NUMBER }, { "Installed", SIZE }, { "What it is", TEXT }, { NULL, TEXT } },
                      "No package depends on another.");
}

/* SQL that gives whole rows of a model comes back typed. */
static bool nobody_needs(orm_session *s) {
    table t = table_new(s);
    table_column(&t, "Package", LEFT), table_column(&t, "Installed", RIGHT), table_column(&t, "Priority", LEFT), table_column(&t, "What it is", LEFT);
    Package_list list = Package_sql(s,
        "WITH wanted(name) AS (SELECT d.name FROM dependencies d JOIN packages p ON p.id = d.package_id"
        "  WHERE p.state = 'installed' AND d.kind IN ('depends', 'pre-depends', 'recommends'))"
        " SELECT p.* FROM packages p WHERE p.state = 'installed' AND p.essential = 0 AND p.name NOT IN (SELECT name FROM wanted)"
        " AND NOT EXISTS (SELECT 1 FROM dependencies v WHERE v.package_id = p.id AND v.kind = 'provides' AND v.name IN (SELECT name FROM wanted))"
        " ORDER BY p.installed_kib DESC, p.name LIMIT ?", orm_args(ROWS));
    orm_foreach(Package, p, list) {
        table_text(&t, p->name), table_size(&t, p->installed_kib);
        table_text(&t, orm_enum_name(ORM_ENUM_OF(Priority), p->priority)), table_text(&t, p->summary);
    }
    if (orm_status_of(s) != ORM_OK) return false;
    table_print(&t, "Every package is needed by another.");
    return true;
}

/* A clause "a | b" is met when one of its alternatives is there; the two kinds of clauses to look at are arguments. */
#define UNMET                                                                                                          \
    "unmet(package_id, kind, clause, names) AS (SELECT d.package_id, d.kind, d.clause, group_concat(d.name, ' | ')"    \
    " FROM (SELECT * FROM dependencies ORDER BY package_id, kind, clause, alternative) d"                              \
    " WHERE d.kind IN (?, ?) GROUP BY d.package_id, d.kind, d.clause"                                                  \
    " HAVING MAX(d.name IN (SELECT name FROM available)) = 0)"

static bool missing(orm_session *s) {
    orm_rows r = orm_sql(s,
        "WITH " AVAILABLE ", " UNMET
        " SELECT p.name, u.names, p.version FROM unmet u JOIN packages p ON p.id = u.package_id AND p.state = 'installed' ORDER BY p.name, u.names LIMIT ?",
        orm_args("depends", "pre-depends", ROWS));
    return print_rows(s, &r, (const shown[]){ { "Package", TEXT }, { "Is not there", TEXT }, { "Version", TEXT }, { NULL, TEXT } },
                      "None: every dependency is installed.");
}

static bool recommended(orm_session *s) {
    orm_rows r = orm_sql(s,
        "WITH " AVAILABLE ", " UNMET
        " SELECT u.names, COUNT(DISTINCT p.id) AS n, MIN(p.name) FROM unmet u JOIN packages p ON p.id = u.package_id AND p.state = 'installed'"
        " GROUP BY u.names ORDER BY n DESC, u.names LIMIT ?", orm_args("recommends", "recommends", ROWS));
    return print_rows(s, &r, (const shown[]){ { "Not installed", TEXT }, { "Recommended by", NUMBER }, { "For one", TEXT }, { NULL, TEXT } },
                      "None: everything recommended is installed.");
}

/* ---- all ten ---------------------------------------------------------------------------------------------------------------------- */
bool questions_ask(orm_session *s) {
    static const struct { const char *question; bool (*ask)(orm_session *s); } all[] = {
        { "Which packages are the largest?", largest },
        { "How much is there of each priority?", by_priority },
        { "Which sections take the most room?", by_section },
        { "Who maintains the most packages?", maintainers },
        { "Which packages are essential?", essential },
        { "Which packages do most others depend on?", most_needed },
        { "Which packages bring the most others with them?", heaviest },
        { "Which packages does no other need or recommend? (the largest)", nobody_needs },
        { "Which dependencies are missing? (names only, not versions)", missing },
        { "What is recommended but not installed?", recommended } };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const orm_mark mark = orm_session_mark(s); /* what an answer needs is given back after it */
        printf("\n%zu. %s\n\n", i + 1, all[i].question);
        if (!all[i].ask(s)) return false;
        if (orm_session_release(s, mark) != ORM_OK) return false;
    }
    return true;
}
