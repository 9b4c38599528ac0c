/* L(w + alpha d + beta q),   ||d_f|| = ||q_f|| = ||w_f|| for every filter f */
#include "lab/probe/landscape.h"
#include "lab/base/rng.h"
#include "lab/kernel/reduce.h"
#include "lab/probe/surface.h"
#include <math.h>

enum { FINER = 5 };

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
static const struct series plane = {"landscape", "point", 5, plane_columns, .keys = 1};
static const struct series line = {"landscape_line", "point", 3, line_columns, .keys = 0};
static const struct series *const written[] = {&plane, &line, NULL};

/* Draw filter f of a parameter and make it as long as its weights; `z` has room for it twice. */
static void draw_filter(struct stream draws, const struct param *p, size_t f, real *d, double *z)
{
    const size_t n = p->count / (size_t)p->dim[0], at = p->offset + f * n;
    double *w = z + n;
    for (size_t i = 0; i < n; i++) {
        z[i] = stream_normal(draws, at + i);
        w[i] = (double)p->value[f * n + i];
    }
    const double scale = sqrt(reduce_dot_doubles(w, w, n)) / sqrt(reduce_dot_doubles(z, z, n));
    for (size_t i = 0; i < n; i++)
        d[at + i] = (real)(scale * z[i]);
}

/* Matrices and convolutions have filters; what has one dimension stays where it is. */
static void draw(struct surface *s, int which, double *z)
{
    const struct stream draws = stream_of(s->run->seed, PURPOSE_PROBE, (uint64_t)which, 3);
    for (const struct param *p = s->run->net->graph->params.first; p; p = p->next)
        for (int f = 0; p->rank > 1 && f < p->dim[0]; f++)
            draw_filter(draws, p, (size_t)f, s->direction[which], z);
}

/* Point i of n from -1 to 1; the middle of an odd number is 0 exactly. */
static double at(int i, int n)
{
    return n > 1 ? (2.0 * i - (n - 1)) / (n - 1) : 0;
}

static int line_of(const struct probe_run *e)
{
    return FINER * (surface_side(e) - 1) + 1;
}

static void survey_line(struct surface *s)
{
    const int m = line_of(s->run);
    for (int i = 0; i < m; i++) {
        const double alpha = at(i, m);
        const struct score score = surface_score(s, alpha, 0);
        probe_row(s->run, &line, i, (double[]){alpha, score.loss, score.accuracy}, 0);
    }
}

static void survey_across(struct surface *s, int i)
{
    const int n = surface_side(s->run);
    for (int j = 0; j < n; j++) {
        const double alpha = at(i, n), beta = at(j, n);
        const struct score score = surface_score(s, alpha, beta);
        probe_row(s->run, &plane, i, (double[]){j, alpha, beta, score.loss, score.accuracy}, 0);
    }
}

/* Of the points; the first part of the work is the line, the others go across the plane. */
static double points(const struct probe_run *e, int parts)
{
    return parts ? line_of(e) + (parts - 1.0) * surface_side(e) : 0;
}

static void survey(struct surface *s)
{
    struct probe_run *e = s->run;
    const int parts = 1 + surface_side(e);
    for (int part = e->parts; part < parts && !e->failure->status; part++) {
        probe_progress(e, points(e, part) / points(e, parts));
        if (part)
            survey_across(s, part - 1);
        else
            survey_line(s);
        probe_keep(e, part + 1);
    }
    probe_progress(e, 1);
}

/* A pass forward alone is a third. */
static double passes(const struct probe_run *e)
{
    return (points(e, 1 + surface_side(e)) - points(e, e->parts)) / 3;
}

static enum status examine(struct probe_run *e)
{
    const size_t mark = arena_mark(e->arena), reals = e->net->graph->params.reals;
    struct surface s;
    double *z = arena_take(e->arena, e->failure, 2 * reals * sizeof *z);
    if (z && !surface_open(&s, e)) {
        draw(&s, 0, z);
        draw(&s, 1, z);
        survey(&s);
    }
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_landscape = {
    "landscape", "the loss around the weights, in two directions", written, passes, examine, 0};
