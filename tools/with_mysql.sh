#!/usr/bin/env bash
# Runs a command with a MySQL server of its own (MySQL, not MariaDB), which is gone afterwards whatever happens: with_mysql.sh COMMAND [ARGUMENT...]
#
# The server is that of the system in the folder ORM_MYSQL_ROOT (default: what tools/other_system.sh makes; "/": this one; needs root).  Its data lies in a temporary folder there, it
# listens on a socket and on a port of 127.0.0.1, and runs as the user mysql.  The command finds it in ORM_TEST_MYSQL_URL: user "orm" without a password; the user "word"
# (password "s3cr3t word") must give its password.  The port is in ORM_TEST_MYSQL_PORT; the server speaks TLS there with a certificate for 127.0.0.1, signed by ORM_TEST_MYSQL_CA.
set -u
[ $# -gt 0 ] || { sed -n '2,6s/^# \{0,1\}//p' "$0" >&2; exit 2; }
tools=$(cd "$(dirname "$0")" && pwd)
root=${ORM_MYSQL_ROOT:-$("$tools/other_system.sh")} || exit 3
root=${root%/}
as_root() { chroot "${root:-/}" "$@"; } # of that system
[ -x "$root/usr/sbin/mysqld" ] || { echo "with_mysql.sh: there is no MySQL server in ${root:-/}" >&2; exit 3; }

outside=$(mktemp -d "$root/tmp/orm-my.XXXXXX") || exit 1 # a short path: a socket's may have 107 bytes
dir=${outside#"$root"}
child=
server=
stop() {
    [ -z "$child" ] || kill "$child" 2> /dev/null
    if [ -n "$server" ]; then
        kill -KILL "$server" 2> /dev/null # nothing in it is to be kept
        wait "$server" 2> /dev/null
    fi
    rm -rf "$outside"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

as_root chown mysql "$dir" && chmod 755 "$outside" || exit 3
tls=()
if "$tools/certificates.sh" "$outside" 2> "$outside/log"; then
    tls=(--ssl-cert="$dir/server.pem" --ssl-key="$dir/server.key" --ssl-ca="$dir/ca.pem")
    export ORM_TEST_MYSQL_CA=$outside/ca.pem
fi
small=(--tmpdir="$dir" --secure-file-priv=NULL --innodb-redo-log-capacity=32M --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 --sync-binlog=0)
if ! as_root mysqld --no-defaults --user=mysql --initialize-insecure --datadir="$dir/data" "${small[@]}" > "$outside/log" 2>&1; then
    cat "$outside/log" >&2
    exit 3
fi
client() { as_root mysql --no-defaults -uroot -S "$dir/s.sock" "$@"; }
up=
for _ in 1 2 3 4 5 6; do # another program may have taken the port meanwhile
    port=$((20000 + RANDOM % 12000))
    chroot "${root:-/}" mysqld --no-defaults --user=mysql --datadir="$dir/data" --socket="$dir/s.sock" --pid-file="$dir/pid" --bind-address=127.0.0.1 --port="$port" \
        --mysqlx=OFF --skip-name-resolve --skip-log-bin --max-connections=200 --log-error="$dir/server.err" "${tls[@]}" "${small[@]}" > /dev/null 2>&1 &
    server=$!
    for _ in $(seq 300); do
        if client -e 'SELECT 1' > /dev/null 2>&1; then up=1; break; fi
        kill -0 "$server" 2> /dev/null || break
        sleep 0.1
    done
    [ -z "$up" ] || break
    kill -KILL "$server" 2> /dev/null
    wait "$server" 2> /dev/null
    server=
done
users="CREATE DATABASE orm; "
for host in localhost 127.0.0.1; do
    users+="CREATE USER orm@'$host'; GRANT ALL ON *.* TO orm@'$host' WITH GRANT OPTION; CREATE USER word@'$host' IDENTIFIED BY 's3cr3t word'; GRANT ALL ON *.* TO word@'$host'; "
done
if [ -z "$up" ] || ! client -e "$users" > "$outside/log" 2>&1; then
    cat "$outside/log" "$outside/server.err" >&2
    exit 3
fi
export ORM_TEST_MYSQL_URL="mysql://orm@localhost/orm?socket=$outside/s.sock" ORM_TEST_MYSQL_PORT=$port
"$@" <&0 & # in the background: a signal to this script is not left waiting for the command's end
child=$!
wait "$child"
status=$?
child=
exit "$status"
