/* y = W x + b,  dx += W^T dy,  dW += dy x^T,  db += dy: one strided register tile for the products. */
#include "lab/kernel/linear.h"
#include "lab/kernel/reduce.h"
#include "lab/kernel/shuffle.h"
#include <stdbool.h>
#include <string.h>

/* A tile is ROWS x COLUMNS sums, a column being one lane; they must fit the registers beside a
 * column of x: 8 x 2 lanes on AVX-512, 6 x 1 on AVX2, 3 x 1 on SSE2, in float. */
enum {
    SUMS = VEC_BYTES == 64 ? 16 : 12,
    COLUMNS = LANE_VECS == 1 ? 2 : 1,
    TILE_VECS = COLUMNS * LANE_VECS,
    ROWS = SUMS > TILE_VECS ? SUMS / TILE_VECS : 1,
    CHUNK = 8 /* groups of x that the weight gradient transposes at a time: 16 KiB of floats */
};

/* y[m][c] (+)= sum_k a[m][k] x[k][c] over `rows` m and `columns` c. */
struct product {
    const real *a; /* broadcast; k runs in blocks of `block` */
    size_t a_row, a_k, a_block;
    const lane *x; /* a lane an element; k is contiguous */
    size_t x_column;
    real *y;
    size_t y_row, y_column;
    const real *bias; /* starts the sums of a row, or NULL */
    bool add;         /* to what y holds, else store */
    int rows, columns, terms, block;
    int tail; /* reals of the last column that exist; LANES when all do */
};

/* One finished lane of sums goes to y, which in dW need not be aligned nor whole. */
INLINE void put(const struct product *p, real *y, const vec *s, int part)
{
    if (part == LANES) {
        vec_anywhere *to = (vec_anywhere *)y;
        UNROLL (v, LANE_VECS)
            if (p->add)
                to[v] += s[v];
            else
                to[v] = s[v];
    } else {
        lane last;
        memcpy(&last, s, sizeof last);
        for (int i = 0; i < part; i++)
            y[i] = p->add ? y[i] + last[i] : last[i];
    }
}

INLINE void tile(const struct product *p, int m, int c, const int R, const int C)
{
    enum { V = LANE_VECS };
    const size_t a_row = p->a_row, a_k = p->a_k, x_column = p->x_column * V;
    const real *block = p->a + (size_t)m * a_row;
    const vec *x = (const vec *)(p->x + (size_t)c * p->x_column);
    vec s[ROWS][TILE_VECS];
    UNROLL (i, R)
        UNROLL (j, C * V)
            s[i][j] = (vec){0} + (p->bias ? p->bias[m + i] : 0);
    for (int left = p->terms; left > 0; left -= p->block, block += p->a_block) {
        const real *a = block;
        for (int k = left < p->block ? left : p->block; k > 0; k--, a += a_k, x += V) {
            vec v[TILE_VECS];
            UNROLL (j, C * V)
                v[j] = x[(size_t)(j / V) * x_column + (size_t)(j % V)];
            UNROLL (i, R)
                UNROLL (j, C * V)
                    s[i][j] += v[j] * a[(size_t)i * a_row];
        }
    }
    const int part = c + C == p->columns ? p->tail : LANES;
    UNROLL (i, R)
        UNROLL (j, C)
            put(p, p->y + (size_t)(m + i) * p->y_row + (size_t)(c + j) * p->y_column, s[i] + j * V,
                j < C - 1 ? LANES : part);
}

/* All rows of C columns, tall tiles first. */
INLINE void strip(const struct product *p, int c, const int C)
{
    int m = 0;
    for (; p->rows - m >= ROWS; m += ROWS)
        tile(p, m, c, ROWS, C);
    if (ROWS > 4 && p->rows - m >= 4) {
        tile(p, m, c, 4, C);
        m += 4;
    }
    if (ROWS > 2 && p->rows - m >= 2) {
        tile(p, m, c, 2, C);
        m += 2;
    }
    if (ROWS > 1 && p->rows - m >= 1)
        tile(p, m, c, 1, C);
}

static void multiply(const struct product *p)
{
    int c = 0;
    for (; p->columns - c >= COLUMNS; c += COLUMNS)
        strip(p, c, COLUMNS);
    if (COLUMNS > 1 && p->columns - c >= 1)
        strip(p, c, 1);
}

/* W or its transpose, `rows` by `terms`, times every group of the batch. */
static void multiply_groups(struct product p, int batch, int rows, int terms)
{
    p.x_column = (size_t)terms;
    p.y_row = LANES;
    p.y_column = (size_t)rows * LANES;
    p.rows = rows;
    p.columns = lane_groups(batch);
    p.terms = p.block = terms;
    p.tail = LANES;
    multiply(&p);
}

void linear_forward(struct linear_size n, const real *w, const real *b, const lane *x, lane *y)
{
    const struct product p = {
        .a = w, .a_row = (size_t)n.in, .a_k = 1, .x = x, .y = (real *)y, .bias = b};
    multiply_groups(p, n.batch, n.out, n.in);
}

void linear_backward_data(struct linear_size n, const real *w, const lane *dy, lane *dx, bool add)
{
    const struct product p = {
        .a = w, .a_row = 1, .a_k = (size_t)n.in, .x = dy, .y = (real *)dx, .add = add};
    multiply_groups(p, n.batch, n.in, n.out);
}

void linear_backward_weight(struct linear_size n, const lane *x, const lane *dy, real *dw)
{
    const size_t in = (size_t)n.in, out = (size_t)n.out;
    const int blocks = lane_groups(n.in);
    lane xt[COLUMNS][CHUNK * LANES];
    for (int from = 0; from < n.batch; from += CHUNK * LANES) {
        const int samples = n.batch - from < CHUNK * LANES ? n.batch - from : CHUNK * LANES;
        const size_t group = (size_t)(from / LANES);
        for (int c = 0; c < blocks; c += COLUMNS) {
            const int columns = blocks - c < COLUMNS ? blocks - c : COLUMNS;
            for (int j = 0; j < columns; j++)
                for (int g = 0; g < lane_groups(samples); g++)
                    shuffle_transpose(x + (group + (size_t)g) * in + (c + j) * LANES,
                                      n.in - (c + j) * LANES, xt[j] + g * LANES);
            multiply(&(struct product){.a = (const real *)(dy + group * out),
                                       .a_row = LANES,
                                       .a_k = 1,
                                       .a_block = out * LANES,
                                       .x = xt[0],
                                       .x_column = CHUNK * LANES,
                                       .y = dw + c * LANES,
                                       .y_row = in,
                                       .y_column = LANES,
                                       .add = true,
                                       .rows = n.out,
                                       .columns = columns,
                                       .terms = samples,
                                       .block = LANES,
                                       .tail = n.in - (c + columns) * LANES >= 0 ? LANES
                                                                                 : n.in % LANES});
        }
    }
}

void linear_backward_bias(struct linear_size n, const lane *dy, real *db)
{
    reduce_channels(dy, lane_groups(n.batch), n.out, 1, db);
}
