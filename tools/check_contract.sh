#!/usr/bin/env bash
# Programs over the fixed API, kept outside of this repository (ORM_CONTRACT, default ../shared/contract), in an empty folder with the headers:
# gcc and clang, c11 and gnu11, every warning an error, sanitizers on.  Where there are none, this says so and checks nothing.
step=contract
. "$(dirname "$0")/lib.sh"

programs="hello blog two" # those that this version promises
contract=${ORM_CONTRACT:-../shared/contract}

check_program() { # NAME COMPILER STANDARD
    local name=$1 dir=$tmp/$1-$2-$3 out sources=() expected status
    mkdir -p "$dir"
    cp orm*.h "$dir"
    if [ -d "$contract/$name" ]; then cp "$contract/$name"/* "$dir"; else cp "$contract/$name.c" "$dir"; fi
    cd "$dir" || exit 1
    sources=(*.c)
    if ! out=$("$2" "-std=$3" "${warnings[@]}" -O0 "${sanitizers[@]}" "${sources[@]}" -o program -lsqlite3 2>&1); then
        cd "$root" && result "$name" failed "$(printf '%s\n' "$out" | head -n 30)" contract any "$2-$3"
        return
    fi
    out=$(limited ./program 2>&1)
    status=$?
    cd "$root" || exit 1
    case $name in hello) expected="1 Try it" ;; *) expected=ok ;; esac
    if [ "$status" = 0 ] && { [ "$out" = "$expected" ] || { [ "$name" = blog ] && [[ $out =~ ^ok( [0-9]+)?$ ]]; }; }; then
        result "$name" ok "" contract any "$2-$3"
    else
        result "$name" failed "    exit status $status, expected: $expected
$(printf '%s\n' "$out" | head -n 40)" contract any "$2-$3"
    fi
    rm -rf "$dir"
}

check_start
if [ ! -d "$contract" ]; then
    echo "absent: contract programs ($contract is not there; ORM_CONTRACT names another folder)"
    check_end
fi
case $contract in /*) ;; *) contract=$root/$contract ;; esac
for name in $programs; do
    if [ ! -e "$contract/$name.c" ] && [ ! -d "$contract/$name" ]; then echo "absent: contract program $name"; continue; fi
    for compiler in gcc clang; do
        for standard in c11 gnu11; do job check_program "$name" "$compiler" "$standard"; done
    done
done
check_end
