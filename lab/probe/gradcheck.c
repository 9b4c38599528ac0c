/* dL/dw_i ~ (L(w + e) - L(w - e)) / 2e */
#include "lab/probe/gradcheck.h"
#include "lab/kernel/reduce.h"
#include "lab/probe/piece.h"
#include "lab/train/evaluate.h"
#include <math.h>

struct check {
    struct network *net;
    struct pass pass;
    uint64_t piece;  /* where the weights are */
    double floor;    /* what is small beside the whole gradient */
    double rounding; /* of a loss: it comes from logits, which may be larger */
};

/* False where the loss there belongs to another piece. */
static bool loss_at(struct check *c, real *w, real value, double *loss)
{
    const real keep = *w;
    *w = value;
    graph_forward(c->net->graph, &c->pass);
    *w = keep;
    *loss = evaluate_pass(c->net, &c->pass).loss;
    return piece_of(c->net->graph, &c->pass) == c->piece;
}

/* The central difference at e; false where a point lies on another piece. */
static bool central(struct check *c, real *w, double e, double *d)
{
    const real up = *w + (real)e, down = *w - (real)e;
    double above, below;
    if (!loss_at(c, w, up, &above) || !loss_at(c, w, down, &below))
        return false;
    *d = (above - below) / (double)(up - down);
    return true;
}

/* The differences at e and e / 2, whose errors are as 4 to 1, tell the limit and how far off it may be (Richardson),
 * round-off apart. Of a few steps the first that is off by no more than `enough`, or the one that is least off; false
 * where all leave the piece. */
static bool difference(struct check *c, real *w, double enough, double *best, double *doubt)
{
    static const double steps[] = {2e-5, 2e-6, 2e-4, 2e-7};
    double at_e = 0, at_half = 0;
    *doubt = INFINITY;
    for (int k = 0; k < 4 && !(*doubt <= enough); k++) {
        const double e = steps[k] * (1 + fabs((double)*w));
        if (!central(c, w, e, &at_e) || !central(c, w, e / 2, &at_half))
            continue;
        const double off = fabs(at_half - at_e) / 3 + c->rounding / e;
        if (off < *doubt) {
            *doubt = off;
            *best = at_half + (at_half - at_e) / 3;
        }
    }
    return *doubt < INFINITY;
}

/* The error; the largest of `worst->doubt` and this tensor's. */
static double error_of(struct check *c, const struct param *p, int most, struct gradcheck *worst)
{
    const size_t stride = p->count / (size_t)most + 1;
    double wrong = 0, size = 0, off = 0, d = 0, doubt;
    for (size_t i = 0; i < p->count; i += stride)
        size += (double)p->grad[i] * (double)p->grad[i];
    size = fmax(sqrt(size), c->floor);
    for (size_t i = 0; i < p->count; i += stride) {
        if (!difference(c, &p->value[i], 3e-8 * size, &d, &doubt)) {
            worst->kinks++;
            continue;
        }
        wrong += (d - (double)p->grad[i]) * (d - (double)p->grad[i]);
        off += doubt * doubt;
        worst->numbers++;
    }
    worst->doubt = fmax(worst->doubt, sqrt(off) / size);
    return sqrt(wrong) / size;
}

static double rounding_of(const struct network *net, const struct pass *pass)
{
    double largest = 1;
    const size_t lanes = node_lanes(net->logits, pass->batch);
    for (size_t i = 0; i < lanes; i++)
        for (int s = 0; s < LANES; s++) {
            const double x = fabs((double)net->logits->value[i][s]);
            largest = x > largest ? x : largest;
        }
    return 8 * (sizeof(real) == sizeof(double) ? 0x1p-53 : 0x1p-24) * largest;
}

struct gradcheck gradcheck_network(struct network *net, const struct pass *pass, int most)
{
    struct graph *g = net->graph;
    struct check c = {.net = net, .pass = *pass};
    struct gradcheck worst = {.param = ""};
    graph_zero_grad(g);
    graph_forward(g, &c.pass);
    c.piece = piece_of(g, &c.pass);
    c.rounding = rounding_of(net, &c.pass);
    graph_backward(g, &c.pass, NULL);
    c.floor = 1e-3 * sqrt(reduce_square_reals(g->grad, g->params.reals));
    for (const struct param *p = g->params.first; p; p = p->next) {
        const double error = error_of(&c, p, most, &worst);
        if (!isnan(worst.error) && !(error <= worst.error)) { /* nothing is worse than a NaN */
            worst.error = error;
            worst.param = p->name;
        }
    }
    return worst;
}
