#!/usr/bin/env bash
# Programs over the fixed API, kept outside of this repository (ORM_CONTRACT, default ../shared/contract), in an empty folder with the headers:
# gcc and clang, c11 and gnu11, every warning an error, sanitizers on; on SQLite, and built once with all drivers on each server that ORM_TEST_POSTGRES_URL and
# ORM_TEST_MYSQL_URL name, in a database of its own.  Where there are none, this says so and checks nothing.  `music` asks the Chinook data, which it finds loaded: from the
# portable files below ORM_TEST_DATA (default ../shared/data); where they are not, it is left out and this is said.
step=contract
. "$(dirname "$0")/lib.sh"

programs="hello blog two music" # those that this version promises
contract=${ORM_CONTRACT:-../shared/contract}
chinook=${ORM_TEST_DATA:-../shared/data}/chinook/portable

# Is this what the program prints?
printed() { # NAME EXIT_STATUS OUTPUT
    local expected=ok
    if [ "$1" = hello ]; then expected="1 Try it"; fi
    [ "$2" = 0 ] && { [ "$3" = "$expected" ] || { [[ $1 = blog || $1 = music ]] && [[ $3 =~ ^ok( [0-9]+)?$ ]]; }; }
}

# A folder with the headers and the program's sources; `hello` names its database in its text.
lay_out() { # NAME FOLDER [yes: the database is the program's argument]
    mkdir -p "$2"
    cp orm*.h "$2"
    if [ -d "$contract/$1" ]; then cp "$contract/$1"/* "$2"; else cp "$contract/$1.c" "$2"; fi
    if [ -n "${3:-}" ]; then sed -i.orig -e 's/int main(void)/int main(int argc, char **argv)/' -e 's/orm_open("sqlite::memory:"/orm_open(argc > 1 ? argv[1] : "sqlite::memory:"/' "$2"/*.c; fi
}

# The Chinook tables and rows; the schema of SQLite's has its constraints inside.
load() { # DIALECT URL
    local files=("$chinook/schema_$1.sql" "$chinook/data.sql")
    if [ "$1" = mysql ]; then files[0]=$chinook/schema_mariadb.sql; fi
    [ "$1" = sqlite ] || files+=("$chinook/constraints.sql")
    "$tmp/load" "${files[@]}" "$2"
}

check_program() { # NAME COMPILER STANDARD
    local name=$1 dir=$tmp/$1-$2-$3 out sources=() status
    lay_out "$name" "$dir"
    cd "$dir" || exit 1
    sources=(*.c)
    if ! out=$("$2" "-std=$3" "${warnings[@]}" -O0 "${sanitizers[@]}" "${sources[@]}" -o program -lsqlite3 2>&1); then
        cd "$root" && result "$name" failed "$(printf '%s\n' "$out" | head -n 30)" contract any "$2-$3"
        return
    fi
    local database=(); [ "$name" != music ] || database=("sqlite:///$tmp/chinook.db")
    out=$(limited ./program ${database[@]+"${database[@]}"} 2>&1)
    status=$?
    cd "$root" || exit 1
    if printed "$name" "$status" "$out"; then
        result "$name" ok "" contract any "$2-$3"
    else
        result "$name" failed "    exit status $status
$(printf '%s\n' "$out" | head -n 40)" contract any "$2-$3"
    fi
    rm -rf "$dir"
}

check_on_servers() { # NAME DIALECT...
    local name=$1 dir=$tmp/$1-servers out sources=() status dialect
    shift
    lay_out "$name" "$dir" yes
    cd "$dir" || exit 1
    sources=(*.c)
    if ! out=$(gcc -std=c11 "${warnings[@]}" -O0 "${sanitizers[@]}" "${driver_flags[@]}" "${sources[@]}" -o program "${driver_libs[@]}" -lpthread 2>&1); then
        cd "$root" && result "$name" failed "$(printf '%s\n' "$out" | head -n 30)" contract any servers
        return
    fi
    for dialect in "$@"; do
        local run=(./program)
        if [ "$name" = music ]; then run=("$BASH" "$root/tools/check_contract.sh" --loaded "$tmp" "$dir/program"); fi
        out=$(ORM_TEST_DIALECT=$dialect limited "$tmp/place" "${run[@]}" 2>&1)
        status=$?
        if printed "$name" "$status" "$out"; then
            (cd "$root" && result "$name" ok "" contract "$dialect" gcc-c11)
        else
            (cd "$root" && result "$name" failed "    exit status $status
$(printf '%s\n' "$out" | head -n 40)" contract "$dialect" gcc-c11)
        fi
    done
    cd "$root" || exit 1
}

if [ "${1:-}" = --loaded ]; then # FOLDER PROGRAM URL: fills the database before the program asks it
    tmp=$2
    load "$ORM_TEST_DIALECT" "$4" && exec "$3" "$4"
    exit 1
fi
check_start
if [ ! -d "$contract" ]; then
    echo "absent: contract programs ($contract is not there; ORM_CONTRACT names another folder)"
    check_end
fi
case $contract in /*) ;; *) contract=$root/$contract ;; esac
servers=()
for dialect in ${ORM_TEST_POSTGRES_URL:+postgres} ${ORM_TEST_MYSQL_URL:+mysql}; do servers+=("$dialect"); done
if [ "${#servers[@]}" -gt 0 ]; then
    drivers sqlite "${servers[@]}"
    if ! out=$(gcc -std=c11 "${driver_flags[@]}" -I. -Itests tests/place.c -o "$tmp/place" "${driver_libs[@]}" -lcmocka -lpthread 2>&1); then
        result place failed "$(printf '%s\n' "$out" | head -n 30)"
        servers=()
    fi
fi
case $chinook in /*) ;; *) chinook=$root/$chinook ;; esac
export ORM_TEST_DATA=${chinook%/chinook/portable}
if [ -e "$chinook/data.sql" ]; then
    [ "${#servers[@]}" -gt 0 ] || drivers sqlite
    if ! out=$(gcc -std=c11 "${driver_flags[@]}" -I. tests/load.c -o "$tmp/load" "${driver_libs[@]}" -lpthread 2>&1 && load sqlite "sqlite:///$tmp/chinook.db" 2>&1); then
        result load failed "$(printf '%s\n' "$out" | head -n 30)"
    fi
else
    echo "absent: $chinook (ORM_TEST_DATA names another folder), so contract program music is left out"
    programs=${programs% music}
fi
for name in $programs; do
    if [ ! -e "$contract/$name.c" ] && [ ! -d "$contract/$name" ]; then echo "absent: contract program $name"; continue; fi
    for compiler in gcc clang; do
        for standard in c11 gnu11; do job check_program "$name" "$compiler" "$standard"; done
    done
    [ "${#servers[@]}" = 0 ] || job check_on_servers "$name" "${servers[@]}"
done
wait
check_end
