/* f(x) = polynomial(r),  r = x less a multiple of ln 2, of pi / 2, or x over a power of two. */
#include "lab/base/portable.h"
#include <math.h>
#include <string.h>

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* c[0] + c[1] x + c[2] x^2 + ... */
static double polynomial(const double *c, int terms, double x)
{
    double sum = c[terms - 1];
    for (int k = terms - 2; k >= 0; k--)
        sum = sum * x + c[k];
    return sum;
}
#define POLYNOMIAL(c, x) polynomial(c, sizeof c / sizeof *c, x)

/* The whole number nearest to x, |x| < 2^51: adding 1.5 * 2^52 leaves no bits for a fraction, and the number
 * in the low bits. */
static double nearest(double x, int64_t *n)
{
    const double round = 0x1.8p52, shifted = x + round;
    *n = (int64_t)(bits_of(shifted) - bits_of(round));
    return shifted - round;
}

/* 2^n, n from -1022 to 1023 */
static double two_to(int64_t n)
{
    return from_bits((uint64_t)(n + 1023) << 52);
}

/* ---- exp(x) = 2^n exp(r),  |r| <= ln 2 / 2 ---- */

/* exp(r) - 1 */
static double exp_less_one(double x, int64_t *n)
{
    /* 1/2!, 1/3!, ... */
    static const double c[] = {1. / 2,       1. / 6,        1. / 24,        1. / 120,
                               1. / 720,     1. / 5040,     1. / 40320,     1. / 362880,
                               1. / 3628800, 1. / 39916800, 1. / 479001600, 1. / 6227020800};
    const double whole = nearest(x * 1.44269504088896340736, n);
    /* ln 2 in two parts, the first so short that its product with n is exact; `rest` is what rounding took
     * from r */
    const double first = x - whole * 6.93147180369123816490e-01;
    const double second = whole * 1.90821492927058770002e-10;
    const double r = first - second, rest = (first - r) - second;
    return r + (r * r * POLYNOMIAL(c, r) + rest);
}

double portable_exp(double x)
{
    int64_t n;
    x = x > 720 ? 720 : x < -760 ? -760 : x; /* beyond these the result is infinity and 0 */
    const double e = exp_less_one(x, &n) + 1;
    if (x != x)
        return x;
    return e * two_to(n / 2) * two_to(n - n / 2); /* 2^n itself may overflow, or be denormal */
}

/* With e = exp(2 |x|) - 1, formed without cancellation: tanh |x| = e / (e + 2) = 1 - 2 / (e + 2). */
double portable_tanh(double x)
{
    int64_t n;
    const double size = fabs(x), q = exp_less_one(2 * (size > 20 ? 20 : size), &n);
    if (x != x)
        return x;
    const double power = two_to(n), e = q * power + (power - 1);
    return copysign(size < .55 ? e / (e + 2) : 1 - 2 / (e + 2), x);
}

/* ---- log x = e ln 2 + log m,  x = 2^e m,  m in [sqrt 1/2, sqrt 2) ---- */

/* log(1 + f) = f - (f^2 / 2 - s (f^2 / 2 + R)),  s = f / (2 + f),  R = 2/3 s^2 + 2/5 s^4 + ... */
double portable_log(double x)
{
    static const double c[] = {2. / 3,  2. / 5,  2. / 7,  2. / 9,  2. / 11,
                               2. / 13, 2. / 15, 2. / 17, 2. / 19, 2. / 21};
    if (!(x > 0))
        return x < 0 || x != x ? NAN : -INFINITY;
    if (x == INFINITY)
        return x;
    const int denormal = x < 0x1p-1022 ? 54 : 0;
    const uint64_t bits = bits_of(denormal ? x * 0x1p54 : x),
                   half_root = UINT64_C(0x3FE6A09E667F3BCD);
    const int64_t exponent = (int64_t)(bits - half_root) >> 52;
    const double f = from_bits(bits - ((uint64_t)exponent << 52)) - 1,
                 e = (double)(exponent - denormal);
    const double s = f / (2 + f), half = f * f / 2;
    const double rest =
        half - (s * (half + s * s * POLYNOMIAL(c, s * s)) + e * 1.90821492927058770002e-10);
    return e * 6.93147180369123816490e-01 - (rest - f);
}

/* ---- sin and cos of r = x - n pi / 2,  |r| <= pi / 4 ---- */

static double sine(double r)
{
    static const double c[] = {
        -1. / 6,        1. / 120,        -1. / 5040,          1. / 362880,
        -1. / 39916800, 1. / 6227020800, -1. / 1307674368000, 1. / 355687428096000};
    return r + r * (r * r * POLYNOMIAL(c, r * r));
}

static double cosine(double r)
{
    static const double c[] = {
        1. / 24,        -1. / 720,         1. / 40320,          -1. / 3628800,
        1. / 479001600, -1. / 87178291200, 1. / 20922789888000, -1. / 6402373705728000};
    const double square = r * r, half = square / 2, one = 1 - half;
    return one + ((1 - one - half) + square * square * POLYNOMIAL(c, square));
}

/* sin(x + quarters pi / 2) */
static double turned(double x, int64_t quarters)
{
    int64_t n;
    const double whole = nearest(x * .636619772367581343076, &n);
    /* pi / 2 in three parts, the first two so short that their products with n are exact; `rest` is what
     * rounding took from r */
    const double first = x - whole * 1.57079632673412561417,
                 second = whole * 6.07710050630396597660e-11;
    const double r = first - second;
    const double rest = ((first - r) - second) - whole * 2.02226624879595063154e-21;
    const double y = (n + quarters) & 1 ? cosine(r) - r * rest : sine(r) + rest;
    return (n + quarters) & 2 ? -y : y;
}

double portable_sin(double x)
{
    return turned(x, 0);
}

double portable_cos(double x)
{
    return turned(x, 1);
}

double portable_power(double x, int64_t n)
{
    double y = 1;
    for (; n > 0; n >>= 1, x *= x)
        if (n & 1)
            y *= x;
    return y;
}
