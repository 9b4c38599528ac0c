/* Norms by name: none; batch (Ioffe and Szegedy 2015); layer (Ba et al. 2016). */
#pragma once
#include "lab/net/builder.h"

struct norm {
    const char *name;
    struct node *(*build)(struct builder *, struct node *x, const char *name);
};
const struct norm *norm_find(const char *name);

/* max(0, batch norm of x [+ skip]) in one node; skip may be NULL. */
struct node *norm_batch_relu(struct builder *, struct node *x, struct node *skip, const char *name);
