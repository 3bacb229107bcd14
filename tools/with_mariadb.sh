#!/usr/bin/env bash
# Runs a command with a MariaDB server of its own, which is gone afterwards whatever happens: with_mariadb.sh COMMAND [ARGUMENT...]
#
# The server lies in a temporary folder, listens on a socket there and on a port of 127.0.0.1, and runs as a user that is not root (MariaDB refuses root).
# The command finds it in ORM_TEST_MYSQL_URL: database "orm", user "orm" without a password.  The user "word" (password "s3cr3t word") must give its password.
# The port is in ORM_TEST_MYSQL_PORT; where there is an openssl, the server speaks TLS there with a certificate for 127.0.0.1, signed by ORM_TEST_MYSQL_CA.
#
#   ORM_MARIADB_BIN    the folder of mariadbd and mariadb-install-db; default: where they are found
set -u
[ $# -gt 0 ] || { sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2; }

PATH=${ORM_MARIADB_BIN:+$ORM_MARIADB_BIN:}$PATH:/usr/sbin:/usr/local/sbin
for program in mariadbd mariadb-install-db mariadb mariadb-admin; do
    command -v "$program" > /dev/null || { echo "with_mariadb.sh: no $program was found: install a MariaDB server, or say where it is with ORM_MARIADB_BIN" >&2; exit 3; }
done

dir=$(mktemp -d /tmp/orm-my.XXXXXX) || exit 1 # a short path: a socket's may have 107 bytes
child=
server=
stop() {
    [ -z "$child" ] || kill "$child" 2> /dev/null
    if [ -n "$server" ]; then
        kill -KILL "$server" 2> /dev/null # nothing in it is to be kept
        wait "$server" 2> /dev/null
    fi
    rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

as=()
if [ "$(id -u)" = 0 ]; then
    chown mysql "$dir" || exit 3
    as=(--user=mysql)
fi
chmod 755 "$dir"
small=(--tmpdir="$dir" --innodb-log-file-size=8M --innodb-buffer-pool-size=64M) # a tmpdir of its own: two servers that are made at once would share names there
if ! mariadb-install-db --no-defaults "${as[@]}" --datadir="$dir/data" --auth-root-authentication-method=normal --skip-test-db "${small[@]}" > "$dir/log" 2>&1; then
    cat "$dir/log" >&2
    exit 3
fi

tls=()
if "$(dirname "$0")/certificates.sh" "$dir" 2> "$dir/log"; then
    tls=(--ssl-cert="$dir/server.pem" --ssl-key="$dir/server.key" --ssl-ca="$dir/ca.pem")
    export ORM_TEST_MYSQL_CA=$dir/ca.pem
fi

admin() { mariadb-admin --no-defaults -uroot -S "$dir/s.sock" "$@"; }
up=
for _ in 1 2 3 4 5 6; do # another program may have taken the port meanwhile
    port=$((20000 + RANDOM % 12000))
    mariadbd --no-defaults "${as[@]}" --datadir="$dir/data" --socket="$dir/s.sock" --pid-file="$dir/pid" --bind-address=127.0.0.1 --port="$port" --skip-name-resolve \
        "${small[@]}" --innodb-flush-log-at-trx-commit=0 --character-set-server=utf8mb4 --max-connections=200 "${tls[@]}" > "$dir/server.log" 2>&1 &
    server=$!
    for _ in $(seq 200); do
        if admin ping > /dev/null 2>&1; then up=1; break; fi
        kill -0 "$server" 2> /dev/null || break
        sleep 0.05
    done
    [ -z "$up" ] || break
    kill -KILL "$server" 2> /dev/null
    wait "$server" 2> /dev/null
    server=
done
users="CREATE DATABASE orm; "
for host in localhost %; do
    users+="CREATE USER orm@'$host'; GRANT ALL ON *.* TO orm@'$host' WITH GRANT OPTION; CREATE USER word@'$host' IDENTIFIED BY 's3cr3t word'; GRANT ALL ON *.* TO word@'$host'; "
done
if [ -z "$up" ] || ! mariadb --no-defaults -uroot -S "$dir/s.sock" -e "$users" > "$dir/log" 2>&1; then
    cat "$dir/log" "$dir/server.log" >&2
    exit 3
fi
export ORM_TEST_MYSQL_URL="mysql://orm@localhost/orm?socket=$dir/s.sock" ORM_TEST_MYSQL_PORT=$port
"$@" <&0 & # in the background: a signal to this script is not left waiting for the command's end
child=$!
wait "$child"
status=$?
child=
exit "$status"
