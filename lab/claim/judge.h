/* From the numbers of all seeds to a verdict.
 *
 *     order      d = A - B (or B - A), seed by seed; sign-flip test (sign_flip.h) of sum(d) > 0:
 *                p <= .05 supported, p <= .05 of the reverse not supported, else inconclusive
 *     equality   A and B are the same finite number for every seed
 *     nearness   |A - T| <= E for every seed */
#pragma once
#include "lab/base/arena.h"
#include "lab/claim/parser.h"

struct verdict {
    const char *verdict;   /* "supported", "not supported", "inconclusive" */
    const char *statistic; /* e.g. "A = 2.11, B = 0.62 (means of 5 seeds), A > B in 5 of 5" */
    int holds, seeds;
    double p; /* NaN where there is no test */
};

/* One number a seed on either side; `within` is read for RELATION_NEAR alone. */
struct verdict judge(struct arena *, enum relation, int seeds, const double *a, const double *b,
                     const double *within, struct failure *);

extern const char verdict_inconclusive[];
