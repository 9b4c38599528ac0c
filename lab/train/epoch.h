/* Which samples an update sees: an epoch is a permutation of the training set by (seed, epoch), cut into
 * batches. The last may be smaller, down to the fewest that the net can be trained on: where batch norm sees
 * one number a channel of each sample, a single one left over sits this epoch out. */
#pragma once
#include <stdint.h>

struct epochs {
    uint64_t seed;
    int samples, batch;
    int least; /* network_least_batch */
};

int64_t epoch_batches(const struct epochs *);
void epoch_order(const struct epochs *, int64_t epoch, int *order);
