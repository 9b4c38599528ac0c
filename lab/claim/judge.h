/* From the numbers of all seeds to a verdict, by the rules of claim.h. */
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
