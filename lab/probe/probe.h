/* Instruments that are applied on demand: to a net whose weights are in place, at any step of a run.
 *
 * A probe reads a few hundred samples, may run the net forward and backward as often as it likes, and
 * gives rows of its series to a recorder. It is given copies of a run's weights, so it cannot change
 * the training, and it leaves the weights as it found them.
 *
 * To add one: a file with a `const struct probe`, a line in the table of probe.c, a test that judges
 * it by something independent, and a figure pair.
 *
 * From C, twenty lines are enough: see tests/probe/test_example.c. */
#pragma once
#include "lab/base/record.h"
#include "lab/data/data.h"
#include "lab/net/network.h"

/* The weights as they were after `step` updates, in the order of the graph's own array. */
struct stage {
    int64_t step;
    const real *w; /* [params.reals] */
};

struct probe_run {
    struct network *net; /* allocated, weights in place, for batches of `samples` */
    const struct dataset *data;
    int samples;               /* how many of the training set are used, from the first one on */
    uint64_t seed;             /* of the probe's own draws */
    int64_t step;              /* which its rows get */
    int grid;                  /* points a side of a surface; 0: as many as the probe finds apt */
    int stages;                /* for a probe that NEEDS_PATH: what the run kept before `step`, */
    const struct stage *stage; /* oldest first, its start included where it is known */
    int parts; /* of a long work, where it goes on: so many are there from an interrupted probe run */
    struct arena *arena; /* scratch: a probe takes a mark and rewinds */
    const struct recorder *recorder;
    struct failure *failure;
    void *watcher; /* `watch` receives how much is done, 0 to 1; it may be NULL */
    void (*watch)(void *watcher, double done);
    void *keeper; /* writes down what has come; `keep` may be NULL */
    enum status (*keep)(void *keeper, int parts);
};

enum {
    NEEDS_DOUBLE =
        1, /* to be trusted in the double program alone: differences of gradients, inversion */
    NEEDS_PATH = 2, /* the states that the run has kept */
};

struct probe {
    const char *name, *about; /* a word, and a line for people */
    /* What it writes; ends with NULL. */
    const struct series *const *series;
    /* How much work it will be from part `parts` on, in passes of `samples` forward and backward: what an
     * estimate of the time is made of. */
    double (*passes)(const struct probe_run *);
    /* It leaves gradients as they fall: who reads those of parameters clears them first. */
    enum status (*examine)(struct probe_run *);
    unsigned needs; /* of the above, or 0 */
};

/* The probes there are; ends with NULL. */
extern const struct probe *const probes[];
const struct probe *probe_find(const char *name);

/* ---- what probes share ---- */

/* Put the samples into the net and describe a pass over them. MODE_EVAL freezes batch norm at
 * its running statistics, MODE_MEASURE uses the batch's; neither changes anything that is kept. */
struct pass probe_fill(struct probe_run *, enum mode);
/* The same with the first samples of the test part, as many where it has them. */
struct pass probe_fill_test(struct probe_run *, enum mode);

/* Freeze batch norm where the samples put it: its running statistics become the samples' own, at any
 * step of a run, so that in MODE_EVAL each sample is mapped as among them, and by itself. probe_thaw
 * puts back what was there, which probe_freeze returns. The variance is the unbiased one, and dropout on
 * a shortcut drops while the statistics are taken; NULL with a failure when there is no room. */
real *probe_freeze(struct probe_run *);
void probe_thaw(struct probe_run *, const real *statistics);

/* Where a representation can be read: after the stem and after each block. */
int probe_places(const struct network *);
const struct node *probe_output(const struct network *, int place);
const char *probe_place_name(const struct network *, int place);
/* The node whose memory a tap shares: a gradient is whole there. */
const struct node *probe_behind_taps(const struct node *);

/* The numbers of a node for the samples, as a matrix [samples][features] in double, from the arena; a
 * plane is averaged to one number a channel where `pool` says so. NULL with a failure when there is no
 * room. */
double *probe_features(struct probe_run *, const struct node *, bool pool, int *features);

void probe_progress(const struct probe_run *, double done);
/* The first `parts` parts of the work are done and their rows recorded: when the probe run is interrupted
 * the next one begins behind them. What a part gives must not depend on which was the first. */
enum status probe_keep(struct probe_run *, int parts);
enum status probe_row(struct probe_run *, const struct series *, int place, const double *value,
                      uint32_t missing);
