/* y = gain z + shift,  z = (x - mean) / sqrt(var + eps), mean and var over the features of a sample.
 * dL/dx = (d - E d - z E(z d)) / sqrt(var + eps),  d = gain dL/dy. */
#include "lab/kernel/layernorm.h"
#include "lab/op/op.h"

static const double EPS = 1e-5;

static struct layernorm_size size_of(const struct node *y, int batch)
{
    return (struct layernorm_size){batch, shape_size(y->shape)};
}

static bool shape(struct node *y)
{
    const int size = shape_size(y->in[0]->shape);
    for (int i = 0; i < 2; i++)
        if (y->param[i]->count != (size_t)size)
            return graph_fail(y->graph, "layernorm: %s has %zu entries for %d features",
                              y->param[i]->name, y->param[i]->count, size);
    y->shape = y->in[0]->shape;
    return true;
}

static struct layernorm_group *groups_of(const struct node *y, const struct pass *pass)
{
    return (struct layernorm_group *)y->state + pass->group;
}

static void forward(struct node *y, struct pass *pass)
{
    layernorm_forward(size_of(y, pass->batch), EPS, value_of(y->in[0], pass), y->param[0]->value,
                      y->param[1]->value, groups_of(y, pass), value_of(y, pass));
}

static void backward(struct node *y, struct pass *pass)
{
    const struct layernorm_size n = size_of(y, pass->batch);
    const lane *x = value_of(y->in[0], pass), *dy = grad_of(y, pass);
    const struct layernorm_group *group = groups_of(y, pass);
    lane *dx = grad_of(y->in[0], pass);
    layernorm_backward_params(n, x, group, dy, param_grad(y, 0, pass), param_grad(y, 1, pass));
    if (dx)
        layernorm_backward_data(n, x, group, dy, y->param[0]->value, dx);
}

static double flops(const struct node *y)
{
    return 8.0 * shape_size(y->shape); /* 1 for the mean, 3 for var, 4 for y */
}

static const struct op layernorm = {"layernorm", shape,          forward,
                                    backward,    .flops = flops, .scales_by_params = true};

struct node *op_layernorm(struct graph *g, struct node *x, struct param *gain, struct param *shift)
{
    const size_t groups = (size_t)lane_groups(g->capacity);
    struct node *y =
        graph_node(g, &layernorm, 1, (struct node *[]){x}, groups * sizeof(struct layernorm_group));
    if (y) {
        y->param[0] = gain;
        y->param[1] = shift;
    }
    return graph_finish(y);
}
