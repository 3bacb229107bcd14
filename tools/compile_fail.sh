#!/usr/bin/env bash
# Programs that must not compile: tests/fail/*.c.  Each is refused by the compiler's default flags, with the message that a user would see, and
# compiles without a warning when FIXED is defined: so the error comes from the one mistake.
#
#   // expect: text          must stand in the first error or its notes (several lines: all of them)
#   // expect-clang: text    instead of them for clang, where its words differ
step=compile-fail
export LC_ALL=C # plain quotes in the messages
. "$(dirname "$0")/lib.sh"

expectations() { # FILE COMPILER
    local own
    own=$(sed -n 's|^// expect-clang: *||p' "$1")
    if [ "$2" = clang ] && [ -n "$own" ]; then printf '%s\n' "$own"; else sed -n 's|^// expect: *||p' "$1"; fi
}

# The first error, its notes and the lines shown with it.
first_error() {
    awk '/: (fatal )?error: / { if (++n > 1) exit } n && /: warning: / { exit } n'
}

check_file() { # FILE COMPILER
    local name out first text wanted errors shown
    name=$(basename "$1" .c)
    wanted=$(expectations "$1" "$2")
    if [ -z "$wanted" ]; then result "$name" failed "    no '// expect:' line" "$step" any "$2"; return; fi
    if out=$("$2" -std=c11 -I. -fsyntax-only "$1" 2>&1); then
        result "$name" failed "    it compiles" "$step" any "$2"
        return
    fi
    first=$(printf '%s\n' "$out" | first_error)
    errors=$(printf '%s\n' "$out" | grep -c ': error: ')
    shown=$(printf '%s\n' "$out" | head -n 20 | cut -c 1-300 | sed 's/^/    /')
    while IFS= read -r text; do
        case $first in
        *"$text"*) ;;
        *) result "$name" failed "    the first error does not say: $text
$shown" "$step" any "$2"; return ;;
        esac
    done <<< "$wanted"
    if ! grep -q 'FIXED' "$1"; then result "$name" failed "    no FIXED variant" "$step" any "$2"; return; fi
    if ! out=$("$2" "${strict[@]}" -I. -fsyntax-only -DFIXED "$1" 2>&1); then
        result "$name" failed "    with -DFIXED:
$(printf '%s\n' "$out" | head -n 20 | sed 's/^/    /')" "$step" any "$2"
        return
    fi
    result "$name" ok "" "$step" any "$2"
    if [ "$errors" = 1 ]; then errors=""; else errors=" ($errors errors)"; fi
    printf 'ok: %s [%s]%s\n' "$name" "$2" "$errors"
}

check_start
mkdir "$tmp/out"
serial=1000
for file in tests/fail/*.c; do
    [ -e "$file" ] || { result programs failed "there is no tests/fail/*.c"; break; }
    for compiler in gcc clang; do
        serial=$((serial + 1))
        job check_file "$file" "$compiler" > "$tmp/out/$serial"
    done
done
wait
cat "$tmp"/out/* 2> /dev/null
check_end
