/* What a statement may measure: columns of the views final, gradient, junction and reduction.
 *
 * Time is not among them: a verdict must not depend on the machine. */
#pragma once

struct view {
    const char *name;
    const char *table; /* where the view takes them from: rows of (run, step, place), or a query */
    const char *place; /* "layer", "junction"; NULL when a run has one row */
};

struct measure {
    const char *name; /* the column */
    const struct view *view;
    double worst; /* what a diverged run counts as; NaN where nothing is worst */
};

extern const struct measure measures[]; /* ends with name NULL */

/* NULL when there is none of this name. */
const struct measure *measure_find(const char *name);
