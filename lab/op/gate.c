/* y = s x, element by element.   dL/ds = x dL/dy,   dL/dx = s dL/dy. */
#include "lab/op/op.h"

static bool shape(struct node *y)
{
    return shape_as_input(y) && inputs_alike(y);
}

static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *s = (const vec *)value_of(y->in[0], pass),
              *x = (const vec *)value_of(y->in[1], pass);
    vec *v = (vec *)value_of(y, pass);
    for (size_t i = 0; i < n; i++)
        v[i] = s[i] * x[i];
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *dy = (const vec *)grad_of(y, pass);
    for (int k = 0; k < 2; k++) {
        const vec *other = (const vec *)value_of(y->in[!k], pass);
        vec *d = (vec *)grad_of(y->in[k], pass);
        for (size_t i = 0; d && i < n; i++)
            d[i] += other[i] * dy[i];
    }
}

static const struct op gate = {
    .name = "gate", .shape = shape, .forward = forward, .backward = backward};

struct node *op_gate(struct graph *g, struct node *s, struct node *x)
{
    return graph_finish(graph_node(g, &gate, 2, (struct node *[]){s, x}, 0));
}
