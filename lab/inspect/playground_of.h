/* The state of the page that shows two runs of an experiment's current sweep (lab/spec/playground.h). */
#pragma once
#include "lab/base/arena.h"
#include "lab/store/store.h"

/* "#net.depth=20&...", "" where the page can show none of its runs. */
const char *playground_of_sweep(struct arena *, struct store *, const char *experiment,
                                struct failure *);
