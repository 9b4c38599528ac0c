/* Does the learning rate that suits a net best lie inside the grid, or at an edge, beyond which better ones may be? */
#pragma once
#include "lab/run/experiment.h"

struct edge {
    int nets;      /* of the sweep, each with several rates of which one at least did not diverge */
    int low, high; /* of these, whose best (view `best`) is their least or their greatest rate */
    double least, greatest; /* rates of the sweep */
};

enum status edge_read(struct store *, const char *experiment, struct edge *, struct failure *);

/* The axis with one value more beyond the edges that are the best of any net: "0.003,0.01,0.03,0.1". */
const char *edge_wider(struct arena *, const struct spec *, const struct edge *, struct failure *);
