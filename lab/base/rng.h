/* Random numbers by counting: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as
 * 1, 2, 3", SC 2011).
 *
 * A number is a pure function of (seed, purpose, index). Nothing is carried from one draw to the
 * next, so the order of draws does not matter, a resumed run needs no saved generator, and a plain
 * net and its residual twin draw the same numbers for the same weight. */
#pragma once
#include <stdint.h>

/* What the numbers are for. Draws of different purposes are independent. */
enum purpose {
    PURPOSE_WEIGHT = 1,
    PURPOSE_SHUFFLE,
    PURPOSE_DROPOUT,
    PURPOSE_DATA,
    PURPOSE_TEST,
    PURPOSE_AUGMENT,
    PURPOSE_PROBE
};

struct stream {
    uint64_t seed, purpose;
};

/* The stream of (seed, purpose, a, b); a < 2^32 and b < 2^24, e.g. layer and role of a weight. */
struct stream stream_of(uint64_t seed, enum purpose, uint64_t a, uint64_t b);

/* The four 32-bit words of one block. */
void stream_block(struct stream, uint64_t index, uint32_t word[4]);
/* The 16 blocks from `index` on, side by side, in a fraction of the time: word[k][i] is word k of
 * block index + i. */
void stream_blocks(struct stream, uint64_t index, uint32_t word[4][16]);

/* Draw number `index` of the stream: uniform in the open interval (0, 1), standard normal (Box and
 * Muller), and uniform in 0 .. n-1. */
double stream_uniform(struct stream, uint64_t index);
double stream_normal(struct stream, uint64_t index);
uint64_t stream_below(struct stream, uint64_t index, uint64_t n);

/* Fill p with a permutation of 0 .. n-1 (Fisher and Yates). */
void stream_permutation(struct stream, int *p, int n);
