/* y = max(x, 0).   dL/dx = dL/dy where y > 0, else 0. */
#include "lab/op/op.h"

/* Asking for "not (x <= 0)" lets a NaN through: a diverged run must not be healed here. */
static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *x = (const vec *)value_of(y->in[0], pass);
    vec *v = (vec *)value_of(y, pass);
    for (size_t i = 0; i < n; i++)
        v[i] = vec_keep(x[i], ~(x[i] <= 0));
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *v = (const vec *)value_of(y, pass), *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    if (!dx)
        return;
    for (size_t i = 0; i < n; i++)
        dx[i] += vec_keep(dy[i], ~(v[i] <= 0));
}

static const struct op relu = {
    .name = "relu", .shape = shape_as_input, .forward = forward, .backward = backward};

struct node *op_relu(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &relu, 1, (struct node *[]){x}, 0));
}
