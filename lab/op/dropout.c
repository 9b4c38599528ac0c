/* y = f x, where f is 0 with probability p, else 1 / (1 - p), so E y = x.   dL/dx = f dL/dy.
 * f is a function of seed, step, node and element: nothing is kept from forward to backward. */
#include "lab/base/rng.h"
#include "lab/op/op.h"
#include <string.h>

/* A block of the generator has four words, and 16 blocks come at a time: the draws of four lanes. */
enum { AT_ONCE = 4 };

static bool shape(struct node *y)
{
    const double p = *(const double *)y->state;
    if (!(p >= 0 && p < 1))
        return graph_fail(y->graph, "dropout: p is at least 0 and below 1, not %g", p);
    y->shape = y->in[0]->shape;
    return true;
}

/* f of the node's lanes from number `at` on, which is a multiple of AT_ONCE. */
static void factors(const struct node *y, const struct pass *pass, size_t at, lane f[AT_ONCE])
{
    const double p = *(const double *)y->state;
    const uint32_t dropped = (uint32_t)(p * 0x1p32);
    const real kept = (real)(1 / (1 - p));
    uint32_t word[AT_ONCE][LANES];
    stream_blocks(stream_of(pass->seed, PURPOSE_DROPOUT, pass->step, (uint64_t)y->index),
                  at / AT_ONCE * LANES, word);
    for (int k = 0; k < AT_ONCE; k++)
        for (int i = 0; i < LANES; i++)
            f[k][i] = word[k][i] < dropped ? 0 : kept;
}

/* The chunk's lanes, numbered in the whole node, for draws that do not depend on the chunks. */
struct stretch {
    size_t from, to;
};

static struct stretch stretch_of(const struct node *y, const struct pass *pass)
{
    const size_t from = (size_t)pass->group * (size_t)shape_size(y->shape);
    return (struct stretch){from, from + node_lanes(y, pass->batch)};
}

/* to (+)= f from over the chunk. A product, not a choice: 0 times what is not finite is not a number,
 * and stays visible. */
static void multiply(const struct node *y, const struct pass *pass, const lane *from, lane *to,
                     bool add)
{
    const struct stretch s = stretch_of(y, pass);
    lane f[AT_ONCE];
    for (size_t at = s.from / AT_ONCE * AT_ONCE; at < s.to; at += AT_ONCE) {
        factors(y, pass, at, f);
        for (size_t i = at < s.from ? s.from : at; i < at + AT_ONCE && i < s.to; i++)
            to[i] = f[i - at] * from[i] + (add ? to[i] : (lane){0});
    }
}

static void forward(struct node *y, struct pass *pass)
{
    if (pass->mode == MODE_TRAIN)
        multiply(y, pass, y->in[0]->value, y->value, false);
    else
        memcpy(value_of(y, pass), value_of(y->in[0], pass),
               node_lanes(y, pass->batch) * sizeof(lane));
}

static void backward(struct node *y, struct pass *pass)
{
    const struct stretch s = stretch_of(y, pass);
    const lane *dy = y->grad;
    lane *dx = y->in[0]->grad;
    if (!dx)
        return;
    if (pass->mode == MODE_TRAIN)
        multiply(y, pass, dy, dx, true);
    else
        for (size_t i = s.from; i < s.to; i++)
            dx[i] += dy[i];
}

static const struct op dropout = {
    .name = "dropout", .shape = shape, .forward = forward, .backward = backward};

struct node *op_dropout(struct graph *g, struct node *x, double p)
{
    struct node *y = graph_node(g, &dropout, 1, (struct node *[]){x}, sizeof(double));
    if (y)
        *(double *)y->state = p;
    return graph_finish(y);
}
