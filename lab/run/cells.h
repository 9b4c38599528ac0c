/* The names by which a scheduler calls the runs of an experiment, one or a few at a time.
 *
 * A name is the beginning of the run's hash, which is its identity: 8 digits, or as many as tell all runs of the grid
 * apart. So it stays what it is while the run's settings do, wherever and in whatever order the grid is expanded.
 * `depthlab show` takes the same names. */
#pragma once
#include "lab/run/experiment.h"

/* The name of each cell's run; cells of one run have the same. */
const char **cells_names(struct arena *, const struct experiment *, struct failure *);

/* Leave of the grid the cells whose runs these names mean ("3fa9c1d2,07bb", any beginning of a hash that means one run),
 * in the grid's order; `place` of the experiment then says where in the whole grid each stands. */
enum status cells_pick(struct arena *, struct experiment *, const char *names, struct failure *);
