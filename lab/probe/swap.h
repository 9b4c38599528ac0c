/* What if two blocks of a trained net trade places? (Veit et al. 2016)
 *
 * Each pair of blocks that have the same shapes exchanges all parameters and running statistics, one
 * pair at a time; among more than 64 blocks the seed chooses which pairs, since all of them together
 * would cost the cube of the depth. Where blocks refine one representation step by step, the order of
 * steps matters little, and least between neighbours; where each block builds on the one before, it is
 * everything. The scores are those of the test part's first samples, norms at their running statistics;
 * block 0, and distance 0, is the whole net. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_swap;
