/* y_i = x_i where x_i > 0 is among the k largest of the channels at its position, else 0.
 * dL/dx_i = dL/dy_i where y_i > 0, else 0. */
#include "lab/op/op.h"

/* The channels lie `stride` apart. Of equal numbers the one of the lower channel is the larger. A NaN is
 * larger than nothing and so is kept: a diverged run must not be healed here. */
static void keep_largest(int k, int channels, size_t stride, const vec *x, vec *y)
{
    for (int i = 0; i < channels; i++) {
        const vec v = x[(size_t)i * stride];
        vec_mask larger = {0};
        for (int j = 0; j < i; j++)
            larger -= x[(size_t)j * stride] >= v;
        for (int j = i + 1; j < channels; j++)
            larger -= x[(size_t)j * stride] > v;
        y[(size_t)i * stride] = vec_keep(v, ~(v <= 0) & (larger < k));
    }
}

static void forward(struct node *y, struct pass *pass)
{
    const int k = *(const int *)y->state, C = y->shape.channels;
    const size_t stride = (size_t)(y->shape.height * y->shape.width) * LANE_VECS;
    const size_t group = (size_t)C * stride;
    const struct elements e = elements_of(y, pass);
    for (size_t g = 0; g < e.n; g += group)
        for (size_t at = g; at < g + stride; at++)
            keep_largest(k, C, stride, e.x + at, e.y + at);
}

static void backward(struct node *y, struct pass *pass)
{
    const struct elements e = elements_of(y, pass);
    for (size_t i = 0; e.dx && i < e.n; i++)
        e.dx[i] += vec_keep(e.dy[i], ~(e.y[i] <= 0));
}

/* A comparison for each pair of channels. */
static double flops(const struct node *y)
{
    return (double)shape_size(y->shape) * y->shape.channels;
}

static const struct op top = {.name = "top",
                              .shape = shape_as_input,
                              .forward = forward,
                              .backward = backward,
                              .flops = flops,
                              .homogeneous = true,
                              .kinks = KINKS_AT_ZERO};

struct node *op_top(struct graph *g, struct node *x, double share)
{
    struct node *y = graph_node(g, &top, 1, (struct node *[]){x}, sizeof(int));
    if (y) {
        const int k = (int)(share * x->shape.channels + 0.5);
        *(int *)y->state = k < 1 ? 1 : k;
    }
    return graph_finish(y);
}
