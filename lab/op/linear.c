/* y = W x + b.   dL/dx = W^T dL/dy,   dL/dW = sum over the batch of dL/dy x^T,   dL/db = sum of dL/dy. */
#include "lab/kernel/linear.h"
#include "lab/op/op.h"

static struct linear_size size_of(const struct node *y, int batch)
{
    return (struct linear_size){batch, shape_size(y->in[0]->shape), y->shape.channels};
}

static bool shape(struct node *y)
{
    const struct param *w = y->param[0], *b = y->param[1];
    int in = shape_size(y->in[0]->shape);
    if (w->rank != 2 || w->dim[1] != in)
        return graph_fail(y->graph, "linear: weight %s takes %d inputs, not %d", w->name,
                          w->rank == 2 ? w->dim[1] : 0, in);
    if (b && b->count != (size_t)w->dim[0])
        return graph_fail(y->graph, "linear: bias %s has %zu entries for %d outputs", b->name,
                          b->count, w->dim[0]);
    y->shape = (struct shape){w->dim[0], 1, 1};
    return true;
}

static void forward(struct node *y, struct pass *pass)
{
    const struct param *w = y->param[0], *b = y->param[1];
    linear_forward(size_of(y, pass->batch), w->value, b ? b->value : NULL, value_of(y->in[0], pass),
                   value_of(y, pass));
}

static void backward(struct node *y, struct pass *pass)
{
    const struct linear_size n = size_of(y, pass->batch);
    const lane *dy = grad_of(y, pass);
    lane *dx = grad_of(y->in[0], pass);
    if (y->param[1])
        linear_backward_bias(n, dy, param_grad(y, 1, pass));
    linear_backward_weight(n, value_of(y->in[0], pass), dy, param_grad(y, 0, pass));
    if (dx)
        linear_backward_data(n, y->param[0]->value, dy, dx, !is_fresh(y, 0));
}

static double flops(const struct node *y)
{
    const struct linear_size n = size_of(y, 1);
    return 2.0 * n.in * n.out;
}

static const struct op linear = {
    "linear", shape, forward, backward, .flops = flops, .stores = true, .scales_by_params = true};

struct node *op_linear(struct graph *g, struct node *x, struct param *w, struct param *b)
{
    struct node *y = graph_node(g, &linear, 1, (struct node *[]){x}, 0);
    if (y) {
        y->param[0] = w;
        y->param[1] = b;
    }
    return graph_finish(y);
}
