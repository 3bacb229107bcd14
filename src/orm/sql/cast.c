/* cast: values of one type as another's, with one meaning on every database. */
#include "render.h"

static bool orm__cast_mysql(const orm__render *r) { return r->dialect->quote == '`'; }
static bool orm__is_fraction_type(const orm__field *f) { return f->type == ORM_FLOAT || f->type == ORM_DOUBLE || f->type == ORM_DECIMAL || f->type == ORM_MONEY; }
static bool orm__is_text_type(const orm__field *f) { return f->type >= ORM_TEXT && f->type <= ORM_CHAR; }

/* Pieces of SQL: %x the operand, %s its scale, %c the collation that compares by bytes. */
static void orm__render_cast_pieces(orm__render *r, const char *pieces, const void *operand, const orm__field *of, const char *clause) {
    for (; *pieces && r->status == ORM_OK; pieces++) {
        if (*pieces != '%') orm__put_char(r->out, *pieces);
        else if (*++pieces == 'x') orm__render_argument(r, operand, NULL, clause);
        else if (*pieces == 's') orm__put_number(r->out, of->def->scale);
        else if (*pieces == 'c') orm__render_text(r, r->dialect->like_collation);
        else orm__put_char(r->out, '%');
    }
}

/* ---- to texts -------------------------------------------------------------------------------------------------------------------------- */
typedef struct orm__as_text { const char *sqlite, *postgres, *mysql; } orm__as_text;
static const orm__as_text *orm__text_of(const orm__field *of) {
    /* CHAR alone: MariaDB thinks that YEAR(x) DIV -1 has four characters, and groups and sorts by so many */
    static const orm__as_text whole = { "CAST(%x AS TEXT)", "CAST(%x AS text)", "CAST(%x AS CHAR(40)) COLLATE %c" }, text = { "%x", "%x", "%x" },
        truth = { "CASE WHEN %x THEN 'true' WHEN NOT %x THEN 'false' END", "CASE WHEN %x THEN 'true' WHEN NOT %x THEN 'false' END", "CASE WHEN %x THEN 'true' WHEN NOT %x THEN 'false' END" },
        scaled = { "orm_decimal_text(%x, %s)", NULL, NULL }, native = { "CASE WHEN %x IS NOT NULL THEN printf('%%.%sf', %x) END", "CAST(%x AS text)", "CAST(%x AS CHAR) COLLATE %c" },
        moment = { "%x", "to_char(%x, 'YYYY-MM-DD HH24:MI:SS.US')", "DATE_FORMAT(%x, '%%Y-%%m-%%d %%H:%%i:%%s.%%f') COLLATE %c" }, date = { "%x", "to_char(%x, 'YYYY-MM-DD')", "DATE_FORMAT(%x, '%%Y-%%m-%%d') COLLATE %c" },
        time = { "%x", "to_char(%x, 'HH24:MI:SS.US')", "TIME_FORMAT(%x, '%%H:%%i:%%s.%%f') COLLATE %c" },
        uuid = { "CASE WHEN %x IS NOT NULL THEN lower(substr(hex(%x), 1, 8) || '-' || substr(hex(%x), 9, 4) || '-' || substr(hex(%x), 13, 4) || '-' || substr(hex(%x), 17, 4) || '-' || substr(hex(%x), 21)) END", "CAST(%x AS text)",
                 "CONVERT(LOWER(CONCAT(HEX(SUBSTR(%x, 1, 4)), '-', HEX(SUBSTR(%x, 5, 2)), '-', HEX(SUBSTR(%x, 7, 2)), '-', HEX(SUBSTR(%x, 9, 2)), '-', HEX(SUBSTR(%x, 11)))) USING utf8mb4) COLLATE %c" };
    if (of->type >= ORM_INT16 && of->type <= ORM_UINT64) return &whole;
    if (of->form == ORM__FORM_DECIMAL_TEXT || of->form == ORM__FORM_ENUM_TEXT) return &text;
    if (of->form == ORM__FORM_DECIMAL_SCALED) return &scaled;
    switch (of->type) {
    case ORM_BOOL: return &truth;
    case ORM_TEXT: case ORM_VARCHAR: case ORM_CHAR: return &text;
    case ORM_DECIMAL: case ORM_MONEY: return &native;
    case ORM_TIMESTAMP: return &moment;
    case ORM_DATE: return &date;
    case ORM_TIME: return &time;
    case ORM_UUID: return &uuid;
    default: return NULL;
    }
}
ORM__PRIVATE void orm__render_as_text(orm__render *r, const void *operand, const orm__field *of, const char *clause) {
    const orm__as_text *t = orm__text_of(of);
    const char *pieces = !t ? NULL : r->dialect->id == ORM_DIALECT_SQLITE ? t->sqlite : r->dialect->id == ORM_DIALECT_POSTGRES ? t->postgres : t->mysql;
    const bool fails = !pieces && (of->type == ORM_FLOAT || of->type == ORM_DOUBLE);
    if (fails) orm__render_fail(r, ORM_UNSUPPORTED, "%s: the text of a double depends on the database: make a decimal of it first, orm_cast_decimal(x, 20, 6)", clause);
    else if (!pieces) orm__render_fail(r, ORM_UNSUPPORTED, "%s: %s has no text that is the same on every database", clause, orm_type_name((orm_type)of->type));
    else orm__render_cast_pieces(r, pieces, operand, of, clause);
}

/* ---- from texts: NULL, when the text is no such number ------------------------------------------------------------------------------------ */
#define ORM__WHOLE_TEXT "'^[+-]?[0-9]{1,18}$'"
#define ORM__REAL_TEXT "'^[+-]?[0-9]{1,100}([.][0-9]{1,100})?([eE][+-]?[0-9]{1,2})?$'"
static bool orm__render_from_text(orm__render *r, const orm_node *n, const orm__field *of, const char *clause) {
    const orm_type type = (orm_type)n->of.cast.type;
    const bool whole = type >= ORM_INT16 && type <= ORM_INT64, real = type == ORM_FLOAT || type == ORM_DOUBLE;
    if (!orm__is_text_type(of) || (!whole && !real)) return false;
    if (r->dialect->id == ORM_DIALECT_SQLITE) orm__render_cast_pieces(r, whole ? "orm_text_integer(%x)" : "orm_text_double(%x)", n->of.cast.operand, of, clause);
    else if (r->dialect->id == ORM_DIALECT_POSTGRES)
        orm__render_cast_pieces(r, whole ? "CASE WHEN %x ~ " ORM__WHOLE_TEXT " THEN CAST(%x AS bigint) END" : "CASE WHEN %x ~ " ORM__REAL_TEXT " THEN CAST(%x AS float8) END", n->of.cast.operand, of, clause);
    else orm__render_cast_pieces(r, whole ? "CASE WHEN %x REGEXP " ORM__WHOLE_TEXT " THEN CAST(%x AS SIGNED) END" : "CASE WHEN %x REGEXP " ORM__REAL_TEXT " THEN %x + 0e0 END", n->of.cast.operand, of, clause);
    return true;
}

/* ---- to numbers ----------------------------------------------------------------------------------------------------------------------------- */
static long long orm__cast_power(int n) {
    long long power = 1;
    for (; n > 0; n--) power *= 10;
    return power;
}
/* SQLite: into a scaled integer, rounded half away from zero. */
static void orm__render_to_scaled(orm__render *r, const orm_node *n, const orm__field *of, const char *clause) {
    const int scale = n->of.cast.scale, from = of->form == ORM__FORM_DECIMAL_SCALED ? of->def->scale : 0;
    const bool whole = of->type >= ORM_INT16 && of->type < ORM_UINT64;
    if (!(whole || orm__is_fraction_type(of))) {
        orm__render_fail(r, ORM_UNSUPPORTED, "%s: SQLite cannot make a decimal(%d,%d) of %s", clause, n->of.cast.precision, scale, orm_type_name((orm_type)of->type));
    } else if (n->of.cast.precision > 18) { /* a text */
        const bool scaled = of->form == ORM__FORM_DECIMAL_SCALED;
        orm__render_text(r, scaled ? "orm_to_decimal(orm_decimal_round(orm_decimal_text(" : of->form == ORM__FORM_DECIMAL_TEXT ? "orm_to_decimal(orm_decimal_round(" : "orm_to_decimal(orm_round(");
        orm__render_cast_pieces(r, scaled ? "%x, %s)" : "%x", n->of.cast.operand, of, clause);
        orm__put_format(r->out, ", %d), %d)", scale, scale);
    } else if (of->form == ORM__FORM_DECIMAL_TEXT) {
        orm__render_cast_pieces(r, "orm_to_scaled(orm_decimal_round(%x", n->of.cast.operand, of, clause);
        orm__put_format(r->out, ", %d), %d)", scale, scale);
    } else if (of->form == ORM__FORM_DECIMAL_SCALED && from > scale) {
        orm__render_cast_pieces(r, "orm_scaled_round(%x", n->of.cast.operand, of, clause);
        orm__put_format(r->out, ", %lld, 0)", orm__cast_power(from - scale));
    } else if (of->form == ORM__FORM_DECIMAL_SCALED || whole) {
        orm__render_cast_pieces(r, "%x", n->of.cast.operand, of, clause);
        if (scale > from) orm__put_format(r->out, " * %lld", orm__cast_power(scale - from));
    } else {
        orm__render_cast_pieces(r, "orm_to_scaled(orm_round(%x, ", n->of.cast.operand, of, clause);
        orm__put_format(r->out, "%d), %d)", scale, scale);
    }
}
/* The servers: MySQL would give the largest number it has for what is too large. */
static void orm__render_to_server_decimal(orm__render *r, const orm_node *n, const orm__field *of, const char *clause) {
    const int precision = n->of.cast.precision, scale = n->of.cast.scale;
    const int most = orm__is_fraction_type(of) ? of->form == ORM__FORM_DECIMAL_NATIVE && of->def ? of->def->precision - of->def->scale : 400 : of->type == ORM_INT16 ? 5 : of->type == ORM_INT32 || of->type == ORM_UINT32 ? 10 : 20;
    const bool guarded = orm__cast_mysql(r) && (most > precision - scale || (orm__is_fraction_type(of) && (!of->def || of->type == ORM_DOUBLE || of->type == ORM_FLOAT || of->def->scale > scale)));
    if (guarded) {
        orm__render_cast_pieces(r, "CASE WHEN ABS(%x) >= ", n->of.cast.operand, of, clause);
        for (int i = 0; i < precision - scale; i++) orm__put_char(r->out, '9');
        orm__put_char(r->out, '.');
        for (int i = 0; i < scale; i++) orm__put_char(r->out, '9');
        orm__render_cast_pieces(r, "5 THEN 9223372036854775807 + ABS(SIGN(%x)) ELSE ", n->of.cast.operand, of, clause);
    }
    orm__render_cast_pieces(r, "CAST(%x AS ", n->of.cast.operand, of, clause);
    orm__put_format(r->out, r->dialect->id == ORM_DIALECT_POSTGRES ? "numeric(%d,%d))" : "DECIMAL(%d,%d))", precision, scale);
    if (guarded) orm__render_text(r, " END");
}
static void orm__render_to_decimal(orm__render *r, const orm_node *n, const orm__field *of, const char *clause) {
    const int precision = n->of.cast.precision, scale = n->of.cast.scale;
    const bool limited = r->dialect->id == ORM_DIALECT_SQLITE && precision <= 18;
    if (precision < 1) {
        orm__render_fail(r, ORM_MISUSE, "%s: orm_cast to a decimal needs its digits: orm_cast_decimal(x, 10, 2)", clause);
    } else if (precision > 65 || scale < 0 || scale > precision || scale > 38) {
        orm__render_fail(r, ORM_MISUSE, "%s: a decimal has up to 65 digits, up to 38 and no more than these behind the point: orm_cast_decimal(x, 10, 2)", clause);
    } else if (r->dialect->id != ORM_DIALECT_SQLITE) {
        orm__render_to_server_decimal(r, n, of, clause);
    } else {
        if (limited) orm__render_text(r, "orm_fits(");
        orm__render_to_scaled(r, n, of, clause);
        if (limited) orm__put_format(r->out, ", -%lld, %lld)", orm__cast_power(precision) - 1, orm__cast_power(precision) - 1);
    }
}
/* What there is no room for is an error, as it is to PostgreSQL: SQLite and MySQL would take the nearest number that there is, or keep it. */
static void orm__render_to_whole(orm__render *r, const orm_node *n, const orm__field *of, const char *target, const char *clause) {
    static const struct { const char *low, *high, *below, *above; } ranges[] = {
        [ORM_INT16] = { "-32768", "32767", "-32768.5", "32767.5" }, [ORM_INT32] = { "-2147483648", "2147483647", "-2147483648.5", "2147483647.5" },
        [ORM_INT64] = { "-9223372036854775808", "9223372036854775807", "-9223372036854775808.5", "9223372036854775807.5" } };
    const orm_type type = (orm_type)n->of.cast.type;
    const bool number = orm__is_fraction_type(of), scaled = of->form == ORM__FORM_DECIMAL_SCALED, postgres = r->dialect->id == ORM_DIALECT_POSTGRES, sqlite = r->dialect->id == ORM_DIALECT_SQLITE;
    const bool rounded_double = number && orm__cast_mysql(r) && (of->type == ORM_DOUBLE || of->type == ORM_FLOAT), real = of->type == ORM_DOUBLE || of->type == ORM_FLOAT;
    const bool narrow = number || of->type == ORM_UINT64 || (type == ORM_INT32 && of->type > ORM_INT32) || (type == ORM_INT16 && of->type > ORM_INT16), checked = narrow && of->type != ORM_NO_TYPE;
    if (checked && sqlite) orm__render_text(r, "orm_whole(");
    if (scaled) {
        orm__render_cast_pieces(r, "orm_scaled_round(%x", n->of.cast.operand, of, clause);
        orm__put_format(r->out, ", %lld, 0)", orm__cast_power(of->def->scale));
    } else if (checked && sqlite) {
        orm__render_argument(r, n->of.cast.operand, NULL, clause);
    } else {
        if (checked && !postgres) {
            orm__render_cast_pieces(r, "CASE WHEN %x >= ", n->of.cast.operand, of, clause);
            orm__render_text(r, ranges[type].above);
            orm__render_cast_pieces(r, " OR %x <= ", n->of.cast.operand, of, clause);
            orm__render_text(r, ranges[type].below);
            orm__render_cast_pieces(r, " THEN 9223372036854775807 + ABS(SIGN(%x)) ELSE ", n->of.cast.operand, of, clause);
        }
        orm__render_text(r, "CAST(");
        if (rounded_double) orm__render_rounded(r, n->of.cast.operand, clause);
        else if (number) orm__render_cast_pieces(r, !postgres ? "ROUND(%x)" : real ? "ROUND((%x)::float8::text::numeric)" : "ROUND((%x)::numeric)", n->of.cast.operand, of, clause);
        else orm__render_argument(r, n->of.cast.operand, NULL, clause);
        orm__render_text(r, " AS ");
        orm__render_text(r, target);
        orm__render_text(r, checked && !postgres ? ") END" : ")");
    }
    if (checked && sqlite) orm__put_format(r->out, ", %s, %s)", ranges[type].low, ranges[type].high);
}
static const char *orm__cast_target(const orm__render *r, orm_type type) {
    static const struct { uint8_t type; const char *sqlite, *postgres, *mysql; } targets[] = {
        { ORM_INT16, "INTEGER", "smallint", "SIGNED" }, { ORM_INT32, "INTEGER", "integer", "SIGNED" }, { ORM_INT64, "INTEGER", "bigint", "SIGNED" },
        { ORM_FLOAT, "REAL", "float8", "DOUBLE" }, { ORM_DOUBLE, "REAL", "float8", "DOUBLE" } };
    for (size_t i = 0; i < sizeof targets / sizeof *targets; i++)
        if (targets[i].type == type) return r->dialect->id == ORM_DIALECT_SQLITE ? targets[i].sqlite : r->dialect->id == ORM_DIALECT_POSTGRES ? targets[i].postgres : targets[i].mysql;
    return NULL;
}

/* ---- dates and truth ------------------------------------------------------------------------------------------------------------------------- */
static const char *orm__cast_special(const orm__render *r, orm_type type, const orm__field *of) {
    static const struct { uint8_t from, to; const char *sqlite, *postgres, *mysql; } pairs[] = {
        { ORM_TIMESTAMP, ORM_DATE, "substr(%x, 1, 10)", "CAST(%x AS date)", "CAST(%x AS DATE)" },
        { ORM_TIMESTAMP, ORM_TIME, "substr(%x, 12)", "CAST(%x AS time)", "CAST(%x AS TIME(6))" },
        { ORM_DATE, ORM_TIMESTAMP, "(%x || ' 00:00:00.000000')", "CAST(%x AS timestamptz)", "CAST(%x AS DATETIME(6))" },
        { ORM_BOOL, ORM_INT64, "%x", "CAST(CAST(%x AS int) AS bigint)", "CAST(%x AS SIGNED)" }, { ORM_INT64, ORM_BOOL, "(%x <> 0)", "(%x <> 0)", "(%x <> 0)" } };
    const uint8_t from = of->type >= ORM_INT16 && of->type <= ORM_UINT64 ? ORM_INT64 : of->type, to = type == ORM_INT16 || type == ORM_INT32 ? ORM_INT64 : (uint8_t)type;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (pairs[i].from == from && pairs[i].to == to) return r->dialect->id == ORM_DIALECT_SQLITE ? pairs[i].sqlite : r->dialect->id == ORM_DIALECT_POSTGRES ? pairs[i].postgres : pairs[i].mysql;
    return NULL;
}
ORM__PRIVATE void orm__render_cast(orm__render *r, const orm_node *n, const char *clause) {
    orm__field of;
    const orm_type type = (orm_type)n->of.cast.type;
    if (!orm__render_typed(r, n->of.cast.operand, &of)) return;
    if (type == ORM_TEXT && of.type != ORM_NO_TYPE) {
        orm__render_as_text(r, n->of.cast.operand, &of, clause);
        return;
    }
    const char *special = orm__cast_special(r, type, &of), *target = orm__cast_target(r, type);
    const bool number = of.type == ORM_NO_TYPE || (of.type >= ORM_INT16 && of.type <= ORM_DOUBLE) || orm__is_fraction_type(&of);
    if (orm__render_from_text(r, n, &of, clause)) return;
    if (special) orm__render_cast_pieces(r, special, n->of.cast.operand, &of, clause);
    else if (type == ORM_DECIMAL && number) orm__render_to_decimal(r, n, &of, clause);
    else if (of.type == type) orm__render_argument(r, n->of.cast.operand, NULL, clause);
    else if (!target || !number) orm__render_fail(r, ORM_UNSUPPORTED, "%s: orm_cast of %s to %s has no meaning that is the same on every database", clause, orm_type_name((orm_type)of.type), orm_type_name(type));
    else if (type != ORM_FLOAT && type != ORM_DOUBLE) orm__render_to_whole(r, n, &of, target, clause);
    else if (of.form == ORM__FORM_DECIMAL_SCALED) {
        orm__render_cast_pieces(r, "(%x", n->of.cast.operand, &of, clause);
        orm__put_format(r->out, " / %lld.0)", orm__cast_power(of.def->scale));
    } else {
        orm__render_cast_pieces(r, "CAST(%x AS ", n->of.cast.operand, &of, clause);
        orm__render_text(r, target);
        orm__render_text(r, ")");
    }
}
