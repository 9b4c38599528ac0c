/* `depthlab data export`: a set, or what a run was trained on, as files. */
#pragma once
#include "lab/cli/cli.h"
#include "lab/cli/overrides.h"

struct data_export {
    const struct overrides *overrides;
    const char *folder, *format; /* NULL: not given */
    bool standardised;
    int epochs; /* of the run, in its order; 0: every sample once */
};

/* The words behind `data export` name a run; without any the overrides name a set. */
int data_export(struct cli *, const struct data_export *);
