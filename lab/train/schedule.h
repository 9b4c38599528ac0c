/* What depends on the step alone: the learning rate, and which rows are written.
 *
 *     constant   lr
 *     step       lr, lr/10 from half of the steps on, lr/100 from three quarters on    He et al. 2015
 *     cosine     lr (1 + cos(pi s / steps)) / 2                     Loshchilov and Hutter 2017
 *     one-cycle  lr 4 s / steps up to a quarter of the steps, then lr (1 - s / steps) 4 / 3
 *                                                                   Smith and Topin 2019
 *
 * each times (s + 1) / warmup during the first `warmup` steps (Goyal et al. 2017). */
#pragma once
#include "lab/train/train.h"

/* The learning rate of update s + 1. */
double schedule_rate(const struct train_spec *, int64_t s);
/* The i-th name of a schedule, NULL past the last. */
const char *schedule_name(int i);
bool schedule_known(const char *name);

/* Rows of layers: 0, 1, 2, 5, 10, 20, then every `log_layers`; the last step always. */
bool schedule_layers_due(const struct train_spec *, int64_t step);
/* Is the state after `step` updates kept for good, because the spec lists it? */
bool schedule_keep_due(const struct train_spec *, int64_t step);
/* Rows of the loss: every `log_curve` steps, and wherever layers or the test set are due. */
bool schedule_curve_due(const struct train_spec *, int64_t step);
