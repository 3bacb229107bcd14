#!/usr/bin/env bash
# Is the test of random queries worth anything?  The headers are broken on purpose, one place at a time, and tests/test_random_queries.c must fail with each of them, and
# pass with them as they are.  On SQLite, which is enough: the evaluator that it compares with knows no database.
#   ORM_TEST_INCLUDE   where orm.h and orm_dialects.h are, default the root
step=mutants
. "$(dirname "$0")/lib.sh"

include=${ORM_TEST_INCLUDE:-.}

# name | the file | what stands there | what is put in its place (sed -E)
mutants=(
    'less is less or equal|orm.h|O\(LT, " < "\)|O(LT, " <= ")'
    'NOT is lost|orm.h|orm__render_text\(r, "NOT \("\)|orm__render_text(r, "(")'
    'NULL goes where the database puts it|orm.h|const bool told = nulls_first != native_first \&\& .*;|const bool told = false;'
    'OR is AND|orm.h|op == ORM__OP_AND \? " AND " : " OR "|op == ORM__OP_AND ? " AND " : " AND "'
    'a left join is an inner one|orm.h|" LEFT JOIN ", " RIGHT JOIN "|" JOIN ", " RIGHT JOIN "'
    'DISTINCT is lost|orm.h|q->distinct \? "SELECT DISTINCT " : "SELECT "|q->distinct ? "SELECT " : "SELECT "'
    'HAVING is lost|orm.h|if \(!q->having\) return;|return;'
)

build_and_run() { # FOLDER, which has the headers
    gcc -std=c11 -O0 -DORM_SQLITE "-I$1" -Itests tests/test_random_queries.c tests/implementation.c -o "$1/test" -lsqlite3 -lcmocka -lpthread -lm > "$1/log" 2>&1 || return 2
    ORM_TEST_DIALECT=sqlite ORM_TEST_TMP=$1 limited "$1/test" > "$1/log" 2>&1
    case $? in 0) return 0 ;; 1) return 1 ;; *) return 2 ;; esac
}

check_mutant() { # NUMBER NAME FILE WHAT INSTEAD
    local folder=$tmp/$1 status
    mkdir -p "$folder"
    cp "$include/orm.h" "$include/orm_dialects.h" "$folder"
    if [ -n "$3" ]; then
        sed -E "s#$4#$5#" "$include/$3" > "$folder/$3"
        if cmp -s "$include/$3" "$folder/$3"; then
            result "$2" failed "    nothing in $3 reads $4: give the mutant another place"
            return
        fi
    fi
    build_and_run "$folder"
    status=$?
    if [ "$status" = "${6:-1}" ]; then
        result "$2" ok
    else
        result "$2" failed "    $(case $status in 0) echo 'the test passes, though the renderer is broken' ;; *) tail -n 20 "$folder/log" ;; esac)"
    fi
    rm -rf "$folder"
}

check_start
job check_mutant 0 'as it is' '' '' '' 0
number=0
for mutant in "${mutants[@]}"; do
    IFS='|' read -r name file rest <<< "$mutant"
    # the pattern may hold escaped bars: it ends at the last one that is not
    what=${rest%|*} instead=${rest##*|}
    number=$((number + 1))
    job check_mutant "$number" "$name" "$file" "$what" "$instead"
done
wait
check_end
