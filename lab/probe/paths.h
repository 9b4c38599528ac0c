/* Which path lengths carry the gradient? (Veit et al. 2016)
 *
 * Multiplied out, a net of B blocks y = x + F(x) is a sum over 2^B paths: at each junction the gradient
 * goes by the shortcut or through the branch. P_k, the sum over all paths that pass k branches, follows
 * junction after junction from what arrives there, S being what the shortcut passes back (g itself for an
 * identity) and J_F^T what the branch does:
 *
 *     P_k at x  =  S P_k  +  J_F^T P_(k-1)        P_0 at the last block's output is dL/dy
 *
 * Exact: at the first block's input P_0 + ... + P_B = dL/dx. A ReLU behind the sum belongs to its
 * junction: shortcut and branch both pass it. Batch norm differentiates its batch's statistics, as in
 * training.
 *
 * Paths of length k number B over k; were all alike, the shares would be the binomial's. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_paths;
