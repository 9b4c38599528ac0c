/* What a run will need, before any of it is allocated.
 *
 *     values       every node's value, for the largest batch
 *     gradients    the buffers that the nodes' gradients borrow in turn
 *     room         what kernels work in: weights rearranged, tiles, copies of gradients for threads
 *     parameters   weights, their gradients, and statistics that are kept
 *     optimizer    its slots: momentum; adam's two moments
 *     copies       of the above for the checkpoint, and of the weights for the size of an update
 *     data         the samples, training and test
 *
 * `depthlab model` shows it; a run that would not fit into the machine is refused with it. */
#pragma once
#include "lab/data/data.h"
#include "lab/net/network.h"
#include "lab/train/train.h"

struct footprint {
    double values, gradients, room, parameters, optimizer, copies, data, total; /* bytes */
};

/* `samples` counts training and test samples together. */
struct footprint footprint_of(const struct network *, const struct train_spec *, double samples);

/* Refuse what does not fit into `have` bytes, with the numbers. */
enum status footprint_check(const struct footprint *, double have, struct failure *);
