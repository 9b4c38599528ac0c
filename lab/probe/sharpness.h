/* How curved is the loss? The largest and the smallest eigenvalue of its Hessian by all weights.
 *
 *     H v  ~  (dL/dw (w + e v) - dL/dw (w - e v)) / 2e
 *
 * is two passes forward and backward, and the method of Lanczos needs nothing but such products: in the
 * basis that v, H v, H H v, ... span, H is tridiagonal, and the ends of its spectrum come out first: the largest
 * soon, standing apart, the smallest among many that are near it not always. So each has its residual, within which
 * there is an eigenvalue, and a smallest one that is not found to a hundredth of it is left out.
 * Gradient descent is stable where lr < 2 / largest (Cohen et al. 2021). L is the mean loss of the
 * samples, batch norm by their own statistics, as in training.
 *
 * Use the double program: about five digits of H v are left there. In float the step must be long, and
 * each ReLU that bends on the way counts as if it were curvature: two digits for smooth activations, for
 * ReLU nets hardly the order of magnitude. the residuals show which of the two it was.
 *
 * The tridiagonal matrix goes through LAPACK, which sums as each processor likes best: the last digits are
 * the machine's. */
#pragma once
#include "lab/probe/probe.h"

extern const struct probe probe_sharpness;
