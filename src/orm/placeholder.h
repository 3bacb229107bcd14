/* placeholder: rewrites the neutral placeholders of raw SQL, `?` or `:name`, into the style of a dialect.
 *
 * What raw SQL may contain, on every dialect:
 *   ?        the next argument of orm_args(...), one for each question mark
 *   :name    a named argument: orm_args(...) gives them in the order of the FIRST appearance of each name, a name that comes
 *            again takes the same argument.  Names are letters, digits, _ and bytes above 127, case-sensitive, not starting
 *            with a digit, at most ORM__PLACEHOLDER_NAMES_MAX different ones.
 * One text uses one of the two.  The databases' own styles (?1 @x $x $1) are refused, as the argument order would be theirs;
 * on MySQL and MariaDB @x is a variable and $x an identifier, so these pass.  Nothing is replaced inside of strings, quoted
 * names, dollar quotes (PostgreSQL) and comments; `::` and `:=` are no placeholders.
 *
 * PostgreSQL has operators with a question mark.  There they are written doubled: `??` gives ?, `??|` gives ?|, `??&` gives ?&,
 * `@??` gives @?, and so on.  Three are also understood as they are: `?|`, `?&` and `@?`.  Therefore a bit operator next to a
 * placeholder needs a blank there: `? | 4`, `? & 4`, `@ ?`.  `?||` and `?&&` are a placeholder before || and &&.
 * On the other dialects `??` is an error.  (C itself, under -std=c11, reads ?? before one of ='()!<>-/ in a string as a trigraph:
 * a blank in between, or ?\? for ??, avoids that.)
 *
 * A `:` before a digit is a slice on PostgreSQL ([1:2]) and an error elsewhere; a slice between columns needs a blank: [lo : hi].
 *
 * Assumed, because the connections are set up so: standard_conforming_strings on PostgreSQL, no NO_BACKSLASH_ESCAPES on MySQL.
 * The executable comments of MySQL and MariaDB are read as SQL, but may hold no placeholder: only some servers would see it. */
#ifndef ORM__PLACEHOLDER_H
#define ORM__PLACEHOLDER_H
#include "base.h"

ORM__C_BEGIN

#define ORM__PLACEHOLDER_NAMES_MAX 128

/* One appearance of a placeholder. */
typedef struct orm__placeholder_name {
    size_t offset;   /* in the given SQL: where the name begins (after the colon), or the question mark */
    size_t length;   /* of the name; 0: a question mark */
    size_t argument; /* which value of orm_args(...) it takes, from 0 */
} orm__placeholder_name;

typedef struct orm__placeholders {
    size_t count;               /* appearances, in order: what `names` describes */
    size_t arguments;           /* how many values orm_args(...) must hold */
    size_t parameters;          /* how many the rewritten SQL has: `arguments` on PostgreSQL ($n is shared), else `count` */
    bool named;                 /* they are :name */
    bool several_statements;    /* something besides blanks and comments follows a `;` ... */
    size_t second_statement_at; /* ... beginning at this byte.  Not told of definitions with a body (CREATE TRIGGER ... BEGIN ...;) */
    size_t error_at;            /* the byte the error is about; for something that is not closed, where it was opened */
    const char *error;          /* NULL: fine */
} orm__placeholders;

/* Works like snprintf: returns the length that the whole rewritten text has without its NUL, and writes as much of it as fits
 * (`out` may be NULL when `size` is 0).  `names` may be NULL; it gets the first `names_size` appearances.
 * On an error it returns 0, info->error tells why and `out` is empty. */
ORM__PRIVATE size_t orm__rewrite_placeholders(orm_dialect dialect, const char *sql, char *out, size_t size,
                                              orm__placeholder_name *names, size_t names_size, orm__placeholders *info);

ORM__C_END
#endif
