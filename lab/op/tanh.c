/* y = tanh x.   dL/dx = (1 - y^2) dL/dy. */
#include "lab/kernel/elementary.h"
#include "lab/op/op.h"

static void forward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    for (size_t i = 0; i < e.n; i++)
        e.y[i] = vec_tanh(e.x[i]);
}

static void backward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    for (size_t i = 0; e.dx && i < e.n; i++)
        e.dx[i] += (1 - e.y[i]) * (1 + e.y[i]) * e.dy[i];
}

static double flops(const struct node *y)
{
    return 10.0 * shape_size(y->shape); /* as many as its polynomial has, about */
}

static const struct op tanh_op = {"tanh",   shape_as_input, forward,
                                  backward, .flops = flops, .slope = 1};

struct node *op_tanh(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &tanh_op, 1, (struct node *[]){x}, 0));
}
