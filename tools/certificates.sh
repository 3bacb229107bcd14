#!/usr/bin/env bash
# An authority and a server's certificate for 127.0.0.1 that it signed, for servers that are there for one run: certificates.sh FOLDER
# They are ca.pem, server.pem and server.key there.
set -u
command -v openssl > /dev/null || { echo "certificates.sh: there is no openssl" >&2; exit 1; }
cd "${1:?}" || exit 1
made() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 -subj "/CN=orm test authority" &&
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.csr -subj "/CN=orm test server" &&
        printf 'subjectAltName=IP:127.0.0.1\n' > server.ext &&
        openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -out server.pem -days 2 -extfile server.ext &&
        chmod 644 server.key
}
if ! out=$(made 2>&1); then
    echo "$out" >&2
    exit 1
fi
