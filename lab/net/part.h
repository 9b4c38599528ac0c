/* The parts of a net: each adds its nodes to the graph and what it made to the network's lists. x may be
 * NULL after a failure; then so is the result. */
#pragma once
#include "lab/net/builder.h"

/* A layer's shape: `out` features or channels; kernel 0 is a matrix, else kernel x kernel with padding
 * kernel / 2. */
struct geometry {
    int out, kernel, stride;
};

/* How many layers the block's branch has, and layer i of them. */
int builder_layers(const struct builder *);
struct geometry builder_geometry(const struct builder *, int i);

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
/* Do batch norm and ReLU make one node here? Then this is it: act(norm(f) + skip); skip may be NULL. */
bool build_fuses(const struct builder *);
struct node *build_norm_add_activation(struct builder *, struct node *f, struct node *skip);
/* The spec's activation. */
struct node *build_activation(struct builder *, struct node *x);
/* act(norm(W x)) for the layers of a branch. */
struct node *build_plain_branch(struct builder *, struct node *x);
/* The branch's own view of x. */
struct node *build_tap(struct builder *, struct node *x);
/* Note down that x and, by way of `tap`, a branch meet in `y`. x is the node that the tap was made of; what changes it
 * on the way around comes after. Returns y. */
struct node *build_junction(struct builder *, struct node *x, struct node *tap, struct node *y);
