/* P_k at x = S P_k at y + J_F^T P_(k-1) at y */
#include "lab/probe/paths.h"
#include "lab/base/portable.h"
#include "lab/kernel/reduce.h"
#include <math.h>
#include <string.h>

static const char veit[] = "Veit et al. 2016, section 4.3";
static const struct column columns[] = {
    {"norm", "1",
     "Frobenius norm of P_k, what all paths through k branches add to dL/dx of the first block's "
     "input",
     veit},
    {"share", "fraction", "<P_k, dL/dx> / ||dL/dx||^2, which sum to 1; NULL where dL/dx is zero",
     ""},
    {"binomial", "fraction", "(B over k) / 2^B, the share of paths that pass k of the B branches",
     veit},
};
static const struct series series = {"paths", "branches", 3, columns, .keys = 0};
static const struct series *const written[] = {&series, NULL};

struct split {
    lane **part;                     /* [B + 1]: P_k */
    const struct node *first, *last; /* the first block's x, and the last one's y */
    lane *total;                     /* dL/dfirst */
};

/* The whole gradient: where it enters the last block, and where it leaves the first. */
static void see_ends(void *self, const struct node *n, const struct pass *pass)
{
    struct split *s = self;
    if (n == s->last)
        memcpy(s->part[0], n->grad, node_lanes(n, pass->batch) * sizeof(lane));
    if (n == s->first)
        memcpy(s->total, n->grad, node_lanes(n, pass->batch) * sizeof(lane));
}

/* Take P_0 .. P_longest from y to the junction's x, the longest first: what the branch makes of P_k
 * joins the P_(k+1) that is there already. At the tap, x has its gradient from the shortcut alone, and
 * the tap from the branch. */
static void pass_junction(struct split *s, const struct junction *at, struct pass *pass,
                          struct node *y, int longest)
{
    const size_t lanes = node_lanes(at->x, pass->batch);
    memset(s->part[longest + 1], 0, lanes * sizeof(lane));
    for (int k = longest; k >= 0; k--) {
        lane *same = s->part[k], *longer = s->part[k + 1];
        memcpy(y->grad, same, node_lanes(y, pass->batch) * sizeof(lane));
        graph_backward_between(y->graph, pass, y, at->tap);
        memcpy(same, at->x->grad, lanes * sizeof(lane));
        for (size_t i = 0; i < lanes; i++)
            longer[i] += at->tap->grad[i];
    }
}

/* Where the gradient enters block j: the next one's x, which may lie behind the sum. */
static struct node *exit_of(const struct network *net, int j)
{
    return j + 1 < net->junctions ? net->junction[j + 1].x : net->junction[j].sum;
}

static bool take_room(struct probe_run *e, struct split *s)
{
    const struct network *net = e->net;
    size_t most = node_lanes(s->last, e->samples);
    for (int j = 0; j < net->junctions; j++) {
        const size_t lanes = node_lanes(net->junction[j].x, e->samples);
        most = lanes > most ? lanes : most;
    }
    s->total = arena_alloc(e->arena, most * sizeof(lane));
    s->part = arena_calloc(e->arena, (size_t)(net->junctions + 1) * sizeof *s->part);
    for (int k = 0; s->part && k <= net->junctions; k++)
        if (!(s->part[k] = arena_alloc(e->arena, most * sizeof(lane))))
            return false;
    return s->total && s->part;
}

static void report(struct probe_run *e, const struct split *s)
{
    const int B = e->net->junctions, size = shape_size(s->first->shape);
    const double square = reduce_square(s->total, e->samples, size);
    double log_ways = -B * portable_log(2); /* of B! / (k! (B - k)!) / 2^B */
    for (int k = 0; k <= B; k++) {
        const double row[] = {
            sqrt(reduce_square(s->part[k], e->samples, size)),
            reduce_dot(s->part[k], s->total, e->samples, size) / square,
            portable_exp(log_ways),
        };
        probe_row(e, &series, k, row, square == 0 ? 1u << 1 : 0);
        log_ways += portable_log((double)(B - k) / (k + 1));
    }
}

/* Junction j takes B - j backward passes of one block, which is (B + 1) / 2 times all blocks. Two thirds of
 * a pass are backward, but where planes shrink the first blocks, which are passed most, cost most. */
static double passes(const struct probe_run *e)
{
    return 1 + (e->net->junctions + 1) / 2.0;
}

struct single {
    const struct node *x;
    double norm;
};

static void see_single(void *self, const struct node *n, const struct pass *pass)
{
    struct single *s = self;
    if (n == s->x)
        s->norm = sqrt(reduce_square(n->grad, pass->batch, shape_size(n->shape)));
}

/* Without junctions there is one path, which passes no branch. */
static enum status report_single(struct probe_run *e)
{
    struct graph *g = e->net->graph;
    struct single s = {.x = probe_output(e->net, 0)};
    struct pass pass = probe_fill(e, MODE_MEASURE);
    graph_forward(g, &pass);
    graph_backward(g, &pass, &(struct observer){&s, see_single});
    return probe_row(e, &series, 0, (double[]){s.norm, 1, 1}, s.norm == 0 ? 1u << 1 : 0);
}

static enum status examine(struct probe_run *e)
{
    struct network *net = e->net;
    const int B = net->junctions;
    if (!B)
        return report_single(e);
    const size_t mark = arena_mark(e->arena);
    struct split s = {.first = net->junction[0].x, .last = exit_of(net, B - 1)};
    if (!take_room(e, &s)) {
        arena_rewind(e->arena, mark);
        return fail_memory(e->failure);
    }
    struct pass pass = probe_fill(e, MODE_MEASURE);
    graph_forward(net->graph, &pass);
    graph_backward(net->graph, &pass, &(struct observer){&s, see_ends});
    for (int j = B - 1; j >= 0; j--) {
        pass_junction(&s, &net->junction[j], &pass, exit_of(net, j), B - 1 - j);
        probe_progress(e, (double)(B - j) * (B - j + 1) / B / (B + 1));
    }
    report(e, &s);
    arena_rewind(e->arena, mark);
    return e->failure->status;
}

const struct probe probe_paths = {
    "paths", "the gradient, split by how many branches it passed", written, passes, examine, 0};
