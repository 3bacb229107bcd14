#!/usr/bin/env bash
# Builds and runs the test programs tests/test_*.c, each in every configuration and on every dialect.
#
#   tools/run_tests.sh [test_name...]       all programs, or the named ones (test_url, tests/test_url.c)
#
#   ORM_TEST_DIALECTS        default "sqlite postgres mysql"; the servers are named by ORM_TEST_POSTGRES_URL and ORM_TEST_MYSQL_URL (tools/with_servers.sh)
#   ORM_TEST_CONFIGS         default "gcc-asan clang-O2", and gcc-tsan for the programs that ask for it; also clang-asan gcc-O2 gcc-O0 clang-tsan valgrind (make check-all runs most)
#   ORM_TEST_SERVER_CONFIGS  those of them that run on the servers too, default: all
#   ORM_TEST_ONLY            the name of one test function
#   ORM_TEST_TIMEOUT         seconds for one program, default 300
#   ORM_TEST_INCLUDE         where orm.h and orm_dialects.h are, default the root
#   ORM_TEST_BUILD           where to build, default build
#   ORM_JOBS                 default: the number of processors
#
# A program may say how it is built, in a comment that is its first line:  /* build: key: words; key: words */
#   sources: src/orm/text.c    files linked to it.  With one from src/ it is a unit test of private modules: compiled with -Isrc, without orm.h, run once.
#   std: gnu11                 instead of c11
#   libs: -lm                  more libraries
#   flags: -DORM_STATIC        more compiler flags
#   dialects: any              run once, not once for each dialect; or the dialects it is for
#   configs: gcc-asan          only in these configurations
#   tsan: yes                  with ThreadSanitizer, too
# A program that defines ORM_IMPLEMENTATION itself is not linked with the common object.
#
# A program is built once in a configuration, with the drivers of all dialects, and runs once for each dialect, in the root of the repository, with ORM_TEST_DIALECT,
# ORM_TEST_CONFIG and ORM_TEST_TMP (an empty folder of its own) set.  A test function that ran on one dialect and not on another is a failure, unless its name begins
# with test_DIALECT_ (or test_server_, for both servers) or tests/dialect_exceptions.txt names it.
step=tests
. "$(dirname "$0")/lib.sh"

configs=${ORM_TEST_CONFIGS:-gcc-asan clang-O2}
server_configs=${ORM_TEST_SERVER_CONFIGS:-$configs gcc-tsan}
dialects=${ORM_TEST_DIALECTS:-sqlite postgres mysql}
if [ -z "${ORM_TEST_DIALECTS:-}" ] && [ ! -e src/dialects/mysql.c ]; then dialects="sqlite postgres"; fi
include=${ORM_TEST_INCLUDE:-.}
build=${ORM_TEST_BUILD:-build}
case $build in /*) ;; *) build=$root/$build ;; esac

# What a configuration is: the compiler, its flags, and what the program is run under.
configure() {
    under=()
    case $1 in
    gcc-asan) cc=gcc flags=(-O0 "${sanitizers[@]}") ;;
    clang-asan) cc=clang flags=(-O0 "${sanitizers[@]}") ;;
    gcc-O0) cc=gcc flags=(-O0) ;;
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

# shellcheck disable=SC2086
drivers $dialects

build_key() { # FILE KEY
    sed -n '1s|^/\* *build: *\(.*[^ ]\) *\*/.*$|\1|p' "$1" | tr ';' '\n' | sed -n "s/^ *$2: *//p"
}

build_implementation() { # CONFIG
    configure "$1"
    local object=$build/$1/orm.o out header
    mkdir -p "$build/$1"
    printf '%s\n' "$cc ${flags[*]} ${driver_flags[*]-} $include" > "$object.flags.new"
    if [ -e "$object" ] && cmp -s "$object.flags" "$object.flags.new" && [ "$object" -nt tests/implementation.c ]; then
        for header in "$include"/orm*.h; do [ "$object" -nt "$header" ] || break; done
        [ "$object" -nt "$header" ] && return 0
    fi
    rm -f "$object"
    if out=$("$cc" "${strict[@]}" "${flags[@]}" ${driver_flags[@]+"${driver_flags[@]}"} "-I$include" -c tests/implementation.c -o "$object" 2>&1); then
        mv "$object.flags.new" "$object.flags"
    else
        result implementation failed "$(printf '%s\n' "$out" | head -n 40)" implementation any "$1"
    fi
}

# Reads cmocka's output, prints "result name" for each test function; one that started and never ended has crashed.
read_results() { # EXIT_STATUS < output
    awk -v status="$1" '
        function end(result) { print result, current; n[result]++; current = "" }
        /^\[ NO TESTS \] / { none = 1 }
        /\[ RUN      \] / { if (current != "") end("failed"); current = $0; sub(/.*\[ RUN      \] /, "", current); next }
        current != "" && index($0, "[       OK ] " current) { end("ok"); next }
        current != "" && index($0, "[  SKIPPED ] " current) { end("skipped"); next }
        current != "" && (index($0, "[  FAILED  ] " current) || index($0, "[  ERROR   ] " current)) { end("failed"); next }
        END {
            if (current != "") end("failed")
            if (status != 0 && !n["failed"]) print "failed", "exit_status_" status
            else if (!n["ok"] && !n["failed"] && !n["skipped"]) print (none ? "none" : "failed"), "no_test_ran"
        }'
}

runs_on() { # DIALECT CONFIG
    case " $dialects any " in *" $1 "*) ;; *) return 1 ;; esac
    case $1 in
    postgres | mysql) case " $server_configs " in *" $2 "*) ;; *) return 1 ;; esac ;;
    esac
}

run_program() { # PROGRAM CONFIG
    local file=tests/$1.c config=$2 where=$build/$2 out dialect on status line scratch
    local sources=() includes=("-I$include" -Itests) objects=("$build/$2/orm.o") std key
    configure "$config"
    key=$(build_key "$file" sources)
    [ -z "$key" ] || read -r -a sources <<< "$key"
    on=$(build_key "$file" dialects)
    case " $key" in *" src/"*) includes=(-Isrc -Itests) objects=() on=any ;; esac
    for dialect in ${on:-any}; do ! runs_on "$dialect" "$config" || break; done
    runs_on "$dialect" "$config" || return 0 # what does not run is not built: its client library may not be there
    if grep -q '^#define ORM_IMPLEMENTATION' "$file"; then objects=(); fi
    std=$(build_key "$file" std)
    for line in ${objects[@]+"${objects[@]}"}; do # the object is missing when it did not compile, which was told once
        [ -e "$line" ] || { result not_built failed "" "$1" any "$config"; return; }
    done
    # shellcheck disable=SC2046
    if ! out=$("$cc" "-std=${std:-c11}" "${warnings[@]}" "${flags[@]}" ${driver_flags[@]+"${driver_flags[@]}"} $(build_key "$file" flags) "${includes[@]}" \
        "$file" ${sources[@]+"${sources[@]}"} ${objects[@]+"${objects[@]}"} -o "$where/$1" \
        "${driver_libs[@]}" $(build_key "$file" libs) -lcmocka -lpthread -lm 2>&1); then
        result does_not_compile failed "$(printf '%s\n' "$out" | head -n 40)" "$1" any "$config"
        return
    fi
    for dialect in ${on:-$dialects}; do
        runs_on "$dialect" "$config" || continue
        scratch=$where/$1.$dialect.tmp
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
        while read -r key line; do
            [ "$key" = none ] || result "$line" "$key" "" "$1" "$dialect" "$config"
        done < "$out.results"
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
programs=() all=1
if [ $# -gt 0 ]; then
    all=0
    for name in "$@"; do name=${name##*/}; programs+=("${name%.c}"); done
else
    for name in tests/test_*.c; do [ ! -e "$name" ] || { name=${name##*/}; programs+=("${name%.c}"); }; done
fi
if [ "${#programs[@]}" = 0 ]; then result programs failed "there is no tests/test_*.c"; check_end; fi

# The same tests on every dialect, but those whose name or whose line in tests/dialect_exceptions.txt says otherwise; nothing is excepted that need not be.
same_tests() { # 1 when all programs ran, otherwise 0
    [ "${dialects#* }" != "$dialects" ] || return 0
    awk -F '\t' -v dialects="$dialects" -v list=tests/dialect_exceptions.txt '
        BEGIN {
            n = split(dialects, d, " ")
            while ((getline line < list) > 0) {
                if (line ~ /^(#|[ \t]*$)/) continue
                words = split(line, w, /[ \t]+/)
                if (words < 3) print "dialect_exceptions\t" w[1] "\tits line gives no reason"
                excepted[w[1]] = "," w[2] ","
            }
        }
        $2 == "any" { next }
        $4 ~ /^(exit_status_|no_test_ran)/ { broken[$1, $2] = 1; next }
        { ran[$1, $4, $2] = 1; test[$1, $4] = 1; known[$4] = 1 }
        END {
            for (key in test) {
                split(key, k, SUBSEP)
                only = ""
                for (i = 1; i <= 3; i++) {
                    name = substr("sqlite   postgres mysql    ", i * 9 - 8, 9); sub(/ +$/, "", name)
                    if (index(k[2], "test_" name "_") == 1) only = "," name ","
                }
                if (index(k[2], "test_server_") == 1) only = ",postgres,mysql,"
                if (only == "" && (k[2] in excepted)) only = excepted[k[2]]
                where = ""
                for (i = 1; i <= n; i++) {
                    wanted = only == "" || index(only, "," d[i] ",") > 0
                    if (wanted && !((k[1], k[2], d[i]) in ran) && !((k[1], d[i]) in broken)) where = where " " d[i]
                }
                if (where != "") print k[1] "\t" k[2] "\tdid not run on" where
            }
            if (all) for (name in excepted) if (!(name in known)) print "dialect_exceptions\t" name "\tthere is no such test"
        }' all="$1" "$tmp/own.tsv" > "$tmp/differences"
    local program name why
    if [ ! -s "$tmp/differences" ]; then result same_tests ok "" dialects; return; fi
    while IFS=$'\t' read -r program name why; do
        result "$name" failed "$program: $name $why" dialects
    done < "$tmp/differences"
}

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
[ -n "${ORM_TEST_ONLY:-}" ] || same_tests "$all"
check_end
