/* One training run: for s = 0 .. steps-1, take batch s, w <- w - update(dL/dw), and write down what
 * is seen on the way.
 *
 * Row s of a log is the state after s updates, seen on the batch that update s + 1 will use; the
 * last row costs one extra pass. A loss that is not finite ends the run as diverged: that is a
 * result, recorded with the step and the first layer whose h is not finite.
 *
 * trainer.c trains; series.c defines the columns of its rows. */
#pragma once
#include "lab/base/record.h"
#include "lab/data/data.h"
#include "lab/net/network.h"

struct train_spec {
    int steps, batch;
    const char *optimizer; /* a name of optimizer.h */
    double lr, momentum, weight_decay;
    double beta1, beta2, epsilon; /* adam and adamw */
    const char *schedule;         /* a name of schedule.h */
    int warmup;                   /* steps over which the learning rate grows from 0 */
    double
        label_smoothing; /* the share of a label that goes to all classes alike, in the loss that is trained and
                             * logged; whole sets and probes are scored by the labels themselves */
    double clip;      /* the whole gradient's norm is cut to this; 0: never */
    int log_curve;    /* the loss is logged every so many steps */
    int log_layers;   /* layers and junctions early on, and every so many steps; 0: never */
    int evaluate;     /* the test set is evaluated every so many steps; 0: only at the end */
    const char *keep; /* after these numbers of updates the state is kept for good: "50 200" */
};

struct outcome {
    bool diverged;
    int64_t steps; /* updates made */
    int layer;     /* where the first value that is not finite appeared; -1 for the loss */
    double loss;   /* the value of the loss then */
};

/* What measures a step while layers are due; it must not change anything that training uses. The
 * calls come in this order, and `see` once for each node whose gradient is complete. */
struct instrument {
    void *self;
    void (*see)(void *self, const struct node *, const struct pass *);
    /* The backward pass is over: values, gradients of the parameters and weights are at hand. */
    void (*before_update)(void *self, const struct pass *);
    /* The weights have moved (`updated`), or will not move any more; write the rows. */
    enum status (*after_update)(void *self, const struct recorder *, int64_t step, bool updated);
};

/* Called after each step; false stops the run, which then writes a checkpoint, ends with STATUS_BUSY and
 * goes on from there another time. */
struct tick {
    void *self;
    bool (*step)(void *self, int64_t step, double loss);
};

/* Asked after each update whether a checkpoint is due: when what would be lost without one is worth its cost.
 * What is measured does not depend on the answers. */
struct saver {
    void *self;
    bool (*due)(void *self, int64_t step);
};

struct training {
    struct network *net; /* network_start has prepared it */
    const struct dataset *data;
    const struct train_spec *spec;
    struct augment augment; /* of the training batches; evaluation sees the images as they are */
    uint64_t seed;
    struct arena *arena; /* borrowed: the optimizer's state and the steps' scratch */
    const struct recorder *recorder;
    int instruments;
    const struct instrument *instrument;
    const struct tick *tick;   /* or NULL */
    const struct saver *saver; /* or NULL: no checkpoint but where it is stopped */
};

/* Train from the checkpoint `resume` (data NULL: from the start). Rows and checkpoints go to the
 * recorder; the last one is the final state, kept. */
enum status train(const struct training *, const struct checkpoint *resume, struct outcome *,
                  struct failure *);

/* What train() itself writes: "curve", one row a logged step, and "final", one row. */
extern const struct series series_curve, series_final;
