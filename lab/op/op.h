/* The menu of operations. Each has a file of its own whose first line is its formula.
 *
 * To add one: a file, a line here, a test. Constructors return NULL when an input is NULL or does
 * not fit, and the graph's failure then says why. */
#pragma once
#include "lab/grad/graph.h"

/* y = W x + b; w is [out][in], b is [out] or NULL; x of any shape is read as one vector. */
struct node *op_linear(struct graph *, struct node *x, struct param *w, struct param *b);

/* y = w * x + b over images, the same window everywhere; w is [out][in][kernel][kernel], b is [out] or
 * NULL; pad pixels of 0 around x, steps of `stride`. */
struct node *op_conv(struct graph *, struct node *x, struct param *w, struct param *b, int stride,
                     int pad);

/* Elementwise: y = f(x). */
struct node *op_relu(struct graph *, struct node *x);
struct node *op_tanh(struct graph *, struct node *x);
struct node *op_sigmoid(struct graph *, struct node *x);

/* y = a + b, equal shapes. */
struct node *op_add(struct graph *, struct node *a, struct node *b);

/* y = c x for a fixed number c; y = s x for a trained number s (shape [1]). */
struct node *op_scale(struct graph *, struct node *x, double c);
struct node *op_scale_by(struct graph *, struct node *x, struct param *s);
bool op_scale_factor(const struct node *y, double *c); /* c, where y is an op_scale */

/* y = x, sharing x's memory but with a gradient of its own: where an instrument taps a branch. */
struct node *op_tap(struct graph *, struct node *x);

/* Batch norm over the batch and the positions of each channel; gain, shift, mean, var are
 * [channels], the last two kept statistics that MODE_TRAIN moves by BATCHNORM_MOMENTUM towards the
 * batch's (var unbiased, as in PyTorch). Fused forms: max(0, norm(x)) and max(0, norm(x) + skip). */
static const double BATCHNORM_MOMENTUM = .1;
struct norm_params {
    struct param *gain, *shift, *mean, *var;
};
struct node *op_batchnorm(struct graph *, struct node *x, const struct norm_params *);
/* Whether y is one that sees a single number a channel of each sample: over one sample it gives its shift,
 * whatever the sample. */
bool op_batchnorm_needs_two(const struct node *y);
struct node *op_batchnorm_relu(struct graph *, struct node *x, const struct norm_params *);
struct node *op_batchnorm_add_relu(struct graph *, struct node *x, struct node *skip,
                                   const struct norm_params *);

/* Layer norm over all features of each sample; gain and shift are [features]. */
struct node *op_layernorm(struct graph *, struct node *x, struct param *gain, struct param *shift);

/* -log softmax(logits)[class], one loss a sample; `target` is an input of one channel that holds the
 * class as a real number. Dead lanes have loss 0 and gradient 0. */
struct node *op_softmax_ce(struct graph *, struct node *logits, struct node *target);

/* Elementwise: leaky relu, y = x or c x below 0; gelu, y = x Phi(x), exact. */
struct node *op_leaky_relu(struct graph *, struct node *x, double c);
struct node *op_gelu(struct graph *, struct node *x);

/* y = max(x, 0) where it is among the largest `share` of the channels at its position, one at least;
 * else 0. */
struct node *op_top(struct graph *, struct node *x, double share);

/* y = s * x element by element, equal shapes: s opens and closes the way of x. */
struct node *op_gate(struct graph *, struct node *s, struct node *x);

/* y = (a, b): the channels of a, then those of b; heights and widths are equal. */
struct node *op_concat(struct graph *, struct node *a, struct node *b);

/* In MODE_TRAIN each element is 0 with probability p, else x / (1 - p); otherwise y = x. The draws are
 * keyed by the pass's seed and step and the node's index. */
struct node *op_dropout(struct graph *, struct node *x, double p);

/* The mean over a sample's features of (x - target)^2; dead lanes have loss 0 and gradient 0. */
struct node *op_mse(struct graph *, struct node *x, struct node *target);

/* Each channel by windows of kernel x kernel, `stride` apart; the output's side is
 * floor((side + 2 pad - kernel) / stride) + 1. The pad never is the maximum; of equal maxima the first
 * one, row by row, has the gradient; the average knows no pad. Global: the mean of each channel. */
struct node *op_maxpool(struct graph *, struct node *x, int kernel, int stride, int pad);
struct node *op_avgpool(struct graph *, struct node *x, int kernel, int stride);
struct node *op_global_avgpool(struct graph *, struct node *x);

/* Every stride-th row and column of x, from the first on, between (channels - x's) / 2 channels of
 * zeros in front and the rest of them behind. */
struct node *op_shortcut_pad(struct graph *, struct node *x, int channels, int stride);

/* ---- small helpers for ops ---- */

/* Both inputs have one shape; else the graph has failed. */
INLINE bool inputs_alike(const struct node *y)
{
    const struct shape a = y->in[0]->shape, b = y->in[1]->shape;
    return shape_equal(a, b) ||
           graph_fail(y->graph, "%s: shapes differ, %dx%dx%d and %dx%dx%d", y->op->name, a.channels,
                      a.height, a.width, b.channels, b.height, b.width);
}

/* What an elementwise op y = f(x) works on in this chunk, as native vectors; dx is NULL where nothing
 * wants it. */
struct elements {
    size_t n;
    const vec *x, *dy;
    vec *y, *dx;
};

INLINE struct elements elements_of(const struct node *y, const struct pass *pass)
{
    return (struct elements){.n = node_lanes(y, pass->batch) * LANE_VECS,
                             .x = (const vec *)value_of(y->in[0], pass),
                             .dy = (const vec *)grad_of(y, pass),
                             .y = (vec *)value_of(y, pass),
                             .dx = (vec *)grad_of(y->in[0], pass)};
}

/* Of an op that computes nothing. */
INLINE double no_flops(const struct node *y)
{
    (void)y;
    return 0;
}
