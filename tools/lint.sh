#!/usr/bin/env bash
# Static analysis: clang's analyser must find nothing; gcc's is shown as advice; the scripts must parse (and please shellcheck, where it is).
step=lint
. "$(dirname "$0")/lib.sh"

analyse() { clang --analyze -Xclang -analyzer-werror -Xclang -analyzer-output=text "${strict[@]}" -DORM_ENABLE_LINES -I. tests/implementation.c; }

check_start
attempt clang-analyzer analyse
for script in tools/*.sh .ci/run; do attempt "$script" bash -n "$script"; done
if command -v shellcheck > /dev/null; then attempt shellcheck shellcheck -x -S warning tools/*.sh .ci/run; fi
if gcc -fanalyzer -E - < /dev/null > /dev/null 2>&1; then
    echo "gcc -fanalyzer (advice only):"
    limited gcc -std=c11 -fanalyzer -O1 -DORM_ENABLE_LINES -I. -c tests/implementation.c -o "$tmp/orm.o" 2>&1 | grep 'warning:' | sort -u | sed 's|^|    |'
fi
check_end
