/* y = 1 / (1 + exp(-x)).   dL/dx = y (1 - y) dL/dy. */
#include "lab/kernel/elementary.h"
#include "lab/op/op.h"

static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *x = (const vec *)value_of(y->in[0], pass);
    vec *v = (vec *)value_of(y, pass);
    for (size_t i = 0; i < n; i++)
        v[i] = vec_sigmoid(x[i]);
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *v = (const vec *)value_of(y, pass), *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    for (size_t i = 0; dx && i < n; i++)
        dx[i] += v[i] * (1 - v[i]) * dy[i];
}

static double flops(const struct node *y)
{
    return 10.0 * shape_size(y->shape); /* as many as its polynomial has, about */
}

static const struct op sigmoid = {.name = "sigmoid",
                                  .shape = shape_as_input,
                                  .forward = forward,
                                  .backward = backward,
                                  .flops = flops};

struct node *op_sigmoid(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &sigmoid, 1, (struct node *[]){x}, 0));
}
