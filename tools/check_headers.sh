#!/usr/bin/env bash
# The generated headers are what `make headers` makes, from any awk that is here.
#
#   tools/check_headers.sh            compare
#   tools/check_headers.sh --write    make them (only files that change are touched)
step=headers
. "$(dirname "$0")/lib.sh"

generate() { # AWK NAME DEV OUTPUT
    LC_ALL=C $1 -v out="$2.h" ${3:+-v dev=1} -f tools/amalgamate.awk "src/$2.h.in" > "$4"
}

check_one() { # NAME TARGET DEV
    local tool made=$tmp/${2//\//_}
    for tool in gawk mawk "busybox awk" original-awk awk; do
        command -v "${tool%% *}" > /dev/null || continue
        if ! generate "$tool" "$1" "$3" "$made"; then result "$2" failed "" "$step" any "${tool// /-}"; continue; fi
        if cmp -s "$made" "$2"; then
            result "$2" ok "" "$step" any "${tool// /-}"
        else
            result "$2" failed "    is not what src/ makes: run make headers, and commit
$(diff -u "$2" "$made" 2>&1 | head -n 12)" "$step" any "${tool// /-}"
        fi
    done
}

if [ "${1:-}" = --write ]; then
    tmp=$(mktemp -d "${TMPDIR:-/tmp}/orm-headers.XXXXXX") || exit 1
    trap 'rm -rf "$tmp"' EXIT
    mkdir -p src/dev
    for skeleton in src/*.h.in; do
        name=$(basename "$skeleton" .h.in)
        for target in "$name.h" "src/dev/$name.h"; do
            case $target in src/dev/*) dev=1 ;; *) dev="" ;; esac
            generate awk "$name" "$dev" "$tmp/made" || exit 1
            if ! cmp -s "$tmp/made" "$target"; then cp "$tmp/made" "$target" && echo "made $target"; fi
        done
    done
    exit 0
fi

check_start
for skeleton in src/*.h.in; do
    [ -e "$skeleton" ] || { result skeletons failed "there is no src/*.h.in"; break; }
    name=$(basename "$skeleton" .h.in)
    check_one "$name" "$name.h" ""
    check_one "$name" "src/dev/$name.h" 1
done
check_end
