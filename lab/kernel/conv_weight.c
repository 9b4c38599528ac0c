/* dW[k][q] += sum_p dy[k][p] x[q + p], q = a channel and a tap: 4 x 4 sums over pixels p at a time. */
#include "lab/kernel/conv.h"
#include "lab/kernel/conv_band.h"
#include "lab/kernel/shuffle.h"

/* A tile is ROWS channels of dy x COLUMNS places q, each a lane of sums; at its end they are summed
 * across the lanes, all at once, which is cheap beside the PIXELS products that each has had. */
enum {
    ROWS = 4,
    COLUMNS = VEC_BYTES == 64   ? 4
              : VEC_BYTES == 32 ? 3
                                : 2,
    PIXELS = 128,
    NEAR = (256 << 10) / sizeof(lane) /* lanes of x that stay in the second cache */
};

/* The pixels are taken in parts: some rows of one group, or some whole groups. The band holds the
 * sources of a part, in as many channels as are near. */
struct parts {
    int rows, groups;
    struct band band;
};

static struct parts parts_of(struct conv_size n)
{
    const int height = conv_out_height(n), width = conv_out_width(n);
    const int pixels = PIXELS / n.stride; /* as there are more sources */
    struct parts p = {1, 1, {0}};
    if (width < pixels)
        p.rows = fewer(height, pixels / width);
    if (p.rows == height && height * width < pixels)
        p.groups = pixels / (height * width);
    const int rows = fewer(n.height, (p.rows - 1) * n.stride + n.kernel);
    const int last = (width - 1) * n.stride + n.kernel - 1 - n.pad;
    const int far = (int)band_lanes(band_of(p.groups, n.in, rows, n.pad, n.width, last));
    const int blocks = fewer((far - 1) / NEAR + 1, n.in), channels = (n.in - 1) / blocks + 1;
    p.groups = fewer(p.groups, lane_groups(n.batch));
    p.band = band_of(p.groups, channels, rows, n.pad, n.width, last);
    return p;
}

size_t conv_weight_scratch(struct conv_size n)
{
    return band_lanes(parts_of(n).band) * sizeof(lane);
}

/* Sums over `groups` x `height` x `width` pixels. */
struct tile {
    int groups, height, width;
    int stride;
    size_t dy_group, dy_channel, dy_row, x_group, x_row;
    const lane *dy, *x[COLUMNS];
};

/* A result's rows that do not exist repeat the last one. */
INLINE void tile(const struct tile *t, int rows, lane *sum, const int C)
{
    enum { V = LANE_VECS };
    for (int v = 0; v < V; v++) {
        vec s[ROWS][COLUMNS];
        UNROLL (i, ROWS)
            UNROLL (j, C)
                s[i][j] = (vec){0};
        const size_t d1 = rows > 1 ? t->dy_channel * V : 0;
        const size_t d2 = rows > 2 ? d1 + t->dy_channel * V : d1;
        const size_t d3 = rows > 3 ? d2 + t->dy_channel * V : d2;
        const size_t d[ROWS] = {0, d1, d2, d3}, step = (size_t)t->stride * V;
        for (int g = 0; g < t->groups; g++)
            for (int h = 0; h < t->height; h++) {
                const vec *dy =
                    (const vec *)(t->dy + (size_t)g * t->dy_group + (size_t)h * t->dy_row) + v;
                const size_t from = (size_t)g * t->x_group + (size_t)h * t->x_row;
                const vec *x[COLUMNS];
                UNROLL (j, C)
                    x[j] = (const vec *)(t->x[j] + from) + v;
                for (int w = t->width; w > 0; w--, dy += V) {
                    vec u[COLUMNS];
                    UNROLL (j, C) {
                        u[j] = vec_held(*x[j]);
                        x[j] += step;
                    }
                    UNROLL (i, ROWS) {
                        const vec e = vec_held(dy[d[i]]);
                        UNROLL (j, C)
                            s[i][j] += e * u[j];
                    }
                }
            }
        UNROLL (i, ROWS)
            UNROLL (j, C)
                ((vec *)&sum[i * COLUMNS + j])[v] = s[i][j];
    }
}

static void tile_of(const struct tile *t, int rows, int columns, lane *sum)
{
    if (columns == 1)
        tile(t, rows, sum, 1);
    else if (columns == 2)
        tile(t, rows, sum, 2);
    else if (COLUMNS > 3 && columns == 3)
        tile(t, rows, sum, 3);
    else
        tile(t, rows, sum, COLUMNS);
}

/* For ROWS channels of dy from k on, and all q = (c, s) of tap row r for the `channels` channels c
 * in the band, of which c0 is the first; t has the pixels, and x is where the first of them meets
 * tap s = 0 of c0. */
static void places_of(struct conv_size n, const struct band *b, struct tile *t, const lane *x,
                      int k, int c0, int channels, int r, real *dw)
{
    const size_t area = (size_t)(n.kernel * n.kernel), filter = (size_t)n.in * area;
    const int rows = fewer(ROWS, n.out - k), left = n.pad - (conv_out_width(n) - 1) * n.stride;
    const int s0 = left > 0 ? left : 0; /* taps left and right of these meet zeros only */
    const int taps = fewer(n.kernel, n.width + n.pad) - s0;
    lane sum[LANES] = {{0}}, total;
    for (int q = 0, some; q < channels * taps; q += some) {
        const int rest = channels * taps - q, tiles = (rest - 1) / COLUMNS + 1;
        real *to[COLUMNS];
        some = (rest - 1) / tiles + 1;
        for (int j = 0; j < some; j++) {
            const size_t c = (size_t)((q + j) / taps), s = (size_t)(s0 + (q + j) % taps);
            t->x[j] = x + c * b->channel + s;
            to[j] = dw + (size_t)k * filter + ((size_t)c0 + c) * area + (size_t)(r * n.kernel) + s;
        }
        tile_of(t, rows, some, sum);
        shuffle_sums(sum, &total);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < some; j++)
                to[j][(size_t)i * filter] += total[i * COLUMNS + j];
    }
}

/* Rows h .. end of dy, in t->groups groups, with the channels in the band, whose first row is top. */
static void part(struct conv_size n, const struct band *b, struct tile *t, const lane *dy, int h,
                 int end, int top, int c0, int channels, real *dw)
{
    for (int k = 0; k < n.out; k += ROWS)
        for (int r = 0; r < n.kernel; r++) {
            int from = h, to = end; /* the rows whose source exists */
            while (from < to && from * n.stride - n.pad + r < 0)
                from++;
            while (from < to && (to - 1) * n.stride - n.pad + r >= n.height)
                to--;
            t->height = to - from;
            const lane *x = b->at + (from * n.stride - n.pad + r - top) * b->pitch - n.pad;
            t->dy = dy + (size_t)k * t->dy_channel + (size_t)from * t->dy_row;
            if (from < to)
                places_of(n, b, t, x, k, c0, channels, r, dw);
        }
}

void conv_backward_weight(struct conv_size n, const lane *x, const lane *dy, real *dw,
                          void *scratch)
{
    const int height = conv_out_height(n), width = conv_out_width(n), groups = lane_groups(n.batch);
    const size_t plane = (size_t)n.height * (size_t)n.width, group = (size_t)n.in * plane;
    const size_t dy_plane = (size_t)height * (size_t)width, dy_group = (size_t)n.out * dy_plane;
    struct parts p = parts_of(n);
    struct tile t = {.width = width,
                     .stride = n.stride,
                     .dy_group = dy_group,
                     .dy_channel = dy_plane,
                     .dy_row = (size_t)width,
                     .x_group = p.band.group,
                     .x_row = (size_t)(n.stride * p.band.pitch)};
    band_place(&p.band, scratch);
    for (int g = 0; g < groups; g += p.groups, x += (size_t)p.groups * group) {
        t.groups = fewer(p.groups, groups - g);
        for (int h = 0; h < height; h += p.rows)
            for (int c = 0, channels; c < n.in; c += channels) {
                const int end = fewer(h + p.rows, height), above = h * n.stride - n.pad;
                const int top = above > 0 ? above : 0;
                const int bottom = fewer((end - 1) * n.stride - n.pad + n.kernel, n.height);
                channels = fewer(p.band.channels, n.in - c);
                for (int row = top; row < bottom; row++)
                    band_row(&p.band, row - top, x + (size_t)c * plane, row, n.width, t.groups,
                             group, channels, plane);
                part(n, &p.band, &t, dy + (size_t)g * dy_group, h, end, top, c, channels, dw);
            }
    }
}
