/* `depthlab data show`: what the samples look like. */
#pragma once
#include "lab/cli/draw.h"
#include "lab/cli/overrides.h"

/* Draw the first so many samples of each class of the set that the overrides name. */
int data_show(struct cli *, const struct overrides *, struct drawing *, int samples);

/* The same of one set, in the style's format: OUT/data/NAME.FORMAT. */
enum status data_show_set(struct cli *, const struct data_spec *, int samples,
                          const struct figure_place *, const struct figure_style *,
                          const char **path);
