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

struct differences {
    int n;
    bool ratio;
    double d[SIGN_FLIP_MOST], reverse[SIGN_FLIP_MOST];
};

static struct differences subtract(int seeds, const double *a, const double *b, enum scale scale)
{
    struct differences s = {.n = seeds < SIGN_FLIP_MOST ? seeds : SIGN_FLIP_MOST};
    s.ratio = wants_ratio(s.n, a, b, scale);
    for (int i = 0; i < s.n; i++) {
        s.d[i] = s.ratio ? number_difference(log(a[i]), log(b[i])) : number_difference(a[i], b[i]);
        s.reverse[i] = -s.d[i];
    }
    return s;
}

static int sign_of(double above, double below, double level)
{
    return (above <= level) - (below <= level);
}

int paired_sign(int seeds, const double *a, const double *b, enum scale scale, double level)
{
    const struct differences s = subtract(seeds, a, b, scale);
    return sign_of(sign_flip_test(s.n, s.d), sign_flip_test(s.n, s.reverse), level);
}

enum status paired_compare(struct arena *arena, int seeds, const double *a, const double *b,
                           enum scale scale, struct paired *pair, struct failure *failure)
{
    const struct differences s = subtract(seeds, a, b, scale);
    double mean = 0;
    for (int i = 0; i < s.n; i++)
        mean += s.d[i] / s.n;
    *pair = (struct paired){.ratio = s.ratio,
                            .tested = s.n,
                            .effect = s.ratio ? exp(mean) : mean,
                            .within = sign_flip_interval(arena, s.n, s.d, failure),
                            .above = sign_flip_test(s.n, s.d),
                            .below = sign_flip_test(s.n, s.reverse)};
    pair->sign = sign_of(pair->above, pair->below, .05);
    if (s.ratio)
        pair->within = (struct interval){exp(pair->within.low), exp(pair->within.high)};
    return failure->status;
}
