/* The passes of batch norm over x of [groups][channels][area] lanes, with a ReLU and a second summand
 * riding along, since reading the numbers costs more than computing with them.
 *
 *     mean = E x      var = E (x - mean)^2     in two passes, since E x^2 - mean^2 would cancel
 *     y    = scale (x - mean) + shift [+ skip], then [max(0, y)]
 *     dx (+)= scale dy + slope (x - mean) + offset
 *
 * A call sees a few groups, or all of them: a channel has batch * area numbers in it.
 *
 * Always true: dead lanes are left out of the sums, their y is 0 and their dx gets nothing. Left to
 * themselves they would overflow after some tens of layers: nothing normalises them. */
#pragma once
#include "lab/base/lane.h"
#include <stdbool.h>

struct norm_size {
    int batch, channels, area;
};

void norm_statistics(struct norm_size, const lane *x, real *mean, real *var);
/* skip may be NULL. */
void norm_apply(struct norm_size, const lane *x, const real *mean, const real *scale,
                const real *shift, const lane *skip, bool relu, lane *y);

/* Per channel the sum of dy and of (x - mean) dy. Dead lanes of dy must be 0, of x finite. Where y is
 * given, dy is first cut, in place, to where y is not 0 or less: it becomes the gradient before the
 * ReLU. */
void norm_sums(struct norm_size, const lane *x, const lane *y, lane *dy, const real *mean,
               real *sum, real *product);
/* dx is stored, or added to what is there. */
void norm_backward(struct norm_size, const lane *x, const lane *dy, const real *mean,
                   const real *scale, const real *slope, const real *offset, bool add, lane *dx);
