/* What may sit on the way around (He et al. 2016, table 1):
 *
 *     identity     x
 *     scaled(c)    c x
 *     gated(b)     s(W x + b) * x, s the sigmoid: open at the start where b is large
 *     dropout(p)   x with each element dropped with probability p while training
 *
 * Only the first leaves the 1 of 1 + dF/dx alone. */
#pragma once
#include "lab/net/block.h"

struct shortcut {
    const char *name;
    bool takes_number;
    struct node *(*build)(struct builder *, struct node *x, double number);
};

/* Find "identity" or "scaled(0.5)"; NULL with a failure when there is no such shortcut. */
const struct shortcut *shortcut_find(const char *text, double *number, struct failure *);
