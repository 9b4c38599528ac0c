/* y = max(x, 0).   dL/dx = dL/dy where y > 0, else 0. */
#include "lab/op/op.h"

/* Asking for "not (x <= 0)" lets a NaN through: a diverged run must not be healed here. */
static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *x = (const vec *)y->in[0]->value;
    vec *v = (vec *)y->value;
    for (size_t i = 0; i < n; i++)
        v[i] = vec_keep(x[i], ~(x[i] <= 0));
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *v = (const vec *)y->value, *dy = (const vec *)y->grad;
    vec *dx = (vec *)y->in[0]->grad;
    if (!dx)
        return;
    for (size_t i = 0; i < n; i++)
        dx[i] += vec_keep(dy[i], ~(v[i] <= 0));
}

static const struct op relu = {"relu", shape_as_input, forward, backward, NULL, false};

struct node *op_relu(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &relu, 1, (struct node *[]){x}, 0));
}
