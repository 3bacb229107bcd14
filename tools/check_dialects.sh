#!/usr/bin/env bash
# Each dialect compiles alone, and every combination of them: without the client headers of the others (which are poisoned), linked with its own libraries only;
# and a URL for a dialect that is not there gets an error that names the flag and the library.
step=dialects
. "$(dirname "$0")/lib.sh"
include=${ORM_TEST_INCLUDE:-.}

mysql_flags=() mysql_libs=(-lmariadb)
for folder in /usr/include/mariadb /usr/include/mysql; do
    if [ -d "$folder" ]; then mysql_flags=("-I$folder"); break; fi
done
if pkg-config --exists libmariadb 2> /dev/null; then
    read -r -a mysql_flags <<< "$(pkg-config --cflags libmariadb)"
    read -r -a mysql_libs <<< "$(pkg-config --libs libmariadb)"
fi

cat_program() {
    cat << 'END'
#define ORM_IMPLEMENTATION
#include "orm.h"
#include <stdio.h>
#include <string.h>
#define TASK_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, text, title)
ORM_MODEL(Task, Tasks, TASK_MODEL, .table = "tasks");

static int problems;
static void wrong(const char *url, const char *what, const char *message) {
    printf("%s: %s: %s\n", url, what, message);
    problems++;
}
/* Compiled in: a server that is not there refuses, a database in memory works.  Not compiled in: the flag and the library are named. */
static void check(const char *url, bool compiled, const char *flag, const char *library) {
    orm_error err;
    orm_db *db = orm_open(url, &(orm_options){ .connect_ms = 2000 }, &err);
    if (db) {
        orm_session *s = orm_session_open(db);
        Task task = { .title = "a" };
        if (!compiled) wrong(url, "was opened", "");
        if (orm_create_tables(s, ORM_MODELS(Task), NULL) != ORM_OK || Task_insert(s, &task) != ORM_OK || Task_count(s, NULL) != 1) wrong(url, "does not work", orm_error_of(s)->message);
        orm_session_close(s);
        orm_close(db);
    } else if (compiled) {
        if (err.status != ORM_CONNECTION) wrong(url, orm_status_name(err.status), err.message);
    } else if (err.status != ORM_CONFIG || !strstr(err.message, flag) || !strstr(err.message, library)) {
        wrong(url, orm_status_name(err.status), err.message);
    }
}
#ifdef ORM_SQLITE
#define HAS_SQLITE true
#else
#define HAS_SQLITE false
#endif
#ifdef ORM_POSTGRES
#define HAS_POSTGRES true
#else
#define HAS_POSTGRES false
#endif
#ifdef ORM_MYSQL
#define HAS_MYSQL true
#else
#define HAS_MYSQL false
#endif
int main(void) {
    check("sqlite::memory:", HAS_SQLITE, "-DORM_SQLITE", "-lsqlite3");
    check("postgresql://u@127.0.0.1:1/x", HAS_POSTGRES, "-DORM_POSTGRES", "-lpq");
    check("mysql://u@127.0.0.1:1/x", HAS_MYSQL, "-DORM_MYSQL", "-lmariadb");
    check("mariadb://u@127.0.0.1:1/x", HAS_MYSQL, "-DORM_MYSQL", "-lmariadb");
    return problems;
}
END
}

poison() { # FOLDER DIALECT: the headers of its client library cannot be included
    local header headers
    case $2 in
    sqlite) headers="sqlite3.h" ;;
    postgres) headers="libpq-fe.h postgresql/libpq-fe.h" ;;
    mysql) headers="mysql.h mariadb/mysql.h mysql/mysql.h" ;;
    esac
    for header in $headers; do
        mkdir -p "$(dirname "$1/$header")"
        printf '#error "%s is of a dialect that was not asked for"\n' "$header" > "$1/$header"
    done
}

# The libraries of the dialects that are not asked for must not be needed: linking shows that, as no other is given.
combination() { # COMPILER DIALECT...
    local compiler=$1 name folder dialect flags=() libs=()
    shift
    name=$(IFS=-; echo "$*")-$compiler folder=$tmp/$(IFS=-; echo "$*")-$compiler
    mkdir -p "$folder/poison"
    for dialect in sqlite postgres mysql; do
        case " $* " in *" $dialect "*) ;; *) poison "$folder/poison" "$dialect"; continue ;; esac
        case $dialect in
        sqlite) flags+=(-DORM_SQLITE) libs+=(-lsqlite3) ;;
        postgres) flags+=(-DORM_POSTGRES) libs+=(-lpq) ;;
        mysql) flags+=(-DORM_MYSQL "${mysql_flags[@]}") libs+=("${mysql_libs[@]}") ;;
        esac
    done
    cat_program > "$folder/program.c"
    attempt "compiles-$name" "$compiler" "${strict[@]}" -O0 "-I$folder/poison" "${flags[@]}" "-I$include" "$folder/program.c" -o "$folder/program" "${libs[@]}"
    if [ -x "$folder/program" ]; then attempt "refuses-the-others-$name" limited "$folder/program"; fi
}

check_start
for compiler in gcc clang; do
    for dialects in sqlite postgres mysql "sqlite postgres" "sqlite mysql" "postgres mysql" "sqlite postgres mysql"; do
        # shellcheck disable=SC2086
        job combination "$compiler" $dialects
    done
done
wait
check_end
