#!/usr/bin/env bash
# Everything that `make test` proves, step after step; the last line is the sum.  A step that fails does not stop the others.
# To be run under tools/with_servers.sh, or with ORM_TEST_POSTGRES_URL and ORM_TEST_MYSQL_URL set.
. "$(dirname "$0")/lib.sh"

export ORM_RESULTS=$root/build/test/results.tsv ORM_IN_RUN=1
mkdir -p build/test
: > "$ORM_RESULTS"
begun=$SECONDS
broken=0

run() { # NAME command...
    local name=$1 start=$SECONDS before after status
    shift
    printf '== %s\n' "$name"
    before=$(wc -l < "$ORM_RESULTS")
    "$@"
    status=$?
    after=$(wc -l < "$ORM_RESULTS")
    if [ "$status" -gt 1 ] || { [ "$status" = 1 ] && ! tail -n "+$((before + 1))" "$ORM_RESULTS" | grep -q '	\(failed\|skipped\)$'; }; then
        broken=1
        printf '%s\tany\tcheck\t%s\tfailed\n' "$name" "$name" >> "$ORM_RESULTS"
        printf 'failed: %s: exit status %s\n' "$name" "$status"
    elif [ "$after" = "$before" ] && [ "$name" != contract ]; then
        printf '%s\tany\tcheck\t%s\tfailed\n' "$name" "$name" >> "$ORM_RESULTS"
        printf 'failed: %s: checked nothing\n' "$name"
    fi
    printf '   %s: %s s\n' "$name" "$((SECONDS - start))"
}

run headers tools/check_headers.sh
run modules tools/check_modules.sh
run compile tools/check_headers_compile.sh
run dialects tools/check_dialects.sh
run compile-fail tools/compile_fail.sh
run tests tools/run_tests.sh
run combinations tools/check_combinations.sh
run mutants tools/check_mutants.sh
run fuzz tools/fuzz.sh replay
if [ -n "${ORM_TEST_PGBOUNCER_URL:-}" ]; then # the common tests once more, through the pooler
    run pooler env "ORM_TEST_POSTGRES_URL=$ORM_TEST_PGBOUNCER_URL" ORM_TEST_DIALECTS=postgres ORM_TEST_CONFIGS=gcc-O2 "ORM_TEST_BUILD=$root/build/pooler" \
        tools/run_tests.sh test_crud test_query test_transaction test_streams
fi
run valgrind env ORM_TEST_CONFIGS=valgrind tools/run_tests.sh test_crud test_transaction test_raw test_schema
run contract tools/check_contract.sh
run examples tools/check_examples.sh
run snippets tools/check_snippets.sh
run install tools/check_install.sh
run features tools/check_features.sh

line=$(tally "$ORM_RESULTS"); status=$?
if [ "$status" != 0 ]; then
    echo "== what did not pass"
    awk -F '\t' '$5 != "ok" { print "   " $5 ": " $1 " " $4 " [" $3 " " $2 "]" }' "$ORM_RESULTS" | head -n 100
fi
printf '== %s s in all\n%s\n' "$((SECONDS - begun))" "$line"
[ "$broken" = 0 ] && exit "$status"
exit 1
