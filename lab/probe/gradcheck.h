/* Is the gradient right? Central differences against backward, parameter by parameter.
 *
 *     dL/dw_i  ~  (L(w + e) - L(w - e)) / 2e
 *
 * where w - e, w and w + e lie on one piece of the loss (piece.h), for across a kink a difference is no
 * derivative. In double the two agree to about 1e-9 of the tensor's norm; in float the difference is mostly
 * round-off, so the program runs this in its double build. */
#pragma once
#include "lab/net/network.h"

struct gradcheck {
    double error;      /* the worst ||difference - gradient|| / ||gradient|| of a tensor's sample */
    const char *param; /* of that tensor */
    double
        doubt; /* the worst that a tensor's differences may be off by themselves, as far as they tell */
    int numbers; /* how many derivatives were compared */
    int kinks;   /* and how many were not, each step that was tried leaving the piece */
};

/* Compare at most `most` elements of each parameter in this kind of pass over the batch that fills the network's
 * inputs. Weights are left as they were. A tensor's error is never measured against less than a thousandth of
 * the whole gradient's norm: a gradient that is exactly zero has no relative error. */
struct gradcheck gradcheck_network(struct network *, const struct pass *, int most);
