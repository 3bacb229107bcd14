#!/usr/bin/env bash
# Every fenced ```c block of README.md and docs/*.md is compiled and run.
#
#   with `int main`      a program: compiled alone in an empty folder with the headers; a ```text block right after it is its output, exactly
#   without              pasted into tests/snippets/NAME.c at the line "/* snippet */"; NAME stands before the block: <!-- snippet: NAME -->
#   <!-- no-compile: reason -->   before a block: left out, and listed
step=snippets
. "$(dirname "$0")/lib.sh"

# Writes N.c, N.out and the list (number, kind, file, line, name) to the folder `to`.
extract() {
    awk -v to="$tmp/block" -v list="$tmp/list" '
        FNR == 1 { kind = ""; note = ""; waiting = 0 }
        inside {
            if ($0 ~ /^```[ \t]*$/) {
                if (inside == "c") {
                    if (kind == "") kind = program ? "program" : "orphan"
                    print number "\t" kind "\t" FILENAME "\t" start "\t" name >> list
                    close(to number ".c")
                    waiting = kind == "program"
                } else if (inside == "out") { close(to number ".out"); waiting = 0 }
                inside = ""; kind = ""; name = ""
            }
            else if (inside == "c") { print > (to number ".c"); if ($0 ~ /(^|[^A-Za-z0-9_])int main *[(]/) program = 1 }
            else if (inside == "out") print > (to number ".out")
            next
        }
        /^```c[ \t]*$/ { inside = "c"; number++; start = FNR + 1; program = 0; printf "" > (to number ".c"); next }
        /^```text[ \t]*$/ && waiting { inside = "out"; printf "" > (to number ".out"); next }
        /^```/ { inside = "other"; waiting = 0; next }
        /^[ \t]*$/ { next }
        /^<!-- *snippet: / { kind = "snippet"; name = $0; sub(/^<!-- *snippet: */, "", name); sub(/ *-->.*/, "", name); waiting = 0; next }
        /^<!-- *no-compile: / { kind = "left-out"; name = $0; sub(/^<!-- *no-compile: */, "", name); sub(/ *-->.*/, "", name); waiting = 0; next }
        { kind = ""; name = ""; waiting = 0 }
        END { if (inside) print number "\tunclosed\t" FILENAME "\t" start "\t" >> list }' "$@"
}

built() { # NAME OUTPUT...: tells why not
    result "$1" failed "$(printf '%s\n' "$2" | head -n 30)"
}

check_program() { # NUMBER FILE LINE
    local name=$2:$3 dir=$tmp/run$1 out status
    mkdir "$dir"
    cp orm*.h "$dir"
    { printf '#line %s "%s"\n' "$3" "$2"; cat "$tmp/block$1.c"; } > "$dir/app.c"
    if ! out=$(cd "$dir" && clang "${strict[@]}" -fsyntax-only app.c 2>&1 && gcc "${strict[@]}" "${sanitizers[@]}" app.c -o app -lsqlite3 2>&1); then
        built "$name" "$out"
        return
    fi
    (cd "$dir" && limited ./app > stdout 2> stderr < /dev/null)
    status=$?
    if [ "$status" != 0 ]; then
        result "$name" failed "    exit status $status
$(head -n 30 "$dir/stderr")"
    elif [ -e "$tmp/block$1.out" ] && ! out=$(diff -u "$tmp/block$1.out" "$dir/stdout"); then
        result "$name" failed "$(printf '%s\n' "$out" | head -n 30)"
    else
        result "$name" ok
    fi
}

check_snippet() { # NUMBER FILE LINE TEMPLATE
    local name=$2:$3 dir=$tmp/run$1 template=tests/snippets/$4.c object=$tmp/orm.o out status
    if ! grep -q '^[ 	]*/\* snippet \*/[ 	]*$' "$template" 2> /dev/null; then built "$name" "    no line /* snippet */ in $template"; return; fi
    mkdir "$dir"
    awk -v block="$tmp/block$1.c" -v file="$2" -v first="$3" -v template="$template" '
        /^[ \t]*\/\* snippet \*\/[ \t]*$/ {
            print "#line " first " \"" file "\""
            while ((getline line < block) > 0) print line
            print "#line " NR + 1 " \"" template "\""
            next
        }
        { print }' "$template" > "$dir/app.c"
    if grep -q '^#define ORM_IMPLEMENTATION' "$dir/app.c"; then object=""; fi
    if ! out=$(gcc "${strict[@]}" -Wno-unused-variable -Wno-unused-but-set-variable "${sanitizers[@]}" -I. -Itests "$dir/app.c" $object -o "$dir/app" \
        -lsqlite3 2>&1); then
        built "$name" "$out"
        return
    fi
    out=$(cd "$dir" && limited ./app 2>&1 < /dev/null)
    status=$?
    if [ "$status" = 0 ]; then result "$name" ok; else result "$name" failed "    exit status $status
$(printf '%s\n' "$out" | head -n 30)"; fi
}

check_start
: > "$tmp/list"
documents=()
for file in README.md docs/*.md; do [ ! -e "$file" ] || documents+=("$file"); done
if [ "${#documents[@]}" = 0 ]; then result documents failed "there is no README.md and no docs/*.md"; check_end; fi
extract "${documents[@]}"
if cut -f 2 "$tmp/list" | grep -q '^snippet$'; then
    attempt implementation gcc "${strict[@]}" "${sanitizers[@]}" -I. -c tests/implementation.c -o "$tmp/orm.o"
fi
while IFS=$'\t' read -r number kind file line name; do
    case $kind in
    program) job check_program "$number" "$file" "$line" ;;
    snippet) job check_snippet "$number" "$file" "$line" "$name" ;;
    left-out) echo "left out: $file:$line: $name" ;;
    orphan) result "$file:$line" failed "    neither int main nor <!-- snippet: NAME --> nor <!-- no-compile: reason --> before the block" ;;
    unclosed) result "$file:$line" failed "    the block is not closed" ;;
    esac
done < "$tmp/list"
check_end
