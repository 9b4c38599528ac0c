/* What if two blocks of a trained net trade places? (Veit et al. 2016)
 *
 * Each block exchanges all its parameters and running statistics with another one that has the same
 * shapes, chosen by the seed. Where blocks refine one representation step by step, the order of steps
 * matters little; where each block builds on the one before, it is everything. The scores are those of
 * the test part's first samples, norms at their running statistics; the row of block 0 is the net's. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_swap;
