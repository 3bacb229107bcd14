#!/usr/bin/env bash
# docs/features.md says which test proves which feature; this says whether it is true of the last run (build/test/results.tsv).
#
# A feature table has a header row with the columns SQLite, PostgreSQL, MariaDB, MySQL; the first column of each row holds IDs (QF-11; QF-1, QF-2; SC-1 to SC-3), the
# last one names test functions.  For every dialect whose cell begins with "yes", each named test that is for this dialect (by its name and tests/dialect_exceptions.txt) must
# have passed on it, in every configuration it ran in, and there must be one.  Tests that need no database count for each.  What ran on the server of
# ORM_TEST_MYSQL_URL proves MariaDB; MySQL is proved by build/test/mysql.tsv, where make test-mysql has been run.
step=features
. "$(dirname "$0")/lib.sh"

table=docs/features.md
check_start
if [ ! -e "$table" ]; then result table failed "there is no $table"; check_end; fi
if [ ! -s "$results" ]; then result run failed "there is no $results: run the tests first"; check_end; fi

cat tests/test_*.c tests/*/test_*.c 2> /dev/null | grep -Eo '\btest_[A-Za-z0-9_]+' | sort -u > "$tmp/known"
real_mysql=${ORM_MYSQL_RESULTS:-build/test/mysql.tsv}
[ -s "$real_mysql" ] || echo "the column MySQL is not compared: there is no $real_mysql (make test-mysql)"
LC_ALL=C awk -v known_file="$tmp/known" -v results_file="$results" -v mysql_file="$real_mysql" -v exceptions_file=tests/dialect_exceptions.txt '
    # Whether a test is for a dialect at all: by its name, or by the list of exceptions.
    function is_for(test, dialect,    only) {
        if (dialect == "real_mysql") dialect = "mysql"
        only = test; sub(/^test_/, "", only); sub(/_.*/, "", only)
        if (only == "server") return dialect != "sqlite"
        if (only == "sqlite" || only == "postgres" || only == "mysql") return only == dialect
        return !(test in excepted) || index("," excepted[test] ",", "," dialect ",") > 0
    }
    function trim(s) { gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
    function problem(text) { bad = 1; print "failed\t" id "\t" FILENAME ":" FNR ": " text }
    BEGIN {
        while ((getline line < known_file) > 0) known[line] = 1
        while ((getline line < results_file) > 0) {
            split(line, f, "\t")
            if (f[5] == "ok") ok[f[2], f[4]] = 1
            else seen[f[2], f[4]] = f[5]
        }
        while ((getline line < mysql_file) > 0) {
            split(line, f, "\t")
            if (f[2] != "mysql") continue
            real_mysql = 1
            if (f[5] == "ok") ok["real_mysql", f[4]] = 1
            else seen["real_mysql", f[4]] = f[5]
        }
        while ((getline line < exceptions_file) > 0)
            if (line !~ /^(#|[ \t]*$)/) { split(line, f, /[ \t]+/); excepted[f[1]] = f[2] }
        names["SQLite"] = "sqlite"; names["PostgreSQL"] = "postgres"; names["MariaDB"] = "mysql"; names["MySQL"] = "real_mysql"
    }
    /^```/ { fenced = !fenced }
    fenced || !/^[ \t]*\|/ { in_table = 0; next }
    {
        line = $0
        gsub(/\\[|]/, "\001", line)
        sub(/^[ \t]*[|]/, "", line); sub(/[|][ \t]*$/, "", line)
        n = split(line, cell, "|")
        for (i = 1; i <= n; i++) cell[i] = trim(cell[i])
    }
    !in_table {
        in_table = 1; dialects = 0
        for (i = 1; i <= n; i++) if (cell[i] in names) { dialects++; at[dialects] = i; dialect[dialects] = names[cell[i]] }
        width = n
        next
    }
    dialects == 0 || cell[1] ~ /^:?-+:?$/ { next }
    {
        id = cell[1]; bad = 0; rows++
        plain = id; gsub(/`/, "", plain)
        if (plain !~ /^[A-Z]+-[0-9]+g?((, *| to )[A-Z]+-[0-9]+g?)*$/) problem("not a row ID: " id)
        if (n != width) { problem(n " cells, the header has " width); next }
        list = cell[n]; gsub(/[`,;]/, " ", list)
        count = split(list, word, /[ \t]+/); tests = 0
        for (i = 1; i <= count; i++) if (word[i] ~ /^test_[A-Za-z0-9_]+$/) test[++tests] = word[i]
        for (i = 1; i <= tests; i++) if (!(test[i] in known)) problem("no such test in tests/: " test[i])
        for (d = 1; d <= dialects; d++) {
            if (cell[at[d]] !~ /^yes/) continue
            if (dialect[d] == "real_mysql" && !real_mysql) continue
            shown = 0
            for (i = 1; i <= tests; i++) {
                name = test[i]
                if (!(name in known) || !is_for(name, dialect[d])) continue
                shown++
                if ((dialect[d], name) in seen) problem(name " on " dialect[d] ": " seen[dialect[d], name])
                else if (("any", name) in seen) problem(name ": " seen["any", name])
                else if (!((dialect[d], name) in ok) && !(("any", name) in ok)) problem(name " did not run on " dialect[d])
            }
            if (!shown) problem("says yes for " dialect[d] ", and no test shows it")
        }
        if (!bad) print "ok\t" id "\t"
    }
    END { if (!rows) { id = "rows"; problem("no feature table") } }' "$table" > "$tmp/rows"
while IFS=$'\t' read -r state id why; do
    if [ "$state" = ok ]; then result "$id" ok; else result "$id" failed "    $why"; fi
done < "$tmp/rows"
check_end
