/* Blocks, and the parts they are made of.
 *
 * A block turns x into y with `span` hidden layers. Each kind has a file of its own:
 *
 *     struct node *block_plain(struct builder *, struct node *x);
 *
 * To add one: a file, a line here, a line in the table of block.c, a test. The parts below keep the
 * books (layers, junctions, initial values), so a block is only its formula. */
#pragma once
#include "lab/net/network.h"

struct builder {
    struct network *net;
    struct graph *graph;
    const struct net_spec *spec;
    int block, blocks;      /* the one being built, from 0, and how many there will be */
    const char *place;      /* "stem", "block1", ..., "head" */
    int parts, norms;       /* layers and norms of this place so far */
    int waiting;            /* first layer that no activation has read yet */
    struct weights *newest; /* those of the newest layer */
    struct param
        *last_gain; /* the gain of a norm that follows the newest layer directly, or NULL */
    struct junction long_way; /* the long connection of a plain net, from skip_from on */
};

/* ---- the menu: F is `span` layers ---- */

/* y = act(norm(W x)) repeated: no way around. */
struct node *block_plain(struct builder *, struct node *x);
/* y = act(x + F(x)), F = norm(W act(norm(W x))). */
struct node *block_residual(struct builder *, struct node *x);
/* y = x + F(x), F = W act(norm(W act(norm(x)))). */
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
    bool pre; /* norm and activation come before the weights, so the stem has none and the head's
                 input needs them */
};
const struct block *block_find(const char *name);

/* ---- parts ---- */

/* h = W x + b with `out` features; a bias only where no norm follows (it would be taken out again). */
struct node *build_layer(struct builder *, struct node *x, int out);
/* W x + b beside the layers: a gate's, or the short branch of an inception block. Its bias starts at
 * `bias`. */
struct node *build_side(struct builder *, struct node *x, int out, const char *what, double bias);
/* The spec's norm, or x itself. */
struct node *build_norm(struct builder *, struct node *x);
/* The spec's activation. */
struct node *build_activation(struct builder *, struct node *x);
/* W act(norm(x)) `span` times, `out` features at the end: the branch of preact and concat blocks. */
struct node *build_preact_branch(struct builder *, struct node *x, int out);
/* act(norm(W x)) `layers` times. */
struct node *build_plain_branch(struct builder *, struct node *x, int layers, int width);
/* The branch's own view of x. */
struct node *build_tap(struct builder *, struct node *x);
/* The spec's shortcut of x plus its scaled branch f, noted down as a junction. `tap` is where the
 * branch began. */
struct node *build_sum(struct builder *, struct node *x, struct node *tap, struct node *f);
/* Note down that x and, by way of `tap`, a branch meet in `y`. Returns y. */
struct node *build_junction(struct builder *, struct node *x, struct node *tap, struct node *y);
