/* r_k = sum_n <g_n - m, g_(n+k) - m> / sum_n ||g_n - m||^2 */
#include "lab/probe/shatter.h"
#include "lab/base/rng.h"
#include <math.h>
#include <string.h>

enum { LINES = 8, LAGS = 32, WALKS = 512 };
static const double STEP = 1 / 16.; /* from one point to the next */

static const char balduzzi[] = "Balduzzi et al. 2017, section 2";
static const struct column columns[] = {
    {"distance", "1", "Euclidean distance of two inputs so many points apart: lag / 16", ""},
    {"gradient", "1",
     "autocorrelation at this lag of the gradient of the sum of the logits by the stem's h, the "
     "mean "
     "over lines; NULL where the gradient does not change",
     balduzzi},
    {"white", "1", "the same of white noise of 512 dimensions", balduzzi},
    {"brown", "1", "the same of brown noise, its running sum", balduzzi},
};
static const struct column line_columns[] = {
    {"t", "1", "Euclidean distance from the first sample, on the line toward the second", ""},
    {"slope", "1", "derivative of the sum of the logits by t", balduzzi},
};
static const struct series series = {"shatter", "lag", 4, columns, .keys = 0};
static const struct series line_series = {"shatter_line", "point", 2, line_columns, .keys = 0};
static const struct series *const written[] = {&series, &line_series, NULL};

enum { GRADIENT, WHITE, BROWN, KINDS };

struct walk {
    struct probe_run *e;
    int points, lags, line, changing; /* changing: lines whose gradient changes */
    double *g;                        /* [points]: one coordinate along the line */
    double *slope;                    /* [points]: along the first line */
    double product[LAGS];             /* sums over the coordinates so far; [0] is the denominator */
    double square;
    double r[KINDS][LAGS]; /* sums over lines */
};

/* Number i of the sample at that point. */
static double at(const struct node *n, const lane *v, int point, int i)
{
    return (
        double)v[(size_t)(point / LANES) * (size_t)shape_size(n->shape) + (size_t)i][point % LANES];
}

/* ---- autocorrelation ---- */

static void start(struct walk *w)
{
    memset(w->product, 0, sizeof w->product);
    w->square = 0;
}

/* Add the coordinate g. */
static void add(struct walk *w)
{
    double mean = 0;
    for (int n = 0; n < w->points; n++)
        mean += w->g[n] / w->points;
    for (int k = 0; k < w->lags; k++)
        for (int n = 0; n + k < w->points; n++)
            w->product[k] += (w->g[n] - mean) * (w->g[n + k] - mean);
    w->square += w->points * mean * mean;
}

/* What changes by less than round-off does not change. */
static bool finish(struct walk *w, int kind)
{
    const double roundoff = 1e-24;
    if (w->product[0] <= roundoff * w->square)
        return false;
    for (int k = 0; k < w->lags; k++)
        w->r[kind][k] += w->product[k] / w->product[0];
    return true;
}

static void noise_add(struct walk *w, int kind)
{
    start(w);
    for (int i = 0; i < WALKS; i++) {
        const struct stream z = stream_of(w->e->seed, PURPOSE_PROBE, (uint64_t)i, 1);
        for (int n = 0; n < w->points; n++) {
            w->g[n] = stream_normal(z, (uint64_t)n);
            if (kind == BROWN && n)
                w->g[n] += w->g[n - 1];
        }
        add(w);
    }
    finish(w, kind);
}

/* ---- the line ---- */

/* Put the points from sample a on, toward sample b, into the net. Of two that are the same all are a. */
static void fill(struct walk *w)
{
    const struct node *input = w->e->net->input;
    const int features = shape_size(input->shape);
    const real *a = w->e->data->train.x + (size_t)(2 * w->line) * (size_t)features;
    double square = 0;
    memset(input->value, 0, node_lanes(input, w->points) * sizeof(lane));
    for (int i = 0; i < features; i++) {
        const double way = (double)a[features + i] - (double)a[i];
        square += way * way;
    }
    const double share = square > 0 ? STEP / sqrt(square) : 0; /* of the way between them, a step */
    for (int i = 0; i < features; i++)
        for (int n = 0; n < w->points; n++)
            input->value[n / LANES * features + i][n % LANES] =
                (real)((double)a[i] + ((double)a[features + i] - (double)a[i]) * share * n);
}

/* The gradients lie in h: coordinate by coordinate. */
static void read_line(struct walk *w, const struct node *h)
{
    start(w);
    for (int i = 0; i < shape_size(h->shape); i++) {
        const double step = (at(h, h->value, w->points - 1, i) - at(h, h->value, 0, i)) /
                            (STEP * (w->points - 1));
        for (int n = 0; n < w->points; n++) {
            w->g[n] = at(h, h->grad, n, i);
            if (!w->line)
                w->slope[n] += step * w->g[n];
        }
        add(w);
    }
    w->changing += finish(w, GRADIENT);
}

static void walk_line(struct walk *w)
{
    const struct network *net = w->e->net;
    const struct node *h = net->layer[0].h;
    struct node *z = net->logits;
    struct pass pass = {.mode = MODE_EVAL, .batch = w->points, .seed = w->e->seed};
    const int classes = shape_size(z->shape);
    fill(w);
    graph_forward_between(net->graph, &pass, net->graph->node[0], z);
    for (int g = 0; g < lane_groups(pass.batch); g++)
        for (int k = 0; k < classes; k++)
            z->grad[g * classes + k] = lane_keep((lane){0} + 1, lane_live(pass.batch, g));
    graph_backward_between(net->graph, &pass, z, h);
    read_line(w, h);
}

static void report(struct walk *w)
{
    for (int k = 0; k < w->lags; k++) {
        const double row[] = {k * STEP, w->r[GRADIENT][k] / w->changing, w->r[WHITE][k],
                              w->r[BROWN][k]};
        probe_row(w->e, &series, k, row, w->changing ? 0 : 1u << 1);
    }
    for (int n = 0; n < w->points; n++)
        probe_row(w->e, &line_series, n, (double[]){n * STEP, w->slope[n]}, 0);
}

static int lines_of(const struct probe_run *e)
{
    return e->samples / 2 < LINES ? e->samples / 2 : LINES;
}

/* Freezing the statistics is a pass forward, and correlating takes its time. */
static double passes(const struct probe_run *e)
{
    return 1.25 * lines_of(e) + 1 / 3.0;
}

static enum status examine(struct probe_run *e)
{
    if (e->samples < 4)
        return fail(e->failure, STATUS_DATA, "a line wants 4 samples and as many points at least");
    const size_t mark = arena_mark(e->arena), row = (size_t)e->samples * sizeof(double);
    struct walk w = {.e = e,
                     .points = e->samples,
                     .lags = e->samples / 2 < LAGS ? e->samples / 2 : LAGS,
                     .g = arena_take(e->arena, e->failure, row),
                     .slope = arena_take(e->arena, e->failure, row)};
    const real *statistics = probe_freeze(e);
    if (!e->failure->status) {
        for (; w.line < lines_of(e); w.line++) {
            walk_line(&w);
            probe_progress(e, (w.line + 1.0) / lines_of(e));
        }
        noise_add(&w, WHITE);
        noise_add(&w, BROWN);
        report(&w);
    }
    if (statistics)
        probe_thaw(e, statistics);
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_shatter = {
    "shatter", "do gradients of neighbouring inputs have anything in common",
    written,   passes,
    examine,   0};
