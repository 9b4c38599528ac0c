/* What a sweep came to, as `run` prints it. */
#pragma once
#include "lab/cli/cli.h"

/* On stderr, how many of the runs that are done come from another build, or may: a + behind a revision says that
 * the sources were changed since. */
void outcome_note_builds(struct cli *, const struct experiment *);

/* "small: 12 runs, 11 done, 1 diverged", and where each of these did. */
void outcome_print_runs(struct cli *, const struct experiment *);

/* Judge the statements over these runs and print the verdicts; and say, on stderr, where the best learning rate
 * is the last one that was tried. */
void outcome_print_verdicts(struct cli *, struct experiment *);
