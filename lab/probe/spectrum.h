/* The singular values of a matrix, and how many of them matter.
 *
 *     entropy rank   exp(-sum p_i log p_i),  p_i = sigma_i / sum_j sigma_j      Roy and Vetterli 2007
 *     stable rank    sum sigma_i^2 / sigma_1^2 = ||A||_F^2 / ||A||_2^2
 *
 * Both are k where k singular values are equal and the others 0, and both change smoothly where the
 * algebraic rank jumps. */
#pragma once
#include <stdbool.h>

/* sigma[min(rows, columns)] receives them, largest first; a [rows][columns] is used up. False when
 * a has a number that is not finite, or LAPACK gives up. */
bool spectrum_singular_values(double *a, int rows, int columns, double *sigma);
/* What that takes, in operations of matrix products: a QR decomposition first, then its square R. */
double spectrum_flops(int rows, int columns);

/* Of n values of which one at least is not 0. */
double spectrum_entropy_rank(const double *sigma, int n);
double spectrum_stable_rank(const double *sigma, int n);
