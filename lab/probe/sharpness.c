/* H v_k = beta_(k-1) v_(k-1) + alpha_k v_k + beta_k v_(k+1)        Lanczos 1950 */
#include "lab/probe/sharpness.h"
#include "lab/base/rng.h"
#include "lab/kernel/reduce.h"
#include <lapacke.h>
#include <math.h>
#include <string.h>

enum { STEPS = 30 };

/* What is left of H v beside its size is round-off. */
static const double NOISE = sizeof(real) == sizeof(double) ? 1e-5 : 1e-3;

/* An eigenvalue is found when its residual is at most this share of it. */
static const double CONVERGED = 0.01;

static const struct column columns[] = {
    {"largest", "1", "largest eigenvalue of the Hessian of the mean loss by all weights",
     "Cohen et al. 2021"},
    {"error", "1", "an eigenvalue lies within this distance of `largest`: ||H v - largest v||",
     "Lanczos 1950"},
    {"smallest", "1",
     "smallest eigenvalue, negative at a saddle; NULL where smallest_error is more than a "
     "hundredth of it",
     ""},
    {"gradient", "1", "norm of the gradient by all weights", ""},
    {"smallest_error", "1",
     "an eigenvalue lies within this distance of the smallest that was found: ||H v - smallest v||",
     "Lanczos 1950"},
};
enum { LARGEST, ERROR, SMALLEST, GRADIENT, SMALLEST_ERROR, COLUMNS };
_Static_assert(sizeof columns / sizeof *columns == COLUMNS, "a name for each column");
static const struct series series = {"sharpness", "", COLUMNS, columns, .keys = 0};
static const struct series *const written[] = {&series, NULL};

struct basis {
    struct graph *graph;
    struct pass pass;
    size_t n;
    real *w;              /* [n]: the weights as they are */
    double step;          /* e */
    double *last, *v, *h; /* [n]: v_(k-1), v_k, and H v_k, which becomes v_(k+1) */
    int k;
    double alpha[STEPS], beta[STEPS], scale; /* scale: the largest of them */
};

/* The gradient at w + by v, in the graph's own array. */
static const real *gradient_at(struct basis *b, double by)
{
    struct graph *g = b->graph;
    for (size_t i = 0; i < b->n; i++)
        g->value[i] = (real)((double)b->w[i] + by * b->v[i]);
    graph_zero_grad(g);
    graph_forward(g, &b->pass);
    graph_backward(g, &b->pass, NULL);
    memcpy(g->value, b->w, b->n * sizeof(real));
    return g->grad;
}

static void multiply(struct basis *b)
{
    const real *up = gradient_at(b, b->step);
    for (size_t i = 0; i < b->n; i++)
        b->h[i] = (double)up[i];
    const real *down = gradient_at(b, -b->step);
    for (size_t i = 0; i < b->n; i++)
        b->h[i] = (b->h[i] - (double)down[i]) / (2 * b->step);
}

/* False when the basis is complete, H v being made of what is there, or where nothing is finite. */
static bool extend(struct basis *b)
{
    multiply(b);
    const double before = b->k ? b->beta[b->k - 1] : 0,
                 alpha = reduce_dot_doubles(b->h, b->v, b->n);
    for (size_t i = 0; i < b->n; i++)
        b->h[i] -= alpha * b->v[i] + before * b->last[i];
    const double beta = sqrt(reduce_dot_doubles(b->h, b->h, b->n));
    b->alpha[b->k] = alpha;
    b->beta[b->k++] = beta;
    b->scale = fmax(b->scale, fmax(fabs(alpha), beta));
    if (!(beta > NOISE * b->scale))
        return false;
    double *free = b->last;
    b->last = b->v;
    b->v = b->h;
    b->h = free;
    for (size_t i = 0; i < b->n; i++)
        b->v[i] /= beta;
    return true;
}

/* How far to step, beside the weights: in double so short that on none of the ways a ReLU is likely to
 * bend, be there ever so many of them, nor where the net makes a step a hundred times as long on its way
 * to them, as deep plain nets with batch norm do; in float as short as its digits allow. */
static double step_of(const struct probe_run *e)
{
    double bends = 0;
    for (int l = 0; l < e->net->layers; l++)
        bends += (double)e->samples * shape_size(e->net->layer[l].h->shape);
    return sizeof(real) == sizeof(double) ? fmin(1e-10, 1e-4 / (STEPS * bends)) : 1e-3;
}

/* A random direction of length 1; what lies between parameters stays 0. */
static void begin(struct basis *b, const struct probe_run *e)
{
    const struct stream z = stream_of(e->seed, PURPOSE_PROBE, 0, 2);
    for (const struct param *p = b->graph->params.first; p; p = p->next)
        for (size_t i = 0; i < p->count; i++)
            b->v[p->offset + i] = stream_normal(z, p->offset + i);
    const double length = sqrt(reduce_dot_doubles(b->v, b->v, b->n));
    for (size_t i = 0; i < b->n; i++)
        b->v[i] /= length;
    memcpy(b->w, b->graph->value, b->n * sizeof(real));
    b->step = step_of(e) * (1 + sqrt(reduce_square_reals(b->w, b->n)));
}

static enum status report(struct probe_run *e, struct basis *b)
{
    const int m = b->k;
    double off[STEPS], vector[STEPS * STEPS] = {0}, value[STEPS], work[2 * STEPS];
    memcpy(value, b->alpha, sizeof value);
    memcpy(off, b->beta, sizeof off);
    /* The first that is not finite ends the steps: a run that diverged. */
    if (!isfinite(b->beta[m - 1]))
        value[0] = value[m - 1] = NAN;
    else if (LAPACKE_dstev_work(LAPACK_COL_MAJOR, 'V', m, value, off, vector, m, work))
        return fail(e->failure, STATUS_FAILED,
                    "LAPACK cannot find the ends of the Hessian's spectrum");
    const double norm = sqrt(reduce_square_reals(gradient_at(b, 0), b->n));
    /* an eigenvector of the tridiagonal matrix that ends in z has the residual |beta z| */
    const double row[COLUMNS] = {[LARGEST] = value[m - 1],
                                 [ERROR] = fabs(b->beta[m - 1] * vector[m * m - 1]),
                                 [SMALLEST] = value[0],
                                 [GRADIENT] = norm,
                                 [SMALLEST_ERROR] = fabs(b->beta[m - 1] * vector[m - 1])};
    const bool converged = !(row[SMALLEST_ERROR] > CONVERGED * fabs(row[SMALLEST]));
    return probe_row(e, &series, 0, row, converged ? 0 : 1u << SMALLEST);
}

static double passes(const struct probe_run *e)
{
    (void)e;
    return 2 * STEPS + 1;
}

static enum status examine(struct probe_run *e)
{
    struct graph *g = e->net->graph;
    const size_t mark = arena_mark(e->arena), n = g->params.reals;
    struct basis b = {.graph = g,
                      .pass = probe_fill(e, MODE_MEASURE),
                      .n = n,
                      .w = arena_take(e->arena, e->failure, n * sizeof(real)),
                      .last = arena_take(e->arena, e->failure, n * sizeof(double)),
                      .v = arena_take(e->arena, e->failure, n * sizeof(double)),
                      .h = arena_take(e->arena, e->failure, n * sizeof(double))};
    if (!e->failure->status) {
        begin(&b, e);
        while (b.k < STEPS && extend(&b))
            probe_progress(e, (double)b.k / STEPS);
        report(e, &b);
    }
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_sharpness = {"sharpness", "the ends of the spectrum of the loss's Hessian",
                                      written,     passes,
                                      examine,     NEEDS_DOUBLE};
