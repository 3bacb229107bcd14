#!/bin/sh
# A PostgreSQL server that speaks TLS, for tests/test_connect.c:
#   postgres_tls.sh run FOLDER                  makes an authority and certificates in FOLDER, starts a server there, writes its port to FOLDER/port, waits for
#                                               the end of its input, stops the server and removes the folder
#   postgres_tls.sh certificate FOLDER NAME     from now on the server shows the certificate good, elsewhere (another host's name) or expired
# It listens on 127.0.0.1 and on a socket in FOLDER, and runs as a user that is not root.  The role "tls" must come with TLS and its password, the role "clear"
# must come without TLS; the role "orm" comes by the socket.  New transactions are read-only unless they say otherwise.
set -u
what=$1 dir=$2
bin=${ORM_POSTGRES_BIN:-}
if [ -z "$bin" ]; then
    for folder in /usr/lib/postgresql/*/bin /usr/local/pgsql/bin /opt/homebrew/opt/postgresql@*/bin; do
        if [ -x "$folder/initdb" ]; then bin=$folder; fi
    done
fi
as() {
    if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --clear-groups env -C "$dir" "$@"; else (cd "$dir" && "$@"); fi
}
key() { openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$2"; }
sign() { # NAME ALTERNATIVE_NAMES FROM UNTIL
    printf 'subjectAltName=%s\n' "$2" > "$1.ext"
    openssl ca -batch -config ca.cnf -in "$1.csr" -out "$1.crt" -extfile "$1.ext" -startdate "$3" -enddate "$4" -notext
}
authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -out "$1.pem" -days 2 -subj "/CN=$1 authority"
}
certificates() {
    authority ca && authority other || return 1
    : > index.txt
    printf '[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\ncertificate=ca.pem\nprivate_key=ca.key\ndefault_md=sha256\npolicy=any\nunique_subject=no\n[any]\ncommonName=supplied\n' > ca.cnf
    echo 01 > serial
    key good "good" && sign good "IP:127.0.0.1,DNS:localhost" 20240101000000Z 20491231000000Z &&
        key elsewhere "elsewhere" && sign elsewhere "DNS:db.example.org" 20240101000000Z 20491231000000Z &&
        key expired "expired" && sign expired "IP:127.0.0.1,DNS:localhost" 20240101000000Z 20240102000000Z
}
show() {
    cp "$dir/$1.crt" "$dir/server.crt" && cp "$dir/$1.key" "$dir/server.key" && chmod 600 "$dir/server.key" || exit 1
    if [ "$(id -u)" = 0 ]; then chown postgres "$dir/server.crt" "$dir/server.key"; fi
}
stop() {
    as "$bin/pg_ctl" -D "$dir/data" -m immediate -w stop > /dev/null 2>&1
    rm -rf "$dir"
}
start() {
    [ -x "$bin/initdb" ] || { echo "postgres_tls.sh: no initdb was found" >&2; return 1; }
    (cd "$dir" && certificates) > "$dir/openssl.log" 2>&1 || { cat "$dir/openssl.log" >&2; return 1; }
    if [ "$(id -u)" = 0 ]; then chown -R postgres "$dir"; fi
    chmod 755 "$dir"
    show good
    as "$bin/initdb" -D "$dir/data" -A trust -U orm -E UTF8 --locale=C.UTF-8 --no-sync > "$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; return 1; }
    as sh -c "printf 'local all all trust\nhostssl all tls 127.0.0.1/32 scram-sha-256\nhostnossl all clear 127.0.0.1/32 scram-sha-256\n' > data/pg_hba.conf"
    for try in 1 2 3 4 5 6; do # another program may have taken the port meanwhile
        port=$((20000 + ($$ * 7 + try * 1231) % 12000))
        if as "$bin/pg_ctl" -D "$dir/data" -w -l "$dir/server.log" -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$dir -c fsync=off -c max_connections=20 \
            -c ssl=on -c ssl_cert_file=$dir/server.crt -c ssl_key_file=$dir/server.key -c default_transaction_read_only=on" start > "$dir/start.log" 2>&1; then
            as "$bin/psql" -q -h "$dir" -p "$port" -U orm -d postgres -c "SET default_transaction_read_only=off" -c "CREATE ROLE tls LOGIN PASSWORD 's3cr3t-marker'" \
                -c "CREATE ROLE clear LOGIN PASSWORD 's3cr3t-marker'" || return 1
            echo "$port" > "$dir/port.new" && mv "$dir/port.new" "$dir/port"
            return
        fi
    done
    cat "$dir/start.log" "$dir/server.log" >&2
    return 1
}
case $what in
run)
    trap stop EXIT
    trap 'exit 1' INT TERM HUP
    start && cat > /dev/null
    ;;
certificate)
    show "$3"
    as "$bin/pg_ctl" -D "$dir/data" reload > /dev/null
    ;;
esac
