/* bin e: how many numbers have 2^e <= |x| < 2^(e+1) */
#include "lab/probe/histogram.h"
#include <math.h>
#include <string.h>

/* Exponents that a double may have, subnormal ones too. */
enum { LOWEST = -1074, BINS = 1024 - LOWEST };

enum { H, ACTIVE, DH, W, DW, KINDS };

static const char glorot[] = "Glorot and Bengio 2010, figures 6 and 7";
static const struct column columns[] = {
    {"exponent", "1", "the row counts the numbers with 2^exponent <= |x| < 2^(exponent + 1)", ""},
    {"h", "numbers", "how many of the pre-activation h = W x + b over the samples", ""},
    {"active", "numbers",
     "how many of the activation that reads h; NULL where there is none with an off state", glorot},
    {"dh", "numbers", "how many of dL/dh, L being the mean loss of the samples", glorot},
    {"w", "numbers", "how many of the weights W", ""},
    {"dw", "numbers", "how many of dL/dW, L being the mean loss of the samples", ""},
};
static const struct column layer_columns[] = {
    {"h_zero", "numbers", "of h that are exactly zero", ""},
    {"active_zero", "numbers", "of the activation; NULL where there is none with an off state", ""},
    {"dh_zero", "numbers", "of dL/dh that are exactly zero", ""},
    {"w_zero", "numbers", "of W that are exactly zero", ""},
    {"dw_zero", "numbers", "of dL/dW that are exactly zero", ""},
    {"h_norm", "1", "Frobenius norm of h", ""},
    {"active_norm", "1", "of the activation; NULL where there is none with an off state", ""},
    {"dh_norm", "1", "Frobenius norm of dL/dh", ""},
    {"w_norm", "1", "Frobenius norm of W", ""},
    {"dw_norm", "1", "Frobenius norm of dL/dW", ""},
    {"not_finite", "numbers", "of all five that are infinite or no numbers", ""},
};
static const struct series series = {"histogram", "layer", 1 + KINDS, columns, .keys = 1};
static const struct series layer_series = {"histogram_layer", "layer", 2 * KINDS + 1, layer_columns,
                                           .keys = 0};
static const struct series *const written[] = {&series, &layer_series, NULL};

struct tally {
    int64_t bin[BINS], zero, not_finite;
    double square;
};

static void count(struct tally *t, double x)
{
    t->square += x * x;
    if (!isfinite(x))
        t->not_finite++;
    else if (x == 0)
        t->zero++;
    else
        t->bin[ilogb(x) - LOWEST]++;
}

static void count_lanes(struct tally *t, const struct node *n, const lane *v, int samples)
{
    const int size = shape_size(n->shape);
    for (int s = 0; s < samples; s++)
        for (int i = 0; i < size; i++)
            count(t, (double)v[(size_t)(s / LANES) * (size_t)size + (size_t)i][s % LANES]);
}

static void count_reals(struct tally *t, const real *v, size_t n)
{
    for (size_t i = 0; i < n; i++)
        count(t, (double)v[i]);
}

struct counts {
    const struct network *net;
    struct tally *dh;    /* by layer: a gradient can be read while it is shown alone */
    struct tally *other; /* [KINDS], of one layer; DH stays unused */
};

static void see(void *self, const struct node *n, const struct pass *pass)
{
    struct counts *c = self;
    for (int l = 0; l < c->net->layers; l++)
        if (c->net->layer[l].h == n)
            count_lanes(&c->dh[l], n, n->grad, pass->batch);
}

static void report(struct probe_run *e, const struct counts *c, int l)
{
    const struct tally *kind[KINDS];
    const uint32_t none = e->net->layer[l].active ? 0 : 1;
    for (int k = 0; k < KINDS; k++)
        kind[k] = k == DH ? &c->dh[l] : &c->other[k];
    double all[2 * KINDS + 1] = {0};
    for (int k = 0; k < KINDS; k++) {
        all[k] = (double)kind[k]->zero;
        all[KINDS + k] = sqrt(kind[k]->square);
        all[2 * KINDS] += (double)kind[k]->not_finite;
    }
    probe_row(e, &layer_series, l, all, none << ACTIVE | none << (KINDS + ACTIVE));
    for (int b = 0; b < BINS; b++) {
        double row[1 + KINDS] = {b + LOWEST}, sum = 0;
        for (int k = 0; k < KINDS; k++)
            sum += row[1 + k] = (double)kind[k]->bin[b];
        if (sum > 0)
            probe_row(e, &series, l, row, none << (1 + ACTIVE));
    }
}

/* Looking at each number costs about three times the pass that made it. */
static double passes(const struct probe_run *e)
{
    (void)e;
    return 4;
}

static enum status examine(struct probe_run *e)
{
    struct network *net = e->net;
    const size_t mark = arena_mark(e->arena);
    struct counts c = {net, arena_calloc(e->arena, (size_t)net->layers * sizeof *c.dh),
                       arena_alloc(e->arena, KINDS * sizeof *c.other)};
    if (!c.dh || !c.other) {
        arena_rewind(e->arena, mark);
        return fail_memory(e->failure);
    }
    struct pass pass = probe_fill(e, MODE_MEASURE);
    graph_zero_grad(net->graph);
    graph_forward(net->graph, &pass);
    graph_backward(net->graph, &pass, &(struct observer){&c, see});
    for (int l = 0; l < net->layers; l++) {
        const struct layer *layer = &net->layer[l];
        memset(c.other, 0, KINDS * sizeof *c.other);
        count_lanes(&c.other[H], layer->h, layer->h->value, e->samples);
        if (layer->active)
            count_lanes(&c.other[ACTIVE], layer->active, layer->active->value, e->samples);
        count_reals(&c.other[W], layer->w->value, layer->w->count);
        count_reals(&c.other[DW], layer->w->grad, layer->w->count);
        report(e, &c, l);
        probe_progress(e, (l + 1.0) / net->layers);
    }
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_histogram = {
    "histogram", "how large the numbers of each layer are", written, passes, examine, 0};
