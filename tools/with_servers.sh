#!/usr/bin/env bash
# Runs a command with a PostgreSQL server, a PgBouncer in front of it and a MariaDB server of its own, which are gone afterwards whatever happens:
#     with_servers.sh COMMAND [ARGUMENT...]
# The command finds them in ORM_TEST_POSTGRES_URL, ORM_TEST_PGBOUNCER_URL and ORM_TEST_MYSQL_URL.  A variable that is set already names a server of yours, which is used as it is (the
# tests make databases in it and drop them).  ORM_TEST_DIALECTS, when set, says which are wanted at all ("sqlite postgres").
set -u
[ $# -gt 0 ] || { sed -n '2,5s/^# \{0,1\}//p' "$0" >&2; exit 2; }

tools=$(dirname "$0")
wanted=" ${ORM_TEST_DIALECTS:-sqlite postgres mysql} "
command=("$@")
case $wanted in *" mysql "*) [ -n "${ORM_TEST_MYSQL_URL:-}" ] || command=("$tools/with_mariadb.sh" "${command[@]}") ;; esac
case $wanted in
*" postgres "*)
    if [ -z "${ORM_TEST_PGBOUNCER_URL:-}" ]; then
        case ${ORM_TEST_POSTGRES_URL:-?host=/own} in *[?\&]host=/*) command=("$tools/with_pgbouncer.sh" "${command[@]}") ;; esac
    fi
    [ -n "${ORM_TEST_POSTGRES_URL:-}" ] || command=("$tools/with_postgres.sh" "${command[@]}")
    ;;
esac
exec "${command[@]}"
