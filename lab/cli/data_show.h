/* `depthlab data show`: what the samples look like. */
#pragma once
#include "lab/cli/draw.h"
#include "lab/cli/overrides.h"

/* Draw the first so many samples of each class of the set that the overrides name. */
int data_show(struct cli *, const struct overrides *, struct drawing *, int samples);
