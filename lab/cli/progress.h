/* How far it is: one line that is redrawn on a terminal, a line now and then elsewhere. The time that is left is told from
 * what the jobs cost (lab/run/cost.h), over all experiments of the command, at the speed of those that are done. */
#pragma once
#include "lab/base/process_pool.h"
#include "lab/cli/cli.h"

/* Of all experiments, in expected processor seconds. */
struct progress_total {
    double left, done;
    double speed; /* expected seconds a second, until the jobs tell */
    double start;
};

struct progress {
    const struct experiment *experiment;
    struct cli *c;
    const int *cell;       /* by job: its cell in the grid */
    const double *seconds; /* by job: what it is expected to take */
    struct progress_total *total;
    bool terminal;
    double start, next;
};

/* `width` jobs at a time, in so many threads each. */
struct progress_total progress_total(int width, int threads);

struct progress progress_begin(struct cli *, const struct experiment *, const int *cell,
                               const double *seconds, struct progress_total *);
/* A job ended; not well: another process had it, or it failed. */
void progress_end(struct progress *, int job, bool well);
/* Draw when it is time. */
void progress_show(struct progress *, const struct process_job *, int jobs);
/* Wipe the line, so that something else can be printed. */
void progress_clear(const struct progress *);
