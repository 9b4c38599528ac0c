/* y = A' [ sum_in (G g G') * (B' d B) ] A,  tile by tile;  dx the same with g flipped. */
#include "lab/kernel/winograd_tile.h"
#include <string.h>

/* Few tiles at a time, of all inputs, then OUTPUTS outputs at a time: so what lies between the
 * transforms stays in the near caches. The OUTPUTS x TILES sums of a product stay in registers
 * beside TILES values and a weight. */
enum {
    OUTPUTS = VEC_BYTES == 64 ? 8 : 4,
    TILES = VEC_BYTES == 32 ? 3 : 2,
    PRODUCTS = OUTPUTS * TILES + 1 /* lanes from point to point; odd, for the caches */
};

typedef real outputs __attribute__((vector_size(OUTPUTS * sizeof(real))));

static struct winograd_size swapped(struct winograd_size n)
{
    return (struct winograd_size){n.batch, n.out, n.in, n.height, n.width};
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* Lanes from point to point of the inputs' values. */
static size_t values_of(int in)
{
    return (size_t)in * TILES + 1;
}

size_t winograd_scratch(struct winograd_size n)
{
    const size_t values = larger(values_of(n.in), values_of(n.out));
    const size_t forward = (size_t)n.width + VALUES * (PRODUCTS + values);
    return larger(forward, winograd_weight_scratch(n)) * sizeof(lane);
}

static size_t packed(int in, int out)
{
    return (size_t)((out + OUTPUTS - 1) / OUTPUTS) * VALUES * (size_t)in * OUTPUTS;
}

size_t winograd_packed(struct winograd_size n)
{
    return larger(packed(n.in, n.out), packed(n.out, n.in));
}

/* G g, for taps and values `step` apart. */
static void filter_values(const outputs *g, int step, outputs *u)
{
    const outputs outer = (g[0] + g[2 * step]) / 6, inner = g[0] / 24 + g[2 * step] / 6;
    u[0] = g[0] / 4;
    u[1] = -outer - g[step] / 6;
    u[2] = -outer + g[step] / 6;
    u[3] = inner + g[step] / 12;
    u[4] = inner - g[step] / 12;
    u[5] = g[2 * step];
}

/* u is [out / OUTPUTS][36][in][OUTPUTS]; the filter from i to o lies at w[o * by_out + i * by_in],
 * and is read backwards if `flip`. */
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
                filter_values(&half[0][p], POINTS, row);
                for (int q = 0; q < POINTS; q++)
                    memcpy(u + ((size_t)(p * POINTS + q) * (size_t)n.in + (size_t)i) * OUTPUTS,
                           row + q, sizeof *row);
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

/* v = the values of all inputs at all points. */
static void read_tiles(struct winograd_size n, const struct strip *s, int strips, const lane *x,
                       const lane *zeros, lane *v)
{
    const size_t point = values_of(n.in);
    for (int i = 0; i < n.in; i++, v += TILES)
        for (int k = 0; k < strips; k++) {
            const lane *plane = x + plane_of(n, n.in, s[k].group, i);
            lane *row[POINTS];
            UNROLL (p, POINTS)
                row[p] = v + (size_t)(pair_points[p / 2][p % 2] * POINTS) * point;
            input_strip(0, n, s[k], plane, zeros, row, point);
            input_strip(1, n, s[k], plane, zeros, row + 2, point);
            input_strip(2, n, s[k], plane, zeros, row + 4, point);
        }
}

/* m[o] = bias[o] + sum_i u[i][o] v[i] for one native vector of TILES tiles; bias may be NULL. */
INLINE void multiply(int in, const real *u, const real *bias, const vec *v, vec *m)
{
    enum { STEP = TILES * LANE_VECS };
    vec s[OUTPUTS][TILES];
    UNROLL (o, OUTPUTS)
        UNROLL (t, TILES)
            s[o][t] = (vec){0} + (bias ? bias[o] : 0);
    for (int i = 0; i < in; i++, u += OUTPUTS, v += STEP) {
        vec d[TILES];
        UNROLL (t, TILES)
            d[t] = v[t * LANE_VECS];
        UNROLL (o, OUTPUTS)
            UNROLL (t, TILES)
                s[o][t] += d[t] * u[o];
    }
    UNROLL (o, OUTPUTS)
        UNROLL (t, TILES)
            m[o * STEP + t * LANE_VECS] = s[o][t];
}

/* m = the products at all points, for the outputs from o on. The column of A' for the point 1 is
 * all ones: a bias added at (1, 1) is added to every output. */
static void multiply_points(struct winograd_size n, int o, const real *u, const real *b,
                            const lane *v, lane *m)
{
    real bias[OUTPUTS] = {0};
    for (int q = 0; b && q < OUTPUTS && o + q < n.out; q++)
        bias[q] = b[o + q];
    u += (size_t)o * VALUES * (size_t)n.in;
    for (int p = 0; p < VALUES; p++)
        for (int l = 0; l < LANE_VECS; l++)
            multiply(n.in, u + (size_t)p * (size_t)n.in * OUTPUTS, p == POINTS + 1 ? bias : NULL,
                     (const vec *)(v + (size_t)p * values_of(n.in)) + l,
                     (vec *)(m + p * PRODUCTS) + l);
}

/* A' m */
INLINE void outputs_of(const vec *m, vec *y)
{
    const vec even1 = m[1] + m[2], odd1 = m[1] - m[2], even2 = m[3] + m[4], odd2 = m[3] - m[4];
    y[0] = m[0] + (even1 + even2);
    y[1] = odd1 + 2 * odd2;
    y[2] = even1 + 4 * even2;
    y[3] = (odd1 + 8 * odd2) + m[5];
}

/* A' m A of one tile, of which rows x columns lie in the plane, to y. */
INLINE void write_tile(const vec *m, int rows, int columns, bool add, vec *y, size_t width)
{
    vec half[EDGE][POINTS];
    UNROLL (j, POINTS) {
        vec d[POINTS], r[EDGE];
        UNROLL (i, POINTS)
            d[i] = m[(i * POINTS + j) * PRODUCTS * LANE_VECS];
        outputs_of(d, r);
        UNROLL (i, EDGE)
            half[i][j] = r[i];
    }
    UNROLL (i, EDGE) {
        vec r[EDGE], *to = y + (size_t)i * width * LANE_VECS;
        outputs_of(half[i], r);
        UNROLL (j, EDGE)
            if (i < rows && j < columns) {
                if (add)
                    r[j] += to[j * LANE_VECS];
                to[j * LANE_VECS] = r[j];
            }
    }
}

/* y of the outputs from o on. */
static void write_tiles(struct winograd_size n, int o, const struct strip *s, int strips,
                        const lane *m, bool add, lane *y)
{
    for (int q = 0; q < OUTPUTS && o + q < n.out; q++, m += TILES)
        for (int k = 0; k < strips; k++)
            for (int t = 0; t < s[k].tiles; t++) {
                const int h = s[k].h, w = s[k].w + t * EDGE;
                lane *to = y + plane_of(n, n.out, s[k].group, o + q) + h * n.width + w;
                for (int l = 0; l < LANE_VECS; l++)
                    write_tile((const vec *)(m + s[k].slot + t) + l, n.height - h, n.width - w, add,
                               (vec *)to + l, (size_t)n.width);
            }
}

static void convolve(struct winograd_size n, const real *u, const real *b, const lane *x, lane *y,
                     bool add, lane *zeros)
{
    lane *m = zeros + n.width, *v = m + VALUES * PRODUCTS;
    memset(zeros, 0, (size_t)n.width * sizeof *zeros);
    for (int from = 0; from < tiles_of(n); from += TILES) {
        struct strip s[TILES];
        const int strips = strips_of(n, from, TILES, s);
        read_tiles(n, s, strips, x, zeros, v);
        for (int o = 0; o < n.out; o += OUTPUTS) {
            multiply_points(n, o, u, b, v, m);
            write_tiles(n, o, s, strips, m, add, y);
        }
    }
}

void winograd_forward(struct winograd_size n, const real *u, const real *b, const lane *x, lane *y,
                      void *scratch)
{
    convolve(n, u, b, x, y, false, scratch);
}

void winograd_backward_data(struct winograd_size n, const real *u, const lane *dy, lane *dx,
                            bool add, void *scratch)
{
    convolve(swapped(n), u, NULL, dy, dx, add, scratch);
}
