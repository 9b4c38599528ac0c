/* y = f x, where f is 0 with probability p, else 1 / (1 - p), so E y = x.   dL/dx = f dL/dy.
 * f is a function of seed, step, node and element: nothing is kept from forward to backward. */
#include "lab/base/rng.h"
#include "lab/op/op.h"
#include <string.h>

/* A block of the generator has four words, and 16 blocks come at a time: the draws of four lanes. */
enum { AT_ONCE = 4 };

struct state {
    double p;
};

static bool shape(struct node *y)
{
    const double p = ((const struct state *)y->state)->p;
    if (!(p >= 0 && p < 1))
        return graph_fail(y->graph, "dropout: p is at least 0 and below 1, not %g", p);
    y->shape = y->in[0]->shape;
    return true;
}

/* f of the lanes from number `at` of the node, a multiple of AT_ONCE. */
static void factors(const struct node *y, const struct pass *pass, size_t at, lane f[AT_ONCE])
{
    const double p = ((const struct state *)y->state)->p;
    const uint32_t dropped = (uint32_t)(p * 0x1p32);
    const real kept = (real)(1 / (1 - p));
    uint32_t word[AT_ONCE][LANES];
    stream_blocks(stream_of(pass->seed, PURPOSE_DROPOUT, pass->step, (uint64_t)y->index),
                  at / AT_ONCE * LANES, word);
    for (int k = 0; k < AT_ONCE; k++)
        for (int i = 0; i < LANES; i++)
            f[k][i] = word[k][i] < dropped ? 0 : kept;
}

/* A product, not a choice: 0 times what is not finite is not a number, and stays visible. */
static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch);
    const lane *x = y->in[0]->value;
    lane f[AT_ONCE];
    if (pass->mode != MODE_TRAIN) {
        memcpy(y->value, x, n * sizeof *x);
        return;
    }
    for (size_t at = 0; at < n; at += AT_ONCE) {
        factors(y, pass, at, f);
        for (size_t k = 0; k < AT_ONCE && at + k < n; k++)
            y->value[at + k] = f[k] * x[at + k];
    }
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch);
    const lane *dy = y->grad;
    lane *dx = y->in[0]->grad, f[AT_ONCE] = {{0}};
    for (int k = 0; k < AT_ONCE; k++)
        f[k] += 1;
    for (size_t at = 0; dx && at < n; at += AT_ONCE) {
        if (pass->mode == MODE_TRAIN)
            factors(y, pass, at, f);
        for (size_t k = 0; k < AT_ONCE && at + k < n; k++)
            dx[at + k] += f[k] * dy[at + k];
    }
}

static const struct op dropout = {"dropout", shape, forward, backward, NULL, false};

struct node *op_dropout(struct graph *g, struct node *x, double p)
{
    struct node *y = graph_node(g, &dropout, 1, (struct node *[]){x}, sizeof(struct state));
    if (y)
        ((struct state *)y->state)->p = p;
    return graph_finish(y);
}
