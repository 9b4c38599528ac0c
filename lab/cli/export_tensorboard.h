/* `depthlab export --tensorboard`: a folder of event files, one for each run. */
#pragma once
#include "lab/cli/cli.h"

/* Of one experiment, or of all (NULL). */
void export_tensorboard(struct cli *, const char *experiment, const char *folder);
