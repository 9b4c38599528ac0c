/* L = 1/n sum_i (x_i - t_i)^2 over a sample's n features.   dL/dx_i = 2/n (x_i - t_i) = -dL/dt_i. */
#include "lab/op/op.h"

static bool shape(struct node *y)
{
    y->shape = (struct shape){1, 1, 1};
    return inputs_alike(y);
}

static void forward(struct node *y, struct pass *pass)
{
    const int n = shape_size(y->in[0]->shape);
    const lane *x = value_of(y->in[0], pass), *t = value_of(y->in[1], pass);
    lane *v = value_of(y, pass);
    for (int g = 0; g < lane_groups(pass->batch); g++) {
        lane sum = {0};
        for (int i = 0; i < n; i++, x++, t++)
            sum += (*x - *t) * (*x - *t);
        v[g] = lane_keep(sum / (real)n, lane_live(pass->batch, g));
    }
}

static void backward(struct node *y, struct pass *pass)
{
    const int n = shape_size(y->in[0]->shape);
    const lane *dy = grad_of(y, pass);
    for (int k = 0; k < 2; k++) {
        const lane *x = value_of(y->in[k], pass), *t = value_of(y->in[!k], pass);
        lane *d = grad_of(y->in[k], pass);
        for (int g = 0; d && g < lane_groups(pass->batch); g++) {
            const lane_mask live = lane_live(pass->batch, g);
            const lane twice = 2 / (real)n * dy[g];
            for (int i = 0; i < n; i++, x++, t++, d++)
                *d += lane_keep(twice * (*x - *t), live);
        }
    }
}

static double flops(const struct node *y)
{
    return 3.0 * shape_size(y->in[0]->shape); /* subtract, square, add */
}

static const struct op mse = {"mse", shape, forward, backward, .flops = flops};

struct node *op_mse(struct graph *g, struct node *x, struct node *target)
{
    return graph_finish(graph_node(g, &mse, 2, (struct node *[]){x, target}, 0));
}
