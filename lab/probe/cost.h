/* What a probe's linear algebra costs, in the measure in which probes state their work: passes of the
 * probe run's samples forward and backward. */
#pragma once
#include "lab/probe/probe.h"

/* Floating-point operations of matrix products in double. With all that stands around them they take about
 * ten times as long as those of the net's kernels. */
double cost_passes(const struct probe_run *, double flops);

/* A pass forward alone. */
extern const double FORWARD_PASS;
