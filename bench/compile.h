/* compile: what the headers cost the compiler, in processor time.  Small sources are written to a folder and compiled, several times in turn; the median counts. */
#ifndef BENCH_COMPILE_H
#define BENCH_COMPILE_H
#include "measure.h"
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define COMPILE_ROUNDS 11

typedef struct source {
    const char *name;                        /* of the file, without .c */
    const char *mode[2];                     /* compiler options */
    void (*write)(FILE *out);
    double samples[COMPILE_ROUNDS], seconds; /* the median */
} source;

static void write_nothing(FILE *out) { fputs("int nothing;\n", out); }
static void write_include(FILE *out) { fputs("#include \"orm.h\"\nint nothing;\n", out); }

static void write_model(FILE *out, int number, int columns)
{
    static const char *const types[] = { "text", "int32", "bool", "double", "opt(text)", "timestamp", "decimal(12, 2)", "opt(int64)", "varchar(80)", "uuid" };
    fprintf(out, "#define M%d_MODEL(X) X(key, int64, id, .auto_increment = true)", number);
    for (int i = 1; i < columns; i++) fprintf(out, " \\\n    X(field, %s, column_%d%s)", types[(size_t)i % (sizeof types / sizeof *types)], i, i % 7 == 3 ? ", .index = true" : "");
    fprintf(out, "\nORM_MODEL(M%d, M%dTable, M%d_MODEL, .table = \"m%d\");\n", number, number, number, number);
}
static void write_models(FILE *out)
{
    fputs("#include \"orm.h\"\n", out);
    for (int i = 0; i < 100; i++) write_model(out, i, 20);
}
static void write_nested(FILE *out, bool nested)
{
    fputs("#include \"orm.h\"\n", out);
    write_model(out, 0, 4);
    fputs("int64_t f(orm_session *s);\nint64_t f(orm_session *s) { return M0_count(s, orm_q(.where = ", out);
    for (int i = 0; nested && i < 12; i++) fputs(i % 2 ? "orm_or(orm_eq(M0Table.column_2, false), " : "orm_and(orm_gt(M0Table.column_1, 1), ", out);
    fputs("orm_eq(M0Table.column_1, 2)", out);
    for (int i = 0; nested && i < 12; i++) fputs(")", out);
    fputs(")); }\n", out);
}
static void write_flat_expression(FILE *out) { write_nested(out, false); }
static void write_nested_expression(FILE *out) { write_nested(out, true); }
static void write_nested_in(FILE *out, const char *before, const char *behind)
{
    fputs("#include \"orm.h\"\n", out);
    write_model(out, 0, 8);
    fputs("int64_t f(orm_session *s);\nint64_t f(orm_session *s) { return M0_count(s, orm_q(.where = orm_gt(", out);
    for (int i = 0; i < 12; i++) fputs(before, out);
    fputs("M0Table.column_7", out);
    for (int i = 0; i < 12; i++) fputs(behind, out);
    fputs(", 2))); }\n", out);
}
static void write_nested_sum(FILE *out) { write_nested_in(out, "orm_add(", ", 1)"); }
static void write_nested_case(FILE *out) { write_nested_in(out, "orm_case(orm_when(orm_gt(M0Table.column_7, 3), ", "), orm_else(0))"); }

/* What all children that have ended took, in seconds. */
static double children_seconds(void)
{
    struct rusage u;
    getrusage(RUSAGE_CHILDREN, &u);
    return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}
/* Runs the compiler and returns the seconds it took, or a negative number. */
static double compile_once(const char *folder, const char *include, const source *s)
{
    char path[300], option[300];
    snprintf(path, sizeof path, "%s/%s.c", folder, s->name);
    snprintf(option, sizeof option, "-I%s", include);
    const double start = children_seconds();
    const pid_t child = fork();
    if (child == 0) {
        const int quiet = open("/dev/null", O_WRONLY);
        if (quiet >= 0) dup2(quiet, 1), dup2(quiet, 2);
        if (s->mode[1]) execlp("gcc", "gcc", "-std=c11", option, s->mode[0], s->mode[1], path, "-o", "/dev/null", (char *)NULL);
        else execlp("gcc", "gcc", "-std=c11", option, s->mode[0], path, (char *)NULL);
        _exit(127);
    }
    int status = 1;
    if (child < 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status)) return -1;
    return children_seconds() - start;
}
static bool compile_all(const char *folder, const char *include, source *sources, size_t count)
{
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        char path[300];
        snprintf(path, sizeof path, "%s/%s.c", folder, sources[i].name);
        FILE *out = fopen(path, "w");
        if (!out) die(path, "cannot be written");
        sources[i].write(out);
        fclose(out);
    }
    for (size_t round = 0; round < COMPILE_ROUNDS && ok; round++)
        for (size_t i = 0; i < count && ok; i++) ok = (sources[i].samples[round] = compile_once(folder, include, &sources[i])) >= 0;
    for (size_t i = 0; i < count; i++) {
        char path[300];
        if (ok) sources[i].seconds = median_of(sources[i].samples, COMPILE_ROUNDS);
        snprintf(path, sizeof path, "%s/%s.c", folder, sources[i].name);
        remove(path);
    }
    return ok;
}
/* Appends to `facts` and returns how many there are then. */
static size_t compile_costs(const char *folder, const char *include, fact *facts, size_t count)
{
    source sources[] = {
        { .name = "nothing", .mode = { "-fsyntax-only" }, .write = write_nothing },
        { .name = "include", .mode = { "-fsyntax-only" }, .write = write_include },
        { .name = "models", .mode = { "-O0", "-c" }, .write = write_models },
        { .name = "flat", .mode = { "-O0", "-c" }, .write = write_flat_expression },
        { .name = "nested", .mode = { "-O0", "-c" }, .write = write_nested_expression },
        { .name = "sum", .mode = { "-O0", "-c" }, .write = write_nested_sum },
        { .name = "case", .mode = { "-O0", "-c" }, .write = write_nested_case },
    };
    if (!compile_all(folder, include, sources, sizeof sources / sizeof *sources)) {
        fprintf(stderr, "bench: the compiler's costs were not measured: gcc is missing, or a source did not compile\n");
        return count;
    }
    const double flat = sources[3].seconds;
    facts[count++] = (fact){ "including orm.h without implementation, added to gcc -fsyntax-only", "ms", (sources[1].seconds - sources[0].seconds) * 1e3, 30 };
    facts[count++] = (fact){ "a file with 100 models of 20 columns, gcc -O0 -c", "s", sources[2].seconds, 1 };
    facts[count++] = (fact){ "orm_and and orm_or nested twelve deep, added to gcc -O0 -c", "s", sources[4].seconds - flat, 0.1 };
    facts[count++] = (fact){ "orm_add nested twelve deep, added to gcc -O0 -c", "s", sources[5].seconds - flat, 0.1 };
    facts[count++] = (fact){ "orm_case nested twelve deep, added to gcc -O0 -c", "s", sources[6].seconds - flat, 0.1 };
    return count;
}
#endif
