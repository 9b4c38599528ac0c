/* D D^T = U diag(sigma^2) U^T,   v_k = sum_t u_tk d_t / sigma_k */
#include "lab/probe/trajectory.h"
#include "lab/kernel/algebra.h"
#include "lab/kernel/reduce.h"
#include "lab/probe/surface.h"
#include <lapacke.h>
#include <math.h>
#include <string.h>

static const double MARGIN = 0.2;
static const double NOISE = 1e-12; /* of sigma^2 beside the largest: round-off of the Gram matrix */

static const char li[] = "Li et al. 2018, section 7";
static const struct column state_columns[] = {
    {"updates", "1", "updates after which the state was kept", ""},
    {"x", "1", "its coordinate along the first direction, from the end at 0", li},
    {"y", "1", "the same along the second direction", li},
    {"off", "1", "its distance from the plane of the two", ""},
    {"loss", "nat", "mean loss of the samples at the state itself, norms by their own statistics",
     ""},
    {"accuracy", "fraction", "their share that is classified right there", ""},
};
static const struct column axis_columns[] = {
    {"sigma", "1", "singular value of the differences between states and end, largest first", li},
    {"share", "fraction", "share of their sum of squares that lies along this direction", li},
    {"walk", "fraction", "the same if each step were as long, at a right angle to all before it",
     "Antognini and Sohl-Dickstein 2018"},
};
static const struct column plane_columns[] = {
    {"j", "point", "number of the point along the second direction, from 0", ""},
    {"x", "1", "coordinate along the first direction, from the end at 0", li},
    {"y", "1", "the same along the second direction", li},
    {"loss", "nat", "mean loss of the samples there, norms by their own statistics", li},
    {"accuracy", "fraction", "their share that is classified right there", ""},
};
/* Places: states by age, directions by length, points along the first direction, from 0. */
static const struct series states = {"trajectory", "state", 6, state_columns, .keys = 0};
static const struct series axes = {"trajectory_axis", "direction", 3, axis_columns, .keys = 0};
static const struct series plane = {"trajectory_plane", "point", 5, plane_columns, .keys = 1};
static const struct series *const written[] = {&states, &axes, &plane, NULL};

struct path {
    struct surface s;
    int n;          /* states before the end */
    double *gram;   /* [n][n]: <d_s, d_t> */
    double *u;      /* [n][n]: u_k are the rows, that of the largest sigma last */
    double *square; /* [n]: sigma^2, ascending */
    double *walk;   /* [n]: the same of the walk */
    double *sum;    /* [reals] */
    double low[2], high[2];
};

static double product(const struct path *p, int s, int t)
{
    const real *a = p->s.run->stage[s].w, *b = p->s.run->stage[t].w, *w = p->s.w;
    double sum = 0;
    for (size_t i = 0; i < p->s.reals; i++)
        sum += ((double)a[i] - (double)w[i]) * ((double)b[i] - (double)w[i]);
    return sum;
}

static double *at(double *matrix, int n, int i, int j)
{
    return matrix + (size_t)i * (size_t)n + j;
}

/* Eigenvalues of the symmetric a [n][n], ascending; its rows become the vectors. */
static enum status diagonalise(struct path *p, double *a, double *value)
{
    struct probe_run *e = p->s.run;
    const int n = p->n;
    const size_t mark = arena_mark(e->arena);
    if (reduce_nonfinite_doubles(a, (size_t)n * (size_t)n))
        return fail(e->failure, STATUS_DATA, "the path has numbers that are not finite");
    if (!algebra_begin(e->failure))
        return e->failure->status;
    double room = 0;
    const bool asked = !LAPACKE_dsyev_work(LAPACK_COL_MAJOR, 'V', 'U', n, a, n, value, &room, -1);
    double *work = arena_take(e->arena, e->failure, (size_t)room * sizeof *work);
    if (work &&
        (!asked || LAPACKE_dsyev_work(LAPACK_COL_MAJOR, 'V', 'U', n, a, n, value, work, (int)room)))
        fail(e->failure, STATUS_FAILED, "LAPACK cannot find the directions of %d states", n);
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

/* ||w_(t+1) - w_t||^2 */
static double step_square(const struct path *p, int t)
{
    const int n = p->n;
    return *at(p->gram, n, t, t) +
           (t + 1 < n ? *at(p->gram, n, t + 1, t + 1) - 2 * *at(p->gram, n, t, t + 1) : 0);
}

/* Between states s and t of a walk at right angles, the products of d are the steps that both still have
 * before them. */
static enum status walk(struct path *p, double *scratch)
{
    double ahead = 0;
    for (int t = p->n - 1; t >= 0; t--) {
        ahead += step_square(p, t);
        for (int s = 0; s <= t; s++)
            *at(scratch, p->n, s, t) = *at(scratch, p->n, t, s) = ahead;
    }
    return diagonalise(p, scratch, p->walk);
}

static enum status decompose(struct path *p)
{
    struct probe_run *e = p->s.run;
    const int n = p->n;
    for (int s = 0; s < n; s++)
        for (int t = 0; t <= s; t++)
            *at(p->gram, n, s, t) = *at(p->gram, n, t, s) = product(p, s, t);
    if (walk(p, p->u))
        return e->failure->status;
    memcpy(p->u, p->gram, (size_t)n * (size_t)n * sizeof *p->u);
    if (diagonalise(p, p->u, p->square))
        return e->failure->status;
    if (!(p->square[n - 1] > 0))
        return fail(e->failure, STATUS_DATA, "the weights have never moved");
    return STATUS_OK;
}

static double sigma(const struct path *p, int k)
{
    const double square = p->square[p->n - 1 - k];
    return square > NOISE * p->square[p->n - 1] ? sqrt(square) : 0;
}

/* u_tk, the sign such that the first state's is positive. */
static double left(const struct path *p, int k, int t)
{
    const double *u = at(p->u, p->n, p->n - 1 - k, 0);
    return u[0] < 0 ? -u[t] : u[t];
}

static void point(struct path *p, int k)
{
    const double length = sigma(p, k);
    memset(p->sum, 0, p->s.reals * sizeof *p->sum);
    for (int t = 0; t < p->n && length > 0; t++) {
        const real *w = p->s.run->stage[t].w;
        const double c = left(p, k, t) / length;
        for (size_t i = 0; i < p->s.reals; i++)
            p->sum[i] += c * ((double)w[i] - (double)p->s.w[i]);
    }
    for (size_t i = 0; i < p->s.reals; i++)
        p->s.direction[k][i] = (real)p->sum[i];
}

/* As wide as the path, and some more. */
static void frame(struct path *p)
{
    for (int k = 0; k < 2; k++) {
        for (int t = 0; t < p->n; t++) {
            const double x = sigma(p, k) * left(p, k, t);
            p->low[k] = fmin(p->low[k], x);
            p->high[k] = fmax(p->high[k], x);
        }
        const double size = p->high[k] - p->low[k];
        const double margin = size > 0 ? MARGIN * size : sigma(p, 0) / 2;
        p->low[k] -= margin;
        p->high[k] += margin;
    }
}

static void report_axes(struct path *p)
{
    double total = 0, walked = 0;
    for (int k = 0; k < p->n; k++) {
        total += *at(p->gram, p->n, k, k);
        walked += p->walk[k];
    }
    for (int k = 0; k < p->n; k++) {
        const double row[] = {sigma(p, k), sigma(p, k) * sigma(p, k) / total,
                              p->walk[p->n - 1 - k] / walked};
        probe_row(p->s.run, &axes, k, row, 0);
    }
}

static struct score score_of(struct path *p, const real *w)
{
    struct graph *g = p->s.run->net->graph;
    memcpy(g->value, w, p->s.reals * sizeof(real));
    graph_forward(g, &p->s.pass);
    memcpy(g->value, p->s.w, p->s.reals * sizeof(real));
    return evaluate_pass(p->s.run->net, &p->s.pass);
}

static void report_states(struct path *p)
{
    struct probe_run *e = p->s.run;
    for (int t = 0; t <= p->n; t++) {
        const bool end = t == p->n;
        const struct score score = score_of(p, end ? p->s.w : e->stage[t].w);
        const double x = end ? 0 : sigma(p, 0) * left(p, 0, t);
        const double y = end ? 0 : sigma(p, 1) * left(p, 1, t);
        const double off = end ? 0 : sqrt(fmax(*at(p->gram, p->n, t, t) - x * x - y * y, 0));
        const int64_t updates = end ? e->step : e->stage[t].step;
        probe_row(e, &states, t, (double[]){(double)updates, x, y, off, score.loss, score.accuracy},
                  0);
    }
}

static double between(const struct path *p, int k, int i)
{
    const int n = surface_side(p->s.run);
    return n > 1 ? p->low[k] + (p->high[k] - p->low[k]) * i / (n - 1) : 0;
}

static void report_across(struct path *p, int i)
{
    for (int j = 0; j < surface_side(p->s.run); j++) {
        const double x = between(p, 0, i), y = between(p, 1, j);
        const struct score score = surface_score(&p->s, x, y);
        probe_row(p->s.run, &plane, i, (double[]){j, x, y, score.loss, score.accuracy}, 0);
    }
}

/* Points; the first part of the work is the path itself, the others go across the plane. */
static double points(const struct probe_run *e, int parts)
{
    return parts ? e->stages + 1 + (parts - 1.0) * surface_side(e) : 0;
}

static void survey(struct path *p)
{
    struct probe_run *e = p->s.run;
    const int parts = 1 + surface_side(e);
    for (int part = e->parts; part < parts && !e->failure->status; part++) {
        probe_progress(e, points(e, part) / points(e, parts));
        if (part) {
            report_across(p, part - 1);
        } else {
            report_axes(p);
            report_states(p);
        }
        probe_keep(e, part + 1);
    }
    probe_progress(e, 1);
}

/* A pass forward alone is a third. */
static double passes(const struct probe_run *e)
{
    return (points(e, 1 + surface_side(e)) - points(e, e->parts)) / 3;
}

static bool make_room(struct path *p, struct probe_run *e)
{
    const size_t n = (size_t)e->stages;
    p->n = e->stages;
    p->gram = arena_take(e->arena, e->failure, n * n * sizeof *p->gram);
    p->u = arena_take(e->arena, e->failure, n * n * sizeof *p->u);
    p->square = arena_take(e->arena, e->failure, n * sizeof *p->square);
    p->walk = arena_take(e->arena, e->failure, n * sizeof *p->walk);
    p->sum = arena_take(e->arena, e->failure, e->net->graph->params.reals * sizeof *p->sum);
    return !e->failure->status;
}

static enum status examine(struct probe_run *e)
{
    const size_t mark = arena_mark(e->arena);
    struct path p = {0};
    if (e->stages < 2)
        return fail(e->failure, STATUS_DATA,
                    "two states before this one make a plane, and the run kept %d; a list of steps "
                    "as train.keep keeps more",
                    e->stages);
    if (make_room(&p, e) && !surface_open(&p.s, e) && !decompose(&p)) {
        point(&p, 0);
        point(&p, 1);
        frame(&p);
        survey(&p);
    }
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_trajectory = {
    "trajectory", "the way that training went, and the loss around it", written, passes, examine,
    NEEDS_PATH};
