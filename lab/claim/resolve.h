/* A quantity understood: which measure, of which runs, at which step and place.
 *
 *     step: 0               or first, last; where a run has numbers at several steps
 *     layer: 3              or -1, first, last, max, min, mean, fall; for junction the same
 *     KEY: VALUE            only the runs whose setting is this
 *     lr: best              the learning rate that the view `best` has (lab/store/view-best.sql)
 *
 * Between them the choices fix or reduce every axis of the sweep but the seed. */
#pragma once
#include "lab/claim/metric.h"
#include "lab/claim/parser.h"

struct condition {
    const struct setting *setting;
    const char *value; /* as cell_get gives it; NULL: the best */
    const char *at;    /* in the statement */
};

enum { STEP_FIRST = -1, STEP_LAST = -2 };

struct resolved_quantity {
    const struct quantity *quantity;
    struct metric metric, divisor; /* the divisor's series is NULL where nothing divides */
    int64_t step;
    const struct aggregate *aggregate; /* NULL: the one place that `place` names */
    int place;                         /* negative: counted from the end */
    int conditions;
    struct condition condition[CHOICES];
};

/* Understand the quantity, as far as that can be done without knowing the sweep. */
enum status resolve_quantity(struct arena *, const struct spec *, const struct source_span *,
                             const struct quantity *, struct resolved_quantity *, struct failure *);

/* Does it fit the sweep: is every axis fixed or reduced, is every value one that runs have? */
enum status resolve_check(struct arena *, const struct spec *, const struct source_span *,
                          const struct resolved_quantity *, struct failure *);
