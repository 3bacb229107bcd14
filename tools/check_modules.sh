#!/usr/bin/env bash
# Each module of src/ is C of its own: every .h and .c compiles alone, without a warning, with gcc and clang; and each is named in a skeleton, once.
step=modules
. "$(dirname "$0")/lib.sh"

drivers sqlite postgres mysql # a driver is empty without its flag

check_module() { # FILE COMPILER
    local out use=("$1")
    case $1 in
    *.h) printf '#include "%s"\ntypedef int orm__module_is_not_empty;\n' "${1#src/}" > "$tmp/${1//\//_}.$2.c"; use=("$tmp/${1//\//_}.$2.c") ;;
    esac
    if out=$("$2" "${strict[@]}" "${driver_flags[@]}" -Isrc -fsyntax-only "${use[@]}" 2>&1); then
        result "$1" ok "" "$step" any "$2"
    else
        result "$1" failed "$(printf '%s\n' "$out" | head -n 20)" "$step" any "$2"
    fi
}

check_start
for file in $(find src -name '*.[ch]' -not -path 'src/dev/*' | sort); do
    times=$(cat src/*.h.in 2> /dev/null | awk -v path="${file#src/}" '$1 == "//@" && $2 == path { n++ } END { print n + 0 }')
    if [ "$times" = 1 ]; then result "$file" ok; else result "$file" failed "    named $times times in src/*.h.in (once is right): //@ ${file#src/}"; fi
    for compiler in gcc clang; do job check_module "$file" "$compiler"; done
done
check_end
