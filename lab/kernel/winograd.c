/* y = A' [ sum_in (G g G') * (B' d B) ] A,  tile by tile;  dx the same with g flipped. */
#include "lab/kernel/winograd.h"
#include "lab/kernel/winograd_tile.h"
#include <string.h>

/* A block of TILES tiles is transformed for all inputs, then multiplied and brought back for OUTPUTS
 * outputs at a time. In the product, OUTPUTS x COLUMNS sums stay in registers beside a column of
 * values and a weight; a column is a native vector of a tile. */
#ifndef KT
enum {
    WIDE = VEC_BYTES == 64,
    OUTPUTS = WIDE ? 8 : 4,
    COLUMNS = WIDE ? 2 : 3,
    TILES = WIDE ? 4 : 6,
    TILE_COLUMNS = TILES * LANE_VECS
};
#else
enum { OUTPUTS = KT, COLUMNS = TC, TILES = TT, TILE_COLUMNS = TILES * LANE_VECS };
#endif

typedef real outputs __attribute__((vector_size(OUTPUTS * sizeof(real)), aligned(sizeof(real))));

/* How the scratch of the forward pass is cut: lanes. One lane more than needed between two points
 * keeps them apart in the caches. */
struct layout {
    size_t value, product; /* from point to point */
    size_t zeros, values, products, end;
};

static struct layout layout_of(struct winograd_size n)
{
    struct layout l = {.value = (size_t)n.in * TILES + 1, .product = OUTPUTS * TILES + 1};
    l.values = (size_t)n.width;
    l.products = l.values + VALUES * l.value;
    l.end = l.products + VALUES * l.product;
    return l;
}

static size_t padded(int outs)
{
    return (size_t)(outs + OUTPUTS - 1) / OUTPUTS * OUTPUTS;
}

static struct winograd_size swapped(struct winograd_size n)
{
    return (struct winograd_size){n.batch, n.out, n.in, n.height, n.width};
}

size_t winograd_packed(struct winograd_size n)
{
    const size_t there = padded(n.out) * (size_t)n.in, back = padded(n.in) * (size_t)n.out;
    return VALUES * (there > back ? there : back);
}

/* G g */
static void filter_values(const outputs *g, size_t step, outputs *u)
{
    const outputs a = g[0], b = g[step], c = g[2 * step];
    const outputs outer = (a + c) / 6, inner = a / 24 + c / 6;
    u[0] = a / 4;
    u[1] = -outer - b / 6;
    u[2] = b / 6 - outer;
    u[3] = inner + b / 12;
    u[4] = inner - b / 12;
    u[5] = c;
}

/* u is [out / OUTPUTS][36][in][OUTPUTS]; tap k of the filter from i to o is w[o * by_out + i * by_in
 * + k], read backwards if `flip`. */
static void pack(struct winograd_size n, const real *w, size_t by_out, size_t by_in, bool flip,
                 real *u)
{
    for (int o = 0; o < n.out; o += OUTPUTS, u += VALUES * (size_t)n.in * OUTPUTS)
        for (int i = 0; i < n.in; i++) {
            outputs g[9] = {{0}}, half[3][POINTS], row[POINTS];
            for (int q = 0; q < OUTPUTS && o + q < n.out; q++)
                for (int k = 0; k < 9; k++)
                    g[k][q] = w[(size_t)(o + q) * by_out + (size_t)i * by_in +
                                (size_t)(flip ? 8 - k : k)];
            for (int k = 0; k < 3; k++)
                filter_values(g + k, 3, half[k]);
            for (int p = 0; p < POINTS; p++) {
                filter_values(half[0] + p, POINTS, row);
                for (int q = 0; q < POINTS; q++)
                    memcpy(u + ((size_t)(p * POINTS + q) * (size_t)n.in + (size_t)i) * OUTPUTS,
                           &row[q], sizeof row[q]);
            }
        }
}

void winograd_pack(struct winograd_size n, const real *w, real *u)
{
    pack(n, w, (size_t)n.in * 9, 9, false, u);
}

void winograd_pack_back(struct winograd_size n, const real *w, real *u)
{
    pack(swapped(n), w, 9, (size_t)n.in * 9, true, u);
}

/* m[o][t] = bias[o] + sum_i u[i][o] v[i][t] for OUTPUTS o and COLUMNS t. */
INLINE void multiply(int in, const real *u, const vec *v, const real *bias, vec *m)
{
    vec s[OUTPUTS][COLUMNS];
    UNROLL (o, OUTPUTS)
        UNROLL (t, COLUMNS)
            s[o][t] = (vec){0} + (bias ? bias[o] : 0);
    for (int i = 0; i < in; i++, u += OUTPUTS, v += TILE_COLUMNS) {
        vec d[COLUMNS];
        UNROLL (t, COLUMNS)
            d[t] = v[t];
        UNROLL (o, OUTPUTS)
            UNROLL (t, COLUMNS)
                s[o][t] += d[t] * u[o];
    }
    UNROLL (o, OUTPUTS)
        UNROLL (t, COLUMNS)
            m[o * TILE_COLUMNS + t] = s[o][t];
}

/* A' m A of one tile, of which rows x columns lie in the plane, to y. */
INLINE void output_tile(const vec *m, size_t point, int rows, int columns, bool add, vec *y,
                        size_t width)
{
    vec half[EDGE][POINTS];
    UNROLL (j, POINTS) {
        vec d[POINTS], r[EDGE];
        UNROLL (i, POINTS)
            d[i] = m[(size_t)(i * POINTS + j) * point];
        outputs_of(d, r);
        UNROLL (i, EDGE)
            half[i][j] = r[i];
    }
    UNROLL (i, EDGE) {
        if (i >= rows)
            break;
        vec r[EDGE];
        outputs_of(half[i], r);
        UNROLL (j, EDGE)
            if (j < columns) {
                vec *at = y + ((size_t)i * width + (size_t)j) * LANE_VECS;
                *at = add ? *at + r[j] : r[j] + 0;
            }
    }
}

/* The tiles of strip s in the plane y. */
INLINE void output_strip(struct winograd_size n, struct strip s, const lane *m, size_t point,
                         bool add, lane *y)
{
    enum { L = LANE_VECS };
    const size_t width = (size_t)n.width;
    for (int t = 0; t < s.tiles; t++) {
        const int w = s.w + t * EDGE, rows = n.height - s.h, columns = n.width - w;
        for (int l = 0; l < L; l++) {
            const vec *from = (const vec *)(m + s.slot + t) + l;
            vec *to = (vec *)(y + (size_t)s.h * width + (size_t)w) + l;
            if (rows >= EDGE && columns >= EDGE)
                output_tile(from, point * L, EDGE, EDGE, add, to, width);
            else
                output_tile(from, point * L, rows, columns, add, to, width);
        }
    }
}

static void convolve(struct winograd_size n, const real *u, const real *b, const lane *x, lane *y,
                     bool add, lane *scratch)
{
    const struct layout l = layout_of(n);
    const size_t area = (size_t)n.height * (size_t)n.width;
    lane *zeros = scratch, *v = scratch + l.values, *m = scratch + l.products;
    memset(zeros, 0, (size_t)n.width * sizeof *zeros);
    const int tiles = tiles_of(n);
    for (int from = 0; from < tiles; from += TILES) {
        const int block = tiles - from < TILES ? tiles - from : TILES;
        struct strip strip[TILES];
        const int strips = strips_of(n, from, block, strip);
        for (int i = 0; i < n.in; i++)
            for (int k = 0; k < strips; k++) {
                const lane *plane = x + ((size_t)strip[k].group * (size_t)n.in + (size_t)i) * area;
                lane *row[POINTS];
                UNROLL (q, POINTS)
                    row[q] = v + (size_t)(pair_rows[q / 2][q % 2] * POINTS) * l.value + i * TILES;
                input_strip(0, n, strip[k], plane, zeros, row, l.value);
                input_strip(1, n, strip[k], plane, zeros, row + 2, l.value);
                input_strip(2, n, strip[k], plane, zeros, row + 4, l.value);
            }
        for (int o = 0; o < n.out; o += OUTPUTS) {
            const real *weights = u + (size_t)o * (size_t)n.in * VALUES;
            real bias[OUTPUTS] = {0};
            for (int k = 0; b && k < OUTPUTS && o + k < n.out; k++)
                bias[k] = b[o + k];
            for (int p = 0; p < VALUES; p++)
                for (int c = 0; c < block * LANE_VECS; c += COLUMNS)
                    /* the column of A that belongs to the point 1 is all ones: what is added at
                     * (1, 1) is added to every output */
                    multiply(n.in, weights + (size_t)p * (size_t)n.in * OUTPUTS,
                             (const vec *)(v + (size_t)p * l.value) + c,
                             p == POINTS + 1 ? bias : NULL, (vec *)(m + (size_t)p * l.product) + c);
            for (int q = 0; q < OUTPUTS && o + q < n.out; q++)
                for (int k = 0; k < strips; k++)
                    output_strip(n, strip[k], m + q * TILES, l.product, add,
                                 y + ((size_t)strip[k].group * (size_t)n.out + (size_t)(o + q)) *
                                         area);
        }
    }
}

size_t winograd_scratch(struct winograd_size n)
{
    const size_t there = layout_of(n).end * sizeof(lane);
    const size_t back = layout_of(swapped(n)).end * sizeof(lane);
    const size_t both = there > back ? there : back, weight = winograd_weight_scratch(n);
    return both > weight ? both : weight;
}

void winograd_forward(struct winograd_size n, const real *u, const real *b, const lane *x, lane *y,
                      void *scratch)
{
    convolve(n, u, b, x, y, false, scratch);
}

void winograd_backward_data(struct winograd_size n, const real *u, const lane *dy, lane *dx,
                            bool add, void *scratch)
{
    if (add)
        convolve(swapped(n), u, NULL, dy, dx, true, scratch);
    else
        convolve(swapped(n), u, NULL, dy, dx, false, scratch);
}
