/* q = max ||G(a) - G(b)|| / ||a - b|| */
#include "lab/probe/lipschitz.h"
#include "lab/op/op.h"
#include "lab/probe/spectrum.h"
#include <math.h>
#include <string.h>

enum { WIDEST = 256 };

bool lipschitz_keeps_shape(const struct network *net, int place)
{
    return shape_equal(probe_output(net, place - 1)->shape, probe_output(net, place)->shape);
}

/* The largest singular value of a matrix, which is used up; NaN when it is not finite. */
static double spectral_norm(struct probe_run *e, double *a, int rows, int columns)
{
    const size_t least = (size_t)(rows < columns ? rows : columns);
    const size_t mark = arena_mark(e->arena);
    double *sigma = arena_take(e->arena, e->failure, least * sizeof *sigma), largest = NAN;
    if (a && sigma && spectrum_singular_values(e->arena, a, rows, columns, sigma, e->failure))
        largest = sigma[0];
    arena_rewind(e->arena, mark);
    return largest;
}

/* ---- from above ---- */

static double norm_of_matrix(struct probe_run *e, const struct param *w)
{
    double *a = arena_take(e->arena, e->failure, w->count * sizeof *a);
    for (size_t i = 0; a && i < w->count; i++)
        a[i] = (double)w->value[i];
    return spectral_norm(e, a, w->dim[0], w->dim[1]);
}

static double bound_of(struct probe_run *e, const struct node *n)
{
    double c;
    const struct param *p = n->param[0];
    if (n->op->slope > 0)
        return n->op->slope;
    if (op_scale_factor(n, &c))
        return fabs(c);
    if (!p || !n->op->scales_by_params)
        return NAN;
    if (p->count == 1)
        return fabs((double)p->value[0]);
    return p->rank == 2 ? norm_of_matrix(e, p) : NAN;
}

/* The junction of a block y = x + F(x), with nothing else in it. */
static const struct junction *pure_junction(const struct network *net, int place)
{
    const struct node *y = probe_output(net, place);
    for (int j = 0; j < net->junctions; j++)
        if (net->junction[j].sum == y && y->in[0] == net->junction[j].x && !y->param[0])
            return &net->junction[j];
    return NULL;
}

double lipschitz_bound(struct probe_run *e, int place)
{
    const struct junction *j = pure_junction(e->net, place);
    const size_t mark = arena_mark(e->arena);
    double q = j ? 1 : NAN;
    for (const struct node *n = j ? j->sum->in[1] : NULL; n && n != j->tap; n = n->in[0])
        q *= n->inputs == 1 ? bound_of(e, n) : NAN;
    arena_rewind(e->arena, mark);
    return q;
}

/* ---- near by ---- */

/* Row by row, for all samples at once: what arrives at x when dL/dy is a row of the identity.
 * g[sample][n][n] receives dy/dx - I. */
static void differentiate(struct network *net, struct pass *pass, int place, double *g)
{
    struct node *y = net->graph->node[probe_output(net, place)->index];
    const struct node *x = probe_behind_taps(probe_output(net, place - 1));
    const int n = shape_size(y->shape);
    for (int r = 0; r < n; r++) {
        memset(y->grad, 0, node_lanes(y, pass->batch) * sizeof(lane));
        y->grad[r] += 1;
        graph_backward_between(net->graph, pass, y, x);
        for (int s = 0; s < pass->batch; s++)
            for (int c = 0; c < n; c++)
                g[(s * n + r) * n + c] = (double)x->grad[c][s] - (r == c);
    }
}

double lipschitz_local(struct probe_run *e, struct pass *pass, int place)
{
    const int n = shape_size(probe_output(e->net, place)->shape);
    if (!lipschitz_keeps_shape(e->net, place) || n > WIDEST)
        return NAN;
    const size_t mark = arena_mark(e->arena), size = (size_t)n * (size_t)n;
    double *g = arena_take(e->arena, e->failure, (size_t)pass->batch * size * sizeof *g);
    double largest = g ? 0 : NAN;
    if (g)
        differentiate(e->net, pass, place, g);
    for (int s = 0; s < pass->batch && !isnan(largest); s++) {
        const double q = spectral_norm(e, g + (size_t)s * size, n, n);
        largest = q <= largest ? largest : q;
    }
    arena_rewind(e->arena, mark);
    return largest;
}

double lipschitz_flops(const struct probe_run *e, int samples, int place)
{
    const int n = shape_size(probe_output(e->net, place)->shape);
    return n <= WIDEST ? (samples + 2) * spectrum_flops(n, n) : 0;
}
