#!/usr/bin/env bash
# orm.h compiles wherever a user may include it: as C and C++, twice, after any header of libc, in both modes of the standard, optimised,
# with ORM_ENABLE_LINES, as the un-amalgamated umbrella; needs no library but SQLite's; and the implementation exports nothing but orm_ names.
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
check_end
