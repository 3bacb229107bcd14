#!/usr/bin/env bash
# Finds out what this machine lacks for building and testing, and installs it when run by root; otherwise prints the command.
#
#   tools/setup.sh demo     a C compiler, make, SQLite
#   tools/setup.sh test     everything that `make test` uses
set -u
profile=${1:-test}
case $profile in
demo) needs="cc make sqlite" ;;
test) needs="cc make sqlite gcc cxx awk clang clang_rt cmocka sqlite_shell pkg_config cmake valgrind libpq postgres pgbouncer locales" ;;
*) echo "usage: tools/setup.sh demo|test" >&2; exit 2 ;;
esac

have() { command -v "$1" > /dev/null 2>&1; }
links() { # compiler and flags...; the program is read from standard input
    local dir status
    dir=$(mktemp -d) || return 1
    cat > "$dir/t.c"
    (cd "$dir" && "$@" > /dev/null 2>&1)
    status=$?
    rm -rf "$dir"
    return "$status"
}

present() {
    case $1 in
    cc) echo '#include <stdio.h>
int main(void) { return 0; }' | links cc t.c -o t ;;
    sqlite) echo '#include <sqlite3.h>
int main(void) { return sqlite3_libversion_number() < 1; }' | links cc t.c -o t -lsqlite3 ;;
    make) have make ;;
    gcc) have gcc ;;
    cxx) have g++ && have clang++ || { have g++ && ! have clang; } ;;
    awk) have awk ;;
    clang) have clang ;;
    clang_rt) ! have clang || echo 'int main(void) { return 0; }' | links clang -fsanitize=address,undefined t.c -o t ;;
    cmocka) echo '#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
int main(void) { return cmocka_run_group_tests_name("t", (const struct CMUnitTest *)0, 0, 0); }' | links cc -c t.c -o t ;;
    sqlite_shell) have sqlite3 ;;
    libpq) echo '#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#else
#include <postgresql/libpq-fe.h>
#endif
int main(void) { return PQlibVersion() < 1; }' | links cc t.c -o t -lpq ;;
    locales) [ -d /usr/share/i18n/locales ] || locale -a 2> /dev/null | grep -q '^de_DE' ;;
    postgres) have initdb || ls /usr/lib/postgresql/*/bin/initdb > /dev/null 2>&1 ;;
    pgbouncer) have pgbouncer || [ -x /usr/sbin/pgbouncer ] ;;
    libmariadb) echo '#if __has_include(<mysql.h>)
#include <mysql.h>
#else
#include <mariadb/mysql.h>
#endif
int main(void) { return mysql_get_client_version() < 1; }' | links sh -c 'cc $(pkg-config --cflags libmariadb 2> /dev/null) t.c -o t $(pkg-config --libs libmariadb 2> /dev/null || echo -lmariadb)' ;;
    mariadb) { have mariadbd || [ -x /usr/sbin/mariadbd ]; } && have mariadb-install-db && have mariadb && have mariadb-admin ;;
    openssl) have openssl ;;
    pkg_config) have pkg-config ;;
    cmake) have cmake ;;
    valgrind) have valgrind || [ "$(uname -s)" = Darwin ] ;;
    esac
}

# One line per need; the names in the order of `managers`; "-" is nothing to install there.
managers="apt-get dnf apk pacman brew"
packages() {
    case $1 in
    cc | gcc) echo "gcc,libc6-dev gcc build-base gcc -" ;;
    cxx) echo "g++ gcc-c++ build-base gcc -" ;;
    make) echo "make make make make make" ;;
    sqlite) echo "libsqlite3-dev sqlite-devel sqlite-dev sqlite sqlite" ;;
    awk) echo "mawk gawk gawk gawk gawk" ;;
    clang) echo "clang clang clang clang llvm" ;;
    clang_rt) echo "libclang-rt-$(clang -dumpversion | cut -d. -f1)-dev compiler-rt compiler-rt compiler-rt -" ;;
    cmocka) echo "libcmocka-dev libcmocka-devel cmocka-dev cmocka cmocka" ;;
    sqlite_shell) echo "sqlite3 sqlite sqlite sqlite sqlite" ;;
    libpq) echo "libpq-dev libpq-devel libpq-dev postgresql-libs libpq" ;;
    locales) echo "locales glibc-locale-source musl-locales - -" ;;
    postgres) echo "postgresql postgresql-server,postgresql-contrib postgresql,postgresql-contrib postgresql postgresql" ;;
    pgbouncer) echo "pgbouncer pgbouncer pgbouncer pgbouncer pgbouncer" ;;
    libmariadb) echo "libmariadb-dev mariadb-connector-c-devel mariadb-connector-c-dev mariadb-libs mariadb-connector-c" ;;
    mariadb) echo "mariadb-server,mariadb-client mariadb-server mariadb,mariadb-client mariadb mariadb" ;;
    openssl) echo "openssl openssl openssl openssl openssl" ;;
    pkg_config) echo "pkg-config pkgconf-pkg-config pkgconf pkgconf pkg-config" ;;
    cmake) echo "cmake cmake cmake cmake cmake" ;;
    valgrind) echo "valgrind valgrind valgrind valgrind -" ;;
    esac
}

find_missing() {
    local need
    missing=""
    for need in $needs; do present "$need" || missing="$missing $need"; done
}

choose_manager() {
    column=0
    for manager in $managers; do
        column=$((column + 1))
        have "$manager" && return 0
    done
    return 1
}

wanted_packages() {
    local need
    for need in $missing; do packages "$need" | cut -d ' ' -f "$column" | tr ',' '\n'; done | grep -v '^-$' | sort -u | tr '\n' ' '
}

install_command() {
    case $manager in
    apt-get) echo "apt-get install -y --no-install-recommends" ;;
    dnf) echo "dnf install -y" ;;
    apk) echo "apk add" ;;
    pacman) echo "pacman -S --noconfirm --needed" ;;
    brew) echo "brew install" ;;
    esac
}

# Two rounds, since what clang's run-time library is called is known only when clang is there.
for round in 1 2 3; do
    find_missing
    [ -n "$missing" ] || break
    if ! choose_manager; then
        echo "setup: missing:$missing (no known package manager here: install them by hand)" >&2
        exit 1
    fi
    wanted=$(wanted_packages)
    command="$(install_command) ${wanted% }"
    if [ "$round" = 3 ] || [ -z "$wanted" ]; then
        echo "setup: still missing:$missing" >&2
        exit 1
    fi
    if [ "$(id -u)" != 0 ] && [ "$manager" != brew ]; then
        echo "setup: missing:$missing; run this as root:" >&2
        [ "$manager" != apt-get ] || echo "    apt-get update" >&2
        echo "    $command" >&2
        exit 1
    fi
    echo "setup: missing:$missing; $command"
    if [ "$manager" = apt-get ]; then
        export DEBIAN_FRONTEND=noninteractive
        [ "$round" != 1 ] || apt-get update -q > /dev/null || echo "setup: apt-get update failed; going on with the lists there are" >&2
    fi
    # shellcheck disable=SC2086
    if ! log=$($command 2>&1); then
        printf '%s\n' "$log" | tail -n 20 >&2
        echo "setup: failed: $command" >&2
        exit 1
    fi
done
[ "$profile" != test ] || "$(dirname "$0")/pgvector.sh"
