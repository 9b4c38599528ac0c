/* What an experiment still has to do: runs to train, then states of them to probe. */
#pragma once
#include "lab/run/experiment.h"

/* How the run of a cell stands. */
struct run_state {
    enum run_status status;
    const char *detail; /* of a run that diverged or failed: where, why */
    bool repeated;      /* an earlier cell has the same run */
};

struct train_job {
    int64_t run;
    int cell;    /* the run is this cell's, or this cell starts from it */
    double work; /* jobs_work */
    int place;   /* among jobs of equal work */
    bool needed; /* its last state: probes look at it, or runs start from it */
};

/* A finished run whose states are gone and are needed: it is trained again. */
struct restore_job {
    int64_t run;
    int cell; /* as above */
};

struct probe_job {
    int64_t run;
    int cell;
    const struct probe *probe;
    int steps;
    int64_t step[PROBE_STEPS]; /* the states to probe */
};

/* One state for each cell of the grid. */
enum status jobs_states(struct arena *, struct store *, const struct experiment *,
                        struct run_state **, struct failure *);

/* How much work so many steps of a cell are, as far as cells of one experiment can be compared: in units of
 * one weight's share of one sample, what a run costs besides counting as some steps. */
double jobs_work(const struct cell *, double steps);

/* The runs that are not trained to the end, each once; with `again` all. First come those that need no
 * other (`late` false), among them the runs that cells start from; then those that start from them. The
 * longest come first, so that no core is idle at the end. */
enum status jobs_to_train(struct arena *, struct store *, const struct experiment *, bool again,
                          bool late, struct train_job **, int *jobs, struct failure *);

/* The spec's probes that have not run yet on finished runs; with `again` all. */
enum status jobs_to_probe(struct arena *, struct store *, const struct experiment *, bool again,
                          struct probe_job **, int *jobs, struct failure *);

/* What must be restored before the runs that start from others are trained (`for_probes` false), or before
 * jobs_to_probe. */
enum status jobs_to_restore(struct arena *, struct store *, const struct experiment *, bool again,
                            bool for_probes, struct restore_job **, int *jobs, struct failure *);

/* Drop the states that were only needed for these jobs. */
enum status jobs_drop_states(struct store *, const struct experiment *, struct failure *);
