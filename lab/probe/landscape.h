/* How steep is the surface? (Li et al. 2018)
 *
 *     L(w + alpha d + beta q),      alpha, beta from -1 to 1
 *
 * d and q are random directions, normalised filter by filter: each row of a matrix and each filter of a
 * convolution is as long as the weights it is added to, so nets of different scales can be compared, for
 * alpha = 1 is 100 % of every filter. Biases and norms stay where they are, as in the paper's own
 * programs.
 *
 * A finer line of points along the first direction, and a grid over both, which may be fine and take
 * long: an interrupted probe run goes on where it was. L is the mean loss of the samples, batch norm by
 * their own statistics (surface.h). */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_landscape;
