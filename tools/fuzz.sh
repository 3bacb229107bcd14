#!/usr/bin/env bash
# The fuzzers, tests/fuzz/fuzz_*.c: libFuzzer targets, built as the comment in their first line says.
#   fuzz.sh replay [NAME...]    the inputs in tests/fuzz/corpus, and a few thousand made from them: two seconds behind the compiler
#   fuzz.sh run [NAME...]       ORM_FUZZ_RUNS inputs each, default 1,000,000; what breaks a target is kept in build/fuzz
step=fuzz
. "$(dirname "$0")/lib.sh"

mode=${1:-replay}
case $mode in
replay) runs=5000 ;;
run) runs=${ORM_FUZZ_RUNS:-1000000} ;;
*) sed -n '2,4s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
esac
shift
include=${ORM_TEST_INCLUDE:-.}
mkdir -p build/fuzz

# The words of the first line behind "clang", with the library compiled elsewhere: it takes half a minute.
command_of() { # FILE
    local words word
    read -r -a words <<< "$(sed -n '1s|^/\* build: clang \(.*\) \*/$|\1|p' "$1")"
    command=(clang -g -O1 -fno-sanitize-recover=all)
    for word in ${words[@]+"${words[@]}"}; do
        case $word in
        -I.) command+=("-I$include") ;;
        tests/implementation.c) command+=("$tmp/orm.o") ;;
        *) command+=("$word") ;;
        esac
    done
    [ "${#words[@]}" -gt 0 ]
}
build_library() {
    clang -g -O1 -fno-sanitize-recover=all -fsanitize=fuzzer-no-link,address,undefined -DORM_SQLITE "-I$include" -c tests/implementation.c -o "$tmp/orm.o"
}
fuzz() { # FILE
    local name=${1##*/} out status
    name=${name%.c} name=${name#fuzz_}
    local corpus=tests/fuzz/corpus/$name found=$tmp/corpus-$name
    command_of "$1" || { result "$name" failed "    its first line does not say how it is built"; return; }
    mkdir -p "$found"
    if ! out=$("${command[@]}" -o "$tmp/$name" ${libraries[@]+"${libraries[@]}"} 2>&1); then
        result "$name" failed "$(printf '%s\n' "$out" | head -n 30)"
        return
    fi
    # from replay to replay the same: the seed is fixed
    out=$(limited "$tmp/$name" -runs="$runs" -max_len=200 -seed=1 -rss_limit_mb=2048 -artifact_prefix=build/fuzz/ "$found" "$corpus" 2>&1)
    status=$?
    if [ "$status" = 0 ]; then result "$name" ok; else result "$name" failed "$(printf '%s\n' "$out" | grep -v '^#[0-9]*[[:space:]]*\(NEW\|REDUCE\|pulse\)' | tail -n 40)"; fi
    [ "$mode" = replay ] || [ -n "${ORM_IN_RUN:-}" ] || printf '%s: %s\n' "$name" "$(printf '%s\n' "$out" | tail -n 1)"
}

check_start
libraries=()
export ORM_TEST_TIMEOUT=${ORM_TEST_TIMEOUT:-1800}
if [ $# -gt 0 ]; then targets=("${@/#/tests/fuzz/fuzz_}") && targets=("${targets[@]/%/.c}"); else targets=(tests/fuzz/fuzz_*.c); fi
if ! command -v clang > /dev/null; then
    for target in "${targets[@]}"; do result "${target##*/}" skipped "    there is no clang"; done
    check_end
fi
ready=${ORM_TEST_BUILD:-build}/clang-asan/orm.o
if [ "$mode" = replay ] && [ "$ready" -nt "$include/orm.h" ] && [ "$ready" -nt "$include/orm_dialects.h" ]; then
    drivers sqlite postgres mysql # what run_tests.sh compiled is good enough where nothing is to be found out
    libraries=("${driver_libs[@]}")
    cp "$ready" "$tmp/orm.o"
elif grep -q 'tests/implementation.c' "${targets[@]}" && ! out=$(build_library 2>&1); then result library failed "$(printf '%s\n' "$out" | head -n 30)"; fi
for target in "${targets[@]}"; do job fuzz "$target"; done
wait
check_end
