/* loss = mean of the loss of each sample, accuracy = share of samples whose largest logit is right. */
#pragma once
#include "lab/data/data.h"
#include "lab/net/network.h"

struct score {
    double loss, accuracy;
};

/* The score of the pass that was just made over the network. */
struct score evaluate_pass(const struct network *, const struct pass *);

/* The score over a whole part of a data set, in its order, in batches as large as the network takes.
 * MODE_MEASURE normalises each batch by its own statistics, MODE_EVAL by the running ones. A last sample whose
 * own statistics would say nothing of it is measured beside the one before it. */
struct score evaluate(const struct network *, const struct part *, enum mode,
                      struct arena *scratch);

/* The first layer whose h is not finite after this pass, counted from the input; -1: none. */
int evaluate_first_nonfinite_layer(const struct network *, const struct pass *);
