/* Activations by name; `linear` is none at all, for nets whose gradient is a product of matrices. */
#pragma once
#include "lab/grad/graph.h"

struct activation {
    const char *name;
    struct node *(*build)(struct graph *, struct node *x); /* NULL: y = x */
    bool switches_off; /* its output is exactly 0 over half of its inputs, so a unit can be dead */
};
const struct activation *activation_find(const char *name);
