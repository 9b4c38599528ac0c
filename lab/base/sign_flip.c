/* sum(s d) >= sum(d) just when the differences that were flipped sum to at most 0. So: count the
 * subsets of d whose sum is at most 0. */
#include "lab/base/sign_flip.h"
#include <math.h>

struct subset {
    double finite;
    int infinite; /* +infinities less -infinities */
};

static struct subset with(struct subset s, double d)
{
    if (isinf(d))
        s.infinite += d > 0 ? 1 : -1;
    else
        s.finite += d;
    return s;
}

/* Subsets that s becomes with any of d. Sums that differ by rounding alone are ties. */
static long count(int n, const double *d, struct subset s, double rounding)
{
    if (n == 0)
        return s.infinite ? s.infinite < 0 : s.finite <= rounding;
    return count(n - 1, d + 1, s, rounding) + count(n - 1, d + 1, with(s, *d), rounding);
}

double sign_flip_test(int n, const double *d)
{
    double size = 0;
    for (int i = 0; i < n; i++)
        if (!isinf(d[i]))
            size += fabs(d[i]);
    return ldexp((double)count(n, d, (struct subset){0}, 1e-12 * size), -n);
}
