/* A net of one reduction, and what it keeps by least squares solved with plain loops: the normal equations of x on h,
 * sample by sample. */
#pragma once
#include "lab/op/op.h"
#include "lab/probe/reduction.h"
#include "tests/support/memory_recorder.h"
#include "tests/support/test_net.h"

enum { KEPT, BEST, SHARE, RANK, COLUMNS };

/* A net of one layer, a 1x1 convolution of x. */
struct lens {
    struct arena arena;
    struct failure failure;
    struct network net;
    struct layer layer;
    struct pass pass;
    struct memory_recorder recorded;
};

static inline void lens_open(struct lens *l, struct shape shape, int k, int batch)
{
    *l = (struct lens){.pass = {.batch = batch}};
    arena_open(&l->arena, 1 << 26);
    struct graph *g = graph_open(&l->arena, batch, &l->failure);
    struct node *x = graph_input(g, "x", shape);
    struct param *w = graph_param(g, "w", 4, (int[]){k, shape.channels, 1, 1});
    l->layer = (struct layer){.name = "conv1", .h = op_conv(g, x, w, NULL, 1, 0), .w = w};
    l->net = (struct network){.graph = g, .layers = 1, .layer = &l->layer, .input = x};
    assert_int_equal(graph_allocate(g, l->layer.h), STATUS_OK);
    memset(x->value, 0xff, node_lanes(x, batch) * sizeof(lane)); /* NaN, where nothing is put */
    memory_recorder_open(&l->recorded);
}

static inline void lens_close(struct lens *l)
{
    memory_recorder_close(&l->recorded);
    arena_close(&l->arena);
}

static inline void put(struct lens *l, int n, int c, int at, double v)
{
    const struct shape s = l->net.input->shape;
    const int i = c * s.height * s.width + at;
    l->net.input->value[n / LANES * shape_size(s) + i][n % LANES] = (real)v;
}

/* x = mix z + offset for every sample and position, z normal draws; NULL: x = z. */
static inline void draw(struct lens *l, const double *mix, int sources, double offset)
{
    const struct shape s = l->net.input->shape;
    const struct stream z = stream_of(7, PURPOSE_TEST, 0, 0);
    const int area = s.height * s.width;
    for (int n = 0; n < l->pass.batch; n++)
        for (int at = 0; at < area; at++)
            for (int c = 0; c < s.channels; c++) {
                double v = offset * (c + 1);
                for (int k = 0; k < sources; k++)
                    v += (mix ? mix[c * sources + k] : c == k) *
                         stream_normal(z, (uint64_t)((n * area + at) * sources + k));
                put(l, n, c, at, v);
            }
}

static inline void draw_weights(struct lens *l)
{
    for (size_t i = 0; i < l->layer.w->count; i++)
        l->layer.w->value[i] = (real)stream_normal(stream_of(8, PURPOSE_TEST, 0, 0), i);
}

static inline const struct entry *measure(struct lens *l)
{
    struct reduction_probe *probe = reduction_probe(&l->arena, &l->net);
    const struct instrument see = reduction_instrument(probe);
    see.before_update(see.self, &l->pass);
    assert_int_equal(see.after_update(see.self, &l->recorded.recorder, 3, true), STATUS_OK);
    return l->recorded.rows ? &l->recorded.row[l->recorded.rows - 1] : NULL;
}

/* ---- least squares by plain loops ---- */

enum { MOST = 16 };

/* Solve a y = b for the columns of b, by elimination with pivots; a and b are overwritten. */
static inline void solve(int n, double a[MOST][MOST], int columns, double b[MOST][MOST])
{
    for (int i = 0; i < n; i++) {
        int pivot = i;
        for (int r = i; r < n; r++)
            if (fabs(a[r][i]) > fabs(a[pivot][i]))
                pivot = r;
        for (int c = 0; c < MOST; c++) {
            const double s = a[i][c], t = b[i][c];
            a[i][c] = a[pivot][c];
            a[pivot][c] = s;
            b[i][c] = b[pivot][c];
            b[pivot][c] = t;
        }
        for (int r = 0; r < n; r++) {
            const double f = r == i ? 0 : a[r][i] / a[i][i];
            for (int c = 0; c < n; c++)
                a[r][c] -= f * a[i][c];
            for (int c = 0; c < columns; c++)
                b[r][c] -= f * b[i][c];
        }
    }
    for (int i = 0; i < n; i++)
        for (int c = 0; c < columns; c++)
            b[i][c] /= a[i][i];
}

/* 1 - |x - (regression of x on h and 1)|^2 / |x - mean|^2. */
static inline double slow_kept(const struct lens *l)
{
    const struct node *x = l->net.input;
    const struct param *w = l->layer.w;
    const int n = w->dim[1], k = w->dim[0], area = x->shape.height * x->shape.width;
    double a[MOST][MOST] = {0}, b[MOST][MOST] = {0}, mean[MOST] = {0}, left = 0, all = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (int s = 0; s < l->pass.batch * area; s++) {
            double in[MOST], h[MOST] = {0};
            for (int c = 0; c < n; c++)
                in[c] = number(x, x->value, s / area, c * area + s % area);
            for (int i = 0; i < k; i++)
                for (int c = 0; c < n; c++)
                    h[i] += (double)w->value[i * n + c] * in[c];
            h[k] = 1;
            for (int i = 0; i <= k && !pass; i++) {
                for (int j = 0; j <= k; j++)
                    a[i][j] += h[i] * h[j];
                for (int c = 0; c < n; c++)
                    b[i][c] += h[i] * in[c];
            }
            for (int c = 0; c < n; c++) {
                double error = in[c];
                for (int i = 0; i <= k; i++)
                    error -= pass * b[i][c] * h[i];
                left += pass * error * error;
                all += pass * pow(in[c] - mean[c], 2);
                mean[c] += !pass * in[c] / l->pass.batch / area;
            }
        }
        if (!pass)
            solve(k + 1, a, n, b);
    }
    return 1 - left / all;
}
