/* y = x Phi(x), Phi the normal distribution.   dL/dx = (Phi(x) + x phi(x)) dL/dy, phi = Phi'. */
#include "lab/kernel/normal.h"
#include "lab/op/op.h"

static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *x = (const vec *)y->in[0]->value;
    vec *v = (vec *)y->value;
    for (size_t i = 0; i < n; i++)
        v[i] = x[i] * vec_normal(x[i]).below;
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *x = (const vec *)y->in[0]->value, *dy = (const vec *)y->grad;
    vec *dx = (vec *)y->in[0]->grad;
    for (size_t i = 0; dx && i < n; i++) {
        const struct vec_normal at = vec_normal(x[i]);
        dx[i] += (at.below + x[i] * at.density) * dy[i];
    }
}

static double flops(const struct node *y)
{
    return 30.0 * shape_size(y->shape); /* as many as its polynomials have, about */
}

static const struct op gelu = {"gelu", shape_as_input, forward, backward, flops, false};

struct node *op_gelu(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &gelu, 1, (struct node *[]){x}, 0));
}
