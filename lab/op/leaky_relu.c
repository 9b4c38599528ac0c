/* y = x where x >= 0, else c x.   dL/dx = dL/dy where x >= 0, else c dL/dy. */
#include "lab/kernel/elementary.h"
#include "lab/op/op.h"

struct state {
    real c;
};

static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const real c = ((const struct state *)y->state)->c;
    const vec *x = (const vec *)value_of(y->in[0], pass);
    vec *v = (vec *)value_of(y, pass);
    for (size_t i = 0; i < n; i++)
        v[i] = vec_choose(x[i] < 0, c * x[i], x[i]);
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const real c = ((const struct state *)y->state)->c;
    const vec *x = (const vec *)value_of(y->in[0], pass), *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    for (size_t i = 0; dx && i < n; i++)
        dx[i] += vec_choose(x[i] < 0, c * dy[i], dy[i]);
}

static const struct op leaky_relu = {
    .name = "leaky_relu", .shape = shape_as_input, .forward = forward, .backward = backward};

struct node *op_leaky_relu(struct graph *g, struct node *x, double c)
{
    struct node *y = graph_node(g, &leaky_relu, 1, (struct node *[]){x}, sizeof(struct state));
    if (y)
        ((struct state *)y->state)->c = (real)c;
    return graph_finish(y);
}
