/* Can the classes be read off a place by a linear map? Alain and Bengio 2016: accuracy of a linear
 * classifier on each layer's features. Depth can add no information about the class; what it can add is
 * that the information lies where a linear map finds it, and that is what rises with depth. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_linear;
