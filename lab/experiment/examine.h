/* A probe applied to what a run has kept: cell -> data, net; state -> weights; probe -> rows. */
#pragma once
#include "lab/experiment/spec.h"
#include "lab/store/store.h"

struct exam_order {
    const struct probe *probe;
    int64_t run, step; /* 0: as the seed draws the weights; STEP_FINAL: the last state */
    int samples;       /* at most; no more than the training set has */
    uint64_t seed;
    int grid;         /* points a side of a surface; 0: as many as the probe finds apt */
    const char *path; /* where the run's data lie; "" for a generated set */
    void *watcher;
    /* Before it begins: how long the rest will take, and the share that an interrupted exam has left.
     * May be NULL, as may be the next. */
    void (*estimate)(void *watcher, double seconds, double done);
    void (*watch)(void *watcher, double done);
};

/* The rows replace those of an earlier exam of the same run, step and probe; an exam that was
 * interrupted, with the same samples, seed, grid and precision, goes on where it was. *step becomes the
 * step that was looked at. */
enum status exam_run(struct store *, const struct exam_order *, int64_t *step, struct failure *);
