/* The gradient, layer by layer.
 *
 *     ||h||, ||dL/dh||, ||dL/dW||, ||W||, ||update|| / ||W||; dead, distinct and active units
 *
 * All three of the first: the gradients of the WEIGHTS of a homogeneous net hide vanishing, since
 * dL/dW = dL/dh h^T and ||h|| grows where ||dL/dh|| shrinks. Norms are Frobenius norms over the whole
 * batch, summed in double. */
#pragma once
#include "lab/train/train.h"

extern const struct series series_gradient;

struct gradient_probe;

/* For a network that network_start has prepared; memory from the arena. NULL when it is full. */
struct gradient_probe *gradient_probe(struct arena *, const struct network *);
struct instrument gradient_instrument(struct gradient_probe *);
