#include "lab/train/train.h"

static const struct column curve[] = {
    {"epoch", "epochs", "updates so far times batch size over size of the training set", ""},
    {"train_loss", "nat", "mean cross-entropy of the batch that the next update will use", ""},
    {"train_acc", "fraction", "share of that batch whose largest logit is the right class", ""},
    {"test_loss", "nat", "mean cross-entropy of the test set, running statistics", ""},
    {"test_acc", "fraction", "share of the test set classified rightly", ""},
};
const struct series series_curve = {"curve", "", sizeof curve / sizeof *curve, curve, .keys = 0};

static const struct column final[] = {
    {"train_loss", "nat",
     "mean cross-entropy of the whole training set after the last update, in fixed-order batches "
     "with batch statistics, dropout off",
     "He et al. 2015, fig. 1"},
    {"train_acc", "fraction", "share of the training set classified rightly, likewise", ""},
    {"test_loss", "nat", "mean cross-entropy of the test set, running statistics", ""},
    {"test_acc", "fraction", "share of the test set classified rightly", ""},
    {"train_loss_eval", "nat", "train_loss with running statistics instead of batch statistics",
     ""},
};
const struct series series_final = {"final",
                                    "",
                                    sizeof final / sizeof *final,
                                    final,
                                    .once = true,
                                    .less = "train_loss test_loss train_loss_eval",
                                    .more = "train_acc test_acc"};
