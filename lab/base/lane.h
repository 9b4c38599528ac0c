/* Batch in lanes: 16 samples side by side.
 *
 * A value of the network is an array of `lane`, a vector of 16 reals that belong to 16 different
 * samples. So an op is written like the textbook formula for ONE sample and is vectorised over the
 * batch. A batch of N samples has ceil(N / 16) groups; the lanes of the last group that hold no
 * sample are dead, and losses and statistics mask them.
 *
 * A sum over samples is 16 sums, one a lane, which are then added in halves: lane i and i + 8, then
 * i + 4, i + 2, i + 1. That order is the same whatever the machine's vectors, and so are the bits.
 *
 * `real` is float; -DREAL=double compiles the same sources for exact checks.
 * `vec` is the machine's native vector. Vectors wider than the machine compile badly, so hot
 * kernels are written over vec, a lane being LANE_VECS of them; everything else may use lane. */
#pragma once
#include <stddef.h>
#include <stdint.h>

#ifndef REAL
#define REAL float
#endif

enum { LANES = 16 };

#if defined __AVX512F__
enum { VEC_BYTES = 64 };
#elif defined __AVX2__
enum { VEC_BYTES = 32 };
#else
enum { VEC_BYTES = 16 };
#endif

typedef REAL real;
enum { VEC = VEC_BYTES / sizeof(real) }; /* reals in a native vector: 16, 8, 4 or 2 */
enum { LANE_VECS = LANES / VEC };

typedef __typeof__(__builtin_choose_expr(sizeof(real) == 4, (int32_t)0, (int64_t)0)) whole;

typedef real lane __attribute__((vector_size(LANES * sizeof(real)), aligned(64)));
typedef real vec __attribute__((vector_size(VEC_BYTES), may_alias));
/* the same at any address, for plain arrays of reals */
typedef real vec_anywhere __attribute__((vector_size(VEC_BYTES), may_alias, aligned(sizeof(real))));
/* -1 where true */
typedef whole lane_mask __attribute__((vector_size(LANES * sizeof(real)), aligned(64)));
typedef whole vec_mask __attribute__((vector_size(VEC_BYTES), may_alias));

#define INLINE static inline __attribute__((always_inline))

INLINE int lane_groups(int batch)
{
    return (batch + LANES - 1) / LANES;
}

/* -1 in the lanes of group g that hold one of `batch` samples, 0 in the dead ones. */
INLINE lane_mask lane_live(int batch, int g)
{
    lane_mask live;
    for (int i = 0; i < LANES; i++)
        live[i] = -(whole)(g * LANES + i < batch);
    return live;
}

/* v where the mask is set, 0 elsewhere. */
INLINE lane lane_keep(lane v, lane_mask m)
{
    return (lane)((lane_mask)v & m);
}

INLINE vec vec_keep(vec v, vec_mask m)
{
    return (vec)((vec_mask)v & m);
}

/* v, in a register from here on: gcc sees that loading is cheap, and would read v again for each use. */
INLINE vec vec_held(vec v)
{
#if defined __x86_64__
    __asm__("" : "+v"(v));
#elif defined __aarch64__
    __asm__("" : "+w"(v));
#endif
    return v;
}

/* Sum over the lanes, in halves. */
INLINE double halves_sum(const double v[LANES])
{
    double s[LANES / 2];
    for (int i = 0; i < LANES / 2; i++)
        s[i] = v[i] + v[i + LANES / 2];
    for (int half = LANES / 4; half > 0; half /= 2)
        for (int i = 0; i < half; i++)
            s[i] += s[i + half];
    return s[0];
}

INLINE double lane_sum(lane v)
{
    double s[LANES];
    for (int i = 0; i < LANES; i++)
        s[i] = (double)v[i];
    return halves_sum(s);
}
