/* What may sit on the way around (He et al. 2015, section 3.3; He et al. 2016, table 1):
 *
 *     identity, A  x; where the shape changes every second pixel of it, and zeros for new channels
 *     B            x; where the shape changes norm(W x), W a 1x1 convolution
 *     C            norm(W x) everywhere
 *     scaled(c)    c x
 *     gated(b)     s(W x + b) * x, s the sigmoid: open at the start where b is large
 *     dropout(p)   x with each element dropped with probability p while training
 *
 * The last three act on what A gives. Only the identity leaves the 1 of 1 + dF/dx alone. */
#pragma once
#include "lab/net/builder.h"

struct shortcut {
    const char *name;
    bool takes_number;
    /* x in the shape of the branch's end. */
    struct node *(*build)(struct builder *, struct node *x, struct shape, double number);
};

/* Find "identity" or "scaled(0.5)"; NULL with a failure when there is no such shortcut. */
const struct shortcut *shortcut_find(const char *text, double *number, struct failure *);
