/* A net of ReLUs and maxima is smooth in pieces: a piece is which ReLUs are on and which numbers are the largest
 * of their windows. On one piece the loss is a smooth function of the weights, and a difference between two of
 * its points knows nothing of the kinks between pieces. */
#pragma once
#include "lab/grad/graph.h"

/* Of the pass that was just made: a hash, equal where the pieces are. */
uint64_t piece_of(const struct graph *, const struct pass *);
