/* y = mean of x over a window of k x k.   dL/dx += dL/dy / k^2 at each place of it.
 * Windows are `stride` apart and lie inside; what does not fill one at the end is not seen. */
#include "lab/op/op.h"

struct state {
    int kernel, stride;
};

static bool shape(struct node *y)
{
    const struct state *s = y->state;
    const struct shape x = y->in[0]->shape;
    if (s->kernel < 1 || s->stride < 1)
        return graph_fail(y->graph, "avgpool: kernel %d, stride %d; both are at least 1", s->kernel,
                          s->stride);
    if (s->kernel > x.height || s->kernel > x.width)
        return graph_fail(y->graph, "avgpool: a window of %d is larger than %dx%d", s->kernel,
                          x.height, x.width);
    y->shape = (struct shape){x.channels, (x.height - s->kernel) / s->stride + 1,
                              (x.width - s->kernel) / s->stride + 1};
    return true;
}

static void forward(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const int K = s->kernel, S = s->stride;
    const struct shape in = y->in[0]->shape, out = y->shape;
    const real share = (real)1 / (real)(K * K);
    const vec *x = (const vec *)value_of(y->in[0], pass);
    vec *v = (vec *)value_of(y, pass);
    for (int plane = 0; plane < lane_groups(pass->batch) * in.channels; plane++) {
        for (int i = 0; i < out.height * S; i += S)
            for (int j = 0; j < out.width * S; j += S)
                for (int k = 0; k < LANE_VECS; k++) {
                    vec sum = {0};
                    for (int a = i; a < i + K; a++)
                        for (int b = j; b < j + K; b++)
                            sum += x[(a * in.width + b) * LANE_VECS + k];
                    *v++ = share * sum;
                }
        x += in.height * in.width * LANE_VECS;
    }
}

static void backward(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const int K = s->kernel, S = s->stride;
    const struct shape in = y->in[0]->shape, out = y->shape;
    const real share = (real)1 / (real)(K * K);
    const vec *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    for (int plane = 0; dx && plane < lane_groups(pass->batch) * in.channels; plane++) {
        for (int i = 0; i < out.height * S; i += S)
            for (int j = 0; j < out.width * S; j += S)
                for (int k = 0; k < LANE_VECS; k++) {
                    const vec d = share * *dy++;
                    for (int a = i; a < i + K; a++)
                        for (int b = j; b < j + K; b++)
                            dx[(a * in.width + b) * LANE_VECS + k] += d;
                }
        dx += in.height * in.width * LANE_VECS;
    }
}

static double flops(const struct node *y)
{
    const struct state *s = y->state;
    return (double)s->kernel * s->kernel * shape_size(y->shape);
}

static const struct op avgpool = {
    .name = "avgpool", .shape = shape, .forward = forward, .backward = backward, .flops = flops};

struct node *op_avgpool(struct graph *g, struct node *x, int kernel, int stride)
{
    struct node *y = graph_node(g, &avgpool, 1, (struct node *[]){x}, sizeof(struct state));
    if (y)
        *(struct state *)y->state = (struct state){kernel, stride};
    return graph_finish(y);
}
