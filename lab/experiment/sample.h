/* A selection's value for every seed. */
#pragma once
#include "lab/experiment/selection.h"
#include "lab/experiment/sweep.h"

struct sample {
    double *value;    /* one a seed */
    const char *lack; /* why there are no values; NULL when there are */
    const char *best; /* what `best` came to, e.g. "lr 0.01"; "" when nothing was to choose */
    int diverged;     /* runs among them that diverged: their value is the worst there is */
};

/* `best` is judged by the measure itself where that is a loss or an accuracy, else by train_loss. */
enum status sample_read(struct arena *, struct store *, const struct sweep *,
                        const struct selection *, struct sample *, struct failure *);
