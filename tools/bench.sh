#!/usr/bin/env bash
# Builds and runs what is in bench/: each bench/*.c as an optimised program, each bench/*.sh as it is.
#
#   tools/bench.sh [name...]      all, or the named ones
set -u
cd "$(dirname "$0")/.." || exit 1
mkdir -p build/bench
status=0
wanted() { # NAME ARGUMENTS
    local name=$1 one
    shift
    [ $# -gt 0 ] || return 0
    for one in "$@"; do [ "$one" != "$name" ] || return 0; done
    return 1
}
for file in bench/*.c bench/*.sh; do
    [ -e "$file" ] || continue
    name=$(basename "$file"); name=${name%.*}
    wanted "$name" "$@" || continue
    case $file in
    *.c) "${CC:-cc}" -std=c11 -Wall -Wextra -O2 -DNDEBUG -I. "$file" -o "build/bench/$name" -lsqlite3 -lpthread && "build/bench/$name" || status=1 ;;
    *.sh) bash "$file" || status=1 ;;
    esac
done
exit "$status"
