/* How weights are drawn. z is the unit-normal draw of (seed, layer, role, index), n = fan-in:
 *
 *     he          z sqrt(2 / n)                         He et al. 2015b: keeps ||h|| under ReLU
 *     xavier      z sqrt(2 / (fan-in + fan-out))        Glorot and Bengio 2010
 *     lecun       z sqrt(1 / n)                         LeCun et al. 1998
 *     orthogonal  Q of the QR of the draws              Saxe et al. 2014; with he's gain under ReLU
 *                                                       left to the user: W W^T = I
 *     torch-uniform  uniform in +-1/sqrt(n), bias too   PyTorch's default for nn.Linear
 *     normal(s)   z s
 *
 * To add one: a function and a line in the table of init.c. */
#pragma once
#include "lab/base/lane.h"
#include "lab/base/rng.h"
#include "lab/base/status.h"
#include <stdbool.h>

enum role { ROLE_WEIGHT, ROLE_BIAS };

struct init {
    const char *name;
    bool takes_number;
    /* Fill w[out][in] from the stream. */
    void (*weight)(struct stream, double number, int out, int in, real *w);
    /* Fill b[out] of a layer with `in` inputs; NULL leaves zeros. */
    void (*bias)(struct stream, int out, int in, real *b);
};

/* Find "he" or "normal(0.1)"; NULL with a failure when there is no such init. */
const struct init *init_find(const char *text, double *number, struct failure *);
