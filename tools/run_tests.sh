#!/usr/bin/env bash
# Builds and runs the test programs tests/test_*.c, each in every configuration and on every dialect.
#
#   tools/run_tests.sh [test_name...]       all programs, or the named ones (test_url, tests/test_url.c)
#
#   ORM_TEST_CONFIGS    default "gcc-asan clang-asan gcc-O2 clang-O2"; also gcc-tsan clang-tsan valgrind
#   ORM_TEST_DIALECTS   default "sqlite"
#   ORM_TEST_TIMEOUT    seconds for one program, default 300
#   ORM_JOBS            default: the number of processors
#
# A program may say how it is built, in a comment that is its first line:  /* build: key: words; key: words */
#   sources: src/orm/text.c    files linked to it.  With one from src/ it is a unit test of private modules: compiled with -Isrc, without orm.h, run once.
#   std: gnu11                 instead of c11
#   libs: -lm                  more libraries
#   flags: -DORM_STATIC        more compiler flags
#   dialects: any              run once, not once for each dialect
#   configs: gcc-asan          only in these configurations
#   tsan: yes                  with ThreadSanitizer, too
# A program that defines ORM_IMPLEMENTATION itself is not linked with the common object.
#
# Each program runs in the root of the repository with ORM_TEST_DIALECT (sqlite), ORM_TEST_CONFIG and ORM_TEST_TMP (an empty folder of its own) set.
step=tests
. "$(dirname "$0")/lib.sh"

configs=${ORM_TEST_CONFIGS:-gcc-asan clang-asan gcc-O2 clang-O2}
dialects=${ORM_TEST_DIALECTS:-sqlite}

# What a configuration is: the compiler, its flags, and what the program is run under.
configure() {
    under=()
    case $1 in
    gcc-asan) cc=gcc flags=(-O0 "${sanitizers[@]}") ;;
    clang-asan) cc=clang flags=(-O0 "${sanitizers[@]}") ;;
    gcc-O2) cc=gcc flags=(-O2) ;;
    clang-O2) cc=clang flags=(-O2) ;;
    gcc-tsan | clang-tsan)
        cc=${1%-tsan} flags=(-O1 -g -fsanitize=thread)
        if setarch -R true 2> /dev/null; then under=(setarch -R); fi # fixed addresses: ThreadSanitizer knows no others on some kernels
        ;;
    valgrind) cc=gcc flags=(-O1 -g) under=(valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible) ;;
    *) echo "run_tests: no configuration $1" >&2; exit 2 ;;
    esac
}

# Flags and libraries of the drivers under test.
driver_flags=() driver_libs=()
for dialect in $dialects; do
    case $dialect in
    sqlite) driver_libs+=(-lsqlite3) ;;
    *) echo "run_tests: no dialect $dialect" >&2; exit 2 ;;
    esac
done

build_key() { # FILE KEY
    sed -n '1s|^/\* *build: *\(.*[^ ]\) *\*/.*$|\1|p' "$1" | tr ';' '\n' | sed -n "s/^ *$2: *//p"
}

build_implementation() { # CONFIG
    configure "$1"
    local object=build/$1/orm.o out header
    mkdir -p "build/$1"
    printf '%s\n' "$cc ${flags[*]} ${driver_flags[*]-}" > "$object.flags.new"
    if [ -e "$object" ] && cmp -s "$object.flags" "$object.flags.new" && [ "$object" -nt tests/implementation.c ]; then
        for header in orm*.h; do [ "$object" -nt "$header" ] || break; done
        [ "$object" -nt "$header" ] && return 0
    fi
    rm -f "$object"
    if out=$("$cc" "${strict[@]}" "${flags[@]}" ${driver_flags[@]+"${driver_flags[@]}"} -I. -c tests/implementation.c -o "$object" 2>&1); then
        mv "$object.flags.new" "$object.flags"
    else
        result implementation failed "$(printf '%s\n' "$out" | head -n 40)" implementation any "$1"
    fi
}

# Reads cmocka's output, prints "result name" for each test function; one that started and never ended has crashed.
read_results() { # EXIT_STATUS < output
    awk -v status="$1" '
        function end(result) { print result, current; n[result]++; current = "" }
        /\[ RUN      \] / { if (current != "") end("failed"); current = $0; sub(/.*\[ RUN      \] /, "", current); next }
        current != "" && index($0, "[       OK ] " current) { end("ok"); next }
        current != "" && index($0, "[  SKIPPED ] " current) { end("skipped"); next }
        current != "" && (index($0, "[  FAILED  ] " current) || index($0, "[  ERROR   ] " current)) { end("failed"); next }
        END {
            if (current != "") end("failed")
            if (status != 0 && !n["failed"]) print "failed", "exit_status_" status
            else if (!n["ok"] && !n["failed"] && !n["skipped"]) print "failed", "no_test_ran"
        }'
}

run_program() { # PROGRAM CONFIG
    local file=tests/$1.c config=$2 where=build/$2 out dialect on status line scratch
    local sources=() include=(-I. -Itests) objects=("build/$2/orm.o") std key
    configure "$config"
    key=$(build_key "$file" sources)
    [ -z "$key" ] || read -r -a sources <<< "$key"
    on=$(build_key "$file" dialects)
    case " $key" in *" src/"*) include=(-Isrc -Itests) objects=() on=any ;; esac
    if grep -q '^#define ORM_IMPLEMENTATION' "$file"; then objects=(); fi
    std=$(build_key "$file" std)
    for line in ${objects[@]+"${objects[@]}"}; do # the object is missing when it did not compile, which was told once
        [ -e "$line" ] || { result not_built failed "" "$1" any "$config"; return; }
    done
    # shellcheck disable=SC2046
    if ! out=$("$cc" "-std=${std:-c11}" "${warnings[@]}" "${flags[@]}" ${driver_flags[@]+"${driver_flags[@]}"} $(build_key "$file" flags) "${include[@]}" \
        "$file" ${sources[@]+"${sources[@]}"} ${objects[@]+"${objects[@]}"} -o "$where/$1" \
        "${driver_libs[@]}" $(build_key "$file" libs) -lcmocka -lpthread -lm 2>&1); then
        result does_not_compile failed "$(printf '%s\n' "$out" | head -n 40)" "$1" any "$config"
        return
    fi
    for dialect in ${on:-$dialects}; do
        scratch=$root/$where/$1.$dialect.tmp
        rm -rf "$scratch"
        mkdir -p "$scratch"
        out=$where/$1.$dialect.log
        (
            export ORM_TEST_DIALECT=$dialect ORM_TEST_CONFIG=$config ORM_TEST_TMP=$scratch CMOCKA_MESSAGE_OUTPUT=STDOUT
            [ "$dialect" != any ] || export ORM_TEST_DIALECT=${dialects%% *}
            limited ${under[@]+"${under[@]}"} "$where/$1"
        ) > "$out" 2>&1 < /dev/null
        status=$?
        read_results "$status" < "$out" > "$out.results"
        while read -r key line; do result "$line" "$key" "" "$1" "$dialect" "$config"; done < "$out.results"
        if grep -q '^failed' "$out.results"; then
            if [ "$status" = 124 ]; then status="124: stopped after ${ORM_TEST_TIMEOUT:-300} s"; fi
            printf -- '---- %s [%s %s] exit status %s\n' "$1" "$config" "$dialect" "$status"
            grep -av '^\[ RUN  \|^\[       OK \]' "$out" | cut -c 1-400 | head -n "${ORM_TEST_LINES:-120}"
            echo ----
        fi
        rm -rf "$scratch"
    done
}

check_start
programs=()
if [ $# -gt 0 ]; then
    for name in "$@"; do name=${name##*/}; programs+=("${name%.c}"); done
else
    for name in tests/test_*.c; do [ ! -e "$name" ] || { name=${name##*/}; programs+=("${name%.c}"); }; done
fi
if [ "${#programs[@]}" = 0 ]; then result programs failed "there is no tests/test_*.c"; check_end; fi

# Which configurations a program runs in.
wanted() { # PROGRAM CONFIG
    local only
    only=$(build_key "tests/$1.c" configs)
    case $2 in *-tsan | valgrind) [ -n "${ORM_TEST_CONFIGS:-}" ] || [ -n "$(build_key "tests/$1.c" tsan)" ]; return ;; esac
    [ -z "$only" ] || case " $only " in *" $2 "*) ;; *) return 1 ;; esac
}
if [ -z "${ORM_TEST_CONFIGS:-}" ] && grep -qs '^/\* *build:.*tsan: yes' tests/test_*.c; then configs="$configs gcc-tsan"; fi

for config in $configs; do (configure "$config") || exit 2; job build_implementation "$config"; done
wait
mkdir "$tmp/out"
serial=1000
for name in "${programs[@]}"; do
    [ -e "tests/$name.c" ] || { result "$name" failed "no such file: tests/$name.c"; continue; }
    for config in $configs; do
        wanted "$name" "$config" || continue
        serial=$((serial + 1))
        job run_program "$name" "$config" > "$tmp/out/$serial"
    done
done
wait
cat "$tmp"/out/* 2> /dev/null
check_end
