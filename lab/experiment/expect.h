/* Verdicts: does what the runs measured support the sentence?
 *
 *     compare:  A > B, A < B      over paired seeds; d = A - B of each seed, one-sided exact
 *                                 sign-flip test: p <= .05 `supported`, p <= .05 for the reverse
 *                                 `not supported`, else `inconclusive`
 *     equal:    A == B            to the last bit, for every seed
 *     near:     A near T within E |A - T| <= E for every seed
 *
 * A and B are expressions read aloud: numbers, + - * / ^, parentheses, log10( ) sqrt( ), and
 *
 *     MEASURE of {block: plain, depth: 32, lr: best}
 *
 * where MEASURE is a column of the views final, gradient or junction (the latter two take `step`,
 * and `layer` or `junction`; counting back from the end with negative numbers). The selection fixes
 * every axis of the sweep but seed, or names a reduction: `lr: best` is the learning rate whose mean
 * over seeds is best (least loss, most accuracy), `layer: max`, `min` or `mean` reduce over places.
 * A diverged run counts as the worst value. */
#pragma once
#include "lab/experiment/spec.h"
#include "lab/store/store.h"

struct verdict {
    const char *verdict;   /* "supported", "not supported", "inconclusive" */
    const char *statistic; /* e.g. "A = 2.11, B = 0.62 (means of 5 seeds), A > B in 5 of 5" */
    int holds, seeds;
    double p; /* NaN where there is no test */
};

/* Parse without evaluating, so that a spec's mistakes show before anything runs. The failure names
 * the column in the text. */
enum status expect_check(const struct spec *, const struct expectation *, struct failure *);

/* Evaluate over the runs of the experiment's current sweep. Runs that are missing or unfinished make
 * the verdict inconclusive, and the statistic says so. */
enum status expect_evaluate(struct arena *, struct store *, const struct spec *,
                            const struct expectation *, struct verdict *, struct failure *);

/* One-sided exact sign-flip test of sum(d) > 0: the share of the 2^n sign patterns whose sum is at
 * least the observed one. n is 1 .. 24. Infinite differences count as larger than all finite ones. */
double sign_flip_test(int n, const double *d);
