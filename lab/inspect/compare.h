/* Two sides, each a run or the runs of several seeds, set beside each other.
 *
 * Runs of the same seed make a pair; seeds that only one side has are left out. A mean is over the
 * runs that have a finite number, a difference over the pairs in which both have one. The mean of a
 * gradient profile is the geometric one, since gradients are compared by their ratios. */
#pragma once
#include "lab/inspect/run_summary.h"
#include "lab/inspect/select.h"

enum { SIDE_A, SIDE_B, SIDES };

struct contrast { /* a setting that differs */
    const char *key;
    const char *value[SIDES]; /* several values with commas */
};

struct compared {
    const char *name;
    double mean[SIDES], difference; /* A - B; NaN where there is no number */
    int runs[SIDES];                /* that have a finite number */
    int pairs, higher;              /* in which both have one; in which A's is higher */
};

struct mean_profile {
    int64_t step; /* -1 where it is not the same in all */
    int layers;
    const char **name;
    double *log_dh; /* mean of log10 ||dL/dh||; -infinity: all zero; NaN: no number */
};

struct comparison {
    int pairs;
    const struct run_summary **run[SIDES]; /* by pair */
    int diverged[SIDES];
    int contrasts;
    struct contrast *contrast;
    struct compared loss[LOSSES];
    struct mean_profile first[SIDES], last[SIDES];
};

enum status compare_read(struct arena *, struct store *, const struct selection side[SIDES],
                         struct comparison *, struct failure *);
