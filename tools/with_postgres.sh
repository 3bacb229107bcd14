#!/usr/bin/env bash
# Runs a command with a PostgreSQL server of its own, which is gone afterwards whatever happens: with_postgres.sh COMMAND [ARGUMENT...]
#
# The server lies in a temporary folder, listens on a socket there and nowhere else, and runs as a user that is not root (PostgreSQL refuses root).
# The command finds it in ORM_TEST_POSTGRES_URL; the role "word" (password "s3cr3t word") must give its password, the role "orm" need not.
#
#   ORM_POSTGRES_BIN     the folder of initdb and pg_ctl; default: that of the newest version installed
#   ORM_POSTGRES_ROOT    a folder with another system in it (tools/other_system.sh): its PostgreSQL is taken; needs root
set -u
[ $# -gt 0 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }

bin=${ORM_POSTGRES_BIN:-}
root=${ORM_POSTGRES_ROOT:-}
if [ -z "$bin" ]; then
    for folder in "$root"/usr/lib/postgresql/*/bin "$root"/usr/local/pgsql/bin /opt/homebrew/opt/postgresql@*/bin; do
        if [ -x "$folder/initdb" ]; then bin=${folder#"$root"}; fi
    done
    [ -n "$bin" ] || bin=$(dirname "$(command -v initdb 2> /dev/null || echo /nowhere/initdb)")
fi
[ -x "$root$bin/initdb" ] || { echo "with_postgres.sh: no initdb was found: install a PostgreSQL server, or say where it is with ORM_POSTGRES_BIN" >&2; exit 3; }

dir=$(mktemp -d "$root/tmp/orm-pg.XXXXXX") || exit 1 # a short path: a socket's may have 107 bytes
as=(env -C "$dir")
outside=$dir
if [ -n "$root" ]; then
    dir=${dir#"$root"}
    chroot "$root" chown postgres "$dir" && chmod 755 "$outside" || exit 3
    as=(chroot --userspec=postgres:postgres "$root" env -C "$dir" LC_ALL=C.UTF-8)
elif [ "$(id -u)" = 0 ]; then
    chown postgres "$dir" || exit 3
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups env -C "$dir")
fi
child=
stop() {
    [ -z "$child" ] || kill "$child" 2> /dev/null
    [ ! -e "$outside/data/postmaster.pid" ] || "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop > /dev/null 2>&1
    rm -rf "$outside"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if ! "${as[@]}" "$bin/initdb" -D "$dir/data" -A trust -U orm -E UTF8 --locale=C.UTF-8 --no-sync > "$outside/log" 2>&1; then
    cat "$outside/log" >&2
    exit 3
fi
printf 'local all word scram-sha-256\nlocal all all trust\n' > "$outside/data/pg_hba.conf"
if ! "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/server.log" \
    -o "-c listen_addresses='' -c unix_socket_directories=$dir -c fsync=off -c full_page_writes=off -c max_connections=100" start > "$outside/log" 2>&1 ||
    ! "${as[@]}" "$bin/psql" -q -h "$dir" -U orm -d postgres -c "CREATE ROLE word LOGIN PASSWORD 's3cr3t word'"; then
    cat "$outside/log" "$outside/server.log" >&2
    exit 3
fi
export ORM_TEST_POSTGRES_URL="postgresql://orm@/postgres?host=$outside"
"$@" <&0 & # in the background: a signal to this script is not left waiting for the command's end
child=$!
wait "$child"
status=$?
child=
exit "$status"
