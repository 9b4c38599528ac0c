/* The junction: what y = x + F(x) does to a gradient, measured, not derived.
 *
 *     dL/dx  =  g  +  J_F^T g,      g = dL/dy          (He et al. 2016, eq. 5: the 1 and the dF/dx)
 *
 * At every junction the two parts are taken where they arrive, one after the other, so their sum
 * is a check and not a definition:
 *
 *     identity   what the shortcut passes back: g itself for an identity shortcut
 *     branch     J_F^T g, what the branch passes back
 *     cosine     between the two; NULL when either is zero
 *     total      ||dL/dx||, read off x once both have arrived
 *
 * Always true: the tap that opens a branch is made before the branch's other nodes, so when the
 * backward loop reaches it, x has its gradient from the shortcut and not yet from the branch. */
#pragma once
#include "lab/train/train.h"

extern const struct series series_junction;

struct junction_probe;

struct junction_probe *junction_probe(struct arena *, const struct network *);
struct instrument junction_instrument(struct junction_probe *);
