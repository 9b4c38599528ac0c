/* y = x Phi(x), Phi the normal distribution.   dL/dx = (Phi(x) + x phi(x)) dL/dy, phi = Phi'. */
#include "lab/kernel/normal.h"
#include "lab/op/op.h"

static void forward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    for (size_t i = 0; i < e.n; i++)
        e.y[i] = e.x[i] * vec_normal(e.x[i]).below;
}

static void backward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    for (size_t i = 0; e.dx && i < e.n; i++) {
        const struct vec_normal at = vec_normal(e.x[i]);
        e.dx[i] += (at.below + e.x[i] * at.density) * e.dy[i];
    }
}

static double flops(const struct node *y)
{
    return 30.0 * shape_size(y->shape); /* as many as its polynomials have, about */
}

static const struct op gelu = {"gelu", shape_as_input, forward, backward, .flops = flops};

struct node *op_gelu(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &gelu, 1, (struct node *[]){x}, 0));
}
