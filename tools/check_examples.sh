#!/usr/bin/env bash
# examples/NN_name.c: at most 120 lines, compile without a warning (gcc and clang), print exactly examples/NN_name.out.
step=examples
. "$(dirname "$0")/lib.sh"

check_example() { # FILE COMPILER
    local name out expected=${1%.c}.out program status
    name=$(basename "$1" .c)
    program=$tmp/$name-$2
    if ! out=$("$2" "${strict[@]}" -O0 "${sanitizers[@]}" -I. "$1" -o "$program" -lsqlite3 2>&1); then
        result "$name" failed "$(printf '%s\n' "$out" | head -n 30)" "$step" any "$2"
        return
    fi
    mkdir "$program.dir"
    (cd "$program.dir" && limited "$program" > "$program.out" 2> "$program.err" < /dev/null)
    status=$?
    if [ "$status" != 0 ]; then
        result "$name" failed "    exit status $status
$(head -n 30 "$program.err")" "$step" any "$2"
    elif ! out=$(diff -u "$expected" "$program.out" 2>&1); then
        result "$name" failed "$(printf '%s\n' "$out" | head -n 40)" "$step" any "$2"
    else
        result "$name" ok "" "$step" any "$2"
    fi
}

# examples/packages: the questions on the sample, and that a second run doubles nothing.
check_packages() { # COMPILER
    local program=$tmp/packages-$1 out
    if ! out=$("$1" "${strict[@]}" -O0 "${sanitizers[@]}" -I. examples/packages/*.c -o "$program" -lsqlite3 2>&1); then
        result packages failed "$(printf '%s\n' "$out" | head -n 30)" "$step" any "$1"
        return
    fi
    if ! out=$(limited "$program" :memory: examples/packages/sample.status 2>&1 < /dev/null | diff -u examples/packages/sample.out - 2>&1); then
        result packages failed "$(printf '%s\n' "$out" | head -n 40)" "$step" any "$1"
        return
    fi
    result packages ok "" "$step" any "$1"
    limited "$program" "$program.db" examples/packages/sample.status > /dev/null 2>&1 < /dev/null
    out=$(limited "$program" "$program.db" examples/packages/sample.status 2>&1 < /dev/null | grep stored)
    case $out in
    *"stored: 0 new, 32 updated, 0 removed"*) result packages_again ok "" "$step" any "$1" ;;
    *) result packages_again failed "    the second run said: $out" "$step" any "$1" ;;
    esac
}

check_start
for compiler in gcc clang; do job check_packages "$compiler"; done
for file in examples/[0-9][0-9]_*.c; do
    [ -e "$file" ] || { result programs failed "there is no examples/NN_*.c"; break; }
    length=$(wc -l < "$file")
    if [ "$length" -gt 120 ]; then result "$(basename "$file" .c)_length" failed "    $((length)) lines, 120 are allowed"; fi
    for compiler in gcc clang; do job check_example "$file" "$compiler"; done
done
for file in examples/[0-9][0-9]_*.out; do
    [ ! -e "$file" ] || [ -e "${file%.out}.c" ] || result "$(basename "$file")" failed "    there is no ${file%.out}.c"
done
check_end
