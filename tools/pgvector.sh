#!/usr/bin/env bash
# pgvector for the newest PostgreSQL on this machine, for the tests of vector columns: its package where the system has one, else built from Debian's source
# package.  Only as root on Debian and its relatives.  What cannot be had is no failure: build/cannot says which tests this machine then cannot run.
set -u
cd "$(dirname "$0")/.." || exit 1
mkdir -p build
rm -f build/cannot
bin=
for folder in /usr/lib/postgresql/*/bin; do [ ! -x "$folder/initdb" ] || bin=$folder; done
[ -n "$bin" ] || exit 0
version=$(basename "$(dirname "$bin")")
control=/usr/share/postgresql/$version/extension/vector.control
[ ! -e "$control" ] || exit 0
command -v apt-get > /dev/null || exit 0
if [ "$(id -u)" != 0 ]; then
    echo test_postgres_vector > build/cannot
    echo "setup: vector columns are tested where PostgreSQL has pgvector (postgresql-$version-pgvector, or https://github.com/pgvector/pgvector)"
    exit 0
fi

log=$(mktemp) || exit 0
dir=$(mktemp -d) || exit 0
trap 'rm -rf "$dir" "$log"' EXIT
export DEBIAN_FRONTEND=noninteractive
install() { timeout 300 apt-get install -y --no-install-recommends -o Acquire::Retries=1 "$@" >> "$log" 2>&1; }
from_package() { install "postgresql-$version-pgvector"; }
# A list of sources of its own: the machine's are left alone.
from_source() {
    local mirror folder
    mirror=$(awk '/^URIs:/ { print $2; exit }' /etc/apt/sources.list.d/debian.sources 2> /dev/null)
    printf 'deb-src %s trixie main\n' "${mirror:-http://deb.debian.org/debian}" > "$dir/sources.list"
    mkdir -p "$dir/lists/partial" "$dir/cache/archives/partial"
    local options=(-o "Dir::Etc::SourceList=$dir/sources.list" -o Dir::Etc::SourceParts=/dev/null -o "Dir::State::Lists=$dir/lists" -o "Dir::Cache=$dir/cache"
        -o Acquire::http::Timeout=20 -o Acquire::Retries=1 -o APT::Sandbox::User=root)
    (
        cd "$dir" || exit 1
        timeout 120 apt-get "${options[@]}" update && timeout 60 apt-get "${options[@]}" source --download-only pgvector || exit 1
        tar xf pgvector_*.orig.tar.gz || exit 1
    ) >> "$log" 2>&1 || return 1
    folder=$(find "$dir" -maxdepth 1 -type d -name 'pgvector-*')
    [ -n "$folder" ] && install "postgresql-server-dev-$version" || return 1
    make -C "$folder" -j2 OPTFLAGS= with_llvm=no "PG_CONFIG=$bin/pg_config" all install >> "$log" 2>&1
}
echo "setup: pgvector for PostgreSQL $version"
from_package || from_source
if [ ! -e "$control" ]; then
    echo test_postgres_vector > build/cannot
    echo "setup: pgvector could not be had, so vector columns are not tested on PostgreSQL: $(tail -n 1 "$log")"
fi
exit 0
