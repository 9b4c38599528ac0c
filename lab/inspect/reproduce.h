/* The command that makes an experiment's current sweep again.
 *
 * The database holds what ran, not the words by which it came about; so the file is read once more,
 * as it is, with --full, and with an override for each setting in which the runs and the file
 * differ, until the grid is the sweep, run for run. */
#pragma once
#include "lab/run/experiment.h"

struct reproduction {
    const char *command; /* "depthlab run degradation --depth 2,8" */
    bool exact;          /* its grid is the sweep; false: the nearest that was found */
};

/* `request` names the experiment and the folder of its file; its other members do not count. */
enum status reproduce(struct arena *, struct store *, const struct request *, struct reproduction *,
                      struct failure *);
