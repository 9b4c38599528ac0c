/* Is the gradient right? Central differences against backward, parameter by parameter.
 *
 *     dL/dw_i  ~  (L(w + e) - L(w - e)) / 2e
 *
 * In double the two agree to about 1e-9 of the tensor's norm; in float the difference is mostly
 * round-off, so the program runs this in its double build. */
#pragma once
#include "lab/net/network.h"

struct gradcheck {
    double error;      /* the worst ||difference - gradient|| / ||gradient|| of a tensor's sample */
    const char *param; /* of that tensor */
    int numbers;       /* how many derivatives were compared */
};

/* Compare at most `most` elements of each parameter on the batch that fills the network's inputs.
 * Weights are left as they were. A tensor's error is never measured against less than a thousandth of
 * the whole gradient's norm: a gradient that is exactly zero has no relative error. */
struct gradcheck gradcheck_network(struct network *, int batch, int most);
