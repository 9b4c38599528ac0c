/* The passes of batch norm over x of [groups][channels][area] lanes; a channel has batch * area
 * numbers.
 *
 *     mean = E x      var = E (x - mean)^2     in two passes, since E x^2 - mean^2 would cancel
 *     y   = scale (x - mean) + shift
 *     dx += scale dy + slope (x - mean) + offset
 *
 * Always true: dead lanes are left out of the sums, their y is 0 and their dx gets nothing. Left to
 * themselves they would overflow after some tens of layers: nothing normalises them. */
#pragma once
#include "lab/base/lane.h"

struct norm_size {
    int batch, channels, area;
};

void norm_statistics(struct norm_size, const lane *x, real *mean, real *var);
void norm_apply(struct norm_size, const lane *x, const real *mean, const real *scale,
                const real *shift, lane *y);

/* Per channel the sum of dy and of (x - mean) dy. Dead lanes of dy must be 0, of x finite. */
void norm_sums(struct norm_size, const lane *x, const lane *dy, const real *mean, real *sum,
               real *product);
void norm_backward(struct norm_size, const lane *x, const lane *dy, const real *mean,
                   const real *scale, const real *slope, const real *offset, lane *dx);
