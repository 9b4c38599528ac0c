/* Box and Muller over Philox4x32-10, several draws side by side in a vector. */
#include "lab/data/noise.h"

enum { SIDE_BY_SIDE = VEC_BYTES / 8, BLOCK = 8 }; /* BLOCK: a whole number of vectors */
typedef uint64_t words __attribute__((vector_size(VEC_BYTES)));
typedef double doubles __attribute__((vector_size(VEC_BYTES)));

#define LOW UINT64_C(0xFFFFFFFF)

/* The four words of stream_block for the counters `index`, each 32-bit word in 64 bits. */
INLINE void blocks(struct stream s, words index, words w[4])
{
    uint64_t key0 = s.seed & LOW, key1 = s.seed >> 32;
    words c0 = index & LOW, c1 = index >> 32, c2 = (words){0} + (s.purpose & LOW),
          c3 = (words){0} + (s.purpose >> 32);
    for (int round = 0; round < 10; round++) {
        words p = UINT64_C(0xD2511F53) * c0, q = UINT64_C(0xCD9E8D57) * c2;
        c0 = (q >> 32) ^ c1 ^ key0;
        c1 = q & LOW;
        c2 = (p >> 32) ^ c3 ^ key1;
        c3 = p & LOW;
        key0 = (key0 + UINT64_C(0x9E3779B9)) & LOW;
        key1 = (key1 + UINT64_C(0xBB67AE85)) & LOW;
    }
    w[0] = c0, w[1] = c1, w[2] = c2, w[3] = c3;
}

/* A whole number below 2^52 laid into the fraction of a double is 2^52 + that number. */
INLINE doubles from_whole(words n)
{
    return (doubles)(n | UINT64_C(0x4330000000000000));
}

INLINE doubles open_unit(words high, words low)
{
    return (from_whole((high << 32 | low) >> 12) - (0x1p52 - .5)) * 0x1p-52;
}

/* log u, u = 2^e m with m in [sqrt 1/2, sqrt 2): e log 2 + 2 (f + f^3/3 + f^5/5 + ...),
 * f = (m - 1) / (m + 1). */
INLINE doubles log_unit(doubles u)
{
    words bits = (words)u, above = bits - UINT64_C(0x3FE6A09E667F3BCD) + (UINT64_C(1024) << 52);
    words exponent = above >> 52; /* e + 1024 */
    doubles e = from_whole(exponent) - (0x1p52 + 1024);
    doubles m = (doubles)(bits - (exponent << 52) + (UINT64_C(1024) << 52));
    doubles f = (m - 1) / (m + 1), g = f * f, sum = (doubles){0} + 1. / 21;
    for (int k = 19; k > 0; k -= 2)
        sum = sum * g + 1. / k;
    return e * 0.693147180559945309417 + 2 * f * sum;
}

/* cos(2 pi u) = sin(2 pi w) with w = |u - 1/2| - 1/4, an angle of at most pi/2 either way. */
INLINE doubles cos_turn(doubles u)
{
    doubles v = u - .5;
    v = (doubles)((words)v & ~(UINT64_C(1) << 63));
    doubles a = 6.283185307179586477 * (v - .25), b = a * a, sum = (doubles){0} + 1;
    for (int k = 20; k > 0; k -= 2)
        sum = 1 - sum * b / (double)(k * (k + 1));
    return a * sum;
}

void add_noise(struct stream s, real scale, int n, real *y)
{
    for (int i = 0; i < n; i += BLOCK) {
        double z[BLOCK];
        for (int j = 0; j < BLOCK; j += SIDE_BY_SIDE) {
            words index, w[4];
            for (int k = 0; k < SIDE_BY_SIDE; k++)
                index[k] = (uint64_t)(i + j + k);
            blocks(s, index, w);
            doubles square = -2 * log_unit(open_unit(w[0], w[1]));
            doubles cosine = cos_turn(open_unit(w[2], w[3]));
            for (int k = 0; k < SIDE_BY_SIDE; k++)
                z[j + k] = __builtin_sqrt(square[k]) * cosine[k];
        }
        for (int j = 0; j < BLOCK && i + j < n; j++)
            y[i + j] += scale * (real)z[j];
    }
}
