#include "lab/base/paired.h"
#include "lab/base/number.h"
#include <math.h>

static bool wants_ratio(int n, const double *a, const double *b, enum scale scale)
{
    double least = INFINITY, most = 0;
    for (int i = 0; i < n; i++) {
        least = fmin(least, fmin(a[i], b[i]));
        most = fmax(most, fmax(a[i], b[i]));
    }
    return least > 0 && (scale == SCALE_RATIO || (scale == SCALE_BY_SIZE && most > 10 * least));
}

enum status paired_compare(struct arena *arena, int seeds, const double *a, const double *b,
                           enum scale scale, struct paired *pair, struct failure *failure)
{
    const int n = seeds < SIGN_FLIP_MOST ? seeds : SIGN_FLIP_MOST;
    double d[SIGN_FLIP_MOST], reverse[SIGN_FLIP_MOST], mean = 0;
    *pair = (struct paired){.tested = n, .ratio = wants_ratio(n, a, b, scale)};
    for (int i = 0; i < n; i++) {
        d[i] = pair->ratio ? number_difference(log(a[i]), log(b[i]))
                           : number_difference(a[i], b[i]);
        reverse[i] = -d[i];
        mean += d[i] / n;
    }
    pair->above = sign_flip_test(n, d);
    pair->below = sign_flip_test(n, reverse);
    pair->sign = (pair->above <= .05) - (pair->below <= .05);
    pair->effect = pair->ratio ? exp(mean) : mean;
    pair->within = sign_flip_interval(arena, n, d, failure);
    if (pair->ratio)
        pair->within = (struct interval){exp(pair->within.low), exp(pair->within.high)};
    return failure->status;
}
