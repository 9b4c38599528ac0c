/* Many numbers to one: the sums that norms, cosines and gradients of shared parameters need.
 *
 * Always true: sums over samples see live lanes only; the order of a sum depends on the sizes alone.
 * Sums that instruments read widen each number to double before it is squared, so entries of 1e-30
 * keep their norm. */
#pragma once
#include "lab/base/lane.h"
#include <stdbool.h>

/* Over the live lanes of `size` lanes a group: sum of x^2, sum of a b. */
double reduce_square(const lane *x, int batch, int size);
double reduce_dot(const lane *a, const lane *b, int batch, int size);
/* Some live number is infinite or not a number. */
bool reduce_nonfinite(const lane *x, int batch, int size);

/* The same over plain reals. */
double reduce_square_reals(const real *x, size_t n);
/* And over doubles. */
double reduce_dot_doubles(const double *a, const double *b, size_t n);
bool reduce_nonfinite_doubles(const double *x, size_t n);

/* sum[c] += the sum over groups, positions and lanes of x, [groups][channels][area]; dead lanes must
 * be 0. */
void reduce_channels(const lane *x, int groups, int channels, int area, real *sum);
