/* Many normal draws at once: y[i] += scale * stream_normal(s, i), i = 0 .. n-1.
 *
 * The same numbers as the scalar function's to about 1e-12 (the logarithm and the sine are
 * polynomials here), some ten times as fast. */
#pragma once
#include "lab/base/lane.h"
#include "lab/base/rng.h"

void noise_add(struct stream, real scale, int n, real *y);
