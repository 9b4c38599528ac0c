/* Of what rank a layer's weights are, of what rank they are multiplied together, and how many of its units
 * answer alike.
 *
 *     P_l = W_l W_(l-1) ... W_1        the hidden layers' weights, without what stands between them
 *
 * Rank is counted in two ways (spectrum.h): by the singular values, and by their squares. Random square
 * matrices are of nearly full rank and stay so; of their product one direction outgrows the others, the
 * second largest singular value falling behind by a factor a layer (Newman 1986). Activations, norms
 * and shortcuts are not in the product: a residual net has that of its plain twin.
 *
 * The units are those of the activation that reads the layer. Each is of one of four kinds, by its pattern
 * of on and off over the samples: always off, always on, alike (as an earlier unit's), its own. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_weight_rank;
