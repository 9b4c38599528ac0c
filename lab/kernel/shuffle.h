/* Across the lanes: the transpose of 16 x 16 reals, and 16 horizontal sums at once.
 *
 * Both are butterflies over native vectors r[0 .. VEC). The stage of stride S pairs vectors k and
 * k + S (bit S of k clear) and splits the reals of both by bit S of their place: LOW gathers those
 * where it is clear, HIGH those where it is set. Keeping both, stage after stage, transposes;
 * adding them sums, and halves the number of vectors; from the widest stage to the narrowest, for that
 * is the order in which lanes are added (lane.h). */
#pragma once
#include "lab/base/lane.h"

/* A loop that must vanish: its counter indexes registers. */
#if defined __clang__
#define UNROLL(i, n) _Pragma("clang loop unroll(full)") for (int i = 0; i < (n); i++)
#else
#define UNROLL(i, n) _Pragma("GCC unroll 16") for (int i = 0; i < (n); i++)
#endif

/* __builtin_shufflevector wants its indices spelled out, so the reals of a native vector must be
 * known to the preprocessor, by the name of their type. */
#if defined __AVX512F__
#define SHUFFLE_float SHUFFLE_16
#define SHUFFLE_double SHUFFLE_8
#elif defined __AVX2__
#define SHUFFLE_float SHUFFLE_8
#define SHUFFLE_double SHUFFLE_4
#else
#define SHUFFLE_float SHUFFLE_4
#define SHUFFLE_double SHUFFLE_2
#endif
#define SHUFFLE_2(f, S) f(0, S), f(1, S)
#define SHUFFLE_4(f, S) SHUFFLE_2(f, S), f(2, S), f(3, S)
#define SHUFFLE_8(f, S) SHUFFLE_4(f, S), f(4, S), f(5, S), f(6, S), f(7, S)
#define SHUFFLE_16(f, S)                                                                           \
    SHUFFLE_8(f, S), f(8, S), f(9, S), f(10, S), f(11, S), f(12, S), f(13, S), f(14, S), f(15, S)
#define SHUFFLE_PASTE(type) SHUFFLE_##type
#define SHUFFLE_EACH(type) SHUFFLE_PASTE(type)

/* Where place q of the result comes from, in the places of a and then b. Stages with S >= VEC are
 * never reached, but must compile. */
#define SHUFFLE_FROM_LOW(q, S) ((q) & (S) ? VEC + ((q) & ~(S)) : (q))
#define SHUFFLE_FROM_HIGH(q, S) ((q) & (S) ? VEC + (q) : ((q) | (S)) % VEC)
#define LOW(a, b, S) __builtin_shufflevector(a, b, SHUFFLE_EACH(REAL)(SHUFFLE_FROM_LOW, S))
#define HIGH(a, b, S) __builtin_shufflevector(a, b, SHUFFLE_EACH(REAL)(SHUFFLE_FROM_HIGH, S))

#define EXCHANGE(S)                                                                                \
    UNROLL (k, S < VEC ? VEC : 0)                                                                  \
        if (!(k & S)) {                                                                            \
            vec low = LOW(r[k], r[(k + S) % VEC], S), high = HIGH(r[k], r[(k + S) % VEC], S);      \
            r[k] = low;                                                                            \
            r[(k + S) % VEC] = high;                                                               \
        }
#define FOLD(S)                                                                                    \
    UNROLL (k, S < VEC ? S : 0)                                                                    \
        r[k] = LOW(r[k], r[k + S], S) + HIGH(r[k], r[k + S], S);

#define HALVE(H)                                                                                   \
    UNROLL (j, H < LANE_VECS ? H : 0)                                                              \
        v[j] += v[j + H];

/* x is 16 lanes, `live` of them read and the rest taken as zeros; y[j][i] = x[i][j]. */
INLINE void shuffle_transpose(const lane *x, int live, lane *y)
{
    const vec *from = (const vec *)x;
    vec *to = (vec *)y;
    for (int i = 0; i < LANE_VECS; i++)
        for (int j = 0; j < LANE_VECS; j++) {
            vec r[VEC];
            UNROLL (k, VEC)
                r[k] = i * VEC + k < live ? from[(i * VEC + k) * LANE_VECS + j] : (vec){0};
            EXCHANGE(1);
            EXCHANGE(2);
            EXCHANGE(4);
            EXCHANGE(8);
            UNROLL (k, VEC)
                to[(j * VEC + k) * LANE_VECS + i] = r[k];
        }
}

/* sum[i] = the sum over the lanes of x[i], for 16 lanes x. */
INLINE void shuffle_sums(const lane *x, lane *sum)
{
    const vec *from = (const vec *)x;
    for (int i = 0; i < LANE_VECS; i++) {
        vec r[VEC];
        UNROLL (k, VEC) {
            vec v[LANE_VECS];
            UNROLL (j, LANE_VECS)
                v[j] = from[(i * VEC + k) * LANE_VECS + j];
            HALVE(4);
            HALVE(2);
            HALVE(1);
            r[k] = v[0];
        }
        FOLD(8);
        FOLD(4);
        FOLD(2);
        FOLD(1);
        ((vec *)sum)[i] = r[0];
    }
}

#undef LOW
#undef HIGH
#undef EXCHANGE
#undef FOLD
#undef HALVE
