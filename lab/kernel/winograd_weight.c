/* dg = G' [ sum_tiles (A dy A') * (B' d B) ] G. */
#include "lab/kernel/winograd_tile.h"
#include <string.h>

/* The sums of BLOCK outputs x BLOCK inputs at one point are 16 numbers, a lane. Each is summed over
 * tiles with 16 samples side by side, and across the lanes at the end of a block of tiles. */
enum {
    BLOCK = 4,
    PART = VEC_BYTES == 64 ? BLOCK : BLOCK / 2 /* inputs whose sums fit registers */
};
_Static_assert(BLOCK *BLOCK == LANES, "a block of sums is a lane");

#ifndef DT
#define DT 16
#endif

/* How the work and its scratch are cut; sizes and places in lanes. */
struct layout {
    int tiles, outs;          /* of a block of tiles; outputs at a time, so that their sums fit */
    size_t row;               /* the tiles of a channel at a point; odd, for the caches */
    size_t value, slope, sum; /* from point to point, of x, dy and the sums */
    size_t values, slopes, sums, end;
};

static int blocks(int channels)
{
    return (channels + BLOCK - 1) / BLOCK;
}

static struct layout layout_of(struct winograd_size n)
{
    const int fit = (1 << 18) / (n.in * BLOCK) / BLOCK * BLOCK;
    struct layout l = {.tiles = n.in <= 64 ? DT : DT / 2};
    l.outs = blocks(n.out) * BLOCK < fit ? blocks(n.out) * BLOCK : fit > BLOCK ? fit : BLOCK;
    l.row = (size_t)l.tiles + 1;
    l.value = (size_t)(blocks(n.in) * BLOCK) * l.row + 1;
    l.slope = (size_t)l.outs * l.row + 1;
    l.sum = (size_t)(l.outs / BLOCK * blocks(n.in)) + 1;
    l.values = (size_t)n.width;
    l.slopes = l.values + 2 * POINTS * l.value;
    l.sums = l.slopes + 2 * POINTS * l.slope;
    l.end = l.sums + VALUES * l.sum;
    return l;
}

/* A dy A' of the tiles of a strip, a pair of rows of it; see input_strip. */
INLINE void spread_strip(const int pair, struct winograd_size n, struct strip s, const lane *dy,
                         const lane *zeros, lane *const v[2], size_t point)
{
    enum { L = LANE_VECS };
    const vec *row[EDGE];
    UNROLL (i, EDGE)
        row[i] =
            (const vec *)(s.h + i < n.height ? dy + (size_t)(s.h + i) * (size_t)n.width : zeros);
    for (int l = 0; l < L; l++)
        for (int t = 0; t < s.tiles; t++) {
            vec c[2][EDGE];
            UNROLL (j, EDGE) {
                const int w = s.w + t * EDGE + j;
                vec y[EDGE], r[2] = {{0}};
                if (w < n.width) {
                    UNROLL (i, EDGE)
                        y[i] = row[i][(size_t)w * L + (size_t)l];
                    spread_pair(pair, y, r);
                }
                c[0][j] = r[0];
                c[1][j] = r[1];
            }
            UNROLL (i, 2) {
                vec *at = (vec *)(v[i] + s.slot + t) + l;
                UNROLL (q, 3) {
                    vec r[2];
                    spread_pair(q, c[i], r);
                    at[(size_t)pair_rows[q][0] * point * L] = r[0];
                    at[(size_t)pair_rows[q][1] * point * L] = r[1];
                }
            }
        }
}

/* sum[o * BLOCK + i] += sum over tiles and lanes of d[o] v[i]; `row` lanes from channel to channel.
 */
INLINE void correlate(int tiles, size_t row, const lane *d, const lane *v, lane *sum)
{
    enum { L = LANE_VECS };
    lane products[LANES], sums;
    for (int l = 0; l < L; l++)
        for (int part = 0; part < BLOCK; part += PART) {
            const vec *a = (const vec *)d + l, *b = (const vec *)(v + (size_t)part * row) + l;
            vec s[BLOCK][PART];
            UNROLL (o, BLOCK)
                UNROLL (i, PART)
                    s[o][i] = (vec){0};
            for (int t = 0; t < tiles; t++, a += L, b += L) {
                vec e[PART];
                UNROLL (i, PART)
                    e[i] = b[(size_t)i * row * L];
                UNROLL (o, BLOCK)
                    UNROLL (i, PART)
                        s[o][i] += a[(size_t)o * row * L] * e[i];
            }
            UNROLL (o, BLOCK)
                UNROLL (i, PART)
                    ((vec *)(products + o * BLOCK + part + i))[l] = s[o][i];
        }
    shuffle_sums(products, &sums);
    UNROLL (l, L)
        ((vec *)sum)[l] += ((vec *)&sums)[l];
}

/* The two rows of points of a pair, over one block of tiles. */
INLINE void accumulate(const int pair, struct winograd_size n, struct layout l,
                       const struct strip *strip, int strips, int tiles, int from, int outs,
                       const lane *x, const lane *dy, lane *scratch)
{
    const size_t area = (size_t)n.height * (size_t)n.width;
    lane *v = scratch + l.values, *d = scratch + l.slopes, *sums = scratch + l.sums;
    for (int k = 0; k < strips; k++) {
        const lane *plane = x + (size_t)strip[k].group * (size_t)n.in * area;
        for (int i = 0; i < n.in; i++, plane += area) {
            lane *const row[2] = {v + (size_t)i * l.row, v + (size_t)i * l.row + POINTS * l.value};
            input_strip(pair, n, strip[k], plane, scratch, row, l.value);
        }
        plane = dy + ((size_t)strip[k].group * (size_t)n.out + (size_t)from) * area;
        for (int o = 0; o < outs; o++, plane += area) {
            lane *const row[2] = {d + (size_t)o * l.row, d + (size_t)o * l.row + POINTS * l.slope};
            spread_strip(pair, n, strip[k], plane, scratch, row, l.slope);
        }
    }
    for (int p = 0; p < 2 * POINTS; p++) {
        const int point = pair_rows[pair][p / POINTS] * POINTS + p % POINTS;
        lane *sum = sums + (size_t)point * l.sum;
        for (int o = 0; o < outs; o += BLOCK)
            for (int i = 0; i < n.in; i += BLOCK, sum++)
                correlate(tiles, l.row, d + (size_t)p * l.slope + (size_t)o * l.row,
                          v + (size_t)p * l.value + (size_t)i * l.row, sum);
    }
}

/* G' u */
INLINE void filter_of(const vec *u, size_t step, vec *g)
{
    const vec one = u[step] + u[2 * step], two = u[3 * step] + u[4 * step];
    g[0] = u[0] / 4 - one / 6 + two / 24;
    g[1] = (u[2 * step] - u[step]) / 6 + (u[3 * step] - u[4 * step]) / 12;
    g[2] = (two - one) / 6 + u[5 * step];
}

/* dw += G' u G for the `outs` x `ins` filters of one block of sums; `out` reals of dw an output. */
static void add_filters(const lane *sum, size_t point, int outs, int ins, size_t out, real *dw)
{
    enum { L = LANE_VECS };
    lane g[9];
    for (int l = 0; l < L; l++) {
        vec half[POINTS][3], r[3];
        UNROLL (j, POINTS)
            filter_of((const vec *)(sum + (size_t)j * point) + l, POINTS * point * L, half[j]);
        UNROLL (a, 3) {
            filter_of(half[0] + a, 3, r);
            UNROLL (b, 3)
                ((vec *)(g + a * 3 + b))[l] = r[b];
        }
    }
    for (int o = 0; o < outs; o++)
        for (int i = 0; i < ins; i++)
            for (int k = 0; k < 9; k++)
                dw[(size_t)o * out + (size_t)(i * 9 + k)] += g[k][o * BLOCK + i];
}

size_t winograd_weight_scratch(struct winograd_size n)
{
    return layout_of(n).end * sizeof(lane);
}

static int smaller(int a, int b)
{
    return a < b ? a : b;
}

void winograd_backward_weight(struct winograd_size n, const lane *x, const lane *dy, real *dw,
                              void *scratch)
{
    const struct layout l = layout_of(n);
    lane *zeros = scratch, *sums = zeros + l.sums;
    memset(zeros, 0, (size_t)n.width * sizeof *zeros);
    const int tiles = tiles_of(n);
    for (int from = 0; from < n.out; from += l.outs) {
        const int outs = smaller(n.out - from, l.outs);
        memset(sums, 0, VALUES * l.sum * sizeof *sums);
        for (int t = 0; t < tiles; t += l.tiles) {
            const int block = smaller(tiles - t, l.tiles);
            struct strip strip[DT];
            const int strips = strips_of(n, t, block, strip);
            accumulate(0, n, l, strip, strips, block, from, outs, x, dy, scratch);
            accumulate(1, n, l, strip, strips, block, from, outs, x, dy, scratch);
            accumulate(2, n, l, strip, strips, block, from, outs, x, dy, scratch);
        }
        for (int o = 0; o < outs; o += BLOCK)
            for (int i = 0; i < n.in; i += BLOCK, sums++)
                add_filters(sums, l.sum, smaller(outs - o, BLOCK), smaller(n.in - i, BLOCK),
                            (size_t)n.in * 9,
                            dw + ((size_t)(from + o) * (size_t)n.in + (size_t)i) * 9);
        sums = zeros + l.sums;
    }
}
