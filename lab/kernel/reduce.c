/* sum x^2,  sum a b,  and sum over the batch for each channel. */
#include "lab/kernel/reduce.h"
#include "lab/kernel/shuffle.h"
#include <string.h>

/* ---- in double: a lane is taken in pieces that fill a native vector of doubles ---- */

enum { WIDE = VEC_BYTES / sizeof(double), PIECES = LANES / WIDE };
typedef real piece
    __attribute__((vector_size(WIDE * sizeof(real)), may_alias, aligned(sizeof(real))));
typedef double wide __attribute__((vector_size(VEC_BYTES)));
typedef double wide_anywhere
    __attribute__((vector_size(VEC_BYTES), may_alias, aligned(sizeof(double))));

INLINE wide widen(const real *x)
{
    return __builtin_convertvector(*(const piece *)x, wide);
}

/* Pieces of a lane go to sums of their own, which hides the latency of adding. */
INLINE void add_products(wide s[PIECES], const real *a, const real *b)
{
    UNROLL (i, PIECES)
        s[i] += widen(a + i * WIDE) * widen(b + i * WIDE);
}

static double total(const wide s[PIECES])
{
    double all[LANES];
    memcpy(all, s, sizeof all);
    return halves_sum(all);
}

INLINE double dot(const lane *a, const lane *b, int batch, int size)
{
    wide s[PIECES] = {{0}};
    const size_t full = (size_t)(batch / LANES) * (size_t)size;
    for (size_t i = 0; i < full; i++)
        add_products(s, (const real *)(a + i), (const real *)(b + i));
    const lane_mask live = lane_live(batch, batch / LANES);
    for (size_t i = full; batch % LANES && i < full + (size_t)size; i++) {
        const lane p = lane_keep(a[i], live), q = lane_keep(b[i], live);
        add_products(s, (const real *)&p, (const real *)&q);
    }
    return total(s);
}

double reduce_dot(const lane *a, const lane *b, int batch, int size)
{
    return dot(a, b, batch, size);
}

double reduce_square(const lane *x, int batch, int size)
{
    return dot(x, x, batch, size);
}

double reduce_square_reals(const real *x, size_t n)
{
    wide s[PIECES] = {{0}};
    double rest = 0;
    size_t i = 0;
    for (; n - i >= LANES; i += LANES)
        add_products(s, x + i, x + i);
    for (; i < n; i++)
        rest += (double)x[i] * (double)x[i];
    return total(s) + rest;
}

double reduce_dot_doubles(const double *a, const double *b, size_t n)
{
    wide s[PIECES] = {{0}};
    double rest = 0;
    size_t i = 0;
    for (; n - i >= LANES; i += LANES)
        UNROLL (k, PIECES)
            s[k] += ((const wide_anywhere *)(a + i))[k] * ((const wide_anywhere *)(b + i))[k];
    for (; i < n; i++)
        rest += a[i] * b[i];
    return total(s) + rest;
}

/* ---- is every number finite? v - v is 0 for those, and not a number for the others ---- */

bool reduce_nonfinite(const lane *x, int batch, int size)
{
    vec bad = {0};
    for (int g = 0; g < lane_groups(batch); g++) {
        const lane_mask live = lane_live(batch, g);
        const vec *v = (const vec *)(x + (size_t)g * (size_t)size);
        for (int i = 0; i < size; i++, v += LANE_VECS)
            UNROLL (j, LANE_VECS)
                bad += vec_keep(v[j] - v[j], ((const vec_mask *)&live)[j]);
    }
    for (int i = 0; i < VEC; i++)
        if (bad[i] != 0)
            return true;
    return false;
}

bool reduce_nonfinite_doubles(const double *x, size_t n)
{
    double bad = 0;
    for (size_t i = 0; i < n; i++)
        bad += x[i] - x[i];
    return bad != 0;
}

/* ---- for each channel ---- */

INLINE void channels_of(const lane *x, int groups, int channels, const int area, real *sum)
{
    const size_t row = (size_t)channels * (size_t)area * LANE_VECS;
    for (int c = 0; c < channels; c += LANES) {
        const int some = channels - c < LANES ? channels - c : LANES;
        lane s[LANES] = {{0}}, all;
        for (int g = 0; g < groups; g++) {
            const vec *v = (const vec *)x + (size_t)g * row + (size_t)c * (size_t)area * LANE_VECS;
            UNROLL (i, LANES)
                if (i < some) {
                    vec t[LANE_VECS] = {{0}}, *to = (vec *)&s[i];
                    for (int k = 0; k < area; k++)
                        UNROLL (j, LANE_VECS)
                            t[j] += v[(i * area + k) * LANE_VECS + j];
                    UNROLL (j, LANE_VECS)
                        to[j] += t[j];
                }
        }
        shuffle_sums(s, &all);
        for (int i = 0; i < some; i++)
            sum[c + i] += all[i];
    }
}

void reduce_channels(const lane *x, int groups, int channels, int area, real *sum)
{
    area == 1 ? channels_of(x, groups, channels, 1, sum)
              : channels_of(x, groups, channels, area, sum);
}
