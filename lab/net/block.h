/* Blocks: a block turns x into y with `span` hidden layers. Each kind has a file of its own:
 *
 *     struct node *block_plain(struct builder *, struct node *x);
 *
 * To add one: a file, a line here, a line in the table of block.c, a test. The parts (part.h, sum.h)
 * record layers, junctions and initial values in the network and choose between matrix and
 * convolution, so a block is only its formula. */
#pragma once
#include "lab/net/order.h"
#include "lab/net/part.h"
#include "lab/net/sum.h"

/* ---- the menu: F is `span` layers ---- */

/* y = act(norm(W x)) repeated: no way around. */
struct node *block_plain(struct builder *, struct node *x);
/* y = act(x + F(x)), F = norm(W act(norm(W x))); the spec's order may move norm and act. */
struct node *block_residual(struct builder *, struct node *x);
/* y = x + F(x), F = W act(norm(W act(norm(x)))): the order full-preact. */
struct node *block_preact(struct builder *, struct node *x);
/* y = (x, F(x)), F as preact's, ending in `growth` features: DenseNet's. */
struct node *block_concat(struct builder *, struct node *x);
/* y = (A(x), B(x)), plain branches of span layers and of one, half the width each: no identity. */
struct node *block_inception(struct builder *, struct node *x);
/* y = t F(x) + (1 - t) x, t = sigmoid(W x + b): the way around can close. */
struct node *block_highway(struct builder *, struct node *x);

struct block {
    const char *name;
    struct node *(*build)(struct builder *, struct node *x);
    const char *order; /* which it has; NULL: the spec's */
};
const struct block *block_find(const char *name);
/* The order of norm and activation that a spec's blocks have. */
const struct order *block_order(const struct net_spec *);
