/* Many places of a network, one number. */
#pragma once

/* Places ascend, n >= 1. NaN where there is no such number. */
struct reduction {
    const char *name; /* as a selection says it: `layer: max` */
    double (*of)(int n, const int *place, const double *value);
};

extern const struct reduction reductions[]; /* max, min, mean, first, last; ends with name NULL */

/* NULL when there is none of this name. */
const struct reduction *reduction_find(const char *name);

/* d log10(value) / d layer, per layer TOWARD THE INPUT: positive when the value grows on the way
 * back. Least squares over the hidden layers: all places but the first (stem) and the last (head). */
extern const struct reduction reduction_slope;
