/* placeholder: one pass over the SQL, token by token.  Each token is copied as it is, unless it is a placeholder. */
#include "placeholder.h"
#include <stdio.h>
#include <string.h>

/* How far the statement is known: only a definition with a body may hold a `;` that does not end it. */
typedef enum orm__placeholder_head {
    ORM__PLACEHOLDER_START,   /* no word yet */
    ORM__PLACEHOLDER_CREATE,  /* CREATE was read */
    ORM__PLACEHOLDER_DEFINER, /* CREATE DEFINER = somebody: anything may stand here */
    ORM__PLACEHOLDER_ROUTINE, /* CREATE TRIGGER and the like, no BEGIN yet */
    ORM__PLACEHOLDER_BODY,    /* inside of a body */
    ORM__PLACEHOLDER_PLAIN    /* any other statement */
} orm__placeholder_head;

typedef struct orm__placeholder_scan {
    bool sqlite, postgres, mysql; /* mysql: MariaDB too */
    const char *sql;
    size_t at;                    /* the next byte of sql */
    char *out;
    size_t size, length;          /* of out, and of all that was emitted */
    orm__placeholder_name *names;
    size_t names_size;
    orm__placeholder_head head;
    bool ended;                   /* a `;` was read */
    bool executable;              /* inside of an executable comment, which began at executable_at */
    size_t executable_at;
    orm__placeholders *info;
    orm__placeholder_name distinct[ORM__PLACEHOLDER_NAMES_MAX]; /* info->arguments of them are set */
} orm__placeholder_scan;

/* ---- characters: never by locale ---------------------------------------------------------------------------------------- */
static bool orm__placeholder_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool orm__placeholder_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* What may begin a name.  All three databases take any byte above 127, valid UTF-8 or not. */
static bool orm__placeholder_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool orm__placeholder_word_char(char c)
{
    return orm__placeholder_letter(c) || orm__placeholder_digit(c);
}

/* ---- output ------------------------------------------------------------------------------------------------------------- */
static void orm__placeholder_emit(orm__placeholder_scan *scan, const char *text, size_t length)
{
    if (scan->size > 0 && scan->length < scan->size - 1) {
        size_t room = scan->size - 1 - scan->length;
        memcpy(scan->out + scan->length, text, length < room ? length : room);
    }
    scan->length += length;
}

static void orm__placeholder_copy_to(orm__placeholder_scan *scan, size_t end)
{
    orm__placeholder_emit(scan, scan->sql + scan->at, end - scan->at);
    scan->at = end;
}

static void orm__placeholder_fail(orm__placeholder_scan *scan, size_t at, const char *error)
{
    scan->info->error = error;
    scan->info->error_at = at;
}

/* ---- comments ----------------------------------------------------------------------------------------------------------- */
static bool orm__placeholder_line_comment_at(const orm__placeholder_scan *scan, const char *text)
{
    if (text[0] == '#') return scan->mysql;
    if (text[0] != '-' || text[1] != '-') return false;
    return !scan->mysql || (unsigned char)text[2] <= ' ' || text[2] == 0x7f; /* there 5--3 is 5 minus -3 */
}

static size_t orm__placeholder_line_end(const orm__placeholder_scan *scan, size_t at)
{
    return at + strcspn(scan->sql + at, scan->postgres ? "\r\n" : "\n");
}

static bool orm__placeholder_executable_at(const orm__placeholder_scan *scan, const char *text)
{
    return scan->mysql && text[0] == '/' && text[1] == '*' && (text[2] == '!' || (text[2] == 'M' && text[3] == '!'));
}

static void orm__placeholder_block_comment(orm__placeholder_scan *scan)
{
    const char *sql = scan->sql;
    size_t depth = 1, i = scan->at + 2;
    while (sql[i] && depth > 0) {
        if (sql[i] == '*' && sql[i + 1] == '/') depth--, i += 2;
        else if (scan->postgres && sql[i] == '/' && sql[i + 1] == '*') depth++, i += 2;
        else i++;
    }
    if (depth > 0) orm__placeholder_fail(scan, scan->at, "a /* comment is not closed");
    else orm__placeholder_copy_to(scan, i);
}

/* Copies one run of blanks or one comment; false: there is none. */
static bool orm__placeholder_skip(orm__placeholder_scan *scan)
{
    const char *here = scan->sql + scan->at;
    if (orm__placeholder_blank(*here)) {
        orm__placeholder_copy_to(scan, scan->at + 1);
    } else if (orm__placeholder_line_comment_at(scan, here)) {
        orm__placeholder_copy_to(scan, orm__placeholder_line_end(scan, scan->at));
    } else if (here[0] == '/' && here[1] == '*' && !orm__placeholder_executable_at(scan, here)) {
        orm__placeholder_block_comment(scan);
    } else {
        return false;
    }
    return true;
}

/* Enters or leaves an executable comment: its contents are read like the rest. */
static bool orm__placeholder_executable(orm__placeholder_scan *scan)
{
    const char *here = scan->sql + scan->at;
    if (!scan->executable && orm__placeholder_executable_at(scan, here)) {
        scan->executable = true;
        scan->executable_at = scan->at;
        orm__placeholder_copy_to(scan, scan->at + (here[2] == '!' ? 3 : 4));
        return true;
    }
    if (scan->executable && here[0] == '*' && here[1] == '/') {
        scan->executable = false;
        orm__placeholder_copy_to(scan, scan->at + 2);
        return true;
    }
    return false;
}

/* ---- strings and quoted names ------------------------------------------------------------------------------------------- */
/* The offset behind the closing quote of what opens at `open`; 0: it is not closed.  SQLite's [..] cannot hold a `]`. */
static size_t orm__placeholder_quote_end(const char *sql, size_t open, char close, bool backslash)
{
    for (size_t i = open + 1; sql[i]; i++) {
        if (backslash && sql[i] == '\\' && sql[i + 1]) {
            i++;
        } else if (sql[i] == close) {
            if (close == ']' || sql[i + 1] != close) return i + 1;
            i++; /* a doubled quote */
        }
    }
    return 0;
}

static bool orm__placeholder_quoted(orm__placeholder_scan *scan)
{
    char open = scan->sql[scan->at];
    bool string = open == '\'' || open == '"';
    bool name = (open == '`' && !scan->postgres) || (open == '[' && scan->sqlite); /* PostgreSQL: an operator, a subscript */
    if (!string && !name) return false;
    size_t end = orm__placeholder_quote_end(scan->sql, scan->at, open == '[' ? ']' : open, string && scan->mysql);
    if (end) orm__placeholder_copy_to(scan, end);
    else orm__placeholder_fail(scan, scan->at, string ? "a quoted string or name is not closed" : "a quoted name is not closed");
    return true;
}

/* PostgreSQL joins strings that stand on different lines, and the second is then read with the first one's escapes.
 * Gives the offset of the second one's quote; 0: the string ends at `at`. */
static size_t orm__placeholder_continued(const orm__placeholder_scan *scan, size_t at)
{
    const char *sql = scan->sql;
    bool newline = false;
    for (;;) {
        if (orm__placeholder_blank(sql[at])) newline |= sql[at] == '\n' || sql[at] == '\r', at++;
        else if (orm__placeholder_line_comment_at(scan, sql + at)) at = orm__placeholder_line_end(scan, at);
        else return newline && sql[at] == '\'' ? at : 0;
    }
}

/* E'..': scan->at is on the E. */
static void orm__placeholder_escape_string(orm__placeholder_scan *scan)
{
    size_t open = scan->at + 1, end = 0;
    while (open) {
        end = orm__placeholder_quote_end(scan->sql, open, '\'', true);
        open = end ? orm__placeholder_continued(scan, end) : 0;
    }
    if (end) orm__placeholder_copy_to(scan, end);
    else orm__placeholder_fail(scan, scan->at, "a quoted string is not closed");
}

/* $tag$..$tag$; false: no such quote begins here. */
static bool orm__placeholder_dollar_quote(orm__placeholder_scan *scan)
{
    const char *open = scan->sql + scan->at;
    size_t tag = 1;
    if (orm__placeholder_digit(open[tag])) return false;
    while (orm__placeholder_word_char(open[tag])) tag++;
    if (open[tag++] != '$') return false;
    const char *close = strchr(open + tag, '$');
    while (close && strncmp(close, open, tag) != 0) close = strchr(close + 1, '$');
    if (close) orm__placeholder_copy_to(scan, (size_t)(close - scan->sql) + tag);
    else orm__placeholder_fail(scan, scan->at, "a dollar quote is not closed");
    return true;
}

/* ---- words: they tell where a definition with a body begins -------------------------------------------------------------- */
/* Is the word one of a list such as "|BEGIN|END|"?  Keywords are ASCII, so folding is too. */
static bool orm__placeholder_word_in(const char *word, size_t length, const char *list)
{
    while (*list++ && *list) {
        size_t i = 0;
        while (i < length && list[i] && list[i] != '|' && list[i] == (word[i] >= 'a' && word[i] <= 'z' ? word[i] - 32 : word[i])) i++;
        if (i == length && list[i] == '|') return true;
        list += strcspn(list, "|");
    }
    return false;
}

static orm__placeholder_head orm__placeholder_after_create(const orm__placeholder_scan *scan, const char *word, size_t length)
{
    if (orm__placeholder_word_in(word, length, "|TRIGGER|PROCEDURE|FUNCTION|EVENT|PACKAGE|")) {
        /* MySQL's bodies may be an IF or a LOOP as well as a BEGIN */
        return scan->mysql ? ORM__PLACEHOLDER_BODY : ORM__PLACEHOLDER_ROUTINE;
    }
    if (orm__placeholder_word_in(word, length, "|DEFINER|")) return ORM__PLACEHOLDER_DEFINER;
    if (scan->head == ORM__PLACEHOLDER_DEFINER) return ORM__PLACEHOLDER_DEFINER;
    bool filler = orm__placeholder_word_in(word, length, "|OR|REPLACE|TEMP|TEMPORARY|CONSTRAINT|AGGREGATE|");
    return filler ? ORM__PLACEHOLDER_CREATE : ORM__PLACEHOLDER_PLAIN;
}

static void orm__placeholder_note_word(orm__placeholder_scan *scan, const char *word, size_t length)
{
    switch (scan->head) {
    case ORM__PLACEHOLDER_START:
        scan->head = orm__placeholder_word_in(word, length, "|CREATE|") ? ORM__PLACEHOLDER_CREATE : ORM__PLACEHOLDER_PLAIN;
        break;
    case ORM__PLACEHOLDER_CREATE:
    case ORM__PLACEHOLDER_DEFINER:
        scan->head = orm__placeholder_after_create(scan, word, length);
        break;
    case ORM__PLACEHOLDER_ROUTINE:
        if (orm__placeholder_word_in(word, length, "|BEGIN|")) scan->head = ORM__PLACEHOLDER_BODY;
        break;
    case ORM__PLACEHOLDER_BODY:
    case ORM__PLACEHOLDER_PLAIN:
        break;
    }
}

/* An identifier, keyword or number.  It takes in every `$` (so a$b$ opens no quote), except after PostgreSQL's numbers. */
static void orm__placeholder_word(orm__placeholder_scan *scan)
{
    const char *sql = scan->sql;
    size_t end = scan->at;
    if (scan->postgres && orm__placeholder_digit(sql[end])) {
        while (orm__placeholder_digit(sql[end])) end++;
    } else {
        while (orm__placeholder_word_char(sql[end]) || sql[end] == '$') end++;
    }
    bool single_e = end == scan->at + 1 && (sql[scan->at] == 'E' || sql[scan->at] == 'e');
    if (scan->postgres && single_e && sql[end] == '\'') {
        orm__placeholder_escape_string(scan);
        return;
    }
    orm__placeholder_note_word(scan, sql + scan->at, end - scan->at);
    orm__placeholder_copy_to(scan, end);
}

/* ---- placeholders ------------------------------------------------------------------------------------------------------- */
/* The argument of a name: that of its first appearance, or the next one.  Too many names: ORM__PLACEHOLDER_NAMES_MAX. */
static size_t orm__placeholder_argument(orm__placeholder_scan *scan, size_t offset, size_t length)
{
    size_t known = scan->info->arguments;
    for (size_t i = 0; i < known; i++) {
        const orm__placeholder_name *name = &scan->distinct[i];
        if (name->length == length && memcmp(scan->sql + name->offset, scan->sql + offset, length) == 0) return i;
    }
    if (known < ORM__PLACEHOLDER_NAMES_MAX) scan->distinct[known] = (orm__placeholder_name){ offset, length, known };
    return known;
}

/* $n, kept apart from the words beside it: in `LIMIT?` it would become part of an identifier. */
static void orm__placeholder_emit_number(orm__placeholder_scan *scan, size_t number, size_t source_length)
{
    char before = scan->at > 0 ? scan->sql[scan->at - 1] : ' ', after = scan->sql[scan->at + source_length], text[32];
    bool split_before = orm__placeholder_word_char(before) || before == '$';
    int length = snprintf(text, sizeof text, "%s$%zu%s", split_before ? " " : "", number, orm__placeholder_letter(after) ? " " : "");
    orm__placeholder_emit(scan, text, (size_t)length);
}

/* One placeholder, `source_length` bytes of the source; `length` is that of its name, 0 for a question mark. */
static void orm__placeholder_found(orm__placeholder_scan *scan, size_t offset, size_t length, size_t source_length)
{
    orm__placeholders *info = scan->info;
    bool named = length > 0;
    if (scan->executable) {
        orm__placeholder_fail(scan, scan->at, "a placeholder cannot stand in an executable comment /*! */");
        return;
    }
    if (info->count > 0 && info->named != named) {
        orm__placeholder_fail(scan, scan->at, "? and :name cannot be mixed in one statement (a slice between columns is [a : b])");
        return;
    }
    size_t argument = named ? orm__placeholder_argument(scan, offset, length) : info->count;
    if (named && argument == ORM__PLACEHOLDER_NAMES_MAX) {
        _Static_assert(ORM__PLACEHOLDER_NAMES_MAX == 128, "the text says how many");
        orm__placeholder_fail(scan, scan->at, "there are more than 128 different :names in one statement");
        return;
    }
    if (scan->names && info->count < scan->names_size) {
        scan->names[info->count] = (orm__placeholder_name){ offset, length, argument };
    }
    info->named = named;
    info->count++;
    if (argument == info->arguments) info->arguments++;
    if (scan->postgres) orm__placeholder_emit_number(scan, argument + 1, source_length);
    else orm__placeholder_emit(scan, "?", 1);
    scan->at += source_length;
}

/* PostgreSQL's operators with a question mark; false: it is a placeholder. */
static bool orm__placeholder_question_operator(orm__placeholder_scan *scan)
{
    const char *here = scan->sql + scan->at;
    if (here[1] == '?') { /* ?? */
        orm__placeholder_emit(scan, "?", 1);
        scan->at += 2;
        return true;
    }
    if ((here[1] == '|' || here[1] == '&') && here[2] != here[1]) { /* ?| and ?&, but not ?|| */
        orm__placeholder_copy_to(scan, scan->at + 2);
        return true;
    }
    return false;
}

static void orm__placeholder_question_mark(orm__placeholder_scan *scan)
{
    char next = scan->sql[scan->at + 1];
    if (orm__placeholder_digit(next)) {
        orm__placeholder_fail(scan, scan->at, "numbered placeholders such as ?1 are not supported: use ? or :name");
    } else if (scan->postgres && orm__placeholder_question_operator(scan)) {
        return;
    } else if (next == '?') {
        orm__placeholder_fail(scan, scan->at, "?? is an operator of PostgreSQL only: two placeholders need a blank or comma in between");
    } else {
        orm__placeholder_found(scan, scan->at, 0, 1);
    }
}

static void orm__placeholder_named(orm__placeholder_scan *scan)
{
    size_t begin = scan->at + 1, end = begin;
    while (orm__placeholder_word_char(scan->sql[end])) end++;
    if (scan->sql[end] == '$') {
        orm__placeholder_fail(scan, scan->at, "the name of a placeholder cannot hold a $");
    } else {
        orm__placeholder_found(scan, begin, end - begin, end - scan->at);
    }
}

static void orm__placeholder_colon(orm__placeholder_scan *scan)
{
    char next = scan->sql[scan->at + 1];
    if (next == ':' || next == '=') {
        orm__placeholder_copy_to(scan, scan->at + 2);
    } else if (orm__placeholder_letter(next)) {
        orm__placeholder_named(scan);
    } else if (orm__placeholder_digit(next) && !scan->postgres) {
        orm__placeholder_fail(scan, scan->at, "numbered placeholders such as :1 are not supported: use ? or :name");
    } else {
        orm__placeholder_copy_to(scan, scan->at + 1);
    }
}

static void orm__placeholder_dollar(orm__placeholder_scan *scan)
{
    char next = scan->sql[scan->at + 1];
    if (orm__placeholder_digit(next)) {
        orm__placeholder_fail(scan, scan->at, "numbered placeholders such as $1 are not supported: use ? or :name");
    } else if (scan->mysql) {
        orm__placeholder_word(scan);
    } else if (scan->postgres && orm__placeholder_dollar_quote(scan)) {
        return;
    } else if (scan->sqlite || orm__placeholder_letter(next)) {
        orm__placeholder_fail(scan, scan->at, "placeholders such as $x are not supported: use ? or :name");
    } else {
        orm__placeholder_copy_to(scan, scan->at + 1);
    }
}

/* PostgreSQL's jsonpath operator, written @? or @??.  Behind another operator character it is the end of <@ or @@, and the
 * question mark a placeholder. */
static bool orm__placeholder_jsonpath(orm__placeholder_scan *scan)
{
    const char *here = scan->sql + scan->at;
    if (here[1] != '?' || (scan->at > 0 && strchr("<>=~!@#%^&|?", here[-1]))) return false;
    orm__placeholder_emit(scan, "@?", 2);
    scan->at += here[2] == '?' ? 3 : 2;
    return true;
}

static void orm__placeholder_at_sign(orm__placeholder_scan *scan)
{
    if (scan->sqlite) {
        orm__placeholder_fail(scan, scan->at, "placeholders such as @x are not supported: use ? or :name");
        return;
    }
    if (scan->postgres && orm__placeholder_jsonpath(scan)) return;
    orm__placeholder_copy_to(scan, scan->at + 1);
    if (scan->mysql && scan->sql[scan->at] == '$') orm__placeholder_word(scan); /* the variable @$1 */
}

/* ---- the pass ----------------------------------------------------------------------------------------------------------- */
static void orm__placeholder_semicolon(orm__placeholder_scan *scan)
{
    if (scan->head != ORM__PLACEHOLDER_BODY) scan->ended = true;
    orm__placeholder_copy_to(scan, scan->at + 1);
}

static void orm__placeholder_note_statement(orm__placeholder_scan *scan)
{
    bool leaves_comment = scan->executable && scan->sql[scan->at] == '*' && scan->sql[scan->at + 1] == '/';
    if (!scan->ended || scan->info->several_statements || scan->sql[scan->at] == ';' || leaves_comment) return;
    scan->info->several_statements = true;
    scan->info->second_statement_at = scan->at;
}

static void orm__placeholder_token(orm__placeholder_scan *scan)
{
    if (orm__placeholder_skip(scan)) return;
    orm__placeholder_note_statement(scan);
    if (orm__placeholder_executable(scan) || orm__placeholder_quoted(scan)) return;
    char c = scan->sql[scan->at];
    switch (c) {
    case '?': orm__placeholder_question_mark(scan); break;
    case ':': orm__placeholder_colon(scan); break;
    case '$': orm__placeholder_dollar(scan); break;
    case '@': orm__placeholder_at_sign(scan); break;
    case ';': orm__placeholder_semicolon(scan); break;
    default:
        if (orm__placeholder_word_char(c)) orm__placeholder_word(scan);
        else orm__placeholder_copy_to(scan, scan->at + 1);
    }
}

ORM__PRIVATE size_t orm__rewrite_placeholders(orm_dialect dialect, const char *sql, char *out, size_t size,
                                              orm__placeholder_name *names, size_t names_size, orm__placeholders *info)
{
    orm__placeholder_scan scan;
    memset(&scan, 0, offsetof(orm__placeholder_scan, distinct)); /* not its 3 KB: most texts never use them */
    scan.sqlite = dialect == ORM_DIALECT_SQLITE;
    scan.postgres = dialect == ORM_DIALECT_POSTGRES;
    scan.mysql = dialect == ORM_DIALECT_MYSQL || dialect == ORM_DIALECT_MARIADB;
    scan.sql = sql;
    scan.out = out;
    scan.size = size;
    scan.names = names;
    scan.names_size = names_size;
    scan.info = info;
    *info = (orm__placeholders){ 0 };
    while (sql[scan.at] && !info->error) orm__placeholder_token(&scan);
    if (!info->error && scan.executable) {
        orm__placeholder_fail(&scan, scan.executable_at, "an executable comment /*! is not closed");
    }
    if (info->error) scan.length = 0;
    info->parameters = scan.postgres ? info->arguments : info->count;
    if (size > 0) out[scan.length < size ? scan.length : size - 1] = '\0';
    return scan.length;
}
