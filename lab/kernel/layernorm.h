/* Layer norm of x, [groups][size] lanes: each sample by its own mean and variance.
 *
 *     z = (x - mean) inverse,   inverse = 1 / sqrt(var + eps)
 *     y = gain z + shift
 *     dx += inverse (d - E d - z E(z d)),   d = gain dy
 *     dgain += sum of z dy,   dshift += sum of dy, over the batch
 *
 * A sample never leaves its lane; only the last two sums go across, and dead lanes of dy are 0. */
#pragma once
#include "lab/base/lane.h"

struct layernorm_size {
    int batch, size;
};

/* What forward found of each group of samples, for the way back. */
struct layernorm_group {
    lane mean, inverse;
};

void layernorm_forward(struct layernorm_size, double eps, const lane *x, const real *gain,
                       const real *shift, struct layernorm_group *, lane *y);
void layernorm_backward_data(struct layernorm_size, const lane *x, const struct layernorm_group *,
                             const lane *dy, const real *gain, lane *dx);
void layernorm_backward_params(struct layernorm_size, const lane *x, const struct layernorm_group *,
                               const lane *dy, real *dgain, real *dshift);
