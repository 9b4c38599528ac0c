/* The normal distribution over a native vector; right at 0 and infinity, and NaN stays NaN.
 *
 *     phi(x) = exp(-x^2 / 2) / sqrt(2 pi)      Phi(x) = the integral of phi up to x
 *     Phi(-a) = exp(-a^2 / 2) M(a) for a >= 0      Phi(a) = 1 - Phi(-a)
 *
 * M is a minimax quotient, 6e-9 off, whose terms are all positive, so that nothing cancels. In float
 * both are within 6e-7 relative, far into the tails. In double, within 1e-13, M is the continued
 * fraction 1 / (a + 1 / (a + 2 / (a + ...))), and near 0 Phi(-a) = 1/2 - phi(a) (a + a^3 / 3 + a^5 / (3 5) + ...). */
#pragma once
#include "lab/kernel/elementary.h"

struct vec_normal {
    vec below, density; /* Phi(x), phi(x) */
};

/* exp(-a^2 / 2). Rounding a^2 would be a relative error of the result, so its head, the square of
 * 12 bits, is exact, and the rest, below .06, has a series of its own. */
INLINE vec vec_bell(vec a)
{
    const vec head = (vec)((vec_mask)a & ~(whole)0xFFF), t = (a - head) * (a + head) * (real).5;
    const vec rest = 1 - t * (1 - t * ((real).5 - t * ((real)(1. / 6) - t * (real)(1. / 24))));
    return vec_exp(head * head * (real)-.5) * rest;
}

/* a + a^3 / 3 + a^5 / (3 5) + ...  (Marsaglia 2004), for a to 2.75 */
INLINE vec normal_series(vec a)
{
    vec sum = (vec){0} + 1;
    for (int k = 79; k > 1; k -= 2)
        sum = 1 + a * a * (real)(1. / k) * sum;
    return a * sum;
}

/* M(a) for a from 2.75 to 40: 56 terms, put over one denominator. */
INLINE vec normal_mills(vec a)
{
    vec above[2] = {(vec){0}, (vec){0} + 1}, below[2] = {(vec){0} + 1, a};
    for (int k = 1; k < 56; k++) {
        const vec over = a * above[1] + (real)k * above[0],
                  under = a * below[1] + (real)k * below[0];
        above[0] = above[1];
        below[0] = below[1];
        above[1] = over;
        below[1] = under;
    }
    return above[1] / below[1];
}

INLINE struct vec_normal normal_exact(vec x)
{
    const real over_root = (real).398942280401432678; /* 1 / sqrt(2 pi) */
    vec a = vec_choose(x < 0, -x, x), tail;
    a = vec_choose(a > 40, (vec){0} + 40, a);
    const vec density = vec_exp(a * a * (real)-.5) * over_root;
    const vec_mask far = a > (real)2.75;
    tail = (real).5 - density * normal_series(a);
    for (int i = 0; i < VEC; i++)
        if (far[i]) {
            tail = vec_choose(far, density * normal_mills(a), tail);
            break;
        }
    return (struct vec_normal){vec_choose(x > 0, 1 - tail, tail), density};
}

INLINE struct vec_normal vec_normal(vec x)
{
    const real over_root = (real).398942280401432678; /* 1 / sqrt(2 pi) */
    if (sizeof(real) != sizeof(float))
        return normal_exact(x);
    const vec size = (vec)((vec_mask)x & INT32_MAX);
    const vec a = vec_choose(size > 15, (vec){0} + 15, size); /* there Phi(-a) is 0 already */
    const vec p = ((((real)4.11636044e-3 * a + (real)4.06335745e-2) * a + (real).183236166) * a +
                   (real).438296325) *
                      a +
                  (real).5;
    const vec q = (((((real)1.03180658e-2 * a + (real).101859713) * a + (real).469473342) * a +
                    (real)1.20250739) *
                       a +
                   (real)1.67447763) *
                      a +
                  1;
    const vec bell = vec_bell(a), tail = bell * (p / q);
    return (struct vec_normal){vec_choose(x > 0, 1 - tail, tail), bell * over_root};
}
