/* Box and Muller over Philox4x32-10, several draws side by side in a vector. */
#include "lab/data/noise.h"
#include <string.h>

enum { SIDE_BY_SIDE = VEC_BYTES / 8, BLOCK = 16 }; /* BLOCK: as many as stream_blocks draws */
typedef uint32_t drawn __attribute__((vector_size(VEC_BYTES / 2)));
typedef uint64_t words __attribute__((vector_size(VEC_BYTES)));
typedef double doubles __attribute__((vector_size(VEC_BYTES)));

/* A whole number below 2^52 laid into the fraction of a double is 2^52 + that number. */
INLINE doubles from_whole(words n)
{
    return (doubles)(n | UINT64_C(0x4330000000000000));
}

INLINE doubles open_unit(words high, words low)
{
    return (from_whole((high << 32 | low) >> 12) - (0x1p52 - .5)) * 0x1p-52;
}

/* c[0] + c[1] v + c[2] v^2 + ... */
INLINE doubles polynomial(const double *c, int terms, doubles v)
{
    doubles sum = (doubles){0} + c[terms - 1];
    for (int k = terms - 2; k >= 0; k--)
        sum = sum * v + c[k];
    return sum;
}

/* log u, u = 2^e m with m in [sqrt 1/2, sqrt 2): e log 2 + 2 (f + f^3/3 + f^5/5 + ...),
 * f = (m - 1) / (m + 1). */
INLINE doubles log_unit(doubles u)
{
    static const double c[] = {1,       1. / 3,  1. / 5,  1. / 7,  1. / 9,
                               1. / 11, 1. / 13, 1. / 15, 1. / 17, 1. / 19};
    words bits = (words)u, above = bits - UINT64_C(0x3FE6A09E667F3BCD) + (UINT64_C(1024) << 52);
    words exponent = above >> 52; /* e + 1024 */
    doubles e = from_whole(exponent) - (0x1p52 + 1024);
    doubles m = (doubles)(bits - (exponent << 52) + (UINT64_C(1024) << 52));
    doubles f = (m - 1) / (m + 1);
    return e * 0.693147180559945309417 + 2 * f * polynomial(c, sizeof c / sizeof *c, f * f);
}

/* cos(2 pi u) = sin a with a = 2 pi (|u - 1/2| - 1/4), at most pi/2 either way;
 * sin a = a - a^3/3! + a^5/5! - ... */
INLINE doubles cos_turn(doubles u)
{
    static const double c[] = {1,
                               -1. / 6,
                               1. / 120,
                               -1. / 5040,
                               1. / 362880,
                               -1. / 39916800,
                               1. / 6227020800,
                               -1. / 1307674368000,
                               1. / 355687428096000,
                               -1. / 121645100408832000};
    doubles v = u - .5;
    v = (doubles)((words)v & ~(UINT64_C(1) << 63));
    doubles a = 6.283185307179586477 * (v - .25);
    return a * polynomial(c, sizeof c / sizeof *c, a * a);
}

void noise_add(struct stream s, real scale, int n, real *y)
{
    for (int i = 0; i < n; i += BLOCK) {
        uint32_t word[4][BLOCK];
        double z[BLOCK];
        stream_blocks(s, (uint64_t)i, word);
        for (int j = 0; j < BLOCK; j += SIDE_BY_SIDE) {
            words w[4];
            for (int k = 0; k < 4; k++) {
                drawn d;
                memcpy(&d, &word[k][j], sizeof d);
                w[k] = __builtin_convertvector(d, words);
            }
            doubles square = -2 * log_unit(open_unit(w[0], w[1]));
            doubles cosine = cos_turn(open_unit(w[2], w[3]));
            for (int k = 0; k < SIDE_BY_SIDE; k++)
                z[j + k] = __builtin_sqrt(square[k]) * cosine[k];
        }
        for (int j = 0; j < BLOCK && i + j < n; j++)
            y[i + j] += scale * (real)z[j];
    }
}
