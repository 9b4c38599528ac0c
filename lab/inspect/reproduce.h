/* The command that makes an experiment's current sweep again, from the request that planned it. */
#pragma once
#include "lab/base/arena.h"
#include "lab/store/store.h"

/* "depthlab run degradation --depth 2,8"; `name` is the experiment's file or name as it is to be printed.
 * "" when nothing was planned; NULL on failure. PATH stands for paths. */
const char *reproduce_command(struct arena *, struct store *, const char *experiment,
                              const char *name, struct failure *);
