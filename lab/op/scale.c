/* y = c x, c fixed.   dL/dx = c dL/dy. */
#include "lab/op/op.h"

struct state {
    real c;
};

static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const real c = ((const struct state *)y->state)->c;
    const vec *x = (const vec *)y->in[0]->value;
    vec *v = (vec *)y->value;
    for (size_t i = 0; i < n; i++)
        v[i] = c * x[i];
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const real c = ((const struct state *)y->state)->c;
    const vec *dy = (const vec *)y->grad;
    vec *dx = (vec *)y->in[0]->grad;
    for (size_t i = 0; dx && i < n; i++)
        dx[i] += c * dy[i];
}

static const struct op scale = {"scale", shape_as_input, forward, backward, NULL, false};

struct node *op_scale(struct graph *g, struct node *x, double c)
{
    struct node *y = graph_node(g, &scale, 1, (struct node *[]){x}, sizeof(struct state));
    if (y)
        ((struct state *)y->state)->c = (real)c;
    return graph_finish(y);
}
