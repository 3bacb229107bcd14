/* measure: time, medians, and the table of results. */
#ifndef BENCH_MEASURE_H
#define BENCH_MEASURE_H
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BENCH_UNUSED __attribute__((unused))

enum { LIBRARY, CHECKED, UNCHECKED, BARE, VARIANTS };
static const char *const variant_names[VARIANTS] = { "library", "checked", "unchecked", "bare" };

static double clock_ns(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}
BENCH_UNUSED static double wall_ns(void) { return clock_ns(CLOCK_MONOTONIC); }
/* This thread's own time, kernel included: what other programs do on the machine counts less, and waiting for the disk not at all. */
BENCH_UNUSED static double now_ns(void) { return clock_ns(CLOCK_THREAD_CPUTIME_ID); }
BENCH_UNUSED _Noreturn static void die(const char *what, const char *why)
{
    fprintf(stderr, "bench: %s: %s\n", what, why);
    exit(1);
}
static int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}
/* Sorts the samples. */
BENCH_UNUSED static double median_of(double *samples, size_t count)
{
    qsort(samples, count, sizeof *samples, compare_doubles);
    return count % 2 ? samples[count / 2] : (samples[count / 2 - 1] + samples[count / 2]) / 2;
}

/* One line of the table: medians and best times of one operation in nanoseconds. */
typedef struct result {
    const char *name, *unit; /* of what one time is: "per row", "per call" */
    double median[VARIANTS], best[VARIANTS];
    double target; /* of library / checked; 0: none */
    size_t rounds;
} result;
/* What is no ratio: a time or a number with a limit. */
typedef struct fact {
    const char *name, *unit;
    double value, target; /* target < 0: none */
} fact;

static double ratio_of(const result *r) { return r->median[LIBRARY] / r->median[CHECKED]; }
static double best_ratio_of(const result *r) { return r->best[LIBRARY] / r->best[CHECKED]; }
static const char *verdict_of(const result *r) { return r->target <= 0 ? "" : ratio_of(r) <= r->target ? "met" : "MISSED"; }
static const char *verdict_of_fact(const fact *f) { return f->target < 0 ? "" : f->value <= f->target ? "met" : "MISSED"; }

static const char *time_text(double ns, char *out, size_t size)
{
    if (ns <= 0) snprintf(out, size, "-");
    else if (ns < 1e4) snprintf(out, size, "%.0f ns", ns);
    else if (ns < 1e7) snprintf(out, size, "%.2f us", ns / 1e3);
    else snprintf(out, size, "%.2f ms", ns / 1e6);
    return out;
}
/* third, fourth: what stands beside the checked baseline; fourth may be NULL. */
BENCH_UNUSED static void print_results(const result *results, size_t count, const char *third, const char *fourth)
{
    printf("%-53s %-10s %10s %10s %6s %6s %6s  %-7s %10s %10s\n", "workload", "time is", "library", "checked", "ratio", "best", "target", "verdict", third, fourth ? fourth : "");
    for (size_t i = 0; i < count; i++) {
        const result *r = &results[i];
        char text[VARIANTS][32], target[16] = "-";
        for (int v = 0; v < VARIANTS; v++) time_text(r->median[v], text[v], sizeof text[v]);
        if (r->target > 0) snprintf(target, sizeof target, "%.2f", r->target);
        printf("%-53s %-10s %10s %10s %6.3f %6.3f %6s  %-7s %10s %10s\n", r->name, r->unit, text[LIBRARY], text[CHECKED], ratio_of(r), best_ratio_of(r), target, verdict_of(r),
               text[UNCHECKED], fourth ? text[BARE] : "");
    }
}
BENCH_UNUSED static void print_facts(const fact *facts, size_t count)
{
    printf("%-66s %12s %12s  %s\n", "cost", "value", "target", "verdict");
    for (size_t i = 0; i < count; i++) {
        char value[48], target[48] = "-";
        snprintf(value, sizeof value, "%.4g %s", facts[i].value, facts[i].unit);
        if (facts[i].target >= 0) snprintf(target, sizeof target, "%.4g %s", facts[i].target, facts[i].unit);
        printf("%-66s %12s %12s  %s\n", facts[i].name, value, target, verdict_of_fact(&facts[i]));
    }
}
BENCH_UNUSED static void print_json(const result *results, size_t result_count, const fact *facts, size_t fact_count)
{
    printf("{\n  \"workloads\": [\n");
    for (size_t i = 0; i < result_count; i++) {
        const result *r = &results[i];
        printf("    {\"workload\": \"%s\", \"time\": \"%s\", \"rounds\": %zu, \"ratio\": %.4f, \"best_ratio\": %.4f, ", r->name, r->unit, r->rounds, ratio_of(r), best_ratio_of(r));
        if (r->target > 0) printf("\"target\": %.2f, \"met\": %s, ", r->target, ratio_of(r) <= r->target ? "true" : "false");
        for (int v = 0; v < VARIANTS; v++) printf("\"%s_ns\": %.1f, \"%s_best_ns\": %.1f%s", variant_names[v], r->median[v], variant_names[v], r->best[v], v + 1 < VARIANTS ? ", " : "");
        printf("}%s\n", i + 1 < result_count ? "," : "");
    }
    printf("  ],\n  \"costs\": [\n");
    for (size_t i = 0; i < fact_count; i++) {
        printf("    {\"cost\": \"%s\", \"unit\": \"%s\", \"value\": %.6g", facts[i].name, facts[i].unit, facts[i].value);
        if (facts[i].target >= 0) printf(", \"target\": %.6g, \"met\": %s", facts[i].target, facts[i].value <= facts[i].target ? "true" : "false");
        printf("}%s\n", i + 1 < fact_count ? "," : "");
    }
    printf("  ]\n}\n");
}
#endif
