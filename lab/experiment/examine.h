/* A probe applied to what a run has kept: cell -> data, net; state -> weights; probe -> rows. */
#pragma once
#include "lab/experiment/spec.h"
#include "lab/store/store.h"

struct exam_order {
    const struct probe *probe;
    int64_t run, step; /* 0: as the seed draws the weights; STEP_FINAL: the last state */
    int samples;       /* at most; no more than the training set has */
    uint64_t seed;
    const char *path; /* where the run's data lie; "" for a generated set */
    void *watcher;
    void (*estimate)(void *watcher, double seconds); /* before it begins; may be NULL */
    void (*watch)(void *watcher, double done);       /* may be NULL */
};

/* The rows replace those of an earlier exam of the same run, step and probe. *step becomes the step
 * that was looked at. */
enum status exam_run(struct store *, const struct exam_order *, int64_t *step, struct failure *);
