/* y[k][p] = b[k] + sum_ct W[k][c][t] x[c][p + t]: taps t that are the same for many pixels p. */
#include "lab/kernel/conv.h"
#include "lab/kernel/conv_band.h"
#include "lab/kernel/shuffle.h"

/* A tile is ROWS channels x PIXELS sums; they must fit the registers beside the PIXELS of x. */
enum {
    ROWS = 4,
    PIXELS = VEC_BYTES == 64   ? 4
             : VEC_BYTES == 32 ? 3
                               : 2,
    GROUPS = 4,                      /* whose single columns are computed together */
    NEAR = (32 << 10) / sizeof(lane) /* lanes of x that stay in the first cache */
};

/* ---- packing: [rows / ROWS][channels][taps][ROWS], missing rows are 0 ---- */

static size_t packed_size(int rows, int channels, int taps)
{
    return (size_t)((rows + ROWS - 1) / ROWS * ROWS) * (size_t)channels * (size_t)taps;
}

size_t conv_packed(struct conv_size n)
{
    const size_t forward = packed_size(n.out, n.in, n.kernel * n.kernel);
    const size_t back = packed_size(n.in, n.out, n.kernel * n.kernel);
    return forward > back ? forward : back;
}

/* Does some output's tap r fall into a plane of this side? Of a 1 x 1 plane a 3 x 3 kernel meets the
 * middle alone, and where planes are so small, packing is most of the work. */
static bool meets(int r, int side, struct conv_size n)
{
    const int outputs = (side + 2 * n.pad - n.kernel) / n.stride + 1;
    const int first = (n.pad - r + n.stride - 1) / n.stride, from = first > 0 ? first : 0;
    return from < outputs && from * n.stride + r - n.pad < side;
}

/* w's rows lie `row` apart and their channels `channel`. */
static void pack(struct conv_size n, int rows, size_t row, int channels, size_t channel,
                 const real *w, real *packed)
{
    const int taps = n.kernel * n.kernel;
    for (int k = 0; k < rows; k += ROWS) {
        const int some = rows - k < ROWS ? rows - k : ROWS;
        for (int t = 0; t < taps; t++) {
            if (!meets(t / n.kernel, n.height, n) || !meets(t % n.kernel, n.width, n))
                continue;
            const real *from = w + (size_t)k * row + t;
            real *to = packed + t * ROWS;
            for (int c = 0; c < channels; c++, from += channel, to += taps * ROWS)
                if (some == ROWS)
                    UNROLL (i, ROWS)
                        to[i] = from[(size_t)i * row];
                else
                    for (int i = 0; i < ROWS; i++)
                        to[i] = i < some ? from[(size_t)i * row] : 0;
        }
        packed += (size_t)channels * (size_t)taps * ROWS;
    }
}

void conv_pack(struct conv_size n, const real *w, real *packed)
{
    const size_t taps = (size_t)(n.kernel * n.kernel);
    pack(n, n.out, (size_t)n.in * taps, n.in, taps, w, packed);
}

void conv_pack_back(struct conv_size n, const real *w, real *packed)
{
    const size_t taps = (size_t)(n.kernel * n.kernel);
    pack(n, n.in, taps, n.out, (size_t)n.in * taps, w, packed);
}

/* ---- the gathering: of y from x, or of dx from dy ---- */

struct planes {
    int channels, height, width;
};

/* Where a tap reads, in lanes from its pixel, and its weights, in reals from its channel's. */
struct tap {
    int x, w;
};

/* Pixel q of the result reads pixel q stride - pad + r of the source at tap r or, going back,
 * (q + pad - r) / stride where that is whole. So along a row, pixels `phases` apart have the same
 * taps, and their sources lie `step` apart. */
struct gather {
    struct planes from, to;
    int groups, kernel, stride, pad;
    bool back, add;
    int phases, step;
    bool single; /* a column at a time: so narrow a plane has more edge than middle */
    int block;   /* channels of the source whose pixels under a tile stay in the first cache */
    struct band band;
    struct tap *taps;
    const real *packed, *bias;
    const lane *x;
    lane *y;
};

static struct gather gather_of(struct conv_size n, bool back)
{
    const struct planes x = {n.in, n.height, n.width};
    const struct planes y = {n.out, conv_out_height(n), conv_out_width(n)};
    struct gather p = {.from = back ? y : x,
                       .to = back ? x : y,
                       .groups = lane_groups(n.batch),
                       .kernel = n.kernel,
                       .stride = n.stride,
                       .pad = n.pad,
                       .back = back,
                       .phases = back ? n.stride : 1,
                       .step = back ? 1 : n.stride};
    p.single = p.groups >= GROUPS && p.to.width <= 2 * p.phases;
    const int taps = back ? (n.kernel - 1) / n.stride + 1 : n.kernel; /* of a pixel, in a row */
    const int left = back ? (n.kernel - 1 - n.pad) / n.stride : n.pad;
    const int last = back ? (n.width - 1 + n.pad) / n.stride
                          : (y.width - 1) * n.stride + n.kernel - 1 - n.pad;
    p.band = band_of(p.single ? GROUPS : 1, p.from.channels, fewer(taps, p.from.height), left,
                     p.from.width, last);
    const int blocks = p.from.channels * taps * (PIXELS * p.step + taps) / NEAR + 1;
    p.block = (p.from.channels - 1) / blocks + 1;
    return p;
}

static size_t gather_scratch(struct conv_size n, bool back)
{
    return band_lanes(gather_of(n, back).band) * sizeof(lane) +
           (size_t)(n.kernel * n.kernel) * sizeof(struct tap);
}

size_t conv_scratch(struct conv_size n)
{
    const size_t forward = gather_scratch(n, false), back = gather_scratch(n, true);
    const size_t weight = conv_weight_scratch(n), data = forward > back ? forward : back;
    return data > weight ? data : weight;
}

/* The source of pixel q at tap r, along a row or a column; false if there is none. */
static bool source(const struct gather *p, int q, int r, int *at)
{
    const int n = q + p->pad - r;
    *at = p->back ? n / p->stride : q * p->stride - p->pad + r;
    return !p->back || n % p->stride == 0;
}

/* The taps that some of the n pixels from (h, w) on read. */
static int taps_of(const struct gather *p, int h, int w, int n)
{
    int count = 0, row, column;
    for (int r = 0; r < p->kernel; r++)
        if (source(p, h, r, &row) && row >= 0 && row < p->from.height)
            for (int s = 0; s < p->kernel; s++)
                if (source(p, w, s, &column) && column + (n - 1) * p->step >= 0 &&
                    column < p->from.width)
                    p->taps[count++] = (struct tap){row % p->band.rows * p->band.pitch + column,
                                                    (r * p->kernel + s) * ROWS};
    return count;
}

struct tile {
    const struct tap *taps;
    int count, channels, rows; /* rows: channels of the result, at most ROWS */
    size_t x_channel, w_channel, y_channel;
    const lane *x[PIXELS];
    lane *y[PIXELS];
    const real *w, *bias;
    bool add;
};

INLINE void tile(const struct tile *t, const int P)
{
    enum { V = LANE_VECS };
    const size_t plane = t->y_channel * V;
    for (int v = 0; v < V; v++) {
        const vec *x[PIXELS];
        vec s[ROWS][PIXELS];
        UNROLL (j, P) {
            x[j] = (const vec *)t->x[j] + v;
            UNROLL (i, ROWS)
                if (i >= t->rows)
                    s[i][j] = (vec){0};
                else if (t->add)
                    s[i][j] = ((vec *)t->y[j] + v)[(size_t)i * plane];
                else
                    s[i][j] = (vec){0} + (t->bias ? t->bias[i] : 0);
        }
        const real *w = t->w;
        const struct tap *end = t->taps + t->count;
        for (int c = t->channels; c > 0; c--, w += t->w_channel) {
            for (const struct tap *a = t->taps; a < end; a++) {
                vec u[PIXELS];
                UNROLL (j, P)
                    u[j] = x[j][(long)a->x * V];
                UNROLL (i, ROWS)
                    UNROLL (j, P)
                        s[i][j] += u[j] * w[a->w + i];
            }
            UNROLL (j, P)
                x[j] += t->x_channel * V;
        }
        UNROLL (j, P)
            UNROLL (i, ROWS)
                if (i < t->rows)
                    ((vec *)t->y[j] + v)[(size_t)i * plane] = s[i][j];
    }
}

static void tile_of(const struct tile *t, int pixels)
{
    if (pixels == 1)
        tile(t, 1);
    else if (pixels == 2)
        tile(t, 2);
    else if (PIXELS > 3 && pixels == 3)
        tile(t, 3);
    else
        tile(t, PIXELS);
}

/* All channels of the result at t->x, t->y, whose sources are read a block at a time. */
static void pixels_of(const struct gather *p, struct tile *t, int pixels)
{
    const struct tile first = *t;
    for (int c = 0; c < p->from.channels; c += p->block) {
        t->channels = fewer(p->block, p->from.channels - c);
        t->add = p->add || c > 0;
        for (int k = 0; k < p->to.channels; k += ROWS) {
            t->rows = fewer(ROWS, p->to.channels - k);
            t->w = p->packed +
                   ((size_t)k / ROWS * (size_t)p->from.channels + (size_t)c) * t->w_channel;
            t->bias = p->bias ? p->bias + k : NULL;
            for (int j = 0; j < pixels; j++) {
                t->x[j] = first.x[j] + (size_t)c * t->x_channel;
                t->y[j] = first.y[j] + (size_t)k * t->y_channel;
            }
            tile_of(t, pixels);
        }
    }
}

/* Row h of the result in groups g .. g + groups. */
static void row_of(const struct gather *p, int g, int groups, int h)
{
    const size_t plane = (size_t)p->to.height * (size_t)p->to.width;
    struct tile t = {.taps = p->taps,
                     .x_channel = p->band.channel,
                     .w_channel = (size_t)(p->kernel * p->kernel * ROWS),
                     .y_channel = plane};
    for (int f = 0; f < fewer(p->phases, p->to.width); f++) {
        const int columns = (p->to.width - 1 - f) / p->phases + 1, span = p->single ? 1 : columns;
        for (int w = 0; w < columns; w += span) {
            t.count = taps_of(p, h, f + w * p->phases, span);
            for (int i = 0, n; i < groups * span; i += n) {
                const int left = groups * span - i, tiles = (left - 1) / PIXELS + 1;
                n = (left - 1) / tiles + 1;
                for (int j = 0; j < n; j++) {
                    const int group = (i + j) / span, column = (i + j) % span;
                    t.x[j] = p->band.at + (size_t)group * p->band.group + column * p->step;
                    t.y[j] = p->y + (size_t)(g + group) * (size_t)p->to.channels * plane +
                             h * p->to.width + f + (w + column) * p->phases;
                }
                pixels_of(p, &t, n);
            }
        }
    }
}

static void gather(struct gather *p, void *scratch)
{
    const size_t plane = (size_t)p->from.height * (size_t)p->from.width;
    const size_t group = (size_t)p->from.channels * plane;
    band_place(&p->band, scratch);
    p->taps = (struct tap *)((lane *)scratch + band_lanes(p->band));
    for (int g = 0; g < p->groups; g += p->band.groups) {
        const int groups = fewer(p->band.groups, p->groups - g);
        int next = 0;
        for (int h = 0; h < p->to.height; h++) {
            for (int r = 0, row; r < p->kernel; r++) {
                const int tap = p->back ? p->kernel - 1 - r : r; /* sources from the top down */
                if (source(p, h, tap, &row) && row >= next && row < p->from.height) {
                    band_row(&p->band, row % p->band.rows, p->x + (size_t)g * group, row,
                             p->from.width, groups, group, p->from.channels, plane);
                    next = row + 1;
                }
            }
            row_of(p, g, groups, h);
        }
    }
}

void conv_forward(struct conv_size n, const real *packed, const real *b, const lane *x, lane *y,
                  void *scratch)
{
    struct gather p = gather_of(n, false);
    p.packed = packed;
    p.bias = b;
    p.x = x;
    p.y = y;
    gather(&p, scratch);
}

void conv_backward_data(struct conv_size n, const real *packed_back, const lane *dy, lane *dx,
                        bool add, void *scratch)
{
    struct gather p = gather_of(n, true);
    p.packed = packed_back;
    p.add = add;
    p.x = dy;
    p.y = dx;
    gather(&p, scratch);
}
