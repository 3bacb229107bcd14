#!/usr/bin/env bash
# make install, a program through pkg-config, one through CMake's find_package(orm), make uninstall: and nothing is left.
step=install
. "$(dirname "$0")/lib.sh"

quiet_make() { env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make --no-print-directory -s "$@"; }
list() { (cd "$1" 2> /dev/null && find . -type f | sort); }
empty() { local left; left=$(list "$1"); [ -z "$left" ] || { echo "left behind: $left"; return 1; }; [ ! -d "$1/lib/cmake/orm" ] || { echo "left behind: lib/cmake/orm"; return 1; }; }

with_pkg_config() {
    export PKG_CONFIG_PATH=$prefix/lib/pkgconfig
    [ "$(pkg-config --modversion orm)" = "$version" ] || { echo "pkg-config says version $(pkg-config --modversion orm), the header $version"; return 1; }
    # shellcheck disable=SC2046
    (cd "$tmp/app" && cc app.c -o app-pkg $(pkg-config --cflags --libs orm) -lsqlite3 && ./app-pkg)
}

with_cmake() {
    cat > "$tmp/app/CMakeLists.txt" << CMAKE
cmake_minimum_required(VERSION 3.12)
project(app C)
find_package(orm $version REQUIRED)
add_executable(app app.c)
target_link_libraries(app PRIVATE orm::orm)
CMAKE
    cmake -S "$tmp/app" -B "$tmp/app/build" -DCMAKE_PREFIX_PATH="$prefix" && cmake --build "$tmp/app/build" && "$tmp/app/build/app"
}

staged() {
    quiet_make install DESTDIR="$tmp/stage" PREFIX=/opt/some || return 1
    [ -e "$tmp/stage/opt/some/include/orm.h" ] && grep -qx 'prefix=/opt/some' "$tmp/stage/opt/some/lib/pkgconfig/orm.pc" || { list "$tmp/stage"; return 1; }
    ! grep -rl "$tmp" "$tmp/stage" && quiet_make uninstall DESTDIR="$tmp/stage" PREFIX=/opt/some && empty "$tmp/stage/opt/some"
}

check_start
prefix="$tmp/prefix"
version=$(sed -n 's/^#define ORM_VERSION "\(.*\)".*/\1/p' orm.h 2> /dev/null)
mkdir "$tmp/app"
printf '#define ORM_IMPLEMENTATION\n#include <orm.h>\nint main(void) { return 0; }\n' > "$tmp/app/app.c"
attempt install quiet_make install PREFIX="$prefix"
for file in orm*.h; do attempt "installed-$file" cmp "$file" "$prefix/include/$file"; done
attempt pkg-config with_pkg_config
if command -v cmake > /dev/null; then attempt cmake with_cmake; else result cmake skipped "    cmake is not here"; fi
attempt uninstall quiet_make uninstall PREFIX="$prefix"
attempt nothing-left empty "$prefix"
attempt staged staged
check_end
