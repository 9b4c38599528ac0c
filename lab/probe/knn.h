/* Do the nearest neighbours of a sample have its class? Like a linear probe, but it sees classes that
 * lie in clusters a linear map cannot part, and there is nothing to fit. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_knn;
