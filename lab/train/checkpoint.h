/* The state of a run as bytes: weights, kept statistics and the optimizer's slots, in the graph's own
 * order. The batches and every random draw follow from seed and step, so nothing else is needed. */
#pragma once
#include "lab/base/record.h"
#include "lab/net/network.h"

struct training_state {
    struct graph *graph;
    real *slot; /* the optimizer's arrays, one after another */
    size_t slot_reals;
    int64_t step;
};

size_t checkpoint_bytes(const struct training_state *);
/* Write the state to `bytes`, which holds checkpoint_bytes(). */
void checkpoint_pack(const struct training_state *, void *bytes);
/* Refuses bytes that do not belong to this net and precision. */
enum status checkpoint_unpack(struct training_state *, const struct checkpoint *, struct failure *);

/* Where the weights and kept statistics of a graph lie within a checkpoint of it, whatever optimizer
 * made it. The graph need not be allocated. */
enum status checkpoint_arrays(const struct graph *, const struct checkpoint *, const real **value,
                              const real **kept, struct failure *);

/* Copy the weights and statistics of a state into a graph that has its memory; a program of the other
 * precision may have written it. */
enum status checkpoint_load(struct graph *, const struct checkpoint *, struct failure *);
