/* y = c x, c fixed.   dL/dx = c dL/dy. */
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
        v[i] = c * x[i];
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const real c = ((const struct state *)y->state)->c;
    const vec *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    for (size_t i = 0; dx && i < n; i++)
        dx[i] += c * dy[i];
}

static const struct op scale = {
    .name = "scale", .shape = shape_as_input, .forward = forward, .backward = backward};

struct node *op_scale(struct graph *g, struct node *x, double c)
{
    struct node *y = graph_node(g, &scale, 1, (struct node *[]){x}, sizeof(struct state));
    if (y)
        ((struct state *)y->state)->c = (real)c;
    return graph_finish(y);
}
