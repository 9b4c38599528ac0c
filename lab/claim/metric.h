/* What a statement may measure: a column of what runs record (final, gradient, junction, reduction), by
 * its name, or of a probe's series, as in `rank.entropy_rank of {..., step: 0, place: last}`; what a run
 * costs, `params`, `flops` and `bytes`; and what a guess has, `guess` (its loss) and `guess_error` (lab/data/guess.h).
 *
 * Time is not among them: a verdict must not depend on the machine. */
#pragma once
#include "lab/base/record.h"

struct metric {
    const char *name;            /* as a statement names it */
    const struct series *series; /* whose view has the column */
    const char *column;
    double
        worst; /* what a diverged run counts as; NaN where that changes nothing or nothing is worst */
};

/* False when there is none of this name. The name is borrowed. */
bool metric_find(const char *name, struct metric *);

/* The i-th metric that needs no series in front, for suggestions; NULL past the last. */
const char *metric_name(int i);

/* ---- aggregates: many places of a network, one number ---- */

/* Places ascend, n >= 1. NaN where there is no such number. */
struct aggregate {
    const char *name; /* as a selection names it: `layer: max` */
    double (*of)(int n, const int *place, const double *value);
};

/* max, min, mean, first, last, or fall: by how much the value falls most from one place to the next. NULL when there is
 * none of this name. */
const struct aggregate *aggregate_find(const char *name);

/* d log10(value) / d layer, per layer TOWARD THE INPUT: positive when the value grows on the way
 * back. Least squares over the hidden layers: all places but the first (stem) and the last (head). */
extern const struct aggregate aggregate_slope;
