/* Begin where another run ended: a deep net can copy a shallow one (He et al. 2015, section 1; the
 * thought experiment that says a good deep solution EXISTS).
 *
 *     none       the same net goes on: every parameter is the source's
 *     identity   a deeper plain net: parameters of the same name are the source's, and each layer that
 *                the source does not have is W = I + noise z, b = 0. Behind a ReLU that changes no bit.
 *
 * z are the unit-normal draws of the weight itself, so runs that differ in `noise` differ in its size
 * alone. */
#pragma once
#include "lab/train/train.h"

/* The i-th word for what is inserted, NULL past the last. */
const char *start_insert_name(int i);

/* `source` is the other run's network, built but not allocated, and `state` its final checkpoint. Refuses
 * nets between which nothing can be carried over. */
enum status start_from(struct network *, const struct network *source,
                       const struct checkpoint *state, const char *insert, double noise,
                       uint64_t seed, struct failure *);
