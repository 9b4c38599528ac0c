/* depthlab compare EXPERIMENT --KEY VALUE: the experiment with other settings beside its own, in one figure. */
#pragma once
#include "lab/cli/draw.h"
#include "lab/cli/overrides.h"

struct settings_comparison {
    struct overrides overrides;
    struct drawing drawing;
    int width, threads; /* as `run` has them */
};

/* The experiment is the command's only word. A setting that its spec holds fixed is compared: the spec's own value
 * and those given, or those given where they are several. One that the spec sweeps is narrowed. What is not trained
 * is trained, in a sweep of its own, EXPERIMENT-by-KEY: the experiment's stays as it is. */
int compare_settings(struct cli *, struct settings_comparison *);
