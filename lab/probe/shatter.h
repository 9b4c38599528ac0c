/* Do gradients turn to noise? (Balduzzi et al. 2017)
 *
 * Walk from one sample toward another in steps of 1/16, whatever the samples, their number and the net, and take
 * the gradient of the sum of the logits at each point. Where neighbours have similar gradients, a step downhill helps further on; in deep plain
 * nets gradients become white noise, in residual ones something between that and brown noise.
 *
 *     r_k  =  sum_n <g_n - m, g_(n+k) - m>  /  sum_n ||g_n - m||^2,       m the mean of the g_n
 *
 * g is taken at the stem's h = W x + b, where dL/dx = W^T g. White noise and its running sum, brown
 * noise, go through the same formula. Points: as many as samples, so that the line of 256 is 16 long; of fewer
 * it is shorter, and so is what counts as the mean. Batch norm is frozen at the samples' own statistics, so no
 * point depends on another.
 *
 * Along the first line the slope <g, dh/dt>, the derivative by the way t that was gone, is written down for
 * the picture. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_shatter;
