/* P_l = 2^-e W_l P_(l-1): no rank depends on the factor, which keeps the numbers from running out of range */
#include "lab/probe/weight_rank.h"
#include "lab/kernel/algebra.h"
#include "lab/probe/cost.h"
#include "lab/probe/spectrum.h"
#include "lab/probe/units.h"
#include <cblas.h>
#include <math.h>
#include <string.h>

enum { ENTROPY, STABLE, PRODUCT_ENTROPY, PRODUCT_STABLE, UNITS, OFF, ON, ALIKE, OWN, COLUMNS };

static const char roy[] = "Roy and Vetterli 2007", rudelson[] = "Rudelson and Vershynin 2007";
static const char orhan[] = "Orhan and Pitkow 2018";
static const struct column columns[] = {
    {"entropy_rank", "1",
     "exp(-sum p log p), p the singular values of the layer's weights as shares of their sum (of "
     "sigma, "
     "not its square); the weights are a matrix [outputs][inputs], of a convolution "
     "[outputs][inputs x "
     "kernel x kernel]; NULL, as the next, where all are 0 or one is not finite",
     roy},
    {"stable_rank", "1", "sum of their squares over the largest square: ||W||_F^2 / ||W||_2^2",
     rudelson},
    {"product_entropy_rank", "1",
     "the same as entropy_rank of the product of the hidden layers' weights from the first to this "
     "one, "
     "without activations, norms and shortcuts; NULL, as the next, also of convolutions and where "
     "the "
     "matrices do not follow each other",
     roy},
    {"product_stable_rank", "1", "the same as stable_rank of that product", rudelson},
    {"units", "units",
     "units of the activation that reads the layer; NULL, as what follows, where activations are "
     "never 0",
     ""},
    {"always_off", "units", "units among them that are 0 for every sample", orhan},
    {"always_on", "units", "units that are 0 for no sample", orhan},
    {"alike", "units", "units that switch, but on and off with the same samples as an earlier one",
     orhan},
    {"own", "units", "units that switch as no earlier one does: what is left", orhan},
};
_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "a name for each column");
static const struct series series = {"weight_rank", "layer", COLUMNS, columns, .keys = 0};
static const struct series *const written[] = {&series, NULL};

struct matrix {
    int rows, wide; /* 0: there is none */
    double *a;
};

static size_t size_of(struct matrix m)
{
    return (size_t)m.rows * (size_t)m.wide;
}

static struct matrix matrix(struct probe_run *e, int rows, int wide)
{
    struct matrix m = {rows, wide, NULL};
    m.a = arena_take(e->arena, e->failure, size_of(m) * sizeof *m.a);
    return m;
}

static struct matrix of_param(struct probe_run *e, const struct param *w)
{
    struct matrix m = matrix(e, w->dim[0], (int)(w->count / (size_t)w->dim[0]));
    for (size_t i = 0; m.a && i < w->count; i++)
        m.a[i] = (double)w->value[i];
    return m;
}

static struct matrix times(struct probe_run *e, struct matrix x, struct matrix y)
{
    struct matrix z = matrix(e, x.rows, y.wide);
    if (!e->failure->status && algebra_begin(e->failure))
        cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, x.rows, y.wide, x.wide, 1, x.a,
                    x.wide, y.a, y.wide, 0, z.a, z.wide);
    return z;
}

static struct matrix weights_of(struct probe_run *e, const struct layer *l)
{
    const struct matrix w = of_param(e, l->w);
    return l->factor ? times(e, w, of_param(e, l->factor)) : w;
}

/* The largest number becomes .5 to 1, none is rounded. */
static void scale(struct matrix m)
{
    double largest = 0;
    int exponent;
    for (size_t i = 0; i < size_of(m); i++)
        largest = fmax(largest, fabs(m.a[i]));
    frexp(largest, &exponent);
    for (size_t i = 0; i < size_of(m); i++)
        m.a[i] = ldexp(m.a[i], -exponent);
}

/* 1, with room for what it becomes. Convolutions are no matrices, and have no product. */
static struct matrix first_product(struct probe_run *e)
{
    const struct network *net = e->net;
    int most = 0;
    for (int l = 1; l < net->layers - 1; l++)
        most = net->layer[l].w->dim[0] > most ? net->layer[l].w->dim[0] : most;
    const struct param *w = net->layer[1].factor ? net->layer[1].factor : net->layer[1].w;
    const int n = w->rank == 2 ? w->dim[1] : 0;
    struct matrix m = matrix(e, most > n ? most : n, n);
    m.rows = n;
    for (int i = 0; m.a && i < n; i++)
        m.a[i * n + i] = 1;
    return m;
}

/* w times the product so far takes its place; where they do not follow each other there is none from here on.
 * Returns a copy to be used up. */
static struct matrix go_on(struct probe_run *e, struct matrix w, struct matrix *product)
{
    if (e->failure->status || !product->rows || product->rows != w.wide) {
        product->rows = 0;
        return (struct matrix){0};
    }
    const struct matrix next = times(e, w, *product);
    if (e->failure->status)
        return next;
    scale(next);
    product->rows = next.rows;
    memcpy(product->a, next.a, size_of(next) * sizeof *next.a);
    return next;
}

/* Two columns from `at` on; which are missing. The matrix is used up. */
static uint32_t ranks(struct probe_run *e, struct matrix m, double *row, int at)
{
    const int n = m.rows < m.wide ? m.rows : m.wide;
    double *sigma = arena_take(e->arena, e->failure, ((size_t)n + 1) * sizeof *sigma);
    if (!n || e->failure->status ||
        !spectrum_singular_values(e->arena, m.a, m.rows, m.wide, sigma, e->failure) ||
        sigma[0] == 0)
        return 3u << at;
    row[at] = spectrum_entropy_rank(sigma, n);
    row[at + 1] = spectrum_stable_rank(sigma, n);
    return 0;
}

static uint32_t count(struct probe_run *e, const struct node *active, double *row)
{
    const uint32_t none = ((1u << COLUMNS) - 1) & ~((1u << UNITS) - 1);
    const int units = active ? shape_size(active->shape) : 0;
    uint64_t *room = units ? arena_take(e->arena, e->failure,
                                        units_pattern_words(units, e->samples) * sizeof *room)
                           : NULL;
    if (!room)
        return none;
    const struct unit_counts c = units_count(active, e->samples, room);
    row[UNITS] = units;
    row[OFF] = c.dead;
    row[ON] = c.always_on;
    row[OWN] = c.distinct - (c.dead > 0) - (c.always_on > 0);
    row[ALIKE] = units - row[OFF] - row[ON] - row[OWN];
    return 0;
}

static enum status measure_layer(struct probe_run *e, int l, struct matrix *product)
{
    double row[COLUMNS] = {0};
    const struct layer *layer = &e->net->layer[l];
    const struct matrix w = weights_of(e, layer), next = go_on(e, w, product);
    const uint32_t missing = ranks(e, w, row, ENTROPY) | ranks(e, next, row, PRODUCT_ENTROPY) |
                             count(e, layer->active, row);
    return e->failure->status ? e->failure->status : probe_row(e, &series, l, row, missing);
}

static enum status examine(struct probe_run *e)
{
    const int hidden = e->net->layers - 2;
    const size_t begin = arena_mark(e->arena);
    struct pass pass = probe_fill(e, MODE_MEASURE);
    graph_forward(e->net->graph, &pass);
    struct matrix product = first_product(e);
    for (int l = 1; l <= hidden && !e->failure->status; l++) {
        const size_t mark = arena_mark(e->arena);
        measure_layer(e, l, &product);
        arena_rewind(e->arena, mark);
        probe_progress(e, (double)l / hidden);
    }
    arena_rewind(e->arena, begin);
    return e->failure->status;
}

/* The singular values of two matrices, and their product. */
static double passes(const struct probe_run *e)
{
    double flops = 0;
    for (int l = 1; l < e->net->layers - 1; l++) {
        const struct param *w = e->net->layer[l].w;
        const int rows = w->dim[0], in = (int)(w->count / (size_t)rows);
        flops += 2 * spectrum_flops(rows, in) + 2. * rows * rows * in;
    }
    return FORWARD_PASS + cost_passes(e, flops);
}

const struct probe probe_weight_rank = {
    "weight-rank", "rank of each layer's weights and of their product, and units that answer alike",
    written,       passes,
    examine,       0};
