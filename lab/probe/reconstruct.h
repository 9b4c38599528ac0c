/* How much of the input can still be seen from a place by a linear map?
 *
 *     R^2 = 1 - sum_s ||x_s - x^(h_s)||^2 / sum_s ||x_s - mean x||^2
 *
 * Layers cannot add information about their input (the data processing inequality), so what can be
 * reconstructed tends to fall with depth, in nets that train well too: compare it with what a linear map
 * reads off about the CLASS (linear_probe.h). A linear map is a lower bound on what is there. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_reconstruct;
