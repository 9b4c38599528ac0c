/* dg = G' [ sum_tiles (A dy A') * (B' d B) ] G. */
#include "lab/kernel/winograd_tile.h"
#include <string.h>

/* The sums of BLOCK outputs x BLOCK inputs at one point are 16 numbers, a lane. Each is summed over
 * the tiles of a block with 16 samples side by side, then across them. A pair of rows of points is
 * done with before the next: so a block's values stay in the near caches. */
enum {
    BLOCK = 4,
    PART = VEC_BYTES == 64 ? BLOCK : BLOCK / 2, /* inputs whose sums fit the registers */
    TILES = 8,
    ROW = TILES + 1,    /* lanes from channel to channel; odd, for the caches */
    SUMS_MOST = 1 << 14 /* filters whose sums are kept at a time: 2.3 MiB of floats */
};
_Static_assert(BLOCK *BLOCK == LANES, "a block of sums is a lane");

/* How the scratch is cut, in lanes, behind a row of zeros. */
struct layout {
    int outs;                 /* outputs at a time */
    size_t value, slope, sum; /* from point to point: of x, of dy, of their products */
    size_t values, slopes, sums, end;
};

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

static int blocks_of(int channels)
{
    return (channels + BLOCK - 1) / BLOCK;
}

static struct layout layout_of(struct winograd_size n)
{
    struct layout l = {.outs = BLOCK};
    while (l.outs < n.out && (l.outs + BLOCK) * n.in <= SUMS_MOST)
        l.outs += BLOCK;
    l.value = (size_t)(blocks_of(n.in) * BLOCK * ROW + 1);
    l.slope = (size_t)(l.outs * ROW + 1);
    l.sum = (size_t)(blocks_of(l.outs) * blocks_of(n.in) + 1);
    l.values = (size_t)n.width;
    l.slopes = l.values + 2 * POINTS * l.value;
    l.sums = l.slopes + 2 * POINTS * l.slope;
    l.end = l.sums + VALUES * l.sum;
    return l;
}

size_t winograd_weight_scratch(struct winograd_size n)
{
    return layout_of(n).end;
}

/* A dy at a pair of points. */
INLINE void slope_pair(const int pair, const vec *y, vec *a, vec *b)
{
    if (pair == 2) {
        *a = y[0];
        *b = y[3];
    } else {
        const vec even = pair == 0 ? y[0] + y[2] : y[0] + 4 * y[2];
        const vec odd = pair == 0 ? y[1] + y[3] : 2 * y[1] + 8 * y[3];
        *a = even + odd;
        *b = even - odd;
    }
}

/* A dy A' of the tiles of a strip, a pair of its rows, as input_strip does it. */
INLINE void slope_strip(const int pair, struct winograd_size n, struct strip s, const lane *dy,
                        const lane *zeros, lane *const v[2], size_t point)
{
    enum { L = LANE_VECS };
    for (int l = 0; l < L; l++) {
        const vec *row[EDGE];
        UNROLL (i, EDGE)
            row[i] = (const vec *)(s.h + i < n.height ? dy + (s.h + i) * n.width : zeros) + l;
        for (int t = 0; t < s.tiles; t++) {
            vec c[2][EDGE];
            UNROLL (j, EDGE) {
                const int w = s.w + t * EDGE + j;
                vec y[EDGE] = {{0}};
                if (w < n.width)
                    UNROLL (i, EDGE)
                        y[i] = row[i][w * L];
                slope_pair(pair, y, &c[0][j], &c[1][j]);
            }
            UNROLL (i, 2) {
                vec *to = (vec *)(v[i] + s.slot + t) + l;
                UNROLL (q, 3)
                    slope_pair(q, c[i], to + (size_t)pair_points[q][0] * point * L,
                               to + (size_t)pair_points[q][1] * point * L);
            }
        }
    }
}

/* sum[o][i] += sum over tiles and lanes of d[o] v[i]. */
INLINE void correlate(int tiles, const lane *d, const lane *v, lane *sum)
{
    enum { L = LANE_VECS, STEP = ROW * L };
    lane products[LANES], sums;
    for (int l = 0; l < L; l++)
        for (int part = 0; part < BLOCK; part += PART) {
            const vec *a = (const vec *)d + l, *b = (const vec *)(v + part * ROW) + l;
            vec s[BLOCK][PART];
            UNROLL (o, BLOCK)
                UNROLL (i, PART)
                    s[o][i] = (vec){0};
            for (int t = 0; t < tiles; t++, a += L, b += L) {
                vec e[PART];
                UNROLL (i, PART)
                    e[i] = vec_held(b[i * STEP]);
                UNROLL (o, BLOCK) {
                    const vec f = vec_held(a[o * STEP]);
                    UNROLL (i, PART)
                        s[o][i] += f * e[i];
                }
            }
            UNROLL (o, BLOCK)
                UNROLL (i, PART)
                    ((vec *)(products + o * BLOCK + part + i))[l] = s[o][i];
        }
    shuffle_sums(products, &sums);
    UNROLL (l, L)
        ((vec *)sum)[l] += ((vec *)&sums)[l];
}

/* Adds what a block of tiles gives to the sums of outputs o .. o + outs, at two rows of points. */
INLINE void accumulate(const int pair, struct winograd_size n, struct layout l,
                       const struct strip *s, int strips, int o, int outs, const lane *x,
                       const lane *dy, lane *scratch)
{
    lane *v = scratch + l.values, *d = scratch + l.slopes;
    for (int k = 0; k < strips; k++) {
        for (int i = 0; i < n.in; i++) {
            lane *const row[2] = {v + i * ROW, v + i * ROW + POINTS * l.value};
            input_strip(pair, n, s[k], x + plane_of(n, n.in, s[k].group, i), scratch, row, l.value);
        }
        for (int i = 0; i < outs; i++) {
            lane *const row[2] = {d + i * ROW, d + i * ROW + POINTS * l.slope};
            slope_strip(pair, n, s[k], dy + plane_of(n, n.out, s[k].group, o + i), scratch, row,
                        l.slope);
        }
    }
    const int tiles = s[strips - 1].slot + s[strips - 1].tiles;
    for (int p = 0; p < 2 * POINTS; p++, v += l.value, d += l.slope) {
        const int point = pair_points[pair][p / POINTS] * POINTS + p % POINTS;
        lane *sum = scratch + l.sums + (size_t)point * l.sum;
        for (int i = 0; i < outs; i += BLOCK)
            for (int j = 0; j < n.in; j += BLOCK)
                correlate(tiles, d + i * ROW, v + j * ROW, sum++);
    }
}

/* G' u, for values `step` apart. */
INLINE void filter_of(const vec *u, size_t step, vec *g)
{
    const vec one = u[step] + u[2 * step], two = u[3 * step] + u[4 * step];
    g[0] = u[0] / 4 - one / 6 + two / 24;
    g[1] = (u[2 * step] - u[step]) / 6 + (u[3 * step] - u[4 * step]) / 12;
    g[2] = (two - one) / 6 + u[5 * step];
}

/* dw += G' u G for the outs x ins filters of one block of sums; an output has `by_out` reals. */
static void add_filters(const lane *sum, size_t point, int outs, int ins, size_t by_out, real *dw)
{
    enum { L = LANE_VECS };
    lane g[9];
    for (int l = 0; l < L; l++) {
        vec half[POINTS][3], r[3];
        UNROLL (j, POINTS)
            filter_of((const vec *)(sum + (size_t)j * point) + l, POINTS * point * L, half[j]);
        UNROLL (a, 3) {
            filter_of(&half[0][a], 3, r);
            UNROLL (b, 3)
                ((vec *)(g + a * 3 + b))[l] = r[b];
        }
    }
    for (int o = 0; o < outs; o++, dw += by_out)
        for (int i = 0; i < ins; i++)
            for (int k = 0; k < 9; k++)
                dw[i * 9 + k] += g[k][o * BLOCK + i];
}

void winograd_backward_weight(struct winograd_size n, const lane *x, const lane *dy, real *dw,
                              void *scratch)
{
    const struct layout l = layout_of(n);
    const size_t by_out = (size_t)n.in * 9;
    lane *zeros = scratch, *sums = zeros + l.sums;
    memset(zeros, 0, (size_t)n.width * sizeof *zeros);
    for (int from = 0; from < n.out; from += l.outs) {
        const int outs = smaller(n.out - from, l.outs);
        memset(sums, 0, VALUES * l.sum * sizeof *sums);
        for (int t = 0; t < tiles_of(n); t += TILES) {
            struct strip s[TILES];
            const int strips = strips_of(n, t, TILES, s);
            accumulate(0, n, l, s, strips, from, outs, x, dy, scratch);
            accumulate(1, n, l, s, strips, from, outs, x, dy, scratch);
            accumulate(2, n, l, s, strips, from, outs, x, dy, scratch);
        }
        const lane *sum = sums;
        for (int o = 0; o < outs; o += BLOCK)
            for (int i = 0; i < n.in; i += BLOCK)
                add_filters(sum++, l.sum, smaller(outs - o, BLOCK), smaller(n.in - i, BLOCK),
                            by_out, dw + (size_t)(from + o) * by_out + i * 9);
    }
}
