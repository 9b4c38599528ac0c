/* How weights are drawn. z is the unit-normal draw of (seed, layer, role, index), n = fan-in (of a
 * convolution channels times area; fan-out likewise):
 *
 *     he             z sqrt(2 / n)                       He et al. 2015b: keeps ||h|| under ReLU
 *     xavier         z sqrt(2 / (fan-in + fan-out))      Glorot and Bengio 2010
 *     lecun          z sqrt(1 / n)                       LeCun et al. 1998
 *     orthogonal     Q of the QR of the draws            Saxe et al. 2014: W W^T = I
 *     delta-orthogonal  a convolution whose middle pixel is orthogonal, the rest 0   Xiao et al. 2018
 *     looks-linear   (Q, -Q; -Q, Q), Q orthogonal        Balduzzi et al. 2017: under ReLU the whole
 *                                                        net starts out as a product of Qs
 *     torch-uniform  uniform in +-1/sqrt(n), bias too    PyTorch's default for nn.Linear
 *     normal(s)      z s
 *
 * Stem and head are lecun whatever the init, so that depth alone differs; looks-linear has its own,
 * for the mirrored halves must begin and end somewhere.
 *
 * To add one: a function and a line in the table of init.c. */
#pragma once
#include "lab/base/arena.h"
#include "lab/base/lane.h"
#include "lab/base/rng.h"
#include "lab/base/status.h"
#include <stdbool.h>

/* What a draw is for, within one layer. A side layer is a gate's; the factor of a weight of forced
 * rank is the one next to x. */
enum role { ROLE_WEIGHT, ROLE_BIAS, ROLE_SIDE_WEIGHT, ROLE_SIDE_BIAS, ROLE_FACTOR };

/* The matrix w[out][in] that is drawn. A convolution's is [out][channels * area], area = kernel^2. */
struct fan {
    int out, in, area;
};

INLINE size_t fan_count(struct fan f)
{
    return (size_t)f.out * (size_t)f.in;
}

/* What one matrix is drawn from. */
struct draw {
    struct stream stream;
    double number; /* the number in normal(0.1) */
    struct fan fan;
    struct arena *arena; /* scratch, which is given back */
    struct failure *failure;
};

/* Fill w[out][in]. A failure when the arena is full; w is then undefined. */
typedef enum status init_weight(const struct draw *, real *w);

struct init {
    const char *name;
    bool takes_number;
    init_weight *weight;
    /* Fill b[out] of a layer; NULL leaves its start. */
    void (*bias)(struct stream, struct fan, real *b);
    init_weight *stem, *head; /* NULL: lecun's */
};

/* Find "he" or "normal(0.1)"; NULL with a failure when there is no such init. */
const struct init *init_find(const char *text, double *number, struct failure *);
