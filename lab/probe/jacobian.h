/* The Jacobian of each block, dy/dx, as a matrix, and of all blocks together; its singular values.
 *
 * A product of many matrices stretches some directions and flattens others unless the singular values of
 * each gather round 1. For y = x + F(x) the block's matrix is I + J_F: J_F's own values may be anything
 * below 1, and those of the sum still lie round 1. `branch` is the part of dy/dx that goes through F, read
 * where it arrives at x.
 *
 * How: one sample in all lanes; dL/dy of lane i is row i of the identity; what arrives at x is row i of
 * the Jacobian. Batch norms are frozen at the statistics of all the samples, or the lanes would
 * depend on each other.
 *
 * Where y has more than 512 numbers, 64 random orthonormal directions take the place of the rows: dL/dy
 * is a row of R, and what arrives is R J. Where all singular values of J are 1 those of R J are, too. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_jacobian;
