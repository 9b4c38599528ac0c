/* Is an op's backward the derivative of its forward?
 *
 * A test hands over a builder, which makes inputs, parameters and the op's node y in a fresh graph;
 * opcheck builds it at several sizes (1, odd, more than 16, batches that do not fill their lanes),
 * fills everything with normal draws, and takes L = sum of r y over live lanes, r being draws too.
 * Then it holds the op to these laws, for each input that wants a gradient and each parameter:
 *   - dL/dx is what central differences say (1e-6 relative in double; loosely in float);
 *   - backward run onto gradients of 1 gives 1 more than run onto 0: it adds, it does not assign;
 *   - what lies in dead lanes of the inputs is never heard, and their gradient stays 0.
 *
 * Every broken law ends the test with the op, the size and the entry. */
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
    enum mode mode; /* 0 is MODE_TRAIN */
};

void opcheck(const struct opcheck *);

/* For a whole graph, allocated and filled, whose root is its loss: the gradient of the mean loss for
 * every parameter by central differences, each entry within `tolerance` of it, relative to the
 * larger of the entry and the root mean square of the parameter's gradient. Of a parameter with
 * more than `entries` entries only so many are tried, evenly spread. For the double build. */
void opcheck_graph(struct graph *, struct pass *, int entries, double tolerance);
