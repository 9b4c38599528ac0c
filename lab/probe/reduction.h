/* What a 1x1 reduction loses: of the variance of its input x, the share that its output h = W x + b
 * can give back.
 *
 *     kept = tr(C W' (W C W')^+ W C) / tr C        C: covariance of x's n channels over samples and
 *                                                  positions; W has k < n rows
 *
 *     kept    by the best linear reconstruction of x from h
 *     best    by the k principal components of x: no W keeps more
 *     share   k / n, what any W keeps of an x that varies equally in all directions
 *     rank    in how many directions x varies: exp of the entropy of C's normalised eigenvalues
 *
 * Bottlenecks rest on the belief that x has few directions, so that little is lost. What is not
 * linear could be read back in other ways; this is the part that the next layer's weights can use.
 *
 * Always true, up to round-off: kept <= best and share <= best.
 * LAPACK sums as each processor likes best: the last digits are the machine's. */
#pragma once
#include "lab/train/train.h"

extern const struct series series_reduction;

struct reduction_probe;

/* For every layer that is a 1x1 convolution with fewer outputs than inputs, or whose weights are of forced rank:
 * of those the factor next to x is W. There may be none. Memory
 * from the arena; NULL when it is full. What fails while it measures is in the graph's failure. */
struct reduction_probe *reduction_probe(struct arena *, const struct network *);
struct instrument reduction_instrument(struct reduction_probe *);
