/* y = s x, s trained.   dL/dx = s dL/dy,   dL/ds = sum over batch and features of x dL/dy. */
#include "lab/kernel/reduce.h"
#include "lab/op/op.h"

static bool shape(struct node *y)
{
    const struct param *s = y->param[0];
    if (s->count != 1)
        return graph_fail(y->graph, "scale_by: %s is one number, not %zu", s->name, s->count);
    y->shape = y->in[0]->shape;
    return true;
}

static void forward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    const real s = y->param[0]->value[0];
    for (size_t i = 0; i < e.n; i++)
        e.y[i] = s * e.x[i];
}

static void backward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    const real s = y->param[0]->value[0];
    param_grad(y, 0, pass)[0] += (real)reduce_dot(value_of(y->in[0], pass), grad_of(y, pass),
                                                  pass->batch, shape_size(y->shape));
    for (size_t i = 0; e.dx && i < e.n; i++)
        e.dx[i] += s * e.dy[i];
}

static const struct op scale_by = {.name = "scale_by",
                                   .shape = shape,
                                   .forward = forward,
                                   .backward = backward,
                                   .scales_by_params = true};

struct node *op_scale_by(struct graph *g, struct node *x, struct param *s)
{
    struct node *y = graph_node(g, &scale_by, 1, (struct node *[]){x}, 0);
    if (y)
        y->param[0] = s;
    return graph_finish(y);
}
