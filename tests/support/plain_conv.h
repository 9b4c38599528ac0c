/* A convolution as the textbook writes it, sample by sample in double: the judge of the fast ones,
 * which are called through here with memory of exactly the size they ask for. */
#pragma once
#include "lab/base/rng.h"
#include "lab/kernel/conv.h"
#include "tests/support/check.h"

/* Plain arrays: x is [batch][in][height][width], w [out][in][kernel][kernel], and so on. */
enum conv_array { CONV_X, CONV_W, CONV_B, CONV_Y };

static inline size_t conv_number(struct conv_size n, enum conv_array which)
{
    const int sizes[] = {[CONV_X] = n.batch * n.in * n.height * n.width,
                         [CONV_W] = n.out * n.in * n.kernel * n.kernel,
                         [CONV_B] = n.out,
                         [CONV_Y] = n.batch * n.out * conv_out_height(n) * conv_out_width(n)};
    return (size_t)sizes[which];
}

/* Normal numbers, already rounded to real. */
static inline double *conv_noise(struct conv_size n, enum conv_array which, uint64_t seed)
{
    const size_t size = conv_number(n, which);
    const struct stream noise = stream_of(seed, PURPOSE_TEST, which, 0);
    double *p = malloc(size * sizeof *p);
    for (size_t i = 0; p && i < size; i++)
        p[i] = (double)(real)stream_normal(noise, i);
    return p;
}

/* Adds to one of x, w and y the products of the two others, term by term. */
static inline void plain_conv(struct conv_size n, double *x, double *w, double *y,
                              enum conv_array result)
{
    const int H = conv_out_height(n), W = conv_out_width(n);
    double *at_y = y;
    for (int s = 0; s < n.batch; s++)
        for (int k = 0; k < n.out; k++)
            for (int h = 0; h < H; h++)
                for (int v = 0; v < W; v++, at_y++)
                    for (int c = 0; c < n.in; c++)
                        for (int i = 0; i < n.kernel; i++)
                            for (int j = 0; j < n.kernel; j++) {
                                const int row = h * n.stride - n.pad + i;
                                const int column = v * n.stride - n.pad + j;
                                if (row < 0 || row >= n.height || column < 0 || column >= n.width)
                                    continue;
                                double *at_x = x + ((s * n.in + c) * n.height + row) * n.width +
                                               column;
                                double *at_w = w + ((k * n.in + c) * n.kernel + i) * n.kernel + j;
                                if (result == CONV_X)
                                    *at_x += *at_w * *at_y;
                                else if (result == CONV_W)
                                    *at_w += *at_x * *at_y;
                                else
                                    *at_y += *at_w * *at_x;
                            }
}

/* `size` bytes on a lane's boundary, with a fence behind them. */
enum { CONV_FENCE = 64 };
static inline void *conv_memory(size_t size)
{
    void *p = NULL;
    if (posix_memalign(&p, 64, size + CONV_FENCE))
        fail_msg("out of memory");
    memset(p, 0x55, size + CONV_FENCE);
    return p;
}

static inline void conv_release(void *p, size_t size)
{
    for (size_t i = 0; i < CONV_FENCE; i++)
        if (((unsigned char *)p)[size + i] != 0x55)
            fail_msg("written %zu bytes after the end", i + 1);
    free(p);
}

static inline size_t lanes_of(struct conv_size n, enum conv_array which)
{
    return conv_number(n, which) / (size_t)n.batch * (size_t)lane_groups(n.batch);
}

/* x or y in lanes, the dead ones holding `dead`; and back. */
static inline lane *conv_lay(struct conv_size n, enum conv_array which, const double *p, real dead)
{
    const size_t size = conv_number(n, which) / (size_t)n.batch, lanes = lanes_of(n, which);
    lane *x = conv_memory(lanes * sizeof *x);
    for (size_t i = 0; i < lanes; i++)
        for (size_t s = 0; s < LANES; s++) {
            const size_t sample = i / size * LANES + s;
            x[i][s] = sample < (size_t)n.batch ? (real)p[sample * size + i % size] : dead;
        }
    return x;
}

static inline double *conv_lift(struct conv_size n, enum conv_array which, const lane *x)
{
    const size_t number = conv_number(n, which), size = number / (size_t)n.batch;
    double *p = malloc(number * sizeof *p);
    for (size_t i = 0; p && i < number; i++) {
        const size_t sample = i / size;
        p[i] = (double)x[sample / LANES * size + i % size][sample % LANES];
    }
    return p;
}

static inline real *conv_reals(struct conv_size n, enum conv_array which, const double *p)
{
    const size_t number = conv_number(n, which);
    real *r = conv_memory(number * sizeof *r);
    for (size_t i = 0; i < number; i++)
        r[i] = (real)p[i];
    return r;
}

/* Root mean square of the difference, relative to that of `want`, or to a term's size, which is 1. */
static inline void check_like(struct conv_size n, const double *got, const double *want,
                              size_t size, double tolerance)
{
    double off = 0, norm = (double)size;
    for (size_t i = 0; i < size; i++) {
        off += (got[i] - want[i]) * (got[i] - want[i]);
        norm += want[i] * want[i];
    }
    if (!(sqrt(off / norm) <= tolerance))
        fail_msg("batch %d, %d x %d x %d to %d, kernel %d, stride %d, pad %d: off by %g", n.batch,
                 n.in, n.height, n.width, n.out, n.kernel, n.stride, n.pad, sqrt(off / norm));
}

/* Calls f for all combinations of a few awkward sizes, kernels, strides and paddings. */
static inline void each_conv(void (*f)(struct conv_size))
{
    static const int kernels[] = {1, 2, 3, 5, 7},
                     edges[][2] = {{1, 1}, {2, 2}, {4, 3}, {5, 9}, {8, 7}};
    static const int channels[][2] = {{1, 5}, {3, 4}, {5, 1}, {17, 3}}, batches[] = {1, 17, 70};
    int turn = 0;
    for (size_t k = 0; k < sizeof kernels / sizeof *kernels; k++)
        for (int stride = 1; stride <= 3; stride++)
            for (int pad = 0; pad < kernels[k]; pad += pad < 2 ? 1 : 2)
                for (size_t e = 0; e < sizeof edges / sizeof *edges; e++)
                    for (size_t c = 0; c < sizeof channels / sizeof *channels; c++) {
                        const struct conv_size n = {
                            batches[turn++ % 3], channels[c][0], edges[e][0], edges[e][1],
                            channels[c][1],      kernels[k],     stride,      pad};
                        if (n.height + 2 * pad >= n.kernel && n.width + 2 * pad >= n.kernel)
                            f(n);
                    }
}
