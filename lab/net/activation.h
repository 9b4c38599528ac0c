/* Activations by name; `linear` is none at all, for nets whose gradient is a product of matrices. top(p) is
 * a ReLU that leaves the share p of the channels on, the largest at each position: so the sparsity of what
 * the next layer reads is set and not found (Makhzani and Frey 2013). */
#pragma once
#include "lab/grad/graph.h"

struct activation {
    const char *name;
    struct node *(*build)(struct graph *, struct node *x, double number); /* NULL: y = x */
    bool switches_off; /* its output is exactly 0 over half of its inputs, so a unit can be dead */
    bool takes_number; /* a share, above 0 and up to 1 */
};
const struct activation *activation_find(const char *text, double *number, struct failure *);
