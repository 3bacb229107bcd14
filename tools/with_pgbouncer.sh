#!/usr/bin/env bash
# Runs a command with a PgBouncer of its own in front of a PostgreSQL server, which is gone afterwards whatever happens: with_pgbouncer.sh COMMAND [ARGUMENT...]
#
# To be run under with_postgres.sh, whose server it takes (ORM_TEST_POSTGRES_URL).  It lends connections for one transaction each, listens on a socket in a temporary
# folder and nowhere else, and the command finds it in ORM_TEST_PGBOUNCER_URL.  Four server connections for each database, so that clients have to share.
# ORM_TEST_THROUGH_POOLER=1: in ORM_TEST_POSTGRES_URL, too, so that the common tests go through it.
set -u
[ $# -gt 0 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }

bouncer=$(command -v pgbouncer || echo /usr/sbin/pgbouncer)
[ -x "$bouncer" ] || { echo "with_pgbouncer.sh: no pgbouncer was found: install it (apt-get install pgbouncer)" >&2; exit 3; }
socket=${ORM_TEST_POSTGRES_URL:-}
case $socket in *[?\&]host=*) socket=${socket#*[?\&]host=}; socket=${socket%%&*} ;; *) socket= ;; esac
[ -n "$socket" ] || { echo "with_pgbouncer.sh: ORM_TEST_POSTGRES_URL names no server with a socket (...?host=/folder): run this under with_postgres.sh" >&2; exit 3; }

dir=$(mktemp -d "${ORM_POSTGRES_ROOT:-}/tmp/orm-pgb.XXXXXX") || exit 1 # where the programs of that system see it, too
as=()
if [ "$(id -u)" = 0 ]; then
    chown postgres "$dir" || exit 3
    as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
child= server=
stop() {
    [ -z "$child" ] || kill "$child" 2> /dev/null
    [ -z "$server" ] || { kill "$server" && wait "$server"; } 2> /dev/null
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

printf '"orm" ""\n' > "$dir/users"
cat > "$dir/ini" << INI
[databases]
* = host=$socket
[pgbouncer]
pool_mode = transaction
listen_addr =
listen_port = 6432
unix_socket_dir = $dir
auth_type = trust
auth_file = $dir/users
default_pool_size = 4
max_client_conn = 200
server_idle_timeout = 2
logfile = $dir/log
log_connections = 0
log_disconnections = 0
log_pooler_errors = 0
log_stats = 0
INI
chmod 644 "$dir/users" "$dir/ini"
"${as[@]}" "$bouncer" -q "$dir/ini" > "$dir/out" 2>&1 &
server=$!
for _ in $(seq 100); do
    [ -S "$dir/.s.PGSQL.6432" ] && break
    kill -0 "$server" 2> /dev/null || break
    sleep 0.05
done
[ -S "$dir/.s.PGSQL.6432" ] || { cat "$dir/out" "$dir/log" >&2; exit 3; }
export ORM_TEST_PGBOUNCER_URL="postgresql://orm@/postgres?host=$dir&port=6432&pooler=transaction"
[ "${ORM_TEST_THROUGH_POOLER:-}" != 1 ] || ORM_TEST_POSTGRES_URL=$ORM_TEST_PGBOUNCER_URL
"$@" <&0 &
child=$!
wait "$child"
status=$?
child=
exit "$status"
