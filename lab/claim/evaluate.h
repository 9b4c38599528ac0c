/* A quantity's value for every seed: of one run of each, read the places of a step, divide, aggregate. */
#pragma once
#include "lab/claim/resolve.h"
#include "lab/run/sweep.h"

struct seed_values {
    double *value;    /* one a seed */
    const char *lack; /* why there are no values; NULL when there are */
    const char *best; /* what `best` came to, e.g. "lr 0.01"; "" when nothing was to choose */
    int diverged;     /* runs among them that diverged: their value is the worst there is */
};

/* `lr: best` takes the runs that the view `best` has. */
enum status evaluate_quantity(struct arena *, struct store *, const struct sweep *,
                              const struct resolved_quantity *, struct seed_values *,
                              struct failure *);

/* Is the cell one of those that it selects, at whatever rate where it says `best`? */
bool evaluate_fits(struct arena *, const struct resolved_quantity *, const struct cell *,
                   struct failure *);

/* `lr: best` becomes the rate that the view `best` has of the runs that are selected. False, and nothing is changed,
 * where there are none, or not all are measured. */
bool evaluate_fix_rate(struct arena *, const struct sweep *, struct resolved_quantity *,
                       struct failure *);

/* NaN where there is none, and *lack then says why. What is not a number counts as the worst value;
 * so does what a diverged run never came to. */
double evaluate_run(struct arena *, struct store *, const struct sweep *, const struct sweep_run *,
                    const struct resolved_quantity *, const char **lack, struct failure *);
