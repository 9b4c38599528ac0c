/* Fixed factors of a net (lab/net/fold.h) in files of weights.
 *
 * In an exported file each weight is multiplied by its factor, so that the net without the factor, as others
 * would write it, has the same outputs. Its notes say so:
 *
 *     depthlab.folded      {"block1.layer2.weight": 0.7071, ...}   what was multiplied, and by what
 *     depthlab.not_folded  which factors are left for the reader to apply, in words
 *
 * Loading divides the tensors that the first note names by the loading net's own factors: the run's net has
 * its weights again, and a net with other factors computes the same. Files without the note are taken as they
 * are. */
#pragma once
#include "lab/net/network.h"
#include "lab/store/safetensors.h"

/* Multiply the net's tensors, as weights_tensors gives them, and add the notes. Numbers that change are
 * copied. */
enum status weights_fold(struct arena *, const struct network *, struct safetensors *,
                         struct failure *);

/* The tensors that the note names. */
struct folded {
    int count;
    const char **name; /* sorted */
};
enum status weights_folded(struct arena *, const struct safetensors *, struct folded *,
                           struct failure *);

/* What loading divides a tensor by that is to become `p`. */
double weights_divisor(const struct folded *, const struct param *p);
