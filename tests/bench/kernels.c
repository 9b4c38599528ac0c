/* rate = 2 N K C 9 H W / seconds, in % of the machine's multiply-adds.
 *
 * So operations are counted as the plain loop would do them, and Winograd's kernels, which do fewer,
 * may pass 100 %. The peak is measured beside each kernel, as the machine's clock moves. A kernel is
 * given the batch in chunks, as a graph gives it: so many groups that they lie in the cache. */
#include "lab/kernel/conv.h"
#include "lab/kernel/shuffle.h"
#include "lab/kernel/winograd.h"
#include "tests/bench/bench.h"
#include <stdio.h>

enum { BATCH = 128, ROUNDS = 15, PASSES = 4, SIZES = 3, CHAINS = 12 };

struct planes {
    struct conv_size n; /* of a chunk */
    struct winograd_size t;
    size_t groups, step, chunk; /* in all; in a chunk; lanes of a chunk */
    lane *x, *dy, *to;
    real *dw, *w, *back, *u, *u_back; /* w and u packed for both directions */
    void *scratch;
};

/* Multiply-adds a second, times two: each of the chains waits for itself, and so many hide it. The
 * compiler must not know the numbers, or it would find a chain that stands still. */
static double peak(void)
{
    enum { TIMES = 400000 };
    volatile real factor = (real).999, step = (real).001, sink = 0;
    const vec x = (vec){0} + factor, y = (vec){0} + step;
    vec a[CHAINS];
    for (int i = 0; i < CHAINS; i++)
        a[i] = (vec){0} + (real)i;
    const double begin = thread_time();
    for (int t = 0; t < TIMES; t++)
        UNROLL (i, CHAINS)
            a[i] = a[i] * x + y;
    const double end = thread_time();
    for (int i = 0; i < CHAINS; i++)
        sink = sink + a[i][0];
    return 2.0 * VEC * CHAINS * TIMES / (end - begin);
}

static void direct_forward(const struct planes *p, size_t at)
{
    conv_forward(p->n, p->w, NULL, p->x + at, p->to + at, p->scratch);
}

static void direct_data(const struct planes *p, size_t at)
{
    conv_backward_data(p->n, p->back, p->dy + at, p->to + at, false, p->scratch);
}

static void direct_weight(const struct planes *p, size_t at)
{
    conv_backward_weight(p->n, p->x + at, p->dy + at, p->dw, p->scratch);
}

static void tiles_forward(const struct planes *p, size_t at)
{
    winograd_forward(p->t, p->u, NULL, p->x + at, p->to + at, p->scratch);
}

static void tiles_data(const struct planes *p, size_t at)
{
    winograd_backward_data(p->t, p->u_back, p->dy + at, p->to + at, false, p->scratch);
}

static void tiles_weight(const struct planes *p, size_t at)
{
    winograd_backward_weight(p->t, p->x + at, p->dy + at, p->dw, p->scratch);
}

struct kernel {
    const char *name;
    void (*run)(const struct planes *, size_t at);
};

static struct planes planes_make(struct arena *arena, int channels, int side, int groups)
{
    const int batch = groups * LANES;
    struct planes p = {.n = {batch, channels, side, side, channels, 3, 1, 1},
                       .t = {batch, channels, channels, side, side},
                       .groups = BATCH / LANES,
                       .step = (size_t)groups};
    const size_t plane = (size_t)(channels * side * side),
                 weights = (size_t)(channels * channels * 9), lanes = p.groups * plane,
                 direct = conv_packed(p.n), u = winograd_packed(p.t),
                 room = conv_scratch(p.n) + winograd_scratch(p.t);
    p.chunk = plane;
    p.x = arena_alloc(arena, lanes * sizeof(lane));
    p.dy = arena_alloc(arena, lanes * sizeof(lane));
    p.to = arena_calloc(arena, lanes * sizeof(lane));
    real *w = arena_alloc(arena, weights * sizeof(real));
    p.dw = arena_calloc(arena, weights * sizeof(real));
    p.w = arena_alloc(arena, direct * sizeof(real));
    p.back = arena_alloc(arena, direct * sizeof(real));
    p.u = arena_alloc(arena, u * sizeof(real));
    p.u_back = arena_alloc(arena, u * sizeof(real));
    p.scratch = arena_alloc(arena, room);
    if (!p.scratch)
        stop("out of memory");
    fill((real *)p.x, lanes * LANES);
    fill((real *)p.dy, lanes * LANES);
    fill(w, weights);
    conv_pack(p.n, w, p.w);
    conv_pack_back(p.n, w, p.back);
    winograd_pack(p.t, w, p.u);
    winograd_pack_back(p.t, w, p.u_back);
    return p;
}

static void measure(const struct kernel *k, const struct planes *p)
{
    const struct conv_size n = p->n;
    const double work = 2.0 * BATCH * n.out * n.in * 9 * n.height * n.width;
    double rate[ROUNDS], percent[ROUNDS];
    for (int i = -1; i < ROUNDS; i++) { /* the first time is to get warm */
        const double most = peak(), begin = thread_time();
        for (int pass = 0; pass < PASSES; pass++)
            for (size_t g = 0; g < p->groups; g += p->step)
                k->run(p, g * p->chunk);
        const double r = PASSES * work / (thread_time() - begin);
        if (i >= 0) {
            rate[i] = 1e-9 * r;
            percent[i] = 100 * r / most;
        }
    }
    const struct spread s = spread_of(ROUNDS, percent);
    printf("%-18s %4d of %2dx%-2d %8.0f %8.0f%% %6.0f %6.0f\n", k->name, n.in, n.height, n.width,
           spread_of(ROUNDS, rate).median, s.median, s.least, s.most);
}

void bench_kernels(void)
{
    static const struct kernel kernel[] = {
        {"direct forward", direct_forward}, {"direct data", direct_data},
        {"direct weight", direct_weight},   {"Winograd forward", tiles_forward},
        {"Winograd data", tiles_data},      {"Winograd weight", tiles_weight},
    };
    struct arena arena;
    struct planes planes[SIZES];
    double best = 0;
    arena_open(&arena, (size_t)1 << 30);
    for (int i = 0; i < SIZES; i++)
        planes[i] = planes_make(&arena, 16 << i, 32 >> i, 1 << i);
    for (int i = 0; i < ROUNDS; i++) {
        const double now = peak();
        best = now > best ? now : best;
    }
    printf("A 3x3 convolution, batch %d; the peak of a core is %.0f GFLOP/s\n", BATCH, 1e-9 * best);
    printf("%-18s %13s %8s %9s %6s %6s\n", "kernel", "planes", "GFLOP/s", "of peak", "least",
           "most");
    for (size_t k = 0; k < sizeof kernel / sizeof *kernel; k++)
        for (int i = 0; i < SIZES; i++)
            measure(&kernel[k], &planes[i]);
    arena_close(&arena);
}
