# What the check scripts share; sourced, never run.  A script sets `step`, calls check_start, reports each result, and ends with check_end.

set -u
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
root=$PWD
results=${ORM_RESULTS:-build/test/results.tsv}
case $results in /*) ;; *) results=$root/$results ;; esac
jobs_max=${ORM_JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}

warnings=(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror)
strict=(-std=c11 "${warnings[@]}")
sanitizers=(-g -fno-omit-frame-pointer -fsanitize=address,undefined -fno-sanitize-recover=all)
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1:detect_stack_use_after_return=1}
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1:halt_on_error=1}
export TSAN_OPTIONS=${TSAN_OPTIONS:-halt_on_error=1:second_deadlock_stack=1}

# drivers DIALECT...: driver_flags and driver_libs are what compiles and links them.  ORM_TEST_MYSQL_CLIENT=mysql: with MySQL's own library, not MariaDB's.
drivers() {
    local dialect words package library folder
    driver_flags=() driver_libs=()
    for dialect in "$@"; do
        case $dialect in
        sqlite) driver_flags+=(-DORM_SQLITE) driver_libs+=(-lsqlite3) ;;
        postgres)
            driver_flags+=(-DORM_POSTGRES)
            read -r -a words <<< "$(pkg-config --libs-only-L libpq 2> /dev/null)"
            driver_libs+=(${words[@]+"${words[@]}"} -lpq)
            ;;
        mysql)
            if [ "${ORM_TEST_MYSQL_CLIENT:-mariadb}" = mysql ]; then words="mysqlclient mysqlclient mysql"; else words="libmariadb mariadb mariadb"; fi
            read -r package library folder <<< "$words"
            if pkg-config --exists "$package" 2> /dev/null; then
                read -r -a words <<< "$(pkg-config --cflags "$package")"
                driver_flags+=(-DORM_MYSQL ${words[@]+"${words[@]}"})
                read -r -a words <<< "$(pkg-config --libs "$package")"
                driver_libs+=("${words[@]}")
            else
                driver_flags+=(-DORM_MYSQL "-I/usr/include/$folder") driver_libs+=("-l$library")
            fi
            ;;
        *) echo "$step: no dialect $dialect" >&2; exit 2 ;;
        esac
    done
}

# check_start: an empty temporary folder in $tmp, and an empty result file unless a run is under way.
check_start() {
    mkdir -p "$(dirname "$results")"
    [ -n "${ORM_IN_RUN:-}" ] || : > "$results"
    tmp=$(mktemp -d "${TMPDIR:-/tmp}/orm-check.XXXXXX") || exit 1
    trap 'rm -rf "$tmp"' EXIT
    trap 'exit 130' INT TERM
    : > "$tmp/own.tsv"
}

# result NAME ok|failed|skipped [WHY] [PROGRAM DIALECT CONFIGURATION]: one line in the result file; all but ok are told, the first ten with the reason.
result() {
    local why=${3:-}
    printf '%s\t%s\t%s\t%s\t%s\n' "${4:-$step}" "${5:-any}" "${6:-check}" "$1" "$2" | tee -a "$tmp/own.tsv" >> "$results"
    [ "$2" != ok ] || return 0
    if [ "$(grep -c 'failed$' "$tmp/own.tsv")" -gt "${ORM_REASONS:-10}" ]; then why=""; fi
    printf '%s: %s: %s%s\n' "$2" "${4:-$step}${6:+ [$6${5:+ $5}]}" "$1" "${why:+
$why}"
}

# attempt NAME command...: ok when the command succeeds, otherwise its output is shown.
attempt() {
    local name=$1 out
    shift
    if out=$("$@" 2>&1); then result "$name" ok; else result "$name" failed "$(printf '%s\n' "$out" | head -n 60 | sed 's/^/    /')"; fi
}

# job command...: in the background, at most $jobs_max at a time; `wait` waits for all.
job() {
    while [ "$(jobs -rp | wc -l)" -ge "$jobs_max" ]; do sleep 0.02; done
    "$@" &
}

# How long a program may take; macOS has no timeout.
limited() {
    if command -v timeout > /dev/null; then timeout -k 10 "${ORM_TEST_TIMEOUT:-300}" "$@"; else "$@"; fi
}

# tally FILE: "N passed, N failed, N skipped"; fails when something failed, and on CI when something was skipped that this machine could run (build/cannot names the rest).
tally() {
    awk -F '\t' -v ci="${CI:-}" -v cannot="$root/build/cannot" '
        BEGIN { while ((getline name < cannot) > 0) excused[name] = 1 }
        { n[$5]++ }
        $5 == "skipped" && !($4 in excused) { missed++ }
        END {
            printf "%d passed, %d failed, %d skipped\n", n["ok"], n["failed"], n["skipped"]
            exit n["failed"] > 0 || (ci == "true" && missed > 0)
        }' "$1"
}

# check_end: the script's own count; inside a run it is one line among others and carries the step's name.
check_end() {
    local line status
    wait
    line=$(tally "$tmp/own.tsv"); status=$?
    if [ -n "${ORM_IN_RUN:-}" ]; then printf '%s: %s\n' "$step" "$line"; else printf '%s\n' "$line"; fi
    exit "$status"
}
