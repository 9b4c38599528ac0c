/* Samples into lanes: lane l of group g is sample index[16 g + l]. */
#pragma once
#include "lab/data/data.h"

/* Put the samples index[0 .. count-1] of a part, `features` reals each, into x [group][feature] and
 * their class numbers into target [group]. Lanes without a sample become 0. */
void batch_fill(const struct part *, int features, const int *index, int count, lane *x,
                lane *target);
