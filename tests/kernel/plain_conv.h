/* The judge of Winograd's convolution: its three sums by plain loops in double, awkward sizes. */
#pragma once
#include "lab/base/rng.h"
#include "lab/kernel/winograd.h"
#include "tests/support/check.h"

/* Odd and even planes down to one pixel, channels that fill no tile, batches that fill no lane. */
static const struct winograd_size awkward[] = {
    {1, 1, 1, 1, 1},     {3, 1, 3, 2, 3},    {16, 3, 1, 3, 5},    {17, 5, 3, 5, 7},
    {20, 3, 5, 7, 2},    {5, 16, 5, 9, 9},   {33, 5, 16, 4, 4},   {100, 16, 17, 2, 2},
    {40, 17, 16, 8, 9},  {7, 3, 16, 32, 32}, {50, 16, 16, 13, 1}, {17, 33, 64, 8, 8},
    {16, 64, 31, 1, 12}, {16, 1, 64, 6, 50}, {2, 130, 3, 5, 5},   {2, 3, 130, 5, 5},
    {1, 512, 130, 2, 3}, {1, 16, 512, 3, 4},
};
enum { AWKWARD = sizeof awkward / sizeof *awkward };

/* Relative, root mean square. */
static const double TOLERANCE = sizeof(real) == 4 ? 5e-6 : 1e-14;

/* Room after each array that nobody may touch, and what it holds. */
#ifdef __SANITIZE_ADDRESS__
enum { FENCE = 0 }; /* the sanitizer keeps watch, and over reading too */
#else
enum { FENCE = 32 };
#endif
static const real UNTOUCHED = (real)12345;

struct trial {
    struct winograd_size n;
    size_t area, x_reals, y_reals, w_reals;
    lane *x, *y; /* or dx, dy */
    real *w, *b; /* or dw */
    real *u;
    void *scratch;
};

#define LOOP(i, n) for (int i = 0; i < (n); i++)

static inline real *room(size_t reals)
{
    real *p = NULL;
    if (posix_memalign((void **)&p, 64, (reals + FENCE) * sizeof *p))
        fail_msg("out of memory");
    for (size_t i = 0; i < reals + FENCE; i++)
        p[i] = i < reals ? (real)NAN : UNTOUCHED;
    return p;
}

static inline void check_fence(const void *p, size_t reals)
{
    for (size_t i = reals; i < reals + FENCE; i++)
        if (((const real *)p)[i] != UNTOUCHED)
            fail_msg("written %zu reals after the end", i - reals + 1);
}

/* Numbers off centre, as behind a ReLU. */
static inline real *noise(size_t reals, uint64_t index)
{
    const struct stream s = stream_of(7, PURPOSE_TEST, index, 0);
    real *p = room(reals);
    for (size_t i = 0; i < reals; i++)
        p[i] = (real)(stream_normal(s, i) + .2);
    return p;
}

static inline lane *activations(struct winograd_size n, int channels, uint64_t index, real dead)
{
    const size_t size = (size_t)channels * (size_t)n.height * (size_t)n.width;
    const size_t lanes = (size_t)lane_groups(n.batch) * size;
    lane *x = (lane *)noise(lanes * LANES, index);
    for (size_t i = 0; i < lanes; i++)
        LOOP (s, LANES)
            if ((int)(i / size) * LANES + s >= n.batch)
                x[i][s] = dead;
    return x;
}

static inline struct trial trial_begin(struct winograd_size n)
{
    struct trial t = {.n = n, .area = (size_t)n.height * (size_t)n.width};
    t.x_reals = (size_t)(lane_groups(n.batch) * n.in) * t.area * LANES;
    t.y_reals = (size_t)(lane_groups(n.batch) * n.out) * t.area * LANES;
    t.w_reals = (size_t)n.out * (size_t)n.in * 9;
    t.x = activations(n, n.in, 0, 3);
    t.y = activations(n, n.out, 1, 0);
    t.w = noise(t.w_reals, 2);
    t.b = noise((size_t)n.out, 3);
    t.u = room(winograd_packed(n));
    t.scratch = room(winograd_scratch(n) / sizeof(real));
    return t;
}

static inline void trial_end(struct trial *t)
{
    check_fence(t->x, t->x_reals);
    check_fence(t->y, t->y_reals);
    check_fence(t->w, t->w_reals);
    check_fence(t->u, winograd_packed(t->n));
    check_fence(t->scratch, winograd_scratch(t->n) / sizeof(real));
    free(t->x);
    free(t->y);
    free(t->w);
    free(t->b);
    free(t->u);
    free(t->scratch);
}

static inline real *copy(const void *p, size_t reals)
{
    return memcpy(room(reals), p, reals * sizeof(real));
}

/* The pixel (h, w) of channel c of sample s; 0 outside the plane. */
static inline double pixel(struct winograd_size n, const lane *x, int channels, int s, int c, int h,
                           int w)
{
    if (h < 0 || h >= n.height || w < 0 || w >= n.width)
        return 0;
    return (double)
        x[(((size_t)(s / LANES * channels + c)) * (size_t)n.height + (size_t)h) * (size_t)n.width +
          (size_t)w][s % LANES];
}

static inline double tap(const struct trial *t, int o, int i, int a, int b)
{
    return (double)t->w[((o * t->n.in + i) * 3 + a) * 3 + b];
}

static inline double plain_y(const struct trial *t, int s, int o, int h, int w)
{
    double sum = 0;
    LOOP (i, t->n.in)
        LOOP (a, 3)
            LOOP (b, 3)
                sum += tap(t, o, i, a, b) * pixel(t->n, t->x, t->n.in, s, i, h + a - 1, w + b - 1);
    return sum;
}

static inline double plain_dx(const struct trial *t, int s, int i, int h, int w)
{
    double sum = 0;
    LOOP (o, t->n.out)
        LOOP (a, 3)
            LOOP (b, 3)
                sum += tap(t, o, i, a, b) * pixel(t->n, t->y, t->n.out, s, o, h - a + 1, w - b + 1);
    return sum;
}

static inline double plain_dw(const struct trial *t, int o, int i, int a, int b)
{
    double sum = 0;
    LOOP (s, t->n.batch)
        LOOP (h, t->n.height)
            LOOP (w, t->n.width)
                sum += pixel(t->n, t->y, t->n.out, s, o, h, w) *
                       pixel(t->n, t->x, t->n.in, s, i, h + a - 1, w + b - 1);
    return sum;
}

/* Squares of what was off and of what was wanted. */
struct error {
    double off, size;
};

static inline void error_add(struct error *e, double got, double want)
{
    e->off += (got - want) * (got - want);
    e->size += want * want;
}

static inline void check_error(struct error e, struct winograd_size n)
{
    const double relative = sqrt(e.off / e.size);
    if (!(relative <= TOLERANCE))
        fail_msg("batch %d, %d to %d channels of %d x %d: off by %g", n.batch, n.in, n.out,
                 n.height, n.width, relative);
}
