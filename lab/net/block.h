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
    const struct init *init; /* of the hidden layers */
    double number;
    int block, blocks; /* the one being built, from 0, and how many there will be */
    const char *place; /* "stem", "block1", ..., "head" */
    int parts, norms;  /* layers and norms of this place so far */
    int waiting;       /* first layer that no activation has read yet */
    struct param
        *last_gain; /* the gain of a norm that follows the newest layer directly, or NULL */
};

/* ---- the menu ---- */

/* y = act(norm(W x)) repeated: no way around. */
struct node *block_plain(struct builder *, struct node *x);
/* y = act(x + F(x)), F = norm(W act(norm(W x))). */
struct node *block_residual(struct builder *, struct node *x);
/* y = x + F(x), F = W act(norm(W act(norm(x)))). */
struct node *block_preact(struct builder *, struct node *x);

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
/* The spec's norm, or x itself. */
struct node *build_norm(struct builder *, struct node *x);
/* The spec's activation. */
struct node *build_activation(struct builder *, struct node *x);
/* The branch's own view of x. */
struct node *build_tap(struct builder *, struct node *x);
/* shortcut + scaled branch, noted down as a junction. `tap` is where the branch began. */
struct node *build_junction(struct builder *, struct node *x, struct node *tap,
                            struct node *shortcut, struct node *branch);
