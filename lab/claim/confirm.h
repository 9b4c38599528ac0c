/* Confirmation: an experiment's statements judged once more over seeds and data that nothing was chosen by. Facts are
 * left out, which no test is needed for, and statements that say `confirm: no`, whose nets are too dear.
 *
 *     seeds    CONFIRM_SEEDS from a hash of the statements and of all settings that they are about, axes included:
 *              an edited statement, or another setting, gets fresh ones. They are above CONFIRM_LEAST, where
 *              nobody types them, and each is data.seed too: generated sets are drawn anew; of files the rows come
 *              in another order, and of one table, or under data.take, others of them are trained on
 *     cells    those that the statements select; `lr: best` is the rate that the view `best` has in the sweep of
 *              the experiment, the seen one. Its probes look at the states that the statements name, and a net
 *              that they only name before training makes no update
 *     verdict  as of the seen runs (claim.h), but with the p's adjusted together (lab/base/holm.h): of supported
 *              statements one or more is false in 5 of 100 experiments at most, and so of refuted ones
 *
 * The runs are runs like others. They are the sweep of an experiment NAME:confirm, which no file can be named, so that
 * nothing that is read of NAME has them. The verdicts stand beside the seen ones in the view `verdict`. */
#pragma once
#include "lab/claim/claim.h"
#include "lab/run/experiment.h"

enum { CONFIRM_SEEDS = 10, CONFIRM_LEAST = 1000000 };

/* The first seed; the others follow it. */
uint64_t confirm_seed(struct arena *, const struct spec *, struct failure *);

/* What there is to train: like the seen experiment, but for its name, its grid and its probes. Statements of which the
 * seen sweep has not all runs add no cells; where it is NULL it is not asked, and the first rate stands for the best. */
enum status confirm_read(struct arena *, const struct sweep *, const struct experiment *seen,
                         struct experiment *, struct failure *);

/* Has the store all of it, to the end? */
bool confirm_is_trained(struct arena *, struct store *, struct experiment *, struct failure *);

/* Judge over the current sweeps of both and keep the verdicts. The array has spec->expectations entries; one that is
 * left out has the verdict NULL. */
enum status confirm_evaluate(struct arena *, struct store *, const struct spec *, struct verdict **,
                             struct failure *);
