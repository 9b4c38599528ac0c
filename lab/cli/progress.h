/* How far a sweep is: one line that is redrawn on a terminal, a line now and then elsewhere. */
#pragma once
#include "lab/base/process_pool.h"
#include "lab/cli/cli.h"

struct progress {
    const struct experiment *experiment;
    struct cli *c;
    const int *cell; /* by job: its cell in the grid */
    bool terminal;
    double start, next;
};

struct progress progress_begin(struct cli *, const struct experiment *, const int *cell);
/* Draw when it is time. */
void progress_show(struct progress *, const struct process_job *, int jobs);
/* Wipe the line, so that something else can be printed. */
void progress_clear(const struct progress *);
