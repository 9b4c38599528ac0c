/* How steep is the surface? (Li et al. 2018)
 *
 *     L(w + alpha d + beta q),      alpha, beta from -1 to 1
 *
 * d and q are random directions, normalised filter by filter: each row of a matrix and each filter of a
 * convolution is as long as the weights it is added to, so nets of different scales can be compared, for
 * alpha = 1 is 100 % of every filter. Biases and norms stay where they are, as in the paper's own
 * programs.
 *
 * A grid of points over both directions, and a finer line along the first. L is the mean loss of the
 * samples, batch norm by their own statistics: running ones belong to the weights in the middle alone. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_landscape;
