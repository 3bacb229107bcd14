#!/usr/bin/env bash
# Every combination of the three drivers, built alone, passes its tests: a choice of programs on the dialects that are compiled in.
# (That each compiles without the others' headers is tools/check_dialects.sh; the whole suite runs with all three, tools/run_tests.sh.)
set -u
cd "$(dirname "$0")/.." || exit 1
programs="test_crud test_transaction test_dialects"
status=0
for dialects in sqlite postgres mysql "sqlite postgres" "sqlite mysql" "postgres mysql"; do
    name=${dialects// /-}
    ORM_TEST_DIALECTS=$dialects ORM_TEST_CONFIGS=gcc-O0 ORM_TEST_BUILD=build/combination/$name tools/run_tests.sh $programs > "build/test/combination-$name.log" 2>&1
    case $? in 0) ;; *) status=1; echo "with $dialects:"; cat "build/test/combination-$name.log" ;; esac
done
exit "$status"
