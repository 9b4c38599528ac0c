/* Blocks, and the parts they are made of.
 *
 * A block turns x into y with `span` hidden layers. Each kind has a file of its own:
 *
 *     struct node *block_plain(struct builder *, struct node *x);
 *
 * To add one: a file, a line here, a line in the table of block.c, a test. The parts below keep the
 * books (layers, junctions, initial values), and they know whether a layer is a matrix or a
 * convolution, so a block is only its formula. */
#pragma once
#include "lab/net/network.h"
#include "lab/net/order.h"

struct family;
struct norm_params;

struct builder {
    struct network *net;
    struct graph *graph;
    const struct net_spec *spec;
    const struct family *family;
    int block, blocks;      /* the one being built, from 0, and how many there will be */
    const char *place;      /* "stem", "block1" or "layer1.0", ..., "head" */
    const char *prefix;     /* of names: the place and a dot, or nothing */
    int width, stride;      /* of this block: its layers' outputs, and how its first layer steps */
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

/* ---- parts ---- */

/* A layer's shape: `out` features or channels; kernel 0 is a matrix, else kernel x kernel with padding
 * kernel / 2. */
struct geometry {
    int out, kernel, stride;
};

/* How many layers a branch has, and layer i of them. */
int branch_layers(const struct builder *);
struct geometry branch_geometry(const struct builder *, int i);

/* h = W x + b; a bias only where no norm follows (it would be taken out again). */
struct node *build_layer(struct builder *, struct node *x, struct geometry);
struct node *build_named_layer(struct builder *, struct node *x, struct geometry, const char *name);
/* Beside the layers: W x + b of a gate, whose bias starts at `bias`, and the short branch of an
 * inception block. */
struct node *build_gate(struct builder *, struct node *x, struct geometry, double bias);
struct node *build_short(struct builder *, struct node *x, struct geometry);
/* x in the shape of y's block output: x itself where it has it, else every second pixel and channels
 * of zeros (He's shortcut A). */
struct node *build_padded(struct builder *, struct node *x, struct shape);
/* norm(W x), W 1x1 (He's shortcuts B and C). */
struct node *build_projection(struct builder *, struct node *x, struct shape);

/* The spec's norm, or x itself; and with the spec's activation, in one node where that is possible. */
struct node *build_norm(struct builder *, struct node *x);
struct node *build_norm_activation(struct builder *, struct node *x);
/* The spec's activation. */
struct node *build_activation(struct builder *, struct node *x);
/* act(norm(W x)) for the layers of a branch. */
struct node *build_plain_branch(struct builder *, struct node *x);
/* The branch's own view of x. */
struct node *build_tap(struct builder *, struct node *x);
/* The spec's shortcut of x plus its scaled branch f, noted down as a junction. `tap` is where the
 * branch began. */
struct node *build_sum(struct builder *, struct node *x, struct node *tap, struct node *f);
/* act(shortcut of x + branch norm(f)), in one node where that is possible. */
struct node *build_norm_sum_activation(struct builder *, struct node *x, struct node *tap,
                                       struct node *f);
/* Note down that x and, by way of `tap`, a branch meet in `y`. Returns y. */
struct node *build_junction(struct builder *, struct node *x, struct node *tap, struct node *y);
