/* Is backward the derivative of forward?
 *
 * A test hands over a builder, which makes first the inputs, then the parameters and the op's node y
 * in a fresh graph. opcheck builds it at several sizes (1, odd, more than 16, batches that do not
 * fill their lanes), fills everything with normal draws, and takes L = sum of r y over the live
 * lanes, r being draws too. Then, for each input that wants a gradient and for each parameter:
 *   - dL/dx is what central differences say (1e-6 relative in double, loosely in float);
 *   - backward run onto gradients of 1 gives 1 more than run onto 0: it adds, it does not assign;
 *   - in chunks of one group, and on three threads, the numbers are the same, the latter to the bit;
 *   - what lies in the dead lanes of inputs is never read, and their gradient stays 0.
 *
 * A broken law ends the test with the op, the size and the entry. */
#pragma once
#include "lab/grad/graph.h"

struct opcheck_size {
    int batch, in, out; /* in and out mean what the builder makes of them */
};

struct opcheck {
    /* Make y. Call graph_want on the inputs whose gradient is to be judged. */
    struct node *(*build)(struct graph *, const struct opcheck_size *);
    /* After the draws: put special values, such as classes, where they belong. May be NULL. */
    void (*fill)(struct graph *, const struct opcheck_size *);
    enum mode mode;
    double label_smoothing;
    bool bent; /* has kinks, where differences say nothing: the test judges the derivative itself */
};

void opcheck(const struct opcheck *);

/* The same for the parameters of a whole graph that is allocated and filled and whose root is its
 * loss: dL/dw of the mean loss, each entry within `tolerance` relative to the larger of itself and
 * the root mean square of its parameter's gradient. Of larger parameters about `entries` entries are
 * tried, evenly spread. For the double build; modes other than MODE_TRAIN leave the graph as it was. */
void opcheck_graph(struct graph *, struct pass *, int entries, double tolerance);
