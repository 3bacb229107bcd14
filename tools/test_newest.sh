#!/usr/bin/env bash
# The test programs against a server that this machine's own system does not have: test_newest.sh mysql|postgres
#
#   mysql       a real MySQL server, with MariaDB's client library, and once more with MySQL's own
#   postgres    the newest PostgreSQL, with this machine's libpq, and once more with its own
#
# The servers and their client libraries are those of tools/other_system.sh (needs root); the second time the programs are built and run in that system.
# ORM_TEST_CONFIGS (default gcc-asan) and TESTS as for tools/run_tests.sh.
set -u
cd "$(dirname "$0")/.." || exit 1
dialect=${1:-}
case $dialect in mysql | postgres) ;; *) sed -n '2,8s/^# \{0,1\}//p' "$0" >&2; exit 2 ;; esac
shift
root=$(tools/other_system.sh) || exit 3
export ORM_TEST_CONFIGS=${ORM_TEST_CONFIGS:-gcc-asan} ORM_TEST_DIALECTS="sqlite $dialect"

# In the other system: what the programs need, and the data where it is, under the server's own paths.
build_inside() {
    local to=$root/srv/orm-tests data=${ORM_TEST_DATA:-../shared/data}
    rm -rf "$to"
    mkdir -p "$to"
    cp -R orm*.h tests tools src docs "$to/"
    if [ -d "$data" ]; then cp -R "$data" "$to/data"; fi
}
# The server's URL and folders as they are seen from inside, with a /proc, which sanitizers and the tests of outages look into; nobody else sees it.
inside() {
    local name value settings=("PATH=$PATH" HOME=/root) status
    for name in $(compgen -e | grep -E '^(ORM_|CI$|BLESS$)'); do
        case $name in ORM_OTHER_SYSTEM | ORM_POSTGRES_ROOT | ORM_TEST_BUILD | ORM_TEST_INCLUDE) continue ;; esac
        value=${!name}
        settings+=("$name=${value//"$root"/}")
    done
    settings+=(LC_ALL=C.UTF-8 ORM_TEST_DATA=/srv/orm-tests/data ORM_TEST_MYSQL_CLIENT=mysql ORM_RESULTS=/srv/orm-tests/results.tsv)
    if [ "$dialect" = mysql ]; then settings+=(ORM_MYSQL_ROOT=/); fi
    unshare --mount --propagation private sh -c 'mount -t proc proc "$1/proc"; exec chroot "$@"' sh "$root" env -i "${settings[@]}" /srv/orm-tests/tools/run_tests.sh "$@"
    status=$?
    cp "$root/srv/orm-tests/results.tsv" "build/test/$dialect-own.tsv"
    return "$status"
}
run_both() {
    local failed=0 library=libmariadb own=mysqlclient
    if [ "$dialect" = postgres ]; then library=libpq own=libpq; fi
    if [ "$dialect" = mysql ]; then chroot "$root" mysql --no-defaults -uorm -N -S "$(printf '%s' "${ORM_TEST_MYSQL_URL#*socket="$root"}" | cut -d '&' -f 1)" -e "SELECT 'MySQL', VERSION()"
    else chroot "$root" psql -At -h "${ORM_TEST_POSTGRES_URL#*host="$root"}" -U orm postgres -c 'SELECT version()'; fi
    echo "== with this system's client library: $library $(pkg-config --modversion "$library" 2> /dev/null)"
    ORM_RESULTS=build/test/$dialect.tsv tools/run_tests.sh "$@" || failed=1
    echo "== with the server's own client library: $own $(chroot "$root" pkg-config --modversion "$own" 2> /dev/null)"
    inside "$@" || failed=1
    return "$failed"
}
build_inside
trap 'rm -rf "$root/srv/orm-tests"' EXIT
export -f run_both inside
export root dialect
if [ "$dialect" = mysql ]; then
    ORM_MYSQL_ROOT=$root tools/with_mysql.sh bash -c 'run_both "$@"' bash "$@"
else
    ORM_POSTGRES_ROOT=$root tools/with_postgres.sh tools/with_pgbouncer.sh bash -c 'run_both "$@"' bash "$@"
fi
