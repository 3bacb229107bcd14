/* The library against hand-written C on libpq, on the server that ORM_TEST_POSTGRES_URL names.  server_bench.h says how it is measured. */
#define _POSIX_C_SOURCE 200809L
#define ORM_IMPLEMENTATION
#include "orm.h"
#include "postgres_baseline.h"
#include "server_bench.h"

int main(int argc, char **argv) { return run_bench(argc, argv); }
