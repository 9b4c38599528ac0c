/* By how much does a block's branch pull two points apart at most? The Lipschitz constant q of G in
 * y = x + G(x):  ||G(a) - G(b)|| <= q ||a - b||.
 *
 *     from above   of y = x + F(x): the product of the spectral norms of F's matrices, of the steepest slopes
 *                  of its activations and of its factors. A promise: where it is below 1 the block can be
 *                  computed back (invert.h)
 *     near by      the largest singular value of dy/dx - I at some samples. No promise, for elsewhere it may be
 *                  more; but the bound is reached only where every layer stretches most what the one before
 *                  stretched most, and no unit is off */
#pragma once
#include "lab/probe/probe.h"

/* Of the block that ends at `place`, which is 1 at least. NaN: not known, or a failure. */
double lipschitz_bound(struct probe_run *, int place);

/* At the samples of a pass forward, a group of lanes at most, that has gone just before; in MODE_EVAL, for each sample
 * must be mapped by itself. NaN where the block changes its shape, is wider than 256 numbers or is not finite. */
double lipschitz_local(struct probe_run *, struct pass *, int place);
/* Operations of matrix products that the two take. */
double lipschitz_flops(const struct probe_run *, int samples, int place);

/* Does the block have as many numbers behind it as before it? */
bool lipschitz_keeps_shape(const struct network *, int place);
