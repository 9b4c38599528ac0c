/* What `run` does with experiments once they are prepared. */
#pragma once
#include "lab/cli/prepare.h"

/* Train what is left of each and say what it shows; the exit code. Signals are caught (signals.h). */
int run_prepared(struct cli *, struct arguments *, struct prepared *, int count);
