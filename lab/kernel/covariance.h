/* How the channels of a value vary together, over samples and positions:
 *
 *     c[i][j] = sum (x_i - mean_i) (x_j - mean_j)         the scatter matrix, count times the covariance
 *
 * Always true: samples that are not there (dead lanes) are not counted; a channel that does not vary
 * has zeros; each sum's order depends on the sizes alone. Products are summed 64 positions at a time
 * as reals, and these sums in double. */
#pragma once
#include "lab/base/lane.h"

/* Lanes that covariance needs to work in. */
size_t covariance_room(int channels, int area);

/* The lower triangle of c, [channels][channels], of x, [groups][channels][area]; what lies above the
 * diagonal is overwritten too. total is [channels]. */
void covariance(const lane *x, int batch, int channels, int area, double *c, double *total,
                lane *room);
