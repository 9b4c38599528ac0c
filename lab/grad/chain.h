/* The chain rule, whole: what the engine computes, in as few lines as it takes.
 *
 *     forward:    y_i = f_i(inputs)               i = 0, 1, 2, ...
 *     backward:   dL/dinputs += J_i^T dL/dy_i     i = ..., 2, 1, 0
 *
 * A node's inputs exist before it does. So when the loop down arrives at a node, everything that used
 * its value has added to its gradient, which is complete and may be passed on.
 *
 * Here each node takes the whole batch at once and has a gradient of its own. Training uses
 * graph_forward and graph_backward (run.c, plan.c): the same numbers up to round-off, sooner and in
 * less memory, for they take a few samples through several nodes while those lie in the cache, on
 * several threads, and many nodes share a gradient's memory. The tests compare them with this file.
 *
 *     if (chain_allocate(g, loss)) ...the first failure is in the graph's `failure`...
 *     ...fill the inputs and the parameters...
 *     chain_forward(g, &pass);
 *     chain_backward(g, &pass);     now w->grad holds dL/dw, and any node's grad dL/dy
 */
#pragma once
#include "lab/grad/graph.h"

/* In place of graph_allocate. */
enum status chain_allocate(struct graph *, struct node *root);

/* Compute every node's value, in order. */
void chain_forward(struct graph *, const struct pass *);

/* Compute every node's gradient and add dL/dw to that of each parameter, L being the mean of the root
 * over the batch. Needs the values of the forward pass just before it. An op with gather_back may have
 * changed its own node's gradient once it was complete. */
void chain_backward(struct graph *, const struct pass *);

/* The same for one node: its value from its inputs', and what its gradient adds to theirs and to its
 * parameters'. After graph_allocate too, if node and inputs do not share a gradient's memory. */
void chain_node_forward(struct node *, const struct pass *);
void chain_node_backward(struct node *, const struct pass *);
