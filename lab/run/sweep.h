/* The runs of an experiment's current sweep, as the database has them. */
#pragma once
#include "lab/spec/cell.h"
#include "lab/store/store.h"

struct sweep_run {
    int64_t id;
    int seed;                /* its place among the sweep's seeds */
    bool measured, diverged; /* measured: trained to the end, or until it diverged */
    bool best; /* the view `best` has it: of its net's learning rates its is the best */
    struct cell cell;
};

struct sweep {
    const char *experiment; /* borrowed */
    int runs, seeds;
    struct sweep_run *run; /* in the grid's order */
    uint64_t *seed;
};

/* No runs, and no failure, when the experiment is not in the database. */
enum status sweep_read(struct arena *, struct store *, const char *experiment, struct sweep *,
                       struct failure *);
