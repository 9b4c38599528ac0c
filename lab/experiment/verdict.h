/* The verdicts of a whole experiment. */
#pragma once
#include "lab/experiment/expect.h"

/* Check every statement of the spec. */
enum status verdicts_check(const struct spec *, struct failure *);

/* Evaluate every statement in the spec's order and keep the verdicts in the store. The array has
 * spec->expectations entries. */
enum status verdicts_evaluate(struct arena *, struct store *, const struct spec *,
                              struct verdict **, struct failure *);
