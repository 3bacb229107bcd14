#!/usr/bin/env bash
# Builds and runs what is in bench/: each bench/*.c as an optimised program, each bench/*.sh as it is.  postgres_bench and mysql_bench get a private server each, or
# the one that ORM_TEST_POSTGRES_URL or ORM_TEST_MYSQL_URL names.
#
#   tools/bench.sh [name...] [-- option...]      all, or the named ones; the options go to the programs (--json, --seconds 5)
set -u
cd "$(dirname "$0")/.." || exit 1
mkdir -p build/bench
status=0
names=()
while [ $# -gt 0 ] && [ "$1" != -- ]; do names+=("$1"); shift; done
[ $# -eq 0 ] || shift
wanted() { # NAME ARGUMENTS
    local name=$1 one
    shift
    [ $# -gt 0 ] || return 0
    for one in "$@"; do [ "$one" != "$name" ] || return 0; done
    return 1
}
for file in bench/*.c bench/*.sh; do
    [ -e "$file" ] || continue
    name=$(basename "$file"); name=${name%.*}
    wanted "$name" ${names[@]+"${names[@]}"} || continue
    flags=() libs=(-lsqlite3) under=()
    case $name in
    postgres_*)
        flags=(-DORM_POSTGRES) libs=(-lpq)
        [ -n "${ORM_TEST_POSTGRES_URL:-}" ] || under=(tools/with_postgres.sh)
        ;;
    mysql_*)
        flags=(-DORM_MYSQL) libs=(-lmariadb)
        [ -n "${ORM_TEST_MYSQL_URL:-}" ] || under=(tools/with_mariadb.sh)
        ;;
    esac
    case $file in
    *.c) "${CC:-cc}" -std=c11 -Wall -Wextra -O2 -DNDEBUG ${flags[@]+"${flags[@]}"} -I. "$file" -o "build/bench/$name" "${libs[@]}" -lpthread &&
        ${under[@]+"${under[@]}"} "build/bench/$name" "$@" || status=1 ;;
    *.sh) bash "$file" "$@" || status=1 ;;
    esac
    [ "$status" = 1 ] || echo
done
exit "$status"
