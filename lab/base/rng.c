#include "lab/base/rng.h"
#include "lab/base/portable.h"
#include <math.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

struct stream stream_of(uint64_t seed, enum purpose purpose, uint64_t a, uint64_t b)
{
    return (struct stream){seed, (uint64_t)purpose << 56 | a << 24 | b};
}

void stream_block(struct stream s, uint64_t index, uint32_t word[4])
{
    uint32_t key0 = (uint32_t)s.seed, key1 = (uint32_t)(s.seed >> 32);
    uint32_t c0 = (uint32_t)index, c1 = (uint32_t)(index >> 32);
    uint32_t c2 = (uint32_t)s.purpose, c3 = (uint32_t)(s.purpose >> 32);
    for (int round = 0; round < 10; round++) {
        uint64_t p = UINT64_C(0xD2511F53) * c0, q = UINT64_C(0xCD9E8D57) * c2;
        c0 = (uint32_t)(q >> 32) ^ c1 ^ key0;
        c1 = (uint32_t)q;
        c2 = (uint32_t)(p >> 32) ^ c3 ^ key1;
        c3 = (uint32_t)p;
        key0 += UINT32_C(0x9E3779B9);
        key1 += UINT32_C(0xBB67AE85);
    }
    word[0] = c0;
    word[1] = c1;
    word[2] = c2;
    word[3] = c3;
}

/* The same rounds; a loop of 16 turns that do not depend on each other is what compilers vectorise. */
void stream_blocks(struct stream s, uint64_t index, uint32_t word[4][16])
{
    uint32_t key0 = (uint32_t)s.seed, key1 = (uint32_t)(s.seed >> 32), c[4][16];
    for (int i = 0; i < 16; i++) {
        c[0][i] = (uint32_t)(index + (uint64_t)i);
        c[1][i] = (uint32_t)((index + (uint64_t)i) >> 32);
        c[2][i] = (uint32_t)s.purpose;
        c[3][i] = (uint32_t)(s.purpose >> 32);
    }
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 16; i++) {
            uint64_t p = UINT64_C(0xD2511F53) * c[0][i], q = UINT64_C(0xCD9E8D57) * c[2][i];
            c[0][i] = (uint32_t)(q >> 32) ^ c[1][i] ^ key0;
            c[1][i] = (uint32_t)q;
            c[2][i] = (uint32_t)(p >> 32) ^ c[3][i] ^ key1;
            c[3][i] = (uint32_t)p;
        }
        key0 += UINT32_C(0x9E3779B9);
        key1 += UINT32_C(0xBB67AE85);
    }
    memcpy(word, c, sizeof c);
}

/* 53 bits of two words, moved off zero by half a step. */
static double open_unit(uint32_t high, uint32_t low)
{
    uint64_t bits = ((uint64_t)high << 32 | low) >> 12;
    return ((double)bits + 0.5) * 0x1p-52;
}

double stream_uniform(struct stream s, uint64_t index)
{
    uint32_t w[4];
    stream_block(s, index, w);
    return open_unit(w[0], w[1]);
}

double stream_normal(struct stream s, uint64_t index)
{
    uint32_t w[4];
    stream_block(s, index, w);
    double radius = sqrt(-2 * portable_log(open_unit(w[0], w[1])));
    return radius * portable_cos(6.283185307179586477 * open_unit(w[2], w[3]));
}

uint64_t stream_below(struct stream s, uint64_t index, uint64_t n)
{
    uint32_t w[4];
    stream_block(s, index, w);
    uint64_t bits = (uint64_t)w[0] << 32 | w[1];
    return (uint64_t)((wide)bits * n >> 64);
}

void stream_permutation(struct stream s, int *p, int n)
{
    for (int i = 0; i < n; i++) {
        int j = (int)stream_below(s, (uint64_t)i, (uint64_t)i + 1);
        p[i] = p[j];
        p[j] = i;
    }
}
