/* y = mean of x over a window of n places.   dL/dx += dL/dy / n at each place of it.
 * Windows are `stride` apart and lie inside; what does not fill one at the end is not seen. The global
 * average has one window, the whole plane. */
#include "lab/op/op.h"

struct state {
    int height, width, stride; /* of the window */
};

static bool shape(struct node *y)
{
    const struct state *s = y->state;
    const struct shape x = y->in[0]->shape;
    if (s->height < 1 || s->stride < 1)
        return graph_fail(y->graph, "avgpool: kernel %d, stride %d; both are at least 1", s->height,
                          s->stride);
    if (s->height > x.height || s->width > x.width)
        return graph_fail(y->graph, "avgpool: a window of %d is larger than %dx%d", s->height,
                          x.height, x.width);
    y->shape = (struct shape){x.channels, (x.height - s->height) / s->stride + 1,
                              (x.width - s->width) / s->stride + 1};
    return true;
}

static void forward(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const int R = s->height, C = s->width, S = s->stride;
    const struct shape in = y->in[0]->shape, out = y->shape;
    const real share = (real)1 / (real)(R * C);
    const vec *x = (const vec *)value_of(y->in[0], pass);
    vec *v = (vec *)value_of(y, pass);
    for (int plane = 0; plane < lane_groups(pass->batch) * in.channels; plane++) {
        for (int i = 0; i < out.height * S; i += S)
            for (int j = 0; j < out.width * S; j += S)
                for (int k = 0; k < LANE_VECS; k++) {
                    vec sum = {0};
                    for (int a = i; a < i + R; a++)
                        for (int b = j; b < j + C; b++)
                            sum += x[(a * in.width + b) * LANE_VECS + k];
                    *v++ = share * sum;
                }
        x += in.height * in.width * LANE_VECS;
    }
}

static void backward(struct node *y, struct pass *pass)
{
    const struct state *s = y->state;
    const int R = s->height, C = s->width, S = s->stride;
    const struct shape in = y->in[0]->shape, out = y->shape;
    const real share = (real)1 / (real)(R * C);
    const vec *dy = (const vec *)grad_of(y, pass);
    vec *dx = (vec *)grad_of(y->in[0], pass);
    for (int plane = 0; dx && plane < lane_groups(pass->batch) * in.channels; plane++) {
        for (int i = 0; i < out.height * S; i += S)
            for (int j = 0; j < out.width * S; j += S)
                for (int k = 0; k < LANE_VECS; k++) {
                    const vec d = share * *dy++;
                    for (int a = i; a < i + R; a++)
                        for (int b = j; b < j + C; b++)
                            dx[(a * in.width + b) * LANE_VECS + k] += d;
                }
        dx += in.height * in.width * LANE_VECS;
    }
}

static double flops(const struct node *y)
{
    const struct state *s = y->state;
    return (double)s->height * s->width * shape_size(y->shape);
}

static const struct op avgpool = {"avgpool", shape, forward, backward, .flops = flops};
static const struct op global_avgpool = {"global_avgpool", shape, forward, backward,
                                         .flops = flops};

static struct node *build(struct graph *g, const struct op *op, struct node *x, struct state state)
{
    struct node *y = graph_node(g, op, 1, (struct node *[]){x}, sizeof state);
    if (y)
        *(struct state *)y->state = state;
    return graph_finish(y);
}

struct node *op_avgpool(struct graph *g, struct node *x, int kernel, int stride)
{
    return build(g, &avgpool, x, (struct state){kernel, kernel, stride});
}

struct node *op_global_avgpool(struct graph *g, struct node *x)
{
    const struct shape plane = x ? x->shape : (struct shape){0};
    return build(g, &global_avgpool, x, (struct state){plane.height, plane.width, 1});
}
