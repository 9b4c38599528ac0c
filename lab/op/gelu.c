/* y = x Phi(x), Phi the normal distribution.   dL/dx = (Phi(x) + x phi(x)) dL/dy, phi = Phi'. */
#include "lab/kernel/normal.h"
#include "lab/op/op.h"

static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *x = (const vec *)value_of(y->in[0], pass);
    vec *v = (vec *)value_of(y, pass);
    for (size_t i = 0; i < n; i++)
        v[i] = x[i] * vec_normal(x[i]).below;
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch) * LANE_VECS;
    const vec *x = (const vec *)value_of(y->in[0], pass), *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    for (size_t i = 0; dx && i < n; i++) {
        const struct vec_normal at = vec_normal(x[i]);
        dx[i] += (at.below + x[i] * at.density) * dy[i];
    }
}

static double flops(const struct node *y)
{
    return 30.0 * shape_size(y->shape); /* as many as its polynomials have, about */
}

static const struct op gelu = {.name = "gelu",
                               .shape = shape_as_input,
                               .forward = forward,
                               .backward = backward,
                               .flops = flops};

struct node *op_gelu(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &gelu, 1, (struct node *[]){x}, 0));
}
