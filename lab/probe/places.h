/* Probes that read features: one pass forward with the samples' own batch statistics, then place after
 * place. */
#pragma once
#include "lab/probe/probe.h"

/* Samples whose features differ by less than this part of the features' norm differ by round-off alone:
 * a few times the distance between neighbouring reals. */
extern const double ROUND_OFF;

/* `measure` writes the row of each place, until one fails. Its scratch in the arena is given back after
 * each. */
enum status places_examine(struct probe_run *,
                           enum status (*measure)(struct probe_run *, int place));

/* The passes that takes, where a place of so many features costs so many operations of linear algebra. */
double places_passes(const struct probe_run *,
                     double (*flops)(const struct probe_run *, int features));
