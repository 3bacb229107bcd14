# orm.h: `make help` lists what there is to make.  Everything that is built goes to build/; the work of testing is in tools/.

PREFIX   ?= /usr/local
DESTDIR  ?=
CC       ?= cc
CFLAGS   ?= -O2
WARNINGS := -std=c11 -Wall -Wextra -Wpedantic
STATUS   ?=
HEADERS  := $(patsubst src/%.h.in,%.h,$(wildcard src/*.h.in))
VERSION   = $(shell sed -n 's/^\#define ORM_VERSION "\(.*\)".*/\1/p' orm.h)

include_dir := $(DESTDIR)$(PREFIX)/include
pc_dir      := $(DESTDIR)$(PREFIX)/lib/pkgconfig
cmake_dir   := $(DESTDIR)$(PREFIX)/lib/cmake/orm
fill         = sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@VERSION@|$(VERSION)|'

.PHONY: all headers check-headers check-modules check-features compile-fail demo test test-sqlite test-servers test-mysql test-postgres-latest test-valgrind test-tsan check-all fuzz check-mutants \
        bench examples lint install uninstall clean help setup

all: headers build/orm.o ## the headers, and the implementation compiled once to see that it does

headers: ## orm.h and its like, from the modules in src/
	@tools/check_headers.sh --write

check-headers: ## are the committed headers what src/ makes?
	@tools/check_headers.sh

build/orm.o: tests/implementation.c $(wildcard src/*.h.in src/*/*.[ch] src/*/*/*.[ch]) | headers
	@mkdir -p build
	$(CC) $(WARNINGS) $(CFLAGS) -I. -c tests/implementation.c -o $@

demo: ## read this machine's packages into SQLite and ask ten questions (STATUS=file: another list)
	@tools/setup.sh demo
	@mkdir -p build/demo
	@$(CC) $(WARNINGS) $(CFLAGS) -I. examples/packages/*.c -o build/demo/packages -lsqlite3 -lpthread
	@build/demo/packages build/demo/packages.db $(STATUS)

test: ## everything: headers, compile checks, tests in all configurations, examples, documents, installation
	@tools/setup.sh test
	@tools/with_servers.sh tools/test.sh

test-sqlite: ## only the test programs, on SQLite (ORM_TEST_CONFIGS=gcc-asan for one configuration, TESTS="test_url" for one program)
	@ORM_TEST_DIALECTS=sqlite tools/run_tests.sh $(TESTS)

test-servers: ## only the test programs, on private PostgreSQL and MariaDB servers (the same variables; ORM_TEST_DIALECTS=postgres for one)
	@export ORM_TEST_DIALECTS="$${ORM_TEST_DIALECTS:-postgres mysql}" ORM_TEST_CONFIGS="$${ORM_TEST_CONFIGS:-gcc-asan clang-O2}"; tools/with_servers.sh tools/run_tests.sh $(TESTS)

test-mysql: ## the test programs on a real MySQL server, with both client libraries (root; the first time it fetches a Debian of its own, 1.5 GB)
	@tools/test_newest.sh mysql $(TESTS)

test-postgres-latest: ## the test programs on the newest PostgreSQL, with both versions of libpq (likewise)
	@tools/test_newest.sh postgres $(TESTS)

test-valgrind: ## the test programs under valgrind
	@ORM_TEST_CONFIGS=valgrind ORM_TEST_TIMEOUT=1800 ORM_RESULTS=build/test/valgrind.tsv tools/with_servers.sh tools/run_tests.sh $(TESTS)

test-tsan: ## the test programs with ThreadSanitizer, gcc and clang
	@ORM_TEST_CONFIGS="gcc-tsan clang-tsan" ORM_TEST_TIMEOUT=1800 ORM_RESULTS=build/test/tsan.tsv tools/with_servers.sh tools/run_tests.sh $(TESTS)

check-all: ## test with the long sweeps, then valgrind, ThreadSanitizer and the fuzzers
	@tools/setup.sh test
	@failed=0; \
	ORM_TEST_LONG=1 ORM_TEST_TIMEOUT=3600 ORM_TEST_CONFIGS="gcc-asan clang-asan gcc-O2 clang-O2" tools/with_servers.sh tools/test.sh || failed=1; \
	$(MAKE) --no-print-directory test-valgrind || failed=1; \
	$(MAKE) --no-print-directory test-tsan || failed=1; \
	$(MAKE) --no-print-directory fuzz || failed=1; \
	exit $$failed

fuzz: ## the fuzzers, a million inputs each (ORM_FUZZ_RUNS=n); make test only replays what is in tests/fuzz/corpus
	@tools/fuzz.sh run

check-mutants: ## does the test of random queries fail when the renderer is broken?
	@tools/check_mutants.sh

compile-fail: ## what must not compile, and what the user reads then
	@tools/compile_fail.sh

check-modules: ## each module of src/ compiles alone
	@tools/check_modules.sh

check-features: ## is every cell of docs/features.md proven by a test of the last run?
	@ORM_RESULTS=build/test/results.tsv ORM_IN_RUN=1 tools/check_features.sh

bench: ## ratios against hand-written C on sqlite3, libpq and MariaDB Connector/C (private servers), and what the header costs the compiler
	@tools/setup.sh test
	@CC="$(CC)" tools/bench.sh

examples: ## build and run examples/, compare what they print
	@tools/check_examples.sh

lint: ## static analysis
	@tools/lint.sh

install: ## headers, pkg-config and CMake files below PREFIX (/usr/local), DESTDIR honoured
	@mkdir -p "$(include_dir)" "$(pc_dir)" "$(cmake_dir)"
	cp $(HEADERS) "$(include_dir)/"
	@$(fill) packaging/orm.pc.in > "$(pc_dir)/orm.pc"
	@cp packaging/ormConfig.cmake "$(cmake_dir)/"
	@$(fill) packaging/ormConfigVersion.cmake.in > "$(cmake_dir)/ormConfigVersion.cmake"

uninstall: ## take away what install put there
	@for header in $(HEADERS); do rm -f "$(include_dir)/$$header"; done
	@rm -f "$(pc_dir)/orm.pc" "$(cmake_dir)/ormConfig.cmake" "$(cmake_dir)/ormConfigVersion.cmake"
	@if [ -d "$(cmake_dir)" ]; then rmdir "$(cmake_dir)"; fi

clean: ## remove build/
	rm -rf build

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-20s %s\n", $$1, $$2 }' Makefile

setup: ## install what the tests need (or say the command)
	@tools/setup.sh test
