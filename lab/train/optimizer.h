/* w <- w - update(dL/dw), one loop over all parameters at once. g = dL/dw + weight_decay w; t = 1, 2, ...
 *
 *     sgd       m <- momentum m + g;   w <- w - lr m                       PyTorch's form of momentum
 *     nesterov  m <- momentum m + g;   w <- w - lr (g + momentum m)        Sutskever et al. 2013
 *     adam      m <- b1 m + (1 - b1) g,  v <- b2 v + (1 - b2) g^2;
 *               w <- w - lr m^ / (sqrt(v^) + eps), m^ = m / (1 - b1^t), v^ = v / (1 - b2^t)
 *                                                                          Kingma and Ba 2015
 *     adamw     adam of dL/dw alone, and first w <- w - lr weight_decay w  Loshchilov and Hutter 2019
 *
 * A step uses the gradient up: afterwards it is zero, ready for the next backward pass to add to. */
#pragma once
#include "lab/base/arena.h"
#include "lab/base/lane.h"

struct optimizer_spec {
    double lr, momentum, weight_decay, beta1, beta2, epsilon;
};

struct optimizer {
    const char *name;
    int slots; /* arrays of state, each as long as the parameters, one after another */
    void (*step)(const struct optimizer_spec *, int64_t t, size_t count, real *w, real *dw,
                 real *slot);
};

/* The optimizer of this name, or NULL; and the i-th name, NULL past the last. */
const struct optimizer *optimizer_find(const char *name);
const char *optimizer_name(int i);
