/* A block of a network as a picture has it: the ops of its branch one below the other in column 0, what stands on
 * other ways in the columns beside it, and where ways meet. */
#pragma once
#include "lab/net/network.h"

enum { BLOCK_PARTS = 64, BLOCK_X = -1 };

/* An op, or a part of one that fuses several: "batchnorm+add+relu" is three. */
struct block_part {
    const char *label;
    bool sum;        /* where both ways meet */
    bool behind;     /* what comes behind that */
    int column, row; /* row 0 stands below x */
    int inputs;
    int from[2]; /* parts that it reads; BLOCK_X: x. Of a sum the branch comes first */
};

struct block_picture {
    int parts, rows, columns;
    bool crossed; /* two parts have one place: it cannot be drawn, as highway's two gates */
    struct block_part part[BLOCK_PARTS];
};

/* The nodes from `first` up to `end`, which are one place of the net. */
enum status block_picture_read(struct arena *, const struct network *, int first, int end,
                               struct block_picture *, struct failure *);

/* Have they the same parts, whatever their numbers of channels? */
bool block_picture_alike(const struct block_picture *, const struct block_picture *);
