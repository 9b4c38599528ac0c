/* Pictures in letters, for a terminal: a curve, and a row of bars. */
#pragma once
#include "lab/base/arena.h"

/* y against x as lines of braille dots with axes, `width` by `height` characters inside them. Where
 * the values span more than a factor of 30 and all are positive, the axis is logarithmic and
 * labelled so. Points that are no numbers are left out, and a cross stands where they were. x ascends. ""
 * when there is no number at all. */
const char *sketch_curve(struct arena *, int n, const double *x, const double *y, int width,
                         int height, struct failure *);

/* log10 y as bars from low to high (both log10), at most `width` of them; more values are averaged.
 * A zero is a dot, what is no number a cross. */
const char *sketch_bars(struct arena *, int n, const double *y, int width, double low, double high,
                        struct failure *);
