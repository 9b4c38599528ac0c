/* Norms by name: none; batch (Ioffe and Szegedy 2015); layer (Ba et al. 2016). */
#pragma once
#include "lab/net/block.h"

struct norm {
    const char *name;
    struct node *(*build)(struct builder *, struct node *x);
};
const struct norm *norm_find(const char *name);
