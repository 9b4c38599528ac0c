/* How many directions the features of a place span, and how alike the samples look there.
 *
 * The features of N samples are a matrix [N][features], every number of the node, planes unpooled: what
 * is decomposed has N rows however wide a place is. Centred over the samples its singular values say
 * along how many directions the samples differ. In a deep plain ReLU net without norm every sample ends
 * up along one direction: the rank goes to 1 and the cosine to 1, though norms may be kept (Daneshmand et
 * al. 2020). No rank exceeds N - 1: take more samples than a place has features, or compare places
 * under the same N. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_rank;
