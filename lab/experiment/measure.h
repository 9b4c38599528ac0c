/* What a statement may measure: columns of the views final, gradient, junction and reduction, and of
 * the probes' series, as in `rank.entropy_rank of {..., step: 0, place: last}`.
 *
 * Time is not among them: a verdict must not depend on the machine. */
#pragma once
#include "lab/base/arena.h"
#include <stdbool.h>

struct view {
    const char *name;
    const char *table; /* where the view takes them from: rows of (run, step, place), or a query */
    const char *place; /* "layer", "junction", a probe's "place"; NULL when a run has one row */
    bool made;         /* the table is made with its first row */
};

struct measure {
    const char *name;
    const struct view *view;
    double worst; /* what a diverged run counts as; NaN where nothing is worst */
    const char *column;
};

extern const struct measure measures[]; /* ends with name NULL */

/* NULL when there is none of this name. */
const struct measure *measure_find(const char *name);
/* SERIES.COLUMN of a probe whose places have one row each, in the arena; NULL when there is none. */
const struct measure *measure_of_probe(struct arena *, const char *name);
