/* L(w + alpha d + beta q),   ||d_f|| = ||q_f|| = ||w_f|| for every filter f */
#include "lab/probe/landscape.h"
#include "lab/base/rng.h"
#include "lab/train/evaluate.h"
#include <math.h>
#include <string.h>

enum { SIDE = 21, FINER = 5 };

static const char li[] = "Li et al. 2018, sections 3 and 4";
#define ALPHA                                                                                      \
    {                                                                                              \
        "alpha", "1", "steps along the first direction, each filter's norm being 1", li            \
    }
#define LOSS                                                                                       \
    {                                                                                              \
        "loss", "nat", "mean loss of the samples there, norms by their own statistics", li         \
    }
#define ACCURACY                                                                                   \
    {                                                                                              \
        "accuracy", "fraction", "their share that is classified right there", ""                   \
    }
static const struct column plane_columns[] = {
    {"j", "point", "number of the point along the second direction, from 0", ""},
    ALPHA,
    {"beta", "1", "the same along the second direction", li},
    LOSS,
    ACCURACY,
};
static const struct column line_columns[] = {ALPHA, LOSS, ACCURACY};
/* The place is the number of the point along the first direction, from 0. */
static const struct series plane = {"landscape", "point", 5, plane_columns, 1};
static const struct series line = {"landscape_line", "point", 3, line_columns, 0};
static const struct series *const written[] = {&plane, &line, NULL};

struct surface {
    struct exam *e;
    struct pass pass;
    size_t reals;
    real *w;            /* [reals]: the weights in the middle */
    real *direction[2]; /* [reals]; 0 for what stays where it is */
};

static double length_of(const double *x, size_t n)
{
    double square = 0;
    for (size_t i = 0; i < n; i++)
        square += x[i] * x[i];
    return sqrt(square);
}

/* Draw filter f of a parameter and make it as long as its weights; `z` has room for it twice. */
static void draw_filter(struct stream draws, const struct param *p, size_t f, real *d, double *z)
{
    const size_t n = p->count / (size_t)p->dim[0], at = p->offset + f * n;
    double *w = z + n;
    for (size_t i = 0; i < n; i++) {
        z[i] = stream_normal(draws, at + i);
        w[i] = (double)p->value[f * n + i];
    }
    const double scale = length_of(w, n) / length_of(z, n);
    for (size_t i = 0; i < n; i++)
        d[at + i] = (real)(scale * z[i]);
}

/* Matrices and convolutions have filters; what has one dimension stays where it is. */
static void draw(struct surface *s, int which, double *z)
{
    const struct stream draws = stream_of(s->e->seed, PURPOSE_PROBE, (uint64_t)which, 3);
    for (const struct param *p = s->e->net->graph->params.first; p; p = p->next)
        for (int f = 0; p->rank > 1 && f < p->dim[0]; f++)
            draw_filter(draws, p, (size_t)f, s->direction[which], z);
}

static struct score score_at(struct surface *s, double alpha, double beta)
{
    struct graph *g = s->e->net->graph;
    const real a = (real)alpha, b = (real)beta;
    for (size_t i = 0; i < s->reals; i++)
        g->value[i] = s->w[i] + a * s->direction[0][i] + b * s->direction[1][i];
    graph_forward(g, &s->pass);
    memcpy(g->value, s->w, s->reals * sizeof(real));
    return score_of_pass(s->e->net, &s->pass);
}

/* Point i of n from -1 to 1; the middle of an odd number is 0 exactly. */
static double at(int i, int n)
{
    return n > 1 ? (2.0 * i - (n - 1)) / (n - 1) : 0;
}

static int side_of(const struct exam *e)
{
    return e->grid > 0 ? e->grid : SIDE;
}

static int line_of(const struct exam *e)
{
    return FINER * (side_of(e) - 1) + 1;
}

static void survey(struct surface *s)
{
    const int n = side_of(s->e), m = line_of(s->e);
    for (int i = 0; i < m; i++) {
        const double alpha = at(i, m);
        const struct score score = score_at(s, alpha, 0);
        exam_row(s->e, &line, i, (double[]){alpha, score.loss, score.accuracy}, 0);
    }
    for (int i = 0; i < n; i++) {
        exam_tell(s->e, (double)(m + i * n) / (m + n * n));
        for (int j = 0; j < n; j++) {
            const double alpha = at(i, n), beta = at(j, n);
            const struct score score = score_at(s, alpha, beta);
            exam_row(s->e, &plane, i, (double[]){j, alpha, beta, score.loss, score.accuracy}, 0);
        }
    }
    exam_tell(s->e, 1);
}

/* A pass forward alone is a third. */
static double passes(const struct exam *e)
{
    return (side_of(e) * side_of(e) + line_of(e)) / 3.0;
}

static enum status examine(struct exam *e)
{
    const size_t mark = arena_mark(e->arena), reals = e->net->graph->params.reals;
    struct surface s = {.e = e,
                        .reals = reals,
                        .w = arena_alloc(e->arena, reals * sizeof(real)),
                        .direction = {arena_calloc(e->arena, reals * sizeof(real)),
                                      arena_calloc(e->arena, reals * sizeof(real))}};
    double *z = arena_alloc(e->arena, 2 * reals * sizeof *z);
    if (s.w && s.direction[0] && s.direction[1] && z) {
        memcpy(s.w, e->net->graph->value, reals * sizeof(real));
        draw(&s, 0, z);
        draw(&s, 1, z);
        s.pass = exam_fill(e, MODE_MEASURE);
        survey(&s);
    } else {
        fail(e->failure, STATUS_FAILED, "out of memory for directions of %zu weights", reals);
    }
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_landscape = {
    "landscape", "the loss around the weights, in two directions", written, passes, examine, false};
