/* Is anything of the input lost? Where a block can be computed back, nothing is.
 *
 *     y = x + G(x)        x <- y - G(x),  from x = y on
 *
 * If G brings no two points farther apart than q < 1 times their distance (q is its Lipschitz constant,
 * lipschitz.h), the iteration ends in x, the only point there is, and each step leaves q of the error (Banach).
 * For y = x + F(x) G is F. Any block that keeps its shape has a G, y - x; but where a plain block passes some
 * direction on as nothing, G undoes that direction, and q is 1 at least.
 *
 * How: each block by itself, from its true output; then all in a chain, from the last one's output down to
 * the stem's, each from what came out of the block behind it; and the input from the stem's output by least
 * squares, where the stem is a matrix: with as many units as inputs, of full rank, it loses nothing. A step
 * is x <- x + (y - block(x)). Of all steps the x is kept, sample by sample, whose block(x) lies nearest to y:
 * what cannot be computed back has an error like any other.
 *
 * What is left is round-off: 1e-12 and less a block in the double program, 1e-5 in float. Batch norms are
 * frozen at the samples' statistics, or samples would depend on each other.
 *
 * Least squares goes through LAPACK, which sums as each processor likes best: the last digits are the
 * machine's. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_invert;
