/* y = shortcut(x) + scaled F(x): the way around (shortcut.h) and how F starts out (branch.h) meet. */
#pragma once
#include "lab/net/builder.h"

/* The spec's shortcut of x plus its scaled branch f, noted down as a junction. `tap` is where the
 * branch began; x is the node that the tap was made of, and what changes it on the way around comes after. */
struct node *build_sum(struct builder *, struct node *x, struct node *tap, struct node *f);
/* act(shortcut of x + branch norm(f)), in one node where that is possible. */
struct node *build_norm_sum_activation(struct builder *, struct node *x, struct node *tap,
                                       struct node *f);
