/* A network = stem, blocks, head, described by a few words of a spec.
 *
 *     plain block      y = relu(norm(W2 relu(norm(W1 x))))
 *     residual block   y = relu(x + norm(W2 relu(norm(W1 x))))        He et al. 2015; d2l
 *     preact block     y = x + W2 relu(norm(W1 relu(norm(x))))        He et al. 2016
 *     and more: block.h; stems, stages and heads: family.h
 *
 * Layers count from the input: 0 is the stem, 1 .. depth the hidden layers, depth + 1 the head. A
 * layer's h is its pre-activation as it leaves the weights, h = W x + b, before any norm. What stands
 * beside them, gates and projections on the shortcut, is not counted.
 * A junction is a node y = shortcut(x) + F(x); junctions count from the input, from 0.
 *
 * One factor of the chain rule may be made small: layer `damp_layer` hands on c h instead of h, c = `damp`,
 * so that its derivative J, and no other, becomes c J:
 *
 *     plain nets      dL/dx = A^T  c J^T  B^T g          the whole product is c times as large
 *     residual nets   dL/dx = A^T (1 + c J_F^T) B^T g    only what passed the layer is
 *
 * A and B being what stands before and behind. The value is multiplied as well, for what multiplied the
 * gradient alone would be the derivative of nothing: where a derivative is c everywhere, samples differ c
 * times as much behind it. Norms that follow divide by as much and take the factor out again, both ways.
 *
 * Twins: the draw behind weight (layer, role, index) of a seed is the same in every net; each net's
 * own init scales it. So a plain net and its residual twin start from the same numbers. */
#pragma once
#include "lab/grad/graph.h"
#include <stdint.h>

struct net_spec {
    const char *family;     /* a name of family.h */
    const char *block;      /* a name of block.h */
    int depth;              /* mlp: hidden layers; the others: all layers, as in ResNet-20 */
    int width;              /* units of a layer; channels of the first stage */
    int span;               /* layers per block */
    const char *form;       /* basic, or bottleneck: 1x1, 3x3, 1x1 with four times the channels */
    const char *order;      /* of norm and activation in residual blocks, a name of order.h */
    const char *variant;    /* resnet18: d2l or torchvision */
    const char *norm;       /* none, batch, layer */
    const char *activation; /* a name of activation.h */
    const char *init;       /* a name of init.h, with its number where it takes one: normal(0.1) */
    const char *branch;     /* a name of branch.h: how F starts out */
    const char *shortcut;   /* a name of shortcut.h, with its number: what sits on the way around */
    int rank;   /* mlp: hidden weights are products of two factors of this rank; 0: whole */
    int growth; /* concat blocks: features that each block adds */
    int skip_from, skip_to; /* plain nets: one long connection between two layers; 0, 0: none */
    int damp_layer;         /* the hidden layer whose h is handed on as damp * h; 0: none */
    double damp;
};

struct init;

/* One matrix [out][in], or convolution [out][in][k][k], to be drawn, with its bias, and how. */
struct weights {
    struct param *w, *b; /* b may be NULL */
    const struct init *init;
    double number, gain; /* the number in normal(0.1), and a factor on every draw */
    int layer, role; /* what the draws are keyed by, beside the seed; role of w, b's is the next */
};

struct layer {
    const char *name;     /* "stem", "block3.layer2", "head"; "conv1", "layer2.0.conv1", "linear" */
    struct node *h;       /* W x + b */
    struct node *active;  /* the activation that reads it, maybe past a norm or a junction; NULL
                              where there is none that switches units off */
    struct param *w, *b;  /* b may be NULL */
    struct param *factor; /* of forced rank the weights are w factor; else NULL */
};

struct junction {
    struct node *x;   /* what both ways start from */
    struct node *tap; /* the branch's own view of x: its gradient is what F passes back */
    struct node *sum; /* y, or what follows it where norm, sum and ReLU are one node */
};

/* Where a node stands: a place has the nodes from its first to the next place's first. */
struct place {
    const char *name; /* "stem", "block1" or "layer1.0", ..., "head", "loss" */
    int first;
};

struct network {
    struct graph *graph;
    const struct net_spec *spec; /* borrowed */
    struct node *input, *target; /* the caller fills these; target holds class numbers */
    struct node *logits, *loss;
    int layers, junctions, places, drawn, fixed_scales;
    struct layer *layer;
    struct weights
        *weights; /* [drawn] in order of creation: the layers', gates' and projections' */
    struct junction *junction;
    struct place *place;
    struct node **fixed_scale; /* those that no weights can take over: fold.h */
};

/* Does the spec name a network that can be built? */
enum status network_check(const struct net_spec *, struct failure *);

/* Build the network in the arena, for samples of this shape. Nothing large is allocated yet: ask
 * graph_bytes first. NULL when the spec does not fit, with the reason in the failure. */
struct network *network_build(struct arena *, const struct net_spec *, struct shape input,
                              int classes, int batch, struct failure *);

/* The fewest samples over which the net can be trained or measured with their own statistics: 2 where a batch
 * norm sees one number a channel of each sample, else 1. And: refuse fewer. */
int network_least_batch(const struct network *);
enum status network_check_batch(const struct network *, int samples, struct failure *);

/* Allocate the graph's memory and draw the initial weights of this seed. The message of a failure is in
 * the failure that network_build was given. */
enum status network_start(struct network *, uint64_t seed);
