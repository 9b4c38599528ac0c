/* median: half of the rounds saw less, half saw more. */
#include "tests/bench/bench.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

double thread_time(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct spread spread_of(int rounds, double *v)
{
    qsort(v, (size_t)rounds, sizeof *v, by_size);
    return (struct spread){v[0], v[rounds / 2], v[rounds - 1]};
}

const char *verdict(bool reached)
{
    return reached ? "reached" : "MISSED";
}

void stop(const char *why)
{
    fflush(stdout);
    fprintf(stderr, "bench: %s\n", why);
    exit(1);
}
