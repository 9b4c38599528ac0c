/* Which way did training go? (Li et al. 2018, section 7; Lorch 2016)
 *
 *     d_t = w_t - w_T,       D = [d_0; d_1; ...] = U diag(sigma) V^T,       d_t = sum_k sigma_k u_tk v_k
 *
 * w_0, w_1, ... are the states that the run has kept (train.keep), w_T that which is probed: weights
 * and biases, not what a norm keeps. v_1 and v_2 are the two directions in which the path reaches
 * furthest; sigma_k^2 / sum sigma^2 is the share of the squared distances from the end that lies along
 * v_k. The loss is measured at each state, and on a grid over the plane through the end, as wide as the
 * path and a fifth more on every side. L as in surface.h.
 *
 * D is wide: all comes from its small Gram matrix, D D^T = U diag(sigma^2) U^T, in double.
 *
 * Two directions hold most of ANY path: of one that turns at a right angle to all before at each step,
 * the first holds about 81 % and the second 9 % (Antognini and Sohl-Dickstein 2018). `walk` is that of
 * steps as long as this run's; only what goes beyond it is due to the loss.
 *
 * The first state has positive coordinates. Where the path is a line the second direction is nothing,
 * and the loss does not change along it.
 *
 * LAPACK sums as each processor likes best: the last digits are the machine's. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_trajectory;
