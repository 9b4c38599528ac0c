/* A probe applied to what a run has kept: cell -> data, net; state -> weights; probe -> rows. */
#pragma once
#include "lab/data/cache.h"
#include "lab/spec/spec.h"
#include "lab/store/store.h"

struct probe_run_order {
    const struct probe *probe;
    int64_t run, step; /* 0: as the seed draws the weights; STEP_FINAL: the last state */
    int samples;       /* at most; no more than the training set has */
    uint64_t seed;
    bool
        shared; /* other processes have the same to do: what has been measured meanwhile is left as it is, and
                  * a state that has been dropped meanwhile is STATUS_BUSY */
    int grid;                 /* points a side of a surface; 0: as many as the probe finds apt */
    const char *path;         /* where the run's data lie; "" for a generated set */
    struct data_cache *cache; /* of the data; NULL: they are loaded for this one alone */
    void *watcher;
    /* Before it begins: how long the rest will take, and the share that an interrupted probe run has left.
     * May be NULL, as may be the next. */
    void (*estimate)(void *watcher, double seconds, double done);
    void (*watch)(void *watcher, double done);
};

/* The rows replace those of an earlier probe run of the same run, step and probe; one that was
 * interrupted, with the same samples, seed, grid and precision, goes on where it was. *step becomes the
 * step that was probed. */
enum status probe_run_execute(struct store *, const struct probe_run_order *, int64_t *step,
                              struct failure *);

/* Does the database lack a state that the probe needs, which training the run again would bring back? */
bool probe_run_lacks(struct store *, const struct probe *, int64_t run, const struct cell *,
                     int64_t step, struct failure *);

/* Did the probe measure this run after so many updates, to the end? */
bool probe_run_done(struct store *, const struct probe *, int64_t run, int64_t step,
                    struct failure *);
