/* From the numbers of all seeds to a verdict, by the rules of claim.h. */
#pragma once
#include "lab/base/arena.h"
#include "lab/claim/parser.h"

/* One number a seed. `2 * train_loss of {...}` has the factor 2, which its values include; else it is 1. */
struct side {
    const double *value;
    double factor;
};

struct sides {
    enum relation relation;
    bool check; /* a fact, which holds for every seed or not: nothing is tested */
    int seeds;
    struct side a, b;
    const double *within; /* read for RELATION_NEAR alone */
};

struct verdict {
    const char *verdict;   /* "supported", "not supported", "inconclusive" */
    const char *leaning;   /* where an inconclusive one leans: "for", "against"; else "" */
    const char *statistic; /* e.g. "2.11 against 2 x 0.31 (means of 5 seeds); ..." */
    int holds, seeds;
    double p; /* NaN where there is no test */
    /* of A over B, factors left out: "ratio", "difference", or "" where none is estimated */
    const char *scale;
    double effect, low, high; /* with its 95 % interval; NaN where there is none */
    /* of the statement and of its reverse, NaN where nothing is tested. Of a nearness twice the larger, or the
     * smaller, of the two one-sided p's at the tolerance's ends: <= .05 where the interval lies inside, or outside */
    double p_for, p_against;
    double adjusted; /* of confirmations, which are judged together (confirm.h): Holm's p */
};

struct verdict judge(struct arena *, const struct sides *, struct failure *);

/* Nothing could be measured. */
struct verdict judge_nothing(const char *lack, int seeds);
