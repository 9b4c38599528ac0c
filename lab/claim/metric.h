/* What a statement may measure: columns of the views final, gradient, junction and reduction, and of
 * the probes' series, as in `rank.entropy_rank of {..., step: 0, place: last}`.
 *
 * Time is not among them: a verdict must not depend on the machine. */
#pragma once
#include "lab/base/arena.h"
#include <stdbool.h>

struct metric_view {
    const char *name;
    const char *table; /* where the view takes them from: rows of (run, step, place), or a query */
    const char *place; /* "layer", "junction", a probe's "place"; NULL when a run has one row */
    bool made;         /* the table is made with its first row */
};

struct metric {
    const char *name;
    const struct metric_view *view;
    double worst; /* what a diverged run counts as; NaN where nothing is worst */
    const char *column;
};

extern const struct metric metrics[]; /* ends with name NULL */

/* NULL when there is none of this name. */
const struct metric *metric_find(const char *name);
/* SERIES.COLUMN of a probe whose places have one row each, in the arena; NULL when there is none. */
const struct metric *metric_of_probe(struct arena *, const char *name);

/* ---- aggregates: many places of a network, one number ---- */

/* Places ascend, n >= 1. NaN where there is no such number. */
struct aggregate {
    const char *name; /* as a selection says it: `layer: max` */
    double (*of)(int n, const int *place, const double *value);
};

extern const struct aggregate aggregates[]; /* max, min, mean, first, last; ends with name NULL */

/* NULL when there is none of this name. */
const struct aggregate *aggregate_find(const char *name);

/* d log10(value) / d layer, per layer TOWARD THE INPUT: positive when the value grows on the way
 * back. Least squares over the hidden layers: all places but the first (stem) and the last (head). */
extern const struct aggregate aggregate_slope;
