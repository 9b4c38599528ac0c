/* Two sides, A and B, measured for the same seeds: how far apart they are, and whether that is chance.
 *
 * The effect is the difference A - B or the ratio A / B. A ratio needs values above 0 throughout, else it is the
 * difference; SCALE_BY_SIZE takes the ratio when the largest value is over 10 times the smallest.
 * The test and the interval (sign_flip.h) are of the differences, or of the logarithms of the ratios.
 * Two infinities of one sign do not differ. Of more than SIGN_FLIP_MOST seeds the first are tested. */
#pragma once
#include "lab/base/sign_flip.h"
#include <stdbool.h>

enum scale { SCALE_BY_SIZE, SCALE_RATIO, SCALE_DIFFERENCE };

struct paired {
    bool ratio;
    int tested;    /* seeds */
    double effect; /* mean difference, or geometric mean of the ratios; NaN: infinities cancel */
    struct interval
        within;          /* 95 %; its ends are infinite (of a ratio the low one 0) with few seeds */
    double above, below; /* p of A > B, and of A < B */
    int sign;            /* 1: A > B at p <= .05; -1: A < B; 0: open */
};

enum status paired_compare(struct arena *, int seeds, const double *a, const double *b, enum scale,
                           struct paired *, struct failure *);

/* The sign alone, at this level in place of .05. */
int paired_sign(int seeds, const double *a, const double *b, enum scale, double level);
