/* w <- w - update(dL/dw), one loop over all parameters at once; g = dL/dw + weight_decay w.
 *
 *     sgd     m <- momentum m + g,  w <- w - lr m          PyTorch's form of momentum
 *
 * A step uses the gradient up: afterwards it is zero, ready for the next backward pass to add to. */
#pragma once
#include "lab/base/arena.h"
#include "lab/base/lane.h"

struct optimizer_spec {
    double lr, momentum, weight_decay;
};

struct optimizer {
    const char *name;
    int slots; /* arrays of state, each as long as the parameters */
    void (*step)(const struct optimizer_spec *, size_t count, real *w, real *dw, real *slot);
};

/* The optimizer of this name, or NULL; and the i-th name, NULL past the last. */
const struct optimizer *optimizer_find(const char *name);
const char *optimizer_name(int i);
