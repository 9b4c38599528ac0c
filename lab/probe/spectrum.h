/* The singular values of a matrix, and how many of them matter.
 *
 *     entropy rank   of sigma    exp(-sum p_i log p_i),  p_i = sigma_i / sum_j sigma_j      Roy and Vetterli 2007
 *     stable rank    of sigma^2  sum sigma_i^2 / sigma_1^2 = ||A||_F^2 / ||A||_2^2
 *
 * Both are k where k singular values are equal and the others 0, and both change smoothly where the
 * algebraic rank jumps.
 *
 * LAPACK sums as each processor likes best: the last digits are the machine's. */
#pragma once
#include "lab/base/arena.h"
#include <stdbool.h>

/* sigma[min(rows, columns)] receives them, largest first; a [rows][columns] is used up. False when
 * a has a number that is not finite. Scratch comes from the arena; a failure when it is full, or LAPACK
 * gives up. */
bool spectrum_singular_values(struct arena *, double *a, int rows, int columns, double *sigma,
                              struct failure *);
/* What that takes, in operations of matrix products: a QR decomposition first, then its square R. */
double spectrum_flops(int rows, int columns);

/* Of n values of which one at least is not 0. */
double spectrum_entropy_rank(const double *sigma, int n);
double spectrum_stable_rank(const double *sigma, int n);
