/* Ridge regression from features to targets: the best linear map, found without a step of training.
 *
 *     minimise sum_s ||y_s - mean y - B (x_s - mean x)||^2 + lambda ||B||^2
 *
 * The first half of the samples fits, the second half tests; means are the fitting half's. Solved in
 * the space of samples, B = Y^T (X X^T + lambda I)^-1 X, so that a place may have more features than
 * there are samples.
 *
 *     lambda = RIDGE ||X||_F^2 / features
 *
 * a thousandth of the mean of the features' scatter: the result does not change when all features are
 * multiplied by a number or turned, and a direction along which the samples scatter a thousand times
 * less than on average counts for half. Where the samples differ by round-off alone, the mean is
 * predicted.
 *
 * LAPACK sums as each processor likes best: the last digits are the machine's. */
#pragma once
#include "lab/base/arena.h"
#include <stdbool.h>

extern const double RIDGE;

struct regression {
    int samples, features, targets;
    const double *x;   /* [samples][features], row major */
    const double *y;   /* [samples][targets] */
    double *predicted; /* [samples][targets]: receives the map's value for every sample */
};

/* How many of the samples fit; the others test. */
int ridge_fits(int samples);

/* False when a feature or target is not finite, or there is one sample alone. Scratch comes from the
 * arena; a failure when it is full, or LAPACK gives up. */
bool ridge(const struct regression *, struct arena *, struct failure *);

/* Floating-point operations of one. */
double ridge_flops(int samples, int features, int targets);
