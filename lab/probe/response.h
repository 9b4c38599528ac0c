/* How strong each layer's response is (He et al. 2015, figure 7): the standard deviation of what leaves
 * the layer, behind its norm and before the activation and the sum. In residual nets responses are
 * smaller than in plain ones, and smaller the deeper the net: its branches do little each. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_response;
