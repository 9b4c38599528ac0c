/* A network as a table: what each node makes of one sample, and what that costs.
 *
 *     place     op       layer   output   parameters   FLOPs
 *     stem      linear       0       32        4,640   9,216
 *
 * FLOPs are those of forward for one sample, a multiplication and an addition being two. Nodes that
 * only show another's memory in the same shape (the tap of a branch) are left out: they cost
 * nothing. Nothing needs to be allocated: the table is read off the graph. */
#pragma once
#include "lab/net/network.h"

struct shape_row {
    const char *place; /* "input", "stem", "block1", ..., "head", "loss" */
    const char *op;    /* "linear", "relu", ...; "input" */
    int layer;         /* whose h this is; -1 */
    struct shape out;
    double bytes;  /* of one sample's value; 0 where it shares another's memory */
    size_t params; /* trained numbers, counted where they are first used */
    double flops;
};

struct shape_table {
    int rows;
    struct shape_row *row;
    size_t params, kept; /* trained numbers, and statistics that are kept but not trained */
    double bytes, flops; /* of the whole forward pass, for one sample */
};

/* Of one node, for one sample. */
double shape_table_flops(const struct node *);

enum status shape_table_read(struct arena *, const struct network *, struct shape_table *,
                             struct failure *);

/* How many places, that of row i included, do the same one after the other, op by op. *rows receives
 * the number of rows of each. */
int shape_table_alike(const struct shape_table *, int i, int *rows);
