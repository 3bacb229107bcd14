#!/usr/bin/env bash
# A Debian of the newest packages in a folder, for servers and client libraries that this machine's own system does not have: MySQL with its own client library, the
# newest PostgreSQL with pgvector, a compiler.  Made once (some minutes, 1.5 GB) and kept; prints its folder.
#
#   other_system.sh [refresh]          refresh: make it anew
#   ORM_OTHER_SYSTEM                   the folder, default /var/cache/orm-other-system
set -u
root=${ORM_OTHER_SYSTEM:-/var/cache/orm-other-system}
packages="mysql-server-core mysql-client-core libmysqlclient-dev gcc libc6-dev make pkgconf libcmocka-dev libsqlite3-dev libpq-dev openssl"

say() { echo "other_system: $*" >&2; }
inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }

if [ "${1:-}" = refresh ]; then rm -f "$root/.complete"; fi
[ ! -e "$root/.complete" ] || { echo "$root"; exit 0; }
[ "$(id -u)" = 0 ] || { say "it is made and entered by chroot: run this as root"; exit 3; }
if ! command -v debootstrap > /dev/null; then
    if ! command -v apt-get > /dev/null || ! apt-get install -y --no-install-recommends debootstrap >&2; then
        say "debootstrap is missing: install it"
        exit 3
    fi
fi
mirror=${ORM_DEBIAN_MIRROR:-$(cat /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2> /dev/null |
    awk '/^URIs:/ { print $2; exit } /^deb / { for (i = 2; i <= NF; i++) if ($i ~ /^https?:/) { print $i; exit } }')}
case $mirror in *debian*) ;; *) mirror=http://deb.debian.org/debian ;; esac

say "making $root from $mirror: this takes some minutes"
certificates=
case $mirror in https:*) certificates=--include=ca-certificates ;; esac
if [ ! -e "$root/usr/bin/apt-get" ] || [ -d "$root/debootstrap" ]; then # the latter: it was stopped half-way
    # shellcheck disable=SC2086
    if ! debootstrap --variant=minbase $certificates sid "$root" "$mirror" >&2; then
        say "debootstrap failed"
        exit 1
    fi
fi
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d" # installing starts no servers
chmod 755 "$root/usr/sbin/policy-rc.d"
inside dpkg-divert --quiet --local --rename --add /usr/bin/systemd-tmpfiles >&2 && inside ln -sf /bin/true /usr/bin/systemd-tmpfiles || exit 1 # it would ask for a /proc
inside apt-get update -q >&2 || exit 1
postgres=$(inside apt-cache pkgnames | grep -E '^postgresql-[0-9]+$' | sort -V | tail -n 1)
vector=$(inside apt-cache pkgnames "$postgres-pgvector" | grep -Fx "$postgres-pgvector") # a new PostgreSQL may be there before it is
mkdir -p "$root/etc/postgresql-common"
printf 'create_main_cluster = false\n' > "$root/etc/postgresql-common/createcluster.conf"
# shellcheck disable=SC2086
inside apt-get install -y --no-install-recommends $packages "$postgres" $vector >&2 || exit 1
inside id mysql > /dev/null 2>&1 || inside useradd -r mysql || exit 1
touch "$root/.complete"
echo "$root"
