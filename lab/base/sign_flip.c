/* sum(s d) >= sum(d) just when the differences that were flipped sum to at most 0. So: count the
 * subsets of d whose sum is at most 0. */
#include "lab/base/sign_flip.h"
#include <math.h>
#include <stdlib.h>

struct subset {
    double finite;
    int infinite; /* +infinities less -infinities */
    int count;    /* of the finite ones */
};

static struct subset with(struct subset s, double d)
{
    if (isinf(d))
        return (struct subset){s.finite, s.infinite + (d > 0 ? 1 : -1), s.count};
    return (struct subset){s.finite + d, s.infinite, s.count + 1};
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

/* ---- the interval ----
 *
 * A subset of d - t sums to at most 0 just when t is at least the mean of that subset of d, so p(d - t) is
 * the share of subsets whose mean is at most t. With k = floor(.025 2^n), the low end is the k-th
 * smallest mean; the empty subset is always counted. */

static double least_shift(struct subset s)
{
    return s.infinite > 0 ? INFINITY : s.infinite < 0 || !s.count ? -INFINITY : s.finite / s.count;
}

static double *list_shifts(int n, const double *d, struct subset s, double *to)
{
    if (n == 0) {
        *to = least_shift(s);
        return to + 1;
    }
    return list_shifts(n - 1, d + 1, with(s, *d), list_shifts(n - 1, d + 1, s, to));
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The empty subset comes first, being -infinity; so the k-th smallest of the others is at [k]. */
static double low_end(struct arena *arena, int n, const double *d, struct failure *failure)
{
    const size_t mark = arena_mark(arena), subsets = (size_t)1 << n;
    double *shift = arena_take(arena, failure, subsets * sizeof *shift);
    if (!shift)
        return -INFINITY;
    list_shifts(n, d, (struct subset){0}, shift);
    qsort(shift, subsets, sizeof *shift, ascending);
    const double low = shift[(size_t)(.025 * (double)subsets)];
    arena_rewind(arena, mark);
    return low;
}

struct interval sign_flip_interval(struct arena *arena, int n, const double *d,
                                   struct failure *failure)
{
    double reverse[SIGN_FLIP_MOST];
    for (int i = 0; i < n; i++)
        reverse[i] = -d[i];
    const double low = low_end(arena, n, d, failure), high = low_end(arena, n, reverse, failure);
    return (struct interval){low, -high};
}
