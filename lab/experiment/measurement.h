/* A selection's value in one run: read the places of one step, divide, reduce. */
#pragma once
#include "lab/experiment/selection.h"
#include "lab/experiment/sweep.h"

/* NaN where there is none, and *lack then says why. What is not a number counts as the worst value;
 * so does what a diverged run never came to. */
double measurement_read(struct arena *, struct store *, const struct sweep_run *,
                        const struct selection *, const char **lack, struct failure *);
