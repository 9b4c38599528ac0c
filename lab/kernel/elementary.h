/* exp, tanh and the logistic function over a native vector; right at 0, infinity and NaN.
 *
 *     exp(x) = 2^n exp(r),   n = round(x / ln 2),   r = x - n ln 2, so |r| <= .35
 *     exp(r) - 1 = r + r^2 P(r),   P a minimax polynomial
 *
 * In float exp is within 2 units in the last place; in double all three are portable.h's. */
#pragma once
#include "lab/base/lane.h"
#include "lab/base/portable.h"

INLINE vec vec_choose(vec_mask m, vec yes, vec no)
{
    return (vec)((m & (vec_mask)yes) | (~m & (vec_mask)no));
}

/* f over the elements, for double. */
#define VEC_EACH(f, x)                                                                             \
    do {                                                                                           \
        for (int i_ = 0; i_ < VEC; i_++)                                                           \
            (x)[i_] = (real)f((double)(x)[i_]);                                                    \
    } while (0)

/* exp(r) - 1 and n of the above, for float. */
struct vec_reduced {
    vec q;
    vec_mask n;
};

INLINE struct vec_reduced vec_reduce(vec x)
{
    /* Adding 1.5 * 2^23 leaves no bits for a fraction, and the integer in the low bits. */
    const vec round = (vec){0} + (real)12582912;
    const vec shifted = x * (real)1.44269504 + round, n = shifted - round;
    /* ln 2 in two parts, the first so short that its product with n is exact */
    const vec r = x - n * (real)0.693359375 + n * (real)2.12194440e-4;
    const vec p = (((r * (real)0.00138145406 + (real)0.00836874545) * r + (real)0.041668389) * r +
                   (real)0.166665211) *
                      r +
                  (real)0.49999994;
    return (struct vec_reduced){r + r * r * p, (vec_mask)shifted - (vec_mask)round};
}

/* 2^n for n from -126 to 127, as the bits of a float */
INLINE vec vec_power(vec_mask n)
{
    return (vec)((n + 127) << 23);
}

INLINE vec vec_exp(vec x)
{
    if (sizeof(real) != sizeof(float)) {
        VEC_EACH(portable_exp, x);
        return x;
    }
    x = vec_choose(x > 90, (vec){0} + 90, x); /* beyond these the result is infinity and 0 */
    x = vec_choose(x < -105, (vec){0} - 105, x);
    const struct vec_reduced e = vec_reduce(x);
    const vec_mask half = e.n >> 1; /* two steps: 2^n itself may overflow, or be denormal */
    return (e.q + 1) * vec_power(half) * vec_power(e.n - half);
}

/* With e = exp(2|x|) - 1, formed without cancellation: tanh |x| = e / (e + 2). */
INLINE vec vec_tanh(vec x)
{
    if (sizeof(real) != sizeof(float)) {
        VEC_EACH(portable_tanh, x);
        return x;
    }
    const vec_mask sign = (vec_mask)x & INT32_MIN;
    const vec size = (vec)((vec_mask)x ^ sign);
    const struct vec_reduced e = vec_reduce(2 * vec_choose(size > 10, (vec){0} + 10, size));
    const vec power = vec_power(e.n), less = e.q * power + (power - 1);
    return (vec)((vec_mask)(less / (less + 2)) | sign);
}

/* 1 / (1 + exp(-x)), from exp(-|x|), which cannot overflow. */
INLINE vec vec_sigmoid(vec x)
{
    const vec_mask negative = x < 0;
    const vec e = vec_exp(vec_choose(negative, x, -x));
    return vec_choose(negative, e, (vec){0} + 1) / (1 + e);
}
