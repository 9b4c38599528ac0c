/* y = mean of x over the n places of a channel.   dL/dx = dL/dy / n everywhere. */
#include "lab/op/op.h"

static int area_of(const struct node *y)
{
    return y->in[0]->shape.height * y->in[0]->shape.width;
}

static bool shape(struct node *y)
{
    y->shape = (struct shape){y->in[0]->shape.channels, 1, 1};
    return true;
}

static void forward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch);
    const int area = area_of(y);
    const real share = (real)1 / (real)area;
    const vec *x = (const vec *)value_of(y->in[0], pass);
    vec *v = (vec *)value_of(y, pass);
    for (size_t i = 0; i < n; i++, x += area * LANE_VECS)
        for (int k = 0; k < LANE_VECS; k++) {
            vec sum = {0};
            for (int a = 0; a < area; a++)
                sum += x[a * LANE_VECS + k];
            *v++ = share * sum;
        }
}

static void backward(struct node *y, struct pass *pass)
{
    const size_t n = node_lanes(y, pass->batch);
    const int area = area_of(y);
    const real share = (real)1 / (real)area;
    const vec *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    for (size_t i = 0; dx && i < n; i++, dx += area * LANE_VECS)
        for (int k = 0; k < LANE_VECS; k++) {
            const vec d = share * *dy++;
            for (int a = 0; a < area; a++)
                dx[a * LANE_VECS + k] += d;
        }
}

static double flops(const struct node *y)
{
    return shape_size(y->in[0]->shape);
}

static const struct op global_avgpool = {.name = "global_avgpool",
                                         .shape = shape,
                                         .forward = forward,
                                         .backward = backward,
                                         .flops = flops};

struct node *op_global_avgpool(struct graph *g, struct node *x)
{
    return graph_finish(graph_node(g, &global_avgpool, 1, (struct node *[]){x}, 0));
}
