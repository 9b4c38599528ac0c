/* One training run: for s = 0 .. steps-1, take batch s, w <- w - update(dL/dw), and write down what
 * is seen on the way.
 *
 * Row s of a log is the state after s updates, seen on the batch that update s + 1 will use; the
 * last row costs one extra pass. A loss that is not finite ends the run as diverged: that is a
 * result, recorded with the step and the first layer whose h is not finite. */
#pragma once
#include "lab/base/record.h"
#include "lab/data/data.h"
#include "lab/net/network.h"

struct train_spec {
    int steps, batch;
    const char *optimizer; /* a name of optimizer.h */
    double lr, momentum, weight_decay;
    int log_curve;   /* the loss is logged every so many steps, and with every layer row */
    int log_layers;  /* layers and junctions are logged at 0, 1, 2, 5, 10, 20, 50 and every so many */
    int evaluate;    /* the test set is evaluated every so many steps; 0: only at the end */
    int checkpoint;  /* a checkpoint every so many steps */
};

struct outcome {
    bool diverged;
    int64_t steps;       /* updates made */
    int layer;           /* where the first value that is not finite appeared; -1 for the loss */
    double loss;         /* the value of the loss then */
};

/* Train `net`, which network_start has prepared, from the checkpoint `resume` (NULL: from the
 * start). Rows and checkpoints go to the recorder; the last checkpoint is the final state. `tick`
 * (may be NULL) hears of each finished step and stops the run when it returns false: the run then
 * ends with STATUS_BUSY, to be resumed from its last checkpoint. */
struct tick {
    void *self;
    bool (*step)(void *self, int64_t step, double loss);
};
enum status train(struct network *, const struct dataset *, const struct train_spec *, uint64_t seed,
                  const struct checkpoint *resume, const struct recorder *, const struct tick *,
                  struct outcome *, struct failure *);

/* What train() writes: table "curve" (one row a logged step) and "final" (one row). */
extern const struct series series_curve, series_final;
