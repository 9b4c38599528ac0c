/* The loss over a plane through the weights, wherever its two directions come from:
 *
 *     L(w + a d + b q)
 *
 * L is the mean loss of the samples, batch norm by their own statistics: running ones belong to
 * the weights in the middle alone. */
#pragma once
#include "lab/probe/probe.h"
#include "lab/train/evaluate.h"

enum { SURFACE_SIDE = 21 };

struct surface {
    struct probe_run *run;
    struct pass pass;
    size_t reals;
    real *w; /* [reals]: the weights in the middle */
    real *
        direction[2]; /* [reals]; all 0 until somebody fills them, and for what stays where it is */
};

/* Memory from the run's arena, the samples into the net. */
enum status surface_open(struct surface *, struct probe_run *);
/* Leaves the weights as they were. */
struct score surface_score(struct surface *, double a, double b);

/* Points a side of a grid. */
int surface_side(const struct probe_run *);
