/* dL/dw_i ~ (L(w + e) - L(w - e)) / 2e */
#include "lab/probe/gradcheck.h"
#include "lab/kernel/reduce.h"
#include "lab/train/evaluate.h"
#include <math.h>

struct check {
    struct network *net;
    struct pass pass;
    double floor; /* what is small beside the whole gradient */
};

static double loss_at(struct check *c, real *w, real value)
{
    real keep = *w;
    *w = value;
    graph_forward(c->net->graph, &c->pass);
    *w = keep;
    return evaluate_pass(c->net, &c->pass).loss;
}

/* A step may cross the kink of a ReLU, where the difference is no derivative; two step lengths seldom
 * both do, so the nearer one counts. */
static double difference(struct check *c, real *w, double gradient)
{
    double best = INFINITY;
    for (int k = 0; k < 2; k++) {
        real e = (real)((k ? 1e-6 : 1e-5) * (1 + fabs((double)*w)));
        double up = loss_at(c, w, *w + e), down = loss_at(c, w, *w - e);
        double d = (up - down) / (double)((*w + e) - (*w - e)) - gradient;
        if (!(fabs(d) >= fabs(best)))
            best = d;
    }
    return best;
}

static double error_of(struct check *c, const struct param *p, int most, int *numbers)
{
    size_t stride = p->count / (size_t)most + 1;
    double wrong = 0, size = 0;
    for (size_t i = 0; i < p->count; i += stride) {
        double g = (double)p->grad[i], d = difference(c, &p->value[i], g);
        wrong += d * d;
        size += g * g;
        ++*numbers;
    }
    return sqrt(wrong) / fmax(sqrt(size), c->floor);
}

struct gradcheck gradcheck_network(struct network *net, int batch, int most)
{
    struct graph *g = net->graph;
    struct check c = {net, {.mode = MODE_MEASURE, .batch = batch}, 0};
    struct gradcheck worst = {.param = ""};
    graph_zero_grad(g);
    graph_forward(g, &c.pass);
    graph_backward(g, &c.pass, NULL);
    c.floor = 1e-3 * sqrt(reduce_square_reals(g->grad, g->params.reals));
    for (const struct param *p = g->params.first; p; p = p->next) {
        double error = error_of(&c, p, most, &worst.numbers);
        if (!isnan(worst.error) && !(error <= worst.error)) { /* nothing is worse than a NaN */
            worst.error = error;
            worst.param = p->name;
        }
    }
    return worst;
}
