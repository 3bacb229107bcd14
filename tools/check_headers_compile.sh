#!/usr/bin/env bash
# orm.h compiles wherever a user may include it: as C and C++, twice, after any header of libc, in both modes of the standard, optimised,
# with ORM_ENABLE_LINES, as the un-amalgamated umbrella; needs no library but SQLite's; the implementation exports nothing but orm_ names; and
# expressions nested twelve deep cost the compiler little.
step=compile
. "$(dirname "$0")/lib.sh"

libc_headers="stdio.h stdlib.h string.h time.h pthread.h math.h stdint.h inttypes.h limits.h errno.h ctype.h stdarg.h stdbool.h stddef.h locale.h
    signal.h threads.h assert.h unistd.h sys/types.h sys/stat.h sys/time.h sys/socket.h fcntl.h poll.h sqlite3.h"
plain='#include "orm.h"
'
whole='#define ORM_IMPLEMENTATION
#include "orm.h"
'

# compiles NAME SOURCE compiler flags...: a refusal by #error "orm.h..." is an answer, too, where it is asked for by may_refuse=1.
compiles() {
    local name=$1 file=$tmp/$1.c out
    case $3 in *++) file=$tmp/$1.cpp ;; esac
    printf '%s' "$2" > "$file"
    shift 2
    if out=$("$@" -I. -fsyntax-only "$file" 2>&1); then
        result "$name" ok
    elif [ -n "${may_refuse:-}" ] && printf '%s\n' "$out" | grep -m 1 'error:' | grep -Eq 'error: (#error )?"orm\.h'; then
        result "$name" ok
        printf 'refused: %s: %s\n' "$name" "$(printf '%s\n' "$out" | grep -m 1 'error:' | sed 's/.*error: *//')"
    else
        result "$name" failed "$(printf '%s\n' "$out" | head -n 20)"
    fi
}

object() { # NAME compiler flags...: the object $tmp/NAME.o
    local name=$1 out
    shift
    printf '%s' "$whole" > "$tmp/$name.c"
    if out=$("$@" -I. -c "$tmp/$name.c" -o "$tmp/$name.o" 2>&1); then result "$name" ok; else result "$name" failed "$(printf '%s\n' "$out" | head -n 20)"; fi
}

links() { # NAME compiler flags...: what the documents promise is `cc app.c -lsqlite3`, and nothing more
    local name=$1 out
    shift
    printf '%sint main(void) { return 0; }\n' "$whole" > "$tmp/$name.c"
    if out=$("$@" -I. "$tmp/$name.c" -o "$tmp/$name" -lsqlite3 2>&1); then result "$name" ok; else result "$name" failed "$(printf '%s\n' "$out" | tail -n 20)"; fi
}

symbols() { # OBJECT NAME
    local others
    [ -e "$1" ] || return
    others=$(nm -g "$1" | awk '$(NF - 1) ~ /^[A-TV-Z]$/ { print $NF }' | sed 's/^_\(orm_\)/\1/' | grep -v '^orm_' | tr '\n' ' ')
    if [ -z "$others" ]; then result "$2" ok; else result "$2" failed "    exported without the prefix orm_: $others"; fi
}

# ---- nested expressions ----------------------------------------------------------------------------------------------------------------
nest() { # KIND DEPTH: a file with one expression
    local e=M.n i
    case $1 in junction) e='orm_eq(M.n, 2)' ;; concat) e=M.t ;; esac
    for ((i = 1; i <= $2; i++)); do
        case $1 in
        sum) e="orm_add($e, $i)" ;;
        junction) if ((i % 2)); then e="orm_and(orm_gt(M.n, $i), $e)"; else e="orm_or($e, orm_eq(M.t, \"x\"))"; fi ;;
        case) e="orm_case(orm_when(orm_gt(M.n, $i), $e), orm_else(0))" ;;
        concat) e="orm_concat($e, \"x\")" ;;
        coalesce) e="orm_coalesce($e, $i)" ;;
        compared) if ((i % 2)); then e="orm_between($e, 0, $i)"; else e="orm_eq($e, orm_val((bool)true))"; fi ;;
        list) e="orm_in($e, 0, $i)" ;;
        macro) e="NET($e)" ;;
        mixed)
            case $((i % 6)) in
            0) e="orm_add($e, 1)" ;;
            1) e="orm_coalesce(M.n, $e)" ;;
            2) e="orm_case(orm_when(orm_gt($e, 3), 1), orm_else(2))" ;;
            3) e="orm_greatest($e, M.n)" ;;
            4) e="orm_round(orm_mul(2, $e), 1)" ;;
            5) e="orm_cast(orm_div($e, 2), ORM_INT64)" ;;
            esac
            ;;
        esac
    done
    printf '%s\n' '#include "orm.h"' '#define M_MODEL(X) X(key, int64, id, .auto_increment = true) X(field, int64, n) X(field, text, t)' 'ORM_MODEL(Mr, M, M_MODEL);' \
        '#define NET(x) (orm_mul((x), 2))' 'int64_t f(orm_session *s);' "int64_t f(orm_session *s) { return Mr_count(s, orm_q(.where = orm_exists(orm_q(.from = ORM_FROM(Mr), .select = { $e })))); }"
}
compiler_ms() { # FILE compiler: milliseconds of processor time, which other work on the machine does not add to; nothing when it does not compile
    local TIMEFORMAT='%U %S'
    { time "$2" "${strict[@]}" -I. -O0 -c "$1" -o /dev/null > "$tmp/nest.out" 2>&1 || echo failed; } 2>&1 | awk '/failed/ { bad = 1 } NF == 2 { ms = ($1 + $2) * 1000 } END { if (!bad) printf "%d", ms }'
}
# Twelve deep costs at most 0.1 s more than the same once: the best of up to five rounds of each.
nested() { # KIND compiler
    local least=() round depth ms cost=9999
    nest "$1" 1 > "$tmp/nest-1.c"
    nest "$1" 12 > "$tmp/nest-12.c"
    for round in 1 2 3 4 5; do
        for depth in 1 12; do
            ms=$(compiler_ms "$tmp/nest-$depth.c" "$2")
            if [ -z "$ms" ]; then result "nested-$1-$2" failed "$(head -n 20 "$tmp/nest.out")"; return; fi
            if [ "$round" = 1 ] || [ "$ms" -lt "${least[$depth]}" ]; then least[$depth]=$ms; fi
        done
        cost=$((least[12] - least[1]))
        if [ "$round" -ge 2 ] && [ "$cost" -le 100 ]; then break; fi
        [ "$cost" -le 1000 ] || break # no noise
    done
    if [ "$cost" -le 100 ]; then result "nested-$1-$2" ok; else result "nested-$1-$2" failed "    twelve deep costs $2 $cost ms more than once, the limit is 100"; fi
}

check_start
# the long ones first
job object optimised-gcc-c11 gcc "${strict[@]}" -O2
job object optimised-clang-gnu11 clang -std=gnu11 "${warnings[@]}" -O2
job object optimised-gcc-gnu11 gcc -std=gnu11 "${warnings[@]}" -O2
for cc in gcc clang; do job links "links-$cc" "$cc" -O0; done
for cc in gcc clang; do
    for std in c11 gnu11; do
        job compiles "declarations-$cc-$std" "$plain" "$cc" -std=$std "${warnings[@]}"
        job compiles "twice-$cc-$std" "$plain$plain" "$cc" -std=$std "${warnings[@]}"
        job compiles "implementation-$cc-$std" "$whole" "$cc" -std=$std "${warnings[@]}"
        job compiles "implementation-twice-$cc-$std" "$whole$plain$whole" "$cc" -std=$std "${warnings[@]}" -Wno-builtin-macro-redefined
        job compiles "implementation-second-$cc-$std" "$plain$whole" "$cc" -std=$std "${warnings[@]}"
        case $cc-$std in gcc-gnu11 | clang-c11) continue ;; esac # the many: each compiler in one mode of the standard, the modes in turn
        for header in $libc_headers; do
            may_refuse=1 job compiles "after-${header//\//-}-$cc-$std" "#include <$header>
$whole" "$cc" -std=$std "${warnings[@]}"
        done
    done
    job compiles "lines-$cc" "$whole" "$cc" "${strict[@]}" -DORM_ENABLE_LINES
    job compiles "umbrella-$cc" "$whole" "$cc" "${strict[@]}" -Isrc/dev
done
for cxx in g++ clang++; do
    command -v "$cxx" > /dev/null || continue
    job compiles "declarations-$cxx" "${plain}int main() { return 0; }
" "$cxx" -std=c++17 -Wall -Wextra -Werror
    job compiles "twice-$cxx" "$plain$plain" "$cxx" -std=c++17 -Wall -Wextra -Werror
done
wait
symbols "$tmp/optimised-gcc-c11.o" symbols-gcc
symbols "$tmp/optimised-clang-gnu11.o" symbols-clang
for cc in gcc clang; do
    for kind in sum junction case concat coalesce compared list macro mixed; do nested $kind "$cc"; done
done
check_end
